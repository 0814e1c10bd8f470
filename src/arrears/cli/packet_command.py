"""The command that writes the ratification packet of a tentative agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import AsOf, BookFolder, KnownBy, Library, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import say, show_report, tell_progress

if TYPE_CHECKING:
    from arrears.bargaining.assumptions import Assumptions
    from arrears.bargaining.costing import Costing
    from arrears.bargaining.offer import Offer
    from arrears.bargaining.packet import Ballot
    from arrears.bargaining.price_on_book import PricedRun
    from arrears.book.ledger import Book
    from arrears.reports.offer_price_report import Priced
    from arrears.reports.packet_contents import Packet

ENDINGS = (".pdf", ".html")


@dataclass(frozen=True)
class _Asked:
    """What a packet is asked for. days: of signing, first the one that it speaks of."""

    positions: Sequence[str]
    base_year: int | None
    days: Sequence[date]
    statements: Path | None
    ballot: Ballot


DealFile = Annotated[Path, typer.Option("--offer", metavar="OFFER", help="The tentative agreement's file.")]
SpeaksOf = Annotated[
    date, typer.Option("--on", parser=read_day, metavar="DAY", help="The day that the packet speaks of.")
]
BaseYearOption = Annotated[
    int | None,
    typer.Option("--base-year", metavar="YEAR", help="Default: the last full year of the records."),
]
StatementFolder = Annotated[
    Path | None, typer.Option("--statements", metavar="DIR", help="Statements for and against, as text.")
]
NewFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="A new file, NAME.pdf or NAME.html.")
]
Files = Annotated[
    list[Path] | None,
    typer.Option("--earlier", metavar="OFFER", help="An earlier proposal of either side; may be repeated."),
]
AssumptionFiles = Annotated[
    list[Path] | None,
    typer.Option("--assumptions", metavar="FILE", help="A file of assumptions; may be repeated."),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option("--scenario", metavar="NAME", help="Whose assumptions; twice: both, side by side."),
]
Positions = Annotated[
    list[str] | None,
    typer.Option("--position", metavar="NAME", help="On whose reading. Default: each side's own."),
]
LaterDays = Annotated[
    list[date] | None,
    typer.Option("--until", parser=read_day, metavar="DAY", help="A later day of signing; may be repeated."),
]

BallotsClose = Annotated[
    date | None,
    typer.Option("--ballots-close", parser=read_day, metavar="DAY", help="The last day of the ballot."),
]
HowToVote = Annotated[str, typer.Option("--how-to-vote", metavar="TEXT", help="How members vote, in a line.")]
TextAt = Annotated[str, typer.Option("--text-at", metavar="TEXT", help="Where the memorandum's text lies.")]


def packet(
    book: BookFolder,
    offer: DealFile,
    on: SpeaksOf,
    earlier: Files = None,
    assumptions: AssumptionFiles = None,
    scenario: Scenarios = None,
    position: Positions = None,
    base_year: BaseYearOption = None,
    until: LaterDays = None,
    statements: StatementFolder = None,
    ballots_close: BallotsClose = None,
    how_to_vote: HowToVote = "",
    text_at: TextAt = "",
    out: NewFile = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Explain a tentative agreement to those who vote on it: a PDF, a web page, or the screen without --out.

    First one page: what changes, for whom, worth what a year, what voting either way costs, what was given
    up, how to vote. Then charts, each item, statements as submitted, and the long tables. Nothing of counsel,
    of a settlement or embargoed is in it, whoever asks; it is refused while a news blackout runs over the
    talks.

    \b
    Example:
      arrears packet autumn-2008 --offer tentative.yaml --on 2009-03-01 --earlier proposal.yaml
        --assumptions assumptions.yaml --scenario guild --scenario companies --statements statements
        --until 2009-06-01 --ballots-close 2009-03-22 --out packet.pdf
    """
    from arrears.bargaining.embargo import refuse_under_blackout
    from arrears.bargaining.packet import Ballot

    _refuse_file(out)
    if ballots_close is not None and ballots_close < on:
        raise typer.BadParameter("ballots close before the day of --on", param_hint="--ballots-close")
    opened = _for_export(book)
    read = _offers([offer, *(earlier or [])], library)
    refuse_under_blackout(opened, (read[0].made_by, read[0].made_to), "arrears packet")
    asked = _assumed(assumptions, scenario)
    run = _audited(opened, as_of, known_by, library)
    ballot = Ballot(ballots_close, how_to_vote, text_at)
    days = [on, *(until or [])]
    told = _gather(read, run, asked, _Asked(position or [], base_year, days, statements, ballot))
    if out is None:
        _show(told, form, table)
        return
    _write(told, out)
    say(f"wrote {out}")


def _refuse_file(out: Path | None) -> None:
    """Refuse a file of another sort, or one that is there, before anything is figured."""
    from arrears.cli.new_files import refuse_ending, refuse_existing

    if out is not None:
        refuse_ending(out, ENDINGS)
        refuse_existing(out)


def _for_export(book: Path) -> Book:
    """The book as an export reads it, whoever asks."""
    from arrears.book.access import for_export
    from arrears.cli.audiences import open_book

    opened = open_book(book)
    return opened.seen_by(for_export(opened.audience))


def _show(told: Packet, form: RowsFormat, table: str) -> None:
    from arrears.reports.packet_report import build_packet

    show_report(build_packet(told), form, table, "changes")


def _offers(paths: Sequence[Path], library: Path | None) -> list[Offer]:
    """The deal and the earlier proposals; the faults of all files at once."""
    from arrears.agreements.load import SHIPPED
    from arrears.bargaining.packet import refuse_no_deal
    from arrears.bargaining.read_offer import read_offer
    from arrears.bargaining.separated import refuse_other_base
    from arrears.findings import Finding, Refused

    faults: list[Finding] = []
    read: list[Offer] = []
    for path in paths:
        try:
            read.append(read_offer(path, library or SHIPPED))
        except Refused as refused:
            faults.extend(refused.findings)
    if faults:
        raise Refused(dict.fromkeys(faults))
    refuse_no_deal(read[0])
    for proposal in read[1:]:
        refuse_other_base(read[0], proposal)
    return read


def _assumed(files: Sequence[Path] | None, names: Sequence[str] | None) -> list[Assumptions]:
    from arrears.bargaining.assumptions import NO_ASSUMPTIONS, joined, read_assumptions

    together = joined([read_assumptions(path) for path in files]) if files else NO_ASSUMPTIONS
    return [together.of(name) for name in dict.fromkeys(names or [""])]


def _audited(opened: Book, as_of: date | None, known_by: date | None, library: Path | None) -> PricedRun:
    from arrears.agreements.load import SHIPPED
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.bargaining.price_on_book import PricedRun
    from arrears.cli.libraries import asked_of_book

    agreements, asked = asked_of_book(opened, AuditRequest(as_of=as_of, known_by=known_by), library)
    run = run_audit(opened, agreements, asked, tell_progress)
    return PricedRun(run.folder, agreements, library or SHIPPED)


def _gather(
    offers: Sequence[Offer],
    run: PricedRun,
    scenarios: Sequence[Assumptions],
    asked: _Asked,
) -> Packet:
    """Everything that the packet tells."""
    from arrears.agreements.written_agreement import Library as Opened
    from arrears.bargaining.delay_assumptions import interest_of
    from arrears.bargaining.offer_diff import offered
    from arrears.bargaining.packet import given_up, tell_items, unmet, wait
    from arrears.bargaining.statements import read_statements
    from arrears.reports.packet_contents import Packet

    deal, *proposals = offers
    statements = read_statements(asked.statements) if asked.statements is not None else ()
    told = offered(deal, Opened(run.library))
    lost, dropped = given_up(told, proposals, run.library)
    priced, others = _price(offers, run, scenarios, asked)
    costings = priced.costings
    rates = [interest_of(scenarios[place % len(scenarios)]) for place in range(len(costings))]
    return Packet(
        deal=deal,
        voted_on=asked.days[0],
        items=tell_items(told),
        priced=priced,
        waited=wait(deal, costings, list(dict.fromkeys(asked.days)), rates),
        unmet=unmet(deal, costings, list(zip(proposals, others))),
        proposals=tuple(proposals),
        given_up=lost,
        dropped=dropped,
        statements=statements,
        ballot=asked.ballot,
    )


def _price(
    offers: Sequence[Offer], run: PricedRun, scenarios: Sequence[Assumptions], asked: _Asked
) -> tuple[Priced, list[list[Costing]]]:
    """The deal on each position and scenario, and every earlier proposal in the same order."""
    from arrears.audit.run_tables import open_run
    from arrears.bargaining.base_year import own_positions
    from arrears.bargaining.price_on_book import price_with_gains, reprice
    from arrears.reports.offer_price_report import Priced

    deal, *proposals = offers
    costings: list[Costing] = []
    others: list[list[Costing]] = [[] for _ in proposals]
    actuals = []
    for position in own_positions(open_run(run.folder), asked.positions):
        tell_progress(f"figuring the base year again, read {position}")
        base = run.base_year(asked.base_year, position)
        actuals.append((position, base.actuals))
        for offer, kept in zip(offers, [costings, *others]):
            tell_progress(f"pricing {offer.offer_id}")
            repricing = reprice(offer, base, run, tell_progress)
            kept += [price_with_gains(offer, repricing, one) for one in scenarios]
    return Priced(deal, tuple(costings), tuple(actuals)), others


def _write(told: Packet, out: Path) -> None:
    """The packet as a new file, with its charts."""
    from arrears.cli.new_files import write_whole
    from arrears.reports.packet_pages import packet_html, packet_pdf

    content = packet_pdf(told) if out.suffix == ".pdf" else packet_html(told)
    write_whole(out, content)


def add_to(app: typer.Typer) -> None:
    """Name the command."""
    app.command("packet")(packet)
