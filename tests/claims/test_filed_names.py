"""The lines of a claim are found again when receipts of another title tell the readings apart, or no longer.

T1 owes $30.00 on every reading (3% of $1,000.00). T2 divides them: 3% for the guild, 1% for the companies.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.audit_worlds import add, audit, credit, payment, receipt, title

from arrears.audit.run_tables import RunTables, open_run
from arrears.claims.acting import Acting
from arrears.claims.amounts import SinceFiling, amounts_by, figure_as_now
from arrears.claims.changes import FreshAudit, changes_since, restate
from arrears.claims.claim import Claim, read_claim
from arrears.claims.lines_held import open_lines, refs_of_claim

from .frozen_worlds import FILED, World, open_claim_over, world_of

ACT = Acting(date(2010, 3, 1), "attorney", date(2010, 3, 1), "the statement was corrected")
LATER = date(2010, 2, 2)
OF_T2 = receipt("2008Q3", 100_000, market="pay_television", title_id="T2")
OF_T1 = {**OF_T2, "title_id": "T1"}
NAME = "pact/reuse/pay-television{}:CO1:T1:pay_television:us:2008Q3:P1:usd"
TWO_NAMES = {NAME.format("@guild"), NAME.format("@companies")}


def claim_over_first(folder: Path, *lines: dict[str, object]) -> tuple[World, Claim]:
    """A claim over T1 alone, filed over these receipts."""
    titles = [
        title("T1", photography_on=date(2008, 3, 1)),
        title("T2", photography_on=date(1990, 1, 1), first_new_media_on=date(2007, 1, 1)),
    ]
    credits = [credit("T1", "P1"), credit("T2", "P1")]
    world = world_of(
        folder, title=titles, credit=credits, receipt=lines, payment_line=[], dispute=[], notice=[]
    )
    return world, open_claim_over(world.book, world.freeze("o.title_id = 'T1'"))


def fresh(world: World) -> RunTables:
    folder = audit(world.book, [world.agreement], as_of=FILED).folder
    return open_run(folder, also=(world.book.path / "tables",))


def pay(world: World) -> None:
    """$12.00 for T1, learned after filing."""
    paid = payment("LATE", 1_200, market="pay_television", paid_on=date(2009, 12, 1))
    add(world.book, {"payment_line": [paid]}, learned_on=LATER)


def open_now(world: World, claim: Claim) -> tuple[SinceFiling, dict[str, int]]:
    """What a fresh run says of the claim's lines, and what is open by position."""
    held = open_lines(world.book, claim)
    since = figure_as_now(held, fresh(world), FILED)
    return since, {one.position: one.principal_cents for one in amounts_by(held)}


def test_a_line_filed_for_all_readings_is_found_when_they_are_told_apart(tmp_path: Path) -> None:
    """$30.00 less the $12.00 paid since is $18.00."""
    world, claim = claim_over_first(tmp_path, OF_T1)
    assert refs_of_claim(world.book, claim) == {NAME.format("")}
    add(world.book, {"receipt": [OF_T2]}, learned_on=LATER)
    assert changes_since(world.book, claim, fresh(world)).changes == ()
    pay(world)
    since, opened = open_now(world, claim)
    assert since == SinceFiling(0, 0, ())
    assert set(opened.values()) == {1_800}


def test_lines_filed_for_each_reading_are_found_when_they_are_told_as_one(tmp_path: Path) -> None:
    """T2's statement is taken back, so no reading makes a difference any more."""
    world, claim = claim_over_first(tmp_path, OF_T1, OF_T2)
    assert refs_of_claim(world.book, claim) == TWO_NAMES
    add(world.book, {"receipt": [{**OF_T2, "gross_cents": 0, "units": 0}]}, learned_on=LATER)
    assert changes_since(world.book, claim, fresh(world)).changes == ()
    pay(world)
    since, opened = open_now(world, claim)
    assert since == SinceFiling(0, 0, ())
    assert opened == {"guild": 1_800, "companies": 1_800}


def test_a_corrected_line_that_is_told_apart_is_restated_on_each_reading(tmp_path: Path) -> None:
    """$1,000.00 becomes $2,000.00, and $30.00 becomes $60.00, on both of the lines that the one became."""
    world, claim = claim_over_first(tmp_path, OF_T1)
    add(world.book, {"receipt": [OF_T2, {**OF_T1, "gross_cents": 200_000}]}, learned_on=LATER)
    audited = FreshAudit(fresh(world), (world.agreement,), world.library)
    found, _ = restate(world.book, claim.claim_id, audited, ACT)
    assert [(one.kind, one.difference_cents) for one in found.changes] == [("another amount", 3_000)]
    assert refs_of_claim(world.book, read_claim(world.book, claim.claim_id)) == TWO_NAMES


def test_a_line_that_readings_give_otherwise_by_now_is_not_taken_for_one_of_them(tmp_path: Path) -> None:
    """T1 was photographed in 1990 and seen in new media in 2007, as is learned later: the sides differ."""
    world, claim = claim_over_first(tmp_path, OF_T1)
    older = title("T1", photography_on=date(1990, 1, 1), first_new_media_on=date(2007, 1, 1))
    add(world.book, {"title": [older]}, learned_on=LATER)
    found = changes_since(world.book, claim, fresh(world))
    other = NAME.format("@companies").replace("television@", "television-else@")
    assert {one.ref: (one.kind, one.difference_cents) for one in found.changes} == {
        NAME.format(""): ("no longer there", -3_000),
        NAME.format("@guild"): ("new", 3_000),
        other: ("new", 1_000),
    }
