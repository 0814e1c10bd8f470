"""Gives an article, a clause or a name of a clause another name, there and wherever the agreement refers to
it.

What is quoted in an expression is a word of the trade and stays; `owed('…')` and `replaces` follow a clause,
also into an article that is called otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from arrears.agreements.patch_addresses import EACH_OF, GROUPS, HEADER, Spot
from arrears.agreements.written_paths import value_at, with_key, with_value
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText, as_map
from arrears.findings import Finding, Refused

_QUOTED_OR_WORD = re.compile(r"'[^']*'|[A-Za-z_][A-Za-z0-9_]*")
_ARTICLE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_OWED = re.compile(r"owed\(\s*'([^']*)'\s*\)")
NAMED_SORTS = tuple(EACH_OF[group] for group in GROUPS.values())
PLACES_OF_WORDS = (
    "when", "is", "pays", "pays_to_date", "waterfall", "counts", "total", "by", "fund", "line",
    "amount", "until",
)  # fmt: skip


def rename_value(root: WrittenMap, spot: Spot, address: WrittenText, new: WrittenText) -> Written:
    """The agreement with another name for what stands at a place.

    Findings: raises `Refused` for what has no name of its own, and for an article's name that is taken or
    cannot be one.
    """
    old = address.text.rpartition("/")[2]
    article = str(spot.path[0])
    if spot.sort == "article":
        _refuse_article_name(root, new)
        return _article_renamed(root, article, new)
    if spot.sort == "clause":
        named = as_map(with_value(root, (*spot.path, "id"), new))
        names = (f"{article}/{old}", new.text)
        return _everywhere(named, lambda t, key, here: _clause_renamed(t, key, names, here == article))
    if spot.sort in NAMED_SORTS:
        named_below = with_key(root, spot.path, new)
        scope = spot.path[:3] if spot.path[1] == "clauses" else spot.path[:1]
        below = _words_renamed(value_at(named_below, scope), old, new.text)
        return with_value(named_below, scope, below)
    problem = "only an article, a clause or a name of a clause can get another name."
    expected, found = "an article, a clause or a name", f"'{address.text[:120]}'"
    raise Refused([Finding("patch-edit", address.place, problem, expected, found)])


def _refuse_article_name(root: WrittenMap, new: WrittenText) -> None:
    if root.get(new.text) is not None:
        problem, remedy = f"there is an article '{new.text[:60]}' already.", "choose another name"
        found = "one in what is patched"
        raise Refused([Finding("patch-exists", new.place, problem, "a new name", found, remedy)])
    if not _ARTICLE.fullmatch(new.text):
        problem, expected = "an article cannot be called so.", "lower-case letters, digits and hyphens"
        raise Refused([Finding("patch-edit", new.place, problem, expected, f"'{new.text[:60]}'")])


def _article_renamed(root: WrittenMap, old: str, new: WrittenText) -> WrittenMap:
    """The agreement with an article under another name: in its place, in the header's list, and where clauses
    of any article refer to its clauses by their full names.
    """
    named = as_map(with_value(root, (old, "article"), new))
    listed = as_map(named.get(HEADER)).get("articles")
    if isinstance(listed, WrittenList):
        items = tuple(
            new if isinstance(item, WrittenText) and item.text == old else item for item in listed.items
        )
        named = as_map(with_value(named, (HEADER, "articles"), replace(listed, items=items)))
    named = _everywhere(named, lambda text, key, _: _home_renamed(text, key, old, new.text))
    return as_map(with_key(named, (old,), new))


def _home_renamed(text: str, key: str, old: str, new: str) -> str:
    """A text that refers to a clause of the article by its full name."""
    if key == "replaces":
        return f"{new}/{text.removeprefix(f'{old}/')}" if text.startswith(f"{old}/") else text
    return _OWED.sub(
        lambda match: (
            f"owed('{new}/{match[1].removeprefix(f'{old}/')}')"
            if match[1].startswith(f"{old}/")
            else match[0]
        ),
        text,
    )


def _everywhere(root: WrittenMap, change: Callable[[str, str, str], str]) -> WrittenMap:
    """The agreement with each text of each article changed, told the key that it stands under."""
    entries = tuple(
        (name, value if name.text == HEADER else _texts(value, "", lambda t, k, a=name.text: change(t, k, a)))  # type: ignore[misc]
        for name, value in root.entries
    )
    return replace(root, entries=entries)


def _clause_renamed(text: str, key: str, names: tuple[str, str], is_home: bool) -> str:
    """A text that refers to a clause, by its full name or, in its own article, by its bare one."""
    full, new = names
    home, _, bare = full.partition("/")
    if key == "replaces":
        if text == full:
            return f"{home}/{new}"
        return new if is_home and text == bare else text

    def renamed(match: re.Match[str]) -> str:
        if match[1] == full:
            return f"owed('{home}/{new}')"
        return f"owed('{new}')" if is_home and match[1] == bare else match[0]

    return _OWED.sub(renamed, text)


def _texts(written: Written, key: str, change: Callable[[str, str], str]) -> Written:
    """A tree with its texts changed; what stays the same keeps its object."""
    match written:
        case WrittenText(text=text):
            changed = change(text, key)
            return written if changed == text else replace(written, text=changed)
        case WrittenList(items=items):
            new = tuple(_texts(item, key, change) for item in items)
            return written if all(a is b for a, b in zip(new, items)) else replace(written, items=new)
        case WrittenMap(entries=entries):
            pairs = tuple((name, _texts(value, name.text, change)) for name, value in entries)
            is_same = all(a[1] is b[1] for a, b in zip(pairs, entries))
            return written if is_same else replace(written, entries=pairs)
    raise TypeError(f"_texts does not know {type(written).__name__}")


def _words_renamed(written: Written, old: str, new: str, key: str = "") -> Written:
    """A clause or article with a name changed in its expressions, and in nothing that is only said."""
    match written:
        case WrittenText(text=text):
            changed = _QUOTED_OR_WORD.sub(lambda m: new if m[0] == old else m[0], text)
            return replace(written, text=changed) if key in PLACES_OF_WORDS and changed != text else written
        case WrittenList(items=items):
            return replace(written, items=tuple(_words_renamed(item, old, new, key) for item in items))
        case WrittenMap(entries=entries):
            pairs = tuple(
                (name, _words_renamed(value, old, new, _place_of(name.text, key))) for name, value in entries
            )
            return replace(written, entries=pairs)
    raise TypeError(f"_words_renamed does not know {type(written).__name__}")


def _place_of(name: str, above: str) -> str:
    """Under which key of an expression a text stands: a step may be a text under its own name."""
    return "is" if above == "steps" else name
