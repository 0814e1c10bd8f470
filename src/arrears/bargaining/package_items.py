"""What the items of priced offers are worth to the options of packages, and which must not be added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arrears.agreements.yaml_source import WrittenMap, WrittenText, as_list, as_map, as_text
from arrears.bargaining.costing import Costing
from arrears.findings import Finding
from arrears.money import Cents


@dataclass(frozen=True)
class ItemWorth:
    """What an item of a priced offer is worth; cents null = not priced. source: of which offer, whose view.

    group: the items, by the parties' numbers, that it interacts with, itself among them.
    """

    cents: Cents | None
    source: str
    group: frozenset[str]


def priced_items(costings: Sequence[Costing]) -> dict[str, ItemWorth]:
    """Items of priced offers as options name them: `guild-proposal/1`, and `1` where there is one offer."""
    found: dict[str, ItemWorth] = {}
    for costing in costings:
        for item in costing.items:
            view = f"{costing.position or 'no position'}, {costing.scenario or 'no scenario'}"
            source = f"item {item.item_id} of {costing.offer_id}, averaged over orders, priced as {view}"
            worth = ItemWorth(item.averaged, source, frozenset(item.group) | {item.item_id})
            found[f"{costing.offer_id}/{item.item_id}"] = worth
            if len(costings) == 1:
                found[item.item_id] = worth
    return found


def interaction_faults(said: WrittenMap, priced: Mapping[str, ItemWorth]) -> list[Finding]:
    """Items of different issues that interact: their worths must not be added up."""
    used: list[tuple[str, WrittenText]] = []
    for issue in as_list(said.get("issues")).items:
        for option in as_list(as_map(issue).get("options")).items:
            item = as_map(option).get("item")
            if item is not None and as_text(item).text in priced:
                used.append((as_text(as_map(issue).get("issue")).text, as_text(item)))
    faults = []
    for number, (issue_id, item) in enumerate(used):
        for other_id, other in used[:number]:
            bare = other.text.rpartition("/")[2]
            if other_id != issue_id and bare in priced[item.text].group:
                problem = "the items of two issues interact, so what they are worth cannot be added up"
                remedy = "settle both in one issue, an option for each combination, and state `gains_us`"
                found = f"{other.text} and {item.text}"
                faults.append(Finding("packages-interact", item.place, problem, "items apart", found, remedy))
    return faults
