"""From a `procedure.yaml` whose keys are right to its values: every fault of the file at once, with its line.

A length is a count with its unit or the word `unknown`; a trigger, step, forum or cause that nothing declares
is a fault. Which files there are is told elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from arrears.agreements.model import Citation
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.procedure import (
    Bound,
    Ceiling,
    CeilingException,
    Clock,
    Condition,
    Forum,
    Joined,
    Length,
    Limb,
    Step,
    Tolling,
    Unit,
)
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, suggest
from arrears.formula.figures import read_number
from arrears.vocabulary import CLAIM_STEPS, CLOCK_FACTS

UNKNOWN = "unknown"
LONGEST: Mapping[Unit, int] = {
    "days": 4_000,
    "working days": 1_000,
    "business days": 1_000,
    "months": 240,
    "years": 20,
}
_LENGTH = re.compile(r"([1-9]\d{0,3}) (day|working day|business day|month|year)s?")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
_CONDITION = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Above:
    """What the parts of a file are read below: the address, the citation, and the faults found so far."""

    address: str
    citation: Citation
    forums: tuple[str, ...]
    faults: list[Finding] = field(default_factory=list)

    def cited(self, block: WrittenMap, over: Citation | None = None) -> Citation:
        """The citation of a block; what it leaves out comes from the block above."""
        return citation_of(block, over or self.citation) or self.citation

    def fault(self, place: str, problem: str, expected: str, found: str, remedy: str = "") -> None:
        """Note one fault."""
        self.faults.append(Finding("procedure-part", place, problem, expected, found, remedy))


def read_forum(name: WrittenText, block: WrittenMap, above: Above) -> Forum:
    """One forum of the file."""
    address, cited = f"{above.address}/forums/{name.text}", above.cited(block)
    _check_name(name, above)
    return Forum(
        forum_id=name.text,
        address=address,
        name=text_at(block, "name"),
        sort=text_at(block, "sort"),
        brought_by=texts_of(block, "brought_by"),
        hears=texts_of(block, "hears"),
        not_heard=texts_of(block, "not_heard"),
        conditions=tuple(_condition(one, cited, above) for one in maps_of(block, "conditions")),
        ceilings=tuple(_ceiling(one, address, cited, above) for one in maps_of(block, "ceilings")),
        may_not=texts_of(block, "may_not"),
        closed_after=_steps(block, "closed_after", above),
        extension=text_at(block, "extension"),
        waiver=text_at(block, "waiver"),
        says=text_at(block, "says"),
        citation=cited,
    )


def _condition(block: WrittenMap, over: Citation, above: Above) -> Condition:
    name = text_at(block, "name")
    if not _CONDITION.fullmatch(name):
        above.fault(
            block.place, "this cannot name a condition.", "lower-case letters, digits and _", f"'{name}'"
        )
    whose, claims = texts_of(block, "whose"), texts_of(block, "claims")
    return Condition(name, claims, whose, text_at(block, "says"), above.cited(block, over))


def _ceiling(block: WrittenMap, address: str, over: Citation, above: Above) -> Ceiling:
    cited, written = above.cited(block, over), text_at(block, "is")
    exceptions = tuple(
        CeilingException(
            texts_of(one, "claims"),
            texts_of(one, "whose"),
            text_at(one, "says"),
            above.cited(one, cited),
        )
        for one in maps_of(block, "exceptions")
    )
    return Ceiling(
        address=f"{address}/ceilings/{text_at(block, 'name')}",
        cents=_cents(written, block.place, above),
        currency="usd",
        per=text_at(block, "per"),
        claims=texts_of(block, "claims"),
        whose=texts_of(block, "whose"),
        where=text_at(block, "where"),
        says=text_at(block, "says"),
        exceptions=exceptions,
        waives_excess=texts_of(block, "waives_excess"),
        may_split=text_at(block, "may_split") == "yes",
        citation=cited,
    )


def _cents(written: str, place: str, above: Above) -> int:
    if not written.startswith("$"):
        above.fault(
            place, "a ceiling is an amount of money.", "an amount such as $250,000", f"'{written[:40]}'"
        )
        return 0
    figure = read_number(written, place)
    if figure.value.denominator != 1 or figure.value <= 0:
        above.fault(place, "a ceiling is an amount of whole cents above nothing.", "$250,000", f"'{written}'")
        return 0
    return int(figure.value)


def read_step(block: WrittenMap, number: int, above: Above) -> Step:
    """One rule about a step."""
    step = text_at(block, "step")
    _known_word(block, "step", CLAIM_STEPS, above)
    for item in items_of(block, "forums"):
        _known(item, above.forums, "a forum of this file", above)
    return Step(
        step=step,
        address=f"{above.address}/steps/{number}-{step}",
        forums=texts_of(block, "forums"),
        after=_steps(block, "after", above),
        never_after=_steps(block, "never_after", above),
        by=texts_of(block, "by"),
        claims=texts_of(block, "claims"),
        says=text_at(block, "says"),
        citation=above.cited(block),
    )


def read_clock(name: WrittenText, block: WrittenMap, above: Above) -> Clock:
    """One clock of the file."""
    address, cited = f"{above.address}/clocks/{name.text}", above.cited(block)
    _check_name(name, above)
    _known_word(block, "step", CLAIM_STEPS, above)
    _known_word(block, "forum", above.forums, above)
    joined, limbs = _limbs(block, address, cited, above)
    cap = block.get("cap")
    return Clock(
        clock_id=name.text,
        address=address,
        title=text_at(block, "title"),
        forum=text_at(block, "forum"),
        step=text_at(block, "step"),
        who=texts_of(block, "who"),
        claims=texts_of(block, "claims"),
        limbs=limbs,
        joined=joined,
        cap=_limb(("cap", cap), address, cited, above) if isinstance(cap, WrittenMap) else None,
        bound=_bound(text_at(block, "bound")),
        unless=_steps(block, "unless", above),
        tolling=tuple(
            Tolling(
                text_at(one, "while"),
                text_at(one, "certain") != "no",
                text_at(one, "says"),
                above.cited(one, cited),
            )
            for one in maps_of(block, "tolled")
        ),
        knowledge=text_at(block, "knowledge"),
        extension=text_at(block, "extension"),
        waiver=text_at(block, "waiver"),
        if_missed=text_at(block, "if_missed"),
        citation=cited,
    )


def _bound(word: str) -> Bound:
    return "no earlier than" if word == "no earlier than" else "no later than"


_JOINED: tuple[tuple[str, Joined], ...] = (("later_of", "later of"), ("earlier_of", "earlier of"))


def _limbs(block: WrittenMap, address: str, over: Citation, above: Above) -> tuple[Joined, tuple[Limb, ...]]:
    """How a clock counts: exactly one of `only`, `later_of`, `earlier_of`."""
    ways = [key for key in ("only", "later_of", "earlier_of") if block.get(key) is not None]
    if len(ways) != 1:
        problem, expected = "a clock counts in exactly one way.", "one of only, later_of, earlier_of"
        above.fault(block.place, problem, expected, " and ".join(ways) or "none of them")
        return "only", ()
    written = block.get(ways[0])
    if not isinstance(written, WrittenMap):
        raise TypeError("a clock is checked against its shape before it is read")
    for key, joined in _JOINED:
        if ways == [key]:
            if len(written.entries) < 2:
                problem = f"'{key}' holds fewer than two counts."
                above.fault(written.place, problem, "two counts or more", "one", "write it under `only`")
            parts = [(name.text, value) for name, value in written.entries if isinstance(value, WrittenMap)]
            return joined, tuple(_limb(part, address, over, above) for part in parts)
    return "only", (_limb(("only", written), address, over, above),)


def _limb(named: tuple[str, WrittenMap], address: str, over: Citation, above: Above) -> Limb:
    name, block = named
    ways = [key for key in ("after", "before") if block.get(key) is not None]
    if len(ways) != 1:
        problem = "a count starts from exactly one day."
        above.fault(block.place, problem, "one of after, before", " and ".join(ways) or "none of them")
    trigger = text_at(block, ways[0]) if ways else ""
    if ways:
        _known_word(block, ways[0], {**CLOCK_FACTS, **CLAIM_STEPS}, above)
    length = tuple(_lengths(block, above))
    find_at = text_at(block, "find_at")
    if text_at(block, "lasts") == UNKNOWN and not find_at:
        problem, remedy = "an unknown length does not say where to find it.", "name the article that holds it"
        above.fault(block.place, problem, "find_at", "no such key", remedy)
    return Limb(
        name=name,
        address=f"{address}/{name}",
        trigger=trigger,
        is_before=ways == ["before"],
        length=length,
        find_at=find_at if not length else "",
        starts=_month_day(block, above),
        citation=above.cited(block, over),
    )


def _lengths(block: WrittenMap, above: Above) -> Iterator[Length]:
    written = block.get("lasts")
    items: Sequence[Written] = written.items if isinstance(written, WrittenList) else [written or block]
    for item in items:
        if not isinstance(item, WrittenText) or (item.text == UNKNOWN and len(items) == 1):
            continue
        match = _LENGTH.fullmatch(item.text)
        unit = _unit(match[2]) if match else "days"
        if match is None or int(match[1]) > LONGEST[unit]:
            problem, expected = (
                "this is no length of a clock.",
                "1 year, 6 months, 10 working days, or unknown",
            )
            above.fault(item.place, problem, expected, f"'{item.text[:40]}'")
        else:
            yield Length(int(match[1]), unit)


def _unit(word: str) -> Unit:
    match word:
        case "working day":
            return "working days"
        case "business day":
            return "business days"
        case "month":
            return "months"
        case "year":
            return "years"
    return "days"


def _month_day(block: WrittenMap, above: Above) -> tuple[int, int] | None:
    written = block.get("starts")
    if not isinstance(written, WrittenText):
        return None
    match = _MONTH_DAY.fullmatch(written.text)
    if match is None or int(match[2]) > _LAST_DAYS[int(match[1]) - 1]:
        problem = "this is no day of every year."
        above.fault(written.place, problem, "a month and a day, 03-15", f"'{written.text[:20]}'")
        return None
    return int(match[1]), int(match[2])


def _check_name(name: WrittenText, above: Above) -> None:
    if not _NAME.fullmatch(name.text):
        problem = "this cannot name a forum or a clock."
        above.fault(name.place, problem, "lower-case letters, digits and -", f"'{name.text[:60]}'")


def _known_word(block: WrittenMap, key: str, known: Sequence[str] | Mapping[str, str], above: Above) -> None:
    written = block.get(key)
    if isinstance(written, WrittenText):
        what = (
            "a forum of this file" if key == "forum" else "a step of claims, or a fact that clocks count from"
        )
        _known(written, tuple(known), what, above)


def _known(written: WrittenText, known: tuple[str, ...], what: str, above: Above) -> None:
    if written.text not in known:
        problem = "this names nothing that is declared."
        remedy = suggest(written.text, known) if known else ""
        above.fault(written.place, problem, what, f"'{written.text[:60]}'", remedy)


def _steps(block: WrittenMap, key: str, above: Above) -> tuple[str, ...]:
    for item in items_of(block, key):
        _known(item, tuple(CLAIM_STEPS), "a step of claims", above)
    return texts_of(block, key)


def items_of(block: WrittenMap, key: str) -> tuple[WrittenText, ...]:
    """The texts of a list, with their places."""
    written = block.get(key)
    items = written.items if isinstance(written, WrittenList) else ()
    return tuple(item for item in items if isinstance(item, WrittenText))


def texts_of(block: WrittenMap, key: str) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(item.text for item in items_of(block, key))


def maps_of(block: WrittenMap, key: str) -> tuple[WrittenMap, ...]:
    """The mappings of a list."""
    written = block.get(key)
    items = written.items if isinstance(written, WrittenList) else ()
    return tuple(item for item in items if isinstance(item, WrittenMap))
