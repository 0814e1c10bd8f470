"""What every clause may ask of a title, one row per title: the facts of `vocabulary.TITLE_FACTS` and a short
number.

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
