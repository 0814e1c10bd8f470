"""Commands about information requests: make one, record what came of it, list them, and what waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts, one_word
from arrears.cli.libraries import asked_of_book
from arrears.cli.options import (
    AsOf,
    BookFolder,
    Guilds,
    KnownBy,
    Library,
    OneTable,
    Rows,
    RowsFormat,
    read_day,
)
from arrears.cli.output import say, say_appended, show_report, show_table, tell_progress

if TYPE_CHECKING:
    from arrears.audit.explainer import Explainer
    from arrears.book.ledger import Book

Due = Annotated[
    date | None,
    typer.Option("--due", parser=read_day, metavar="DAY", help="A day of your own for the answer."),
]
Under = Annotated[
    str, typer.Option("--under", metavar="DUTY", help="The duty to answer; see `arrears request duties`.")
]
Bounds = Annotated[
    list[str] | None,
    typer.Option(
        "--bound",
        metavar="FACT=LOW..HIGH;WHY",
        help="What a missing number lies between; repeat it.",
    ),
]
RequestId = Annotated[str, typer.Argument(metavar="REQUEST", help="The request, such as request/3 or 3.")]


def make(
    book: BookFolder,
    about: Annotated[str, typer.Argument(metavar="ABOUT", help="What the request is about, in a few words.")],
    of: Annotated[str, typer.Option("--of", metavar="COMPANY", help="Who is asked.")],
    on: On,
    by: By,
    item: Annotated[
        list[str] | None, typer.Option("--item", metavar="WORDS", help="One thing asked for; repeat it.")
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Ask for every fact of the company that amounts wait for.")
    ] = False,
    bound: Bounds = None,
    under: Under = "",
    due: Due = None,
    accommodation: Annotated[
        str, typer.Option("--accommodation", metavar="WORDS", help="What is offered for confidential data.")
    ] = "",
    claim: Annotated[str, typer.Option("--claim", metavar="CLAIM", help="The claim it belongs to.")] = "",
    as_of: AsOf = None,
    library: Library = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record that information was asked for: what, of whom, under which duty, and by when.

    The day is that of --due, else what the duty's source gives, else none. With --missing, all that cannot
    be computed of the company is asked for, with its range.

    \b
    Example:
      arrears request make autumn-2008 "download statements" --of C1 --missing --under labor-act
        --due 2008-12-19 --on 2008-11-24 --by attorney
    """
    from arrears.claims.acting import Acting
    from arrears.claims.fact_bounds import read_bounds
    from arrears.claims.missing_facts import missing_money
    from arrears.claims.request_duties import one_duty
    from arrears.claims.requests import NewRequest, items_from_missing, make_request
    from arrears.cli.audiences import open_book

    opened = open_book(book)
    duty = one_duty(under) if under else None
    bounds = read_bounds(bound or ())
    waits = missing_money(_explainer(opened, as_of or on, None, None, library), of, bounds) if missing else ()
    new = NewRequest(
        of, about, (*(item or ()), *items_from_missing(waits)), duty, due, accommodation, claim, waits
    )
    request_id, entry = make_request(opened, new, Acting(on, by, learned_on or on, why))
    say_appended(f"made {request_id}", entry)


def answer(
    book: BookFolder,
    request: RequestId,
    how: Annotated[
        str,
        typer.Argument(
            metavar="HOW", help="answered, answered-in-part, refused, accommodation-offered, withdrawn."
        ),
    ],
    on: On,
    by: By,
    says: Annotated[str, typer.Option("--with", metavar="WORDS", help="What came, or what was said.")],
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", metavar="ID", help="What came with it, such as evidence/2; repeat it."),
    ] = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record what came of a request: an answer, a part of it, a refusal, an offer, its withdrawal.

    An answer in full, and a withdrawal, end the request; a refusal leaves it open.

    \b
    Example:
      arrears request answer autumn-2008 1 answered-in-part --with "statements of the third quarter"
        --on 2008-12-17 --by C1
    """
    from arrears.claims.acting import Acting
    from arrears.claims.requests import ANSWERS, NewReply, answer_request
    from arrears.cli.audiences import open_book

    kind = one_word("HOW", how, tuple(ANSWERS))
    new = NewReply(kind, says, tuple(evidence or ()))
    entry = answer_request(open_book(book), request, new, Acting(on, by, learned_on or on, why))
    say(f"recorded: {ANSWERS[kind]}, seq {entry.seq}, head {entry.head}")


def list_requests(
    book: BookFolder,
    claim: Annotated[str, typer.Option("--claim", metavar="CLAIM", help="Only those of this claim.")] = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """List information requests: what was asked, under which duty, when due, answered with what.

    \b
    Examples:
      arrears request list autumn-2008 --as-of 2009-01-15
      arrears request list autumn-2008 --format csv --table replies
    """
    from arrears.book.snapshot import last_learned_on
    from arrears.claims.requests import read_requests
    from arrears.cli.audiences import open_book
    from arrears.reports.request_report import build_requests_report

    opened = open_book(book, read_only=True)
    day = as_of or last_learned_on(opened) or date.min
    wanted = claim if "/" in claim or not claim else f"claim/{claim}"
    listed = [
        one
        for one in read_requests(opened, known_by=known_by)
        if one.asked_on <= day and (not wanted or one.claim_id == wanted)
    ]
    show_report(build_requests_report(listed, book_facts(opened), day), form, table, "requests")


def missing(
    book: BookFolder,
    company: Annotated[str, typer.Option("--of", metavar="COMPANY", help="Only this company.")] = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    guild: Guilds = None,
    bound: Bounds = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show the dollars that cannot be computed until a company sends what is missing.

    A range stands only where every value of the missing facts was tried, or where --bound says what a number
    or a day lies between, and why; else no bound is known.

    \b
    Examples:
      arrears request missing autumn-2008 --as-of 2008-11-21
      arrears request missing autumn-2008 --bound "gross=$0.00..$50,000.00; the licence fee, exhibit P-3"
    """
    from arrears.claims.fact_bounds import read_bounds
    from arrears.claims.missing_facts import missing_money
    from arrears.cli.audiences import open_book
    from arrears.reports.request_report import build_missing_report

    bounds = read_bounds(bound or ())
    found = _explainer(open_book(book), as_of, known_by, guild, library)
    report = build_missing_report(found.run.heading, missing_money(found, company, bounds))
    show_report(report, form, table, "missing")


def duties(form: Rows = RowsFormat.TABLE) -> None:
    """List the duties to answer a request, with where each was read and how long it gives.

    \b
    Example:
      arrears request duties
    """
    from arrears.claims.request_duties import read_duties
    from arrears.reports.request_report import duties_table

    show_table(duties_table(read_duties()), form)


def _explainer(
    book: Book, as_of: date | None, known_by: date | None, guild: list[str] | None, library: Path | None
) -> Explainer:
    """A run of the book, audited now or found again, open for explaining."""
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.explainer import open_for_explaining

    request = AuditRequest(as_of, known_by, families=tuple(guild or ()))
    agreements, asked = asked_of_book(book, request, library)
    run = run_audit(book, agreements, asked, tell_progress)
    return open_for_explaining(book, run.folder, agreements)


def add_to(app: typer.Typer) -> None:
    """Name the commands."""
    group = typer.Typer(
        help="Information requests: make, answer, list, and what waits for them.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    app.add_typer(group, name="request")
    group.command("make")(make)
    group.command("answer")(answer)
    group.command("list")(list_requests)
    group.command("missing")(missing)
    group.command("duties")(duties)
