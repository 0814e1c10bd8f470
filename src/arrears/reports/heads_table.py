"""What arrears are for, head by head: shown where a run holds more than residuals.

Half pay, pay after notice and unmade episodes are claimed, proved and settled each by itself, so they are
never told as one sum only.
"""

from __future__ import annotations

from arrears.audit.run_tables import RunHeading, RunTables
from arrears.engine.connection import quote_text
from arrears.reconciliation.standing import ARREARS_STATES
from arrears.reports.tables import Cell, Column, Money, Section, Table, column_word
from arrears.vocabulary import OF_PERSON

ON_EACH = (
    "What is open and past due, on each position, by what it is owed for; late charges are no part of it."
)


def is_more_than_residuals(heading: RunHeading) -> bool:
    """Whether a clause of the run pays for anything but reuse."""
    return bool(set(heading.subjects.values()) - {"residuals"})


def heads_section(run: RunTables) -> tuple[Section, ...]:
    """The section on heads, or none where every clause of the run is about residuals."""
    if not is_more_than_residuals(run.heading):
        return ()
    return (Section("What the arrears are for", (ON_EACH,), (heads_table(run),)),)


def heads_table(run: RunTables) -> Table:
    """The heads of what is in arrears.

    Rows: one per subject, clause and currency. Columns: people owed, or of
    contributions those on whose pay they are; amounts, open cents on each position.
    """
    positions = run.heading.positions
    states = ", ".join(quote_text(state) for state in ARREARS_STATES)
    sums = "".join(
        f", sum(s.open_cents) FILTER (o.positions >> {one.bit} & 1 = 1)::BIGINT" for one in positions
    )
    rows = run.rows(
        f"""SELECT coalesce(c.subject, ''), concat(o.family, '/', o.article, '/', o.clause), o.currency,
                   count(DISTINCT CASE WHEN starts_with(o.credit_column, '{OF_PERSON}') THEN o.credit_column
                                       ELSE o.payee_id END), max(o.status = 'unverified'){sums}
            FROM obligation o JOIN standing s USING (obligation_no)
            LEFT JOIN clause_subject c USING (clause_no)
            WHERE s.state IN ({states}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    )
    columns = (
        Column("subject", "subject"),
        Column("clause", "clause"),
        Column("people", "people", "count"),
        *(Column(f"open_on_{column_word(one.name)}", f"open on {one.name}", "money") for one in positions),
        Column("currency", "currency", for_readers=False),
    )
    cells: list[tuple[Cell, ...]] = [
        (
            subject.replace("_", " ") or "not said", clause, people,
            *(Money(cents or 0, currency, "unverified" if is_unverified else "") for cents in open_cents),
            currency,
        )
        for subject, clause, currency, people, is_unverified, *open_cents in rows
    ]  # fmt: skip
    return Table("heads", "", columns, tuple(cells))
