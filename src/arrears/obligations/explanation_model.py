"""What the explanation of one amount holds: clause, facts and who asserted them, steps, split, payments.

Only plain values (text, whole numbers, yes/no, nothing), so that the JSON document is these classes and
nothing else; exact figures are text such as `9/2500`. `formula_json` and `replay` turn the last part back
into a computation. Nothing is figured here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

EXPLANATION_SCHEMA = "arrears-explanation/1"


@dataclass(frozen=True)
class Value:
    """One exact value.

    exact: a fraction `9/2500` or whole number, an ISO date, a word, `yes` or `no`; null = missing.
    unit: what a number counts: `money` (in cents), `copies`, `minutes`; empty for a plain number.
    """

    kind: Literal["number", "date", "word", "yes/no"]
    exact: str | None
    unit: str = ""


@dataclass(frozen=True)
class Party:
    """A company, person or title: its id and the name recorded for it."""

    id: str
    name: str


@dataclass(frozen=True)
class AgreementUsed:
    """An agreement version and the SHA-256 of the files it was read from."""

    address: str
    digest: str


@dataclass(frozen=True)
class AskedOf:
    """Which run of which book the answer comes from."""

    as_of: str
    known_by: str
    seq: int
    head: str
    run_id: str
    agreements: tuple[AgreementUsed, ...]
    trust: str


@dataclass(frozen=True)
class Cited:
    """A term or a clause with its source. written: the figure as the agreement's file writes it."""

    address: str
    written: str
    source: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class OtherReading:
    """What the same line gives on another side's reading. amount_cents null = it gives no amount there."""

    side: str
    by: str
    because: str
    is_own_words: bool
    amount_cents: int | None


@dataclass(frozen=True)
class ClauseShown:
    """The clause in words. reading: the side whose answer was taken, empty when no question matters."""

    address: str
    words: str
    citation: Cited
    status: str
    reading: str = ""
    reading_by: str = ""
    reading_because: str = ""
    other_readings: tuple[OtherReading, ...] = ()


@dataclass(frozen=True)
class FactSource:
    """A record row that a fact rests on: who said it, when it was learned, and where it stands."""

    said_by: str
    learned_on: str
    seq: int
    table: str
    row_id: int
    source_file: str = ""
    source_row: int | None = None


@dataclass(frozen=True)
class RivalValue:
    """What another party says of the same fact; listed, never merged."""

    said_by: str
    value: Value


@dataclass(frozen=True)
class FactShown:
    """One fact the clause read. how: how it was made where it is no field of a row (`sum of 3 rows`)."""

    name: str
    value: Value
    how: str = ""
    sources: tuple[FactSource, ...] = ()
    rivals: tuple[RivalValue, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of the computation and the steps below it.

    rounded: the declared rounding, `to $0.01, half up`; empty where the value is exact.
    missing: the facts that made it missing. note: a table row taken, an arm chosen, a hole fallen into.
    """

    label: str
    value: Value
    name: str = ""
    address: str = ""
    status: str = ""
    rounded: str = ""
    missing: tuple[str, ...] = ()
    note: str = ""
    children: tuple[Step, ...] = ()


@dataclass(frozen=True)
class SplitShown:
    """How the pot was shared.

    shares: everybody's exact share, in the order in which odd cents are handed out; own_place: the payee's.
    No shares: the credits give none, so the pot is owed and nobody's part of it is known.
    """

    by: str
    odd_cents: Literal["largest_remainder", "cumulative"]
    pot_cents: int
    shares: tuple[str, ...]
    own_place: int
    why: str


@dataclass(frozen=True)
class DueShown:
    """When it falls due and by which rule. due_on null = the date cannot be told."""

    due_on: str | None
    rule: str
    words: str
    citation: Cited | None = None


@dataclass(frozen=True)
class PaymentShown:
    """Payment money set against the amount, and why it was matched."""

    payment_id: str
    line_no: int
    amount_cents: int
    paid_on: str | None
    received_by_guild_on: str | None
    sent_on_to_member_on: str | None
    payee: Party | None
    how: str
    why: str


@dataclass(frozen=True)
class StandingShown:
    """Where the amount stands. open_cents null = not computable or not comparable."""

    state: str
    paid_cents: int
    with_guild_cents: int
    open_cents: int | None
    days_past_due: int | None
    why: str


@dataclass(frozen=True)
class LateShown:
    """The late charge by one rule; null = the rule does not give it."""

    rule: str
    words: str
    months: int | None
    days: int | None
    simple_cents: int | None
    compound_cents: int | None
    daily_cents: int | None
    is_disputed: bool
    citation: Cited | None = None


@dataclass(frozen=True)
class ReplayRecord:
    """One record of the clause's ledger, exact. per: the key values that counters run by."""

    facts: dict[str, Value]
    per: dict[str, str]
    ordered_on: str
    line_no: int
    owed: dict[str, Value]


@dataclass(frozen=True)
class Replayable:
    """All that a replay needs: the clause as a tree, its records so far, and which of them is explained."""

    formula: dict[str, Any]
    records: tuple[ReplayRecord, ...]
    own_record: int


@dataclass(frozen=True)
class Explanation:
    """One amount as a page.

    outcome: `amount`; `does not apply`; `cannot tell` whether it applies; `missing`: applies, amount missing.
    clause_cents: what the clause gives before the split; amount_cents: what is owed to the payee.
    left_out: what this number does not contain. replay null = it cannot be replayed, and left_out says why.
    """

    ref: str
    asked_of: AskedOf
    company: Party
    payee: Party
    title: Party
    market: str
    territory: str
    occasion: str
    currency: str
    clause: ClauseShown
    terms: tuple[Cited, ...]
    facts: tuple[FactShown, ...]
    outcome: Literal["amount", "does not apply", "cannot tell", "missing"]
    steps: tuple[Step, ...]
    rounding: str
    clause_cents: int | None
    split: SplitShown | None
    amount_cents: int | None
    low_cents: int | None
    high_cents: int | None
    missing: tuple[str, ...]
    due: DueShown
    payments: tuple[PaymentShown, ...]
    standing: StandingShown | None
    late_charges: tuple[LateShown, ...]
    left_out: tuple[str, ...]
    replay: Replayable | None
    schema: Literal["arrears-explanation/1"] = "arrears-explanation/1"
