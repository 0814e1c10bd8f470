"""Issues come by dollars and days; a threat is held against thresholds and time and is no forecast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bargaining.resolution_world import (
    COMPANIES,
    FACTS,
    FIRST,
    GUILD,
    RULES,
    SECOND,
)

from arrears.bargaining.blocking_gaps import Count, open_gaps
from arrears.bargaining.blocking_list import BlockingList, FromBook, Threat, blocking_list
from arrears.bargaining.costing import Costing, ItemCost
from arrears.bargaining.critical_path import Record, find_path
from arrears.bargaining.gaps import Gap, Valuation
from arrears.bargaining.offer import Offer
from arrears.bargaining.read_offer import read_offer
from arrears.bargaining.read_path import read_path
from arrears.bargaining.resolution_facts import CostlyDay, ResolutionFacts, read_resolution
from arrears.bargaining.thresholds import of_ballots
from arrears.findings import Refused

AS_OF = date(2009, 3, 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("list")
    for name, text in (("first", FIRST), ("second", SECOND), ("facts", FACTS), ("rules", RULES)):
        (made / f"{name}.yaml").write_text(text)
    return made


@pytest.fixture(scope="module")
def offers(folder: Path) -> tuple[Offer, Offer]:
    return read_offer(folder / "first.yaml"), read_offer(folder / "second.yaml")


@pytest.fixture(scope="module")
def facts(folder: Path) -> ResolutionFacts:
    return read_resolution(folder / "facts.yaml")


def costing(offer_id: str, **cents: int | None) -> Costing:
    items = tuple(
        ItemCost(
            item_id=name.removeprefix("i"), title=name, by_year={}, alone=value, in_sequence=value,
            averaged=value, interval=None, group=(name,),
            not_priced="" if value is not None else "no clause of it is in the book",
        )
        for name, value in cents.items()
    )  # fmt: skip
    return Costing(offer_id, "", "", "", (), items, sum(value or 0 for value in cents.values()), ())


def gap(issue: str, *cents: int | None) -> Gap:
    return Gap(
        issue, issue, (f"offer item {issue}",), tuple(Valuation("x", one, (), "", "derived") for one in cents)
    )


def threat(folder: Path, called: date, yes: int = 80, by: str = GUILD) -> Threat:
    rules = read_path(str(folder / "rules.yaml"))
    vote = rules.vote_named("strike")
    path = find_path(rules, "strike", Record({"called": called}))
    return Threat(by, path, ((of_ballots(vote, yes, 100 - yes), "as supposed"),))


def listed(
    offers: tuple[Offer, Offer], facts: ResolutionFacts, gaps: list[Gap], threats: list[Threat] | None = None
) -> BlockingList:
    return blocking_list(offers, gaps, threats or [], (facts, FromBook()), AS_OF)


def test_the_gap_of_each_side_stands_apart_and_what_is_not_priced_is_no_zero(
    offers: tuple[Offer, Offer],
) -> None:
    guild = Count(
        "guild", costing("guild-second", i1=900, i2=50, i4=7), costing("companies-second", i1=100, i2=50)
    )
    companies = Count(
        "companies", costing("guild-second", i1=400, i2=None, i4=7), costing("companies-second", i1=90, i2=1)
    )
    gaps = {one.issue: one for one in open_gaps(*offers, [guild, companies])}
    assert list(gaps) == ["1", "2", "4"], "the third is tentatively agreed in both"
    assert [(one.by, one.ours_cents, one.theirs_cents, one.cents) for one in gaps["1"].valuations] == [
        ("guild", 900, 100, 800),
        ("companies", 400, 90, 310),
    ]
    assert gaps["1"].widest() == 800
    assert [one.cents for one in gaps["2"].valuations] == [0, None]
    assert "not priced: no clause of it is in the book" in gaps["2"].valuations[1].source
    assert (gaps["4"].said, gaps["4"].valuations[0].theirs_cents) == ("not in companies-second", 0)
    assert gaps["1"].refs == (
        "guild-second item 1 (first.yaml:14:3)",
        "companies-second item 1 (second.yaml:15:3)",
    )


def test_an_item_agreed_by_one_side_alone_stays_open_and_is_said(offers: tuple[Offer, Offer]) -> None:
    theirs = replace(offers[1], items=tuple(replace(one, agreed_on=None) for one in offers[1].items))
    count = Count("guild", costing("a", i1=1, i2=1, i3=5, i4=1), costing("b", i1=1, i2=1, i3=5))
    found = {one.issue: one for one in open_gaps(offers[0], theirs, [count])}
    assert found["3"].said == "tentatively agreed on 2009-01-15 in guild-second"


@given(st.lists(st.one_of(st.none(), st.integers(-(10**9), 10**9)), min_size=1, max_size=8))
def test_the_widest_gap_comes_first_and_what_nobody_priced_last(
    offers: tuple[Offer, Offer], facts: ResolutionFacts, cents: list[int | None]
) -> None:
    gaps = [gap(str(number), one) for number, one in enumerate(cents, start=1)]
    order = [one.gap.widest() for one in listed(offers, facts, gaps).issues]
    known = [one for one in order if one is not None]
    assert known == sorted(known, reverse=True)
    assert order == known + [None] * (len(order) - len(known))


def test_each_side_has_its_next_costly_day_or_the_day_its_offer_lapses(
    offers: tuple[Offer, Offer], facts: ResolutionFacts
) -> None:
    (issue,) = listed(offers, facts, [gap("1", 5)]).issues
    assert issue.next_ours is not None
    assert issue.next_theirs is not None
    assert (issue.next_ours.on, issue.next_theirs.on) == (date(2009, 4, 1), date(2009, 4, 20))
    assert [one.who for one in issue.movers] == ["the companies' labor committee"]
    (bare,) = listed(offers, ResolutionFacts("none"), [gap("1", 5)]).issues
    assert bare.next_ours is not None
    assert bare.next_theirs is not None
    assert (bare.next_ours.on, bare.next_theirs.on) == (date(2009, 3, 25), date(2009, 4, 30))
    late = blocking_list(offers, [gap("1", 5)], [], (facts, FromBook()), date(2010, 1, 1))
    assert late.days == ()
    assert late.issues[0].next_ours is None


@pytest.mark.parametrize(
    ("called", "yes", "told"),
    [
        (date(2009, 3, 5), 80, {"2009-04-20": True, "2009-04-30": True, "2009-05-15": True}),
        (date(2009, 3, 5), 74, {"2009-04-20": False, "2009-04-30": False, "2009-05-15": False}),
        (date(2009, 3, 26), 80, {"2009-04-20": None, "2009-04-30": True, "2009-05-15": True}),
        (date(2009, 4, 20), 80, {"2009-04-20": False, "2009-04-30": False, "2009-05-15": None}),
    ],
)
def test_a_threat_needs_its_votes_and_its_time(
    folder: Path,
    offers: tuple[Offer, Offer],
    facts: ResolutionFacts,
    called: date,
    yes: int,
    told: dict[str, bool],
) -> None:
    found = listed(offers, facts, [gap("1", 5)], [threat(folder, called, yes)]).threats
    assert {str(one.day.on): one.credible for one in found if one.day} == told
    assert all(one.why for one in found)


def test_a_vote_that_nobody_supposed_leaves_the_threat_open(
    folder: Path, offers: tuple[Offer, Offer], facts: ResolutionFacts
) -> None:
    silent = replace(threat(folder, date(2009, 3, 5)), votes=())
    found = listed(offers, facts, [gap("1", 5)], [silent]).threats
    assert {one.credible for one in found} == {None}
    assert "nobody supposed how the vote 'strike' falls" in found[0].why
    path = find_path(silent.path.rules, "strike", Record({}, {"ballot": date(2009, 3, 1)}))
    taken = replace(silent, path=path)
    assert {one.credible for one in listed(offers, facts, [gap("1", 5)], [taken]).threats} == {True}


def test_a_threat_without_a_day_that_costs_the_other_side_is_open(
    folder: Path, offers: tuple[Offer, Offer]
) -> None:
    bare = tuple(replace(one, valid_until=None) for one in offers)
    found = listed(
        (bare[0], bare[1]), ResolutionFacts("none"), [gap("1", 5)], [threat(folder, AS_OF)]
    ).threats
    assert [(one.day, one.in_time, one.credible) for one in found] == [(None, None, None)]
    assert found[0].why == ("no day that costs the other side is known",)


@pytest.mark.parametrize("days", range(20, 40))
def test_in_time_agrees_with_the_paths_own_days(
    folder: Path, offers: tuple[Offer, Offer], facts: ResolutionFacts, days: int
) -> None:
    called = date(2009, 4, 20) - timedelta(days=days)
    one, *_ = listed(offers, facts, [gap("1", 5)], [threat(folder, called)]).threats
    assert one.in_time == (True if days >= 30 else None if days >= 21 else False)


def test_a_line_that_names_nothing_of_the_offers_is_refused(
    folder: Path, offers: tuple[Offer, Offer], facts: ResolutionFacts
) -> None:
    day = replace(facts.costly_days[0], party="Lantern Producer")
    link = "links:\n- {issue: '9', claims: [claim/1], requests: [request/1], entries: [other:deal]}\n"
    (folder / "linked.yaml").write_text(FACTS + link)
    linked = read_resolution(folder / "linked.yaml")
    with pytest.raises(Refused) as told:
        listed(
            offers, replace(linked, costly_days=(day,)), [gap("1", 5)], [threat(folder, AS_OF, by="nobody")]
        )
    assert [one.code for one in told.value.findings] == ["resolution-part"] * 6
    assert {one.found for one in told.value.findings} == {
        "'Lantern Producer'", "'nobody'", "'9'", "'claim/1'", "'request/1'", "'other:deal'",
    }  # fmt: skip
    assert f"write '{COMPANIES}'" in {one.remedy for one in told.value.findings}


def test_a_costly_day_that_is_past_costs_nobody_any_more(
    offers: tuple[Offer, Offer], facts: ResolutionFacts
) -> None:
    past = CostlyDay(COMPANIES, AS_OF - timedelta(days=1), "past", 5, facts.movers[0].citation, "x:1:1")
    today = replace(past, on=AS_OF, what="today")
    found = listed(offers, replace(facts, costly_days=(past, today)), [gap("1", 5)])
    assert next(one.what for one in found.days if one.party == COMPANIES) == "today"
