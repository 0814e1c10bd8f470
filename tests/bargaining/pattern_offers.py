"""Writes small invented offers for the tests of patterns, and gives what they reach in the library."""

import functools
from pathlib import Path

from arrears.agreements.load import SHIPPED, load_library
from arrears.agreements.model import Agreement
from arrears.bargaining.offer import Offer
from arrears.bargaining.pattern import Follower, Pattern
from arrears.bargaining.pattern_search import find_pattern, item_changes
from arrears.bargaining.practice import Bonds, read_practice
from arrears.bargaining.read_offer import read_offer

HEAD = """\
offer: ask
title: An invented ask
made_by: invented guild
made_to: invented companies
side: payees
made_on: {made}
status: proposal
amends: {amends}
effective_on: {effective}
term: {{from: {term_from}, until: {term_until}}}
source: {{cite: invented, status: unverified}}
items:
"""
TERMS = {
    "dga/ba-2014": ("2016-10-01", "2017-01-01", "2014-07-01", "2017-06-30"),
    "sag/tv-2014": ("2016-10-01", "2017-01-01", "2014-07-01", "2017-06-30"),
    "dga/ba-2020": ("2021-10-01", "2022-01-01", "2020-07-01", "2023-06-30"),
    "dga/ba-2008": ("2008-10-01", "2008-11-01", "2008-07-01", "2011-06-30"),
    "wga/mba-2008": ("2008-10-01", "2008-11-01", "2008-02-13", "2011-05-01"),
}


def write_offer(folder: Path, amends: str, *edits: str, steps: str = "") -> Path:
    """An offer of one item for each edit."""
    made, effective, term_from, term_until = TERMS[amends]
    head = HEAD.format(
        made=made, amends=amends, effective=effective, term_from=term_from, term_until=term_until
    )
    items = [
        f'- id: "{number}"\n  title: item {number}\n  reach: uses\n  edits:\n  - {edit}\n'
        for number, edit in enumerate(edits, 1)
    ]
    if steps:
        items.append(f'- id: "{len(items) + 1}"\n  title: raises\n  reach: uses\n  steps: {steps}\n')
    path = folder / "ask.yaml"
    path.write_text(head + "".join(items), encoding="utf-8")
    return path


@functools.cache
def shipped() -> tuple[Agreement, ...]:
    """The shipped library, read once."""
    return load_library()


def pattern_of(offer: Offer, bonds: Bonds | None = None) -> Pattern:
    """What an offer reaches in the shipped library."""
    library = shipped()
    changes = item_changes(offer, library, SHIPPED)
    return find_pattern(changes, library, bonds if bonds is not None else read_practice())


def reached(folder: Path, amends: str, *edits: str, bonds: Bonds | None = None) -> Pattern:
    """What the edits reach."""
    return pattern_of(read_offer(write_offer(folder, amends, *edits)), bonds)


def bound(pattern: Pattern, bond: str) -> list[Follower]:
    """The followers of one bond."""
    return [one for one in pattern.followers if one.bond == bond]
