"""Writes a clause's formula as JSON and reads it back, node by node, from a closed list of classes.

So that an explanation can be recomputed without the agreement it came from. Nothing that is not on the list
is built: a stranger's file can name no other class, and figures are exact fractions, never floats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from arrears.formula import clause, kinds, nodes

FORMULA_CLASSES: Mapping[str, type[Any]] = {
    each.__name__: each
    for each in (
        clause.ClauseFormula, clause.Rounding, clause.Each, clause.Split, clause.Division, clause.Pays,
        clause.PaysToDate, clause.Credits, clause.Holds, clause.Waterfall, clause.WaterfallStep,
        clause.Gives, kinds.Kind,
        nodes.Figure, nodes.Day, nodes.Word, nodes.Truth, nodes.Fact, nodes.Named, nodes.Arithmetic,
        nodes.Limit, nodes.Compare, nodes.IsIn, nodes.AllOf, nodes.AnyOf, nodes.Not, nodes.Known, nodes.Owed,
        nodes.Arm, nodes.FirstOf, nodes.Span, nodes.TableRow, nodes.Table, nodes.Lookup, nodes.Band,
        nodes.Bands, nodes.Total, nodes.Rounded,
    )
}  # fmt: skip
DEEPEST = 200
LONGEST_FIGURE = 120
EXACT_FIGURE = re.compile(r"-?[0-9]+(/[0-9]*[1-9][0-9]*)?")


def encode_formula(formula: clause.ClauseFormula) -> dict[str, Any]:
    """A clause's formula as plain JSON values; a fraction is `{"fraction": "9/2500"}`."""
    encoded = _encode(formula)
    assert isinstance(encoded, dict)
    return encoded


def encode_node(node: nodes.Node) -> dict[str, Any]:
    """One node as plain JSON values, as `encode_formula` writes it inside a clause."""
    encoded = _encode(node)
    assert isinstance(encoded, dict)
    return encoded


def decode_formula(content: Mapping[str, Any]) -> clause.ClauseFormula:
    """The formula that `encode_formula` wrote; ValueError names what is not of the format."""
    decoded = _decode(dict(content), 0)
    if not isinstance(decoded, clause.ClauseFormula):
        raise ValueError(f"expected a ClauseFormula, found {type(decoded).__name__}")
    return decoded


def read_fraction(text: object) -> Fraction:
    """An exact figure as documents write it, `-3` or `9/2500`; ValueError for any other form.

    Exponents are refused, so that no short text makes a figure of a million digits.
    """
    if not isinstance(text, str) or len(text) > LONGEST_FIGURE or not EXACT_FIGURE.fullmatch(text):
        raise ValueError(f"expected a figure such as 9/2500, found {str(text)[:40]}")
    return Fraction(text)


def _encode(value: Any) -> Any:
    if is_dataclass(value) and type(value).__name__ in FORMULA_CLASSES:
        own = {each.name: _encode(getattr(value, each.name)) for each in fields(value)}
        return {"node": type(value).__name__, **own}
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return [_encode(each) for each in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise TypeError(f"encode_formula does not know {type(value).__name__}")


def _decode(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError(f"the formula is nested more than {DEEPEST} deep")
    if isinstance(value, list):
        return tuple(_decode(each, depth + 1) for each in value)
    if not isinstance(value, dict):
        if isinstance(value, float):
            raise ValueError(f"expected an exact figure, found {value}")
        return value
    if set(value) == {"fraction"}:
        return read_fraction(value["fraction"])
    if set(value) == {"date"}:
        return date.fromisoformat(str(value["date"]))
    return _decode_node(value, depth)


def _decode_node(value: dict[str, Any], depth: int) -> Any:
    name = str(value.get("node", "nothing"))
    if name not in FORMULA_CLASSES:
        raise ValueError(f"expected a node of the formula, found {name[:40]}")
    parts = {key: _decode(part, depth + 1) for key, part in value.items() if key != "node"}
    known = {each.name for each in fields(FORMULA_CLASSES[name])}
    if unknown := sorted(set(parts) - known):
        raise ValueError(f"{name} has no part named {unknown[0][:40]}")
    try:
        return FORMULA_CLASSES[name](**parts)
    except TypeError as fault:
        raise ValueError(f"{name}: {fault}") from fault
