"""Finds the lines of a claim again in a fresh run, by the names that they were filed under.

A name with several bearers has `#` and a place. Whether a run tells readings apart depends on the whole book:
a line that was filed as one may be one on each reading by now, or the other way round. It is found again
where every obligation that its name may mean has the same amount, due date and payments, and one without a
reading where they are on every position; else it is not.
"""

from __future__ import annotations

from arrears.audit.run_tables import REF_SQL, RunTables
from arrears.claims.lines_held import HeldLines
from arrears.engine.small_tables import create_table

NUMBERED_REF = f"""(SELECT obligation_no, bare || CASE WHEN count(*) OVER (PARTITION BY bare) > 1 THEN '#' ||
    row_number() OVER (PARTITION BY bare ORDER BY obligation_no) ELSE '' END AS ref
    FROM (SELECT o.obligation_no, {REF_SQL} AS bare FROM obligation o))"""
# What a filed name means that nothing of the run bears: its reading is told as another's, or as several.
MEANT = f"""
    WITH lost AS (SELECT ref FROM filed ANTI JOIN numbered USING (ref)), told AS (
        SELECT o.obligation_no, {REF_SQL.replace("o.reading", "v.told_as")}
               || regexp_extract(n.ref, '#[0-9]+$') AS ref, v.told_as
        FROM obligation o JOIN numbered n USING (obligation_no) JOIN told_reading v USING (clause_no)
    )
    SELECT ref, obligation_no, told_as, o.positions, o.amount_cents, o.due_on, s.paid_cents, s.state
    FROM told SEMI JOIN lost USING (ref) JOIN obligation o USING (obligation_no)
    JOIN standing s USING (obligation_no)
"""
FILED_NAME = """
    CREATE OR REPLACE TEMP TABLE filed_name AS
    WITH alike AS (
        SELECT ref, min(obligation_no) AS first_no FROM meant GROUP BY ref
        HAVING count(DISTINCT (amount_cents, due_on, paid_cents, state)) = 1
           AND (min(told_as) <> '' OR bit_or(positions) = {everybody})
    ), found AS (
        SELECT m.obligation_no, m.ref, m.obligation_no = a.first_no AS is_first
        FROM meant m JOIN alike a USING (ref)
    )
    SELECT obligation_no, ref, true AS is_first FROM numbered ANTI JOIN found USING (obligation_no)
    UNION ALL FROM found
"""


def name_as_filed(run: RunTables, held: HeldLines) -> None:
    """Create `filed_name` in the run: every obligation with its name, as the claim's lines have it.

    Columns: obligation_no, ref, is_first (false: another reading's, alike in everything, of a line that was
    filed as one). A line that the run does not have, or not as one, has no row.
    """
    filed = held.connection.sql("SELECT DISTINCT ref FROM line").to_arrow_table()
    run.connection.register("filed", filed)
    told = ((no, word) for no, words in run.heading.stands_for.items() for word in words)
    create_table(
        run.connection, "stands_for", list(told), ("clause_no INTEGER", "told_as VARCHAR"), is_temporary=True
    )
    run.connection.execute(f"CREATE OR REPLACE TEMP TABLE numbered AS FROM {NUMBERED_REF}")
    run.connection.execute(
        """CREATE OR REPLACE TEMP TABLE told_reading AS FROM stands_for
           UNION SELECT DISTINCT clause_no, '' FROM obligation"""
    )
    run.connection.execute(f"CREATE OR REPLACE TEMP TABLE meant AS {MEANT}")
    run.connection.execute(FILED_NAME.format(everybody=(1 << len(run.heading.positions)) - 1))
    run.connection.unregister("filed")
