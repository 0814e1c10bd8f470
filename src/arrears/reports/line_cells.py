"""The columns that say what a line of an award, a settlement or a remittance is: whose, on what, for what.

A reader sees person, title and use; the whole name of the line stands in the files.
"""

from __future__ import annotations

from collections.abc import Mapping

from arrears.reports.tables import Cell, Column

LINE_COLUMNS = (
    Column("line", "line", for_readers=False),
    Column("person", "person", for_readers=False),
    Column("name", "person"),
    Column("title", "title"),
    Column("use", "for"),
    Column("character", "head"),
)
NAMES = "A line's whole name is in `--format csv --table {table}`."


def line_cells(ref: str, payee_id: str, character: str, names: Mapping[str, str]) -> tuple[Cell, ...]:
    """The cells of a line below `LINE_COLUMNS`. names: what people are called, by id."""
    name = f"{names[payee_id]} ({payee_id})" if payee_id in names else payee_id or "payee not known"
    # clause : company : title : market : territory : occasion [: column] : payee : currency
    _, _, title, market, _, occasion, *_ = (*ref.split(":"), *("",) * 6)
    use = ", ".join(one.replace("_", " ") for one in (market, occasion) if one)
    return (ref, payee_id, name, title, use, character.replace("_", " "))
