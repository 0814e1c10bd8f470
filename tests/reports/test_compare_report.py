"""One sale under several guilds: bases agree or differ for a stated reason, each amount with its source."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.agreements.writing import load_clauses

from arrears.agreements.load import load_library
from arrears.findings import Refused
from arrears.reports.compare_report import Compared, build_compare_report, compare_use
from arrears.reports.plain import as_text
from arrears.reports.use_file import read_use

GUILDS = ["wga/mba-2014", "wga/mba-2011", "dga/ba-2014", "sag/tv-2014", "iatse/basic-2015"]
LIBRARY = load_library(addresses=GUILDS)
SALE = {
    "market": "rental", "work": "theatrical", "gross": "$1,000,000.00", "base_kind": "distributors_gross",
    "photographed_on": "2015-08-01", "period_to": "2016-03-31", "received_on": "2016-03-31",
}  # fmt: skip
CREW = {
    "animated": "no", "union_employees": "20", "basic_crafts_employees": "10", "distributor": "unrelated",
    "shooting_days": "40", "foreign_shooting_days": "0", "western_shooting_days": "40",
    "licensed_on": "2016-01-10", "qualifying_transaction": "no",
}  # fmt: skip
ONLY = {"dga": {"base_kind": "licence_fee"}, "iatse": CREW}


def by_guild(compared: tuple[Compared, ...]) -> Mapping[str, Compared]:
    return {one.guild: one for one in compared if one.answer.found.cents is not None}


def test_a_rental_pays_one_to_three_to_four_and_a_half_of_the_same_base() -> None:
    """12,000 : 36,000 : 54,000 of 1,000,000, at 1.2, 3.6 and 5.4 per cent."""
    found = by_guild(compare_use(LIBRARY, SALE, ONLY))
    cents = {guild: one.answer.found.cents for guild, one in found.items()}
    assert cents == {"WGA": 1_200_000, "DGA": 1_200_000, "SAG-AFTRA": 3_600_000, "IATSE": 5_400_000}
    assert {one.base.cents for one in found.values() if one.base} == {Fraction(100_000_000)}
    assert {one.answer.agreement.address for one in found.values()} == set(GUILDS) - {"wga/mba-2011"}
    page = as_text(build_compare_report(compare_use(LIBRARY, SALE, ONLY), SALE, ONLY))
    assert "The bases agree: every guild takes its share of $1,000,000.00." in page


def test_home_video_bases_differ_and_the_reason_is_said() -> None:
    """The writers count a fifth of the gross, the crafts the whole of an unrelated distributor's."""
    sale = {**SALE, "market": "home_video"}
    compared = compare_use(LIBRARY, sale, ONLY)
    found = by_guild(compared)
    bases = {guild: one.base.cents for guild, one in found.items() if one.base}
    assert (bases["WGA"], bases["IATSE"]) == (20_000_000, 100_000_000)
    assert found["WGA"].answer.found.cents == 300_000  # 1.5% of $200,000
    assert found["IATSE"].answer.found.cents == 6_750_000  # 6.75% of $1,000,000, all below the first break
    page = as_text(build_compare_report(compared, sale, ONLY))
    assert "WGA: $200,000.00, because producers share, distributors gross 20%" in page


def test_a_related_distributor_brings_the_bases_together() -> None:
    """The crafts count a fifth, too, of what an affiliated distributor of cassettes receives."""
    sale = {**SALE, "market": "home_video"}
    only = {**ONLY, "iatse": {**CREW, "distributor": "affiliated"}}
    found = by_guild(compare_use(LIBRARY, sale, only))
    assert {found[guild].base.cents for guild in ("WGA", "IATSE") if found[guild].base} == {20_000_000}


def test_a_guild_whose_records_count_otherwise_is_listed_with_what_it_lacks() -> None:
    compared = compare_use(LIBRARY, SALE, {})
    asking = {one.guild: one for one in compared if one.answer.found.cents is None}
    assert [gap.table for gap in asking["DGA"].answer.gaps] == ["fee"]
    assert "union_employees" in asking["IATSE"].answer.missing
    tables = {table.name: table for table in build_compare_report(compared, SALE, {}).tables()}
    asked = {str(row[0]): row[3] for row in tables["asking"].rows}
    assert asked["DGA"] == "no row of fee for base_kind distributors_gross"


def test_the_dates_choose_the_version() -> None:
    earlier = {
        **SALE,
        "received_on": "2012-06-30",
        "period_to": "2012-06-30",
        "photographed_on": "2011-08-01",
    }
    addresses = {
        one.answer.agreement.address for one in compare_use(LIBRARY, earlier, ONLY) if one.guild == "WGA"
    }
    assert addresses == {"wga/mba-2011"}


HEADER = """\
agreement: guild/pact-2008
title: An invented pact
covers: {from: 2008-02-13, until: 2011-05-01}
cite: invented
status: derived
governed_by: received_on
"""


def test_an_amount_that_is_no_share_of_one_base_has_none(tmp_path: Path) -> None:
    clause = "- {id: one, for: statement_line, terms: {fee: $100}, pays: gross + fee}\n"
    agreement = load_clauses(tmp_path, clause, header=HEADER)
    stated = {"gross": "$1.00", "received_on": "2009-01-01"}
    (one,) = compare_use([agreement], stated, {})
    assert (one.guild, one.base, one.answer.found.cents) == ("guild", None, 10_100)
    assert "is no share of one base" in as_text(build_compare_report((one,), stated, {}))


def test_a_described_use_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "use.yaml"
    path.write_text('use: {market: rental, gross: "$1,000.00"}\nonly: {dga: {base_kind: licence_fee}}\n')
    use = read_use(path)
    assert use.stated == {"market": "rental", "gross": "$1,000.00"}
    assert use.only == {"dga": {"base_kind": "licence_fee"}}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("market: rental\n", "the key 'market' is not known in a described use"),
        ("use: [rental]\n", "this is another sort of value than belongs here"),
        ("use: &a {market: rental}\nonly: {dga: *a}\n", "alias"),
    ],
)
def test_a_faulty_description_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "use.yaml"
    path.write_text(text)
    with pytest.raises(Refused, match=problem):
        read_use(path)


def test_guilds_are_compared_period_by_period_where_a_clause_cuts_the_use() -> None:
    """Writers from the eighth day, schedule pp. 10 and 33: 31,812 x 5.5%; directors 3% of 20,000."""
    library = load_library(addresses=["wga/mba-2023", "dga/ba-2023"])
    stated = {
        "market": "ad_supported_streaming", "work": "television", "program_kind": "dramatic",
        "title_kind": "episode", "episode_ordinal": "20", "first_market": "network_prime_time",
        "minutes": "60", "budget": "$3,000,000.00", "credit": "both", "derivative": "no",
        "applicable_minimum": "$20,000.00", "employed_on": "2023-11-01", "photographed_on": "2023-11-05",
        "first_day_online": "2024-01-01", "last_day_online": "2024-12-31",
    }  # fmt: skip
    report = build_compare_report(compare_use(library, stated, {}, ("availability",)), stated, {})
    table = next(table for table in report.tables() if table.name == "compared")
    names = [column.name for column in table.columns]
    told = [dict(zip(names, row)) for row in table.rows]
    parts = [(row["guild"], row["part"], row["part_from"], row["part_to"]) for row in told]
    days = ((date(2024, 1, 8), date(2024, 7, 7)), (date(2024, 7, 8), date(2024, 12, 31)))
    assert parts == [(guild, k, *days[k - 1]) for guild in ("WGA", "DGA") for k in (1, 2)]
    assert [row["amount"].cents for row in told] == [174_966, 174_966, 60_000, 60_000]
    lines = compare_use(library, stated, {})  # of statement lines alone
    assert {one.answer.clause.record_kind for one in lines} <= {"statement_line"}
