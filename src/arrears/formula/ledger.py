"""Many records of one clause in order: counters, totals, amounts to date, credits and held amounts.

State is a sum over records, never over results, so one record's amount can be checked without the others'
amounts; what is held is the one balance that a clause carries from record to record. A record that may or may
not apply leaves every later sum of its group missing; nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from arrears.formula.asks import asks, names_read
from arrears.formula.clause import WHOLE_CENTS_UP, ClauseFormula, Credits, Holds, PaysToDate, Rounding
from arrears.formula.division import divide_among
from arrears.formula.explain import (
    LARGEST_ROUNDED,
    Explained,
    RecordFacts,
    Value,
    as_number,
    evaluate,
    round_cents,
    union,
)
from arrears.formula.nodes import Bands, StateNode
from arrears.formula.outcome import Outcome, own_outcome
from arrears.formula.waterfall import Fill
from arrears.money import Cents


@dataclass(frozen=True)
class LedgerRecord:
    """One record in the order of its ledger.

    per: the values that counters are kept by, such as `title`. owed: what other clauses owe for this record.
    """

    line_id: int
    ordered_on: date
    facts: Mapping[str, Value]
    per: Mapping[str, str] = field(default_factory=dict)
    owed: Mapping[str, Fraction | None] = field(default_factory=dict)


Group = tuple[str, ...]
Sums = dict[tuple[StateNode, Group], Fraction | None]


def explain_ledger(clause: ClauseFormula, records: Sequence[LedgerRecord]) -> list[Outcome]:
    """What a clause gives for each of many records, in the order they were given.

    Records run by `ordered_on`, then `line_id`; credits by the fact that the clause names, then `line_id`.
    Missing: a counter, total, amount to date, credit or held amount after a record that may or may not apply,
    or whose own part is missing, within one `per`.
    """
    ordered = sorted(
        range(len(records)), key=lambda place: (records[place].ordered_on, records[place].line_id)
    )
    if isinstance(clause.result, Credits):
        return _credited(clause, clause.result, records)
    states = asks(clause).states
    sums: Sums = {}
    outcomes: dict[int, Outcome] = {}
    for place in ordered:
        outcomes[place] = _one_in_order(clause, records[place], states, sums)
    if isinstance(clause.result, PaysToDate):
        _to_changes(clause.result, records, outcomes, ordered)
    if isinstance(clause.result, Holds):
        _hold_until(clause.result, records, outcomes, ordered)
    return [_divided(clause, outcomes[place]) for place in range(len(records))]


def sums_before(
    clause: ClauseFormula, records: Sequence[LedgerRecord]
) -> dict[int, Mapping[StateNode, Fraction | None]]:
    """What each counter and total had reached before each record, by line; null where it is not known."""
    states = asks(clause).states
    sums: Sums = {}
    found: dict[int, Mapping[StateNode, Fraction | None]] = {}
    for record in sorted(records, key=lambda one: (one.ordered_on, one.line_id)):
        found[record.line_id] = {
            state: sums.get((state, group_of(state.per, record)), Fraction(0)) for state in states
        }
        _one_in_order(clause, record, states, sums)
    return found


def _divided(clause: ClauseFormula, found: Outcome) -> Outcome:
    """The outcome with what each named payee takes of the amount, where the clause divides it."""
    if clause.division is None or found.cents is None:
        return found
    taken = zip(clause.division.shares, divide_among(found.cents, clause.division))
    return replace(found, fills=tuple(Fill(payee, cents, None) for (payee, _), cents in taken))


def group_of(per: Sequence[str], record: LedgerRecord) -> Group:
    """The values that a counter is kept by, for one record."""
    return tuple(record.per[name] for name in per)


def _one_in_order(
    clause: ClauseFormula, record: LedgerRecord, states: Sequence[StateNode], sums: Sums
) -> Outcome:
    """One record's outcome; its parts are added to the running sums."""
    applies = evaluate(clause.when, RecordFacts(record.facts, {}, record.owed)).value
    before = {state: sums.get((state, group_of(state.per, record)), Fraction(0)) for state in states}
    facts = RecordFacts(record.facts, before, record.owed)
    found = own_outcome(clause, facts)
    if applies is False:
        return found
    for state in states:
        counted = evaluate(state.counter if isinstance(state, Bands) else state.value, facts)
        own, reached = as_number(counted), before[state]
        known = applies is True and own is not None and reached is not None
        sums[state, group_of(state.per, record)] = reached + own if known else None  # type: ignore[operator]
    return found


def _to_changes(
    result: PaysToDate, records: Sequence[LedgerRecord], outcomes: dict[int, Outcome], ordered: Sequence[int]
) -> None:
    """Turn amounts due so far into what each record adds; a missing one spoils its change and the next."""
    previous: dict[Group, Outcome] = {}
    for place in ordered:
        found = outcomes[place]
        if found.state == "does not apply":
            continue
        group = group_of(result.per, records[place])
        earlier = previous.get(group)
        previous[group] = found
        if found.state != "amount" or earlier is None:
            continue
        if earlier.cents is None or found.cents is None:
            names = tuple(f"earlier {name}" for name in earlier.missing)
            outcomes[place] = replace(found, state="missing", cents=None, missing=names, gaps=earlier.gaps)
        else:
            outcomes[place] = replace(found, cents=found.cents - earlier.cents)


def _hold_until(
    result: Holds, records: Sequence[LedgerRecord], outcomes: dict[int, Outcome], ordered: Sequence[int]
) -> None:
    """Turn each record's own amount into what is owed on it: nothing while it is held, or all that was held.

    Once something is missing, what is held stays unknown: a cheque that surely goes out has no known sum.
    """
    held: dict[Group, Cents | None] = {}
    for place in ordered:
        found = outcomes[place]
        if found.state == "does not apply":
            continue
        group = group_of(result.per, records[place])
        before = held.get(group, 0)
        held[group], outcomes[place] = _held(result, found, before)


def _held(result: Holds, own: Outcome, before: Cents | None) -> tuple[Cents | None, Outcome]:
    """What is held after one record, and what is owed on it. own: the record's own amount."""
    if own.state == "cannot tell" or own.until is None:
        return None, own
    until = _whole_cents(own.until, WHOLE_CENTS_UP)
    if own.cents is None or until is None:
        names = union((own.missing, own.until.missing))
        gaps = tuple(dict.fromkeys((*own.gaps, *own.until.gaps)))
        return None, replace(own, state="missing", cents=None, missing=names, gaps=gaps)
    if before is None:
        names = tuple(f"earlier {name}" for name in names_read(result.amount))
        return None, replace(own, state="missing", cents=None, missing=names)
    payable = before + own.cents
    if abs(payable) > LARGEST_ROUNDED:
        return None, replace(own, state="missing", cents=None)
    is_paid = payable >= until
    return 0 if is_paid else payable, replace(own, cents=payable if is_paid else 0, held_cents=before)


@dataclass(frozen=True)
class _Drawn:
    """Where a fund stands after some records: lines so far, unpaid so far; None once something is missing."""

    lines: Cents = 0
    unpaid: Cents = 0
    missing: tuple[str, ...] = ()
    is_known: bool = True


def _credited(clause: ClauseFormula, result: Credits, records: Sequence[LedgerRecord]) -> list[Outcome]:
    """Draw a fund down against lines: unpaid is the running maximum of lines so far less the fund, and 0."""
    placed = sorted(range(len(records)), key=lambda place: _credit_order(result, records[place]))
    drawn: dict[Group, _Drawn] = {}
    outcomes: dict[int, Outcome] = {}
    for place in placed:
        record = records[place]
        facts = RecordFacts(record.facts, {}, record.owed)
        applies = evaluate(clause.when, facts)
        if applies.value is False:
            outcomes[place] = Outcome("does not apply", applies=applies)
            continue
        group = group_of(result.per, record)
        before = drawn.get(group, _Drawn())
        drawn[group], outcomes[place] = _draw(clause, result, facts, applies, before)
    return [outcomes[place] for place in range(len(records))]


def _credit_order(result: Credits, record: LedgerRecord) -> tuple[bool, Value, int]:
    """Order of credits; a record whose place is not known goes first, and spoils all after it."""
    placed_on = record.facts.get(result.order)
    return (placed_on is not None, placed_on if placed_on is not None else 0, record.line_id)  # type: ignore[return-value]


def _draw(
    clause: ClauseFormula, result: Credits, facts: RecordFacts, applies: Explained, before: _Drawn
) -> tuple[_Drawn, Outcome]:
    """One record's credit: minus the growth of lines so far less unpaid so far."""
    fund, line = evaluate(result.fund, facts), evaluate(result.line, facts)
    unplaced = (result.order,) if facts.facts.get(result.order) is None else ()
    names = union((applies.missing, fund.missing, line.missing, unplaced))
    fund_cents, line_cents = _cents_of(fund, clause), _cents_of(line, clause)
    is_sure = applies.value is True and not unplaced and before.is_known
    if not is_sure or fund_cents is None or line_cents is None:
        earlier = tuple(f"earlier {name}" for name in before.missing)
        spoiled = replace(before, is_known=False, missing=union((before.missing, names)))
        state = "cannot tell" if applies.value is None else "missing"
        gaps = (*applies.gaps, *fund.gaps, *line.gaps)
        return spoiled, Outcome(state, None, union((names, earlier)), gaps, applies, fund)  # type: ignore[arg-type]
    lines = before.lines + line_cents
    unpaid = max(before.unpaid, lines - fund_cents, 0)
    credit = (lines - unpaid) - (before.lines - before.unpaid)
    return _Drawn(lines, unpaid), Outcome("amount", -credit, applies=applies, amount=fund)


def _cents_of(explained: Explained, clause: ClauseFormula) -> Cents | None:
    return _whole_cents(explained, clause.rounding)


def _whole_cents(explained: Explained, rounding: Rounding) -> Cents | None:
    exact = as_number(explained)
    return None if exact is None else round_cents(exact, rounding)
