"""Cells of text made into typed values, every cell checked; amounts to the cent, never through a float.

A cell that does not say what its column needs is a finding with row, column, value found and value expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from arrears.book.views import quoted
from arrears.findings import Finding
from arrears.records.date_styles import WRITTEN, DateStyle, date_sql, see_dates, style_of
from arrears.records.faults import Fault, Rows, find_faults, sql_text
from arrears.records.mapping import ColumnPlan, MappedColumn
from arrears.records.schema import arrow_schema
from arrears.records.sources import SourceRows
from arrears.records.tables import DUCKDB_TYPES, Column, Table
from arrears.records.totals import is_totalled, total_line_findings

BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"
WHOLE = "([0-9]{1,18}|[0-9]{1,3}(,[0-9]{3}){1,5})"
NUMBER = f"-?{WHOLE}"
WRITTEN_NUMBER = "a whole number of at most 18 figures, such as 1200 or 1,200"
MONEY = r"([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,2})?"
AMOUNT = rf"(-?{MONEY}|\({MONEY}\))"
TOO_FINE = r"-?\(?[0-9,]+\.[0-9]+\)?"
TOTALS_UNITS = "lower(\"column\") = 'units'"
TOTAL_WORDS = ("total", "totals", "total:", "totals:", "grand total", "grand totals", "grand total:")


@dataclass(frozen=True)
class Reading:
    """How one file is read: its columns, the party that says its rows, and how it writes dates (null = as
    seen).
    """

    plan: ColumnPlan
    said_by: str
    dates: DateStyle | None = None


def typed_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, source: SourceRows, how: Reading
) -> tuple[pa.Table, list[Finding]]:
    """The rows of a file in the table's own types, with `row_no`; with findings they must not be used.

    A total line is taken out and compared with the rows.
    Findings: missing_value, not_a_number, finer_than_cent, not_an_amount, not_a_date, not_yes_or_no,
    two_date_styles, date_order_unknown, total_differs, total_of_currencies.
    """
    _make_cells(connection, source, how.plan)
    rows = Rows("cells", (source.name,))
    findings: list[Finding] = []
    styles: dict[str, DateStyle] = {}
    for part in how.plan.mapped:
        if part.column.type == "date":
            seen = see_dates(connection, "cells", part.column.name)
            styles[part.column.name], wrong = style_of(f"{source.name}:{part.header}", seen, how.dates)
            findings.extend(wrong)
    doubtful = {finding.place for finding in findings}
    faults = [
        fault
        for part in how.plan.mapped
        if f"{source.name}:{part.header}" not in doubtful
        for fault in _cell_faults(part, styles.get(part.column.name, "iso"))
    ]
    faults.extend(_count_faults(table, how.plan))
    findings.extend(find_faults(connection, rows, faults))
    if findings:
        return pa.table({}), findings
    connection.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {_typed_select(table, how, styles)}")
    findings = total_line_findings(connection, table, source.name)
    typed = connection.sql("SELECT * EXCLUDE (is_total) FROM typed WHERE NOT is_total ORDER BY row_no")
    return typed.to_arrow_table().cast(_typed_schema(table)), findings


def _typed_schema(table: Table) -> pa.Schema:
    fields = [field for field in arrow_schema(table) if field.name != "row_id"]
    return pa.schema([*fields, pa.field("row_no", pa.int64())])


def _make_cells(connection: duckdb.DuckDBPyConnection, source: SourceRows, plan: ColumnPlan) -> None:
    """The relation `cells`: mapped columns by their names in the table, blanks off, empty cells null."""
    connection.register("source_cells", source.cells)
    trimmed = "nullif(trim({cell}, " + BLANKS + "), '')"
    columns = "".join(
        f", {trimmed.format(cell=source.cell_column(part.header))} AS {quoted(part.column.name)}"
        for part in plan.mapped
    )
    totals = ", ".join(sql_text(word) for word in TOTAL_WORDS)
    says_total = [
        f"lower(trim({source.cell_column(heading)}, {BLANKS})) IN ({totals})"
        for heading in source.header
        if heading not in plan.masked
    ]
    required = [f"{quoted(part.column.name)} IS NULL" for part in plan.mapped if part.column.required]
    figures = [f"{quoted(part.column.name)} IS NOT NULL" for part in plan.mapped if is_totalled(part.column)]
    is_total = f"coalesce({' OR '.join(says_total)}, false)" if says_total and required else "false"
    lacks_required = " OR ".join(required) or "false"
    # a row that totals nothing is a row with faults, such as a title named Total that lacks its id
    totals_something = " OR ".join(figures) or "false"
    is_line = f"says_total AND ({lacks_required}) AND ({totals_something})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE cells AS SELECT *, {is_line} AS is_total FROM"
        f" (SELECT 0 AS part_no, row_no, {is_total} AS says_total{columns} FROM source_cells)"
    )


def _cell_faults(part: MappedColumn, style: DateStyle) -> list[Fault]:
    """What may be wrong with the text of one column."""
    column, cell = part.column, quoted(part.column.name)
    faults = []
    if column.required:
        when = f"{cell} IS NULL AND NOT is_total"
        problem = "a required value is missing"
        faults.append(Fault("missing_value", part.header, when, "NULL", problem, column.meaning))
    match column.type:
        case "n":
            faults.append(_unlike(part, "not_a_number", NUMBER, "not a whole number", WRITTEN_NUMBER))
        case "cents":
            faults.extend(_amount_faults(part))
        case "date":
            wrong = f"{cell} IS NOT NULL AND NOT is_total AND {date_sql(cell, style)} IS NULL"
            faults.append(Fault("not_a_date", part.header, wrong, cell, "not a date", WRITTEN[style]))
        case "bool":
            wrong = f"lower({cell}) NOT IN ('true', 'false', 'yes', 'no') AND NOT is_total"
            faults.append(Fault("not_yes_or_no", part.header, wrong, cell, "neither yes nor no", "yes or no"))
        case "id" | "text" | "text[]":
            pass
        case other:
            raise TypeError(f"cell checks know no column type {other}")
    return faults


def _count_faults(table: Table, plan: ColumnPlan) -> list[Fault]:
    """A statement's total of `units` is a count, also in a column whose other totals are amounts."""
    expected = f"{WRITTEN_NUMBER}: the line totals units"
    return [
        replace(fault, when=f"{TOTALS_UNITS} AND {fault.when}")
        for part in plan.mapped
        if _may_be_count(table, part)
        for fault in [_unlike(part, "not_a_number", NUMBER, "not a whole number", expected)]
    ]


def _may_be_count(table: Table, part: MappedColumn) -> bool:
    return table.name == "statement_total" and part.in_currency


def _unlike(part: MappedColumn, code: str, pattern: str, problem: str, expected: str) -> Fault:
    cell = quoted(part.column.name)
    return Fault(code, part.header, f"NOT regexp_full_match({cell}, '{pattern}')", cell, problem, expected)


def _amount_faults(part: MappedColumn) -> list[Fault]:
    cell = quoted(part.column.name)
    pattern = AMOUNT if part.in_currency else NUMBER
    expected = "an amount such as 1234.56, 1,234.56 or (1,234.56)" if part.in_currency else "whole cents"
    bare = part.column.name.removesuffix("_cents")
    remedy = "" if part.in_currency else f"head the column `{bare}` if it gives amounts such as 1234.56"
    wrong = f"NOT regexp_full_match({cell}, '{pattern}')"
    fine = f"regexp_full_match({cell}, '{TOO_FINE}')"
    return [
        Fault(
            "finer_than_cent",
            part.header,
            f"{wrong} AND {fine}",
            cell,
            "the amount is finer than a cent; nothing is rounded on the way in",
            expected,
            remedy,
        ),
        Fault(
            "not_an_amount", part.header, f"{wrong} AND NOT {fine}", cell, "not an amount", expected, remedy
        ),
    ]


def _typed_select(table: Table, how: Reading, styles: Mapping[str, DateStyle]) -> str:
    mapped = {part.column.name: part for part in how.plan.mapped}
    columns = []
    for column in table.stored_columns:
        if column.name == "row_id":
            continue
        part = mapped.get(column.name)
        value = _value_sql(column, part, styles.get(column.name, "iso"))
        if part is not None and _may_be_count(table, part):
            counted = f"replace({quoted(column.name)}, ',', '')"
            value = f"CASE WHEN {TOTALS_UNITS} THEN {counted} ELSE {value} END"
        if column.name == "source_row":
            value = "row_no"
        elif column.name == "said_by" and column.name not in mapped:
            value = sql_text(how.said_by)
        columns.append(f"CAST({value} AS {DUCKDB_TYPES[column.type]}) AS {quoted(column.name)}")
    return f"SELECT {', '.join(columns)}, row_no, is_total FROM cells"


def _value_sql(column: Column, part: MappedColumn | None, style: DateStyle) -> str:
    """SQL for the value that a checked cell says."""
    if part is None:
        return "NULL"
    cell = quoted(column.name)
    match column.type:
        case "id":
            return cell
        case "text":
            return f"lower({cell})" if column.words else cell
        case "n":
            return f"replace({cell}, ',', '')"
        case "cents":
            return currency_sql(cell) if part.in_currency else f"replace({cell}, ',', '')"
        case "date":
            return date_sql(cell, style)
        case "bool":
            return f"lower({cell}) IN ('true', 'yes')"
        case "text[]":
            parts = f"list_transform(string_split({cell}, ';'), lambda part: trim(part))"
            return f"list_filter({parts}, lambda part: part <> '')"
    raise TypeError(f"no value for column type {column.type}")


def currency_sql(cell: str) -> str:
    """SQL for the cents of an amount in currency: digits are moved, nothing is multiplied."""
    bare = f"regexp_replace({cell}, '[-(),]', '', 'g')"
    digits = f"split_part({bare}, '.', 1) || rpad(split_part({bare}, '.', 2), 2, '0')"
    sign = f"CASE WHEN {cell} LIKE '-%' OR {cell} LIKE '(%' THEN '-' ELSE '' END"
    return f"{sign} || {digits}"
