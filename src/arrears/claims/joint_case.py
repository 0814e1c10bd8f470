"""What people found about one sale under several guilds: appended acts, of which the latest counts.

Whether provisions are the same or substantially similar is a person's finding and is never inferred from
figures. Nothing here says whether a joint case should be brought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.casework import CaseEvent, NewEvent, Plan, next_subject, plan_and_append, read_events
from arrears.findings import Finding, Refused, suggest
from arrears.vocabulary import MARKETS

# The three guilds of the sideletter on joint cases (SAG-AFTRA television 2014, p. 308).
JOINT_GUILDS = ("wga", "dga", "sag")
YES_NO = ("yes", "no")
PROVISIONS = ("same", "substantially_similar", "different")


@dataclass(frozen=True)
class Question:
    """One thing that a person can find of a sale. by_guild: of each guild apart; has_day: it has a day."""

    answers: tuple[str, ...]
    says: str
    by_guild: bool = False
    has_day: bool = False


QUESTIONS: Mapping[str, Question] = {
    "provisions": Question(
        PROVISIONS, "whether the guilds' provisions are the same or substantially similar"
    ),
    "audit": Question(YES_NO, "whether it arises from an audit under the tri-Guild monitoring fund"),
    "audit_report": Question(YES_NO, "whether the final audit report is there, and its day", has_day=True),
    "agreed": Question(YES_NO, "whether a guild agreed to a joint case", by_guild=True),
    "qualified": Question(YES_NO, "whether a qualified payor pays, guarantees or assumes the residuals"),
    "consent": Question(YES_NO, "whether all agreed to a joint case with a qualified payor"),
    "filed_apart": Question(YES_NO, "whether a guild filed a claim of its own before", True, True),
    "arbitrator": Question(YES_NO, "whether an arbitrator is selected in a guild's own claim", True, True),
    "notice": Question(YES_NO, "whether the joint notice was sent, and when", has_day=True),
}


@dataclass(frozen=True)
class Sale:
    """One sale: a company's receipts for a title in a market and a period."""

    company_id: str
    title_id: str
    market: str
    period: str

    def text(self) -> str:
        """As commands write it: `C1:T1:download:2008Q3`."""
        return f"{self.company_id}:{self.title_id}:{self.market}:{self.period}"


@dataclass(frozen=True)
class JointFinding:
    """What a person found: the answer to a question, about a guild or all, with its day where it has one."""

    question: str
    answer: str
    guild: str
    day: date | None
    acting: Acting


def read_sale(text: str) -> Sale:
    """A sale as `COMPANY:TITLE:MARKET:PERIOD`. Findings: `sale-not-well-formed`."""
    parts = text.split(":", 3)
    if len(parts) == 4 and all(parts) and parts[2] in MARKETS:
        return Sale(*parts)
    problem, expected = (
        "this does not name a sale",
        "COMPANY:TITLE:MARKET:PERIOD, such as C1:T1:download:2008Q3",
    )
    remedy = suggest(parts[2], MARKETS) if len(parts) == 4 else "write the four parts with colons between"
    raise Refused([Finding("sale-not-well-formed", "SALE", problem, expected, text[:80], remedy)])


def read_findings(
    book: Book, sale: Sale, *, seq: int | None = None, known_by: date | None = None
) -> tuple[JointFinding, ...]:
    """Everything that people found of a sale, in the order of the book: later answers replace earlier."""
    events = read_events(book, "joint/", seq=seq, known_by=known_by)
    return tuple(_finding(event) for event in events if event.body["sale"] == sale.text())


def _finding(event: CaseEvent) -> JointFinding:
    body = event.body
    day = date.fromisoformat(body["day"]) if body["day"] else None
    acting = Acting(event.on, event.by, event.learned_on, str(body["why"]))
    return JointFinding(str(body["question"]), str(body["answer"]), str(body["guild"]), day, acting)


def latest(findings: tuple[JointFinding, ...], question: str, guild: str = "") -> JointFinding | None:
    """The last answer to a question, of one guild where it is asked of each; null while nobody said."""
    given = [one for one in findings if one.question == question and one.guild == guild]
    return given[-1] if given else None


def record_finding(book: Book, sale: Sale, found: JointFinding) -> CommittedEntry:
    """Append what a person found of a sale.

    Findings: `joint-finding-incomplete`, and those of `casework.append`.
    """
    faults = finding_faults(found)
    if faults:
        raise Refused(faults)
    body: Mapping[str, Any] = found.acting.body(
        {
            "sale": sale.text(),
            "question": found.question,
            "answer": found.answer,
            "guild": found.guild,
            "day": found.day.isoformat() if found.day else "",
        }
    )

    def plan(seq: int) -> Plan:
        known = [
            event.subject
            for event in read_events(book, "joint/", seq=seq)
            if event.body["sale"] == sale.text()
        ]
        subject = known[0] if known else next_subject(book, "joint", seq)
        return Plan((NewEvent(subject, "found", body),))

    return plan_and_append(book, plan, learned_on=found.acting.learned_on)


def finding_faults(found: JointFinding) -> list[Finding]:
    """What a finding lacks or has too much of, all at once."""
    asked = QUESTIONS[found.question]
    faults = []

    def lacks(what: str, expected: str, given: str, remedy: str) -> None:
        place, problem = f"joint: {found.question}", f"the finding cannot be recorded: {what}"
        faults.append(
            Finding("joint-finding-incomplete", place, problem, expected, given or "nothing", remedy)
        )

    if found.answer not in asked.answers:
        lacks(
            "this is no answer to the question", ", ".join(asked.answers), found.answer, "choose one of them"
        )
    if asked.by_guild and found.guild not in JOINT_GUILDS:
        lacks(
            "the question is asked of each guild",
            ", ".join(JOINT_GUILDS),
            found.guild,
            "name it with --guild",
        )
    if not asked.by_guild and found.guild:
        lacks("the question is not asked of one guild", "no guild", found.guild, "leave --guild out")
    if asked.has_day and found.answer == "yes" and found.day is None:
        lacks("the answer has a day", "a day", "", "give it with --day")
    if found.day is not None and not (asked.has_day and found.answer == "yes"):
        lacks("this answer has no day", "no day", found.day.isoformat(), "leave --day out")
    if found.question == "provisions" and not found.acting.why.strip():
        lacks("a finding about provisions says why", "the reason in words", "", "give it with --why")
    return faults
