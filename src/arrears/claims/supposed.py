"""One thing that a payor may have done, as the clause's own formula with that changed."""

from __future__ import annotations

from dataclasses import dataclass

from arrears.formula.clause import ClauseFormula
from arrears.formula.nodes import Node


@dataclass(frozen=True)
class SupposedCause:
    """What a payor may have done. code: a word of vocabulary.CAUSES. detail: with which row, rate or version.

    formula: what the clause gives if that is what was done; it applies to the same lines. change: the node
    that was changed and what stands in its place; null where the whole formula is another.
    """

    code: str
    detail: str
    formula: ClauseFormula
    change: tuple[Node, Node] | None = None
