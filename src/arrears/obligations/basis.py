"""Base and rate of an amount, for people: 0.36 % of $1,234.50 rather than $4.44.

A clause that pays a product with one money factor has a base and a rate; any other form has neither, and its
steps explain it. Nothing is computed from base and rate: they are shown beside the amount that the clause
gives.
"""

from __future__ import annotations

from dataclasses import dataclass

from arrears.formula.kinds import MONEY, NUMBER, combine
from arrears.formula.nodes import Arithmetic, Bands, Fact, FirstOf, Lookup, Named, Node, kind_of


@dataclass(frozen=True)
class Basis:
    """The money factor of a product and what it is multiplied by; rate is None when it is the money alone."""

    base: Node
    rate: Node | None


def split_basis(amount: Node) -> Basis | None:
    """The base and the rate of a product with exactly one money factor, or None when it is no such
    product.
    """
    factors = list(product_factors(amount))
    money = [factor for factor in factors if kind_of(factor) == MONEY]
    if len(money) != 1 or not isinstance(money[0], Fact | Lookup | Named | FirstOf):
        return None
    others = [factor for factor in factors if factor is not money[0]]
    if not others:
        return Basis(money[0], None)
    rate = others[0]
    for factor in others[1:]:
        rate = Arithmetic("*", rate, factor, combine(kind_of(rate), kind_of(factor), 1))
    return Basis(money[0], rate) if kind_of(rate) == NUMBER else None


def product_factors(node: Node) -> tuple[Node, ...]:
    """The factors of a product, through named steps that are products themselves."""
    match node:
        case Arithmetic(sign="*", left=left, right=right):
            return (*product_factors(left), *product_factors(right))
        case Named(body=Arithmetic(sign="*") as body):
            return product_factors(body)
        case Named(body=Fact() | Lookup() | Bands() as body):
            return (body,)
        case _:
            return (node,)
