"""Builds the report on rival sources of use: who says what, money under each, its bounds, what explains it.

Amounts are of lines before they are shared among people, each under the name of whose word it follows.
"""

from __future__ import annotations

from arrears.claims.rival_facts import Group, Rivalry
from arrears.claims.rival_uses import Explained, FactTaken, MoneyBounds, RivalsFound, SourceMoney
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

CONFLICT_SENTENCE = (
    "Each cell on which sources differ, with what each says; the first is whom the audit believes first."
    " A source that says nothing of a period or a service is silent on it and contradicts nobody."
)
MONEY_SENTENCE = (
    "What the lines of a title come to if one source is right wherever it speaks, on each position, before"
    " sharing among people, late charges and payments. Every figure follows the word of the source named."
)
BOUNDS_SENTENCE = (
    "The least and the most over every combination of the sources, each priced in full. A combination with an"
    " amount that cannot be computed is in neither bound and is counted."
)
EXPLAINED_SENTENCE = (
    "The fewest facts which, taken from the other source, make the amounts equal on every position; sets of"
    " the same size are all told."
)
PLACE = (
    Column("title_id", "title"),
    Column("title", "name", for_readers=False),
)
GROUP = (
    *PLACE,
    Column("company_id", "company", for_readers=False),
    Column("market", "market"),
    Column("service", "service"),
    Column("territory", "territory", for_readers=False),
    Column("period", "period"),
)
CELL_WORDS = {"gross_cents": "gross", "units": "copies", "received_on": "received on"}


def build_conflicts_report(found: RivalsFound) -> Report:
    """The conflicts alone."""
    section = Section("Conflicts", (CONFLICT_SENTENCE,), (_conflicts_table(found),))
    return Report("Rival sources of use", _facts(found), (section,))


def build_rival_money_report(found: RivalsFound) -> Report:
    """Conflicts, money by source, bounds, and the facts that explain each gap."""
    left_out = found.left_out or ("Nothing that is known of.",)
    sections = (
        Section("Conflicts", (CONFLICT_SENTENCE,), (_conflicts_table(found),)),
        Section("Money under each source", (MONEY_SENTENCE,), (_money_table(found),)),
        Section("The least and the most", (BOUNDS_SENTENCE,), (_bounds_table(found),)),
        Section("What explains the gap", (EXPLAINED_SENTENCE,), (_gaps_table(found), _sets_table(found))),
        Section("What was left out", left_out),
    )
    return Report("Rival sources of use, priced", _facts(found), sections)


def _facts(found: RivalsFound) -> tuple[tuple[str, str], ...]:
    learned = f", learned by {found.known_by}" if found.known_by else ""
    return (
        ("as of", str(found.as_of)),
        ("records held to", f"{found.as_of}{learned}"),
        ("book", f"seq {found.seq}, head {found.head}"),
        ("trust", ", ".join(found.trust)),
    )


def _conflicts_table(found: RivalsFound) -> Table:
    columns = (
        *GROUP,
        Column("cell", "what"),
        Column("source", "who says so"),
        Column("value", "says", "text"),
    )
    rows = tuple(
        (*_group(rivalry.group, found), cell_words(cell), said.name, said_value(rivalry, cell, place))
        for rivalry in found.rivalries
        for cell in rivalry.differing()
        for place, said in enumerate(rivalry.said)
    )
    return Table("conflicts", "", columns, rows)


def cell_words(cell: str) -> str:
    """A cell in words: `gross`, `shown on 2008-09-04`, `time 1, first day`."""
    if "#" in cell:
        day, _, ordinal = cell.partition("#")
        return f"shown on {day}" + (f", use {ordinal}" if ordinal != "1" else "")
    word, _, number = cell.partition(" ")
    if word in ("from", "to") and number:
        return f"time {number}, {'first' if word == 'from' else 'last'} day"
    return CELL_WORDS[cell]


def said_value(rivalry: Rivalry, cell: str, place: int) -> str:
    """What a source says of a cell, as a reader sees it."""
    cells = rivalry.said[place].cells
    if cell not in cells:
        return "not said"
    return _value(rivalry.group, cell, "not known" if cells[cell] is None else str(cells[cell]))


def _value(group: Group, cell: str, value: str) -> str:
    if cell == "gross_cents" and value not in ("not said", "not known"):
        return Money(int(value), group.currency or "").text()
    return f"run {value}" if "#" in cell and value.isdecimal() else value


def _money_table(found: RivalsFound) -> Table:
    columns = (
        *PLACE,
        Column("source", "if right"),
        Column("groups", "speaks of", "count"),
        Column("position", "on position"),
        Column("amount", "amount", "money"),
        Column("not_computable", "lines not computable", "count"),
        Column("currency", "currency", for_readers=False),
    )
    rows = tuple(
        (one.title_id, found.names[one.title_id], one.source, one.groups, names, amount, unknown, currency)
        for one in found.money
        for bits, names, currency in _positions(found, one.title_id)
        for amount, unknown in [_amount(one, bits[0], currency)]
    )
    return Table("money", "", columns, rows)


def _amount(one: SourceMoney, bit: int, currency: str) -> tuple[Money, int]:
    owed = one.priced.get((bit, currency))
    if owed is None:
        return Money(0, currency or ""), 0
    return Money(owed.cents, currency or "", owed.status), owed.unknown


def _positions(found: RivalsFound, title_id: str) -> list[tuple[tuple[int, ...], str, str]]:
    """Positions that give the same amounts under every source, told together; one entry per currency."""
    money = [one for one in found.money if one.title_id == title_id]
    currencies = sorted({currency for one in money for _, currency in one.priced}) or [""]
    listed = []
    for currency in currencies:
        groups: dict[tuple[object, ...], list[int]] = {}
        for bit in range(len(found.positions)):
            key = tuple(one.priced.get((bit, currency)) for one in money)
            groups.setdefault(key, []).append(bit)
        for bits in groups.values():
            names = ", ".join(found.positions[bit].name for bit in bits)
            listed.append((tuple(bits), "every position" if len(groups) == 1 else names, currency))
    return listed


def _bounds_table(found: RivalsFound) -> Table:
    columns = (
        *PLACE,
        Column("position", "on position"),
        Column("low", "least", "money"),
        Column("high", "most", "money"),
        Column("worlds", "combinations", "count"),
        Column("not_computable", "not computable", "count"),
        Column("remark", "remark"),
        Column("currency", "currency", for_readers=False),
    )
    by_key = {(one.title_id, one.bit, one.currency): one for one in found.bounds}
    rows = tuple(
        _bounds_row(found, one, names)
        for title_id in dict.fromkeys(one.title_id for one in found.bounds)
        for bits, names, currency in _positions(found, title_id)
        if (one := by_key.get((title_id, bits[0], currency)))
    )
    return Table("bounds", "", columns, rows)


def _bounds_row(found: RivalsFound, one: MoneyBounds, names: str) -> tuple[Cell, ...]:
    remarks = [] if one.is_every_combination else ["sources alone: too many combinations"]
    if one.high is None:
        remarks.append("no bound known")
    currency = one.currency
    low, high = (Money(cents, currency, one.status) for cents in (one.low, one.high))
    place = (one.title_id, found.names[one.title_id])
    return (*place, names, low, high, one.worlds, one.not_computable, "; ".join(remarks), one.currency)


def _gaps_table(found: RivalsFound) -> Table:
    columns = (
        *PLACE,
        Column("source", "other source"),
        Column("facts", "facts that differ", "count"),
        Column("needed", "fewest that explain", "count"),
        Column("ties", "sets of that size", "count"),
        Column("remark", "remark"),
    )
    rows = tuple(
        (
            one.title_id,
            found.names[one.title_id],
            one.source,
            one.facts,
            len(one.sets[0]) if one.sets else None,
            len(one.sets),
            _remark(one),
        )
        for one in found.explained
    )
    return Table("gaps", "", columns, rows)


def _remark(one: Explained) -> str:
    if not one.has_gap:
        return "no difference in money"
    return "" if one.sets else f"none among sets of up to {one.tried} facts"


def _sets_table(found: RivalsFound) -> Table:
    columns = (
        *PLACE,
        Column("source", "other source"),
        Column("set", "set", "count"),
        Column("market", "market", for_readers=False),
        Column("place", "of"),
        Column("cell", "what"),
        Column("first", "first trusted says"),
        Column("other", "the other says"),
    )
    rows = tuple(
        (one.title_id, found.names[one.title_id], one.source, number, *_fact(fact))
        for one in found.explained
        for number, facts in enumerate(one.sets, start=1)
        for fact in facts
    )
    return Table("sets", "The smallest sets", columns, rows)


def _fact(fact: FactTaken) -> tuple[Cell, ...]:
    group = fact.group
    first, other = (_value(group, fact.cell, value) for value in (fact.first, fact.other))
    return (_words(group.market), group.period or group.service, cell_words(fact.cell), first, other)


def _group(group: Group, found: RivalsFound) -> tuple[Cell, ...]:
    return (
        group.title_id,
        found.names[group.title_id],
        group.company_id,
        _words(group.market),
        group.service,
        group.territory,
        group.period,
    )


def _words(market: str) -> str:
    return market.replace("_", " ")
