"""The door of the expression reader: text checked by hand, parsed by sqlglot, held to a whitelist of shapes.

Length, depth and characters are checked before sqlglot sees the text, for its recursion has no limit of its
own. A node type off the list, or a listed one with an argument we do not know, is refused with what to write
instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from arrears.findings import Finding, Refused
from arrears.formula.nodes import ArithmeticSign, Comparison

LONGEST_EXPRESSION = 600
DEEPEST_BRACKETS = 12
FUNCTIONS = ("at_least", "at_most", "known", "owed")


ARITHMETIC: Mapping[type[exp.Expr], ArithmeticSign] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
}
COMPARISONS: Mapping[type[exp.Expr], Comparison] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
# Argument names a node may carry. `safe` and `typed` say how a dialect divides; they must be false.
_ARGUMENTS: Mapping[type[exp.Expr], frozenset[str]] = {
    **{kind: frozenset({"this", "expression"}) for kind in (*ARITHMETIC, *COMPARISONS, exp.And, exp.Or)},
    exp.Column: frozenset({"this"}),
    exp.Identifier: frozenset({"this"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Paren: frozenset({"this"}),
    exp.Not: frozenset({"this"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Anonymous: frozenset({"this", "expressions"}),
}
_UNQUOTED = re.compile(r"[A-Za-z0-9_ \t\n+\-*/=<>(),.]*")
_QUOTED = re.compile(r"'[^']*'")
_BRACKET = re.compile(r"[()]")
_REFUSED_TEXT = (
    ("--", "a comment", "put the comment in the YAML, after #"),
    ("/*", "a comment", "put the comment in the YAML, after #"),
    (";", "a second statement", "write one expression"),
    ('"', "a quoted name", "write names bare, in lower case with underscores"),
    ("`", "a quoted name", "write names bare, in lower case with underscores"),
    ("::", "a cast", "facts and terms have their types already"),
    ("!=", "!=", "write <>"),
    ("==", "==", "write ="),
    ("$", "money", "make the figure a term and write the term's name"),
    ("%", "a percentage", "make the figure a term and write the term's name"),
)
_REMEDIES: Mapping[type[exp.Expr], tuple[str, str]] = {
    exp.Case: ("CASE", "use a table or first_of"),
    exp.If: ("IF", "use a table or first_of"),
    exp.Is: ("IS", "write known(x)"),
    exp.Null: ("NULL", "write known(x)"),
    exp.Neg: ("a minus sign before a value", "write 0 - x"),
    exp.Between: ("BETWEEN", "write x >= low and x <= high"),
    exp.Cast: ("a cast or a date", "make a date a term; facts have their types already"),
    exp.Subquery: ("a subquery", "use owed('clause'), a counter or a total"),
    exp.Select: ("a subquery", "use owed('clause'), a counter or a total"),
    exp.Boolean: ("TRUE or FALSE", "leave the condition out"),
    exp.Alias: ("two values side by side", "put an operator between them"),
    exp.Dot: ("a dotted name", "write names bare, in lower case with underscores"),
}


def refuse(finding: Finding) -> NoReturn:
    """Refuse the expression with one finding."""
    raise Refused([finding])


def parse_expression(text: str, place: str) -> exp.Expr:
    """Check the text by hand, then let sqlglot read it: its recursion never sees long or deep text."""
    _check_text(text, place)
    try:
        trees = sqlglot.parse(text)
    except (SqlglotError, RecursionError, ValueError):
        refuse(
            Finding(
                "expression-refused",
                place,
                "not an expression",
                expected="an expression",
                found=text.strip(),
                remedy="check brackets, operators and quotes",
            )
        )
    if len(trees) != 1 or trees[0] is None:
        refuse(
            Finding(
                "expression-refused",
                place,
                "not one expression",
                expected="one expression",
                found=text.strip(),
            )
        )
    return trees[0]


def _check_text(text: str, place: str) -> None:
    """Length, brackets and characters, before any parser sees the text."""
    if len(text) > LONGEST_EXPRESSION:
        refuse(
            Finding(
                "expression-refused",
                place,
                "an expression too long to read",
                expected=f"at most {LONGEST_EXPRESSION} characters",
                found=f"{len(text)} characters",
                remedy="name parts of it as steps",
            )
        )
    bare = _QUOTED.sub("", text)
    _check_depth(bare, place)
    _check_marks(bare, place)


def _check_depth(bare: str, place: str) -> None:
    """Brackets and `not` inside one another, on which a parser's recursion grows."""
    depth = deepest = 0
    for mark in _BRACKET.findall(bare):
        depth += (mark == "(") - (mark == ")")
        deepest = max(deepest, depth)
    if deepest > DEEPEST_BRACKETS or len(re.findall(r"\bnot\b", bare, re.IGNORECASE)) > DEEPEST_BRACKETS:
        refuse(
            Finding(
                "expression-refused",
                place,
                "an expression too deep to read",
                expected=f"at most {DEEPEST_BRACKETS} brackets inside one another",
                found=bare.strip()[:60],
                remedy="name parts of it as steps",
            )
        )


def _check_marks(bare: str, place: str) -> None:
    """Characters outside quotes, each refused with what to write instead."""
    for mark, found, remedy in _REFUSED_TEXT:
        if mark in bare:
            refuse(
                Finding(
                    "expression-refused",
                    place,
                    f"{found} is not read here",
                    expected="an expression",
                    found=mark,
                    remedy=remedy,
                )
            )
    if not _UNQUOTED.fullmatch(bare):
        mark = next(mark for mark in bare if not _UNQUOTED.fullmatch(mark))
        refuse(
            Finding(
                "expression-refused", place, "a character not read here", expected="an expression", found=mark
            )
        )


def is_plain(column: exp.Expr) -> bool:
    """Whether a column is a bare name, which is all that this format has."""
    name = column.args.get("this")
    set_arguments = {key for key, value in column.args.items() if value}
    return set_arguments == {"this"} and isinstance(name, exp.Identifier) and not name.args.get("quoted")


def check_shape(tree: exp.Expr, place: str) -> None:
    """Refuse node types off the list, and listed ones that carry an argument we do not know."""
    allowed = _ARGUMENTS.get(type(tree))
    if allowed is None:
        found, remedy = _REMEDIES.get(
            type(tree), (tree.key.upper(), f"use + - * / = <> < > in, {', '.join(FUNCTIONS)}")
        )
        refuse(
            Finding(
                "expression-refused",
                place,
                f"{found} is not read here",
                expected="an expression",
                found=found,
                remedy=remedy,
            )
        )
    beyond = {key for key, value in tree.args.items() if value and key not in allowed}
    if beyond or tree.comments or (isinstance(tree, exp.Column) and not is_plain(tree)):
        refuse(
            Finding(
                "expression-refused",
                place,
                "an expression with more than we read",
                expected="an expression",
                found=", ".join(sorted(beyond)) or tree.sql(),
            )
        )
