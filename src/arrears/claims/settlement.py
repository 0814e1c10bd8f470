"""A settlement as its events tell it: what was proposed, who was told, who agreed, who stays out, and
whether it is in effect.

One record, folded from appended events. Lines lie in files of the book that the events name. It judges
nothing: which act may follow which is said in `settlement_acts`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from arrears.book.ledger import Book
from arrears.claims.casework import CaseEvent, fold, one_or_refuse, read_events
from arrears.claims.money_tables import read_rows
from arrears.claims.priced_for import PricedFor, priced_of
from arrears.claims.settlement_division import Settled, SettledLine
from arrears.claims.settlement_terms import SettlementLine, SettlementTerms, terms_of
from arrears.findings import Finding

LINE_TABLE = "frozen_settled_line"


@dataclass(frozen=True)
class Word:
    """What somebody said or was told about a settlement: who, when, and in what words or by what means."""

    who: str
    on: date
    by: str
    how: str


@dataclass(frozen=True)
class Settlement:
    """A settlement now. effective_on null: not in effect. as_of: the day its lines were priced for.

    consents_needed: who must agree. condition_met_on: the day of the event it waits for; null: not known to
    have happened. withdrawn_on: the day the proposal was taken back. file_no: its lines; the effective ones
    once it is in effect. priced: how its lines were priced; null where the act does not say it.
    """

    settlement_id: str
    title: str
    claims: tuple[str, ...]
    terms: SettlementTerms
    as_of: date
    proposed_on: date
    proposed_by: str
    recorded_seq: int
    file_no: int
    fingerprint: str
    consents_needed: tuple[str, ...]
    told: tuple[Word, ...] = ()
    consents: tuple[Word, ...] = ()
    opt_outs: tuple[Word, ...] = ()
    condition_met_on: date | None = None
    effective_on: date | None = None
    withdrawn_on: date | None = None
    in_effect_as: str = ""
    priced: PricedFor | None = None

    @property
    def state(self) -> str:
        """Where it stands, in words of people: proposed, withdrawn, or in effect."""
        if self.effective_on is not None:
            return "in effect"
        return "withdrawn" if self.withdrawn_on is not None else "proposed"

    @property
    def out(self) -> tuple[str, ...]:
        """The companies that stay out."""
        return tuple(dict.fromkeys(word.who for word in self.opt_outs))

    @property
    def consents_open(self) -> tuple[str, ...]:
        """Who must still agree; a company that stays out need not."""
        agreed = {word.who for word in self.consents} | set(self.out)
        return tuple(who for who in self.consents_needed if who not in agreed)


def read_proposals(
    book: Book, *, seq: int | None = None, known_by: date | None = None
) -> dict[str, Settlement]:
    """Every proposal on the desk by its id, in the order they were made."""
    return fold_settlements(read_events(book, "proposal/", seq=seq, known_by=known_by))


def read_settlements(
    book: Book, *, seq: int | None = None, known_by: date | None = None
) -> dict[str, Settlement]:
    """Every settlement in effect by its id, in the order they took effect."""
    return fold_settlements(read_events(book, "settlement/", seq=seq, known_by=known_by))


def read_settlement(
    book: Book, wanted: str, *, seq: int | None = None, known_by: date | None = None
) -> Settlement:
    """One proposal (`proposal/2`) or settlement in effect (`settlement/1`).

    Findings: raises `Refused` with settlement-unknown.
    """
    read = read_proposals if wanted.startswith("proposal/") else read_settlements
    held = read(book, seq=seq, known_by=known_by)
    problem = "the book shows no proposal and no settlement of that name"
    expected = "a proposal such as proposal/1, or a settlement in effect such as settlement/1"
    remedy = "propose one with `arrears settlement propose`"
    return one_or_refuse(
        held, wanted, Finding("settlement-unknown", wanted, problem, expected, wanted, remedy)
    )


def fold_settlements(events: Iterable[CaseEvent]) -> dict[str, Settlement]:
    """The proposals, or the settlements in effect, that events tell of.

    The two have names of their own, so that the name of what is in effect tells nobody how many proposals
    there were. What is in effect says everything again, for those who may not see the talks.
    """
    return fold(events, ("proposed", "effective"), _stated, _after)


def _stated(event: CaseEvent) -> Settlement:
    body = event.body
    told = Settlement(
        settlement_id=event.subject,
        title=str(body["terms"]["title"]),
        claims=tuple(body["claims"]),
        terms=terms_of(body["terms"]),
        as_of=date.fromisoformat(body["as_of"]),
        proposed_on=date.fromisoformat(body["proposed_on"]),
        proposed_by=str(body["proposed_by"]),
        recorded_seq=event.seq,
        file_no=int(body["file_no"]),
        fingerprint=str(body["fingerprint"]),
        consents_needed=tuple(body["consents_needed"]),
        priced=priced_of(body.get("priced")),
    )
    if event.kind == "proposed":
        return told
    met = body["condition_met_on"]
    return replace(
        told,
        consents=_words(body["consents"]),
        opt_outs=_words(body["opt_outs"]),
        condition_met_on=None if met is None else date.fromisoformat(met),
        effective_on=event.on,
    )


def _after(before: Settlement, event: CaseEvent) -> Settlement:
    match event.kind:
        case "told":
            return replace(before, told=(*before.told, _word(event)))
        case "consented":
            return replace(before, consents=(*before.consents, _word(event)))
        case "opted_out":
            return replace(before, opt_outs=(*before.opt_outs, _word(event)))
        case "withdrawn":
            return replace(before, withdrawn_on=event.on)
        case "took_effect":
            return replace(before, effective_on=event.on, in_effect_as=str(event.body["id"]))
        case "valued":
            return replace(before, file_no=int(event.body["file_no"]))
        case _:
            # A later release knows more kinds of act; what it says is not lost, only not shown.
            return before


def _word(event: CaseEvent) -> Word:
    return Word(str(event.body["who"]), event.on, event.by, str(event.body["how"]))


def _words(bodies: Sequence[Mapping[str, str]]) -> tuple[Word, ...]:
    return tuple(Word(one["who"], date.fromisoformat(one["on"]), one["by"], one["how"]) for one in bodies)


def word_body(word: Word) -> dict[str, str]:
    """A word as an act's body writes it."""
    return {"who": word.who, "on": word.on.isoformat(), "by": word.by, "how": word.how}


def lines_digest(said: str, lines: Iterable[SettledLine]) -> str:
    """SHA-256 over what is said and over lines with their amounts: the same for the same content only."""
    digest = hashlib.sha256(said.encode())
    for each in lines:
        line = each.line
        whose = (line.ref, line.character, line.payee_id, line.company_id, line.title_id, line.currency)
        money = (
            sorted(line.by_position.items()),
            line.undisputed_cents,
            each.paid_cents,
            each.kept_out_cents,
        )
        digest.update(repr((whose, money, each.is_out, each.is_waived, line.status)).encode())
    return digest.hexdigest()


def settled_rows(lines: Iterable[SettledLine]) -> list[dict[str, Any]]:
    """Lines as the rows of their table: one for each line and position."""
    return [
        {
            "ref": each.line.ref,
            "payee_id": each.line.payee_id or None,
            "company_id": each.line.company_id,
            "title_id": each.line.title_id or None,
            "currency": each.line.currency,
            "character": each.line.character,
            "position": position,
            "amount_cents": cents,
            "undisputed_cents": each.line.undisputed_cents,
            "paid_cents": each.paid_cents,
            "kept_out_cents": each.kept_out_cents,
            "is_out": each.is_out,
            "is_waived": each.is_waived,
            "status": each.line.status,
        }
        for each in lines
        for position, cents in sorted(each.line.by_position.items()) or [("", None)]
    ]


def lines_of_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[SettledLine, ...]:
    """The lines that such rows hold, in the order of their keys; the inverse of `settled_rows`."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["ref"], row["character"]), []).append(row)
    lines = (_line_of_rows(members) for members in found.values())
    return tuple(sorted(lines, key=lambda each: each.line.key))


def _line_of_rows(rows: Sequence[Mapping[str, Any]]) -> SettledLine:
    row = rows[0]
    line = SettlementLine(
        ref=row["ref"],
        payee_id=row["payee_id"] or "",
        company_id=row["company_id"],
        title_id=row["title_id"] or "",
        currency=row["currency"],
        character=row["character"],
        by_position={each["position"]: each["amount_cents"] for each in rows if each["position"]},
        undisputed_cents=row["undisputed_cents"],
        status=row["status"],
    )
    return SettledLine(line, row["paid_cents"], row["kept_out_cents"], row["is_out"], row["is_waived"])


def settled_lines(book: Book, settlement: Settlement) -> Settled:
    """The lines of a settlement as the book keeps them, those of companies that stay out marked."""
    kept = lines_of_rows(read_rows(book, LINE_TABLE, settlement.file_no))
    out = frozenset(settlement.out)
    marked = (
        replace(each, paid_cents=0, is_out=True) if each.line.company_id in out else each for each in kept
    )
    return Settled(tuple(marked), ())
