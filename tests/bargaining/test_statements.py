"""Statements for and against a deal: read word for word, or refused with what is wrong."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining.statements import MOST_BYTES, MOST_CHARACTERS, MOST_FILES, read_statements
from arrears.findings import Refused

PRO = "side: pro\nby: The committee\n\nTake it.\n\n  <b>It</b> is #enough & *more*.\n"


def hand_in(folder: Path, text: str | bytes, name: str = "one.txt") -> Path:
    """A folder with one statement more."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def codes(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_statements(folder)
    return [finding.code for finding in refused.value.findings]


def test_a_statement_is_read_line_by_line_as_it_was_handed_in(tmp_path: Path) -> None:
    (one,) = read_statements(hand_in(tmp_path / "in", PRO))
    assert (one.side, one.by, one.rebuts) == ("pro", "The committee", "")
    assert one.lines == ("Take it.", "", "  <b>It</b> is #enough & *more*.")
    assert one.digest == hashlib.sha256(PRO.encode()).hexdigest()


def test_those_for_come_first_and_an_answer_names_whom_it_answers(tmp_path: Path) -> None:
    hand_in(tmp_path / "in", PRO.replace("pro", "con").replace("by: The", "rebuts: X\nby: The"), "a.txt")
    found = read_statements(hand_in(tmp_path / "in", PRO, "b.txt"))
    assert [(one.side, one.file, one.rebuts) for one in found] == [
        ("pro", "b.txt", ""),
        ("con", "a.txt", "X"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"side: pro\nby: x\n\n\xff\xfe", "statement-text"),
        ("side: pro\nby: x\n\n \n", "statement-text"),
        ("side: pro\nby: x", "statement-text"),
        ("side: for\nby: x\n\ntext", "statement-head"),
        ("by: x\n\ntext", "statement-head"),
        ("side: pro\n\ntext", "statement-head"),
        ("side: pro\nby:\n\ntext", "statement-head"),
        ("side: pro\nside: con\nby: x\n\ntext", "statement-head"),
        ("side: pro\nauthor: x\n\ntext", "statement-head"),
        ("side: pro\nby: x\n\nto the \u202eleft", "statement-characters"),
        ("side: pro\nby: x\n\na bell \x07", "statement-characters"),
        ("side: pro\nby: \x1b[2Jx\n\ntext", "statement-characters"),
        ("side: pro\nby: x\n\n" + "a" * (MOST_CHARACTERS + 1), "statement-size"),
        (b"side: pro\nby: x\n\n" + b"a" * (MOST_BYTES + 1), "statement-size"),
    ],
)
def test_what_cannot_be_printed_as_it_stands_is_refused(tmp_path: Path, text: str | bytes, code: str) -> None:
    assert codes(hand_in(tmp_path / "in", text)) == [code]


def test_the_longest_statement_is_taken_and_one_character_more_is_not(tmp_path: Path) -> None:
    hand_in(tmp_path / "in", "side: pro\nby: x\n\n" + "é" * MOST_CHARACTERS)
    assert len(read_statements(tmp_path / "in")[0].lines[0]) == MOST_CHARACTERS


def test_other_files_links_and_folders_are_refused_all_at_once(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "in", PRO, "paper.pdf")
    (folder / "inner").mkdir()
    (folder / "link.txt").symlink_to(hand_in(tmp_path / "out", PRO) / "one.txt")
    assert codes(folder) == ["statement-file"] * 3


def test_a_folder_that_is_not_there_or_holds_too_much_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path / "none") == ["statement-folder"]
    for number in range(MOST_FILES + 1):
        hand_in(tmp_path / "many", PRO, f"{number}.txt")
    assert codes(tmp_path / "many") == ["statement-folder"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=80),
        st.text(max_size=60).map(lambda text: PRO.encode() + text.encode("utf-8", "replace")),
    )
)
def test_whatever_is_handed_in_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    try:
        found = read_statements(hand_in(tmp_path / "in", content))
    except Refused as refused:
        assert all(finding.code.startswith("statement-") for finding in refused.findings)  # noqa: PT017
        return
    assert found[0].digest == hashlib.sha256(content).hexdigest()
