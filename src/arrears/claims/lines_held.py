"""Reads back the lines that claims hold, from the frozen files that their acts name.

Several freezings of one claim are put side by side: their lines are numbered anew and positions of one name
are one position. Reads no run, no record and no agreement, so the figures follow from the files alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from arrears.audit.run_tables import RunPosition
from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.book.views import path_literal, quoted
from arrears.claims.claim import Claim, LineSet, read_claims
from arrears.claims.frozen_tables import FROZEN_TABLES
from arrears.engine.connection import EngineLimits, open_engine, quote_text
from arrears.findings import Finding, Refused
from arrears.records.tables import duckdb_types

# Numbers of one freezing stay below this, so that those of several never meet.
NUMBERS = 1 << 40


@dataclass(frozen=True)
class Freezing:
    """Where a set of lines came from: the act that added them and the run that was frozen.

    bits: the claim's position for each position of the run, by bit.
    """

    place: int
    seq: int
    on: date
    files: Mapping[str, Path]
    run_id: str
    run_seq: int
    head: str
    as_of: date
    known_by: date | None
    agreements: tuple[tuple[str, str], ...]
    trust: str
    left_out: tuple[str, ...]
    bits: Mapping[int, int]

    @property
    def held_to(self) -> date:
        """The day up to which the run's records speak."""
        return min(self.known_by, self.as_of) if self.known_by else self.as_of


@dataclass(frozen=True)
class HeldLines:
    """The lines of one claim, open to ask: tables `line`, `filed_match`, `filed_event` and `late_rule`.

    positions: of the whole claim. not_priced: positions that a freezing does not have, with its place.
    """

    claim_id: str
    connection: duckdb.DuckDBPyConnection
    freezings: tuple[Freezing, ...]
    positions: tuple[RunPosition, ...]
    not_priced: tuple[tuple[int, str], ...]
    count: int

    @property
    def held_to(self) -> date:
        """The latest day up to which the records of a freezing speak."""
        return max(one.held_to for one in self.freezings)


def lines_in_claims(book: Book, *, seq: int | None = None) -> dict[str, str]:
    """The claim that holds each line, by the line's name; open claims only, withdrawn lines left out."""
    claims = [claim for claim in read_claims(book, seq=seq).values() if claim.is_open]
    paths = _paths(book, [one for claim in claims for one in claim.lines])
    return {ref: claim.claim_id for claim in claims for ref in _refs(claim, paths)}


def refs_of_claim(book: Book, claim: Claim) -> frozenset[str]:
    """The names of the lines that a claim holds now. Findings: `frozen-file-absent`."""
    return frozenset(_refs(claim, _paths(book, claim.lines)))


def _refs(claim: Claim, paths: Mapping[int, Path]) -> Iterator[str]:
    for added in claim.lines:
        refs = pq.read_table(paths[added.files["frozen_line"]], columns=["ref"]).column("ref").to_pylist()
        yield from (str(ref) for ref in refs if ref not in claim.withdrawn_refs)


def open_lines(
    book: Book, claim: Claim, sets: Sequence[LineSet] | None = None, limits: EngineLimits | None = None
) -> HeldLines:
    """The lines of a claim as they were frozen; sets: an earlier version of them.

    Findings: `claim-without-lines`, `frozen-file-absent`.
    """
    chosen = tuple(claim.lines if sets is None else sets)
    if not chosen:
        problem = "no line of an audit belongs to this claim yet, so it has no amounts"
        remedy = "add lines with `arrears claim add-lines`"
        raise Refused([Finding("claim-without-lines", claim.claim_id, problem, "lines", "none", remedy)])
    paths = _paths(book, chosen)
    spill = Path(tempfile.gettempdir()) / "arrears-claims"
    connection = open_engine([book.path], spill, limits)
    names: list[str] = []
    freezings = tuple(
        _open_freezing(connection, place, added, {t: paths[n] for t, n in added.files.items()}, names)
        for place, added in enumerate(chosen)
    )
    positions = _positions(connection, freezings, names)
    _make_tables(connection, freezings, claim.withdrawn_refs)
    missing = tuple(
        (one.place, name)
        for one in freezings
        for bit, name in enumerate(names)
        if bit not in one.bits.values()
    )
    (count,) = connection.execute("SELECT count(*) FROM line").fetchall()[0]
    return HeldLines(claim.claim_id, connection, freezings, positions, missing, int(count))


def _paths(book: Book, sets: Iterable[LineSet]) -> dict[int, Path]:
    """The files of these line sets by number, as long as they were when written."""
    held = {entry.file_no: entry.path for entries in snapshot(book).files.values() for entry in entries}
    wanted = {number: table for one in sets for table, number in one.files.items()}
    problem = "a file that a claim rests on is not in the book as it is read here"
    remedy = "ask for an --audience that may read it, or restore the book from a copy"
    faults = [
        Finding("frozen-file-absent", f"{table} {number}", problem, f"file {number}", "none", remedy)
        for number, table in wanted.items()
        if number not in held
    ]
    if faults:
        raise Refused(faults)
    return {number: held[number] for number in wanted}


def _open_freezing(
    connection: duckdb.DuckDBPyConnection,
    place: int,
    added: LineSet,
    files: Mapping[str, Path],
    names: list[str],
) -> Freezing:
    """Make views `<table>_<place>` over the files of one freezing; names: the claim's positions, added to."""
    for table in FROZEN_TABLES:
        connection.execute(f"CREATE VIEW {table}_{place} AS {_stored(table, files)}")
    ((run_id, seq, head, as_of, known_by, trust, left_out),) = connection.execute(
        f"SELECT run_id, seq, head, as_of, known_by, trust, left_out FROM frozen_heading_{place}"
    ).fetchall()
    agreements = connection.execute(
        f"SELECT DISTINCT address, digest FROM frozen_agreement_{place} ORDER BY 1"
    ).fetchall()
    return Freezing(
        place=place,
        seq=added.seq,
        on=added.on,
        files=files,
        run_id=run_id,
        run_seq=int(seq),
        head=head,
        as_of=as_of,
        known_by=known_by,
        agreements=tuple((str(address), str(digest)) for address, digest in agreements),
        trust=trust,
        left_out=tuple(left_out),
        bits=_claim_bits(connection, place, names),
    )


def _stored(table: str, files: Mapping[str, Path]) -> str:
    """The rows of a frozen table; a freezing without rows of it has no file."""
    if table in files:
        return f"SELECT * FROM read_parquet({path_literal(files[table])}, hive_partitioning = false)"
    columns = duckdb_types(FROZEN_TABLES[table])
    return (
        f"SELECT {', '.join(f'NULL::{kind} AS {quoted(name)}' for name, kind in columns.items())} WHERE false"
    )


def _claim_bits(connection: duckdb.DuckDBPyConnection, place: int, names: list[str]) -> dict[int, int]:
    """The claim's position for each position of the run; positions of one name are one."""
    bits = {}
    rows = connection.execute(f"SELECT bit, name FROM frozen_position_{place} ORDER BY bit").fetchall()
    for bit, name in rows:
        if name not in names:
            names.append(name)
        bits[int(bit)] = names.index(name)
    return bits


def _positions(
    connection: duckdb.DuckDBPyConnection, freezings: Sequence[Freezing], names: Sequence[str]
) -> tuple[RunPosition, ...]:
    """The claim's positions; one is in a side's own words where every freezing that has it says so."""
    own: dict[str, bool] = {}
    for one in freezings:
        rows = connection.execute(f"SELECT name, is_own_words FROM frozen_position_{one.place}").fetchall()
        for name, is_own_words in rows:
            own[name] = own.get(name, True) and bool(is_own_words)
    return tuple(RunPosition(bit, name, {}, own[name]) for bit, name in enumerate(names))


def _make_tables(
    connection: duckdb.DuckDBPyConnection, freezings: Sequence[Freezing], withdrawn: frozenset[str]
) -> None:
    """Create `line`, `filed_match`, `filed_event`, `filed_charge` and `late_rule` over all freezings.

    A line that was frozen more than once counts once, as it was frozen last.
    """
    connection.execute("CREATE TEMP TABLE withdrawn (ref VARCHAR)")
    if withdrawn:
        connection.execute("INSERT INTO withdrawn SELECT unnest($refs)", {"refs": sorted(withdrawn)})
    last = "QUALIFY row_number() OVER (PARTITION BY ref ORDER BY freezing DESC) = 1"
    connection.execute(f"""
        CREATE TABLE line AS
        SELECT * FROM ({" UNION ALL BY NAME ".join(_line_sql(one) for one in freezings)})
        {"ANTI JOIN withdrawn USING (ref)" if withdrawn else ""} {last if len(freezings) > 1 else ""}""")
    for table in ("match", "event", "late_charge"):
        parts = " UNION ALL BY NAME ".join(
            f"SELECT * REPLACE (obligation_no + {one.place * NUMBERS} AS obligation_no)"
            f" FROM frozen_{table}_{one.place}"
            for one in freezings
        )
        name = {"late_charge": "filed_charge"}.get(table, f"filed_{table}")
        connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM ({parts}) SEMI JOIN line USING (obligation_no)"
        )
    rules = " UNION ALL BY NAME ".join(
        f"SELECT * EXCLUDE (row_id, said_by, source_row) REPLACE ({_rule(one)} || rule_id AS rule_id)"
        f" FROM frozen_late_rule_{one.place}"
        for one in freezings
    )
    connection.execute(f"CREATE TABLE late_rule AS {rules}")


def _rule(one: Freezing) -> str:
    """What tells a late rule of one freezing from the rule of that name in another."""
    return quote_text(f"{one.place}|")


def _line_sql(one: Freezing) -> str:
    """The lines of one freezing, numbered and with positions as the claim has them."""
    moved = " | ".join(f"(((l.positions >> {bit}) & 1) << {to})" for bit, to in one.bits.items())
    return f"""
        SELECT l.* EXCLUDE (row_id, said_by, source_row)
                 REPLACE (l.obligation_no + {one.place * NUMBERS} AS obligation_no,
                          ({moved})::BIGINT AS positions, {_rule(one)} || l.late_rule AS late_rule),
               {one.place} AS freezing, c.pays_to, c.name AS clause_name
        FROM frozen_line_{one.place} l JOIN frozen_clause_{one.place} c USING (clause_no)"""
