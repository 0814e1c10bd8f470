"""What each person gains by an offer as a book prices it, over one that is turned down, as an average year.

A costing names who gains by items that change what records owe. What goes to plans and raises of pay is by
nobody's name: it is in nobody's gain here, and said to be missing. A stated gain is never replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.claim_exchange import gains_over_term
from arrears.bargaining.costing import Costing
from arrears.bargaining.delay import DAYS_A_YEAR
from arrears.bargaining.offer import Offer
from arrears.bargaining.stoppage import PersonStake
from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.findings import Finding, Refused
from arrears.records.scratch import scratch
from arrears.records.views import create_views

NOT_DATED = "not known"
FAULTS_SHOWN = 20


@dataclass(frozen=True)
class PricedGains:
    """Cents a year by person. stages: career stages of the persons that the base year dates. known: everybody
    whom the book knows, whether or not the offer moves anything of theirs.

    says: of which offers, on whose view and base year. raises_cents: over the terms, what raises of pay come
    to, which is in nobody's gain. rests_on: what the prices assume.
    """

    a_year: Mapping[str, Fraction]
    stages: Mapping[str, str]
    known: frozenset[str]
    says: str
    raises_cents: int
    rests_on: tuple[Assumption, ...] = ()


Priced = tuple[Costing, Offer]


def priced_gains(
    hoped_for: Priced, turned_down: Priced | None, stages: Mapping[str, str], known: frozenset[str]
) -> PricedGains:
    """What everybody gains a year by the better offer: over the other one, or over the terms in force."""
    costing, _ = hoped_for
    high = _a_year(hoped_for)
    low = _a_year(turned_down) if turned_down else {}
    nothing = Fraction(0)
    a_year = {one: high.get(one, nothing) - low.get(one, nothing) for one in sorted({*high, *low})}
    over = turned_down[0].offer_id if turned_down else "the terms in force"
    view = f"scenario {costing.scenario or 'listed'}, reading {costing.position or 'as agreed'}"
    says = f"{costing.offer_id} over {over}, {view}, base year {costing.base_year}"
    raises = raises_of(costing) - (raises_of(turned_down[0]) if turned_down else 0)
    used = (*costing.assumptions, *(turned_down[0].assumptions if turned_down else ()))
    return PricedGains(a_year, stages, known, says, raises, tuple(dict.fromkeys(used)))


def _a_year(priced: Priced) -> dict[str, Fraction]:
    """Each person's gain over the term, spread evenly over its days."""
    costing, offer = priced
    days = (offer.term_until - offer.term_from).days + 1
    return {one: Fraction(cents * DAYS_A_YEAR, days) for one, cents in gains_over_term(costing).items()}


def raises_of(costing: Costing) -> int:
    """What raises of pay come to over the term, in cents; a price has them by nobody's name."""
    return sum(item.by_part.get("pay", 0) for item in costing.items)


def persons_of(book: Book) -> frozenset[str]:
    """Everybody whom the records of a book name as a person."""
    with scratch(book) as connection:
        create_views(connection, snapshot(book), ["person"])
        rows = connection.execute("SELECT person_id FROM record_person").fetchall()
    return frozenset(str(person_id) for (person_id,) in rows)


def with_priced_gains(people: Sequence[PersonStake], gains: PricedGains) -> tuple[PersonStake, ...]:
    """The persons, with the priced gain of everybody for whom none was stated, and everybody's career stage.

    Whom the book knows and the offer moves nothing of gains nothing by it, which is figured and not assumed.
    Findings: `people-row` for who has no stated gain and is not in the book.
    """
    faults: list[Finding] = []
    joined = []
    for one in people:
        stage = gains.stages.get(one.person_id, NOT_DATED)
        if one.gain_is == "stated":
            joined.append(replace(one, stage=stage))
        elif one.person_id not in gains.known:
            problem, remedy = (
                "no gain is stated, and the book knows nobody by this id.",
                "state `gains_a_year`",
            )
            found = f"'{one.person_id[:60]}'"
            faults.append(Finding("people-row", one.place, problem, "a person of the book", found, remedy))
        else:
            cents = gains.a_year.get(one.person_id, Fraction(0)) + one.gains_a_year
            joined.append(replace(one, gains_a_year=cents, stage=stage))
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    return tuple(joined)


def not_listed(people: Sequence[PersonStake], gains: PricedGains) -> int:
    """How many gain by the offer of whom nobody says what a day costs them: they are in no figure."""
    listed = {one.person_id for one in people}
    return sum(one not in listed and cents > 0 for one, cents in gains.a_year.items())
