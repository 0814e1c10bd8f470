"""Finds the figures of other agreements that follow a changed one by a practice that somebody stated.

A figure follows only where it does stand in the stated ratio now. Nobody is bound; a practice may be broken.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from arrears.agreements.model import Agreement
from arrears.bargaining.offer import Item
from arrears.bargaining.pattern import (
    Bound,
    EditedFigure,
    Follower,
    Found,
    RaisesReached,
    follower,
    paired_figures,
)
from arrears.bargaining.practice import Practice


def by_practice(
    figure: EditedFigure,
    meetings: Sequence[Found],
    in_force: Sequence[Agreement],
    all_said: Sequence[Practice],
) -> tuple[list[Follower], list[str]]:
    """The figures that follow by practice, and each practice whose figure the library does not hold."""
    found: list[Follower] = []
    missing: list[str] = []
    family, _, article, *_ = figure.address.split("/")
    for practice in all_said:
        if practice.what != "figures" or practice.leads != family:
            continue
        if practice.articles and article not in practice.articles:
            continue
        followed = [agreement for agreement in in_force if agreement.family == practice.follows]
        own = [*_paired(figure, practice, followed), *_of_one_formula(figure, practice, meetings)]
        found += own
        if not own:
            versions = ", ".join(one.address for one in followed) or "no version in force"
            missing.append(
                f"{practice.said.said_id}: no figure of {versions} stands to {figure.address} as "
                f"{practice.follows} to {practice.leads}, {practice.ratio} to 1"
            )
    return found, missing


def _of_one_formula(
    figure: EditedFigure, practice: Practice, meetings: Sequence[Found]
) -> Iterator[Follower]:
    """Clauses of one formula whose figure stands in the stated ratio to ours."""
    for one in meetings:
        if one.agreement.family == practice.follows and one.theirs == practice.ratio * figure.was:
            yield _practised(figure, practice, (one.agreement, one.address, practice.ratio), one.why)


def _paired(figure: EditedFigure, practice: Practice, followed: Sequence[Agreement]) -> Iterator[Follower]:
    """Figures that the practice names itself, where they do stand in its ratio."""
    for agreement, pair in itertools.product(followed, practice.pairs):
        for address, theirs in paired_figures(figure, (pair.of, pair.to), agreement):
            if pair.ratio is not None and theirs == pair.ratio * figure.was:
                why = f"the practice names both figures, {pair.ratio} to 1"
                yield _practised(figure, practice, (agreement, address, pair.ratio), why)


def _practised(
    figure: EditedFigure, practice: Practice, at: tuple[Agreement, str, Fraction], why: str
) -> Follower:
    agreement, address, ratio = at
    said = practice.said
    bound = Bound(
        bond="practice",
        was=ratio * figure.was,
        now=ratio * figure.now,
        why=f"{said.says} ({said.by}, {said.on}); {why}",
        source=said.cite,
        status=said.status,
        takes_up=practice.takes_up,
    )
    return follower(figure, agreement, address, bound)


def raises_reached(
    item: Item, base: Agreement, in_force: Sequence[Agreement], all_said: Sequence[Practice]
) -> Iterator[RaisesReached]:
    """An item's own raises of wages, then those of other agreements that a practice lets follow them."""
    steps = [step for step in item.steps if step.of == "wages"]
    if not steps:
        return
    own = tuple((step.on, step.raised_by) for step in steps)
    yield RaisesReached(item.item_id, base.address, own, "the item's own raises", "the offer", "primary")
    for practice in all_said:
        if practice.what != "raises" or practice.leads != base.family:
            continue
        for agreement in in_force:
            if agreement.family == practice.follows:
                yield _raises(item, practice, agreement, own)


def _raises(
    item: Item, practice: Practice, agreement: Agreement, own: tuple[tuple[date, Fraction], ...]
) -> RaisesReached:
    """The same raises, as many days apart, from the change on or from the next agreement on."""
    first, said = own[0][0], practice.said
    begins = first
    if practice.takes_up == "next agreement":
        begins = max(first, agreement.covers_until + timedelta(days=1))
    raises = tuple((on + (begins - first), practice.ratio * share) for on, share in own)
    why = f"{said.says} ({said.by}, {said.on})"
    return RaisesReached(item.item_id, agreement.address, raises, why, said.cite, said.status)
