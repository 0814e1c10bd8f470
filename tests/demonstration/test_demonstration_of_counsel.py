"""What counsel of the demonstration weighs: packages, a survey and chances beside the invented offers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from arrears.bargaining.assumptions import read_assumptions
from arrears.bargaining.package_items import ItemWorth
from arrears.bargaining.package_ranges import efficient_over_range
from arrears.bargaining.packages import package_count, swaps_from
from arrears.bargaining.read_offer import read_offer
from arrears.bargaining.read_package import build_packages, open_packages
from arrears.bargaining.survey import read_survey

FOLDER = Path(__file__).resolve().parents[2] / "tools" / "demonstration" / "bargaining"
OFFERS = ("guild-counter", "companies-last")


def worths() -> dict[str, ItemWorth]:
    """Every item of the two offers, the ask worth most; what they are priced at is tested elsewhere."""
    cents = dict(zip(OFFERS, (300_000_00, 20_000_00), strict=True))
    return {
        f"{name}/{item.item_id}": ItemWorth(
            cents[name], f"item {item.item_id} of {name}", frozenset({item.item_id})
        )
        for name in OFFERS
        for item in read_offer(FOLDER / "offers" / f"{name}.yaml").items
    }


def test_the_packages_take_what_they_name_from_the_offers_beside_them() -> None:
    written = open_packages(FOLDER / "packages.yaml")
    file = build_packages(written, read_survey(FOLDER / written.survey_name), worths())
    assert package_count(file) == 3**4 * 2**2
    assert set(written.items) <= set(worths())
    robust = [each for each in efficient_over_range(file, "both") if each.rival is None]
    assert robust
    table = tuple(
        [option.option_id for option in issue.options].index(file.on_the_table[issue.issue_id])
        for issue in file.issues
    )
    (swap,) = [each for each in swaps_from(file, table, "weights", 2) if each.holds_everywhere]
    changed = [file.issues[number].options[new].option_id for number, _, new in swap.changes]
    assert changed == ["aligned", "third"]


def test_the_survey_of_the_demonstration_leaves_two_answers_out() -> None:
    survey = read_survey(FOLDER / "survey.yaml")
    assert (survey.asked, survey.answered, survey.left_out) == (400, 35, 2)
    assert sum(survey.weights.values()) == 1
    assert [group.members for group in survey.groups] == [150, 180, 70]


def test_the_chances_of_the_demonstration_add_up_to_the_whole() -> None:
    held = read_assumptions(FOLDER / "chances.yaml")
    chances = [one.value for one in held.entries if "/probability/" in one.name]
    assert sum(chances) == Fraction(1)
    assert all(one.source.startswith("invented") for one in held.entries)
