"""Votes carry by the rule's own count: ballots, or units that carry their weight."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.agreements.model import Citation
from arrears.bargaining.paths import Vote
from arrears.bargaining.read_path import read_path
from arrears.bargaining.thresholds import UnitBallot, is_carried, of_ballots, of_shares, of_units

CITED = Citation("invented for a test", "derived")
SHARES = st.fractions(0, 1, max_denominator=100)


def shipped(rules: str, name: str) -> Vote:
    vote = read_path(rules).vote(name)
    assert vote is not None
    return vote


def test_exactly_three_quarters_authorize_a_strike_and_half_ratifies_nothing() -> None:
    strike, ratify = shipped("sag-2008", "strike-authorization"), shipped("sag-2008", "ratification")
    assert [of_ballots(strike, yes, 100 - yes).carries for yes in (74, 75)] == [False, True]
    assert [of_ballots(ratify, yes, 100 - yes).carries for yes in (50, 51)] == [False, True]


def test_the_names_published_in_december_2008_would_have_fallen_short_of_three_quarters() -> None:
    """2,524 names for and 1,373 against, as the union counted its petitions; it was no vote.

    Source: https://www.eonline.com/ca/news/74642/sag-postpones-strike-vote
    """
    told = of_ballots(shipped("sag-2008", "strike-authorization"), 2524, 1373)
    assert (told.carries, told.short) == (False, 399)
    assert of_ballots(told.vote, 2524 + 399, 1373 - 399).carries
    assert not of_ballots(told.vote, 2524 + 398, 1373 - 398).carries


def test_ratified_with_78_percent_of_35_percent_as_in_2009() -> None:
    """Source: http://sagreporter.blogspot.com/2009/06/sag-members-overwhelmingly-ratify.html"""
    told = of_shares(shipped("sag-2008", "ratification"), 110_000, Fraction("0.3526"), Fraction("0.78"))
    assert (told.counted, told.yes, told.carries) == (38_786, 30_253, True)
    assert of_shares(
        shipped("sag-2008", "strike-authorization"), 110_000, Fraction("0.3526"), Fraction("0.78")
    ).carries


def test_delegates_can_ratify_what_most_ballots_reject_as_in_2021() -> None:
    """256 delegates against 188; of single ballots 49.6% were for it.

    Source: The Hollywood Reporter, 15 November 2021,
    https://www.hollywoodreporter.com/business/business-news/iatse-contract-ratified-members-vote-1235043615/
    """
    vote = shipped("iatse-2021", "ratification")
    units = [UnitBallot("locals for", 256, 496, 0), UnitBallot("locals against", 188, 0, 504)]
    told = of_units(vote, units)
    assert (told.carries, told.yes, told.counted, told.of_ballots) == (True, 256, 444, Fraction(496, 1000))
    assert not is_carried(vote, Fraction(496, 1000))


def test_the_whole_weight_goes_with_the_units_majority_and_a_tie_carries_nothing() -> None:
    vote = shipped("iatse-2021", "ratification")
    units = [UnitBallot("a", 5, 51, 50), UnitBallot("b", 3, 1, 900), UnitBallot("c", 1, 7, 7)]
    assert (of_units(vote, units).yes, of_units(vote, units).carries) == (5, True)
    assert (
        of_units(vote, [*units, UnitBallot("d", 1, 0, 1)]).carries is False
    )  # five of ten are not more than half


def test_a_unit_whose_ballots_are_not_known_leaves_open_what_it_could_turn() -> None:
    vote = shipped("iatse-2021", "ratification")
    units = [
        UnitBallot("600", 76, 1229, 904),
        UnitBallot("695", 20, 276, 244),
        UnitBallot("700", 73, None, None),
    ]
    told = of_units(vote, units)
    assert (told.carries, told.of_ballots) == (True, None)  # 96 of 169 without the unknown one
    told = of_units(vote, [*units[1:], UnitBallot("44", 56, 0, 1)])
    assert (told.carries, told.share_least, told.share_most) == (None, Fraction(20, 149), Fraction(93, 149))


def test_nobody_voting_carries_nothing() -> None:
    told = of_ballots(shipped("sag-2008", "ratification"), 0, 0)
    assert (told.carries, told.counted) == (False, 0)


@pytest.mark.parametrize("is_more", [True, False])
@given(st.integers(0, 500), st.integers(0, 500), SHARES)
def test_so_many_changes_of_side_and_no_fewer_carry_it(
    is_more: bool, yes: int, no: int, share: Fraction
) -> None:
    vote = Vote("x", "", "", "ballots", share, is_more and share < 1, "", CITED)
    told = of_ballots(vote, yes, no)
    if not yes + no:
        assert told.counted == 0
        return
    assert (told.short == 0) == bool(told.carries)
    assert is_carried(vote, Fraction(yes + told.short, yes + no))
    if told.short:
        assert not is_carried(vote, Fraction(yes + told.short - 1, yes + no))
