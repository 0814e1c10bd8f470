"""Draws what an offer costs: items, years, assumptions, who gains, the base year, what separates the sides.

Every figure stands beside its scenario, its position and its horizon. It figures nothing and predicts nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.base_year import Actual
from arrears.bargaining.costing import Costing
from arrears.bargaining.offer import Offer
from arrears.bargaining.price_on_book import OwnMoney
from arrears.bargaining.separated import ItemGap, Separation, total_gap
from arrears.money import show_cents
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

FOOTNOTES = (
    "Each item's term is rounded once, half up; its years and parts get its cents by largest remainder, and"
    " the total is the sum of the items.",
    "Alone: the item with no other. In sequence: on top of those listed before it. Averaged: over every order"
    " in which the items could come; this column adds up to the total, the one in sequence too but for odd"
    " cents. Meets: items that change the same amounts, priced together. Not figured: lines of the base year"
    " whose amount is not known before or after; they are in no figure.",
    "A costing of assumptions: it says what an offer is worth if they hold, and predicts nobody.",
)
CUT = " Where an item begins inside periods, the two differences are bounds: all of them moved, or none."
WHOSE = (Column("scenario", "scenario"), Column("position", "position"))
ITEM_COLUMNS = (
    *WHOSE,
    Column("item", "item"),
    Column("title", "title"),
    Column("alone", "alone", "money"),
    Column("in_sequence", "in sequence", "money"),
    Column("averaged", "averaged", "money"),
    Column("interval", "95 % interval"),
    Column("pay", "pay", "money", for_readers=False),
    Column("residuals", "residuals", "money", for_readers=False),
    Column("plans", "of it plans", "money"),
    Column("back_pay", "back pay", "money"),
    Column("interacts_with", "meets"),
    Column("unknown_lines", "not figured", "count"),
    Column("not_priced", "not priced, because"),
)
YEAR_COLUMNS = (
    *WHOSE,
    Column("item", "item"),
    Column("year", "year"),
    Column("cents", "averaged", "money"),
)
ASSUMPTION_COLUMNS = (
    Column("scenario", "scenario"),
    Column("name", "assumption"),
    Column("value", "value"),
    Column("by", "by"),
    Column("on", "on", "date"),
    Column("source", "source"),
    Column("status", "status"),
)
GAIN_COLUMNS = (
    *WHOSE,
    Column("item", "item"),
    Column("by", "by"),
    Column("group", "who"),
    Column("payees", "payees", "count"),
    Column("total", "total", "money"),
    Column("median", "median payee", "money"),
)
ACTUAL_COLUMNS = (
    Column("position", "position"),
    Column("market", "market"),
    Column("company", "company"),
    Column("credit", "credit"),
    Column("owed", "owed", "money"),
    Column("paid", "paid", "money"),
    Column("open", "open", "money"),
    Column("not_comparable", "not comparable", "money"),
    Column("not_divided", "divided among nobody known", "money"),
    Column("unknown", "amounts not known", "count"),
)
OWN_COLUMNS = (
    Column("position", "position"),
    Column("market", "market"),
    Column("when", "of"),
    Column("lines", "lines", "count"),
    Column("before", "as it stands", "money"),
    Column("after", "on the offer's terms", "money"),
    Column("more", "difference", "money"),
    Column("cut", "lines of periods begun before", "count"),
    Column("more_uncut", "difference without them", "money"),
    Column("unknown", "not figured", "count"),
)
GAP_COLUMNS = (
    *WHOSE,
    Column("item", "item"),
    Column("title", "title"),
    Column("is_in", "in"),
    Column("ours", "this offer", "money"),
    Column("theirs", "the other", "money"),
    Column("gap", "difference", "money"),
    Column("divided", "how the offers divide it"),
)
SEPARATION_COLUMNS = (
    Column("position", "position"),
    Column("name", "assumption"),
    Column("ours", "one side"),
    Column("theirs", "the other"),
    Column("moves", "moves the total by", "money"),
)


@dataclass(frozen=True)
class Against:
    """One offer held against another on one scenario and position."""

    ours: Costing
    theirs: Costing
    gaps: tuple[ItemGap, ...]


@dataclass(frozen=True)
class Separated:
    """Two scenarios of one offer on one position."""

    ours: Costing
    theirs: Costing
    assumptions: tuple[Separation, ...]


@dataclass(frozen=True)
class Priced:
    """An offer priced on each scenario and position asked for. other: the offer that it is held against."""

    offer: Offer
    costings: tuple[Costing, ...]
    actuals: tuple[tuple[str, tuple[Actual, ...]], ...] = ()
    other: Offer | None = None
    against: tuple[Against, ...] = ()
    separated: tuple[Separated, ...] = ()
    own: tuple[OwnMoney, ...] = ()


def build_price_report(priced: Priced) -> Report:
    """The whole page on one offer's price."""
    offer = priced.offer
    sections = [
        Section("What it costs over the term", tuple(_horizon(priced)), (_items(priced), _years(priced))),
        *_against(priced),
        *_separated(priced),
        *_own_lines(priced),
        Section("Assumptions", _assumption_words(priced), (_assumptions(priced),)),
    ]
    if priced.actuals:
        sections.append(Section("Who gains", _gain_words(priced), (_gains(priced),)))
        sections.append(Section("The base year", _base_words(priced), (_actuals(priced),)))
    facts = (
        ("offer", f"{offer.offer_id}, {offer.status.replace('_', ' ')} of {offer.made_by}"),
        ("to", offer.made_to),
        ("made on", offer.made_on.isoformat()),
        ("amends", offer.amends),
        ("source", f"{offer.source} ({offer.source_status or 'status not said'})"),
    )
    return Report(f"What the offer costs: {offer.title or offer.offer_id}", facts, tuple(sections), FOOTNOTES)


def _whose(costing: Costing) -> str:
    scenario = f"scenario {costing.scenario}" if costing.scenario else "the shared assumptions"
    return f"{scenario}, read {costing.position}" if costing.position else scenario


def _horizon(priced: Priced) -> Iterator[str]:
    offer = priced.offer
    yield (
        f"Horizon: the term from {offer.term_from} to {offer.term_until}, in force from {offer.effective_on};"
        " years that it covers in part count by their days. Nothing after it is in any figure."
    )
    for costing in priced.costings:
        by_year = ", ".join(
            f"{year} {show_cents(sum(item.by_year.get(year, 0) for item in costing.items))}"
            for year in costing.years
        )
        yield f"On {_whose(costing)}: {show_cents(costing.total)} over the term ({by_year})."
        base = f"run {costing.run_id}" if costing.run_id else "no book; raises only"
        yield f"Rests on {base}. " + " ".join(costing.notes)
        apart = [item.item_id for item in costing.items if item.not_priced]
        if apart:
            yield f"Not in the total, because not priced: item {', '.join(apart)}."


def _items(priced: Priced) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            costing.scenario, costing.position, item.item_id, item.title, _money(item.alone),
            _money(item.in_sequence), _money(item.averaged), _interval(item.interval),
            *(_money(item.by_part.get(part, 0) if not item.not_priced else None) for part in PARTS),
            _money(item.back_pay if not item.not_priced else None),
            ", ".join(one for one in item.group if one != item.item_id), item.unknown_lines, item.not_priced,
        )
        for costing in priced.costings
        for item in costing.items
    ]  # fmt: skip
    return Table("items", "By item", _needed(ITEM_COLUMNS, rows), tuple(rows))


def _needed(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> tuple[Column, ...]:
    """The columns, for readers only those that tell something apart; data files carry every one."""
    kept = []
    for place, column in enumerate(columns):
        cells = {
            cell.cents or 0 if isinstance(cell, Money) else cell for cell in (row[place] for row in rows)
        }
        is_same = len(cells) == 1 and column.name in ("scenario", "position")
        says_nothing = cells <= {0, "", "exact", None} and column.name not in ALWAYS
        hidden = is_same or says_nothing
        kept.append(replace(column, for_readers=column.for_readers and not hidden))
    return tuple(kept)


ALWAYS = ("alone", "in_sequence", "averaged", "owed", "cents", "gap")
PARTS = ("pay", "residuals", "pension and health")


def _money(cents: int | None) -> Money:
    return Money(cents)


def _interval(interval: tuple[int, int] | None) -> str:
    return "exact" if interval is None else f"{show_cents(interval[0])} to {show_cents(interval[1])}"


def _years(priced: Priced) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (costing.scenario, costing.position, item.item_id, str(year), Money(item.by_year.get(year, 0)))
        for costing in priced.costings
        for item in costing.items
        if not item.not_priced
        for year in costing.years
    ]
    return Table("years", "By year", _needed(YEAR_COLUMNS, rows), tuple(rows))


def _against(priced: Priced) -> Iterator[Section]:
    if priced.other is None:
        return
    is_own = priced.other.made_by == priced.offer.made_by
    heading = "Since the last offer" if is_own else "What still separates the sides, in dollars"
    said = [
        f"On {_whose(one.ours)}, {priced.offer.offer_id} comes to {show_cents(one.ours.total)} and"
        f" {priced.other.offer_id} of {priced.other.made_by} to {show_cents(one.theirs.total)}:"
        f" {show_cents(total_gap(one.gaps))} between them, over {priced.offer.term_from} to"
        f" {priced.offer.term_until} and {priced.other.term_from} to {priced.other.term_until}."
        for one in priced.against
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            one.ours.scenario, one.ours.position, gap.item_id, gap.title, gap.is_in, _money(gap.ours),
            _money(gap.theirs), _money(gap.gap), gap.said,
        )
        for one in priced.against
        for gap in one.gaps
    ]  # fmt: skip
    note = (
        "Items are matched by what they change, and by number where neither changes what the other offer"
        " does; items on the same terms are one row. What an offer has not got costs nothing in it."
    )
    table = Table("difference", "Item by item", _needed(GAP_COLUMNS, rows), tuple(rows), note)
    yield Section(heading, tuple(said), (table,))


def _own_lines(priced: Priced) -> Iterator[Section]:
    """What the offer changes on lines that the book has already; retroactive pay is a line of its own."""
    told = [one for one in priced.own if one.moved]
    if not told:
        return
    since = f"{told[0].since}, the day of " + (
        "signing" if told[0].is_signed else "its making, since none of signing is named"
    )
    back = sum(each.after - each.before for one in told[:1] for each in one.moved if each.is_back_pay)
    said = (
        "Days that the offer governs and the records already have; nothing is projected, and these lines are"
        " in no figure above. A report of a period counts by its last day, so what of it was used before that"
        f" is not told apart. Back pay is for days before {since}: {show_cents(back)}"
        + (f", read {told[0].position}." if told[0].position else "."),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            one.position, each.market, "back pay" if each.is_back_pay else "days since", each.lines,
            Money(each.before), Money(each.after), Money(each.after - each.before), each.cut,
            Money(each.after_uncut - each.before if each.cut else None), each.unknown,
        )
        for one in told
        for each in one.moved
    ]  # fmt: skip
    cut = any(each.cut for one in told for each in one.moved)
    note = "Lines whose amount is not known before or after are counted and are in no sum." + (CUT * cut)
    table = Table("own_lines", "By market", _needed(OWN_COLUMNS, rows), tuple(rows), note)
    yield Section("On the book's own lines", said, (table,))


def _separated(priced: Priced) -> Iterator[Section]:
    if not priced.separated:
        return
    said = [
        f"Scenario {one.ours.scenario} puts the offer at {show_cents(one.ours.total)}, scenario"
        f" {one.theirs.scenario} at {show_cents(one.theirs.total)}"
        + (f", both read {one.ours.position}." if one.ours.position else ".")
        for one in priced.separated
    ]
    rows: list[tuple[Cell, ...]] = [
        (one.ours.position, each.name, _stated(each.ours), _stated(each.theirs), Money(each.moves))
        for one in priced.separated
        for each in one.assumptions
    ]
    note = (
        "What the first scenario's total gains where only this assumption is the other's. Assumptions work on"
        " each other, so these do not add up to the difference."
    )
    table = Table("separates", "The assumptions that separate them", SEPARATION_COLUMNS, tuple(rows), note)
    yield Section("Two valuations of one offer", tuple(said), (table,))


def _stated(assumption: Assumption | None) -> str:
    if assumption is None:
        return "not assumed by this name"
    return f"{value_text(assumption)} ({assumption.by}, {assumption.on}; {assumption.status})"


def value_text(assumption: Assumption) -> str:
    """An assumption's value as people read it: dollars, a count, a percentage that ends, or a fraction."""
    if assumption.is_money:
        whole = assumption.value.denominator == 1
        return show_cents(int(assumption.value)) if whole else f"{assumption.value} cents"
    hundred = assumption.value * 10_000
    if hundred.denominator != 1 or assumption.name.startswith(("base/", "pay-base/")):
        return str(assumption.value)
    sign, digits = "-" if hundred < 0 else "", abs(int(hundred))
    return f"{sign}{digits // 100}" + (f".{digits % 100:02d}".rstrip("0") if digits % 100 else "") + "%"


def _assumptions(priced: Priced) -> Table:
    listed: dict[tuple[str, str], tuple[Cell, ...]] = {}
    for costing in (*priced.costings, *(one.theirs for one in priced.against)):
        for one in costing.assumptions:
            listed[one.scenario, one.name] = (
                one.scenario or "all", one.name, value_text(one), one.by, one.on, one.source, one.status,
            )  # fmt: skip
    return Table("assumptions", "What is taken for granted", ASSUMPTION_COLUMNS, tuple(listed.values()))


def _assumption_words(priced: Priced) -> tuple[str, ...]:
    if any(costing.assumptions for costing in priced.costings):
        return ()
    return ("No figure above rests on an assumption.",)


def _gains(priced: Priced) -> Table:
    rows: dict[tuple[Cell, ...], None] = {}
    for costing in priced.costings:
        for gain in costing.gains:
            row = (
                costing.scenario, costing.position, gain.item_id or "whole offer", gain.by, gain.group,
                gain.payees, Money(gain.total_cents), Money(gain.median_cents),
            )  # fmt: skip
            rows[row] = None
    return Table("gains", "By group", _needed(GAIN_COLUMNS, tuple(rows)), tuple(rows))


def _gain_words(priced: Priced) -> tuple[str, ...]:
    year = priced.costings[0].base_year
    return (
        "Over the term, weighed by the assumptions that the costs rest on. The groups of each kind come to"
        " what the item costs alone, those of the whole offer to its total; the median is of payees whose"
        " amount changes.",
        f"The people of {year} stand for those of the term. What goes to pension and health is no person's;"
        " raises rest on an assumed pay base, so they are by nobody's name.",
        "Career stages are whole years since the earliest dated work of the person in this book; size bands"
        f" are quarters of its payees by what {year} owed them. Whoever the records do not date is said so.",
    )


def _actuals(priced: Priced) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            position, one.market, one.company_id, one.credit, Money(one.owed), Money(one.paid),
            Money(one.open), Money(one.not_comparable), Money(one.not_divided), one.unknown,
        )
        for position, actuals in priced.actuals
        for one in actuals
    ]  # fmt: skip
    return Table("base_year", "What it owed and paid", _needed(ACTUAL_COLUMNS, rows), tuple(rows))


def _base_words(priced: Priced) -> tuple[str, ...]:
    costing = priced.costings[0]
    return (
        f"Every amount of {costing.base_year} was figured again and equals the audit's to the cent; owed is"
        " paid, open and not comparable together. Records held to " + costing.held_to + ".",
    )
