"""Makes the reference workload: a generated book of N receipt rows, and an agreement of sixty clauses.

About 25 receipt rows a line, 1 to 20 credited writers a title, two readings of the download clauses, counters
over a title's copies or receipts, part payments. Everything follows from N by hashing; nothing real is in it.

    python bench/workload.py 10000000 bench/made/10M
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from arrears.book.ledger import create_book
from arrears.records.append import append_tables

MARKETS = ("download", "rental", "home_video", "basic_cable", "pay_television")
WORKS = ("theatrical", "television", "new_media")
BASES = ("distributors_gross", "producers_gross", "accountable_receipts", "licence_fee")
QUARTERS = 4
USES_A_LINE = 25
ROWS_AN_ENTRY = 10_000_000
LEARNED_ON = date(2009, 6, 30)


def make_workload(rows: int, folder: Path, uses_a_line: int = USES_A_LINE) -> None:
    """Write `folder/book` and `folder/library`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_agreement(folder / "library" / "bench" / "workload-1")
    titles = max(40, rows // (len(MARKETS) * QUARTERS * uses_a_line))
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    make_titles(connection, titles)
    book = create_book(folder / "book")
    small = {
        name: connection.table(name).to_arrow_table() for name in ("company", "person", "title", "credit")
    }
    append_tables(book, small, said_by="WGA", learned_on=LEARNED_ON, checks="schema")
    for first, last in spans(rows):
        receipts = receipt_rows(connection, (first, last), titles, rows // titles)
        append_tables(book, {"receipt": receipts}, said_by="CO", learned_on=LEARNED_ON, checks="schema")
    payments = payment_rows(connection)
    append_tables(book, {"payment_line": payments}, said_by="WGA", learned_on=LEARNED_ON, checks="schema")


def spans(rows: int) -> Iterator[tuple[int, int]]:
    """The rows in pieces of one entry each."""
    for first in range(0, rows, ROWS_AN_ENTRY):
        yield first, min(rows, first + ROWS_AN_ENTRY)


def mixed(*parts: object) -> str:
    """A hash of columns and a salt, as SQL."""
    return f"(hash({', '.join(map(str, parts))}) % 1000000007)::BIGINT"


def make_titles(connection: duckdb.DuckDBPyConnection, titles: int) -> None:
    """Create company, person, title and credit: forty companies, writers in every form of credit."""
    people = max(1000, titles // 4)
    connection.execute(
        """CREATE TABLE company AS SELECT 'C' || lpad(i::VARCHAR, 2, '0') AS company_id,
           'Company ' || i AS name, NULL::VARCHAR AS parent_id, ['bench'] AS signatory_to
           FROM range(40) r(i)"""
    )
    connection.execute(
        f"""CREATE TABLE person AS SELECT 'P' || lpad(i::VARCHAR, 6, '0') AS person_id,
            'Person ' || i AS name, NULL::VARCHAR AS pays_to FROM range({people}) r(i)"""
    )
    connection.execute(
        f"""CREATE TABLE titled AS SELECT i AS t, 'T' || lpad(i::VARCHAR, 7, '0') AS title_id,
            'C' || lpad(({mixed("i", 1)} % 40)::VARCHAR, 2, '0') AS company_id,
            least(20, 1 + floor(-2.2 * ln(1 - ({mixed("i", 2)} % 1000000) / 1000000.0)))::INTEGER AS writers,
            ['theatrical', 'episode', 'new_media'][1 + {mixed("i", 3)} % 3] AS kind
            FROM range({titles}) r(i)"""
    )
    connection.execute(
        f"""CREATE TABLE title AS SELECT title_id, 'Title ' || t AS name, kind, company_id,
            (DATE '1995-01-01' + ({mixed("t", 4)} % 5000)::INTEGER)::DATE AS photography_on,
            (DATE '2007-06-01' + ({mixed("t", 5)} % 500)::INTEGER)::DATE AS first_new_media_on,
            (30 + {mixed("t", 6)} % 90)::BIGINT AS minutes FROM titled"""
    )
    connection.execute(
        f"""CREATE TABLE credit AS
            WITH listed AS (SELECT *, unnest(range(writers)) AS place FROM titled)
            SELECT title_id,
                   'P' || lpad((({mixed("t", 7)} + place) % {people})::VARCHAR, 6, '0') AS person_id,
                   CASE WHEN writers < 3 OR {mixed("t", 8)} % 2 = 0 THEN 'written_by'
                        WHEN place = 0 THEN 'story_by' ELSE 'teleplay_by' END AS role,
                   CASE WHEN place % 3 = 2 THEN 'TM' || t END AS team_id, 'as generated' AS credited_as
            FROM listed"""
    )


def receipt_rows(
    connection: duckdb.DuckDBPyConnection, span: tuple[int, int], titles: int, a_title: int
) -> pa.Table:
    """The receipt rows of a span, in order of title."""
    first, last = span
    base = f"{list(BASES)}[1 + {mixed('x.t', 'm', 14)} % 4]"
    return connection.sql(
        f"""SELECT i.company_id, i.title_id, {list(MARKETS)}[1 + m] AS market, 'us' AS territory,
               {base} AS base_kind,
               (DATE '2008-01-01' + to_months((3 * q)::INTEGER))::DATE AS period_from,
               (DATE '2008-04-01' + to_months((3 * q)::INTEGER) - INTERVAL 1 DAY)::DATE AS period_to,
               'S' || n AS statement_id,
               (DATE '2008-04-10' + to_months((3 * q)::INTEGER))::DATE AS received_on,
               ({mixed("n", 11)} % 2000000)::BIGINT AS gross_cents, 'usd' AS currency,
               (1 + {mixed("n", 12)} % 900)::BIGINT AS units
            FROM (SELECT n, least(n // {a_title}, {titles} - 1) AS t, {mixed("n", 9)} % 5 AS m,
                         {mixed("n", 10)} % {QUARTERS} AS q
                  FROM range({first}, {last}) r(n)) x
            JOIN titled i ON i.t = x.t ORDER BY n"""
    ).to_arrow_table()


def payment_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Payments for a part of the people, titles, markets and quarters; a third of them in two parts."""
    return connection.sql(
        f"""WITH whole AS (
               SELECT c.person_id, i.company_id, i.title_id, m.market, q.q,
                      {mixed("c.person_id", "i.t", "m.market", "q.q", 15)} AS h
               FROM (SELECT DISTINCT title_id, person_id FROM credit) c JOIN titled i USING (title_id)
               CROSS JOIN (SELECT unnest({list(MARKETS)}) AS market) m CROSS JOIN range({QUARTERS}) q(q)
            ), part AS (
               SELECT *, unnest(CASE WHEN h % 3 = 0 THEN [1, 2] ELSE [1] END) AS place
               FROM whole WHERE h % 100 < 55
            )
            SELECT 'K' || row_number() OVER (ORDER BY title_id, person_id, market, q, place) AS payment_id,
                   1::BIGINT AS line_no, company_id AS payer_id, person_id AS payee_id,
                   ((DATE '2008-05-15' + to_months((3 * q)::INTEGER))::DATE
                      + (60 * (place - 1) + h % 40)::INTEGER)
                     AS paid_on,
                   ((DATE '2008-05-17' + to_months((3 * q)::INTEGER))::DATE
                      + (60 * (place - 1) + h % 40)::INTEGER)
                     AS received_by_guild_on,
                   (200 + h % 120000)::BIGINT AS gross_cents, (200 + h % 120000)::BIGINT AS net_cents,
                   'usd' AS currency, title_id, market, concat(2008 + q // 4, 'Q', 1 + q % 4) AS period,
                   'principal' AS kind
            FROM part"""
    ).to_arrow_table()


def write_agreement(folder: Path) -> None:
    """Write the agreement: one clause per market, work and base; four shapes of formula take turns."""
    folder.mkdir(parents=True)
    (folder / "agreement.yaml").write_text(HEADER, encoding="utf-8")
    numbers = [(market, work, base) for market in MARKETS for work in WORKS for base in BASES]
    clauses = [clause_text(place, *key) for place, key in enumerate(numbers)]
    (folder / "receipts.yaml").write_text(ARTICLE + "\n".join(clauses), encoding="utf-8")


def clause_text(place: int, market: str, work: str, base: str) -> str:
    """One clause of the workload; the figures differ by clause so that no two can be taken for each other."""
    when = f"market = '{market}' and work = '{work}' and base_kind = '{base}'"
    disputed = market == "download"
    name = f"{market}-{work}-{base}".replace("_", "-")
    lines = [
        f"- id: {name}",
        f"  entitlement: {name}",
        "  cite: invented for the benchmark",
        "  status: derived",
    ]
    lines += ["  for: statement_line", f"  when: {when}" + (" and covered" if disputed else "")]
    lines += ["  due: receipts-quarterly", "  late: residuals", "  to: credited_writers"]
    lines += ["  split: {by: percentage, odd_cents: largest remainder, status: derived}"]
    low, high = 36 + place, 70 + place
    shape = place % 4
    if shape == 0:
        bands = f'{{"first 20,000 copies": 0.{low:03d}%, thereafter: 0.{high:03d}%}}'
        lines += [
            f"  steps: {{rate: {{counts: copies, per: title, bands: {bands}}}}}",
            "  pays: gross * rate",
        ]
    elif shape == 1:
        lines += [f"  terms: {{rate: 1.{place:02d}%}}", "  pays: gross * rate"]
    elif shape == 2:
        bands = f'{{"first $1,000,000": 1.5{place:02d}%, thereafter: 1.8{place:02d}%}}'
        lines += ["  terms: {part: 20%}", "  steps:", "    counted: gross * part"]
        lines += [f"    rate: {{counts: counted, per: title, bands: {bands}}}", "  pays: counted * rate"]
    else:
        rows = f"{{up to 60: 1.{place:02d}%, over 60 up to 90: 1.3%, over 90: 1.4%}}"
        lines += [f"  tables: {{rate: {{by: minutes, rows: {rows}}}}}", "  pays: gross * rate"]
    return "\n".join(lines)


HEADER = """agreement: bench/workload-1
title: An invented agreement of sixty clauses
cite: invented for the benchmark
status: derived
covers: {from: 2008-01-01, until: 2010-12-31}
governed_by: received_on
due:
  receipts-quarterly:
    count: 60 days
    after: period_to
    printed: {03-31: 05-31, 06-30: 08-30, 09-30: 11-30, 12-31: 03-01}
    cite: invented for the benchmark
    status: derived
late_rules:
  residuals:
    charges: [{charge: 1.5%, per: month, of: unpaid, from: due}]
    ends: received_by_guild_on
    counts: [simple, compound]
    part_month: [whole months, days]
    pauses: no
    cite: invented for the benchmark
    status: derived
credit_shares:
"""
HEADER += "".join(
    f"""  - work: {work}
    cases: [{{written_by: 100%}}, {{story_by: 25%, teleplay_by: 75%}}]
    cite: invented for the benchmark
    status: derived
"""
    for work in WORKS
)
ARTICLE = """article: receipts
title: Receipts in five markets
shared:
  terms:
    library_after: {is: 2000-01-01, cite: invented for the benchmark, status: derived}
    new_from: {is: 2008-02-13, cite: invented for the benchmark, status: derived}
  questions:
    covered:
      guild:
        by: guild
        is: photographed_on > library_after
        because: invented
        cite: invented for the benchmark
        status: derived
      companies:
        by: companies
        is: first_new_media_on >= new_from
        because: invented
        cite: invented for the benchmark
        status: derived
clauses:
"""


if __name__ == "__main__":
    make_workload(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:4]))
