"""Worked cases read: every word of a case is held against the clause it is about."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.agreements.case_values import read_fact
from arrears.agreements.cases import case_files, fact_kinds, read_cases
from arrears.agreements.load import SHIPPED, clause_named, load_agreement, load_library
from arrears.agreements.model import Agreement
from arrears.agreements.yaml_source import WrittenText
from arrears.findings import Refused
from arrears.formula.kinds import read_kind

PACT = Path(__file__).parent / "library" / "guild" / "pact-2008"
FOURTEEN = Path(__file__).parent / "fourteen"


@pytest.fixture(scope="module")
def pact() -> Agreement:
    return load_agreement(PACT)


def test_a_case_holds_what_its_file_says(pact: Agreement) -> None:
    case = read_cases(PACT / "downloads.cases.yaml", pact)[0]
    assert (case.name, case.clause, case.source, case.status) == (
        "a line that crosses the break is paid partly at each rate",
        "downloads/download-television",
        "hand calculation",
        "derived",
    )
    assert case.expect[0].amounts == (50400, 66267)
    assert case.expect[0].answers == {"covered": "guild"}
    assert case.due == (date(2008, 5, 31), date(2008, 8, 29))
    assert case.steps == {"rate": (Fraction(36, 10_000), Fraction(71, 15_000))}


def test_what_is_given_holds_for_every_record_that_does_not_say_otherwise(pact: Agreement) -> None:
    first, second = read_cases(PACT / "downloads.cases.yaml", pact)[0].records
    assert first.facts["gross"] == 14_000_000
    assert first.facts["copies"] == second.facts["copies"] == 60_000
    assert first.facts["work"] == second.facts["work"] == "television"
    assert (first.keys["title"], first.keys["company"]) == ("T", "A")
    assert first.ordered_on == date(2008, 3, 31)


def test_a_missing_fact_is_none_and_not_a_zero(pact: Agreement) -> None:
    case = read_cases(PACT / "downloads.cases.yaml", pact)[2]
    assert [record.facts["photographed_on"] for record in case.records] == [None, date(1990, 1, 1)]
    assert case.records[1].facts["copies"] is None
    assert case.expect[0].amounts == ("cannot tell", "missing")
    assert case.missing == (("photographed_on",), ("copies", "earlier copies"))


def test_amounts_by_side_answer_the_questions_of_that_side(pact: Agreement) -> None:
    case = read_cases(PACT / "downloads.cases.yaml", pact)[1]
    assert [(dict(one.answers), one.amounts) for one in case.expect] == [
        ({"covered": "guild"}, (360,)),
        ({"covered": "companies"}, ("does not apply",)),
        ({"covered": "companies-per-guild"}, ("does not apply",)),
    ]


def test_what_another_clause_owes_may_be_stated(pact: Agreement) -> None:
    case = read_cases(PACT / "reruns.cases.yaml", pact)[0]
    assert [dict(record.owed) for record in case.records] == [{}, {"reruns/rerun": 1005}, {}, {}]


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("money", "$1.00", Fraction(100)),
        ("money", "missing", None),
        ("copies < 10", "7", Fraction(7)),
        ("copies < 10", "7 copies", Fraction(7)),
        ("date", "2008-02-13", date(2008, 2, 13)),
        ("word:markets", "rental", "rental"),
        ("yes/no", "yes", True),
        ("yes/no", "no", False),
        ("word:clauses", "overtime", "overtime"),
    ],
)
def test_a_fact_is_read_by_its_kind(unit: str, text: str, value: object) -> None:
    assert read_fact(WrittenText(text, "f:1:1"), read_kind(unit)) == value


@pytest.mark.parametrize(
    ("unit", "text"), [("money", "100"), ("copies < 10", "$7"), ("date", "5"), ("word:markets", "rentals")]
)
def test_a_fact_of_another_kind_is_refused(unit: str, text: str) -> None:
    with pytest.raises(Refused):
        read_fact(WrittenText(text, "f:1:1"), read_kind(unit))


def test_a_record_may_state_the_facts_of_its_kind_and_no_others(pact: Agreement) -> None:
    clause = clause_named(pact, "reruns/rerun")
    assert clause is not None
    kinds = fact_kinds(clause)
    assert "shown_on" in kinds
    assert "gross" not in kinds


def test_case_files_are_found_beside_their_articles() -> None:
    assert [path.name for path in case_files(PACT)] == ["downloads.cases.yaml", "reruns.cases.yaml"]


def test_every_shipped_case_is_read() -> None:
    for agreement in load_library():
        for path in case_files(SHIPPED / agreement.family / agreement.version):
            assert read_cases(path, agreement), path.name


def test_a_fact_that_participants_have_not_got_is_told(tmp_path: Path) -> None:
    agreement = load_agreement(FOURTEEN / "sag" / "tv-2014")
    cases = tmp_path / "pay-television.cases.yaml"
    cases.write_text(
        "- case: {clause: original-on-basic-cable, source: nobody}\n"
        "  records: [{gross: $1.00, participants: [{salary: $1.00}]}]\n"
        "  expect: {amounts: [$0.01]}\n",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        read_cases(cases, agreement)
    assert [finding.text() for finding in refused.value.findings] == [
        "sag/tv-2014/pay-television.cases.yaml:2:44: 'salary' is not a fact of a participant.\n"
        "  expected a fact of a participant, found 'salary'\n"
        "  Try: use one of: compensation, days_worked, engaged_by, hired_as, scale, weeks_worked"
    ]
