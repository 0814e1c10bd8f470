"""Records entries of the docket in the book: numbered in the range of their class, embargoed where talks are.

The same entry twice is passed over, and another under a key that is held is refused: what was wrong is
corrected by a new entry. Nobody learns here whether an entry that he may not see has a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arrears.bargaining.docket import ENTERED, WORD, DocketEntry, body_of, read_docket
from arrears.bargaining.docket_numbers import next_entry
from arrears.bargaining.embargo import is_embargoed, read_blackouts
from arrears.book.access import DEFAULT_ACCESS, EMBARGOED
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.casework import NewEvent, Plan, plan_and_append
from arrears.findings import Finding, Refused, suggest

# Of what class an entry may be by itself. The embargo comes from a blackout and is never chosen.
CLASSES = ("public", "parties", DEFAULT_ACCESS, "counsel_only", "settlement")


@dataclass(frozen=True)
class Recorded:
    """What came of recording: the ids of new entries in their order, how many the book held already.

    entry: null when there was nothing to append. embargoed: how many of the new ones carry the embargo.
    """

    keys: tuple[str, ...]
    held: int
    embargoed: int
    entry: CommittedEntry | None


def record_entries(
    book: Book, entries: Sequence[DocketEntry], acting: Acting, access: str = DEFAULT_ACCESS
) -> Recorded:
    """Append entries as one act of recording. access: their own class, which they keep after a blackout.

    Findings: `docket-class`, `docket-held`, `docket-twice`, `docket-corrects`, `access-not-readable`, and
    those of `append`.
    """
    if access not in CLASSES:
        problem, remedy = "an entry of the docket is not of this class", suggest(access, CLASSES)
        raise Refused([Finding("docket-class", "--access", problem, ", ".join(CLASSES), access, remedy)])
    made: list[tuple[str, str]] = []

    def plan(seq: int) -> Plan:
        made.clear()
        events = tuple(_events(book, _new(book, entries, seq), acting, (access, seq)))
        made.extend((str(event.body["entry"]["key"]), event.access) for event in events)
        return Plan(events)

    new = _new(book, entries, book.position()[0])
    entry = plan_and_append(book, plan, learned_on=acting.learned_on) if new else None
    embargoed = sum(one == EMBARGOED for _, one in made)
    return Recorded(tuple(key for key, _ in made), len(entries) - len(new), embargoed, entry)


def _new(book: Book, entries: Sequence[DocketEntry], seq: int) -> list[DocketEntry]:
    """The entries that the book does not hold; refuses those that cannot be added."""
    held = {(one.talks, one.key): one.said() for one in read_docket(book, seq=seq)}
    faults = list(_faults(entries, held))
    if faults:
        raise Refused(faults)
    return [one for one in entries if (one.talks, one.key) not in held]


def _faults(entries: Sequence[DocketEntry], held: dict[tuple[str, str], DocketEntry]) -> Iterator[Finding]:
    given: dict[tuple[str, str], DocketEntry] = {}
    for one in entries:
        name, place = (one.talks, one.key), f"{one.talks}: {one.key}"
        if name in given:
            problem, remedy = "two entries have one key.", "give one of them another"
            yield Finding("docket-twice", place, problem, "a key of its own", one.words[:60], remedy)
        given[name] = one
        before = held.get(name)
        if before is not None and before != one.said():
            problem = "the docket holds another entry under this key, and entries are not changed."
            remedy = f"give the correction a key of its own, and say `corrects: {one.key}`"
            yield Finding("docket-held", place, problem, before.words[:60], one.words[:60], remedy)
    for one in entries:
        if one.corrects and (one.talks, one.corrects) not in {**held, **given}:
            problem, place = "there is no entry to correct, or none that may be seen here.", one.key
            remedy = "list the docket with `arrears docket list BOOK`"
            keys = f"an entry of {one.talks}"
            yield Finding("docket-corrects", place, problem, keys, one.corrects, remedy)


def _events(
    book: Book, entries: Sequence[DocketEntry], acting: Acting, given: tuple[str, int]
) -> Iterator[NewEvent]:
    own, seq = given
    blackouts = read_blackouts(book, seq=seq)
    numbers: dict[str, int] = {}
    for one in entries:
        access = EMBARGOED if is_embargoed(one, own, blackouts) else own
        if access not in numbers:
            numbers[access] = next_entry(book, seq, access)
        body = acting.body({"entry": body_of(one), "own_class": own})
        yield NewEvent(f"{WORD}/{numbers[access]}", ENTERED, body, access)
        numbers[access] += 1
