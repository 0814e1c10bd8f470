"""Rows of a claim's frozen files as tables of a bundle, all of one table needing the same classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from arrears.claims.bundle_content import MEMBER, NO_CLASS, BundleColumn, BundleTable, make_table
from arrears.claims.lines_held import HeldLines
from arrears.vocabulary import OF_PERSON

# Clauses and credit rules of several freezings are numbered apart.
CLAUSES = 1 << 20
KIND_WORDS = {"n": "number", "d": "date", "b": "yes/no", "": "text"}


def held_rows(held: HeldLines, sql: str) -> list[dict[str, Any]]:
    """The rows of a query over a claim's lines, by column."""
    cursor = held.connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def credit_shown(credit: str | None) -> str | None:
    """A credit column as a bundle states it: nothing where it says on which person's pay a plan is owed.

    No figure rests on that, and a copy that withholds who members are must not tell it here.
    """
    return None if credit is not None and credit.startswith(OF_PERSON) else credit


def columns_of(names: str) -> tuple[BundleColumn, ...]:
    """Columns written as `name:kind`; `!` after it marks one that names a member."""
    columns = []
    for written in names.split():
        name, _, kind = written.rstrip("!").partition(":")
        needs = MEMBER if written.endswith("!") else NO_CLASS
        columns.append(BundleColumn(name, KIND_WORDS.get(kind, kind), needs))
    return tuple(columns)


def uniform_table(
    name: str, columns: str, rows: Iterable[Mapping[str, Any]], needs: frozenset[str] = NO_CLASS
) -> BundleTable:
    """A table whose rows all need the same classes, so that a copy shows all of them or none."""
    made = columns_of(columns)
    values = ((needs, [row.get(column.name) for column in made]) for row in rows)
    return make_table(name, made, values, [needs])
