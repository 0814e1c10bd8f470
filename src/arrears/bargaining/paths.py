"""What stands between a day and a strike, a ratified deal or an award, as values: steps, votes and facts.

Rules are data with a source, and counsel is to confirm them. A length that no source gives is unknown and
says where to find it; it is never guessed. Days are counted in `critical_path`, votes in `thresholds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from arrears.agreements.model import Citation
from arrears.findings import Finding, Refused, suggest

Unit = Literal["days", "working days", "months"]
# Whose majority counts: single ballots, or units (locals, delegates) that carry their own weight.
Counted = Literal["ballots", "units", "board weight"]


@dataclass(frozen=True)
class Lasts:
    """How long a step takes. most: null where only the shortest length is known."""

    least: int
    most: int | None
    unit: Unit

    def text(self) -> str:
        """As people write it: `30-45 days`, `21 days`, `at least 21 days`."""
        if self.most is None:
            return f"at least {self.least} {self.unit}"
        if self.most == self.least:
            return f"{self.least} {self.unit.removesuffix('s') if self.least == 1 else self.unit}"
        return f"{self.least}-{self.most} {self.unit}"


@dataclass(frozen=True)
class Closing:
    """Days of every year on which a step stands still; the last day may lie in the next year."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    says: str
    citation: Citation


@dataclass(frozen=True)
class Fact:
    """A day that only the record can give, such as the end of talks."""

    name: str
    title: str
    citation: Citation


@dataclass(frozen=True)
class PathStep:
    """One step: who takes it, what it waits for, how long it takes.

    lasts: null where no source gives the length; find_at then says where it stands. after: steps and facts,
    the latest of which it waits for. still: closings over which it stands still. vote: what decides it.
    """

    step_id: str
    title: str
    who: str
    lasts: Lasts | None
    find_at: str
    after: tuple[str, ...]
    still: tuple[str, ...]
    vote: str
    if_missed: str
    citation: Citation


@dataclass(frozen=True)
class Vote:
    """What carries a vote. share: of what is counted; is_more: more than it, else the share is enough."""

    name: str
    title: str
    who: str
    counted: Counted
    share: Fraction
    is_more: bool
    says: str
    citation: Citation


@dataclass(frozen=True)
class Continues:
    """What holds on after the agreement has expired, and until when."""

    what: str
    until: str
    says: str
    citation: Citation


@dataclass(frozen=True)
class PathRules:
    """The rules of one union and the law beside them. goals: what can be reached, and the steps needed."""

    name: str
    title: str
    party: str
    facts: tuple[Fact, ...]
    closings: tuple[Closing, ...]
    steps: tuple[PathStep, ...]
    votes: tuple[Vote, ...]
    continues: tuple[Continues, ...]
    goals: tuple[tuple[str, tuple[str, ...]], ...]
    citation: Citation

    def step(self, name: str) -> PathStep | None:
        """A step by its name."""
        return next((one for one in self.steps if one.step_id == name), None)

    def vote(self, name: str) -> Vote | None:
        """A vote by its name."""
        return next((one for one in self.votes if one.name == name), None)

    def vote_named(self, name: str) -> Vote:
        """A vote by its name. Findings: raises `Refused`, `path-part`, for a vote that is not there."""
        found = self.vote(name)
        if found is None:
            known = [one.name for one in self.votes]
            problem, remedy = "this names no vote of the rules.", suggest(name, known) if known else ""
            told = ("a vote of the rules", f"'{name[:60]}'", remedy)
            raise Refused([Finding("path-part", self.name, problem, *told)])
        return found
