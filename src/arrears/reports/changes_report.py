"""Says which amounts changed between two states of a book, and why: the rows and terms that came between.

Obligations are told apart by their names, which hold no version, amount or run. A cause is what the book
holds of the same title between the two states; a restated early period moves the later ones of its counter.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from arrears.audit.changed_obligations import make_changed
from arrears.audit.changed_rows import CAUSES_BY_TITLE, BookState, files_between, make_causes
from arrears.audit.run_tables import RunHeading, RunTables, name_join, open_run, read_heading
from arrears.book.ledger import Book
from arrears.findings import Finding, Refused
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

CURRENCY = Column("currency", "currency", for_readers=False)


def read_state(text: str) -> BookState:
    """A state as users write it: a seq such as `4`, or a day such as `2008-11-21`.

    Findings: `state-unreadable`.
    """
    if text.isascii() and text.isdigit() and len(text) < 18:
        return BookState(seq=int(text))
    try:
        return BookState(known_by=date.fromisoformat(text))
    except ValueError:
        problem = "this is no state of a book"
        expected = "a seq such as 4, or a day such as 2008-11-21"
        finding = Finding("state-unreadable", "--from/--to", problem, expected, text, "write one of the two")
        raise Refused([finding]) from None


def build_changes(book: Book, earlier: BookState, later: BookState, runs: tuple[Path, Path]) -> Report:
    """What changed between two runs of one book, each amount with its causes.

    Rows: one per obligation whose amount, due date, payments or standing differ.
    """
    run = open_run(runs[1], also=(runs[0], book.path / "tables"))
    first, second = read_heading(runs[0]), run.heading
    make_changed(run, runs[0])
    make_causes(run, files_between(book, earlier, later))
    same_day = () if first.as_of == second.as_of else (f"The days differ: {first.as_of} and {second.as_of}.",)
    agreements = _agreement_sentences(first, second)
    sections = (
        Section("In sum", (*same_day, *agreements), (_totals_table(run),)),
        Section("Amount by amount", (), (_changes_table(run),)),
        Section("What came between", (), (_causes_table(run),)),
    )
    facts = (
        ("from", _state_text(first)),
        ("to", _state_text(second)),
        ("as of", second.as_of),
    )
    return Report("What changed, and why", facts, sections)


def _state_text(heading: RunHeading) -> str:
    learned = f"what was learned by {heading.known_by}" if heading.known_by else "all that was learned"
    return f"seq {heading.seq}, {learned}; head {heading.head}, run {heading.run_id}"


def _agreement_sentences(first: RunHeading, second: RunHeading) -> tuple[str, ...]:
    before, after = dict(first.agreements), dict(second.agreements)
    changed = sorted(a for a in {*before, *after} if before.get(a) != after.get(a))
    return (f"The agreement files differ: {', '.join(changed)}.",) if changed else ()


def _totals_table(run: RunTables) -> Table:
    """Readings are alternatives, so no sum runs over them; what is not known is counted and in no sum."""
    rows = run.rows("""
        SELECT CASE WHEN NOT was_there THEN 'new' WHEN NOT is_there THEN 'no longer there'
                    WHEN was_cents IS DISTINCT FROM is_cents THEN 'another amount'
                    ELSE 'another standing' END AS kind,
               CASE WHEN reading = '' THEN 'every one' ELSE reading END AS told, count(*),
               sum(was_cents)::BIGINT, sum(is_cents)::BIGINT,
               count(*) FILTER (was_there AND was_cents IS NULL OR is_there AND is_cents IS NULL), currency
        FROM changed GROUP BY kind, told, currency ORDER BY currency, kind, told""")
    columns = (
        Column("kind", "what"),
        Column("reading", "on the reading"),
        Column("obligations", "obligations", "count"),
        Column("was", "was", "money"),
        Column("is", "is", "money"),
        Column("unknown", "amount not known", "count"),
        CURRENCY,
    )
    return Table("kinds_of_change", "", columns, tuple(_total_row(row) for row in rows))


def _total_row(row: tuple[Any, ...]) -> tuple[Cell, ...]:
    kind, told, count, was, now, unknown, currency = row
    before = None if kind == "new" else Money(was, currency)
    after = None if kind == "no longer there" else Money(now, currency)
    return kind, told, count, before, after, unknown, currency


def _changes_table(run: RunTables) -> Table:
    rows = run.rows(f"""
        WITH why AS ({CAUSES_BY_TITLE})
        SELECT c.ref, coalesce(t.name, c.title_id), c.was_there, c.is_there, c.was_cents, c.is_cents,
               c.currency, c.was_state, c.is_state, c.was_version, c.is_version, y.why
        FROM changed c LEFT JOIN why y USING (title_id) {name_join("title", "c.title_id", "t")}
        ORDER BY abs(coalesce(c.is_cents, 0) - coalesce(c.was_cents, 0)) DESC, c.ref""")
    columns = (
        Column("ref", "obligation"),
        Column("title", "title", is_beneath=True),
        Column("was", "was", "money"),
        Column("is", "is", "money"),
        Column("difference", "difference", "money"),
        CURRENCY,
        Column("standing", "standing"),
        Column("why", "because", is_beneath=True),
    )
    return Table("changes", "", columns, tuple(_change_row(row) for row in rows))


def _change_row(row: tuple[Any, ...]) -> tuple[Cell, ...]:
    ref, title, was_there, is_there, was, now, currency, was_state, is_state, was_version, is_version, why = (
        row
    )
    known = was is not None and now is not None
    difference = now - was if known else now if not was_there else -was if not is_there and was else None
    standing = (
        is_state if was_state == is_state else f"{was_state or 'not there'} → {is_state or 'not there'}"
    )
    causes = [why] if why else []
    if was_version and is_version and was_version != is_version:
        causes.append(f"governed by {is_version}, before by {was_version}")
    because = (
        "; ".join(causes) or "nothing of this title came between: the day, or a row of no title, decides"
    )
    amounts = (Money(was, currency) if was_there else None, Money(now, currency) if is_there else None)
    return (
        ref, title, *amounts, Money(difference, currency), currency, standing.replace("_", " "), because,
    )  # fmt: skip


def _causes_table(run: RunTables) -> Table:
    rows = run.rows("""
        SELECT seq, learned_on, table_name, said_by, sum(rows)::BIGINT, count(DISTINCT title_id)
        FROM cause GROUP BY ALL ORDER BY seq, table_name, said_by""")
    columns = (
        Column("seq", "entry", "count"),
        Column("learned_on", "learned", "date"),
        Column("table", "table"),
        Column("said_by", "said by"),
        Column("rows", "rows", "count"),
        Column("titles", "titles", "count"),
    )
    return Table("causes", "", columns, tuple(rows))
