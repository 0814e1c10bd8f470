"""What a pending claim is worth: by hand, from frozen lines, and everything that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.claims.desk_world import DAY, LINES, make_desk
from tests.claims.frozen_worlds import open_claim_over, world_of

from arrears.bargaining import tradable_claims
from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.tradable_claims import (
    ClaimWorth,
    Valuing,
    expected_of_line,
    named,
    value_claim,
    value_claims,
    whole_cents,
)
from arrears.book.access import COUNSEL, GUILD
from arrears.book.ledger import Book
from arrears.claims.amounts import amounts_by, figure_as_filed
from arrears.claims.casework import NewEvent, append
from arrears.claims.claim import Claim, read_claim
from arrears.claims.lines_held import open_lines
from arrears.dates import add_days
from arrears.findings import Finding, Refused
from arrears.vocabulary import STATUSES

BY_HAND: Mapping[str, str] = {
    "claim/1/days-to-hearing": "365",
    "claim/1/costs": "$1,000,000",
    "claim/1/probability/guild": "1/3",
    "claim/1/probability/companies": "1/2",
    "claim/1/probability/nothing": "1/6",
    "claim/1/principal/guild": "$63,000,000",
    "claim/1/charges/guild": "$9,000,000",
    "claim/1/principal/companies": "$10,000,000",
    "claim/1/charges/companies": "$0.00",
    "discount/yearly": "25%",
}


def assumptions_of(values: Mapping[str, str], scenario: str = "") -> Assumptions:
    entries = []
    for name, text in values.items():
        is_money = text.startswith("$")
        number = Fraction(text.strip("$%").replace(",", ""))
        value = number * 100 if is_money else number / 100 if text.endswith("%") else number
        entries.append(
            Assumption(name, value, "counsel", DAY, "invented", "unverified", scenario, f"f:{name}", is_money)
        )
    return Assumptions(tuple(entries), "chances.yaml", scenario)


def valued(book: Book, values: Mapping[str, str], *claims: str) -> tuple[ClaimWorth, ...]:
    return value_claims(book, claims or ("1",), Valuing(DAY, assumptions_of(values), "simple"))


def faults(book: Book, values: Mapping[str, str], *claims: str) -> list[Finding]:
    with pytest.raises(Refused) as refused:
        valued(book, values, *claims)
    return list(refused.value.findings)


@pytest.fixture
def desk(tmp_path: Path) -> Book:
    return make_desk(tmp_path)


def test_a_claim_is_worth_what_the_hand_says(desk: Book) -> None:
    (worth,) = valued(desk, BY_HAND)
    # 1/3 x 72,000,000 + 1/2 x 10,000,000 = 29,000,000, less 1,000,000, a year on at 25%: x 4/5.
    assert worth.before_costs == 29_000_000_00
    assert worth.factor == Fraction(4, 5)
    assert worth.expected_cents == 22_400_000_00
    assert worth.hearing_on == date(2010, 4, 29)
    assert worth.stated
    assert [each.amount_cents for each in worth.readings] == [72_000_000_00, 10_000_000_00]
    assert {one.name for one in worth.assumptions} == set(BY_HAND)


def test_everything_that_is_missing_is_asked_for_by_name_at_once(desk: Book) -> None:
    found = faults(desk, {})
    assert {finding.code for finding in found} == {"assumption-missing"}
    wanted = {finding.expected for finding in found}
    assert wanted == set(BY_HAND) - {"claim/1/probability/nothing"}
    assert all(f"name: {finding.expected}" in finding.remedy for finding in found)


@pytest.mark.parametrize("name", [name for name in BY_HAND if not name.endswith("nothing")])
def test_no_assumption_is_taken_as_nought(desk: Book, name: str) -> None:
    left = {key: value for key, value in BY_HAND.items() if key != name}
    assert name in [finding.expected for finding in faults(desk, left)]


def test_an_assumption_of_another_scenario_is_not_taken(desk: Book) -> None:
    theirs = Assumptions(assumptions_of(BY_HAND, "companies").entries, "f", "")
    with pytest.raises(Refused):
        value_claims(desk, ("1",), Valuing(DAY, theirs, "simple"))
    (worth,) = value_claims(desk, ("1",), Valuing(DAY, theirs.of("companies"), "simple"))
    assert worth.expected_cents == 22_400_000_00


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("claim/1/costs", "10%", "worth-figure"),
        ("claim/1/costs", "$-1", "worth-figure"),
        ("claim/1/days-to-hearing", "1/2", "worth-figure"),
        ("claim/1/days-to-hearing", "40000", "worth-figure"),
        ("claim/1/days-to-hearing", "$5", "worth-figure"),
        ("claim/1/probability/guild", "$1", "worth-figure"),
        ("claim/1/probability/guild", "150%", "worth-figure"),
        ("claim/1/probability/nothing", "-50%", "worth-figure"),
        ("claim/1/probability/guild", "2/3", "worth-probabilities"),
        ("claim/1/probability/nothing", "0", "worth-probabilities"),
        ("claim/1/principal/guild", "5", "worth-figure"),
        ("claim/1/charges/guild", "$1/3", "worth-figure"),
        ("discount/yearly", "100%", "worth-figure"),
        ("discount/yearly", "-1%", "worth-figure"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(desk: Book, name: str, value: str, code: str) -> None:
    found = faults(desk, {**BY_HAND, name: value})
    assert code in [finding.code for finding in found]


def test_a_claim_that_is_settled_is_not_pending(desk: Book) -> None:
    body = {"on": "2009-05-01", "by": "attorney", "why": "", "step": "settled", "forum": "", "facts": {}}
    append(desk, [NewEvent("claim/1", "step", body)], learned_on=date(2009, 5, 1))
    (finding,) = faults(desk, BY_HAND)
    assert (finding.code, finding.found) == ("worth-not-pending", "settled")


def test_only_counsel_is_told(desk: Book) -> None:
    (finding,) = faults(desk.seen_by(GUILD), BY_HAND)
    assert finding.code == "counsel-only"


def test_faults_of_several_claims_are_told_together(desk: Book) -> None:
    found = faults(desk, {}, "1", "9")
    assert {"assumption-missing", "claim-unknown"} <= {finding.code for finding in found}


def test_lines_in_another_currency_are_not_set_against_dollars(desk: Book) -> None:
    claim = read_claim(desk, "1")
    assert tradable_claims._currency_faults(claim, LINES) == []
    (finding,) = tradable_claims._currency_faults(claim, (replace(LINES[0], currency="cad"), *LINES[1:]))
    assert (finding.code, finding.found) == ("worth-currency", "cad")


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Claim]:
    world = world_of(tmp_path_factory.mktemp("traded"))
    book = world.book.seen_by(COUNSEL)
    return book, open_claim_over(book, world.freeze("true"))


def chances(claim: Claim, names: tuple[str, ...], **more: str) -> dict[str, str]:
    """The same probability for each reading, and the rest that nothing is awarded."""
    share = Fraction(1, len(names) + 1)
    return {
        **{named(claim.claim_id, "probability", name): str(share) for name in names},
        named(claim.claim_id, "probability", "nothing"): str(share),
        named(claim.claim_id, "costs"): "$10",
        named(claim.claim_id, "days-to-hearing"): "500",
        "discount/yearly": "5%",
        **more,
    }


def test_from_lines_the_amounts_are_the_claims_own_on_the_day_of_the_hearing(
    frozen: tuple[Book, Claim],
) -> None:
    book, claim = frozen
    held = open_lines(book, claim)
    names = tuple(position.name for position in held.positions)
    assert len(names) > 1
    (worth,) = value_claims(
        book, (claim.claim_id,), Valuing(DAY, assumptions_of(chances(claim, names)), "compound")
    )
    figure_as_filed(held, add_days(DAY, 500))
    expected = Fraction(0)
    for amounts in amounts_by(held):
        reading = next(each for each in worth.readings if each.reading == amounts.position)
        assert reading.principal_cents == amounts.principal_cents
        assert reading.charges_cents == amounts.late_compound_cents + amounts.damages_cents
        expected += Fraction(amounts.total("compound"), len(names) + 1)
    assert worth.before_costs == expected
    # A year and 135 days at 5%: 1 / (1.05 x (1 + 0.05 x 135 / 365)).
    assert worth.factor == 1 / (Fraction(105, 100) * (1 + Fraction(5, 100) * Fraction(135, 365)))
    assert worth.expected_cents == whole_cents(worth.factor * (expected - 10_00))


def test_the_lines_expected_values_add_up_to_the_claim_before_costs(frozen: tuple[Book, Claim]) -> None:
    book, claim = frozen
    names = tuple(position.name for position in open_lines(book, claim).positions)
    how = Valuing(DAY, assumptions_of(chances(claim, names)), "simple")
    worth = value_claim(book, claim, how)
    parts = sum(expected_of_line(worth, line) for line in worth.lines)
    assert parts == worth.factor * worth.before_costs


def test_readings_of_lines_are_all_asked_for_even_without_a_day(frozen: tuple[Book, Claim]) -> None:
    book, claim = frozen
    names = tuple(position.name for position in open_lines(book, claim).positions)
    wanted = {finding.expected for finding in faults(book, {}, claim.claim_id)}
    assert {named(claim.claim_id, "probability", name) for name in names} <= wanted
    assert named(claim.claim_id, "days-to-hearing") in wanted


def test_a_line_that_cannot_be_figured_is_counted_and_in_no_sum(desk: Book) -> None:
    unknown = replace(LINES[0], by_position={"guild": None, "companies": 0})
    asking = tradable_claims._Asking("claim/1", assumptions_of(BY_HAND), [])
    guild, companies = tradable_claims._readings_of_lines((unknown, *LINES[1:]), asking)
    assert (guild.principal_cents, guild.charges_cents) == (2_500_00, 100_00)
    assert (guild.not_computable, companies.not_computable, guild.lines) == (1, 0, 4)
    (worth,) = valued(desk, BY_HAND)
    told = replace(worth, lines=(unknown, *LINES[1:]), readings=(guild, companies))
    assert told.not_computable == 1
    assert expected_of_line(told, unknown) == 0
    assert guild.status in STATUSES


def test_every_line_is_principal_or_a_permitted_charge_by_its_character() -> None:
    kinds = ("compensation", "contributions", "late_charge", "liquidated_damages", "costs")
    lines = tuple(
        replace(LINES[1], by_position={"guild": 10**at}, character=kind) for at, kind in enumerate(kinds)
    )
    asking = tradable_claims._Asking("claim/1", assumptions_of(BY_HAND), [])
    (guild,) = tradable_claims._readings_of_lines(lines, asking)
    assert (guild.principal_cents, guild.charges_cents) == (11, 11_100)
