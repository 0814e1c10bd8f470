"""The main job from end to end: a book and the agreements in, a run folder of derived tables out.

It only puts the stages in order; what each one computes is said in its own room. Every figure depends on the
inputs that name the run and on nothing else: no clock, no thread count, no order of files.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from arrears.agreements.due_rules import due_facts
from arrears.agreements.magnitudes import with_places
from arrears.agreements.model import Agreement
from arrears.agreements.readings import Position
from arrears.agreements.subjects import subject_of
from arrears.audit.late_rules import rest_for_payors, write_late_rules
from arrears.audit.run_files import LAST, LINES, OWED, SETTLED, Writing, write_table, written_meanwhile
from arrears.book.ledger import Book
from arrears.book.snapshot import Snapshot, snapshot
from arrears.engine.connection import EngineLimits, close_meanwhile, open_engine
from arrears.engine.runs import find_run, new_run, run_id, write_run_record
from arrears.engine.small_tables import create_table
from arrears.engine.trust import trust_order, trust_records
from arrears.findings import Finding, Refused
from arrears.formula.asks import asks
from arrears.obligations.amounts import create_amount_table, figure_amounts
from arrears.obligations.bulk import Stratum, numbered
from arrears.obligations.cast_shares import share_titles, unknown_casts
from arrears.obligations.conflicts import settle_conflicts
from arrears.obligations.left_out import clauses_left_out, why_not_run
from arrears.obligations.lines import LINE_BUILDERS, build_lines
from arrears.obligations.merging import Merged, merge_equal_readings
from arrears.obligations.owed import register_variants, share_amounts, unique_agreements
from arrears.obligations.performer_lines import unlisted_performers
from arrears.obligations.plans import plans_of, refuse_taken_plan_ids
from arrears.obligations.priced import price_lines
from arrears.obligations.rights import choose_rights, find_rights, run_positions
from arrears.obligations.several_bases import stated_on_several_bases
from arrears.obligations.titles import build_title_facts
from arrears.obligations.variants import Variant, choose_variants
from arrears.reconciliation.late_charges import charge_late_payments
from arrears.reconciliation.late_events import place_late_events
from arrears.reconciliation.matching import match_payments
from arrears.reconciliation.payments import prepare_payments
from arrears.reconciliation.standing import settle_standing
from arrears.records.tables import TABLES
from arrears.records.views import create_views, limits_of

Progress = Callable[[str], None]


@dataclass(frozen=True)
class AuditRequest:
    """What an audit is asked. as_of null: the latest learned_on in the book; known_by null: everything
    learned.

    choices: a clause or question -> side, answered so in every position. trust: the parties believed first.
    families: only these families' agreements; empty for all. left_out: sentences on agreements that were not
    even read, which the run repeats.
    """

    as_of: date | None = None
    known_by: date | None = None
    seq: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    trust: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    limits: EngineLimits | None = None


@dataclass(frozen=True)
class AuditRun:
    """A finished run: where it lies, and whether it was there already."""

    folder: Path
    name: str
    is_cached: bool


def run_audit(
    book: Book,
    agreements: Sequence[Agreement],
    request: AuditRequest,
    progress: Progress = lambda _: None,
    afterwards: ExitStack | None = None,
) -> AuditRun:
    """Compute what is owed, match it with what was paid, and write the run folder; the same run is found
    again.

    afterwards: what whoever opens the run at once leaves to be done behind that, as closing the engine is.
    Findings: `Refused` when the book holds nothing, or the agreements of the request are not there.
    """
    held = snapshot(book, seq=request.seq, known_by=request.known_by)
    as_of = request.as_of or latest_day(held)
    chosen = [a for a in agreements if not request.families or a.family in request.families]
    if not chosen:
        raise Refused([no_agreements(request, agreements)])
    taken = run_positions(chosen, request.choices)
    order = trust_order(held, request.trust)
    asked = {
        "seq": str(held.seq),
        "head": held.head,
        "as_of": as_of.isoformat(),
        "known_by": held.known_by.isoformat() if held.known_by else "",
        "agreements": [{"address": a.address, "digest": a.digest} for a in chosen],
        "positions": [describe_position(position) for position in taken],
        "trust": list(order),
        "not_read": list(request.left_out),
        **({"limits": limits} if (limits := limits_of(held.audience)) else {}),
    }
    name = run_id(asked)
    runs = book.path / "runs"
    done = find_run(runs, name)
    if done is not None:
        return AuditRun(done, name, is_cached=True)
    with new_run(runs, name) as folder:
        connection = open_engine([book.path, folder], folder / "spill", request.limits)
        with written_meanwhile(connection, folder) as writing:
            stage = Stages(connection, held, as_of, order, progress, writing)
            told = compute_into(folder, stage, chosen, taken)
            told["left_out"] = [*request.left_out, *told["left_out"], *clauses_left_out(chosen)]
        close_run(connection, folder / "spill", afterwards)
        write_run_record(folder, {**asked, "run_id": name, **told})
    return AuditRun(runs / name, name, is_cached=False)


def close_run(
    connection: duckdb.DuckDBPyConnection, spill: Path, afterwards: ExitStack | None = None
) -> None:
    """Close the engine of a run; what it spilled is gone before the run's folder is given its name."""
    if spill.exists():
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
    elif afterwards is not None:
        afterwards.callback(close_meanwhile, connection)
    else:
        close_meanwhile(connection)


@dataclass(frozen=True)
class Stages:
    """What every stage of one run is given."""

    connection: duckdb.DuckDBPyConnection
    held: Snapshot
    as_of: date
    trust: Sequence[str]
    progress: Progress
    writing: Writing


def latest_day(held: Snapshot) -> date:
    """The latest learned_on among the files of a snapshot."""
    days = [entry.learned_on for entries in held.files.values() for entry in entries]
    if not days:
        problem = "the book holds no records, so there is nothing to audit"
        remedy = "import records with `arrears import BOOK FILE --as TABLE`"
        raise Refused([Finding("book-empty", "book", problem, "at least one import", "none", remedy)])
    return max(days)


def no_agreements(request: AuditRequest, agreements: Sequence[Agreement]) -> Finding:
    """Why no agreement is left to audit under."""
    known = ", ".join(sorted({agreement.family for agreement in agreements})) or "none"
    problem = "no agreement of this guild is loaded"
    return Finding(
        "guild-unknown", "--guild", problem, known, ", ".join(request.families), "name one of them"
    )


def nothing_to_run(agreements: Sequence[Agreement]) -> Finding:
    """Why none of the clauses of these agreements can be figured from records."""
    whys = sorted({why for a in agreements for clause in a.clauses() if (why := why_not_run(clause, a))})
    problem = "no clause of these agreements can be figured from records yet"
    found = "; ".join(whys) or "they hold no clauses"
    remedy = "ask what a clause pays with `arrears rate`"
    names = ", ".join(agreement.address for agreement in agreements)
    return Finding("nothing-to-audit", names, problem, "a clause that records can run", found, remedy)


def compute_into(
    folder: Path, stage: Stages, chosen: Sequence[Agreement], taken: Sequence[Position]
) -> dict[str, Any]:
    """Compute the run and write its last tables; what `run.json` says of it besides what was asked."""
    try:
        findings, merged = compute(stage, chosen, taken)
    except Refused as refused:
        raise with_places(refused, chosen) from refused
    build_findings(stage.connection, findings)
    for table in LAST:
        write_table(stage.connection, table, folder)
    return {**describe(stage.writing, merged, findings), "left_out": list(merged.sentences)}


def compute(
    stage: Stages, agreements: Sequence[Agreement], taken: Sequence[Position]
) -> tuple[list[Finding], Merged]:
    """Stages S0 to S6 on one connection; the derived tables stay in it."""
    connection = stage.connection
    stage.progress("reading the records")
    create_views(connection, stage.held)
    keys = {table.name: table.key for table in TABLES.values() if table.name != "correction"}
    findings = trust_records(connection, stage.held, keys, stage.trust)
    variants = variants_to_run(agreements, taken)
    plans = plans_of(variants)
    refuse_taken_plan_ids(connection, plans)
    stage.writing.compute("payments", lambda second: prepare_payments(second, stage.as_of, plans))
    build_title_facts(connection)
    findings += share_titles(connection, variants)
    stage.progress("summing statements and numbering uses")
    build_lines(connection, facts_asked((*variants, *choose_rights(agreements, taken))), stage.as_of)
    stage.progress("figuring what each clause owes")
    create_amount_table(connection)
    figure_amounts(connection, strata_of(variants))
    stage.writing.write(LINES)
    merged = merge_equal_readings(connection, variants, taken)
    register_variants(connection, merged.variants)
    find_rights(connection, choose_rights(agreements, merged.positions))
    findings += settle_conflicts(connection, merged.variants)
    findings += price_lines(connection, merged.variants) + stated_on_several_bases(connection)
    stage.progress("sharing by credit")
    findings += share_amounts(connection) + unknown_casts(connection, merged.variants)
    findings += unlisted_performers(connection)
    build_names(connection)
    stage.writing.write(OWED)
    stage.progress("matching payments")
    stage.writing.wait("payments")
    findings += match_payments(connection)
    settle_standing(connection, stage.as_of)
    stage.writing.write(SETTLED)
    findings += charge_lateness(stage, unique_agreements(merged.variants))
    return findings, merged


def variants_to_run(agreements: Sequence[Agreement], taken: Sequence[Position]) -> tuple[Variant, ...]:
    """The clauses, on each reading, that records can run; `nothing-to-audit` where none can."""
    variants = tuple(
        variant
        for variant in choose_variants(agreements, taken)
        if variant.formula.record_kind in LINE_BUILDERS
    )
    if not variants:
        raise Refused([nothing_to_run(agreements)])
    return variants


def charge_lateness(stage: Stages, agreements: Sequence[Agreement]) -> list[Finding]:
    """Stage S6: notices and disputes set the clock, each late rule charges what stood open."""
    connection = stage.connection
    stage.progress("figuring late charges")
    findings = place_late_events(
        connection,
        notice="trusted_notice",
        dispute="trusted_dispute",
        obligation="obligation",
        balance="balance",
    )
    write_late_rules(connection, agreements)
    findings += rest_for_payors(connection, agreements)
    connection.execute("ALTER TABLE late_rule ALTER rule_id TYPE late_rule_id")
    charge_late_payments(
        connection, balance="balance", obligation=charged_money(connection), late_rule="late_rule",
        as_of=stage.as_of,
    )  # fmt: skip
    return findings


def charged_money(connection: duckdb.DuckDBPyConnection) -> str:
    """The obligations that late rules charge; all of them where no payor is exempt."""
    if not connection.execute("SELECT count(*) FROM late_exempt").fetchall()[0][0]:
        return "obligation_money"
    connection.execute("""
        CREATE OR REPLACE TEMP VIEW charged_money AS
        SELECT o.* REPLACE (CASE WHEN e.obligation_no IS NULL THEN o.late_rule END AS late_rule)
        FROM obligation_money o LEFT JOIN late_exempt e USING (obligation_no)""")
    return "charged_money"


def facts_asked(variants: Sequence[Variant]) -> dict[str, set[str]]:
    """Per record kind, the facts that any of the clauses reads, also to know a due date."""
    asked: dict[str, set[str]] = {}
    for variant in variants:
        asked.setdefault(variant.formula.record_kind, set()).update(asks(variant.formula).facts)
        if variant.clause.due is not None:
            asked[variant.formula.record_kind] |= due_facts(variant.clause.due)
    return asked


def strata_of(variants: Sequence[Variant]) -> list[Stratum]:
    """The variants by record kind and stratum, lower strata first."""
    groups: dict[tuple[int, str], list[Variant]] = {}
    for variant in variants:
        groups.setdefault((variant.stratum, variant.formula.record_kind), []).append(variant)
    return [
        Stratum(kind, tuple(numbered(variant) for variant in group))
        for (_, kind), group in sorted(groups.items())
    ]


def build_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `name`: what the companies, people and titles of the run are called."""
    connection.execute(
        """CREATE OR REPLACE TABLE name AS
           SELECT 'company' AS kind, company_id AS id, name FROM trusted_company
           UNION ALL SELECT 'person', person_id, name FROM trusted_person
           UNION ALL SELECT 'title', title_id, name FROM trusted_title
           ORDER BY kind, id"""
    )


def describe_position(position: Position) -> dict[str, object]:
    """One position as `run.json` holds it."""
    return {
        "name": position.name,
        "answers": dict(position.answers),
        "is_own_words": position.is_own_words,
    }


def describe(writing: Writing, merged: Merged, findings: Sequence[Finding]) -> dict[str, object]:
    """What `run.json` says besides what was asked: positions left, clauses by number, counts."""
    counts = {table: writing.rows(table) for table in ("amount", "obligation", "match", "exception")}
    clauses = [
        {
            "no": v.no,
            "name": f"{v.agreement.address}/{v.clause.name}",
            "reading": v.reading,
            "positions": v.positions,
            "stands_for": list(v.stands_for),
            "subject": subject_of(v.clause, v.agreement),
        }
        for v in merged.variants
    ]
    return {
        "positions": [describe_position(position) for position in merged.positions],
        "clauses": clauses,
        "counts": {**counts, "finding": len(findings)},
    }


def build_findings(connection: duckdb.DuckDBPyConnection, findings: Sequence[Finding]) -> None:
    """Create `finding`: what the run found to say, a row each."""
    columns = ("code", "place", "problem", "expected", "found", "remedy", "row_id")
    given = [tuple(getattr(finding, name) for name in columns) for finding in findings]
    types = [f"{name} {'BIGINT' if name == 'row_id' else 'VARCHAR'}" for name in columns]
    create_table(connection, "finding", given, types)
