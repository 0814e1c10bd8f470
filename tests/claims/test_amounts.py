"""What a claim amounts to on any day is what an audit of that day says, and follows from the file alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.test_qualified_payors import exempting_pact
from tests.audit_worlds import add, audit, make_book, payment, small_world, write_pact

from arrears.agreements.load import load_agreement
from arrears.audit.arrears_tables import make_arrears_tables, totals_by_party
from arrears.audit.run_tables import REF_SQL, RunTables, open_run
from arrears.claims.amounts import (
    Amounts,
    PaymentApart,
    SinceFiling,
    a_month_later,
    amounts_by,
    due_on_every_reading,
    figure_as_filed,
    figure_as_now,
    further_month,
)
from arrears.claims.claim import Claim
from arrears.claims.lines_held import HeldLines, open_lines

from .frozen_worlds import FILED, World, disputed_rows, open_claim_over, world_of

STANDING = "paid_cents, open_cents, state"
CHARGE = "late_charge.disputed, months, days, simple_cents, compound_cents, daily_cents"


@dataclass(frozen=True)
class Filed:
    """A world with a claim over its arrears."""

    world: World
    claim: Claim
    held: HeldLines


def file_claim(folder: Path) -> Filed:
    world = world_of(folder)
    claim = open_claim_over(world.book, world.freeze("true"))
    return Filed(world, claim, open_lines(world.book, claim))


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Filed:
    return file_claim(tmp_path_factory.mktemp("amounts"))


def standings_of_run(run: RunTables) -> dict[str, tuple[object, ...]]:
    rows = run.rows(f"SELECT {REF_SQL}, {STANDING} FROM obligation o JOIN standing USING (obligation_no)")
    return {ref: tuple(said) for ref, *said in rows}


def charges_of_run(run: RunTables) -> Counter[tuple[object, ...]]:
    return Counter(
        run.rows(f"SELECT {REF_SQL}, {CHARGE} FROM late_charge JOIN obligation o USING (obligation_no)")
    )


def standings_of_claim(held: HeldLines) -> dict[str, tuple[object, ...]]:
    rows = held.connection.execute(f"SELECT ref, {STANDING} FROM line_amount").fetchall()
    return {ref: tuple(said) for ref, *said in rows}


def charges_of_claim(held: HeldLines) -> Counter[tuple[object, ...]]:
    sql = f"SELECT ref, {CHARGE} FROM late_charge JOIN line USING (obligation_no)"
    return Counter(held.connection.execute(sql).fetchall())


def whole(held: HeldLines, as_of: date) -> dict[str, Amounts]:
    figure_as_filed(held, as_of)
    in_all = amounts_by(held)
    assert {one.currency for one in in_all} == {"usd"}
    return {one.position: one for one in in_all}


def test_on_the_day_of_filing_every_figure_is_the_audits_own(filed: Filed):
    figure_as_filed(filed.held, FILED)
    assert standings_of_claim(filed.held) == standings_of_run(filed.world.run)
    assert charges_of_claim(filed.held) == charges_of_run(filed.world.run)
    assert sum(charges_of_claim(filed.held).values()) > 3


def test_totals_on_the_day_of_filing_are_those_of_the_audits_report(filed: Filed):
    make_arrears_tables(filed.world.run)
    figure_as_filed(filed.held, FILED)
    for column, kind, party in (("company_id", "company", "company"), ("payee_id", "person", "payee")):
        said = {
            (total.party_id, position.name): total.each[position.bit]
            for total in totals_by_party(filed.world.run, column, kind)
            for position in filed.world.run.heading.positions
        }
        found = {(one.party_id, one.position): one.principal_cents for one in amounts_by(filed.held, party)}
        assert {key: cents for key, cents in found.items() if cents} == said


@pytest.mark.parametrize(
    "as_of",
    [
        date(2009, 3, 2),
        date(2009, 6, 1),
        date(2010, 1, 2),
        date(2010, 3, 15),
        date(2011, 2, 28),
        date(2014, 7, 4),
    ],
)
def test_on_any_other_day_the_file_gives_what_a_fresh_audit_gives(filed: Filed, as_of: date):
    """The records are those of the day of filing: only the day asked for is another."""
    run = filed.world.run_at(as_of=as_of, seq=1)
    figure_as_filed(filed.held, as_of)
    held, fresh = standings_of_claim(filed.held), standings_of_run(run)
    alike = held.keys() & fresh.keys()
    assert len(alike) > 5
    assert {ref: held[ref] for ref in alike} == {ref: fresh[ref] for ref in alike}
    charges, anew = charges_of_claim(filed.held), charges_of_run(run)
    assert charges == Counter({row: count for row, count in anew.items() if row[0] in alike})


days = st.integers(0, 3_000).map(lambda count: FILED + timedelta(days=count))


@pytest.mark.slow
@settings(max_examples=20)
@given(first=days, second=days)
def test_lateness_never_costs_less_while_nothing_is_paid(filed: Filed, first: date, second: date):
    earlier, later = whole(filed.held, min(first, second)), whole(filed.held, max(first, second))
    for position, before in earlier.items():
        after = later[position]
        assert after.late_simple_cents >= before.late_simple_cents
        assert after.late_compound_cents >= before.late_compound_cents
        assert after.late_daily_cents >= before.late_daily_cents
        assert (
            after.principal_cents + after.not_yet_due_cents
            == before.principal_cents + before.not_yet_due_cents
        )


@pytest.mark.slow
@settings(max_examples=20)
@given(as_of=days, party=st.sampled_from(["company", "payee", "title"]))
def test_the_parties_add_up_to_the_claim(filed: Filed, as_of: date, party: str):
    in_all = whole(filed.held, as_of)
    of_parties = amounts_by(filed.held, party)
    for position, total in in_all.items():
        mine = [one for one in of_parties if one.position == position]
        for name in ("principal_cents", "undisputed_cents", "disputed_cents", "late_simple_cents",
                     "late_compound_cents", "late_daily_cents", "lines", "not_computable"):  # fmt: skip
            assert sum(getattr(one, name) for one in mine) == getattr(total, name), name


@pytest.mark.slow
@settings(max_examples=20)
@given(as_of=days)
def test_undisputed_and_disputed_are_the_principal(filed: Filed, as_of: date):
    figure_as_filed(filed.held, as_of)
    rows = filed.held.connection.execute(
        "SELECT principal_cents, undisputed_cents, disputed_cents FROM line_amount"
    ).fetchall()
    assert all(principal == undisputed + disputed for principal, undisputed, disputed in rows)
    assert all(min(row) >= 0 for row in rows)


def test_what_is_due_on_every_reading_is_the_least_of_each_item(filed: Filed):
    figure_as_filed(filed.held, FILED)
    theirs = tuple(replace(one, is_own_words=True) for one in filed.held.positions)
    sides = replace(filed.held, positions=theirs)
    own = [one.bit for one in theirs]
    rows = filed.held.connection.execute(
        "SELECT positions, principal_cents, amount_cents IS NULL, (freezing, item_no, payee_id, entitlement,"
        " credit_column)::VARCHAR FROM line_amount"
    ).fetchall()
    items: dict[str, dict[int, int]] = {}
    for positions, cents, _, item in rows:
        for bit in own:
            if positions >> bit & 1:
                held = items.setdefault(item, {})
                held[bit] = held.get(bit, 0) + cents
    least = sum(min(one.get(bit, 0) for bit in own) for one in items.values())
    known = not any(is_unknown and any(p >> bit & 1 for bit in own) for p, _, is_unknown, _ in rows)
    assert len(own) > 1
    assert due_on_every_reading(sides) == ({"usd": least} if known else {})
    totals = [one.principal_cents for one in amounts_by(filed.held) if one.currency == "usd"]
    assert 0 < least <= min(totals)


def test_one_reading_alone_does_not_tell_what_is_undisputed(filed: Filed):
    figure_as_filed(filed.held, FILED)
    alone = replace(filed.held, positions=filed.held.positions[:1])
    assert due_on_every_reading(alone) == {}


def test_the_disputed_part_says_since_when_and_why(filed: Filed):
    figure_as_filed(filed.held, FILED)
    rows = filed.held.connection.execute(
        "SELECT DISTINCT clause, disputed_since, disputed_until, dispute_reason FROM line_amount"
        " WHERE disputed_cents > 0"
    ).fetchall()
    assert rows == [("pay-television", date(2009, 4, 1), None, "library product")]


def test_before_a_dispute_is_declared_nothing_is_disputed(filed: Filed):
    assert all(one.disputed_cents == 0 for one in whole(filed.held, date(2009, 3, 31)).values())
    assert whole(filed.held, date(2009, 4, 1))["guild"].disputed_cents > 0


def test_readings_stand_side_by_side_and_are_not_netted(filed: Filed):
    """Pay television pays $15,000.00 on the guild's reading and $5,000.00 on the other, to two writers."""
    figure_as_filed(filed.held, FILED)
    rows = filed.held.connection.execute(
        "SELECT reading, sum(principal_cents)::BIGINT FROM line_amount WHERE market = 'pay_television'"
        " AND amount_cents IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert rows == [("guild", 15_000_00), ("hearsay", 5_000_00)]
    in_all = whole(filed.held, FILED)
    assert in_all["guild"].principal_cents - in_all["hearsay"].principal_cents == 10_000_00


def test_what_cannot_be_computed_is_counted_and_never_nought(filed: Filed):
    """Quarters without a statement owe an amount that nobody can tell."""
    for one in whole(filed.held, FILED).values():
        assert one.not_computable > 0
        assert one.unbounded == one.not_computable
    rows = filed.held.connection.execute(
        "SELECT DISTINCT state, open_cents FROM line_amount WHERE amount_cents IS NULL"
    ).fetchall()
    assert sorted(rows) == [("no_statement_received", None), ("not_computable", None)]


def test_a_further_month_costs_what_the_next_month_has_more(filed: Filed):
    now = tuple(whole(filed.held, FILED).values())
    until = a_month_later(FILED)
    assert until == date(2010, 2, 1)
    then = tuple(whole(filed.held, until).values())
    for cost in further_month(now, then, until):
        before, after = (next(o for o in side if o.position == cost.position) for side in (now, then))
        assert cost.late_simple_cents == after.late_simple_cents - before.late_simple_cents > 0
        assert cost.late_compound_cents > cost.late_simple_cents
        assert cost.until == until


def test_a_payment_learned_later_counts_now_and_not_as_filed(tmp_path: Path):
    filed = file_claim(tmp_path)
    before = whole(filed.held, date(2010, 6, 1))
    paid = payment("PAY9", 1_000_00, payee_id="P2", period="2008Q4", paid_on=date(2010, 2, 1))
    add(filed.world.book, {"payment_line": [paid]}, learned_on=date(2010, 2, 2))
    assert whole(filed.held, date(2010, 6, 1)) == before
    run = filed.world.run_at(as_of=date(2010, 6, 1))
    assert figure_as_now(filed.held, run, date(2010, 6, 1)) == SinceFiling(0, 0, ())
    now = {one.position: one for one in amounts_by(filed.held)}
    assert now["guild"].principal_cents == before["guild"].principal_cents - 1_000_00
    assert now["guild"].late_simple_cents < before["guild"].late_simple_cents
    earlier = filed.world.run_at(as_of=date(2010, 6, 1), known_by=date(2010, 2, 1))
    figure_as_now(filed.held, earlier, date(2010, 6, 1))
    assert {one.position: one for one in amounts_by(filed.held)} == before


def test_a_settled_dispute_lets_the_clock_run_again_now(tmp_path: Path):
    filed = file_claim(tmp_path)
    settled = {"company_id": "CO1", "subject": "pact/reuse/pay-television", "since": date(2009, 4, 1),
               "reason": "library product", "undisputed_paid_on": date(2009, 3, 1),
               "settled_on": date(2010, 2, 1)}  # fmt: skip
    add(filed.world.book, {"dispute": [settled]}, learned_on=date(2010, 2, 2))
    day = date(2010, 3, 1)
    assert whole(filed.held, day)["guild"].disputed_cents > 0
    figure_as_now(filed.held, filed.world.run_at(as_of=day), day)
    assert {one.disputed_cents for one in amounts_by(filed.held)} == {0}


def test_lines_that_a_fresh_audit_has_no_more_keep_what_was_filed(tmp_path: Path):
    filed = file_claim(tmp_path)
    figure_as_filed(filed.held, FILED)
    before = standings_of_claim(filed.held)
    ((lines,),) = filed.world.run.rows("SELECT count(*) FROM obligation WHERE title_id = 'T1'")
    run = filed.world.run_at(as_of=FILED, seq=1)
    run.connection.execute("CREATE TEMP TABLE emptied AS SELECT * FROM obligation WHERE false")
    run.connection.execute("DROP VIEW obligation")
    run.connection.execute("CREATE VIEW obligation AS SELECT * FROM emptied")
    assert figure_as_now(filed.held, run, FILED).absent == lines
    assert standings_of_claim(filed.held) == before


def test_a_payment_after_the_settlement_is_told_and_set_against_nothing(tmp_path: Path):
    filed = file_claim(tmp_path)
    day = date(2010, 6, 1)
    before = whole(filed.held, day)
    paid = payment("PAY9", 1_000_00, payee_id="P2", period="2008Q4", paid_on=date(2010, 3, 1))
    add(filed.world.book, {"payment_line": [paid]}, learned_on=date(2010, 3, 2))
    run = filed.world.run_at(as_of=day)
    since = figure_as_now(filed.held, run, day, settled_on=date(2010, 2, 1))
    assert {one.position: one for one in amounts_by(filed.held)} == before
    ref = "pact/reuse/downloads:CO1:T1:download:us:2008Q4:P2:usd"
    assert since.apart == (PaymentApart(ref, "PAY9", 1, date(2010, 3, 1), 1_000_00, "usd"),)
    assert figure_as_now(filed.held, run, day, settled_on=date(2010, 3, 1)).apart == ()


def test_a_class_of_payor_that_the_rule_is_not_for_is_told_as_not_known(tmp_path: Path):
    """Nothing is charged, and nothing is said to be owed as nought: the lines are counted."""
    agreement = exempting_pact(tmp_path / "library")
    status = {"company_id": "CO1", "family": "pact", "from_on": date(2009, 1, 1),
              "kind": "qualified_residual_payor"}  # fmt: skip
    book = make_book(tmp_path / "book", small_world(**{**disputed_rows(), "payor_status": [status]}))
    run = open_run(audit(book, [agreement], as_of=FILED).folder)
    world = World(book, agreement, tmp_path / "library", run)
    held = open_lines(book, open_claim_over(book, world.freeze()))
    figure_as_filed(held, FILED)
    assert charges_of_claim(held) == charges_of_run(run)
    rows = held.connection.execute(
        "SELECT DISTINCT occasion, is_late_not_known, late_simple_cents IS NULL FROM line_amount ORDER BY 1"
    ).fetchall()
    assert rows == [("2008Q3", False, False), ("2008Q4", True, True)]
    assert {one.late_not_known for one in amounts_by(held)} == {4}
    later = world.run_at(as_of=FILED)
    figure_as_now(held, later, FILED)
    assert {one.late_not_known for one in amounts_by(held)} == {4}


PAUSING = (
    "{while: disputed in good faith, if: undisputed part paid on time,"
    " resumes: 10 business days after settlement}"
)
CAPPED = "charges: [{charge: 1%, per: month, of: unpaid, from: due, at_most: 5% of the amount owed}]"


def pausing_world(folder: Path, **dispute: object) -> tuple[World, HeldLines]:
    """The pact, its rule resting during disputes and held to 5% of what is owed; pay television disputed."""
    write_pact(folder / "library")
    file = folder / "library" / "pact" / "v1" / "agreement.yaml"
    written = file.read_text(encoding="utf-8").replace("pauses: no", f"pauses: {PAUSING}")
    plain = "charges: [{charge: 1%, per: month, of: unpaid, from: due}]"
    assert plain in written
    file.write_text(written.replace(plain, CAPPED))
    agreement = load_agreement(file.parent)
    row = {"company_id": "CO1", "subject": "pact/reuse/pay-television", "since": date(2009, 4, 1), **dispute}
    book = make_book(folder / "book", small_world(**{**disputed_rows(), "dispute": [row]}))
    run = open_run(audit(book, [agreement], as_of=FILED).folder)
    world = World(book, agreement, folder / "library", run)
    return world, open_lines(book, open_claim_over(book, world.freeze()))


def disputed_charges(held: HeldLines, as_of: date) -> set[int]:
    """What lateness costs on the disputed clause, to each of its two writers."""
    figure_as_filed(held, as_of)
    rows = held.connection.execute(
        "SELECT coalesce(late_simple_cents, 0) FROM line_amount WHERE clause = 'pay-television'"
    ).fetchall()
    return {cents for (cents,) in rows}


def test_the_clock_stands_still_during_a_dispute_and_runs_again_after_ten_business_days(tmp_path: Path):
    """$7,500.00 each, due 2009-03-01, disputed a month later: 1% until then. Settled on 2010-03-01, it runs
    again from 2010-03-15, and a month later a second 1% is complete.
    """
    _, held = pausing_world(tmp_path, settled_on=date(2010, 3, 1))
    assert disputed_charges(held, date(2009, 4, 1)) == {75_00}
    assert disputed_charges(held, date(2010, 3, 1)) == {75_00}
    assert disputed_charges(held, date(2010, 4, 14)) == {75_00}
    assert disputed_charges(held, date(2010, 4, 15)) == {150_00}


def test_charges_stop_at_the_share_that_the_rule_allows(tmp_path: Path):
    _, held = pausing_world(tmp_path, settled_on=date(2010, 3, 1))
    assert disputed_charges(held, date(2030, 1, 1)) == {375_00}


@pytest.mark.parametrize("as_of", [date(2010, 2, 1), date(2010, 3, 20), date(2010, 6, 30), date(2012, 1, 1)])
@pytest.mark.parametrize("dispute", [{}, {"settled_on": date(2010, 3, 1)}])
def test_stops_and_caps_are_those_of_a_fresh_audit(tmp_path: Path, as_of: date, dispute: dict[str, date]):
    world, held = pausing_world(tmp_path, **dispute)
    figure_as_filed(held, as_of)
    run = world.run_at(as_of=as_of, seq=1)
    refs = {ref for (ref,) in held.connection.execute("SELECT ref FROM line").fetchall()}
    anew = charges_of_run(run)
    assert charges_of_claim(held) == Counter({row: count for row, count in anew.items() if row[0] in refs})
    assert sum(charges_of_claim(held).values()) > 3
