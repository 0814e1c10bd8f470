"""What an award gives on each line: the amounts of its reading, or a sum divided by a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from arrears.claims.award_account import AwardPart
from arrears.claims.award_making import lines_at, lines_of_sum, one_currency, parts_of
from arrears.findings import Refused

from .desk_world import LINES, line


def refused(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        act()
    (finding,) = caught.value.findings
    return finding.code, finding.problem


def test_each_line_is_given_its_amount_on_the_reading_of_the_award() -> None:
    given = lines_at(LINES, "guild")
    assert {each.line.key: each.paid_cents for each in given} == {
        "a#compensation": 1_000_00,
        "b#compensation": 2_000_00,
        "c#compensation": 500_00,
        "a#late_charge": 100_00,
    }
    assert lines_at(LINES, "companies") == ()


def test_a_reading_or_an_amount_that_is_not_there_is_no_nought() -> None:
    assert refused(lambda: lines_at(LINES, "gild")) == (
        "award-position",
        "no line is figured on the reading of the award",
    )
    unknown = line("d", "P1", "C1", 0, by_position={"guild": None})
    assert refused(lambda: lines_at((*LINES, unknown), "guild")) == (
        "award-line-unknown",
        "the amount of this line is not known on the reading of the award",
    )


def test_a_sum_is_divided_by_its_rule_and_undisputed_money_is_in_it() -> None:
    undisputed = tuple(replace(each, undisputed_cents=each.by_position["guild"]) for each in LINES)
    given = lines_of_sum(undisputed, "guild", "pro_rata_by_principal", 350_00)
    assert {each.line.key: each.paid_cents for each in given} == {
        "a#compensation": 100_00,
        "a#late_charge": 0,
        "b#compensation": 200_00,
        "c#compensation": 50_00,
    }


def test_without_instalments_an_award_is_one_part() -> None:
    given = lines_at(LINES, "guild")
    assert parts_of((), given) == (AwardPart(1, None, 3_600_00),)
    stated = (AwardPart(1, None, 5_00),)
    assert parts_of(stated, given) == stated


def test_an_award_is_in_one_currency() -> None:
    given = lines_at((*LINES, line("e", "P1", "C1", 5_00, currency="cad")), "guild")
    assert refused(lambda: one_currency(given)) == ("award-currency", "an award is in one currency")
    assert one_currency(given[:2]) == "usd"
