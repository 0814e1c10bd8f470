"""Tables that list lines one by one: obligations in arrears, payments that settle nothing, findings.

Each is sorted in full before rows are left off, and says how many were.
"""

from __future__ import annotations

from typing import Any

from arrears.audit.arrears_tables import (
    EXCEPTION_WORDS,
    ITEM,
    STATE_WORDS,
    count_of_arrears,
    smallest_of_largest,
    status_sql,
    status_word,
)
from arrears.audit.run_tables import REF_SQL, RunHeading, RunTables, name_join
from arrears.reports.tables import Cell, Column, Money, Table

CURRENCY = Column("currency", "currency", for_readers=False)
SAME_AMOUNT = (
    "family", "article", "clause", "credit_column", "amount_cents", "paid_cents", "open_cents", "state",
    "due_on", "days_past_due",
)  # fmt: skip
ARREARS_COLUMNS = (
    Column("ref", "obligation"),
    Column("company", "company", is_beneath=True),
    Column("payee", "payee"),
    Column("title", "title", is_beneath=True),
    Column("due_on", "due", "date"),
    Column("days_past_due", "days past due", "count"),
    Column("amount", "owed", "money"),
    Column("paid", "paid", "money"),
    Column("open", "open", "money"),
    CURRENCY,
    Column("state", "reason"),
    Column("positions", "on", is_beneath=True),
    Column("why", "because", is_beneath=True),
    Column("status", "terms", for_readers=False),
)
EXCEPTION_COLUMNS = (
    Column("kind", "what"),
    Column("payment_id", "payment"),
    Column("line_no", "line", "count"),
    Column("payer", "from"),
    Column("payee", "to"),
    Column("payee_as_written", "payee as written", is_beneath=True),
    Column("title", "title"),
    Column("market", "market"),
    Column("period", "period"),
    Column("amount", "amount", "money"),
    CURRENCY,
    Column("why", "because", is_beneath=True),
)


def arrears_table(run: RunTables, most_rows: int) -> Table:
    """Obligations in arrears, the largest first, each with its reason."""
    # Readings that give one line the same amount are one row: named after the first, with all positions. A
    # line has at most one row for each position, so the first rows hold every part of the lines shown.
    key = ", ".join(f"o.{column}" for column in (*ITEM, *SAME_AMOUNT))
    most = int(most_rows) * max(1, len(run.heading.positions))
    rows = run.rows(f"""
        WITH largest AS (
            SELECT * FROM arrears_obligation o WHERE o.open_cents >= ({smallest_of_largest(most)})
            ORDER BY o.open_cents DESC, {key}, o.reading LIMIT {most}
        ), line AS (
            SELECT {key}, min({REF_SQL}) AS ref, bit_or(o.positions) AS positions, min(o.why) AS why,
                   {status_sql("o.status")} AS status, count(*) AS obligations
            FROM largest o GROUP BY {key}
        )
        SELECT o.ref, coalesce(c.name, o.company_id), coalesce(p.name, o.payee_id),
               coalesce(t.name, o.title_id), o.due_on, o.days_past_due, o.amount_cents, o.paid_cents,
               o.open_cents, o.currency, o.state, o.positions, o.why, o.status, o.obligations
        FROM line o {name_join("company", "o.company_id", "c")}
        {name_join("person", "o.payee_id", "p")} {name_join("title", "o.title_id", "t")}
        ORDER BY o.open_cents DESC, {key} LIMIT {int(most_rows)}""")
    left_off = count_of_arrears(run) - sum(row[-1] for row in rows)
    cells = tuple(_arrears_row(run.heading, row) for row in rows)
    return Table(
        "obligations_in_arrears", "The largest obligations in arrears", ARREARS_COLUMNS, cells, "", left_off
    )


def position_words(heading: RunHeading, bits: int) -> str:
    """The positions of a bitmask in words: `every position`, or their names."""
    named = [position.name for position in heading.positions if bits >> position.bit & 1]
    return "every position" if len(named) == len(heading.positions) else ", ".join(named)


def exception_tables(run: RunTables, most_rows: int) -> tuple[Table, ...]:
    """Payment money that settles nothing: by kind, then line by line."""
    kinds = run.rows("""
        SELECT kind, count(*), sum(amount_cents)::BIGINT, currency FROM exception
        GROUP BY kind, currency ORDER BY kind, currency""")
    summary_columns = (
        Column("kind", "what"),
        Column("lines", "lines", "count"),
        Column("amount", "amount", "money"),
        CURRENCY,
    )
    summary = tuple(
        (EXCEPTION_WORDS.get(kind, kind), lines, Money(cents, currency or ""), currency)
        for kind, lines, cents, currency in kinds
    )
    rows = run.rows(f"""
        SELECT e.kind, e.payment_id, e.line_no, coalesce(c.name, e.payer_id),
               coalesce(p.name, e.payee_id), e.payee_as_written, coalesce(t.name, e.title_id), e.market,
               e.period, e.amount_cents, e.currency, e.why
        FROM exception e {name_join("company", "e.payer_id", "c")}
        {name_join("person", "e.payee_id", "p")} {name_join("title", "e.title_id", "t")}
        ORDER BY e.kind, e.payment_id, e.line_no, e.payment_row_id LIMIT {int(most_rows)}""")
    cells = tuple(_exception_row(row) for row in rows)
    left_off = _count(run, "exception") - len(rows)
    return (
        Table("exceptions_by_kind", "By kind", summary_columns, summary),
        Table("exceptions", "Line by line", EXCEPTION_COLUMNS, cells, "", left_off),
    )


def finding_tables(run: RunTables, most_rows: int) -> tuple[Table, Table]:
    """Findings by code, each with how often and one example; and one by one, with what to do about it."""
    by_code = run.rows("""
        SELECT code, count(*), min(place || ': ' || problem) FROM finding
        GROUP BY code ORDER BY 2 DESC, code""")
    listed = run.rows(f"""
        SELECT place, problem, expected, found, remedy, code FROM finding
        ORDER BY code, place, problem, expected, found, remedy LIMIT {int(most_rows)}""")
    columns = (Column("code", "code"), Column("times", "times", "count"), Column("example", "for example"))
    names = ("place", "problem", "expected", "found", "remedy", "code")
    left_off = max(0, len(by_code) - most_rows)
    return (
        Table("findings", "", columns, tuple(by_code[:most_rows]), "", left_off),
        Table(
            "findings_listed",
            "One by one, with what to do",
            tuple(Column(name, name) for name in names),
            tuple(listed),
            "",
            _count(run, "finding") - len(listed),
        ),
    )


def _count(run: RunTables, table: str) -> int:
    return int(run.rows(f'SELECT count(*) FROM "{table}"')[0][0])


def _arrears_row(heading: RunHeading, row: tuple[Any, ...]) -> tuple[Cell, ...]:
    *names, amount, paid, still_open, currency, state, bits, why, place = row[:14]
    status = status_word(place)
    amounts = (Money(cents, currency, status) for cents in (amount, paid, still_open))
    words = STATE_WORDS.get(state, state)
    return (*names, *amounts, currency, words, position_words(heading, bits), why, status)


def _exception_row(row: tuple[Any, ...]) -> tuple[Cell, ...]:
    kind, *named, cents, currency, why = row
    return (EXCEPTION_WORDS.get(kind, kind), *named, Money(cents, currency or ""), currency, why)
