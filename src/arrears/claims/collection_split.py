"""Divides money that came in among the lines it was collected for, and writes each person's remittance, to
the cent.

Every cent ends in one of three places: sent, held for a person, or not distributed because nothing is due
for it. No line gets more than is still due on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from arrears.claims.deductions import Deduction
from arrears.money import Cents, divide_pot, muldiv_floor

NOBODY_KNOWN = "nobody is known to receive it"


@dataclass(frozen=True)
class Due:
    """A line with what is still due on it: what it was given, less what was distributed for it before."""

    ref: str
    payee_id: str
    company_id: str
    title_id: str
    currency: str
    character: str
    cents: Cents

    @property
    def key(self) -> str:
        """Tells the compensation of an obligation from the charge on it."""
        return f"{self.ref}#{self.character}"


@dataclass(frozen=True)
class Receiver:
    """Where a person's money goes. held_because: why nothing is sent; empty when it is."""

    sent_to: str
    held_because: str = ""


@dataclass(frozen=True)
class Taken:
    """A deduction taken off one line."""

    kind: str
    cents: Cents
    to: str
    allowed_by: str

    def text(self) -> str:
        """As a remittance keeps it."""
        return f"{self.kind}|{self.cents}|{self.to}|{self.allowed_by}"


@dataclass(frozen=True)
class RemittanceLine:
    """One line of a person's remittance. Nothing is taken off money that is held."""

    remittance_no: int
    due: Due
    gross_cents: Cents
    receiver: Receiver
    taken: tuple[Taken, ...] = ()

    @property
    def deducted_cents(self) -> Cents:
        return sum(each.cents for each in self.taken)

    @property
    def net_cents(self) -> Cents:
        return self.gross_cents - self.deducted_cents


@dataclass(frozen=True)
class Distribution:
    """A sum distributed: its remittance lines, and what was left because nothing more is due."""

    lines: tuple[RemittanceLine, ...]
    undistributed_cents: Cents

    def sent_cents(self) -> Cents:
        """What went out, deductions included."""
        return sum(line.gross_cents for line in self.lines if not line.receiver.held_because)

    def held_cents(self) -> Cents:
        return sum(line.gross_cents for line in self.lines if line.receiver.held_because)


@dataclass(frozen=True)
class Directions:
    """Where money goes and what comes off it. allowed_by: what allows each deduction, by person and kind."""

    receivers: Mapping[str, Receiver]
    deductions: tuple[Deduction, ...] = ()
    allowed_by: Mapping[tuple[str, str], str] = field(default_factory=dict)


def distribute(
    cents: Cents, dues: Iterable[Due], directions: Directions, *, limited: bool = True
) -> Distribution:
    """Divide a sum in proportion to what is still due on each line, and write the remittances.

    Rows: one per line that gets something, by remittance; a remittance for each person, in the order of ids.
    Odd cents go to the largest remainders, the first line by name on a tie. What is beyond all dues stays
    undistributed.
    """
    lines = sorted((due for due in dues if due.cents > 0), key=lambda due: due.key)
    whole = sum(due.cents for due in lines)
    pot = min(cents, whole) if limited or not whole else cents
    shares = [Fraction(due.cents, whole) for due in lines] if whole else []
    parts = divide_pot(pot, shares, "largest_remainder") if lines else []
    people = sorted({due.payee_id for due in lines})
    numbers = {person: number for number, person in enumerate(people, start=1)}
    made = [_line(numbers[due.payee_id], due, part, directions) for due, part in zip(lines, parts) if part]
    made.sort(key=lambda line: (line.remittance_no, line.due.key))
    return Distribution(tuple(made), cents - pot)


def _line(number: int, due: Due, gross: Cents, directions: Directions) -> RemittanceLine:
    receiver = directions.receivers.get(due.payee_id, Receiver("", NOBODY_KNOWN))
    if receiver.held_because:
        return RemittanceLine(number, due, gross, receiver)
    mine = [each for each in directions.deductions if _is_taken_off(each, due)]
    return RemittanceLine(number, due, gross, receiver, tuple(_taken(mine, gross, directions)))


def _is_taken_off(deduction: Deduction, due: Due) -> bool:
    """An agent's commission is on compensation; nothing says that charges, damages or costs bear it."""
    is_base = deduction.kind != "commission" or due.character == "compensation"
    return deduction.person_id == due.payee_id and is_base


def _taken(deductions: Sequence[Deduction], gross: Cents, directions: Directions) -> Iterable[Taken]:
    """Each deduction rounded down: the odd cent stays with the person."""
    for each in deductions:
        cents = muldiv_floor(gross, each.share.numerator, each.share.denominator)
        allowed_by = directions.allowed_by.get((each.person_id, each.kind), "")
        yield Taken(each.kind, cents, each.to, allowed_by)
