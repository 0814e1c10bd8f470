"""Who shares what: roles, teams, adaptation, stated shares, and credits that no rule covers.

Cable pays $10.00 of $500.00; nothing is ever lost or given to somebody by guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.audit_worlds import Audited, audit, credit, make_book, receipt, small_world, use, write_pact

from arrears.agreements.model import Agreement

AS_OF = date(2009, 6, 30)


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def cable(
    folder: Path, pact: Agreement, credits: Sequence[Mapping[str, Any]], gross: int = 50_000, **of_title: Any
) -> Audited:
    """The audit of a cable licence of T1 with some credits."""
    rows = small_world(credit=credits, receipt=[receipt("2008Q3", gross, market="basic_cable")])
    rows["title"] = [{**title, **of_title} for title in rows["title"]]
    return audit(make_book(folder / "book", rows), [pact], as_of=AS_OF)


def shares(found: Audited) -> dict[str, int]:
    return dict(found.rows("SELECT payee_id, amount_cents FROM obligation ORDER BY 1"))


def test_a_team_counts_as_one_writer_and_divides_inside(tmp_path: Path, pact: Agreement) -> None:
    """P1 & P2 and P3: half to the team, half to the third."""
    credits = [
        credit("T1", "P1", team_id="x"), credit("T1", "P2", team_id="x"), credit("T1", "P3"),
    ]  # fmt: skip
    assert shares(cable(tmp_path, pact, credits)) == {"P1": 250, "P2": 250, "P3": 500}


def test_story_and_teleplay_share_a_quarter_and_three_quarters(tmp_path: Path, pact: Agreement) -> None:
    credits = [
        credit("T1", "P1", "story_by"), credit("T1", "P2", "teleplay_by"), credit("T1", "P3", "teleplay_by"),
    ]  # fmt: skip
    assert shares(cable(tmp_path, pact, credits)) == {"P1": 250, "P2": 375, "P3": 375}


def test_an_adaptation_takes_a_tenth_out_of_the_teleplay(tmp_path: Path, pact: Agreement) -> None:
    credits = [
        credit("T1", "P1", "story_by"),
        credit("T1", "P2", "teleplay_by"),
        credit("T1", "P3", "adaptation_by"),
    ]
    assert shares(cable(tmp_path, pact, credits)) == {"P1": 250, "P2": 650, "P3": 100}


def test_one_person_in_two_roles_has_both_shares(tmp_path: Path, pact: Agreement) -> None:
    credits = [
        credit("T1", "P1", "story_by"), credit("T1", "P1", "teleplay_by"), credit("T1", "P2", "teleplay_by"),
    ]  # fmt: skip
    assert shares(cable(tmp_path, pact, credits)) == {"P1": 625, "P2": 375}


def test_shares_stated_in_the_credits_win_and_odd_cents_are_not_lost(tmp_path: Path, pact: Agreement) -> None:
    """$0.10 in thirds: the largest remainder, here the first, has the odd cent."""
    credits = [credit("T1", f"P{n}", share_num=1, share_den=3) for n in (1, 2, 3)]
    assert shares(cable(tmp_path, pact, credits, gross=500)) == {"P1": 4, "P2": 3, "P3": 3}


def test_a_negative_pot_divides_without_loss(tmp_path: Path, pact: Agreement) -> None:
    credits = [credit("T1", f"P{n}") for n in (1, 2, 3)]
    found = shares(cable(tmp_path, pact, credits, gross=-50_000))
    assert sorted(found.values()) == [-334, -333, -333]


def test_stated_shares_that_do_not_add_up_pay_nobody_and_are_told(tmp_path: Path, pact: Agreement) -> None:
    credits = [credit("T1", "P1", share_num=1, share_den=2), credit("T1", "P2", share_num=1, share_den=3)]
    found = cable(tmp_path, pact, credits)
    assert found.rows("SELECT payee_id, amount_cents, missing, low_cents, high_cents FROM obligation") == [
        (None, None, ["credits"], 1_000, 1_000)
    ]
    ((place, _, told, _),) = found.findings("stated-shares-do-not-add-up")
    assert (place, told) == ("credit:T1", "5/6")


def test_stated_shares_without_a_common_denominator_pay_nobody_and_are_told(
    tmp_path: Path, pact: Agreement
) -> None:
    """Denominators that are prime: two are brought to 99,999,640,000,243, four would pass 64 bits."""
    primes = (9_999_991, 9_999_973, 9_999_971, 9_999_943)
    credits = [credit("T1", f"P{n}", share_num=1, share_den=prime) for n, prime in enumerate(primes, 1)]
    found = cable(tmp_path, pact, credits)
    assert found.rows("SELECT payee_id, pool_cents FROM obligation") == [(None, 1_000)]
    ((place, _, told, _),) = found.findings("stated-shares-do-not-add-up")
    assert (place, told) == ("credit:T1", "no such denominator")


def test_shares_stated_of_some_credits_only_pay_nobody_and_are_told(tmp_path: Path, pact: Agreement) -> None:
    """P1 is stated to have three quarters: half each by the rule would pass over that in silence."""
    credits = [credit("T1", "P1", share_num=3, share_den=4), credit("T1", "P2")]
    found = cable(tmp_path, pact, credits)
    assert found.rows("SELECT payee_id, missing, high_cents FROM obligation") == [(None, ["credits"], 1_000)]
    ((place, _, told, _),) = found.findings("stated-shares-do-not-add-up")
    assert (place, told) == ("credit:T1", "1 of 2 credits with a share")


def test_credits_that_no_rule_covers_pay_nobody_and_are_told(tmp_path: Path, pact: Agreement) -> None:
    found = cable(tmp_path, pact, [credit("T1", "P1", "teleplay_by")])
    assert found.rows("SELECT payee_id, amount_cents, missing FROM obligation") == [(None, None, ["credits"])]
    ((place, _, told, remedy),) = found.findings("credits-not-covered")
    assert place == "credit:T1"
    assert told == "teleplay_by on 1 title(s), the first T1"
    assert "share_num" in remedy


def test_credits_of_a_title_of_no_known_kind_are_told_as_such(tmp_path: Path, pact: Agreement) -> None:
    found = cable(tmp_path, pact, [credit("T1", "P1")], kind=None)
    ((place, _, told, remedy),) = found.findings("credits-not-covered")
    assert (place, told) == ("credit:T1", "written_by on 1 title(s), the first T1, of no known kind")
    assert remedy.startswith("ask for the kind of the title")


def test_a_title_without_credits_has_an_amount_and_nobody_named(tmp_path: Path, pact: Agreement) -> None:
    found = cable(tmp_path, pact, [])
    assert found.rows("SELECT payee_id, amount_cents, pool_cents, missing, high_cents FROM obligation") == [
        (None, None, 1_000, ["credits"], 1_000)
    ]
    assert found.rows("SELECT state FROM standing") == [("not_computable",)]


def test_a_credit_that_earns_no_residual_shares_nothing(tmp_path: Path, pact: Agreement) -> None:
    found = cable(tmp_path, pact, [credit("T1", "P1"), credit("T1", "P2", "created_by")])
    assert shares(found) == {"P1": 1_000}


def test_fixed_amounts_take_the_column_of_the_credit_and_may_exceed_the_joint_one(
    tmp_path: Path, pact: Agreement
) -> None:
    """Story $100.00 and teleplay $301.01, the latter in halves; both together would be $350.00."""
    day = date(2008, 10, 1)
    rows = small_world(
        credit=[
            credit("T1", "P1", "story_by"), credit("T1", "P2", "teleplay_by"),
            credit("T1", "P3", "teleplay_by"),
        ],
        use=[use("free_television", day, ordinal=n) for n in (1, 2)],
    )  # fmt: skip
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert found.rows(
        "SELECT occasion, credit_column, payee_id, pool_cents, amount_cents, due_on"
        " FROM obligation ORDER BY 3"
    ) == [
        ("run:2", "story", "P1", 10_000, 10_000, date(2009, 2, 1)),
        ("run:2", "teleplay", "P2", 30_101, 15_051, date(2009, 2, 1)),
        ("run:2", "teleplay", "P3", 30_101, 15_050, date(2009, 2, 1)),
    ]


def test_a_written_by_credit_takes_the_joint_column(tmp_path: Path, pact: Agreement) -> None:
    rows = small_world(use=[use("free_television", date(2008, 10, 1), ordinal=n) for n in (1, 2)])
    found = audit(make_book(tmp_path / "book", rows), [pact], as_of=AS_OF)
    assert found.rows("SELECT credit_column, payee_id, amount_cents FROM obligation") == [
        ("both", "P1", 35_000)
    ]


def test_where_no_agreement_says_how_it_is_shared_that_is_what_is_missing(
    tmp_path: Path, pact: Agreement
) -> None:
    """Credits are not asked for where the agreement shares by none."""
    silent = replace(pact, credit_shares=())
    found = cable(tmp_path / "one", silent, [credit("T1", "P1")])
    assert found.rows("SELECT payee_id, amount_cents, missing, low_cents FROM obligation") == [
        (None, None, ["how it is shared"], 1_000)
    ]
    assert [row[3] for row in found.findings("amount-not-computable")] == [
        "ask for how it is shared, first of company CO1"
    ]
