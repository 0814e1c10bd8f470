"""Loads the procedure of an agreement version from the `procedure.yaml` beside its articles.

A version without a file has the procedure of the version that it patches; a file with `of:` changes another
version's by name, the newer winning. A file loads whole or not at all, and nothing that it says is run.

>>> load_procedure("sag/tv-2020").inherited_from
'sag/tv-2014'
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from arrears.agreements.addresses import full_address
from arrears.agreements.calendars import calendar_faults
from arrears.agreements.check_shape import shape_faults
from arrears.agreements.load import SHIPPED
from arrears.agreements.lower_noted import left_out_of
from arrears.agreements.model import LeftOut
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.procedure import Clock, Forum, Procedure, Step
from arrears.agreements.procedure_layout import PROCEDURE_FILE
from arrears.agreements.procedure_read import (
    Above,
    items_of,
    maps_of,
    read_clock,
    read_forum,
    read_step,
    texts_of,
)
from arrears.agreements.written_agreement import PROCEDURE_NAME, Library, read_content
from arrears.agreements.yaml_source import WrittenMap, WrittenText, as_map, read_yaml
from arrears.findings import Finding, Refused, place_order, suggest

CHAIN_LIMIT = 20


def load_procedure(address: str, folder: Path = SHIPPED) -> Procedure:
    """The procedure of one agreement version, `sag/tv-2014`.

    Findings: raises `Refused` with every fault of its files; `procedure-none` where neither the version nor
    one that it rests on has a procedure.
    """
    library = Library(folder)
    known = library.versions()
    address = full_address(address, known)
    if address not in known:
        problem, remedy = f"there is no agreement '{address}'.", suggest(address, known) if known else ""
        expected = "an agreement of the library"
        raise Refused([Finding("agreement-unknown", address, problem, expected, "none", remedy)])
    found = find_procedure(address, folder)
    if found is None:
        problem = "no procedure is known of this agreement: no forum, step or clock."
        remedy = (
            f"write {address}/procedure.yaml with what its text says, and `unknown` for what nobody has read"
        )
        expected = "procedure.yaml beside the articles, or beside those of the version that it patches"
        raise Refused([Finding("procedure-none", address, problem, expected, "no such file", remedy)])
    return found


def find_procedure(address: str, folder: Path = SHIPPED) -> Procedure | None:
    """The procedure of a version, or None where there is no file for it, or no such version.

    Findings: raises `Refused` with every fault of the files that are there.
    """
    library = Library(folder)
    return _found(library, library.versions(), address, ())


def procedures(folder: Path = SHIPPED) -> tuple[Procedure, ...]:
    """The procedures of a library's versions, those that are inherited among them.

    Findings: raises `Refused` with every fault of every file.
    """
    faults: list[Finding] = []
    found: list[Procedure] = []
    for address in Library(folder).versions():
        try:
            one = find_procedure(address, folder)
        except Refused as refused:
            faults.extend(refused.findings)
            continue
        if one is not None:
            found.append(one)
    if faults:
        raise Refused(dict.fromkeys(faults))
    return tuple(found)


def _found(library: Library, known: tuple[str, ...], address: str, seen: tuple[str, ...]) -> Procedure | None:
    if address not in known:
        return None
    if address in seen or len(seen) > CHAIN_LIMIT:
        problem, found = "procedures rest on each other in a loop.", " → ".join((*seen, address))
        raise Refused([Finding("procedure-loop", address, problem, "a procedure written whole", found)])
    path = library.folder / address / PROCEDURE_NAME
    if path.is_file() or path.is_symlink():
        return _read(library, known, address, (*seen, address))
    base = _patched(library, address)
    older = _found(library, known, base, (*seen, address)) if base else None
    if older is None:
        return None
    return replace(older, address=address, inherited_from=older.inherited_from or older.address)


def _patched(library: Library, address: str) -> str:
    """The version that a version patches; empty for one that is written whole."""
    name = f"{address}/agreement.yaml"
    header = as_map(read_yaml(read_content(library, library.folder / name), name))
    patch = header.get("patch")
    of = patch.get("of") if isinstance(patch, WrittenMap) else None
    return of.text if isinstance(of, WrittenText) else ""


def _read(library: Library, known: tuple[str, ...], address: str, seen: tuple[str, ...]) -> Procedure:
    shown = f"{address}/{PROCEDURE_NAME}"
    content = read_content(library, library.folder / shown)
    written = read_yaml(content, shown)
    faults = list(shape_faults(written, PROCEDURE_FILE))
    if faults or not isinstance(written, WrittenMap):
        raise Refused(faults)
    older = _changed(library, known, written, seen)
    own = _lowered(written, address, older, faults)
    faults.extend(_own_faults(written, address, own, older))
    faults.extend(calendar_faults(own.calendar, own.closed_days, written.place))
    if faults:
        raise Refused(sorted(dict.fromkeys(faults), key=place_order))
    parts = (older.digest.encode(), content) if older is not None else (content,)
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()
    joined = own if older is None else _joined(older, own, texts_of(written, "removes"))
    return replace(joined, digest=digest, clocks=_moved_as_their_forums(joined))


def _moved_as_their_forums(procedure: Procedure) -> tuple[Clock, ...]:
    """The clocks with how they may be moved; where they say nothing their forum does."""
    forums = {one.forum_id: one for one in procedure.forums}
    return tuple(
        replace(
            clock,
            extension=clock.extension or forums[clock.forum].extension,
            waiver=clock.waiver or forums[clock.forum].waiver,
        )
        for clock in procedure.clocks
    )


def _changed(
    library: Library, known: tuple[str, ...], written: WrittenMap, seen: tuple[str, ...]
) -> Procedure | None:
    """The procedure that a file changes; None for one that stands alone."""
    of = written.get("of")
    if not isinstance(of, WrittenText):
        return None
    older = _found(library, known, of.text, seen)
    if older is None:
        problem, expected = "this procedure changes one that is not here.", "a version with a procedure"
        remedy = suggest(of.text, known) if known else ""
        raise Refused([Finding("procedure-base", of.place, problem, expected, f"'{of.text[:80]}'", remedy)])
    return older


def _lowered(written: WrittenMap, address: str, older: Procedure | None, faults: list[Finding]) -> Procedure:
    citation = citation_of(written, None)
    if citation is None:
        problem, remedy = "the procedure has no citation.", "say where it was read"
        raise Refused(
            [Finding("agreement-citation", written.place, problem, "cite and status", "none", remedy)]
        )
    forum_blocks, clock_blocks = _entries(written, "forums"), _entries(written, "clocks")
    known = [name.text for name, _ in forum_blocks]
    known += [one.forum_id for one in older.forums] if older else []
    above = Above(f"{address}/procedure", citation, tuple(known), faults)
    return Procedure(
        address=address,
        inherited_from="",
        title=text_at(written, "title"),
        calendar=text_at(written, "calendar") or (older.calendar if older else "us-federal"),
        closed_days=texts_of(written, "closed_days") or (older.closed_days if older else ()),
        says=texts_of(written, "says"),
        forums=tuple(read_forum(name, block, above) for name, block in forum_blocks),
        steps=tuple(
            read_step(block, place, above) for place, block in enumerate(maps_of(written, "steps"), start=1)
        ),
        clocks=tuple(read_clock(name, block, above) for name, block in clock_blocks),
        left_out=left_out_of(written),
        citation=citation,
        digest="",
    )


def _entries(written: WrittenMap, key: str) -> tuple[tuple[WrittenText, WrittenMap], ...]:
    group = written.get(key)
    entries = group.entries if isinstance(group, WrittenMap) else ()
    return tuple((name, block) for name, block in entries if isinstance(block, WrittenMap))


def _own_faults(written: WrittenMap, address: str, own: Procedure, older: Procedure | None) -> list[Finding]:
    """Faults between the parts of a file: its name, what it removes, who is its predecessor."""
    faults: list[Finding] = []
    name = written.get("procedure")
    if isinstance(name, WrittenText) and name.text != address:
        problem = "the file names another agreement than the folder that it stands in."
        faults.append(Finding("procedure-name", name.place, problem, f"'{address}'", f"'{name.text[:80]}'"))
    if older is None and not own.clocks:
        problem = "a procedure that stands alone has a forum and a clock at least."
        faults.append(Finding("procedure-empty", written.place, problem, "forums and clocks", "none"))
    there = {*_ids(older)} if older else set()
    for item in items_of(written, "removes"):
        if item.text not in there:
            problem = "what is removed is not in the procedure that this one changes."
            remedy = suggest(item.text, there) if there else "take it out"
            found = f"'{item.text[:60]}'"
            faults.append(Finding("procedure-part", item.place, problem, "a forum or clock", found, remedy))
    return faults


def _ids(procedure: Procedure) -> tuple[str, ...]:
    return (*(one.forum_id for one in procedure.forums), *(one.clock_id for one in procedure.clocks))


def _joined(older: Procedure, own: Procedure, removed: tuple[str, ...]) -> Procedure:
    """The older procedure with the newer's parts in the place of those of the same name."""
    forums: dict[str, Forum] = {one.forum_id: one for one in (*older.forums, *own.forums)}
    clocks: dict[str, Clock] = {one.clock_id: one for one in (*older.clocks, *own.clocks)}
    changed = {(one.step, one.forums) for one in own.steps}
    steps: tuple[Step, ...] = (*(s for s in older.steps if (s.step, s.forums) not in changed), *own.steps)
    left_out: tuple[LeftOut, ...] = tuple(dict.fromkeys((*own.left_out, *older.left_out)))
    return replace(
        own,
        says=(*older.says, *own.says),
        forums=tuple(one for name, one in forums.items() if name not in removed),
        steps=steps,
        clocks=tuple(one for name, one in clocks.items() if name not in removed),
        left_out=left_out,
    )
