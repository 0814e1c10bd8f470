"""A clause that could outgrow exact numbers is told in the same words at load, by lint and by an audit."""

from pathlib import Path

import pytest
from tests.audit_worlds import ARTICLE, audit, make_book, small_world, write_pact

from arrears.agreements.lint import lint_agreements
from arrears.agreements.load import load_library
from arrears.findings import Finding, Refused

TOO_LARGE = "pays: gross * copies * copies / copies / copies * rate"


def told_at_load(folder: Path) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as refused:
        write_pact(folder, ARTICLE.replace("pays: gross * rate", TOO_LARGE, 1))
    return refused.value.findings


def test_lint_tells_what_loading_one_agreement_tells(tmp_path: Path) -> None:
    told = told_at_load(tmp_path)
    findings = lint_agreements(load_library(tmp_path))
    assert [one for one in findings if one.code == "magnitude-too-large"] == list(told)
    assert told[0].place.startswith("pact/v1/reuse.yaml:")


def test_an_audit_that_would_run_it_is_refused_with_its_place(tmp_path: Path) -> None:
    told = told_at_load(tmp_path / "library")
    book = make_book(tmp_path / "book", small_world())
    with pytest.raises(Refused) as refused:
        audit(book, load_library(tmp_path / "library"))
    assert refused.value.findings == told
    assert not list((book.path / "runs").glob("*/*.parquet"))
