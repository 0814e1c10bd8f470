"""Claims against items of an offer, and what it means to give claims up: to whom it would be charged, and
what each of these people gains from the rest of the package.

Exact fractions to the last step, one rounding per printed amount. A gain that is not known is not nought: it
is counted apart. Costs belong to the claim and are charged to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from arrears.bargaining.costing import Costing
from arrears.bargaining.gains import NOBODY, WHOLE_OFFER
from arrears.bargaining.tradable_claims import ClaimWorth, expected_of_line, whole_cents
from arrears.claims.settlement_terms import SettlementLine
from arrears.money import Cents


@dataclass(frozen=True)
class Exchanged:
    """A claim set against an item. item_cents: what the item is worth over the term; null = not priced.

    left_cents: the item less the claim; share: the item's worth as a share of the claim's; null where the
    claim is worth nothing or less.
    """

    claim_id: str
    claim_cents: Cents
    item_id: str
    title: str
    item_cents: Cents | None
    interval: tuple[Cents, Cents] | None
    left_cents: Cents | None
    share: Fraction | None


def exchange_table(worths: Sequence[ClaimWorth], costing: Costing) -> tuple[Exchanged, ...]:
    """Every claim against every item, items nearest to the claim's worth first; those not priced last."""
    rows = []
    for worth in worths:
        of_claim = []
        for item in costing.items:
            cents = item.averaged
            left = None if cents is None else cents - worth.expected_cents
            is_gain = worth.expected_cents > 0 and cents is not None
            share = Fraction(cents or 0, worth.expected_cents) if is_gain else None
            of_claim.append(
                Exchanged(
                    worth.claim_id,
                    worth.expected_cents,
                    item.item_id,
                    item.title,
                    cents,
                    item.interval,
                    left,
                    share,
                )
            )
        rows += sorted(of_claim, key=lambda each: (each.left_cents is None, abs(each.left_cents or 0)))
    return tuple(rows)


@dataclass(frozen=True)
class GivenUp:
    """What giving the claims up means for one party. full: cents by reading of the lines that can be figured.

    expected_cents: what these lines are expected to bring, discounted, before costs. not_computable: lines of
    which some reading says nothing. undisputed_cents: of the full amounts what no reading disputes, as far as
    that is known; undisputed_not_known: of how many lines it is not.
    """

    party_id: str
    lines: int
    full: Mapping[str, Cents]
    expected_cents: Cents
    not_computable: int
    undisputed_cents: Cents
    undisputed_not_known: int


def given_up_by(
    worths: Sequence[ClaimWorth],
    key: Callable[[SettlementLine], str],
    stay_out: frozenset[str] = frozenset(),
) -> tuple[GivenUp, ...]:
    """What would be given up, by payee or by company, in the order of what it is expected to bring.

    By payee it is to whom the forgiveness would be charged, by company who would be spared it. stay_out: the
    companies that stay out of the trade; their lines are not given up.
    """
    groups: dict[str, list[tuple[ClaimWorth, SettlementLine]]] = {}
    for worth in worths:
        for line in worth.lines:
            if line.company_id in stay_out:
                continue
            groups.setdefault(key(line), []).append((worth, line))
    found = [_given_up(party, members) for party, members in groups.items()]
    return tuple(sorted(found, key=lambda each: (-each.expected_cents, each.party_id)))


def _given_up(party: str, members: Sequence[tuple[ClaimWorth, SettlementLine]]) -> GivenUp:
    full: dict[str, Cents] = {}
    for _, line in members:
        for name, cents in line.by_position.items():
            full[name] = full.get(name, 0) + (cents or 0)
    expected = sum((expected_of_line(worth, line) for worth, line in members), Fraction(0))
    unknown = sum(1 for _, line in members if None in line.by_position.values())
    undisputed = [line.undisputed_cents for _, line in members]
    return GivenUp(
        party_id=party,
        lines=len(members),
        full=full,
        expected_cents=whole_cents(expected),
        not_computable=unknown,
        undisputed_cents=sum(cents for cents in undisputed if cents is not None),
        undisputed_not_known=sum(cents is None for cents in undisputed),
    )


GainIs = Literal["stated", "priced", "not known"]


@dataclass(frozen=True)
class Net:
    """One person: what is given up and what the rest of the package brings; null = not known.

    gain_is: whether somebody states the gain, an offer's price has it, or nobody.
    """

    person_id: str
    given_up_cents: Cents
    gain_cents: Cents | None
    not_computable: int
    gain_is: GainIs = "not known"

    @property
    def net_cents(self) -> Cents | None:
        """What is left of the gain; null where the gain is not known."""
        return None if self.gain_cents is None else self.gain_cents - self.given_up_cents


@dataclass(frozen=True)
class NetSummary:
    """Everybody whose claim is given up. Medians are of the people whose gain is known, in cents; null where
    nobody's is. worse_off: how many lose more than they gain; not_known: how many gains are not known.
    """

    people: int
    not_known: int
    worse_off: int
    better_off: int
    median_given_up: Cents | None
    median_gain: Cents | None
    median_net: Cents | None
    total_given_up: Cents
    total_gain: Cents


@dataclass(frozen=True)
class PricedPersons:
    """What a priced offer brings each person over its term, in cents. known: the persons of its book: of whom
    the offer moves nothing gains nothing by it, on the base year's people.
    """

    cents: Mapping[str, Cents]
    known: frozenset[str]


NO_PRICE = PricedPersons({}, frozenset())


def net_by_person(
    given_up: Iterable[GivenUp], stated: Mapping[str, Cents | None], priced: PricedPersons = NO_PRICE
) -> tuple[Net, ...]:
    """For each person whose claim is given up what the rest of the package brings; the worst off first.

    A gain that somebody states comes before the price's. Missing: who has neither has no gain that is known.
    """
    rows = []
    for each in given_up:
        gain, gain_is = _gain_of(each.party_id, stated, priced)
        rows.append(Net(each.party_id, each.expected_cents, gain, each.not_computable, gain_is))
    return tuple(sorted(rows, key=lambda each: (each.net_cents is None, each.net_cents or 0, each.person_id)))


def _gain_of(
    person_id: str, stated: Mapping[str, Cents | None], priced: PricedPersons
) -> tuple[Cents | None, GainIs]:
    own = stated.get(person_id)
    if own is not None:
        return own, "stated"
    if person_id in priced.cents or person_id in priced.known:
        return priced.cents.get(person_id, 0), "priced"
    return None, "not known"


def summarise(rows: Sequence[Net]) -> NetSummary:
    """Medians beside totals, and how many are worse off."""
    known = [(each.given_up_cents, each.gain_cents) for each in rows if each.gain_cents is not None]
    nets = [gain - given for given, gain in known]
    return NetSummary(
        people=len(rows),
        not_known=len(rows) - len(known),
        worse_off=sum(net < 0 for net in nets),
        better_off=sum(net > 0 for net in nets),
        median_given_up=median([given for given, _ in known]),
        median_gain=median([gain for _, gain in known]),
        median_net=median(nets),
        total_given_up=sum(given for given, _ in known),
        total_gain=sum(gain for _, gain in known),
    )


def median(amounts: Sequence[Cents]) -> Cents | None:
    """The middle amount, or the mean of the two in the middle rounded half up; null of none."""
    held = sorted(amounts)
    if not held:
        return None
    low, high = held[(len(held) - 1) // 2], held[len(held) // 2]
    return whole_cents(Fraction(low + high, 2))


def gains_over_term(costing: Costing) -> dict[str, Cents]:
    """What each person gains from an offer over its term, every item together.

    The base year's people stand for those of its later years, which is an assumption about who will work.
    What goes to the plans, raises, and items that are not priced are in no figure.
    """
    return {
        person: cents for person, cents in costing.by_person.get(WHOLE_OFFER, {}).items() if person != NOBODY
    }
