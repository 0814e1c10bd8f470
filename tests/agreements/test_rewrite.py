"""Formulas rebuilt: a change reaches every node, and no change changes nothing."""

from datetime import date
from fractions import Fraction

import pytest

from arrears.agreements.rewrite import expanded_size, full_name, result_nodes, rewrite, rewrite_result, walk
from arrears.formula.clause import Credits, Gives, Holds, Pays, PaysToDate, Result, Waterfall, WaterfallStep
from arrears.formula.kinds import DATE, MONEY, NUMBER, counts
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Arm,
    Band,
    Bands,
    Compare,
    Day,
    Fact,
    Figure,
    FirstOf,
    IsIn,
    Known,
    Limit,
    Lookup,
    Named,
    Node,
    Not,
    Owed,
    Rounded,
    Span,
    Table,
    TableRow,
    Total,
    Truth,
    Word,
)

GROSS = Fact("gross", MONEY)
OTHER = Fact("other_gross", MONEY)
TEST = Compare(">", GROSS, Figure(Fraction(0), MONEY))
TABLE = Table("share", (TableRow((Span(Fraction(0)),), Fraction(1)),), NUMBER)
NODES: list[Node] = [
    Named("step", GROSS),
    Arithmetic("+", Figure(Fraction(1), MONEY), GROSS, MONEY),
    Arithmetic("+", GROSS, Figure(Fraction(1), MONEY), MONEY),
    Limit("at_most", GROSS, Figure(Fraction(1), MONEY), MONEY),
    Limit("at_least", Figure(Fraction(1), MONEY), GROSS, MONEY),
    TEST,
    IsIn(GROSS, ("a",)),
    AllOf((Truth(True), TEST)),
    AnyOf((Truth(False), TEST)),
    Not(TEST),
    Known(GROSS),
    FirstOf((Arm(Figure(Fraction(1), MONEY), TEST), Arm(OTHER)), MONEY),
    FirstOf((Arm(Figure(Fraction(1), MONEY), Truth(True)), Arm(GROSS)), MONEY),
    Lookup(TABLE, (GROSS,)),
    Bands(GROSS, ("title",), (Band(Fraction(1), None),)),
    Total(GROSS, ("title",)),
    Rounded(GROSS, Fraction(100)),
]
LEAVES: list[Node] = [
    Figure(Fraction(1)),
    Day(date(2008, 2, 13)),
    Word("rental"),
    Truth(True),
    Fact("shown_on", DATE),
    Owed("reruns/rerun"),
]


def nothing(_: Node) -> None:
    return None


def to_other(node: Node) -> Node | None:
    return OTHER if node == GROSS else None


@pytest.mark.parametrize("node", NODES, ids=lambda node: type(node).__name__)
def test_a_change_reaches_below_every_node(node: Node) -> None:
    changed = rewrite(node, to_other)
    assert GROSS in list(walk(node))
    assert GROSS not in list(walk(changed))
    assert OTHER in list(walk(changed))
    assert type(changed) is type(node)


@pytest.mark.parametrize("node", [*NODES, *LEAVES], ids=lambda node: type(node).__name__)
def test_no_change_changes_nothing(node: Node) -> None:
    assert rewrite(node, nothing) == node


@pytest.mark.parametrize(
    "result",
    [
        Pays(GROSS),
        PaysToDate(GROSS, ("title",)),
        Credits(GROSS, GROSS, ("title",), "due_on"),
        Holds(GROSS, GROSS, ("title",)),
        Waterfall(GROSS, (WaterfallStep("plan", GROSS), WaterfallStep("rest", None))),
        Gives("may leave", TEST),
    ],
    ids=lambda result: type(result).__name__,
)
def test_a_change_reaches_every_part_of_a_result(result: Result) -> None:
    assert rewrite_result(result, nothing) == result
    changed = rewrite_result(result, to_other)
    assert all(GROSS not in list(walk(node)) for node in result_nodes(changed))
    assert len(result_nodes(changed)) == len(result_nodes(result))


def test_a_formula_written_out_is_counted_with_every_repetition() -> None:
    node: Node = Fact("copies", counts("copies"))
    for _ in range(200):
        node = Arithmetic("+", node, node, counts("copies"))
    assert expanded_size(node) == 2**201 - 1
    assert len(list(walk(node))) == 201


def test_what_is_no_node_is_a_programmers_mistake() -> None:
    with pytest.raises(TypeError, match="rewrite does not know str"):
        rewrite("gross", nothing)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="rewrite_result does not know str"):
        rewrite_result("gross", nothing)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="result_nodes does not know str"):
        result_nodes("gross")  # type: ignore[arg-type]


def test_a_bare_name_means_a_clause_of_the_same_article() -> None:
    assert full_name("rental", "new-media") == "new-media/rental"
    assert full_name("reruns/rental", "new-media") == "reruns/rental"
