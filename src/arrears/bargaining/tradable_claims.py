"""What a pending claim is worth at the table: on each reading, probability times principal and permitted
charges, less costs, discounted to one day.

Every probability, cost and day is an assumption that somebody names; what is missing is asked for, all of it
at once. The amounts are the claim's own frozen lines, priced for the day of the hearing. Counsel only:
nothing of it enters what others see, and it foretells no award.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.counsel_papers import refuse_others
from arrears.book.ledger import Book
from arrears.claims.claim import Claim, read_claim
from arrears.claims.claim_money_lines import LateCount, price_claims
from arrears.claims.settlement_terms import SettlementLine
from arrears.claims.settlement_value import discount, weakest
from arrears.dates import add_days
from arrears.findings import Finding, Refused
from arrears.money import Cents, round_to

WHOLE = Fraction(1)
NOTHING = "nothing"
MOST_DAYS = 36_600
PRINCIPAL = frozenset(("compensation", "contributions"))


@dataclass(frozen=True)
class ReadingWorth:
    """One reading of a claim. Cents of the lines that can be figured on it; not_computable: of how many lines
    nothing can be said; they are in no figure. status: the weakest among the terms.
    """

    reading: str
    probability: Assumption
    principal_cents: Cents
    charges_cents: Cents
    lines: int
    not_computable: int
    status: str

    @property
    def amount_cents(self) -> Cents:
        """Principal and the permitted charges."""
        return self.principal_cents + self.charges_cents


@dataclass(frozen=True)
class ClaimWorth:
    """A pending claim valued for a day. factor: what a dollar at the hearing is worth on that day.

    stated: whether the amounts are assumptions, where the book holds no lines of the claim. lines: its lines,
    priced for the day of the hearing.
    """

    claim_id: str
    title: str
    respondents: tuple[str, ...]
    valued_on: date
    hearing_on: date
    late: LateCount
    factor: Fraction
    readings: tuple[ReadingWorth, ...]
    costs: Assumption
    assumptions: tuple[Assumption, ...]
    stated: bool
    lines: tuple[SettlementLine, ...]

    @property
    def before_costs(self) -> Fraction:
        """Cents expected at the hearing, before costs and undiscounted."""
        parts = (each.probability.value * each.amount_cents for each in self.readings)
        return sum(parts, Fraction(0))

    @property
    def expected(self) -> Fraction:
        """Exact cents on the day it is valued for: what is expected less costs, discounted."""
        return self.factor * (self.before_costs - self.costs.value)

    @property
    def expected_cents(self) -> Cents:
        """The same rounded once, halves up."""
        return whole_cents(self.expected)

    @property
    def not_computable(self) -> int:
        """Of how many lines some reading says nothing."""
        return sum(1 for line in self.lines if None in line.by_position.values())


@dataclass(frozen=True)
class Valuing:
    """How claims are valued: for which day, on which assumptions, with which count of late charges."""

    valued_on: date
    assumptions: Assumptions
    late: LateCount


def whole_cents(value: Fraction) -> Cents:
    """Exact cents rounded once, halves away from nought."""
    return int(round_to(value, WHOLE, "half_up"))


def named(claim_id: str, *parts: str) -> str:
    """The name of an assumption about a claim: `claim/1/probability/guild`."""
    return "/".join((claim_id, *(part.lower().replace(" ", "-") for part in parts)))


def value_claims(book: Book, claims: Sequence[str], how: Valuing) -> tuple[ClaimWorth, ...]:
    """What each pending claim is worth.

    Findings: raises `Refused` with counsel-only, then with everything that is missing or wrong in all claims:
    assumption-missing, worth-not-pending, worth-figure, worth-probabilities, worth-currency.
    """
    refuse_others(book.audience)
    faults: list[Finding] = []
    worths = []
    for wanted in dict.fromkeys(claims):
        try:
            worths.append(value_claim(book, read_claim(book, wanted), how))
        except Refused as refused:
            faults += [fault for fault in refused.findings if fault not in faults]
    if faults:
        raise Refused(faults)
    return tuple(worths)


def value_claim(book: Book, claim: Claim, how: Valuing) -> ClaimWorth:
    """What one pending claim is worth; see `value_claims`."""
    if not claim.is_open:
        problem, remedy = "the claim is not pending", "value it at the settlement desk, or leave it out"
        expected = "a claim that is neither settled, withdrawn nor closed"
        raise Refused([Finding("worth-not-pending", claim.claim_id, problem, expected, claim.state, remedy)])
    faults: list[Finding] = []
    ask = _Asking(claim.claim_id, how.assumptions, faults)
    days = ask.one("days-to-hearing")
    costs, yearly = ask.one("costs", is_money=True), ask.shared("discount/yearly")
    _check_days(days, faults)
    if yearly is not None and not 0 <= yearly.value < 1:
        faults.append(_figure(yearly, "a yearly rate from 0% to below 100%"))
    # Without the day of the hearing the readings are still looked up, to ask for all that is missing at once.
    hearing_on = add_days(how.valued_on, 0 if days is None or faults else int(days.value))
    lines = price_claims(book, [claim.claim_id], hearing_on, how.late).lines if claim.lines else ()
    if claim.lines:
        readings = tuple(_readings_of_lines(lines, ask))
    else:
        readings = tuple(_stated_readings(claim, ask))
    nothing = ask.optional("probability", NOTHING)
    faults += _probability_faults(claim, readings, nothing)
    faults += _currency_faults(claim, lines)
    if faults or days is None or costs is None or yearly is None:
        raise Refused(faults)
    found = (days, costs, yearly, *(each.probability for each in readings), *([nothing] if nothing else []))
    return ClaimWorth(
        claim_id=claim.claim_id,
        title=claim.title,
        respondents=claim.respondents,
        valued_on=how.valued_on,
        hearing_on=hearing_on,
        late=how.late,
        factor=discount(yearly.value, how.valued_on, hearing_on),
        readings=readings,
        costs=costs,
        assumptions=(*found, *ask.amounts(readings)),
        stated=not claim.lines,
        lines=lines,
    )


@dataclass(frozen=True)
class _Asking:
    """Asks the assumptions about one claim by name; what is missing is added to the faults."""

    claim_id: str
    assumptions: Assumptions
    faults: list[Finding]

    def one(self, *parts: str, is_money: bool = False) -> Assumption | None:
        return self._checked(named(self.claim_id, *parts), is_money)

    def shared(self, name: str) -> Assumption | None:
        return self._checked(name, is_money=False)

    def optional(self, *parts: str) -> Assumption | None:
        return self.assumptions.find(named(self.claim_id, *parts))

    def amounts(self, readings: Iterable[ReadingWorth]) -> tuple[Assumption, ...]:
        """The amounts that were assumed, where there are no lines."""
        words = [(word, each.reading) for each in readings for word in ("principal", "charges")]
        found = (self.optional(*word) for word in words)
        return tuple(each for each in found if each is not None)

    def _checked(self, name: str, is_money: bool) -> Assumption | None:
        found = self.assumptions.find(name)
        if found is None:
            self.faults.append(self.assumptions.missing(name))
        elif found.is_money != is_money or found.value < 0:
            expected = (
                "a sum from nought, such as $25,000.00" if is_money else "a share or number from nought"
            )
            self.faults.append(_figure(found, expected))
        return found


def _figure(found: Assumption, expected: str) -> Finding:
    problem, remedy = f"'{found.name}' is no such figure", "correct the assumption"
    shown = f"{found.value / 100} dollars" if found.is_money else str(found.value)
    return Finding("worth-figure", found.place, problem, expected, shown, remedy)


def _check_days(days: Assumption | None, faults: list[Finding]) -> None:
    if days is not None and (days.value.denominator != 1 or days.value > MOST_DAYS) and not faults:
        faults.append(_figure(days, f"whole days up to {MOST_DAYS:,}"))


def _readings_of_lines(lines: Sequence[SettlementLine], ask: _Asking) -> Iterator[ReadingWorth]:
    names = tuple(dict.fromkeys(name for line in lines for name in line.by_position))
    for name in names:
        probability = ask.one("probability", name)
        if probability is None:
            continue
        on_it = [(line, line.by_position.get(name)) for line in lines]
        known = [(line, cents) for line, cents in on_it if cents is not None]
        yield ReadingWorth(
            reading=name,
            probability=probability,
            principal_cents=sum(cents for line, cents in known if line.character in PRINCIPAL),
            charges_cents=sum(cents for line, cents in known if line.character not in PRINCIPAL),
            lines=len(on_it),
            not_computable=len(on_it) - len(known),
            status=weakest(line.status for line, cents in known if cents),
        )


def _stated_readings(claim: Claim, ask: _Asking) -> Iterator[ReadingWorth]:
    """Readings of a claim without lines: those that the sides take, or the claimants' alone."""
    names = tuple(dict.fromkeys(name for name in claim.positions.values() if name)) or ("claimants",)
    for name in names:
        probability = ask.one("probability", name)
        principal = ask.one("principal", name, is_money=True)
        charges = ask.one("charges", name, is_money=True)
        if probability is None or principal is None or charges is None:
            continue
        if principal.value.denominator != 1 or charges.value.denominator != 1:
            ask.faults.append(_figure(principal, "sums in whole cents"))
            continue
        cents = int(principal.value), int(charges.value)
        yield ReadingWorth(name, probability, *cents, 0, 0, weakest((principal.status, charges.status)))


def _probability_faults(
    claim: Claim, readings: Sequence[ReadingWorth], nothing: Assumption | None
) -> list[Finding]:
    held = [each.probability for each in readings] + ([nothing] if nothing is not None else [])
    faults = [
        _figure(each, "a share from 0% to 100%") for each in held if each.is_money or not 0 <= each.value <= 1
    ]
    whole = sum((each.value for each in held), Fraction(0))
    if faults or not readings or whole == 1:
        return faults
    names = ", ".join(
        named(claim.claim_id, "probability", word) for word in (*(r.reading for r in readings), NOTHING)
    )
    problem = "the probabilities of a claim's readings, which are alternatives, do not add up to the whole"
    remedy = f"correct {names}; the last is that nothing is awarded"
    return [Finding("worth-probabilities", claim.claim_id, problem, "100%", f"{whole * 100}%", remedy)]


def _currency_faults(claim: Claim, lines: Sequence[SettlementLine]) -> list[Finding]:
    found = sorted({line.currency or "not known" for line in lines} - {"usd"})
    if not found:
        return []
    problem, remedy = "costs are in dollars and lines of the claim are not", "value those lines by themselves"
    return [Finding("worth-currency", claim.claim_id, problem, "usd", ", ".join(found), remedy)]


def expected_of_line(worth: ClaimWorth, line: SettlementLine) -> Fraction:
    """What one line adds to the expected value before costs, discounted; what is not known adds nothing."""
    chances: Mapping[str, Fraction] = {each.reading: each.probability.value for each in worth.readings}
    parts = (
        chances.get(name, Fraction(0)) * cents
        for name, cents in line.by_position.items()
        if cents is not None
    )
    return worth.factor * sum(parts, Fraction(0))
