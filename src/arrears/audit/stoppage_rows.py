"""The record rows behind a line of a stoppage: the notice that counts, and the contract it found in force.

Repeats the choice by which the lines were built (`obligations.suspension_lines`) and nothing of what was
figured from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from arrears.audit.explainer import Explainer, Row
from arrears.audit.record_rows import RecordRows, find_rows, only

# Which column of a contract, or of a stoppage, a fact of the line stands in.
CONTRACT_COLUMNS: Mapping[str, str] = {
    "hired_as": "hired_as", "episode_fee": "episode_cents", "weekly_pay": "weekly_cents",
    "daily_pay": "daily_cents", "guaranteed_pay": "guaranteed_cents",
    "minimum_weekly_pay": "minimum_weekly_cents", "guarantee_weeks_left": "guarantee_n",
    "guarantee_episodes_left": "guarantee_n", "guarantee_episodes_unmade": "guarantee_n",
}  # fmt: skip
STOPPAGE_COLUMNS: Mapping[str, str] = {
    "suspended_on": "starts_on", "stoppage_ended_on": "ends_on", "released": "released_on",
}  # fmt: skip
LEFT_OF_GUARANTEE = "the guarantee less what was made before the stop"
STOPPAGE_MADE: Mapping[str, str] = {
    "stopped_on": "where the records give none, the first day of the suspension",
    "suspended_on": "where the records give none, the day production stopped",
    "stoppage_ended_on": (
        "the last day of the stop, not after the day asked for, or the day before the performer was let go"
        " or left"
    ),
    "kept_until": "not after the day asked for, nor after the performer was let go or left",
    "released": "yes once the performer was let go; no where the company's choice is recorded and is another",
    "guarantee_weeks_left": LEFT_OF_GUARANTEE,
    "guarantee_episodes_left": LEFT_OF_GUARANTEE,
    "guarantee_episodes_unmade": "the guarantee less what was made before the stop and after it",
}


def stoppage_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The row of `suspension` that the line stands for, and rivals of it."""
    where = "title_id = ? AND company_id = ? AND (person_id IS NULL OR person_id = ?) AND notice_on <= ?"
    keys = [line["title_id"], line["company_id"], line["payee_id"], explainer.as_of]
    found = only(
        find_rows(explainer, "suspension", where, keys),
        lambda row: f"stop:{_stopped_on(row)}" == line["occasion"],
    )
    if not found.used:
        return found
    first = min(found.used, key=lambda row: (row["person_id"] is None, -_place(row), -int(row["row_id"])))
    same = ("notice_on", "person_id")
    return only(found, lambda row: all(row[name] == first[name] for name in same))


def contract_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The row of `engagement` that the stop found in force for the performer, and rivals of it."""
    stop = line["occasion"].removeprefix("stop:")
    found = only(
        find_rows(
            explainer, "engagement", "title_id = ? AND person_id = ?", [line["title_id"], line["payee_id"]]
        ),
        lambda row: (
            row["company_id"] in (None, line["company_id"])
            and row["kind"] in (None, "performing")
            and (row["starts_on"] is None or row["starts_on"].isoformat() <= stop)
            and (row["ends_on"] is None or row["ends_on"].isoformat() >= stop)
        ),
    )
    if not found.used:
        return found
    last = max(found.used, key=lambda row: (row["starts_on"] or date.min, row["engagement_id"]))
    return only(found, lambda row: row["engagement_id"] == last["engagement_id"])


def _stopped_on(row: Row) -> date:
    day: date = row["stopped_on"] or row["starts_on"] or row["notice_on"]
    return day


def _place(row: Row) -> int:
    notice: date = row["notice_on"]
    return notice.toordinal()
