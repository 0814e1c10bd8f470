"""Applies the edits of patches to the written files of an agreement: by address, the old value told.

An edit never guesses. An address that is not there, another old value, another unit, two edits of one place:
each is a finding with the place in the patch file. Nothing is figured here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from arrears.agreements.model import Edit, ItemLeft
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.patch_add import add_value
from arrears.agreements.patch_addresses import Spot, find_spot, near_address
from arrears.agreements.patch_layout import VALUES, VERBS, Verb
from arrears.agreements.patch_rename import rename_value
from arrears.agreements.patch_values import cited_value, kinds_differ, recited, row_with, says_same
from arrears.agreements.scope import attempt
from arrears.agreements.sentences import one_line
from arrears.agreements.written_paths import value_at, with_value, without
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, Refused

EDITS_LIMIT = 2_000
NOT_THERE = "not there"
# What each verb states besides the address.
STATED: Mapping[Verb, tuple[str, ...]] = {"at": ("is",), "add": VALUES, "remove": (), "rename": ("to",)}


@dataclass(frozen=True)
class WrittenEdit:
    """One edit as its file writes it, with the source that it or its file names."""

    verb: Verb
    address: WrittenText
    block: WrittenMap


def read_edits(header: WrittenMap, faults: list[Finding]) -> tuple[WrittenEdit, ...]:
    """The edits of a patch's header, whose shape was checked, in its order.

    Findings: an edit with no verb or several, without what it states, without item or source; too many edits.
    """
    written = header.get("edits")
    blocks = written.items if isinstance(written, WrittenList) else ()
    if len(blocks) > EDITS_LIMIT:
        problem, found = "the patch has too many edits.", f"{len(blocks):,}"
        limit, remedy = f"at most {EDITS_LIMIT:,}", "write the version as an agreement of its own"
        raise Refused([Finding("patch-edit", header.place, problem, limit, found, remedy)])
    edits = [
        attempt(faults, lambda block=block: _read_edit(block, header))  # type: ignore[misc]
        for block in blocks
        if isinstance(block, WrittenMap)
    ]
    return tuple(edit for edit in edits if edit is not None)


def _read_edit(block: WrittenMap, header: WrittenMap) -> WrittenEdit:
    verbs = [verb for verb in VERBS if block.get(verb) is not None]
    if len(verbs) != 1:
        problem, found = f"an edit states exactly one of {', '.join(VERBS)}.", " and ".join(verbs) or "none"
        raise Refused([Finding("patch-edit", block.place, problem, "one of them", found)])
    verb = verbs[0]
    stated = [key for key in ("is", "clause", "article", "to") if block.get(key) is not None]
    if len(stated) != bool(STATED[verb]) or not set(stated) <= set(STATED[verb]):
        expected = " or ".join(f"`{key}`" for key in STATED[verb]) or "nothing"
        problem, found = f"an edit with `{verb}` states another thing.", " and ".join(stated) or "nothing"
        raise Refused([Finding("patch-edit", block.place, problem, expected, found)])
    address = block.get(verb)
    if not isinstance(address, WrittenText):
        raise TypeError("read_edits is given a header whose shape was checked")
    if verb != "rename":
        _refuse_unsourced(block, stated)
    status = header.get("status")
    if block.get("status") is None and block.get("cite") is not None and status is not None:
        block = WrittenMap((*block.entries, (WrittenText("status", status.place), status)), block.place)
    return WrittenEdit(verb, address, block)


def _refuse_unsourced(block: WrittenMap, stated: list[str]) -> None:
    """Refuse an edit that does not say which item of what it comes from."""
    missing = [] if block.get("item") is not None else ["item"]
    value = block.get(stated[0]) if stated else None
    if block.get("cite") is None and not (isinstance(value, WrittenMap) and value.get("cite") is not None):
        missing.append("cite")
    if missing:
        problem = f"the edit names no {' and no '.join(missing)}."
        remedy = "say which item of the memorandum it is, and where that is printed"
        found = "neither" if len(missing) == 2 else f"no {missing[0]}"
        raise Refused([Finding("patch-source", block.place, problem, "item and cite", found, remedy)])


def items_left(header: WrittenMap) -> tuple[ItemLeft, ...]:
    """The memorandum's items without an edit."""
    written = header.get("items_left")
    above = citation_of(header, None)
    left: list[ItemLeft] = []
    for block in written.items if isinstance(written, WrittenList) else ():
        citation = citation_of(block, above)
        if isinstance(block, WrittenMap) and citation is not None:
            texts = [text_at(block, key) for key in ("item", "says", "because")]
            left.append(ItemLeft(texts[0], texts[1], texts[2], citation))
    return tuple(left)


def apply_edits(
    root: WrittenMap, edits: Sequence[WrittenEdit], faults: list[Finding]
) -> tuple[WrittenMap, tuple[Edit | None, ...]]:
    """The written agreement after edits, and each edit with what it found and left; None for a faulty one.

    The edits may come from several patches; every address is one of the agreement before them. What gets
    another name gets it last.
    Findings: `patch-overlap`, `patch-address`, `patch-was`, `patch-unit`, `patch-exists`.
    """
    overlaps = list(overlapping(edits))
    faults.extend(overlaps)
    if overlaps:
        return root, ()
    made: dict[int, Edit] = {}
    for place in sorted(range(len(edits)), key=lambda one: _turn(edits[one])):
        edit = edits[place]
        done = attempt(faults, lambda edit=edit, root=root: _applied(root, edit))  # type: ignore[misc]
        if done is not None:
            root, made[place] = done
    return root, tuple(made.get(place) for place in range(len(edits)))


def _turn(edit: WrittenEdit) -> tuple[bool, int]:
    """New names come last, the innermost first, so that every address is one of before the edits."""
    is_rename = edit.verb == "rename"
    return is_rename, -edit.address.text.count("/") if is_rename else 0


def overlapping(edits: Sequence[WrittenEdit]) -> Iterator[Finding]:
    """Two edits of one place, or one inside what the other changes. A new name may go with edits below it."""
    first: dict[str, WrittenEdit] = {}
    for edit in edits:
        at = edit.address.text
        other = first.setdefault(at, edit)
        if other is not edit:
            yield _overlap(edit, other)
    for edit in edits:
        parts = edit.address.text.split("/")
        for count in range(1, len(parts)):
            above = first.get("/".join(parts[:count]))
            if above is not None and above.verb != "rename":
                yield _overlap(edit, above)


def _overlap(edit: WrittenEdit, other: WrittenEdit) -> Finding:
    problem = "two edits change one place."
    found = f"also '{other.address.text}' at {other.address.place}"
    remedy = "write them as one edit, or take one of them out"
    return Finding("patch-overlap", edit.address.place, problem, "one edit of it", found, remedy)


def _applied(root: WrittenMap, edit: WrittenEdit) -> tuple[WrittenMap, Edit]:
    if edit.verb == "add":
        changed, now = add_value(root, edit.address, edit.block)
        above, rest = find_spot(root, edit.address.text)
        path = (*above.path, rest.partition("/")[0])
        return recited(_map(changed), path, edit.block), _record(edit, NOT_THERE, now)
    spot = spot_at(root, edit.address)
    was = one_line(spot.written)
    _refuse_another_value(edit, spot)
    match edit.verb:
        case "at":
            value = edit.block.get("is")
            if value is None:
                raise TypeError("an edit is read before it is applied")
            changed = _changed(root, edit, spot, value)
            return recited(_map(changed), spot.path, edit.block), _record(edit, was, one_line(value))
        case "remove":
            if spot.column is not None:
                raise _no_place(edit, "one figure of a printed row cannot go; write `is: none`.")
            changed = without(root, spot.path)
            return recited(_map(changed), spot.path, edit.block), _record(edit, _told(spot), NOT_THERE)
        case "rename":
            new = edit.block.get("to")
            if not isinstance(new, WrittenText):
                raise TypeError("an edit is read before it is applied")
            return _map(rename_value(root, spot, edit.address, new)), _record(
                edit, edit.address.text, new.text
            )
    raise TypeError(f"_applied does not know '{edit.verb}'")


def _told(spot: Spot) -> str:
    """What goes, on one line: a clause or an article by what it is for."""
    if isinstance(spot.written, WrittenMap) and spot.sort in ("clause", "article"):
        return text_at(spot.written, "words") or text_at(spot.written, "title") or f"the {spot.sort}"
    return one_line(spot.written)


def _map(written: Written) -> WrittenMap:
    if isinstance(written, WrittenMap):
        return written
    raise TypeError("an agreement is keys")


def _record(edit: WrittenEdit, was: str, now: str) -> Edit:
    citation = citation_of(edit.block, None)
    for key in VALUES:
        citation = citation or citation_of(edit.block.get(key) or edit.address, None)
    item = text_at(edit.block, "item")
    return Edit(edit.verb, edit.address.text, item, was, now, citation, edit.address.place)


def spot_at(root: WrittenMap, address: WrittenText) -> Spot:
    """The place of an address.

    Findings: raises `Refused` with the nearest address when nothing stands there.
    """
    spot, rest = find_spot(root, address.text)
    if not rest and spot.path:
        return spot
    remedy = near_address(spot, address.text, rest)
    problem = "nothing stands at this address."
    found = f"'{address.text[:120]}'"
    raise Refused(
        [Finding("patch-address", address.place, problem, "an address of what is patched", found, remedy)]
    )


def _no_place(edit: WrittenEdit, problem: str) -> Refused:
    return Refused([Finding("patch-edit", edit.address.place, problem, "", f"'{edit.address.text[:120]}'")])


def _refuse_another_value(edit: WrittenEdit, spot: Spot) -> None:
    """Refuse an edit that was written for something else than what stands there."""
    was, value = edit.block.get("was"), edit.block.get("is")
    if was is not None and not says_same(was, spot.written):
        problem = f"something else stands at '{edit.address.text[:120]}'."
        found = f"{one_line(spot.written)[:120]} ({spot.written.place})"
        remedy = "the patch was made for another version, or `was` is a slip"
        raise Refused([Finding("patch-was", was.place, problem, one_line(was)[:120], found, remedy)])
    if edit.verb == "at" and was is None and edit.block.get("replaces") is None:
        problem = "the edit does not say what stood there before."
        remedy = "write `was`, or `replaces: whole` for a table or a block"
        found = one_line(spot.written)[:120]
        raise Refused(
            [Finding("patch-was", edit.address.place, problem, "was", f"no `was`, {found}", remedy)]
        )
    kinds = kinds_differ(spot.written, value) if value is not None else None
    if kinds is not None and value is not None:
        problem = "the edit puts a figure of another unit there."
        found = f"{one_line(value)[:60]} ({kinds[1]})"
        remedy = "remove what stands there and add the other, if the unit was meant to change"
        raise Refused([Finding("patch-unit", value.place, problem, kinds[0], found, remedy)])


def _changed(root: WrittenMap, edit: WrittenEdit, spot: Spot, value: Written) -> Written:
    if spot.column is None:
        return with_value(root, spot.path, cited_value(spot, value, edit.block))
    row = value_at(root, spot.path)
    return with_value(root, spot.path, row_with(spot, row, cited_value(spot, value, edit.block)))
