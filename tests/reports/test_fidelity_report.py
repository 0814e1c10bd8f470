"""The ledger as tables and as a page: both sides of a conflict, what was found, sums that agree."""

from pathlib import Path

from tests.agreements.test_ledger import small

from arrears.agreements.ledger import build_ledger
from arrears.agreements.model import Citation
from arrears.agreements.text_check import CheckedFigure
from arrears.reports.fidelity_page import fidelity_markdown
from arrears.reports.fidelity_report import build_fidelity_report, versions_text
from arrears.reports.markdown import table_markdown
from arrears.reports.tables import Column, Table

CHECKED = [
    CheckedFigure("a/b/c", "1%", Citation("S14 p. 1", "primary"), "in words"),
    CheckedFigure("a/b/d", "2%", Citation("S14 p. 1", "primary", near=("Rate",)), "number not on the page"),
    CheckedFigure("a/b/e", "3%", Citation("S14 p. 1", "primary"), "more than once, no label"),
]


def test_the_sums_are_those_of_the_articles(tmp_path: Path) -> None:
    report = build_fidelity_report(build_ledger([small(tmp_path)]))
    tables = {table.name: table for table in report.tables()}
    articles, totals = tables["articles"].rows, tables["totals"].rows
    assert [row[:2] for row in articles] == [("guild/pact-2008", "(header)"), ("guild/pact-2008", "article")]
    assert totals[-1] == (
        "all",
        *(int(str(a)) + int(str(b)) for a, b in zip(articles[0][2:], articles[1][2:])),
    )
    assert set(tables) == {"articles", "totals", "conflicts", "noted", "left_out"}


def test_the_checker_tells_what_was_found(tmp_path: Path) -> None:
    report = build_fidelity_report(build_ledger([small(tmp_path)]), CHECKED)
    tables = {table.name: table for table in report.tables()}
    assert tables["checked"].rows[0] == ("a/b", 3, 1, 1, 1, 1, 1, 1)
    assert tables["faults"].rows == (("a/b/d", "2%", "number not on the page", "S14 p. 1", "Rate"),)


def test_the_page_shows_every_part(tmp_path: Path) -> None:
    page = fidelity_markdown(build_ledger([small(tmp_path)]), {"guild/pact-2008": {"in words": 2}})
    for words in (
        "| a cap of $2 | unverified | another |",
        "the text leaves it to bargaining",
        "in words",
        "| 2 |",
    ):
        assert words in page, words


def test_a_cell_cannot_break_the_page() -> None:
    table = Table("t", "", (Column("a", "a"), Column("n", "n", "count")), (("x | <b>\n*y*", 1200),))
    assert table_markdown(table) == "| a | n |\n| --- | ---: |\n| x \\| \\<b\\> \\*y\\* | 1,200 |\n"


def test_versions_of_one_family_are_told_in_short() -> None:
    assert versions_text(("sag/tv-2014", "sag/tv-2017")) == "sag/tv-2014, tv-2017"
