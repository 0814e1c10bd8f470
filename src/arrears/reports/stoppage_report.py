"""A stoppage weighed: for each side, for each kind of person, and for all persons together.

Draws what `bargaining.stoppage` figures. The loss as parties quote it stands beside the loss with shifted
work taken off; those who lose pay are shown apart from those who gain.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from arrears.bargaining.priced_people import PricedGains, not_listed
from arrears.bargaining.read_stakes import Stakes
from arrears.bargaining.stoppage import Method, SideBalance, Spread, by_kind
from arrears.bargaining.weighing import Weighed
from arrears.money import show_cents
from arrears.reports.delay_report import heading_facts
from arrears.reports.delay_tables import assumptions_table, decimal, money_of, offers_table, percent, weakest
from arrears.reports.stoppage_days import days_section
from arrears.reports.tables import Cell, Column, Report, Section, Table

SHIFTED = (
    "Quoted losses take every idle day as lost for good. Work that is brought forward or done later is"
    " not lost: the share shifted is an assumption, and it is taken off beside the quoted figure.",
    "Break-even days say when a side has lost as much as the better terms bring or cost it. They"
    " foretell nothing.",
)


METHOD_WORDS: dict[Method, str] = {
    "straight": "evenly over the term",
    "phased": "from the days written",
    "shifted": "from the end of the stoppage",
}


def build_stoppage(
    stakes: Stakes, weighed: Weighed, gains: PricedGains | None = None, is_each: bool = False
) -> Report:
    """A stoppage of so many days, side by side and kind by kind.

    gains: those that a book priced. is_each: the persons are listed one by one as well.
    """
    ahead = weighed.ahead
    sentences = (
        *SHIFTED,
        f"Counted from {weighed.begins}, for {weighed.days:,} days. Gains are counted up to"
        f" {ahead.horizon}; the term ends on {ahead.term_ends}, {percent(ahead.persistence)} of a term's"
        f" gain lasts into the next, and each year takes {percent(ahead.discount)}.",
    )
    sections = [Section("Sides", sentences, (_sides(weighed), _break_even(weighed), _side_figures(weighed)))]
    if weighed.persons:
        said = (
            "A person's gain is what the better terms bring that person; it begins when the stoppage ends."
            f" Of their idle work {percent(weighed.persons_shifted.value)} is shifted."
        )
        words = (said, *_priced_words(weighed, gains), *_spread_words(weighed))
        sections.append(Section("Persons", words, _person_tables(weighed)))
        sections.append(days_section(weighed.persons, is_each))
    used = dict.fromkeys((*weighed.used, *(gains.rests_on if gains else ())))
    rests = (offers_table(weighed.offers), assumptions_table(used))
    sections.append(Section("What this rests on", (), rests))
    title = f"A stoppage of {weighed.days:,} days from {weighed.begins}"
    return Report(title, heading_facts(stakes, weighed.scenario, ahead.horizon), tuple(sections))


def _priced_words(weighed: Weighed, gains: PricedGains | None) -> Iterator[str]:
    """Of how many persons the gain is a book's, and what is in nobody's gain."""
    if gains is None:
        return
    stakes = [one.stake for one in weighed.persons]
    priced = [one for one in stakes if one.gain_is == "priced"]
    yield (
        f"Of {len(stakes):,} persons the gain of {len(priced):,} is priced ({gains.says}), an average year of"
        f" the term; that of {len(stakes) - len(priced):,} is stated in the list."
    )
    unsaid = sum(not one.raises_known for one in priced)
    if gains.raises_cents and unsaid:
        yield (
            f"Raises of pay come to {show_cents(gains.raises_cents)} over the term by nobody's name, and what"
            f" they bring {unsaid:,} of these persons is not stated: their gain is without it, and their"
            " break-even days would be more with it."
        )
    others = not_listed(stakes, gains)
    if others:
        yield (
            f"{others:,} more persons of the book gain and are not listed: what a day costs them is not"
            " known."
        )


def _weighed_sides(weighed: Weighed) -> Iterator[tuple[Method, SideBalance, Fraction]]:
    for each in weighed.sides:
        yield each.method, each.balance, each.shifted.value


def _sides(weighed: Weighed) -> Table:
    columns = (
        Column("side", "side"), Column("loss", "lost, as quoted", "money"), Column("by", "by the count of"),
        Column("shifted", "work shifted"), Column("net_loss", "lost, without it", "money"),
        Column("status", "status", for_readers=False),
    )  # fmt: skip
    rows = dict.fromkeys(
        (
            one.side.title,
            money_of(one.loss, one.side.status),
            one.side.by,
            percent(shifted),
            money_of(one.net_loss, one.side.status),
            one.side.status,
        )
        for _, one, shifted in _weighed_sides(weighed)
    )
    return Table("sides", "What each side has lost", columns, tuple(rows))


def _break_even(weighed: Weighed) -> Table:
    columns = (
        Column("side", "side"), Column("role", "it"), Column("counted", "better terms counted"),
        Column("at_stake", "worth", "money"), Column("quoted_days", "days, as quoted"),
        Column("break_even", "days, shifted work left out"),
    )  # fmt: skip
    status = weakest(each.status for each in weighed.offers)
    rows = tuple(
        (
            one.side.title,
            one.side.role,
            METHOD_WORDS[method],
            money_of(one.at_stake, weakest((status, one.side.status))),
            "" if one.quoted_days is None else decimal(one.quoted_days, 1),
            "never" if one.break_even_days is None else f"{one.break_even_days:,}",
        )
        for method, one, _ in _weighed_sides(weighed)
        if one.side.role != "neither"
    )
    return Table("break_even", "Days until a side has lost what the better terms are worth", columns, rows)


def _side_figures(weighed: Weighed) -> Table:
    columns = (
        Column("side", "side"), Column("loses_a_day", "loses a day", "money"),
        Column("by", "by the count of"),
        Column("as_of", "as of"), Column("says", "what the figure leaves out"), Column("source", "source"),
        Column("status", "status"),
    )  # fmt: skip
    rows = tuple(
        (
            one.title,
            money_of(one.loses_a_day, one.status),
            one.by,
            one.as_of,
            one.says,
            one.source,
            one.status,
        )
        for one in dict.fromkeys(each.balance.side for each in weighed.sides)
    )
    return Table("side_figures", "Whose figures these are", columns, rows)


def _person_tables(weighed: Weighed) -> tuple[Table, ...]:
    columns = (
        Column("kind", "kind of person"), Column("persons", "persons", "count"),
        Column("ahead", "end ahead", "count"), Column("behind", "end behind", "count"),
        Column("lost", "lost together", "money"), Column("gained", "gained together", "money"),
        Column("median_net", "left to the middle person", "money"),
    )  # fmt: skip
    status = weakest(one.stake.status for one in weighed.persons)
    rows = tuple(
        (
            one.kind,
            one.persons,
            one.ahead,
            one.behind,
            money_of(one.lost, status),
            money_of(one.gained, status),
            money_of(one.median_net, status),
        )
        for one in by_kind(weighed.persons)
    )
    kinds = Table("kinds", "Persons by kind", columns, rows)
    tables = [kinds, _whose_persons(weighed)]
    if weighed.spread is not None:
        tables.append(_percentiles(weighed.spread, status))
    return tuple(tables)


def _whose_persons(weighed: Weighed) -> Table:
    columns = (
        Column("kind", "kind of person"), Column("loses_a_day", "one loses a day", "money"),
        Column("gains_a_year", "one gains a year", "money"), Column("persons", "persons", "count"),
        Column("break_even", "break-even days"), Column("by", "by the count of"), Column("as_of", "as of"),
        Column("source", "source"),
        Column("status", "status"),
    )  # fmt: skip
    alike = dict.fromkeys((one.stake.name, one.stake.by, one.stake.source) for one in weighed.persons)
    if len(alike) < len(weighed.persons):
        listed: tuple[tuple[Cell, ...], ...] = tuple(
            (kind, None, None, None, "", by, "", source, "") for kind, by, source in alike
        )
        note = "Persons were listed one by one; nobody's own figures are shown."
        return Table("person_figures", "Whose figures these are", columns, listed, note)
    rows = tuple(
        (
            one.stake.name,
            money_of(one.stake.loses_a_day, one.stake.status),
            money_of(one.stake.gains_a_year, one.stake.status),
            one.stake.persons,
            one.break_even_text(),
            one.stake.by,
            one.stake.as_of,
            one.stake.source,
            one.stake.status,
        )
        for one in weighed.persons
    )
    return Table("person_figures", "Whose figures these are", columns, rows)


def _percentiles(spread: Spread, status: str) -> Table:
    columns = (
        Column("percentile", "of all persons, so many per cent are left with no more than"),
        Column("net", "left to the person", "money"),
    )
    rows = tuple((f"{rank}%", money_of(net, status)) for rank, net in spread.net_at)
    return Table("spread", "All persons together (nearest rank)", columns, rows)


def _spread_words(weighed: Weighed) -> tuple[str, ...]:
    spread = weighed.spread
    if spread is None:
        return ()
    counted = f"Of {spread.persons:,} persons {spread.ahead:,} end ahead and {spread.behind:,} behind."
    if not spread.behind or not spread.lost or not spread.gained:
        return (counted,)
    loss, gain = spread.lost_by_losers / spread.lost, spread.gained_by_losers / spread.gained
    return (
        f"{counted} Those who end behind bear {percent(loss)} of the loss and have {percent(gain)} of the"
        " gain.",
    )
