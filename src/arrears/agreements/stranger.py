"""Folders of agreements that are not the shipped ones: how large they may be, and which names they share.

An agreement of a folder may have the name of a shipped one; where it is another agreement, that is said.
"""

from __future__ import annotations

from pathlib import Path

from arrears.agreements.load import SHIPPED
from arrears.agreements.written_agreement import Library, read_written
from arrears.findings import Finding, Refused

VERSIONS_LIMIT = 400
LIBRARY_BYTES_LIMIT = 8 * 1024 * 1024


def refuse_large(folder: Path) -> None:
    """Refuse a folder with more agreements or longer files than anybody reads.

    Findings: raises `Refused`, `agreement-size`, or `agreement-folder` for what is no folder of agreements.
    """
    sizes = [path.lstat().st_size for path in folder.glob("*/*/*.yaml")]
    versions = len(Library(folder).versions())
    if not versions:
        problem, remedy = "there is no agreement in this folder.", "name the folder that holds family/version"
        raise Refused([Finding("agreement-folder", str(folder), problem, "agreements", "none", remedy)])
    for found, limit, what in (
        (versions, VERSIONS_LIMIT, "agreements"),
        (sum(sizes), LIBRARY_BYTES_LIMIT, "bytes"),
    ):
        if found > limit:
            problem, remedy = "the folder of agreements is too large.", "divide it"
            expected = f"at most {limit:,} {what}"
            raise Refused([Finding("agreement-size", str(folder), problem, expected, f"{found:,}", remedy)])


def shadowed(folder: Path) -> tuple[Finding, ...]:
    """The agreements of a folder that have the name of a shipped one and say something else.

    Findings: `agreement-shadowed`, one for each; a copy of a shipped agreement is none.
    """
    own, shipped = Library(folder), Library(SHIPPED)
    if folder.resolve() == SHIPPED.resolve():
        return ()
    names = sorted(set(own.versions()) & set(shipped.versions()))
    problem = "this agreement has the name of one that ships with Arrears, and is another."
    remedy = "every figure comes from the folder named; give it another family or version to tell them apart"
    return tuple(
        Finding("agreement-shadowed", name, problem, "the shipped agreement", "the folder's own", remedy)
        for name in names
        if read_written(own, name).digest != read_written(shipped, name).digest
    )
