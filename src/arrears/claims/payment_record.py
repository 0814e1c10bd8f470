"""The payment record of a company: what fell due, what was paid by then, later, or is not found, over time.

Judges only amounts that are known, due before the day asked for, and comparable with what was paid. What the
guild holds, what came back, what is not yet due or cannot be figured stands apart and is never counted late.
Figures each position that a side takes in its own words; merges none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arrears.audit.arrears_tables import STATUS_ORDER, status_sql
from arrears.audit.run_tables import REF_SQL, RunPosition, RunTables, name_join
from arrears.engine.connection import quote_text

NO_BALANCE = (
    "SELECT NULL::BIGINT AS obligation_no, NULL::DATE AS from_on, NULL::BIGINT AS open_cents WHERE FALSE"
)
# Why an amount is not judged, in the order in which reports list them.
APART_WORDS = {
    "not_yet_due": "accrued, not yet due",
    "with_the_guild": "with the guild",
    "undeliverable": "paid, and the check came back",
    "not_comparable": "a payment that is not comparable",
    "not_computable": "not computable",
    "no_statement_received": "no statement received",
    "due_date_not_known": "due date not known",
    "credit": "credit of the company",
}


@dataclass(frozen=True)
class RecordScope:
    """What a record is asked of: one company, or every company of the run."""

    company_id: str = ""


@dataclass(frozen=True)
class CompanyRecord:
    """How one company paid what fell due, on one position and in one currency; money in cents.

    on_time, late, short, none: how many amounts; they add up to judged. on_time_cents: paid by the due date,
    also as a part. days_late: of amounts paid in full after it, days_open: of those still open, median and
    90th percentile by nearest rank; null where there is none.
    """

    company_id: str
    name: str
    position: str
    currency: str
    judged: int
    on_time: int
    late: int
    short: int
    none: int
    owed_cents: int
    on_time_cents: int
    late_cents: int
    open_cents: int
    days_late: tuple[int | None, int | None]
    days_open: tuple[int | None, int | None]
    status: str


@dataclass(frozen=True)
class QuarterRecord:
    """The same for the amounts that fell due in one calendar quarter."""

    company_id: str
    name: str
    position: str
    currency: str
    quarter: str
    judged: int
    on_time: int
    late: int
    still_open: int
    owed_cents: int
    on_time_cents: int
    late_cents: int
    open_cents: int


@dataclass(frozen=True)
class ApartRecord:
    """Amounts of one company that are not judged, by why; cents is null where none of them is known."""

    company_id: str
    name: str
    position: str
    currency: str
    why: str
    amounts: int
    cents: int | None


def make_payment_record(run: RunTables, scope: RecordScope) -> None:
    """Create `record_line`: one row per amount and own-words position, with what became of it.

    Columns: those of the obligation that tell it, bit (the position), sort (on_time, late, short, none,
    apart), why (of apart), on_time_cents, late_cents, open_cents, quarter (of the due date).
    """
    balance = (run.folder / "balance.parquet").resolve()
    source = NO_BALANCE
    if balance.is_file():
        source = f"SELECT * FROM read_parquet({quote_text(str(balance))})"
    run.connection.execute(f"CREATE OR REPLACE TEMP VIEW run_balance AS {source}")
    bits = ", ".join(f"({position.bit})" for position in run.heading.own_words())
    company = f"AND o.company_id = {quote_text(scope.company_id)}" if scope.company_id else ""
    day = f"DATE {quote_text(run.heading.as_of)}"
    run.connection.execute(RECORD_LINE.format(bits=bits, company=company, day=day))


# An amount that falls due on the day asked for can still be paid in time that day.
RECORD_LINE = """
    CREATE OR REPLACE TEMP TABLE record_line AS
    WITH own(bit) AS (VALUES {bits}), judged AS (
        SELECT o.obligation_no, p.bit, o.company_id, coalesce(o.currency, '') AS currency, o.amount_cents,
               o.due_on, o.status, s.state, s.days_past_due, s.paid_cents, s.open_cents AS left_cents,
               coalesce(b.open_cents, 0) AS open_when_due,
               CASE WHEN s.state = 'settled' AND s.days_past_due IS NULL THEN 'due_date_not_known'
                    WHEN s.state IN ('short', 'no_payment_found', 'paid_to_another_payee')
                     AND o.due_on >= {day} THEN 'not_yet_due'
                    WHEN s.state NOT IN ('settled', 'short', 'no_payment_found', 'paid_to_another_payee')
                    THEN s.state END AS why
        FROM obligation o JOIN standing s USING (obligation_no)
        JOIN own p ON (o.positions >> p.bit) & 1 = 1
        LEFT JOIN run_balance b ON b.obligation_no = o.obligation_no AND b.from_on = o.due_on
        WHERE TRUE {company}
    )
    SELECT obligation_no, bit, company_id, currency, amount_cents, due_on, status, state, days_past_due,
           paid_cents, why,
           concat(year(due_on), 'Q', quarter(due_on)) AS quarter,
           CASE WHEN why IS NOT NULL THEN 'apart' WHEN state = 'settled' AND days_past_due = 0 THEN 'on_time'
                WHEN state = 'settled' THEN 'late' WHEN state = 'short' THEN 'short' ELSE 'none' END AS sort,
           CASE WHEN why IS NULL THEN amount_cents - open_when_due END AS on_time_cents,
           CASE WHEN why IS NULL
                THEN least(paid_cents, amount_cents) - (amount_cents - open_when_due) END AS late_cents,
           CASE WHEN why IS NULL THEN greatest(left_cents, 0) END AS open_cents
    FROM judged
"""
COUNTS = """
    count(*) AS judged, count(*) FILTER (sort = 'on_time') AS on_time,
    count(*) FILTER (sort = 'late') AS late, count(*) FILTER (sort = 'short') AS short,
    count(*) FILTER (sort = 'none') AS none, sum(amount_cents)::BIGINT AS owed,
    sum(on_time_cents)::BIGINT AS on_time_cents, sum(late_cents)::BIGINT AS late_cents,
    sum(open_cents)::BIGINT AS open_cents
"""


def company_records(run: RunTables) -> tuple[CompanyRecord, ...]:
    """One row per company, position and currency with an amount that is judged.

    Call `make_payment_record` first.
    """
    days = ", ".join(
        f"quantile_disc(days_past_due, {part}) FILTER (sort {test}) AS {name}"
        for name, part, test in (
            ("late_median", "0.5", "= 'late'"), ("late_most", "0.9", "= 'late'"),
            ("open_median", "0.5", "IN ('short', 'none')"), ("open_most", "0.9", "IN ('short', 'none')"),
        )
    )  # fmt: skip
    rows = run.rows(f"""
        WITH told AS (
            SELECT company_id, bit, currency, {COUNTS}, {days}, {status_sql("status")} AS status
            FROM record_line WHERE sort <> 'apart' GROUP BY company_id, bit, currency
        )
        SELECT t.*, coalesce(n.name, t.company_id) FROM told t {name_join("company", "t.company_id", "n")}
        ORDER BY t.company_id, t.bit, t.currency""")
    return tuple(_company(run.heading.positions, row) for row in rows)


def _company(positions: Sequence[RunPosition], row: tuple[Any, ...]) -> CompanyRecord:
    company_id, bit, currency, *counts, late_median, late_most, open_median, open_most, status, name = row
    judged, on_time, late, short, none, owed, on_time_cents, late_cents, open_cents = counts
    return CompanyRecord(
        company_id=company_id,
        name=name,
        position=positions[bit].name,
        currency=currency,
        judged=judged,
        on_time=on_time,
        late=late,
        short=short,
        none=none,
        owed_cents=owed,
        on_time_cents=on_time_cents,
        late_cents=late_cents,
        open_cents=open_cents,
        days_late=(late_median, late_most),
        days_open=(open_median, open_most),
        status="" if status is None else STATUS_ORDER[status],
    )


def quarter_records(run: RunTables) -> tuple[QuarterRecord, ...]:
    """One row per company, position, currency and quarter in which a judged amount fell due."""
    rows = run.rows(f"""
        WITH told AS (
            SELECT company_id, bit, currency, quarter, {COUNTS} FROM record_line WHERE sort <> 'apart'
            GROUP BY company_id, bit, currency, quarter
        )
        SELECT t.company_id, coalesce(n.name, t.company_id), bit, currency, quarter, judged, on_time, late,
               short + none, owed, on_time_cents, late_cents, open_cents
        FROM told t {name_join("company", "t.company_id", "n")}
        ORDER BY t.company_id, bit, currency, quarter""")
    names = {position.bit: position.name for position in run.heading.positions}
    return tuple(QuarterRecord(*[*row[:2], names[row[2]], *row[3:]]) for row in rows)


def apart_records(run: RunTables) -> tuple[ApartRecord, ...]:
    """What is not judged, by company, position, currency and why."""
    rows = run.rows(f"""
        WITH told AS (
            SELECT company_id, bit, currency, why, count(*) AS amounts, sum(amount_cents)::BIGINT AS cents
            FROM record_line WHERE sort = 'apart' GROUP BY ALL
        )
        SELECT t.company_id, coalesce(n.name, t.company_id), bit, currency, why, amounts, cents
        FROM told t {name_join("company", "t.company_id", "n")} ORDER BY t.company_id, bit, currency, why""")
    names = {position.bit: position.name for position in run.heading.positions}
    return tuple(ApartRecord(*[*row[:2], names[row[2]], *row[3:]]) for row in rows)


@dataclass(frozen=True)
class RecordedLine:
    """One amount that was paid late, in part, or for which no payment is found."""

    ref: str
    company_id: str
    position: str
    title: str
    payee: str
    currency: str
    sort: str
    due_on: Any
    days: int
    amount_cents: int
    paid_cents: int
    open_cents: int
    status: str


def recorded_lines(run: RunTables) -> tuple[RecordedLine, ...]:
    """Every amount that is judged and was not paid in time, largest open amount first."""
    rows = run.rows(f"""
        SELECT {REF_SQL}, r.company_id, r.bit, coalesce(t.name, o.title_id),
               coalesce(p.name, o.payee_id, ''), r.currency, r.sort, r.due_on, r.days_past_due,
               r.amount_cents, r.paid_cents, r.open_cents, coalesce(r.status, '')
        FROM record_line r JOIN obligation o USING (obligation_no)
        {name_join("title", "o.title_id", "t")} {name_join("person", "o.payee_id", "p")}
        WHERE r.sort IN ('late', 'short', 'none')
        ORDER BY r.open_cents DESC, r.days_past_due DESC, 1, r.bit""")
    names = {position.bit: position.name for position in run.heading.positions}
    return tuple(RecordedLine(*[*row[:2], names[row[2]], *row[3:]]) for row in rows)
