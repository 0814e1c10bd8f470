"""News blackouts: declared by an act over named talks, lifted by another, and what they keep from whom.

While one runs, what is recorded of its talks is of the class `embargoed`, what was recorded before is kept
back by the view of the book, and what is priced between its parties is shown to its readers alone. Amounts
owed, statements and claims are never embargoed: `book.access` refuses it. Lifting alters nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from arrears.bargaining.docket import LET_GO, RELEASED, WORD, DocketEntry, body_of, read_docket
from arrears.bargaining.docket_numbers import next_entry
from arrears.book.access import DEFAULT_ACCESS, EMBARGOED, NAMED, refuse_unreadable
from arrears.book.commit import CommittedEntry
from arrears.book.embargoed import BLACKOUT, DECLARED, LIFTED, Covered, covered_by
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.casework import (
    NewEvent,
    Plan,
    append_numbered,
    plan_and_append,
    read_events,
)
from arrears.findings import Finding, Refused

SUBJECT = BLACKOUT
# A blackout is told to everybody unless somebody says otherwise, so these have the plain numbers from 1 on,
# and those of the staff the range that is the public's elsewhere. No two classes share a range.
NUMBERED_AS = {"public": DEFAULT_ACCESS, DEFAULT_ACCESS: "public"}


@dataclass(frozen=True)
class Blackout:
    """One blackout as it stands. from_on: its first day. covered: which entries of its talks it embargoes.

    parties: whose proposals to each other it covers. lifted_on null: it runs.
    """

    blackout_id: str
    talks: str
    parties: tuple[str, ...]
    from_on: date
    declared_on: date
    declared_by: str
    why: str
    access: str
    covered: Covered
    lifted_on: date | None = None
    lifted_by: str = ""
    lifted_because: str = ""

    @property
    def is_running(self) -> bool:
        return self.lifted_on is None


@dataclass(frozen=True)
class NewBlackout:
    """A blackout to declare. access: who may know that it was declared.

    entries_since: entries of earlier days stay open; null = every entry of the talks is embargoed.
    published_stay: entries of the class `public` that name a source stay open.
    """

    talks: str
    parties: tuple[str, ...]
    from_on: date
    access: str = "public"
    entries_since: date | None = None
    published_stay: bool = False


def read_blackouts(
    book: Book, *, known_by: date | None = None, seq: int | None = None
) -> tuple[Blackout, ...]:
    """Every blackout that the book's audience may know of, in the order in which they were declared."""
    found: dict[str, Blackout] = {}
    for event in read_events(book, f"{SUBJECT}/", known_by=known_by, seq=seq):
        body = event.body
        if event.kind == DECLARED:
            found[event.subject] = Blackout(
                event.subject,
                str(body["talks"]),
                tuple(map(str, body["parties"])),
                date.fromisoformat(str(body["from_on"])),
                event.on,
                event.by,
                str(body["why"]),
                event.access,
                covered_by(body),
            )
        elif event.kind == LIFTED and event.subject in found:
            found[event.subject] = replace(
                found[event.subject],
                lifted_on=event.on,
                lifted_by=event.by,
                lifted_because=str(body["why"]),
            )
    return tuple(found.values())


def running_over(blackouts: Iterable[Blackout], talks: str) -> Blackout | None:
    """The blackout that runs over these talks; null when none does."""
    return next((one for one in blackouts if one.talks == talks and one.is_running), None)


def is_embargoed(entry: DocketEntry, own: str, blackouts: Iterable[Blackout]) -> bool:
    """Whether an entry, of the class `own` by itself, carries the embargo now: a blackout runs over its talks
    and covers it.
    """
    blackout = running_over(blackouts, entry.talks)
    return blackout is not None and blackout.covered.covers(body_of(entry), own)


def marked(entries: Iterable[DocketEntry], blackouts: Sequence[Blackout]) -> tuple[DocketEntry, ...]:
    """Entries with the class that a running blackout gives them, for whoever may see what is embargoed."""
    return tuple(
        replace(one, access=EMBARGOED) if is_embargoed(one, one.access, blackouts) else one for one in entries
    )


def declare_blackout(book: Book, new: NewBlackout, acting: Acting) -> tuple[str, CommittedEntry]:
    """Append that a blackout is declared. Returns its id.

    Findings: `blackout-running`, `blackout-parties`, and those of `append`.
    """
    if len(set(new.parties)) < 2:
        problem, found = "a blackout is agreed between parties", ", ".join(new.parties) or "none"
        remedy = "name each with --party"
        raise Refused([Finding("blackout-parties", SUBJECT, problem, "two or more parties", found, remedy)])
    since, stay = str(new.entries_since or ""), "yes" if new.published_stay else ""
    more = {"talks": new.talks, "parties": list(new.parties), "from_on": str(new.from_on)}
    body = acting.body({**more, "entries_since": since, "published_stay": stay})

    def make(blackout_id: str) -> Plan:
        runs = running_over(read_blackouts(book), new.talks)
        if runs is not None:
            problem, remedy = "a blackout runs over these talks already", f"lift {runs.blackout_id} first"
            raise Refused([Finding("blackout-running", new.talks, problem, "none", runs.blackout_id, remedy)])
        return Plan((NewEvent(blackout_id, DECLARED, body, new.access),))

    numbered = NUMBERED_AS.get(new.access, new.access)
    return append_numbered(book, SUBJECT, make, learned_on=acting.learned_on, access=numbered)


def lift_blackout(book: Book, blackout_id: str, acting: Acting) -> tuple[CommittedEntry, int]:
    """Append that a blackout is lifted, and its embargoed entries anew, each in its own class.

    Returns the entry and how many were let go. Findings: `blackout-unknown`, `blackout-lifted`,
    `blackout-lift-early`, `access-not-readable`, and those of `append`.
    """
    refuse_unreadable(book.audience, EMBARGOED, f"{WORD}/1")
    name = blackout_id if "/" in blackout_id else f"{SUBJECT}/{blackout_id}"
    count = 0

    def plan(seq: int) -> Plan:
        nonlocal count
        blackout = _to_lift(read_blackouts(book, seq=seq), name, acting)
        held = [one for one in read_docket(book, blackout.talks, seq=seq) if one.access == EMBARGOED]
        count = len(held)
        lifted = NewEvent(name, LIFTED, acting.body({}), blackout.access)
        return Plan((lifted, *_let_go(book, held, acting, seq)))

    entry = plan_and_append(book, plan, learned_on=acting.learned_on)
    return entry, count


def _to_lift(blackouts: Sequence[Blackout], name: str, acting: Acting) -> Blackout:
    found = next((one for one in blackouts if one.blackout_id == name), None)
    if found is None:
        problem, remedy = "there is no such blackout", "list them with `arrears blackout list BOOK`"
        raise Refused([Finding("blackout-unknown", name, problem, "a blackout", "none", remedy)])
    if found.lifted_on is not None:
        problem, text = "the blackout was lifted already", f"lifted on {found.lifted_on}"
        remedy = "declare another if it was renewed"
        raise Refused([Finding("blackout-lifted", name, problem, "one that runs", text, remedy)])
    if acting.on < found.from_on:
        problem, remedy = "the blackout is lifted before it begins", "correct --on"
        expected = f"a day from {found.from_on}"
        raise Refused([Finding("blackout-lift-early", name, problem, expected, str(acting.on), remedy)])
    return found


def _let_go(book: Book, held: Sequence[DocketEntry], acting: Acting, seq: int) -> Iterable[NewEvent]:
    """Each entry as a new act in its own class, and a note to its readers that it stands there now."""
    taken = {(one.talks, one.key) for one in read_docket(book, seq=seq) if one.access != EMBARGOED}
    keys = _free_keys(held, taken)
    numbers: dict[str, int] = {}
    for one in held:
        own = own_class(book, one, seq)
        if own not in numbers:
            numbers[own] = next_entry(book, seq, own)
        subject = f"{WORD}/{numbers[own]}"
        numbers[own] += 1
        said = replace(one.said(), key=keys[one.key], corrects=keys.get(one.corrects, one.corrects))
        recorded = {"on": str(one.recorded_on), "by": one.by}
        body = acting.body({"entry": body_of(said), "recorded": recorded})
        yield NewEvent(subject, RELEASED, body, own)
        yield NewEvent(one.entry_id, LET_GO, acting.body({}), EMBARGOED)


def _free_keys(held: Sequence[DocketEntry], taken: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each entry's key, or another where somebody who did not see it gave that key to an entry of his own."""
    before = {key for talks, key in taken if any(one.talks == talks for one in held)}
    keys = {one.key: one.key for one in held if one.key not in before}
    used = before | set(keys)
    for one in held:
        count = 1
        while one.key not in keys:
            count += 1
            key = f"{one.key[:36]}-{count}"
            if key not in used:
                keys[one.key] = key
                used.add(key)
    return keys


def own_class(book: Book, entry: DocketEntry, seq: int | None = None) -> str:
    """The class that an embargoed entry has apart from its embargo, as it was recorded."""
    for event in read_events(book, entry.entry_id, seq=seq):
        if event.subject == entry.entry_id and "own_class" in event.body:
            return str(event.body["own_class"])
    return entry.access


def refuse_under_blackout(book: Book, parties: Iterable[str], what: str) -> None:
    """Refuse numbers of the talks to whoever may not see what is embargoed, while a blackout runs.

    parties: who offers and to whom; a blackout covers what passes between parties of its own. Files are
    written without what is embargoed, so a command that writes one is refused for everybody.
    Findings: `talks-embargoed`.
    """
    if EMBARGOED in book.audience.classes:
        return
    named = _plainly(parties)
    for blackout in read_blackouts(book):
        if blackout.is_running and named <= _plainly(blackout.parties):
            readers = sorted(name for name, each in NAMED.items() if EMBARGOED in each.classes)
            problem = "a news blackout runs over these talks, and their numbers are embargoed"
            expected = f"an answer on the screen to {' or '.join(readers)}"
            found = f"{blackout.blackout_id} over {blackout.talks}, since {blackout.from_on}"
            remedy = "ask with --audience and without a file to write, or wait until it is lifted"
            raise Refused([Finding("talks-embargoed", what, problem, expected, found, remedy)])


def _plainly(parties: Iterable[str]) -> frozenset[str]:
    """Names of parties however they are spaced and capitalised."""
    return frozenset(" ".join(party.split()).casefold() for party in parties)
