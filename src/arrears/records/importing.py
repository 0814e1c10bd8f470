"""Import of files: read, checked whole, and appended in one commit; a file with faults appends nothing.

The same bytes read in the same way a second time change nothing and say so, also when two imports run at
once. The original is kept under its SHA-256, after columns of social security or bank numbers were masked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from arrears.book.chain import canonical
from arrears.book.commit import Act, Source, imported_before
from arrears.book.ledger import Book
from arrears.book.snapshot import CORRECTION
from arrears.findings import Finding, Refused, suggest
from arrears.records.append import ImportResult, Incoming, access_of, append_checked, check_values
from arrears.records.cells import Reading, typed_rows
from arrears.records.date_styles import DateStyle
from arrears.records.mapping import ColumnPlan, map_columns
from arrears.records.masking import masked_columns_warnings, masked_content, private_findings
from arrears.records.scratch import scratch
from arrears.records.sources import GivenFile, SourceRows, read_bytes, read_cells
from arrears.records.tables import TABLES, Table


@dataclass(frozen=True)
class FileToImport:
    """A file, the table that its rows belong to, and how it is read.

    mapping: heading → column, `ignore`, `social_security_number` or `bank_number`. dates: null = as the file
    shows.
    """

    path: Path | str
    table: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    dates: DateStyle | None = None


@dataclass(frozen=True)
class _Read:
    """A file that was read and whose cells are right."""

    table: Table
    source: SourceRows
    plan: ColumnPlan
    rows: pa.Table
    given: Source


def import_file(
    book: Book, file: FileToImport, *, said_by: str, learned_on: date, access: str | None = None
) -> ImportResult:
    """Import one file; see `import_files`."""
    return import_files(book, [file], said_by=said_by, learned_on=learned_on, access=access)


def import_files(
    book: Book,
    files: Sequence[FileToImport],
    *,
    said_by: str,
    learned_on: date,
    access: str | None = None,
) -> ImportResult:
    """Import files of one or several tables as one commit. Every check of every file comes first.

    access: who may see the rows and the files; null = as each table's rows usually are.

    Refuses with all findings of all files (long lists are cut and counted), and then nothing was appended.
    """
    findings: list[Finding] = []
    read: list[_Read] = []
    earlier: list[tuple[str, int]] = []
    seen: dict[tuple[str, ...], str] = {}
    twice: list[Finding] = []
    for file in files:
        try:
            content = read_bytes(file.path)
            given = _given(content, file, said_by, access_of(book, _table(file.table), access))
            way = (given.sha256, given.as_table, given.mapping_sha256, given.access)
            if way in seen:
                twice.append(_imported_warning(content.name, f"{seen[way]} in this import"))
                continue
            seen[way] = content.name
            seq = imported_before(book, given)
            if seq is not None:
                earlier.append((content.name, seq))
                continue
            read.append(_read(book, read_cells(content), given, file, said_by))
        except Refused as refused:
            findings.extend(refused.findings)
    if findings:
        raise Refused(findings)
    if not read:
        return _repeated(book, earlier)
    result = _append(book, read, learned_on)
    if result.is_repeated:
        # another import of the same file committed first: ask the book again
        return import_files(book, files, said_by=said_by, learned_on=learned_on, access=access)
    warnings = [warning for part in read for warning in masked_columns_warnings(part.source, part.plan)]
    warnings.extend(_imported_warning(name, f"entry {seq}") for name, seq in earlier)
    return replace(result, warnings=(*result.warnings, *warnings, *twice))


def _append(book: Book, read: Sequence[_Read], learned_on: date) -> ImportResult:
    batch = check_values(book, _batch(read), {part.table.name: part.plan.headers for part in read})
    originals = [masked_content(part.source, part.plan) for part in read]
    sources = tuple(
        replace(part.given, original_sha256=hashlib.sha256(content).hexdigest())
        for part, content in zip(read, originals)
    )
    kept = [(content, part.given.access) for part, content in zip(read, originals)]
    return append_checked(book, batch, Act("import", learned_on, sources=sources), kept)


def _given(content: GivenFile, file: FileToImport, said_by: str, access: str) -> Source:
    """What makes this import the same as another: bytes, table, mapping, dates and the party that says it."""
    how = {"mapping": dict(file.mapping), "dates": file.dates or "", "said_by": said_by}
    digest = hashlib.sha256(canonical(how).encode("utf-8")).hexdigest()
    return Source(content.sha256, file.table, digest, content.name, original_sha256="", access=access)


def _read(book: Book, source: SourceRows, given: Source, file: FileToImport, said_by: str) -> _Read:
    table = _table(file.table)
    plan, findings = map_columns(table, source.name, source.header, file.mapping)
    with scratch(book) as connection:
        findings.extend(private_findings(connection, source, plan))
        if findings:
            raise Refused(findings)
        rows, findings = typed_rows(connection, table, source, Reading(plan, said_by, file.dates))
    if findings:
        raise Refused(findings)
    return _Read(table, source, plan, rows, given)


def _table(name: str) -> Table:
    known = [table for table in TABLES if table != CORRECTION]
    if name not in known:
        problem = "there is no such table"
        raise Refused([Finding("unknown_table", name, problem, "a record table", name, suggest(name, known))])
    return TABLES[name]


def _batch(read: Sequence[_Read]) -> list[Incoming]:
    """Rows by table, those of several files one after the other."""
    batch = []
    for name in dict.fromkeys(part.table.name for part in read):
        parts = [part for part in read if part.table.name == name]
        rows = pa.concat_tables(
            [
                part.rows.append_column(
                    "part_no", pa.repeat(pa.scalar(number, pa.int64()), part.rows.num_rows)
                )
                for number, part in enumerate(parts)
            ]
        )
        names = tuple(part.source.name for part in parts)
        batch.append(Incoming(parts[0].table, rows, names, parts[0].given.access))
    return batch


def _repeated(book: Book, earlier: Sequence[tuple[str, int]]) -> ImportResult:
    seq = max((seq for _, seq in earlier), default=book.position()[0])
    warnings = tuple(_imported_warning(name, f"entry {held}") for name, held in earlier)
    return ImportResult(seq, book.position()[1], warnings=warnings, is_repeated=True)


def _imported_warning(name: str, found: str) -> Finding:
    return Finding(
        code="imported_before",
        place=name,
        problem="this file was imported before in the same way; nothing was changed",
        found=found,
        expected="a file that is not in the book yet",
    )
