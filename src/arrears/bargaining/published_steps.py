"""The working of a published case: expressions over named figures, days of a week, and raises that weigh.

Expressions are read like those of agreements, with their kinds, so money is never added to days. Values are
exact fractions, money in cents; nothing is rounded until it is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from arrears.agreements.names import text_at
from arrears.agreements.yaml_source import WrittenMap, WrittenText, as_list, as_map, as_text
from arrears.bargaining.delay import OfferValue, Raise, forgone
from arrears.findings import Finding, Refused, suggest
from arrears.formula.kinds import DAYS, MONEY, NUMBER, Kind
from arrears.formula.nodes import Arithmetic, Day, Figure, Named, Node, kind_of
from arrears.formula.read import read_expression

Value = Fraction | date


@dataclass(frozen=True)
class Expression:
    """A step written as an expression: its text, and what it was read as."""

    text: str
    node: Node


@dataclass(frozen=True)
class PhasedForgone:
    """A step that says what was forgone by a day: names of the worth, the days, and the raises."""

    value: str
    begins: str
    ends: str
    signed: str
    raises: tuple[tuple[str, str], ...]
    is_shifted: bool


@dataclass(frozen=True)
class Weekdays:
    """A step that counts Mondays to Fridays, both days included, without the days closed."""

    begins: str
    ends: str
    closed: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One step of a working. place: of the step in its file."""

    name: str
    title: str
    works: Expression | PhasedForgone | Weekdays
    place: str

    def in_words(self) -> str:
        """How the step is worked, for readers."""
        match self.works:
            case Expression(text=text):
                return text
            case PhasedForgone(value=value, signed=signed, is_shifted=is_shifted):
                start = "on signing" if is_shifted else "as written"
                return f"{value} forgone by {signed}: each raise weighs from its day; raises start {start}"
            case Weekdays(begins=begins, ends=ends, closed=closed):
                without = f" without {', '.join(closed)}" if closed else ""
                return f"Mondays to Fridays from {begins} to {ends}{without}"
        raise TypeError(f"in_words does not know {type(self.works).__name__}")


def read_step(block: WrittenMap, names: Mapping[str, Node]) -> Step:
    """One step of a working; every name it uses stands before it.

    Findings: `published-step` for a step that says its working not once or a name that is none; those of
    expressions.
    """
    name, given = as_text(block.get("name")), [key for key in _SORTS if block.get(key) is not None]
    if len(given) != 1 or name.text in names:
        problem = "a step has a name of its own and one working."
        found = f"'{name.text[:60]}' with {' and '.join(given) or 'none'}"
        raise Refused(
            [Finding("published-step", block.place, problem, "one of is, forgone, weekdays", found)]
        )
    works = _works(block, given[0], names)
    return Step(name.text, text_at(block, "title"), works, name.place)


_SORTS = ("is", "forgone", "weekdays")


def _works(block: WrittenMap, sort: str, names: Mapping[str, Node]) -> Expression | PhasedForgone | Weekdays:
    if sort == "is":
        text = as_text(block.get("is"))
        return Expression(text.text, read_expression(text.text, names, text.place))
    inner = as_map(block.get(sort))
    days = {key: _named(as_text(inner.get(key)), names, "date") for key in ("begins", "ends")}
    if sort == "weekdays":
        closed = inner.get("closed")
        listed = as_list(closed).items if closed is not None else ()
        return Weekdays(**days, closed=tuple(_named(as_text(one), names, "date") for one in listed))
    blocks = [as_map(one) for one in as_list(inner.get("raises")).items]
    return PhasedForgone(
        value=_named(as_text(inner.get("value")), names, str(MONEY)),
        **days,
        signed=_named(as_text(inner.get("signed")), names, "date"),
        raises=tuple(
            (
                _named(as_text(one.get("on")), names, "date"),
                _named(as_text(one.get("by")), names, str(NUMBER)),
            )
            for one in blocks
        ),
        is_shifted=text_at(inner, "starts") == "on signing",
    )


def _named(text: WrittenText, names: Mapping[str, Node], kind: str) -> str:
    found = names.get(text.text)
    if found is None or str(kind_of(found)) != kind:
        problem, remedy = "a step names no input or earlier step of that kind.", suggest(text.text, names)
        shown = f"'{text.text[:60]}'" + (f" ({kind_of(found)})" if found else "")
        raise Refused([Finding("published-step", text.place, problem, kind, shown, remedy)])
    return text.text


def node_of(step: Step) -> Node:
    """A step as later expressions use it: its name and kind."""
    match step.works:
        case Expression(node=node):
            return Named(step.name, node)
        case PhasedForgone():
            return _unknown(step.name, MONEY)
        case Weekdays():
            return _unknown(step.name, DAYS)
    raise TypeError(f"node_of does not know {type(step.works).__name__}")


def _unknown(name: str, kind: Kind) -> Figure:
    """A figure whose value is worked out later; 1 only because nothing is divided by 0 when it is read."""
    return Figure(Fraction(1), kind, name)


def work_out(step: Step, values: Mapping[str, Value]) -> Value:
    """The value of a step. Findings: `published-step` for a division by nothing."""
    match step.works:
        case Expression(node=node):
            return _value(node, values, step)
        case PhasedForgone():
            return _forgone(step.works, values)
        case Weekdays(begins=begins, ends=ends, closed=closed):
            return Fraction(
                weekdays(_day(values[begins]), _day(values[ends]), [_day(values[one]) for one in closed])
            )
    raise TypeError(f"work_out does not know {type(step.works).__name__}")


def weekdays(begins: date, ends: date, closed: list[date]) -> int:
    """Mondays to Fridays from a day to a day, both included, without the days closed."""
    every = (begins + timedelta(days=number) for number in range((ends - begins).days + 1))
    return sum(1 for day in every if day.weekday() < 5 and day not in closed)


def _forgone(works: PhasedForgone, values: Mapping[str, Value]) -> Fraction:
    offer = OfferValue(
        name=works.value, title="", made_by="", valued_by="",
        total=_number(values[works.value]),
        begins=_day(values[works.begins]),
        ends=_day(values[works.ends]),
        raises=tuple(Raise(_day(values[on]), _number(values[by])) for on, by in works.raises),
    )  # fmt: skip
    found = forgone(offer, _day(values[works.signed]))
    cents = found.shifted if works.is_shifted else found.phased
    if cents is None:
        raise TypeError("a step that says raises has phases")
    return cents


def _value(node: Node, values: Mapping[str, Value], step: Step) -> Value:
    match node:
        case Figure(value=value, name=name):
            return values[name] if name else value
        case Day(name=name) | Named(name=name):
            return values[name]
        case Arithmetic(sign=sign, left=left, right=right):
            return _apply(sign, _value(left, values, step), _value(right, values, step), step)
    problem = "a working holds more than sums and products."
    raise Refused([Finding("published-step", step.place, problem, "+ - * /", type(node).__name__)])


def _apply(sign: str, left: Value, right: Value, step: Step) -> Value:
    if isinstance(left, date) and isinstance(right, date):
        return Fraction((left - right).days)
    if isinstance(left, date):
        days = int(_number(right)) * (1 if sign == "+" else -1)
        return _moved(left, days, step)
    one, other = _number(left), _number(right)
    match sign:
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
        case "/" if other != 0:
            return one / other
    problem = "a working divides by nothing."
    raise Refused([Finding("published-step", step.place, problem, "a divisor other than 0", "0")])


def _moved(day: date, days: int, step: Step) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        problem = "a working leaves the calendar."
        raise Refused(
            [Finding("published-step", step.place, problem, "a day before the year 10000", f"{days} days")]
        ) from None


def _number(value: Value) -> Fraction:
    if isinstance(value, date):
        raise TypeError("a day stands where a number belongs")
    return value


def _day(value: Value) -> date:
    if isinstance(value, date):
        return value
    raise TypeError("a number stands where a day belongs")
