"""What becomes of a clause after the last day of its agreement."""

from pathlib import Path

import pytest
from tests.agreements.writing import load_clauses

from arrears.agreements.show import show_address
from arrears.findings import Refused

FILM = "- {id: one, for: statement_line, when: work = 'theatrical', pays: gross"


def shown(folder: Path, clause: str) -> list[str]:
    agreement = load_clauses(folder, clause)
    return show_address([agreement], "guild/pact-2008/article/one").splitlines()


def test_a_clause_that_the_text_ends_says_so_with_its_source(tmp_path: Path) -> None:
    lines = shown(tmp_path, FILM + ", after_end: {is: expires, cite: p. 7}}\n")
    assert lines[3:5] == ["  after 2011-05-01 it expires", "    [derived] p. 7"]


def test_a_clause_that_lives_on_says_for_what(tmp_path: Path) -> None:
    lines = shown(tmp_path, FILM + ", after_end: lives on}\n")
    assert lines[3:5] == [
        "  after 2011-05-01 it lives on for what was made under it",
        "    [derived] invented",
    ]


def test_a_work_stays_under_the_agreement_of_its_photography(tmp_path: Path) -> None:
    lines = shown(tmp_path, FILM + "}\n")
    assert lines[3] == (
        "  derived: once the start of photography lies in these days, a work stays under it after 2011-05-01"
    )


def test_money_follows_the_day_of_its_receipt(tmp_path: Path) -> None:
    lines = shown(tmp_path, FILM + ", governed_by: received_on}\n")
    assert lines[3] == "  derived: where the day of receipt lies after 2011-05-01, it no longer governs"


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_clauses(tmp_path, FILM + ", after_end: sunsets}\n")
    assert "'sunsets' is not a word that belongs here." in refused.value.findings[0].text()
