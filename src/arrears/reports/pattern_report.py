"""Builds the pattern of one short line: the causes that fit it, and the class schedule of all lines alike.

Only arranges what `claims.patterns` found. A cause that fits is evidence of what was paid, not of why.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from arrears.audit.arrears_tables import STATUS_ORDER, status_word
from arrears.audit.run_tables import RunHeading
from arrears.claims.patterns import CauseTried, ClassMember, Pattern
from arrears.money import show_cents
from arrears.reports.audit_report import heading_facts
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, first_rows
from arrears.vocabulary import CAUSES

ONE_CHANGE = "Two things changed at once are not tried, nor an amount that nobody's words or records explain."
CHANCE = (
    "By chance: how many lines would fit if the payments of the class were set against its lines at random."
    " A cause that fits as well so says little."
)


def build_pattern(pattern: Pattern, heading: RunHeading, book: str, most_rows: int) -> Report:
    """The pattern as a report; the class schedule holds so many rows. book: as commands name it."""
    schedule = first_rows(_schedule(pattern), most_rows)
    sections = (
        Section("The line", _line_sentences(pattern, heading)),
        Section("Causes tried", (*_cause_sentences(pattern), CHANCE), (_causes(pattern),)),
        Section("The class", _class_sentences(pattern), (_totals(pattern), schedule)),
        Section("The evidence", _evidence(pattern, heading, book)),
        Section("What was left out", (ONE_CHANGE, *pattern.not_tried, *heading.left_out)),
    )
    facts = (
        ("obligation", pattern.line.ref),
        ("judged on", f"{pattern.line.position}: {_position_words(heading, pattern.line.position)}"),
        *heading_facts(heading),
    )
    return Report("From one line to all with the same cause", facts, sections)


def _position_words(heading: RunHeading, name: str) -> str:
    position = next(one for one in heading.positions if one.name == name)
    answers = ", ".join(
        f"{key.rpartition('/')[2]} as {side}" for key, side in sorted(position.answers.items())
    )
    whose = "in its own words" if position.is_own_words else "not in its own words"
    return f"{answers or 'no open question'}, {whose}"


def _line_sentences(pattern: Pattern, heading: RunHeading) -> tuple[str, ...]:
    line = pattern.line
    owed, paid = show_cents(line.owed_cents, line.currency), show_cents(line.paid_cents, line.currency)
    found = (
        f"{paid} was paid"
        if line.paid_cents
        else f"no payment found in the records held to {heading.held_to()}"
    )
    if line.sort == "late":
        found = f"{paid} was paid, after the due date"
    return (
        f"{owed} is owed to this payee for this title, market and period, read as {line.position}; {found}.",
        f"The class: {line.lineage} {line.version}, company {line.company_id}, market"
        f" {line.market.replace('_', ' ')}: {pattern.class_sums:,} amounts,"
        f" {pattern.short_sums:,} of them short or without a payment.",
    )


def _cause_sentences(pattern: Pattern) -> tuple[str, ...]:
    fitting = pattern.fitting()
    if not fitting:
        return ("None of the causes tried gives what was paid, to the cent.",)
    names = "; ".join(_cause_words(one.code, one.detail) for one in fitting)
    if len(fitting) == 1:
        return (f"One cause gives what was paid, to the cent: {names}.",)
    return (
        f"{len(fitting)} causes give what was paid, to the cent: {names}. What was paid cannot tell"
        " them apart; none is chosen.",
    )


def _cause_words(code: str, detail: str) -> str:
    return f"{code.replace('_', ' ')} ({detail})" if detail else code.replace("_", " ")


def _causes(pattern: Pattern) -> Table:
    columns = (
        Column("no", "no", "count"), Column("cause", "cause"), Column("what", "what it means"),
        Column("detail", "with"), Column("would_be", "would have been paid", "money"),
        Column("fits", "fits this line"),
        Column("lines", "lines tried", "count"), Column("fitting", "fit", "count"),
        Column("alone", "no other fits", "count"), Column("by_chance", "by chance"),
        Column("remark", "remark"),
    )  # fmt: skip
    rows = tuple(
        (place, *_cause_row(one, pattern.line.currency)) for place, one in enumerate(pattern.causes, start=1)
    )
    return Table("causes", "", columns, rows)


def _cause_row(cause: CauseTried, currency: str) -> tuple[Cell, ...]:
    remark = "says little: other lines' payments would fit nearly as well" if cause.says_little else ""
    return (
        cause.code.replace("_", " "),
        CAUSES[cause.code],
        "; ".join(part for part in (cause.detail, cause.evidence) if part),
        Money(cause.supposed_cents, currency) if cause.by_chance is not None else None,
        "yes" if cause.fits else "no",
        cause.lines,
        cause.fitting,
        cause.alone,
        tenths(cause.by_chance) if cause.by_chance is not None else "",
        remark,
    )


def tenths(value: Fraction) -> str:
    """A number to one decimal, half away from zero: `1.9`."""
    scaled = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{scaled // 10:,}.{scaled % 10}"


def _class_sentences(pattern: Pattern) -> tuple[str, ...]:
    alone = sum(1 for one in pattern.members if len(one.fits) == 1 and not one.also)
    several = len(pattern.members) - alone
    count = len(pattern.members)
    told = (
        f"{count:,} {'line has' if count == 1 else 'lines have'} a cause of this line; each stands once, with"
        " every cause that fits it.",
        "A line joins a claim only when a person chooses it; `arrears claim open-class` opens one over the"
        " lines of a chosen cause.",
    )
    if several:
        return (*told, f"On {several:,} of them more than one cause fits.")
    return told


def _totals(pattern: Pattern) -> Table:
    by_causes: dict[tuple[tuple[str, str], ...], list[ClassMember]] = {}
    for member in pattern.members:
        by_causes.setdefault((*member.fits, *member.also), []).append(member)
    numbers = {(one.code, one.detail): str(no) for no, one in enumerate(pattern.causes, start=1)}
    columns = (
        Column("numbers", "causes, by number"), Column("causes", "causes", for_readers=False),
        Column("lines", "lines", "count"), Column("titles", "titles", "count"),
        Column("people", "people", "count"), Column("owed", "owed", "money"), Column("paid", "paid", "money"),
        Column("open", "open", "money"),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            ", ".join(numbers.get(cause, _cause_words(*cause)) for cause in causes),
            "; ".join(_cause_words(*cause) for cause in causes),
            len(members),
            len({member.title_id for member in members}),
            len({member.payee_id for member in members}),
            *_sums(members, pattern.line.currency),
        )
        for causes, members in by_causes.items()
    )
    return Table("class_totals", "Whole class", columns, rows)


def _sums(members: Sequence[ClassMember], currency: str) -> tuple[Money, ...]:
    """Owed, paid and open, with the weakest status among the lines."""
    weakest = max((STATUS_ORDER.index(one.status) for one in members if one.status), default=None)
    sums = (
        sum(one.amount_cents for one in members),
        sum(one.paid_cents for one in members),
        sum(one.open_cents for one in members),
    )
    owed, paid, open_cents = sums
    status = status_word(weakest)
    return Money(owed, currency, status), Money(paid, currency), Money(open_cents, currency, status)


def _schedule(pattern: Pattern) -> Table:
    columns = (
        Column("obligation", "obligation", is_beneath=True), Column("title", "title"),
        Column("title_id", "title id", for_readers=False), Column("period", "period"),
        Column("payee", "payee"), Column("payee_id", "payee id", for_readers=False),
        Column("due_on", "due", "date"), Column("owed", "owed", "money"), Column("paid", "paid", "money"),
        Column("open", "open", "money"), Column("days_past_due", "days past due", "count"),
        Column("causes", "causes of the line that fit"), Column("also", "others that fit too"),
        Column("shown_by", "shown by"),
    )  # fmt: skip
    currency = pattern.line.currency
    rows = tuple(
        (
            one.ref, one.title, one.title_id, one.occasion, one.payee, one.payee_id, one.due_on,
            Money(one.amount_cents, currency, one.status), Money(one.paid_cents, currency),
            Money(one.open_cents, currency, one.status),
            one.days_past_due, "; ".join(_cause_words(*cause) for cause in one.fits),
            "; ".join(_cause_words(*cause) for cause in one.also), one.evidence,
        )
        for one in pattern.members
    )  # fmt: skip
    return Table("class", "Class schedule", columns, rows)


def _evidence(pattern: Pattern, heading: RunHeading, book: str) -> tuple[str, ...]:
    day = f"--as-of {heading.as_of}" + (f" --known-by {heading.known_by}" if heading.known_by else "")
    return (
        f"arrears explain {book} {pattern.line.ref} {day}",
        f"arrears claim pattern {book} {pattern.line.ref} {day} --format csv --table class",
    )
