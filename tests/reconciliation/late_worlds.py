"""Small worlds of late money for the tests: tables made from values, and both twins asked at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import duckdb
import pyarrow as pa

from arrears.engine.small_tables import create_table
from arrears.reconciliation.late_charge_steps import LateMoney, charge_one
from arrears.reconciliation.late_charges import charge_late_payments
from arrears.reconciliation.late_terms import (
    LATE_RULE_COLUMNS,
    BalanceStep,
    ChargeTerms,
    DeclaredDispute,
    LateTerms,
    late_rule_rows,
)

WRITERS = LateTerms("wga/test/residuals", (ChargeTerms("month", Fraction(3, 200)),))
INITIAL_PAY = LateTerms(
    "sag/test/initial-pay",
    (
        ChargeTerms("business day", fixed_cents=1000, most_units=20),
        ChargeTerms(
            "day", fixed_cents=250, start="notice", only_after_notice_days=5, notice_unit="business day"
        ),
    ),
    pauses_while_disputed=True,
    resumes_after_business_days=10,
)
SYNDICATION = LateTerms(
    "sag/test/syndication",
    (ChargeTerms("month", Fraction(1, 100), only_after_notice_days=10, most_share=Fraction(1)),),
    pauses_while_disputed=True,
)
PLANS = LateTerms(
    "iatse/test/delinquency",
    (
        ChargeTerms(
            "month",
            Fraction(1, 100),
            start="notice_end",
            only_after_notice_days=10,
            notice_unit="business day",
        ),
    ),
    ends="paid_on",
)


OBLIGATION = pa.schema(
    [
        ("obligation_no", pa.int64()),
        ("late_rule", pa.string()),
        ("due_on", pa.date32()),
        ("amount_cents", pa.int64()),
    ]
)
BALANCE = pa.schema(
    [
        ("obligation_no", pa.int64()),
        ("from_on", pa.date32()),
        ("to_on", pa.date32()),
        ("open_cents", pa.int64()),
    ]
)
NOTICE = pa.schema([("obligation_no", pa.int64()), ("received_on", pa.date32())])
DISPUTE = pa.schema(
    [
        ("obligation_no", pa.int64()),
        ("since", pa.date32()),
        ("settled_on", pa.date32()),
        ("disputed_cents", pa.int64()),
        ("undisputed_paid_on", pa.date32()),
    ]
)


def connect_world(monies: Sequence[LateMoney], rules: Sequence[LateTerms]) -> duckdb.DuckDBPyConnection:
    """A connection that holds obligation k of `monies` under rule k of `rules`, numbered from 1."""
    connection = duckdb.connect()
    obligations, steps, notices, disputes = [], [], [], []
    for number, (money, rule) in enumerate(zip(monies, rules, strict=True), start=1):
        obligations.append((number, rule.rule_id, money.due_on, money.owed_cents))
        steps += [(number, step.from_on, step.to_on, step.open_cents) for step in money.steps]
        if money.notice_on:
            notices.append((number, money.notice_on))
        if money.dispute:
            dispute = money.dispute
            paid_on = dispute.undisputed_paid_on
            disputes.append((number, dispute.since, dispute.settled_on, dispute.disputed_cents, paid_on))
    put_rows(connection, "obligation", OBLIGATION, obligations)
    put_rows(connection, "balance", BALANCE, steps)
    put_rows(connection, "late_notice", NOTICE, notices)
    put_rows(connection, "late_dispute", DISPUTE, disputes)
    distinct = {rule.rule_id: rule for rule in rules}
    rows = late_rule_rows(distinct.values())
    create_table(connection, "late_rule", rows, LATE_RULE_COLUMNS, is_temporary=True)
    return connection


def put_rows(
    connection: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: Sequence[tuple[object, ...]]
) -> None:
    """A temporary table with these rows."""
    table = pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
    connection.register("rows_in_hand", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM rows_in_hand")
    connection.unregister("rows_in_hand")


def charge_in_bulk(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[tuple[object, ...]]:
    """The rows of `late_charge`, without the name of the rule and its status."""
    charge_late_payments(
        connection, balance="balance", obligation="obligation", late_rule="late_rule", as_of=as_of
    )
    return connection.execute(
        "SELECT obligation_no, disputed, months, days, simple_cents, compound_cents, daily_cents"
        " FROM late_charge ORDER BY obligation_no, disputed"
    ).fetchall()


def charge_singly(
    monies: Sequence[LateMoney], rules: Sequence[LateTerms], as_of: date
) -> list[tuple[object, ...]]:
    """The same rows from the twin that walks the days."""
    return [
        (
            number,
            charge.disputed,
            charge.months,
            charge.days,
            charge.simple_cents,
            charge.compound_cents,
            charge.daily_cents,
        )
        for number, (money, rule) in enumerate(zip(monies, rules, strict=True), start=1)
        for charge in charge_one(money, rule, as_of=as_of)
    ]


def charge_both_ways(money: LateMoney, rule: LateTerms, as_of: date) -> list[tuple[object, ...]]:
    """The rows for one obligation, after checking that the twins agree."""
    bulk = charge_in_bulk(connect_world([money], [rule]), as_of)
    assert bulk == charge_singly([money], [rule], as_of)
    return bulk


def open_from(due_on: date, cents: int, *payments: tuple[date, int]) -> LateMoney:
    """An amount that falls due and is paid down by these payments."""
    steps, begin, still_open = [], due_on, cents
    for paid_on, paid_cents in payments:
        steps.append(BalanceStep(begin, paid_on, still_open))
        begin, still_open = paid_on, still_open - paid_cents
    if still_open:
        steps.append(BalanceStep(begin, None, still_open))
    return LateMoney(due_on, cents, tuple(steps))


def with_events(
    money: LateMoney, *, notice_on: date | None = None, dispute: DeclaredDispute | None = None
) -> LateMoney:
    """The same money with a notice or a dispute."""
    return LateMoney(money.due_on, money.owed_cents, money.steps, notice_on, dispute)
