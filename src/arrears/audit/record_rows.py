"""The record rows behind one line of a run: whose word was taken, and who says otherwise.

Each function repeats the key by which the lines were built and nothing of what was figured from them. Rows
are those of the run's snapshot; the first party of the run's trust order is used, the rest are rivals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arrears.audit.explainer import Explainer, Row
from arrears.dates import quarter_end
from arrears.records.tables import TABLES

OWN_COLUMNS = ("row_id", "said_by", "source_row")
QUARTER = re.compile(r"[0-9]{4}Q[1-4]")


@dataclass(frozen=True)
class RecordRows:
    """Rows of one record table: those that were used, and rivals of the same keys that were not."""

    table: str
    used: tuple[Row, ...] = ()
    rivals: tuple[Row, ...] = ()


def find_rows(
    explainer: Explainer,
    table: str,
    where: str,
    parameters: Sequence[object],
    *,
    columns: Collection[str] = (),
) -> RecordRows:
    """Rows of a table by columns of its key, ranked by trust, in order of their numbers.

    columns: those wanted besides the key and the row's own; all without any. A wide table is read faster so.
    """
    stored = {column.name for column in TABLES[table].columns}
    wanted = dict.fromkeys((*OWN_COLUMNS, *TABLES[table].key, *(one for one in columns if one in stored)))
    listed = ", ".join(f'"{name}"' for name in wanted) if columns else "*"
    found = explainer.record_rows(f"SELECT {listed} FROM record_{table} WHERE {where}", parameters)
    places = {party: place for place, party in enumerate(explainer.trust)}
    ranked = sorted(found, key=lambda row: (places.get(row["said_by"], len(places)), row["row_id"]))
    first: dict[tuple[object, ...], object] = {}
    for row in ranked:
        first.setdefault(tuple(row[name] for name in TABLES[table].key), row["row_id"])
    used = set(first.values())
    rows = sorted(found, key=lambda row: int(row["row_id"]))
    return RecordRows(
        table,
        tuple(row for row in rows if row["row_id"] in used),
        tuple(row for row in rows if row["row_id"] not in used),
    )


def only(rows: RecordRows, test: Callable[[Row], bool]) -> RecordRows:
    """The rows that pass a test made after the ranking."""
    return RecordRows(rows.table, tuple(filter(test, rows.used)), tuple(filter(test, rows.rivals)))


def title_rows(explainer: Explainer, line: Row, columns: Collection[str]) -> RecordRows:
    """What the records say of the line's title, in these columns."""
    return find_rows(explainer, "title", "title_id = ?", [line["title_id"]], columns=columns)


def engagement_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The engagements of writers on the title, from which the first day of employment comes."""
    engagements = find_rows(explainer, "engagement", "title_id = ?", [line["title_id"]])
    return only(engagements, lambda row: row["kind"] in ("writing", "acquisition"))


def credit_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The credits of the title."""
    return find_rows(explainer, "credit", "title_id = ?", [line["title_id"]])


def receipt_rows(explainer: Explainer, line: Row, columns: Collection[str]) -> RecordRows:
    """The reported amounts that one statement line sums, in these columns; none for a silent period."""
    if line["base_kind"] is None:
        return RecordRows("receipt")
    first, last = _span_of(line["occasion"])
    is_quarter = QUARTER.fullmatch(line["occasion"]) is not None
    keys = ("company_id", "market", "territory", "base_kind", "currency")

    def is_of_line(row: Row) -> bool:
        start, end = row["period_from"], row["period_to"]
        if start is None or end is None or not first <= start <= end <= min(last, explainer.as_of):
            return False
        return (is_quarter or (start, end) == (first, last)) and all(row[key] == line[key] for key in keys)

    title = [line["title_id"]]
    rows = find_rows(explainer, "receipt", "title_id = ?", title, columns=[*columns, "currency"])
    return only(rows, is_of_line)


def _span_of(occasion: str) -> tuple[date, date]:
    """The first and the last day of a statement line: a quarter, or `2008-01-01..2008-12-31`."""
    if QUARTER.fullmatch(occasion):
        first = date(int(occasion[:4]), 3 * int(occasion[5]) - 2, 1)
        return first, quarter_end(first)
    start, _, end = occasion.partition("..")
    return date.fromisoformat(start), date.fromisoformat(end)


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
    return only(find_rows(explainer, "use", where, keys), lambda row: _is_use_of(row, line))


def _is_use_of(use: Row, line: Row) -> bool:
    """Whether a use of the right days stands for the line: the run of its number, a use that went on."""
    if line["record_kind"] == "statement_line":
        goes_on = use["is_open"] or (use["until_on"] is not None and use["until_on"] >= line["period_from"])
        return use["run_no"] is None and bool(goes_on)
    if line["record_kind"] in ("run", "performer_run") and line["run"] is not None:
        return use["run_no"] is None or use["run_no"] == line["run"]
    return True


def member_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The row of `cast_member` of the performer whose run a line is, and rivals of it."""
    if line["record_kind"] != "performer_run":
        return RecordRows("cast_member")
    keys = [line["title_id"], line["payee_id"]]
    return find_rows(explainer, "cast_member", "title_id = ? AND person_id = ?", keys)


def telecast_rows(explainer: Explainer, line: Row, services: Sequence[str]) -> RecordRows:
    """What is recorded of the telecast that a line of a performer's run stands for, and rivals of it."""
    if line["record_kind"] != "performer_run":
        return RecordRows("telecast")
    where = "title_id = ? AND company_id = ? AND market = ? AND territory = ? AND from_on = ?"
    keys = [line[name] for name in ("title_id", "company_id", "market", "territory", "shown_on")]
    found = find_rows(explainer, "telecast", where, keys)
    return only(found, lambda row: row["service"] is None or row["service"] in services)


def first_run_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The first run of the title on the ladder of a performer's run; none where no run 1 is recorded."""
    if line["record_kind"] != "performer_run" or line["first_shown_on"] is None:
        return RecordRows("use")
    keys = [line["title_id"], line["territory"], line["first_shown_on"]]
    found = find_rows(explainer, "use", "title_id = ? AND territory = ? AND from_on = ?", keys)
    return only(found, lambda row: row["run_no"] in (None, 1))


def audience_rows(explainer: Explainer, line: Row, services: Sequence[str]) -> RecordRows:
    """The subscribers counted before an exhibition year and the hours counted from its first day."""
    day = line["year_from"]
    marks = ", ".join("?" for _ in services) or "NULL"
    where = f"service IN ({marks}) AND measured_from <= ?"
    audience = find_rows(explainer, "audience", where, [*services, day])
    counted = [row for row in (*audience.used, *audience.rivals) if row["title_id"] is None]
    latest = max((row["measured_from"] for row in counted), default=day)
    return only(
        audience,
        lambda row: (
            row["measured_from"] >= latest
            if row["title_id"] is None
            else row["measure"] == "hours" and row["measured_from"] == day
        ),
    )


def answer_rows(explainer: Explainer, line: Row, services: Sequence[str]) -> RecordRows:
    """What an outside auditor answered for an exhibition year of the title or of its series."""
    marks = ", ".join("?" for _ in services) or "NULL"
    where = (
        f"service IN ({marks}) AND year_from = ? AND title_id IN"
        " (SELECT unnest([title_id, series_id]) FROM record_title WHERE title_id = ?)"
    )
    return find_rows(explainer, "bonus_answer", where, [*services, line["year_from"], line["title_id"]])


def _days_of_use(line: Row, as_of: date) -> tuple[date, date]:
    """Between which days the uses of a line began."""
    match line["record_kind"]:
        case "run" | "performer_run":
            return line["shown_on"], line["shown_on"]
        case "availability":
            return line["first_day_online"], line["last_day_online"] or as_of
        case "exhibition_year":
            return line["first_shown_on"], line["year_to"]
        case "statement_line":
            return date.min + timedelta(1), line["period_to"]
    raise TypeError(f"no uses are known for the record kind {line['record_kind']}")
