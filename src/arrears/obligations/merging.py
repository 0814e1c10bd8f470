"""Readings that give the same amounts on every line of this book are told as one.

An open question whose answers make no difference here would otherwise double every total. What was merged is
said in the run, so that nobody takes the silence for an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from arrears.agreements.readings import AS_AGREED, Position
from arrears.formula.clause import Split
from arrears.obligations.variants import Variant

COMPARED = "line_id, part_no, part_from, part_to, applies, amount_cents"


@dataclass(frozen=True)
class Merged:
    """The variants and positions that are left, and a sentence for each question that makes no difference."""

    variants: tuple[Variant, ...]
    positions: tuple[Position, ...]
    sentences: tuple[str, ...]


def merge_equal_readings(
    connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant], positions: Sequence[Position]
) -> Merged:
    """Drop from `amount` the variants that repeat another's rows, and the positions that then say the
    same.
    """
    stands_for = equal_variants(connection, variants)
    serving = [
        tuple(sorted(stands_for[v.no] for v in variants if v.positions >> place & 1))
        for place in range(len(positions))
    ]
    kept = first_of_equals(positions, serving)
    repeated = [no for no, first in stands_for.items() if no != first]
    if repeated:
        numbers = ", ".join(str(no) for no in repeated)
        connection.execute(f"DELETE FROM amount WHERE clause_no IN ({numbers})")
    left = [
        replace(
            variant,
            positions=sum(1 << bit for bit, place in enumerate(kept) if variant.no in serving[place]),
            owed={name: stands_for[no] for name, no in variant.owed.items()},
            stands_for=tuple(v.reading for v in variants if v.reading and stands_for[v.no] == variant.no),
        )
        for variant in variants
        if stands_for[variant.no] == variant.no
    ]
    named = tuple(name_positions([positions[place] for place in kept]))
    if len(kept) == 1 < len(positions):
        named = (replace(named[0], name=AS_AGREED),)  # no side's reading makes a difference here
    everybody = (1 << len(kept)) - 1
    return Merged(
        tuple(replace(v, reading="" if v.positions == everybody else v.reading) for v in left),
        named,
        tuple(sentences(positions, [positions[place] for place in kept])),
    )


def first_of_equals(positions: Sequence[Position], serving: Sequence[tuple[int, ...]]) -> list[int]:
    """One position for all that say the same: the first in a side's own words, so that another's account
    never takes the place of what a side says itself.
    """
    first: dict[tuple[int, ...], int] = {}
    for place, served in enumerate(serving):
        held = first.setdefault(served, place)
        if positions[place].is_own_words and not positions[held].is_own_words:
            first[served] = place
    return sorted(first.values())


def equal_variants(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> Mapping[int, int]:
    """For each variant the first of its clause that has the same rows and shares them alike, or itself."""
    groups: dict[tuple[str, str, Split | None], list[int]] = {}
    for variant in variants:
        key = (variant.agreement.address, variant.clause.name, variant.formula.split)
        groups.setdefault(key, []).append(variant.no)
    stands_for = {variant.no: variant.no for variant in variants}
    for numbers in groups.values():
        for place, number in enumerate(numbers):
            firsts = [earlier for earlier in numbers[:place] if stands_for[earlier] == earlier]
            equal = (first for first in firsts if have_equal_rows(connection, first, number))
            stands_for[number] = next(equal, number)
    return stands_for


def have_equal_rows(connection: duckdb.DuckDBPyConnection, one: int, other: int) -> bool:
    """Whether two variants have the same rows of `amount`: equal counts first, then no row without its
    twin.
    """
    counts = dict(
        connection.execute(
            f"SELECT clause_no, count(*) FROM amount WHERE clause_no IN ({one}, {other}) GROUP BY clause_no"
        ).fetchall()
    )
    if counts.get(one, 0) != counts.get(other, 0):
        return False
    select = f"SELECT {COMPARED} FROM amount WHERE clause_no ="
    differing = connection.execute(
        f"SELECT count(*) FROM ({select} {one} EXCEPT {select} {other})"
    ).fetchall()
    return bool(differing[0][0] == 0)


def name_positions(kept: Sequence[Position]) -> list[Position]:
    """The positions without the answers that no longer tell them apart in their names."""
    sides: dict[str, list[Position]] = {}
    for position in kept:
        sides.setdefault(side_of(position), []).append(position)
    return [
        replace(position, name=side or AS_AGREED) if len(group) == 1 else position
        for position in kept
        for side, group in sides.items()
        if position in group
    ]


def side_of(position: Position) -> str:
    """Whose position it is; empty where it only answers what nobody has taken a side on."""
    first = position.name.split("+")[0]
    return "" if ":" in first else first


def sentences(before: Sequence[Position], kept: Sequence[Position]) -> list[str]:
    """What was merged: the questions whose answers make no difference on these records."""
    found = []
    for key in sorted({key for position in before for key in position.answers}):
        answers = sorted({position.answers[key] for position in before if key in position.answers})
        left = {position.answers[key] for position in kept if key in position.answers}
        if len(answers) > 1 and len(left) == 1:
            listed = ", ".join(answers)
            found.append(f"the answers to {key} ({listed}) give the same amounts on these records")
    return found
