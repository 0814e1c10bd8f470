"""What a payment settles, what it does not, and what is never called arrears; one obligation unless said.

The title owes P1 $10.00 for the third quarter of 2008 (1% of $1,000.00), due on 2008-11-29.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.audit_worlds import (
    Audited,
    audit,
    credit,
    make_book,
    payment,
    receipt,
    small_world,
    title,
    write_pact,
)

from arrears.agreements.model import Agreement

AS_OF = date(2009, 6, 30)
Q3 = receipt("2008Q3", 100_000, 500)


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def audited(folder: Path, pact: Agreement, payments: Sequence[Mapping[str, Any]], **tables: Any) -> Audited:
    """The audit of a small world with some payments."""
    rows = small_world(**{"receipt": [Q3], **tables}, payment_line=payments)
    return audit(make_book(folder / "book", rows), [pact], as_of=AS_OF)


def test_a_payment_in_full_settles(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", 1_000)])
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    assert found.exceptions() == found.rows("FROM late_charge") == found.rows("FROM balance") == []


def test_what_is_overpaid_stays_an_exception_and_reduces_nobody_elses_arrears(
    tmp_path: Path, pact: Agreement
) -> None:
    """Another person, another title, another market, another company, another quarter: all stay open."""
    found = audited(
        tmp_path, pact, [payment("A", 5_000)],
        title=[title("T1"), title("T2")],
        credit=[credit("T1", "P1", team_id="x"), credit("T1", "P2", team_id="x"), credit("T2", "P1")],
        receipt=[
            Q3, receipt("2008Q3", 100_000, 500, title_id="T2"),
            receipt("2008Q3", 50_000, market="basic_cable"), receipt("2008Q4", 40_000, 400),
            receipt("2008Q3", 20_000, 100, company_id="CO2", statement_id="S2"),
        ],
    )  # fmt: skip
    assert found.exceptions() == [("A", "overpaid", 4_500)]
    open_cents = found.rows(
        """SELECT company_id, title_id, market, occasion, payee_id, open_cents
           FROM obligation JOIN standing USING (obligation_no) WHERE open_cents <> 0 ORDER BY ALL"""
    )
    assert open_cents == [
        ("CO1", "T1", "basic_cable", "2008Q3", "P1", 500),
        ("CO1", "T1", "basic_cable", "2008Q3", "P2", 500),
        ("CO1", "T1", "download", "2008Q3", "P2", 500),
        ("CO1", "T1", "download", "2008Q4", "P1", 200),
        ("CO1", "T1", "download", "2008Q4", "P2", 200),
        ("CO1", "T2", "download", "2008Q3", "P1", 1_000),
        ("CO2", "T1", "download", "2008Q3", "P1", 100),
        ("CO2", "T1", "download", "2008Q3", "P2", 100),
    ]


def test_a_loan_out_receives_for_its_person(tmp_path: Path, pact: Agreement) -> None:
    loan_out = {"person_id": "P1", "from_on": date(2008, 1, 1), "payee_id": "P4", "kind": "loan_out"}
    found = audited(tmp_path, pact, [payment("A", 1_000, payee_id="P4")], payee_of_record=[loan_out])
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    assert found.rows("SELECT payee_id, why FROM match") == [("P4", "paid to the loan-out of record")]


def test_a_loan_out_of_another_time_receives_for_nobody(tmp_path: Path, pact: Agreement) -> None:
    loan_out = {
        "person_id": "P1", "from_on": date(2007, 1, 1), "until_on": date(2008, 10, 31), "payee_id": "P4",
        "kind": "loan_out",
    }  # fmt: skip
    found = audited(tmp_path, pact, [payment("A", 1_000, payee_id="P4")], payee_of_record=[loan_out])
    assert found.standings() == [("2008Q3", "P1", 1_000, 0, 1_000, "paid_to_another_payee")]
    assert found.exceptions() == [("A", "not_credited", 1_000)]


def test_a_loan_out_that_stands_for_two_writers_of_one_title_is_guessed_for_neither(
    tmp_path: Path, pact: Agreement
) -> None:
    found = audited(
        tmp_path, pact, [payment("A", 500, payee_id="P4")],
        credit=[credit("T1", "P1"), credit("T1", "P2")],
        payee_of_record=[
            {"person_id": name, "from_on": date(2008, 1, 1), "payee_id": "P4", "kind": "loan_out"}
            for name in ("P1", "P2")
        ],
    )  # fmt: skip
    assert [row[3] for row in found.standings()] == [0, 0]
    assert {row[5] for row in found.standings()} == {"not_comparable"}
    ((_, kind, cents),) = found.exceptions()
    assert (kind, cents) == ("not_comparable", 500)
    assert found.rows("SELECT why FROM exception") == [
        ("the payee receives for several people who are owed here; nobody was guessed",)
    ]


def test_a_net_only_amount_is_not_comparable_and_never_short(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", None, net_cents=640)])
    assert found.standings() == [("2008Q3", "P1", 1_000, 0, None, "not_comparable")]
    assert found.exceptions() == [("A", "net_only", 640)]
    assert found.rows("FROM late_charge") == found.rows("FROM balance") == []


def test_what_the_guild_holds_is_not_arrears_and_ends_lateness(tmp_path: Path, pact: Agreement) -> None:
    """Received by the guild on the due day; written on a later cheque."""
    found = audited(
        tmp_path, pact,
        [payment("A", 1_000, paid_on=date(2008, 12, 20), received_by_guild_on=date(2008, 11, 29))],
    )  # fmt: skip
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "with_the_guild")]
    assert found.rows("FROM late_charge") == []


def test_a_cheque_that_came_back_is_undeliverable(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", 1_000, returned_on=date(2009, 1, 10))])
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "undeliverable")]


def test_the_second_of_two_identical_lines_is_a_duplicate(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", 1_000), payment("B", 1_000, paid_on=date(2008, 12, 1))])
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    assert found.exceptions() == [("B", "duplicate", 1_000)]


def test_two_equal_instalments_are_no_duplicate(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", 500), payment("B", 500)])
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    assert found.exceptions() == []


def test_money_to_the_wrong_writer_is_said_and_settles_nothing(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", 1_000, payee_id="P3")])
    assert found.standings() == [("2008Q3", "P1", 1_000, 0, 1_000, "paid_to_another_payee")]
    assert found.exceptions() == [("A", "not_credited", 1_000)]


def test_money_that_settles_nothing_says_which_of_its_keys_fits_nothing(
    tmp_path: Path, pact: Agreement
) -> None:
    """A period in the sender's own words is not that nothing is owed; nor is another currency."""
    odd = payment("A", 1_000, period="Q3 2008")
    foreign = payment("B", 1_000, currency="eur")
    found = audited(tmp_path, pact, [odd, foreign])
    assert found.standings() == [("2008Q3", "P1", 1_000, 0, 1_000, "no_payment_found")]
    assert found.rows("SELECT payment_id, why FROM exception ORDER BY 1") == [
        (
            "A",
            "this payer owes nothing for this title in a period so named; names are such as 2008Q3 or run:4",
        ),
        ("B", "nothing is owed to this payee for this title, market, period and currency"),
    ]


def test_a_payment_without_market_follows_title_period_and_payee(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", 1_000, market=None)])
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    assert found.rows("SELECT how FROM match") == [("title_period",)]


def test_a_payment_without_market_that_fits_two_markets_is_not_guessed(
    tmp_path: Path, pact: Agreement
) -> None:
    found = audited(
        tmp_path, pact, [payment("A", 1_000, market=None)],
        receipt=[Q3, receipt("2008Q3", 50_000, market="basic_cable")],
    )  # fmt: skip
    assert [row[3] for row in found.standings()] == [0, 0]
    assert {row[5] for row in found.standings()} == {"not_comparable"}
    assert found.exceptions() == [("A", "not_comparable", 1_000)]
    assert found.rows("SELECT why FROM exception") == [
        ("it fits several markets of this title and period; none was guessed",)
    ]


def test_a_payment_that_names_its_clause_settles_that_clause_only(tmp_path: Path, pact: Agreement) -> None:
    """Cable owes $10.00; the payment names downloads, of which nothing is owed in this market."""
    cable = [receipt("2008Q3", 50_000, market="basic_cable")]
    named = payment("A", 1_000, market="basic_cable", clause="reuse/cable")
    found = audited(tmp_path, pact, [named], receipt=cable)
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    other = payment("A", 1_000, market="basic_cable", clause="reuse/downloads")
    found = audited(tmp_path / "other", pact, [other], receipt=cable)
    assert found.standings() == [("2008Q3", "P1", 1_000, 0, 1_000, "no_payment_found")]
    assert found.exceptions() == [("A", "no_obligation", 1_000)]


def test_a_reversal_takes_an_earlier_payment_back(tmp_path: Path, pact: Agreement) -> None:
    lines = [payment("A", 1_000), payment("B", -600, paid_on=date(2008, 12, 15))]
    found = audited(tmp_path, pact, lines)
    assert found.standings() == [("2008Q3", "P1", 1_000, 400, 600, "short")]
    assert found.exceptions() == []


def test_a_payment_after_the_day_asked_for_is_not_known_yet(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", 1_000, paid_on=date(2009, 7, 1))])
    assert found.standings() == [("2008Q3", "P1", 1_000, 0, 1_000, "no_payment_found")]
    assert found.exceptions() == []


def test_part_payments_are_charged_on_what_stood_open_between_them(tmp_path: Path, pact: Agreement) -> None:
    """Due 2008-11-29: $10.00 open to 2009-01-29 (two months, 20 cents), $6.00 to 2009-03-29 (two months, 12
    cents), then nothing. Compound: 10 and 10, then 1% of $6.20 twice, 6 and 6.
    """
    lines = [
        payment("A", 400, paid_on=date(2009, 1, 29)),
        payment("B", 600, paid_on=date(2009, 3, 29)),
    ]
    found = audited(tmp_path, pact, lines)
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    assert found.rows("SELECT from_on, to_on, open_cents FROM balance ORDER BY 1") == [
        (date(2008, 11, 29), date(2009, 1, 29), 1_000),
        (date(2009, 1, 29), date(2009, 3, 29), 600),
    ]
    assert found.rows("SELECT months, simple_cents, compound_cents FROM late_charge") == [(4, 32, 32)]


def test_a_payment_before_the_due_date_shortens_what_falls_due(tmp_path: Path, pact: Agreement) -> None:
    found = audited(tmp_path, pact, [payment("A", 400, paid_on=date(2008, 10, 1))])
    assert found.standings() == [("2008Q3", "P1", 1_000, 400, 600, "short")]
    assert found.rows("SELECT from_on, to_on, open_cents FROM balance") == [(date(2008, 11, 29), None, 600)]


def test_money_for_an_amount_that_cannot_be_figured_is_not_without_obligation(
    tmp_path: Path, pact: Agreement
) -> None:
    found = audited(tmp_path, pact, [payment("A", 1_000)], receipt=[receipt("2008Q3", 100_000)])
    assert [row[5] for row in found.standings()] == ["not_computable"]
    assert found.exceptions() == [("A", "not_comparable", 1_000)]
    assert found.rows("SELECT why FROM exception") == [
        ("what is owed here cannot be figured, so the payment cannot be set against it",)
    ]


def decision(reference: str, **given: Any) -> dict[str, Any]:
    """Somebody's decision on what payment A settles."""
    return {"payment_id": "A", "line_no": 1, "obligation_ref": reference, "amount_cents": None, **given}


DOWNLOADS = "pact/reuse/downloads:CO1:T1:download:us:2008Q3:P1:usd"


def test_a_decision_settles_what_no_key_would(tmp_path: Path, pact: Agreement) -> None:
    """A payment that names no title: somebody decided what it was for, and said why."""
    bare = payment("A", 1_200, title_id=None, market=None, period=None, payee_id=None)
    found = audited(
        tmp_path, pact, [bare],
        match_decision=[decision(DOWNLOADS, decided_by="analyst", why="the cover letter says so")],
    )  # fmt: skip
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    assert found.rows("SELECT how, why, amount_cents FROM match") == [
        ("decision", "decided by analyst: the cover letter says so", 1_000)
    ]
    assert found.exceptions() == [("A", "overpaid", 200)]


def test_a_decided_part_is_taken_from_the_payment_and_the_rest_is_matched_by_its_keys(
    tmp_path: Path, pact: Agreement
) -> None:
    """$7.00 of the $12.00 are decided for cable, $5.00 go where the keys say: to the downloads."""
    cable = "pact/reuse/cable:CO1:T1:basic_cable:us:2008Q3:P1:usd"
    found = audited(
        tmp_path, pact, [payment("A", 1_200)],
        receipt=[Q3, receipt("2008Q3", 50_000, market="basic_cable")],
        match_decision=[decision(cable, amount_cents=700)],
    )  # fmt: skip
    assert sorted(row[3] for row in found.standings()) == [500, 700]
    assert found.exceptions() == []
    assert found.rows("SELECT how, amount_cents FROM match ORDER BY 1") == [
        ("all_keys", 500),
        ("decision", 700),
    ]


def test_a_decision_never_gives_more_than_is_owed_or_was_paid(tmp_path: Path, pact: Agreement) -> None:
    found = audited(
        tmp_path, pact, [payment("A", 400)], match_decision=[decision(DOWNLOADS, amount_cents=9_000)]
    )
    assert found.standings() == [("2008Q3", "P1", 1_000, 400, 600, "short")]
    ((place, _, told, _),) = found.findings("decision-not-followed")
    assert place == "match_decision:A:1"
    assert "400" in told


def test_a_decision_for_what_is_not_owed_is_told(tmp_path: Path, pact: Agreement) -> None:
    nobody = "pact/reuse/downloads:CO1:T1:download:us:2008Q3:P3:usd"
    found = audited(
        tmp_path, pact, [payment("A", 1_000)],
        match_decision=[decision(nobody), decision("no reference at all")],
    )  # fmt: skip
    assert found.standings() == [("2008Q3", "P1", 1_000, 1_000, 0, "settled")]
    told = {row[2] for row in found.findings("decision-not-followed")}
    assert told == {nobody, "no reference at all"}
