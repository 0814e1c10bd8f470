"""Which item of one offer is which of another: by what they change, and by number where that does not tell.

Parties renumber. Items that change the same addresses, or raise the same pay, are the same issue; items that
change nothing in common are held together only by their number. No item answers for two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
