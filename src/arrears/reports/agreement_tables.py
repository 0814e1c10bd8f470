"""The tables of an agreement's page: figures and grids with their sources, readings, worked cases, rules.

Every figure keeps its status: a reader must see which of them nobody has seen in a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.case_values import Expected, Value
from arrears.agreements.cases import CaseRecord, WorkedCase
from arrears.agreements.model import (
    Agreement,
    Article,
    Citation,
    Clause,
    Conflict,
    LeftOut,
    Noted,
    TermRecord,
)
from arrears.agreements.texts import full_source
from arrears.formula.kinds import NUMBER, Kind, read_kinds
from arrears.formula.words import say, show_name, show_number
from arrears.money import show_cents
from arrears.reports.tables import STATUS_MARKS, Cell, Column, Table
from arrears.vocabulary import FACTS

SOURCE_COLUMNS = (Column("status", "status"), Column("source", "source"))
MOST_RECORDS = 4  # of a worked case; the file has them all


def figure_tables(terms: Sequence[TermRecord], address: str) -> Iterator[Table]:
    """The figures of a clause or an article: lone ones in one table, and one grid for each printed table."""
    lone: list[tuple[Cell, ...]] = []
    grids: dict[str, list[tuple[tuple[str, ...], TermRecord]]] = {}
    for term in terms:
        name, *keys = _below(term.address, address).removeprefix("shared/").split("/")
        if keys:
            grids.setdefault(name, []).append((tuple(keys), term))
        else:
            lone.append((show_name(name), term.written, *_source(term.citation)))
    if lone:
        columns = (Column("name", "figure"), Column("written", "is"), *SOURCE_COLUMNS)
        yield Table("figures", "", columns, tuple(lone))
    for name, cells in grids.items():
        yield _grid(name, cells)


def _below(address: str, above: str) -> str:
    if address.startswith(f"{above}/"):
        return address.removeprefix(f"{above}/")
    return address.removeprefix(f"{above.rpartition('/')[0]}/")


def _grid(name: str, cells: Sequence[tuple[tuple[str, ...], TermRecord]]) -> Table:
    """A printed table: rows by all keys but the last, columns by the last, where that makes a grid."""
    citations = {term.citation for _, term in cells}
    note = "; ".join(dict.fromkeys(cited_text(one) for one in citations)) if len(citations) <= 2 else ""
    heads = list(dict.fromkeys(keys[-1] for keys, _ in cells))
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for keys, term in cells:
        rows.setdefault(keys[:-1], {})[keys[-1]] = _marked(term)
    if len(cells[0][0]) > 1 and all(list(row) == heads for row in rows.values()):
        columns = (Column("row", "for"), *(Column(f"column_{k}", show_name(h)) for k, h in enumerate(heads)))
        filled = tuple((_row_name(keys), *(row[head] for head in heads)) for keys, row in rows.items())
        return Table(name, show_name(name), columns, filled, note)
    listed: list[tuple[Cell, ...]] = [(_row_name(keys), _marked(term)) for keys, term in cells]
    columns = (Column("row", "for"), Column("written", "is"))
    if not note:
        columns = (*columns, *SOURCE_COLUMNS)
        listed = [(*row, *_source(term.citation)) for row, (_, term) in zip(listed, cells)]
    return Table(name, show_name(name), columns, tuple(listed), note)


def _row_name(keys: Sequence[str]) -> str:
    return ", ".join(show_name(key) if not any(c.isdigit() for c in key) else _range(key) for key in keys)


def _range(key: str) -> str:
    """`4..6` is 4 to 6."""
    return key.replace("..", " to ")


def _marked(term: TermRecord) -> str:
    return term.written + STATUS_MARKS.get(term.citation.status, "")


def _source(citation: Citation) -> tuple[str, str]:
    note = f"; {citation.note}" if citation.note else ""
    return citation.status, f"{full_source(citation.source, citation.text)}{note}"


def cited_text(citation: Citation) -> str:
    """A citation in a sentence: where, how far to be trusted, what to know."""
    note = f"; {citation.note}" if citation.note else ""
    return f"{full_source(citation.source, citation.text)} [{citation.status}]{note}".rstrip(".")


def readings_table(clause: Clause) -> Table:
    """Every answer to every question of a clause."""
    columns = (
        Column("question", "question"), Column("side", "reading"), Column("by", "whose"),
        Column("says", "says"), Column("because", "because"), *SOURCE_COLUMNS,
    )  # fmt: skip
    rows = tuple(
        (
            show_name(question.name),
            show_name(answer.side),
            (answer.by or "nobody known") + ("" if answer.is_own_words else ", as somebody else reports it"),
            say(answer.node),
            answer.because,
            *_source(answer.citation or clause.citation),
        )
        for question in clause.questions
        for answer in question.answers
    )
    return Table("readings", "Readings: the words are disputed", columns, rows)


def cases_table(cases: Sequence[WorkedCase], record_kind: str) -> Table:
    """The worked cases of a clause: what goes in, what comes out, who says so."""
    columns = (
        Column("case", "worked case"), Column("records", "given"), Column("expect", "pays"),
        Column("status", "status"), Column("source", "source"),
    )  # fmt: skip
    rows = tuple(
        (case.name, _records_text(case.records, record_kind), _expected_text(case), case.status, case.source)
        for case in cases
    )
    return Table("cases", "Worked cases", columns, rows)


def _records_text(records: Sequence[CaseRecord], record_kind: str) -> str:
    """What the records of a case say: what they have in common once, then what each says besides."""
    first = records[0].facts if records else {}
    same = {n: v for n, v in first.items() if all(record.facts.get(n) == v for record in records)}
    told = [
        _facts_text({n: v for n, v in record.facts.items() if n not in same}, record_kind)
        for record in records[:MOST_RECORDS]
    ]
    left = f"; and {len(records) - len(told)} more" if len(records) > len(told) else ""
    each = "; then ".join(text for text in told if text)
    return ". Then: ".join(part for part in (_facts_text(same, record_kind), each + left) if part)


def _facts_text(facts: Mapping[str, Value], record_kind: str) -> str:
    kinds = read_kinds(FACTS[record_kind])
    return ", ".join(
        f"{show_name(name)} {_value_text(value, _own_kind(name, kinds[name].kind))}"
        for name, value in facts.items()
        if value is not None and name in kinds
    )


def _own_kind(name: str, kind: Kind) -> Kind:
    """The kind without its unit where the fact's name says it: minutes 60, run 2."""
    return NUMBER if any(unit.rstrip("s") == name.rstrip("s") for unit, _ in kind.units) else kind


def _value_text(value: Value, kind: Kind) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Fraction():
            return show_number(value, kind)
    return str(value).replace("_", " ")


def _expected_text(case: WorkedCase) -> str:
    told: list[str] = []
    for expectation in case.expect:
        sides = ", ".join(show_name(side) for side in expectation.answers.values())
        amounts = ", ".join(_amount_text(amount) for amount in expectation.amounts)
        told.append(f"{sides}: {amounts}" if sides else amounts)
    return "; ".join(told)


def _amount_text(amount: Expected) -> str:
    return show_cents(amount) if isinstance(amount, int) else amount


def conflict_table(conflicts: Sequence[Conflict], address: str) -> Table:
    """What the sources print differently, every version."""
    columns = (Column("about", "about"), Column("says", "one source says"), *SOURCE_COLUMNS)
    rows = tuple(
        (_below(conflict.address, address), says, *_source(citation))
        for conflict in conflicts
        for says, citation in conflict.says
    )
    return Table("conflicts", "The sources differ", columns, rows)


def noted_table(noted: Sequence[Noted]) -> Table:
    """Terms that are known and not figured."""
    columns = (Column("name", "term"), Column("says", "says"), *SOURCE_COLUMNS)
    rows = tuple(
        (show_name(one.address.rpartition("/")[2]), one.says, *_source(one.citation)) for one in noted
    )
    return Table("noted", "Known, and not figured here", columns, rows)


def left_out_table(left_out: Sequence[LeftOut]) -> Table:
    """Parts of the text that are not encoded."""
    columns = (Column("part", "part of the text"), Column("because", "why it is not here"))
    return Table("left_out", "Not here", columns, tuple((one.part, one.because) for one in left_out))


def rules_table(agreement: Agreement) -> Table:
    """Due dates, late charges, credit shares and columns of the header."""
    columns = (Column("rule", "rule"), Column("says", "says"), *SOURCE_COLUMNS)
    rows = tuple(
        (
            show_name(part.address.removeprefix(f"{agreement.address}/").replace("/", ": ")),
            show_name(part.written),
            *(_source(part.citation) if part.citation else ("", "")),
        )
        for part in addressed_parts(agreement).values()
        if part.sort == "rule"
    )
    return Table("rules", "", columns, rows)


def unverified_table(articles: Sequence[Article]) -> Table:
    """The figures that nobody has seen in a text, each once."""
    columns = (Column("address", "figure"), Column("written", "is"), Column("source", "from"))
    found: dict[str, tuple[Cell, ...]] = {}
    terms = (term for article in articles for clause in article.clauses for term in clause.terms)
    for term in terms:
        if term.citation.status == "unverified":
            name = "/".join(term.address.split("/")[2:])
            found.setdefault(name, (name, term.written, _source(term.citation)[1]))
    return Table("unverified", "Figures not seen in a text", columns, tuple(found.values()))
