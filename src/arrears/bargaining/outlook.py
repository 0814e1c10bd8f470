"""How far ahead a gain is counted: over which years, how much of it lasts into later terms, what a later
dollar is worth today.

The horizon is part of every answer. Nothing is assumed here: a share that lasts and a discount are arguments,
and who uses them prints whose they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

# Beyond this no gain is sought: longer than any agreement's terms were followed.
FARTHEST_YEARS = 50


@dataclass(frozen=True)
class Outlook:
    """How a yearly gain is counted ahead, from the day it begins.

    horizon_years: up to where it is counted. term_years: how long the agreement runs that first brings it.
    persistence: which share of a term's gain the next term still has. discount: what a year of waiting takes.
    """

    horizon_years: Fraction
    term_years: Fraction
    persistence: Fraction
    discount: Fraction


@dataclass(frozen=True)
class Piece:
    """A part of a year within one term, and what a dollar a year is worth over it today."""

    begins: Fraction
    ends: Fraction
    worth: Fraction


def pieces(outlook: Outlook) -> Iterator[Piece]:
    """The horizon cut at every year and at every end of a term. A year's money counts at the year's end."""
    horizon = outlook.horizon_years
    cuts = {Fraction(year) for year in range(ceil(horizon) + 1)} | {horizon}
    cuts |= {outlook.term_years * n for n in range(floor(horizon / outlook.term_years) + 1)}
    marks = sorted(cut for cut in cuts if cut <= horizon)
    for begins, ends in pairwise(marks):
        lasting = outlook.persistence ** floor(begins / outlook.term_years)
        worth = (ends - begins) * lasting / (1 + outlook.discount) ** ceil(ends)
        yield Piece(begins, ends, worth)


def worth_of(gain_a_year: Fraction, outlook: Outlook) -> Fraction:
    """What a yearly gain is worth today over the horizon."""
    return gain_a_year * sum((piece.worth for piece in pieces(outlook)), Fraction(0))


def years_to_recover(loss: Fraction, gain_a_year: Fraction, outlook: Outlook) -> Fraction | None:
    """The years after which a gain has made a loss good; the outlook's own horizon is not used.

    Missing: null where it is not made good within `FARTHEST_YEARS`.
    """
    farthest = Outlook(Fraction(FARTHEST_YEARS), outlook.term_years, outlook.persistence, outlook.discount)
    left = loss
    if left <= 0:
        return Fraction(0)
    for piece in pieces(farthest):
        brought = gain_a_year * piece.worth
        if brought >= left:
            return piece.begins + (piece.ends - piece.begins) * left / brought
        left -= brought
    return None
