"""Small amounts held until they make a cheque, from a file of the agreement through an audit of a book.

Cable pays 2% of the licence, held per title until $5.00 are there; every figure is worked by hand.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import Audited, audit, make_book, receipt, small_world, write_pact
from tests.obligations.bulk_comparison import differences

from arrears.agreements.model import Agreement
from arrears.agreements.readings import read_as
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.explainer import open_for_explaining
from arrears.audit.explanation import explain_ref
from arrears.findings import Refused
from arrears.formula.clause import Holds
from arrears.obligations.formula_json import decode_formula, encode_formula
from arrears.obligations.replay import replay_explanation

ARTICLE = """
article: reuse
title: Reuse
cite: invented
status: derived
clauses:
- id: cable
  for: statement_line
  when: market = 'basic_cable' and work = 'television'
  terms: {rate: 2%, smallest: $5.00}
  holds: {amount: gross * rate, until: smallest}
  per: title
  due: quarterly
"""
QUARTERS = ("2008Q1", "2008Q2", "2008Q3", "2008Q4", "2009Q1")


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"), ARTICLE)


def cable(folder: Path, pact: Agreement, *grosses: int | None, currencies: str = "usd") -> Audited:
    """The audit of the cable licences of T1, one for each quarter."""
    lines = [
        receipt(
            quarter, gross, market="basic_cable", currency=currency, statement_id=f"S-{quarter}-{currency}"
        )
        for currency in currencies.split()
        for quarter, gross in zip(QUARTERS, grosses)
    ]
    book = make_book(folder / "book", small_world(receipt=lines))
    return audit(book, [pact], as_of=date(2009, 12, 31))


def test_a_clause_that_holds_is_read_from_its_file_and_survives_its_json(pact: Agreement) -> None:
    result = pact.clauses()[0].result
    assert isinstance(result, Holds)
    assert result.per == ("title",)
    formula = read_as(pact.clauses()[0], {})
    assert decode_formula(encode_formula(formula)) == formula


def test_only_the_line_that_completes_a_cheque_is_owed(tmp_path: Path, pact: Agreement) -> None:
    # 2% are $2.00, $2.99, $0.01 (together $5.00), $4.00, $3.00 (together $7.00)
    found = cable(tmp_path, pact, 10_000, 14_950, 50, 20_000, 15_000)
    assert found.amounts() == {("2008Q3", "P1"): 500, ("2009Q1", "P1"): 700}
    assert differences(found.folder, [pact]) == []


def test_a_cheque_is_explained_with_what_was_held_and_replays(tmp_path: Path, pact: Agreement) -> None:
    lines = [receipt(q, cents, market="basic_cable") for q, cents in zip(QUARTERS, (10_000, 20_000))]
    book = make_book(tmp_path / "book", small_world(receipt=lines))
    folder = run_audit(book, [pact], AuditRequest(as_of=date(2009, 12, 31))).folder
    explainer = open_for_explaining(book, folder, [pact])
    explained = explain_ref(explainer, "pact/reuse/cable:CO1:T1:basic_cable:us:2008Q2:P1:usd")
    steps = {step.label: step.value.exact for step in explained.steps}
    assert steps["held before this record"] == "200"
    assert steps["what both together have to come to"] == "500"
    assert explained.amount_cents == 600
    assert replay_explanation(explained, "here").is_same
    other = replace(explained, clause_cents=601, amount_cents=601)
    assert not replay_explanation(other, "here").is_same


def test_an_unknown_licence_leaves_later_cheques_unknown_and_says_what_they_wait_for(
    tmp_path: Path, pact: Agreement
) -> None:
    found = cable(tmp_path, pact, 30_000, None, 30_000)
    assert found.rows("SELECT occasion, amount_cents, missing FROM obligation ORDER BY 1") == [
        ("2008Q1", 600, []), ("2008Q2", None, ["gross"]), ("2008Q3", None, ["earlier gross"]),
    ]  # fmt: skip
    assert differences(found.folder, [pact]) == []


def test_money_of_two_currencies_never_makes_one_cheque(tmp_path: Path, pact: Agreement) -> None:
    found = cable(tmp_path, pact, 15_000, 9_950, currencies="usd cad")
    assert found.amounts() == {}
    assert differences(found.folder, [pact]) == []


def test_a_held_amount_cannot_be_kept_by_what_its_records_have_not_got(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        write_pact(tmp_path, ARTICLE.replace("per: title", "per: musician"))
    assert "musician" in refused.value.findings[0].text()
    with pytest.raises(Refused) as refused:
        write_pact(tmp_path / "again", ARTICLE.replace("until: smallest", "until: rate"))
    assert {finding.code for finding in refused.value.findings} >= {"wrong-kind"}
