"""Readings priced beside each other, the floor that nobody disputes, and rival figures that are never merged.

Pay television pays 3% where the title is covered and 1% where it is not. The guild covers titles photographed
after 1977, the companies those first seen in new media from 2008-02-13 on.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import (
    Audited,
    add,
    audit,
    credit,
    make_book,
    payment,
    receipt,
    small_world,
    title,
    write_pact,
)

from arrears.agreements.model import Agreement
from arrears.audit.arrears_tables import make_arrears_tables
from arrears.audit.run_tables import open_run

AS_OF = date(2009, 6, 30)
LIBRARY = title("T1", first_new_media_on=date(2007, 1, 1))  # 3% to the guild, 1% to the companies
OLD = title("T2", photography_on=date(1975, 1, 1))  # 1% to the guild, 3% to the companies
AGREED = title("T3")  # 3% on both sides' own words


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def disputed_world(**tables: object) -> dict[str, object]:
    names = ("T1", "T2", "T3")
    return small_world(
        title=[LIBRARY, OLD, AGREED],
        credit=[credit(name, "P1") for name in names],
        receipt=[receipt("2008Q3", 100_000, market="pay_television", title_id=name) for name in names],
        **tables,
    )


def by_position(found: Audited) -> dict[tuple[str, str], int]:
    """What each position owes on each title."""
    amounts = {}
    for place, position in enumerate(found.record["positions"]):
        rows = found.rows(
            "SELECT title_id, sum(amount_cents) FROM obligation"
            f" WHERE positions >> {place} & 1 = 1 GROUP BY 1"
        )
        amounts.update({(position["name"], name): int(cents) for name, cents in rows})
    return amounts


def test_each_side_is_priced_on_its_own_words_and_a_title_left_out_is_not_at_nothing(
    tmp_path: Path, pact: Agreement
) -> None:
    found = audit(make_book(tmp_path / "book", disputed_world()), [pact], as_of=AS_OF)
    own = {position["name"]: position["is_own_words"] for position in found.record["positions"]}
    assert own == {"guild": True, "companies": True, "hearsay": False}
    assert by_position(found) == {
        ("guild", "T1"): 3_000, ("guild", "T2"): 1_000, ("guild", "T3"): 3_000,
        ("companies", "T1"): 1_000, ("companies", "T2"): 3_000, ("companies", "T3"): 3_000,
        ("hearsay", "T1"): 1_000, ("hearsay", "T2"): 1_000, ("hearsay", "T3"): 1_000,
    }  # fmt: skip


def test_undisputed_is_the_least_of_the_sides_own_words_line_by_line(tmp_path: Path, pact: Agreement) -> None:
    """$10.00 of each disputed title, $30.00 of the third: what others report of a side lowers nothing."""
    found = audit(make_book(tmp_path / "book", disputed_world()), [pact], as_of=AS_OF)
    run = open_run(found.folder)
    make_arrears_tables(run)
    rows = run.rows("SELECT title_id, every FROM arrears_item ORDER BY title_id")
    assert rows == [("T1", 1_000), ("T2", 1_000), ("T3", 3_000)]


def test_one_payment_is_set_against_each_reading(tmp_path: Path, pact: Agreement) -> None:
    """$20.00 leave $10.00 open to the guild; to the companies $10.00 were too much, and nothing is netted."""
    paid = payment("A", 2_000, market="pay_television")
    found = audit(make_book(tmp_path / "book", disputed_world(payment_line=[paid])), [pact], as_of=AS_OF)
    rows = found.rows(
        """SELECT amount_cents, paid_cents, open_cents, state
           FROM obligation JOIN standing USING (obligation_no) WHERE title_id = 'T1' ORDER BY amount_cents"""
    )
    # The companies' own words and what the guild says of them are two readings with one amount here.
    assert rows == [(1_000, 1_000, 0, "settled")] * 2 + [(3_000, 2_000, 1_000, "short")]
    assert found.exceptions() == []


def test_a_pinned_question_has_one_answer(tmp_path: Path, pact: Agreement) -> None:
    choices = {"pay-television": "companies", "pay-television-else": "companies"}
    found = audit(make_book(tmp_path / "book", disputed_world()), [pact], as_of=AS_OF, choices=choices)
    assert found.rows("SELECT title_id, amount_cents FROM obligation ORDER BY 1") == [
        ("T1", 1_000),
        ("T2", 3_000),
        ("T3", 3_000),
    ]


def test_readings_that_make_no_difference_are_one_and_named_after_no_side(
    tmp_path: Path, pact: Agreement
) -> None:
    rows = small_world(receipt=[receipt("2008Q3", 100_000, market="basic_cable")])
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert [(p["name"], p["is_own_words"]) for p in found.record["positions"]] == [("as agreed", True)]
    assert len(found.record["left_out"]) == 2


def rivals(folder: Path) -> object:
    """The company states $500.00, the guild's auditor $900.00, for one key."""
    cable = receipt("2008Q3", 50_000, market="basic_cable")
    book = make_book(folder, small_world(receipt=[cable]), said_by="company")
    add(book, {"receipt": [{**cable, "gross_cents": 90_000}]}, said_by="auditor")
    return book


def test_rival_figures_are_never_merged_and_the_first_by_name_is_computed(
    tmp_path: Path, pact: Agreement
) -> None:
    found = audit(rivals(tmp_path / "book"), [pact], as_of=AS_OF)  # type: ignore[arg-type]
    assert found.amounts() == {("2008Q3", "P1"): 1_800}
    assert found.record["trust"] == ["auditor", "company"]
    ((_, problem, told, remedy),) = found.findings("rival-rows")
    assert "company asserts rows" in problem
    assert told.startswith("1 row(s)")
    assert "--trust" in remedy


def test_trust_decides_whose_figure_is_computed(tmp_path: Path, pact: Agreement) -> None:
    found = audit(rivals(tmp_path / "book"), [pact], as_of=AS_OF, trust=("company",))  # type: ignore[arg-type]
    assert found.amounts() == {("2008Q3", "P1"): 1_000}
    assert found.record["trust"] == ["company", "auditor"]
    ((_, problem, _, _),) = found.findings("rival-rows")
    assert "auditor asserts rows" in problem


def test_different_statements_of_one_key_by_one_party_are_summed_not_rivals(
    tmp_path: Path, pact: Agreement
) -> None:
    cable = receipt("2008Q3", 50_000, market="basic_cable")
    rows = small_world(receipt=[cable, {**cable, "statement_id": "S-late", "gross_cents": 10_000}])
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert found.amounts() == {("2008Q3", "P1"): 1_200}
    assert found.findings("rival-rows") == []


def test_another_partys_statement_beside_a_companys_is_a_rival_whatever_its_number(
    tmp_path: Path, pact: Agreement
) -> None:
    """An auditor's statement has a number of its own; it speaks of the same money and is not added to it."""
    cable = receipt("2008Q3", 50_000, market="basic_cable")
    book = make_book(tmp_path / "book", small_world(receipt=[cable]), said_by="company")
    add(book, {"receipt": [{**cable, "gross_cents": 90_000, "statement_id": "AUDIT-7"}]}, said_by="auditor")
    found = audit(book, [pact], as_of=AS_OF, trust=("company",))
    assert found.amounts() == {("2008Q3", "P1"): 1_000}
    assert len(found.findings("rival-rows")) == 1
