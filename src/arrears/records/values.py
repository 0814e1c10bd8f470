"""What every single value of a record must be: an id in the id's letters, a word of its list, an amount and
a day within bounds, an identifier whose check character is right.

The same checks hold for imported files and for rows that a program made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from arrears import vocabulary
from arrears.book.views import quoted
from arrears.findings import Finding
from arrears.money import CENTS_LIMIT
from arrears.records.faults import Fault, Rows, find_faults, sql_text
from arrears.records.identifiers import written_eidr, written_isan
from arrears.records.tables import TABLES, Column, Table

ID_LETTERS = "[A-Za-z0-9._-]{1,40}"
LONGEST_TEXT = 32_767
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
FIRST_YEAR, LAST_YEAR = 1880, 2199
# What counts stay below: the bounds of `vocabulary`, within which exact arithmetic is proved not to overflow.
LIMITS: Mapping[str, int] = {
    "units": 10**12,
    "amount": 10**12,
    "minutes": 100_000,
    "season_no": 1_000,
    "episode_ordinal": 100_000,
    "run_no": 100_000,
    "ordinal": 100_000,
    "share_num": 10**7,
    "share_den": 10**7,
    "guarantee_n": 10_000,
    "guarantee_used_n": 10_000,
    "guarantee_made_later_n": 10_000,
    "illness_days": 100_000,
    "performers_n": 10_000,
    "episodes_ordered_n": 100_000,
    "promotional_n": 100_000,
    "days_worked_n": 100_000,
    "weeks_worked_n": 100_000,
    "households_reached_n": 10**10,
    "households_in_all_n": 10**10,
}
IDENTIFIERS: Mapping[str, Callable[[str], str | None]] = {"eidr": written_eidr, "isan": written_isan}


def word_list(name: str) -> tuple[str, ...]:
    """The words of a list of `vocabulary`, such as `MARKETS`."""
    words: Mapping[str, str] = getattr(vocabulary, name)
    return tuple(words)


def value_findings(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: Rows, named: Mapping[str, str] | None = None
) -> list[Finding]:
    """Every value of a typed relation that its column does not admit.

    named: column → header in the file, for the place of a finding.
    Findings: bad_id, unknown_word, amount_too_large, number_too_large, date_out_of_range, text_too_long,
    control_character, wrong_check_character.
    """
    headers = named or {}
    faults = []
    for column in table.stored_columns:
        if column.name in ("row_id", "source_row"):
            continue
        faults.extend(_faults_of(column, headers.get(column.name, column.name)))
        if table.name in TABLES:
            faults.extend(_number_faults(column, headers.get(column.name, column.name)))
    return find_faults(connection, rows, faults)


def _faults_of(column: Column, header: str) -> list[Fault]:
    value = quoted(column.name)
    if column.words:
        words = word_list(column.words)
        listed = ", ".join(sql_text(word) for word in words)
        expected = f"a word of the list {column.words.lower()}"
        return [
            Fault(
                "unknown_word",
                header,
                f"{value} NOT IN ({listed})",
                value,
                "unknown word",
                expected,
                words=words,
            )
        ]
    match column.type:
        case "id":
            wrong = f"NOT regexp_full_match({value}, '{ID_LETTERS}')"
            expected = "1 to 40 letters, digits, points, dashes or underscores"
            return [Fault("bad_id", header, wrong, value, "not an id", expected)]
        case "cents":
            wrong = f"abs(CAST({value} AS HUGEINT)) >= {CENTS_LIMIT}"
            expected = f"less than {CENTS_LIMIT:,} cents"
            return [Fault("amount_too_large", header, wrong, value, "the amount is out of bounds", expected)]
        case "date":
            wrong = f"year({value}) NOT BETWEEN {FIRST_YEAR} AND {LAST_YEAR}"
            expected = f"a day from {FIRST_YEAR} to {LAST_YEAR}"
            return [Fault("date_out_of_range", header, wrong, value, "the date is out of bounds", expected)]
        case "text":
            return _text_faults(column, header, value)
        case "n" | "bool" | "text[]":
            return []
    raise TypeError(f"value checks know no column type {column.type}")


def _number_faults(column: Column, header: str) -> list[Fault]:
    """A count that the records may not state; what a run derives from them may be larger."""
    limit, value = LIMITS.get(column.name), quoted(column.name)
    if limit is None:
        return []
    wrong = f"{value} NOT BETWEEN {1 - limit} AND {limit - 1}"
    problem = "the number is out of bounds"
    return [Fault("number_too_large", header, wrong, value, problem, f"less than {limit:,}")]


def _text_faults(column: Column, header: str, value: str) -> list[Fault]:
    if column.name in IDENTIFIERS:
        expected = f"an {column.name.upper()} whose check character is right"
        wrong = f"{value} = ''"
        return [
            Fault(
                "wrong_check_character",
                header,
                wrong,
                quoted(f"{column.name} as given"),
                "not accepted",
                expected,
            )
        ]
    long = f"length({value}) > {LONGEST_TEXT}"
    controls = f"regexp_matches({value}, '{CONTROLS}')"
    return [
        Fault(
            "text_too_long",
            header,
            long,
            f"left({value}, 200)",
            "a text is too long",
            f"{LONGEST_TEXT:,} characters",
        ),
        Fault(
            "control_character",
            header,
            controls,
            f"regexp_replace({value}, '{CONTROLS}', '�', 'g')",
            "a text holds a control character (shown as �)",
            "printable text",
        ),
    ]


def with_written_identifiers(rows: pa.Table) -> pa.Table:
    """Identifiers in their one written form; a wrong one becomes an empty text, with the given one beside it.

    The empty text is what `value_findings` refuses: a wrong identifier never reaches a file.
    """
    for name, written in IDENTIFIERS.items():
        if name not in rows.column_names:
            continue
        given = rows.column(name)
        distinct = pc.unique(given).drop_null()
        right = pa.array([written(text) or "" for text in distinct.to_pylist()], pa.string())
        places = pc.index_in(given, distinct)
        rows = rows.set_column(rows.column_names.index(name), name, pc.take(right, places))
        rows = rows.append_column(f"{name} as given", given)
    return rows


def without_given_identifiers(rows: pa.Table) -> pa.Table:
    """The rows without the helper columns of `with_written_identifiers`."""
    extra = [f"{name} as given" for name in IDENTIFIERS if f"{name} as given" in rows.column_names]
    return rows.drop_columns(extra) if extra else rows
