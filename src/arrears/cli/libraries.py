"""Loads the agreements that a command asks for: the shipped ones, or those of a folder of the user's."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrears.agreements.model import Agreement
    from arrears.agreements.needed import Needed
    from arrears.audit.audit_run import AuditRequest
    from arrears.book.ledger import Book


def load_agreements(library: Path | None, addresses: Iterable[str] | None = None) -> tuple[Agreement, ...]:
    """The shipped agreements, or those of the user's own folder; all of them, or those named.

    What has the name of a shipped agreement and is another is said on stderr.
    Findings: raises `Refused` for a folder that is too large or holds none, and for faults of its files.
    """
    from arrears.agreements.load import load_library
    from arrears.agreements.stranger import refuse_large, shadowed
    from arrears.cli.output import findings_text

    if library is None:
        return load_library(addresses=addresses)
    refuse_large(library)
    agreements = load_library(library, addresses)
    said = findings_text(shadowed(library))
    if said:
        sys.stderr.write(said + "\n")
    return agreements


def versions_there(library: Path | None) -> tuple[str, ...]:
    """The addresses of the shipped agreements, or of those of the user's own folder; nothing is read.

    Findings: raises `Refused` for a folder that is too large or holds none.
    """
    from arrears.agreements.load import SHIPPED
    from arrears.agreements.stranger import refuse_large
    from arrears.agreements.written_agreement import Library

    if library is not None:
        refuse_large(library)
    return Library(library or SHIPPED).versions()


def needed_for(book: Book, request: AuditRequest) -> Needed:
    """Which shipped agreements an audit needs, by their headers and the days in the records that it reads.

    What was learned later than the audit asks about chooses nothing.
    """
    from arrears.agreements.load import SHIPPED
    from arrears.agreements.needed import needed_agreements
    from arrears.book.snapshot import snapshot
    from arrears.records.days import recorded_days

    held = snapshot(book, seq=request.seq, known_by=request.known_by)
    return needed_agreements(
        SHIPPED,
        recorded_days(held),
        request.families,
        has_stoppages=bool(held.files.get("suspension")),
        has_casts=bool(held.files.get("cast_member")),
    )


def asked_of_book(
    book: Book, request: AuditRequest, library: Path | None
) -> tuple[tuple[Agreement, ...], AuditRequest]:
    """The agreements that an audit of a book needs, and the request with what is left out."""
    from dataclasses import replace

    if library is not None:
        return load_agreements(library), request
    needed = needed_for(book, request)
    return load_agreements(None, needed.addresses), replace(request, left_out=needed.left_out)


def versions_of(family: str, library: Path | None) -> tuple[Agreement, ...]:
    """Every version of a family: rates of any of them may have been used where another's were owed."""
    own = [one for one in versions_there(library) if one.partition("/")[0] == family]
    return load_agreements(library, own) if own else ()
