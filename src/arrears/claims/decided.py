"""What has decided a claim: its awards and its settlements in effect, each with the claim's own lines.

Proposals, offers and whatever was said on the way are never read here, whoever asks: what is told of a
settlement is what took effect, and what the guild thought that a line was worth is not told. Judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa

from arrears.book.access import for_export
from arrears.book.ledger import Book
from arrears.claims.award import Award, award_lines, read_awards
from arrears.claims.award_account import AwardAccount
from arrears.claims.claim import Claim
from arrears.claims.claim_figures import ClaimFigures
from arrears.claims.collection import collected_on
from arrears.claims.settlement import Settlement, read_settlements, settled_lines
from arrears.claims.settlement_division import SettledLine
from arrears.claims.settlement_terms import PRINCIPAL
from arrears.claims.settlement_value import DuePart, due_parts
from arrears.money import Cents

# An obligation's name without its reading and number is the name of the line that an award or settlement has.
LINE_NAME = re.compile(r"@[^:]*|[#~][0-9]+$")
NUMBERED = re.compile(r"[#~][0-9]+$")


@dataclass(frozen=True)
class AwardTold:
    """An award in the claim on a day. lines: what it gives on the claim's own lines; others: how many of its
    lines belong to other claims.
    """

    award: Award
    account: AwardAccount
    lines: tuple[SettledLine, ...]
    others: int


@dataclass(frozen=True)
class SettlementTold:
    """A settlement in effect that covers the claim. lines, others: as in `AwardTold`. instalments: of the
    whole settlement; collected: principal that came in on it up to the day, by currency.
    """

    settlement: Settlement
    lines: tuple[SettledLine, ...]
    others: int
    instalments: tuple[DuePart, ...]
    collected: Mapping[str, Cents]
    as_of: date

    @property
    def staying(self) -> tuple[SettledLine, ...]:
        """The claim's lines whose companies take part."""
        return tuple(each for each in self.lines if not each.is_out)


@dataclass(frozen=True)
class Decided:
    """All awards in a claim and all settlements in effect that cover it, in the order of the book."""

    as_of: date | None = None
    awards: tuple[AwardTold, ...] = ()
    settlements: tuple[SettlementTold, ...] = ()


@dataclass(frozen=True)
class OpenPart:
    """Items of the claim that stay open for one reason. by_position: principal; null where a part of it
    cannot be figured.
    """

    what: str
    items: int
    currency: str
    by_position: Mapping[str, Cents | None] = field(default_factory=dict)


def read_decided(book: Book, claim: Claim, figures: ClaimFigures) -> Decided:
    """What has decided a claim as of the day of its figures; of an award made later, as of its own day."""
    seen = replace(book, audience=for_export(book.audience))
    refs = figures.held.connection.execute("SELECT DISTINCT ref FROM line").fetchall()
    own = frozenset(LINE_NAME.sub("", str(ref)) for (ref,) in refs)
    awards = (one for one in read_awards(seen).values() if claim.claim_id in one.claims)
    settlements = (one for one in read_settlements(seen).values() if claim.claim_id in one.claims)
    return Decided(
        figures.as_of,
        tuple(_award(seen, one, own, figures.as_of) for one in awards),
        tuple(_settlement(seen, one, own, figures.as_of) for one in settlements),
    )


def _own(lines: Sequence[SettledLine], claims: Sequence[str], own: frozenset[str]) -> tuple[SettledLine, ...]:
    """The lines of the claim; all where nothing else was decided with it."""
    if len(claims) == 1:
        return tuple(lines)
    return tuple(each for each in lines if LINE_NAME.sub("", each.line.ref) in own)


def _award(book: Book, award: Award, own: frozenset[str], as_of: date) -> AwardTold:
    every = award_lines(book, award) if award.file_no else ()
    lines = _own(every, award.claims, own)
    day = max(as_of, award.terms.award_on)
    return AwardTold(award, award.account(day), lines, len(every) - len(lines))


def _settlement(book: Book, held: Settlement, own: frozenset[str], as_of: date) -> SettlementTold:
    settled = settled_lines(book, held)
    lines = _own(settled.lines, held.claims, own)
    parts = due_parts(settled, held.terms, held.effective_on)
    came = collected_on(book, held.settlement_id, as_of)
    return SettlementTold(held, lines, len(settled.lines) - len(lines), parts, came, as_of)


def still_open(figures: ClaimFigures, decided: Decided) -> tuple[OpenPart, ...]:
    """What of a claim neither an award nor a settlement in effect has given or ended, by reason.

    Rows: items that nothing decided; items of a company that stays out; undisputed money that was kept out.
    Amounts are the claim's own principal on each reading as of its day. Where nothing was decided there are
    no rows: all of it is open.
    """
    if not decided.awards and not decided.settlements:
        return ()
    ended: dict[str, str] = {}
    for told in decided.settlements:
        out = f"of a company that stays out of {told.settlement.settlement_id}"
        for each in told.lines:
            if each.is_out:
                ended.setdefault(_item(each.line.ref), out)
            else:
                ended[_item(each.line.ref)] = ""
    ended |= {_item(each.line.ref): "" for award in decided.awards for each in award.lines}
    return (*_open_items(figures, ended), *_kept_out(figures, decided.settlements))


def _item(ref: str) -> str:
    """The name of an item in that of a line: without clause, reading and number."""
    return NUMBERED.sub("", ref.partition(":")[2])


UNDECIDED = "that no award gives anything on and no settlement in effect covers"


def _open_items(figures: ClaimFigures, ended: Mapping[str, str]) -> Iterable[OpenPart]:
    connection = figures.held.connection
    known = pa.table({"item": list(ended), "what": list(ended.values())}, schema=ITEMS)
    connection.register("decided_item", known)
    sums = ", ".join(
        f"CASE WHEN bool_or(amount_cents IS NULL AND (positions >> {one.bit}) & 1 = 1) THEN NULL ELSE"
        f" coalesce(sum(principal_cents) FILTER ((positions >> {one.bit}) & 1 = 1), 0)::BIGINT END"
        for one in figures.held.positions
    )
    rows = connection.execute(
        f"""
        WITH told AS (SELECT *, regexp_replace(substr(ref, instr(ref, ':') + 1), '[#~][0-9]+$', '') AS item
                      FROM line_amount)
        SELECT coalesce(d.what, $undecided), count(DISTINCT item), coalesce(currency, ''), {sums}
        FROM told LEFT JOIN decided_item d USING (item)
        WHERE coalesce(d.what, $undecided) <> '' GROUP BY ALL ORDER BY ALL""",
        {"undecided": UNDECIDED},
    )
    found = rows.fetchall()
    connection.unregister("decided_item")
    names = [one.name for one in figures.held.positions]
    for what, items, currency, *cents in found:
        yield OpenPart(f"items {what}", items, currency, dict(zip(names, cents)))


ITEMS = pa.schema([("item", pa.string()), ("what", pa.string())])


def _kept_out(figures: ClaimFigures, settlements: Iterable[SettlementTold]) -> Iterable[OpenPart]:
    names = [one.name for one in figures.held.positions]
    for told in settlements:
        kept: dict[str, list[SettledLine]] = {}
        for each in told.staying:
            if each.kept_out_cents and each.line.character in PRINCIPAL:
                kept.setdefault(each.line.currency, []).append(each)
        for currency, lines in sorted(kept.items()):
            what = f"undisputed money that {told.settlement.settlement_id} keeps out of its release"
            items = len({_item(each.line.ref) for each in lines})
            cents = sum(each.kept_out_cents for each in lines)
            yield OpenPart(what, items, currency, dict.fromkeys(names, cents))
