"""Two clocks of one step that give different days: both are told, and the earlier is the safe one.

Which of the two holds is for a person to find; nothing here chooses.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from arrears.agreements.procedure import Clock
from arrears.claims.clocks import GOING, Deadline, bounds_text
from arrears.findings import Finding


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
