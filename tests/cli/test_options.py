"""Words of the command line: days, pairs, states of a book, and the benchmark that may not be there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from arrears.cli.agreement_commands import find_bench
from arrears.cli.options import read_day, read_pairs
from arrears.findings import Refused
from arrears.reports.changes_report import BookState, read_state


def test_a_day_is_read_as_it_is_written() -> None:
    assert read_day("2009-08-31") == date(2009, 8, 31)


@given(st.text())
def test_no_word_makes_the_reader_of_days_fail_otherwise_than_by_saying_so(word: str) -> None:
    try:
        expected = date.fromisoformat(word)
    except ValueError:
        with pytest.raises(typer.BadParameter):
            read_day(word)
    else:
        assert read_day(word) == expected


def test_pairs_are_trimmed_and_the_same_pair_twice_is_one() -> None:
    assert read_pairs(["a = b", "a=b", "c=d=e"], "--map", "x") == {"a": "b", "c": "d=e"}
    assert read_pairs(None, "--map", "x") == {}


@pytest.mark.parametrize("word", ["a", "=b", "a=", "", " = "])
def test_a_word_that_is_no_pair_says_how_to_write_one(word: str) -> None:
    with pytest.raises(typer.BadParameter, match="write --map Heading=column"):
        read_pairs([word], "--map", "--map Heading=column")


def test_a_state_of_a_book_is_a_number_or_a_day() -> None:
    assert read_state("4") == BookState(seq=4)
    assert read_state("2008-11-21") == BookState(known_by=date(2008, 11, 21))


@given(st.text(max_size=30))
def test_any_other_word_for_a_state_is_a_finding(word: str) -> None:
    try:
        state = read_state(word)
    except Refused as refused:
        assert [finding.code for finding in refused.findings] == ["state-unreadable"]  # noqa: PT017
    else:
        assert (state.seq is None) != (state.known_by is None)


def test_a_benchmark_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="this installation has none") as refused:
        find_bench(tmp_path)
    assert refused.value.findings[0].code == "bench-not-here"
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "run.py").write_text("")
    assert find_bench(tmp_path) == tmp_path / "bench" / "run.py"
