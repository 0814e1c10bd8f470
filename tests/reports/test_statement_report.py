"""One person's statement adds up, shows their own lines only, and gives nobody else's money away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.audit.run_tables import RunTables, open_run
from arrears.findings import Refused
from arrears.reports.coming_due import build_coming_due
from arrears.reports.plain import as_text
from arrears.reports.rows import as_json
from arrears.reports.statement_report import build_statement
from arrears.reports.tables import Money, Report, Table

from .run_fixture import GUILD, owes, write_run


@pytest.fixture
def run(tmp_path: Path) -> RunTables:
    return open_run(write_run(tmp_path / "run"))


def table_of(report: Report, name: str) -> Table:
    return next(table for table in report.tables() if table.name == name)


def cents_of(row: tuple[object, ...]) -> list[int | None]:
    return [cell.cents for cell in row if isinstance(cell, Money)]


def test_a_statement_gives_opening_earned_paid_in_process_and_open(run: RunTables) -> None:
    rows = {
        row[0]: cents_of(row)
        for row in table_of(build_statement(run, "P1"), "totals").rows
        if row[-1] == "usd"
    }
    assert rows["guild"] == [0, 214_00, 70_00, 44_00, 100_00]


def test_what_was_due_before_the_opening_day_is_the_opening_balance(run: RunTables) -> None:
    report = build_statement(run, "P2", date(2009, 1, 1))
    rows = {row[0]: cents_of(row) for row in table_of(report, "totals").rows}
    assert rows["guild"] == [53_00, 0, 10_00, 0, 43_00]
    assert rows["companies"] == [39_00, 0, 10_00, 0, 29_00]


def test_a_payment_before_the_opening_day_lowers_the_opening_balance(run: RunTables) -> None:
    report = build_statement(run, "P1", date(2009, 6, 1))
    rows = {row[0]: cents_of(row) for row in table_of(report, "totals").rows if row[-1] == "usd"}
    # 70.00 was received on 1 March and is past; 44.00 lies with the guild and is still in process.
    assert rows["guild"] == [144_00, 0, 0, 44_00, 100_00]


def test_a_statement_holds_nobody_elses_lines(run: RunTables) -> None:
    text = as_text(build_statement(run, "P1"))
    for others in ("Thistlewhit", "HYPERLINK", "$40.00", "$12.00"):
        assert others not in text


def test_a_split_shows_the_fraction_and_never_the_pot(run: RunTables) -> None:
    report = build_statement(run, "P3")
    content = as_text(report) + as_json(list(report.tables()))
    assert "1/4" in content
    assert "400.00" not in content
    assert "40000" not in content


def test_what_is_not_due_or_not_known_stands_apart_and_in_no_total(run: RunTables) -> None:
    apart = table_of(build_statement(run, "P1"), "apart")
    assert [row[11] for row in apart.rows] == ["not comparable", "not computable", "accrued, not yet due"]
    assert apart.rows[1][7] == Money(None, "usd", "secondary")


def test_a_person_who_is_not_in_the_book_is_refused_with_the_nearest_id(run: RunTables) -> None:
    with pytest.raises(Refused, match=r"the nearest id is 'P1'") as refused:
        build_statement(run, "P11")
    assert refused.value.findings[0].code == "person-unknown"


def test_a_person_without_lines_gets_an_empty_statement(tmp_path: Path) -> None:
    run = open_run(write_run(tmp_path / "run", [], late_charges=[], matches=[]))
    assert "none" in as_text(build_statement(run, "P1"))


@settings(max_examples=15, deadline=None)
@given(
    lines=st.lists(
        st.tuples(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12), st.booleans()),
        max_size=6,
    ),
    opening=st.dates(date(2008, 1, 1), date(2009, 12, 31)),
)
def test_open_is_always_opening_and_earned_less_paid_and_in_process(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[int, int, int, bool]], opening: date
) -> None:
    rows, matches = [], []
    for number, (amount, sent, held, early) in enumerate(lines):
        standing = {"state": "short", "paid_cents": sent + held, "with_guild_cents": held}
        due_on = date(2008, 11, 30) if early else date(2009, 5, 31)
        rows.append(owes(number, amount, standing=standing, due_on=due_on, occasion=f"run:{number}"))
        for money, sent_on in ((sent, date(2009, 3, 1)), (held, None)):
            received = {"paid_on": date(2009, 2, 1), "received_by_guild_on": date(2009, 2, 1)}
            match = {"obligation_no": number, "amount_cents": money, "sent_on_to_member_on": sent_on}
            matches.append({**match, **received})
    folder = write_run(tmp_path_factory.mktemp("run") / "run", rows, late_charges=[], matches=matches)
    for row in table_of(build_statement(open_run(folder), "P1", opening), "totals").rows:
        before, earned, paid, in_process, still_open = (cents or 0 for cents in cents_of(row))
        assert before + earned - paid - in_process == still_open
        assert still_open == sum(amount - sent - held for amount, sent, held, _ in lines)
        assert paid >= 0


def test_what_falls_due_next_is_by_day_and_company(run: RunTables) -> None:
    (row,) = table_of(build_coming_due(run), "coming_due").rows
    assert row[0] == date(2009, 11, 30)
    assert cents_of(row) == [60_00, 60_00, 60_00, 60_00]


def test_what_falls_due_after_the_last_day_asked_for_is_left_out(run: RunTables) -> None:
    assert table_of(build_coming_due(run, date(2009, 11, 29)), "coming_due").rows == ()
    assert len(table_of(build_coming_due(run, date(2009, 11, 30)), "coming_due").rows) == 1


def test_what_falls_due_on_one_position_only_is_not_owed_on_every_position(tmp_path: Path) -> None:
    standing = {"state": "not_yet_due", "open_cents": 9_00}
    rows = [owes(1, 9_00, standing=standing, positions=GUILD, reading="guild")]
    run = open_run(write_run(tmp_path / "run", rows, late_charges=[]))
    (row,) = table_of(build_coming_due(run), "coming_due").rows
    assert cents_of(row) == [0, 9_00, 0, 0]


def test_amounts_that_are_not_known_are_counted_and_not_summed(run: RunTables) -> None:
    (row,) = table_of(build_coming_due(run), "not_known").rows
    assert row[:3] == ("Brindlemoor Pictures", "not computable", 1)


def test_readings_that_give_the_same_amounts_are_one_line_and_shares_are_reduced(tmp_path: Path) -> None:
    standing = {"open_cents": 9_00}
    rows = [
        owes(1, 9_00, standing=standing, positions=GUILD, reading="guild", share_num=2, share_den=4),
        owes(2, 9_00, standing=standing, positions=6, reading="companies", share_num=2, share_den=4),
    ]
    run = open_run(write_run(tmp_path / "run", rows, late_charges=[], matches=[]))
    (line,) = table_of(build_statement(run, "P1"), "lines").rows
    assert line[6] == "1/2"
    assert line[12] == "every position"
