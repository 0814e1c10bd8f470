"""`kill -9` while claims are opened and restated: an act is in the book with all its files, or not at all."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from arrears.claims.amounts import amounts_by, figure_as_filed
from arrears.claims.casework import read_events
from arrears.claims.changes import line_versions
from arrears.claims.claim import read_claims
from arrears.claims.frozen_tables import FROZEN_TABLES
from arrears.claims.lines_held import open_lines
from arrears.records.verify import verify_records

from .claim_writer import write_forever
from .frozen_worlds import FILED, World, world_of

KILLS = 25
PATIENCE = 60.0
LONGEST_WAIT = 0.6


def kill_again_and_again(world: World, given: Path) -> set[str]:
    """Kill the writer at moments left to chance; what it acknowledged."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([write_forever.__module__])
    chance = random.Random(20091109)
    acknowledged: set[str] = set()
    number = 0
    for _ in range(KILLS):
        told, telling = processes.Pipe(duplex=False)
        writer = processes.Process(
            target=write_forever, args=(str(world.book.path), str(given), number, telling)
        )
        writer.start()
        telling.close()
        assert told.poll(PATIENCE), "the writer acknowledged nothing"
        time.sleep(chance.random() * LONGEST_WAIT)
        writer.kill()
        writer.join()
        assert writer.exitcode == -signal.SIGKILL, "the writer stopped by itself"
        done = []
        try:
            while told.poll():
                done.append(told.recv_bytes().decode())
        except EOFError:
            pass
        acknowledged |= set(done)
        # what was being written may be in the book or not: its number is not used again
        number = int(done[-1].split()[0]) + 2
    return acknowledged


@pytest.mark.crash
@pytest.mark.slow
def test_a_killed_freezing_leaves_a_whole_claim_or_none(tmp_path: Path):
    world = world_of(tmp_path)
    frozen = world.freeze()
    given = tmp_path / "given"
    given.mkdir()
    for name, rows in frozen.tables.items():
        pq.write_table(rows, given / f"{name}.parquet")
    acknowledged = kill_again_and_again(world, given)
    claims = read_claims(world.book)
    titles = [claim.title for claim in claims.values()]
    assert len(titles) == len(set(titles)), "no claim is there twice"
    for act in acknowledged:
        number, word = act.split()
        (claim,) = (one for one in claims.values() if one.title == f"claim {number}")
        kinds = [
            event.kind for event in read_events(world.book, claim.claim_id) if event.subject == claim.claim_id
        ]
        assert kinds.count("lines_added") == 1
        assert word == "opened" or kinds.count("lines_restated") == 1
    for claim in claims.values():
        for version in line_versions(world.book, claim.claim_id):
            (lines,) = version
            assert (lines.count, lines.refs_sha256) == (frozen.count, frozen.refs_sha256)
            assert set(lines.files) == set(FROZEN_TABLES)
    last = list(claims.values())[-1]
    held = open_lines(world.book, last)
    figure_as_filed(held, FILED)
    assert sum(one.principal_cents for one in amounts_by(held)) > 0
    left = {finding.code for finding in verify_records(world.book)}
    assert left <= {"unlisted_file"}, "orphans only, which tidy removes"
    assert len(acknowledged) > KILLS
