"""`arrears offer pattern` at the command line: what it finds, prices, and asks for."""

from pathlib import Path

import pytest
from tests.bargaining.pattern_offers import write_offer
from tests.bargaining.test_pattern_price import CREWS_BASE, OWN_BASE, PAY_TELEVISION
from tests.command_line import run_here

SAID = 'by: "an economist", on: 2016-10-01, source: invented, status: unverified'
BASES = """\
assumptions:
- {{name: {own}, value: "$36,500,000", {said}}}
- {{name: {crews}, value: "$73,000,000", {said}}}
"""


@pytest.fixture
def ask(tmp_path: Path) -> Path:
    return write_offer(tmp_path, "dga/ba-2014", PAY_TELEVISION)


def bases(folder: Path) -> Path:
    path = folder / "bases.yaml"
    path.write_text(BASES.format(own=OWN_BASE, crews=CREWS_BASE, said=SAID), encoding="utf-8")
    return path


def test_what_a_change_reaches_is_shown_without_a_price(ask: Path) -> None:
    ran = run_here("offer", "pattern", ask, "--format", "csv")
    assert ran.returncode == 0
    assert (
        "iatse/basic-2015/supplemental/pay-television/rate,text,in-proportion,5.4%,6.75%,2017-01-01"
        in ran.stdout
    )
    whole = run_here("offer", "pattern", ask).stdout
    assert "What it costs" not in whole
    assert "That binds nobody." in " ".join(whole.split())


def test_sums_stand_apart_beside_their_horizon_and_assumptions(ask: Path) -> None:
    stated = bases(ask.parent)
    sums = run_here("offer", "pattern", ask, "--assumptions", stated, "--format", "csv").stdout.splitlines()
    assert sums[1:] == [
        "the amended agreement itself,54300.00,54300.00,54300.00,54300.00",
        '"others, bound by their own texts",108600.00,488700.00,162900.00,543000.00',
        '"others, by stated practice",0.00,0.00,162900.00,543000.00',
        '"others of the same clause, unbound",0.00,0.00,162900.00,543000.00',
    ]
    whole = " ".join(run_here("offer", "pattern", ask, "--assumptions", stated).stdout.split())
    assert "2014-07-01 to 2017-06-30; nothing after it is counted" in whole
    assert "its share of this money a year: $73,000,000, by an economist" in whole


def test_the_horizon_may_be_longer_than_the_term(ask: Path) -> None:
    words = (
        "--assumptions",
        bases(ask.parent),
        "--until",
        "2017-12-31",
        "--table",
        "sums",
        "--format",
        "csv",
    )
    ran = run_here("offer", "pattern", ask, *words)
    assert "the amended agreement itself,109500.00,109500.00" in ran.stdout


def test_a_base_that_nobody_stated_is_asked_for(ask: Path) -> None:
    path = ask.parent / "few.yaml"
    path.write_text(BASES.format(own=OWN_BASE, crews="base/other", said=SAID), encoding="utf-8")
    ran = run_here("offer", "pattern", ask, "--assumptions", path)
    assert ran.returncode == 0
    said = " ".join(ran.stdout.split())
    assert "Not priced, and in no sum: 1 of others, bound by their own texts." in said
    rows = run_here(
        "offer", "pattern", ask, "--assumptions", path, "--table", "asked", "--format", "csv"
    ).stdout
    assert f"{CREWS_BASE}/2017 or {CREWS_BASE}" in rows


def test_a_scenario_without_assumptions_is_an_error_of_use(ask: Path) -> None:
    assert run_here("offer", "pattern", ask, "--scenario", "guild").returncode == 2


def test_a_party_may_bring_its_own_practices(ask: Path) -> None:
    path = ask.parent / "practice.yaml"
    path.write_text(
        "practices:\n- {id: ours, what: figures, says: what the directors get the actors get three times,"
        " by: the actors, on: 2016-01-01, cite: a letter, status: unverified, leads: dga, follows: sag,"
        " takes_up: at once, ratio: 3,\n   pairs: [{of: dga/*/supplemental/pay-television/rate,"
        " to: sag/*/theatrical/pay-television/rate, ratio: 3}]}\n",
        encoding="utf-8",
    )
    ran = run_here("offer", "pattern", ask, "--practice", path, "--format", "csv")
    assert "sag/tv-2014/theatrical/pay-television/rate,practice,,3.6%,4.5%,2017-01-01" in ran.stdout
