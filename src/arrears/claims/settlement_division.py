"""Divides what a settlement pays among the lines it covers, to the cent, by the rule that it states.

Undisputed money is kept out before anything is weighed, unless the terms take it in, and then every such
line is flagged. A company that stays out takes its lines along; nobody else's cents move for that. Lines are
taken in the order of their names, so the same lines give the same cents whatever file they came from.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from arrears.claims.settlement_terms import (
    PRINCIPAL,
    Forgiven,
    LumpSum,
    SettlementLine,
    SettlementTerms,
    ShareOfValue,
    SumsByCompany,
)
from arrears.findings import Finding, Refused, counted, suggest
from arrears.money import Cents, divide_pot, muldiv_half_up, show_cents

SHOWN = 20


@dataclass(frozen=True)
class SettledLine:
    """A line with what the settlement pays on it.

    kept_out_cents: undisputed money that stays owed in full. is_out: its company stays out of the
    settlement, so nothing is paid under it and nothing is given up. is_waived: given up for nothing,
    whatever is paid elsewhere.
    """

    line: SettlementLine
    paid_cents: Cents
    kept_out_cents: Cents
    is_out: bool = False
    is_waived: bool = False

    def at_stake(self, position: str) -> Cents | None:
        """What the line is worth on a position beyond what is kept out; null where that cannot be figured."""
        full = self.line.by_position.get(position)
        return None if full is None else max(full - self.kept_out_cents, 0)

    def given_up(self, position: str) -> Cents | None:
        """What is given up on a position: what is at stake less what is paid; below nought where more is
        paid.
        """
        at_stake = self.at_stake(position)
        if self.is_out:
            return 0
        return None if at_stake is None else at_stake - self.paid_cents


@dataclass(frozen=True)
class Settled:
    """A settlement figured: every line, and what is to be said about it."""

    lines: tuple[SettledLine, ...]
    findings: tuple[Finding, ...]

    @property
    def staying(self) -> tuple[SettledLine, ...]:
        """The lines whose companies take part."""
        return tuple(each for each in self.lines if not each.is_out)

    def positions(self) -> tuple[str, ...]:
        """Every position that a line is figured on, in the order of their names."""
        return tuple(sorted({name for each in self.lines for name in each.line.by_position}))


def divide_settlement(
    lines: Iterable[SettlementLine], terms: SettlementTerms, opted_out: Sequence[str] = ()
) -> Settled:
    """Every line of the settlement with what is paid on it.

    Rows: one per line, in the order of line keys. The paid cents of all lines, those of companies that stay
    out included, add up to what the terms pay: nothing is lost or invented.
    Findings: raises `Refused` with settlement-no-lines, settlement-release, settlement-line-twice,
    settlement-line-unknown, settlement-line-negative, settlement-position, settlement-order,
    settlement-currency, settlement-nothing-to-weigh, settlement-stated-line, settlement-stated-sum; returns
    undisputed-line-released, undisputed-part-unknown, allocated-above-claim.
    """
    given = tuple(lines)
    covered = _covered(given, terms)
    faults = [*_absent_lines(given, terms), *_faults(covered, terms)]
    if faults:
        raise Refused(faults[:SHOWN])
    kept = [_kept_out(line, terms) for line in covered]
    weighed = [each for each in kept if each.line.character not in terms.waives]
    paid: dict[str, Cents] = {}
    for cents, members in _pots(weighed, terms):
        paid |= _divide(cents, members, terms)
    settled = tuple(
        SettledLine(
            each.line,
            0 if each.line.company_id in opted_out else paid.get(each.line.key, 0),
            each.kept_out_cents,
            is_out=each.line.company_id in opted_out,
            is_waived=each.line.character in terms.waives,
        )
        for each in kept
    )
    return Settled(settled, tuple(flags_of(settled, terms)))


def _covered(lines: Iterable[SettlementLine], terms: SettlementTerms) -> list[SettlementLine]:
    companies, names = terms.release.companies, frozenset(terms.release.lines)
    inside = (
        line
        for line in lines
        if (not companies or line.company_id in companies) and (not names or line.ref in names)
    )
    return sorted(inside, key=lambda line: line.key)


def _absent_lines(lines: Sequence[SettlementLine], terms: SettlementTerms) -> list[Finding]:
    """Lines and companies that the release names and the claims do not have."""
    refs, companies = {line.ref for line in lines}, {line.company_id for line in lines}
    absent = [name for name in terms.release.lines if name not in refs]
    absent += [name for name in terms.release.companies if name not in companies]
    problem = "the release names a line or a company that the claims do not have"
    remedy = "name lines as the claim's amounts print them, and companies by their id"
    return [
        Finding("settlement-release", terms.title, problem, "a line or company of the claims", name, remedy)
        for name in absent
    ]


def _kept_out(line: SettlementLine, terms: SettlementTerms) -> SettledLine:
    kept = 0 if terms.release.undisputed else line.undisputed_cents or 0
    return SettledLine(line, 0, kept)


def _pots(lines: Sequence[SettledLine], terms: SettlementTerms) -> list[tuple[Cents, Sequence[SettledLine]]]:
    """Each sum to divide, with the lines it is divided among."""
    pays = terms.pays
    match pays:
        case Forgiven():
            return []
        case LumpSum():
            return [(pays.cents, lines)]
        case SumsByCompany():
            groups = _grouped(lines, lambda each: each.line.company_id)
            return [(pays.cents[str(company)], members) for company, members in groups.items()]
        case ShareOfValue():
            whole = _grouped(lines, lambda each: (each.line.company_id, each.line.currency))
            return [(_share_of(pays.share, members, terms), members) for members in whole.values()]
    raise TypeError(f"_pots does not know {type(pays).__name__}")


def _grouped(
    lines: Sequence[SettledLine], key: Callable[[SettledLine], Hashable]
) -> Mapping[Hashable, list[SettledLine]]:
    groups: dict[Hashable, list[SettledLine]] = {}
    for each in lines:
        groups.setdefault(key(each), []).append(each)
    return groups


def _share_of(share: Fraction, lines: Sequence[SettledLine], terms: SettlementTerms) -> Cents:
    if terms.allocation.rule == "stated":
        return sum(terms.allocation.stated[each.line.key] for each in lines)
    weight = sum(_weight(each, terms) for each in lines)
    return muldiv_half_up(weight, share.numerator, share.denominator)


def _weight(each: SettledLine, terms: SettlementTerms) -> Cents:
    """What a line weighs: its value at stake on the named reading; under `by principal` charges weigh
    nothing.
    """
    allocation = terms.allocation
    if allocation.rule == "pro_rata_by_principal" and each.line.character not in PRINCIPAL:
        return 0
    return each.at_stake(allocation.position) or 0


def _divide(cents: Cents, lines: Sequence[SettledLine], terms: SettlementTerms) -> dict[str, Cents]:
    """One sum divided: characters in their order, those of one group together, the last group taking the
    rest.
    """
    if terms.allocation.rule == "stated":
        return _stated(cents, lines, terms)
    paid: dict[str, Cents] = {}
    rest = cents
    groups = [[each for each in lines if each.line.character in group] for group in terms.allocation.order]
    is_equal = terms.allocation.rule == "equal"
    filled = [
        group for group in groups if group and (is_equal or sum(_weight(each, terms) for each in group))
    ]
    for group in filled:
        full = sum(_weight(each, terms) for each in group)
        if group is not filled[-1] and rest >= full:
            paid |= {each.line.key: _weight(each, terms) for each in group}
            rest -= full
            continue
        paid |= _by_rule(rest, group, terms)
        rest = 0
    if rest:
        raise Refused([_nothing_to_weigh(cents, terms)])
    return paid


def _by_rule(cents: Cents, lines: Sequence[SettledLine], terms: SettlementTerms) -> dict[str, Cents]:
    if terms.allocation.rule == "by_head":
        people = _grouped(lines, lambda each: each.line.payee_id)
        heads = divide_pot(cents, [Fraction(1, len(people))] * len(people), "largest_remainder")
        paid: dict[str, Cents] = {}
        for head, members in zip(heads, people.values()):
            paid |= _in_proportion(head, members, [_weight(each, terms) for each in members])
        return paid
    weights = [1 if terms.allocation.rule == "equal" else _weight(each, terms) for each in lines]
    return _in_proportion(cents, lines, weights)


def _in_proportion(cents: Cents, lines: Sequence[SettledLine], weights: Sequence[Cents]) -> dict[str, Cents]:
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(lines), len(lines)
    shares = [Fraction(weight, whole) for weight in weights]
    return dict(zip((each.line.key for each in lines), divide_pot(cents, shares, "largest_remainder")))


def _stated(cents: Cents, lines: Sequence[SettledLine], terms: SettlementTerms) -> dict[str, Cents]:
    stated = terms.allocation.stated
    paid = {each.line.key: stated[each.line.key] for each in lines}
    if sum(paid.values()) != cents:
        problem = "the amounts stated for the lines are not what the settlement pays"
        expected, found = show_cents(cents), show_cents(sum(paid.values()))
        remedy = "correct the amounts, or the sum"
        raise Refused([Finding("settlement-stated-sum", terms.title, problem, expected, found, remedy)])
    return paid


def _nothing_to_weigh(cents: Cents, terms: SettlementTerms) -> Finding:
    problem = "the lines weigh nothing on the named reading, so the money cannot be divided among them"
    expected = f"lines that are worth something on the position {terms.allocation.position}"
    remedy = "name another position, or another rule"
    return Finding("settlement-nothing-to-weigh", terms.title, problem, expected, show_cents(cents), remedy)


def _faults(lines: Sequence[SettlementLine], terms: SettlementTerms) -> list[Finding]:
    if not lines:
        problem, remedy = "the settlement covers no line", "name the claims whose lines it settles"
        return [Finding("settlement-no-lines", terms.title, problem, "one line or more", "none", remedy)]
    keys = [line.key for line in lines]
    twice = sorted({key for before, key in itertools.pairwise(keys) if before == key})
    problem, remedy = "the line is covered twice", "name each claim and each line once"
    faults = [Finding("settlement-line-twice", key, problem, "once", "twice", remedy) for key in twice]
    faults += _position_faults(lines, terms)
    faults += _character_faults(lines, terms)
    faults += _sum_faults(lines, terms)
    return faults


def _position_faults(lines: Sequence[SettlementLine], terms: SettlementTerms) -> list[Finding]:
    name = terms.allocation.position
    known = sorted({position for line in lines for position in line.by_position})
    if name not in known:
        problem = "no line is figured on this position"
        found, remedy = name or "nothing", suggest(name, known)
        return [Finding("settlement-position", terms.title, problem, ", ".join(known), found, remedy)]
    weighs = terms.allocation.rule != "equal" or len(terms.allocation.order) > 1
    needs = terms.allocation.rule != "stated" and (weighs or isinstance(terms.pays, ShareOfValue))
    faults = []
    for line in lines:
        cents = line.by_position.get(name)
        if cents is None and needs and line.character not in terms.waives:
            problem = "the amount of this line is not known on the named position, so it cannot be weighed"
            remedy = "state the amounts of the lines, divide equally, or leave the line out"
            faults.append(
                Finding("settlement-line-unknown", line.key, problem, "an amount", "not known", remedy)
            )
        if any(value is not None and value < 0 for value in line.by_position.values()):
            problem = "the line is a credit, which no settlement can be divided to"
            found = "an amount below nought"
            remedy = "set it against the payment it belongs to, and leave it out of the settlement"
            faults.append(
                Finding("settlement-line-negative", line.key, problem, "nought or more", found, remedy)
            )
    return faults


def _character_faults(lines: Sequence[SettlementLine], terms: SettlementTerms) -> list[Finding]:
    ordered = {character for group in terms.allocation.order for character in group}
    present = {line.character for line in lines} - set(terms.waives)
    if terms.allocation.rule == "stated" or present <= ordered:
        return []
    problem = "the order of allocation leaves out characters that the lines have"
    expected, found = ", ".join(sorted(present)), ", ".join(sorted(ordered)) or "none"
    remedy = "name every character in the order, or waive it"
    return [Finding("settlement-order", terms.title, problem, expected, found, remedy)]


def _sum_faults(lines: Sequence[SettlementLine], terms: SettlementTerms) -> list[Finding]:
    pays, faults = terms.pays, []
    if isinstance(pays, LumpSum | SumsByCompany):
        others = sorted({line.currency for line in lines} - {pays.currency})
        problem = "the settlement pays in another currency than some lines are in; currencies are kept apart"
        remedy = "settle the lines of each currency by themselves"
        faults += [
            Finding("settlement-currency", terms.title, problem, pays.currency, other, remedy)
            for other in others
        ]
    if isinstance(pays, SumsByCompany):
        against = {line.company_id for line in lines if line.character not in terms.waives}
        problem = "the sums of the settlement are not those of the companies that its lines are against"
        if against != set(pays.cents):
            found, remedy = ", ".join(sorted(pays.cents)), "give one sum for each company"
            expected = ", ".join(sorted(against))
            faults.append(Finding("settlement-company-sum", terms.title, problem, expected, found, remedy))
    if terms.allocation.rule == "stated":
        keys = {line.key for line in lines if line.character not in terms.waives}
        problem = "a line has no stated amount, or an amount is stated for no line"
        faults += [
            Finding(
                "settlement-stated-line",
                key,
                problem,
                "one amount for each line",
                "a line without an amount" if key in keys else "an amount without a line",
                "name the line as the claim does, with its character after #",
            )
            for key in sorted(keys ^ set(terms.allocation.stated))
        ]
    return faults


def flags_of(lines: Sequence[SettledLine], terms: SettlementTerms) -> list[Finding]:
    """What is to be said of lines although the settlement stands as it is written.

    Findings: undisputed-part-unknown (one for all such lines), undisputed-line-released,
    allocated-above-claim.
    """
    staying = [each for each in lines if not each.is_out]
    flags = [flag for each in staying for flag in (*_released(each, terms), *_above_claim(each))]
    unknown = [each.line.key for each in staying if each.line.undisputed_cents is None]
    if unknown and any(each.line.by_position for each in staying):
        problem = "what nobody disputes is not known, so nothing of it was kept out of the release"
        found = f"{len(unknown)} of {counted(len(staying), 'line')}, the first {unknown[0]}"
        remedy = "find out what the other side disputes: one reading alone does not tell"
        place, expected = terms.title, "an amount on more than one reading"
        flags.append(Finding("undisputed-part-unknown", place, problem, expected, found, remedy))
    return flags


def _released(each: SettledLine, terms: SettlementTerms) -> list[Finding]:
    """Undisputed money in the release that is not paid in full."""
    undisputed = each.line.undisputed_cents
    if not terms.release.undisputed or undisputed is None or undisputed <= each.paid_cents:
        return []
    problem = "the release takes in money that no reading disputes"
    expected = f"{show_cents(undisputed, each.line.currency)} kept out of it, or paid in full"
    found = f"{show_cents(each.paid_cents, each.line.currency)} paid"
    remedy = "keep undisputed money out of the release"
    return [Finding("undisputed-line-released", each.line.key, problem, expected, found, remedy)]


def _above_claim(each: SettledLine) -> list[Finding]:
    known = [cents for name in each.line.by_position if (cents := each.at_stake(name)) is not None]
    if not known or each.paid_cents <= max(known):
        return []
    problem = "more is paid on this line than it is worth on any reading"
    expected = f"at most {show_cents(max(known), each.line.currency)}"
    remedy = "divide in proportion, or say in the terms why"
    found = show_cents(each.paid_cents, each.line.currency)
    return [Finding("allocated-above-claim", each.line.key, problem, expected, found, remedy)]
