"""What the invented stoppage is made of: series, regulars with their contracts, and what was planted on each.

Field names of the rows are the column names of the record tables; missing is None. It imports nothing of the
audited package: it is the other side of the comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tools.demonstration.world import Company, Person, Title

ENDED = date(2008, 2, 12)  # the last day on which no series was made
STOPS = (date(2007, 11, 5), date(2007, 11, 12), date(2007, 11, 19), date(2007, 12, 3))
STOPPAGE_REPORT = date(2008, 6, 30)
STOPPAGE_POSITIONS = ("guild", "hiatus")
GUARANTEED = 13

# How many regulars each outcome is planted on; with the five series put on an unpaid hiatus they are 120.
OUTCOMES = {
    "paid_in_full": 20,
    "half_paid": 12,
    "guarantee_unmet": 10,
    "left_after_five_weeks": 8,
    "kept_after_notice": 6,
    "let_go_in_third_week": 8,
    "let_go_at_once": 4,
    "no_contract_held": 4,
    "pay_not_known": 3,
    "guarantee_not_known": 3,
    "paid_late": 6,
    "paid_to_loan_out": 4,
    "held_at_full_pay": 2,
}
HIATUS = "hiatus_unpaid"
HIATUS_SERIES, SERIES, CAST = 5, 20, 6


@dataclass(frozen=True)
class Contract:
    """A regular's engagement, one row of `engagement`."""

    engagement_id: str
    person_id: str
    company_id: str
    title_id: str
    kind: str
    starts_on: date
    ends_on: date
    currency: str
    guarantee_n: int | None
    guarantee_unit: str | None
    hired_as: str
    episode_cents: int
    weekly_cents: int | None


@dataclass(frozen=True)
class Stop:
    """A stop of production, for one regular or, without a person, for everybody; one row of `suspension`."""

    company_id: str
    title_id: str
    notice_on: date
    person_id: str | None
    starts_on: date
    ends_on: date
    cause: str
    stopped_on: date
    is_open: bool
    election: str
    kept_from: date | None
    kept_until: date | None
    released_on: date | None
    performer_noticed_on: date | None
    left_on: date | None
    guarantee_used_n: int
    guarantee_made_later_n: int


@dataclass(frozen=True)
class Regular:
    """One regular of one series. contract: as it was made, whether or not the records hold it."""

    outcome: str
    contract: Contract
    stop: Stop
    payee_id: str

    @property
    def unmade(self) -> int | None:
        """Guaranteed episodes that were never made; None where no guarantee is recorded."""
        guaranteed = self.contract.guarantee_n
        if guaranteed is None:
            return None
        return guaranteed - self.stop.guarantee_used_n - self.stop.guarantee_made_later_n


@dataclass(frozen=True)
class WeekPaid:
    """A line of pay as its remittance words it; salary goes to the performer and not through the guild."""

    payment_id: str
    line_no: int
    payer_id: str
    payee_id: str
    payee_as_written: str
    paid_on: date
    gross_cents: int
    net_cents: int
    currency: str
    title_id: str
    market: str
    period: str
    clause: str
    kind: str


@dataclass(frozen=True)
class LoanOut:
    """Whose money goes to a loan-out, one row of `payee_of_record`."""

    person_id: str
    from_on: date
    payee_id: str
    kind: str
    until_on: date | None


@dataclass(frozen=True)
class StoppageWorld:
    """The invented stoppage whole."""

    seed: int
    companies: tuple[Company, ...]
    persons: tuple[Person, ...]
    series: tuple[Title, ...]
    regulars: tuple[Regular, ...]
    stops: tuple[Stop, ...]
    loan_outs: tuple[LoanOut, ...]
    paid: tuple[WeekPaid, ...]
