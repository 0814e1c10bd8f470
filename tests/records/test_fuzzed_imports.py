"""Whatever a file says, it is imported to the cent or refused whole."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.one_engine import connect_beside

from arrears.book.ledger import create_book
from arrears.findings import Refused
from arrears.records.append import append_tables
from arrears.records.cells import AMOUNT, currency_sql
from arrears.records.importing import FileToImport, import_file

from .bringing import HEADER, LINE

CELLS = st.one_of(
    st.text(alphabet="0123456789.,-() $", max_size=12),
    st.sampled_from(
        ["", "1234.56", "(12.5)", "-3", "1,234.5", "12.345", "usd", "2008-07-01", "T1", "NaN", "1e3"]
    ),
)


@given(st.integers(-(10**14), 10**14), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_an_amount_written_by_people_is_read_to_the_cent(cents: int, grouped: bool, brackets: bool) -> None:
    whole, part = divmod(abs(cents), 100)
    bare = f"{whole:,}.{part:02d}" if grouped else f"{whole}.{part:02d}"
    text = bare if cents >= 0 else f"({bare})" if brackets else f"-{bare}"
    with connect_beside() as connection:
        connection.register("cells", pa.table({"x": [text]}))
        query = f"SELECT regexp_full_match(x, '{AMOUNT}'), CAST({currency_sql('x')} AS BIGINT) FROM cells"
        assert connection.execute(query).fetchall() == [(True, cents)]


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 10), CELLS), min_size=1, max_size=3))
def test_a_row_with_any_cells_is_imported_or_refused(changes: list[tuple[int, str]]) -> None:
    cells = LINE.split(",")
    for place, cell in changes:
        cells[place] = cell
    with tempfile.TemporaryDirectory() as folder:
        book = create_book(Path(folder) / "book")
        known = {
            "company": pa.table({"company_id": ["CO1"], "name": ["Alder Pictures"]}),
            "title": pa.table({"title_id": ["T1"], "name": ["Night Ferry"]}),
        }
        append_tables(book, known, said_by="guild", learned_on=date(2008, 3, 1))
        quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
        path = Path(folder) / "receipts.csv"
        path.write_text(f"{HEADER}\n{quoted}\n")
        try:
            file = FileToImport(path, "receipt")
            result = import_file(book, file, said_by="CO1", learned_on=date(2008, 11, 20))
        except Refused:
            assert book.position()[0] == 1
            assert not list((book.path / "originals").rglob("??*/*"))
            return
        assert dict(result.appended) == {"receipt": 1}
        assert book.position()[0] == 2
