"""A claim's lines for a settlement are its own amounts, one line per item, its readings as columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.claims.amounts import amounts_by, figure_as_filed
from arrears.claims.claim_money_lines import claim_money_lines, price_claims
from arrears.claims.lines_held import HeldLines, open_lines
from arrears.claims.settlement_division import divide_settlement
from arrears.claims.settlement_terms import Allocation, SettlementTerms, ShareOfValue
from arrears.findings import Refused

from .desk_world import make_desk
from .frozen_worlds import FILED, open_claim_over, world_of


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> HeldLines:
    folder: Path = tmp_path_factory.mktemp("money-lines")
    world = world_of(folder)
    claim = open_claim_over(world.book, world.freeze("true"))
    return open_lines(world.book, claim)


@pytest.mark.parametrize("late", ["simple", "compound", "daily"])
@pytest.mark.parametrize("as_of", [FILED, date(2012, 2, 29)])
def test_lines_add_up_to_the_claims_amounts_on_every_position(
    held: HeldLines, late: str, as_of: date
) -> None:
    figure_as_filed(held, as_of)
    lines = claim_money_lines(held, late)  # type: ignore[arg-type]
    assert len({line.key for line in lines}) == len(lines)
    figured = {one.position: one for one in amounts_by(held)}
    assert len(figured) > 1
    for position, amounts in figured.items():
        sums = dict.fromkeys(("compensation", "contributions", "late_charge", "liquidated_damages"), 0)
        for line in lines:
            sums[line.character] += line.by_position[position] or 0
        assert sums["compensation"] + sums["contributions"] == amounts.principal_cents
        assert sums["late_charge"] == getattr(amounts, f"late_{late}_cents")
        assert sums["liquidated_damages"] == amounts.damages_cents


def test_what_is_owed_on_every_position_is_the_undisputed_part(held: HeldLines) -> None:
    figure_as_filed(held, FILED)
    lines = claim_money_lines(held, "simple")
    for line in lines:
        known = [cents for cents in line.by_position.values() if cents is not None]
        assert line.undisputed_cents == (min(known) if len(known) == len(held.positions) else None)
    assert any(line.undisputed_cents for line in lines)
    assert {
        line.undisputed_cents == max(line.by_position.values(), key=lambda c: c or 0) for line in lines
    } == {
        True,
        False,
    }


def test_one_position_alone_does_not_tell_what_is_disputed(held: HeldLines) -> None:
    figure_as_filed(held, FILED)
    lines = claim_money_lines(replace(held, positions=held.positions[:1]), "simple")
    assert lines
    assert {line.undisputed_cents for line in lines} == {None}


def test_a_line_that_cannot_be_computed_has_no_amount_and_is_refused_by_a_division(held: HeldLines) -> None:
    figure_as_filed(held, FILED)
    lines = claim_money_lines(held, "simple")
    (missing,) = held.connection.execute(
        "SELECT count(*) FROM line_amount WHERE amount_cents IS NULL"
    ).fetchall()[0]
    unknown = [line for line in lines if None in line.by_position.values()]
    assert bool(missing) == bool(unknown)
    known = [line for line in lines if None not in line.by_position.values()]
    terms = SettlementTerms(
        "Half",
        ShareOfValue(Fraction(1, 2)),
        Allocation("pro_rata_by_full_value", held.positions[0].name),
    )
    settled = divide_settlement(known, terms)
    assert all(each.paid_cents >= 0 for each in settled.lines)


def test_a_claim_without_lines_says_what_to_run_before_it_is_settled(tmp_path: Path) -> None:
    book = make_desk(tmp_path)
    with pytest.raises(Refused) as refused:
        price_claims(book, ["claim/1"], FILED, "simple")
    (finding,) = refused.value.findings
    assert (finding.code, finding.place) == ("claim-without-lines", "claim/1")
    assert finding.problem == (
        "the claim has no lines yet, so nothing tells what would be given to whom, or released"
    )
    assert "`arrears claim add-lines BOOK 1 --only clause=… --on DAY --by WHO`" in finding.remedy
