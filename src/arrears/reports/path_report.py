"""A path as a report: the earliest day, what decides it, how far each step may slip, and what is unknown.

Draws what `bargaining.critical_path` and `bargaining.thresholds` found and counts nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from arrears.agreements.model import Citation
from arrears.bargaining.critical_path import PathFound, StepDays
from arrears.bargaining.paths import PathRules, PathStep
from arrears.bargaining.thresholds import VoteOutcome
from arrears.bargaining.worked_path import WorkedPath, WorkedRun
from arrears.reports.tables import STATUS_MARKS, Cell, Column, Report, Section, Table
from arrears.vocabulary import STATUSES

COUNSEL = (
    "On the encoded rules alone, counsel to confirm them. It says what may happen when, and predicts nobody."
)
STEP_COLUMNS = (
    Column("step", "step", for_readers=False), Column("title", "what is done"), Column("who", "who"),
    Column("lasts", "how long"), Column("waits_for", "waits for"), Column("starts", "starts", "date"),
    Column("ends", "ends, at the earliest", "date"), Column("at_most", "on the longest lengths", "date"),
    Column("decides", "decides the day"), Column("slack", "days it may slip", "count"),
    Column("moves", "days the goal moves if it slips", "count"),
    Column("done_on", "done on", "date"), Column("beyond", "days beyond its length", "count"),
    Column("if_missed", "if missed", is_beneath=True), Column("source", "source", is_beneath=True),
    Column("status", "status of the source", for_readers=False),
)  # fmt: skip
UNKNOWN_COLUMNS = (
    Column("what", "what is not known"), Column("find_at", "where it can be found", is_beneath=True),
    Column("matters_after", "would move the day only after", "date"),
)  # fmt: skip
VOTE_COLUMNS = (
    Column("vote", "vote"), Column("who", "who votes"), Column("passes_at", "carried by"),
    Column("counted", "what is counted"), Column("yes", "for it", "count"),
    Column("of", "of", "count"), Column("share", "share for it"), Column("carries", "carries"),
    Column("short", "how many more are needed", "count"), Column("of_ballots", "share of single ballots"),
    Column("supposed", "how it is supposed to fall"), Column("source", "source", is_beneath=True),
    Column("status", "status of the source", for_readers=False),
)  # fmt: skip
CONTINUES_COLUMNS = (
    Column("what", "what holds on"), Column("until", "until"), Column("says", "the rule"),
    Column("source", "source", is_beneath=True), Column("status", "status of the source", for_readers=False),
)  # fmt: skip
RULE_COLUMNS = (
    Column("kind", "kind"), Column("name", "name"), Column("title", "what it is"), Column("who", "who"),
    Column("rule", "rule"), Column("after", "after"), Column("source", "source", is_beneath=True),
    Column("status", "status of the source", for_readers=False),
)  # fmt: skip
RUN_COLUMNS = (
    Column("worked", "worked path"), Column("says", "how it is counted"), Column("goal", "goal"),
    Column("start", "counted from", "date"), Column("earliest", "earliest", "date"),
    Column("at_most", "on the longest lengths", "date"), Column("days", "days"),
    Column("unknown", "not known", for_readers=False), Column("printed", "as printed"),
    Column("by", "whose figure"), Column("agrees", "comes out"), Column("source", "source", is_beneath=True),
    Column("status", "status of the source", for_readers=False),
)  # fmt: skip


def percent(share: Fraction) -> str:
    """A share in hundredths with two decimals, rounded half up: `35.26%`."""
    whole = (share * 20_000 + 1) // 2
    return f"{whole // 100}.{whole % 100:02d}%"


def source_text(citation: Citation) -> str:
    """Where a rule was read, with the mark of its status and its note."""
    note = f"; {citation.note}" if citation.note else ""
    return f"{citation.source}{STATUS_MARKS.get(citation.status, '')}{note}"


def build_path(
    found: PathFound, votes: Sequence[tuple[VoteOutcome, str]] = (), given: Sequence[str] = ()
) -> Report:
    """A path with its steps, the votes as supposed, what is unknown and what holds on after expiry.

    votes: each outcome, and how it was supposed to fall. given: what was tried out, in words.
    """
    rules = found.rules
    facts = [
        (each.title, _fact_text(found, each.name)) for each in rules.facts if each.name in found.record.facts
    ]
    heading = (
        ("rules", f"{rules.title} ({rules.name})"),
        ("goal", found.goal),
        *facts,
        *(("tried out", each) for each in given),
    )
    sections = [
        Section("The earliest day", (day_sentence(found), COUNSEL)),
        Section("Step by step", (_slip_sentence(found),), (_steps(found),)),
    ]
    if found.unknown or found.unknown_facts:
        sections.append(Section("Not known", tuple(_unknown_said(found)), (_unknown(found),)))
    if votes:
        sections.append(Section("Votes, as supposed", (), (votes_table(votes),)))
    if rules.continues:
        sections.append(Section("What holds on after expiry", (), (_continues(rules),)))
    used = [one.step.citation.status for one in found.steps] + [
        one.citation.status for one in rules.continues
    ]
    return Report(f"The path: {found.goal}", heading, tuple(sections), status_notes(used))


def status_notes(used: Sequence[str]) -> tuple[str, ...]:
    """What the marks beside sources mean, of those that are used."""
    return tuple(
        f"{mark} its source is {status}: {STATUSES[status]}"
        for status, mark in STATUS_MARKS.items()
        if status in used
    )


def day_sentence(found: PathFound) -> str:
    """The earliest day in a sentence, as a bound where something is unknown."""
    if not found.is_bound():
        first = f"Earliest: {found.earliest}."
    else:
        count = len(found.unknown) + len(found.unknown_facts)
        what = "one thing is" if count == 1 else f"{count} things are"
        first = f"Not earlier than {found.earliest}; {what} not known, see below."
    if found.at_most is None:
        return f"{first} No last day: not every length has a longest."
    return f"{first} If every step takes the longest that its source gives: {found.at_most}."


def _slip_sentence(found: PathFound) -> str:
    return (
        "Days it may slip: before the goal moves at all. The goal moves: if this step alone takes"
        f" {found.slip} days more."
    )


def _fact_text(found: PathFound, name: str) -> str:
    day = found.record.facts[name]
    return day.isoformat() if day else "not known"


def _steps(found: PathFound) -> Table:
    return Table("steps", "", STEP_COLUMNS, tuple(_step_row(one) for one in found.steps))


def _step_row(one: StepDays) -> tuple[Cell, ...]:
    step = one.step
    return (
        step.step_id, step.title, step.who, step.lasts.text() if step.lasts else "not known", one.waits_for,
        one.starts, one.ends, one.at_most, "yes" if one.decides else "", one.slack, one.moves, one.done_on,
        one.beyond, step.if_missed, source_text(step.citation), step.citation.status,
    )  # fmt: skip


def _unknown(found: PathFound) -> Table:
    rows = [(_length_said(step), step.find_at, None) for step in found.unknown]
    facts = [
        (f"the day of: {one.title}", "the record of the talks", one.harmless_until)
        for one in found.unknown_facts
    ]
    return Table("unknown", "", UNKNOWN_COLUMNS, (*rows, *facts))


def _unknown_said(found: PathFound) -> Iterator[str]:
    """The same in sentences, for readers of a narrow page."""
    for step in found.unknown:
        yield f"{_length_said(step)}. See: {step.find_at}."
    for one in found.unknown_facts:
        yield f"The day of: {one.title}. It would move the goal only after {one.harmless_until}."


def _length_said(step: PathStep) -> str:
    what = "how long it takes at most" if step.lasts else "how long it takes"
    return f"{step.title}: {what}"


def votes_table(votes: Sequence[tuple[VoteOutcome, str]]) -> Table:
    """Votes with how they come out, by the rule's own count and in single ballots."""
    return Table("votes", "", VOTE_COLUMNS, tuple(_vote_row(one, said) for one, said in votes))


def _vote_row(one: VoteOutcome, said: str) -> tuple[Cell, ...]:
    vote = one.vote
    share = percent(one.share_least)
    if one.share_most != one.share_least:
        share = f"{share} to {percent(one.share_most)}"
    return (
        vote.title, vote.who, majority_text(vote.share, is_more=vote.is_more), vote.counted, one.yes,
        one.counted, share, carries_text(one.carries), one.short,
        "" if one.of_ballots is None else percent(one.of_ballots), said, source_text(vote.citation),
        vote.citation.status,
    )  # fmt: skip


def majority_text(share: Fraction, *, is_more: bool) -> str:
    """What carries a vote: `at least 75.00%`."""
    return f"{'more than' if is_more else 'at least'} {percent(share)}"


def carries_text(carries: bool | None) -> str:
    """Whether a vote carries, in a word."""
    return "open" if carries is None else "yes" if carries else "no"


def _continues(rules: PathRules) -> Table:
    rows = tuple(
        (one.what, one.until, one.says, source_text(one.citation), one.citation.status)
        for one in rules.continues
    )
    return Table("continues", "", CONTINUES_COLUMNS, rows)


def build_rules(rules: PathRules) -> Report:
    """The rules themselves: facts, steps, votes and closings, each with its source."""
    rows: list[tuple[Cell, ...]] = []
    for fact in rules.facts:
        rows.append(("fact", fact.name, fact.title, "", "", "", *_cited(fact.citation)))
    for step in rules.steps:
        lasts = step.lasts.text() if step.lasts else f"not known; see {step.find_at}"
        rows.append(
            ("step", step.step_id, step.title, step.who, lasts, ", ".join(step.after), *_cited(step.citation))
        )
    for vote in rules.votes:
        rule = f"{majority_text(vote.share, is_more=vote.is_more)} of {vote.counted}"
        rows.append(("vote", vote.name, vote.title, vote.who, rule, "", *_cited(vote.citation)))
    for closing in rules.closings:
        span = "{:02d}-{:02d} to {:02d}-{:02d}".format(*closing.first, *closing.last)
        rows.append(("closing", closing.name, closing.says, "", span, "", *_cited(closing.citation)))
    goals = "; ".join(f"{name}: {', '.join(steps)}" for name, steps in rules.goals)
    table = Table("rules", "", RULE_COLUMNS, tuple(rows))
    sections = [Section("Rules", (COUNSEL,), (table,))]
    if rules.continues:
        sections.append(Section("What holds on after expiry", (), (_continues(rules),)))
    used = [str(row[-1]) for row in rows] + [one.citation.status for one in rules.continues]
    heading = (("rules", rules.name), ("of", rules.party), ("goals", goals or "none"))
    return Report(rules.title, heading, tuple(sections), status_notes(used))


def _cited(citation: Citation) -> tuple[str, str]:
    return source_text(citation), citation.status


def build_worked(paths: Sequence[WorkedPath]) -> Report:
    """Worked paths: what the rules give beside what was printed."""
    rows = tuple(_run_row(path, run) for path in paths for run in path.runs)
    used = [str(row[-1]) for row in rows]
    table = Table("worked", "", RUN_COLUMNS, rows)
    said = (
        "Dates are held to the day. An empty last column: nobody printed a figure for this way of counting."
    )
    names = ", ".join(path.name for path in paths)
    section = Section("Paths of the record", (said, COUNSEL), (table,))
    return Report("Paths worked again", (("worked", names),), (section,), status_notes(used))


def _run_row(path: WorkedPath, run: WorkedRun) -> tuple[Cell, ...]:
    least, most = run.days()
    told = run.published
    citation = told.citation if told else path.citation
    unknown = [one.step_id for one in run.found.unknown] + [one.name for one in run.found.unknown_facts]
    agrees = run.agrees()
    return (
        path.name, run.says, run.found.goal, run.start, run.found.earliest, run.found.at_most,
        str(least) if most == least else f"{least}-{most}" if most else f"at least {least}",
        ", ".join(unknown), _printed(run), told.by if told else "",
        "" if agrees is None else "yes" if agrees else "no", source_text(citation), citation.status,
    )  # fmt: skip


def _printed(run: WorkedRun) -> str:
    told = run.published
    if told is None:
        return ""
    if told.day:
        return f"{told.what} {told.day}"
    least, most = told.days or (0, 0)
    return f"{least} days" if least == most else f"{least}-{most} days"
