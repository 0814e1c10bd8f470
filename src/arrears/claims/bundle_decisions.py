"""What a bundle tells of the awards in a claim and of its settlements in effect, line by line.

An award and an executed settlement are for the parties. What a line was worth on each reading is the guild's
own and needs its class in every cell; proposals and what was said on the way enter no bundle. The tables are
there in every bundle, with or without a row, so that a copy for others tells nothing by having them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from arrears.book.ledger import Book
from arrears.claims.award import Award, award_lines, read_awards
from arrears.claims.bundle_content import MEMBER, BundleColumn, BundleTable, make_table
from arrears.claims.claim import Claim
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
    BundleColumn("place", "number"),
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
    lines, null while a sum is not calculated; terms are those that the parties signed, or the instalments;
    values: what the line was worth on each reading when it was divided, in cents, null where not known.
    """
    awards = [one for one in read_awards(book).values() if claim.claim_id in one.claims]
    settlements = [one for one in read_settlements(book).values() if claim.claim_id in one.claims]
    settled = [(one, settled_lines(book, one).lines) for one in settlements]
    given = [(one, award_lines(book, one)) for one in awards if one.sum_cents() is not None]
    heads = [*(_award_head(one) for one in awards), *(_settlement_head(*one) for one in settled)]
    rows: list[Told] = []
    for award, award_given in given:
        rows += _line_rows(award.award_id, award_given, None)
    for one, lines in settled:
        rows += _line_rows(one.settlement_id, lines, one)
    return (
        make_table("decision", HEADS, ((PARTIES, head) for head in heads), [PARTIES]),
        make_table("decision_line", LINES, rows, [PARTIES]),
    )


def _award_head(award: Award) -> list[Any]:
    parts = [
        {"number": part.number, "due_on": str(part.due_on or ""), "cents": part.cents}
        for part in award.terms.parts
    ]
    terms: Mapping[str, Any] = {"parts": parts}
    on, by = award.terms.award_on, award.made_by
    return [award.award_id, "award", on, by, award.position, award.currency, award.sum_cents(), terms]


def _settlement_head(one: Settlement, lines: tuple[SettledLine, ...]) -> list[Any]:
    currencies = {each.line.currency for each in lines}
    currency = currencies.pop() if len(currencies) == 1 else None
    cents = sum(each.paid_cents for each in lines)
    terms, reading = _terms_without_lines(one), one.terms.allocation.position
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
