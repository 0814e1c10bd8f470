"""The hash chain over the entries of a book.

An entry's body is canonical JSON (RFC 8785) that carries the SHA-256 of each file, source and event it adds;
its hash is SHA-256 over the hash before it and the body. Every number in a body is written as text, because
canonical JSON holds no integer of 2^53 or more. The chain shows alteration up to a head that somebody kept;
it cannot show that entries after that head were cut off.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

import rfc8785

GENESIS = "0" * 64
BLOCK = 1 << 20


def canonical(body: Mapping[str, object]) -> str:
    """The one way to write a body down."""
    return str(rfc8785.dumps(body), "utf-8")


def entry_hash(prev: str, body: str) -> str:
    """The hash of an entry: SHA-256 over the hash before it and its canonical body."""
    return hashlib.sha256(prev.encode("ascii") + body.encode("utf-8")).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sealed(secret: str, name: str, sha256: str) -> str:
    """A digest as an entry's body writes it: keyed with the book's secret, so that a body tells nobody who
    lacks the secret what the bytes were, however few values they may have.

    name: what is sealed; equal bytes under two names have two digests. Books of format 1 have no secret.
    """
    return hmac.new(bytes.fromhex(secret), f"{name}\n{sha256}".encode(), hashlib.sha256).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
