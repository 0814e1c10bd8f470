"""Keys of tables: which row of the agreement's table a value selects, with open and closed ends.

A row that overlaps another is refused here, never settled by order; a hole between rows is listed by `gaps`.
`from …` and `thereafter` mean something only beside their sister rows, so lists of keys are read together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from arrears.findings import Finding, Refused, suggest
from arrears.formula.bands import read_bands as read_bands  # keys and bands are read through one door
from arrears.formula.figures import KEPT_FIGURES, LONGEST_FIGURE, read_figure, refuse_figure
from arrears.formula.kinds import NUMBER, Base, Kind
from arrears.formula.nodes import Day, Figure, Span, TableKey, Word
from arrears.vocabulary import WORD_LISTS

Edge = Fraction | date

_LOW = r"(?:(?P<low_word>over|at least) (?P<low>\S.*?))"
_HIGH = r"(?:(?P<high_word>up to|under) (?P<high>\S.*?))"
_ENDS = re.compile(
    rf"(?:{_LOW} {_HIGH})|(?:{_LOW.replace('low', 'low1')})|(?:{_HIGH.replace('high', 'high1')})"
)
_RANGE = re.compile(r"(?P<low>\S.*?)\.\.(?P<high>\S.*)")
_DATED = re.compile(r"(?P<word>before|from) (?P<day>\S+)")
_EXPECTED = (
    "a key such as 7, 4..6, over 30 up to 60, at least 96, under 20,000,000, from 2024-05-02, or a word"
)


@dataclass(frozen=True)
class _KeyText:
    """A key as read before its sister rows are known."""

    key: TableKey
    kind: Kind
    role: Literal["plain", "from", "thereafter"] = "plain"


def read_key(text: str, place: str = "") -> TableKey:
    """Read one key on its own; `from DATE` is open-ended.

    Findings: `figure-not-read`; also for `thereafter`, which means nothing without the rows before it.
    """
    read = _read_key_text(text, place)
    if read.role == "thereafter":
        raise refuse_figure(
            place, "thereafter stands after other rows", expected=_EXPECTED, found=text.strip()
        )
    return read.key


def read_keys(texts: Sequence[str], place: str = "", kind: Kind | None = None) -> tuple[TableKey, ...]:
    """Read the keys of sister rows together: `from` lasts to the next `from`, `thereafter` follows the last.

    kind: the kind of the fact that selects the row; a key of another kind is refused.
    Findings: every key not read or of the wrong kind, `thereafter` not last, rows that overlap (both named).
    """
    try:
        return _sound_keys(tuple(texts), kind)
    except Refused:
        return _read_keys(texts, place, kind)  # once more, so that each fault is told with its place


@lru_cache(maxsize=KEPT_FIGURES)
def _sound_keys(texts: tuple[str, ...], kind: Kind | None) -> tuple[TableKey, ...]:
    return _read_keys(texts, "", kind)


def _read_keys(texts: Sequence[str], place: str, kind: Kind | None) -> tuple[TableKey, ...]:
    findings: list[Finding] = []
    read: list[_KeyText] = []
    for text in texts:
        try:
            read.append(_read_key_text(text, place))
            if kind is not None and read[-1].role != "thereafter":
                _check_kind(text, read[-1], kind, place)
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(findings)
    if len(_sorts(read)) > 1:
        raise refuse_figure(
            place,
            "rows keyed by unlike values",
            expected="numbers, dates or words alone",
            found=", ".join(text.strip() for text in texts)[:LONGEST_FIGURE],
        )
    keys = _resolve_thereafter(_resolve_from(read), texts, place)
    for one, other in find_overlaps([(key,) for key in keys]):
        findings.append(overlap_finding(texts[one], texts[other], place))
    if findings:
        raise Refused(findings)
    return keys


def _sorts(read: Sequence[_KeyText]) -> set[tuple[Base, tuple[tuple[str, int], ...]]]:
    """The sorts of value that a list of keys compares with; a plain number goes with any one unit."""
    sorts = {(one.kind.base, one.kind.units) for one in read if one.role != "thereafter"}
    with_units = {sort for sort in sorts if sort[1]}
    return sorts - {("number", ())} if with_units else sorts


def overlap_finding(one: str, other: str, place: str) -> Finding:
    """Two rows of a table that both cover a value."""
    return Finding(
        "keys-overlap",
        place,
        f"the rows '{one}' and '{other}' overlap",
        expected="each value in one row",
        found=f"'{one}' and '{other}'",
        remedy="say which row the shared edge belongs to, with over, at least, up to or under",
    )


def _read_key_text(text: str, place: str) -> _KeyText:
    """Read one key without its sister rows."""
    shown = text.strip()
    if len(shown) > LONGEST_FIGURE:
        raise refuse_figure(place, "a key too long to read", expected=_EXPECTED, found=shown[:20] + "…")
    if shown == "thereafter":
        return _KeyText(shown, NUMBER, "thereafter")
    dated = _DATED.fullmatch(shown)
    if dated:
        return _dated_key(dated, place)
    ranged = _RANGE.fullmatch(shown)
    if ranged:
        low, high, kind = _two_edges(ranged["low"], ranged["high"], place)
        return _KeyText(_span(place, shown, Span(low, True, high, True)), kind)
    ends = _ENDS.fullmatch(shown)
    if ends:
        return _ended_key(ends, place)
    figure = read_figure(shown, place)
    if isinstance(figure, Word):
        return _KeyText(figure.value, Kind("word"))
    kind = figure.kind if isinstance(figure, Figure) else Kind("date")
    return _KeyText(Span(figure.value, True, figure.value, True), kind)


def _dated_key(match: re.Match[str], place: str) -> _KeyText:
    """`before DATE` or `from DATE`."""
    day, kind = _edge(match["day"], place)
    if not isinstance(day, date):
        raise refuse_figure(
            place,
            f"'{match['word']}' needs a date",
            expected="a date such as 2024-07-01",
            found=match["day"],
            remedy="for numbers write over, at least, up to or under",
        )
    if match["word"] == "before":
        return _KeyText(Span(None, True, day, False), kind)
    return _KeyText(Span(day, True, None, True), kind, "from")


def _ended_key(match: re.Match[str], place: str) -> _KeyText:
    """A key with one or two ends, each open or closed."""
    low_word, low_text = match["low_word"] or match["low1_word"], match["low"] or match["low1"]
    high_word, high_text = match["high_word"] or match["high1_word"], match["high"] or match["high1"]
    if low_text and high_text:
        low, high, kind = _two_edges(low_text, high_text, place)
    elif low_text:
        (low, kind), high = _edge(low_text, place), None
    else:
        (high, kind), low = _edge(high_text, place), None
    span = Span(low, low_word != "over", high, high_word != "under")
    return _KeyText(_span(place, match[0], span), kind)


def _edge(text: str, place: str) -> tuple[Edge, Kind]:
    """One end of a range."""
    figure = read_figure(text, place)
    if isinstance(figure, Word):
        raise refuse_figure(place, "a range between words", expected="a number or a date", found=text)
    return (figure.value, Kind("date")) if isinstance(figure, Day) else (figure.value, figure.kind)


def _two_edges(low_text: str, high_text: str, place: str) -> tuple[Edge, Edge, Kind]:
    """Both ends of a range; a unit may stand at one end only."""
    low, low_kind = _edge(low_text, place)
    high, high_kind = _edge(high_text, place)
    if low_kind != high_kind and NUMBER not in (low_kind, high_kind):
        raise refuse_figure(
            place,
            "a range between two kinds of value",
            expected=str(low_kind),
            found=str(high_kind),
            remedy="write both ends alike",
        )
    if isinstance(low, date) != isinstance(high, date) or "money" in _one_sided(low_kind, high_kind):
        raise refuse_figure(
            place,
            "a range between unlike values",
            expected="both ends alike",
            found=f"{low_text} {high_text}",
        )
    return low, high, high_kind if low_kind == NUMBER else low_kind


def _one_sided(low: Kind, high: Kind) -> set[str]:
    """Units that only one end of a range has; dollars must stand at both."""
    return {unit for unit, _ in low.units} ^ {unit for unit, _ in high.units}


def _span(place: str, shown: str, span: Span) -> Span:
    """The span, refused when no value can lie in it."""
    if is_empty(span):
        raise refuse_figure(
            place, "a range that holds no value", expected="a lower end below the upper end", found=shown
        )
    return span


def is_empty(span: Span) -> bool:
    """Whether no value can lie in the span."""
    if span.low is None or span.high is None:
        return False
    if span.low == span.high:
        return not (span.low_included and span.high_included)
    return bool(span.low > span.high)  # type: ignore[operator]


def _check_kind(text: str, read: _KeyText, kind: Kind, place: str) -> None:
    """Refuse a key that cannot be compared with the fact that selects the row."""
    if kind.base == "word" and read.kind.base == "word":
        known = WORD_LISTS.get(kind.words, {})
        if known and read.key not in known:
            raise refuse_figure(
                place,
                f"unknown word of {kind.words}",
                expected=f"a word of {kind.words}",
                found=text.strip(),
                remedy=suggest(text.strip(), known),
            )
        return
    if kind.base == "yes/no" and read.key in ("yes", "no"):
        return
    plain_count = read.kind == NUMBER and kind.base == "number" and ("money", 1) not in kind.units
    if read.kind != kind and not plain_count:
        raise refuse_figure(
            place, "a key of another kind", expected=str(kind), found=f"{text.strip()} ({read.kind})"
        )


def _resolve_from(read: Sequence[_KeyText]) -> list[_KeyText]:
    """End each `from` the day before the next one begins."""
    starts = sorted(key.key.low for key in read if key.role == "from" and isinstance(key.key, Span))  # type: ignore[type-var]
    resolved: list[_KeyText] = []
    for one in read:
        if one.role != "from" or not isinstance(one.key, Span):
            resolved.append(one)
            continue
        later = [start for start in starts if start > one.key.low]  # type: ignore[operator]
        span = replace(one.key, high=later[0], high_included=False) if later else one.key
        resolved.append(replace(one, key=span))
    return resolved


def _resolve_thereafter(read: Sequence[_KeyText], texts: Sequence[str], place: str) -> tuple[TableKey, ...]:
    """Let `thereafter` begin where the last of the other rows ends."""
    if all(key.role != "thereafter" for key in read):
        return tuple(key.key for key in read)
    spans = [key.key for key in read[:-1] if isinstance(key.key, Span) and key.key.high is not None]
    if len(spans) != len(read) - 1 or not spans:
        raise refuse_figure(
            place,
            "thereafter must be the last row, after rows that end",
            expected="rows with an upper end, then thereafter",
            found=", ".join(text.strip() for text in texts)[:LONGEST_FIGURE],
        )
    last = max(spans, key=lambda span: (span.high, span.high_included))
    return (*(key.key for key in read[:-1]), Span(last.high, not last.high_included, None, True))


def overlaps(one: TableKey, other: TableKey) -> bool:
    """Whether some value is covered by both keys."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    low = max([(s.low, not s.low_included) for s in (one, other) if s.low is not None], default=None)
    high = min([(s.high, s.high_included) for s in (one, other) if s.high is not None], default=None)
    if low is None or high is None:
        return True
    return not is_empty(Span(low[0], not low[1], high[0], high[1]))


def find_overlaps(rows: Sequence[Sequence[TableKey]]) -> list[tuple[int, int]]:
    """Pairs of rows (by place in the list) that both cover some combination of values."""
    return [
        (one, other)
        for one in range(len(rows))
        for other in range(one + 1, len(rows))
        if all(overlaps(a, b) for a, b in zip(rows[one], rows[other]))
    ]


def show_key(key: TableKey, show: Callable[[Edge], str] | None = None) -> str:
    """A key as agreements write it; `show` writes its ends (money in dollars, say)."""
    if isinstance(key, str):
        return key
    write = show or _show_edge
    if key.low is not None and key.low == key.high:
        return write(key.low)
    if key.low is not None and key.high is not None and key.low_included and key.high_included:
        return f"{write(key.low)}..{write(key.high)}"
    parts = []
    if key.low is not None:
        parts.append(("at least " if key.low_included else "over ") + write(key.low))
    if key.high is not None:
        parts.append(("up to " if key.high_included else "under ") + write(key.high))
    return " ".join(parts) or "any"


def _show_edge(edge: Edge) -> str:
    if isinstance(edge, date):
        return edge.isoformat()
    return f"{edge.numerator:,}" if edge.denominator == 1 else str(edge)
