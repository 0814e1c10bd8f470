"""The command that opens a claim over the class of one short line; a person chooses the cause."""

from __future__ import annotations

from typing import Annotated

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


def open_class(
    book: BookFolder,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the claim is called.")],
    obligation: Annotated[str, typer.Argument(help="A line of the class, as reports print it.")],
    on: On,
    by: By,
    reason: Annotated[
        str, typer.Option("--reason", metavar="CODE", help="Why: a word of the list of reasons.")
    ],
    cause: Annotated[
        str,
        typer.Option("--cause", metavar="NO|CODE", help="Which cause, as `claim pattern` numbers them."),
    ] = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="Leave out lines that another cause fits as well.")
    ] = False,
    their_position: Annotated[
        str, typer.Option("--their-position", help="Whose reading the respondents take.")
    ] = "companies",
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
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.explainer import open_for_explaining
    from arrears.audit.run_tables import open_run
    from arrears.claims.decisions import Proposed
    from arrears.claims.line_choice import LineChoice
    from arrears.claims.opening import Audited, Opening, open_claim
    from arrears.claims.patterns import chosen_class, pattern_of
    from arrears.cli.audiences import open_book
    from arrears.cli.libraries import asked_of_book, versions_of
    from arrears.vocabulary import DECISION_REASONS

    code = one_word("--reason", reason, tuple(DECISION_REASONS))
    decision = Proposed("open", on, by, code, why, read_notices(notice), no_notice, differs_because)
    opened, family = open_book(book), obligation.partition("/")[0]
    request = AuditRequest(as_of=as_of or on, known_by=known_by, families=(family,))
    agreements, asked = asked_of_book(opened, request, library)
    run = run_audit(opened, agreements, asked, tell_progress)
    explainer = open_for_explaining(opened, run.folder, agreements)
    pattern = pattern_of(explainer, versions_of(family, library), obligation)
    chosen, refs = chosen_class(pattern, cause, alone=alone)
    opening = Opening(
        title=name,
        choice=LineChoice(refs=refs),
        decision=decision,
        claimants_position=pattern.line.position,
        respondents_position=their_position,
        cause=f"{chosen.code}: {chosen.detail}",
    )
    audited = Audited(open_run(run.folder), agreements)
    made = open_claim(opened, audited, opening, learned_on=learned_on or on)
    say(f"opened {made.claim_id} over {made.lines} obligations of a class of {len(refs)} lines:")
    say(f"seq {made.entry.seq}, head {made.entry.head}")
