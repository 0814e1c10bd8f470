"""The algebra: a small closed set of frozen nodes. Everything an agreement can say about an amount is one of
these.

Nodes know their kind and nothing else; what they mean is said four times, by the interpreters `sql`,
`explain`, `words` and `asks`, and tests hold the four together. Numbers are exact fractions, money is in
cents, dates are dates. Nothing here reads YAML, SQL or records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.formula.kinds import DATE, DAYS, MONEY, NUMBER, WORD, YES_NO, Kind
from arrears.money import RoundingMode

ArithmeticSign = Literal["+", "-", "*", "/"]
Comparison = Literal["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Figure:
    """A number of the agreement (a term), or the 0 and 1 that expressions may hold. Money in cents."""

    value: Fraction
    kind: Kind = NUMBER
    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Day:
    """A date of the agreement."""

    value: date
    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Word:
    """A word of a closed list."""

    value: str


@dataclass(frozen=True)
class Truth:
    """Yes or no, known at load; a clause without `when` always applies."""

    value: bool


@dataclass(frozen=True)
class Fact:
    """A fact of the record; missing when the record does not know it. `bound`: its magnitude stays below
    this.
    """

    name: str
    kind: Kind
    bound: int = 10**15


@dataclass(frozen=True)
class Named:
    """A step, or the answer to a question on one reading: an intermediate value that explanations show by
    name.
    """

    name: str
    body: Node
    address: str = ""
    answer: str = ""  # the side whose answer this is, for a question


@dataclass(frozen=True)
class Arithmetic:
    """left sign right. A quotient whose divisor is zero or less is missing."""

    sign: ArithmeticSign
    left: Node
    right: Node
    kind: Kind


@dataclass(frozen=True)
class Limit:
    """at_most: the value, but not above the bound. at_least: not below it. Missing when either part is."""

    sign: Literal["at_most", "at_least"]
    value: Node
    bound: Node
    kind: Kind


@dataclass(frozen=True)
class Compare:
    """left sign right: yes, no, or missing when either part is."""

    sign: Comparison
    left: Node
    right: Node


@dataclass(frozen=True)
class IsIn:
    """The word is one of these: yes, no, or missing."""

    value: Node
    words: tuple[str, ...]


@dataclass(frozen=True)
class AllOf:
    """Three-valued `and`: one no makes it no, even beside a missing part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """Three-valued `or`: one yes makes it yes, even beside a missing part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """Three-valued `not`."""

    part: Node


@dataclass(frozen=True)
class Known:
    """Whether a value is known; the only node that looks at missingness. Never missing itself."""

    value: Node


@dataclass(frozen=True)
class Owed:
    """What another clause owes for the same record: 0 if it does not apply, missing if it cannot be told."""

    clause: str


@dataclass(frozen=True)
class Arm:
    """One arm of `first_of`; `when` is absent on the last."""

    value: Node
    when: Node | None = None


@dataclass(frozen=True)
class FirstOf:
    """The value of the first arm whose test is yes. A missing test makes the whole missing, never the next
    arm.
    """

    arms: tuple[Arm, ...]
    kind: Kind


@dataclass(frozen=True)
class Span:
    """A range of a table key: numbers as fractions or dates; None is open-ended."""

    low: Fraction | date | None = None
    low_included: bool = True
    high: Fraction | date | None = None
    high_included: bool = True


TableKey = Span | str


@dataclass(frozen=True)
class TableRow:
    """One cell of a table: the keys that select it (one per fact of `by`) and its figure."""

    keys: tuple[TableKey, ...]
    value: Fraction
    address: str = ""
    status: str = ""


@dataclass(frozen=True)
class Table:
    """Figures by one or more facts. Rows never overlap (refused at load); a value that no row covers is a
    finding.
    """

    name: str
    rows: tuple[TableRow, ...]
    kind: Kind
    address: str = ""


@dataclass(frozen=True)
class Lookup:
    """The row of a table for this record. Missing when a key is missing; a hole in the table is missing and
    found.
    """

    table: Table
    keys: tuple[Node, ...]


@dataclass(frozen=True)
class Band:
    """A band of a cumulative schedule: this rate up to and including `up_to`; None for the last."""

    rate: Fraction
    up_to: Fraction | None
    address: str = ""


@dataclass(frozen=True)
class Bands:
    """The blended rate of this record: (F(after) − F(before)) / (after − before), F the cumulative schedule.

    `counter` is what this record adds; `before` is what earlier records of the same clause (on the same
    reading) and the same `per` added. Missing when any record up to this one has a missing counter, or this
    one counts zero. Returned copies count below zero and unwind.
    """

    counter: Node
    per: tuple[str, ...]
    bands: tuple[Band, ...]
    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Total:
    """The running total, this record included, over records of the same clause and the same `per`."""

    value: Node
    per: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Rounded:
    """The value to the nearest multiple of `unit`, in the declared mode."""

    value: Node
    unit: Fraction
    mode: RoundingMode = "half_up"


Node = (
    Figure | Day | Word | Truth | Fact | Named | Arithmetic | Limit | Compare | IsIn | AllOf | AnyOf | Not
    | Known | Owed | FirstOf | Lookup | Bands | Total | Rounded
)  # fmt: skip
StateNode = Bands | Total


def kind_of(node: Node) -> Kind:
    """The kind of value a node gives."""
    if isinstance(node, Figure | Fact | Arithmetic | Limit | FirstOf):
        return node.kind
    match node:
        case Day():
            return DATE
        case Word():
            return WORD
        case Named(body=body):
            return kind_of(body)
        case Truth() | Compare() | IsIn() | AllOf() | AnyOf() | Not() | Known():
            return YES_NO
        case Owed():
            return MONEY
        case Lookup(table=table):
            return table.kind
        case Bands():
            return NUMBER
        case Total(value=value) | Rounded(value=value):
            return kind_of(value)
    raise TypeError(f"kind_of does not know {type(node).__name__}")


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in reading order."""
    match node:
        case Figure() | Day() | Word() | Truth() | Fact() | Owed():
            return ()
        case Named(body=body):
            return (body,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Limit(value=value, bound=bound):
            return (value, bound)
        case IsIn(value=value) | Known(value=value) | Rounded(value=value) | Total(value=value):
            return (value,)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case FirstOf(arms=arms):
            return tuple(n for arm in arms for n in (arm.when, arm.value) if n is not None)
        case Lookup(keys=keys):
            return keys
        case Bands(counter=counter):
            return (counter,)
    raise TypeError(f"children does not know {type(node).__name__}")


def is_day_difference(left: Kind, right: Kind) -> bool:
    """Whether left and right are a date and a count of days, the one sum of unlike kinds."""
    return left.base == "date" and right == DAYS
