"""Every fault that a file can have is told in one known text with its place; the texts are files too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.agreements.faulty_files import ERRORS, faulty_files, refusal_of

import arrears.agreements
from arrears.agreements.load import load_agreement

ROOM = Path(arrears.agreements.__file__).parent


def test_there_are_faulty_files() -> None:
    assert len(faulty_files()) > 100


@pytest.mark.parametrize("name", faulty_files())
def test_a_faulty_file_is_refused_in_these_words(name: str, tmp_path: Path) -> None:
    assert refusal_of(name, tmp_path) == (ERRORS / f"{name}.txt").read_text(encoding="utf-8")


def test_every_expected_text_names_a_place_and_a_problem() -> None:
    for name in faulty_files():
        text = (ERRORS / f"{name}.txt").read_text(encoding="utf-8")
        assert re.match(r"guild/pact-2008/(agreement|article|article\.cases)\.yaml:\d+:\d+: \S", text), name


def test_the_small_agreement_beside_the_faulty_files_is_sound() -> None:
    assert [one.name for one in load_agreement(ERRORS / "base" / "guild" / "pact-2008").clauses()] == [
        "article/rental"
    ]


def problems_of(source: Path) -> Iterator[tuple[int, ast.expr]]:
    """Every text that a module gives to a finding as its problem."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 2:
            if node.func.id in ("Finding", "refuse"):
                yield node.lineno, node.args[2]
        elif isinstance(node, ast.Assign):
            yield from ((node.lineno, value) for value in assigned_problems(node))


def assigned_problems(node: ast.Assign) -> Iterator[ast.expr]:
    for target in node.targets:
        yield from problems_under(target, node.value)


def problems_under(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == "problem":
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for name, part in zip(target.elts, value.elts):
            if isinstance(name, ast.Name) and name.id == "problem":
                yield part


def pattern_of(text: ast.expr) -> str | None:
    match text:
        case ast.Constant(value=str(words)):
            return re.escape(words)
        case ast.JoinedStr(values=parts):
            return "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*?" for part in parts
            )
    return None


def test_every_error_text_of_the_room_is_produced_by_a_test() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ERRORS.glob("*.txt")))
    told += "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py"))
    )
    never = [
        f"{source.name}:{line}: {pattern}"
        for source in sorted(ROOM.glob("*.py"))
        for line, text in problems_of(source)
        if (pattern := pattern_of(text)) is not None and not re.search(pattern, told)
    ]
    assert never == []
