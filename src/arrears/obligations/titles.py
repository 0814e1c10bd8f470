"""What every clause may ask of a title, one row per title: the facts of `vocabulary.TITLE_FACTS` and a short
number; where a clause asks for them, also those of its production and cast.

A date nobody gave stays null. Nothing here decides which version governs; clauses do, from these dates.
"""

from __future__ import annotations

import duckdb

WORK = """CASE t.kind WHEN 'theatrical' THEN 'theatrical' WHEN 'new_media' THEN 'new_media'
                WHEN 'episode' THEN 'television' WHEN 'series' THEN 'television'
                WHEN 'television_film' THEN 'television' END"""


def build_title_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `title_fact`: one row per title of the book.

    Columns: title_no (dense, in order of title_id), title_id, series_id, obligor_id, and every title fact.
    employed_on is the first day any writer was engaged on the title; unknown as soon as one such day is
    unknown, because an earlier day could change the governing agreement.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE title_fact AS
        SELECT (row_number() OVER (ORDER BY t.title_id))::INTEGER AS title_no, t.title_id, t.series_id,
               t.company_id AS obligor_id, {WORK} AS work, t.kind AS title_kind, t.program_kind,
               t.minutes, t.budget_cents AS budget, t.photography_on AS photographed_on, t.written_on,
               t.first_market, e.employed_on, t.first_release_on, t.first_new_media_on, t.season_no,
               t.episode_ordinal
        FROM trusted_title t
        LEFT JOIN (
            SELECT title_id, CASE WHEN count(*) = count(starts_on) THEN min(starts_on) END AS employed_on
            FROM trusted_engagement WHERE kind IN ('writing', 'acquisition') GROUP BY title_id
        ) e ON e.title_id = t.title_id
        ORDER BY title_no
        """
    )


# What of a cast is the same for all its performers is told only where the list of them is whole.
PRODUCTION = """
    CREATE OR REPLACE TABLE title_fact AS
    SELECT t.*, p.made_under, p.derivative, p.performers_n AS performers,
           CASE WHEN c.listed = p.performers_n AND c.hired = c.listed THEN c.announcers END AS announcers,
           CASE WHEN c.announcers < c.hired THEN FALSE
                WHEN c.listed = p.performers_n AND c.announcers = c.listed THEN TRUE END AS announcers_only,
           p.prorates, p.covered_labour_cents AS covered_labour, p.all_labour_cents AS all_labour,
           CASE WHEN c.listed = p.performers_n THEN c.minimum_cents END AS cast_minimum,
           p.episodes_ordered_n AS episodes_ordered, p.promotional_n AS promotional_no,
           p.new_series
    FROM title_fact t
    LEFT JOIN trusted_production p ON p.title_id = t.title_id
    LEFT JOIN (
        SELECT title_id, count(*) AS listed, count(hired_as) AS hired,
               count(*) FILTER (hired_as = 'announcer') AS announcers,
               CASE WHEN count(*) = count(minimum_cents) AND count(*) = count(currency)
                     AND count(DISTINCT currency) = 1
                    THEN sum(minimum_cents)::BIGINT END AS minimum_cents
        FROM trusted_cast_member GROUP BY title_id
    ) c ON c.title_id = t.title_id
    ORDER BY title_no
"""


def add_production_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the facts of `vocabulary.PRODUCTION_FACTS` to `title_fact`, once.

    Missing: how many announcers, whether all are, and the minimums of all together, unless as many
    performers are listed as the company says are used.
    """
    held = {str(row[0]) for row in connection.execute("DESCRIBE title_fact").fetchall()}
    if "made_under" not in held:
        connection.execute(PRODUCTION)
