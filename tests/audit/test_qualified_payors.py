"""A late rule that is not for a class of payor charges nothing of it, and the run says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import Audited, audit, make_book, receipt, shipped, small_world, write_pact

from arrears.agreements.load import load_agreement
from arrears.agreements.model import Agreement
from arrears.audit.explained_words import late_words

AS_OF = date(2010, 1, 1)
QUALIFIED = "qualified_residual_payor"


def exempting_pact(folder: Path) -> Agreement:
    """The invented pact, its late rule not for qualified residual payors."""
    write_pact(folder)
    file = folder / "pact" / "v1" / "agreement.yaml"
    written = file.read_text(encoding="utf-8")
    assert written.count("    pauses: no\n") == 1
    file.write_text(written.replace("    pauses: no\n", f"    pauses: no\n    not_for: [{QUALIFIED}]\n"))
    return load_agreement(file.parent)


def audited(folder: Path, **status: object) -> Audited:
    """CO1 owes for two quarters, due on 2008-11-29 and 2009-03-01, and has this class of payor."""
    row = {"company_id": "CO1", "family": "pact", "from_on": date(2000, 1, 1), "kind": QUALIFIED, **status}
    rows = small_world(
        receipt=[receipt("2008Q3", 1_000_00, 1), receipt("2008Q4", 1_000_00, 1)], payor_status=[row]
    )
    return audit(make_book(folder / "book", rows), [exempting_pact(folder)], as_of=AS_OF)


def charged(run: Audited) -> list[str]:
    rows = run.rows("SELECT occasion FROM late_charge JOIN obligation USING (obligation_no) ORDER BY 1")
    return [occasion for (occasion,) in rows]


def test_a_qualified_payor_bears_no_charge_of_this_rule(tmp_path: Path):
    run = audited(tmp_path)
    assert charged(run) == []
    assert run.rows("SELECT kind, count(*) FROM late_exempt GROUP BY 1") == [(QUALIFIED, 2)]
    (finding,) = run.findings("late-rule-not-for-payor")
    assert finding[:3] == (
        "company:CO1",
        "the late rule pact/v1/residuals is not for a qualified residual payor; no charge for lateness was"
        " figured",
        "2 obligation(s) of CO1 that fell due while it was a qualified residual payor",
    )
    assert run.rows("SELECT DISTINCT state FROM standing") == [("no_payment_found",)], "the money stays owed"


@pytest.mark.parametrize(
    ("status", "occasions"),
    [
        ({"until_on": date(2008, 12, 31)}, ["2008Q4"]),
        ({"from_on": date(2009, 1, 1)}, ["2008Q3"]),
        ({"until_on": date(2008, 11, 29)}, ["2008Q4"]),
        ({"until_on": date(2008, 11, 28)}, ["2008Q3", "2008Q4"]),
        ({"kind": "ordinary"}, ["2008Q3", "2008Q4"]),
        ({"kind": "qualified_buyer"}, ["2008Q3", "2008Q4"]),
        ({"family": "wga"}, ["2008Q3", "2008Q4"]),
        ({"company_id": "CO2"}, ["2008Q3", "2008Q4"]),
    ],
)
def test_the_class_counts_on_the_day_on_which_the_money_fell_due(
    tmp_path: Path, status: dict[str, object], occasions: list[str]
):
    assert charged(audited(tmp_path, **status)) == occasions


def test_the_rule_in_words_says_for_whom_it_is_not(tmp_path: Path):
    rule = exempting_pact(tmp_path).late_rules["pact/v1/residuals"]
    assert late_words(rule).endswith("; it is not for a qualified residual payor")


def test_network_and_syndication_charges_are_not_for_qualified_payors():
    """SAG-AFTRA television 2014, section 18(e)(3)a, p. 54: charges of (e)(1) and (2) shall not apply."""
    rules = shipped("sag/tv-2014").late_rules
    named = {name for name, rule in rules.items() if rule.not_for}
    assert named == {"sag/tv-2014/network", "sag/tv-2014/syndication"}
    assert {rules[name].not_for for name in named} == {
        (QUALIFIED, "qualified_distributor", "qualified_buyer")
    }
