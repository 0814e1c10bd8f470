"""Loads agreements from their folders: one header, one file per article, every fault of every file at once.

A folder loads whole or not at all. Nothing here figures an amount, and nothing that a file says is run.

>>> [agreement.address for agreement in load_library(addresses=["wga/mba-2008"])]
['wga/mba-2008']
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from arrears.agreements.addresses import full_address
from arrears.agreements.follow_links import follow_links, linked_patterns
from arrears.agreements.inherited import ReadClauses
from arrears.agreements.link_clauses import link_clauses
from arrears.agreements.lower_article import in_order, read_article
from arrears.agreements.lower_front import read_front
from arrears.agreements.magnitudes import magnitude_faults
from arrears.agreements.model import Agreement, Article, Clause
from arrears.agreements.offers import read_patch_file, stack_patches
from arrears.agreements.patch_addresses import HEADER
from arrears.agreements.scope import attempt
from arrears.agreements.written_agreement import (
    HEADER_FILE,
    Library,
    PatchFile,
    WrittenAgreement,
    once,
    read_written,
)
from arrears.agreements.yaml_source import as_map
from arrears.findings import Finding, Refused, place_order, suggest

__all__ = [
    "HEADER_FILE",
    "SHIPPED",
    "clause_named",
    "load_agreement",
    "load_alone",
    "load_library",
    "load_patched",
    "load_stacked",
]
SHIPPED = Path(__file__).parent / "library"


def load_library(folder: Path = SHIPPED, addresses: Iterable[str] | None = None) -> tuple[Agreement, ...]:
    """The agreements below a folder, by address; all of them, or those named.

    That every clause stays within exact numbers is not proved here: lint and `load_agreement` prove it, and
    no audit runs a clause that does not.
    Findings: raises `Refused` with every fault of every file, and with each address that is not there.
    """
    faults: list[Finding] = []
    with nothing_collected():
        agreements = _loaded(Library(folder), addresses, faults)
    if faults:
        raise Refused(dict.fromkeys(faults))
    return agreements


def _loaded(
    library: Library, addresses: Iterable[str] | None, faults: list[Finding]
) -> tuple[Agreement, ...]:
    """The agreements of a library; what was read on the way to them goes before anything is collected."""
    found = library.versions()
    named = found if addresses is None else [full_address(address, found) for address in addresses]
    wanted = tuple(dict.fromkeys(named))
    agreements: list[Agreement] = []
    for address in wanted:
        if address not in found:
            faults.append(_unknown(address, found))
            continue
        agreement = attempt(faults, lambda address=address: _followed(library, address, wanted))  # type: ignore[misc]
        if agreement is not None:
            agreements.append(agreement)
    return tuple(agreements)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """While much is read nearly everything that is made stays; searching it for waste over and over took a
    quarter of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def load_agreement(folder: Path) -> Agreement:
    """One agreement from its folder, `<family>/<version>/`, its linked rates resolved from its neighbours.

    Findings: raises `Refused` with what `load_alone` finds, here and in every article that is followed.
    """
    at = folder.resolve()
    return _within_exact_numbers(_followed(Library(at.parent.parent), f"{at.parent.name}/{at.name}"))


def load_alone(folder: Path) -> Agreement:
    """One agreement as its own files and those that it patches say it: a linked rate stands at its starting
    figure.

    Findings: raises `Refused` with every fault of every file of the folder, places as
    `<family>/<version>/<file>:line:column`.
    """
    at = folder.resolve()
    return _alone(Library(at.parent.parent), f"{at.parent.name}/{at.name}")


def load_patched(base: str, files: Sequence[Path], folder: Path = SHIPPED) -> Agreement:
    """An agreement of a library with patches from files outside it, applied together: offers, for one.

    No patch sees what another changes. One patch gives the agreement that its header names; several give
    `base+first+second`.
    Findings: raises `Refused` for a patch of another version, for what `load_library` finds, and for what the
    edits find; two patches that change one place are told with both places.
    """
    library = Library(folder)
    faults: list[Finding] = []
    known = library.versions()
    base = full_address(base, known)
    if base not in known:
        raise Refused([_unknown(base, known)])
    patches = [attempt(faults, lambda path=path: read_patch_file(path, base)) for path in files]  # type: ignore[misc]
    if faults:
        raise Refused(faults)
    return load_stacked(library, base, [patch for patch in patches if patch is not None])


def load_stacked(
    library: Library, base: str, patches: Sequence[PatchFile], *, is_proved: bool = False
) -> Agreement:
    """An agreement of a library with patches applied together, what was read of the library used again.

    Without patches the agreement as it is. is_proved: that every clause stays within exact numbers was proved
    before, or nothing will be figured; the proof takes most of the time.
    Findings: raises `Refused` for what the edits find, and for what `load_library` finds.
    """
    address = base
    if patches:
        written = stack_patches(read_written(library, base), patches)
        address = written.address
        library.written[address] = written
        library.alone.pop(address, None)  # an address may have been used for other patches before
    agreement = _followed(library, address)
    return agreement if is_proved else _within_exact_numbers(agreement)


def _unknown(address: str, known: Sequence[str]) -> Finding:
    problem = f"there is no agreement '{address}'."
    remedy = suggest(address, known) if known else ""
    return Finding("agreement-unknown", address, problem, "an agreement of the library", "none", remedy)


def _followed(library: Library, address: str, wanted: Sequence[str] = ()) -> Agreement:
    """An agreement with its linked rates resolved from its neighbours. wanted: those that are loaded whole
    anyway; of others only the articles that are followed are read.
    """
    agreement = _alone(library, address)
    patterns = linked_patterns(agreement)
    articles = frozenset(pattern.split("/")[2] for pattern in patterns)
    neighbours = [
        path.parent.relative_to(library.folder).as_posix()
        for pattern in dict.fromkeys(p.rsplit("/", 3)[0] for p in patterns)
        for path in sorted(library.folder.glob(f"{pattern}/{HEADER_FILE}"))
    ]
    others = [
        _alone(library, one) if one in wanted or "*" in articles else _in_part(library, one, articles)
        for one in dict.fromkeys(neighbours)
        if one != address
    ]
    return follow_links(agreement, others)


def _in_part(library: Library, address: str, articles: frozenset[str]) -> Agreement:
    """An agreement with only these of its articles, and their clauses tied to nothing."""
    known = library.in_part.get((address, articles))
    if known is None:
        known = _lowered(read_written(library, address), library.clauses, articles)
        library.in_part[address, articles] = known
    return known


def _alone(library: Library, address: str) -> Agreement:
    return once(
        library.alone, address, lambda: lower_agreement(read_written(library, address), library.clauses)
    )


def lower_agreement(written: WrittenAgreement, read: ReadClauses) -> Agreement:
    """An agreement from what its files say. read: the clauses that this load has read so far.

    Findings: raises `Refused` with every fault of its files, those of shape included.
    """
    return link_clauses(_lowered(written, read))


def _lowered(written: WrittenAgreement, read: ReadClauses, only: Collection[str] = ()) -> Agreement:
    """The agreement before its clauses are tied. only: the articles to read; every one without any."""
    faults = list(written.faults)
    front = attempt(faults, lambda: read_front(written.header, written.address, faults))
    articles: list[Article | None] = [None for _ in written.unreadable]
    if front is not None:
        articles += [
            read_article(as_map(block), name.text, front, faults, read)
            for name, block in written.root.entries
            if name.text != HEADER and (not only or name.text in only)
        ]
        if not only:
            articles = in_order(articles, front.order, faults)
    if faults or front is None:
        raise Refused(sorted(dict.fromkeys(faults), key=place_order))
    family, _, version = front.address.partition("/")
    return Agreement(
        family=family,
        version=version,
        title=front.title,
        covers_from=front.covers[0],
        covers_until=front.covers[1],
        articles=tuple(article for article in articles if article is not None),
        late_rules={rule.rule_id: rule for rule in front.late_rules.values() if rule is not None},
        credit_shares=front.credit_shares,
        credit_columns=front.credit_columns,
        citation=front.citation,
        digest=written.digest,
        noted=front.noted,
        left_out=front.left_out,
        patches=written.patches,
    )


def _within_exact_numbers(agreement: Agreement) -> Agreement:
    too_large = magnitude_faults(agreement)
    if too_large:
        raise Refused(too_large)
    return agreement


def clause_named(agreement: Agreement, name: str) -> Clause | None:
    """The clause of a lineage, `new-media/rental`, or None."""
    return next((clause for clause in agreement.clauses() if clause.name == name), None)
