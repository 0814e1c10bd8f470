"""What the interpreters need of one clause on one reading: for which record, when, how much, rounded how.

The agreements room lowers YAML to this; the obligations room prints it in bulk; `explain` walks it for one
record.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from arrears.formula.nodes import Node, Truth
from arrears.money import OddCents, RoundingMode


@dataclass(frozen=True)
class Rounding:
    """The declared rounding of the final amount: unit in cents and mode."""

    unit_cents: Fraction = Fraction(1)
    mode: RoundingMode = "half_up"


@dataclass(frozen=True)
class Pays:
    """An amount for one record."""

    amount: Node


@dataclass(frozen=True)
class PaysToDate:
    """The whole amount due so far; what is owed is its change since the record before (same `per`)."""

    amount: Node
    per: tuple[str, ...]


@dataclass(frozen=True)
class Credits:
    """A fund drawn down against named lines in order; what is owed is minus the credit this record takes.

    Unpaid so far is the running maximum of (lines so far − fund, and 0); credit so far is lines so far −
    unpaid.
    """

    fund: Node
    line: Node
    per: tuple[str, ...]
    order: str


@dataclass(frozen=True)
class Holds:
    """An amount that is held until it and what was held before (same `per`) come to at least `until`.

    Then all of it is owed on that record, and nothing is held any more. `until` counts in whole cents, parts
    of a cent away from zero, so that no sum of cents passes for a smallest cheque that it falls short of.
    """

    amount: Node
    until: Node
    per: tuple[str, ...]


@dataclass(frozen=True)
class WaterfallStep:
    """One place of a waterfall: who takes, and at most how much (None: the rest)."""

    to: str
    up_to: Node | None


@dataclass(frozen=True)
class Waterfall:
    """A pot that fills places in order."""

    pot: Node
    steps: tuple[WaterfallStep, ...]


@dataclass(frozen=True)
class Gives:
    """A right, not money, and the condition on which it arises."""

    right: str
    when: Node


ALWAYS = Truth(True)
WHOLE_CENTS_UP = Rounding(Fraction(1), "up")  # what a held amount waits for

Result = Pays | PaysToDate | Credits | Holds | Waterfall | Gives


@dataclass(frozen=True)
class Each:
    """Cuts a dated record into numbered periods; `part` says what a short last one is worth."""

    name: str  # the fact that numbers the periods, 1 for the first
    days: int  # length of one period
    start: Node  # date of the first day of period 1
    end: Node  # date of the last day, included
    at_most: int | None
    part: Literal["counts whole", "prorates", "does not count"]


@dataclass(frozen=True)
class Division:
    """The amount divided among named payees, such as a performer and a fund, each by a fixed share.

    shares add up to one, in the order in which the agreement names the payees. odd_cents: the payee who takes
    what is left when every other share is cut to whole cents.
    """

    shares: tuple[tuple[str, Fraction], ...]
    odd_cents: str


@dataclass(frozen=True)
class Split:
    """How a pot is shared among people.

    by: `percentage` (credit shares of the agreement), `column` (one column of the table per credit, shared
    inside it), or `units` (each participant's `units`, as a part of all units). among: whose units, a key of
    `vocabulary.PARTICIPANT_FACTS`.
    """

    by: Literal["percentage", "column", "units"]
    odd_cents: OddCents = "largest_remainder"
    units: Node | None = None
    status: str = ""
    among: str = ""


@dataclass(frozen=True)
class ClauseFormula:
    """One clause on one reading, ready for the interpreters.

    name: the clause's lineage, `new-media/download-television`. record_kind: a key of `vocabulary.FACTS`.
    when: includes the governing-version test. per and order of counters: records run by `ordered_on`, then
    `line_id`.
    """

    name: str
    record_kind: str
    result: Result
    when: Node = ALWAYS
    rounding: Rounding = Rounding()
    each: Each | None = None
    split: Split | None = None
    division: Division | None = None
