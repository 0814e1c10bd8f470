"""The pages of the desk say what was figured: nothing is lost on the way to the reader, and unknown stays
unknown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from tests.claims.desk_world import DAY, LINES
from tests.claims.test_award import AWARD, AWARD_ON
from tests.claims.test_settlement_acts import TERMS

from arrears.claims.award import Award
from arrears.claims.award_account import AwardPayment
from arrears.claims.collection import Collection, Remittance
from arrears.claims.liability import Liable, Rights
from arrears.claims.settlement import Settlement, Word
from arrears.claims.settlement_division import divide_settlement
from arrears.claims.settlement_value import Rate
from arrears.reports.award_report import build_award, build_award_list
from arrears.reports.collection_report import build_collection, build_collection_list
from arrears.reports.liability_report import build_liability
from arrears.reports.plain import as_text
from arrears.reports.settlement_report import Asked, build_desk, build_settlement, percent
from arrears.reports.tables import Money, Report

HELD = Settlement(
    settlement_id="proposal/1",
    title="Suspended regulars",
    claims=("claim/1",),
    terms=TERMS,
    as_of=DAY,
    proposed_on=DAY,
    proposed_by="attorney",
    recorded_seq=3,
    file_no=1,
    fingerprint="",
    consents_needed=("sag",),
)
ASKED = Asked((("book", "seq 3"),), {"P1": "Ada Quillfeather"})


def words(report: Report) -> str:
    return " ".join(as_text(report).split())


def table(report: Report, name: str) -> tuple[tuple[object, ...], ...]:
    return next(each.rows for each in report.tables() if each.name == name)


def test_what_stays_owed_by_those_who_stay_out_is_shown_on_each_reading() -> None:
    out = replace(HELD, opt_outs=(Word("C2", DAY, "C2", "letter"),))
    settled = divide_settlement(LINES, TERMS, ["C2"])
    report = build_settlement(out, settled, settled.findings, ASKED)
    (row,) = table(report, "stays_owed")
    assert row[:4] == ("C2", "C2", "stays out", 1)
    assert [cell.cents for cell in row[4:] if isinstance(cell, Money)] == [0, 500_00]
    assert "Staying out: C2. Their lines are not settled and stay owed in full" in words(report)
    assert "A company may stay out with all its lines until 2009-06-01" in words(report)


def test_an_amount_on_an_unverified_term_is_marked_and_an_unknown_one_says_so() -> None:
    lines = (*LINES[:3], replace(LINES[3], by_position={"guild": 100_00, "companies": None}))
    settled = divide_settlement(lines, TERMS)
    report = build_settlement(HELD, settled, settled.findings, ASKED)
    text = words(report)
    assert "On the reading of companies, not known is at stake" in text
    assert "† rests on a term that is unverified" in text
    (person, *_) = table(report, "by_person")
    assert person[1] == "Ada Quillfeather"


def test_what_is_paid_beyond_a_reading_is_said_in_words() -> None:
    settled = divide_settlement(LINES, TERMS)
    said = words(build_settlement(HELD, settled, (), ASKED))
    guild = "On the reading of guild, $3,600.00 is at stake and $1,188.00 is paid, 33% of it;"
    assert f"{guild} given up: $2,412.00." in said
    assert (
        "On the reading of companies, $0.00 is at stake and $1,188.00 is paid; nothing is given up, and"
        " $1,188.00 is paid beyond it."
    ) in said


def test_present_value_prints_its_rate_its_source_and_its_day() -> None:
    settled = divide_settlement(LINES, TERMS)
    rate = Rate(Fraction(1, 10), DAY, "a rate of the test")
    asked = replace(ASKED, rate=rate, worth_on=date(2009, 6, 9), expected_on=date(2010, 6, 9))
    # 1,188.00 a year later at 10%.
    said = words(build_settlement(HELD, settled, (), asked))
    assert "Worth $1,080.00 on 2009-06-09 at 10% a year (a rate of the test, of 2009-04-29)" in said


def test_a_settlement_in_effect_says_what_came_in_on_it() -> None:
    settled = divide_settlement(LINES, TERMS)
    held = replace(HELD, settlement_id="settlement/1", effective_on=DAY)
    asked = replace(ASKED, collected={"usd": 88_00})
    said = words(build_settlement(held, settled, (), asked))
    assert "Recorded as collected on it: $88.00 of $1,188.00." in said
    assert "It is in effect since 2009-04-29." in said
    assert "settlement/1" in words(build_desk([held], ()))


def test_a_long_table_is_cut_for_readers_and_says_so() -> None:
    settled = divide_settlement(LINES, TERMS)
    report = build_settlement(HELD, settled, (), replace(ASKED, most_rows=1))
    assert "… and 3 more" in as_text(report)


def test_a_share_is_cut_and_never_rounded_up() -> None:
    assert [percent(Fraction(a, b)) for a, b in ((1, 3), (1, 4), (2, 3))] == [
        "just over 33.33%",
        "25%",
        "just over 66.66%",
    ]


def test_an_award_shows_each_way_of_counting_interest_and_what_was_not_collected() -> None:
    award = Award(
        "award/1", AWARD.claims, "arbitrator", "guild", "usd", AWARD.terms, AWARD_ON, 4, 1, "",
        (AwardPayment(5, date(2010, 4, 1), 600_00, "principal", "C1", "W1"),),
    )  # fmt: skip
    account = award.account(date(2010, 5, 1))
    report = build_award(award, account, AWARD.lines, 0, ((), {}))
    text = words(report)
    assert "Principal open on 2010-05-01: $3,000.00." in text
    # 3,600.00 for March and April, 3,000.00 for May: 36.00 + 36.00 + 30.00.
    assert "Interest by whole months: $102.00 where interest bears none" in text
    assert "Recorded as paid: $600.00; recorded as collected for distribution: $0.00." in text
    assert "award/1" in words(build_award_list([award], ()))


def test_collected_money_adds_up_before_the_readers_eyes() -> None:
    sent = Remittance(1, "P1", "P1", 70_00, 10_00, "sent", DAY, "")
    held = Remittance(2, "P2", "", 15_00, 0, "held", DAY, "no address")
    collection = Collection(
        "collection/1", DAY, "C1", "C1", 100_00, "usd", "principal", "award/1", "W1", 7, DAY, 1, 5_00,
        (sent, held),
    )  # fmt: skip
    text = words(build_collection(collection, (), (), {"P2": "Bram Thistlewhit"}))
    assert "$80.00 sent + $15.00 held for people + $5.00 not distributed = $100.00." in text
    assert "Bram Thistlewhit" in text
    (row,) = table(build_collection_list([collection], ()), "collections")
    assert [cell.cents for cell in row if isinstance(cell, Money)] == [100_00, 80_00, 15_00, 5_00]


def test_who_is_liable_names_the_agreement_that_the_rule_stands_in() -> None:
    chain = (Liable("C1", None, DAY, "relieved: approved"), Liable("C2", DAY, None, "took over", True))
    text = words(build_liability(Rights("T1", "download", "us", DAY), chain, (), {}))
    assert "liable as far as the records show C2." in text
    assert "under other agreements they were not read and may differ" in text
