"""Settlements that were published, as worked cases: their reported figures, what follows from them, what is
not known.

Aggregate figures only, each with its source. What conflicts is kept side by side and everything is figured
on each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, ListShape, Shape, TextShape
from arrears.agreements.yaml_source import WrittenMap, as_list, as_map, as_text, read_yaml_file
from arrears.findings import Finding, Refused, suggest
from arrears.formula.figures import read_day, read_number
from arrears.money import Cents, muldiv_half_up
from arrears.vocabulary import CURRENCIES, STATUSES

FOLDER = Path(__file__).parent / "worked"
_TEXT = TextShape("words", longest=2_000)
_STATUS = TextShape("a status", tuple(STATUSES))


def _keyed(meaning: str, required: Mapping[str, Shape], more: Mapping[str, Shape]) -> KeyedShape:
    keys = [Key(name, shape, True) for name, shape in required.items()]
    return KeyedShape(meaning, (*keys, *(Key(name, shape) for name, shape in more.items())))


SETTLED_WORDS = (
    *("share", "of", "reported_sum", "people", "by", "source", "says", "condition", "effective_on"),
    *("effective_source", "in_exchange_for"),
)
SHAPE = _keyed(
    "a settlement that was published",
    {
        "case": _TEXT,
        "title": _TEXT,
        "about": _TEXT,
        "currency": TextShape("a currency", tuple(CURRENCIES)),
        "reported_claims": ListShape(
            _keyed(
                "a reported claim",
                {"as_of": _TEXT, "sum": _TEXT, "by": _TEXT, "source": _TEXT, "status": _STATUS},
                {"more_than": TextShape("yes", ("yes",)), "note": _TEXT},
            ),
            "reported claims",
        ),
        "conflict": _TEXT,
        "settled": _keyed("what was settled", dict.fromkeys(SETTLED_WORDS, _TEXT) | {"status": _STATUS}, {}),
        "not_known": ListShape(_TEXT, "what is not known"),
        "steps": ListShape(_keyed("a step", {"on": _TEXT, "what": _TEXT, "source": _TEXT}, {}), "steps"),
    },
    {},
)


@dataclass(frozen=True)
class ReportedClaim:
    """One reported sum of the claims. is_more_than: the source says more than this."""

    as_of: date
    cents: Cents
    is_more_than: bool
    by: str
    note: str
    source: str
    status: str


@dataclass(frozen=True)
class Outcome:
    """What a sum of claims comes to under the settlement, and if all were forgiven."""

    claim: ReportedClaim
    settled_cents: Cents
    given_up_cents: Cents
    forgiven_cents: Cents


@dataclass(frozen=True)
class Published:
    """A settlement as it was published."""

    case: str
    title: str
    about: str
    currency: str
    claims: tuple[ReportedClaim, ...]
    conflict: str
    share: Fraction
    of_cents: Cents
    reported_cents: Cents
    people: int
    by: str
    source: str
    status: str
    says: str
    condition: str
    effective_on: date
    effective_source: str
    in_exchange_for: str
    not_known: tuple[str, ...]
    steps: tuple[tuple[date, str, str], ...]

    def outcomes(self) -> tuple[Outcome, ...]:
        """Every reported sum at the settled share, and forgiven whole; rounded once, halves up."""
        return tuple(self._outcome(claim) for claim in self.claims)

    def _outcome(self, claim: ReportedClaim) -> Outcome:
        settled = muldiv_half_up(claim.cents, self.share.numerator, self.share.denominator)
        return Outcome(claim, settled, claim.cents - settled, claim.cents)

    def figured_cents(self) -> Cents:
        """The settled share of the sum that it is said to be of."""
        return muldiv_half_up(self.of_cents, self.share.numerator, self.share.denominator)

    def per_person(self) -> tuple[Cents, Cents]:
        """What an even part of the claim, and of the settlement, is for each of the people."""
        return (
            muldiv_half_up(self.of_cents, 1, self.people),
            muldiv_half_up(self.figured_cents(), 1, self.people),
        )


def worked_cases() -> tuple[str, ...]:
    """The names of the published settlements that ship with Arrears."""
    return ("force-majeure-2009",)


def read_worked(case: str) -> Published:
    """A published settlement by its name.

    Findings: raises `Refused` with worked-case-unknown.
    """
    if case not in worked_cases():
        problem, known = "no published settlement of that name ships with Arrears", worked_cases()
        raise Refused(
            [Finding("worked-case-unknown", case, problem, ", ".join(known), case, suggest(case, known))]
        )
    written = read_yaml_file(FOLDER / f"{case}.yaml")
    faults = list(shape_faults(written, SHAPE))
    if faults:
        raise Refused(faults)
    return _published(as_map(written))


def _published(written: WrittenMap) -> Published:
    settled = as_map(written.get("settled"))
    return Published(
        case=_words(written, "case"),
        title=_words(written, "title"),
        about=_words(written, "about"),
        currency=_words(written, "currency"),
        claims=tuple(_claim(as_map(each)) for each in as_list(written.get("reported_claims")).items),
        conflict=_words(written, "conflict"),
        share=_figure(settled, "share"),
        of_cents=int(_figure(settled, "of")),
        reported_cents=int(_figure(settled, "reported_sum")),
        people=int(_figure(settled, "people")),
        by=_words(settled, "by"),
        source=_words(settled, "source"),
        status=_words(settled, "status"),
        says=_words(settled, "says"),
        condition=_words(settled, "condition"),
        effective_on=_day(settled, "effective_on"),
        effective_source=_words(settled, "effective_source"),
        in_exchange_for=_words(settled, "in_exchange_for"),
        not_known=tuple(as_text(each).text for each in as_list(written.get("not_known")).items),
        steps=tuple(
            (_day(step, "on"), _words(step, "what"), _words(step, "source"))
            for step in map(as_map, as_list(written.get("steps")).items)
        ),
    )


def _claim(written: WrittenMap) -> ReportedClaim:
    return ReportedClaim(
        as_of=_day(written, "as_of"),
        cents=int(_figure(written, "sum")),
        is_more_than=_words(written, "more_than") == "yes",
        by=_words(written, "by"),
        note=_words(written, "note"),
        source=_words(written, "source"),
        status=_words(written, "status"),
    )


def _words(written: WrittenMap, key: str) -> str:
    found = written.get(key)
    return "" if found is None else as_text(found).text


def _figure(written: WrittenMap, key: str) -> Fraction:
    found = as_text(written.get(key))
    return read_number(found.text, found.place).value


def _day(written: WrittenMap, key: str) -> date:
    found = as_text(written.get(key))
    return read_day(found.text, found.place)
