"""Reads a file of stakes: offers with their worth as sides state it, and what a stoppage costs whom.

All faults at once, each at its place. A figure without somebody's name, day, source and status is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.names import text_at
from arrears.agreements.yaml_source import (
    Written,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
    read_yaml_file,
)
from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.delay import OfferValue, Raise, Stretch, by_years
from arrears.bargaining.stakes_layout import STAKES_FILE
from arrears.bargaining.stoppage import PersonStake, Side
from arrears.findings import Finding, Refused, suggest
from arrears.formula.figures import read_day, read_number
from arrears.formula.kinds import MONEY, NUMBER

Read = TypeVar("Read")


@dataclass(frozen=True)
class Stakes:
    """What is at stake. Null where the file does not say: offers named, horizon, stoppage_begins.

    rests_on: the assumptions that the offers' worth was figured with; none where somebody stated it.
    """

    name: str
    title: str
    says: str
    offers: Mapping[str, OfferValue]
    turned_down: OfferValue | None
    hoped_for: OfferValue | None
    horizon: date | None
    stoppage_begins: date | None
    sides: tuple[Side, ...]
    persons: tuple[PersonStake, ...]
    file: str
    rests_on: tuple[Assumption, ...] = ()

    def needs_turned_down(self) -> OfferValue:
        """The offer that is turned down. Findings: stakes-missing."""
        return self._needed("turned_down", self.turned_down, "which offer is turned down")

    def needs_hoped_for(self) -> OfferValue:
        """The offer that is hoped for. Findings: stakes-missing."""
        return self._needed("hoped_for", self.hoped_for, "which better offer is hoped for")

    def needs_horizon(self) -> date:
        """The last day on which a gain is counted. Findings: stakes-missing."""
        return self._needed("horizon", self.horizon, "up to which day gains are counted")

    def needs_stoppage_begins(self) -> date:
        """The first day of the stoppage. Findings: stakes-missing."""
        return self._needed("stoppage_begins", self.stoppage_begins, "when the stoppage begins")

    def _needed(self, key: str, value: Read | None, what: str) -> Read:
        if value is not None:
            return value
        problem = f"the file does not say {what}; nothing stands in its place"
        raise Refused([Finding("stakes-missing", self.file, problem, key, "none", f"write `{key}:` in it")])


def read_stakes(path: Path) -> Stakes:
    """A file of stakes.

    Findings: raises `Refused` with every fault of shape; then with `figure-not-read`, `stakes-figure`,
    `stakes-dates`, `stakes-worth`, `delay-years` and `stakes-offer`, each at its place.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, STAKES_FILE))
    if faults:
        raise Refused(faults)
    block = as_map(written)
    offers = _each(block.get("offers"), read_offer_value, faults)
    sides = _each(block.get("sides"), _side, faults)
    persons = _each(block.get("persons"), _person, faults)
    days = {key: _caught(partial(_day, block, key), faults) for key in ("horizon", "stoppage_begins")}
    chosen = {key: _chosen(block, key, offers, faults) for key in ("turned_down", "hoped_for")}
    if faults:
        raise Refused(faults)
    return Stakes(
        text_at(block, "stakes"),
        text_at(block, "title"),
        text_at(block, "says"),
        offers,
        chosen["turned_down"],
        chosen["hoped_for"],
        days["horizon"],
        days["stoppage_begins"],
        tuple(sides.values()),
        tuple(persons.values()),
        path.name,
    )


def _caught(read: Callable[[], Read], faults: list[Finding]) -> Read | None:
    try:
        return read()
    except Refused as refused:
        faults.extend(refused.findings)
        return None


def _each(
    written: Written | None, read: Callable[[str, WrittenMap], Read], faults: list[Finding]
) -> dict[str, Read]:
    if written is None:
        return {}
    found = {
        key.text: _caught(partial(read, key.text, as_map(value)), faults)
        for key, value in as_map(written).entries
    }
    return {name: one for name, one in found.items() if one is not None}


def _day(block: WrittenMap, key: str) -> date | None:
    written = block.get(key)
    return None if written is None else read_day(as_text(written).text, as_text(written).place)


def _chosen(
    block: WrittenMap, key: str, offers: Mapping[str, OfferValue], faults: list[Finding]
) -> OfferValue | None:
    written = block.get(key)
    if written is None:
        return None
    name = as_text(written)
    if name.text not in {one.text for one, _ in as_map(block.get("offers")).entries}:
        problem, remedy = "no offer of this file has that name.", suggest(name.text, offers or ("none",))
        found = f"'{name.text[:60]}'"
        faults.append(Finding("stakes-offer", name.place, problem, "an offer of `offers`", found, remedy))
    return offers.get(name.text)


def read_dollars(written: Written | None) -> Fraction:
    """Dollars in cents. Findings: figure-not-read, stakes-figure."""
    return _number(as_text(written), "$", "dollars, such as $250,000,000")


def _number(text: WrittenText, sort: str, expected: str) -> Fraction:
    figure = read_number(text.text, text.place)
    wanted = MONEY if sort == "$" else NUMBER
    if figure.kind != wanted or (sort == "%" and "%" not in text.text):
        problem = "a figure of another sort stands here."
        raise Refused([Finding("stakes-figure", text.place, problem, expected, f"'{text.text[:60]}'")])
    return figure.value


def read_offer_value(name: str, block: WrittenMap) -> OfferValue:
    """One offer with its worth as somebody states it.

    Findings: figure-not-read, stakes-figure, stakes-dates, stakes-worth, delay-years.
    """
    begins, ends = (
        read_day(text_at(block, key), as_text(block.get(key)).place) for key in ("begins", "ends")
    )
    raises, faults = _raises(block), []
    faults += list(_date_faults(block, begins, ends, raises))
    given = [key for key in ("value", "years") if block.get(key) is not None]
    if len(given) != 1:
        problem, found = "an offer states its worth once.", " and ".join(given) or "neither"
        faults.append(Finding("stakes-worth", block.place, problem, "either `value` or `years`", found))
    if raises and block.get("years") is not None:
        problem, remedy = "an offer says twice how its money comes in.", "keep `years` or `raises`"
        faults.append(Finding("stakes-worth", block.place, problem, "`years` or `raises`", "both", remedy))
    if faults:
        raise Refused(faults)
    total, stretches = _worth(block, begins, ends)
    return OfferValue(
        name=name,
        title=text_at(block, "title"),
        made_by=text_at(block, "made_by"),
        valued_by=text_at(block, "by"),
        total=total,
        begins=begins,
        ends=ends,
        stretches=stretches,
        raises=raises,
        starts="on signing" if text_at(block, "starts") == "on signing" else "as written",
        is_retroactive=text_at(block, "retroactive") == "yes",
        profile_by=text_at(block, "phases_by") or (text_at(block, "by") if raises or stretches else ""),
        as_of=text_at(block, "as_of"),
        source=text_at(block, "source"),
        status=text_at(block, "status"),
        place=block.place,
    )


def _worth(block: WrittenMap, begins: date, ends: date) -> tuple[Fraction, tuple[Stretch, ...]]:
    if block.get("years") is None:
        return read_dollars(block.get("value")), ()
    years = [read_dollars(one) for one in as_list(block.get("years")).items]
    return sum(years, Fraction(0)), by_years(years, begins, ends, block.place)


def _raises(block: WrittenMap) -> tuple[Raise, ...]:
    written = block.get("raises")
    if written is None:
        return ()
    blocks = [as_map(one) for one in as_list(written).items]
    return tuple(
        Raise(
            read_day(text_at(one, "on"), one.place),
            _number(as_text(one.get("by")), "%", "per cent, such as 3.5%"),
            one.place,
        )
        for one in blocks
    )


def _date_faults(block: WrittenMap, begins: date, ends: date, raises: tuple[Raise, ...]) -> Iterator[Finding]:
    if ends < begins:
        problem = "the offer ends before it begins."
        yield Finding("stakes-dates", block.place, problem, f"a day from {begins} on", f"{ends}")
    for one in raises:
        if not begins <= one.on <= ends:
            problem = "a raise lies outside the term."
            yield Finding("stakes-dates", one.place, problem, f"{begins} to {ends}", f"{one.on}")
    for before, after in pairwise(raises):
        if after.on <= before.on:
            problem = "a raise is not later than the one before it."
            yield Finding("stakes-dates", after.place, problem, f"after {before.on}", f"{after.on}")


def _side(name: str, block: WrittenMap) -> Side:
    role = text_at(block, "role")
    return Side(
        name=name,
        title=text_at(block, "title"),
        role="gains" if role == "gains" else "pays" if role == "pays" else "neither",
        loses_a_day=_not_below(block, "loses_a_day"),
        by=text_at(block, "by"),
        as_of=text_at(block, "as_of"),
        source=text_at(block, "source"),
        status=text_at(block, "status"),
        says=text_at(block, "says"),
        place=block.place,
    )


def _not_below(block: WrittenMap, key: str) -> Fraction:
    value = read_dollars(block.get(key))
    if value < 0:
        text = as_text(block.get(key))
        problem, remedy = "a loss is written below nought.", "write how much is lost, without a sign"
        raise Refused([Finding("stakes-figure", text.place, problem, "$0 or more", text.text, remedy)])
    return value


def _person(name: str, block: WrittenMap) -> PersonStake:
    counted = as_text(block.get("persons"))
    persons = _number(counted, "n", "a whole number of persons")
    if persons.denominator != 1 or persons < 1:
        problem = "persons are counted whole."
        raise Refused([Finding("stakes-figure", counted.place, problem, "1 or more", counted.text[:60])])
    return PersonStake(
        name=name,
        persons=int(persons),
        loses_a_day=_not_below(block, "loses_a_day"),
        gains_a_year=read_dollars(block.get("gains_a_year")),
        by=text_at(block, "by"),
        source=text_at(block, "source"),
        status=text_at(block, "status"),
        place=block.place,
        as_of=text_at(block, "as_of"),
    )
