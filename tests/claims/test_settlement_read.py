"""Terms of a settlement are read from files and options with every fault at once, and kept as they were."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.claims.settlement_read import option_map, read_terms, read_terms_file
from arrears.claims.settlement_terms import (
    Forgiven,
    Instalment,
    LumpSum,
    SettlementTerms,
    ShareOfValue,
    SumsByCompany,
    pays_text,
    share_text,
    terms_body,
    terms_of,
)
from arrears.findings import Finding, Refused

WHOLE = """
settlement: Suspended regulars
pays: 33%
divide:
  rule: pro_rata_by_principal
  position: guild
  order: [[compensation, contributions], [late_charge, liquidated_damages], [costs]]
instalments:
  - {share: 1/2, on: 2009-07-15}
  - {share: 50%, after: 60 days}
condition: {event: ratification, of: the agreement, by: 2009-06-30}
opt_out: {by: company, until: 2009-06-01}
release: {until: 2009-06-09, companies: [C1, C2], lines: [a, b], undisputed: kept out}
waives: [costs]
in_exchange_for: a term of two years
consents: [sag]
"""
SHORT = "settlement: S\npays: {pays}\ndivide: {{rule: equal, position: guild}}\n"


def read(tmp_path: Path, text: str) -> SettlementTerms:
    path = tmp_path / "terms.yaml"
    path.write_text(text, encoding="utf-8")
    return read_terms_file(path)


def faults(tmp_path: Path, text: str) -> list[Finding]:
    with pytest.raises(Refused) as caught:
        read(tmp_path, text)
    return list(caught.value.findings)


def test_a_file_of_terms_says_everything_and_comes_back_from_the_book_the_same(tmp_path: Path) -> None:
    said = read(tmp_path, WHOLE)
    assert said.pays == ShareOfValue(Fraction(33, 100))
    assert said.instalments == (
        Instalment(Fraction(1, 2), due_on=date(2009, 7, 15)),
        Instalment(Fraction(1, 2), after_days=60),
    )
    assert said.condition is not None
    assert (said.condition.event, said.condition.by) == ("ratification", date(2009, 6, 30))
    assert said.opt_out is not None
    assert said.opt_out.until == date(2009, 6, 1)
    assert (said.release.companies, said.release.lines) == (("C1", "C2"), ("a", "b"))
    assert said.release.undisputed is False
    assert said.allocation.order[1] == ("late_charge", "liquidated_damages")
    assert terms_of(json.loads(json.dumps(terms_body(said)))) == said


@pytest.mark.parametrize(
    ("written", "pays", "words"),
    [
        ("$1,000.50", LumpSum(1_000_50, "usd"), "a lump sum of $1,000.50"),
        (
            "{C1: $5, C2: $7.25}",
            SumsByCompany({"C1": 5_00, "C2": 7_25}, "usd"),
            "$5.00 from C1; $7.25 from C2",
        ),
        ("1/3", ShareOfValue(Fraction(1, 3)), "1/3 of the value of each company's lines"),
        ("nothing", Forgiven(), "nothing: all is forgiven"),
    ],
)
def test_what_is_paid_is_a_sum_a_share_or_nothing(
    tmp_path: Path, written: str, pays: object, words: str
) -> None:
    said = read(tmp_path, SHORT.format(pays=written))
    assert said.pays == pays
    assert pays_text(said.pays) == words
    assert terms_of(terms_body(said)) == said


def test_a_sum_in_another_currency_is_written_without_a_dollar_sign(tmp_path: Path) -> None:
    said = read(tmp_path, SHORT.format(pays="1,000.50") + "currency: eur\n")
    assert said.pays == LumpSum(1_000_50, "eur")
    (finding,) = faults(tmp_path, SHORT.format(pays="$1,000.50") + "currency: eur\n")
    assert (finding.code, finding.found) == ("settlement-figure", "$1,000.50")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("$1.005", "this is no sum of money"),
        ("-$5", "this is no sum of money"),
        ("133%", "this is no share of a sum"),
        ("-3%", "this is no share of a sum"),
    ],
)
def test_a_figure_that_is_no_sum_and_no_share_is_refused(tmp_path: Path, written: str, problem: str) -> None:
    (finding,) = faults(tmp_path, SHORT.format(pays=written))
    assert (finding.code, finding.problem) == ("settlement-figure", problem)
    assert finding.place.startswith("terms.yaml:2")


def test_every_fault_of_a_file_is_shown_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        "settlement: S\npays: 500%\ndivide: {rule: equal, position: guild}\n"
        "instalments: [{share: 50%}]\ncondition: {event: ratification, by: 2009-02-30}\n",
    )
    assert [finding.code for finding in found] == [
        "settlement-figure",
        "settlement-instalment-day",
        "figure-not-read",
    ]
    assert found[1].problem == (
        "an instalment falls due on a day, or so many days after the settlement takes effect"
    )


def test_unknown_keys_rules_and_characters_are_named_with_the_nearest(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        "settlement: S\npay: 5%\npays: 5%\ndivide: {rule: equaly, position: guild}\nwaives: [late_charges]\n",
    )
    assert {finding.code for finding in found} == {"agreement-key", "agreement-word"}
    assert any("late_charge" in finding.remedy for finding in found)


def test_instalments_that_do_not_make_the_whole_stop_the_file(tmp_path: Path) -> None:
    text = SHORT.format(pays="5%") + "instalments: [{share: 50%, after: 30 days}]\n"
    assert [finding.code for finding in faults(tmp_path, text)] == ["settlement-instalments"]


def test_days_after_taking_effect_are_a_whole_number(tmp_path: Path) -> None:
    text = SHORT.format(pays="5%") + "instalments: [{share: 100%, after: 1.5 days}]\n"
    (finding,) = faults(tmp_path, text)
    assert (finding.code, finding.problem) == ("settlement-figure", "this is no number of days")


def test_options_say_the_same_as_a_file(tmp_path: Path) -> None:
    written = option_map(
        {
            "settlement": "S",
            "pays": "33%",
            "divide": option_map({"rule": "equal", "position": "guild"}),
            "waives": ["costs"],
            "in_exchange_for": "",
            "condition": option_map({"event": None}),
        }
    )
    said = read_terms(written)
    assert said == read(tmp_path, SHORT.format(pays="33%") + "waives: [costs]\n")
    with pytest.raises(Refused) as caught:
        read_terms(option_map({"settlement": "S", "pays": "x", "divide": written.get("divide")}))  # type: ignore[dict-item]
    assert caught.value.findings[0].place == "--pays"


def test_shares_are_shown_as_people_write_them() -> None:
    assert [share_text(Fraction(a, b)) for a, b in ((33, 100), (1, 3), (1, 8), (1, 1))] == [
        "33%",
        "1/3",
        "12.5%",
        "100%",
    ]
