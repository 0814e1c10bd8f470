"""The verifier evaluates as `formula.ledger` does: it is a second program, so this is its test."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.formula.held_ledgers import draw_held_clause, draw_held_records
from tests.formula.random_formulas import DATE, condition, money
from tests.formula.test_ledgers_agree import draw_clause, draw_records
from tests.obligations.cases_in_bulk import ledger_of, readings

from arrears.agreements.cases import case_files, read_cases
from arrears.agreements.load import SHIPPED, clause_named, load_library
from arrears.agreements.model import Agreement
from arrears.claims.verifier import verify
from arrears.formula.clause import ClauseFormula, Division, Each, Gives, Pays, Waterfall, WaterfallStep
from arrears.formula.explain import Value, _covers
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.nodes import Fact, Span
from arrears.formula.periods import ask_for_days, cut_ledger, period_facts, prorate
from arrears.obligations.formula_json import _encode, encode_formula

Told = tuple[str, int | None, tuple[str, ...], tuple[int | None, ...]]


def as_read(formula: ClauseFormula) -> verify.Clause:
    """The clause as the verifier reads it, out of the text of a bundle."""
    return verify.read_clause(json.loads(json.dumps(encode_formula(formula))))


def plain(value: Value) -> Any:
    """A value as the verifier reads it from a bundle: whole numbers are int."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return int(value)
    return value


def as_records(records: Sequence[LedgerRecord]) -> list[verify.Record]:
    return [
        verify.Record(
            one.line_id,
            one.ordered_on,
            {name: plain(value) for name, value in one.facts.items()},
            dict(one.per),
            {name: plain(value) for name, value in one.owed.items()},
        )
        for one in records
    ]


def told_by_arrears(formula: ClauseFormula, records: Sequence[LedgerRecord]) -> list[Told]:
    cut = list(cut_ledger(formula.each, records)) if formula.each else list(records)
    return [
        (one.state, one.cents, one.missing, tuple(fill.cents for fill in one.fills))
        for one in explain_ledger(formula, cut)
    ]


def told_by_verifier(formula: ClauseFormula, records: Sequence[LedgerRecord]) -> list[Told]:
    clause = as_read(formula)
    cut = verify.cut_records(clause, as_records(records))
    return [(one.state, one.cents, one.missing, one.fills) for one in verify.explain_ledger(clause, cut)]


def differing(formula: ClauseFormula, records: Sequence[LedgerRecord], seen: Counter[str]) -> list[str]:
    """Where the two programs part, and in `seen` what was compared."""
    expected, found = told_by_arrears(formula, records), told_by_verifier(formula, records)
    seen.update(state for state, _, _, _ in expected)
    return [f"{formula}: {a} / {b}" for a, b in zip(expected, found, strict=True) if a != b]


def draw_other(rng: random.Random) -> ClauseFormula:
    """A waterfall or a right, which no ledger counts."""
    if rng.random() < 0.5:
        result: Waterfall | Gives = Gives("pay or play", condition(rng, 2))
    else:
        needs = [WaterfallStep(name, money(rng, 1)) for name in ("lender", "performers")]
        result = Waterfall(money(rng, 2), (*needs, WaterfallStep("owner", None)))
    return ClauseFormula("test", "statement_line", result, condition(rng, 1))


def compare(seed: int, clauses: int, records: int) -> tuple[list[str], Counter[str]]:
    rng = random.Random(seed)
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for _ in range(clauses):
        formula = draw_clause(rng) if rng.random() < 0.8 else draw_other(rng)
        wrong += differing(formula, draw_records(rng, records), seen)
    return wrong, seen


def test_the_verifier_figures_random_clauses_as_arrears_does() -> None:
    wrong, seen = compare(seed=20081115, clauses=120, records=30)
    assert wrong[:3] == []
    assert seen["amount"] > 1000
    assert min(seen[state] for state in ("missing", "does not apply", "cannot tell", "right")) > 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_the_verifier_figures_many_more_random_clauses_as_arrears_does(seed: int) -> None:
    wrong, seen = compare(seed=seed, clauses=400, records=50)
    assert wrong[:3] == []
    assert seen["amount"] > 4000


def test_the_verifier_holds_amounts_back_as_arrears_does() -> None:
    rng, seen, wrong = random.Random(5), Counter[str](), []
    for _ in range(70):
        formula, records = draw_held_clause(rng), draw_held_records(rng, 30)
        wrong += differing(formula, records, seen)
    assert wrong[:3] == []
    assert seen["amount"] > 500
    assert min(seen[state] for state in ("missing", "does not apply", "cannot tell")) > 10


def draw_cut(rng: random.Random) -> ClauseFormula:
    """A clause that cuts its records into periods, and divides what it pays among named payees."""
    part = rng.choice(("counts whole", "prorates", "does not count"))
    start, end = Fact("made_on", DATE, 0), Fact("shown_on", DATE, 0)
    each = Each("week", rng.choice((7, 7, 182)), start, end, rng.choice((None, 4)), part)
    own = period_facts(each)
    amount = rng.choice((money(rng, 2), own["week_days"], own["week"]))
    shares = (("performer", Fraction(2, 3)), ("plan", Fraction(1, 6)), ("fund", Fraction(1, 6)))
    division = None if rng.random() < 0.5 else Division(shares, rng.choice(("performer", "fund")))
    formula = ClauseFormula("test", "use", Pays(amount), condition(rng, 1), each=each, division=division)
    return ask_for_days(prorate(formula))


def near(records: Sequence[LedgerRecord], rng: random.Random) -> Iterator[LedgerRecord]:
    """The records with days that lie near each other, so that periods are few."""
    for one in records:
        made = one.facts["made_on"]
        shown = None if made is None else date.fromordinal(made.toordinal() + rng.randint(-10, 60))  # type: ignore[union-attr]
        yield replace(one, facts={**one.facts, "shown_on": None if rng.random() < 0.05 else shown})


def test_the_verifier_cuts_periods_and_divides_among_payees_as_arrears_does() -> None:
    rng, seen = random.Random(1960), Counter[str]()
    wrong: list[str] = []
    for _ in range(80):
        wrong += differing(draw_cut(rng), list(near(draw_records(rng, 12), rng)), seen)
    assert wrong[:3] == []
    assert seen["amount"] > 500
    assert seen["cannot tell"] > 20


def library_ledgers(agreement: Agreement) -> Iterator[tuple[str, ClauseFormula, list[LedgerRecord]]]:
    """Every worked case of an agreement, on every reading that it leaves open."""
    for path in case_files(SHIPPED / agreement.family / agreement.version):
        for case in read_cases(path, agreement):
            clause = clause_named(agreement, case.clause)
            assert clause is not None
            for answers in readings(case, clause, agreement):
                yield f"{case.place} {answers}", *ledger_of(case, clause, agreement, answers)


def test_the_verifier_figures_every_worked_case_of_the_library_as_arrears_does() -> None:
    seen: Counter[str] = Counter()
    nodes: set[str] = set()
    for agreement in load_library():
        for place, formula, records in library_ledgers(agreement):
            formula = replace(formula, each=None)  # ledger_of has cut the records
            assert differing(formula, records, seen) == [], place
            nodes.update(node["node"] for node in verify.nodes_below(encode_formula(formula)))
    assert seen["amount"] > 1000
    assert {"Bands", "Lookup", "FirstOf", "Owed", "Rounded", "Limit", "Waterfall", "Division"} <= nodes


def test_a_node_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="Import is no node of a formula"):
        verify.compile_node({"node": "Import", "name": "os"})
    with pytest.raises(ValueError, match="1e999999 is no exact figure"):
        verify.compile_node({"node": "Figure", "value": {"fraction": "1e999999"}})
    with pytest.raises(ValueError, match="Pays is no clause"):
        verify.read_clause({"node": "Pays"})


def test_keys_of_tables_cover_the_values_that_arrears_covers() -> None:
    edges: tuple[Fraction | date | None, ...] = (None, Fraction(1), Fraction(3, 2), Fraction(7))
    days: tuple[Fraction | date | None, ...] = (None, date(2008, 2, 13), date(2024, 7, 1))
    covered = 0
    for ends, values in ((edges, (0, 1, Fraction(3, 2), 2, 7, 8)), (days, (*days[1:], date(2010, 1, 1)))):
        for low, high, low_in, high_in in itertools.product(ends, ends, (True, False), (True, False)):
            span = Span(low, low_in, high, high_in)
            covers = verify._make_key(json.loads(json.dumps(_encode(span))))
            for value in values:
                expected = _covers(span, Fraction(value) if isinstance(value, int) else value)
                assert covers(value) == expected, (span, value)
                covered += expected
    assert covered > 100
