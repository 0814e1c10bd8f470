"""Writes exact values for readers: money in the currency, rates in percent, what has no short decimal as a
fraction. Nothing is rounded silently: a cut figure ends in `…` and its fraction stands beside it.

>>> fraction_text("1/4")
'1/4 (25%)'
"""

from __future__ import annotations

from fractions import Fraction

from arrears.money import show_cents
from arrears.obligations.explanation_model import Value

PLACES = 6


def value_text(value: Value, currency: str) -> str:
    """A value as a reader sees it; `not known` when it is missing."""
    if value.exact is None:
        return "not known"
    if value.kind != "number":
        return value.exact.replace("_", " ") if value.kind == "word" else value.exact
    exact = Fraction(value.exact)
    if value.unit == "money":
        return _money_text(exact, currency)
    if value.unit:
        return f"{_decimal_text(exact)} {value.unit}"
    return f"{exact.numerator:,}" if exact.denominator == 1 else _rate_text(exact)


def fraction_text(exact: str) -> str:
    """A share as its fraction with the percentage beside it."""
    share = Fraction(exact)
    return f"{share} ({_decimal_text(share * 100)}%)"


def _money_text(cents: Fraction, currency: str) -> str:
    if cents.denominator == 1:
        return show_cents(int(cents), currency)
    amount = _decimal_text(cents / 100)
    shown = f"${amount}" if currency == "usd" else f"{amount} {currency.upper()}"
    return f"{shown} (exactly {cents} cents)" if amount.endswith("…") else shown


def _rate_text(rate: Fraction) -> str:
    percent = _decimal_text(rate * 100)
    return f"{percent}% (exactly {rate})" if percent.endswith("…") else f"{percent}%"


def _decimal_text(exact: Fraction) -> str:
    scaled = abs(exact) * 10**PLACES
    whole, part = divmod(scaled.numerator // scaled.denominator, 10**PLACES)
    decimals = f".{part:0{PLACES}d}".rstrip("0").rstrip(".")
    cut = "" if scaled.denominator == 1 else "…"
    decimals = f".{part:0{PLACES}d}" if cut else decimals
    return f"{'-' if exact < 0 else ''}{whole:,}{decimals}{cut}"
