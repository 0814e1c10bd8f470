"""Source mutations of the formula room, at least one per kernel and node, with the test that must notice.

Each is a small wrong turn that a person could take. `test_mutants` applies them one at a time to a copy.
"""

from __future__ import annotations

from dataclasses import dataclass

EXPLAIN = "test_explain.py"
AGREE = "test_interpreters_agree.py::test_bulk_and_explain_agree_to_the_cent_and_on_what_is_missing"
LEDGERS = "test_ledgers_agree.py::test_window_sums_equal_the_ledger_walked_record_by_record"
KERNELS = "test_sql_kernels.py"


@dataclass(frozen=True)
class Mutant:
    """One wrong turn: a text of a module, what takes its place, and the test that fails then."""

    node: str
    module: str
    old: str
    new: str
    test: str


MUTANTS = (
    # Kernels: the roundings in SQL and in Python, the exact arithmetic on text.
    Mutant(
        "half up",
        "formula/scaled.py",
        'share = below if mode == "half_up"',
        'share = below if mode != "half_up"',
        KERNELS,
    ),
    Mutant(
        "half up",
        "money.py",
        "(2 * numerator + denominator) // (2 * denominator)",
        "numerator // denominator",
        EXPLAIN,
    ),
    Mutant("half down", "formula/scaled.py", 'else f"({below} - 1)"', 'else f"({below} - 2)"', KERNELS),
    Mutant(
        "half down",
        "money.py",
        "-((-2 * numerator + denominator) // (2 * denominator))",
        "(2 * numerator + denominator) // (2 * denominator)",
        EXPLAIN,
    ),
    Mutant("up", "formula/scaled.py", 'if mode == "up":', 'if mode == "never":', KERNELS),
    Mutant(
        "up",
        "money.py",
        "whole = -(-numerator // denominator)",
        "whole = numerator // denominator + 1",
        KERNELS,
    ),
    Mutant("down", "formula/scaled.py", 'if mode == "down":', 'if mode == "never":', KERNELS),
    Mutant(
        "negative halves", "formula/dialect.py", 'return f"(sign({sign}) * {text})"', "return text", KERNELS
    ),
    Mutant(
        "guard",
        "formula/sql.py",
        "NOT BETWEEN {-bound} AND {bound}",
        "NOT BETWEEN {-bound} AND {bound * bound}",
        KERNELS,
    ),
    Mutant("wide refusal", "formula/sql.py", "if peak >= WIDE_LIMIT:", "if peak >= WIDE_LIMIT**3:", KERNELS),
    Mutant(
        "too large",
        "formula/dialect.py",
        "BETWEEN {-NARROW_LIMIT} AND {NARROW_LIMIT} THEN",
        "BETWEEN {-NARROW_LIMIT} AND 9{NARROW_LIMIT} THEN",
        AGREE,
    ),
    Mutant(
        "common scale",
        "formula/scaled.py",
        "math.gcd(one.numerator * other.denominator",
        "math.gcd(one.numerator * one.denominator",
        AGREE,
    ),
    Mutant(
        "never negative",
        "formula/scaled.py",
        "return value.number is None or value.is_never_negative",
        "return True",
        KERNELS,
    ),
    Mutant(
        "blend",
        "formula/scaled.py",
        'f"(CASE WHEN {counted} <> 0 THEN {schedule} END)"',
        'f"({counted} + {schedule})"',
        LEDGERS,
    ),
    Mutant(
        "sign of a product",
        "formula/scaled.py",
        "return right.sign or right.number",
        "return left.sign or left.number",
        AGREE,
    ),
    # Nodes in explain.
    Mutant("Arithmetic", "formula/explain.py", "value = above - below", "value = below - above", EXPLAIN),
    Mutant(
        "Arithmetic", "formula/explain.py", "as_number(sides[1]) <= 0", "as_number(sides[1]) < 0", EXPLAIN
    ),
    Mutant(
        "Limit",
        "formula/explain.py",
        'min(number, limit) if sign == "at_most"',
        'max(number, limit) if sign == "at_most"',
        EXPLAIN,
    ),
    Mutant("Compare", "formula/scaled.py", "return left <= right", "return left < right", EXPLAIN),
    Mutant(
        "AllOf",
        "formula/explain.py",
        "elif any(one is None for one in values):",
        "elif all(one is None for one in values):",
        EXPLAIN,
    ),
    Mutant(
        "AnyOf",
        "formula/explain.py",
        "if any(one is decides for one in values):",
        "if all(one is decides for one in values):",
        EXPLAIN,
    ),
    Mutant(
        "Not", "formula/explain.py", "else not below.value, (below,)", "else below.value, (below,)", EXPLAIN
    ),
    Mutant(
        "Known",
        "formula/explain.py",
        "below.value is not None, (below,)",
        "bool(below.value), (below,)",
        EXPLAIN,
    ),
    Mutant(
        "IsIn",
        "formula/explain.py",
        "below.value in words, (below,)",
        "below.value == words[0], (below,)",
        EXPLAIN,
    ),
    Mutant("FirstOf", "formula/explain.py", "if test.value is None:\n", "if test.value is ...:\n", EXPLAIN),
    Mutant(
        "Lookup",
        "formula/explain.py",
        "value <= span.high if span.high_included",
        "value < span.high if span.high_included",
        EXPLAIN,
    ),
    Mutant(
        "Lookup",
        "formula/explain.py",
        "value >= span.low if span.low_included else value > span.low",
        "value >= span.low",
        "test_keys.py",
    ),
    Mutant(
        "Bands",
        "formula/explain.py",
        "high = reached if band.up_to is None",
        "high = reached if band.up_to",
        EXPLAIN,
    ),
    Mutant(
        "Bands",
        "formula/explain.py",
        "return bands[0].rate * reached",
        "return bands[-1].rate * reached",
        EXPLAIN,
    ),
    Mutant(
        "Total",
        "formula/explain.py",
        "value = before + number if isinstance(node, Total)",
        "value = before if isinstance(node, Total)",
        EXPLAIN,
    ),
    Mutant(
        "Rounded",
        "formula/explain.py",
        "else round_to(exact, node.unit, node.mode)",
        "else round_to(exact, 2 * node.unit, node.mode)",
        EXPLAIN,
    ),
    Mutant(
        "Owed",
        "formula/explain.py",
        "owed = record.owed.get(clause)",
        "owed = record.owed.get(clause, Fraction(0))",
        EXPLAIN,
    ),
    Mutant("Fact", "formula/explain.py", "missing=(name,) if found is None else ()", "missing=()", EXPLAIN),
    # The same nodes in SQL.
    Mutant(
        "Arithmetic",
        "formula/dialect.py",
        'return f"nullif(greatest({text}, 0), 0)"',
        'return f"nullif({text}, 0)"',
        AGREE,
    ),
    Mutant(
        "Limit",
        "formula/printing.py",
        '"<=" if sign == "at_most" else ">="',
        '">=" if sign == "at_most" else "<="',
        AGREE,
    ),
    Mutant(
        "Compare",
        "formula/scaled.py",
        'text = f"({left_text} {sign} {right_text})"',
        'text = f"({right_text} {sign} {left_text})"',
        AGREE,
    ),
    Mutant(
        "AllOf",
        "formula/printing.py",
        'word = " AND " if isinstance(node, AllOf)',
        'word = " OR " if isinstance(node, AllOf)',
        AGREE,
    ),
    Mutant(
        "AnyOf",
        "formula/printing.py",
        'isinstance(node, AllOf) else " OR "',
        'isinstance(node, AllOf) else " AND "',
        AGREE,
    ),
    Mutant(
        "Not", "formula/printing.py", 'f"(NOT {text.sql})"', 'f"(NOT coalesce({text.sql}, FALSE))"', AGREE
    ),
    Mutant("Known", "formula/printing.py", '"({text.sql} IS NOT NULL)"', '"({text.sql} IS NULL)"', AGREE),
    Mutant(
        "IsIn",
        "formula/printing.py",
        '"({found.sql} IN ({listed}))"',
        '"({found.sql} NOT IN ({listed}))"',
        AGREE,
    ),
    Mutant(
        "FirstOf",
        "formula/scaled.py",
        "WHEN TRUE THEN {value} WHEN FALSE THEN {text} END",
        "WHEN TRUE THEN {value} ELSE {text} END",
        AGREE,
    ),
    Mutant(
        "Lookup",
        "formula/printing.py",
        '">=" if key.low_included else ">"',
        '">" if key.low_included else ">="',
        AGREE,
    ),
    Mutant(
        "Lookup",
        "formula/printing.py",
        '"<=" if key.high_included else "<"',
        '"<" if key.high_included else "<="',
        AGREE,
    ),
    Mutant(
        "Day",
        "formula/dialect.py",
        'return f"({later} - {earlier})"',
        'return f"({earlier} - {later})"',
        AGREE,
    ),
    Mutant(
        "Rounded",
        "formula/printing.py",
        "return round_scaled(number(value, printing), unit, mode, printing)",
        "return number(value, printing)",
        AGREE,
    ),
    Mutant(
        "Bands",
        "formula/printing.py",
        "THEN {edge} ELSE {text} END)",
        "THEN {edge} ELSE {edge} END)",
        LEDGERS,
    ),
    Mutant(
        "Bands",
        "formula/printing.py",
        'f"nullif(abs({own.number}), 0)"',
        'f"nullif({own.number}, 0)"',
        LEDGERS,
    ),
    Mutant(
        "Total",
        "formula/printing.py",
        "return add(state_before(node, printing), state_units(node, printing)[0])",
        "return state_before(node, printing)",
        LEDGERS,
    ),
    Mutant(
        "what is missing",
        "formula/lacks.py",
        'passed.append(f"NOT {test}")',
        'passed.append(f"{test}")',
        AGREE,
    ),
    Mutant("gap", "formula/lacks.py", "AND NOT ({covered", "AND ({covered", AGREE),
    # Ledgers, periods, waterfalls, divisions, keys.
    Mutant(
        "PaysToDate",
        "formula/ledger.py",
        "cents=found.cents - earlier.cents",
        "cents=found.cents",
        "test_ledger.py",
    ),
    Mutant(
        "Credits",
        "formula/ledger.py",
        "max(before.unpaid, lines - fund_cents, 0)",
        "max(lines - fund_cents, 0)",
        "test_ledger.py",
    ),
    Mutant(
        "counter", "formula/ledger.py", "known = applies is True and own", "known = own", "test_ledger.py"
    ),
    Mutant(
        "Gives", "formula/outcome.py", "if arises.value is None:", "if arises.value is ...:", "test_ledger.py"
    ),
    Mutant(
        "Each",
        "formula/periods.py",
        "days = (end - start).days + 1",
        "days = (end - start).days",
        "test_periods.py",
    ),
    Mutant(
        "Each",
        "formula/periods.py",
        "number = days // each.days if",
        "number = -(-days // each.days) if",
        "test_periods.py",
    ),
    Mutant(
        "Waterfall",
        "formula/waterfall.py",
        "min(max(cents, 0), max(left, 0))",
        "max(cents, 0)",
        "test_waterfall.py",
    ),
    Mutant(
        "Waterfall",
        "formula/waterfall.py",
        "WHEN {wanted} > {pot} THEN {pot} END",
        "ELSE {pot} END",
        "test_waterfall.py",
    ),
    Mutant(
        "Split",
        "formula/division.py",
        "if len(known) < len(units) or total == 0",
        "if total == 0",
        "test_division.py",
    ),
    Mutant(
        "thereafter",
        "formula/keys.py",
        "Span(last.high, not last.high_included, None, True)",
        "Span(last.high, True, None, True)",
        "test_keys.py",
    ),
    Mutant(
        "from",
        "formula/keys.py",
        "high=later[0], high_included=False",
        "high=later[0], high_included=True",
        "test_keys.py",
    ),
    Mutant(
        "dispatch",
        "formula/asks.py",
        "words[name] & chosen if name in words",
        "words[name] | chosen if name in words",
        "test_asks.py",
    ),
)
