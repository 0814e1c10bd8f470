"""The command that prices an offer: on a book's base year, on named assumptions, against another offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import AsOf, KnownBy, Library, OneTable, Rows, RowsFormat
from arrears.cli.output import show_report, tell_progress

if TYPE_CHECKING:
    from arrears.bargaining.assumptions import Assumptions
    from arrears.bargaining.costing import Costing
    from arrears.bargaining.offer import Offer
    from arrears.bargaining.price_on_book import PricedRun
    from arrears.bargaining.shapley import Draws
    from arrears.reports.offer_price_report import Priced

OfferFile = Annotated[Path, typer.Argument(metavar="OFFER", help="The offer's file.")]
Against = Annotated[
    Path | None,
    typer.Option(
        "--against", metavar="OFFER", help="Another offer: the party's own last, or the other side's."
    ),
]
OnBook = Annotated[
    Path | None,
    typer.Option("--book", metavar="BOOK", help="The book whose base year it is priced on."),
]
AssumptionFiles = Annotated[
    list[Path] | None,
    typer.Option("--assumptions", metavar="FILE", help="A file of assumptions; may be repeated."),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario", metavar="NAME", help="Whose assumptions; twice: both, and what separates them."
    ),
]
BaseYearOption = Annotated[
    int | None,
    typer.Option("--base-year", metavar="YEAR", help="Default: the last full year of the records."),
]
Positions = Annotated[
    list[str] | None,
    typer.Option("--position", metavar="NAME", help="On whose reading. Default: each side's own."),
]
DrawnOrders = Annotated[
    int | None,
    typer.Option("--orders", min=2, help="Draw so many pairs of orders, where not all are wanted."),
]
Seed = Annotated[int, typer.Option("--seed", help="What the drawn orders are drawn from.")]


def price(
    offer: OfferFile,
    against: Against = None,
    book: OnBook = None,
    assumptions: AssumptionFiles = None,
    scenario: Scenarios = None,
    base_year: BaseYearOption = None,
    position: Positions = None,
    orders: DrawnOrders = None,
    seed: Seed = 1,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Price an offer: each item alone, in sequence and averaged over orders, by year and over the term.

    On a book, its base year is figured again first and must equal the audit to the cent. Assumptions that
    are missing are asked for by name. Progress goes to stderr; a pricing that was stopped goes on.

    \b
    Example:
      arrears offer price proposal.yaml --against counter.yaml --book autumn-2008
        --assumptions assumptions.yaml --scenario guild --position guild
    """
    from arrears.agreements.load import SHIPPED
    from arrears.bargaining.read_offer import read_offer
    from arrears.bargaining.separated import refuse_other_base
    from arrears.bargaining.shapley import Draws
    from arrears.reports.offer_price_report import build_price_report

    read = read_offer(offer, library or SHIPPED)
    other = read_offer(against, library or SHIPPED) if against else None
    if other is not None:
        refuse_other_base(read, other)
    scenarios = _scenarios(assumptions, scenario)
    draws = Draws(orders, seed) if orders else None
    offers = [one for one in (read, other) if one]
    run = _audited(book, (as_of, known_by), library, offers) if book else None
    if run is None:
        priced = _without_book((read, other), scenarios, base_year, draws)
    else:
        priced = _on_book((read, other), run, scenarios, (base_year, position or [], draws))
    show_report(build_price_report(priced), form, table, "items")


def _scenarios(files: Sequence[Path] | None, names: Sequence[str] | None) -> list[Assumptions]:
    """The assumptions read for each scenario asked for; for what all share where none is."""
    from arrears.bargaining.assumptions import NO_ASSUMPTIONS, joined, read_assumptions

    if not files:
        return [NO_ASSUMPTIONS.of(name) for name in names or [""]]
    together = joined([read_assumptions(path) for path in files])
    return [together.of(name) for name in dict.fromkeys(names or [""])]


def _audited(
    book: Path, days: tuple[date | None, date | None], library: Path | None, offers: Sequence[Offer]
) -> PricedRun:
    """The audit of a book that the offer is priced on, found again where it was made before.

    days: as of, known by. A news blackout between the parties of an offer may refuse its numbers.
    """
    from arrears.agreements.load import SHIPPED
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.bargaining.embargo import refuse_under_blackout
    from arrears.bargaining.price_on_book import PricedRun
    from arrears.cli.audiences import open_book
    from arrears.cli.libraries import asked_of_book

    opened = open_book(book)
    for one in offers:
        refuse_under_blackout(opened, (one.made_by, one.made_to), "offer price")
    asked_for = AuditRequest(as_of=days[0], known_by=days[1])
    agreements, asked = asked_of_book(opened, asked_for, library)
    run = run_audit(opened, agreements, asked, tell_progress)
    return PricedRun(run.folder, agreements, library or SHIPPED)


def _without_book(
    offers: tuple[Offer, Offer | None],
    scenarios: Sequence[Assumptions],
    base_year: int | None,
    draws: Draws | None,
) -> Priced:
    from arrears.bargaining.price import price_offer
    from arrears.bargaining.same_items import shared_issues
    from arrears.bargaining.separated import item_gaps, separations
    from arrears.reports.offer_price_report import Against, Priced, Separated

    offer, other = offers
    made = [price_offer(offer, None, one, base_year=base_year, draws=draws) for one in scenarios]
    against = []
    for costing, one in zip(made, scenarios):
        if other is not None:
            theirs = price_offer(other, None, one, base_year=base_year, draws=draws)
            against.append(Against(costing, theirs, item_gaps(costing, theirs, shared_issues(offer, other))))
    apart = []
    if len(made) == 2:
        differing = separations(offer, None, *scenarios, base_year=base_year)
        apart.append(Separated(made[0], made[1], differing))
    return Priced(offer, tuple(made), (), other, tuple(against), tuple(apart))


def _on_book(
    offers: tuple[Offer, Offer | None],
    run: PricedRun,
    scenarios: Sequence[Assumptions],
    how: tuple[int | None, Sequence[str], Draws | None],
) -> Priced:
    """Each position in turn: its base year once, then every scenario, and the other offer beside it."""
    from arrears.audit.run_tables import open_run
    from arrears.bargaining.base_year import own_positions
    from arrears.bargaining.gains import read_people
    from arrears.bargaining.price import price_offer
    from arrears.bargaining.price_on_book import own_money, price_with_gains, reprice
    from arrears.bargaining.same_items import shared_issues
    from arrears.bargaining.separated import item_gaps, separations
    from arrears.reports.offer_price_report import Against, Priced, Separated

    (offer, other), (base_year, named, draws) = offers, how
    costings: list[Costing] = []
    actuals, against, apart, own = [], [], [], []
    for position in own_positions(open_run(run.folder), named):
        tell_progress(f"figuring the base year again, read {position}")
        base = run.base_year(base_year, position)
        actuals.append((position, base.actuals))
        repricing = reprice(offer, base, run, tell_progress)
        people = read_people(repricing)
        made = [price_with_gains(offer, repricing, one, draws, people) for one in scenarios]
        costings += made
        own.append(own_money(repricing, run))
        if other is not None:
            others = reprice(other, base, run, tell_progress)
            for costing, one in zip(made, scenarios):
                theirs = price_offer(other, others, one, draws=draws)
                against.append(
                    Against(costing, theirs, item_gaps(costing, theirs, shared_issues(offer, other)))
                )
        if len(made) == 2:
            apart.append(Separated(made[0], made[1], separations(offer, repricing, *scenarios)))
    told = tuple(costings), tuple(actuals), other, tuple(against), tuple(apart)
    return Priced(offer, *told, tuple(own))
