"""The command that opens a claim over the class of one short line; a person chooses the cause."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import (
    By,
    DiffersBecause,
    LearnedOn,
    NoNotice,
    Notices,
    On,
    Why,
    one_word,
    read_notices,
)
from arrears.cli.options import AsOf, BookFolder, KnownBy, Library
from arrears.cli.output import say, tell_progress
from arrears.findings import counted

if TYPE_CHECKING:
    from arrears.audit.audit_run import AuditRequest
    from arrears.book.ledger import Book
    from arrears.claims.opening import Audited
    from arrears.claims.patterns import Pattern

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the claim is called.")]
Line = Annotated[str, typer.Argument(help="A line of the class, as reports print it.")]
Reason = Annotated[str, typer.Option("--reason", metavar="CODE", help="Why: a word of the list of reasons.")]
Cause = Annotated[
    str, typer.Option("--cause", metavar="NO|CODE", help="Which cause, as `claim pattern` numbers them.")
]
Alone = Annotated[bool, typer.Option("--alone", help="Leave out lines that another cause fits as well.")]
Theirs = Annotated[str, typer.Option("--their-position", help="Whose reading the respondents take.")]


def open_class(
    book: BookFolder,
    name: Name,
    obligation: Line,
    on: On,
    by: By,
    reason: Reason,
    cause: Cause = "",
    alone: Alone = False,
    their_position: Theirs = "companies",
    why: Why = "",
    notice: Notices = None,
    no_notice: NoNotice = "",
    differs_because: DiffersBecause = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    library: Library = None,
    learned_on: LearnedOn = None,
) -> None:
    """Open a claim over the class of a short line.

    The lines are those that `claim pattern` lists with the chosen cause; where several causes fit the line,
    one is chosen with --cause. They are frozen with everything their amounts follow from.

    \b
    Example:
      arrears claim open-class autumn-2008 "Counters not run" wga/… --cause 1 --alone --on 2009-08-31
        --by attorney --reason amount --no-notice "the claim is the guild's own"
    """
    from arrears.audit.audit_run import AuditRequest
    from arrears.claims.decisions import Proposed
    from arrears.claims.line_choice import LineChoice
    from arrears.claims.opening import Opening, open_claim
    from arrears.claims.patterns import chosen_class
    from arrears.cli.audiences import open_book
    from arrears.vocabulary import DECISION_REASONS

    code = one_word("--reason", reason, tuple(DECISION_REASONS))
    decision = Proposed("open", on, by, code, why, read_notices(notice), no_notice, differs_because)
    opened, families = open_book(book), (obligation.partition("/")[0],)
    request = AuditRequest(as_of=as_of or on, known_by=known_by, families=families)
    audited, pattern = _class_of(opened, request, library, obligation)
    chosen, refs = chosen_class(pattern, cause, alone=alone)
    told, choice = f"{chosen.code}: {chosen.detail}", LineChoice(refs=refs)
    opening = Opening(name, choice, decision, pattern.line.position, their_position, cause=told)
    made = open_claim(opened, audited, opening, learned_on=learned_on or on)
    lines, of_class = counted(made.lines, "obligation"), counted(len(refs), "line")
    say(f"opened {made.claim_id} over {lines} of a class of {of_class}:")
    say(f"seq {made.entry.seq}, head {made.entry.head}")


def _class_of(
    book: Book, request: AuditRequest, library: Path | None, obligation: str
) -> tuple[Audited, Pattern]:
    """The audit that the lines are taken from, and the pattern of the line named."""
    from arrears.audit.audit_run import run_audit
    from arrears.audit.explainer import open_for_explaining
    from arrears.audit.run_tables import open_run
    from arrears.claims.opening import Audited
    from arrears.claims.patterns import pattern_of
    from arrears.cli.libraries import asked_of_book, versions_of

    agreements, asked = asked_of_book(book, request, library)
    run = run_audit(book, agreements, asked, tell_progress)
    explainer = open_for_explaining(book, run.folder, agreements)
    pattern = pattern_of(explainer, versions_of(request.families[0], library), obligation)
    return Audited(open_run(run.folder), agreements), pattern
