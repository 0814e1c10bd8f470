"""Finds the figures of other agreements that follow a changed one by a practice that somebody stated.

A figure follows only where it does stand in the stated ratio now. Nobody is bound; a practice may be broken.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from arrears.agreements.model import Agreement
from arrears.bargaining.offer import Item, Rise
from arrears.bargaining.pattern import (
    Bound,
    EditedFigure,
    Follower,
    Found,
    NotCarried,
    RaisesReached,
    follower,
    paired_figures,
)
from arrears.bargaining.practice import Practice
from arrears.bargaining.raised_pay import WAGES

# Whom a clause names that pays to a plan; `plans` are both. The active employees fund is of the health plan.
PLAN_WORDS = {"pension": ("pension", "plans"), "health": ("health", "plans", "active employees fund")}
# Kinds of records on which contributions are a share of pay, and those on which they are money by the unit.
BY_SHARE, BY_UNIT = ("amount_owed", "engagement"), ("work_hours",)


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
    """An item's own raises, then those of other agreements that follow them.

    Raises of wages follow by a practice of `raises` alone. A plan's raise reaches an agreement that has a
    plan clause of the same kind: by a practice of `contributions`, else because it has such a clause.
    """
    for of in dict.fromkeys(step.of for step in item.steps):
        own = tuple((step.on, step.raised_by) for step in item.steps if step.of == of)
        yield RaisesReached(
            item.item_id, base.address, of, "own", own, "the item's own raises", "the offer", "primary"
        )
        for agreement in in_force:
            clause = "" if of == WAGES else plan_clause(agreement, of, [rise for _, rise in own])
            if of != WAGES and not clause:
                continue
            said = [one for one in all_said if _is_said_of(one, of, base, agreement)]
            for practice in said:
                yield _raises(item, practice, agreement, (of, own))
            if clause and not said:
                why = f"its {clause} is a clause of the same kind, and nothing stated makes it follow"
                told = (why, "both texts as the library holds them", "derived")
                yield RaisesReached(item.item_id, agreement.address, of, "same clause", own, *told)


def _is_said_of(practice: Practice, of: str, base: Agreement, agreement: Agreement) -> bool:
    what = "raises" if of == WAGES else "contributions"
    return (practice.what, practice.leads, practice.follows) == (what, base.family, agreement.family)


def _raises(
    item: Item, practice: Practice, agreement: Agreement, own: tuple[str, tuple[tuple[date, Rise], ...]]
) -> RaisesReached:
    """The same raises, as many days apart, from the change on or from the next agreement on."""
    of, raises = own
    first, said = raises[0][0], practice.said
    begins = first
    if practice.takes_up == "next agreement":
        begins = max(first, agreement.covers_until + timedelta(days=1))
    followed = tuple(
        (on + (begins - first), Rise(practice.ratio * rise.value, rise.per)) for on, rise in raises
    )
    why = f"{said.says} ({said.by}, {said.on})"
    return RaisesReached(
        item.item_id, agreement.address, of, "practice", followed, why, said.cite, said.status
    )


def raises_not_carried(item: Item, reached: Sequence[RaisesReached]) -> Iterator[NotCarried]:
    """The raises of an item that reach no other agreement, with what they would need."""
    for of in dict.fromkeys(step.of for step in item.steps):
        if all(one.bond == "own" for one in reached if one.of == of):
            why = "no practice of `raises` says that another agreement follows them"
            if of != WAGES:
                why = "no other agreement in force has a plan clause of the same kind"
            yield NotCarried(item.item_id, f"raises of {of}", why)


def plan_clause(agreement: Agreement, of: str, raises: Sequence[Rise]) -> str:
    """The name of an agreement's first clause that pays to such a plan and counts as the raises do; '' where
    it has none: shares on amounts paid or earned, money by the unit on hours of work.
    """
    kinds = {kind for rise in raises for kind in (BY_UNIT if rise.per else BY_SHARE)}
    named = (
        clause.name
        for clause in agreement.clauses()
        if clause.record_kind in kinds and any(word in clause.to for word in PLAN_WORDS[of])
    )
    return next(named, "")
