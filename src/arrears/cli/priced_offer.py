"""Prices an offer for commands that set something against its items: on a book's base year, on one view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.output import tell_progress

if TYPE_CHECKING:
    from arrears.bargaining.costing import Costing
    from arrears.bargaining.gains import BasePeople
    from arrears.book.ledger import Book

OfferPath = Annotated[
    Path | None, typer.Option("--offer", metavar="FILE", help="The offer whose items are priced.")
]
OfferPaths = Annotated[
    list[Path] | None,
    typer.Option(
        "--offer", metavar="FILE", help="An offer whose items options take their worth from; may be repeated."
    ),
]
PricedWith = Annotated[
    list[Path] | None,
    typer.Option(
        "--priced-with", metavar="FILE", help="A file of assumptions for the offer's price; may be repeated."
    ),
]
PricedScenario = Annotated[
    str, typer.Option("--price-scenario", help="Whose assumptions the offer is priced on.")
]
PricedPosition = Annotated[
    str, typer.Option("--position", help="On whose reading the offer is priced, where there are several.")
]
PricedYear = Annotated[
    int | None,
    typer.Option("--base-year", metavar="YEAR", help="Default: the last full year of the records."),
]


@dataclass(frozen=True)
class PriceAsked:
    """Which offer is priced, on which assumptions, as which scenario and position see it; '' = the only.

    base_year: null = the last full year of the records. library: null = the shipped agreements. as_of: the
    day that the records are held to; null = the day of the last import.
    """

    offer: Path
    priced_with: Sequence[Path]
    scenario: str
    position: str
    base_year: int | None = None
    library: Path | None = None
    as_of: date | None = None


def price_for(book: Book, asked: PriceAsked) -> Costing:
    """What each item of an offer is worth on the book's base year. Findings: those of pricing an offer."""
    costing, _ = price_people(book, asked)
    return costing


def price_people(book: Book, asked: PriceAsked) -> tuple[Costing, BasePeople]:
    """The same, with the people of the base year. Findings: those of pricing an offer."""
    from arrears.agreements.load import SHIPPED
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.run_tables import open_run
    from arrears.bargaining.assumptions import NO_ASSUMPTIONS, joined, read_assumptions
    from arrears.bargaining.base_year import own_positions
    from arrears.bargaining.embargo import refuse_under_blackout
    from arrears.bargaining.gains import read_people
    from arrears.bargaining.price_on_book import PricedRun, price_with_gains, reprice
    from arrears.bargaining.read_offer import read_offer
    from arrears.cli.libraries import asked_of_book

    library = asked.library or SHIPPED
    offer = read_offer(asked.offer, library)
    refuse_under_blackout(book, (offer.made_by, offer.made_to), asked.offer.name)
    files = [read_assumptions(path) for path in asked.priced_with]
    assumptions = (joined(files) if files else NO_ASSUMPTIONS).of(asked.scenario)
    request = AuditRequest(as_of=asked.as_of, known_by=None)
    agreements, request = asked_of_book(book, request, asked.library)
    run = PricedRun(run_audit(book, agreements, request, tell_progress).folder, agreements, library)
    positions = own_positions(open_run(run.folder), [asked.position] if asked.position else [])
    if len(positions) != 1:
        problem = f"the book is read in several ways, name one: {', '.join(positions) or 'none'}"
        raise typer.BadParameter(problem, param_hint="--position")
    repricing = reprice(offer, run.base_year(asked.base_year, positions[0]), run, tell_progress)
    people = read_people(repricing)
    return price_with_gains(offer, repricing, assumptions, people=people), people
