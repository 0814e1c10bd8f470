"""The lines of a run as records of one clause's ledger, and what the explaining interpreter gives for each.

The bulk engine prints the same formulas as SQL; here they are walked line by line with exact fractions, so
that one amount can be shown step by step and held against the bulk amount. Reads no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from arrears.agreements.rewrite import rewrite, rewrite_formula
from arrears.formula.asks import asks, made_facts
from arrears.formula.clause import ClauseFormula, Holds, PaysToDate
from arrears.formula.explain import Value
from arrears.formula.kinds import MONEY
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.nodes import Bands, Node, Total, kind_of
from arrears.formula.outcome import Outcome
from arrears.formula.periods import cut_ledger
from arrears.obligations.variants import Variant

# A row of `fact`: a value per column, whole numbers as int.
FactRow = Mapping[str, object]
KEY_COLUMNS: Mapping[str, str] = {
    "title": "title_id",
    "company": "company_id",
    "market": "market",
    "territory": "territory",
    "currency": "currency",
    "performer": "payee_id",
}


@dataclass(frozen=True)
class LineOutcome:
    """What a clause gives for one line, or for one numbered period of it.

    part_no: the period's number, 0 where the clause cuts none or its number is not known.
    """

    line_id: int
    part_no: int
    record: LedgerRecord
    outcome: Outcome


def explain_lines(
    variant: Variant, variants: Mapping[int, Variant], rows: Sequence[FactRow]
) -> list[LineOutcome]:
    """What one clause on one reading gives for lines of its record kind.

    rows: every line that its counters may run over, or none of them are right. variants: by number, those
    that its `owed` names.
    """
    formula = ledger_formula(variant)
    owed = {name: owed_by_line(variants[no], variants, rows) for name, no in variant.owed.items()}
    names = tuple(asks(formula).facts)
    records = [ledger_record(names, row) for row in rows]
    if owed:
        records = [
            replace(record, owed={name: by_line[record.line_id] for name, by_line in owed.items()})
            for record in records
        ]
    if formula.each is not None:
        records = list(cut_ledger(formula.each, records))
    # Nobody can be asked for the number of a period: the days that it is counted from are named.
    made = set(made_facts(formula.each)) if formula.each is not None else set()
    return [
        LineOutcome(
            record.line_id,
            part_number(formula, record),
            record,
            replace(outcome, missing=tuple(name for name in outcome.missing if name not in made)),
        )
        for record, outcome in zip(records, explain_ledger(formula, records))
    ]


def ledger_formula(variant: Variant) -> ClauseFormula:
    """The formula as the ledger runs it: what counts money counts it in one currency, as in bulk."""
    return counted_by_currency(variant.formula)


def counted_by_currency(formula: ClauseFormula) -> ClauseFormula:
    """The formula with counters and totals of money, amounts to date and held ones, kept by currency too."""
    counted = rewrite_formula(formula, _count_by_currency)
    if isinstance(counted.result, PaysToDate | Holds):
        per = (*counted.result.per, "currency")
        return replace(counted, result=replace(counted.result, per=per))
    return counted


def ledger_record(names: Iterable[str], row: FactRow) -> LedgerRecord:
    """One line as a record of the clause's ledger, with the facts of these names and no other."""
    ordered_on, line_id = row["ordered_on"], row["line_id"]
    assert isinstance(ordered_on, date)
    assert isinstance(line_id, int)
    return LedgerRecord(
        line_id=line_id,
        ordered_on=ordered_on,
        facts={name: fact_value(row.get(name)) for name in names},
        per={word: str(row.get(column) or "") for word, column in KEY_COLUMNS.items()},
    )


def fact_value(stored: object) -> Value:
    """A stored fact as the interpreters take it: whole numbers become fractions, missing stays missing."""
    match stored:
        case None | bool() | date() | str() | Fraction():
            return stored
        case int():
            return Fraction(stored)
    raise TypeError(f"a fact cannot be a {type(stored).__name__}")


def owed_by_line(
    variant: Variant, variants: Mapping[int, Variant], rows: Sequence[FactRow]
) -> dict[int, Fraction | None]:
    """What a clause owes per line, for clauses that name it: 0 where it does not apply, null if unknown."""
    found = explain_lines(variant, variants, rows)
    return {
        one.line_id: Fraction(0) if one.outcome.state == "does not apply" else _exact(one.outcome.cents)
        for one in found
    }


def part_number(formula: ClauseFormula, record: LedgerRecord) -> int:
    """The number of the period a record is; 0 for a whole record, or an unknown number."""
    number = record.facts.get(formula.each.name) if formula.each else None
    return int(number) if isinstance(number, Fraction) else 0


def _exact(cents: int | None) -> Fraction | None:
    return None if cents is None else Fraction(cents)


def _count_by_currency(node: Node) -> Node | None:
    """A counter or total of money, kept by currency too: money of two currencies is never added."""
    match node:
        case Bands(counter=counted):
            counter = rewrite(counted, _count_by_currency)
            return replace(node, counter=counter, per=_with_currency(node.per, counted))
        case Total(value=counted):
            value = rewrite(counted, _count_by_currency)
            return replace(node, value=value, per=_with_currency(node.per, counted))
    return None


def _with_currency(per: tuple[str, ...], counted: Node) -> tuple[str, ...]:
    return (*per, "currency") if kind_of(counted) == MONEY else per
