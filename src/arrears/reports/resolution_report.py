"""The blocking list as a report: issues by dollars and days, and behind each line where it comes from.

Draws what `bargaining.blocking_list` put together; it adds nothing, ranks nobody and predicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.blocking_book import ClaimOnTable, Wanted
from arrears.bargaining.blocking_list import BlockingList, Issue, Standing, entry_name
from arrears.bargaining.docket import DocketEntry
from arrears.bargaining.offer import Offer
from arrears.bargaining.resolution_facts import CostlyDay
from arrears.bargaining.separated import Separation
from arrears.reports.offer_price_report import ASSUMPTION_COLUMNS, value_text
from arrears.reports.offer_report import STATUS_SAYS
from arrears.reports.path_report import carries_text, day_sentence, percent, source_text, status_notes
from arrears.reports.resolution_sources import shown_by
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

NO_ORACLE = "A checklist with numbers: it says what stands where on whose count, and predicts nobody."
ORDERED = (
    "The widest gap by anybody's count first, then the nearest day that costs a side; issues that nobody"
    " priced come last. A gap is the first offer's cost less the second's, over the terms of each."
)
CREDIBLE = (
    "Credible: the votes carry as supposed, and it can be carried out by a day that costs the other side, on"
    " the encoded rules. It does not say that anybody would."
)
COUNTS = (
    "A count is one scenario on one position, and rests on the assumptions of its scenario below. Counts are"
    " kept apart; which is right is not said."
)
UNKNOWN = "not known"
ISSUE_COLUMNS = (
    Column("issue", "issue"), Column("title", "title"), Column("widest", "widest gap", "money"),
    Column("by", "by whose count"), Column("movers", "who can move it"),
    Column("ours_on", "next day that costs the first side", "date"), Column("ours_days", "in days", "count"),
    Column("theirs_on", "next day that costs the second side", "date"),
    Column("theirs_days", "in days", "count"),
    Column("claims", "claims that could be traded"), Column("precedents", "set elsewhere"),
    Column("wanted", "would change the picture"), Column("said", "besides"),
    Column("then", "on those days", is_beneath=True), Column("refs", "where it stands", is_beneath=True),
)  # fmt: skip
GAP_COLUMNS = (
    Column("issue", "issue"), Column("title", "title"), Column("by", "by whose count"),
    Column("ours", "in the first offer", "money"), Column("theirs", "in the second", "money"),
    Column("gap", "gap", "money"), Column("rests_on", "rests on", for_readers=False),
    Column("source", "source", is_beneath=True), Column("status", "status", for_readers=False),
)  # fmt: skip
SEPARATES_COLUMNS = (
    Column("assumption", "assumption"), Column("ours", "first count"), Column("theirs", "second count"),
    Column("moves", "moves the first offer's total by", "money"),
)  # fmt: skip
MOVER_COLUMNS = (
    Column("issue", "issue"), Column("who", "who can move it"), Column("party", "party"),
    Column("in_room", "at the table"), Column("place", "where it is written", for_readers=False),
    Column("source", "source", is_beneath=True), Column("status", "status", for_readers=False),
)  # fmt: skip
DAY_COLUMNS = (
    Column("party", "whom it costs"), Column("on", "on", "date"), Column("days", "in days", "count"),
    Column("what", "what happens"), Column("costs", "costs", "money"),
    Column("place", "where it is written", for_readers=False), Column("source", "source", is_beneath=True),
    Column("status", "status", for_readers=False),
)  # fmt: skip
THREAT_COLUMNS = (
    Column("by", "by"), Column("goal", "threat"), Column("earliest", "not before", "date"),
    Column("at_most", "on the longest lengths", "date"), Column("carried", "votes carry"),
    Column("against", "held against", "date"), Column("in_time", "in time"), Column("credible", "credible"),
    Column("why", "why", is_beneath=True), Column("rules", "rules", is_beneath=True),
)  # fmt: skip
VOTE_COLUMNS = (
    Column("by", "by"), Column("vote", "vote"), Column("supposed", "supposed to fall"),
    Column("share", "share for it"), Column("needed", "needed"), Column("carries", "carries"),
    Column("short", "how many more are needed", "count"), Column("source", "source", is_beneath=True),
)  # fmt: skip
CLAIM_COLUMNS = (
    Column("claim", "claim"), Column("title", "title"), Column("of", "of whom"), Column("state", "stands at"),
    Column("position", "read by"), Column("principal", "principal as filed", "money"),
    Column("late", "late charges, simple", "money"), Column("not_computable", "lines not figured", "count"),
    Column("act_by", "act by", "date"), Column("issues", "linked to issues"),
)  # fmt: skip
WORTH_COLUMNS = (
    Column("claim", "claim"), Column("expected", "expected", "money"),
    Column("valued_on", "valued on", "date"),
    Column("hearing_on", "hearing on", "date"), Column("rests_on", "rests on"),
)  # fmt: skip
PRECEDENT_COLUMNS = (
    Column("on", "on", "date"), Column("kind", "kind"), Column("parties", "between"), Column("words", "what"),
    Column("figures", "figures, by whom"), Column("issues", "linked to issues"),
    Column("entry", "entry", is_beneath=True), Column("source", "source", is_beneath=True),
    Column("confidence", "confidence", for_readers=False),
)  # fmt: skip
WANTED_COLUMNS = (
    Column("what", "what"), Column("of", "of whom"), Column("due_on", "due", "date"),
    Column("low", "from", "money"), Column("high", "to", "money"), Column("issues", "linked to issues"),
    Column("ref", "where it stands", is_beneath=True), Column("source", "source", is_beneath=True),
)  # fmt: skip


def build_resolution(
    found: BlockingList,
    rests_on: tuple[Sequence[Assumption], Sequence[Separation]],
    facts: Sequence[tuple[str, str]],
    beside: Sequence[Section] = (),
) -> Report:
    """The blocking list. rests_on: the assumptions of the counts, and what separates two of them.

    facts: of the book. beside: sections such as base rates.
    """
    assumptions, separations = rests_on
    ours, theirs = found.offers
    heading = (
        *facts,
        ("as of", found.as_of.isoformat()),
        ("first offer", _offer_text(ours)),
        ("second offer", _offer_text(theirs)),
        ("horizon", " and ".join(dict.fromkeys(f"{o.term_from} to {o.term_until}" for o in (ours, theirs)))),
        ("established", found.facts.name),
    )
    sections = (
        Section("Issues", (NO_ORACLE, ORDERED), (_issues(found),)),
        Section("The gap by each side's count", (COUNTS,), (_gaps(found), _separates(separations))),
        Section("Assumptions", (), (_assumptions(assumptions),)),
        Section("Who can move it", (), (_movers(found),)),
        Section("Days that cost", (), (_days(found),)),
        Section("Threats", (CREDIBLE,), (_threats(found), _votes(found))),
        Section("Claims that could be traded", (), tuple(_claims(found))),
        Section("Set elsewhere", (), (_precedents(found),)),
        Section("Evidence that would change the picture", (), (_wanted(found),)),
        *beside,
        Section("To see what a line rests on", shown_by(found)),
    )
    return Report("The blocking list", heading, sections, status_notes(_statuses(found)))


def _offer_text(one: Offer) -> str:
    return f"{one.offer_id}, {one.made_by}, {one.made_on}, {STATUS_SAYS[one.status]}"


def _statuses(found: BlockingList) -> list[str]:
    movers = [one.citation.status for one in found.facts.movers]
    return [*movers, *(one.citation.status for one in found.days), "derived"]


def _issues(found: BlockingList) -> Table:
    note = "" if found.issues else "Every item is tentatively agreed in both offers."
    rows = tuple(_issue_row(one, found.as_of) for one in found.issues)
    sides = {"ours_on": found.parties.ours, "theirs_on": found.parties.theirs}
    columns = tuple(
        replace(one, heading=f"next day that costs {sides[one.name]}") if one.name in sides else one
        for one in ISSUE_COLUMNS
    )
    return Table("issues", "", columns, rows, note=note)


def _issue_row(one: Issue, as_of: date) -> tuple[Cell, ...]:
    gap = one.gap
    widest = gap.widest()
    by = next((v.by for v in gap.valuations if v.cents is not None and abs(v.cents) == widest), "")
    movers = "; ".join(f"{each.who} ({each.party})" for each in one.movers)
    claims = "; ".join(each.claim_id for each in one.claims)
    precedents = "; ".join(entry_name(each) for each in one.precedents)
    wanted = "; ".join(each.what for each in one.wanted)
    return (
        gap.issue, gap.title, Money(widest, status="derived"), by or "nobody's", movers or UNKNOWN,
        *_when(one.next_ours, as_of), *_when(one.next_theirs, as_of), claims, precedents, wanted, gap.said,
        _then(one), "; ".join(gap.refs),
    )  # fmt: skip


def _then(one: Issue) -> str:
    """What happens on the next day that costs each side."""
    days = [day for day in (one.next_ours, one.next_theirs) if day]
    return "; ".join(f"{day.on} {day.what} ({day.party})" for day in days)


def _when(day: CostlyDay | None, as_of: date) -> tuple[Cell, Cell]:
    return (day.on, (day.on - as_of).days) if day else (None, None)


def _gaps(found: BlockingList) -> Table:
    rows = tuple(
        (
            one.gap.issue, one.gap.title, each.by, Money(each.ours_cents, status=each.status),
            Money(each.theirs_cents, status=each.status), Money(each.cents, status=each.status),
            ", ".join(each.rests_on), each.source, each.status,
        )
        for one in found.issues
        for each in one.gap.valuations
    )  # fmt: skip
    names = dict(zip(("ours", "theirs"), (each.offer_id for each in found.offers)))
    columns = tuple(
        replace(one, heading=f"in {names[one.name]}") if one.name in names else one for one in GAP_COLUMNS
    )
    return Table("gaps", "", columns, rows)


def _assumptions(assumptions: Sequence[Assumption]) -> Table:
    rows = tuple(
        (one.scenario or "all", one.name, value_text(one), one.by, one.on, one.source, one.status)
        for one in assumptions
    )
    note = "" if rows else "No figure above rests on an assumption."
    return Table("assumptions", "", ASSUMPTION_COLUMNS, rows, note=note)


def _separates(separations: Sequence[Separation]) -> Table:
    rows = tuple(
        (one.name, _stated(one.ours), _stated(one.theirs), Money(one.moves, status="derived"))
        for one in separations
    )
    note = "They work on each other, so what they move does not add up." if rows else ""
    return Table("separates", "What separates the counts", SEPARATES_COLUMNS, rows, note=note)


def _stated(one: Assumption | None) -> str:
    return f"{value_text(one)} ({one.by}, {one.on}; {one.status})" if one else "not made"


def _movers(found: BlockingList) -> Table:
    rows = tuple(
        (
            each.issue, each.who, each.party, UNKNOWN if each.in_room == "unknown" else each.in_room,
            each.place, source_text(each.citation), each.citation.status,
        )
        for each in found.facts.movers
    )  # fmt: skip
    named = {each.issue for each in found.facts.movers}
    left = [one.gap.issue for one in found.issues if not any(map(one.gap.is_called, named))]
    note = f"Nobody is named for: {', '.join(left)}. Ask who has the authority." if left else ""
    return Table("movers", "", MOVER_COLUMNS, rows, note=note)


def _days(found: BlockingList) -> Table:
    rows = tuple(
        (
            each.party, each.on, (each.on - found.as_of).days, each.what, Money(each.cents), each.place,
            source_text(each.citation), each.citation.status,
        )
        for each in found.days
    )  # fmt: skip
    named = {each.party for each in found.days}
    left = [one for one in (found.parties.ours, found.parties.theirs) if one not in named]
    note = f"No coming day is known that costs: {', '.join(left)}." if left else ""
    return Table("days", "", DAY_COLUMNS, rows, note=note)


def _threats(found: BlockingList) -> Table:
    rows = tuple(_threat_row(one) for one in found.threats)
    note = "" if rows else "No threat was asked about; name one with --threat."
    return Table("threats", "", THREAT_COLUMNS, rows, note=note)


def _threat_row(one: Standing) -> tuple[Cell, ...]:
    path = one.threat.path
    rules = f"{path.rules.name}: {path.rules.title}. {day_sentence(path)}"
    return (
        one.threat.by, path.goal, path.earliest, path.at_most, carries_text(one.carried),
        one.day.on if one.day else None, carries_text(one.in_time), carries_text(one.credible),
        "; ".join(one.why), rules,
    )  # fmt: skip


def _votes(found: BlockingList) -> Table:
    rows: dict[tuple[str, str], tuple[Cell, ...]] = {}
    for one in found.threats:
        for outcome, said in one.threat.votes:
            rows[one.threat.by, outcome.vote.name] = (
                one.threat.by, outcome.vote.title, said, percent(outcome.share_least),
                percent(outcome.vote.share), carries_text(outcome.carries), outcome.short,
                source_text(outcome.vote.citation),
            )  # fmt: skip
    note = "" if rows else "No vote was supposed."
    return Table("votes", "", VOTE_COLUMNS, tuple(rows.values()), note=note)


def _claims(found: BlockingList) -> Iterator[Table]:
    rows = tuple(row for one in found.claims for row in _claim_rows(one, found))
    note = "" if rows else "No claim is pending, of those that may be seen."
    yield Table("claims", "", CLAIM_COLUMNS, rows, note=note)
    worths = [one.worth for one in found.claims if one.worth is not None]
    if worths:
        valued = tuple(
            (
                one.claim_id, Money(one.expected_cents, status="derived"), one.valued_on, one.hearing_on,
                "; ".join(f"{each.name} ({each.by}, {each.status})" for each in one.assumptions),
            )
            for one in worths
        )  # fmt: skip
        yield Table("worth", "Counsel's valuation", WORTH_COLUMNS, valued)


def _claim_rows(one: ClaimOnTable, found: BlockingList) -> Iterator[tuple[Cell, ...]]:
    issues = ", ".join(each.gap.issue for each in found.issues if one in each.claims)
    head: tuple[Cell, ...] = (one.claim_id, one.title, ", ".join(one.respondents), one.state)
    if not one.sums:
        yield (*head, "no lines are held", Money(None), Money(None), None, one.act_by, issues)
    for each in one.sums:
        yield (
            *head, each.position, Money(each.principal_cents, each.currency, each.status),
            Money(each.late_simple_cents, each.currency, each.late_status), each.not_computable, one.act_by,
            issues,
        )  # fmt: skip


def _precedents(found: BlockingList) -> Table:
    rows = tuple(_precedent_row(one, found) for one in found.precedents)
    note = "" if rows else "No deal, settlement or award of other talks is known, of those that may be seen."
    return Table("precedents", "", PRECEDENT_COLUMNS, rows, note=note)


def _precedent_row(one: DocketEntry, found: BlockingList) -> tuple[Cell, ...]:
    figures = "; ".join(f"{each.says}: {each.text()} ({each.claimed_by})" for each in one.figures)
    issues = ", ".join(each.gap.issue for each in found.issues if one in each.precedents)
    return (
        one.on, one.kind.replace("_", " "), ", ".join(one.parties), one.words, figures, issues,
        entry_name(one), ", ".join(one.sources), one.confidence,
    )  # fmt: skip


def _wanted(found: BlockingList) -> Table:
    linked = [each for one in found.issues for each in one.wanted]
    every: list[Wanted] = list(dict.fromkeys([*linked, *found.wanted]))
    rows = tuple(
        (
            each.what, each.asked_of, each.due_on, Money(each.low_cents), Money(each.high_cents),
            ", ".join(one.gap.issue for one in found.issues if each in one.wanted), each.ref, each.source,
        )
        for each in every
    )  # fmt: skip
    note = "" if rows else "No request is open, and nothing is known to be missing."
    return Table("wanted", "", WANTED_COLUMNS, rows, note=note)
