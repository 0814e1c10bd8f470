"""Patches from files of their own, outside a library: offers that are set on one agreement together.

A file outside the library holds the header of a patched version and nothing else. The agreement that results
is read like any other; nothing is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.names import text_at
from arrears.agreements.patch_addresses import HEADER
from arrears.agreements.patch_layout import PATCH_HEADER
from arrears.agreements.sentences import one_line
from arrears.agreements.written_agreement import PatchFile, WrittenAgreement, apply_patches
from arrears.agreements.written_paths import with_value
from arrears.agreements.yaml_source import (
    Written,
    WrittenList,
    WrittenMap,
    WrittenText,
    as_map,
    read_yaml_file,
)
from arrears.findings import Finding, Refused


def read_patch_file(path: Path, base: str) -> PatchFile:
    """One patch of an agreement from a file.

    Findings: raises `Refused` with its faults of shape, or when it is a patch of another version.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, PATCH_HEADER))
    if faults or not isinstance(written, WrittenMap):
        raise Refused(faults)
    of = as_map(written.get("patch")).get("of")
    if not isinstance(of, WrittenText) or of.text != base:
        problem, remedy = "the patch is of another version.", "apply it to the version that it names"
        found, place = (one_line(of), of.place) if of is not None else ("none", written.place)
        raise Refused([Finding("patch-base", place, problem, base, found, remedy)])
    return PatchFile(text_at(written, "agreement"), written, {})


def stack_patches(base: WrittenAgreement, patches: Sequence[PatchFile]) -> WrittenAgreement:
    """The agreement with patches applied together, under a name of its own.

    Findings: raises `Refused` with the faults of the base, or of the patches.
    """
    faults = list(base.faults)
    stacked = apply_patches(base, patches, faults) if not faults else base
    if faults:
        raise Refused(faults)
    address = _address(base.address, patches)
    header = as_map(stacked.root.get(HEADER))
    named = with_value(header, ("agreement",), WrittenText(address, header.place))
    root = as_map(with_value(stacked.root, (HEADER,), named))
    said = "\0".join(_said(patch.header) for patch in patches)
    digest = hashlib.sha256(f"{base.digest}\0{said}".encode()).hexdigest()
    return replace(stacked, address=address, root=root, digest=digest)


def _address(base: str, patches: Sequence[PatchFile]) -> str:
    family, _, version = base.partition("/")
    names = [patch.address.rpartition("/")[2] for patch in patches]
    return patches[0].address if len(patches) == 1 else f"{family}/{'+'.join([version, *names])}"


def _said(written: Written) -> str:
    """Everything that a patch says, for its digest; where in its file it says so makes no difference."""
    match written:
        case WrittenText(text=text):
            return repr(text)
        case WrittenList(items=items):
            return f"[{','.join(_said(item) for item in items)}]"
        case WrittenMap(entries=entries):
            return f"{{{','.join(f'{name.text!r}:{_said(value)}' for name, value in entries)}}}"
    raise TypeError(f"_said does not know {type(written).__name__}")
