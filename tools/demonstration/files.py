"""Writes a world as CSV files in two deliveries, by the day they were learned, and the truth beside.

A time online that was still running in the first delivery is told again in the second, with its last day: the
same row, corrected. A title that was not yet sold online is told in the second delivery with its credits.
"""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tools.demonstration.activity import statement_totals
from tools.demonstration.payments import report_after
from tools.demonstration.sightings import monitor_gaps, sightings
from tools.demonstration.truth import whole_truth
from tools.demonstration.world import FIRST_REPORT, REPORT_DATES, Notice, Title, Use, World

GUILD = "WGA"


def write(world: World, folder: Path) -> None:
    """Write `folder/<day of learning>/<table>.csv` for both days and `folder/truth.json`.

    Columns are the record tables' own, without the envelope; lists as `a;b`, missing as nothing, yes and no
    as `true` and `false`.
    """
    for learned_on in REPORT_DATES:
        delivery = folder / learned_on.isoformat()
        delivery.mkdir(parents=True, exist_ok=True)
        for table, rows in tables_of(world, learned_on).items():
            if rows:
                write_table(delivery / f"{table}.csv", rows)
    text = json.dumps(whole_truth(world), indent=1, sort_keys=True)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")


def tables_of(world: World, learned_on: date) -> dict[str, Sequence[Any]]:
    """The rows of every record table that a delivery brings."""
    catalogue, activity = world.catalogue, world.activity
    delivered = {title.title_id: _told_on(title) for title in catalogue.titles}
    is_first = learned_on == FIRST_REPORT
    lines = [ln for ln in world.payment_lines if report_after(ln.received_by_guild_on) == learned_on]
    cheque_lines = {(line.payment_id, line.line_no) for line in lines}
    receipts = [receipt for receipt in activity.receipts if report_after(receipt.period_to) == learned_on]
    return {
        "company": catalogue.companies if is_first else (),
        "person": catalogue.persons if is_first else (),
        "payee_of_record": catalogue.payees_of_record if is_first else (),
        "title": [title for title in catalogue.titles if delivered[title.title_id] == learned_on],
        "credit": [c for c in catalogue.credits if delivered[c.title_id] == learned_on],
        "engagement": [e for e in catalogue.engagements if delivered[e.title_id] == learned_on],
        "use": [told for use in activity.uses if (told := use_as_told(use, learned_on)) is not None],
        "receipt": receipts,
        "statement_total": statement_totals(receipts),
        "payment_line": lines,
        "deduction": [d for d in world.deductions if (d.payment_id, d.line_no) in cheque_lines],
        "notice": _notices(world) if is_first else (),
        "sighting": sightings(world) if is_first else (),
        "monitor_gap": monitor_gaps(world) if is_first else (),
    }


def use_as_told(use: Use, learned_on: date) -> Use | None:
    """A use as a delivery tells it, or nothing when it has nothing new to tell."""
    if learned_on == FIRST_REPORT:
        if use.from_on > FIRST_REPORT:
            return None
        if use.until_on is None or use.until_on > FIRST_REPORT:
            return dataclasses.replace(use, until_on=None, is_open=True)
        return use
    if use.from_on > FIRST_REPORT:
        return use
    return use if use.until_on is not None and use.until_on > FIRST_REPORT else None


def _told_on(title: Title) -> date:
    online = title.first_new_media_on
    return FIRST_REPORT if online is None else report_after(online)


def _notices(world: World) -> list[Notice]:
    """The guild asks every company for its download statements two days before the first report."""
    return [
        Notice(
            sender_id=GUILD,
            recipient_id=company.company_id,
            subject="statements of downloads since 13 February 2008",
            sent_on=date(2008, 11, 19),
            received_on=date(2008, 11, 20),
            obligation_ref=None,
            title_id=None,
            kind="information_request",
        )
        for company in world.catalogue.companies
    ]


def write_table(path: Path, rows: Sequence[Any]) -> None:
    columns = [column.name for column in dataclasses.fields(rows[0])]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(_cells(row, columns) for row in rows)


def _cells(row: Any, columns: Iterable[str]) -> list[str]:
    return [_cell(getattr(row, column)) for column in columns]


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case tuple():
            return ";".join(str(part) for part in value)
        case date():
            return value.isoformat()
        case int() | str():
            return str(value)
    raise TypeError(f"a cell cannot hold {type(value).__name__}")
