"""Who shares what by units: the part of each performer used in a title, from the facts of the cast.

Rows go into the same tables as credit shares, one rule number for each split of units, so that the cents of
both are divided in one way. A cast that is not whole, or a performer whose units are not known, leaves every
share of the title unknown: nobody's part is figured without the others'.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from arrears.findings import Finding
from arrears.formula.clause import Split
from arrears.formula.dialect import Columns
from arrears.formula.lacks import print_missing
from arrears.formula.sql import print_ratio
from arrears.obligations.bulk import DIALECT
from arrears.obligations.owed import credit_rules, unit_splits
from arrears.obligations.shares import SHARE_PATTERN, build_writer_shares
from arrears.obligations.variants import Variant

# The name of each fact of a participant in `cast_member`.
CAST_COLUMNS = {
    "hired_as": "hired_as",
    "engaged_by": "engaged_by",
    "days_worked": "days_worked_n",
    "weeks_worked": "weeks_worked_n",
    "compensation": "compensation_cents",
    "scale": "scale_cents",
}
# What is asked for where a title has another number of performers than rows, or the number is not known.
ROWS_OF_CAST, NUMBER_OF_CAST, NO_UNITS = "cast_member", "performers", "units"

# Odd cents of equal remainders go in the order of the performers' ids: no agreement says in which.
CAST_USED = """
    CREATE OR REPLACE TEMP TABLE cast_used AS
    SELECT t.title_no, t.title_id, c.person_id, {facts},
           row_number() OVER (PARTITION BY t.title_no ORDER BY c.person_id)::INTEGER AS seq
    FROM trusted_cast_member c JOIN title_fact t ON t.title_id = c.title_id
"""
CAST_COUNT = """
    CREATE OR REPLACE TEMP TABLE cast_count AS
    SELECT t.title_no, t.title_id, p.performers_n, coalesce(c.listed, 0) AS listed
    FROM title_fact t
    LEFT JOIN trusted_production p ON p.title_id = t.title_id
    LEFT JOIN (SELECT title_no, count(*) AS listed FROM cast_used GROUP BY title_no) c
      ON c.title_no = t.title_no
"""
CAST_UNITS = """
    CREATE OR REPLACE TEMP TABLE cast_units AS
    SELECT *, ({weight})::BIGINT AS weight, {missing} AS missing FROM cast_used
"""
# One row per title whose shares are not known: what to ask for, and of how many performers.
LACKING = f"""
    INSERT INTO cast_lack
    SELECT {{rule_no}}, n.title_no,
           list_sort(list_distinct(list_concat(
             CASE WHEN n.performers_n IS NULL THEN ['{NUMBER_OF_CAST}'] ELSE [] END,
             CASE WHEN n.listed = 0 OR n.performers_n <> n.listed THEN ['{ROWS_OF_CAST}'] ELSE [] END,
             coalesce(u.missing, []),
             CASE WHEN u.is_none THEN ['{NO_UNITS}'] ELSE [] END))) AS missing,
           coalesce(u.people, []) AS people
    FROM cast_count n LEFT JOIN (
        SELECT title_no, flatten(list(missing) FILTER (weight IS NULL)) AS missing,
               list(person_id ORDER BY seq) FILTER (weight IS NULL) AS people,
               coalesce(bool_or(weight < 0 OR weight IS NULL AND len(missing) = 0), FALSE)
                 OR count(weight) = count(*) AND sum(weight) = 0 AS is_none
        FROM cast_units GROUP BY title_no
    ) u ON u.title_no = n.title_no
    WHERE n.performers_n IS NULL OR n.listed = 0 OR n.performers_n <> n.listed OR len(u.people) > 0
       OR u.is_none
"""
UNIT_SHARE = """
    INSERT INTO writer_share
    SELECT {rule_no}, title_no, '', person_id, weight, (sum(weight) OVER (PARTITION BY title_no))::BIGINT,
           seq
    FROM cast_units u
    WHERE NOT EXISTS (SELECT 1 FROM cast_lack l WHERE l.title_no = u.title_no AND l.rule_no = {rule_no})
    ORDER BY title_no, seq
"""


def share_titles(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> list[Finding]:
    """The shares of every title: by credit, and by units where one of the clauses shares so.

    Tables: those of `build_writer_shares`; with units also `cast_lack`, a row per rule and title whose shares
    by units are not known, with the names of what is missing.
    Findings: those of `build_writer_shares`.
    """
    rules = credit_rules(variants)
    findings = build_writer_shares(connection, rules)
    splits = unit_splits(variants)
    if not splits:
        return findings
    facts = ", ".join(f"c.{column} AS {name}" for name, column in CAST_COLUMNS.items())
    connection.execute(CAST_USED.format(facts=facts))
    connection.execute(CAST_COUNT)
    connection.execute(
        "CREATE OR REPLACE TABLE cast_lack (rule_no INTEGER, title_no INTEGER, missing VARCHAR[],"
        " people VARCHAR[])"
    )
    for rule_no, split in enumerate(splits, start=len(rules)):
        share_by_units(connection, rule_no, split)
    connection.execute(SHARE_PATTERN)
    return findings


def share_by_units(connection: duckdb.DuckDBPyConnection, rule_no: int, split: Split) -> None:
    """Add one split of units to `writer_share`, and what it lacks to `cast_lack`."""
    if split.units is None:
        raise ValueError("share_by_units is given a split that counts no units")
    units = print_ratio(split.units, DIALECT, Columns({}))
    if not isinstance(units.denominator, int):
        raise ValueError("units that divide by a fact have no common denominator: round them with `to:`")
    missing = print_missing(split.units, DIALECT, Columns({}))
    connection.execute(CAST_UNITS.format(weight=units.numerator, missing=missing))
    connection.execute(LACKING.format(rule_no=rule_no))
    connection.execute(UNIT_SHARE.format(rule_no=rule_no))


def unknown_casts(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> list[Finding]:
    """A finding for each set of missing facts of casts that amounts cannot be shared for; after sharing.

    Findings: `cast-not-known`.
    """
    if not unit_splits(variants):
        return []
    rows = connection.execute(
        """SELECT missing, count(DISTINCT n.title_id), min(n.title_id), arg_min(people, n.title_id),
                  arg_min(listed, n.title_id), arg_min(performers_n, n.title_id)
           FROM cast_lack l JOIN cast_count n USING (title_no)
           SEMI JOIN (SELECT v.rule_no, p.title_no FROM priced_label p JOIN variant v USING (clause_no)
                      WHERE v.split_by = 'units' AND p.applies AND p.amount_cents IS NOT NULL) o
             ON o.rule_no = l.rule_no AND o.title_no = l.title_no
           GROUP BY missing ORDER BY missing"""
    ).fetchall()
    return [
        Finding(
            code="cast-not-known",
            place=f"cast_member:{title_id}",
            problem="the units of a cast are not all known, so no performer's share of the title is figured",
            expected=f"{', '.join(missing)} of every performer used in {titles} title(s)",
            found=f"{listed} performer(s) listed of {number_of_cast(whole)} in {title_id}{_people(people)}",
            remedy=f"ask for {', '.join(missing)}",
        )
        for missing, titles, title_id, people, listed, whole in rows
    ]


def number_of_cast(whole: int | None) -> str:
    """How many performers a title has, as far as its production says."""
    return "an unknown number" if whole is None else str(whole)


def _people(people: Sequence[str]) -> str:
    return (
        f"; not known of {', '.join(people[:3])}{' and others' if len(people) > 3 else ''}" if people else ""
    )
