"""Due dates that depend on a fact: from a file through an audit, an explanation and the words of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import HEADER, Audited, audit, credit, make_book, receipt, small_world, title
from tests.mutated_source import SOURCE, Changed, Runner, runner

from arrears.agreements.due_rules import due_facts, rules_of
from arrears.agreements.load import load_agreement
from arrears.agreements.model import Agreement
from arrears.agreements.show import show_address
from arrears.audit.explained_words import due_words
from arrears.claims.bundle_clauses import due_text
from arrears.engine.calendar import due_on

RULES = """due:
  after-receipt: {count: 1 months, after: received_on, cite: invented, status: derived}
  half-year: {count: 6 months, after: period_to, cite: invented, status: derived}
"""
DOMESTIC = {"base_kind": "distributors_gross", "minutes": 60}
ARTICLE = """
article: reuse
title: Reuse
cite: invented
status: derived
clauses:
- id: cable
  for: statement_line
  when: market = 'basic_cable' and work = 'television'
  terms: {rate: 2%, feature: 90 minutes}
  pays: gross * rate
  due:
    rule: after-receipt
    unless: [{when: base_kind = 'producers_gross' or minutes > feature, is: quarterly}]
    at_latest: half-year
"""


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    place = tmp_path_factory.mktemp("agreement") / "pact" / "v1"
    place.mkdir(parents=True)
    header = HEADER.format(version="v1", first="1960-01-01", last="2100-01-01").replace("due:\n", RULES, 1)
    (place / "agreement.yaml").write_text(header)
    (place / "reuse.yaml").write_text(ARTICLE)
    return load_agreement(place)


def licences(folder: Path, pact: Agreement) -> Audited:
    """Cable licences of one quarter each, told apart by quarter."""
    kinds = {
        "2008Q1": ("producers_gross", date(2008, 7, 1)),
        "2008Q2": ("distributors_gross", date(2008, 7, 31)),
        "2008Q3": ("distributors_gross", date(2009, 12, 1)),
        "2008Q4": ("distributors_gross", None),
    }
    rows = [
        receipt(quarter, 50_000, market="basic_cable", base_kind=kind, received_on=day)
        for quarter, (kind, day) in kinds.items()
    ]
    rows.append(receipt("2009Q1", 50_000, market="basic_cable", title_id="T2"))
    titles, credits = [title("T1"), title("T2", minutes=None)], [credit("T1", "P1"), credit("T2", "P1")]
    book = make_book(folder / "book", small_world(receipt=rows, title=titles, credit=credits))
    return audit(book, [pact], as_of=date(2010, 12, 31))


def test_each_line_falls_due_by_the_rule_that_its_own_facts_choose(tmp_path: Path, pact: Agreement) -> None:
    found = licences(tmp_path, pact)
    assert found.rows("SELECT occasion, amount_cents, due_on FROM obligation ORDER BY 1") == [
        ("2008Q1", 1_000, date(2008, 5, 30)),  # sixty days after 31 March, though received in July
        ("2008Q2", 1_000, date(2008, 8, 31)),  # a month after 31 July
        ("2008Q3", 1_000, date(2009, 3, 30)),  # half a year after 30 September, not a month after receipt
        ("2008Q4", 1_000, None),  # nobody knows when it was received, and the amount is known all the same
        ("2009Q1", 1_000, None),  # nobody knows how long it is
    ]


def test_bulk_and_one_record_fall_due_on_the_same_day(tmp_path: Path, pact: Agreement) -> None:
    found, rule = licences(tmp_path, pact), pact.clauses()[0].due
    assert rule is not None
    lines = found.rows(
        "SELECT o.due_on, f.base_kind, f.minutes, f.received_on, f.period_to FROM obligation o"
        " JOIN fact f USING (line_id)"
    )
    assert len(lines) == 5
    for expected, kind, minutes, received_on, period_to in lines:
        days = {"received_on": received_on, "period_to": period_to}
        assert due_on(rule, days.get, {"base_kind": kind, "minutes": minutes}) == expected


def test_a_condition_that_is_not_known_leaves_the_day_unknown(pact: Agreement) -> None:
    rule = pact.clauses()[0].due
    assert rule is not None
    days = {"received_on": date(2008, 7, 31), "period_to": date(2008, 6, 30)}
    assert due_on(rule, days.get, {"base_kind": None, "minutes": 60}) is None
    assert due_on(rule, days.get, DOMESTIC) == date(2008, 8, 31)
    assert due_on(rule, {"received_on": date(2008, 7, 31)}.get, DOMESTIC) is None


def test_the_rules_and_the_facts_of_a_due_date_are_named(pact: Agreement) -> None:
    rule = pact.clauses()[0].due
    assert rule is not None
    assert [(one.count, one.unit) for one in rules_of(rule)] == [(1, "months"), (60, "days"), (6, "months")]
    assert due_facts(rule) == {"received_on", "period_to", "base_kind", "minutes"}
    assert list(due_text(rule)) == ["after", "count", "unit", "printed", "unless", "at_latest"]


def test_the_rule_is_said_whole(pact: Agreement) -> None:
    rule = pact.clauses()[0].due
    assert rule is not None
    said = (
        "1 months after received_on; where the kind of receipts is the producer's part of it, as reported or"
        " the length in minutes is more than feature (90 minutes),"
        " instead 60 days after period_to; at the latest 6 months after period_to"
    )
    assert due_words(rule) == said
    assert f"due {said}" in show_address([pact], "pact/v1/reuse/cable")


MUTANTS = (
    ("engine/calendar.py", "return min(known) if len(known) == len(days) else None", "return min(known)"),
    ("engine/calendar.py", "        if holds is None:\n            return None\n", ""),
    ("engine/calendar.py", "            min(due_date(one, day) for one, day in zip(rules_of(",
     "            max(due_date(one, day) for one, day in zip(rules_of("),
    ("obligations/priced.py", " WHEN {test} IS NULL THEN NULL WHEN {test}", " WHEN {test}"),
    ("obligations/priced.py", "day if at == place else", "day if at == 0 else"),
)  # fmt: skip


@pytest.fixture(scope="module")
def waiting() -> Iterator[Runner]:
    with runner() as started:
        yield started


@pytest.mark.slow
@pytest.mark.parametrize(("module", "old", "new"), MUTANTS, ids=lambda text: text.strip()[:30])
def test_a_mutant_is_noticed(module: str, old: str, new: str, waiting: Runner, tmp_path: Path) -> None:
    assert (SOURCE / module).read_text().count(old) == 1
    told = tmp_path / "told.txt"
    run = waiting.run(Changed(module, old, new), "tests/obligations/test_chosen_due.py", told)
    assert run.returncode == 1, run.stdout[-2000:]
    assert "FAILED" in run.stdout or "ERROR" in run.stdout
