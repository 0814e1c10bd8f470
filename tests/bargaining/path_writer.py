"""Writes path rules for tests: small, invented, with a source."""

from __future__ import annotations

from pathlib import Path

from arrears.bargaining.paths import PathRules
from arrears.bargaining.read_path import read_path

SMALL = """path_rules: lantern
title: An invented union's rules
party: lantern
cite: invented for a test
status: derived
facts:
  called: {title: the vote is called}
  expiry: {title: the agreement's last day}
closings:
  year-end: {first: 12-24, last: 01-01}
steps:
  notice: {title: the notice runs, who: both, lasts: 10 days, after: [expiry]}
  ballot: {title: members vote, who: members, lasts: 2-4 weeks, after: [called], still: [year-end],
           vote: strike}
  call: {title: the board calls it, who: board, lasts: 0 days, after: [ballot, notice]}
votes:
  strike: {title: a strike, who: members, counted: ballots, passes_at: at least 75%}
goals:
  strike: [call]
"""


def read_words(folder: Path, changes: list[tuple[str, str]]) -> PathRules:
    """The small rules with texts replaced by others; each must be there."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "rules.yaml"
    path.write_text(text)
    return read_path(str(path))
