"""Checked rows of several tables appended to a book in one commit; equal rows are dropped, changed ones
correct.

Every check is made before anything is staged. What depends on other rows is checked again inside the commit,
for entries that other writers made since: when one of them matters, the whole is figured anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.access import compared_with, refuse_unreadable
from arrears.book.commit import Act, AlreadyImported, CommittedEntry, Overtaken, commit
from arrears.book.ledger import WAIT_SECONDS, Book
from arrears.book.originals import keep_original
from arrears.book.snapshot import CORRECTION, Snapshot, snapshot
from arrears.book.staging import NumberedTable, number_rows, write_files
from arrears.book.views import quoted, view_name
from arrears.findings import Finding, Refused
from arrears.records.classify import NOTHING_HELD, Classified, classify, learned_too_early
from arrears.records.faults import Rows
from arrears.records.references import reference_findings, referred_tables
from arrears.records.rows import row_findings
from arrears.records.schema import cast_rows
from arrears.records.scratch import one_row, scratch
from arrears.records.tables import TABLES, Table
from arrears.records.totals import statement_findings
from arrears.records.values import value_findings, with_written_identifiers, without_given_identifiers
from arrears.records.views import create_views

Checks = Literal["all", "schema"]
ATTEMPTS = 50


@dataclass(frozen=True)
class ImportResult:
    """What an import did. Counts are per table.

    seq: the entry that holds the rows (of a repeated import: the earlier one). appended counts every new
    row, those that correct an older row included; equal rows were held already and are not stored again.
    """

    seq: int
    head: str
    appended: Mapping[str, int] = field(default_factory=dict)
    equal: Mapping[str, int] = field(default_factory=dict)
    corrected: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()
    is_repeated: bool = False


@dataclass(frozen=True)
class Incoming:
    """Typed rows of one table with `part_no` and `row_no`, and the names of the parts for findings.

    access: the class that the rows get.
    """

    table: Table
    rows: pa.Table
    parts: tuple[str, ...]
    access: str


def append_tables(
    book: Book,
    tables: Mapping[str, pa.Table],
    *,
    said_by: str | None = None,
    learned_on: date,
    checks: Checks = "all",
) -> ImportResult:
    """Append rows of several tables as one entry; rows are checked first, and all are appended or none.

    said_by fills the envelope where a table has no such column. checks: `all`, or `schema` for generated
    rows whose values, keys and references are known to be right: columns, types and required values are
    checked even then, nothing is compared with the rows held. Who may see the rows is as each table says.
    """
    if checks not in ("all", "schema"):
        raise ValueError(f"checks is `all` or `schema`, not {checks}")
    cast = _cast(tables, said_by)
    classes = {name: access_of(book, TABLES[name], None) for name in cast}
    if checks == "all":
        return _append_cast(book, cast, classes, learned_on)
    numbered = [
        part for name, rows in cast.items() for part in number_rows(book, {name: rows}, classes[name])
    ]
    outcome = commit(book, write_files(book, numbered), Act("import", learned_on))
    return _result(outcome, {name: rows.num_rows for name, rows in cast.items()}, {})


def append_of_class(
    book: Book, tables: Mapping[str, pa.Table], access: str, *, said_by: str, learned_on: date
) -> ImportResult:
    """Append rows of several tables that are all of one access class; see `append_tables`."""
    cast = _cast(tables, said_by)
    classes = {name: access_of(book, TABLES[name], access) for name in cast}
    return _append_cast(book, cast, classes, learned_on)


def _cast(tables: Mapping[str, pa.Table], said_by: str | None) -> dict[str, pa.Table]:
    cast: dict[str, pa.Table] = {}
    faults: list[Finding] = []
    for name, rows in tables.items():
        checked, wrong = cast_rows(_importable(name), rows, said_by)
        faults.extend(wrong)
        if checked is not None:
            cast[name] = checked
    if faults:
        raise Refused(faults)
    return cast


def _append_cast(
    book: Book, cast: Mapping[str, pa.Table], classes: Mapping[str, str], learned_on: date
) -> ImportResult:
    batch = [
        Incoming(TABLES[name], _with_places(rows), (name,), classes[name]) for name, rows in cast.items()
    ]
    return append_checked(book, check_values(book, batch), Act("import", learned_on))


def access_of(book: Book, table: Table, access: str | None) -> str:
    """The class that rows of a table get, once the handle's audience is one that may read it.

    Findings: those of `refuse_unreadable`.
    """
    chosen = table.access if access is None else access
    refuse_unreadable(book.audience, chosen)
    return chosen


def _importable(name: str) -> Table:
    """The table of that name; corrections are found by the import itself and never given."""
    if name == CORRECTION:
        raise ValueError("corrections are made by appending the corrected rows, never given as rows")
    return TABLES[name]


def _with_places(rows: pa.Table) -> pa.Table:
    """Place columns for rows that no file holds: the position counts from 1."""
    part_no = pa.repeat(pa.scalar(0, pa.int64()), rows.num_rows)
    return rows.append_column("part_no", part_no).append_column("row_no", pa.arange(1, rows.num_rows + 1))


def check_values(
    book: Book, batch: list[Incoming], headers: Mapping[str, Mapping[str, str]] | None = None
) -> list[Incoming]:
    """Check every value and every row of a batch by itself; the batch with its identifiers in written form.

    headers: per table, column → header in the file, for the places of findings. Refuses with all findings.
    """
    findings: list[Finding] = []
    checked = []
    with scratch(book) as connection:
        for incoming in batch:
            written = with_written_identifiers(incoming.rows)
            relation = f"incoming_{incoming.table.name}"
            connection.register(relation, written)
            rows = Rows(relation, incoming.parts)
            named = (headers or {}).get(incoming.table.name)
            findings.extend(value_findings(connection, incoming.table, rows, named))
            findings.extend(row_findings(connection, incoming.table, rows))
            checked.append(replace(incoming, rows=without_given_identifiers(written)))
    if findings:
        raise Refused(findings)
    return checked


def append_checked(
    book: Book, batch: list[Incoming], act: Act, originals: Sequence[tuple[bytes, str]] = ()
) -> ImportResult:
    """Append a batch whose values are right: references, corrections and commit. Refuses with all findings.

    originals: bytes to keep by their hash and class, once all checks are passed.
    Findings: refers_to_nothing, correction_learned_early, book_busy, and those of `commit`.
    Warnings: statement_total_differs.
    """
    batch = [
        replace(part, rows=part.rows.append_column("place", pa.arange(0, part.rows.num_rows)))
        for part in batch
    ]
    for _ in range(ATTEMPTS):
        held = snapshot(book)
        classified = _compare(book, batch, held, act.learned_on)
        for content, access in originals:
            keep_original(book, content, access)
        staged = write_files(book, _number(book, batch, classified))
        outcome = commit(book, staged, act, partial(_still_valid, book, batch, held))
        if not isinstance(outcome, Overtaken):
            return _finished(book, batch, classified, outcome)
    raise Refused(
        [
            Finding(
                code="book_busy",
                place=str(book.path),
                problem="other imports of the same rows keep going first; nothing was appended",
                expected=f"a free book within {ATTEMPTS} attempts or {WAIT_SECONDS:.0f} seconds",
                found=f"{ATTEMPTS} attempts overtaken",
                remedy="let the other imports finish and run this one again",
            )
        ]
    )


def _finished(
    book: Book,
    batch: list[Incoming],
    classified: Mapping[str, Classified],
    outcome: CommittedEntry | AlreadyImported,
) -> ImportResult:
    equal = {name: len(found.equal) for name, found in classified.items() if len(found.equal)}
    appended = {part.table.name: part.rows.num_rows - equal.get(part.table.name, 0) for part in batch}
    corrected = {name: found.corrected for name, found in classified.items() if found.corrected}
    result = _result(outcome, appended, equal)
    if result.is_repeated:
        return result
    return replace(result, corrected=corrected, warnings=tuple(_total_warnings(book, appended, result.seq)))


def _result(
    outcome: CommittedEntry | AlreadyImported | Overtaken,
    appended: Mapping[str, int],
    equal: Mapping[str, int],
) -> ImportResult:
    match outcome:
        case CommittedEntry(seq=seq, head=head):
            return ImportResult(seq, head, appended, equal)
        case AlreadyImported(seq=seq):
            return ImportResult(seq, "", is_repeated=True)
        case Overtaken():
            raise TypeError("an overtaken commit has no result")
    raise TypeError(f"no import result for {type(outcome).__name__}")


def _compare(book: Book, batch: list[Incoming], held: Snapshot, learned_on: date) -> dict[str, Classified]:
    """References and corrections of a batch against one snapshot."""
    findings: list[Finding] = []
    classified: dict[str, Classified] = {}
    entries = {entry.file_no: entry for files in held.files.values() for entry in files}
    names = [part.table.name for part in batch]
    with scratch(book) as connection:
        create_views(connection, held, {*names, *referred_tables([part.table for part in batch])})
        for part in batch:
            connection.register(f"incoming_{part.table.name}", part.rows)
        for part in batch:
            rows = Rows(f"incoming_{part.table.name}", part.parts)
            findings.extend(reference_findings(connection, part.table, rows, names))
            comparable = _comparable(held, part.access)
            create_views(connection, comparable, {part.table.name})
            found = classify(connection, part.table, rows, comparable)
            findings.extend(learned_too_early(rows, part.rows, found, entries, learned_on))
            classified[part.table.name] = found
    if findings:
        raise Refused(findings)
    return classified


def _comparable(held: Snapshot, access: str) -> Snapshot:
    """The rows that new ones of a class may be compared with: those that every reader of them may see."""
    classes = compared_with(access)
    files = {
        table: tuple(entry for entry in entries if entry.access in classes)
        for table, entries in held.files.items()
    }
    return replace(held, files={table: entries for table, entries in files.items() if entries})


def _number(book: Book, batch: list[Incoming], classified: Mapping[str, Classified]) -> list[NumberedTable]:
    """Rows to be stored with their row_id, and the corrections that name them."""
    kept = {}
    for part in batch:
        equal = classified[part.table.name].equal
        rows = part.rows.drop_columns(["part_no", "row_no"])
        kept[part.table.name] = rows.filter(pc.invert(pc.is_in(rows["place"], equal))) if len(equal) else rows
    numbered = []
    for access in dict.fromkeys(part.access for part in batch):
        of_class = {part.table.name: kept[part.table.name] for part in batch if part.access == access}
        numbered.extend(_number_class(book, number_rows(book, of_class, access), classified, access))
    return numbered


def _number_class(
    book: Book, numbered: list[NumberedTable], classified: Mapping[str, Classified], access: str
) -> list[NumberedTable]:
    """The rows of one class, and the corrections that they make, which are of the same class."""
    corrections = [_corrections(part, classified[part.table]) for part in numbered]
    filled = [rows for rows in corrections if rows.num_rows]
    numbered = [replace(part, rows=part.rows.drop_columns(["place"])) for part in numbered]
    if not filled:
        return numbered
    corrects = tuple(part.table for part, rows in zip(numbered, corrections) if rows.num_rows)
    added = number_rows(book, {CORRECTION: pa.concat_tables(filled)}, access)
    return [*numbered, *(replace(part, corrects=corrects) for part in added)]


def _corrections(part: NumberedTable, classified: Classified = NOTHING_HELD) -> pa.Table:
    at = pc.index_in(classified.places, part.rows["place"].combine_chunks())
    return pa.table(
        {
            "said_by": part.rows["said_by"].take(at),
            "source_row": pa.nulls(len(at), pa.int64()),
            "old_row_id": classified.old_row_ids,
            "new_row_id": part.rows["row_id"].take(at),
            "why": pa.repeat(pa.scalar("restated by the same party"), len(at)),
        }
    )


def _still_valid(book: Book, batch: list[Incoming], held: Snapshot, seq: int) -> bool:
    """Whether entries made since the snapshot leave the outcome as it is: none of our keys, nothing
    withdrawn.
    """
    if seq == held.seq:
        return True
    since = {
        table: tuple(entry for entry in entries if entry.seq > held.seq)
        for table, entries in snapshot(book, seq=seq).files.items()
    }
    added = replace(held, seq=seq, files={table: entries for table, entries in since.items() if entries})
    with scratch(book) as connection:
        create_views(connection, added, {*(part.table.name for part in batch), CORRECTION})
        withdrawn = f"SELECT 1 FROM {view_name(CORRECTION)} WHERE new_row_id IS NULL LIMIT 1"
        if one_row(connection, withdrawn):
            return False
        return not any(_meets(connection, part) for part in batch if part.table.name in added.files)


def _meets(connection: duckdb.DuckDBPyConnection, part: Incoming) -> bool:
    """Whether the new entries hold a key of this batch, said by the same party."""
    relation = f"incoming_{part.table.name}"
    connection.register(relation, part.rows)
    same = " AND ".join(
        f"new.{quoted(name)} IS NOT DISTINCT FROM old.{quoted(name)}" for name in (*part.table.key, "said_by")
    )
    query = f"SELECT 1 FROM {relation} AS new JOIN {view_name(part.table.name)} AS old ON {same} LIMIT 1"
    return bool(one_row(connection, query))


def _total_warnings(book: Book, appended: Mapping[str, int], seq: int) -> list[Finding]:
    """Statements whose printed totals disagree with the rows now held, when either of them was appended."""
    if not {"receipt", "statement_total"} & set(appended):
        return []
    held = snapshot(book, seq=seq)
    if not held.files.get("statement_total"):
        return []
    with scratch(book) as connection:
        create_views(connection, held, ("receipt", "statement_total"))
        return statement_findings(connection)
