"""Social security and bank numbers: found, kept out of the book, and masked in the original before it is
kept.
"""

from __future__ import annotations

import csv
import io

import duckdb

from arrears.findings import Finding
from arrears.records.faults import Fault, Rows, find_faults
from arrears.records.mapping import MASKED_TARGETS, ColumnPlan
from arrears.records.sources import SourceRows

MASK = "[masked]"
SOCIAL_SECURITY = "(^|[^0-9])[0-9]{3}-[0-9]{2}-[0-9]{4}([^0-9]|$)"
# How people write a number among other words: digits in a row, with letters or dashes, with blanks.
WRITTEN_NUMBERS = ("[0-9]{7,}", "[0-9A-Za-z-]{7,}", "[0-9][0-9 -]{5,}[0-9]")
HIDDEN = "'a value that is not shown'"


def private_findings(
    connection: duckdb.DuckDBPyConnection, source: SourceRows, plan: ColumnPlan
) -> list[Finding]:
    """Cells outside the masked columns that look like a social security number, or repeat a masked value,
    written in the same way or not, alone or among other words.

    The values are not shown. Findings: private_value.
    """
    connection.register("source_cells", source.cells)
    relation = "(SELECT 0 AS part_no, * FROM source_cells) AS checked"
    faults = []
    for heading in source.header:
        if heading in plan.masked:
            continue
        cell = source.cell_column(heading)
        looks = f"length({cell}) >= 11 AND regexp_matches({cell}, '{SOCIAL_SECURITY}')"
        faults.append(
            Fault(
                "private_value",
                heading,
                f"({looks}) OR {_repeats(source, plan, cell)}",
                HIDDEN,
                "a cell looks like a social security or bank number",
                "no such number outside a masked column",
                f"map the column to `{MASKED_TARGETS[0]}`, or take the number out",
            )
        )
    return find_faults(connection, Rows(relation, (source.name,)), faults)


def _repeats(source: SourceRows, plan: ColumnPlan, cell: str) -> str:
    """SQL that is true where a cell holds a value of a masked column.

    A number is the same number however it is spaced; of other values only the whole cell is compared.
    """
    if not plan.masked:
        return "false"
    held = " UNION ALL ".join(
        f"SELECT trim({source.cell_column(heading)}) AS held FROM source_cells" for heading in plan.masked
    )
    numbers = (
        f"SELECT {_bare('held')} FROM ({held}) WHERE length({_bare('held')}) >= 7"
        " AND length(regexp_replace(held, '[^0-9]', '', 'g')) >= 5"
    )
    rows = " UNION ALL ".join(
        f"SELECT row_no, unnest(regexp_extract_all({cell}, '{written}')) AS token FROM source_cells"
        for written in WRITTEN_NUMBERS
    )
    return (
        f"trim({cell}) IN (SELECT held FROM ({held}) WHERE length(held) >= 7)"
        f" OR {_bare(cell)} IN ({numbers})"
        f" OR row_no IN (SELECT row_no FROM ({rows}) WHERE {_bare('token')} IN ({numbers}))"
    )


def _bare(text: str) -> str:
    return f"upper(regexp_replace({text}, '[ -]', '', 'g'))"


def masked_content(source: SourceRows, plan: ColumnPlan) -> bytes:
    """The bytes to keep: the file as it came, or, where columns are masked, a CSV of its cells without them.

    Rows keep their numbers, so that `source_row` still points at them.
    """
    if not plan.masked:
        return source.content
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow(source.header)
    hidden = [heading in plan.masked for heading in source.header]
    written = 1
    for batch in source.cells.to_batches():
        for row_no, *cells in zip(*(column.to_pylist() for column in batch.columns)):
            while written < row_no - 1:
                kept.write("\r\n")
                written += 1
            writer.writerow([MASK if hide and cell else cell for hide, cell in zip(hidden, cells)])
            written += 1
    return kept.getvalue().encode("utf-8")


def masked_columns_warnings(source: SourceRows, plan: ColumnPlan) -> list[Finding]:
    """What was masked, said to the importer."""
    return [
        Finding(
            "column_masked",
            f"{source.name}:1:{heading}",
            "the column was masked; its values are not in the book",
            remedy="nothing; keep the file itself where such numbers may be kept",
        )
        for heading in plan.masked
    ]
