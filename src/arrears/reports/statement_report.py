"""Builds one person's statement: opening, earned, paid, in process, open; their own lines and nobody else's.

A shared residual shows the person's fraction and amount, never the pot nor what another writer receives.
What is not yet due, or cannot be set against a payment, stands apart and is in no total.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from arrears.audit.arrears_tables import STATE_WORDS, on_position
from arrears.audit.run_tables import RunTables, name_join
from arrears.findings import Finding, Refused
from arrears.reports.audit_report import heading_facts
from arrears.reports.listed_tables import position_words
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

CURRENCY = Column("currency", "currency", for_readers=False)
# What is due, known and comparable; the rest is listed apart.
COUNTED = (
    "state NOT IN ('not_yet_due', 'not_comparable', 'not_computable', 'no_statement_received', 'credit')"
)
COUNTED += " AND state <> 'due_date_not_known' AND amount_cents IS NOT NULL"
SAME_LINE = (
    "title_id", "company_id", "market", "territory", "occasion", "article", "clause", "credit_column",
    "due_on", "share_num", "share_den", "amount_cents", "paid", "in_process", "remaining", "state",
    "currency", "status",
)  # fmt: skip
TOTALS_NOTE = (
    "Open = opening + earned - paid - in process. In process: received by the guild and not yet sent on."
    " Each line gives the amounts if that side's reading is right throughout. A check that came back counts"
    " as paid and is marked undeliverable."
)
LINES_NOTE = (
    "Your share is the fraction of the residual that your credit carries; pay for your own services is whole."
)


def build_statement(
    run: RunTables, person_id: str, opening_on: date | None = None, *, is_for_staff: bool = True
) -> Report:
    """The statement of one person, up to the run's day.

    opening_on: what fell due or was paid before this day is the opening balance; null = from the beginning.
    is_for_staff: false for the member: then nothing is printed that records about others alone can change.
    Findings: `person-unknown`.
    """
    name = _name_of(run, person_id, is_for_staff)
    _make_lines(run, person_id, opening_on or date(1, 1, 1))
    totals = Section("In sum", (), (_totals_table(run, is_for_staff),))
    lines = _lines_table(run, COUNTED, "lines", "Due and comparable")
    apart = _lines_table(run, f"NOT ({COUNTED})", "apart", "Not yet due, or not comparable; in no total")
    sections = (totals, Section("Line by line", (), (lines, apart)), Section("Received", (), (_paid(run),)))
    opening = (("opening on", opening_on.isoformat()),) if opening_on else ()
    heading = heading_facts(run.heading) if is_for_staff else _own_facts(run)
    facts = (("for", f"{name} ({person_id})"), *opening, *heading)
    return Report(f"Statement for {name} on {run.heading.as_of}", facts, sections)


def _own_facts(run: RunTables) -> tuple[tuple[str, str], ...]:
    """The day and the agreements of the own lines: seq, head and run would change with others' records."""
    versions = run.rows("SELECT DISTINCT concat(family, '/', version) FROM statement_line ORDER BY 1")
    return (
        ("as of", run.heading.as_of),
        ("records held to", run.heading.held_to()),
        ("agreements", "; ".join(row[0] for row in versions) or "none of the own lines"),
    )


def _name_of(run: RunTables, person_id: str, is_for_staff: bool) -> str:
    named = run.rows("SELECT name FROM name WHERE kind = 'person' AND id = ?", [person_id])
    if named:
        return str(named[0][0])
    if run.rows("SELECT 1 FROM obligation WHERE payee_id = ? LIMIT 1", [person_id]):
        return person_id
    near = run.rows(
        "SELECT id FROM name WHERE kind = 'person' ORDER BY levenshtein(id, ?), id LIMIT 1", [person_id]
    )
    remedy = "ask the guild under which id you are recorded"
    if is_for_staff:
        remedy = (
            f"the nearest id is '{near[0][0]}'" if near else "look the person's id up in the person table"
        )
    problem = "no person with this id is in the book"
    raise Refused([Finding("person-unknown", "PERSON", problem, "the id of a person", person_id, remedy)])


def _make_lines(run: RunTables, person_id: str, opening_on: date) -> None:
    run.connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE statement_line AS
        WITH early AS (
            SELECT obligation_no, sum(amount_cents)::BIGINT AS cents FROM match
            WHERE coalesce(received_by_guild_on, paid_on) < $opening
              AND (sent_on_to_member_on IS NOT NULL OR received_by_guild_on IS NULL) GROUP BY obligation_no
        )
        SELECT o.*, s.state, s.paid_cents, s.with_guild_cents, s.open_cents, s.why,
               CASE WHEN o.due_on < $opening THEN o.amount_cents ELSE 0 END - coalesce(e.cents, 0) AS opening,
               CASE WHEN o.due_on < $opening THEN 0 ELSE o.amount_cents END AS earned,
               s.paid_cents - coalesce(s.with_guild_cents, 0) - coalesce(e.cents, 0) AS paid,
               coalesce(s.with_guild_cents, 0) AS in_process,
               o.amount_cents - s.paid_cents AS remaining
        FROM obligation o JOIN standing s USING (obligation_no) LEFT JOIN early e USING (obligation_no)
        WHERE o.payee_id = $person""",
        {"opening": opening_on, "person": person_id},
    )


def _totals_table(run: RunTables, is_for_staff: bool) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for position in run.heading.positions:
        names = ("opening", "earned", "paid", "in_process", "remaining")
        sums = ", ".join(on_position(position, name) for name in names)
        for *cents, currency in run.rows(
            f"SELECT {sums}, currency FROM statement_line WHERE {COUNTED} GROUP BY currency ORDER BY currency"
        ):
            rows.append((position.name, *(Money(amount, currency) for amount in cents), currency))
    if not is_for_staff:
        rows = _one_for_equal(rows)
    columns = (
        Column("position", "position"),
        Column("opening", "opening", "money"),
        Column("earned", "earned", "money"),
        Column("paid", "paid", "money"),
        Column("in_process", "in process", "money"),
        Column("open", "open", "money"),
        CURRENCY,
    )
    return Table("totals", "", columns, tuple(rows), TOTALS_NOTE)


def _one_for_equal(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Positions that give the same totals as one row: which others there are depends on others' lines."""
    held: dict[tuple[Cell, ...], list[str]] = {}
    for position, *amounts in rows:
        held.setdefault(tuple(amounts), []).append(str(position))
    in_currency = [amounts[-1] for amounts in held]
    return [
        ("every position" if in_currency.count(amounts[-1]) == 1 else ", ".join(names), *amounts)
        for amounts, names in held.items()
    ]


def _lines_table(run: RunTables, condition: str, name: str, heading: str) -> Table:
    # Readings that give the line the same amounts are one row, on all their positions.
    same = ", ".join(SAME_LINE)
    rows = run.rows(f"""
        WITH line AS (
            SELECT {same}, bit_or(positions) AS positions, min(obligation_no) AS first_no
            FROM statement_line WHERE {condition} GROUP BY {same}
        )
        SELECT coalesce(t.name, l.title_id), coalesce(c.name, l.company_id), l.market, l.occasion,
               concat(l.article, '/', l.clause), l.due_on, l.share_num, l.share_den, l.amount_cents, l.paid,
               l.in_process, l.remaining, l.state, l.positions, l.currency, l.status
        FROM line l {name_join("title", "l.title_id", "t")} {name_join("company", "l.company_id", "c")}
        ORDER BY l.due_on NULLS LAST, 1, l.market, l.occasion, l.first_no""")
    columns = (
        Column("title", "title"),
        Column("company", "company", is_beneath=True),
        Column("market", "market"),
        Column("occasion", "for"),
        Column("clause", "clause", is_beneath=True),
        Column("due_on", "due", "date"),
        Column("share", "your share"),
        Column("earned", "earned", "money"),
        Column("paid", "paid", "money"),
        Column("in_process", "in process", "money"),
        Column("open", "open", "money"),
        Column("state", "standing", is_beneath=True),
        Column("positions", "on", is_beneath=True),
        CURRENCY,
    )
    return Table(name, heading, columns, tuple(_line(run, row) for row in rows), LINES_NOTE if rows else "")


def _line(run: RunTables, row: tuple[Any, ...]) -> tuple[Cell, ...]:
    title, company, market, occasion, clause, due_on, over, under, *amounts = row[:12]
    state, positions, currency, status = row[12:]
    share = "" if not over or not under else "whole" if over == under else str(Fraction(over, under))
    money = (Money(cents, currency, status) for cents in amounts)
    place = (title, company, market.replace("_", " "), occasion, clause, due_on, share)
    return (*place, *money, STATE_WORDS.get(state, state), position_words(run.heading, positions), currency)


def _paid(run: RunTables) -> Table:
    rows = run.rows("""
        SELECT m.payment_id, m.line_no, m.paid_on, m.received_by_guild_on, m.sent_on_to_member_on,
               min(m.amount_cents), l.currency, min(m.why)
        FROM match m JOIN statement_line l USING (obligation_no)
        GROUP BY ALL ORDER BY m.paid_on, m.payment_id, m.line_no""")
    columns = (
        Column("payment_id", "payment"),
        Column("line_no", "line", "count"),
        Column("paid_on", "paid on", "date"),
        Column("received_by_guild_on", "received by the guild", "date"),
        Column("sent_on_to_member_on", "sent on", "date"),
        Column("amount", "amount", "money"),
        CURRENCY,
        Column("why", "set against a line because", is_beneath=True),
    )
    cells = tuple((*row[:5], Money(row[5], row[6]), row[6], row[7]) for row in rows)
    return Table("received", "Payments set against these lines", columns, cells)
