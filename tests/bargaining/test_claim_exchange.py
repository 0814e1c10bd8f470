"""Claims against items, and what giving claims up means for each person: figured by hand and by property."""

from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.claims.desk_world import DAY, LINES, line

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.claim_anchors import read_anchors
from arrears.bargaining.claim_exchange import (
    GivenUp,
    Net,
    PricedPersons,
    exchange_table,
    gains_over_term,
    given_up_by,
    median,
    net_by_person,
    summarise,
)
from arrears.bargaining.costing import Costing, ItemCost
from arrears.bargaining.person_gains import read_gains
from arrears.bargaining.tradable_claims import ClaimWorth, ReadingWorth, expected_of_line
from arrears.claims.settlement_terms import SettlementLine
from arrears.claims.settlement_worked import read_worked
from arrears.findings import Refused


def chance(name: str, value: Fraction, is_money: bool = False) -> Assumption:
    return Assumption(name, value, "counsel", DAY, "invented", "unverified", "", "f", is_money)


def worth_of(lines: tuple[SettlementLine, ...], guild: Fraction, factor: Fraction) -> ClaimWorth:
    """A claim over lines, the guild's reading with a probability and the companies' with the rest."""
    readings = tuple(
        ReadingWorth(
            name, chance(f"claim/1/probability/{name}", share),
            sum(each.by_position[name] or 0 for each in lines), 0, len(lines), 0, "secondary",
        )
        for name, share in (("guild", guild), ("companies", 1 - guild))
    )  # fmt: skip
    costs = chance("claim/1/costs", Fraction(500_00), is_money=True)
    return ClaimWorth(
        "claim/1", "Suspended regulars", ("C1", "C2"), DAY, date(2010, 4, 29), "simple", factor, readings,
        costs, (), False, lines,
    )  # fmt: skip


HALF = worth_of(LINES, Fraction(1, 2), Fraction(4, 5))


def test_who_would_give_up_what_is_figured_line_by_line() -> None:
    # P1: 1,000.00 and a charge of 100.00; half of it expected, worth four fifths: 440.00. P2: 800.00.
    people = given_up_by([HALF], lambda each: each.payee_id)
    assert [(one.party_id, one.full["guild"], one.expected_cents) for one in people] == [
        ("P2", 2_000_00, 800_00),
        ("P1", 1_100_00, 440_00),
        ("P3", 500_00, 200_00),
    ]
    companies = given_up_by([HALF], lambda each: each.company_id)
    assert [(one.party_id, one.lines, one.expected_cents) for one in companies] == [
        ("C1", 3, 1_240_00),
        ("C2", 1, 200_00),
    ]


def test_a_company_that_stays_out_takes_its_lines_along() -> None:
    people = given_up_by([HALF], lambda each: each.payee_id, frozenset({"C1"}))
    assert [one.party_id for one in people] == ["P3"]


def test_two_claims_are_given_up_together() -> None:
    other = replace(HALF, claim_id="claim/2", lines=(line("z", "P3", "C1", 10_00),))
    people = {one.party_id: one for one in given_up_by([HALF, other], lambda each: each.payee_id)}
    assert (people["P3"].lines, people["P3"].expected_cents) == (2, 204_00)


def test_what_cannot_be_figured_and_what_nobody_disputes_are_told_apart() -> None:
    lines = (
        line("a", "P1", "C1", 100_00, undisputed_cents=40_00),
        line("b", "P1", "C1", 0, by_position={"guild": None, "companies": 10_00}, undisputed_cents=None),
    )
    (found,) = given_up_by([worth_of(lines, Fraction(1, 2), Fraction(1))], lambda each: each.payee_id)
    assert (found.not_computable, found.undisputed_cents, found.undisputed_not_known) == (1, 40_00, 1)
    assert (found.full, found.expected_cents) == ({"guild": 100_00, "companies": 10_00}, 55_00)


@given(
    st.lists(
        st.tuples(st.sampled_from("PQR"), st.sampled_from("AB"), st.integers(0, 9_999)),
        min_size=1,
        max_size=9,
    ),
    st.fractions(0, 1, max_denominator=50),
    st.fractions(Fraction(1, 2), 1, max_denominator=50),
)
@settings(max_examples=60, deadline=None)
def test_people_and_companies_carry_the_same_expected_sum(
    drawn: list[tuple[str, str, int]], guild: Fraction, factor: Fraction
) -> None:
    lines = tuple(line(str(at), *each[:2], each[2]) for at, each in enumerate(drawn))
    worth = worth_of(lines, guild, factor)
    whole = sum((expected_of_line(worth, each) for each in lines), Fraction(0))
    assert whole == factor * worth.before_costs
    for key in (lambda each: each.payee_id, lambda each: each.company_id):
        parts = given_up_by([worth], key)
        assert abs(sum(part.expected_cents for part in parts) - whole) <= Fraction(len(parts), 2)


def test_each_persons_gain_is_set_against_what_is_given_up() -> None:
    people = given_up_by([HALF], lambda each: each.payee_id)
    nets = net_by_person(people, {"P1": 500_00, "P2": 100_00, "P9": 7_00})
    assert [(net.person_id, net.net_cents) for net in nets] == [("P2", -700_00), ("P1", 60_00), ("P3", None)]
    summary = summarise(nets)
    assert (summary.people, summary.not_known, summary.worse_off, summary.better_off) == (3, 1, 1, 1)
    assert (summary.median_given_up, summary.median_gain, summary.median_net) == (620_00, 300_00, -320_00)
    assert (summary.total_given_up, summary.total_gain) == (1_240_00, 600_00)


def test_a_stated_gain_comes_before_a_priced_one_and_who_is_known_may_gain_nothing() -> None:
    given = [GivenUp(one, 1, {}, 10_00, 0, 0, 0) for one in ("P1", "P2", "P3", "plan")]
    priced = PricedPersons({"P1": 7_00, "P2": 30_00}, frozenset({"P1", "P2", "P3"}))
    nets = {each.person_id: each for each in net_by_person(given, {"P1": 50_00, "P2": None}, priced)}
    assert (nets["P1"].gain_is, nets["P1"].net_cents) == ("stated", 40_00)
    assert (nets["P2"].gain_is, nets["P2"].net_cents) == ("priced", 20_00)
    assert (nets["P3"].gain_is, nets["P3"].net_cents) == ("priced", -10_00)  # the offer moves nothing of P3
    assert (nets["plan"].gain_is, nets["plan"].net_cents) == ("not known", None)


def test_a_gain_that_is_not_known_is_no_nought() -> None:
    nets = net_by_person(given_up_by([HALF], lambda each: each.payee_id), {})
    summary = summarise(nets)
    assert (summary.not_known, summary.worse_off, summary.median_net) == (3, 0, None)


@given(st.lists(st.integers(-10_000, 10_000), max_size=12))
def test_the_median_is_the_middle_rounded_half_away_from_nought(amounts: list[int]) -> None:
    found = median(amounts)
    if not amounts:
        assert found is None
    else:
        assert found is not None
        exact = statistics.median(map(Fraction, amounts))
        assert abs(found - exact) in (0, Fraction(1, 2))
        assert abs(found) >= abs(exact)


@given(st.lists(st.tuples(st.integers(0, 99), st.none() | st.integers(0, 99)), max_size=8))
def test_everybody_is_better_worse_even_or_not_known(drawn: list[tuple[int, int | None]]) -> None:
    nets = [Net(str(at), given, gain, 0) for at, (given, gain) in enumerate(drawn)]
    summary = summarise(nets)
    even = sum(net.net_cents == 0 for net in nets)
    assert summary.people == summary.worse_off + summary.better_off + even + summary.not_known


def item(number: str, cents: int | None) -> ItemCost:
    return ItemCost(number, f"Item {number}", {}, cents, cents, cents, (1, 2) if number == "2" else None, ())


def costing(**by_person: dict[str, int]) -> Costing:
    items = (item("1", 900_00), item("2", 800_00), item("3", None), item("4", -50_00))
    people = {name.removeprefix("item"): cents for name, cents in by_person.items()}
    return Costing("offer", "guild", "ours", "guild", (2009,), items, 0, (), by_person=people)


def test_claims_are_set_against_items_nearest_first() -> None:
    # Half of 3,600.00 less 500.00 of costs, worth four fifths: 1,040.00.
    rows = exchange_table([HALF], costing())
    assert [(row.item_id, row.claim_cents, row.left_cents) for row in rows] == [
        ("1", 1_040_00, -140_00),
        ("2", 1_040_00, -240_00),
        ("4", 1_040_00, -1_090_00),
        ("3", 1_040_00, None),
    ]
    assert rows[0].share == Fraction(900, 1040)
    assert rows[1].interval == (1, 2)
    assert rows[3].share is None


def test_no_share_of_a_claim_that_is_worth_nothing() -> None:
    poor = replace(HALF, costs=chance("claim/1/costs", Fraction(9_000_00), is_money=True))
    assert poor.expected_cents < 0
    assert {row.share for row in exchange_table([poor], costing())} == {None}


def test_each_person_gains_what_the_whole_offer_brings_and_nobody_is_no_person() -> None:
    whole = {"P1": 300_00, "P2": 1_400_00, "divided among nobody known": 9_00}
    assert gains_over_term(costing(item=whole, item1={"P1": 1})) == {"P1": 300_00, "P2": 1_400_00}
    assert gains_over_term(costing(item1={"P1": 1})) == {}


def written(folder: Path, text: str) -> Path:
    path = folder / "gains.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_gains_are_read_in_cents_and_an_empty_cell_is_not_known(tmp_path: Path) -> None:
    path = written(tmp_path, 'person_id,gain\nP1,"$1,302.50"\nP2,\nP3,$-5.00\nP4,-$5.00\n')
    with pytest.raises(Refused):
        read_gains(path)
    path = written(tmp_path, 'person_id,gain\nP1,"$1,302.50"\nP2,\nP4,-$5.00\n')
    assert read_gains(path) == {"P1": 1_302_50, "P2": None, "P4": -5_00}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["gains-not-read"]),
        ("person,gain\n", ["gains-not-read"]),
        ('person_id,gain\n"P1', ["gains-not-read"]),
        (
            "person_id,gain\nP1,5\nP1,$5.00\n,$1.00\nP2,$0.001\nP3,=1\n",
            ["gains-row", "gains-row", "gains-row", "gains-row", "figure-not-read"],
        ),
    ],
)
def test_gains_that_cannot_be_read_are_refused(tmp_path: Path, text: str, codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        read_gains(written(tmp_path, text))
    assert sorted(finding.code for finding in refused.value.findings) == sorted(codes)


def test_a_gains_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_gains(tmp_path / "none.csv")
    assert refused.value.findings[0].code == "gains-not-read"


@given(st.binary(max_size=120))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_gains_are_read_or_refused(tmp_path: Path, rest: bytes) -> None:
    path = tmp_path / "gains.csv"
    path.write_bytes(b"person_id,gain\nP1,$1.00\n" + rest)
    try:
        codes = {f"read {read_gains(path)['P1']}"}
    except Refused as refused:
        codes = {finding.code for finding in refused.findings}
    assert codes <= {"read 100", "gains-not-read", "gains-row", "figure-not-read"}


def test_published_outcomes_are_worked_out_from_what_was_reported() -> None:
    anchors, hearing = read_anchors()
    by_name = {anchor.name: anchor for anchor in anchors}
    # 21 of 63 million; reported as 33 cents on the dollar, which the settlement's own worked case holds.
    assert by_name["force-majeure-2009"].result == Fraction(1, 3)
    worked = read_worked("force-majeure-2009")
    assert by_name["force-majeure-2009"].part == worked.reported_cents
    assert abs(by_name["force-majeure-2009"].result - worked.share) < Fraction(1, 200)
    interest = by_name["bird-box-interest-2022"].result
    assert abs(interest - Fraction(41, 100)) < Fraction(1, 200)
    assert by_name["bird-box-class-2022"].result == Fraction(42_000_000_00, 139)
    assert hearing.months == 18
    for anchor in anchors:
        assert anchor.source.startswith("http")
        assert anchor.by
