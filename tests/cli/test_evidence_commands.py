"""Evidence and audiences at the command line: what is printed, what is written, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from arrears.book.ledger import create_book

from .secret_books import Answer, ask

TAKEN = ("--source", "C1", "--received", "2009-01-05", "--by", "clerk")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    create_book(tmp_path / "book")
    (tmp_path / "paper.txt").write_text("a paper")
    (tmp_path / "title.csv").write_text("title_id,name\nT1,The Lantern Tally\n")
    return tmp_path


def add(place: Path, *more: str, audience: str = "guild") -> Answer:
    return ask("evidence add", ("BOOK", "PLACE/paper.txt", *TAKEN, *more), place, audience)


def test_evidence_is_added_listed_shown_and_saved(place: Path) -> None:
    added = add(place, "--why", "asked for by letter")
    assert added.code == 0, added.err
    assert added.out.startswith("evidence/1 committed as seq 1, head ")
    listed = ask("evidence list", ("BOOK", "--format", "csv"), place, "guild").out
    assert listed.splitlines()[1].startswith("evidence/1,,paper.txt,C1,2009-01-05,guild only,7,held")
    shown = ask("evidence show", ("BOOK", "1", "--save-to", "PLACE/saved.txt"), place, "guild").out
    assert "asked for by letter" in shown
    assert (place / "saved.txt").read_text() == "a paper"


def test_a_file_is_never_replaced_by_evidence(place: Path) -> None:
    add(place)
    answer = ask("evidence show", ("BOOK", "1", "--save-to", "PLACE/title.csv"), place, "guild")
    assert answer.code == 1
    assert f"{place / 'title.csv'}: the file cannot be written" in answer.err
    assert "T1" in (place / "title.csv").read_text()


def test_a_day_to_destroy_needs_the_duty(place: Path) -> None:
    answer = add(place, "--return-or-destroy-by", "2009-06-30")
    assert (answer.code, answer.out) == (2, "")
    assert "say with --duty what binds us" in answer.err


def test_what_was_destroyed_is_told_by_verify_and_not_called_missing(place: Path) -> None:
    add(place, "--duty", "a promise", "--return-or-destroy-by", "2009-06-30")
    destroyed = ask(
        "evidence destroy",
        ("BOOK", "1", "--on", "2009-06-30", "--by", "counsel", "--certificate", "letter of 30 June"),
        place,
        "guild",
    )
    assert destroyed.out.startswith("destroyed: seq 2, head ")
    verified = ask("verify", ("BOOK",), place, "guild")
    assert verified.code == 0
    assert verified.out.splitlines()[1] == "evidence/1: destroyed under duty on 2009-06-30"
    shown = ask("evidence show", ("BOOK", "1"), place, "guild").out
    assert "letter of 30 June" in shown
    saved = ask("evidence show", ("BOOK", "1", "--save-to", "PLACE/saved.txt"), place, "guild")
    assert (saved.code, (place / "saved.txt").exists()) == (1, False)
    assert "was destroyed under duty on 2009-06-30, by counsel" in saved.err


def test_rows_are_imported_for_a_class_by_who_may_read_it(place: Path) -> None:
    words = ("BOOK", "PLACE/title.csv", "--said-by", "wga", "--learned-on", "2009-01-06", "--access")
    refused = ask("import", (*words, "counsel_only"), place, "guild")
    assert refused.code == 1
    assert "material of a class is added only by an audience that may read it" in refused.err
    assert ask("import", (*words, "counsel_only"), place, "counsel").code == 0
    assert "seq 0," in ask("verify", ("BOOK",), place, "guild").out
    assert "seq 1," in ask("verify", ("BOOK",), place, "counsel").out


def test_counts_of_an_audience_are_an_outside_auditors_unless_said_otherwise(place: Path) -> None:
    ask(
        "import",
        ("BOOK", "PLACE/title.csv", "--said-by", "wga", "--learned-on", "2009-01-06"),
        place,
        "guild",
    )
    (place / "audience.csv").write_text(
        "service,territory,measured_from,measured_to,title_id,measure,amount\n"
        "S1,us,2009-01-01,2009-03-31,T1,hours,1000\n"
    )
    words = ("BOOK", "PLACE/audience.csv", "--said-by", "C1", "--learned-on", "2009-04-01")
    assert ask("import", words, place, "guild").code == 1
    assert ask("import", words, place, "keeper").code == 0
    assert "seq 1," in ask("verify", ("BOOK",), place, "guild").out
    assert ask("import", (*words, "--access", "guild_only"), place, "guild").code == 0
    assert "seq 2," in ask("verify", ("BOOK",), place, "guild").out


@pytest.mark.parametrize(("audience", "person"), [("member:P1", "P2"), ("member:P2", "P1")])
def test_a_member_asks_for_the_own_statement_only(place: Path, audience: str, person: str) -> None:
    answer = ask("statement", ("BOOK", person), place, audience)
    assert (answer.code, answer.out) == (1, "")
    own = audience.removeprefix("member:")
    assert f"expected the own id, found {audience} asks for {person}\n  Try: ask for {own}" in answer.err
    other = ask("audit", ("BOOK",), place, audience)
    assert "the command shows lines of others as well" in other.err


def test_an_audience_that_is_none_is_refused_before_anything_is_read(place: Path) -> None:
    answer = ask("audit", ("BOOK",), place, "gild")
    assert (answer.code, answer.out) == (1, "")
    assert "Try: write 'guild'" in answer.err
