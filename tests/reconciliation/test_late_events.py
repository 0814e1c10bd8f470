"""Notices and disputes reach exactly the obligations that they name."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa
import pytest

from arrears.findings import Finding
from arrears.reconciliation.late_events import REF_COLUMNS, place_late_events
from arrears.records.schema import arrow_schema
from arrears.records.tables import TABLES

from .late_worlds import BALANCE, put_rows

DUE = date(2009, 3, 1)
REF = "wga/new-media/rental:CO1:T1:rental:us:2008Q4:P1:usd"
OBLIGATION = pa.schema(
    [
        ("obligation_no", pa.int64()),
        *((column, pa.string()) for column in REF_COLUMNS),
        ("due_on", pa.date32()),
        ("amount_cents", pa.int64()),
    ]
)
OBLIGATIONS = [
    (
        number,
        "wga",
        "new-media",
        clause,
        "",
        company,
        title,
        "rental",
        "us",
        "2008Q4",
        "",
        payee,
        "usd",
        DUE,
        100_000,
    )
    for number, clause, company, title, payee in (
        (1, "rental", "CO1", "T1", "P1"),
        (2, "rental", "CO1", "T1", "P2"),
        (3, "download", "CO1", "T1", "P1"),
        (4, "rental", "CO1", "T2", "P1"),
        (5, "rental", "CO2", "T1", "P1"),
    )
]


def put_records(connection: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, object]]) -> None:
    """A record table with these rows, numbered from 1."""
    schema = arrow_schema(TABLES[name])
    if "row_id" not in schema.names:
        schema = pa.schema([("row_id", pa.int64()), *schema])
    numbered = [{"row_id": number, **row} for number, row in enumerate(rows, start=1)]
    put_rows(
        connection, name, schema, [tuple(row.get(column) for column in schema.names) for row in numbered]
    )


def place(
    *,
    notices: list[dict[str, object]] | None = None,
    disputes: list[dict[str, object]] | None = None,
    balance: list[tuple[object, ...]] | None = None,
) -> tuple[duckdb.DuckDBPyConnection, list[Finding]]:
    connection = duckdb.connect()
    put_rows(connection, "obligation", OBLIGATION, OBLIGATIONS)
    connection.execute("ALTER TABLE obligation ADD COLUMN clause_no INTEGER DEFAULT 1")
    connection.execute("CREATE TABLE variant_reading AS SELECT 1 AS clause_no, '' AS reading")
    put_rows(connection, "balance", BALANCE, balance or [])
    put_records(connection, "notice", notices or [])
    put_records(connection, "dispute", disputes or [])
    findings = place_late_events(
        connection, notice="notice", dispute="dispute", obligation="obligation", balance="balance"
    )
    return connection, findings


def notice(**changed: object) -> dict[str, object]:
    return {
        "sender_id": "GUILD",
        "recipient_id": "CO1",
        "subject": "late rental money",
        "sent_on": date(2009, 4, 1),
        "received_on": date(2009, 4, 3),
        "kind": "late_payment",
        **changed,
    }


def dispute(**changed: object) -> dict[str, object]:
    return {"company_id": "CO1", "subject": "T1", "since": date(2009, 4, 1), **changed}


def noticed(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, date]]:
    return connection.execute("FROM late_notice ORDER BY obligation_no").fetchall()


def disputed(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT obligation_no, since, settled_on, disputed_cents FROM late_dispute ORDER BY obligation_no"
    ).fetchall()


def test_a_notice_about_a_title_reaches_every_obligation_of_that_company_for_it():
    connection, findings = place(notices=[notice(title_id="T1")])
    assert noticed(connection) == [(number, date(2009, 4, 3)) for number in (1, 2, 3)]
    assert findings == []


def test_a_notice_about_one_obligation_reaches_that_one_alone():
    connection, _ = place(notices=[notice(obligation_ref=REF, title_id="T1")])
    assert noticed(connection) == [(1, date(2009, 4, 3))]


def test_the_first_notice_after_the_due_date_counts():
    days = (date(2009, 2, 1), date(2009, 3, 1), date(2009, 5, 1), date(2009, 4, 1))
    connection, _ = place(
        notices=[notice(obligation_ref=REF, received_on=day, subject=str(day)) for day in days]
    )
    assert noticed(connection) == [(1, date(2009, 4, 1))]


def test_a_notice_of_another_kind_starts_nothing():
    connection, findings = place(notices=[notice(title_id="T1", kind="information_request")])
    assert noticed(connection) == []
    assert findings == []


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"title_id": "T1", "received_on": None}, ["notice-receipt-unknown"]),
        ({}, ["notice-names-nothing"]),
        ({"received_on": None}, ["notice-receipt-unknown", "notice-names-nothing"]),
        ({"obligation_ref": "rental money of T1"}, ["ref-not-well-formed"]),
    ],
)
def test_a_notice_that_cannot_be_placed_is_a_finding_and_starts_nothing(
    changed: dict[str, object], codes: list[str]
):
    connection, findings = place(notices=[notice(**changed)])
    assert noticed(connection) == []
    assert [finding.code for finding in findings] == codes


@pytest.mark.parametrize(
    ("subject", "numbers"), [("T1", [1, 2, 3]), ("wga/new-media/rental", [1, 2, 4]), (REF, [1])]
)
def test_a_dispute_names_a_title_a_clause_or_an_obligation(subject: str, numbers: list[int]):
    connection, findings = place(disputes=[dispute(subject=subject)])
    assert disputed(connection) == [(number, date(2009, 4, 1), None, None) for number in numbers]
    assert findings == []


@pytest.mark.parametrize("subject", ["the rental money", "T9", "wga/new-media/nothing", "wga/new-media"])
def test_a_dispute_about_nothing_known_is_a_finding_and_stops_nothing(subject: str):
    connection, findings = place(disputes=[dispute(subject=subject)])
    assert disputed(connection) == []
    assert [(finding.code, finding.found) for finding in findings] == [("dispute-names-nothing", subject)]


def test_what_stood_open_once_the_undisputed_part_was_paid_is_the_disputed_part():
    connection, _ = place(
        disputes=[dispute(subject=REF, undisputed_paid_on=DUE)],
        balance=[(1, DUE, date(2009, 5, 1), 30_000), (1, date(2009, 5, 1), None, 10_000)],
    )
    assert disputed(connection) == [(1, date(2009, 4, 1), None, 30_000)]


def test_a_part_paid_before_the_due_date_counts_as_paid_by_it():
    connection, _ = place(
        disputes=[dispute(subject=REF, undisputed_paid_on=date(2009, 2, 1))], balance=[(1, DUE, None, 30_000)]
    )
    assert disputed(connection)[0][3] == 30_000


def test_disputes_that_name_one_obligation_twice_are_taken_together_and_told():
    settled = date(2009, 6, 1)
    connection, findings = place(
        disputes=[
            dispute(subject=REF, settled_on=settled),
            dispute(since=date(2009, 3, 5), settled_on=settled),
        ]
    )
    assert disputed(connection)[0] == (1, date(2009, 3, 5), settled, None)
    assert [finding.code for finding in findings] == ["dispute-twice"]
    assert findings[0].found == f"T1; {REF}"


def test_disputes_taken_together_are_open_while_one_of_them_is():
    connection, _ = place(
        disputes=[dispute(subject=REF, settled_on=date(2009, 6, 1)), dispute(since=date(2009, 3, 5))]
    )
    assert disputed(connection)[0] == (1, date(2009, 3, 5), None, None)
