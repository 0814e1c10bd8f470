"""Through a handle an audience sees its view of the book, and nothing that the rest of it could change."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from arrears.book.access import COUNSEL, GUILD, KEEPER, NAMED, PUBLIC, Audience
from arrears.book.chain import canonical, entry_hash, file_hash, text_hash
from arrears.book.commit import Act, CommittedEntry, Event, Source, commit, imported_before, stage_and_commit
from arrears.book.ledger import Book, create_book, open_book, reading
from arrears.book.listed import read_listed
from arrears.book.originals import keep_original
from arrears.book.snapshot import last_learned_on, snapshot
from arrears.book.staging import number_rows, write_files
from arrears.book.verify import tidy, verify_book
from arrears.book.views import Limit, create_table_views

from .conftest import titles

DAY = date(2009, 6, 1)
LATE = date(2010, 1, 1)
SECRETS = [
    (each, access)
    for each in (GUILD, COUNSEL, PUBLIC, NAMED["arbitrator"], NAMED["outside_auditor"])
    for access in sorted(KEEPER.classes - each.classes)
]


def add(book: Book, title: str, access: str = "guild_only", day: date = DAY) -> CommittedEntry:
    return stage_and_commit(book, {"title": titles(title)}, kind="import", learned_on=day, access=access)


def add_source(book: Book, content: bytes, access: str) -> None:
    kept = keep_original(book, content, access)
    source = Source(kept, "title", "b" * 64, "secret.csv", kept, access)
    commit(book, [], Act("import", DAY, sources=(source,)))


def add_event(book: Book, body: str, access: str) -> None:
    commit(book, [], Act("event", DAY, events=(Event("claim/1", "noted", body, access),)))


def ledger_of(book: Book) -> list[list[tuple[object, ...]]]:
    """Everything that the ledger says to the handle's audience."""
    with reading(book) as ledger:
        return [
            ledger.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
            if table == "entry"
            else sorted(ledger.execute(f"SELECT * FROM {table}").fetchall())
            for table in ("entry", "file", "source", "event")
        ]


def all_that_is_read(book: Book) -> list[object]:
    held = snapshot(book)
    bytes_read = [
        (table, entry.file_no, entry.seq, entry.path.read_bytes())
        for table, entries in held.files.items()
        for entry in entries
    ]
    return [held.seq, held.head, book.position(), last_learned_on(book), ledger_of(book), bytes_read]


@pytest.mark.parametrize(("audience", "access"), SECRETS)
def test_no_hidden_entry_changes_anything_that_is_read(
    tmp_path: Path, audience: Audience, access: str
) -> None:
    """Between the same visible entries: none, one, and another hidden one, in files, sources and events."""
    seen = sorted(audience.classes)[0]
    begun = create_book(tmp_path / "begun").seen_by(KEEPER)
    add(begun, "T1", seen)
    place, found, heads = tmp_path / "book", [], set()
    for secret in ("", "1200", "999999"):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(begun.path, place)
        book = open_book(place, audience=KEEPER)
        if secret:
            add(book, secret, access, LATE)
            add_source(book, secret.encode(), access)
            add_event(book, f'{{"hours":"{secret}"}}', access)
        add(book, "T2", seen)
        add_event(book, '{"note":"seen"}', seen)
        found.append(all_that_is_read(book.seen_by(audience)))
        heads.add(book.position()[1])
        assert verify_book(book.seen_by(audience)) == verify_book(book) == []
    assert found[0] == found[1] == found[2]
    assert len(heads) == 3


def test_an_entry_of_which_a_part_is_hidden_shows_the_rest(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book").seen_by(KEEPER)
    seen, hidden = Event("claim/1", "noted", "{}"), Event("claim/1", "noted", '{"a":"b"}', "counsel_only")
    commit(book, [], Act("event", DAY, events=(seen, hidden)))
    with reading(book.seen_by(GUILD)) as ledger:
        assert ledger.execute("SELECT body, access FROM event").fetchall() == [("{}", "guild_only")]
        [(body,)] = ledger.execute("SELECT body FROM entry").fetchall()
    assert [event["access"] for event in json.loads(body)["events"]] == ["guild_only"]
    assert verify_book(book.seen_by(GUILD)) == []


def test_a_book_without_secrets_is_its_own_view(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    add(book, "T1")
    assert book.position() == book.seen_by(KEEPER).position()
    assert ledger_of(book) == ledger_of(book.seen_by(KEEPER))


def test_who_appends_is_told_the_numbers_of_the_own_view(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    add(book.seen_by(COUNSEL), "T9", "counsel_only")
    entry = add(book, "T1")
    assert (entry.seq, entry.head) == book.position()
    assert entry.seq == 1
    assert entry.files["title"].file_no == 1
    asked: list[int] = []
    commit(book, [], Act("event", DAY), lambda seq: not asked.append(seq))
    assert asked == [1]
    assert add(book.seen_by(COUNSEL), "T2").seq == 4


def test_a_file_that_is_hidden_was_never_imported(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book").seen_by(KEEPER)
    add_source(book, b"x", "counsel_only")
    kept = keep_original(book, b"x", "guild_only")
    source = Source(kept, "title", "b" * 64, "secret.csv", kept)
    assert imported_before(book.seen_by(GUILD), source) is None
    assert isinstance(commit(book.seen_by(GUILD), [], Act("import", DAY, sources=(source,))), CommittedEntry)


def test_faults_of_hidden_files_are_told_to_who_may_see_them(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book").seen_by(KEEPER)
    add(book, "T1")
    add(book, "T2", "counsel_only")
    add_source(book, b"x", "counsel_only")
    [hidden] = [path for path in (book.path / "tables").rglob("*.parquet") if len(path.stem.lstrip("0")) > 3]
    hidden.unlink()
    [original] = [path for path in (book.path / "originals").rglob("*") if path.is_file()]
    original.write_bytes(b"y")
    write_files(book, number_rows(book, {"title": titles("T3")}, "counsel_only"))
    keep_original(book, b"z", "counsel_only")
    assert verify_book(book.seen_by(GUILD)) == []
    codes = ["file_missing", "original_altered", "unlisted_file", "unlisted_file"]
    assert sorted(finding.code for finding in verify_book(book)) == codes
    now = max(path.stat().st_mtime for path in book.path.rglob("*")) + 90_000
    assert tidy(book.seen_by(GUILD), now) == []
    assert len(tidy(book, now)) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET learned_on = '2000-01-01' WHERE seq = {seq}",
        "UPDATE entry SET body = replace(body, 'import', 'impart') WHERE seq = {seq}",
        "UPDATE entry SET prev = hash WHERE seq = {seq}",
        "UPDATE file SET rows = 9 WHERE seq = {seq}",
    ],
)
def test_an_altered_entry_is_told_to_who_may_see_it(tmp_path: Path, statement: str) -> None:
    book = create_book(tmp_path / "book").seen_by(KEEPER)
    for title, access in (("T1", "guild_only"), ("T2", "counsel_only"), ("T3", "guild_only")):
        add(book, title, access)
    change(book, statement.format(seq=2))
    assert [f.code for f in verify_book(book.seen_by(GUILD)) if "entry 2" not in f.place] == []
    assert verify_book(book)
    change(book, statement.format(seq=3))
    shown = verify_book(book.seen_by(GUILD))
    told = [finding for finding in shown if finding.code != "unlisted_file"]
    assert {finding.place for finding in told} == {f"{book.path}: entry 2"}
    assert not any(seen in finding.text() for finding in shown for seen in hashes(book))


def hashes(book: Book) -> list[str]:
    with sqlite3.connect(book.path / "book.sqlite") as ledger:
        return [row[0] for row in ledger.execute("SELECT hash FROM entry")]


def change(book: Book, statement: str) -> None:
    ledger = sqlite3.connect(book.path / "book.sqlite", isolation_level=None)
    ledger.execute(statement)
    ledger.close()


def test_no_digest_of_an_entry_can_be_made_from_a_guess(tmp_path: Path) -> None:
    """Whoever knows every byte of a file but the book's secret finds its digest in no entry."""
    book = create_book(tmp_path / "book").seen_by(KEEPER)
    entry = add(book, "T1", "counsel_only")
    add_source(book, b"yes", "counsel_only")
    add_event(book, "{}", "counsel_only")
    digest = file_hash(book.path / entry.files["title"].path)
    with reading(book) as ledger:
        bodies = "".join(row[0] for row in ledger.execute("SELECT body FROM entry"))
    for guess in (digest, entry.files["title"].sha256, text_hash("{}"), text_hash("yes")):
        assert guess not in bodies


def test_hidden_columns_are_null_and_rows_of_another_owner_are_not_there(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    rows = pa.table({"said_by": ["g"] * 3, "company_id": ["C1", "C2", None], "name": ["a", "b", "c"]})
    stage_and_commit(book, {"company": rows}, kind="import", learned_on=DAY)
    types = {"company_id": "VARCHAR", "name": "VARCHAR"}
    limit = Limit(frozenset({"name"}), ("company_id",), "C1")
    with duckdb.connect() as connection:
        create_table_views(connection, snapshot(book), {"company": types}, {"company": limit})
        found = connection.execute("FROM record_company ORDER BY company_id").fetchall()
    assert found == [("C1", None), (None, None)]


OLD_SCHEMA = (
    "CREATE TABLE meta (format INTEGER NOT NULL, made_with TEXT NOT NULL,"
    " next_file_no INTEGER NOT NULL) STRICT",
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, learned_on TEXT NOT NULL,"
    " body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE file (file_no INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES entry,"
    " table_name TEXT NOT NULL, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, rows INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL, says TEXT NOT NULL, columns TEXT NOT NULL, corrects TEXT NOT NULL) STRICT",
    "CREATE TABLE source (sha256 TEXT NOT NULL, as_table TEXT NOT NULL, mapping_sha256 TEXT NOT NULL,"
    " seq INTEGER NOT NULL REFERENCES entry, name TEXT NOT NULL, original_sha256 TEXT NOT NULL,"
    " PRIMARY KEY (sha256, as_table, mapping_sha256)) STRICT",
    "CREATE TABLE event (seq INTEGER NOT NULL REFERENCES entry, subject TEXT NOT NULL, kind TEXT NOT NULL,"
    " body TEXT NOT NULL) STRICT",
    "CREATE INDEX file_by_seq ON file (seq)",
)


def old_book(path: Path) -> Book:
    """A book as releases of format 1 wrote it: no classes, plain digests in the bodies."""
    book = create_book(path).seen_by(KEEPER)
    parts = write_files(book, number_rows(book, {"title": titles("T1"), "audience": titles("S1")}))
    kept = keep_original(book, b"title_id\nT1\n")
    (book.path / "book.sqlite").unlink()
    files = [{k: v for k, v in part.body("00").items() if k != "access"} for part in parts]
    for file, part in zip(files, parts):
        file["sha256"] = part.sha256
    source = {
        "sha256": kept,
        "as_table": "title",
        "mapping_sha256": "b" * 64,
        "name": "t.csv",
        "original_sha256": kept,
    }
    events = [{"subject": "claim/1", "kind": "opened", "sha256": text_hash("{}")}]
    body = canonical(
        {
            "seq": "1",
            "kind": "import",
            "learned_on": "2009-06-01",
            "files": files,
            "sources": [source],
            "events": events,
        }
    )
    with sqlite3.connect(book.path / "book.sqlite") as ledger:
        ledger.execute("PRAGMA journal_mode=WAL")
        for statement in OLD_SCHEMA:
            ledger.execute(statement)
        ledger.execute("INSERT INTO meta VALUES (1, '0.1.0', 3)")
        row = (1, "import", "2009-06-01", body, "0" * 64, entry_hash("0" * 64, body))
        ledger.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", row)
        for part in parts:
            old = [*part.ledger_row(1)][:-1]
            ledger.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", old)
        values = (kept, "title", "b" * 64, 1, "t.csv", kept)
        ledger.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?)", values)
        ledger.execute("INSERT INTO event VALUES (1, 'claim/1', 'opened', '{}')")
    return book


def formats(book: Book) -> int:
    with reading(book.seen_by(KEEPER)) as ledger:
        return int(ledger.execute("SELECT format FROM meta").fetchone()[0])


def grow(book: Book) -> None:
    add(book, "T2")


def leave(book: Book) -> None:
    assert formats(book) == 1


@pytest.mark.parametrize("do", [leave, grow])
def test_a_book_of_format_1_is_read_and_grows(tmp_path: Path, do: Callable[[Book], None]) -> None:
    book = open_book(old_book(tmp_path / "old").path)
    do(book)
    assert set(snapshot(book).files) == {"title"}
    assert set(snapshot(book.seen_by(KEEPER)).files) == {"title", "audience"}
    for audience in (KEEPER, GUILD, PUBLIC):
        assert verify_book(book.seen_by(audience)) == []
    with reading(book) as ledger:
        assert ledger.execute("SELECT subject, access FROM event").fetchall() == [("claim/1", "guild_only")]


def test_what_is_appended_to_a_book_of_format_1_brings_it_to_ours(tmp_path: Path) -> None:
    book = open_book(old_book(tmp_path / "old").path)
    head = book.seen_by(KEEPER).position()[1]
    grow(book)
    assert formats(book) == 2
    assert verify_book(book.seen_by(KEEPER), kept_head=head) == []
    listed = read_listed(book.seen_by(KEEPER))
    assert sorted(file.access for file in listed.files) == ["guild_only", "guild_only", "outside_auditor"]
