"""Pages for people: what stands at an address, with its citation and how far that can be trusted."""

from pathlib import Path

import pytest
from tests.agreements.writing import load_clauses

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.load import load_agreement, load_library
from arrears.agreements.model import Agreement
from arrears.agreements.show import show_address, show_part

PACT = Path(__file__).parent / "library" / "guild" / "pact-2008"


@pytest.fixture(scope="module")
def pact() -> Agreement:
    return load_agreement(PACT)


def test_a_clause_is_shown_with_its_words_question_figures_and_sources(pact: Agreement) -> None:
    assert show_address([pact], "guild/pact-2008/downloads/download-television").splitlines() == [
        "guild/pact-2008/downloads/download-television",
        "  permanent downloads of television programmes",
        "  [secondary] invented, page 1",
        "  governed by received_on, 2008-02-13 to 2011-05-01",
        "  derived: where the day of receipt lies after 2011-05-01, it no longer governs",
        "  For each statement line, if the market is permanent download, electronic sell-through and the work"
        " is made for television and covered and the day of receipt is on or after covers from"
        " (13 February 2008)"
        " and the day of receipt is on or before covers until (1 May 2011): pays the gross × rate.",
        "  Shared by the agreement's percentages for each credit, odd cents by the largest remainders.",
        "  where rate is 0.36% for the first 100,000 copies, 0.7% after (counted per title);",
        "  entitlement: download",
        "  governed_by: received_on",
        "  to: credited_writers",
        "  due: quarterly",
        "  late: residuals",
        "  question covered",
        "    guild (the guild): the start of photography is after library after (31 December 1977)",
        "      because every proposal covered the library",
        "      [derived] invented",
        "    companies (the companies): the first release in new media is on or after effective on"
        " (13 February 2008)",
        "      because another understanding",
        "      [derived] invented",
        "    companies-per-guild (the guild about the companies), as somebody else reports it: "
        "the start of photography is after effective on (13 February 2008)",
        "      [derived] invented",
        "  figures",
        "    shared/effective_on: 2008-02-13",
        "      [derived] invented",
        "    shared/library_after: 1977-12-31",
        "    rate/first 100,000 copies: 0.36%",
        "      [secondary] invented, page 1",
        "    rate/thereafter: 0.70%",
        "  due 60 days after period_to",
        "    [derived] invented",
    ]


def test_an_unverified_figure_is_marked_beside_the_figure(pact: Agreement) -> None:
    page = show_address([pact], "guild/pact-2008/downloads/download-fallback")
    assert "    rate: 0.3% [unverified]\n      [unverified] invented, page 2; only remembered" in page


def test_one_figure_is_shown_with_its_source(pact: Agreement) -> None:
    assert show_address([pact], "guild/pact-2008/downloads/download-fallback/rate") == (
        "guild/pact-2008/downloads/download-fallback/rate\n"
        "  0.3%\n"
        "  [unverified] invented, page 2; only remembered"
    )


def test_an_agreement_lists_its_articles_and_rules(pact: Agreement) -> None:
    lines = show_address([pact], "guild/pact-2008").splitlines()
    assert lines[0] == "guild/pact-2008: An invented pact"
    assert f"  digest {pact.digest}" in lines
    assert "guild/pact-2008/reruns: Reruns" in lines
    assert "  download-television [derived] permanent downloads of television programmes" in lines
    assert "  credit_columns/television: story_by story, teleplay_by teleplay, written_by both" in lines


def test_what_the_sources_print_differently_is_shown_in_full(tmp_path: Path) -> None:
    agreement = load_clauses(
        tmp_path,
        "- {id: one, for: statement_line, governed_by: received_on, pays: gross,\n"
        "   conflicts: [{says: 1%, cite: p. 1}, {says: 2%, cite: p. 2, status: primary}]}\n",
    )
    assert show_address([agreement], "guild/pact-2008/article/one").splitlines()[-3:] == [
        "  the sources differ on guild/pact-2008/article/one",
        "    1%: [derived] p. 1",
        "    2%: [primary] p. 2",
    ]


def test_an_article_that_figures_nothing_says_so(tmp_path: Path) -> None:
    pact = PACT.parent
    folder = tmp_path / pact.name / "pact-2008"
    folder.mkdir(parents=True)
    (folder / "agreement.yaml").write_bytes((PACT / "agreement.yaml").read_bytes())
    (folder / "arbitration.yaml").write_text("article: arbitration\ntitle: Arbitration\n", encoding="utf-8")
    assert show_address([load_agreement(folder)], "guild/pact-2008/arbitration") == (
        "guild/pact-2008/arbitration: Arbitration\n  nothing in this article is figured"
    )


def test_what_an_article_notes_and_leaves_out_is_shown(tmp_path: Path) -> None:
    article = (
        "article: article\ntitle: An article\ncite: invented\nstatus: derived\n"
        "noted: [{name: cap, says: a cap of one dollar}]\n"
        "left_out: [{part: section 9, because: not money}]\n"
    )
    clause = "- {id: one, for: statement_line, governed_by: received_on, pays: gross}\n"
    shown = show_address(
        [load_clauses(tmp_path, clause, article=article)], "guild/pact-2008/article"
    ).splitlines()
    assert shown[2:] == [
        "  noted cap: a cap of one dollar",
        "    [derived] invented",
        "  not here: section 9, because not money",
    ]


def test_every_address_of_the_shipped_agreements_has_a_page() -> None:
    for agreement in load_library():
        for address, part in addressed_parts(agreement).items():
            assert show_part(agreement, part).startswith(address)
