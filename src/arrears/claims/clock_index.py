"""A procedure made ready for many claims, so that ten thousand of them take no longer than they must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from arrears.agreements.procedure import Clock, Procedure
from arrears.vocabulary import CLAIM_STEPS, CLAIM_SUBJECTS, CLOCK_FACTS

if TYPE_CHECKING:
    from arrears.claims.clocks import LimbDay


@dataclass(frozen=True)
class ClockIndex:
    """A procedure made ready for many claims: which clocks a subject has, and the steps that start each.

    clocks: by subject; a clock without steps of its own begins with facts, and its set is empty. counted: the
    counts made so far for a limb from a day, which many claims share.
    """

    procedure: Procedure
    joint: frozenset[str]
    forums_of: Mapping[str, frozenset[str]]
    clocks: Mapping[str, tuple[tuple[Clock, frozenset[str]], ...]]
    counted: dict[tuple[int, date | None, date | None, date], LimbDay] = field(default_factory=dict)


def index_clocks(procedure: Procedure) -> ClockIndex:
    """The index of a procedure."""
    begun_by = [(clock, _steps_that_start(clock)) for clock in procedure.clocks]
    return ClockIndex(
        procedure=procedure,
        joint=procedure.joint_forums(),
        forums_of={step: procedure.forums_of(step) for step in CLAIM_STEPS},
        clocks={
            subject: tuple(pair for pair in begun_by if pair[0].is_for(subject)) for subject in CLAIM_SUBJECTS
        },
    )


def _steps_that_start(clock: Clock) -> frozenset[str]:
    """The steps that a clock counts from; none where it counts from a fact as well."""
    triggers = {limb.trigger for limb in clock.limbs}
    return frozenset() if triggers & CLOCK_FACTS.keys() else frozenset(triggers)
