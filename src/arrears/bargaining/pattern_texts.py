"""Finds the figures that another agreement's own text binds to a changed one: linked rates, and texts that a
clause file cannot hold.

A linked rate is raised and never lowered, by the engine of the links itself; where the text leaves open how
far, every reading is told.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from arrears.agreements.follow_links import follow_links
from arrears.agreements.load import clause_named
from arrears.agreements.lower_links import table_address
from arrears.agreements.model import Agreement, Clause, Link
from arrears.agreements.rewrite import clause_nodes, walk
from arrears.bargaining.pattern import (
    Bound,
    Change,
    EditedFigure,
    Follower,
    follower,
    line_of,
    matches,
    paired_figures,
)
from arrears.bargaining.practice import BindingText
from arrears.formula.nodes import Lookup, Span, Table
from arrears.formula.words import show_number

_DAY = re.compile(r"/\d{4}-\d\d-\d\d$")


def by_text(
    figure: EditedFigure,
    change: Change,
    versions: tuple[Sequence[Agreement], Sequence[Agreement]],
    texts: Sequence[BindingText],
) -> Iterator[Follower]:
    """The figures that a text binds. versions: of the whole library, and those in force on the day.

    Rows: one for each reading of how far a text raises; none where it does not raise at all.
    """
    library, in_force = versions
    linked = [
        (agreement, clause, link)
        for agreement in in_force
        for clause in agreement.clauses()
        for link in clause.links
    ]
    for one in linked:
        yield from _by_link(figure, change, one, library)
    for agreement, text in itertools.product(in_force, texts):
        for address, theirs in _bound_figures(figure, text, agreement):
            yield from _by_binding(figure, text, (agreement, address), theirs)


def _bound_figures(
    figure: EditedFigure, text: BindingText, agreement: Agreement
) -> Iterator[tuple[str, Fraction]]:
    for pair in text.pairs:
        yield from paired_figures(figure, (pair.of, pair.to), agreement)


def _by_link(
    figure: EditedFigure,
    change: Change,
    linked: tuple[Agreement, Clause, Link],
    library: Sequence[Agreement],
) -> Iterator[Follower]:
    agreement, clause, link = linked
    followed = [
        (pattern, said) for pattern, said in link.follows if matches(pattern, _DAY.sub("", figure.address))
    ]
    if not followed:
        return
    pattern, said = followed[0]
    own = line_of(change.base.address)
    before = [
        one for one in library if one.covers_from < figure.effective_on and one.address != agreement.address
    ]
    before = [
        one for one in before if line_of(one.address) != own or one.covers_from <= change.base.covers_from
    ]
    shadow = replace(change.amended, covers_from=figure.effective_on)
    old = follow_links(agreement, before)
    new = follow_links(agreement, [*before, shadow])
    for side, _ in link.raised:
        was, now = (_rate_on(one, clause.name, table_address(link, side), figure.effective_on)
                    for one in (old, new))  # fmt: skip
        if was is not None and now is not None and now > was:
            ours = f"{show_number(figure.was, figure.kind)} to {show_number(figure.now, figure.kind)}"
            why = f"its rate follows {pattern}, and never falls; ours goes from {ours}"
            bound = Bound("text", was, now, why, said.source, said.status, side)
            yield follower(figure, agreement, link.address, bound)


def _rate_on(agreement: Agreement, clause_name: str, address: str, day: date) -> Fraction | None:
    """The figure of a linked rate on a day."""
    clause = clause_named(agreement, clause_name)
    tables = _tables(clause) if clause is not None else ()
    rows = (row for table in tables if table.address == address for row in table.rows)
    return next((row.value for row in rows if _holds(row.keys[0], day)), None)


def _tables(clause: Clause) -> Iterator[Table]:
    answers = [answer.node for question in clause.questions for answer in question.answers]
    for root in (*clause_nodes(clause), *answers):
        for node in walk(root):
            if isinstance(node, Lookup):
                yield node.table


def _holds(key: Span | str, day: date) -> bool:
    if not isinstance(key, Span):
        return False
    low, high = key.low, key.high
    return (not isinstance(low, date) or low <= day) and (not isinstance(high, date) or day < high)


def _by_binding(
    figure: EditedFigure, text: BindingText, at: tuple[Agreement, str], theirs: Fraction
) -> Iterator[Follower]:
    """What a text raises a figure to, on each reading of how far; nothing where ours does not rise."""
    agreement, address = at
    if figure.now <= figure.was or figure.was == 0:
        return
    rise, why = figure.now - figure.was, f"{text.said.says} ({text.said.by})"
    for reading in text.raised:
        now = theirs * figure.now / figure.was if reading == "in proportion" else theirs + rise
        bound = Bound("text", theirs, now, why, text.said.cite, text.said.status, reading)
        yield follower(figure, agreement, address, bound)
