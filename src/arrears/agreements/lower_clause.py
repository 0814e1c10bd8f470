"""From one clause as written to `model.Clause`: names resolved, expressions read, version coverage joined to
`when`.

A faulty clause gives findings and no clause; the other clauses of the file are still read, so that one run
shows every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from arrears.agreements.governing import join_coverage
from arrears.agreements.lower_names import (
    Read,
    conflicts_of,
    lower_name,
    per_of,
    read_rounds,
    refuse,
)
from arrears.agreements.lower_rules import lower_due
from arrears.agreements.model import Citation, Clause, DueRule
from arrears.agreements.names import (
    Declared,
    citation_of,
    clashes,
    declared_names,
    needs_of,
    order_names,
    text_at,
    unused,
    words_of,
)
from arrears.agreements.rewrite import expanded_size, result_nodes, walk
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, Refused, suggest
from arrears.formula.clause import (
    Credits,
    Each,
    Gives,
    Pays,
    PaysToDate,
    Result,
    Rounding,
    Split,
    Waterfall,
    WaterfallStep,
)
from arrears.formula.figures import read_number
from arrears.formula.kinds import NUMBER, Kind, counts, read_kinds
from arrears.formula.nodes import Bands, Fact, Node, Total, Truth, kind_of
from arrears.formula.read import read_expression, require_condition, require_money
from arrears.vocabulary import FACTS

SIZE_LIMIT = 20_000
T = TypeVar("T")


@dataclass(frozen=True)
class Header:
    """What every clause of an agreement needs of its header and article."""

    address: str  # wga/mba-2008/new-media
    article: str
    governed_by: Written
    covers: tuple[Node, Node]  # the first and the last day covered
    due_rules: Mapping[str, DueRule]
    late_rules: frozenset[str]
    shared: Mapping[str, Declared]
    citation: Citation | None  # of the article, for clauses that cite nothing of their own


@dataclass(frozen=True)
class LoweredClause:
    """A clause as read, and the shared names that it used."""

    clause: Clause | None
    used: frozenset[str]


@dataclass(frozen=True)
class _Scope:
    """The names of one clause while it is read."""

    names: dict[str, Node]
    reads: dict[str, Read]
    broken: frozenset[str]
    faults: list[Finding]


def attempt(faults: list[Finding], read: Callable[[], T]) -> T | None:
    """What `read` gives, or None with its findings kept."""
    try:
        return read()
    except Refused as refused:
        faults.extend(refused.findings)
        return None


def lower_clause(block: WrittenMap, header: Header, faults: list[Finding]) -> LoweredClause:
    """Read one clause; its faults are added to `faults`."""
    before = len(faults)
    citation = citation_of(block, header.citation)
    if citation is None:
        problem, remedy = (
            "the clause has no citation.",
            "say where it was read, and how far that can be trusted",
        )
        faults.append(Finding("agreement-citation", block.place, problem, "cite and status", "none", remedy))
        citation = Citation("", "unverified")
    name = text_at(block, "id")
    if name == "shared" or "/" in name:
        problem = f"'{name}' cannot be the name of a clause."
        faults.append(Finding("agreement-name", block.place, problem, "a word with hyphens", f"'{name}'"))
    own = declared_names(block, f"{header.address}/{name}", citation, faults)
    facts = _facts(block)
    faults.extend(clashes(own, facts, f"a fact of {text_at(block, 'for')}"))
    faults.extend(clashes(own, header.shared, "a shared name of this article"))
    declared = {**header.shared, **own}
    wanted = _wanted(block) & set(declared)
    reach = _reach(wanted, declared)
    faults.extend(unused(own, reach, "in this clause"))
    scope = _read_names({*reach, *own}, declared, facts, faults)
    clause = attempt(faults, lambda: _assemble(block, header, citation, scope))
    is_sound = clause is not None and len(faults) == before
    return LoweredClause(clause if is_sound else None, frozenset(reach & set(header.shared)))


EXPRESSION_KEYS = ("when", "pays", "pays_to_date", "waterfall")
BLOCK_KEYS = ("each", "credits", "gives", "fill", "split")


def _wanted(block: WrittenMap) -> set[str]:
    """The words that the clause's own expressions use."""
    found: set[str] = set()
    for key in EXPRESSION_KEYS:
        found |= words_of(text_at(block, key))
    for key in BLOCK_KEYS:
        written = block.get(key)
        entries = written.items if isinstance(written, WrittenList) else (written,)
        for entry in entries:
            if isinstance(entry, WrittenMap):
                inner = ("from", "until", "fund", "line", "when", "up_to", "units")
                found |= {word for part in inner for word in words_of(text_at(entry, part))}
    return found


def _reach(wanted: set[str], declared: Mapping[str, Declared]) -> set[str]:
    """The wanted names and everything that they rest on."""
    reach: set[str] = set()
    waiting = sorted(wanted)
    while waiting:
        name = waiting.pop()
        if name not in reach:
            reach.add(name)
            waiting.extend(needs_of(declared[name], declared))
    return reach


def _facts(block: WrittenMap) -> dict[str, Fact]:
    """The facts of the clause's record kind, and the one that numbers its periods."""
    facts = {
        name: Fact(name, fact.kind, fact.bound)
        for name, fact in read_kinds(FACTS.get(text_at(block, "for"), {})).items()
    }
    each = block.get("each")
    if isinstance(each, WrittenMap):
        name = text_at(each, "name")
        facts[name] = Fact(name, _period_kind(text_at(each, "lasts")), 10**5)
    return facts


def _period_kind(lasts: str) -> Kind:
    """A period of one week counts weeks; one of 26 weeks is a plain number."""
    return {"1 week": counts("weeks"), "1 day": counts("days")}.get(lasts, NUMBER)


def _read_names(
    wanted: set[str], declared: Mapping[str, Declared], facts: Mapping[str, Fact], faults: list[Finding]
) -> _Scope:
    names: dict[str, Node] = dict(facts)
    reads: dict[str, Read] = {}
    ordered = order_names(wanted, declared, faults)
    broken = wanted - {one.name for one in ordered}
    for one in ordered:
        if broken & set(needs_of(one, declared)):
            broken.add(one.name)  # its own fault was told already; a second one here would only be an echo
            continue
        read = attempt(faults, lambda one=one: _sized(lower_name(one, names), one))  # type: ignore[misc]
        if read is None:
            broken.add(one.name)
        else:
            reads[one.name] = read
            names[one.name] = read.node
    return _Scope(names, reads, frozenset(broken), faults)


def _sized(read: Read, declared: Declared) -> Read:
    """Refuse a name that is enormous once its steps are written out (forty doublings make 10^12 parts)."""
    size = expanded_size(read.node)
    if size > SIZE_LIMIT:
        raise refuse(
            "agreement-size",
            declared.place,
            f"'{declared.name}' repeats other steps too often.",
            expected=f"at most {SIZE_LIMIT:,} parts written out",
            found=f"{size:,}" if size < 10**12 else "more than 10^12",
            remedy="use each step less often",
        )
    return read


def _expression(written: Written | None, scope: _Scope) -> Node | None:
    """Read one expression of the clause; None when it rests on a name whose fault was told already."""
    if not isinstance(written, WrittenText) or words_of(written.text) & scope.broken:
        return None
    return attempt(
        scope.faults,
        lambda: _bounded(read_expression(written.text, scope.names, written.place), written),
    )


def _bounded(node: Node, written: WrittenText) -> Node:
    if expanded_size(node) > SIZE_LIMIT:
        problem = "the expression repeats its steps too often."
        raise refuse("agreement-size", written.place, problem, expected=f"{SIZE_LIMIT:,} parts", found="more")
    return node


def _condition(written: Written | None, scope: _Scope) -> Node | None:
    node = _expression(written, scope)
    if node is None or written is None:
        return None
    return attempt(scope.faults, lambda: require_condition(node, written.place))


def _assemble(block: WrittenMap, header: Header, citation: Citation, scope: _Scope) -> Clause | None:
    """The clause from its parts; None when a part is faulty."""
    name = f"{header.article}/{text_at(block, 'id')}"
    address = f"{header.address}/{text_at(block, 'id')}"
    own_when = _condition(block.get("when"), scope) if block.get("when") is not None else Truth(True)
    result = attempt(scope.faults, lambda: _result(block, scope))
    each, split = _each(block, scope), _split(block, scope)
    governed = block.get("governed_by") or header.governed_by
    rounding = attempt(scope.faults, lambda: _rounding(block))
    due = attempt(scope.faults, lambda: _due(block, header, address, citation))
    late = attempt(scope.faults, lambda: _late(block, header))
    conflicts = attempt(scope.faults, lambda: conflicts_of(block, address, citation)) or ()
    if own_when is None or result is None or rounding is None:
        return None
    _refuse_state_in_when(own_when, block)
    when, facts = join_coverage(own_when, governed, header.covers, scope.names)
    questions = tuple(read.question for _, read in sorted(scope.reads.items()) if read.question is not None)
    return Clause(
        name=name,
        place=block.place,
        record_kind=text_at(block, "for"),
        entitlement=text_at(block, "entitlement") or text_at(block, "id"),
        citation=citation,
        when=when,
        result=result,
        rounding=rounding,
        due=due,
        late=late or None,
        governed_by=facts,
        questions=questions,
        each=each,
        split=split,
        to=text_at(block, "to"),
        replaces=_replaces(block, header.article),
        terms=tuple(term for read in scope.reads.values() for term in read.terms),
        words=text_at(block, "words"),
        conflicts=conflicts + tuple(conflict for read in scope.reads.values() for conflict in read.conflicts),
    )


def _refuse_state_in_when(when: Node, block: WrittenMap) -> None:
    if any(isinstance(node, Bands | Total) for node in walk(when)):
        written = block.get("when")
        raise refuse(
            "agreement-when",
            written.place if written else block.place,
            "`when` rests on a counter or total of its own clause.",
            expected="facts, terms, tables",
            found="a running figure",
            remedy="a counter runs over the records that `when` selects, so `when` cannot use it",
        )


def _result(block: WrittenMap, scope: _Scope) -> Result | None:
    present = [key for key in ("pays", "pays_to_date", "credits", "waterfall", "gives") if block.get(key)]
    if len(present) != 1:
        raise refuse(
            "agreement-choice",
            block.place,
            "a clause states exactly one of pays, pays_to_date, credits, waterfall, gives.",
            expected="one of them",
            found=" and ".join(present) or "none",
        )
    match present[0]:
        case "pays":
            amount = _money(block.get("pays"), scope)
            return None if amount is None else Pays(amount)
        case "pays_to_date":
            amount = _money(block.get("pays_to_date"), scope)
            return None if amount is None else PaysToDate(amount, per_of(block))
        case "credits":
            return _credits(block, scope)
        case "waterfall":
            return _waterfall(block, scope)
    gives = block.get("gives")
    when = _condition(gives.get("when"), scope) if isinstance(gives, WrittenMap) else None
    return None if when is None or not isinstance(gives, WrittenMap) else Gives(text_at(gives, "right"), when)


def _money(written: Written | None, scope: _Scope) -> Node | None:
    node = _expression(written, scope)
    if node is None or written is None:
        return None
    return attempt(scope.faults, lambda: require_money(node, written.place))


def _credits(block: WrittenMap, scope: _Scope) -> Result | None:
    credits = block.get("credits")
    if not isinstance(credits, WrittenMap):
        return None
    fund, line = _money(credits.get("fund"), scope), _money(credits.get("line"), scope)
    order = credits.get("order")
    if isinstance(order, WrittenText) and not _is_date(scope.names.get(order.text)):
        raise _not_a_date(order, scope.names)
    if fund is None or line is None or not isinstance(order, WrittenText):
        return None
    return Credits(fund, line, per_of(block), order.text)


def _waterfall(block: WrittenMap, scope: _Scope) -> Result | None:
    pot, fill = _money(block.get("waterfall"), scope), block.get("fill")
    if not isinstance(fill, WrittenList):
        raise refuse(
            "agreement-missing", block.place, "a waterfall does not say what it fills.", expected="fill"
        )
    steps: list[WaterfallStep] = []
    for number, item in enumerate(fill.items, start=1):
        need = item.get("up_to") if isinstance(item, WrittenMap) else None
        if (need is None) != (number == len(fill.items)):
            problem = "only the last place of a waterfall takes the rest."
            raise refuse("agreement-choice", item.place, problem, expected="`up_to` on all but the last")
        up_to = None if need is None else _money(need, scope)
        if need is not None and up_to is None:
            return None
        steps.append(WaterfallStep(text_at(item, "to") if isinstance(item, WrittenMap) else "", up_to))
    return None if pot is None else Waterfall(pot, tuple(steps))


def _each(block: WrittenMap, scope: _Scope) -> Each | None:
    written = block.get("each")
    if not isinstance(written, WrittenMap):
        return None
    start, end = _day(written.get("from"), scope), _day(written.get("until"), scope)
    days = attempt(scope.faults, lambda: _length(written))
    most = attempt(scope.faults, lambda: _most(written))
    if start is None or end is None or days is None:
        return None
    part = text_at(written, "part")
    match part:
        case "counts whole" | "prorates" | "does not count":
            return Each(text_at(written, "name"), days, start, end, most, part)
    return None  # another word was refused by the shape


def _day(written: Written | None, scope: _Scope) -> Node | None:
    node = _expression(written, scope)
    if node is None or written is None:
        return None
    if not _is_date(node):
        problem = "a period is cut between dates."
        scope.faults.append(Finding("wrong-kind", written.place, problem, "a date", str(kind_of(node))))
        return None
    return node


def _length(each: WrittenMap) -> int:
    written = each.get("lasts")
    figure = read_number(text_at(each, "lasts"), written.place if written else each.place)
    days = {"days": 1, "weeks": 7}.get(str(figure.kind))
    if days is None or figure.value.denominator != 1 or not 0 < figure.value < 10_000:
        problem = "a period lasts whole days or weeks."
        raise refuse(
            "agreement-period", each.place, problem, expected="26 weeks", found=text_at(each, "lasts")
        )
    return int(figure.value) * days


def _most(each: WrittenMap) -> int | None:
    written = each.get("at_most")
    if written is None:
        return None
    figure = read_number(text_at(each, "at_most"), written.place)
    if figure.kind != NUMBER or figure.value.denominator != 1 or not 0 < figure.value < 10_000:
        problem, found = "`at_most` counts periods.", text_at(each, "at_most")
        raise refuse("agreement-period", written.place, problem, expected="a whole number", found=found)
    return int(figure.value)


def _split(block: WrittenMap, scope: _Scope) -> Split | None:
    written = block.get("split")
    if not isinstance(written, WrittenMap):
        return None
    units = _expression(written.get("units"), scope)
    by, odd = text_at(written, "by"), text_at(written, "odd_cents")
    if (by == "units") != (written.get("units") is not None):
        problem = "a split by units states `units`, and no other split does."
        scope.faults.append(Finding("agreement-choice", written.place, problem, "units with `by: units`", by))
    match by:
        case "percentage" | "column" | "units":
            odd_cents = "cumulative" if odd == "cumulative" else "largest_remainder"
            return Split(by, odd_cents, units, text_at(written, "status"))  # type: ignore[arg-type]
    return None  # another word was refused by the shape


def _rounding(block: WrittenMap) -> Rounding:
    written = block.get("rounds")
    return Rounding() if written is None else Rounding(*read_rounds(written))


def _due(block: WrittenMap, header: Header, address: str, citation: Citation) -> DueRule | None:
    written = block.get("due")
    rule: DueRule | None = None
    if isinstance(written, WrittenText):
        if written.text not in header.due_rules:
            raise _unknown_rule(written, "due", header.due_rules)
        rule = header.due_rules[written.text]
    elif isinstance(written, WrittenMap):
        rule = lower_due(written, f"{address}/due", citation)
    if rule is not None and written is not None:
        facts = _facts(block)
        if not _is_date(facts.get(rule.after)):
            raise _not_a_date(WrittenText(rule.after, written.place), facts)
    return rule


def _late(block: WrittenMap, header: Header) -> str:
    written = block.get("late")
    if not isinstance(written, WrittenText):
        return ""
    if written.text not in header.late_rules:
        raise _unknown_rule(written, "late", header.late_rules)
    return f"{header.address.rpartition('/')[0]}/{written.text}"


def _unknown_rule(written: WrittenText, sort: str, known: Mapping[str, object] | frozenset[str]) -> Refused:
    return refuse(
        "agreement-word",
        written.place,
        f"'{written.text[:60]}' is not a {sort} rule of this agreement.",
        expected=f"a {sort} rule of the header",
        found=f"'{written.text[:60]}'",
        remedy=suggest(written.text, known),
    )


def _is_date(node: Node | None) -> bool:
    return node is not None and kind_of(node).base == "date"


def _not_a_date(written: WrittenText, names: Mapping[str, Node]) -> Refused:
    dates = [name for name, node in names.items() if _is_date(node)]
    problem, found = f"'{written.text[:60]}' is not a date of this record.", f"'{written.text[:60]}'"
    return refuse(
        "unknown-word",
        written.place,
        problem,
        expected="a date fact",
        found=found,
        remedy=suggest(found, dates),
    )


def _replaces(block: WrittenMap, article: str) -> tuple[str, ...]:
    written = block.get("replaces")
    items = written.items if isinstance(written, WrittenList) else (written,)
    return tuple(full_name(item.text, article) for item in items if isinstance(item, WrittenText))


def full_name(clause: str, article: str) -> str:
    """A clause's lineage: `new-media/rental`; a bare name means a clause of the same article."""
    return clause if "/" in clause else f"{article}/{clause}"


def clause_nodes(clause: Clause) -> tuple[Node, ...]:
    """Every formula of a clause: its condition, result, periods and split."""
    nodes: list[Node] = [clause.when, *result_nodes(clause.result)]
    if clause.each is not None:
        nodes += [clause.each.start, clause.each.end]
    if clause.split is not None and clause.split.units is not None:
        nodes.append(clause.split.units)
    return tuple(nodes)


def with_condition(clause: Clause, when: Node) -> Clause:
    """The clause under another condition."""
    return replace(clause, when=when)
