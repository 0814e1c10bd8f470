"""What the clauses of a market pay on a day, in words, with the citation and how far it can be trusted.

Facts that nobody stated are named, never guessed: a clause that may apply is listed with what it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from arrears.agreements.model import Agreement
from arrears.agreements.texts import full_source
from arrears.formula.asks import clause_nodes
from arrears.formula.words import say_steps, say_terms, show_date, show_name
from arrears.money import show_cents
from arrears.obligations.answers import ClauseAnswer, Use, answer_use
from arrears.reports.agreement_tables import cited_text
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, TreeLine
from arrears.vocabulary import FACTS, MARKETS

PART = (
    Column("part", "period", "count"),
    Column("part_from", "from", "date"),
    Column("part_to", "to", "date"),
)
KINDS_WITH_MARKET = tuple(kind for kind, facts in FACTS.items() if "market" in facts)
STATE_WORDS: Mapping[str, str] = {
    "amount": "pays",
    "missing": "applies; its amount asks for more facts",
    "cannot tell": "may apply; that asks for more facts",
    "right": "gives a right",
}


def rate_answers(agreements: Sequence[Agreement], market: str, use: Use) -> tuple[ClauseAnswer, ...]:
    """What the clauses of one market give, those that pay first, then those that ask for more facts."""
    stated = {**use.stated, "market": market}
    asked = Use(stated, use.day, use.is_first)
    found = [one for agreement in agreements for one in answer_use(agreement, asked, KINDS_WITH_MARKET)]
    order = list(STATE_WORDS)
    return tuple(sorted(found, key=lambda one: order.index(one.found.state)))


def build_rate_report(
    agreements: Sequence[Agreement], answers: Sequence[ClauseAnswer], market: str, use: Use
) -> Report:
    """The answers as a report: one section for each clause and reading, and all of them as one table.

    A clause that cuts its records into periods tells what each of them gives.
    """
    told = "Nothing that was not stated is guessed; a clause that may apply names the facts that it asks for."
    sections = [Section("", (told,) if answers else (told, _nothing(agreements, market)))]
    sections += [_section(parts) for parts in _by_clause(answers)]
    sections.append(Section("All answers", (), (rates_table(answers), figures_table(answers))))
    return Report(f"What is paid for {MARKETS[market]}", tuple(_facts(agreements, use)), tuple(sections))


def _facts(agreements: Sequence[Agreement], use: Use) -> Iterator[tuple[str, str]]:
    yield "agreements", ", ".join(agreement.address for agreement in agreements)
    if use.day is not None:
        yield "day", show_date(use.day)
    stated = ", ".join(f"{show_name(name)} {value}" for name, value in use.stated.items())
    yield "stated", stated or "nothing else"


def _nothing(agreements: Sequence[Agreement], market: str) -> str:
    covered = "; ".join(
        f"{agreement.address} covers {agreement.covers_from} to {agreement.covers_until}"
        for agreement in agreements
    )
    return f"No clause of these agreements pays for {MARKETS[market]} on what is stated. {covered}."


def _by_clause(answers: Sequence[ClauseAnswer]) -> Iterator[Sequence[ClauseAnswer]]:
    """The answers of each clause on each reading, its periods together and in order."""
    groups: dict[tuple[str, str, str], list[ClauseAnswer]] = {}
    for one in answers:
        key = (one.agreement.address, one.clause.name, ",".join(one.reading.values()))
        groups.setdefault(key, []).append(one)
    for parts in groups.values():
        yield sorted(parts, key=lambda one: (one.part.number or 0) if one.part is not None else 0)


def _section(parts: Sequence[ClauseAnswer]) -> Section:
    answer = parts[0]
    clause = answer.clause
    words = f"{clause.words[0].upper()}{clause.words[1:]}." if clause.words else ""
    steps = say_steps(clause_nodes(answer.formula), with_tables=False)
    sentences = (
        words,
        *(_outcome_sentence(one) for one in parts),
        *say_terms(answer.formula),
        *(f"{step[0].upper()}{step[1:].rstrip(';')}." for step in steps),
        f"Source: {cited_text(clause.citation)}.",
    )
    terms = {term.address: term for one in parts for term in one.figures}
    figures = tuple(
        TreeLine(0, show_name(_name(term.address, clause.name)), term.written, (cited_text(term.citation),))
        for term in terms.values()
    )
    heading = f"{answer.agreement.address}/{clause.name}{_reading(answer)} [{clause.status}]"
    return Section(heading, tuple(one for one in sentences if one), tree=figures, depth=1)


def _name(address: str, clause: str) -> str:
    """A figure's name within its clause or article."""
    below = address.split("/", 3)[3]
    return below.removeprefix(f"{clause.partition('/')[2]}/").removeprefix("shared/").replace("/", ", ")


def _reading(answer: ClauseAnswer) -> str:
    sides = dict.fromkeys(answer.reading.values())
    return f" as read by {' and '.join(show_name(side) for side in sides)}" if sides else ""


def _outcome_sentence(answer: ClauseAnswer) -> str:
    found, it = answer.found, _subject(answer)
    if found.cents is not None:
        said = f"{it} pays {show_cents(found.cents)}."
    elif found.state == "right":
        said = f"{it} gives a right: {found.right}."
    else:
        said = f"{it} {STATE_WORDS[found.state]}: {missing_words(answer)}."
    stands = ", ".join(show_name(name) for name in answer.stands_for)
    return said + (f" The day is taken for {stands}." if stands else "")


def _subject(answer: ClauseAnswer) -> str:
    """What gives the amount: the clause, or one of its periods."""
    part, each = answer.part, answer.formula.each
    if part is None or part.first is None or part.last is None or each is None:
        return "It"
    days = f"from {show_date(part.first)} to {show_date(part.last)}"
    return f"{show_name(each.name).capitalize()} {part.number}, {days},"


def missing_words(answer: ClauseAnswer) -> str:
    """The facts that an answer lacks, and the rows that the agreement lacks."""
    rows = [f"no row of {show_name(gap.table)} for {', '.join(gap.keys)}" for gap in answer.gaps]
    return "; ".join([*(show_name(name) for name in answer.missing), *rows]) or "nothing that can be named"


def rates_table(answers: Sequence[ClauseAnswer]) -> Table:
    """One row for each clause and reading, and for each period of a clause that is cut into periods."""
    columns = (
        Column("clause", "clause"), Column("reading", "reading"), *PART, Column("state", "what it gives"),
        Column("amount", "amount", "money"), Column("figures", "figures"), Column("asks_for", "asks for"),
        Column("status", "status"), Column("source", "source"),
    )  # fmt: skip
    return Table("rates", "", columns, tuple(_row(answer) for answer in answers))


def _row(answer: ClauseAnswer) -> tuple[Cell, ...]:
    clause, found = answer.clause, answer.found
    return (
        f"{answer.agreement.address}/{clause.name}",
        ", ".join(f"{name}={side}" for name, side in answer.reading.items()),
        *part_cells(answer),
        STATE_WORDS[found.state],
        Money(found.cents, "usd", clause.status) if found.cents is not None else None,
        "; ".join(f"{_name(term.address, clause.name)} {term.written}" for term in answer.figures),
        "" if found.cents is not None else missing_words(answer),
        clause.status,
        full_source(clause.citation.source, clause.citation.text),
    )


def part_cells(answer: ClauseAnswer) -> tuple[Cell, ...]:
    """The cells of PART: empty for a clause without periods, and for a period whose days are not known."""
    part = answer.part
    return (None, None, None) if part is None else (part.number, part.first, part.last)


def figures_table(answers: Sequence[ClauseAnswer]) -> Table:
    """The figures that the answers rest on, one row each, with where they are said."""
    columns = (
        Column("clause", "clause"), Column("figure", "figure"), Column("written", "is"),
        Column("status", "status"), Column("source", "source"), Column("address", "address"),
    )  # fmt: skip
    rows = tuple(
        (
            f"{answer.agreement.address}/{answer.clause.name}",
            _name(term.address, answer.clause.name),
            term.written,
            term.citation.status,
            full_source(term.citation.source, term.citation.text),
            term.address,
        )
        for answer in answers
        for term in answer.figures
    )
    return Table("figures", "The figures they rest on", columns, tuple(dict.fromkeys(rows)))


def in_force(agreements: Sequence[Agreement], family: str, day: date) -> tuple[Agreement, ...]:
    """The versions of a family that cover a day."""
    return tuple(
        one for one in agreements if one.family == family and one.covers_from <= day <= one.covers_until
    )
