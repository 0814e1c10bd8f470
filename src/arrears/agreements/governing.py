"""Which version governs: the dates that an agreement covers become a part of each clause's `when`.

So the choice of the version is ordinary algebra: a missing photography date gives "cannot tell whether it
applies", and nothing is chosen behind the formula's back.
"""

from __future__ import annotations

from collections.abc import Mapping

from arrears.agreements.yaml_source import Written, WrittenMap, WrittenText
from arrears.findings import Finding, Refused, suggest
from arrears.formula.nodes import AllOf, AnyOf, Compare, Fact, IsIn, Node, Truth, Word, kind_of


def join_coverage(
    when: Node, governed_by: Written, covers: tuple[Node, Node], names: Mapping[str, Node], place: str
) -> tuple[Node, tuple[str, ...]]:
    """The condition with the version's dates joined to it, and the date facts that choose the version.

    place: of the clause, for findings. governed_by: one date fact, or one for each kind of work. Kinds of
    work that the clause's own words rule out are left away, so that a clause for television asks for no date
    of photography.
    """
    if isinstance(governed_by, WrittenText):
        fact = _date_fact(governed_by, names, place)
        return _all_of(when, _covered(fact, covers)), (fact.name,)
    if not isinstance(governed_by, WrittenMap) or not isinstance(names.get("work"), Fact):
        problem = "the version is chosen by one date for this record, which has no kind of work."
        raise Refused(
            [Finding("agreement-governed", place, problem, "governed_by: a date", "dates by kind of work")]
        )
    arms: list[tuple[str, Fact]] = []
    possible = _possible_works(when)
    for work, written in governed_by.entries:
        if isinstance(written, WrittenText) and (possible is None or work.text in possible):
            arms.append((work.text, _date_fact(written, names, place)))
    if not arms:
        problem = "the clause's kind of work has no governing date."
        found = ", ".join(sorted(possible or ())) or "none"
        raise Refused([Finding("agreement-governed", place, problem, "a date for it", found)])
    facts = tuple(dict.fromkeys(fact.name for _, fact in arms))
    if possible is not None and len(facts) == 1 and possible <= {work for work, _ in arms}:
        return _all_of(when, _covered(arms[0][1], covers)), facts
    work_fact = names["work"]
    choices = tuple(
        AllOf((Compare("=", work_fact, Word(work)), *_covered(fact, covers))) for work, fact in arms
    )
    return _all_of(when, (choices[0] if len(choices) == 1 else AnyOf(choices),)), facts


def _date_fact(written: WrittenText, names: Mapping[str, Node], place: str) -> Fact:
    fact = names.get(written.text)
    if isinstance(fact, Fact) and kind_of(fact).base == "date":
        return fact
    dates = [name for name, node in names.items() if isinstance(node, Fact) and kind_of(node).base == "date"]
    problem, found = f"'{written.text[:60]}' is not a date of this record.", f"'{written.text[:60]}'"
    remedy = suggest(written.text, dates)
    raise Refused([Finding("agreement-governed", place, problem, "a date fact", found, remedy)])


def _covered(fact: Fact, covers: tuple[Node, Node]) -> tuple[Node, ...]:
    return (Compare(">=", fact, covers[0]), Compare("<=", fact, covers[1]))


def _all_of(when: Node, parts: tuple[Node, ...]) -> Node:
    """One flat conjunction: the dispatch of the bulk engine looks at the top level only."""
    own = when.parts if isinstance(when, AllOf) else (when,)
    kept = tuple(part for part in own if part != Truth(True))
    spread = tuple(inner for part in parts for inner in (part.parts if isinstance(part, AllOf) else (part,)))
    return AllOf((*kept, *spread))


def _possible_works(when: Node) -> set[str] | None:
    """The kinds of work that the top level of a condition allows, or None when it does not say."""
    possible: set[str] | None = None
    for part in when.parts if isinstance(when, AllOf) else (when,):
        words: set[str] | None = None
        match part:
            case Compare(sign="=", left=Fact(name="work"), right=Word(value=word)):
                words = {word}
            case IsIn(value=Fact(name="work"), words=listed):
                words = set(listed)
        if words is not None:
            possible = words if possible is None else possible & words
    return possible
