"""The pages of a ratification packet on each item: in words, line by line, worth what, and to how many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arrears.bargaining.costing import Costing, Gain
from arrears.bargaining.packet import ItemTold
from arrears.bargaining.raised_pay import rise_text
from arrears.money import show_cents
from arrears.reports.packet_contents import Packet, is_shown, whose
from arrears.reports.tables import Column, Section, Table

EACH_ITEM = "Each item in the deal's own order: in words, then line by line as in force and as it would be."
SAYS_NO_MORE = "The memorandum says no more of it."
BACK = "; it reaches back before the signing, and pay for those days is made up"
ALL_BACK = "Every item reaches back before the signing, and pay for those days is made up."
INSIDE = "Item by item"
REACH_WORDS = {"works": "works that its first day governs", "uses": "uses from its first day on"}


def item_pages(packet: Packet) -> Iterator[Section]:
    """One part for each item."""
    is_back = all(told.item.is_retroactive for told in packet.items)
    back = (ALL_BACK,) if is_back else ()
    yield Section(INSIDE, (EACH_ITEM, *back, *_whom_words(packet.priced.costings)))
    yield from (_item(told, packet.priced.costings, is_back) for told in packet.items)


def _whom_words(costings: Sequence[Costing]) -> Iterator[str]:
    if costings:
        on = whose(costings[0])
        yield f"Whom an item reaches is told on {on}; half of the people gain the median or less."


def _item(told: ItemTold, costings: Sequence[Costing], is_said: bool) -> Section:
    """One item's part. is_said: that it reaches back has been said of all."""
    item = told.item
    words = f"{item.says[:1].upper()}{item.says[1:]}." if item.says else SAYS_NO_MORE
    tables: list[Table] = []
    if told.changes:
        columns = (
            Column("what", "what"), Column("today", "today"), Column("deal", "the deal"),
            Column("address", "in the text", is_beneath=True),
        )  # fmt: skip
        changed = tuple((one.what, one.today, one.under_the_deal, one.address) for one in told.changes)
        tables.append(Table("changes", "", columns, changed))
    if item.steps:
        heads = (Column("of", "what"), Column("on", "from", "date"), Column("by", "raised by"))
        steps = tuple((one.of, one.on, rise_text(one.raised_by)) for one in item.steps)
        tables.append(Table("raises", "", heads, steps))
    said = (f"{words} {_days(told, is_said)}", *_item_worth(item.item_id, costings))
    return Section(f"Item {item.item_id}: {item.title}", said, tuple(tables), depth=1)


def _item_worth(item_id: str, costings: Sequence[Costing]) -> Iterator[str]:
    """What one item is worth, on each costing, and to how many."""
    worth = []
    for costing in costings:
        cost = costing.item(item_id)
        if cost is None or cost.averaged is None:
            because = cost.not_priced if cost is not None else "the costing has no such item"
            yield f"Not priced on {whose(costing)}: {because}."
        else:
            worth.append(f"{show_cents(cost.averaged)} over the term on {whose(costing)}")
    if worth:
        yield f"Worth {'; '.join(worth)}."
    gains = [one for one in costings[0].gains if one.item_id == item_id] if costings else []
    named = "; ".join(
        f"{one.group.replace('_', ' ')}: {_reached(one)}" for one in gains if one.by == "market"
    )
    if named:
        yield f"Whom it reaches over the term: {named}."


def _reached(gain: Gain) -> str:
    """How many people gain what; no sum of so few that it would be somebody's own."""
    if gain.median_cents is None:
        return f"{show_cents(gain.total_cents)} in all"
    if not is_shown(gain):
        return f"{gain.payees:,} payees"
    median = show_cents(gain.median_cents)
    return f"{gain.payees:,} payees, {show_cents(gain.total_cents)} in all, median {median}"


def _days(told: ItemTold, is_said: bool) -> str:
    item = told.item
    ends = f", until {item.until} only" if item.until else ""
    moves = f"; it moves {REACH_WORDS[item.reach]}" if told.changes else ""
    return f"From {item.effective_on}{ends}{moves}{BACK if item.is_retroactive and not is_said else ''}."
