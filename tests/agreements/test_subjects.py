"""What a claim over a clause is about follows from its file or its records, never from a name."""

from pathlib import Path

import pytest

from arrears.agreements.load import load_agreement, load_library
from arrears.agreements.subjects import subject_of, subjects_by_clause
from arrears.findings import Refused
from arrears.vocabulary import CLAIM_SUBJECTS, FACTS, SUBJECT_OF_KIND

HEADER = """agreement: sag/tv-1999
title: An invented agreement
cite: invented for this test
status: derived
covers: {from: 1999-01-01, until: 1999-12-31}
governed_by: photographed_on
articles: [stops]
"""
ARTICLE = """article: stops
title: Invented
%scite: invented for this test
status: derived
clauses:
- id: any-name
  for: %s
  governed_by: %s
  terms: {one: {is: $1.00, cite: invented, status: derived}}
  pays: one
"""

DECIDED_BY = {"suspension": "stopped_on", "engagement": "starts_on"}


def write(folder: Path, kind: str, subject: str = "") -> Path:
    version = folder / "sag" / "tv-1999"
    version.mkdir(parents=True)
    (version / "agreement.yaml").write_text(HEADER, encoding="utf-8")
    (version / "stops.yaml").write_text(
        ARTICLE % (subject, kind, DECIDED_BY.get(kind, "photographed_on")), encoding="utf-8"
    )
    return version


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("suspension", "force_majeure"), ("engagement", "initial_compensation"), ("run", "residuals")],
)
def test_the_record_kind_says_the_subject_where_the_article_does_not(
    tmp_path: Path, kind: str, subject: str
) -> None:
    agreement = load_agreement(write(tmp_path, kind))
    assert [subject_of(clause, agreement) for clause in agreement.clauses()] == [subject]


def test_the_article_says_the_subject_of_all_its_clauses(tmp_path: Path) -> None:
    agreement = load_agreement(write(tmp_path, "run", "subject: contributions\n"))
    assert subjects_by_clause(agreement) == {"stops/any-name": "contributions"}


def test_a_subject_that_no_claim_can_have_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_agreement(write(tmp_path, "run", "subject: force_major\n"))
    (finding,) = refused.value.findings
    assert (finding.code, finding.found) == ("agreement-word", "'force_major'")
    assert "force_majeure" in finding.remedy


def test_every_version_that_inherits_the_force_majeure_article_keeps_its_subject() -> None:
    found = {
        (agreement.address, subjects_by_clause(agreement)[clause.name])
        for agreement in load_library()
        for clause in agreement.clauses()
        if clause.record_kind == "suspension"
    }
    versions = ("2005", "2009", "2011", "2014", "2017", "2020", "2023")
    assert found >= {(f"sag/tv-{year}", "force_majeure") for year in versions}
    assert {subject for _, subject in found} == {"force_majeure"}


def test_subjects_are_words_of_the_vocabulary() -> None:
    assert set(SUBJECT_OF_KIND.values()) < set(CLAIM_SUBJECTS)
    assert set(SUBJECT_OF_KIND) <= set(FACTS)
