"""Rates that follow another agreement's, resolved from the agreements beside it and never lowered."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.agreements.writing import write_agreement

from arrears.agreements.lint import lint_agreements
from arrears.agreements.load import load_agreement, load_library
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import read_as, to_formula
from arrears.agreements.show import show_address
from arrears.findings import Refused
from arrears.formula.explain import RecordFacts
from arrears.formula.outcome import outcome

LINKED = """\
- id: pay-tv
  for: statement_line
  governed_by: received_on
  linked:
    rate:
      starts: {2008-02-13: 5.4%}
      dated_by: received_on
      follows: [{at: actors/*/supplemental/pay-tv/rate}]
      raised: RAISED
  pays: gross * rate
"""
IN_PROPORTION = LINKED.replace("RAISED", "starts * now / was")
BOTH = LINKED.replace("RAISED", "{in-proportion: starts * now / was, by-points: starts + now - was}")


def write_followed(folder: Path, version: str, since: str, rate: str, *, family: str = "actors") -> None:
    """A version of another agreement with one rate."""
    place = folder / family / version
    place.mkdir(parents=True)
    (place / "agreement.yaml").write_text(
        f"agreement: {family}/{version}\ntitle: Another pact\ncovers: {{from: {since}, until: 2030-01-01}}\n"
        "cite: invented\nstatus: secondary\ngoverned_by: received_on\n",
        encoding="utf-8",
    )
    (place / "supplemental.yaml").write_text(
        "article: supplemental\ntitle: Supplemental markets\ncite: invented\nstatus: secondary\nclauses:\n"
        f"- {{id: pay-tv, for: statement_line, terms: {{rate: {rate}}}, pays: gross * rate}}\n",
        encoding="utf-8",
    )


def raised_twice(folder: Path) -> None:
    write_followed(folder, "tv-2005", "2005-07-01", "3.6%")
    write_followed(folder, "tv-2009", "2009-07-01", "4.5%")
    write_followed(folder, "tv-2010", "2010-07-01", "4%")


def paid(clause: Clause, day: date, side: str = "") -> int | None:
    """Cents on $1,000 of gross received on a day."""
    formula = read_as(clause, {"rate": side}) if side else to_formula(clause)
    return outcome(formula, RecordFacts({"gross": Fraction(100_000), "received_on": day})).cents


def refusal(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        load_agreement(folder)
    return [finding.text() for finding in refused.value.findings]


def test_the_rate_is_raised_in_proportion_on_the_day_the_followed_rate_is(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    (clause,) = load_agreement(write_agreement(tmp_path, IN_PROPORTION)).clauses()
    assert paid(clause, date(2009, 6, 30)) == 5_400
    assert paid(clause, date(2009, 7, 1)) == 6_750  # 5.4% x 4.5 / 3.6


def test_a_followed_rate_that_falls_lowers_nothing(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    (clause,) = load_agreement(write_agreement(tmp_path, IN_PROPORTION)).clauses()
    assert paid(clause, date(2010, 7, 1)) == 6_750


def test_how_it_is_raised_is_a_question_with_an_amount_for_each_side(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    (clause,) = load_agreement(write_agreement(tmp_path, BOTH)).clauses()
    (question,) = clause.questions
    assert (question.name, [answer.side for answer in question.answers]) == (
        "rate",
        ["in-proportion", "by-points"],
    )
    after = date(2009, 7, 1)
    assert paid(clause, after, "in-proportion") == 6_750
    assert paid(clause, after, "by-points") == 6_300  # 5.4% + 4.5% - 3.6%
    assert paid(clause, date(2009, 6, 30), "by-points") == 5_400


def test_before_its_start_the_rate_is_a_hole_and_not_a_zero(tmp_path: Path) -> None:
    header = (
        "agreement: guild/pact-2008\ntitle: A pact\ncovers: {from: 2000-01-01, until: 2011-05-01}\n"
        "cite: invented\nstatus: derived\ngoverned_by: received_on\n"
    )
    (clause,) = load_agreement(write_agreement(tmp_path, IN_PROPORTION, header=header)).clauses()
    facts = RecordFacts({"gross": Fraction(100), "received_on": date(2008, 2, 12)})
    found = outcome(to_formula(clause), facts)
    assert (found.state, found.cents, [gap.table for gap in found.gaps]) == ("missing", None, ["rate"])


def test_without_the_followed_agreement_the_start_stands_and_lint_says_so(tmp_path: Path) -> None:
    agreement = load_agreement(write_agreement(tmp_path, IN_PROPORTION))
    assert paid(agreement.clauses()[0], date(2010, 1, 1)) == 5_400
    (finding,) = lint_agreements([agreement])
    assert finding.code == "lint-linked"
    assert finding.text() == (
        "guild/pact-2008/article/pay-tv/rate: what this rate follows is not in the library when it starts.\n"
        "  expected actors/*/supplemental/pay-tv/rate on 2008-02-13, found none\n"
        "  Try: the starting figure stands; add the agreement that is followed"
    )


def test_a_followed_rate_that_begins_after_the_link_is_not_guessed_backwards(tmp_path: Path) -> None:
    write_followed(tmp_path, "tv-2009", "2009-07-01", "4.5%")
    agreement = load_agreement(write_agreement(tmp_path, IN_PROPORTION))
    assert paid(agreement.clauses()[0], date(2010, 1, 1)) == 5_400
    assert [finding.code for finding in lint_agreements([agreement])] == ["lint-linked"]


def test_of_two_followed_rates_the_larger_result_counts(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    write_followed(tmp_path, "dga-2005", "2005-07-01", "4%", family="directors")
    write_followed(tmp_path, "dga-2009", "2009-07-01", "4.2%", family="directors")
    write_followed(tmp_path, "dga-2010", "2010-09-01", "6%", family="directors")
    two = IN_PROPORTION.replace(
        "rate}]", "rate}, {at: directors/*/supplemental/pay-tv/rate, status: unverified}]"
    )
    (clause,) = load_agreement(write_agreement(tmp_path, two)).clauses()
    assert paid(clause, date(2009, 7, 1)) == 6_750  # the actors' 5/4, not the directors' 21/20
    assert paid(clause, date(2010, 9, 1)) == 8_100  # the directors' 3/2
    assert clause.status == "unverified"


def test_what_was_followed_is_listed_and_is_part_of_the_digest(tmp_path: Path) -> None:
    alone = load_agreement(write_agreement(tmp_path, IN_PROPORTION))
    raised_twice(tmp_path)
    followed = load_agreement(tmp_path / "guild" / "pact-2008")
    assert alone.digest != followed.digest
    (page,) = [term for term in followed.clauses()[0].terms if term.address.endswith("2009-07-01")]
    assert (page.written, page.citation.status) == ("6.75%", "derived")
    assert page.citation.note == (
        "raised from 5.4% as actors/tv-2005/supplemental/pay-tv/rate (3.6%) was raised to 4.5%"
        " (actors/tv-2009/supplemental/pay-tv/rate)"
    )
    assert "6.75%" in show_address([followed], "guild/pact-2008/article/pay-tv/rate/2009-07-01")


def test_a_library_resolves_what_it_loads_even_where_the_followed_is_not_asked_for(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    write_agreement(tmp_path, IN_PROPORTION)
    (agreement,) = load_library(tmp_path, addresses=["guild/pact-2008"])
    assert paid(agreement.clauses()[0], date(2009, 7, 1)) == 6_750


def test_a_followed_figure_that_is_no_share_is_refused(tmp_path: Path) -> None:
    write_followed(tmp_path, "tv-2005", "2005-07-01", "0%")
    assert refusal(write_agreement(tmp_path, IN_PROPORTION)) == [
        "actors/tv-2005/supplemental/pay-tv/rate: a followed rate is no share above zero.\n"
        "  expected a share, found 0%"
    ]


def test_two_figures_from_one_day_are_refused(tmp_path: Path) -> None:
    write_followed(tmp_path, "tv-2005", "2005-07-01", "3.6%")
    write_followed(tmp_path, "film-2005", "2005-07-01", "4%")
    assert refusal(write_agreement(tmp_path, IN_PROPORTION)) == [
        "actors/*/supplemental/pay-tv/rate: two figures of one followed rate hold from the same day.\n"
        "  expected actors/film-2005/supplemental/pay-tv/rate, "
        "found actors/tv-2005/supplemental/pay-tv/rate\n"
        "  Try: follow one of the two"
    ]


def test_a_rate_raised_by_nothing_is_refused(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    backwards = LINKED.replace("RAISED", "starts / (was - now)")
    assert refusal(write_agreement(tmp_path, backwards)) == [
        "guild/pact-2008/article/pay-tv/rate: a linked rate is divided by nothing when it is raised.\n"
        "  expected a share, found was 9/250, now 9/200"
    ]


@pytest.fixture
def followed(tmp_path: Path) -> Agreement:
    raised_twice(tmp_path)
    return load_agreement(write_agreement(tmp_path, BOTH))


def test_a_linked_rate_is_shown_with_each_sides_answer(followed: Agreement) -> None:
    page = show_address([followed], "guild/pact-2008/article/pay-tv")
    assert "starts * now / was" in page
    assert "starts + now - was" in page


def test_of_a_followed_agreement_only_the_articles_that_are_followed_are_read(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    other = tmp_path / "actors" / "tv-2009" / "reruns.yaml"
    other.write_text(
        "article: reruns\ntitle: Reruns\ncite: invented\nstatus: secondary\nclauses:\n"
        "- {id: rerun, for: statement_line, pays: gros * 2}\n",
        encoding="utf-8",
    )
    pact = write_agreement(tmp_path, IN_PROPORTION)
    (clause,) = load_agreement(pact).clauses()
    assert paid(clause, date(2009, 7, 1)) == 6_750
    with pytest.raises(Refused):
        load_library(tmp_path)


def test_a_fault_in_an_article_that_is_followed_is_refused(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    followed = tmp_path / "actors" / "tv-2009" / "supplemental.yaml"
    followed.write_text(
        followed.read_text(encoding="utf-8").replace("gross * rate", "gros * rate"), encoding="utf-8"
    )
    told = refusal(write_agreement(tmp_path, IN_PROPORTION))
    assert [text.split(":")[0] for text in told] == ["actors/tv-2009/supplemental.yaml"]
    assert "unknown name 'gros'" in told[0]


def test_a_rate_reads_the_same_alone_and_with_the_whole_library(tmp_path: Path) -> None:
    raised_twice(tmp_path)
    pact = write_agreement(tmp_path, BOTH)
    alone = load_agreement(pact)
    assert [one for one in load_library(tmp_path) if one.address == alone.address] == [alone]
