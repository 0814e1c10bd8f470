"""The agreements, clause trees, facts and shares of a claim as tables of a bundle, out of its frozen files.

No run and no record is asked. The library gives due rules only where its agreement is the one that was
frozen; otherwise the frozen text is read, and a rule that cannot be read is left out and not guessed.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement, DueRule
from arrears.claims.bundle_content import BundleTable
from arrears.claims.bundle_order import sorted_by_what_is_shown
from arrears.claims.bundle_rows import CLAUSES, credit_shown, held_rows, uniform_table
from arrears.claims.lines_held import NUMBERS, Freezing, HeldLines
from arrears.claims.verifier import verify
from arrears.findings import Refused
from arrears.obligations.explained_ledger import counted_by_currency
from arrears.obligations.formula_json import decode_formula, encode_formula, encode_node
from arrears.vocabulary import PERSONAL_KINDS, PLAN_KINDS, PLANS

FACT_KEYS = ("company_id", "title_id", "market", "territory", "occasion", "ordered_on", "currency")
FACT_WORDS = {"number": "number", "date": "date", "word": "text", "yes/no": "yes/no"}


def agreement_table(held: HeldLines) -> BundleTable:
    """The agreements that the lines were figured under: every file of them, with its text."""
    source = " UNION ".join(
        f"SELECT address, digest, file, sha256, content FROM frozen_agreement_{one.place}"
        for one in held.freezings
    )
    return uniform_table(
        "agreement", "address digest file sha256 content", held_rows(held, f"{source} ORDER BY ALL")
    )


def position_table(held: HeldLines) -> BundleTable:
    """The readings: each side's answers to the open questions. absent_from: the freezings without it."""
    answers: dict[str, str] = {}
    for one in held.freezings:
        for row in held_rows(held, f"SELECT name, answers FROM frozen_position_{one.place} ORDER BY bit"):
            answers.setdefault(row["name"], row["answers"])
    rows = [
        {"position": p.bit, "name": p.name, "answers": answers[p.name], "is_own_words": p.is_own_words,
         "absent_from": [str(place) for place, name in held.not_priced if name == p.name]}
        for p in held.positions
    ]  # fmt: skip
    return uniform_table("position", "position:n name answers:json is_own_words:b absent_from:list", rows)


def clauses_of(held: HeldLines, one: Freezing, library: Path) -> list[dict[str, Any]]:
    """The clauses of one freezing that its lines rest on, with their trees as the ledger runs them."""
    rows = held_rows(held, f"SELECT * FROM frozen_clause_{one.place} ORDER BY clause_no")
    lines = f"SELECT DISTINCT clause_no, entitlement FROM line WHERE freezing = {one.place}"
    entitled = {row["clause_no"]: row["entitlement"] for row in held_rows(held, lines)}
    used = set(entitled)
    owed = {row["clause_no"]: {n: int(no) for n, no in json.loads(row["owed"]).items()} for row in rows}
    for row in reversed(rows):  # a clause comes after those it names
        used |= set(owed[row["clause_no"]].values()) if row["clause_no"] in used else set()
    rules = _due_rules(held, one, library)
    shift = one.place * CLAUSES
    return [
        {
            **row,
            "clause_no": shift + row["clause_no"],
            "tree": encode_formula(counted_by_currency(decode_formula(json.loads(row["formula"])))),
            "owed": {name: shift + no for name, no in owed[row["clause_no"]].items()},
            "due": rules.get(row["name"]),
            "rule_no": None if row["share_rule_no"] is None else shift + row["share_rule_no"],
            "entitlement": entitled.get(row["clause_no"]),
            "is_contribution": row["pays_to"] in PLANS,
            "plan_id": plan_paid(json.loads(row["formula"])["record_kind"], row["pays_to"]),
        }
        for row in rows
        if row["clause_no"] in used
    ]


def plan_paid(record_kind: str, pays_to: str | None) -> str | None:
    """The id of the plan that a clause pays on each person's pay; none where it pays people."""
    return PLANS.get(pays_to or "") if record_kind in PLAN_KINDS else None


def clause_table(clauses: Sequence[Mapping[str, Any]]) -> BundleTable:
    """The clauses with their trees, due rules and what other clauses they name, and what lines of them are
    to a settlement: under which entitlement, and whether they are contributions to a plan.
    """
    columns = (
        "clause_no:n name reading positions:n status source pays_to plan_id entitlement is_contribution:b"
        " rule_no:n owed:json due:json tree:json"
    )
    return uniform_table("clause", columns, clauses)


def _due_rules(held: HeldLines, one: Freezing, library: Path) -> dict[str, dict[str, Any]]:
    """The due rule of every clause by its name; a clause without one has an empty rule."""
    return {
        f"{agreement.address}/{clause.name}": due_text(clause.due)
        for agreement in frozen_agreements(held, one, library)
        for clause in agreement.clauses()
    }


def due_text(rule: DueRule | None) -> dict[str, Any]:
    """A due rule as the verifier reads it, with what takes its place; empty where a clause has none."""
    if rule is None:
        return {}
    told = _count_text(rule)
    if rule.unless:
        told["unless"] = [{"when": encode_node(arm.when), "is": _count_text(arm.rule)} for arm in rule.unless]
    if rule.at_latest is not None:
        told["at_latest"] = _count_text(rule.at_latest)
    return told


def _count_text(rule: DueRule) -> dict[str, Any]:
    printed = {
        f"{month:02}-{day:02}": f"{to_month:02}-{to_day:02}"
        for (month, day), (to_month, to_day) in sorted(rule.printed.items())
    }
    return {"after": rule.after, "count": str(rule.count), "unit": rule.unit, "printed": printed}


def frozen_agreements(held: HeldLines, one: Freezing, library: Path) -> tuple[Agreement, ...]:
    """The agreements of a freezing: those of the library where they are unchanged, else the frozen texts."""
    wanted = dict(one.agreements)
    try:
        loaded = load_library(library, wanted)
    except Refused:
        loaded = ()
    if {agreement.address: agreement.digest for agreement in loaded} == wanted:
        return loaded
    with tempfile.TemporaryDirectory() as name:
        for row in held_rows(held, f"SELECT file, content FROM frozen_agreement_{one.place}"):
            target = Path(name) / row["file"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(row["content"], encoding="utf-8", newline="")
        try:
            return load_library(Path(name), wanted)
        except Refused:
            return ()  # a release that cannot read them any more; the verifier says what it could not figure


def fact_tables(
    held: HeldLines, clauses: Sequence[Mapping[str, Any]], needs: frozenset[str]
) -> list[BundleTable]:
    """A table of lines for each record kind, with the facts that its clauses read."""
    asked: dict[str, dict[str, str]] = {}
    for clause in clauses:
        tree = clause["tree"]
        kinds = asked.setdefault(tree["record_kind"], {})
        kinds.update(_facts_of(tree, clause["due"] or {}))
    source = " UNION ALL ".join(
        f"SELECT * REPLACE (line_id + {one.place * NUMBERS} AS line_id) FROM frozen_fact_{one.place}"
        for one in held.freezings
    )
    by_kind: dict[str, list[dict[str, Any]]] = {kind: [] for kind in sorted(asked)}
    for row in held_rows(held, f"{source} ORDER BY line_id"):
        if row["record_kind"] in by_kind:
            facts = json.loads(row["facts"])
            credit = credit_shown(facts.get("credit"))
            by_kind[row["record_kind"]].append({**facts, **row, "line_no": row["line_id"], "credit": credit})
    tables = []
    for kind, rows in by_kind.items():
        names = {name: word for name, word in sorted(asked[kind].items()) if name not in FACT_KEYS}
        columns = " ".join(
            ["line_no:n", "company_id", "title_id", "market", "territory", "occasion", "ordered_on:d",
             "currency",
             "credit", *(["payee_id!"] if kind in PERSONAL_KINDS else []),
             *(f"{name}:{word}" for name, word in names.items() if name != "credit")]
        )  # fmt: skip
        tables.append(uniform_table(f"fact_{kind}", columns, rows, needs))
    return tables


def _facts_of(tree: Mapping[str, Any], due: Mapping[str, Any]) -> dict[str, str]:
    """The facts that a clause reads with their kinds, and what its due date rests on."""
    made = tree.get("each")
    own = (
        set()
        if made is None
        else {made["name"], *(f"{made['name']}_{end}" for end in ("from", "to", "days"))}
    )
    found = {
        node["name"]: FACT_WORDS[node["kind"]["base"]]
        for part in (tree, *(arm["when"] for arm in due.get("unless", ())))
        for node in verify.nodes_below(part)
        if node["node"] == "Fact"
    }
    if tree["result"]["node"] == "Credits":
        found.setdefault(tree["result"]["order"], "date")
    for rule in verify.due_rules_of(due):
        if not (made and rule["after"] in {"period_from", "period_to", *own}):
            found.setdefault(rule["after"], "date")
    return {name: kind for name, kind in found.items() if name not in own}


def share_table(held: HeldLines, needs: frozenset[str]) -> BundleTable:
    """Who shares what of a title by each credit rule; seq: the order in which odd cents are given, which
    follows ids and so names members.
    """
    source = " UNION ALL ".join(
        f"SELECT {one.place * CLAUSES} + share_rule_no AS rule_no, title_id, credit, place AS seq,"
        f" person_id, num, den"
        f" FROM frozen_share_{one.place}"
        for one in held.freezings
    )
    rows = held_rows(held, f"{source} ORDER BY rule_no, title_id, credit, seq")
    made = ({**row, "share": Fraction(row["num"], row["den"])} for row in rows)
    table = uniform_table("share", "rule_no:n title_id credit seq:n! person_id! share:n", made, needs)
    return sorted_by_what_is_shown(table)
