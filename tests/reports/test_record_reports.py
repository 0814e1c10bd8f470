"""What the payment record and the class schedule say, and how names of strangers are drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from arrears.audit.run_tables import read_heading
from arrears.claims.patterns import CauseTried, ClassMember, Pattern, PatternLine
from arrears.claims.payment_record import CompanyRecord, QuarterRecord, RecordedLine
from arrears.claims.record_causes import CauseRecord
from arrears.claims.record_stages import StageRecord
from arrears.reports.page import as_html
from arrears.reports.pattern_report import build_pattern, tenths
from arrears.reports.plain import as_text
from arrears.reports.rows import as_csv
from arrears.reports.standing_chart import draw_standing_charts
from arrears.reports.standing_report import StandingRecord, build_standing, few, share

from .run_fixture import HOSTILE_NAME, write_run

REF = "wga/new-media/download-television:CO1:T1:download:us:2008Q3:P1:usd"
LINE = PatternLine(
    ref=REF, company_id="CO1", market="download", lineage="wga/new-media/download-television",
    version="mba-2008", position="guild", currency="usd", owed_cents=100_00, paid_cents=60_00, sort="short",
    sum_no=1,
)  # fmt: skip
BASE = CauseTried(
    "misread_base", "counted: the row producers_gross", "", 60_00, True, 10, 4, 3, Fraction(2, 5)
)
NET = replace(BASE, code="net_for_gross", detail="dues", evidence="payment K1", by_chance=Fraction(7, 2))
MEMBER = ClassMember(
    ref=REF, title_id="T1", title="The Lantern Tally", occasion="2008Q3", payee_id="P1", payee=HOSTILE_NAME,
    due_on=date(2008, 11, 30), amount_cents=100_00, paid_cents=60_00, open_cents=40_00, days_past_due=274,
    status="unverified", evidence="", fits=(("misread_base", BASE.detail), ("net_for_gross", "dues")),
    also=(),
)  # fmt: skip
COMPANY = CompanyRecord(
    company_id="CO1", name=HOSTILE_NAME, position="guild", currency="usd", judged=8, on_time=5, late=1,
    short=1, none=1, owed_cents=800_00, on_time_cents=500_00, late_cents=100_00, open_cents=200_00,
    days_late=(3, 3), days_open=(90, 120), status="unverified",
)  # fmt: skip
QUARTER = QuarterRecord(
    company_id="CO1", name=HOSTILE_NAME, position="guild", currency="usd", quarter="2008Q4", judged=8,
    on_time=5, late=1, still_open=2, owed_cents=800_00, on_time_cents=500_00, late_cents=100_00,
    open_cents=200_00,
)  # fmt: skip
RECORDED = RecordedLine(
    ref=REF, company_id="CO1", position="guild", title="The Lantern Tally", payee=HOSTILE_NAME,
    currency="usd", sort="none", due_on=date(2008, 11, 30), days=274, amount_cents=100_00, paid_cents=0,
    open_cents=100_00, status="unverified",
)  # fmt: skip
RECORD = StandingRecord(
    companies=(COMPANY,), quarters=(QUARTER,), apart=(),
    stages=(StageRecord("CO1", HOSTILE_NAME, "guild", "usd", "computed", 3, 200_00, 0, ()),),
    causes=(CauseRecord("CO1", HOSTILE_NAME, "usd", "", 2, 0, 200_00),), causes_on="guild", exposure=(),
    lines=(RECORDED,), not_tried=(),
)  # fmt: skip


@pytest.fixture(scope="module")
def heading(tmp_path_factory: pytest.TempPathFactory):
    return read_heading(write_run(tmp_path_factory.mktemp("run")))


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 2, "50.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (9_999, 10_000, "99.9%"), (7, 7, "100.0%"),
     (0, 9, "0.0%"), (0, 0, "none due")],
)  # fmt: skip
def test_a_share_that_is_less_than_the_whole_never_reads_as_the_whole(
    part: int, whole: int, text: str
) -> None:
    assert share(part, whole) == text


def test_few_amounts_are_said_to_be_few() -> None:
    assert [few(count) for count in (1, 19, 20)] == ["few: 1 amount", "few: 19 amounts", ""]


def test_what_would_fit_by_chance_has_one_decimal() -> None:
    assert [tenths(value) for value in (Fraction(0), Fraction(62, 33), Fraction(1, 20))] == [
        "0.0",
        "1.9",
        "0.1",
    ]


def test_two_causes_are_both_said_and_the_class_adds_up_once(heading) -> None:
    pattern = Pattern(LINE, (BASE, NET), (MEMBER,), 40, 12, ("a long table is not tried",))
    text = " ".join(as_text(build_pattern(pattern, heading, "book", 20)).split())
    assert "2 causes give what was paid, to the cent" in text
    assert "What was paid cannot tell them apart; none is chosen." in text
    assert "On 1 of them more than one cause fits." in text
    assert "a long table is not tried" in text
    assert "says little" in text  # 3.5 of 4 would fit by chance
    totals = {table.name: table for table in build_pattern(pattern, heading, "book", 20).tables()}[
        "class_totals"
    ]
    assert [(row[0], row[2], row[-1].cents) for row in totals.rows] == [("1, 2", 1, 40_00)]


def test_amounts_that_rest_on_an_unverified_term_are_marked(heading) -> None:
    pattern = Pattern(LINE, (BASE,), (MEMBER,), 40, 12, ())
    assert "$100.00†" in as_text(build_pattern(pattern, heading, "book", 20))
    assert "$200.00†" in as_text(build_standing(RECORD, heading, "book", 20))


def test_a_line_without_a_payment_is_not_called_anything_else(heading) -> None:
    none = replace(LINE, paid_cents=0, sort="none")
    text = " ".join(as_text(build_pattern(Pattern(none, (), (), 1, 1, ()), heading, "book", 20)).split())
    assert "no payment found in the records held to 2009-08-30" in text
    assert "None of the causes tried gives what was paid, to the cent." in text
    assert "unpaid" not in text


def test_the_page_escapes_names_and_fetches_nothing(heading) -> None:
    page = as_html(build_standing(RECORD, heading, "book", 20), draw_standing_charts(RECORD.quarters))
    assert "<script>" not in page
    assert "alert(1)" in page  # as text
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "62.5% of 8 amounts on time, paid after the due date $100.00, open $200.00" in page


def test_a_name_is_no_formula_in_a_spreadsheet(heading) -> None:
    tables = {table.name: table for table in build_standing(RECORD, heading, "book", 20).tables()}
    assert as_csv(tables["companies"]).splitlines()[1].startswith("\"'=HYPERLINK")


def test_a_cut_schedule_says_how_many_rows_are_left_off(heading) -> None:
    pattern = Pattern(LINE, (BASE,), (MEMBER,) * 5, 40, 12, ())
    tables = {table.name: table for table in build_pattern(pattern, heading, "book", 2).tables()}
    assert (len(tables["class"].rows), tables["class"].left_off) == (2, 3)
    assert tables["class_totals"].rows[0][2] == 5


def test_commands_of_the_evidence_name_the_day_and_what_was_known(heading) -> None:
    text = as_text(build_standing(RECORD, heading, "autumn", 20))
    assert "arrears explain autumn OBLIGATION --as-of 2009-08-31 --known-by 2009-08-30" in " ".join(
        text.split()
    )
