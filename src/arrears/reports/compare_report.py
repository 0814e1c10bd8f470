"""One use of one title under several guilds, side by side: base, rate, amount, citation, and why they differ.

Each guild's agreement is chosen by the dates that govern it. A guild whose amount asks for more facts is
listed with them; nothing is taken for stated that was not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from arrears.agreements.model import Agreement, TermRecord
from arrears.agreements.texts import full_source
from arrears.formula.words import show_name
from arrears.money import Cents, show_cents
from arrears.obligations.answers import ClauseAnswer, Use, answer_use
from arrears.obligations.bases import Base, base_of
from arrears.reports.rate_report import PART, STATE_WORDS, missing_words, part_cells
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

GUILDS: Mapping[str, str] = {
    "wga": "WGA", "dga": "DGA", "sag": "SAG-AFTRA", "iatse": "IATSE", "afm": "AFM",
}  # fmt: skip
PRICED = (
    Column("guild", "guild"), Column("clause", "clause"), Column("reading", "reading"), *PART,
    Column("base", "base", "money"), Column("rate", "rate"), Column("amount", "amount", "money"),
    Column("status", "status"), Column("source", "source"),
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One guild's answer with its base, where the amount is a share of one."""

    guild: str
    answer: ClauseAnswer
    base: Base | None


def compare_use(
    agreements: Sequence[Agreement],
    stated: Mapping[str, str],
    only: Mapping[str, Mapping[str, str]],
    kinds: Sequence[str] = ("statement_line",),
) -> tuple[Compared, ...]:
    """What every guild's clauses give for one use, the first of its title; one answer for each period that a
    clause cuts it into.

    kinds: of records whose clauses are asked; without them those of statement lines, which tell of sales.
    only: facts that the records of one guild state otherwise, by family: a director's statement counts the
    licence fee where a writer's counts the distributor's gross of the same sale.
    """
    found: list[Compared] = []
    for agreement in agreements:
        use = Use({**stated, **only.get(agreement.family, {})}, None, True)
        found += [
            Compared(guild_of(agreement.family), answer, base_of(answer))
            for answer in answer_use(agreement, use, kinds)
        ]
    order = list(GUILDS.values())
    return tuple(sorted(found, key=lambda one: order.index(one.guild) if one.guild in order else len(order)))


def guild_of(family: str) -> str:
    """What a family of agreements is called; a family of one's own by its name."""
    return GUILDS.get(family, family)


def build_compare_report(
    compared: Sequence[Compared], stated: Mapping[str, str], only: Mapping[str, Mapping[str, str]]
) -> Report:
    """The comparison as a report."""
    priced = [one for one in compared if one.answer.found.cents is not None]
    others = [one for one in compared if one.answer.found.cents is None]
    sections = (
        Section("Side by side", (_count_sentence(priced),), (_priced_table(priced),)),
        Section("What the amounts are shares of", tuple(base_sentences(priced)), (_bases_table(priced),)),
        Section("What asks for more", (), (_asking_table(others),)),
    )
    facts = ", ".join(f"{show_name(name)} {value}" for name, value in stated.items())
    differing = [
        (f"but for {guild_of(family)}", ", ".join(f"{show_name(n)} {v}" for n, v in own.items()))
        for family, own in only.items()
    ]
    heading = (
        ("use", facts),
        *differing,
        ("counters", "begin with this use: nothing was sold or shown before"),
    )
    return Report("One use under several guilds", heading, sections)


def _count_sentence(priced: Sequence[Compared]) -> str:
    guilds = dict.fromkeys(one.guild for one in priced)
    if not guilds:
        return "No guild's clause gives an amount on what is stated."
    return (
        f"Amounts are given by {', '.join(guilds)}; each agreement is the one that the stated dates choose."
    )


def _priced_table(priced: Sequence[Compared]) -> Table:
    return Table("compared", "", PRICED, tuple(_priced_row(one) for one in priced))


def _priced_row(one: Compared) -> tuple[Cell, ...]:
    answer, base, clause = one.answer, one.base, one.answer.clause
    return (
        one.guild,
        f"{answer.agreement.address}/{clause.name}",
        ", ".join(dict.fromkeys(answer.reading.values())),
        *part_cells(answer),
        _whole(base.cents) if base is not None else None,
        _share(base.rate) if base is not None else "no share of one base",
        Money(answer.found.cents, "usd", clause.status),
        clause.status,
        full_source(clause.citation.source, clause.citation.text),
    )


def _whole(cents: Fraction) -> Money:
    """A base in whole cents, as it is shown; the exact figure is what was priced."""
    return Money(round(cents))


def _share(rate: Fraction) -> str:
    hundredfold = rate * 100
    if 10**6 % hundredfold.denominator == 0:
        digits = f"{hundredfold.numerator * (10**6 // hundredfold.denominator):07d}"
        return f"{digits[:-6]}.{digits[-6:]}".rstrip("0").rstrip(".") + "%"
    return f"{rate}"


def base_sentences(priced: Sequence[Compared]) -> Iterator[str]:
    """Whether the guilds take shares of the same money, and what makes their bases differ."""
    known = [(one, one.base) for one in priced if one.base is not None]
    groups: dict[Fraction, list[tuple[Compared, Base]]] = {}
    for one, base in known:
        groups.setdefault(base.cents, []).append((one, base))
    if len(groups) == 1 and len({one.guild for one, _ in known}) > 1:
        yield f"The bases agree: every guild takes its share of {_cents(known[0][1].cents)}."
    for cents, members in groups.items() if len(groups) > 1 else ():
        guilds = ", ".join(dict.fromkeys(one.guild for one, _ in members))
        reasons = dict.fromkeys(reason for one, base in members for reason in _reasons(one, base))
        yield f"{guilds}: {_cents(cents)}, because {'; '.join(reasons) or 'the stated money is taken whole'}."
    for one in priced:
        if one.base is None:
            yield f"{one.guild}, {one.answer.clause.name}: the amount is no share of one base."


def _cents(cents: Fraction) -> str:
    return show_cents(Cents(round(cents)))


def _reasons(one: Compared, base: Base) -> Iterator[str]:
    for term in base.figures:
        source = full_source(term.citation.source, term.citation.text)
        yield f"{_term_name(term, one)} {term.written} ({source})"


def _term_name(term: TermRecord, one: Compared) -> str:
    below = term.address.removeprefix(f"{one.answer.agreement.address}/")
    parts = [
        part for part in below.split("/")[1:] if part not in ("shared", one.answer.clause.name.split("/")[-1])
    ]
    return ", ".join(show_name(part) for part in parts)


def _bases_table(priced: Sequence[Compared]) -> Table:
    columns = (
        Column("guild", "guild"), Column("clause", "clause"), Column("part", "part"),
        Column("figure", "figure"), Column("written", "is"), Column("status", "status"),
        Column("source", "source"),
    )  # fmt: skip
    rows = [
        (one.guild, one.answer.clause.name, part, _term_name(term, one), term.written, term.citation.status,
         full_source(term.citation.source, term.citation.text))
        for one in priced
        if one.base is not None
        for part, terms in (("base", one.base.figures), ("rate", one.base.rate_figures))
        for term in terms
    ]  # fmt: skip
    return Table("figures", "", columns, tuple(dict.fromkeys(rows)))


def _asking_table(others: Sequence[Compared]) -> Table:
    columns = (
        Column("guild", "guild"), Column("clause", "clause"), Column("state", "what it gives"),
        Column("asks_for", "asks for"), Column("source", "source"),
    )  # fmt: skip
    rows = [
        (
            one.guild,
            f"{one.answer.agreement.address}/{one.answer.clause.name}",
            STATE_WORDS[one.answer.found.state],
            missing_words(one.answer),
            full_source(one.answer.clause.citation.source, one.answer.clause.citation.text),
        )
        for one in others
    ]
    return Table("asking", "", columns, tuple(dict.fromkeys(rows)))
