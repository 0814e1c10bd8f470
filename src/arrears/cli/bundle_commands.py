"""Commands that seal a claim into a bundle, make copies of it for others, and check a bundle."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.act_options import By, ClaimId, On, Why
from arrears.cli.options import BookFolder, read_day
from arrears.cli.output import say, tell_progress

Out = Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="The bundle to write.")]
ForWhom = Annotated[
    str,
    typer.Option(
        "--for", metavar="WHO", help="Whom the copy is for: guild, arbitrator, company:ID, outside_auditor …"
    ),
]
Release = Annotated[
    list[str] | None,
    typer.Option(
        "--release",
        metavar="CLASS",
        help="A class that the guild shows to them with this bundle, such as guild_only; may be repeated.",
    ),
]
KeyFile = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="The guild's private key, to sign it with.")
]
Randomness = Annotated[
    Path | None,
    typer.Option(
        "--seed",
        metavar="FILE",
        help="Draw the salts from this secret file, to make the same bundle again elsewhere.",
    ),
]
PublicKey = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="The public key that you trust, hex or PEM.")
]
Seal = Annotated[str, typer.Option("--seal", metavar="HEX", help="The seal that you were told another way.")]
AmountsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=read_day,
        metavar="DAY",
        help="The day of the amounts. Default: that of the audit that the lines were frozen from.",
    ),
]
BundleFile = Annotated[Path, typer.Argument(metavar="BUNDLE", help="The zip, or its unzipped folder.")]


def bundle(
    book: BookFolder,
    claim: ClaimId,
    out: Out,
    on: On,
    by: By,
    why: Why = "",
    for_whom: ForWhom = "guild",
    release: Release = None,
    key: KeyFile = None,
    as_of: AmountsOf = None,
    seed: Randomness = None,
) -> None:
    """Seal a claim into a zip that anybody can check with `python verify.py`, without Arrears.

    Every cell is committed to under a salt of its own, so a copy that withholds some of them has the same
    root and tells nothing of what it withholds. Counsel's notes and settlement talks are in no bundle.

    \b
    Example:
      arrears claim bundle autumn-2008 1 --out claim-1.zip --on 2009-09-01 --by attorney --key guild-key.pem
      arrears claim bundle autumn-2008 1 --out arbitrator.zip --for arbitrator --release guild_only
        --on 2009-09-02 --by attorney
    """
    from arrears.book.access import read_audience
    from arrears.claims.bundle import BundleAsked, make_bundle
    from arrears.claims.bundle_key import read_private_key, read_randomness
    from arrears.cli.audiences import open_book

    private = read_private_key(key) if key else None
    drawn_from = read_randomness(seed) if seed else None
    released = tuple(release or ())
    asked = BundleAsked(read_audience(for_whom), on, by, why, as_of, released, private, drawn_from)
    tell_progress("sealing every cell of the claim")
    made = make_bundle(open_book(book), claim, asked, out)
    say(f"sealed in {out}: {made.sealed.rows:,} rows, {made.sealed.bytes:,} bytes, kept as {made.subject}")
    say(f"shows: {', '.join(made.shows) or 'what is public only'}")
    say(f"root {made.sealed.root}" + (", as the bundle before" if made.is_copy else ""))
    say(f"seal {made.sealed.seal}")
    say(f"signed by the key {made.sealed.fingerprint}" if made.sealed.fingerprint else "not signed")
    for sentence in made.left_out:
        say(f"left out: {sentence}")


def check_bundle(bundle: BundleFile, key: PublicKey = None, seal: Seal = "") -> None:
    """Check a sealed bundle with this release's own verifier: nothing altered, every figure figured again.

    The exit code is 0 when all of it was verified, 1 when something was altered or a figure differs, 2 when
    it cannot be read, 3 when it is intact and not every figure could be figured again.

    \b
    Example:
      arrears claim check-bundle claim-1.zip
    """
    from arrears.claims.verifier import verify

    arguments = [str(bundle), *(["--key", str(key)] if key else []), *(["--seal", seal] if seal else [])]
    raise typer.Exit(verify.main(arguments))
