"""A writer that the crash test kills: it opens claims over frozen lines again and again, restating each."""

from __future__ import annotations

from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow.parquet as pq

from arrears.book.ledger import open_book
from arrears.claims.casework import NewEvent, Plan, append_numbered, plan_and_append
from arrears.claims.frozen import FrozenLines, lines_body, stage_frozen

from .claim_fixture import OPENED

ON = date(2010, 1, 1)


def load_frozen(folder: Path) -> FrozenLines:
    """Frozen tables as the test wrote them."""
    tables = {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}
    refs = tuple(sorted(tables["frozen_line"].column("ref").to_pylist()))
    return FrozenLines(tables, len(refs), refs)


def write_forever(path: str, given: str, first: int, told: Connection) -> None:
    """Open a claim and restate it, until killed; each is told only when it is in the book."""
    book = open_book(path)
    frozen = load_frozen(Path(given))
    for number in count(first):

        def opening(claim_id: str, number: int = number) -> Plan:
            staged = stage_frozen(book, frozen)
            added = {"on": ON.isoformat(), "by": "attorney", "why": f"{number}", **lines_body(frozen, staged)}
            title = {**OPENED, "title": f"claim {number}"}
            return Plan(
                (NewEvent(claim_id, "opened", title), NewEvent(claim_id, "lines_added", added)), staged
            )

        claim_id, _ = append_numbered(book, "claim", opening, learned_on=ON)
        told.send_bytes(f"{number} opened".encode())

        def restating(_: int, claim_id: str = claim_id) -> Plan:
            staged = stage_frozen(book, frozen)
            body = {"on": ON.isoformat(), "by": "attorney", "why": "again", **lines_body(frozen, staged)}
            return Plan((NewEvent(claim_id, "lines_restated", body),), staged)

        plan_and_append(book, restating, learned_on=ON)
        told.send_bytes(f"{number} restated".encode())
