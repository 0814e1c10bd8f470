"""The connection of checks as users get it, not the one that the tests share."""

from __future__ import annotations

import duckdb

from arrears.records import scratch as checks


def test_checks_spill_into_the_book_and_reach_for_nothing_outside(book, monkeypatch):
    monkeypatch.setattr(checks, "duckdb", duckdb)
    names = ("temp_directory", "autoinstall_known_extensions", "autoload_known_extensions", "TimeZone")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    with checks.scratch(book) as first, checks.scratch(book) as second:
        assert first.execute(f"SELECT {asked}").fetchall() == [
            (str(book.path / "runs" / ".spill"), False, False, "UTC")
        ]
        first.execute("CREATE TABLE only_here AS SELECT 1 AS copies")
        assert second.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(0,)]


def test_checks_of_two_books_at_once_see_nothing_of_each_other(book):
    with checks.scratch(book) as first, checks.scratch(book) as second:
        for connection, copies in ((first, 1), (second, 2)):
            connection.execute(f"CREATE OR REPLACE VIEW record_title AS SELECT {copies} AS copies")
        found = [one.execute("SELECT copies FROM record_title").fetchall() for one in (first, second)]
    assert found == [[(1,)], [(2,)]]
