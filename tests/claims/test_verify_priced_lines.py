"""The verifier prices a claim's lines, and keeps accounts of awards, as Arrears does, in code of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.test_qualified_payors import exempting_pact
from tests.audit_worlds import audit, make_book, small_world
from tests.obligations.book_fixture import append, random_tables

from arrears.agreements.load import load_library
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import open_run
from arrears.book.access import GUILD
from arrears.book.ledger import Book, create_book
from arrears.claims.amounts import figure_as_filed
from arrears.claims.award import Award
from arrears.claims.award_account import AwardPart, AwardPayment, AwardTerms, Calculation, award_account
from arrears.claims.award_rules import read_award_rules, stated_rule
from arrears.claims.bundle import BundleAsked, make_bundle
from arrears.claims.bundle_decisions import award_head, part_row
from arrears.claims.claim import Claim
from arrears.claims.claim_money_lines import LATE, claim_money_lines
from arrears.claims.frozen import freeze
from arrears.claims.lines_held import NUMBERS, open_lines
from arrears.claims.settlement_terms import PRINCIPAL
from arrears.claims.verifier import verify

from .frozen_worlds import FILED, World, disputed_rows, open_claim_over, world_of
from .test_lines_held import claim_of_two_runs

DAY = date(2025, 12, 31)
CLAIM = Claim("claim/1", "", "", "", "", (), (), "", (), {}, "", DAY, "", 1)
AGREEMENTS = load_library(addresses=["wga/mba-2008", "wga/mba-2020"])


def same_lines(book: Book, claim: Claim, bundle: Path, days: Sequence[date]) -> int:
    """Hold every line on every day and count against Arrears; gives how many were held."""
    read = verify.read_bundle(verify.open_files(bundle))
    paid = verify.check_standing(read, verify.Tally())
    held = 0
    for day in days:
        lines = open_lines(book, claim)
        figure_as_filed(lines, day)
        for late in LATE:
            wanted = {
                one.key: (one.payee_id, one.company_id, dict(one.by_position))
                for one in claim_money_lines(lines, late)  # type: ignore[arg-type]
            }
            found = {
                key: (one.payee, one.company, dict(one.values))
                for key, one in verify.claim_lines(read, paid, day, late).items()
            }
            assert found == wanted, (day, late)
            held += len(wanted)
    return held


def test_lines_of_a_disputed_claim_are_priced_alike_on_every_day(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    claim = open_claim_over(world.book, world.freeze("true"))
    asked = BundleAsked(GUILD, FILED, "attorney", as_of=date(2011, 6, 30))
    make_bundle(world.book, claim.claim_id, asked, tmp_path / "claim.zip", world.library)
    days = [date(2008, 12, 1), date(2009, 3, 1), date(2009, 4, 1), date(2009, 5, 5), FILED, date(2011, 6, 30)]
    assert same_lines(world.book, claim, tmp_path / "claim.zip", days) > 150


def test_lines_of_two_runs_of_which_one_lacks_a_reading_are_priced_alike(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    claim = claim_of_two_runs(world)
    asked = BundleAsked(GUILD, FILED, "attorney")
    make_bundle(world.book, claim.claim_id, asked, tmp_path / "claim.zip", world.library)
    assert verify.check_bundle(tmp_path / "claim.zip").code == 0
    assert same_lines(world.book, claim, tmp_path / "claim.zip", [FILED]) > 20


def test_a_rule_that_is_not_for_the_payor_charges_nothing_and_is_told_as_not_known(tmp_path: Path) -> None:
    agreement = exempting_pact(tmp_path / "library")
    status = {"company_id": "CO1", "family": "pact", "from_on": date(2009, 1, 1),
              "kind": "qualified_residual_payor"}  # fmt: skip
    book = make_book(tmp_path / "book", small_world(**{**disputed_rows(), "payor_status": [status]}))
    run = open_run(audit(book, [agreement], as_of=FILED).folder)
    world = World(book, agreement, tmp_path / "library", run)
    claim = open_claim_over(book, world.freeze())
    make_bundle(book, claim.claim_id, BundleAsked(GUILD, FILED, "a"), tmp_path / "c.zip", world.library)
    answer = verify.check_bundle(tmp_path / "c.zip")
    assert (answer.code, answer.faults) == (3, ())
    why = "the rule is not for this class of payor, and what holds is not known"
    (told,) = [line for line in answer.lines if line.startswith("not recomputed")]
    assert (told.split(": ", 2)[2], "late charges" in told) == (why, True)
    assert same_lines(book, claim, tmp_path / "c.zip", [FILED]) > 5


def test_lines_of_a_random_world_are_priced_alike(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    append(book, random_tables(5, 8), date(2025, 1, 1))
    run = open_run(run_audit(book, AGREEMENTS, AuditRequest(as_of=DAY)).folder)
    claim = open_claim_over(book, freeze(run, "true", AGREEMENTS), DAY)
    make_bundle(book, claim.claim_id, BundleAsked(GUILD, DAY, "attorney"), tmp_path / "all.zip")
    assert same_lines(book, claim, tmp_path / "all.zip", [date(2016, 2, 29), DAY]) > 100


def test_numbers_of_freezings_and_principal_mean_the_same_to_both() -> None:
    assert 1 << verify.FREEZING_BITS == NUMBERS
    assert frozenset(verify.PRINCIPAL) == PRINCIPAL
    assert set(verify.COUNTS) == set(LATE)


# Clocks of awards as the library has them, and as an award states its own.
START = date(2020, 1, 15)
DAYS = st.integers(0, 900).map(lambda passed: START + timedelta(passed))
CENTS = st.integers(0, 5_000_00)
OWN_CLOCKS = st.builds(
    stated_rule,
    st.none() | st.integers(0, 90),
    st.none() | st.fractions(Fraction(0), Fraction(1, 20), max_denominator=1_000),
    st.sampled_from(["award", "due"]),
    st.just("p. 1"),
)
CLOCKS = st.sampled_from(read_award_rules()) | OWN_CLOCKS
TOLD = st.builds(Calculation, st.none() | DAYS, st.none(), st.none() | DAYS, st.sampled_from(["", "flood"]))


@st.composite
def awards(draw: st.DrawFn) -> tuple[AwardTerms, tuple[AwardPayment, ...], date]:
    """Any award: one sum or instalments, of a day or none, calculated or not, paid in any order."""
    cents = draw(st.lists(CENTS, min_size=1, max_size=4))
    days = draw(st.lists(st.none() | DAYS, min_size=len(cents), max_size=len(cents)))
    is_open = draw(st.booleans()) and draw(st.booleans())
    parts = tuple(
        AwardPart(place + 1, day, None if is_open else sum_)
        for place, (sum_, day) in enumerate(zip(cents, days))
    )
    terms = AwardTerms(START, draw(CLOCKS), parts, draw(st.booleans()), draw(TOLD))
    kinds = st.sampled_from(["principal", "principal", "interest"])
    paid = draw(st.lists(st.tuples(DAYS, CENTS, kinds), max_size=6))
    payments = tuple(AwardPayment(seq, on, sum_, kind, "CO1") for seq, (on, sum_, kind) in enumerate(paid))
    return terms, payments, draw(DAYS)


def told_award(terms: AwardTerms, payments: tuple[AwardPayment, ...]) -> Award:
    return Award("award/1", ("claim/1",), "x", "guild", "usd", terms, START, 1, 0, "", payments)


@settings(max_examples=400, deadline=None)
@given(awards())
def test_the_account_of_any_award_is_figured_alike(
    made: tuple[AwardTerms, tuple[AwardPayment, ...], date],
) -> None:
    terms, payments, as_of = made
    account = award_account(terms, payments, as_of)
    head = json.loads(json.dumps(award_head(told_award(terms, payments), CLAIM)[-1]))
    clock = verify.read_clock(head)
    parts = [verify.Instalment(one.number, one.due_on, one.cents) for one in terms.parts]
    paid = [(seq, one.paid_on, one.cents, one.kind) for seq, one in enumerate(payments)]
    figured, ending = verify.award_account(clock, parts, paid, as_of)
    wanted = {one.part.number: tuple(part_row(one)[2:-1]) for one in account.parts}
    assert figured == wanted
    assert ending == (account.open_cents(), account.interest_paid_cents, account.beyond_cents)
