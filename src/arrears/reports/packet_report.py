"""Builds the ratification packet: what a tentative deal changes, for whom, worth what, and at what price.

Only arranges what was figured. It recommends nothing and predicts nobody; statements stand as submitted, and
the agreement's own text governs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from arrears.agreements.addresses import percent
from arrears.bargaining.costing import Costing
from arrears.bargaining.offer import Offer
from arrears.bargaining.packet import ConditionDropped, GivenUp, ItemTold, Unmet, Waited
from arrears.bargaining.rounding import whole_cents
from arrears.bargaining.statements import Statement
from arrears.money import show_cents
from arrears.reports.offer_price_report import Priced, build_price_report
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

GOVERNS = (
    "This paper explains. The agreement's text governs: where the two differ, the text of the memorandum and"
    " of the agreement that it amends is what binds."
)
FOOT = "The agreement's text governs."
EACH_ITEM = "Each item in the deal's own order: in words, then line by line as in force and as it would be."
SAYS_NO_MORE = "The memorandum says no more of it."
BACK = "; it reaches back before the signing, and pay for those days is made up"
REACH_WORDS = {"works": "works that its first day governs", "uses": "uses from its first day on"}
NOT_THERE_LATER = (
    "What members forgo if the same deal is signed on a later day. Whether it would still be there, or"
    " another one, nobody knows; this counts days and predicts nobody."
)
REACHES_BACK = (
    "The deal reaches back: signed later on the same terms, the days before are made up and the column of"
    " interest is what is lost; the other columns count what is lost if they are not."
)
METHODS = (
    "Straight line: the deal's worth spread evenly over its term, as parties quote it. Phased: each change"
    " weighs from its own day. Later start: every change comes so many days later and the term ends on its"
    " old day. Interest: where pay is made up for the days before, only waiting for it is lost."
)
NO_INTEREST = (
    " The deal makes pay up for the days before it; what waiting for that costs is not known, because nobody"
    " assumed `delay/interest`."
)
HOLDING_OUT = (
    "That any of these could still be had is not said. The days are those of holding out from the first day"
    " of the term, after which what was forgone of the deal is as much as the better proposal would still"
    " bring above it."
)
VERBATIM = "Word for word as their authors handed them in. Nobody has edited or checked them."
SIDE_WORDS = {"pro": "For the deal", "con": "Against the deal"}
WORTH, WAITING, PRICE = "What it is worth", "What not signing costs", "What signing costs"


@dataclass(frozen=True)
class Packet:
    """Everything that the packet tells. proposals: the earlier proposals that it was held against.

    voted_on: the day that the packet speaks of.
    """

    deal: Offer
    voted_on: date
    items: tuple[ItemTold, ...]
    priced: Priced
    waited: tuple[Waited, ...]
    unmet: tuple[Unmet, ...]
    proposals: tuple[Offer, ...]
    given_up: tuple[GivenUp, ...]
    dropped: tuple[ConditionDropped, ...]
    statements: tuple[Statement, ...]


def build_packet(packet: Packet) -> Report:
    """The packet as a report."""
    deal = packet.deal
    name = deal.title or deal.offer_id
    facts = (
        ("deal", f"{name}, {deal.status} between {deal.made_by} and {deal.made_to}"),
        ("memorandum", f"{deal.source} ({deal.source_status or 'status not said'})"),
        ("changes", deal.amends),
        ("term", f"{deal.term_from} to {deal.term_until}"),
        ("in force", _in_force(deal)),
        ("packet of", packet.voted_on.isoformat()),
    )
    sections = (
        Section("In short", (GOVERNS, *_short(packet)), tuple(_headline(packet))),
        Section("What changes", (EACH_ITEM,)),
        *(_item(told, packet.priced.costings) for told in packet.items),
        *_worth(packet),
        *_waiting(packet),
        *_signing(packet),
        *_gave_up(packet),
        Section("Claims that are released", (_releases(deal),)),
        *_statements(packet.statements),
    )
    return Report(f"{name}: what you are voting on", facts, sections, (GOVERNS,))


def _in_force(deal: Offer) -> str:
    is_back = any(item.is_retroactive for item in deal.items)
    return f"from {deal.effective_on}" + (", also for days before it was signed" if is_back else "")


def _short(packet: Packet) -> Iterator[str]:
    deal = packet.deal
    yield (
        f"{len(packet.items)} items, in force from {deal.effective_on} to {deal.term_until} unless an item"
        " says otherwise. Nothing after that day is in any figure of this paper."
    )
    for costing in packet.priced.costings:
        yield f"On {whose(costing)}: the deal is worth {show_cents(costing.total)} over the term."
    if not packet.priced.costings:
        yield "The deal was not priced for this packet."
    if deal.conditions:
        yield f"It binds only if: {'; '.join(one.says for one in deal.conditions)}."


def whose(costing: Costing) -> str:
    """Whose assumptions and whose reading a costing stands on."""
    scenario = f"scenario {costing.scenario}" if costing.scenario else "listed assumptions"
    return f"{scenario}, reading {costing.position}" if costing.position else scenario


def _headline(packet: Packet) -> Iterator[Table]:
    """The totals as tiles, one for each costing."""
    costings = packet.priced.costings
    if costings:
        columns = tuple(
            Column(f"total_{place}", f"over the term, on {whose(costing)}", "money")
            for place, costing in enumerate(costings)
        )
        yield Table("headline", "", columns, (tuple(Money(costing.total) for costing in costings),))


def _item(told: ItemTold, costings: Sequence[Costing]) -> Section:
    item = told.item
    words = f"{item.says[:1].upper()}{item.says[1:]}." if item.says else SAYS_NO_MORE
    tables: list[Table] = []
    if told.changes:
        columns = (
            Column("what", "what"), Column("today", "today"), Column("deal", "under the deal"),
            Column("address", "in the text", is_beneath=True),
        )  # fmt: skip
        changed = tuple((one.what, one.today, one.under_the_deal, one.address) for one in told.changes)
        tables.append(Table("changes", "", columns, changed))
    if item.steps:
        heads = (Column("of", "what"), Column("on", "from", "date"), Column("by", "raised by"))
        steps = tuple((one.of, one.on, percent(one.raised_by)) for one in item.steps)
        tables.append(Table("raises", "", heads, steps))
    said = (words, _days(told), *_item_worth(item.item_id, costings))
    return Section(f"Item {item.item_id}: {item.title}", said, tuple(tables), depth=1)


def _item_worth(item_id: str, costings: Sequence[Costing]) -> Iterator[str]:
    """What one item is worth, on each costing, and to how many."""
    for costing in costings:
        cost = costing.item(item_id)
        if cost is None or cost.averaged is None:
            because = cost.not_priced if cost is not None else "the costing has no such item"
            yield f"Not priced on {whose(costing)}: {because}."
        else:
            yield f"Worth {show_cents(cost.averaged)} over the term on {whose(costing)}."
    gains = (
        [one for one in costings[0].gains if one.item_id == item_id and one.by == "market"]
        if costings
        else []
    )
    if gains:
        named = "; ".join(
            f"{one.group.replace('_', ' ')}: "
            + ("" if one.median_cents is None else f"{one.payees:,} payees, ")
            + f"{show_cents(one.total_cents)} in all"
            + ("" if one.median_cents is None else f", median {show_cents(one.median_cents)}")
            for one in gains
        )
        yield f"Whom it reaches over the term, on {whose(costings[0])}: {named}."


def _days(told: ItemTold) -> str:
    item = told.item
    ends = f", until {item.until} only" if item.until else ""
    moves = f"; it moves {REACH_WORDS[item.reach]}" if told.changes else ""
    return f"From {item.effective_on}{ends}{moves}{BACK if item.is_retroactive else ''}."


def _worth(packet: Packet) -> Iterator[Section]:
    """The price report's own sections, under the packet's heading."""
    if packet.priced.costings:
        first, *others = build_price_report(packet.priced).sections
        yield replace(first, heading=WORTH)
        yield from others


def _waiting(packet: Packet) -> Iterator[Section]:
    if not packet.waited:
        return
    columns = (
        Column("scenario", "on"), Column("signed", "signed on", "date"), Column("days", "days", "count"),
        Column("straight", "straight line", "money"), Column("phased", "phased", "money"),
        Column("shifted", "later start", "money"), Column("interest", "interest", "money"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            whose(one.costing), one.signed_on, one.days, _cents(one.straight), _cents(one.phased),
            _cents(one.shifted), _cents(one.interest),
        )
        for one in packet.waited
    ]  # fmt: skip
    table = Table("waiting", "Forgone before the day of signing, since the term began", columns, tuple(rows))
    back = (REACHES_BACK,) if any(one.is_made_up for one in packet.waited) else ()
    yield Section(WAITING, (NOT_THERE_LATER, *back, METHODS, *_range(packet.waited)), (table,))


def _cents(exact: Fraction | None) -> Money:
    return Money(None if exact is None else whole_cents(exact))


def _range(waited: Sequence[Waited]) -> Iterator[str]:
    """Lowest and highest of what each later day costs, over methods and assumptions."""
    for day in dict.fromkeys(one.signed_on for one in waited):
        counted = [one for one in waited if one.signed_on == day]
        each = [(one.straight, one.phased, one.shifted, one.interest) for one in counted]
        known = [whole_cents(cents) for many in each for cents in many if cents is not None]
        is_missing = any(one.is_made_up and one.interest is None for one in counted)
        spread = f"from {show_cents(min(known))} to {show_cents(max(known))}"
        yield f"Signed on {day}: {spread}, by method and assumptions.{NO_INTEREST if is_missing else ''}"


def _signing(packet: Packet) -> Iterator[Section]:
    if not packet.unmet:
        return
    columns = (
        Column("proposal", "against"), Column("by", "of"), Column("scenario", "on"),
        Column("theirs", "it was worth", "money"), Column("deal", "the deal", "money"),
        Column("beyond", "beyond the deal", "money"),
        Column("straight", "eaten after days"), Column("phased", "phased"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.proposal.offer_id, one.proposal.made_by, whose(one.deal), Money(one.proposal.total),
            Money(one.deal.total), Money(one.beyond), _day_count(one.straight_days),
            _day_count(one.phased_days),
        )
        for one in packet.unmet
    ]  # fmt: skip
    said = (*(_beyond(packet, proposal) for proposal in packet.proposals), HOLDING_OUT)
    yield Section(PRICE, said, (Table("signing", "", columns, tuple(rows)),))


def _beyond(packet: Packet, proposal: Offer) -> str:
    """What a proposal was worth beyond the deal, from the lowest to the highest of the assumptions."""
    beyond = [one.beyond for one in packet.unmet if one.proposal.offer_id == proposal.offer_id]
    low, high = min(beyond), max(beyond)
    named = f"'{proposal.title or proposal.offer_id}' of {proposal.made_by}"
    if high < 0:
        return f"The deal is worth {_spread(-high, -low)} more than {named}."
    if low < 0:
        spread = f"{show_cents(-low)} more to {show_cents(high)} less"
        return f"The deal is worth {spread} than {named}, by assumptions."
    return f"Signing gives up {_spread(low, high)} that {named} was worth beyond the deal."


def _spread(low: int, high: int) -> str:
    return show_cents(low) if low == high else f"{show_cents(low)} to {show_cents(high)}"


def _day_count(days: int | None) -> str:
    return "none" if days is None else f"{days:,}"


def _gave_up(packet: Packet) -> Iterator[Section]:
    if not packet.proposals:
        return
    columns = (
        Column("what", "what"), Column("by", "given up by"), Column("asked", "proposed"),
        Column("today", "today"), Column("deal", "the deal"), Column("judged", "less for that side"),
        Column("item", "item", is_beneath=True), Column("offer", "proposal", is_beneath=True),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.difference.what, one.by, one.difference.first, one.difference.base, one.difference.second,
            "yes" if one.is_judged else "cannot be told", one.difference.item_id, one.offer_id,
        )
        for one in packet.given_up
    ]  # fmt: skip
    held = "; ".join(f"{one.offer_id} of {one.made_by}, {one.made_on}" for one in packet.proposals)
    said = (
        f"Held against {held}. A move is listed where the formulas, or lines figured on both wordings, show"
        " that the deal gives the side that proposed it less than its proposal, or where that cannot be"
        " told.",
        *(f"{one.by} dropped a condition of {one.offer_id}: {one.says}." for one in packet.dropped),
    )
    yield Section("What was given up, and by whom", said, (Table("given_up", "", columns, tuple(rows)),))


def _releases(deal: Offer) -> str:
    if not deal.releases:
        return "The deal's file refers to no settlement; no claim is released by it as far as it says."
    return (
        f"The deal refers to {', '.join(deal.releases)}. A release of claims is no change of the"
        " agreement: its terms, its worth and whom it would be charged to are at the settlement desk, and"
        " none of it is in the figures of this paper. Ask for them before you vote."
    )


def _statements(statements: Sequence[Statement]) -> Iterator[Section]:
    if statements:
        yield Section("Statements, as submitted", (VERBATIM,))
    for one in statements:
        answers = f", in answer to {one.rebuts}" if one.rebuts else ""
        lines = tuple(line for line in one.lines if line.strip())
        digest = f"File {one.file}, SHA-256 {one.digest}."
        yield Section(f"{SIDE_WORDS[one.side]}: {one.by}{answers}", (*lines, digest), depth=1)
