"""Commands about letters: write one from a template, record that it was sent and received, list them."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts, one_word
from arrears.cli.options import AsOf, BookFolder, OneTable, Rows, RowsFormat, read_pairs
from arrears.cli.output import say_appended, show_report

if TYPE_CHECKING:
    from arrears.book.ledger import Book
    from arrears.claims.claim import Claim
    from arrears.claims.claim_figures import ClaimFigures
    from arrears.claims.letter_template import MergedLetter
    from arrears.claims.letters import LetterAct
    from arrears.reports.letter_report import LetterTables
    from arrears.reports.tables import Table

LetterId = Annotated[str, typer.Argument(metavar="LETTER", help="The letter, such as letter/3 or 3.")]
ReplyBy = Annotated[str, typer.Option("--reply-by", metavar="DAY", help="When an answer is asked.")]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME=TEXT", help="A merge field; may be repeated."),
]
Template = Annotated[Path | None, typer.Option("--template", metavar="FILE", help="A template of your own.")]
AboutRequest = Annotated[
    str, typer.Option("--request", metavar="REQUEST", help="The information request that it makes.")
]
How = Annotated[str, typer.Option("--how", metavar="WAY", help="By post, by e-mail, by messenger …")]


def write(
    book: BookFolder,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="inquiry, demand, late-notice …")],
    claim: Annotated[str, typer.Option("--claim", metavar="CLAIM", help="The claim it is about.")],
    to: Annotated[str, typer.Option("--to", metavar="COMPANY", help="The company it goes to.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new .docx or .pdf file.")],
    on: On,
    by: By,
    reply_by: ReplyBy = "",
    sender: Annotated[str, typer.Option("--from", metavar="WHO", help="Sender. Default: the guild.")] = "",
    field: Fields = None,
    template: Template = None,
    request: AboutRequest = "",
    as_of: AsOf = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Write a letter from a template: amounts on each reading, clauses in our words with their places.

    The letter is written to a new file and its digest kept in the book; nothing is sent.

    \b
    Example:
      arrears letter write autumn-2008 demand --claim 1 --to C0001 --reply-by 2009-09-30
        --on 2009-09-01 --by attorney --out demand.docx
    """
    from arrears.claims.letters import Draft, record_letter
    from arrears.cli.audiences import open_book
    from arrears.cli.new_files import refuse_existing, write_whole
    from arrears.vocabulary import LETTER_KINDS

    word = one_word("KIND", kind, tuple(LETTER_KINDS))
    refuse_existing(out)
    opened = open_book(book)
    given = _given(field, reply_by)
    found, figures = _figures(opened, claim, to, as_of or on)
    asked = _asked(opened, request, to)
    tables = _tables(found, figures, to, asked.tables)
    merged = _merged(word, template, {**_values(found, figures, to, by), **asked.values, **given})
    content = drawn(merged, tables, out, on)
    write_whole(out, content)
    refs = tuple(ref for line in tables.lines for ref in line.refs)
    draft = Draft(
        word, found.claim_id, sender or found.family, to, merged.subject,
        hashlib.sha256(content).hexdigest(), refs, on, by, why,
    )  # fmt: skip
    letter_id, entry = record_letter(opened, draft, learned_on=learned_on or on)
    say_appended(f"wrote {letter_id} to {out}", entry)


def sent(book: BookFolder, letter: LetterId, on: On, by: By, how: How, learned_on: LearnedOn = None) -> None:
    """Record that a letter was sent.

    \b
    Example:
      arrears letter sent autumn-2008 1 --on 2009-09-01 --by clerk --how "registered post"
    """
    from arrears.claims.letters import record_sent
    from arrears.cli.audiences import open_book

    entry = record_sent(open_book(book), letter, _act(on, by, how), learned_on=learned_on or on)
    say_appended("recorded as sent", entry)


def received(
    book: BookFolder, letter: LetterId, on: On, by: By, how: How, learned_on: LearnedOn = None
) -> None:
    """Record that a letter was received; a notice of late payment starts its clock on that day.

    \b
    Example:
      arrears letter received autumn-2008 1 --on 2009-09-04 --by clerk --how "return receipt"
    """
    from arrears.claims.letters import record_received
    from arrears.cli.audiences import open_book

    entry = record_received(open_book(book), letter, _act(on, by, how), learned_on=learned_on or on)
    say_appended("recorded as received", entry)


def list_letters(book: BookFolder, form: Rows = RowsFormat.TABLE, table: OneTable = "") -> None:
    """List the letters of a book: to whom, about what, written, sent, received.

    \b
    Example:
      arrears letter list autumn-2008
    """
    from arrears.claims.letters import read_letters
    from arrears.cli.audiences import open_book
    from arrears.reports.letter_report import build_letter_list

    opened = open_book(book)
    show_report(build_letter_list(read_letters(opened), book_facts(opened)), form, table, "letters")


def _act(on: date, by: str, how: str) -> LetterAct:
    from arrears.claims.letters import LetterAct

    return LetterAct(on, by, how)


def _figures(book: Book, claim: str, to: str, as_of: date) -> tuple[Claim, ClaimFigures]:
    """The claim and its amounts on a day; a company that is no respondent is refused."""
    from arrears.claims.claim import read_claim
    from arrears.claims.claim_figures import figure_claim
    from arrears.findings import Finding, Refused, suggest

    found = read_claim(book, claim)
    if to not in found.respondents:
        problem, remedy = "the letter goes to nobody claimed from", suggest(to, found.respondents)
        expected = ", ".join(found.respondents)
        raise Refused([Finding("letter-recipient", found.claim_id, problem, expected, to, remedy)])
    return found, figure_claim(book, found, as_of)


def _merged(kind: str, template: Path | None, values: dict[str, str]) -> MergedLetter:
    from arrears.claims.letter_template import FIELDS, merge, read_template_file, shipped_template
    from arrears.findings import suggest

    for name in (each for each in values if each not in FIELDS):
        raise typer.BadParameter(f"no field '{name}'; {suggest(name, FIELDS)}", param_hint="--field")
    return merge(read_template_file(template) if template else shipped_template(kind), values)


def _values(claim: Claim, figures: ClaimFigures, to: str, by: str) -> dict[str, str]:
    from arrears.claims.claim_filing import agreements_of, names_of
    from arrears.vocabulary import GUILD_NAMES

    names = names_of(figures.held)
    titles = {one.address: f"{one.title} ({one.address})" for one in agreements_of(figures.held)}
    return {
        "payor": names.get(to, to),
        "guild": GUILD_NAMES.get(claim.family, claim.family),
        "claim_title": claim.title,
        "agreement": titles.get(claim.agreement, claim.agreement),
        "as_of": figures.as_of.isoformat(),
        "held_to": figures.held.held_to.isoformat(),
        "position": claim.positions["claimants"],
        "sender_name": by,
    }


class _Asked(NamedTuple):
    """What a letter takes from an information request: merge fields, and tables."""

    values: dict[str, str]
    tables: tuple[Table, ...]


def _asked(book: Book, request_id: str, to: str) -> _Asked:
    """Nothing where no request is named. Findings: `request-unknown`, `letter-recipient`."""
    from arrears.claims.requests import one_request
    from arrears.findings import Finding, Refused
    from arrears.reports.request_report import asked_tables

    if not request_id:
        return _Asked({}, ())
    request = one_request(book, request_id)
    if request.asked_of != to:
        problem, remedy = "the request was made of another company", f"write it with --to {request.asked_of}"
        raise Refused(
            [Finding("letter-recipient", request.request_id, problem, request.asked_of, to, remedy)]
        )
    values = {
        "ground": request.under,
        "accommodation": request.accommodation,
        "reply_by": str(request.due_on or ""),
    }
    return _Asked({name: value for name, value in values.items() if value}, asked_tables(request))


def _given(fields: list[str] | None, reply_by: str) -> dict[str, str]:
    """The merge fields that the user gives."""
    given = dict(read_pairs(fields, "--field", "--field ground=…"))
    return {**given, "reply_by": reply_by} if reply_by else given


def _tables(claim: Claim, figures: ClaimFigures, to: str, asked: tuple[Table, ...]) -> LetterTables:
    from arrears.claims.claim_filing import agreements_of
    from arrears.claims.letter_amounts import lines_of_company, sums_of_company
    from arrears.reports.letter_report import LetterTables, clause_table

    positions = tuple(position.name for position in figures.held.positions)
    clauses = clause_table(agreements_of(figures.held), claim.clauses)
    sums, lines = sums_of_company(figures, to), lines_of_company(figures, to)
    return LetterTables(clauses, positions, sums, lines, asked)


def drawn(merged: MergedLetter, tables: LetterTables, out: Path, on: date) -> bytes:
    """The letter as the file's name asks: .docx or .pdf."""
    from arrears.reports.document import DocumentStyle, as_pdf
    from arrears.reports.letter_docx import as_docx
    from arrears.reports.letter_report import build_letter

    report = build_letter(merged, tables, (("date", on.isoformat()),))
    match out.suffix.lower():
        case ".docx":
            return as_docx(report, on)
        case ".pdf":
            return as_pdf(report, DocumentStyle(on, has_contents=False))
    raise typer.BadParameter(f"'{out.name}' is neither .docx nor .pdf", param_hint="--out")


def add_to(app: typer.Typer) -> None:
    """Name the commands."""
    group = typer.Typer(
        help="Letters: write, record as sent and received, list.", rich_markup_mode=None, no_args_is_help=True
    )
    app.add_typer(group, name="letter")
    group.command("write")(write)
    group.command("sent")(sent)
    group.command("received")(received)
    group.command("list")(list_letters)
