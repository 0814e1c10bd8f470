"""Commands about awards: record one, pay on it, calculate its sum, show what stands open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts
from arrears.cli.audiences import open_book
from arrears.cli.options import AsOf, BookFolder, KnownBy, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import findings_text, most_rows, say, say_appended, show_report
from arrears.cli.settlement_commands import Late, LateCounts, acting
from arrears.findings import counted

if TYPE_CHECKING:
    from fractions import Fraction

    from arrears.book.ledger import Book
    from arrears.claims.acting import Acting
    from arrears.claims.award_account import AwardPart
    from arrears.claims.award_rules import AwardRule
    from arrears.claims.claim_money_lines import Priced
    from arrears.claims.priced_for import PricedFor
    from arrears.claims.settlement_division import SettledLine
    from arrears.money import Cents


class PaymentKind(StrEnum):
    """What a payment on an award is."""

    PRINCIPAL = "principal"
    INTEREST = "interest"


class InterestFrom(StrEnum):
    """From when an award's own interest runs."""

    AWARD = "award"
    DUE = "due"


AwardName = Annotated[str, typer.Argument(metavar="AWARD", help="The award, such as award/1.")]
Claims = Annotated[list[str], typer.Argument(metavar="CLAIM...", help="The claims that it decides.")]
Sum = Annotated[str, typer.Option("--sum", help="A sum for all lines together. Default: each line's amount.")]
SumRule = Annotated[str, typer.Option("--rule", help="How a sum is divided among the lines.")]
Reading = Annotated[
    str, typer.Option("--position", help="The reading that it was made on. Default: the claimants'.")
]
AwardOn = Annotated[
    date, typer.Option("--award-on", parser=read_day, metavar="DAY", help="The day of the award.")
]
MadeBy = Annotated[str, typer.Option("--made-by", help="Who made it.")]
Parts = Annotated[
    list[str] | None,
    typer.Option("--instalment", metavar="DAY,SUM", help="2010-03-01,$500.00; may be repeated."),
]
Clock = Annotated[
    str, typer.Option("--clock", metavar="AGREEMENT", help="Whose article says when. Default: the claim's.")
]
PaidWithin = Annotated[
    int | None, typer.Option("--paid-within", metavar="DAYS", help="The award's own days to pay.")
]
OwnInterest = Annotated[str, typer.Option("--interest", help="The award's own interest a month, such as 1%.")]
OwnFrom = Annotated[InterestFrom, typer.Option("--interest-from", help="From when that runs.")]
OwnCite = Annotated[str, typer.Option("--clock-at", help="Where in the award its clock stands.")]
NeedsSum = Annotated[
    bool, typer.Option("--needs-calculation", help="The payor must calculate the sum first.")
]


def record(
    book: BookFolder,
    claims: Claims,
    award_on: AwardOn,
    made_by: MadeBy,
    on: On,
    by: By,
    position: Reading = "",
    sum_text: Sum = "",
    rule: SumRule = "pro_rata_by_full_value",
    instalment: Parts = None,
    needs_calculation: NeedsSum = False,
    clock: Clock = "",
    paid_within: PaidWithin = None,
    interest: OwnInterest = "",
    interest_from: OwnFrom = InterestFrom.AWARD,
    clock_at: OwnCite = "",
    late: Late = LateCounts.SIMPLE,
    as_of: AsOf = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record an award on one reading, with its own clock and interest; its claims then stand at awarded.

    Refused where the rules of a claim allow no award yet: record the steps before it first.

    \b
    Examples:
      arrears award record autumn-2008 1 --award-on 2010-02-01 --made-by "the arbitrator" --position guild
        --on 2010-02-01 --by attorney
      arrears award record autumn-2008 1 --award-on 2010-02-01 --made-by "the arbitrator" --sum $5,000.00
        --paid-within 30 --interest 1% --clock-at "award p. 12" --on 2010-02-01 --by attorney
    """
    from arrears.claims.award_account import AwardPart
    from arrears.claims.award_making import parts_of
    from arrears.claims.claim_money_lines import price_claims

    opened = open_book(book)
    priced = price_claims(opened, claims, as_of or award_on, late.value)
    reading = position or priced.usual_position
    own = (paid_within, interest, interest_from.value, clock_at)
    given = () if needs_calculation else _given(priced, reading, sum_text, rule)
    parts = (AwardPart(1, None, None),) if needs_calculation else parts_of(_instalments(instalment), given)
    made = (award_on, made_by, reading, _clock(priced, clock, own))
    told = None if needs_calculation else priced.told(_rule_of(sum_text, rule))
    _record(opened, priced, made, (parts, given, told), acting(on, by, why, learned_on))


def _record(
    book: Book,
    priced: Priced,
    made: tuple[date, str, str, AwardRule],
    given: tuple[tuple[AwardPart, ...], tuple[SettledLine, ...], PricedFor | None],
    act: Acting,
) -> None:
    from arrears.claims.award_account import AwardTerms
    from arrears.claims.award_acts import NewAward, record_award
    from arrears.claims.award_making import one_currency
    from arrears.claims.claim import read_claim
    from arrears.claims.settlement_division import SettledLine

    (award_on, made_by, reading, rule), (parts, lines, told) = made, given
    needs_calculation = any(part.cents is None for part in parts)
    ids = tuple(claim.claim_id for claim in priced.claims)
    currency = one_currency(lines or [SettledLine(line, 0, 0) for line in priced.lines])
    terms = AwardTerms(award_on, rule, parts, needs_calculation)
    subject, entry = record_award(book, NewAward(ids, made_by, reading, currency, terms, lines, told), act)
    stands = ", ".join(f"{one} stands at {read_claim(book, one).state.replace('_', ' ')}" for one in ids)
    say_appended(f"recorded {subject} over {counted(len(lines), 'line')}; {stands}", entry)


def _rule_of(sum_text: str, rule: str) -> str:
    """By which rule an award gives what it gives, as the act keeps it."""
    from arrears.claims.priced_for import EACH_LINE

    return rule if sum_text else EACH_LINE


def _given(priced: Priced, position: str, sum_text: str, rule: str) -> tuple[SettledLine, ...]:
    """What the award gives on each line: a sum divided, or each line's amount on its reading."""
    from arrears.claims.award_making import lines_at, lines_of_sum
    from arrears.claims.settlement_terms import RULES
    from arrears.cli.act_options import one_word

    if not sum_text:
        return lines_at(priced.lines, position)
    word = one_word("--rule", rule, tuple(name for name in RULES if name != "stated"))
    return lines_of_sum(priced.lines, position, word, read_sum(sum_text, "--sum"))  # type: ignore[arg-type]


def read_sum(text: str, option: str) -> Cents:
    """A sum of money in cents, such as `$1,302.50` or `1302.50`; anything else is an error of use."""
    from arrears.formula.figures import read_number
    from arrears.formula.kinds import MONEY, NUMBER

    figure = read_number(text, option)
    cents = figure.value if figure.kind == MONEY else figure.value * 100
    if figure.kind not in (MONEY, NUMBER) or cents.denominator != 1 or "%" in text or "/" in text:
        raise typer.BadParameter(f"'{text}' is no sum; write it as $1,302.50", param_hint=option)
    return int(cents)


def read_share(text: str, option: str) -> Fraction:
    """A share such as `10%` or `1/3`; anything else is an error of use."""
    from arrears.formula.figures import read_number
    from arrears.formula.kinds import NUMBER

    figure = read_number(text, option)
    if figure.kind != NUMBER or not 0 <= figure.value <= 1:
        raise typer.BadParameter(f"'{text}' is no share; write it as 1%", param_hint=option)
    return figure.value


def _instalments(words: Sequence[str] | None) -> tuple[AwardPart, ...]:
    from arrears.claims.award_account import AwardPart

    parts = []
    for number, word in enumerate(words or (), start=1):
        day, sign, text = (part.strip() for part in word.partition(","))
        if not sign:
            example = "--instalment 2010-03-01,$500.00"
            raise typer.BadParameter(f"'{word}' is no instalment; write {example}", param_hint="--instalment")
        parts.append(AwardPart(number, read_day(day), read_sum(text, "--instalment")))
    return tuple(parts)


def _clock(priced: Priced, agreement: str, own: tuple[int | None, str, str, str]) -> AwardRule:
    """The award's own clock where it states one, else that of the agreement."""
    from arrears.claims.award_rules import rule_for, stated_rule

    paid_within, interest, start, cite = own
    if paid_within is None and not interest:
        return rule_for(agreement or priced.claims[0].agreement)
    if not cite:
        raise typer.BadParameter("an award's own clock is given with its place", param_hint="--clock-at")
    monthly = read_share(interest, "--interest") if interest else None
    return stated_rule(paid_within, monthly, "due" if start == "due" else "award", cite)


def pay(
    book: BookFolder,
    award: AwardName,
    amount: Annotated[str, typer.Argument(metavar="SUM", help="How much, such as $1,000.00.")],
    paid_on: Annotated[
        date, typer.Option("--paid-on", parser=read_day, metavar="DAY", help="The day of the payment.")
    ],
    payer: Annotated[str, typer.Option("--payer", help="Who paid.")],
    on: On,
    by: By,
    kind: Annotated[PaymentKind, typer.Option("--kind", help="What the payor says it is.")] = (
        PaymentKind.PRINCIPAL
    ),
    reference: Annotated[
        str, typer.Option("--reference", help="Its number: counts once for the award.")
    ] = "",
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record a payment on an award; it pays the oldest instalment first.

    \b
    Example:
      arrears award pay autumn-2008 award/1 $1,000.00 --paid-on 2010-03-01 --payer CO1 --reference W17
        --on 2010-03-02 --by attorney
    """
    from arrears.claims.award_account import AwardPayment
    from arrears.claims.award_acts import pay_award
    from arrears.money import show_cents

    payment = AwardPayment(0, paid_on, read_sum(amount, "SUM"), kind.value, payer, reference)
    entry, account = pay_award(open_book(book), award, payment, acting(on, by, why, learned_on))
    say(f"recorded; principal open after it: {show_cents(account.open_cents())}")
    say(f"seq {entry.seq}, head {entry.head}")
    if account.findings:
        say(findings_text(account.findings))


def calculate(
    book: BookFolder,
    award: AwardName,
    told_on: Annotated[
        date, typer.Option("--told-on", parser=read_day, metavar="DAY", help="The day the payor told it.")
    ],
    on: On,
    by: By,
    sum_text: Sum = "",
    rule: SumRule = "pro_rata_by_full_value",
    late: Late = LateCounts.SIMPLE,
    as_of: AsOf = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record the sum that the payor calculated under an award that needs one.

    \b
    Example:
      arrears award calculate autumn-2008 award/1 --told-on 2010-03-15 --sum $5,000.00 --on 2010-03-16
        --by attorney
    """
    from arrears.claims.award import read_award
    from arrears.claims.award_acts import NewCalculation, record_calculation
    from arrears.claims.claim_money_lines import price_claims

    opened = open_book(book)
    held = read_award(opened, award)
    priced = price_claims(opened, held.claims, as_of or held.terms.award_on, late.value)
    given = _given(priced, held.position, sum_text, rule)
    told = NewCalculation(told_on, given, priced.told(_rule_of(sum_text, rule)))
    entry = record_calculation(opened, award, told, acting(on, by, why, learned_on))
    say_appended(f"recorded the sum of {held.award_id}", entry)


def excuse(
    book: BookFolder,
    award: AwardName,
    on: On,
    by: By,
    why: Annotated[str, typer.Option("--why", help="What the sides disagree on, or why it was prevented.")],
    prevented: Annotated[
        bool, typer.Option("--prevented", help="It could not be calculated for reasons beyond control.")
    ] = False,
    learned_on: LearnedOn = None,
) -> None:
    """Record why a calculated sum bears no interest: the sides disagree on it, or it was prevented.

    \b
    Example:
      arrears award excuse autumn-2008 award/1 --why "the base is disputed" --on 2010-04-01 --by attorney
    """
    from arrears.claims.award_acts import dispute_calculation

    entry = dispute_calculation(open_book(book), award, acting(on, by, why, learned_on), prevented=prevented)
    say_appended("recorded", entry)


def show(
    book: BookFolder,
    award: Annotated[str, typer.Argument(metavar="AWARD", help="award/1. Default: list them all.")] = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show awards, or one award: what stands open on a day, with interest each way that is left open.

    \b
    Example:
      arrears award show autumn-2008 award/1 --as-of 2010-06-01
    """
    from arrears.book.snapshot import last_learned_on
    from arrears.claims.award import award_lines, read_award, read_awards
    from arrears.claims.collection import collected_on
    from arrears.claims.settlement_payments import party_names
    from arrears.reports.award_report import build_award, build_award_list
    from arrears.reports.settlement_report import shortened

    opened = open_book(book)
    if not award:
        awards = read_awards(opened, known_by=known_by).values()
        show_report(build_award_list(awards, book_facts(opened)), form, table, "awards")
        return
    held = read_award(opened, award, known_by=known_by)
    day = as_of or last_learned_on(opened) or held.recorded_on
    collected = collected_on(opened, held.award_id, day).get(held.currency, 0)
    facts = (book_facts(opened), party_names(opened))
    report = build_award(held, held.account(day), award_lines(opened, held), collected, facts)
    report = shortened(report, most_rows(form, table))
    show_report(report, form, table, "parts")
