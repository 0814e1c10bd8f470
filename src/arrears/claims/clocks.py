"""Runs the clocks of a procedure on the days of one claim: by when who must do what, or since when one may.

Everything that a deadline rests on is in the answer: each count with its day, the days that did not count,
what is not known and where to find it. Nothing here warns, writes or decides.

>>> from arrears.agreements.procedure_load import load_procedure
>>> days = ClaimDays("residuals", {"occurrence": date(2014, 9, 30), "knowledge": date(2015, 3, 31)})
>>> run_clock(load_procedure("sag/tv-2014"), "file-residuals", days, as_of=date(2015, 6, 1)).due_on
datetime.date(2016, 3, 31)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from arrears.claims.working_days import working_days_around
from arrears.findings import Finding
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

    name: str
    words: str
    started_on: date | None
    bounds: Bounds
    lacks: str


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


def run_clocks(procedure: Procedure, claim: ClaimDays, *, as_of: date) -> tuple[Deadline, ...]:
    """Every clock of a procedure that runs for a claim's subject, in the file's order."""
    clocks = procedure.clocks_for(claim.subject)
    return tuple(_run(procedure, clock, claim, as_of) for clock in clocks)


def run_clock(procedure: Procedure, clock_id: str, claim: ClaimDays, *, as_of: date) -> Deadline:
    """One clock by its name."""
    return _run(procedure, procedure.clock(clock_id), claim, as_of)


def _run(procedure: Procedure, clock: Clock, claim: ClaimDays, as_of: date) -> Deadline:
    started = [(limb, _start(procedure, clock, limb, claim)) for limb in clock.limbs]
    if all(start is None for _, start in started):
        return Deadline(clock, "not started", NOTHING_KNOWN, (), None, None, 0, None, ())
    stops = _stops(clock, claim)
    counting = Counting(procedure.calendar, procedure.closed_days, stops)
    limbs = [_limb_day(limb, start, counting, as_of) for limb, start in started if start is not None]
    bounds = _join(clock, [limb.bounds for limb in limbs])
    cap_start = _start(procedure, clock, clock.cap, claim) if clock.cap else None
    if clock.cap is not None and cap_start is not None:
        cap = _limb_day(clock.cap, cap_start, _for_cap(counting), as_of)
        limbs.append(cap)
        bounds = earlier_of([bounds, cap.bounds])
    extended = claim.extended.get(clock.clock_id)
    if extended is not None:
        bounds = later_of([bounds, Bounds(extended, extended)])
    since = min((limb.started_on for limb in limbs if limb.started_on), default=None)
    taken = _taken(clock, claim, since)
    done = min((one.on for one in taken if one.forum in (clock.forum, "")), default=None)
    return Deadline(
        clock=clock,
        state=_state_done(clock, bounds, done) if done else _state(clock, bounds, claim, as_of, bool(taken)),
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


def _start(procedure: Procedure, clock: Clock, limb: Limb, claim: ClaimDays) -> Bounds | None:
    """The bounds of the day that a count starts from; None while it has not happened."""
    if limb.trigger in CLOCK_FACTS:
        day = claim.days.get(limb.trigger)
        if day is not None:
            return Bounds(day, day)
        if limb.trigger in NOT_YET:
            return None
        # Nobody has an opportunity to know what has not happened.
        first = claim.days.get("occurrence") if limb.trigger == "knowledge" else None
        return Bounds(first, None)
    happened = _days_of(procedure, clock.forum, limb.trigger, claim)
    return Bounds(happened[0], happened[0]) if happened else None


def _days_of(procedure: Procedure, forum: str, step: str, claim: ClaimDays) -> list[date]:
    """When a step was taken, for the clocks of a forum: a joint case is apart from the rest."""
    joint = {one.forum_id for one in procedure.forums if one.sort == "joint_arbitration"}
    return sorted(
        one.on
        for one in claim.steps
        if one.step == step and (one.forum == forum if forum in joint else one.forum not in joint)
    )


def _taken(clock: Clock, claim: ClaimDays, since: date | None) -> list[Happened]:
    """When the step of a clock was taken, in any forum, since the clock began."""
    counts_back = any(limb.is_before for limb in clock.limbs)
    return [
        one
        for one in claim.steps
        if one.step == clock.step and (since is None or counts_back or one.on >= since)
    ]


def _limb_day(limb: Limb, start: Bounds, counting: Counting, as_of: date) -> LimbDay:
    bounds = limb_bounds(limb, start, counting, as_of)
    lacks = ""
    if not limb.length:
        lacks = f"the length of {limb.name} is not known; find it at {limb.find_at}"
    elif start.day is None:
        lacks = f"not known: the day on which {CLOCK_FACTS[limb.trigger]}"
    return LimbDay(limb.name, limb.words(), start.day, bounds, lacks)


def _stops(clock: Clock, claim: ClaimDays) -> tuple[Stop, ...]:
    """The stops of a claim that are this clock's, each as certain as its text."""
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


def _state(clock: Clock, bounds: Bounds, claim: ClaimDays, as_of: date, is_taken: bool) -> State:
    """The state of a clock whose step was not taken in its forum. is_taken: it was taken in another."""
    if clock.clock_id in claim.waived:
        return "waived"
    if is_taken or _is_over(clock, claim):
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


def _is_over(clock: Clock, claim: ClaimDays) -> bool:
    """Whether nothing is left for the clock: the claim ended or was decided, or another way was taken."""
    taken = {one.step for one in claim.steps}
    if taken & {*ENDING, *clock.unless}:
        return True
    return bool(taken & {"awarded", "judgment"}) and clock.step not in AFTER_AWARD


def _safe(procedure: Procedure, clock: Clock, bounds: Bounds) -> date | None:
    if bounds.first is None or clock.bound == "no earlier than":
        return bounds.last if clock.bound == "no earlier than" else None
    calendar = working_days_around(bounds.first, procedure.calendar, procedure.closed_days)
    return calendar.last_open(bounds.first)


def clock_conflicts(place: str, deadlines: Iterable[Deadline]) -> tuple[Finding, ...]:
    """Clocks of one step, for the same party, that give different days: both places and days, earlier first.

    Findings: `clock-conflict`.
    """
    found: list[Finding] = []
    going = [one for one in deadlines if one.state in GOING and one.clock.bound == "no later than"]
    for number, one in enumerate(going):
        for other in going[number + 1 :]:
            if _is_same_duty(one.clock, other.clock) and one.bounds != other.bounds:
                found.append(_conflict(place, one, other))
    return tuple(found)


def _is_same_duty(one: Clock, other: Clock) -> bool:
    same = (one.step, one.forum) == (other.step, other.forum)
    return same and bool(set(one.who) & set(other.who))


def _conflict(place: str, one: Deadline, other: Deadline) -> Finding:
    earlier, later = sorted((one, other), key=lambda each: (each.bounds.first or date.min, each.clock_id))
    says = f"two clocks of the step '{one.clock.step}' give different days."
    expected = f"{earlier.clock.address} ({earlier.citation.source}): {bounds_text(earlier.bounds)}"
    found = f"{later.clock.address} ({later.citation.source}): {bounds_text(later.bounds)}"
    remedy = (
        f"act by the earlier, {bounds_text(earlier.bounds)}; which of the two holds is for a person to find"
    )
    return Finding("clock-conflict", place, says, expected, found, remedy)


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
