"""What the titles did from 13 February 2008 to mid-2009: statements by quarter, broadcasts, streams.

Every title that sells downloads has a statement for every quarter from its first one on, with money and
copies in each; a quarter without any sale occurs only among rentals, where it is worth 0.00 without a doubt.
Markets whose amounts depend on an earlier agreement are left out: library titles appear in downloads and
rentals only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tools.demonstration.calendar import QUARTERS, Quarter, add_months, quarter_index
from tools.demonstration.titles import HUB, SCRIPTED_COPIES, is_new
from tools.demonstration.world import (
    OPENS,
    REPORT_DATES,
    SECOND_REPORT,
    Activity,
    Catalogue,
    Receipt,
    StatementTotal,
    Title,
    Use,
)

DAY = timedelta(days=1)
HALF_YEAR = 182 * DAY
TELEVISION_SCALES = (300, 900, 2_500, 8_000, 20_000, 45_000)  # copies a quarter
FILM_SCALES = (200, 800, 3_000, 9_000, 22_000)
RECEIPT_RANGES = {  # whole dollars a quarter, in markets without copies
    "pay_television": (150_000, 900_000),
    "free_television": (60_000, 400_000),
    "basic_cable": (2_000, 60_000),
}
HUB_RERUNS = tuple(
    date.fromisoformat(day)
    for day in ("2008-06-26", "2008-07-31", "2008-09-04", "2009-01-08", "2009-03-12", "2009-05-07")
)


@dataclass(frozen=True)
class Run:
    """One title in one market, from its first quarter there on."""

    title: Title
    market: str
    first: int


def make_activity(chance: random.Random, catalogue: Catalogue, *, with_zero_lines: bool) -> Activity:
    """Receipts of every quarter and uses of every kind."""
    receipts: list[Receipt] = []
    uses: list[Use] = []
    whole_credit = {credit.title_id for credit in catalogue.credits if credit.role == "written_by"}
    for title in catalogue.titles:
        if title.kind == "series":
            continue
        for run in _runs_of(chance, title):
            receipts += _receipts_of_run(chance, run, with_zero_lines=with_zero_lines)
        if is_new(title) and title.minutes == 60 and title.title_id in whole_credit:
            uses += _broadcasts(chance, title)
            uses += _streams(chance, title)
    return Activity(receipts=tuple(receipts), uses=tuple(uses))


def statement_totals(receipts: Sequence[Receipt]) -> list[StatementTotal]:
    """The total line of each statement."""
    totals: dict[str, int] = {}
    for receipt in receipts:
        totals[receipt.statement_id] = totals.get(receipt.statement_id, 0) + receipt.gross_cents
    return [StatementTotal(statement_id, "gross_cents", total) for statement_id, total in totals.items()]


def window_of(title: Title) -> timedelta:
    """How long an episode streams without pay: 24 days in a series' first season, 17 later."""
    return DAY * (24 if title.season_no == 1 else 17)


def _runs_of(chance: random.Random, title: Title) -> Iterator[Run]:
    online = title.first_new_media_on
    if online is None:
        raise ValueError(f"{title.title_id} was never sold online and cannot be in the demonstration")
    first = quarter_index(max(online, OPENS))
    is_feature = title.kind == "theatrical"
    if title.title_id in SCRIPTED_COPIES or chance.random() < 0.85:
        yield Run(title, "download", first)
    rental_share = 0.3 if not is_new(title) else (0.8 if is_feature else 0.15)
    if chance.random() < rental_share:
        yield Run(title, "rental", first)
    if not is_new(title):
        return
    if is_feature:
        yield Run(title, "home_video", first)
        for market, share, starts in (
            ("pay_television", 0.6, "2009Q1"),
            ("basic_cable", 0.3, "2009Q2"),
            ("free_television", 0.2, "2009Q2"),
        ):
            if chance.random() < share:
                yield Run(title, market, next(q.place for q in QUARTERS if q.name == starts))
    elif chance.random() < 0.25:
        yield Run(title, "basic_cable", next(q.place for q in QUARTERS if q.name == "2009Q1"))


def _receipts_of_run(chance: random.Random, run: Run, *, with_zero_lines: bool) -> Iterator[Receipt]:
    is_feature = run.title.kind == "theatrical"
    scale = chance.choice(FILM_SCALES if is_feature else TELEVISION_SCALES)
    script = SCRIPTED_COPIES.get(run.title.title_id, ()) if run.market == "download" else ()
    for quarter in QUARTERS[run.first :]:
        place = quarter.place - run.first
        units: int | None = chance.randint(scale // 2, scale + scale // 2)
        if place < len(script):
            units = script[place]
        if run.market in RECEIPT_RANGES:
            units, gross = None, chance.randint(*RECEIPT_RANGES[run.market]) * 100 + chance.randint(0, 99)
        elif run.market == "home_video":
            units = 10 * (units or 0)
            gross = units * chance.randint(700, 1_400) + chance.randint(0, 99)
        elif run.market == "rental" and with_zero_lines and chance.random() < 0.15:
            units, gross = 0, 0
        else:
            gross = (units or 0) * _price(chance, run) + chance.randint(0, 99)
        yield _receipt(run, quarter, gross, units)


def _price(chance: random.Random, run: Run) -> int:
    if run.title.kind == "theatrical":
        return chance.randint(180, 320) if run.market == "rental" else chance.randint(560, 1_080)
    return chance.randint(50, 90) if run.market == "rental" else chance.randint(132, 145)


def _receipt(run: Run, quarter: Quarter, gross_cents: int, units: int | None) -> Receipt:
    company_id = run.title.company_id
    return Receipt(
        company_id=company_id,
        title_id=run.title.title_id,
        market=run.market,
        territory="us_ca",
        base_kind="distributors_gross",
        period_from=quarter.from_on,
        period_to=quarter.to_on,
        statement_id=f"ST-{company_id}-{quarter.name}",
        received_on=quarter.to_on,
        gross_cents=gross_cents,
        currency="usd",
        units=units,
        package_id=None,
    )


def _broadcasts(chance: random.Random, title: Title) -> Iterator[Use]:
    """The first broadcast and its network prime-time reruns; half of the titles do not number their runs."""
    first = title.first_release_on
    if first is None or (title.title_id != HUB and chance.random() < 0.4):
        return
    days = [first]
    if title.title_id == HUB:
        days += HUB_RERUNS
    else:
        for _ in range(chance.randint(1, 3)):
            days.append(days[-1] + DAY * chance.randint(28, 84))
    due_clear = [day for day in days if day + 30 * DAY not in REPORT_DATES and day <= date(2009, 7, 31)]
    is_numbered = chance.random() < 0.5
    for place, day in enumerate(due_clear):
        yield Use(
            title_id=title.title_id,
            company_id=title.company_id,
            market="network_prime_time",
            service=f"{title.company_id}-NETWORK",
            territory="us",
            from_on=day,
            ordinal=1,
            until_on=day,
            is_open=False,
            run_no=place + 1 if is_numbered else None,
        )


def _streams(chance: random.Random, title: Title) -> Iterator[Use]:
    """One time online, chosen around the edges of the free window and of the first half year."""
    first = title.first_new_media_on
    if first is None or (title.title_id != HUB and chance.random() < 0.35):
        return
    window = window_of(title)
    if (
        add_months(first + window, 4) in REPORT_DATES
        or add_months(first + window + HALF_YEAR, 4) in REPORT_DATES
    ):
        return
    days_online = chance.choice(
        (
            10 * DAY,
            window,
            window + DAY,
            window + 60 * DAY,
            window + HALF_YEAR,
            window + HALF_YEAR + DAY,
            None,
        )
    )
    until = None if days_online is None or title.title_id == HUB else first + days_online - DAY
    yield Use(
        title_id=title.title_id,
        company_id=title.company_id,
        market="ad_supported_streaming",
        service=f"{title.company_id}-PLAYER",
        territory="us",
        from_on=first,
        ordinal=1,
        until_on=until if until is None or until <= SECOND_REPORT else None,
        is_open=until is None or until > SECOND_REPORT,
        run_no=None,
    )
