"""What a clause gives for one record: an amount, nothing, a right, or the names of what is missing.

Rounds once, as the clause declares. It never turns a missing fact into an amount, nor an unknown condition
into a no.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from arrears.findings import Finding
from arrears.formula.clause import ClauseFormula, Credits, Gives, Holds, Pays, PaysToDate, Waterfall
from arrears.formula.explain import Explained, Gap, RecordFacts, as_number, evaluate, round_cents
from arrears.formula.waterfall import Fill, fill_in_order

OutcomeState = Literal["amount", "missing", "does not apply", "cannot tell", "right"]
HELD_BEFORE = "what was held before"


@dataclass(frozen=True)
class Outcome:
    """What a clause gives for one record.

    state: `amount` (with cents), `missing` (it applies, the names say what is not known), `does not apply`,
    `cannot tell` whether it applies, or `right` (a right arises). gaps: holes of the agreement's tables.
    fills: what each place of a waterfall takes, or each payee among whom a ledger's amount is divided.
    until: what a held amount waits for. held_cents: what was held before this record, where that is known.
    """

    state: OutcomeState
    cents: int | None = None
    missing: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    applies: Explained | None = None
    amount: Explained | None = None
    fills: tuple[Fill, ...] = ()
    right: str = ""
    until: Explained | None = None
    held_cents: int | None = None


def outcome(clause: ClauseFormula, record: RecordFacts) -> Outcome:
    """What a clause gives for one record on its own: the amount, or for amounts to date the whole so far.

    An amount that a clause holds is missing: a record on its own does not say what was held before.
    """
    found = own_outcome(clause, record)
    if isinstance(clause.result, Holds) and found.state == "amount":
        return replace(found, state="missing", cents=None, missing=(HELD_BEFORE,))
    return found


def own_outcome(clause: ClauseFormula, record: RecordFacts) -> Outcome:
    """The same, and of an amount that a clause holds this record's own part, with what it waits for."""
    applies = evaluate(clause.when, record)
    if applies.value is None:
        return Outcome("cannot tell", None, applies.missing, applies.gaps, applies)
    if applies.value is False:
        return Outcome("does not apply", applies=applies)
    match clause.result:
        case Pays(amount=amount) | PaysToDate(amount=amount):
            return _paid(clause, evaluate(amount, record), applies)
        case Holds(amount=amount, until=until):
            own = _paid(clause, evaluate(amount, record), applies)
            return replace(own, until=evaluate(until, record))
        case Gives(right=right, when=when):
            arises = evaluate(when, record)
            state: OutcomeState = "right" if arises.value else "does not apply"
            if arises.value is None:
                state = "cannot tell"
            return Outcome(state, None, arises.missing, arises.gaps, applies, arises, right=right)
        case Waterfall():
            return _filled(clause, clause.result, record, applies)
        case Credits():
            raise ValueError(f"{clause.name} credits a fund over several records: use explain_ledger")
    raise TypeError(f"explain does not know {type(clause.result).__name__}")


def _paid(clause: ClauseFormula, amount: Explained, applies: Explained) -> Outcome:
    exact = as_number(amount)
    if exact is None:
        return Outcome("missing", None, amount.missing, amount.gaps, applies, amount)
    cents = round_cents(exact, clause.rounding)
    return Outcome("missing" if cents is None else "amount", cents, applies=applies, amount=amount)


def gap_finding(gap: Gap) -> Finding:
    """A hole in the agreement's table, as a finding about the agreement."""
    return Finding(
        "table-gap",
        gap.address or gap.table,
        f"no row of the table {gap.table} covers this record",
        expected="a row",
        found=", ".join(gap.keys),
        remedy="look the value up in the agreement's text; if it is silent, ask both parties",
    )


def _filled(clause: ClauseFormula, waterfall: Waterfall, record: RecordFacts, applies: Explained) -> Outcome:
    pot = evaluate(waterfall.pot, record)
    paid = _paid(clause, pot, applies)
    if paid.cents is None:
        return paid
    fills = fill_in_order(paid.cents, waterfall.steps, record, clause.rounding)
    return Outcome("amount", paid.cents, (), (), applies, pot, fills)
