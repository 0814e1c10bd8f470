"""Which lines join a claim, and whose reading each side takes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.reports.run_fixture import COMPANIES, EVERY, GUILD, owes, write_run

from arrears.audit.run_tables import RunPosition, open_run
from arrears.claims.line_choice import LineChoice, choose_lines, other_side, position_named
from arrears.findings import Refused

RENTAL = {"entitlement": "rental", "market": "rental"}
ROWS = (
    owes(1, 500, standing={"open_cents": 500}, positions=GUILD, reading="guild"),
    owes(2, 200, standing={"open_cents": 200}, positions=COMPANIES, reading="companies"),
    owes(3, 300, standing={"open_cents": 300}, positions=EVERY, **RENTAL),
    owes(4, 300, standing={"state": "settled"}, positions=EVERY, occasion="2008Q2", **RENTAL),
)


@pytest.fixture
def run(tmp_path):
    """One item that the sides read differently, one that they do not, and one that is settled."""
    return open_run(write_run(tmp_path / "run", ROWS))


def test_an_item_joins_with_every_sides_reading_of_it(run):
    chosen = choose_lines(run, LineChoice(markets=("download",)), position_named(run, "guild"))
    assert chosen.obligation_nos == (1, 2)
    assert chosen.companies == ("CO1",)
    assert chosen.versions == ("wga/mba-2008",)


def test_what_is_settled_joins_only_by_name(run):
    everything = choose_lines(run, LineChoice(), position_named(run, "guild"))
    assert everything.obligation_nos == (1, 2, 3)
    ref = "wga/new-media/download-television:CO1:T1:rental:us:2008Q2:P1:usd"
    assert choose_lines(run, LineChoice(refs=(ref,)), position_named(run, "guild")).obligation_nos == (4,)


def test_names_and_a_narrowed_choice_add_up(run):
    ref = "wga/new-media/download-television:CO1:T1:rental:us:2008Q2:P1:usd"
    both = choose_lines(run, LineChoice(refs=(ref,), markets=("download",)), position_named(run, "guild"))
    assert both.obligation_nos == (1, 2, 4)


def test_a_position_nobody_takes_is_refused(run):
    with pytest.raises(Refused) as refused:
        position_named(run, "guilt")
    (finding,) = refused.value.findings
    assert finding.problem == "no position of this audit has that name"
    assert "guild" in finding.remedy


def test_the_other_side_is_the_one_other_position_in_own_words(run):
    assert other_side(run, position_named(run, "guild")).name == "companies"
    assert other_side(run, position_named(run, "companies")).name == "guild"


def test_several_other_sides_are_asked_for(run):
    third = RunPosition(3, "agencies", {}, True)
    heading = replace(run.heading, positions=(*run.heading.positions, third))
    with pytest.raises(Refused) as refused:
        other_side(replace(run, heading=heading), position_named(run, "guild"))
    (finding,) = refused.value.findings
    assert finding.problem == "several positions can be the other side's"
    assert finding.expected == "companies, companies-per-guild, agencies"


def test_a_claim_by_nobody_is_a_mistake_of_the_program(run):
    with pytest.raises(ValueError, match="at most"):
        choose_lines(run, LineChoice(refs=("x",) * 100_001), position_named(run, "guild"))
