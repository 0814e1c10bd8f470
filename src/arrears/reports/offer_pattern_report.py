"""Builds the report on what an offer reaches beyond its own agreement, and on what that costs the employers.

Only arranges what `bargaining.pattern_search` found and `bargaining.pattern_price` figured. Cost bound by
texts, cost by stated practice and cost of mere sameness stand apart in every table and every sum.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.offer import Offer
from arrears.bargaining.pattern import BOND_WORDS, Follower, Pattern
from arrears.bargaining.pattern_price import BONDS, OWN, PatternCost, PricedChange
from arrears.formula.kinds import MONEY, NUMBER
from arrears.formula.words import show_number
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

SAME = (
    "The same clause: one record could fall under both clauses, and the part in which the figure stands is"
    " equal without names, every figure included. That binds nobody.",
)
NOBODY_BOUND = "A practice is what somebody stated. Nobody is bound by it, and it may be broken."
BASE_WORDS = {
    "money": "its share of this money a year",
    "count": "paid so often a year",
    "yearly cost": "a full year of the change",
    None: "the book's own base year",
}
SUM_WORDS = {
    OWN: "the amended agreement itself",
    "text": "others, bound by their own texts",
    "practice": "others, by stated practice",
    "same clause": "others of the same clause, unbound",
}


def build_offer_pattern(offer: Offer, pattern: Pattern, cost: PatternCost | None) -> Report:
    """What an offer reaches; with the cost where it was priced."""
    facts = [
        ("offer", f"{offer.offer_id}, {offer.status.replace('_', ' ')} of {offer.made_by}, {offer.made_on}"),
        ("amends", offer.amends),
        ("held against", ", ".join(pattern.looked_at) or "no other agreement in force"),
    ]
    sections: list[Section] = []
    if cost is not None:
        horizon = cost.horizon
        facts += [
            ("horizon", f"{horizon.begins} to {horizon.ends}; nothing after it is counted"),
            ("scenario", cost.scenario or "assumptions that every scenario shares"),
        ]
        sections.append(Section("What it costs the employers", _cost_sentences(cost), (_sums(cost),)))
    sections.append(Section("What it reaches", _reach_sentences(pattern), (_followers(pattern),)))
    if pattern.raises:
        sections.append(Section("Raises", (NOBODY_BOUND,), (_raises(pattern),)))
    if cost is not None:
        sections.append(Section("Each change on its own base", (), (_priced(cost),)))
        sections.append(Section("Assumptions", (), (_assumptions(cost),)))
    sections.append(Section("The same formula at other figures", (), (_alike(pattern),)))
    sections.append(Section("What was not looked for", _left_out(pattern)))
    return Report("What one change reaches", tuple(facts), tuple(sections))


def _cost_sentences(cost: PatternCost) -> tuple[str, ...]:
    said = [
        "Every change is priced on its own base. Each bond is summed by itself, then with those above.",
        "A range is over the readings of how far a text raises a rate.",
        NOBODY_BOUND,
    ]
    if cost.counted_once:
        named = ", ".join(cost.counted_once)
        said.append(f"Reached by several changed figures, the dearest alone is summed: {named}.")
    late = [one for one in cost.priced if one.from_on > cost.horizon.ends]
    if late:
        named = ", ".join(f"{one.address} ({one.from_on})" for one in late)
        said.append(f"Begins after the horizon, so it costs nothing in it: {named}.")
    return tuple(said)


def _reach_sentences(pattern: Pattern) -> tuple[str, ...]:
    counts = {bond: len({one.address for one in pattern.followers if one.bond == bond}) for bond in BONDS}
    told = "; ".join(f"{BOND_WORDS[bond]}: {count}" for bond, count in counts.items())
    return (
        f"{len(pattern.edited)} changed figures reach these figures of other agreements: {told}.",
        *SAME,
    )


def _sums(cost: PatternCost) -> Table:
    columns = (
        Column("sort", "whose cost"), Column("lowest", "lowest", "money"),
        Column("highest", "highest", "money"), Column("so_far_lowest", "with those above, lowest", "money"),
        Column("so_far_highest", "with those above, highest", "money"),
    )  # fmt: skip
    low, high = 0, 0
    rows: list[tuple[Cell, ...]] = []
    for kind in (OWN, *BONDS):
        lowest, highest = cost.sums[kind]
        low, high = low + lowest, high + highest
        rows.append((SUM_WORDS[kind], *(Money(cents) for cents in (lowest, highest, low, high))))
    return Table("sums", "Over the horizon", columns, tuple(rows))


def _followers(pattern: Pattern) -> Table:
    columns = (
        Column("address", "reaches"), Column("bond", "bond"), Column("reading", "reading"),
        Column("was", "was"), Column("now", "would be"), Column("from", "from", "date"),
        Column("item", "by item", is_beneath=True), Column("leads", "changed figure", is_beneath=True),
        Column("why", "why", is_beneath=True), Column("source", "source", is_beneath=True),
        Column("ended", "version", is_beneath=True),
    )  # fmt: skip
    return Table("reached", "", columns, tuple(_follower(one) for one in pattern.followers))


def _follower(one: Follower) -> tuple[Cell, ...]:
    was, now = (show_number(value, one.kind) for value in (one.was, one.now))
    ended = "its last day was before the change; the library has no later version" if one.has_ended else ""
    return (
        one.address, one.bond, one.reading, was, now, one.from_on, one.item_id, one.leads,
        one.why, f"{one.source} ({one.status})", ended,
    )  # fmt: skip


def _raises(pattern: Pattern) -> Table:
    columns = (
        Column("item", "item"), Column("agreement", "agreement"), Column("first", "first raise", "date"),
        Column("raises", "raises"), Column("why", "why", is_beneath=True),
        Column("source", "source", is_beneath=True),
    )  # fmt: skip
    rows = tuple(
        (
            one.item_id, one.agreement, one.raises[0][0],
            ", ".join(f"{show_number(share, NUMBER)} on {on}" for on, share in one.raises),
            one.why, f"{one.source} ({one.status})",
        )
        for one in pattern.raises
    )  # fmt: skip
    return Table("raises", "", columns, rows)


def _priced(cost: PatternCost) -> Table:
    years = tuple(Column(str(year), str(year), "money") for year in cost.horizon.years())
    columns = (
        Column("address", "figure"), Column("bond", "bond"), Column("reading", "reading"), *years,
        Column("total", "in all", "money"), Column("item", "by item", is_beneath=True),
        Column("was", "was", is_beneath=True), Column("now", "would be", is_beneath=True),
        Column("base", "base", is_beneath=True),
    )  # fmt: skip
    return Table("priced", "", columns, tuple(_priced_row(one) for one in cost.priced))


def _priced_row(one: PricedChange) -> tuple[Cell, ...]:
    stated = "; ".join(dict.fromkeys(f"{_shown(used)}, by {used.by}" for used in one.assumptions))
    base = f"{BASE_WORDS[one.base]}: {stated}" if stated else BASE_WORDS[one.base]
    years = (Money(cents) for cents in one.by_year.values())
    return (
        one.address, one.bond, one.reading, *years, Money(one.total), one.item_id, one.was, one.now, base
    )  # fmt: skip


def _shown(one: Assumption) -> str:
    return show_number(one.value, MONEY if one.is_money else NUMBER)


def assumption_table(assumptions: Sequence[Assumption]) -> Table:
    """Assumptions as reports list them: by whom, when, on what source, for which scenario."""
    columns = (
        Column("name", "assumption"), Column("value", "value"), Column("by", "by"),
        Column("on", "on", "date"), Column("scenario", "scenario"), Column("status", "status"),
        Column("source", "source", is_beneath=True),
    )  # fmt: skip
    rows = tuple(
        (one.name, _shown(one), one.by, one.on, one.scenario or "every one", one.status, one.source)
        for one in dict.fromkeys(assumptions)
    )
    return Table("assumptions", "", columns, rows)


def _assumptions(cost: PatternCost) -> Table:
    return assumption_table([used for one in cost.priced for used in one.assumptions])


def _alike(pattern: Pattern) -> Table:
    columns = (
        Column("leads", "changed figure"), Column("address", "of one formula"),
        Column("ours", "ours"), Column("theirs", "theirs"),
    )  # fmt: skip
    rows = tuple((one.leads, one.address, one.ours, one.theirs) for one in pattern.alike)
    return Table("alike", "Shown for comparison; nothing follows", columns, rows)


def _left_out(pattern: Pattern) -> tuple[str, ...]:
    said = [f"{one}: a stated practice whose figure is not in the library." for one in pattern.not_found]
    said += [f"{one}: no change of one figure, so it is neither looked for nor priced here."
             for one in pattern.not_figures]  # fmt: skip
    said += [f"{one}: the library has no version that had begun by the day of the change."
             for one in pattern.no_version]  # fmt: skip
    return tuple(said) or ("Nothing was left out.",)
