"""Builds the pages on claims at the table: what they are worth, against which items, and who would give up
what.

Draws what `bargaining` figured. Every figure stands beside the day it is for and the assumptions it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.claim_anchors import Anchor, HearingTime
from arrears.bargaining.claim_exchange import Exchanged, GainIs, GivenUp, Net, NetSummary
from arrears.bargaining.costing import Costing
from arrears.bargaining.tradable_claims import ClaimWorth, whole_cents
from arrears.claims.settlement_value import weakest
from arrears.reports.settlement_report import HeadingFacts, percent, shortened
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

FORMULA = (
    "Worth: of each reading probability x (principal + permitted charges as they stand on the day of the"
    " hearing), added up, less costs, discounted from the hearing to the day of the valuation; whole years"
    " compound, the days beyond them are simple over 365."
)
NO_FORECAST = "It foretells no award: the probabilities are what somebody named below assumes."
COUNSEL = "Counsel only: it enters no claim file, bundle, packet, export or log."


@dataclass(frozen=True)
class TradePage:
    """What every page is asked for. names: what parties are called. scenario: '' = what all share."""

    facts: HeadingFacts
    names: Mapping[str, str]
    scenario: str = ""
    most_rows: int = 10_000_000
    stay_out: tuple[str, ...] = ()
    more: HeadingFacts = field(default=())

    def heading(self, worths: Sequence[ClaimWorth]) -> HeadingFacts:
        """For which day, on whose view, with which count of late charges."""
        first = worths[0]
        return (
            *self.facts,
            ("valued for", str(first.valued_on)),
            ("late charges", f"counted {first.late}, to the day of the hearing"),
            ("scenario", self.scenario or "none: assumptions that every scenario shares"),
            *((("staying out", ", ".join(self.stay_out)),) if self.stay_out else ()),
            *self.more,
        )


def build_worth(worths: Sequence[ClaimWorth], by_company: Sequence[GivenUp], page: TradePage) -> Report:
    """What pending claims are worth. by_company: how the expected amounts fall on the companies."""
    sections = (
        Section(
            "What each claim is worth",
            (*(_worth_sentence(each) for each in worths), FORMULA, NO_FORECAST),
            (_worth_table(worths),),
        ),
        Section("On each reading", (), (_reading_table(worths),)),
        Section(
            "By company",
            ("Before costs, which belong to the claim. A company that stays out takes its lines along.",),
            (_given_table("by_company", "company", by_company, page.names),),
        ),
        Section("Assumptions", (), (assumption_table(_assumptions(worths)),)),
    )
    report = Report("Claims on the table", page.heading(worths), sections, (COUNSEL,))
    return shortened(report, page.most_rows)


def _worth_sentence(worth: ClaimWorth) -> str:
    unknown = (
        f" Of {worth.not_computable:,} of its {len(worth.lines):,} lines some reading says nothing that can"
        " be figured; they are in no figure of that reading."
        if worth.not_computable
        else ""
    )
    stated = " The book holds no lines of it: its amounts are assumptions." if worth.stated else ""
    return (
        f"{worth.claim_id}, {worth.title}, is worth {Money(worth.expected_cents).text()} on"
        f" {worth.valued_on}, if it is heard on {worth.hearing_on}.{stated}{unknown}"
    )


def _worth_table(worths: Sequence[ClaimWorth]) -> Table:
    columns = (
        Column("claim", "claim"),
        Column("title", "title"),
        Column("against", "against"),
        Column("hearing_on", "heard on", "date"),
        Column("before_costs", "expected at the hearing", "money"),
        Column("costs", "costs", "money"),
        Column("factor", "a dollar then is now"),
        Column("worth", "worth", "money"),
        Column("not_computable", "lines not known", "count"),
    )
    rows = tuple(
        (
            each.claim_id,
            each.title,
            ", ".join(each.respondents),
            each.hearing_on,
            Money(whole_cents(each.before_costs), status=_weakest_reading(each)),
            Money(whole_cents(each.costs.value)),
            percent(each.factor),
            Money(each.expected_cents, status=_weakest_reading(each)),
            each.not_computable,
        )
        for each in worths
    )
    return Table("worth", "", columns, rows)


def _weakest_reading(worth: ClaimWorth) -> str:
    return weakest(each.status for each in worth.readings)


def _reading_table(worths: Sequence[ClaimWorth]) -> Table:
    columns = (
        Column("claim", "claim"),
        Column("reading", "reading"),
        Column("probability", "probability"),
        Column("principal", "principal", "money"),
        Column("charges", "permitted charges", "money"),
        Column("amount", "together", "money"),
        Column("weighed", "x probability", "money"),
        Column("not_computable", "lines not known", "count"),
    )
    rows = tuple(
        (
            worth.claim_id,
            each.reading,
            percent(each.probability.value),
            Money(each.principal_cents, status=each.status),
            Money(each.charges_cents, status=each.status),
            Money(each.amount_cents, status=each.status),
            Money(whole_cents(each.probability.value * each.amount_cents), status=each.status),
            each.not_computable,
        )
        for worth in worths
        for each in worth.readings
    )
    return Table("by_reading", "", columns, rows, "Readings are alternatives; no two of them are added up.")


def _assumptions(worths: Iterable[ClaimWorth]) -> tuple[Assumption, ...]:
    return tuple(dict.fromkeys(one for worth in worths for one in worth.assumptions))


def assumption_table(assumptions: Iterable[Assumption]) -> Table:
    """Every assumption with whose it is, since when and on what source."""
    columns = (
        Column("name", "assumption"),
        Column("value", "value"),
        Column("by", "by"),
        Column("on", "on", "date"),
        Column("source", "source"),
        Column("status", "status"),
        Column("scenario", "scenario"),
    )
    rows = tuple(
        (one.name, _value(one), one.by, one.on, one.source, one.status, one.scenario or "all")
        for one in assumptions
    )
    return Table("assumptions", "", columns, rows)


def _value(one: Assumption) -> str:
    if one.is_money:
        return Money(whole_cents(one.value)).text()
    return percent(one.value) if one.value <= 1 else str(one.value)


def priced_facts(costing: Costing) -> HeadingFacts:
    """Which offer was priced, over what time, as whose scenario and position see it."""
    years = f"{costing.years[0]} to {costing.years[-1]}" if costing.years else "no year"
    return (
        ("offer", f"{costing.offer_id}, made by {costing.made_by}"),
        ("offer's horizon", f"its term, {years}, on the base year {costing.base_year or 'of none'}"),
        ("offer priced as", f"{costing.position or 'no position'}, {costing.scenario or 'no scenario'}"),
    )


def build_exchange(
    worths: Sequence[ClaimWorth], rows: Sequence[Exchanged], costing: Costing, page: TradePage
) -> Report:
    """Each claim against each item of an offer."""
    said = (
        "What a claim is worth to us beside what each item is worth to us; an item below nought takes money"
        " away. That one is more than the other does not say that anybody would exchange them.",
        NO_FORECAST,
    )
    sections = (
        Section("Claims against items", said, (_exchange_table(rows),)),
        Section("What each claim is worth", (FORMULA,), (_worth_table(worths),)),
        Section(
            "Assumptions", costing.notes, (assumption_table((*_assumptions(worths), *costing.assumptions)),)
        ),
    )
    report = Report("Claims against items of an offer", page.heading(worths), sections, (COUNSEL,))
    return shortened(report, page.most_rows)


def _exchange_table(rows: Sequence[Exchanged]) -> Table:
    columns = (
        Column("claim", "claim"),
        Column("claim_worth", "claim is worth", "money"),
        Column("item", "item"),
        Column("title", "title"),
        Column("item_worth", "item is worth over the term", "money"),
        Column("low", "from", "money"),
        Column("high", "to", "money"),
        Column("left", "item less claim", "money"),
        Column("share", "item as a share of the claim"),
    )
    cells = tuple(
        (
            each.claim_id,
            Money(each.claim_cents),
            each.item_id,
            each.title,
            Money(each.item_cents),
            Money(each.interval[0]) if each.interval else None,
            Money(each.interval[1]) if each.interval else None,
            Money(each.left_cents),
            "" if each.share is None else percent(each.share),
        )
        for each in rows
    )
    note = "From and to: 95 % around an item whose worth was averaged over drawn orders; empty where exact."
    return Table("exchange", "", columns, cells, note)


@dataclass(frozen=True)
class GivenPage:
    """What giving claims up means: by payee, by company, net of gains. gains_from: where gains come from."""

    by_person: Sequence[GivenUp]
    by_company: Sequence[GivenUp]
    nets: Sequence[Net]
    summary: NetSummary
    gains_from: str


def build_given_up(worths: Sequence[ClaimWorth], given: GivenPage, page: TradePage) -> Report:
    """To whom forgiving the claims would be charged, and what each person gains from the rest."""
    worth = sum((each.expected for each in worths), Fraction(0))
    expected = sum(each.expected_cents for each in given.by_company)
    undisputed = sum(each.undisputed_cents for each in given.by_company)
    unknown = sum(each.undisputed_not_known for each in given.by_company)
    said = (
        f"The claims are worth {Money(whole_cents(worth)).text()} together, after costs. The lines that would"
        f" be given up are expected to bring {Money(expected).text()}, discounted and before costs.",
        f"Of what stands in these lines in full {Money(undisputed).text()} is disputed on no reading; a"
        " settlement keeps such money out of the release unless its terms take it in. Of"
        f" {unknown:,} lines it is not known what the other side disputes.",
        NO_FORECAST,
    )
    sections = (
        Section(
            "To whom it would be charged",
            said,
            (
                _given_table("by_person", "person", given.by_person, page.names),
                _given_table("by_company", "company", given.by_company, page.names),
            ),
        ),
        Section("What each of them gains", tuple(_net_sentences(given)), (_net_table(given, page.names),)),
        Section("Assumptions", (FORMULA,), (assumption_table(_assumptions(worths)),)),
    )
    report = Report("Claims given up", page.heading(worths), sections, (COUNSEL,))
    return shortened(report, page.most_rows)


def _given_table(name: str, who: str, given: Sequence[GivenUp], names: Mapping[str, str]) -> Table:
    readings = tuple(dict.fromkeys(reading for each in given for reading in each.full))
    columns = (
        Column(who, who),
        Column("name", "name"),
        Column("lines", "lines", "count"),
        *(Column(f"full_{word.replace(' ', '_')}", f"in full, {word}", "money") for word in readings),
        Column("expected", "expected", "money"),
        Column("undisputed", "disputed by nobody", "money"),
        Column("not_computable", "lines not known", "count"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            each.party_id,
            _name(each.party_id, names),
            each.lines,
            *(Money(each.full.get(word)) for word in readings),
            Money(each.expected_cents),
            Money(each.undisputed_cents),
            each.not_computable,
        )
        for each in given
    ]
    return Table(name, f"By {who}", columns, tuple(rows), "Expected: discounted, before costs.")


def _name(party_id: str, names: Mapping[str, str]) -> str:
    """What a party is called; a line may have no payee that is known."""
    return names.get(party_id, party_id) or "not known"


def _net_sentences(given: GivenPage) -> Iterable[str]:
    summary = given.summary
    yield f"Gains: {given.gains_from}. They are taken as they are given and not discounted."
    yield (
        f"{summary.people:,} people or plans give something up; of {summary.not_known:,} the gain is not"
        f" known, and they are in no sum; of {_marked(given, 'priced'):,} it is priced, of"
        f" {_marked(given, 'stated'):,} stated. Of the others {summary.worse_off:,} are worse off and"
        f" {summary.better_off:,} better off."
    )
    yield (
        f"Median given up {Money(summary.median_given_up).text()}, median gain"
        f" {Money(summary.median_gain).text()}, median net {Money(summary.median_net).text()}; together"
        f" {Money(summary.total_given_up).text()} given up and {Money(summary.total_gain).text()} gained."
    )


def _marked(given: GivenPage, gain_is: GainIs) -> int:
    return sum(each.gain_is == gain_is for each in given.nets)


def _net_table(given: GivenPage, names: Mapping[str, str]) -> Table:
    columns = (
        Column("person", "person"),
        Column("name", "name"),
        Column("given_up", "given up", "money"),
        Column("gain", "gain from the rest", "money"),
        Column("gain_is", "gain is"),
        Column("net", "net", "money"),
        Column("not_computable", "lines not known", "count"),
    )
    rows = tuple(
        (
            each.person_id,
            _name(each.person_id, names),
            Money(each.given_up_cents),
            Money(each.gain_cents),
            each.gain_is,
            Money(each.net_cents),
            each.not_computable,
        )
        for each in given.nets
    )
    return Table("net", "", columns, rows, "The worst off first; a gain that is not known is no nought.")


def build_anchors(anchors: Sequence[Anchor], hearing: HearingTime) -> Report:
    """What claims came to elsewhere, as published, with what follows from it."""
    columns = (
        Column("anchor", "case"),
        Column("title", "what"),
        Column("part", "sum", "money"),
        Column("part_is", "which is"),
        Column("whole", "of"),
        Column("whole_is", "which is"),
        Column("result", "so"),
        Column("by", "by"),
        Column("source", "source"),
        Column("status", "status"),
        Column("note", "note"),
    )
    rows = tuple(
        (
            each.name,
            each.title,
            Money(whole_cents(each.part)),
            each.part_is,
            Money(whole_cents(each.whole)).text() if each.whole_is_money else str(each.whole),
            each.whole_is,
            percent(each.result) if each.whole_is_money else f"{Money(whole_cents(each.result)).text()} each",
            each.by,
            each.source,
            each.status,
            each.note,
        )
        for each in anchors
    )
    said = (
        "Published outcomes, to be held beside an assumption. No valuation takes a figure from here.",
        f"Time: {hearing.says}: {hearing.months} months ({hearing.by}; {hearing.source}; {hearing.status}).",
    )
    return Report("Claims elsewhere", (), (Section("", said, (Table("anchors", "", columns, rows),)),))
