"""What waiting costs under each offer, and what a holdout must win: every way of counting side by side.

Draws what `bargaining.delay` and `bargaining.holdout` figure. No figure stands without whose it is, and none
is singled out as the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.delay import Forgone, OfferValue, forgone, on_day, phased, straight_line
from arrears.bargaining.holdout import COUNTS, Count, HoldoutBalance
from arrears.bargaining.read_stakes import Stakes
from arrears.bargaining.stoppage import Ahead
from arrears.reports.delay_tables import assumptions_table, decimal, money_of, offers_table, percent, weakest
from arrears.reports.tables import Cell, Column, Report, Section, Table

TWO_METHODS = (
    "The straight line spreads an offer's worth evenly over its term; parties quote it. It overstates"
    " the first months of raises that come one after the other, and understates the last.",
    "The phased method lets each raise weigh from its date over the days it is in force.",
    "Where raises start only on signing and the term still ends on its old day, the last days never"
    " come. Where pay is made up afterwards, only interest is lost. Which of these holds is for the"
    " offer to say.",
)


@dataclass(frozen=True)
class Waiting:
    """What a report on waiting is asked: until which day, and the interest that somebody assumes."""

    on: date
    interest: Assumption | None
    scenario: str

    @property
    def rate(self) -> Fraction | None:
        """Interest a year."""
        return None if self.interest is None else self.interest.value


def heading_facts(stakes: Stakes, scenario: str, horizon: date | None) -> tuple[tuple[str, str], ...]:
    """Where the figures come from: the file, the scenario, and up to which day gains are counted."""
    counted = f"up to {horizon}" if horizon else "up to the end of each offer's term"
    return (
        ("Stakes", f"{stakes.title} ({stakes.file})"),
        *((("Of these", stakes.says),) if stakes.says else ()),
        ("Scenario", scenario or "what every scenario shares"),
        ("Horizon", counted),
    )


def build_per_day(stakes: Stakes, waiting: Waiting) -> Report:
    """What a day without each offer costs, and what was forgone before a day, by every way of counting."""
    columns = (
        Column("offer", "offer"), Column("counted", "counted"), Column("a_day", "a day", "money"),
        Column("days", "days waited", "count"), Column("forgone", "forgone", "money"),
        Column("applies", "own dates"), Column("by", "by the count of"),
        Column("status", "status", for_readers=False),
    )  # fmt: skip
    rows = tuple(row for value in stakes.offers.values() for row in _waiting_rows(value, waiting))
    table = Table("per_day", f"Forgone before {waiting.on}", columns, rows, _not_said(stakes, waiting))
    used = [*stakes.rests_on, *([waiting.interest] if waiting.interest else [])]
    sections = (
        Section("What waiting costs", TWO_METHODS, (table,)),
        Section("What this rests on", (), (offers_table(stakes.offers.values()), assumptions_table(used))),
    )
    return Report(
        f"A day without each offer, on {waiting.on}", heading_facts(stakes, waiting.scenario, None), sections
    )


def _not_said(stakes: Stakes, waiting: Waiting) -> str:
    said = []
    unsaid = [one.name for one in stakes.offers.values() if not phased(one)]
    if unsaid:
        said.append(f"How its money comes in was not said of {', '.join(unsaid)}: no phased figure.")
    if waiting.interest is None:
        said.append("Interest on pay made up afterwards asks for the assumption delay/interest.")
    return " ".join(said)


def _waiting_rows(value: OfferValue, waiting: Waiting) -> Iterator[tuple[Cell, ...]]:
    found = forgone(value, waiting.on, waiting.rate)
    days = {
        "straight": on_day(straight_line(value), waiting.on),
        "phased": on_day(phased(value), waiting.on) if phased(value) else None,
    }
    for count, cents in counts_of(found):
        yield (
            value.name,
            COUNTS[count],
            money_of(days.get(count), value.status),
            found.days,
            money_of(cents, value.status),
            says_so(value, count),
            value.valued_by,
            value.status,
        )


def counts_of(found: Forgone) -> tuple[tuple[Count, Fraction | None], ...]:
    """Every way of counting with its cents, in the order in which they are shown."""
    return (
        ("straight", found.straight),
        ("phased", found.phased),
        ("shifted", found.shifted),
        ("made up", found.interest),
    )


def says_so(value: OfferValue, count: Count) -> str:
    """Whether the offer's own dates make a way of counting hold; the straight line is a way of quoting."""
    if count == "straight":
        return ""
    if count == "made up" or value.is_retroactive:
        return "yes" if (count == "made up") == value.is_retroactive else "no"
    return "yes" if (value.starts == "on signing") == (count == "shifted") else "no"


def build_holdout(
    stakes: Stakes,
    turned_down: OfferValue,
    balances: Sequence[HoldoutBalance],
    ahead: Ahead,
    used: tuple[date, str, Sequence[Assumption]],
) -> Report:
    """What a holdout until a day must win. used: the day of signing, the scenario, the assumptions."""
    on, scenario, assumptions = used
    hoped = stakes.hoped_for.name if stakes.hoped_for else "no better offer is named"
    sentences = (
        f"Turned down: {turned_down.title}, by the count of {turned_down.valued_by}. Hoped for: {hoped}."
        f" Signed on {on}.",
        f"Gains are counted from {on} up to {ahead.horizon}; the term ends on {ahead.term_ends}. Beyond it"
        f" {percent(ahead.persistence)} of a term's gain lasts into the next. A year's money counts at"
        f" its end, less {percent(ahead.discount)} for each year.",
        "To be won is a gain a year from signing on that makes good what was forgone. After the term the"
        " gain of its last day goes on, as far as it persists. Years to recover look beyond the horizon.",
        "Nobody's readiness to give is known: this says what must be won, not whether it can be.",
    )
    values = [turned_down, *([stakes.hoped_for] if stakes.hoped_for else [])]
    tables = [_must_win(balances, turned_down)]
    if stakes.hoped_for is not None:
        tables.append(_hoped_for(balances, values, ahead))
    sections = (
        Section("What the holdout must win", sentences, tuple(tables)),
        Section(
            "What this rests on",
            (),
            (offers_table(values), assumptions_table(dict.fromkeys((*stakes.rests_on, *assumptions)))),
        ),
    )
    title = f"What a holdout until {on} must win to pay for itself"
    return Report(title, heading_facts(stakes, scenario, ahead.horizon), sections)


def _must_win(balances: Sequence[HoldoutBalance], turned_down: OfferValue) -> Table:
    columns = (
        Column("counted", "counted"), Column("forgone", "forgone", "money"),
        Column("in_term", "a year, in this term", "money"),
        Column("share", "of the offer's year"),
        Column("to_horizon", "a year, to the horizon", "money"),
    )  # fmt: skip
    rows = tuple(
        (
            COUNTS[one.count],
            money_of(one.forgone, turned_down.status),
            money_of(one.must_win_in_term, turned_down.status),
            percent(one.share_of_offer),
            money_of(one.must_win_to_horizon, turned_down.status),
        )
        for one in balances
    )
    return Table("must_win", "What must be won", columns, rows)


def _hoped_for(balances: Sequence[HoldoutBalance], values: Sequence[OfferValue], ahead: Ahead) -> Table:
    hoped_for, status = values[-1], weakest(each.status for each in values)
    columns = (
        Column("counted", "counted"), Column("a_year", "better by a year", "money"),
        Column("in_term", "in this term", "money"),
        Column("to_horizon", f"to {ahead.horizon}", "money"),
        Column("recovery", "years to recover"),
        Column("eaten_after", "eaten in days", "count"),
    )  # fmt: skip
    rows = tuple(
        (
            COUNTS[one.count],
            money_of(one.hoped.a_year, status),
            money_of(one.hoped.in_term, status),
            money_of(one.hoped.to_horizon, status),
            "never" if one.hoped.recovery_years is None else decimal(one.hoped.recovery_years),
            one.hoped.eaten_after,
        )
        for one in balances
        if one.hoped is not None
    )
    heading = f"Beside what is hoped for: {hoped_for.title}, by the count of {hoped_for.valued_by}"
    return Table("hoped_for", heading, columns, rows)
