"""Builds the reports on what was seen online: free windows judged, days bounded, feeds counted.

A verdict stands with the days it rests on and the look that would settle it. No amount appears here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from arrears.claims.days_online import Days, count_days, seen_times
from arrears.claims.feed_days import FeedDays, LayoutDays
from arrears.claims.free_windows import COUNTINGS, Counting, Judged
from arrears.claims.window_terms import FreeWindow
from arrears.claims.windows import WatchedTitle, WindowJudged, WindowsFound
from arrears.reports.tables import MARK_MEANINGS, STATUS_MARKS, Cell, Column, Report, Section, Table

SHOWN_STRETCHES = 2
VERDICT_SENTENCE = (
    "Certainly: every history that the looks allow is longer than the window. Certainly not: none is."
    " Possibly: the looks allow both. Judged are times online in which somebody saw the title."
)
COUNTING_WORDS: dict[Counting, str] = {"each time": "each return", "once": "once"}
COUNTED_SENTENCE = (
    "Counted at each return, every unbroken time online has a window of its own, as the audit counts;"
    " counted once, the window begins with the first day seen and no other follows. The performers' text of"
    " 2014 gives one consecutive period around the first telecast (S14 pp. 350, 351) and none for a return;"
    " what a return means under the writers' terms was not read anywhere."
)
LOOKS_SENTENCE = (
    "A day is certain when somebody looked and saw the title, out of the question when somebody looked and"
    " did not, and possible when nobody looked or looks disagree. A look inside the monitor's own gap is not"
    " counted."
)
CARRIED_SENTENCE = (
    "As asked, two looks of one monitor that follow each other and agree stand for the days between them,"
    " outside its gaps: an inference, and only as good as the monitor's habit."
)
FEED_SENTENCE = (
    "Day bounds of a subscription catalogue: no free window applies, and nothing is said of any title or"
    " company. The list shows titles that leave soon, so a title that is not on it may be there too."
)
PLACE = (
    Column("title_id", "title"),
    Column("title", "name", for_readers=False),
    Column("service", "service"),
    Column("territory", "territory", for_readers=False),
)


def build_windows_report(found: WindowsFound) -> Report:
    """Every watched title: its windows with the verdict, its days online, what is not judged and why."""
    judged = [each for each in found.titles if each.windows]
    marks = {
        STATUS_MARKS[term.status]
        for each in judged
        for window in each.windows
        for term in window.terms
        if term.status in STATUS_MARKS
    }
    sections = (
        Section("Free windows", (VERDICT_SENTENCE, COUNTED_SENTENCE), (_windows_table(judged),)),
        Section("Where the windows come from", _sources(judged), (_terms_table(judged),)),
        Section("What would settle it", (), (_settling_table(judged),)),
        Section(
            "Days online", _days_sentences(found), (_days_table(found.titles), _returns_table(found.titles))
        ),
        Section("Not judged", (), (_not_judged_table(found.titles),)),
    )
    notes = tuple(f"{mark} {meaning}" for mark, meaning in MARK_MEANINGS.items() if mark in marks)
    learned = f", learned by {found.known_by}" if found.known_by else ""
    read = ", ".join(f"{name} as {side}" for name, side in found.choices.items())
    facts = (
        ("as of", str(found.as_of)),
        ("records held to", f"{found.as_of}{learned}"),
        ("book", f"seq {found.seq}, head {found.head}"),
        ("read with", read or "every answer to every open question"),
    )
    return Report("Free windows by what was seen", facts, sections, notes)


def build_feed_report(found: FeedDays) -> Report:
    """Day bounds by layout, the gaps, and the first titles under numbers."""
    sections = (
        Section("By layout", (FEED_SENTENCE,), (_layouts_table(found.layouts),)),
        Section("Days on which no list was made", (), (_gaps_table(found),)),
        Section("Titles under numbers", (), (_titles_table(found),)),
    )
    facts = (("as of", str(found.as_of)), ("looks", f"{found.looks:,}"))
    return Report("Days online by what a feed lists", facts, sections)


def _days_sentences(found: WindowsFound) -> tuple[str, ...]:
    return (LOOKS_SENTENCE, CARRIED_SENTENCE) if found.are_carried else (LOOKS_SENTENCE,)


def _windows_table(titles: Sequence[WatchedTitle]) -> Table:
    columns = (
        *PLACE,
        Column("window", "free window"),
        Column("under", "under", for_readers=False),
        Column("status", "status", for_readers=False),
        Column("counted", "counted"),
        Column("verdict", "outstayed"),
        Column("seen", "seen there"),
        Column("seen_days", "days seen in it", "count", for_readers=False),
        Column("possible", "possibly there"),
        Column("possible_days", "days possible in it", "count", for_readers=False),
        Column("paid_from", "past it", "date"),
    )
    rows = tuple(
        (*_place(each), *_window_cells(window), COUNTING_WORDS[way], *_judged_cells(window, way))
        for each in titles
        for window in each.windows
        for way in COUNTINGS
    )
    return Table("windows", "", columns, rows)


def _window_cells(window: WindowJudged) -> tuple[Cell, ...]:
    status = _weakest(window.terms)
    length = "not known" if window.days is None else f"{window.days} days{STATUS_MARKS.get(status, '')}"
    under = "; ".join(dict.fromkeys(_under(term) for term in window.terms))
    return (length, under, status)


def _under(term: FreeWindow) -> str:
    """The clause and the reading, and what is not known of it."""
    words = term.clause + (f" read as {term.reading}" if term.reading else "")
    if term.applies is None or term.missing:
        words += f" (not recorded: {', '.join(term.missing)})"
    return words


def _weakest(terms: Iterable[FreeWindow]) -> str:
    order = ("", "primary", "secondary", "derived", "unverified")
    return max((term.status for term in terms), key=order.index, default="")


def _judged_cells(window: WindowJudged, way: Counting) -> tuple[Cell, ...]:
    judged = window.judged.get(way)
    if judged is None:
        return ("not judged", "", None, "", None, None)
    return (
        judged.verdict,
        *_span(judged.certain),
        *_span(judged.possible),
        judged.paid_from,
    )


def _terms_table(titles: Sequence[WatchedTitle]) -> Table:
    """Which clause gives a window on which reading, once each."""
    columns = (
        Column("window", "free window"),
        Column("agreement", "agreement"),
        Column("clause", "clause"),
        Column("reading", "read as"),
        Column("status", "status"),
        Column("cited", "read at", for_readers=False),
        Column("missing", "not recorded"),
    )
    rows = tuple(
        (
            _length(term),
            "/".join(term.clause.split("/")[:2]),
            "/".join(term.clause.split("/")[2:]),
            term.reading or "the only one asked",
            term.status + STATUS_MARKS.get(term.status, ""),
            "; ".join(term.cites),
            ", ".join(term.missing),
        )
        for term in _terms(titles)
    )
    return Table("terms", "", columns, rows)


def _terms(titles: Sequence[WatchedTitle]) -> list[FreeWindow]:
    terms = dict.fromkeys(term for each in titles for window in each.windows for term in window.terms)
    return sorted(terms, key=lambda term: (term.clause, term.days or 0, term.reading))


def _sources(titles: Sequence[WatchedTitle]) -> tuple[str, ...]:
    """Where each length was read, once each."""
    return tuple(dict.fromkeys(f"{_length(t)}: {'; '.join(t.cites)}" for t in _terms(titles) if t.cites))


def _length(term: FreeWindow) -> str:
    return "not known" if term.days is None else f"{term.days} days"


def _settling_table(titles: Sequence[WatchedTitle]) -> Table:
    columns = (
        *PLACE,
        Column("window_days", "free window", "count"),
        Column("counted", "counted"),
        Column("gone_settles", "kept, if one look finds it gone on"),
        Column("there_settles", "outstayed, if looks find it there on"),
        Column("there_days", "all of these days", for_readers=False),
    )
    rows = tuple(
        (
            *_place(each),
            window.days,
            COUNTING_WORDS[way],
            _spans(judged.gone_settles),
            _there(judged, way),
            _spans(judged.there_settles, len(judged.there_settles)),
        )
        for each in titles
        for window in each.windows
        for way, judged in window.judged.items()
        if judged.verdict == "possibly"
    )
    return Table("settling", "", columns, rows)


def _there(judged: Judged, way: Counting) -> str:
    if not judged.there_settles:
        return "no single look"
    needed = "one of" if way == "once" else "each of"
    return f"{needed} {_spans(judged.there_settles, 1)}"


def _days_table(titles: Sequence[WatchedTitle]) -> Table:
    columns = (
        *PLACE,
        Column("monitors", "who looked"),
        Column("seen_days", "at least", "count"),
        Column("possible_days", "at most", "count"),
        Column("all_possible_days", "with days nobody saw", "count"),
        Column("contested_days", "disagree", "count"),
        Column("in_gaps", "in gaps", "count"),
        Column("first_possible", "first day said", "date"),
        Column("remark", "remark"),
    )
    note = (
        "At most: days of the times in which somebody saw the title. With days nobody saw: every day up to"
        " the day asked for that no look rules out; blank where no first day is recorded."
    )
    return Table("days", "", columns, tuple(_days_row(each) for each in titles), note)


def _days_row(each: WatchedTitle) -> tuple[Cell, ...]:
    return (
        *_place(each),
        ", ".join(each.watched.monitors),
        count_days(each.found.certain),
        count_days(seen_times(each.found)),
        count_days(each.found.possible),
        count_days(each.found.contested),
        each.watched.in_gaps,
        each.first_possible,
        "seen before the first day said" if each.earlier_than_said else "",
    )


def _returns_table(titles: Sequence[WatchedTitle]) -> Table:
    columns = (
        *PLACE,
        Column("last_seen_on", "last seen", "date"),
        Column("seen_again_on", "seen again", "date"),
        Column("seen_gone", "a look between found it gone"),
    )
    rows = tuple(
        (*_place(each), back.last_seen_on, back.seen_again_on, "yes" if back.is_certain else "nobody looked")
        for each in titles
        for back in each.returns
    )
    return Table("returns", "Returns", columns, rows)


def _not_judged_table(titles: Sequence[WatchedTitle]) -> Table:
    columns = (*PLACE, Column("why", "why"))
    rows = tuple((*_place(each), each.not_judged) for each in titles if each.not_judged)
    return Table("not_judged", "", columns, rows)


def _place(each: WatchedTitle) -> tuple[Cell, ...]:
    return (each.watched.title_id, each.name, each.watched.service, each.watched.territory)


def _span(days: Days | None) -> tuple[Cell, Cell]:
    if days is None:
        return ("never", 0)
    return (_dates(days), days.count if days.has_first_day else None)


def _spans(stretches: Sequence[Days], most: int = SHOWN_STRETCHES) -> str:
    if not stretches:
        return "no single look"
    shown = [_dates(days) for days in stretches[:most]]
    more = len(stretches) - most
    return ", ".join(shown) + (f" +{more}" if more > 0 else "")


def _dates(days: Days) -> str:
    if days.from_on == days.to_on:
        return str(days.from_on)
    return f"{days.from_on if days.has_first_day else 'any day before'} to {days.to_on}"


def _layouts_table(layouts: Sequence[LayoutDays]) -> Table:
    columns = (
        Column("layout", "layout"),
        Column("meaning", "in it", for_readers=False),
        Column("from_on", "from", "date"),
        Column("to_on", "to", "date"),
        Column("looked", "lists", "count"),
        Column("titles", "titles", "count"),
        Column("seen", "title-days seen, at least", "count"),
        Column("on_stated_dates", "at most, on its dates", "count"),
        Column("on_looks", "at most, on looks alone", "count"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.layout, each.meaning, each.first_on, each.last_on, each.looked, each.titles, each.seen,
            each.on_stated_dates, each.on_looks,
        )
        for each in layouts
    )  # fmt: skip
    meanings = ". ".join(f"{each.layout}: {each.meaning}" for each in layouts if each.meaning)
    note = f"{meanings}. Title-days are days added up over titles; each layout's within its own days."
    return Table("layouts", "", columns, rows, note)


def _gaps_table(found: FeedDays) -> Table:
    columns = (
        Column("from_on", "from", "date"),
        Column("to_on", "to", "date"),
        Column("days", "days", "count"),
        Column("titles_around", "titles listed both before and after", "count"),
    )
    rows: tuple[tuple[date | int, ...], ...] = tuple(
        (gap.days.from_on, gap.days.to_on, gap.days.count, gap.titles_around) for gap in found.gaps
    )
    return Table("gaps", "", columns, rows)


def _titles_table(found: FeedDays) -> Table:
    columns = (
        Column("number", "title", "count"),
        Column("layout", "layout"),
        Column("seen", "days seen, at least", "count"),
        Column("stretches", "in times", "count"),
        Column("on_stated_dates", "at most, on its dates", "count"),
        Column("on_looks", "at most, on looks alone", "count"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (each.number, each.layout, each.seen, each.stretches, each.on_stated_dates, each.on_looks)
        for each in found.titles
    )
    return Table("titles", "", columns, rows, left_off=found.titles_in_all - len(found.titles))
