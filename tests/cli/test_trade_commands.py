"""Claims at the table through the command line: worth, beside items of an offer, and who gives them up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.bargaining.priced_world import offer_text
from tests.claims.frozen_worlds import open_claim_over, world_of
from tests.command_line import Ran, run_here

from arrears.book.access import COUNSEL
from arrears.claims.lines_held import open_lines

HEAD = "by: counsel, on: 2009-12-01, source: invented, status: unverified}"


def chances(names: tuple[str, ...]) -> str:
    share = f"1/{len(names) + 1}"
    held = {
        **{f"claim/1/probability/{name.replace(' ', '-')}": share for name in names},
        "claim/1/probability/nothing": share,
        "claim/1/costs": "$10.00",
        "claim/1/days-to-hearing": "200",
        "discount/yearly": "5%",
        "growth/download": "0%",
        "mix/download": "1",
        "plans/residuals": "0%",
    }
    lines = (f"  - {{name: {name}, value: {value}, {HEAD}\n" for name, value in held.items())
    return "assumptions:\n" + "".join(lines)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a claim over all its arrears, an offer that raises a rate, and counsel's chances."""
    folder = tmp_path_factory.mktemp("trade")
    world = world_of(folder)
    claim = open_claim_over(world.book.seen_by(COUNSEL), world.freeze("true"))
    names = tuple(position.name for position in open_lines(world.book, claim).positions)
    (folder / "chances.yaml").write_text(chances(names), encoding="utf-8")
    (folder / "offer.yaml").write_text(offer_text("low", first="2010-01-01"), encoding="utf-8")
    (folder / "gains.csv").write_text("person_id,gain\nP1,$1.00\n", encoding="utf-8")
    return folder


TRADED = ("book", "1", "--assumptions", "chances.yaml", "--for", "2010-02-01")
PRICED = (
    "--offer",
    "offer.yaml",
    "--priced-with",
    "chances.yaml",
    "--base-year",
    "2008",
    "--library",
    "library",
    "--position",
    "guild",
)


def asked(place: Path, command: str, *words: str) -> Ran:
    return run_here("trade", command, *TRADED, *words, cwd=place)


def rows(ran: Ran, table: str) -> list[dict[str, Any]]:
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)[table]
    return found


def test_a_claim_is_worth_its_readings_by_probability_less_costs(place: Path) -> None:
    (worth,) = rows(asked(place, "worth", "--format", "json"), "worth")
    readings = rows(asked(place, "worth", "--format", "json"), "by_reading")
    weighed = sum(int(row["weighed_cents"]) for row in readings)
    assert abs(int(worth["before_costs_cents"]) - weighed) <= len(readings)
    assert len(readings) > 1
    for row in readings:
        assert int(row["amount_cents"]) == int(row["principal_cents"]) + int(row["charges_cents"])
    assumptions = rows(asked(place, "worth", "--format", "json"), "assumptions")
    assert {"by", "on", "source", "status"} <= set(assumptions[0])
    assert len(assumptions) == len(readings) + 4


def test_each_claim_stands_beside_each_item_with_the_offers_horizon(place: Path) -> None:
    ran = asked(place, "exchange", *PRICED)
    assert ran.returncode == 0, ran.stderr
    assert "its term, 2010 to 2010, on the base year 2008" in ran.stdout
    (row,) = rows(asked(place, "exchange", *PRICED, "--format", "json"), "exchange")
    assert row["item"] == "low"
    assert int(row["left_cents"]) == int(row["item_worth_cents"]) - int(row["claim_worth_cents"])


def test_what_a_person_gains_is_that_of_an_offer_or_a_file_or_not_known(place: Path) -> None:
    by_offer = {
        row["person"]: row for row in rows(asked(place, "given-up", *PRICED, "--format", "json"), "net")
    }
    assert int(by_offer["P1"]["gain_cents"]) > 0
    file = ("--gains", "gains.csv", "--gains-source", "research")
    by_file = {row["person"]: row for row in rows(asked(place, "given-up", *file, "--format", "json"), "net")}
    assert by_file["P1"]["gain_cents"] == 100
    assert by_file["P2"]["gain_cents"] is by_file["P2"]["net_cents"] is None
    nobody = rows(asked(place, "given-up", "--format", "json"), "net")
    assert {row["gain_cents"] for row in nobody} == {None}


def test_a_company_that_stays_out_is_not_spared(place: Path) -> None:
    assert rows(asked(place, "given-up", "--stays-out", "CO1", "--format", "json"), "by_company") == []


def test_a_stated_gain_comes_before_the_price_and_each_is_marked(place: Path) -> None:
    words = ("--gains", "gains.csv", "--gains-source", "research", *PRICED, "--format", "json")
    both = {row["person"]: row for row in rows(asked(place, "given-up", *words), "net")}
    assert (both["P1"]["gain_is"], both["P1"]["gain_cents"]) == ("stated", 100)
    # the file leaves P2 empty, so the price has it
    assert both["P2"]["gain_is"] == "priced"
    assert both["P2"]["net_cents"] == both["P2"]["gain_cents"] - both["P2"]["given_up_cents"]
    alone = asked(place, "given-up", *PRICED)
    assert "of 2 it is priced, of 0 stated" in " ".join(alone.stdout.split())


def test_gains_are_said_to_be_whose(place: Path) -> None:
    ran = asked(place, "given-up", "--gains", "gains.csv")
    assert ran.returncode == 2
    assert "--gains-source" in ran.stderr


def test_chances_are_kept_and_used_by_name(place: Path) -> None:
    kept = run_here(
        "trade", "keep", "book", "chances.yaml", "--on", "2010-02-01", "--by", "counsel", cwd=place
    )
    assert "kept valuation/2000001 for counsel only" in kept.stdout, kept.stderr
    words = ("book", "1", "--assumptions", "valuation/2000001", "--for", "2010-02-01", "--format", "json")
    assert rows(run_here("trade", "worth", *words, cwd=place), "worth") == rows(
        asked(place, "worth", "--format", "json"), "worth"
    )
    listed = rows(run_here("trade", "list", "book", "--format", "json", cwd=place), "papers")
    assert [row["paper"] for row in listed] == ["valuation/2000001"]


def test_published_outcomes_need_no_book() -> None:
    found = rows(run_here("trade", "anchors", "--format", "json"), "anchors")
    assert [row["result"] for row in found if row["anchor"] == "bird-box-interest-2022"] == [
        "just over 41.17%"
    ]


PACKAGES = """\
packages: Two issues (invented)
by: research
on: 2009-12-01
source: invented
status: derived
horizon: the term of the offer
survey: survey.yaml
on_the_table: {downloads: now, expiry: early}
issues:
  - issue: downloads
    title: Downloads
    options:
      - {option: now, title: as now, gains_us: $0.00, met: 0%, costs_them: {least: $0.00, most: $0.00}}
      - {option: more, title: twice, item: first/low, met: 100%, costs_them: {least: $5.00, most: $6.00}}
  - issue: expiry
    title: Expiry
    options:
      - {option: early, title: early, gains_us: $0.00, met: 0%, costs_them: {least: $0.00, most: $0.00}}
      - {option: late, title: late, gains_us: -$1.00, met: 100%, costs_them: {least: -$9.00, most: -$7.00}}
"""
SURVEY = """\
survey: s
by: research
on: 2009-11-30
question: q
source: invented
status: derived
answered: 9
weighted: not at all
weights: {downloads: 50%, expiry: 50%}
"""


def test_an_option_of_a_package_takes_its_worth_from_a_priced_item(place: Path) -> None:
    (place / "packages.yaml").write_text(PACKAGES, encoding="utf-8")
    (place / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (item,) = rows(asked(place, "exchange", *PRICED, "--format", "json"), "exchange")
    words = ("book", "packages.yaml", *PRICED, "--format", "json")
    options = rows(run_here("package", "show", *words, cwd=place), "options")
    more = next(row for row in options if row["option"] == "more")
    assert more["gain_cents"] == item["item_worth_cents"] > 100
    found = rows(run_here("package", "swaps", *words, cwd=place), "swaps")
    whole = [(row["drop"], row["gain"]) for row in found if row["holds"] == "over the whole range"]
    # More downloads cost them 6.00 at most, a late ending spares them 7.00 at least.
    assert whole == [("downloads now; expiry early", "downloads more; expiry late")]
    unpriced = run_here("package", "show", "book", "packages.yaml", cwd=place)
    assert (unpriced.returncode, "no price is held for" in unpriced.stderr) == (1, True)


def test_a_kept_file_that_takes_its_worth_from_an_offer_is_kept_without_its_price(place: Path) -> None:
    (place / "packages.yaml").write_text(PACKAGES, encoding="utf-8")
    (place / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    words = ("book", "packages.yaml", "--on", "2010-02-01", "--by", "counsel")
    assert "kept packages/2000001" in run_here("package", "keep", *words, cwd=place).stdout
    ran = run_here("package", "efficient", "book", "packages/2000001", *PRICED, "--format", "json", cwd=place)
    assert {row["stays"] for row in rows(ran, "efficient")} <= {"over the whole range", "only somewhere"}
