"""Finds the rows of a run that one explanation needs, each by title or by number.

Nothing is figured: the obligation by its name, the lines its counters ran over, its payments and charges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from rapidfuzz import process

from arrears.audit.explainer import Explainer, Row
from arrears.audit.run_tables import REF_SQL
from arrears.findings import Finding, Refused
from arrears.formula.asks import asks, dispatch_words
from arrears.formula.clause import Credits, Holds, PaysToDate
from arrears.obligations.bulk import is_stateful
from arrears.obligations.explained_ledger import KEY_COLUMNS
from arrears.obligations.refs import ObligationRef, ref_text
from arrears.obligations.variants import Variant
from arrears.vocabulary import FACTS, PLAN_KINDS, TITLE_FACTS

NEAREST = 3
LINE_KEYS = (
    "line_id", "record_kind", "title_id", "company_id", "currency", "occasion", "ordered_on", "market",
    "territory", "payee_id",
)  # fmt: skip
OBLIGATION_COLUMNS = (
    "obligation_no, line_id, part_no, clause_no, family, article, clause, entitlement, reading, positions,"
    " version, company_id, title_id, market, territory, occasion, payee_id, credit_column, currency,"
    " pool_cents, amount_cents, low_cents, high_cents, missing, due_on, status"
)
REF_COLUMNS = tuple(field.name for field in fields(ObligationRef) if field.name != "choice")


@dataclass(frozen=True)
class Obligation:
    """One obligation of the run; alike: every obligation on the same use, this one included."""

    row: Row
    alike: tuple[Row, ...]


def find_obligation(explainer: Explainer, ref: ObligationRef) -> Obligation:
    """The obligation of that name.

    Findings: `ref-unknown` with the nearest names of that title, `ref-ambiguous` when several have the name.
    """
    # By title alone: a test of another column makes the engine look into every group of the file.
    of_title = explainer.run_rows(
        f"SELECT {OBLIGATION_COLUMNS} FROM whole_obligation WHERE title_id = ? ORDER BY obligation_no",
        [ref.title_id],
    )
    use = ("company_id", "market", "territory", "occasion")
    alike = [row for row in of_title if all((row[part] or "") == getattr(ref, part) for part in use)]
    rows = [row for row in alike if has_name(row, ref)] or told_as(explainer, alike, ref)
    name = ref_text(replace(ref, choice=None))
    if not rows:
        raise Refused([_unknown(explainer, ref, name)])
    if ref.choice is not None and ref.choice > len(rows):
        problem = "the run holds fewer obligations of this name"
        expected = f"#1 to #{len(rows)}"
        raise Refused([Finding("ref-unknown", name, problem, expected, f"#{ref.choice}", "leave # out")])
    if ref.choice is None and len(rows) > 1:
        raise Refused([_ambiguous(explainer, name, rows)])
    return Obligation(rows[(ref.choice or 1) - 1], tuple(alike))


def has_name(row: Row, ref: ObligationRef) -> bool:
    """Whether a row of `obligation` has that name; what is not known is an empty part of it."""
    return all((row[part] or "") == getattr(ref, part) for part in REF_COLUMNS)


def told_as(explainer: Explainer, alike: Sequence[Row], ref: ObligationRef) -> list[Row]:
    """The obligations of that name on a reading that this run does not tell apart from their own."""
    stands_for = explainer.run.heading.stands_for
    return [
        row
        for row in alike
        if ref.reading in stands_for.get(row["clause_no"], ())
        and has_name(row, replace(ref, reading=row["reading"]))
    ]


def _unknown(explainer: Explainer, ref: ObligationRef, name: str) -> Finding:
    names = [
        str(row["ref"])
        for row in explainer.run_rows(
            f"SELECT DISTINCT {REF_SQL} AS ref FROM whole_obligation o WHERE title_id = ? ORDER BY ref",
            [ref.title_id],
        )
    ]
    if not names:
        problem = "the run holds no obligation for this title"
        remedy = "look the title up with `arrears audit BOOK`"
        return Finding("ref-unknown", name, problem, "a title of the run", ref.title_id, remedy)
    nearest = [found for found, _, _ in process.extract(name, names, limit=NEAREST)]
    problem = "the run holds no obligation of this name"
    remedy = f"write one of these: {', '.join(nearest)}"
    return Finding("ref-unknown", name, problem, f"one of {len(names):,} of this title", "none", remedy)


def _ambiguous(explainer: Explainer, name: str, rows: list[Row]) -> Finding:
    """Lines that differ in what a name does not hold: version, service, base of the receipts."""
    listed = []
    for place, row in enumerate(rows, start=1):
        line = find_line(explainer, row)
        tells = [row["version"], line.get("base_kind"), line["occasion"]]
        listed.append(f"#{place} ({', '.join(str(tell) for tell in tells if tell)})")
    problem = "several obligations have this name"
    remedy = f"add which one: {', '.join(listed)}"
    return Finding("ref-ambiguous", name, problem, "one obligation", str(len(rows)), remedy)


def find_line(explainer: Explainer, row: Row) -> Row:
    """The facts of the line that an obligation was figured on."""
    where = "title_id = ? AND line_id = ?"
    (line,) = explainer.run_rows(f"SELECT * FROM whole_fact WHERE {where}", [row["title_id"], row["line_id"]])
    return line


def find_ledger(explainer: Explainer, variant: Variant, row: Row) -> tuple[Row, list[Row]]:
    """The line of an obligation, and the lines up to it that the clause's counters ran over.

    Without a counter that is the line alone.
    """
    family = with_owed(variant, explainer.variants)
    is_counted = any(is_stateful(one.formula) for one in family)
    where, parameters = ["record_kind = ?"], [variant.formula.record_kind]
    if variant.formula.record_kind in PLAN_KINDS:
        # Its payee is a plan; the counters ran over the pay of the person that it is on.
        row = {**row, "payee_id": find_line(explainer, row)["payee_id"]}
    for column in counted_by(family) if is_counted else ["title_id", "line_id"]:
        where.append(f"{column} IS NOT DISTINCT FROM ?" if row[column] is None else f"{column} = ?")
        parameters.append(row[column])
    if is_counted and len(family) == 1:
        for fact, words in sorted(dispatch_words(variant.formula.when)[0].items()):
            marks = ", ".join("?" for _ in words)
            where.append(f"({fact} IN ({marks}) OR {fact} IS NULL)")
            parameters.extend(sorted(words))
    columns, tests = ", ".join(_fact_columns(explainer, family)), " AND ".join(where)
    rows = explainer.run_rows(
        f"SELECT {columns} FROM whole_fact WHERE {tests} ORDER BY ordered_on, line_id", parameters
    )
    line = next(one for one in rows if one["line_id"] == row["line_id"])
    if not isinstance(variant.formula.result, Credits):
        rows = rows[: rows.index(line) + 1]
    return line, rows


def _fact_columns(explainer: Explainer, family: list[Variant]) -> list[str]:
    """What the clauses read, and what tells which records the line was made of."""
    read = {name for one in family for name in asks(one.formula).facts}
    kept = {name for name in FACTS[family[0].formula.record_kind] if name in read or name not in TITLE_FACTS}
    wanted = {*LINE_KEYS, *read, *kept}
    return [name for name in explainer.fact_columns if name in wanted]


def with_owed(variant: Variant, variants: Mapping[int, Variant]) -> list[Variant]:
    """A clause and the clauses that it names, and those that they name."""
    found = [variant]
    for no in variant.owed.values():
        found += with_owed(variants[no], variants)
    return found


def counted_by(family: list[Variant]) -> list[str]:
    """The columns that every counter of these clauses is kept by: what other lines say cannot matter."""
    pers = [state.per for one in family for state in asks(one.formula).states]
    results = [one.formula.result for one in family]
    pers += [result.per for result in results if isinstance(result, PaysToDate | Credits | Holds)]
    shared = set(KEY_COLUMNS).intersection(*pers)
    return [KEY_COLUMNS[word] for word in sorted(shared)]
