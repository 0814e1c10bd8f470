"""An award and a settlement in effect are in the sealed bundle, and the verifier divides them again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest

from arrears.book.access import COUNSEL, read_audience
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.award import read_award
from arrears.claims.award_account import AwardPayment, AwardTerms
from arrears.claims.award_acts import NewAward, pay_award, record_award
from arrears.claims.award_making import lines_at, lines_of_sum, parts_of
from arrears.claims.award_rules import stated_rule
from arrears.claims.bundle import bundle_content
from arrears.claims.bundle_content import BundleContent, Row
from arrears.claims.bundle_decisions import decision_tables
from arrears.claims.bundle_seal import Copy, seal_bundle
from arrears.claims.claim import read_claim
from arrears.claims.claim_money_lines import price_claims
from arrears.claims.priced_for import EACH_LINE
from arrears.claims.settlement_acts import Proposal, consent, make_effective, propose
from arrears.claims.settlement_terms import (
    CHARACTERS,
    Allocation,
    LumpSum,
    Release,
    Rule,
    SettlementTerms,
    ShareOfValue,
    SumsByCompany,
)
from arrears.claims.verifier import verify
from arrears.money import round_to

from .frozen_worlds import FILED
from .sealed_world import SealedWorld, sealed_world, unpack

DAY = FILED
ACT = Acting(DAY, "attorney", DAY)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SealedWorld:
    return sealed_world(tmp_path_factory.mktemp("decisions"))


@pytest.fixture
def sealed(made: SealedWorld, tmp_path: Path) -> SealedWorld:
    copied = made.copied_to(tmp_path)
    return copied.seen_by(COUNSEL)


def settle(book: Book, claim: str, terms: SettlementTerms) -> None:
    """A settlement in effect over the lines of a claim."""
    priced = price_claims(book, [claim], DAY, "simple")
    proposal = Proposal(
        replace(terms, consents=("wga",)), priced.lines, (claim,), priced.claimants, DAY, priced.told()
    )
    subject, _, _ = propose(book, proposal, ACT)
    consent(book, subject, ("wga", "board"), ACT)
    make_effective(book, subject, ACT)


def award(book: Book, claim: str, monthly: Fraction | None = None, rule: Rule | None = None) -> None:
    """An award on the reading of the guild: each line's amount, or a sum divided by a rule."""
    priced = price_claims(book, [claim], DAY, "simple")
    lines = lines_at(priced.lines, "guild")
    if rule is not None:
        lines = lines_of_sum(priced.lines, "guild", rule, SUM)
    terms = AwardTerms(DAY, stated_rule(30, monthly, "award", "p. 1"), parts_of((), lines))
    told = priced.told(rule or EACH_LINE)
    new = NewAward((claim,), "arbitrator", "guild", "usd", terms, lines, told)
    record_award(book, new, ACT, procedure=lambda _: None)


def pay(book: Book, on: date, cents: int, kind: Literal["principal", "interest"] = "principal") -> None:
    """A payment on the first award."""
    payment = AwardPayment(0, on, cents, kind, "CO1", f"W{cents}")
    pay_award(book, "award/1", payment, Acting(on, "attorney", on), procedure=lambda _: None)


def seal(
    sealed: SealedWorld,
    out: Path,
    content: BundleContent | None = None,
    reads: str = "counsel",
    as_of: date = DAY,
) -> Path:
    """The bundle of the claim as it stands, or of an altered content."""
    held = content or content_of(sealed, as_of)
    classes = read_audience(reads).classes
    seal_bundle(held, bytes(32), Copy(reads, frozenset(classes)), out, None)
    return out


def content_of(sealed: SealedWorld, as_of: date = DAY) -> BundleContent:
    book = sealed.world.book
    claim = read_claim(book, sealed.claim.claim_id)
    return bundle_content(book, claim, as_of, sealed.world.library)


def altered(content: BundleContent, table: str, edit: Callable[[list[Any]], list[Any]]) -> BundleContent:
    """The content with the first row of a table edited."""

    def edited(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return (tuple(edit(list(rows[0]))), *rows[1:])

    tables = tuple(
        replace(one, parts={needs: edited(tuple(rows)) for needs, rows in one.parts.items()})
        if one.name == table
        else one
        for one in content.tables
    )
    return replace(content, tables=tables)


SUM = 123_47
TERMS = SettlementTerms(
    "Downloads", ShareOfValue(Fraction(1, 3)), Allocation("pro_rata_by_full_value", "guild")
)
ORDER = (("compensation", "contributions"), ("late_charge", "liquidated_damages"), ("costs",))
IN_ORDER = Allocation("pro_rata_by_full_value", "guild", ORDER)


@pytest.mark.parametrize(
    "terms",
    [
        TERMS,
        replace(TERMS, pays=LumpSum(12_345, "usd"), allocation=Allocation("equal", "guild")),
        replace(TERMS, pays=LumpSum(12_347, "usd"), allocation=Allocation("by_head", "guild")),
        replace(TERMS, allocation=Allocation("pro_rata_by_principal", "guild", ORDER)),
        replace(TERMS, pays=LumpSum(23_456, "usd"), allocation=IN_ORDER),
        replace(TERMS, waives=("late_charge",), release=Release(undisputed=True)),
    ],
    ids=["share", "equal", "by head", "by principal", "in order", "waived"],
)  # fmt: skip
def test_every_settled_line_is_divided_again(
    sealed: SealedWorld, tmp_path: Path, terms: SettlementTerms
) -> None:
    settle(sealed.world.book, sealed.claim.claim_id, terms)
    answer = verify.check_bundle(seal(sealed, tmp_path / "claim.zip"))
    assert answer.code == 0, answer.lines
    told = "\n".join(answer.lines)
    assert "figured again and equal: 1 sums of awards and settlements" in told
    assert "figured again and equal: 12 amounts of settled lines" in told
    assert "figured again and equal: 12 values of settled lines" in told
    assert "not recomputed" not in told


def test_sums_of_each_company_are_divided_again(sealed: SealedWorld, tmp_path: Path) -> None:
    book = sealed.world.book
    companies = {one.company_id for one in price_claims(book, [sealed.claim.claim_id], DAY, "simple").lines}
    sums = SumsByCompany({company: 10_001 + place for place, company in enumerate(sorted(companies))}, "usd")
    settle(book, sealed.claim.claim_id, replace(TERMS, pays=sums))
    assert verify.check_bundle(seal(sealed, tmp_path / "claim.zip")).code == 0


def test_an_award_is_held_against_its_lines_and_instalments(sealed: SealedWorld, tmp_path: Path) -> None:
    award(sealed.world.book, sealed.claim.claim_id)
    answer = verify.check_bundle(seal(sealed, tmp_path / "claim.zip"))
    assert answer.code == 0, answer.lines
    told = "\n".join(answer.lines)
    assert "figured again and equal: 1 instalments of awards" in told
    assert "figured again and equal: 1 sums of awards and settlements" in told
    assert "figured again and equal: 12 amounts of awarded lines" in told
    assert "limit: award/1: no rate of interest is stated with it, so none is figured" in told


def test_a_sum_awarded_for_all_lines_is_divided_again_by_its_rule(
    sealed: SealedWorld, tmp_path: Path
) -> None:
    book, claim = sealed.world.book, sealed.claim.claim_id
    award(book, claim, rule="by_head")
    out = seal(sealed, tmp_path / "claim.zip")
    answer = verify.check_bundle(out)
    assert answer.code == 0, answer.lines
    assert "figured again and equal: 12 amounts of awarded lines" in answer.lines
    read = verify.read_bundle(verify.open_files(out))
    lines = verify.claim_lines(read, verify.check_standing(read, verify.Tally()), DAY, "simple")
    priced = price_claims(book, [claim], DAY, "simple").lines
    rules: list[Rule] = ["pro_rata_by_principal", "pro_rata_by_full_value", "equal", "by_head"]
    found = {rule: verify._awarded(lines, "guild", rule, SUM) for rule in rules}
    wanted = {
        rule: {one.line.key: one.paid_cents for one in lines_of_sum(priced, "guild", rule, SUM)}
        for rule in rules
    }
    assert found == wanted
    assert len({tuple(sorted(one.items())) for one in found.values()}) == len(rules)


def test_payments_on_an_award_are_in_the_bundle_and_its_account_is_figured_again(
    sealed: SealedWorld, tmp_path: Path
) -> None:
    book, claim = sealed.world.book, sealed.claim.claim_id
    award(book, claim, Fraction(1, 100))
    pay(book, date(2010, 1, 20), 100_00)
    pay(book, date(2010, 4, 5), 200_00)
    pay(book, date(2010, 4, 6), 10_00, "interest")
    pay(book, date(2011, 1, 1), 50_00)
    out = seal(sealed, tmp_path / "claim.zip", as_of=date(2010, 6, 30))
    answer = verify.check_bundle(out)
    assert answer.code == 0, answer.lines
    assert "figured again and equal: 2 accounts of awards" in answer.lines
    assert not any(line.startswith("limit") for line in answer.lines)
    read = verify.read_bundle(verify.open_files(out))
    assert len(read.table("award_payment").rows) == 4
    ((open_cents, interest, beyond),) = read.table("award_account").named(
        "open_cents", "interest_paid_cents", "beyond_cents"
    )
    ((simple, paid),) = read.table("award_part").named("simple_cents", "paid_cents")
    given = read_award(book, "award/1").sum_cents() or 0
    assert (open_cents, interest, beyond, paid) == (given - 300_00, 10_00, 0, 300_00)
    # One cent in the dollar at the end of each of three months on what was late, less for the two after.
    late, left = given - 100_00, given - 300_00
    assert simple == round_to(Fraction(3 * late + 2 * left, 100), Fraction(1), "half_up")


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("decision_line", "paid_cents", "1", "amounts of settled lines"),
        ("decision_line", "kept_out_cents", "999999", "undisputed money kept out"),
        ("decision_line", "is_waived", "yes", "waived lines of settlements"),
        ("decision", "cents", "7", "sums of awards and settlements"),
        ("decision", "terms", "{}", "its terms cannot be read"),
        ("decision", "decision", "settlement/9", "its lines belong to nothing stated"),
    ],
)  # fmt: skip
def test_a_settlement_altered_before_it_was_sealed_is_told(
    sealed: SealedWorld, tmp_path: Path, table: str, column: str, value: str, said: str
) -> None:
    settle(sealed.world.book, sealed.claim.claim_id, TERMS)
    content = content_of(sealed)
    (columns,) = [[one.name for one in each.columns] for each in content.tables if each.name == table]

    def edit(row: list[Any]) -> list[Any]:
        row[columns.index(column)] = value
        return row

    answer = verify.check_bundle(seal(sealed, tmp_path / "claim.zip", altered(content, table, edit)))
    assert answer.code == 1
    assert said in "\n".join(answer.lines)


def test_instalments_that_are_not_the_award_are_told(sealed: SealedWorld, tmp_path: Path) -> None:
    award(sealed.world.book, sealed.claim.claim_id)

    def edit(row: list[Any]) -> list[Any]:
        terms = json.loads(row[-1])
        terms["parts"][0]["cents"] += 1
        return [*row[:-1], json.dumps(terms)]

    content = altered(content_of(sealed), "decision", edit)
    answer = verify.check_bundle(seal(sealed, tmp_path / "claim.zip", content))
    assert (answer.code, "instalments of awards" in "\n".join(answer.lines)) == (1, True)


def test_the_arbitrators_copy_shows_what_is_paid_and_not_what_the_guild_thought_it_worth(
    sealed: SealedWorld, tmp_path: Path
) -> None:
    settle(sealed.world.book, sealed.claim.claim_id, TERMS)
    whole, copy = seal(sealed, tmp_path / "a.zip"), seal(sealed, tmp_path / "b.zip", reads="arbitrator")
    values = [row[-1] for row in settled_rows_of(whole)]
    assert all(values)
    hidden = settled_rows_of(copy)
    assert len(hidden) == len(values)
    assert not any(json.dumps(value) in json.dumps(hidden) for value in values)
    answer = verify.check_bundle(copy)
    assert answer.code == 3
    told = "\n".join(answer.lines)
    assert "amounts of settled lines: decision_line." in told
    assert "figured again and equal: 1 sums of awards and settlements" in told


def settled_rows_of(path: Path) -> list[Any]:
    contents = unpack(path)
    (name,) = [name for name in contents if name.startswith("tables/decision_line.")]
    return [json.loads(line) for line in contents[name].splitlines()]


def test_a_proposal_enters_no_bundle(sealed: SealedWorld) -> None:
    book, claim = sealed.world.book, sealed.claim
    priced = price_claims(book, [claim.claim_id], DAY, "simple")
    terms = replace(TERMS, title="Only a proposal")
    propose(book, Proposal(terms, priced.lines, (claim.claim_id,), priced.claimants, DAY), ACT)
    heads, lines = decision_tables(book, read_claim(book, claim.claim_id))
    assert (heads.count, lines.count) == (0, 0)


def test_terms_that_state_amounts_line_by_line_name_no_member_in_their_heading(sealed: SealedWorld) -> None:
    book, claim = sealed.world.book, sealed.claim
    lines = price_claims(book, [claim.claim_id], DAY, "simple").lines
    stated = {line.key: 100 + place for place, line in enumerate(lines)}
    allocation = Allocation("stated", "guild", (tuple(CHARACTERS),), stated)
    settle(
        book, claim.claim_id, replace(TERMS, pays=LumpSum(sum(stated.values()), "usd"), allocation=allocation)
    )
    heads, rows = decision_tables(book, read_claim(book, claim.claim_id))
    ((head,),) = heads.parts.values()
    assert lines[0].ref not in str(head)
    (settled,) = rows.parts.values()
    assert sorted(int(row[-2] or 0) for row in settled) == sorted(stated.values())
