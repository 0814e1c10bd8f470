"""Keys of tables: open and closed ends, sister rows, overlaps and holes."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.findings import Refused
from arrears.formula.explain import RecordFacts, evaluate
from arrears.formula.holes import gaps, table_gaps
from arrears.formula.keys import find_overlaps, is_empty, read_key, read_keys, show_key
from arrears.formula.kinds import DATE, MONEY, NUMBER, YES_NO, Kind, counts
from arrears.formula.nodes import Fact, Lookup, Span, Table, TableKey, TableRow

RUN = Fact("run", NUMBER, 10**5)


def value_at(keys: tuple[TableKey, ...], value: object) -> Fraction | None:
    """Which row (0, 1, …) covers a value."""
    table = Table("share", tuple(TableRow((key,), Fraction(n)) for n, key in enumerate(keys)), NUMBER)
    return evaluate(Lookup(table, (RUN,)), RecordFacts({"run": value})).value  # type: ignore[dict-item, return-value]


@pytest.mark.parametrize(
    ("key", "inside", "outside"),
    [
        ("7", ["7"], ["6", "8"]),
        ("4..6", ["4", "6"], ["3", "7"]),
        ("over 30 up to 60", ["31", "60"], ["30", "61"]),
        ("up to 15", ["15", "-1"], ["16"]),
        ("at least 96", ["96"], ["95"]),
        ("at least 85 under 96", ["85", "95"], ["84", "96"]),
        ("under 20,000,000", ["19999999"], ["20000000"]),
        ("over 45,000,000", ["45000001"], ["45000000"]),
        ("over 1/3 up to 1/2", ["1/2", "2/5"], ["1/3", "3/5"]),
        ("under $2,100,000", ["209999999"], ["210000000"]),
    ],
)
def test_a_key_covers_up_to_its_edges_and_no_further(key: str, inside: list[str], outside: list[str]) -> None:
    read = (read_key(key, "f:1"),)
    assert [value_at(read, Fraction(value)) for value in inside] == [0] * len(inside)
    assert [value_at(read, Fraction(value)) for value in outside] == [None] * len(outside)


def test_dates_run_until_the_next_from() -> None:
    keys = read_keys(["before 2024-07-01", "from 2024-07-01", "from 2025-05-02"], kind=DATE)
    days = [date(2024, 6, 30), date(2024, 7, 1), date(2025, 5, 1), date(2025, 5, 2), date(2099, 1, 1)]
    assert [value_at(keys, day) for day in days] == [0, 1, 1, 2, 2]


def test_from_rows_may_stand_in_any_order() -> None:
    keys = read_keys(["from 2025-05-02", "from 2024-05-02"])
    assert [value_at(keys, date(2025, 5, 1)), value_at(keys, date(2025, 5, 2))] == [1, 0]


def test_thereafter_starts_where_the_last_row_ends() -> None:
    assert value_at(read_keys(["2", "3", "4..6", "thereafter"]), Fraction(7)) == 3
    assert value_at(read_keys(["2", "3", "4..6", "thereafter"]), Fraction(6)) == 2
    assert value_at(read_keys(["under 6", "thereafter"]), Fraction(6)) == 1


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["85..96", "at least 96"], "f:1: the rows '85..96' and 'at least 96' overlap\n  expected each"),
        (["story", "story"], "the rows 'story' and 'story' overlap"),
        (["2", "thereafter", "3"], "thereafter must be the last row, after rows that end\n  expected rows"),
        (["thereafter"], "thereafter must be the last row"),
        (["at least 5", "thereafter"], "thereafter must be the last row"),
        (["4..2"], "f:1: a range that holds no value\n  expected a lower end below"),
        (["over 5 under 5"], "a range that holds no value"),
        (["a..b"], "a range between words\n  expected a number or a date, found a"),
        (["4..2024-01-01"], "f:1: a range between"),
        (["$4..6"], "a range between unlike values\n  expected both ends alike, found $4 6"),
        (["4 copies..6 minutes"], "a range between two kinds of value\n  expected copies, found minutes"),
        (["before 7"], "'before' needs a date\n  expected a date such as 2024-07-01, found 7\n  Try: for"),
        (["5", "2024-01-01"], "rows keyed by unlike values\n  expected numbers, dates or words alone"),
        (["x" * 81], "a key too long to read\n  expected a key such as 7, 4..6"),
        (["?"], "not a figure"),
        (["1..x", "..3"], "not a figure"),
    ],
)  # fmt: skip
def test_rows_that_cannot_stand_together_are_refused(keys: list[str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_keys(keys, "f:1")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("key", "kind", "said"),
    [
        ("dwnload", Kind("word", (), "markets"), "unknown word of markets\n  expected a word of markets"),
        ("5", MONEY, "a key of another kind\n  expected money, found 5 (number)"),
        ("$5", NUMBER, "a key of another kind\n  expected number, found $5 (money)"),
        ("5", DATE, "a key of another kind\n  expected date"),
        ("maybe", YES_NO, "a key of another kind\n  expected yes/no"),
        ("5 copies", counts("minutes"), "a key of another kind\n  expected minutes, found 5 copies (copies)"),
    ],
)  # fmt: skip
def test_a_key_must_suit_the_fact_it_selects_by(key: str, kind: Kind, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_keys([key], "f:1", kind)
    assert said in str(refused.value)


def test_keys_that_suit_their_fact_are_read() -> None:
    assert read_keys(["download", "rental"], kind=Kind("word", (), "markets")) == ("download", "rental")
    assert read_keys(["yes", "no"], kind=YES_NO) == ("yes", "no")
    assert len(read_keys(["20..35 minutes", "36..65"], kind=counts("minutes"))) == 2


def test_thereafter_alone_means_nothing() -> None:
    with pytest.raises(Refused, match="thereafter stands after other rows"):
        read_key("thereafter")


def test_holes_between_rows_are_listed() -> None:
    assert [show_key(hole) for hole in gaps(read_keys(["20..35", "40..50", "at least 60"]))] == [
        "36..39",
        "51..59",
    ]
    assert gaps(read_keys(["20..35", "36..65"])) == ()
    assert [show_key(hole) for hole in gaps(read_keys(["under 6", "over 6"]))] == ["6"]
    days = read_keys(["before 2024-07-01", "from 2024-07-03"])
    assert [show_key(hole) for hole in gaps(days)] == ["2024-07-01..2024-07-02"]
    assert gaps(read_keys(["story"])) == ()
    assert gaps(read_keys(["at least 5", "under 5"])) == ()


def test_a_table_of_two_keys_lists_holes_inside_each_row_group() -> None:
    rows = [
        (read_key("1"), read_key("up to 5")),
        (read_key("1"), read_key("at least 8")),
        (read_key("3"), "both"),
    ]
    table = Table("base", tuple(TableRow(keys, Fraction(1)) for keys in rows), NUMBER)
    assert table_gaps(table) == ("2", "1 / 6..7")


def test_rows_overlap_only_when_every_key_does() -> None:
    one, two = read_key("4..6"), read_key("6..8")
    assert find_overlaps([(one, "story"), (two, "both")]) == []
    assert find_overlaps([(one, "story"), (two, "story")]) == [(0, 1)]
    assert find_overlaps([(read_key("under 6"),), (read_key("at least 6"),)]) == []
    assert find_overlaps([(Span(),), (read_key("6"),)]) == [(0, 1)]


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=6, unique=True), st.integers(-60, 60), st.data())
def test_shared_edges_leave_no_value_out_and_none_twice(
    cuts: list[int], value: int, ends: st.DataObject
) -> None:
    edges = sorted(cuts)
    closed = [ends.draw(st.booleans()) for _ in edges]
    texts = [f"{'up to' if closed[0] else 'under'} {edges[0]}"]
    for (low, low_closed), (high, high_closed) in zip(zip(edges, closed), zip(edges[1:], closed[1:])):
        texts.append(
            f"{'over' if low_closed else 'at least'} {low} {'up to' if high_closed else 'under'} {high}"
        )
    texts.append(f"{'over' if closed[-1] else 'at least'} {edges[-1]}")
    keys = read_keys(texts)
    assert find_overlaps([(key,) for key in keys]) == []
    assert value_at(keys, Fraction(value)) is not None


def check_said(refused: Refused) -> None:
    assert all(finding.problem for finding in refused.findings)


@given(st.text(max_size=85) | st.text("overupto atleast under..$,0123456789-", max_size=40))
def test_no_text_gets_past_refusal(text: str) -> None:
    try:
        key = read_key(text)
    except Refused as refused:
        check_said(refused)
    else:
        assert isinstance(key, str) or not is_empty(key)


@given(st.dates(), st.dates())
def test_a_key_is_shown_as_it_is_written(one: date, other: date) -> None:
    low, high = sorted((one, other))
    text = f"{low}..{high + timedelta(days=1)}" if high < date.max else f"{low}"
    assert show_key(read_key(text)) == text
    assert show_key(read_key("over 30 up to 60")) == "over 30 up to 60"
    assert show_key(Span()) == "any"
    assert show_key("story") == "story"


def test_a_fault_of_the_same_rows_in_two_files_is_told_with_each_place() -> None:
    for place in ("one.yaml:3:5", "other.yaml:7:9"):
        with pytest.raises(Refused) as refused:
            read_keys(["1..5", "5..9"], place)
        assert [finding.place for finding in refused.value.findings] == [place]


def test_rows_are_read_under_the_kind_of_their_fact_each_time() -> None:
    assert read_keys(["rental"]) == read_keys(["rental"], "", Kind("word", words="markets"))
    with pytest.raises(Refused, match="unknown word of works"):
        read_keys(["rental"], "", Kind("word", words="works"))
