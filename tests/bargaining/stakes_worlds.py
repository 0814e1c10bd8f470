"""Small invented offers and stakes for tests: round figures, so that every answer can be worked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.bargaining.delay import OfferValue, Raise, Starts

BEGINS, ENDS = date(2001, 1, 1), date(2003, 12, 31)  # 1,095 days, no leap year
STAKES = """\
stakes: invented
title: Invented stakes
offers:
  low:
    title: the lower offer
    made_by: the companies
    value: $1,095
    begins: 2001-01-01
    ends: 2003-12-31
    raises: [{on: 2001-01-01, by: 10%}]
    by: the companies
    as_of: 2001-01
    source: invented
    status: derived
  high:
    title: the higher offer
    made_by: the guild
    years: [$730, $730, $730]
    begins: 2001-01-01
    ends: 2003-12-31
    by: the guild
    as_of: 2001-01
    source: invented
    status: unverified
turned_down: low
hoped_for: high
horizon: 2006-12-31
stoppage_begins: 2001-01-01
sides:
  members:
    title: the members
    role: gains
    loses_a_day: $10
    by: the companies
    as_of: 2001-01
    source: invented
    status: derived
  companies:
    title: the companies
    role: pays
    loses_a_day: $20
    by: the guild
    as_of: 2001-01
    source: invented
    status: derived
  others:
    title: the crews
    role: neither
    loses_a_day: $30
    says: invented as well
    by: the companies
    as_of: 2001-01
    source: invented
    status: derived
persons:
  working:
    persons: 3
    loses_a_day: $2
    gains_a_year: $36.50
    by: the guild
    as_of: 2001-01
    source: invented
    status: derived
  resting:
    persons: 7
    loses_a_day: $0
    gains_a_year: $73
    by: the guild
    as_of: 2001-01
    source: invented
    status: derived
"""
ASSUMED = """\
assumptions:
- {name: delay/discount, value: 0%, by: nobody, on: 2001-01-01, source: invented, status: derived}
- {name: delay/persistence, value: 0%, by: nobody, on: 2001-01-01, source: invented, status: derived}
- {name: delay/interest, value: 10%, by: nobody, on: 2001-01-01, source: invented, status: derived}
- {name: delay/shifted-work, value: 50%, by: nobody, on: 2001-01-01, source: invented, status: derived}
- {name: delay/shifted-work/companies, value: 75%, by: nobody, on: 2001-01-01, source: invented,
  status: derived}
"""


def offer(
    total: int, *raises: tuple[date, str], starts: Starts = "as written", ends: date = ENDS
) -> OfferValue:
    """An offer of so many dollars over three years, with raises such as (day, "3.5%")."""
    given = tuple(Raise(day, Fraction(share.rstrip("%")) / 100) for day, share in raises)
    return OfferValue(
        name="offer", title="an offer", made_by="a", valued_by="b", total=Fraction(total * 100),
        begins=BEGINS, ends=ends, raises=given, starts=starts,
    )  # fmt: skip


def write_stakes(folder: Path, *changes: tuple[str, str], text: str = STAKES) -> Path:
    """The file of stakes with parts replaced; each part must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "stakes.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def write_assumed(folder: Path, *left_out: str) -> Path:
    """The file of assumptions without those named."""
    lines = [line for line in ASSUMED.splitlines() if not any(f"name: {one}," in line for one in left_out)]
    path = folder / "assumed.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
