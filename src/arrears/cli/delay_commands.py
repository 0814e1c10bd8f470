"""The group `arrears delay`: what waiting and stopping cost, and what members would have collected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import (
    AsOf,
    BookFolder,
    KnownBy,
    Library,
    OneTable,
    Rows,
    RowsFormat,
    read_day,
)
from arrears.cli.output import show_report, tell_progress
from arrears.cli.priced_offer import PriceAsked, PricedPosition, PricedScenario, PricedWith, PricedYear

if TYPE_CHECKING:
    from arrears.bargaining.assumptions import Assumptions
    from arrears.bargaining.offer import Offer
    from arrears.bargaining.priced_people import PricedGains
    from arrears.bargaining.read_stakes import Stakes
    from arrears.bargaining.stoppage import PersonStake

StakesFile = Annotated[
    Path, typer.Argument(metavar="STAKES", help="A file of stakes; docs/delay.md says what it holds.")
]
AssumptionsFile = Annotated[
    Path | None,
    typer.Option("--assumptions", metavar="FILE", help="Named assumptions; a missing one is asked for."),
]
Scenario = Annotated[
    str,
    typer.Option("--scenario", metavar="NAME", help="Whose assumptions. Default: those that all share."),
]
OnDay = Annotated[
    date, typer.Option("--on", parser=read_day, metavar="DAY", help="The day of signing that is supposed.")
]

delay = typer.Typer(
    help="What waiting and stopping cost: per-day, holdout, strike, priced, signed-on.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    """Add the group to the command line."""
    app.add_typer(delay, name="delay")


def _assumed(path: Path | None, scenario: str) -> Assumptions:
    from arrears.bargaining.assumptions import NO_ASSUMPTIONS, read_assumptions

    read = NO_ASSUMPTIONS if path is None else read_assumptions(path)
    return read.of(scenario)


def _show_per_day(stakes: Stakes, on: date, assumed: Assumptions, shown: tuple[RowsFormat, str]) -> None:
    from arrears.bargaining.delay_assumptions import INTEREST, interest_of
    from arrears.reports.delay_report import Waiting, build_per_day

    interest_of(assumed)  # refuses what is no share
    waiting = Waiting(on, assumed.find(INTEREST), assumed.scenario)
    show_report(build_per_day(stakes, waiting), *shown, "per_day")


def _show_holdout(stakes: Stakes, on: date, assumed: Assumptions, shown: tuple[RowsFormat, str]) -> None:
    from arrears.bargaining.delay_assumptions import (
        DISCOUNT,
        INTEREST,
        PERSISTENCE,
        interest_of,
        wanted_shares,
    )
    from arrears.bargaining.holdout import balance_holdout
    from arrears.bargaining.stoppage import Ahead
    from arrears.reports.delay_report import build_holdout

    turned_down, horizon = stakes.needs_turned_down(), stakes.needs_horizon()
    discount, persistence = wanted_shares(assumed, [(DISCOUNT,), (PERSISTENCE,)])
    ahead = Ahead(horizon, turned_down.ends, persistence.value, discount.value)
    balances = balance_holdout(turned_down, stakes.hoped_for, on, ahead, interest_of(assumed))
    interest = assumed.find(INTEREST)
    used = [discount, persistence, *([interest] if interest else [])]
    report = build_holdout(stakes, turned_down, balances, ahead, (on, assumed.scenario, used))
    show_report(report, *shown, "must_win")


@delay.command("per-day")
def per_day(
    stakes: StakesFile,
    on: OnDay,
    assumptions: AssumptionsFile = None,
    scenario: Scenario = "",
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Say what members forgo by each day without each offer.

    By the straight line that parties quote, by raises that weigh from their dates, with raises that start on
    signing, and made up afterwards: side by side. Interest asks for the assumption delay/interest.

    \b
    Example:
      arrears delay per-day stakes.yaml --on 2008-12-02 --assumptions assumptions.yaml
    """
    from arrears.bargaining.read_stakes import read_stakes

    _show_per_day(read_stakes(stakes), on, _assumed(assumptions, scenario), (form, table))


@delay.command("holdout")
def holdout(
    stakes: StakesFile,
    on: OnDay,
    assumptions: AssumptionsFile = None,
    scenario: Scenario = "",
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Say what a holdout until a day must win to pay for itself.

    Within the term, and up to the horizon with as much as persists; beside the better offer that is hoped
    for. Asks for the assumptions delay/discount and delay/persistence.

    \b
    Example:
      arrears delay holdout stakes.yaml --on 2009-03-01 --assumptions assumptions.yaml --scenario guild
    """
    from arrears.bargaining.read_stakes import read_stakes

    _show_holdout(read_stakes(stakes), on, _assumed(assumptions, scenario), (form, table))


PricedBook = Annotated[
    Path | None,
    typer.Option("--book", metavar="BOOK", help="The book that prices what persons of --people gain."),
]
PricedHope = Annotated[
    Path | None,
    typer.Option("--hoped-for", metavar="FILE", help="With --book: the offer that a strike is hoped to win."),
]
PricedRefusal = Annotated[
    Path | None,
    typer.Option("--turned-down", metavar="FILE", help="The offer turned down. Default: the terms in force."),
]
Each = Annotated[
    bool, typer.Option("--each", help="List the persons of --people one by one, for the committee alone.")
]


@delay.command("strike")
def strike(
    stakes: StakesFile,
    days: Annotated[int, typer.Option("--days", min=1, max=1_500, help="How long it is supposed to last.")],
    assumptions: AssumptionsFile = None,
    scenario: Scenario = "",
    people: Annotated[
        Path | None,
        typer.Option("--people", metavar="FILE", help="Persons one by one, as CSV; nobody's own is shown."),
    ] = None,
    each: Each = False,
    book: PricedBook = None,
    hoped_for: PricedHope = None,
    turned_down: PricedRefusal = None,
    priced_with: PricedWith = None,
    price_scenario: PricedScenario = "",
    position: PricedPosition = "",
    base_year: PricedYear = None,
    as_of: AsOf = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Weigh a stoppage for each side and each kind of person.

    Losses as quoted beside losses with shifted work taken off; break-even days; who ends ahead and behind.
    With --book what each person gains is priced, where the list leaves it empty, and is marked so.
    Asks for the assumptions delay/discount, delay/persistence and delay/shifted-work.

    \b
    Examples:
      arrears delay strike stakes.yaml --days 100 --assumptions assumptions.yaml
      arrears delay strike stakes.yaml --days 100 --assumptions assumptions.yaml --people people.csv
        --book autumn-2008 --hoped-for b.yaml --turned-down a.yaml --priced-with given.yaml
    """
    from arrears.bargaining.priced_people import with_priced_gains
    from arrears.bargaining.read_people import read_people
    from arrears.bargaining.read_stakes import read_stakes
    from arrears.bargaining.weighing import weigh_stoppage
    from arrears.reports.stoppage_report import build_stoppage

    if (book is None) != (hoped_for is None) or (book is not None and people is None):
        problem = "a book prices the gains of listed persons by an offer: give all three or none"
        raise typer.BadParameter(problem, param_hint="--book, --hoped-for, --people")
    read, assumed = read_stakes(stakes), _assumed(assumptions, scenario)
    persons: Sequence[PersonStake] = read_people(people, book is not None) if people else read.persons
    gains = None
    if book is not None and hoped_for is not None:
        view = (price_scenario, position, base_year, library, as_of)
        gains = _gains(book, PriceAsked(hoped_for, priced_with or (), *view), turned_down)
        persons = with_priced_gains(persons, gains)
    weighed = weigh_stoppage(read, persons, days, assumed)
    show_report(build_stoppage(read, weighed, gains, each), form, table, "sides")


def _gains(book: Path, asked: PriceAsked, turned_down: Path | None) -> PricedGains:
    """What everybody gains by the offer hoped for over the one turned down, both priced alike."""
    from dataclasses import replace

    from arrears.bargaining.priced_people import persons_of, priced_gains
    from arrears.bargaining.read_offer import read_offer
    from arrears.cli.audiences import open_book
    from arrears.cli.priced_offer import price_people

    def offer_of(path: Path) -> Offer:
        return read_offer(path, asked.library) if asked.library else read_offer(path)

    opened = open_book(book)
    low = None
    if turned_down is not None:
        costing, _ = price_people(opened, replace(asked, offer=turned_down))
        low = (costing, offer_of(turned_down))
    costing, people = price_people(opened, asked)
    return priced_gains((costing, offer_of(asked.offer)), low, people.stages, persons_of(opened))


HopedFor = Annotated[
    Path | None,
    typer.Option("--hoped-for", metavar="FILE", help="A better offer: what a holdout for it must win."),
]
HorizonDay = Annotated[
    date | None,
    typer.Option("--horizon", parser=read_day, metavar="DAY", help="The last day that gains are counted."),
]


@delay.command("priced")
def priced(
    book: BookFolder,
    offers: Annotated[
        list[Path],
        typer.Option("--offer", metavar="FILE", help="An offer to price from the book; may be repeated."),
    ],
    on: OnDay,
    hoped_for: HopedFor = None,
    horizon: HorizonDay = None,
    priced_with: PricedWith = None,
    scenario: Scenario = "",
    position: PricedPosition = "",
    base_year: PricedYear = None,
    as_of: AsOf = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Say what waiting costs under offers as the book prices them.

    What is forgone by each day, of every offer; with --hoped-for and --horizon what a holdout must win that
    turns the first offer down. Assumptions of the price and of delay stand in the same files.

    \b
    Examples:
      arrears delay priced autumn-2008 --offer a.yaml --offer b.yaml --on 2008-12-02 --priced-with given.yaml
      arrears delay priced autumn-2008 --offer a.yaml --hoped-for b.yaml --horizon 2014-05-01 --on 2009-03-01
        --priced-with given.yaml
    """
    from arrears.bargaining.assumptions import NO_ASSUMPTIONS, joined, read_assumptions
    from arrears.bargaining.priced_delay import priced_stakes
    from arrears.bargaining.read_offer import read_offer
    from arrears.cli.audiences import open_book
    from arrears.cli.priced_offer import price_for

    if (hoped_for is None) != (horizon is None):
        raise typer.BadParameter("give both or neither", param_hint="--hoped-for, --horizon")
    files = tuple(priced_with or ())
    read = [read_assumptions(path) for path in files]
    assumed = (joined(read) if read else NO_ASSUMPTIONS).of(scenario)
    opened = open_book(book)
    found = []
    for path in (*offers, *([hoped_for] if hoped_for else [])):
        asked = PriceAsked(path, files, scenario, position, base_year, library, as_of)
        costing = price_for(opened, asked)
        found.append((costing, read_offer(path, library) if library else read_offer(path)))
    stakes = priced_stakes(found, str(book), horizon)
    if hoped_for is None:
        _show_per_day(stakes, on, assumed, (form, table))
    else:
        _show_holdout(stakes, on, assumed, (form, table))


@delay.command("signed-on")
def signed_on(
    book: BookFolder,
    offer: Annotated[Path, typer.Argument(metavar="OFFER", help="An offer's file; see `arrears offer`.")],
    on: OnDay,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Say what members would have collected had they signed an offer on a day.

    By market and reading: owed under the terms in force, owed had they signed, and which payments the records
    hold for these uses. What is not found in the records is not said to be unpaid.

    \b
    Example:
      arrears delay signed-on autumn-2008 offer.yaml --on 2008-11-01 --as-of 2009-08-31
    """
    from arrears.agreements.load import SHIPPED
    from arrears.agreements.written_agreement import Library as OpenLibrary
    from arrears.audit.audit_run import AuditRequest
    from arrears.bargaining.embargo import refuse_under_blackout
    from arrears.bargaining.read_offer import read_offer
    from arrears.bargaining.signed_on import Signing, collect_signed_on
    from arrears.cli.audiences import open_book
    from arrears.cli.libraries import asked_of_book
    from arrears.reports.signed_on_report import build_signed_on

    folder = library or SHIPPED
    signing = Signing(read_offer(offer, folder), on, OpenLibrary(folder))
    opened = open_book(book)
    refuse_under_blackout(opened, (signing.offer.made_by, signing.offer.made_to), "delay signed-on")
    agreements, asked = asked_of_book(opened, AuditRequest(as_of=as_of, known_by=known_by), library)
    found = collect_signed_on(opened, agreements, asked, signing, tell_progress)
    show_report(build_signed_on(found, str(book)), form, table, "markets")
