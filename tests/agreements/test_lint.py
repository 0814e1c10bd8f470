"""Lint: what loads and is still worth a look, each kind seeded once and found once."""

import shutil
from pathlib import Path

import pytest
from tests.agreements.writing import HEADER, load_clauses

from arrears.agreements.lint import lint_agreements
from arrears.agreements.load import load_agreement, load_library
from arrears.findings import Finding

HEAD = "for: statement_line, governed_by: received_on, entitlement: rental"
PACT = Path(__file__).parent / "library" / "guild" / "pact-2008"


def linted(folder: Path, clauses: str) -> list[Finding]:
    return lint_agreements([load_clauses(folder, clauses)])


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_clauses_of_different_words_do_not_overlap(tmp_path: Path) -> None:
    assert (
        linted(
            tmp_path,
            f"- {{id: one, {HEAD}, when: market = 'rental' and work = 'television', pays: gross}}\n"
            f"- {{id: two, {HEAD}, when: market = 'rental' and work <> 'television', pays: gross}}\n"
            f"- {{id: three, {HEAD}, when: \"market in ('download', 'pay_television')\", pays: gross}}\n",
        )
        == []
    )


def test_two_clauses_for_one_record_are_told_with_the_record(tmp_path: Path) -> None:
    (finding,) = linted(
        tmp_path,
        f"- {{id: one, {HEAD}, when: market = 'rental', pays: gross}}\n"
        f"- {{id: two, {HEAD}, when: market = 'rental' and work = 'television', pays: gross}}\n",
    )
    place, text = finding.text().split(": ", 1)
    assert place == "guild/pact-2008/article/two"
    assert text == (
        "this clause and guild/pact-2008/article/one both govern one record of 'rental'.\n"
        "  expected one governing clause, found market rental, received_on 2008-02-13, work television\n"
        "  Try: narrow one of them, or let one replace the other"
    )


def test_dates_that_touch_do_not_overlap_and_dates_that_share_a_day_do(tmp_path: Path) -> None:
    def two(sign: str) -> list[Finding]:
        return linted(
            tmp_path,
            f"- {{id: one, {HEAD}, when: received_on < edge, terms: {{edge: 2009-05-02}},"
            " pays: gross}\n"
            f"- {{id: two, {HEAD}, when: received_on {sign} edge, terms: {{edge: 2009-05-02}},"
            " pays: gross}\n"
            f"- {{id: three, {HEAD}, when: received_on < edge and copies > 0, terms: {{edge: 2008-03-01}},"
            " pays: gross}\n",
        )

    assert codes(two(">=")) == ["lint-overlap"]  # three and one
    assert codes(two(">")) == ["lint-overlap"]
    assert len(two("<=")) == 3


def test_numbers_between_two_edges_are_tried(tmp_path: Path) -> None:
    def pair(one: str, two: str) -> list[str]:
        terms = "terms: {edge: 10 copies}"
        return codes(
            linted(
                tmp_path,
                f"- {{id: one, {HEAD}, when: copies {one} edge, {terms}, pays: gross}}\n"
                f"- {{id: two, {HEAD}, when: copies {two} edge, {terms}, pays: gross}}\n",
            )
        )

    assert pair(">", "<") == pair(">=", "<") == pair("=", "<>") == pair("<", ">=") == []
    assert pair(">=", "<=") == pair(">", ">=") == pair("<>", ">") == ["lint-overlap"]


def test_a_question_and_its_opposite_never_both_govern_on_one_reading() -> None:
    pact = load_agreement(PACT)
    assert "lint-overlap" not in codes(lint_agreements([pact]))


def test_a_clause_that_replaces_another_does_not_overlap_it(tmp_path: Path) -> None:
    clauses = (
        f"- {{id: one, {HEAD}, when: market = 'rental', pays: gross}}\n"
        f"- {{id: two, {HEAD}, replaces: one, when: market = 'rental' and copies > 0, pays: gross}}\n"
    )
    assert linted(tmp_path, clauses) == []
    assert codes(linted(tmp_path, clauses.replace("replaces: one, ", ""))) == ["lint-overlap"]


def test_an_overlap_that_hangs_on_a_figured_value_is_left_open_and_told(tmp_path: Path) -> None:
    findings = linted(
        tmp_path,
        f"- {{id: one, {HEAD}, when: gross / copies > price, terms: {{price: $5 per copy}}, pays: gross}}\n"
        f"- {{id: two, {HEAD}, when: market = 'rental', pays: gross}}\n",
    )
    assert [finding.problem for finding in findings] == [
        "whether this clause and guild/pact-2008/article/one both govern some record could not be ruled out."
    ]


def test_versions_that_cover_the_same_days_are_told(tmp_path: Path) -> None:
    one = load_clauses(tmp_path / "one", f"- {{id: one, {HEAD}, pays: gross}}\n")
    other = load_agreement(renamed(tmp_path, "covers: {from: 2011-05-01, until: 2014-05-01}"))
    findings = lint_agreements([one, other])
    assert [(finding.code, finding.found) for finding in findings[:1]] == [
        ("lint-versions", "2011-05-01 to 2011-05-01")
    ]
    assert findings[0].problem == "two versions of guild cover the same days."
    assert codes(findings) == ["lint-versions", "lint-overlap"]


def renamed(folder: Path, covers: str) -> Path:
    """The same agreement under a later name, covering other days."""
    later = folder / "later" / "guild" / "pact-2011"
    shutil.copytree(folder / "one" / "guild" / "pact-2008", later)
    header = HEADER.replace("pact-2008", "pact-2011")
    header = header.replace("covers: {from: 2008-02-13, until: 2011-05-01}", covers)
    (later / "agreement.yaml").write_text(header, encoding="utf-8")
    return later


def test_days_between_two_versions_are_told_for_each_clause(tmp_path: Path) -> None:
    one = load_clauses(tmp_path / "one", f"- {{id: one, {HEAD}, pays: gross}}\n")
    other = load_agreement(renamed(tmp_path, "covers: {from: 2011-05-03, until: 2014-05-01}"))
    (finding,) = lint_agreements([other, one])
    assert (finding.code, finding.place, finding.found) == (
        "lint-coverage",
        "guild/article/one",
        "2011-05-02 to 2011-05-02",
    )
    assert finding.problem == "no version of this clause covers some days."


def test_a_table_with_a_gap_and_a_table_without_a_cell_are_told(tmp_path: Path) -> None:
    findings = linted(
        tmp_path,
        "- id: one\n  for: run\n  governed_by: shown_on\n  tables:\n"
        "    base: {by: [minutes, credit], columns: [story, teleplay, both],\n"
        '           rows: {up to 30: "$1 $2 $3", over 31 up to 60: "$1 none $3"}}\n'
        "  pays: base\n",
    )
    assert [(finding.code, finding.found) for finding in findings] == [
        ("lint-hole", "31"),
        ("lint-hole", "over 31 up to 60 / teleplay"),
    ]
    assert findings[0].problem == "the table 'base' has no figure for some values."


def test_rows_that_end_before_their_sisters_are_told_and_money_reads_as_money(tmp_path: Path) -> None:
    """Teleplay lacks 36 to 65 minutes, which story has; the longer form begins at a higher budget."""
    findings = linted(
        tmp_path,
        "- id: one\n  for: run\n  governed_by: shown_on\n  tables:\n"
        "    base: {by: [credit, minutes], rows: {story: {20..35: $1, 36..65: $2}, teleplay: {20..35: $3}}}\n"
        '    high: {by: [minutes, budget], rows: {up to 30: {"at least $60,000": 1},\n'
        '           over 30: {"at least $100,000": 1}}}\n'
        "  pays: base * high\n",
    )
    assert [(finding.code, finding.found) for finding in findings] == [
        ("lint-hole", "teleplay / 36..65"),
        ("lint-hole", "over 30 / $60,000..$99,999.99"),
    ]


def test_a_word_that_only_some_rows_divide_further_is_told(tmp_path: Path) -> None:
    (finding,) = linted(
        tmp_path,
        "- id: one\n  for: run\n  governed_by: shown_on\n  tables:\n"
        "    base: {by: [minutes, credit, run], rows: {\n"
        "      up to 30: {story: {1: $1, thereafter: $2}, teleplay: {1: $3, thereafter: $4}},\n"
        "      over 30: {story: {1: $1, thereafter: $2}}}}\n"
        "  pays: base\n",
    )
    assert (finding.code, finding.found) == ("lint-hole", "over 30 / teleplay")


def test_what_the_sources_print_differently_is_told(tmp_path: Path) -> None:
    (finding,) = linted(
        tmp_path,
        f"- {{id: one, {HEAD}, pays: gross,\n"
        "   conflicts: [{says: 1%, cite: p. 1}, {says: 2%, cite: p. 2}]}\n",
    )
    assert finding.text() == (
        "guild/pact-2008/article/one: the sources differ.\n"
        "  expected one figure, found 1% (p. 1); 2% (p. 2)\n"
        "  Try: every version is kept and shown; none is preferred"
    )


def test_every_unverified_figure_rule_and_split_is_listed() -> None:
    findings = [one for one in lint_agreements([load_agreement(PACT)]) if one.code == "lint-unverified"]
    assert [finding.place for finding in findings] == [
        "guild/pact-2008/residuals",
        "guild/pact-2008/downloads/download-television/split",
        "guild/pact-2008/downloads/download-fallback/rate",
        "guild/pact-2008/reruns/rerun/share/thereafter",
    ]
    assert {finding.problem for finding in findings} == {"nobody has verified this."}


@pytest.mark.slow
def test_the_shipped_agreements_overlap_nowhere() -> None:
    findings = lint_agreements(load_library())
    assert [finding.text() for finding in findings if finding.code in ("lint-overlap", "lint-versions")] == []
