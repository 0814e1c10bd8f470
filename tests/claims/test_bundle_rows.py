"""What a copy of a bundle that withholds who members are must not tell in its other cells."""

from arrears.claims.bundle_money import obligation_table
from arrears.claims.bundle_rows import credit_shown


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
