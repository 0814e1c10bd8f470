"""Works out, from a run's tables, what is in arrears on every position and what is owed on each.

One amount of arrears is an *item*: payee x company x title x market x territory x occasion x currency. On one
position its arrears are the sum of its open obligations there. What it owes on every position is the least of
these over the positions taken in a side's own words; nothing is netted between items or people.
What is not yet due, with the guild, undeliverable or not comparable is never arrears.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arrears.audit.run_tables import RunPosition, RunTables, name_join
from arrears.engine.connection import quote_text
from arrears.reconciliation.standing import ARREARS_STATES
from arrears.vocabulary import PLANS

STATE_WORDS = {
    "not_yet_due": "accrued, not yet due",
    "settled": "settled",
    "short": "short",
    "no_payment_found": "no payment found",
    "no_statement_received": "no statement received",
    "with_the_guild": "with the guild",
    "undeliverable": "undeliverable",
    "paid_to_another_payee": "paid to another payee",
    "not_comparable": "not comparable",
    "not_computable": "not computable",
    "credit": "credit of the company",
    "due_date_not_known": "due date not known",
}
EXCEPTION_WORDS = {
    "overpaid": "paid more than is owed",
    "duplicate": "the same payment twice",
    "no_obligation": "no obligation found for it",
    "net_only": "only a net amount is known",
    "not_comparable": "may be for an amount that is owed, and was set against none",
    "reversal": "takes back more than was paid",
    "not_credited": "paid to somebody who is not owed it",
}
AGES = (
    ("0-30 days", 0, 30),
    ("31-60 days", 31, 60),
    ("61-90 days", 61, 90),
    ("91-180 days", 91, 180),
    ("over 180 days", 181, 10**9),
)
STATUS_ORDER = ("primary", "secondary", "derived", "unverified")
ITEM = ("company_id", "payee_id", "title_id", "market", "territory", "occasion", "currency")
_STATES = ", ".join(f"'{state}'" for state in ARREARS_STATES)
IN_ARREARS = f"s.state IN ({_STATES}) AND s.open_cents > 0"
# The undisputed and the disputed part of an obligation have a row each; a second one is marked.
LATE_CHARGES = """
    SELECT *, FALSE AS is_second FROM late_charge WHERE NOT disputed
    UNION ALL
    SELECT d.*, u.obligation_no IS NOT NULL FROM late_charge d
    LEFT JOIN (SELECT obligation_no FROM late_charge WHERE NOT disputed) u USING (obligation_no)
    WHERE d.disputed
"""
# The rows of `run_money` that an item adds up: arrears, and late charges.
OF_AN_ITEM = "(states IS NOT NULL OR is_open IS NOT NULL)"
# The same as numbers: the run gives one to each company, title, market, territory, occasion and currency.
ITEM_NUMBERS = ("item_group_no", "payee_id")
PLAN_IDS = ", ".join(quote_text(plan) for plan in PLANS.values())


def make_arrears_tables(run: RunTables) -> None:
    """Make the temporary tables that audit reports read.

    Rows: `arrears_obligation`, one per obligation in arrears; `arrears_item`, one per item with arrears on
    any position; `late_item`, one per item with a late charge on any position; `run_money`, one per
    obligation and late charge on it, whatever its state.
    Columns: `p0`, `p1`, … cents on each position; `every` cents on every own-words position; the same for
    late charges with `late_`, `compound_` and `daily_` before.
    """
    _make_obligations(run)
    _make_items(run)


def status_sql(column: str, verb: str = "max") -> str:
    """An SQL aggregate: the weakest status in a group, as its place in STATUS_ORDER (null: none given)."""
    return f"{verb}({status_place(column)})"


def status_place(column: str) -> str:
    """An SQL expression: a status as its place in STATUS_ORDER (null: none given)."""
    cases = " ".join(f"WHEN '{status}' THEN {place}" for place, status in enumerate(STATUS_ORDER))
    return f"CASE {column} {cases} END"


def status_word(place: int | None) -> str:
    """The status at a place of STATUS_ORDER; nothing where none was given."""
    return "" if place is None else STATUS_ORDER[place]


def on_position(position: RunPosition, amount: str) -> str:
    """An SQL sum of an amount over the rows of one position; 0 where it has none."""
    return f"coalesce(sum(CASE WHEN (positions >> {position.bit}) & 1 = 1 THEN {amount} END), 0)::BIGINT"


def on_every(positions: tuple[RunPosition, ...], prefix: str = "p") -> str:
    """An SQL expression: the least of the amounts on the given positions."""
    columns = ", ".join(f"{prefix}{position.bit}" for position in positions)
    return f"least({columns})" if len(positions) > 1 else columns


def states_of(bits: int) -> tuple[str, ...]:
    """The states of a bitmask over ARREARS_STATES, which `arrears_item` carries in `states`."""
    return tuple(state for bit, state in enumerate(ARREARS_STATES) if bits >> bit & 1)


def own_words_bits(run: RunTables) -> int:
    """The bitmask of the positions taken in a side's own words."""
    return sum(1 << position.bit for position in run.heading.own_words())


def item_names(alias: str) -> str:
    """The names of an item in a query that groups by its numbers: alike in every row of a group."""
    names = (column for column in ITEM if column not in ITEM_NUMBERS)
    return ", ".join(f"any_value({alias}.{column}) AS {column}" for column in names)


def count_of_arrears(run: RunTables) -> int:
    """How many obligations are in arrears: the rows of `arrears_obligation`, without their names."""
    ((count,),) = run.rows(f"SELECT count(*) FROM standing s WHERE {IN_ARREARS}")
    return int(count)


def smallest_of_largest(most: int) -> str:
    """An SQL query: the least of the so many largest open amounts in arrears; 0 where there are none.

    Whoever lists the largest need not sort the names of all the others.
    """
    open_cents = f"SELECT s.open_cents FROM standing s WHERE {IN_ARREARS} ORDER BY 1 DESC LIMIT {int(most)}"
    return f"SELECT coalesce(min(open_cents), 0) FROM ({open_cents})"


def _make_obligations(run: RunTables) -> None:
    run.connection.execute(f"""
        CREATE TEMP VIEW arrears_obligation AS
        SELECT o.obligation_no, o.family, o.article, o.clause, o.reading, o.positions, o.credit_column,
               {", ".join(f"o.{column}" for column in ITEM)}, o.amount_cents, o.due_on, o.status,
               o.item_group_no, s.paid_cents, s.open_cents, s.state, s.days_past_due, s.why
        FROM obligation o JOIN standing s USING (obligation_no)
        WHERE {IN_ARREARS}""")


def _make_items(run: RunTables) -> None:
    """Arrears and late charges of an item together: most items that have the one have the other."""
    positions = run.heading.positions
    kinds = {
        "p": "due_cents",
        "late_p": "simple_cents",
        "compound_p": "compound_cents",
        "daily_p": "daily_cents",
    }
    run.connection.execute(f"CREATE TEMP TABLE run_money AS {_money()}")
    run.connection.execute(f"CREATE TEMP TABLE shared_item AS {_summed_items(kinds, positions)}")
    least = ", ".join(f"{on_every(run.heading.own_words(), p)} AS {p[:-1]}every" for p in kinds)
    run.connection.execute(f"""
        CREATE TEMP VIEW run_item AS
        SELECT *, {least} FROM (
            SELECT * FROM shared_item UNION ALL BY NAME {_items_of_one(kinds, positions)})""")
    columns = ", ".join((*ITEM, *(f"p{position.bit}" for position in positions)))
    run.connection.execute(f"""
        CREATE TEMP VIEW arrears_item AS
        SELECT {columns}, days, states, status, every FROM run_item WHERE states IS NOT NULL""")
    late = [prefix for prefix in kinds if prefix != "p"]
    columns = ", ".join((*ITEM, *(f"{prefix}{position.bit}" for prefix in late for position in positions)))
    run.connection.execute(f"""
        CREATE TEMP VIEW late_item AS
        SELECT {columns}, disputed, late_status AS status, is_open,
               {", ".join(f"{prefix[:-1]}every" for prefix in late)}
        FROM run_item WHERE is_open IS NOT NULL""")


def _summed_items(kinds: Mapping[str, str], positions: Sequence[RunPosition]) -> str:
    """The items that more than one obligation or late charge may belong to, added up."""
    sums = ", ".join(
        f"{on_position(position, cents)} AS {prefix}{position.bit}"
        for prefix, cents in kinds.items()
        for position in positions
    )
    # The least age over the clauses: an item is at least so old on every position.
    return f"""
        SELECT {item_names("run_money")}, payee_id, {sums}, min(days) AS days, bit_or(states) AS states,
               max(status) FILTER (states IS NOT NULL) AS status, bool_or(disputed) AS disputed,
               max(late_status) AS late_status, bool_or(is_open) AS is_open
        FROM run_money WHERE is_shared AND {OF_AN_ITEM} GROUP BY {", ".join(ITEM_NUMBERS)}"""


def _items_of_one(kinds: Mapping[str, str], positions: Sequence[RunPosition]) -> str:
    """The items of a single obligation with at most one late charge: nothing is added up."""
    amounts = ", ".join(
        f"CASE WHEN (positions >> {position.bit}) & 1 = 1 THEN coalesce({cents}, 0) ELSE 0 END"
        f" AS {prefix}{position.bit}"
        for prefix, cents in kinds.items()
        for position in positions
    )
    return f"""
        SELECT {", ".join(ITEM)}, {amounts}, days, states,
               CASE WHEN states IS NOT NULL THEN status END AS status, disputed, late_status, is_open
        FROM run_money WHERE NOT is_shared AND {OF_AN_ITEM}"""


def _money() -> str:
    """One row per obligation and late charge on it; a second charge on one brings its arrears no more.

    other_state and held_cents: what is no arrears, and what was paid on it, what the guild holds, or else
    what is open or owed. is_shared: other rows may belong to the same item, as another line, clause or credit
    of its group may, and the disputed part of a charge beside the rest.
    """
    names = ", ".join(f"o.{column}" for column in ITEM)
    return f"""
        SELECT o.item_group_no, {names}, o.positions, o.status_place AS status,
               coalesce(l.is_second, FALSE) AS is_second,
               CASE WHEN s.states IS NOT NULL AND l.is_second IS NOT TRUE THEN s.open_cents END AS due_cents,
               CASE WHEN s.states IS NOT NULL THEN s.days_past_due END AS days, s.states, s.other_state,
               CASE WHEN s.other_state IS NOT NULL THEN coalesce(s.held_cents, o.amount_cents) END
                 AS held_cents,
               l.simple_cents, l.compound_cents, l.daily_cents, l.disputed, l.status_place AS late_status,
               CASE WHEN l.obligation_no IS NOT NULL THEN coalesce(s.open_cents > 0, FALSE) END AS is_open,
               o.is_alone IS NOT TRUE OR o.obligation_no IN (
                   SELECT obligation_no FROM late_charge WHERE disputed) AS is_shared
        FROM ({_standing_words()}) s
        JOIN (SELECT *, {status_place("status")} AS status_place FROM obligation) o USING (obligation_no)
        LEFT JOIN (SELECT *, {status_place("status")} AS status_place FROM ({LATE_CHARGES})) l
          USING (obligation_no)"""


def _standing_words() -> str:
    """The standings with their states told apart where they are read: a file holds each word once."""
    bits = " ".join(f"WHEN '{state}' THEN {1 << bit}" for bit, state in enumerate(ARREARS_STATES))
    return f"""
        SELECT obligation_no, open_cents, days_past_due,
               CASE WHEN open_cents > 0 THEN CASE state {bits} END END AS states,
               CASE WHEN state NOT IN ({_STATES}) THEN state END AS other_state,
               CASE WHEN state IN ('settled', 'undeliverable') THEN paid_cents
                    WHEN state = 'with_the_guild' THEN with_guild_cents ELSE open_cents END AS held_cents
        FROM standing"""


@dataclass(frozen=True)
class PartyTotal:
    """What one company owes, or one person is owed, in one currency; all in cents.

    every: on every own-words position. ages: the same by days past due, in the order of AGES. each: on each
    position. others: how many people (of a company) or companies (of a person); plans are no people.
    """

    party_id: str
    name: str
    currency: str
    every: int
    ages: tuple[int, ...]
    each: tuple[int, ...]
    others: int
    titles: int
    states: tuple[str, ...]
    status: str
    late: int
    late_status: str


def totals_by_party(run: RunTables, id_column: str, kind: str) -> list[PartyTotal]:
    """Arrears and late charges by company (`company_id`, `company`) or by person (`payee_id`, `person`).

    Rows: one per party and currency with arrears or a late charge on any position, largest first.
    """
    width, depth = len(AGES), len(run.heading.positions)
    totals = []
    for row in run.rows(_totals_sql(run, id_column, kind)):
        party_id, name, currency, every, others, titles, states, status, late, late_status = row[:10]
        ages, each = row[10 : 10 + width], row[10 + width : 10 + width + depth]
        totals.append(
            PartyTotal(
                party_id=party_id,
                name=name or party_id or "payee not known",
                currency=currency,
                every=every,
                ages=tuple(ages),
                each=tuple(each),
                others=others,
                titles=titles,
                states=states_of(states),
                status=status_word(status),
                late=late,
                late_status=status_word(late_status),
            )
        )
    return totals


def pays_plans(run: RunTables) -> bool:
    """Whether a clause of the run gives contributions, which are owed to plans."""
    return "contributions" in run.heading.subjects.values()


def _totals_sql(run: RunTables, id_column: str, kind: str) -> str:
    bits = [position.bit for position in run.heading.positions]
    other = "payee_id" if id_column == "company_id" else "company_id"
    people = f" FILTER (payee_id NOT IN ({PLAN_IDS}))" if other == "payee_id" and pays_plans(run) else ""
    ages = "".join(
        f", sum(every) FILTER (days BETWEEN {low} AND {high}) AS age{place}"
        for place, (_, low, high) in enumerate(AGES)
    )
    sums = "".join(f", sum(p{bit}) AS p{bit}" for bit in bits)
    columns = [f"age{place}" for place in range(len(AGES))] + [f"p{bit}" for bit in bits]
    shown = "".join(f", coalesce(t.{column}, 0)::BIGINT" for column in columns)
    return f"""
        WITH t AS (
            SELECT coalesce({id_column}, '') AS party, currency, sum(every) AS every, max(status) AS status,
                   count(DISTINCT {other}){people} AS others,
                   count(DISTINCT title_id) AS titles,
                   bit_or(states) AS states{ages}{sums}
            FROM arrears_item GROUP BY party, currency
        ), late AS (
            SELECT coalesce({id_column}, '') AS party, currency, sum(late_every) AS every,
                   max(status) AS status
            FROM late_item GROUP BY party, currency
        )
        SELECT party, n.name, currency, coalesce(t.every, 0)::BIGINT, coalesce(t.others, 0),
               coalesce(t.titles, 0), coalesce(t.states, 0), t.status, coalesce(late.every, 0)::BIGINT,
               late.status{shown}
        FROM t FULL JOIN late USING (party, currency) {name_join(kind, "party", "n")}
        ORDER BY 4 DESC, 9 DESC, party, currency"""
