"""The audit of the invented stoppage finds every planted outcome to the cent, on each side's words.

20 series, 120 regulars. The generator imports nothing of the package and figures the truth its own way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tools.demonstration.stoppage import make_stoppage, write_stoppage
from tools.demonstration.stoppage_truth import open_by_head, stoppage_truth
from tools.demonstration.stoppage_world import (
    CAST,
    HIATUS,
    HIATUS_SERIES,
    OUTCOMES,
    STOPPAGE_POSITIONS,
    STOPPAGE_REPORT,
    StoppageWorld,
)

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import RunTables, open_run
from arrears.book.ledger import create_book
from arrears.records.importing import FileToImport, import_files

AGREEMENTS = load_library(addresses=["sag/tv-2005"])
ROWS = """
    SELECT o.company_id, o.title_id, o.payee_id, o.clause, o.occasion, o.amount_cents, o.due_on,
           coalesce(s.paid_cents, 0), s.open_cents, s.state, l.simple_cents
    FROM obligation o JOIN standing s USING (obligation_no)
    LEFT JOIN (SELECT obligation_no, simple_cents FROM late_charge WHERE simple_cents > 0) l
      USING (obligation_no)
    WHERE o.positions >> {bit} & 1 = 1 ORDER BY ALL
"""


@dataclass(frozen=True)
class Audited:
    """A stoppage and the open run of its audit."""

    world: StoppageWorld
    run: RunTables

    def rows(self, position: str) -> list[tuple[Any, ...]]:
        names = [one.name for one in self.run.heading.positions]
        return self.run.rows(ROWS.format(bit=names.index(position)))

    def people(self, outcome: str) -> set[str]:
        return {one.contract.person_id for one in self.world.regulars if one.outcome == outcome}


def audit_stoppage(seed: int, folder: Path) -> Audited:
    world = make_stoppage(seed)
    write_stoppage(world, folder / "files")
    book = create_book(folder / "book")
    files = [FileToImport(path, path.stem) for path in sorted((folder / "files").glob("*.csv"))]
    import_files(book, files, said_by="demonstration", learned_on=STOPPAGE_REPORT)
    run = run_audit(book, AGREEMENTS, AuditRequest(as_of=STOPPAGE_REPORT))
    return Audited(world, open_run(run.folder))


@pytest.fixture(scope="module")
def stoppage(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    return audit_stoppage(2008, tmp_path_factory.mktemp("stoppage"))


def without_contract(audited: Audited, rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    nobody = audited.people("no_contract_held")
    return (row for row in rows if row[2] not in nobody)


def check(audited: Audited, position: str) -> None:
    """Every amount, payment, state and late charge of a position, each at its own place."""
    wanted = stoppage_truth(audited.world)[position]
    assert sorted(without_contract(audited, audited.rows(position)), key=str) == sorted(
        (
            (
                row["company"], row["title"], row["payee"], row["clause"], row["occasion"], row["owed_cents"],
                row["due_on"], row["paid_cents"], row["open_cents"], row["state"], row["late_cents"],
            )
            for row in wanted
        ),
        key=str,
    )  # fmt: skip


def test_every_outcome_is_planted_on_as_many_regulars_as_it_says(stoppage: Audited) -> None:
    counted = Counter(one.outcome for one in stoppage.world.regulars)
    assert counted == {**OUTCOMES, HIATUS: HIATUS_SERIES * CAST}
    assert (counted.total(), len(stoppage.world.series)) == (120, 20)


@pytest.mark.parametrize("position", STOPPAGE_POSITIONS)
def test_every_planted_outcome_is_found_to_the_cent(stoppage: Audited, position: str) -> None:
    check(stoppage, position)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_planted_outcome_is_found_in_other_worlds(seed: int, tmp_path: Path) -> None:
    audited = audit_stoppage(seed, tmp_path)
    for position in STOPPAGE_POSITIONS:
        check(audited, position)


def test_an_unpaid_hiatus_owes_half_pay_to_the_guild_and_nothing_to_the_companies(stoppage: Audited) -> None:
    idle = stoppage.people(HIATUS)
    by_guild = [row for row in stoppage.rows("guild") if row[2] in idle and row[3] == "series-half-pay"]
    assert Counter(row[2] for row in by_guild) == dict.fromkeys(idle, 5)
    assert {row[9] for row in by_guild} == {"no_payment_found"}
    assert [row for row in stoppage.rows("hiatus") if row[2] in idle] == []


def test_who_left_after_five_weeks_is_owed_no_more_and_who_was_kept_is(stoppage: Audited) -> None:
    heads: dict[str, set[str]] = {}
    for row in stoppage.rows("guild"):
        heads.setdefault(row[2], set()).add(row[3])
    for outcome, owed in (
        ("left_after_five_weeks", {"series-half-pay"}),
        ("kept_after_notice", {"series-half-pay", "series-full-pay"}),
        ("guarantee_unmet", {"series-half-pay", "series-unmet-guarantee"}),
        ("held_at_full_pay", {"series-hold"}),
        ("let_go_in_third_week", {"series-half-pay"}),
    ):
        people = stoppage.people(outcome)
        assert {frozenset(heads[one]) for one in people} == {frozenset(owed)}, outcome
    assert not stoppage.people("let_go_at_once") & set(heads)


def test_who_is_let_go_in_the_third_week_is_owed_two_weeks(stoppage: Audited) -> None:
    people = stoppage.people("let_go_in_third_week")
    counted = Counter(row[2] for row in stoppage.rows("hiatus") if row[2] in people)
    assert counted == dict.fromkeys(people, 2)


def test_a_missing_contract_is_a_missing_amount_that_names_what_to_ask_for(stoppage: Audited) -> None:
    rows = stoppage.run.rows(
        "SELECT payee_id, amount_cents, missing FROM obligation WHERE payee_id IN "
        f"({', '.join(repr(one) for one in sorted(stoppage.people('no_contract_held')))})"
    )
    assert {row[0] for row in rows} == stoppage.people("no_contract_held")
    assert {row[1] for row in rows} == {None}
    assert all("hired_as" in row[2] for row in rows)


@pytest.mark.parametrize(
    ("outcome", "clause", "missing"),
    [
        ("pay_not_known", "series-half-pay", ["weekly_pay"]),
        ("guarantee_not_known", "series-unmet-guarantee", ["guarantee_episodes_unmade"]),
    ],
)
def test_missing_pay_or_guarantee_is_never_nought(
    stoppage: Audited, outcome: str, clause: str, missing: list[str]
) -> None:
    people = stoppage.people(outcome)
    rows = stoppage.run.rows(
        "SELECT payee_id, amount_cents, missing, state FROM obligation JOIN standing USING (obligation_no)"
        f" WHERE clause = '{clause}' AND positions & 1 = 1"
    )
    of_outcome = [row for row in rows if row[0] in people]
    assert {row[0] for row in of_outcome} == people
    assert all(row[1:] == (None, missing, "not_computable") for row in of_outcome)


def test_money_for_pay_that_cannot_be_figured_is_told_apart_and_settles_nothing(stoppage: Audited) -> None:
    rows = stoppage.run.rows("SELECT DISTINCT payee_id, kind FROM exception")
    assert set(rows) == {(one, "not_comparable") for one in stoppage.people("pay_not_known")}


def test_pay_to_a_loan_out_of_record_settles_what_the_performer_is_owed(stoppage: Audited) -> None:
    people = stoppage.people("paid_to_loan_out")
    rows = stoppage.run.rows(
        'SELECT DISTINCT o.payee_id, m.payee_id, m.why FROM obligation o JOIN "match" m USING (obligation_no)'
    )
    assert {(payee, paid_to, why) for payee, paid_to, why in rows if payee in people} == {
        (one, f"LO-{one}", "paid to the loan-out of record") for one in people
    }


def test_half_pay_unmade_episodes_and_pay_after_notice_stand_apart(stoppage: Audited) -> None:
    for position in STOPPAGE_POSITIONS:
        rows = [row for row in stoppage.rows(position) if row[9] in ("short", "no_payment_found")]
        heads: Counter[str] = Counter()
        for row in rows:
            heads[row[3]] += row[8]
        assert heads == open_by_head(stoppage_truth(stoppage.world)[position])
        assert set(heads) == {"series-half-pay", "series-full-pay", "series-unmet-guarantee"}


def test_every_line_of_the_stoppage_is_a_force_majeure_claim_and_no_residual(stoppage: Audited) -> None:
    rows = stoppage.run.rows("SELECT DISTINCT subject FROM obligation JOIN clause_subject USING (clause_no)")
    assert rows == [("force_majeure",)]
    assert stoppage.run.rows(
        "SELECT count(*) FROM obligation ANTI JOIN clause_subject USING (clause_no)"
    ) == [(0,)]


def test_the_way_out_opens_after_five_weeks_unless_full_pay_had_begun(stoppage: Audited) -> None:
    rows = stoppage.run.rows("SELECT payee_id, state, from_on, positions FROM arisen_right")
    opened = {payee: (from_on, positions) for payee, state, from_on, positions in rows if state == "arose"}
    five_weeks = {
        one.contract.person_id: (one.stop.stopped_on + timedelta(34), 1 if one.outcome == HIATUS else 3)
        for one in stoppage.world.regulars
        if one.outcome
        not in (
            "kept_after_notice", "held_at_full_pay", "let_go_at_once", "let_go_in_third_week",
            "no_contract_held",
        )
    }  # fmt: skip
    assert opened == five_weeks
    assert {row[0] for row in rows if row[1] == "cannot tell"} == stoppage.people("no_contract_held")
    assert stoppage.run.rows("SELECT count(*) FROM obligation WHERE clause = 'series-exit'") == [(0,)]
