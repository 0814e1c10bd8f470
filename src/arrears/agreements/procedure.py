"""How a dispute under an agreement goes, as values: forums, steps and clocks, read from `procedure.yaml`.

A procedure declares and never counts: which day a clock ends on is figured by `claims.clocks`. A length that
no source gives is unknown and says where to find it; it is never guessed.

>>> from arrears.agreements.procedure_load import load_procedure
>>> load_procedure("sag/tv-2014").clock("file-residuals").limbs[0].length
(Length(count=1, unit='years'),)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from arrears.agreements.model import Citation, LeftOut, TermRecord
from arrears.findings import Finding, Refused, suggest
from arrears.money import show_cents
from arrears.vocabulary import CLAIM_STEPS

Unit = Literal["days", "working days", "business days", "months", "years"]
Joined = Literal["only", "later of", "earlier of"]
Bound = Literal["no later than", "no earlier than"]
# Steps that any claim may take at any time: they are acts of people about the claim, not of a forum.
ALWAYS = (
    "inquired", "notice_given", "forum_chosen", "tolled", "toll_ended", "extended", "waived", "held",
    "resumed", "settled", "settled_in_part", "withdrawn", "closed",
)  # fmt: skip


@dataclass(frozen=True)
class Length:
    """So many days, working days, months or years."""

    count: int
    unit: Unit

    def text(self) -> str:
        """As people write it: `1 year`, `10 working days`."""
        return f"{self.count} {self.unit.removesuffix('s') if self.count == 1 else self.unit}"


@dataclass(frozen=True)
class Limb:
    """One count of a clock: so long after, or before, a day.

    trigger: the fact or step whose day it counts from. length: one after the other; empty where no source
    gives it, and then find_at says where it stands. starts: (month, day) of the year after the trigger's,
    where the text counts from that day.
    """

    name: str
    address: str
    trigger: str
    is_before: bool
    length: tuple[Length, ...]
    find_at: str
    starts: tuple[int, int] | None
    citation: Citation

    def words(self) -> str:
        """The count in words: `1 year after occurrence`."""
        length = " and then ".join(one.text() for one in self.length) or "unknown"
        start = self.trigger.replace("_", " ")
        if self.starts is not None:
            start = f"day {self.starts[0]:02d}-{self.starts[1]:02d} of the year after {start}"
        return f"{length} {'before' if self.is_before else 'after'} {start}"


@dataclass(frozen=True)
class Tolling:
    """While something lasts a clock stands still. cause: a word of `vocabulary.TOLLING_CAUSES`.

    is_certain: False where the text can be read to stop other clocks only; then the day without it is safe.
    """

    cause: str
    is_certain: bool
    says: str
    citation: Citation


@dataclass(frozen=True)
class Clock:
    """A time limit: who must take which step, counted from what, and what follows when it is missed.

    claims: the subjects it is for; empty for all. joined: how the limbs give one day. cap: the day that it
    never passes. bound: a last day, or a first one. unless: steps after which it no longer counts.
    knowledge: what knowing means here. extension, waiver: how it may be moved or given up, its forum's where
    it says nothing; empty where the text does not say.
    """

    clock_id: str
    address: str
    title: str
    forum: str
    step: str
    who: tuple[str, ...]
    claims: tuple[str, ...]
    limbs: tuple[Limb, ...]
    joined: Joined
    cap: Limb | None
    bound: Bound
    unless: tuple[str, ...]
    tolling: tuple[Tolling, ...]
    knowledge: str
    extension: str
    waiver: str
    if_missed: str
    citation: Citation

    def is_for(self, subject: str) -> bool:
        """Whether it runs for claims of a subject."""
        return not self.claims or subject in self.claims

    def parts(self) -> tuple[Limb, ...]:
        """Its limbs, and its cap."""
        return self.limbs if self.cap is None else (*self.limbs, self.cap)


def _is_of(listed: tuple[str, ...], word: str) -> bool:
    return not listed or word in listed


@dataclass(frozen=True)
class CeilingException:
    """Claims that a ceiling does not hold for: of these subjects, of these claimants; empty is any."""

    claims: tuple[str, ...]
    whose: tuple[str, ...]
    says: str
    citation: Citation

    def holds(self, subject: str, claimant: str) -> bool:
        """Whether a claim of this subject and this claimant is without the ceiling."""
        return _is_of(self.claims, subject) and _is_of(self.whose, claimant)


@dataclass(frozen=True)
class Ceiling:
    """The most money that a forum hears about. per: what the amount is taken by, in words.

    claims, whose: of these subjects and claimants only; empty is any. where: what must be so besides, and
    only a person can find it. waives_excess: who may give up what is above it so that the rest is heard;
    may_split: whether a claim may be divided to come below it.
    """

    address: str
    cents: int
    currency: str
    per: str
    claims: tuple[str, ...]
    whose: tuple[str, ...]
    where: str
    says: str
    exceptions: tuple[CeilingException, ...]
    waives_excess: tuple[str, ...]
    may_split: bool
    citation: Citation


@dataclass(frozen=True)
class Condition:
    """What must be so before a forum is open, and only a person can find it.

    claims, whose: asked of claims of these subjects and claimants only; empty is any.
    """

    name: str
    claims: tuple[str, ...]
    whose: tuple[str, ...]
    says: str
    citation: Citation

    def is_asked(self, subject: str, claimant: str) -> bool:
        """Whether it is asked of a claim of this subject and this claimant."""
        return _is_of(self.claims, subject) and _is_of(self.whose, claimant)


@dataclass(frozen=True)
class Forum:
    """Where a claim can be brought.

    hears: subjects; empty for all. not_heard, may_not: in our words. closed_after: steps after which it is
    closed. extension, waiver: what holds for its clocks where they say nothing of their own.
    """

    forum_id: str
    address: str
    name: str
    sort: str
    brought_by: tuple[str, ...]
    hears: tuple[str, ...]
    not_heard: tuple[str, ...]
    conditions: tuple[Condition, ...]
    ceilings: tuple[Ceiling, ...]
    may_not: tuple[str, ...]
    closed_after: tuple[str, ...]
    extension: str
    waiver: str
    says: str
    citation: Citation

    def is_for(self, subject: str) -> bool:
        """Whether it hears claims of a subject at all."""
        return not self.hears or subject in self.hears


@dataclass(frozen=True)
class Step:
    """A step of the procedure: in which forums, after which steps, by whom; the rule in our words.

    after: any one of these must have been taken; empty for a first step. never_after: none of these may have.
    """

    step: str
    address: str
    forums: tuple[str, ...]
    after: tuple[str, ...]
    never_after: tuple[str, ...]
    by: tuple[str, ...]
    claims: tuple[str, ...]
    says: str
    citation: Citation


@dataclass(frozen=True)
class Procedure:
    """The procedure of one version of an agreement.

    address: `sag/tv-2014`. inherited_from: the version whose file it is, where the version has none of its
    own. calendar: the working days, see `claims.working_days`. closed_days: the agreement's own list, as
    rules of a calendar file. digest: SHA-256 over the files it was read from.
    """

    address: str
    inherited_from: str
    title: str
    calendar: str
    closed_days: tuple[str, ...]
    says: tuple[str, ...]
    forums: tuple[Forum, ...]
    steps: tuple[Step, ...]
    clocks: tuple[Clock, ...]
    left_out: tuple[LeftOut, ...]
    citation: Citation
    digest: str

    def forum(self, forum_id: str) -> Forum:
        """The forum of this name; KeyError when there is none, a programmer's mistake."""
        return {one.forum_id: one for one in self.forums}[forum_id]

    def clock(self, clock_id: str) -> Clock:
        """The clock of this name; KeyError when there is none, a programmer's mistake."""
        return {one.clock_id: one for one in self.clocks}[clock_id]

    def clocks_for(self, subject: str) -> tuple[Clock, ...]:
        """The clocks that run for claims of a subject, in the file's order."""
        return tuple(clock for clock in self.clocks if clock.is_for(subject))

    def rules_for(self, step: str) -> tuple[Step, ...]:
        """Every rule about a step; several where its forums differ."""
        return tuple(one for one in self.steps if one.step == step)

    def rule_for(self, step: str, forum: str = "") -> Step:
        """The rule about a step, in a forum where one is named.

        A claim on its way to arbitration is filed before: where the forum has no rule of its own for a step,
        that of another holds, but never across the line to a joint case.
        Findings: raises `Refused`, `step-unknown`, for a step that this procedure has not got.
        """
        rules = self.rules_for(step)
        exact = [one for one in rules if not forum or not one.forums or forum in one.forums]
        joint = self.joint_forums()
        near = [one for one in rules if forum not in joint and not set(one.forums) <= joint]
        if exact or near:
            return (exact or near)[0]
        raise Refused([_no_such_step(self, step, forum)])

    def joint_forums(self) -> frozenset[str]:
        """The forums of cases of several guilds, whose steps and clocks are apart from all others."""
        return frozenset(one.forum_id for one in self.forums if one.sort == "joint_arbitration")

    def forums_of(self, step: str) -> frozenset[str]:
        """The forums that rules about a step name."""
        return frozenset(forum for one in self.rules_for(step) for forum in one.forums)


def _no_such_step(procedure: Procedure, step: str, forum: str) -> Finding:
    known = sorted({one.step for one in procedure.steps if not forum or forum in one.forums})
    where = f" before {procedure.forum(forum).name}" if forum in _forum_ids(procedure) else ""
    problem = f"this procedure has no step '{step}'{where}."
    remedy = suggest(step, known) if known else "choose another forum"
    return Finding("step-unknown", procedure.address, problem, "a step of the procedure", f"'{step}'", remedy)


def _forum_ids(procedure: Procedure) -> tuple[str, ...]:
    return tuple(one.forum_id for one in procedure.forums)


@dataclass(frozen=True)
class StepAsked:
    """A step that somebody wants to take. subject: of the claim. by: the sort of party that acts, a word of
    `vocabulary.CLAIM_PARTIES`. What is not said is not held against a rule.
    """

    step: str
    forum: str = ""
    subject: str = ""
    by: str = ""


def step_refusals(procedure: Procedure, asked: StepAsked, taken: Collection[str]) -> tuple[Finding, ...]:
    """Why a step may not be taken now; none when it may. taken: the steps taken before.

    Findings: `forum-unknown`, `step-unknown`, `step-order`, `step-closed`, `step-party`, `step-subject`; each
    names the rule.
    """
    if asked.step in ALWAYS and not procedure.rules_for(asked.step):
        return ()
    forums = _forum_ids(procedure)
    if asked.forum and asked.forum not in forums:
        problem, found = f"this procedure has no forum '{asked.forum}'.", f"'{asked.forum}'"
        remedy = suggest(asked.forum, forums)
        expected = "a forum of the procedure"
        return (Finding("forum-unknown", procedure.address, problem, expected, found, remedy),)
    try:
        rule = procedure.rule_for(asked.step, asked.forum)
    except Refused as refused:
        return refused.findings
    return tuple(_departures(rule, taken, asked.subject, asked.by))


def _departures(rule: Step, taken: Collection[str], subject: str, by: str) -> Iterator[Finding]:
    place = f"{rule.address} ({rule.citation.source})"
    what = CLAIM_STEPS.get(rule.step, rule.step)
    if rule.after and not set(rule.after) & set(taken):
        problem = f"'{rule.step}' ({what}) comes too early: {rule.says}"
        found = ", ".join(taken) or "no step yet"
        yield Finding("step-order", place, problem, f"after {' or '.join(rule.after)}", found)
    closing = [one for one in rule.never_after if one in taken]
    if closing:
        problem = f"'{rule.step}' ({what}) is no longer open: {rule.says}"
        yield Finding("step-closed", place, problem, f"not after {closing[0]}", f"{closing[0]} was taken")
    if by and rule.by and by not in rule.by:
        problem = f"'{rule.step}' ({what}) is not this party's to take: {rule.says}"
        yield Finding("step-party", place, problem, " or ".join(rule.by), by)
    if subject and rule.claims and subject not in rule.claims:
        problem = f"'{rule.step}' ({what}) is not for claims of this subject: {rule.says}"
        yield Finding("step-subject", place, problem, " or ".join(rule.claims), subject)


def procedure_figures(procedure: Procedure) -> tuple[TermRecord, ...]:
    """Every figure of a procedure with its citation: lengths of its clocks, ceilings of its forums.

    An address names the file that the figure stands in, which may be a predecessor's.
    """
    found: list[TermRecord] = []
    for clock in procedure.clocks:
        for limb in clock.parts():
            for place, length in enumerate(limb.length):
                address = limb.address if len(limb.length) == 1 else f"{limb.address}/{place + 1}"
                found.append(TermRecord(address, length.text(), limb.citation))
    for forum in procedure.forums:
        found += [
            TermRecord(ceiling.address, show_cents(ceiling.cents, ceiling.currency), ceiling.citation)
            for ceiling in forum.ceilings
        ]
    return tuple(found)


def unknown_lengths(procedure: Procedure) -> tuple[LeftOut, ...]:
    """The counts that no source gives, each with where it can be found."""
    return tuple(
        LeftOut(f"clock {clock.clock_id}, {limb.name}", f"its length is unknown; find it at {limb.find_at}")
        for clock in procedure.clocks
        for limb in clock.parts()
        if limb.find_at
    )
