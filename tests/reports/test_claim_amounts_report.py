"""The report of a claim's amounts shows every reading beside the others, and says what it rests on."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import add, payment, receipt
from tests.claims.frozen_worlds import FILED, World, open_claim_over, world_of

from arrears.claims.casework import NewEvent, append
from arrears.claims.claim import Claim, read_claim
from arrears.claims.claim_figures import charge_words, figure_claim
from arrears.reconciliation.late_terms import ChargeTerms
from arrears.reports.claim_amounts_report import build_claim_amounts
from arrears.reports.plain import as_text
from arrears.reports.rows import as_csv, as_json
from arrears.reports.tables import Money, Report, Table

DAY = date(2010, 6, 1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_of(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def claim(world: World) -> Claim:
    return open_claim_over(world.book, world.freeze())


def report_of(world: World, claim: Claim, *, is_now: bool = False, most_rows: int = 100) -> Report:
    run = world.run_at(as_of=DAY) if is_now else None
    return build_claim_amounts(figure_claim(world.book, claim, DAY, run), most_rows)


def table(report: Report, name: str) -> Table:
    (found,) = (one for one in report.tables() if one.name == name)
    return found


def test_each_reading_has_a_column_of_its_own(world: World, claim: Claim):
    full = table(report_of(world, claim), "in_full")
    assert [column.heading for column in full.columns] == ["", "guild", "hearsay"]
    principal = next(row for row in full.rows if row[0] == "principal")
    assert all(isinstance(cell, Money) for cell in principal[1:])
    guild, hearsay = (cell.cents for cell in principal[1:] if isinstance(cell, Money))
    assert guild - hearsay == 10_000_00


def test_the_totals_are_principal_and_one_count_of_lateness(world: World, claim: Claim):
    rows = csv.DictReader(io.StringIO(as_csv(table(report_of(world, claim), "by_reading"))))
    for row in rows:
        cents = {name: round(float(row[name]) * 100) for name in row if row[name].replace(".", "").isdigit()}
        for count in ("simple", "compound", "daily"):
            assert cents[f"total_{count}"] == cents["principal"] + cents[f"late_{count}"] + cents["damages"]
        assert cents["principal"] == cents["undisputed"] + cents["disputed"]


def test_it_says_to_which_day_the_records_speak(world: World, claim: Claim):
    text = " ".join(as_text(report_of(world, claim)).split())
    assert f"the payments found in the records held to {FILED}" in text
    assert f"Between {FILED} and {DAY} these records say nothing of payments." in text
    assert "unpaid" not in text
    assert world.run.heading.head in text


def test_the_disputed_part_carries_its_reason(world: World, claim: Claim):
    (row,) = table(report_of(world, claim), "disputed").rows
    assert row[:4] == ("guild", "library product", date(2009, 4, 1), None)
    assert row[5] == Money(15_000_00, "usd", "derived")


def test_the_rule_of_lateness_is_told_in_words(world: World, claim: Claim):
    (row,) = table(report_of(world, claim), "late_rules").rows
    assert row == (
        "pact/v1/residuals", "1% of what is open a month", "the due date", "no", "no limit",
        "no stop is stated", "simple, compound, by days", "derived",
    )  # fmt: skip


def test_a_fixed_sum_is_told_in_money():
    assert charge_words(ChargeTerms("business day", fixed_cents=10_00)) == "$10.00 a business day"


def test_long_tables_are_cut_and_say_so(world: World, claim: Claim):
    assert table(report_of(world, claim, most_rows=1), "by_person").left_off == 3
    assert table(report_of(world, claim), "by_person").left_off == 0


def test_a_claim_without_a_dispute_says_so(tmp_path: Path):
    world = world_of(tmp_path, dispute=[])
    claim = open_claim_over(world.book, world.freeze())
    assert "No dispute of these lines" in table(report_of(world, claim), "disputed").note


def test_lines_that_cannot_be_computed_are_told_and_are_in_no_sum(tmp_path: Path):
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze("true"))
    text = " ".join(as_text(report_of(world, claim)).split())
    assert "lines cannot be computed; of" in text
    assert "They are in no sum." in text


def test_as_now_stands_beside_as_filed(tmp_path: Path):
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze())
    paid = payment("PAY9", 1_000_00, payee_id="P2", period="2008Q4", paid_on=date(2010, 2, 1))
    add(world.book, {"payment_line": [paid]}, learned_on=date(2010, 2, 2))
    report = report_of(world, claim, is_now=True)
    tables = json.loads(as_json(list(report.tables())))
    filed, now = (tables[name][0] for name in ("by_reading", "by_reading_now"))
    assert filed["principal_cents"] - now["principal_cents"] == 1_000_00


def test_a_payment_after_the_settlement_is_a_finding_of_the_report(tmp_path: Path):
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze())
    step = {"on": "2010-02-01", "by": "attorney", "why": "", "step": "settled", "forum": "", "facts": {}}
    append(world.book, [NewEvent(claim.claim_id, "step", step)], learned_on=date(2010, 2, 1))
    paid = payment("PAY9", 1_000_00, payee_id="P2", period="2008Q4", paid_on=date(2010, 3, 1))
    add(world.book, {"payment_line": [paid]}, learned_on=date(2010, 3, 2))
    settled = read_claim(world.book, claim.claim_id)
    figures = figure_claim(world.book, settled, DAY, world.run_at(as_of=DAY))
    (finding,) = figures.findings
    assert finding.code == "payment-after-settlement"
    assert finding.text() == (
        "claim/1: payment PAY9 line 1: a payment arrived after the claim was settled; it was set against no"
        " line of it\n  expected no payment for pact/reuse/downloads:CO1:T1:download:us:2008Q4:P2:usd after"
        " 2010-02-01, found $1,000.00 on 2010-03-01\n  Try: find out whether it performs the settlement, and"
        " record it there or as money collected"
    )
    assert figures.now is not None
    assert figures.now.whole == figures.filed.whole
    assert "payment-after-settlement" in as_text(build_claim_amounts(figures, 10))


def test_lines_that_a_correction_changed_are_told_and_the_amounts_stay_as_filed(tmp_path: Path):
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze())
    add(world.book, {"receipt": [receipt("2008Q4", 150_000_00, 990)]}, learned_on=date(2010, 2, 2))
    figures = figure_claim(world.book, claim, DAY, world.run_at(as_of=DAY))
    (finding,) = figures.findings
    assert finding.code == "claim-lines-changed"
    assert finding.found == "2 with another amount or due date, 0 no longer there"
    assert "those that were filed" in finding.problem
    assert figures.now is not None
    assert figures.now.whole == figures.filed.whole
