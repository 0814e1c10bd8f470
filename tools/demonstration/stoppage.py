"""Makes the invented stoppage: 20 series, 120 regulars, what each was owed, and what was paid.

A strike stops every series in November or December 2007. Some companies suspend at half pay, one puts its
series on an unpaid hiatus, some hold, some let go. Everything is invented and drawn from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from tools.demonstration.files import write_table
from tools.demonstration.names import invent_names
from tools.demonstration.stoppage_truth import Owed, half, owed_to
from tools.demonstration.stoppage_world import (
    CAST,
    ENDED,
    GUARANTEED,
    HIATUS,
    HIATUS_SERIES,
    OUTCOMES,
    SERIES,
    STOPS,
    Contract,
    LoanOut,
    Regular,
    Stop,
    StoppageWorld,
    WeekPaid,
)
from tools.demonstration.world import Company, Person, Title

WEEK = timedelta(7)
COMPANIES = 6  # the first of them makes the series on hiatus
DAYS_LATE = timedelta(12)


def make_stoppage(seed: int) -> StoppageWorld:
    """The stoppage that belongs to a seed."""
    chance = random.Random(seed)
    companies = _companies(chance)
    series = _series(chance, companies)
    names = invent_names(chance, count=SERIES * CAST, form="person")
    persons = [Person(f"SP{number:03d}", name, None) for number, name in enumerate(names, 1)]
    outcomes = [outcome for outcome, count in OUTCOMES.items() for _ in range(count)]
    chance.shuffle(outcomes)
    planted = [HIATUS] * (HIATUS_SERIES * CAST) + outcomes
    regulars, loan_outs = [], []
    for number, (person, outcome) in enumerate(zip(persons, planted)):
        regular = _regular(chance, series[number // CAST], person.person_id, outcome)
        regulars.append(regular)
        if regular.payee_id != person.person_id:
            loan_outs.append(LoanOut(person.person_id, date(2007, 1, 1), regular.payee_id, "loan_out", None))
    loan_names = invent_names(chance, count=len(loan_outs), form="loan_out")
    companies += [Company(one.payee_id, name, None, ()) for one, name in zip(loan_outs, loan_names)]
    return StoppageWorld(
        seed=seed,
        companies=tuple(companies),
        persons=tuple(persons),
        series=tuple(series),
        regulars=tuple(regulars),
        stops=tuple(_stops(regulars)),
        loan_outs=tuple(loan_outs),
        paid=tuple(_paid(regulars)),
    )


def _companies(chance: random.Random) -> list[Company]:
    names = invent_names(chance, count=COMPANIES, form="company")
    return [Company(f"SCO{number}", name, None, ("sag",)) for number, name in enumerate(names, 1)]


def _series(chance: random.Random, companies: Sequence[Company]) -> list[Title]:
    names = invent_names(chance, count=SERIES, form="title")
    found = []
    for number, name in enumerate(names):
        company = companies[0] if number < HIATUS_SERIES else companies[1 + number % (COMPANIES - 1)]
        found.append(
            Title(
                title_id=f"SER{number + 1:02d}", name=name, kind="series", series_id=None, episode_no=None,
                company_id=company.company_id, photography_on=date(2006, 8, 7 + number),
                first_release_on=date(2006, 9, 25), first_new_media_on=None,
                first_market="network_prime_time", minutes=30 if number % 2 else 60, budget_cents=None,
                currency=None, eidr=None, isan=None, written_on=None, program_kind="dramatic",
                season_no=None, episode_ordinal=None,
            )
        )  # fmt: skip
    return found


def _regular(chance: random.Random, series: Title, person_id: str, outcome: str) -> Regular:
    episode = chance.randrange(900_001, 4_000_000)
    contract = Contract(
        engagement_id=f"ENG-{person_id}",
        person_id=person_id,
        company_id=series.company_id,
        title_id=series.title_id,
        kind="performing",
        starts_on=date(2007, 7, 16),
        ends_on=date(2008, 5, 30),
        currency="usd",
        guarantee_n=None if outcome == "guarantee_not_known" else GUARANTEED,
        guarantee_unit=None if outcome == "guarantee_not_known" else "episodes",
        hired_as="series",
        episode_cents=episode,
        weekly_cents=None if outcome == "pay_not_known" else episode * 5 // 6 + chance.randrange(2),
    )
    payee_id = f"LO-{person_id}" if outcome == "paid_to_loan_out" else person_id
    return Regular(outcome, contract, _stop(chance, series, person_id, outcome), payee_id)


def _stop(chance: random.Random, series: Title, person_id: str, outcome: str) -> Stop:
    number = int(series.title_id.removeprefix("SER"))
    stopped = STOPS[number % len(STOPS)]
    used, unmade = 6 + number % 3, {"guarantee_unmet": 3, "left_after_five_weeks": 2}.get(outcome, 0)
    if outcome == HIATUS and number % 2:
        unmade = 2
    if outcome.startswith("let_go"):
        unmade = 4
    sixth_week = stopped + 5 * WEEK
    is_kept = outcome == "kept_after_notice"
    election = {HIATUS: "no_election", "held_at_full_pay": "kept"}.get(outcome, "suspended")
    released = {"let_go_at_once": stopped, "let_go_in_third_week": stopped + 2 * WEEK}.get(outcome)
    leaves = outcome == "left_after_five_weeks"
    return Stop(
        company_id=series.company_id,
        title_id=series.title_id,
        notice_on=stopped - timedelta(chance.randrange(1, 3)) if outcome != HIATUS else stopped,
        person_id=None if outcome == HIATUS else person_id,
        starts_on=stopped,
        ends_on=ENDED,
        cause="strike",
        stopped_on=stopped,
        is_open=False,
        election=election,
        kept_from=sixth_week if is_kept else None,
        kept_until=ENDED if is_kept else None,
        released_on=released,
        performer_noticed_on=sixth_week - timedelta(4) if is_kept or leaves else None,
        left_on=sixth_week if leaves else None,
        guarantee_used_n=used,
        guarantee_made_later_n=GUARANTEED - used - unmade,
    )


def _stops(regulars: Sequence[Regular]) -> list[Stop]:
    """Every stop once; one of everybody stands for its whole cast."""
    return list(dict.fromkeys(regular.stop for regular in regulars))


def _paid(regulars: Sequence[Regular]) -> list[WeekPaid]:
    """What the companies paid, each on its own reading: a hiatus pays nobody."""
    lines: list[WeekPaid] = []
    for regular in regulars:
        if regular.outcome == HIATUS:
            continue
        due = [one for one in owed_to(regular, "hiatus") if one.clause != "series-unmet-guarantee"]
        for one in due:
            line = _week_paid(regular, one, is_last=one == due[-1])
            if line is not None:
                lines.append(line)
    return lines


def _week_paid(regular: Regular, owed: Owed, *, is_last: bool) -> WeekPaid | None:
    cents, day = owed.cents, owed.due_on - timedelta(2)
    if regular.outcome == "no_contract_held" or (regular.outcome == "kept_after_notice" and is_last):
        return None
    if cents is None:  # the company knows the pay that the records do not hold
        cents = half(regular.contract.episode_cents)
    if regular.outcome == "half_paid":
        cents = half(cents)
    if regular.outcome == "paid_late":
        day = owed.due_on + DAYS_LATE
    contract = regular.contract
    return WeekPaid(
        payment_id=f"PAY-{contract.person_id}-{owed.occasion.replace(':', '-')}",
        line_no=1,
        payer_id=contract.company_id,
        payee_id=regular.payee_id,
        payee_as_written=regular.payee_id,
        paid_on=day,
        gross_cents=cents,
        net_cents=cents * 3 // 5,
        currency="usd",
        title_id=contract.title_id,
        market="none",
        period=owed.occasion,
        clause=f"force-majeure/{owed.clause}",
        kind="principal",
    )


def write_stoppage(world: StoppageWorld, folder: Path) -> None:
    """Write one CSV file for each record table of the stoppage, columns as the tables name them."""
    folder.mkdir(parents=True, exist_ok=True)
    contracts = [one.contract for one in world.regulars if one.outcome != "no_contract_held"]
    tables = {
        "company": world.companies,
        "person": world.persons,
        "title": world.series,
        "engagement": contracts,
        "suspension": world.stops,
        "payee_of_record": world.loan_outs,
        "payment_line": world.paid,
    }
    for name, rows in tables.items():
        write_table(folder / f"{name}.csv", rows)
