"""Feeds of three layouts are read for what each means, mixtures are refused, and day bounds hold."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.claims.feed_files import HEADER, feed_row, small_feed, write_feed

from arrears.claims.days_online import Days, Look, bound_days, count_days
from arrears.claims.feed_days import ALL_LAYOUTS, FeedDays, TitleDays, count_feed_days
from arrears.claims.feed_rows import MOST_LINE, FeedRow, read_feed
from arrears.findings import Finding, Refused

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "availability"
REAL = SHARED / "netflix_it_leaving_observations.csv.gz"


def counted(tmp_path: Path, rows: list[dict[str, str]], **asked: object) -> FeedDays:
    path = write_feed(tmp_path / "feed.csv", rows)
    return count_feed_days([path], tmp_path / "spill", **asked)  # type: ignore[arg-type]


def refused(tmp_path: Path, rows: list[dict[str, str]], **asked: object) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as caught:
        counted(tmp_path, rows, **asked)
    return caught.value.findings


def read_or_refused(path: Path) -> tuple[list[FeedRow], tuple[Finding, ...]]:
    try:
        return list(read_feed(path)), ()
    except Refused as fault:
        return [], fault.findings


def test_each_layout_is_read_for_what_its_column_means(tmp_path: Path) -> None:
    found = {row.layout: row for row in counted(tmp_path, small_feed()).layouts}
    # Lists from 1 to 5 March. Title 1: seen on the 1st and 2nd, leaves on the 4th. 2: the 2nd. 3: the 5th.
    assert (found["ITEMS"].titles, found["ITEMS"].looked, found["ITEMS"].seen) == (3, 3, 4)
    assert found["ITEMS"].on_stated_dates == 4 + 2 + 5
    assert found["ITEMS"].on_looks == 3 * 5
    # Title 3 was added before the first list of the 6th, title 4 on the 10th; the last list is of the 15th.
    assert (found["unogs-ng"].seen, found["unogs-ng"].on_stated_dates) == (3, 10 + 6)
    # Title 4 leaves on the 18th, title 5 after the last list of the 20th.
    assert (found["2026"].seen, found["2026"].on_stated_dates) == (2, 3 + 5)
    assert (found[ALL_LAYOUTS].titles, found[ALL_LAYOUTS].seen) == (5, 9)
    assert found[ALL_LAYOUTS].on_looks == 5 * 20
    assert found[ALL_LAYOUTS].on_stated_dates is None


def test_gaps_are_days_without_a_list_and_count_titles_seen_on_both_sides(tmp_path: Path) -> None:
    gaps = [(gap.days, gap.titles_around) for gap in counted(tmp_path, small_feed()).gaps]
    assert gaps == [
        (Days(date(2022, 3, 3), date(2022, 3, 4)), 0),
        (Days(date(2022, 3, 7), date(2022, 3, 14)), 1),
        (Days(date(2022, 3, 17), date(2022, 3, 19)), 0),
    ]


def test_titles_stand_under_numbers_and_the_list_says_how_many_there_are(tmp_path: Path) -> None:
    found = counted(tmp_path, small_feed(), most_titles=2)
    assert len(found.titles) == 2
    assert found.titles_in_all == 7
    assert not hasattr(found.titles[0], "key")


def test_a_packed_feed_gives_the_same(tmp_path: Path) -> None:
    packed = write_feed(tmp_path / "feed.csv.gz", small_feed())
    assert count_feed_days([packed], tmp_path / "spill") == counted(tmp_path, small_feed())


def test_several_files_are_one_feed(tmp_path: Path) -> None:
    rows = small_feed()
    parts = [write_feed(tmp_path / f"{k}.csv", rows[k::2]) for k in range(2)]
    assert count_feed_days(parts, tmp_path / "spill") == counted(tmp_path, rows)


def test_a_list_of_two_layouts_on_one_day_is_refused(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, [*small_feed(), feed_row("2022-03-15", "2026", "9", "2022-03-18")])
    assert finding.text() == (
        "2022-03-15: the list of one day mixes layouts, in which one column means different things\n"
        "  expected one layout, found 2026 and unogs-ng\n"
        "  Try: find out how that day's list was made; it is not counted either way"
    )


def test_a_leaving_day_read_as_a_day_added_is_refused(tmp_path: Path) -> None:
    """The trap of the three layouts: the same column, the same date, another meaning."""
    (finding,) = refused(tmp_path, [feed_row("2022-03-01", "unogs-ng", "1", "2022-03-04")])
    assert finding.text() == (
        "feed.csv:line 2: the row contradicts its layout unogs-ng, where `title_date_added` holds the day the"
        " title was added\n"
        "  expected a day not after 2022-03-01, when it was seen, found 2022-03-04\n"
        "  Try: find out which layout the row is of; a feed of mixed meanings is not counted"
    )


def test_a_day_added_read_as_a_leaving_day_is_refused(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, [feed_row("2022-03-05", "ITEMS", "1", "2022-03-04")])
    assert "expected a day not before 2022-03-05, when it was seen, found 2022-03-04" in finding.text()


def test_on_the_one_day_that_both_meanings_allow_the_running_time_tells_them_apart(tmp_path: Path) -> None:
    mixed = feed_row("2022-03-04", "ITEMS", "1", "2022-03-04", runtime="5400")
    (finding,) = refused(tmp_path, [mixed])
    assert "expected a running time as this layout writes it, found 5400" in finding.text()


def test_a_column_that_the_layout_leaves_empty_must_be_empty(tmp_path: Path) -> None:
    mixed = feed_row("2022-03-04", "ITEMS", "1", "2022-03-05", expire_date="2022-03-05")
    (finding,) = refused(tmp_path, [mixed])
    assert "expected expire_date empty, found 2022-03-05" in finding.text()


def test_an_unknown_layout_is_refused_and_named(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, [feed_row("2022-03-04", "2027", "1", "2022-03-05")])
    assert finding.text() == (
        "feed.csv:line 2: the layout of the row is not known, so its dates have no meaning\n"
        "  expected ITEMS, unogs-ng, 2026, found 2027\n"
        "  Try: add what the layout's columns mean before its rows are read"
    )


@pytest.mark.parametrize(
    ("given", "problem", "found"),
    [
        ({"observed_on": "1 March 2022"}, "`observed_on`", "1 March 2022"),
        ({"observed_on": "2022-02-30"}, "`observed_on`", "2022-02-30"),
        ({"netflix_id": ""}, "`netflix_id`", "nothing"),
        ({"netflix_id": "=1+1"}, "`netflix_id`", "=1+1"),
        ({"title_date_added": ""}, "`title_date_added`", "nothing"),
    ],
)
def test_a_value_that_cannot_be_read_is_shown(
    tmp_path: Path, given: dict[str, str], problem: str, found: str
) -> None:
    (finding,) = refused(tmp_path, [feed_row("2022-03-04", "ITEMS", "1", "2022-03-05") | given])
    text = finding.text()
    assert f"feed.csv:line 2: the value of {problem} cannot be read" in text
    assert f"found {found}\n  Try: correct the file where it was made; nothing is guessed" in text


def test_a_row_of_another_width_is_refused(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.csv", small_feed())
    path.write_text(path.read_text() + "2022-03-21,2026\n")
    with pytest.raises(Refused, match="expected 12 cells, found 2 cells"):
        list(read_feed(path))


def test_a_list_that_states_two_dates_for_one_title_is_refused(tmp_path: Path) -> None:
    rows = [feed_row("2022-03-04", "ITEMS", "1", f"2022-03-0{day}") for day in (5, 6)]
    (finding,) = refused(tmp_path, rows)
    assert "the list of one day states two dates for one title" in finding.text()
    assert "expected one date for a title, found 1 title(s)" in finding.text()


def test_the_same_row_twice_counts_once(tmp_path: Path) -> None:
    row = feed_row("2022-03-04", "ITEMS", "1", "2022-03-05")
    assert counted(tmp_path, [row, row]).layouts[0].seen == 1


def test_a_look_dated_after_the_day_asked_about_is_refused(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, small_feed(), as_of=date(2022, 3, 19))
    assert finding.text() == (
        "feed: the feed holds looks dated after the day asked about\n"
        "  expected up to 2022-03-19, found 2022-03-20\n"
        "  Try: ask about a later day with --as-of, or correct the file"
    )


def test_a_later_day_widens_the_upper_bound_only(tmp_path: Path) -> None:
    before, after = (counted(tmp_path, small_feed(), as_of=date(2022, 3, day)) for day in (20, 30))
    assert after.layouts[-1].on_looks == before.layouts[-1].on_looks + 5 * 10
    assert after.layouts[-1].seen == before.layouts[-1].seen
    assert after.layouts[:-1] == before.layouts[:-1]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ([name for name in HEADER if name != "layout"], "observed_on, source_file"),
        ([*HEADER, "layout"], "observed_on, layout"),
        ([], "no header"),
        ([*HEADER, *(f"more{k}" for k in range(100))], "observed_on, layout"),
    ],
)
def test_a_header_without_the_columns_is_refused(tmp_path: Path, header: list[str], found: str) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(",".join(header) + "\n")
    with pytest.raises(Refused) as caught:
        list(read_feed(path))
    text = caught.value.findings[0].text()
    assert "feed.csv:line 1: the feed's header lacks columns, or names one twice, or is too wide" in text
    assert f"found {found}" in text
    assert "see the feed's own description for the names of its columns" in text


def test_a_feed_without_rows_is_refused(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, [])
    assert "the feed holds no rows" in finding.text()


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("feed.csv.gz", b"no gzip at all", "BadGzipFile"),
        ("feed.csv.gz", gzip.compress(",".join(HEADER).encode() + b"\n")[:-9], "EOFError"),
        ("feed.csv", ",".join(HEADER).encode() + b'\n"2022', "unexpected end of data"),
        ("feed.csv", ",".join(HEADER).encode("utf-16"), "byte 0xff"),
        ("feed.csv", ",".join(HEADER).encode() + b"\n\xe9\n", "byte 0xe9"),
        ("feed.csv", b"x" * (MOST_LINE + 1), "more"),
        ("feed.csv.gz", gzip.compress(bytes(50 << 20)), "more"),
        ("feed.csv", ",".join(HEADER).encode() + b'\n"' + b"a\n" * 200_000, "field larger than field limit"),
    ],
    # A packed content carries the second it was packed in: ids of the bytes would differ by process.
    ids=["not packed", "cut", "open quote", "utf-16", "latin-1", "long line", "packed zeros", "long cell"],
)
def test_what_cannot_be_read_to_its_end_is_refused_and_nothing_is_counted(
    tmp_path: Path, name: str, content: bytes, found: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        count_feed_days([path], tmp_path / "spill")
    text = caught.value.findings[0].text()
    assert f"{name}: the feed cannot be read to its end; nothing of it was counted" in text
    assert found in text


def test_a_feed_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="FileNotFoundError"):
        count_feed_days([tmp_path / "none.csv"], tmp_path / "spill")


def test_reading_stops_after_twenty_faults(tmp_path: Path) -> None:
    rows = [feed_row("2022-03-04", "2027", str(k), "2022-03-05") for k in range(500)]
    assert len(refused(tmp_path, rows)) == 20


DAYS = st.integers(0, 25).map(lambda k: date(2022, 3, 1) + timedelta(days=k))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(truth=st.dictionaries(st.integers(1, 4), st.tuples(DAYS, DAYS)), lists=st.sets(DAYS, min_size=1))
def test_the_days_a_title_was_there_lie_between_its_bounds(
    tmp_path: Path, truth: dict[int, tuple[date, date]], lists: set[date]
) -> None:
    """A catalogue that leaves titles on the list until they go: each layout states one true date."""
    rows = [
        feed_row(str(day), layout, f"{layout}-{key}", str(leaves if layout != "unogs-ng" else added))
        for place, day in enumerate(sorted(lists))
        for layout in [("ITEMS", "unogs-ng", "2026")[place * 3 // len(lists)]]
        for key, (added, leaves) in truth.items()
        if added <= day <= leaves
    ]
    if not rows:
        return
    found = counted(tmp_path, rows, most_titles=99)
    spans = {each.layout: (each.first_on, each.last_on) for each in found.layouts}
    online: dict[str, int] = defaultdict(int)
    for key in {row["netflix_id"] for row in rows}:
        layout, _, number = key.rpartition("-")
        added, leaves = truth[int(number)]
        online[layout] += (min(leaves, spans[layout][1]) - max(added, spans[layout][0])).days + 1
    for each in found.layouts[:-1]:
        assert each.on_stated_dates is not None
        assert each.seen <= online[each.layout] <= each.on_stated_dates <= each.on_looks


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), is_packed=st.booleans(), after_header=st.booleans())
def test_any_bytes_are_counted_or_refused(
    tmp_path: Path, content: bytes, is_packed: bool, after_header: bool
) -> None:
    whole = (",".join(HEADER).encode() + b"\n" + content) if after_header else content
    path = tmp_path / ("feed.csv.gz" if is_packed else "feed.csv")
    path.write_bytes(gzip.compress(whole) if is_packed else whole)
    rows, findings = read_or_refused(path)
    assert bool(findings) != bool(rows)


CELLS = st.sampled_from(
    [
        "2022-03-01",
        "2022-02-30",
        "ITEMS",
        "unogs-ng",
        "2026",
        "1",
        "",
        "90 min",
        "5400",
        "1h",
        "N/A",
        '"',
        "é",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(HEADER, CELLS)), max_size=4))
def test_any_cells_are_counted_or_refused(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    read, findings = read_or_refused(write_feed(tmp_path / "feed.csv", rows))
    assert findings or len(read) == len(rows)


def test_bounds_are_those_of_the_days_online(tmp_path: Path) -> None:
    """The feed's counting in bulk and the bounds of a single title are one thing."""
    rows = [feed_row(f"2022-03-{day:02}", "unogs-ng", "1", "2022-03-03") for day in (4, 5, 9)]
    rows.append(feed_row("2022-03-12", "unogs-ng", "2", "2022-03-03"))
    looks = [Look(date(2022, 3, day), date(2022, 3, day), True) for day in (4, 5, 9)]
    bounds = bound_days(looks, date(2022, 3, 4), date(2022, 3, 12))
    found = next(one for one in counted(tmp_path, rows).titles if one.seen == 3)
    assert found == TitleDays(found.number, "unogs-ng", 3, 2, 9, 9)
    assert (count_days(bounds.certain), count_days(bounds.possible)) == (3, 9)


@pytest.mark.skipif(not REAL.exists(), reason="the shared reference folder is not beside the repo")
def test_the_real_feed_has_its_three_layouts_and_its_gap_of_309_days(tmp_path: Path) -> None:
    found = count_feed_days([REAL], tmp_path / "spill")
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_layout: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_layout[row["layout"]].append(row)
    assert {one.layout for one in found.layouts[:-1]} == set(by_layout)
    for one in found.layouts[:-1]:
        listed = by_layout[one.layout]
        days = sorted({row["observed_on"] for row in listed})
        span = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days + 1
        assert one.titles == len({row["netflix_id"] for row in listed})
        assert one.seen == len({(row["netflix_id"], row["observed_on"]) for row in listed})
        assert (one.looked, one.on_looks) == (len(days), one.titles * span)
        assert one.on_stated_dates is not None
        assert one.seen <= one.on_stated_dates <= one.on_looks
    assert found.looks == len(rows) == 38_529
    assert len(found.gaps) == 10
    assert max(found.gaps, key=lambda gap: gap.days.count).days == Days(date(2025, 3, 12), date(2026, 1, 14))
    assert max(gap.days.count for gap in found.gaps) == 309


@pytest.mark.skipif(not REAL.exists(), reason="the shared reference folder is not beside the repo")
def test_the_real_feed_with_one_layout_relabelled_is_refused(tmp_path: Path) -> None:
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        rows = [{name: row[name] for name in HEADER} for row in csv.DictReader(file)]
    relabelled = [row | {"layout": "unogs-ng"} for row in rows if row["layout"] == "ITEMS"]
    codes = {finding.code for finding in refused(tmp_path, relabelled)}
    assert codes == {"feed-row-not-of-layout"}
