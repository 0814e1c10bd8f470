"""What a claim amounts to on each reading, as of any day: principal, its disputed part, what lateness costs.

Rests on the frozen lines; standing, balances and late charges are figured by the same code as an audit's.
Readings are alternatives: they stand side by side and nothing is netted between them. Never says a line is
unpaid: it says what the records that were read do not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from arrears.audit.arrears_tables import STATUS_ORDER, status_sql, status_word
from arrears.audit.run_tables import RunPosition, RunTables
from arrears.claims.filed_names import name_as_filed
from arrears.claims.lines_held import HeldLines
from arrears.dates import add_months
from arrears.reconciliation.late_charges import charge_late_payments
from arrears.reconciliation.late_events import take_disputes_together
from arrears.reconciliation.standing import ARREARS_STATES, state_obligations
from arrears.vocabulary import PLANS

CENTS = (
    "principal_cents", "undisputed_cents", "disputed_cents", "not_yet_due_cents", "contributions_cents",
    "late_simple_cents", "late_compound_cents", "late_daily_cents", "damages_cents", "unverified_cents",
    "low_cents", "high_cents",
)  # fmt: skip


@dataclass(frozen=True)
class Amounts:
    """What one party is owed, or owes, on one position; all in cents of one currency.

    principal: due and open, as far as the records read show; undisputed and disputed are its parts.
    contributions: of the principal, what goes to plans and funds. late_*: what lateness costs by each count;
    where a rule leaves one count only, it stands under each. damages: sums fixed for lateness, apart.
    unverified: of the principal, what rests on unverified terms. low, high: bounds of the lines that cannot
    be computed and have bounds; not_computable counts all that cannot, unbounded those without bounds.
    late_not_known: lines in arrears whose late rule is not for their payor; what holds instead is not known.
    """

    party_id: str
    name: str
    currency: str
    position: str
    lines: int
    principal_cents: int
    undisputed_cents: int
    disputed_cents: int
    not_yet_due_cents: int
    contributions_cents: int
    late_simple_cents: int
    late_compound_cents: int
    late_daily_cents: int
    damages_cents: int
    unverified_cents: int
    low_cents: int
    high_cents: int
    not_computable: int
    unbounded: int
    late_not_known: int
    status: str
    late_status: str

    def total(self, count: str) -> int:
        """Principal, late charges by one count (`simple`, `compound` or `daily`), and fixed sums."""
        late: int = getattr(self, f"late_{count}_cents")
        return self.principal_cents + late + self.damages_cents


@dataclass(frozen=True)
class FurtherMonth:
    """What a further month costs on one position: the day it ends, and what is added until then.

    falls_due: principal that is not yet due now and is then.
    """

    until: date
    currency: str
    position: str
    late_simple_cents: int
    late_compound_cents: int
    late_daily_cents: int
    damages_cents: int
    falls_due_cents: int


def figure_as_filed(held: HeldLines, as_of: date) -> None:
    """Create `line_amount`: every line of the claim as of a day, by the payments and events that were filed.

    Rows: one per line. Columns: those of `line`, then paid_cents, open_cents and state as of the day;
    principal_cents (0 when not in arrears), undisputed_cents and disputed_cents; disputed_since,
    disputed_until, dispute_reason; not_yet_due_cents; late_simple_cents, late_compound_cents,
    late_daily_cents (null: the rule does not leave it open, or no charge ran); is_damages; late_status.
    """
    for name, kept in KEPT.items():
        held.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name}_in_hand AS {kept}")
    _figure(held, as_of)


@dataclass(frozen=True)
class PaymentApart:
    """Money that arrived after the claim was settled: shown beside the lines and set against none of them."""

    ref: str
    payment_id: str
    line_no: int
    counted_on: date
    amount_cents: int
    currency: str


@dataclass(frozen=True)
class SinceFiling:
    """What a fresh run says of the lines as they were filed.

    absent: how many of them it does not have; they keep what was filed. changed: of how many it has another
    amount or due date; they keep what was filed too. apart: payments after settlement.
    """

    absent: int
    changed: int
    apart: tuple[PaymentApart, ...]


def figure_as_now(
    held: HeldLines, run: RunTables, as_of: date, settled_on: date | None = None
) -> SinceFiling:
    """The same by the payments, notices and disputes that a fresh run of the book sets against these lines.

    The amounts stay those that were filed. settled_on: from then on no payment is applied; it is told apart.
    """
    connection = held.connection
    name_as_filed(run, held)
    for name, sql in NOW_TABLES.items():
        rows = run.connection.sql(sql.format(ref=FIRST_NAMED)).to_arrow_table()
        connection.register("rows_in_hand", rows)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE now_{name} AS SELECT * FROM rows_in_hand")
        connection.unregister("rows_in_hand")
    found = "SELECT obligation_no, ref FROM line SEMI JOIN now_line USING (ref)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {found}")
    for name, kept in KEPT.items():
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE {name}_in_hand AS
            SELECT f.obligation_no, n.* EXCLUDE (ref) FROM now_{name} n JOIN found f USING (ref)
            UNION ALL BY NAME SELECT * FROM ({kept}) ANTI JOIN found USING (obligation_no)""")
    apart = _take_apart(held, as_of, settled_on) if settled_on else ()
    _figure(held, as_of)
    ((absent, changed),) = connection.execute(COMPARED_LINES).fetchall()
    return SinceFiling(int(absent), int(changed), apart)


def _take_apart(held: HeldLines, as_of: date, settled_on: date) -> tuple[PaymentApart, ...]:
    """Take payments out of `paid_in_hand` that came after the settlement and were not filed."""
    held.connection.execute(
        """CREATE OR REPLACE TEMP TABLE paid_apart AS
           SELECT p.* FROM paid_in_hand p ANTI JOIN filed_match f USING (obligation_no, payment_id, line_no)
           WHERE p.counted_on > $settled_on AND p.counted_on <= $as_of""",
        {"settled_on": settled_on, "as_of": as_of},
    )
    held.connection.execute(
        """CREATE OR REPLACE TEMP TABLE paid_in_hand AS
           SELECT * FROM paid_in_hand ANTI JOIN paid_apart USING (obligation_no, payment_row_id)"""
    )
    rows = held.connection.execute(
        """SELECT l.ref, p.payment_id, p.line_no, p.counted_on, p.amount_cents, l.currency
           FROM paid_apart p JOIN line l USING (obligation_no) ORDER BY p.counted_on, 2, 3, 1"""
    ).fetchall()
    return tuple(PaymentApart(*row) for row in rows)


FIRST_NAMED = "(SELECT obligation_no, ref FROM filed_name WHERE is_first)"
NOW_TABLES = {
    "line": "SELECT r.ref, o.amount_cents, o.due_on FROM obligation o JOIN {ref} r USING (obligation_no)",
    "paid": "SELECT r.ref, m.* EXCLUDE (obligation_no) FROM match m JOIN {ref} r USING (obligation_no)",
    "event": """SELECT r.ref, 'notice' AS kind, n.received_on, NULL::DATE AS since, NULL::DATE AS settled_on,
            NULL::DATE AS undisputed_paid_on, NULL::VARCHAR AS reason
        FROM late_notice n JOIN {ref} r USING (obligation_no)
        UNION ALL SELECT r.ref, 'dispute', NULL, d.since, d.settled_on, d.undisputed_paid_on, d.reason
        FROM late_dispute d JOIN {ref} r USING (obligation_no)
        UNION ALL SELECT r.ref, 'payor', NULL, NULL, NULL, NULL, e.kind
        FROM late_exempt e JOIN {ref} r USING (obligation_no)""",
    "doubt": "SELECT r.ref, d.* EXCLUDE (obligation_no)"
    " FROM payment_doubt d JOIN {ref} r USING (obligation_no)",
}
COMPARED_LINES = """
    SELECT count(*) FILTER (WHERE n.ref IS NULL),
           count(*) FILTER (WHERE n.ref IS NOT NULL AND (l.amount_cents IS DISTINCT FROM n.amount_cents
                                                         OR l.due_on IS DISTINCT FROM n.due_on))
    FROM line l LEFT JOIN now_line n USING (ref)
"""
KEPT = {
    "paid": "SELECT * EXCLUDE (row_id, said_by, source_row) FROM filed_match",
    "event": "SELECT * EXCLUDE (row_id, said_by, source_row) FROM filed_event",
    "doubt": "SELECT obligation_no, is_net_only, is_not_set, is_elsewhere FROM line"
    " WHERE is_net_only OR is_not_set OR is_elsewhere",
}


def _figure(held: HeldLines, as_of: date) -> None:
    connection = held.connection
    day = {"as_of": as_of}
    for name, sql in MONEY_TABLES.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", day if "$as_of" in sql else {})
    state_obligations(connection, as_of)
    take_disputes_together(connection, balance="balance", obligation="obligation_money")
    charge_late_payments(
        connection, balance="balance", obligation="obligation_money", late_rule="late_rule", as_of=as_of
    )
    plans = ", ".join(f"'{plan}'" for plan in PLANS)
    states = ", ".join(f"'{state}'" for state in ARREARS_STATES)
    sql = LINE_AMOUNT.format(states=states, plans=plans)
    connection.execute(f"CREATE OR REPLACE TABLE line_amount AS {sql}", day)


# What the kernels of reconciliation read. A payment without a day counts when the line falls due.
MONEY_TABLES = {
    "exempt": "SELECT obligation_no, reason FROM event_in_hand WHERE kind = 'payor'",
    "obligation_money": """
        SELECT l.obligation_no, amount_cents, due_on, missing,
               CASE WHEN e.obligation_no IS NULL THEN late_rule END AS late_rule
        FROM line l LEFT JOIN exempt e ON e.obligation_no = l.obligation_no""",
    "match_money": """
        SELECT obligation_no, payment_row_id, amount_cents, counted_on,
               returned_on IS NOT NULL AS is_returned,
               received_by_guild_on IS NOT NULL AND sent_on_to_member_on IS NULL AND returned_on IS NULL
                 AS is_with_guild, why
        FROM paid_in_hand WHERE coalesce(counted_on, $as_of) <= $as_of""",
    "payment_doubt": "SELECT * FROM doubt_in_hand",
    "late_notice": "SELECT obligation_no, received_on FROM event_in_hand WHERE kind = 'notice'",
    "dispute_subject": """
        SELECT obligation_no, since, settled_on, undisputed_paid_on, reason FROM event_in_hand
        WHERE kind = 'dispute'""",
}

LINE_AMOUNT = """
    WITH charge AS (
        SELECT obligation_no, sum(simple_cents)::BIGINT AS simple, sum(compound_cents)::BIGINT AS compound,
               sum(daily_cents)::BIGINT AS daily, min(status) AS status, max(months) AS months
        FROM late_charge GROUP BY obligation_no
    ), rule AS (
        SELECT rule_id, bool_and(fixed_cents IS NOT NULL) AS is_damages FROM late_rule GROUP BY rule_id
    ), dispute AS (
        SELECT * FROM late_dispute WHERE since <= $as_of AND (settled_on IS NULL OR settled_on > $as_of)
    ), stated AS (
        SELECT l.* EXCLUDE (paid_cents, with_guild_cents, open_cents, state, settled_on, days_past_due, why),
               s.paid_cents, s.open_cents, s.state, s.settled_on, s.days_past_due,
               CASE WHEN s.state IN ({states}) THEN greatest(s.open_cents, 0) ELSE 0 END AS principal_cents,
               CASE WHEN s.state = 'not_yet_due' THEN s.open_cents ELSE 0 END AS not_yet_due_cents,
               d.since AS disputed_since, d.reason AS dispute_reason,
               CASE WHEN d.obligation_no IS NULL THEN 0
                    ELSE coalesce(d.disputed_cents, l.amount_cents) END AS contested_cents,
               e.settled_on AS disputed_until,
               c.simple AS late_simple_cents, c.compound AS late_compound_cents, c.daily AS late_daily_cents,
               coalesce(r.is_damages, false) AS is_damages, c.status AS late_status, c.months AS late_months,
               coalesce(l.pays_to IN ({plans}), false) AS is_contribution,
               x.obligation_no IS NOT NULL AS is_late_not_known
        FROM line l JOIN standing s USING (obligation_no)
        LEFT JOIN dispute d USING (obligation_no) LEFT JOIN late_dispute e USING (obligation_no)
        LEFT JOIN charge c USING (obligation_no) LEFT JOIN rule r ON r.rule_id = l.late_rule
        LEFT JOIN exempt x ON x.obligation_no = l.obligation_no
    )
    SELECT * EXCLUDE (contested_cents),
           least(principal_cents, contested_cents) AS disputed_cents,
           principal_cents - least(principal_cents, contested_cents) AS undisputed_cents
    FROM stated
"""


def amounts_by(held: HeldLines, party: str = "") -> tuple[Amounts, ...]:
    """The figured lines summed on each position: for the whole claim, or by `company`, `payee` or `title`.

    Rows: one per party, currency and position, the largest principal first; a position on which a party has
    no line has no row.
    """
    party_id, name = (f"coalesce({party}_id, '')", f"min({party}_name)") if party else ("''", "''")
    rows = held.connection.execute(_sums_sql(held, party_id, name)).fetchall()
    return tuple(_amounts(held.positions, row) for row in rows)


def due_on_every_reading(held: HeldLines) -> dict[str, int]:
    """What is due and open whichever side is right, by currency: of each item the least over the positions
    that a side takes in its own words. Empty where there is one such position only, or an amount is not known
    on one: then no reading tells what the other side leaves undisputed.
    """
    own = [position.bit for position in held.positions if position.is_own_words]
    if len(own) < 2 or held.not_priced:
        return {}
    bits = ", ".join(str(bit) for bit in own)
    found = held.connection.execute(f"""
        WITH position AS (SELECT unnest([{bits}]) AS bit),
        item AS (
            SELECT freezing, item_no, payee_id, entitlement, credit_column,
                   coalesce(currency, '') AS currency, bit,
                   sum(principal_cents) AS cents, bool_or(amount_cents IS NULL) AS is_unknown
            FROM line_amount JOIN position ON (positions >> bit) & 1 = 1 GROUP BY ALL),
        least_of AS (
            SELECT currency, CASE WHEN count(*) = {len(own)} THEN min(cents) ELSE 0 END AS cents,
                   bool_or(is_unknown) AS is_unknown
            FROM item GROUP BY freezing, item_no, payee_id, entitlement, credit_column, currency)
        SELECT currency, sum(cents)::BIGINT FROM least_of GROUP BY currency
        HAVING NOT bool_or(is_unknown) ORDER BY currency""").fetchall()
    return {str(currency): int(cents) for currency, cents in found}


def _sums_sql(held: HeldLines, party_id: str, name: str) -> str:
    bits = ", ".join(str(position.bit) for position in held.positions)
    late = {
        "late_simple_cents": "late_simple_cents, late_compound_cents, late_daily_cents",
        "late_compound_cents": "late_compound_cents, late_simple_cents, late_daily_cents",
        "late_daily_cents": "late_daily_cents, late_simple_cents, late_compound_cents",
    }
    made = {
        "contributions_cents": "CASE WHEN is_contribution THEN principal_cents END",
        "damages_cents": f"CASE WHEN is_damages THEN coalesce({late['late_simple_cents']}) END",
        "unverified_cents": "CASE WHEN status = 'unverified' THEN principal_cents END",
        "low_cents": "CASE WHEN amount_cents IS NULL AND high_cents IS NOT NULL THEN low_cents END",
        "high_cents": "CASE WHEN amount_cents IS NULL THEN high_cents END",
        **{column: f"CASE WHEN NOT is_damages THEN coalesce({each}) END" for column, each in late.items()},
    }
    sums = ", ".join(f"coalesce(sum({made.get(c, c)}), 0)::BIGINT AS {c}" for c in CENTS)
    return f"""
        WITH position AS (SELECT unnest([{bits}]) AS bit)
        SELECT {party_id} AS party_id, {name} AS name, currency, bit, count(*) AS lines, {sums},
               count(*) FILTER (WHERE amount_cents IS NULL),
               count(*) FILTER (WHERE amount_cents IS NULL AND high_cents IS NULL),
               count(*) FILTER (WHERE is_late_not_known AND principal_cents > 0),
               {status_sql("CASE WHEN principal_cents <> 0 THEN status END")}, {status_sql("late_status")}
        FROM line_amount JOIN position ON (positions >> bit) & 1 = 1
        GROUP BY {party_id}, currency, bit
        ORDER BY max(sum(principal_cents)) OVER (PARTITION BY {party_id}, currency) DESC, 1, currency, bit"""


def _amounts(positions: tuple[RunPosition, ...], row: tuple[Any, ...]) -> Amounts:
    party_id, name, currency, bit, lines, *rest = row
    cents = dict(zip(CENTS, map(int, rest)))
    not_computable, unbounded, late_not_known, status, late_status = rest[len(CENTS) :]
    return Amounts(
        party_id=party_id,
        name=name or party_id,
        currency=currency or "",
        position=positions[bit].name,
        lines=lines,
        not_computable=not_computable,
        unbounded=unbounded,
        late_not_known=late_not_known,
        status=status_word(status),
        late_status=status_word(late_status),
        **cents,
    )


def further_month(
    now: tuple[Amounts, ...], then: tuple[Amounts, ...], until: date
) -> tuple[FurtherMonth, ...]:
    """What a further month adds on each position: the sums a calendar month later less those of now."""
    before = {(one.currency, one.position): one for one in now}
    return tuple(
        FurtherMonth(
            until=until,
            currency=one.currency,
            position=one.position,
            late_simple_cents=one.late_simple_cents - was.late_simple_cents,
            late_compound_cents=one.late_compound_cents - was.late_compound_cents,
            late_daily_cents=one.late_daily_cents - was.late_daily_cents,
            damages_cents=one.damages_cents - was.damages_cents,
            falls_due_cents=was.not_yet_due_cents - one.not_yet_due_cents,
        )
        for one in then
        for was in [before[one.currency, one.position]]
    )


def a_month_later(day: date) -> date:
    """The same day of the next month, or its last day."""
    return add_months(day, 1)


def weakest(statuses: tuple[str, ...]) -> str:
    """The weakest of some statuses; empty when none is given."""
    given = [STATUS_ORDER.index(status) for status in statuses if status]
    return STATUS_ORDER[max(given)] if given else ""
