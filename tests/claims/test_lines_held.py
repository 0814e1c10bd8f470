"""The lines of a claim are read back from its files: several freezings side by side, each line once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import add, receipt

from arrears.audit.run_tables import open_run
from arrears.book.access import read_audience
from arrears.book.ledger import open_book
from arrears.claims.amounts import amounts_by, figure_as_filed
from arrears.claims.casework import NewEvent, Plan, append, plan_and_append
from arrears.claims.claim import Claim, read_claim
from arrears.claims.frozen import FrozenLines, lines_body, stage_frozen
from arrears.claims.lines_held import NUMBERS, lines_in_claims, open_lines
from arrears.findings import Refused

from .frozen_worlds import FILED, World, open_claim_over, world_of

DOWNLOADS = "o.market = 'download' AND s.open_cents > 0"
PAY_TELEVISION = "o.market = 'pay_television' AND s.open_cents > 0"


def add_frozen(world: World, claim: Claim, frozen: FrozenLines, why: str = "more") -> Claim:
    """The claim with further frozen lines."""

    def plan(_: int) -> Plan:
        staged = stage_frozen(world.book, frozen)
        body = {"on": FILED.isoformat(), "by": "attorney", "why": why, **lines_body(frozen, staged)}
        return Plan((NewEvent(claim.claim_id, "lines_added", body),), staged)

    plan_and_append(world.book, plan, learned_on=FILED)
    return read_claim(world.book, claim.claim_id)


def test_lines_frozen_in_two_acts_amount_to_what_they_do_in_one(tmp_path: Path):
    world = world_of(tmp_path)
    apart = add_frozen(
        world, open_claim_over(world.book, world.freeze(DOWNLOADS)), world.freeze(PAY_TELEVISION)
    )
    together = open_claim_over(world.book, world.freeze(f"({DOWNLOADS}) OR ({PAY_TELEVISION})"))
    sums = []
    for claim in (apart, together):
        held = open_lines(world.book, claim)
        figure_as_filed(held, date(2010, 6, 1))
        sums.append((amounts_by(held), amounts_by(held, "payee"), held.count))
    assert sums[0] == sums[1]
    assert len(open_lines(world.book, apart).freezings) == 2


def test_numbers_of_two_runs_never_meet(tmp_path: Path):
    world = world_of(tmp_path)
    claim = add_frozen(
        world, open_claim_over(world.book, world.freeze(DOWNLOADS)), world.freeze(PAY_TELEVISION)
    )
    held = open_lines(world.book, claim)
    rows = held.connection.execute(
        "SELECT freezing, min(obligation_no), max(obligation_no) FROM line GROUP BY 1 ORDER BY 1"
    )
    (first, _, most), (second, least, _) = rows.fetchall()
    assert (first, second) == (0, 1)
    assert most < NUMBERS <= least


def test_a_line_frozen_twice_counts_once_as_it_was_frozen_last(tmp_path: Path):
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze(DOWNLOADS))
    add(world.book, {"receipt": [receipt("2008Q4", 150_000_00, 990)]}, learned_on=FILED)
    claim = add_frozen(world, claim, world.freeze(DOWNLOADS, world.run_at(as_of=FILED)), "again")
    held = open_lines(world.book, claim)
    rows = held.connection.execute(
        "SELECT DISTINCT freezing, amount_cents FROM line WHERE occasion = '2008Q4'"
    )
    assert rows.fetchall() == [(1, 750_00)]
    assert held.count == claim.lines[0].count


def claim_of_two_runs(world: World) -> Claim:
    """The second run answers the question for everybody, so it knows no reading of hearsay."""
    folder = open_run(world.run.folder)
    own = replace(folder.heading, positions=folder.heading.positions[:1])
    only = "(o.positions & 1) = 1"
    one_sided = replace(world, run=replace(folder, heading=own))
    numbers = [
        n
        for (n,) in folder.rows(
            f"SELECT obligation_no FROM obligation o WHERE {only} AND market = 'download'"
        )
    ]
    folder.connection.execute(
        "CREATE TEMP TABLE narrowed AS SELECT * REPLACE (1::BIGINT AS positions) FROM obligation"
    )
    folder.connection.execute("DROP VIEW obligation")
    folder.connection.execute("CREATE VIEW obligation AS SELECT * FROM narrowed")
    claim = open_claim_over(world.book, world.freeze(PAY_TELEVISION))
    return add_frozen(world, claim, one_sided.freeze(numbers))


def test_a_position_that_one_freezing_lacks_is_told(tmp_path: Path):
    world = world_of(tmp_path)
    held = open_lines(world.book, claim_of_two_runs(world))
    assert [position.name for position in held.positions] == ["guild", "hearsay"]
    assert held.not_priced == ((1, "hearsay"),)
    figure_as_filed(held, FILED)
    on_hearsay = held.connection.execute(
        "SELECT DISTINCT market FROM line WHERE (positions >> 1) & 1 = 1"
    ).fetchall()
    assert on_hearsay == [("pay_television",)]


def test_withdrawn_lines_are_held_no_more_and_ended_claims_hold_none(tmp_path: Path):
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze(DOWNLOADS))
    refs = set(lines_in_claims(world.book))
    gone = sorted(refs)[0]
    body = {"on": "2010-01-05", "by": "attorney", "why": "paid", "refs": [gone]}
    append(world.book, [NewEvent(claim.claim_id, "lines_withdrawn", body)], learned_on=date(2010, 1, 5))
    assert lines_in_claims(world.book) == dict.fromkeys(refs - {gone}, claim.claim_id)
    held = open_lines(world.book, read_claim(world.book, claim.claim_id))
    assert held.count == len(refs) - 1
    step = {"on": "2010-02-01", "by": "attorney", "why": "", "step": "settled", "forum": "", "facts": {}}
    append(world.book, [NewEvent(claim.claim_id, "step", step)], learned_on=date(2010, 2, 1))
    assert lines_in_claims(world.book) == {}


def test_a_claim_without_lines_has_no_amounts(tmp_path: Path):
    world = world_of(tmp_path)
    claim = replace(open_claim_over(world.book, world.freeze()), lines=())
    with pytest.raises(Refused) as refused:
        open_lines(world.book, claim)
    assert [finding.code for finding in refused.value.findings] == ["claim-without-lines"]
    assert "no line of an audit belongs to this claim yet" in str(refused.value)


def test_an_audience_that_may_not_read_the_files_is_refused(tmp_path: Path):
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze())
    arbitrator = open_book(world.book.path, audience=read_audience("arbitrator"))
    with pytest.raises(Refused) as refused:
        open_lines(arbitrator, claim)
    assert {finding.code for finding in refused.value.findings} == {"frozen-file-absent"}
    assert "not in the book as it is read here" in str(refused.value)
