"""The namespace of a clause: its own terms, tables, steps and questions beside those its article shares.

Names may stand in any order, may not repeat a fact or each other, and may not form a loop; what a clause
never uses is a fault. This module orders names and reads no expression itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from arrears.agreements.model import Citation, Status
from arrears.agreements.texts import names_only_pages, text_code
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, nearest_word

Sort = Literal["term", "table", "step", "linked", "question"]
SORTS: tuple[tuple[str, Sort], ...] = (
    ("terms", "term"),
    ("tables", "table"),
    ("steps", "step"),
    ("linked", "linked"),
    ("questions", "question"),
)
RESERVED = ("and", "or", "not", "in", "at_most", "at_least", "known", "owed", "true", "false", "null")
LONGEST_CHAIN = 40
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_QUOTED = re.compile(r"'[^']*'")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Declared:
    """A name as a file declares it, not yet read."""

    name: str
    sort: Sort
    written: Written
    place: str
    address: str
    citation: Citation


def citation_of(block: Written, above: Citation | None) -> Citation | None:
    """The citation of a block: its own `cite`, `status`, `note`; what it leaves out comes from the block
    above: the text of pages named alone, and the labels of `near` where no other place is cited.
    """
    if not isinstance(block, WrittenMap):
        return above if above is None or not (above.note or above.as_printed) else _as_above(above)
    own = text_at(block, "cite")
    source = own or (above.source if above else "")
    status = text_at(block, "status") or (above.status if above else "")
    if not source or not status:
        return None
    near = _labels(block.get("near")) or (above.near if above and not own else ())
    text = text_code(source) or (above.text if above and (not own or names_only_pages(own)) else "")
    return Citation(source, _status(status), text_at(block, "note"), near, text_at(block, "as_printed"), text)


def _as_above(above: Citation) -> Citation:
    """Where a plain figure of a block was read; the block's note and printed form are not the figure's."""
    return Citation(above.source, above.status, near=above.near, text=above.text)


def _labels(written: Written | None) -> tuple[str, ...]:
    """The labels of `near`, one or a list."""
    match written:
        case WrittenText(text=text):
            return (text,)
        case WrittenList(items=items):
            return tuple(item.text for item in items if isinstance(item, WrittenText))
    return ()


def _status(word: str) -> Status:
    match word:
        case "primary" | "secondary" | "derived" | "unverified":
            return word
    return "unverified"  # an unknown word was refused by the shape already; the weakest is the safe reading


def text_at(block: WrittenMap, key: str) -> str:
    """The text under a key, or an empty string."""
    value = block.get(key)
    return value.text if isinstance(value, WrittenText) else ""


def declared_names(
    block: WrittenMap, address: str, citation: Citation, faults: list[Finding]
) -> dict[str, Declared]:
    """Every name that a clause or a `shared:` block declares."""
    names: dict[str, Declared] = {}
    for key, sort in SORTS:
        group = block.get(key)
        if not isinstance(group, WrittenMap):
            continue
        for name, written in group.entries:
            faults.extend(_name_faults(name, names))
            own = citation_of(written, citation) if sort != "question" else citation
            names.setdefault(
                name.text,
                Declared(name.text, sort, written, name.place, f"{address}/{name.text}", own or citation),
            )
    return names


def _name_faults(name: WrittenText, names: Mapping[str, Declared]) -> Iterator[Finding]:
    if not _NAME.fullmatch(name.text) or name.text in RESERVED:
        problem = f"'{name.text[:60]}' cannot be a name."
        expected = "lower-case letters, digits and _, and no word of the expressions"
        yield Finding(
            "agreement-name", name.place, problem, expected, f"'{name.text[:60]}'", "choose another name"
        )
    if name.text in names:
        problem = f"the name '{name.text}' is declared twice."
        found = f"also at {names[name.text].place}"
        yield Finding("agreement-name", name.place, problem, "one declaration", found, "rename one of them")


def clashes(names: Mapping[str, Declared], taken: Mapping[str, object], what: str) -> Iterator[Finding]:
    """Names that repeat a fact of the record or a shared name."""
    for name, declared in names.items():
        if name in taken:
            problem = f"the name '{name}' is already {what}."
            yield Finding(
                "agreement-name",
                declared.place,
                problem,
                "a name of its own",
                f"'{name}'",
                "choose another name",
            )


@lru_cache(maxsize=10_000)  # names are put in order by what they rest on, clause after clause
def words_of(text: str) -> frozenset[str]:
    """The words of an expression outside quotes: every name it may refer to."""
    return frozenset(_WORD.findall(_QUOTED.sub(" ", text)))


def expressions_of(declared: Declared) -> Iterator[WrittenText]:
    """The places of a declaration where an expression, or the name of a fact, is written."""
    written = declared.written
    if declared.sort in ("term", "linked"):
        yield from _texts(written, ("dated_by",))
    elif declared.sort == "table":
        yield from _texts(written, ("by",))
    elif declared.sort == "question" and isinstance(written, WrittenMap):
        for _, answer in written.entries:
            yield from _texts(answer, ("is", "first_of"))
    elif declared.sort == "step":
        if isinstance(written, WrittenText):
            yield written
        yield from _texts(written, ("is", "first_of", "counts", "total"))


def _texts(written: Written, keys: tuple[str, ...]) -> Iterator[WrittenText]:
    if isinstance(written, WrittenMap):
        for key in keys:
            value = written.get(key)
            if value is not None:
                yield from _scalars(value)


def _scalars(written: Written) -> Iterator[WrittenText]:
    if isinstance(written, WrittenText):
        yield written
    elif isinstance(written, WrittenMap):
        for _, value in written.entries:
            yield from _scalars(value)
    else:
        for item in written.items:
            yield from _scalars(item)


def needs_of(declared: Declared, names: Mapping[str, Declared]) -> tuple[str, ...]:
    """The declared names that one declaration refers to, in alphabetical order."""
    found: set[str] = set()
    for text in expressions_of(declared):
        found |= words_of(text.text)
    return tuple(sorted(found & set(names)))


def order_names(
    wanted: set[str], names: Mapping[str, Declared], faults: list[Finding]
) -> tuple[Declared, ...]:
    """The wanted names in an order in which each stands after what it needs; those in a loop are left out.

    Findings: a loop, with its members; names that rest on each other too deeply.
    """
    needs = {name: needs_of(names[name], names) for name in sorted(wanted & set(names))}
    loop = find_loop(needs)
    while loop:
        faults.append(_loop(names[loop[0]], loop))
        needs = {
            name: tuple(one for one in needed if one in needs)
            for name, needed in needs.items()
            if name not in loop
        }
        loop = find_loop(needs)
    depths: dict[str, int] = {}
    for name in TopologicalSorter(needs).static_order():
        if name in needs:
            depths[name] = 1 + max((depths.get(one, 0) for one in needs[name]), default=0)
    for name, depth in depths.items():
        if depth == LONGEST_CHAIN + 1:
            faults.append(_too_deep(names[name]))
    return tuple(names[name] for name, depth in depths.items() if depth <= LONGEST_CHAIN)


def find_loop(needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The members of one loop, the first again at the end; empty when there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as cycle:
        return tuple(reversed(cycle.args[1]))  # it lists what is needed before what needs it
    return ()


def _loop(declared: Declared, trail: tuple[str, ...]) -> Finding:
    problem, found = "names rest on each other in a loop.", " → ".join(trail)
    remedy = "state one of them without the others"
    return Finding("agreement-loop", declared.place, problem, "an order that ends", found, remedy)


def _too_deep(declared: Declared) -> Finding:
    problem, expected = "names rest on each other too deeply.", f"at most {LONGEST_CHAIN} in a row"
    remedy = "join some of the steps"
    return Finding(
        "agreement-loop", declared.place, problem, expected, f"'{declared.name}' is one more", remedy
    )


def unused(names: Mapping[str, Declared], used: set[str], where: str) -> Iterator[Finding]:
    """Names that nothing refers to: a slip of spelling, or a figure that changes nothing."""
    for name, declared in names.items():
        if name not in used:
            near = nearest_word(name, used - set(names))
            remedy = f"did the clause mean '{near}'? else take it out" if near else "use it or take it out"
            problem = f"the {declared.sort} '{name}' is never used {where}."
            yield Finding("agreement-unused", declared.place, problem, "a use", "none", remedy)
