"""Reads the files that a bundle is signed with and drawn from; they are the user's, never the book's."""

from __future__ import annotations

import re
from pathlib import Path

from arrears.findings import Finding, Refused

LONGEST_KEY = 4096
LEAST_DRAWN = 32


def read_private_key(path: Path) -> bytes:
    """The 32 bytes of an Ed25519 private key, from a PEM file without a password or 64 hex digits.

    Findings: `bundle-key`.
    """
    try:
        content = path.read_bytes()[:LONGEST_KEY].strip()
    except OSError as fault:
        raise Refused([_no_key(path, str(fault.strerror))]) from fault
    if re.fullmatch(rb"[0-9a-fA-F]{64}", content):
        return bytes.fromhex(content.decode("ascii"))
    return _from_pem(path, content)


def _from_pem(path: Path, content: bytes) -> bytes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise Refused([_no_key(path, "something else, or a key under a password")]) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused([_no_key(path, "a key of another kind")])
    raw: bytes = key.private_bytes_raw()
    return raw


def _no_key(path: Path, found: str) -> Finding:
    problem = "this is no private key that can sign a bundle; nothing was written"
    expected = "an Ed25519 private key: PEM without a password, or 64 hex digits"
    remedy = "make one with `openssl genpkey -algorithm ed25519 -out guild-key.pem`"
    return Finding("bundle-key", str(path), problem, expected, found, remedy)


def read_randomness(path: Path) -> bytes:
    """What the salts of a bundle are to be drawn from: a file of at least 32 bytes that nobody else knows.

    Findings: `bundle-seed`.
    """
    try:
        content = path.read_bytes()[:LONGEST_KEY]
    except OSError as fault:
        raise Refused([_too_little(path, str(fault.strerror))]) from fault
    if len(content) < LEAST_DRAWN:
        raise Refused([_too_little(path, f"{len(content)} bytes")])
    return content


def _too_little(path: Path, found: str) -> Finding:
    problem = "this is too little to draw the salts of a bundle from; nothing was written"
    expected = f"a file of at least {LEAST_DRAWN} bytes that nobody can guess"
    remedy = "leave --seed out, and the system's own randomness is taken"
    return Finding("bundle-seed", str(path), problem, expected, found, remedy)
