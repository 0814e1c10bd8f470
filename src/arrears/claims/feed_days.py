"""Day bounds of the titles of a catalogue feed, by layout. It says nothing of any title or company.

A list of what leaves soon shows that its titles were there; a title that is not on it may be there too. So no
look ever shows a title gone, the days seen are a lower bound, and the upper bound takes in every day on which
nobody can know. Titles stand under numbers of their own; their names are not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from arrears.claims.days_online import Days
from arrears.claims.feed_rows import LAYOUTS, FeedRow, read_feed
from arrears.engine.connection import open_engine
from arrears.findings import Finding, Refused

BATCH = 50_000
SHOWN = 20  # days that are told when a feed is refused
SCHEMA = pa.schema(
    [
        ("layout", pa.string()), ("key", pa.string()), ("observed_on", pa.date32()),
        ("added_on", pa.date32()), ("leaves_on", pa.date32()),
    ]
)  # fmt: skip
ALL_LAYOUTS = "all layouts"


@dataclass(frozen=True)
class LayoutDays:
    """Day bounds of all titles of one layout, or of the feed. Days are added up over titles.

    looked: days on which a list was made. seen: lower bound. on_stated_dates: upper bound if the dates that
    the feed states are right (null where layouts mix, for one layout's dates say nothing of another's days).
    on_looks: upper bound from the looks alone.
    """

    layout: str
    meaning: str
    titles: int
    first_on: date
    last_on: date
    looked: int
    seen: int
    on_stated_dates: int | None
    on_looks: int


@dataclass(frozen=True)
class TitleDays:
    """Day bounds of one title under a number, in one layout."""

    number: int
    layout: str
    seen: int
    stretches: int
    on_stated_dates: int
    on_looks: int


@dataclass(frozen=True)
class Gap:
    """Days on which no list was made; titles seen both before and after it may have been there throughout."""

    days: Days
    titles_around: int


@dataclass(frozen=True)
class FeedDays:
    """What a feed shows. titles: the first of them by number; titles_in_all: how many there are."""

    as_of: date
    looks: int
    layouts: tuple[LayoutDays, ...]
    gaps: tuple[Gap, ...]
    titles: tuple[TitleDays, ...]
    titles_in_all: int


def count_feed_days(
    paths: Sequence[Path], spill_folder: Path, *, as_of: date | None = None, most_titles: int = 20
) -> FeedDays:
    """Count the day bounds of a feed in one or more files; rows are held on disk where they are many.

    as_of: the day asked about; a look dated after it refuses the feed. Null: the day of the last look.
    Findings: those of `read_feed`, `feed-day-mixed`, `feed-day-repeats`, `feed-look-after-day`.
    """
    connection = open_engine([], spill_folder)
    connection.execute(
        "CREATE TABLE feed_row (layout VARCHAR, key VARCHAR, observed_on DATE, added_on DATE, leaves_on DATE)"
    )
    for path in paths:
        for batch in _batches(read_feed(path)):
            connection.register("batch", batch)
            connection.execute("INSERT INTO feed_row SELECT * FROM batch")
            connection.unregister("batch")
    _refuse_mixed(connection)
    last = as_of or _one(connection, "SELECT max(observed_on) FROM feed_row")
    _refuse_later(connection, last)
    connection.execute(TITLE_DAYS)
    listed = connection.execute(
        "SELECT number, layout, seen, stretches, on_stated_dates, on_looks FROM title_days"
        " ORDER BY number, layout"
    ).fetchmany(most_titles)
    return FeedDays(
        as_of=last,
        looks=_one(connection, "SELECT count(*) FROM feed_row"),
        layouts=_layouts(connection, last),
        gaps=_gaps(connection),
        titles=tuple(TitleDays(*row) for row in listed),
        titles_in_all=_one(connection, "SELECT count(*) FROM title_days"),
    )


# What a layout says about days outside its own lists is nothing: every bound lies within the days it covers.
TITLE_DAYS = """
    CREATE TABLE title_days AS
    WITH span AS (
        SELECT layout, min(observed_on) AS first_on, max(observed_on) AS last_on FROM feed_row GROUP BY layout
    ), look AS (
        SELECT DISTINCT layout, key, observed_on FROM feed_row
    ), marked AS (
        SELECT *, CASE WHEN lag(observed_on) OVER (PARTITION BY layout, key ORDER BY observed_on)
                            = observed_on - 1 THEN 0 ELSE 1 END AS begins
        FROM look
    ), seen AS (
        SELECT layout, key, count(*) AS seen, sum(begins)::BIGINT AS stretches,
               min(observed_on) AS first_seen, max(observed_on) AS last_seen
        FROM marked GROUP BY layout, key
    ), stated AS (
        SELECT layout, key, min(added_on) AS added_on, max(leaves_on) AS leaves_on
        FROM feed_row GROUP BY layout, key
    ), numbered AS (
        SELECT key, row_number() OVER (ORDER BY sha256(key), key) AS number
        FROM (SELECT DISTINCT key FROM look)
    )
    SELECT n.number, s.layout, s.key, s.seen, s.stretches,
           greatest(least(coalesce(t.leaves_on, p.last_on), p.last_on), s.last_seen)
             - least(greatest(coalesce(t.added_on, p.first_on), p.first_on), s.first_seen) + 1
             AS on_stated_dates,
           p.last_on - p.first_on + 1 AS on_looks
    FROM seen s JOIN span p USING (layout) JOIN stated t USING (layout, key) JOIN numbered n USING (key)
"""


def _batches(rows: Iterable[FeedRow]) -> Iterator[pa.Table]:
    listed = iter(rows)
    while chunk := list(islice(listed, BATCH)):
        columns = {
            "layout": [row.layout for row in chunk],
            "key": [row.key for row in chunk],
            "observed_on": [row.observed_on for row in chunk],
            "added_on": [row.added_on for row in chunk],
            "leaves_on": [row.leaves_on for row in chunk],
        }
        yield pa.table(columns, schema=SCHEMA)


def _refuse_mixed(connection: duckdb.DuckDBPyConnection) -> None:
    """One day's list has one layout, and states one date for one title."""
    mixed = connection.execute(
        """SELECT observed_on, string_agg(DISTINCT layout, ' and ' ORDER BY layout) FROM feed_row
           GROUP BY observed_on HAVING count(DISTINCT layout) > 1 ORDER BY 1"""
    ).fetchmany(SHOWN)
    problem = "the list of one day mixes layouts, in which one column means different things"
    remedy = "find out how that day's list was made; it is not counted either way"
    faults = [
        Finding("feed-day-mixed", str(day), problem, "one layout", layouts, remedy) for day, layouts in mixed
    ]
    repeated = connection.execute(
        """SELECT observed_on, count(*) FROM (
               SELECT observed_on, key FROM feed_row GROUP BY observed_on, key
               HAVING count(DISTINCT coalesce(added_on, leaves_on)) > 1)
           GROUP BY observed_on ORDER BY 1"""
    ).fetchmany(SHOWN)
    twice = "the list of one day states two dates for one title"
    faults += [
        Finding("feed-day-repeats", str(day), twice, "one date for a title", f"{count} title(s)", remedy)
        for day, count in repeated
    ]
    if faults:
        raise Refused(faults)


def _refuse_later(connection: duckdb.DuckDBPyConnection, last: date) -> None:
    later = _one(connection, "SELECT max(observed_on) FROM feed_row")
    if later > last:
        problem = "the feed holds looks dated after the day asked about"
        remedy = "ask about a later day with --as-of, or correct the file"
        raise Refused([Finding("feed-look-after-day", "feed", problem, f"up to {last}", str(later), remedy)])


def _layouts(connection: duckdb.DuckDBPyConnection, last: date) -> tuple[LayoutDays, ...]:
    rows = connection.execute(
        """SELECT layout, count(*), first_on, last_on, looked, sum(seen)::BIGINT,
                  sum(on_stated_dates)::BIGINT, sum(on_looks)::BIGINT
           FROM title_days JOIN (
               SELECT layout, min(observed_on) AS first_on, max(observed_on) AS last_on,
                      count(DISTINCT observed_on) AS looked FROM feed_row GROUP BY layout) USING (layout)
           GROUP BY layout, first_on, last_on, looked ORDER BY first_on"""
    ).fetchall()
    each = [LayoutDays(layout, LAYOUTS[layout].in_words, *counts) for layout, *counts in rows]
    titles, first_on, looked, seen = connection.execute(
        """SELECT count(DISTINCT key), min(observed_on), count(DISTINCT observed_on),
                  count(DISTINCT (key, observed_on)) FROM feed_row"""
    ).fetchall()[0]
    span = (last - first_on).days + 1
    whole = LayoutDays(ALL_LAYOUTS, "", titles, first_on, last, looked, seen, None, titles * span)
    return (*each, whole)


def _gaps(connection: duckdb.DuckDBPyConnection) -> tuple[Gap, ...]:
    """Days without a list between two days with one, in order."""
    rows = connection.execute(
        """WITH day AS (SELECT DISTINCT observed_on FROM feed_row),
           pair AS (SELECT observed_on AS after_on, lag(observed_on) OVER (ORDER BY observed_on) AS before_on
                    FROM day),
           known AS (SELECT key, min(observed_on) AS first_on, max(observed_on) AS last_on
                     FROM feed_row GROUP BY key)
           SELECT p.before_on, p.after_on,
                  (SELECT count(*) FROM known k WHERE k.first_on <= p.before_on AND k.last_on >= p.after_on)
           FROM pair p WHERE p.after_on > p.before_on + 1 ORDER BY 1"""
    ).fetchall()
    one = timedelta(days=1)
    return tuple(Gap(Days(before + one, after - one), int(count)) for before, after, count in rows)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return connection.execute(sql).fetchall()[0][0]
