"""What a copy of a bundle that withholds who members are must not tell in its other cells."""

from types import SimpleNamespace

import pytest

from arrears.claims.bundle_clauses import plan_paid
from arrears.claims.bundle_money import obligation_table
from arrears.claims.bundle_rows import credit_shown
from arrears.claims.verifier import verify


def test_on_whose_pay_a_plan_is_owed_stands_in_no_cell_of_its_own() -> None:
    assert [credit_shown(one) for one in ("of_P1", "story", "", None)] == [None, "story", "", None]


def test_an_obligation_to_a_plan_names_its_person_in_its_name_alone_which_is_withheld() -> None:
    stated = {
        "ref": "sag/contributions/pension-and-health:CO:T1:none:none:pay:first.of_P1:plans:usd",
        "numbered_clause": 1, "part": 0, "amount_cents": 100, "paid": 0, "left_open": 100,
        "standing_now": "short", "missing": [], "credit_column": "of_P1", "payee_id": "plans",
    }  # fmt: skip
    table = obligation_table([stated], frozenset())
    open_columns = [place for place, column in enumerate(table.columns) if not column.needs]
    ((cells,),) = table.parts.values()
    assert not any("P1" in str(cells[place]) for place in open_columns)
    assert any("P1" in str(cell) for cell in cells)


def faults_of_payee(payee_id: str | None, kind: str = "amount_owed", plan_id: str | None = "plans") -> int:
    """How many faults the verifier names when $1.00 of a line of one person is stated as owed to a payee."""
    names = ("ref", "obligation_no", *verify.SHARE_COLUMNS)
    stated = {
        "ref": "a line", "obligation_no": 1, "clause_no": 3, "line_no": 7, "part_no": 0, "title_id": "T1",
        "payee_id": payee_id, "credit": None, "pool_cents": 100, "cents": 100, "missing": None,
    }  # fmt: skip
    tables = [
        verify.Table("obligation", names, [tuple(stated[name] for name in names)], {}, ()),
        verify.Table("clause", ("clause_no", "plan_id"), [(3, plan_id)], {}, ()),
        verify.Table("fact_suspension", ("line_no", "payee_id"), [(7, "P1")], {}, ()),
    ]
    bundle = verify.Bundle({}, {}, {table.name: table for table in tables}, 0, ())
    row = SimpleNamespace(clause=SimpleNamespace(tree={"record_kind": kind}), rule_no=None)
    tally = verify.Tally()
    verify.check_shares(bundle, {3: row}, {3: {(7, 0): verify.Outcome("amount", 100)}}, tally)
    assert tally.agreed["shares of people"] + len(tally.faults) == 1
    return len(tally.faults)


@pytest.mark.parametrize(("payee_id", "faults"), [("plans", 0), (None, 0), ("P1", 1), ("health-plan", 1)])
def test_a_contribution_is_owed_to_the_plan_of_its_clause_and_to_nobody_else(
    payee_id: str | None, faults: int
) -> None:
    assert faults_of_payee(payee_id) == faults


@pytest.mark.parametrize(("payee_id", "faults"), [("P1", 0), (None, 0), ("plans", 1), ("P2", 1)])
def test_a_line_of_one_person_is_owed_to_that_person_alone(payee_id: str | None, faults: int) -> None:
    assert faults_of_payee(payee_id, "suspension", None) == faults


def test_a_clause_pays_a_plan_only_where_it_is_on_a_person_s_pay() -> None:
    assert plan_paid("amount_owed", "plans") == "plans"
    assert plan_paid("statement_line", "plans") is None
    assert plan_paid("amount_owed", None) is None
