"""How far raises have taken pay, or a plan's rate, by a day: a share of pay, and money by the unit besides.

Raises of wages compound in the order of their days; of one day the shares come before the money. What goes to
a plan is added up. Money by the hour, week or minimum needs a count of them, which nothing here supplies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.agreements.addresses import percent
from arrears.bargaining.offer import Rise, Step
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_number
from arrears.formula.kinds import MONEY, NUMBER
from arrears.money import show_cents

WAGES = "wages"
# What money can be raised by, in the plural as bases are named, and the kind of record that counts it.
COUNTED: Mapping[str, str] = {"hour": "hours", "day": "days", "week": "weeks", "minimum": "minimums"}
RECORDS: Mapping[str, str] = {
    "hour": "work_hours", "day": "work_hours", "week": "engagement", "minimum": "engagement",
}  # fmt: skip
MOST_CENTS = 10**9
EXPECTED = "a percentage above -100%, such as 3%, or money by a unit, such as $0.50 per hour"
EXPECTED_OF_PLAN = f"{EXPECTED}, 35 cents per hour, or 0.5 points of pay"
_BY_UNIT = re.compile(r"(?P<money>\S+)(?P<cents> cents?)? per (?P<per>hour|day|week|minimum)")
_POINTS = re.compile(r"(?P<points>\S+) points?")


@dataclass(frozen=True)
class Level:
    """What 1 of pay has become, and what has come to every unit besides, in cents.

    share: for wages from 1 on; for a plan's rate from 0 on.
    """

    share: Fraction
    by_unit: Mapping[str, Fraction]

    def money(self, per: str) -> Fraction:
        """Cents for each unit; 0 where no raise is by it."""
        return self.by_unit.get(per, Fraction(0))


def level_of(of: str, raises: Iterable[tuple[date, Rise]]) -> Level:
    """What raises come to when all of them are in force."""
    share, by_unit = Fraction(1 if of == WAGES else 0), dict[str, Fraction]()
    for _, rise in sorted(raises, key=lambda one: (one[0], one[1].per != "")):
        if rise.per:
            by_unit[rise.per] = by_unit.get(rise.per, Fraction(0)) + rise.value
        elif of == WAGES:
            share *= 1 + rise.value
            by_unit = {per: cents * (1 + rise.value) for per, cents in by_unit.items()}
        else:
            share += rise.value
    return Level(share, by_unit)


def level_on(of: str, steps: Iterable[Step], day: date) -> Level:
    """What the raises of one sort among these steps have come to by a day."""
    return level_of(of, [(step.on, step.raised_by) for step in steps if step.of == of and step.on <= day])


def compare_levels(first: Level, second: Level) -> tuple[bool, bool]:
    """Whether the second is anywhere ahead of the first, and whether it is anywhere behind.

    Both where one has more of pay and the other more by the hour: which is more then depends on the pay.
    """
    units = dict.fromkeys((*first.by_unit, *second.by_unit))
    gains = [second.share - first.share, *(second.money(per) - first.money(per) for per in units)]
    return any(gain > 0 for gain in gains), any(gain < 0 for gain in gains)


def rise_text(rise: Rise) -> str:
    """A raise as an offer writes it: `3%`, `$0.50 per hour`, `12.5 cents per hour`."""
    if not rise.per:
        return percent(rise.value)
    whole = rise.value.denominator == 1
    money = show_cents(int(rise.value)) if whole else f"{percent(rise.value / 100)[:-1]} cents"
    return f"{money} per {rise.per}"


def level_text(of: str, level: Level) -> str:
    """What raises have come to, in words."""
    raised = level.share - 1 if of == WAGES else level.share
    told = [f"{percent(raised)} of pay" if of != WAGES else percent(raised)] if raised else []
    told += [rise_text(Rise(cents, per)) for per, cents in level.by_unit.items() if cents]
    return " and ".join(told) or "nothing"


def read_rise(of: str, text: str, place: str) -> Rise:
    """What a step raises its pay or rate by, from its text.

    Findings: raises `Refused` with `figure-not-read`; `offer-part` for what is no raise or raises nothing.
    """
    by_unit, points = _BY_UNIT.fullmatch(text), _POINTS.fullmatch(text)
    if by_unit is not None:
        figure = read_number(by_unit["money"], place)
        is_cents = by_unit["cents"] is not None
        fits = figure.kind == (NUMBER if is_cents else MONEY) and not by_unit["money"].endswith("%")
        rise, fits = Rise(figure.value, by_unit["per"]), fits and abs(figure.value) <= MOST_CENTS
    elif points is not None:
        figure = read_number(points["points"], place)
        rise = Rise(figure.value / 100)
        fits = of != WAGES and figure.kind == NUMBER and not text.startswith(f"{points['points']}%")
        fits = fits and not points["points"].endswith("%") and abs(figure.value) <= 100
    else:
        figure = read_number(text, place)
        rise = Rise(figure.value)
        fits = figure.kind == NUMBER and text.endswith("%") and -1 < figure.value <= 10
    if not fits:
        raise Refused([_no_raise(of, text, place)])
    if not rise.value:
        problem, expected = "this raises nothing.", "a percentage such as 3%, or $0.50 per hour"
        raise Refused(
            [Finding("offer-part", place, problem, expected, f"'{text[:60]}'", "leave the step out")]
        )
    return rise


def _no_raise(of: str, text: str, place: str) -> Finding:
    expected = EXPECTED if of == WAGES else EXPECTED_OF_PLAN
    remedy = "say for what an amount is added, `$25 per week`; one figure of a clause is changed by an edit"
    return Finding("offer-part", place, "this is no raise.", expected, f"'{text[:60]}'", remedy)


def in_days(raises: Sequence[tuple[date, Rise]]) -> tuple[tuple[date, Rise], ...]:
    """Raises in the order in which they take hold."""
    return tuple(sorted(raises, key=lambda one: (one[0], one[1].per != "")))
