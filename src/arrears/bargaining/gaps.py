"""What separates two offers on one issue, by each side's own count, as the blocking list takes it.

Each figure stands with whose it is and what it rests on; a side that gave none has none, which is no zero.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Valuation:
    """One side's figure for the gap on an issue, over the term. by: whose count. rests_on: its assumptions.

    source: where the figure comes from: an offer's address, a costing, or a statement in the docket.
    ours_cents, theirs_cents: what the issue costs in each of the two offers; null = not priced.
    """

    by: str
    cents: int | None
    rests_on: tuple[str, ...]
    source: str
    status: str
    ours_cents: int | None = None
    theirs_cents: int | None = None


@dataclass(frozen=True)
class Gap:
    """An open issue between two offers. refs: the addresses of the offers' items that it compares.

    valuations: by each side, kept apart. said: what has to be known of it besides. numbers: of its items in
    the first offer, by which it is named as well.
    """

    issue: str
    title: str
    refs: tuple[str, ...]
    valuations: tuple[Valuation, ...]
    said: str = ""
    numbers: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether somebody means this issue by a name: its own, or the number of one of its items."""
        return name == self.issue or name in self.numbers

    def widest(self) -> int | None:
        """The largest gap by anybody's count; null where nobody's is known."""
        known = [abs(one.cents) for one in self.valuations if one.cents is not None]
        return max(known) if known else None
