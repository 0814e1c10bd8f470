"""The assumptions that delay and stoppages rest on, by name; a missing one is asked for by name.

`delay/discount`: what a year of waiting takes from a dollar. `delay/persistence`: the share of a term's gain
that the next term still has. `delay/interest`: what a year is worth on pay that is made up.
`delay/shifted-work`: the share of idle work that is done before or after; `…/members` for one side alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.findings import Finding, Refused

DISCOUNT = "delay/discount"
PERSISTENCE = "delay/persistence"
INTEREST = "delay/interest"
SHIFTED = "delay/shifted-work"


def wanted_shares(assumptions: Assumptions, names: Iterable[tuple[str, ...]]) -> tuple[Assumption, ...]:
    """The first assumption of each group of names, every one a share of 0% to 100%.

    Findings: raises `Refused` with `assumption-missing` for each that nobody made, all at once, and with
    `assumption-not-a-share`.
    """
    found, faults = [], []
    for group in names:
        one = assumptions.find(*group)
        if one is None:
            asked = assumptions.missing(*group)
            faults += [asked] if asked not in faults else []
        elif one.is_money or not 0 <= one.value <= 1:
            faults.append(_no_share(one))
        else:
            found.append(one)
    if faults:
        raise Refused(faults)
    return tuple(found)


def _no_share(one: Assumption) -> Finding:
    problem = f"'{one.name}' is a share, and another figure is written."
    found = f"{one.value}" if not one.is_money else "dollars"
    return Finding("assumption-not-a-share", one.place, problem, "0% to 100%", found, "write it in per cent")


def interest_of(assumptions: Assumptions) -> Fraction | None:
    """The rate of interest on pay that is made up; null where nobody assumes one."""
    one = assumptions.find(INTEREST)
    return None if one is None else wanted_shares(assumptions, [(INTEREST,)])[0].value
