"""A stranger's sheet of rates held against the library, rate by rate, each with the citation on it.

It shows what `agreements.contradictions` judged and judges nothing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from arrears.agreements.contradictions import Judged
from arrears.agreements.model import TermRecord
from arrears.agreements.texts import full_source
from arrears.money import show_cents
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

COLUMNS = (
    Column("label", "the sheet's label"), Column("effective", "from", "date"),
    Column("amount", "the sheet says", "money"), Column("judgement", "judgement"), Column("why", "why"),
    Column("written", "the agreement says"), Column("near", "for"), Column("status", "status"),
    Column("source", "source"), Column("address", "address"),
)  # fmt: skip


def build_contradiction_report(name: str, judged: Sequence[Judged]) -> Report:
    """The judgements as a report: those that the library does not bear out first."""
    counted = Counter(one.judgement for one in judged)
    told = ", ".join(f"{count} {judgement}" for judgement, count in counted.items()) or "no rates"
    doubtful = [one for one in judged if one.judgement in ("contradicted", "label covers several terms")]
    others = [one for one in judged if one not in doubtful]
    sections = (
        Section("Not borne out", (f"Of {len(judged)} rates: {told}.",), (_table("contradicted", doubtful),)),
        Section("Borne out, or not comparable", (), (_table("others", others),)),
    )
    return Report("A sheet of rates against the agreements", (("sheet", name),), sections)


def _table(name: str, judged: Sequence[Judged]) -> Table:
    return Table(name, "", COLUMNS, tuple(row for one in judged for row in _rows(one)))


def _rows(one: Judged) -> Iterator[tuple[Cell, ...]]:
    """One row for each term that the label fits, one without a term where it fits none."""
    said: tuple[Cell, ...] = (
        one.rate.label, one.rate.effective, Money(one.rate.cents), one.judgement, one.why,
    )  # fmt: skip
    for term in one.terms:
        yield (*said, *_term(term, one.rate.cents))
    if not one.terms:
        yield (*said, "", "", "", "", "")


def _term(term: TermRecord, cents: int) -> tuple[str, ...]:
    same = " (the same)" if term.written == show_cents(cents).removesuffix(".00") else ""
    return (
        f"{term.written}{same}",
        " | ".join(term.citation.near),
        term.citation.status,
        full_source(term.citation.source, term.citation.text),
        term.address,
    )
