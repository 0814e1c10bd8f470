"""Two versions compared, address by address."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from arrears.agreements.diff import Change, diff_agreements
from arrears.agreements.load import load_agreement
from arrears.agreements.model import Agreement

LIBRARY = Path(__file__).parent / "library"
Edited = Callable[..., list[Change]]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """The pact against a copy under a later name with some texts replaced."""

    def compare(*edits: tuple[str, str, str]) -> list[Change]:
        later = shutil.copytree(LIBRARY / "guild" / "pact-2008", tmp_path / "guild" / "pact-2011")
        for name, old, new in [("agreement.yaml", "guild/pact-2008", "guild/pact-2011"), *edits]:
            path = later / name
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new), encoding="utf-8")
        return diff_agreements(pact(), load_agreement(later))

    return compare


def pact() -> Agreement:
    return load_agreement(LIBRARY / "guild" / "pact-2008")


def test_a_version_does_not_differ_from_itself() -> None:
    assert diff_agreements(pact(), pact()) == []


def test_a_new_name_alone_is_no_difference(edited: Edited) -> None:
    assert edited() == []


def test_a_figure_that_changed_is_told_with_both_figures(edited: Edited) -> None:
    assert edited(("downloads.yaml", "thereafter: 0.70%", "thereafter: 0.75%")) == [
        Change("downloads/download-television/rate/thereafter", "0.70%", "0.75%")
    ]


def test_the_same_figure_written_otherwise_is_no_difference(edited: Edited) -> None:
    assert edited(("downloads.yaml", "thereafter: 0.70%", "thereafter: 0.7%")) == []


def test_an_expression_that_changed_is_told(edited: Edited) -> None:
    assert edited(("reruns.yaml", "owed('rerun') * bonus", "owed('rerun') * bonus + 0")) == [
        Change("reruns/rerun-bonus/pays", "owed('rerun') * bonus", "owed('rerun') * bonus + 0")
    ]


def test_a_clause_that_went_is_one_difference(edited: Edited) -> None:
    bonus = (LIBRARY / "guild" / "pact-2008" / "reruns.yaml").read_text(encoding="utf-8")
    bonus = bonus[bonus.index("- id: rerun-bonus") :]
    assert edited(("reruns.yaml", bonus, "")) == [
        Change("reruns/rerun-bonus", "reruns/rerun-bonus", "not there")
    ]


def test_a_clause_that_came_is_one_difference(edited: Edited) -> None:
    assert edited(("reruns.yaml", "- id: rerun-bonus", "- id: new-bonus")) == [
        Change("reruns/rerun-bonus", "reruns/rerun-bonus", "not there"),
        Change("reruns/new-bonus", "not there", "reruns/new-bonus"),
    ]


def test_rules_titles_and_dates_are_compared_too(edited: Edited) -> None:
    changes = edited(
        ("agreement.yaml", "title: An invented pact", "title: A later pact"),
        ("agreement.yaml", "until: 2011-05-01", "until: 2014-05-01"),
        ("agreement.yaml", "charge: 1.5%", "charge: 1%"),
    )
    assert [change.address for change in changes] == ["title", "covers/until", "late_rules/residuals"]
    assert changes[1] == Change("covers/until", "2011-05-01", "2014-05-01")
