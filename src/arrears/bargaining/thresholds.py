"""Whether a vote carries on the encoded rules, given how it fell or how it is supposed to fall.

A unit that carries its own weight (a local, its delegates) votes as its own majority did; a tie carries
nothing. Shares that somebody supposes are shown as supposed. It predicts no vote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from arrears.bargaining.paths import Vote


@dataclass(frozen=True)
class UnitBallot:
    """A unit's vote: its weight, and its ballots; null where they are not known."""

    name: str
    weight: int
    yes: int | None
    no: int | None


@dataclass(frozen=True)
class VoteOutcome:
    """How a vote comes out. carries: null where what is not known could turn it.

    yes, counted: what was counted for it, and of how many, by the rule's own count. share_least, share_most:
    the share for it, the same where all is known. short: the ballots or the weight that must change sides.
    of_ballots: the share of single ballots where units are counted; null where they are not known.
    """

    vote: Vote
    carries: bool | None
    yes: int
    counted: int
    share_least: Fraction
    share_most: Fraction
    short: int
    of_ballots: Fraction | None


def is_carried(vote: Vote, share: Fraction) -> bool:
    """Whether a share carries the vote."""
    return share > vote.share if vote.is_more else share >= vote.share


def of_ballots(vote: Vote, yes: int, no: int) -> VoteOutcome:
    """The outcome of so many ballots for and against."""
    return _outcome(vote, (yes, yes), yes + no, None)


def of_shares(vote: Vote, eligible: int, turnout: Fraction, yes_share: Fraction) -> VoteOutcome:
    """The outcome if so large a share of the members voted and so large a share of those for it.

    Parts of a ballot do not exist: ballots cast and ballots for it are rounded down.
    """
    cast = eligible * turnout.numerator // turnout.denominator
    yes = cast * yes_share.numerator // yes_share.denominator
    return of_ballots(vote, yes, cast - yes)


def of_units(vote: Vote, units: Sequence[UnitBallot]) -> VoteOutcome:
    """The outcome where each unit's majority decides its whole weight."""
    sure = sum(one.weight for one in units if one.yes is not None and one.no is not None and one.yes > one.no)
    open_weight = sum(one.weight for one in units if one.yes is None or one.no is None)
    single = None
    if not open_weight:
        yes = sum(one.yes or 0 for one in units)
        cast = yes + sum(one.no or 0 for one in units)
        single = Fraction(yes, cast) if cast else None
    return _outcome(vote, (sure, sure + open_weight), sum(one.weight for one in units), single)


def _outcome(vote: Vote, yes: tuple[int, int], counted: int, of_single: Fraction | None) -> VoteOutcome:
    least, most = (Fraction(each, counted) if counted else Fraction(0) for each in yes)
    low, high = is_carried(vote, least), is_carried(vote, most)
    carries = low if low == high else None
    return VoteOutcome(vote, carries, yes[0], counted, least, most, _short(vote, yes[0], counted), of_single)


def _short(vote: Vote, yes: int, counted: int) -> int:
    """How many more of what was counted would have had to be for it; none where it carries."""
    needed = vote.share * counted
    whole = -(-needed.numerator // needed.denominator)
    if vote.is_more and whole == needed:
        whole += 1
    return max(0, whole - yes)
