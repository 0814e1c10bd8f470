"""The largest value of a sum under linear bounds, in exact fractions: the simplex method by Bland's rule.

For the few unknowns of a package's costs. It draws nothing, rounds nothing, and ends: Bland's rule takes the
first unknown that may enter and so never goes round in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

ZERO, ONE = Fraction(0), Fraction(1)
# The name of the unknown that is only there to find a first point.
HELPING = -1


@dataclass(frozen=True)
class AtMost:
    """Weights of the unknowns, and the most that their sum may come to."""

    weights: tuple[Fraction, ...]
    most: Fraction


@dataclass(frozen=True)
class _Tableau:
    """A row of cells for each bound, one for what is wanted, one for the helping unknown; worked on in place.

    free: the unknowns that stand at nought, by column; basic: those that the rows give the value of.
    """

    cells: list[list[Fraction]]
    free: list[int]
    basic: list[int]


def largest(
    wanted: Sequence[Fraction], bounds: Sequence[AtMost]
) -> tuple[Fraction, tuple[Fraction, ...]] | None:
    """The largest sum of unknowns, none below nought, weighed as wanted, and where it is reached.

    Null where no point keeps all bounds. The bounds must hold the sum.
    """
    table = _begin(wanted, bounds)
    lowest = min(range(len(bounds)), key=lambda row: table.cells[row][-1])
    if table.cells[lowest][-1] < 0:
        _pivot(table, lowest, len(wanted))
        _climb(table, helps=True)
        if table.cells[-1][-1] < 0:
            return None
        _drop_helping(table)
    _climb(table, helps=False)
    values = [ZERO] * len(wanted)
    for row, name in enumerate(table.basic):
        if 0 <= name < len(wanted):
            values[name] = table.cells[row][-1]
    return table.cells[-2][-1], tuple(values)


def _begin(wanted: Sequence[Fraction], bounds: Sequence[AtMost]) -> _Tableau:
    count = len(wanted)
    cells = [[*bound.weights, -ONE, bound.most] for bound in bounds]
    cells.append([*(-weight for weight in wanted), ZERO, ZERO])
    cells.append([*(ZERO for _ in wanted), ONE, ZERO])
    return _Tableau(cells, [*range(count), HELPING], [count + row for row in range(len(bounds))])


def _pivot(table: _Tableau, row: int, column: int) -> None:
    """Let the unknown of a column in, and that of a row out."""
    chosen = table.cells[row]
    inverse = 1 / chosen[column]
    for number, cells in enumerate(table.cells):
        if number == row or not cells[column]:
            continue
        factor = cells[column] * inverse
        table.cells[number] = [cell - own * factor for cell, own in zip(cells, chosen, strict=True)]
        table.cells[number][column] = -factor
    table.cells[row] = [cell * inverse for cell in chosen]
    table.cells[row][column] = inverse
    table.basic[row], table.free[column] = table.free[column], table.basic[row]


def _climb(table: _Tableau, helps: bool) -> None:
    """Pivot until nothing makes the sum larger; helps: the helping unknown's, not what is wanted."""
    goal = -1 if helps else -2
    while True:
        entering = [
            (name, column)
            for column, name in enumerate(table.free)
            if table.cells[goal][column] < 0 and (helps or name != HELPING)
        ]
        if not entering:
            return
        _, column = min(entering)
        leaving = [
            (cells[-1] / cells[column], table.basic[row], row)
            for row, cells in enumerate(table.cells[:-2])
            if cells[column] > 0
        ]
        if not leaving:
            raise ValueError("the bounds do not hold the sum")
        _pivot(table, min(leaving)[2], column)


def _drop_helping(table: _Tableau) -> None:
    """Take the helping unknown out of the rows, where it stands at nought."""
    if HELPING in table.basic:
        row = table.basic.index(HELPING)
        column = next(at for at, cell in enumerate(table.cells[row][:-1]) if cell)
        _pivot(table, row, column)
