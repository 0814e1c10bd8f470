"""Commands for an agency: its clients' own lines, letters for them, and evidence that they give."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts, one_word
from arrears.cli.options import AsOf, BookFolder, KnownBy, OneTable, Rows, RowsFormat
from arrears.cli.output import most_rows, say_appended, show_report

if TYPE_CHECKING:
    from arrears.agreements.model import Agreement
    from arrears.audit.run_tables import RunTables
    from arrears.book.ledger import Book
    from arrears.claims.agency import Authorisation, ClientLine

AgencyId = Annotated[str, typer.Argument(metavar="AGENCY", help="The agency's id.")]
Client = Annotated[str, typer.Option("--person", metavar="ID", help="The client.")]
GIVEN = ("deal_memo", "stub", "sighting", "statement", "other")


def lines(
    book: BookFolder,
    agency: AgencyId,
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Only this client.")] = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show an agency its clients' own lines, on authorisations that hold on the day asked for.

    \b
    Example:
      arrears agency-lines autumn-2008 A1 --as-of 2009-08-31
    """
    from arrears.claims.agency import authorisations, client_lines, clients_on, commission_rules
    from arrears.cli.audiences import asking, open_book, refuse_other_agency
    from arrears.cli.claim_amount_commands import latest_day
    from arrears.reports.agency_report import build_agency_lines

    refuse_other_agency(asking(), agency, person)
    opened = open_book(book)
    day = as_of or latest_day(opened)
    clients = clients_on(authorisations(opened, agency, known_by), day, person)
    run, agreements = _run(opened, day, known_by)
    found = client_lines(run, tuple(dict.fromkeys(one.person_id for one in clients)))
    facts = (("as of", day.isoformat()), ("agency", agency), *book_facts(opened))
    report = build_agency_lines(clients, found, commission_rules(agreements), facts, most_rows(form, table))
    show_report(report, form, table, "lines")


def letter(
    book: BookFolder,
    agency: AgencyId,
    person: Client,
    to: Annotated[str, typer.Option("--to", metavar="COMPANY|guild", help="A company, or the guild.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new .docx or .pdf file.")],
    on: On,
    by: By,
    guild: Annotated[str, typer.Option("--guild", metavar="FAMILY", help="Whose agreements.")] = "wga",
    reply_by: Annotated[str, typer.Option("--reply-by", metavar="DAY", help="When an answer is asked.")] = "",
    known_by: KnownBy = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Write a letter for a client, to a payor or to the guild; it has that client's lines alone.

    \b
    Example:
      arrears agency-letter autumn-2008 A1 --person P0001 --to C1 --reply-by 2009-10-01
        --on 2009-09-01 --by agent --out letter.docx
    """
    from arrears.claims.agency import authorisations, client_lines, clients_on
    from arrears.claims.letters import Draft, record_letter
    from arrears.cli.audiences import asking, open_book, refuse_other_agency
    from arrears.cli.new_files import refuse_existing, write_whole

    refuse_other_agency(asking(), agency, person)
    refuse_existing(out)
    opened = open_book(book)
    (client, *_) = clients_on(authorisations(opened, agency, known_by), on, person)
    run, agreements = _run(opened, on, known_by, guild)
    own = [
        one for one in client_lines(run, (person,)) if one.family == guild and to in ("guild", one.company_id)
    ]
    subject, content, refs = _letter(run, agreements, client, own, (to, guild, by, reply_by, on, out))
    write_whole(out, content)
    kind = "agency_to_guild" if to == "guild" else "agency_to_payor"
    draft = Draft(
        kind, "", agency, guild if to == "guild" else to, subject, hashlib.sha256(content).hexdigest(), refs,
        on, by, why, "member_identified",
    )  # fmt: skip
    letter_id, entry = record_letter(opened, draft, learned_on=learned_on or on)
    say_appended(f"wrote {letter_id} to {out}", entry)


def send(
    book: BookFolder,
    agency: AgencyId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document; it is kept as it is.")],
    person: Client,
    kind: Annotated[str, typer.Option("--kind", help="deal-memo, stub, sighting, statement or other.")],
    on: On,
    by: By,
    claim: Annotated[str, typer.Option("--claim", metavar="CLAIM", help="The claim it is for.")] = "",
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Give the guild a client's document as evidence, on the client's authorisation.

    Its source is the agency.

    \b
    Example:
      arrears agency-send autumn-2008 A1 stub.pdf --person P0001 --kind stub --on 2009-09-01 --by agent
    """
    from arrears.claims.acting import Acting
    from arrears.claims.agency import authorisations, clients_on
    from arrears.claims.evidence import Given, add_evidence
    from arrears.cli.audiences import asking, open_book, refuse_other_agency

    refuse_other_agency(asking(), agency, person)
    word = one_word("--kind", kind, GIVEN)
    opened = open_book(book)
    clients_on(authorisations(opened, agency), on, person)
    claim_id = claim if claim.startswith("claim/") or not claim else f"claim/{claim}"
    given = Given(file, f"agency {agency}, for {person}: {word.replace('_', ' ')}", on, "member_identified",
                  claim_id)  # fmt: skip
    evidence_id, entry = add_evidence(opened, given, Acting(on, by, learned_on or on, why))
    say_appended(f"kept as {evidence_id}", entry)


def _run(
    book: Book, as_of: date, known_by: date | None, guild: str = ""
) -> tuple[RunTables, tuple[Agreement, ...]]:
    from arrears.cli.claim_open_commands import audit_of

    audited = audit_of(book, guild, as_of, known_by)
    return audited.run, tuple(audited.agreements)


def _letter(
    run: RunTables,
    agreements: tuple[Agreement, ...],
    client: Authorisation,
    own: list[ClientLine],
    asked: tuple[str, str, str, str, date, Path],
) -> tuple[str, bytes, tuple[str, ...]]:
    """The subject, the file and the obligations of a client's letter."""
    from arrears.claims.agency_letters import agency_values, letter_lines
    from arrears.claims.letter_template import merge, shipped_template
    from arrears.cli.letter_commands import drawn
    from arrears.reports.letter_report import LetterTables, clause_table

    to, guild, by, reply_by, on, out = asked
    kind = "agency_to_guild" if to == "guild" else "agency_to_payor"
    values = {**agency_values(run, client, to, guild), "sender_name": by, "reply_by": reply_by}
    merged = merge(shipped_template(kind), values)
    positions = tuple(position.name for position in run.heading.positions)
    told = letter_lines(own, positions)
    names = {ref.partition("@")[0].split(":")[0].partition("/")[2] for line in told for ref in line.refs}
    tables = LetterTables(clause_table(agreements, tuple(names)), positions, (), told)
    refs = tuple(sorted({ref for line in told for ref in line.refs}))
    return merged.subject, drawn(merged, tables, out, on), refs


def add_to(app: typer.Typer) -> None:
    """Name the commands."""
    app.command("agency-lines")(lines)
    app.command("agency-letter")(letter)
    app.command("agency-send")(send)
