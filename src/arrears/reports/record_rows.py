"""The record rows behind one line of a run: whose word was taken, and who says otherwise.

Each function repeats the key by which the lines were built and nothing of what was figured from them. Rows
are those of the run's snapshot; the first party of the run's trust order is used, the rest are rivals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arrears.engine.connection import quote_text
from arrears.records.tables import TABLES
from arrears.reports.explainer import Explainer, Row

QUARTER = re.compile(r"[0-9]{4}Q[1-4]")


@dataclass(frozen=True)
class RecordRows:
    """Rows of one record table: those that were used, and rivals of the same keys that were not."""

    table: str
    used: tuple[Row, ...] = ()
    rivals: tuple[Row, ...] = ()


def find_rows(
    explainer: Explainer, table: str, where: str, parameters: Sequence[object], *, then: str = "TRUE"
) -> RecordRows:
    """Rows of a table by columns of its key, ranked by trust. then: a test made after the ranking."""
    key = ", ".join(f'"{name}"' for name in TABLES[table].key)
    ranks = " ".join(f"WHEN {quote_text(party)} THEN {place}" for place, party in enumerate(explainer.trust))
    ranked = (
        f"SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY CASE said_by {ranks} END, row_id)"
        f" AS place FROM record_{table} WHERE {where}"
    )
    rows = explainer.record_rows(f"SELECT * FROM ({ranked}) WHERE {then} ORDER BY row_id", parameters)
    used = tuple(row for row in rows if row["place"] == 1)
    return RecordRows(table, used, tuple(row for row in rows if row["place"] > 1))


def title_rows(explainer: Explainer, line: Row) -> RecordRows:
    """What the records say of the line's title."""
    return find_rows(explainer, "title", "title_id = ?", [line["title_id"]])


def engagement_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The engagements of writers on the title, from which the first day of employment comes."""
    writers = "kind IN ('writing', 'acquisition')"
    return find_rows(explainer, "engagement", "title_id = ?", [line["title_id"]], then=writers)


def credit_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The credits of the title."""
    return find_rows(explainer, "credit", "title_id = ?", [line["title_id"]])


def receipt_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The reported amounts that one statement line sums; none for a period on which nobody reported."""
    if line["base_kind"] is None:
        return RecordRows("receipt")
    same_quarter = "date_trunc('quarter', period_from) = date_trunc('quarter', period_to)"
    if QUARTER.fullmatch(line["occasion"]):
        span = f"{same_quarter} AND concat(year(period_from), 'Q', quarter(period_from)) = ?"
    else:
        span = f"NOT {same_quarter} AND concat(period_from, '..', period_to) = ?"
    keys = ("title_id", "company_id", "market", "territory", "base_kind", "occasion")
    where = (
        "title_id = ? AND company_id = ? AND market = ? AND territory = ? AND base_kind = ?"
        f" AND {span} AND period_to <= {quote_text(explainer.as_of.isoformat())}"
    )
    currency = (
        "currency IS NULL" if line["currency"] is None else f"currency = {quote_text(line['currency'])}"
    )
    return find_rows(explainer, "receipt", where, [line[key] for key in keys], then=currency)


def use_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The uses that a run, a time online, an exhibition year or a silent statement line stands for."""
    where = "title_id = ? AND company_id = ? AND market = ? AND from_on BETWEEN ? AND ?"
    first, last = _days_of_use(line, explainer.as_of)
    keys = [line["title_id"], line["company_id"], line["market"], first, last]
    if line["record_kind"] != "exhibition_year":
        where += " AND territory = ?"
        keys.append(line["territory"])
    if line["record_kind"] == "availability":
        where += " AND service IS NOT DISTINCT FROM ?"
        keys.append(line["occasion"].removesuffix(f"-{line['first_day_online']}") or None)
    then = "TRUE"
    if line["record_kind"] == "statement_line":
        day = quote_text(line["period_from"].isoformat())
        then = f"run_no IS NULL AND (is_open OR until_on >= {day})"
    if line["record_kind"] == "run" and line["run"] is not None:
        then = f"run_no IS NULL OR run_no = {int(line['run'])}"
    return find_rows(explainer, "use", where, keys, then=then)


def audience_rows(explainer: Explainer, line: Row, services: Sequence[str]) -> RecordRows:
    """The subscribers counted before an exhibition year and the hours counted from its first day."""
    listed = ", ".join(quote_text(service) for service in services) or "NULL"
    where = f"service IN ({listed}) AND measured_from <= ?"
    latest = (
        "(title_id IS NULL AND measured_from >= (SELECT max(m.measured_from) FROM record_audience m"
        f" WHERE m.service IN ({listed}) AND m.title_id IS NULL AND m.measured_from <= ?))"
        " OR (measure = 'hours' AND measured_from = ? AND title_id IS NOT NULL)"
    )
    day = line["year_from"]
    return find_rows(explainer, "audience", where, [day, day, day], then=latest)


def _days_of_use(line: Row, as_of: date) -> tuple[date, date]:
    """Between which days the uses of a line began."""
    match line["record_kind"]:
        case "run":
            return line["shown_on"], line["shown_on"]
        case "availability":
            return line["first_day_online"], line["last_day_online"] or as_of
        case "exhibition_year":
            return line["first_shown_on"], line["year_to"]
        case "statement_line":
            return date.min + timedelta(1), line["period_to"]
    raise TypeError(f"no uses are known for the record kind {line['record_kind']}")
