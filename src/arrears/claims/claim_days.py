"""The days of one claim that clocks need, from its acts: facts of steps, steps, stops, extensions, waivers.

A fact that a step tells later stands in the place of an earlier one. What nobody told is taken from the lines
where they say it (the first day on which one fell due) and marked so; nothing else is taken for granted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from arrears.agreements.procedure import Procedure
from arrears.claims.claim import Claim, Step
from arrears.claims.clock_days import Stop
from arrears.claims.clocks import ClaimDays, Happened
from arrears.claims.working_days import FIRST_DAY, LAST_DAY
from arrears.findings import Finding, suggest
from arrears.vocabulary import CLOCK_FACTS, TOLLING_CAUSES

# What a line that fell due tells where nobody says more: it was not paid that day.
FROM_LINES = ("occurrence", "entitlement")


@dataclass(frozen=True)
class ToldDays:
    """The days of a claim, and what was wrong with how they were told. from_lines: those the lines gave."""

    days: ClaimDays
    from_lines: tuple[str, ...]
    findings: tuple[Finding, ...]


def claim_days(claim: Claim, as_of: date, first_due_on: date | None = None) -> ToldDays:
    """The days of a claim, told by steps up to a day. first_due_on: the first day on which a line fell due.

    Findings: `clock-day` for a fact that is no day of a dispute, `clock-order` for a day before its cause,
    `clock-stop` for a stop that ends and never began, or of an unknown cause.
    """
    findings: list[Finding] = []
    if any(step.on > as_of for step in claim.steps):
        claim = replace(claim, steps=tuple(step for step in claim.steps if step.on <= as_of))
    days = dict(_facts(claim, findings))
    from_lines = tuple(name for name in FROM_LINES if name not in days and first_due_on is not None)
    if first_due_on is not None:
        days.update(dict.fromkeys(from_lines, first_due_on))
    findings.extend(_order_faults(claim.claim_id, days))
    return ToldDays(
        ClaimDays(
            subject=claim.subject,
            days=days,
            steps=tuple(Happened(step.step, step.on, step.forum) for step in claim.steps),
            stops=tuple(_stops(claim, findings)),
            extended=dict(_extended(claim, findings)),
            waived=frozenset(_waived(claim)),
        ),
        from_lines,
        tuple(findings),
    )


def _facts(claim: Claim, findings: list[Finding]) -> Iterator[tuple[str, date]]:
    told = ((step, *fact) for step in claim.steps for fact in step.facts.items() if fact[0] in CLOCK_FACTS)
    for step, name, written in told:
        day = _day(claim, step, name, written, findings)
        if day is not None:
            yield name, day


def _day(claim: Claim, step: Step, name: str, written: str, findings: list[Finding]) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        place = f"{claim.claim_id}: {step.step} of {step.on}"
        problem = f"the fact '{name}' is no day that a clock can count from."
        remedy = "record the step again with the day, such as 2009-01-31"
        expected = f"a day from {FIRST_DAY} to {LAST_DAY}"
        findings.append(Finding("clock-day", place, problem, expected, f"'{written[:40]}'", remedy))
        return None
    return day


def _order_faults(place: str, days: Mapping[str, date]) -> Iterator[Finding]:
    """Nobody knows of what has not happened."""
    occurrence, knowledge = days.get("occurrence"), days.get("knowledge")
    if occurrence is not None and knowledge is not None and knowledge < occurrence:
        problem = "the day of knowledge lies before the occurrence."
        remedy = "correct one of the two; until then the clock counts from both as they are told"
        yield Finding("clock-order", place, problem, f"{occurrence} or later", str(knowledge), remedy)


def _stops(claim: Claim, findings: list[Finding]) -> Iterator[Stop]:
    """What stopped clocks, in pairs of its beginning and its end; the day of the end counts again."""
    begun: dict[str, date] = {}
    for step in claim.steps:
        if step.step not in ("tolled", "toll_ended"):
            continue
        cause = step.facts.get("cause", "agreed")
        if cause not in TOLLING_CAUSES:
            findings.append(_unknown_cause(claim, step, cause))
        elif step.step == "tolled":
            begun.setdefault(cause, step.on)
        elif cause in begun and begun[cause] <= step.on:
            yield Stop(cause, begun.pop(cause), step.on)
        else:
            findings.append(_never_began(claim, step, cause))
    yield from (Stop(cause, first, None) for cause, first in begun.items())


def _unknown_cause(claim: Claim, step: Step, cause: str) -> Finding:
    place = f"{claim.claim_id}: {step.step} of {step.on}"
    problem = "this is no cause for which a clock stands still; the clock runs on."
    expected = ", ".join(TOLLING_CAUSES)
    remedy = "record it with --fact cause=WORD"
    return Finding("clock-stop", place, problem, expected, f"'{cause[:40]}'", remedy)


def _never_began(claim: Claim, step: Step, cause: str) -> Finding:
    place = f"{claim.claim_id}: {step.step} of {step.on}"
    problem = "this ends a stop that did not begin before; the clock ran on."
    remedy = "record when it began"
    return Finding("clock-stop", place, problem, f"'tolled' with cause {cause}, by {step.on}", "none", remedy)


def _extended(claim: Claim, findings: list[Finding]) -> Iterator[tuple[str, date]]:
    for step in claim.steps:
        if step.step == "extended" and "clock" in step.facts:
            until = _day(claim, step, "until", step.facts.get("until", ""), findings)
            if until is not None:
                yield step.facts["clock"], until


def _waived(claim: Claim) -> Iterator[str]:
    return (step.facts["clock"] for step in claim.steps if step.step == "waived" and "clock" in step.facts)


def moved_clock_faults(claim: Claim, procedure: Procedure) -> Iterator[Finding]:
    """Extensions and waivers that name no clock of the procedure, or one that its text does not let move.

    Findings: `clock-unknown`, `clock-moved`; what is told as moved is moved all the same.
    """
    moves = [step for step in claim.steps if step.step in ("extended", "waived") and "clock" in step.facts]
    known = {clock.clock_id: clock for clock in procedure.clocks} if moves else {}
    for step in moves:
        named = step.facts["clock"]
        place = f"{claim.claim_id}: {step.step} of {step.on}"
        clock = known.get(named)
        if clock is None:
            problem, remedy = (
                "no clock of this agreement has that name; nothing was moved.",
                suggest(named, known),
            )
            expected = "a clock of the agreement"
            yield Finding("clock-unknown", place, problem, expected, f"'{named[:40]}'", remedy)
        elif not (clock.extension if step.step == "extended" else clock.extension or clock.waiver):
            problem = f"the text says nothing of how the clock '{named}' may be {step.step}."
            expected = f"a rule at {clock.address} ({clock.citation.source})"
            remedy = "keep to the day without it unless the other side is bound in writing"
            yield Finding("clock-moved", place, problem, expected, "none", remedy)
