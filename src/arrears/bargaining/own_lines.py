"""What an offer would change on the lines of a book: none before an item's first day, none after its last.

No projection: these are the records' own lines with their own days, so whatever an item does not govern keeps
its audited amount to the cent. What lies before the signing is told apart as back pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from arrears.bargaining.amended import AmendedAgreements, Unit, depends_on, units
from arrears.bargaining.base_lines import BaseLines, price_variants
from arrears.bargaining.base_year import CURRENCY
from arrears.bargaining.governed import last_day
from arrears.bargaining.offer import Item, Offer
from arrears.engine.connection import quote_text
from arrears.engine.small_tables import create_table
from arrears.formula.nodes import AllOf, AnyOf, Compare, Day, Node, Truth
from arrears.formula.sql import Columns, print_condition
from arrears.obligations.bulk import DIALECT
from arrears.obligations.variants import Variant


@dataclass(frozen=True)
class OwnLine:
    """One line under one clause that an offer governs. Cents; null = cannot be figured, then or now.

    items: those that govern it. is_back_pay: its day lies before the signing, or before the making where
    nothing is signed. is_cut: it reports a period that began before the first day of one of them, so some of
    its use may be older; it does not say how much.
    """

    line_id: int
    clause: str
    market: str
    company_id: str
    title_id: str
    day: date
    items: tuple[str, ...]
    before: int | None
    after: int | None
    is_back_pay: bool
    is_cut: bool = False


@dataclass(frozen=True)
class MovedMoney:
    """What an offer changes on a book's own lines in one market, before the signing or from it on. Cents.

    cut: the lines of periods that began before an item's first day; `after` has them whole. after_uncut: the
    other bound, where all of their use is older and they stay as they are.
    """

    market: str
    is_back_pay: bool
    lines: int
    before: int
    after: int
    unknown: int
    cut: int
    after_uncut: int


def own_lines(
    lines: BaseLines, amended: AmendedAgreements, bit: int, signed_on: date | None = None
) -> tuple[OwnLine, ...]:
    """Every line that any item of the offer governs, before and after, by line and clause.

    lines: with the last year of the records as their year. bit: of the position taken. signed_on: a day of
    signing that is supposed, where the offer names none.
    """
    offer = amended.offer
    since = signed_on or offer.signed_on or offer.made_on
    found: list[OwnLine] = []
    for unit in units(amended, depends_on(amended)):
        items = [one for one in offer.items if one.item_id in unit.items]
        for row in _rows_of_unit(lines, amended, unit, bit):
            line_id, name, market, company, title, day, mask, before, after, begins = row
            governing = tuple(item.item_id for place, item in enumerate(items) if int(mask) >> place & 1)
            back = day < since
            cut = any(_is_cut(one, begins) for one in items if one.item_id in governing)
            own = OwnLine(line_id, name, market, company, title, day, governing, before, after, back, cut)
            found.append(own)
    return tuple(sorted(found, key=lambda one: (one.line_id, one.clause)))


def _is_cut(item: Item, begins: date | None) -> bool:
    """Whether a period that began on a day is cut by an item's first day: of items that reach uses alone."""
    return item.reach == "uses" and begins is not None and begins < item.effective_on


def moved_money(found: Sequence[OwnLine]) -> tuple[MovedMoney, ...]:
    """The lines added up by market, back pay apart; lines that cannot be figured are counted only."""
    groups: dict[tuple[str, bool], list[OwnLine]] = {}
    for line in found:
        groups.setdefault((line.market, line.is_back_pay), []).append(line)
    return tuple(_moved(*key, groups[key]) for key in sorted(groups))


def _moved(market: str, is_back_pay: bool, lines: Sequence[OwnLine]) -> MovedMoney:
    known = [
        (one, one.before, one.after) for one in lines if one.before is not None and one.after is not None
    ]
    before, after = sum(each[1] for each in known), sum(each[2] for each in known)
    cut = [after - before for one, before, after in known if one.is_cut]
    unknown = len(lines) - len(known)
    return MovedMoney(market, is_back_pay, len(lines), before, after, unknown, len(cut), after - sum(cut))


def _rows_of_unit(
    lines: BaseLines, amended: AmendedAgreements, unit: Unit, bit: int
) -> list[tuple[Any, ...]]:
    """The governed lines of a unit's clauses with what they gave and what they would give."""
    items = [one for one in amended.offer.items if one.item_id in unit.items]
    _mask_lines(lines, amended, unit, items)
    masks = [int(mask) for (mask,) in lines.run.rows("SELECT DISTINCT mask FROM governed ORDER BY ALL")]
    lines.run.connection.execute(
        "CREATE OR REPLACE TEMP TABLE own_after"
        " (line_id BIGINT, clause_no INTEGER, cents BIGINT, is_unknown BOOLEAN)"
    )
    for mask in masks:
        chosen = [item.item_id for place, item in enumerate(items) if mask >> place & 1]
        variants = [clause.own for clause in amended.priced(unit.clauses, chosen).values()]
        price_variants(lines, variants, only_year=False)
        lines.run.connection.execute(AFTER.format(mask=mask))
    _sum_before(lines, amended, unit, bit)
    names = [(number, name) for name, number in amended.numbers.items()]
    create_table(lines.run.connection, "own_name", names, ["clause_no INTEGER", "name VARCHAR"])
    return lines.run.rows(OWN.format(currency=CURRENCY))


def _mask_lines(lines: BaseLines, amended: AmendedAgreements, unit: Unit, items: Sequence[Item]) -> None:
    """Create `governed` (line_id, clause_no, mask): which items govern a line under a clause, a bit each."""
    selects = []
    for name in unit.clauses:
        variant = next(known[name].own for known in amended.known.values() if name in known)
        kind = variant.formula.record_kind
        if kind in lines.kinds:
            bits = " + ".join(
                f"(CASE WHEN {governing_test(amended.offer, item, variant)} THEN {1 << place} ELSE 0 END)"
                for place, item in enumerate(items)
            )
            selects.append(f"SELECT line_id, {variant.no} AS clause_no, {bits} AS mask FROM past_{kind}")
    union = " UNION ALL ".join(selects) or "SELECT 0::BIGINT AS line_id, 0 AS clause_no, 0 AS mask"
    lines.run.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE governed AS SELECT * FROM ({union}) WHERE mask > 0"
    )


def governing_test(offer: Offer, item: Item, variant: Variant) -> str:
    """The SQL test whether an item governs a line under a clause, by the line's own day or its key date."""
    first, last = item.effective_on, last_day(offer, item)
    if item.reach == "uses":
        return f"ordered_on BETWEEN DATE '{first}' AND DATE '{last}'"
    covered = covered_between(variant.clause.when, first, last)
    return f"coalesce({print_condition(covered, DIALECT, Columns(facts={}, before={}, owed={}))}, FALSE)"


def covered_between(when: Node, first: date, last: date) -> Node:
    """Of a clause's condition only that its version covers the key date, on other days than the version's."""
    parts = when.parts if isinstance(when, AllOf) else (when,)
    kept = tuple(_on_days(part, first, last) for part in parts if _names_coverage(part))
    return AllOf(kept) if kept else Truth(True)


def _names_coverage(node: Node) -> bool:
    match node:
        case Compare(right=Day(name="covers_from" | "covers_until")):
            return True
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return any(_names_coverage(part) for part in parts)
    return False


def _on_days(node: Node, first: date, last: date) -> Node:
    match node:
        case Compare(right=Day(name="covers_from")):
            return replace(node, right=Day(first))
        case Compare(right=Day(name="covers_until")):
            return replace(node, right=Day(last))
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return replace(node, parts=tuple(_on_days(part, first, last) for part in parts))
    return node


def _sum_before(lines: BaseLines, amended: AmendedAgreements, unit: Unit, bit: int) -> None:
    """Create `own_before`: the audited amounts of the amended version's own clauses, by line."""
    clauses = [
        f"({no}, {amended.numbers[variant.clause.name]})"
        for no, variant in lines.variants.items()
        if variant.positions >> bit & 1
        and variant.agreement.address == amended.offer.amends
        and variant.clause.name in unit.clauses
    ]
    amounts = f"read_parquet({quote_text(str((lines.run.folder / 'amount.parquet').resolve()))})"
    lines.run.connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE own_before AS
            SELECT a.line_id, c.no AS clause_no,
                   coalesce(sum(a.amount_cents) FILTER (a.applies), 0)::BIGINT AS cents,
                   bool_or(a.applies IS NULL OR a.amount_cents IS NULL) AS is_unknown
            FROM {amounts} a JOIN (VALUES {", ".join(clauses) or "(-1, -1)"}) AS c(clause_no, no)
              ON c.clause_no = a.clause_no GROUP BY ALL"""
    )


AFTER = """
    INSERT INTO own_after
    SELECT a.line_id, a.clause_no, coalesce(sum(a.amount_cents) FILTER (a.applies), 0)::BIGINT,
           bool_or(a.applies IS NULL OR a.amount_cents IS NULL)
    FROM amount a
    JOIN governed g ON g.line_id = a.line_id AND g.clause_no = a.clause_no AND g.mask = {mask}
    GROUP BY a.line_id, a.clause_no
"""
OWN = """
    WITH met AS (
        SELECT coalesce(a.line_id, b.line_id) AS line_id, coalesce(a.clause_no, b.clause_no) AS clause_no,
               CASE WHEN NOT coalesce(b.is_unknown, FALSE) THEN coalesce(b.cents, 0) END AS before_cents,
               CASE WHEN NOT coalesce(a.is_unknown, FALSE) THEN coalesce(a.cents, 0) END AS after_cents
        FROM own_after a FULL JOIN own_before b ON b.line_id = a.line_id AND b.clause_no = a.clause_no
    )
    SELECT m.line_id, n.name, f.market, f.company_id, f.title_id, f.ordered_on, g.mask, m.before_cents,
           m.after_cents, f.period_from
    FROM met m JOIN governed g ON g.line_id = m.line_id AND g.clause_no = m.clause_no
    JOIN own_name n ON n.clause_no = m.clause_no JOIN base_line f ON f.line_id = m.line_id
    WHERE f.currency = '{currency}' ORDER BY ALL
"""
