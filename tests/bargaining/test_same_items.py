"""Items of two offers are one issue by what they change, however a side numbers, splits or merges them."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from tests.bargaining.resolution_world import FIRST, SECOND

from arrears.bargaining.blocking_gaps import Count, open_gaps
from arrears.bargaining.costing import Costing, ItemCost
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.read_offer import read_offer
from arrears.bargaining.same_items import shared_issues
from arrears.bargaining.separated import item_gaps, total_gap

COPIES = """\
  - {at: "new-media/download-television/rate/first 100,000 copies", was: 0.36%, is: 0.40%}
"""
RENTAL = "  - {at: new-media/rental/rate, was: 1.2%, is: 2%}\n"


@pytest.fixture(scope="module")
def offers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Offer, Offer]:
    """Ours: downloads, minimums, screenings, rental. Theirs: the first three, downloads with rental."""
    folder = tmp_path_factory.mktemp("offers")
    (folder / "ours.yaml").write_text(FIRST)
    (folder / "theirs.yaml").write_text(SECOND.replace(COPIES, COPIES + RENTAL))
    return read_offer(folder / "ours.yaml"), read_offer(folder / "theirs.yaml")


def costing(offer: Offer, **cents: int | None) -> Costing:
    items = tuple(
        ItemCost(one.item_id, one.title, {}, value, value, value, None, (one.item_id,))
        for one in offer.items
        for value in (cents[one.title.lower()],)
    )
    return Costing(offer.offer_id, "", "", "", (), items, sum(one.averaged or 0 for one in items), ())


def renumbered(offer: Offer, *numbers: str) -> Offer:
    pairs = zip(offer.items, numbers, strict=True)
    return replace(offer, items=tuple(replace(item, item_id=number) for item, number in pairs))


OURS = {"downloads": 900, "minimums": 70, "screenings": 8, "rental": 40}
THEIRS = {"downloads": 300, "minimums": 50, "screenings": 8}


@pytest.mark.parametrize("numbers", [*permutations("123"), ("7", "8", "9")])
def test_other_numbers_give_the_same_gaps(offers: tuple[Offer, Offer], numbers: tuple[str, ...]) -> None:
    ours, theirs = offers[0], renumbered(offers[1], *numbers)
    gaps = item_gaps(costing(ours, **OURS), costing(theirs, **THEIRS), shared_issues(ours, theirs))
    assert [(one.item_id, one.is_in, one.ours, one.theirs, one.gap) for one in gaps] == [
        ("1, 4", "both", 940, 300, 640),
        ("2", "both", 70, 50, 20),
        ("3", "both", 8, 8, 0),
    ]
    assert total_gap(gaps) == 660
    assert gaps[0].said == f"merged into item {numbers[0]} in companies-second"
    said = "" if numbers[1] == "2" else f"item {numbers[1]} in companies-second"
    assert gaps[1].said == said


def test_what_one_side_splits_is_one_issue_from_the_other_side_too(offers: tuple[Offer, Offer]) -> None:
    theirs, ours = offers
    issues = shared_issues(ours, theirs)
    assert [(one.name, one.said) for one in issues] == [
        ("1", "split into items 1, 4 in guild-second"),
        ("2", ""),
        ("3", ""),
    ]
    count = Count("guild", costing(ours, **THEIRS), costing(theirs, **OURS))
    (downloads, minimums) = open_gaps(ours, theirs, [count])  # screenings are agreed in both
    assert (downloads.widest(), downloads.numbers) == (640, ("1",))
    assert "split into items 1, 4" in downloads.said
    assert [ref.split(" (")[0] for ref in downloads.refs] == [
        "companies-second item 1", "guild-second item 1", "guild-second item 4"
    ]  # fmt: skip
    assert minimums.widest() == 20


def test_an_issue_with_an_item_that_is_not_priced_has_no_gap(offers: tuple[Offer, Offer]) -> None:
    ours, theirs = offers
    count = Count("guild", costing(ours, **{**OURS, "rental": None}), costing(theirs, **THEIRS))
    downloads = open_gaps(ours, theirs, [count])[0]
    assert (downloads.valuations[0].cents, downloads.widest()) == (None, None)
    assert (downloads.issue, downloads.is_called("4"), downloads.is_called("2")) == ("1, 4", True, False)


def test_an_item_that_only_one_has_keeps_its_own_name_where_the_number_means_another(
    offers: tuple[Offer, Offer],
) -> None:
    """Rental is item 4 of the second offer here, and the first has no item on it; its own 4 is another."""
    ours, theirs = offers[1], renumbered(offers[0], "5", "6", "7", "1")
    downloads, rental = ours.items[0], theirs.items[3]
    ours = replace(ours, items=(replace(downloads, patch=offers[0].items[0].patch), *ours.items[1:]))
    names = [(one.name, len(one.ours), len(one.theirs)) for one in shared_issues(ours, theirs)]
    assert names == [("1", 1, 1), ("2", 1, 1), ("3", 1, 1), ("1 of guild-second", 0, 1)]
    assert rental.item_id == "1"


def test_items_that_change_nothing_in_common_are_held_together_by_number_alone(
    offers: tuple[Offer, Offer],
) -> None:
    def words_only(item: Item, number: str) -> Item:
        return replace(item, item_id=number, patch=None, steps=(), says="words")

    ours = replace(offers[0], items=(words_only(offers[0].items[0], "1"),))
    for number, count in (("1", 1), ("2", 2)):
        theirs = replace(offers[1], items=(words_only(offers[1].items[1], number),))
        assert len(shared_issues(ours, theirs)) == count


def test_items_that_only_cross_are_told_as_divided_otherwise(offers: tuple[Offer, Offer]) -> None:
    """Ours 1 and 4 against one item that holds both terms and a second that holds one of them as well."""
    ours, (both, *_rest) = offers[0], offers[1].items
    theirs = replace(offers[1], items=(both, replace(ours.items[3], item_id="9")))
    (one, *_others) = shared_issues(ours, theirs)
    assert one.name == "1, 4"
    assert one.said == (
        "items 1, 4 of guild-second and 1, 9 of companies-second change the same terms, divided otherwise"
    )
