"""Where a claim can be brought: every forum of its agreement, open, closed or conditional, with its rule.

Nothing here chooses: a person does, and `forum_chosen` records it. What only a person can find, a condition
outside the records, leaves a forum conditional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from arrears.agreements.model import Citation
from arrears.agreements.procedure import Ceiling, Forum, Procedure
from arrears.claims.claim import Claim
from arrears.money import show_cents
from arrears.vocabulary import CLAIM_PARTIES, CLAIM_SUBJECTS

PARTY_OF: Mapping[str, str] = {"guild": "guild", "person": "member"}


@dataclass(frozen=True)
class Reason:
    """Why a forum is closed or conditional, in our words, with where the rule stands."""

    closes: bool
    says: str
    citation: Citation


@dataclass(frozen=True)
class ForumStanding:
    """One forum for one claim: closed where one reason closes it, else conditional where any is given."""

    forum: Forum
    reasons: tuple[Reason, ...]

    @property
    def standing(self) -> Literal["open", "conditional", "closed"]:
        if any(reason.closes for reason in self.reasons):
            return "closed"
        return "conditional" if self.reasons else "open"


@dataclass(frozen=True)
class PersonPrincipal:
    """What one person claims as principal on the claimants' reading; cents null = cannot be figured."""

    person_id: str
    currency: str
    cents: int | None


def forum_standings(
    procedure: Procedure, claim: Claim, principal: tuple[PersonPrincipal, ...]
) -> tuple[ForumStanding, ...]:
    """Every forum of the agreement with what stands in the way of this claim, in the agreement's order."""
    return tuple(ForumStanding(forum, tuple(_reasons(forum, claim, principal))) for forum in procedure.forums)


def _reasons(forum: Forum, claim: Claim, principal: tuple[PersonPrincipal, ...]) -> Iterator[Reason]:
    parties = tuple(dict.fromkeys(PARTY_OF[one.kind] for one in claim.claimants))
    if not forum.is_for(claim.subject):
        heard = ", ".join(CLAIM_SUBJECTS[subject] for subject in forum.hears)
        yield Reason(True, f"it hears only claims for {heard}", forum.citation)
    shut_out = [party for party in parties if forum.brought_by and party not in forum.brought_by]
    if shut_out:
        may = " or ".join(CLAIM_PARTIES[party] for party in forum.brought_by)
        yield Reason(True, f"only {may} may bring a claim there", forum.citation)
    closing = [step for step in claim.steps if step.step in forum.closed_after]
    if closing:
        told = f"it is closed once a claim was {closing[0].step.replace('_', ' ')}, here on {closing[0].on}"
        yield Reason(True, told, forum.citation)
    for condition in forum.conditions:
        if not any(condition.is_asked(claim.subject, party) for party in parties):
            continue
        yield Reason(False, condition.says, condition.citation)
    for ceiling in forum.ceilings:
        yield from _ceiling_reasons(ceiling, claim.subject, parties, principal)


def _ceiling_reasons(
    ceiling: Ceiling, subject: str, parties: tuple[str, ...], principal: tuple[PersonPrincipal, ...]
) -> Iterator[Reason]:
    if ceiling.claims and subject not in ceiling.claims:
        return
    held = [
        party
        for party in parties
        if (not ceiling.whose or party in ceiling.whose)
        and not any(one.holds(subject, party) for one in ceiling.exceptions)
    ]
    if not held:
        return
    most = show_cents(ceiling.cents, ceiling.currency)
    above = [one for one in principal if one.cents is not None and _is_above(one, ceiling)]
    unknown = [one for one in principal if one.cents is None]
    others = [one for one in principal if one.currency != ceiling.currency]
    if above:
        way_out = _way_out(ceiling)
        count = len({one.person_id for one in above})
        told = f"{count} of the people claim more than {most} {ceiling.per}: {ceiling.says}{way_out}"
        yield Reason(False, told, ceiling.citation)
    elif unknown or others:
        told = f"whether somebody claims more than {most} {ceiling.per} cannot be told: {ceiling.says}"
        yield Reason(False, told, ceiling.citation)


def _is_above(one: PersonPrincipal, ceiling: Ceiling) -> bool:
    return one.cents is not None and one.currency == ceiling.currency and one.cents > ceiling.cents


def _way_out(ceiling: Ceiling) -> str:
    waiving = " or ".join(CLAIM_PARTIES[party] for party in ceiling.waives_excess)
    said = f"; {waiving} may give up what is above it" if waiving else ""
    return said + ("" if ceiling.may_split else "; a claim may not be split to come below it")
