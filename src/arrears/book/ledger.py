"""The book's ledger: the SQLite file that lists entries, files, sources and events, and the handle on a book.

Every call opens its own connection and closes it, so a handle is a plain value that threads may share.
Refuses a ledger written by a newer release, and a folder that holds no book.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from arrears import __version__
from arrears.book import layout
from arrears.book.access import (
    DEFAULT_ACCESS,
    GUILD,
    KEEPER,
    OLD_TABLE_ACCESS,
    Audience,
    file_range,
)
from arrears.book.chain import GENESIS
from arrears.book.embargoed import INDEXES
from arrears.book.visible import show_only
from arrears.findings import Finding, Refused

SCHEMA = (
    "CREATE TABLE meta (format INTEGER NOT NULL, made_with TEXT NOT NULL,"
    " next_file_no INTEGER NOT NULL, secret TEXT NOT NULL) STRICT",
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, learned_on TEXT NOT NULL,"
    " body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE file (file_no INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES entry,"
    " table_name TEXT NOT NULL,"
    " path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    " says TEXT NOT NULL, columns TEXT NOT NULL, corrects TEXT NOT NULL, access TEXT NOT NULL) STRICT",
    "CREATE TABLE source (sha256 TEXT NOT NULL, as_table TEXT NOT NULL, mapping_sha256 TEXT NOT NULL,"
    " seq INTEGER NOT NULL REFERENCES entry, name TEXT NOT NULL, original_sha256 TEXT NOT NULL,"
    " access TEXT NOT NULL, PRIMARY KEY (sha256, as_table, mapping_sha256, access)) STRICT",
    "CREATE TABLE event (seq INTEGER NOT NULL REFERENCES entry, subject TEXT NOT NULL, kind TEXT NOT NULL,"
    " body TEXT NOT NULL, access TEXT NOT NULL) STRICT",
    "CREATE TABLE numbering (access TEXT PRIMARY KEY, next_file_no INTEGER NOT NULL) STRICT",
    "CREATE INDEX file_by_seq ON file (seq)",
    "CREATE INDEX event_by_access ON event (access, seq)",
)
# What a book of format 1 lacks; done in the transaction of the first thing appended to it.
_OLD_CASES = "".join(f" WHEN '{table}' THEN '{access}'" for table, access in OLD_TABLE_ACCESS.items())
FROM_FORMAT_1 = (
    "ALTER TABLE meta ADD COLUMN secret TEXT NOT NULL DEFAULT ''",
    f"ALTER TABLE file ADD COLUMN access TEXT NOT NULL DEFAULT '{DEFAULT_ACCESS}'",
    f"UPDATE file SET access = CASE table_name{_OLD_CASES} ELSE access END",
    f"ALTER TABLE event ADD COLUMN access TEXT NOT NULL DEFAULT '{DEFAULT_ACCESS}'",
    "ALTER TABLE source RENAME TO old_source",
    next(statement for statement in SCHEMA if "TABLE source" in statement),
    "INSERT INTO source SELECT sha256, as_table, mapping_sha256, seq, name, original_sha256,"
    f" CASE as_table{_OLD_CASES} ELSE '{DEFAULT_ACCESS}' END FROM old_source",
    "DROP TABLE old_source",
    *(statement for statement in SCHEMA if "numbering" in statement or "event_by_access" in statement),
)
WAIT_SECONDS = 120.0


@dataclass(frozen=True)
class Book:
    """A handle on a book: where it lies, whether this handle may append to it, and for whom it reads.

    Whatever is read through a handle is what its audience may see, and nothing else.
    """

    path: Path
    read_only: bool = False
    audience: Audience = GUILD

    def seen_by(self, audience: Audience) -> Book:
        """The same book, read for another audience."""
        return replace(self, audience=audience)

    def position(self) -> tuple[int, str]:
        """The number of entries held and the head of the chain, as reports print them; (0, zeros) when
        empty.
        """
        with reading(self) as ledger:
            return last_entry(ledger)


def create_book(path: Path | str) -> Book:
    """Make an empty book in a folder that does not exist yet or is empty.

    The folder appears whole by one rename, so an interrupted `init` leaves no half of a book.
    Findings: folder_not_empty, network_folder, book_read_only, disk_full.
    """
    target = Path(path).absolute()
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise Refused(
            [
                Finding(
                    code="folder_not_empty",
                    place=str(target),
                    problem="a new book needs a folder of its own",
                    expected="a folder that does not exist yet, or an empty one",
                    found="a folder with files in it" if target.is_dir() else "a file",
                    remedy="name another folder",
                )
            ]
        )
    with layout.writing_to(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        layout.refuse_network_folder(target.parent)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            _make_ledger(draft)
            for name in (layout.TABLES, layout.ORIGINALS, layout.RUNS):
                (draft / name).mkdir()
            layout.sync_folder(draft)
            draft.chmod(0o777 & ~_umask())
            draft.rename(target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        layout.sync_folder(target.parent)
    return Book(target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _make_ledger(folder: Path) -> None:
    try:
        with closing(sqlite3.connect(folder / layout.LEDGER, isolation_level=None)) as ledger:
            ledger.execute("PRAGMA journal_mode=WAL")
            ledger.execute("PRAGMA synchronous=FULL")
            ledger.execute("BEGIN IMMEDIATE")
            for statement in SCHEMA:
                ledger.execute(statement)
            ledger.execute(
                "INSERT INTO meta VALUES (?, ?, 1, ?)", (layout.FORMAT, __version__, secrets.token_hex(32))
            )
            ledger.execute("COMMIT")
    except sqlite3.OperationalError as fault:
        raise Refused([_ledger_fault(folder, fault)]) from fault


def open_book(path: Path | str, read_only: bool = False, audience: Audience = GUILD) -> Book:
    """A handle on an existing book, read for an audience. Nothing is written by opening.

    Findings: not_a_book, book_newer, book_damaged, network_folder.
    """
    target = Path(path).absolute()
    if not (target / layout.LEDGER).is_file():
        raise Refused(
            [
                Finding(
                    code="not_a_book",
                    place=str(target),
                    problem="there is no book here",
                    expected=f"a folder with {layout.LEDGER}",
                    found="a folder without it" if target.is_dir() else "no such folder",
                    remedy=f"name the folder of a book, or make one with `arrears init {target.name}`",
                )
            ]
        )
    layout.refuse_network_folder(target)
    book = Book(target, read_only, audience)
    with reading(book.seen_by(KEEPER)) as ledger:
        format_no, made_with = ledger.execute("SELECT format, made_with FROM meta").fetchone()
    if format_no > layout.FORMAT:
        raise Refused(
            [
                Finding(
                    code="book_newer",
                    place=str(target),
                    problem="this book was written by a newer release of arrears",
                    expected=f"format {layout.FORMAT} or earlier",
                    found=f"format {format_no}, written by release {made_with}",
                    remedy=f"use arrears {made_with} or later",
                )
            ]
        )
    return book


def last_entry(ledger: sqlite3.Connection) -> tuple[int, str]:
    """seq and hash of the last entry; (0, zeros) for an empty book."""
    row = ledger.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, GENESIS)


@contextmanager
def reading(book: Book) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of the ledger, as far as the handle's audience may see it, and never
    blocks a writer.

    Findings: book_damaged, book_read_only.
    """
    with _connected(book, "ro") as ledger:
        ledger.execute("PRAGMA temp_store=MEMORY")
        ledger.execute("BEGIN")
        show_only(ledger, book.audience)
        ledger.execute("PRAGMA query_only=ON")
        yield ledger


@contextmanager
def writing(book: Book) -> Iterator[sqlite3.Connection]:
    """A connection inside `BEGIN IMMEDIATE`: committed when the block ends, rolled back when it raises.

    It sees the whole ledger, whoever appends. A book of an older format is brought to ours first.

    Findings: book_read_only, disk_full, book_busy, book_damaged.
    """
    if book.read_only:
        raise Refused([layout.read_only(book.path, "a handle opened for reading only")])
    with _connected(book, "rw") as ledger:
        ledger.execute("PRAGMA synchronous=FULL")
        ledger.execute("PRAGMA foreign_keys=ON")
        ledger.execute("BEGIN IMMEDIATE")
        try:
            _bring_up_to_format(ledger)
            yield ledger
            ledger.execute("COMMIT")
        except BaseException:
            if ledger.in_transaction:
                ledger.execute("ROLLBACK")
            raise


@contextmanager
def _connected(book: Book, mode: str) -> Iterator[sqlite3.Connection]:
    try:
        with closing(_connect(book, mode)) as ledger:
            yield ledger
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as fault:
        raise Refused([_ledger_fault(book.path, fault)]) from fault


def _connect(book: Book, mode: str) -> sqlite3.Connection:
    """Open the ledger; a folder nobody may write to is read as it stands, if no unfinished log lies beside
    it.
    """
    address = "file:" + quote(str(book.path / layout.LEDGER))
    ledger = sqlite3.connect(f"{address}?mode={mode}", uri=True, isolation_level=None, timeout=WAIT_SECONDS)
    if mode != "ro":
        return ledger
    try:
        ledger.execute("SELECT format FROM meta").fetchone()
    except sqlite3.OperationalError:
        log = book.path / f"{layout.LEDGER}-wal"
        if log.exists() and log.stat().st_size:
            raise
        ledger.close()
        ledger = sqlite3.connect(f"{address}?immutable=1", uri=True, isolation_level=None)
    return ledger


def _ledger_fault(path: Path, fault: sqlite3.DatabaseError) -> Finding:
    """What SQLite could not do, as a finding about the book."""
    text = str(fault)
    if "readonly" in text or "unable to open" in text:
        return layout.read_only(path, text)
    if "full" in text or "disk I/O" in text:
        return layout.disk_full(path, text)
    if "locked" in text or "busy" in text:
        return Finding(
            code="book_busy",
            place=str(path),
            problem="another program holds the book for writing; nothing was appended",
            expected=f"a free book within {WAIT_SECONDS:.0f} seconds",
            found=text,
            remedy="let the other command finish and run this one again",
        )
    return Finding(
        code="book_damaged",
        place=f"{path / layout.LEDGER}",
        problem="the ledger of this book cannot be read",
        expected="a ledger made by arrears",
        found=text,
        remedy="restore the book from a copy; the Parquet files in it are untouched",
    )


def _bring_up_to_format(ledger: sqlite3.Connection) -> None:
    """Add what an older book lacks. Older releases refuse it from then on, but for the indexes."""
    for statement in INDEXES:
        ledger.execute(statement)
    if ledger.execute("SELECT format FROM meta").fetchone()[0] >= layout.FORMAT:
        return
    for statement in FROM_FORMAT_1:
        ledger.execute(statement)
    made = (layout.FORMAT, __version__, secrets.token_hex(32))
    ledger.execute("UPDATE meta SET format = ?, made_with = ?, secret = ?", made)


def reserve_file_numbers(book: Book, count: int, access: str = DEFAULT_ACCESS) -> range:
    """Take the next file numbers of a class for good. A number that is never used leaves a harmless gap."""
    with writing(book) as ledger:
        if access == DEFAULT_ACCESS:
            query = "UPDATE meta SET next_file_no = next_file_no + ? RETURNING next_file_no"
        else:
            query = (
                "INSERT INTO numbering VALUES (:access, 1 + :count) ON CONFLICT (access) DO UPDATE"
                " SET next_file_no = next_file_no + :count RETURNING next_file_no"
            )
        given = (count,) if access == DEFAULT_ACCESS else {"access": access, "count": count}
        after = file_range(access) + int(ledger.execute(query, given).fetchall()[0][0])
    return range(after - count, after)
