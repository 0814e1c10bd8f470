"""The payment record of a company, counted by hand on small invented books."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from arrears.audit.run_tables import RunTables, open_run
from arrears.claims.payment_record import (
    CompanyRecord,
    RecordScope,
    apart_records,
    company_records,
    make_payment_record,
    quarter_records,
    recorded_lines,
)
from arrears.claims.record_stages import LineStage, make_stages, stage_of_claim, stage_records

from .claim_fixture import claim_of, opened, step
from .pattern_worlds import line, open_world, paid, ref, titles

# Quarter 2008Q3 falls due 60 days after its end, on 29 November 2008; rental pays 4% of the receipts.
DUE = date(2008, 11, 29)
ON_TIME, LATE = date(2008, 11, 29), date(2008, 12, 9)


def record_of(folder: Path, payments: list[dict], gross: list[int], company: str = "") -> RunTables:
    """A run of rentals of CO1, one title each, with its payment record made."""
    receipts = [line(n, "rental", cents) for n, cents in enumerate(gross, start=1)]
    rows = {"title": titles(len(gross)), "receipt": receipts, "payment_line": payments}
    run = open_run(open_world(folder, rows).folder)
    make_payment_record(run, RecordScope(company))
    return run


def only(run: RunTables) -> CompanyRecord:
    """The record of the one company on the one position."""
    records = company_records(run)
    assert {one.company_id for one in records} == {"CO1"}
    return records[0]


def test_amounts_are_counted_on_time_late_short_and_without_a_payment(tmp_path: Path) -> None:
    # Each title owes $40.00; title 4 got $10.00 in time and $5.00 ten days late, title 5 nothing.
    payments = [
        paid(1, "rental", 4_000, paid_on=ON_TIME),
        paid(2, "rental", 4_000, paid_on=date(2008, 10, 1)),
        paid(3, "rental", 4_000, paid_on=LATE),
        paid(4, "rental", 1_000, paid_on=ON_TIME),
        paid(4, "rental", 500, paid_on=LATE, payment_id="PAY-later"),
    ]
    one = only(record_of(tmp_path, payments, [100_000] * 5))
    assert (one.judged, one.on_time, one.late, one.short, one.none) == (5, 2, 1, 1, 1)
    assert (one.owed_cents, one.on_time_cents, one.late_cents, one.open_cents) == (
        20_000,
        9_000,
        4_500,
        6_500,
    )
    assert one.days_late == (10, 10)
    to_the_day = (date(2009, 8, 31) - DUE).days
    assert one.days_open == (to_the_day, to_the_day)


def test_money_by_the_due_date_late_and_open_is_all_that_fell_due(tmp_path: Path) -> None:
    payments = [paid(n, "rental", 137 * n, paid_on=ON_TIME if n % 2 else LATE) for n in range(1, 9)]
    one = only(record_of(tmp_path, payments, [100_000 + 7 * n for n in range(1, 11)]))
    assert one.on_time_cents + one.late_cents + one.open_cents == one.owed_cents
    assert one.on_time + one.late + one.short + one.none == one.judged == 10


def test_the_median_and_the_ninetieth_are_days_of_real_payments(tmp_path: Path) -> None:
    # Ten late payments, 1 to 10 days: by nearest rank the median is 5 and the 90th percentile 9.
    payments = [paid(n, "rental", 4_000, paid_on=date(2008, 11, 29 + n) if n == 1 else date(2008, 12, n - 1))
                for n in range(1, 11)]  # fmt: skip
    assert only(record_of(tmp_path, payments, [100_000] * 10)).days_late == (5, 9)


def test_what_the_guild_holds_came_back_or_is_net_only_is_never_late(tmp_path: Path) -> None:
    payments = [
        paid(1, "rental", 4_000, received_by_guild_on=LATE, sent_on_to_member_on=None),
        paid(2, "rental", 4_000, paid_on=LATE, returned_on=date(2009, 1, 2)),
        paid(3, "rental", 0) | {"gross_cents": None, "net_cents": 3_000},
    ]
    run = record_of(tmp_path, payments, [100_000] * 3)
    assert company_records(run) == ()
    assert {(one.why, one.amounts, one.cents) for one in apart_records(run)} == {
        ("with_the_guild", 1, 4_000), ("undeliverable", 1, 4_000), ("not_comparable", 1, 4_000),
    }  # fmt: skip


def test_what_is_paid_to_a_loan_out_of_record_is_paid(tmp_path: Path) -> None:
    receipts = [line(1, "rental", 100_000)]
    record = {"person_id": "P1", "from_on": date(2000, 1, 1), "payee_id": "P3", "kind": "loan_out"}
    rows = {"title": titles(1), "receipt": receipts, "payee_of_record": [record],
            "payment_line": [paid(1, "rental", 4_000, payee_id="P3")]}  # fmt: skip
    run = open_run(open_world(tmp_path, rows).folder)
    make_payment_record(run, RecordScope())
    one = only(run)
    assert (one.on_time, one.late, one.none) == (1, 0, 0)


@pytest.mark.parametrize("company", ["", "CO1", "CO2"])
def test_a_record_of_one_company_holds_no_other(tmp_path: Path, company: str) -> None:
    receipts = [line(1, "rental", 100_000), line(2, "rental", 100_000, company_id="CO2")]
    rows = {"title": titles(2), "receipt": receipts, "payment_line": [paid(1, "rental", 4_000)]}
    run = open_run(open_world(tmp_path, rows).folder)
    make_payment_record(run, RecordScope(company))
    found = {one.company_id for one in company_records(run)}
    assert found == ({company} if company else {"CO1", "CO2"})


def test_each_quarter_in_which_money_fell_due_has_its_own_row(tmp_path: Path) -> None:
    later = line(1, "rental", 200_000, period_from=date(2008, 10, 1), period_to=date(2008, 12, 31),
                 received_on=date(2008, 12, 31), statement_id="S-2008Q4")  # fmt: skip
    rows = {"title": titles(1), "receipt": [line(1, "rental", 100_000), later],
            "payment_line": [paid(1, "rental", 4_000, paid_on=ON_TIME)]}  # fmt: skip
    run = open_run(open_world(tmp_path, rows).folder)
    make_payment_record(run, RecordScope())
    told = [
        (one.quarter, one.judged, one.on_time, one.still_open, one.open_cents) for one in quarter_records(run)
    ]
    assert told == [("2008Q4", 1, 1, 0, 0), ("2009Q1", 1, 0, 1, 8_000)]


def test_each_side_is_judged_on_its_own_words(tmp_path: Path) -> None:
    # Pay television: the guild reads 3%, the companies 1%, and 1% was paid in time.
    rows = {"title": titles(1), "receipt": [line(1, "pay_television", 100_000)],
            "payment_line": [paid(1, "pay_television", 1_000, paid_on=ON_TIME)]}  # fmt: skip
    run = open_run(open_world(tmp_path, rows).folder)
    make_payment_record(run, RecordScope())
    told = {one.position: (one.on_time, one.short, one.open_cents) for one in company_records(run)}
    assert told == {"guild": (0, 1, 2_000), "companies": (1, 0, 0)}
    assert [(row.position, row.sort, row.open_cents) for row in recorded_lines(run)] == [
        ("guild", "short", 2_000)
    ]


def test_a_claim_is_as_far_as_its_last_stage() -> None:
    claim = opened()
    assert stage_of_claim(claim_of(claim)) == "opened"
    asked = step("inquired", "2008-11-20")
    assert stage_of_claim(claim_of(claim, asked)) == "inquired"
    filed = step("filed", "2008-11-21")
    assert stage_of_claim(claim_of(claim, asked, filed)) == "claimed"
    assert stage_of_claim(claim_of(claim, filed, step("awarded", "2009-03-01"))) == "awarded"
    assert stage_of_claim(claim_of(claim, filed, step("withdrawn", "2009-03-01"))) == "withdrawn"
    assert stage_of_claim(claim_of(claim, filed, step("settled", "2009-03-01"))) == "settled"


def test_amounts_stand_at_the_stage_that_acts_of_a_claim_gave_them(tmp_path: Path) -> None:
    payments = [paid(1, "rental", 4_000, paid_on=date(2009, 6, 1)), paid(2, "rental", 4_000, paid_on=LATE)]
    run = record_of(tmp_path, payments, [100_000] * 5)
    names = {number: ref(number, "rental", "rental") for number in range(1, 6)}
    since = date(2009, 3, 1)
    make_stages(
        run,
        [
            LineStage(names[1], "claim/1", "claimed", since),
            LineStage(names[2], "claim/1", "claimed", since),
            LineStage(names[3], "claim/1", "awarded", since),
            LineStage(names[4], "claim/2", "withdrawn", since),
        ],
    )
    told = {one.stage: (one.amounts, one.open_cents, one.claims) for one in stage_records(run)}
    assert told == {
        "paid_after_claim": (1, 0, ("claim/1",)),
        "claimed": (1, 0, ("claim/1",)),  # it was paid before it joined the claim: the claim is for lateness
        "awarded": (1, 4_000, ("claim/1",)),
        "withdrawn": (1, 4_000, ("claim/2",)),
        "computed": (1, 4_000, ()),
    }
