"""Whether what is owed falls due earlier or later by one wording than by another: later is a move for payers.

Both wordings are asked for the due day from many days that they count from. Where several days count, every
order of them is asked; which of the orders happens nobody says here. A charge for lateness is not judged.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from arrears.agreements.due_rules import rules_of
from arrears.agreements.load import clause_named
from arrears.agreements.model import Agreement, Clause, DueRule
from arrears.bargaining.judged import Judged, Tally
from arrears.engine.calendar import due_on

NO_AMOUNT = "no amount and no due day of a line follows from it: a charge for lateness, who is paid, or words"
OTHER_CONDITIONS = "which due rule holds follows from other conditions; hold them together by hand"
NO_DUE_RULE = "no day on which it falls due"
# Days between two days that a due rule counts from, either way.
APART = (0, 1, 30, 60, 90, 120, 400)


def judge_due_days(first: Agreement, second: Agreement, on: date) -> Judged:
    """Whether the second of two wordings has what is owed fall due earlier or later. on: the first day that
    is counted from. Judged where no amount differs, for each rule that can hold.
    """
    tally, is_open = Tally(), False
    for clause in first.clauses():
        other = clause_named(second, clause.name)
        if other is None or _text(clause.due, first) == _text(other.due, second):
            continue
        pairs = tuple(_pairs((clause, first), (other, second)))
        is_open = is_open or not pairs
        for said, before, after in pairs:
            _tell(f"{clause.name}{said}", (before, after), on, tally)
    if is_open:
        return Judged("not judged", OTHER_CONDITIONS)
    judged = tally.judged()
    return Judged("not judged", NO_AMOUNT) if judged.more_for == "not judged" else judged


def with_due_days(amounts: Judged, due: Judged) -> Judged:
    """A verdict on amounts with the one on due days: both ways it depends."""
    if due.more_for in ("not judged", "no difference on probes") or due.more_for == amounts.more_for:
        return amounts
    if amounts.more_for in ("not judged", "no difference on probes"):
        return due
    return Judged("depends", f"amounts: {amounts.why}; due days: {due.why}")


def _pairs(
    first: tuple[Clause, Agreement], second: tuple[Clause, Agreement]
) -> Iterator[tuple[str, DueRule | None, DueRule | None]]:
    """The rules that hold in the same case in two wordings; none where their cases differ."""
    one, other = first[0], second[0]
    if one.due is None or other.due is None:
        yield "", one.due, other.due
        return
    cases = [
        [_text(arm.when, each) for arm in clause.due.unless] for clause, each in (first, second) if clause.due
    ]
    if cases[0] != cases[1]:
        return
    arms = one.due.unless, other.due.unless
    for number, (arm, twin) in enumerate(zip(*arms), start=1):
        said = f", case {number} of its due rule"
        yield said, _bounded(arm.rule, one.due), _bounded(twin.rule, other.due)
    yield "", replace(one.due, unless=()), replace(other.due, unless=())


def _text(part: object, agreement: Agreement) -> str:
    """A part of an agreement as text, wherever it stands."""
    return repr(part).replace(f"'{agreement.address}/", "'~/")


def _bounded(rule: DueRule, whole: DueRule) -> DueRule:
    """A rule that takes the place of another never passes the day that the other never passes."""
    return replace(rule, at_latest=whole.at_latest)


def _tell(said: str, rules: tuple[DueRule | None, DueRule | None], on: date, tally: Tally) -> None:
    before, after = rules
    if before is None or after is None:
        words = f"{said}: {_rule_words(before)}, then {_rule_words(after)}"
        (tally.less if after is None else tally.more).append(words)
        return
    names = dict.fromkeys(one.after for rule in (before, after) for one in rules_of(rule))
    for days in _days(tuple(names), on):
        then, now = (due_on(rule, days.get, {}) for rule in (before, after))
        counted = ", ".join(f"{name} {day}" for name, day in days.items())
        words = f"{said}, {counted}: due on {then}, then on {now}"
        if then is None or now is None:
            raise AssertionError("a due rule without conditions is told by the days that it counts from")
        (tally.more if now < then else tally.less if now > then else tally.alike).append(words)


def _rule_words(rule: DueRule | None) -> str:
    return NO_DUE_RULE if rule is None else f"{rule.count} {rule.unit} after {rule.after}"


def _days(names: tuple[str, ...], on: date) -> Iterable[Mapping[str, date]]:
    """Every day of a year for one name; the first of each month with every other name before and after it."""
    if len(names) == 1:
        return ({names[0]: on + timedelta(by)} for by in range(366))
    apart = sorted({sign * by for by in APART for sign in (1, -1)}, key=lambda by: (abs(by), -by))
    return (
        {names[0]: day, **{name: day + timedelta(by) for name, by in zip(names[1:], each)}}
        for day in (on + timedelta(30 * month) for month in range(12))
        for each in itertools.product(apart, repeat=len(names) - 1)
    )
