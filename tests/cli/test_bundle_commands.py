"""Sealing, copying and checking a claim from the command line, in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.command_line import run_here

from .book_fixture import make_book

ACT = ("--on", "2009-09-01", "--by", "attorney")
OPEN = ("--guild", "wga", "--reason", "amount", "--no-notice", "the claim is the guild's own", *ACT)


@pytest.fixture(scope="module")
def claimed(tmp_path_factory) -> Path:
    """A folder with a book that holds one claim, and a key that the guild made."""
    folder = tmp_path_factory.mktemp("claimed")
    book = make_book(folder)
    opened = run_here("claim", "open", book, "Downloads", *OPEN)
    assert opened.returncode == 0, opened.stderr
    (folder / "key.hex").write_text("11" * 32 + "\n", encoding="ascii")
    return folder


def test_a_claim_is_sealed_signed_copied_and_checked(claimed):
    book, whole, copy = claimed / "book", claimed / "claim.zip", claimed / "copy.zip"
    made = run_here("claim", "bundle", book, "1", "--out", whole, "--key", claimed / "key.hex", *ACT)
    assert made.returncode == 0, made.stderr
    said = dict(line.split(" ", 1) for line in made.stdout.splitlines())
    assert said["shows:"] == "aggregates_only, guild_only, member_identified, parties"
    assert "by the key" in said["signed"]
    checked = run_here("claim", "check-bundle", whole, "--seal", said["seal"])
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.splitlines()[-1].startswith("VERIFIED: ")
    again = run_here("claim", "bundle", book, "claim/1", "--out", copy, "--for", "arbitrator", *ACT)
    assert again.returncode == 0, again.stderr
    assert f"root {said['root']}, as the bundle before" in again.stdout
    assert "not signed" in again.stdout
    withheld = run_here("claim", "check-bundle", copy)
    assert withheld.returncode == 3
    assert f"root {said['root']}" in withheld.stdout


def test_a_key_that_cannot_sign_is_refused_before_anything_is_written(claimed, tmp_path):
    wrong = tmp_path / "key.pem"
    wrong.write_text("-----BEGIN PRIVATE KEY-----\nno\n-----END PRIVATE KEY-----\n", encoding="ascii")
    for key, found in ((wrong, "something else"), (tmp_path / "none", "No such file")):
        out = tmp_path / "claim.zip"
        ran = run_here("claim", "bundle", claimed / "book", "1", "--out", out, "--key", key, *ACT)
        assert ran.returncode == 1
        assert "this is no private key that can sign a bundle; nothing was written" in ran.stderr
        assert found in ran.stderr
        assert not out.exists()


def test_a_seed_that_is_too_short_is_refused(claimed, tmp_path):
    short = tmp_path / "seed"
    short.write_bytes(b"too short")
    out = tmp_path / "claim.zip"
    ran = run_here("claim", "bundle", claimed / "book", "1", "--out", out, "--seed", short, *ACT)
    assert ran.returncode == 1
    assert "this is too little to draw the salts of a bundle from; nothing was written" in ran.stderr
    assert "found 9 bytes" in ran.stderr


def test_a_pem_key_of_another_kind_is_refused_and_one_of_openssls_kind_signs(tmp_path):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from arrears.claims.bundle_key import read_private_key
    from arrears.findings import Refused

    form = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    good, other = tmp_path / "good.pem", tmp_path / "other.pem"
    key = Ed25519PrivateKey.generate()
    good.write_bytes(key.private_bytes(*form))
    other.write_bytes(X25519PrivateKey.generate().private_bytes(*form))
    assert read_private_key(good) == key.private_bytes_raw()
    with pytest.raises(Refused) as refused:
        read_private_key(other)
    (finding,) = refused.value.findings
    assert finding.found == "a key of another kind"


def test_the_help_of_both_commands_has_an_example():
    for command in ("bundle", "check-bundle"):
        shown = run_here("claim", command, "--help")
        assert shown.returncode == 0
        assert f"arrears claim {command}" in shown.stdout
