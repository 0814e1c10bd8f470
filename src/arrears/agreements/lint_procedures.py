"""Looks over loaded procedures for what is legal to write and still worth a reader's eye.

Lengths that nobody has read, figures that nobody verified, claims that no clock or forum is for, clocks of
one step that can differ. It returns findings, never raises.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from arrears.agreements.procedure import Clock, Procedure, procedure_figures
from arrears.findings import Finding
from arrears.vocabulary import CLAIM_SUBJECTS


def lint_procedures(procedures: Sequence[Procedure]) -> list[Finding]:
    """Everything worth a look, each file once: what a version inherits is told where it stands.

    Findings: `lint-unknown`, `lint-unverified`, `lint-subject`, `lint-clocks`, `lint-step`.
    """
    found: dict[Finding, None] = {}
    for procedure in procedures:
        if not procedure.inherited_from:
            for check in (_unknown, _unverified, _subjects, _clocks, _steps):
                found.update(dict.fromkeys(check(procedure)))
    return list(found)


def _unknown(procedure: Procedure) -> Iterator[Finding]:
    for clock in procedure.clocks:
        for limb in clock.parts():
            if limb.find_at:
                problem = "the length of this clock is unknown."
                remedy = f"read {limb.find_at}, and write it with its page"
                yield Finding("lint-unknown", limb.address, problem, "a length with a source", "none", remedy)


def _unverified(procedure: Procedure) -> Iterator[Finding]:
    for figure in procedure_figures(procedure):
        if figure.citation.status == "unverified":
            problem = f"{figure.written} rests on a source that nobody verified."
            remedy = "look it up in the agreement, and cite the page"
            source = figure.citation.source
            yield Finding("lint-unverified", figure.address, problem, "a verified source", source, remedy)


def _subjects(procedure: Procedure) -> Iterator[Finding]:
    """Subjects of claims without a forum, or without a clock for filing."""
    for subject in CLAIM_SUBJECTS:
        if not any(forum.is_for(subject) for forum in procedure.forums):
            problem = f"no forum hears claims of the subject '{subject}'."
            yield Finding("lint-subject", procedure.address, problem, "a forum", "none")
        if not any(clock.step == "filed" for clock in procedure.clocks_for(subject)):
            problem = f"no clock says by when a claim of the subject '{subject}' is filed."
            remedy = "write the clock, its length `unknown` where no source gives it"
            yield Finding("lint-subject", procedure.address, problem, "a clock", "none", remedy)


def _clocks(procedure: Procedure) -> Iterator[Finding]:
    """Clocks of one step in one forum that can run at once for the same claim and party."""
    for one, other in itertools.combinations(procedure.clocks, 2):
        if _can_differ(one, other):
            problem = f"this clock and {one.address} are of one step and can give different days."
            remedy = "name the claims that each is for, or the steps after which one no longer counts"
            yield Finding("lint-clocks", other.address, problem, "one clock for a step", one.clock_id, remedy)


def _can_differ(one: Clock, other: Clock) -> bool:
    if (one.step, one.forum, one.bound) != (other.step, other.forum, other.bound):
        return False
    if not set(one.who) & set(other.who):
        return False
    subjects = [subject for subject in CLAIM_SUBJECTS if one.is_for(subject) and other.is_for(subject)]
    triggers = [{limb.trigger for limb in clock.limbs} for clock in (one, other)]
    # A clock that a step ends does not run beside one that this step begins.
    ended = set(one.unless) & triggers[1] or set(other.unless) & triggers[0]
    return bool(subjects) and not ended


def _steps(procedure: Procedure) -> Iterator[Finding]:
    """Clocks of steps that no rule of the procedure names."""
    named = {rule.step for rule in procedure.steps}
    for clock in procedure.clocks:
        if clock.step not in named:
            problem = f"no rule says when the step '{clock.step}' may be taken."
            yield Finding("lint-step", clock.address, problem, "a rule under `steps`", "none")
