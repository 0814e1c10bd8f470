"""Measures the deadlines of a book with many open claims: read, folded, counted, and listed.

python bench/deadlines_many.py FOLDER [CLAIMS]

Invented claims of four agreements, none ended: filed or not, a third demanded, a tenth with talks that
stopped the clock, a tenth extended in writing, a fifth with nothing known but the day its lines fell due.
Prints seconds and CPU seconds of the computation and of the whole command, and how the clocks stand.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from arrears.agreements.load import nothing_collected
from arrears.agreements.procedure_load import find_procedure
from arrears.book.chain import canonical
from arrears.book.commit import Act, Event, commit
from arrears.book.ledger import Book, create_book, open_book
from arrears.claims.casework import NewEvent
from arrears.claims.deadlines import Asked, read_deadlines
from arrears.reports.deadline_report import build_deadlines

AS_OF = date(2016, 6, 30)
LIMIT = 2.0
SHOWN = 200  # rows of a printed page, as the command has it
# Agreement, subject and forum; the procedures of each have clocks of their own.
KINDS = (
    ("sag/tv-2014", "residuals", "arbitration"),
    ("sag/network-code-2014", "residuals", "arbitration"),
    ("iatse/basic-2015", "initial_compensation", "regular"),
    ("wga/mba-2008", "residuals", "arbitration"),
)


def acts_of(number: int) -> Iterator[NewEvent]:
    """One open claim as its acts tell it."""
    agreement, subject, forum = KINDS[number % len(KINDS)]
    opened = date(2015, 1, 2) + timedelta(days=number * 7 % 450)
    family = agreement.partition("/")[0]
    body = {
        "title": f"Invented claim {number}", "subject": subject, "family": family, "agreement": agreement,
        "claimants": [{"kind": "guild", "id": family}], "respondents": [f"CO{number % 40}"],
        "represented_by": "", "clauses": [], "positions": {}, "cause": "",
    }  # fmt: skip
    yield act(number, "opened", opened, body)
    due = (opened - timedelta(days=30)).isoformat()
    lines = {"files": {}, "count": 1, "refs_sha256": "0" * 64, "due_from": due}
    yield act(number, "lines_added", opened, lines)
    if number % 5 == 0:
        return
    happened = {"occurrence": due, "knowledge": (opened - timedelta(days=number % 20)).isoformat()}
    yield step(number, "forum_chosen", opened, forum=forum, facts=happened)
    yield step(number, "filed", opened + timedelta(days=5))
    if number % 10 == 3:
        yield step(number, "tolled", opened + timedelta(days=10), facts={"cause": "agent_talks"})
        yield step(number, "toll_ended", opened + timedelta(days=40), facts={"cause": "agent_talks"})
    if number % 10 == 7 and agreement == "sag/tv-2014":
        until = (opened + timedelta(days=500)).isoformat()
        yield step(number, "extended", opened + timedelta(days=50), facts={"clock": "demand", "until": until})
    if number % 3 == 0:
        yield step(number, "demanded", opened + timedelta(days=60))


def act(number: int, kind: str, on: date, body: Mapping[str, Any]) -> NewEvent:
    said = {"on": on.isoformat(), "by": "bench", "why": ""}
    return NewEvent(f"claim/{number + 1}", kind, {**said, **body})


def step(
    number: int, word: str, on: date, *, forum: str = "", facts: Mapping[str, str] | None = None
) -> NewEvent:
    return act(number, "step", on, {"step": word, "forum": forum, "facts": dict(facts or {})})


def main(folder: Path, claims: int) -> int:
    """Make the book, measure, and tell whether the limit is met in CPU time."""
    book = create_book(folder)
    # In use each act is an entry; here all of them are one, which deadlines read the same way.
    events = tuple(
        Event(one.subject, one.kind, canonical(one.body), one.access)
        for number in range(claims)
        for one in acts_of(number)
    )
    commit(book, (), Act("event", AS_OF, (), events))
    print(f"{claims:,} open claims of {len(KINDS)} agreements, as of {AS_OF}")
    figured = measured("deadlines of all of them", open_book(folder), is_listed=False)
    again = measured("the same with the page that the command prints", open_book(folder), is_listed=True)
    print(f"limit {LIMIT} s: {'met' if max(figured, again) < LIMIT else 'missed'} in CPU time")
    return 0


def measured(what: str, book: Book, *, is_listed: bool) -> float:
    """One run from the opened book on, procedures read anew; CPU seconds."""
    began, worked = time.perf_counter(), time.process_time()
    with nothing_collected():
        found = read_deadlines(book, Asked(AS_OF), cache(find_procedure))
        if is_listed:
            build_deadlines(found, (), within=timedelta(days=30), most_rows=SHOWN)
    cpu, wall = time.process_time() - worked, time.perf_counter() - began
    states = Counter(one.deadline.state for one in found.claims)
    told = ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))
    print(f"{what}: {wall:.2f} s, CPU {cpu:.2f} s; {len(found.claims):,} clocks ({told})")
    return cpu


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
