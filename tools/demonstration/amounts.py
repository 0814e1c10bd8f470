"""What each writer is owed on each position: the truth, computed in a second way with exact fractions.

Amounts of the agreement of 2008 only. Network prime-time reruns and streams use the one base that is known
(one hour, story and teleplay, $21,710). A streaming half year is due four months after its first day.
Rounding is half away from zero on each line; odd cents go to the largest remainder, on a tie to the earlier
credit (story, then script, then adaptation; inside a role by team or person).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tools.demonstration.activity import HALF_YEAR, window_of
from tools.demonstration.calendar import QUARTERS, add_months
from tools.demonstration.world import (
    FIRST_REPORT,
    OPENS,
    POSITIONS,
    SECOND_REPORT,
    Activity,
    Catalogue,
    Credit,
    Key,
    Owed,
    Receipt,
    Title,
    Use,
)

FIRST_BAND = Fraction(36, 10_000)
SECOND_BAND = {"theatrical": Fraction(65, 10_000), "episode": Fraction(70, 10_000)}
FIRST_COPIES = {"theatrical": 50_000, "episode": 100_000}
HOME_VIDEO_SHARE = Fraction(20, 100)
HOME_VIDEO_BANDS = (100_000_000, Fraction(15, 1000), Fraction(18, 1000))  # first $1,000,000, in cents
PLAIN_RATES = {
    ("rental", "theatrical"): Fraction(12, 1000),
    ("rental", "episode"): Fraction(12, 1000),
    ("pay_television", "theatrical"): Fraction(12, 1000),
    ("free_television", "theatrical"): Fraction(12, 1000),
    ("basic_cable", "theatrical"): Fraction(12, 1000),
    ("basic_cable", "episode"): Fraction(20, 1000),
}
RENTAL_FROM = date(1971, 7, 1)
RERUN_BASE_CENTS = 2_171_000
STREAM_SHARE = Fraction(3, 100)
MOST_HALF_YEARS = 2
ROLE_PLACES = {"written_by": 0, "story_by": 1, "teleplay_by": 2, "screenplay_by": 2, "adaptation_by": 3}


@dataclass(frozen=True)
class Duty:
    """One line that pays a pot to the writers of a title.

    since: the day from which it is known. pots: cents on each position. low_pot: the pot at the first band's
    rate throughout, where there is a break.
    """

    title: Title
    market: str
    occasion: str
    since: date
    due_on: date
    pots: Mapping[str, int]
    low_pot: int | None = None


def half_up(amount: Fraction) -> int:
    """Whole cents, halves up. Amounts of the demonstration are never below zero."""
    if amount < 0:
        raise ValueError(f"the demonstration knows no amounts below zero, found {amount}")
    return int(amount + Fraction(1, 2))


def is_covered(position: str, title: Title) -> bool:
    """Whether a position counts the title under the download formula of 2008."""
    photographed, online = title.photography_on, title.first_new_media_on
    if photographed is None or online is None:
        raise ValueError(f"{title.title_id} lacks a date that the readings turn on")
    if position == "guild":
        return photographed > (date(1971, 7, 1) if title.kind == "theatrical" else date(1977, 12, 31))
    if position == "companies":
        return online >= OPENS
    return photographed > OPENS


def banded(amount: int, *, before: int, first: int, rates: tuple[Fraction, Fraction]) -> Fraction:
    """What `amount` more on a counter that stands at `before` is worth, by the two rates of its bands."""
    low = max(0, min(before + amount, first) - before)
    return low * rates[0] + (amount - low) * rates[1]


def owed_by_everybody(catalogue: Catalogue, activity: Activity) -> tuple[Owed, ...]:
    """Every writer's amount for every line, on every position, in order of title, market and occasion."""
    title_of = {title.title_id: title for title in catalogue.titles}
    shares = {title_id: writer_shares(credits) for title_id, credits in _paying_credits(catalogue).items()}
    owed: list[Owed] = []
    for duty in [*receipt_duties(title_of, activity.receipts), *use_duties(title_of, activity.uses)]:
        owed += _divide_duty(duty, shares[duty.title.title_id])
    return tuple(sorted(owed, key=lambda line: line.key))


def receipt_duties(title_of: Mapping[str, Title], receipts: Sequence[Receipt]) -> Iterator[Duty]:
    """One duty per statement line that pays, with the counters of its title and market."""
    copies: dict[tuple[str, str], int] = {}
    gross: dict[tuple[str, str], int] = {}
    for receipt in sorted(receipts, key=lambda r: (r.title_id, r.market, r.period_from)):
        title, counter = title_of[receipt.title_id], (receipt.title_id, receipt.market)
        quarter = next(q for q in QUARTERS if q.to_on == receipt.period_to)
        pots, low_pot = _pots_of(receipt, title, copies.get(counter, 0), gross.get(counter, 0))
        copies[counter] = copies.get(counter, 0) + (receipt.units or 0)
        gross[counter] = gross.get(counter, 0) + receipt.gross_cents
        if pots is not None:
            since = FIRST_REPORT if quarter.to_on <= FIRST_REPORT else SECOND_REPORT
            yield Duty(title, receipt.market, quarter.name, since, quarter.due_on, pots, low_pot)


def use_duties(title_of: Mapping[str, Title], uses: Sequence[Use]) -> Iterator[Duty]:
    """Reruns from the second run on, and half years of streaming past the free window."""
    runs: dict[str, int] = {}
    for use in sorted(uses, key=lambda u: (u.title_id, u.from_on)):
        title = title_of[use.title_id]
        if use.market == "network_prime_time":
            run = runs.get(use.title_id, 0) + 1
            runs[use.title_id] = run
            if run > 1:
                shown, pots = use.from_on, _everywhere(RERUN_BASE_CENTS)
                yield Duty(title, use.market, f"run:{run}", shown, shown + timedelta(days=30), pots)
        else:
            yield from _half_years(title, use)


def _half_years(title: Title, use: Use) -> Iterator[Duty]:
    pot = half_up(RERUN_BASE_CENTS * STREAM_SHARE)
    first_paid = use.from_on + window_of(title)
    last = use.until_on or SECOND_REPORT
    for half in range(MOST_HALF_YEARS):
        begins = first_paid + half * HALF_YEAR
        if begins <= last:
            due_on = add_months(begins, 4)
            yield Duty(title, use.market, f"half_year:{half + 1}", begins, due_on, _everywhere(pot))


def _everywhere(cents: int) -> dict[str, int]:
    return dict.fromkeys(POSITIONS, cents)


def _pots_of(
    receipt: Receipt, title: Title, copies: int, gross: int
) -> tuple[Mapping[str, int] | None, int | None]:
    """The pot of one statement line on each position, None where the agreement says nothing."""
    if receipt.market == "download":
        return _download_pots(receipt, title, copies, gross)
    if receipt.market == "home_video":
        return _everywhere(half_up(_home_video(receipt.gross_cents, gross))), None
    photographed = title.photography_on
    if receipt.market == "rental" and (photographed is None or photographed < RENTAL_FROM):
        return None, None
    return _everywhere(half_up(receipt.gross_cents * PLAIN_RATES[receipt.market, title.kind])), None


def _download_pots(
    receipt: Receipt, title: Title, copies: int, gross: int
) -> tuple[dict[str, int], int | None]:
    units = receipt.units
    if not units:
        raise ValueError(f"a download line of {title.title_id} has no copies")
    rates = (FIRST_BAND, SECOND_BAND[title.kind])
    worth = banded(units, before=copies, first=FIRST_COPIES[title.kind], rates=rates)
    inside = half_up(receipt.gross_cents * worth / units)
    outside = half_up(_home_video(receipt.gross_cents, gross))
    pots = {position: inside if is_covered(position, title) else outside for position in POSITIONS}
    return pots, half_up(receipt.gross_cents * FIRST_BAND)


def _home_video(gross_cents: int, gross_before: int) -> Fraction:
    """The pot of a line at the home video formula: its own fifth is what counts and what pays."""
    first, low, high = HOME_VIDEO_BANDS
    # The counter is a fraction of a cent fine, so the schedule is read on the whole gross and scaled.
    whole_first = int(first / HOME_VIDEO_SHARE)
    return banded(gross_cents, before=gross_before, first=whole_first, rates=(low, high)) * HOME_VIDEO_SHARE


def _paying_credits(catalogue: Catalogue) -> dict[str, list[Credit]]:
    by_title: dict[str, list[Credit]] = {}
    for credit in catalogue.credits:
        if credit.role in ROLE_PLACES:
            by_title.setdefault(credit.title_id, []).append(credit)
    return by_title


def role_shares(roles: frozenset[str]) -> dict[str, Fraction]:
    """How a percentage residual is shared by credit."""
    if roles == {"written_by"}:
        return {"written_by": Fraction(1)}
    script = next(role for role in ("teleplay_by", "screenplay_by") if role in roles)
    if roles == {script}:
        return {script: Fraction(1)}
    if roles == {"story_by", script}:
        return {"story_by": Fraction(25, 100), script: Fraction(75, 100)}
    if roles == {"story_by", script, "adaptation_by"}:
        return {"story_by": Fraction(25, 100), script: Fraction(65, 100), "adaptation_by": Fraction(10, 100)}
    raise ValueError(f"no rule shares the credits {sorted(roles)}")


def writer_shares(credits: Sequence[Credit]) -> list[tuple[str, Fraction]]:
    """Writers with their shares, in the order in which odd cents are handed out on a tie."""
    by_role = role_shares(frozenset(credit.role for credit in credits))
    groups: dict[tuple[str, str], list[str]] = {}
    for credit in credits:
        groups.setdefault((credit.role, credit.team_id or credit.person_id), []).append(credit.person_id)
    shares: list[tuple[str, Fraction]] = []
    for role, group in sorted(groups, key=lambda pair: (ROLE_PLACES[pair[0]], pair[1])):
        writers_of_role = sum(1 for other, _ in groups if other == role)
        members = sorted(groups[role, group])
        shares += [(person, by_role[role] / writers_of_role / len(members)) for person in members]
    return shares


def divide(pot: int, shares: Sequence[tuple[str, Fraction]]) -> dict[str, int]:
    """A pot to the cent: whole cents first, odd cents to the largest remainders."""
    exact = [pot * share for _, share in shares]
    cents = [int(amount) for amount in exact]
    by_remainder = sorted(range(len(shares)), key=lambda place: cents[place] - exact[place])
    for place in by_remainder[: pot - sum(cents)]:
        cents[place] += 1
    return {person: amount for (person, _), amount in zip(shares, cents)}


def _divide_duty(duty: Duty, shares: Sequence[tuple[str, Fraction]]) -> Iterator[Owed]:
    parts = {position: divide(pot, shares) for position, pot in duty.pots.items()}
    low = None if duty.low_pot is None else divide(duty.low_pot, shares)
    for person, _ in shares:
        yield Owed(
            key=Key(duty.title.title_id, duty.market, duty.occasion, person),
            company_id=duty.title.company_id,
            since=duty.since,
            due_on=duty.due_on,
            cents={position: part[person] for position, part in parts.items()},
            low_cents=None if low is None else low[person],
        )
