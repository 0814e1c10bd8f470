"""The published chronology arrives whole: every event, figure, source and word of it, and nothing else.

What the file holds is read here by another reader than ours, so that nothing can be lost in both.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining.chronology import read_chronology
from arrears.bargaining.docket import ClaimedFigure, DocketEntry, differing_figures
from arrears.findings import Finding, Refused

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "chronology.yaml"
NEEDS_SHARED = pytest.mark.skipif(
    not SHARED.exists(), reason="the shared reference folder beside the repo is not there"
)
SMALL = """\
sources: {{a: https://example.org/a}}
events:
- {{id: x1, date: {date}, parties: [A, B], kind: {kind}, summary: Met., src: [{src}], status: source{more}}}
"""


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    held: dict[str, Any] = yaml.load(SHARED.read_text(), Loader=yaml.BaseLoader)
    return held


@pytest.fixture(scope="module")
def entries() -> dict[str, DocketEntry]:
    return {entry.key: entry for entry in read_chronology(SHARED, "hollywood").entries}


@NEEDS_SHARED
def test_every_event_arrives_with_everything_that_is_said_of_it(
    written: dict[str, Any], entries: dict[str, DocketEntry]
) -> None:
    assert len(entries) == len(written["events"]) == 128
    for event in written["events"]:
        entry = entries[event["id"]]
        assert str(entry.on or "null") == event["date"], event["id"]
        assert str(entry.until or "") == event.get("end_date", ""), event["id"]
        assert entry.is_about == (event.get("precision") == "approx"), event["id"]
        assert list(entry.parties) == event["parties"], event["id"]
        assert entry.kind == event["kind"]
        assert entry.words == " ".join(event["summary"].split()), event["id"]
        assert [source.partition(": ") for source in entry.sources] == [
            (name, ": ", written["sources"][name]) for name in event["src"]
        ], event["id"]
        assert (entry.conflict, entry.note) == (event.get("conflict", ""), event.get("note", ""))
        known = {"source": "sourced", "memory": "from_memory", "not_found": "not_found"}
        assert entry.confidence == known[event["status"]]


@NEEDS_SHARED
def test_every_figure_arrives_with_its_claimant_and_value(
    written: dict[str, Any], entries: dict[str, DocketEntry]
) -> None:
    count = 0
    for event in written["events"]:
        figures = entries[event["id"]].figures
        assert len(figures) == len(event.get("figures", ()))
        for figure, told in zip(figures, event.get("figures", ())):
            count += 1
            assert figure.claimed_by == told["claimed_by"]
            assert figure.sign == {">": "more_than", None: "is"}[told.get("op")]
            assert figure.says == {"true": "votes_yes", "false": "votes_no"}.get(told["name"], told["name"])
            assert plain_value(figure) == told["value"], event["id"]
    assert count == 103


def plain_value(figure: ClaimedFigure) -> str:
    """The value as the chronology writes it, without a dollar sign."""
    if figure.kind == "amount":
        assert figure.cents is not None
        assert figure.cents % 100 == 0
        return str(figure.cents // 100)
    return figure.value_text()


@NEEDS_SHARED
def test_no_key_of_the_file_is_passed_over(written: dict[str, Any]) -> None:
    """A key that the file gains is a fault, and never silently left behind."""
    event_keys = {key for event in written["events"] for key in event}
    assert event_keys == {
        "id", "date", "end_date", "parties", "kind", "summary", "figures", "src", "status", "precision",
        "conflict", "note",
    }  # fmt: skip
    figure_keys = {key for event in written["events"] for one in event.get("figures", ()) for key in one}
    assert figure_keys == {"name", "value", "claimed_by", "op"}


@NEEDS_SHARED
def test_what_has_no_day_and_what_was_not_found_are_kept_as_such(entries: dict[str, DocketEntry]) -> None:
    assert [key for key, entry in entries.items() if entry.on is None] == ["e092", "e093"]
    assert entries["e093"].confidence == "not_found"
    assert entries["e093"].sources == ()
    assert entries["e064"].figures[0].words == "30-45"
    assert entries["e035"].figures[0].day == date(2008, 2, 15)
    assert entries["e006"].figures[0].number == Fraction("90.3")


@NEEDS_SHARED
def test_a_year_without_an_event_ends_a_round_of_talks(entries: dict[str, DocketEntry]) -> None:
    rounds = Counter(entry.talks for entry in entries.values())
    assert rounds == {"hollywood-2007": 93, "hollywood-2023": 24, "hollywood-2026": 11}


@NEEDS_SHARED
def test_figures_that_differ_stand_side_by_side_and_all_are_kept(entries: dict[str, DocketEntry]) -> None:
    groups = {group[0].figure.says: group for group in differing_figures(entries.values())}
    bonus = [(claim.figure.text(), claim.figure.claimed_by) for claim in groups["bonus_per_year_usd"]]
    assert bonus == [("more than $800,000,000.00", "AMPTP"), ("$500,000,000.00", "SAG-AFTRA")]
    assert [claim.figure.value_text() for claim in groups["workers"]] == ["12000", "10500"]
    assert "yes_pct" not in groups  # shares of several votes are not in conflict


def small(tmp_path: Path, **given: str) -> Path:
    usual = {"date": "2008-11-12", "kind": "session", "src": "a", "more": ""}
    path = tmp_path / "c.yaml"
    path.write_text(SMALL.format(**{**usual, **given}))
    return path


@pytest.mark.parametrize(
    ("given", "code", "place"),
    [
        ({"kind": "seance"}, "docket-word", "c.yaml:3:53"),
        ({"date": "2008-13-12"}, "docket-day", "c.yaml:3:18"),
        ({"src": "b"}, "docket-source-name", "c.yaml:3:83"),
        ({"more": ", weather: fine"}, "agreement-key", "c.yaml:3:103"),
        ({"more": ", precision: roughly"}, "agreement-word", "c.yaml:3:114"),
        ({"more": ", figures: [{name: x_usd, value: 1}]"}, "agreement-missing", "c.yaml:3:113"),
    ],
)
def test_a_fact_that_does_not_fit_is_a_fault_with_its_place(
    given: dict[str, str], code: str, place: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as caught:
        read_chronology(small(tmp_path, **given), "x")
    assert [(finding.code, finding.place) for finding in caught.value.findings] == [(code, place)]


def test_two_events_of_one_id_are_a_fault(tmp_path: Path) -> None:
    path = small(tmp_path)
    text = path.read_text()
    path.write_text(text + text.split("events:\n")[1])
    with pytest.raises(Refused) as caught:
        read_chronology(path, "x")
    [finding] = caught.value.findings
    assert (finding.code, finding.place) == ("docket-key-twice", "c.yaml:4:8")


def test_an_amount_is_dollars_only_where_its_name_says_so(tmp_path: Path) -> None:
    figures = (
        ", figures: [{name: cost_usd, value: -100, claimed_by: A}, {name: hours, value: 27, claimed_by: A},"
        " {name: range_usd, value: 30-45, claimed_by: A, op: '~'}]"
    )
    [entry] = read_chronology(small(tmp_path, more=figures), "x").entries
    assert [(one.kind, one.text()) for one in entry.figures] == [
        ("amount", "-$100.00"),
        ("number", "27"),
        ("words", "about 30-45"),
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 200), put=st.text(alphabet="[]{}:,-~<> ab12\n'\"#&*!", max_size=8))
def test_a_damaged_chronology_is_read_or_refused_with_its_places(cut: int, put: str, tmp_path: Path) -> None:
    path = small(tmp_path, more=", figures: [{name: x_usd, value: 1, claimed_by: A, op: '>'}]")
    text = path.read_text()
    place = cut % (len(text) + 1)
    path.write_text(text[:place] + put + text[place + len(put) // 2 :])
    found: tuple[Finding, ...] = ()
    try:
        read_chronology(path, "x")
    except Refused as refused:
        found = refused.findings
    assert [finding for finding in found if not finding.place.startswith("c.yaml")] == []
