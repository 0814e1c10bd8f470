"""Where a claim can be brought: every forum of its agreement, open, closed or conditional, with its rule.

Nothing here chooses: a person does, and `forum_chosen` records it. What only a person can find, a condition
outside the records, leaves a forum conditional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from arrears.agreements.model import Citation
from arrears.agreements.procedure import Ceiling, Forum, Procedure
from arrears.claims.amounts import Amounts
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
    where = f", where it is so that {ceiling.where.replace('_', ' ')}" if ceiling.where else ""
    above, unknown = _above(ceiling, principal)
    if above:
        told = (
            f"{above} claimed is more than {most} a {ceiling.per}{where}: {ceiling.says}{_way_out(ceiling)}"
        )
        yield Reason(False, told, ceiling.citation)
    elif unknown:
        told = f"whether more than {most} a {ceiling.per} is claimed{where} cannot be told: {ceiling.says}"
        yield Reason(False, told, ceiling.citation)


def _above(ceiling: Ceiling, principal: tuple[PersonPrincipal, ...]) -> tuple[str, bool]:
    """What is above a ceiling, in words, empty for nothing; and whether an unknown amount may be.

    A ceiling by the performer is held against each person's money, one by the dispute against all of it.
    """
    known = [one.cents for one in principal if one.cents is not None and one.currency == ceiling.currency]
    is_unknown = len(known) < len(principal)
    if "performer" in ceiling.per:
        over = sum(cents > ceiling.cents for cents in known)
        return (f"what {over} of {len(principal)} people have" if over else ""), is_unknown
    total = sum(known)
    return (f"{show_cents(total, ceiling.currency)} in all" if total > ceiling.cents else ""), is_unknown


def _way_out(ceiling: Ceiling) -> str:
    waiving = " or ".join(CLAIM_PARTIES[party] for party in ceiling.waives_excess)
    said = f"; {waiving} may give up what is above it" if waiving else ""
    return said + ("" if ceiling.may_split else "; a claim may not be split to come below it")


def principal_by_person(amounts: Sequence[Amounts], position: str) -> tuple[PersonPrincipal, ...]:
    """What each person claims on one reading; unknown where a line of theirs cannot be figured.

    amounts: by payee, of every position; where all readings agree there is one, and it is taken.
    """
    names = {one.position for one in amounts}
    taken = position if position in names or len(names) != 1 else next(iter(names))
    return tuple(
        PersonPrincipal(one.party_id, one.currency, None if one.not_computable else one.principal_cents)
        for one in amounts
        if one.position == taken
    )
