"""Builds the list of what falls due next, by day and company, on every position and on each.

Only obligations that are accrued and not yet due on the run's day; amounts that are not known are counted.
"""

from __future__ import annotations

from datetime import date

from arrears.audit.arrears_tables import ITEM, on_every, on_position, status_place, status_sql, status_word
from arrears.audit.run_tables import RunTables, name_join
from arrears.reports.audit_report import heading_facts
from arrears.reports.tables import Column, Money, Report, Section, Table, column_word


def build_coming_due(run: RunTables, due_by: date | None = None) -> Report:
    """What falls due after the run's day, up to and including `due_by` (null: all that is known)."""
    until = f" by {due_by}" if due_by else ""
    sentence = (
        "Accrued and not yet due; none of it is arrears. The first figure is owed on every position that a"
        " side takes in its own words."
    )
    section = Section("", (sentence,), (_due_table(run, due_by), _unknown_table(run)))
    return Report(f"What falls due after {run.heading.as_of}{until}", heading_facts(run.heading), (section,))


def _due_table(run: RunTables, due_by: date | None) -> Table:
    positions = run.heading.positions
    key = ", ".join((*ITEM, "due_on"))
    sums = ", ".join(f"{on_position(p, 'amount_cents')} AS p{p.bit}" for p in positions)
    statuses = ", ".join(
        f"max({status_place('status')}) FILTER ((positions >> {p.bit}) & 1 = 1) AS s{p.bit}"
        for p in positions
    )
    each = ", ".join([f"sum(p{p.bit})::BIGINT" for p in positions] + [f"max(s{p.bit})" for p in positions])
    rows = run.rows(
        f"""
        WITH item AS (
            SELECT {key}, {sums}, {statuses}, {status_sql("status")} AS status
            FROM obligation JOIN standing USING (obligation_no)
            WHERE state = 'not_yet_due' AND due_on <= coalesce($due_by, DATE '9999-12-31') GROUP BY {key}
        )
        SELECT i.due_on, i.company_id, max(n.name), i.currency, count(DISTINCT i.title_id),
               count(DISTINCT i.payee_id), max(i.status), sum({on_every(run.heading.own_words())})::BIGINT,
               {each}
        FROM item i {name_join("company", "i.company_id", "n")}
        GROUP BY i.due_on, i.company_id, i.currency ORDER BY i.due_on, 8 DESC, i.company_id, i.currency""",
        {"due_by": due_by},
    )
    columns = (
        Column("due_on", "due", "date"),
        Column("company_id", "company", for_readers=False),
        Column("company", "company"),
        Column("titles", "titles", "count"),
        Column("people", "people", "count"),
        Column("every_position", "on every position", "money"),
        *(Column(f"on_{column_word(p.name)}", p.name, "money") for p in positions if len(positions) > 1),
        Column("currency", "currency", for_readers=False),
    )
    cells = []
    for due_on, company, name, currency, titles, people, status, every, *amounts in rows:
        pairs = zip(amounts[: len(positions)], amounts[len(positions) :])
        own = (Money(cents, currency, status_word(place)) for cents, place in pairs if len(positions) > 1)
        owed = Money(every, currency, status_word(status))
        cells.append((due_on, company, name or company, titles, people, owed, *own, currency))
    return Table("coming_due", "By day and company", columns, tuple(cells))


def _unknown_table(run: RunTables) -> Table:
    rows = run.rows(f"""
        SELECT coalesce(n.name, o.company_id), s.state, count(*), min(s.why)
        FROM obligation o JOIN standing s USING (obligation_no) {name_join("company", "o.company_id", "n")}
        WHERE s.state IN ('not_computable', 'no_statement_received', 'due_date_not_known')
        GROUP BY ALL ORDER BY 1, 2""")
    columns = (
        Column("company", "company"),
        Column("state", "what is not known"),
        Column("obligations", "obligations", "count"),
        Column("example", "for example"),
    )
    cells = tuple((company, state.replace("_", " "), count, why) for company, state, count, why in rows)
    return Table("not_known", "Not in the sums: amount or day not known", columns, cells)
