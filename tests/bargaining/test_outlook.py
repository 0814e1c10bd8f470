"""Gains counted ahead: by hand for whole years, and each answer against the other."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.bargaining.outlook import GainStep, Outlook, even_gain, worth_of, years_to_recover

THREE = Fraction(3)


def outlook(horizon: str, persistence: str = "0", discount: str = "0") -> Outlook:
    return Outlook(Fraction(horizon), THREE, Fraction(persistence), Fraction(discount))


def of(a_year: int, ahead: Outlook) -> Fraction:
    return worth_of(even_gain(Fraction(a_year), ahead), ahead)


def test_a_gain_that_does_not_persist_ends_with_its_term() -> None:
    assert of(100, outlook("2")) == 200
    assert of(100, outlook("3")) == 300
    assert of(100, outlook("7")) == 300


def test_what_persists_falls_with_every_term() -> None:
    assert of(100, outlook("6", "1/2")) == 300 + 150
    assert of(100, outlook("7", "1/2")) == 300 + 150 + 25
    assert of(100, outlook("7", "1")) == 700


def test_a_years_money_counts_at_the_years_end() -> None:
    assert of(121, outlook("2", "1", "1/10")) == 110 + 100
    assert of(121, outlook("3/2", "1", "1/10")) == 110 + 50


def test_steps_weigh_until_their_time_and_the_last_goes_on() -> None:
    steps = (GainStep(Fraction(1, 2), Fraction(100)), GainStep(Fraction(3), Fraction(300)))
    assert worth_of(steps, outlook("3")) == 50 + 750
    assert worth_of(steps, outlook("4", "1/3")) == 50 + 750 + 100


def test_nothing_is_counted_without_horizon_term_or_gain() -> None:
    assert of(100, outlook("-1")) == 0
    assert worth_of((), outlook("3")) == 0
    assert (
        worth_of(even_gain(Fraction(1), outlook("3")), Outlook(THREE, Fraction(0), Fraction(1), Fraction(0)))
        == 0
    )


def test_a_loss_is_recovered_when_the_gain_has_made_it_good() -> None:
    forever = Outlook(Fraction(1), THREE, Fraction(1), Fraction(0))
    assert years_to_recover(
        Fraction(601_500_000), even_gain(Fraction(147_000_000), forever), forever
    ) == Fraction(6015, 1470)
    assert years_to_recover(Fraction(0), even_gain(Fraction(1), forever), forever) == 0


def test_a_loss_larger_than_the_term_brings_is_never_recovered_without_persistence() -> None:
    short = outlook("3")
    assert years_to_recover(Fraction(300), even_gain(Fraction(100), short), short) == 3
    assert years_to_recover(Fraction(301), even_gain(Fraction(100), short), short) is None
    assert years_to_recover(Fraction(1), even_gain(Fraction(-5), short), short) is None


@settings(max_examples=80)
@given(st.integers(1, 10**6), st.integers(1, 300), st.integers(0, 10), st.integers(0, 30), st.integers(1, 60))
def test_at_the_year_of_recovery_the_gain_is_worth_the_loss(
    loss: int, gain: int, persistence: int, discount: int, term: int
) -> None:
    ahead = Outlook(Fraction(1), Fraction(term, 7), Fraction(persistence, 10), Fraction(discount, 100))
    steps = even_gain(Fraction(gain), ahead)
    years = years_to_recover(Fraction(loss), steps, ahead)
    whole = Outlook(Fraction(50), ahead.term_years, ahead.persistence, ahead.discount)
    if years is None:
        assert worth_of(steps, whole) < loss
        return
    # Up to the year in which it falls everything counts; within that year the gain is even.
    assert worth_of(steps, Outlook(years, ahead.term_years, ahead.persistence, ahead.discount)) == loss
