"""What a settlement is worth: who gives up what against full value on each reading, when the money comes, and
what that is worth on one day.

Exact fractions to the last step, one rounding per printed amount. No reading is chosen: every position stands
beside the others. Present value is figured only with a rate that somebody names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.claims.settlement_division import Settled, SettledLine
from arrears.claims.settlement_terms import Instalment, SettlementTerms
from arrears.dates import add_days, add_months, whole_months_between
from arrears.findings import Finding, Refused
from arrears.money import Cents, divide_pot, round_to

DAYS_A_YEAR = 365
CENT = Fraction(1)


@dataclass(frozen=True)
class Exchange:
    """What a group of lines gives up and gets.

    full, at_stake, given_up: cents by position; null where a line of the group cannot be figured on it.
    at_stake is what is left of full value once undisputed money is kept out. lines: how many there are.
    """

    name: str
    currency: str
    lines: int
    full: Mapping[str, Cents | None]
    at_stake: Mapping[str, Cents | None]
    paid_cents: Cents
    kept_out_cents: Cents
    given_up: Mapping[str, Cents | None]
    status: str

    def share_of(self, position: str) -> Fraction | None:
        """What is paid as a share of what is at stake on a position; null where that is nought or unknown."""
        whole = self.at_stake[position]
        return Fraction(self.paid_cents, whole) if whole else None


@dataclass(frozen=True)
class DuePart:
    """One instalment in cents. due_on null: the day is not known before the settlement takes effect."""

    number: int
    due_on: date | None
    cents: Cents
    currency: str


@dataclass(frozen=True)
class Rate:
    """A yearly rate that somebody names for present value, with the day it is of and where it stands."""

    yearly: Fraction
    of_day: date
    source: str


def exchange_by(
    settled: Settled, key: Callable[[SettledLine], str], *, out: bool = False
) -> tuple[Exchange, ...]:
    """The lines that take part (or those that stay out) added up by a key and currency, in order of names."""
    groups: dict[tuple[str, str], list[SettledLine]] = {}
    for each in settled.lines:
        if each.is_out == out:
            groups.setdefault((key(each), each.line.currency), []).append(each)
    positions = settled.positions()
    return tuple(_exchange(name, members, positions) for name, members in sorted(groups.items()))


def _exchange(name: tuple[str, str], members: Sequence[SettledLine], positions: Sequence[str]) -> Exchange:
    return Exchange(
        name=name[0],
        currency=name[1],
        lines=len(members),
        full={each: _sum(line.line.by_position.get(each) for line in members) for each in positions},
        at_stake={each: _sum(line.at_stake(each) for line in members) for each in positions},
        paid_cents=sum(line.paid_cents for line in members),
        kept_out_cents=sum(line.kept_out_cents for line in members),
        given_up={each: _sum(line.given_up(each) for line in members) for each in positions},
        status=weakest(line.line.status for line in members),
    )


def _sum(parts: Iterable[Cents | None]) -> Cents | None:
    """A sum, or null as soon as one part is not known: an unknown amount is never nought."""
    total = 0
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def weakest(statuses: Iterable[str]) -> str:
    """The weakest status of several; a line without one says nothing about its terms."""
    order = ("unverified", "derived", "secondary", "primary")
    held = set(statuses)
    return next((status for status in order if status in held), "")


def due_parts(settled: Settled, terms: SettlementTerms, effective_on: date | None) -> tuple[DuePart, ...]:
    """What falls due when, by instalment and currency; the parts add up to what is paid.

    The days of instalments that count from the effective day are not known before it.
    """
    shares = [part.share for part in terms.instalments]
    parts: list[DuePart] = []
    for currency in sorted({each.line.currency for each in settled.staying}):
        paid = sum(each.paid_cents for each in settled.staying if each.line.currency == currency)
        for number, (instalment, cents) in enumerate(
            zip(terms.instalments, divide_pot(paid, shares, "cumulative")), start=1
        ):
            parts.append(DuePart(number, due_day(instalment, effective_on), cents, currency))
    return tuple(parts)


def due_day(instalment: Instalment, effective_on: date | None) -> date | None:
    """The day of an instalment; null where it counts from an effective day that is not known yet."""
    if instalment.due_on is not None:
        return instalment.due_on
    if effective_on is None or instalment.after_days is None:
        return None
    return add_days(effective_on, instalment.after_days)


def instalment_findings(terms: SettlementTerms) -> list[Finding]:
    """Why the instalments cannot stand; empty when they can."""
    whole = sum((part.share for part in terms.instalments), Fraction(0))
    if whole == 1:
        return []
    problem = "the instalments do not add up to what is paid"
    remedy = "give the share of each instalment so that they add up to 100%"
    return [Finding("settlement-instalments", terms.title, problem, "100%", str(whole), remedy)]


def present_value(parts: Sequence[DuePart], rate: Rate, on: date) -> Mapping[str, Cents]:
    """What the instalments are worth on a day at a yearly rate, by currency, rounded once, halves up.

    Whole years compound; the days beyond them bear simple interest over 365. What is due on or before the day
    counts in full.
    Findings: raises `Refused` with settlement-no-due-day where a day is not known.
    """
    unknown = [part for part in parts if part.due_on is None]
    if unknown:
        problem = "an instalment has no day before the settlement takes effect, so it cannot be discounted"
        remedy = "name the day you expect with --effective-on"
        place = f"instalment {unknown[0].number}"
        raise Refused([Finding("settlement-no-due-day", place, problem, "a day", "none", remedy)])
    worth: dict[str, Fraction] = {}
    for part in parts:
        factor = discount(rate.yearly, on, part.due_on or on)
        worth[part.currency] = worth.get(part.currency, Fraction(0)) + part.cents * factor
    return {currency: int(round_to(cents, CENT, "half_up")) for currency, cents in worth.items()}


def discount(yearly: Fraction, on: date, due_on: date) -> Fraction:
    """What one cent due on a day is worth on another: 1 / ((1 + r)^years × (1 + r × days / 365))."""
    if due_on <= on:
        return Fraction(1)
    years = whole_months_between(on, due_on) // 12
    days = (due_on - add_months(on, 12 * years)).days
    return 1 / ((1 + yearly) ** years * (1 + yearly * Fraction(days, DAYS_A_YEAR)))
