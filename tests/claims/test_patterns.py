"""Causes planted in invented books are found, on all their lines and on no other."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.claims.patterns import CauseTried, Pattern, causes_of, pattern_of
from arrears.findings import Refused
from arrears.vocabulary import CAUSES
from audit_worlds import credit, use

from .pattern_worlds import ARTICLE, QUARTER, World, line, open_world, paid, ref, rounded, titles

SEED = 139


def codes(pattern: Pattern) -> list[str]:
    """The causes that fit the line asked about, in alphabetical order."""
    return sorted(cause.code for cause in pattern.fitting())


def numbers(pattern: Pattern) -> list[int]:
    """The titles of the class schedule, by number."""
    return sorted({int(member.title_id[1:]) for member in pattern.members})


def ask(world: World, name: str) -> Pattern:
    return pattern_of(world.explainer, world.agreements, name)


def gross_amounts(count: int) -> list[int]:
    """Receipts that no two lines share, and that make no round amounts."""
    chance = random.Random(SEED)
    return chance.sample(range(1_000_000, 9_999_999), count)


def test_a_counter_that_was_not_run_is_found_on_all_its_lines_and_no_other(tmp_path: Path) -> None:
    # 3,000 copies: 1,000 at 1% and 2,000 at 2%, so 5/3 of 1% over all; paid 1% on the first thirty.
    amounts = gross_amounts(60)
    chance = random.Random(SEED)
    receipts = [line(n, "download", gross, units=3_000) for n, gross in enumerate(amounts, start=1)]
    payments = []
    for n, gross in enumerate(amounts, start=1):
        owed = rounded(Fraction(gross, 60))
        cents = {0: rounded(Fraction(gross, 100)), 1: owed}.get((n - 1) // 30 if n <= 45 else 2)
        payments.append(paid(n, "download", owed - chance.randint(2, 40) if cents is None else cents))
    world = open_world(tmp_path, {"title": titles(60), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(7, "download", "downloads"))
    assert codes(pattern) == ["missing_counter"]
    assert numbers(pattern) == list(range(1, 31))
    (cause,) = pattern.fitting()
    assert (cause.detail, cause.fitting, cause.alone) == ("rate: all at the first rate, 1%", 30, 30)
    assert pattern.short_sums == 45
    assert sum(member.open_cents for member in pattern.members) == sum(
        rounded(Fraction(gross, 60)) - rounded(Fraction(gross, 100)) for gross in amounts[:30]
    )


def test_a_counter_begun_anew_differs_from_one_that_was_never_run(tmp_path: Path) -> None:
    # The second quarter's 2,000 copies come after 900: owed 100 at 1% and 1,900 at 2%; anew: 1,000 and 1,000.
    receipts = [line(1, "download", 900_000, units=900, period_from=date(2008, 4, 1),
                     period_to=date(2008, 6, 30), received_on=date(2008, 6, 30), statement_id="S0"),
                line(1, "download", 2_000_000, units=2_000)]  # fmt: skip
    payments = [paid(1, "download", 9_000, payment_id="PAY0", period="2008Q2", paid_on=date(2008, 8, 1)),
                paid(1, "download", 30_000)]  # fmt: skip
    world = open_world(tmp_path, {"title": titles(1), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(1, "download", "downloads"))
    assert [(cause.code, cause.detail) for cause in pattern.fitting()] == [
        ("missing_counter", "rate: counted anew with every line")
    ]
    assert pattern.line.owed_cents == 39_000


def test_the_rate_of_another_period_is_found_with_its_row(tmp_path: Path) -> None:
    amounts = gross_amounts(12)
    receipts = [line(n, "basic_cable", gross) for n, gross in enumerate(amounts, start=1)]
    payments = [
        paid(n, "basic_cable", rounded(Fraction(gross * (2 if n <= 8 else 3), 100)))
        for n, gross in enumerate(amounts, start=1)
    ]
    world = open_world(tmp_path, {"title": titles(12), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(3, "basic_cable", "cable"))
    assert codes(pattern) == ["wrong_rate_year"]
    assert "2000-01-01" in pattern.fitting()[0].detail
    assert numbers(pattern) == list(range(1, 9))


def test_receipts_taken_for_another_kind_of_receipts_are_found(tmp_path: Path) -> None:
    amounts = gross_amounts(10)
    receipts = [line(n, "rental", gross) for n, gross in enumerate(amounts, start=1)]
    payments = [
        paid(n, "rental", rounded(Fraction(gross * 4 * (40 if n <= 6 else 100), 10_000)))
        for n, gross in enumerate(amounts, start=1)
    ]
    world = open_world(tmp_path, {"title": titles(10), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(2, "rental", "rental"))
    assert codes(pattern) == ["misread_base"]
    assert "producers_gross" in pattern.fitting()[0].detail
    assert numbers(pattern) == list(range(1, 7))


def test_what_the_other_side_reads_is_found_as_one_reading_taken(tmp_path: Path) -> None:
    amounts = gross_amounts(8)
    receipts = [line(n, "pay_television", gross) for n, gross in enumerate(amounts, start=1)]
    payments = [
        paid(n, "pay_television", rounded(Fraction(gross, 100)) - (7 if n > 5 else 0))
        for n, gross in enumerate(amounts, start=1)
    ]
    world = open_world(tmp_path, {"title": titles(8), "receipt": receipts, "payment_line": payments})
    name = ref(1, "pay_television", "pay-television@guild")
    pattern = ask(world, name)
    assert [(cause.code, cause.detail) for cause in pattern.fitting()] == [
        ("one_reading_taken", "as companies reads")
    ]
    assert numbers(pattern) == list(range(1, 6))
    assert pattern.line.position == "guild"


def test_nothing_is_what_a_side_pays_that_reads_the_title_out(tmp_path: Path) -> None:
    covered = ARTICLE.replace(
        "work = 'television'\n  questions:", "work = 'television' and counted\n  questions:"
    )
    assert covered != ARTICLE
    receipts = [line(n, "pay_television", 1_000_000 * n) for n in (1, 2)]
    rows = {"title": titles(2), "receipt": receipts, "payment_line": [paid(2, "pay_television", 60_000)]}
    pattern = ask(open_world(tmp_path, rows, covered), ref(1, "pay_television", "pay-television@guild"))
    assert (pattern.line.owed_cents, pattern.line.paid_cents) == (30_000, 0)
    assert [(cause.code, cause.supposed_cents) for cause in pattern.fitting()] == [("one_reading_taken", 0)]


def test_another_row_of_a_fee_table_is_a_wrong_tier(tmp_path: Path) -> None:
    runs = [use("free_television", date(2008, month, 1), run_no=number) for number, month in ((2, 5), (3, 6))]
    payments = [paid(1, "free_television", 40_000, period="run:3", paid_on=date(2008, 9, 1))]
    world = open_world(tmp_path, {"title": titles(1), "use": runs, "payment_line": payments})
    name = "pact/reuse/rerun:CO1:T1:free_television:us:run:3:P1:usd"
    fitting = ask(world, name).fitting()
    assert [cause.code for cause in fitting] == ["wrong_tier"]
    assert "over 3" in fitting[0].detail


def test_a_net_amount_stated_as_gross_is_found_by_what_was_taken_off(tmp_path: Path) -> None:
    amounts = gross_amounts(6)
    receipts = [line(n, "rental", gross) for n, gross in enumerate(amounts, start=1)]
    owed = [rounded(Fraction(gross, 25)) for gross in amounts]
    payments = [paid(n, "rental", cents * 985 // 1000) for n, cents in enumerate(owed, start=1)]
    deductions = [
        {
            "payment_id": f"PAY-rental-{n}",
            "line_no": 1,
            "kind": "dues",
            "amount_cents": cents - cents * 985 // 1000,
        }
        for n, cents in enumerate(owed[:4], start=1)
    ]
    rows = {"title": titles(6), "receipt": receipts, "payment_line": payments, "deduction": deductions}
    pattern = ask(open_world(tmp_path, rows), ref(1, "rental", "rental"))
    assert codes(pattern) == ["net_for_gross"]
    assert numbers(pattern) == [1, 2, 3, 4]
    assert pattern.members[0].evidence == "payment PAY-rental-1"


def test_domestic_lines_paid_without_the_foreign_ones_are_found(tmp_path: Path) -> None:
    amounts = gross_amounts(5)
    receipts = [line(n, "rental", gross) for n, gross in enumerate(amounts, start=1)]
    receipts += [line(n, "rental", 777_700 + n, territory="foreign") for n in range(1, 6)]
    payments = [paid(n, "rental", rounded(Fraction(gross, 25))) for n, gross in enumerate(amounts, start=1)]
    world = open_world(tmp_path, {"title": titles(5), "receipt": receipts, "payment_line": payments})
    short = world.explainer.run.rows(
        "SELECT territory FROM obligation JOIN standing USING (obligation_no) WHERE open_cents > 0 LIMIT 1"
    )[0][0]
    pattern = ask(world, ref(4, "rental", "rental", territory=short))
    assert codes(pattern) == ["foreign_left_out"]
    assert numbers(pattern) == [1, 2, 3, 4, 5]


def test_a_market_without_any_payment_is_said_of_the_market(tmp_path: Path) -> None:
    amounts = gross_amounts(4)
    receipts = [line(n, "rental", gross) for n, gross in enumerate(amounts, start=1)]
    receipts += [line(n, "basic_cable", gross) for n, gross in enumerate(amounts, start=1)]
    payments = [paid(n, "basic_cable", rounded(Fraction(g * 3, 100))) for n, g in enumerate(amounts, start=1)]
    world = open_world(tmp_path, {"title": titles(4), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(2, "rental", "rental"))
    assert codes(pattern) == ["market_not_paid"]
    assert numbers(pattern) == [1, 2, 3, 4]
    assert pattern.fitting()[0].by_chance is None


def test_equal_parts_in_place_of_credit_shares_are_found_to_the_odd_cent(tmp_path: Path) -> None:
    # 4% of $99,999.75 is $3,999.99: 25% to the story, 75% to the teleplay; in equal parts the odd cent is for
    # the story, which stands first.
    credits = [credit("T1", "P1", "teleplay_by"), credit("T1", "P2", "story_by")]
    receipts = [line(1, "rental", 9_999_975)]
    payments = [paid(1, "rental", 199_999), paid(1, "rental", 200_000, payment_id="PAY2", payee_id="P2")]
    rows = {"title": titles(1), "credit": credits, "receipt": receipts, "payment_line": payments}
    pattern = ask(open_world(tmp_path, rows), ref(1, "rental", "rental"))
    assert (pattern.line.owed_cents, pattern.line.paid_cents) == (299_999, 199_999)
    assert codes(pattern) == ["equal_shares"]


def test_a_surplus_taken_back_from_another_payment_is_shown_with_that_payment(tmp_path: Path) -> None:
    # T1 was paid $31.00 too much; T2 is short by the same $31.00.
    receipts = [line(1, "rental", 5_000_000), line(2, "rental", 6_000_000)]
    payments = [paid(1, "rental", 203_100), paid(2, "rental", 236_900)]
    world = open_world(tmp_path, {"title": titles(2), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(2, "rental", "rental"))
    assert codes(pattern) == ["duplicate_credited"]
    assert pattern.members[0].evidence == "payment PAY-rental-1 line 1"


def test_money_that_went_to_another_payee_is_a_cause(tmp_path: Path) -> None:
    receipts = [line(1, "rental", 5_000_000), line(2, "rental", 1_000_000)]
    payments = [paid(1, "rental", 200_000, payee_id="P3"), paid(2, "rental", 40_000)]
    world = open_world(tmp_path, {"title": titles(2), "receipt": receipts, "payment_line": payments})
    assert codes(ask(world, ref(1, "rental", "rental"))) == ["paid_to_another_payee"]


def test_a_late_line_leads_to_all_late_lines_of_its_class(tmp_path: Path) -> None:
    amounts = gross_amounts(6)
    receipts = [line(n, "rental", gross) for n, gross in enumerate(amounts, start=1)]
    payments = [
        paid(n, "rental", rounded(Fraction(g, 25)), paid_on=date(2009, 3, 1) if n <= 4 else date(2008, 11, 1))
        for n, g in enumerate(amounts, start=1)
    ]
    world = open_world(tmp_path, {"title": titles(6), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(1, "rental", "rental"))
    assert (pattern.line.sort, codes(pattern), numbers(pattern)) == ("late", ["late"], [1, 2, 3, 4])
    assert pattern.members[0].open_cents == 0


def test_two_causes_that_fit_are_both_listed_and_the_line_stands_once(tmp_path: Path) -> None:
    # 40% of the base is what the producer's share would give; taken off was the other 60% as well.
    receipts = [line(1, "rental", 5_000_000), line(2, "rental", 7_000_000)]
    payments = [paid(1, "rental", 80_000), paid(2, "rental", 112_000)]
    deductions = [{"payment_id": "PAY-rental-1", "line_no": 1, "kind": "other", "amount_cents": 120_000}]
    rows = {"title": titles(2), "receipt": receipts, "payment_line": payments, "deduction": deductions}
    world = open_world(tmp_path, rows)
    pattern = ask(world, ref(1, "rental", "rental"))
    assert codes(pattern) == ["misread_base", "net_for_gross"]
    assert numbers(pattern) == [1, 2]
    assert [len(member.fits) for member in pattern.members] == [2, 1]
    assert {cause.code: cause.alone for cause in pattern.fitting()} == {"misread_base": 1, "net_for_gross": 0}
    other = ask(world, ref(2, "rental", "rental"))
    assert codes(other) == ["misread_base"]
    assert other.members[0].also[0][0] == "net_for_gross"


def test_lines_of_other_companies_markets_and_clauses_are_not_in_the_class(tmp_path: Path) -> None:
    receipts = [line(1, "rental", 5_000_000), line(2, "rental", 7_000_000, company_id="CO2"),
                line(3, "basic_cable", 5_000_000)]  # fmt: skip
    payments = [paid(1, "rental", 80_000), paid(2, "rental", 112_000, payer_id="CO2"),
                paid(3, "basic_cable", 100_000)]  # fmt: skip
    world = open_world(tmp_path, {"title": titles(3), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(1, "rental", "rental"))
    assert (numbers(pattern), pattern.class_sums) == ([1], 1)


def test_a_cause_that_fits_like_amounts_by_chance_says_so(tmp_path: Path) -> None:
    # Twenty lines of the same receipts: whose payment is set against which line makes no difference.
    receipts = [line(n, "rental", 5_000_000) for n in range(1, 21)]
    payments = [paid(n, "rental", 80_000) for n in range(1, 21)]
    world = open_world(tmp_path, {"title": titles(20), "receipt": receipts, "payment_line": payments})
    (cause,) = ask(world, ref(1, "rental", "rental")).fitting()
    assert (cause.fitting, cause.by_chance, cause.says_little) == (20, Fraction(20), True)


def test_causes_that_give_what_is_owed_are_not_counted_as_tried(tmp_path: Path) -> None:
    # 500 copies are all in the first band, so counting or not counting says nothing of the short payment.
    receipts = [line(1, "download", 5_000_000, units=500)]
    world = open_world(
        tmp_path,
        {"title": titles(1), "receipt": receipts, "payment_line": [paid(1, "download", 49_000)]},
    )
    found = causes_of(world.explainer, world.agreements, ref(1, "download", "downloads"))
    assert [cause for cause in found if cause.fits] == []
    assert all(cause.supposed_cents != 50_000 for cause in found)
    assert all(isinstance(cause, CauseTried) for cause in found)


@pytest.mark.parametrize(
    ("cents", "found"),
    [
        (200_000, "this line is paid and not late, so it shows no cause"),
        (None, "whether this line is short cannot be judged"),
    ],
)
def test_a_line_that_is_paid_or_not_comparable_shows_no_cause(
    tmp_path: Path, cents: int | None, found: str
) -> None:
    payments = [paid(1, "rental", 0) | {"gross_cents": cents, "net_cents": 150_000}]
    rows = {"title": titles(1), "receipt": [line(1, "rental", 5_000_000)], "payment_line": payments}
    with pytest.raises(Refused) as refused:
        ask(open_world(tmp_path, rows), ref(1, "rental", "rental"))
    (finding,) = refused.value.findings
    assert (finding.code, finding.problem) == ("pattern-not-judged", found)


def test_one_award_on_one_film_leads_to_a_class_of_139(tmp_path: Path) -> None:
    """The model: an award on one film's base, and the same base on 139 others. All figures are invented."""
    amounts = gross_amounts(180)
    receipts = [line(n, "rental", gross) for n, gross in enumerate(amounts, start=1)]
    payments = [
        paid(n, "rental", rounded(Fraction(gross * 4 * (40 if n <= 140 else 100), 10_000)))
        for n, gross in enumerate(amounts, start=1)
    ]
    world = open_world(tmp_path, {"title": titles(180), "receipt": receipts, "payment_line": payments})
    pattern = ask(world, ref(140, "rental", "rental"))
    others = [member for member in pattern.members if member.title_id != "T140"]
    assert len(others) == 139
    owed = sum(rounded(Fraction(gross, 25)) for gross in amounts[:139])
    assert sum(member.amount_cents for member in others) == owed
    assert all(member.occasion == QUARTER for member in others)


TWO_TABLES = """
article: reuse
title: Reuse
cite: invented
status: derived
clauses:
- id: rental
  for: statement_line
  when: market = 'rental' and work = 'television'
  tables:
    rate: {by: period_from, rows: {from 2000-01-01: 2%, from 2008-07-01: 3%}}
    share: {by: base_kind, rows: {distributors_gross: 100%, producers_gross: 40%}}
  pays: gross * share * rate
  due: quarterly
  late: residuals
"""


def test_two_causes_on_one_line_are_named_as_both_and_neither_alone(tmp_path: Path) -> None:
    """T1 and T2 are paid at the old rate on 40% of the base, T3 at the old rate alone, T4 on 40% alone."""
    grosses = {1: 1_234_567, 2: 7_654_321, 3: 2_222_333, 4: 4_444_777}
    parts = {1: Fraction(8, 1000), 2: Fraction(8, 1000), 3: Fraction(2, 100), 4: Fraction(12, 1000)}
    rows = {
        "title": titles(4),
        "receipt": [line(n, "rental", gross) for n, gross in grosses.items()],
        "payment_line": [paid(n, "rental", rounded(grosses[n] * parts[n])) for n in grosses],
    }
    world = open_world(tmp_path, rows, TWO_TABLES)
    pattern = pattern_of(world.explainer, world.agreements, ref(1, "rental", "rental"))
    (cause,) = pattern.fitting()
    assert cause.code == "two_causes"
    assert "rate: the row" in cause.detail
    assert CAUSES["wrong_rate_year"] in cause.detail
    assert "share: the row producers gross" in cause.detail.replace("_", " ")
    assert CAUSES["misread_base"] in cause.detail
    assert (cause.fitting, cause.alone) == (2, 2)
    assert [member.title_id for member in pattern.members] == ["T1", "T2"]
    for number, code in ((3, "wrong_rate_year"), (4, "misread_base")):
        single = pattern_of(world.explainer, world.agreements, ref(number, "rental", "rental"))
        assert [one.code for one in single.fitting()] == [code]
        assert [member.title_id for member in single.members] == [f"T{number}"]


def test_two_causes_are_not_said_where_one_alone_gives_the_same(tmp_path: Path) -> None:
    """The old 2% of the whole, and the older 4% of half, are one amount: the one cause is named."""
    twin = TWO_TABLES.replace("40%", "50%").replace(
        "from 2000-01-01: 2%", "from 2000-01-01: 4%, from 2004-01-01: 2%"
    )
    rows = {
        "title": titles(1),
        "receipt": [line(1, "rental", 1_000_000)],
        "payment_line": [paid(1, "rental", 20_000)],
    }
    world = open_world(tmp_path, rows, twin)
    pattern = pattern_of(world.explainer, world.agreements, ref(1, "rental", "rental"))
    assert [one.code for one in pattern.fitting()] == ["wrong_rate_year"]
    both = [one for one in pattern.causes if one.code == "two_causes" and one.supposed_cents == 20_000]
    assert both
    assert not any(one.fits for one in both)
