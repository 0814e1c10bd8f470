"""What a changed figure reaches beyond its own agreement, as values: the same clause elsewhere, a text that
binds, a stated practice. The three are told apart and never mixed; `pattern_search` finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from arrears.agreements.model import Agreement, Clause
from arrears.bargaining.offer import Item, Reach, Rise
from arrears.formula.figures import read_number
from arrears.formula.kinds import Kind

Bond = Literal["text", "practice", "same clause"]
BOND_WORDS: Mapping[Bond, str] = {
    "text": "bound by its own text",
    "practice": "follows by stated practice",
    "same clause": "has the same clause; nothing stated makes it follow",
}
_YEAR = re.compile(r"-\d{4}$")


@dataclass(frozen=True)
class EditedFigure:
    """A figure that an item changes. address: in the amended version. until: last day of the new figure."""

    item_id: str
    address: str
    was: Fraction
    now: Fraction
    kind: Kind
    effective_on: date
    until: date | None
    reach: Reach = "uses"


@dataclass(frozen=True)
class Follower:
    """A figure of another agreement that the change reaches.

    leads: address of the changed figure. reading: of how far a text raises it; '' where nobody differs.
    from_on: first day of its new figure. why: how it was found, in words. source, status: of the bond.
    has_ended: the version's last day was before the change, and no later version is in the library.
    """

    item_id: str
    leads: str
    agreement: str
    address: str
    bond: Bond
    reading: str
    was: Fraction
    now: Fraction
    kind: Kind
    from_on: date
    until: date | None
    why: str
    source: str
    status: str
    has_ended: bool
    reach: Reach = "uses"


@dataclass(frozen=True)
class Alike:
    """A clause of the same formula at other figures: shown for comparison, and it follows nothing."""

    leads: str
    agreement: str
    address: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class RaisesReached:
    """Raises of wages, or of a plan's rate, of another agreement that follow those of an item.

    of: what is raised. bond: `own` for the item's own raises. raises: the day and the size of each raise
    there: the same, as many days apart, from the first day of the other agreement on. until: their
    last day, where the item has a sunset.
    """

    item_id: str
    agreement: str
    of: str
    bond: Bond | Literal["own"]
    raises: tuple[tuple[date, Rise], ...]
    why: str
    source: str
    status: str
    until: date | None = None


@dataclass(frozen=True)
class ClauseReached:
    """A whole clause that an item adds or takes out, and another agreement that takes it up or has it.

    bond: `own` for the amended agreement itself. address: where it stands, or would stand. text: as the offer
    writes it, or as the other agreement has it. reach: which records the item moves.
    """

    item_id: str
    agreement: str
    address: str
    change: Literal["new", "removed"]
    bond: Bond | Literal["own"]
    reach: Reach
    from_on: date
    until: date | None
    why: str
    source: str
    status: str
    text: Clause = field(repr=False)


@dataclass(frozen=True)
class NotCarried:
    """Something of an item that is carried over to no other agreement, and why not."""

    item_id: str
    what: str
    why: str


@dataclass(frozen=True)
class Pattern:
    """What a change reaches. not_carried: what of the offer reaches no other agreement, each with why.
    not_found: bonds that name a follower whose figure the library does not hold, each with why.
    looked_at: the versions held against it. no_version: lines that had none by the day of the change.
    """

    amends: str
    edited: tuple[EditedFigure, ...]
    followers: tuple[Follower, ...]
    raises: tuple[RaisesReached, ...]
    clauses: tuple[ClauseReached, ...]
    alike: tuple[Alike, ...]
    not_carried: tuple[NotCarried, ...]
    not_found: tuple[str, ...]
    looked_at: tuple[str, ...]
    no_version: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One item of an offer as a change of the base agreement."""

    item: Item
    base: Agreement
    amended: Agreement


@dataclass(frozen=True)
class Found:
    """A follower before its bond is known, or a mere likeness: where the two parts meet."""

    agreement: Agreement
    address: str
    theirs: Fraction
    is_same: bool
    why: str


def line_of(address: str) -> str:
    """The agreement whose versions these are: `wga/mba-2008` is one of `wga/mba`."""
    return _YEAR.sub("", address)


def versions_in_force(library: Iterable[Agreement], day: date) -> dict[str, Agreement | None]:
    """For each line the version that began last by a day; null where none had begun."""
    newest: dict[str, Agreement | None] = {}
    for agreement in sorted(library, key=lambda one: one.covers_from):
        newest.setdefault(line_of(agreement.address), None)
        if agreement.covers_from <= day:
            newest[line_of(agreement.address)] = agreement
    return dict(sorted(newest.items()))


@dataclass(frozen=True)
class Bound:
    """How a figure is bound to a changed one, and from what to what it moves.

    takes_up: `at once`, or `next agreement`: from the day after the last of the other one.
    """

    bond: Bond
    was: Fraction
    now: Fraction
    why: str
    source: str
    status: str
    reading: str = ""
    takes_up: str = "at once"


def follower(figure: EditedFigure, agreement: Agreement, address: str, bound: Bound) -> Follower:
    """One figure that a change reaches."""
    from_on = figure.effective_on
    if bound.takes_up == "next agreement":
        from_on = max(from_on, agreement.covers_until + timedelta(days=1))
    return Follower(
        figure.item_id, figure.address, agreement.address, address, bound.bond, bound.reading, bound.was,
        bound.now, figure.kind, from_on, figure.until, bound.why, bound.source, bound.status,
        agreement.covers_until < figure.effective_on, figure.reach,
    )  # fmt: skip


def paired_figures(
    figure: EditedFigure, patterns: tuple[str, str], agreement: Agreement
) -> Iterator[tuple[str, Fraction]]:
    """The figures of an agreement at a pattern of addresses, where the changed figure is at the other one.

    Where both patterns end in `*`, the last words of both addresses are the same.
    """
    of, to = patterns
    if not matches(of, figure.address):
        return
    last = figure.address.rpartition("/")[2] if of.endswith("/*") and to.endswith("/*") else ""
    terms = {term.address: term for clause in agreement.clauses() for term in clause.terms}
    for address, term in sorted(terms.items()):
        if matches(to, address) and (not last or address.endswith(f"/{last}")):
            number = read_number(term.written, address)
            if number.kind == figure.kind:
                yield address, number.value


def matches(pattern: str, address: str) -> bool:
    """Whether an address is one of a pattern's; `*` stands for any one part."""
    parts, asked = address.split("/"), pattern.split("/")
    return len(parts) == len(asked) and all(one in ("*", part) for one, part in zip(asked, parts))
