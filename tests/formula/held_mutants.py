"""Source mutations of amounts that are held, in the ledger, in the fold and in what they wait for."""

from __future__ import annotations

from .mutants import Mutant

BY_HAND = "test_holding.py::test_parts_of_a_cent_of_the_smallest_cheque_are_not_passed_over"
HELD = "test_holding.py::test_folded_balances_equal_the_ledger_walked_record_by_record"

HELD_MUTANTS = (
    # Amounts that are held: the ledger, the fold in SQL, what they wait for.
    Mutant("Holds", "formula/ledger.py", "is_paid = payable >= until", "is_paid = payable > until", HELD),
    Mutant(
        "Holds",
        "formula/ledger.py",
        "return 0 if is_paid else payable, replace(",
        "return payable, replace(",
        HELD,
    ),
    Mutant("Holds", "formula/ledger.py", "payable = before + own.cents", "payable = own.cents", HELD),
    Mutant(
        "Holds",
        "formula/ledger.py",
        "cents=payable if is_paid else 0, held_cents",
        "cents=own.cents if is_paid else 0, held_cents",
        HELD,
    ),
    Mutant(
        "Holds",
        "formula/ledger.py",
        'if own.state == "cannot tell" or own.until is None:\n        return None, own',
        'if own.state == "cannot tell" or own.until is None:\n        return before, own',
        HELD,
    ),
    Mutant(
        "Holds",
        "formula/ledger.py",
        "group = group_of(result.per, records[place])\n        before = held.get(group, 0)",
        "group = ()\n        before = held.get(group, 0)",
        HELD,
    ),
    Mutant("Holds", "formula/holding.py", "WHEN {payable} >= one.until THEN 0", "WHEN TRUE THEN 0", HELD),
    Mutant(
        "Holds",
        "formula/holding.py",
        "WHEN {payable} >= one.until THEN {payable}",
        "WHEN {payable} > one.until THEN {payable}",
        HELD,
    ),
    Mutant("Holds", "formula/holding.py", "ORDER BY held_place)", "ORDER BY held_place DESC)", HELD),
    Mutant(
        "Holds",
        "formula/clause.py",
        'Rounding(Fraction(1), "up")',
        'Rounding(Fraction(1), "down")',
        BY_HAND,
    ),
)
