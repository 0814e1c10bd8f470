"""Rows of several tables are appended in one commit: equal ones are dropped, changed ones correct."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.findings import Refused
from arrears.records import append
from arrears.records.append import append_tables

LEARNED = date(2008, 11, 20)


def receipts(*rows: dict[str, Any]) -> pa.Table:
    usual = {
        "company_id": "CO1",
        "title_id": "T1",
        "market": "download",
        "territory": "us",
        "base_kind": "distributors_gross",
        "period_from": date(2008, 7, 1),
        "period_to": date(2008, 9, 30),
        "statement_id": "S1",
        "gross_cents": 100_00,
        "currency": "usd",
    }
    return pa.Table.from_pylist([usual | row for row in rows])


def refusal(book: Book, table: str, rows: pa.Table, **how: Any) -> list[str]:
    before = book.position()
    files = sorted(book.path.rglob("*.parquet"))
    with pytest.raises(Refused) as refused:
        append_tables(book, {table: rows}, **({"said_by": "guild", "learned_on": LEARNED} | how))
    assert book.position() == before
    assert sorted(book.path.rglob("*.parquet")) == files
    return [finding.text() for finding in refused.value.findings]


def test_rows_are_stored_typed_with_their_envelope(book: Book, current: Any) -> None:
    result = append_tables(book, {"receipt": receipts({})}, said_by="CO1", learned_on=LEARNED)
    assert (result.seq, dict(result.appended), dict(result.equal)) == (2, {"receipt": 1}, {})
    [row] = current(book, "receipt")
    assert row["said_by"] == "CO1"
    assert row["source_row"] is None
    assert row["row_id"] >> 32 == 4
    assert row["units"] is None


def test_an_equal_row_is_dropped_and_counted(book: Book, current: Any) -> None:
    rows = receipts({}, {"title_id": "T2"})
    append_tables(book, {"receipt": rows}, said_by="CO1", learned_on=LEARNED)
    again = receipts({"title_id": "T2"}, {"statement_id": "S2"})
    result = append_tables(book, {"receipt": again}, said_by="CO1", learned_on=LEARNED)
    assert (dict(result.appended), dict(result.equal)) == ({"receipt": 1}, {"receipt": 1})
    assert len(current(book, "receipt")) == 3


def test_a_changed_row_takes_the_place_of_the_old_one_in_the_same_commit(book: Book, current: Any) -> None:
    append_tables(book, {"receipt": receipts({}, {"title_id": "T2"})}, said_by="CO1", learned_on=LEARNED)
    [old, _] = current(book, "receipt")
    restated = receipts({"gross_cents": 90_00})
    result = append_tables(book, {"receipt": restated}, said_by="CO1", learned_on=LEARNED)
    assert dict(result.corrected) == {"receipt": 1}
    rows = {row["title_id"]: row for row in current(book, "receipt")}
    assert rows["T1"]["gross_cents"] == 90_00
    assert rows["T2"]["gross_cents"] == 100_00
    [correction] = current(book, "correction")
    assert correction["old_row_id"] == old["row_id"]
    assert correction["new_row_id"] == rows["T1"]["row_id"]
    assert {row["gross_cents"] for row in current(book, "receipt", seq=2)} == {100_00}


def test_a_restatement_is_not_known_before_it_was_learned(book: Book, current: Any) -> None:
    append_tables(book, {"receipt": receipts({})}, said_by="CO1", learned_on=LEARNED)
    later = date(2009, 2, 1)
    append_tables(book, {"receipt": receipts({"gross_cents": 90_00})}, said_by="CO1", learned_on=later)
    assert [row["gross_cents"] for row in current(book, "receipt", known_by=LEARNED)] == [100_00]
    assert [row["gross_cents"] for row in current(book, "receipt", known_by=later)] == [90_00]


def test_a_correction_of_a_correction_names_the_latest_row(book: Book, current: Any) -> None:
    for gross in (100_00, 90_00, 80_00):
        append_tables(book, {"receipt": receipts({"gross_cents": gross})}, said_by="CO1", learned_on=LEARNED)
    assert [row["gross_cents"] for row in current(book, "receipt")] == [80_00]
    first, second = current(book, "correction")
    assert second["old_row_id"] == first["new_row_id"]


def test_another_party_s_row_with_the_same_key_is_a_rival_and_stays(book: Book, current: Any) -> None:
    append_tables(book, {"receipt": receipts({})}, said_by="CO1", learned_on=LEARNED)
    claimed = receipts({"gross_cents": 120_00})
    result = append_tables(book, {"receipt": claimed}, said_by="guild", learned_on=LEARNED)
    assert dict(result.corrected) == {}
    assert [(row["said_by"], row["gross_cents"]) for row in current(book, "receipt")] == [
        ("CO1", 100_00),
        ("guild", 120_00),
    ]
    assert snapshot(book).says("receipt") == {"CO1", "guild"}


def test_a_key_with_a_missing_part_is_still_one_key(book: Book, current: Any) -> None:
    for gross in (100_00, 90_00):
        rows = receipts({"statement_id": None, "gross_cents": gross})
        append_tables(book, {"receipt": rows}, said_by="CO1", learned_on=LEARNED)
    assert [row["gross_cents"] for row in current(book, "receipt")] == [90_00]


def test_a_missing_amount_that_becomes_known_is_a_correction(book: Book, current: Any) -> None:
    unknown = receipts({"gross_cents": None}, {"title_id": "T2"})
    append_tables(book, {"receipt": unknown}, said_by="CO1", learned_on=LEARNED)
    assert [row["gross_cents"] for row in current(book, "receipt")] == [None, 100_00]
    append_tables(book, {"receipt": receipts({"gross_cents": 0})}, said_by="CO1", learned_on=LEARNED)
    assert [row["gross_cents"] for row in current(book, "receipt")] == [100_00, 0]


def test_two_corrections_of_one_row_are_settled_by_a_third_entry(book: Book, current: Any) -> None:
    append_tables(book, {"receipt": receipts({})}, said_by="CO1", learned_on=LEARNED)
    rival = receipts({"gross_cents": 70_00})
    append_tables(book, {"receipt": rival}, said_by="CO1", learned_on=LEARNED, checks="schema")
    assert len(current(book, "receipt")) == 2
    settled = append_tables(book, {"receipt": rival}, said_by="CO1", learned_on=LEARNED)
    assert dict(settled.corrected) == {"receipt": 1}
    assert [row["gross_cents"] for row in current(book, "receipt")] == [70_00]


def test_a_correction_cannot_be_learned_before_what_it_corrects(book: Book) -> None:
    append_tables(book, {"receipt": receipts({})}, said_by="CO1", learned_on=LEARNED)
    early = refusal(
        book, "receipt", receipts({"gross_cents": 1}), said_by="CO1", learned_on=date(2008, 11, 19)
    )
    assert early == [
        "receipt:1: the row corrects one that was learned later\n"
        "  expected learned on 2008-11-20 or later, found 2008-11-19\n"
        "  Try: give the day on which the correction itself was learned"
    ]


def test_a_row_that_refers_to_nothing_is_refused_with_every_such_value(book: Book) -> None:
    rows = receipts({"title_id": "T9"}, {"title_id": "T9", "statement_id": "S2"}, {"company_id": "CO9"})
    assert refusal(book, "receipt", rows) == [
        "receipt:3:company_id: the row refers to something that is not in the book\n"
        "  expected a company in the book or in this import, found CO9\n"
        "  Try: import the company first, or with it in one import",
        "receipt:1:title_id: the row refers to something that is not in the book\n"
        "  expected a title in the book or in this import, found T9 in 2 rows\n"
        "  Try: import the title first, or with it in one import",
    ]


def test_a_row_may_refer_to_what_comes_in_the_same_commit(book: Book, current: Any) -> None:
    tables = {
        "receipt": receipts({"title_id": "T9"}),
        "title": pa.table({"title_id": ["T9"], "name": ["Harbour Lights"]}),
    }
    append_tables(book, tables, said_by="CO1", learned_on=LEARNED)
    assert book.position()[0] == 2
    assert [row["title_id"] for row in current(book, "receipt")] == ["T9"]


def test_one_party_cannot_state_one_key_twice_in_a_batch(book: Book) -> None:
    rows = receipts({}, {"title_id": "T2"}, {"gross_cents": 5})
    [found] = refusal(book, "receipt", rows)
    assert found == (
        "receipt:1: 2 rows have one key and are said by one party\n"
        "  expected one row for each company_id, title_id, market, territory, base_kind, period_from,"
        " period_to,"
        " statement_id, found CO1, T1, download, us, distributors_gross, 2008-07-01, 2008-09-30, S1"
        " in receipt:1, receipt:3\n"
        "  Try: keep the row that is right"
    )


def test_rows_of_two_parties_come_in_one_batch(book: Book, current: Any) -> None:
    rows = receipts({}, {"gross_cents": 7}).append_column("said_by", pa.array(["CO1", "guild"]))
    append_tables(book, {"receipt": rows}, learned_on=LEARNED)
    assert [row["said_by"] for row in current(book, "receipt")] == ["CO1", "guild"]


def test_a_row_that_nobody_says_is_refused(book: Book) -> None:
    [found] = refusal(book, "receipt", receipts({}), said_by=None)
    assert found == (
        "receipt: column said_by: a required value is missing\n"
        "  expected the party that asserts the row in every row, found 1 rows without it, the first is row 1"
    )


def test_corrections_are_never_given_as_rows(book: Book) -> None:
    rows = pa.table({"old_row_id": pa.array([1], pa.int64())})
    with pytest.raises(ValueError, match="never given as rows"):
        append_tables(book, {"correction": rows}, said_by="guild", learned_on=LEARNED)


def test_generated_rows_are_checked_by_schema_only_when_asked(book: Book, current: Any) -> None:
    rows = receipts({"title_id": "T9"})
    append_tables(book, {"receipt": rows}, said_by="guild", learned_on=LEARNED, checks="schema")
    assert [row["title_id"] for row in current(book, "receipt")] == ["T9"]
    with pytest.raises(ValueError, match="not some"):
        append_tables(book, {}, said_by="guild", learned_on=LEARNED, checks="some")


def test_an_import_overtaken_by_the_same_rows_drops_them_as_equal(
    book: Book, current: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    overtaken_by_another_writer(book, monkeypatch, receipts({}))
    result = append_tables(book, {"receipt": receipts({})}, said_by="CO1", learned_on=LEARNED)
    assert (dict(result.appended), dict(result.equal)) == ({"receipt": 0}, {"receipt": 1})
    assert len(current(book, "receipt")) == 1


def test_an_import_overtaken_by_other_rows_goes_on(
    book: Book, current: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    overtaken_by_another_writer(book, monkeypatch, receipts({"title_id": "T2"}))
    result = append_tables(book, {"receipt": receipts({})}, said_by="CO1", learned_on=LEARNED)
    assert (result.seq, dict(result.appended)) == (3, {"receipt": 1})
    assert len(current(book, "receipt")) == 2


def test_an_import_overtaken_by_a_changed_row_corrects_it(
    book: Book, current: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    overtaken_by_another_writer(book, monkeypatch, receipts({"gross_cents": 1}))
    result = append_tables(book, {"receipt": receipts({})}, said_by="CO1", learned_on=LEARNED)
    assert dict(result.corrected) == {"receipt": 1}
    assert [row["gross_cents"] for row in current(book, "receipt")] == [100_00]
    assert not set(book.path.rglob("*.parquet")) - {
        entry.path for files in snapshot(book).files.values() for entry in files
    }


def overtaken_by_another_writer(book: Book, monkeypatch: pytest.MonkeyPatch, rows: pa.Table) -> None:
    """Let another writer commit between the checks of the next import and its commit, once."""
    write_files = append.write_files
    first = iter([True])

    def write_after_the_other(into: Book, numbered: Any) -> Any:
        if next(first, False):
            append_tables(book, {"receipt": rows}, said_by="CO1", learned_on=LEARNED)
        return write_files(into, numbered)

    monkeypatch.setattr(append, "write_files", write_after_the_other)


def say(book: Book, **tables: pa.Table) -> None:
    append_tables(book, tables, said_by="guild", learned_on=LEARNED)


def test_a_row_that_belongs_to_no_line_of_its_payment_is_refused(book: Book) -> None:
    paid = pa.table({"payment_id": ["Y1"], "line_no": [1], "net_cents": [900], "currency": ["usd"]})
    off = pa.table(
        {
            "payment_id": ["Y1", "Y1", "Y2"],
            "line_no": [1, 2, 1],
            "kind": ["dues", "dues", "dues"],
            "amount_cents": [100, 100, 100],
        }
    )
    with pytest.raises(Refused) as refused:
        say(book, payment_line=paid, deduction=off)
    assert [finding.text() for finding in refused.value.findings] == [
        "deduction:3:payment_id: the row refers to something that is not in the book\n"
        "  expected a payment line in the book or in this import, found Y2\n"
        "  Try: import the payment line first, or with it in one import",
        "deduction:2: the row belongs to a payment line that is not in the book\n"
        "  expected a row of `payment_line` with the same payment_id, line_no, found Y1, 2\n"
        "  Try: import the payment line first, or with it in one import",
    ]
    say(book, payment_line=paid)
    say(book, deduction=off.slice(0, 1))


def test_a_telecast_is_of_a_use_whose_service_may_be_unknown(book: Book) -> None:
    use = {
        "title_id": ["T1"],
        "company_id": ["CO1"],
        "market": ["network_prime_time"],
        "territory": ["us"],
        "from_on": [date(2008, 10, 1)],
        "ordinal": [1],
    }
    telecast = pa.table({**use, "late_night": [True]})
    with pytest.raises(Refused, match="the row belongs to a use that is not in the book"):
        say(book, telecast=telecast)
    say(book, use=pa.table(use), telecast=telecast)
