"""Finds every agreement that the items of an offer reach: by its own text, by stated practice, by sameness.

Two clauses are the same where one record could fall under both and the part in which the figure stands is
equal without names: facts, words, order of steps, units, limits of bands, rounding and every figure. That
alone binds nobody.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from arrears.agreements.diff import diff_agreements
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.written_agreement import Library
from arrears.bargaining.clause_parts import Part, is_same_use, parts_of
from arrears.bargaining.offer import Offer
from arrears.bargaining.offer_agreement import offer_agreement
from arrears.bargaining.pattern import (
    Alike,
    Bond,
    Bound,
    Change,
    ClauseReached,
    EditedFigure,
    Follower,
    Found,
    NotCarried,
    Pattern,
    RaisesReached,
    follower,
    line_of,
    versions_in_force,
)
from arrears.bargaining.pattern_clauses import clauses_reached
from arrears.bargaining.pattern_practice import by_practice, raises_not_carried, raises_reached
from arrears.bargaining.pattern_texts import by_text
from arrears.bargaining.practice import Bonds
from arrears.findings import Refused
from arrears.formula.figures import read_number
from arrears.formula.words import show_number

STRENGTH: tuple[Bond, ...] = ("text", "practice", "same clause")
REACHES_NOBODY = "no text binds another agreement to it, no practice names it, and none has the same clause"
NOT_OF_A_CLAUSE = ("title", "covers/from", "covers/until")


@dataclass(frozen=True)
class _Reached:
    """What a search has found so far."""

    edited: list[EditedFigure] = field(default_factory=list)
    not_carried: list[NotCarried] = field(default_factory=list)
    clauses: list[ClauseReached] = field(default_factory=list)
    followers: dict[tuple[str, str, str], Follower] = field(default_factory=dict)
    raises: list[RaisesReached] = field(default_factory=list)
    alike: dict[tuple[str, str], Alike] = field(default_factory=dict)
    not_found: dict[str, None] = field(default_factory=dict)
    looked: dict[str, None] = field(default_factory=dict)
    without: dict[str, None] = field(default_factory=dict)


def find_pattern(changes: Sequence[Change], library: Sequence[Agreement], bonds: Bonds) -> Pattern:
    """What the items of an offer reach beyond the agreement that they amend.

    Rows: a figure of another agreement once for each changed figure and reading; a text goes before a
    practice, a practice before mere sameness.
    """
    reached = _Reached()
    for change in changes:
        _search(change, library, bonds, reached)
    followers = _by_strongest(reached.followers.values())
    told = {(one.leads, one.address) for one in followers}
    return Pattern(
        amends=changes[0].base.address if changes else "",
        edited=tuple(reached.edited),
        followers=followers,
        raises=tuple(reached.raises),
        clauses=tuple(reached.clauses),
        alike=tuple(one for key, one in reached.alike.items() if key not in told),
        not_carried=tuple(reached.not_carried),
        not_found=tuple(reached.not_found),
        looked_at=tuple(reached.looked),
        no_version=tuple(reached.without),
    )


def item_changes(offer: Offer, library: Sequence[Agreement], folder: Path) -> tuple[Change, ...]:
    """Each item of an offer as a change of the version that it amends. folder: of the library."""
    base = next(one for one in library if one.address == offer.amends)
    opened = Library(folder)
    return tuple(Change(item, base, offer_agreement(offer, [item.item_id], opened)) for item in offer.items)


def _by_strongest(followers: Iterable[Follower]) -> tuple[Follower, ...]:
    """The followers without those whose figure a stronger bond reaches from another changed figure."""
    kept = tuple(followers)
    strongest = {one.address: min(STRENGTH.index(two.bond) for two in kept if two.address == one.address)
                 for one in kept}  # fmt: skip
    return tuple(one for one in kept if STRENGTH.index(one.bond) == strongest[one.address])


def _search(change: Change, library: Sequence[Agreement], bonds: Bonds, reached: _Reached) -> None:
    """Everything that one item reaches."""
    figures, others = edited_figures(change)
    reached.edited.extend(figures)
    item = change.item
    newest = versions_in_force(library, change.item.effective_on)
    own = line_of(change.base.address)
    in_force = [one for line, one in newest.items() if one is not None and line != own]
    reached.looked.update(dict.fromkeys(one.address for one in in_force))
    reached.without.update(dict.fromkeys(line for line, one in newest.items() if one is None))
    whole, left = clauses_reached(change, in_force, bonds.practices, others)
    reached.clauses.extend(whole)
    reached.not_carried.extend(left)
    found = raises_reached(item, change.base, in_force, bonds.practices)
    raised = tuple(replace(one, until=item.until) for one in found)
    reached.raises.extend(raised)
    reached.not_carried.extend(raises_not_carried(item, raised))
    for figure in figures:
        _search_figure(figure, change, (library, in_force), bonds, reached)


def _search_figure(
    figure: EditedFigure,
    change: Change,
    versions: tuple[Sequence[Agreement], Sequence[Agreement]],
    bonds: Bonds,
    reached: _Reached,
) -> None:
    """What one changed figure reaches. versions: of the whole library, and those in force on the day."""
    in_force = versions[1]
    meetings = list(_meetings(figure, change.base, in_force))
    practised, missing = by_practice(figure, meetings, in_force, bonds.practices)
    reached.not_found.update(dict.fromkeys(missing))
    _keep(reached.followers, by_text(figure, change, versions, bonds.texts))
    _keep(reached.followers, practised)
    _keep(reached.followers, [_same(figure, found) for found in meetings if found.is_same])
    for found in meetings:
        if not found.is_same:
            reached.alike.setdefault((figure.address, found.address), _alike(figure, found))
    if all(leads != figure.address for leads, _, _ in reached.followers):
        reached.not_carried.append(NotCarried(figure.item_id, figure.address, REACHES_NOBODY))


def edited_figures(change: Change) -> tuple[tuple[EditedFigure, ...], tuple[str, ...]]:
    """The figures that an item changes, and the addresses that it changes otherwise."""
    figures: list[EditedFigure] = []
    others: list[str] = []
    for one in diff_agreements(change.base, change.amended):
        if one.address in NOT_OF_A_CLAUSE:
            continue
        try:
            was, now = (read_number(text) for text in (one.was, one.now))
        except Refused:
            others.append(one.address)
            continue
        if was.kind != now.kind:
            others.append(one.address)
            continue
        item, address = change.item, f"{change.base.address}/{one.address}"
        figures.append(
            EditedFigure(
                item.item_id,
                address,
                was.value,
                now.value,
                was.kind,
                item.effective_on,
                item.until,
                item.reach,
            )
        )
    return tuple(figures), tuple(others)


def _keep(followers: dict[tuple[str, str, str], Follower], found: Iterable[Follower]) -> None:
    """Keep followers whose figure no stronger bond has reached yet."""
    reached = {(leads, address) for leads, address, _ in followers}
    for one in found:
        if (one.leads, one.address) not in reached:
            followers.setdefault((one.leads, one.address, one.reading), one)


def _meetings(figure: EditedFigure, base: Agreement, others: Sequence[Agreement]) -> Iterator[Found]:
    """Where a part of another agreement's clause has the formula in which the figure stands."""
    ours = [
        (clause, part) for clause in base.clauses() for part in parts_of(clause) if part.has(figure.address)
    ]
    theirs = [(other, clause) for other in others for clause in other.clauses()]
    best: dict[str, Found] = {}
    for other, clause in theirs:
        uses = [one for one in ours if is_same_use(one[0], clause)]
        for found in _meetings_of(figure, uses, (other, clause)):
            known = best.setdefault(found.address, found)
            if found.is_same and not known.is_same:
                best[found.address] = found
    yield from best.values()


def _meetings_of(
    figure: EditedFigure, ours: Sequence[tuple[Clause, Part]], theirs: tuple[Agreement, Clause]
) -> Iterator[Found]:
    if not ours:
        return
    other, their_clause = theirs
    for (clause, part), their_part in itertools.product(ours, parts_of(their_clause)):
        if (part.role, part.shape) != (their_part.role, their_part.shape):
            continue
        place = next(n for n, one in enumerate(part.figures) if one.address == figure.address)
        their_figure = their_part.figures[place]
        if not their_figure.address or not isinstance(their_figure.value, Fraction):
            continue
        is_same = [one.value for one in part.figures] == [one.value for one in their_part.figures]
        why = _why((clause, part), (their_clause, their_part), is_same)
        yield Found(other, their_figure.address, their_figure.value, is_same, why)


def _why(ours: tuple[Clause, Part], theirs: tuple[Clause, Part], is_same: bool) -> str:
    """How two parts meet, in words."""
    (clause, part), (their_clause, their_part) = ours, theirs
    readings = [f"{side} on the reading {one.reading}" for side, one in
                (("ours", part), ("theirs", their_part)) if one.reading]  # fmt: skip
    said = f" ({'; '.join(readings)})" if readings else ""
    figures = "and the same figures" if is_same else "at other figures"
    return (
        f"the {part.role} of our {clause.name} and of their {their_clause.name}: one formula {figures}{said}"
    )


def _same(figure: EditedFigure, found: Found) -> Follower:
    source = "both texts as the library holds them"
    bound = Bound("same clause", found.theirs, figure.now, found.why, source, "derived")
    return follower(figure, found.agreement, found.address, bound)


def _alike(figure: EditedFigure, found: Found) -> Alike:
    ours, theirs = (show_number(value, figure.kind) for value in (figure.was, found.theirs))
    return Alike(figure.address, found.agreement.address, found.address, ours, theirs)
