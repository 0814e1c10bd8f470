"""Seals a bundle: a salt for every cell, commitments up to one root, files, manifest, signature, zip.

A copy for an audience is sealed from the same content and seed: it shows fewer values, keeps the commitments
of the others, and has the same root. Every salt is drawn from the seed by HMAC-SHA-256 under the cell's own
place, so no salt tells another; who holds the seed could try values, so it never leaves the book.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from arrears.book.layout import sync_folder, writing_to
from arrears.claims.bundle_content import NO_CLASS, BundleColumn, BundleContent, BundleTable, Row, make_table
from arrears.claims.verifier import verify
from arrears.findings import Finding, Refused

README = """This is a sealed claim bundle.

python verify.py

checks it (Python 3.9 or later, nothing else): that nothing was altered, and that every stated figure
follows from the facts and clauses in it. It prints a seal and, where the bundle is signed, the fingerprint
of the key: compare them with those that the guild told you another way. A program that came with a bundle
proves nothing by itself: `arrears claim check-bundle` runs the one of a release, which you can fetch.
"""
READABLE = "README.txt"
DRAFT = ".bundle-draft-"


@dataclass(frozen=True)
class Copy:
    """Who a copy is for. reads: the classes that it shows; the classes released to it are among them."""

    audience: str
    reads: frozenset[str]
    released: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sealed:
    """A bundle that was written: root, seal (SHA-256 of the manifest), size, and the rows that it shows."""

    root: str
    seal: str
    bytes: int
    rows: int
    fingerprint: str = ""


def seal_bundle(
    content: BundleContent, seed: bytes, copy: Copy, out: Path, private_key: bytes | None = None
) -> Sealed:
    """Write a bundle for an audience; nothing stands under `out` until it is whole.

    Findings: `bundle-too-large`, `disk_full`, `book_read_only`.
    """
    with writing_to(out.parent), _draft_folder(out) as folder:
        files = write_content(content, seed, copy, folder)
        manifest = (folder / verify.MANIFEST).read_bytes()
        seal = make_seal(manifest, private_key)
        (folder / verify.SEAL).write_bytes(verify.canonical(seal))
        _refuse_size(folder, [*files, verify.MANIFEST, verify.SEAL], out)
        draft = folder / "draft.zip"
        write_zip(folder, sorted([*files, verify.MANIFEST, verify.SEAL]), draft)
        size = draft.stat().st_size
        os.replace(draft, out)
        sync_folder(out.parent)
    stated = json.loads(manifest)
    rows = sum(count for parts in stated["rows"].values() for count in parts.values())
    signature = seal["signature"]
    mark = verify.fingerprint(bytes.fromhex(signature["public_key"])) if signature else ""
    return Sealed(stated["root"], seal["manifest_sha256"], size, rows, mark)


@contextmanager
def _draft_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out` for what is being sealed; what killed commands left there is removed first."""
    out.parent.mkdir(parents=True, exist_ok=True)
    for left in out.parent.glob(f"{DRAFT}*"):
        number = left.name.removeprefix(DRAFT)
        if number.isdigit() and not is_alive(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    folder = out.parent / f"{DRAFT}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_alive(number: int) -> bool:
    """Whether a process of that number runs, ours or another's."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def write_content(content: BundleContent, seed: bytes, copy: Copy, folder: Path) -> list[str]:
    """Write every file of a copy but the seal into a folder; gives their names, the manifest left out."""
    tables = sorted((setting_table(content), *content.tables), key=lambda one: one.name)
    commitments: dict[str, Any] = {}
    shown: dict[str, dict[str, int]] = {}
    hashes: dict[str, bytes] = {}
    names = [READABLE, verify.VERIFIER, verify.COMMITMENTS]
    (folder / "tables").mkdir()
    for table in tables:
        written = _write_table(table, _Pen(seed, copy), content.classes, folder)
        commitments[table.name] = {"parts": written.parts, "salts": written.salts}
        shown[table.name], hashes[table.name] = written.shown, written.digest
        names += [verify.part_file(table.name, int(part)) for part, count in written.shown.items() if count]
    names += _write_exhibits(content, copy, folder)
    (folder / READABLE).write_text(README, encoding="ascii")
    (folder / verify.VERIFIER).write_bytes(Path(verify.__file__).read_bytes())
    (folder / verify.COMMITMENTS).write_bytes(verify.canonical({"tables": commitments}))
    manifest = {
        "format": verify.FORMAT,
        "classes": list(content.classes),
        "reads": sorted(copy.reads & set(content.classes)),
        "audience": copy.audience,
        "released": list(copy.released),
        "settings": dict(content.settings),
        "root": verify.commit_bundle(content.classes, hashes).hex(),
        "tables": [table_layout(table, content.classes) for table in tables],
        "rows": shown,
        "files": [_listed(folder, name) for name in sorted(names)],
    }
    (folder / verify.MANIFEST).write_bytes(verify.canonical(manifest))
    return names


def setting_table(content: BundleContent) -> BundleTable:
    """The settings as a table, so that the root covers them too."""
    rows = [(NO_CLASS, pair) for pair in sorted(content.settings.items())]
    return make_table("setting", (BundleColumn("name"), BundleColumn("value")), rows, [NO_CLASS])


def part_numbers(table: BundleTable, classes: Sequence[str]) -> list[int]:
    """The parts of a table: one for each set of classes that its rows can need, with or without a row."""
    if table.may_need is None:
        return list(range(1 << len(classes)))
    return sorted(part_number(needs, classes) for needs in table.may_need)


def part_number(needs: frozenset[str], classes: Sequence[str]) -> int:
    """The number of the part whose rows need these classes."""
    if not needs <= set(classes):
        raise ValueError(f"{sorted(needs)} are not all among the classes of the bundle, {list(classes)}")
    return sum(1 << bit for bit, word in enumerate(classes) if word in needs)


def table_layout(table: BundleTable, classes: Sequence[str]) -> dict[str, Any]:
    """What the manifest says of a table, and its commitment covers."""
    columns = [{"name": one.name, "kind": one.kind, "needs": sorted(one.needs)} for one in table.columns]
    return {"name": table.name, "columns": columns, "parts": part_numbers(table, classes)}


@dataclass(frozen=True)
class _Written:
    """A table as written: the commitment to each part, the salts of those shown, and their rows."""

    parts: list[str]
    salts: dict[str, str]
    shown: dict[str, int]
    digest: bytes


def _write_table(table: BundleTable, pen: _Pen, classes: Sequence[str], folder: Path) -> _Written:
    by_number = {part_number(needs, classes): rows for needs, rows in table.parts.items()}
    digests: list[bytes] = []
    salts: dict[str, str] = {}
    shown: dict[str, int] = {}
    for part in part_numbers(table, classes):
        rows = by_number.get(part, ())
        salt = draw_salt(pen.seed, b"part" + verify.cell_prefix(table.name, part, ""))
        is_shown = pen.copy.reads.issuperset(verify.part_classes(classes, part))
        if is_shown:
            salts[str(part)], shown[str(part)] = salt.hex(), len(rows)
        hashes: list[bytes] = []
        if is_shown and rows:
            with (folder / verify.part_file(table.name, part)).open("wb") as stream:
                hashes = list(_write_rows(table, part, rows, replace(pen, stream=stream)))
        else:
            hashes = list(_write_rows(table, part, rows, pen))
        digests.append(verify.commit_part(table.name, part, salt, hashes))
    digest = verify.commit_table(table_layout(table, classes), digests)
    return _Written([one.hex() for one in digests], salts, shown, digest)


@dataclass(frozen=True)
class _Pen:
    """What rows are written with; without a stream they are only committed to."""

    seed: bytes
    copy: Copy
    stream: IO[bytes] | None = None


def _write_rows(table: BundleTable, part: int, rows: Sequence[Row], pen: _Pen) -> Iterator[bytes]:
    """The hash of each row; the row itself goes to the stream, with salts only where it may be read."""
    prefixes = [verify.cell_prefix(table.name, part, column.name) for column in table.columns]
    shows = [pen.copy.reads >= column.needs for column in table.columns]
    for number, row in enumerate(rows):
        place = number.to_bytes(8, "big")
        salts = [draw_salt(pen.seed, prefix + place) for prefix in prefixes]
        cells = [
            verify.commit_cell(prefix, number, salt, value)
            for prefix, salt, value in zip(prefixes, salts, row, strict=True)
        ]
        digest = verify.hash_row(cells)
        if pen.stream is not None:
            parts: list[Any] = [number, digest.hex()]
            for is_shown, salt, cell, value in zip(shows, salts, cells, row):
                parts += [salt.hex(), value] if is_shown else [None, cell.hex()]
            pen.stream.write(json.dumps(parts, separators=(",", ":")).encode("ascii") + b"\n")
        yield digest


def draw_salt(seed: bytes, place: bytes) -> bytes:
    """The salt of one place, by the seed."""
    return hmac.digest(seed, place, "sha256")[: verify.SALT_BYTES]


def _write_exhibits(content: BundleContent, copy: Copy, folder: Path) -> list[str]:
    names = []
    for exhibit in content.exhibits:
        if copy.reads >= exhibit.needs:
            (folder / "exhibits").mkdir(exist_ok=True)
            (folder / exhibit.file).write_bytes(exhibit.content)
            names.append(exhibit.file)
    return names


def _listed(folder: Path, name: str) -> dict[str, Any]:
    with (folder / name).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"name": name, "bytes": (folder / name).stat().st_size, "sha256": digest}


def make_seal(manifest: bytes, private_key: bytes | None) -> dict[str, Any]:
    """The seal of a manifest, signed where a key is given."""
    signature: Mapping[str, str] | None = None
    if private_key is not None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(private_key)
        signature = {
            "algorithm": "Ed25519",
            "public_key": key.public_key().public_bytes_raw().hex(),
            "signature": key.sign(verify.signed_text(manifest)).hex(),
        }
    digest = hashlib.sha256(manifest).hexdigest()
    return {"format": verify.FORMAT, "manifest_sha256": digest, "signature": signature}


def _refuse_size(folder: Path, names: Sequence[str], out: Path) -> None:
    size = sum((folder / name).stat().st_size for name in names)
    if size > verify.MOST_BYTES:
        problem = "the bundle would be larger than its verifier reads"
        expected = f"at most {verify.MOST_BYTES} bytes"
        remedy = "split the claim, or leave large exhibits out"
        raise Refused([Finding("bundle-too-large", str(out), problem, expected, str(size), remedy)])


def write_zip(folder: Path, names: Sequence[str], out: Path) -> None:
    """Pack files in the order given, with nothing in the zip that depends on machine or day.

    Its comment is the digest of all bytes before: the packed bytes have bits that no unpacked file shows.
    """
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = b"0" * verify.DIGEST_LENGTH
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o644 << 16,
            )
            with (folder / name).open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    with out.open("r+b") as stream:
        before = stream.seek(-verify.DIGEST_LENGTH, os.SEEK_END)
        digest = verify.packed_digest(stream, before)
        stream.seek(before)
        stream.write(digest)
        stream.flush()
        os.fsync(stream.fileno())
