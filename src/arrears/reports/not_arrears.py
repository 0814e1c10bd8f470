"""Sums what is no arrears: settled, accrued and not yet due, with the guild, not comparable, not computable.

An amount that cannot be computed is counted, never added as nothing.
"""

from __future__ import annotations

from arrears.audit.arrears_tables import (
    ITEM,
    STATE_WORDS,
    on_every,
    on_position,
    own_words_bits,
    status_sql,
    status_word,
)
from arrears.audit.run_tables import RunTables
from arrears.reconciliation.standing import ARREARS_STATES
from arrears.reports.tables import Column, Money, Table

NOTE = (
    "Settled, undeliverable: what was paid on it. With the guild: received by the guild and not yet sent on."
    " Part of an obligation in arrears may also be with the guild; it is counted there as paid."
)
# The amount of a state: what was paid, what the guild holds, else what is open, else what is owed.
AMOUNT_SQL = """CASE WHEN s.state IN ('settled', 'undeliverable') THEN s.paid_cents
    WHEN s.state = 'with_the_guild' THEN s.with_guild_cents
    ELSE coalesce(s.open_cents, o.amount_cents) END"""


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
    arrears = ", ".join(f"'{state}'" for state in ARREARS_STATES)
    key = ", ".join(ITEM)
    sums = ", ".join(f"{on_position(position, 'cents')} AS p{position.bit}" for position in own)
    joined = f"""obligation o JOIN standing s USING (obligation_no) WHERE s.state NOT IN ({arrears})"""
    return f"""
        WITH counted AS (
            SELECT s.state, o.currency, count(*) AS counted,
                   count(*) FILTER ({AMOUNT_SQL} IS NULL) AS unknown, {status_sql("o.status")} AS status,
                   coalesce(sum({AMOUNT_SQL}) FILTER (o.positions & {bits} = {bits}), 0)::BIGINT AS cents
            FROM {joined} GROUP BY s.state, o.currency
        ), r AS (
            SELECT s.state, {key}, o.positions, {AMOUNT_SQL} AS cents
            FROM {joined} AND o.positions & {bits} <> {bits}
        ), item AS (
            SELECT state, {key}, {sums} FROM r GROUP BY state, {key}
        ), part AS (
            SELECT state, currency, sum({on_every(own)})::BIGINT AS cents FROM item GROUP BY state, currency
        )
        SELECT c.state, c.currency, c.counted, c.unknown, c.cents + coalesce(p.cents, 0), c.status
        FROM counted c LEFT JOIN part p USING (state, currency)
        ORDER BY c.currency <> 'usd', c.currency, c.state"""
