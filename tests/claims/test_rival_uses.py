"""Rival sources side by side: who says what, what it is worth, and the fewest facts that explain the gap.

The pact of the small worlds pays 1% on downloads up to 1,000 copies of a title and 2% beyond, $100.00 or more
a rerun, and $800.00 for each half-year online beyond 17 days; every figure here is worked by hand from that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audit_worlds import add, audit, make_book, receipt, small_world, title, use, write_pact

from arrears.agreements.model import Agreement
from arrears.book.ledger import Book
from arrears.claims.rival_uses import (
    AUDITED,
    Explained,
    RivalsFound,
    list_rivals,
    price_rivals,
)
from arrears.claims.windows import WindowQuestion
from arrears.findings import Refused
from arrears.reports.plain import as_text
from arrears.reports.rival_report import build_rival_money_report

AS_OF = date(2010, 1, 1)
FIRST = date(2008, 9, 1)


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def book_of(
    folder: Path, said: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]], **world: Any
) -> Book:
    """A small world and what each party says."""
    book = make_book(folder / "book", small_world(**world))
    for party, rows in said.items():
        add(book, rows, said_by=party)
    return book


def priced(
    folder: Path, pact: Agreement, said: Mapping[str, Any], *, trust: Sequence[str] = (), **world: Any
) -> RivalsFound:
    book = book_of(folder, said, **world)
    return price_rivals(book, [pact], WindowQuestion(trust=tuple(trust)), folder / "spill")


def cents(found: RivalsFound) -> dict[str, int]:
    """Money by source, where all positions agree."""
    result: dict[str, int] = {}
    for one in found.money:
        amounts = {owed.cents for owed in one.priced.values()} or {0}
        assert len(amounts) == 1
        result[one.source] = amounts.pop()
    return result


def bounds(found: RivalsFound) -> set[tuple[int | None, int | None]]:
    return {(one.low, one.high) for one in found.bounds}


def sets_of(explained: Explained) -> list[list[tuple[str, str, str, str]]]:
    """Each set: period or place, cell, first value, other value."""
    return [
        [(str(fact.group.period_from), fact.cell, fact.first, fact.other) for fact in one]
        for one in explained.sets
    ]


TWO_ACCOUNTS = {
    "brindle": {"receipt": [receipt("2008Q3", 100_000, 500), receipt("2008Q4", 200_000, 400)]},
    "counter": {"receipt": [receipt("2008Q3", 100_000, 900), receipt("2008Q4", 260_000, 400)]},
}


def test_conflicts_are_listed_with_who_says_what(tmp_path: Path) -> None:
    book = book_of(tmp_path, TWO_ACCOUNTS)
    found = list_rivals(book, WindowQuestion(), tmp_path / "spill")
    listed = [
        (each.group.period, each.differing(), [(one.name, dict(one.cells)) for one in each.said])
        for each in found.rivalries
    ]
    assert listed[0][:2] == ("2008-07-01 to 2008-09-30", ("units",))
    assert listed[1][:2] == ("2008-10-01 to 2008-12-31", ("gross_cents",))
    assert [name for name, _ in listed[0][2]] == ["brindle", "counter"]
    assert [told["units"] for _, told in listed[0][2]] == [500, 900]
    assert found.money == found.bounds == found.explained == ()


def test_money_under_each_source_and_the_two_facts_that_explain_the_gap(
    tmp_path: Path, pact: Agreement
) -> None:
    found = priced(tmp_path, pact, TWO_ACCOUNTS)
    # 1% of 1,000 and 2,000 dollars; the counter's 900 copies leave 100 of the next 400 at 1%, 300 at 2%.
    assert cents(found) == {AUDITED: 3_000, "brindle": 3_000, "counter": 1_000 + 4_550}
    # Combinations: neither 3,000; Q3 alone 1,000 + 1.75% of 200,000; Q4 alone 1,000 + 2,600; both 5,550.
    assert bounds(found) == {(3_000, 5_550)}
    (explained,) = found.explained
    assert (explained.source, explained.facts, explained.has_gap) == ("counter", 2, True)
    assert sets_of(explained) == [
        [("2008-07-01", "units", "500", "900"), ("2008-10-01", "gross_cents", "200000", "260000")]
    ]


def test_the_trust_order_turns_the_question_round(tmp_path: Path, pact: Agreement) -> None:
    found = priced(tmp_path, pact, TWO_ACCOUNTS, trust=["counter"])
    assert cents(found)[AUDITED] == 5_550
    assert [one.source for one in found.explained] == ["brindle"]
    assert bounds(found) == {(3_000, 5_550)}


def test_equal_gaps_are_told_as_ties(tmp_path: Path, pact: Agreement) -> None:
    """Two quarters 600 dollars higher and one 600 lower: either of the two alone gives the other's sum."""
    said = {
        "brindle": {"receipt": [receipt(quarter, 100_000, 1) for quarter in ("2008Q3", "2008Q4", "2009Q1")]},
        "counter": {
            "receipt": [
                receipt("2008Q3", 160_000, 1),
                receipt("2008Q4", 160_000, 1),
                receipt("2009Q1", 40_000, 1),
            ]
        },
    }
    (explained,) = priced(tmp_path, pact, said).explained
    assert sets_of(explained) == [
        [("2008-07-01", "gross_cents", "100000", "160000")],
        [("2008-10-01", "gross_cents", "100000", "160000")],
    ]


def test_sources_that_differ_and_give_the_same_money_leave_nothing_to_explain(
    tmp_path: Path, pact: Agreement
) -> None:
    said = {
        "brindle": {"receipt": [receipt("2008Q3", 100_000, 1), receipt("2008Q4", 100_000, 1)]},
        "counter": {"receipt": [receipt("2008Q3", 150_000, 1), receipt("2008Q4", 50_000, 1)]},
    }
    found = priced(tmp_path, pact, said)
    (explained,) = found.explained
    assert (explained.has_gap, explained.sets) == (False, ())
    assert bounds(found) == {(1_500, 2_500)}  # each quarter from either source


def test_a_source_that_is_silent_on_a_period_contradicts_nobody(tmp_path: Path, pact: Agreement) -> None:
    said = {
        "brindle": {"receipt": [receipt("2008Q3", 100_000, 1), receipt("2008Q4", 200_000, 1)]},
        "counter": {"receipt": [receipt("2008Q3", 150_000, 1)]},
    }
    found = priced(tmp_path, pact, said)
    assert [each.group.period for each in found.rivalries] == ["2008-07-01 to 2008-09-30"]
    assert cents(found)["counter"] == 1_500 + 2_000


def test_a_missing_amount_is_counted_and_enters_no_bound(tmp_path: Path, pact: Agreement) -> None:
    said = {
        "brindle": {"receipt": [receipt("2008Q3", 100_000, 1)]},
        "counter": {"receipt": [receipt("2008Q3", None, 1)]},
    }
    found = priced(tmp_path, pact, said)
    unknown = {one.source: {owed.unknown for owed in one.priced.values()} for one in found.money}
    assert unknown["counter"] == {1}
    assert {(one.low, one.high, one.worlds, one.not_computable) for one in found.bounds} == {
        (1_000, 1_000, 2, 1)
    }


def test_runs_are_facts_by_day(tmp_path: Path, pact: Agreement) -> None:
    """Two parties count other reruns; each day is a fact, and one of them is missing in the other's log."""
    days = [date(2008, 9, 1), date(2008, 10, 1), date(2008, 11, 1)]
    said = {
        "brindle": {"use": [use("free_television", day, day) for day in days[:2]]},
        "counter": {"use": [use("free_television", day, day) for day in days]},
    }
    found = priced(tmp_path, pact, said)
    assert cents(found) == {AUDITED: 70_000, "brindle": 35_000, "counter": 70_000}
    (explained,) = found.explained
    assert [[(fact.cell, fact.first, fact.other) for fact in one] for one in explained.sets] == [
        [("2008-11-01#1", "not said", "shown")]
    ]


def sighting(place: int, is_there: bool, **given: Any) -> dict[str, Any]:
    return {
        "title_id": "T1", "service": "SERVICE", "territory": "us", "seen_on": FIRST + timedelta(days=place),
        "monitor": "M1", "is_there": is_there, **given,
    }  # fmt: skip


def online(last: int | None, **given: Any) -> dict[str, Any]:
    until = None if last is None else FIRST + timedelta(days=last)
    return use("ad_supported_streaming", FIRST, until, **given)


def test_a_monitor_that_saw_more_than_is_reported_is_a_source_with_two_bounds(
    tmp_path: Path, pact: Agreement
) -> None:
    looks = [sighting(place, True) for place in range(12)] + [sighting(25, False)]
    said = {"brindle": {"use": [online(9)]}, "guild": {"sighting": looks}}
    found = priced(tmp_path, pact, said)
    assert [one.name for one in found.rivalries[0].said] == ["brindle", "M1, at least", "M1, at most"]
    # Ten days and twelve are within the window of 17; the 25 that cannot be ruled out are not.
    assert cents(found) == {AUDITED: 0, "brindle": 0, "M1, at least": 0, "M1, at most": 80_000}
    assert bounds(found) == {(0, 80_000)}
    explained = {one.source: one for one in found.explained}
    assert not explained["M1, at least"].has_gap
    assert [[fact.cell for fact in one] for one in explained["M1, at most"].sets] == [["to 1"]]


def test_a_monitor_that_found_it_gone_contradicts_a_longer_report(tmp_path: Path, pact: Agreement) -> None:
    looks = [sighting(0, True), sighting(10, False)]
    said = {"brindle": {"use": [online(30)]}, "guild": {"sighting": looks}}
    found = priced(tmp_path, pact, said)
    assert cents(found)["brindle"] == 80_000
    assert cents(found)["M1, at most"] == 0


def test_looks_that_agree_with_the_report_are_no_rival(tmp_path: Path, pact: Agreement) -> None:
    looks = [sighting(2, True), sighting(9, True), sighting(40, False)]
    found = priced(tmp_path, pact, {"brindle": {"use": [online(30)]}, "guild": {"sighting": looks}})
    assert found.rivalries == ()


def test_a_use_that_nobody_reported_is_held_against_no_report(tmp_path: Path, pact: Agreement) -> None:
    titles = [title("T1"), title("T2", series_id=None)]
    looks = [sighting(place, True, title_id="T2") for place in range(20)] + [
        sighting(20, False, title_id="T2")
    ]
    said = {"brindle": {"use": [online(5)]}, "guild": {"sighting": looks}}
    credits = [{"title_id": name, "person_id": "P1", "role": "written_by"} for name in ("T1", "T2")]
    found = priced(tmp_path, pact, said, title=titles, credit=credits)
    assert [(each.group.title_id, each.said[0].name) for each in found.rivalries] == [("T2", "no report")]
    assert cents(found) == {AUDITED: 0, "no report": 0, "M1, at least": 80_000}


def test_without_a_first_day_the_most_is_not_known(tmp_path: Path, pact: Agreement) -> None:
    looks = [sighting(place, True) for place in range(12)]
    said = {"brindle": {"use": [online(9)]}, "guild": {"sighting": [*looks, sighting(12, False)]}}
    found = priced(tmp_path, pact, said, title=[title("T1", first_new_media_on=None)])
    assert found.rivalries[0].has_no_upper_bound
    assert [one.name for one in found.rivalries[0].said] == ["brindle", "M1, at least"]
    assert all(one.high is None for one in found.bounds)


def test_a_use_without_an_end_is_contradicted_only_by_an_earlier_look(
    tmp_path: Path, pact: Agreement
) -> None:
    later = {
        "brindle": {"use": [online(None)]},
        "guild": {"sighting": [sighting(90, True), sighting(91, False)]},
    }
    assert priced(tmp_path, pact, later).rivalries == ()
    early = {
        "brindle": {"use": [online(None)]},
        "guild": {"sighting": [sighting(-3, True), sighting(9, False)]},
    }
    assert len(priced(tmp_path / "2", pact, early).rivalries) == 1


def test_the_audited_world_is_the_audit(tmp_path: Path, pact: Agreement) -> None:
    said = {
        party: {
            "receipt": rows["receipt"],
            "use": [use("free_television", date(2008, month, 1)) for month in (9, 10)] + [online(30)],
        }
        for party, rows in TWO_ACCOUNTS.items()
    }
    book = book_of(tmp_path, said)
    found = price_rivals(book, [pact], WindowQuestion(as_of=AS_OF), tmp_path / "spill")
    run = audit(book, [pact], as_of=AS_OF)
    ((owed,),) = run.rows("SELECT sum(amount_cents)::BIGINT FROM obligation")
    assert cents(found)[AUDITED] == owed == 3_000 + 35_000 + 80_000


def test_other_titles_of_the_book_are_not_priced_and_not_mixed_in(tmp_path: Path, pact: Agreement) -> None:
    titles = [title("T1"), title("T2")]
    credits = [{"title_id": name, "person_id": "P1", "role": "written_by"} for name in ("T1", "T2")]
    brindle = [*TWO_ACCOUNTS["brindle"]["receipt"], receipt("2008Q3", 900_000, 5_000, title_id="T2")]
    said = {**TWO_ACCOUNTS, "brindle": {"receipt": brindle}}
    found = priced(tmp_path, pact, said, title=titles, credit=credits)
    assert {each.group.title_id for each in found.rivalries} == {"T1"}
    assert cents(found) == {AUDITED: 3_000, "brindle": 3_000, "counter": 5_550}


def test_a_title_without_rivals_is_refused(tmp_path: Path) -> None:
    book = book_of(tmp_path, TWO_ACCOUNTS)
    with pytest.raises(Refused) as caught:
        list_rivals(book, WindowQuestion(titles=("T7",)), tmp_path / "spill")
    assert caught.value.findings[0].text() == (
        "T7: no two sources differ on a use of this title\n"
        "  expected T1, found T7\n"
        "  Try: leave --title out to see every conflict"
    )


@pytest.mark.slow
def test_where_too_much_would_have_to_be_tried_it_is_said_how_far(tmp_path: Path, pact: Agreement) -> None:
    """Eighty quarters, each a little higher in the log: only all of them together explain the gap."""
    quarters = [f"{year}Q{number}" for year in range(1990, 2010) for number in (1, 2, 3, 4)][:76]
    said = {
        "brindle": {"receipt": [receipt(quarter, 100_000, 1) for quarter in quarters]},
        "counter": {"receipt": [receipt(quarter, 110_000, 1) for quarter in quarters]},
    }
    found = priced(tmp_path, pact, said)
    (explained,) = found.explained
    assert (explained.facts, explained.has_gap, explained.sets, explained.tried) == (76, True, (), 2)
    assert not any(one.is_every_combination for one in found.bounds)
    assert bounds(found) == {(76 * 1_000, 76 * 1_100)}
    text = as_text(build_rival_money_report(found))
    assert "none among sets of up to 2 facts" in text
    assert "sources alone: too many combinations" in text


QUARTERS = ("2008Q3", "2008Q4", "2009Q1")
AMOUNTS = st.tuples(st.integers(0, 9).map(lambda k: 10_000 * k), st.integers(0, 9).map(lambda k: 200 * k))


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), other=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS))
def test_the_sets_told_are_those_of_trying_every_set(
    tmp_path_factory: pytest.TempPathFactory,
    pact: Agreement,
    one: tuple[tuple[int, int], ...],
    other: tuple[tuple[int, int], ...],
) -> None:
    """Held against the pact's own sum, written out here: 1% to 1,000 copies of the title, 2% beyond."""
    said = {
        party: {"receipt": [receipt(q, gross + 1, units + 1) for q, (gross, units) in zip(QUARTERS, rows)]}
        for party, rows in (("brindle", one), ("counter", other))
    }
    found = priced(tmp_path_factory.mktemp("rivals"), pact, said)
    cells = [(q, c) for q in range(3) for c in range(2) if one[q][c] != other[q][c]]
    if not cells:
        assert found.rivalries == ()
        return
    target = by_hand(other)
    subsets = chain.from_iterable(combinations(cells, size) for size in range(len(cells) + 1))
    giving = [taken for taken in subsets if by_hand(mixed(one, other, taken)) == target]
    smallest = [taken for taken in giving if len(taken) == len(giving[0])]
    (explained,) = found.explained
    assert explained.has_gap == (len(giving[0]) > 0)
    if explained.has_gap:
        names = ("gross_cents", "units")
        firsts = ("2008-07-01", "2008-10-01", "2009-01-01")
        assert [[(a, b) for a, b, *_ in facts] for facts in sets_of(explained)] == [
            [(firsts[q], names[c]) for q, c in taken] for taken in smallest
        ]


def mixed(
    one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...], taken: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    return tuple(
        tuple((other if (q, c) in taken else one)[q][c] for c in range(2))
        for q in range(3)  # type: ignore[misc]
    )


def by_hand(rows: Sequence[tuple[int, int]]) -> int:
    """The pact's downloads in cents: each quarter's blended rate, rounded half up to the cent."""
    total, before = 0, 0
    for gross, units in ((gross + 1, units + 1) for gross, units in rows):
        low = max(0, min(1_000, before + units) - min(1_000, before))
        numerator = gross * (low + 2 * (units - low))
        total += (2 * numerator + 100 * units) // (2 * 100 * units)
        before += units
    return total
