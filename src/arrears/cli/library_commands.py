"""Commands that look into the library: where figures come from, what a clause pays, guilds side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.libraries import load_agreements, versions_there
from arrears.cli.options import Library, OneTable, Rows, RowsFormat, read_day, read_pairs
from arrears.cli.output import show_report
from arrears.findings import Finding, Refused, suggest

if TYPE_CHECKING:
    from arrears.agreements.model import Agreement

Chosen = Annotated[
    list[str] | None,
    typer.Option(
        "--agreement", metavar="ADDRESS", help="Only this agreement; may be repeated. Default: all."
    ),
]
Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts", metavar="DIR", help="A folder with the agreements' texts, to read figures again."
    ),
]
Facts = Annotated[
    list[str] | None,
    typer.Option(
        "--facts", metavar="FACT=VALUE", help="A fact of the use, such as work=television; may be repeated."
    ),
]


def fidelity(
    chosen: Chosen = None,
    texts: Texts = None,
    library: Library = None,
    table: OneTable = "",
    form: Rows = RowsFormat.TABLE,
) -> None:
    """Say where every figure of the library comes from.

    Clauses and terms by status for each article and procedure, sources that disagree, what is known and not
    figured, what is not encoded and why. With the texts at hand every primary figure is read again on its
    page; figures that a page does not bear out end the command with exit code 1.

    \b
    Example:
      arrears agreements fidelity --agreement wga/mba-2023
    """
    from arrears.agreements.ledger import build_ledger
    from arrears.agreements.load import SHIPPED
    from arrears.agreements.procedure_load import find_procedure
    from arrears.agreements.text_check import check_agreements, check_procedures, faulty
    from arrears.agreements.text_pages import open_texts
    from arrears.reports.fidelity_report import build_fidelity_report

    agreements = load_agreements(library, chosen or None)
    found = (find_procedure(one.address, library or SHIPPED) for one in agreements)
    ways = [way for way in found if way is not None]
    checked = None
    if texts is not None:
        opened = open_texts(texts)
        checked = (*check_agreements(agreements, opened), *check_procedures(ways, opened))
    report = build_fidelity_report(build_ledger(agreements, ways), checked)
    show_report(report, form, table, "articles")
    if checked is not None and any(True for _ in faulty(checked)):
        raise typer.Exit(1)


def rate(
    agreement: Annotated[
        str,
        typer.Option(
            "--agreement", metavar="ADDRESS", help="An agreement, or a family: the version of the day."
        ),
    ],
    market: Annotated[
        str, typer.Option("--market", metavar="WORD", help="A market, such as rental or download.")
    ],
    day: Annotated[
        date,
        typer.Option(
            "--date",
            parser=read_day,
            metavar="DAY",
            help="The day; it stands for the dates that choose a version and order the record.",
        ),
    ],
    facts: Facts = None,
    first: Annotated[
        bool, typer.Option("--first", help="Nothing was sold or shown before: counters begin with this.")
    ] = False,
    library: Library = None,
    table: OneTable = "",
    form: Rows = RowsFormat.TABLE,
) -> None:
    """Say what the clauses of a market pay on a day.

    In words, with the figures in force, their citation and status. Facts that are not stated are named; none
    is guessed.

    \b
    Example:
      arrears rate --agreement wga/mba-2023 --market rental --date 2024-01-01 --facts gross=1000.00
    """
    from arrears.obligations.answers import Use, check_facts
    from arrears.reports.rate_report import build_rate_report, rate_answers

    stated = read_pairs(facts, "--facts", "gross=1000.00")
    check_market(market)
    check_facts(stated)
    agreements = agreements_of(agreement, day, library)
    use = Use(stated, day, first)
    answers = rate_answers(agreements, market, use)
    show_report(build_rate_report(agreements, answers, market, use), form, table, "rates")


def agreements_of(address: str, day: date, library: Path | None) -> tuple[Agreement, ...]:
    """The agreement at an address, or the versions of a family that cover a day.

    Findings: `agreement-unknown`, `agreement-not-then`.
    """
    from arrears.reports.rate_report import in_force

    if "/" in address or "-" in address:
        return load_agreements(library, [address])
    versions = versions_there(library)
    check_family(address, versions)
    own = [version for version in versions if version.startswith(f"{address}/")]
    found = in_force(load_agreements(library, own), address, day)
    if not found:
        problem, expected = f"no version of {address} covers this day.", "a day that a version covers"
        raise Refused([Finding("agreement-not-then", "--date", problem, expected, day.isoformat())])
    return found


def check_family(family: str, versions: Sequence[str]) -> None:
    """Refuse a family that has no version. Findings: `agreement-unknown`."""
    known = {version.partition("/")[0] for version in versions}
    if family not in known:
        problem, remedy = f"there is no agreement '{family[:60]}'.", suggest(family, known)
        raise Refused([Finding("agreement-unknown", family[:60], problem, "a family", family[:60], remedy)])


def check_market(market: str) -> None:
    """Refuse a word that is no market. Findings: `market-unknown`."""
    from arrears.vocabulary import MARKETS

    if market not in MARKETS:
        problem, remedy = "this is no market.", suggest(market, MARKETS)
        raise Refused([Finding("market-unknown", "--market", problem, "a market", market[:60], remedy)])


def compare(
    use: Annotated[
        Path | None,
        typer.Option("--use", metavar="FILE", help="A described use: YAML with `use` and `only`."),
    ] = None,
    facts: Facts = None,
    families: Annotated[
        list[str] | None, typer.Option("--guild", metavar="FAMILY", help="Only this family; may be repeated.")
    ] = None,
    library: Library = None,
    table: OneTable = "",
    form: Rows = RowsFormat.TABLE,
) -> None:
    """Price one use of one title under every guild, side by side.

    With base, rate, amount and citation, and why bases differ. The stated dates choose the agreements.

    \b
    Example:
      arrears agreements compare --facts market=rental --facts work=theatrical --facts gross=1000000.00
    """
    from arrears.obligations.answers import check_facts
    from arrears.reports.compare_report import build_compare_report, compare_use
    from arrears.reports.rate_report import KINDS_WITH_MARKET
    from arrears.reports.use_file import DescribedUse, read_use

    described = DescribedUse({}, {}) if use is None else read_use(use)
    stated = {**described.stated, **read_pairs(facts, "--facts", "gross=1000.00")}
    for some in (stated, *described.only.values()):
        check_facts(some)
    versions = versions_there(library)
    for family in (*(families or ()), *described.only):
        check_family(family, versions)
    wanted = [version for version in versions if not families or version.partition("/")[0] in families]
    agreements = load_agreements(library, wanted)
    compared = compare_use(agreements, stated, described.only, KINDS_WITH_MARKET)
    show_report(build_compare_report(compared, stated, described.only), form, table, "compared")


def contradict(
    sheet: Annotated[
        Path, typer.Argument(metavar="FILE", help="A sheet of rates in JSON.", exists=True, dir_okay=False)
    ],
    table: OneTable = "",
    form: Rows = RowsFormat.TABLE,
) -> None:
    """Hold a stranger's sheet of rates against the library.

    Rate by rate: what the agreements bear out, what they contradict, with the citation, and what they cannot
    judge. Rates that are not borne out end the command with exit code 1.

    \b
    Example:
      arrears agreements contradict rates.json
    """
    from arrears.agreements.contradictions import families_of, judge_sheet
    from arrears.agreements.rate_sheet import read_rate_sheet
    from arrears.reports.contradiction_report import build_contradiction_report

    rates = read_rate_sheet(sheet)
    families = families_of(rates)
    versions = [one for one in versions_there(None) if one.partition("/")[0] in families]
    judged = judge_sheet(rates, load_agreements(None, versions))
    report = build_contradiction_report(sheet.name, judged)
    show_report(report, form, table, "contradicted")
    if any(one.judgement in ("contradicted", "label covers several terms") for one in judged):
        raise typer.Exit(1)
