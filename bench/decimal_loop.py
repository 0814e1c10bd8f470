"""The same audit as a plain Python loop with `Decimal`, on the first titles of a book: the readable way.

Counters run within a title, so whole titles give the figures that the whole book gives for them. The seconds
printed are the loop's alone; the caller times the whole process.

    python bench/decimal_loop.py bench/made/rows-1000000 --rows 200000
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import lcm
from pathlib import Path
from typing import Any

import duckdb
from hand_written_owed import rates
from workload import BASES, MARKETS, WORKS

from arrears.dates import add_months

AS_OF = date(2009, 6, 30)
DUE = {3: (5, 31), 6: (8, 30), 9: (11, 30), 12: (3, 1)}
WORK = {"theatrical": "theatrical", "episode": "television", "new_media": "new_media"}
MONTHLY = Decimal("0.015")
CENT = Decimal(1)
PLACE = {
    key: place
    for place, key in enumerate((m, w, b) for m in MARKETS for w in WORKS for b in BASES)
}  # fmt: skip
Row = dict[str, Any]


@dataclass
class Records:
    """The rows of the sampled titles."""

    receipts: list[Row]
    titles: dict[str, Row]
    credits: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    payments: dict[tuple[str, ...], list[Row]] = field(default_factory=lambda: defaultdict(list))


def read_records(folder: Path, rows: int) -> Records:
    """The records of the first titles of a book, about so many receipt rows."""
    connection = duckdb.connect()
    tables = folder / "book" / "tables"

    def listed(table: str, where: str = "true") -> list[Row]:
        query = f"SELECT * FROM read_parquet('{tables}/{table}/*.parquet') WHERE {where}"
        return connection.sql(query).to_arrow_table().to_pylist()

    last = connection.execute(
        f"""SELECT max(title_id) FROM (SELECT title_id FROM read_parquet('{tables}/receipt/*.parquet')
            ORDER BY title_id LIMIT {rows})"""
    ).fetchall()[0][0]
    sample = f"title_id <= '{last}'"
    titles = {row["title_id"]: row for row in listed("title", sample)}
    records = Records(listed("receipt", sample), titles)
    for row in listed("credit", sample):
        records.credits[row["title_id"]].append(row)
    for row in listed("payment_line", sample):
        if row["received_by_guild_on"] <= AS_OF:
            key = ("payer_id", "title_id", "market", "period", "payee_id", "currency")
            records.payments[tuple(row[name] for name in key)].append(row)
    return records


def half_up(exact: Decimal) -> int:
    """Whole cents, half away from zero."""
    return int(exact.quantize(CENT, ROUND_HALF_UP))


def lines_of(records: Records) -> list[tuple[tuple[str, ...], date, Decimal, int]]:
    """Receipts summed by title, market, base and quarter: key, end of the period, gross, copies."""
    sums: dict[tuple[str, ...], list[Any]] = {}
    for row in records.receipts:
        start = row["period_from"]
        occasion = f"{start.year}Q{(start.month + 2) // 3}"
        key = (row["title_id"], row["company_id"], row["market"], row["territory"], row["base_kind"],
               row["currency"], occasion)  # fmt: skip
        line = sums.setdefault(key, [row["period_to"], Decimal(0), 0])
        line[0] = max(line[0], row["period_to"])
        line[1] += Decimal(row["gross_cents"])
        line[2] += row["units"]
    lines = [(key, ends, gross, copies) for key, (ends, gross, copies) in sums.items()]
    return sorted(lines, key=lambda line: (line[0][0], line[1], line[0]))


def sides_of(title: Row, market: str) -> Iterator[str]:
    """On whose position a title's market is owed: everybody's, or of a download the sides' own readings."""
    if market != "download" or title["photography_on"] > date(2000, 1, 1):
        yield "guild"
    if market != "download" or title["first_new_media_on"] >= date(2008, 2, 13):
        yield "companies"


def banded(place: int, counted: Decimal, before: Decimal, edge: Decimal) -> Decimal:
    """What a count pays, a part of it below the edge at the low rate, in units of rate x count."""
    low, high = (Decimal(rate) / 1_000_000 for rate in rates(place))
    below = min(before + counted, edge) - min(before, edge)
    return low * below + high * (counted - below)


def pool(place: int, gross: Decimal, copies: int, state: tuple[dict[Any, Decimal], Any, int]) -> int:
    """What one line pays under one clause, and moves the counter on."""
    counters, counter, minutes = state
    low = Decimal(rates(place)[0]) / 1_000_000
    match place % 4:
        case 0:
            before = counters[counter]
            counters[counter] += copies
            return half_up(gross * banded(place, Decimal(copies), before, Decimal(20_000)) / copies)
        case 1:
            return half_up(gross * low)
        case 2:
            part, before = gross * Decimal("0.2"), counters[counter]
            counters[counter] += part
            return half_up(banded(place, part, before, Decimal(100_000_000)))
        case _:
            rate = low if minutes <= 60 else Decimal("0.013") if minutes <= 90 else Decimal("0.014")
            return half_up(gross * rate)


def shares(credited: list[Row]) -> list[tuple[str, int, int]]:
    """Who shares a title: person, numerator, common denominator, in the order in which odd cents go."""
    units: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for credit in credited:
        unit = credit["team_id"] or f"alone {credit['person_id']}"
        units[credit["role"]][unit].append(credit["person_id"])
    part = {"written_by": (0, 4), "story_by": (1, 1), "teleplay_by": (2, 3)}
    den = 4 * lcm(*(len(teams) * len(team) for teams in units.values() for team in teams.values()))
    nums: dict[str, int] = defaultdict(int)
    order: dict[str, tuple[int, str]] = {}
    for role, teams in units.items():
        for unit, team in teams.items():
            for person in team:
                nums[person] += den * part[role][1] // (4 * len(teams) * len(team))
                places = [order[person]] if person in order else []
                order[person] = (
                    min([part[role][0], *(place for place, _ in places)]),
                    min([unit, *(name for _, name in places)]),
                )
    people = sorted(nums, key=lambda person: (*order[person], person))
    return [(person, nums[person], den) for person in people]


def divide(cents: int, parts: list[tuple[str, int, int]]) -> list[tuple[str, int]]:
    """Largest remainder: parts rounded down, then one cent each to the largest remainders."""
    floors = [divmod(cents * num, den) for _, num, den in parts]
    odd = cents - sum(floor for floor, _ in floors)
    largest = sorted(range(len(parts)), key=lambda place: (-floors[place][1], place))[:odd]
    return [(part[0], floors[place][0] + (place in largest)) for place, part in enumerate(parts)]


def late_charges(due_on: date, cents: int, paid: list[tuple[date, int]]) -> tuple[int, int, int]:
    """Simple, compound and daily charge on what stood open from the due date on."""
    days = sorted([(due_on, 0), *((max(day, due_on), amount) for day, amount in paid), (AS_OF, 0)])
    open_cents, day_cents, opens, months = cents, Decimal(0), [], 1
    for (day, amount), (until, _) in pairwise(days):
        open_cents -= amount
        day_cents += open_cents * (until - day).days
        while add_months(due_on, months) <= until:
            opens.append(open_cents)
            months += 1
    compound = 0
    for open_then in opens:
        compound += half_up((open_then + compound) * MONTHLY) if open_then > 0 else 0
    return half_up(sum(opens) * MONTHLY), compound, half_up(day_cents * MONTHLY * 12 / 365)


def audit(records: Records) -> dict[str, dict[str, int]]:
    """The audit; per side: obligations, owed, paid, open and due, simple, compound and daily charges."""
    shared = {title_id: shares(credited) for title_id, credited in records.credits.items()}
    counters: dict[Any, Decimal] = defaultdict(Decimal)
    owed: dict[tuple[str, ...], list[tuple[date, int]]] = defaultdict(list)
    for key, ends, gross, copies in lines_of(records):
        title_id, company_id, market, _, base, currency, occasion = key
        title = records.titles[title_id]
        place = PLACE[market, WORK[title["kind"]], base]
        month, day = DUE[ends.month]
        due_on = date(ends.year + (ends.month == 12), month, day)
        for side in sides_of(title, market):
            state = (counters, (side, title_id, place), title["minutes"])
            divided = divide(pool(place, gross, copies, state), shared[title_id])
            for person, cents in (share for share in divided if share[1]):
                owed[side, company_id, title_id, market, occasion, person, currency].append((due_on, cents))
    totals: dict[str, dict[str, int]] = {side: defaultdict(int) for side in ("guild", "companies")}
    by_party: dict[tuple[str, ...], int] = defaultdict(int)
    for (side, *key), amounts in owed.items():
        queue = sorted(
            (row["received_by_guild_on"], row["gross_cents"]) for row in records.payments[tuple(key)]
        )
        for due_on, cents in sorted(amounts):
            figures = settle(due_on, cents, queue)
            for name, value in figures.items():
                totals[side][name] += value
            by_party[side, key[0]] += figures["open"]
            by_party[side, key[4]] += figures["open"]
    return totals


def settle(due_on: date, cents: int, queue: list[tuple[date, int]]) -> dict[str, int]:
    """One obligation against the payments left in its key, which it uses up in order."""
    paid: list[tuple[date, int]] = []
    still = cents
    while still and queue:
        day, amount = queue.pop(0)
        used = min(still, amount)
        paid.append((day, used))
        still -= used
        if amount > used:
            queue.insert(0, (day, amount - used))
    simple, compound, daily = late_charges(due_on, cents, paid) if due_on < AS_OF else (0, 0, 0)
    return {
        "obligations": 1, "owed": cents, "paid": cents - still, "open": still if due_on <= AS_OF else 0,
        "simple": simple, "compound": compound, "daily": daily,
    }  # fmt: skip


def main() -> None:
    """Print one JSON object: rows, last title, seconds of the loop, totals per side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=200_000)
    given = parser.parse_args()
    records = read_records(given.folder, given.rows)
    started = time.perf_counter()
    totals = audit(records)
    seconds = time.perf_counter() - started
    last = max(records.titles)
    said = {"rows": len(records.receipts), "last": last, "seconds": seconds, "totals": totals}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
