"""What a settlement of a part of a claim ended stands apart in a company's payment record, counted by hand.

Five titles, nothing paid. Rentals pay 4% of $1,000.00: $40.00 each on T1 to T3. Pay television on T4 and T5
is read by the guild at 3%, $30.00, and by the companies at 1%, $10.00, which nobody disputes.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from arrears.audit.run_tables import RunTables, open_run
from arrears.book.access import COUNSEL
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.award_account import AwardTerms
from arrears.claims.award_acts import NewAward, record_award
from arrears.claims.award_making import lines_at, parts_of
from arrears.claims.award_rules import stated_rule
from arrears.claims.claim_money_lines import price_claims
from arrears.claims.frozen import freeze
from arrears.claims.payment_record import RecordScope, make_payment_record
from arrears.claims.record_stages import make_stages, read_line_stages, stage_records
from arrears.claims.recording import record_step
from arrears.claims.settlement_acts import Proposal, consent, make_effective, propose
from arrears.claims.settlement_terms import Allocation, Release, SettlementTerms, ShareOfValue
from arrears.claims.steps import Taken
from arrears.reports.standing_report import EXPOSURE, StandingRecord, exposure_sentences

from .frozen_worlds import IN_ARREARS, open_claim_over
from .pattern_worlds import World, line, open_world, titles

DAY = date(2009, 8, 31)
ACT = Acting(DAY, "attorney", DAY)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A filed claim over all five. T1 and T2 are settled with what nobody disputes; T4 without it."""
    receipts = [line(n, "rental", 1_000_00) for n in (1, 2, 3)]
    receipts += [line(n, "pay_television", 1_000_00) for n in (4, 5)]
    rows = {"title": titles(5), "receipt": receipts, "payment_line": []}
    made = open_world(tmp_path_factory.mktemp("settled-in-part"), rows)
    run, library = open_run(made.folder), made.book.path.parent / "library"
    open_claim_over(made.book, freeze(run, IN_ARREARS, made.agreements, library), DAY)
    record_step(made.book, "1", Taken("filed", DAY, "attorney"), learned_on=DAY, procedure=lambda _: None)
    settle(made.book, ("T1", "T2"), undisputed=True)
    settle(made.book, ("T4",), undisputed=False)
    return made


def settle(book: Book, of_titles: tuple[str, ...], *, undisputed: bool) -> None:
    """A settlement in effect of the lines of some titles, at 33%."""
    priced = price_claims(book, ["1"], DAY, "simple")
    lines = tuple(one for one in priced.lines if one.title_id in of_titles)
    named = tuple(dict.fromkeys(one.ref for one in lines))
    terms = SettlementTerms(
        f"Part of {len(of_titles)}", ShareOfValue(Fraction(33, 100)),
        Allocation("pro_rata_by_full_value", "guild"),
        release=Release(lines=named, undisputed=undisputed), consents=("pact",),
    )  # fmt: skip
    counsel = book.seen_by(COUNSEL)
    name, _, _ = propose(counsel, Proposal(terms, lines, ("claim/1",), ("pact",), DAY), ACT)
    consent(counsel, name, ("pact", "letter"), ACT)
    make_effective(counsel, name, ACT, procedure=lambda _: None)


def stages(world: World, as_of: date = DAY) -> dict[tuple[str, str], tuple[int, int]]:
    """How many amounts, and how much of them open, by stage and position."""
    run: RunTables = open_run(world.folder)
    make_payment_record(run, RecordScope())
    make_stages(run, read_line_stages(world.book, as_of=as_of))
    return {(one.stage, one.position): (one.amounts, one.open_cents) for one in stage_records(run)}


def test_settled_lines_stand_apart_from_the_rest_of_their_claim(world: World) -> None:
    # T1 and T2 are ended whole. Of T4 $10.00 that nobody disputes is kept out and stays owed, so the line
    # stays claimed on each reading, with T3 and T5.
    assert stages(world) == {
        ("settled", "guild"): (2, 80_00),
        ("settled", "companies"): (2, 80_00),
        ("claimed", "guild"): (3, 40_00 + 30_00 + 30_00),
        ("claimed", "companies"): (3, 40_00 + 10_00 + 10_00),
    }


def test_what_is_in_arrears_says_how_much_of_it_a_settlement_has_ended(world: World) -> None:
    run = open_run(world.folder)
    make_payment_record(run, RecordScope())
    make_stages(run, read_line_stages(world.book, as_of=DAY))
    record = StandingRecord((), (), (), stage_records(run), (), "", (), (), ())
    said = exposure_sentences(record)
    assert said[0] == EXPOSURE
    assert "owed no longer: $80.00 on the reading of companies; $80.00 on the reading of guild." in said[1]


def test_an_award_on_the_rest_leaves_settled_lines_settled(world: World) -> None:
    priced = price_claims(world.book, ["1"], DAY, "simple")
    rest = [one for one in priced.lines if one.title_id in ("T3", "T5")]
    given = lines_at(rest, "guild")
    terms = AwardTerms(DAY, stated_rule(30, None, "award", "p. 1"), parts_of((), given))
    award = NewAward(("claim/1",), "the arbitrator", "guild", "usd", terms, given)
    record_award(world.book, award, ACT, lambda _: None)
    found = stages(world)
    assert found[("settled", "guild")] == (2, 80_00)
    assert found[("awarded", "guild")] == (3, 40_00 + 30_00 + 30_00)
