"""Break-even days of groups of persons: who never breaks even is ordered last and told."""

from fractions import Fraction

from arrears.bargaining.person_days import days_by
from arrears.bargaining.stoppage import PersonBalance, PersonStake


def balance(
    days: int | None, loses: int, gains: int, persons: int = 1, stage: str = "early"
) -> PersonBalance:
    stake = PersonStake(
        "writer", persons, Fraction(loses), Fraction(gains), "by", "source", "derived", stage=stage
    )
    return PersonBalance(stake, Fraction(0), Fraction(0), days)


def test_the_middle_person_is_of_those_who_lose_with_never_last() -> None:
    held = [balance(3, 10, 5), balance(9, 10, 5), balance(None, 10, 0), balance(None, 0, 5)]
    (group,) = days_by(held, lambda one: one.stake.stage)
    assert (group.persons, group.loses_nothing, group.never, group.without_gain) == (4, 1, 1, 1)
    assert group.middle_days == 9  # of 3, 9 and never
    assert (group.median_loss_a_day, group.median_gain_a_year) == (10, 5)


def test_where_most_never_break_even_the_middle_person_does_not_either() -> None:
    held = [balance(3, 10, 5), balance(None, 10, 1, persons=2)]
    (group,) = days_by(held, lambda one: one.stake.stage)
    assert (group.middle_days, group.never, group.without_gain) == (None, 2, 0)


def test_groups_stand_apart_and_a_person_counts_as_often_as_there_are_such() -> None:
    held = [balance(4, 10, 5, persons=3), balance(8, 10, 5), balance(2, 1, 7, stage="late")]
    early, late = days_by(held, lambda one: one.stake.stage)
    assert (early.group, early.persons, early.middle_days) == ("early", 4, 4)
    assert (late.group, late.middle_days, late.median_gain_a_year) == ("late", 2, 7)
