"""Where an address of an agreement stands in its written files: article/clause/name[/row[/column]].

Addresses are those that `show` prints. Any key may also be named as the file writes it, groups included:
`reruns/rerun/terms/ceiling` is `reruns/rerun/ceiling`. Nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from arrears.agreements.check_shape import is_cell
from arrears.agreements.names import text_at
from arrears.agreements.written_paths import Path
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import nearest_word, suggest

Sort = Literal[
    "agreement", "header", "article", "clauses", "clause", "shared", "terms", "term", "tables", "table",
    "rows", "cell", "steps", "step", "bands", "band", "linked rates", "linked", "questions", "question",
    "answer", "rules", "rule", "plain",
]  # fmt: skip
HEADER = "/"  # the key of the header beside the articles; no article can be called so
LISTED_BY = ("id", "work", "name", "part")  # what names an item of a list
# Of which sort is what stands under a key; `plain` where neither table knows it.
UNDER_KEY: Mapping[tuple[Sort, str], Sort] = {
    ("article", "shared"): "shared",
    ("article", "clauses"): "clauses",
    ("clause", "split"): "shared",
    ("table", "rows"): "rows",
    ("step", "bands"): "bands",
    ("header", "due"): "rules",
    ("header", "late_rules"): "rules",
    ("header", "credit_shares"): "rules",
    ("header", "credit_columns"): "rules",
}
GROUPS: Mapping[str, Sort] = {
    "terms": "terms",
    "tables": "tables",
    "steps": "steps",
    "linked": "linked rates",
    "questions": "questions",
}
EACH_OF: Mapping[Sort, Sort] = {
    "agreement": "article",
    "clauses": "clause",
    "terms": "term",
    "tables": "table",
    "steps": "step",
    "linked rates": "linked",
    "questions": "question",
    "question": "answer",
    "bands": "band",
    "rules": "rule",
}
# What stands below these keys is addressed without them.
UNSAID: Mapping[Sort, tuple[str, ...]] = {
    "agreement": (HEADER,),
    "article": ("clauses",),
    "clause": tuple(GROUPS),
    "shared": tuple(GROUPS),
    "term": ("printed", "raises", "starts"),
    "table": ("rows",),
    "step": ("bands",),
    "linked": ("starts", "raised"),
}


@dataclass(frozen=True)
class Spot:
    """A place in a written agreement: its path from the root, what stands there and of what sort it is.

    columns: the column keys of the table that it lies in. column: for one figure of a printed row, which.
    """

    path: Path
    written: Written
    sort: Sort
    columns: tuple[str, ...] = ()
    column: int | None = None


def find_spot(root: WrittenMap, address: str) -> tuple[Spot, str]:
    """The deepest place that an address leads to, and what is left of the address: '' when all was found."""
    spot, rest = Spot((), root, "agreement"), address
    while rest:
        words = list(inside(spot, lambda word, rest=rest: _begins(rest, word)))  # type: ignore[misc]
        if not words:
            break
        word, spot = max(words, key=lambda pair: len(pair[0]))  # the first of the longest
        rest = rest[len(word) + 1 :]
    return spot, rest


def _begins(address: str, word: str) -> bool:
    return address.startswith(word) and address[len(word) : len(word) + 1] in ("", "/")


def inside(spot: Spot, is_wanted: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, Spot]]:
    """What stands directly below a place, by its word in an address; of all words, or of those wanted."""
    written = spot.written
    if spot.column is not None:
        return
    if isinstance(written, WrittenText | WrittenList) and spot.columns and spot.sort == "cell":
        yield from (pair for pair in _columns(spot) if is_wanted(pair[0]))
    elif isinstance(written, WrittenList):
        words = [(_word_of(item, place), place, item) for place, item in enumerate(written.items)]
        yield from ((word, _below(spot, place, item)) for word, place, item in words if is_wanted(word))
    elif isinstance(written, WrittenMap):
        yield from _inside_keys(spot, written, is_wanted)


def _inside_keys(
    spot: Spot, written: WrittenMap, is_wanted: Callable[[str], bool]
) -> Iterator[tuple[str, Spot]]:
    passed_over = (HEADER, "clauses") if spot.sort == "article" else (HEADER,)
    for name, value in written.entries:
        if name.text not in passed_over and is_wanted(name.text):
            yield name.text, _below(spot, name.text, value)
    for key in UNSAID.get(spot.sort, ()):
        below = written.get(key)
        if below is not None:
            yield from inside(_below(spot, key, below), is_wanted)
    if spot.sort == "cell" and spot.columns:
        yield from (pair for pair in _columns(spot) if is_wanted(pair[0]))


def _below(spot: Spot, step: str | int, value: Written) -> Spot:
    columns = spot.columns
    if spot.sort == "table" and isinstance(spot.written, WrittenMap):
        columns = _columns_of(spot.written)
    if spot.sort == "rows":
        sort: Sort = "rows" if isinstance(value, WrittenMap) and not is_cell(value) else "cell"
    elif isinstance(step, str) and step == HEADER:
        sort = "header"
    elif isinstance(step, str) and spot.sort in ("clause", "shared") and step in GROUPS:
        sort = GROUPS[step]
    else:
        known = UNDER_KEY.get((spot.sort, step)) if isinstance(step, str) else None
        sort = known or EACH_OF.get(spot.sort, "plain")
    return Spot((*spot.path, step), value, sort, columns)


def _columns_of(table: WrittenMap) -> tuple[str, ...]:
    columns = table.get("columns")
    items = columns.items if isinstance(columns, WrittenList) else ()
    return tuple(item.text for item in items if isinstance(item, WrittenText))


def _columns(spot: Spot) -> Iterator[tuple[str, Spot]]:
    """The figures of one printed row, by column."""
    for place, (word, figure) in enumerate(zip(spot.columns, row_figures(spot.written))):
        yield word, Spot(spot.path, figure, "cell", spot.columns, place)


def row_figures(written: Written) -> tuple[Written, ...]:
    """The figures of a printed row, however it is written; see `lower_table`."""
    match written:
        case WrittenText(text=text, place=place):
            return tuple(WrittenText(word, place) for word in text.split())
        case WrittenList(items=items):
            return items
        case WrittenMap():
            inner = written.get("is")
            return row_figures(inner) if inner is not None else ()
    raise TypeError(f"row_figures does not know {type(written).__name__}")


def _word_of(item: Written, place: int) -> str:
    """An item of a list goes by its name, or by its number from 1."""
    if isinstance(item, WrittenMap):
        named = [text_at(item, key) for key in LISTED_BY if text_at(item, key)]
        if named:
            return named[0]
    return str(place + 1)


def near_address(spot: Spot, address: str, rest: str) -> str:
    """A remedy for an address of which `rest` was not found below a place: the nearest that is there."""
    known = list(dict.fromkeys(word for word, _ in inside(spot)))
    if not known:
        return ""
    word, _, below = rest.partition("/")
    near = nearest_word(rest, known) or nearest_word(word, known)
    if not near:
        return suggest(rest, known)
    found = address.removesuffix(rest) + near
    return f"write '{found}/{below}'" if below and near != rest else f"write '{found}'"
