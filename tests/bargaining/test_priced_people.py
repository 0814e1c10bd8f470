"""What a book prices of each person's gain, joined to a list of persons: figured by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.bargaining.packet_worlds import costing, guild_proposal, the_deal

from arrears.bargaining.priced_people import not_listed, priced_gains, with_priced_gains
from arrears.bargaining.read_people import read_people
from arrears.bargaining.stoppage import Ahead, StrikeTerms, balance_persons
from arrears.findings import Refused

HEAD = "person_id,kind,loses_a_day,gains_a_year,raises_a_year,by,source,status\n"
LAST = ",the guild,invented,derived\n"


def people(folder: Path, *rows: str) -> Path:
    path = folder / "people.csv"
    path.write_text(HEAD + "".join(row + LAST for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def gains(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Terms of 730 days: hoped for $7.30 to P1 and $3.65 to P2, turned down $3.65 to P1; $10 of raises."""
    hoped, refused = guild_proposal(tmp_path), the_deal(tmp_path)
    high = costing(hoped, {"1": (500, 595)})
    item = replace(high.items[0], by_part={"pay": 1_000, "residuals": 95})
    high = replace(
        high, by_person={"": {"P1": 730, "P2": 365, "divided among nobody known": 9}}, items=(item,)
    )
    low = replace(costing(refused, {"1": (100, 265), "2": (0, 0)}), by_person={"": {"P1": 365}})
    return priced_gains((high, hoped), (low, refused), {"P1": "up to 4 years"}, frozenset({"P1", "P2", "P3"}))


def test_a_gain_is_the_average_year_of_one_offer_over_the_other(gains) -> None:  # type: ignore[no-untyped-def]
    # $7.30 - $3.65 over 730 days is $1.825 a year of 365
    assert gains.a_year == {"P1": Fraction(365, 2), "P2": Fraction(365, 2)}
    assert gains.raises_cents == 1_000
    assert gains.says == "guild-proposal over the-deal, scenario guild, reading guild, base year 2008"
    assert {one.name for one in gains.rests_on} == {"growth/rental"}


def test_a_stated_gain_stays_and_an_empty_one_is_priced_and_marked(gains, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    read = read_people(
        people(tmp_path, "P1,writer,$1.00,,", "P2,writer,$1.00,$9.00,", "P3,writer,$1.00,,$2.00"), True
    )
    joined = with_priced_gains(read, gains)
    assert [(one.gain_is, one.gains_a_year, one.raises_known, one.stage) for one in joined] == [
        ("priced", Fraction(365, 2), False, "up to 4 years"),
        ("stated", 900, True, "not known"),
        ("priced", 200, True, "not known"),  # the offer moves nothing of P3; raises are stated
    ]
    assert not_listed(joined, gains) == 0
    assert not_listed(joined[1:], gains) == 1


def test_whom_the_offer_moves_nothing_of_never_breaks_even(gains, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    read = read_people(people(tmp_path, "P1,writer,$0.10,,", "P3,writer,$0.10,,"), True)
    terms = StrikeTerms(Ahead(date(2010, 12, 31), date(2010, 12, 31), Fraction(0), Fraction(0)), Fraction(0))
    one, none = balance_persons(with_priced_gains(read, gains), date(2009, 1, 1), 10, terms)
    # half a cent a day is gained over the 730 days less those on strike, ten cents a day are lost:
    # 10 d >= 0.5 x (730 - d) from 34.76 days on
    assert (one.break_even_days, one.break_even_text()) == (35, "35")
    assert (none.break_even_days, none.break_even_text()) == (None, "gains nothing")


def test_who_is_not_in_the_book_is_refused_and_not_taken_to_gain_nothing(gains, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    read = read_people(people(tmp_path, "P9,writer,$1.00,,"), True)
    with pytest.raises(Refused) as refused:
        with_priced_gains(read, gains)
    (finding,) = refused.value.findings
    assert (finding.code, finding.found) == ("people-row", "'P9'")
    assert "the book knows nobody by this id" in finding.problem


def test_an_empty_gain_needs_a_book_an_id_and_one_row(tmp_path: Path) -> None:
    with pytest.raises(Refused) as stated:
        read_people(people(tmp_path, "P1,writer,$1.00,,"))
    assert stated.value.findings[0].found == "no gains_a_year"
    with pytest.raises(Refused) as nameless:
        read_people(people(tmp_path, ",writer,$1.00,,"), True)
    assert nameless.value.findings[0].found == "no person_id"
    with pytest.raises(Refused) as twice:
        read_people(people(tmp_path, "P1,writer,$1.00,,", "P1,writer,$2.00,,"), True)
    assert "listed already" in twice.value.findings[0].problem
