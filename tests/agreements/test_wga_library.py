"""The shipped WGA agreements: they load, every worked case agrees, and every clause has one that pays."""

from pathlib import Path

import pytest

from arrears.agreements.cases import WorkedCase, case_files, read_cases
from arrears.agreements.load import SHIPPED, load_agreement
from arrears.agreements.model import Agreement
from arrears.obligations.worked_cases import check_files, run_case

# Versions that are written in full, with the least number of worked cases of each.
VERSIONS = {"mba-2001": 19, "mba-2008": 56, "mba-2023": 40}
# Initial compensation: no residual, and nothing about its division or its lateness is printed beside it.
COMPENSATION = "minimums/"
# Versions that are patches; their cases are of what they change, the rest has them in the version they patch.
PATCHED = {"mba-2004": 9, "mba-2011": 5, "mba-2014": 3, "mba-2017": 9, "mba-2020": 5}


def folder(version: str) -> Path:
    return SHIPPED / "wga" / version


def cases_of(agreement: Agreement) -> list[WorkedCase]:
    files = case_files(folder(agreement.version))
    return [case for file in files for case in read_cases(file, agreement)]


@pytest.fixture(scope="module", params=VERSIONS)
def agreement(request: pytest.FixtureRequest) -> Agreement:
    return load_agreement(folder(request.param))


def test_every_worked_case_agrees_with_its_clause(agreement: Agreement) -> None:
    checked = check_files([folder(agreement.version)])
    assert [finding.text() for finding in checked.findings] == []
    assert checked.cases >= VERSIONS[agreement.version]


@pytest.mark.parametrize("version", PATCHED)
def test_every_worked_case_of_a_patched_version_agrees(version: str) -> None:
    checked = check_files([folder(version)])
    assert [finding.text() for finding in checked.findings] == []
    assert checked.cases >= PATCHED[version]


@pytest.mark.parametrize("version", PATCHED)
def test_every_clause_that_a_patch_adds_has_a_case_that_pays_and_one_that_does_not(version: str) -> None:
    agreement = load_agreement(folder(version))
    cases = cases_of(agreement)
    (*_, patch) = agreement.patches
    base = {clause.name for clause in load_agreement(SHIPPED / patch.of).clauses()}
    renamed = {edit.now for edit in patch.edits if edit.verb == "rename"}
    for clause in agreement.clauses():
        if clause.name not in base and clause.name.rpartition("/")[2] not in renamed:
            amounts = [
                amount
                for case in cases
                if case.clause == clause.name
                for expectation in case.expect
                for amount in expectation.amounts
            ]
            assert any(isinstance(amount, int) and amount != 0 for amount in amounts), clause.name
            assert any(isinstance(amount, str) for amount in amounts), clause.name


def test_a_case_with_a_wrong_figure_is_found(agreement: Agreement) -> None:
    for case in cases_of(agreement):
        (first, *others) = case.expect
        wrong = tuple(cents + 1 if isinstance(cents, int) else cents for cents in first.amounts)
        if wrong != first.amounts:
            changed = type(first)(first.answers, wrong)
            case = type(case)(**{**vars(case), "expect": (changed, *others)})
            assert "case-amount" in {finding.code for finding in run_case(case, agreement)}, case.name


def test_every_clause_has_a_case_that_pays_and_one_that_does_not(agreement: Agreement) -> None:
    pays = {one.name: False for one in agreement.clauses() if not one.name.startswith(COMPENSATION)}
    refuses = dict(pays)
    for case in cases_of(agreement):
        if case.clause.startswith(COMPENSATION):
            continue
        amounts = [amount for expectation in case.expect for amount in expectation.amounts]
        pays[case.clause] |= any(isinstance(amount, int) and amount != 0 for amount in amounts)
        refuses[case.clause] |= any(isinstance(amount, str) for amount in amounts)
    assert [name for name, does in pays.items() if not does] == []
    assert [name for name, does in refuses.items() if not does] == []


def test_every_clause_is_priced_split_dated_and_late(agreement: Agreement) -> None:
    for clause in agreement.clauses():
        if clause.name.startswith(COMPENSATION):
            continue
        assert clause.split is not None, clause.name
        assert clause.due is not None, clause.name
        is_residual = clause.record_kind != "engagement" or clause.name.startswith("theatrical/")
        late = "residuals" if is_residual else "initial-compensation"
        assert clause.late == f"{agreement.address}/{late}", clause.name


def test_nothing_of_2008_claims_to_be_read_in_the_agreements_own_text() -> None:
    agreement = load_agreement(folder("mba-2008"))
    statuses = {term.citation.status for clause in agreement.clauses() for term in clause.terms}
    statuses |= {clause.citation.status for clause in agreement.clauses()}
    assert "primary" not in statuses


def test_the_agreement_of_2026_is_a_shell() -> None:
    agreement = load_agreement(folder("mba-2026"))
    assert list(agreement.clauses()) == []
    assert {noted.citation.status for noted in agreement.noted} == {"unverified"}


@pytest.mark.parametrize(
    "version", sorted(path.parent.name for path in (SHIPPED / "wga").glob("*/agreement.yaml"))
)
def test_every_version_says_that_residuals_are_not_commissionable(version: str) -> None:
    agreement = load_agreement(folder(version))
    (noted,) = [one for one in agreement.noted if one.address.endswith("/noted/not-commissionable")]
    assert "residuals are not commissionable" in noted.says


def test_the_download_dispute_has_three_answers_and_one_is_hearsay() -> None:
    agreement = load_agreement(folder("mba-2008"))
    asked = {
        clause.name: clause.questions
        for clause in agreement.clauses()
        if clause.name.startswith("new-media/download")
    }
    assert sorted(asked) == [
        "new-media/download-home-video-fallback",
        "new-media/download-television",
        "new-media/download-theatrical",
    ]
    for (question,) in asked.values():
        found = [(answer.side, answer.by, answer.is_own_words) for answer in question.answers]
        assert found == [
            ("guild", "WGA", True),
            ("companies", "AMPTP", True),
            ("companies-per-guild", "WGA about AMPTP", False),
        ]


def test_both_pages_of_the_high_budget_contradiction_are_kept() -> None:
    agreement = load_agreement(folder("mba-2023"))
    (clause,) = [c for c in agreement.clauses() if c.name == "high-budget-svod/high-budget-avod"]
    figures = {citation.source: words for conflict in clause.conflicts for words, citation in conflict.says}
    assert "$1,030,000" in figures["p. 40, thresholds and story tiers"]
    assert "$1,000,000" in figures["p. 41, teleplay and story and teleplay tiers"]
