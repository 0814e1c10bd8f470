"""The grammar of figures: the only way a number, a date or a word gets from a YAML scalar into a formula.

Every figure becomes an exact fraction (money in cents), so `010`, `12:30`, `1e3` and `yes` mean nothing by
accident. It refuses what it cannot read; it never guesses a unit.

>>> read_figure("$1,302").value, read_figure("0.36%").value
(Fraction(130200, 1), Fraction(9, 2500))
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from arrears.findings import Finding, Refused, suggest
from arrears.formula.kinds import NUMBER, Kind, combine, counts
from arrears.formula.nodes import Day, Figure, Word

LONGEST_FIGURE = 80
KEPT_FIGURES = 10_000  # the same figure stands in many rows and in every version that keeps it
LARGEST_FIGURE = 10**15

# Counting units as agreements and facts write them; a figure may use the singular.
UNITS = (
    "copies", "days", "employees", "episodes", "hours", "households", "minutes", "months", "performers",
    "programs", "runs", "seasons", "subscribers", "titles", "views", "weeks", "years",
)  # fmt: skip
_SINGULARS = {"copy": "copies", **{unit[:-1]: unit for unit in UNITS if unit != "copies"}}

_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_NUMBER = re.compile(
    rf"(?P<sign>-?)(?P<dollar>\$?)(?P<whole>{_WHOLE})(?P<part>\.[0-9]+)?"
    rf"(?:/(?P<below>{_WHOLE}))?(?P<percent>%?)(?: (?P<unit>[a-z]+))?(?: per (?P<per>[a-z]+))?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_'-]*(?: [A-Za-z0-9_'-]+)*")
_READABLE = "a figure such as $1,302, 0.36%, 100,000 copies, 5/6, 60 minutes per hour, 2024-07-01, or a word"


def refuse_figure(place: str, problem: str, *, found: str, expected: str = "", remedy: str = "") -> Refused:
    """The refusal of one figure, key or band."""
    return Refused([Finding("figure-not-read", place, problem, expected, found, remedy)])


def read_figure(text: str, place: str = "", *, name: str = "", address: str = "") -> Figure | Day | Word:
    """Read one scalar: a number with its unit, a date, or a plain word.

    Columns: money in cents; percentages as shares; every other figure an exact fraction of its unit.
    Findings: `figure-not-read` when it is none of these, is too long or too large, or names an unknown unit.
    """
    shown = text.strip()
    if len(shown) > LONGEST_FIGURE:
        raise refuse_figure(
            place,
            f"a figure of {len(shown)} characters",
            expected=f"at most {LONGEST_FIGURE} characters",
            found=shown[:20] + "…",
            remedy="write one figure, date or word",
        )
    if _DATE.fullmatch(shown):
        return Day(read_day(shown, place), name, address)
    number = _number_in(shown, place)
    if number is not None:
        return Figure(number[0], number[1], name, address)
    if _WORD.fullmatch(shown):
        return Word(shown)
    raise refuse_figure(place, "not a figure", expected=_READABLE, found=shown or "nothing")


def read_number(text: str, place: str = "") -> Figure:
    """Read a scalar that must be a number with its unit."""
    figure = read_figure(text, place)
    if not isinstance(figure, Figure):
        raise refuse_figure(place, "not a number", expected="a number", found=text.strip())
    return figure


def read_day(text: str, place: str = "") -> date:
    """Read a date written year-month-day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refuse_figure(
            place, "no such day", expected="a date such as 2024-07-01", found=text.strip()[:LONGEST_FIGURE]
        ) from None


def read_unit(word: str, place: str = "") -> str:
    """The plural of a counting unit: `copies` for `copy` or `copies`."""
    if word in UNITS:
        return word
    if word in _SINGULARS:
        return _SINGULARS[word]
    raise refuse_figure(
        place, "unknown unit", expected="a counting unit", found=word, remedy=suggest(word, UNITS)
    )


def _number_in(shown: str, place: str) -> tuple[Fraction, Kind] | None:
    """The value and kind of a number, or None for what is none."""
    try:
        return _sound_number(shown)
    except Refused as refused:
        raise Refused([replace(finding, place=place) for finding in refused.findings]) from None


@lru_cache(maxsize=KEPT_FIGURES)
def _sound_number(shown: str) -> tuple[Fraction, Kind] | None:
    parts = _NUMBER.fullmatch(shown)
    return _number_of(parts, "") if parts else None


def _number_of(parts: re.Match[str], place: str) -> tuple[Fraction, Kind]:
    """The value and kind of a matched number."""
    value = Fraction(parts["whole"].replace(",", "") + (parts["part"] or ""))
    if parts["below"]:
        below = int(parts["below"].replace(",", ""))
        if below == 0:
            raise refuse_figure(place, "a fraction over zero", expected="a fraction", found=parts[0])
        value /= below
    if parts["percent"]:
        value /= 100
    if parts["dollar"]:
        value *= 100
    kind = _kind_of_number(parts, place)
    if value >= LARGEST_FIGURE or value.denominator >= LARGEST_FIGURE:
        raise refuse_figure(
            place, "a figure too large or too fine to figure with", expected="below 10^15", found=parts[0]
        )
    return (-value if parts["sign"] else value), kind


def _kind_of_number(parts: re.Match[str], place: str) -> Kind:
    """The kind of a matched number: its unit, and what it is counted per."""
    marks = [mark for mark in ("dollar", "percent", "unit") if parts[mark]]
    if len(marks) > 1:
        raise refuse_figure(place, "two units at once", expected="one of $, % or a unit", found=parts[0])
    kind = counts("money") if parts["dollar"] else NUMBER
    if parts["unit"]:
        kind = counts(read_unit(parts["unit"], place))
    if parts["per"]:
        kind = combine(kind, counts(read_unit(parts["per"], place)), -1)
    return kind
