"""Reads the files of agreements as written, and makes a patched version of the one that it patches.

Each file is read once for one load, however many versions rest on it. Nothing outside the library's folder is
read: not through a link, not through a name.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.inherited import ReadClauses
from arrears.agreements.layout import AGREEMENT_FILE, ARTICLE_FILE
from arrears.agreements.model import Agreement, Edit, Patch
from arrears.agreements.names import text_at
from arrears.agreements.patch import WrittenEdit, apply_edits, items_left, read_edits
from arrears.agreements.patch_addresses import HEADER
from arrears.agreements.patch_header import joined_header, listed_articles
from arrears.agreements.patch_layout import PATCH_HEADER
from arrears.agreements.scope import attempt
from arrears.agreements.shapes import Shape
from arrears.agreements.written_paths import with_value
from arrears.agreements.yaml_source import (
    BYTES_LIMIT,
    Written,
    WrittenMap,
    WrittenText,
    as_map,
    cannot_open,
    read_yaml,
)
from arrears.findings import Finding, Refused, suggest

HEADER_FILE = "agreement.yaml"
PROCEDURE_NAME = "procedure.yaml"  # read by `procedure_load`; no figure of an audit rests on it
T = TypeVar("T")
CHAIN_LIMIT = 20
FILES_LIMIT = 200
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}/[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_STOPPING = ("agreement-sort", "agreement-missing")  # what is too far from its shape to go on with


@dataclass(frozen=True)
class WrittenAgreement:
    """One version as its files write it, patches applied.

    root: the header under `/`, then each article under its name. unreadable: articles that are too far from
    their shape. digest: SHA-256 over its own files and those of what it patches. faults: of its own files.
    """

    address: str
    root: WrittenMap
    unreadable: tuple[str, ...]
    digest: str
    faults: tuple[Finding, ...]
    patches: tuple[Patch, ...] = ()

    @property
    def header(self) -> WrittenMap:
        return as_map(self.root.get(HEADER))


@dataclass(frozen=True)
class PatchFile:
    """A patch as its file writes it, with the articles that stand in files beside it."""

    address: str
    header: WrittenMap
    articles: Mapping[str, WrittenMap]


@dataclass(frozen=True)
class _OwnFiles:
    """The files of one version's own folder."""

    header: WrittenMap
    articles: Mapping[str, WrittenMap | None]  # None: unreadable
    digest: str
    faults: tuple[Finding, ...]


@dataclass(frozen=True)
class Library:
    """A folder of agreements while it is loaded, with what was read of it so far."""

    folder: Path
    own: dict[str, _OwnFiles | Refused] = field(default_factory=dict)
    written: dict[str, WrittenAgreement | Refused] = field(default_factory=dict)
    alone: dict[str, Agreement | Refused] = field(default_factory=dict)
    in_part: dict[tuple[str, frozenset[str]], Agreement] = field(default_factory=dict)  # by its articles
    clauses: ReadClauses = field(default_factory=ReadClauses)
    held: dict[Path, bool] = field(default_factory=dict)  # whether a version's folder lies in this one

    @cached_property
    def real_folder(self) -> Path:
        """The library's folder, with no link left in its path."""
        return self.folder.resolve()

    def holds(self, folder: Path) -> bool:
        """Whether the folder of a version lies in the library, also where a link stands in its path."""
        known = self.held.get(folder)
        if known is None:
            known = self.held[folder] = folder.resolve().is_relative_to(self.real_folder)
        return known

    def versions(self) -> tuple[str, ...]:
        """The addresses of every agreement that has a header."""
        headers = self.folder.glob(f"*/*/{HEADER_FILE}")
        return tuple(sorted(path.parent.relative_to(self.folder).as_posix() for path in headers))


def once(known: dict[str, T | Refused], address: str, read: Callable[[], T]) -> T:
    """What was read of an address, read now if it was not: also a refusal is found only once.

    Findings: raises the `Refused` of the reading, each time.
    """
    found = known.get(address)
    if found is None:
        try:
            found = read()
        except Refused as refused:
            found = refused
        known[address] = found
    if isinstance(found, Refused):
        raise found
    return found


def read_written(library: Library, address: str) -> WrittenAgreement:
    """One version with everything that it inherits.

    Findings: raises `Refused` for a header that cannot be read and for faults of what it patches; other
    faults are those of the result.
    """
    return once(library.written, address, lambda: _read_chain(library, address))


def _read_chain(library: Library, address: str) -> WrittenAgreement:
    older, *newer = reversed(_chain(library, address))
    own = _own_files(library, older)
    written = library.written.get(older)
    if not isinstance(written, WrittenAgreement):
        readable = {name: block for name, block in own.articles.items() if block is not None}
        root = _root(own.header, readable)
        unreadable = tuple(name for name, block in own.articles.items() if block is None)
        written = WrittenAgreement(older, root, unreadable, own.digest, own.faults)
        library.written.setdefault(older, written)
    for version in newer:
        if written.faults:
            raise Refused(written.faults)
        known = library.written.get(version)
        written = known if isinstance(known, WrittenAgreement) else _patched(library, written, version)
        library.written.setdefault(version, written)
    return written


def _chain(library: Library, address: str) -> list[str]:
    """A version, what it patches, what that patches, … to the version that is written whole."""
    chain = [address]
    while True:
        header = _own_files(library, chain[-1]).header
        patch = header.get("patch")
        if not isinstance(patch, WrittenMap):
            return chain
        of = patch.get("of")
        if not isinstance(of, WrittenText):
            raise TypeError("a header is checked before its chain is followed")
        if of.text in chain:
            problem, found = "versions patch each other in a loop.", " → ".join([*chain, of.text])
            raise Refused([Finding("patch-loop", of.place, problem, "a version written whole", found)])
        if len(chain) > CHAIN_LIMIT:
            problem, found = "too many versions are patches of patches.", f"more than {CHAIN_LIMIT}"
            remedy = "write one of them whole"
            raise Refused([Finding("patch-loop", of.place, problem, f"at most {CHAIN_LIMIT}", found, remedy)])
        _refuse_unknown_base(library, of)
        chain.append(of.text)


def _refuse_unknown_base(library: Library, of: WrittenText) -> None:
    path = library.folder / of.text / HEADER_FILE
    if _ADDRESS.fullmatch(of.text) and path.is_file():
        return
    known = library.versions()
    problem, found = "the patch is of an agreement that is not here.", f"'{of.text[:120]}'"
    remedy = suggest(of.text, known) if known else ""
    raise Refused(
        [Finding("patch-base", of.place, problem, "an agreement of the same library", found, remedy)]
    )


def _own_files(library: Library, address: str) -> _OwnFiles:
    return once(library.own, address, lambda: _read_own(library, address))


def _read_own(library: Library, address: str) -> _OwnFiles:
    folder = library.folder / address
    paths = sorted(
        path
        for path in folder.glob("*.yaml")
        if not path.name.endswith(".cases.yaml") and path.name != PROCEDURE_NAME
    )
    if len(paths) > FILES_LIMIT:
        problem, found = "the folder holds too many files.", f"{len(paths):,}"
        raise Refused([Finding("agreement-size", address, problem, f"at most {FILES_LIMIT}", found)])
    faults: list[Finding] = []
    digest = hashlib.sha256()
    blocks: dict[str, WrittenMap | None] = {}
    for path in dict.fromkeys((folder / HEADER_FILE, *paths)):
        content = attempt(faults, lambda path=path: read_content(library, path))  # type: ignore[misc]
        blocks[path.name] = None
        if content is not None:
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)
            blocks[path.name] = read_shaped(content, f"{address}/{path.name}", faults)
    header = blocks.pop(HEADER_FILE)
    if header is None:
        raise Refused(faults)
    articles = {name.removesuffix(".yaml"): block for name, block in blocks.items()}
    return _OwnFiles(header, articles, digest.hexdigest(), tuple(faults))


def read_content(library: Library, path: Path) -> bytes:
    """The bytes of one file of a library, one more than the limit at most.

    Findings: raises `Refused` for a file that lies outside the library or does not open.
    """
    shown = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
    if path.is_symlink() or not library.holds(path.parent):
        problem, remedy = "the file lies outside the folder of the library.", "copy it to where it is read"
        raise Refused([Finding("agreement-outside", shown, problem, "a file of its own", "a link", remedy)])
    try:
        with path.open("rb") as stream:
            return stream.read(BYTES_LIMIT + 1)
    except OSError as fault:
        raise Refused([cannot_open(shown, fault)]) from fault


def read_shaped(content: bytes, shown: str, faults: list[Finding]) -> WrittenMap | None:
    """A header, patch or article whose keys are as they should be; None when it is too far from its shape."""
    written = attempt(faults, lambda: read_yaml(content, shown))
    if written is None:
        return None
    departures = list(shape_faults(written, _shape_of(written, shown)))
    faults.extend(departures)
    is_readable = not any(finding.code in _STOPPING for finding in departures)
    return written if isinstance(written, WrittenMap) and is_readable else None


def _shape_of(written: Written, shown: str) -> Shape:
    if shown.rpartition("/")[2] != HEADER_FILE:
        return ARTICLE_FILE
    is_patch = isinstance(written, WrittenMap) and written.get("patch") is not None
    return PATCH_HEADER if is_patch else AGREEMENT_FILE


def _root(header: WrittenMap, articles: Mapping[str, WrittenMap]) -> WrittenMap:
    named = ((WrittenText(name, block.place), block) for name, block in articles.items())
    return WrittenMap(((WrittenText(HEADER, header.place), header), *named), header.place)


def _patched(library: Library, base: WrittenAgreement, address: str) -> WrittenAgreement:
    own = _own_files(library, address)
    faults = list(own.faults)
    articles = {name: block for name, block in own.articles.items() if block is not None}
    written = apply_patches(base, [PatchFile(address, own.header, articles)], faults)
    own_unreadable = (name for name, block in own.articles.items() if block is None)
    unreadable = (*written.unreadable, *own_unreadable)
    digest = hashlib.sha256(f"{base.digest}\0{own.digest}".encode()).hexdigest()
    return replace(written, address=address, unreadable=unreadable, digest=digest, faults=tuple(faults))


def apply_patches(
    base: WrittenAgreement, patches: Sequence[PatchFile], faults: list[Finding]
) -> WrittenAgreement:
    """An agreement with patches applied together: none of them sees what another changes.

    Findings: what `patch.read_edits` and `patch.apply_edits` find, also between two of the patches; an
    article that is there already; shapes that the edits spoil. Its digest and address stay those of the base.
    """
    edits = [read_edits(patch.header, faults) for patch in patches]
    root, made = apply_edits(base.root, [edit for few in edits for edit in few], faults)
    for patch in patches:
        root = _with_articles(root, patch, faults)
    header = as_map(root.get(HEADER))
    for patch in patches:
        listed = listed_articles(header, root, patch.header)
        header = joined_header(header, patch.header)
        if listed is not None:
            kept = tuple(pair for pair in header.entries if pair[0].text != "articles")
            header = WrittenMap((*kept, (WrittenText("articles", listed.place), listed)), header.place)
    root = as_map(with_value(root, (HEADER,), header))
    spoiled = _spoiled(base.root, root, faults)
    if HEADER in spoiled:
        raise Refused(faults)
    root = WrittenMap(tuple(pair for pair in root.entries if pair[0].text not in spoiled), root.place)
    waiting = iter(made)
    told = tuple(_told(base, patch, few, waiting) for patch, few in zip(patches, edits))
    return replace(base, root=root, unreadable=spoiled, patches=(*base.patches, *told))


def _told(
    base: WrittenAgreement, patch: PatchFile, edits: Sequence[WrittenEdit], made: Iterator[Edit | None]
) -> Patch:
    """What a patch did, for people."""
    done = tuple(edit for edit in itertools.islice(made, len(edits)) if edit is not None)
    title = text_at(patch.header, "title")
    return Patch(patch.address, base.address, title, done, items_left(patch.header))


def _with_articles(root: WrittenMap, patch: PatchFile, faults: list[Finding]) -> WrittenMap:
    """The agreement with the articles that stand in files beside a patch."""
    for name, block in patch.articles.items():
        if root.get(name) is not None:
            problem = f"the article '{name}' is there already."
            remedy = "write what changes as edits, or take the old article out with `remove`"
            faults.append(
                Finding(
                    "patch-exists", block.place, problem, "a new article", "one in what is patched", remedy
                )
            )
        else:
            entry = (WrittenText(name, block.place), block)
            root = WrittenMap((*root.entries, entry), root.place)
    return root


def _spoiled(before: WrittenMap, after: WrittenMap, faults: list[Finding]) -> tuple[str, ...]:
    """The articles that edits took too far from their shape to go on with. What is the same object was held
    against its shape before.
    """
    spoiled: list[str] = []
    for name, block in after.entries:
        if before.get(name.text) is not block:
            found = list(shape_faults(block, AGREEMENT_FILE if name.text == HEADER else ARTICLE_FILE))
            faults.extend(found)
            if any(finding.code in _STOPPING for finding in found):
                spoiled.append(name.text)
    return tuple(spoiled)
