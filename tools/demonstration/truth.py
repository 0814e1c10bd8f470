"""What an audit must find, and what it must not: arrears on every position and report day, late and stray
money, and counts of all that is in order.

Figured from the owed amounts and the payments alone; what was planted only names the cause. An arrear without
a cause is called `reading` when the company paid in full on its own reading, else `unexplained` (there are
none).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tools.demonstration.amounts import half_up
from tools.demonstration.calendar import whole_months_late
from tools.demonstration.world import (
    FAULT_KINDS,
    OWN_WORDS,
    POSITIONS,
    REPORT_DATES,
    Key,
    Owed,
    PaymentLine,
    Planted,
    World,
)

MONTHLY = Fraction(15, 1000)
OPEN_STATES = ("no_payment_found", "short", "paid_to_another_payee")


@dataclass(frozen=True)
class Standing:
    """How one writer's line stands on one position and day. paid_cents None: only a net amount is known."""

    line: Owed
    owed_cents: int
    paid_cents: int | None
    state: str
    settled_on: date | None

    @property
    def open_cents(self) -> int:
        """What is missing; nothing unless the state says that something is."""
        return self.owed_cents - (self.paid_cents or 0) if self.state in OPEN_STATES else 0


@dataclass(frozen=True)
class View:
    """What the book knew on a report day."""

    as_of: date
    owed: tuple[Owed, ...]
    lines: Mapping[Key, tuple[PaymentLine, ...]]
    strays: tuple[tuple[Planted, PaymentLine], ...]
    faults: Mapping[Key, str]
    pays_on: Mapping[str, str]


def truth(world: World, as_of: date) -> dict[str, Any]:
    """Everything an audit of a report day must say, per position. Only the two report days are known."""
    if as_of not in REPORT_DATES:
        raise ValueError(
            f"the demonstration is told for {REPORT_DATES[0]} and {REPORT_DATES[1]}, not for {as_of}"
        )
    view = view_on(world, as_of)
    standings = {position: [_standing(view, line, position) for line in view.owed] for position in POSITIONS}
    positions = {position: _position(view, position, standings[position]) for position in POSITIONS}
    return {
        "as_of": as_of.isoformat(),
        "positions": positions,
        "on_all_own_words_positions": _common(standings),
        "exceptions_on_every_position": _exceptions_everywhere(positions),
        "look_alikes": _look_alikes(world, view),
    }


def whole_truth(world: World) -> dict[str, Any]:
    """The truth of both report days with what was planted, as it is written beside the tables."""
    return {
        "seed": world.recipe.seed,
        "faults": list(world.recipe.faults),
        "positions": list(POSITIONS),
        "pays_on": dict(world.catalogue.pays_on),
        "planted": [
            {"kind": planted.kind, **_names(planted.key), "payee_paid": planted.payee_paid}
            for planted in world.planted
        ],
        "reports": {as_of.isoformat(): truth(world, as_of) for as_of in REPORT_DATES},
    }


def view_on(world: World, as_of: date) -> View:
    """The owed lines and payments that were known on a day, payments under the writer they are for."""
    person_of = {payee.payee_id: payee.person_id for payee in world.catalogue.payees_of_record}
    wrong = {
        (fault.key.title_id, fault.key.market, fault.key.occasion, fault.payee_paid): fault
        for fault in world.planted
        if fault.payee_paid
    }
    lines: dict[Key, list[PaymentLine]] = {}
    strays: list[tuple[Planted, PaymentLine]] = []
    for line in world.payment_lines:
        if line.received_by_guild_on > as_of:
            continue
        payee_id = person_of.get(line.payee_id, line.payee_id)
        fault = wrong.get((line.title_id, line.market, line.period, payee_id))
        if fault is not None:
            strays.append((fault, line))
        else:
            lines.setdefault(Key(line.title_id, line.market, line.period, payee_id), []).append(line)
    return View(
        as_of=as_of,
        owed=tuple(line for line in world.owed if line.since <= as_of),
        lines={key: tuple(found) for key, found in lines.items()},
        strays=tuple(strays),
        faults={planted.key: planted.kind for planted in world.planted if planted.kind in FAULT_KINDS},
        pays_on=world.catalogue.pays_on,
    )


def _standing(view: View, line: Owed, position: str) -> Standing:
    owed = line.cents[position]
    lines = view.lines.get(line.key, ())
    known = [found.gross_cents for found in lines if found.gross_cents is not None]
    paid = sum(known)
    if len(known) < len(lines):
        return Standing(line, owed, None, "not_comparable", None)
    if owed == 0:
        return Standing(line, owed, paid, "nothing_owed", None)
    if paid >= owed:
        settled_on = max(found.received_by_guild_on for found in lines[:1])
        return Standing(line, owed, paid, _where_money_is(lines), settled_on)
    if line.due_on > view.as_of:
        return Standing(line, owed, paid, "not_yet_due", None)
    if any(fault.key == line.key for fault, _ in view.strays):
        return Standing(line, owed, paid, "paid_to_another_payee", None)
    return Standing(line, owed, paid, "short" if paid else "no_payment_found", None)


def _where_money_is(lines: Sequence[PaymentLine]) -> str:
    """Where money that settles a line has come to."""
    if any(line.returned_on is not None for line in lines):
        return "undeliverable"
    return "settled" if all(line.sent_on_to_member_on is not None for line in lines) else "with_the_guild"


def _position(view: View, position: str, standings: Sequence[Standing]) -> dict[str, Any]:
    arrears = [_arrear(view, position, s) for s in standings if s.open_cents]
    late = [_late(s) for s in standings if s.settled_on is not None and s.settled_on > s.line.due_on]
    exceptions = _exceptions(view, standings)
    return {
        "arrears": arrears,
        "late": late,
        "exceptions": exceptions,
        "totals": {
            "open_cents": sum(line["open_cents"] for line in arrears),
            "arrears": len(arrears),
            "late_simple_cents": sum(line["simple_cents"] for line in [*arrears, *late]),
            "exception_cents": sum(line["amount_cents"] for line in exceptions),
            "not_yet_due_cents": sum(s.owed_cents for s in standings if s.state == "not_yet_due"),
        },
        "by_company": _sums(arrears, "company"),
        "by_person": _sums(arrears, "payee"),
        "by_fault": _sums(arrears, "fault"),
        "states": dict(sorted(Counter(s.state for s in standings).items())),
    }


def _arrear(view: View, position: str, standing: Standing) -> dict[str, Any]:
    line = standing.line
    fault = view.faults.get(line.key)
    if fault is None:
        own = line.cents[view.pays_on[line.company_id]]
        fault = "reading" if standing.paid_cents == own else "unexplained"
    return {
        **_line_words(standing),
        "position": position,
        "paid_cents": standing.paid_cents,
        "open_cents": standing.open_cents,
        "state": standing.state,
        "fault": fault,
        **charges(standing.open_cents, line.due_on, view.as_of),
    }


def _late(standing: Standing) -> dict[str, Any]:
    settled_on = standing.settled_on
    if settled_on is None:
        raise ValueError("only what is settled can have been settled late")
    return {
        **_line_words(standing),
        "settled_on": settled_on.isoformat(),
        "days": (settled_on - standing.line.due_on).days,
        **charges(standing.owed_cents, standing.line.due_on, settled_on),
    }


def charges(open_cents: int, due_on: date, until: date) -> dict[str, int]:
    """1.5% for each whole month: simple, and compound with each month's charge rounded to the cent."""
    months = whole_months_late(due_on, until)
    balance = open_cents
    for _ in range(months):
        balance += half_up(balance * MONTHLY)
    simple = half_up(open_cents * MONTHLY * months)
    return {"months": months, "simple_cents": simple, "compound_cents": balance - open_cents}


def _exceptions(view: View, standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """Money that settles nothing: paid twice, paid beyond what is owed, paid to somebody without a credit."""
    found = []
    for standing in standings:
        excess = (standing.paid_cents or 0) - standing.owed_cents
        if excess > 0:
            is_twice = view.faults.get(standing.line.key) == "duplicate"
            kind = "duplicate" if is_twice else "overpaid"
            last = view.lines[standing.line.key][-1]
            found.append(_exception(kind, last, standing.line.key.payee_id, excess))
    for fault, line in view.strays:
        found.append(_exception("not_credited", line, str(fault.payee_paid), line.gross_cents or 0))
    return found


def _exception(kind: str, line: PaymentLine, payee_id: str, amount_cents: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "payment_id": line.payment_id,
        "line_no": line.line_no,
        "company": line.payer_id,
        "title": line.title_id,
        "market": line.market,
        "occasion": line.period,
        "payee": payee_id,
        "amount_cents": amount_cents,
    }


def _exceptions_everywhere(positions: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Money that settles nothing whoever is right: per payment line the least of the positions."""
    least: dict[tuple[str, int], dict[str, Any]] = {}
    seen: Counter[tuple[str, int]] = Counter()
    for position in positions.values():
        for line in position["exceptions"]:
            place = (line["payment_id"], line["line_no"])
            seen[place] += 1
            if place not in least or line["amount_cents"] < least[place]["amount_cents"]:
                least[place] = line
    return [line for place, line in least.items() if seen[place] == len(positions)]


def _common(standings: Mapping[str, Sequence[Standing]]) -> dict[str, Any]:
    """What is open on every side's own words: per line the least of the positions."""
    rows = zip(*(standings[position] for position in OWN_WORDS))
    least = {row[0].line.key: min(standing.open_cents for standing in row) for row in rows}
    in_arrears = {key: cents for key, cents in least.items() if cents}
    return {"open_cents": sum(in_arrears.values()), "arrears": len(in_arrears)}


def _look_alikes(world: World, view: View) -> dict[str, list[dict[str, Any]]]:
    """What only looks wrong and was known on the day, by kind."""
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in world.recipe.look_alikes}
    for planted in world.planted:
        if planted.kind in found and planted.key in view.lines:
            line = view.lines[planted.key][0]
            found[planted.kind].append(
                {
                    **_names(planted.key),
                    "payment_id": line.payment_id,
                    "line_no": line.line_no,
                    "gross_cents": line.gross_cents,
                    "net_cents": line.net_cents,
                    "paid_to": line.payee_id,
                }
            )
    return found


def _names(key: Key) -> dict[str, str]:
    return {
        "title": key.title_id,
        "market": key.market,
        "occasion": key.occasion,
        "payee": key.payee_id,
    }


def _line_words(standing: Standing) -> dict[str, Any]:
    return {
        "company": standing.line.company_id,
        **_names(standing.line.key),
        "due_on": standing.line.due_on.isoformat(),
        "owed_cents": standing.owed_cents,
    }


def _sums(arrears: Sequence[Mapping[str, Any]], by: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in arrears:
        sums[line[by]] = sums.get(line[by], 0) + line["open_cents"]
    return dict(sorted(sums.items()))
