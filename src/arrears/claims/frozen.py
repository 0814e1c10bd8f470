"""Freezes lines of an audit for a claim: everything their amounts follow from, as files of the book.

What somebody relied on must stay as it was when records, agreements or this program change. The caller
commits the staged files with the act that needs them, in one entry. Nothing is computed anew here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from arrears.agreements.load import SHIPPED, load_library
from arrears.agreements.model import Agreement
from arrears.agreements.readings import Position
from arrears.audit.explained_rows import counted_by, with_owed
from arrears.audit.run_tables import REF_SQL, RunTables, name_join
from arrears.book.chain import canonical
from arrears.book.ledger import Book
from arrears.book.staging import StagedFile, number_rows, write_files
from arrears.claims.frozen_checks import frozen_findings
from arrears.claims.frozen_tables import FROZEN_TABLES
from arrears.engine.connection import quote_text
from arrears.findings import Finding, Refused
from arrears.obligations.bulk import is_stateful
from arrears.obligations.formula_json import encode_formula
from arrears.obligations.owed import share_numbers
from arrears.obligations.recalled_variants import ClauseOfRun, recall_agreements, recall_variants
from arrears.obligations.variants import Variant
from arrears.reconciliation.late_terms import LATE_RULE_TYPES
from arrears.records.schema import cast_rows

FACT_KEYS = (
    "line_id", "record_kind", "company_id", "title_id", "market", "territory", "occasion", "ordered_on",
    "currency",
)  # fmt: skip
ITEM = "company_id, payee_id, title_id, market, territory, occasion, currency"
SAYS = "arrears"


@dataclass(frozen=True)
class FrozenLines:
    """Checked tables of frozen lines, ready to be staged. refs: the names of the lines, sorted."""

    tables: Mapping[str, pa.Table]
    count: int
    refs: tuple[str, ...]

    @property
    def refs_sha256(self) -> str:
        """SHA-256 over the names of the lines."""
        return sha256_of_refs(self.refs)


def sha256_of_refs(refs: Sequence[str]) -> str:
    """SHA-256 over names of obligations, sorted, one a line."""
    return hashlib.sha256("".join(f"{ref}\n" for ref in sorted(refs)).encode()).hexdigest()


def freeze(
    run: RunTables,
    chosen: Sequence[int] | str,
    agreements: Sequence[Agreement] | None = None,
    library: Path = SHIPPED,
) -> FrozenLines:
    """Lines of a run as tables to keep: amounts on every reading, payments, clocks, facts, agreements.

    chosen: obligations by number, taken as they are; or an SQL condition on `obligation o JOIN standing s`,
    by which whole items join, on every position. agreements: those of the run; else read from the library.
    Findings: `frozen-nothing-chosen`, `run-agreement-differs`, `run-table-unreadable`, and those of
    `frozen_findings`.
    """
    record = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    _choose(run, chosen)
    if agreements is None:
        agreements = load_library(library, [address for address, _ in run.heading.agreements])
    used = recall_agreements(agreements, run.heading.agreements, str(run.folder / "run.json"))
    variants = _variants_of(record, used)
    lines = _lines(run)
    refs = tuple(sorted(lines.column("ref").to_pylist()))
    given = {
        "frozen_heading": _heading(run, chosen, refs),
        "frozen_position": _positions(run),
        "frozen_clause": _clauses(record, variants),
        "frozen_agreement": _agreement_files(used, library),
        "frozen_line": lines,
        **{f"frozen_{name}": _of_lines(run, sql) for name, sql in LINE_TABLES.items()},
        "frozen_late_rule": _late_rules(run),
        "frozen_fact": _facts(run, variants),
        "frozen_share": _shares(run),
    }
    return FrozenLines(checked_tables(given), len(refs), refs)


def checked_tables(given: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables in their own schemas, after every check. Refuses with all findings."""
    cast: dict[str, pa.Table] = {}
    findings: list[Finding] = []
    for name, rows in given.items():
        typed, wrong = cast_rows(FROZEN_TABLES[name], rows, SAYS)
        findings.extend(wrong)
        if typed is not None:
            cast[name] = typed
    findings = findings or frozen_findings(cast)
    if findings:
        raise Refused(findings)
    return cast


def stage_frozen(book: Book, frozen: FrozenLines) -> tuple[StagedFile, ...]:
    """Write the tables durably; nothing of them is in the book until an entry lists them."""
    return tuple(write_files(book, number_rows(book, frozen.tables)))


def lines_body(frozen: FrozenLines, staged: Sequence[StagedFile]) -> dict[str, Any]:
    """What the act that adds lines to a claim says of them: files by table, how many, which, since when due.

    due_from, due_to: the first and the last day on which a line fell due; '' where no line's day is known.
    """
    due = pc.min_max(frozen.tables["frozen_line"]["due_on"])
    first, last = due["min"].as_py(), due["max"].as_py()
    return {
        "files": {part.table: str(part.file_no) for part in staged},
        "count": str(frozen.count),
        "refs_sha256": frozen.refs_sha256,
        "due_from": first.isoformat() if first else "",
        "due_to": last.isoformat() if last else "",
    }


def _choose(run: RunTables, chosen: Sequence[int] | str) -> None:
    """Create `frozen_choice`, the obligations that are frozen. Refuses an empty choice."""
    if isinstance(chosen, str):
        item = "o.item_group_no = i.item_group_no AND o.payee_id IS NOT DISTINCT FROM i.payee_id"
        source = f"""
            WITH item AS (
                SELECT DISTINCT o.item_group_no, o.payee_id
                FROM obligation o JOIN standing s USING (obligation_no) WHERE {chosen})
            SELECT o.obligation_no FROM obligation o JOIN item i ON {item}"""
    else:
        numbers = pa.table({"obligation_no": pa.array(sorted(set(chosen)), pa.int64())})
        run.connection.register("numbers_in_hand", numbers)
        source = "SELECT obligation_no FROM obligation SEMI JOIN numbers_in_hand USING (obligation_no)"
    run.connection.execute(f"CREATE OR REPLACE TEMP TABLE frozen_choice AS {source}")
    ((found,),) = run.rows("SELECT count(*) FROM frozen_choice")
    if not found:
        problem = "no line of the audit is chosen, so there is nothing to freeze"
        remedy = "choose lines that `arrears audit` lists"
        shown = chosen if isinstance(chosen, str) else f"{len(chosen)} number(s) that the run does not hold"
        place = f"run {run.heading.run_id}"
        raise Refused([Finding("frozen-nothing-chosen", place, problem, "at least one line", shown, remedy)])


def _arrow(run: RunTables, sql: str) -> pa.Table:
    return run.connection.sql(sql).to_arrow_table()


def _heading(run: RunTables, chosen: Sequence[int] | str, refs: Sequence[str]) -> pa.Table:
    heading = run.heading
    row = {
        "run_id": heading.run_id,
        "seq": heading.seq,
        "head": heading.head,
        "as_of": date.fromisoformat(heading.as_of),
        "known_by": date.fromisoformat(heading.known_by) if heading.known_by else None,
        "trust": heading.trust,
        "left_out": list(heading.left_out),
        "chosen": chosen if isinstance(chosen, str) else "by number",
        "lines": len(refs),
        "refs_sha256": sha256_of_refs(refs),
    }
    types = {"left_out": pa.list_(pa.string()), "known_by": pa.date32()}
    return pa.table({name: pa.array([value], types.get(name)) for name, value in row.items()})


def _positions(run: RunTables) -> pa.Table:
    rows = [
        {"bit": p.bit, "name": p.name, "answers": canonical(dict(p.answers)), "is_own_words": p.is_own_words}
        for p in run.heading.positions
    ]
    return pa.Table.from_pylist(rows)


def _variants_of(record: Mapping[str, Any], agreements: Sequence[Agreement]) -> Mapping[int, Variant]:
    positions = tuple(Position(p["name"], p["answers"], p["is_own_words"]) for p in record["positions"])
    clauses = [ClauseOfRun(c["no"], c["name"], c["reading"], c["positions"]) for c in record["clauses"]]
    return recall_variants(agreements, clauses, positions)


def _clauses(record: Mapping[str, Any], variants: Mapping[int, Variant]) -> pa.Table:
    numbers = share_numbers(list(variants.values()))
    rows = []
    for listed in record["clauses"]:
        variant = variants[listed["no"]]
        rows.append(
            {
                "clause_no": variant.no,
                "name": str(listed["name"]),
                "reading": variant.reading,
                "positions": variant.positions,
                "formula": canonical(encode_formula(variant.formula)),
                "owed": canonical({name: str(no) for name, no in variant.owed.items()}),
                "pays_to": variant.clause.to or None,
                "share_rule_no": numbers[variant.no],
                "source": variant.clause.citation.source,
                "status": variant.clause.status,
            }
        )
    types = {"clause_no": pa.int64(), "positions": pa.int64(), "share_rule_no": pa.int64()}
    names = [column.name for column in FROZEN_TABLES["frozen_clause"].columns]
    return pa.table(
        {name: pa.array([row[name] for row in rows], types.get(name, pa.string())) for name in names}
    )


def _agreement_files(agreements: Sequence[Agreement], library: Path) -> pa.Table:
    """Every file that an agreement was read from: its own, and those of the versions that it patches."""
    rows = []
    for agreement in agreements:
        chain = dict.fromkeys((agreement.address, *(patch.of for patch in agreement.patches)))
        for path in (path for address in chain for path in sorted((library / address).glob("*.yaml"))):
            if path.name.endswith(".cases.yaml"):
                continue
            content = path.read_bytes()
            rows.append(
                {
                    "address": agreement.address,
                    "digest": agreement.digest,
                    "file": path.relative_to(library).as_posix(),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "content": content.decode("utf-8"),
                }
            )
    names = [column.name for column in FROZEN_TABLES["frozen_agreement"].columns]
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})


def _lines(run: RunTables) -> pa.Table:
    """The chosen obligations with their names, items, standing and doubts."""
    held = {str(row[0]) for row in run.rows(f"DESCRIBE SELECT * FROM {_whole(run, 'obligation')}")}
    cut = "SELECT obligation_no, part_no FROM" if "part_no" in held else "SELECT obligation_no, NULL FROM"
    return _arrow(
        run,
        f"""
        WITH named AS (
            SELECT o.*, {REF_SQL} AS bare FROM obligation o SEMI JOIN frozen_choice USING (obligation_no)
        ), alike AS (
            SELECT bare, o.obligation_no,
                   row_number() OVER (PARTITION BY bare ORDER BY o.obligation_no) AS place,
                   count(*) OVER (PARTITION BY bare) AS bearers
            FROM (SELECT o.obligation_no, o.title_id, {REF_SQL} AS bare FROM obligation o) o
            SEMI JOIN (SELECT DISTINCT bare FROM named) n USING (bare)
        ), part (obligation_no, part_no) AS ({cut} {_whole(run, "obligation")})
        SELECT {", ".join(_line_column(column.name) for column in FROZEN_TABLES["frozen_line"].columns)}
        FROM named o JOIN alike a USING (obligation_no) JOIN part p USING (obligation_no)
        JOIN standing s USING (obligation_no) LEFT JOIN payment_doubt d USING (obligation_no)
        {name_join("company", "o.company_id", "c")} {name_join("title", "o.title_id", "t")}
        {name_join("person", "o.payee_id", "y")}
        ORDER BY o.title_id, o.obligation_no""",
    )


def _line_column(name: str) -> str:
    made = {
        "ref": "a.bare || CASE WHEN a.bearers > 1 THEN '#' || a.place ELSE '' END",
        "company_name": "c.name",
        "title_name": "t.name",
        "payee_name": "y.name",
        "item_no": f"dense_rank() OVER (ORDER BY {ITEM})",
        "part_no": "p.part_no",
    }
    stated = ("paid_cents", "with_guild_cents", "open_cents", "state", "settled_on", "days_past_due", "why")
    if name.startswith("is_"):
        return f"coalesce(d.{name}, false) AS {name}"
    if name in made:
        return f"{made[name]} AS {name}"
    return f"s.{name}" if name in stated else f"o.{name}"


# What lies beside the lines in the run, kept as the run has it.
LINE_TABLES: Mapping[str, str] = {
    "match": "SELECT * FROM match ORDER BY obligation_no, counted_on, payment_id, line_no, payment_row_id",
    "balance": "SELECT * FROM balance ORDER BY obligation_no, from_on",
    "late_charge": "SELECT * FROM late_charge ORDER BY obligation_no, disputed",
    "event": """SELECT * FROM (
        SELECT obligation_no, 'notice' AS kind, received_on, NULL::DATE AS since, NULL::DATE AS settled_on,
               NULL::DATE AS undisputed_paid_on, NULL::VARCHAR AS reason FROM late_notice
        UNION ALL SELECT obligation_no, 'dispute', NULL, since, settled_on, undisputed_paid_on, reason
        FROM late_dispute
        UNION ALL SELECT obligation_no, 'payor', NULL, NULL, NULL, NULL, kind FROM late_exempt
        ) ORDER BY obligation_no, kind""",
}


def _of_lines(run: RunTables, sql: str) -> pa.Table:
    return _arrow(run, sql.replace(" ORDER BY", " SEMI JOIN frozen_choice USING (obligation_no) ORDER BY"))


def _late_rules(run: RunTables) -> pa.Table:
    return _arrow(
        run,
        f"""SELECT {", ".join(LATE_RULE_TYPES)} FROM late_rule
            WHERE rule_id IN (SELECT late_rule FROM obligation SEMI JOIN frozen_choice USING (obligation_no))
            ORDER BY rule_id, charge_no""",
    )


def _whole(run: RunTables, name: str) -> str:
    """Every stored column of a table of the run; an empty relation where the run wrote none."""
    file = run.folder / f"{name}.parquet"
    if file.is_file():
        return f"read_parquet({quote_text(str(file.resolve()))})"
    problem, remedy = (
        "a table of the run is not there",
        "delete the run's folder and run `arrears audit BOOK`",
    )
    raise Refused([Finding("run-table-unreadable", str(file), problem, "a Parquet file", "none", remedy)])


def _facts(run: RunTables, variants: Mapping[int, Variant]) -> pa.Table:
    """The lines of the frozen amounts, and every line that a counter of their clauses ran over."""
    source = _whole(run, "fact")
    names = [str(row[0]) for row in run.rows(f"DESCRIBE SELECT * FROM {source}")]
    own = "SELECT DISTINCT o.line_id FROM obligation o SEMI JOIN frozen_choice USING (obligation_no)"
    wanted = [own, *(sql for sql in _counted_lines(run, variants, source))]
    others = ", ".join(f"{name} := {name}" for name in names if name not in FACT_KEYS)
    return _arrow(
        run,
        f"""SELECT {", ".join(FACT_KEYS)}, to_json(struct_pack({others}))::VARCHAR AS facts FROM {source}
            WHERE line_id IN ({" UNION ".join(wanted)}) ORDER BY title_id, line_id""",
    )


def _counted_lines(run: RunTables, variants: Mapping[int, Variant], source: str) -> list[str]:
    """For each chosen clause that counts: the lines that share with a chosen line what its counters keep."""
    rows = run.rows(
        "SELECT DISTINCT clause_no FROM obligation SEMI JOIN frozen_choice USING (obligation_no) ORDER BY 1"
    )
    queries = []
    for (number,) in rows:
        family = with_owed(variants[number], variants)
        if not any(is_stateful(one.formula) for one in family):
            continue
        columns = counted_by(family)
        same = " AND ".join(f"f.{column} IS NOT DISTINCT FROM k.{column}" for column in columns) or "true"
        kept = ", ".join(columns) or "line_id"
        queries.append(f"""
            SELECT f.line_id FROM {source} f JOIN (
                SELECT DISTINCT {kept} FROM {source} SEMI JOIN (
                    SELECT o.line_id FROM obligation o SEMI JOIN frozen_choice USING (obligation_no)
                    WHERE o.clause_no = {int(number)}) USING (line_id)) k ON {same}
            WHERE f.record_kind = {quote_text(variants[number].formula.record_kind)}""")
    return queries


def _shares(run: RunTables) -> pa.Table:
    return _arrow(
        run,
        f"""SELECT title_id, rule_no::BIGINT AS share_rule_no, credit, seq::BIGINT AS place, person_id, num,
                   den
            FROM {_whole(run, "writer_share")}
            WHERE title_id IN (SELECT o.title_id FROM obligation o
                               SEMI JOIN frozen_choice USING (obligation_no))
            ORDER BY title_id, rule_no, credit, seq""",
    )
