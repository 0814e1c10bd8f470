"""Random casts whose titles sell to markets that performers share by units; any fact may be missing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from arrears.formula.clause import Split
from arrears.formula.explain import RecordFacts, Value, evaluate

Rows = list[dict[str, Any]]
HIRED = ("series", "weekly", "multiple_pictures", "day", "three_day", "term", "announcer", "principal")
SOLD = (
    ("basic_cable", "distributors_gross"), ("basic_cable", "licence_fee"), ("rental", "distributors_gross"),
    ("download", "distributors_gross"), ("subscription_streaming", "licence_fee"),
)  # fmt: skip
MADE_FOR = ("network_prime_time", "free_television", "pay_television", "pay_television")
COLUMNS = {
    "hired_as": "hired_as", "engaged_by": "engaged_by", "days_worked": "days_worked_n",
    "weeks_worked": "weeks_worked_n", "compensation": "compensation_cents", "scale": "scale_cents",
}  # fmt: skip


def random_casts(seed: int, titles: int = 12) -> dict[str, Rows]:
    """Episodes with casts of one to seven; on every other title nothing is missing."""
    chance = random.Random(seed)
    tables: dict[str, Rows] = {
        "company": [{"company_id": "C0", "name": "Company"}],
        "person": [{"person_id": f"P{n:02}", "name": f"Person {n}"} for n in range(40)],
        "title": [], "production": [], "cast_member": [], "receipt": [], "use": [], "telecast": [],
    }  # fmt: skip
    for number in range(titles):
        missing = 0.0 if number % 2 else 0.12
        tables["title"].append(random_title(chance, missing, f"T{number}"))
        cast = [random_member(chance, missing, f"T{number}", one) for one in people(chance)]
        listed = cast if chance.random() >= missing else cast[1:]
        tables["cast_member"] += listed
        if chance.random() >= missing:
            tables["production"].append(random_production(chance, missing, f"T{number}", len(cast)))
        tables["receipt"] += random_receipts(chance, f"T{number}")
        runs = random_runs(chance, f"T{number}")
        tables["use"] += runs
        tables["telecast"] += [
            random_telecast(chance, missing, run) for run in runs if chance.random() > missing
        ]
    return tables


def perhaps(chance: random.Random, missing: float, value: Any) -> Any:
    """The value, or nothing."""
    return None if chance.random() < missing else value


def people(chance: random.Random) -> list[str]:
    return [f"P{n:02}" for n in chance.sample(range(40), chance.randrange(1, 8))]


def random_title(chance: random.Random, missing: float, title_id: str) -> dict[str, Any]:
    day = date(2013, 1, 1) + timedelta(chance.randrange(2500))
    known = {
        "kind": "episode", "program_kind": chance.choice(["dramatic", "comedy_variety"]),
        "minutes": chance.choice([30, 30, 45, 60]), "season_no": chance.choice([1, 4]),
        "episode_ordinal": chance.choice([2, 9]),
        "photography_on": day, "first_market": chance.choice(MADE_FOR), "first_release_on": day,
    }  # fmt: skip
    return {
        "title_id": title_id, "name": f"Title {title_id}", "company_id": "C0",
        **{name: perhaps(chance, missing / 3, value) for name, value in known.items()},
    }  # fmt: skip


def random_member(chance: random.Random, missing: float, title_id: str, person_id: str) -> dict[str, Any]:
    """A performer whose pay is a number of scales and an odd part of one more."""
    scale = chance.randrange(50_000, 400_000)
    known = {
        "hired_as": chance.choice(HIRED), "engaged_by": chance.choice(["day", "week"]),
        "days_worked_n": chance.randrange(5), "weeks_worked_n": chance.randrange(8),
        "compensation_cents": chance.choice([scale * 3 // 2, scale * chance.randrange(1, 14), 77_777]),
        "scale_cents": scale, "minimum_cents": scale, "currency": "usd",
    }  # fmt: skip
    told = {name: perhaps(chance, missing / 2, value) for name, value in known.items()}
    if told["currency"] is None:
        told |= {name: None for name in known if name.endswith("_cents")}
    return {"title_id": title_id, "person_id": person_id, **told}


def random_production(chance: random.Random, missing: float, title_id: str, whole: int) -> dict[str, Any]:
    known = {
        "made_under": chance.choice(["television_agreement", "network_code"]), "performers_n": whole,
        "derivative": False, "prorates": chance.random() < 0.3, "covered_labour_cents": 333_333_00,
        "all_labour_cents": 1_000_000_00,
    }  # fmt: skip
    return {
        "title_id": title_id, "currency": "usd",
        **{name: perhaps(chance, missing, value) for name, value in known.items()},
    }  # fmt: skip


def random_runs(chance: random.Random, title_id: str) -> Rows:
    """A first run, and up to five reruns on any hours and stations; now and then the sender numbers them."""
    day = date(2014, 8, 1) + timedelta(chance.randrange(400))
    is_numbered, rows = chance.random() < 0.3, []
    for number in range(1, chance.randrange(2, 7)):
        market = chance.choice(
            ["network_prime_time", "network_prime_time", "network_other", "free_television"]
        )
        rows.append({
            "title_id": title_id, "company_id": "C0", "market": market, "service": f"N{number % 2}",
            "territory": "us", "from_on": day, "ordinal": 1, "run_no": number if is_numbered else None,
        })  # fmt: skip
        day += timedelta(chance.randrange(1, 200))
    return rows


def random_telecast(chance: random.Random, missing: float, run: Mapping[str, Any]) -> dict[str, Any]:
    known = {
        "late_night": chance.random() < 0.4, "supersized": chance.random() < 0.3,
        "elected": chance.random() < 0.3, "licensed_on": run["from_on"] - timedelta(30),
        "households_reached_n": chance.randrange(1, 90), "households_in_all_n": 90,
        "revenue_contracted_cents": chance.randrange(1_000_000, 120_000_000),
    }  # fmt: skip
    return {
        **{name: run[name] for name in run if name != "run_no"}, "currency": "usd",
        **{name: perhaps(chance, missing, value) for name, value in known.items()},
    }  # fmt: skip


def random_receipts(chance: random.Random, title_id: str) -> Rows:
    """Two quarters of each of two sales, with odd cents and now and then money taken back."""
    rows = []
    for market, base_kind in chance.sample(SOLD, 3):
        for quarter in chance.sample(range(8), 2):
            start = date(2015 + quarter // 4, 3 * (quarter % 4) + 1, 1)
            gross = chance.randrange(-300_000, 90_000_001)
            rows.append({
                "company_id": "C0", "title_id": title_id, "market": market, "territory": "us",
                "base_kind": base_kind, "period_from": start, "period_to": start + timedelta(80),
                "statement_id": f"S{quarter}", "received_on": start + timedelta(100), "gross_cents": gross,
                "currency": "usd", "units": -5 if gross < 0 else 5,
            })  # fmt: skip
    return rows


Cast = list[Mapping[str, Any]]


def parts_of(split: Split, whole: int | None, cast: Cast) -> list[tuple[str, Fraction]] | set[str]:
    """Each performer's part of all units in the order of their ids, or the names of what is missing.

    Counted by the explaining interpreter; nothing is taken from the run.
    """
    if split.units is None:
        raise ValueError("a split by units counts some")
    lacking: set[str] = {"performers"} if whole is None else set()
    if not cast or whole not in (None, len(cast)):
        lacking.add("cast_member")
    units: list[tuple[str, Fraction]] = []
    for row in sorted(cast, key=lambda row: str(row["person_id"])):
        facts: dict[str, Value] = {
            name: Fraction(value) if isinstance(value := row.get(column), int) else value
            for name, column in COLUMNS.items()
        }
        found = evaluate(split.units, RecordFacts(facts))
        if found.value is None:
            lacking |= set(found.missing)
        elif isinstance(found.value, Fraction):
            units.append((str(row["person_id"]), found.value))
    total = sum((one for _, one in units), Fraction(0))
    if not lacking and total == 0:
        lacking.add("units")
    return lacking or [(person, one / total) for person, one in units]
