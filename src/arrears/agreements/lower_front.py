"""The header of an agreement: its days, rules and credit shares, read before its articles.

A header whose shape was checked comes in; what it says wrongly goes out as findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from arrears.agreements.lower_noted import left_out_of, noted_of
from arrears.agreements.lower_rules import lower_credit_columns, lower_credit_shares, lower_due, lower_late
from arrears.agreements.model import (
    Citation,
    CreditColumns,
    CreditShares,
    DueRule,
    LateRule,
    LeftOut,
    Noted,
)
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.scope import attempt
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_day

T = TypeVar("T")


@dataclass(frozen=True)
class Front:
    """The header as read: what its articles need of it."""

    address: str
    title: str
    covers: tuple[date, date]
    governed_by: Written
    citation: Citation
    due_rules: Mapping[str, DueRule | None]  # None: written, and faulty
    late_rules: Mapping[str, LateRule | None]
    credit_shares: tuple[CreditShares, ...]
    credit_columns: tuple[CreditColumns, ...]
    order: tuple[WrittenText, ...]
    noted: tuple[Noted, ...]
    left_out: tuple[LeftOut, ...]


def read_front(block: WrittenMap, folder: str, faults: list[Finding]) -> Front | None:
    """The header of the agreement in a folder `family/version`; None when its days cannot be read."""
    address = text_at(block, "agreement")
    if address != folder:
        problem = "the agreement is named otherwise than its folder."
        faults.append(Finding("agreement-name", block.place, problem, folder, address, "rename one of them"))
    citation = citation_of(block, None)
    if citation is None:
        problem = "the agreement has no citation."
        raise Refused(
            [Finding("agreement-citation", block.place, problem, "cite and status", "none", "add them")]
        )
    covers = attempt(faults, lambda: days_covered(block))
    governed = block.get("governed_by")
    order = block.get("articles")
    if covers is None or governed is None:
        return None
    return Front(
        address=address,
        title=text_at(block, "title"),
        covers=covers,
        governed_by=governed,
        citation=citation,
        due_rules=_rules(block, "due", lower_due, faults),
        late_rules=_rules(block, "late_rules", lower_late, faults),
        credit_shares=_listed(block, "credit_shares", lower_credit_shares, faults),
        credit_columns=_listed(block, "credit_columns", lower_credit_columns, faults),
        order=tuple(item for item in order.items if isinstance(item, WrittenText))
        if isinstance(order, WrittenList)
        else (),
        noted=noted_of(block, address, citation, faults),
        left_out=left_out_of(block),
    )


def days_covered(block: WrittenMap) -> tuple[date, date]:
    """The first and the last day of an agreement's term."""
    covers = block.get("covers")
    if not isinstance(covers, WrittenMap):
        raise TypeError("days_covered is given a header whose shape was checked")
    first, last = covers.get("from") or covers, covers.get("until") or covers
    days = (read_day(text_at(covers, "from"), first.place), read_day(text_at(covers, "until"), last.place))
    if days[0] > days[1]:
        problem = "the agreement ends before it begins."
        raise Refused([Finding("agreement-covers", last.place, problem, f"{days[0]} or later", f"{days[1]}")])
    return days


def _rules(
    block: WrittenMap,
    key: str,
    lower: Callable[[WrittenMap, str, Citation | None], T],
    faults: list[Finding],
) -> dict[str, T | None]:
    """The named rules of a header, None for a faulty one; each cites its own source."""
    group = block.get(key)
    rules: dict[str, T | None] = {}
    for name, written in group.entries if isinstance(group, WrittenMap) else ():
        rule_id = f"{text_at(block, 'agreement')}/{name.text}"
        if isinstance(written, WrittenMap):
            rules[name.text] = attempt(
                faults,
                lambda written=written, rule_id=rule_id: lower(written, rule_id, None),  # type: ignore[misc]
            )
    return rules


def _listed(
    block: WrittenMap, key: str, lower: Callable[[WrittenMap, Citation | None], T], faults: list[Finding]
) -> tuple[T, ...]:
    group = block.get(key)
    items = group.items if isinstance(group, WrittenList) else ()
    lowered = [
        attempt(faults, lambda item=item: lower(item, None))  # type: ignore[misc]
        for item in items
        if isinstance(item, WrittenMap)
    ]
    return tuple(one for one in lowered if one is not None)
