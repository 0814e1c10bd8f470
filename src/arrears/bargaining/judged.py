"""Whom one wording gives more than another, as it was found: the verdict, why, and the probes behind it.

It says what was looked at, and no more: what nobody probed may differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

MoreFor = Literal["payees", "payers", "depends", "no difference on probes", "not judged", ""]


@dataclass(frozen=True)
class Judged:
    """Whom the second gives more, and why: how many probes differ, and one that decided it."""

    more_for: MoreFor
    why: str


@dataclass(frozen=True)
class Tally:
    """The probes of a comparison so far. more, less: in words, those that differ for the payees.

    cut: the most that are looked at, where there were others beyond.
    """

    more: list[str] = field(default_factory=list)
    less: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    cut: set[int] = field(default_factory=set)

    def judged(self) -> Judged:
        count = len({*self.more, *self.less}) + len(self.alike)
        if not count:
            return Judged("not judged", "no line could be figured on both wordings")
        if self.more and self.less:
            return Judged("depends", f"more: {self.more[0]}; less: {self.less[0]}")
        if not self.more and not self.less:
            beyond = f"; others beyond the first {max(self.cut)} were not looked at" if self.cut else ""
            return Judged("no difference on probes", f"{count} probes, and none differs{beyond}")
        some = self.more or self.less
        way: MoreFor = "payees" if self.more else "payers"
        word = "more" if self.more else "less"
        return Judged(way, f"{len(some)} of {count} probes give {word}, none the other way: {some[0]}")
