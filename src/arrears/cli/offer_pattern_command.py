"""The command that follows a changed clause through every agreement that it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import Library, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import show_report
from arrears.cli.priced_offer import PriceAsked, PricedPosition, PricedYear, price_for

if TYPE_CHECKING:
    from arrears.agreements.model import Agreement
    from arrears.bargaining.offer import Offer
    from arrears.bargaining.pattern import Pattern
    from arrears.bargaining.pattern_price import PatternCost

OwnCost = Mapping[str, Mapping[int, int]]
OfferFile = Annotated[Path, typer.Argument(metavar="OFFER", help="The offer's file.")]
Bases = Annotated[
    Path | None,
    typer.Option("--assumptions", metavar="FILE", help="Bases, by name; without it nothing is priced."),
]
Scenario = Annotated[str, typer.Option("--scenario", metavar="NAME", help="Whose view of the assumptions.")]
Practices = Annotated[
    Path | None,
    typer.Option(
        "--practice", metavar="FILE", help="Texts and practices to use instead of the shipped ones."
    ),
]
OnBook = Annotated[
    Path | None,
    typer.Option(
        "--book", metavar="BOOK", help="The book whose base year the amended agreement is priced on."
    ),
]
LastDay = Annotated[
    date | None,
    typer.Option(
        "--until", parser=read_day, metavar="DAY", help="Last day counted. Default: the offer's term."
    ),
]


def pattern(
    offer: OfferFile,
    assumptions: Bases = None,
    scenario: Scenario = "",
    practice: Practices = None,
    until: LastDay = None,
    book: OnBook = None,
    position: PricedPosition = "",
    base_year: PricedYear = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show every agreement that an offer's changes reach, and their cost.

    Three bonds, told apart and summed apart: another agreement's own text that binds it, a practice that
    somebody stated, and the same clause elsewhere, which binds nobody. With --assumptions each change is
    priced on its own base, with --book the amended agreement on the book's base year; what nobody stated is
    asked for by name.

    \b
    Examples:
      arrears offer pattern ask.yaml
      arrears offer pattern ask.yaml --assumptions bases.yaml --scenario companies --table sums --format csv
    """
    from arrears.agreements.load import SHIPPED
    from arrears.bargaining.pattern_search import find_pattern, item_changes
    from arrears.bargaining.practice import PRACTICE_FILE, read_practice
    from arrears.bargaining.read_offer import read_offer
    from arrears.cli.libraries import load_agreements
    from arrears.reports.offer_pattern_report import build_offer_pattern

    if assumptions is None and (scenario or until or book):
        raise typer.BadParameter("nothing is priced without --assumptions", param_hint="--assumptions")
    if book is not None and until is not None:
        raise typer.BadParameter("a book prices the offer's own term", param_hint="--until")
    read = read_offer(offer, library or SHIPPED)
    agreements = load_agreements(library)
    changes = item_changes(read, agreements, library or SHIPPED)
    found = find_pattern(changes, agreements, read_practice(practice or PRACTICE_FILE))
    cost = None
    if assumptions is not None:
        asked = PriceAsked(offer, [assumptions], scenario, position, base_year, library)
        own = _own(read, book, asked) if book is not None else None
        days = (read.term_from, until or read.term_until)
        cost = _cost(found, agreements, asked, (days, own))
    show_report(build_offer_pattern(read, found, cost), form, table, "sums" if cost else "reached")


def _cost(
    found: Pattern,
    agreements: Sequence[Agreement],
    asked: PriceAsked,
    counted: tuple[tuple[date, date], OwnCost | None],
) -> PatternCost:
    from arrears.bargaining.assumptions import read_assumptions
    from arrears.bargaining.pattern_price import Horizon, price_pattern

    stated = read_assumptions(asked.priced_with[0]).of(asked.scenario)
    days, own = counted
    return price_pattern(found, agreements, stated, horizon=Horizon(*days), own=own)


def _own(offer: Offer, book: Path, asked: PriceAsked) -> OwnCost:
    """What each item costs under the amended agreement, as the book's base year has it.

    Findings: those of pricing an offer; `pattern-not-priced` for an item that the book does not price.
    """
    from arrears.cli.audiences import open_book
    from arrears.findings import Finding, Refused

    costing = price_for(open_book(book), asked)
    changing = {item.item_id for item in offer.items if item.patch is not None or item.steps}
    problem, remedy = "the book does not price this item.", "state its base, and leave out --book"
    faults = [
        Finding("pattern-not-priced", f"item {item.item_id}", problem, "a price", item.not_priced, remedy)
        for item in costing.items
        if item.averaged is None and item.item_id in changing
    ]
    if faults:
        raise Refused(faults)
    return {item.item_id: item.by_year for item in costing.items if item.averaged is not None}
