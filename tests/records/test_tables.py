"""The record tables hold together: keys, lists, references, and the page made from them."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from arrears import vocabulary
from arrears.records.schema import ARROW_TYPES, arrow_schema
from arrears.records.tables import DUCKDB_TYPES, ENVELOPE, TABLES, Table, duckdb_types
from arrears.records.values import word_list

REPOSITORY = Path(__file__).resolve().parents[2]
ALL = [pytest.param(table, id=name) for name, table in TABLES.items()]


@pytest.mark.parametrize("table", ALL)
def test_a_key_is_made_of_the_table_s_own_columns(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert set(table.key) <= set(names)
    assert len(names) == len(set(names))
    assert not {column.name for column in ENVELOPE} & set(names)


@pytest.mark.parametrize("table", ALL)
def test_a_list_is_a_list_of_the_vocabulary(table: Table) -> None:
    for column in table.columns:
        if column.words:
            assert column.type == "text"
            assert word_list(column.words) == tuple(getattr(vocabulary, column.words))


@pytest.mark.parametrize("table", ALL)
def test_a_reference_names_a_column_of_a_table(table: Table) -> None:
    for column in table.columns:
        for target in filter(None, column.refers.split("|")):
            named, key = target.split(".")
            assert TABLES[named].column(key).type == column.type


@pytest.mark.parametrize("table", ALL)
def test_both_schemas_store_the_same_columns_and_required_ones_are_never_null(table: Table) -> None:
    schema = arrow_schema(table)
    assert schema.names == list(duckdb_types(table)) == [column.name for column in table.stored_columns]
    for column in table.stored_columns:
        assert schema.field(column.name).nullable is not column.required
    assert schema.names[:3] == ["row_id", "said_by", "source_row"]


def test_every_type_of_column_has_its_stored_type() -> None:
    used = {column.type for table in TABLES.values() for column in table.stored_columns}
    assert used == set(ARROW_TYPES) == set(DUCKDB_TYPES)


def test_money_has_a_currency_beside_it_or_in_the_row_it_belongs_to() -> None:
    without = {
        table.name
        for table in TABLES.values()
        if any(column.type == "cents" for column in table.columns)
        and "currency" not in {column.name for column in table.columns}
    }
    assert without == {"deduction", "statement_total", "match_decision"}


def test_a_column_that_a_table_has_not_got_is_an_error() -> None:
    assert TABLES["use"].column("said_by").required
    with pytest.raises(KeyError, match="use has no column gross_cents"):
        TABLES["use"].column("gross_cents")


def test_the_page_of_the_tables_is_current() -> None:
    made = runpy.run_path(str(REPOSITORY / "tools" / "record_tables.py"))["page"]()
    assert (REPOSITORY / "docs" / "records.md").read_text(encoding="utf-8") == made, (
        "run `python tools/record_tables.py`"
    )
