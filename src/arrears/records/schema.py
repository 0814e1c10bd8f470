"""The Parquet schema of each record table, and the checked cast of a table made by a program.

Our schema decides, not the writer: a value that does not fit is refused, never rounded, cut or parsed on the
way.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from arrears.findings import Finding, suggest
from arrears.records.tables import Column, ColumnType, Table

ARROW_TYPES: Mapping[ColumnType, pa.DataType] = {
    "id": pa.string(),
    "text": pa.string(),
    "cents": pa.int64(),
    "date": pa.date32(),
    "n": pa.int64(),
    "bool": pa.bool_(),
    "text[]": pa.list_(pa.string()),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The schema of a table's files: envelope first, required columns never null."""
    return pa.schema(
        [pa.field(c.name, ARROW_TYPES[c.type], nullable=not c.required) for c in table.stored_columns]
    )


def cast_rows(table: Table, rows: pa.Table, said_by: str | None) -> tuple[pa.Table | None, list[Finding]]:
    """A program's rows in the table's own schema, without row_id; or the findings why not.

    Columns that the rows lack are null; `said_by` fills the envelope where the rows do not state it.
    Findings: unknown_column, missing_value, wrong_type. A number stays a number: text "12" is not taken for
    12.
    """
    known = [column.name for column in table.stored_columns if column.name != "row_id"]
    faults = [
        Finding(
            "unknown_column",
            f"{table.name}: column {name}",
            "the table has no such column",
            expected=f"a column of {table.name}",
            found=name,
            remedy=suggest(name, known),
        )
        for name in rows.column_names
        if name not in known
    ]
    columns = []
    for name in known:
        column = table.column(name)
        values, fault = _cast_column(table, column, _values_of(rows, column, said_by))
        columns.append(values)
        faults.extend(fault)
    if faults:
        return None, faults
    fields = [field for field in arrow_schema(table) if field.name != "row_id"]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields)), []


def _values_of(rows: pa.Table, column: Column, said_by: str | None) -> pa.ChunkedArray | pa.Array:
    if column.name in rows.column_names:
        return rows.column(column.name)
    if column.name == "said_by" and said_by is not None:
        return pa.repeat(pa.scalar(said_by), rows.num_rows)
    return pa.nulls(rows.num_rows, ARROW_TYPES[column.type])


def _cast_column(
    table: Table, column: Column, values: pa.ChunkedArray | pa.Array
) -> tuple[pa.ChunkedArray | pa.Array, list[Finding]]:
    wanted = ARROW_TYPES[column.type]
    place = f"{table.name}: column {column.name}"
    if _is_other_text(values.type):
        values = values.cast(pa.string())
    if not _may_cast(values.type, wanted):
        fault = Finding("wrong_type", place, "the type is not the column's", str(wanted), str(values.type))
        return values, [fault]
    try:
        cast = values.cast(wanted, safe=True)
    except pa.ArrowInvalid as refusal:
        fault = Finding("wrong_type", place, "a value does not fit the column", str(wanted), str(refusal))
        return values, [fault]
    if column.required and cast.null_count:
        import pyarrow.compute as pc  # only faulty columns need it

        first = pc.index(pc.is_null(cast), True).as_py() + 1
        fault = Finding(
            "missing_value",
            place,
            "a required value is missing",
            expected=f"{column.meaning} in every row",
            found=f"{cast.null_count:,} rows without it, the first is row {first}",
        )
        return values, [fault]
    return cast, []


def _is_other_text(given: pa.DataType) -> bool:
    """Text that Arrow stores in another way; the characters are the same."""
    kinds = pa.types
    if kinds.is_dictionary(given):
        return bool(kinds.is_string(given.value_type) or kinds.is_large_string(given.value_type))
    return bool(kinds.is_large_string(given) or kinds.is_string_view(given))


def _may_cast(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Same type, a null column, or an integer of another width; nothing is parsed and no float becomes
    cents.
    """
    if given == wanted or pa.types.is_null(given):
        return True
    if pa.types.is_integer(wanted):
        return bool(pa.types.is_integer(given))
    if pa.types.is_list(wanted):
        return bool(pa.types.is_list(given) or pa.types.is_large_list(given)) and _may_cast(
            given.value_type, wanted.value_type
        )
    return bool(pa.types.is_string(wanted) and pa.types.is_string(given)) or (
        pa.types.is_date(wanted) and pa.types.is_date(given)
    )
