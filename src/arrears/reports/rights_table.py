"""Rights that arose: who could leave a contract, from which day, on whose reading. In no sum of money."""

from __future__ import annotations

from arrears.audit.run_tables import RunTables, name_join
from arrears.engine.connection import quote_text
from arrears.reports.tables import Column, Section, Table, first_rows

SENTENCE = (
    "No amounts: what a clause opened, from the end of the week that ends on the day given. Whether it was"
    " used is for the records to say."
)


def rights_section(run: RunTables, most_rows: int) -> tuple[Section, ...]:
    """The section on rights, or none where the run holds none."""
    if not run.rows("SELECT 1 FROM arisen_right LIMIT 1"):
        return ()
    return (Section("Rights that arose", (SENTENCE,), (first_rows(rights_table(run), most_rows),)),)


def rights_table(run: RunTables) -> Table:
    """Rows: one per right and line of a person, those that arose first."""
    on = ", ".join(
        f"CASE WHEN r.positions >> {one.bit} & 1 = 1 THEN {quote_text(one.name)} END"
        for one in run.heading.positions
    )
    rows = run.rows(
        f"""SELECT coalesce(p.name, r.payee_id), coalesce(t.name, r.title_id), r.says,
                   r.state, coalesce(r.from_on::VARCHAR, 'not known'),
                   concat_ws(', ', {on}), concat(r.family, '/', r.article, '/', r.clause)
            FROM arisen_right r {name_join("person", "r.payee_id", "p")}
            {name_join("title", "r.title_id", "t")}
            ORDER BY r.state, r.from_on, r.title_id, r.payee_id, r.clause"""
    )
    columns = (
        Column("person", "person"),
        Column("title", "title"),
        Column("right", "right"),
        Column("state", "state"),
        Column("from_on", "at the end of"),
        Column("positions", "on"),
        Column("clause", "clause"),
    )
    return Table("rights", "", columns, tuple(tuple(row) for row in rows))
