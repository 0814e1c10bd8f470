"""Reads the terms of a settlement from a file or from the options of a command, every fault at once with its
place.

The file passes the same door as agreement files: text with places and nothing else. Money, shares and days
are read by the grammar of figures; a unit is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Either, Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.agreements.yaml_source import (
    Written,
    WrittenList,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
    read_yaml_file,
)
from arrears.claims.settlement_terms import (
    CHARACTERS,
    RULES,
    Allocation,
    Condition,
    Forgiven,
    Instalment,
    LumpSum,
    OptOut,
    Pays,
    Release,
    SettlementTerms,
    ShareOfValue,
    SumsByCompany,
)
from arrears.claims.settlement_value import instalment_findings
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_day, read_number
from arrears.formula.kinds import MONEY, NUMBER
from arrears.money import Cents
from arrears.vocabulary import CURRENCIES

Part = TypeVar("Part")
LONGEST = 2_000
_WORDS = TextShape("words", longest=LONGEST)
_DAY = TextShape("a day, 2009-06-09")
_IDS = ListShape(TextShape("an id", longest=40), "ids")
_CHARACTER = TextShape("a character", tuple(CHARACTERS))
_CHARACTERS = ListShape(_CHARACTER, "characters of lines")
TERMS_SHAPE = KeyedShape(
    "the terms of a settlement",
    (
        Key("settlement", _WORDS, True),
        Key(
            "pays",
            Either((TextShape("a share, a sum, or nothing"), NamedShape(TextShape("a sum"), "companies"))),
            True,
        ),
        Key("currency", TextShape("a currency", tuple(CURRENCIES))),
        Key(
            "divide",
            KeyedShape(
                "how it is divided",
                (
                    Key("rule", TextShape("a rule", tuple(RULES)), True),
                    Key("position", TextShape("a position", longest=80), True),
                    Key("order", ListShape(_CHARACTERS, "groups of characters, first served first")),
                    Key("stated", NamedShape(TextShape("a sum"), "sums by line")),
                ),
            ),
            True,
        ),
        Key(
            "instalments",
            ListShape(
                KeyedShape(
                    "an instalment",
                    (
                        Key("share", TextShape("a share"), True),
                        Key("on", _DAY),
                        Key("after", TextShape("days after it takes effect")),
                    ),
                ),
                "instalments",
            ),
        ),
        Key(
            "condition",
            KeyedShape("a condition", (Key("event", _WORDS, True), Key("of", _WORDS), Key("by", _DAY))),
        ),
        Key(
            "opt_out",
            KeyedShape(
                "companies may stay out",
                (Key("by", TextShape("who", ("company",)), True), Key("until", _DAY)),
            ),
        ),
        Key(
            "release",
            KeyedShape(
                "what is given up",
                (
                    Key("until", _DAY),
                    Key("companies", _IDS),
                    Key("lines", ListShape(_WORDS, "lines by name")),
                    Key("undisputed", TextShape("undisputed money", ("kept out", "included"))),
                ),
            ),
        ),
        Key("waives", _CHARACTERS),
        Key("in_exchange_for", _WORDS),
        Key("consents", _IDS),
    ),
)


def read_terms_file(path: Path) -> SettlementTerms:
    """The terms in a file.

    Findings: raises `Refused` with every fault of the file: those of its YAML, of its keys, of its figures,
    and settlement-instalments.
    """
    return read_terms(read_yaml_file(path))


def read_terms(written: Written) -> SettlementTerms:
    """The terms as written, in a file or in options; see `read_terms_file`."""
    faults = list(shape_faults(written, TERMS_SHAPE))
    if faults:
        raise Refused(faults)
    terms = _terms(as_map(written), faults)
    if terms is not None:
        faults += instalment_findings(terms)
    if terms is None or faults:
        raise Refused(faults)
    return terms


def option_map(entries: Mapping[str, str | Sequence[str] | WrittenMap | None]) -> WrittenMap:
    """Options of a command as if a file had said them; empty ones are left out. Places name the options."""
    written: list[tuple[WrittenText, Written]] = []
    for name, value in entries.items():
        place = f"--{name.replace('_', '-')}"
        key = WrittenText(name, place)
        if isinstance(value, str) and value:
            written.append((key, WrittenText(value, place)))
        elif isinstance(value, WrittenMap) and value.entries:
            written.append((key, value))
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            items = tuple(WrittenText(item, place) for item in value)
            written.append((key, WrittenList(items, place)))
    return WrittenMap(tuple(written), "options")


def _terms(written: WrittenMap, faults: list[Finding]) -> SettlementTerms | None:
    """The terms; null when a part could not be read, which is among the faults then."""
    pays = _tried(lambda: _pays(written), faults)
    stated = written.get("currency")
    currency = as_text(stated).text if stated is not None else "usd"
    allocation = _tried(lambda: _allocation(as_map(written.get("divide")), currency), faults)
    instalments = _tried(lambda: tuple(_instalments(written.get("instalments"))), faults)
    condition = _tried(lambda: _condition(written.get("condition")), faults)
    opt_out = _tried(lambda: _opt_out(written.get("opt_out")), faults)
    release = _tried(lambda: _release(written.get("release")), faults)
    if faults or pays is None or allocation is None or instalments is None or release is None:
        return None
    return SettlementTerms(
        title=as_text(written.get("settlement")).text,
        pays=pays,
        allocation=allocation,
        instalments=instalments or (Instalment(Fraction(1), after_days=0),),
        condition=condition,
        opt_out=opt_out,
        release=release,
        waives=_texts(written.get("waives")),
        in_exchange_for=_words(written, "in_exchange_for"),
        consents=_texts(written.get("consents")),
    )


def _tried(read: Callable[[], Part], faults: list[Finding]) -> Part | None:
    """What a part says; its faults are added to the others, so that a file shows all of them at once."""
    try:
        return read()
    except Refused as refused:
        faults.extend(refused.findings)
        return None


def _pays(written: WrittenMap) -> Pays:
    given, stated = written.get("pays"), written.get("currency")
    currency = as_text(stated).text if stated is not None else "usd"
    if isinstance(given, WrittenMap):
        return SumsByCompany(_sums(given, currency), currency)
    text = as_text(given)
    if text.text == "nothing":
        return Forgiven()
    if "%" in text.text or "/" in text.text:
        return ShareOfValue(_share(text))
    return LumpSum(_money(text, currency), currency)


def _money(written: WrittenText, currency: str) -> Cents:
    """A sum in cents: dollars with their sign, other currencies without one."""
    figure = read_number(written.text, written.place)
    is_right = figure.kind == (MONEY if currency == "usd" else NUMBER)
    cents = figure.value if figure.kind == MONEY else figure.value * 100
    if is_right and cents.denominator == 1 and cents >= 0:
        return int(cents)
    problem = "this is no sum of money"
    expected = "a sum such as $1,302.50" if currency == "usd" else f"a sum in {currency} such as 1,302.50"
    remedy = "write it with two decimals at most; name another currency than dollars with `currency`"
    raise Refused([Finding("settlement-figure", written.place, problem, expected, written.text, remedy)])


def _share(written: WrittenText) -> Fraction:
    figure = read_number(written.text, written.place)
    if figure.kind == MONEY or not 0 < figure.value <= 1:
        problem, remedy = "this is no share of a sum", "write a share such as 33% or 1/3"
        raise Refused(
            [
                Finding(
                    "settlement-figure",
                    written.place,
                    problem,
                    "a share above nought and up to 100%",
                    written.text,
                    remedy,
                )
            ]
        )
    return figure.value


def _allocation(written: WrittenMap, currency: str) -> Allocation:
    order, stated = written.get("order"), written.get("stated")
    groups = tuple(_texts(group) for group in as_list(order).items) if order is not None else ()
    sums = {} if stated is None else _sums(as_map(stated), currency)
    rule = as_text(written.get("rule")).text
    return Allocation(
        rule=rule,  # type: ignore[arg-type]
        position=as_text(written.get("position")).text,
        order=groups or (tuple(CHARACTERS),),
        stated=sums,
    )


def _sums(written: WrittenMap, currency: str) -> dict[str, Cents]:
    return {name.text: _money(as_text(value), currency) for name, value in written.entries}


def _instalments(written: Written | None) -> Iterator[Instalment]:
    for each in as_list(written).items if written is not None else ():
        part = as_map(each)
        on, after = part.get("on"), part.get("after")
        if (on is None) == (after is None):
            problem = "an instalment falls due on a day, or so many days after the settlement takes effect"
            found = "both" if on is not None else "neither"
            remedy = "give `on` or `after`"
            raise Refused(
                [Finding("settlement-instalment-day", part.place, problem, "one of the two", found, remedy)]
            )
        share = _share(as_text(part.get("share")))
        if on is not None:
            yield Instalment(share, due_on=_day(on))
            continue
        days = read_number(as_text(after).text, as_text(after).place)
        if days.value.denominator != 1 or not 0 <= days.value <= 36_600 or days.kind == MONEY:
            problem, remedy = "this is no number of days", "write days, such as 30 days"
            found = as_text(after).text
            raise Refused(
                [Finding("settlement-figure", as_text(after).place, problem, "days", found, remedy)]
            )
        yield Instalment(share, after_days=int(days.value))


def _condition(written: Written | None) -> Condition | None:
    if written is None:
        return None
    condition = as_map(written)
    return Condition(_words(condition, "event"), _words(condition, "of"), _optional_day(condition, "by"))


def _opt_out(written: Written | None) -> OptOut | None:
    return None if written is None else OptOut(_optional_day(as_map(written), "until"))


def _release(written: Written | None) -> Release:
    if written is None:
        return Release()
    release = as_map(written)
    return Release(
        until=_optional_day(release, "until"),
        companies=_texts(release.get("companies")),
        lines=_texts(release.get("lines")),
        undisputed=_words(release, "undisputed") == "included",
    )


def _texts(written: Written | None) -> tuple[str, ...]:
    return () if written is None else tuple(as_text(item).text for item in as_list(written).items)


def _words(written: WrittenMap, key: str) -> str:
    found = written.get(key)
    return "" if found is None else as_text(found).text


def _day(written: Written) -> date:
    return read_day(as_text(written).text, as_text(written).place)


def _optional_day(written: WrittenMap, key: str) -> date | None:
    found = written.get(key)
    return None if found is None else _day(found)
