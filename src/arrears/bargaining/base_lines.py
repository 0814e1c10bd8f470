"""The lines of a finished audit up to the end of one year, and what clauses give on them.

Lines come from the run's own fact table, amounts from the audit's own stages; nothing is read from the book
again and nothing is projected here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from arrears.agreements.model import Agreement
from arrears.agreements.readings import Position
from arrears.agreements.rewrite import rewrite_formula
from arrears.audit.audit_run import strata_of
from arrears.audit.run_tables import RunPosition, RunTables, open_run
from arrears.engine.connection import EngineLimits, quote_text
from arrears.engine.runs import read_run_record
from arrears.engine.small_tables import create_table
from arrears.findings import Finding, Refused
from arrears.formula.asks import asks
from arrears.formula.clause import ClauseFormula
from arrears.formula.nodes import AllOf, AnyOf, Compare, Day, Fact, Node, Truth
from arrears.obligations.amounts import create_amount_table, figure_amounts
from arrears.obligations.bulk import is_stateful
from arrears.obligations.conflicts import settle_conflicts
from arrears.obligations.recalled_variants import ClauseOfRun, recall_agreements, recall_variants
from arrears.obligations.variants import Variant
from arrears.vocabulary import TITLE_FACTS

# The days of a work that choose a version, for one kind of work or another.
MADE_ON = ("photographed_on", "employed_on", "written_on")
# The year that an amount belongs to: of the period that a clause cuts, else of its line.
AMOUNT_DAY = "coalesce(a.part_from, f.ordered_on)"


@dataclass(frozen=True)
class BaseLines:
    """An open run, its lines to the end of `year` as tables `past_<kind>`, and what it was made of."""

    run: RunTables = field(repr=False)
    agreements: tuple[Agreement, ...] = field(repr=False)
    variants: Mapping[int, Variant] = field(repr=False)
    year: int
    kinds: tuple[str, ...]
    columns: frozenset[str] = field(repr=False)

    def position(self, name: str) -> RunPosition:
        """The position of that name. Findings: position-unknown."""
        for position in self.run.heading.positions:
            if position.name == name:
                return position
        known = ", ".join(position.name for position in self.run.heading.positions)
        problem, remedy = "the run takes no such position", "name one of them"
        raise Refused([Finding("position-unknown", "--position", problem, known, name, remedy)])


def open_base_lines(
    folder: Path, agreements: Sequence[Agreement], year: int, limits: EngineLimits | None = None
) -> BaseLines:
    """Open a run and load its lines up to the last day of a year.

    Findings: those of `open_run`; `run-agreement-differs`.
    """
    run = open_run(folder, limits=limits)
    used = recall_agreements(agreements, run.heading.agreements, str(folder))
    record = read_run_record(folder)
    listed = tuple(
        ClauseOfRun(int(c["no"]), str(c["name"]), str(c["reading"]), int(c["positions"]))
        for c in json.loads(json.dumps(record["clauses"]))
    )
    taken = [Position(p.name, p.answers, p.is_own_words) for p in run.heading.positions]
    facts = f"read_parquet({quote_text(str((folder / 'fact.parquet').resolve()))})"
    columns = [row[0] for row in run.rows(f"DESCRIBE SELECT * FROM {facts}")]
    kinds = [row[0] for row in run.rows(f"SELECT DISTINCT record_kind FROM {facts} ORDER BY ALL")]
    for kind in kinds:
        run.connection.execute(
            f"""CREATE TEMP TABLE past_{kind} AS SELECT * FROM {facts}
                WHERE record_kind = {quote_text(kind)} AND ordered_on < DATE '{year + 1}-01-01'"""
        )
    variants = recall_variants(used, listed, taken)
    return BaseLines(run, used, variants, year, tuple(kinds), frozenset(columns))


def price_variants(
    lines: BaseLines, variants: Sequence[Variant], apart: Collection[int] = (), *, only_year: bool = True
) -> None:
    """Create `amount` for these clauses over the lines: of the year only, unless a clause counts earlier ones
    or cuts them into periods, or all are asked for. Clauses of kinds of which the run has no line give
    nothing. What two clauses of one entitlement both give on a line is unknown. apart: the numbers of clauses
    on works that are yet to be made, which do not meet those on works that are there.

    Findings: `fact-not-in-run`, for a fact that no clause of the run's agreements asked.
    """
    there = [variant for variant in variants if variant.formula.record_kind in lines.kinds]
    refuse_unknown_facts(lines, there)
    connection = lines.run.connection
    looks_back = any(is_stateful(v.formula) or v.formula.each is not None for v in there)
    only = "" if looks_back or not only_year else f"WHERE ordered_on >= DATE '{lines.year}-01-01'"
    for kind in {variant.formula.record_kind for variant in there}:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW fact_{kind} AS SELECT * FROM past_{kind} {only}")
    create_amount_table(connection)
    figure_amounts(connection, strata_of(there))
    rows = [(v.no, v.agreement.family, v.clause.entitlement) for v in there]
    columns = ["clause_no INTEGER", "family VARCHAR", "entitlement VARCHAR"]
    create_table(connection, "variant", rows, columns)
    settle_conflicts(connection, [variant for variant in there if variant.no in apart])
    settle_conflicts(connection, [variant for variant in there if variant.no not in apart])


def refuse_unknown_facts(lines: BaseLines, variants: Iterable[Variant]) -> None:
    """Refuse clauses that read what the run's lines do not hold. Findings: fact-not-in-run."""
    faults = []
    for variant in variants:
        cut = variant.formula.each
        own = {f"{cut.name}{end}" for end in ("", "_from", "_to", "_days")} if cut else set()
        absent = sorted(set(asks(variant.formula).facts) - own - lines.columns)
        if absent:
            problem = (
                "the clause reads facts that no clause of the audited agreements asked, so no line has them"
            )
            remedy = "audit with agreements that ask them, or price the item by itself"
            place, found = f"{variant.agreement.address}/{variant.clause.name}", ", ".join(absent)
            faults.append(Finding("fact-not-in-run", place, problem, "facts of the run", found, remedy))
    if faults:
        raise Refused(faults)


def as_if_governed(formula: ClauseFormula, key_dates: Sequence[str], made_on: date) -> ClauseFormula:
    """The clause as if its version governed every line.

    Where a day of the work chooses the version, every work is taken as one that is made on `made_on`,
    whatever its own days are; where a day of the use does, only that day is set aside and the work stays as
    it is.
    """
    free = replace(formula, when=_without_coverage(formula.when))
    if not any(name in TITLE_FACTS for name in key_dates):
        return free
    new = Day(made_on, "made_on")

    def put_new(node: Node) -> Node | None:
        return new if isinstance(node, Fact) and node.name in MADE_ON else None

    return rewrite_formula(free, put_new)


def _without_coverage(node: Node) -> Node:
    match node:
        case Compare(right=Day(name="covers_from" | "covers_until")):
            return Truth(True)
        case AllOf(parts=parts):
            kept = tuple(part for part in map(_without_coverage, parts) if part != Truth(True))
            return AllOf(kept) if kept else Truth(True)
        case AnyOf(parts=parts):
            return AnyOf(tuple(_without_coverage(part) for part in parts))
    return node
