"""Free windows judged on a book: what monitors saw, held against the windows that the agreements give.

The audit prices what companies report; this asks what sightings alone can show. It computes no money and
corrects no report. A service whose market the book does not tell is not judged, and said so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from arrears.agreements.model import Agreement
from arrears.agreements.readings import positions
from arrears.audit.audit_run import latest_day
from arrears.book.ledger import Book
from arrears.book.snapshot import Snapshot, snapshot
from arrears.claims.days_online import DaysOnline, Return, bound_days, returns_of
from arrears.claims.free_windows import COUNTINGS, Counting, Judged, judge_window
from arrears.claims.sightings import Watched, each_watched, gather_looks
from arrears.claims.window_terms import FreeWindow, facts_of_windows, free_windows, windowed
from arrears.engine.connection import EngineLimits, open_engine
from arrears.engine.trust import trust_order, trust_records
from arrears.findings import Finding, Refused
from arrears.obligations.lines import build_lines
from arrears.obligations.owed import credit_rules
from arrears.obligations.shares import build_writer_shares
from arrears.obligations.titles import build_title_facts
from arrears.obligations.variants import Variant, choose_variants
from arrears.records.tables import TABLES
from arrears.records.views import create_views

# The market whose free windows the agreements know; what each service is, its recorded uses tell.
FREE_MARKET = "ad_supported_streaming"


@dataclass(frozen=True)
class WindowQuestion:
    """What is asked. as_of null: the latest learned_on. titles: only these; empty for all.

    are_carried: two looks of one monitor that follow each other and agree stand for the days between them.
    """

    as_of: date | None = None
    known_by: date | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    trust: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    are_carried: bool = False
    limits: EngineLimits | None = None


@dataclass(frozen=True)
class RecordedTitle:
    """A title as the book has it: its name, and its first day in new media (null: not recorded)."""

    name: str
    first_day: date | None


@dataclass(frozen=True)
class WindowJudged:
    """One window of a title on a service. terms: every clause and reading that gives a window so long.

    judged: by the way of counting; empty where the window's length cannot be figured.
    """

    days: int | None
    terms: tuple[FreeWindow, ...]
    judged: Mapping[Counting, Judged]


@dataclass(frozen=True)
class WatchedTitle:
    """What looks show of one title on one service, and its free windows.

    first_possible: the title's first day in new media as the book has it; null = not recorded.
    not_judged: why no window is held against it; empty when some are.
    """

    watched: Watched
    name: str
    market: str
    first_possible: date | None
    found: DaysOnline
    windows: tuple[WindowJudged, ...]
    not_judged: str

    @property
    def returns(self) -> tuple[Return, ...]:
        return returns_of(self.found)

    @property
    def earlier_than_said(self) -> bool:
        """Whether somebody saw it before the day on which, the book says, it could first be online."""
        certain = self.found.certain
        return bool(certain and self.first_possible and certain[0].from_on < self.first_possible)


@dataclass(frozen=True)
class WindowsFound:
    """The answer, with the book's position that it was read at. choices: the answers that were asked for."""

    as_of: date
    seq: int
    head: str
    known_by: date | None
    are_carried: bool
    choices: Mapping[str, str]
    titles: tuple[WatchedTitle, ...]


def judge_windows(
    book: Book, agreements: Sequence[Agreement], question: WindowQuestion, spill_folder: Path
) -> WindowsFound:
    """Bound the days online of every title that a monitor watched, and judge its free windows.

    Findings: `book-empty`, `no-sightings` when nobody's looks are in the book, `title-not-watched`.
    """
    held = snapshot(book, known_by=question.known_by)
    as_of = question.as_of or latest_day(held)
    connection = open_engine([book.path], spill_folder, question.limits)
    open_records(connection, held, question)
    gather_looks(connection, as_of, are_carried=question.are_carried)
    watched = _asked(list(each_watched(connection)), question.titles)
    variants = windowed(choose_variants(agreements, positions(agreements, question.choices)))
    markets = _markets(connection)
    recorded = {
        title_id: RecordedTitle(name, first_day)
        for title_id, name, first_day in connection.execute(
            "SELECT title_id, coalesce(name, title_id), first_new_media_on FROM trusted_title"
        ).fetchall()
    }
    # Who asks may see a look and not the title that it is of; nothing is told of such a title.
    bounded = [
        (each, bound_days(each.looks, recorded[each.title_id].first_day, as_of))
        for each in watched
        if each.title_id in recorded
    ]
    windows = _windows(connection, variants, bounded) if variants else {}
    titles = tuple(
        _judged(each, found, markets.get(each.service, ()), recorded[each.title_id], windows)
        for each, found in bounded
    )
    return WindowsFound(
        as_of, held.seq, held.head, held.known_by, question.are_carried, question.choices, titles
    )


def open_records(connection: duckdb.DuckDBPyConnection, held: Snapshot, question: WindowQuestion) -> None:
    """Make the record views of a snapshot, with rivals by the trust order, and the facts of its titles."""
    create_views(connection, held)
    keys = {table.name: table.key for table in TABLES.values() if table.name != "correction"}
    trust_records(connection, held, keys, trust_order(held, question.trust))
    build_title_facts(connection)


def _asked(watched: list[Watched], titles: Sequence[str]) -> list[Watched]:
    known = {each.title_id for each in watched}
    if not watched:
        problem = "the book holds no looks at any service, so no days online can be bounded"
        remedy = "import a monitor's log with `arrears import BOOK FILE --as sighting`"
        raise Refused([Finding("no-sightings", "sighting", problem, "at least one look", "none", remedy)])
    unknown = [title for title in titles if title not in known]
    if unknown:
        problem = "nobody looked for this title on any service"
        shown = ", ".join(sorted(known)[:5]) + (", …" if len(known) > 5 else "")
        remedy = "leave --title out to see what was watched"
        raise Refused(
            [Finding("title-not-watched", title, problem, shown, title, remedy) for title in unknown]
        )
    return [each for each in watched if not titles or each.title_id in titles]


def _markets(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """The markets that recorded uses of each service are in."""
    rows = connection.execute(
        "SELECT service, list_sort(list_distinct(list(market))) FROM record_use"
        " WHERE service IS NOT NULL GROUP BY service"
    ).fetchall()
    return {service: tuple(markets) for service, markets in rows}


Key = tuple[str, str, str]


def _windows(
    connection: duckdb.DuckDBPyConnection,
    variants: Sequence[Variant],
    bounded: Sequence[tuple[Watched, DaysOnline]],
) -> dict[Key, tuple[FreeWindow, ...]]:
    """The free windows of each title that was seen, as the clauses give them for a time online from the first
    day on which it was seen.
    """
    build_writer_shares(connection, credit_rules(variants))
    seen = [(each, found.certain[0].from_on) for each, found in bounded if found.certain]
    _put_uses(connection, seen)
    # As if each were online for ever: a clause must not fall away because a time was too short to be paid.
    build_lines(connection, {"availability": facts_of_windows(variants)}, date.max)
    lines = connection.execute("SELECT * FROM fact_availability ORDER BY line_id")
    names = [column[0] for column in lines.description or ()]
    by_line: dict[Key, dict[FreeWindow, None]] = {}
    keys = {(each.title_id, f"{each.service}-{first}", each.territory): each for each, first in seen}
    for row in lines.fetchall():
        line = dict(zip(names, row, strict=True))
        each = keys[line["title_id"], line["occasion"], line["territory"]]
        found = by_line.setdefault((each.title_id, each.service, each.territory), {})
        found.update(dict.fromkeys(free_windows(variants, line)))
    return {key: tuple(found) for key, found in by_line.items()}


def _put_uses(connection: duckdb.DuckDBPyConnection, seen: Sequence[tuple[Watched, date]]) -> None:
    """Put one open use per watched title in the place of the recorded ones."""
    given = pa.table(
        {
            "title_id": [each.title_id for each, _ in seen],
            "service": [each.service for each, _ in seen],
            "territory": [each.territory for each, _ in seen],
            "from_on": pa.array([first for _, first in seen], pa.date32()),
        },
        schema=pa.schema(
            [
                ("title_id", pa.string()), ("service", pa.string()),
                ("territory", pa.string()), ("from_on", pa.date32()),
            ]
        ),
    )  # fmt: skip
    connection.register("watched_use", given)
    connection.execute(
        f"""CREATE OR REPLACE VIEW trusted_use AS
            SELECT w.title_id, coalesce(t.obligor_id, '') AS company_id, '{FREE_MARKET}' AS market, w.service,
                   w.territory, w.from_on, 1::BIGINT AS ordinal, NULL::DATE AS until_on, true AS is_open,
                   NULL::BIGINT AS run_no
            FROM watched_use w JOIN title_fact t USING (title_id)"""
    )


def _judged(
    watched: Watched,
    found: DaysOnline,
    markets: Sequence[str],
    recorded: RecordedTitle,
    windows: Mapping[Key, tuple[FreeWindow, ...]],
) -> WatchedTitle:
    terms = windows.get((watched.title_id, watched.service, watched.territory), ())
    why = _why_not_judged(found, markets, terms)
    lengths = () if why else tuple(_by_length(found, terms))
    market = ", ".join(markets)
    return WatchedTitle(watched, recorded.name, market, recorded.first_day, found, lengths, why)


def _by_length(found: DaysOnline, terms: Sequence[FreeWindow]) -> Iterator[WindowJudged]:
    """One judgement per length; the shortest first, a window of unknown length last."""
    lengths = sorted({term.days for term in terms}, key=lambda days: (days is None, days or 0))
    for days in lengths:
        judged = {} if days is None else {way: judge_window(found, max(days, 0), way) for way in COUNTINGS}
        yield WindowJudged(days, tuple(term for term in terms if term.days == days), judged)


def _why_not_judged(found: DaysOnline, markets: Sequence[str], terms: Sequence[FreeWindow]) -> str:
    if not found.certain:
        return "never seen there"
    if not markets:
        return "market of the service is not recorded"
    if len(markets) > 1:
        return "service is recorded in several markets"
    if markets[0] != FREE_MARKET:
        return f"{markets[0].replace('_', ' ')}: no free window"
    return "" if terms else "no clause gives it a free window"
