"""Commands on claims at the bargaining table, for counsel: keep a valuation, what claims are worth, against
which items of an offer, who would give up what, and what claims came to elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts
from arrears.cli.audiences import open_book
from arrears.cli.options import AsOf, BookFolder, KnownBy, Library, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import most_rows, say, show_report
from arrears.cli.package_commands import Replaces, paper_path
from arrears.cli.priced_offer import OfferPath, PricedPosition, PricedScenario, PricedWith, PricedYear
from arrears.cli.settlement_commands import Late, LateCounts, acting

if TYPE_CHECKING:
    from arrears.bargaining.claim_exchange import PricedPersons
    from arrears.bargaining.tradable_claims import ClaimWorth, Valuing
    from arrears.book.ledger import Book
    from arrears.cli.priced_offer import PriceAsked
    from arrears.reports.trade_report import TradePage

Claims = Annotated[list[str], typer.Argument(metavar="CLAIM...", help="The pending claims, such as 1.")]
ValuationName = Annotated[
    str,
    typer.Option(
        "--assumptions",
        metavar="FILE",
        help="A file of assumptions, or one the book keeps: valuation/2000001.",
    ),
]
ValuationPath = Annotated[Path, typer.Argument(metavar="FILE", help="A file of assumptions.")]
ValuedFor = Annotated[
    date, typer.Option("--for", parser=read_day, metavar="DAY", help="The day that claims are valued for.")
]
Scenario = Annotated[str, typer.Option("--scenario", help="Whose assumptions. Default: those all share.")]
Gains = Annotated[
    Path | None,
    typer.Option("--gains", metavar="FILE", help="CSV person_id,gain: what each person gains from the rest."),
]
GainsSource = Annotated[str, typer.Option("--gains-source", help="Whose figures these gains are.")]
StayOut = Annotated[
    list[str] | None,
    typer.Option("--stays-out", metavar="COMPANY", help="A company that stays out; may be repeated."),
]


def add_to(app: typer.Typer) -> None:
    """Add the group `trade`."""
    words = "Claims on the table, for counsel: what they are worth, for what, and who would give them up."
    group = typer.Typer(help=words, rich_markup_mode=None, no_args_is_help=True)
    group.command("keep")(keep)
    group.command("list")(list_valuations)
    group.command("worth")(worth)
    group.command("exchange")(exchange)
    group.command("given-up")(given_up)
    group.command("anchors")(anchors)
    app.add_typer(group, name="trade")


def keep(
    book: BookFolder,
    file: ValuationPath,
    on: On,
    by: By,
    replaces: Replaces = "",
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Keep assumptions about claims in the book, for counsel only: probabilities, costs, days to a hearing.

    \b
    Example:
      arrears trade keep autumn-2008 chances.yaml --on 2009-04-10 --by counsel
    """
    from arrears.bargaining.assumptions import read_assumptions
    from arrears.bargaining.counsel_papers import (
        VALUATION,
        NewPaper,
        keep_paper,
        refuse_others,
        text_of_file,
    )

    opened = open_book(book)
    refuse_others(opened.audience)
    held = read_assumptions(file)
    act = acting(on, by, why, learned_on)
    paper = NewPaper(VALUATION, f"{len(held.entries)} assumptions", (text_of_file(file),), replaces)
    subject, entry = keep_paper(opened, paper, act)
    say(f"kept {subject} for counsel only: seq {entry.seq}, head {entry.head}")


def list_valuations(
    book: BookFolder, known_by: KnownBy = None, form: Rows = RowsFormat.TABLE, table: OneTable = ""
) -> None:
    """List the assumptions about claims that a book keeps.

    \b
    Example:
      arrears trade list autumn-2008
    """
    from arrears.bargaining.counsel_papers import VALUATION, read_papers, refuse_others
    from arrears.reports.package_report import build_papers

    opened = open_book(book)
    refuse_others(opened.audience)
    papers = tuple(read_papers(opened, VALUATION, known_by).values())
    show_report(build_papers(papers, book_facts(opened), "Valuations of claims"), form, table, "papers")


def worth(
    book: BookFolder,
    claims: Claims,
    valued_for: ValuedFor,
    assumptions: ValuationName,
    scenario: Scenario = "",
    late: Late = LateCounts.SIMPLE,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what pending claims are worth: of each reading probability x amount, less costs, discounted.

    What is missing is asked for by name, all of it at once; nothing stands in its place.

    \b
    Examples:
      arrears trade worth autumn-2008 1 --assumptions chances.yaml --for 2009-04-10
      arrears trade worth autumn-2008 1 2 --assumptions valuation/2000001 --for 2009-04-10 --table by_reading
    """
    from arrears.bargaining.claim_exchange import given_up_by
    from arrears.reports.trade_report import build_worth

    opened = open_book(book)
    worths = _worths(opened, claims, assumptions, (valued_for, scenario, late.value))
    by_company = given_up_by(worths, lambda line: line.company_id)
    page = _page(opened, scenario, form, table)
    show_report(build_worth(worths, by_company, page), form, table, "worth")


def exchange(
    book: BookFolder,
    claims: Claims,
    valued_for: ValuedFor,
    assumptions: ValuationName,
    offer: Annotated[Path, typer.Option("--offer", metavar="FILE", help="The offer whose items are priced.")],
    priced_with: PricedWith = None,
    price_scenario: PricedScenario = "",
    position: PricedPosition = "",
    base_year: PricedYear = None,
    as_of: AsOf = None,
    library: Library = None,
    scenario: Scenario = "",
    late: Late = LateCounts.SIMPLE,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what each claim is worth beside what each item of an offer is worth over its term.

    \b
    Example:
      arrears trade exchange autumn-2008 1 --assumptions chances.yaml --for 2009-02-20
        --offer tentative-deal.yaml --priced-with assumptions.yaml --position guild
    """
    from dataclasses import replace

    from arrears.bargaining.claim_exchange import exchange_table
    from arrears.cli.priced_offer import PriceAsked, price_for
    from arrears.reports.trade_report import build_exchange, priced_facts

    opened = open_book(book)
    worths = _worths(opened, claims, assumptions, (valued_for, scenario, late.value))
    asked = PriceAsked(offer, priced_with or (), price_scenario, position, base_year, library, as_of)
    costing = price_for(opened, asked)
    page = replace(_page(opened, scenario, form, table), more=priced_facts(costing))
    show_report(
        build_exchange(worths, exchange_table(worths, costing), costing, page), form, table, "exchange"
    )


def given_up(
    book: BookFolder,
    claims: Claims,
    valued_for: ValuedFor,
    assumptions: ValuationName,
    gains: Gains = None,
    gains_source: GainsSource = "",
    offer: OfferPath = None,
    priced_with: PricedWith = None,
    price_scenario: PricedScenario = "",
    position: PricedPosition = "",
    base_year: PricedYear = None,
    as_of: AsOf = None,
    library: Library = None,
    stays_out: StayOut = None,
    scenario: Scenario = "",
    late: Late = LateCounts.SIMPLE,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what forgiving claims gives away, to whom it is charged, and what each of them gains instead.

    Gains are those of a file, and of an offer that is priced for whom the file states none; each is marked.
    Without either nobody's gain is known.

    \b
    Examples:
      arrears trade given-up autumn-2008 1 --assumptions chances.yaml --for 2009-02-20
        --offer tentative-deal.yaml --priced-with assumptions.yaml --position guild
      arrears trade given-up autumn-2008 1 --assumptions chances.yaml --for 2009-02-20 --gains gains.csv
        --gains-source "research department, 9 April" --table net
    """
    from dataclasses import replace

    from arrears.bargaining.claim_exchange import given_up_by, net_by_person, summarise
    from arrears.cli.priced_offer import PriceAsked
    from arrears.reports.trade_report import GivenPage, build_given_up

    stated, named = _stated(gains, gains_source)
    opened = open_book(book)
    worths = _worths(opened, claims, assumptions, (valued_for, scenario, late.value))
    out = frozenset(stays_out or ())
    by_person = given_up_by(worths, lambda line: line.payee_id, out)
    view = (price_scenario, position, base_year, library, as_of)
    asked = None if offer is None else PriceAsked(offer, priced_with or (), *view)
    priced, sources, more = _priced(opened, asked)
    nets = net_by_person(by_person, stated, priced)
    source = "; ".join((*named, *sources)) or "none given, so nobody's is known"
    by_company = given_up_by(worths, lambda line: line.company_id, out)
    given = GivenPage(by_person, by_company, nets, summarise(nets), source)
    page = replace(_page(opened, scenario, form, table), stay_out=tuple(sorted(out)), more=more)
    show_report(build_given_up(worths, given, page), form, table, "net")


def _stated(file: Path | None, whose: str) -> tuple[Mapping[str, int | None], tuple[str, ...]]:
    """The gains of a file, and whose figures they are."""
    from arrears.bargaining.person_gains import read_gains

    if file is not None and not whose:
        raise typer.BadParameter("gains of a file are said to be whose", param_hint="--gains-source")
    return ({}, ()) if file is None else (read_gains(file), (f"stated: {whose} ({file.name})",))


def _priced(
    book: Book, asked: PriceAsked | None
) -> tuple[PricedPersons, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What each person gains by the priced offer, whose figure that is, and what the heading says of it."""
    from arrears.bargaining.claim_exchange import NO_PRICE, PricedPersons, gains_over_term
    from arrears.bargaining.priced_people import persons_of, raises_of
    from arrears.cli.priced_offer import price_for
    from arrears.money import show_cents
    from arrears.reports.trade_report import priced_facts

    if asked is None:
        return NO_PRICE, (), ()
    costing = price_for(book, asked)
    source = (
        f"priced: the items of {costing.offer_id} over its term, each divided among people as its gain in the"
        f" base year {costing.base_year} is, which is an assumption about who will work; whom they move"
        " nothing of gains nothing by them"
    )
    raises = raises_of(costing)
    told = (source, f"raises of pay, {show_cents(raises)} by nobody's name, are in nobody's gain")
    priced = PricedPersons(gains_over_term(costing), persons_of(book))
    return priced, told if raises else told[:1], priced_facts(costing)


def anchors(form: Rows = RowsFormat.TABLE, table: OneTable = "") -> None:
    """Show what claims came to elsewhere, as published, each with its source. No valuation uses it.

    \b
    Example:
      arrears trade anchors
    """
    from arrears.bargaining.claim_anchors import read_anchors
    from arrears.reports.trade_report import build_anchors

    show_report(build_anchors(*read_anchors()), form, table, "anchors")


def _worths(
    book: Book, claims: list[str], assumptions: str, how: tuple[date, str, str]
) -> tuple[ClaimWorth, ...]:
    from arrears.bargaining.tradable_claims import value_claims

    return value_claims(book, claims, _valuing(book, assumptions, how))


def _valuing(book: Book, assumptions: str, how: tuple[date, str, str]) -> Valuing:
    """The assumptions of a file or of a kept paper, read for a scenario; for counsel only."""
    from arrears.bargaining.assumptions import read_assumptions
    from arrears.bargaining.counsel_papers import VALUATION, refuse_others
    from arrears.bargaining.tradable_claims import Valuing

    refuse_others(book.audience)
    valued_for, scenario, late = how
    with paper_path(book, VALUATION, assumptions) as path:
        held = read_assumptions(path)
    return Valuing(valued_for, held.of(scenario), late)  # type: ignore[arg-type]


def _page(book: Book, scenario: str, form: RowsFormat, table: str) -> TradePage:
    from arrears.claims.settlement_payments import party_names
    from arrears.reports.trade_report import TradePage

    return TradePage(book_facts(book), party_names(book), scenario, most_rows(form, table))
