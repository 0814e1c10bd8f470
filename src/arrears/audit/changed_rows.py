"""What came between two states of a book: the files that count in one of them only, and their rows by title.

So that a changed amount can be told with its causes. Looks at records only; casework changes no amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from arrears.audit.run_tables import RunTables
from arrears.book.ledger import Book
from arrears.book.snapshot import FileEntry, Snapshot, snapshot
from arrears.book.views import path_literal
from arrears.records.tables import TABLES

# A sentence part for each cause of a title; null where nothing of the title came between.
CAUSES_BY_TITLE = """
    SELECT title_id, string_agg(words, '; ' ORDER BY words) AS why FROM (
        SELECT title_id,
            concat(rows, ' ', table_name, CASE WHEN rows = 1 THEN ' row' ELSE ' rows' END,
            ' of entry ', seq, ' (', said_by, ', learned ', learned_on, ')') AS words
        FROM cause WHERE title_id IS NOT NULL
    ) GROUP BY title_id
"""


@dataclass(frozen=True)
class BookState:
    """A state of a book: up to a seq, what had been learned by a day, or both. Null: no such limit."""

    seq: int | None = None
    known_by: date | None = None


def files_between(book: Book, earlier: BookState, later: BookState) -> list[tuple[str, FileEntry]]:
    """The files that count in the later state and not in the earlier, or the other way round, by table."""
    first, second = (snapshot(book, seq=state.seq, known_by=state.known_by) for state in (earlier, later))
    before, after = _listed(first), _listed(second)
    numbers = sorted(before.keys() ^ after.keys())
    return [before.get(number) or after[number] for number in numbers]


def _listed(held: Snapshot) -> dict[int, tuple[str, FileEntry]]:
    """The files of records: those of casework change no amount."""
    return {entry.file_no: (table, entry) for table in TABLES for entry in held.files.get(table, ())}


def make_causes(run: RunTables, files: Sequence[tuple[str, FileEntry]]) -> None:
    """Create `cause`: rows by title, table and entry that count in one state only; title null = no title.

    The run's connection must be allowed to read the files.
    """
    run.connection.execute(
        "CREATE OR REPLACE TEMP TABLE cause (title_id VARCHAR, table_name VARCHAR, seq BIGINT,"
        " learned_on DATE, said_by VARCHAR, rows BIGINT)"
    )
    for table, entry in files:
        named = {column.name for column in TABLES[table].columns}
        title = "title_id" if "title_id" in named and "title_id" in entry.columns else "NULL::VARCHAR"
        run.connection.execute(
            f"""INSERT INTO cause SELECT {title}, $table, $seq, $learned_on, said_by, count(*)
                FROM read_parquet({path_literal(entry.path.resolve())}) GROUP BY 1, said_by""",
            {"table": table, "seq": entry.seq, "learned_on": entry.learned_on},
        )
