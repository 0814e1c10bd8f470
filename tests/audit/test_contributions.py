"""Contributions to plans on what people were paid: by hand, by explain, and what is missing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.obligations.book_fixture import append
from tests.obligations.bulk_comparison import differences
from tests.obligations.cast_fixture import random_casts

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.explainer import Explainer, open_for_explaining
from arrears.audit.explanation import explain_ref
from arrears.book.ledger import create_book
from arrears.findings import Refused
from arrears.obligations.replay import replay_explanation

PLAN, FUND, OF_SALARY = "pension-and-health", "cooperative-fund", "employers-contribution"
HELD_TO = date(2017, 12, 31)
NEVER = (None, "not_computable", None)


def cut_down(agreement: Agreement) -> Agreement:
    """The agreement with its clauses of contributions alone: an audit of them takes a tenth of the time."""
    chosen = tuple(
        replace(article, clauses=clauses)
        for article in agreement.articles
        if (clauses := tuple(c for c in article.clauses if c.name.split("/")[1] in (PLAN, FUND, OF_SALARY)))
    )
    return replace(agreement, articles=chosen)


FOURTEEN, DIRECTORS = map(cut_down, load_library(addresses=["sag/tv-2014", "dga/ba-2014"]))


def paid(number: int, cents: int | None, day: date | None, **given: Any) -> dict[str, Any]:
    """A payment of a rerun to performer P1; of principal unless it is said otherwise."""
    return {
        "payment_id": f"K{number}", "line_no": 1, "payer_id": "CO", "payee_id": "P1", "paid_on": day,
        "gross_cents": cents, "currency": "usd", "title_id": "T1", "market": "network_prime_time",
        "period": f"run:{number}", "kind": "principal", **given,
    }  # fmt: skip


RERUN, CABLE, SOLD = (
    paid(2, 352_500, date(2015, 8, 14)),
    paid(3, 30_001, date(2016, 5, 20), market="basic_cable", period="2016Q1"),
    paid(4, 1_000_000, date(2016, 6, 1), market="free_television", period="run:4"),
)


def opened(
    folder: Path, *payments: dict[str, Any], agreement: Agreement = FOURTEEN, **tables: Any
) -> Explainer:
    """A run over a half-hour episode whose performer P1 had a first pay of 6,200 dollars."""
    book = create_book(folder / "book")
    rows = {
        "company": [{"company_id": "CO", "name": "Company"}, {"company_id": "plans", "name": "The plans"}],
        "person": [{"person_id": f"P{n}", "name": f"Person {n}"} for n in range(1, 4)],
        "title": [
            {
                "title_id": "T1", "name": "Episode", "kind": "episode", "company_id": "CO", "minutes": 30,
                "program_kind": "dramatic", "first_market": "network_prime_time",
                "photography_on": date(2014, 8, 4), "season_no": 2,
            }
        ],
        "production": [
            {"title_id": "T1", "performers_n": 1, "made_under": "television_agreement", "new_series": False}
        ],
        "cast_member": [
            {"title_id": "T1", "person_id": "P1", "compensation_cents": 620_000, "currency": "usd"}
        ],
        "payment_line": list(payments),
        **tables,
    }  # fmt: skip
    append(book, rows, HELD_TO)
    run = run_audit(book, [agreement], AuditRequest(as_of=HELD_TO))
    return open_for_explaining(book, run.folder, [agreement])


def contributions(run: Explainer, clause: str = PLAN) -> dict[str, tuple[int | None, str, date | None]]:
    """Amount, state and due date of every contribution by the pay that it is on."""
    rows = run.run.rows(
        f"SELECT occasion, amount_cents, state, due_on FROM obligation JOIN standing USING (obligation_no)"
        f" WHERE clause = '{clause}'"
    )
    return {occasion: (cents, state, due) for occasion, cents, state, due in rows}


def lacks(run: Explainer, clause: str = PLAN) -> dict[str, list[str]]:
    """What is missing of every contribution that cannot be figured."""
    rows = run.run.rows(
        f"SELECT occasion, list_sort(missing) FROM obligation WHERE clause = '{clause}' AND len(missing) > 0"
    )
    return dict(rows)


def test_pay_carries_contributions_until_the_ceiling_of_the_picture_by_hand(tmp_path: Path) -> None:
    run = opened(tmp_path, RERUN, CABLE, SOLD)
    # 17% of 6,200.00, of 3,525.00, of 300.01, and of what is left below 15,000.00: 4,974.99.
    assert contributions(run) == {
        "pay:first": (105_400, "due_date_not_known", None),
        "pay:run:2": (59_925, "no_payment_found", date(2015, 8, 14)),
        "pay:2016Q1": (5_100, "no_payment_found", date(2016, 5, 20)),
        "pay:run:4": (84_575, "no_payment_found", date(2016, 6, 1)),
    }
    # 0.3% of the same without basic cable: 6,200.00, 3,525.00, and 5,275.00 below the ceiling.
    assert {pay: cents for pay, (cents, *_) in contributions(run, FUND).items()} == {
        "pay:first": 1_860, "pay:run:2": 1_058, "pay:run:4": 1_583,
    }  # fmt: skip
    payees = run.run.rows("SELECT DISTINCT payee_id, credit_column FROM obligation WHERE occasion ^@ 'pay:'")
    assert sorted(payees) == [("cooperative-fund", "of_P1"), ("plans", "of_P1")]


def test_a_contribution_is_explained_with_the_payment_it_is_on_and_replays(tmp_path: Path) -> None:
    run = opened(tmp_path, RERUN, SOLD)
    ref = "sag/contributions/pension-and-health:CO:T1:free_television:none:pay:run:4.of_P1:plans:usd"
    told = explain_ref(run, ref)
    # 15,000.00 less 9,725.00 leaves 5,275.00, of which 17% is 896.75.
    assert (told.amount_cents, told.payee.id, told.split) == (89_675, "plans", None)
    facts = {fact.name: fact for fact in told.facts}
    assert [source.table for source in facts["amount"].sources] == ["payment_line"]
    assert replay_explanation(told, "test").differences == ()
    first = explain_ref(run, ref.replace("free_television", "none").replace("run:4", "first"))
    told_first = {fact.name: fact for fact in first.facts}["amount"]
    assert (told_first.sources[0].table, first.amount_cents) == ("cast_member", 105_400)
    assert told_first.how == "the first pay for the title, less the payments for services that are recorded"


def test_what_the_plans_were_paid_settles_it_and_nobody_elses_money_does(tmp_path: Path) -> None:
    to_plans = paid(9, 59_925, date(2015, 9, 1), payee_id="plans", period="run:2", kind="contribution")
    to_another = paid(8, 352_500, date(2015, 9, 1), payee_id="P2", period="run:2")
    found = contributions(opened(tmp_path, RERUN, SOLD, to_plans, to_another))
    assert {pay: state for pay, (_, state, _) in found.items()} == {
        "pay:first": "due_date_not_known", "pay:run:2": "settled", "pay:run:4": "no_payment_found",
    }  # fmt: skip


def test_payments_for_services_are_the_first_pay_and_are_not_counted_twice(tmp_path: Path) -> None:
    wages = paid(1, 500_000, date(2014, 9, 1), market="none", period="week 1")
    found = contributions(opened(tmp_path, wages, RERUN))
    assert {pay: cents for pay, (cents, *_) in found.items()} == {
        "pay:first": 20_400, "pay:week 1": 85_000, "pay:run:2": 59_925,
    }  # fmt: skip


def test_what_is_not_known_of_pay_is_named_and_never_filled_in(tmp_path: Path) -> None:
    unnamed = paid(5, 1_000, date(2016, 7, 1), kind="not_said")
    run = opened(tmp_path / "kind", RERUN, unnamed)
    assert lacks(run) == {"pay:run:5": ["line"]}
    writer = [{"title_id": "T1", "person_id": "P1", "role": "written_by"}]
    assert lacks(opened(tmp_path / "writer", RERUN, credit=writer)) == {"pay:run:2": ["line"]}
    cast = [{"title_id": "T1", "person_id": "P1", "hired_as": "day"}]
    unpaid = opened(tmp_path / "pay", RERUN, cast_member=cast)
    assert {pay: each[:2] for pay, each in contributions(unpaid).items()} == {
        "pay:first": NEVER[:2], "pay:run:2": NEVER[:2],
    }  # fmt: skip
    assert lacks(unpaid)["pay:first"] == ["amount"]
    old = [{"title_id": "T1", "performers_n": 1, "made_under": "television_agreement"}]
    assert lacks(opened(tmp_path / "series", RERUN, production=old), FUND)["pay:run:2"] == ["new_series"]


def test_pay_through_a_loan_out_counts_and_an_estates_or_a_returned_check_does_not(tmp_path: Path) -> None:
    through = [
        {"person_id": "P1", "from_on": date(2015, 1, 1), "payee_id": "LOAN", "kind": "loan_out"},
        {"person_id": "P1", "from_on": date(2016, 1, 1), "payee_id": "HEIRS", "kind": "estate"},
    ]
    companies = [{"company_id": one, "name": one} for one in ("CO", "LOAN", "HEIRS")]
    payments = (
        {**RERUN, "payee_id": "LOAN"},
        paid(5, 1_000, date(2016, 7, 1), payee_id="HEIRS"),
        paid(6, 1_000, date(2016, 8, 1), returned_on=date(2016, 9, 1)),
        paid(7, 1_000, date(2016, 8, 1), payee_id="P3"),
        paid(10, 1_000, date(2018, 1, 1)),
    )
    run = opened(tmp_path, *payments, company=companies, payee_of_record=through)
    assert sorted(contributions(run)) == ["pay:first", "pay:run:2"]
    ref = "sag/contributions/pension-and-health:CO:T1:network_prime_time:none:pay:run:2.of_P1:plans:usd"
    amount = {fact.name: fact for fact in explain_ref(run, ref).facts}["amount"]
    assert [source.table for source in amount.sources] == ["payment_line"]


def test_titles_of_another_agreement_and_of_cinemas_carry_none(tmp_path: Path) -> None:
    code = [{"title_id": "T1", "performers_n": 1, "made_under": "network_code", "new_series": False}]
    assert contributions(opened(tmp_path / "code", RERUN, production=code)) == {}
    film = [{"title_id": "T1", "name": "Film", "kind": "theatrical", "photography_on": date(2014, 8, 4)}]
    assert contributions(opened(tmp_path / "film", RERUN, title=film)) == {}


def test_a_person_with_the_id_of_a_plan_is_refused(tmp_path: Path) -> None:
    people = [{"person_id": one, "name": one} for one in ("P1", "cooperative-fund")]
    with pytest.raises(Refused) as refused:
        opened(tmp_path, RERUN, person=people)
    assert [(one.code, one.place) for one in refused.value.findings] == [
        ("plan-id-taken", "person:cooperative-fund")
    ]


def test_a_directors_engagements_carry_contributions_up_to_the_ceiling_of_a_project(tmp_path: Path) -> None:
    engaged = [
        {
            "engagement_id": f"E{n}", "person_id": "P1", "company_id": "CO", "title_id": "T1",
            "kind": "directing", "hired_as": "director", "starts_on": day, "initial_cents": cents,
            "currency": None if cents is None else "usd",
        }
        for n, (day, cents) in enumerate(
            [(date(2015, 1, 10), 15_000_000), (date(2015, 3, 10), 10_000_000), (date(2015, 5, 1), None)]
        )
    ]  # fmt: skip
    run = opened(tmp_path, agreement=DIRECTORS, engagement=engaged, payment_line=[])
    # 5.5% of 150,000, then of the 50,000 that are left below 200,000; no day is printed.
    assert contributions(run, OF_SALARY) == {
        "engagement:E0": (825_000, "due_date_not_known", None),
        "engagement:E1": (275_000, "due_date_not_known", None),
        "engagement:E2": NEVER,
    }
    assert lacks(run, OF_SALARY) == {"engagement:E2": ["initial"]}
    ref = "dga/pension/employers-contribution:CO:T1:none:none:engagement:E1.of_P1:basic-pension-plan:usd"
    told = explain_ref(run, ref)
    initial = {fact.name: fact for fact in told.facts}["initial"]
    assert (told.amount_cents, initial.value and initial.value.exact, len(initial.sources)) == (
        275_000, "10000000", 1,
    )  # fmt: skip


def random_pay(chance: random.Random, records: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Payments to people of the casts, each fact of which may be missing."""
    payments = []
    for number, member in enumerate(chance.choices(records["cast_member"], k=120)):
        day = date(2014, 1, 1) + timedelta(chance.randrange(1400))
        markets = ["network_prime_time", "basic_cable", "home_video", "pay_television", "none", None]
        gross = None if chance.random() < 0.03 else chance.randrange(-20_000, 900_000)
        payments.append(
            paid(
                number, gross, None if chance.random() < 0.05 else day, title_id=member["title_id"],
                payee_id=member["person_id"], payer_id="C0", market=chance.choice(markets),
                period=chance.choice(["run:2", "2016Q1", None]),
                kind=chance.choice(["principal", "principal", "principal", "not_said", "late_charge"]),
            )
        )  # fmt: skip
    return payments


def test_every_contribution_on_random_pay_is_explained_and_misses_the_same_facts(tmp_path: Path) -> None:
    chance, records = random.Random(1), random_casts(1, titles=5)
    for made in records["production"]:
        made["new_series"] = chance.choice([True, False, False, None])
    records["payment_line"] = random_pay(chance, records)
    book = create_book(tmp_path / "book")
    append(book, records, HELD_TO)
    run = run_audit(book, [FOURTEEN], AuditRequest(as_of=HELD_TO))
    assert differences(run.folder, [FOURTEEN], records)[:5] == []
    held = open_for_explaining(book, run.folder, [FOURTEEN]).run
    owed = held.rows("SELECT amount_cents, missing FROM obligation")
    assert sum(cents is not None and cents > 0 for cents, _ in owed) > 3
    assert {"line", "new_series"} <= {name for _, missing in owed for name in missing}
