"""Bytes that somebody gave us, kept under their SHA-256.

The caller masks what must not be kept before the bytes come here. An original that no entry names is an
orphan.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from arrears.book.access import DEFAULT_ACCESS
from arrears.book.layout import make_folder, original_path, read_only, sync_folder, writing_to
from arrears.book.ledger import Book
from arrears.findings import Refused


def keep_original(book: Book, content: bytes, access: str = DEFAULT_ACCESS) -> str:
    """Keep bytes durably and return their SHA-256. Keeping the same bytes again changes nothing.

    Findings: disk_full, book_read_only.
    """
    if book.read_only:
        raise Refused([read_only(book.path, "a handle opened for reading only")])
    sha256 = hashlib.sha256(content).hexdigest()
    target = book.path / original_path(sha256, access)
    with writing_to(book.path):
        if target.is_file() and target.stat().st_size == len(content):
            return sha256
        make_folder(target.parent)
        handle, draft = tempfile.mkstemp(prefix=".draft-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(draft, target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    return sha256


def original_bytes(book: Book, sha256: str, access: str = DEFAULT_ACCESS) -> bytes:
    """The bytes kept under a SHA-256."""
    return (book.path / original_path(sha256, access)).read_bytes()
