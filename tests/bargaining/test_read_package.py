"""A file of packages is read strictly: every fault at once, and no figure without whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining.costing import Costing, ItemCost
from arrears.bargaining.package_items import ItemWorth, priced_items
from arrears.bargaining.packages import PackageFile
from arrears.bargaining.read_package import read_packages
from arrears.findings import Finding, Refused

from .package_worlds import PACKAGES, SURVEY, write_world

FULL = "{option: full, title: paid in full, gains_us: $63000000.00, met: 100%,"
STEP = "costs_them: {times: 7/4, of: viewing}"


def changed(folder: Path, old: str, new: str) -> Path:
    """The small file with one part replaced, which must be there."""
    path = write_world(folder)
    assert old in PACKAGES
    path.write_text(PACKAGES.replace(old, new), encoding="utf-8")
    return path


def faults(path: Path, priced: Mapping[str, ItemWorth] | None = None) -> list[Finding]:
    with pytest.raises(Refused) as refused:
        read_packages(path, priced)
    return list(refused.value.findings)


def test_a_file_is_read_with_whose_figures_they_are(tmp_path: Path) -> None:
    file = read_packages(write_world(tmp_path))
    assert [issue.issue_id for issue in file.issues] == ["expiry", "claims", "streaming"]
    aligned = file.issues[0].options[1]
    assert (aligned.gain_said.by, aligned.gain_said.source) == ("research", "invented for the tests")
    cost = file.issues[0].unknowns["aligned"]
    assert (cost.most, cost.said.by, cost.said.source) == (2_000_000_00, "counsel", "a guess")
    assert cost.said.on == aligned.gain_said.on
    wide = file.issues[2]
    assert (wide.options[2].unknown, wide.options[2].times) == ("viewing", Fraction(7, 4))
    assert file.on_the_table == {"expiry": "late", "claims": "full", "streaming": "window17"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("gains_us: $63000000.00, ", "", "packages-missing"),
        ("gains_us: $63000000.00", 'gains_us: $63000000.00, item: "1"', "packages-missing"),
        ("gains_us: $63000000.00", 'item: "1"', "packages-item"),
        ("gains_us: $63000000.00", "gains_us: 63000000", "packages-figure"),
        ("gains_us: $63000000.00", "gains_us: $1.001", "packages-figure"),
        ("least: $40000000.00, most: $63000000.00", "least: $40000000.00", "packages-missing"),
        ("least: $40000000.00, most: $63000000.00", "by: counsel", "packages-missing"),
        ("least: $40000000.00, most: $63000000.00", "least: $2.00, most: $1.00", "packages-range"),
        ("least: $40000000.00, most: $63000000.00", "times: 2", "packages-unknown"),
        (STEP, "costs_them: {times: 7/4, of: watching}", "packages-unknown"),
        (STEP, "costs_them: {of: viewing}", "packages-unknown"),
        (STEP, "costs_them: {times: 1, of: viewing, least: $1.00}", "packages-unknown"),
        (STEP, "costs_them: {times: -1, of: viewing}", "packages-figure"),
        (STEP, "costs_them: {times: $2.00, of: viewing}", "packages-figure"),
        ("met: 33%", "met: 133%", "packages-figure"),
        ("option: third", "option: full", "packages-twice"),
        ("issue: streaming", "issue: claims", "packages-twice"),
        (
            "option: window17, title: 17 days, gains_us: $0.00, met: 0%, costs_them: {times: 0, of: viewing}",
            "option: viewing, title: t, gains_us: $0.00, met: 0%, costs_them: {least: $0.00, most: $1.00}",
            "packages-twice",
        ),
        ("issue: expiry", "issue: ending", "packages-weight"),
        ("{expiry: late, claims: full, streaming: window17}", "{expiry: late}", "packages-table"),
        ("{expiry: late,", "{expiry: soon,", "packages-table"),
        ("{expiry: late,", "{expiry: late, pensions: more,", "packages-table"),
        ("survey: survey.yaml", "survey: ../survey.yaml", "packages-survey"),
        ("on: 2008-11-20", "on: 2008-11-31", "figure-not-read"),
        ("survey: survey.yaml", "survey: survey.yaml\ntheir_limit: {sum: none}", "figure-not-read"),
        ("horizon: three years from 2008-07-01\n", "", "agreement-missing"),
    ],
)
def test_what_cannot_be_packages_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    found = faults(changed(tmp_path, old, new))
    assert code in [finding.code for finding in found]
    assert all(finding.place and finding.problem for finding in found)


def test_every_fault_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    path = changed(tmp_path, "met: 33%", "met: 133%")
    text = path.read_text(encoding="utf-8").replace("$63000000.00,", "63,").replace("viewing}}\n", "view}}\n")
    path.write_text(text, encoding="utf-8")
    found = faults(path)
    assert [finding.code for finding in found[:3]] == [
        "packages-figure",
        "packages-figure",
        "packages-unknown",
    ]
    assert all(finding.place.startswith("packages.yaml:") for finding in found)


def test_more_issues_or_options_than_can_be_figured_exactly_are_refused(tmp_path: Path) -> None:
    path = write_world(tmp_path)
    names = [f"i{number}" for number in range(13)]
    option = "{option: a, title: t, gains_us: $1.00, met: 0%, costs_them: {least: $0.00, most: $1.00}}"
    head = PACKAGES[: PACKAGES.index("on_the_table")]
    issues = "".join(f"  - {{issue: {name}, title: t, options: [{option}]}}\n" for name in names)
    path.write_text(head + "issues:\n" + issues, encoding="utf-8")
    weights = "weights: {" + ", ".join(f"{name}: 1/13" for name in names) + "}\n"
    (tmp_path / "survey.yaml").write_text(SURVEY[: SURVEY.index("weights:")] + weights, encoding="utf-8")
    (finding,) = faults(path)
    assert (finding.code, finding.expected, finding.found) == ("packages-issues", "at most 12", "13")
    many = ", ".join(option.replace("option: a", f"option: o{number}") for number in range(9))
    path.write_text(head + f"issues:\n  - {{issue: i0, title: t, options: [{many}]}}\n", encoding="utf-8")
    (finding,) = faults(path)
    assert (finding.code, finding.expected, finding.found) == ("packages-options", "at most 8", "9")


def item(number: str, cents: int | None, group: tuple[str, ...] = ()) -> ItemCost:
    return ItemCost(number, f"item {number}", {}, cents, cents, cents, None, group)


def costing(offer_id: str, *items: ItemCost) -> Costing:
    return Costing(offer_id, "guild", "ours", "guild", (2009,), items, 0, ())


def with_items(folder: Path, first: str, second: str) -> Path:
    """The small file with the worth of two options of two issues taken from items."""
    path = changed(folder, "gains_us: $63000000.00", f'item: "{first}"')
    text = path.read_text(encoding="utf-8").replace("gains_us: $5000000.00", f'item: "{second}"')
    path.write_text(text, encoding="utf-8")
    return path


def test_an_option_takes_its_worth_from_an_item_and_says_so(tmp_path: Path) -> None:
    priced = priced_items([costing("proposal", item("1", 700_00), item("2", 300_00))])
    file: PackageFile = read_packages(with_items(tmp_path, "1", "proposal/2"), priced)
    full, window = file.issues[1].options[0], file.issues[2].options[1]
    assert (full.gain_cents, window.gain_cents) == (700_00, 300_00)
    assert full.gain_said.source == "item 1 of proposal, averaged over orders, priced as guild, ours"


def test_of_several_offers_an_item_is_named_with_its_offer(tmp_path: Path) -> None:
    offers = [costing("ours", item("1", 700_00)), costing("theirs", item("1", 200_00), item("2", 1))]
    file = read_packages(with_items(tmp_path, "ours/1", "theirs/2"), priced_items(offers))
    assert file.issues[1].options[0].gain_cents == 700_00
    found = faults(with_items(tmp_path, "1", "theirs/2"), priced_items(offers))
    assert [(finding.code, finding.found) for finding in found] == [("packages-item", "1")]


def test_an_item_that_is_not_priced_is_no_nought(tmp_path: Path) -> None:
    priced = priced_items([costing("proposal", item("1", None), item("2", 300_00))])
    assert [finding.code for finding in faults(with_items(tmp_path, "1", "2"), priced)] == ["packages-item"]


def test_items_that_interact_are_not_added_up_across_issues(tmp_path: Path) -> None:
    group = ("1", "2")
    priced = priced_items([costing("proposal", item("1", 700_00, group), item("2", 300_00, group))])
    (finding,) = faults(with_items(tmp_path, "1", "2"), priced)
    assert (finding.code, finding.found) == ("packages-interact", "1 and 2")


def test_items_of_one_issue_are_alternatives_and_may_interact(tmp_path: Path) -> None:
    group = ("1", "2")
    priced = priced_items([costing("proposal", item("1", 700_00, group), item("2", 300_00, group))])
    path = changed(tmp_path, "gains_us: $63000000.00", 'item: "1"')
    text = path.read_text(encoding="utf-8").replace("gains_us: $21000000.00", 'item: "2"')
    path.write_text(text, encoding="utf-8")
    claims = read_packages(path, priced).issues[1]
    assert [option.gain_cents for option in claims.options] == [700_00, 300_00]


@given(st.integers(0, len(PACKAGES) - 1), st.text(max_size=6), st.integers(0, 12))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_change_of_a_file_is_read_or_refused(tmp_path: Path, at: int, put: str, cut: int) -> None:
    path = write_world(tmp_path)
    path.write_bytes((PACKAGES[:at] + put + PACKAGES[at + cut :]).encode("utf-8", "surrogatepass"))
    try:
        count = len(read_packages(path).issues)
    except Refused as refused:
        count = -len(refused.findings)
    assert count != 0
