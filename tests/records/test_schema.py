"""A program's rows are cast only where no value can change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest

from arrears.records.schema import arrow_schema, cast_rows
from arrears.records.tables import TABLES

RECEIPT = TABLES["receipt"]
ROW = {
    "company_id": ["CO1"],
    "title_id": ["T1"],
    "market": ["download"],
    "territory": ["us"],
    "base_kind": ["distributors_gross"],
    "period_from": [date(2008, 7, 1)],
    "period_to": [date(2008, 9, 30)],
}


def cast(**columns: Any) -> tuple[pa.Table | None, list[str]]:
    rows, findings = cast_rows(RECEIPT, pa.table(ROW | columns), "guild")
    return rows, [finding.text() for finding in findings]


def test_missing_columns_are_null_and_the_schema_is_ours() -> None:
    rows, findings = cast(units=pa.array([3], pa.int16()), currency=pa.array(["usd"]).dictionary_encode())
    assert findings == []
    assert rows is not None
    assert rows.schema.equals(pa.schema([field for field in arrow_schema(RECEIPT) if field.name != "row_id"]))
    assert rows.to_pylist()[0]["gross_cents"] is None
    assert rows.to_pylist()[0]["units"] == 3
    assert rows.to_pylist()[0]["currency"] == "usd"


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("gross_cents", pa.array([1.0])),
        ("gross_cents", pa.array(["12"])),
        ("gross_cents", pa.array([True])),
        ("currency", pa.array([5])),
        ("received_on", pa.array([datetime(2008, 7, 1)])),
        ("received_on", pa.array(["2008-07-01"])),
        ("currency", pa.array([["usd"]])),
    ],
)
def test_a_value_of_another_type_is_refused_and_never_parsed(column: str, values: pa.Array) -> None:
    rows, [found] = cast(**{column: values})
    assert rows is None
    assert found.startswith(f"receipt: column {column}: the type is not the column's\n  expected ")


def test_a_number_that_does_not_fit_is_refused() -> None:
    rows, [found] = cast(units=pa.array([2**63], pa.uint64()))
    assert rows is None
    assert found.startswith(
        "receipt: column units: a value does not fit the column\n  expected int64, found "
    )


def test_all_faults_are_told_at_once() -> None:
    rows, findings = cast(gros=[1], market=pa.array([None], pa.string()), units=[1.5])
    assert rows is None
    assert findings == [
        "receipt: column gros: the table has no such column\n"
        "  expected a column of receipt, found gros\n  Try: use one of: base_kind, company_id, currency,"
        " gross_cents, market, package_id, period_from, period_to, received_on, said_by, source_row,"
        " statement_id, …",
        "receipt: column market: a required value is missing\n"
        "  expected the market in every row, found 1 rows without it, the first is row 1",
        "receipt: column units: the type is not the column's\n  expected int64, found double",
    ]
