"""Sums what is no arrears: settled, accrued and not yet due, with the guild, not comparable, not computable.

An amount that cannot be computed is counted, never added as nothing.
"""

from __future__ import annotations

from arrears.audit.arrears_tables import (
    ITEM_NUMBERS,
    STATE_WORDS,
    on_every,
    on_position,
    own_words_bits,
    status_word,
)
from arrears.audit.run_tables import RunTables
from arrears.reports.tables import Column, Money, Table

NOTE = (
    "Settled, undeliverable: what was paid on it. With the guild: received by the guild and not yet sent on."
    " Part of an obligation in arrears may also be with the guild; it is counted there as paid."
)


def not_arrears_table(run: RunTables) -> Table:
    """One row per state and currency: how many obligations, and their amount on every own-words position.

    Missing: an amount is blank where no obligation of the state has one.
    """
    columns = (
        Column("state", "what"),
        Column("obligations", "obligations", "count"),
        Column("amount", "on every position", "money"),
        Column("not_known", "amount not known", "count"),
        Column("currency", "currency", for_readers=False),
    )
    cells = tuple(
        (
            STATE_WORDS.get(state, state),
            count,
            Money(None if count == unknown else cents, currency, status_word(status)),
            unknown,
            currency,
        )
        for state, currency, count, unknown, cents, status in run.rows(_states_sql(run))
    )
    return Table("not_arrears", "", columns, cells, NOTE)


def _states_sql(run: RunTables) -> str:
    """Sums in two parts: rows that hold on every position need no grouping by item; the few others do."""
    bits, own = own_words_bits(run), run.heading.own_words()
    key = ", ".join(ITEM_NUMBERS)
    sums = ", ".join(f"{on_position(position, 'held_cents')} AS p{position.bit}" for position in own)
    others = "run_money WHERE other_state IS NOT NULL AND NOT is_second"
    return f"""
        WITH counted AS (
            SELECT other_state, currency, count(*) AS counted, count(*) - count(held_cents) AS unknown,
                   max(status) AS status,
                   coalesce(sum(held_cents) FILTER (positions & {bits} = {bits}), 0)::BIGINT AS cents
            FROM {others} GROUP BY other_state, currency
        ), item AS (
            SELECT other_state, currency, {key}, {sums} FROM {others} AND positions & {bits} <> {bits}
            GROUP BY other_state, currency, {key}
        ), part AS (
            SELECT other_state, currency, sum({on_every(own)})::BIGINT AS cents
            FROM item GROUP BY other_state, currency
        )
        SELECT c.other_state, c.currency, c.counted, c.unknown, c.cents + coalesce(p.cents, 0), c.status
        FROM counted c LEFT JOIN part p USING (other_state, currency)
        ORDER BY c.currency <> 'usd', c.currency, c.other_state"""
