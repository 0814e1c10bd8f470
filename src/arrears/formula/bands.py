"""Bands of a cumulative schedule: `first 100,000 copies`, `next …`, `thereafter`, each with its rate.

Sizes add up to edges; the edges and rates stay exact. A schedule without an end is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from arrears.findings import Finding, Refused
from arrears.formula.figures import LONGEST_FIGURE, read_number
from arrears.formula.kinds import NUMBER, Kind
from arrears.formula.nodes import Band, Figure

_BAND = re.compile(r"(?P<word>first|next) (?P<size>\S.*)")


def read_bands(
    rows: Sequence[tuple[str, str]], place: str = "", *, address: str = ""
) -> tuple[tuple[Band, ...], Kind]:
    """Read the bands of a cumulative schedule, and the kind of what they count.

    Rows: `first 100,000 copies`, any number of `next …`, then `thereafter`, each with its rate.
    Findings: `band-not-read` for a wrong order, unlike units, sizes not above zero, a rate with a unit.
    """
    bands: list[Band] = []
    kind: Kind | None = None
    reached = Fraction(0)
    for number, (key, rate_text) in enumerate(rows):
        rate = read_number(rate_text, place)
        if rate.kind != NUMBER:
            raise _refuse_band(place, "a rate with a unit", "a share such as 0.36%", rate_text)
        if key.strip() == "thereafter" and number == len(rows) - 1 and kind is not None:
            bands.append(Band(rate.value, None, f"{address}/{key.strip()}"))
            break
        size = _band_size(key, "first" if number == 0 else "next", place)
        if kind is not None and size.kind != kind:
            raise _refuse_band(place, "bands that count unlike things", str(kind), f"{key} ({size.kind})")
        kind, reached = size.kind, reached + size.value
        bands.append(Band(rate.value, reached, f"{address}/{key.strip()}"))
    if kind is None or not bands or bands[-1].up_to is not None:
        raise _refuse_band(
            place, "bands without an end", "first …, next …, thereafter", str([k for k, _ in rows])
        )
    return tuple(bands), kind


def _band_size(key: str, word: str, place: str) -> Figure:
    """How much one band holds."""
    match = _BAND.fullmatch(key.strip())
    if match is None or match["word"] != word:
        raise _refuse_band(place, "not a band", f"'{word} …' or a last 'thereafter'", key)
    size = read_number(match["size"], place)
    if size.value <= 0:
        raise _refuse_band(place, "a band that holds nothing", "a size above zero", key)
    return size


def _refuse_band(place: str, problem: str, expected: str, found: str) -> Refused:
    return Refused([Finding("band-not-read", place, problem, expected, found[:LONGEST_FIGURE])])
