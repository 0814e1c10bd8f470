"""What a settlement pays is divided to the cent, by the rule it states, and undisputed money is kept out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.claims.settlement_division import Settled, divide_settlement
from arrears.claims.settlement_terms import (
    CHARACTERS,
    PRINCIPAL,
    RULES,
    Allocation,
    Forgiven,
    LumpSum,
    Release,
    SettlementLine,
    SettlementTerms,
    ShareOfValue,
    SumsByCompany,
)
from arrears.findings import Refused


def line(ref: str, guild: int | None, **more: object) -> SettlementLine:
    usual = {
        "payee_id": "P1",
        "company_id": "C1",
        "title_id": "T1",
        "currency": "usd",
        "character": "compensation",
        "by_position": {"guild": guild, "companies": 0},
    }
    return SettlementLine(ref, **(usual | more))  # type: ignore[arg-type]


def terms(pays: object, rule: str = "pro_rata_by_full_value", **more: object) -> SettlementTerms:
    allocation = Allocation(rule, "guild", **more.pop("allocation", {}))  # type: ignore[arg-type]
    return SettlementTerms("A settlement", pays, allocation, **more)  # type: ignore[arg-type]


def paid(settled: Settled) -> dict[str, int]:
    return {each.line.key: each.paid_cents for each in settled.lines}


def refused(lines: list[SettlementLine], said: SettlementTerms) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        divide_settlement(lines, said)
    return [(finding.code, finding.problem) for finding in caught.value.findings]


def test_a_lump_sum_is_divided_in_proportion_and_odd_cents_go_to_the_largest_remainders() -> None:
    # $100.00 over 1 : 1 : 1 is 33.33 each and one cent over, which the first by name gets.
    lines = [line(name, 500_00) for name in ("b", "a", "c")]
    settled = divide_settlement(lines, terms(LumpSum(100_00, "usd")))
    assert paid(settled) == {"a#compensation": 33_34, "b#compensation": 33_33, "c#compensation": 33_33}


def test_thirty_three_cents_on_the_dollar_is_figured_once_for_each_company() -> None:
    # C1: 33% of 1,000.01 = 330.0033; C2: 33% of 10.05 = 3.3165, which rounds to 3.32.
    lines = [line("a", 400_00), line("b", 600_01), line("c", 10_05, company_id="C2")]
    settled = divide_settlement(lines, terms(ShareOfValue(Fraction(33, 100))))
    assert paid(settled) == {"a#compensation": 132_00, "b#compensation": 198_00, "c#compensation": 3_32}


def test_by_principal_a_charge_weighs_nothing_and_is_given_up() -> None:
    lines = [line("a", 300_00), line("b", 100_00), line("b", 999_00, character="late_charge")]
    settled = divide_settlement(lines, terms(LumpSum(80_00, "usd"), "pro_rata_by_principal"))
    assert paid(settled) == {"a#compensation": 60_00, "b#compensation": 20_00, "b#late_charge": 0}
    charge = next(each for each in settled.lines if each.line.character == "late_charge")
    assert charge.given_up("guild") == 999_00


def test_by_head_every_person_gets_the_same_and_within_a_person_value_decides() -> None:
    lines = [
        line("a", 100_00),
        line("b", 300_00),
        line("c", 5_00, payee_id="P2"),
    ]
    settled = divide_settlement(lines, terms(LumpSum(8_00, "usd"), "by_head"))
    assert paid(settled) == {"a#compensation": 1_00, "b#compensation": 3_00, "c#compensation": 4_00}


def test_characters_are_served_in_the_order_that_the_terms_state() -> None:
    lines = [
        line("a", 100_00),
        line("a", 20_00, character="contributions"),
        line("a", 30_00, character="late_charge"),
        line("b", 60_00, character="late_charge"),
    ]
    order = (("compensation",), ("contributions",), ("late_charge",))
    settled = divide_settlement(lines, terms(LumpSum(150_00, "usd"), allocation={"order": order}))
    assert paid(settled) == {
        "a#compensation": 100_00,
        "a#contributions": 20_00,
        "a#late_charge": 10_00,
        "b#late_charge": 20_00,
    }
    short = divide_settlement(lines, terms(LumpSum(100_50, "usd"), allocation={"order": order}))
    assert paid(short)["a#contributions"] == 50
    assert paid(short)["b#late_charge"] == 0


def test_undisputed_money_is_kept_out_of_what_is_settled() -> None:
    # 40.00 of 100.00 is owed on every reading: a third of the other 60.00 is paid, 40.00 stays owed.
    only = line("a", 100_00, by_position={"guild": 100_00, "companies": 40_00}, undisputed_cents=40_00)
    settled = divide_settlement([only], terms(ShareOfValue(Fraction(1, 3))))
    (each,) = settled.lines
    assert (each.paid_cents, each.kept_out_cents) == (20_00, 40_00)
    assert (each.given_up("guild"), each.given_up("companies")) == (40_00, -20_00)
    assert settled.findings == ()


def test_undisputed_money_in_a_release_is_flagged_line_by_line() -> None:
    only = line("a", 100_00, by_position={"guild": 100_00, "companies": 40_00}, undisputed_cents=40_00)
    said = terms(ShareOfValue(Fraction(1, 3)), release=Release(undisputed=True))
    settled = divide_settlement([only], said)
    (flag,) = settled.findings
    assert (flag.code, flag.place) == ("undisputed-line-released", "a#compensation")
    assert flag.problem == "the release takes in money that no reading disputes"
    assert (flag.expected, flag.found) == ("$40.00 kept out of it, or paid in full", "$33.33 paid")
    in_full = divide_settlement([only], terms(LumpSum(40_00, "usd"), release=Release(undisputed=True)))
    assert in_full.findings == ()


def test_a_line_whose_undisputed_part_is_not_known_is_flagged() -> None:
    settled = divide_settlement([line("a", 5_00, undisputed_cents=None)], terms(LumpSum(1_00, "usd")))
    assert [(flag.code, flag.found) for flag in settled.findings] == [
        ("undisputed-part-unknown", "1 of 1 line, the first a#compensation")
    ]
    assert settled.findings[0].problem == (
        "what nobody disputes is not known, so nothing of it was kept out of the release"
    )


def test_a_company_that_stays_out_moves_nobody_elses_cents() -> None:
    lines = [line("a", 100_00), line("b", 200_00, company_id="C2"), line("c", 50_00)]
    said = terms(LumpSum(70_00, "usd"))
    before = divide_settlement(lines, said)
    after = divide_settlement(lines, said, opted_out=["C2"])
    assert paid(before) == {"a#compensation": 20_00, "b#compensation": 40_00, "c#compensation": 10_00}
    assert paid(after) == {"a#compensation": 20_00, "b#compensation": 0, "c#compensation": 10_00}
    out = next(each for each in after.lines if each.is_out)
    assert (out.line.ref, out.given_up("guild"), out.at_stake("guild")) == ("b", 0, 200_00)


def test_waived_characters_take_no_part_and_are_given_up_whole() -> None:
    lines = [line("a", 100_00), line("a", 30_00, character="late_charge")]
    settled = divide_settlement(lines, terms(ShareOfValue(Fraction(1, 2)), waives=("late_charge",)))
    assert paid(settled) == {"a#compensation": 50_00, "a#late_charge": 0}
    assert [each.is_waived for each in settled.lines] == [False, True]


def test_a_release_covers_the_lines_and_companies_that_it_names() -> None:
    lines = [line("a", 100_00), line("b", 100_00), line("c", 100_00, company_id="C2")]
    half = ShareOfValue(Fraction(1, 2))
    assert paid(divide_settlement(lines, terms(half, release=Release(companies=("C1",))))) == {
        "a#compensation": 50_00,
        "b#compensation": 50_00,
    }
    assert paid(divide_settlement(lines, terms(half, release=Release(lines=("b",))))) == {
        "b#compensation": 50_00
    }
    assert (
        refused(lines, terms(half, release=Release(companies=("C1", "C9"), lines=("a", "z"))))
        == [("settlement-release", "the release names a line or a company that the claims do not have")] * 2
    )


def test_forgiving_all_pays_nothing_and_gives_up_the_full_value() -> None:
    settled = divide_settlement([line("a", 100_00)], terms(Forgiven()))
    assert [(each.paid_cents, each.given_up("guild")) for each in settled.lines] == [(0, 100_00)]


def test_a_sum_from_each_company_stays_with_the_lines_against_it() -> None:
    lines = [line("a", 100_00), line("b", 300_00), line("c", 7_00, company_id="C2")]
    settled = divide_settlement(lines, terms(SumsByCompany({"C1": 40_00, "C2": 7_00}, "usd")))
    assert paid(settled) == {"a#compensation": 10_00, "b#compensation": 30_00, "c#compensation": 7_00}


def test_stated_amounts_are_taken_as_stated_and_must_make_the_sum() -> None:
    stated = {"a#compensation": 60_00, "b#compensation": 40_00}
    lines = [line("a", 100_00), line("b", 100_00)]
    settled = divide_settlement(lines, terms(LumpSum(100_00, "usd"), "stated", allocation={"stated": stated}))
    assert paid(settled) == stated
    assert refused(lines, terms(LumpSum(99_99, "usd"), "stated", allocation={"stated": stated})) == [
        ("settlement-stated-sum", "the amounts stated for the lines are not what the settlement pays")
    ]
    wrong = {"a#compensation": 60_00, "c#compensation": 40_00}
    assert (
        refused(lines, terms(LumpSum(100_00, "usd"), "stated", allocation={"stated": wrong}))
        == [("settlement-stated-line", "a line has no stated amount, or an amount is stated for no line")] * 2
    )


def test_a_line_without_an_amount_on_the_named_reading_is_not_taken_for_nought() -> None:
    lines = [line("a", 100_00), line("b", None)]
    assert refused(lines, terms(LumpSum(1_00, "usd"))) == [
        (
            "settlement-line-unknown",
            "the amount of this line is not known on the named position, so it cannot be weighed",
        )
    ]
    equal = divide_settlement(lines, terms(LumpSum(1_00, "usd"), "equal"))
    assert paid(equal) == {"a#compensation": 50, "b#compensation": 50}
    assert next(each for each in equal.lines if each.line.ref == "b").given_up("guild") is None


def test_more_than_a_line_is_worth_on_any_reading_is_flagged() -> None:
    settled = divide_settlement([line("a", 1_00), line("b", 9_00)], terms(LumpSum(10_00, "usd"), "equal"))
    assert [(flag.code, flag.place, flag.problem) for flag in settled.findings] == [
        (
            "allocated-above-claim",
            "a#compensation",
            "more is paid on this line than it is worth on any reading",
        )
    ]


@pytest.mark.parametrize(
    ("lines", "said", "code", "problem"),
    [
        ([], terms(Forgiven()), "settlement-no-lines", "the settlement covers no line"),
        (
            [line("a", 1_00), line("a", 1_00)],
            terms(Forgiven()),
            "settlement-line-twice",
            "the line is covered twice",
        ),
        (
            [line("a", -1_00)],
            terms(Forgiven()),
            "settlement-line-negative",
            "the line is a credit, which no settlement can be divided to",
        ),
        (
            [line("a", 1_00, by_position={"gild": 1_00})],
            terms(Forgiven()),
            "settlement-position",
            "no line is figured on this position",
        ),
        (
            [line("a", 1_00, character="costs")],
            terms(LumpSum(1_00, "usd"), allocation={"order": (("compensation",),)}),
            "settlement-order",
            "the order of allocation leaves out characters that the lines have",
        ),
        (
            [line("a", 1_00), line("b", 1_00, currency="eur")],
            terms(LumpSum(1_00, "usd")),
            "settlement-currency",
            "the settlement pays in another currency than some lines are in; currencies are kept apart",
        ),
        (
            [line("a", 0)],
            terms(LumpSum(1_00, "usd")),
            "settlement-nothing-to-weigh",
            "the lines weigh nothing on the named reading, so the money cannot be divided among them",
        ),
        (
            [line("a", 1_00)],
            terms(SumsByCompany({"C2": 1_00}, "usd")),
            "settlement-company-sum",
            "the sums of the settlement are not those of the companies that its lines are against",
        ),
    ],
)
def test_what_cannot_be_divided_is_refused_with_its_reason(
    lines: list[SettlementLine], said: SettlementTerms, code: str, problem: str
) -> None:
    assert refused(lines, said) == [(code, problem)]


CENTS = st.integers(0, 10**9)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", "P3"]),
        st.sampled_from(["C1", "C2"]),
        st.sampled_from(sorted(CHARACTERS)),
        CENTS,
        CENTS,
        st.integers(0, 100),
    ),
    min_size=1,
    max_size=12,
)


def made(rows: list[tuple[str, str, str, int, int, int]]) -> list[SettlementLine]:
    lines = []
    for number, (payee, company, character, guild, companies, part) in enumerate(rows):
        undisputed = min(guild, companies) * part // 100
        positions = {"guild": guild, "companies": companies}
        lines.append(
            line(
                f"r{number}",
                guild,
                payee_id=payee,
                company_id=company,
                character=character,
                by_position=positions,
                undisputed_cents=undisputed,
            )
        )
    return lines


@given(LINES, CENTS, st.sampled_from(sorted(set(RULES) - {"stated"})), st.permutations(sorted(CHARACTERS)))
def test_no_cent_is_lost_or_invented_whatever_the_rule_and_the_order(
    rows: list[tuple[str, str, str, int, int, int]], pot: int, rule: str, characters: list[str]
) -> None:
    order = (tuple(characters[:2]), tuple(characters[2:]))
    said = terms(LumpSum(pot, "usd"), rule, allocation={"order": order})
    lines = made(rows)
    weighs_nothing = rule != "equal" and not any(
        (each.by_position["guild"] or 0) > (each.undisputed_cents or 0)
        and (rule != "pro_rata_by_principal" or each.character in PRINCIPAL)
        for each in lines
    )
    if weighs_nothing and pot:
        assert {code for code, _ in refused(lines, said)} == {"settlement-nothing-to-weigh"}
        return
    settled = divide_settlement(lines, said)
    assert sum(paid(settled).values()) == pot
    assert all(cents >= 0 for cents in paid(settled).values())
    again = divide_settlement(list(reversed(lines)), said)
    assert paid(again) == paid(settled)
    for position in settled.positions():
        for each in settled.lines:
            full = each.line.by_position[position] or 0
            at_stake = each.at_stake(position)
            assert at_stake is not None
            assert at_stake == max(full - each.kept_out_cents, 0)
            assert at_stake == each.paid_cents + (each.given_up(position) or 0)


@given(LINES, st.integers(1, 100))
def test_a_share_of_value_gives_every_line_its_share_within_a_cent(
    rows: list[tuple[str, str, str, int, int, int]], percent: int
) -> None:
    share = Fraction(percent, 100)
    settled = divide_settlement(made(rows), terms(ShareOfValue(share)))
    for company in ("C1", "C2"):
        mine = [each for each in settled.lines if each.line.company_id == company]
        stake = sum(each.at_stake("guild") or 0 for each in mine)
        assert abs(sum(each.paid_cents for each in mine) - share * stake) <= Fraction(1, 2)
    for each in settled.lines:
        assert abs(each.paid_cents - share * (each.at_stake("guild") or 0)) < Fraction(3, 2)
