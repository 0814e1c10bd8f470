"""Clauses that a version inherits unchanged: what was read for the older version, moved to the newer one's
addresses and days.

The written block of an inherited clause is the same object in both versions, and so are the shared names that
it uses; then only addresses and covered days differ, and reading it again would give the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from arrears.agreements.due_rules import due_rule_names
from arrears.agreements.lower_clause import Header, LoweredClause
from arrears.agreements.model import DueRule
from arrears.agreements.moved import Move, moved
from arrears.agreements.names import Declared, text_at, words_of
from arrears.agreements.names_read import NamesRead
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.formula.nodes import Day


@dataclass(frozen=True)
class ReadClause:
    """A clause as it was read for one version, and all that its reading rested on."""

    block: WrittenMap
    header: Header
    lowered: LoweredClause

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the clause's texts, and of those of the shared names that it uses."""
        used = (self.header.shared[name].written for name in self.lowered.used)
        return frozenset(word for part in (self.block, *used) for word in _words_in(part))


@dataclass(frozen=True)
class ReadClauses:
    """The clauses that one load has read, by their written blocks, the newest reading last; the names; and
    the moves from version to version.
    """

    found: dict[int, list[ReadClause]] = field(default_factory=dict)  # a value keeps its block, and so the id
    names: NamesRead = field(default_factory=NamesRead)
    moves: dict[tuple[str, str], Move] = field(default_factory=dict)

    def keep(self, block: WrittenMap, header: Header, lowered: LoweredClause) -> None:
        """Keep a clause that was read without a fault."""
        if lowered.clause is not None:
            self.found.setdefault(id(block), []).append(ReadClause(block, header, lowered))

    def inherited(self, block: WrittenMap, header: Header) -> LoweredClause | None:
        """The clause as the version of a header has it, or None where it has to be read."""
        for known in reversed(self.found.get(id(block), [])):
            if _rests_on_the_same(known, header):
                return moved(known.lowered, self._move(known.header, header))
        return None

    def _move(self, before: Header, now: Header) -> Move:
        """From one version to another; what the clauses of a version share is moved once."""
        old, new = (one.address.rpartition("/")[0] for one in (before, now))
        known = self.moves.get((old, new))
        if known is None:
            days = dict(zip(_days(before), _days(now)))
            known = self.moves[old, new] = Move(old, new, days)
        return known


def _days(header: Header) -> tuple[Day, ...]:
    return tuple(day for day in header.covers if isinstance(day, Day))


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
    due, late = due_rule_names(known.block.get("due")), text_at(known.block, "late")
    return (
        before.article == header.article
        and before.citation == header.citation
        and _is_same_written(before.governed_by, header.governed_by)
        and known.words.isdisjoint(before.shared.keys() ^ header.shared.keys())
        and all(_is_same_name(before.shared[name], header.shared[name]) for name in known.lowered.used)
        and (late in before.late_rules) == (late in header.late_rules)
        and all(
            _due_said(before.due_rules.get(name)) == _due_said(header.due_rules.get(name)) for name in due
        )
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
