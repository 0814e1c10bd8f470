"""A base year is reproduced to the cent before anything rests on it; what differs is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from tests.audit_worlds import payment, receipt, title, use

from arrears.audit.run_tables import open_run
from arrears.bargaining.base_year import last_full_year, own_positions, quarters_without_lines
from arrears.findings import Finding, Refused

from .priced_world import World, make_world, usual_rows


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("base"))


def test_the_year_owes_what_the_audit_says_by_market_company_and_credit(world: World) -> None:
    """$60.00 of the third quarter is paid whole, $5.00 of the $80.00 of the fourth; the rerun is open."""
    base = world.base(None)
    assert (base.year, base.position) == (2008, "as agreed")
    assert [(a.market, a.credit, a.owed, a.paid, a.open, a.not_comparable) for a in base.actuals] == [
        ("ad_supported_streaming", "both", 80_000, 0, 80_000, 0),
        ("download", "shared", 17_667, 6_500, 11_167, 0),
        ("free_television", "both", 35_000, 0, 35_000, 0),
    ]
    assert base.owed() == {"ad_supported_streaming": 80_000, "download": 17_667, "free_television": 35_000}
    assert base.notes == ("Base year 2008, read as agreed; records held to 2009-06-30.",)


def test_net_payments_and_unknown_amounts_stand_in_columns_of_their_own(tmp_path: Path) -> None:
    """A net payment cannot be set against $10.00; a quarter without a gross is an unknown amount."""
    rows = usual_rows(
        receipt=[receipt("2008Q1", 100_000, 600), receipt("2008Q2", None, None)],
        payment_line=[payment("PAY1", None, net_cents=800, period="2008Q1")],
        use=[use("free_television", date(2008, 7, 1)), use("free_television", date(2008, 10, 1), ordinal=2)],
    )
    base = make_world(tmp_path, rows).base(2008)
    (download,) = [a for a in base.actuals if a.market == "download"]
    assert (download.owed, download.paid, download.open, download.not_comparable) == (1_000, 0, 0, 1_000)
    assert download.unknown == 1


def test_lines_in_another_currency_are_said_and_are_in_no_figure(tmp_path: Path) -> None:
    receipts = [receipt(f"2008Q{q}", 100_000, 100) for q in (1, 2, 3, 4)]
    euros = receipt("2008Q2", 700_000, 100, currency="eur", territory="de")
    base = make_world(tmp_path, usual_rows(receipt=[*receipts, euros])).base(2008)
    assert base.notes[1:] == ("1 line(s) of currency eur are in no figure.",)
    assert base.owed()["download"] == 4_000


def test_the_last_full_year_has_lines_in_each_quarter_and_is_over(tmp_path: Path) -> None:
    quarters = [receipt(f"{y}Q{q}", 100_000, 1) for y, q in [*((2007, n) for n in (1, 2, 3, 4)), (2008, 1)]]
    world = make_world(tmp_path, usual_rows(receipt=quarters, use=[]))
    run = open_run(world.run.folder)
    assert last_full_year(run) == 2007
    assert quarters_without_lines(run, 2008) == (2, 3, 4)
    assert own_positions(run, ["x"]) == ("x",)
    named = world.base(2008)
    assert named.notes[1] == "The base year has no line in quarter 2, 3, 4: it is not a full year."


def test_without_a_full_year_one_must_be_named(tmp_path: Path) -> None:
    world = make_world(tmp_path, usual_rows(receipt=[receipt("2008Q1", 100_000, 1)], use=[]))
    (finding,) = refused(lambda: world.base(None))
    assert (finding.code, finding.found) == ("base-year-none", "2008")


def test_a_year_that_is_not_over_and_a_position_that_nobody_takes_are_refused(world: World) -> None:
    (finding,) = refused(lambda: world.base(2009))
    assert (finding.code, finding.expected, finding.found) == (
        "base-year-open", "a year over by 2009-06-30", "2009",
    )  # fmt: skip
    (finding,) = refused(lambda: world.run.base_year(2008, "studio"))
    assert (finding.code, finding.expected) == ("position-unknown", "as agreed")


def test_where_the_sides_read_differently_a_position_is_asked_for(tmp_path: Path) -> None:
    """Pay television of a work of 1970: the guild's answer leaves it out, the companies' does not."""
    old = title("T1", photography_on=date(1970, 1, 1), first_new_media_on=date(2008, 9, 1))
    quarters = [receipt(f"2008Q{q}", 100_000, market="pay_television") for q in (1, 2, 3, 4)]
    world = make_world(tmp_path, usual_rows(receipt=quarters, title=[old], use=[]))
    (finding,) = refused(lambda: world.base(2008))
    assert (finding.code, finding.expected) == ("position-needed", "one of: guild, companies")
    owed = {p: world.run.base_year(2008, p).owed()["pay_television"] for p in ("guild", "companies")}
    assert owed == {"guild": 4_000, "companies": 12_000}


@pytest.mark.parametrize(
    ("table", "change", "problem"),
    [
        ("amount", "amount_cents + 1 AS amount_cents", "the model does not give the audited amount of line"),
        ("obligation", "amount_cents + 1 AS amount_cents", "what is owed is not what is paid, open"),
        ("standing", "open_cents - 1 AS open_cents", "what is owed is not what is paid, open"),
    ],
)
def test_a_cent_of_difference_stops_every_projection(
    world: World, tmp_path: Path, table: str, change: str, problem: str
) -> None:
    copied = tmp_path / "run"
    shutil.copytree(world.run.folder, copied)
    path = copied / f"{table}.parquet"
    duckdb.execute(f"COPY (SELECT * REPLACE ({change}) FROM '{world.run.folder / path.name}') TO '{path}'")
    found = refused(lambda: replace(world.run, folder=copied).base_year(2008, ""))
    assert {f.code for f in found} == {"base-year-differs"}
    assert all(f.problem.startswith(problem) for f in found[:1])


def test_obligations_that_lack_one_of_the_years_amounts_are_told_by_market(
    world: World, tmp_path: Path
) -> None:
    copied = tmp_path / "run"
    shutil.copytree(world.run.folder, copied)
    path = copied / "obligation.parquet"
    kept = f"SELECT * FROM '{world.run.folder / path.name}' WHERE market <> 'free_television'"
    duckdb.execute(f"COPY ({kept}) TO '{path}'")
    (finding,) = refused(lambda: replace(world.run, folder=copied).base_year(2008, ""))
    assert (finding.place, finding.expected, finding.found) == (
        "2008:free_television:CO1",
        "$350.00",
        "$0.00",
    )


def test_agreements_that_are_not_those_of_the_run_are_refused(world: World) -> None:
    other = replace(world.run.agreements[0], digest="0" * 64)
    (finding,) = refused(lambda: replace(world.run, agreements=(other,)).base_year(2008, ""))
    assert finding.code == "run-agreement-differs"


def refused(act: Callable[[], object]) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.findings


def test_a_run_without_lines_has_no_base_year_even_if_one_is_named(tmp_path: Path) -> None:
    world = make_world(tmp_path, usual_rows(receipt=[], use=[], payment_line=[]))
    (finding,) = refused(lambda: world.run.base_year(2008, ""))
    assert (finding.code, finding.found) == ("base-year-none", "none")
    assert finding.problem == "the run has no line that could be priced"
