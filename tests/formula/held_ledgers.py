"""Random clauses and ledgers of held amounts: wild money, and sums that meet a cheque to the cent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from arrears.formula.clause import ClauseFormula, Holds
from arrears.formula.kinds import MONEY
from arrears.formula.ledger import LedgerRecord
from arrears.formula.nodes import Arithmetic, Figure, Limit, Node, Truth
from arrears.formula.outcome import Outcome
from arrears.formula.proof import prove_magnitudes

from .held_together import ROUNDINGS, Tally
from .random_formulas import FACTS, Shape, condition, money
from .test_ledgers_agree import draw_records

SMALL = (0, 1, 4_999, 5_000, 2_500, 2_499, 1_000, 999, -1_000)
CHEQUES = ("5000", "2500", "9999/2", "9999/2", "10001/3")


def draw_held_clause(rng: random.Random) -> ClauseFormula:
    """A clause that holds: an initial fee or a share of it near the smallest cheque, or any money at all."""
    while True:
        when = Truth(True) if rng.random() < 0.6 else condition(rng, 1)
        formula = ClauseFormula("test", "statement_line", _draw_holds(rng), when, rng.choice(ROUNDINGS))
        if not prove_magnitudes(formula):
            return formula


def _draw_holds(rng: random.Random) -> Holds:
    if rng.random() < 0.4:
        return Holds(money(rng, 2, Shape(has_state=True)), money(rng, 1), ("title",))
    amount: Node = FACTS["initial"]
    if rng.random() < 0.5:
        amount = Arithmetic("*", amount, Figure(Fraction(rng.choice(("1/2", "1/4", "3/40")))), MONEY)
    until: Node = Figure(Fraction(rng.choice(CHEQUES)), MONEY)
    if rng.random() < 0.3:
        until = Limit("at_least", until, FACTS["gross"], MONEY)
    return Holds(amount, until, ("title",))


def draw_held_records(rng: random.Random, number: int) -> list[LedgerRecord]:
    """Records of few titles, most with a small fee, so that what is held often meets the smallest cheque."""
    return [
        replace(one, facts={**one.facts, "initial": Fraction(rng.choice(SMALL)), "gross": Fraction(5_000)})
        if rng.random() < 0.85
        else one
        for one in draw_records(rng, number)
    ]


def tally_held(tally: Tally, outcomes: Sequence[Outcome]) -> None:
    """How many outcomes are known, and how many lie within one cent of where holding and paying part."""
    for one in outcomes:
        if one.state == "does not apply":
            continue
        tally.results["Holds"] += 1
        if one.cents is None or one.held_cents is None or one.amount is None or one.until is None:
            continue
        tally.known["Holds"] += 1
        tally.amounts["Holds"] += 1
        until = one.until.value
        assert isinstance(until, Fraction)
        payable = one.cents or one.held_cents + round(one.amount.value)  # type: ignore[arg-type]
        tally.beside_tie["Holds"] += abs(payable - until) <= 1
