"""What the demonstration book is made of: one frozen record per row of a record table, and the world around
them.

Field names are the column names of the record tables; missing is None. This package imports nothing of the
audited package: it is the other side of the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

OPENS = date(2008, 2, 13)  # the agreement's first day; counters start here
FIRST_REPORT = date(2008, 11, 21)
SECOND_REPORT = date(2009, 8, 31)
REPORT_DATES = (FIRST_REPORT, SECOND_REPORT)
POSITIONS = ("guild", "companies", "companies-per-guild")
OWN_WORDS = ("guild", "companies")  # the third is the guild's account of the companies' position

FAULT_KINDS = (
    "library_downloads_unpaid",
    "streams_past_window_unpaid",
    "tier_crossed_paid_low",
    "short_split",
    "paid_90_days_late",
    "duplicate",
    "wrong_writer",
)
LOOK_ALIKES = ("loan_out", "net_only", "with_the_guild", "undeliverable", "zero_lines", "deducted")


@dataclass(frozen=True)
class Sizes:
    """How many companies, titles (series not counted) and writers the world holds."""

    companies: int = 8
    titles: int = 600
    writers: int = 2000


@dataclass(frozen=True)
class Recipe:
    """What a world is made from: everything else follows from these.

    on_one_title: every fault is planted on one and the same title.
    """

    seed: int
    faults: tuple[str, ...] = FAULT_KINDS
    look_alikes: tuple[str, ...] = LOOK_ALIKES
    on_one_title: bool = False
    sizes: Sizes = Sizes()


@dataclass(frozen=True)
class Company:
    company_id: str
    name: str
    parent_id: str | None
    signatory_to: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    person_id: str
    name: str
    pays_to: str | None


@dataclass(frozen=True)
class Title:
    title_id: str
    name: str
    kind: str
    series_id: str | None
    episode_no: str | None
    company_id: str
    photography_on: date | None
    first_release_on: date | None
    first_new_media_on: date | None
    first_market: str | None
    minutes: int | None
    budget_cents: int | None
    currency: str | None
    eidr: str | None
    isan: str | None
    written_on: date | None
    program_kind: str | None
    season_no: int | None
    episode_ordinal: int | None


@dataclass(frozen=True)
class Credit:
    title_id: str
    person_id: str
    role: str
    team_id: str | None
    share_num: int | None
    share_den: int | None
    credited_as: str | None


@dataclass(frozen=True)
class Engagement:
    engagement_id: str
    person_id: str
    company_id: str
    title_id: str
    kind: str
    starts_on: date
    ends_on: date
    initial_cents: int
    scale_cents: int
    currency: str
    guarantee_n: int | None
    guarantee_unit: str | None


@dataclass(frozen=True)
class Use:
    """One use. until_on None: it still ran on the second report's day."""

    title_id: str
    company_id: str
    market: str
    service: str
    territory: str
    from_on: date
    ordinal: int
    until_on: date | None
    is_open: bool
    run_no: int | None


@dataclass(frozen=True)
class Receipt:
    company_id: str
    title_id: str
    market: str
    territory: str
    base_kind: str
    period_from: date
    period_to: date
    statement_id: str
    received_on: date
    gross_cents: int
    currency: str
    units: int | None
    package_id: str | None


@dataclass(frozen=True)
class StatementTotal:
    statement_id: str
    column: str
    amount_cents: int


@dataclass(frozen=True)
class PaymentLine:
    payment_id: str
    line_no: int
    payer_id: str
    payee_id: str
    payee_as_written: str
    paid_on: date
    received_by_guild_on: date
    sent_on_to_member_on: date | None
    returned_on: date | None
    gross_cents: int | None
    net_cents: int
    currency: str
    title_id: str
    market: str
    period: str
    clause: str | None
    kind: str
    year_to_date_cents: int | None


@dataclass(frozen=True)
class Deduction:
    payment_id: str
    line_no: int
    kind: str
    amount_cents: int


@dataclass(frozen=True)
class PayeeOfRecord:
    person_id: str
    from_on: date
    payee_id: str
    kind: str
    until_on: date | None


@dataclass(frozen=True)
class Notice:
    sender_id: str
    recipient_id: str
    subject: str
    sent_on: date
    received_on: date
    obligation_ref: str | None
    title_id: str | None
    kind: str


@dataclass(frozen=True, order=True)
class Key:
    """What the truth is told by: one payee's part of one payment duty."""

    title_id: str
    market: str
    occasion: str
    payee_id: str


@dataclass(frozen=True)
class Owed:
    """What one writer is owed on each position for one title, market and occasion.

    since: the day from which the duty is known. low_cents: the amount with the first band's rate only, where
    the clause has a break; else None.
    """

    key: Key
    company_id: str
    since: date
    due_on: date
    cents: Mapping[str, int]
    low_cents: int | None

    @property
    def is_undisputed(self) -> bool:
        """Whether every position gives the same amount."""
        return len(set(self.cents.values())) == 1


@dataclass(frozen=True)
class Planted:
    """One fault or look-alike, on one writer's line. payee_paid: whom the money went to, where that is the
    fault.
    """

    kind: str
    key: Key
    payee_paid: str | None = None


@dataclass(frozen=True)
class Activity:
    """What happened to the titles: receipts by quarter, broadcasts and streams."""

    receipts: tuple[Receipt, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Catalogue:
    """Who made what. pays_on: the position that each company pays by; hub: the title that can carry every
    fault.
    """

    companies: tuple[Company, ...]
    pays_on: Mapping[str, str]
    persons: tuple[Person, ...]
    payees_of_record: tuple[PayeeOfRecord, ...]
    titles: tuple[Title, ...]
    credits: tuple[Credit, ...]
    engagements: tuple[Engagement, ...]
    hub: str


@dataclass(frozen=True)
class World:
    """An invented autumn of 2008, complete: what happened, what was paid, and what was planted."""

    recipe: Recipe
    catalogue: Catalogue
    activity: Activity
    owed: tuple[Owed, ...]
    payment_lines: tuple[PaymentLine, ...]
    deductions: tuple[Deduction, ...]
    planted: tuple[Planted, ...]
