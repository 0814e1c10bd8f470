"""The first page of a ratification packet: all that a member needs before the charts and the tables.

Ranges run over all assumptions that the deal was priced on. What nobody said of the vote is said to be
missing; nothing is recommended.
"""

from __future__ import annotations

from collections.abc import Iterator

from arrears.bargaining.claim_exchange import gains_over_term, median
from arrears.bargaining.costing import Costing, Gain
from arrears.bargaining.gains import NOBODY, RAISES, TO_PLANS
from arrears.bargaining.offer import Offer
from arrears.bargaining.packet import GivenUp, ItemTold
from arrears.money import show_cents
from arrears.reports.offer_price_report import value_text
from arrears.reports.packet_contents import (
    FEWEST_SHOWN,
    Packet,
    forgone_by,
    least_and_most,
    spread,
    whose,
    whose_words,
)
from arrears.reports.tables import Cell, Column, Money, Section, Table

GOVERNS = (
    "This paper explains. The agreement's text governs: where the two differ, the text of the memorandum and"
    " of the agreement that it amends is what binds."
)
ONE_PAGE = "On one page"
CHANGES = "What changes, for whom, worth what a year"
EITHER_WAY = "What voting either way costs"
GIVEN = "What was given up on the way"
HOW = "How to vote, and where the text is"
FIRST_PAGE = (ONE_PAGE, CHANGES, EITHER_WAY, GIVEN, HOW)
NOBODY_KNOWS = (
    "From the least to the most of every assumption and method of counting. Whether a better proposal could"
    " still be had, or the same deal would still be there, nobody knows. Pay lost in a stoppage, and claims"
    " that are released, are in none of these figures."
)
MOST_GIVEN = 6
BY_NAME_OF_NOBODY = {
    TO_PLANS: "the pension and health plans",
    RAISES: "everybody whose pay it raises",
    NOBODY: "people whom the records do not name",
}


def first_page(packet: Packet) -> Iterator[Section]:
    """The page, part by part."""
    yield Section(ONE_PAGE, (GOVERNS, *_worth(packet)), tuple(_headline(packet)))
    yield Section(CHANGES, (), (_changes(packet),), depth=1)
    if packet.priced.costings:
        yield Section(EITHER_WAY, (), (_either_way(packet),), depth=1)
    if packet.proposals:
        yield Section(GIVEN, tuple(_given_words(packet)), tuple(_given(packet)), depth=1)
    yield Section(HOW, tuple(_ballot(packet)), depth=1)


def _worth(packet: Packet) -> Iterator[str]:
    deal, costings = packet.deal, packet.priced.costings
    if deal.conditions:
        yield f"It binds only if: {'; '.join(one.says for one in deal.conditions)}."
    if not costings:
        yield "The deal was not priced for this packet."
        return
    totals = [costing.total for costing in costings]
    yield (
        f"On average the deal is worth {spread(map(packet.a_year, totals))} a year, and {spread(totals)} over"
        f" the {packet.days:,} days of its term, as figured on: {whose_words(costings)}."
        " Nothing after the term is in any figure of this paper."
    )
    yield " ".join((*_rests_on(costings), *_people(costings[0])))


def _rests_on(costings: tuple[Costing, ...]) -> Iterator[str]:
    """On how many assumptions, whose, and how far they can be trusted; the assumed pay base by its sum."""
    used = {(one.scenario, one.name): one for costing in costings for one in costing.assumptions}
    if not used:
        yield "No figure rests on an assumption."
        return
    by = ", ".join(dict.fromkeys(one.by for one in used.values()))
    counts: dict[str, int] = {}
    for one in used.values():
        counts[one.status] = counts.get(one.status, 0) + 1
    statuses = ", ".join(f"{count:,} {status}" for status, count in counts.items())
    yield f"That rests on {len(used):,} assumptions (by {by}; {statuses}), all in Annex A."
    pay = [sum(item.by_part.get("pay", 0) for item in costing.items) for costing in costings]
    bases = dict.fromkeys(
        value_text(one) for one in used.values() if one.name.startswith("pay-base/") and one.is_money
    )
    if any(pay) and bases:
        yield f"{spread(pay)} of it is raises of pay on an assumed pay base of {' or '.join(bases)} a year."


def _people(costing: Costing) -> Iterator[str]:
    """How many people the records name as gaining or losing, on one costing."""
    cents = gains_over_term(costing)
    gain = [one for one in cents.values() if one > 0]
    if not gain:
        return
    lose = sum(one < 0 for one in cents.values())
    half = (
        f", half of them {show_cents(median(gain))} or less over the term,"
        if len(gain) >= FEWEST_SHOWN
        else ""
    )
    yield (
        f"Raises apart, the records of {costing.base_year} name {len(gain):,} people who gain{half} and"
        f" {lose:,} who lose ({whose(costing)})."
    )


def _headline(packet: Packet) -> Iterator[Table]:
    """The totals as tiles, one for each costing."""
    costings = packet.priced.costings
    if costings:
        columns = tuple(
            Column(f"total_{place}", f"over the term, on {whose(costing)}", "money")
            for place, costing in enumerate(costings)
        )
        yield Table("headline", "", columns, (tuple(Money(costing.total) for costing in costings),))


def _changes(packet: Packet) -> Table:
    """Every item in a line: what it changes in words, for whom, and worth what a year."""
    costings = packet.priced.costings
    is_range = len(costings) > 1
    columns = (
        Column("item", "item"),
        Column("what", "what changes"),
        Column("for_whom", "for whom"),
        Column("low", "least a year" if is_range else "a year", "money", for_readers=bool(costings)),
        Column("high", "most a year", "money", for_readers=is_range),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            f"{told.item.item_id}: {told.item.title}", _in_words(told), _for_whom(told, costings),
            *_a_year(packet, told.item.item_id),
        )
        for told in packet.items
    ]  # fmt: skip
    return Table("in_short", "", columns, tuple(rows))


def _in_words(told: ItemTold) -> str:
    if told.item.says:
        return told.item.says
    if told.changes:
        return "; ".join(f"{one.what}: {one.today}, then {one.under_the_deal}" for one in told.changes)
    return "raises of " + ", ".join(dict.fromkeys(step.of for step in told.item.steps))


def _for_whom(told: ItemTold, costings: tuple[Costing, ...]) -> str:
    """The groups that an item reaches by market, on the first costing; people are counted where named."""
    gains = [
        gain
        for gain in (costings[0].gains if costings else ())
        if gain.item_id == told.item.item_id and gain.by == "market" and gain.total_cents
    ]
    return "; ".join(map(_group, gains)) or "not figured"


def _group(gain: Gain) -> str:
    if gain.median_cents is None:
        return BY_NAME_OF_NOBODY.get(gain.group, gain.group.replace("_", " "))
    return f"{gain.payees:,} people, {gain.group.replace('_', ' ')}"


def _a_year(packet: Packet, item_id: str) -> tuple[Money, Money]:
    """The least and the most of an item's average year; not known where some costing does not price it."""
    items = [costing.item(item_id) for costing in packet.priced.costings]
    cents = [item.averaged for item in items if item is not None and item.averaged is not None]
    if not cents or len(cents) < len(items):
        return Money(None), Money(None)
    low, high = least_and_most(map(packet.a_year, cents))
    return Money(low), Money(high)


def _either_way(packet: Packet) -> Table:
    """What signing and what not signing cost, from the least to the most of all that was figured."""
    columns = (
        Column("if", "if it is"),
        Column("then", "then is"),
        Column("of", "of what"),
        Column("low", "least", "money"),
        Column("high", "most", "money"),
    )
    latest = {one.made_by: one for one in sorted(packet.proposals, key=lambda one: one.made_on)}
    rows = [_signed(packet, proposal) for proposal in latest.values()]
    days = sorted({one.signed_on for one in packet.waited})
    for day in dict.fromkeys((*days[:1], *days[-1:])):
        low, high = least_and_most(forgone_by(day, packet.waited))
        rows.append((f"signed on {day}", "forgone by then", "the same deal", Money(low), Money(high)))
    low, high = least_and_most(costing.total for costing in packet.priced.costings)
    rows.append(("not signed in the term", "forgone", "the whole deal", Money(low), Money(high)))
    return Table("either_way", "", columns, tuple(rows), NOBODY_KNOWS)


def _signed(packet: Packet, proposal: Offer) -> tuple[Cell, ...]:
    """What the deal is worth less than a proposal, or more; below nought where it is more on some view."""
    beyond = [one.beyond for one in packet.unmet if one.proposal.offer_id == proposal.offer_id]
    low, high = least_and_most(beyond)
    named = proposal.title or f"{proposal.offer_id} of {proposal.made_by}"
    if high < 0:
        return "signed", "gained beyond", named, Money(-high), Money(-low)
    return "signed", "given up" if low >= 0 else "given up or (-) gained", named, Money(low), Money(high)


def _given_words(packet: Packet) -> Iterator[str]:
    if not packet.given_up:
        yield "Nothing that the earlier proposals asked for is told as given up."
    for by in dict.fromkeys(one.by for one in packet.dropped):
        says = "; ".join(one.says for one in packet.dropped if one.by == by)
        yield f"{by} dropped as a condition: {says}."


def _given(packet: Packet) -> Iterator[Table]:
    """The first of what each party gave up, what is shown before what cannot be told; all of it is inside."""
    if not packet.given_up:
        return
    columns = (
        Column("by", "by"),
        Column("what", "what"),
        Column("asked", "proposed"),
        Column("deal", "the deal"),
        Column("today", "today"),
    )
    rows = tuple(
        (one.by, one.difference.what, one.difference.first, one.difference.second, one.difference.base)
        for one in _in_turn(packet)
    )
    shown = rows[:MOST_GIVEN]
    left = len(packet.given_up) - len(shown)
    more = f"{left:,} more in the annex on what was given up." if left else ""
    yield Table("given_short", "", columns, shown, more)


def _in_turn(packet: Packet) -> Iterator[GivenUp]:
    """What each party gave up, one item of each in turn, by its latest proposal, what is shown first."""
    made = {one.offer_id: one.made_on for one in packet.proposals}
    newest_first = sorted(
        packet.given_up, key=lambda one: (not one.is_judged, -made[one.offer_id].toordinal())
    )
    latest: dict[tuple[str, str], GivenUp] = {}
    for one in newest_first:
        latest.setdefault((one.by, one.difference.item_id), one)
    parties = dict.fromkeys(one.by for one in packet.given_up)
    queues = [[one for (by, _), one in latest.items() if by == party] for party in parties]
    for place in range(max(map(len, queues), default=0)):
        yield from (queue[place] for queue in queues if place < len(queue))


def _ballot(packet: Packet) -> Iterator[str]:
    ballot = packet.ballot
    closes = (
        f"Ballots close on {ballot.closes}. " if ballot.closes else "When ballots close is not said here. "
    )
    how = (
        f"How to vote: {ballot.how}."
        if ballot.how
        else f"How to vote is not said here: ask {packet.members}."
    )
    yield closes + how
    text = ballot.text_at or f"not said here: ask {packet.members}"
    yield f"The text that you vote on ({packet.deal.source}): {text}. It amends {packet.deal.amends}."
