"""Every amount and obligation of a finished run figured again, line by line, by the explaining interpreter.

Shares no statement with the bulk path but the facts of the lines and the credit shares. What differs comes
back as sentences, the smallest example first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
from tests.obligations.cast_fixture import Cast, parts_of

from arrears.agreements.model import Agreement
from arrears.agreements.readings import Position
from arrears.formula.clause import Gives, Pays
from arrears.formula.explain import RecordFacts, as_number, evaluate, round_cents
from arrears.formula.nodes import AllOf
from arrears.money import divide_pot
from arrears.obligations.explained_ledger import LineOutcome, explain_lines
from arrears.obligations.owed import credit_rules
from arrears.obligations.recalled_variants import ClauseOfRun, recall_agreements, recall_variants
from arrears.obligations.rights import choose_rights
from arrears.obligations.shares import share_rules
from arrears.obligations.variants import Variant
from arrears.vocabulary import PERSONAL_KINDS, PLAN_KINDS, PLANS

Key = tuple[int, int, int]  # clause number, line, part
STATE = {True: "amount", None: "cannot tell"}


def rows_of(connection: duckdb.DuckDBPyConnection, file: Path) -> list[dict[str, Any]]:
    """Every row of a table of the run."""
    table = connection.execute(f"SELECT * FROM '{file}'")
    names = [column[0] for column in table.description or ()]
    return [dict(zip(names, row)) for row in table.fetchall()]


def variants_of(folder: Path, agreements: Sequence[Agreement]) -> Mapping[int, Variant]:
    """The clauses of a run on their readings."""
    heading = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    used = [(one["address"], one["digest"]) for one in heading["agreements"]]
    positions = [Position(p["name"], p["answers"], p["is_own_words"]) for p in heading["positions"]]
    clauses = [ClauseOfRun(c["no"], c["name"], c["reading"], c["positions"]) for c in heading["clauses"]]
    return recall_variants(recall_agreements(agreements, used, "run.json"), clauses, positions)


def differences(
    folder: Path, agreements: Sequence[Agreement], records: Mapping[str, list[dict[str, Any]]] | None = None
) -> list[str]:
    """What bulk and explain say differently of a run: states, cents, missing facts, shares, payees.

    records: the rows that the book was made of, where casts share by units.
    """
    connection = duckdb.connect()
    variants = variants_of(folder, agreements)
    amounts = {
        (row["clause_no"], row["line_id"], row["part_no"]): row
        for row in rows_of(connection, folder / "amount.parquet")
    }
    obligations: dict[Key, list[dict[str, Any]]] = {}
    for row in rows_of(connection, folder / "obligation.parquet"):
        obligations.setdefault((row["clause_no"], row["line_id"], row["part_no"]), []).append(row)
    by_title: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows_of(connection, folder / "fact.parquet"):
        by_title.setdefault((row["record_kind"], row["title_id"]), []).append(row)
    shares = _shares(connection, folder, variants)
    casts = _casts(records or {})
    found: list[str] = []
    seen: set[Key] = set()
    for variant, rows in _ledgers(variants, by_title):
        lines = {row["line_id"]: row for row in rows}
        for one in explain_lines(variant, variants, rows):
            key = (variant.no, one.line_id, one.part_no)
            seen.add(key)
            found += _amount_differences(variant, one, amounts.get(key))
            held = (obligations.get(key, []), shares, casts)
            found += _obligation_differences(variant, one, lines[one.line_id], held)
    found += [f"{key}: bulk has an amount that explain has not" for key in sorted(set(amounts) - seen)]
    found += [
        f"{key}: bulk has an obligation that explain has not" for key in sorted(set(obligations) - seen)
    ]
    return sorted(found, key=len)


def _ledgers(
    variants: Mapping[int, Variant], by_title: Mapping[tuple[str, str], list[dict[str, Any]]]
) -> Iterator[tuple[Variant, list[dict[str, Any]]]]:
    """Every clause with the lines of its record kind, title by title."""
    for variant in variants.values():
        for (kind, _), rows in by_title.items():
            if kind == variant.formula.record_kind:
                yield variant, rows


def _amount_differences(variant: Variant, one: LineOutcome, row: Mapping[str, Any] | None) -> Iterator[str]:
    if row is None:
        bulk: tuple[str, Any] = ("does not apply", None)
    elif row["applies"] and row["amount_cents"] is None:
        bulk = ("missing", None)
    else:
        bulk = (STATE[row["applies"]], row["amount_cents"] if row["applies"] else None)
    if bulk != (one.outcome.state, one.outcome.cents):
        yield (
            f"{variant.clause.name}@{variant.reading} line {one.line_id} part {one.part_no}: bulk {bulk},"
            f" explain {(one.outcome.state, one.outcome.cents)}"
            f" missing {one.outcome.missing}, {dict(one.record.facts)}"
        )


def _obligation_differences(
    variant: Variant,
    one: LineOutcome,
    line: Mapping[str, Any],
    held: tuple[
        list[dict[str, Any]],
        Mapping[tuple[str, str, str], list[tuple[str, Fraction]]],
        Mapping[str, tuple[int | None, Cast]],
    ],
) -> Iterator[str]:
    rows, shares, casts = held
    if variant.formula.record_kind in PERSONAL_KINDS:
        # A plan is owed the contribution on the pay of the person whose line it is.
        payee_id = PLANS.get(variant.clause.to, "") if variant.formula.record_kind in PLAN_KINDS else ""
        yield from _personal_differences(variant, one, payee_id or str(line["payee_id"]), rows)
        return
    split = variant.formula.split
    column = (line.get("credit") or "") if split is not None and split.by == "column" else ""
    expected: dict[str | None, int | None] = {}
    missing: set[str] = set()
    writers = shares.get((variant.agreement.address, line["title_id"], column), [])
    if column == "" and split is not None and split.by == "column":
        writers = []
    is_said = split is not None or bool(variant.agreement.credit_shares)
    lacking = {"credits" if is_said else "how it is shared"}
    if split is not None and split.by == "units":
        parts = parts_of(split, *casts.get(line["title_id"], (None, [])))
        writers, lacking = ([], parts) if isinstance(parts, set) else (parts, set())
    match one.outcome.state:
        case "amount" if one.outcome.cents and writers:
            odd = split.odd_cents if split is not None else "largest_remainder"
            cents = divide_pot(one.outcome.cents, [share for _, share in writers], odd)
            expected = {person: part for (person, _), part in zip(writers, cents) if part}
        case "amount" if one.outcome.cents:
            expected, missing = {None: None}, lacking
        case "missing" | "cannot tell":
            expected, missing = {None: None}, set(one.outcome.missing)
    name = f"{variant.clause.name}@{variant.reading} line {one.line_id} part {one.part_no} {column}"
    bulk = {row["payee_id"]: row["amount_cents"] for row in rows}
    if one.outcome.state == "cannot tell" and not bulk and _is_nought(variant, one):
        return
    if bulk != expected or len(bulk) != len(rows):
        yield f"{name}: bulk owes {bulk}, explain {expected} ({one.outcome.state})"
    for row in rows:
        if set(row["missing"]) != missing:
            yield f"{name}: bulk misses {sorted(row['missing'])}, explain {sorted(missing)}"
        if one.outcome.state == "amount" and row["pool_cents"] != one.outcome.cents:
            yield f"{name}: bulk pot {row['pool_cents']}, explain {one.outcome.cents}"


def _personal_differences(
    variant: Variant, one: LineOutcome, payee_id: str, rows: list[dict[str, Any]]
) -> Iterator[str]:
    """The line of one person: the whole is that person's, and so is what cannot be figured."""
    expected: list[tuple[Any, ...]] = []
    if one.outcome.state == "amount" and one.outcome.cents:
        expected = [(payee_id, one.outcome.cents, one.outcome.cents, ())]
    elif one.outcome.state in ("missing", "cannot tell"):
        expected = [(payee_id, None, None, tuple(sorted(one.outcome.missing)))]
    bulk = [
        (row["payee_id"], row["pool_cents"], row["amount_cents"], tuple(sorted(row["missing"])))
        for row in rows
    ]
    if one.outcome.state == "cannot tell" and not bulk and _is_nought(variant, one):
        return
    if bulk != expected:
        name = f"{variant.clause.name}@{variant.reading} line {one.line_id} part {one.part_no}"
        yield f"{name}: bulk owes {bulk}, explain {expected} ({one.outcome.state})"


def _is_nought(variant: Variant, one: LineOutcome) -> bool:
    """A clause that may or may not apply, and gives nothing either way, leaves no obligation."""
    result = variant.formula.result
    if one.record.facts.get("gross") == 0:
        return True
    if not isinstance(result, Pays):
        return False
    exact = as_number(evaluate(result.amount, RecordFacts(one.record.facts, {}, one.record.owed)))
    return exact is not None and round_cents(exact, variant.formula.rounding) == 0


def _casts(records: Mapping[str, list[dict[str, Any]]]) -> dict[str, tuple[int | None, Cast]]:
    """How many performers each title is said to use, and those that are listed."""
    whole = {row["title_id"]: row.get("performers_n") for row in records.get("production", [])}
    found: dict[str, tuple[int | None, Cast]] = {title: (number, []) for title, number in whole.items()}
    for row in records.get("cast_member", []):
        found.setdefault(row["title_id"], (None, []))[1].append(row)
    return found


def _shares(
    connection: duckdb.DuckDBPyConnection, folder: Path, variants: Mapping[int, Variant]
) -> dict[tuple[str, str, str], list[tuple[str, Fraction]]]:
    """The credit shares by agreement, title and column, in the order in which odd cents are handed out."""
    rules = credit_rules(list(variants.values()))
    numbers: dict[int, list[str]] = {}
    for agreement in {v.agreement.address: v.agreement for v in variants.values()}.values():
        numbers.setdefault(rules.index(share_rules(agreement)), []).append(agreement.address)
    found: dict[tuple[str, str, str], list[tuple[str, Fraction]]] = {}
    rows = rows_of(connection, folder / "writer_share.parquet")
    for row in sorted(rows, key=lambda row: row["seq"]):
        for address in numbers.get(row["rule_no"], []):
            key = (address, row["title_id"], row["credit"])
            found.setdefault(key, []).append((row["person_id"], Fraction(row["num"], row["den"])))
    return found


def right_differences(folder: Path, agreements: Sequence[Agreement]) -> list[str]:
    """What bulk and explain say differently of the rights of a run: which arose, at the end of which day."""
    connection = duckdb.connect()
    heading = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    positions = [Position(p["name"], p["answers"], p["is_own_words"]) for p in heading["positions"]]
    rows = [row for row in rows_of(connection, folder / "fact.parquet") if row["record_kind"] == "suspension"]
    explained: dict[tuple[Any, ...], int] = {}
    for variant in choose_rights(agreements, positions):
        for line in rows:
            told = _right_told(variant, explain_lines(variant, {}, [line]))
            if told is not None:
                key = (variant.agreement.version, variant.clause.name, line["line_id"], *told)
                explained[key] = explained.get(key, 0) | variant.positions
    bulk = {
        (row["version"], f"{row['article']}/{row['clause']}", row["line_id"], row["state"], row["from_on"]): (
            row["positions"]
        )
        for row in rows_of(connection, folder / "arisen_right.parquet")
    }
    return [
        f"{key}: bulk {bulk.get(key)}, explain {explained.get(key)}"
        for key in sorted({*bulk, *explained}, key=str)
        if bulk.get(key) != explained.get(key)
    ]


def _right_told(variant: Variant, parts: Sequence[LineOutcome]) -> tuple[str, Any] | None:
    """Whether a right arose in any period of a line, and the last day of the first; None where it did not."""
    result, each = variant.formula.result, variant.formula.each
    assert isinstance(result, Gives)
    condition = AllOf((variant.formula.when, result.when))
    said = [(evaluate(condition, RecordFacts(one.record.facts)).value, one.record.facts) for one in parts]
    ends = [facts[f"{each.name}_to"] for value, facts in said if value is True and each is not None]
    if any(value is True for value, _ in said):
        return "arose", min(ends, default=None)
    return ("cannot tell", None) if any(value is None for value, _ in said) else None
