"""Addresses: every figure, expression and rule can be cited and found again."""

from fractions import Fraction
from pathlib import Path

import pytest

from arrears.agreements.addresses import addressed_parts, article_named, find_address, percent
from arrears.agreements.load import load_agreement
from arrears.agreements.model import Agreement
from arrears.findings import Refused

PACT = Path(__file__).parent / "library" / "guild" / "pact-2008"


@pytest.fixture(scope="module")
def pact() -> Agreement:
    return load_agreement(PACT)


@pytest.mark.parametrize(
    ("address", "sort", "written"),
    [
        ("guild/pact-2008", "agreement", "An invented pact"),
        ("guild/pact-2008/covers/until", "figure", "2011-05-01"),
        ("guild/pact-2008/downloads", "article", "Downloads"),
        ("guild/pact-2008/downloads/download-fallback", "clause", "downloads/download-fallback"),
        ("guild/pact-2008/downloads/download-fallback/rate", "figure", "0.3%"),
        ("guild/pact-2008/downloads/download-television/pays", "words", "gross * rate"),
        ("guild/pact-2008/downloads/download-television/rate/thereafter", "figure", "0.70%"),
        ("guild/pact-2008/downloads/shared/covered/companies", "words", "first_new_media_on >= effective_on"),
        ("guild/pact-2008/reruns/rerun/base/up to 15/from 2009-05-02", "figure", "$9,190"),
        ("guild/pact-2008/reruns/rerun/share/3..5", "figure", "25%"),
        ("guild/pact-2008/reruns/rerun/paid", "words", "first_of when new_series; is base, base * share"),
        (
            "guild/pact-2008/due/quarterly",
            "rule",
            "60 days after period_to; printed 03-31 to 05-31, 09-30 to 11-30",
        ),
        (
            "guild/pact-2008/late_rules/residuals",
            "rule",
            "1.5% per month until received_by_guild_on; simple and compound; whole months and days",
        ),
        (
            "guild/pact-2008/credit_shares/television",
            "rule",
            "written_by 100%; story_by 25%, teleplay_by 75%",
        ),
    ],
)
def test_an_address_leads_to_what_the_file_says(
    pact: Agreement, address: str, sort: str, written: str
) -> None:
    agreement, part = find_address([pact], address)
    assert (agreement, part.address, part.sort, part.written) == (pact, address, sort, written)


def test_every_figure_has_one_address(pact: Agreement) -> None:
    addresses = list(addressed_parts(pact))
    assert len(addresses) == len(set(addresses))
    figures = {term.address for clause in pact.clauses() for term in clause.terms}
    assert figures <= set(addresses)


def test_an_address_where_nothing_stands_is_told_with_the_nearest(pact: Agreement) -> None:
    with pytest.raises(Refused) as refused:
        find_address([pact], "guild/pact-2008/downloads/download-televison")
    assert [finding.text() for finding in refused.value.findings] == [
        "guild/pact-2008/downloads/download-televison: nothing stands at this address.\n"
        "  expected an address of a loaded agreement, "
        "found 'guild/pact-2008/downloads/download-televison'\n"
        "  Try: write 'guild/pact-2008/downloads/download-television'"
    ]
    with pytest.raises(Refused):
        find_address([], "")


def test_an_article_that_is_not_there_is_none(pact: Agreement) -> None:
    assert article_named(pact, "theatrical") is None


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(3, 200), "1.5%"),
        (Fraction(1), "100%"),
        (Fraction(1, 3), "1/3"),
        (Fraction(36, 10_000), "0.36%"),
        (Fraction(0), "0%"),
    ],
)
def test_a_share_is_shown_as_agreements_print_it(share: Fraction, shown: str) -> None:
    assert percent(share) == shown
