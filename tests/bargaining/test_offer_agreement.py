"""Any subset of an offer's items is set on the version that the offer amends, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from tests.bargaining.offer_writer import OFFER, read_text, write_library, written

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.load import SHIPPED, load_library
from arrears.agreements.model import Agreement
from arrears.agreements.written_agreement import Library
from arrears.bargaining.offer_agreement import offer_agreement, offer_wording
from arrears.bargaining.read_offer import read_offer
from arrears.findings import Refused

SHOWN = Path(__file__).resolve().parents[2] / "tools" / "demonstration" / "bargaining" / "offers"
RATE, WINDOW = "reuse/rental/rate", "reuse/streaming/window"


def said(agreement: Agreement) -> dict[str, str]:
    """Every figure and expression by address, without family and version."""
    start = f"{agreement.address}/"
    return {at.removeprefix(start): part.written for at, part in addressed_parts(agreement).items()}


def test_only_the_items_that_are_asked_for_are_set(tmp_path: Path) -> None:
    offer = read_text(tmp_path, OFFER)
    library = write_library(tmp_path)
    for ids, rate, window in [
        ([], "1.2%", "17 days"), (["1"], "2.5%", "17 days"), (["2"], "1.2%", "7 days"),
        (["2", "1"], "2.5%", "7 days"), (["3"], "1.2%", "17 days"), (None, "2.5%", "7 days"),
    ]:  # fmt: skip
        parts = said(offer_agreement(offer, ids, library))
        assert (parts[RATE], parts[WINDOW]) == (rate, window)


def test_without_items_the_agreement_is_the_one_that_is_amended(tmp_path: Path) -> None:
    offer, library = read_text(tmp_path, OFFER), write_library(tmp_path)
    assert offer_agreement(offer, [], library) == load_library(library)[0]
    assert offer_agreement(offer, ["3"], library) == load_library(library)[0]


def test_a_kept_library_gives_every_subset_what_a_fresh_one_gives() -> None:
    """The demonstration's proposal: what is read of the library once serves all of its coalitions."""
    offer = read_offer(SHOWN / "guild-proposal.yaml")
    kept, ids = Library(SHIPPED), [item.item_id for item in offer.items if item.patch is not None]
    base = said(load_library(addresses=[offer.amends])[0])
    alone = {one: changed(said(offer_wording(offer, [one], kept)), base) for one in ids}
    for count in range(len(ids) + 1):
        for chosen in combinations(ids, count):
            parts = said(offer_wording(offer, chosen, kept))
            assert changed(parts, base) == {at: now for one in chosen for at, now in alone[one].items()}
    assert offer_agreement(offer, ids, kept) == offer_wording(offer, ids, Library(SHIPPED))


def changed(parts: dict[str, str], base: dict[str, str]) -> dict[str, str]:
    named = {at: now for at, now in parts.items() if base.get(at) != now and at.count("/") > 1}
    assert set(parts) >= {at for at in base if at.count("/") > 1}
    return named


def test_an_offer_read_again_under_its_name_is_not_mistaken_for_the_first(tmp_path: Path) -> None:
    library = Library(write_library(tmp_path))
    first = read_text(tmp_path, OFFER)
    second = read_text(tmp_path, written(("is: 2.5%", "is: 3%")))
    rates = [said(offer_agreement(one, ["1"], library))[RATE] for one in (first, second, first)]
    assert rates == ["2.5%", "3%", "2.5%"]


def test_an_item_that_the_offer_has_not_got_is_refused(tmp_path: Path) -> None:
    offer = read_text(tmp_path, OFFER)
    with pytest.raises(Refused) as refused:
        offer_agreement(offer, ["1", "4"], write_library(tmp_path))
    assert [finding.text() for finding in refused.value.findings] == [
        "first: the offer has no such item.\n  expected an item of it, found 4\n  Try: use one of: 1, 2, 3"
    ]


def test_a_term_that_runs_on_is_covered_to_its_end_with_items_and_without(tmp_path: Path) -> None:
    offer = read_text(tmp_path, written(("until: 2011-05-01", "until: 2012-10-31")))
    library = write_library(tmp_path)
    for ids in ([], ["1"], ["1", "2"]):
        agreement = offer_agreement(offer, ids, library)
        assert (agreement.covers_from, agreement.covers_until) == (date(2008, 2, 13), date(2012, 10, 31))


def test_a_shorter_term_takes_no_day_from_the_agreement(tmp_path: Path) -> None:
    offer = read_text(tmp_path, written(("until: 2011-05-01", "until: 2010-10-31")))
    assert offer_agreement(offer, [], write_library(tmp_path)).covers_until == date(2011, 5, 1)


def test_an_edit_is_cited_as_its_offer_is_unless_it_names_its_own_source(tmp_path: Path) -> None:
    own = ("is: 2.5%}", "is: 2.5%, item: 1a, cite: a letter, status: secondary}")
    agreement = offer_agreement(read_text(tmp_path, written(own)), None, write_library(tmp_path))
    edits = [edit for patch in agreement.patches for edit in patch.edits]
    cited = [(edit.item, edit.citation.source, edit.citation.status) for edit in edits if edit.citation]
    assert cited == [("1a", "a letter", "secondary"), ("2", "invented", "derived")]


def test_an_offer_named_like_a_version_leaves_that_version_alone(tmp_path: Path) -> None:
    """The library is kept between the two calls; nothing of the offer may be taken for the other version."""
    folder = write_library(tmp_path)
    other = folder / "guild" / "pact-2011"
    other.mkdir()
    header = (folder / "guild" / "pact-2008" / "agreement.yaml").read_text(encoding="utf-8")
    header = (
        header.replace("pact-2008", "pact-2011")
        .replace("2008-02-13", "2011-05-02")
        .replace("2011-05-01", "2014-05-01")
    )
    (other / "agreement.yaml").write_text(header, encoding="utf-8")
    reuse = (folder / "guild" / "pact-2008" / "reuse.yaml").read_text(encoding="utf-8")
    (other / "reuse.yaml").write_text(reuse, encoding="utf-8")
    named = written(("offer: first", "offer: pact-2011"), ("until: 2011-05-01", "until: 2012-10-31"))
    offer, library = read_text(tmp_path, named), Library(folder)
    for ids in ([], ["1"], None):
        assert offer_agreement(offer, ids, library).covers_from == date(2008, 2, 13)
    later = replace(offer, amends="guild/pact-2011", term_until=date(2014, 5, 1))
    assert offer_agreement(later, [], library).covers_from == date(2011, 5, 2)
