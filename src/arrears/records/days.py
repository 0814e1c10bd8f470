"""Which days the records of a book speak of, from the summaries that its files carry; no row is read."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from arrears.book.snapshot import Snapshot

EVERY_DAY = (date.min, date.max)


def recorded_days(held: Snapshot) -> tuple[date, date] | None:
    """The first and the last day in any date column of the records; None when no record has a day.

    At least as wide as the records: a file that tells nothing of a column counts as speaking of every day.
    """
    spans = [
        span
        for entries in held.files.values()
        for entry in entries
        if (span := _days_of(pq.ParquetFile(entry.path))) is not None
    ]
    if not spans:
        return None
    return min(first for first, _ in spans), max(last for _, last in spans)


def _days_of(file: pq.ParquetFile) -> tuple[date, date] | None:
    names = {field.name for field in file.schema_arrow if pa.types.is_date(field.type)}
    spans = []
    for group in range(file.metadata.num_row_groups):
        for place in range(file.metadata.num_columns):
            column = file.metadata.row_group(group).column(place)
            if column.path_in_schema not in names:
                continue
            summary = column.statistics
            if summary is None or not (summary.has_min_max or summary.null_count == column.num_values):
                return EVERY_DAY
            if summary.has_min_max:
                spans.append((summary.min, summary.max))
    if not spans:
        return None
    return min(first for first, _ in spans), max(last for _, last in spans)
