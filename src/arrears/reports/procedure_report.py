"""The procedure of an agreement as a member reads it: forums, ceilings, steps, clocks, and what is unknown.

It figures no day; a claim's deadlines are in `deadline_report`.
"""

from __future__ import annotations

from arrears.agreements.procedure import Clock, Forum, Procedure
from arrears.reports.agreement_tables import cited_text, left_out_table
from arrears.reports.tables import STATUS_MARKS, Column, Money, Report, Section, Table
from arrears.vocabulary import CLAIM_PARTIES, CLAIM_STEPS, CLAIM_SUBJECTS, FORUM_SORTS, STATUSES

MARKS = tuple(f"{mark} {STATUSES[status]}" for status, mark in STATUS_MARKS.items())


def build_procedure_report(procedure: Procedure) -> Report:
    """The procedure as a report of its own."""
    facts = [("agreement", procedure.address)]
    if procedure.inherited_from:
        facts.append(("procedure of", f"{procedure.inherited_from}; this version says nothing else"))
    facts += [
        ("source", cited_text(procedure.citation)),
        ("working days", procedure.calendar),
        ("in words of", "Arrears; the agreement itself decides, and its sentences are not quoted"),
    ]
    return Report(procedure.title, tuple(facts), procedure_sections(procedure), MARKS)


def procedure_sections(procedure: Procedure) -> tuple[Section, ...]:
    """The sections of a procedure, for its own report and for that of its agreement."""
    unknown = unknown_table(procedure)
    sections = [
        Section("Disputes: where they go", procedure.says, _filled(forums_table(procedure),
                ceilings_table(procedure), conditions_table(procedure))),
        Section("Disputes: which step may follow which", (), (steps_table(procedure),)),
        Section("Disputes: by when", (), (clocks_table(procedure),)),
    ]  # fmt: skip
    missing = _filled(unknown, left_out_table(procedure.left_out))
    if missing:
        sections.append(Section("Disputes: what is missing", (), missing))
    return tuple(sections)


def _filled(*tables: Table) -> tuple[Table, ...]:
    return tuple(table for table in tables if table.rows)


def parties_text(parties: tuple[str, ...]) -> str:
    """Sorts of party as people read them."""
    return " or ".join(CLAIM_PARTIES[party] for party in parties)


def _subjects(words: tuple[str, ...]) -> str:
    return "; ".join(CLAIM_SUBJECTS[word] for word in words) or "all"


def forums_table(procedure: Procedure) -> Table:
    """One row per forum."""
    columns = (
        Column("forum", "forum"), Column("name", "what it is"), Column("sort", "sort"),
        Column("brought_by", "who may bring it"), Column("hears", "hears claims for"),
        Column("rule", "rule"), Column("may_not", "may not"), Column("source", "source"),
    )  # fmt: skip
    rows = tuple(
        (
            forum.forum_id,
            forum.name,
            FORUM_SORTS[forum.sort],
            parties_text(forum.brought_by),
            _subjects(forum.hears),
            forum.says,
            "; ".join((*(f"hear {one}" for one in forum.not_heard), *forum.may_not)),
            cited_text(forum.citation),
        )
        for forum in procedure.forums
    )
    return Table("forums", "Forums", columns, rows)


def ceilings_table(procedure: Procedure) -> Table:
    """One row per ceiling and per exception of it."""
    columns = (
        Column("forum", "forum"), Column("ceiling", "ceiling", "money"), Column("per", "per"),
        Column("whose", "whose dispute"), Column("claims", "claims for"), Column("rule", "rule"),
        Column("source", "source"),
    )  # fmt: skip
    rows = tuple(row for forum in procedure.forums for row in _ceiling_rows(forum))
    return Table("ceilings", "The most money heard about", columns, rows)


def _ceiling_rows(forum: Forum) -> list[tuple[str | Money | None, ...]]:
    rows: list[tuple[str | Money | None, ...]] = []
    for one in forum.ceilings:
        waiver = parties_text(one.waives_excess)
        gives_up = f" What is above it may be given up by {waiver}." if waiver else ""
        splits = "" if one.may_split else " A claim is not split to come below it."
        money = Money(one.cents, one.currency, one.citation.status)
        whose, about = parties_text(one.whose) or "anybody", _subjects(one.claims)
        rule = f"{one.says}{gives_up}{splits}"
        rows.append((forum.forum_id, money, one.per, whose, about, rule, cited_text(one.citation)))
        for other in one.exceptions:
            whose, about = parties_text(other.whose) or "anybody", _subjects(other.claims)
            source = cited_text(other.citation)
            rows.append((forum.forum_id, None, "exception", whose, about, other.says, source))
    return rows


def conditions_table(procedure: Procedure) -> Table:
    """What a person must find before a forum is open."""
    columns = (
        Column("forum", "forum"), Column("condition", "condition"), Column("whose", "whose dispute"),
        Column("says", "what must be so"), Column("source", "source"),
    )  # fmt: skip
    rows = tuple(
        (forum.forum_id, one.name.replace("_", " "), parties_text(one.whose) or "anybody", one.says,
         cited_text(one.citation))
        for forum in procedure.forums
        for one in forum.conditions
    )  # fmt: skip
    return Table("conditions", "What a person must find first", columns, rows)


def steps_table(procedure: Procedure) -> Table:
    """One row per rule about a step."""
    columns = (
        Column("step", "step"), Column("means", "which is"), Column("forums", "in"), Column("after", "after"),
        Column("never_after", "never after"), Column("by", "by"), Column("rule", "rule"),
        Column("source", "source"),
    )  # fmt: skip
    rows = tuple(
        (
            rule.step,
            CLAIM_STEPS[rule.step],
            ", ".join(rule.forums) or "any forum",
            " or ".join(rule.after) or "nothing",
            " or ".join(rule.never_after),
            parties_text(rule.by),
            rule.says,
            cited_text(rule.citation),
        )
        for rule in procedure.steps
    )
    return Table("steps", "", columns, rows)


def clocks_table(procedure: Procedure) -> Table:
    """One row per clock."""
    columns = (
        Column("clock", "clock"), Column("title", "what"), Column("forum", "forum"),
        Column("who", "who must act"), Column("claims", "claims for"), Column("when", "when"),
        Column("stands_still", "stands still while"), Column("moved", "how it is moved"),
        Column("if_missed", "if missed"), Column("source", "source"),
    )  # fmt: skip
    rows = tuple(
        (
            clock.clock_id,
            clock.title,
            clock.forum,
            parties_text(clock.who),
            _subjects(clock.claims),
            clock_text(clock),
            "; ".join(_stop_text(clock)),
            "; ".join(moved_text(clock)),
            clock.if_missed,
            cited_text(clock.citation),
        )
        for clock in procedure.clocks
    )
    return Table("clocks", "", columns, rows)


def clock_text(clock: Clock) -> str:
    """When a clock ends, in words: `the later of 6 months after occurrence and 6 months after knowledge`."""
    counts = " and ".join(limb.words() for limb in clock.limbs)
    joined = counts if clock.joined == "only" else f"the {clock.joined} {counts}"
    cap = f", and never past {clock.cap.words()}" if clock.cap else ""
    meaning = f"; knowledge: {clock.knowledge}" if clock.knowledge else ""
    return f"{clock.bound} {joined}{cap}{meaning}"


def _stop_text(clock: Clock) -> list[str]:
    return [one.says if one.is_certain else f"perhaps: {one.says}" for one in clock.tolling]


def moved_text(clock: Clock) -> list[str]:
    """How a clock may be extended or given up."""
    ways = (("extended", clock.extension), ("given up", clock.waiver))
    return [f"{word} {says}" for word, says in ways if says]


def unknown_table(procedure: Procedure) -> Table:
    """The lengths that no source gives, with where to find them."""
    columns = (Column("clock", "clock"), Column("count", "count"), Column("find_at", "find it at"))
    rows = tuple(
        (clock.clock_id, limb.words(), limb.find_at)
        for clock in procedure.clocks
        for limb in clock.parts()
        if limb.find_at
    )
    return Table("unknown", "Lengths that are unknown", columns, rows)
