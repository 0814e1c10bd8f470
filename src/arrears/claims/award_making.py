"""What an award gives on each line of its claims: the amounts of one reading, or a sum divided by a stated
rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.claims.award_account import AwardPart
from arrears.claims.settlement_division import SettledLine, divide_settlement
from arrears.claims.settlement_terms import (
    CHARACTERS,
    Allocation,
    LumpSum,
    Release,
    Rule,
    SettlementLine,
    SettlementTerms,
)
from arrears.findings import Finding, Refused
from arrears.money import Cents


def lines_at(lines: Sequence[SettlementLine], position: str) -> tuple[SettledLine, ...]:
    """Every line at its amount on the reading that the award was made on; lines worth nothing on it are left
    out.

    Findings: raises `Refused` with award-line-unknown, award-position.
    """
    known = sorted({name for line in lines for name in line.by_position})
    if position not in known:
        problem, remedy = "no line is figured on the reading of the award", "name one of them with --position"
        expected = ", ".join(known) or "lines"
        raise Refused([Finding("award-position", "award", problem, expected, position, remedy)])
    faults = [
        Finding(
            "award-line-unknown",
            line.key,
            "the amount of this line is not known on the reading of the award",
            "an amount",
            "not known",
            "give the sum of the award with --sum, or record that it must be calculated",
        )
        for line in lines
        if line.by_position.get(position) is None
    ]
    if faults:
        raise Refused(faults[:20])
    given = ((line, line.by_position[position] or 0) for line in lines)
    return tuple(SettledLine(line, cents, 0) for line, cents in given if cents > 0)


def lines_of_sum(
    lines: Sequence[SettlementLine], position: str, rule: Rule, cents: Cents
) -> tuple[SettledLine, ...]:
    """A sum that the award gives for all lines together, divided by a rule on its reading.

    Findings: raises `Refused` with those of `divide_settlement`.
    """
    currency = lines[0].currency if lines else ""
    terms = SettlementTerms(
        "the award",
        LumpSum(cents, currency),
        Allocation(rule, position, (tuple(CHARACTERS),)),
        release=Release(undisputed=True),
    )
    return divide_settlement(lines, terms).lines


def parts_of(instalments: Sequence[AwardPart], lines: Sequence[SettledLine]) -> tuple[AwardPart, ...]:
    """The instalments as the award states them; one part for all where it states none."""
    return tuple(instalments) or (AwardPart(1, None, sum(each.paid_cents for each in lines)),)


def one_currency(lines: Sequence[SettledLine]) -> str:
    """The currency of an award's lines.

    Findings: raises `Refused` with award-currency.
    """
    currencies = sorted({each.line.currency for each in lines})
    if len(currencies) == 1:
        return currencies[0]
    problem, remedy = "an award is in one currency", "record one award for each currency"
    found = ", ".join(currencies) or "no line"
    raise Refused([Finding("award-currency", "award", problem, "lines of one currency", found, remedy)])
