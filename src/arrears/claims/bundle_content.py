"""What a sealed bundle holds, before it is sealed: tables of cells, each with the access classes it needs.

Every value is text or missing, as the verifier reads it; nothing here knows salts, hashes or zips. Counsel's
notes and settlement talks enter no bundle, not even as a commitment: such a row is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from arrears.book.access import NEVER_FILED
from arrears.findings import Finding, Refused
from arrears.vocabulary import ACCESS_CLASSES

# Every class that a row may need. Public material needs none.
FILED_CLASSES = tuple(sorted(word for word in ACCESS_CLASSES if word not in {*NEVER_FILED, "public"}))
NO_CLASS = frozenset[str]()
MEMBER = frozenset({"member_identified"})
Cell = str | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class BundleColumn:
    """A column: its kind in the verifier's words, and the classes that it needs besides those of its row."""

    name: str
    kind: str = "text"
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BundleTable:
    """A table: rows by the classes that they need, all of them.

    may_need: the sets of classes that its rows can ever need, known before any row; None: any set. What a
    bundle tells of rows that it withholds depends on this alone, and not on the rows.
    """

    name: str
    columns: tuple[BundleColumn, ...]
    parts: Mapping[frozenset[str], Sequence[Row]]
    may_need: tuple[frozenset[str], ...] | None = None

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(len(rows) for rows in self.parts.values())


@dataclass(frozen=True)
class Exhibit:
    """A file of the bundle: its name there, its bytes, and the classes it needs."""

    file: str
    content: bytes
    needs: frozenset[str]


@dataclass(frozen=True)
class BundleContent:
    """All that is sealed. settings: what the manifest says in words, held by the table `setting` too.

    classes: those that who made it may read, and so all that any of its rows can need.
    """

    settings: Mapping[str, str]
    tables: tuple[BundleTable, ...]
    classes: tuple[str, ...] = FILED_CLASSES
    exhibits: tuple[Exhibit, ...] = ()
    left_out: tuple[str, ...] = field(default=())


def make_table(
    name: str,
    columns: Sequence[BundleColumn],
    rows: Iterable[tuple[frozenset[str], Sequence[object]]],
    may_need: Sequence[frozenset[str]] | None = None,
) -> BundleTable:
    """A table out of rows of values, each with the classes that it needs.

    Findings: `bundle-privileged` when a row or a column needs a class that enters no bundle.
    """
    parts: dict[frozenset[str], list[Row]] = {}
    for needs, values in rows:
        parts.setdefault(needs - {"public"}, []).append(tuple(cell_text(value) for value in values))
    asked = frozenset[str]().union(*parts, *(column.needs for column in columns))
    if not asked <= set(FILED_CLASSES):
        raise Refused([privileged(name, asked - set(FILED_CLASSES))])
    if may_need is not None and not set(parts) <= set(may_need):
        raise ValueError(f"rows of {name} need {sorted(map(sorted, parts))}, which its layout does not have")
    return BundleTable(name, tuple(columns), parts, None if may_need is None else tuple(may_need))


def privileged(place: str, classes: Iterable[str]) -> Finding:
    """Why material of a class is not put into a bundle."""
    problem = "material of this class enters no claim file, bundle or export"
    expected = f"one of {', '.join(FILED_CLASSES)}"
    remedy = "leave it out, or have whoever may waive the privilege give it another class"
    found = ", ".join(sorted(classes))
    return Finding("bundle-privileged", f"bundle:{place}", problem, expected, found, remedy)


def cell_text(value: object) -> Cell:
    """A value as the text of a cell; missing stays missing."""
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case int() | Fraction():
            return str(value)
        case date():
            return value.isoformat()
        case dict() | list() | tuple():
            return json.dumps(value, sort_keys=True, separators=(",", ":"))
    raise TypeError(f"a cell cannot hold a {type(value).__name__}")
