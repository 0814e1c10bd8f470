"""Due dates, months late and business days, made in Python once per distinct pair of days, then joined.

No engine does month arithmetic: DuckDB and Spark disagree on month ends, and neither knows a holiday. This
module reads no clock and guesses no due date: an anchor that is missing leaves the due date missing.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import duckdb

from arrears.agreements.due_rules import rules_of
from arrears.agreements.model import DueRule
from arrears.dates import add_days, add_months, last_day_of_month, whole_months_between
from arrears.engine.small_tables import create_table
from arrears.formula.explain import RecordFacts, Value, evaluate

CountUnit = Literal["day", "business day"]
SATURDAY = 5


@dataclass(frozen=True)
class BusinessDays:
    """The business days of a stretch of years, in order: no Saturday, no Sunday, no holiday."""

    days: tuple[date, ...]

    def between(self, start: date, end: date) -> int:
        """Business days after `start` up to and including `end`; 0 when `end` is not later."""
        if end <= start:
            return 0
        return bisect.bisect_right(self.days, end) - bisect.bisect_right(self.days, start)

    def after(self, start: date, count: int) -> date:
        """The day `count` business days after `start`; `start` itself for a count of 0."""
        if count == 0:
            return start
        return self.days[bisect.bisect_right(self.days, start) + count - 1]


def business_days(first: date, last: date, *, own_holidays: Iterable[date] = ()) -> BusinessDays:
    """The business days from `first` to `last`: federal holidays out, and the agreement's own list with them.

    Source: the federal set of `holidays.US`, a Saturday's holiday kept on Friday, a Sunday's on Monday.
    """
    import holidays  # its table of countries is read only when business days are counted

    # A new year's day on a Saturday is kept on the last day of the year before, hence one year more.
    closed = set(holidays.US(years=range(first.year, last.year + 2))) | set(own_holidays)
    every_day = (first + timedelta(days=passed) for passed in range((last - first).days + 1))
    return BusinessDays(tuple(day for day in every_day if day.weekday() < SATURDAY and day not in closed))


def business_days_around(days: Iterable[date], *, own_holidays: Iterable[date] = ()) -> BusinessDays:
    """The business days that reach past every one of `days` by a year at each end."""
    marks = sorted(days)
    if not marks:
        return BusinessDays(())
    return business_days(
        date(max(marks[0].year - 1, 1), 1, 1),
        date(min(marks[-1].year + 1, 9998), 12, 31),
        own_holidays=own_holidays,
    )


def count_after(start: date, count: int, *, unit: CountUnit, calendar: BusinessDays) -> date:
    """The day `count` days or business days after `start`."""
    return calendar.after(start, count) if unit == "business day" else add_days(start, count)


def due_date(rule: DueRule, anchor: date) -> date:
    """When an amount falls due: the agreement's printed table where it lists the day, else the count.

    A printed due date is the first such day after the anchor, so 31 December with 1 March is next year's.
    Source: guides print 30 November for 60 days after 30 September, which is 29 November by count.
    """
    printed = rule.printed.get((anchor.month, anchor.day))
    if printed is None:
        counted = add_days if rule.unit == "days" else add_months
        return counted(anchor, rule.count)
    this_year = _day_of_year(anchor.year, printed)
    return this_year if this_year > anchor else _day_of_year(anchor.year + 1, printed)


def due_on(rule: DueRule, day_of: Callable[[str], date | None], facts: Mapping[str, Value]) -> date | None:
    """When an amount falls due, by the rule or by the one that takes its place; None where nobody can tell.

    day_of: the day that a rule counts from, by the name of its fact.
    """
    chosen = rule
    for arm in rule.unless:
        holds = evaluate(arm.when, RecordFacts(facts)).value
        if holds is None:
            return None
        if holds:
            chosen = arm.rule
            break
    days = [day_of(one.after) for one in (chosen, rule.at_latest) if one is not None]
    rules = (chosen, rule.at_latest or chosen)
    known = [due_date(one, day) for one, day in zip(rules, days) if day is not None]
    return min(known) if len(known) == len(days) else None


def register_chosen_due_dates(
    connection: duckdb.DuckDBPyConnection, asked: Iterable[tuple[int, DueRule, Sequence[date | None]]]
) -> None:
    """Make the table `calendar_chosen_due`: due dates by rules that depend on a fact.

    asked: a clause number, its rule, and a day for each of `rules_of(rule)`: known for those that hold.
    Rows: one per clause and list of days. Columns: clause_no, anchors, due_on.
    """
    rows = [
        (
            number,
            list(days),
            min(due_date(one, day) for one, day in zip(rules_of(rule), days, strict=True) if day is not None),
        )
        for number, rule, days in asked
    ]
    columns = ("clause_no INTEGER", "anchors DATE[]", "due_on DATE")
    create_table(connection, "calendar_chosen_due", rows, columns, is_temporary=True)


def register_due_dates(
    connection: duckdb.DuckDBPyConnection, rules: Iterable[DueRule], anchors: Iterable[tuple[str, date]]
) -> None:
    """Make the table `calendar_due` that gives each distinct anchor its due date.

    Rows: one per distinct (rule, anchor). Columns: rule_id, anchor_on, due_on.
    Missing: an anchor that is not known has no row, so its due date stays null in a left join.
    """
    by_id = {rule.rule_id: rule for rule in rules}
    wanted = sorted(set(anchors))
    rows = [(rule_id, anchor, due_date(by_id[rule_id], anchor)) for rule_id, anchor in wanted]
    columns = ("rule_id VARCHAR", "anchor_on DATE", "due_on DATE")
    create_table(connection, "calendar_due", rows, columns, is_temporary=True)


def register_calendar(
    connection: duckdb.DuckDBPyConnection,
    pairs: Iterable[tuple[date, date]],
    *,
    calendar: BusinessDays | None = None,
    counts_business_days: bool = True,
) -> None:
    """Make the table `calendar_span`: how far apart two days are, in each unit that a late rule counts.

    Rows: one per distinct (from_on, to_on). Columns: from_on, to_on; months (whole ones), days, business_days
    (those after from_on up to and including to_on). Every figure is 0 when to_on is not later than from_on.
    Missing: business_days is null when no rule counts them, and no holidays are looked up.
    """
    wanted = sorted(set(pairs))
    business: list[int | None] = [None] * len(wanted)
    if counts_business_days:
        open_days = calendar or business_days_around(day for pair in wanted for day in pair)
        business = [open_days.between(start, end) for start, end in wanted]
    rows = [
        (start, end, whole_months_between(start, end), max((end - start).days, 0), open_between)
        for (start, end), open_between in zip(wanted, business, strict=True)
    ]
    columns = ("from_on DATE", "to_on DATE", "months BIGINT", "days BIGINT", "business_days BIGINT")
    create_table(connection, "calendar_span", rows, columns, is_temporary=True)


def register_deadlines(
    connection: duckdb.DuckDBPyConnection,
    counts: Iterable[tuple[date, int, CountUnit]],
    *,
    calendar: BusinessDays | None = None,
) -> None:
    """Make the table `calendar_deadline`: the day so many days or business days after another.

    Rows: one per distinct (from_on, count, unit). Columns: from_on, count, unit, deadline_on.
    """
    wanted = sorted(set(counts))
    # A year of business days is at least 240; the calendar reaches far enough for the longest count.
    longest = max((count for _, count, _ in wanted), default=0)
    reach = [add_days(start, 2 * longest + 30) for start, _, _ in wanted]
    open_days = calendar or business_days_around([*reach, *(start for start, _, _ in wanted)])
    deadlines = [count_after(start, count, unit=unit, calendar=open_days) for start, count, unit in wanted]
    rows = [(*asked, deadline) for asked, deadline in zip(wanted, deadlines, strict=True)]
    columns = ("from_on DATE", "count BIGINT", "unit VARCHAR", "deadline_on DATE")
    create_table(connection, "calendar_deadline", rows, columns, is_temporary=True)


def _day_of_year(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    return date(year, month, min(day, last_day_of_month(year, month)))
