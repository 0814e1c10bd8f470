"""The looks that a book holds, per title, service and territory, ready to be bounded.

A monitor's word is taken day by day. What it says of a day in its own gap is not counted: it says itself that
it did not look. Between looks nothing is filled in, unless the caller asks for days to be carried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb

from arrears.claims.days_online import Look
from arrears.engine.connection import quote_text

KEY = "title_id, service, territory"
IN_OWN_GAP = (
    "EXISTS (SELECT 1 FROM record_monitor_gap g WHERE g.monitor = s.monitor"
    " AND s.seen_on BETWEEN g.from_on AND g.to_on)"
)
GAP_BETWEEN = (
    "EXISTS (SELECT 1 FROM record_monitor_gap g WHERE g.monitor = n.monitor"
    " AND g.from_on < n.seen_on AND g.to_on > n.before_on)"
)
FETCHED = 10_000


@dataclass(frozen=True)
class Watched:
    """One title on one service in one territory, as monitors saw it.

    looks: by monitor and stretch of days with the same answer. monitors: who looked. in_gaps: looks that were
    not counted, because they lie in the monitor's own gap.
    """

    title_id: str
    service: str
    territory: str
    looks: tuple[Look, ...]
    monitors: tuple[str, ...]
    in_gaps: int


def gather_looks(connection: duckdb.DuckDBPyConnection, as_of: date, *, are_carried: bool) -> None:
    """Create `look_stretch` and `look_in_gap` from `record_sighting` and `record_monitor_gap`.

    Rows of look_stretch: one per title, service, territory, monitor and stretch of days with the same answer;
    days on which one monitor's rows disagree are there twice. are_carried: two looks of one monitor that
    follow each other and agree stand for the days between them, unless the monitor has a gap there.
    Rows of look_in_gap: looks not counted, per title, service and territory.
    """
    day = quote_text(as_of.isoformat())
    nearer = "n.before_on = n.seen_on - 1" if not are_carried else f"NOT {GAP_BETWEEN}"
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE look_stretch AS
        WITH counted AS (
            SELECT DISTINCT {KEY}, monitor, seen_on, is_there FROM record_sighting s
            WHERE seen_on <= {day} AND NOT {IN_OWN_GAP}
        ), single AS (
            SELECT {KEY}, monitor, seen_on,
                   CASE WHEN count(*) = 1 THEN bool_and(is_there) END AS answer
            FROM counted GROUP BY {KEY}, monitor, seen_on
        ), following AS (
            SELECT *, lag(seen_on) OVER turn AS before_on, lag(answer) OVER turn AS before
            FROM single WINDOW turn AS (PARTITION BY {KEY}, monitor ORDER BY seen_on)
        ), marked AS (
            SELECT *, CASE WHEN n.before = n.answer AND {nearer} THEN 0 ELSE 1 END AS begins FROM following n
        ), numbered AS (
            SELECT *, sum(begins) OVER (PARTITION BY {KEY}, monitor ORDER BY seen_on
                                        ROWS UNBOUNDED PRECEDING) AS stretch
            FROM marked
        ), joined AS (
            SELECT {KEY}, monitor, min(seen_on) AS from_on, max(seen_on) AS to_on, bool_and(answer) AS answer
            FROM numbered GROUP BY {KEY}, monitor, stretch
        )
        SELECT * EXCLUDE (answer), unnest(CASE WHEN answer IS NULL THEN [true, false] ELSE [answer] END)
                 AS is_there
        FROM joined
        """
    )
    connection.execute(
        f"""CREATE OR REPLACE TABLE look_in_gap AS
            SELECT {KEY}, count(*) AS looks FROM record_sighting s
            WHERE seen_on <= {day} AND {IN_OWN_GAP} GROUP BY {KEY}"""
    )


def each_watched(connection: duckdb.DuckDBPyConnection) -> Iterator[Watched]:
    """Every title, service and territory that was looked at, in that order; one is held at a time.

    Reads the tables of `gather_looks` with a cursor of its own.
    """
    found = connection.cursor().execute(
        f"""SELECT {KEY}, s.from_on, s.to_on, s.is_there, s.monitor, coalesce(g.looks, 0)
            FROM look_stretch s FULL JOIN look_in_gap g USING ({KEY}) ORDER BY ALL"""
    )
    held: list[tuple[object, ...]] = []
    while rows := found.fetchmany(FETCHED):
        for row in rows:
            if held and held[0][:3] != row[:3]:
                yield _watched(held)
                held = []
            held.append(row)
    if held:
        yield _watched(held)


def _watched(rows: list[tuple[object, ...]]) -> Watched:
    title_id, service, territory = (str(part) for part in rows[0][:3])
    looks = tuple(
        Look(from_on, to_on, bool(row[5]))
        for row in rows
        if isinstance(from_on := row[3], date) and isinstance(to_on := row[4], date)
    )
    monitors = tuple(sorted({str(row[6]) for row in rows if row[6] is not None}))
    return Watched(title_id, service, territory, looks, monitors, int(str(rows[0][7])))
