"""What a formula asks for: the facts, terms, running sums and other clauses it reads, and how it is found.

Walks the tree and evaluates nothing. The proof that no number grows too large is made where the SQL is
printed, by `prove_magnitudes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from arrears.formula.clause import (
    ALWAYS,
    ClauseFormula,
    Credits,
    Each,
    Gives,
    Holds,
    Pays,
    PaysToDate,
    Result,
    Waterfall,
)
from arrears.formula.kinds import DATE
from arrears.formula.nodes import (
    AllOf,
    Bands,
    Compare,
    Day,
    Fact,
    Figure,
    IsIn,
    Lookup,
    Named,
    Node,
    Owed,
    StateNode,
    Table,
    Total,
    Word,
    children,
)


@dataclass(frozen=True)
class Asks:
    """Everything a clause reads.

    facts: of the record, by name, without those that its own `each` makes (see `made`). states: counters and
    totals, inner ones first. owed: names as written in `owed(…)`.
    """

    facts: Mapping[str, Fact]
    made: tuple[str, ...]
    figures: tuple[Figure | Day, ...]
    tables: tuple[Table, ...]
    states: tuple[StateNode, ...]
    owed: tuple[str, ...]


def asks(formula: ClauseFormula | Node) -> Asks:
    """What a clause, or one node, reads, each thing once and in reading order."""
    made: tuple[str, ...] = ()
    if isinstance(formula, ClauseFormula):
        roots = clause_nodes(formula)
        made = made_facts(formula.each) if formula.each else ()
    else:
        roots = (formula,)
    nodes = list(dict.fromkeys(node for root in roots for node in walk(root)))
    return Asks(
        _facts_of_record(formula, made),
        made,
        tuple(node for node in nodes if isinstance(node, Figure | Day) and node.name),
        tuple(dict.fromkeys(node.table for node in nodes if isinstance(node, Lookup))),
        tuple(node for node in nodes if isinstance(node, Bands | Total)),
        tuple(dict.fromkeys(node.clause for node in nodes if isinstance(node, Owed))),
    )


def _facts_of_record(formula: ClauseFormula | Node, made: tuple[str, ...]) -> dict[str, Fact]:
    """The facts read from the record; what a split counts in units are facts of its participants."""
    roots: tuple[Node, ...] = () if isinstance(formula, ClauseFormula) else (formula,)
    facts: dict[str, Fact] = {}
    if isinstance(formula, ClauseFormula):
        roots = clause_nodes(replace(formula, split=None))
    for root in roots:
        facts.update((node.name, node) for node in walk(root) if isinstance(node, Fact))
    if isinstance(formula, ClauseFormula) and isinstance(formula.result, Credits):
        facts.setdefault(formula.result.order, Fact(formula.result.order, DATE, 0))
    return {name: fact for name, fact in facts.items() if name not in made}


def made_facts(each: Each) -> tuple[str, ...]:
    """The facts that cutting a record into periods adds: number, first and last day, days of the period."""
    return (each.name, f"{each.name}_from", f"{each.name}_to", f"{each.name}_days")


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, children before parents."""
    for child in children(node):
        yield from walk(child)
    yield node


def result_nodes(result: Result) -> tuple[Node, ...]:
    """The nodes of what a clause gives."""
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


def clause_nodes(formula: ClauseFormula) -> tuple[Node, ...]:
    """Every root node of a clause: its condition, its result, its periods and its split."""
    nodes = [formula.when, *result_nodes(formula.result)]
    if formula.each:
        nodes = [formula.each.start, formula.each.end, *nodes]
    if formula.split and formula.split.units is not None:
        nodes.append(formula.split.units)
    return tuple(nodes)


def dispatch_words(when: Node) -> tuple[Mapping[str, frozenset[str]], Node]:
    """Which words of which facts a condition demands, and the rest of the condition.

    Only top-level parts `fact = 'word'` and `fact in (…)` count: `when` is exactly these and the rest.
    """
    words: dict[str, frozenset[str]] = {}
    rest: list[Node] = []
    for part in _conjuncts(when):
        demand = _word_demand(part)
        if demand is None:
            rest.append(part)
            continue
        name, chosen = demand
        words[name] = words[name] & chosen if name in words else chosen
    if not rest:
        return words, ALWAYS
    return words, rest[0] if len(rest) == 1 else AllOf(tuple(rest))


def _conjuncts(node: Node) -> Iterator[Node]:
    """The parts that must all be yes; a named step is looked into, since its name changes nothing here."""
    match node:
        case AllOf(parts=parts):
            for part in parts:
                yield from _conjuncts(part)
        case Named(body=AllOf() as body):
            yield from _conjuncts(body)
        case _:
            if node != ALWAYS:
                yield node


def _word_demand(node: Node) -> tuple[str, frozenset[str]] | None:
    """The fact and its allowed words, when that is all the part says."""
    match node:
        case Compare(sign="=", left=Fact(name=name), right=Word(value=word)):
            return name, frozenset((word,))
        case IsIn(value=Fact(name=name), words=words):
            return name, frozenset(words)
    return None


def names_read(node: Node) -> tuple[str, ...]:
    """The facts and amounts that a value rests on, by name, as lists of what is missing show them."""
    names: set[str] = set()
    for one in walk(node):
        if isinstance(one, Fact):
            names.add(one.name)
        elif isinstance(one, Owed):
            names.add(f"owed('{one.clause}')")
    return tuple(sorted(names)) or ("a figure of the agreement",)
