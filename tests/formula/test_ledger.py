"""Ledgers worked by hand: counters, amounts to date, credits, outcomes, and what spoils what."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from arrears.formula.clause import ClauseFormula, Credits, Gives, Pays, PaysToDate, Waterfall, WaterfallStep
from arrears.formula.explain import RecordFacts
from arrears.formula.keys import read_keys
from arrears.formula.kinds import DATE, MONEY, NUMBER, YES_NO, Kind, counts
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.nodes import (
    Arithmetic,
    Arm,
    Band,
    Bands,
    Compare,
    Fact,
    Figure,
    FirstOf,
    IsIn,
    Limit,
    Lookup,
    Node,
    Table,
    TableRow,
    Total,
)
from arrears.formula.outcome import gap_finding, outcome

GROSS, COPIES = Fact("gross", MONEY), Fact("copies", counts("copies"), 10**12)
IS_SALE = Fact("is_sale", YES_NO, 0)
BANDS = Bands(COPIES, ("title",), (Band(Fraction(9, 2500), Fraction(100_000)), Band(Fraction(7, 1000), None)))
DOWNLOAD = ClauseFormula("nm/download", "statement_line", Pays(Arithmetic("*", GROSS, BANDS, MONEY)), IS_SALE)


def record(number: int, title: str = "T1", **facts: object) -> LedgerRecord:
    return LedgerRecord(number, date(2009, 1, 1), {"is_sale": True, **facts}, {"title": title})  # type: ignore[dict-item]


def cents(clause: ClauseFormula, *records: LedgerRecord) -> list[int | None]:
    return [found.cents for found in explain_ledger(clause, records)]


def test_a_counter_crosses_its_break_and_unwinds_on_returns() -> None:
    sale = {"gross": 14_000_000, "copies": 60_000}
    returned = {"gross": -14_000_000, "copies": -60_000}
    assert cents(DOWNLOAD, record(1, **sale), record(2, **sale), record(3, **returned)) == [
        50_400,
        66_267,
        -66_267,
    ]


def test_records_run_by_date_and_then_by_line() -> None:
    late = LedgerRecord(1, date(2009, 2, 1), {"is_sale": True, "gross": 10_000, "copies": 1}, {"title": "T1"})
    early = record(2, gross=10_000, copies=100_000)
    assert cents(DOWNLOAD, late, early) == [70, 36]


def test_a_counter_runs_per_title_and_only_over_records_that_apply() -> None:
    full = {"gross": 10_000, "copies": 100_000}
    rental = record(2, is_sale=False, **full)
    found = cents(
        DOWNLOAD, record(1, **full), rental, record(3, "T2", **full), record(4, gross=10_000, copies=1)
    )
    assert found == [36, None, 36, 70]


def test_a_missing_count_leaves_every_later_counter_of_the_title_missing() -> None:
    full = {"gross": 10_000, "copies": 100_000}
    outcomes = explain_ledger(DOWNLOAD, [record(1, gross=5), record(2, **full), record(3, "T2", **full)])
    assert [one.state for one in outcomes] == ["missing", "missing", "amount"]
    assert [one.missing for one in outcomes] == [("copies",), ("earlier copies",), ()]


def test_a_record_that_may_apply_leaves_later_counters_missing() -> None:
    full = {"gross": 10_000, "copies": 100_000}
    outcomes = explain_ledger(DOWNLOAD, [record(1, is_sale=None, **full), record(2, **full)])
    assert [one.state for one in outcomes] == ["cannot tell", "missing"]
    assert outcomes[0].missing == ("is_sale",)


def test_amounts_to_date_lift_and_lower_earlier_runs() -> None:
    revenue, fixed = Fact("revenue", MONEY), Fact("fixed", MONEY)
    terms = [
        Figure(Fraction(value), kind)
        for value, kind in ((65_000_000, MONEY), ("3/2", NUMBER), ("1/2", NUMBER))
    ]
    ratio = Limit("at_most", Arithmetic("/", revenue, terms[0], NUMBER), terms[1], NUMBER)
    multiplier = Limit("at_least", ratio, terms[2], NUMBER)
    whole = Arithmetic("*", Total(fixed, ("title",)), multiplier, MONEY)
    clause = ClauseFormula("b", "run", PaysToDate(whole, ("title",)))
    rows = [(26_000_000, 100_000), (65_000_000, 0), (130_000_000, 0), (52_000_000, 0)]
    records = [record(n, revenue=r, fixed=f) for n, (r, f) in enumerate(rows)]
    assert cents(clause, *records) == [50_000, 50_000, 50_000, -70_000]
    records[1] = record(1, fixed=0)
    outcomes = explain_ledger(clause, records)
    assert [one.cents for one in outcomes] == [50_000, None, None, -70_000]
    assert outcomes[2].missing == ("earlier revenue",)


AMOUNT, SALARY, LINE = Fact("amount", MONEY), Fact("salary", MONEY), Fact("line", Kind("word", (), "clauses"))
CREDIT = ClauseFormula(
    "credit",
    "amount_owed",
    Credits(Arithmetic("*", SALARY, Figure(Fraction(35, 100)), MONEY), AMOUNT, ("title",), "due_on"),
    IsIn(LINE, ("overtime", "penalty", "residual")),
)


def owed(
    line: int, word: str | None, amount: int | None, day: int | None, salary: int = 491_900
) -> LedgerRecord:
    due_on = None if day is None else date(2020, 1, day)
    return record(line, line=word, amount=amount, due_on=due_on, salary=salary)


def test_a_credit_is_drawn_down_in_due_order() -> None:
    rows = [owed(1, "residual", 130_192, 9), owed(2, "overtime", 80_000, 1), owed(3, "penalty", 82_165, 2)]
    assert cents(CREDIT, *rows, owed(4, "dues", 5, 3)) == [-10_000, -80_000, -82_165, None]


def test_a_fund_that_grows_later_never_pays_back_what_was_paid() -> None:
    rows = [owed(1, "overtime", 10_000, 1, 0), owed(2, "overtime", 10_000, 2, 1_000_000)]
    assert cents(CREDIT, *rows) == [0, -10_000]


@pytest.mark.parametrize(
    ("spoiler", "state", "names"),
    [
        (owed(1, "overtime", None, 1), "missing", ("amount",)),
        (owed(1, None, 5, 1), "cannot tell", ("line",)),
        (owed(1, "overtime", 5, None), "missing", ("due_on",)),
    ],
)
def test_an_unknown_line_leaves_later_credits_missing(
    spoiler: LedgerRecord, state: str, names: object
) -> None:
    outcomes = explain_ledger(CREDIT, [spoiler, owed(2, "overtime", 5, 2)])
    assert (outcomes[0].state, outcomes[0].missing) == (state, names)
    assert (outcomes[1].state, outcomes[1].missing) == ("missing", tuple(f"earlier {name}" for name in names))  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="use explain_ledger"):
        outcome(CREDIT, RecordFacts({"line": "overtime"}))


def pays(node: Node, when: Node = IS_SALE) -> ClauseFormula:
    return ClauseFormula("c", "run", Pays(node), when)


def test_the_four_outcomes_of_one_record() -> None:
    clause = pays(Arithmetic("*", GROSS, Figure(Fraction(1, 200)), MONEY))
    assert outcome(clause, RecordFacts({"is_sale": True, "gross": 100})).cents == 1  # half a cent goes up
    assert outcome(clause, RecordFacts({"is_sale": False})).state == "does not apply"
    assert outcome(clause, RecordFacts({"gross": 5})).state == "cannot tell"
    missing = outcome(clause, RecordFacts({"is_sale": True}))
    assert (missing.state, missing.missing) == ("missing", ("gross",))
    assert outcome(clause, RecordFacts({"is_sale": True, "gross": 2**70})).state == "missing"


def test_a_hole_in_a_table_is_told_as_a_finding_about_the_agreement() -> None:
    table = Table("week_share", (TableRow(read_keys(["30"]), Fraction(1)),), MONEY, "sag/x/week_share")
    found = outcome(
        pays(Lookup(table, (Fact("minutes", counts("minutes")),))),
        RecordFacts({"is_sale": True, "minutes": 90}),
    )
    finding = gap_finding(found.gaps[0])
    assert (found.state, finding.code, finding.place) == ("missing", "table-gap", "sag/x/week_share")
    assert finding.text().startswith("sag/x/week_share: no row of the table week_share covers this record\n")
    assert finding.found == "minutes 90"


def test_a_right_arises_or_does_not_or_cannot_be_told() -> None:
    clause = ClauseFormula("exit", "suspension", Gives("may end the contract", IS_SALE))
    assert [outcome(clause, RecordFacts({"is_sale": known})).state for known in (True, False, None)] == [
        "right", "does not apply", "cannot tell",
    ]  # fmt: skip


def test_a_condition_of_two_arms_can_decide_when() -> None:
    early = Compare("<", Fact("shown_on", DATE, 0), Fact("made_on", DATE, 0))
    clause = pays(GROSS, FirstOf((Arm(IS_SALE, early), Arm(early)), YES_NO))
    facts = {"is_sale": True, "gross": 7, "shown_on": date(2008, 1, 1), "made_on": date(2008, 1, 2)}
    assert outcome(clause, RecordFacts(facts)).cents == 7
    assert outcome(clause, RecordFacts({**facts, "made_on": date(2008, 1, 1)})).state == "does not apply"


def test_a_waterfall_is_filled_from_the_outcome() -> None:
    steps = (WaterfallStep("pension", Fact("need", MONEY)), WaterfallStep("active", None))
    clause = ClauseFormula("w", "plan_year", Waterfall(GROSS, steps))
    found = outcome(clause, RecordFacts({"gross": 100, "need": 30}))
    assert [(fill.to, fill.cents) for fill in found.fills] == [("pension", 30), ("active", 70)]
    assert outcome(clause, RecordFacts({"need": 30})).state == "missing"
