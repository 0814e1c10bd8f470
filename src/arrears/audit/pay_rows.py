"""The record rows behind a line of pay that a plan gets a contribution on: the payment, the first pay, or the
engagement.

Repeats the choice by which the lines were built (`obligations.contribution_lines`) and nothing of what was
figured from them.
"""

from __future__ import annotations

from collections.abc import Mapping

from arrears.audit.explainer import Explainer, Row
from arrears.audit.record_rows import RecordRows, find_rows, only
from arrears.vocabulary import FIRST_PAY, NO_MARKET, OF_PAY

# Which column of a payment, a member of the cast or an engagement a fact of the line stands in.
PAY_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "payment_line": {"amount": "gross_cents", "line": "kind", "market": "market", "paid_on": "paid_on"},
    "cast_member": {"amount": "compensation_cents", "line": "", "market": "", "paid_on": ""},
    "engagement": {
        "initial": "initial_cents", "scale": "scale_cents", "starts_on": "starts_on", "ends_on": "ends_on",
        "hired_as": "hired_as", "episodes_guaranteed": "guarantee_n", "weeks_guaranteed": "guarantee_n",
    },
}  # fmt: skip
PAYMENT_MADE: Mapping[str, str] = {"line": "from the kind and the market that the payment names"}
FIRST_PAY_MADE: Mapping[str, str] = {
    "amount": "the first pay for the title, less the payments for services that are recorded",
    "line": "the first pay for the title",
    "market": "no market applies to pay for services",
    "paid_on": "no payment shows this part of the first pay",
}


def pay_rows(explainer: Explainer, line: Row) -> RecordRows:
    """The row that a line of pay stands for, and rivals of it: of `payment_line`, `cast_member` or
    `engagement`.
    """
    people = [line["title_id"], line["payee_id"]]
    if line["record_kind"] == "engagement":
        found = find_rows(explainer, "engagement", "title_id = ? AND person_id = ?", people)
        return only(found, lambda row: f"engagement:{row['engagement_id']}" == line["occasion"])
    if line["occasion"] == OF_PAY + FIRST_PAY and line["paid_on"] is None:
        return find_rows(explainer, "cast_member", "title_id = ? AND person_id = ?", people)
    found = find_rows(explainer, "payment_line", "title_id = ?", [line["title_id"]])
    through = find_rows(explainer, "payee_of_record", "person_id = ?", [line["payee_id"]])
    paid_to = {line["payee_id"], *(row["payee_id"] for row in through.used)}
    own = only(found, lambda row: row["payee_id"] in paid_to and _is_pay(row, line))
    named = only(own, lambda row: row["payee_id"] == line["payee_id"])
    return named if named.used else own


def pay_made(rows: RecordRows) -> Mapping[str, str]:
    """How the facts of a line of pay were made where they are no field of its row."""
    return {"payment_line": PAYMENT_MADE, "cast_member": FIRST_PAY_MADE}.get(rows.table, {})


def _is_pay(row: Row, line: Row) -> bool:
    """Whether a payment is the one of the line, by all that the line keeps of it."""
    paid_on = row["paid_on"]
    named = row["period"] or (paid_on.isoformat() if paid_on else row["payment_id"])
    return bool(
        row["gross_cents"] == line["amount"]
        and paid_on == line["paid_on"]
        and (row["market"] or NO_MARKET) == line["market"]
        and f"{OF_PAY}{named}" == line["occasion"]
    )
