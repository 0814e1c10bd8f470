"""The fidelity ledger: how many clauses and terms an article has, and where they come from.

It counts what the files say; whether a page bears a figure out is told by `text_check`, whose counts can be
laid beside these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from arrears.agreements.cited_figures import conflicts_by_article, rule_terms, terms_of
from arrears.agreements.model import Agreement, Citation, LeftOut, Noted, TermRecord
from arrears.agreements.procedure import Procedure, procedure_figures, unknown_lengths
from arrears.agreements.text_check import CheckedFigure
from arrears.vocabulary import STATUSES

HEADER = ""  # the article of what stands in the header: rules, credit shares, notes
PROCEDURE = "procedure"  # the article of forums and clocks


@dataclass(frozen=True)
class LedgerRow:
    """One article of one agreement, or its header: clauses, terms by status, and what is not figured."""

    agreement: str
    article: str
    title: str
    clauses: int
    terms: Mapping[str, int]  # by status
    noted: int
    conflicts: int
    left_out: int

    @property
    def all_terms(self) -> int:
        return sum(self.terms.values())


@dataclass(frozen=True)
class LedgerConflict:
    """What the sources print differently, once, with every version of a family where it stands so."""

    agreements: tuple[str, ...]
    address: str  # below the agreement
    says: tuple[tuple[str, Citation], ...]


@dataclass(frozen=True)
class LedgerPart:
    """A part of a text that is not encoded, once, with every version of a family that leaves it out."""

    agreements: tuple[str, ...]
    article: str
    left_out: LeftOut


@dataclass(frozen=True)
class LedgerNote:
    """A term that is known and not figured, with every version of a family that notes it."""

    agreements: tuple[str, ...]
    name: str  # below the agreement
    says: str
    citation: Citation


@dataclass(frozen=True)
class Ledger:
    """The ledger of some agreements, in the order they were given."""

    rows: tuple[LedgerRow, ...]
    conflicts: tuple[LedgerConflict, ...]
    left_out: tuple[LedgerPart, ...]
    noted: tuple[LedgerNote, ...]


def build_ledger(agreements: Sequence[Agreement], procedures: Sequence[Procedure] = ()) -> Ledger:
    """The ledger of these agreements. Rows: of each its header, its articles, then its procedure."""
    of = {procedure.address: procedure for procedure in procedures}
    rows: list[LedgerRow] = []
    for agreement in agreements:
        rows.extend(_rows(agreement))
        if agreement.address in of:
            rows.append(_procedure_row(of[agreement.address]))
    told = [(agreement.address, of[agreement.address]) for agreement in agreements if agreement.address in of]
    return Ledger(tuple(rows), _conflicts(agreements), _parts(agreements, dict(told)), _notes(agreements))


def verdict_counts(checked: Iterable[CheckedFigure]) -> Mapping[str, Mapping[str, int]]:
    """How many primary figures of each agreement have which verdict, by address of the agreement."""
    found: dict[str, Counter[str]] = {}
    for one in checked:
        agreement = "/".join(one.address.split("/")[:2])
        found.setdefault(agreement, Counter())[one.verdict] += 1
    return found


def _rows(agreement: Agreement) -> Iterator[LedgerRow]:
    conflicts = Counter(article for article, _ in conflicts_by_article(agreement))
    yield LedgerRow(
        agreement=agreement.address,
        article=HEADER,
        title=agreement.title,
        clauses=0,
        terms=_by_status(rule_terms(agreement)),
        noted=len(agreement.noted),
        conflicts=conflicts[HEADER],
        left_out=len(agreement.left_out),
    )
    for article in agreement.articles:
        yield LedgerRow(
            agreement=agreement.address,
            article=article.name,
            title=article.title,
            clauses=len(article.clauses),
            terms=_by_status(terms_of(agreement, article.name)),
            noted=len(article.noted),
            conflicts=conflicts[article.name],
            left_out=len(article.left_out),
        )


def _procedure_row(procedure: Procedure) -> LedgerRow:
    return LedgerRow(
        agreement=procedure.address,
        article=PROCEDURE,
        title=procedure.title,
        clauses=0,
        terms=_by_status(procedure_figures(procedure)),
        noted=0,
        conflicts=0,
        left_out=len(procedure.left_out) + len(unknown_lengths(procedure)),
    )


def _by_status(terms: Iterable[TermRecord]) -> Mapping[str, int]:
    counted = Counter[str](term.citation.status for term in terms)
    return {status: counted[status] for status in STATUSES}


def _conflicts(agreements: Sequence[Agreement]) -> tuple[LedgerConflict, ...]:
    found: dict[tuple[str, str, str], LedgerConflict] = {}
    for agreement in agreements:
        for _, conflict in conflicts_by_article(agreement):
            address = conflict.address.removeprefix(f"{agreement.address}/")
            key = (agreement.family, address, " against ".join(says for says, _ in conflict.says))
            before = found.get(key)
            versions = (*before.agreements, agreement.address) if before else (agreement.address,)
            found[key] = LedgerConflict(versions, address, conflict.says)
    return tuple(found.values())


def _parts(agreements: Sequence[Agreement], procedures: Mapping[str, Procedure]) -> tuple[LedgerPart, ...]:
    found: dict[tuple[str, str, LeftOut], LedgerPart] = {}
    for agreement in agreements:
        for article, part in _left_out(agreement, procedures.get(agreement.address)):
            key = (agreement.family, article, part)
            before = found.get(key)
            versions = (*before.agreements, agreement.address) if before else (agreement.address,)
            found[key] = LedgerPart(versions, article, part)
    return tuple(found.values())


def _left_out(agreement: Agreement, procedure: Procedure | None) -> Iterator[tuple[str, LeftOut]]:
    yield from ((HEADER, part) for part in agreement.left_out)
    for article in agreement.articles:
        yield from ((article.name, part) for part in article.left_out)
    if procedure is not None:
        parts = (*procedure.left_out, *unknown_lengths(procedure))
        yield from ((PROCEDURE, part) for part in parts)


def _notes(agreements: Sequence[Agreement]) -> tuple[LedgerNote, ...]:
    found: dict[tuple[str, str, str], LedgerNote] = {}
    for agreement in agreements:
        for noted in _noted(agreement):
            name = noted.address.removeprefix(f"{agreement.address}/").replace("noted/", "")
            key = (agreement.family, name, noted.says)
            before = found.get(key)
            versions = (*before.agreements, agreement.address) if before else (agreement.address,)
            found[key] = LedgerNote(versions, name, noted.says, noted.citation)
    return tuple(found.values())


def _noted(agreement: Agreement) -> Iterator[Noted]:
    yield from agreement.noted
    for article in agreement.articles:
        yield from article.noted
