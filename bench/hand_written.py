"""The limit to measure against: the same audit written once by hand as DuckDB SQL, for this one workload.

Same lines, counters, rounding, split, payments and late charges, and the same obligations written as Parquet. It
knows the sixty clauses by heart and can explain nothing.

    python bench/hand_written.py bench/work/10M
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

from workload import BASES, MARKETS, WORKS

HALF_UP = "CASE WHEN ({n}) < 0 THEN -((-2 * ({n}) + ({d})) // (2 * ({d}))) ELSE (2 * ({n}) + ({d})) // (2 * ({d})) END"


def half_up(numerator: str, denominator: str) -> str:
    """Rounding half away from zero in whole numbers."""
    return HALF_UP.format(n=numerator, d=denominator)


def clause_rows() -> str:
    """The clauses as a table: shape and figures, all rates in millionths."""
    rows = []
    keys = [(market, work, base) for market in MARKETS for work in WORKS for base in BASES]
    for place, (market, work, base) in enumerate(keys):
        shape = place % 4
        low = {0: (36 + place) * 10, 1: 10000 + place * 100, 2: 15000 + place * 10, 3: 10000 + place * 100}[shape]
        high = {0: (70 + place) * 10, 1: 0, 2: 18000 + place * 10, 3: 0}[shape]
        rows.append(f"({place}, '{market}', '{work}', '{base}', {shape}, {low}, {high})")
    return ", ".join(rows)


def audit(folder: Path) -> dict[str, tuple[int, ...]]:
    """Run the audit by hand; the check sums are obligations, cents owed, paid, open and late."""
    tables = folder / "book" / "tables"
    out = folder / "hand"
    out.mkdir(exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET memory_limit = '3GiB'")
    connection.execute(f"SET temp_directory = '{out}/spill'")
    for name in ("receipt", "title", "credit", "payment_line"):
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{tables}/{name}/*.parquet')")
    for statement in statements(out):
        connection.execute(statement)
    return {
        reading: connection.execute(
            f"""SELECT count(*), sum(amount_cents)::BIGINT, sum(paid_cents)::BIGINT,
                       sum(open_cents) FILTER (WHERE is_due)::BIGINT, sum(late_cents)::BIGINT
                FROM balance WHERE reading IN ('', '{reading}')"""
        ).fetchall()[0]
        for reading in ("guild", "companies")
    }


def statements(out: Path) -> list[str]:
    """The audit, statement by statement."""
    banded = (
        "gross * sign(n) * (low * (least(before + n, edge) - least(before, edge))"
        " + high * (greatest(before + n, edge) - greatest(before, edge)))"
    )
    counted = banded.replace("gross", "part")
    return [
        f"""CREATE TABLE clause AS SELECT * FROM (VALUES {clause_rows()})
            AS c(clause_no, market, work, base_kind, shape, low, high)""",
        """CREATE TABLE line AS
           SELECT title_id, company_id, market, territory, base_kind, currency,
                  concat(year(period_from), 'Q', quarter(period_from)) AS occasion,
                  min(period_from) AS period_from, max(period_to) AS period_to,
                  CASE WHEN count(*) = count(gross_cents) THEN sum(gross_cents)::BIGINT END AS gross,
                  CASE WHEN count(*) = count(units) THEN sum(units)::BIGINT END AS copies
           FROM receipt WHERE period_from <= DATE '2009-06-30'
           GROUP BY title_id, company_id, market, territory, base_kind, currency, occasion""",
        """CREATE TABLE read_line AS
           WITH t AS (
               SELECT title_id, minutes, photography_on, first_new_media_on,
                      CASE kind WHEN 'episode' THEN 'television' ELSE kind END AS work FROM title
           ), governed AS (
               SELECT l.*, t.minutes, c.clause_no, c.shape, c.low, c.high,
                      c.market <> 'download' OR photography_on > DATE '2000-01-01' AS guild,
                      c.market <> 'download' OR first_new_media_on >= DATE '2008-02-13' AS companies
               FROM line l JOIN t USING (title_id)
               JOIN clause c ON c.market = l.market AND c.work = t.work AND c.base_kind = l.base_kind
           )
           SELECT *, '' AS reading FROM governed WHERE market <> 'download'
           UNION ALL SELECT *, 'guild' FROM governed WHERE market = 'download' AND guild
           UNION ALL SELECT *, 'companies' FROM governed WHERE market = 'download' AND companies""",
        f"""CREATE TABLE amount AS
            WITH counting AS (
                SELECT *, (gross * 20 + 50) // 100 AS part_shown, gross * 20 AS part,
                       CASE WHEN shape = 0 THEN copies ELSE gross * 20 END AS n,
                       CASE WHEN shape = 0 THEN 20000 ELSE 10000000000 END AS edge
                FROM read_line WHERE shape IN (0, 2)
            ), counted AS (
                SELECT *, coalesce(sum(n) OVER (PARTITION BY title_id, clause_no, reading
                              ORDER BY period_to, market, territory, base_kind, company_id
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::BIGINT AS before
                FROM counting
            )
            SELECT * EXCLUDE (part_shown, part, n, edge, before),
                   CASE WHEN shape = 0 THEN ({half_up(banded, "1000000::HUGEINT * abs(n)")})::BIGINT
                        ELSE ({half_up(counted, "100000000::HUGEINT * abs(n)")})::BIGINT END AS pool_cents,
                   CASE WHEN shape = 0 THEN gross ELSE part_shown END AS base_cents
            FROM (SELECT * REPLACE (gross::HUGEINT AS gross, part::HUGEINT AS part) FROM counted)
            UNION ALL
            SELECT *, CASE WHEN shape = 1 THEN (2 * gross * low + 1000000) // 2000000
                           ELSE (2 * gross * CASE WHEN minutes <= 60 THEN low WHEN minutes <= 90 THEN 13000
                                                  ELSE 14000 END + 1000000) // 2000000 END,
                   gross
            FROM read_line WHERE shape IN (1, 3)""",
        """CREATE TABLE share AS
           WITH unit AS (
               SELECT title_id, person_id, role, coalesce(team_id, person_id) AS unit,
                      CASE role WHEN 'written_by' THEN 100 WHEN 'story_by' THEN 25 ELSE 75 END AS role_share,
                      CASE role WHEN 'written_by' THEN 0 WHEN 'story_by' THEN 1 ELSE 2 END AS place,
                      CASE WHEN team_id IS NULL THEN 'alone ' || person_id ELSE team_id END AS ordered
               FROM credit
           ), parts AS (
               SELECT u.*, n.units * m.members AS parts
               FROM unit u
               JOIN (SELECT title_id, role, count(DISTINCT unit) AS units FROM unit GROUP BY ALL) n
                 USING (title_id, role)
               JOIN (SELECT title_id, role, unit, count(*) AS members FROM unit GROUP BY ALL) m
                 USING (title_id, role, unit)
           ), whole AS (
               SELECT title_id, list_reduce(list(DISTINCT parts), lambda a, b: lcm(a, b)) * 4 AS den
               FROM parts GROUP BY title_id
           )
           SELECT title_id, person_id, sum(role_share * (den // parts) // 100)::BIGINT AS num, den,
                  row_number() OVER (PARTITION BY title_id ORDER BY min(place), min(ordered), person_id) AS seq
           FROM parts JOIN whole USING (title_id) GROUP BY title_id, person_id, den""",
        """CREATE TABLE obligation AS
           WITH floored AS (
               SELECT a.*, s.person_id, s.num, s.den, s.seq,
                      pool_cents::HUGEINT * num // den AS floor_cents, pool_cents::HUGEINT * num % den AS remainder
               FROM amount a JOIN share s USING (title_id)
           )
           SELECT row_number() OVER () AS obligation_no, 'bench' AS family, 'receipts' AS article,
                  concat_ws('-', market, base_kind) AS clause, reading, company_id, title_id, market, territory,
                  occasion, person_id AS payee_id, currency, base_cents, pool_cents, num AS share_num,
                  den AS share_den, 'workload-1' AS version, 'derived' AS status,
                  (floor_cents + CASE WHEN row_number() OVER (PARTITION BY title_id, company_id, market, base_kind,
                          territory, currency, occasion, reading ORDER BY remainder DESC, seq)
                      <= pool_cents - sum(floor_cents) OVER (PARTITION BY title_id, company_id, market, base_kind,
                          territory, currency, occasion, reading) THEN 1 ELSE 0 END)::BIGINT AS amount_cents,
                  CASE month(period_to) WHEN 3 THEN make_date(year(period_to), 5, 31)
                       WHEN 6 THEN make_date(year(period_to), 8, 30) WHEN 9 THEN make_date(year(period_to), 11, 30)
                       ELSE make_date(year(period_to) + 1, 3, 1) END AS due_on
           FROM floored""",
        "DELETE FROM obligation WHERE amount_cents = 0",
        """CREATE TABLE matched AS
           WITH paid AS (
               SELECT payer_id AS company_id, title_id, market, period AS occasion, payee_id, currency,
                      received_by_guild_on AS paid_on, gross_cents,
                      sum(gross_cents) OVER (PARTITION BY payer_id, title_id, market, period, payee_id, currency
                          ORDER BY received_by_guild_on, payment_id)::BIGINT AS up_to
               FROM payment_line WHERE received_by_guild_on <= DATE '2009-06-30'
           ), keyed AS (
               SELECT obligation_no, company_id, title_id, market, occasion, payee_id, currency, amount_cents,
                      due_on, sum(amount_cents) OVER (PARTITION BY company_id, title_id, market, occasion,
                          payee_id, currency, reading ORDER BY due_on, obligation_no)::BIGINT AS up_to
               FROM obligation
           )
           SELECT o.obligation_no, p.paid_on, o.due_on, o.amount_cents AS whole_cents,
                  least(p.up_to, o.up_to) - greatest(p.up_to - gross_cents, o.up_to - amount_cents) AS cents
           FROM keyed o JOIN paid p USING (company_id, title_id, market, occasion, payee_id, currency)
           WHERE least(p.up_to, o.up_to) > greatest(p.up_to - gross_cents, o.up_to - amount_cents)""",
        """CREATE TABLE late AS
           WITH step AS (
               SELECT obligation_no, due_on, greatest(paid_on, due_on) AS on_day, cents FROM matched
               UNION ALL SELECT obligation_no, due_on, DATE '2009-06-30', amount_cents FROM obligation
               WHERE due_on < DATE '2009-06-30'
           ), owed AS (
               SELECT obligation_no, due_on, amount_cents FROM obligation WHERE due_on < DATE '2009-06-30'
           ), stepped AS (
               SELECT o.obligation_no, o.due_on, s.on_day AS to_on,
                      lag(s.on_day, 1, o.due_on) OVER w AS from_on,
                      o.amount_cents - coalesce(sum(s.cents) OVER (PARTITION BY o.obligation_no ORDER BY s.on_day
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS open_cents
               FROM owed o JOIN step s USING (obligation_no)
               WINDOW w AS (PARTITION BY o.obligation_no ORDER BY s.on_day)
           ), spans AS (
               SELECT DISTINCT due_on, day,
                      datediff('month', due_on, day)
                        - CASE WHEN due_on + to_months(datediff('month', due_on, day)::INTEGER) > day
                               THEN 1 ELSE 0 END AS months
               FROM (SELECT due_on, from_on AS day FROM stepped UNION SELECT due_on, to_on FROM stepped)
           )
           SELECT obligation_no, (2 * sum(greatest(open_cents, 0) * (b.months - a.months)) * 15 + 1000)
                                   // 2000 AS late_cents
           FROM stepped s JOIN spans a ON a.due_on = s.due_on AND a.day = s.from_on
           JOIN spans b ON b.due_on = s.due_on AND b.day = s.to_on GROUP BY obligation_no""",
        """CREATE TABLE balance AS
           SELECT o.obligation_no, o.reading, o.company_id, o.payee_id, o.amount_cents,
                  coalesce(m.cents, 0) AS paid_cents, o.amount_cents - coalesce(m.cents, 0) AS open_cents,
                  o.due_on <= DATE '2009-06-30' AS is_due, coalesce(l.late_cents, 0)::BIGINT AS late_cents
           FROM obligation o
           LEFT JOIN (SELECT obligation_no, sum(cents)::BIGINT AS cents FROM matched GROUP BY obligation_no) m
             USING (obligation_no)
           LEFT JOIN late l USING (obligation_no)""",
        f"COPY (SELECT * FROM obligation ORDER BY title_id, obligation_no) TO '{out}/obligation.parquet'",
        f"COPY balance TO '{out}/balance.parquet'",
        f"""COPY (SELECT reading, company_id, sum(open_cents) FILTER (WHERE is_due) AS arrears_cents,
                  sum(late_cents) AS late_cents FROM balance GROUP BY ALL ORDER BY ALL)
            TO '{out}/by_company.parquet'""",
        f"""COPY (SELECT reading, payee_id, sum(open_cents) FILTER (WHERE is_due) AS arrears_cents,
                  sum(late_cents) AS late_cents FROM balance GROUP BY ALL ORDER BY ALL)
            TO '{out}/by_person.parquet'""",
    ]


if __name__ == "__main__":
    started = time.perf_counter()
    for side, sums in audit(Path(sys.argv[1])).items():
        print(side, *sums)
    print(f"{time.perf_counter() - started:.2f} s", file=sys.stderr)
