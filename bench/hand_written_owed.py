"""What is owed, by hand: lines, counters, bands and rates, credit shares, obligations of both readings.

Rates are in millionths, bands by the workload's sixty clauses, sums in whole numbers of 64 bits: where one
overflows the query stops.
"""

from __future__ import annotations

from workload import BASES, MARKETS, WORKS

AS_OF = "DATE '2009-06-30'"


def half_up(numerator: str, denominator: str) -> str:
    """Rounding half away from zero in whole numbers; an overflow stops the query."""
    down = f"(2 * ({numerator}) + ({denominator})) // (2 * ({denominator}))"
    up = f"-((-2 * ({numerator}) + ({denominator})) // (2 * ({denominator})))"
    return f"CASE WHEN ({numerator}) < 0 THEN {up} ELSE {down} END"


def clause_rows() -> str:
    """The clauses as SQL rows: shape and figures, all rates in millionths."""
    keys = [(market, work, base) for market in MARKETS for work in WORKS for base in BASES]
    rows = []
    for place, (market, work, base) in enumerate(keys):
        name = f"{market}-{work}-{base}".replace("_", "-")
        low, high = rates(place)
        rows.append(f"('{name}', '{market}', '{work}', '{base}', {place % 4}, {low}, {high})")
    names = "clause, market, work, base_kind, shape, low, high"
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS c({names})"


def rates(place: int) -> tuple[int, int]:
    """The low and the high rate of a clause by its place; one that has a single rate has no high one."""
    match place % 4:
        case 0:
            return (36 + place) * 10, (70 + place) * 10
        case 2:
            return 15_000 + place * 10, 18_000 + place * 10
        case _:
            return 10_000 + place * 100, 0


LINE = f"""
    CREATE TABLE line AS
    SELECT *, concat(quarter_no // 4, 'Q', quarter_no % 4 + 1) AS occasion,
           row_number() OVER () AS line_id
    FROM (
        SELECT title_id, company_id, market, territory, base_kind, currency,
               year(period_from) * 4 + quarter(period_from) - 1 AS quarter_no, max(period_to) AS period_to,
               CASE WHEN count(*) = count(gross_cents) THEN sum(gross_cents)::BIGINT END AS gross,
               CASE WHEN count(*) = count(units) THEN sum(units)::BIGINT END AS copies
        FROM receipt WHERE period_from <= {AS_OF} GROUP BY ALL)
"""

# Downloads are disputed: each side reads its own lines. Bit 1 of positions is the guild's, bit 2 the
# companies'.
READ_LINE = """
    CREATE TABLE read_line AS
    WITH governed AS (
        SELECT l.*, t.minutes, c.clause, c.shape, c.low, c.high,
               t.photography_on > DATE '2000-01-01' AS for_guild,
               t.first_new_media_on >= DATE '2008-02-13' AS for_companies
        FROM line l
        JOIN title t ON t.title_id = l.title_id
        JOIN clause c ON c.market = l.market AND c.base_kind = l.base_kind
         AND c.work = CASE t.kind WHEN 'episode' THEN 'television' ELSE t.kind END
    )
    SELECT * EXCLUDE (for_guild, for_companies), '' AS reading, 3 AS positions
    FROM governed WHERE market <> 'download'
    UNION ALL
    SELECT * EXCLUDE (for_guild, for_companies), 'guild', 1
    FROM governed WHERE market = 'download' AND for_guild
    UNION ALL
    SELECT * EXCLUDE (for_guild, for_companies), 'companies', 2
    FROM governed WHERE market = 'download' AND for_companies
"""

# Shape 0 counts copies: the part of them below 20,000 pays the low rate on its part of the gross. Shape 2
# counts a fifth of the gross in hundredths of a cent: what lies below a million dollars pays the low rate.
# Shape 1 has one rate, shape 3 a rate by length. Rates are in millionths.
AMOUNT = f"""
    CREATE TABLE amount AS
    WITH counting AS (
        SELECT *, CASE shape WHEN 0 THEN copies WHEN 2 THEN gross * 20 END AS counted,
               CASE shape WHEN 0 THEN 20000 WHEN 2 THEN 10000000000 END AS edge
        FROM read_line
    ), running AS (
        SELECT *, coalesce(sum(counted) OVER (PARTITION BY title_id, clause, reading
                      ORDER BY period_to, market, territory, base_kind, company_id
                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::BIGINT AS before
        FROM counting WHERE shape IN (0, 2)
    ), banded AS (
        SELECT *, low * (least(before + counted, edge) - least(before, edge))
                  + high * (greatest(before + counted, edge) - greatest(before, edge)) AS weighted
        FROM running
    ), figured AS (
        SELECT line_id, clause, reading, positions, title_id, company_id, market, territory, occasion,
               currency, period_to, gross AS base_cents,
               weighted AS rate_num, CASE shape WHEN 0 THEN 1000000 ELSE 5000000 END * counted AS rate_den,
               CASE shape WHEN 0 THEN {half_up("gross * weighted", "1000000 * nullif(counted, 0)")}
                    ELSE {half_up("weighted", "100000000")} END AS pool_cents
        FROM banded
        UNION ALL
        SELECT line_id, clause, reading, positions, title_id, company_id, market, territory, occasion,
               currency, period_to, gross, rate, 1000000, {half_up("gross * rate", "1000000")}
        FROM (SELECT *, CASE WHEN shape = 1 OR minutes <= 60 THEN low WHEN minutes <= 90 THEN 13000 ELSE 14000
                        END AS rate FROM read_line WHERE shape IN (1, 3))
    )
    SELECT *, row_number() OVER () AS amount_no,
           CASE month(period_to) WHEN 3 THEN make_date(year(period_to), 5, 31)
                WHEN 6 THEN make_date(year(period_to), 8, 30) WHEN 9 THEN make_date(year(period_to), 11, 30)
                ELSE make_date(year(period_to) + 1, 3, 1) END AS due_on
    FROM figured
"""

# A team counts as one writer; writers of a role share equally, a team equally inside; story 25, teleplay 75.
SHARE = """
    CREATE TABLE share AS
    WITH unit AS (
        SELECT title_id, person_id, role, coalesce(team_id, 'alone ' || person_id) AS unit,
               CASE role WHEN 'written_by' THEN 100 WHEN 'story_by' THEN 25 ELSE 75 END AS role_share,
               CASE role WHEN 'written_by' THEN 0 WHEN 'story_by' THEN 1 ELSE 2 END AS place
        FROM credit
    ), part AS (
        SELECT u.*, n.units * m.members AS parts
        FROM unit u
        JOIN (SELECT title_id, role, count(DISTINCT unit) AS units FROM unit GROUP BY ALL) n
          USING (title_id, role)
        JOIN (SELECT title_id, role, unit, count(*) AS members FROM unit GROUP BY ALL) m
          USING (title_id, role, unit)
    ), whole AS (
        SELECT title_id, list_reduce(list(DISTINCT parts), lambda a, b: lcm(a, b)) * 4 AS den
        FROM part GROUP BY title_id
    )
    SELECT title_id, person_id, sum(role_share * (den // parts) // 100)::BIGINT AS num, den,
           row_number() OVER (PARTITION BY title_id ORDER BY min(place), min(unit), person_id) AS seq
    FROM part JOIN whole USING (title_id) GROUP BY title_id, person_id, den
"""

# Largest remainder: everybody's part rounded down, then one cent each to the largest remainders.
SHARED_CENTS = """
    CREATE TABLE shared_cents AS
    WITH floored AS (
        SELECT a.amount_no, a.pool_cents, s.person_id, s.num, s.den, s.seq,
               a.pool_cents * s.num // s.den AS floor_cents, a.pool_cents * s.num % s.den AS remainder
        FROM amount a JOIN share s ON s.title_id = a.title_id
    )
    SELECT amount_no, person_id, num, den, seq,
           floor_cents + CASE WHEN row_number() OVER (PARTITION BY amount_no ORDER BY remainder DESC, seq)
                                   <= pool_cents - sum(floor_cents) OVER (PARTITION BY amount_no)
                              THEN 1 ELSE 0 END AS amount_cents
    FROM floored
"""

OBLIGATION = """
    CREATE TABLE obligation AS
    SELECT row_number() OVER () AS obligation_no, * EXCLUDE (seq) FROM (
    SELECT a.line_id, 'bench' AS family,
           'receipts' AS article, a.clause, a.clause AS entitlement, a.reading, a.positions,
           'workload-1' AS version, a.company_id, a.title_id, a.market, a.territory, a.occasion,
           s.person_id AS payee_id, '' AS credit_column, a.currency, a.base_cents, a.rate_num, a.rate_den,
           a.pool_cents, s.num AS share_num, s.den AS share_den, s.amount_cents, s.amount_cents AS low_cents,
           s.amount_cents AS high_cents, []::VARCHAR[] AS missing, a.due_on,
           'bench/workload-1/residuals' AS late_rule, 'derived' AS status, s.seq
    FROM shared_cents s JOIN amount a ON a.amount_no = s.amount_no
    WHERE s.amount_cents <> 0
    ORDER BY a.title_id, a.line_id, a.reading, s.seq)
"""
