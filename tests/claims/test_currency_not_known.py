"""Where a statement says no currency, no page of a claim puts dollars in its place."""

from __future__ import annotations

import pytest
from tests.audit_worlds import credit, receipt

from arrears.claims.claim_figures import figure_claim
from arrears.claims.letter_amounts import lines_of_company
from arrears.reports.claim_file import schedule_of
from arrears.reports.tables import Money

from .frozen_worlds import FILED, open_claim_over, world_of


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """The figures of a claim over one statement of $100,000.00, and then its currency taken away: records
    refuse an amount without one, but nothing keeps a table of lines from lacking it.
    """
    world = world_of(
        tmp_path_factory.mktemp("no-currency"),
        credit=[credit("T1", "P1")],
        receipt=[receipt("2008Q3", 100_000_00, 10)],
        payment_line=[],
        dispute=[],
    )
    claim = open_claim_over(world.book, world.freeze())
    figures = figure_claim(world.book, claim, FILED)
    figures.held.connection.execute("UPDATE line_amount SET currency = NULL")
    return figures


def test_the_schedule_says_that_the_currency_is_not_known(figures):
    (row,) = schedule_of(figures).rows
    amounts = [cell.text() for cell in row if isinstance(cell, Money)]
    assert amounts
    # One percent of $100,000.00 is owed to the only writer.
    assert amounts[0].startswith("1,000.00 (currency not known)")
    assert not any("$" in amount for amount in amounts)


def test_a_letter_says_that_the_currency_is_not_known(figures):
    (line,) = lines_of_company(figures, "CO1")
    assert line.currency == ""
    assert set(line.open_cents) == {1_000_00}
