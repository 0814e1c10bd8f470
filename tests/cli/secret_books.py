"""Books that differ only in what an audience may not see, and one invocation of every command on them.

Each variant is made by copying one begun book, so that all share its secret, and lies at the same place when
it is asked, so that answers can be compared byte by byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
import typer.main
from tests.bargaining.package_worlds import CHANCES, write_world
from tests.bargaining.packet_book import write_packet_files
from tests.bargaining.resolution_world import write_resolution
from tests.bargaining.stakes_worlds import write_assumed, write_stakes
from tests.command_line import run_here

from arrears.book.access import EMBARGOED, KEEPER, Audience
from arrears.book.commit import Act, Event, commit
from arrears.book.ledger import Book, create_book, open_book
from arrears.book.originals import keep_original
from arrears.book.staging import number_rows, write_files
from arrears.claims.acting import Acting
from arrears.claims.evidence import Given, add_evidence
from arrears.cli.main import app
from arrears.records.importing import FileToImport, import_files

from .book_fixture import FILES
from .book_fixture import write_files as write_tables
from .secret_invocations import INVOCATIONS, ORDER, Words
from .secret_talks import add_earlier_talks, add_secret_talks, begin_talks, end_earlier_talks, write_dockets

LEARNED = date(2008, 11, 21)
LATER = date(2009, 1, 5)
OPEN_TO_ALL = ("company", "person", "title")
# An offer that reaches back to uses of the book.
SIGNED = """\
offer: better
title: A better rate
made_by: the guild
made_to: the companies
side: payees
made_on: 2008-09-15
status: proposal
amends: wga/mba-2008
effective_on: 2008-07-01
retroactive: yes
term: {from: 2008-07-01, until: 2011-05-01}
source: {cite: invented, status: derived}
items:
- id: "1"
  title: Downloads
  reach: uses
  edits:
  - {at: new-media/download-television/rate/thereafter, was: 0.70%, is: 1.40%}
"""


def begun_book(folder: Path) -> Path:
    """A book before anything secret: people and titles are public, all else is for the parties."""
    book = create_book(folder / "book").seen_by(KEEPER)
    given = write_tables(folder / "given")
    (given / "authorisation.csv").write_text("person_id,agency_id,from_on\nP1,A1,2008-01-01\n")
    filed = [*(name for name in FILES if name not in OPEN_TO_ALL), "authorisation"]
    for access, names in (("public", OPEN_TO_ALL), ("parties", filed)):
        files = [FileToImport(given / f"{name}.csv", name) for name in names]
        import_files(book, files, said_by="wga", learned_on=LEARNED, access=access)
    begin_talks(book)
    return book.path


def import_one(book: Book, path: Path, table: str, learned_on: date, access: str) -> None:
    """One file of one table, said by the guild."""
    import_files(book, [FileToImport(path, table)], said_by="wga", learned_on=learned_on, access=access)


def add_secrets(book: Book, access: str, secret: str, folder: Path) -> None:
    """One secret in everything that a class may hold: entries of the docket of talks, and but for what is
    embargoed rows, counts, originals, acts, evidence and leftovers.
    """
    add_secret_talks(book, access, secret)
    if access == EMBARGOED:
        return
    receipt, line = FILES["receipt"].splitlines()[0], FILES["receipt"].splitlines()[2]
    rows = f"{receipt}\n{line.replace('3000000', secret)}\n"
    counts = (
        "service,territory,measured_from,measured_to,title_id,measure,amount\n"
        f"S1,us,2008-07-01,2008-09-30,T1,hours,{secret}\n"
    )
    for name, text in (("receipt", rows), ("audience", counts)):
        path = folder / f"{name}-{secret}.csv"
        path.write_text(text)
        import_one(book, path, name, date(2012, 1, 1), access)
    body = f'{{"by":"clerk","on":"2008-12-01","secret":"{secret}","why":""}}'
    subjects = ("claim/1", f"claim/{secret[-4:]}", "settlement/1", "evidence/1", "letter/1")
    events = tuple(Event(subject, "noted", body, access) for subject in subjects)
    commit(book, [], Act("event", date(2012, 1, 1), events=events))
    path = folder / f"paper-{secret}.txt"
    path.write_text(secret)
    deed = Acting(LATER, "clerk", LATER, secret)
    add_evidence(book, Given(path, "C1", LATER, access), deed)
    path = folder / f"bound-{secret}.txt"
    path.write_text(f"{secret} bound")
    add_evidence(book, Given(path, "C1", LATER, access, duty="a duty"), deed)
    write_files(
        book, number_rows(book, {"title": pa.table({"said_by": ["x"], "title_id": [secret]})}, access)
    )
    keep_original(book, secret.encode(), access)


def variant(begun: Path, place: Path, audience: Audience, secret: str, earlier: str = "") -> Path:
    """The begun book at `place`, with the secret in every class that the audience may not read, and more that
    it may after that. earlier: a secret of talks alone, read by everybody before their blackout.
    """
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    shutil.copytree(begun, place / "book")
    book = open_book(place / "book", audience=KEEPER)
    secrets_folder = place.parent / "secrets"
    secrets_folder.mkdir(exist_ok=True)
    for access in sorted(KEEPER.classes - audience.classes) if secret else ():
        add_secrets(book, access, secret, secrets_folder)
    if (secret or earlier) and EMBARGOED not in audience.classes:
        add_earlier_talks(book, secret or earlier)
    end_earlier_talks(book)
    write_dockets(place)
    later = place / "notice.csv"
    later.write_text("sender_id,recipient_id,subject,sent_on,kind\nwga,C1,late,2009-01-02,late_payment\n")
    import_one(book, later, "notice", LATER, sorted(audience.classes)[-1])
    (place / "more.csv").write_text("title_id,name\nT2,The Second Lantern\n")
    (place / "paper.txt").write_text("a paper")
    (place / "signed.yaml").write_text(SIGNED)
    (place / "stub.txt").write_text("a stub")
    write_world(place)
    (place / "chances.yaml").write_text(CHANCES)
    write_resolution(place / "resolution")
    write_packet_files(place)
    (place / "stakes").mkdir()
    write_stakes(place / "stakes")
    write_assumed(place / "stakes")
    (place / "people.csv").write_text(
        "person_id,kind,loses_a_day,gains_a_year,by,source,status\n"
        "P1,writer,$2.00,,the guild,invented,derived\n"
    )
    return place


# One invocation or more of every command that takes a book. BOOK, OUT and FILE stand for places.


@dataclass(frozen=True)
class Answer:
    """All that a command shows: what it printed, how it ended."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str


def commands_with_a_book() -> dict[str, object]:
    """Every command of the tree that takes a book and does not make one."""
    found: dict[str, object] = {}

    def walk(command: object, name: str) -> None:
        below = getattr(command, "commands", None)
        for word, each in (below or {}).items():
            walk(each, f"{name} {word}".strip())
        if not below and name != "init" and "book" in {p.name for p in command.params}:  # type: ignore[attr-defined]
            found[name] = command

    walk(typer.main.get_command(app), "")
    return found


def ask(command: str, words: Words, place: Path, audience: str) -> Answer:
    """Run one command in this process, as a user of that audience does."""
    places = {"BOOK": "book", "OUT": "out", "PLACE": ""}
    given = [_placed(word, places, place) for word in words]
    ran = run_here(*command.split(), *given, "--audience", audience)
    return Answer(ran.args, ran.returncode, ran.stdout, ran.stderr)


def _placed(word: str, places: Mapping[str, str], place: Path) -> str:
    head, sign, rest = word.partition("/")
    if head not in places:
        return word
    return str(place / places[head] / rest) if sign else str(place / places[head])


@contextlib.contextmanager
def same_chance() -> Iterator[None]:
    """Keys and salts that are the same in every variant: chance is no channel, and must not look like one."""
    drawn = iter(range(1 << 30))

    def draw(count: int = 32) -> bytes:
        return hashlib.shake_256(str(next(drawn)).encode()).digest(count)

    key = "cryptography.hazmat.primitives.ciphers.aead.AESGCM.generate_key"
    with (
        patch("secrets.token_bytes", draw),
        patch("secrets.token_hex", lambda count=32: draw(count).hex()),
        patch("os.urandom", draw),
        patch(key, lambda bits: draw(bits // 8)),
    ):
        yield


def ask_all(place: Path, audience: str, only: Sequence[str] = ()) -> list[Answer]:
    """Every invocation in order on one variant."""
    (place / "out").mkdir()
    with same_chance():
        return [
            ask(command, words, place, audience)
            for command in only or ORDER
            for words in INVOCATIONS[command]
        ]


def written_files(place: Path) -> dict[str, bytes]:
    """Every file that the commands wrote, but for the book itself."""
    out = place / "out"
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }
