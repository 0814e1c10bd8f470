"""The act that adds lines to a claim tells since when they were due, and a deadline can rest on it."""

from datetime import date
from pathlib import Path

from tests.claims.dated_claims import shipped
from tests.claims.frozen_worlds import open_claim_over, world_of

from arrears.agreements.procedure_load import load_procedure
from arrears.claims.casework import read_events
from arrears.claims.clock_days import Bounds
from arrears.claims.deadlines import Asked, read_deadlines


def test_the_act_tells_the_first_and_the_last_day_due(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    frozen = world.freeze()
    days = [day for day in frozen.tables["frozen_line"]["due_on"].to_pylist() if day is not None]
    claim = open_claim_over(world.book, frozen)
    [body] = [event.body for event in read_events(world.book, claim.claim_id) if event.kind == "lines_added"]
    assert (body["due_from"], body["due_to"]) == (min(days).isoformat(), max(days).isoformat())
    assert min(days) < max(days)


def test_a_claim_over_lines_has_its_clock_from_the_first_of_them(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze())
    [body] = [event.body for event in read_events(world.book, claim.claim_id) if event.kind == "lines_added"]
    first = date.fromisoformat(str(body["due_from"]))
    # The claim is the writers'; its own clock is unknown, so the studios' is tried on the same lines.
    own = read_deadlines(world.book, Asked(date(2010, 1, 2)), shipped)
    assert {one.deadline.state for one in own.claims} == {"unknown"}
    studios = load_procedure("sag/tv-2014")
    found = read_deadlines(world.book, Asked(date(2010, 1, 2)), lambda _: studios)
    [one] = [one for one in found.claims if one.deadline.clock_id == "file-residuals"]
    assert one.deadline.bounds == Bounds(date(first.year + 1, first.month, first.day), None)
    assert one.from_lines == ("occurrence",)
