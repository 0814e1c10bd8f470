"""Which obligations of two runs are the same, and which of them differ.

A name holds neither version nor amount, so a correction leaves it as it is. Two things of a name depend on
the run: readings that give the same amounts everywhere are told as one, and lines on several bases of
receipts, or under several versions, share a name. Both are taken apart here before names are compared.
"""

from __future__ import annotations

from pathlib import Path

from arrears.audit.run_tables import REF_SQL, RunTables, read_heading
from arrears.engine.connection import quote_text
from arrears.engine.small_tables import create_table

# Every name of an obligation: once on each reading that it is told as. nth: among those of one base.
NAMED = """
    CREATE OR REPLACE TEMP TABLE {side}_named AS
    WITH told AS (
        SELECT {as_told} AS name, {ref} AS ref, o.obligation_no, o.version, f.base_kind
        FROM {obligation} o LEFT JOIN {side}_reading v USING (clause_no)
        LEFT JOIN {fact} f ON f.line_id = o.line_id
    ), numbered AS (
        SELECT obligation_no, row_number() OVER (PARTITION BY ref ORDER BY obligation_no) AS place
        FROM (SELECT DISTINCT obligation_no, ref FROM told) own
        SEMI JOIN (SELECT name FROM told GROUP BY name HAVING count(*) > 1) twin ON twin.name = own.ref
    )
    SELECT name, ref || coalesce('#' || place, '') AS ref, obligation_no, base_kind,
           row_number() OVER (PARTITION BY name, base_kind ORDER BY version, obligation_no) AS nth
    FROM told LEFT JOIN numbered USING (obligation_no)
"""

# One line of a name on each side is the same line, also where only one side states its base.
PAIRED = """
    CREATE OR REPLACE TEMP TABLE paired AS
    WITH twin AS (
        SELECT name FROM was_named GROUP BY name HAVING count(*) > 1
        UNION SELECT name FROM became_named GROUP BY name HAVING count(*) > 1
    ), pair AS (
        SELECT w.name, w.ref AS was_ref, b.ref AS is_ref, w.obligation_no AS was_no, b.obligation_no AS is_no
        FROM (FROM was_named ANTI JOIN twin USING (name)) w
        FULL JOIN (FROM became_named ANTI JOIN twin USING (name)) b USING (name)
        UNION ALL
        SELECT coalesce(b.name, w.name), w.ref, b.ref, w.obligation_no, b.obligation_no
        FROM (FROM was_named SEMI JOIN twin USING (name)) w
        FULL JOIN (FROM became_named SEMI JOIN twin USING (name)) b
          ON b.name = w.name AND b.base_kind IS NOT DISTINCT FROM w.base_kind AND b.nth = w.nth
    ), met AS (SELECT was_no, is_no FROM pair WHERE was_no IS NOT NULL AND is_no IS NOT NULL)
    SELECT was_no, is_no,
           CASE WHEN was_no IS NOT NULL AND is_no IS NOT NULL THEN min(is_ref)
                WHEN was_no IN (SELECT was_no FROM met) OR is_no IN (SELECT is_no FROM met) THEN min(name)
                ELSE min(coalesce(is_ref, was_ref)) END AS ref
    FROM pair GROUP BY was_no, is_no
"""

CHANGED = """
    CREATE OR REPLACE TEMP TABLE changed AS
    WITH was AS (
        SELECT o.*, s.state, s.paid_cents FROM {obligation} o JOIN {standing} s USING (obligation_no)
    ), became AS (
        SELECT o.*, s.state, s.paid_cents FROM obligation o JOIN standing s USING (obligation_no)
    )
    SELECT p.ref, coalesce(b.title_id, w.title_id) AS title_id, coalesce(b.currency, w.currency) AS currency,
           p.was_no IS NOT NULL AS was_there, p.is_no IS NOT NULL AS is_there,
           w.amount_cents AS was_cents, b.amount_cents AS is_cents, w.due_on AS was_due, b.due_on AS is_due,
           w.state AS was_state, b.state AS is_state, w.paid_cents AS was_paid, b.paid_cents AS is_paid,
           w.version AS was_version, b.version AS is_version,
           coalesce(b.reading, w.reading) AS reading
    FROM paired p LEFT JOIN was w ON w.obligation_no = p.was_no
    LEFT JOIN became b ON b.obligation_no = p.is_no
    WHERE p.was_no IS NULL OR p.is_no IS NULL OR w.amount_cents IS DISTINCT FROM b.amount_cents
       OR w.due_on IS DISTINCT FROM b.due_on OR w.state IS DISTINCT FROM b.state
       OR w.paid_cents IS DISTINCT FROM b.paid_cents OR w.version IS DISTINCT FROM b.version
"""


def make_changed(run: RunTables, before: Path) -> None:
    """Create `changed`: the obligations that an earlier run has otherwise than this one.

    Rows: one per obligation of either run, matched by its name, whose amount, due date, version, standing or
    payments differ. Columns: ref (of this run where it is there; with `#` and its place where several have
    the name), title_id, currency, was_there, is_there, and of each side cents, due, state, paid, version,
    null where it is not there or not known. The run's connection must be allowed to read both folders.
    """
    was = {name: f"read_parquet({_literal(before, name)})" for name in ("obligation", "standing")}
    _name_obligations(run, "was", before, was["obligation"])
    _name_obligations(run, "became", run.folder, "obligation")
    run.connection.execute(PAIRED)
    run.connection.execute(CHANGED.format(**was))


def _name_obligations(run: RunTables, side: str, folder: Path, obligation: str) -> None:
    """Create `<side>_named`, out of the obligations of the run in that folder."""
    clauses = read_heading(folder).stands_for
    told = [(no, reading) for no, readings in clauses.items() for reading in readings]
    columns = ("clause_no INTEGER", "told_as VARCHAR")
    create_table(run.connection, f"{side}_reading", told, columns, is_temporary=True)
    as_told = REF_SQL.replace("o.reading", "coalesce(v.told_as, o.reading)")
    fact = _bases(run, folder)
    run.connection.execute(
        NAMED.format(side=side, as_told=as_told, ref=REF_SQL, obligation=obligation, fact=fact)
    )


def _literal(folder: Path, name: str) -> str:
    return quote_text(str((folder / f"{name}.parquet").resolve()))


def _bases(run: RunTables, folder: Path) -> str:
    """The base of each line; null for lines that have none."""
    fact = f"read_parquet({_literal(folder, 'fact')})"
    columns = {row[0] for row in run.rows(f"DESCRIBE SELECT * FROM {fact}")}
    base = "base_kind" if "base_kind" in columns else "NULL"
    return f"(SELECT line_id, {base}::VARCHAR AS base_kind FROM {fact})"
