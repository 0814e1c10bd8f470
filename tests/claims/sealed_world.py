"""A claim sealed into a bundle, and ways to alter what is in the zip; names and companies are invented."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from arrears.book.access import Audience, read_audience
from arrears.book.ledger import open_book
from arrears.claims.acting import Acting
from arrears.claims.bundle import BundleAsked, BundleMade, make_bundle
from arrears.claims.bundle_seal import make_seal, write_zip
from arrears.claims.casework import NewEvent, append
from arrears.claims.claim import Claim
from arrears.claims.evidence import Given, add_evidence
from arrears.claims.verifier import verify

from .frozen_worlds import FILED, World, open_claim_over, world_of

KEY = bytes(range(32))
EXHIBITS = (("stub", "guild_only"), ("letter", "parties"), ("note", "guild_only"))
Contents = dict[str, bytes]


@dataclass(frozen=True)
class SealedWorld:
    """A book with a claim, two exhibits and a counsel's note."""

    world: World
    claim: Claim

    def seal(self, out: Path, audience: str = "guild", **asked: Any) -> BundleMade:
        """A bundle of the claim for an audience."""
        wanted = BundleAsked(read_audience(audience), FILED, "attorney", **asked)
        return make_bundle(self.world.book, self.claim.claim_id, wanted, out, self.world.library)

    def seen_by(self, audience: Audience) -> SealedWorld:
        """The same, the book read for another audience."""
        return replace(self, world=replace(self.world, book=self.world.book.seen_by(audience)))

    def copied_to(self, folder: Path) -> SealedWorld:
        """The same on a copy of the book, for a test that appends to it."""
        shutil.copytree(self.world.book.path, folder / "book")
        return replace(self, world=replace(self.world, book=open_book(folder / "book")))


def add_exhibit(sealed: SealedWorld, path: Path, access: str, duty: str = "") -> None:
    """A file as evidence of the claim."""
    given = Given(path, "member", date(2009, 12, 1), access, sealed.claim.claim_id, duty)
    add_evidence(sealed.world.book, given, Acting(FILED, "attorney", FILED))


def sealed_world(folder: Path, **tables: Any) -> SealedWorld:
    """The world of disputed downloads with a claim over its arrears, ready to be sealed."""
    world = world_of(folder, **tables)
    made = SealedWorld(world, open_claim_over(world.book, world.freeze()))
    for number, (text, access) in enumerate(EXHIBITS):
        file = folder / f"{text}.txt"
        file.write_text(f"{text} {number}: received with thanks\n", encoding="utf-8")
        add_exhibit(made, file, access)
    steps = ("demanded", FILED, "guild_only"), ("filed", FILED, "parties")
    for word, day, access in steps:
        body = {"on": day.isoformat(), "by": "attorney", "why": "", "step": word, "forum": "", "facts": {}}
        append(world.book, [NewEvent(made.claim.claim_id, "step", body, access)], learned_on=day)
    return made


def unpack(path: Path) -> Contents:
    """The files of a zip by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(contents: Mapping[str, bytes], out: Path) -> Path:
    """Files as a zip, packed as bundles are."""
    folder = out.with_suffix(".files")
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    write_zip(folder, sorted(contents), out)
    return out


def relisted(contents: Contents) -> Contents:
    """The files with a manifest that lists them as they are now, and a seal of that manifest: what somebody
    does who alters a bundle with care, and holds no key.
    """
    manifest = json.loads(contents[verify.MANIFEST])
    names = sorted(set(contents) - {verify.MANIFEST, verify.SEAL})
    manifest["files"] = [
        {"name": name, "bytes": len(contents[name]), "sha256": hashlib.sha256(contents[name]).hexdigest()}
        for name in names
    ]
    said = verify.canonical(manifest)
    return {**contents, verify.MANIFEST: said, verify.SEAL: verify.canonical(make_seal(said, None))}


def edit_manifest(contents: Contents, edit: Callable[[dict[str, Any]], object]) -> Contents:
    """The files with an edited manifest."""
    manifest = json.loads(contents[verify.MANIFEST])
    edit(manifest)
    return {**contents, verify.MANIFEST: verify.canonical(manifest)}


def table_file(contents: Contents, table: str) -> str:
    """The file of the only part of a table that holds rows."""
    (name,) = [name for name in contents if name.startswith(f"tables/{table}.")]
    return name


def rows_of(contents: Contents, table: str) -> list[list[Any]]:
    """The rows of a table as they stand in the file."""
    return [json.loads(line) for line in contents[table_file(contents, table)].splitlines()]


def with_rows(contents: Contents, table: str, rows: list[list[Any]]) -> Contents:
    """The files with other rows of a table."""
    text = b"".join(json.dumps(row, separators=(",", ":")).encode() + b"\n" for row in rows)
    return {**contents, table_file(contents, table): text}


def column_place(contents: Contents, table: str, column: str) -> int:
    """Where the salt of a column stands in a row; the value stands after it."""
    layouts = {one["name"]: one for one in json.loads(contents[verify.MANIFEST])["tables"]}
    names = [one["name"] for one in layouts[table]["columns"]]
    return 2 + 2 * names.index(column)
