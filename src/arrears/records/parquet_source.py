"""Parquet files as cells of text, so that they pass the same checks as every other file.

Numbers, dates and lists are written as a person would write them; a moment that is not midnight is written
in full, and the check for dates refuses it.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from arrears.findings import Finding, Refused
from arrears.records.source_cells import MOST_COLUMNS, ROW_NO, too_many_columns
from arrears.records.xlsx_source import number_text

MOST_UNPACKED = 1 << 32
MOST_ROWS = 50_000_000


def parquet_cells(name: str, content: bytes) -> tuple[tuple[str, ...], pa.Table]:
    """The column names and the cells of a Parquet file; the first row is row 2, below the names.

    Findings: damaged_file, file_too_large, too_many_columns, nested_column.
    """
    try:
        stored = pq.ParquetFile(pa.BufferReader(content))
        _measure(name, stored.metadata)
        rows = stored.read()
        # text that is no UTF-8 is stored all the same, and would stop the checks that follow
        rows.validate(full=True)
    except (pa.ArrowException, OSError) as fault:
        remedy = "ask for the file again, or write it anew"
        problem = "the Parquet file cannot be read; it may be cut short"
        finding = Finding("damaged_file", name, problem, "a whole Parquet file", str(fault)[:200], remedy)
        raise Refused([finding]) from fault
    header = tuple(rows.column_names)
    columns = [_as_text(name, heading, rows.column(place)) for place, heading in enumerate(header)]
    names = [ROW_NO, *(f"c{place}" for place in range(len(header)))]
    return header, pa.table([pa.arange(2, rows.num_rows + 2), *columns], names=names)


def _measure(name: str, metadata: pq.FileMetaData) -> None:
    if metadata.num_columns > MOST_COLUMNS:
        raise Refused([too_many_columns(name, metadata.num_columns)])
    unpacked = sum(metadata.row_group(place).total_byte_size for place in range(metadata.num_row_groups))
    if unpacked > MOST_UNPACKED or metadata.num_rows > MOST_ROWS:
        found = f"{metadata.num_rows:,} rows in {unpacked:,} bytes"
        problem = "the file is too large to check whole"
        expected = f"at most {MOST_ROWS:,} rows in {MOST_UNPACKED:,} bytes unpacked"
        raise Refused(
            [Finding("file_too_large", name, problem, expected, found, "split it into several files")]
        )


def _as_text(name: str, heading: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    kinds, given = pa.types, values.type
    if not _is_plain(given):
        problem = "a column of this kind is not read"
        raise Refused([Finding("nested_column", f"{name}:{heading}", problem, "plain values", str(given))])
    if kinds.is_dictionary(given):
        return _as_text(name, heading, values.cast(given.value_type))
    if kinds.is_floating(given):
        return pa.chunked_array([_floats_as_text(chunk) for chunk in values.chunks], pa.string())
    if kinds.is_decimal(given):
        return _decimals_as_text(values.cast(pa.string()))
    if kinds.is_timestamp(given):
        text = pc.strftime(values, format="%Y-%m-%d %H:%M:%S")
        return pc.replace_substring_regex(text, r" 00:00:00(\.0+)?$", "")
    if kinds.is_list(given) or kinds.is_large_list(given):
        joined = [_lists_as_text(chunk) for chunk in values.chunks]
        return pa.chunked_array(joined, pa.string())
    return values.cast(pa.string())


def _is_plain(given: pa.DataType) -> bool:
    """Whether each value of a column is one text, number, day or word, or a list of them."""
    kinds = pa.types
    if kinds.is_list(given) or kinds.is_large_list(given):
        return not kinds.is_nested(given.value_type) and _is_plain(given.value_type)
    if kinds.is_dictionary(given):
        return _is_plain(given.value_type)
    bytes_of = (kinds.is_binary, kinds.is_large_binary, kinds.is_fixed_size_binary, kinds.is_binary_view)
    return not (kinds.is_nested(given) or any(is_bytes(given) for is_bytes in bytes_of))


def _decimals_as_text(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Zeros beyond the cent say nothing, nor do those of a whole number: 12.3400 is 12.34, 1200.00 is 1200.

    12.3450 stays finer than a cent. Arrow writes a nought of many places as 0E-10.
    """
    text = pc.replace_substring_regex(text, r"^0E-\d+$", "0")
    text = pc.replace_substring_regex(text, r"^(-?\d+)\.0+$", r"\1")
    return pc.replace_substring_regex(text, r"^(-?\d+\.\d\d\d*?)0+$", r"\1")


def _lists_as_text(lists: pa.Array) -> pa.Array:
    """Parts with semicolons between them; a part that says nothing is left out, and the others are kept."""
    parts = lists.cast(pa.list_(pa.string()))
    if parts.values.null_count:
        known = [row and [part for part in row if part is not None] for row in parts.to_pylist()]
        parts = pa.array(known, parts.type)
    return pc.binary_join(parts, ";")


def _floats_as_text(chunk: pa.Array) -> pa.Array:
    """Distinct values only are written one by one: amounts repeat, and each needs its exact text."""
    distinct = pc.unique(chunk).drop_null()
    texts = pa.array([number_text(value) for value in distinct.to_pylist()], pa.string())
    return pc.take(texts, pc.index_in(chunk, distinct))
