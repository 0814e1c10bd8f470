"""What a bundle tells of the awards in a claim and of its settlements in effect, line by line.

An award and an executed settlement are for the parties. What a line was worth on each reading is the guild's
own and needs its class in every cell; proposals and what was said on the way enter no bundle. The tables are
there in every bundle, with or without a row, so that a copy for others tells nothing by having them. Each
says what its lines were priced for, so that the verifier can price and divide them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from arrears.book.ledger import Book
from arrears.claims.award import Award, award_lines, read_awards
from arrears.claims.award_account import PartAccount
from arrears.claims.bundle_content import MEMBER, BundleColumn, BundleTable, make_table
from arrears.claims.bundle_order import sorted_by_what_is_shown
from arrears.claims.bundle_rows import columns_of
from arrears.claims.claim import Claim
from arrears.claims.priced_for import PricedFor, lines_held
from arrears.claims.settlement import Settlement, read_settlements, settled_lines
from arrears.claims.settlement_division import SettledLine
from arrears.claims.settlement_terms import terms_body

PARTIES = frozenset({"parties"})
GUILD = frozenset({"guild_only"})
Told = tuple[frozenset[str], list[Any]]
HEADS = (
    BundleColumn("decision"),
    BundleColumn("kind"),
    BundleColumn("made_on", "date"),
    BundleColumn("made_by"),
    BundleColumn("reading"),
    BundleColumn("currency"),
    BundleColumn("cents", "number"),
    BundleColumn("terms", "json"),
)
LINES = (
    BundleColumn("decision"),
    BundleColumn("place", "number", needs=MEMBER),
    BundleColumn("ref", needs=MEMBER),
    BundleColumn("character"),
    BundleColumn("payee_id", needs=MEMBER),
    BundleColumn("company_id"),
    BundleColumn("title_id"),
    BundleColumn("currency"),
    BundleColumn("paid_cents", "number"),
    BundleColumn("kept_out_cents", "number"),
    BundleColumn("is_out", "yes/no"),
    BundleColumn("is_waived", "yes/no"),
    BundleColumn("stated_cents", "number"),
    BundleColumn("values", "json", needs=GUILD),
)


def decision_tables(book: Book, claim: Claim) -> tuple[BundleTable, BundleTable]:
    """The awards and the settlements in effect that decide a claim, and what each gives on each line.

    Rows: one per award or settlement and currency; one per line of it. Columns: cents is what is given on all
    lines, null while a sum is not calculated; terms are those that the parties signed, or the clock and the
    instalments of an award, and what the lines were priced for; values: what the line was worth on each
    reading when it was divided, in cents, null where not known.
    """
    awards = [one for one in read_awards(book).values() if claim.claim_id in one.claims]
    settlements = [one for one in read_settlements(book).values() if claim.claim_id in one.claims]
    settled = [(one, settled_lines(book, one).lines) for one in settlements]
    given = [(one, award_lines(book, one)) for one in awards if one.sum_cents() is not None]
    heads = [award_head(one, claim) for one in awards]
    heads += [_settlement_head(one, lines, claim) for one, lines in settled]
    rows: list[Told] = []
    for award, award_given in given:
        rows += _line_rows(award.award_id, award_given, None)
    for one, lines in settled:
        rows += _line_rows(one.settlement_id, lines, one)
    return (
        make_table("decision", HEADS, ((PARTIES, head) for head in heads), [PARTIES]),
        sorted_by_what_is_shown(make_table("decision_line", LINES, rows, [PARTIES])),
    )


def award_head(award: Award, claim: Claim) -> list[Any]:
    """An award as a row of `decision`: its clock, its instalments, and what its lines were priced for."""
    told = award.terms.calculation
    terms: Mapping[str, Any] = {
        "parts": [
            {"number": part.number, "due_on": _day(part.due_on), "cents": part.cents}
            for part in award.terms.parts
        ],
        "award_on": _day(award.terms.award_on),
        "rule": award.terms.rule.body(),
        "needs_calculation": award.terms.needs_calculation,
        "calculation": {
            "notified_on": _day(told.notified_on),
            "disputed_on": _day(told.disputed_on),
            "is_prevented": bool(told.beyond_control),
        },
        "priced": _priced(award.priced, claim),
    }
    on, by = award.terms.award_on, award.made_by
    return [award.award_id, "award", on, by, award.position, award.currency, award.sum_cents(), terms]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _priced(priced: PricedFor | None, claim: Claim) -> dict[str, Any] | None:
    """What lines were priced for. is_changed: the claim's lines are no longer those that were priced."""
    if priced is None:
        return None
    return {
        "as_of": priced.as_of.isoformat(),
        "late": priced.late,
        "rule": priced.rule,
        "is_changed": priced.held.get(claim.claim_id) != lines_held(claim),
        "other_claims": sum(1 for name in priced.held if name != claim.claim_id),
    }


def _settlement_head(one: Settlement, lines: tuple[SettledLine, ...], claim: Claim) -> list[Any]:
    currencies = {each.line.currency for each in lines}
    currency = currencies.pop() if len(currencies) == 1 else None
    cents = sum(each.paid_cents for each in lines)
    terms, reading = _terms_without_lines(one), one.terms.allocation.position
    terms["priced"] = _priced(one.priced, claim)
    terms["opted_out"] = list(one.out)
    by = ", ".join(word.who for word in one.consents)
    return [one.settlement_id, "settlement", one.effective_on, by, reading, currency, cents, terms]


def _terms_without_lines(one: Settlement) -> dict[str, Any]:
    """The terms but for the names of lines, which name members: those stand with the lines."""
    body = terms_body(one.terms)
    body["allocation"] = {key: value for key, value in body["allocation"].items() if key != "stated"}
    body["release"] = {**body["release"], "lines": len(body["release"]["lines"])}
    return body


def _line_rows(name: str, lines: tuple[SettledLine, ...], one: Settlement | None) -> Iterator[Told]:
    stated = one.terms.allocation.stated if one else {}
    for place, each in enumerate(lines):
        line = each.line
        values = dict(sorted(line.by_position.items())) if one and line.by_position else None
        yield (
            PARTIES,
            [name, place, line.ref, line.character, line.payee_id or None, line.company_id,
             line.title_id or None, line.currency, each.paid_cents, each.kept_out_cents, each.is_out,
             each.is_waived, stated.get(line.key), values],
        )  # fmt: skip


PAYMENTS = "decision seq:n paid_on:d cents:n kind payer reference"
PARTS = (
    "decision number:n due_on:d payable_by:d paid_cents:n open_cents:n simple_cents:n compound_cents:n"
    " daily_cents:n months:n days:n why"
)
ACCOUNTS = "decision as_of:d open_cents:n interest_paid_cents:n beyond_cents:n"


def award_tables(book: Book, claim: Claim, as_of: date) -> tuple[BundleTable, ...]:
    """What was paid on the awards of a claim, and how each stands on a day.

    Rows: one per payment, whenever made; one per instalment; one per award. Columns: interest on an
    instalment is null where none is charged, and why says the reason; open is null while a sum is not
    calculated; interest_paid is what the payor called so; beyond is principal set against nothing.
    """
    awards = [one for one in read_awards(book).values() if claim.claim_id in one.claims]
    accounts = [(one, one.account(as_of)) for one in awards]
    rows: dict[str, list[list[Any]]] = {
        "award_payment": [
            [one.award_id, place, paid.paid_on, paid.cents, paid.kind, paid.payer, paid.reference]
            for one in awards
            for place, paid in enumerate(one.payments)
        ],
        "award_part": [[one.award_id, *part_row(part)] for one, held in accounts for part in held.parts],
        "award_account": [
            [one.award_id, as_of, held.open_cents(), held.interest_paid_cents, held.beyond_cents]
            for one, held in accounts
        ],
    }
    layouts = {"award_payment": PAYMENTS, "award_part": PARTS, "award_account": ACCOUNTS}
    return tuple(
        make_table(name, columns_of(layouts[name]), ((PARTIES, row) for row in given), [PARTIES])
        for name, given in rows.items()
    )


def part_row(part: PartAccount) -> list[Any]:
    """The account of one instalment as a row of `award_part`, but for the award's name."""
    charged = part.interest
    figures: list[int | None] = [None] * 5
    if charged is not None:
        figures = [
            charged.simple_cents,
            charged.compound_cents,
            charged.daily_cents,
            charged.months,
            charged.days,
        ]
    stated = part.part
    return [
        stated.number,
        stated.due_on,
        part.payable_by,
        part.paid_cents,
        part.open_cents,
        *figures,
        part.why,
    ]
