"""Between amounts and people: each amount with its line, its due date, and what is missing of it.

Rows of `priced`: one per row of `amount` that is not nought, numbered in order of title and line. Columns:
priced_no, group_no (of `pay_group`), is_alone (no other amount is of that group), line_id, part_no,
clause_no, applies, amount_cents, base_cents, rate_num, rate_den, the columns of the line, anchor_on, due_on.
Rows of `missing_amount`: one per row whose amount or applicability is unknown, with the names of what is
missing.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from arrears.agreements.due_rules import due_facts, is_chosen, rules_of
from arrears.agreements.model import DueRule
from arrears.engine.calendar import register_chosen_due_dates, register_due_dates
from arrears.engine.connection import drop_tables, quote_text
from arrears.findings import Finding
from arrears.formula.asks import names_read
from arrears.formula.clause import WHOLE_CENTS_UP, ClauseFormula, Holds
from arrears.formula.lacks import print_gap, print_missing
from arrears.formula.nodes import Compare
from arrears.formula.sql import Columns, print_cents, print_condition
from arrears.obligations.bulk import (
    DIALECT,
    case_by_clause,
    clause_columns,
    money_nodes,
    numbered,
    print_owed,
    state_layers,
)
from arrears.obligations.variants import Variant
from arrears.vocabulary import PERSONAL_KINDS

LINE_COLUMNS = ("title_no", "title_id", "company_id", "market", "territory", "currency", "credit")


def price_lines(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> list[Finding]:
    """Create `priced` and `missing_amount`; report the holes of tables that lines fell into."""
    by_kind: dict[str, list[Variant]] = {}
    for variant in variants:
        by_kind.setdefault(variant.formula.record_kind, []).append(variant)
    selects = [print_priced(kind, chosen) for kind, chosen in by_kind.items()]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE priced_line AS {' UNION ALL '.join(selects)}")
    add_due_dates(connection, variants)
    drop_tables(connection, "priced_line")
    connection.execute(
        "CREATE OR REPLACE TABLE missing_amount (line_id BIGINT, part_no BIGINT, clause_no INTEGER,"
        " missing VARCHAR[])"
    )
    unknown = connection.execute(
        "SELECT DISTINCT clause_no FROM amount WHERE applies IS NULL OR amount_cents IS NULL"
    ).fetchall()
    numbers = {number for (number,) in unknown}
    findings = []
    for variant in variants:
        if variant.no in numbers:
            findings += name_missing(connection, variant)
    return findings


def print_priced(kind: str, variants: Sequence[Variant]) -> str:
    """The amounts of one record kind with the columns of their lines and the day their due date counts
    from.
    """
    dated = [(v, v.clause.due) for v in variants if v.clause.due is not None]
    anchors = case_by_clause((v.no, anchor_column(v, due.after)) for v, due in dated if not is_chosen(due))
    chosen = case_by_clause((v.no, chosen_anchors(v, due)) for v, due in dated if is_chosen(due))
    occasions = case_by_clause(
        (v.no, f"concat('{v.formula.each.name}:', a.part_no)") for v in variants if v.formula.each
    )
    numbers = ", ".join(str(variant.no) for variant in variants)
    # How many periods there are is not known where a day is missing, and so neither is the most they pay.
    uncounted = case_by_clause((v.no, "a.part_no = 0") for v in variants if v.formula.each)
    counted = f"CASE WHEN {uncounted} THEN NULL ELSE a.amount_cents END"
    payee = "f.payee_id" if kind in PERSONAL_KINDS else "NULL::VARCHAR"
    line = ", ".join((*(f"f.{name}" for name in LINE_COLUMNS), f"{payee} AS payee_id"))
    return (
        f"SELECT a.line_id, a.part_no, a.clause_no, a.applies, {counted} AS amount_cents, a.base_cents,"
        f" a.rate_num, a.rate_den, {line}, coalesce({occasions}, f.occasion) AS occasion,"
        f" ({anchors})::DATE AS anchor_on, ({chosen})::DATE[] AS chosen_on"
        f" FROM amount a JOIN fact_{kind} f ON f.line_id = a.line_id"
        f" WHERE a.clause_no IN ({numbers}) AND a.amount_cents IS DISTINCT FROM 0"
    )


def chosen_anchors(variant: Variant, rule: DueRule) -> str:
    """The days that the rules that hold count from, in the places of `rules_of`; NULL where not known."""
    columns = Columns({name: f"f.{name}" for name in due_facts(rule)})
    days = [anchor_column(variant, one.after) for one in rules_of(rule)]
    latest = days.pop() if rule.at_latest is not None else None
    choices = []
    for place, day in [*enumerate(days[1:], start=1), (0, days[0])]:
        row = [day if at == place else "NULL" for at in range(len(days))] + ([latest] if latest else [])
        known = " AND ".join(f"{one} IS NOT NULL" for one in (day, latest) if one)
        choices.append(f"CASE WHEN {known} THEN [{', '.join(row)}] END")
    tests = [f"({print_condition(arm.when, DIALECT, columns)})" for arm in rule.unless]
    arms = "".join(
        f" WHEN {test} IS NULL THEN NULL WHEN {test} THEN {choice}" for test, choice in zip(tests, choices)
    )
    return f"CASE{arms} WHEN TRUE THEN {choices[-1]} END"


def anchor_column(variant: Variant, name: str) -> str:
    """Where the day that a due date counts from stands: an end of a cut period, or a fact of the line."""
    each = variant.formula.each
    if each and name in ("period_from", f"{each.name}_from"):
        return "a.part_from"
    if each and name in ("period_to", f"{each.name}_to"):
        return "a.part_to"
    return f"f.{name}"


# A group bears the number of its first amount, so the numbers depend on nothing but the records.
PAY_GROUP = """
    CREATE OR REPLACE TABLE pay_group AS
    SELECT min((line_id * parts + part_no) * clauses + clause_no) AS group_no, count(*) AS amounts,
           company_id, title_id, market, occasion, currency
    FROM priced_line, (SELECT max(part_no) + 1 AS parts, max(clause_no) + 1 AS clauses FROM priced_line)
    GROUP BY company_id, title_id, market, occasion, currency
"""
PLACE = """
    CREATE OR REPLACE TEMP TABLE place AS
    SELECT territory, row_number() OVER (ORDER BY territory) AS place_no, count(*) OVER () + 1 AS places
    FROM (SELECT DISTINCT territory FROM priced_line)
"""


def add_due_dates(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> None:
    """Create `pay_group` and `priced` from the priced lines and the calendar.

    Rows of pay_group: one per company, title, market, occasion and currency, the keys that payments name
    besides the payee; `item_group_no` tells territories apart too. An unknown anchor leaves the due date
    unknown.
    """
    rules = {variant.no: variant.clause.due for variant in variants if variant.clause.due}
    rows = connection.execute(
        "SELECT DISTINCT clause_no, anchor_on FROM priced_line WHERE anchor_on IS NOT NULL"
    ).fetchall()
    anchors = [(rules[number].rule_id, day) for number, day in rows]
    register_due_dates(connection, rules.values(), anchors)
    lists = connection.execute(
        "SELECT DISTINCT clause_no, chosen_on FROM priced_line WHERE chosen_on IS NOT NULL ORDER BY ALL"
    ).fetchall()
    register_chosen_due_dates(connection, [(number, rules[number], days) for number, days in lists])
    names = case_by_clause((number, f"'{rule.rule_id}'") for number, rule in rules.items())
    connection.execute(PAY_GROUP)
    connection.execute(PLACE)
    connection.execute(
        f"""CREATE OR REPLACE TABLE priced AS
            WITH numbered AS (
                SELECT row_number() OVER (ORDER BY title_no, line_id, part_no, clause_no) AS priced_no,
                       line_id, part_no, clause_no
                FROM priced_line)
            SELECT n.priced_no, p.* EXCLUDE (rule_id, chosen_on), coalesce(d.due_on, c.due_on) AS due_on,
                   g.group_no, g.group_no * w.places + w.place_no AS item_group_no, g.amounts = 1 AS is_alone
            FROM (SELECT *, {names} AS rule_id FROM priced_line) p
            JOIN numbered n USING (line_id, part_no, clause_no)
            JOIN pay_group g ON g.company_id = p.company_id AND g.title_id = p.title_id
             AND g.market = p.market AND g.occasion = p.occasion
             AND g.currency IS NOT DISTINCT FROM p.currency
            JOIN place w ON w.territory IS NOT DISTINCT FROM p.territory
            LEFT JOIN calendar_due d ON d.rule_id = p.rule_id AND d.anchor_on = p.anchor_on
            LEFT JOIN calendar_chosen_due c ON c.clause_no = p.clause_no AND c.anchors = p.chosen_on"""
    )


def name_missing(connection: duckdb.DuckDBPyConnection, variant: Variant) -> list[Finding]:
    """Add the rows of one clause to `missing_amount`, and report where its tables have no row for a known
    value.
    """
    before = {
        node: f"before_{place}"
        for place, node in enumerate((n for layer in state_layers(variant.formula) for n in layer), start=1)
    }
    columns = clause_columns(numbered(variant), before)
    missing_when = print_missing(variant.formula.when, DIALECT, columns)
    missing_amount, gap = print_lack_of_amount(variant.formula, columns)
    source = print_unknown(variant)
    connection.execute(
        f"""INSERT INTO missing_amount SELECT line_id, part_no, clause_no,
              CASE WHEN applies IS NULL THEN {missing_when} ELSE {missing_amount} END FROM ({source})"""
    )
    row = connection.execute(
        f"SELECT count(*), min(title_id) FROM ({source}) WHERE applies AND {gap}"
    ).fetchone()
    assert row is not None
    return [gap_finding(variant, *row)] if row[0] else []


def print_lack_of_amount(formula: ClauseFormula, columns: Columns) -> tuple[str, str]:
    """The names of what an amount misses, and whether a table has no row for it.

    Of an amount that is held, where the record's own part is known, what the earlier ones rest on is named.
    """
    node = money_nodes(formula)[0]
    if not isinstance(formula.result, Holds):
        return print_missing(node, DIALECT, columns), print_gap(node, DIALECT, columns) or "FALSE"
    until = formula.result.until
    both = Compare(">=", node, until)
    own = print_cents(node, formula.rounding, DIALECT, columns)
    waits = print_cents(until, WHOLE_CENTS_UP, DIALECT, columns)
    earlier = ", ".join(quote_text(f"earlier {name}") for name in names_read(node))
    names = (
        f"CASE WHEN {own} IS NOT NULL AND {waits} IS NOT NULL THEN [{earlier}]"
        f" ELSE {print_missing(both, DIALECT, columns)} END"
    )
    return names, print_gap(both, DIALECT, columns) or "FALSE"


def print_unknown(variant: Variant) -> str:
    """The lines on which one clause's amount is unknown, with facts, running sums and other clauses'
    amounts.
    """
    each = variant.formula.each
    cut = ""
    if each:
        cut = (
            f", a.part_no AS {each.name}, a.part_from AS {each.name}_from, a.part_to AS {each.name}_to,"
            f" a.part_to - a.part_from + 1 AS {each.name}_days"
        )
    columns, joins = print_owed(variant.owed.values())
    owed = "".join(f", {column}" for column in columns)
    return (
        f"SELECT f.*, a.part_no, a.clause_no, a.applies, a.amount_cents,"
        f" a.before_1, a.before_2, a.before_3, a.before_4{cut}{owed}"
        f" FROM amount a JOIN fact_{variant.formula.record_kind} f ON f.line_id = a.line_id {joins}"
        f" WHERE a.clause_no = {variant.no} AND (a.applies IS NULL OR a.amount_cents IS NULL)"
    )


def gap_finding(variant: Variant, lines: int, title_id: str) -> Finding:
    """A known value that no row of the clause's tables covers: the agreement, as encoded, does not say."""
    return Finding(
        code="table-has-no-row",
        place=f"{variant.agreement.address}/{variant.clause.name}",
        problem="the clause applies, and its tables have no row for these facts; no amount is given",
        expected="a row of the printed table",
        found=f"none for {lines} line(s), the first of title {title_id}",
        remedy="see the table with `arrears agreements show`; what was never published cannot be computed",
    )
