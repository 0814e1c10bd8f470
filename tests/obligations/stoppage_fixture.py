"""Random stoppages under any of the force majeure articles, in which any fact may be missing."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from arrears.vocabulary import ELECTIONS, SUSPENSION_CAUSES

HIRED = ("series", "series", "series", "weekly", "three_day", "multiple_pictures", "day", "term")
STOPS = (date(2007, 11, 5), date(2009, 6, 9), date(2009, 6, 10), date(2011, 9, 1), date(2015, 1, 5))
Rows = list[dict[str, Any]]


def random_stoppages(seed: int, titles: int = 10) -> dict[str, Rows]:
    """Series, casts and stops; on every other title nothing is missing, so that amounts are figured."""
    chance = random.Random(seed)
    tables: dict[str, Rows] = {
        "company": [{"company_id": f"C{n}", "name": f"Company {n}"} for n in range(2)],
        "person": [{"person_id": f"P{n}", "name": f"Person {n}"} for n in range(titles * 4)],
        "title": [], "engagement": [], "suspension": [],
    }  # fmt: skip
    for number in range(titles):
        missing = 0.0 if number % 2 else 0.12
        title = {
            "title_id": f"T{number}", "name": f"Title {number}", "kind": "series", "company_id": "C0",
            "minutes": perhaps(chance, missing, chance.choice([30, 60, 60, 90])),
        }  # fmt: skip
        tables["title"].append(title)
        stop, people = chance.choice(STOPS), [f"P{number * 4 + place}" for place in range(4)]
        tables["engagement"] += [random_contract(chance, missing, f"T{number}", one) for one in people[:3]]
        everybody = chance.random() < 0.5
        for person in [None, people[3], people[0]] if everybody else people:
            tables["suspension"].append(random_stop(chance, missing, f"T{number}", (person, stop)))
    return tables


def perhaps(chance: random.Random, missing: float, value: Any) -> Any:
    """The value, or nothing."""
    return None if chance.random() < missing else value


def random_contract(chance: random.Random, missing: float, title_id: str, person_id: str) -> dict[str, Any]:
    """A performer's contract with odd amounts, so that halves do not come out even."""
    given = {
        "kind": "performing", "company_id": "C0", "currency": "usd", "hired_as": chance.choice(HIRED),
        "starts_on": date(2006, 1, 1), "episode_cents": chance.randrange(1, 5_000_000),
        "weekly_cents": chance.randrange(1, 3_000_000), "daily_cents": chance.randrange(1, 100_000),
        "guaranteed_cents": chance.randrange(300_000), "minimum_weekly_cents": chance.randrange(1, 900_000),
        "guarantee_n": chance.randrange(14),
    }  # fmt: skip
    known = {name: perhaps(chance, missing, value) for name, value in given.items()}
    if known["currency"] is None:
        known |= {name: None for name in given if name.endswith("_cents")}
    unit = chance.choice(["episodes", "episodes", "weeks"])
    return {
        **known, "engagement_id": f"E-{person_id}", "person_id": person_id, "title_id": title_id,
        "guarantee_unit": None if known["guarantee_n"] is None else unit,
    }  # fmt: skip


def random_stop(
    chance: random.Random, missing: float, title_id: str, who: tuple[str | None, date]
) -> dict[str, Any]:
    """One stop: of one performer or of everybody, ended, going on, or nobody says."""
    person_id, stop = who
    is_open = chance.random() < 0.2
    kept_from = stop + timedelta(35) if chance.random() < 0.3 else None
    released = stop + timedelta(chance.choice([0, 1, 14, 20])) if chance.random() < 0.3 else None
    given = {
        "starts_on": stop + timedelta(chance.choice([0, 0, 3])),
        "ends_on": None if is_open else stop + timedelta(chance.randrange(3, 120)),
        "cause": chance.choice(["strike", "strike", "illness", *SUSPENSION_CAUSES]),
        "is_open": is_open, "election": chance.choice(["suspended", "suspended", *ELECTIONS]),
        "illness_days": chance.randrange(6), "performed": chance.random() < 0.5,
        "role_replaced": chance.random() < 0.3, "guarantee_used_n": chance.randrange(9),
        "guarantee_made_later_n": chance.randrange(4),
        "kept_until": None if kept_from is None else kept_from + timedelta(chance.randrange(40)),
    }  # fmt: skip
    return {
        **{name: perhaps(chance, missing, value) for name, value in given.items()},
        "company_id": "C0", "title_id": title_id, "notice_on": stop, "person_id": person_id,
        "stopped_on": stop, "kept_from": kept_from, "released_on": released,
        "recalled_on": None if released is None else released + timedelta(chance.choice([3, 13, 14])),
        "left_on": stop + timedelta(35) if chance.random() < 0.1 else None,
    }  # fmt: skip
