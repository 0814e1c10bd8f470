"""Finds what whole clauses of an offer reach: new ones that a practice says others take, and clauses taken
out that others have too; the rest is named with why it is not carried over.

A clause that only got another name changes nothing and is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from arrears.agreements.model import Agreement, Clause
from arrears.bargaining.clause_parts import is_same_use, parts_of
from arrears.bargaining.pattern import Bond, Change, ClauseReached, NotCarried
from arrears.bargaining.practice import Practice
from arrears.bargaining.same_items import touched

NOBODY_TAKES = "no practice of `clauses` says that another agreement takes it"
NO_VERSION = "the agreement that a practice names has no version in force"
HAS_IT = "the agreement has the same clause already"
NOBODY_HAS = "no other agreement in force has the same clause"
NO_FIGURE = "no change of one figure, so nothing says what it would be in another agreement"
BOTH_TEXTS = ("both texts as the library holds them", "derived")


def clauses_reached(
    change: Change, in_force: Sequence[Agreement], all_said: Sequence[Practice], others: Sequence[str]
) -> tuple[list[ClauseReached], list[NotCarried]]:
    """What an item's new and removed clauses reach, and everything of it that is carried nowhere.

    others: the addresses that the item changes otherwise than by another figure, without family and version.
    """
    new, gone = _changed_clauses(change)
    said = [one for one in all_said if one.what == "clauses" and one.leads == change.base.family]
    reached: list[ClauseReached] = []
    left: list[NotCarried] = []
    for found in (
        *(_own(change, clause, "new") for clause in new),
        *(_own(change, clause, "removed") for clause in gone),
        *(one for clause in new for one in _new(change, clause, in_force, said)),
        *(one for clause in gone for one in _removed(change, clause, in_force, said)),
    ):
        if isinstance(found, ClauseReached):
            reached.append(found)
        else:
            left.append(found)
    whole = {clause.name for clause in (*new, *gone)}
    left += [
        NotCarried(change.item.item_id, address, NO_FIGURE)
        for address in others
        if not _is_within(address, whole) and _is_within(address, touched(change.item))
    ]
    return reached, left


def _is_within(address: str, places: Collection[str]) -> bool:
    """Whether an address is one of these places, or inside or around one: what an edit itself changes."""
    return any(f"{address}/".startswith(f"{one}/") or one.startswith(f"{address}/") for one in places)


def _changed_clauses(change: Change) -> tuple[list[Clause], list[Clause]]:
    """The clauses that an item adds, and those that it takes out; one that got another name is neither."""
    before, after = ({one.name: one for one in each.clauses()} for each in (change.base, change.amended))
    new = [after[name] for name in after if name not in before]
    gone = [before[name] for name in before if name not in after]
    renamed = [(one, other) for one in new for other in gone if is_same_clause(one, other)]
    return (
        [one for one in new if all(one is not pair[0] for pair in renamed)],
        [one for one in gone if all(one is not pair[1] for pair in renamed)],
    )


def _own(change: Change, clause: Clause, sort: Literal["new", "removed"]) -> ClauseReached:
    item, at = change.item, change.base.address
    return ClauseReached(
        item.item_id, at, f"{at}/{clause.name}", sort, "own", item.reach, item.effective_on, item.until,
        "the item's own change", "the offer", "primary", clause,
    )  # fmt: skip


def is_same_clause(one: Clause, other: Clause) -> bool:
    """Whether two clauses are equal without names: one use, the same parts, every figure included."""
    if not is_same_use(one, other):
        return False
    texts = [
        sorted(
            (part.role, part.shape, str([figure.value for figure in part.figures])) for part in parts_of(each)
        )
        for each in (one, other)
    ]
    return texts[0] == texts[1]


def _new(
    change: Change, clause: Clause, in_force: Sequence[Agreement], said: Sequence[Practice]
) -> Iterator[ClauseReached | NotCarried]:
    item_id, what = change.item.item_id, f"the new clause {clause.name}"
    taking = [one for one in said if not one.articles or clause.name.partition("/")[0] in one.articles]
    if not taking:
        yield NotCarried(item_id, what, NOBODY_TAKES)
    for practice in taking:
        followed = [one for one in in_force if one.family == practice.follows]
        if not followed:
            yield NotCarried(item_id, f"{what} to {practice.follows}", NO_VERSION)
        for agreement in followed:
            if any(is_same_clause(clause, theirs) for theirs in agreement.clauses()):
                yield NotCarried(item_id, f"{what} to {agreement.address}", HAS_IT)
            else:
                yield _reached(change, (agreement, clause.name, clause), practice)


def _removed(
    change: Change, clause: Clause, in_force: Sequence[Agreement], said: Sequence[Practice]
) -> Iterator[ClauseReached | NotCarried]:
    having = [
        (agreement, theirs.name, theirs)
        for agreement in in_force
        for theirs in agreement.clauses()
        if is_same_clause(clause, theirs)
    ]
    if not having:
        yield NotCarried(change.item.item_id, f"the end of {clause.name}", NOBODY_HAS)
    for one in having:
        practice = next((each for each in said if each.follows == one[0].family), None)
        yield _reached(change, one, practice)


def _reached(
    change: Change, there: tuple[Agreement, str, Clause], practice: Practice | None
) -> ClauseReached:
    agreement, name, text = there
    item = change.item
    bond: Bond = "same clause" if practice is None else "practice"
    why, source = "it has the same clause, and nothing stated makes it follow", BOTH_TEXTS
    if practice is not None:
        said = practice.said
        why, source = f"{said.says} ({said.by}, {said.on})", (said.cite, said.status)
    is_new = all(one is not text for one in agreement.clauses())
    return ClauseReached(
        item.item_id, agreement.address, f"{agreement.address}/{name}", "new" if is_new else "removed", bond,
        item.reach, _from(change, agreement, practice), item.until, why, *source, text,
    )  # fmt: skip


def _from(change: Change, agreement: Agreement, practice: Practice | None) -> date:
    first = change.item.effective_on
    if practice is None or practice.takes_up != "next agreement":
        return first
    return max(first, agreement.covers_until + timedelta(days=1))
