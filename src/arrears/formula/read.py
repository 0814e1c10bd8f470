"""Expression text to typed nodes: the one door through which words of an agreement file become a formula.

The text is SQL expression syntax, read by sqlglot and lowered at once by a whitelist of node types and of
their argument names; whatever is not on the list is refused with its place. It never evaluates anything,
and it holds no figures but 0 and 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import NoReturn

from sqlglot import exp

from arrears.findings import Finding, Refused, suggest
from arrears.formula.expression_text import (
    ARITHMETIC,
    COMPARISONS,
    FUNCTIONS,
    check_shape,
    is_plain,
    parse_expression,
    refuse,
)
from arrears.formula.kinds import MONEY, NUMBER, Kind, combine
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    ArithmeticSign,
    Compare,
    Figure,
    IsIn,
    Known,
    Limit,
    Node,
    Not,
    Owed,
    Word,
    is_day_difference,
    kind_of,
)
from arrears.vocabulary import WORD_LISTS

Trees = dict[str, exp.Expr]  # the parser's own tree of each text, which lowering only reads
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTED = re.compile(r"'[^']*'")
_JOINING = frozenset(("and", "or", "not", "in"))  # no name of an agreement can be called so
_ONE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OWED_NAME = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")


def read_expression(
    text: str, names: Mapping[str, Node], place: str = "", *, trees: Trees | None = None
) -> Node:
    """Read one expression; every name stands for the node that `names` gives it.

    trees: the texts that were parsed before, to which this one is added.
    Findings: `expression-refused` for syntax off the list, `unknown-word` with the nearest known word (all of
    them at once), `wrong-kind` where two values cannot be added, compared or limited.
    """
    alone = names.get(text) if _ONE_NAME.fullmatch(text) else None
    if alone is not None:
        return alone  # a lone name is the commonest expression and needs no parser
    trees = {} if trees is None else trees
    tree = trees.get(text) or parse_expression(text, place)
    trees[text] = tree
    if not names.keys() >= _words_in(text):
        _refuse_unknown(tree, names, place)
    return _lower(tree, names, place)


@lru_cache(maxsize=10_000)  # clauses and their versions share their expressions
def _words_in(text: str) -> frozenset[str]:
    """The words outside quotes that may be names; the function words are among them, and known to no one."""
    return frozenset(_WORD.findall(_QUOTED.sub(" ", text))) - _JOINING


def _refuse_unknown(tree: exp.Expr, names: Mapping[str, Node], place: str) -> None:
    unknown = [
        _unknown(column.name, names, place)
        for column in tree.find_all(exp.Column)
        if is_plain(column) and column.name not in names
    ]
    if unknown:
        raise Refused({finding.found: finding for finding in unknown}.values())


def _unknown(name: str, names: Mapping[str, Node], place: str) -> Finding:
    return Finding(
        "unknown-word",
        place,
        f"unknown name '{name}'",
        "a fact, term, table, step or question",
        name,
        suggest(name, names),
    )


def _lower(tree: exp.Expr, names: Mapping[str, Node], place: str) -> Node:
    """One sqlglot node to one of ours."""
    check_shape(tree, place)
    match tree:
        case exp.Paren():
            return _lower(tree.this, names, place)
        case exp.Column():
            if tree.name not in names:  # `in` on its own, which the parser takes for a name
                refuse(_unknown(tree.name, names, place))
            return names[tree.name]
        case exp.Literal():
            return _literal(tree, place)
        case exp.Anonymous():
            return _call(tree, names, place)
        case exp.In():
            value = _lower(tree.this, names, place)
            words = tuple(_quoted_word(one, value, place) for one in tree.expressions)
            return IsIn(value, words)
        case exp.Not():
            return Not(_condition(tree.this, names, place))
        case exp.And() | exp.Or():
            parts = [_condition(part, names, place) for part in (tree.this, tree.expression)]
            return _joined(AllOf if isinstance(tree, exp.And) else AnyOf, parts)
    if type(tree) in COMPARISONS:
        return _comparison(tree, names, place)
    if type(tree) in ARITHMETIC:
        left, right = (_lower(part, names, place) for part in (tree.this, tree.expression))
        return arithmetic(ARITHMETIC[type(tree)], left, right, place)
    raise TypeError(f"read_expression does not know {type(tree).__name__}")


def _literal(tree: exp.Expr, place: str) -> Node:
    """0 or 1; a word in quotes stands only beside a fact, so it never comes here on its own."""
    if tree.args.get("is_string"):
        refuse(
            Finding(
                "wrong-kind",
                place,
                "a word where a value is expected",
                expected="a name",
                found=f"'{tree.name}'",
                remedy="compare a word with a fact: market = 'download'",
            )
        )
    if tree.name not in ("0", "1"):
        refuse(
            Finding(
                "expression-refused",
                place,
                "a figure inside an expression",
                expected="0, 1 or a name",
                found=tree.name,
                remedy="make the figure a term and write the term's name",
            )
        )
    return Figure(Fraction(int(tree.name)), NUMBER)


def _joined(kind: type[AllOf] | type[AnyOf], parts: list[Node]) -> Node:
    """`a and b and c` as one node rather than a left-leaning chain."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else [part]
    return kind(tuple(flat))


def _condition(tree: exp.Expr, names: Mapping[str, Node], place: str) -> Node:
    """A part of and, or, not: must be yes/no."""
    node = _lower(tree, names, place)
    if kind_of(node).base != "yes/no":
        _wrong_kind("and, or, not join yes/no values", "yes/no", node, place)
    return node


def _wrong_kind(problem: str, expected: object, found: Node, place: str) -> NoReturn:
    shown = getattr(found, "name", "") or type(found).__name__
    refuse(
        Finding(
            "wrong-kind",
            place,
            problem,
            expected=str(expected),
            found=f"{shown} ({kind_of(found)})",
            remedy="check the units of both sides",
        )
    )


def _quoted_word(tree: exp.Expr, fact: Node, place: str) -> str:
    """A word in quotes, of the closed list of the fact it is compared with."""
    check_shape(tree, place)
    kind = kind_of(fact)
    if kind.base != "word":
        _wrong_kind("a word is compared with a value that is not a word", "word", fact, place)
    if not isinstance(tree, exp.Literal) or not tree.args.get("is_string"):
        refuse(
            Finding(
                "wrong-kind",
                place,
                "a word without quotes",
                expected="words in single quotes",
                found=tree.sql(),
                remedy="write market in ('download', 'rental')",
            )
        )
    known = WORD_LISTS.get(kind.words, {})
    if known and tree.name not in known:
        refuse(
            Finding(
                "unknown-word",
                place,
                f"unknown word of {kind.words}",
                expected=f"a word of {kind.words}",
                found=tree.name,
                remedy=suggest(tree.name, known),
            )
        )
    return str(tree.name)


def _comparison(tree: exp.Expr, names: Mapping[str, Node], place: str) -> Node:
    """left sign right, of one kind; words and yes/no have no order."""
    sign = COMPARISONS[type(tree)]
    sides = (tree.this, tree.expression)
    quoted = [isinstance(side, exp.Literal) and bool(side.args.get("is_string")) for side in sides]
    if quoted[1] and not quoted[0]:
        left = _lower(sides[0], names, place)
        right: Node = Word(_quoted_word(sides[1], left, place))
    else:
        left, right = _alike(_lower(sides[0], names, place), _lower(sides[1], names, place))
    kinds = (kind_of(left), kind_of(right))
    if kinds[0] != kinds[1] and not isinstance(right, Word):
        _wrong_kind(f"{sign} compares two kinds of value", kinds[0], right, place)
    if kinds[0].base in ("word", "yes/no") and sign not in ("=", "<>"):
        _wrong_kind(f"{sign} needs numbers or dates", "numbers or dates", left, place)
    if kinds[0].base == "yes/no":
        _wrong_kind("yes/no values are not compared", "a bare name, or not", left, place)
    return Compare(sign, left, right)


def _alike(left: Node, right: Node) -> tuple[Node, Node]:
    """A bare 0 or 1 takes the kind of the other side."""
    if isinstance(right, Figure) and not right.name and kind_of(left).base == "number":
        return left, replace(right, kind=kind_of(left))
    if isinstance(left, Figure) and not left.name and kind_of(right).base == "number":
        return replace(left, kind=kind_of(right)), right
    return left, right


def arithmetic(sign: ArithmeticSign, left: Node, right: Node, place: str = "") -> Arithmetic:
    """left sign right with its kind worked out, refused when the units do not go together."""
    if sign in ("*", "/"):
        for side in (left, right):
            if kind_of(side).base != "number":
                _wrong_kind(f"{sign} needs numbers", "number", side, place)
        if sign == "/" and isinstance(right, Figure) and right.value <= 0:
            _no_divisor(right, place)
        return Arithmetic(sign, left, right, combine(kind_of(left), kind_of(right), 1 if sign == "*" else -1))
    left, right = _alike(left, right)
    kinds = (kind_of(left), kind_of(right))
    if kinds[0].base == "date" and kinds[1].base == "date" and sign == "-":
        return Arithmetic(sign, left, right, Kind("number", (("days", 1),)))
    if is_day_difference(*kinds):
        return Arithmetic(sign, left, right, kinds[0])
    for side in (left, right):
        if kind_of(side).base != "number":
            _wrong_kind(f"{sign} needs numbers, or a date and days", "number", side, place)
    if kinds[0] != kinds[1]:
        _wrong_kind(f"{sign} joins two kinds of value", kinds[0], right, place)
    return Arithmetic(sign, left, right, kinds[0])


def _no_divisor(figure: Figure, place: str) -> NoReturn:
    """A fact may turn out to be 0, and then the amount is missing; a figure that always is, is a slip."""
    shown = f"{figure.name} ({figure.value})" if figure.name else str(figure.value)
    problem, expected = "a division by nothing, or by less", "a divisor above 0"
    remedy = "divide by a figure above 0, or by a fact"
    refuse(Finding("expression-refused", place, problem, expected=expected, found=shown, remedy=remedy))


def _call(tree: exp.Expr, names: Mapping[str, Node], place: str) -> Node:
    """at_most, at_least, known, owed."""
    name, given = str(tree.this), tree.expressions
    wanted = {"at_most": 2, "at_least": 2, "known": 1, "owed": 1}.get(name)
    if wanted is None:
        refuse(
            Finding(
                "expression-refused",
                place,
                f"unknown function '{name}'",
                expected=", ".join(FUNCTIONS),
                found=name,
                remedy=suggest(name, FUNCTIONS),
            )
        )
    if len(given) != wanted:
        refuse(
            Finding(
                "expression-refused",
                place,
                f"{name} with {len(given)} values",
                expected=f"{wanted}",
                found=f"{len(given)}",
            )
        )
    if name == "owed":
        return Owed(_owed_name(given[0], place))
    values = [_lower(one, names, place) for one in given]
    if name == "known":
        return Known(values[0])
    return _limit(name, values[0], values[1], place)


def _limit(name: str, value: Node, bound: Node, place: str) -> Node:
    """at_most or at_least of two numbers of one kind."""
    value, bound = _alike(value, bound)
    for side in (value, bound):
        if kind_of(side).base != "number":
            _wrong_kind(f"{name} needs numbers", "number", side, place)
    if kind_of(value) != kind_of(bound):
        _wrong_kind(f"{name} compares two kinds of value", kind_of(value), bound, place)
    return Limit("at_most" if name == "at_most" else "at_least", value, bound, kind_of(value))


def _owed_name(tree: exp.Expr, place: str) -> str:
    """The clause that owed names, in quotes."""
    quoted = isinstance(tree, exp.Literal) and bool(tree.args.get("is_string"))
    if not quoted or not _OWED_NAME.fullmatch(tree.name):
        refuse(
            Finding(
                "expression-refused",
                place,
                "owed needs the name of a clause",
                expected="owed('clause')",
                found=tree.sql(),
                remedy="put the clause's id in single quotes",
            )
        )
    return str(tree.name)


def require_money(node: Node, place: str) -> Node:
    """Refuse a clause whose result is not money."""
    if kind_of(node) != MONEY:
        _wrong_kind("a clause pays money", MONEY, node, place)
    return node


def require_condition(node: Node, place: str) -> Node:
    """Refuse a condition that is not yes/no."""
    if kind_of(node).base != "yes/no":
        _wrong_kind("a condition is yes or no", "yes/no", node, place)
    return node
