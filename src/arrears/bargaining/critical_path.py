"""The earliest day of a goal on the encoded rules, what decides it, and how far each step may slip.

Where a length is unknown the day is a bound, "not earlier than", and says what is unknown. It counts days on
the rules as written and predicts nobody; counsel is to confirm the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from graphlib import TopologicalSorter

from arrears.bargaining.paths import Closing, PathRules, PathStep
from arrears.claims.working_days import working_days_around
from arrears.dates import add_months
from arrears.findings import Finding, Refused, suggest

CALENDAR = "us-federal"
MOST_SLIP = 3_650  # days; beyond ten years a step is said not to matter


@dataclass(frozen=True)
class Record:
    """What has happened, and what is tried out.

    facts: the days that only the record gives; null for one that nobody knows, which then bounds nothing and
    makes the answer a bound. done: steps taken, and the day each was finished. late: days that a step takes
    beyond its length. is_open: closings stop nothing.
    """

    facts: Mapping[str, date | None]
    done: Mapping[str, date] = field(default_factory=dict)
    late: Mapping[str, int] = field(default_factory=dict)
    is_open: bool = False


@dataclass(frozen=True)
class StepDays:
    """A step with its days. starts, ends: null where it waits for facts alone that nobody knows.

    ends: the earliest, or the day on which it was done. at_most: with the longest lengths that a source
    gives; null where one has none. waits_for: what decides its start. slack: days that it may slip before
    the goal moves; null beyond ten years, or when done. moves: what the slip tried out moves the goal.
    beyond: days that a step took more than its shortest length; null when not done.
    """

    step: PathStep
    starts: date | None
    ends: date | None
    at_most: date | None
    waits_for: str
    decides: bool
    slack: int | None
    moves: int | None
    done_on: date | None
    beyond: int | None


@dataclass(frozen=True)
class UnknownFact:
    """A day that nobody knows. harmless_until: the last day on which it would not move the goal."""

    name: str
    title: str
    harmless_until: date


@dataclass(frozen=True)
class PathFound:
    """The way to a goal. earliest: on the shortest lengths, unknown ones counted as no time at all.

    at_most: the same on the longest lengths; null where one is not known. unknown: steps not yet done that
    have no length, or no longest one. unknown_facts: days that nobody knows. slip: the days tried out.
    """

    rules: PathRules
    goal: str
    record: Record
    earliest: date
    at_most: date | None
    steps: tuple[StepDays, ...]
    unknown: tuple[PathStep, ...]
    unknown_facts: tuple[UnknownFact, ...]
    slip: int

    def is_bound(self) -> bool:
        """Whether the earliest day is only a bound: a length or a day is unknown."""
        return bool(self.unknown_facts or self.unknown)

    def deciding(self) -> tuple[StepDays, ...]:
        """The steps that decide the day, in order."""
        return tuple(one for one in self.steps if one.decides)


@dataclass(frozen=True)
class _Days:
    """A schedule: the end of each step and fact, and what each step waits for. An end may be unknown."""

    ends: Mapping[str, date | None]
    starts: Mapping[str, date | None]
    waits: Mapping[str, str]


def find_path(rules: PathRules, goal: str, record: Record, slip: int = 7) -> PathFound:
    """The earliest day of a goal, with the days of every step that it needs.

    Findings: raises `Refused` for a goal, fact or step that the rules do not have, a fact that is missing and
    a step done before what it waits for.
    """
    targets = _targets(rules, goal)
    ordered = _ordered(rules, targets)
    _check(rules, ordered, targets, record)
    shortest = _schedule(rules, ordered, record)
    longest = _schedule(rules, ordered, record, is_longest=True)
    earliest = _goal_day(shortest, targets)
    if earliest is None:
        problem, remedy = (
            "no day is known that anything can be counted from.",
            "give one with --fact NAME=DAY",
        )
        raise Refused([Finding("path-fact", rules.name, problem, "a day", "none", remedy)])
    deciding = set(_chain(shortest, targets))
    steps = tuple(
        StepDays(
            step=step,
            starts=shortest.starts[step.step_id],
            ends=shortest.ends[step.step_id],
            at_most=longest.ends[step.step_id],
            waits_for=shortest.waits[step.step_id],
            decides=step.step_id in deciding,
            slack=_slack(rules, ordered, targets, record, step),
            moves=_moves(rules, ordered, targets, record, (step, slip)),
            done_on=record.done.get(step.step_id),
            beyond=_beyond(rules, record, step, shortest.starts[step.step_id]),
        )
        for step in ordered
    )
    open_steps = (step for step in ordered if step.step_id not in record.done)
    unknown = tuple(step for step in open_steps if step.lasts is None or step.lasts.most is None)
    bounds = tuple(
        _harmless(rules, ordered, targets, record, name) for name in _unknown_facts(targets, rules, record)
    )
    at_most = _goal_day(longest, targets, is_whole=True)
    return PathFound(rules, goal, record, earliest, at_most, steps, unknown, bounds, slip)


def _unknown_facts(targets: tuple[str, ...], rules: PathRules, record: Record) -> tuple[str, ...]:
    asked = _asked(rules, targets, record)
    return tuple(one.name for one in rules.facts if one.name in asked and record.facts[one.name] is None)


def _harmless(
    rules: PathRules,
    ordered: tuple[PathStep, ...],
    targets: tuple[str, ...],
    record: Record,
    name: str,
) -> UnknownFact:
    """The last day of an unknown fact that leaves the goal where it is; found by running the path again."""
    goal = _shifted(rules, ordered, targets, record)
    low, high = 0, MOST_SLIP
    while low < high:
        middle = (low + high) // 2
        tried = replace(record, facts={**record.facts, name: goal - timedelta(days=middle)})
        if _shifted(rules, ordered, targets, tried) <= goal:
            high = middle
        else:
            low = middle + 1
    title = next(one.title for one in rules.facts if one.name == name)
    return UnknownFact(name, title, goal - timedelta(days=low))


def _targets(rules: PathRules, goal: str) -> tuple[str, ...]:
    for name, steps in rules.goals:
        if name == goal:
            return steps
    known = [name for name, _ in rules.goals]
    problem = f"the rules '{rules.name}' do not say how '{goal[:40]}' is reached."
    remedy = suggest(goal, known) if known else "write `goals:` in the rules"
    raise Refused(
        [Finding("path-goal", rules.name, problem, "a goal of the rules", f"'{goal[:40]}'", remedy)]
    )


def _ordered(rules: PathRules, targets: tuple[str, ...]) -> tuple[PathStep, ...]:
    """The steps that a goal needs, each after what it waits for."""
    needed, open_names = set(targets), list(targets)
    while open_names:
        step = rules.step(open_names.pop())
        fresh = [name for name in (step.after if step else ()) if name not in needed]
        needed.update(fresh)
        open_names.extend(fresh)
    graph = {step.step_id: step.after for step in rules.steps if step.step_id in needed}
    order = tuple(TopologicalSorter(graph).static_order())
    return tuple(step for step in map(rules.step, order) if step is not None)


def _check(rules: PathRules, ordered: tuple[PathStep, ...], targets: tuple[str, ...], record: Record) -> None:
    facts, steps = {one.name: one for one in rules.facts}, {one.step_id for one in rules.steps}
    faults = [
        _no_such(rules, name, "a fact of the rules", facts) for name in record.facts if name not in facts
    ]
    for name in (*record.done, *record.late):
        if name not in steps:
            faults.append(_no_such(rules, name, "a step of the rules", steps))
    for name in sorted(_asked(rules, targets, record) & facts.keys() - record.facts.keys()):
        problem = f"the day of '{facts[name].title}' is not given."
        remedy = f"say it with --fact {name}=2008-11-22, or with the day of a later step that was taken"
        faults.append(Finding("path-fact", rules.name, problem, name, "no day", remedy))
    faults.extend(_order_faults(rules, ordered, record))
    if faults:
        raise Refused(faults)


def _no_such(rules: PathRules, name: str, what: str, known: Mapping[str, object] | set[str]) -> Finding:
    problem, remedy = "this names nothing that the rules have.", suggest(name, known) if known else ""
    return Finding("path-part", rules.name, problem, what, f"'{name[:60]}'", remedy)


def _asked(rules: PathRules, targets: tuple[str, ...], record: Record) -> set[str]:
    """The names that a goal's day rests on: nothing behind a step that was taken."""
    found, open_names = set(targets), list(targets)
    while open_names:
        name = open_names.pop()
        step = rules.step(name)
        if step is None or name in record.done:
            continue
        fresh = [each for each in step.after if each not in found]
        found.update(fresh)
        open_names.extend(fresh)
    return found


def _order_faults(rules: PathRules, ordered: tuple[PathStep, ...], record: Record) -> Iterator[Finding]:
    told: dict[str, date | None] = {**record.facts, **record.done}
    for step in ordered:
        done = record.done.get(step.step_id)
        for name in step.after if done else ():
            before = told.get(name)
            if done and before and done < before:
                problem = f"'{step.title}' was done before what it waits for."
                found = f"{step.step_id} {done}, {name} {before}"
                yield Finding("path-order", rules.name, problem, f"no day before {before}", found)


def _schedule(
    rules: PathRules, ordered: tuple[PathStep, ...], record: Record, is_longest: bool = False
) -> _Days:
    ends: dict[str, date | None] = dict(record.facts)
    starts: dict[str, date | None] = {}
    waits: dict[str, str] = {}
    for step in ordered:
        days = [(name, ends.get(name)) for name in step.after]
        known = [(day, name) for name, day in days if day is not None]
        start, waits[step.step_id] = max(known) if known else (None, "")
        starts[step.step_id] = start if len(known) == len(days) or not is_longest else None
        done = record.done.get(step.step_id)
        ends[step.step_id] = done or _end(rules, record, step, starts[step.step_id], is_longest=is_longest)
    return _Days(ends, starts, waits)


def _end(
    rules: PathRules, record: Record, step: PathStep, start: date | None, *, is_longest: bool
) -> date | None:
    if start is None:
        return None
    lasts = step.lasts
    count = (lasts.most if is_longest else lasts.least) if lasts else (None if is_longest else 0)
    if count is None:
        return None
    closings = () if record.is_open else tuple(one for one in rules.closings if one.name in step.still)
    if lasts and lasts.unit == "working days" and count:
        day = _working(start, count, closings, is_longest)
    elif lasts and lasts.unit == "months":
        day = add_months(start, count)
    else:
        day = days_after(start, count, closings)
    return days_after(day, record.late.get(step.step_id, 0), closings)


def _working(start: date, count: int, closings: tuple[Closing, ...], is_longest: bool) -> date:
    calendar = working_days_around(start, CALENDAR)
    spans = tuple(_spans(start, count, closings))
    if is_longest:
        return calendar.forwards_at_most(start, count, spans)
    return calendar.forwards(start, count, spans)


def _spans(start: date, count: int, closings: tuple[Closing, ...]) -> Iterator[tuple[date, date]]:
    """The closings around a count of working days, the second day of each outside it."""
    for year in range(start.year - 1, start.year + count // 200 + 2):
        for one in closings:
            ends_year = year + 1 if one.last < one.first else year
            yield date(year, *one.first), date(ends_year, *one.last) + timedelta(days=1)


def days_after(start: date, count: int, closings: tuple[Closing, ...]) -> date:
    """The day `count` days after a day, no closed day counted; the first open day for no days at all."""
    if not closings:
        return start + timedelta(days=count)
    day, left = start, count
    while left or is_closed(day, closings):
        day += timedelta(days=1)
        left -= bool(left) and not is_closed(day, closings)
    return day


def is_closed(day: date, closings: tuple[Closing, ...]) -> bool:
    """Whether a day lies in one of the closings."""
    here = (day.month, day.day)
    return any(
        one.first <= here <= one.last if one.first <= one.last else here >= one.first or here <= one.last
        for one in closings
    )


def _goal_day(days: _Days, targets: tuple[str, ...], *, is_whole: bool = False) -> date | None:
    """The last of the goal's steps. is_whole: null where one of them has no day."""
    ends = [days.ends[name] for name in targets]
    known = [day for day in ends if day is not None]
    return max(known) if known and (len(known) == len(ends) or not is_whole) else None


def _chain(days: _Days, targets: tuple[str, ...]) -> Iterator[str]:
    """The steps that decide the goal's day, the last first."""
    name = max(targets, key=lambda each: days.ends[each] or date.min)
    while name in days.waits:
        yield name
        name = days.waits[name]


def _shifted(
    rules: PathRules, ordered: tuple[PathStep, ...], targets: tuple[str, ...], record: Record
) -> date:
    return _goal_day(_schedule(rules, ordered, record), targets) or date.min


def _later(record: Record, step: PathStep, days: int) -> Record:
    late = {**record.late, step.step_id: record.late.get(step.step_id, 0) + days}
    return replace(record, late=late)


def _moves(
    rules: PathRules,
    ordered: tuple[PathStep, ...],
    targets: tuple[str, ...],
    record: Record,
    tried: tuple[PathStep, int],
) -> int | None:
    """How many days the goal moves when a step takes so many days more; null for a step that was taken."""
    step, slip = tried
    if step.step_id in record.done:
        return None
    moved = _shifted(rules, ordered, targets, _later(record, step, slip))
    return (moved - _shifted(rules, ordered, targets, record)).days


def _slack(
    rules: PathRules,
    ordered: tuple[PathStep, ...],
    targets: tuple[str, ...],
    record: Record,
    step: PathStep,
) -> int | None:
    """The most days that a step may slip before the goal moves; found by running the path again."""
    low, high = 0, MOST_SLIP
    if not _moves(rules, ordered, targets, record, (step, high)):
        return None
    while low < high - 1:
        middle = (low + high) // 2
        if _moves(rules, ordered, targets, record, (step, middle)):
            high = middle
        else:
            low = middle
    return low


def _beyond(rules: PathRules, record: Record, step: PathStep, start: date | None) -> int | None:
    done = record.done.get(step.step_id)
    ends = _end(rules, replace(record, late={}), step, start, is_longest=False)
    return (done - ends).days if done and ends else None
