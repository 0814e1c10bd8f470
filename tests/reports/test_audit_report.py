"""The audit report's figures and words, from a run whose rows are made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from arrears.audit.arrears_tables import (
    count_of_arrears,
    make_arrears_tables,
    smallest_of_largest,
    totals_by_party,
)
from arrears.audit.run_tables import RunTables, open_run
from arrears.findings import Refused
from arrears.money import show_cents
from arrears.reports.audit_report import build_audit_report
from arrears.reports.plain import as_text
from arrears.reports.tables import Money, Report, Table

from .run_fixture import (
    COMPANIES,
    GUILD,
    hand_made_obligations,
    owes,
    write_run,
)


@pytest.fixture
def run(tmp_path: Path) -> RunTables:
    opened = open_run(write_run(tmp_path / "run"))
    make_arrears_tables(opened)
    return opened


@pytest.fixture
def report(run: RunTables) -> Report:
    return build_audit_report(run, most_rows=20)


def table_of(report: Report, name: str) -> Table:
    return next(table for table in report.tables() if table.name == name)


def test_the_headline_is_what_is_owed_on_every_own_words_position(report: Report) -> None:
    dollars, canadian = table_of(report, "headline").rows
    # 100.00 + the lesser of 40.00 and 20.00 + 20.00 + 12.00 + the lesser of 3.00 and 9.00
    assert dollars[0] == Money(155_00, "usd", "unverified")
    assert dollars[1] == Money(20_00, "usd")
    assert canadian[0] == Money(8_00, "cad", "secondary")


def test_late_charges_stand_beside_the_principal_and_never_in_it(report: Report) -> None:
    dollars = table_of(report, "headline").rows[0]
    # 13.50 + 6.30 on money paid late + the lesser of 5.40 and 2.70
    assert dollars[2] == Money(22_50, "usd", "unverified")
    assert dollars[3] == Money(23_75, "usd", "unverified")


def test_each_position_counts_its_own_rows_and_nothing_is_netted(report: Report) -> None:
    rows = {
        (row[0], row[6]): (row[2].cents, row[3].cents, row[4]) for row in table_of(report, "positions").rows
    }
    assert rows[("guild", "usd")] == (175_00, 20_00, 1)
    assert rows[("companies", "usd")] == (161_00, 6_00, 1)
    assert rows[("companies-per-guild", "usd")] == (166_00, 11_00, 2)


def test_a_position_that_is_not_in_a_sides_own_words_does_not_lower_the_headline(tmp_path: Path) -> None:
    rows = [
        owes(1, 10_00, standing={"open_cents": 10_00}, positions=GUILD | COMPANIES),
    ]
    run = open_run(write_run(tmp_path / "run", rows, late_charges=[], exceptions=[], findings=[]))
    make_arrears_tables(run)
    assert [total.every for total in totals_by_party(run, "company_id", "company")] == [10_00]


def test_a_line_settled_on_one_position_is_not_owed_on_every_position(tmp_path: Path) -> None:
    rows = [
        owes(1, 10_00, standing={"open_cents": 10_00}, reading="guild", positions=GUILD),
        owes(2, 5_00, standing={"state": "settled", "paid_cents": 5_00}, positions=COMPANIES),
    ]
    run = open_run(write_run(tmp_path / "run", rows, late_charges=[], exceptions=[], findings=[]))
    make_arrears_tables(run)
    (total,) = totals_by_party(run, "company_id", "company")
    assert (total.every, total.each) == (0, (10_00, 0, 0))


def test_what_is_with_the_guild_not_due_or_not_comparable_is_no_arrears(report: Report) -> None:
    states = {row[0]: (row[1], row[2].cents, row[3]) for row in table_of(report, "not_arrears").rows}
    assert states == {
        "accrued, not yet due": (1, 60_00, 0),
        "not comparable": (1, 33_00, 0),
        "not computable": (1, None, 1),
        "settled": (1, 70_00, 0),
        "with the guild": (1, 44_00, 0),
    }


def test_an_amount_that_cannot_be_computed_is_not_shown_as_nothing(report: Report) -> None:
    line = next(line for line in as_text(report).splitlines() if "not computable" in line)
    assert "not known" in line
    assert "$0.00" not in line


def test_arrears_are_aged_by_the_due_date(report: Report) -> None:
    rows = {row[1]: [cell.cents for cell in row[2:7]] for row in table_of(report, "ages_by_person").rows[:3]}
    assert rows["Ada Quillfeather"] == [0, 0, 0, 0, 100_00]
    assert [row for name, row in rows.items() if "HYPERLINK" in name] == [[20_00, 0, 0, 0, 12_00]]


def test_companies_and_people_add_up_to_the_headline(run: RunTables, report: Report) -> None:
    headline = table_of(report, "headline").rows[0][0].cents
    for id_column, kind in (("company_id", "company"), ("payee_id", "person")):
        totals = [t for t in totals_by_party(run, id_column, kind) if t.currency == "usd"]
        assert sum(total.every for total in totals) == headline
        assert sum(sum(total.ages) for total in totals) == headline


def test_an_overpayment_stands_apart_and_lowers_nobodys_arrears(tmp_path: Path, report: Report) -> None:
    assert table_of(report, "exceptions_by_kind").rows == (
        ("the same payment twice", 1, Money(70_00, "usd"), "usd"),
    )
    without = open_run(write_run(tmp_path / "without", exceptions=[]))
    make_arrears_tables(without)
    again = build_audit_report(without, 20)
    assert table_of(again, "by_company").rows == table_of(report, "by_company").rows


def test_no_payment_found_is_said_of_the_records_and_never_unpaid(report: Report) -> None:
    text = as_text(report)
    assert "no payment found in the records held" in text
    assert "unpaid" not in text.lower()


def test_the_heading_says_what_was_asked_of_which_book(report: Report) -> None:
    text = as_text(report)
    for words in ("2009-08-31", "2009-08-30", "seq 12", "ab" * 32, "9f3e01", "wga/mba-2008 (cdcdcdcdcdcd)"):
        assert words in text
    assert "companies-per-guild (not in its own words)" in text
    assert "receipt: brindlemoor, wga" in text
    assert "contributions to the plans" in text


def test_unverified_and_derived_terms_are_marked_beside_the_amount(report: Report) -> None:
    text = as_text(report)
    assert f"{show_cents(155_00)}†" in text
    assert f"{show_cents(20_00)}‡" in text
    assert "† rests on a term that is unverified" in text
    assert "‡ rests on a derived term" in text


def test_an_unmarked_report_explains_no_marks(tmp_path: Path) -> None:
    rows = [owes(1, 10_00, standing={"open_cents": 10_00})]
    run = open_run(write_run(tmp_path / "run", rows, late_charges=[]))
    make_arrears_tables(run)
    text = as_text(build_audit_report(run, 20))
    assert "†" not in text
    assert "‡" not in text


def test_a_long_list_says_how_many_rows_were_left_off(run: RunTables) -> None:
    text = as_text(build_audit_report(run, most_rows=2))
    assert "… and 7 more" in text


def test_the_same_run_gives_the_same_text(tmp_path: Path) -> None:
    texts = []
    for order in (1, -1):
        folder = write_run(tmp_path / f"run{order}", hand_made_obligations()[::order])
        run = open_run(folder)
        make_arrears_tables(run)
        texts.append(as_text(build_audit_report(run, 20)))
    assert texts[0] == texts[1]


def test_a_run_without_arrears_says_none(tmp_path: Path) -> None:
    run = open_run(write_run(tmp_path / "run", [], late_charges=[], exceptions=[], findings=[], matches=[]))
    make_arrears_tables(run)
    text = as_text(build_audit_report(run, 20))
    assert "Owed by nobody" in text
    assert "none" in text


def test_control_characters_of_a_name_do_not_reach_the_terminal(report: Report) -> None:
    assert "\x1b" not in as_text(report)
    assert "\N{REPLACEMENT CHARACTER}[31m" in as_text(report)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no run is here") as refused:
        open_run(tmp_path)
    assert refused.value.findings[0].code == "run-not-found"


def test_a_heading_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run")
    (folder / "run.json").write_text('{"run_id": 1}')
    with pytest.raises(Refused, match="heading cannot be read") as refused:
        open_run(folder)
    assert refused.value.findings[0].code == "run-heading-unreadable"


def test_a_truncated_table_is_refused_and_named(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run")
    whole = (folder / "standing.parquet").read_bytes()
    (folder / "standing.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused, match=r"standing\.parquet") as refused:
        open_run(folder)
    assert refused.value.findings[0].code == "run-table-unreadable"


def test_a_table_that_lacks_a_column_is_refused_and_says_which(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run")
    (folder / "standing.parquet").write_bytes((folder / "match.parquet").read_bytes())
    with pytest.raises(Refused, match=r"no .*open_cents"):
        open_run(folder)


def test_words_that_are_nobodys_own_may_lie_below_the_headline_and_are_shown_so(tmp_path: Path) -> None:
    rows = [owes(1, 10_00, standing={"open_cents": 10_00}, positions=GUILD | COMPANIES)]
    run = open_run(write_run(tmp_path / "run", rows, late_charges=[], exceptions=[], findings=[]))
    make_arrears_tables(run)
    table = table_of(build_audit_report(run, 20), "positions")
    below = {row[0]: row[5].cents for row in table.rows}
    assert below == {"guild": 0, "companies": 0, "companies-per-guild": 10_00}
    assert {row[3].cents for row in table.rows} == {0}


def test_one_position_says_how_it_reads_the_open_questions(tmp_path: Path) -> None:
    position = {"name": "as agreed", "answers": {"wga/x/covered": "guild"}, "is_own_words": True}
    run = open_run(write_run(tmp_path / "run", heading={"positions": [position]}))
    make_arrears_tables(run)
    text = as_text(build_audit_report(run, 20))
    assert "one, read with covered as guild; no other asked for differs here" in text
    assert "there is one position and no spread" in text


def test_a_check_that_came_back_shows_what_was_paid_and_is_no_arrears(tmp_path: Path) -> None:
    standing = {"state": "undeliverable", "paid_cents": 7_00, "open_cents": 0}
    run = open_run(write_run(tmp_path / "run", [owes(1, 7_00, standing=standing)], late_charges=[]))
    make_arrears_tables(run)
    report = build_audit_report(run, 20)
    assert [(row[0], row[2].cents) for row in table_of(report, "not_arrears").rows] == [
        ("undeliverable", 7_00)
    ]
    assert table_of(report, "headline").rows == ()


def test_an_amount_with_two_late_charges_is_in_arrears_once(tmp_path: Path) -> None:
    rule = {"late_rule": "wga/mba-2008/residuals", "status": "unverified", "months": 9, "days": 274}
    parts = [
        {"obligation_no": 1, "simple_cents": 8_00, "compound_cents": 9_00, "daily_cents": 8_01, **rule,
         "disputed": False},
        {"obligation_no": 1, "simple_cents": 5_00, "compound_cents": 6_00, "daily_cents": 5_01, **rule,
         "disputed": True},
    ]  # fmt: skip
    opened = open_run(write_run(tmp_path / "run", late_charges=parts))
    make_arrears_tables(opened)
    ((every, days),) = opened.rows("SELECT every, days FROM arrears_item WHERE occasion = '2008Q3'"
                                   " AND payee_id = 'P1' AND currency = 'usd'")  # fmt: skip
    ((late, disputed, is_open),) = opened.rows("SELECT late_every, disputed, is_open FROM late_item")
    assert (every, days) == (100_00, 274)
    assert (late, disputed, is_open) == (13_00, True, True)


def test_the_arrears_are_counted_as_they_are_listed(run: RunTables) -> None:
    ((listed,),) = run.rows("SELECT count(*) FROM arrears_obligation")
    assert count_of_arrears(run) == listed > 1


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_the_largest_are_among_those_that_are_sorted(run: RunTables, most: int) -> None:
    ((least,),) = run.rows(smallest_of_largest(most))
    largest = [row[0] for row in run.rows("SELECT open_cents FROM arrears_obligation ORDER BY 1 DESC")]
    assert least == largest[:most][-1]
