"""An item governs no day before its first and none after its last; before the signing it is back pay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bargaining.offer_writer import OFFER, read_text

from arrears.bargaining.governed import governs, is_back_pay, last_day, moves_from
from arrears.bargaining.offer import Offer

FIRST, SUNSET, END = date(2008, 11, 1), date(2010, 10, 31), date(2011, 5, 1)
NEXT = timedelta(days=1)


def made(folder: Path, **changes: object) -> Offer:
    offer = read_text(folder, OFFER)
    return replace(offer, items=(replace(offer.items[0], **changes), *offer.items[1:]))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Offer:
    return made(tmp_path_factory.mktemp("offer"), is_retroactive=True)


def test_the_first_and_the_last_day_are_governed_and_their_neighbours_are_not(tmp_path: Path) -> None:
    for offer, last in ((made(tmp_path), END), (made(tmp_path, until=SUNSET), SUNSET)):
        item = offer.items[0]
        days = [FIRST - NEXT, FIRST, last, last + NEXT]
        assert [governs(offer, item, day) for day in days] == [False, True, True, False]
        assert last_day(offer, item) == last


def test_back_pay_ends_the_day_before_the_signing(tmp_path: Path) -> None:
    signed = date(2009, 6, 9)
    offer = replace(made(tmp_path, is_retroactive=True), signed_on=signed)
    days = [FIRST - NEXT, FIRST, signed - NEXT, signed]
    assert [is_back_pay(offer, offer.items[0], day) for day in days] == [False, True, True, False]


def test_a_supposed_day_of_signing_is_taken_before_that_of_the_offer(tmp_path: Path) -> None:
    offer = replace(made(tmp_path, is_retroactive=True), signed_on=date(2009, 6, 9))
    assert not is_back_pay(offer, offer.items[0], date(2009, 3, 1), signed_on=date(2009, 3, 1))
    unsigned = replace(offer, signed_on=None, made_on=date(2009, 1, 15))
    days = [date(2009, 1, 14), date(2009, 1, 15)]
    assert [is_back_pay(unsigned, offer.items[0], day) for day in days] == [True, False]


def test_what_does_not_reach_back_starts_at_the_signing(tmp_path: Path) -> None:
    plain, back = made(tmp_path).items[0], made(tmp_path, is_retroactive=True).items[0]
    for signed, plainly in ((date(2009, 3, 1), date(2009, 3, 1)), (date(2008, 10, 1), FIRST)):
        assert moves_from(plain, signed) == plainly
        assert moves_from(back, signed) == FIRST


@given(day=st.dates(date(2007, 1, 1), date(2013, 1, 1)), signed=st.dates(date(2008, 9, 15), date(2012, 1, 1)))
def test_back_pay_and_pay_to_come_make_up_what_is_governed(whole: Offer, day: date, signed: date) -> None:
    offer, item = whole, whole.items[0]
    back = is_back_pay(offer, item, day, signed)
    ahead = governs(offer, item, day) and day >= signed
    assert not (back and ahead)
    assert (back or ahead) == governs(offer, item, day) == (FIRST <= day <= END)
