"""How a page may print a figure: in digits, in another unit of writing, or in words.

A form is a pattern that finds the figure and not the same digits inside a longer one. Which page is looked
at, and near which words, is decided elsewhere.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PARTS = {
    Fraction(1, 2): "half", Fraction(1, 3): "third", Fraction(1, 4): "quarter", Fraction(1, 5): "fifth",
    Fraction(1, 6): "sixth", Fraction(1, 8): "eighth", Fraction(1, 10): "tenth", Fraction(1, 12): "twelfth",
    Fraction(1, 100): "hundredth",
}  # fmt: skip
_PLAIN = str.maketrans("“”„’‘–—−\u00a0\u2011", '"""\'\'--- -')
# Counts that a page may print in another unit: so many of the first are one of the second.
_LARGER_UNITS = (("minutes", 60, "hour"), ("days", 7, "week"), ("months", 12, "year"), ("weeks", 52, "year"))
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_FIGURE = re.compile(r"(-?\$?)([\d,]+(?:\.\d+)?)(%?)(?: (.*))?")
_BEFORE, _AFTER = r"(?<![\d,.])", r"(?!\d|,\d|\.\d)"


@dataclass(frozen=True)
class PrintedForms:
    """The patterns of a figure: in digits, the preferred ones first, and in words."""

    digits: tuple[re.Pattern[str], ...]
    words: tuple[re.Pattern[str], ...]


def printed_forms(written: str) -> PrintedForms:
    """The forms in which a page may print a figure of an agreement file; none for what is no figure."""
    day = _DATE.fullmatch(written)
    if day:
        return PrintedForms(tuple(_day_forms(*(int(part) for part in day.groups()))), ())
    if re.fullmatch(r"\d+/\d+", written):
        share = Fraction(written)
        digits = [_literal(written)] + ([_percent(share * 100)] if _is_decimal(share * 100) else [])
        return PrintedForms(tuple(digits), tuple(_word_patterns(_share_words(share))))
    match = _FIGURE.fullmatch(written)
    if match is None:
        return PrintedForms((), ())
    sign, number, percent, unit = match.groups()
    value = Fraction(number.replace(",", ""))
    if percent:
        return PrintedForms((_percent(value),), tuple(_percent_words(value)))
    if "$" in sign:
        return PrintedForms(tuple(_money_forms(number, value)), tuple(_money_words(value)))
    return _count_forms(number, value, unit or "")


def as_printed(text: str) -> re.Pattern[str]:
    """A form that the agreement file itself gives."""
    flat = r"\s+".join(re.escape(word) for word in in_plain_marks(text).split())
    return re.compile(rf"(?<![\w]){flat}(?![\w])", re.IGNORECASE)


def label_pattern(label: str) -> re.Pattern[str]:
    """The words of a label wherever they stand, across line ends and in any case."""
    return re.compile(r"\s*".join(re.escape(word) for word in in_plain_marks(label).split()), re.IGNORECASE)


def in_plain_marks(text: str) -> str:
    """A text with plain quotes, hyphens and blanks for typographic ones."""
    return text.translate(_PLAIN)


def _literal(digits: str, after: str = "") -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}{re.escape(digits)}{_AFTER}{after}", re.IGNORECASE)


def _is_decimal(value: Fraction) -> bool:
    return Fraction(Decimal(value.numerator) / Decimal(value.denominator)) == value


def _decimals(value: Fraction) -> str:
    """The digits of a decimal number, any further noughts allowed: 1.2 is also 1.20."""
    digits = f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"
    whole, _, rest = digits.partition(".")
    lead = "0?" if whole == "0" and rest else re.escape(f"{int(whole):,}")
    return f"{lead}\\.{rest}0*" if rest else f"{lead}(?:\\.0+)?"


def _percent(value: Fraction) -> re.Pattern[str]:
    """In a hundred: `1.2%`, `1.20 %`, `1.2 percent`."""
    before = r"(?<![\d,.])" if value >= 1 else r"(?<![\d,])(?<!\d\.)"
    return re.compile(rf"{before}{_decimals(value)}\)?\s*(?:%|per ?cent)", re.IGNORECASE)


def _money_forms(number: str, value: Fraction) -> Iterator[re.Pattern[str]]:
    plain = number.removesuffix(".00")
    yield re.compile(rf"{_BEFORE}{re.escape(plain)}(?:\.00)?{_AFTER}")
    if value >= 1000 and value.denominator == 1:
        yield re.compile(rf"{_BEFORE}{value}(?:\.00)?{_AFTER}")
    if value.denominator == 1 and value % 100_000 == 0 and value >= 1_000_000:
        yield _millions(value)
    if value < 1:
        yield re.compile(rf"(?<!\d)\.{re.escape(number.partition('.')[2])}(?!\d)")


def _millions(value: Fraction) -> re.Pattern[str]:
    """`13 million`, `1.5 million`."""
    return _literal(f"{(Decimal(int(value)) / 1_000_000).normalize():f}", r"\s*million")


def _money_words(value: Fraction) -> Iterator[re.Pattern[str]]:
    cents = value * 100
    if value < 1 and cents.denominator == 1:
        yield from _word_patterns([f"{_spelled(int(cents))} cents"])
    elif value.denominator == 1 and _spelled(int(value)):
        yield from _word_patterns([f"{_spelled(int(value))} dollars"])


def _percent_words(value: Fraction) -> Iterator[re.Pattern[str]]:
    yield from _word_patterns(f"{words} percent" for words in _mixed_words(value))
    yield from _word_patterns(_share_words(value / 100))


def _count_forms(number: str, value: Fraction, unit: str) -> PrintedForms:
    """A count: with its unit soon after it where a page says so, else the digits alone."""
    stem = unit.split(" ")[0].rstrip("s").removesuffix("ie") if unit else ""
    soon = rf"[^.;]{{0,25}}\b{re.escape(stem)}" if stem else ""
    digits = [_literal(number, soon)] if stem else []
    digits.append(_literal(number))
    if value.denominator == 1 and value % 100_000 == 0 and value >= 1_000_000:
        digits.append(_millions(value))
    words = [*_mixed_words(value)] if value < 1000 else []
    return PrintedForms(tuple(digits), (*_word_patterns(words), *_in_larger_units(value, unit)))


def _in_larger_units(value: Fraction, unit: str) -> Iterator[re.Pattern[str]]:
    """`90 minutes` as one and one-half hours, `182 days` as 26 weeks."""
    for smaller, so_many, larger in _LARGER_UNITS:
        count = value / so_many
        if unit == smaller and count > 0 and (count * 2).denominator == 1:
            for words in _mixed_words(count):
                yield from _word_patterns([f"{words} {larger}", f"{words} {larger}s"])
            if count.denominator == 1:
                yield _literal(str(count), rf"[ -]{larger}")
            else:
                yield re.compile(rf"{_BEFORE}{count // 1 or ''}[ -]?1/2[ -]{larger}", re.IGNORECASE)


def _day_forms(year: int, month: int, day: int) -> Iterator[re.Pattern[str]]:
    """A day; a marked-up memorandum prints the old year before the new one, `July 1, 20172020`."""
    name = calendar.month_name[month]
    names = rf"(?:{name}|{name[:3]}\.?|{name[:4]}\.?)"
    yield re.compile(rf"\b{names}\s+{day}(?:st|nd|rd|th)?,?\s+(?:\d{{4}})?{year}", re.IGNORECASE)
    yield re.compile(rf"\b{day}\s+{names},?\s+{year}", re.IGNORECASE)
    yield re.compile(rf"(?<!\d)0?{month}/0?{day}/(?:{year}|{year % 100:02d})(?!\d)")


def _word_patterns(words: Iterator[str] | list[str]) -> Iterator[re.Pattern[str]]:
    for text in words:
        if text:
            pattern = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", text))
            yield re.compile(rf"\b{pattern}\b", re.IGNORECASE)


def _mixed_words(value: Fraction) -> Iterator[str]:
    """`one and one-half`, `two`, `one-quarter`, `one and two-tenths`."""
    whole, rest = divmod(value, 1)
    if not rest:
        yield _spelled(int(whole))
        return
    for part in _share_words(rest):
        yield f"{_spelled(int(whole))} and {part}" if whole else part


def _share_words(share: Fraction) -> Iterator[str]:
    """A part below one: `one-half`, `two-thirds`, `four-tenths`."""
    if not 0 < share < 1:
        return
    for one, name in _PARTS.items():
        count = share / one
        if count == 1:
            yield f"one {name}"
        elif count.denominator == 1 and one != Fraction(1, 2):
            yield f"{_spelled(int(count))} {'quarters' if name == 'quarter' else name + 's'}"
    if share.denominator == 4:
        yield f"{_spelled(share.numerator)} fourth" + ("s" if share.numerator > 1 else "")


def _spelled(number: int) -> str:
    """A whole number in words up to 999,999; an empty string beyond."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" {_spelled(rest)}" if rest else "")
    if number < 1_000_000:
        thousands, rest = divmod(number, 1000)
        return f"{_spelled(thousands)} thousand" + (f" {_spelled(rest)}" if rest else "")
    return ""
