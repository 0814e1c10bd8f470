"""How long stoppages lasted that somebody recorded: shares that ended within so many days, with their bands.

A base rate beside a case, never a forecast of one: the record counts stoppages that a mediator heard of, no
hold-outs, and most are of small units in other trades. What was left out is counted and said.

Source: the mediation service's list of work stoppages, 1984-2020, as a CSV file that the caller names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

from arrears.findings import Finding, Refused

WITHIN = 30
AGES = (0, 30, 60, 100, 148)
CONFIDENCE = Fraction(95, 100)
FEW = 30  # below it a share is marked as resting on few
START, END, UNION, EMPLOYER, IDLED = "Start Date", "End Date", "Union", "Employer", "# Idled"
COLUMNS = (START, END, UNION, EMPLOYER, IDLED)
# The first words by which the list names unions of performers, writers, musicians and crews. AEA is not here:
# in the list it is a teachers' association.
ENTERTAINMENT = (
    "AFM", "AFTRA", "AGMA", "IATSE", "NABET", "SAG", "SAG-AFTRA", "WGA", "WGAE", "WGAW",
)  # fmt: skip
_FIRST_WORD = re.compile(r"[A-Za-z-]+")
MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Stoppage:
    """One recorded stoppage. idled: people; null where the record does not say."""

    employer: str
    union: str
    idled: Fraction | None
    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        """How many days it lasted, its first and its last counted."""
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True)
class Stoppages:
    """A list as read. rows: of the file; without_end, backwards: rows left out, and why."""

    kept: tuple[Stoppage, ...]
    rows: int
    without_end: int
    backwards: int


@dataclass(frozen=True)
class Chosen:
    """Which stoppages are asked for. idled: at least so many people. unions: first words of their names."""

    idled: int | None = None
    unions: tuple[str, ...] = ()

    def takes(self, one: Stoppage) -> bool:
        """Whether a stoppage is asked for; one whose people are not counted never is, where a size is."""
        if self.idled is not None and (one.idled is None or one.idled < self.idled):
            return False
        first = _FIRST_WORD.match(one.union)
        return not self.unions or (first is not None and first.group() in self.unions)


# What is shown where nothing is chosen.
USUAL = (Chosen(), Chosen(1_000), Chosen(unions=ENTERTAINMENT))


@dataclass(frozen=True)
class AgeRate:
    """Of those that lasted more than a number of days, the share that ended within so many more.

    at_risk: how many did. ended: how many of them ended. low, high: the band of the share, in thousandths
    rounded outwards; null where none was at risk.
    """

    age: int
    within: int
    at_risk: int
    ended: int
    low: int | None
    high: int | None

    @property
    def share(self) -> Fraction | None:
        """The share that ended; null where none was at risk."""
        return Fraction(self.ended, self.at_risk) if self.at_risk else None


@dataclass(frozen=True)
class BaseRates:
    """The rates of the stoppages asked for. median_days: in half days, exactly."""

    chosen: Chosen
    stoppages: int
    idled_unknown: int
    median_days: Fraction | None
    rates: tuple[AgeRate, ...]


def read_stoppages(path: Path) -> Stoppages:
    """The stoppages of a CSV file, in its order.

    Missing: a row without an end, or whose end is before its start, is left out and counted.
    Findings: raises `Refused` for a file without the columns, with a day that is none, or that does not open.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            problem, expected = "the file is larger than any such list.", f"at most {MOST_BYTES:,} bytes"
            raise Refused([Finding("stoppages-file", path.name, problem, expected, "more", "name the list")])
        with path.open(encoding="utf-8-sig", newline="") as source:
            return _read(csv.DictReader(source), path.name)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        problem = "the file cannot be read as a list of stoppages."
        found, remedy = type(fault).__name__, "name a CSV file in UTF-8"
        raise Refused([Finding("stoppages-file", path.name, problem, "a CSV file", found, remedy)]) from fault


def _read(source: csv.DictReader[str], name: str) -> Stoppages:
    lacking = [column for column in COLUMNS if column not in (source.fieldnames or ())]
    if lacking:
        problem, found = "columns are missing.", ", ".join(lacking)
        raise Refused([Finding("stoppages-columns", name, problem, ", ".join(COLUMNS), f"no {found}")])
    kept: list[Stoppage] = []
    faults: list[Finding] = []
    rows = without_end = backwards = 0
    for row in source:
        rows += 1
        if not (row[END] or "").strip():
            without_end += 1
            continue
        one = _stoppage(row, f"{name}:{source.line_num}", faults)
        if one is not None and one.days < 1:
            backwards += 1
        elif one is not None:
            kept.append(one)
    if faults:
        raise Refused(faults)
    return Stoppages(tuple(kept), rows, without_end, backwards)


def _stoppage(row: Mapping[str, str], place: str, faults: list[Finding]) -> Stoppage | None:
    days = []
    for column in (START, END):
        try:
            days.append(date.fromisoformat((row[column] or "").strip()))
        except ValueError:
            problem, found = f"the column '{column}' holds no day.", f"'{(row[column] or '')[:40]}'"
            faults.append(Finding("stoppages-day", place, problem, "2008-11-22", found))
    idled = (row[IDLED] or "").strip()
    if idled and not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", idled):
        problem, found = f"the column '{IDLED}' holds no count of people.", f"'{idled[:40]}'"
        faults.append(Finding("stoppages-count", place, problem, "a count, or nothing", found))
        return None
    if len(days) < 2:
        return None
    return Stoppage(row[EMPLOYER], row[UNION], Fraction(idled) if idled else None, days[0], days[1])


def base_rates(
    stoppages: Stoppages, chosen: Chosen, ages: Sequence[int] = AGES, within: int = WITHIN
) -> BaseRates:
    """The share that ended within so many days, by how long they had lasted, with bands of 95%.

    The share is the Kaplan-Meier estimate among those that lasted longer; nothing is censored, since rows
    without an end have no last day on which they were seen either.
    """
    taken = [one for one in stoppages.kept if chosen.takes(one)]
    days = sorted(one.days for one in taken)
    rates = tuple(_rate(days, age, within) for age in ages)
    unknown = sum(one.idled is None for one in stoppages.kept)
    return BaseRates(chosen, len(taken), unknown, _median(days), rates)


def _median(days: Sequence[int]) -> Fraction | None:
    if not days:
        return None
    middle = len(days) // 2
    return Fraction(days[middle] + days[~middle], 2)


def _rate(days: Sequence[int], age: int, within: int) -> AgeRate:
    lasted = [day for day in days if day > age]
    ended = sum(day <= age + within for day in lasted)
    low, high = _band(lasted, age, within) if lasted else (None, None)
    return AgeRate(age, within, len(lasted), ended, low, high)


def _band(lasted: Sequence[int], age: int, within: int) -> tuple[int, int]:
    """The band of the share that ended, in thousandths, rounded outwards: log-log by Kaplan and Meier.

    At a share of none or all the log-log band is not defined; the exact one of a count of trials is used.
    """
    ended = sum(day <= age + within for day in lasted)
    if ended in (0, len(lasted)):
        return _edge_band(ended, len(lasted))
    from lifelines import KaplanMeierFitter

    fitter = KaplanMeierFitter(alpha=float(1 - CONFIDENCE))
    fitter.fit([day - age for day in lasted])
    band = fitter.confidence_interval_survival_function_
    row = band[band.index <= within].iloc[-1]
    low, high = sorted(1 - float(share) for share in row)
    return floor(low * 1000), ceil(high * 1000)


def _edge_band(ended: int, count: int) -> tuple[int, int]:
    """The band where none or all ended: (alpha/2) to the power of 1/n, from the exact binomial."""
    rest = (float(1 - CONFIDENCE) / 2) ** (1 / count)
    if ended == 0:
        return 0, ceil((1 - rest) * 1000)
    return floor(rest * 1000), 1000


def longer_than(stoppages: Stoppages, chosen: Chosen, days: int) -> tuple[Stoppage, ...]:
    """The stoppages asked for that lasted longer than so many days, the longest first."""
    found = [one for one in stoppages.kept if chosen.takes(one) and one.days > days]
    return tuple(sorted(found, key=lambda one: (-one.days, one.starts_on, one.employer)))


def warnings(stoppages: Stoppages, rates: Collection[BaseRates]) -> Iterator[str]:
    """What the record cannot say, beside every table of rates."""
    yield (
        f"{stoppages.rows:,} rows; left out: {stoppages.without_end:,} without a last day, so that what was"
        " never closed is missing and the rest looks shorter,"
        f" and {stoppages.backwards:,} that end before they begin."
    )
    yield (
        "A rate that falls with age is selection: the quick ones are gone. It does not say that any one"
        " stoppage tires or hardens."
    )
    yield "No hold-out is in the record: work under an expired agreement is no stoppage."
    yield "Most are small units in other trades; those of entertainment are mostly theatres and stations."
    yield "The days are the mediation service's, first and last counted, and may differ from the parties'."
    if any(one.at_risk and one.at_risk < FEW for each in rates for one in each.rates):
        yield f"Shares of fewer than {FEW} stoppages stand on few; read the band, not the share."
