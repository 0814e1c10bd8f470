"""Changes in a written tree by path: a new tree each time, sharing everything that did not change.

A path is a tuple of keys and places in lists, from the root. What shares its object with another tree says
the same, so that what was read of it once need not be read again. It knows nothing of agreements.
"""

from __future__ import annotations

from dataclasses import replace

from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText

Path = tuple[str | int, ...]
LAST_ROW = "thereafter"  # a table key that stands after all others


def value_at(root: Written, path: Path) -> Written:
    """What stands at a path that was found before; another path is a programmer's mistake."""
    here = root
    for step in path:
        if isinstance(here, WrittenMap) and isinstance(step, str):
            found = here.get(step)
            if found is None:
                raise KeyError(path)
            here = found
        elif isinstance(here, WrittenList) and isinstance(step, int):
            here = here.items[step]
        else:
            raise KeyError(path)
    return here


def with_value(root: Written, path: Path, value: Written) -> Written:
    """The tree with another value at a path that is there."""
    if not path:
        return value
    step, below = path[0], path[1:]
    if isinstance(root, WrittenMap):
        entries = tuple(
            (name, with_value(old, below, value) if name.text == step else old) for name, old in root.entries
        )
        return replace(root, entries=entries)
    if isinstance(root, WrittenList):
        items = tuple(
            with_value(old, below, value) if place == step else old for place, old in enumerate(root.items)
        )
        return replace(root, items=items)
    raise KeyError(path)


def with_entry(root: Written, path: Path, name: WrittenText, value: Written) -> Written:
    """The tree with a new entry in the map at a path; a map that is not there yet is made.

    A new row of a table stands before the row for all the rest.
    """
    if path and isinstance(root, WrittenMap) and root.get(str(path[0])) is None:
        made = with_entry(WrittenMap((), name.place), path[1:], name, value)
        return replace(root, entries=(*root.entries, (WrittenText(str(path[0]), name.place), made)))
    if path:
        below = with_entry(value_at(root, path[:1]), path[1:], name, value)
        return with_value(root, path[:1], below)
    if not isinstance(root, WrittenMap):
        raise KeyError(name.text)
    entries = list(root.entries)
    is_before_last = bool(entries) and entries[-1][0].text == LAST_ROW
    entries.insert(len(entries) - is_before_last, (name, value))
    return replace(root, entries=tuple(entries))


def with_item(root: Written, path: Path, value: Written, after: int | None = None) -> Written:
    """The tree with one more item in the list at a path: at its end, or after the item at a place."""
    if path and isinstance(root, WrittenMap) and root.get(str(path[0])) is None:
        made = WrittenList((value,), value.place)
        return replace(root, entries=(*root.entries, (WrittenText(str(path[0]), value.place), made)))
    old = value_at(root, path)
    if not isinstance(old, WrittenList):
        raise KeyError(path)
    place = len(old.items) if after is None else after + 1
    return with_value(root, path, replace(old, items=(*old.items[:place], value, *old.items[place:])))


def without(root: Written, path: Path) -> Written:
    """The tree without what stands at a path; a map or list that this leaves empty goes as well."""
    parent = value_at(root, path[:-1])
    if isinstance(parent, WrittenMap):
        entries = tuple(pair for pair in parent.entries if pair[0].text != path[-1])
        rest: Written = replace(parent, entries=entries)
        is_empty = not entries
    elif isinstance(parent, WrittenList):
        items = tuple(item for place, item in enumerate(parent.items) if place != path[-1])
        rest, is_empty = replace(parent, items=items), not items
    else:
        raise KeyError(path)
    if is_empty and len(path) > 1:
        return without(root, path[:-1])
    return with_value(root, path[:-1], rest)


def with_key(root: Written, path: Path, key: WrittenText) -> Written:
    """The tree with another key for the entry at a path, in the same place."""
    parent = value_at(root, path[:-1])
    if not isinstance(parent, WrittenMap):
        raise KeyError(path)
    entries = tuple((key if name.text == path[-1] else name, value) for name, value in parent.entries)
    return with_value(root, path[:-1], replace(parent, entries=entries))
