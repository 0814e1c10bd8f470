"""Puts something new into a written agreement: an article, a clause, a name, a row, a key.

Where it belongs follows from what stands above its address and from what it is: a figure becomes a term, rows
become a table, another text a step. A group may be named instead, as in `reruns/rerun/steps/base`.
"""

from __future__ import annotations

from arrears.agreements.layout import ARTICLE, CLAUSE
from arrears.agreements.patch_addresses import GROUPS, HEADER, Sort, Spot, find_spot, inside, near_address
from arrears.agreements.patch_values import as_cited
from arrears.agreements.sentences import one_line
from arrears.agreements.written_paths import Path, with_entry, with_item
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, Refused, suggest
from arrears.formula.figures import read_figure
from arrears.formula.nodes import Word

GROUP_OF: dict[Sort, str] = {"term": "terms", "table": "tables", "step": "steps", "linked": "linked"}


def add_value(root: WrittenMap, address: WrittenText, block: WrittenMap) -> tuple[Written, str]:
    """The agreement with something new at an address, and the new thing on one line.

    Findings: raises `Refused` when something stands there already, or nothing stands above the address.
    """
    article, clause = block.get("article"), block.get("clause")
    spot, rest = find_spot(root, address.text)
    if not rest:
        problem, found = "something stands at this address already.", one_line(spot.written)[:120]
        remedy = "change it with `at`, or choose another name"
        raise Refused([Finding("patch-exists", address.place, problem, "a new address", found, remedy)])
    if isinstance(article, WrittenMap):
        return _add_article(root, address, article, spot)
    if isinstance(clause, WrittenMap):
        return _add_clause(root, address, block, clause)
    value = block.get("is")
    if value is None:
        raise _misplaced(address, "a new clause or article is written as keys.", "keys", "text")
    return _add_inside(root, address, block, value), one_line(value)


def _misplaced(
    address: WrittenText, problem: str, expected: str, found: str = "", remedy: str = ""
) -> Refused:
    return Refused([Finding("patch-address", address.place, problem, expected, found, remedy)])


def _named(block: WrittenMap, key: str, address: WrittenText, name: str) -> WrittenMap:
    """The block with its name, which its address says already."""
    own = block.get(key)
    if own is None:
        return WrittenMap(
            ((WrittenText(key, address.place), WrittenText(name, address.place)), *block.entries), block.place
        )
    if not isinstance(own, WrittenText) or own.text != name:
        problem = "what is added is named otherwise than its address."
        raise Refused([Finding("patch-address", own.place, problem, name, f"'{one_line(own)[:60]}'")])
    return block


def _add_article(
    root: WrittenMap, address: WrittenText, article: WrittenMap, spot: Spot
) -> tuple[Written, str]:
    if spot.path or "/" in address.text:
        problem = "an article is added at an address of one word."
        raise _misplaced(address, problem, "the article's name", f"'{address.text[:120]}'")
    named = _named(article, ARTICLE.keys[0].name, address, address.text)
    title = article.get("title")
    return with_entry(root, (), address, named), one_line(title) if title is not None else "the article"


def _add_clause(
    root: WrittenMap, address: WrittenText, block: WrittenMap, clause: WrittenMap
) -> tuple[Written, str]:
    above, _, name = address.text.rpartition("/")
    spot, rest = find_spot(root, above)
    if rest or spot.sort != "article":
        problem, expected = "a clause is added below an article that is there.", "article/clause"
        articles = [entry.text for entry, _ in root.entries if entry.text != HEADER]
        raise _misplaced(address, problem, expected, f"'{address.text[:120]}'", suggest(above, articles))
    named = as_cited(_named(clause, CLAUSE.keys[0].name, address, name), "clause", block)
    place = _place_after(block.get("after"), spot)
    words = clause.get("words")
    return (
        with_item(root, (*spot.path, "clauses"), named, place),
        one_line(words) if words is not None else "the clause",
    )


def _place_after(after: Written | None, article: Spot) -> int | None:
    """The place in an article's list of the clause that a new one follows; None for the last."""
    if not isinstance(after, WrittenText):
        return None
    clauses = {word: one.path[-1] for word, one in inside(article) if one.sort == "clause"}
    place = clauses.get(after.text)
    if not isinstance(place, int):
        problem, expected = "the clause that a new one follows is not there.", "a clause of this article"
        raise _misplaced(after, problem, expected, f"'{after.text[:60]}'", suggest(after.text, clauses))
    return place


def _add_inside(root: WrittenMap, address: WrittenText, block: WrittenMap, value: Written) -> Written:
    spot, rest = find_spot(root, address.text)
    name = WrittenText(rest, address.place)
    if isinstance(spot.written, WrittenList):
        return with_item(root, spot.path, as_cited(value, "rule", block))
    if not isinstance(spot.written, WrittenMap) or spot.column is not None or not spot.path:
        problem, expected = "nothing can be added here.", "an address below a clause, a table or a rule"
        raise _misplaced(address, problem, expected, f"'{address.text[:120]}'")
    below, sort, key = _group(spot, rest, value)
    if "/" in key and sort not in ("cell", "band"):
        remedy = near_address(spot, address.text, rest)
        problem = "nothing stands above this address."
        raise _misplaced(address, problem, "an address that is there", f"'{address.text[:120]}'", remedy)
    return with_entry(root, (*spot.path, *below), WrittenText(key, name.place), as_cited(value, sort, block))


def _group(spot: Spot, rest: str, value: Written) -> tuple[Path, Sort, str]:
    """Where below a place something new belongs: the path, its sort and its key there."""
    match spot.sort:
        case "table":
            return ("rows",), "cell", rest
        case "rows":
            return (), "cell", rest
        case "step":
            return (("bands",), "band", rest) if _has(spot, "bands") else ((), "plain", rest)
        case "clause" | "shared":
            return _among_names(rest, value)
        case "question":
            return (), "answer", rest
        case "terms":
            return (), "term", rest
        case "tables":
            return (), "table", rest
        case "steps":
            return (), "step", rest
        case "rules":
            return (), "rule", rest
    return (), "plain", rest


def _has(spot: Spot, key: str) -> bool:
    return isinstance(spot.written, WrittenMap) and spot.written.get(key) is not None


def _among_names(rest: str, value: Written) -> tuple[Path, Sort, str]:
    """A new name of a clause, or one of the clause's own keys."""
    group, _, name = rest.partition("/")
    if group in GROUPS and name:
        sorts: dict[str, Sort] = {group: sort for sort, group in GROUP_OF.items()}
        return (group,), sorts.get(group, "question"), name
    if rest in {key.name for key in CLAUSE.keys}:
        return (), "plain", rest
    if isinstance(value, WrittenText):
        return (("terms",), "term", rest) if _is_figure(value.text) else (("steps",), "step", rest)
    keys = {entry.text for entry, _ in value.entries} if isinstance(value, WrittenMap) else set()
    if "rows" in keys:
        return ("tables",), "table", rest
    if "follows" in keys:
        return ("linked",), "linked", rest
    if keys & {"counts", "total", "first_of"}:
        return ("steps",), "step", rest
    if keys & {"is", "starts"}:
        inner = value.get("is") if isinstance(value, WrittenMap) else None
        is_term = not isinstance(inner, WrittenText) or _is_figure(inner.text)
        return (("terms",), "term", rest) if is_term else (("steps",), "step", rest)
    return ("questions",), "question", rest


def _is_figure(text: str) -> bool:
    try:
        return not isinstance(read_figure(text), Word)
    except Refused:
        return False
