"""Builds the ratification packet: what a tentative deal changes, for whom, worth what, and at what price.

One page for who reads one page; then charts, each item, what signing and not signing cost, statements, and
annexes. Only arranges what was figured, recommends nothing and predicts nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arrears.bargaining.costing import Costing
from arrears.bargaining.offer import Offer
from arrears.bargaining.packet import Waited
from arrears.bargaining.statements import Statement
from arrears.money import show_cents
from arrears.reports.packet_annexes import annexes
from arrears.reports.packet_contents import (
    Packet,
    exact_money,
    forgone_by,
    least_and_most,
    spread,
    whose,
)
from arrears.reports.packet_first_page import GOVERNS, first_page
from arrears.reports.packet_items import item_pages
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

FOOT = "The agreement's text governs."
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
EMPTY_LINE = "\N{NO-BREAK SPACE}"
SIDE_WORDS = {"pro": "For the deal", "con": "Against the deal"}
WORTH, WAITING, PRICE = "What it is worth, year by year", "What not signing costs", "What signing costs"
PICTURES, STATEMENTS = "In pictures", "Statements, as submitted"
PICTURED = "The bars place what the tables say to the cent; each chart says whose figures it draws."


def build_packet(packet: Packet) -> Report:
    """The packet as a report."""
    deal = packet.deal
    name = deal.title or deal.offer_id
    facts = (
        ("deal", f"{name}: {deal.status} between {deal.made_by} and {deal.made_to}"),
        ("term", f"{deal.term_from} to {deal.term_until}, in force {_in_force(deal)}"),
        ("paper of", packet.voted_on.isoformat()),
    )
    sections = (
        *first_page(packet),
        *_pictures(packet),
        *item_pages(packet),
        *_worth(packet),
        *_waiting(packet),
        *_signing(packet),
        Section("Claims that are released", (_releases(deal),)),
        *_statements(packet.statements),
        *annexes(packet),
    )
    return Report(f"{name}: what you are voting on", facts, sections, (GOVERNS,))


def _in_force(deal: Offer) -> str:
    is_back = any(item.is_retroactive for item in deal.items)
    return f"from {deal.effective_on}" + (", also for days before it was signed" if is_back else "")


def _pictures(packet: Packet) -> Iterator[Section]:
    """The part that the charts stand in."""
    if packet.priced.costings:
        yield Section(PICTURES, (PICTURED,))


def _worth(packet: Packet) -> Iterator[Section]:
    """Each item year by year, one table for each costing."""
    tables = tuple(
        _by_year(costing, number) for number, costing in enumerate(packet.priced.costings, start=1)
    )
    if tables:
        deal = packet.deal
        said = (
            f"The term runs from {deal.term_from} to {deal.term_until}; a year that it covers in part counts"
            " by its days. Items that change the same amounts are averaged over the orders in which they"
            " could come; an annex shows each alone."
        )
        notes = dict.fromkeys(note for costing in packet.priced.costings for note in costing.notes)
        yield Section(WORTH, (said, *notes), tables)


def _by_year(costing: Costing, number: int) -> Table:
    """Items by year, with the whole deal beneath them. Missing: an item that is not priced has no amounts."""
    columns = (
        Column("item", "item"),
        *(Column(str(year), str(year), "money") for year in costing.years),
        Column("total", "over the term", "money"),
        Column("plans", "of it to plans", "money"),
        Column("back_pay", "of it back pay", "money"),
    )
    priced = [item for item in costing.items if item.averaged is not None]
    plans = [item.by_part.get("pension and health", 0) for item in priced]
    rows: list[tuple[Cell, ...]] = [
        (
            f"{item.item_id}: {item.title}",
            *(Money(item.by_year.get(year, 0)) for year in costing.years),
            Money(item.averaged), Money(to_plans), Money(item.back_pay),
        )
        for item, to_plans in zip(priced, plans)
    ]  # fmt: skip
    rows += [
        (f"{item.item_id}: {item.title}", *(Money(None) for _ in columns[1:]))
        for item in costing.items
        if item.averaged is None
    ]
    whole = (
        *(Money(sum(item.by_year.get(year, 0) for item in priced)) for year in costing.years),
        Money(costing.total), Money(sum(plans)), Money(sum(item.back_pay for item in priced)),
    )  # fmt: skip
    name = "years" if number == 1 else f"years_{number}"
    return Table(name, f"On {whose(costing)}", columns, (*rows, ("the deal", *whole)))


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
            whose(one.costing), one.signed_on, one.days, exact_money(one.straight), exact_money(one.phased),
            exact_money(one.shifted), exact_money(one.interest),
        )
        for one in packet.waited
    ]  # fmt: skip
    table = Table("waiting", "Forgone before the day of signing, since the term began", columns, tuple(rows))
    back = (REACHES_BACK,) if any(one.is_made_up for one in packet.waited) else ()
    yield Section(WAITING, (NOT_THERE_LATER, *back, METHODS, *_range(packet.waited)), (table,))


def _range(waited: Sequence[Waited]) -> Iterator[str]:
    """Lowest and highest of what each later day costs, over methods and assumptions."""
    for day in dict.fromkeys(one.signed_on for one in waited):
        is_missing = any(one.signed_on == day and one.is_made_up and one.interest is None for one in waited)
        low, high = map(show_cents, least_and_most(forgone_by(day, waited)))
        missing = NO_INTEREST if is_missing else ""
        yield f"Signed on {day}: from {low} to {high}, by method and assumptions.{missing}"


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
        return f"The deal is worth {spread((-high, -low))} more than {named}."
    if low < 0:
        either = f"{show_cents(-low)} more to {show_cents(high)} less"
        return f"The deal is worth {either} than {named}, by assumptions."
    return f"Signing gives up {spread((low, high))} that {named} was worth beyond the deal."


def _day_count(days: int | None) -> str:
    return "none" if days is None else f"{days:,}"


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
        yield Section(STATEMENTS, (VERBATIM,))
    for one in statements:
        answers = f", in answer to {one.rebuts}" if one.rebuts else ""
        lines = tuple(line if line.strip() else EMPTY_LINE for line in one.lines)
        digest = f"File {one.file}, SHA-256 {one.digest}."
        yield Section(f"{SIDE_WORDS[one.side]}: {one.by}{answers}", (*lines, digest), depth=1)
