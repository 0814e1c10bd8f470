"""Evidence is kept as given, seen by its class, and destroyed only where a duty says so."""

from __future__ import annotations

import hashlib
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from arrears.book.access import COUNSEL, GUILD, KEEPER, OUTSIDE_AUDITOR, Audience
from arrears.book.ledger import Book, create_book
from arrears.book.verify import tidy, verify_book
from arrears.claims.acting import Acting
from arrears.claims.evidence import (
    Given,
    add_evidence,
    destroy_evidence,
    evidence_bytes,
    one_evidence,
    read_evidence,
    tidy_keys,
    verify_evidence,
)
from arrears.claims.evidence_store import key_path, padded, padded_size
from arrears.findings import Refused

RECEIVED = date(2009, 1, 5)
DEED = Acting(RECEIVED, "clerk", RECEIVED)
LATER = Acting(date(2009, 6, 30), "counsel", date(2009, 6, 30), "the duty ends")
DAY = 86_400


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return create_book(tmp_path / "book").seen_by(KEEPER)


def written(tmp_path: Path, content: bytes = b"units,1200\n", name: str = "stub.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def given(path: Path, access: str = "guild_only", **more: object) -> Given:
    return Given(path, "P0001", RECEIVED, access, **more)  # type: ignore[arg-type]


def under_duty(path: Path, access: str = "outside_auditor") -> Given:
    return given(path, access, duty="agreement of 1 December", destroy_by=date(2009, 6, 30))


def refused(act: object) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()  # type: ignore[operator]
    return [finding.code for finding in caught.value.findings]


def test_what_is_given_back_is_what_was_given(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path)
    name, entry = add_evidence(book, given(path), DEED)
    item = one_evidence(book, "1")
    assert (name, entry.seq, item.evidence_id) == ("evidence/1", 1, "evidence/1")
    assert (item.given.source, item.given.path.name, item.bytes) == ("P0001", "stub.csv", 11)
    assert evidence_bytes(book, item) == b"units,1200\n"
    assert verify_book(book) == verify_evidence(book) == []


def test_no_digest_in_the_book_is_that_of_the_content(book: Book, tmp_path: Path) -> None:
    add_evidence(book, given(written(tmp_path, b"yes")), DEED)
    add_evidence(book, under_duty(written(tmp_path, b"yes")), DEED)
    plain = hashlib.sha256(b"yes").hexdigest()
    for path in book.path.rglob("*"):
        assert plain[2:] not in path.name
        if path.is_file():
            assert plain.encode() not in path.read_bytes()


def test_the_length_of_what_is_held_under_a_duty_is_not_told(book: Book, tmp_path: Path) -> None:
    for number, content in enumerate((b"no", b"yes", b"y" * 4000)):
        add_evidence(book, under_duty(written(tmp_path, content, f"{number}.txt")), DEED)
    held = read_evidence(book)
    assert {item.bytes for item in held} == {4096}
    assert len({path.stat().st_size for path in (book.path / "originals").rglob("*") if path.is_file()}) == 1
    assert [evidence_bytes(book, item) for item in held] == [b"no", b"yes", b"y" * 4000]


@pytest.mark.parametrize("length", [0, 1, 4087, 4088, 4089, 8184, 8185])
def test_padding_is_a_power_of_two_that_holds_the_content(length: int) -> None:
    content = b"x" * length
    held = padded(content)
    assert len(held) == padded_size(content) >= length + 8
    assert len(held) & (len(held) - 1) == 0
    assert held[8 : 8 + length] == content


def test_what_is_under_a_duty_lies_encrypted(book: Book, tmp_path: Path) -> None:
    add_evidence(book, under_duty(written(tmp_path, b"hours 123456789")), DEED)
    for path in book.path.rglob("*"):
        assert not path.is_file() or b"123456789" not in path.read_bytes()
    [key] = (book.path / "keys").rglob("*.key")
    assert key.stat().st_mode & 0o777 == 0o600
    assert (book.path / "keys").stat().st_mode & 0o777 == 0o700


def test_what_was_destroyed_under_a_duty_cannot_be_read_and_the_chain_verifies(
    book: Book, tmp_path: Path
) -> None:
    add_evidence(book, under_duty(written(tmp_path)), DEED)
    head = book.position()[1]
    entry = destroy_evidence(book, "evidence/4000001", LATER, "letter of 30 June")
    item = one_evidence(book, "4000001")
    assert entry is not None
    assert item.state == "destroyed under duty on 2009-06-30"
    assert item.destroyed is not None
    assert (item.destroyed.by, item.destroyed.body["certificate"]) == ("counsel", "letter of 30 June")
    assert list((book.path / "keys").rglob("*.key")) == []
    assert refused(lambda: evidence_bytes(book, item)) == ["evidence-destroyed"]
    assert verify_book(book, kept_head=head) == verify_evidence(book) == []


def test_only_what_a_duty_binds_is_ever_destroyed(book: Book, tmp_path: Path) -> None:
    add_evidence(book, given(written(tmp_path)), DEED)
    assert refused(lambda: destroy_evidence(book, "1", LATER, "")) == ["evidence-no-duty"]
    assert evidence_bytes(book, one_evidence(book, "1")) == b"units,1200\n"


def test_destroying_twice_is_refused_and_a_key_that_was_left_is_destroyed(book: Book, tmp_path: Path) -> None:
    add_evidence(book, under_duty(written(tmp_path)), DEED)
    item = one_evidence(book, "4000001")
    key = key_path(book, item.sha256, item.given.access)
    kept = key.read_bytes()
    destroy_evidence(book, item.evidence_id, LATER, "")
    assert refused(lambda: destroy_evidence(book, item.evidence_id, LATER, "")) == ["evidence-destroyed"]
    key.write_bytes(kept)  # as if the command had been killed between the two
    assert [finding.code for finding in verify_evidence(book)] == ["evidence-key-kept"]
    assert destroy_evidence(book, item.evidence_id, LATER, "") is None
    assert not key.exists()
    assert verify_evidence(book) == []


def test_a_key_that_nobody_destroyed_is_missed(book: Book, tmp_path: Path) -> None:
    add_evidence(book, under_duty(written(tmp_path)), DEED)
    item = one_evidence(book, "4000001")
    key_path(book, item.sha256, item.given.access).unlink()
    assert [finding.code for finding in verify_evidence(book)] == ["evidence-key-missing"]
    assert refused(lambda: evidence_bytes(book, item)) == ["evidence-key-missing"]


def test_another_key_and_altered_bytes_are_named(book: Book, tmp_path: Path) -> None:
    add_evidence(book, under_duty(written(tmp_path)), DEED)
    item = one_evidence(book, "4000001")
    key_path(book, item.sha256, item.given.access).write_bytes(bytes(32))
    assert refused(lambda: evidence_bytes(book, item)) == ["evidence-altered"]
    [kept] = [path for path in (book.path / "originals").rglob("*") if path.is_file()]
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    assert refused(lambda: evidence_bytes(book, item)) == ["evidence-altered"]
    assert [finding.code for finding in verify_book(book)] == ["original_altered"]


def test_a_key_of_nothing_is_named_and_tidied_after_a_day(book: Book) -> None:
    key = book.path / "keys" / "guild_only" / ("a" * 64 + ".key")
    key.parent.mkdir(parents=True)
    key.write_bytes(bytes(32))
    assert [finding.code for finding in verify_evidence(book)] == ["evidence-key-unlisted"]
    written_at = key.stat().st_mtime
    assert tidy_keys(book, written_at + 60) == []
    assert tidy_keys(book, written_at + DAY + 60) == [key]
    assert verify_evidence(book) == []


def test_the_same_file_for_the_same_claim_is_one_item(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path)
    add_evidence(book, given(path), DEED)
    assert refused(lambda: add_evidence(book, given(path), DEED)) == ["evidence-held"]
    add_evidence(book, given(path, "counsel_only"), DEED)
    assert [item.evidence_id for item in read_evidence(book)] == ["evidence/1", "evidence/2000001"]


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (GUILD, ["evidence/1"]),
        (COUNSEL, ["evidence/1", "evidence/2000001"]),
        (OUTSIDE_AUDITOR, ["evidence/4000001"]),
    ],
)
def test_an_audience_sees_evidence_of_its_classes(
    book: Book, tmp_path: Path, audience: Audience, seen: list[str]
) -> None:
    path = written(tmp_path)
    for each in (given(path), given(path, "counsel_only"), under_duty(path)):
        add_evidence(book, each, DEED)
    shown = book.seen_by(audience)
    assert [item.evidence_id for item in read_evidence(shown)] == seen
    hidden = {"evidence/1", "evidence/2000001", "evidence/4000001"} - set(seen)
    for name in hidden:
        assert refused(lambda name=name: one_evidence(shown, name)) == ["evidence-unknown"]


def test_evidence_of_a_class_is_added_by_those_who_may_read_it(book: Book, tmp_path: Path) -> None:
    path = written(tmp_path)
    staff = book.seen_by(GUILD)
    assert refused(lambda: add_evidence(staff, given(path, "counsel_only"), DEED)) == ["access-not-readable"]
    assert refused(lambda: add_evidence(staff, given(path, "secret"), DEED)) == ["access-unknown"]
    assert not any(path.is_file() for path in (book.path / "originals").rglob("*"))


def test_an_act_before_the_evidence_was_received_is_refused(book: Book, tmp_path: Path) -> None:
    early = Acting(date(2009, 1, 4), "clerk", date(2009, 1, 6))
    assert refused(lambda: add_evidence(book, given(written(tmp_path)), early)) == [
        "evidence-before-received"
    ]
    add_evidence(book, under_duty(written(tmp_path)), DEED)
    assert refused(lambda: destroy_evidence(book, "4000001", early, "")) == ["evidence-before-received"]


def test_links_folders_and_devices_are_not_read(book: Book, tmp_path: Path) -> None:
    secret = written(tmp_path, b"not meant", "secret.txt")
    link = tmp_path / "link.csv"
    link.symlink_to(secret)
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path, tmp_path / "absent.csv"):
        assert refused(lambda path=path: add_evidence(book, given(path), DEED)) == ["evidence-not-read"]
    assert book.position()[0] == 0


def test_a_hostile_name_is_shown_without_what_steers_a_terminal_and_is_no_path(
    book: Book, tmp_path: Path
) -> None:
    name = "..\x1b[31m\u202egnp.exe" + "a" * 150
    add_evidence(book, given(written(tmp_path, name=name)), DEED)
    shown = one_evidence(book, "1").given.path.name
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown) == 120
    kept = [path for path in book.path.rglob("*") if path.is_file() and "gnp" in path.name]
    assert kept == []


def test_an_archive_is_kept_and_not_unpacked(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.txt", "x")
    before = sorted(tmp_path.rglob("outside.txt"))
    add_evidence(book, given(path), DEED)
    assert sorted(tmp_path.rglob("outside.txt")) == before == []
    assert evidence_bytes(book, one_evidence(book, "1")) == path.read_bytes()


def test_what_a_killed_command_left_is_removed_by_tidy(book: Book, tmp_path: Path) -> None:
    late = Acting(RECEIVED, "", RECEIVED)  # refused after the bytes were kept: nobody acts
    assert refused(lambda: add_evidence(book, under_duty(written(tmp_path)), late)) == ["act-incomplete"]
    assert [finding.code for finding in verify_book(book)] == ["unlisted_file"]
    assert [finding.code for finding in verify_evidence(book)] == ["evidence-key-unlisted"]
    now = max(path.stat().st_mtime for path in book.path.rglob("*")) + DAY + 60
    assert len(tidy(book, now)) == len(tidy_keys(book, now)) == 1
    assert verify_book(book) == verify_evidence(book) == []
    assert verify_book(book.seen_by(GUILD)) == []
