"""The header of a patched version: what its own file says, and for the rest what the patched one says.

Rules are joined by name and lists by what names their items, the newer one winning. The source of a header is
never inherited: a version cites its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from arrears.agreements.names import text_at
from arrears.agreements.patch_addresses import HEADER
from arrears.agreements.patch_layout import PATCH_KEYS
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText

JOINED_BY_NAME = ("due", "late_rules")
JOINED_BY = {"credit_shares": "work", "credit_columns": "work", "noted": "name", "left_out": "part"}
NOT_INHERITED = ("cite", "status", "note", "near", "as_printed", "conflicts", "articles")
OF_THE_PATCH = tuple(key.name for key in PATCH_KEYS)


def joined_header(base: WrittenMap, own: WrittenMap) -> WrittenMap:
    """The header of the version that `own` makes of `base`, in the order of the older one."""
    told = {name.text: (name, value) for name, value in own.entries if name.text not in OF_THE_PATCH}
    entries: list[tuple[WrittenText, Written]] = []
    for name, value in base.entries:
        if name.text in told:
            key, newer = told.pop(name.text)
            entries.append((key, _joined(name.text, value, newer)))
        elif name.text not in NOT_INHERITED:
            entries.append((name, value))
    return WrittenMap((*entries, *told.values()), own.place)


def _joined(key: str, older: Written, newer: Written) -> Written:
    if key in JOINED_BY_NAME and isinstance(older, WrittenMap) and isinstance(newer, WrittenMap):
        names = [name.text for name, _ in newer.entries]
        kept = tuple(pair for pair in older.entries if pair[0].text not in names)
        return WrittenMap((*kept, *newer.entries), newer.place)
    if key in JOINED_BY and isinstance(older, WrittenList) and isinstance(newer, WrittenList):
        by = JOINED_BY[key]
        said = [text_at(item, by) for item in newer.items if isinstance(item, WrittenMap)]
        kept_items = tuple(
            item for item in older.items if isinstance(item, WrittenMap) and text_at(item, by) not in said
        )
        return WrittenList((*kept_items, *newer.items), newer.place)
    return newer


def listed_articles(base: WrittenMap, root: WrittenMap, own: WrittenMap) -> Written | None:
    """The list of articles: the version's own, else that of the patched one with what came and without what
    went.
    """
    written, older = own.get("articles"), base.get("articles")
    if written is not None or not isinstance(older, WrittenList):
        return written
    names = {name.text: name for name, _ in root.entries if name.text != HEADER}
    kept = [item for item in older.items if isinstance(item, WrittenText) and item.text in names]
    known = {item.text for item in kept}
    return WrittenList((*kept, *_new(names.values(), known)), older.place)


def _new(names: Iterable[WrittenText], known: set[str]) -> tuple[WrittenText, ...]:
    return tuple(name for name in names if name.text not in known)
