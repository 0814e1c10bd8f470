"""Holds what was written against a shape and lists every difference with its place.

It knows keys and sorts of values only; figures, expressions and names are read later, by those who know them.
"""

from __future__ import annotations

from collections.abc import Iterator

from arrears.agreements.rule_layout import NEAR
from arrears.agreements.shapes import (
    AnyShape,
    Either,
    KeyedShape,
    ListShape,
    NamedShape,
    RowsShape,
    Shape,
    TextShape,
)
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, suggest


def shape_faults(written: Written, shape: Shape) -> Iterator[Finding]:
    """Every place where a file departs from its shape, in the file's order."""
    match shape:
        case TextShape():
            yield from _text_faults(written, shape)
        case ListShape(item=item, meaning=meaning):
            if isinstance(written, WrittenList):
                for entry in written.items:
                    yield from shape_faults(entry, item)
            else:
                yield _wrong_sort(written, f"a list: {meaning}")
        case NamedShape():
            yield from _named_faults(written, shape)
        case KeyedShape():
            yield from _keyed_faults(written, shape)
        case RowsShape(meaning=meaning):
            if isinstance(written, WrittenMap):
                yield from _row_faults(written)
            else:
                yield _wrong_sort(written, f"rows: {meaning}")
        case AnyShape():
            return
        case Either(shapes=shapes):
            chosen = next((option for option in shapes if _is_sort_of(written, option)), None)
            if chosen is None:
                yield _wrong_sort(written, " or ".join(_sort_word(option) for option in shapes))
            else:
                yield from shape_faults(written, chosen)
        case _:
            raise TypeError(f"shape_faults does not know {type(shape).__name__}")


def _is_sort_of(written: Written, shape: TextShape | ListShape | NamedShape | KeyedShape) -> bool:
    match shape:
        case TextShape():
            return isinstance(written, WrittenText)
        case ListShape():
            return isinstance(written, WrittenList)
        case NamedShape() | KeyedShape():
            return isinstance(written, WrittenMap)
    raise TypeError(f"_is_sort_of does not know {type(shape).__name__}")


def _sort_word(shape: TextShape | ListShape | NamedShape | KeyedShape) -> str:
    match shape:
        case TextShape(meaning=meaning):
            return f"text ({meaning})"
        case ListShape(meaning=meaning):
            return f"a list ({meaning})"
        case NamedShape(meaning=meaning) | KeyedShape(meaning=meaning):
            return f"keys ({meaning})"
    raise TypeError(f"_sort_word does not know {type(shape).__name__}")


def _found(written: Written) -> str:
    match written:
        case WrittenText(text=text):
            return f"'{text[:60]}'"
        case WrittenList(items=items):
            return f"a list of {len(items)}"
        case WrittenMap(entries=entries):
            return "keys " + ", ".join(name.text for name, _ in entries[:4])
    raise TypeError(f"_found does not know {type(written).__name__}")


def _wrong_sort(written: Written, expected: str) -> Finding:
    problem = "this is another sort of value than belongs here."
    return Finding(
        "agreement-sort", written.place, problem, expected, _found(written), "write it in the form expected"
    )


def _text_faults(written: Written, shape: TextShape) -> Iterator[Finding]:
    if not isinstance(written, WrittenText):
        yield _wrong_sort(written, f"text: {shape.meaning}")
    elif shape.words and written.text not in shape.words:
        yield unknown_word(written, shape.words, shape.meaning)
    elif shape.longest and len(written.text) > shape.longest:
        problem, expected = "this text is too long.", f"at most {shape.longest} characters"
        found = f"{len(written.text)} characters"
        yield Finding("agreement-length", written.place, problem, expected, found, "a label, not a sentence")


def unknown_word(written: WrittenText, words: tuple[str, ...], meaning: str) -> Finding:
    """A word that is not on its closed list, with the nearest that is."""
    problem = f"'{written.text[:60]}' is not a word that belongs here."
    return Finding(
        "agreement-word",
        written.place,
        problem,
        meaning,
        f"'{written.text[:60]}'",
        suggest(written.text, words),
    )


def _named_faults(written: Written, shape: NamedShape) -> Iterator[Finding]:
    if not isinstance(written, WrittenMap):
        yield _wrong_sort(written, f"keys: {shape.meaning}")
        return
    for name, value in written.entries:
        if shape.words and name.text not in shape.words:
            yield unknown_word(name, shape.words, shape.meaning)
        yield from shape_faults(value, shape.value)


def _keyed_faults(written: Written, shape: KeyedShape) -> Iterator[Finding]:
    if not isinstance(written, WrittenMap):
        yield _wrong_sort(written, f"keys: {shape.meaning}")
        return
    known = shape.by_name
    for name, value in written.entries:
        key = known.get(name.text)
        if key is not None:
            yield from shape_faults(value, key.shape)
        else:
            problem = f"the key '{name.text[:60]}' is not known in {shape.meaning}."
            remedy = suggest(name.text, known)
            yield Finding("agreement-key", name.place, problem, "a known key", f"'{name.text[:60]}'", remedy)
    for key in shape.required:
        if written.get(key.name) is None:
            problem = f"the key '{key.name}' is missing in {shape.meaning}."
            yield Finding(
                "agreement-missing", written.place, problem, f"'{key.name}'", "no such key", "add it"
            )


CELL_KEYS = ("is", "cite", "status", "note", "near", "as_printed")


def is_cell(written: WrittenMap) -> bool:
    """Whether a mapping is one cell with its own citation, and not a further level of row keys."""
    return written.get("is") is not None


def _row_faults(written: WrittenMap) -> Iterator[Finding]:
    for _, value in written.entries:
        if isinstance(value, WrittenList):
            for item in value.items:
                yield from _cell_faults(item) if isinstance(item, WrittenMap) else _figure_faults(item)
        elif isinstance(value, WrittenMap):
            yield from _cell_faults(value) if is_cell(value) else _row_faults(value)


def _figure_faults(written: Written) -> Iterator[Finding]:
    if not isinstance(written, WrittenText):
        yield _wrong_sort(written, "text: one figure of the row")


def _cell_faults(cell: WrittenMap) -> Iterator[Finding]:
    for name, part in cell.entries:
        if name.text not in CELL_KEYS:
            yield unknown_word(name, CELL_KEYS, "a key of a table cell")
        elif name.text == "near":
            yield from shape_faults(part, NEAR.shape)
        elif not isinstance(part, WrittenText):
            yield _wrong_sort(part, "text")
