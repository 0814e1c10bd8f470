"""Every act about a claim, its letters and its requests as one call on a book's folder, for processes to be
killed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import open_run
from arrears.book.ledger import Book, open_book
from arrears.claims.acting import Acting
from arrears.claims.claim import read_claim
from arrears.claims.claim_figures import figure_claim
from arrears.claims.claim_filing import record_file, version_now
from arrears.claims.decisions import Proposed
from arrears.claims.letters import Draft, LetterAct, record_letter, record_received, record_sent
from arrears.claims.line_choice import LineChoice
from arrears.claims.opening import Addition, Audited, Opening, add_lines, open_by_hand, open_claim
from arrears.claims.recording import record_decision, record_link, record_step, record_withdrawn_lines
from arrears.claims.requests import NewReply, NewRequest, answer_request, make_request
from arrears.claims.steps import Taken

DAY = date(2009, 8, 31)
SENT = date(2009, 9, 1)
GOT = date(2009, 9, 4)
REF = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P1:usd"
OTHER = REF.replace("P1", "P2")
DECISION = Proposed("open", DAY, "attorney", "amount", told_nobody="the guild's own")
HOLD = replace(DECISION, what="hold", reason_code="evidence")
DRAFT = Draft("late_notice", "claim/1", "wga", "C1", "Q3", "ab", (REF,), DAY, "attorney")


def audited(book: Book) -> Audited:
    agreements = load_library(addresses=["wga/mba-2008"])
    return Audited(open_run(run_audit(book, agreements, AuditRequest(as_of=DAY)).folder), agreements)


def opening(title: str, **choice: tuple[str, ...]) -> Opening:
    return Opening(title, LineChoice(**choice), DECISION, "guild", "companies")


def open_first(book: Book) -> None:
    open_claim(book, audited(book), opening("Q3", people=("P1",)), learned_on=DAY)


def add_more(book: Book) -> None:
    addition = Addition(LineChoice(people=("P2",)), DAY, "attorney")
    add_lines(book, audited(book), "1", addition, learned_on=DAY)


def by_hand(book: Book) -> None:
    asked = replace(opening("Staffing"), agreement="sag/tv-2005", subject="other", respondents=("C1",))
    open_by_hand(book, asked, learned_on=DAY)


def make_file(book: Book) -> None:
    claim = read_claim(book, "1")
    made, _ = version_now(book, figure_claim(book, claim, DAY), SENT)
    record_file(book, claim, made, b"the file", ("attorney", "", SENT))


def step(name: str, on: date) -> Callable[[Book], object]:
    taken = Taken(name, on, "attorney")
    return lambda book: record_step(book, "1", taken, learned_on=on, procedure=lambda _: None)


def body(**more: object) -> dict[str, object]:
    return {"on": "2009-08-31", "by": "attorney", "why": "", **more}


def answer(kind: str, on: date, says: str) -> Callable[[Book], object]:
    return lambda book: answer_request(book, "1", NewReply(kind, says), Acting(on, "attorney", on))


ASKED = NewRequest("C1", "Statements", ("the statements of 2008",), due_on=GOT, claim_id="claim/1")
# In the order in which they can happen.
ACTS: Mapping[str, Callable[[Book], object]] = {
    "open": open_first,
    "add lines": add_more,
    "open by hand": by_hand,
    "file": step("filed", DAY),
    "demand": step("demanded", SENT),
    "decide": lambda book: record_decision(book, "1", HOLD, learned_on=DAY),
    "add a person": lambda book: record_link(
        book, "1", "person_added", body(id="P1", role="witness"), learned_on=DAY
    ),
    "withdraw a line": lambda book: record_withdrawn_lines(book, "1", body(refs=[OTHER]), learned_on=DAY),
    "write a letter": lambda book: record_letter(book, DRAFT, learned_on=DAY),
    "send it": lambda book: record_sent(book, "1", LetterAct(SENT, "clerk", "post"), learned_on=SENT),
    "receive it": lambda book: record_received(book, "1", LetterAct(GOT, "clerk", "post"), learned_on=GOT),
    "ask for statements": lambda book: make_request(book, ASKED, Acting(SENT, "attorney", SENT)),
    "have a part of them": answer("answered_in_part", GOT, "the third quarter"),
    "have them": answer("answered", GOT, "the rest"),
    "make the file": make_file,
    "withdraw the claim": step("withdrawn", GOT),
}


def act_once(folder: str, name: str) -> None:
    """Do one act in a process of its own."""
    ACTS[name](open_book(Path(folder)))
