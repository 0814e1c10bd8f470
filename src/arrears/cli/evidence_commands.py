"""Commands about evidence: take it in, list it, show or save an item, destroy what a duty says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts
from arrears.cli.options import BookFolder, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import say, say_appended, show_report

EvidenceId = Annotated[str, typer.Argument(metavar="EVIDENCE", help="The item, such as evidence/3 or 3.")]


def add(
    book: BookFolder,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file; it is kept as it is, not unpacked.")
    ],
    source: Annotated[str, typer.Option("--source", metavar="WHO", help="Who gave it.")],
    received: Annotated[
        date, typer.Option("--received", parser=read_day, metavar="DAY", help="When it was received.")
    ],
    by: By,
    access: Annotated[str, typer.Option("--access", metavar="CLASS", help="Who may see it.")] = "guild_only",
    claim: Annotated[str, typer.Option("--claim", metavar="CLAIM", help="The claim it is for.")] = "",
    duty: Annotated[
        str, typer.Option("--duty", metavar="WHAT", help="What binds us to return or destroy it.")
    ] = "",
    destroy_by: Annotated[
        date | None,
        typer.Option(
            "--return-or-destroy-by", parser=read_day, metavar="DAY", help="Until when; needs --duty."
        ),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option("--on", parser=read_day, metavar="DAY", help="The day of adding. Default: received."),
    ] = None,
    learned_on: LearnedOn = None,
    why: Why = "",
) -> None:
    """Keep a file as evidence.

    The bytes are in the book's chain by a salted digest. Material under a duty to return or destroy it is
    encrypted under a key of its own, in the folder `keys` of the book: leave that folder out of copies.

    \b
    Examples:
      arrears evidence add autumn-2008 stub.pdf --claim 1 --source P0001 --received 2009-01-05 --by clerk
      arrears evidence add autumn-2008 licence.pdf --access counsel_only --source counsel
        --received 2009-01-05 --by counsel --audience counsel
      arrears evidence add autumn-2008 hours.csv --access outside_auditor --source C0001
        --received 2009-01-05 --by auditor --duty "confidentiality agreement of 2008-12-01"
        --return-or-destroy-by 2009-06-30 --audience outside_auditor
    """
    from arrears.claims.acting import Acting
    from arrears.claims.evidence import Given, add_evidence
    from arrears.cli.audiences import open_book

    if destroy_by is not None and not duty:
        raise typer.BadParameter("say with --duty what binds us", param_hint="--return-or-destroy-by")
    given = Given(file, source, received, access, claim, duty, destroy_by)
    day = on or received
    deed = Acting(day, by, learned_on or day, why)
    name, entry = add_evidence(open_book(book), given, deed)
    say(f"{name} committed as seq {entry.seq}, head {entry.head}")


def list_evidence(
    book: BookFolder,
    claim: Annotated[str, typer.Option("--claim", metavar="CLAIM", help="Only of this claim.")] = "",
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """List the evidence that may be seen.

    \b
    Example:
      arrears evidence list autumn-2008 --claim claim/1
    """
    from arrears.claims.claim import read_claim
    from arrears.claims.evidence import read_evidence
    from arrears.cli.audiences import open_book
    from arrears.reports.evidence_report import build_evidence_list

    opened = open_book(book)
    of_claim = read_claim(opened, claim).claim_id if claim else ""
    items = read_evidence(opened, of_claim)
    show_report(build_evidence_list(items, book_facts(opened)), form, table, "evidence")


def show(
    book: BookFolder,
    evidence: EvidenceId,
    save_to: Annotated[
        Path | None,
        typer.Option("--save-to", metavar="FILE", help="Write the file itself here; nothing is replaced."),
    ] = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show one item of evidence, and save the file itself where asked.

    \b
    Example:
      arrears evidence show autumn-2008 evidence/1 --save-to stub.pdf
    """
    from arrears.claims.evidence import evidence_bytes, one_evidence
    from arrears.cli.audiences import open_book
    from arrears.reports.evidence_report import build_evidence

    opened = open_book(book)
    item = one_evidence(opened, evidence)
    if save_to is not None:
        _save(evidence_bytes(opened, item), save_to)
    show_report(build_evidence(item, book_facts(opened)), form, table, "acts")


def _save(content: bytes, path: Path) -> None:
    from arrears.findings import Finding, Refused

    try:
        with path.open("xb") as stream:
            stream.write(content)
    except OSError as fault:
        problem, expected = "the file cannot be written", "a new name in a folder that you may write to"
        raise Refused(
            [Finding("evidence-not-saved", str(path), problem, expected, str(fault.strerror), "name another")]
        ) from fault


def destroy(
    book: BookFolder,
    evidence: EvidenceId,
    on: On,
    by: By,
    why: Why = "",
    certificate: Annotated[
        str, typer.Option("--certificate", metavar="TEXT", help="What is certified to whom it was owed.")
    ] = "",
    learned_on: LearnedOn = None,
) -> None:
    """Destroy an item that is held under a duty to return or destroy it.

    Its key is destroyed; that it was there, who destroyed it, when and why stays in the book, and the chain
    still verifies. Copies of the key that somebody made elsewhere are not reached.

    \b
    Example:
      arrears evidence destroy autumn-2008 evidence/1 --on 2009-06-30 --by counsel
        --why "the duty ends" --certificate "destroyed, letter of 2009-06-30 to C0001"
    """
    from arrears.claims.acting import Acting
    from arrears.claims.evidence import destroy_evidence
    from arrears.cli.audiences import open_book

    deed = Acting(on, by, learned_on or on, why)
    entry = destroy_evidence(open_book(book), evidence, deed, certificate)
    if entry is None:
        say("it was recorded as destroyed before; the key that was still there is destroyed now")
    else:
        say_appended("destroyed", entry)


def add_to(app: typer.Typer) -> None:
    """Name the commands."""
    group = typer.Typer(
        help="Evidence: add, list, show, destroy under a duty.", rich_markup_mode=None, no_args_is_help=True
    )
    app.add_typer(group, name="evidence")
    group.command("add")(add)
    group.command("list")(list_evidence)
    group.command("show")(show)
    group.command("destroy")(destroy)
