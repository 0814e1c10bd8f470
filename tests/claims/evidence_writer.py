"""A clerk that the crash test kills: takes in files under a duty, destroys every second one, and says so."""

from __future__ import annotations

from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from arrears.book.access import KEEPER
from arrears.book.ledger import Book, open_book
from arrears.claims.acting import Acting
from arrears.claims.evidence import Given, add_evidence, destroy_evidence, read_evidence
from arrears.findings import Refused

RECEIVED = date(2009, 1, 5)
DEED = Acting(RECEIVED, "clerk", RECEIVED)
# What a command that is run again after it was killed may be told: it was done already.
DONE_BEFORE = {"evidence-held", "evidence-destroyed"}


def work_forever(path: str, first: int, told: Connection) -> None:
    """From a number on, as a user who repeats what was not acknowledged."""
    book = open_book(path, audience=KEEPER)
    for number in count(first):
        once(lambda n=number: take_in(book, n))
        told.send_bytes(f"added {number}".encode())
        if number % 2:
            once(lambda n=number: destroy(book, n))
            told.send_bytes(f"destroyed {number}".encode())


def once(act: object) -> None:
    try:
        act()  # type: ignore[operator]
    except Refused as refused:
        if {finding.code for finding in refused.findings} - DONE_BEFORE:
            raise


def take_in(book: Book, number: int) -> None:
    file = Path(f"{book.path}-given") / f"{number}.txt"
    file.write_text(f"hours of {number}")
    if any(item.given.path.name == file.name and item.destroyed for item in read_evidence(book)):
        return  # a killed run went on to destroy it
    add_evidence(book, Given(file, "C1", RECEIVED, "outside_auditor", duty="a duty"), DEED)


def destroy(book: Book, number: int) -> None:
    [item] = [item for item in read_evidence(book) if item.given.path.name == f"{number}.txt"]
    destroy_evidence(book, item.evidence_id, DEED, "")
