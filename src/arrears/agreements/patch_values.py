"""The two sides of an edit: whether what stands there is what the edit says, and what stands there after it.

Figures are compared as figures and words as words; where something was read is no part of what it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from arrears.agreements.patch_addresses import HEADER, UNDER_KEY, Sort, Spot, row_figures
from arrears.agreements.sentences import CITING
from arrears.agreements.written_paths import Path, with_value
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText, as_map
from arrears.findings import Refused
from arrears.formula.figures import read_figure
from arrears.formula.nodes import Word, kind_of

RULES = tuple(key for (sort, key), below in UNDER_KEY.items() if (sort, below) == ("header", "rules"))
CITED_KEYS = ("cite", "status", "note", "near", "as_printed")
# Here a text may become `{is: …, cite: …}`, and keys may bring their own source.
TEXT_MAY_CITE: tuple[Sort, ...] = ("term", "cell", "band", "step")
KEYS_MAY_CITE: tuple[Sort, ...] = (
    "clause", "shared", "term", "table", "cell", "step", "band", "linked", "answer", "rule", "article",
)  # fmt: skip


def says_same(one: Written, other: Written) -> bool:
    """Whether two written values say the same; a lone `is` stands for itself, in any order of keys."""
    first, second = _plain(one), _plain(other)
    if isinstance(first, WrittenText) and isinstance(second, WrittenText):
        return is_same_text(first.text, second.text)
    if isinstance(first, WrittenMap) and isinstance(second, WrittenMap):
        there = {name.text: value for name, value in second.entries}
        return len(first.entries) == len(there) and all(
            name.text in there and says_same(value, there[name.text]) for name, value in first.entries
        )
    if isinstance(first, WrittenMap) or isinstance(second, WrittenMap):
        return False
    figures = (row_figures(first), row_figures(second))  # a row as one text, or as a list
    return len(figures[0]) == len(figures[1]) and all(map(says_same, *figures))


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts are the same words or the same figures."""
    words = (one.split(), other.split())
    if words[0] == words[1]:
        return True
    return _is_same_figure(one, other) or (
        len(words[0]) == len(words[1]) > 1 and all(map(_is_same_figure, *words))
    )


def _is_same_figure(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return read_figure(one) == read_figure(other)
    except Refused:
        return False


def _plain(written: Written) -> Written:
    """What is written without where it was read."""
    if not isinstance(written, WrittenMap):
        return written
    told = tuple(pair for pair in written.entries if pair[0].text not in CITING)
    if [name.text for name, _ in told] == ["is"]:
        return told[0][1]
    return WrittenMap(told, written.place)


def kinds_differ(old: Written, new: Written) -> tuple[str, str] | None:
    """The kinds of two figures where they are of two; None where they agree or either is no figure."""
    kinds = (_kind(old), _kind(new))
    return (kinds[0], kinds[1]) if kinds[0] and kinds[1] and kinds[0] != kinds[1] else None


def _kind(written: Written) -> str:
    plain = _plain(written)
    if not isinstance(plain, WrittenText):
        return ""
    try:
        figure = read_figure(plain.text)
    except Refused:
        return ""
    return "" if isinstance(figure, Word) else str(kind_of(figure))


def citing_entries(block: WrittenMap) -> tuple[tuple[WrittenText, Written], ...]:
    """What a block says of where it was read."""
    return tuple(pair for pair in block.entries if pair[0].text in CITED_KEYS)


def cited_value(spot: Spot, value: Written, edit: WrittenMap) -> Written:
    """The new value with the edit's source, where a source may stand; the old one's source goes."""
    old = spot.written
    if isinstance(value, WrittenText) and isinstance(old, WrittenMap) and old.get("is") is not None:
        kept = tuple(pair for pair in old.entries if pair[0].text not in (*CITING, "is"))
        entries = ((WrittenText("is", value.place), value), *kept, *citing_entries(edit))
        return WrittenMap(entries, value.place)
    return as_cited(value, spot.sort, edit)


def as_cited(value: Written, sort: Sort, edit: WrittenMap) -> Written:
    """A value that brings no source of its own, with that of its edit."""
    citing = citing_entries(edit)
    if isinstance(value, WrittenText) and sort in TEXT_MAY_CITE and citing:
        return WrittenMap(((WrittenText("is", value.place), value), *citing), value.place)
    if isinstance(value, WrittenMap) and sort in KEYS_MAY_CITE and value.get("cite") is None:
        own = [name.text for name, _ in value.entries]
        brought = tuple(pair for pair in citing if pair[0].text not in own)
        return WrittenMap((*value.entries, *brought), value.place)
    return value


def recited(root: WrittenMap, path: Path, edit: WrittenMap) -> WrittenMap:
    """The agreement after an edit at a path: a rule of the header of which one key was edited is said where
    the edit is said, and no longer where the older text was; all else stays as it is.
    """
    is_in_rule = len(path) > 3 and path[0] == HEADER and path[1] in RULES
    rule = as_map(root.get(HEADER)).get(str(path[1])) if is_in_rule else None
    citing = citing_entries(edit)
    if rule is None or not any(name.text == "cite" for name, _ in citing):
        return root
    whole = _at(rule, path[2])
    if not isinstance(whole, WrittenMap):
        return root  # the edit took the last of it away
    edited = path[3]  # also a note, which an edit may be about
    own = tuple(pair for pair in whole.entries if pair[0].text == edited or pair[0].text not in CITED_KEYS)
    brought = tuple(pair for pair in citing if pair[0].text != edited)
    return as_map(with_value(root, path[:3], WrittenMap((*own, *brought), whole.place)))


def _at(group: Written, step: str | int) -> Written | None:
    if isinstance(group, WrittenMap):
        return group.get(str(step))
    is_there = isinstance(group, WrittenList) and isinstance(step, int) and step < len(group.items)
    return group.items[step] if is_there else None  # type: ignore[union-attr, index]


def row_with(spot: Spot, row: Written, figure: Written) -> WrittenList:
    """A printed row with another figure in one column; the others keep the source that the row had."""
    above = citing_entries(row) if isinstance(row, WrittenMap) else ()
    figures = list(_each_cited(row, above))
    figures[spot.column or 0] = figure
    return WrittenList(tuple(figures), row.place)


def _each_cited(row: Written, citing: tuple[tuple[WrittenText, Written], ...]) -> Iterator[Written]:
    for figure in row_figures(row):
        if citing and isinstance(figure, WrittenText):
            yield WrittenMap(((WrittenText("is", figure.place), figure), *citing), figure.place)
        else:
            yield figure
