"""Receipts shared by units: a cast's parts to the cent, what is asked for, and how one part is explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.obligations.book_fixture import append

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.cast_rows import hold_against_units
from arrears.audit.explainer import Explainer, open_for_explaining
from arrears.audit.explanation import explain_ref
from arrears.book.ledger import create_book, open_book
from arrears.obligations.cast_shares import CAST_COLUMNS
from arrears.obligations.replay import replay_explanation
from arrears.records.tables import TABLES
from arrears.vocabulary import PARTICIPANT_FACTS

TELEVISION = load_library(addresses=["sag/tv-2014"])
CABLE = "sag/basic-cable/free-television-on-basic-cable:CO:T1:basic_cable:us:2016Q1"


def member(person_id: str, hired_as: str | None, **given: Any) -> dict[str, Any]:
    return {"title_id": "T1", "person_id": person_id, "hired_as": hired_as, **given}


def explainer(folder: Path, said_by: str = "demo", **tables: list[dict[str, Any]]) -> Explainer:
    """A run of one episode sold to basic cable for $10,000.17, of which the cast takes $600.01 together."""
    book = create_book(folder / "book")
    rows = {
        "company": [{"company_id": "CO", "name": "Company"}],
        "person": [{"person_id": f"P{n}", "name": f"Person {n}"} for n in range(1, 5)],
        "title": [{
            "title_id": "T1", "name": "Episode", "kind": "episode", "company_id": "CO",
            "first_market": "network_prime_time", "photography_on": date(2014, 8, 4),
        }],
        "production": [{"title_id": "T1", "performers_n": 3, "made_under": "television_agreement"}],
        "cast_member": [member("P1", "series"), member("P2", "weekly"), member("P3", "three_day")],
        "receipt": [{
            "company_id": "CO", "title_id": "T1", "market": "basic_cable", "territory": "us",
            "base_kind": "distributors_gross", "period_from": date(2016, 1, 1),
            "period_to": date(2016, 3, 31), "statement_id": "S1", "received_on": date(2016, 3, 31),
            "gross_cents": 1_000_017, "currency": "usd",
        }],
        **tables,
    }  # fmt: skip
    append(book, rows, date(2016, 12, 31), said_by)
    run = run_audit(book, TELEVISION, AuditRequest(as_of=date(2016, 12, 31)))
    return open_for_explaining(book, run.folder, TELEVISION)


def owed(opened: Explainer) -> dict[str | None, int | None]:
    return dict(opened.run.rows("SELECT payee_id, amount_cents FROM obligation ORDER BY payee_id"))


def missing(opened: Explainer) -> list[str]:
    ((names,),) = opened.run.rows("SELECT missing FROM obligation")
    return list(names)


def findings(opened: Explainer) -> list[tuple[str, ...]]:
    return opened.run.rows("SELECT expected, found, remedy FROM finding WHERE code = 'cast-not-known'")


def test_a_cast_shares_by_units_and_the_odd_cent_goes_to_the_largest_remainder(tmp_path: Path) -> None:
    assert owed(explainer(tmp_path)) == {"P1": 30_001, "P2": 20_000, "P3": 10_000}


def test_a_part_is_explained_by_its_units_and_the_row_that_they_come_from(tmp_path: Path) -> None:
    found = explain_ref(explainer(tmp_path), f"{CABLE}:P2:usd")
    assert found.split is not None
    assert (found.amount_cents, found.clause_cents, found.split.by) == (20_000, 60_001, "units")
    assert found.split.shares == ("1/2", "1/3", "1/6")
    assert found.split.why.startswith("2 of the 6 units of 3 performers used in the title.")
    hired = next(fact for fact in found.facts if fact.name == "hired_as")
    assert (hired.value.exact, hired.sources[0].table) == ("weekly", "cast_member")
    assert replay_explanation(found, "test").differences == ()


def test_one_performer_whose_hire_is_not_known_leaves_every_part_unknown(tmp_path: Path) -> None:
    cast = [member("P1", "series"), member("P2", None), member("P3", "day")]
    opened = explainer(tmp_path, cast_member=cast)
    assert owed(opened) == {None: None}
    assert missing(opened) == ["hired_as"]
    assert findings(opened) == [
        (
            "hired_as of every performer used in 1 title(s)",
            "3 performer(s) listed of 3 in T1; not known of P2",
            "ask for hired_as",
        )
    ]
    found = explain_ref(opened, f"{CABLE}::usd")
    assert found.split is not None
    assert found.split.shares == ()
    assert found.split.why == "The units of the cast are not known; missing: hired_as."


def test_a_cast_of_which_somebody_is_not_listed_is_shared_by_nobody(tmp_path: Path) -> None:
    opened = explainer(tmp_path, cast_member=[member("P1", "series"), member("P2", "weekly")])
    assert (owed(opened), missing(opened)) == ({None: None}, ["cast_member"])
    assert findings(opened)[0][1] == "2 performer(s) listed of 3 in T1"


def test_how_many_are_used_is_asked_for_where_nobody_says_it(tmp_path: Path) -> None:
    opened = explainer(tmp_path, production=[])
    assert (owed(opened), missing(opened)) == ({None: None}, ["performers"])
    assert findings(opened)[0][1] == "3 performer(s) listed of an unknown number in T1"


def test_a_title_without_a_cast_is_not_shared_and_not_nought(tmp_path: Path) -> None:
    opened = explainer(tmp_path, cast_member=[], production=[])
    assert (owed(opened), missing(opened)) == ({None: None}, ["cast_member", "performers"])


def test_a_rival_row_of_the_payee_is_shown_and_not_counted(tmp_path: Path) -> None:
    explainer(tmp_path)
    book = open_book(tmp_path / "book")
    append(book, {"cast_member": [member("P2", "series")]}, date(2016, 12, 31), "studio")
    run = run_audit(book, TELEVISION, AuditRequest(as_of=date(2016, 12, 31), trust=("demo",)))
    opened = open_for_explaining(book, run.folder, TELEVISION)
    hired = next(fact for fact in explain_ref(opened, f"{CABLE}:P2:usd").facts if fact.name == "hired_as")
    assert [(rival.said_by, rival.value.exact) for rival in hired.rivals] == [("studio", "series")]
    assert owed(opened)["P2"] == 20_000


def test_shares_that_are_not_those_of_the_units_stop_the_explanation(tmp_path: Path) -> None:
    opened = explainer(tmp_path)
    variant = next(
        v for v in opened.variants.values() if v.clause.name == "basic-cable/free-television-on-basic-cable"
    )
    assert variant.formula.split is not None
    with pytest.raises(AssertionError, match="shares by units of T1"):
        hold_against_units(opened, variant.formula.split, {"title_id": "T1"}, {})


def test_every_fact_of_a_participant_has_its_column() -> None:
    assert set(CAST_COLUMNS) == set(PARTICIPANT_FACTS["cast_used"])
    for column in CAST_COLUMNS.values():
        assert TABLES["cast_member"].column(column).name == column
