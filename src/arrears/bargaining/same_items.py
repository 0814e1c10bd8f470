"""Which item of one offer is which of another: by what they change, and by number where that does not tell.

Parties renumber, split and merge. Items that change the same addresses, or raise the same pay, are the same
issue; items that change nothing that the other offer changes are held together only by their number. Where
terms are compared no item answers for two; where money is, all items on the same addresses are one issue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from arrears.agreements.patch_layout import VERBS
from arrears.agreements.yaml_source import WrittenList, WrittenMap, WrittenText
from arrears.bargaining.offer import Item, Offer


def touched(item: Item) -> frozenset[str]:
    """The addresses that an item edits, and the pay that it raises."""
    return frozenset((*_edited(item), *(f"raises of {step.of}" for step in item.steps)))


def _edited(item: Item) -> Iterator[str]:
    edits = item.patch.header.get("edits") if item.patch is not None else None
    for edit in edits.items if isinstance(edits, WrittenList) else ():
        for verb in VERBS:
            address = edit.get(verb) if isinstance(edit, WrittenMap) else None
            if isinstance(address, WrittenText):
                yield address.text.strip("/")


def same_items(one: Offer, other: Offer) -> Mapping[str, Item]:
    """For each item of one offer that another offer has as well, by its number there: the other's item.

    Those with most in common come first; among equals the one of the same number, then the offers' order.
    """
    found: dict[str, Item] = {}
    taken: set[str] = set()
    for item, twin in _pairs(one, other):
        if item.item_id not in found and twin.item_id not in taken:
            found[item.item_id] = twin
            taken.add(twin.item_id)
    return found


def _pairs(one: Offer, other: Offer) -> Iterator[tuple[Item, Item]]:
    pairs = [
        (-len(touched(item) & touched(twin)), item.item_id != twin.item_id, place, item, twin)
        for place, item in enumerate(one.items)
        for twin in other.items
    ]
    for common, is_renumbered, _, item, twin in sorted(pairs, key=lambda pair: pair[:3]):
        if common or not is_renumbered:
            yield item, twin


# Items of two offers that hang together.
Group = tuple[tuple[Item, ...], tuple[Item, ...]]


@dataclass(frozen=True)
class SharedIssue:
    """What two offers put on one thing: the items of each that change it. One of the two may have none.

    name: the numbers in the first offer, else those in the second, told apart where the first uses them too.
    said: how the two divide it, where that is not item for item under one number.
    """

    name: str
    title: str
    ours: tuple[Item, ...]
    theirs: tuple[Item, ...]
    said: str = ""


def shared_issues(ours: Offer, theirs: Offer) -> tuple[SharedIssue, ...]:
    """The issues of two offers, in the order of the first: every item of both stands in exactly one.

    Items that share an address with items of the other offer are one issue, also by way of a third. Where
    several change the same and nothing else, as raises do, title and number tell them apart.
    """
    groups: list[Group] = [((one,), ()) for one in ours.items]
    groups += [((), (one,)) for one in theirs.items]
    paired = tuple(_alike(ours, theirs))
    settled = [item for pair in paired for item in pair]
    meeting = [
        (mine, other)
        for mine in ours.items
        for other in theirs.items
        if touched(mine) & touched(other) and mine not in settled and other not in settled
    ]
    for mine, other in (*paired, *meeting):
        groups = _joined(groups, mine, other)
    for mine in ours.items:
        twin = theirs.item(mine.item_id)
        if twin is not None and ((mine,), ()) in groups and ((), (twin,)) in groups:
            groups = _joined(groups, mine, twin)
    return tuple(_issue(group, ours, theirs) for group in sorted(groups, key=partial(_place, ours, theirs)))


def _alike(ours: Offer, theirs: Offer) -> Iterator[tuple[Item, Item]]:
    """Items of both that change exactly the same where several do: as many here as there, and told apart by
    title, or else by number.
    """
    for at in dict.fromkeys(touched(one) for one in ours.items):
        mine, other = ([one for one in side.items if touched(one) == at] for side in (ours, theirs))
        if not at or len(mine) != len(other) or len(mine) < 2:
            continue
        for key in (_title, _number):
            names = [[key(one) for one in side] for side in (mine, other)]
            if len(set(names[0])) == len(mine) and sorted(names[0]) == sorted(names[1]):
                yield from ((one, other[names[1].index(key(one))]) for one in mine)
                break


def _title(item: Item) -> str:
    return " ".join(item.title.split()).casefold()


def _number(item: Item) -> str:
    return item.item_id


def _joined(groups: Sequence[Group], mine: Item, other: Item) -> list[Group]:
    """The groups with those of two items made one, each side in the order of its offer."""
    meet = [one for one in groups if mine in one[0] or other in one[1]]
    sides = tuple(tuple(item for one in meet for item in one[side]) for side in (0, 1))
    return [*(one for one in groups if one not in meet), (sides[0], sides[1])]


def _place(ours: Offer, theirs: Offer, group: Group) -> tuple[bool, int]:
    """Where a group stands: by its first item of ours; those of theirs alone come after."""
    mine = [ours.items.index(one) for one in group[0]]
    return not mine, min(mine or [theirs.items.index(one) for one in group[1]])


def _issue(group: Group, ours: Offer, theirs: Offer) -> SharedIssue:
    mine = tuple(sorted(group[0], key=ours.items.index))
    other = tuple(sorted(group[1], key=theirs.items.index))
    name = _numbers(mine or other)
    if not mine and any(ours.item(one.item_id) for one in other):
        name = f"{name} of {theirs.offer_id}"
    title = "; ".join(dict.fromkeys(one.title for one in mine or other))
    return SharedIssue(name, title, mine, other, _divided((mine, other), ours.offer_id, theirs.offer_id))


def _numbers(items: Sequence[Item]) -> str:
    return ", ".join(one.item_id for one in items)


def _divided(group: Group, here: str, there: str) -> str:
    """How two offers divide an issue; empty where it is one item under one number, or only one has it."""
    mine, other = group
    if not mine or not other or _numbers(mine) == _numbers(other):
        return ""
    match len(mine), len(other):
        case 1, 1:
            return f"item {_numbers(other)} in {there}"
        case 1, _:
            return f"split into items {_numbers(other)} in {there}"
        case _, 1:
            return f"merged into item {_numbers(other)} in {there}"
    apart = f"items {_numbers(mine)} of {here} and {_numbers(other)} of {there}"
    return f"{apart} change the same terms, divided otherwise"
