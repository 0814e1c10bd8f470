"""Builds the report on what an offer reaches beyond its own agreement, and on what that costs the employers.

Only arranges what `bargaining.pattern_search` found and `bargaining.pattern_price` figured. Cost bound by
texts, cost by stated practice and cost of mere sameness stand apart in every table and every sum.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.offer import Offer
from arrears.bargaining.pattern import BOND_WORDS, Follower, Pattern
from arrears.bargaining.pattern_price import BONDS, HOWS, OWN, Horizon, How, PatternCost, PricedChange
from arrears.bargaining.raised_pay import rise_text
from arrears.formula.kinds import MONEY, NUMBER
from arrears.formula.words import show_number
from arrears.reports.offer_price_report import value_text
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
ASKED = ("Nothing stands in the place of what nobody stated.",)
ASKED_WORD = "its base is asked for"
HOW_WORDS: dict[How, str] = {
    "from the book": "from the book",
    "stated base": "on a stated base",
    "not priced": "not priced",
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
        tables = (_sums(cost), _by_how(cost))
        sections.append(Section("What it costs the employers", _cost_sentences(cost), tables))
        if cost.asked():
            sections.append(Section("Asked for, so that everything is priced", ASKED, (_asked(cost),)))
    sections.append(Section("What it reaches", _reach_sentences(pattern), (_followers(pattern),)))
    if pattern.clauses:
        sections.append(Section("Whole clauses", (NOBODY_BOUND,), (_clauses(pattern),)))
    if pattern.raises:
        sections.append(Section("Raises", (NOBODY_BOUND,), (_raises(pattern),)))
    sections.append(Section("Not carried over", _not_carried_says(pattern), (_not_carried(pattern),)))
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
    missing = [f"{count} of {SUM_WORDS[bond]}" for bond, count in cost.not_priced.items() if count]
    if missing:
        said.append(f"Not priced, and in no sum: {'; '.join(missing)}. What is asked for stands below.")
    if cost.own_not_priced:
        named = ", ".join(cost.own_not_priced)
        said.append(f"Edits that are no figure are priced from a book alone, and are in no sum: {named}.")
    if cost.counted_once:
        named = ", ".join(cost.counted_once)
        said.append(f"Reached by several changed figures, the dearest alone is summed: {named}.")
    late = [one for one in cost.priced if one.from_on > cost.horizon.ends]
    if late:
        named = ", ".join(f"{one.address} ({one.from_on})" for one in late)
        said.append(f"Begins after the horizon, so it costs nothing in it: {named}.")
    return tuple(said)


def _by_how(cost: PatternCost) -> Table:
    columns = (
        Column("sort", "whose cost"), Column("how", "priced"), Column("changes", "changes", "count"),
        Column("lowest", "lowest", "money"), Column("highest", "highest", "money"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for bond in (OWN, *BONDS):
        for how in HOWS:
            count = len({one.address for one in cost.priced if (one.bond, one.how) == (bond, how)})
            cents: tuple[int | None, int | None] = (None, None)
            if how != "not priced":
                cents = cost.by_how[bond, how]
            if count:
                rows.append((SUM_WORDS[bond], HOW_WORDS[how], count, *(Money(each) for each in cents)))
    return Table("by_how", "By what it is priced on", columns, tuple(rows))


def _asked(cost: PatternCost) -> Table:
    columns = (
        Column("assumption", "assumption, or one of"), Column("for", "for"),
        Column("write", "write", is_beneath=True),
    )  # fmt: skip
    wanted: dict[str, list[PricedChange]] = {}
    for one in cost.priced:
        for finding in one.asked:
            wanted.setdefault(finding.text(), []).append(one)
    findings = {finding.text(): finding for finding in cost.asked()}
    rows = tuple(
        (
            findings[text].expected,
            ", ".join(dict.fromkeys(one.address for one in changes)),
            findings[text].remedy,
        )
        for text, changes in wanted.items()
    )
    return Table("asked", "", columns, rows)


def _clauses(pattern: Pattern) -> Table:
    columns = (
        Column("address", "clause"), Column("change", "change"), Column("bond", "bond"),
        Column("from", "from", "date"), Column("item", "by item", is_beneath=True),
        Column("why", "why", is_beneath=True), Column("source", "source", is_beneath=True),
    )  # fmt: skip
    rows = tuple(
        (
            one.address,
            one.change,
            "itself" if one.bond == OWN else one.bond,
            one.from_on,
            one.item_id,
            one.why,
            f"{one.source} ({one.status})",
        )
        for one in pattern.clauses
    )
    return Table("clauses", "", columns, rows)


def _not_carried_says(pattern: Pattern) -> tuple[str, ...]:
    if not pattern.not_carried:
        return ("Everything that the offer changes is carried to some other agreement.",)
    return ("What of the offer reaches no other agreement, each with the reason.",)


def _not_carried(pattern: Pattern) -> Table:
    columns = (
        Column("item", "item"), Column("what", "not carried over"), Column("why", "because", is_beneath=True),
    )  # fmt: skip
    rows = tuple((one.item_id, one.what, one.why) for one in pattern.not_carried)
    return Table("not_carried", "", columns, rows)


def _reach_sentences(pattern: Pattern) -> tuple[str, ...]:
    counts = {bond: len({one.address for one in pattern.followers if one.bond == bond}) for bond in BONDS}
    told = "; ".join(f"{BOND_WORDS[bond]}: {count}" for bond, count in counts.items())
    several = len(pattern.edited) != 1
    changed = f"{len(pattern.edited)} changed {'figures reach' if several else 'figure reaches'}"
    return (
        f"{changed} these figures of other agreements: {told}.",
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
        Column("item", "item"), Column("agreement", "agreement"), Column("of", "of"), Column("bond", "bond"),
        Column("first", "first raise", "date"),
        Column("raises", "raises"), Column("why", "why", is_beneath=True),
        Column("source", "source", is_beneath=True),
    )  # fmt: skip
    rows = tuple(
        (
            one.item_id, one.agreement, one.of, "itself" if one.bond == OWN else one.bond, one.raises[0][0],
            ", ".join(f"{rise_text(rise)} on {on}" for on, rise in one.raises),
            one.why, f"{one.source} ({one.status})",
        )
        for one in pattern.raises
    )  # fmt: skip
    return Table("raises", "", columns, rows)


def _priced(cost: PatternCost) -> Table:
    years = tuple(Column(str(year), str(year), "money") for year in cost.horizon.years())
    columns = (
        Column("address", "figure"), Column("bond", "bond"), Column("reading", "reading"),
        Column("how", "priced"), *years, Column("total", "in all", "money"),
        Column("item", "by item", is_beneath=True),
        Column("was", "was", is_beneath=True), Column("now", "would be", is_beneath=True),
        Column("base", "base", is_beneath=True),
    )  # fmt: skip
    return Table("priced", "", columns, tuple(_priced_row(one, cost.horizon) for one in cost.priced))


def _priced_row(one: PricedChange, horizon: Horizon) -> tuple[Cell, ...]:
    told = (_told(used, is_named=one.how == "from the book") for used in one.assumptions)
    stated = "; ".join(dict.fromkeys(told))
    word = ASKED_WORD if one.how == "not priced" else BASE_WORDS[one.base]
    base = "; ".join(filter(None, (f"{word}: {stated}" if stated else word, one.said)))
    years = (Money(one.by_year.get(year)) for year in horizon.years())
    return (
        one.address, one.bond, one.reading, HOW_WORDS[one.how], *years, Money(one.total), one.item_id,
        one.was, one.now, base,
    )  # fmt: skip


def _told(used: Assumption, *, is_named: bool) -> str:
    """An assumption beside a figure: by name where a figure rests on several."""
    return f"{used.name} {value_text(used)}" if is_named else f"{_shown(used)}, by {used.by}"


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
    said += [f"{one}: the library has no version that had begun by the day of the change."
             for one in pattern.no_version]  # fmt: skip
    return tuple(said) or ("Nothing was left out.",)
