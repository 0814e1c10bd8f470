"""For whom a command reads a book: `--audience` is added to every command that takes one, and obeyed by all.

A command opens its book with `open_book` of this module and so reads what the asking audience may see; it
has nothing to remember. Who asks is said, not proved: whoever holds the folder can read it without us.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from arrears.book.access import Audience
    from arrears.book.ledger import Book

USUAL = "guild"
# Groups that work on what the guild's staff at large may not see.
USUAL_OF_GROUP: Mapping[str, str] = {
    "settlement": "counsel",
    "blackout": "committee",
    "package": "counsel",
    "trade": "counsel",
}
# What may be asked for one member's own lines, or an agency's clients'; all else shows lines of others too.
OWN_LINES_COMMANDS = frozenset(("statement", "agency-lines", "agency-letter", "agency-send"))
AudienceName = Annotated[
    str,
    typer.Option(
        "--audience",
        metavar="WHO",
        help="For whom it is read: guild, committee, counsel, arbitrator, mediator, outside_auditor, public,"
        " keeper, member:ID, company:ID or agency:ID.",
    ),
]
# A command with one of these writes what leaves the house.
WRITTEN_TO = ("out", "ical")
MAKES_BOOKS = frozenset(("init",))
# These freeze amounts for the guild's staff, so nothing that the staff may not read may be in them.
FREEZES = frozenset(("open", "open-class", "add-lines", "restate"))
_ASKING: ContextVar[tuple[str, bool, bool]] = ContextVar("asking", default=(USUAL, False, False))


def open_book(path: Path, read_only: bool = False) -> Book:
    """The book as the asking audience sees it. Findings: those of `book.ledger.open_book`."""
    from arrears.book.ledger import open_book as open_for

    return open_for(path, read_only, asking())


def asking() -> Audience:
    """Who asks: of a command that writes files, without what enters no file; of one that freezes amounts,
    without what the guild's staff may not read.

    Findings: audience-unknown.
    """
    from arrears.book.access import for_export, for_guild, read_audience

    name, is_written, is_frozen = _ASKING.get()
    audience = read_audience(name)
    audience = for_export(audience) if is_written else audience
    return for_guild(audience) if is_frozen else audience


def add_audiences(app: typer.Typer, usual: str = USUAL) -> None:
    """Give every command below `app` that takes a book the option `--audience`."""
    for command in app.registered_commands:
        if command.name in MAKES_BOOKS or command.callback is None:
            continue
        if "book" in inspect.signature(command.callback).parameters:
            command.callback = _with_audience(command.callback, command.name or "", usual)
    for group in app.registered_groups:
        if group.typer_instance:
            add_audiences(group.typer_instance, USUAL_OF_GROUP.get(str(group.name), usual))


def _with_audience(command: Callable[..., Any], name: str, usual: str) -> Callable[..., Any]:
    @functools.wraps(command)
    def run(*words: Any, audience: str, **options: Any) -> Any:
        is_written = any(options.get(option) is not None for option in WRITTEN_TO)
        _ASKING.set((audience, is_written, name in FREEZES))
        _refuse_lines_of_others(asking(), name)
        if audience != usual:
            from arrears.cli.output import tell_progress

            tell_progress(f"read for {audience}: what it may not see is left out, and not counted")
        return command(*words, **options)

    signature = inspect.signature(command, eval_str=True)
    option = inspect.Parameter(
        "audience", inspect.Parameter.KEYWORD_ONLY, default=usual, annotation=AudienceName
    )
    run.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*signature.parameters.values(), option]
    )
    return run


def _refuse_lines_of_others(audience: Audience, command: str) -> None:
    from arrears.findings import Finding, Refused

    if not audience.sees_own_lines_only or command in OWN_LINES_COMMANDS:
        return
    problem = "the command shows lines of others as well"
    expected = "a command that shows own lines only: " + ", ".join(sorted(OWN_LINES_COMMANDS))
    remedy = "ask for the statement, or ask the guild's staff"
    raise Refused([Finding("audience-own-lines", "--audience", problem, expected, command, remedy)])


def refuse_other_person(audience: Audience, person: str) -> None:
    """Refuse to tell a member about anybody else. Findings: audience-own-lines."""
    from arrears.findings import Finding, Refused

    if not audience.person_id or audience.person_id == person:
        return
    problem, remedy = "a member sees the own lines only", f"ask for {audience.person_id}"
    found = f"{audience.name} asks for {person}"
    raise Refused([Finding("audience-own-lines", "PERSON", problem, "the own id", found, remedy)])


def refuse_other_agency(audience: Audience, agency: str, person: str) -> None:
    """Refuse an agency that asks for another, or a member who asks for anybody else.

    Findings: audience-own-lines.
    """
    from arrears.findings import Finding, Refused

    refuse_other_person(audience, person)
    if not audience.agency_id or audience.agency_id == agency:
        return
    problem, remedy = "an agency sees its own clients' lines only", f"ask for {audience.agency_id}"
    found = f"{audience.name} asks for {agency}"
    raise Refused([Finding("audience-own-lines", "AGENCY", problem, "the own id", found, remedy)])
