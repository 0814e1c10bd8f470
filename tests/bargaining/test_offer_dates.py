"""The days of an offer against each other: each contradiction at its bound, one day to either side."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bargaining.offer_writer import faults_of, written

from arrears.bargaining import offer_dates
from arrears.bargaining.offer_dates import DatedItem, DatedOffer, DayAt, date_faults

MADE, TERM, END = date(2008, 9, 15), date(2008, 11, 1), date(2011, 5, 1)
NEXT = timedelta(days=1)
ITEM = "  title: Window\n"
WITH_UNTIL = "  title: Window\n  until: 2010-10-31\n"
SIGNED = ("status: proposal", "status: ratified\nsigned_on: {}")


def told(folder: Path, *changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    return [(one.code, one.place, one.problem) for one in faults_of(folder, written(*changes))]


def with_item(lines: str) -> tuple[str, str]:
    return (ITEM, f"{ITEM}  {lines}\n")


BOUNDS = [
    ("the offer lapses before it is made.", "status: proposal", "status: proposal\nvalid_until: {}", MADE, 1),
    ("the term ends before it begins.", "until: 2011-05-01", "until: {}", TERM, 1),
    (
        "the offer takes effect before the term begins.",
        "effective_on: 2008-11-01",
        "effective_on: {}",
        TERM,
        1,
    ),
    ("the offer takes effect after the term ends.", "effective_on: 2008-11-01", "effective_on: {}", END, -1),
    ("the item takes effect before the term begins.", ITEM, ITEM + "  effective_on: {}\n", TERM, 1),
    ("the item takes effect after the term ends.", ITEM, ITEM + "  effective_on: {}\n", END, -1),
    ("the item ends before it takes effect.", ITEM, ITEM + "  until: {}\n", TERM, 1),
    ("a sunset ends an item before the term does.", ITEM, ITEM + "  until: {}\n", END - NEXT, -1),
    ("the item was agreed after the offer was made.", ITEM, ITEM + "  agreed_on: {}\n", MADE, -1),
    ("a raise of wages comes before its item takes effect.", "on: 2008-11-01, r", "on: {}, r", TERM, 1),
    ("a raise of wages comes after the end.", "on: 2009-11-01, r", "on: {}, r", END, -1),
    ("the raises of wages are out of order.", "on: 2009-11-01, r", "on: {}, r", TERM + NEXT, 1),
]


@pytest.mark.parametrize(("problem", "old", "new", "bound", "right"), BOUNDS, ids=[one[0] for one in BOUNDS])
def test_the_bound_itself_is_right_and_the_day_beyond_it_wrong(
    problem: str, old: str, new: str, bound: date, right: int, tmp_path: Path
) -> None:
    at_bound = told(tmp_path, (old, new.format(bound)))
    beyond = told(tmp_path, (old, new.format(bound - right * NEXT)))
    assert problem not in [one[2] for one in at_bound]
    assert ("offer-date", problem) in [(code, said) for code, _, said in beyond]


def test_a_contradiction_stands_at_the_day_that_is_wrong(tmp_path: Path) -> None:
    assert told(tmp_path, with_item("until: 2008-10-31")) == [
        ("offer-date", "offer.yaml:20:10", "the item ends before it takes effect.")
    ]


def test_an_offer_for_a_term_that_is_over_is_refused(tmp_path: Path) -> None:
    problems = [one[2] for one in told(tmp_path, ("made_on: 2008-09-15", "made_on: 2011-05-02"))]
    assert "the term is over before the offer is made." in problems


def test_a_ratified_offer_names_its_day_of_signing(tmp_path: Path) -> None:
    assert told(tmp_path, ("status: proposal", "status: ratified")) == [
        ("offer-date", "offer.yaml:1:1", "a ratified offer names no day of signing.")
    ]


@pytest.mark.parametrize("status", ["proposal", "counter", "last_best_final", "rejected", "withdrawn"])
def test_what_is_no_deal_is_not_signed(status: str, tmp_path: Path) -> None:
    change = ("status: proposal", f"status: {status}\nsigned_on: 2008-10-01")
    assert told(tmp_path, change) == [
        ("offer-date", "offer.yaml:8:12", f"an offer of status {status} is not signed.")
    ]


@pytest.mark.parametrize("status", ["tentative", "ratified"])
def test_a_deal_may_be_signed_on_the_day_of_the_offer_and_not_before(status: str, tmp_path: Path) -> None:
    signed = "status: proposal", f"status: {status}\nsigned_on: 2008-09-15"
    early = "status: proposal", f"status: {status}\nsigned_on: 2008-09-14"
    assert told(tmp_path, signed) == []
    assert told(tmp_path, early) == [
        ("offer-date", "offer.yaml:8:12", "the offer is signed before it is made.")
    ]


def test_an_edit_that_reaches_into_the_past_says_so(tmp_path: Path) -> None:
    """The term and the agreement hold on that day; only the day of making is later."""
    late = ("made_on: 2008-09-15", "made_on: 2008-11-02")
    assert told(tmp_path, late) == [
        (
            "offer-past",
            "offer.yaml:9:15",
            "this changes days before the offer was made and does not say that it reaches back.",
        )
    ]
    assert told(tmp_path, ("made_on: 2008-09-15", "made_on: 2008-11-01")) == []
    assert told(tmp_path, ("made_on: 2008-09-15", "made_on: 2008-11-02\nretroactive: yes")) == []


def test_each_item_answers_for_its_own_day(tmp_path: Path) -> None:
    late = ("made_on: 2008-09-15", "made_on: 2009-02-01")
    later = ("effective_on: 2008-11-01", "effective_on: 2009-03-01")
    steps = ("on: 2008-11-01, r", "on: 2009-03-01, r")
    early = with_item("effective_on: 2009-01-31")
    said = with_item("effective_on: 2009-01-31\n  retroactive: yes")
    assert [one[:2] for one in told(tmp_path, late, later, steps, early)] == [
        ("offer-past", "offer.yaml:20:17")
    ]
    assert told(tmp_path, late, later, steps, said) == []


def test_what_is_signed_later_than_it_takes_effect_is_retroactive_or_refused(tmp_path: Path) -> None:
    signed = ("status: proposal", "status: ratified\nsigned_on: 2008-11-02")
    said = ("status: proposal", "status: ratified\nretroactive: yes\nsigned_on: 2008-11-02")
    assert [one[2] for one in told(tmp_path, signed)] == [
        "this changes days before the offer was signed and does not say that it reaches back."
    ]
    assert told(tmp_path, said) == []


def test_reaching_back_from_a_signing_that_comes_first_is_a_contradiction(tmp_path: Path) -> None:
    signed = ("status: proposal", "status: ratified\nsigned_on: 2008-11-01")
    problems = told(tmp_path, signed, with_item("retroactive: yes"))
    assert [one[2] for one in problems] == [
        "the item says that it reaches back, and its first day is not before the signing."
    ]


def test_days_before_the_amended_agreement_began_are_never_changed(tmp_path: Path) -> None:
    changes = (
        ("effective_on: 2008-11-01", "retroactive: yes\neffective_on: 2008-02-12"),
        ("term: {from: 2008-11-01", "term: {from: 2008-02-12"),
    )
    assert [one[:2] for one in told(tmp_path, *changes)] == [("offer-past", "offer.yaml:10:15")]
    allowed = (changes[0][0], changes[0][1].replace("-12", "-13")), changes[1]
    assert told(tmp_path, *allowed) == []


def test_a_sunset_ends_the_raises_of_its_item(tmp_path: Path) -> None:
    change = ("  title: Minimums\n", "  title: Minimums\n  until: 2009-10-31\n")
    assert [one[1:] for one in told(tmp_path, change)] == [
        ("offer.yaml:28:21", "a raise of wages comes after the end.")
    ]


DAYS = st.none() | st.dates(date(2008, 1, 1), date(2012, 1, 1)).map(lambda day: DayAt(day, "offer.yaml:1:1"))
ITEMS = st.builds(
    DatedItem,
    st.just("1"),
    DAYS,
    DAYS,
    DAYS,
    st.lists(st.tuples(st.just("wages"), DAYS), max_size=3).map(tuple),
    st.booleans(),
    st.just("offer.yaml:2:1"),
)
OFFERS = st.builds(
    DatedOffer,
    st.sampled_from(["proposal", "ratified"]),
    DAYS,
    DAYS,
    DAYS,
    DAYS,
    DAYS,
    DAYS,
    st.none() | st.just(date(2008, 2, 13)),
    st.lists(ITEMS, max_size=2).map(tuple),
    st.just("offer.yaml:1:1"),
)


@settings(max_examples=200, deadline=None)
@given(OFFERS)
def test_what_no_check_refuses_is_in_order(offer: DatedOffer) -> None:
    """Whatever days a file holds: without a finding every order that the reader relies on holds."""
    if list(date_faults(offer)):
        return
    pairs = [
        (offer.made_on, offer.valid_until),
        (offer.term_from, offer.term_until),
        (offer.made_on, offer.signed_on),
        (offer.term_from, offer.effective_on),
        (offer.effective_on, offer.term_until),
    ]
    for item in offer.items:
        end = item.until or offer.term_until
        pairs += [
            (offer.term_from, item.effective_on),
            (item.effective_on, end),
            (item.agreed_on, offer.made_on),
        ]
        days = [item.effective_on, *(on for _, on in item.steps), end]
        known = [day for day in days if day is not None]
        pairs += list(itertools.pairwise(known))
    for first, then in pairs:
        assert first is None or then is None or first.day <= then.day


# Each mutant changes one comparison of the checks; the tests above name the bound that notices it.
MUTANTS = [
    ("then.day < first.day", "then.day <= first.day"),
    ("then.day < first.day", "then.day > first.day"),
    ("first.day >= then.day", "first.day > then.day"),
    ("on.day <= last[of].day", "on.day < last[of].day"),
    ("on.day < offer.covers_from", "on.day <= offer.covers_from"),
    ("on.day < bound.day", "on.day <= bound.day"),
    ("on.day >= signed.day", "on.day > signed.day"),
    ("offer.signed_on or offer.made_on", "offer.made_on"),
    ('SIGNED = ("tentative", "ratified")', 'SIGNED = ("ratified",)'),
    ("item.until or offer.term_until", "offer.term_until"),
    ("item.effective_on != offer.effective_on", "False"),
    ("item.is_retroactive or item.effective_on != own", "True"),
]
TRIED = {
    "as it is": [],
    "valid on its day": [("status: proposal", "status: proposal\nvalid_until: 2008-09-15")],
    "sunset at the end": [with_item("until: 2011-05-01")],
    "two raises on one day": [("on: 2009-11-01, r", "on: 2008-11-01, r")],
    "the agreement's first day": [
        ("effective_on: 2008-11-01", "retroactive: yes\neffective_on: 2008-02-13"),
        ("term: {from: 2008-11-01", "term: {from: 2008-02-13"),
    ],
    "made on the first day": [("made_on: 2008-09-15", "made_on: 2008-11-01")],
    "made later": [("made_on: 2008-09-15", "made_on: 2008-11-02")],
    "signed on the first day": [
        ("status: proposal", "status: ratified\nretroactive: yes\nsigned_on: 2008-11-01")
    ],
    "signed later": [("status: proposal", "status: ratified\nsigned_on: 2008-11-02")],
    "a tentative deal": [("status: proposal", "status: tentative\nsigned_on: 2008-10-01")],
    "a raise after a sunset": [("  title: Minimums\n", "  title: Minimums\n  until: 2009-10-31\n")],
    "an item before the term": [with_item("effective_on: 2008-10-31")],
}


def test_every_listed_mutant_of_the_checks_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Path(offer_dates.__file__).read_text(encoding="utf-8")
    right = {name: told(tmp_path, *changes) for name, changes in TRIED.items()}
    for old, new in MUTANTS:
        assert old in source, old
        mutant: dict[str, Any] = {"__name__": offer_dates.__name__}
        exec(source.replace(old, new), mutant)
        monkeypatch.setattr("arrears.bargaining.read_offer.date_faults", mutant["date_faults"])
        noticed = (told(tmp_path, *changes) != right[name] for name, changes in TRIED.items())
        assert any(noticed), f"nobody notices {old} -> {new}"
