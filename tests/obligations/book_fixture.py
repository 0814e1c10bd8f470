"""Books for tests: the demonstration's worlds, and random ones in which any fact may be missing."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from tools.demonstration import Sizes, generate
from tools.demonstration.files import tables_of
from tools.demonstration.world import REPORT_DATES

from arrears.book.ledger import Book, create_book
from arrears.records.append import append_of_class
from arrears.records.schema import arrow_schema
from arrears.records.tables import TABLES
from arrears.vocabulary import PROGRAM_KINDS

Rows = Sequence[Mapping[str, Any]]
RECEIPT_MARKETS = (
    "download", "download", "rental", "home_video", "basic_cable", "foreign_basic_cable", "pay_television",
    "foreign_free_television", "foreign_free_television", "ad_supported_streaming",
)  # fmt: skip
RUN_MARKETS = ("network_prime_time", "network_prime_time", "network_other", "free_television", "basic_cable")
CREDITS = (
    ("written_by",), ("written_by",) * 3, ("story_by", "teleplay_by"), ("story_by", "screenplay_by"),
    ("story_by", "teleplay_by", "teleplay_by"), ("teleplay_by",), ("created_by",), (),
)  # fmt: skip


def arrow_table(name: str, rows: Rows) -> pa.Table:
    """Rows of a record table as Arrow, in the table's types; columns that no row has are left out."""
    schema = arrow_schema(TABLES[name])
    given = [field for field in schema if any(field.name in row for row in rows)]
    columns = {field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in given}
    return pa.table(columns)


def append(book: Book, tables: Mapping[str, Rows], learned_on: date, said_by: str = "demo") -> None:
    """One import of several tables."""
    arrow = {name: arrow_table(name, rows) for name, rows in tables.items() if rows}
    # open to the guild whole, published counts of subscribers too
    append_of_class(book, arrow, "guild_only", said_by=said_by, learned_on=learned_on)


def demonstration_book(path: Path, seed: int, sizes: Sizes) -> Book:
    """A book that holds an invented world in its two deliveries."""
    world, book = generate(seed, sizes=sizes), create_book(path)
    for day in REPORT_DATES:
        tables = {
            name: [dataclasses.asdict(row) for row in rows] for name, rows in tables_of(world, day).items()
        }
        for person in tables["person"]:
            person["pays_to"] = person.pop("pays_to_id", person.get("pays_to"))
        append(book, tables, day)
    return book


@dataclasses.dataclass(frozen=True)
class Shape:
    """How one title's records are made: the years they are of, and how often a fact is missing."""

    chance: random.Random
    years: tuple[int, int]
    missing: float

    def maybe(self, value: Any, times: int = 1) -> Any:
        """The value, or nothing."""
        return None if self.chance.random() < self.missing * times else value

    def day(self) -> date:
        """A day of the title's years, or now and then of a time before any agreement."""
        first, last = self.years if self.chance.random() > self.missing else (1968, 1980)
        return date(first, 1, 1) + timedelta(self.chance.randrange(365 * (last - first + 1)))


def random_tables(seed: int, titles: int = 8) -> dict[str, list[dict[str, Any]]]:
    """A small world of any shape: facts missing at random, several companies, currencies and territories.

    Every other title has all its facts, so that amounts are figured and not only missed.
    """
    chance = random.Random(seed)
    companies = [{"company_id": f"C{n}", "name": f"Company {n}"} for n in range(3)]
    persons = [{"person_id": f"P{n}", "name": f"Person {n}"} for n in range(6)]
    made: dict[str, list[dict[str, Any]]] = {
        "company": companies, "person": persons, "title": [], "credit": [], "engagement": [], "receipt": [],
        "use": [], "audience": random_audiences(chance),
    }  # fmt: skip
    for number in range(titles):
        years = chance.choice([(2008, 2009), (2023, 2025)])
        shape, title_id = Shape(chance, years, chance.choice([0, 0, 0.04, 0.15])), f"T{number}"
        made["title"].append(random_title(shape, title_id))
        made["credit"] += random_credits(shape, title_id)
        made["engagement"] += random_engagements(shape, title_id)
        made["receipt"] += [random_receipt(shape, title_id, n) for n in range(chance.randrange(14))]
        made["use"] += [random_use(shape, title_id, n) for n in range(chance.randrange(12))]
    return made


def random_title(shape: Shape, title_id: str) -> dict[str, Any]:
    """One title of any kind, made for any market."""
    chance, maybe = shape.chance, shape.maybe
    kind = chance.choice(["theatrical", "episode", "episode", "television_film", "new_media"])
    market = chance.choice(
        ["network_prime_time", "network_prime_time", "theatrical", "subscription_streaming"]
    )
    return {
        "title_id": title_id,
        "name": f"Title {title_id}",
        "kind": maybe(kind),
        "company_id": f"C{chance.randrange(3)}",
        "photography_on": maybe(shape.day()),
        "first_release_on": maybe(shape.day()),
        "first_new_media_on": maybe(shape.day(), 3),
        "first_market": maybe(market),
        "minutes": maybe(chance.choice([22, 30, 45, 60, 60, 95])),
        "budget_cents": maybe(chance.randrange(10**6, 10**10), 2),
        "currency": "usd",
        "written_on": maybe(shape.day()),
        "program_kind": maybe(chance.choice(["dramatic", "dramatic", "dramatic", *PROGRAM_KINDS])),
        "season_no": maybe(chance.randrange(1, 4), 2),
        "episode_ordinal": maybe(chance.randrange(1, 12), 2),
    }


def random_credits(shape: Shape, title_id: str) -> list[dict[str, Any]]:
    """The writing credits of a title: known or not, in teams or alone, with the shares stated or not."""
    chance = shape.chance
    roles = chance.choice(CREDITS)
    people = chance.sample(range(6), len(roles))
    team = chance.choice([None, None, "team"])
    stated = chance.random() < 0.1
    return [
        {
            "title_id": title_id, "person_id": f"P{person}", "role": role,
            "team_id": team if roles.count(role) > 1 else None,
            "share_num": 1 if stated else None, "share_den": len(roles) if stated else None,
        }
        for person, role in zip(people, roles)
    ]  # fmt: skip


def random_engagements(shape: Shape, title_id: str) -> list[dict[str, Any]]:
    """When writers were engaged; sometimes nobody says."""
    chance = shape.chance
    return [
        {
            "engagement_id": f"E{title_id}-{number}", "person_id": f"P{chance.randrange(6)}",
            "title_id": title_id, "kind": chance.choice(["writing", "writing", "acquisition", "other"]),
            "starts_on": shape.maybe(shape.day()),
        }
        for number in range(chance.randrange(4))
    ]  # fmt: skip


def random_receipt(shape: Shape, title_id: str, number: int) -> dict[str, Any]:
    """A reported amount; returns are negative, and a period may be a month, a quarter or a year."""
    chance, maybe = shape.chance, shape.maybe
    first = date(chance.choice(shape.years), 3 * chance.randrange(4) + 1, 1)
    last_month = min(first.month + chance.choice([1, 3, 3, 3, 12]) - 1, 12)
    last = date(first.year + last_month // 12, last_month % 12 + 1, 1) - timedelta(1)
    gross = maybe(
        chance.choice([chance.randrange(10**6), chance.randrange(10**9), 0, -chance.randrange(10**5)])
    )
    units = maybe(chance.randrange(120_000))
    currency = chance.choice(["usd", "usd", "usd", "eur"])
    base = chance.choice(["distributors_gross"] * 4 + ["accountable_receipts", "licence_fee"])
    territory = chance.choice(["us", "us", "us_ca", "foreign"])
    return {
        "company_id": f"C{chance.randrange(2)}", "title_id": title_id, "base_kind": base,
        "market": chance.choice(RECEIPT_MARKETS), "territory": territory,
        "period_from": first, "period_to": last, "statement_id": f"S{number}",
        "received_on": maybe(last + timedelta(chance.randrange(60))),
        "gross_cents": gross, "currency": maybe(currency, 3) if gross is None else currency,
        "units": -units if units and gross is not None and gross < 0 else units,
    }  # fmt: skip


def random_use(shape: Shape, title_id: str, number: int) -> dict[str, Any]:
    """A broadcast, or a time on a service."""
    chance = shape.chance
    from_on = date(shape.years[0], 1, 1) + timedelta(chance.randrange(500))
    kind = chance.choice(
        ["run"] * 12 + ["ad_supported_streaming", "subscription_streaming"] * 4 + ["download"]
    )
    use = {
        "title_id": title_id, "company_id": f"C{chance.randrange(2)}", "from_on": from_on,
        "territory": chance.choice(["us", "us_ca"]), "ordinal": number + 1,
        "service": f"SERVICE-{chance.randrange(2)}",
    }  # fmt: skip
    if kind == "run":
        numbered = chance.choice([None, None, None, chance.randrange(1, 6)])
        return {**use, "market": chance.choice(RUN_MARKETS), "run_no": numbered, "until_on": from_on}
    until = chance.choice([None, from_on + timedelta(chance.randrange(700))])
    is_open = None if until else shape.maybe(True, 3)
    return {**use, "market": kind, "until_on": until, "is_open": is_open}


def random_audiences(chance: random.Random) -> list[dict[str, Any]]:
    """Subscribers of the services, at home and abroad, in some years."""
    return [
        {
            "service": f"SERVICE-{service}", "territory": territory, "measured_from": date(year, 7, 1),
            "measured_to": date(year, 7, 1), "measure": "subscribers", "unit": "subscribers",
            "amount": chance.randrange(10**5, 10**8),
        }
        for service in range(2)
        for territory in ("us", "foreign")
        for year in (2021, 2022, 2023, 2024)
        if chance.random() < 0.7
    ]  # fmt: skip
