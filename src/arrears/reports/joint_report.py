"""Builds the page of one sale under several guilds: the difference table, and the conditions of a joint case.

Each guild's clause is priced from the same reported line, each with its citation and status. Whether clauses
are the same or substantially similar is shown as a person found it, and never inferred from the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from arrears.agreements.case_values import read_fact
from arrears.agreements.due_rules import due_facts, rules_of
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.procedure import Procedure
from arrears.agreements.procedure_load import find_procedure
from arrears.agreements.texts import full_source
from arrears.agreements.yaml_source import WrittenText
from arrears.audit.arrears_tables import STATE_WORDS
from arrears.audit.explained_words import due_words
from arrears.audit.explainer import Explainer
from arrears.audit.run_tables import RunHeading
from arrears.book.ledger import Book
from arrears.claims.clocks import ClaimDays, bounds_text, run_clock
from arrears.claims.joint_case import JOINT_GUILDS, QUESTIONS, JointFinding, Sale, read_findings
from arrears.claims.joint_conditions import ROUTE, Condition, JointFacts, joint_conditions, route_standing
from arrears.claims.joint_sale import (
    OwedOnPosition,
    SaleLine,
    occasions_of,
    owed_to_writers,
    payor_standings,
    sale_lines,
    separate_claims,
)
from arrears.engine.calendar import due_on as day_due
from arrears.formula.clause import ClauseFormula
from arrears.formula.kinds import read_kinds
from arrears.formula.words import say_clause
from arrears.obligations.answers import ClauseAnswer, as_typed
from arrears.reports.audit_report import heading_facts
from arrears.reports.compare_report import Compared, base_sentences, compare_use, guild_of
from arrears.reports.rate_report import PART, missing_words, part_cells
from arrears.reports.rate_report import STATE_WORDS as GIVES_WORDS
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, TreeLine
from arrears.vocabulary import FACTS

IN_SHORT = (
    "Figures that agree do not make provisions the same, and figures that differ do not make them different:"
    " that is a person's finding, below."
)
ONLY_WRITERS = (
    "Of receipts and uses, the audit pays people under the writers' agreements only, since no record names"
    " who is paid under the others; here with all earlier sales counted. The tables below price the reported"
    " line under each guild alike, counters beginning with it."
)


@dataclass(frozen=True)
class JointPage:
    """All that the report shows of one sale.

    stated_besides: facts of the asker, '' for every guild or by the family whose records differ.
    """

    sale: Sale
    lines: tuple[SaleLine, ...]
    stated_besides: Mapping[str, Mapping[str, str]]
    owed: tuple[OwedOnPosition, ...]
    conditions: tuple[Condition, ...]
    findings: tuple[JointFinding, ...]


def build_joint(page: JointPage, agreements: Sequence[Agreement], heading: RunHeading) -> Report:
    """The page of one sale; agreements: every version of every guild, chosen by the dates of the line."""
    sections: list[Section] = [Section("The writers' amounts", (ONLY_WRITERS,), (_owed(page, heading),))]
    compared: list[Compared] = []
    for line in page.lines:
        only = {family: facts for family, facts in page.stated_besides.items() if family}
        stated = {**line.stated, **page.stated_besides.get("", {})}
        own = compare_use(agreements, stated, only, (line.kind,))
        compared += own
        sections.append(_line_section(page, line, own))
    as_of = date.fromisoformat(heading.as_of)
    sections += [
        Section("Each guild's own clock", (CLOCKS,), (_clocks(page, compared, as_of),)),
        Section(
            "The joint route", _route_sentences(page), (_conditions(page.conditions),), _tree(page.conditions)
        ),
        Section("What people found", (), (_findings(page.findings),)),
        Section("What was left out", heading.left_out or ("Nothing that is known of.",)),
    ]
    facts = (("sale", page.sale.text()), *_besides(page), *heading_facts(heading))
    return Report("One sale under several guilds", facts, tuple(sections))


CLOCKS = (
    "Counted from the day on which the amount fell due, as the day of the facts that a claim is based on;"
    " when a guild knew of them is asked for where a clock turns on it."
)


def _besides(page: JointPage) -> Iterator[tuple[str, str]]:
    for family, facts in page.stated_besides.items():
        whose = f"stated by who asks, for {guild_of(family)}" if family else "stated by who asks"
        if facts:
            yield whose, ", ".join(f"{name} {text}" for name, text in facts.items())


def _line_section(page: JointPage, line: SaleLine, compared: Sequence[Compared]) -> Section:
    priced = [one for one in compared if one.answer.found.cents is not None]
    others = [one for one in compared if one.answer.found.cents is None]
    facts = ", ".join(f"{name.replace('_', ' ')} {text}" for name, text in line.stated.items())
    silent = [
        guild for guild in JOINT_GUILDS if guild not in {one.answer.agreement.family for one in compared}
    ]
    none = (
        (f"No clause of {', '.join(map(guild_of, silent))} that is encoded applies to it.",) if silent else ()
    )
    sentences = (f"Reported: {facts}.", *base_sentences(priced), *none, IN_SHORT)
    place = page.lines.index(line) + 1
    tables = (_difference(priced, place, line), _asking(others, place))
    name = f"territory {line.territory.replace('_', ' ')}"
    return Section(f"The difference, line {place} of {len(page.lines)}: {name}", sentences, tables)


def _difference(priced: Sequence[Compared], place: int, line: SaleLine) -> Table:
    columns = (
        Column("guild", "guild"), Column("clause", "clause"), Column("reading", "reading"), *PART,
        Column("base", "base", "money"), Column("rate", "rate"), Column("amount", "amount", "money"),
        Column("window", "window"), Column("shared", "shared among"), Column("due_on", "due", "date"),
        Column("due_rule", "due rule"), Column("status", "status"), Column("source", "source"),
    )  # fmt: skip
    readings: dict[tuple[Cell, ...], list[str]] = {}
    for one in priced:
        said = ", ".join(dict.fromkeys(one.answer.reading.values()))
        readings.setdefault(_difference_row(one, line), []).append(said)
    rows = tuple(
        (*row[:2], "; ".join(dict.fromkeys(filter(None, said))), *row[2:]) for row, said in readings.items()
    )
    return Table(f"difference_{place}", "Side by side", columns, rows)


def _difference_row(one: Compared, line: SaleLine) -> tuple[Cell, ...]:
    answer, base, clause = one.answer, one.base, one.answer.clause
    return (
        one.guild,
        f"{answer.agreement.address}/{clause.name}",
        *part_cells(answer),
        Money(round(base.cents), line.currency) if base is not None else None,
        _rate(base.rate.numerator, base.rate.denominator) if base is not None else "no share of one base",
        Money(answer.found.cents, line.currency, clause.status),
        _window(answer.formula),
        _shared(clause),
        due_on(clause, {**line.stated, **_period_days(answer)}),
        due_words(clause.due) if clause.due else "the clause states no due date",
        clause.status,
        full_source(clause.citation.source, clause.citation.text),
    )


def _rate(numerator: int, denominator: int) -> str:
    """A share in percent with up to six digits, else as a fraction."""
    scaled, rest = divmod(numerator * 10**8, denominator)
    if rest:
        return f"{numerator}/{denominator}"
    digits = f"{scaled:07d}"
    return f"{digits[:-6]}.{digits[-6:]}".rstrip("0").rstrip(".") + "%"


def _window(formula: ClauseFormula) -> str:
    """The periods that a clause cuts a use into; a sale of receipts has none, and a run is one."""
    if formula.each is None:
        is_sale = formula.record_kind == "statement_line"
        return "none: a share of receipts" if is_sale else "none: paid for the whole use"
    first = say_clause(formula).splitlines()[0]
    cut = first.partition(", if ")[0].partition(", for each ")[2].strip()
    return f"each {cut}" if cut else f"periods of {formula.each.days} days"


def _period_days(answer: ClauseAnswer) -> dict[str, str]:
    """The days of a period that a use is cut into, under the names that due rules know."""
    part = answer.part
    if part is None or part.first is None or part.last is None:
        return {}
    return {"period_from": part.first.isoformat(), "period_to": part.last.isoformat()}


def _shared(clause: Clause) -> str:
    """Who takes the amount, as the clause says."""
    parts = [clause.to.replace("_", " ")] if clause.to else []
    if clause.split is not None:
        parts.append(f"by {clause.split.by}")
    if clause.division is not None:
        parts += [f"{name.replace('_', ' ')} {share}" for name, share in clause.division.shares]
    return ", ".join(parts) or "not stated"


def due_on(clause: Clause, stated: Mapping[str, str]) -> date | None:
    """When the amount falls due for a line; null where the clause or the line does not say."""
    if clause.due is None:
        return None
    days = {rule.after: stated.get(rule.after) for rule in rules_of(clause.due)}
    known = {name: date.fromisoformat(text) for name, text in days.items() if text is not None}
    kinds = read_kinds(FACTS[clause.record_kind])
    facts = {
        name: read_fact(WrittenText(as_typed(stated[name], kinds[name]), name), kinds[name])
        for name in due_facts(clause.due)
        if name in stated
    }
    return day_due(clause.due, known.get, facts)


def _asking(others: Sequence[Compared], place: int) -> Table:
    columns = (
        Column("guild", "guild"), Column("clause", "clause"), Column("gives", "what it gives"),
        Column("asks_for", "asks for"), Column("status", "status"), Column("source", "source"),
    )  # fmt: skip
    rows = [
        (
            one.guild,
            f"{one.answer.agreement.address}/{one.answer.clause.name}",
            GIVES_WORDS[one.answer.found.state],
            missing_words(one.answer),
            one.answer.clause.status,
            full_source(one.answer.clause.citation.source, one.answer.clause.citation.text),
        )
        for one in others
    ]
    return Table(f"asking_{place}", "Clauses that ask for more", columns, tuple(dict.fromkeys(rows)))


def _owed(page: JointPage, heading: RunHeading) -> Table:
    columns = (
        Column("clause", "clause"), Column("position", "read as"), Column("whose", "words"),
        Column("base", "base", "money"), Column("rate", "rate"), Column("amount", "clause pays", "money"),
        Column("owed", "owed to people", "money"), Column("paid", "paid", "money"),
        Column("open", "open", "money"), Column("stands", "stands"),
        Column("currency", "currency", for_readers=False),
    )  # fmt: skip
    held = f"no payment found in the records held to {heading.held_to()}"
    rows = tuple(
        (
            one.clause,
            one.position,
            "its own words" if one.is_own_words else "as another side reports it",
            Money(one.base_cents, one.currency) if one.base_cents is not None else None,
            _rate(*one.rate) if one.rate else "no share of one base",
            Money(one.clause_cents, one.currency, one.status),
            Money(one.owed_cents, one.currency, one.status),
            Money(one.paid_cents, one.currency),
            Money(one.open_cents, one.currency, one.status),
            ", ".join(held if s == "no_payment_found" else STATE_WORDS.get(s, s) for s in one.states),
            one.currency,
        )
        for one in page.owed
    )
    return Table("writers", "", columns, rows)


def _clocks(page: JointPage, compared: Sequence[Compared], as_of: date) -> Table:
    columns = (
        Column("guild", "guild"), Column("agreement", "agreement"), Column("clock", "clock"),
        Column("counts", "counts"), Column("last_day", "last day"), Column("stands", "stands"),
        Column("lacks", "not known, and where to find it"), Column("source", "source"),
    )  # fmt: skip
    rows: dict[tuple[Cell, ...], None] = {}
    for one in compared:
        if one.answer.agreement.family in JOINT_GUILDS:
            days = [due_on(one.answer.clause, line.stated) for line in page.lines]
            rows |= dict.fromkeys(_clock_rows(one.answer.agreement, [day for day in days if day], as_of))
    return Table("clocks", "", columns, tuple(rows))


def _clock_rows(agreement: Agreement, due: Sequence[date], as_of: date) -> Iterator[tuple[Cell, ...]]:
    procedure = find_procedure(agreement.address)
    guild = guild_of(agreement.family)
    if procedure is None:
        nothing = "no procedure of this version is encoded"
        yield (guild, agreement.address, "file the claim", "", "not known", "unknown", nothing, "")
        return
    days = ClaimDays("residuals", {"occurrence": min(due)} if due else {})
    for clock in procedure.clocks_for("residuals"):
        if clock.step != "filed" or clock.forum == "joint":
            continue
        deadline = run_clock(procedure, clock.clock_id, days, as_of=as_of)
        counts = f" {clock.joined} ".join(limb.words() for limb in clock.limbs)
        lacks = "; ".join(dict.fromkeys(deadline.lacks))
        yield (
            guild, agreement.address, clock.title, counts, bounds_text(deadline.bounds), deadline.state,
            lacks, full_source(clock.citation.source, clock.citation.text),
        )  # fmt: skip


def _route_sentences(page: JointPage) -> tuple[str, ...]:
    return (
        f"Of the joint route: {route_standing(page.conditions)}.",
        f"Read in {ROUTE}, sideletter E; an earlier sale stands under the sideletter as it then was, which"
        " was not read. Each guild's claim keeps its own time limit, and individuals and loan-outs are no"
        " parties.",
    )


def _conditions(conditions: Sequence[Condition]) -> Table:
    columns = (
        Column("condition", "condition"), Column("answer", "met"), Column("source", "source"),
        Column("says", "what it says", for_readers=False), Column("because", "because", for_readers=False),
    )  # fmt: skip
    rows = tuple(
        (one.name.replace("_", " "), one.answer, one.source, one.says, one.because) for one in conditions
    )
    return Table("conditions", "", columns, rows)


def _tree(conditions: Sequence[Condition]) -> tuple[TreeLine, ...]:
    """The conditions in full, each with what it says and what its answer rests on."""
    return tuple(TreeLine(0, one.says, one.answer, (f"{one.because} ({one.source})",)) for one in conditions)


def _findings(findings: Sequence[JointFinding]) -> Table:
    columns = (
        Column("question", "asked"), Column("answer", "found"), Column("guild", "guild"),
        Column("day", "day", "date"), Column("by", "by"), Column("on", "on", "date"), Column("why", "why"),
    )  # fmt: skip
    rows = tuple(
        (
            QUESTIONS[one.question].says, one.answer.replace("_", " "),
            guild_of(one.guild) if one.guild else "", one.day, one.acting.by, one.acting.on, one.acting.why,
        )
        for one in findings
    )  # fmt: skip
    return Table(
        "found", "", columns, rows, note="" if rows else "Nobody has said anything of this sale yet."
    )


def joint_procedure() -> Procedure:
    """The procedure in which the joint route was read."""
    found = find_procedure(ROUTE)
    if found is None:
        raise ValueError(f"the library has no procedure of {ROUTE}")
    return found


def gather_joint(
    book: Book, explainer: Explainer, sale: Sale, stated: Mapping[str, Mapping[str, str]]
) -> JointPage:
    """Everything that the page shows of a sale of a finished run; stated: as `JointPage.stated_besides`.

    Findings: `sale-unknown`.
    """
    heading, as_of = explainer.run.heading, explainer.as_of
    lines = sale_lines(explainer, sale)
    known_by = date.fromisoformat(heading.known_by) if heading.known_by else None
    findings = read_findings(book, sale, seq=heading.seq, known_by=known_by)
    payors = payor_standings(explainer, sale, as_of)
    occasions = occasions_of(explainer, sale, lines)
    claims = separate_claims(book, sale, occasions, as_of=as_of, seq=heading.seq)
    conditions = joint_conditions(joint_procedure(), JointFacts(findings, payors, claims, as_of))
    owed = owed_to_writers(explainer, lines)
    return JointPage(sale, lines, stated, owed, conditions, findings)
