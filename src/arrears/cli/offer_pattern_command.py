"""The command that follows a changed clause through every agreement that it reaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import Library, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import show_report, tell_progress
from arrears.cli.priced_offer import PriceAsked, PricedPosition, PricedYear, price_for

if TYPE_CHECKING:
    from arrears.agreements.model import Agreement
    from arrears.bargaining.costing import Costing
    from arrears.bargaining.offer import Offer
    from arrears.bargaining.pattern import ClauseReached, Follower, Pattern
    from arrears.bargaining.pattern_on_book import FamilyBook, OnBook
    from arrears.bargaining.pattern_price import Bases, PatternCost

OfferFile = Annotated[Path, typer.Argument(metavar="OFFER", help="The offer's file.")]
BasesFile = Annotated[
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
BookPath = Annotated[
    Path | None,
    typer.Option(
        "--book", metavar="BOOK", help="The book whose base year changes are priced on, where it holds them."
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
    assumptions: BasesFile = None,
    scenario: Scenario = "",
    practice: Practices = None,
    until: LastDay = None,
    book: BookPath = None,
    position: PricedPosition = "",
    base_year: PricedYear = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show every agreement that an offer's changes reach, and their cost.

    Three bonds, told apart and summed apart: another agreement's own text that binds it, a practice that
    somebody stated, and the same clause elsewhere, which binds nobody. With --assumptions each change is
    priced on its own base; with --book on the book's base year, wherever the book holds what the clause pays
    on. What neither prices is in no sum, and its base is asked for by name.

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
        cost = _cost(found, agreements, asked, (read, book, until))
    show_report(build_offer_pattern(read, found, cost), form, table, "sums" if cost else "reached")


def _cost(
    found: Pattern,
    agreements: Sequence[Agreement],
    asked: PriceAsked,
    priced: tuple[Offer, Path | None, date | None],
) -> PatternCost:
    """What the pattern costs. priced: the offer, its book, and the last day counted, where they are named."""
    from arrears.bargaining.assumptions import read_assumptions
    from arrears.bargaining.pattern_price import Bases, Horizon, price_pattern
    from arrears.cli.audiences import open_book

    offer, book, until = priced
    stated = read_assumptions(asked.priced_with[0]).of(asked.scenario)
    horizon = Horizon(offer.term_from, until or offer.term_until)
    bases = Bases(stated, horizon)
    if book is not None:
        costing = price_for(open_book(book), asked)
        ask = _on_book(book, agreements, replace(asked, base_year=costing.base_year), bases)
        bases = replace(_with_own(bases, costing), on_book=ask)
    return price_pattern(found, agreements, bases)


def _on_book(
    book: Path, agreements: Sequence[Agreement], asked: PriceAsked, bases: Bases
) -> Callable[[Follower | ClauseReached], OnBook]:
    """What the book says of a change elsewhere; each family is audited once, when it is first asked about."""
    from arrears.bargaining.pattern_on_book import price_on_book

    known = {one.address: one for one in agreements}
    opened: dict[str, FamilyBook | str] = {}
    days = (bases.horizon.begins, bases.horizon.ends)

    def of_family(family: str) -> FamilyBook | str:
        if family not in opened:
            opened[family] = _family_book(book, family, asked)
        return opened[family]

    def answer(reached: Follower | ClauseReached) -> OnBook:
        agreement = known[reached.agreement]
        return price_on_book(
            reached, agreement, partial(of_family, agreement.family), bases.assumptions, days
        )

    return answer


def _family_book(book: Path, family: str, asked: PriceAsked) -> FamilyBook | str:
    """The book's base year under one family's agreements, or why there is none."""
    from arrears.agreements.load import SHIPPED
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.bargaining.pattern_books import open_family_book
    from arrears.bargaining.price_on_book import PricedRun
    from arrears.cli.audiences import open_book
    from arrears.cli.libraries import asked_of_book
    from arrears.findings import Refused

    opened = open_book(book)
    try:
        agreements, request = asked_of_book(opened, AuditRequest(families=(family,)), asked.library)
    except Refused as refused:
        if any(fault.code != "guild-unknown" for fault in refused.findings):
            raise
        return "; ".join(fault.problem for fault in refused.findings)
    tell_progress(f"auditing the book under {family}")
    own = tuple(one for one in agreements if one.family == family)
    run = PricedRun(run_audit(opened, own, request, tell_progress).folder, own, asked.library or SHIPPED)
    return open_family_book(opened, run, asked.base_year or 0, asked.position)


def _with_own(bases: Bases, costing: Costing) -> Bases:
    """The bases with what each item costs under the amended agreement, as the book's base year has it.

    An item that moves nothing there is not priced from the book: its nought would stand for no record.
    """
    own = {item.item_id: item.by_year for item in costing.items if item.averaged}
    nothing = f"the book's base year {costing.base_year} holds nothing that the item moves"
    why_not = {item.item_id: item.not_priced or nothing for item in costing.items if not item.averaged}
    return replace(bases, own=own, own_why_not=why_not, own_assumptions=costing.assumptions)
