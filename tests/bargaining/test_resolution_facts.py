"""What was established is read whole or refused with every fault; it names issues, parties and days."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bargaining.resolution_world import COMPANIES, FACTS, GUILD

from arrears.bargaining.resolution_facts import ResolutionFacts, read_resolution
from arrears.findings import Refused

LINKS = """links:
- {issue: "1", claims: [claim/1], requests: [request/2], entries: [other:deal], wanted: [days online]}
"""


def read(folder: Path, text: str) -> ResolutionFacts:
    path = folder / "established.yaml"
    path.write_text(text, encoding="utf-8")
    return read_resolution(path)


def test_every_line_keeps_its_place_and_its_source(tmp_path: Path) -> None:
    facts = read(tmp_path, FACTS + LINKS)
    (mover,) = facts.movers
    assert (mover.issue, mover.party, mover.in_room) == ("1", COMPANIES, "no")
    assert mover.citation.source == "invented for a test"
    assert mover.place.startswith("established.yaml:5:")
    (link,) = facts.links
    assert (link.claims, link.requests, link.entries) == (("claim/1",), ("request/2",), ("other:deal",))


def test_a_cost_that_nobody_knows_is_no_zero(tmp_path: Path) -> None:
    days = read(tmp_path, FACTS).costly_days
    assert [(one.party, one.on, one.cents) for one in days] == [
        (COMPANIES, date(2009, 5, 15), 120_000_050),
        (COMPANIES, date(2009, 4, 20), None),
        (GUILD, date(2009, 4, 1), None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("on: 2009-05-15", "on: in May", "figure-not-read"),
        ('"$1,200,000.50"', '"$1,200,000.505"', "resolution-sum"),
        ('"$1,200,000.50"', "12%", "resolution-sum"),
        ('"$1,200,000.50"', "a lot", "figure-not-read"),
        ("claim/1", "claim one", "resolution-link"),
        ("request/2", "2", "resolution-link"),
        ("other:deal", "deal", "resolution-link"),
        ("in_room: no", "in_room: perhaps", "agreement-word"),
        ("who: the companies' labor committee, ", "", "agreement-missing"),
        ("cite: invented for a test\n", "", "agreement-citation"),
        ("movers:", "mover:", "agreement-key"),
    ],
)
def test_each_fault_has_its_finding_and_place(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = FACTS + LINKS
    assert old in text
    with pytest.raises(Refused) as told:
        read(tmp_path, text.replace(old, new))
    assert code in {one.code for one in told.value.findings}
    assert all(one.place.startswith("established.yaml:") for one in told.value.findings)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.integers(0, 600), st.integers(0, 30))
def test_a_damaged_file_is_refused_or_read_and_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, text: str, at: int, gone: int
) -> None:
    whole = FACTS + LINKS
    path = tmp_path_factory.mktemp("facts") / "established.yaml"
    path.write_text(whole[:at] + text + whole[at + gone :], encoding="utf-8", errors="replace")
    found: ResolutionFacts | None = None
    with suppress(Refused):
        found = read_resolution(path)
    assert found is None or isinstance(found.name, str)
