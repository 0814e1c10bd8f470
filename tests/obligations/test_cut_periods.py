"""A clause that cuts its records into periods gives the same in bulk as explained, short last one or not."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.formula.clause import ClauseFormula, Each, Pays
from arrears.formula.kinds import DATE, DAYS, MONEY
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.nodes import Arithmetic, Compare, Fact, Figure
from arrears.formula.periods import cut_ledger, period_facts, prorate
from arrears.obligations.amounts import create_amount_table, figure_amounts
from arrears.obligations.bulk import NumberedClause, Stratum

FIRST, LAST = Fact("first_day_online", DATE, 0), Fact("last_day_online", DATE, 0)
FEE = Fact("applicable_minimum", MONEY)
SOME_DAY = date(2008, 2, 13)
Row = tuple[date | None, date | None, int | None]
Amounts = list[tuple[int, int | None, date | None, date | None, int | None]]


def clause_of(part: str, days: int, at_most: int | None) -> ClauseFormula:
    each = Each("spell", days, FIRST, LAST, at_most, part)  # type: ignore[arg-type]
    return prorate(ClauseFormula("c", "availability", Pays(FEE), each=each))


def in_bulk(formula: ClauseFormula, rows: list[Row]) -> Amounts:
    """Line, period, its days and cents, as the audit figures them."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE fact_availability (line_id BIGINT, title_no BIGINT, company_id VARCHAR,"
        " currency VARCHAR, ordered_on DATE, first_day_online DATE, last_day_online DATE,"
        " applicable_minimum BIGINT)"
    )
    for line_id, row in enumerate(rows):
        values = [line_id, 1, "c1", "usd", SOME_DAY, *row]
        connection.execute("INSERT INTO fact_availability VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    create_amount_table(connection)
    figure_amounts(connection, [Stratum("availability", (NumberedClause(0, formula),))])
    return connection.execute(
        "SELECT line_id, nullif(part_no, 0), part_from, part_to, amount_cents FROM amount"
        " ORDER BY line_id, part_no"
    ).fetchall()


def explained(formula: ClauseFormula, rows: list[Row]) -> Amounts:
    names = ("first_day_online", "last_day_online", "applicable_minimum")
    records = [
        LedgerRecord(line_id, SOME_DAY, {**dict(zip(names, row)), names[2]: money(row[2])})
        for line_id, row in enumerate(rows)
    ]
    assert formula.each is not None
    cut = list(cut_ledger(formula.each, records))
    found: Amounts = []
    for record, outcome in zip(cut, explain_ledger(formula, cut)):
        number, first, last = (record.facts[name] for name in ("spell", "spell_from", "spell_to"))
        place = int(number) if isinstance(number, Fraction) else None
        found.append((record.line_id, place, first, last, outcome.cents))  # type: ignore[arg-type]
    return found


def money(cents: int | None) -> Fraction | None:
    return None if cents is None else Fraction(cents)


def test_a_short_last_period_is_worth_its_days_over_the_full_length() -> None:
    rows: list[Row] = [
        (date(2008, 1, 1), date(2008, 1, 10), 70_000),
        (date(2008, 1, 1), date(2008, 1, 7), 70_000),
    ]
    first, second = (date(2008, 1, 1), date(2008, 1, 7)), (date(2008, 1, 8), date(2008, 1, 10))
    expected = [(0, 1, *first, 70_000), (0, 2, *second, 30_000), (1, 1, *first, 70_000)]
    assert in_bulk(clause_of("prorates", 7, None), rows) == expected
    assert explained(clause_of("prorates", 7, None), rows) == expected


def test_a_period_that_is_cut_off_by_at_most_is_whole() -> None:
    rows: list[Row] = [(date(2008, 1, 1), date(2008, 12, 31), 70_000)]
    (only,) = in_bulk(clause_of("prorates", 7, 1), rows)
    assert only == (0, 1, date(2008, 1, 1), date(2008, 1, 7), 70_000)


def test_an_unknown_day_leaves_one_amount_missing_and_not_absent() -> None:
    rows: list[Row] = [(None, date(2008, 1, 10), 70_000), (date(2008, 1, 10), None, 70_000)]
    missing = [(0, None, None, None, None), (1, None, None, None, None)]
    assert in_bulk(clause_of("prorates", 7, None), rows) == missing
    assert explained(clause_of("prorates", 7, None), rows) == missing


@pytest.mark.parametrize("part", ["counts whole", "prorates", "does not count"])
@settings(max_examples=25, deadline=None)
@given(drawn=st.data())
def test_bulk_cuts_and_pays_as_explained(part: str, drawn: st.DataObject) -> None:
    days = st.none() | st.integers(0, 400).map(lambda count: date(2008, 1, 1) + timedelta(days=count))
    rows = drawn.draw(st.lists(st.tuples(days, days, st.none() | st.integers(-(10**9), 10**9)), max_size=6))
    length, most = drawn.draw(st.sampled_from([1, 7, 182])), drawn.draw(st.sampled_from([None, 1, 2]))
    formula = clause_of(part, length, most)
    assert in_bulk(formula, list(rows)) == explained(formula, list(rows))


def test_a_clause_may_read_the_days_of_its_period() -> None:
    each = Each("spell", 7, FIRST, LAST, None, "counts whole")
    days = period_facts(each)["spell_days"]
    rate = Arithmetic("/", FEE, Figure(Fraction(7), DAYS), Arithmetic("/", FEE, days, MONEY).kind)
    amount = Arithmetic("*", rate, days, MONEY)
    full = Compare(">", days, Figure(Fraction(2), DAYS))
    formula = ClauseFormula("c", "availability", Pays(amount), full, each=each)
    rows: list[Row] = [
        (date(2008, 1, 1), date(2008, 1, 10), 70_000),
        (date(2008, 1, 1), date(2008, 1, 9), 70_000),
    ]
    assert [row[4] for row in in_bulk(formula, rows)] == [70_000, 30_000, 70_000]
