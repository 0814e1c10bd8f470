"""What a due rule rests on: its own count, the rules that take its place, and the day that it never passes.

A rule that depends on a fact is still one rule of one clause, so that the amount stays known where only its
due date is not. Nothing here figures a day; `engine.calendar` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from arrears.agreements.lower_names import refuse
from arrears.agreements.lower_rules import lower_due
from arrears.agreements.model import Citation, DueArm, DueRule
from arrears.agreements.names import text_at
from arrears.agreements.rewrite import walk
from arrears.agreements.scope import Scope, facts_of, is_date, not_a_date, read_condition
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText, as_map
from arrears.findings import suggest
from arrears.formula.nodes import Bands, Fact, Named, Node, Owed, Total
from arrears.formula.words import say

DueRules = Mapping[str, DueRule | None]


def due_words_used(written: Written | None) -> tuple[str, ...]:
    """The expressions of a clause's due rule."""
    unless = written.get("unless") if isinstance(written, WrittenMap) else None
    items = unless.items if isinstance(unless, WrittenList) else ()
    return tuple(text_at(item, "when") for item in items if isinstance(item, WrittenMap))


def due_of_clause(
    block: WrittenMap, rules: DueRules, cited: tuple[str, Citation], scope: Scope
) -> DueRule | None:
    """The due rule that a clause names or writes, with what takes its place and what it never passes.

    cited: the clause's address, and where it was read.
    """
    written = block.get("due")
    rule = _own_rule(written, rules, *cited)
    if rule is None or written is None:
        return None
    if isinstance(written, WrittenMap):
        arms = _arms(written.get("unless"), rules, block, scope)
        latest = written.get("at_latest")
        bound = _named(latest, rules) if isinstance(latest, WrittenText) else None
        rule = replace(rule, unless=arms, at_latest=bound)
    facts = facts_of(block)
    for one in rules_of(rule):
        if not is_date(facts.get(one.after)):
            raise not_a_date(WrittenText(one.after, written.place), facts)
    return rule


def _own_rule(written: Written | None, rules: DueRules, address: str, citation: Citation) -> DueRule | None:
    if isinstance(written, WrittenText):
        return _named(written, rules)
    if not isinstance(written, WrittenMap):
        return None
    named = written.get("rule")
    counted = [key for key in ("count", "after", "printed") if written.get(key) is not None]
    if bool(counted) == (named is not None) or counted == ["printed"]:
        raise refuse(
            "agreement-due", written.place, "a due rule is named, or counts from a day.",
            expected="rule, or count and after", found=", ".join(name.text for name, _ in written.entries),
        )  # fmt: skip
    if isinstance(named, WrittenText):
        return _named(named, rules)
    return lower_due(written, f"{address}/due", citation)


def _arms(written: Written | None, rules: DueRules, clause: WrittenMap, scope: Scope) -> tuple[DueArm, ...]:
    each = clause.get("each")
    made = text_at(each, "name") if isinstance(each, WrittenMap) else ""
    numbered = {made, *(f"{made}_{end}" for end in ("from", "to", "days"))} if made else set()
    arms = []
    for item in written.items if isinstance(written, WrittenList) else ():
        block = as_map(item)
        named = block.get("is")
        rule = _named(named, rules) if isinstance(named, WrittenText) else None
        when = read_condition(block.get("when"), scope)
        if when is not None and rule is not None:
            _refuse_beyond_the_record(when, block, scope, numbered)
            arms.append(DueArm(when, rule))
    return tuple(arms)


def _named(written: WrittenText, rules: DueRules) -> DueRule | None:
    if written.text not in rules:
        raise refuse(
            "agreement-word", written.place, f"'{written.text[:60]}' is not a due rule of this agreement.",
            expected="a due rule of the header", found=f"'{written.text[:60]}'",
            remedy=suggest(written.text, rules),
        )  # fmt: skip
    return rules[written.text]


def _refuse_beyond_the_record(when: Node, block: WrittenMap, scope: Scope, numbered: set[str]) -> None:
    """A due date is found record by record, on every reading alike."""
    disputed = {read.question.name for read in scope.reads.values() if read.question is not None}
    for node in walk(when):
        is_named = (isinstance(node, Named) and node.name in disputed) or (
            isinstance(node, Fact) and node.name in numbered
        )
        if is_named or isinstance(node, Bands | Total | Owed):
            raise refuse(
                "agreement-due", block.place, "which due rule holds rests on more than the record.",
                expected="facts, terms, tables and undisputed steps", found=text_at(block, "when")[:60],
                remedy="write a clause for each, where a counter, an amount, a period or a question decides",
            )  # fmt: skip


def rules_of(rule: DueRule) -> tuple[DueRule, ...]:
    """The rule itself, those that can take its place, and the one that it never passes, in this order."""
    return (rule, *(arm.rule for arm in rule.unless), *((rule.at_latest,) if rule.at_latest else ()))


def due_facts(rule: DueRule) -> frozenset[str]:
    """Every fact that a due date can rest on: the days counted from, and what chooses among the rules."""
    read = {node.name for arm in rule.unless for node in walk(arm.when) if isinstance(node, Fact)}
    return frozenset((*(one.after for one in rules_of(rule)), *read))


def is_chosen(rule: DueRule) -> bool:
    """Whether a due date depends on more than the one day that its rule counts from."""
    return bool(rule.unless) or rule.at_latest is not None


def due_rule_names(written: Written | None) -> tuple[str, ...]:
    """The due rules of the header that a clause names."""
    if isinstance(written, WrittenText):
        return (written.text,)
    if not isinstance(written, WrittenMap):
        return ()
    unless = written.get("unless")
    items = unless.items if isinstance(unless, WrittenList) else ()
    named = [text_at(item, "is") for item in items if isinstance(item, WrittenMap)]
    return tuple(name for name in (text_at(written, "rule"), *named, text_at(written, "at_latest")) if name)


def say_due(rule: DueRule, said: Callable[[DueRule], str]) -> str:
    """A due rule in words with what takes its place; said: one rule's own count in words."""
    parts = [said(rule)]
    parts += [f"where {say(arm.when)}, instead {said(arm.rule)}" for arm in rule.unless]
    if rule.at_latest is not None:
        parts.append(f"at the latest {said(rule.at_latest)}")
    return "; ".join(parts)
