"""Every primary figure of the shipped agreements stands on the page that it cites, read again there."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from arrears.agreements.cited_figures import cited_figures
from arrears.agreements.ledger import verdict_counts
from arrears.agreements.load import load_library
from arrears.agreements.model import TermRecord
from arrears.agreements.procedure_load import procedures
from arrears.agreements.text_check import (
    FAULTS,
    CheckedFigure,
    check_agreements,
    check_figure,
    check_procedures,
    faulty,
)
from arrears.agreements.text_pages import open_texts

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT.parent / "shared" / "texts"
pytestmark = pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the shared reference folder is not beside the repository"
)


@cache
def checked() -> tuple[CheckedFigure, ...]:
    texts = open_texts(TEXTS)
    return (*check_agreements(load_library(), texts), *check_procedures(procedures(), texts))


def test_every_primary_figure_is_borne_out_by_its_page() -> None:
    faults = [
        f"{one.verdict}: {one.address} {one.written} ({one.citation.source})" for one in faulty(checked())
    ]
    assert faults == []


def test_most_primary_figures_are_read_again() -> None:
    counts = verdict_counts(checked())
    everything = sum(sum(verdicts.values()) for verdicts in counts.values())
    apart = sum(
        verdicts.get(name, 0)
        for verdicts in counts.values()
        for name in ("more than once, no label", "text not there")
    )
    assert everything > 3_000
    assert apart * 50 < everything


def test_the_stored_counts_are_those_of_the_texts() -> None:
    stored = json.loads((ROOT / "docs" / "fidelity-checked.json").read_text(encoding="utf-8"))
    taken = {name: dict(verdicts) for name, verdicts in verdict_counts(checked()).items()}
    assert stored == taken, "run python tools/write_references.py"


def wrong_number(figure: TermRecord) -> TermRecord:
    """The figure with another last digit."""
    place = max(number for number, sign in enumerate(figure.written) if sign.isdigit())
    digit = str((int(figure.written[place]) + 1) % 10)
    return replace(figure, written=figure.written[:place] + digit + figure.written[place + 1 :])


def wrong_page(figure: TermRecord) -> TermRecord:
    """The figure cited three pages later."""
    source = re.sub(r"p\. ?(\d+)", lambda m: f"p. {int(m[1]) + 3}", figure.citation.source, count=1)
    return replace(figure, citation=replace(figure.citation, source=source))


def wrong_label(figure: TermRecord) -> TermRecord:
    return replace(figure, citation=replace(figure.citation, near=("zebra crossing",)))


def primary_figures(address: str) -> Iterator[tuple[TermRecord, str]]:
    (agreement,) = load_library(addresses=[address])
    for figure in cited_figures(agreement):
        cited = figure.citation
        if cited.status == "primary" and not cited.as_printed and any(c.isdigit() for c in figure.written):
            yield figure, cited.text or agreement.citation.text


@pytest.mark.parametrize(("spoil", "hundredths"), [(wrong_number, 97), (wrong_page, 60), (wrong_label, 100)])
def test_a_spoiled_figure_is_found_out(spoil: Callable[[TermRecord], TermRecord], hundredths: int) -> None:
    """A page three sheets on may print the same figure again; a wrong label or digit hardly ever passes."""
    texts, found = open_texts(TEXTS), []
    for figure, code in primary_figures("wga/mba-2023"):
        if spoil(figure) != figure:
            found.append(check_figure(spoil(figure), texts, code) in FAULTS)
    assert len(found) > 250
    assert sum(found) * 100 >= hundredths * len(found)
