"""What incoming rows are to the rows already held: new, equal, or a correction.

Only the party that said a thing corrects it: rows are compared by natural key and `said_by`. Another party's
row with the same key is a rival and stays beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.snapshot import FileEntry, Snapshot
from arrears.book.staging import ROW_ID_SHIFT
from arrears.book.views import quoted, view_name
from arrears.findings import Finding
from arrears.records.faults import SHOWN, Rows, more_faults
from arrears.records.tables import Table


@dataclass(frozen=True)
class Classified:
    """Places of incoming rows that are held already (equal), and pairs of place and old row that a row
    corrects.
    """

    equal: pa.Array
    places: pa.Array
    old_row_ids: pa.Array

    @property
    def corrected(self) -> int:
        """How many rows take the place of an older one."""
        return len(pc.unique(self.places))


NOTHING_HELD = Classified(pa.array([], pa.int64()), pa.array([], pa.int64()), pa.array([], pa.int64()))


def classify(connection: duckdb.DuckDBPyConnection, table: Table, rows: Rows, held: Snapshot) -> Classified:
    """Compare an incoming relation, which has a column `place`, with the current rows of its table.

    A row is equal when the one current row of its key and party has the same values; where there are several
    current rows (two writers corrected one row), it takes the place of all of them.
    """
    if not held.files.get(table.name):
        return NOTHING_HELD
    key = " AND ".join(_same(name) for name in (*table.key, "said_by"))
    values = [column.name for column in table.columns if column.name not in table.key]
    equal = " AND ".join(_same(name) for name in values) or "true"
    found = connection.sql(
        f"SELECT new.place, old.row_id AS old_row_id, ({equal}) AS is_equal,"
        " count(*) OVER (PARTITION BY new.place) AS held_rows"
        f" FROM {rows.relation} AS new JOIN {view_name(table.name)} AS old ON {key} ORDER BY 1, 2"
    ).to_arrow_table()
    same = pc.and_(found["is_equal"], pc.equal(found["held_rows"], 1))
    corrections = found.filter(pc.invert(same))
    return Classified(
        equal=found.filter(same)["place"].combine_chunks(),
        places=corrections["place"].combine_chunks(),
        old_row_ids=corrections["old_row_id"].combine_chunks(),
    )


def _same(name: str) -> str:
    return f"new.{quoted(name)} IS NOT DISTINCT FROM old.{quoted(name)}"


def learned_too_early(
    rows: Rows, incoming: pa.Table, classified: Classified, entries: Mapping[int, FileEntry], learned_on: date
) -> list[Finding]:
    """Corrections learned before what they correct: nobody could have known the row they take out.

    Findings: correction_learned_early.
    """
    file_nos = pc.shift_right(classified.old_row_ids, ROW_ID_SHIFT)
    late = {
        number: entries[number].learned_on
        for number in pc.unique(file_nos).to_pylist()
        if entries[number].learned_on > learned_on
    }
    if not late:
        return []
    places = classified.places.filter(pc.is_in(file_nos, pa.array(list(late), pa.int64())))
    at = incoming.take(places[:SHOWN]).select(["part_no", "row_no"]).to_pylist()
    latest = max(late.values())
    findings = [
        Finding(
            code="correction_learned_early",
            place=rows.place(row["part_no"], row["row_no"]),
            problem="the row corrects one that was learned later",
            expected=f"learned on {latest.isoformat()} or later",
            found=learned_on.isoformat(),
            remedy="give the day on which the correction itself was learned",
        )
        for row in at
    ]
    if len(places) > SHOWN:
        findings.append(more_faults(rows.parts[0], "", "corrects a row learned later", len(places)))
    return findings
