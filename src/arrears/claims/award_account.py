"""What stands open on an award on a day: instalments, payments set against them, and interest.

Payments pay the oldest instalment first, and principal unless the payor says that it is interest. Interest
is the late charge of the award's clock, figured by the kernels of `reconciliation`; whether it bears
interest itself, and how part months count, is left open where the article leaves it open. Nothing here
chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from arrears.claims.award_rules import AwardRule
from arrears.dates import add_days
from arrears.findings import Finding
from arrears.money import Cents, show_cents
from arrears.reconciliation.late_charge_steps import LateMoney, charge_one
from arrears.reconciliation.late_terms import BalanceStep, ChargeTerms, LateTerms

UNKNOWN_SUM = "the sum is not calculated yet"


@dataclass(frozen=True)
class AwardPart:
    """One instalment. due_on null: the award gives no day of its own. cents null: not calculated yet."""

    number: int
    due_on: date | None
    cents: Cents | None


@dataclass(frozen=True)
class AwardPayment:
    """Money paid on an award: principal, or interest where the payor says so."""

    seq: int
    paid_on: date
    cents: Cents
    kind: Literal["principal", "interest"]
    payer: str
    reference: str = ""


@dataclass(frozen=True)
class Calculation:
    """What became of a sum that the payor had to figure.

    notified_on: the day the sum was told; disputed_on: the day the sides disagreed on it; beyond_control:
    why it could not be figured in time. Each is null or empty where it did not happen.
    """

    notified_on: date | None = None
    cents: Cents | None = None
    disputed_on: date | None = None
    beyond_control: str = ""


@dataclass(frozen=True)
class AwardTerms:
    """What the account is figured from: the award's day, its clock, its parts, and its calculation if it
    needs one.
    """

    award_on: date
    rule: AwardRule
    parts: tuple[AwardPart, ...]
    needs_calculation: bool = False
    calculation: Calculation = Calculation()


@dataclass(frozen=True)
class Interest:
    """Interest on the ways that the clock leaves open; null where a way is not open or nothing can be
    figured.
    """

    simple_cents: Cents | None
    compound_cents: Cents | None
    daily_cents: Cents | None
    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class PartAccount:
    """One instalment on the day asked for.

    payable_by: the last day on which it can be paid without interest; null where no source gives one.
    interest null: none is charged, and why says the reason.
    """

    part: AwardPart
    payable_by: date | None
    paid_cents: Cents
    open_cents: Cents | None
    interest: Interest | None
    why: str


@dataclass(frozen=True)
class AwardAccount:
    """The whole award on the day asked for. beyond_cents: principal paid beyond what was awarded, set against
    nothing.
    """

    as_of: date
    parts: tuple[PartAccount, ...]
    interest_paid_cents: Cents
    beyond_cents: Cents
    findings: tuple[Finding, ...]

    def open_cents(self) -> Cents | None:
        """Principal still open; null while a sum is not calculated."""
        if any(part.open_cents is None for part in self.parts):
            return None
        return sum(part.open_cents or 0 for part in self.parts)

    def interest(self) -> Interest:
        """Interest on all parts together, before what was paid on it; null where nothing is charged that
        way.
        """
        charged = [part.interest for part in self.parts if part.interest is not None]
        return Interest(
            simple_cents=sum(one.simple_cents or 0 for one in charged),
            compound_cents=sum(one.compound_cents or 0 for one in charged),
            daily_cents=sum(one.daily_cents or 0 for one in charged),
            months=max((one.months for one in charged), default=0),
            days=max((one.days for one in charged), default=0),
        )


@dataclass(frozen=True)
class _Clock:
    """When interest on a part begins, and the last day on which paying it costs nothing; or why there is
    none.
    """

    from_on: date | None
    payable_by: date | None
    why: str


def award_account(terms: AwardTerms, payments: Sequence[AwardPayment], as_of: date) -> AwardAccount:
    """What is open on an award, part by part, and the interest on each.

    Payments made after the day asked for do not count. Principal is set against the oldest part first; what
    is paid in time bears no interest, and what is not bears it from the day that the clock names.
    Findings: award-overpaid, award-paid-before-sum.
    """
    made = sorted((each for each in payments if each.paid_on <= as_of), key=lambda each: each.paid_on)
    parts = sorted(terms.parts, key=lambda part: (part.due_on or terms.award_on, part.number))
    placed, beyond = _oldest_first(parts, [each for each in made if each.kind == "principal"])
    accounts = tuple(_part_account(terms, part, placed[part.number], as_of) for part in parts)
    return AwardAccount(
        as_of=as_of,
        parts=accounts,
        interest_paid_cents=sum(each.cents for each in made if each.kind == "interest"),
        beyond_cents=beyond,
        findings=tuple(_flags(parts, beyond)),
    )


def _oldest_first(
    parts: Sequence[AwardPart], payments: Sequence[AwardPayment]
) -> tuple[dict[int, list[tuple[date, Cents]]], Cents]:
    """What each part got, when; and what is left over. A part without a sum takes nothing."""
    placed: dict[int, list[tuple[date, Cents]]] = {part.number: [] for part in parts}
    room = {part.number: part.cents or 0 for part in parts}
    beyond = 0
    for payment in payments:
        rest = payment.cents
        for part in parts:
            taken = min(rest, room[part.number])
            if taken:
                placed[part.number].append((payment.paid_on, taken))
                room[part.number] -= taken
                rest -= taken
        beyond += rest
    return placed, beyond


def _part_account(
    terms: AwardTerms, part: AwardPart, paid: Sequence[tuple[date, Cents]], as_of: date
) -> PartAccount:
    clock = _clock(terms, part, as_of)
    together = sum(cents for _, cents in paid)
    if part.cents is None:
        return PartAccount(part, clock.payable_by, 0, None, None, clock.why or UNKNOWN_SUM)
    open_cents = part.cents - together
    if clock.from_on is None or clock.payable_by is None:
        return PartAccount(part, clock.payable_by, together, open_cents, None, clock.why)
    if as_of <= clock.payable_by:
        why = f"no interest up to {clock.payable_by}"
        return PartAccount(part, clock.payable_by, together, open_cents, None, why)
    late = part.cents - sum(cents for on, cents in paid if on <= clock.payable_by)
    if late <= 0:
        why = f"paid by {clock.payable_by}"
        return PartAccount(part, clock.payable_by, together, open_cents, None, why)
    later = [(on, cents) for on, cents in paid if on > clock.payable_by]
    interest = _interest(terms.rule, clock.from_on, late, later, as_of)
    why = f"not paid by {clock.payable_by}; interest from {clock.from_on}"
    return PartAccount(part, clock.payable_by, together, open_cents, interest, why)


def _clock(terms: AwardTerms, part: AwardPart, as_of: date) -> _Clock:
    rule = terms.rule
    if rule.monthly is None:
        return _Clock(None, _own_day(terms, part), f"no source gives interest: {rule.find_at or rule.cite}")
    if terms.needs_calculation and rule.calculated_within_days is not None:
        return _calculated_clock(terms, add_days(terms.award_on, rule.calculated_within_days), as_of)
    payable_by = _own_day(terms, part)
    if payable_by is None:
        return _Clock(None, None, f"no source gives the day to pay: {rule.find_at or rule.cite}")
    # The article speaks of one sum; a later instalment is late from its own day and not from the award's.
    starts_later = part.due_on is not None or rule.interest_from == "due"
    return _Clock(payable_by if starts_later else terms.award_on, payable_by, "")


def _own_day(terms: AwardTerms, part: AwardPart) -> date | None:
    """The last day to pay a part: its own, else the one that the clock counts from the award."""
    if part.due_on is not None or terms.rule.paid_within_days is None:
        return part.due_on
    return add_days(terms.award_on, terms.rule.paid_within_days)


def _calculated_clock(terms: AwardTerms, last: date, as_of: date) -> _Clock:
    """Where the payor must figure the sum: interest only when it was not told in time and nothing excuses
    that.
    """
    told = terms.calculation
    if told.disputed_on is not None and told.disputed_on <= as_of:
        return _Clock(None, last, f"none: the sides disagree on the sum since {told.disputed_on}")
    if told.beyond_control:
        return _Clock(
            None, last, f"none: not calculated in time for reasons beyond control: {told.beyond_control}"
        )
    if told.notified_on is not None and told.notified_on <= last:
        why = f"none: the sum was told in time, on {told.notified_on}; no day for paying it is given"
        return _Clock(None, last, why)
    return _Clock(terms.award_on, last, "")


def _interest(
    rule: AwardRule, from_on: date, late: Cents, paid: Sequence[tuple[date, Cents]], as_of: date
) -> Interest:
    """The late charge on what was not paid in time, by the kernels of `reconciliation`."""
    charge = ChargeTerms("month", rate=rule.monthly)
    terms = LateTerms(rule.rule_id, (charge,), ends="paid_on", status=rule.status)
    steps, open_cents, begun = [], late, from_on
    for on, cents in sorted(paid):
        steps.append(BalanceStep(begun, on, open_cents))
        open_cents, begun = open_cents - cents, on
    steps.append(BalanceStep(begun, None, open_cents))
    charged = charge_one(LateMoney(from_on, late, tuple(steps)), terms, as_of=as_of)
    if not charged:
        return Interest(0, 0, 0)
    (one,) = charged
    return Interest(one.simple_cents, one.compound_cents, one.daily_cents, one.months, one.days)


def _flags(parts: Sequence[AwardPart], beyond: Cents) -> list[Finding]:
    if not beyond:
        return []
    if any(part.cents is None for part in parts):
        problem = "money was paid before the sum of the award was calculated; it is set against nothing yet"
        remedy = "record the calculation, and the payment is set against it"
        return [Finding("award-paid-before-sum", "award", problem, "a sum", show_cents(beyond), remedy)]
    problem = "more was paid than the award gives; the rest is set against nothing"
    remedy = "ask the payor what it is for: interest is recorded as interest, other money as a payment"
    return [Finding("award-overpaid", "award", problem, "no more than awarded", show_cents(beyond), remedy)]
