"""Who gains where a pot is shared by units of the cast, or nobody says how: told apart, or said not to be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.audit_worlds import HEADER, make_book, receipt, small_world, title

from arrears.agreements.load import load_agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.bargaining.costing import Costing
from arrears.bargaining.price_on_book import PricedRun, price_with_gains

from .priced_world import AS_OF, FLAT, World, assume, make_world

CAST_PACT = """
article: reuse
title: Reuse
cite: invented
status: derived
clauses:
- id: cable
  for: statement_line
  governed_by: received_on
  when: market = 'basic_cable' and work = 'television' and photographed_on >= since
  terms: {rate: 6%, since: 1960-01-01}
  pays: gross * rate
  to: performers
  split:
    by: units
    among: cast_used
    odd_cents: largest remainder
    cite: invented
    status: derived
    tables:
      units_of:
        by: hired_as
        rows: {series: 3, weekly: 2, day: 1}
    units: units_of
"""
EDIT = """\
- id: cable
  title: Cable
  reach: uses
  edits:
  - {at: reuse/cable/rate, was: 6%, is: 7%}
"""
PLANS = ("pension and health plans", 0, 1_500, None)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """$10,000.00 of cable for T1, whose three performers are known; $5,000.00 for T2, of whose two one is."""
    cast = [("T1", "P1", "series"), ("T1", "P2", "weekly"), ("T1", "P3", "day"), ("T2", "P4", "series")]
    newer: dict[str, Any] = {"photography_on": date(2007, 3, 1), "written_on": date(2007, 2, 1)}
    rows = small_world(
        title=[title("T1"), title("T2", first_release_on=date(2007, 9, 1), **newer)],
        production=[{"title_id": name, "performers_n": n} for name, n in (("T1", 3), ("T2", 2))],
        cast_member=[{"title_id": t, "person_id": who, "hired_as": how} for t, who, how in cast],
        receipt=[
            receipt("2008Q1", 1_000_000, market="basic_cable"),
            receipt("2008Q2", 500_000, market="basic_cable", title_id="T2", company_id="CO2"),
        ],
    )
    return make_world(tmp_path_factory.mktemp("cast"), rows, CAST_PACT)


def priced(world: World, extra: str) -> Costing:
    offer = world.offer(extra=extra, last="2009-12-31")
    return price_with_gains(
        offer, world.repricing(offer), assume(world.folder, **{**FLAT, "plans__residuals": "10%"})
    )


def told(costing: Costing) -> dict[str, list[tuple[str, int, int, int | None]]]:
    """The groups of every dimension, of the whole offer; quarters without their ranges."""
    found: dict[str, list[tuple[str, int, int, int | None]]] = {}
    for gain in costing.gains:
        if not gain.item_id:
            group = gain.group.partition(":")[0]
            found.setdefault(gain.by, []).append((group, gain.payees, gain.total_cents, gain.median_cents))
    return found


def test_performers_gain_by_their_units_and_an_unknown_cast_is_not_told_apart(world: World) -> None:
    """1% more is $100.00 of T1, three, two and one of six units, and $50.00 of T2, of which nobody's part is
    known while the second performer is not; a tenth comes on top for the plans.
    """
    found = priced(world, EDIT)
    assert found.total == 16_500
    assert found.by_person[""] == {"P1": 5_000, "P2": 3_333, "P3": 1_667}
    assert told(found) == {
        "market": [("basic_cable", 3, 15_000, 3_333), PLANS],
        "company": [("CO1", 3, 10_000, 3_333), ("CO2", 0, 5_000, None), PLANS],
        "credit": [("by units", 3, 15_000, 3_333), PLANS],
        "career stage": [("5 to 9 years", 3, 10_000, 3_333), ("not told apart", 0, 5_000, None), PLANS],
        "size band": [
            ("not told apart", 0, 5_000, None), ("quarter 1", 1, 1_667, 1_667),
            ("quarter 2", 1, 3_333, 3_333), ("quarter 3", 1, 5_000, 5_000), PLANS,
        ],
    }  # fmt: skip


def test_units_that_the_run_did_not_share_by_are_not_told_apart(world: World) -> None:
    """An item that moves the rate and the units at once: the run's parts are not those of the new units."""
    both = EDIT + "  - {at: reuse/cable/split/units_of/weekly, was: 2, is: 3}\n"
    found = priced(world, both)
    assert found.by_person[""] == {}
    assert told(found)["career stage"] == [("not told apart", 0, 15_000, None), PLANS]


def test_a_pot_that_nobody_says_how_to_share_is_not_told_apart(tmp_path: Path) -> None:
    """A clause without a split, in an agreement that divides no credits."""
    place = tmp_path / "library" / "pact" / "v1"
    place.mkdir(parents=True)
    header = HEADER[: HEADER.index("credit_shares:")].format(
        version="v1", first="1960-01-01", last="2100-01-01"
    )
    (place / "agreement.yaml").write_text(header)
    (place / "reuse.yaml").write_text(CAST_PACT[: CAST_PACT.index("  to: performers")])
    agreement = load_agreement(place)
    rows = small_world(receipt=[receipt("2008Q1", 1_000_000, market="basic_cable")])
    book = make_book(tmp_path / "book", rows)
    folder = run_audit(book, [agreement], AuditRequest(as_of=AS_OF)).folder
    world = World(tmp_path, book.path, PricedRun(folder, (agreement,), tmp_path / "library"))
    found = priced(world, EDIT)
    assert (found.total, found.by_person[""]) == (11_000, {})
    plans = ("pension and health plans", 0, 1_000, None)
    groups = told(found)
    assert groups["credit"] == groups["career stage"] == [("not told apart", 0, 10_000, None), plans]
    assert groups["market"] == [("basic_cable", 0, 10_000, None), plans]
