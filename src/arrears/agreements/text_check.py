"""Reads every primary figure again on the page that it cites, near the words recorded with it.

A figure counts as read again when its number stands within a few lines of one of its labels, or in the same
block of lines. What cannot be told apart is counted apart, never as read; nothing here corrects an
agreement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from arrears.agreements.cited_figures import cited_figures
from arrears.agreements.model import Agreement, Citation, TermRecord
from arrears.agreements.printed_forms import as_printed, label_pattern, printed_forms
from arrears.agreements.procedure import Procedure, procedure_figures
from arrears.agreements.text_pages import Page, Stretch
from arrears.agreements.texts import page_references

LINES_ABOVE = 4  # a number printed above its label, such as a column's foot
LINES_BELOW = 14  # below it: the rows of a short table, a paragraph under its heading

Verdict = Literal[
    "near its label",
    "once on its page",
    "in words",
    "printed otherwise",
    "more than once, no label",
    "a factor of one or none",
    "text not there",
    "no page cited",
    "page not in the text",
    "number not on the page",
    "label not on the page",
    "not near its label",
]
READ_AGAIN: tuple[Verdict, ...] = ("near its label", "once on its page", "in words", "printed otherwise")
APART: tuple[Verdict, ...] = ("more than once, no label", "a factor of one or none", "text not there")
FAULTS: tuple[Verdict, ...] = (
    "no page cited",
    "page not in the text",
    "number not on the page",
    "label not on the page",
    "not near its label",
)
VERDICTS: tuple[Verdict, ...] = READ_AGAIN + APART + FAULTS
Texts = Mapping[str, Mapping[int, Page]]


@dataclass(frozen=True)
class CheckedFigure:
    """One primary figure and what became of it when its page was read again."""

    address: str
    written: str
    citation: Citation
    verdict: Verdict


def check_agreements(agreements: Iterable[Agreement], texts: Texts) -> tuple[CheckedFigure, ...]:
    """Every primary figure of the agreements, in their order, read again in the texts."""
    known: dict[tuple[str, str, str, tuple[str, ...], str], Verdict] = {}
    checked: list[CheckedFigure] = []
    for agreement in agreements:
        for figure in cited_figures(agreement):
            cited = figure.citation
            if cited.status != "primary":
                continue
            code = cited.text or agreement.citation.text
            key = (figure.written, cited.source, code, cited.near, cited.as_printed)
            if key not in known:
                known[key] = check_figure(figure, texts, code)
            checked.append(CheckedFigure(figure.address, figure.written, cited, known[key]))
    return tuple(checked)


def check_procedures(procedures: Iterable[Procedure], texts: Texts) -> tuple[CheckedFigure, ...]:
    """Every primary length and ceiling of the procedures, what they inherit counted as their own."""
    checked: list[CheckedFigure] = []
    for procedure in procedures:
        for figure in procedure_figures(procedure):
            if figure.citation.status == "primary":
                address = f"{procedure.address}/procedure{figure.address.partition('/procedure')[2]}"
                verdict = check_figure(figure, texts, figure.citation.text)
                checked.append(CheckedFigure(address, figure.written, figure.citation, verdict))
    return tuple(checked)


def check_figure(figure: TermRecord, texts: Texts, code: str) -> Verdict:
    """What becomes of one figure; `code` is the text of pages that are cited without one."""
    references = page_references(figure.citation.source, code)
    if not references:
        return "no page cited"
    if all(reference.code not in texts for reference in references):
        return "text not there"
    pages: list[Page] = []
    for reference in references:
        numbered = texts.get(reference.code, {})
        if any(number not in numbered for number in reference.pages) and numbered:
            return "page not in the text"
        pages.extend(numbered[number] for number in reference.pages if number in numbered)
    return _on_pages(figure, pages)


def _on_pages(figure: TermRecord, pages: Sequence[Page]) -> Verdict:
    cited = figure.citation
    labels = [label_pattern(label) for label in cited.near]
    if labels and not any(_stands(page, labels) for page in pages):
        return "label not on the page"
    given = (as_printed(cited.as_printed),) if cited.as_printed else ()
    forms = printed_forms(figure.written)
    sorts: tuple[tuple[Verdict, tuple[re.Pattern[str], ...]], ...] = (
        ("printed otherwise", given),
        ("near its label", forms.digits),
        ("in words", forms.words),
    )
    seen = False
    for verdict, patterns in sorts:
        for pattern in patterns:
            places = [(page, place) for page in pages for place in page.stretches(pattern)]
            seen = seen or bool(places)
            if labels and any(_is_near(page, place, labels) for page, place in places):
                return verdict
            if places and not labels:
                return _alone(verdict, len(places))
    if figure.written in ("0%", "100%"):
        return "a factor of one or none"  # what counts in full or not at all: a page says so without a figure
    return "not near its label" if seen else "number not on the page"


def _alone(verdict: Verdict, count: int) -> Verdict:
    """A figure without a label: told apart only if it stands once."""
    if count > 1:
        return "more than once, no label"
    return "once on its page" if verdict == "near its label" else verdict


def _stands(page: Page, labels: Iterable[re.Pattern[str]]) -> bool:
    return any(pattern.search(page.flat) for pattern in labels)


def _is_near(page: Page, place: Stretch, labels: Iterable[re.Pattern[str]]) -> bool:
    """Whether a number stands a few lines from a label, or in the same block of lines."""
    for label in (found for pattern in labels for found in page.stretches(pattern)):
        if label.first - LINES_ABOVE <= place.first <= label.last + LINES_BELOW:
            return True
        low, high = sorted((label.first, place.first))
        if all(page.lines[number] for number in range(low, high + 1)):
            return True
    return False


def faulty(checked: Iterable[CheckedFigure]) -> Iterator[CheckedFigure]:
    """The figures that their pages do not bear out."""
    return (one for one in checked if one.verdict in FAULTS)
