"""Opens the folder of an audit run: its heading (`run.json`) and its derived tables as DuckDB views.

Reads only what the run wrote; looks at no book, no agreement and no clock. A table that is absent is empty; a
table that cannot be read is a finding.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from arrears.engine.connection import EngineLimits, open_engine, quote_text
from arrears.engine.small_tables import create_table
from arrears.findings import Finding, Refused, terminal_text

# Columns that reports read, so that a table that a run did not write is empty and not an error.
TABLE_COLUMNS: Mapping[str, str] = {
    "obligation": "obligation_no BIGINT, line_id BIGINT, clause_no INTEGER, family VARCHAR, article VARCHAR,"
    " clause VARCHAR, entitlement VARCHAR, reading VARCHAR, positions BIGINT, version VARCHAR,"
    " company_id VARCHAR, title_id VARCHAR, market VARCHAR, territory VARCHAR, occasion VARCHAR,"
    " payee_id VARCHAR, credit_column VARCHAR, currency VARCHAR, pool_cents BIGINT, share_num BIGINT,"
    " share_den BIGINT, amount_cents BIGINT, low_cents BIGINT, high_cents BIGINT, missing VARCHAR[],"
    " due_on DATE, late_rule VARCHAR, status VARCHAR, item_group_no BIGINT,"
    " is_alone BOOLEAN",
    "standing": "obligation_no BIGINT, paid_cents BIGINT, with_guild_cents BIGINT, open_cents BIGINT,"
    " state VARCHAR, settled_on DATE, days_past_due BIGINT, why VARCHAR",
    "match": "obligation_no BIGINT, payment_row_id BIGINT, payment_id VARCHAR, line_no BIGINT,"
    " amount_cents BIGINT, paid_on DATE, received_by_guild_on DATE, sent_on_to_member_on DATE,"
    " payee_id VARCHAR, how VARCHAR, why VARCHAR, returned_on DATE, counted_on DATE",
    "late_charge": "obligation_no BIGINT, late_rule VARCHAR, months BIGINT, days BIGINT, simple_cents BIGINT,"
    " compound_cents BIGINT, daily_cents BIGINT, disputed BOOLEAN, status VARCHAR",
    "balance": "obligation_no BIGINT, from_on DATE, to_on DATE, open_cents BIGINT",
    "late_rule": "rule_id VARCHAR, charge_no BIGINT, per VARCHAR, rate_num BIGINT, rate_den BIGINT,"
    " fixed_cents BIGINT, start VARCHAR, most_units BIGINT, most_share_num BIGINT, most_share_den BIGINT,"
    " only_after_notice_days BIGINT, notice_unit VARCHAR, ends VARCHAR, reads_simple BOOLEAN,"
    " reads_compound BOOLEAN, reads_daily BOOLEAN, pauses_while_disputed BOOLEAN,"
    " resumes_after_business_days BIGINT, status VARCHAR",
    "payment_doubt": "obligation_no BIGINT, is_net_only BOOLEAN, is_not_set BOOLEAN, is_elsewhere BOOLEAN",
    "late_exempt": "obligation_no BIGINT, kind VARCHAR",
    "late_notice": "obligation_no BIGINT, received_on DATE",
    "late_dispute": "obligation_no BIGINT, since DATE, settled_on DATE, disputed_cents BIGINT,"
    " undisputed_paid_on DATE, reason VARCHAR",
    "exception": "payment_row_id BIGINT, payment_id VARCHAR, line_no BIGINT, payer_id VARCHAR,"
    " payee_id VARCHAR, payee_as_written VARCHAR, title_id VARCHAR, market VARCHAR, period VARCHAR,"
    " kind VARCHAR, amount_cents BIGINT, currency VARCHAR, why VARCHAR",
    "finding": "code VARCHAR, place VARCHAR, problem VARCHAR, expected VARCHAR, found VARCHAR,"
    " remedy VARCHAR, row_id BIGINT",
    "name": "kind VARCHAR, id VARCHAR, name VARCHAR",
    "arisen_right": "family VARCHAR, article VARCHAR, clause VARCHAR, version VARCHAR, positions BIGINT,"
    " company_id VARCHAR, title_id VARCHAR, payee_id VARCHAR, line_id BIGINT, state VARCHAR, from_on DATE,"
    " says VARCHAR, status VARCHAR",
}
MAY_BE_ABSENT = (("exception", "currency"),)
# The readable, stable name of an obligation: the clause's lineage, never version, amount or run.
REF_SQL = (
    "concat(o.family, '/', o.article, '/', o.clause,"
    " CASE WHEN o.reading = '' THEN '' ELSE '@' || o.reading END,"
    " ':', o.company_id, ':', o.title_id, ':', o.market, ':', o.territory, ':', o.occasion,"
    " CASE WHEN o.credit_column = '' THEN '' ELSE '.' || o.credit_column END,"
    " ':', o.payee_id, ':', o.currency)"
)


@dataclass(frozen=True)
class RunPosition:
    """One side's choice of answers. bit: its place in the `positions` bitmask of an obligation."""

    bit: int
    name: str
    answers: Mapping[str, str]
    is_own_words: bool


@dataclass(frozen=True)
class RunHeading:
    """What a run was asked and of what: every figure of a report follows from these.

    known_by empty = everything that had been learned at `seq`.
    """

    run_id: str
    seq: int
    head: str
    as_of: str
    known_by: str
    agreements: tuple[tuple[str, str], ...]  # address, digest
    positions: tuple[RunPosition, ...]
    trust: str
    counts: Mapping[str, int]
    left_out: tuple[str, ...]
    subjects: Mapping[int, str]  # what a claim over each clause is about, by clause_no
    # The readings that are told as one, by clause_no; a clause that is not named has its own alone.
    stands_for: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def held_to(self) -> str:
        """The day up to which the run's records speak: of learning where one was asked for, else its own."""
        return min(self.known_by, self.as_of) if self.known_by else self.as_of

    def records_text(self) -> str:
        """Which records the run read, in words."""
        if not self.known_by:
            return f"{self.as_of}, out of all that was learned up to seq {self.seq}"
        return f"{self.held_to()}, out of what was learned by {self.known_by}"

    def own_words(self) -> tuple[RunPosition, ...]:
        """The positions that a side takes in its own words; all of them when nobody does."""
        own = tuple(position for position in self.positions if position.is_own_words)
        return own or self.positions


@dataclass(frozen=True)
class RunTables:
    """An open run: heading, folder, and a connection with one view per derived table."""

    folder: Path
    heading: RunHeading
    connection: duckdb.DuckDBPyConnection

    def rows(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """The rows of a query over the run's views."""
        rows: list[tuple[Any, ...]] = self.connection.execute(sql, parameters).fetchall()
        return rows


def open_run(folder: Path, also: Sequence[Path] = (), limits: EngineLimits | None = None) -> RunTables:
    """Open a run folder for reading. also: other runs whose tables are read beside it.

    Findings: `run-not-found`, `run-heading-unreadable`, `run-table-unreadable`.
    """
    heading = read_heading(folder)
    connection = open_engine([folder, *also], spill_folder(), limits)
    faults = [fault for name in TABLE_COLUMNS if (fault := _add_view(connection, folder, name))]
    if faults:
        raise Refused(faults)
    add_clause_subjects(connection, heading.subjects)
    return RunTables(folder, heading, connection)


def add_clause_subjects(connection: duckdb.DuckDBPyConnection, subjects: Mapping[int, str]) -> None:
    """Create `clause_subject` (clause_no, subject): what a claim over the obligations of a clause is about.

    Missing: a run that an older release wrote has no row of it.
    """
    columns = ("clause_no INTEGER", "subject VARCHAR")
    create_table(connection, "clause_subject", list(subjects.items()), columns)


def spill_folder() -> Path:
    """Where a large report may spill; made only when it does."""
    return Path(tempfile.gettempdir()) / f"arrears-reports-{os.getpid()}"


def read_heading(folder: Path) -> RunHeading:
    """The heading of a run from its `run.json`."""
    file = folder / "run.json"
    if not file.is_file():
        remedy = "run `arrears audit BOOK` again"
        raise Refused([Finding("run-not-found", str(folder), "no run is here", "run.json", "none", remedy)])
    try:
        return _heading_of(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        found = f"{type(fault).__name__}: {fault}"
        remedy = "delete the run's folder and run `arrears audit BOOK` again"
        problem = "the run's heading cannot be read"
        raise Refused(
            [Finding("run-heading-unreadable", str(file), problem, "a run heading", found, remedy)]
        ) from fault


def name_join(kind: str, id_column: str, alias: str) -> str:
    """A join that finds the recorded name of an id as `alias`.name; null where none is recorded."""
    return f"LEFT JOIN name {alias} ON {alias}.kind = {quote_text(kind)} AND {alias}.id = {id_column}"


def _heading_of(content: dict[str, Any]) -> RunHeading:
    return RunHeading(
        run_id=str(content["run_id"]),
        seq=int(content["seq"]),
        head=str(content["head"]),
        as_of=str(content["as_of"]),
        known_by=str(content["known_by"] or ""),
        agreements=tuple((str(a["address"]), str(a["digest"])) for a in content["agreements"]),
        positions=tuple(
            RunPosition(bit, str(p["name"]), dict(p["answers"]), bool(p["is_own_words"]))
            for bit, p in enumerate(content["positions"])
        ),
        trust=_trust_text(content["trust"]),
        counts={str(name): int(count) for name, count in dict(content.get("counts", {})).items()},
        left_out=tuple(str(sentence) for sentence in content.get("left_out", ())),
        subjects={
            int(clause["no"]): str(clause["subject"])
            for clause in content.get("clauses", ())
            if "subject" in clause
        },
        stands_for={
            int(clause["no"]): tuple(str(reading) for reading in clause["stands_for"])
            for clause in content.get("clauses", ())
            if clause.get("stands_for")
        },
    )


def _trust_text(trust: Any) -> str:
    if isinstance(trust, Mapping):
        return "; ".join(f"{table}: {', '.join(parties)}" for table, parties in trust.items())
    return ", ".join(trust) if isinstance(trust, list) else str(trust)


def _add_view(connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> Finding | None:
    file = folder / f"{name}.parquet"
    columns = dict(column.split(" ") for column in TABLE_COLUMNS[name].split(", "))
    if not file.is_file():
        connection.execute(f'CREATE TABLE "{name}" ({TABLE_COLUMNS[name]})')
        return None
    source = f"read_parquet({quote_text(str(file.resolve()))})"
    remedy = "delete the run's folder and run `arrears audit BOOK` again"
    try:
        found = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    except duckdb.Error as fault:
        first_line = terminal_text(str(fault).splitlines()[0])
        problem = "a table of the run cannot be read"
        return Finding("run-table-unreadable", str(file), problem, "a Parquet file", first_line, remedy)
    absent = [column for column in columns if column not in found and (name, column) not in MAY_BE_ABSENT]
    if absent:
        problem = "a table of the run lacks columns"
        expected = ", ".join(columns)
        return Finding(
            "run-table-unreadable", str(file), problem, expected, f"no {', '.join(absent)}", remedy
        )
    picked = ", ".join(
        f'"{column}"' if column in found else f'NULL::{kind} AS "{column}"'
        for column, kind in columns.items()
    )
    connection.execute(f'CREATE VIEW "{name}" AS SELECT {picked} FROM {source}')
    return None
