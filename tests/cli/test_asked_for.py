"""A command line narrowed to what was asked for says what the whole one says."""

from __future__ import annotations

import pytest
import typer.main

from arrears.cli.main import app, asked_for

COMMANDS = sorted(str(command.name) for command in app.registered_commands)
GROUPS = sorted(str(group.name) for group in app.registered_groups)


def shown(words: list[str], narrowed: bool, capsys: pytest.CaptureFixture[str]) -> tuple[object, ...]:
    """Exit code and all text of a call, from the narrowed command line or the whole one."""
    group = typer.main.get_group(asked_for(words) if narrowed else app)
    with pytest.raises(SystemExit) as ended:
        group.main(words, prog_name="arrears")
    return (ended.value.code, *capsys.readouterr())


@pytest.mark.parametrize("name", ["audit", "explain", "claim", "offer"])
@pytest.mark.parametrize("rest", [["--help"], [], ["--no-such-option"], ["--help", "no-such-command"]])
def test_what_is_said_is_the_same(name: str, rest: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    said = shown([name, *rest], narrowed=True, capsys=capsys)
    assert said == shown([name, *rest], narrowed=False, capsys=capsys)
    assert any(said[1:])


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
def test_the_command_asked_for_is_the_only_one(name: str) -> None:
    narrowed = asked_for([name, "--help"])
    named = [one.name for one in (*narrowed.registered_commands, *narrowed.registered_groups)]
    assert named == [name]


@pytest.mark.parametrize("words", [[], ["--help"], ["aud"], ["Audit"], [""]])
def test_help_and_slips_see_every_command(words: list[str]) -> None:
    assert asked_for(words) is app


def test_narrowing_leaves_the_whole_command_line_as_it_was() -> None:
    asked_for(["audit"])
    assert sorted(str(command.name) for command in app.registered_commands) == COMMANDS
