"""Builds the settlement desk's page: terms, who gives up what on each reading, when the money comes, who
stays out.

Draws what `claims` figured. Every position stands beside the others; none is preferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from arrears.claims.settlement import Settlement, Word
from arrears.claims.settlement_division import Settled
from arrears.claims.settlement_terms import (
    RULES,
    Forgiven,
    pays_text,
    share_text,
)
from arrears.claims.settlement_value import (
    Exchange,
    Rate,
    due_parts,
    exchange_by,
    present_value,
)
from arrears.findings import Finding
from arrears.money import Cents, show_cents
from arrears.reports.line_cells import LINE_COLUMNS, NAMES, line_cells
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, first_rows

HeadingFacts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """What a page is asked for besides the settlement. expected_on: the day it is expected to take effect,
    where it has not; rate: for present value on the day `worth_on`; names: what parties are called.
    """

    facts: HeadingFacts
    names: Mapping[str, str]
    most_rows: int = 10_000_000
    collected: Mapping[str, Cents] = field(default_factory=dict)
    rate: Rate | None = None
    worth_on: date | None = None
    expected_on: date | None = None


def build_settlement(held: Settlement, settled: Settled, findings: Sequence[Finding], asked: Asked) -> Report:
    """One proposal or settlement in effect: what it says and what it does."""
    sections = (
        Section("Terms", terms_sentences(held)),
        Section("Who gives up what", _given_up_sentences(settled), tuple(_exchanges(settled, asked.names))),
        Section("When the money comes", *_instalments(held, settled, asked)),
        Section("What stays owed", _owed_sentences(held), tuple(_owed(settled, asked.names))),
        Section("Who was told and who agreed", _consent_sentences(held), (_words(held),)),
        Section("To be looked at", (), (findings_table(findings),)),
        Section("Lines", (), (_lines(settled, asked.names),)),
    )
    return shortened(Report(f"{held.settlement_id}: {held.title}", asked.facts, sections), asked.most_rows)


def shortened(report: Report, most_rows: int) -> Report:
    """A report with every table cut to its first rows; each says how many were left off."""
    cut = (
        replace(section, tables=tuple(first_rows(table, most_rows) for table in section.tables))
        for section in report.sections
    )
    return replace(report, sections=tuple(cut))


def terms_sentences(held: Settlement) -> tuple[str, ...]:
    """The terms in words."""
    first = (
        f"Of {', '.join(held.claims) or 'no claim'}, priced for {held.as_of}, proposed on {held.proposed_on}"
        f" by {held.proposed_by}. It is {held.state}{_since(held)}."
    )
    return (first, *_divided_sentences(held), *_condition_sentences(held))


def terms_of_effect(held: Settlement) -> tuple[str, ...]:
    """The terms of a settlement in effect, without who proposed it and when: that belongs to the talks."""
    first = (
        f"{held.title}. It settles {', '.join(held.claims)} as of {held.as_of} and is in effect since"
        f" {held.effective_on}."
    )
    return (first, *_divided_sentences(held), *_condition_sentences(held))


def _divided_sentences(held: Settlement) -> Iterable[str]:
    terms, allocation = held.terms, held.terms.allocation
    groups = [" and ".join(one.replace("_", " ") for one in group) for group in allocation.order]
    order = (
        f"Served in this order: {'; then '.join(groups)}."
        if len(groups) > 1
        else f"Served together: {groups[0]}."
    )
    yield f"Paid: {pays_text(terms.pays)}."
    yield (
        f"Divided {RULES[allocation.rule]}; the reading that weighs the lines is that of"
        f" {allocation.position}. {order} Odd cents go to the largest remainders, the first line by name on a"
        " tie."
    )


def _since(held: Settlement) -> str:
    if held.effective_on is None:
        return ""
    became = f" as {held.in_effect_as}" if held.in_effect_as else ""
    return f"{became} since {held.effective_on}"


def _condition_sentences(held: Settlement) -> Iterable[str]:
    terms = held.terms
    if terms.condition is not None:
        what = (
            f"{terms.condition.event} of {terms.condition.of}"
            if terms.condition.of
            else terms.condition.event
        )
        last = f", by {terms.condition.by}" if terms.condition.by else ""
        came = f"; that came on {held.condition_met_on}" if held.condition_met_on else ""
        yield f"It takes effect only on {what}{last}{came}."
    if terms.opt_out is not None:
        until = f" until {terms.opt_out.until}" if terms.opt_out.until else " until it takes effect"
        yield f"A company may stay out with all its lines{until}; nobody else's money moves for that."
    if terms.waives:
        yield f"Given up for nothing: {', '.join(word.replace('_', ' ') for word in terms.waives)}."
    kept = (
        "is taken into the release"
        if terms.release.undisputed
        else "is kept out of the release and stays owed"
    )
    until = f" for uses and pay up to {terms.release.until}" if terms.release.until else ""
    yield f"The lines are released{until}; money that no reading disputes {kept}."
    if terms.in_exchange_for:
        yield f"Given up in exchange for: {terms.in_exchange_for}."


def _given_up_sentences(settled: Settled) -> tuple[str, ...]:
    said = []
    for whole in exchange_by(settled, lambda _: ""):
        for position, given_up in whole.given_up.items():
            share = whole.share_of(position)
            part = f", {percent(share)} of it" if share is not None else ""
            at_stake = show_cents(whole.at_stake[position], whole.currency)
            paid = show_cents(whole.paid_cents, whole.currency)
            said.append(
                f"On the reading of {position}, {at_stake} is at stake and {paid} is paid{part};"
                f" {_given_up_text(given_up, whole.currency)}."
            )
    return tuple(said)


def _given_up_text(cents: Cents | None, currency: str) -> str:
    if cents is not None and cents < 0:
        return f"nothing is given up, and {show_cents(-cents, currency)} is paid beyond it"
    return f"given up: {show_cents(cents, currency)}"


def percent(share: Fraction) -> str:
    """A share as percent with two decimals, cut and not rounded up, and said to be so where it is."""
    exact = share * 10_000
    cut = exact.numerator // exact.denominator
    text = share_text(Fraction(cut, 10_000))
    return text if cut == exact else f"just over {text}"


def _word(position: str) -> str:
    """A position's name in the name of a column."""
    return position.replace(" ", "_")


def _exchange_columns(positions: Sequence[str]) -> tuple[Column, ...]:
    columns = [Column("lines", "lines", "count"), Column("currency", "currency", for_readers=False)]
    for name in positions:
        columns.append(Column(f"at_stake_{_word(name)}", f"at stake, {name}", "money"))
    columns.append(Column("paid", "paid", "money"))
    for name in positions:
        columns.append(Column(f"given_up_{_word(name)}", f"given up, {name}", "money"))
    return (
        *columns,
        Column("kept_out", "kept out of it", "money"),
        Column("status", "status", for_readers=False),
    )


def _exchange_cells(one: Exchange, positions: Sequence[str]) -> tuple[Cell, ...]:
    return (
        one.lines,
        one.currency,
        *(Money(one.at_stake[name], one.currency, one.status) for name in positions),
        Money(one.paid_cents, one.currency),
        *(Money(one.given_up[name], one.currency, one.status) for name in positions),
        Money(one.kept_out_cents, one.currency, one.status),
        one.status,
    )


BEYOND = "An amount given up that is below nought is paid beyond what that reading gives."


def _exchanges(settled: Settled, names: Mapping[str, str]) -> Iterable[Table]:
    positions = settled.positions()
    columns = _exchange_columns(positions)
    by_person = exchange_by(settled, lambda each: each.line.payee_id)
    people = (Column("person", "person"), Column("name", "name"), *columns)
    rows = tuple(
        (one.name, names.get(one.name, one.name), *_exchange_cells(one, positions)) for one in by_person
    )
    yield Table("by_person", "By person", people, rows, BEYOND)
    by_company = exchange_by(settled, lambda each: each.line.company_id)
    companies = (Column("company", "company"), Column("name", "name"), *columns)
    rows = tuple(
        (one.name, names.get(one.name, one.name), *_exchange_cells(one, positions)) for one in by_company
    )
    yield Table("by_company", "By company", companies, rows)
    by_character = exchange_by(settled, lambda each: each.line.character)
    characters = (Column("character", "character"), *columns)
    rows = tuple((one.name.replace("_", " "), *_exchange_cells(one, positions)) for one in by_character)
    yield Table("by_character", "By character", characters, rows)


def _instalments(
    held: Settlement, settled: Settled, asked: Asked
) -> tuple[tuple[str, ...], tuple[Table, ...]]:
    parts = due_parts(settled, held.terms, held.effective_on or asked.expected_on)
    columns = (
        Column("number", "instalment", "count"),
        Column("due_on", "due", "date"),
        Column("paid", "amount", "money"),
    )
    rows = tuple((part.number, part.due_on, Money(part.cents, part.currency)) for part in parts)
    note = (
        "" if all(part.due_on for part in parts) else "Days without a date count from when it takes effect."
    )
    table = Table("instalments", "", columns, rows, note)
    came_in = tuple(_came_in(held, settled, asked))
    if asked.rate is None or asked.worth_on is None or isinstance(held.terms.pays, Forgiven):
        return came_in, (table,)
    worth = present_value(parts, asked.rate, asked.worth_on)
    by = (
        f"at {share_text(asked.rate.yearly)} a year ({asked.rate.source}, of {asked.rate.of_day}), whole"
        " years compounded and days beyond them simple over 365"
    )
    said = (
        f"Worth {show_cents(cents, currency)} on {asked.worth_on} {by}." for currency, cents in worth.items()
    )
    return (*came_in, *said), (table,)


def _came_in(held: Settlement, settled: Settled, asked: Asked) -> Iterable[str]:
    """What is recorded as collected on a settlement in effect, of what it pays."""
    if held.effective_on is None or held.in_effect_as:
        return
    paid: dict[str, Cents] = {}
    for each in settled.staying:
        paid[each.line.currency] = paid.get(each.line.currency, 0) + each.paid_cents
    for currency, cents in sorted(paid.items()):
        came = show_cents(asked.collected.get(currency, 0), currency)
        yield f"Recorded as collected on it: {came} of {show_cents(cents, currency)}."


def _owed_sentences(held: Settlement) -> tuple[str, ...]:
    if not held.out:
        return ("No company stays out.",)
    out = ", ".join(held.out)
    return (f"Staying out: {out}. Their lines are not settled and stay owed in full on each reading.",)


def _owed(settled: Settled, names: Mapping[str, str]) -> Iterable[Table]:
    positions = settled.positions()
    columns = (
        Column("company", "company"),
        Column("name", "name"),
        Column("why", "why"),
        Column("lines", "lines", "count"),
        *(Column(f"owed_{_word(name)}", f"owed, {name}", "money") for name in positions),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in exchange_by(settled, lambda each: each.line.company_id, out=True):
        owed = (Money(one.full[name], one.currency, one.status) for name in positions)
        rows.append((one.name, names.get(one.name, one.name), "stays out", one.lines, *owed))
    for one in exchange_by(settled, lambda each: each.line.company_id):
        if one.kept_out_cents:
            kept = (Money(one.kept_out_cents, one.currency, one.status) for _ in positions)
            rows.append((one.name, names.get(one.name, one.name), "undisputed, kept out", one.lines, *kept))
    yield Table("stays_owed", "", columns, tuple(rows))


def _consent_sentences(held: Settlement) -> tuple[str, ...]:
    needed = ", ".join(held.consents_needed) or "nobody"
    still = ", ".join(held.consents_open)
    open_text = f" Not yet: {still}." if still and held.effective_on is None else ""
    return (f"Needed: {needed}.{open_text}",)


def _words(held: Settlement) -> Table:
    columns = (
        Column("what", "what"),
        Column("who", "who"),
        Column("on", "on", "date"),
        Column("how", "how"),
        Column("by", "recorded by"),
    )
    kinds: tuple[tuple[str, tuple[Word, ...]], ...] = (
        ("told", held.told),
        ("agreed", held.consents),
        ("stays out", held.opt_outs),
    )
    rows = tuple((what, one.who, one.on, one.how, one.by) for what, words in kinds for one in words)
    return Table("words", "", columns, rows)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Findings as a table of a page: each with what to ask or to try."""
    columns = (
        Column("code", "code"),
        Column("place", "where"),
        Column("problem", "what"),
        Column("found", "found"),
        Column("remedy", "to ask or to try"),
    )
    rows = tuple((each.code, each.place, each.problem, each.found, each.remedy) for each in findings)
    return Table("findings", "", columns, rows)


def _lines(settled: Settled, names: Mapping[str, str]) -> Table:
    positions = settled.positions()
    columns = (
        *LINE_COLUMNS,
        Column("company", "company"),
        Column("currency", "currency", for_readers=False),
        *(Column(f"full_{_word(name)}", f"full, {name}", "money") for name in positions),
        Column("kept_out", "kept out", "money"),
        Column("paid", "paid", "money"),
        Column("state", "state"),
        Column("status", "status", for_readers=False),
    )
    rows = tuple(
        (
            *line_cells(each.line.ref, each.line.payee_id, each.line.character, names),
            each.line.company_id,
            each.line.currency,
            *(
                Money(each.line.by_position.get(name), each.line.currency, each.line.status)
                for name in positions
            ),
            Money(each.kept_out_cents, each.line.currency, each.line.status),
            Money(each.paid_cents, each.line.currency),
            "stays out" if each.is_out else "waived" if each.is_waived else "settled",
            each.line.status,
        )
        for each in settled.lines
    )
    return Table("lines", "", columns, rows, note=NAMES.format(table="lines") if rows else "")


def build_desk(held: Iterable[Settlement], facts: HeadingFacts) -> Report:
    """Every proposal and settlement, one row each."""
    columns = (
        Column("id", "name"),
        Column("title", "title"),
        Column("claims", "claims"),
        Column("state", "stands at"),
        Column("proposed_on", "proposed", "date"),
        Column("effective_on", "in effect", "date"),
        Column("pays", "paid"),
    )
    rows = tuple(
        (
            one.settlement_id,
            one.title,
            ", ".join(one.claims),
            one.state,
            one.proposed_on,
            one.effective_on,
            pays_text(one.terms.pays),
        )
        for one in held
    )
    return Report("Settlement desk", facts, (Section("", (), (Table("settlements", "", columns, rows),)),))
