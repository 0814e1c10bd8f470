"""Nodes and clauses in plain English, as a lawyer would read them back: names of the trade, figures in place.

The same tree that is computed is the one that is said, so the sentence cannot drift from the amount. It
computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from arrears.formula.asks import clause_nodes, walk
from arrears.formula.clause import (
    ALWAYS,
    ClauseFormula,
    Credits,
    Division,
    Each,
    Gives,
    Holds,
    Pays,
    PaysToDate,
    Result,
    Rounding,
    Split,
    Waterfall,
)
from arrears.formula.keys import show_key
from arrears.formula.kinds import MONEY, NUMBER, Kind
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Bands,
    Compare,
    Day,
    Fact,
    Figure,
    FirstOf,
    IsIn,
    Known,
    Limit,
    Lookup,
    Named,
    Node,
    Not,
    Owed,
    Rounded,
    Table,
    TableKey,
    Total,
    Truth,
    Word,
    kind_of,
)
from arrears.vocabulary import WORD_LISTS

FACT_WORDS: Mapping[str, str] = {
    "gross": "the gross",
    "copies": "copies",
    "minutes": "the length in minutes",
    "run": "the number of the run",
    "year": "the exhibition year",
    "initial": "the initial compensation",
    "scale": "scale",
    "budget": "the budget",
    "work": "the work",
    "market": "the market",
    "territory": "the territory",
    "credit": "the credit",
    "base_kind": "the kind of receipts",
    "photographed_on": "the start of photography",
    "written_on": "the day the material was written",
    "employed_on": "the day of employment",
    "first_release_on": "the first release",
    "first_new_media_on": "the first release in new media",
    "received_on": "the day of receipt",
    "shown_on": "the day of the run",
    "amount": "the amount owed",
}
COMPARED: Mapping[str, str] = {
    "=": "is", "<>": "is not", "<": "is less than", "<=": "is at most", ">": "is more than",
    ">=": "is at least",
}  # fmt: skip
COMPARED_DAYS: Mapping[str, str] = {
    "=": "is on", "<>": "is not on", "<": "is before", "<=": "is on or before", ">": "is after",
    ">=": "is on or after",
}  # fmt: skip
SIGNS: Mapping[str, str] = {"+": "+", "-": "−", "*": "×", "/": "÷"}
MODES: Mapping[str, str] = {
    "half_up": "halves up",
    "half_down": "halves down",
    "up": "always up",
    "down": "always down",
}


def say_clause(formula: ClauseFormula) -> str:
    """A clause as sentences: for what, if when, pays what; then each step and table it names, once."""
    return "\n".join([*say_terms(formula), *say_steps(clause_nodes(formula))])


def say_terms(formula: ClauseFormula) -> list[str]:
    """What a clause says itself, its steps and tables by name: for what, if when, pays what, shared how."""
    sentences = [f"For each {show_name(formula.record_kind)}{_say_each(formula.each)}"]
    if formula.when != ALWAYS:
        sentences[0] += f", if {say(formula.when)}"
    sentences[0] += f": {_say_result(formula.result)}{_say_rounding(formula.rounding)}."
    if formula.split is not None:
        sentences.append(f"Shared {_say_split(formula.split)}.")
    if formula.division is not None:
        sentences.append(f"Divided {_say_division(formula.division)}.")
    return sentences


def say_steps(nodes: Sequence[Node], *, with_tables: bool = True) -> list[str]:
    """A line for each step and table below some nodes, in the order in which they are first needed."""
    lines: dict[str, None] = {}
    for root in nodes:
        for node in reversed(list(walk(root))):
            if isinstance(node, Named):
                side = f" (as the {show_name(node.answer)} side reads it)" if node.answer else ""
                lines[f"where {show_name(node.name)}{side} is {say(node.body)};"] = None
            if isinstance(node, Lookup) and with_tables:
                table, kinds = node.table, [kind_of(key) for key in node.keys]
                lines[f"where {show_name(table.name)} is read from the table: {say_table(table, kinds)};"] = (
                    None
                )
    return list(lines)


def say(node: Node) -> str:
    """A node in words; steps and tables by name."""
    match node:
        case Figure(value=value, kind=kind, name=name):
            return f"{show_name(name)} ({show_number(value, kind)})" if name else show_number(value, kind)
        case Day(value=day, name=name):
            return f"{show_name(name)} ({show_date(day)})" if name else show_date(day)
        case Word(value=word):
            return show_name(word)
        case Truth(value=value):
            return "always" if value else "never"
        case Fact(name=name):
            return FACT_WORDS.get(name, show_name(name))
        case Named(name=name):
            return show_name(name)
        case Arithmetic(sign=sign, left=left, right=right):
            return f"{_inside(left, sign)} {SIGNS[sign]} {_inside(right, sign, is_right=True)}"
        case Limit(sign=sign, value=value_node, bound=bound):
            return f"{say(value_node)}, but at {sign[3:]} {say(bound)}"
        case Owed(clause=clause):
            return f"what {clause.replace('/', ', ')} owes"
        case FirstOf():
            return _say_first_of(node)
        case Lookup(table=table):
            return show_name(table.name)
        case Bands():
            return _say_bands(node)
        case Total(value=value_node, per=per):
            return f"the running total of {say(value_node)} per {_say_per(per)}"
        case Rounded(value=value_node, unit=unit, mode=mode):
            to = show_number(unit, kind_of(value_node))
            return f"{_inside(value_node, '*')} rounded to {to}, {MODES[mode]}"
    return _say_condition(node)


def _say_condition(node: Node) -> str:
    match node:
        case Compare(sign=sign, left=left, right=right):
            words = COMPARED_DAYS if kind_of(left).base == "date" else COMPARED
            return f"{say(left)} {words[sign]} {_say_word(right, kind_of(left))}"
        case IsIn(value=value, words=words):
            kind = kind_of(value)
            return f"{say(value)} is {_listed([_say_word(Word(word), kind) for word in words], 'or')}"
        case AllOf(parts=parts):
            return " and ".join(f"({say(p)})" if isinstance(p, AnyOf) else say(p) for p in parts)
        case AnyOf(parts=parts):
            return " or ".join(f"({say(p)})" if isinstance(p, AllOf) else say(p) for p in parts)
        case Not(part=part):
            return f"not ({say(part)})"
        case Known(value=value):
            return f"{say(value)} is known"
    raise TypeError(f"words does not know {type(node).__name__}")


def _say_word(node: Node, kind: Kind) -> str:
    """A word of a closed list as the list explains it."""
    if isinstance(node, Word):
        return WORD_LISTS.get(kind.words, {}).get(node.value, show_name(node.value))
    return say(node)


def _inside(node: Node, sign: str, *, is_right: bool = False) -> str:
    """A part of an arithmetic expression, in brackets where they change the meaning."""
    text = say(node)
    if isinstance(node, Limit | FirstOf | Rounded):
        return f"({text})"
    if isinstance(node, Arithmetic):
        weaker = sign in "*/" and node.sign in "+-"
        turned = is_right and (sign == "/" or (sign == "-" and node.sign in "+-"))
        return f"({text})" if weaker or turned else text
    return text


def _say_first_of(node: FirstOf) -> str:
    arms = [
        f"{say(arm.value)} if {say(arm.when)}" if arm.when is not None else f"otherwise {say(arm.value)}"
        for arm in node.arms
    ]
    return "; ".join(arms)


def _say_bands(node: Bands) -> str:
    """The rates of a cumulative schedule and what it counts."""
    kind, parts, reached = kind_of(node.counter), [], Fraction(0)
    for band in node.bands[:-1]:
        assert band.up_to is not None
        word = "the first" if reached == 0 else "the next"
        size = show_number(band.up_to - reached, kind)
        parts.append(f"{show_number(band.rate, NUMBER)} for {word} {size}")
        reached = band.up_to
    counted = (
        "" if isinstance(node.counter, Fact) and kind.units != MONEY.units else f" of {say(node.counter)}"
    )
    last = f"{show_number(node.bands[-1].rate, NUMBER)} after"
    return ", ".join([*parts, last]) + f"{counted} (counted per {_say_per(node.per)})"


def say_table(table: Table, kinds: Sequence[Kind]) -> str:
    """A table's rows on one line; kinds of its keys, so that money keys read as money."""
    return "; ".join(
        ", ".join(_say_key(key, kind) for key, kind in zip(row.keys, kinds))
        + f": {show_number(row.value, table.kind)}"
        for row in table.rows
    )


def _say_key(key: TableKey, kind: Kind) -> str:
    if isinstance(key, str):
        return show_name(key)
    return show_key(key, lambda edge: _say_edge(edge, kind))


def _say_edge(edge: Fraction | date, kind: Kind) -> str:
    if isinstance(edge, date):
        return show_date(edge)
    return show_number(edge, kind if kind == MONEY else NUMBER)


def _say_result(result: Result) -> str:
    match result:
        case Pays(amount=amount):
            return f"pays {say(amount)}"
        case PaysToDate(amount=amount, per=per):
            return f"pays what has been added, per {_say_per(per)}, to {say(amount)}"
        case Credits(fund=fund, line=line, per=per):
            return f"credits up to {say(fund)} against {say(line)}, per {_say_per(per)}"
        case Holds(amount=amount, until=until, per=per):
            waits = f"held until it and what was held, per {_say_per(per)}, come to at least {say(until)}"
            return f"pays {say(amount)}, {waits}"
        case Waterfall(pot=pot, steps=steps):
            places = [
                f"{step.to} up to {say(step.up_to)}" if step.up_to is not None else f"the rest to {step.to}"
                for step in steps
            ]
            return f"fills from {say(pot)} in order: {'; '.join(places)}"
        case Gives(right=right, when=when):
            return f"gives a right ({right}) when {say(when)}"
    raise TypeError(f"words does not know {type(result).__name__}")


def _say_each(each: Each | None) -> str:
    if each is None:
        return ""
    length = f"{each.days // 7} weeks" if each.days % 7 == 0 and each.days > 7 else f"{each.days} days"
    most = "" if each.at_most is None else f", at most {each.at_most} of them"
    short = {"prorates": "counts by its days", "does not count": "is left out"}.get(each.part, each.part)
    return (
        f", for each {show_name(each.name)} of {length} from {say(each.start)} to {say(each.end)}{most}"
        f" (a short last one {short})"
    )


def _say_rounding(rounding: Rounding) -> str:
    if rounding == Rounding():
        return ""
    return f", rounded to {show_number(rounding.unit_cents, MONEY)}, {MODES[rounding.mode]}"


def _say_split(split: Split) -> str:
    by = {
        "percentage": "by the agreement's percentages for each credit",
        "column": "inside the column of each credit",
        "units": f"among {show_name(split.among) or 'the participants'} by units",
    }[split.by]
    if split.units is not None:
        by += f" ({say(split.units)})"
    odd = "the largest remainders" if split.odd_cents == "largest_remainder" else "cumulative rounding"
    return f"{by}, odd cents by {odd}"


def _say_division(division: Division) -> str:
    shares = [f"{show_number(share, NUMBER)} to the {payee}" for payee, share in division.shares]
    return f"{_listed(shares, 'and')}, odd cents to the {division.odd_cents}"


def _say_per(per: Sequence[str]) -> str:
    return _listed([show_name(name) for name in per], "and")


def _listed(parts: Sequence[str], word: str) -> str:
    return " ".join([", ".join(parts[:-1]), word, parts[-1]]) if len(parts) > 1 else "".join(parts)


def show_name(name: str) -> str:
    """A name of a file or a list as words."""
    return name.replace("_", " ").replace("-", " ")


def show_date(day: date) -> str:
    """A date as people write it: 31 December 1977."""
    return f"{day.day} {day:%B %Y}"


def show_number(value: Fraction, kind: Kind) -> str:
    """A number with its unit as agreements write it: `$1,302`, `0.36%`, `5/6`, `100,000 copies`."""
    if kind == MONEY:
        sign, cents = "-" if value < 0 else "", abs(value)
        if (cents / 100).denominator == 1:
            return f"{sign}${int(cents / 100):,}"
        return f"{sign}${int(cents // 100):,}.{_decimal(cents % 100)}"
    if kind == NUMBER and value.denominator != 1:
        percent = _written(value * 100)
        return f"{percent}%" if "/" not in percent else str(value)
    if any(power < 0 for _, power in kind.units):
        above = Kind("number", tuple((unit, power) for unit, power in kind.units if power > 0))
        below = " and ".join(_singular(unit) for unit, power in kind.units if power < 0)
        return f"{show_number(value, above)} per {below}"
    shown = _written(value)
    return shown if kind == NUMBER else f"{shown} {kind}"


def _singular(unit: str) -> str:
    return "copy" if unit == "copies" else unit.removesuffix("s")


def _decimal(cents: Fraction) -> str:
    whole = f"{int(cents):02d}"
    return whole if cents.denominator == 1 else f"{whole} and {cents - int(cents)} of a cent"


def _written(value: Fraction) -> str:
    """A number with at most six decimals, or as a fraction."""
    scaled = value * 10**6
    if scaled.denominator != 1:
        return str(value)
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(int(scaled)), 10**6)
    digits = f"{part:06d}".rstrip("0")
    return f"{sign}{whole:,}.{digits}" if digits else f"{sign}{whole:,}"
