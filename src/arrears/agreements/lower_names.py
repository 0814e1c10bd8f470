"""From a declared name to its node: terms, tables, steps and questions, each read by the grammar of
`formula`.

Each reader is given the names it may refer to, already read, and raises `Refused` with what it cannot read.
Tables are in `lower_table`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypedDict, Unpack

from arrears.agreements.lower_links import lower_linked
from arrears.agreements.lower_table import lower_dated_term, lower_table
from arrears.agreements.model import Answer, Citation, Conflict, Link, Question, TermRecord
from arrears.agreements.names import Declared, citation_of, text_at
from arrears.agreements.yaml_source import (
    Written,
    WrittenList,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
)
from arrears.findings import Finding, Refused, suggest
from arrears.formula.bands import read_bands
from arrears.formula.figures import read_figure, read_number
from arrears.formula.nodes import Arm, Bands, FirstOf, Named, Node, Rounded, Total, Word, kind_of
from arrears.formula.read import Trees, read_expression, require_condition
from arrears.money import RoundingMode

ROUNDING_WORDS: Mapping[str, RoundingMode] = {
    "half up": "half_up",
    "half down": "half_down",
    "up": "up",
    "down": "down",
}
Names = Mapping[str, Node]


@dataclass(frozen=True)
class Read:
    """One name as read: its node, and the figures, questions and conflicts that it brings."""

    node: Node
    terms: tuple[TermRecord, ...] = ()
    question: Question | None = None
    conflicts: tuple[Conflict, ...] = ()
    link: Link | None = None


# Own types do not inherit, so not the class form.
Difference = TypedDict("Difference", {"expected": str, "found": str, "remedy": str}, total=False)  # noqa: UP013


def refuse(code: str, place: str, problem: str, **difference: Unpack[Difference]) -> Refused:
    """The refusal of one thing in a file."""
    sides = (difference.get("expected", ""), difference.get("found", ""), difference.get("remedy", ""))
    return Refused([Finding(code, place, problem, *sides)])


def lower_name(declared: Declared, names: Names, trees: Trees) -> Read:
    """Read one declared name; `names` holds the facts and every name that it rests on, `trees` the
    expressions that were parsed before.
    """
    conflicts = conflicts_of(declared.written, declared.address, declared.citation)
    match declared.sort:
        case "term":
            read = _lower_term(declared, names)
        case "table":
            lookup, terms = lower_table(declared, names)
            read = Read(lookup, terms)
        case "step":
            read = _lower_step(declared, names, trees)
        case "linked":
            linked = lower_linked(declared, names)
            read = Read(linked.node, (linked.term,), linked.question, link=linked.link)
        case "question":
            read = _lower_question(declared, names, trees)
    return replace(read, conflicts=read.conflicts + conflicts)


def conflicts_of(block: Written, address: str, above: Citation | None) -> tuple[Conflict, ...]:
    """The `conflicts:` of a block: one entry for what the sources print differently, every version with its
    place.
    """
    written = block.get("conflicts") if isinstance(block, WrittenMap) else None
    if not isinstance(written, WrittenList):
        return ()
    says: list[tuple[str, Citation]] = []
    for item in written.items:
        citation = citation_of(item, above)
        if citation is None:
            raise refuse(
                "agreement-citation",
                item.place,
                "a conflicting version has no citation.",
                expected="cite and status",
            )
        if isinstance(item, WrittenMap):
            says.append((text_at(item, "says"), citation))
    return (Conflict(address, tuple(says)),)


def _lower_term(declared: Declared, names: Names) -> Read:
    written = declared.written
    if isinstance(written, WrittenMap) and written.get("is") is None:
        lookup, terms, conflicts = lower_dated_term(declared, names)
        return Read(lookup, terms, conflicts=conflicts)
    if isinstance(written, WrittenMap):
        for key in ("starts", "raises", "printed", "to", "rounds", "dated_by"):
            only_beside(written, key, ("starts",))
    figure = as_text(written.get("is") if isinstance(written, WrittenMap) else written)
    node = read_figure(figure.text, figure.place, name=declared.name, address=declared.address)
    if isinstance(node, Word):
        raise refuse(
            "agreement-term",
            figure.place,
            f"the term '{declared.name}' is a word.",
            expected="a figure or a date",
            found=f"'{figure.text}'",
            remedy="write words in quotes in the expression: market = 'download'",
        )
    return Read(node, (TermRecord(declared.address, figure.text, declared.citation),))


def _lower_step(declared: Declared, names: Names, trees: Trees) -> Read:
    written = declared.written
    if isinstance(written, WrittenText):
        body = read_expression(written.text, names, written.place, trees=trees)
        return Read(Named(declared.name, body, declared.address))
    written = as_map(written)
    _one_of(written, ("is", "first_of", "counts", "total"), "a step")
    _goes_with(written, "bands", "counts")
    only_beside(written, "per", ("counts", "total"))
    if written.get("counts") is not None:
        bands, terms = _lower_bands(declared, written, names, trees)
        return Read(Named(declared.name, _rounded(bands, written), declared.address), terms)
    total = written.get("total")
    if isinstance(total, WrittenText):
        value = read_expression(total.text, names, total.place, trees=trees)
        body = Total(value, per_of(written), declared.name)
    else:
        body = _value_of(written, names, trees)
    return Read(Named(declared.name, _rounded(body, written), declared.address))


def _one_of(block: WrittenMap, keys: tuple[str, ...], what: str) -> str:
    present = [key for key in keys if block.get(key) is not None]
    if len(present) != 1:
        raise refuse(
            "agreement-choice",
            block.place,
            f"{what} states exactly one of {', '.join(keys)}.",
            expected="one of them",
            found=" and ".join(present) or "none",
        )
    return present[0]


def _goes_with(block: WrittenMap, key: str, owner: str) -> None:
    if (block.get(key) is None) != (block.get(owner) is None):
        raise refuse(
            "agreement-choice",
            block.place,
            f"'{owner}' and '{key}' stand together.",
            expected="both",
            found=owner if block.get(key) is None else key,
        )


def only_beside(block: WrittenMap, key: str, owners: tuple[str, ...]) -> None:
    """Refuse a key that would be passed over in silence because what it belongs to is not there."""
    written = block.get(key)
    if written is not None and all(block.get(owner) is None for owner in owners):
        raise refuse(
            "agreement-choice",
            written.place,
            f"'{key}' says nothing here.",
            expected=f"{key} beside {' or '.join(owners)}",
            found=f"{key} alone",
            remedy="take it out, or write what it belongs to",
        )


def _value_of(block: WrittenMap, names: Names, trees: Trees) -> Node:
    """`is` or `first_of`, whichever the block states."""
    if _one_of(block, ("is", "first_of"), "a value") == "is":
        written = as_text(block.get("is"))
        return read_expression(written.text, names, written.place, trees=trees)
    return _lower_first_of(as_list(block.get("first_of")), names, trees)


def _lower_first_of(arms: WrittenList, names: Names, trees: Trees) -> Node:
    lowered: list[Arm] = []
    for number, arm in enumerate(arms.items, start=1):
        when, value = as_map(arm).get("when"), as_text(as_map(arm).get("is"))
        is_last = number == len(arms.items)
        if is_last != (when is None):
            problem = "only the last arm of first_of has no `when`."
            found = "`when` on the last" if is_last else f"none on arm {number}"
            raise refuse(
                "agreement-choice", arm.place, problem, expected="a last arm for the rest", found=found
            )
        test = None
        if isinstance(when, WrittenText):
            test = require_condition(read_expression(when.text, names, when.place, trees=trees), when.place)
        lowered.append(Arm(read_expression(value.text, names, value.place, trees=trees), test))
        kinds = (kind_of(lowered[0].value), kind_of(lowered[-1].value))
        if kinds[0] != kinds[1]:
            raise refuse(
                "wrong-kind",
                value.place,
                "the arms of first_of give two kinds of value.",
                expected=str(kinds[0]),
                found=str(kinds[1]),
            )
    return FirstOf(tuple(lowered), kind_of(lowered[0].value))


def per_of(block: WrittenMap) -> tuple[str, ...]:
    """What a counter or total runs over, as the block states it."""
    written = block.get("per")
    match written:
        case WrittenText(text=text):
            return (text,)
        case WrittenList(items=items):
            return tuple(item.text for item in items if isinstance(item, WrittenText))
    raise refuse(
        "agreement-missing",
        block.place,
        "a running figure does not say what it runs over.",
        expected="per: title",
        found="no `per`",
        remedy="add `per`",
    )


def _lower_bands(
    declared: Declared, block: WrittenMap, names: Names, trees: Trees
) -> tuple[Node, tuple[TermRecord, ...]]:
    counts, bands = as_text(block.get("counts")), as_map(block.get("bands"))
    counter = read_expression(counts.text, names, counts.place, trees=trees)
    rows: list[tuple[str, str]] = []
    terms: list[TermRecord] = []
    for key, written in bands.entries:
        rate = text_at(written, "is") if isinstance(written, WrittenMap) else ""
        rate = written.text if isinstance(written, WrittenText) else rate
        rows.append((key.text, rate))
        citation = citation_of(written, declared.citation) or declared.citation
        terms.append(TermRecord(f"{declared.address}/{key.text}", rate, citation))
    lowered, counted = read_bands(rows, bands.place, address=declared.address)
    if counted != kind_of(counter):
        raise refuse(
            "wrong-kind",
            bands.place,
            "the bands count another unit than the counter.",
            expected=str(kind_of(counter)),
            found=str(counted),
        )
    return Bands(counter, per_of(block), lowered, declared.name, declared.address), tuple(terms)


def _rounded(body: Node, block: WrittenMap) -> Node:
    """The value with the rounding that its block declares, if any."""
    unit, mode = block.get("to"), block.get("rounds")
    if unit is None:
        if mode is not None:
            raise refuse(
                "agreement-choice", mode.place, "`rounds` needs the unit in `to`.", expected="to: 0.1 hours"
            )
        return body
    unit = as_text(unit)
    figure = read_number(unit.text, unit.place)
    if figure.kind != kind_of(body) or figure.value <= 0:
        raise refuse(
            "wrong-kind",
            unit.place,
            "the unit does not fit the value that is rounded.",
            expected=f"a unit of {kind_of(body)} above zero",
            found=unit.text,
        )
    return Rounded(body, figure.value, rounding_mode(mode))


def rounding_mode(written: Written | None) -> RoundingMode:
    """The declared mode of rounding; half up when none is written."""
    if written is None:
        return "half_up"
    word = as_text(written).text
    if word not in ROUNDING_WORDS:
        raise refuse(
            "agreement-word",
            written.place,
            "this is not a way to round.",
            expected=", ".join(ROUNDING_WORDS),
            found=f"'{word}'",
            remedy=suggest(word, ROUNDING_WORDS),
        )
    return ROUNDING_WORDS[word]


def read_rounds(written: Written) -> tuple[Fraction, RoundingMode]:
    """The final rounding, `$0.01 half up`: unit in cents and mode."""
    unit, _, mode = as_text(written).text.partition(" ")
    figure = read_number(unit, written.place)
    if str(figure.kind) != "money" or figure.value <= 0:
        raise refuse(
            "wrong-kind",
            written.place,
            "an amount is rounded to money.",
            expected="$0.01 half up",
            found=unit,
        )
    if figure.value.denominator != 1:
        raise refuse(
            "wrong-kind",
            written.place,
            "an amount is rounded to whole cents.",
            expected="$0.01 half up",
            found=unit,
        )
    return figure.value, rounding_mode(WrittenText(mode, written.place) if mode else None)


def _lower_question(declared: Declared, names: Names, trees: Trees) -> Read:
    written = as_map(declared.written)
    if len(written.entries) < 2:
        raise refuse(
            "agreement-question",
            declared.place,
            f"the question '{declared.name}' has one answer.",
            expected="at least two answers",
            found="one",
            remedy="make it a step, or add the other side's answer",
        )
    answers = tuple(
        _lower_answer(side.text, as_map(answer), declared, names, trees) for side, answer in written.entries
    )
    kinds = {str(kind_of(answer.node)) for answer in answers}
    if len(kinds) > 1:
        raise refuse(
            "wrong-kind",
            declared.place,
            f"the answers to '{declared.name}' give two kinds of value.",
            expected="one kind",
            found=" and ".join(sorted(kinds)),
        )
    question = Question(declared.name, declared.address, answers)
    first = answers[0]
    return Read(Named(declared.name, first.node, declared.address, first.side), question=question)


def _lower_answer(side: str, written: WrittenMap, declared: Declared, names: Names, trees: Trees) -> Answer:
    return Answer(
        side=side,
        by=text_at(written, "by"),
        node=_rounded(_value_of(written, names, trees), written),
        because=text_at(written, "because"),
        is_own_words=text_at(written, "own_words") != "no",
        citation=citation_of(written, declared.citation),
    )
