"""A stranger's sheet of rates, in JSON: labels, amounts and days that somebody else took out of an agreement.

The file may be anything. Its size, depth and length are limited before it is believed, figures are read
exactly, and what cannot be read is a finding with its place; nothing of a sheet is ever used as a rate.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from arrears.findings import Finding, Refused

BYTES_LIMIT = 2_000_000
DEPTH_LIMIT = 8
RATES_LIMIT = 5_000
TEXT_LIMIT = 200
LARGEST = Decimal(10) ** 12
RATE_KEYS = ("job_classification", "base_rate")


@dataclass(frozen=True)
class SheetRate:
    """One line of a sheet: what it calls the rate, of which union, how much in cents, from which day."""

    place: str
    label: str
    union: str
    cents: int
    effective: date | None


def read_rate_sheet(path: Path) -> tuple[SheetRate, ...]:
    """The rates of a sheet: `{"rates": [{"union_local", "job_classification", "base_rate",
    "effective_date"}]}`.

    Findings: raises `Refused` for a file that is no such sheet, or with every line that cannot be read.
    """
    content = _parsed(path)
    rates = content.get("rates") if isinstance(content, dict) else None
    if not isinstance(rates, list):
        problem, expected = "this is no sheet of rates.", "an object with a list under 'rates'"
        raise Refused([Finding("sheet-form", path.name, problem, expected, type(content).__name__)])
    if len(rates) > RATES_LIMIT:
        problem, found = "the sheet has too many rates.", f"{len(rates):,}"
        raise Refused([Finding("sheet-size", path.name, problem, f"at most {RATES_LIMIT:,}", found)])
    faults: list[Finding] = []
    read = [_rate(item, f"{path.name}: rate {number}", faults) for number, item in enumerate(rates, start=1)]
    if faults:
        raise Refused(faults)
    return tuple(rate for rate in read if rate is not None)


def _parsed(path: Path) -> object:
    if path.stat().st_size > BYTES_LIMIT:
        problem, found = "the sheet is too large.", f"{path.stat().st_size:,} bytes"
        raise Refused([Finding("sheet-size", path.name, problem, f"at most {BYTES_LIMIT:,} bytes", found)])
    content = path.read_bytes()
    _refuse_depth(content, path.name)
    try:
        return json.loads(
            content.decode("utf-8"),
            parse_float=Decimal,
            parse_int=_whole,
            parse_constant=_no_number,
            object_pairs_hook=_keys_once,
        )
    except (ValueError, InvalidOperation, RecursionError) as error:
        problem, found = "the sheet is no JSON that can be read.", str(error)[:120]
        raise Refused([Finding("sheet-form", path.name, problem, "JSON in UTF-8", found)]) from None


def _refuse_depth(content: bytes, name: str) -> None:
    """Refuse a sheet nested too deeply before anything is built from it; brackets inside texts count too."""
    depth = 0
    for byte in content:
        if byte in b"[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                problem = "the sheet is nested too deeply."
                raise Refused([Finding("sheet-size", name, problem, f"at most {DEPTH_LIMIT} levels", "more")])
        elif byte in b"]}":
            depth -= 1


def _whole(text: str) -> Decimal:
    if len(text) > 20:
        raise ValueError("a number has too many digits")
    return Decimal(text)


def _no_number(text: str) -> Decimal:
    raise ValueError(f"{text} is no number")


def _keys_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _rate(item: object, place: str, faults: list[Finding]) -> SheetRate | None:
    if not isinstance(item, dict) or any(key not in item for key in RATE_KEYS):
        problem = "this is no rate."
        faults.append(Finding("sheet-rate", place, problem, " and ".join(RATE_KEYS), _shown(item)))
        return None
    label, amount = item["job_classification"], item["base_rate"]
    if not isinstance(label, str) or not label.strip() or len(label) > TEXT_LIMIT:
        problem, expected = (
            "the label of a rate cannot be read.",
            f"a text of at most {TEXT_LIMIT} characters",
        )
        faults.append(Finding("sheet-rate", place, problem, expected, _shown(label)))
        return None
    cents = _cents(amount)
    day, is_day = _day(item)
    if cents is None:
        problem, expected = "the amount of a rate cannot be read.", "dollars and whole cents"
        faults.append(Finding("sheet-rate", place, problem, expected, _shown(amount)))
    if not is_day:
        problem, found = "the day of a rate cannot be read.", _shown(item.get("effective_date"))
        faults.append(Finding("sheet-rate", place, problem, "2025-05-02", found))
    if cents is None or not is_day:
        return None
    return SheetRate(place, " ".join(label.split()), _union(item), cents, day)


def _cents(amount: object) -> int | None:
    """Dollars as whole cents, exactly; None for anything else."""
    if not isinstance(amount, Decimal) or not amount.is_finite() or not 0 <= amount <= LARGEST:
        return None
    cents = Fraction(amount) * 100
    return int(cents) if cents.denominator == 1 else None


def _day(item: Mapping[str, object]) -> tuple[date | None, bool]:
    """The day from which the rate is said to hold, and whether what is written is a day or nothing."""
    written = item.get("effective_date")
    if written is None:
        return None, True
    try:
        return date.fromisoformat(written), True  # type: ignore[arg-type]  # anything else raises
    except (ValueError, TypeError):
        return None, False


def _union(item: Mapping[str, object]) -> str:
    written = item.get("union_local")
    return written[:TEXT_LIMIT] if isinstance(written, str) else ""


def _shown(value: object) -> str:
    return repr(value)[:60]
