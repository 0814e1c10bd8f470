"""Runs the clocks of a procedure on the days of one claim: by when who must do what, or since when one may.

Everything that a deadline rests on is in the answer: each count with its day, the days that did not count,
what is not known and where to find it. Nothing here warns, writes or decides.

>>> from arrears.agreements.procedure_load import load_procedure
>>> days = ClaimDays("residuals", {"occurrence": date(2014, 9, 30), "knowledge": date(2015, 3, 31)})
>>> run_clock(load_procedure("sag/tv-2014"), "file-residuals", days, as_of=date(2015, 6, 1)).due_on
datetime.date(2016, 3, 31)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from arrears.agreements.model import Citation
from arrears.agreements.procedure import Clock, Limb, Procedure
from arrears.claims.clock_days import (
    NOTHING_KNOWN,
    Bounds,
    Counting,
    Stop,
    earlier_of,
    later_of,
    limb_bounds,
    stopped_days,
)
from arrears.claims.clock_index import ClockIndex, index_clocks
from arrears.claims.working_days import working_days_around
from arrears.vocabulary import CLOCK_FACTS

State = Literal[
    "running",
    "missed",
    "perhaps missed",
    "kept",
    "kept late",
    "perhaps kept late",
    "standing still",
    "unknown",
    "not started",
    "not yet open",
    "open",
    "taken early",
    "waived",
    "not needed",
]
GOING: tuple[State, ...] = (
    "running",
    "missed",
    "perhaps missed",
    "standing still",
    "unknown",
    "not yet open",
)
ENDING = ("settled", "withdrawn", "closed")
DECIDED = ("awarded", "judgment")
AFTER_AWARD = ("award_paid", "award_calculated", "judgment")
# A day that does not exist yet, unlike one that nobody has told us.
NOT_YET = ("audit_report", "hearing_on", "meeting_on")


@dataclass(frozen=True)
class Happened:
    """One step of a claim: what, when, and in which forum where that was said."""

    step: str
    on: date
    forum: str = ""


@dataclass(frozen=True)
class ClaimDays:
    """What clocks need to know of a claim.

    days: by the words of `vocabulary.CLOCK_FACTS`. steps: in the order of the book. stops: when what stops
    clocks began and ended; `is_certain` is set by the clock. extended: the day that a clock was extended to
    in writing. waived: the clocks that were given up.
    """

    subject: str
    days: Mapping[str, date] = field(default_factory=dict)
    steps: tuple[Happened, ...] = ()
    stops: tuple[Stop, ...] = ()
    extended: Mapping[str, date] = field(default_factory=dict)
    waived: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LimbDay:
    """One count of a clock: from which day to which, or why there is none."""

    limb: Limb
    started_on: date | None
    bounds: Bounds
    lacks: str

    @property
    def words(self) -> str:
        """The count in words: `1 year after occurrence`."""
        return self.limb.words()


@dataclass(frozen=True)
class Deadline:
    """What a clock says. bounds: from the day that is safe to the last that it may be; due_on where they
    meet.

    safe_on: the last day on which an office is surely open, on or before the first bound. lacks: what is not
    known, one sentence each.
    """

    clock: Clock
    state: State
    bounds: Bounds
    limbs: tuple[LimbDay, ...]
    safe_on: date | None
    done_on: date | None
    stopped: int
    extended_to: date | None
    lacks: tuple[str, ...]

    @property
    def clock_id(self) -> str:
        return self.clock.clock_id

    @property
    def due_on(self) -> date | None:
        return self.bounds.day

    @property
    def citation(self) -> Citation:
        return self.clock.citation

    @property
    def find_at(self) -> tuple[str, ...]:
        """Where unknown lengths can be found."""
        return tuple(limb.find_at for limb in self.clock.parts() if limb.find_at)


@dataclass(frozen=True)
class _Running:
    """One claim under one procedure, its steps by name: made once for all its clocks."""

    index: ClockIndex
    claim: ClaimDays
    by_step: Mapping[str, Sequence[Happened]]
    as_of: date


def run_clocks(procedure: Procedure, claim: ClaimDays, *, as_of: date) -> tuple[Deadline, ...]:
    """Every clock of a procedure for a claim's subject, in the file's order, those not started among them."""
    index = index_clocks(procedure)
    running = _running(index, claim, as_of)
    clocks = index.clocks.get(claim.subject, ())
    return tuple(_run(running, clock) or _not_started(clock) for clock, _ in clocks)


def started_clocks(index: ClockIndex, claim: ClaimDays, *, as_of: date) -> tuple[Deadline, ...]:
    """The clocks that began to count, in the file's order."""
    running = _running(index, claim, as_of)
    taken = running.by_step.keys()
    found = (
        _run(running, clock)
        for clock, steps in index.clocks.get(claim.subject, ())
        if not steps or not steps.isdisjoint(taken)
    )
    return tuple(one for one in found if one is not None)


def run_clock(procedure: Procedure, clock_id: str, claim: ClaimDays, *, as_of: date) -> Deadline:
    """One clock by its name."""
    clock = procedure.clock(clock_id)
    return _run(_running(index_clocks(procedure), claim, as_of), clock) or _not_started(clock)


def _not_started(clock: Clock) -> Deadline:
    return Deadline(clock, "not started", NOTHING_KNOWN, (), None, None, 0, None, ())


def _running(index: ClockIndex, claim: ClaimDays, as_of: date) -> _Running:
    by_step: dict[str, list[Happened]] = {}
    for one in claim.steps:
        by_step.setdefault(one.step, []).append(one)
    return _Running(index, claim, by_step, as_of)


def _run(running: _Running, clock: Clock) -> Deadline | None:
    """One clock; None while nothing that it counts from has happened."""
    started = [(limb, start) for limb in clock.limbs if (start := _start(running, clock, limb)) is not None]
    if not started:
        return None
    procedure, as_of = running.index.procedure, running.as_of
    stops = _stops(clock, running.claim)
    counting = Counting(procedure.calendar, procedure.closed_days, stops)
    limbs = [_counted(running, limb, start, counting) for limb, start in started]
    bounds = _join(clock, [limb.bounds for limb in limbs])
    cap_start = _start(running, clock, clock.cap) if clock.cap else None
    if clock.cap is not None and cap_start is not None:
        cap = _limb_day(clock.cap, cap_start, _for_cap(counting), as_of)
        limbs.append(cap)
        bounds = earlier_of([bounds, cap.bounds])
    extended = running.claim.extended.get(clock.clock_id)
    if extended is not None:
        bounds = later_of([bounds, Bounds(extended, extended)])
    taken = _taken(running, clock, limbs)
    days = [one.on for one in taken if _is_of(running, clock.forum, clock.step, one.forum)]
    done = min(days) if days else None
    return Deadline(
        clock=clock,
        state=_state_done(clock, bounds, done) if done else _state(running, clock, bounds, bool(taken)),
        bounds=bounds,
        limbs=tuple(limbs),
        safe_on=_safe(procedure, clock, bounds),
        done_on=done,
        stopped=_stopped(limbs, stops, as_of),
        extended_to=extended,
        lacks=tuple(limb.lacks for limb in limbs if limb.lacks),
    )


def _join(clock: Clock, parts: Sequence[Bounds]) -> Bounds:
    match clock.joined:
        case "later of":
            return later_of(parts)
        case "earlier of":
            return earlier_of(parts)
        case "only":
            return parts[0]
    raise TypeError(f"_join does not know {clock.joined}")


def _for_cap(counting: Counting) -> Counting:
    """Whether what stops a clock stops its cap no text that was read says: the cap without it is safe."""
    stops = tuple(Stop(stop.cause, stop.first, stop.until, False) for stop in counting.stops)
    return Counting(counting.calendar, counting.closed_days, stops)


def _start(running: _Running, clock: Clock, limb: Limb) -> Bounds | None:
    """The bounds of the day that a count starts from; None while it has not happened."""
    if limb.trigger not in CLOCK_FACTS:
        happened = _first_of(running, clock.forum, limb.trigger)
        return Bounds(happened, happened) if happened else None
    days = running.claim.days
    day = days.get(limb.trigger)
    if day is not None:
        return Bounds(day, day)
    if limb.trigger in NOT_YET:
        return None
    # Nobody has an opportunity to know what has not happened.
    return Bounds(days.get("occurrence") if limb.trigger == "knowledge" else None, None)


def _first_of(running: _Running, forum: str, step: str) -> date | None:
    """When a step was first taken, for the clocks of a forum."""
    taken = running.by_step.get(step, ())
    return min([one.on for one in taken if _is_of(running, forum, step, one.forum)], default=None)


def _is_of(running: _Running, forum: str, step: str, taken_in: str) -> bool:
    """Whether a step taken in one forum is that of a clock of another.

    A joint case is apart from the rest. Forums that each have a rule for the step keep it apart too; a forum
    without one takes it from wherever it was taken.
    """
    if forum == taken_in:
        return True
    if forum in running.index.joint or taken_in in running.index.joint:
        return False
    named = running.index.forums_of.get(step, frozenset())
    return not (forum in named and taken_in in named)


def _taken(running: _Running, clock: Clock, limbs: Sequence[LimbDay]) -> list[Happened]:
    """When the step of a clock was taken, in any forum, since the clock began."""
    taken = running.by_step.get(clock.step)
    if not taken:
        return []
    since = min((limb.started_on for limb in limbs if limb.started_on), default=None)
    counts_back = any(limb.is_before for limb in clock.limbs)
    return [one for one in taken if since is None or counts_back or one.on >= since]


def _counted(running: _Running, limb: Limb, start: Bounds, counting: Counting) -> LimbDay:
    """One count from its start; many claims count from the same days, so what nothing stopped is kept."""
    if counting.stops:
        return _limb_day(limb, start, counting, running.as_of)
    key = (id(limb), start.first, start.last, running.as_of)
    known = running.index.counted.get(key)
    if known is None:
        known = running.index.counted[key] = _limb_day(limb, start, counting, running.as_of)
    return known


def _limb_day(limb: Limb, start: Bounds, counting: Counting, as_of: date) -> LimbDay:
    bounds = limb_bounds(limb, start, counting, as_of)
    lacks = ""
    if not limb.length:
        lacks = f"the length of {limb.name} is not known; find it at {limb.find_at}"
    elif start.day is None:
        lacks = f"not known: the day on which {CLOCK_FACTS[limb.trigger]}"
    return LimbDay(limb, start.day, bounds, lacks)


def _stops(clock: Clock, claim: ClaimDays) -> tuple[Stop, ...]:
    """The stops of a claim that are this clock's, each as certain as its text."""
    if not claim.stops:
        return ()
    certain = {one.cause: one.is_certain for one in clock.tolling}
    if clock.extension:
        certain["agreed"] = True
    return tuple(
        Stop(stop.cause, stop.first, stop.until, certain[stop.cause])
        for stop in claim.stops
        if stop.cause in certain
    )


def _stopped(limbs: Sequence[LimbDay], stops: Sequence[Stop], as_of: date) -> int:
    """The days on which the clock surely stood still, in the count where they were most."""
    if not stops:
        return 0
    return max(
        (
            stopped_days(limb.started_on, limb.bounds.first, stops, as_of)
            for limb in limbs
            if limb.started_on and limb.bounds.first
        ),
        default=0,
    )


def _state(running: _Running, clock: Clock, bounds: Bounds, is_taken: bool) -> State:
    """The state of a clock whose step was not taken in its forum. is_taken: it was taken in another."""
    claim, as_of = running.claim, running.as_of
    if clock.clock_id in claim.waived:
        return "waived"
    if is_taken or _is_over(running, clock):
        return "not needed"
    if clock.bound == "no earlier than":
        return "open" if bounds.last is not None and as_of >= bounds.last else "not yet open"
    if bounds.last is not None and as_of > bounds.last:
        return "missed"
    if _stands_still(clock, claim, bounds):
        return "standing still"
    if bounds == NOTHING_KNOWN or not any(limb.length for limb in clock.limbs):
        return "unknown"
    if bounds.first is None or as_of > bounds.first:
        return "perhaps missed"
    return "running"


def _state_done(clock: Clock, bounds: Bounds, done: date) -> State:
    if clock.bound == "no earlier than":
        return "taken early" if bounds.first is not None and done < bounds.first else "kept"
    if bounds.first is not None and done <= bounds.first:
        return "kept"
    if bounds.last is not None and done > bounds.last:
        return "kept late"
    return "perhaps kept late"


def _stands_still(clock: Clock, claim: ClaimDays, bounds: Bounds) -> bool:
    going = [stop for stop in _stops(clock, claim) if stop.until is None and stop.is_certain]
    return any(bounds.first is None or stop.first <= bounds.first for stop in going)


def _is_over(running: _Running, clock: Clock) -> bool:
    """Whether nothing is left for the clock: the claim ended or was decided, or another way was taken."""
    taken = running.by_step.keys()
    if not taken.isdisjoint(ENDING) or not taken.isdisjoint(clock.unless):
        return True
    return not taken.isdisjoint(DECIDED) and clock.step not in AFTER_AWARD


def _safe(procedure: Procedure, clock: Clock, bounds: Bounds) -> date | None:
    """The last surely open day by which to act; for a first day, the day from which it is surely open."""
    if clock.bound == "no earlier than":
        return bounds.last
    if bounds.first is None:
        return None
    calendar = working_days_around(bounds.first, procedure.calendar, procedure.closed_days)
    return calendar.last_open(bounds.first)


def bounds_text(bounds: Bounds) -> str:
    """Bounds as people read them."""
    match bounds:
        case Bounds(first=None, last=None):
            return "not known"
        case Bounds(first=first, last=None):
            return f"{first} at the earliest"
        case Bounds(first=None, last=last):
            return f"{last} at the latest"
        case Bounds(first=first, last=last):
            return str(first) if first == last else f"{first}, or up to {last}"
    raise TypeError(f"bounds_text does not know {bounds}")
