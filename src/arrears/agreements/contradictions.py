"""A stranger's rates held against the library: what it bears out, what it contradicts, what it cannot judge.

A rate is found by the words of its label: each must stand among the words of a term, which are the row and
heading words recorded with it. A label that fits several terms is told with all of them; one that fits none
is not comparable. Nothing is matched by its amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from arrears.agreements.cited_figures import terms_of
from arrears.agreements.model import Agreement, TermRecord
from arrears.agreements.rate_sheet import SheetRate
from arrears.findings import Refused
from arrears.formula.figures import read_number
from arrears.formula.keys import read_keys
from arrears.formula.kinds import DATE, MONEY
from arrears.formula.nodes import Span

Judgement = Literal[
    "borne out",
    "contradicted",
    "label covers several terms",
    "not comparable",
]
FAMILIES: Mapping[str, str] = {
    "wga": "wga", "wgaw": "wga", "wgae": "wga", "dga": "dga", "sag": "sag", "sag-aftra": "sag",
    "aftra": "sag", "iatse": "iatse", "afm": "afm",
}  # fmt: skip
_Row = tuple[str, ...]
_WORD = re.compile(r"[a-z]+|\d+(?:,\d{3})*")
_PASSED_OVER = frozenset({"of", "or", "and", "the", "a", "an", "for", "to", "in", "with"})


@dataclass(frozen=True)
class Judged:
    """One rate of a sheet and what the library says of it. terms: those in force that its label fits."""

    rate: SheetRate
    judgement: Judgement
    why: str
    terms: tuple[TermRecord, ...]


@dataclass(frozen=True)
class _Named:
    """A term in dollars with its words and the days on which it is in force."""

    term: TermRecord
    family: str
    words: frozenset[str]
    cents: int
    begins: date
    ends: date  # the first day on which it is no longer in force


def judge_sheet(rates: Sequence[SheetRate], agreements: Sequence[Agreement]) -> tuple[Judged, ...]:
    """Every rate of a sheet in its order, with what the agreements say of it."""
    named = [one for agreement in agreements for one in _named_terms(agreement)]
    judged = [_judge(rate, named) for rate in rates]
    return tuple(_doubled(one, rates) for one in judged)


def families_of(rates: Sequence[SheetRate]) -> frozenset[str]:
    """The families of agreements that a sheet's unions belong to."""
    return frozenset(family for rate in rates if (family := _family(rate)) is not None)


def _family(rate: SheetRate) -> str | None:
    return FAMILIES.get(rate.union.strip().lower().replace(" ", "-"))


def _judge(rate: SheetRate, named: Sequence[_Named]) -> Judged:
    family = _family(rate)
    if family is None:
        return Judged(rate, "not comparable", "the library has no agreement of this union", ())
    if rate.effective is None:
        return Judged(rate, "not comparable", "the sheet names no day", ())
    words = label_words(rate.label)
    fitting = [one for one in named if one.family == family and words and words <= one.words]
    then = [one for one in fitting if one.begins <= rate.effective < one.ends]
    terms = tuple(one.term for one in then)
    if not then:
        why = "no term has these words" if not fitting else "no term with these words is in force on that day"
        return Judged(rate, "not comparable", why, ())
    agreeing = [one for one in then if one.cents == rate.cents]
    if not agreeing:
        return Judged(rate, "contradicted", "the agreement has another figure", terms)
    if len({one.cents for one in then}) > 1:
        return Judged(rate, "label covers several terms", "the figure is that of one of them only", terms)
    return Judged(rate, "borne out", "the agreement has this figure", terms)


def _doubled(one: Judged, rates: Sequence[SheetRate]) -> Judged:
    """A label that the sheet gives two figures cannot be borne out."""
    figures = {
        rate.cents
        for rate in rates
        if (rate.label, rate.union, rate.effective) == (one.rate.label, one.rate.union, one.rate.effective)
    }
    if len(figures) == 1:
        return one
    why = f"{one.why}; the sheet itself gives this label {len(figures)} figures"
    judgement: Judgement = "contradicted" if one.judgement == "borne out" else one.judgement
    return Judged(one.rate, judgement, why, one.terms)


@cache
def label_words(label: str) -> frozenset[str]:
    """The words of a label that tell rates apart, in lower case, without small words and plurals."""
    found = _WORD.findall(label.lower())
    return frozenset(word.removesuffix("s") for word in found if word not in _PASSED_OVER)


def _named_terms(agreement: Agreement) -> Iterator[_Named]:
    titles = {article.name: article.title for article in agreement.articles}
    terms = terms_of(agreement)
    starts: dict[_Row, list[date]] = {}
    for term in terms:
        row, begins = _dated_row(term)
        starts.setdefault(row, []).append(begins or agreement.covers_from)
    after = date.fromordinal(min(agreement.covers_until.toordinal() + 1, date.max.toordinal()))
    for term in terms:
        cents = _cents(term.written)
        if cents is None:
            continue
        row, own = _dated_row(term)
        begins = max(own or agreement.covers_from, agreement.covers_from)
        later = [day for day in starts[row] if day > begins]
        parts = term.address.split("/")[2:]
        said = " ".join((*term.citation.near, *parts, titles.get(parts[0], ""))).replace("_", " ")
        words = label_words(said)
        yield _Named(term, agreement.family, words, cents, begins, min([*later, after]))


def _dated_row(term: TermRecord) -> tuple[_Row, date | None]:
    """A term's address without its dated part, under which the periods of one row meet, and its day."""
    parts = term.address.split("/")
    for place, part in enumerate(parts):
        span = _dated(part)
        if span is not None and isinstance(span.low, date):
            return (*parts[:place], *parts[place + 1 :]), span.low
    return tuple(parts), None


def _cents(written: str) -> int | None:
    try:
        figure = read_number(written, "")
    except Refused:
        return None
    return int(figure.value) if figure.kind == MONEY and figure.value.denominator == 1 else None


@cache
def _dated(key: str) -> Span | None:
    """A table key as a span of days, `from 2024-05-02`; None for any other key."""
    if not key.startswith(("from ", "before ")):
        return None
    try:
        (read,) = read_keys([key], "", DATE)
    except Refused:
        return None
    return read if isinstance(read, Span) else None
