"""Clauses that a version inherits unchanged: what was read for the older version, moved to the newer one's
addresses and days.

The written block of an inherited clause is the same object in both versions, and so are the shared names that
it uses; then only addresses and covered days differ, and reading it again would give the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from fractions import Fraction

from arrears.agreements.lower_clause import Header, LoweredClause
from arrears.agreements.model import Citation, DueRule
from arrears.agreements.names import Declared, text_at, words_of
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.formula.kinds import Kind
from arrears.formula.nodes import Day, Fact, Span, TableRow, Truth, Word

ADDRESSLESS = (Citation, Kind, Fact, Span, Truth, Word, Fraction, date, int, str, frozenset)
ADDRESSES = (
    "address",
    "rule_id",
    "late",
)  # the fields that hold addresses; a place stays where it was written


@dataclass(frozen=True)
class ReadClause:
    """A clause as it was read for one version, and all that its reading rested on.

    words: every word of its texts and of the shared names that it uses.
    """

    block: WrittenMap
    header: Header
    lowered: LoweredClause
    words: frozenset[str]


@dataclass(frozen=True)
class ReadClauses:
    """The clauses that one load has read, by their written blocks, the newest reading last."""

    found: dict[int, list[ReadClause]] = field(default_factory=dict)  # a value keeps its block, and so the id

    def keep(self, block: WrittenMap, header: Header, lowered: LoweredClause) -> None:
        """Keep a clause that was read without a fault."""
        if lowered.clause is not None:
            used = (header.shared[name].written for name in lowered.used)
            words = frozenset(word for part in (block, *used) for word in _words_in(part))
            self.found.setdefault(id(block), []).append(ReadClause(block, header, lowered, words))

    def inherited(self, block: WrittenMap, header: Header) -> LoweredClause | None:
        """The clause as the version of a header has it, or None where it has to be read."""
        for known in reversed(self.found.get(id(block), [])):
            if _rests_on_the_same(known, header):
                return _moved_clause(known, header)
        return None


def _words_in(written: Written) -> Iterator[str]:
    """Every word of the texts and keys of a block."""
    match written:
        case WrittenText(text=text):
            yield from words_of(text)
        case WrittenList(items=items):
            for item in items:
                yield from _words_in(item)
        case WrittenMap(entries=entries):
            for name, value in entries:
                yield name.text
                yield from _words_in(value)


def _rests_on_the_same(known: ReadClause, header: Header) -> bool:
    """Whether nothing that a clause was read with differs but addresses and days."""
    before = known.header
    due, late = (text_at(known.block, key) for key in ("due", "late"))
    return (
        before.article == header.article
        and before.citation == header.citation
        and _is_same_written(before.governed_by, header.governed_by)
        and (before.shared.keys() ^ header.shared.keys()).isdisjoint(known.words)
        and all(_is_same_name(before.shared[name], header.shared[name]) for name in known.lowered.used)
        and (late in before.late_rules) == (late in header.late_rules)
        and _due_said(before.due_rules.get(due)) == _due_said(header.due_rules.get(due))
    )


def _is_same_name(one: Declared, other: Declared) -> bool:
    return one.written is other.written and one.citation == other.citation


def _is_same_written(one: Written, other: Written) -> bool:
    return one is other or one == other


def _due_said(rule: DueRule | None) -> tuple[object, ...]:
    """A due rule without its address."""
    if rule is None:
        return ()
    return (rule.after, rule.count, rule.unit, dict(rule.printed), rule.citation)


@dataclass(frozen=True)
class _Move:
    """From one version's addresses and covered days to another's. done: what was moved, by identity."""

    old: str
    new: str
    covers: Mapping[Day, Day]
    done: dict[int, tuple[object, object]] = field(default_factory=dict)


def _moved_clause(known: ReadClause, header: Header) -> LoweredClause:
    old, new = (one.address.rpartition("/")[0] for one in (known.header, header))
    days = [
        (before, after)
        for before, after in zip(known.header.covers, header.covers)
        if isinstance(before, Day) and isinstance(after, Day)
    ]
    moved = _moved(known.lowered, _Move(old, new, dict(days)))
    if not isinstance(moved, LoweredClause):
        raise TypeError("a moved clause stays a clause")
    return moved


def _moved(value: object, move: _Move) -> object:
    """A value with its addresses moved; what holds none stays the same object."""
    if value is None or isinstance(value, ADDRESSLESS):
        return value
    known = move.done.get(id(value))
    if known is not None:
        return known[1]
    moved = _moved_parts(value, move)
    move.done[id(value)] = (value, moved)
    return moved


def _moved_text(text: str, move: _Move) -> str:
    if text.startswith(move.old) and text[len(move.old) : len(move.old) + 1] in ("", "/"):
        return move.new + text[len(move.old) :]
    return text


def _moved_parts(value: object, move: _Move) -> object:
    if isinstance(value, TableRow):
        return TableRow(value.keys, value.value, _moved_text(value.address, move), value.status)
    if isinstance(value, Day) and value in move.covers:
        return move.covers[value]
    if isinstance(value, tuple):
        parts = tuple([_moved(part, move) for part in value])
        return parts if any(a is not b for a, b in zip(parts, value)) else value
    if is_dataclass(value) and not isinstance(value, type):
        fields = {
            name: _moved_text(part, move)
            if name in ADDRESSES and isinstance(part, str)
            else _moved(part, move)
            for name, part in vars(value).items()
        }
        if all(part is fields[name] for name, part in vars(value).items()):
            return value
        return type(value)(**fields)
    return value  # a mapping of days or shares, which holds no address
