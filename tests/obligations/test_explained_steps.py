"""Steps of an explanation carry what the interpreter found: values, holes, roundings, missing facts."""

from __future__ import annotations

from fractions import Fraction

from arrears.formula.explain import RecordFacts, evaluate
from arrears.formula.kinds import MONEY, NUMBER, counts
from arrears.formula.nodes import Arithmetic, Fact, Figure, Lookup, Rounded, Span, Table, TableRow
from arrears.obligations.explained_steps import step_of
from arrears.obligations.explanation_model import Value

GROSS = Fact("gross", MONEY)
TABLE = Table("share", (TableRow((Span(Fraction(2), True, Fraction(3), True),), Fraction(1, 2)),), NUMBER)
BY_RUN = Lookup(TABLE, (Fact("run", counts("runs")),))


def test_a_term_carries_its_address_and_status() -> None:
    node = Arithmetic("*", GROSS, Figure(Fraction(12, 1000), NUMBER, "share", "wga/x/share"), MONEY)
    step = step_of(evaluate(node, RecordFacts({"gross": Fraction(500)})), {"wga/x/share": "derived"})
    assert (step.label, step.value) == ("product", Value("number", "6", "money"))
    assert (step.children[1].address, step.children[1].status) == ("wga/x/share", "derived")


def test_a_missing_fact_is_named_at_every_step_above_it() -> None:
    step = step_of(evaluate(Rounded(GROSS, Fraction(1)), RecordFacts({"gross": None})), {})
    assert step.value.exact is None
    assert step.missing == ("gross",)


def test_a_rounding_shows_the_exact_value_before_it() -> None:
    step = step_of(evaluate(Rounded(GROSS, Fraction(100)), RecordFacts({"gross": Fraction(250)})), {})
    assert (step.value.exact, step.rounded) == ("300", "from exactly 250")


def test_the_table_row_taken_is_named() -> None:
    step = step_of(evaluate(BY_RUN, RecordFacts({"run": Fraction(3)})), {})
    assert step.note.startswith("row ")


def test_a_hole_of_a_table_is_said_and_not_called_missing() -> None:
    step = step_of(evaluate(BY_RUN, RecordFacts({"run": Fraction(9)})), {})
    assert step.note == "no row of share covers run 9"
    assert step.missing == ()
