"""Measures the claim file of a large claim: gathered, laid out, its schedule written row by row.

python bench/claim_file.py FOLDER [LINES]

The claim is that of `claim_amounts.py`: so many invented items, each on three readings. Prints seconds of the
clock and of the processor, pages, bytes, and the most memory held.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import pypdf
from claim_amounts import AS_OF, FILED, file_claim, invented_claim

from arrears.book.ledger import Book, create_book
from arrears.claims.claim import Claim
from arrears.claims.claim_figures import figure_claim
from arrears.claims.claim_filing import acts_to_tell, agreements_of, names_of, version_now
from arrears.claims.exhibits import EvidenceIndex
from arrears.claims.worked_lines import WorkedLines
from arrears.reports.claim_file import draw_claim_file, schedule_of
from arrears.reports.claim_file_report import ClaimFile


def gathered(book: Book, claim: Claim) -> ClaimFile:
    """What the file tells; no line is worked, since the claim is not of an audit."""
    figures = figure_claim(book, claim, AS_OF)
    made, earlier = version_now(book, figures, FILED)
    return ClaimFile(
        claim=claim,
        figures=figures,
        agreements=agreements_of(figures.held),
        events=acts_to_tell(book, claim),
        evidence=EvidenceIndex(()),
        names=names_of(figures.held),
        version=made.version,
        totals=made.totals,
        earlier=earlier,
        schedule=schedule_of(figures),
        schedule_note="Every item.",
        worked=WorkedLines((), ()),
    )


def main(folder: Path, items: int) -> None:
    """Make the claim, draw its file, print what it took."""
    book = create_book(folder)
    claim = file_claim(book, invented_claim(items))
    held_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock, worked = time.perf_counter(), time.process_time()
    told = gathered(book, claim)
    between = time.perf_counter()
    content = draw_claim_file(told, lambda text: print(f"… {text}", file=sys.stderr))
    spent, used = time.perf_counter() - clock, time.process_time() - worked
    target = folder / "claim.pdf"
    target.write_bytes(content)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{items:,} items on three readings: {spent:.1f} s, {used:.1f} s of the processor")
    print(f"of it gathered in {between - clock:.1f} s")
    print(f"{len(pypdf.PdfReader(target).pages):,} pages, {len(content):,} bytes")
    print(
        f"most memory held {held / 1e6:.2f} GB, of it {held_before / 1e6:.2f} GB before (the invented claim)"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
