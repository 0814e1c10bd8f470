"""Recomputes an explained amount from the explanation's own contents, and says same or different.

Uses the one interpreter that explains (`formula.ledger`) and the one way to divide a pot; looks at no book,
no agreement and no network. Same means: outcome, clause amount, share and open amount agree to the cent, and
the facts and every step that the page shows are those that it was recomputed from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.findings import Finding, Refused
from arrears.formula.explain import Explained
from arrears.formula.kinds import Kind, counts
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.outcome import Outcome
from arrears.money import divide_pot
from arrears.obligations.explanation_model import (
    Explanation,
    Replayable,
    ReplayRecord,
    SplitShown,
    Step,
    Value,
)
from arrears.obligations.formula_json import decode_formula, read_fraction

ExactValue = Fraction | date | str | bool | None
Pair = tuple[str, object, object]  # what is compared, as stated and as recomputed


@dataclass(frozen=True)
class Difference:
    """One thing that the document states and the replay finds otherwise."""

    what: str
    stated: str
    recomputed: str


@dataclass(frozen=True)
class ReplayAnswer:
    """What a replay found: same when there is no difference."""

    ref: str
    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences


def replay_explanation(explanation: Explanation, place: str) -> ReplayAnswer:
    """Recompute an amount from its explanation.

    Findings: `replay-not-held`, `replay-unreadable`.
    """
    if explanation.replay is None:
        problem = "the explanation holds nothing to recompute it from"
        why = "; ".join(explanation.left_out)[:200] or "none"
        remedy = "explain the amount again with a current release"
        raise Refused([Finding("replay-not-held", place, problem, "a replay part", why, remedy)])
    try:
        found = _own_outcome(explanation.replay)
        differences = _differences(explanation, found)
    except (ValueError, TypeError, KeyError, ArithmeticError, AttributeError, RecursionError) as fault:
        problem = "the explanation cannot be recomputed"
        text = f"{type(fault).__name__}: {fault}"[:200]
        remedy = "explain the amount again, and replay that file unchanged"
        expected = "a clause and its records"
        raise Refused([Finding("replay-unreadable", place, problem, expected, text, remedy)]) from fault
    return ReplayAnswer(explanation.ref, differences)


def shown_value(value: ExactValue, kind: Kind) -> Value:
    """A value of the interpreters as an explanation holds it."""
    unit = "" if kind.base != "number" or not kind.units else str(kind)
    exact: str | None
    match value:
        case None:
            exact = None
        case bool():
            exact = "yes" if value else "no"
        case date():
            exact = value.isoformat()
        case _:
            exact = str(value)
    return Value(kind.base, exact, unit)


def exact_value(value: Value) -> ExactValue:
    """A value of an explanation as the interpreters take it; ValueError when it is not of its kind."""
    if value.exact is None:
        return None
    match value.kind:
        case "number":
            return read_fraction(value.exact)
        case "date":
            return date.fromisoformat(value.exact)
        case "word":
            return value.exact
        case "yes/no":
            return _truth(value.exact)
    raise TypeError(f"exact_value does not know {value.kind}")


def money_value(cents: Fraction | int | None) -> Value:
    """An amount of cents as an explanation holds it."""
    return shown_value(None if cents is None else Fraction(cents), counts("money"))


def _truth(word: str) -> bool:
    if word not in ("yes", "no"):
        raise ValueError(f"expected yes or no, found {word}")
    return word == "yes"


def _own_outcome(replay: Replayable) -> Outcome:
    formula = decode_formula(replay.formula)
    if not 0 <= replay.own_record < len(replay.records):
        raise ValueError(f"record {replay.own_record} of {len(replay.records)}")
    records = [_ledger_record(record) for record in replay.records]
    return explain_ledger(formula, records)[replay.own_record]


def _ledger_record(record: ReplayRecord) -> LedgerRecord:
    return LedgerRecord(
        line_id=record.line_no,
        ordered_on=date.fromisoformat(record.ordered_on),
        facts={name: exact_value(value) for name, value in record.facts.items()},
        per=record.per,
        owed=_owed(record.owed),
    )


def _owed(owed: Mapping[str, Value]) -> dict[str, Fraction | None]:
    amounts = {name: exact_value(value) for name, value in owed.items()}
    wrong = [name for name, amount in amounts.items() if not isinstance(amount, Fraction | None)]
    if wrong:
        raise ValueError(f"what {wrong[0]} owes is no amount")
    return {name: amount for name, amount in amounts.items() if isinstance(amount, Fraction | None)}


def _differences(explanation: Explanation, found: Outcome) -> tuple[Difference, ...]:
    own = _own_share(explanation.split, found.cents)
    pairs: list[Pair] = [
        ("outcome", explanation.outcome, found.state),
        ("amount of the clause, in cents", explanation.clause_cents, found.cents),
        ("amount owed to the payee, in cents", explanation.amount_cents, own),
    ]
    standing = explanation.standing
    if standing is not None and standing.open_cents is not None and own is not None:
        paid = sum(payment.amount_cents for payment in explanation.payments)
        pairs.append(("paid, in cents", standing.paid_cents, paid))
        pairs.append(("still open, in cents", standing.open_cents, own - paid))
    if explanation.split is not None:
        pairs.append(("the pot that is shared, in cents", explanation.split.pot_cents, found.cents))
    pairs += [*_facts_shown(explanation), *_steps_shown(explanation, found)]
    return tuple(
        Difference(what, _text(stated), _text(recomputed))
        for what, stated, recomputed in pairs
        if stated != recomputed
    )


def _facts_shown(explanation: Explanation) -> Iterator[Pair]:
    """The facts of the page beside those of the record that the amount is recomputed from."""
    assert explanation.replay is not None
    read = explanation.replay.records[explanation.replay.own_record].facts
    for fact in explanation.facts:
        if fact.name in read:
            yield f"the fact {fact.name}", fact.value.exact, read[fact.name].exact


def _steps_shown(explanation: Explanation, found: Outcome) -> Iterator[Pair]:
    """The numbers of the page's steps beside the recomputed ones, in order.

    Another release may show a step with more or fewer below it; such a tree is not compared.
    """
    trees = [tree for tree in (found.applies, found.amount) if tree is not None]
    shown = [child for step in explanation.steps[: len(trees)] for child in step.children]
    for step, tree in zip(shown, trees):
        if _is_shaped_alike(step, tree):
            yield from _numbers_below(step, tree)


def _is_shaped_alike(step: Step, tree: Explained) -> bool:
    alike = (_is_shaped_alike(child, below) for child, below in zip(step.children, tree.children))
    return len(step.children) == len(tree.children) and all(alike)


def _numbers_below(step: Step, tree: Explained) -> Iterator[Pair]:
    yield f"the step {step.name or step.label}", step.value.exact, shown_value(tree.value, tree.kind).exact
    for child, below in zip(step.children, tree.children):
        yield from _numbers_below(child, below)


def _own_share(split: SplitShown | None, pot: int | None) -> int | None:
    if split is None or pot is None:
        return pot
    if not split.shares:
        return None
    shares = [read_fraction(share) for share in split.shares]
    if not 0 <= split.own_place < len(shares):
        raise ValueError(f"share {split.own_place} of {len(shares)}")
    return divide_pot(pot, shares, split.odd_cents)[split.own_place]


def _text(value: object) -> str:
    return "nothing" if value is None else str(value)
