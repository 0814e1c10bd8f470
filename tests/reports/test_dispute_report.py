"""One clause priced on every reading, from hand-made rows and the shipped agreements' own questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from arrears.agreements.load import load_library
from arrears.audit.run_tables import RunTables, open_run
from arrears.findings import Refused
from arrears.reports.dispute_report import DisputedClause, build_dispute, find_dispute
from arrears.reports.plain import as_text
from arrears.reports.tables import Money, Report, Table

from .run_fixture import HEADING, write_run

KEY = "wga/new-media/shared/covered"
POSITIONS = [
    {**position, "answers": {KEY: side}}
    for position, side in zip(
        HEADING["positions"], ("guild", "companies", "companies-per-guild"), strict=True
    )
]


@pytest.fixture(scope="module")
def disputed() -> DisputedClause:
    return find_dispute(load_library(addresses=["wga/mba-2008", "wga/mba-2023"]), "download-television")


def opened(folder: Path, positions: list[dict[str, object]]) -> RunTables:
    write_run(folder, heading={"positions": positions})
    facts = {
        "line_id": [1],
        "photographed_on": [date(1979, 5, 1)],
        "first_new_media_on": pyarrow.array([None], pyarrow.date32()),
    }
    pyarrow.parquet.write_table(pyarrow.table(facts), folder / "fact.parquet")
    return open_run(folder)


@pytest.fixture
def report(tmp_path: Path, disputed: DisputedClause) -> Report:
    return build_dispute(opened(tmp_path / "run", POSITIONS), disputed, 20)


def table_of(report: Report, name: str) -> Table:
    return next(table for table in report.tables() if table.name == name)


def cents_of(row: tuple[object, ...]) -> list[int | None]:
    return [cell.cents for cell in row if isinstance(cell, Money)]


def test_every_side_is_named_with_who_takes_it_and_whose_words_they_are(report: Report) -> None:
    rows = {row[1]: row[2:4] for row in table_of(report, "answers").rows}
    assert rows["guild"] == ("WGA", "its own")
    assert rows["companies"] == ("AMPTP", "its own")
    assert rows["companies-per-guild"][1] == "as another side reports it"


def test_a_line_that_a_reading_leaves_out_is_priced_under_the_clause_that_then_governs(
    report: Report,
) -> None:
    rows = {row[0]: cents_of(row) for row in table_of(report, "by_person").rows if row[-1] == "usd"}
    # On the guild's reading 50.00 and 3.00, on the companies' 30.00 and 9.00 by the library clause, never 0.
    assert rows["P2"] == [53_00, 43_00, 39_00, 29_00, 44_00, 34_00]


def test_the_gap_is_counted_line_by_line_and_nothing_is_netted(report: Report) -> None:
    rows = {row[0]: row for row in table_of(report, "readings").rows if row[-1] == "usd"}
    owed, _, _, _, gap, gap_late, _, below = cents_of(rows["guild"])
    # 20.00 more on one line; the 6.00 less on the other is the companies' gap and is not taken off.
    assert (gap, below) == (20_00, 0)
    assert gap_late == 2_70
    assert cents_of(rows["companies"])[4] == 6_00
    assert owed is not None


def test_every_amount_says_what_its_terms_rest_on(report: Report) -> None:
    def statuses(table: str, key: str) -> list[str]:
        rows = [row for row in table_of(report, table).rows if row[0] == key and row[-1] == "usd"]
        return [cell.status for cell in rows[0] if isinstance(cell, Money)]

    # P2's 30.00 on the companies' reading is by the derived library clause; the other readings rest on
    # secondary terms, and all of these obligations are open in part.
    assert statuses("by_person", "P2") == ["secondary"] * 2 + ["derived"] * 2 + ["secondary"] * 2
    # P3's 100.00 of the fourth quarter rest on an unverified term on every reading, and so do the charges
    # on lateness; the guild's gap lies where the companies' side is derived, and nothing is below the least.
    unverified = ["unverified"] * 4
    assert statuses("readings", "guild") == [*unverified, "derived", *unverified[:2], ""]
    assert statuses("readings", "companies") == [*unverified, "secondary", "", "", ""]
    text = as_text(report)
    assert "late, simple $25.20†" in text  # 13.50 + 6.30 + 5.40
    assert "† rests on a term that is unverified" in text


def test_words_that_are_nobodys_own_may_lie_below_the_least_and_are_shown_so(
    tmp_path: Path, disputed: DisputedClause
) -> None:
    positions = [POSITIONS[2], POSITIONS[0], {**POSITIONS[1], "is_own_words": True}]
    report = build_dispute(opened(tmp_path / "run", positions), disputed, 20)
    rows = {row[0]: cents_of(row) for row in table_of(report, "readings").rows if row[-1] == "usd"}
    # Now the first bit is the reported reading, with 53.00 against 39.00 and 44.00 on the own-words readings.
    assert rows["companies-per-guild"][7] == 6_00
    assert rows["guild"][7] == 0


def test_the_facts_that_decide_stand_beside_the_amounts(report: Report) -> None:
    table = table_of(report, "lines")
    names = [column.name for column in table.columns]
    row = dict(zip(names, table.rows[0]))
    assert row["photographed_on"] == "1979-05-01"
    assert row["first_new_media_on"] == "not known"
    assert "not known" in as_text(report)


def test_readings_that_a_run_has_merged_are_named(tmp_path: Path, disputed: DisputedClause) -> None:
    report = build_dispute(opened(tmp_path / "run", POSITIONS[:2]), disputed, 20)
    assert "On these records companies-per-guild give the same amounts" in as_text(report)


def test_amounts_that_are_not_known_are_counted(report: Report) -> None:
    rows = [row for row in table_of(report, "readings").rows if row[-1] == "usd"]
    assert {row[-2] for row in rows} == {1}


def test_a_clause_that_is_not_there_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Refused, match="write 'new-media/download-television'") as refused:
        find_dispute(load_library(addresses=["wga/mba-2008", "wga/mba-2023"]), "new-media/download-televison")
    assert refused.value.findings[0].code == "clause-unknown"


def test_a_clause_that_nobody_disputes_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match="new-media/download-television") as refused:
        find_dispute(load_library(addresses=["wga/mba-2008", "wga/mba-2023"]), "new-media/rental")
    assert refused.value.findings[0].code == "clause-not-disputed"


def test_a_clause_may_be_named_with_its_family() -> None:
    assert (
        find_dispute(
            load_library(addresses=["wga/mba-2008", "wga/mba-2023"]), "wga/new-media/download-television"
        ).name
        == "new-media/download-television"
    )
