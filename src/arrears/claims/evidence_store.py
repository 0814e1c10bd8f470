"""The bytes of evidence: kept under the SHA-256 of salted or encrypted bytes, never of the content itself.

What is held under a duty to return or destroy it is encrypted with a key of its own, which lies outside the
chain and outside what is copied with the tables. Destroying the key destroys the content and leaves the
chain as it was. A name that a stranger gave a file is shown and is never a path; nothing is unpacked.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from arrears.book.layout import make_folder, original_path, sync_folder, writing_to
from arrears.book.ledger import Book
from arrears.book.originals import keep_original, original_bytes
from arrears.findings import Finding, Refused, terminal_text

KEYS = "keys"
SALT_BYTES = 32
KEY_BYTES = 32
NONCE_BYTES = 12
LENGTH_BYTES = 8
SMALLEST_PADDED = 4096
LARGEST = 1 << 28
LONGEST_NAME = 120
BOUND_TO = b"arrears evidence"


def read_given(path: Path) -> bytes:
    """The bytes of a file that somebody gave us; a link, a folder or a device is not read.

    Findings: evidence-not-read.
    """
    expected = f"an ordinary file of at most {LARGEST:,} bytes"
    remedy = "name the file itself; pack a folder into one file first"
    try:
        if path.is_symlink() or not path.is_file():
            raise Refused([_not_read(path, expected, "none, or a link, folder or device", remedy)])
        size = path.stat().st_size
        if size > LARGEST:
            raise Refused([_not_read(path, expected, f"{size:,} bytes", "split it")])
        return path.read_bytes()
    except OSError as fault:
        raise Refused([_not_read(path, expected, str(fault.strerror), remedy)]) from fault


def _not_read(path: Path, expected: str, found: str, remedy: str) -> Finding:
    problem = "the file cannot be taken as evidence; nothing was appended"
    return Finding("evidence-not-read", str(path), problem, expected, found, remedy)


def shown_name(path: Path) -> str:
    """The last part of a file's name as it may be printed."""
    return terminal_text(path.name)[:LONGEST_NAME]


def keep_salted(book: Book, content: bytes, access: str) -> str:
    """Keep bytes behind a random salt, so that their digest tells nobody what they may be."""
    return keep_original(book, secrets.token_bytes(SALT_BYTES) + content, access)


def keep_encrypted(book: Book, content: bytes, access: str) -> str:
    """Keep bytes encrypted under a key of their own, padded so that their length tells little.

    The key is durable before the bytes are; both are left behind if nothing lists them.
    Findings: disk_full, book_read_only.
    """
    key, nonce = AESGCM.generate_key(8 * KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
    kept = nonce + AESGCM(key).encrypt(nonce, padded(content), BOUND_TO)
    sha256 = hashlib.sha256(kept).hexdigest()
    _write_key(book, key_path(book, sha256, access), key)
    return keep_original(book, kept, access)


def padded(content: bytes) -> bytes:
    """The content behind its length, filled up to the next power of two."""
    held = len(content).to_bytes(LENGTH_BYTES, "big") + content
    size = max(SMALLEST_PADDED, 1 << (len(held) - 1).bit_length())
    return held + bytes(size - len(held))


def padded_size(content: bytes) -> int:
    """How long the padded content is: what is told of the length of encrypted material."""
    return max(SMALLEST_PADDED, 1 << (len(content) + LENGTH_BYTES - 1).bit_length())


def read_salted(book: Book, sha256: str, access: str) -> bytes:
    """The content of what was kept behind a salt. Findings: evidence-altered."""
    return _kept(book, sha256, access)[SALT_BYTES:]


def read_encrypted(book: Book, sha256: str, access: str) -> bytes:
    """The content of what was kept encrypted. Findings: evidence-altered, evidence-key-missing."""
    kept, path = _kept(book, sha256, access), key_path(book, sha256, access)
    if not path.is_file():
        raise Refused([key_missing(path)])
    try:
        opened: bytes = AESGCM(path.read_bytes()).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], BOUND_TO)
    except (InvalidTag, ValueError) as fault:
        problem, expected = "the key does not open the evidence", "the key that was made for it"
        remedy = "restore the key from where you keep copies of keys"
        raise Refused(
            [Finding("evidence-altered", str(path), problem, expected, "another", remedy)]
        ) from fault
    length = int.from_bytes(opened[:LENGTH_BYTES], "big")
    return opened[LENGTH_BYTES : LENGTH_BYTES + length]


def _kept(book: Book, sha256: str, access: str) -> bytes:
    path = book.path / original_path(sha256, access)
    expected = f"bytes of SHA-256 {sha256}"
    found = "none"
    if path.is_file():
        kept = original_bytes(book, sha256, access)
        found = hashlib.sha256(kept).hexdigest()
        if found == sha256:
            return kept
    problem, remedy = "the evidence is not what was kept", "restore it from a copy of the book"
    raise Refused([Finding("evidence-altered", str(path), problem, expected, found, remedy)])


def key_path(book: Book, sha256: str, access: str) -> Path:
    """Where the key of encrypted evidence lies: by class, so that a name tells only those who may know."""
    return book.path / KEYS / access / f"{sha256}.key"


def key_missing(path: Path) -> Finding:
    """A key that is gone although nobody destroyed it."""
    problem = "the key of this evidence is missing, and no act destroyed it"
    remedy = "restore the key from where you keep copies of keys"
    return Finding("evidence-key-missing", str(path), problem, "a key", "none", remedy)


def _write_key(book: Book, path: Path, key: bytes) -> None:
    with writing_to(book.path):
        make_folder(path.parent)
        os.chmod(book.path / KEYS, 0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(key)
            stream.flush()
            os.fsync(stream.fileno())
        sync_folder(path.parent)


def destroy_key(book: Book, sha256: str, access: str) -> bool:
    """Overwrite and remove a key, durably; false where there was none any more."""
    path = key_path(book, sha256, access)
    if not path.is_file():
        return False
    with writing_to(book.path):
        with path.open("r+b") as stream:
            stream.write(bytes(KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
        sync_folder(path.parent)
    return True


def key_files(book: Book) -> list[Path]:
    """The keys of the classes that the handle's audience may read."""
    folders = (book.path / KEYS / access for access in sorted(book.audience.classes))
    return [path for folder in folders for path in sorted(folder.glob("*.key"))]
