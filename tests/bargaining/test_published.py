"""Published figures: every one is worked out from its inputs, and none of them is a stored result."""

from __future__ import annotations

import contextlib
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining.published import (
    FOLDER,
    Checked,
    WorkedCase,
    check_case,
    read_published,
    read_published_file,
)
from arrears.bargaining.published_steps import Expression
from arrears.findings import Finding, Refused
from arrears.formula.nodes import Figure

CASES = {case.name: case for case in read_published()}
LABOR = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "labor"
SMALL = """\
published: small
title: a small one
cases:
  one:
    title: a case
    inputs:
      worth: {is: "$1,095", by: a, as_of: 2001, source: invented, status: derived}
      begins: {is: 2001-01-01, by: a, as_of: 2001, source: invented, status: derived}
      ends: {is: 2003-12-31, by: a, as_of: 2001, source: invented, status: derived}
      signed: {is: 2001-01-11, by: a, as_of: 2001, source: invented, status: derived}
      share: {is: 10%, by: a, as_of: 2001, source: invented, status: derived}
    works:
      - {name: days, title: the days, is: ends - begins + 1}
      - {name: a_day, title: a day, is: worth / days}
      - name: phased
        title: forgone
        forgone: {value: worth, begins: begins, ends: ends, signed: signed, raises: [{on: begins, by: share}]}
      - {name: working, title: weekdays, weekdays: {begins: begins, ends: signed, closed: [begins]}}
    printed:
      - {figure: phased, is: $10, meets: equal, tolerance: $0, by: b, as_of: 2001, source: x, status: derived}
"""


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_published_figure_stands_as_it_must(name: str) -> None:
    checked = check_case(CASES[name])
    assert checked.held
    assert [one.printed.step for one in checked.held if not one.is_met] == []


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_figure_says_whose_it_is_where_it_was_read_and_how_far_to_be_trusted(name: str) -> None:
    case = CASES[name]
    for said in (*(one.said for one in case.inputs), *(one.said for one in case.printed)):
        assert said.by
        assert said.as_of
        assert said.source
        assert said.status in ("primary", "secondary", "derived")


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_result_is_stored_every_step_moves_with_an_input(name: str) -> None:
    case = CASES[name]
    before = check_case(case).values
    moved: set[str] = set()
    for one in case.inputs:
        value = one.node.value
        if isinstance(one.node, Figure):
            after = check_case(case, {one.name: value * Fraction(9, 8)}).values  # type: ignore[operator]
        else:
            after = check_case(
                case, {one.name: value.replace(day=max(1, value.day - 7 if value.day > 8 else value.day + 7))}
            ).values  # type: ignore[union-attr]
        moved |= {step.name for step in case.steps if after[step.name] != before[step.name]}
    assert moved == {step.name for step in case.steps}


def computed(name: str, step: str, **given: Fraction) -> Fraction:
    value = check_case(CASES[name], given).values[step]
    assert isinstance(value, Fraction)
    return value


def dollars(cents: Fraction) -> int:
    return round(cents / 100)


def test_the_clock_over_1095_days_and_what_phased_raises_say_instead() -> None:
    assert computed("clock-of-the-wait", "term_days") == 1095
    assert computed("clock-of-the-wait", "days_waited") == 154
    assert dollars(computed("clock-of-the-wait", "a_day")) == 228_311
    assert dollars(computed("clock-of-the-wait", "straight")) == 35_159_817
    # Pay is 3.5%, then 6.605%, then 10.336175% above the old: 17.1% of the offer comes in the first year.
    first = Fraction(35, 1000)
    second = (1 + first) * Fraction(103, 100) - 1
    third = (1 + second) * Fraction(1035, 1000) - 1
    share = first / (first + second + third)
    assert computed("clock-of-the-wait", "phased") == 25_000_000_000 * share * 154 / 365
    assert dollars(computed("clock-of-the-wait", "phased")) == 18_060_512


def test_at_two_hundred_million_a_day_is_more_than_180_000() -> None:
    assert dollars(computed("professors-day", "a_day")) == 182_648


def test_three_ways_of_counting_the_whole_wait_give_three_figures() -> None:
    found = [dollars(computed("whole-wait", step)) for step in ("phased", "straight", "shifted")]
    assert found == [40_225_685, 78_310_502, 118_794_207]


def test_a_hundred_days_at_two_and_a_half_million_are_the_offer_without_pay_above_the_cap() -> None:
    assert computed("hundred-days", "break_even") == 100
    assert computed("hundred-days", "left_out") == Fraction(101, 320)  # at least 31.6% of earnings


def test_the_costs_by_company_add_up_with_two_companies_apart() -> None:
    assert dollars(computed("cost-by-company-2007", "apart")) == 50_550_000
    assert dollars(computed("cost-by-company-2007", "together")) == 45_890_000
    assert dollars(computed("cost-by-company-2023", "eight")) == 343_000_000


def test_one_offer_is_kept_at_three_counts() -> None:
    assert dollars(computed("ask-over-three-years", "ask")) == 151_000_000
    assert computed("one-offer-two-counts", "companies_share") == Fraction(1, 30)
    assert computed("one-offer-two-counts", "writers_share") == Fraction(32, 3900)
    assert dollars(computed("one-offer-two-counts", "promotion")) == 132_000_000


def test_the_gain_of_2023_its_term_and_the_years_to_recover() -> None:
    assert dollars(computed("gain-and-recovery", "gain")) == 147_000_000
    assert computed("gain-and-recovery", "term_years") == Fraction(949 * 4, 1461)
    assert round(float(computed("gain-and-recovery", "recovery")), 2) == 4.09
    assert computed("gain-and-recovery", "not_recovered") > 0


def test_a_bonus_is_explained_by_its_base() -> None:
    assert round(computed("bonus-base", "union_base") / 10**6) == 877
    assert round(computed("bonus-base", "companies_base") / 10**6) == 1404


def test_days_idle_are_workers_times_working_days() -> None:
    idle = {name: computed(name, "idle") for name in CASES if name.startswith("days-idle")}
    assert idle == {
        "days-idle-2007": 409_500, "days-idle-2023-writers": 1_173_000, "days-idle-2023-actors": 13_120_000,
    }  # fmt: skip


@pytest.mark.skipif(not LABOR.is_dir(), reason="the shared reference folder beside the repo is not there")
def test_the_bureaus_own_table_says_the_same() -> None:
    rows = json.loads((LABOR / "bls_work-stoppages-2023.json").read_text(encoding="utf-8"))
    unions = {"Writers Guild": "days-idle-2023-writers", "Screen Actors": "days-idle-2023-actors"}
    for union, name in unions.items():
        (row,) = [one for one in rows if union in one["Union"]]
        given = {
            "workers": Fraction(row["Number of workers"]), "workdays": Fraction(row["Number of workdays"])
        }  # fmt: skip
        assert computed(name, "idle", **given) == row["Days idle, cumulative for this work stoppage"]
        assert given["workdays"] == computed(name, "counted")


def test_287_million_and_71_million_agree_at_a_share_of_shifted_work() -> None:
    assert dollars(computed("lost-or-shifted", "net")) == 71_000_000
    assert computed("lost-or-shifted", "shifted") == 1 - Fraction(71, 287)
    assert computed("two-counts-of-a-county", "high_days") == 100


def test_the_force_majeure_figures_are_all_kept() -> None:
    case = CASES["series-of-figures"]
    assert [one.written for one in case.inputs[:4]] == [
        "$10,000,000",
        "$60,000,000",
        "$10,000,000",
        "$63,000,000",
    ]
    assert dollars(computed("series-of-figures", "settlement")) == 20_790_000
    assert computed("weeks-of-pay", "full_weeks") == Fraction(5, 2)


def test_the_gap_between_the_offers_of_2007() -> None:
    """ex-13-offer-gap-2007."""
    found = [dollars(computed("offer-gap", step)) for step in ("now", "studio", "writers", "gap")]
    assert found == [552_000, 3_432_000, 10_600_000, 7_168_000]


def small(folder: Path, *changes: tuple[str, str]) -> WorkedCase:
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return read_published_file(path)[0]


def test_a_case_is_worked_out_step_by_step(tmp_path: Path) -> None:
    values = check_case(small(tmp_path)).values
    assert (values["days"], values["a_day"], values["phased"]) == (1095, 100, 1000)
    assert values["working"] == 8  # 2 to 5 and 8 to 11 January 2001


@pytest.mark.parametrize(
    ("meets", "printed", "stands"),
    [("equal", "$10", True), ("equal", "$9.99", False), ("above", "$9.99", False), ("apart", "$10", False),
     ("apart", "$9.99", True)],
)  # fmt: skip
def test_a_printed_figure_stands_or_does_not(tmp_path: Path, meets: str, printed: str, stands: bool) -> None:
    case = small(tmp_path, ("is: $10,", f"is: {printed},"), ("meets: equal", f"meets: {meets}"))
    assert [one.is_met for one in check_case(case).held] == [stands]


def test_above_is_more_than_printed_by_no_more_than_the_tolerance(tmp_path: Path) -> None:
    def stands(printed: str) -> bool:
        case = small(
            tmp_path,
            ("is: $10,", f"is: {printed},"),
            ("meets: equal", "meets: above"),
            ("tolerance: $0", "tolerance: $1"),
        )
        return check_case(case).held[0].is_met

    assert [stands(one) for one in ("$8", "$9", "$9.99", "$10", "$11")] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        (("is: worth / days", "is: worth / nothing"), "unknown-word", "nothing"),
        (("is: worth / days", "is: worth + days"), "wrong-kind", "money"),
        (("is: worth / days", "is: worth > worth"), "published-step", "more than sums"),
        (("name: a_day", "name: days"), "published-step", "a name of its own"),
        (("is: worth / days}", "is: worth, weekdays: {begins: begins, ends: ends}}"), "published-step",
         "is and weekdays"),
        (("signed: signed", "signed: worth"), "published-step", "date"),
        (("closed: [begins]", "closed: [begin]"), "published-step", "write 'begins'"),
        (("figure: phased", "figure: begins"), "published-figure", "no figure"),
        (("is: $10,", "is: 10,"), "published-figure", "another kind"),
        (("is: $10,", "is: $10, against: worth,"), "published-figure", "is and against"),
        (("is: $10,", "against: days,"), "published-figure", "another kind"),
        (("is: 10%", "is: some"), "published-figure", "a word"),
        (("meets: equal", "meets: roughly"), "agreement-word", "roughly"),
        (("tolerance: $0, ", ""), "agreement-missing", "tolerance"),
    ],
)  # fmt: skip
def test_a_faulty_case_is_refused_with_the_place(
    tmp_path: Path, change: tuple[str, str], code: str, says: str
) -> None:
    faults = refused(tmp_path, change)
    assert code in {one.code for one in faults}, faults
    assert any(says in one.text() for one in faults), [one.text() for one in faults]
    assert all(one.place.startswith("small.yaml:") for one in faults)


def refused(folder: Path, *changes: tuple[str, str]) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as found:
        check_case(small(folder, *changes))
    return found.value.findings


def test_a_division_by_nothing_and_a_day_beyond_the_calendar_are_told(tmp_path: Path) -> None:
    divided = refused(tmp_path, ("is: worth / days", "is: worth / (days - days)"))
    assert (divided[0].code, divided[0].found) == ("published-step", "0")
    beyond = refused(
        tmp_path, ("is: ends - begins + 1", "is: begins + far - begins"),
        ("      share:", '      far: {is: "9,999,999 days", by: a, as_of: 2001, source: x, status: derived}\n'
         "      share:"),
    )  # fmt: skip
    assert "leaves the calendar" in beyond[0].problem


def test_a_figure_is_held_against_another_step(tmp_path: Path) -> None:
    checked: Checked = check_case(
        small(tmp_path, ("is: $10,", "against: worth,"), ("meets: equal", "meets: apart"))
    )
    assert checked.held[0].expected == 109_500
    assert checked.held[0].difference == 1000 - 109_500


def test_faults_of_every_file_are_told_together(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(SMALL.replace("worth / days", "worth + days"))
    with pytest.raises(Refused) as found:
        read_published(tmp_path)
    assert {one.place.split(":")[0] for one in found.value.findings} == {"a.yaml", "b.yaml"}


def test_a_name_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(SMALL)
    with pytest.raises(Refused) as found:
        read_published(tmp_path)
    assert [(one.code, one.place, one.found) for one in found.value.findings] == [
        ("published-twice", "b.yaml", "also in a.yaml")
    ]


def test_the_steps_are_worked_in_the_files_words() -> None:
    words = {step.name: step.in_words() for step in CASES["clock-of-the-wait"].steps}
    assert words["straight"] == "a_day * days_waited"
    assert "raises start on signing" in words["shifted"]
    assert "thanksgiving, christmas" in CASES["days-idle-2007"].steps[1].in_words()
    assert all(isinstance(step.works, Expression) for step in CASES["bonus-base"].steps)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 10), st.text(max_size=10))
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, place: int, cut: int, put: str) -> None:
    path = tmp_path / "damaged.yaml"
    path.write_text(SMALL[:place] + put + SMALL[place + cut :], encoding="utf-8")
    with contextlib.suppress(Refused):
        assert [check_case(case).case for case in read_published_file(path)]


def test_every_shipped_file_is_of_the_folder() -> None:
    assert {case.file for case in CASES.values()} == {path.name for path in FOLDER.glob("*.yaml")}
