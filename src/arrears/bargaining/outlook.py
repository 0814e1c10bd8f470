"""How far ahead a gain is counted: over which years, how much of it lasts into later terms, what a later
dollar is worth today.

The horizon is part of every answer. Nothing is assumed here: the share that lasts and the discount are
arguments, and who uses them prints whose they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

# Beyond this no gain is sought: no dispute was ever followed through so many terms.
FARTHEST_YEARS = 50


@dataclass(frozen=True)
class Outlook:
    """How a gain is counted ahead, in years from the day it begins.

    horizon_years: up to where it is counted. term_years: how long the agreement runs that first brings it.
    persistence: which share of a term's gain the next term still has. discount: what a year of waiting takes.
    """

    horizon_years: Fraction
    term_years: Fraction
    persistence: Fraction
    discount: Fraction


@dataclass(frozen=True)
class GainStep:
    """A gain of so many cents a year up to a point in time; the last one goes on, as far as it persists."""

    until_years: Fraction
    a_year: Fraction


@dataclass(frozen=True)
class _Piece:
    """A part of a year within one term and one step, and what it brings, counted today."""

    begins: Fraction
    ends: Fraction
    brings: Fraction


def even_gain(a_year: Fraction, outlook: Outlook) -> tuple[GainStep, ...]:
    """The same gain every year."""
    return (GainStep(outlook.term_years, a_year),)


def worth_of(gain: Sequence[GainStep], outlook: Outlook) -> Fraction:
    """What a gain is worth today over the horizon. A year's money counts at the year's end."""
    return sum((piece.brings for piece in _pieces(gain, outlook)), Fraction(0))


def years_to_recover(loss: Fraction, gain: Sequence[GainStep], outlook: Outlook) -> Fraction | None:
    """The years after which a gain has made a loss good; the outlook's own horizon is not used.

    Missing: null where it is not made good within `FARTHEST_YEARS`.
    """
    left = loss
    if left <= 0:
        return Fraction(0)
    for piece in _pieces(gain, replace(outlook, horizon_years=Fraction(FARTHEST_YEARS))):
        if piece.brings >= left:
            return piece.begins + (piece.ends - piece.begins) * left / piece.brings
        left -= piece.brings
    return None


def _pieces(gain: Sequence[GainStep], outlook: Outlook) -> Iterator[_Piece]:
    """The horizon cut at every year, at every end of a term and at every step of the gain."""
    horizon, term = max(Fraction(0), outlook.horizon_years), outlook.term_years
    if term <= 0 or not gain:
        return
    cuts = {Fraction(year) for year in range(ceil(horizon))} | {horizon}
    cuts |= {term * number for number in range(floor(horizon / term) + 1)}
    cuts |= {step.until_years for step in gain}
    for begins, ends in pairwise(sorted(cut for cut in cuts if 0 <= cut <= horizon)):
        a_year = next((step.a_year for step in gain if begins < step.until_years), gain[-1].a_year)
        lasting = outlook.persistence ** floor(begins / term)
        yield _Piece(begins, ends, (ends - begins) * a_year * lasting / (1 + outlook.discount) ** ceil(ends))
