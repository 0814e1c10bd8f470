"""An amount taken apart into what it is a share of and the share: base and rate, with the figures of each.

Only a product can be taken apart so; an amount of another form has no base, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from arrears.agreements.model import TermRecord
from arrears.formula.explain import Explained
from arrears.formula.kinds import MONEY, NUMBER
from arrears.obligations.answers import ClauseAnswer


@dataclass(frozen=True)
class Base:
    """What an amount is a share of.

    cents: exact, so perhaps with a fraction. figures: the terms that made the base out of the facts.
    rate: the exact share; rate_figures: the terms that it rests on.
    """

    name: str
    cents: Fraction
    figures: tuple[TermRecord, ...]
    rate: Fraction
    rate_figures: tuple[TermRecord, ...]


def base_of(answer: ClauseAnswer) -> Base | None:
    """The base and the rate of an amount that is a product of one money and of shares; None for others."""
    if answer.found.amount is None:
        return None
    factors = list(_factors(answer.found.amount))
    money = [one for one in factors if one.kind == MONEY]
    shares = [one for one in factors if one.kind == NUMBER]
    if len(money) != 1 or len(shares) + 1 != len(factors) or not shares:
        return None
    of_base = [share for share in shares if _counts_receipts(share)]
    rates = [share for share in shares if not _counts_receipts(share)]
    cents, rate = _product([money[0], *of_base]), _product(rates)
    if cents is None or rate is None or not rates:
        return None
    figures = tuple(term for part in (money[0], *of_base) for term in _terms(answer, part))
    return Base(
        _name(money[0]), cents, figures, rate, tuple(t for share in rates for t in _terms(answer, share))
    )


def _counts_receipts(share: Explained) -> bool:
    """Whether a share says how much of a kind of receipts counts: it belongs to the base."""
    return share.label == "table" and any(key.name == "base_kind" for key in share.children)


def _product(parts: Sequence[Explained]) -> Fraction | None:
    product = Fraction(1)
    for part in parts:
        if not isinstance(part.value, Fraction):
            return None
        product *= part.value
    return product


def _factors(tree: Explained) -> Iterator[Explained]:
    """The factors of a product; a step that is money is one factor, and so is any other form."""
    if tree.label == "*":
        for child in tree.children:
            yield from _factors(child)
    else:
        yield tree


def _name(tree: Explained) -> str:
    return tree.name or tree.label


def _terms(answer: ClauseAnswer, tree: Explained) -> Iterator[TermRecord]:
    """The terms below one factor, in reading order."""
    known = {term.address: term for term in answer.figures}
    if tree.label == "bands":  # what its counter counts is no part of the share
        yield from (term for at, term in known.items() if at.startswith(f"{tree.address}/"))
        return
    for address in (tree.chosen, tree.address):
        if address in known:
            yield known[address]
    for child in tree.children:
        yield from _terms(answer, child)
