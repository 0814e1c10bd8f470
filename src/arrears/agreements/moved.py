"""Moves what was read for one version to another version's addresses and covered days.

Only the fields that hold addresses change; a place stays where it was written. What holds no address stays
the same object, and one object is moved once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from arrears.agreements.model import Citation, TermRecord
from arrears.formula.kinds import Kind
from arrears.formula.nodes import Day, Fact, Span, TableRow, Truth, Word

T = TypeVar("T")
ADDRESSLESS = frozenset(
    (type(None), Citation, Kind, Fact, Span, Truth, Word, Fraction, date, int, bool, str, frozenset)
)
ADDRESSES = ("address", "rule_id", "late")


@dataclass(frozen=True)
class Move:
    """From one version's addresses and covered days to another's. done: what was moved, by identity."""

    old: str
    new: str
    covers: Mapping[Day, Day]
    done: dict[int, tuple[object, object]] = field(default_factory=dict)


def moved(value: T, move: Move) -> T:
    """A value with its addresses moved; what holds none stays the same object."""
    result = _moved(value, move)
    if not isinstance(result, type(value)):
        raise TypeError("what is moved stays what it is")
    return result


def _moved(value: object, move: Move) -> object:
    """A value with its addresses moved; what holds none stays the same object."""
    sort = type(value)
    if sort in ADDRESSLESS:
        return value
    if isinstance(value, TermRecord):  # most of what is moved, and nothing asks whether it is one object
        return TermRecord(_moved_text(value.address, move), value.written, value.citation)
    known = move.done.get(id(value))
    if known is not None:
        return known[1]
    moved = _moved_parts(value, move)
    move.done[id(value)] = (value, moved)
    return moved


def _moved_text(text: str, move: Move) -> str:
    if text.startswith(move.old) and text[len(move.old) : len(move.old) + 1] in ("", "/"):
        return move.new + text[len(move.old) :]
    return text


def _moved_parts(value: object, move: Move) -> object:
    if isinstance(value, TableRow):
        return TableRow(value.keys, value.value, _moved_text(value.address, move), value.status)
    if isinstance(value, Day) and value in move.covers:
        return move.covers[value]
    if isinstance(value, tuple):
        parts = tuple([_moved(part, move) for part in value])
        return parts if any(a is not b for a, b in zip(parts, value)) else value
    if is_dataclass(value) and not isinstance(value, type):
        changed = dict(_moved_fields(vars(value), move))
        return _with_fields(value, changed) if changed else value
    return value  # a mapping of days or shares, which holds no address


def _moved_fields(fields: Mapping[str, object], move: Move) -> Iterator[tuple[str, object]]:
    """The fields that another version has otherwise."""
    for name, part in fields.items():
        if type(part) is str:
            now: object = _moved_text(part, move) if name in ADDRESSES else part
        else:
            now = part if type(part) in ADDRESSLESS else _moved(part, move)
        if now is not part:
            yield name, now


def _with_fields(value: object, changed: Mapping[str, object]) -> object:
    """A copy with other fields. What is moved was checked when it was made, so nothing is made anew."""
    other = object.__new__(type(value))
    vars(other).update(vars(value), **changed)
    return other
