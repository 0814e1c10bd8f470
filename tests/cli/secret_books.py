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
from .secret_talks import TALKS_INVOCATIONS, add_secret_talks, begin_talks, write_dockets

LEARNED = date(2008, 11, 21)
LATER = date(2009, 1, 5)
OPEN_TO_ALL = ("company", "person", "title")
REF = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P1:usd"
AS_OF = ("--as-of", "2009-03-31")
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
ACT = ("--on", "2009-02-01", "--by", "attorney")


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


def variant(begun: Path, place: Path, audience: Audience, secret: str) -> Path:
    """The begun book at `place`, with the secret in every class that the audience may not read, and more that
    it may after that.
    """
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    shutil.copytree(begun, place / "book")
    book = open_book(place / "book", audience=KEEPER)
    secrets_folder = place.parent / "secrets"
    secrets_folder.mkdir(exist_ok=True)
    for access in sorted(KEEPER.classes - audience.classes) if secret else ():
        add_secrets(book, access, secret, secrets_folder)
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
    return place


# One invocation or more of every command that takes a book. BOOK, OUT and FILE stand for places.
Words = Sequence[str]
RESOLUTION = ("--offer", "PLACE/resolution/first.yaml", "--against", "PLACE/resolution/second.yaml")
INVOCATIONS: Mapping[str, Sequence[Words]] = {
    "verify": (("BOOK",), ("BOOK", "--format", "json")),
    "tidy": (("BOOK",),),
    "audit": (
        ("BOOK",),
        ("BOOK", *AS_OF, "--format", "json"),
        ("BOOK", *AS_OF, "--known-by", "2008-12-31"),
        ("BOOK", *AS_OF, "--out", "OUT/audit"),
    ),
    "owed": (("BOOK",), ("BOOK", "--as-of", "2008-11-21", "--format", "csv")),
    "statement": (("BOOK", "P1", *AS_OF), ("BOOK", "P2", *AS_OF), ("BOOK", "P9")),
    "explain": (("BOOK", REF, *AS_OF), ("BOOK", REF, *AS_OF, "--format", "json"), ("BOOK", "x")),
    "dispute": (("BOOK", "new-media/download-television", *AS_OF),),
    "changes": (
        ("BOOK", "--from", "1", "--to", "2"),
        ("BOOK", "--from", "1", "--to", "9"),
        ("BOOK", "--from", "2008-11-21", "--to", "2013-01-01"),
    ),
    "uses windows": (("BOOK", *AS_OF), ("BOOK", *AS_OF, "--format", "json")),
    "request make": (("BOOK", "statements", "--of", "C1", "--missing", "--due", "2009-03-01", *ACT),),
    "request answer": (
        ("BOOK", "1", "refused", "--with", "no", *ACT),
        ("BOOK", "9", "refused", "--with", "no", *ACT),
    ),
    "request list": (("BOOK", *AS_OF), ("BOOK", "--format", "json")),
    "request missing": (("BOOK", *AS_OF),),
    "uses conflicts": (("BOOK", *AS_OF),),
    "uses money": (("BOOK", *AS_OF, "--format", "json"),),
    "standing": (("BOOK", *AS_OF), ("BOOK", "--company", "C1", *AS_OF, "--out", "OUT/standing")),
    "import": (
        ("BOOK", "PLACE/more.csv", "--as", "title", "--said-by", "wga", "--learned-on", "2009-01-06",
         "--access", "public"),
        ("BOOK", "PLACE/more.csv", "--as", "title", "--said-by", "wga", "--learned-on", "2009-01-06",
         "--access", "public"),
        ("BOOK", "PLACE/more.csv", "--as", "title", "--said-by", "wga", "--learned-on", "2009-01-06",
         "--access", "counsel_only"),
        ("BOOK", "PLACE/paper.txt", "--as", "receipt", "--said-by", "wga", "--learned-on", "2009-01-06"),
    ),
    "claim open": (
        ("BOOK", "Unpaid downloads", "--reason", "amount", "--only", "company=C1", *AS_OF, *ACT,
         "--notice", "P1,2009-02-01,letter"),
    ),
    "claim open-by-hand": (
        ("BOOK", "By hand", "--reason", "amount", "--agreement", "wga/mba-2008", "--subject", "other",
         "--respondent", "C1", *ACT, "--no-notice", "no member named"),
    ),
    "claim add-lines": (("BOOK", "2", "--line", REF, *AS_OF, *ACT),),
    "claim list": (("BOOK",), ("BOOK", "--format", "json")),
    "claim show": (("BOOK", "1"), ("BOOK", "2", "--format", "json"), ("BOOK", "7")),
    "claim step": (("BOOK", "1", "forum-chosen", "--forum", "arbitration", *ACT),),
    "claim decide": (("BOOK", "1", "hold", "--reason", "cost", "--no-notice", "later", *ACT),),
    "claim person": (("BOOK", "1", "P1", "--role", "witness", *ACT),),
    "claim withdraw-lines": (("BOOK", "2", "--line", REF, "--why", "paid", *ACT),),
    "claim pattern": (("BOOK", REF, *AS_OF),),
    "claim amounts": (("BOOK", "1", *AS_OF),),
    "claim bundle": (
        ("BOOK", "1", "--out", "OUT/claim.zip", "--seed", "PLACE/more.csv", *ACT),
        ("BOOK", "1", "--out", "OUT/copy.zip", "--for", "arbitrator", "--release", "guild_only", *ACT),
    ),
    "evidence add": (
        ("BOOK", "PLACE/paper.txt", "--claim", "1", "--source", "P1", "--received", "2009-02-01",
         "--by", "clerk"),
        ("BOOK", "PLACE/paper.txt", "--source", "P1", "--received", "2009-02-01", "--by", "clerk",
         "--access", "public", "--duty", "a promise"),
        ("BOOK", "PLACE/paper.txt", "--source", "P1", "--received", "2009-02-01", "--by", "clerk",
         "--access", "settlement"),
    ),
    "evidence list": (("BOOK",), ("BOOK", "--claim", "1")),
    "evidence show": (("BOOK", "1", "--save-to", "OUT/paper.txt"), ("BOOK", "2000001"), ("BOOK", "7000001")),
    "evidence destroy": (
        ("BOOK", "7000001", *ACT, "--why", "the promise"),
        ("BOOK", "1", *ACT),
        ("BOOK", "4000002", *ACT),
    ),
    "settlement propose": (
        ("BOOK", "1", "--title", "Downloads", "--pays", "33%", "--opt-out", "--undisputed", "included",
         *AS_OF, *ACT),
    ),
    "settlement tell": (("BOOK", "proposal/1", "P1", "--how", "letter", *ACT),),
    "settlement consent": (("BOOK", "proposal/1", "guild", "--how", "board", *ACT),),
    "settlement opt-out": (("BOOK", "proposal/1", "C9", "--how", "letter", *ACT),),
    "settlement effective": (("BOOK", "proposal/1", *ACT),),
    "settlement show": (("BOOK",), ("BOOK", "proposal/1"), ("BOOK", "settlement/1", "--format", "json")),
    "settlement withdraw": (("BOOK", "proposal/1", *ACT),),
    "award record": (
        ("BOOK", "1", "--award-on", "2009-02-01", "--made-by", "arbitrator", "--paid-within", "30",
         "--interest", "1%", "--clock-at", "p. 3", *ACT),
        ("BOOK", "1", "--award-on", "2009-02-01", "--made-by", "another", "--needs-calculation", *ACT),
    ),
    "award pay": (
        ("BOOK", "award/1", "$10.00", "--paid-on", "2009-02-01", "--payer", "C1", "--reference", "W1", *ACT),
    ),
    "award calculate": (("BOOK", "award/2", "--told-on", "2009-02-01", "--sum", "$50.00", *ACT),),
    "award excuse": (("BOOK", "award/2", "--why", "the base", *ACT),),
    "award show": (("BOOK",), ("BOOK", "award/1", *AS_OF), ("BOOK", "award/9")),
    "collection record": (
        ("BOOK", "$10.00", "--under", "award/1", "--collected-on", "2009-02-01", "--payer", "C1", *ACT),
        ("BOOK", "$10.00", "--under", "settlement/1", "--collected-on", "2009-02-01", "--payer", "C1", *ACT),
    ),
    "collection distribute": (("BOOK", "1", "--hold", "P2=no address", *ACT),),
    "collection return": (("BOOK", "1", "1", "--why", "moved", *ACT),),
    "collection send-again": (("BOOK", "1", "2", "--why", "found", *ACT),),
    "collection show": (("BOOK",), ("BOOK", "1", "--format", "json")),
    "collection liable": (("BOOK", "T1", "--market", "download"), ("BOOK", "T9", "--market", "download")),
    "totals release": (
        ("BOOK", "hours", "us", "--from", "2008-07-01", "--to", "2008-09-30", *ACT),
        ("BOOK", "hours", "us", "--from", "2008-07-01", "--to", "2008-09-30", *ACT, "--why", "again"),
    ),
    "totals list": (("BOOK",),),
    "deadlines": (("BOOK", *AS_OF), ("BOOK", *AS_OF, "--all", "--ical", "OUT/deadlines.ics")),
    "agency-lines": (("BOOK", "A1", *AS_OF), ("BOOK", "A1", "--person", "P2", *AS_OF)),
    "agency-letter": (
        ("BOOK", "A1", "--person", "P1", "--to", "C1", "--out", "OUT/agency.docx",
         "--reply-by", "2009-05-01", *ACT),
    ),
    "agency-send": (("BOOK", "A1", "PLACE/stub.txt", "--person", "P1", "--kind", "stub", *ACT),),
    "delay priced": (
        ("BOOK", "--offer", "PLACE/the-deal.yaml", "--on", "2009-02-01", "--base-year", "2008",
         "--priced-with", "PLACE/packet-assumptions.yaml", "--format", "json"),
    ),
    "delay signed-on": (
        ("BOOK", "PLACE/signed.yaml", "--on", "2008-07-01", *AS_OF),
        ("BOOK", "PLACE/signed.yaml", "--on", "2008-12-01", "--format", "json", *AS_OF),
    ),
    "joint": (("BOOK", "C1:T1:download:2008Q3", *AS_OF),),
    "joint-finding": (
        ("BOOK", "C1:T1:download:2008Q3", "agreed", "--guild", "dga", "--answer", "yes", *ACT, "--why", "x"),
    ),
    "claim forums": (("BOOK", "1"),),
    "claim open-class": (
        ("BOOK", "A class", REF, "--reason", "pattern", "--alone", "--cause", "1", *AS_OF, *ACT,
         "--no-notice", "no member named"),
    ),
    "claim file": (("BOOK", "1", "--out", "OUT/claim.pdf", *AS_OF, *ACT),),
    "claim changes": (("BOOK", "1"),),
    "claim restate": (("BOOK", "1", "--why", "later records", *ACT),),
    "letter write": (
        ("BOOK", "demand", "--claim", "1", "--to", "C1", "--out", "OUT/demand.docx", *AS_OF,
         "--reply-by", "2009-05-01", *ACT),
    ),
    "letter sent": (("BOOK", "1", "--how", "post", *ACT),),
    "letter received": (("BOOK", "1", "--how", "receipt", *ACT),),
    "letter list": (("BOOK",),),
    "offer price": (
        ("PLACE/the-deal.yaml", "--against", "PLACE/ask.yaml", "--book", "BOOK", "--base-year", "2008",
         "--assumptions", "PLACE/packet-assumptions.yaml", "--format", "json", *AS_OF),
        ("PLACE/signed.yaml", "--book", "BOOK", *AS_OF),
    ),
    "packet": (
        ("BOOK", "--offer", "PLACE/the-deal.yaml", "--earlier", "PLACE/ask.yaml", "--on", "2009-02-01",
         "--base-year", "2008", "--assumptions", "PLACE/packet-assumptions.yaml",
         "--statements", "PLACE/statements", "--out", "OUT/packet.html"),
    ),
    "package keep": (("BOOK", "PLACE/packages.yaml", *ACT),),
    "package list": (("BOOK",),),
    "package show": (("BOOK", "packages/2000001"), ("BOOK", "PLACE/packages.yaml")),
    "package efficient": (("BOOK", "packages/2000001", "--format", "json"), ("BOOK", "packages/2000009")),
    "package swaps": (("BOOK", "packages/2000001", "--judged-by", "weights"),),
    "trade keep": (("BOOK", "PLACE/chances.yaml", *ACT), ("BOOK", "PLACE/none.yaml", *ACT)),
    "trade list": (("BOOK",), ("BOOK", "--format", "json")),
    "trade worth": (
        ("BOOK", "1", "--assumptions", "valuation/2000001", "--for", "2009-03-31"),
        ("BOOK", "7", "--assumptions", "PLACE/chances.yaml", "--for", "2009-03-31"),
    ),
    "trade exchange": (
        ("BOOK", "1", "--assumptions", "PLACE/chances.yaml", "--for", "2009-03-31",
         "--offer", "PLACE/none.yaml"),
    ),
    "resolution": (
        ("BOOK", *RESOLUTION, "--assumptions", "PLACE/resolution/assumed.yaml", "--scenario", "guild",
         "--base-year", "2008", "--facts", "PLACE/resolution/established.yaml", "--on", "2009-03-02", *AS_OF,
         "--format", "json"),
        ("BOOK", *RESOLUTION, "--chances", "PLACE/chances.yaml", *AS_OF),
    ),
    "trade given-up": (("BOOK", "1", "--assumptions", "PLACE/chances.yaml", "--for", "2009-03-31"),),
    **TALKS_INVOCATIONS,
}  # fmt: skip
# Later invocations rest on what earlier ones appended.
ORDER = (
    "verify", "import", "claim open", "claim open-by-hand", "claim add-lines", "evidence add",
    *(name for name in INVOCATIONS if name not in (
        "verify", "import", "claim open", "claim open-by-hand", "claim add-lines", "evidence add")),
    "verify",
)  # fmt: skip


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
