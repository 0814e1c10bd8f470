"""How entries of the docket are numbered, so that a number tells nobody of entries that a blackout hides.

An entry that was open keeps its number while a blackout keeps it back, so whoever does not see it must draw
from other numbers: every declaration that all readers of a class may know of begins a range of its own.
"""

from __future__ import annotations

from arrears.bargaining.docket import WORD
from arrears.book.access import NUMBER_RANGES, compared_with
from arrears.book.embargoed import BLACKOUT, DECLARED
from arrears.book.ledger import Book
from arrears.claims.casework import SUBJECTS_A_CLASS, read_events

SUBJECTS_A_BLACKOUT = 10 * SUBJECTS_A_CLASS


def next_entry(book: Book, seq: int, access: str) -> int:
    """The first number that no entry of a class has, since the last blackout that its readers know of."""
    known = compared_with(access)
    declared = [
        one
        for one in read_events(book, f"{BLACKOUT}/", seq=seq)
        if one.kind == DECLARED and one.access in known
    ]
    before = NUMBER_RANGES[access] * SUBJECTS_A_CLASS + len(declared) * SUBJECTS_A_BLACKOUT
    numbers = (int(one.subject.partition("/")[2]) for one in read_events(book, f"{WORD}/", seq=seq))
    return max((one for one in numbers if before < one <= before + SUBJECTS_A_CLASS), default=before) + 1
