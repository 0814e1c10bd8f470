"""Commands that open a claim over lines of an audit, add lines to one, and list where it can be brought."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import (
    By,
    ClaimId,
    DiffersBecause,
    LearnedOn,
    NoNotice,
    Notices,
    On,
    Why,
    one_word,
    read_notices,
)
from arrears.cli.options import AsOf, BookFolder, KnownBy
from arrears.cli.output import say, tell_progress
from arrears.findings import counted

if TYPE_CHECKING:
    from arrears.book.ledger import Book
    from arrears.claims.decisions import Proposed
    from arrears.claims.line_choice import LineChoice
    from arrears.claims.opening import Audited

NARROWED_BY = ("company", "payee", "title", "market", "clause")
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the claim is called.")]
Reason = Annotated[str, typer.Option("--reason", metavar="CODE", help="Why: a word of the list of reasons.")]
Guild = Annotated[str, typer.Option("--guild", metavar="FAMILY", help="Whose agreements. Default: all.")]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="OBLIGATION", help="An obligation by its name; may be repeated."),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="WHAT=VALUE",
        help="Narrow the arrears by company, payee, title, market or clause; may be repeated.",
    ),
]
Respondents = Annotated[
    list[str] | None,
    typer.Option("--respondent", metavar="ID", help="A signatory claimed from. Default: those of the lines."),
]
Association = Annotated[
    str,
    typer.Option("--represented-by", metavar="ASSOCIATION", help="Who appears for them, and is no party."),
]
Joint = Annotated[
    list[str] | None,
    typer.Option("--joint", metavar="PERSON", help="A person who is joint party with the guild."),
]
Subject = Annotated[
    str, typer.Option("--subject", metavar="WORD", help="What it is about. Default: as the clauses say.")
]
Version = Annotated[
    str, typer.Option("--agreement", metavar="ADDRESS", help="The version. Default: that of the lines.")
]
Cause = Annotated[str, typer.Option("--cause", metavar="CODE", help="The cause that the lines share.")]
Ours = Annotated[str, typer.Option("--position", help="Whose reading the claimants take.")]
Theirs = Annotated[
    str, typer.Option("--their-position", help="Whose the respondents take. Default: the other own one.")
]


def open_claim(
    book: BookFolder,
    name: Name,
    on: On,
    by: By,
    reason: Reason,
    guild: Guild = "",
    line: Lines = None,
    only: Only = None,
    position: Ours = "guild",
    their_position: Theirs = "",
    respondent: Respondents = None,
    represented_by: Association = "",
    joint: Joint = None,
    subject: Subject = "",
    agreement: Version = "",
    cause: Cause = "",
    why: Why = "",
    notice: Notices = None,
    no_notice: NoNotice = "",
    differs_because: DiffersBecause = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    learned_on: LearnedOn = None,
) -> None:
    """Open a claim over arrears, and freeze its lines with everything their amounts follow from.

    Without --line, every item in arrears on the claimants' reading joins, narrowed as asked.

    \b
    Example:
      arrears claim open autumn-2008 "Downloads" --guild wga --only clause=new-media/download-television
        --on 2009-08-31 --by attorney --reason amount --no-notice "the claim is the guild's own"
    """
    from arrears.claims.opening import Opening, open_claim

    told = (notice, no_notice, differs_because)
    asked = Opening(
        name, _choice(guild, line, only), _decision(on, by, reason, why, told), position, their_position,
        _subject(subject), agreement, cause, tuple(joint or ()), tuple(respondent or ()), represented_by,
    )  # fmt: skip
    opened = _open(book)
    audited = audit_of(opened, guild, as_of or on, known_by)
    made = open_claim(opened, audited, asked, learned_on=learned_on or on)
    lines = counted(made.lines, "obligation")
    say(f"opened {made.claim_id} over {lines}: seq {made.entry.seq}, head {made.entry.head}")


def open_by_hand(
    book: BookFolder,
    name: Name,
    on: On,
    by: By,
    reason: Reason,
    agreement: Version,
    subject: Subject,
    respondent: Respondents = None,
    represented_by: Association = "",
    joint: Joint = None,
    cause: Cause = "",
    why: Why = "",
    notice: Notices = None,
    no_notice: NoNotice = "",
    differs_because: DiffersBecause = "",
    learned_on: LearnedOn = None,
) -> None:
    """Open a claim to which no line of an audit belongs yet; lines may be added later.

    \b
    Example:
      arrears claim open-by-hand autumn-2008 "Staffing" --agreement wga/mba-2008 --subject other
        --respondent C0001 --on 2009-08-31 --by attorney --reason evidence --no-notice "no member is named"
    """
    from arrears.claims.line_choice import LineChoice
    from arrears.claims.opening import Opening, open_by_hand

    told = (notice, no_notice, differs_because)
    asked = Opening(
        name, LineChoice(), _decision(on, by, reason, why, told), "guild", "companies",
        _subject(subject), agreement, cause, tuple(joint or ()), tuple(respondent or ()), represented_by,
    )  # fmt: skip
    made = open_by_hand(_open(book), asked, learned_on=learned_on or on)
    say(f"opened {made.claim_id} without lines: seq {made.entry.seq}, head {made.entry.head}")


def add_lines(
    book: BookFolder,
    claim: ClaimId,
    on: On,
    by: By,
    line: Lines = None,
    only: Only = None,
    why: Why = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    learned_on: LearnedOn = None,
) -> None:
    """Add lines of an audit to a claim, frozen as they stand.

    \b
    Example:
      arrears claim add-lines autumn-2008 1 --only title=T0012 --on 2009-09-01 --by attorney
    """
    from arrears.claims.claim import read_claim
    from arrears.claims.opening import Addition, add_lines

    opened = _open(book)
    held = read_claim(opened, claim)
    audited = audit_of(opened, held.family, as_of or on, known_by)
    addition = Addition(_choice(held.family, line, only), on, by, why)
    made = add_lines(opened, audited, claim, addition, learned_on=learned_on or on)
    lines = counted(made.lines, "obligation")
    say(f"added {lines} to {made.claim_id}: seq {made.entry.seq}, head {made.entry.head}")


def _open(book: Path) -> Book:
    from arrears.cli.audiences import open_book

    return open_book(book)


def _subject(word: str) -> str:
    from arrears.vocabulary import CLAIM_SUBJECTS

    return one_word("--subject", word, tuple(CLAIM_SUBJECTS)) if word else ""


def _choice(guild: str, lines: list[str] | None, only: list[str] | None) -> LineChoice:
    """What `--guild`, `--line` and `--only` ask for; an unknown word is an error of use."""
    from arrears.claims.line_choice import LineChoice

    narrowed: dict[str, list[str]] = {what: [] for what in NARROWED_BY}
    for word in only or ():
        what, sign, value = word.partition("=")
        if not sign or not value or what.strip() not in narrowed:
            known = ", ".join(f"{each}=…" for each in NARROWED_BY)
            raise typer.BadParameter(f"'{word}' narrows nothing; write one of {known}", param_hint="--only")
        narrowed[what.strip()].append(value.strip())
    company, payee, title, market, clause = (tuple(narrowed[what]) for what in NARROWED_BY)
    families = (guild,) if guild and (only or not lines) else ()
    return LineChoice(tuple(lines or ()), families, company, payee, title, market, clause)


def _decision(on: date, by: str, reason: str, why: str, told: tuple[list[str] | None, str, str]) -> Proposed:
    from arrears.claims.decisions import Proposed
    from arrears.vocabulary import DECISION_REASONS

    notice, no_notice, differs_because = told
    code = one_word("--reason", reason, tuple(DECISION_REASONS))
    return Proposed("open", on, by, code, why, read_notices(notice), no_notice, differs_because)


def audit_of(book: Book, guild: str, as_of: date, known_by: date | None) -> Audited:
    """The run that the claim's lines are taken from, as of the day of the act."""
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.run_tables import open_run
    from arrears.claims.opening import Audited
    from arrears.cli.libraries import asked_of_book

    request = AuditRequest(as_of=as_of, known_by=known_by, families=(guild,) if guild else ())
    agreements, asked = asked_of_book(book, request, None)
    run = run_audit(book, agreements, asked, tell_progress)
    return Audited(open_run(run.folder), agreements)
