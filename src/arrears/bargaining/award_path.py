"""The way to an award as a path, from the steps and clocks of an agreement's procedure.

A last day bounds how long a step takes, a first day how soon; a step that no clock bounds may take any time,
and is said to. Which day a claim may still be filed on is figured by `claims.clocks`, not here.
"""

from __future__ import annotations

from collections.abc import Iterator

from arrears.agreements.procedure import Clock, Limb, Procedure, Step
from arrears.bargaining.paths import Fact, Lasts, PathRules, PathStep, Unit
from arrears.findings import Finding, Refused, suggest
from arrears.vocabulary import CLAIM_STEPS

GOAL = "award"
LAST = "awarded"
FIRST = "filed"
NO_CLOCK = "no clock of the procedure bounds it; ask the forum for its calendar"


def award_rules(procedure: Procedure, forum: str = "", subject: str = "residuals") -> PathRules:
    """The path from a filed claim to an award before a forum; before the one arbitration where none is named.

    Findings: raises `Refused` for a forum that the procedure has not got, or that makes no award.
    """
    chosen = _forum(procedure, forum)
    clocks = tuple(one for one in procedure.clocks_for(subject) if one.forum in ("", chosen))
    order = tuple(_chain(procedure, chosen))
    steps = tuple(_step(procedure, chosen, name, before, clocks) for name, before in order)
    first = order[-1][1] if order else FIRST
    return PathRules(
        name=procedure.address,
        title=f"From a filed claim to an award: {procedure.forum(chosen).name}",
        party=procedure.address.partition("/")[0],
        facts=(Fact(_written(first), CLAIM_STEPS[first], procedure.citation),),
        closings=(),
        steps=tuple(reversed(steps)),
        votes=(),
        continues=(),
        goals=((GOAL, (_written(LAST),)),),
        citation=procedure.citation,
    )


def _written(step: str) -> str:
    return step.replace("_", "-")


def _forum(procedure: Procedure, forum: str) -> str:
    known = [one.forum_id for one in procedure.forums if one.sort.endswith("arbitration")]
    chosen = forum or next((one.forum_id for one in procedure.forums if one.sort == "arbitration"), "")
    if chosen not in known or not procedure.rules_for(LAST):
        problem = "this procedure knows no award there."
        found, remedy = f"'{forum or 'none named'}'", suggest(forum, known) if known else ""
        raise Refused(
            [Finding("path-forum", procedure.address, problem, "a forum that awards", found, remedy)]
        )
    return chosen


def _chain(procedure: Procedure, forum: str) -> Iterator[tuple[str, str]]:
    """The steps from the award back to the first, each with the one before."""
    name, seen = LAST, {LAST}
    while True:
        rule = procedure.rule_for(name, forum)
        before = next((one for one in rule.after if one not in seen and _is_here(procedure, one)), "")
        if not before:
            return
        yield name, before
        name = before
        seen.add(name)


def _is_here(procedure: Procedure, step: str) -> bool:
    return bool(procedure.rules_for(step))


def _step(procedure: Procedure, forum: str, name: str, before: str, clocks: tuple[Clock, ...]) -> PathStep:
    rule: Step = procedure.rule_for(name, forum)
    mine = [one for one in clocks if one.step == name and one.joined == "only" and not one.unless]
    last = next((one for one in mine if one.bound == "no later than" and _counts(one, before)), None)
    first = next((one for one in mine if one.bound == "no earlier than" and _counts(one, before)), None)
    lasts, find_at = _lasts(last, first)
    clock = last or first
    return PathStep(
        step_id=_written(name),
        title=CLAIM_STEPS[name],
        who=", ".join(rule.by).replace("_", " "),
        lasts=lasts,
        find_at=find_at,
        after=(_written(before),),
        still=(),
        vote="",
        if_missed=clock.if_missed if clock else "",
        citation=clock.citation if clock else rule.citation,
    )


def _counts(clock: Clock, before: str) -> bool:
    """Whether a clock counts forwards from the step before, by one length."""
    limb: Limb = clock.limbs[0]
    return limb.trigger == before and not limb.is_before and limb.starts is None


def _lasts(last: Clock | None, first: Clock | None) -> tuple[Lasts | None, str]:
    most, unit, find_at = _length(last)
    least, least_unit, _ = _length(first)
    if first is not None and (last is None or least_unit == unit):
        return Lasts(least or 0, most if last else None, least_unit), find_at if last else NO_CLOCK
    if last is None or most is None:
        return Lasts(0, None, "days"), find_at or NO_CLOCK
    return Lasts(0, most, unit), ""


def _length(clock: Clock | None) -> tuple[int | None, Unit, str]:
    if clock is None:
        return None, "days", ""
    limb = clock.limbs[0]
    if len(limb.length) != 1:
        return None, "days", limb.find_at or NO_CLOCK
    length = limb.length[0]
    match length.unit:
        case "days":
            return length.count, "days", ""
        case "working days" | "business days":
            return length.count, "working days", ""
        case "months":
            return length.count, "months", ""
        case "years":
            return length.count * 12, "months", ""
    raise TypeError(f"_length does not know {length.unit}")
