"""Sets of items over a base year: which can meet, what is kept, who gains, and the window of the mba-2008."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from tests.audit_worlds import audit, credit, make_book, receipt, shipped, small_world, title, use

from arrears.agreements.load import SHIPPED
from arrears.bargaining.amended import amend, depends_on, units
from arrears.bargaining.assumptions import read_assumptions
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.price import price_offer
from arrears.bargaining.price_on_book import PricedRun, price_with_gains, reprice
from arrears.bargaining.read_offer import read_offer
from arrears.bargaining.same_items import shared_issues
from arrears.bargaining.separated import item_gaps, refuse_other_base, separations, total_gap
from arrears.findings import Refused

from .priced_world import FLAT, ITEMS, World, assume, make_world, usual_rows

DEMONSTRATION = Path(__file__).resolve().parents[2] / "tools" / "demonstration" / "bargaining" / "offers"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("repriced"))


def touched(repricing: Repricing) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(u.clauses, u.items) for u in units(repricing.amended, depends_on(repricing.amended))]


def test_items_meet_where_they_change_one_clause_and_nowhere_else(world: World) -> None:
    offer = world.offer("low", "window", "high", "fee", "raise", "due")
    assert touched(world.repricing(offer)) == [
        (("reuse/downloads",), ("low", "high")),
        (("reuse/streaming",), ("window", "fee")),
    ]


def test_clauses_of_one_entitlement_hang_together(tmp_path: Path) -> None:
    """The two of pay television pay one entitlement, so items that change one or the other interact."""
    extra = "".join(
        f"- id: {name}\n  title: {name}\n  reach: uses\n  edits:\n"
        f"  - {{at: reuse/{name}/rate, was: {was}, is: 5%}}\n"
        for name, was in (("pay-television", "3%"), ("pay-television-else", "1%"))
    )
    quarters = [receipt(f"2008Q{q}", 100_000, market="pay_television") for q in (1, 2, 3, 4)]
    world = make_world(tmp_path, usual_rows(receipt=quarters))
    offer = world.offer(extra=extra)
    assert touched(world.repricing(offer)) == [
        (("reuse/pay-television", "reuse/pay-television-else"), ("pay-television", "pay-television-else"))
    ]


SHARED_TERM = """
article: reuse
title: Reuse
cite: invented
status: derived
shared:
  terms: {bonus: 4%}
clauses:
- id: cable
  for: statement_line
  governed_by: period_to
  when: market = 'basic_cable'
  pays: gross * bonus
- id: video
  for: statement_line
  governed_by: period_to
  when: market = 'home_video'
  terms: {rate: 50%}
  pays: gross * rate
"""


def test_a_clause_that_takes_a_term_only_under_another_item_is_found_by_trying_the_sets(
    tmp_path: Path,
) -> None:
    """a doubles the shared 4%; b has video pay 50% of it. On $1,000.00 each: a alone adds $40.00 of cable and
    nothing of video, b alone takes $480.00 of video away, beside a only $460.00.
    """
    extra = (
        "- id: a\n  title: a\n  reach: uses\n  edits:\n  - {at: reuse/shared/bonus, was: 4%, is: 8%}\n"
        "- id: b\n  title: b\n  reach: uses\n  edits:\n"
        "  - {at: reuse/video/pays, was: gross * rate, is: gross * rate * bonus}\n"
    )
    lines = [receipt("2008Q1", 100_000, 1, market=market) for market in ("basic_cable", "home_video")]
    world = make_world(tmp_path, usual_rows(receipt=lines, use=[], payment_line=[]), SHARED_TERM)
    offer = world.offer(extra=extra, last="2009-12-31")
    repricing = world.repricing(offer)
    assert sorted(touched(repricing)) == [(("reuse/cable",), ("a",)), (("reuse/video",), ("a", "b"))]
    found = price_offer(offer, repricing, assume(tmp_path, **FLAT, mix__home_video="1"))
    assert [(i.alone, i.in_sequence, i.averaged) for i in found.items] == [
        (4_000, 4_000, 5_000), (-48_000, -46_000, -47_000),
    ]  # fmt: skip


def test_a_pricing_that_was_killed_goes_on_where_it_stood(world: World, tmp_path: Path) -> None:
    """The third set is never figured: the two before it are kept and found again."""
    offer = world.offer("low", "high", "window")
    assumed = assume(world.folder, **FLAT)

    def stop(text: str) -> None:
        if "(set 3" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        price_offer(offer, world.repricing(offer, tmp_path / "kept", progress=stop), assumed)
    assert len(list((tmp_path / "kept").glob("*.json"))) == 2
    said: list[str] = []
    second = world.repricing(offer, tmp_path / "kept", progress=said.append)
    found = price_offer(offer, second, assumed)
    assert dict(second.tally) == {"found": 2, "figured": 2, "of": 4}
    assert said == ["pricing low (set 3 of 4)", "pricing high (set 4 of 4)"]
    third = world.repricing(offer, tmp_path / "kept")
    assert price_offer(offer, third, assumed) == found == price_offer(offer, world.repricing(offer), assumed)
    assert (third.tally["found"], third.tally["figured"]) == (4, 0)


@pytest.mark.parametrize("spoiled", ["", "{", '{"cents": [["a", "b"]], "unknown_lines": 0}', "[1]"])
def test_half_a_kept_file_is_figured_again(world: World, tmp_path: Path, spoiled: str) -> None:
    offer = world.offer("low")
    first = world.repricing(offer, tmp_path)
    whole = price_offer(offer, first, assume(world.folder, **FLAT))
    (kept,) = tmp_path.glob("*.json")
    assert json.loads(kept.read_text())["cents"] == [["reuse/downloads", "download", 2_333]]
    kept.write_text(spoiled, encoding="utf-8")
    again = world.repricing(offer, tmp_path)
    assert price_offer(offer, again, assume(world.folder, **FLAT)) == whole
    assert again.tally["figured"] == 1


def test_another_figure_of_an_item_is_another_set(world: World, tmp_path: Path) -> None:
    for text, cents in ((ITEMS["low"], 2_333), (ITEMS["low"].replace("is: 2%", "is: 3%"), 4_666)):
        offer = world.offer(extra=text, last="2009-12-31")
        found = price_offer(offer, world.repricing(offer, tmp_path), assume(world.folder, **FLAT))
        assert found.total in (cents, cents + 1)
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_two_offers_are_held_together_item_by_item(world: World) -> None:
    ours = world.offer("low", "window", last="2009-12-31")
    theirs = world.offer("low", "due", last="2009-12-31", name="second", by="the companies")
    assumed = assume(world.folder, **FLAT)
    costings = [price_offer(offer, world.repricing(offer), assumed) for offer in (ours, theirs)]
    gaps = item_gaps(*costings, shared_issues(ours, theirs))
    assert [(g.item_id, g.is_in, g.ours, g.theirs, g.gap) for g in gaps] == [
        ("low", "both", 2_333, 2_333, 0),
        ("window", "first", 80_000, 0, 80_000),
        ("due", "second", 0, None, None),
    ]
    assert total_gap(gaps) == 80_000
    with pytest.raises(Refused) as refused:
        refuse_other_base(ours, replace(theirs, amends="pact/v2"))
    assert [f.code for f in refused.value.findings] == ["offers-apart"]


def test_what_separates_two_scenarios_is_told_assumption_by_assumption(world: World, tmp_path: Path) -> None:
    """50% against 10% of growth moves $800.00 by $320.00; 1 against 0.8 of the mix $1,200.00 by $240.00."""
    offer = world.offer("window", last="2009-12-31")
    path = tmp_path / "two.yaml"
    lines = [
        ("growth", "50%", "guild"), ("growth", "10%", "companies"), ("mix/2009", "1", "guild"),
        ("mix/2009", "0.8", "companies"), ("plans/residuals", "0%", ""),
    ]  # fmt: skip
    path.write_text("assumptions:\n" + "".join(
        f"- {{name: {n}, value: '{v}', by: x, on: 2008-12-01, source: invented, status: unverified"
        + (f", scenario: {s}}}\n" if s else "}\n") for n, v, s in lines))  # fmt: skip
    read = read_assumptions(path)
    found = separations(offer, world.repricing(offer), read.of("guild"), read.of("companies"))
    assert [(s.name, s.ours.value if s.ours else None, s.theirs.value, s.moves) for s in found] == [
        ("growth", Fraction(1, 2), Fraction(1, 10), -32_000),
        ("mix/2009", Fraction(1), Fraction(4, 5), -24_000),
    ]


def window_world(folder: Path) -> tuple[PricedRun, dict[str, int]]:
    """Network hours of the autumn of 2008, online from 25 September for so many days, seventeen of them free:
    ten and seventeen days owe nothing, eighteen one half-year of 3% of $21,710, which is $651.30.
    """
    first = date(2008, 9, 25)
    days = {"T7": 7, "T8": 8, "T10": 10, "T17": 17, "T18": 18, "T60": 60}
    titles = [
        title(name, photography_on=date(2008, 3, 3), employed_on=date(2008, 3, 3), season_no=3,
              first_market="network_prime_time", minutes=60, program_kind="dramatic",
              first_new_media_on=first, first_release_on=first)
        for name in days
    ]  # fmt: skip
    world = small_world(
        title=[{k: v for k, v in one.items() if k != "employed_on"} for one in titles],
        credit=[credit(name, "P1") for name in days],
        engagement=[
            {"engagement_id": f"E-{name}", "person_id": "P1", "company_id": "CO1", "title_id": name,
             "kind": "writing", "starts_on": date(2008, 3, 3), "initial_cents": 100, "currency": "usd"}
            for name in days
        ],
        use=[
            use("ad_supported_streaming", first, first + timedelta(count - 1), title_id=name)
            for name, count in days.items()
        ],
    )  # fmt: skip
    agreement = shipped("wga/mba-2008")
    audited = audit(make_book(folder / "book", world), [agreement], as_of=date(2009, 6, 30))
    rows = audited.rows(
        "SELECT title_id, sum(amount_cents) FROM obligation WHERE positions & 1 = 1 GROUP BY ALL ORDER BY ALL"
    )
    return PricedRun(audited.folder, (agreement,), SHIPPED), {name: int(cents) for name, cents in rows}


WINDOW = """\
offer: seven
title: Seven free days instead of seventeen
made_by: the guild
made_to: the companies
side: payees
made_on: 2008-09-01
status: proposal
amends: wga/mba-2008
effective_on: 2009-01-01
term: {from: 2009-01-01, until: 2009-12-31}
source:
  cite: terms of 17 days from the strike blog of February 2008; of 7 days since 2014, W23 p. 33
  status: secondary
items:
- id: window
  title: Free window
  reach: uses
  edits:
  - {at: new-media/shared/usual_window, was: 17 days, is: 7 days}
"""


def test_the_change_of_the_free_window_from_17_to_7_days_on_the_same_facts(tmp_path: Path) -> None:
    """On the facts of one autumn. Free for 17 days, those of 18 and 60 days owe: 2 x $651.30 = $1,302.60.
    Free for 7, those of 8, 10 and 17 days owe as well: 3 x $651.30 = $1,953.90 more, so $3,256.50. One of 7
    days owes nothing either way, and one of 60 no more than before: half a year has begun both times.
    """
    run, before = window_world(tmp_path)
    assert before == {"T18": 65_130, "T60": 65_130}
    path = tmp_path / "seven.yaml"
    path.write_text(WINDOW, encoding="utf-8")
    offer = read_offer(path)
    base = run.base_year(2008, "")
    assert base.owed() == {"ad_supported_streaming": 130_260}
    given = {**FLAT, "vintage__employed_on@2008-02-13": "100%"}
    found = price_with_gains(offer, reprice(offer, base, run), assume(tmp_path, **given))
    assert found.total == 3 * 65_130
    assert found.by_person["window"] == {"P1": 195_390}


def test_the_demonstrations_items_meet_in_streaming_only() -> None:
    """The window and the share of the half-year change one amount; downloads and rentals stand apart."""
    offer = read_offer(DEMONSTRATION / "guild-proposal.yaml")
    answers = {
        "wga/new-media/shared/new_series": "first-season", "wga/new-media/shared/covered": "guild",
    }  # fmt: skip
    every = {q.address.replace("/mba-2008", ""): q.answers[0].side
             for c in shipped("wga/mba-2008").clauses() for q in c.questions}  # fmt: skip
    amended = amend(offer, {**every, **answers})
    found = {u.items for u in units(amended, depends_on(amended))}
    assert {("1",), ("3",), ("2", "4"), ("2",)} == found


def test_a_clause_that_reads_what_no_audited_clause_asked_is_refused_by_its_fact(tmp_path: Path) -> None:
    when = "market = 'basic_cable' and work = 'television'"
    extra = (
        "- id: long\n  title: Long works\n  reach: uses\n  edits:\n"
        f'  - {{at: reuse/cable/when, was: "{when}", is: "{when} and known(minutes)"}}\n'
    )
    rows = usual_rows(receipt=[receipt("2008Q1", 100_000, market="basic_cable")])
    world = make_world(tmp_path, rows)
    offer = world.offer(extra=extra, last="2009-12-31")
    with pytest.raises(Refused) as refused:
        price_offer(offer, world.repricing(offer), assume(tmp_path, **FLAT))
    (finding,) = refused.value.findings
    assert (finding.code, finding.found) == ("fact-not-in-run", "minutes")


def test_an_item_that_opens_a_question_is_refused_with_it(world: World) -> None:
    when = "market = 'basic_cable' and work = 'television'"
    extra = (
        "- id: open\n  title: A question\n  reach: uses\n  edits:\n"
        "  - {add: reuse/cable/reported, is: {ours: {by: the union, is: gross > 0, because: said},"
        " theirs: {by: the networks, is: gross < 0, because: unsaid}}}\n"
        f'  - {{at: reuse/cable/when, was: "{when}", is: "{when} and reported"}}\n'
    )
    offer = world.offer(extra=extra, last="2009-12-31")
    with pytest.raises(Refused) as refused:
        price_offer(offer, world.repricing(offer), assume(world.folder, **FLAT))
    (finding,) = refused.value.findings
    assert (finding.code, finding.expected, finding.found) == ("reading-not-answered", "ours, theirs", "none")
    assert "reported" in finding.problem
