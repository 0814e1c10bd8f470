"""Rebuilds a formula with some of its nodes replaced; the one place that knows how every node is put
together.

Used to put a chosen answer in a question's place and to give other clauses their full names. It computes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from arrears.agreements.model import Clause
from arrears.formula.clause import (
    ClauseFormula,
    Credits,
    Each,
    Gives,
    Holds,
    Pays,
    PaysToDate,
    Result,
    Split,
    Waterfall,
    WaterfallStep,
)
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Arm,
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
    Total,
    Truth,
    Word,
    children,
)

CHILDLESS = frozenset((Figure, Day, Word, Truth, Fact, Owed))
Sizes = dict[int, tuple[Node, int]]  # by identity; the node is kept, and so its identity is
Change = Callable[[Node], Node | None]


def rewrite(node: Node, change: Change) -> Node:
    """The node with every part for which `change` gives a node replaced; parts of a new node stay."""
    changed = change(node)
    if changed is not None:
        return changed
    match node:
        case Figure() | Day() | Word() | Truth() | Fact() | Owed():
            return node
        case Named(body=body):
            return replace(node, body=rewrite(body, change))
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return replace(node, left=rewrite(left, change), right=rewrite(right, change))
        case Limit(value=value, bound=bound):
            return replace(node, value=rewrite(value, change), bound=rewrite(bound, change))
        case IsIn(value=value) | Known(value=value) | Rounded(value=value) | Total(value=value):
            return replace(node, value=rewrite(value, change))
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return replace(node, parts=tuple(rewrite(part, change) for part in parts))
        case Not(part=part):
            return Not(rewrite(part, change))
        case FirstOf(arms=arms):
            return replace(node, arms=tuple(_rewrite_arm(arm, change) for arm in arms))
        case Lookup(keys=keys):
            return replace(node, keys=tuple(rewrite(key, change) for key in keys))
        case Bands(counter=counter):
            return replace(node, counter=rewrite(counter, change))
    raise TypeError(f"rewrite does not know {type(node).__name__}")


def _rewrite_arm(arm: Arm, change: Change) -> Arm:
    return Arm(rewrite(arm.value, change), None if arm.when is None else rewrite(arm.when, change))


def rewrite_result(result: Result, change: Change) -> Result:
    """A clause's result with some of its nodes replaced."""
    match result:
        case Pays(amount=amount):
            return Pays(rewrite(amount, change))
        case PaysToDate(amount=amount):
            return replace(result, amount=rewrite(amount, change))
        case Credits(fund=fund, line=line):
            return replace(result, fund=rewrite(fund, change), line=rewrite(line, change))
        case Holds(amount=amount, until=until):
            return replace(result, amount=rewrite(amount, change), until=rewrite(until, change))
        case Waterfall(pot=pot, steps=steps):
            filled = tuple(
                WaterfallStep(step.to, None if step.up_to is None else rewrite(step.up_to, change))
                for step in steps
            )
            return Waterfall(rewrite(pot, change), filled)
        case Gives(when=when):
            return replace(result, when=rewrite(when, change))
    raise TypeError(f"rewrite_result does not know {type(result).__name__}")


def rewrite_formula(formula: ClauseFormula, change: Change) -> ClauseFormula:
    """The formula of a clause with some of its nodes replaced; what its payees share it by stays."""
    return replace(
        formula,
        when=rewrite(formula.when, change),
        result=rewrite_result(formula.result, change),
        each=rewrite_each(formula.each, change),
    )


def rewrite_each(each: Each | None, change: Change) -> Each | None:
    """The periods of a clause with some of their nodes replaced."""
    if each is None:
        return None
    return replace(each, start=rewrite(each.start, change), end=rewrite(each.end, change))


def rewrite_split(split: Split | None, change: Change) -> Split | None:
    """The split of a clause with some of its nodes replaced."""
    if split is None or split.units is None:
        return split
    return replace(split, units=rewrite(split.units, change))


def result_nodes(result: Result) -> tuple[Node, ...]:
    """The nodes of a clause's result, in reading order."""
    match result:
        case Pays(amount=amount) | PaysToDate(amount=amount):
            return (amount,)
        case Credits(fund=fund, line=line):
            return (fund, line)
        case Holds(amount=amount, until=until):
            return (amount, until)
        case Waterfall(pot=pot, steps=steps):
            return (pot, *(step.up_to for step in steps if step.up_to is not None))
        case Gives(when=when):
            return (when,)
    raise TypeError(f"result_nodes does not know {type(result).__name__}")


def walk(*roots: Node) -> Iterator[Node]:
    """Some nodes and everything below them, each object once, in reading order."""
    seen: set[int] = set()
    waiting = list(reversed(roots))
    while waiting:
        here = waiting.pop()
        if id(here) not in seen:
            seen.add(id(here))
            yield here
            if type(here) not in CHILDLESS:
                waiting.extend(reversed(children(here)))


def expanded_size(node: Node, sizes: Sizes | None = None) -> int:
    """How many nodes the formula has when every step is written out where it is used.

    sizes: those of nodes that were counted before, to which this one's are added.
    """
    sizes = {} if sizes is None else sizes
    waiting = [node]
    while waiting:
        here = waiting[-1]
        below = children(here)
        unknown = [child for child in below if id(child) not in sizes]
        if unknown and id(here) not in sizes:
            waiting += unknown
        else:
            sizes[id(here)] = (here, 1 + sum([sizes[id(child)][1] for child in below]))
            waiting.pop()
    return sizes[id(node)][1]


def full_name(clause: str, article: str) -> str:
    """A clause's lineage: `new-media/rental`; a bare name means a clause of the same article."""
    return clause if "/" in clause else f"{article}/{clause}"


def clause_nodes(clause: Clause) -> tuple[Node, ...]:
    """Every formula of a clause: its condition, result, periods and split."""
    nodes: list[Node] = [clause.when, *result_nodes(clause.result)]
    if clause.each is not None:
        nodes += [clause.each.start, clause.each.end]
    if clause.split is not None and clause.split.units is not None:
        nodes.append(clause.split.units)
    return tuple(nodes)


def step_names(clause: Clause) -> frozenset[str]:
    """The names of the steps, questions, tables and counters that a clause uses, on any answer."""
    names: set[str] = set()
    roots = [
        *clause_nodes(clause),
        *(answer.node for question in clause.questions for answer in question.answers),
    ]
    for root in roots:
        for node in walk(root):
            if isinstance(node, Named | Bands | Total):
                names.add(node.name)
            elif isinstance(node, Lookup):
                names.add(node.table.name)
    return frozenset(names)
