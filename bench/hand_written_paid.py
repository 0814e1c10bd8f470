"""What was paid, by hand: matches, exceptions, standings, balances over time, late charges, arrears."""

from __future__ import annotations

from pathlib import Path

from hand_written_owed import AS_OF, half_up

PAYMENT = f"""
    CREATE TABLE payment AS
    SELECT row_number() OVER () AS payment_no, payment_id, line_no, payer_id, title_id, market, period,
           payee_id, currency, gross_cents, paid_on, received_by_guild_on, sent_on_to_member_on, returned_on,
           coalesce(received_by_guild_on, paid_on) AS counted_on
    FROM payment_line
    WHERE kind = 'principal' AND coalesce(received_by_guild_on, paid_on) <= {AS_OF}
"""

# Within a key, paid and owed run side by side from the first cent on: what overlaps is matched.
MATCH = """
    CREATE TABLE matched AS
    WITH paid AS (
        SELECT payment_no, payer_id, title_id, market, period, payee_id, currency, gross_cents,
               sum(gross_cents) OVER (PARTITION BY payer_id, title_id, market, period, payee_id, currency
                   ORDER BY counted_on, payment_no)::BIGINT AS up_to
        FROM payment
    ), owed AS (
        SELECT obligation_no, positions, company_id, title_id, market, occasion, payee_id, currency,
               amount_cents,
               sum(amount_cents) OVER (PARTITION BY company_id, title_id, market, occasion, payee_id,
                   currency, reading ORDER BY due_on, obligation_no)::BIGINT AS up_to
        FROM obligation
    )
    SELECT o.obligation_no, y.payment_no, y.payment_id, y.line_no,
           least(p.up_to, o.up_to) - greatest(p.up_to - p.gross_cents, o.up_to - o.amount_cents)
             AS amount_cents,
           y.paid_on, y.received_by_guild_on, y.sent_on_to_member_on, y.returned_on, y.counted_on, y.payee_id,
           o.positions, 'all_keys' AS how, 'the payee named' AS why
    FROM owed o
    JOIN paid p ON p.payer_id = o.company_id AND p.title_id = o.title_id AND p.market = o.market
     AND p.period = o.occasion AND p.payee_id = o.payee_id AND p.currency = o.currency
    JOIN payment y ON y.payment_no = p.payment_no
    WHERE least(p.up_to, o.up_to) > greatest(p.up_to - p.gross_cents, o.up_to - o.amount_cents)
    ORDER BY o.obligation_no, y.counted_on
"""

# What is left of a payment on the reading that takes most of it.
EXCEPTION = """
    CREATE TABLE exception AS
    WITH used AS (
        SELECT payment_no, max(cents) AS cents FROM (
            SELECT payment_no, positions, sum(amount_cents)::BIGINT AS cents FROM matched GROUP BY ALL)
        GROUP BY payment_no
    ), repeated AS (
        SELECT payer_id, payee_id, title_id, market, period, gross_cents
        FROM payment GROUP BY ALL HAVING count(*) > 1
    ), judged AS (
        SELECT p.*, p.gross_cents - coalesce(u.cents, 0) AS amount_cents,
               CASE WHEN r.payer_id IS NOT NULL THEN 'duplicate' WHEN u.payment_no IS NOT NULL THEN 'overpaid'
                    WHEN c.title_id IS NULL THEN 'not_credited' ELSE 'no_obligation' END AS kind
        FROM payment p
        LEFT JOIN used u ON u.payment_no = p.payment_no
        LEFT JOIN repeated r ON r.payer_id = p.payer_id AND r.payee_id = p.payee_id
         AND r.title_id = p.title_id AND r.market = p.market AND r.period = p.period
         AND r.gross_cents = p.gross_cents
        LEFT JOIN (SELECT DISTINCT title_id, person_id FROM credit) c
          ON c.title_id = p.title_id AND c.person_id = p.payee_id
        WHERE p.gross_cents > coalesce(u.cents, 0)
    ), owed_period AS (
        SELECT j.payment_no FROM (FROM judged WHERE kind = 'no_obligation') j
        SEMI JOIN obligation o
          ON o.company_id = j.payer_id AND o.title_id = j.title_id AND o.occasion = j.period
    )
    SELECT payment_id, line_no, payer_id, payee_id, title_id, market, period, kind, amount_cents, currency,
           CASE kind WHEN 'duplicate' THEN 'an identical payment line stands beside it'
                     WHEN 'overpaid' THEN 'more was paid than is owed on any reading'
                     WHEN 'not_credited' THEN 'the payee has no credit on this title'
                     ELSE CASE WHEN w.payment_no IS NOT NULL
                          THEN 'nothing is owed to this payee for this title, market, period and currency'
                          ELSE 'this payer owes nothing for this title in a period so named; names are such '
                               || 'as 2008Q3 or run:4' END END AS why
    FROM judged LEFT JOIN owed_period w USING (payment_no)
"""

STANDING = f"""
    CREATE TABLE standing AS
    WITH paid AS (
        SELECT obligation_no, sum(amount_cents)::BIGINT AS paid_cents, max(counted_on) AS settled_on,
               coalesce(sum(amount_cents) FILTER (WHERE returned_on IS NOT NULL), 0)::BIGINT
                 AS returned_cents,
               coalesce(sum(amount_cents) FILTER (WHERE received_by_guild_on IS NOT NULL
                   AND sent_on_to_member_on IS NULL AND returned_on IS NULL), 0)::BIGINT AS with_guild_cents
        FROM matched GROUP BY obligation_no
    ), elsewhere AS (
        SELECT DISTINCT payer_id AS company_id, title_id, market, period AS occasion, currency
        FROM exception WHERE kind IN ('not_credited', 'no_obligation')
    ), stated AS (
        SELECT o.obligation_no, o.amount_cents, o.due_on, coalesce(p.paid_cents, 0) AS paid_cents,
               coalesce(p.with_guild_cents, 0) AS with_guild_cents, p.settled_on,
               CASE WHEN p.paid_cents >= o.amount_cents THEN
                         CASE WHEN p.returned_cents > 0 THEN 'undeliverable'
                              WHEN p.with_guild_cents > 0 THEN 'with_the_guild' ELSE 'settled' END
                    WHEN o.due_on > {AS_OF} THEN 'not_yet_due'
                    WHEN p.paid_cents > 0 THEN 'short'
                    WHEN e.title_id IS NOT NULL THEN 'paid_to_another_payee'
                    ELSE 'no_payment_found' END AS state
        FROM obligation o
        LEFT JOIN paid p ON p.obligation_no = o.obligation_no
        LEFT JOIN elsewhere e ON e.company_id = o.company_id AND e.title_id = o.title_id
         AND e.market = o.market AND e.occasion = o.occasion AND e.currency = o.currency
    ), ended AS (
        SELECT *, state IN ('settled', 'with_the_guild', 'undeliverable') AS is_paid FROM stated
    )
    SELECT obligation_no, paid_cents, with_guild_cents, amount_cents - paid_cents AS open_cents, state,
           CASE WHEN is_paid THEN settled_on END AS settled_on,
           greatest(0, CASE WHEN is_paid THEN settled_on ELSE {AS_OF} END - due_on) AS days_past_due,
           CASE state WHEN 'settled' THEN 'the payee named'
                WHEN 'with_the_guild' THEN
                     'received by the guild and not yet sent on, as far as the records show'
                WHEN 'undeliverable' THEN 'paid, and the check came back'
                WHEN 'not_yet_due' THEN 'accrued and not yet due'
                WHEN 'short' THEN 'a payment was found, and it is less than what is owed'
                WHEN 'paid_to_another_payee' THEN
                     'a payment for this title and period went to somebody who is not owed it'
                ELSE 'no payment found in the records held to 2009-06-30' END AS why
    FROM ended ORDER BY obligation_no
"""

# What stood open from the due date on, stretch by stretch; a payment before the due date counts on it.
BALANCE = f"""
    CREATE TABLE balance AS
    WITH late AS (
        SELECT o.obligation_no, o.due_on, o.amount_cents
        FROM obligation o JOIN standing s ON s.obligation_no = o.obligation_no
        WHERE o.due_on < {AS_OF} AND s.days_past_due > 0
    ), step AS (
        SELECT obligation_no, due_on AS on_day, 0 AS cents FROM late
        UNION ALL
        SELECT l.obligation_no, greatest(m.counted_on, l.due_on), m.amount_cents
        FROM late l JOIN matched m ON m.obligation_no = l.obligation_no
    ), day AS (
        SELECT obligation_no, on_day, sum(cents)::BIGINT AS cents FROM step GROUP BY ALL
    ), stepped AS (
        SELECT obligation_no, on_day AS from_on, lead(on_day) OVER w AS to_on, sum(cents) OVER w AS paid_cents
        FROM day WINDOW w AS (PARTITION BY obligation_no ORDER BY on_day)
    )
    SELECT s.obligation_no, l.due_on, s.from_on, s.to_on,
           (l.amount_cents - s.paid_cents)::BIGINT AS open_cents
    FROM stepped s JOIN late l ON l.obligation_no = s.obligation_no
    WHERE l.amount_cents > s.paid_cents
    ORDER BY s.obligation_no, s.from_on
"""

# Whole months from a due date to a day; there are few different pairs, so they are counted once.
MONTHS = f"""
    CREATE TABLE months AS
    SELECT due_on, day, datediff('month', due_on, day)
             - CASE WHEN due_on + to_months(datediff('month', due_on, day)::INTEGER) > day THEN 1 ELSE 0 END
             AS months
    FROM (SELECT due_on, from_on AS day FROM balance UNION
          SELECT due_on, coalesce(to_on, {AS_OF}) FROM balance)
"""

# 1.5 % a month: on what stood open at the end of each whole month, without and with interest on interest, and
# by days at twelve months in 365 days. Simple and daily charges are rounded once, compound ones every month.
LATE_CHARGE = f"""
    CREATE TABLE late_charge AS
    WITH stretch AS (
        SELECT b.obligation_no, b.open_cents, b.from_on, e.months - a.months AS months,
               coalesce(b.to_on, {AS_OF}) - b.from_on AS days
        FROM balance b
        JOIN months a ON a.due_on = b.due_on AND a.day = b.from_on
        JOIN months e ON e.due_on = b.due_on AND e.day = coalesce(b.to_on, {AS_OF})
    ), summed AS (
        SELECT obligation_no, sum(months)::BIGINT AS months, sum(days)::BIGINT AS days,
               sum(open_cents * months)::BIGINT AS month_cents, sum(open_cents * days)::BIGINT AS day_cents,
               flatten(list(list_resize([]::BIGINT[], months, open_cents) ORDER BY from_on)) AS opens
        FROM stretch GROUP BY obligation_no
    )
    SELECT obligation_no, 'bench/workload-1/residuals' AS late_rule, months, days,
           {half_up("month_cents * 15", "1000")} AS simple_cents,
           list_reduce(opens, lambda charged, open: charged + (2 * (open + charged) * 15 + 1000) // 2000, 0)
             AS compound_cents,
           {half_up("day_cents * 15 * 12", "1000 * 365")} AS daily_cents,
           false AS disputed, 'derived' AS status
    FROM summed WHERE days > 0 ORDER BY obligation_no
"""

# One amount in arrears or with a late charge, on each side's reading and on both.
ITEM = """
    CREATE TABLE item AS
    WITH owed AS (
        SELECT o.*, s.days_past_due, coalesce(l.simple_cents, 0) AS simple_cents,
               l.obligation_no IS NOT NULL AS is_charged,
               CASE WHEN s.state IN ('short', 'no_payment_found', 'paid_to_another_payee') THEN s.open_cents
                    ELSE 0 END AS arrears_cents
        FROM obligation o JOIN standing s ON s.obligation_no = o.obligation_no
        LEFT JOIN late_charge l ON l.obligation_no = o.obligation_no
    )
    SELECT company_id, payee_id, title_id, market, territory, occasion, currency,
           min(days_past_due) FILTER (WHERE arrears_cents > 0) AS days,
           coalesce(sum(arrears_cents) FILTER (WHERE positions & 1 > 0), 0)::BIGINT AS arrears_guild,
           coalesce(sum(arrears_cents) FILTER (WHERE positions & 2 > 0), 0)::BIGINT AS arrears_companies,
           coalesce(sum(simple_cents) FILTER (WHERE positions & 1 > 0), 0)::BIGINT AS simple_guild,
           coalesce(sum(simple_cents) FILTER (WHERE positions & 2 > 0), 0)::BIGINT AS simple_companies
    FROM owed WHERE arrears_cents > 0 OR is_charged
    GROUP BY company_id, payee_id, title_id, market, territory, occasion, currency
"""


def arrears_by(party: str, out: Path) -> str:
    """Arrears and simple late charges of each company or person; what stands on both readings also by age."""
    every = "least(arrears_guild, arrears_companies)"
    ages = ((0, 30), (31, 60), (61, 90), (91, 180), (181, 10**9))
    aged = ", ".join(
        f"coalesce(sum({every}) FILTER (WHERE days BETWEEN {low} AND {high}), 0)::BIGINT AS from_{low}_days"
        for low, high in ages
    )
    return f"""
        COPY (SELECT {party} AS party, currency, sum({every})::BIGINT AS every_cents,
                     sum(arrears_guild)::BIGINT AS guild_cents,
                     sum(arrears_companies)::BIGINT AS companies_cents,
                     {aged}, sum(least(simple_guild, simple_companies))::BIGINT AS late_cents
              FROM item GROUP BY ALL ORDER BY every_cents DESC, party)
        TO '{out}/by_{"company" if party == "company_id" else "person"}.parquet'"""
