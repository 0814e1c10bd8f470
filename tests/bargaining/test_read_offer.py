"""An offer's file is read whole or refused with every fault and its place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.bargaining.offer_writer import OFFER, faults_of, read_text, write_library, written

from arrears.bargaining.offer import Rise, Step
from arrears.bargaining.read_offer import read_offer
from arrears.findings import Refused


def test_an_offer_is_read_with_its_items_days_and_raises(tmp_path: Path) -> None:
    offer = read_text(tmp_path, OFFER)
    assert (offer.offer_id, offer.made_by, offer.made_to, offer.side) == (
        "first",
        "the guild",
        "the companies",
        "payees",
    )
    assert (offer.made_on, offer.effective_on, offer.valid_until, offer.signed_on) == (
        date(2008, 9, 15),
        date(2008, 11, 1),
        None,
        None,
    )
    assert (offer.amends, offer.term_from, offer.term_until) == (
        "guild/pact-2008",
        date(2008, 11, 1),
        date(2011, 5, 1),
    )
    assert (offer.source, offer.source_status) == ("invented", "derived")
    assert [(item.item_id, item.title, item.reach, item.place) for item in offer.items] == [
        ("1", "Rental", "uses", "offer.yaml:13:3"),
        ("2", "Window", "works", "offer.yaml:18:3"),
        ("3", "Minimums", "uses", "offer.yaml:23:3"),
    ]
    assert offer.items[2].patch is None
    assert offer.items[2].steps == (
        Step("wages", date(2008, 11, 1), Rise(Fraction(3, 100)), "offer.yaml:26:21"),
        Step("wages", date(2009, 11, 1), Rise(Fraction(7, 200)), "offer.yaml:27:21"),
    )


def test_nobody_has_declared_a_last_offer_final_unless_the_file_names_who(tmp_path: Path) -> None:
    offer = read_text(tmp_path, written(("status: proposal", "status: last_best_final")))
    assert (offer.status, offer.final_declared_by, offer.impasse_declared_by) == ("last_best_final", "", "")


def test_an_item_keeps_its_own_days_where_it_writes_them(tmp_path: Path) -> None:
    days = "effective_on: 2009-01-01\n  until: 2010-01-01\n  agreed_on: 2008-09-14\n  says: a word"
    item = read_text(tmp_path, written(("reach: works", f"{days}\n  reach: works"))).items[1]
    assert (item.effective_on, item.until, item.agreed_on, item.says) == (
        date(2009, 1, 1),
        date(2010, 1, 1),
        date(2008, 9, 14),
        "a word",
    )


def test_conditions_and_settlements_are_read_as_written(tmp_path: Path) -> None:
    more = (
        "conditions:\n- {kind: claim_settled, subject: claim/3, says: settle it}\n"
        "- {kind: other, says: a vote of the board}\nreleases: [settlement/1]\n"
    )
    offer = read_text(tmp_path, OFFER + more)
    assert [(one.kind, one.subject, one.says) for one in offer.conditions] == [
        ("claim_settled", "claim/3", "settle it"),
        ("other", "", "a vote of the board"),
    ]
    assert offer.releases == ("settlement/1",)


FAULTS = {
    "amends a version that is not there": (
        ("guild/pact-2008", "guild/pact-2007"),
        "offer-base",
        "offer.yaml:8:9",
        "the offer amends an agreement that is not here.",
    ),
    "another old value": (
        ("was: 1.2%", "was: 1.1%"),
        "patch-was",
        "offer.yaml:17:34",
        "something else stands",
    ),
    "an address that is not there": (
        ("reuse/rental/rate", "reuse/rental/rates"),
        "patch-address",
        "offer.yaml:17:10",
        "nothing stands",
    ),
    "two items change one place": (
        ("at: reuse/streaming/window, was: 17 days, is: 7 days", "at: reuse/rental/rate, was: 1.2%, is: 3%"),
        "patch-overlap",
        "offer.yaml:22:10",
        "two edits change one place.",
    ),
    "an item inside what another removes": (
        ("at: reuse/streaming/window, was: 17 days, is: 7 days", "remove: reuse/rental"),
        "patch-overlap",
        "offer.yaml:17:10",
        "two edits change one place.",
    ),
    "a figure of another unit": (("is: 7 days", "is: 7%"), "patch-unit", "offer.yaml:22:52", "another unit"),
    "a condition on a claim without its name": (
        ("items:", "conditions: [{kind: claim_settled, says: settle it}]\nitems:"),
        "offer-part",
        "offer.yaml:12:14",
        "a condition of kind claim_settled names no subject.",
    ),
    "a condition on what is no claim": (
        ("items:", "conditions: [{kind: claim_settled, subject: all claims, says: settle it}]\nitems:"),
        "offer-part",
        "offer.yaml:12:45",
        "this names no claim.",
    ),
    "a release that is no settlement": (
        ("items:", "releases: [claim/3]\nitems:"),
        "offer-part",
        "offer.yaml:12:12",
        "this names no settlement.",
    ),
    "an item that releases a claim": (
        ("  title: Window\n", "  title: Window\n  releases: [claim/3]\n"),
        "offer-accrued",
        "offer.yaml:20:14",
        "an item cannot release accrued claims.",
    ),
    "an edit of a claim": (
        ("at: reuse/streaming/window, was: 17 days, is: 7 days", "remove: claim/3"),
        "offer-accrued",
        "offer.yaml:22:14",
        "an edit cannot change accrued claims.",
    ),
    "an edit of the agreement's own days": (
        (
            "at: reuse/streaming/window, was: 17 days, is: 7 days",
            "at: covers/from, was: 2008-02-13, is: 2001-01-01",
        ),
        "offer-part",
        "offer.yaml:22:10",
        "an edit cannot change what the agreement is.",
    ),
    "two items of one number": (
        ('id: "2"', 'id: "1"'),
        "offer-part",
        "offer.yaml:18:7",
        "two items have one number.",
    ),
    "a number that is none": (
        ('id: "2"', 'id: "2 b"'),
        "offer-part",
        "offer.yaml:18:7",
        "this cannot number an item.",
    ),
    "an item that says nothing": (
        ("  reach: works\n  edits:\n  - {at: reuse/streaming/window, was: 17 days, is: 7 days}\n", ""),
        "offer-part",
        "offer.yaml:18:3",
        "the item says nothing.",
    ),
    "edits without a reach": (
        ("  reach: works\n", ""),
        "offer-part",
        "offer.yaml:18:3",
        "the item does not say what its edits move.",
    ),
    "a day that is none": (
        ("made_on: 2008-09-15", "made_on: 2008-09-31"),
        "offer-part",
        "offer.yaml:6:10",
        "no such day",
    ),
    "a day written otherwise": (
        ("made_on: 2008-09-15", "made_on: 20080915"),
        "offer-part",
        "offer.yaml:6:10",
        "no such day",
    ),
    "a raise in money": (
        ("raised_by: 3%", "raised_by: $3"),
        "offer-part",
        "offer.yaml:26:44",
        "this is no raise.",
    ),
    "a raise without a sign": (
        ("raised_by: 3%", "raised_by: 3"),
        "offer-part",
        "offer.yaml:26:44",
        "this is no raise.",
    ),
    "a raise that takes everything": (
        ("raised_by: 3%", "raised_by: -100%"),
        "offer-part",
        "offer.yaml:26:44",
        "this is no raise.",
    ),
    "a raise of nothing": (
        ("raised_by: 3%", "raised_by: 0%"),
        "offer-part",
        "offer.yaml:26:44",
        "raises nothing",
    ),
    "a raise that is no figure": (
        ("raised_by: 3%", "raised_by: 3 + 1"),
        "figure-not-read",
        "offer.yaml:26:44",
        "not a figure",
    ),
    "a name with a space": (
        ("offer: first", "offer: the first"),
        "offer-part",
        "offer.yaml:1:8",
        "cannot name an offer",
    ),
    "an offer that follows itself": (
        ("status: proposal", "status: proposal\nfollows: first"),
        "offer-part",
        "offer.yaml:8:10",
        "follows itself",
    ),
    "an offer to oneself": (
        ("made_to: the companies", "made_to: the guild"),
        "offer-part",
        "offer.yaml:4:10",
        "party that makes it",
    ),
    "a key that is not known": (
        ("made_to:", "mad_to:"),
        "agreement-key",
        "offer.yaml:4:1",
        "the key 'mad_to' is not known in an offer.",
    ),
    "a status that is not known": (
        ("status: proposal", "status: propsal"),
        "agreement-word",
        "offer.yaml:7:9",
        "not a word that belongs",
    ),
}


@pytest.mark.parametrize("change", list(FAULTS))
def test_a_fault_is_told_with_its_place(change: str, tmp_path: Path) -> None:
    replaced, code, place, problem = FAULTS[change]
    told = [
        (finding.code, finding.place)
        for finding in faults_of(tmp_path, written(replaced))
        if problem in finding.problem
    ]
    assert told == [(code, place)]


def test_a_slip_of_a_word_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, written(("made_to:", "mad_to:"), ("status: proposal", "status: propsal")))
    assert [(one.place, one.remedy) for one in faults if one.remedy.startswith("write")] == [
        ("offer.yaml:4:1", "write 'made_to'"),
        ("offer.yaml:7:9", "write 'proposal'"),
    ]


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = written(
        ("made_on: 2008-09-15", "made_on: 2008-09-31"),
        ("was: 1.2%", "was: 1.1%"),
        ("raised_by: 3%", "raised_by: $3"),
        ("until: 2011-05-01", "until: 2008-10-01"),
    )
    assert [(one.code, one.place) for one in faults_of(tmp_path, text)] == [
        ("offer-part", "offer.yaml:6:10"),
        ("offer-date", "offer.yaml:9:15"),
        ("offer-date", "offer.yaml:10:33"),
        ("patch-was", "offer.yaml:17:34"),
        ("offer-date", "offer.yaml:26:21"),
        ("offer-part", "offer.yaml:26:44"),
        ("offer-date", "offer.yaml:27:21"),
    ]


def test_an_item_that_holds_only_with_another_is_refused(tmp_path: Path) -> None:
    text = written(
        (
            "  - {at: reuse/rental/rate, was: 1.2%, is: 2.5%}\n",
            "  - {at: reuse/rental/rate, was: 1.2%, is: 2.5%}\n  - {add: reuse/rental/more, is: 1%}\n",
        ),
        (
            "at: reuse/streaming/window, was: 17 days, is: 7 days",
            'at: reuse/rental/pays, was: "at_least(gross - threshold, 0) * rate", '
            'is: "at_least(gross - threshold, 0) * (rate + more)"',
        ),
    )
    faults = faults_of(tmp_path, text)
    assert [(one.code, one.place) for one in faults] == [
        ("offer-alone", "offer.yaml:13:3"),
        ("offer-alone", "offer.yaml:19:3"),
    ]
    assert "'more'" in faults[1].found


def test_an_offer_of_too_many_items_is_refused(tmp_path: Path) -> None:
    more = "".join(f'- {{id: "x{number}", title: Words, says: words}}\n' for number in range(98))
    assert [one.problem for one in faults_of(tmp_path, OFFER + more)] == ["the offer has too many items."]


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_offer(tmp_path / "none.yaml", write_library(tmp_path))
    assert refused.value.findings[0].code == "yaml-file"
