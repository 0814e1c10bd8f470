"""What the amounts of a claim file rest on besides its clauses: due days, rules of lateness, and every term
that nobody has seen in a text. A reader sees behind each mark which term it stands for, and from where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.model import Agreement, Citation, Clause
from arrears.formula.words import show_name
from arrears.reports.agreement_report import day_words
from arrears.reports.agreement_tables import cited_text
from arrears.reports.tables import STATUS_MARKS, Cell, Column, Section, Table

Claimed = Sequence[tuple[Agreement, Clause]]
Rule = tuple[str, str, Citation]
RULES = "When it is due and what lateness costs"
MARKED = "What the marks rest on"
MARKED_SENTENCES = (
    "An amount with † rests on one of the terms below that are unverified: only memory or a low source"
    " supports it. One with ‡ rests on one that is derived: worked out from sourced figures. Whoever has the"
    " text can put the figure right, and every amount is figured again.",
)
NO_MARKS = "Every term of these clauses was seen in a text or in a good report of one."


def rules_section(claimed: Claimed, late: Table) -> Section:
    """The due days and rules of lateness that the claimed clauses follow, each with its place. late: how each
    charge runs and stops.
    """
    columns = (Column("rule", "rule"), Column("says", "says"), Column("source", "where it stands"))
    rows = tuple((name, said, cited_text(citation)) for name, said, citation in _rules(claimed))
    return Section(RULES, (), (Table("rules", "", columns, rows), late), depth=1)


def _rules(claimed: Claimed) -> Iterator[Rule]:
    """The rules of due days and of lateness that claimed clauses name, each once."""
    seen: set[str] = set()
    for agreement, clause in claimed:
        wanted = {
            f"{agreement.address}/due/{_last(clause.due.rule_id)}" if clause.due else "",
            f"{agreement.address}/late_rules/{_last(clause.late)}" if clause.late else "",
        }
        for part in addressed_parts(agreement).values():
            if part.address in wanted - seen and part.citation is not None:
                seen.add(part.address)
                what, name = part.address.removeprefix(f"{agreement.address}/").split("/", 1)
                kind = "due" if what == "due" else "lateness"
                yield (
                    f"{kind}: {show_name(name)} ({agreement.address})",
                    _said(part.written),
                    part.citation,
                )


def _said(written: str) -> str:
    """A rule as it is written, with the days that it names in words."""
    return re.sub(r"[a-z]+(?:_[a-z]+)+", lambda found: day_words(found[0]), written)


def _last(address: str) -> str:
    return address.rpartition("/")[2]


def marked_section(claimed: Claimed) -> Section:
    """Every unverified or derived term that the claimed clauses rest on, and the rules that they follow."""
    columns = (
        Column("mark", "mark"),
        Column("term", "term"),
        Column("written", "is"),
        Column("status", "status"),
        Column("source", "from"),
    )
    rows = tuple(dict.fromkeys(_marked(claimed)))
    said = MARKED_SENTENCES if rows else ()
    return Section(MARKED, said, (Table("marked", "", columns, rows, note="" if rows else NO_MARKS),))


def _marked(claimed: Claimed) -> Iterator[tuple[Cell, ...]]:
    for _, clause in claimed:
        yield from _weak(clause.name, clause.words, clause.citation)
        for term in clause.terms:
            yield from _weak("/".join(term.address.split("/")[2:]), term.written, term.citation)
    for name, said, citation in _rules(claimed):
        yield from _weak(name, said, citation)


def _weak(name: str, written: str, citation: Citation) -> Iterable[tuple[Cell, ...]]:
    mark = STATUS_MARKS.get(citation.status)
    if mark:
        yield (mark, name, written, citation.status, cited_text(citation))
