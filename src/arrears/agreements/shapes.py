"""What may be written where in an agreement file, said once: the checker and the editors' JSON Schema both
read it.

A shape is text, a list, named entries, fixed keys, or the rows of a table; `Either` offers one of each at
most, so the node that was written decides. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class TextShape:
    """One scalar: any text, or one of `words`; at most so many characters where `longest` is not 0."""

    meaning: str
    words: tuple[str, ...] = ()
    longest: int = 0


@dataclass(frozen=True)
class ListShape:
    """One or more of the same."""

    item: Shape
    meaning: str


@dataclass(frozen=True)
class NamedShape:
    """Entries under names that the author chooses."""

    value: Shape
    meaning: str
    words: tuple[str, ...] = ()  # the names are one of these; any name without


@dataclass(frozen=True)
class Key:
    """One key of a fixed list."""

    name: str
    shape: Shape
    is_required: bool = False


@dataclass(frozen=True)
class KeyedShape:
    """Entries under fixed keys; any other key is a fault."""

    meaning: str
    keys: tuple[Key, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Key]:
        """The keys by name."""
        return {key.name: key for key in self.keys}

    @cached_property
    def required(self) -> tuple[Key, ...]:
        """The keys that may not be left out."""
        return tuple(key for key in self.keys if key.is_required)


@dataclass(frozen=True)
class RowsShape:
    """Rows of a table: cells under table keys, one level of keys for each fact of `by`."""

    meaning: str


@dataclass(frozen=True)
class AnyShape:
    """Any value; what it must be shows where it is put."""

    meaning: str


@dataclass(frozen=True)
class Either:
    """At most one of each sort; which one is meant shows in how it is written."""

    shapes: tuple[TextShape | ListShape | NamedShape | KeyedShape, ...]


Shape = TextShape | ListShape | NamedShape | KeyedShape | RowsShape | AnyShape | Either
