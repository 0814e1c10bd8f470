"""No cent before an item's first day moves, none after its last, and back pay is a line of its own.

Random offers over random records: what the engine gives for every line is held to amounts worked out here, in
plain Python, from the records and the items that govern each line's day.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from tests.audit_worlds import credit, receipt, small_world, title, use

from arrears.bargaining.amended import amend
from arrears.bargaining.base_lines import open_base_lines
from arrears.bargaining.base_year import create_base_line
from arrears.bargaining.governed import governs
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.own_lines import OwnLine, moved_money, own_lines
from arrears.money import muldiv_half_up

from .priced_world import ITEMS, World, make_world

AS_OF = date(2010, 6, 30)
QUARTERS = tuple(f"{year}Q{quarter}" for year in (2007, 2008, 2009) for quarter in (1, 2, 3, 4))
NEW_WORK = date(2009, 3, 2)
ONE_DAY = timedelta(days=1)
EDITED = ("low", "high", "window", "fee", "cable")
Key = tuple[str, str, date]  # clause, title, the line's own day


@dataclass(frozen=True)
class Records:
    """Receipts by market, title and quarter: cents and copies; times online: first and last day."""

    sold: Mapping[tuple[str, str, str], tuple[int, int]]
    online: tuple[tuple[date, date], ...]


def random_records(random: Random) -> Records:
    """Quarters in a row for each market and title; of some rows one quarter's statement never came."""
    sold = {}
    for market, work in itertools.product(("download", "basic_cable"), ("T1", "T2")):
        first, last = sorted(random.sample(range(len(QUARTERS)), 2))
        lost = random.choice(range(first, last + 1)) if random.random() < 0.3 else None
        for place in range(first, last + 1):
            if place != lost:
                sold[market, work, QUARTERS[place]] = (random.randint(1, 900_000), random.randint(1, 400))
    starts = random.sample(range(1000), 9)
    online = [date(2007, 1, 1) + timedelta(days=start) for start in starts]
    return Records(sold, tuple((day, day + timedelta(days=random.randint(0, 420))) for day in online))


def make(folder: Path, records: Records) -> World:
    rows = small_world(
        title=[title("T1"), title("T2", photography_on=NEW_WORK)],
        credit=[credit("T1", "P1"), credit("T2", "P1")],
        receipt=[
            receipt(
                quarter, cents, copies, market=market, title_id=work, statement_id=f"{market}{work}{quarter}"
            )
            for (market, work, quarter), (cents, copies) in records.sold.items()
        ],
        use=[
            use("ad_supported_streaming", first, last, service=f"SERVICE{place}")
            for place, (first, last) in enumerate(records.online)
        ],
    )
    return make_world(folder, rows, as_of=AS_OF)


def random_offer(world: World, random: Random) -> Offer:
    """Each item with a first day of its own, some with a sunset, all reaching back where they say so."""
    items = ""
    for name in random.sample(EDITED, random.randint(1, len(EDITED))):
        first = date(2007, 6, 1) + timedelta(days=random.randint(0, 800))
        last = first + timedelta(days=random.randint(0, 500))
        sunset = f"  until: {last}\n" if random.random() < 0.5 else ""
        items += ITEMS[name].replace("  reach:", f"  effective_on: {first}\n{sunset}  reach:", 1)
    text_of = items.replace("  title:", "  retroactive: yes\n  title:")
    return world.offer(first="2007-06-01", last="2010-12-31", extra=text_of)


Moved = tuple[int | None, int | None, frozenset[str]]


def expected(records: Records, offer: Offer) -> Mapping[Key, Moved]:
    """For every line: what it pays in force, what it pays under the offer, and the items that govern it.

    A quarter without a statement between two with one is a line whose amount is not known, and no download
    of its title after it has a known place among the copies.
    """
    items = {item.item_id: item for item in offer.items}
    found: dict[Key, Moved] = {}
    for market, work in itertools.product(("download", "basic_cable"), ("T1", "T2")):
        quarters = [quarter for quarter in QUARTERS if (market, work, quarter) in records.sold]
        span = QUARTERS[QUARTERS.index(quarters[0]) : QUARTERS.index(quarters[-1]) + 1] if quarters else ()
        before: int | None = 0
        for quarter in span:
            day, stated = last_of(quarter), records.sold.get((market, work, quarter))
            if market == "download":
                holding = {name for name in ("low", "high") if holds(offer, items.get(name), day)}
                paid = [download(stated, before, one) for one in (set(), holding)]
                before = None if before is None or stated is None else before + stated[1]
                found["reuse/downloads", work, day] = (paid[0], paid[1], frozenset(holding))
            else:
                made = NEW_WORK if work == "T2" else date(2000, 5, 1)
                holding = {name for name in ("cable",) if holds(offer, items.get(name), made)}
                rates = (2, 3 if holding else 2)
                paid = [muldiv_half_up(stated[0], rate, 100) if stated else None for rate in rates]
                found["reuse/cable", work, day] = (paid[0], paid[1], frozenset(holding))
    for first, last in records.online:
        holding = {name for name in ("window", "fee") if holds(offer, items.get(name), first)}
        money = [streaming(first, last, one) for one in (set(), holding)]
        found["reuse/streaming", "T1", first] = (money[0], money[1], frozenset(holding))
    return found


def last_of(quarter: str) -> date:
    year, number = int(quarter[:4]), int(quarter[5])
    return date(year + number // 4, number % 4 * 3 + 1, 1) - ONE_DAY


def holds(offer: Offer, item: Item | None, day: date) -> bool:
    return item is not None and governs(offer, item, day)


def download(stated: tuple[int, int] | None, before: int | None, holding: set[str]) -> int | None:
    if stated is None or before is None:
        return None
    cents, copies = stated
    low, high = (2 if "low" in holding else 1), (4 if "high" in holding else 2)
    below = max(0, min(before + copies, 1000) - before)
    rate = Fraction(below * low + (copies - below) * high, copies * 100)
    return muldiv_half_up(cents, rate.numerator, rate.denominator)


def streaming(first: date, last: date, holding: set[str]) -> int:
    start = first + timedelta(days=7 if "window" in holding else 17)
    if last < start:
        return 0
    return min(2, (last - start).days // 182 + 1) * (100_000 if "fee" in holding else 80_000)


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.slow) for one in (1, 2, 3))])
def test_every_line_of_random_records_moves_as_its_day_says(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    records = random_records(random)
    world = make(tmp_path, records)
    lines = open_base_lines(world.run.folder, world.run.agreements, 2010)
    create_base_line(lines)
    position = lines.position("as agreed")
    for _ in range(3):
        offer = random_offer(world, random)
        signed = date(2008, 1, 1) + timedelta(days=random.randint(0, 700))
        amended = amend(offer, position.answers, world.run.library)
        found = own_lines(lines, amended, position.bit, signed)
        assert_moved(records, offer, found, signed)


def assert_moved(records: Records, offer: Offer, found: tuple[OwnLine, ...], signed: date) -> None:
    wanted = expected(records, offer)
    given = {(one.clause, one.title_id, one.day): one for one in found}
    assert len(given) == len(found)
    governed = {key for key, (*_, holding) in wanted.items() if holding}
    # A stream that ends within the free window has no period to pay: it may be no line at all.
    without_money = {key for key in governed if wanted[key][:2] == (0, 0) and key[0] == "reuse/streaming"}
    assert governed - without_money <= set(given) <= governed
    for key, line in given.items():
        before, after, holding = wanted[key]
        assert (line.before, line.after, frozenset(line.items)) == (before, after, holding), key
        assert line.is_back_pay == (line.day < signed)
    # What no item governs is in no line above, and the records themselves say that it pays what it paid.
    assert all(before == after for before, after, holding in wanted.values() if not holding)
    sums = {(one.market, one.is_back_pay): one.after - one.before for one in moved_money(found)}
    for (market, is_back_pay), moved in sums.items():
        own = [one for one in found if (one.market, one.is_back_pay) == (market, is_back_pay)]
        assert moved == sum((one.after or 0) - (one.before or 0) for one in own)


def test_the_first_day_moves_and_the_day_before_does_not(tmp_path: Path) -> None:
    """One quarter ends on 30 June 2008: an item from that day moves it, one from 1 July does not."""
    records = Records({("download", "T1", "2008Q2"): (100_000, 10)}, ())
    world = make(tmp_path, records)
    lines = open_base_lines(world.run.folder, world.run.agreements, 2010)
    create_base_line(lines)
    position = lines.position("as agreed")
    for first, last, after in [
        ("2008-06-30", "2008-12-31", [2_000]), ("2008-07-01", "2008-12-31", []),
        ("2008-01-01", "2008-06-30", [2_000]), ("2008-01-01", "2008-06-29", []),
    ]:  # fmt: skip
        said = f"  retroactive: yes\n  effective_on: {first}\n  until: {last}\n  reach:"
        offer = world.offer(first="2008-01-01", extra=ITEMS["low"].replace("  reach:", said))
        found = own_lines(lines, amend(offer, position.answers, world.run.library), position.bit)
        assert [one.after for one in found] == after
        assert all(one.before == 1_000 and one.is_back_pay for one in found)
