"""The command that writes a claim file for an arbitrator, and records that it was made."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, ClaimId, LearnedOn, On, Why
from arrears.cli.options import AsOf, BookFolder
from arrears.cli.output import say, tell_progress

if TYPE_CHECKING:
    from arrears.book.ledger import Book
    from arrears.claims.claim import Claim
    from arrears.claims.claim_figures import ClaimFigures
    from arrears.claims.exhibits import EvidenceIndex
    from arrears.claims.filed_versions import FiledVersion
    from arrears.reports.claim_file_decided import DecidedFile
    from arrears.reports.claim_file_report import ClaimFile
    from arrears.reports.exhibit_binding import Bound


def write_file(
    book: BookFolder,
    claim: ClaimId,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf", help="The PDF to write; a new file.")],
    on: On,
    by: By,
    as_of: AsOf = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Write a claim as a lawyer files it: parties, clauses, readings, amounts, evidence, annexes.

    The same content as of the same day is the same version. Whatever has changed since the last version makes
    a new one, and the file itself tells the difference. Exhibits that the parties may see are bound behind
    the schedule; the index of evidence says on which pages, or why one is not. Awards in the claim and
    settlements in effect have chapters of their own; proposals and talks have none.

    \b
    Example:
      arrears claim file autumn-2008 1 --as-of 2009-08-31 --on 2009-09-01 --by attorney --out claim.pdf
    """
    from arrears.claims.claim import read_claim
    from arrears.claims.claim_filing import record_file
    from arrears.cli.audiences import open_book
    from arrears.cli.new_files import refuse_existing, write_whole
    from arrears.reports.claim_file import draw_claim_file

    refuse_existing(out)
    opened = open_book(book)
    told, made, is_new = _gather(opened, claim, as_of, on)
    content = draw_claim_file(told, tell_progress)
    write_whole(out, content)
    if is_new:
        record_file(opened, read_claim(opened, claim), made, content, (by, why, learned_on or on))
    again = "" if is_new else ", the same as was made before"
    say(f"wrote {out}: version {made.version} of {told.claim.claim_id}{again}")


def _gather(book: Book, claim: str, as_of: date | None, on: date) -> tuple[ClaimFile, FiledVersion, bool]:
    """What the file tells, its version, and whether that version is new."""
    from arrears.claims import claim_filing
    from arrears.claims.claim import read_claim
    from arrears.claims.claim_figures import figure_claim
    from arrears.claims.evidence import read_evidence
    from arrears.claims.exhibits import index_evidence
    from arrears.claims.filed_versions import change_sentences
    from arrears.claims.worked_lines import work_lines
    from arrears.cli.claim_amount_commands import latest_day
    from arrears.reports.claim_file import schedule_of
    from arrears.reports.claim_file_chronology import chronology_acts
    from arrears.reports.claim_file_report import ClaimFile

    found = read_claim(book, claim)
    tell_progress("figuring the amounts on each reading")
    figures = figure_claim(book, found, as_of or latest_day(book))
    events = claim_filing.acts_to_tell(book, found)
    evidence = index_evidence(read_evidence(book, found.claim_id))
    exhibits = tuple(f"{one.mark} {one.sha256}" for one in evidence.exhibits)
    acts = len(chronology_acts(events))
    made, earlier = claim_filing.version_now(book, figures, on, exhibits, acts)
    agreements = claim_filing.agreements_of(figures.held)
    told = ClaimFile(
        claim=found,
        figures=figures,
        agreements=agreements,
        events=events,
        evidence=evidence,
        names=claim_filing.names_of(figures.held),
        version=made.version,
        totals=made.totals,
        earlier=earlier,
        schedule=schedule_of(figures),
        worked=work_lines(book, figures, agreements, tell_progress),
        schedule_note="Every item of the claim, once; each stands on the readings on which it is owed.",
        bound=_bind(book, evidence),
        changed=change_sentences(earlier, made) if earlier else (),
        decided=_decided(book, found, figures),
    )
    return told, made, not claim_filing.is_made(book, made, found)


def _decided(book: Book, claim: Claim, figures: ClaimFigures) -> DecidedFile:
    """The awards in the claim, the settlements in effect that cover it, and what stays open."""
    from arrears.claims.claim_filing import names_of, titles_of
    from arrears.claims.decided import read_decided, still_open
    from arrears.reports.claim_file_decided import DecidedFile

    decided = read_decided(book, claim, figures)
    rest = still_open(figures, decided)
    return DecidedFile(decided, rest, names_of(figures.held), titles_of(figures.held))


def _bind(book: Book, evidence: EvidenceIndex) -> tuple[Bound, ...]:
    """The exhibits with their pages, or why they have none."""
    from arrears.claims.evidence import evidence_bytes, one_evidence
    from arrears.reports.exhibit_binding import bind_exhibits

    return bind_exhibits(
        evidence, lambda one: evidence_bytes(book, one_evidence(book, one.evidence_id)), tell_progress
    )
