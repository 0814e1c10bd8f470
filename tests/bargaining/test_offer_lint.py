"""A series of offers is looked over the same way for both sides: conditions, agreed items, moves back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bargaining.offer_writer import OFFER, read_text, write_library, written

from arrears.agreements.load import SHIPPED
from arrears.agreements.written_agreement import Library
from arrears.bargaining.offer import Offer
from arrears.bargaining.offer_lint import Linted, lint_offers
from arrears.bargaining.read_offer import read_offer
from arrears.findings import Refused

SHOWN = Path(__file__).resolve().parents[2] / "tools" / "demonstration" / "bargaining" / "offers"
AGREED = ("  title: Rental\n", "  title: Rental\n  agreed_on: 2008-09-14\n")
LATER = ("offer: first", "offer: second"), ("made_on: 2008-09-15", "made_on: 2008-10-15")
COMPANIES = (
    ("made_by: the guild", "made_by: the companies"),
    ("made_to: the companies", "made_to: the guild"),
    ("side: payees", "side: payers"),
)


def offers_of(folder: Path, *texts: str) -> list[Offer]:
    return [read_text(folder, text, f"offer-{place}.yaml") for place, text in enumerate(texts)]


def linted(folder: Path, *texts: str) -> Linted:
    return lint_offers(offers_of(folder, *texts), Library(write_library(folder)))


def flagged(folder: Path, *texts: str) -> list[tuple[str, str, str]]:
    return [(flag.kind, flag.offer_id, flag.item_id) for flag in linted(folder, *texts).flags]


def test_an_offer_alone_has_nothing_to_flag(tmp_path: Path) -> None:
    assert linted(tmp_path, OFFER).flags == ()


@pytest.mark.parametrize("side", [(), COMPANIES], ids=["guild", "companies"])
def test_pending_claims_made_a_condition_are_flagged_whoever_makes_it(
    side: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    condition = "conditions:\n- {kind: claim_settled, subject: claim/3, says: it is withdrawn}\n"
    flags = linted(tmp_path, written(*side) + condition).flags
    assert [(flag.kind, flag.place) for flag in flags] == [("claim condition", "offer-0.yaml:29:3")]
    assert "claim/3" in flags[0].says
    assert flags[0].for_counsel


@pytest.mark.parametrize(
    ("says", "count"),
    [
        ("all grievances are dropped", 1),
        ("the board votes", 0),
        ("the Arbitration ends", 1),
        ("reclaimed land", 0),
    ],
)
def test_a_condition_in_words_is_flagged_where_it_may_be_about_claims(
    says: str, count: int, tmp_path: Path
) -> None:
    assert len(flagged(tmp_path, OFFER + f"conditions:\n- {{kind: other, says: {says}}}\n")) == count


def test_another_agreements_vote_is_no_claim(tmp_path: Path) -> None:
    condition = "conditions:\n- {kind: agreement_ratified, subject: dga/ba-2008, says: a claim to be first}\n"
    assert flagged(tmp_path, OFFER + condition) == []


def test_a_settlement_that_is_referred_to_is_flagged_as_priced_elsewhere(tmp_path: Path) -> None:
    flags = linted(tmp_path, OFFER + "releases: [settlement/2]\n").flags
    assert [flag.kind for flag in flags] == ["claim condition"]
    assert "settlement/2" in flags[0].says


RENTAL = (
    '- id: "1"\n  title: Rental\n  reach: uses\n  edits:\n  - {at: reuse/rental/rate, was: 1.2%, is: 2.5%}\n'
)


@pytest.mark.parametrize("side", [(), COMPANIES], ids=["own", "other side's"])
def test_an_agreed_item_that_is_gone_is_flagged_in_the_offer_of_either_side(
    side: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    flags = [
        flag
        for flag in linted(tmp_path, written(AGREED), written(*LATER, *side, (RENTAL, ""))).flags
        if flag.kind == "agreed item withdrawn"
    ]
    assert [(flag.offer_id, flag.item_id, flag.held_against) for flag in flags] == [("second", "1", "first")]
    assert flags[0].says == "Rental, agreed on 2008-09-14, is not in this offer"


KEPT = ("  title: Rental\n", "  title: The rental rate\n  agreed_on: 2008-09-14\n")


def test_an_agreed_item_that_is_kept_is_not_flagged_whatever_it_is_called(tmp_path: Path) -> None:
    cited = ("was: 1.2%, is: 2.5%", 'is: 2.5%, was: 1.2%, cite: a letter, item: "9"')
    assert flagged(tmp_path, written(AGREED), written(*LATER, KEPT)) == []
    assert flagged(tmp_path, written(AGREED), written(*LATER, KEPT, cited)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("is: 2.5%", "is: 2.6%"), "has other edits here"),
        (("  reach: uses\n", "  reach: works\n"), "has other days or reach here"),
        (
            ("agreed_on: 2008-09-14\n", "agreed_on: 2008-09-14\n  until: 2010-01-01\n"),
            "has other days or reach here",
        ),
        (("  agreed_on: 2008-09-14\n", ""), "is no longer said to be agreed"),
    ],
)
def test_an_agreed_item_that_is_changed_is_flagged(
    change: tuple[str, str], says: str, tmp_path: Path
) -> None:
    later = written(change, offer=written(*LATER, KEPT))
    flags = [flag for flag in linted(tmp_path, written(AGREED), later).flags if flag.kind != "move backwards"]
    assert [(flag.kind, flag.says) for flag in flags] == [
        ("agreed item withdrawn", f"Rental, agreed on 2008-09-14, {says}")
    ]


def test_an_item_that_was_agreed_anew_is_not_withdrawn(tmp_path: Path) -> None:
    anew = ("  title: Rental\n", "  title: Rental\n  agreed_on: 2008-10-14\n")
    later = written(("is: 2.5%", "is: 2.6%"), offer=written(*LATER, anew))
    assert "agreed item withdrawn" not in [kind for kind, *_ in flagged(tmp_path, written(AGREED), later)]


@pytest.mark.parametrize("status", ["tentative", "ratified\nretroactive: yes\nsigned_on: 2008-11-30"])
def test_every_item_of_a_deal_was_agreed(status: str, tmp_path: Path) -> None:
    deal = written(("status: proposal", f"status: {status}"))
    later = written(
        ("offer: first", "offer: second"), ("made_on: 2008-09-15", "made_on: 2009-01-15\nretroactive: yes")
    )
    flags = [flag for flag in linted(tmp_path, deal, later).flags if flag.kind == "agreed item withdrawn"]
    assert {flag.item_id for flag in flags} >= {"1", "2", "3"}
    again = later.replace("status: proposal", "status: tentative")
    assert "agreed item withdrawn" not in [kind for kind, *_ in flagged(tmp_path, deal, again)]


def test_a_guild_moves_back_when_it_asks_for_more_than_before(tmp_path: Path) -> None:
    asks_more = written(*LATER, ("is: 2.5%", "is: 2.6%"))
    asks_less = written(*LATER, ("is: 2.5%", "is: 2.4%"))
    assert flagged(tmp_path, OFFER, asks_more) == [("move backwards", "second", "1")]
    assert flagged(tmp_path, OFFER, asks_less) == []


def test_companies_move_back_when_they_offer_less_than_before(tmp_path: Path) -> None:
    first = written(*COMPANIES)
    more, less = (written(*COMPANIES, *LATER, ("is: 2.5%", f"is: {rate}")) for rate in ("2.6%", "2.4%"))
    assert flagged(tmp_path, first, less) == [("move backwards", "second", "1")]
    assert flagged(tmp_path, first, more) == []
    assert flagged(tmp_path, first, written(*COMPANIES, *LATER, (RENTAL, ""))) == [
        ("move backwards", "second", "1")
    ]


def test_smaller_raises_are_a_move_back_of_the_companies(tmp_path: Path) -> None:
    less = written(*COMPANIES, *LATER, ("raised_by: 3.5%", "raised_by: 3.4%"))
    assert flagged(tmp_path, written(*COMPANIES), less) == [("move backwards", "second", "3")]


def test_a_guild_that_asks_for_a_shorter_window_moves_back_and_the_line_that_shows_it_is_told(
    tmp_path: Path,
) -> None:
    found = linted(tmp_path, OFFER, written(*LATER, ("is: 7 days", "is: 5 days")))
    assert [(flag.kind, flag.item_id) for flag in found.flags] == [("move backwards", "2")]
    assert found.flags[0].says.endswith("$0.00, then $650.00")
    assert flagged(tmp_path, OFFER, written(*LATER, ("is: 7 days", "is: 9 days"))) == []


def test_a_later_first_day_is_a_move_back_of_the_companies(tmp_path: Path) -> None:
    """Between the two days only the earlier offer has the item, which gives the payees more."""
    later = ("  title: Rental\n", "  title: Rental\n  effective_on: 2009-02-01\n")
    first, second = written(*COMPANIES), written(*COMPANIES, *LATER, later)
    flags = linted(tmp_path, first, second).flags
    assert [(flag.kind, flag.item_id) for flag in flags] == [("move backwards", "1")]
    assert "between 2008-11-01 and 2009-02-01 only 'first' has the item" in flags[0].says


def test_what_moves_another_reach_of_an_item_depends(tmp_path: Path) -> None:
    found = linted(tmp_path, OFFER, written(*LATER, ("reach: works", "reach: uses")))
    assert found.flags == ()
    assert [(move.difference.what, move.difference.more_for) for move in found.moves] == [
        ("what it moves", "depends")
    ]


RENUMBERED = (('- id: "1"', '- id: "11"'), ('- id: "2"', '- id: "1"'), ('- id: "11"', '- id: "2"'))


def renumbered(text: str) -> str:
    for old, new in RENUMBERED:
        text = text.replace(old, new)
    return text


def test_an_agreed_item_under_another_number_is_not_withdrawn(tmp_path: Path) -> None:
    again = renumbered(written(*LATER, KEPT))
    assert 'id: "2"\n  title: The rental rate' in again
    assert flagged(tmp_path, written(AGREED), again) == []
    changed = again.replace("is: 2.5%", "is: 2.6%")
    flags = [one for one in linted(tmp_path, written(AGREED), changed).flags if "withdrawn" in one.kind]
    assert [(flag.item_id, flag.says) for flag in flags] == [
        ("2", "Rental, agreed on 2008-09-14, has other edits here as item 2")
    ]


def test_an_agreed_item_that_stands_in_another_item_is_not_withdrawn(tmp_path: Path) -> None:
    """The edit of item 1 stands as it is beside that of item 2, and item 1 is gone."""
    window = "  - {at: reuse/streaming/window, was: 17 days, is: 7 days}\n"
    both = window + "  - {at: reuse/rental/rate, was: 1.2%, is: 2.5%}\n"
    merged = written(*LATER, (RENTAL, ""), (window, both))
    assert "agreed item withdrawn" not in [kind for kind, *_ in flagged(tmp_path, written(AGREED), merged)]


def test_a_new_condition_is_shown_among_the_moves(tmp_path: Path) -> None:
    condition = "conditions:\n- {kind: agreement_ratified, subject: dga/ba-2008, says: it is ratified}\n"
    found = linted(tmp_path, OFFER, written(*LATER) + condition)
    assert [(move.difference.what, move.difference.second, move.is_back) for move in found.moves] == [
        ("condition: dga/ba-2008", "made", False)
    ]


def test_a_party_is_held_to_its_own_last_offer_and_not_to_the_other_sides(tmp_path: Path) -> None:
    answer = written(*COMPANIES, *LATER, ("is: 2.5%", "is: 1.3%"))
    assert linted(tmp_path, OFFER, answer).moves == ()


def test_an_offer_is_held_to_the_offer_that_it_names(tmp_path: Path) -> None:
    third = [("offer: first", "offer: third\nfollows: first"), ("made_on: 2008-09-15", "made_on: 2008-10-20")]
    series = [OFFER, written(*LATER, ("is: 2.5%", "is: 2%")), written(*third, ("is: 2.5%", "is: 2.4%"))]
    found = linted(tmp_path, *series)
    assert [(move.last.offer_id, move.offer.offer_id, move.is_back) for move in found.moves] == [
        ("first", "second", False),
        ("first", "third", False),
    ]
    held_to_second = written(("follows: first", "follows: second"), offer=series[2])
    assert ("move backwards", "third", "1") in flagged(tmp_path, *series[:2], held_to_second)


@pytest.mark.parametrize(
    ("follows", "says"),
    [("frist", "write 'first'"), ("answer", "which is no earlier offer of the guild in these talks")],
)
def test_a_last_offer_that_is_not_there_is_flagged(follows: str, says: str, tmp_path: Path) -> None:
    later = written(("offer: first", f"offer: second\nfollows: {follows}"), LATER[1])
    answer = written(*COMPANIES, ("offer: first", "offer: answer"))
    flags = [flag for flag in linted(tmp_path, OFFER, answer, later).flags if flag.kind == "last offer"]
    assert [(flag.offer_id, says in flag.says) for flag in flags] == [("second", True)]


def test_two_offers_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        linted(tmp_path, OFFER, written(LATER[1]))
    assert [finding.code for finding in refused.value.findings] == ["offer-series"]


def test_two_offers_of_one_day_are_ordered_by_what_they_follow_or_refused(tmp_path: Path) -> None:
    named = written(("offer: first", "offer: second\nfollows: first"))
    assert [offer.offer_id for offer in linted(tmp_path, named, OFFER).offers] == ["first", "second"]
    with pytest.raises(Refused) as refused:
        linted(tmp_path, OFFER, written(LATER[0]))
    assert refused.value.findings[0].remedy == "write `follows: first` in the later one"


def test_talks_with_another_union_are_apart(tmp_path: Path) -> None:
    other = written(("made_to: the companies", "made_to: other companies"), *LATER, (RENTAL, ""))
    assert flagged(tmp_path, written(AGREED), other) == []


def test_the_order_of_the_files_makes_no_difference(tmp_path: Path) -> None:
    texts = [
        OFFER,
        written(*LATER, ("is: 2.5%", "is: 2.6%")),
        written(*COMPANIES, ("offer: first", "offer: answer")),
    ]
    offers = offers_of(tmp_path, *texts)
    library = Library(write_library(tmp_path))
    assert lint_offers(offers, library) == lint_offers(list(reversed(offers)), library)


@pytest.mark.slow
def test_the_autumn_of_the_demonstration_shows_every_sort_of_flag() -> None:
    library = Library(SHIPPED)
    offers = [read_offer(path, library) for path in sorted(SHOWN.glob("*.yaml"))]
    assert len(offers) == 6
    assert all("invented" in offer.source for offer in offers)
    found = lint_offers(offers, library)
    assert {(flag.kind, flag.offer_id, flag.item_id) for flag in found.flags} == {
        ("claim condition", "companies-counter", ""),
        ("claim condition", "companies-last", ""),
        ("agreed item withdrawn", "companies-last", "4"),
        ("move backwards", "companies-last", "1"),
        ("move backwards", "companies-last", "4"),
        ("move backwards", "companies-last", "1, 2, 5, 6"),
        ("claim condition", "tentative-deal", ""),
    }
