"""The command that follows a changed clause through every agreement that it reaches."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.options import Library, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import show_report

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
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show every agreement that an offer's changes reach, and their cost.

    Three bonds, told apart and summed apart: another agreement's own text that binds it, a practice that
    somebody stated, and the same clause elsewhere, which binds nobody. With --assumptions each change is
    priced on its own base; a base that nobody stated is asked for by name.

    \b
    Examples:
      arrears offer pattern ask.yaml
      arrears offer pattern ask.yaml --assumptions bases.yaml --scenario companies --table sums --format csv
    """
    from arrears.agreements.load import SHIPPED
    from arrears.bargaining.assumptions import read_assumptions
    from arrears.bargaining.pattern_price import Horizon, price_pattern
    from arrears.bargaining.pattern_search import find_pattern, item_changes
    from arrears.bargaining.practice import PRACTICE_FILE, read_practice
    from arrears.bargaining.read_offer import read_offer
    from arrears.cli.libraries import load_agreements
    from arrears.reports.offer_pattern_report import build_offer_pattern

    read = read_offer(offer, library or SHIPPED)
    agreements = load_agreements(library)
    changes = item_changes(read, agreements, library or SHIPPED)
    found = find_pattern(changes, agreements, read_practice(practice or PRACTICE_FILE))
    cost = None
    if assumptions is not None:
        stated = read_assumptions(assumptions).of(scenario)
        horizon = Horizon(read.term_from, until or read.term_until)
        cost = price_pattern(found, agreements, stated, horizon=horizon)
    elif scenario or until:
        raise typer.BadParameter("nothing is priced without --assumptions", param_hint="--assumptions")
    show_report(build_offer_pattern(read, found, cost), form, table, "sums" if cost else "reached")
