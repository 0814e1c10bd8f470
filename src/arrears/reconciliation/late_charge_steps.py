"""One late charge worked out by hand, month by month, for the page that explains an amount.

This is the twin of `late_charges`, which figures all of them at once: it walks the days instead of joining a
calendar, so that the two can disagree and a test can see it. Refuses to figure a rule nobody could apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from arrears.dates import add_months
from arrears.engine.calendar import BusinessDays, business_days_around, count_after
from arrears.money import Cents, muldiv_floor, muldiv_half_up
from arrears.reconciliation.late_terms import BalanceStep, ChargeTerms, DeclaredDispute, LateTerms


@dataclass(frozen=True)
class LateMoney:
    """What a late charge is figured on: one obligation, its balance over time, its notice and its dispute."""

    due_on: date
    owed_cents: Cents
    steps: tuple[BalanceStep, ...]
    notice_on: date | None = None
    dispute: DeclaredDispute | None = None


@dataclass(frozen=True)
class ChargeLine:
    """One period of lateness: when it was complete, what then stood open, the compound running on."""

    charge_no: int
    complete_on: date
    open_cents: Cents
    compound_so_far_cents: Cents


@dataclass(frozen=True)
class LateCharge:
    """The late charge on the disputed or on the undisputed part of one obligation.

    months, days: how long the rule's first charge ran on money that stood open. A reading that the rule does
    not leave open is null.
    """

    disputed: bool
    months: int
    days: int
    simple_cents: Cents | None
    compound_cents: Cents | None
    daily_cents: Cents | None
    lines: tuple[ChargeLine, ...]


@dataclass(frozen=True)
class _Part:
    """One charge on one part of the money: the steps it sees and the days on which its clock runs."""

    contested: bool
    charge_no: int
    charge: ChargeTerms
    steps: tuple[BalanceStep, ...]
    basis_cents: Cents
    stretches: tuple[tuple[date, date], ...]


def charge_one(money: LateMoney, rule: LateTerms, *, as_of: date) -> tuple[LateCharge, ...]:
    """What lateness costs on one obligation up to the day asked for: undisputed money first, then disputed.

    A period of lateness is charged when it is complete, on what then still stood open: every cent is charged
    for the whole periods it was late itself. A payment on the very day that completes a period comes too late
    to escape it. Compound charges are rounded at each completed period and grow only while money is open.
    Missing: no entry where no charge ran; without a notice a charge that needs one does not run.
    """
    calendar = business_days_around(_days_of(money, rule, as_of))
    contested_cents = _contested_cents(money, as_of)
    parts = [
        part
        for charge_no, charge in enumerate(rule.charges, start=1)
        for part in _parts_of(money, rule, charge_no=charge_no, contested_cents=contested_cents)
        if _is_released(charge, money, as_of=as_of, calendar=calendar)
    ]
    clocked = [_with_stretches(part, money, rule, as_of=as_of, calendar=calendar) for part in parts]
    running = [part for part in clocked if _days_open(part, as_of) > 0]
    settled = money.dispute is not None and (money.dispute.settled_on or date.max) <= as_of
    charges = []
    for disputed in (False, True):
        mine = [part for part in running if (part.contested and not settled) == disputed]
        if mine:
            charges.append(_total(mine, rule, disputed=disputed, as_of=as_of, calendar=calendar))
    return tuple(charges)


def _days_of(money: LateMoney, rule: LateTerms, as_of: date) -> list[date]:
    longest = max((charge.only_after_notice_days or 0 for charge in rule.charges), default=0)
    reach = timedelta(days=2 * max(longest, rule.resumes_after_business_days) + 30)
    known = [money.due_on, as_of, as_of + reach, money.notice_on]
    if money.dispute and money.dispute.settled_on:
        known.append(money.dispute.settled_on + reach)
    return [day for day in known if day is not None]


def _contested_cents(money: LateMoney, as_of: date) -> Cents:
    dispute = money.dispute
    if dispute is None or dispute.since > as_of:
        return 0
    whole = max(money.owed_cents, 0)
    return whole if dispute.disputed_cents is None else min(whole, dispute.disputed_cents)


def _parts_of(
    money: LateMoney, rule: LateTerms, *, charge_no: int, contested_cents: Cents
) -> tuple[_Part, ...]:
    charge = rule.charges[charge_no - 1]
    whole = _without_negatives(money.steps)
    if charge.fixed_cents is not None:
        # A fixed sum runs once for the whole obligation, so it may not be charged on each part of it.
        return (_Part(contested_cents > 0, charge_no, charge, whole, max(money.owed_cents, 0), ()),)
    contested = tuple(
        BalanceStep(step.from_on, step.to_on, min(step.open_cents, contested_cents)) for step in whole
    )
    plain = tuple(
        BalanceStep(step.from_on, step.to_on, max(step.open_cents - contested_cents, 0)) for step in whole
    )
    plain_cents = max(money.owed_cents, 0) - contested_cents
    return (
        _Part(False, charge_no, charge, plain, plain_cents, ()),
        _Part(True, charge_no, charge, contested, contested_cents, ()),
    )


def _without_negatives(steps: Sequence[BalanceStep]) -> tuple[BalanceStep, ...]:
    """A credit balance earns no late charge."""
    return tuple(BalanceStep(step.from_on, step.to_on, max(step.open_cents, 0)) for step in steps)


def _is_released(charge: ChargeTerms, money: LateMoney, *, as_of: date, calendar: BusinessDays) -> bool:
    """True when the charge needs no notice, or money was still open after the notice had run out."""
    if charge.start == "due" and charge.only_after_notice_days is None:
        return True
    if money.notice_on is None or not money.due_on < money.notice_on <= as_of:
        return False
    if charge.only_after_notice_days is None:
        return True
    days = charge.only_after_notice_days
    deadline = count_after(money.notice_on, days, unit=charge.notice_unit, calendar=calendar)
    return deadline < as_of and _open_through(money.steps, deadline + timedelta(days=1)) > 0


def _open_through(steps: Sequence[BalanceStep], day: date) -> Cents:
    """What stood open up to the start of a day: a payment made on that day is not yet taken off."""
    for step in steps:
        if step.from_on < day <= (step.to_on or date.max):
            return step.open_cents
    return 0


def _with_stretches(
    part: _Part, money: LateMoney, rule: LateTerms, *, as_of: date, calendar: BusinessDays
) -> _Part:
    start = _clock_starts(part.charge, money, calendar)
    stretches = [(start, as_of)]
    dispute = money.dispute
    if dispute is not None and part.contested and rule.pauses_while_disputed and _pauses(money, dispute):
        wait = rule.resumes_after_business_days
        resumes_on = dispute.settled_on and calendar.after(dispute.settled_on, wait)
        stretches = [(start, min(dispute.since, as_of))]
        if resumes_on is not None:
            stretches.append((max(start, resumes_on), as_of))
    running = tuple((begin, end) for begin, end in stretches if begin < end)
    return _Part(part.contested, part.charge_no, part.charge, part.steps, part.basis_cents, running)


def _clock_starts(charge: ChargeTerms, money: LateMoney, calendar: BusinessDays) -> date:
    """The due day, the day of the notice, or the day on which the notice has run out."""
    if charge.start == "due":
        return money.due_on
    assert money.notice_on is not None
    if charge.start == "notice":
        return money.notice_on
    days = charge.only_after_notice_days or 0
    return count_after(money.notice_on, days, unit=charge.notice_unit, calendar=calendar)


def _pauses(money: LateMoney, dispute: DeclaredDispute) -> bool:
    """A dispute about the amount stops the clock only if the undisputed part was paid on time."""
    if dispute.disputed_cents is None or dispute.disputed_cents >= money.owed_cents:
        return True
    return dispute.undisputed_paid_on is not None and dispute.undisputed_paid_on <= money.due_on


def _days_open(part: _Part, as_of: date, *, weighted: bool = False) -> int:
    """Days on which money stood open while the clock ran, or those days times the open cents."""
    total = 0
    for begin, end in part.stretches:
        for step in part.steps:
            days = (min(end, step.to_on or as_of) - max(begin, step.from_on)).days
            if days > 0 and step.open_cents > 0:
                total += days * step.open_cents if weighted else days
    return total


def _period_ends(part: _Part, per: str, calendar: BusinessDays) -> Iterator[date]:
    """The days on which a period of lateness is complete, over every stretch in which the clock ran."""
    for begin, end in part.stretches:
        if per == "business day":
            yield from (day for day in calendar.days if begin < day <= end)
            continue
        count = 1
        while (day := add_months(begin, count) if per == "month" else begin + timedelta(days=count)) <= end:
            yield day
            count += 1


def _lines(part: _Part, calendar: BusinessDays) -> tuple[ChargeLine, ...]:
    lines: list[ChargeLine] = []
    running = 0
    for count, day in enumerate(_period_ends(part, part.charge.per, calendar)):
        if part.charge.most_units is not None and count >= part.charge.most_units:
            break
        open_cents = _open_through(part.steps, day)
        if open_cents > 0:
            running += _one_period(part.charge, open_cents + running)
        lines.append(ChargeLine(part.charge_no, day, open_cents, running))
    return tuple(lines)


def _one_period(charge: ChargeTerms, base_cents: Cents) -> Cents:
    if charge.rate is None:
        return charge.fixed_cents or 0
    return muldiv_half_up(base_cents, charge.rate.numerator, charge.rate.denominator)


def _total(
    parts: Sequence[_Part], rule: LateTerms, *, disputed: bool, as_of: date, calendar: BusinessDays
) -> LateCharge:
    simple = compound = daily = 0
    lines: list[ChargeLine] = []
    for part in parts:
        mine = _lines(part, calendar)
        lines.extend(mine)
        plain = _simple(part.charge, mine)
        simple += _at_most(part, plain)
        compound += _at_most(part, mine[-1].compound_so_far_cents if mine else 0)
        daily += _at_most(part, _by_days(part, as_of) if _is_monthly_rate(part.charge) else plain)
    first = [part for part in parts if part.charge_no == 1]
    months = sum(
        _open_through(part.steps, day) > 0 for part in first for day in _period_ends(part, "month", calendar)
    )
    return LateCharge(
        disputed=disputed,
        months=months,
        days=sum(_days_open(part, as_of) for part in first),
        simple_cents=simple if rule.reads_simple else None,
        compound_cents=compound if rule.reads_compound else None,
        daily_cents=daily if rule.reads_daily else None,
        lines=tuple(lines),
    )


def _simple(charge: ChargeTerms, lines: Sequence[ChargeLine]) -> Cents:
    if charge.rate is None:
        return (charge.fixed_cents or 0) * sum(line.open_cents > 0 for line in lines)
    weighted = sum(line.open_cents for line in lines)
    return muldiv_half_up(weighted, charge.rate.numerator, charge.rate.denominator)


def _is_monthly_rate(charge: ChargeTerms) -> bool:
    return charge.rate is not None and charge.per == "month"


def _by_days(part: _Part, as_of: date) -> Cents:
    a_day = (part.charge.rate or Fraction(0)) * 12 / 365
    return muldiv_half_up(_days_open(part, as_of, weighted=True), a_day.numerator, a_day.denominator)


def _at_most(part: _Part, charge_cents: Cents) -> Cents:
    share = part.charge.most_share
    if share is None:
        return charge_cents
    return min(charge_cents, muldiv_floor(part.basis_cents, share.numerator, share.denominator))
