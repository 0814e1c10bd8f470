"""The guild's published late interest: ex-43-late-pay-1400 and ex-44-late-pay-rule."""

from datetime import date

import pytest

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement
from arrears.audit.late_rules import late_terms_of
from arrears.reconciliation.late_charge_steps import LateMoney, charge_one
from arrears.reconciliation.late_terms import BalanceStep

AGREEMENTS = load_library(addresses=["wga/mba-2008", "wga/mba-2023"])


def charged(agreement: Agreement, *, cents: int, due: date, paid: date) -> tuple[int, int | None, int | None]:
    """Whole months, the simple charge on them, and the charge by days."""
    rule = late_terms_of(agreement.late_rules[f"{agreement.address}/initial-compensation"])
    money = LateMoney(due_on=due, owed_cents=cents, steps=(BalanceStep(due, paid, cents),))
    (charge,) = charge_one(money, rule, as_of=paid)
    return charge.months, charge.simple_cents, charge.daily_cents


@pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda agreement: agreement.address)
class TestLateInterest:
    def test_twenty_thousand_three_months_late_costs_900_or_by_days_887_67(
        self, agreement: Agreement
    ) -> None:
        # Delivered 3 January, due 10 January, paid 10 April 2022: 90 days.
        # 20,000 x 1.5% x 3 months; 20,000 x 18% x 90 / 365.
        found = charged(agreement, cents=2_000_000, due=date(2022, 1, 10), paid=date(2022, 4, 10))
        assert found == (3, 90_000, 88_767)

    def test_fourteen_hundred_of_interest_is_two_months_on_46_667(self, agreement: Agreement) -> None:
        months, simple, _ = charged(agreement, cents=4_666_667, due=date(2022, 1, 10), paid=date(2022, 3, 10))
        assert (months, simple) == (2, 140_000)  # 46,666.67 x 3% = 1,400.0001

    def test_the_rate_for_residuals_is_marked_as_memory(self, agreement: Agreement) -> None:
        residuals = agreement.late_rules[f"{agreement.address}/residuals"]
        assert residuals.citation.status == "unverified"
        assert residuals.counts == ("simple", "compound")
        assert residuals.part_month == ("whole months", "days")
