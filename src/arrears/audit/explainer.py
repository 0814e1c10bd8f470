"""A book and a finished run held open, so that one amount after another can be explained without a scan.

Run tables are sorted by title and numbered lines, record files by title: every look-up names a title or a
number, and DuckDB passes over what cannot hold it. Nothing is computed here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from arrears.agreements.model import Agreement
from arrears.agreements.readings import Position
from arrears.audit.run_tables import RunTables, open_run, spill_folder
from arrears.book.ledger import Book, reading
from arrears.book.snapshot import FileEntry, snapshot
from arrears.engine.connection import EngineLimits, open_engine, quote_text
from arrears.findings import Finding, Refused
from arrears.obligations.owed import share_numbers
from arrears.obligations.recalled_variants import ClauseOfRun, recall_agreements, recall_variants
from arrears.obligations.variants import Variant
from arrears.records.views import create_views

Row = Mapping[str, Any]
# A look-up touches a few rows: handing it to several threads takes longer than the look-up.
ONE_THREAD = EngineLimits(threads=1, looks_up=True)
WHOLE_TABLES = ("obligation", "fact", "writer_share")


@dataclass(frozen=True)
class Explainer:
    """All that explaining needs, opened once.

    variants: the run's clauses by number.
    rule_numbers: by which rule of `writer_share` each clause's amounts are shared. files: record files by
    number. file_names: the imported file's name by (seq, table).
    """

    run: RunTables
    records: duckdb.DuckDBPyConnection
    variants: Mapping[int, Variant]
    positions: tuple[Position, ...]
    rule_numbers: Mapping[int, int]
    files: Mapping[int, FileEntry]
    file_names: Mapping[tuple[int, str], str]
    company_names: Mapping[str, str]
    fact_columns: tuple[str, ...]
    trust: tuple[str, ...]
    as_of: date

    def run_rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Rows of the run's tables by column name; `whole_<table>` has every stored column."""
        return named_rows(self.run.connection, sql, parameters)

    def record_rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Rows of `record_<table>` as the run's snapshot held them."""
        return named_rows(self.records, sql, parameters)


def named_rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object]) -> list[Row]:
    """The rows of a query, each by column name."""
    found = connection.execute(sql, list(parameters))
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row)) for row in found.fetchall()]


def open_for_explaining(book: Book, run_folder: Path, agreements: Sequence[Agreement]) -> Explainer:
    """Open a book and one of its runs.

    Findings: those of `open_run` and `recall_agreements`, and `run-table-absent` for a run that an older
    release wrote or somebody cleared.
    """
    run = open_run(run_folder, limits=ONE_THREAD)
    _add_whole_tables(run)
    heading = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    used = [(one["address"], one["digest"]) for one in heading["agreements"]]
    chosen = recall_agreements(agreements, used, str(run_folder / "run.json"))
    positions = tuple(Position(p["name"], p["answers"], p["is_own_words"]) for p in heading["positions"])
    clauses = [ClauseOfRun(c["no"], c["name"], c["reading"], c["positions"]) for c in heading["clauses"]]
    variants = recall_variants(chosen, clauses, positions)
    known_by = date.fromisoformat(heading["known_by"]) if heading["known_by"] else None
    held = snapshot(book, seq=int(heading["seq"]), known_by=known_by)
    records = open_engine([book.path], spill_folder(), ONE_THREAD)
    create_views(records, held)
    return Explainer(
        run=run,
        records=records,
        variants=variants,
        positions=positions,
        rule_numbers=share_numbers(list(variants.values())),
        files={entry.file_no: entry for entries in held.files.values() for entry in entries},
        file_names=_file_names(book),
        company_names=dict(run.rows("SELECT id, name FROM name WHERE kind = 'company' AND name <> ''")),
        fact_columns=_fact_columns(run),
        trust=tuple(heading["trust"]),
        as_of=date.fromisoformat(heading["as_of"]),
    )


def _add_whole_tables(run: RunTables) -> None:
    faults = []
    for name in WHOLE_TABLES:
        file = (run.folder / f"{name}.parquet").resolve()
        if not file.is_file():
            problem = "a table of the run that explanations rest on is not there"
            remedy = "delete the run's folder and run `arrears audit BOOK` again"
            faults.append(Finding("run-table-absent", str(file), problem, "a Parquet file", "none", remedy))
            continue
        source = f"read_parquet({quote_text(str(file))})"
        run.connection.execute(f"CREATE VIEW whole_{name} AS SELECT * FROM {source}")
    if faults:
        raise Refused(faults)


def _fact_columns(run: RunTables) -> tuple[str, ...]:
    """The facts that this run's lines have: those of the record kinds that its clauses are written for."""
    return tuple(str(row[0]) for row in run.rows("DESCRIBE whole_fact"))


def _file_names(book: Book) -> dict[tuple[int, str], str]:
    """The name of the imported file by entry and table; none where an entry has several for one table."""
    with reading(book) as ledger:
        rows = ledger.execute(
            "SELECT seq, as_table, min(name), count(*) FROM source GROUP BY 1, 2"
        ).fetchall()
    return {(int(seq), str(table)): str(name) for seq, table, name, count in rows if count == 1}
