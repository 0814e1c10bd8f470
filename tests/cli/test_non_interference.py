"""What an audience may not see changes nothing of what it is shown: for every command, byte by byte.

Three books are asked the same: one without the secret, one with it, one with another value. A command that is
added to the tree without an invocation here fails the first test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from arrears.book.access import read_audience

from .secret_books import (
    INVOCATIONS,
    Answer,
    ask_all,
    begun_book,
    commands_with_a_book,
    variant,
    written_files,
)

SECRETS = ("", "1234567", "7654321")
ROLES = (
    "guild",
    "counsel",
    "mediator",
    "outside_auditor",
    "company:C1",
    "member:P1",
    "agency:A1",
    "public",
)
QUICK = ("verify", "tidy", "evidence list", "statement", "changes")


def test_every_command_that_takes_a_book_is_asked() -> None:
    assert set(commands_with_a_book()) == set(INVOCATIONS)


def test_every_command_that_takes_a_book_says_for_whom() -> None:
    for name, command in commands_with_a_book().items():
        assert "audience" in {param.name for param in command.params}, name  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun_book(tmp_path_factory.mktemp("begun"))


def assert_same(first: list[Answer], other: list[Answer], secrets: tuple[str, ...]) -> None:
    for one, two in zip(first, other, strict=True):
        assert (one.code, one.out, one.err) == (two.code, two.out, two.err), " ".join(one.words)
        for secret in secrets:
            assert secret not in one.out + one.err, " ".join(one.words)


def asked_of_all(
    begun: Path, tmp_path: Path, audience: str, only: tuple[str, ...] = ()
) -> list[list[Answer]]:
    """The answers on each book; but for the guild, of a book without the secret and of one with it."""
    answers, written = [], []
    for secret in SECRETS if audience == "guild" or only else SECRETS[:2]:
        place = variant(begun, tmp_path / "place", read_audience(audience), secret)
        answers.append(ask_all(place, audience, only))
        written.append(written_files(place))
    for other in written[1:]:
        assert list(other) == list(written[0])
        for name, content in written[0].items():
            assert other[name] == content, name
    return answers


@pytest.mark.parametrize("audience", ["guild", "arbitrator"])
def test_secrets_change_no_answer_of_a_few_commands(begun: Path, tmp_path: Path, audience: str) -> None:
    first, *others = asked_of_all(begun, tmp_path, audience, QUICK)
    for other in others:
        assert_same(first, other, SECRETS[1:])


@pytest.mark.slow
@pytest.mark.parametrize("audience", ROLES)
def test_secrets_change_no_answer_of_any_command(begun: Path, tmp_path: Path, audience: str) -> None:
    first, *others = asked_of_all(begun, tmp_path, audience)
    for other in others:
        assert_same(first, other, SECRETS[1:])
    if audience == "guild":
        done = {" ".join(answer.words[1:3]): answer for answer in first}
        failed = [(answer.words, answer.err) for answer in first if answer.code not in (0, 1)]
        assert failed == []
        assert done["audit " + first[0].words[2]].code == 0
