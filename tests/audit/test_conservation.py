"""No cent of a payment is lost or used twice, on any position, in random books."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audit_worlds import (
    Audited,
    audit,
    credit,
    make_book,
    payment,
    receipt,
    small_world,
    title,
    write_pact,
)

from arrears.agreements.model import Agreement

AS_OF = date(2009, 6, 30)
PEOPLE = ("P1", "P2", "P3", "P4")
CABLE = "pact/reuse/cable:CO1:T1:basic_cable:us:2008Q3:{}:usd"
MARKETS = ("download", "pay_television", "basic_cable")


@pytest.fixture(scope="module")
def pact(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return write_pact(tmp_path_factory.mktemp("agreement"))


def random_payment(chance: random.Random, number: int) -> dict[str, Any]:
    """A payment under keys that often fit: to a writer, a loan-out or nobody, in full, in part or back."""
    gross = chance.choice([None, 100, 333, 1_000, 1_000, 2_500, 50_000, -300])
    return payment(
        f"PAY{number}", gross, net_cents=77 if gross is None else None,
        payee_id=chance.choice((*PEOPLE, None)),
        title_id=chance.choice(["T1", "T1", "T2", None]), market=chance.choice([*MARKETS, None]),
        period=chance.choice(["2008Q2", "2008Q3", "2008Q3", None]),
        paid_on=date(2008, 9, 1) + timedelta(chance.randrange(330)),
        clause=chance.choice([None, None, None, "reuse/cable", "downloads", "nonsense"]),
    )  # fmt: skip


def random_rows(seed: int) -> dict[str, Any]:
    """A book of two titles under disputed and undisputed clauses, with payments and decisions at random."""
    chance = random.Random(seed)
    payments = [random_payment(chance, number) for number in range(chance.randrange(1, 25))]
    decided = chance.sample(payments, min(len(payments), chance.choice([0, 0, 1, 3])))
    return dict(
        small_world(
            title=[
                title("T1", photography_on=chance.choice([date(1975, 1, 1), date(2000, 1, 1), None])),
                title("T2", first_new_media_on=chance.choice([None, date(2007, 1, 1), date(2009, 1, 1)])),
            ],
            credit=[
                credit(name, person, team_id=chance.choice([None, "team"]))
                for name in ("T1", "T2")
                for person in chance.sample(PEOPLE, chance.randrange(0, 4))
            ],
            receipt=[
                receipt(quarter, chance.choice([100_000, 33_333, -2_000, None]), None, title_id=name,
                        market=market, statement_id=f"S{market}")
                for name in ("T1", "T2") for quarter in ("2008Q2", "2008Q3") for market in MARKETS[1:]
            ],
            payment_line=payments,
            payee_of_record=[
                {"person_id": person, "from_on": date(2008, 1, 1), "payee_id": "P4", "kind": "loan_out"}
                for person in PEOPLE[: chance.randrange(3)]
            ],
            match_decision=[
                {
                    "payment_id": one["payment_id"], "line_no": 1,
                    "obligation_ref": CABLE.format(chance.choice(PEOPLE)),
                    "amount_cents": chance.choice([None, 50, 90_000]),
                }
                for one in decided
            ],
        )
    )  # fmt: skip


def check_obligations(found: Audited) -> None:
    """Nothing is paid beyond what is owed, and nothing is set against an unknown or a negative amount."""
    wrong = found.rows(
        """SELECT o.obligation_no FROM obligation o JOIN standing s USING (obligation_no)
           WHERE s.paid_cents > greatest(coalesce(o.amount_cents, 0), 0) OR s.paid_cents < 0
              OR s.open_cents < 0 AND o.amount_cents >= 0"""
    )
    assert wrong == []
    assert found.rows("SELECT * FROM match WHERE amount_cents <= 0") == []
    paid = found.rows(
        """SELECT s.obligation_no FROM standing s
           LEFT JOIN (SELECT obligation_no, sum(amount_cents) AS cents FROM match GROUP BY ALL) m
             USING (obligation_no) WHERE s.paid_cents <> coalesce(m.cents, 0)"""
    )
    assert paid == []


def check_payments(found: Audited, gross: dict[str, int | None]) -> None:
    """On every position a line settles at most its gross; on the one that takes most, what is left is the
    exception. Lines that are taken back are summed with what takes them back.
    """
    positions = len(found.record["positions"])
    most: dict[str, int] = defaultdict(int)
    for place in range(positions):
        taken = found.rows(
            f"""SELECT m.payment_id, sum(m.amount_cents) FROM match m JOIN obligation o USING (obligation_no)
                WHERE o.positions >> {place} & 1 = 1 GROUP BY ALL"""
        )
        for name, cents in taken:
            assert gross[name] is not None
            assert 0 < cents <= (gross[name] or 0)
            most[name] = max(most[name], cents)
    left = {name: cents for name, kind, cents in found.exceptions() if kind != "net_only"}
    for name, cents in left.items():
        assert (cents > 0) == ((gross[name] or 0) > 0)
        assert abs(cents) <= abs(gross[name] or 0)
    if all(cents is None or cents > 0 for cents in gross.values()):
        wanted = {name: cents - most[name] for name, cents in gross.items() if cents is not None}
        assert left == {name: cents for name, cents in wanted.items() if cents}
    if positions == 1:
        assert sum(most.values()) + sum(left.values()) == sum(cents or 0 for cents in gross.values())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
@pytest.mark.slow
def test_matched_and_left_over_make_the_payment_on_every_position(pact: Agreement, seed: int) -> None:
    rows = random_rows(seed)
    counted = [one for one in rows["payment_line"] if one["paid_on"] <= AS_OF]
    with tempfile.TemporaryDirectory() as folder:
        found = audit(make_book(Path(folder) / "book", rows), [pact], as_of=AS_OF)
        check_obligations(found)
        check_payments(found, {one["payment_id"]: one["gross_cents"] for one in counted})
        net_only = {name for name, kind, _ in found.exceptions() if kind == "net_only"}
        assert net_only == {one["payment_id"] for one in counted if one["gross_cents"] is None}
