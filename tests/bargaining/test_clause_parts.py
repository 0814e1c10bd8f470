"""What a clause is made of without its names: when two clauses are the same, and when they are not."""

from pathlib import Path

import pytest
from tests.agreements.writing import load_clause

from arrears.agreements.model import Clause
from arrears.bargaining.clause_parts import is_same_use, parts_of, words_asked

BODY = """\
when: market = 'download' and work = 'television'
terms: {rate: 2%}
tables: {counted: {by: base_kind, rows: {distributors_gross: 100%}}}
pays: gross * counted * rate
"""


def amount(folder: Path, body: str) -> tuple[str, list[str]]:
    """The shape of a clause's amount and its figures."""
    (folder / "made").mkdir(exist_ok=True)
    part = next(one for one in parts_of(load_clause(folder / "made", body)) if one.role == "amount")
    return part.shape, [str(figure.value) for figure in part.figures]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{rate: 2%}", "{rate: 0.02}"),
        ("gross * counted * rate", "rate * gross * counted"),
        ("gross * counted * rate", "gross * (rate * counted)"),
        ("pays: gross", "steps: {receipts: gross * counted}\npays: receipts * rate #"),
        ("rate", "percentage"),
    ],
)
def test_names_steps_and_the_order_of_factors_make_no_difference(tmp_path: Path, old: str, new: str) -> None:
    assert amount(tmp_path, BODY) == amount(tmp_path, BODY.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gross * counted * rate", "gross * counted / rate"),
        ("gross * counted * rate", "gross * counted * rate * rate"),
        ("gross * counted * rate", "gross * rate + gross * counted"),
        ("gross * counted * rate", "at_most(gross * counted * rate, gross)"),
        ("distributors_gross", "licence_fee"),
        ("pays: gross", "rounds: $1 half down\npays: gross"),
    ],
)
def test_another_formula_has_another_shape(tmp_path: Path, old: str, new: str) -> None:
    assert amount(tmp_path, BODY)[0] != amount(tmp_path, BODY.replace(old, new))[0]


def test_another_figure_is_told_among_the_figures_and_not_in_the_shape(tmp_path: Path) -> None:
    shape, figures = amount(tmp_path, BODY)
    other_shape, other_figures = amount(tmp_path, BODY.replace("2%", "3%"))
    assert shape == other_shape
    assert sorted(figures) == ["1", "1/50"]
    assert sorted(other_figures) == ["1", "3/100"]


def clause(folder: Path, when: str) -> Clause:
    folder.mkdir(exist_ok=True)
    return load_clause(folder, BODY.replace("market = 'download' and work = 'television'", when))


def test_clauses_of_other_markets_or_works_are_no_same_use(tmp_path: Path) -> None:
    ours = clause(tmp_path / "a", "market = 'download' and work = 'television'")
    assert is_same_use(ours, clause(tmp_path / "b", "market in ('download', 'rental')"))
    assert not is_same_use(ours, clause(tmp_path / "c", "market = 'rental' and work = 'television'"))
    assert not is_same_use(ours, clause(tmp_path / "d", "market = 'download' and work = 'theatrical'"))


def test_what_a_clause_asks_of_a_fact_is_read_off_its_conditions(tmp_path: Path) -> None:
    ours = clause(tmp_path / "a", "market in ('download', 'rental') and market = 'rental'")
    assert words_asked(ours, "market") == {"rental"}
    assert words_asked(ours, "work") is None


def test_a_clause_with_questions_has_a_part_for_each_answer_that_differs(tmp_path: Path) -> None:
    body = """\
when: market = 'download' and early
terms: {first: 2008-02-13, rate: 2%}
questions:
  early:
    guild: {is: photographed_on >= first, because: a reading, cite: invented, status: derived}
    companies: {is: received_on >= first, because: a reading, cite: invented, status: derived}
pays: gross * rate
"""
    parts = parts_of(load_clause(tmp_path, body))
    assert [one.reading for one in parts if one.role == "amount"] == ["early: guild"]
    shapes = {one.shape: one.reading for one in parts if one.role == "condition"}
    assert shapes["(photographed_on >= #date)"] == "early: guild"
    assert shapes["(received_on >= #date)"] == "early: companies"
