"""The names of one clause while it is read, and expressions read with them.

A name whose own fault was told is broken; what rests on it is passed over in silence, so that one slip gives
one finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import TypeVar

from arrears.agreements.lower_names import (
    Read,
    lower_name,
    refuse,
)
from arrears.agreements.names import (
    Declared,
    needs_of,
    order_names,
    text_at,
    words_of,
)
from arrears.agreements.names_read import NamesRead
from arrears.agreements.rewrite import Sizes, expanded_size
from arrears.agreements.yaml_source import Written, WrittenMap, WrittenText
from arrears.findings import Finding, Refused, suggest
from arrears.formula.clause import Each
from arrears.formula.figures import read_number
from arrears.formula.kinds import read_kinds
from arrears.formula.nodes import Fact, Node, Truth, kind_of
from arrears.formula.periods import period_facts
from arrears.formula.read import read_expression, require_condition, require_money
from arrears.vocabulary import FACTS

SIZE_LIMIT = 3_000
T = TypeVar("T")
_FACTS_OF: Mapping[str, Mapping[str, Fact]] = {
    kind: {name: Fact(name, fact.kind, fact.bound) for name, fact in read_kinds(facts).items()}
    for kind, facts in FACTS.items()
}


@dataclass(frozen=True)
class Scope:
    """The names of one clause while it is read. known: what the load has read before."""

    names: dict[str, Node]
    reads: dict[str, Read]
    broken: frozenset[str]
    faults: list[Finding]
    known: NamesRead


def attempt(faults: list[Finding], read: Callable[[], T]) -> T | None:
    """What `read` gives, or None with its findings kept."""
    try:
        return read()
    except Refused as refused:
        faults.extend(refused.findings)
        return None


def reach_of(wanted: Set[str], declared: Mapping[str, Declared]) -> set[str]:
    """The wanted names and everything that they rest on."""
    reach: set[str] = set()
    waiting = sorted(wanted)
    while waiting:
        name = waiting.pop()
        if name not in reach:
            reach.add(name)
            waiting.extend(needs_of(declared[name], declared))
    return reach


def facts_of(block: WrittenMap) -> dict[str, Fact]:
    """The facts of the clause's record kind, and the one that numbers its periods."""
    facts = dict(_FACTS_OF.get(text_at(block, "for"), {}))
    each = block.get("each")
    if isinstance(each, WrittenMap):
        days = attempt([], lambda: period_days(each))  # its fault is told where the periods are read
        nowhere = Truth(True)
        facts.update(
            period_facts(Each(text_at(each, "name"), days or 2, nowhere, nowhere, None, "counts whole"))
        )
    return facts


def period_days(each: WrittenMap) -> int:
    """How many days one period lasts."""
    written = each.get("lasts")
    figure = read_number(text_at(each, "lasts"), written.place if written else each.place)
    days = {"days": 1, "weeks": 7}.get(str(figure.kind))
    if days is None or figure.value.denominator != 1 or not 0 < figure.value < 10_000:
        problem = "a period lasts whole days or weeks."
        raise refuse(
            "agreement-period", each.place, problem, expected="26 weeks", found=text_at(each, "lasts")
        )
    return int(figure.value) * days


def read_names(
    wanted: set[str],
    declared: Mapping[str, Declared],
    facts: Mapping[str, Fact],
    faults: list[Finding],
    known: NamesRead | None = None,
) -> Scope:
    """Read the wanted names in the order of their needs; a faulty one is told once and makes no echo.

    known: the names that this load has read before, None for none.
    """
    names: dict[str, Node] = dict(facts)
    known = known or NamesRead()
    reads: dict[str, Read] = {}
    ordered = order_names(wanted, declared, faults)
    broken = wanted - {one.name for one in ordered}
    for one in ordered:
        if broken & set(needs_of(one, declared)):
            broken.add(one.name)  # its own fault was told already; a second one here would only be an echo
            continue
        read = attempt(faults, lambda one=one: _read_name(one, names, known))  # type: ignore[misc]
        if read is None:
            broken.add(one.name)
        else:
            reads[one.name] = read
            names[one.name] = read.node
    return Scope(names, reads, frozenset(broken), faults, known)


def _read_name(declared: Declared, names: Mapping[str, Node], known: NamesRead) -> Read:
    before = known.known(declared, names)
    if before is not None:
        return before
    read = _sized(lower_name(declared, names, known.trees), declared, known.sizes)
    known.keep(declared, names, read)
    return read


def _sized(read: Read, declared: Declared, sizes: Sizes) -> Read:
    """Refuse a name that is enormous once its steps are written out (forty doublings make 10^12 parts)."""
    size = expanded_size(read.node, sizes)
    if size > SIZE_LIMIT:
        raise refuse(
            "agreement-size",
            declared.place,
            f"'{declared.name}' repeats other steps too often.",
            expected=f"at most {SIZE_LIMIT:,} parts written out",
            found=f"{size:,}" if size < 10**12 else "more than 10^12",
            remedy="use each step less often",
        )
    return read


def read_part(written: Written | None, scope: Scope) -> Node | None:
    """Read one expression of the clause; None when it rests on a name whose fault was told already."""
    if not isinstance(written, WrittenText) or words_of(written.text) & scope.broken:
        return None
    return attempt(
        scope.faults,
        lambda: _bounded(
            read_expression(written.text, scope.names, written.place, trees=scope.known.trees),
            written,
            scope.known.sizes,
        ),
    )


def _bounded(node: Node, written: WrittenText, sizes: Sizes) -> Node:
    if expanded_size(node, sizes) > SIZE_LIMIT:
        problem = "the expression repeats its steps too often."
        raise refuse("agreement-size", written.place, problem, expected=f"{SIZE_LIMIT:,} parts", found="more")
    return node


def read_condition(written: Written | None, scope: Scope) -> Node | None:
    """Read an expression that must be yes or no; None when it is faulty."""
    node = read_part(written, scope)
    if node is None or written is None:
        return None
    return attempt(scope.faults, lambda: require_condition(node, written.place))


def read_money(written: Written | None, scope: Scope) -> Node | None:
    """Read an expression that must be money; None when it is faulty."""
    node = read_part(written, scope)
    if node is None or written is None:
        return None
    return attempt(scope.faults, lambda: require_money(node, written.place))


def is_date(node: Node | None) -> bool:
    return node is not None and kind_of(node).base == "date"


def not_a_date(written: WrittenText, names: Mapping[str, Node]) -> Refused:
    """The refusal of a name that should be a date fact, with the nearest that is."""
    dates = [name for name, node in names.items() if is_date(node)]
    problem, found = f"'{written.text[:60]}' is not a date of this record.", f"'{written.text[:60]}'"
    return refuse(
        "unknown-word",
        written.place,
        problem,
        expected="a date fact",
        found=found,
        remedy=suggest(found, dates),
    )
