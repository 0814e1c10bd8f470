"""Payments made ready for matching: who they count for, under which keys, in which order, and what stays
paid.

A payment counts for the person named, or for whom the payee of record stands on the day of payment. A
net-only amount is set apart: it is not comparable with a gross obligation and never makes one short.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from arrears.engine.connection import quote_text
from arrears.vocabulary import OF_PAY, PAYEE_KINDS

PAYEE_NAMED = "the payee named"
PAID_THROUGH = "paid to whom the person is paid through"
DECIDED = "a person decided it"
REASONS = (
    PAYEE_NAMED,
    PAID_THROUGH,
    DECIDED,
    *(f"paid to the {kind.replace('_', '-')} of record" for kind in PAYEE_KINDS),
)


def prepare_payments(connection: duckdb.DuckDBPyConnection, as_of: date, plans: Sequence[str] = ()) -> None:
    """Create `payment` and `payment_for`.

    plans: the ids of plans that are owed contributions. Rows of payment: one per payment line of principal,
    or of a contribution to one of the plans, that was made by `as_of`, with counted_on (the day it was
    received by the guild, or else paid). Rows of payment_for: one per payment line and person it may count
    for.
    """
    day = f"DATE {quote_text(as_of.isoformat())}"
    is_contribution = contribution_test(plans)
    # Contributions are on pay, so their period is that of the pay they are on, told apart from the pay's own.
    of_pay = f"CASE WHEN {is_contribution} THEN concat('{OF_PAY}', period) ELSE period END"
    period = of_pay if plans else "period"
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE payment AS
        SELECT row_id AS payment_row_id, payment_id, line_no, payer_id, payee_id, payee_as_written, title_id,
               market, {period} AS period, clause, currency, gross_cents, net_cents, paid_on,
               received_by_guild_on, sent_on_to_member_on, returned_on,
               coalesce(received_by_guild_on, paid_on) AS counted_on
        FROM trusted_payment_line
        WHERE (kind IN ('principal', 'not_said') OR {is_contribution})
          AND coalesce(received_by_guild_on, paid_on, {day}) <= {day}
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE payment_for AS
        SELECT p.payment_row_id, p.payee_id AS person_id, '{PAYEE_NAMED}' AS why
        FROM payment p WHERE p.payee_id IS NOT NULL
        UNION ALL (
        SELECT p.payment_row_id, r.person_id, concat('paid to the ', replace(r.kind, '_', '-'), ' of record')
        FROM payment p JOIN trusted_payee_of_record r ON r.payee_id = p.payee_id AND r.person_id <> p.payee_id
         AND (p.counted_on IS NULL OR (r.from_on <= p.counted_on
              AND (r.until_on IS NULL OR p.counted_on <= r.until_on)))
        UNION
        SELECT p.payment_row_id, n.person_id, '{PAID_THROUGH}'
        FROM payment p JOIN trusted_person n ON n.pays_to = p.payee_id AND n.person_id <> p.payee_id)
        """
    )


def contribution_test(plans: Sequence[str]) -> str:
    """An SQL condition: a payment line is a contribution to one of the plans."""
    if not plans:
        return "FALSE"
    listed = ", ".join(quote_text(plan) for plan in plans)
    return f"(kind = 'contribution' AND payee_id IN ({listed}))"
