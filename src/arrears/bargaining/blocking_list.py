"""The blocking list: for each open issue what separates the sides and what stands between them and a deal.

A checklist with numbers. It says whether a threat could be carried out in time on the encoded rules, never
whether anybody will; and what nobody established it lists as unknown. It predicts nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from arrears.bargaining.blocking_book import ClaimOnTable, Wanted
from arrears.bargaining.critical_path import PathFound
from arrears.bargaining.docket import DocketEntry
from arrears.bargaining.gaps import Gap
from arrears.bargaining.offer import Offer
from arrears.bargaining.resolution_facts import CostlyDay, Link, Mover, ResolutionFacts
from arrears.bargaining.thresholds import VoteOutcome
from arrears.findings import Finding, Refused, suggest


@dataclass(frozen=True)
class Parties:
    """The two sides, as their offers name them; every figure of `ours` is that of the first offer's maker."""

    ours: str
    theirs: str

    def other(self, party: str) -> str:
        """The other side."""
        return self.theirs if party == self.ours else self.ours


@dataclass(frozen=True)
class Threat:
    """What a side could do. votes: of the votes on its way, how each is supposed to fall."""

    by: str
    path: PathFound
    votes: tuple[tuple[VoteOutcome, str], ...]


@dataclass(frozen=True)
class Standing:
    """A threat held against a day that costs the other side; each part null = open.

    carried: whether its votes carry as supposed; open where nobody supposed one. in_time: whether it can be
    carried out by that day; null day = no such day is known. credible: both, on the encoded rules.
    """

    threat: Threat
    day: CostlyDay | None
    carried: bool | None
    in_time: bool | None
    why: tuple[str, ...]

    @property
    def credible(self) -> bool | None:
        """Whether the thresholds and the time allow it; null where one of them is open."""
        if self.carried is False or self.in_time is False:
            return False
        return True if self.carried and self.in_time else None


@dataclass(frozen=True)
class Issue:
    """One open issue with all that bears on it. next_ours, next_theirs: each side's next costly day.

    Of a side that no costly day was established for, the day on which an offer to it lapses.
    """

    gap: Gap
    movers: tuple[Mover, ...]
    next_ours: CostlyDay | None
    next_theirs: CostlyDay | None
    claims: tuple[ClaimOnTable, ...]
    precedents: tuple[DocketEntry, ...]
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True)
class BlockingList:
    """The whole list on one day. claims, precedents, wanted: also those that no issue is linked to."""

    as_of: date
    parties: Parties
    offers: tuple[Offer, Offer]
    issues: tuple[Issue, ...]
    threats: tuple[Standing, ...]
    days: tuple[CostlyDay, ...]
    claims: tuple[ClaimOnTable, ...]
    precedents: tuple[DocketEntry, ...]
    wanted: tuple[Wanted, ...]
    facts: ResolutionFacts


@dataclass(frozen=True)
class FromBook:
    """What a book gives to a list, for the audience that asks."""

    claims: tuple[ClaimOnTable, ...] = ()
    precedents: tuple[DocketEntry, ...] = ()
    wanted: tuple[Wanted, ...] = ()


def blocking_list(
    offers: tuple[Offer, Offer],
    gaps: Sequence[Gap],
    threats: Sequence[Threat],
    found: tuple[ResolutionFacts, FromBook],
    as_of: date,
) -> BlockingList:
    """The list, ordered by dollars and days: the widest gap first, then the nearest costly day.

    An issue that nobody priced comes after those that somebody did.
    Findings: raises `Refused` for a party, an issue or a link of the facts that is not there.
    """
    facts, book = found
    parties = Parties(offers[0].made_by, offers[1].made_by)
    faults = [*_party_faults(facts, threats, parties), *_link_faults(facts, gaps, book)]
    if faults:
        raise Refused(faults)
    lapses = tuple(_lapses(offers, parties))
    days = sorted((*facts.costly_days, *lapses), key=lambda one: one.on)
    coming = tuple(one for one in days if one.on >= as_of)
    standings = tuple(each for one in threats for each in _standings(one, coming, parties))
    established = tuple(one for one in coming if one not in lapses) + tuple(
        one for one in coming if one in lapses
    )
    issues = [
        _issue(gap, facts, book, (_next(established, parties.ours), _next(established, parties.theirs)))
        for gap in gaps
    ]
    return BlockingList(
        as_of, parties, offers, tuple(sorted(issues, key=lambda one: _order(one, as_of))), standings, coming,
        book.claims, book.precedents, book.wanted, facts,
    )  # fmt: skip


def _order(issue: Issue, as_of: date) -> tuple[bool, int, int, str]:
    """Priced before unpriced, the widest gap first, then the nearest costly day, then by number."""
    widest = issue.gap.widest()
    near = [(one.on - as_of).days for one in (issue.next_ours, issue.next_theirs) if one]
    return widest is None, -(widest or 0), min(near, default=10**6), issue.gap.issue


def _issue(
    gap: Gap,
    facts: ResolutionFacts,
    book: FromBook,
    days: tuple[CostlyDay | None, CostlyDay | None],
) -> Issue:
    links = [one for one in facts.links if gap.is_called(one.issue)]
    claims = {name for one in links for name in one.claims}
    requests = {name for one in links for name in one.requests}
    entries = {name for one in links for name in one.entries}
    said = tuple(_wanted(one) for one in links if one.wanted)
    return Issue(
        gap=gap,
        movers=tuple(one for one in facts.movers if gap.is_called(one.issue)),
        next_ours=days[0],
        next_theirs=days[1],
        claims=tuple(one for one in book.claims if one.claim_id in claims),
        precedents=tuple(one for one in book.precedents if entry_name(one) in entries),
        wanted=(*(one for one in book.wanted if one.ref in requests), *said),
    )


def entry_name(entry: DocketEntry) -> str:
    """An entry as links name it: `talks:key`."""
    return f"{entry.talks}:{entry.key}"


def _wanted(link: Link) -> Wanted:
    return Wanted("; ".join(link.wanted), "", None, None, None, link.place, link.citation.source)


def _lapses(offers: Iterable[Offer], parties: Parties) -> Iterable[CostlyDay]:
    """The last day on which an offer can be taken costs the side that it was made to."""
    from arrears.agreements.model import Citation

    for offer in offers:
        if offer.valid_until:
            citation = Citation(offer.source, "derived")
            what = f"{offer.offer_id} lapses"
            yield CostlyDay(
                parties.other(offer.made_by), offer.valid_until, what, None, citation, offer.place
            )


def _next(days: Sequence[CostlyDay], party: str) -> CostlyDay | None:
    return next((one for one in days if one.party == party), None)


def _standings(threat: Threat, coming: Sequence[CostlyDay], parties: Parties) -> Iterable[Standing]:
    """The threat held against every coming day that costs the other side, or against none."""
    carried, votes_said = _carried(threat)
    theirs: list[CostlyDay | None] = [one for one in coming if one.party == parties.other(threat.by)]
    for day in theirs or [None]:
        in_time, time_said = _in_time(threat.path, day)
        yield Standing(threat, day, carried, in_time, (*votes_said, time_said))


def _carried(threat: Threat) -> tuple[bool | None, tuple[str, ...]]:
    """Whether every vote on the way that is still to be taken carries as supposed."""
    outcomes = {outcome.vote.name: outcome for outcome, _ in threat.votes}
    open_steps = [one.step for one in threat.path.steps if one.done_on is None and one.step.vote]
    said, results = [], []
    for step in open_steps:
        outcome = outcomes.get(step.vote)
        results.append(outcome.carries if outcome else None)
        if outcome is None:
            said.append(f"nobody supposed how the vote '{step.vote}' falls")
        elif outcome.carries is False:
            said.append(f"the vote '{step.vote}' fails as supposed: {outcome.short:,} more are needed")
        elif outcome.carries is None:
            said.append(f"the vote '{step.vote}' is open: some units are not known")
    if False in results:
        return False, tuple(said)
    return (None if None in results else True), tuple(said)


def _in_time(path: PathFound, day: CostlyDay | None) -> tuple[bool | None, str]:
    if day is None:
        return None, "no day that costs the other side is known"
    if path.earliest > day.on:
        return False, f"not before {path.earliest}, after {day.on} ({day.what})"
    if path.at_most is not None and path.at_most <= day.on:
        return True, f"by {path.at_most} at the latest length, in time for {day.on} ({day.what})"
    if path.is_bound():
        return (
            None,
            f"not earlier than {path.earliest}, and what is unknown may take it past {day.on} ({day.what})",
        )
    return None, f"between {path.earliest} and {path.at_most}; {day.on} ({day.what}) lies between"


def _party_faults(facts: ResolutionFacts, threats: Sequence[Threat], parties: Parties) -> list[Finding]:
    known = (parties.ours, parties.theirs)
    named = [(one.party, one.place) for one in facts.movers]
    named += [(one.party, one.place) for one in facts.costly_days]
    named += [(one.by, "--threat") for one in threats]
    return [
        _names_nothing(place, "a party of the two offers", party, known)
        for party, place in named
        if party not in known
    ]


def _link_faults(facts: ResolutionFacts, gaps: Sequence[Gap], book: FromBook) -> list[Finding]:
    """Links to what is not there. What the audience may not see is not there either, and told alike."""
    issues = _issue_numbers(gaps)
    named = [(one.issue, one.place) for one in facts.movers]
    named += [(one.issue, one.place) for one in facts.links]
    faults = [
        _names_nothing(place, "an open issue of the offers", issue, issues)
        for issue, place in named
        if issue not in issues
    ]
    claims = {one.claim_id for one in book.claims}
    requests = {one.ref for one in book.wanted}
    entries = {entry_name(one) for one in book.precedents}
    for link in facts.links:
        for names, known, what in (
            (link.claims, claims, "a pending claim of the book"),
            (link.requests, requests, "an open request of the book"),
            (link.entries, entries, "an entry of the docket that sets a precedent"),
        ):
            faults += [_names_nothing(link.place, what, name, known) for name in names if name not in known]
    return faults


def _issue_numbers(gaps: Sequence[Gap]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in gaps for name in (one.issue, *one.numbers)))


def _names_nothing(place: str, what: str, name: str, known: Collection[str]) -> Finding:
    problem, remedy = "this names nothing that bears on the offers.", suggest(name, known) if known else ""
    return Finding("resolution-part", place, problem, what, f"'{name[:60]}'", remedy)
