"""The chronology of a claim file: acts of the claim, service of its letters, money on what decided it.

Every row is an act that the book holds; nothing is told of acts that the parties may not see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from arrears.claims.casework import CaseEvent
from arrears.findings import counted
from arrears.formula.words import show_name
from arrears.money import show_cents
from arrears.reports.tables import Column, Section, Table
from arrears.vocabulary import CLAIM_STEPS

TOLD_KINDS: Mapping[str, frozenset[str]] = {
    "claim": frozenset(
        ("opened", "lines_added", "lines_restated", "lines_withdrawn", "step", "corresponded")
    ),
    "letter": frozenset(("sent", "received")),
    "collection": frozenset(("recorded",)),
    "award": frozenset(("paid", "calculated", "calculation_disputed", "calculation_prevented")),
}
SENTENCES = (
    "By the day of the act. The entry is where the book of records holds it. An obligation is counted once on"
    " each reading on which it stands, so there are more obligations than items of the schedule.",
)
CALCULATIONS = {
    "calculated": "the payor told the sum of the award",
    "calculation_disputed": "the sides disagree on the sum of the award",
    "calculation_prevented": "the sum of the award could not be calculated in time",
}
Words = tuple[str, str, str]


def chronology_acts(events: Sequence[CaseEvent]) -> tuple[CaseEvent, ...]:
    """The acts that a chronology tells."""
    return tuple(one for one in events if one.kind in TOLD_KINDS.get(one.subject.partition("/")[0], ()))


def chronology_section(
    events: Sequence[CaseEvent], names: Mapping[str, str], currencies: Mapping[str, str]
) -> Section:
    """The chronology as a chapter. names: what parties are called, by id; currencies: of awards, by name."""
    columns = (
        Column("on", "day", "date"),
        Column("what", "what"),
        Column("by", "by"),
        Column("more", "more"),
        Column("seq", "entry", "count"),
    )
    rows = sorted(
        (
            (_day(event), *_act_words(event, names, currencies.get(event.subject, "")), event.seq)
            for event in chronology_acts(events)
        ),
        key=lambda row: (row[0], row[-1]),
    )
    return Section("Chronology", SENTENCES, (Table("chronology", "", columns, tuple(rows)),))


def _day(event: CaseEvent) -> date:
    """The day of what is told: of money the day it was paid, of a sum the day it was told."""
    body = event.body
    told = body.get("paid_on") or body.get("collected_on") or body.get("notified_on")
    return date.fromisoformat(str(told)) if told else event.on


def _act_words(event: CaseEvent, names: Mapping[str, str], currency: str) -> Words:
    """What an act was, who acted, and its particulars."""
    match event.subject.partition("/")[0]:
        case "letter":
            what = f"{event.subject} was {event.kind}"
            return what, event.by, str(event.body.get("how", ""))
        case "award":
            return _award_words(event, names, currency)
        case "collection":
            return _collection_words(event, names)
    return _claim_words(event, names)


def _claim_words(event: CaseEvent, names: Mapping[str, str]) -> Words:
    body, by = event.body, names.get(event.by, event.by)
    match event.kind:
        case "step":
            facts = "; ".join(f"{show_name(name)}: {value}" for name, value in body.get("facts", {}).items())
            forum = f"forum: {show_name(str(body['forum']))}" if body.get("forum") else ""
            return CLAIM_STEPS[str(body["step"])], by, "; ".join(part for part in (forum, facts) if part)
        case "opened":
            return "the claim was opened", by, str(body["title"])
        case "lines_added" | "lines_restated":
            what = "lines joined the claim" if event.kind == "lines_added" else "the lines were stated anew"
            return what, by, counted(int(body["count"]), "obligation")
        case "lines_withdrawn":
            why = f": {body['why']}" if body.get("why") else ""
            return "lines left the claim", by, f"{counted(len(body['refs']), 'obligation')}{why}"
    role, _, recipient = str(body.get("role", "")).partition(" to ")
    to = f" to {names.get(recipient, recipient)}" if recipient else ""
    return "a letter was written", by, f"{body.get('id', '')} {role}{to}".strip()


def _award_words(event: CaseEvent, names: Mapping[str, str], currency: str) -> Words:
    """A payment on an award, by who paid; or what became of a sum that had to be calculated."""
    body = event.body
    if event.kind != "paid":
        said = (
            f"{event.subject}: {show_cents(int(body['cents']), currency)}"
            if "cents" in body
            else event.subject
        )
        return CALCULATIONS[event.kind], names.get(event.by, event.by), said
    payer, reference = str(body["payer"]), str(body["reference"])
    sum_text = show_cents(int(body["cents"]), currency)
    what = f"{sum_text} of {body['kind']} was paid on {event.subject}"
    return what, names.get(payer, payer), f"reference {reference}" if reference else ""


def _collection_words(event: CaseEvent, names: Mapping[str, str]) -> Words:
    """Money that came in on a settlement, by who paid."""
    body = event.body
    payer, reference = str(body["payer"]), str(body.get("reference", ""))
    sum_text = show_cents(int(body["cents"]), str(body["currency"]))
    what = f"{sum_text} of {body['kind']} came in on {body['under']}"
    return what, names.get(payer, payer), f"reference {reference}" if reference else ""
