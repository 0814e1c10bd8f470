"""Worked cases run: what a source expects is held against what the clause gives."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.agreements.cases import Expectation, WorkedCase, read_cases
from arrears.agreements.load import load_agreement
from arrears.agreements.model import Agreement
from arrears.obligations.worked_cases import check_files, run_case

PACT = Path(__file__).resolve().parents[1] / "agreements" / "library" / "guild" / "pact-2008"


@pytest.fixture(scope="module")
def pact() -> Agreement:
    return load_agreement(PACT)


@pytest.fixture(scope="module")
def downloads(pact: Agreement) -> tuple[WorkedCase, ...]:
    return read_cases(PACT / "downloads.cases.yaml", pact)


@pytest.fixture(scope="module")
def reruns(pact: Agreement) -> tuple[WorkedCase, ...]:
    return read_cases(PACT / "reruns.cases.yaml", pact)


def codes(case: WorkedCase, agreement: Agreement) -> list[str]:
    return [finding.code for finding in run_case(case, agreement)]


def test_every_case_of_the_invented_pact_agrees() -> None:
    checked = check_files([PACT])
    assert [finding.text() for finding in checked.findings] == []
    assert checked.cases == 5


def test_one_file_stands_for_the_cases_of_its_article() -> None:
    assert check_files([PACT / "downloads.yaml"]).cases == 3
    assert check_files([PACT / "downloads.cases.yaml"]).cases == 3
    assert check_files([PACT / "agreement.yaml"]).cases == 5
    assert check_files([PACT / "downloads.yaml", PACT / "downloads.cases.yaml"]).cases == 3


def test_an_amount_a_cent_off_is_told_with_both_amounts_and_the_source(
    pact: Agreement, downloads: tuple[WorkedCase, ...]
) -> None:
    wrong = replace(downloads[0], expect=(Expectation({"covered": "guild"}, (50400, 66266)),))
    (finding,) = run_case(wrong, pact)
    assert finding.text().split(": ", 1)[1] == (
        "a line that crosses the break is paid partly at each rate, record 2, read as guild: "
        "another amount.\n"
        "  expected $662.66, found $662.67\n"
        "  Try: compare the clause with its source: hand calculation"
    )


def test_a_missing_amount_is_not_a_zero(pact: Agreement, downloads: tuple[WorkedCase, ...]) -> None:
    zero = replace(downloads[2], expect=(Expectation({"covered": "guild"}, (0, 0)),), missing=())
    assert [finding.found for finding in run_case(zero, pact)] == [
        "cannot tell (photographed_on)",
        "missing (copies; earlier copies)",
    ]


def test_another_due_date_is_told(pact: Agreement, downloads: tuple[WorkedCase, ...]) -> None:
    wrong = replace(downloads[0], due=(date(2008, 5, 30), date(2008, 8, 29)))
    (finding,) = run_case(wrong, pact)
    assert (finding.code, finding.expected, finding.found) == ("case-due", "2008-05-30", "2008-05-31")


def test_another_step_is_told_even_where_the_amount_agrees(
    pact: Agreement, downloads: tuple[WorkedCase, ...]
) -> None:
    wrong = replace(downloads[0], steps={"rate": (Fraction(36, 10_000), Fraction(7, 1000))})
    (finding,) = run_case(wrong, pact)
    assert (finding.code, finding.expected, finding.found) == ("case-step", "7/1000", "71/15000")


def test_a_step_that_was_not_reached_is_told(pact: Agreement, reruns: tuple[WorkedCase, ...]) -> None:
    first_season = replace(
        reruns[1],
        records=tuple(
            replace(one, facts={**one.facts, "season_no": Fraction(1), "episode_ordinal": Fraction(1)})
            for one in reruns[1].records
        ),
    )
    findings = run_case(first_season, pact)
    assert {finding.code for finding in findings} == {"case-amount", "case-step"}
    assert "not figured" in {finding.found for finding in findings}


def test_other_missing_facts_are_told(pact: Agreement, downloads: tuple[WorkedCase, ...]) -> None:
    wrong = replace(downloads[2], missing=(("gross",), ("copies", "earlier copies")))
    (finding,) = run_case(wrong, pact)
    assert (finding.code, finding.expected, finding.found) == ("case-missing", "gross", "photographed_on")


def test_another_number_of_amounts_is_told(pact: Agreement, reruns: tuple[WorkedCase, ...]) -> None:
    wrong = replace(reruns[0], expect=(Expectation({"new_series": "first-season"}, (1,)),))
    assert codes(wrong, pact) == ["case-count"]


def test_other_shares_are_told_with_both() -> None:
    folder = PACT.parents[2] / "fourteen" / "sag" / "tv-2014"
    agreement = load_agreement(folder)
    pool, _ = read_cases(folder / "pay-television.cases.yaml", agreement)
    wrong = replace(pool, shares=((107_143, 21_428, 321_429),))
    (finding,) = run_case(wrong, agreement)
    assert (finding.code, finding.problem) == (
        "case-shares",
        "three performers fill a pool of 4.5%, shared 5, 1 and 15 of 21 units, record 1: other shares.",
    )
    assert finding.expected == "$1,071.43, $214.28, $3,214.29"
    assert finding.found == "$1,071.43, $214.29, $3,214.28"


def test_a_question_left_open_is_tried_on_every_answer(
    pact: Agreement, reruns: tuple[WorkedCase, ...]
) -> None:
    one_side_only = tuple(
        replace(r, facts={**r.facts, "episode_ordinal": Fraction(3)}) for r in reruns[1].records
    )
    findings = run_case(replace(reruns[1], records=one_side_only), pact)
    assert {finding.code for finding in findings} == {"case-amount", "case-step"}
    assert all("read as first-seven" in finding.problem for finding in findings)


def test_a_file_with_faults_is_told_and_the_others_still_run(tmp_path: Path) -> None:
    broken = tmp_path / "guild" / "broken"
    broken.mkdir(parents=True)
    (broken / "agreement.yaml").write_text("agreement: [", encoding="utf-8")
    checked = check_files([broken, PACT])
    assert checked.cases == 5
    assert [finding.code for finding in checked.findings] == ["yaml-syntax"]


def test_a_case_of_another_agreement_is_a_programmers_mistake(
    pact: Agreement, reruns: tuple[WorkedCase, ...]
) -> None:
    with pytest.raises(ValueError, match="was read for another agreement"):
        run_case(replace(reruns[0], clause="reruns/other"), pact)


def test_a_faulty_procedure_beside_the_articles_is_told(tmp_path: Path) -> None:
    pact = tmp_path / "guild" / "pact-2008"
    pact.mkdir(parents=True)
    (pact / "agreement.yaml").write_text(
        "agreement: guild/pact-2008\ntitle: A pact\ncovers: {from: 2008-02-13, until: 2011-05-01}\n"
        "cite: invented\nstatus: derived\ngoverned_by: {theatrical: photographed_on}\n",
        encoding="utf-8",
    )
    (pact / "procedure.yaml").write_text("procedure: guild/pact-2008\ntitle: Disputes\n", encoding="utf-8")
    [finding] = check_files([pact]).findings
    assert finding.place.startswith("guild/pact-2008/procedure.yaml")
    assert finding.problem == "the procedure has no citation."
