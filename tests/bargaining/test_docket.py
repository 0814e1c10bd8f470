"""The docket in the book: entries are appended and never changed; figures stay their claimants'."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from arrears.bargaining.docket import (
    ClaimedFigure,
    DocketEntry,
    body_of,
    differing_figures,
    entry_from_body,
    read_docket,
    standing,
)
from arrears.bargaining.docket_acts import record_entries
from arrears.bargaining.timeline import LANES, days_text, lane_of, lay_out
from arrears.book.access import GUILD, MEDIATOR, read_audience
from arrears.book.chain import canonical
from arrears.book.ledger import Book
from arrears.findings import Refused
from arrears.vocabulary import TALKS_KINDS

from .docket_writer import ON, acting, an_amount, an_entry, entries, new_book, record

# What was said of one thing by several, in the order in which it was said: reported, not computed.
FORCE_MAJEURE = (
    (date(2008, 6, 5), "LA Times", 10_000_000, "more_than"),
    (date(2008, 11, 19), "Deadline", 60_000_000, "is"),
    (date(2009, 4, 7), "LA Times", 10_000_000, "more_than"),
    (date(2009, 4, 29), "Handel", 63_000_000, "about"),
)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return new_book(tmp_path)


def test_what_is_recorded_is_read_in_the_order_of_events(book: Book) -> None:
    late, early, undated = an_entry("b"), an_entry("a", on=date(2008, 9, 8)), an_entry("c", on=None)
    done = record(book, late, undated, early)
    assert done.keys == ("b", "c", "a")
    read = read_docket(book)
    assert [one.key for one in read] == ["a", "b", "c"]
    assert [one.said() for one in read] == [early, late, undated]
    assert (read[0].by, read[0].recorded_on, read[0].entry_id) == (
        "researcher",
        date(2008, 11, 25),
        "talks/3",
    )


def test_the_same_entry_again_is_passed_over(book: Book) -> None:
    record(book, an_entry("a"))
    again = record(book, an_entry("a"), an_entry("b"))
    assert (again.keys, again.held) == (("b",), 1)
    nothing = record(book, an_entry("a"), an_entry("b"))
    assert (nothing.keys, nothing.held, nothing.entry) == ((), 2, None)
    assert book.position()[0] == 2


def test_an_entry_is_not_changed_but_corrected_by_another(book: Book) -> None:
    record(book, an_entry("a"))
    with pytest.raises(Refused) as caught:
        record(book, an_entry("a", words="They did not meet."))
    assert [finding.code for finding in caught.value.findings] == ["docket-held"]
    record(book, an_entry("a-corrected", words="They did not meet.", corrects="a"))
    entries = read_docket(book)
    assert [one.key for one in entries] == ["a", "a-corrected"]
    assert [one.key for one in standing(entries)] == ["a-corrected"]
    [talks] = lay_out(entries)
    assert [one.key for one in talks.corrected] == ["a"]


def test_what_cannot_be_recorded_is_refused_whole(book: Book) -> None:
    bad = [an_entry("a"), an_entry("a", words="Another."), an_entry("b", corrects="nothing")]
    with pytest.raises(Refused) as caught:
        record(book, *bad)
    assert {finding.code for finding in caught.value.findings} == {"docket-twice", "docket-corrects"}
    with pytest.raises(Refused) as caught:
        record(book, an_entry("a"), access="embargoed")
    assert [finding.code for finding in caught.value.findings] == ["docket-class"]
    assert read_docket(book) == ()
    assert book.position()[0] == 0


def test_conflicting_figures_are_all_kept_and_shown_side_by_side(book: Book) -> None:
    series = [
        an_entry(
            f"fm{number}",
            on=day,
            figures=(an_amount(dollars, by, "force majeure claims", sign=sign, source=by),),
        )
        for number, (day, by, dollars, sign) in enumerate(FORCE_MAJEURE)
    ]
    record(book, *series)
    [group] = differing_figures(read_docket(book))
    told = [(one.entry.on, one.figure.claimed_by, one.figure.cents, one.figure.sign) for one in group]
    assert told == [(day, by, dollars * 100, sign) for day, by, dollars, sign in FORCE_MAJEURE]
    assert [one.figure.text() for one in group][-1] == "about $63,000,000.00"


def test_a_figure_that_was_corrected_is_no_longer_in_conflict(book: Book) -> None:
    first = an_entry("a", figures=(an_amount(30, "A"),))
    record(book, first, an_entry("b", figures=(an_amount(20, "A"),)))
    assert len(differing_figures(read_docket(book))) == 1
    record(book, an_entry("c", figures=(an_amount(20, "A"),), corrects="a"))
    assert differing_figures(read_docket(book)) == ()


def test_equal_figures_and_figures_of_other_talks_do_not_differ() -> None:
    one, two = an_entry("a", figures=(an_amount(3, "A"),)), an_entry("b", figures=(an_amount(3, "B"),))
    elsewhere = an_entry("c", talks="other", figures=(an_amount(4, "B"),))
    assert differing_figures([one, two, elsewhere]) == ()
    votes = ClaimedFigure("yes", "A", "words", words="9-8"), ClaimedFigure("yes", "B", "words", words="9-7")
    assert len(differing_figures([an_entry("d", figures=votes)])) == 1


def test_an_answer_of_an_earlier_day_holds_what_was_known_then(book: Book) -> None:
    record_entries(book, [an_entry("a")], acting(date(2008, 11, 13)))
    record_entries(book, [an_entry("b")], acting(date(2008, 12, 13)))
    assert [one.key for one in read_docket(book, known_by=date(2008, 11, 30))] == ["a"]
    assert [one.key for one in read_docket(book, seq=1)] == ["a"]


def test_a_class_of_its_own_has_numbers_of_its_own(book: Book) -> None:
    record(book, an_entry("a"))
    record(book, an_entry("m"), access="settlement")
    assert [one.entry_id for one in read_docket(book)] == ["talks/1", "talks/3000001"]
    assert [one.key for one in read_docket(book.seen_by(GUILD))] == ["a"]
    assert [one.key for one in read_docket(book.seen_by(MEDIATOR))] == ["m"]
    assert read_docket(book.seen_by(read_audience("company:C1"))) == ()


def test_a_body_holds_the_whole_entry() -> None:
    figures = (an_amount(-5, "A", confidence="invented"), ClaimedFigure("d", "B", "day", day=ON))
    entry = an_entry(figures=figures, conflict="a or b", note="n", until=date(2008, 11, 14), is_about=True)
    assert entry_from_body(body_of(entry)) == entry
    with pytest.raises(TypeError):
        entry_from_body({**body_of(entry), "figures": [{**body_of(entry)["figures"][0], "kind": "guess"}]})


@settings(max_examples=50, deadline=None)
@given(entry=entries())
def test_any_entry_comes_back_from_its_canonical_body(entry: DocketEntry) -> None:
    assert entry_from_body(json.loads(canonical(body_of(entry)))) == entry


def test_every_kind_of_entry_has_one_lane() -> None:
    assert sorted(kind for kinds in LANES.values() for kind in kinds) == sorted(TALKS_KINDS)
    with pytest.raises(TypeError):
        lane_of("guess")


def test_a_strike_lasts_from_its_start_to_the_end_that_was_entered() -> None:
    start = an_entry("s", kind="strike_start", on=date(2007, 11, 5), parties=("WGA",))
    end = an_entry("e", kind="strike_end", on=date(2008, 2, 12), parties=("WGA",))
    other = an_entry("o", kind="strike_end", on=date(2007, 12, 1), parties=("Stagehands",))
    [talks] = lay_out([start, end, other])
    [span] = talks.spans
    assert (span.since, span.until, span.days_between()) == (start.on, end.on, 99)
    assert span.length() == "99 days, 100 with the last"
    [open_talks] = lay_out([start, other])
    assert open_talks.spans[0].length() == "no end known"


def test_days_are_told_as_exactly_as_they_are_known() -> None:
    assert days_text(an_entry(on=None)) == "no day known"
    assert days_text(an_entry(is_about=True)) == "about 2008-11-12"
    assert days_text(an_entry(until=date(2008, 11, 14))) == "2008-11-12 to 2008-11-14"
