"""Assumptions are named, dated, sourced, and by scenario; a missing one is asked for by name."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining.assumptions import NO_ASSUMPTIONS, Assumptions, joined, read_assumptions
from arrears.findings import Finding, Refused

LINE = (
    "- {name: growth/download, value: 12.5%, by: research, on: 2008-11-01, source: a paper,"
    " status: secondary}"
)


def read(folder: Path, *lines: str) -> Assumptions:
    path = folder / "assumed.yaml"
    path.write_text("assumptions:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return read_assumptions(path)


def faults(folder: Path, *lines: str) -> list[Finding]:
    with pytest.raises(Refused) as refused:
        read(folder, *lines)
    return list(refused.value.findings)


def test_an_assumption_says_who_took_it_when_and_on_what_source(tmp_path: Path) -> None:
    (one,) = read(tmp_path, LINE).entries
    assert (one.name, one.value, one.by, one.on) == (
        "growth/download",
        Fraction(1, 8),
        "research",
        date(2008, 11, 1),
    )
    assert (one.source, one.status, one.scenario, one.is_money) == ("a paper", "secondary", "", False)
    assert one.place == "assumed.yaml:2:10"


def test_dollars_are_cents_and_say_that_they_are_money(tmp_path: Path) -> None:
    money = LINE.replace("value: 12.5%", 'value: "$1,300,000.50"')
    (one,) = read(tmp_path, money).entries
    assert (one.value, one.is_money) == (130_000_050, True)


def test_a_scenarios_own_assumption_comes_before_what_all_share(tmp_path: Path) -> None:
    own = LINE.replace("12.5%", "1/3").replace("}", ", scenario: guild}")
    read_file = read(tmp_path, LINE, own)
    assert read_file.scenarios() == ("guild",)
    assert read_file.of("guild").wanted("growth/download").value == Fraction(1, 3)
    assert read_file.wanted("growth/download").value == Fraction(1, 8)


def test_the_first_name_that_is_assumed_is_taken(tmp_path: Path) -> None:
    found = read(tmp_path, LINE).wanted("growth/download/2009", "growth/download", "growth")
    assert found.name == "growth/download"


def test_a_missing_assumption_is_asked_for_by_name_with_a_line_to_copy(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, LINE).wanted("growth/downloads", "growth")
    (finding,) = refused.value.findings
    assert finding.text() == (
        "assumed.yaml: the assumption 'growth/downloads' is not made; nothing stands in its place\n"
        "  expected growth/downloads or growth, found none; near it is 'growth/download'\n"
        "  Try: add `- {name: growth/downloads, value: …, by: …, on: …, source: …, status: unverified}`"
        " to the assumptions"
    )
    own = LINE.replace("}", ", scenario: guild}")
    with pytest.raises(Refused) as refused:
        read(tmp_path, own).of("guild").wanted("mix")
    assert "for the scenario 'guild'" in refused.value.findings[0].problem
    assert "scenario: guild}" in refused.value.findings[0].remedy


def test_a_scenario_that_nobody_assumes_for_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, LINE.replace("}", ", scenario: guild}")).of("gild")
    (finding,) = refused.value.findings
    assert (finding.code, finding.expected, finding.remedy) == ("scenario-unknown", "guild", "write 'guild'")
    with pytest.raises(Refused) as refused:
        NO_ASSUMPTIONS.of("guild")
    assert refused.value.findings[0].expected == "none"


def test_every_fault_of_a_file_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        LINE.replace("growth/download", "Growth of downloads"),
        LINE.replace("12.5%", "a lot"),
        LINE.replace("2008-11-01", "2008-13-01"),
        LINE.replace("}", ", scenario: The Guild}"),
        LINE.replace("12.5%", "12.5 percent of it"),
    )
    assert [(f.code, f.place) for f in found] == [
        ("assumption-name", "assumed.yaml:2:10"),
        ("figure-not-read", "assumed.yaml:3:34"),
        ("figure-not-read", "assumed.yaml:4:59"),
        ("assumption-name", "assumed.yaml:5:117"),
        ("figure-not-read", "assumed.yaml:6:34"),
    ]


def test_keys_that_are_unknown_or_missing_are_told(tmp_path: Path) -> None:
    found = faults(
        tmp_path, "- {name: growth, value: 1%, be: x}", LINE.replace("status: secondary", "status: sure")
    )
    assert {f.code for f in found} == {"agreement-key", "agreement-missing", "agreement-word"}


def test_one_assumption_twice_for_one_scenario_is_refused_also_across_files(tmp_path: Path) -> None:
    found = faults(tmp_path, LINE, LINE)
    assert [(f.code, f.found) for f in found] == [("assumption-twice", "also at assumed.yaml:2:10")]
    one = read(tmp_path, LINE)
    with pytest.raises(Refused):
        joined([one, one])
    other = read(tmp_path, LINE.replace("growth/download", "mix"))
    assert [e.name for e in joined([one, other]).entries] == ["growth/download", "mix"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60), st.sampled_from(("growth/download", "12.5%", "research", "2008-11-01", "secondary"))
)
def test_whatever_is_written_is_read_or_refused_with_places(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(("assumptions:\n" + LINE.replace(part, text) + "\n").encode("utf-8", "replace"))
    try:
        found = len(read_assumptions(path).entries)
        faults_found: tuple[Finding, ...] = ()
    except Refused as refused:
        found, faults_found = 0, refused.findings
    assert found == 1 or faults_found
    assert all(f.place.startswith("any.yaml") and f.problem for f in faults_found)
