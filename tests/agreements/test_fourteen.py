"""The fourteen hardest clauses of the format reference as agreement files: all load, every case agrees."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.agreements.lint import lint_agreements
from arrears.agreements.load import clause_named, load_agreement, load_library
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.rewrite import clause_nodes, walk
from arrears.agreements.show import show_address
from arrears.formula.clause import Credits, Division, Gives, PaysToDate, Waterfall
from arrears.formula.nodes import Lookup
from arrears.obligations.worked_cases import check_files
from arrears.vocabulary import FACTS, FACTS_NOT_HELD, KEYS

FOURTEEN = Path(__file__).parent / "fourteen"
# The number of the reference's page, and where the clause stands here.
CLAUSES = {
    "1": "wga/mba-2008/new-media/download-television",
    "2": "wga/mba-2023/streaming/ad-supported-streaming",
    "3": "wga/mba-2023/streaming/hbsvod-bonus",
    "4": "wga/mba-2023/reruns/other-reruns",
    "5": "wga/mba-2023/theatrical/home-video-theatrical",
    "6": "sag/tv-2014/pay-television/original-on-basic-cable",
    "7": "sag/tv-2014/force-majeure/suspension-half-pay",
    "8": "sag/theatrical-tv-2023/streaming/success-bonus",
    "10": "sag/tv-2014/sideletter-b/sideletter-b",
    "11": "iatse/basic-2021/post-60s/post-60s-waterfall",
    "12": "iatse/basic-2021/supplemental/supplemental-pay-tv",
    "13": "sag/theatrical-tv-2023/overscale/overscale-credit",
    "14": "dga/fltta-2014/minimums/director-minimum-60",
}
ADDRESSES = sorted(
    f"{path.parent.parent.name}/{path.parent.name}" for path in FOURTEEN.glob("*/*/agreement.yaml")
)


@pytest.fixture(scope="module")
def library() -> dict[str, Agreement]:
    return {agreement.address: agreement for agreement in load_library(FOURTEEN)}


def clause(library: dict[str, Agreement], address: str) -> Clause:
    family, version, name = address.split("/", 2)
    found = clause_named(library[f"{family}/{version}"], name)
    assert found is not None, address
    return found


@pytest.mark.parametrize("number", CLAUSES)
def test_every_clause_loads_and_is_said_in_words(library: dict[str, Agreement], number: str) -> None:
    address = CLAUSES[number]
    assert clause(library, address).citation.source
    page = show_address(list(library.values()), address)
    assert page.startswith(address)
    assert "For each " in page


def test_clause_nine_is_the_late_rules(library: dict[str, Agreement]) -> None:
    assert sorted(library["sag/tv-2014"].late_rules) == ["sag/tv-2014/initial-pay", "sag/tv-2014/syndication"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_worked_case_agrees(address: str) -> None:
    checked = check_files([FOURTEEN / address])
    assert [finding.text() for finding in checked.findings] == []
    assert checked.cases == len(written_cases(address))
    assert checked.cases > 0


def written_cases(address: str) -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in (FOURTEEN / address).glob("*.cases.yaml"))
    return [line for text in texts for line in text.splitlines() if line.startswith("- case:")]


def test_every_clause_has_a_worked_case(library: dict[str, Agreement]) -> None:
    def named() -> Iterator[str]:
        for path in FOURTEEN.glob("*/*/*.cases.yaml"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.startswith("    clause: "):
                    family, version = path.parent.parent.name, path.parent.name
                    yield f"{family}/{version}/{path.name.split('.')[0]}/{line.split(': ')[1]}"

    for agreement in library.values():
        every = {f"{agreement.address}/{one.name}" for one in agreement.clauses()}
        assert every - set(named()) == set()


def test_an_amount_is_divided_among_named_payees(library: dict[str, Agreement]) -> None:
    bonus = clause(library, CLAUSES["8"])
    shares = (("performer", Fraction(3, 4)), ("success bonus fund", Fraction(1, 4)))
    assert bonus.division == Division(shares, "performer")
    assert bonus.to == "performer 75%, success bonus fund 25%"


def test_the_units_of_a_cast_read_its_members_and_bring_their_figures(library: dict[str, Agreement]) -> None:
    pool = clause(library, CLAUSES["6"])
    assert pool.split is not None
    assert (pool.split.by, pool.split.among, pool.split.odd_cents) == (
        "units",
        "cast_used",
        "largest_remainder",
    )
    addresses = [term.address for term in pool.terms]
    assert "sag/tv-2014/pay-television/original-on-basic-cable/split/salary_unit/day" in addresses
    assert "sag/tv-2014/pay-television/original-on-basic-cable/split/most_time" in addresses
    assert pool.split.status == "unverified"


def test_credited_is_short_for_a_clause_that_credits(library: dict[str, Agreement]) -> None:
    credit = clause(library, "sag/tv-2014/force-majeure/suspension-full-pay-credit")
    assert (credit.record_kind, credit.entitlement) == ("amount_owed", "suspension-full-pay-credit")
    assert isinstance(credit.result, Credits)
    assert (credit.result.per, credit.result.order) == (("performer", "title"), "due_on")


def test_each_sort_of_result_is_among_them(library: dict[str, Agreement]) -> None:
    results = {type(one.result) for agreement in library.values() for one in agreement.clauses()}
    assert {PaysToDate, Credits, Waterfall, Gives} <= results


def test_a_printed_series_that_the_raises_give_is_no_conflict(library: dict[str, Agreement]) -> None:
    series = clause(library, CLAUSES["14"])
    (lookup,) = [node for root in clause_nodes(series) for node in walk(root) if isinstance(node, Lookup)]
    assert [row.value for row in lookup.table.rows] == [4_270_100, 4_398_200, 4_530_100]
    assert series.conflicts == ()


def test_the_rates_followed_are_not_here_and_lint_says_so(library: dict[str, Agreement]) -> None:
    findings = [f for f in lint_agreements(list(library.values())) if f.code == "lint-linked"]
    assert [finding.expected.split()[0] for finding in findings] == [
        "sag/*/supplemental/pay-tv/rate",
        "dga/*/supplemental/pay-tv/rate",
    ]


def test_every_record_kind_has_keys_and_facts() -> None:
    assert set(KEYS) == set(FACTS)
    for kind, facts in FACTS_NOT_HELD.items():
        assert set(facts) <= set(FACTS[kind])


def test_a_gap_of_the_text_is_told(library: dict[str, Agreement]) -> None:
    holes = [f for f in lint_agreements([library["sag/tv-2014"]]) if f.code == "lint-hole"]
    assert [finding.place.rpartition("/")[2] for finding in holes] == ["week_share"]


def test_a_folder_checked_alone_is_the_folder_of_the_library(library: dict[str, Agreement]) -> None:
    alone = load_agreement(FOURTEEN / "iatse" / "basic-2021")
    assert alone == library["iatse/basic-2021"]
