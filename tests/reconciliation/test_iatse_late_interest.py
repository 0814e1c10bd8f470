"""A late percentage payment: one per cent a month after the plans' notice, and iatse-late-derived."""

from datetime import date

import pytest

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement
from arrears.audit.late_rules import late_terms_of
from arrears.reconciliation.late_charge_steps import LateMoney, charge_one
from arrears.reconciliation.late_terms import BalanceStep

AGREEMENTS = load_library(addresses=["iatse/basic-2015", "iatse/basic-2021"])


def charged(
    agreement: Agreement, *, notice: date | None, paid: date
) -> list[tuple[int, int | None, int | None]]:
    """Whole months, and the simple and the compound charge, on 60,000 due on 1 March 2022."""
    terms = late_terms_of(agreement.late_rules[f"{agreement.address}/delinquency"])
    due = date(2022, 3, 1)
    steps = (BalanceStep(due, paid, 6_000_000),)
    money = LateMoney(due_on=due, owed_cents=6_000_000, steps=steps, notice_on=notice)
    return [
        (one.months, one.simple_cents, one.compound_cents) for one in charge_one(money, terms, as_of=paid)
    ]


@pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda agreement: agreement.address)
class TestLateInterest:
    def test_sixty_thousand_three_months_late_cost_1800(self, agreement: Agreement) -> None:
        # Notice on 5 April 2022, ten business days end on 19 April.
        # 60,000 x 1% x 3; compound 600.00 + 606.00 + 612.06.
        found = charged(agreement, notice=date(2022, 4, 5), paid=date(2022, 7, 19))
        assert found == [(3, 180_000, 181_806)]

    def test_the_months_count_from_the_end_of_the_ten_days_and_not_from_the_notice(
        self, agreement: Agreement
    ) -> None:
        found = charged(agreement, notice=date(2022, 4, 5), paid=date(2022, 7, 18))
        assert found == [(2, 120_000, 120_600)]

    def test_without_a_notice_nothing_is_charged(self, agreement: Agreement) -> None:
        assert charged(agreement, notice=None, paid=date(2023, 3, 1)) == []

    def test_what_is_paid_within_ten_business_days_of_the_notice_costs_nothing(
        self, agreement: Agreement
    ) -> None:
        assert charged(agreement, notice=date(2022, 4, 1), paid=date(2022, 4, 15)) == []
