"""The dollars that cannot be computed until somebody sends a fact: by company and by what is missing.

A range is given only where every missing fact has a short list of values, each tried in the clause itself,
where the audit has already tried them, or where somebody bounds the fact and says why. For all else there is
no bound, and none is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from arrears.audit.explainer import Explainer, Row
from arrears.claims.bounded_amounts import bounded_amount, can_be_bounded
from arrears.claims.fact_bounds import FactBound
from arrears.formula.asks import asks
from arrears.formula.explain import RecordFacts
from arrears.formula.kinds import read_kind
from arrears.formula.ledger import sums_before
from arrears.obligations.bulk import is_stateful
from arrears.obligations.conflicts import WHICH_GOVERNS
from arrears.obligations.explained_ledger import FactRow, explain_lines, ledger_formula, ledger_record
from arrears.obligations.owed import SHARING
from arrears.obligations.variants import Variant
from arrears.vocabulary import RECORD_FACTS, WORD_LISTS

MOST_TRIED = 256  # combinations of values of one line
MOST_LINES = 2_000  # of one run, whose ranges are looked for; the others are counted without a bound
# A title with several credit columns has a line for each, so one column at a time bounds nothing.
FANS_OUT = frozenset(("credit",))
NOT_ASKED = frozenset((WHICH_GOVERNS, "credits", SHARING))


@dataclass(frozen=True)
class MissingMoney:
    """What hangs on one set of facts that one company has not sent.

    lines: obligations that cannot be figured. bounded: those of them with a range. low_cents, high_cents: the
    least and the most of the bounded ones on any position; null where there is none. clauses: by name.
    bounds: those that somebody gave of these facts, with their reasons.
    """

    company_id: str
    company: str
    facts: tuple[str, ...]
    currency: str
    lines: int
    titles: int
    bounded: int
    low_cents: int | None
    high_cents: int | None
    clauses: tuple[str, ...]
    status: str
    bounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unfigured:
    """One line of a run under one clause whose amount is not known, with its range where there is one."""

    row: Row
    low: int | None
    high: int | None


def missing_money(
    found: Explainer, company_id: str = "", bounds: Sequence[FactBound] = ()
) -> tuple[MissingMoney, ...]:
    """What cannot be computed of a run, by company and missing facts, the most lines first.

    bounds: what somebody says that facts lie between; used for lines that miss them, and for no other.
    Rows without a missing fact, such as those that two clauses govern, are nobody's to send and not told.
    """
    where = "AND company_id = ?" if company_id else ""
    rows = found.run_rows(
        f"""SELECT line_id, clause_no, part_no, company_id, title_id, currency, positions, missing, low_cents,
                   high_cents, family || '/' || version || '/' || article || '/' || clause AS name, status
            FROM whole_obligation WHERE amount_cents IS NULL AND len(missing) > 0 {where}
            ORDER BY obligation_no""",
        [company_id] if company_id else [],
    )
    asked = [row for row in rows if not NOT_ASKED & set(row["missing"])]
    groups: dict[tuple[str, tuple[str, ...], str], list[Unfigured]] = {}
    for one in _with_ranges(found, asked, bounds):
        key = (one.row["company_id"], tuple(sorted(one.row["missing"])), one.row["currency"] or "")
        groups.setdefault(key, []).append(one)
    positions = len(found.positions)
    listed = [
        replace(_group(found, key, members, positions), bounds=_used(bounds, key[1]))
        for key, members in groups.items()
    ]
    return tuple(sorted(listed, key=lambda one: (-one.lines, one.company_id, one.facts)))


def _group(
    found: Explainer,
    key: tuple[str, tuple[str, ...], str],
    members: Sequence[Unfigured],
    positions: int,
) -> MissingMoney:
    company_id, facts, currency = key
    bounded = [one for one in members if one.low is not None and one.high is not None]
    bits = range(positions if bounded else 0)
    served = [[one for one in bounded if one.row["positions"] >> bit & 1] for bit in bits]
    order = ("", "primary", "secondary", "derived", "unverified")
    return MissingMoney(
        company_id=company_id,
        company=found.company_names.get(company_id, company_id),
        facts=facts,
        currency=currency,
        lines=len(members),
        titles=len({one.row["title_id"] for one in members}),
        bounded=len(bounded),
        low_cents=min((sum(one.low or 0 for one in group) for group in served), default=None),
        high_cents=max((sum(one.high or 0 for one in group) for group in served), default=None),
        clauses=tuple(sorted({str(one.row["name"]) for one in members})),
        status=max((str(one.row["status"] or "") for one in members), key=order.index),
    )


def _used(bounds: Sequence[FactBound], facts: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{one.written}: {one.why}" for one in bounds if one.fact in facts)


def _with_ranges(found: Explainer, rows: Sequence[Row], bounds: Sequence[FactBound]) -> Iterator[Unfigured]:
    """Each row with its range: the audit's own, of trying every value of its missing facts, or of bounds."""
    unbounded = [row for row in rows if row["low_cents"] is None][:MOST_LINES]
    numbers = sorted({row["line_id"] for row in unbounded})
    lines = {row["line_id"]: row for row in _lines(found, numbers)}
    for row in rows:
        low, high = row["low_cents"], row["high_cents"]
        if low is None and row["line_id"] in lines:
            low, high = _range(found, row, lines[row["line_id"]], bounds)
        yield Unfigured(row, low, high)


def _range(
    found: Explainer, row: Row, line: FactRow, bounds: Sequence[FactBound]
) -> tuple[int | None, int | None]:
    variant = found.variants[row["clause_no"]]
    given = [one for one in bounds if one.fact in row["missing"]]
    if not given:
        return try_values(found.variants, variant, row, line)
    return try_bounds(variant, row, (line, *_counted_with(found, variant, line)), given) or (None, None)


def _counted_with(found: Explainer, variant: Variant, line: FactRow) -> list[Row]:
    """The other lines that the clause's counters may run over: those of the same title."""
    states = asks(variant.formula).states
    if not states:
        return []
    return found.run_rows(
        "SELECT * FROM whole_fact WHERE title_id = ? AND record_kind = ? AND line_id <> ?",
        [line["title_id"], line["record_kind"], line["line_id"]],
    )


def try_bounds(
    variant: Variant, row: Row, lines: Sequence[FactRow], bounds: Sequence[FactBound]
) -> tuple[int, int] | None:
    """The least and the most that a clause gives for the first of these lines, over all facts within bounds.

    lines: it, and those of its title that counters run over. Null where another missing fact has no list of
    values, where a counter waits for these facts, or where no range can be told.
    """
    formula = ledger_formula(variant)
    kinds = RECORD_FACTS[formula.record_kind]
    listed = [name for name in row["missing"] if name not in {one.fact for one in bounds}]
    values = [listed_values(name, kinds.get(name, "")) for name in listed]
    states = asks(formula).states
    is_apart = any("title" not in state.per for state in states)
    if variant.owed or is_apart or not all(values) or prod(map(len, values)) > MOST_TRIED:
        return None
    if not can_be_bounded(formula, row["missing"]):
        return None
    record, *others = (ledger_record(tuple(asks(formula).facts), line) for line in lines)
    before = sums_before(formula, [record, *others])[record.line_id]
    found = [
        bounded_amount(formula, RecordFacts({**record.facts, **dict(zip(listed, chosen))}, before), bounds)
        for chosen in product(*values)
    ]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _lines(found: Explainer, numbers: Sequence[int]) -> list[Row]:
    if not numbers:
        return []
    listed = ", ".join(str(int(number)) for number in numbers)
    return found.run_rows(f"SELECT * FROM whole_fact WHERE line_id IN ({listed})")


def try_values(
    variants: Mapping[int, Variant], variant: Variant, row: Row, line: FactRow
) -> tuple[int | None, int | None]:
    """The least and the most that a clause gives for a line, over every value of the facts that are missing.

    Null where a missing fact has no short list of values, where the clause counts over other lines, or where
    some value leaves the amount missing all the same.
    """
    kinds = RECORD_FACTS[variant.formula.record_kind]
    values = [listed_values(name, kinds.get(name, "")) for name in row["missing"]]
    is_plain = not is_stateful(variant.formula) and not variant.owed and variant.formula.each is None
    if not is_plain or not all(values) or prod(len(each) for each in values) > MOST_TRIED:
        return None, None
    if not set(row["missing"]) <= set(asks(variant.formula).facts):
        return None, None
    given = [{**line, **dict(zip(row["missing"], chosen))} for chosen in product(*values)]
    amounts = [_amount(variants, variant, one) for one in given]
    known = [cents for cents in amounts if cents is not None]
    return (min(known), max(known)) if len(known) == len(amounts) else (None, None)


def _amount(variants: Mapping[int, Variant], variant: Variant, line: FactRow) -> int | None:
    """What the clause gives for one line in cents, 0 where it does not apply; null where it cannot tell."""
    (one,) = explain_lines(variant, variants, [line])
    return 0 if one.outcome.state == "does not apply" else one.outcome.cents


def listed_values(name: str, written: str) -> tuple[bool | str, ...]:
    """Every value of a fact that is yes or no, or a word of a closed list; nothing for any other."""
    if not written or name in FANS_OUT:
        return ()
    kind = read_kind(written).kind
    if kind.base == "yes/no":
        return (True, False)
    return tuple(WORD_LISTS[kind.words]) if kind.base == "word" and kind.words else ()
