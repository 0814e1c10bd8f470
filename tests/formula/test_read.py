"""Expressions: what is read, what is refused, and in which words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.findings import Refused
from arrears.formula.kinds import DATE, DAYS, MONEY, NUMBER, YES_NO, Kind, combine, counts, read_kinds
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Compare,
    Fact,
    Figure,
    IsIn,
    Known,
    Limit,
    Node,
    Not,
    Owed,
    Word,
    kind_of,
)
from arrears.formula.read import read_expression, require_condition, require_money
from arrears.vocabulary import FACTS

NAMES: dict[str, Node] = {
    name: Fact(name, fact.kind, fact.bound) for name, fact in read_kinds(FACTS["statement_line"]).items()
}
NAMES |= {
    "rate": Figure(Fraction(3, 250), NUMBER, "rate"),
    "window": Figure(Fraction(24), DAYS, "window"),
    "covered": Fact("covered", YES_NO, 0),
}
GROSS, COPIES, MARKET, RATE = NAMES["gross"], NAMES["copies"], NAMES["market"], NAMES["rate"]


def read(text: str) -> Node:
    return read_expression(text, NAMES, "f:7:3")


def test_every_fact_of_every_record_kind_can_be_named() -> None:
    for facts in FACTS.values():
        names: dict[str, Node] = {name: Fact(name, fact.kind) for name, fact in read_kinds(facts).items()}
        for name in names:
            assert read_expression(f"known({name})", names) == Known(names[name])


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("gross * rate", Arithmetic("*", GROSS, RATE, MONEY)),
        ("gross / copies", Arithmetic("/", GROSS, COPIES, combine(MONEY, counts("copies"), -1))),
        ("gross - 0", Arithmetic("-", GROSS, Figure(Fraction(0), MONEY), MONEY)),
        ("1 - rate", Arithmetic("-", Figure(Fraction(1)), RATE, NUMBER)),
        ("gross <> 0", Compare("<>", GROSS, Figure(Fraction(0), MONEY))),
        ("0 <= gross", Compare("<=", Figure(Fraction(0), MONEY), GROSS)),
        ("market = 'download'", Compare("=", MARKET, Word("download"))),
        ("market in ('rental', 'download')", IsIn(MARKET, ("rental", "download"))),
        ("market not in ('rental')", Not(IsIn(MARKET, ("rental",)))),
        ("at_least(gross, 0)", Limit("at_least", GROSS, Figure(Fraction(0), MONEY), MONEY)),
        ("at_most(gross, gross)", Limit("at_most", GROSS, GROSS, MONEY)),
        ("owed('article/clause')", Owed("article/clause")),
        ("known(gross)", Known(GROSS)),
        ("covered", NAMES["covered"]),
        ("not covered", Not(NAMES["covered"])),
    ],
)
def test_an_expression_becomes_a_typed_tree(text: str, node: Node) -> None:
    assert read(text) == node


def test_and_or_not_bind_as_in_sql_and_lie_flat() -> None:
    one, two, three = (Compare(">", GROSS, Figure(Fraction(n), MONEY)) for n in (0, 1, 0))
    assert read("gross > 0 or gross > 1 and covered") == AnyOf((one, AllOf((two, NAMES["covered"]))))
    assert read("gross > 0 and gross > 1 and gross > 0") == AllOf((one, two, three))
    assert read("(gross > 0 and gross > 1) and gross > 0") == AllOf((one, two, three))


def test_dates_differ_by_days_and_move_by_days() -> None:
    assert kind_of(read("received_on - period_to")) == DAYS
    assert kind_of(read("received_on + window")) == DATE
    assert kind_of(read("received_on - window")) == DATE
    assert kind_of(read("received_on + (received_on - period_to)")) == DATE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gross + copies", "+ joins two kinds of value\n  expected money, found copies (copies)\n  Try: ch"),
        ("gross = copies", "= compares two kinds of value\n  expected money, found copies (copies)"),
        ("at_most(gross, rate)", "at_most compares two kinds of value\n  expected money, found rate (numbe"),
        ("at_most(market, gross)", "at_most needs numbers\n  expected number, found market (word)"),
        ("market * rate", "* needs numbers\n  expected number, found market (word)"),
        ("received_on * rate", "* needs numbers\n  expected number, found received_on (date)"),
        ("received_on + received_on", "+ needs numbers, or a date and days"),
        ("received_on + gross", "+ needs numbers, or a date and days"),
        ("window + received_on", "+ needs numbers, or a date and days"),
        ("market < 'rental'", "< needs numbers or dates\n  expected numbers or dates, found market (word)"),
        ("covered = covered", "yes/no values are not compared\n  expected a bare name, or not, found cover"),
        ("not gross", "and, or, not join yes/no values\n  expected yes/no, found gross (money)"),
        ("covered and gross", "and, or, not join yes/no values"),
        ("gross = 'download'", "a word is compared with a value that is not a word"),
        ("gross in ('download')", "a word is compared with a value that is not a word"),
        ("'download'", "a word where a value is expected\n  expected a name, found 'download'\n  Try: comp"),
        ("market in (gross)", "a word without quotes\n  expected words in single quotes, found gross"),
        ("market = 'dwnload'", "unknown word of markets\n  expected a word of markets, found dwnload\n  Tr"),
        ("gros * rat", "unknown name 'gros'\n  expected a fact, term, table, step or question, found gros"),
        ("gross * 2", "a figure inside an expression\n  expected 0, 1 or a name, found 2\n  Try: make the "),
        ("gross * 0.5", "a figure inside an expression"),
        ("gross * 1e5", "a figure inside an expression"),
        ("CASE WHEN covered THEN 1 ELSE 0 END", "CASE is not read here\n  expected an expression, found CA"),
        ("gross IS NOT NULL", "IS is not read here\n  expected an expression, found IS\n  Try: write known"),
        ("gross = NULL", "NULL is not read here"),
        ("-gross", "a minus sign before a value is not read here"),
        ("gross BETWEEN 0 AND 1", "BETWEEN is not read here"),
        ("CAST(gross AS int)", "a cast or a date is not read here"),
        ("date '2008-02-13' < received_on", "a cast or a date is not read here"),
        ("gross::int", "a cast is not read here\n  expected an expression, found ::"),
        ("(SELECT gross)", "a subquery is not read here"),
        ("market in (SELECT 1)", "an expression with more than we read"),
        ("if(covered, 1, 0)", "IF is not read here"),
        ("covered = TRUE", "TRUE or FALSE is not read here"),
        ("sum(gross)", "SUM is not read here"),
        ("owd('x')", "unknown function 'owd'\n  expected at_least, at_most, known, owed, found owd\n  Try:"),
        ("known(gross, rate)", "known with 2 values\n  expected 1, found 2"),
        ("owed(gross)", "owed needs the name of a clause\n  expected owed('clause'), found gross\n  Try: p"),
        ("owed('../x')", "owed needs the name of a clause"),
        ("100 units", "two values side by side is not read here"),
        ("line.gross", "an expression with more than we read\n  expected an expression, found table"),
        ("gross -- note", "a comment is not read here\n  expected an expression, found --\n  Try: put the "),
        ("gross /* note */", "a comment is not read here"),
        ("gross; gross", "a second statement is not read here\n  expected an expression, found ;"),
        ('"gross"', "a quoted name is not read here"),
        ("`gross`", "a quoted name is not read here"),
        ("gross != 0", "!= is not read here\n  expected an expression, found !=\n  Try: write <>"),
        ("gross == 0", "== is not read here"),
        ("gross * 5%", "a percentage is not read here"),
        ("$5 * rate", "money is not read here"),
        ("gross ~ 1", "a character not read here\n  expected an expression, found ~"),
        ("gross +", "not an expression\n  expected an expression, found gross +\n  Try: check brackets"),
        ("", "not one expression"),
        ("()", "TUPLE is not read here"),
        ("(" * 13 + "gross" + ")" * 13, "an expression too deep to read\n  expected at most 12 brackets in"),
        ("not " * 13 + "covered", "an expression too deep to read"),
        ("gross" + " + gross" * 100, "an expression too long to read\n  expected at most 600 characters, f"),
    ],
)  # fmt: skip
def test_what_is_off_the_list_is_refused_in_plain_words(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert f"f:7:3: {said}" in str(refused.value)


def test_all_unknown_names_are_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read("gros * rat + gros")
    assert sorted(finding.found for finding in refused.value.findings) == ["gros", "rat"]


def test_a_clause_pays_money_and_asks_yes_or_no() -> None:
    assert require_money(GROSS, "f:1") == GROSS
    with pytest.raises(Refused, match="f:1: a clause pays money\n  expected money, found copies"):
        require_money(COPIES, "f:1")
    with pytest.raises(Refused, match="a condition is yes or no\n  expected yes/no, found gross"):
        require_condition(GROSS, "f:1")


def test_a_word_fact_without_a_closed_list_takes_any_word() -> None:
    line = Fact("line", Kind("word", (), "clauses"))
    assert read_expression("line in ('overtime')", {"line": line}) == IsIn(line, ("overtime",))


TOKENS = [
    "gross",
    "rate",
    "market",
    "covered",
    "(",
    ")",
    "*",
    "/",
    "+",
    "-",
    "=",
    "<",
    "and",
    "or",
    "not",
    "in",
    "'download'",
    "0",
    "1",
    ",",
    "known",
    "owed",
    "at_most",
    "case",
    "when",
    "null",
    "is",
    ".",
]


@given(st.text(max_size=60) | st.lists(st.sampled_from(TOKENS), max_size=40).map(" ".join))
def test_no_text_gets_past_refusal(text: str) -> None:
    try:
        node = read(text)
    except Refused as refused:
        assert_said(refused)
    else:
        assert kind_of(node)


def assert_said(refused: Refused) -> None:
    assert all(finding.problem and finding.place == "f:7:3" for finding in refused.findings)


@pytest.mark.parametrize(("text", "word"), [("gross * at_most", "at_most"), ("in", "in")])
def test_a_word_of_the_syntax_on_its_own_is_a_name_that_nobody_knows(text: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        read_expression(text, NAMES)
    assert [(one.code, one.found) for one in refused.value.findings] == [("unknown-word", word)]
