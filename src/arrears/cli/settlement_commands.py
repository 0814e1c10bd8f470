"""Commands of the settlement desk: propose, tell, consent, stay out, take effect, withdraw, show, worked
cases.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts
from arrears.cli.audiences import open_book
from arrears.cli.options import BookFolder, KnownBy, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import most_rows, say, say_appended, show_report

if TYPE_CHECKING:
    from arrears.book.ledger import Book
    from arrears.claims.acting import Acting
    from arrears.claims.settlement import Settlement
    from arrears.claims.settlement_division import Settled
    from arrears.claims.settlement_value import Rate
    from arrears.findings import Finding


class LateCounts(StrEnum):
    """Which count of late charges becomes lines of its own."""

    SIMPLE = "simple"
    COMPOUND = "compound"
    DAILY = "daily"


ProposalName = Annotated[str, typer.Argument(metavar="PROPOSAL", help="The proposal, such as proposal/1.")]
Late = Annotated[
    LateCounts, typer.Option("--late", help="Which count of late charges the lines carry beside principal.")
]
How = Annotated[str, typer.Option("--how", help="In what form: letter, vote of the board, meeting …")]


def acting(on: date, by: str, why: str, learned_on: date | None) -> Acting:
    """Who acts, when, why, and when it was learned: the day of the act unless another is given."""
    from arrears.claims.acting import Acting

    return Acting(on, by, learned_on or on, why)


NameOfOne = Annotated[
    str, typer.Argument(metavar="NAME", help="proposal/1 or settlement/1. Default: list them all.")
]
YearlyRate = Annotated[str, typer.Option("--rate", help="A yearly rate for present value, such as 4%.")]
RateSource = Annotated[str, typer.Option("--rate-source", help="Where the rate stands.")]
RateOf = Annotated[
    date | None, typer.Option("--rate-of", parser=read_day, metavar="DAY", help="The day the rate is of.")
]
WorthOn = Annotated[
    date | None, typer.Option("--worth-on", parser=read_day, metavar="DAY", help="The day it is valued for.")
]
ExpectedOn = Annotated[
    date | None,
    typer.Option("--expected-on", parser=read_day, metavar="DAY", help="When it may take effect."),
]


def show(
    book: BookFolder,
    name: NameOfOne = "",
    rate: YearlyRate = "",
    rate_source: RateSource = "",
    rate_of: RateOf = None,
    worth_on: WorthOn = None,
    expected_on: ExpectedOn = None,
    known_by: KnownBy = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show the desk, or one settlement: who gives up what on each reading, what comes when, who stays out.

    A payment that arrived after it took effect is shown with a question and set against nothing.

    \b
    Examples:
      arrears settlement show autumn-2008
      arrears settlement show autumn-2008 proposal/1 --rate 4% --rate-of 2009-04-29 --rate-source "prime rate"
        --worth-on 2009-06-09 --expected-on 2009-06-09
    """
    from arrears.claims.settlement import read_proposals, read_settlement, read_settlements
    from arrears.reports.settlement_report import Asked, build_desk, build_settlement

    opened = open_book(book)
    if not name:
        held = (*read_proposals(opened, known_by=known_by).values(),)
        held += (*read_settlements(opened, known_by=known_by).values(),)
        show_report(build_desk(held, book_facts(opened)), form, table, "settlements")
        return
    from arrears.claims.collection import collected_on
    from arrears.claims.settlement_payments import party_names

    one = read_settlement(opened, name, known_by=known_by)
    settled, findings = _settled(opened, one)
    asked = Asked(
        facts=book_facts(opened),
        names=party_names(opened),
        most_rows=most_rows(form, table),
        collected=collected_on(opened, one.settlement_id),
        rate=_rate(rate, rate_source, rate_of),
        worth_on=worth_on or rate_of,
        expected_on=expected_on,
    )
    show_report(build_settlement(one, settled, findings, asked), form, table, "by_person")


def _settled(book: Book, held: Settlement) -> tuple[Settled, list[Finding]]:
    """The lines of a settlement, and everything that is to be said about them."""
    from arrears.claims.settlement import settled_lines
    from arrears.claims.settlement_division import flags_of
    from arrears.claims.settlement_payments import payments_after

    settled = settled_lines(book, held)
    late = (payment.finding(held.settlement_id) for payment in payments_after(book, held, settled))
    return settled, [*flags_of(settled.lines, held.terms), *late]


def _rate(text: str, source: str, of_day: date | None) -> Rate | None:
    if not text:
        return None
    if not source or of_day is None:
        raise typer.BadParameter("a rate is given with its source and its day: --rate-source, --rate-of")
    from arrears.claims.settlement_value import Rate
    from arrears.formula.figures import read_number

    return Rate(read_number(text, "--rate").value, of_day, source)


def tell(
    book: BookFolder,
    proposal: ProposalName,
    who: Annotated[str, typer.Argument(metavar="WHO", help="Who was told.")],
    on: On,
    by: By,
    how: How,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record that somebody was told of a proposal.

    \b
    Example:
      arrears settlement tell autumn-2008 proposal/1 P0001 --how letter --on 2009-05-12 --by attorney
    """
    from arrears.claims.settlement_acts import tell

    entry = tell(open_book(book), proposal, (who, how), acting(on, by, why, learned_on))
    say_appended(f"recorded that {proposal} was told to {who}", entry)


def consent(
    book: BookFolder,
    proposal: ProposalName,
    who: Annotated[str, typer.Argument(metavar="WHO", help="Who agrees.")],
    on: On,
    by: By,
    how: How,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record that somebody agrees to a proposal.

    \b
    Example:
      arrears settlement consent autumn-2008 proposal/1 wga --how "vote of the board" --on 2009-05-12
        --by attorney
    """
    from arrears.claims.settlement_acts import consent

    entry = consent(open_book(book), proposal, (who, how), acting(on, by, why, learned_on))
    say_appended(f"recorded the agreement of {who} to {proposal}", entry)


def opt_out(
    book: BookFolder,
    proposal: ProposalName,
    company: Annotated[str, typer.Argument(metavar="COMPANY", help="The company that stays out.")],
    on: On,
    by: By,
    how: How,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record that a company stays out, with all its lines; what it owes stays owed.

    \b
    Example:
      arrears settlement opt-out autumn-2008 proposal/1 CO2 --how letter --on 2009-05-20 --by CO2
    """
    from arrears.claims.settlement_acts import opt_out

    entry = opt_out(open_book(book), proposal, (company, how), acting(on, by, why, learned_on))
    say_appended(f"recorded that {company} stays out of {proposal}", entry)


def effective(
    book: BookFolder,
    proposal: ProposalName,
    on: On,
    by: By,
    met_on: Annotated[
        date | None,
        typer.Option("--met-on", parser=read_day, metavar="DAY", help="The day of the event it waits for."),
    ] = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Put a proposal into effect: it becomes a settlement with a name of its own.

    Refused before the event that it waits for, and while somebody has not agreed whose consent it needs. A
    claim of which nothing is left then stands at settled; else it is settled in part, and its clocks run on.

    \b
    Example:
      arrears settlement effective autumn-2008 proposal/1 --met-on 2009-06-09 --on 2009-06-09 --by attorney
    """
    from arrears.claims.settlement_acts import make_effective
    from arrears.money import show_cents

    opened = open_book(book)
    entry, held, settled = make_effective(opened, proposal, acting(on, by, why, learned_on), met_on=met_on)
    for currency in sorted({each.line.currency for each in settled.staying}):
        cents = sum(each.paid_cents for each in settled.staying if each.line.currency == currency)
        say(f"{held.settlement_id} is in effect and pays {show_cents(cents, currency)}")
    for claim in held.claims:
        say(_claim_now(opened, claim, held.settlement_id))
    say(f"seq {entry.seq}, head {entry.head}")


def _claim_now(book: Book, name: str, settlement: str) -> str:
    """What became of a claim by a settlement: it ended, or what of it goes on."""
    from arrears.claims.claim import read_claim

    claim = read_claim(book, name)
    steps = [step for step in claim.steps if step.facts.get("settlement") == settlement]
    rest = steps[-1].facts.get("remains", "") if steps else ""
    return f"{name} is settled in part; it goes on for {rest}" if rest else f"{name} stands at {claim.state}"


def withdraw(
    book: BookFolder,
    proposal: ProposalName,
    on: On,
    by: By,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Take a proposal back.

    \b
    Example:
      arrears settlement withdraw autumn-2008 proposal/1 --on 2009-05-01 --by attorney --why "better terms"
    """
    from arrears.claims.settlement_acts import withdraw

    entry = withdraw(open_book(book), proposal, acting(on, by, why, learned_on))
    say_appended(f"withdrew {proposal}", entry)


def worked(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="A published settlement: force-majeure-2009.")
    ] = "force-majeure-2009",
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show a published settlement with its sourced figures, beside what forgiving all would have cost.

    \b
    Example:
      arrears settlement worked force-majeure-2009
    """
    from arrears.claims.settlement_worked import read_worked
    from arrears.reports.worked_settlement_report import build_worked

    show_report(build_worked(read_worked(case)), form, table, "outcomes")
