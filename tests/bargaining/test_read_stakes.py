"""Files of stakes are read whole or refused with every fault and its place; what is missing is asked for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bargaining.stakes_worlds import STAKES, write_assumed, write_stakes

from arrears.bargaining.assumptions import NO_ASSUMPTIONS, read_assumptions
from arrears.bargaining.delay_assumptions import INTEREST, interest_of, wanted_shares
from arrears.bargaining.read_stakes import read_stakes
from arrears.bargaining.weighing import weigh_stoppage
from arrears.findings import Finding, Refused


def refused(folder: Path, *changes: tuple[str, str]) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as found:
        read_stakes(write_stakes(folder, *changes))
    return found.value.findings


def test_a_file_is_read_to_the_cent(tmp_path: Path) -> None:
    stakes = read_stakes(write_stakes(tmp_path))
    low, high = stakes.offers["low"], stakes.offers["high"]
    assert (low.total, low.valued_by, low.profile_by, low.days) == (
        109_500,
        "the companies",
        "the companies",
        1095,
    )
    assert low.raises[0].by == Fraction(1, 10)
    assert high.total == 219_000
    assert [one.a_day for one in high.stretches] == [200, 200, 200]
    assert (stakes.turned_down, stakes.hoped_for) == (low, high)
    assert (stakes.horizon, stakes.stoppage_begins) == (date(2006, 12, 31), date(2001, 1, 1))
    assert [(side.name, side.role, side.loses_a_day) for side in stakes.sides] == [
        ("members", "gains", 1000), ("companies", "pays", 2000), ("others", "neither", 3000),
    ]  # fmt: skip
    assert [(one.name, one.persons, one.gains_a_year, one.as_of) for one in stakes.persons] == [
        ("working", 3, 3650, "2001-01"), ("resting", 7, 7300, "2001-01"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        (("    by: the companies\n", ""), "agreement-missing", "'by'"),
        (("    status: derived\n", "    status: sure\n"), "agreement-word", "sure"),
        (("$1,095", "1,095"), "stakes-figure", "1,095"),
        (("$1,095", "$1,09"), "figure-not-read", "$1,09"),
        (("by: 10%", "by: 10"), "stakes-figure", "'10'"),
        (("ends: 2003-12-31", "ends: 2000-12-31"), "stakes-dates", "before it begins"),
        (("{on: 2001-01-01", "{on: 2000-01-01"), "stakes-dates", "outside the term"),
        (("[{on: 2001-01-01,", "[{on: 2001-06-01, by: 1%}, {on: 2001-06-01,"), "stakes-dates", "not later"),
        (("    value: $1,095\n", ""), "stakes-worth", "neither"),
        (("    value: $1,095\n", "    value: $1\n    years: [$1, $2, $3]\n"), "stakes-worth", "and years"),
        (("    value: $1,095\n", "    years: [$1, $1, $1]\n"), "stakes-worth", "twice"),
        (("[$730, $730, $730]", "[$730, $730]"), "delay-years", "found 2"),
        (("turned_down: low", "turned_down: lo"), "stakes-offer", "write 'low'"),
        (("loses_a_day: $10", "loses_a_day: -$10"), "stakes-figure", "below nought"),
        (("persons: 3", "persons: 1/2"), "stakes-figure", "counted whole"),
        (("persons: 3", "persons: 0"), "stakes-figure", "counted whole"),
        (("horizon: 2006-12-31", "horizon: 2006-13-31"), "figure-not-read", "no such day"),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_place(
    tmp_path: Path, change: tuple[str, str], code: str, says: str
) -> None:
    faults = refused(tmp_path, change)
    assert code in {one.code for one in faults}
    assert any(says in one.text() for one in faults), [one.text() for one in faults]
    assert all(one.place.startswith("stakes.yaml:") for one in faults)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = refused(
        tmp_path, ("$1,095", "1,095"), ("loses_a_day: $20", "loses_a_day: 20"), ("persons: 7", "persons: -7")
    )
    assert [one.code for one in faults] == ["stakes-figure"] * 3


@pytest.mark.parametrize("key", ["turned_down", "hoped_for", "horizon", "stoppage_begins"])
def test_what_a_file_does_not_say_is_asked_for_by_its_key(tmp_path: Path, key: str) -> None:
    line = next(line for line in STAKES.splitlines() if line.startswith(key))
    stakes = read_stakes(write_stakes(tmp_path, (line + "\n", "")))
    assumptions = read_assumptions(write_assumed(tmp_path))
    with pytest.raises(Refused) as found:
        weigh_stoppage(stakes, (), 10, assumptions)
    (finding,) = found.value.findings
    assert (finding.code, finding.expected) == ("stakes-missing", key)
    assert "nothing stands in its place" in finding.problem


@pytest.mark.parametrize("name", ["delay/discount", "delay/persistence", "delay/shifted-work"])
def test_a_missing_assumption_is_asked_for_by_name_and_stands_at_no_value(tmp_path: Path, name: str) -> None:
    stakes = read_stakes(write_stakes(tmp_path))
    with pytest.raises(Refused) as found:
        weigh_stoppage(stakes, stakes.persons, 10, read_assumptions(write_assumed(tmp_path, name)))
    (finding,) = found.value.findings
    assert finding.code == "assumption-missing"
    assert f"name: {name}" in finding.remedy


def test_every_missing_assumption_is_asked_for_at_once(tmp_path: Path) -> None:
    stakes = read_stakes(write_stakes(tmp_path))
    with pytest.raises(Refused) as found:
        weigh_stoppage(stakes, stakes.persons, 10, NO_ASSUMPTIONS)
    asked = [one.expected for one in found.value.findings]
    assert asked == ["delay/discount", "delay/persistence", "delay/shifted-work"]


def test_a_side_has_its_own_share_of_shifted_work(tmp_path: Path) -> None:
    stakes = read_stakes(write_stakes(tmp_path))
    weighed = weigh_stoppage(stakes, stakes.persons, 100, read_assumptions(write_assumed(tmp_path)))
    shares = {(one.balance.side.name, one.method): one.shifted.value for one in weighed.sides}
    assert shares == {
        ("members", "straight"): Fraction(1, 2), ("members", "phased"): Fraction(1, 2),
        ("companies", "straight"): Fraction(3, 4), ("companies", "phased"): Fraction(3, 4),
        ("others", "straight"): Fraction(1, 2),
    }  # fmt: skip
    # 10 dollars a day lost, half of it shifted; one dollar a day gained over the 995 days left.
    members = weighed.sides[0].balance
    assert (members.loss, members.net_loss, members.at_stake) == (100_000, 50_000, 99_500)
    assert members.break_even_days == 183  # 500 D >= 100 (1095 - D)
    assert weighed.spread is not None
    assert weighed.spread.persons == 10
    assert len(weighed.used) == 4


def test_an_assumption_that_is_no_share_is_refused(tmp_path: Path) -> None:
    path = write_assumed(tmp_path)
    path.write_text(path.read_text().replace("value: 10%", "value: 110%").replace("value: 50%", "value: $50"))
    assumptions = read_assumptions(path)
    for name, shown in ((INTEREST, "11/10"), ("delay/shifted-work", "dollars")):
        with pytest.raises(Refused) as found:
            wanted_shares(assumptions, [(name,)])
        assert found.value.findings[0].code == "assumption-not-a-share"
        assert shown in found.value.findings[0].text()
    assert interest_of(NO_ASSUMPTIONS) is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(STAKES) - 1), st.integers(0, 12), st.text(max_size=12))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, place: int, cut: int, put: str
) -> None:
    path = tmp_path / "damaged.yaml"
    path.write_text(STAKES[:place] + put + STAKES[place + cut :], encoding="utf-8")
    try:
        stakes = read_stakes(path)
    except Refused as refusal:
        told = [one.place for one in refusal.findings]
    else:
        told = ["damaged.yaml" for one in stakes.offers.values() if one.status and one.source]
    assert told
    assert all(place.startswith("damaged.yaml") for place in told)
