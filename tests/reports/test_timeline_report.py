"""The line of time tells every entry with its figures; the picture numbers them as the list does."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from tests.bargaining.docket_writer import TALKS, an_amount, an_entry

from arrears.bargaining.embargo import Blackout
from arrears.bargaining.timeline import lay_out
from arrears.book.embargoed import Covered
from arrears.reports.page import as_html
from arrears.reports.plain import as_text
from arrears.reports.tables import Money
from arrears.reports.timeline_chart import draw_timelines
from arrears.reports.timeline_report import blackouts_table, build_docket, build_timeline

AS_OF = date(2008, 12, 31)
FACTS = (("book", "seq 1, head 0"),)
BLACKOUT = Blackout(
    "blackout/1",
    TALKS,
    ("A", "B"),
    date(2008, 11, 10),
    date(2008, 11, 9),
    "committee",
    "agreed",
    "guild_only",
    Covered(TALKS),
)
ENTRIES = (
    an_entry("a", on=date(2008, 9, 8), figures=(an_amount(9, "A"), an_amount(14, "B", sign="more_than"))),
    an_entry("b", kind="offer", conflict="one says the 12th", note="by letter"),
    an_entry("b2", kind="offer", corrects="b", access="embargoed"),
    an_entry("s", kind="strike_start", on=date(2008, 11, 20)),
    an_entry(
        "u", on=None, kind="other", words="<b>Nobody</b> knows when.", confidence="not_found", sources=()
    ),
)


def report_text() -> str:
    return as_text(build_timeline(ENTRIES, (BLACKOUT,), FACTS, AS_OF))


def test_every_entry_is_told_with_who_claims_what_and_from_where() -> None:
    text = report_text()
    for words in (
        "4 entries and 2 figures, from 2008-09-08 to 2008-11-20; 1 without a day.",
        "1. 2008-09-08 · session · Lantern Guild, Lantern Alliance",
        "value over three years, claimed by A",
        "more than $14.00",
        "a, sourced. Source: minutes of the day",
        "Corrects b.",
        "Who may see it: the talks while a news blackout runs",
        "4. no day known · other",
        "u, not found. Source: none named",
        "A news blackout runs over lantern-2008 since 2008-11-10",
        "nothing here was checked or computed",
    ):
        assert words in text, words


def test_what_was_corrected_stands_apart_with_what_was_said_of_it() -> None:
    corrected = report_text().split("What was corrected")[1]
    assert "Sources differ: one says the 12th." in corrected
    assert "Note: by letter." in corrected
    assert "2. 2008-11-12 · offer" in report_text().split("What was corrected")[0]


def test_a_docket_that_holds_nothing_says_so() -> None:
    text = as_text(build_timeline((), (), FACTS, AS_OF))
    assert "The docket holds no entry that may be seen here." in text


def test_tables_hold_cents_beside_words_and_mark_what_was_corrected() -> None:
    entries, figures, differing = build_docket(ENTRIES, (), FACTS).tables()
    stands = [column.name for column in entries.columns].index("stands")
    assert [row[stands] for row in entries.rows] == ["yes", "corrected", "yes", "yes", "yes"]
    amount = [column.name for column in figures.columns].index("amount")
    assert [row[amount] for row in figures.rows] == [Money(9_00), Money(14_00)]
    assert len(differing.rows) == 2


def test_a_blackout_is_listed_as_it_stood_on_a_day() -> None:
    states = []
    for day in (date(2008, 11, 9), date(2008, 11, 10)):
        table = blackouts_table([BLACKOUT], day)
        states.append(table.rows[0][[column.name for column in table.columns].index("state")])
    assert states == ["declared", "runs"]


def test_the_picture_has_a_numbered_mark_for_each_entry_with_a_day_and_names_what_ran() -> None:
    [chart] = draw_timelines(lay_out(ENTRIES, (BLACKOUT,)))
    texts = [node.text or "" for node in ElementTree.fromstring(chart.svg).iter() if node.text]
    assert {"1", "2", "3"} <= set(texts)
    assert "4" not in texts
    assert "news blackout, A and B: no end known" in texts
    assert "strike, Lantern Guild: no end known" in texts
    assert "1 without a day are not in the picture" in chart.description
    assert "href" not in chart.svg


def test_entries_near_each_other_do_not_lie_on_each_other() -> None:
    same_day = [an_entry(f"e{number}", on=date(2008, 9, 8 + number // 3)) for number in range(9)]
    [chart] = draw_timelines(lay_out([*same_day, an_entry("far", on=date(2009, 9, 8))]))
    spots = re.findall(
        r'aria-roledescription="circle"[^>]*transform="translate\(([\d.]+),([\d.]+)\)"', chart.svg
    )
    spots = spots or re.findall(
        r'transform="translate\(([\d.]+),([\d.]+)\)"[^>]*aria-roledescription', chart.svg
    )
    places = [(float(x), float(y)) for x, y in spots]
    assert len(places) >= 10
    dots = places[:10]
    for at, one in enumerate(dots):
        for other in dots[at + 1 :]:
            assert abs(one[0] - other[0]) > 15 or abs(one[1] - other[1]) > 15


def test_a_picture_that_stands_alone_tells_its_numbers_and_whole_figures() -> None:
    [chart] = draw_timelines(lay_out(ENTRIES), with_index=True)
    texts = [node.text or "" for node in ElementTree.fromstring(chart.svg).iter() if node.text]
    assert "1. 2008-09-08, session, Lantern Guild, Lantern Alliance: They met." in texts
    assert "→ more than $14.00 claimed by B: value over three years" in texts
    assert "4. no day known, other, Lantern Guild, Lantern Alliance: <b>Nobody</b> knows when." in texts


def test_a_picture_without_a_day_is_none_and_a_page_escapes_what_was_written() -> None:
    assert draw_timelines(lay_out([an_entry(on=None)])) == ()
    rounds = lay_out(ENTRIES)
    page = as_html(build_timeline(ENTRIES, (), FACTS, AS_OF), draw_timelines(rounds))
    assert "<b>Nobody" not in page
    assert "&lt;b&gt;Nobody" in page
    assert page.count("<svg") == 1
