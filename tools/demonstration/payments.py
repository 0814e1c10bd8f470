"""What the companies paid when nothing goes wrong: all of it, on the company's own reading, before it is due.

Money goes by cheque to the guild, one cheque per company, writer and day; a line worth 0.00 is on the cheque
as well. A line is paid when its money reaches the guild; the cheque is drawn up to two days earlier. What
falls due after the second report is not paid yet.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tools.demonstration.world import (
    FIRST_REPORT,
    SECOND_REPORT,
    Catalogue,
    Key,
    Owed,
    PaymentLine,
)

Paid = dict[Key, list[PaymentLine]]


def report_after(day: date) -> date:
    """The report in which something that happened on a day is first seen."""
    return FIRST_REPORT if day <= FIRST_REPORT else SECOND_REPORT


def pay_everybody(chance: random.Random, catalogue: Catalogue, owed: Sequence[Owed]) -> Paid:
    """One line per writer and duty that falls due by the second report."""
    names = {person.person_id: person.name for person in catalogue.persons}
    pays_to = {person.person_id: person.pays_to for person in catalogue.persons}
    days: dict[
        tuple[str, date], tuple[date, date, date]
    ] = {}  # a company pays all that falls due on a day at once
    paid: Paid = {}
    for line in owed:
        if line.due_on > SECOND_REPORT:
            continue
        batch = (line.company_id, line.due_on)
        if batch not in days:
            days[batch] = _payment_days(chance, line.due_on)
        payee_id = pays_to[line.key.payee_id] or line.key.payee_id
        cents = line.cents[catalogue.pays_on[line.company_id]]
        paid[line.key] = [_line(line, payee_id, names[payee_id], days[batch], cents)]
    return paid


def _payment_days(chance: random.Random, due_on: date) -> tuple[date, date, date]:
    """Drawn, received by the guild, sent on to the writer."""
    received_on = due_on - timedelta(days=chance.randint(1, 8))
    drawn_on = received_on - timedelta(days=chance.randint(0, 2))
    sent_on = received_on + timedelta(days=chance.randint(3, 15))
    return drawn_on, received_on, min(sent_on, report_after(received_on))


def _line(line: Owed, payee_id: str, name: str, days: tuple[date, date, date], cents: int) -> PaymentLine:
    drawn_on, received_on, sent_on = days
    return PaymentLine(
        payment_id="",
        line_no=0,
        payer_id=line.company_id,
        payee_id=payee_id,
        payee_as_written=name,
        paid_on=drawn_on,
        received_by_guild_on=received_on,
        sent_on_to_member_on=sent_on,
        returned_on=None,
        gross_cents=cents,
        net_cents=cents,
        currency="usd",
        title_id=line.key.title_id,
        market=line.key.market,
        period=line.key.occasion,
        clause=None,
        kind="principal",
        year_to_date_cents=None,
    )


def number_cheques(paid: Mapping[Key, Sequence[PaymentLine]]) -> dict[Key, list[PaymentLine]]:
    """The same lines with their cheque and line numbers: one cheque per payer, payee and days."""
    cheques: dict[tuple[str, str, date, date, date | None], int] = {}
    lines_on: dict[int, int] = {}
    numbered: dict[Key, list[PaymentLine]] = {}
    for key in sorted(paid):
        for line in paid[key]:
            days = (line.paid_on, line.received_by_guild_on, line.sent_on_to_member_on)
            cheque = cheques.setdefault((line.payer_id, line.payee_id, *days), len(cheques) + 1)
            lines_on[cheque] = lines_on.get(cheque, 0) + 1
            place = lines_on[cheque]
            numbered.setdefault(key, []).append(replace(line, payment_id=f"K{cheque:06d}", line_no=place))
    return numbered
