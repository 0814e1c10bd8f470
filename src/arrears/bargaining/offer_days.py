"""Days and reach of the items that two offers share, where they differ, and whom a longer time favours.

On the days that lie between two first or two last days an item is in force in one of the offers only: the
other pays by what is in force. So they favour whom that item favours. What no amount follows from is not
judged, and it is said why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from arrears.bargaining.governed import last_day
from arrears.bargaining.judged import Judged, MoreFor
from arrears.bargaining.offer import Item, Offer

DAY_WORDS = ("first day", "last day", "reaches back", "what it moves", "tentatively agreed")
TURNED: Mapping[MoreFor, MoreFor] = {"payees": "payers", "payers": "payees"}
NO_MONEY = {
    "reaches back": "no amount follows from it but those of the days, which are told by themselves",
    "tentatively agreed": "no amount follows from it",
}
Way = Callable[[Item], Judged]


def day_texts(item: Item) -> tuple[str, ...]:
    """The days and the reach of an item in words, in the order of `DAY_WORDS`."""
    return (
        item.effective_on.isoformat(),
        item.until.isoformat() if item.until else "with the term",
        "yes" if item.is_retroactive else "no",
        f"{item.reach}" if item.patch is not None else "",
        item.agreed_on.isoformat() if item.agreed_on else "open",
    )


def differing_days(item: Item, twin: Item) -> Iterator[tuple[str, str, str]]:
    """What of an item's days and reach is otherwise in its twin: what, there, here."""
    for said in zip(DAY_WORDS, day_texts(item), day_texts(twin)):
        if said[1] != said[2]:
            yield said


def judge_days(what: str, first: tuple[Offer, Item, Way], second: tuple[Offer, Item, Way]) -> Judged:
    """Whom the second of two offers gives more by one of an item's days.

    way: whom an item of that offer gives more than what is in force.
    """
    if what in NO_MONEY:
        return Judged("not judged", NO_MONEY[what])
    if what == "what it moves":
        way = first[2](first[1])
        if way.more_for not in TURNED:
            return way
        why = (
            "works: use of works of its days, also after them; uses: use on its days, also of older works;"
            f" the item itself: {way.why}"
        )
        return Judged("depends", why)
    if what == "first day":
        days = (first[1].effective_on, second[1].effective_on)
        return _between(days, first if days[0] < days[1] else second, is_lost=days[0] < days[1])
    days = (last_day(first[0], first[1]), last_day(second[0], second[1]))
    return _between(days, first if days[0] > days[1] else second, is_lost=days[0] > days[1])


def _between(days: tuple[date, date], holder: tuple[Offer, Item, Way], *, is_lost: bool) -> Judged:
    """Whom the days between favour, on which one offer alone has the item; is_lost: the first one."""
    if days[0] == days[1]:
        return Judged("no difference on probes", "both end with their terms, on one day")
    offer, item, find = holder
    way = find(item)
    why = f"between {min(days)} and {max(days)} only '{offer.offer_id}' has the item: {way.why}"
    return Judged(TURNED.get(way.more_for, way.more_for) if is_lost else way.more_for, why)
