"""Writes the tables of a run as Parquet, each in an order of its own, while the later stages still compute.

Nothing is computed here. The bytes tell neither how many threads there were nor in what order records came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from arrears.engine.connection import quote_text
from arrears.engine.labels import labelled

# Payments are found by obligation, so those of one lie together.
SORTED: Mapping[str, str] = {
    "fact": "line_id",
    "amount": "line_id, part_no, clause_no",
    "obligation": "obligation_no",
    "match": "obligation_no, counted_on, payment_id, line_no, payment_row_id",
    "standing": "obligation_no",
    "balance": "obligation_no, from_on",
    "late_charge": "obligation_no, disputed",
    "late_rule": "rule_id, charge_no",
    "payment_doubt": "obligation_no",
    "late_exempt": "obligation_no",
    "late_notice": "obligation_no",
    "late_dispute": "obligation_no",
    "exception": "title_id, payment_id, line_no, payment_row_id",
    "arisen_right": "title_id, line_id, clause, from_on, state, positions",
    "finding": "ALL",
    "name": "kind, id",
}
# Texts of few words, which a sort would carry along with every row.
LABELLED: Mapping[str, tuple[str, ...]] = {
    "fact": ("record_kind", "company_id", "market", "territory", "occasion", "currency"),
    "standing": ("why",),
}
# Whoever explains one amount finds the shares by title: all of them, also those of nought cents.
WRITER_SHARES = "(SELECT s.*, t.title_id FROM writer_share s JOIN title_fact t USING (title_no))"
# No later stage changes these: the lines, once their amounts are figured; what is owed, once it is shared;
# what is paid, once it is matched.
LINES = ("fact",)
OWED = ("amount", "obligation", "writer_share", "arisen_right", "name")
SETTLED = ("exception", "match", "standing", "balance", "payment_doubt")
# These lie on the connection of the stages alone, or are there last.
LAST = ("late_rule", "late_exempt", "late_notice", "late_dispute", "late_charge", "finding")
# Whoever explains one amount reads one group of each table: small ones cost the writing little.
ROWS_A_GROUP = 40_960
# With more different values in a group, listing them takes longer than it saves room.
VALUES_LISTED = 2_000


@dataclass(frozen=True)
class Writing:
    """Tables that a thread writes into the run's folder: those handed over, and how many rows each has.

    What no stage waits for yet may be computed there as well, in the order in which it was handed over.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    thread: ThreadPoolExecutor
    handed_over: dict[str, Future[Any]] = field(default_factory=dict)

    def write(self, names: Sequence[str]) -> None:
        """Hand tables over; whoever does changes them no more."""
        for name in names:
            self.handed_over[name] = self.thread.submit(write_table, self.connection, name, self.folder)

    def rows(self, name: str) -> int:
        """How many rows of a table were written; waits for it, and raises what kept it from being written."""
        return int(self.handed_over[name].result())

    def compute(self, name: str, work: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        """Have the thread compute tables of its own; whoever reads them calls `wait` first."""
        self.handed_over[name] = self.thread.submit(work, self.connection)

    def wait(self, name: str) -> None:
        """Until what was handed over by this name is there; raises what kept it from being computed."""
        self.handed_over[name].result()


@contextmanager
def written_meanwhile(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Writing]:
    """Writes the tables that are handed over on a connection of its own; leaving waits for all of them.

    Both cores have work while one stage ends and the next begins. What fails to be written is raised on
    leaving; where a stage fails, what still waits is not written.
    """
    with connection.cursor() as second, ThreadPoolExecutor(max_workers=1) as thread:
        writing = Writing(second, folder, thread)
        try:
            yield writing
            for name in writing.handed_over:
                writing.wait(name)
        except BaseException:
            for written in writing.handed_over.values():
                written.cancel()
            second.interrupt()
            raise


def write_table(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> int:
    """Write one table of the run in its own order; how many rows it has."""
    file = quote_text(str(folder / f"{name}.parquet"))
    relation, order = _ordered(name)
    labels = labelled(connection, relation, LABELLED.get(name, ()))
    ((rows,),) = connection.execute(
        f"COPY (SELECT *{labels} FROM {relation} ORDER BY {order}) TO {file}"
        f" (FORMAT parquet, PARQUET_VERSION V2, ROW_GROUP_SIZE {ROWS_A_GROUP},"
        f" DICTIONARY_SIZE_LIMIT {VALUES_LISTED})"
    ).fetchall()
    return int(rows)


def _ordered(name: str) -> tuple[str, str]:
    """What a file is written from, and in which order."""
    if name == "writer_share":
        return WRITER_SHARES, "title_no, rule_no, credit, seq"
    return name, SORTED[name]
