"""Shares of stoppages that ended, with n and bands; what the list cannot say is said."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.bargaining.base_rates import (
    AGES,
    ENTERTAINMENT,
    MOST_BYTES,
    Chosen,
    Stoppages,
    base_rates,
    longer_than,
    read_stoppages,
    warnings,
)
from arrears.findings import Refused

HEAD = "Employer,Union,Union Local,# Idled,Start Date,End Date,Duration\n"
LIST = Path(__file__).parents[2].parent / "shared" / "data" / "labor" / "fmcs_work_stoppages_1984_2020.csv"
REASON = "needs the shared reference folder beside the repo"


def written(folder: Path, *rows: str) -> Stoppages:
    path = folder / "list.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return read_stoppages(path)


def of_days(folder: Path, days: list[int]) -> Stoppages:
    starts = "2008-01-01"
    from datetime import date, timedelta

    ends = [date(2008, 1, 1) + timedelta(days=day - 1) for day in days]
    return written(folder, *(f"Mill,USA 1,,5,{starts},{end}," for end in ends))


@pytest.fixture(scope="module")
def whole() -> Stoppages:
    if not LIST.exists():
        pytest.skip(REASON)
    return read_stoppages(LIST)


def test_the_published_table_comes_out_to_two_decimals(whole: Stoppages) -> None:
    """Source: bargaining.md section 5 of the shared reference folder.

    It counts 14,222 where the list, without the rows it leaves out, has one more; and its entertainment
    unions are those of ours without the writers of the west, whose row of 2007-08 it misses.
    """
    assert (whole.rows, whole.without_end, whole.backwards, len(whole.kept)) == (14_317, 86, 8, 14_223)
    without_west = tuple(word for word in ENTERTAINMENT if word != "WGAW")
    groups = (Chosen(), Chosen(1_000), Chosen(unions=without_west))
    told = [base_rates(whole, chosen) for chosen in groups]
    assert [(one.stoppages, one.median_days) for one in told] == [
        (14_223, 20), (887, 18), (136, Fraction("44.5")),
    ]  # fmt: skip
    shares = [[round(float(rate.share or 0), 2) for rate in one.rates] for one in told]
    assert shares == [
        [0.62, 0.42, 0.32, 0.26, 0.23],
        [0.68, 0.48, 0.32, 0.28, 0.16],
        [0.43, 0.28, 0.41, 0.10, 0.24],
    ]
    assert [rate.at_risk for rate in told[2].rates if rate.age in (100, 148)] == [30, 25]


def test_what_the_reference_leaves_out_is_one_row_of_each_count(whole: Stoppages) -> None:
    """136 is 137 less the row of the writers of the west; 14,222 is 14,223 less a row that nobody names.

    Whichever it is, it is not the oldest, which has 1,100 idled people, while the longest would do.
    """
    every = [one for one in whole.kept if Chosen(unions=ENTERTAINMENT).takes(one)]
    west = [one for one in every if one.union.startswith("WGAW")]
    rows = [(one.union.strip(), f"{one.starts_on}", one.idled) for one in west]
    assert (len(every), rows) == (137, [("WGAW Local", "2007-11-05", 12_000)])
    assert whole.rows - whole.without_end - whole.backwards == 14_223
    oldest = min(whole.kept, key=lambda one: one.starts_on)
    longest = max(whole.kept, key=lambda one: one.days)
    assert (oldest.starts_on.year, oldest.idled) == (1981, 1_100)
    for gone, large in ((oldest, 886), (longest, 887)):
        less = replace(whole, kept=tuple(one for one in whole.kept if one is not gone))
        assert base_rates(less, Chosen(1_000)).stoppages == large
        all_told = base_rates(less, Chosen())
        assert (all_told.stoppages, all_told.median_days) == (14_222, 20)
        assert [round(float(rate.share or 0), 2) for rate in all_told.rates] == [0.62, 0.42, 0.32, 0.26, 0.23]


def test_the_writers_strike_of_2007_is_among_the_long_ones_of_entertainment(whole: Stoppages) -> None:
    every = base_rates(whole, Chosen(unions=ENTERTAINMENT))
    assert every.stoppages == 137
    found = longer_than(whole, Chosen(unions=ENTERTAINMENT), 100)
    (writers,) = [one for one in found if one.union.startswith("WGAW")]
    assert (writers.days, writers.idled) == (101, 12_000)  # the record's last day is the day of return
    assert [one.days for one in found] == sorted((one.days for one in found), reverse=True)


def test_each_band_holds_its_share_and_narrows_with_more_stoppages(whole: Stoppages) -> None:
    wide, narrow = base_rates(whole, Chosen(unions=ENTERTAINMENT)), base_rates(whole, Chosen())
    for few, many in zip(wide.rates, narrow.rates):
        for rate in (few, many):
            assert rate.low is not None
            assert rate.high is not None
            assert rate.share is not None
            assert rate.low <= rate.share * 1000 <= rate.high
        assert (few.high or 0) - (few.low or 0) > (many.high or 0) - (many.low or 0)


def test_the_band_is_the_log_log_one_of_kaplan_and_meier(tmp_path: Path) -> None:
    """By hand for 6 of 20: exp(-exp(ln(-ln S) ± 1.96 * sqrt(V)/|ln S|)), S = 0.7, V = 6/(20*14)."""
    from math import exp, log, sqrt

    stoppages = of_days(tmp_path, [5] * 6 + [50] * 14)
    (rate,) = base_rates(stoppages, Chosen(), ages=(0,)).rates
    width = 1.959964 * sqrt(6 / (20 * 14)) / -log(0.7)
    ends = [1 - exp(-exp(log(-log(0.7)) + sign * width)) for sign in (-1, 1)]
    assert rate.share == Fraction(6, 20)
    assert (rate.low, rate.high) == (int(ends[0] * 1000), int(ends[1] * 1000) + 1)


def test_none_and_all_still_have_a_band(tmp_path: Path) -> None:
    stoppages = of_days(tmp_path, [100] * 10)
    early, late = base_rates(stoppages, Chosen(), ages=(0, 90)).rates
    assert (early.ended, early.low, early.high) == (0, 0, 309)  # 1 - 0.025 ** (1/10) = 0.3085
    assert (late.ended, late.low, late.high) == (10, 691, 1000)
    (nobody,) = base_rates(stoppages, Chosen(), ages=(100,)).rates
    assert (nobody.at_risk, nobody.share, nobody.low, nobody.high) == (0, None, None, None)
    assert base_rates(stoppages, Chosen(idled=6)).median_days is None


def test_rows_without_an_end_or_that_run_backwards_are_left_out_and_counted(tmp_path: Path) -> None:
    stoppages = written(
        tmp_path,
        "Mill,USA 1,,5.0,2008-01-01,2008-01-01,",
        "Mill,USA 1,,,2008-01-01,2008-01-05,",
        "Mill,USA 1,,5,2008-01-01,,",
        "Mill,USA 1,,5,2008-01-02,2008-01-01,",
    )
    assert (stoppages.rows, len(stoppages.kept), stoppages.without_end, stoppages.backwards) == (4, 2, 1, 1)
    assert [one.days for one in stoppages.kept] == [1, 5]
    assert base_rates(stoppages, Chosen(idled=1)).stoppages == 1  # nobody counted is not nobody idled
    said = " ".join(warnings(stoppages, [base_rates(stoppages, Chosen())]))
    assert "4 rows; left out: 1 without a last day" in said
    assert "selection" in said
    assert "stand on few" in said


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Mill,USA 1,,5,yesterday,2008-01-05,", "stoppages-day"),
        ("Mill,USA 1,,many,2008-01-01,2008-01-05,", "stoppages-count"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, row: str, code: str) -> None:
    with pytest.raises(Refused) as told:
        written(tmp_path, "Mill,USA 1,,5,2008-01-01,2008-01-05,", row)
    assert [(one.code, one.place) for one in told.value.findings] == [(code, "list.csv:3")]


def test_a_file_that_is_no_such_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(Refused, match="columns are missing"):
        read_stoppages(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="cannot be read"):
        read_stoppages(path)
    with pytest.raises(Refused, match="cannot be read"):
        read_stoppages(tmp_path / "nowhere.csv")
    with path.open("wb") as large:
        large.truncate(MOST_BYTES + 1)
    with pytest.raises(Refused, match="larger than any such list"):
        read_stoppages(path)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=60))
def test_shares_are_counts_and_their_bands_hold_them(
    tmp_path_factory: pytest.TempPathFactory, days: list[int]
) -> None:
    rates = base_rates(of_days(tmp_path_factory.mktemp("list"), days), Chosen()).rates
    assert [rate.age for rate in rates] == list(AGES)
    for rate in rates:
        assert rate.at_risk == sum(day > rate.age for day in days)
        assert rate.ended == sum(rate.age < day <= rate.age + 30 for day in days)
        if rate.share is not None and rate.low is not None and rate.high is not None:
            assert 0 <= rate.low <= rate.share * 1000 <= rate.high <= 1000
