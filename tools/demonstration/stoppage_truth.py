"""What each regular of the invented stoppage is owed, on each side's words, figured by hand a second time.

The guild: a strike suspends every idle regular. The companies: only those whom they chose to suspend. Both:
half a week's pay for each started week, five at most; full pay to who is held, or kept after giving notice;
a fee for each guaranteed episode that was never made, unless the regular was let go or left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tools.demonstration.stoppage_world import (
    STOPPAGE_POSITIONS,
    STOPPAGE_REPORT,
    Regular,
    StoppageWorld,
    WeekPaid,
)

HALF_WEEKS = 5
UNTIL_DUE = timedelta(7)
# Federal holidays between the first stop and the report, written out.
HOLIDAYS = (
    date(2007, 11, 12), date(2007, 11, 22), date(2007, 12, 25), date(2008, 1, 1), date(2008, 1, 21),
    date(2008, 2, 18), date(2008, 5, 26),
)  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """One amount owed to one regular. cents None: what is needed to figure it is not recorded."""

    clause: str
    occasion: str
    cents: int | None
    due_on: date


def half(cents: int) -> int:
    """Half of it, an odd cent up."""
    return (cents + 1) // 2


def owed_to(regular: Regular, position: str) -> list[Owed]:
    """All that one regular is owed, whether or not the records hold the contract."""
    stop, contract = regular.stop, regular.contract
    last = min(
        day - timedelta(1) if day != stop.ends_on else day
        for day in (stop.ends_on, stop.released_on or stop.ends_on, stop.left_on or stop.ends_on)
    )
    found: list[Owed] = []
    if stop.election == "kept":
        for week, ended in _weeks(stop.stopped_on, last):
            found.append(Owed("series-hold", f"week:{week}", contract.weekly_cents, ended + UNTIL_DUE))
    is_suspended = stop.election == "suspended" or (position == "guild" and stop.election != "kept")
    if not is_suspended or stop.released_on == stop.stopped_on:
        return found
    for week, ended in _weeks(stop.stopped_on, last):
        if week <= HALF_WEEKS:
            cents = None if contract.weekly_cents is None else half(contract.weekly_cents)
            found.append(Owed("series-half-pay", f"week:{week}", cents, ended + UNTIL_DUE))
    if stop.kept_from is not None:
        for week, ended in _weeks(stop.kept_from, last):
            found.append(
                Owed("series-full-pay", f"kept_week:{week}", contract.weekly_cents, ended + UNTIL_DUE)
            )
    is_gone = stop.released_on is not None or stop.left_on is not None
    if not is_gone and regular.unmade != 0:
        cents = None if regular.unmade is None else contract.episode_cents * regular.unmade
        found.append(Owed("series-unmet-guarantee", f"stop:{stop.stopped_on}", cents, last + UNTIL_DUE))
    return found


def _weeks(first: date, last: date) -> Iterator[tuple[int, date]]:
    """The started weeks between two days with the last day of each."""
    week, start = 1, first
    while start <= last:
        yield week, min(start + timedelta(6), last)
        week, start = week + 1, start + timedelta(7)


def business_days_after(start: date, end: date) -> int:
    """The working days after `start` up to and with `end`."""
    days = (start + timedelta(passed) for passed in range(1, (end - start).days + 1))
    return sum(1 for day in days if day.weekday() < 5 and day not in HOLIDAYS)


def stoppage_truth(world: StoppageWorld) -> dict[str, list[dict[str, Any]]]:
    """Every amount of the stoppage as it stands on the report's day, by position.

    No row for a regular whose contract is not recorded: of those nothing can be figured.
    """
    paid = {(line.payee_id, line.period): line for line in world.paid}
    held = [regular for regular in world.regulars if regular.outcome != "no_contract_held"]
    return {
        position: [_standing(regular, owed, paid) for regular in held for owed in owed_to(regular, position)]
        for position in STOPPAGE_POSITIONS
    }


def _standing(regular: Regular, owed: Owed, paid: Mapping[tuple[str, str], WeekPaid]) -> dict[str, Any]:
    line = paid.get((regular.payee_id, owed.occasion))
    row: dict[str, Any] = {
        "outcome": regular.outcome,
        "company": regular.contract.company_id,
        "title": regular.contract.title_id,
        "payee": regular.contract.person_id,
        "clause": owed.clause,
        "occasion": owed.occasion,
        "owed_cents": owed.cents,
        "due_on": owed.due_on,
    }
    if owed.cents is None:
        return {**row, "paid_cents": 0, "open_cents": None, "state": "not_computable", "late_cents": None}
    paid_cents = 0 if line is None else line.gross_cents
    state = "settled" if paid_cents == owed.cents else "short" if paid_cents else "no_payment_found"
    until = line.paid_on if line is not None and state == "settled" else STOPPAGE_REPORT
    late = business_days_after(owed.due_on, until) if until > owed.due_on else 0
    return {
        **row,
        "paid_cents": paid_cents,
        "open_cents": owed.cents - paid_cents,
        "state": state,
        "late_cents": 1_000 * min(late, 20) or None,
    }


def open_by_head(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """What is open of half pay, of pay after notice, of held pay and of unmade episodes, each by itself."""
    sums: dict[str, int] = {}
    for row in rows:
        if row["open_cents"]:
            sums[row["clause"]] = sums.get(row["clause"], 0) + row["open_cents"]
    return dict(sorted(sums.items()))
