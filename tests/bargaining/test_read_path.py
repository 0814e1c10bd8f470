"""Path rules load whole or not at all; each fault is told with its place, all of them at once."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bargaining.path_writer import SMALL, read_words

from arrears.bargaining.paths import Lasts
from arrears.bargaining.read_path import read_path, shipped_paths
from arrears.findings import Refused


def refused(folder: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as told:
        read_words(folder, list(changes))
    assert all(one.place and one.problem for one in told.value.findings)
    return [(one.code, one.place.rpartition("/")[2]) for one in told.value.findings]


def test_every_shipped_file_loads_and_each_part_has_a_source_and_a_status() -> None:
    assert shipped_paths() == ("aftra-2008", "iatse-2021", "sag-2008", "us-law", "wga-2008", "wga-2023")
    for name in shipped_paths():
        rules = read_path(name)
        assert rules.name == name
        parts = (*rules.steps, *rules.votes, *rules.facts, *rules.closings, *rules.continues)
        assert all(part.citation.source and part.citation.status for part in parts)


def test_a_length_that_nobody_knows_says_where_it_can_be_found() -> None:
    for name in shipped_paths():
        for step in read_path(name).steps:
            assert bool(step.find_at) == (step.lasts is None or step.lasts.most is None), step.step_id


def test_lengths_are_read_in_days_weeks_and_ranges(tmp_path: Path) -> None:
    rules = read_words(tmp_path, [("lasts: 10 days", "lasts: 20 working days")])
    assert [one.lasts for one in rules.steps] == [
        Lasts(20, 20, "working days"),
        Lasts(14, 28, "days"),
        Lasts(0, 0, "days"),
    ]
    assert [one.lasts.text() for one in rules.steps if one.lasts] == [
        "20 working days",
        "14-28 days",
        "0 days",
    ]
    assert Lasts(21, None, "days").text() == "at least 21 days"
    assert Lasts(1, 1, "working days").text() == "1 working day"


def test_a_majority_is_an_exact_share(tmp_path: Path) -> None:
    assert read_words(tmp_path, []).votes[0].share == Fraction(3, 4)
    vote = read_words(tmp_path, [("at least 75%", "more than 66.6667%")]).votes[0]
    assert (vote.share, vote.is_more) == (Fraction(666_667, 1_000_000), True)


def test_rules_stand_on_others_that_lie_beside_them_or_ship(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_text(SMALL.replace("path_rules: lantern", "path_rules: law"))
    head = (
        "path_rules: own\ntitle: own\nparty: own\ncite: invented\nstatus: derived\nwith: [law.yaml, us-law]\n"
    )
    own = "steps:\n  again: {title: again, who: board, lasts: 1 day, after: [call, term-ended]}\n"
    path = tmp_path / "own.yaml"
    path.write_text(head + own)
    with pytest.raises(Refused) as told:  # both declare the agreement's last day
        read_path(str(path))
    assert [one.code for one in told.value.findings] == ["path-name"]
    path.write_text(head.replace("law.yaml, us-law", "law.yaml") + own.replace(", term-ended", ""))
    assert [one.step_id for one in read_path(str(path)).steps] == ["notice", "ballot", "call", "again"]


def test_faults_are_told_together_with_their_places(tmp_path: Path) -> None:
    assert refused(
        tmp_path, ("lasts: 10 days", "lasts: soon"), ("at least 75%", "most of them"), ("12-24", "13-24")
    ) == [
        ("path-closing", "rules.yaml:10:21"),
        ("path-length", "rules.yaml:12:54"),
        ("path-majority", "rules.yaml:17:72"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("after: [expiry]", "after: [expiration]", "path-part"),
        ("still: [year-end]", "still: [summer]", "path-part"),
        ("vote: strike}", "vote: strikes}", "path-part"),
        ("strike: [call]", "strike: [calls]", "path-part"),
        ("after: [expiry]", "after: [call]", "path-loop"),
        ("  notice: {", "  Notice!: {", "path-name"),
        ("  notice: {", "  expiry: {", "path-name"),
        ("lasts: 10 days", "lasts: unknown", "path-length"),
        ("lasts: 10 days", "lasts: 30-20 days", "path-length"),
        ("lasts: 10 days", "lasts: at least 2-3 days", "path-length"),
        ("lasts: 10 days", "lasts: 4000 days", "path-length"),
        ("passes_at: at least 75%", "passes_at: more than 100%", "path-majority"),
        ("passes_at: at least 75%", "passes_at: at least 101%", "path-majority"),
        ("who: both, ", "", "agreement-missing"),
        ("counted: ballots", "counted: stones", "agreement-word"),
        ("cite: invented for a test\n", "", "agreement-citation"),
        ("path_rules: lantern", "with: [rules.yaml]\npath_rules: lantern", "path-loop"),
        ("path_rules: lantern", "with: [nobodys-law]\npath_rules: lantern", "path-unknown"),
    ],
)
def test_each_fault_has_its_finding(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert code in {told for told, _ in refused(tmp_path, (old, new))}


def test_a_name_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(Refused, match="sag-2008"):
        read_path("sag-208")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(0, len(SMALL)), st.integers(0, 40))
def test_a_damaged_file_is_refused_or_read_and_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, text: str, at: int, gone: int
) -> None:
    path = tmp_path_factory.mktemp("path") / "rules.yaml"
    path.write_text(SMALL[:at] + text + SMALL[at + gone :], encoding="utf-8", errors="replace")
    steps: int | None = None
    with suppress(Refused):
        steps = len(read_path(str(path)).steps)
    assert steps is None or steps >= 1
