"""The late charges, due dates, shares and signatures of the verifier against the package and RFC 8032."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests.reconciliation.late_worlds import INITIAL_PAY, PLANS, SYNDICATION, WRITERS

from arrears.agreements.load import load_library
from arrears.agreements.model import DueArm, DueRule
from arrears.claims.bundle_clauses import due_text
from arrears.claims.verifier import verify
from arrears.engine.calendar import business_days, due_date, due_on
from arrears.formula.clause import ClauseFormula, Pays
from arrears.formula.kinds import MONEY, Kind
from arrears.formula.nodes import Compare, Fact, Word
from arrears.money import OddCents, divide_pot
from arrears.obligations.formula_json import encode_formula
from arrears.reconciliation.late_charge_steps import LateMoney, charge_one
from arrears.reconciliation.late_terms import BalanceStep, ChargeTerms, DeclaredDispute, LateTerms

CAPPED = LateTerms(
    "test/capped",
    (
        ChargeTerms("day", Fraction(1, 200), most_units=30, most_share=Fraction(1, 10)),
        ChargeTerms("day", fixed_cents=100),
    ),
    reads_compound=False,
    pauses_while_disputed=True,
)
RULES = (WRITERS, INITIAL_PAY, SYNDICATION, PLANS, CAPPED)
PLAIN = ClauseFormula("test", "statement_line", Pays(Fact("gross", MONEY)))
FIRST, LAST = date(2007, 1, 1), date(2016, 12, 31)


def holidays() -> list[date]:
    """The days that `engine.calendar` leaves out, as a bundle lists them."""
    open_days = set(business_days(FIRST, LAST).days)
    every = (FIRST + timedelta(passed) for passed in range((LAST - FIRST).days + 1))
    return [day for day in every if day.weekday() < 5 and day not in open_days]


BUSINESS = verify.open_days(FIRST, LAST, holidays())


def as_rule(terms: LateTerms) -> verify.Rule:
    charges = tuple(
        verify.Charge(
            one.per, one.rate, one.fixed_cents, one.start, one.most_units, one.most_share,
            one.only_after_notice_days, one.notice_unit,
        )
        for one in terms.charges
    )  # fmt: skip
    reads = (terms.reads_simple, terms.reads_compound, terms.reads_daily)
    return verify.Rule(charges, reads, terms.pauses_while_disputed, terms.resumes_after_business_days)


def draw_money(rng: random.Random, due_on: date) -> LateMoney:
    """An amount with part payments before and after its due day, a notice and a dispute, or none of them."""

    def later(chance: float, most: int = 500) -> date | None:
        return due_on + timedelta(rng.randint(-20, most)) if rng.random() < chance else None

    owed, left = rng.choice((100, 1033, 99_999, 4_666_700)), []
    amount = owed
    day = due_on
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        until = day + timedelta(rng.choice((1, 28, 30, 31, rng.randint(1, 400))))
        left.append(BalanceStep(day, until, amount))
        day, amount = until, amount - rng.choice((amount, amount // 2, amount // 3))
    left.append(BalanceStep(day, None, amount))
    since = later(0.5)
    dispute = None
    if since is not None:
        settled = since + timedelta(rng.randint(0, 300)) if rng.random() < 0.5 else None
        part = rng.choice((None, 0, owed // 2, owed, owed + 1))
        dispute = DeclaredDispute(since, settled, part, later(0.6, 5) if part is not None else None)
    return LateMoney(due_on, owed, tuple(left), later(0.6), dispute)


def as_owing(money: LateMoney) -> verify.Owing:
    steps = tuple(verify.Step(one.from_on, one.to_on, one.open_cents) for one in money.steps)
    dispute = money.dispute
    told = dispute and (dispute.since, dispute.settled_on, dispute.disputed_cents, dispute.undisputed_paid_on)
    return verify.Owing(money.due_on, money.owed_cents, steps, money.notice_on, told)


def test_the_verifier_charges_lateness_as_arrears_does() -> None:
    rng, seen = random.Random(63), Counter[str]()
    for _ in range(4000):
        terms, due_on = rng.choice(RULES), date(2008, 1, 1) + timedelta(rng.randint(0, 1200))
        money, as_of = draw_money(rng, due_on), due_on + timedelta(rng.randint(-10, 1200))
        expected = [
            (c.disputed, c.months, c.days, c.simple_cents, c.compound_cents, c.daily_cents)
            for c in charge_one(money, terms, as_of=as_of)
        ]
        found = verify.charge_lateness(as_owing(money), as_rule(terms), as_of, BUSINESS)
        told = [(c.disputed, c.months, c.days, c.simple, c.compound, c.daily) for c in found]
        assert told == expected, (money, terms, as_of)
        seen[terms.rule_id] += bool(told)
        seen["disputed"] += any(one[0] for one in told)
    assert min(seen[rule.rule_id] for rule in RULES) > 100
    assert seen["disputed"] > 300


def test_the_balance_is_that_of_the_payments_from_the_due_day_on() -> None:
    due = date(2008, 11, 30)
    paid = [(date(2008, 11, 1), 100), (None, 50), (date(2009, 1, 15), 200), (date(2009, 2, 1), 650)]
    assert verify.balance_steps(1000, due, paid) == (
        verify.Step(due, date(2009, 1, 15), 850),
        verify.Step(date(2009, 1, 15), date(2009, 2, 1), 650),
    )
    assert verify.balance_steps(1000, due, [(None, 1000)]) == ()
    assert verify.balance_steps(1000, due, []) == (verify.Step(due, None, 1000),)


def due_rules() -> set[tuple[str, DueRule]]:
    rules = [one.due for agreement in load_library() for one in agreement.clauses() if one.due is not None]
    return {rule.rule_id: rule for rule in rules}.items()  # type: ignore[return-value]


def test_the_verifier_counts_due_days_by_every_rule_of_the_library() -> None:
    rules = due_rules()
    assert any(rule.printed for _, rule in rules)
    days = [date(2007, 12, 1) + timedelta(passed) for passed in range(900)]
    for _, rule in rules:
        printed = {
            f"{month:02}-{day:02}": f"{to_month:02}-{to_day:02}"
            for (month, day), (to_month, to_day) in rule.printed.items()
        }
        told = {"count": str(rule.count), "unit": rule.unit, "printed": printed}
        assert [verify.due_day(told, day) for day in days] == [due_date(rule, day) for day in days]


def test_the_verifier_chooses_among_due_rules_as_arrears_does() -> None:
    market = Fact("market", Kind("word"))
    slow, fast = DueRule("a", "received_on", 2, "months"), DueRule("b", "period_to", 20, "days")
    arms = tuple(DueArm(Compare("=", market, Word(word)), fast) for word in ("rental", "download"))
    bound = DueRule("c", "period_to", 90, "days")
    rules = [
        replace(slow, unless=unless, at_latest=latest) for unless in ((), arms) for latest in (None, bound)
    ]
    days = (None, date(2008, 3, 31), date(2008, 2, 29), date(2008, 6, 30))
    seen: Counter[str] = Counter()
    for rule, word, received_on, period_to in itertools.product(rules, (None, "rental", "cable"), days, days):
        facts = {"market": word, "received_on": received_on, "period_to": period_to}
        known = {name: day for name, day in facts.items() if isinstance(day, date)}
        told = json.loads(json.dumps(due_text(rule)))
        row = verify.ClauseRow(1, "c", verify.read_clause(encode_formula(PLAIN)), {}, told, None)
        expected = due_on(rule, known.get, facts)
        assert verify._due_on(row, told, facts, 0) == expected
        seen["known" if expected else "missing"] += 1
        bounded = None if expected is None or rule.at_latest is None else due_date(bound, known["period_to"])
        seen["bounded"] += bounded is not None and expected == bounded
    assert min(seen[word] for word in ("known", "missing", "bounded")) >= 10
    for name in ("market", "period_to"):
        facts = {"market": "cable", "received_on": days[1], "period_to": days[1], name: verify.WITHHELD}
        assert verify._due_on(row, due_text(rules[-1]), facts, 0) is verify.WITHHELD


def test_the_verifier_divides_pots_as_arrears_does() -> None:
    rng = random.Random(7)
    modes: tuple[OddCents, ...] = ("largest_remainder", "cumulative")
    for _ in range(500):
        parts = [rng.randint(0, 9) for _ in range(rng.randint(1, 6))] + [1]
        shares = [Fraction(part, sum(parts)) for part in parts]
        for mode, pot in itertools.product(modes, (0, 1, -1, 99, 10_001, -10_007)):
            assert verify.divide_pot(pot, shares, mode) == divide_pot(pot, shares, mode)
    with pytest.raises(ValueError, match="shares add up to 1/2"):
        verify.divide_pot(100, [Fraction(1, 2)], "cumulative")


# RFC 8032, section 7.1: secret key left out; public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
)


@pytest.mark.parametrize("vector", VECTORS)
def test_signatures_of_the_standard_are_accepted_and_others_not(
    vector: tuple[str, str, str],
) -> None:
    key, message, signature = (bytes.fromhex(part) for part in vector)
    assert verify.is_signed(key, message, signature)
    assert not verify.is_signed(key, message + b"x", signature)
    for place in (0, 31, 32, 63):
        altered = bytearray(signature)
        altered[place] ^= 1
        assert not verify.is_signed(key, message, bytes(altered))
    assert not verify.is_signed(bytes([key[0] ^ 1]) + key[1:], message, signature)
    assert not verify.is_signed(key[:31], message, signature)


def test_a_signature_is_not_accepted_in_a_second_form() -> None:
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[1])
    answer = int.from_bytes(signature[32:], "little") + verify.ORDER
    assert not verify.is_signed(key, message, signature[:32] + answer.to_bytes(32, "little"))
    beyond = (verify.PRIME + 1).to_bytes(32, "little")
    assert not verify.is_signed(beyond, message, signature)


def test_signatures_of_the_library_that_signs_are_accepted() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    for number in range(5):
        private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        key = private.public_key().public_bytes_raw()
        assert verify.is_signed(key, b"a manifest", private.sign(b"a manifest"))
        assert not verify.is_signed(key, b"another", private.sign(b"a manifest"))
