"""Prices an offer for commands that set something against its items: on a book's base year, on one view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.output import tell_progress

if TYPE_CHECKING:
    from arrears.bargaining.costing import Costing
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


@dataclass(frozen=True)
class PriceAsked:
    """Which offer is priced, on which assumptions, as which scenario and position see it; '' = the only."""

    offer: Path
    priced_with: Sequence[Path]
    scenario: str
    position: str


def price_for(book: Book, asked: PriceAsked, library: Path | None = None) -> Costing:
    """What each item of an offer is worth on the book's base year. Findings: those of pricing an offer."""
    from arrears.agreements.load import SHIPPED
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.run_tables import open_run
    from arrears.bargaining.assumptions import NO_ASSUMPTIONS, joined, read_assumptions
    from arrears.bargaining.base_year import own_positions
    from arrears.bargaining.embargo import refuse_under_blackout
    from arrears.bargaining.price_on_book import PricedRun, price_with_gains, reprice
    from arrears.bargaining.read_offer import read_offer
    from arrears.cli.libraries import asked_of_book

    offer = read_offer(asked.offer, library or SHIPPED)
    refuse_under_blackout(book, (offer.made_by, offer.made_to), asked.offer.name)
    held = (
        joined([read_assumptions(path) for path in asked.priced_with])
        if asked.priced_with
        else NO_ASSUMPTIONS
    )
    assumptions = held.of(asked.scenario)
    agreements, request = asked_of_book(book, AuditRequest(as_of=None, known_by=None), library)
    run = PricedRun(
        run_audit(book, agreements, request, tell_progress).folder, agreements, library or SHIPPED
    )
    positions = own_positions(open_run(run.folder), [asked.position] if asked.position else [])
    if len(positions) != 1:
        names = ", ".join(positions) or "none"
        raise typer.BadParameter(
            f"the book is read in several ways: {names}; name one", param_hint="--position"
        )
    base = run.base_year(None, positions[0])
    return price_with_gains(offer, reprice(offer, base, run, tell_progress), assumptions)
