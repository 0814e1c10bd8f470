"""Exact arithmetic on SQL text: a value is a constant × a whole-number expression / a positive one.

Constants fold here, so the engine sees whole numbers only; every value carries how large it and its parts may
grow. A NULL in either expression means that the value is missing. Nothing here knows about nodes or rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from arrears.formula.dialect import (
    NARROW_LIMIT,
    Printing,
    cast_whole,
    divide_whole,
    keep_within,
    positive_or_missing,
    with_sign_of,
    within_limit,
)
from arrears.formula.nodes import Comparison
from arrears.money import RoundingMode, round_to


@dataclass(frozen=True)
class Blend:
    """What a cumulative schedule adds for one record: `schedule` is the rate × `counted`, both whole."""

    counted: str
    schedule: str
    bound: int


@dataclass(frozen=True)
class Scaled:
    """scale × number / divisor.

    Attributes:
      number: whole-number SQL, None where the value is the constant `scale`.
      divisor: whole-number SQL that is above zero or NULL, None for 1.
      number_bound, divisor_bound: magnitudes they never exceed.
      peak: the largest magnitude that anything inside the text may reach.
      is_never_negative: `number` cannot be below zero, so rounding need not look at its sign.
      sign: shorter text that is below zero where `number` is, None for `number` itself.
      blend: for a rate over what a record counts, what to print when it is multiplied by that count.
    """

    scale: Fraction
    number: str | None = None
    divisor: str | None = None
    number_bound: int = 1
    divisor_bound: int = 1
    peak: int = 1
    is_never_negative: bool = False
    sign: str | None = None
    blend: Blend | None = None

    @property
    def is_constant(self) -> bool:
        """Whether the value is known at load."""
        return self.number is None and self.divisor is None


@dataclass(frozen=True)
class Text:
    """SQL that is not a number (a condition, a date, a word), and the peak of the numbers inside it."""

    sql: str
    peak: int = 1


ALWAYS_MISSING = Scaled(Fraction(1), "CAST(NULL AS BIGINT)", None, 0)


def atom(sql: str, bound: int) -> Scaled:
    """A whole-number column."""
    return Scaled(Fraction(1), sql, None, bound, 1, bound)


def times(factor: int, text: str | None) -> str:
    """factor × text."""
    if text is None or text.isdigit():  # folded: two literals would multiply in 32 bits
        folded = factor * int(text or 1)
        return str(folded) if folded >= 0 else f"({folded})"
    if factor == 1:
        return text
    return f"(-{text})" if factor == -1 else f"({factor} * {text})"


def product(left: str | None, right: str | None) -> str | None:
    """left × right, where None stands for 1."""
    if left is None or right is None:
        return left or right
    return f"({left} * {right})"


def common_scale(values: Sequence[Scaled]) -> Fraction:
    """The largest constant of which every value's scale is a whole multiple."""
    scale = Fraction(0)
    for value in values:
        scale = _gcd(scale, value.scale)
    return scale or Fraction(1)


def _gcd(one: Fraction, other: Fraction) -> Fraction:
    above = math.gcd(one.numerator * other.denominator, other.numerator * one.denominator)
    return Fraction(above, one.denominator * other.denominator)


def rescaled(value: Scaled, scale: Fraction) -> tuple[str, int]:
    """The text of value / scale without the divisor, a whole number, and its bound."""
    factor = value.scale / scale
    if factor.denominator != 1:
        raise ValueError(f"{value.scale} is no multiple of {scale}")
    return times(int(factor), value.number), abs(int(factor)) * value.number_bound


def multiply(left: Scaled, right: Scaled) -> Scaled:
    """left × right. A count times its own blended rate is the schedule itself: the division cancels."""
    if left.blend is not None and left.blend.counted == right.number:
        left, right = right, left
    if right.blend is not None and right.blend.counted == left.number and left.divisor is None:
        counted, schedule = right.blend.counted, right.blend.schedule
        text = f"(CASE WHEN {counted} <> 0 THEN {schedule} END)"
        peak = max(left.peak, right.peak, right.blend.bound)
        return Scaled(left.scale * right.scale, text, None, right.blend.bound, 1, peak, sign=counted)
    number_bound = left.number_bound * right.number_bound
    divisor_bound = left.divisor_bound * right.divisor_bound
    return Scaled(
        left.scale * right.scale,
        product(left.number, right.number),
        product(left.divisor, right.divisor),
        number_bound,
        divisor_bound,
        max(left.peak, right.peak, number_bound, divisor_bound),
        _never_negative(left) and _never_negative(right),
        _sign_of_product(left, right),
    )


def _sign_of_product(left: Scaled, right: Scaled) -> str | None:
    """The sign of a product is that of its one factor that can be negative."""
    if _never_negative(left):
        return right.sign or right.number
    return (left.sign or left.number) if _never_negative(right) else None


def _never_negative(value: Scaled) -> bool:
    """Whether the number (not the scale) is zero or above."""
    return value.number is None or value.is_never_negative


def divide(left: Scaled, right: Scaled) -> Scaled:
    """left / right, missing where right is zero or less."""
    if right.scale == 0 or (right.is_constant and right.scale < 0):
        return ALWAYS_MISSING
    positive = None if right.number is None else right.number if right.scale > 0 else times(-1, right.number)
    if positive is None and right.scale < 0:
        return ALWAYS_MISSING
    inverse = Scaled(
        1 / abs(right.scale),
        right.divisor,
        None if positive is None else positive_or_missing(positive),
        right.divisor_bound,
        right.number_bound,
        right.peak,
        is_never_negative=True,  # a divisor is above zero
    )
    return multiply(left, inverse)


def _cross(left: Scaled, right: Scaled) -> tuple[tuple[str, int], tuple[str, int]]:
    """Both numbers over one scale and one divisor."""
    scale = common_scale((left, right))
    numbers = [rescaled(left, scale), rescaled(right, scale)]
    if left.divisor == right.divisor:
        return numbers[0], numbers[1]
    crossed = [
        (product(text, other.divisor) or "1", bound * other.divisor_bound)
        for (text, bound), other in zip(numbers, (right, left))
    ]
    return crossed[0], crossed[1]


def add(left: Scaled, right: Scaled, sign: int = 1) -> Scaled:
    """left + right, or left - right with sign -1."""
    right = replace(right, scale=sign * right.scale)
    if left.is_constant and right.is_constant:
        return Scaled(left.scale + right.scale)
    if left.is_constant and left.scale == 0:
        return right
    if right.is_constant and right.scale == 0:
        return left
    (left_text, left_bound), (right_text, right_bound) = _cross(left, right)
    if left.divisor == right.divisor:
        divisor, divisor_bound = left.divisor, left.divisor_bound
    else:
        divisor = product(left.divisor, right.divisor)
        divisor_bound = left.divisor_bound * right.divisor_bound
    bound = left_bound + right_bound
    peak = max(left.peak, right.peak, bound, divisor_bound)
    scale = common_scale((left, right))
    never = all(_never_negative(side) and side.scale >= 0 for side in (left, right))
    return Scaled(scale, f"({left_text} + {right_text})", divisor, bound, divisor_bound, peak, never)


def compare(sign: Comparison, left: Scaled, right: Scaled) -> Text:
    """left sign right; NULL when either is missing."""
    if left.is_constant and right.is_constant:
        return Text("TRUE" if holds(sign, left.scale, right.scale) else "FALSE")
    (left_text, left_bound), (right_text, right_bound) = _cross(left, right)
    peak = max(left.peak, right.peak, left_bound, right_bound)
    text = f"({left_text} {sign} {right_text})"
    if left.divisor is not None and left.divisor == right.divisor:
        # The shared divisor cancels, but where it is missing the comparison still is.
        text = f"(CASE WHEN {left.divisor} IS NOT NULL THEN {text} END)"
    return Text(text, peak)


def holds(sign: Comparison, left: Fraction, right: Fraction) -> bool:
    """Whether a comparison of two known numbers holds."""
    match sign:
        case "=":
            return left == right
        case "<>":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
    raise TypeError(f"holds does not know {sign}")


def choose(tests: Sequence[Text], values: Sequence[Scaled], printing: Printing) -> Scaled:
    """The value of the first test that is yes, the last value when all are no, missing at a missing test."""
    scale = common_scale(values)
    numbers = [rescaled(value, scale) for value in values]
    divisors = [value.divisor for value in values]
    # Bare literals would make the whole choice 32 bits wide.
    texts = [
        cast_whole(text, printing) if value.number is None else text
        for value, (text, _) in zip(values, numbers)
    ]
    divisor = divisors[0]
    if len(set(divisors)) > 1:
        divisor = chain(tests, [text or cast_whole("1", printing) for text in divisors])
    peaks = [test.peak for test in tests] + [value.peak for value in values]
    return Scaled(
        scale,
        chain(tests, texts),
        divisor,
        max(bound for _, bound in numbers),
        max(value.divisor_bound for value in values),
        max(*peaks, *(bound for _, bound in numbers)),
        all(_never_negative(value) and value.scale >= 0 for value in values),
    )


def chain(tests: Sequence[Text], values: Sequence[str]) -> str:
    """CASE that stops at a missing test: `WHEN NOT test` is left out only on the way down."""
    text = values[-1]
    for test, value in zip(reversed(tests), reversed(values[:-1])):
        text = f"(CASE {test.sql} WHEN TRUE THEN {value} WHEN FALSE THEN {text} END)"
    return text


def round_scaled(value: Scaled, unit: Fraction, mode: RoundingMode, printing: Printing) -> Scaled:
    """The value to a multiple of unit: one truncating division, the half or the rest added beforehand."""
    if value.is_constant:
        return Scaled(round_to(value.scale, unit, mode))
    factor = value.scale / unit
    above, above_bound = times(factor.numerator, value.number), abs(factor.numerator) * value.number_bound
    if factor.denominator == 1 and value.divisor is None:
        if above_bound >= NARROW_LIMIT and printing.wide:
            above, above_bound = within_limit(above), NARROW_LIMIT
        peak = max(value.peak, above_bound)
        return Scaled(unit, above, None, above_bound, 1, peak, factor > 0 and _never_negative(value))
    below = times(factor.denominator, value.divisor)
    below_bound = factor.denominator * value.divisor_bound
    sign = value.sign or value.number
    sign = sign if factor > 0 else times(-1, sign)
    never = factor > 0 and _never_negative(value)
    added_up, divided_by = round_whole(above, below, mode, None if never else sign, printing)
    bound = above_bound // factor.denominator + 1
    if bound >= NARROW_LIMIT and printing.wide:
        whole, bound = keep_within(added_up, divided_by, printing), NARROW_LIMIT
    else:
        whole = divide_whole(added_up, divided_by, printing)
    peak = max(value.peak, 2 * above_bound + below_bound, 2 * below_bound)
    return Scaled(unit, whole, None, bound, 1, peak, never)


def round_whole(
    above: str, below: str, mode: RoundingMode, sign: str | None, printing: Printing
) -> tuple[str, str]:
    """What to divide by what, cutting towards zero, so that above / below comes out rounded in the mode.

    sign: text with the sign of `above`, None where that is never below zero.
    """
    if mode == "down":
        return above, below
    share = below if mode == "half_up" else f"({below} - 1)"
    added = share if sign is None else with_sign_of(sign, share, printing)
    if mode == "up":
        return f"({above} + {added})", below
    return f"({times(2, above)} + {added})", times(2, below)
