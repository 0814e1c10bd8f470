"""Rates that follow another agreement's: read from a file as dated tables that start at the linked figure.

How such a rate is raised is an expression over `starts`, `was` and `now`; where the text does not say, it is
a question with an answer for each side. What the other agreements hold is looked up in `follow_links`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from arrears.agreements.lower_table import read_dating
from arrears.agreements.model import Answer, Citation, Link, Question, TermRecord
from arrears.agreements.names import Declared, citation_of, text_at
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText, as_map, as_text
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_day, read_number
from arrears.formula.kinds import NUMBER
from arrears.formula.nodes import Fact, Lookup, Named, Node, Span, Table, TableRow, kind_of
from arrears.formula.read import read_expression

RAISED_BY: Mapping[str, Node] = {name: Fact(name, NUMBER) for name in ("starts", "was", "now")}
PARTS_OF_AN_ADDRESS = 5


@dataclass(frozen=True)
class Linked:
    """A linked rate as read: its node, figure and link, and its question where sides differ."""

    node: Node
    term: TermRecord
    link: Link
    question: Question | None


def lower_linked(declared: Declared, names: Mapping[str, Node]) -> Linked:
    """A linked rate, standing at its starting figure on every side.

    Findings: raises `Refused` for a start that is not one dated share, an address of another shape, a rate
    raised to something else than a share.
    """
    block = as_map(declared.written)
    selector = read_dating(as_text(block.get("dated_by")), names)
    starts_on, starts, written = _start(block)
    raised = _raised(block)
    follows = _follows(block, declared.citation)
    link = Link(
        name=declared.name,
        address=declared.address,
        starts=starts,
        starts_on=starts_on,
        follows=follows,
        raised=tuple((side, node) for side, node, _ in raised),
        citation=declared.citation,
        unfollowed=tuple(pattern for pattern, _ in follows),
    )
    term = TermRecord(f"{declared.address}/{starts_on.isoformat()}", written, declared.citation)
    tables = {side: Lookup(starting_table(link, side), (selector,)) for side, _ in link.raised}
    if list(tables) == [""]:
        return Linked(Named(declared.name, tables[""], declared.address), term, link, None)
    answers = tuple(_answer(side, tables[side], answer, declared.citation) for side, _, answer in raised)
    question = Question(declared.name, declared.address, answers)
    node = Named(declared.name, answers[0].node, declared.address, answers[0].side)
    return Linked(node, term, link, question)


def table_address(link: Link, side: str) -> str:
    """Where the dated table of one side stands."""
    return f"{link.address}/{side}" if side else link.address


def starting_table(link: Link, side: str) -> Table:
    """The table of a link that follows nothing yet: the starting figure from its day on."""
    row = TableRow((Span(link.starts_on),), link.starts, start_address(link), link.citation.status)
    return Table(link.name, (row,), NUMBER, table_address(link, side))


def start_address(link: Link) -> str:
    """Where the figure that is linked stands."""
    return f"{link.address}/{link.starts_on.isoformat()}"


def _start(block: WrittenMap) -> tuple[date, Fraction, str]:
    starts = as_map(block.get("starts"))
    if len(starts.entries) != 1:
        problem, found = "a linked rate starts once.", str(len(starts.entries))
        raise Refused([Finding("agreement-linked", starts.place, problem, "one date in `starts`", found)])
    ((day, written),) = starts.entries
    text = written.text if isinstance(written, WrittenText) else ""
    figure = read_number(text, written.place)
    if figure.kind != NUMBER or figure.value <= 0:
        problem = "a linked rate is a share above zero."
        raise Refused([Finding("agreement-linked", written.place, problem, "a share such as 5.4%", text)])
    return read_day(day.text, day.place), figure.value, text


def _follows(block: WrittenMap, above: Citation) -> tuple[tuple[str, Citation], ...]:
    written = block.get("follows")
    found: list[tuple[str, Citation]] = []
    for item in written.items if isinstance(written, WrittenList) else ():
        pattern = text_at(as_map(item), "at")
        parts = pattern.split("/")
        if len(parts) != PARTS_OF_AN_ADDRESS or not all(parts):
            problem = "this is not the address of a rate."
            expected = "agreement, version, article, clause and name: sag/*/supplemental/pay-tv/rate"
            raise Refused([Finding("agreement-linked", item.place, problem, expected, f"'{pattern[:80]}'")])
        found.append((pattern, citation_of(item, above) or above))
    return tuple(found)


def _raised(block: WrittenMap) -> list[tuple[str, Node, WrittenMap | None]]:
    """Each side, how it raises the rate, and the answer that says so."""
    written = block.get("raised")
    if isinstance(written, WrittenText):
        return [("", _share(written), None)]
    sides = as_map(written)
    if len(sides.entries) < 2:
        problem, remedy = "only one side says how the rate is raised.", "write the expression without a side"
        found = f"{len(sides.entries)}"
        raise Refused([Finding("agreement-linked", sides.place, problem, "two or more sides", found, remedy)])
    found_sides: list[tuple[str, Node, WrittenMap | None]] = []
    for side, answer in sides.entries:
        block_of_side = answer if isinstance(answer, WrittenMap) else None
        expression = answer if block_of_side is None else as_text(block_of_side.get("is"))
        found_sides.append((side.text, _share(expression), block_of_side))
    return found_sides


def _share(written: Written) -> Node:
    text = written.text if isinstance(written, WrittenText) else ""
    node = read_expression(text, RAISED_BY, written.place)
    if kind_of(node) != NUMBER:
        problem = "a linked rate is raised to a share."
        raise Refused([Finding("wrong-kind", written.place, problem, "a share", str(kind_of(node)))])
    return node


def _answer(side: str, node: Node, written: WrittenMap | None, above: Citation) -> Answer:
    block = written if written is not None else WrittenMap((), "")
    return Answer(
        side=side,
        by=text_at(block, "by"),
        node=node,
        because=text_at(block, "because"),
        is_own_words=text_at(block, "own_words") != "no",
        citation=citation_of(block, above),
    )
