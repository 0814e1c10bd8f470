"""The parts of a clause: what it pays, the periods it cuts, how it is shared, how it is rounded.

Each reader gives None when a part rests on something faulty whose finding is already told.
"""

from __future__ import annotations

from arrears.agreements.layout import RESULT_KEYS
from arrears.agreements.lower_names import (
    only_beside,
    per_of,
    read_rounds,
    refuse,
)
from arrears.agreements.names import (
    text_at,
)
from arrears.agreements.scope import (
    Scope,
    attempt,
    is_date,
    not_a_date,
    period_days,
    read_condition,
    read_money,
    read_part,
)
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, as_map, as_text
from arrears.findings import Finding
from arrears.formula.clause import (
    Credits,
    Each,
    Gives,
    Holds,
    Pays,
    PaysToDate,
    Result,
    Rounding,
    Waterfall,
    WaterfallStep,
)
from arrears.formula.figures import read_number
from arrears.formula.kinds import NUMBER
from arrears.formula.nodes import Node, kind_of


def lower_result(block: WrittenMap, scope: Scope) -> Result | None:
    """What the clause gives: exactly one of the keys of a result."""
    present = [key for key in RESULT_KEYS if block.get(key)]
    if len(present) != 1:
        raise refuse(
            "agreement-choice",
            block.place,
            f"a clause states exactly one of {', '.join(RESULT_KEYS)}.",
            expected="one of them",
            found=" and ".join(present) or "none",
        )
    only_beside(block, "per", ("pays_to_date", "credits", "holds"))
    only_beside(block, "fill", ("waterfall",))
    match present[0]:
        case "pays":
            amount = read_money(block.get("pays"), scope)
            return None if amount is None else Pays(amount)
        case "pays_to_date":
            amount = read_money(block.get("pays_to_date"), scope)
            return None if amount is None else PaysToDate(amount, per_of(block))
        case "credits":
            return _credits(block, scope)
        case "holds":
            return _holds(block, scope)
        case "waterfall":
            return _waterfall(block, scope)
    gives = as_map(block.get("gives"))
    when = read_condition(gives.get("when"), scope)
    return None if when is None else Gives(text_at(gives, "right"), when)


def _credits(block: WrittenMap, scope: Scope) -> Result | None:
    credits = as_map(block.get("credits"))
    fund, line = read_money(credits.get("fund"), scope), read_money(credits.get("line"), scope)
    order = as_text(credits.get("order"))
    if not is_date(scope.names.get(order.text)):
        raise not_a_date(order, scope.names)
    if fund is None or line is None:
        return None
    return Credits(fund, line, per_of(block), order.text)


def _holds(block: WrittenMap, scope: Scope) -> Result | None:
    holds = as_map(block.get("holds"))
    amount, until = read_money(holds.get("amount"), scope), read_money(holds.get("until"), scope)
    return None if amount is None or until is None else Holds(amount, until, per_of(block))


def _waterfall(block: WrittenMap, scope: Scope) -> Result | None:
    pot, fill = read_money(block.get("waterfall"), scope), block.get("fill")
    if not isinstance(fill, WrittenList):
        raise refuse(
            "agreement-missing", block.place, "a waterfall does not say what it fills.", expected="fill"
        )
    steps: list[WaterfallStep] = []
    for number, item in enumerate(fill.items, start=1):
        place = as_map(item)
        need = place.get("up_to")
        if (need is None) != (number == len(fill.items)):
            problem = "only the last place of a waterfall takes the rest."
            raise refuse("agreement-choice", item.place, problem, expected="`up_to` on all but the last")
        up_to = None if need is None else read_money(need, scope)
        if need is not None and up_to is None:
            return None
        steps.append(WaterfallStep(text_at(place, "to"), up_to))
    return None if pot is None else Waterfall(pot, tuple(steps))


def lower_each(block: WrittenMap, scope: Scope) -> Each | None:
    """The periods that the clause cuts its records into, if it does."""
    written = block.get("each")
    if not isinstance(written, WrittenMap):
        return None
    start, end = _day(written.get("from"), scope), _day(written.get("until"), scope)
    days = attempt(scope.faults, lambda: period_days(written))
    most = attempt(scope.faults, lambda: _most(written))
    if start is None or end is None or days is None:
        return None
    part = text_at(written, "part")
    match part:
        case "counts whole" | "prorates" | "does not count":
            return Each(text_at(written, "name"), days, start, end, most, part)
    return None  # another word was refused by the shape


def _day(written: Written | None, scope: Scope) -> Node | None:
    node = read_part(written, scope)
    if node is None or written is None:
        return None
    if not is_date(node):
        problem = "a period is cut between dates."
        scope.faults.append(Finding("wrong-kind", written.place, problem, "a date", str(kind_of(node))))
        return None
    return node


def _most(each: WrittenMap) -> int | None:
    written = each.get("at_most")
    if written is None:
        return None
    figure = read_number(text_at(each, "at_most"), written.place)
    if figure.kind != NUMBER or figure.value.denominator != 1 or not 0 < figure.value < 10_000:
        problem, found = "`at_most` counts periods.", text_at(each, "at_most")
        raise refuse("agreement-period", written.place, problem, expected="a whole number", found=found)
    return int(figure.value)


def lower_rounding(block: WrittenMap) -> Rounding:
    written = block.get("rounds")
    return Rounding() if written is None else Rounding(*read_rounds(written))
