"""From one line that is short or late to all others with the same cause, and the class schedule they make.

A cause fits where the clause's own formula, with one thing changed, gives what was paid, to the cent. Every
cause that fits is listed with how often it would fit by chance; where several fit, none is chosen. The change
is figured once more for the line itself by the explaining interpreter, and the two must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from arrears.agreements.model import Agreement
from arrears.audit.explained_rows import find_ledger, find_obligation
from arrears.audit.explainer import Explainer, Row
from arrears.audit.run_tables import REF_SQL
from arrears.claims.pattern_evidence import add_evidence
from arrears.claims.pattern_tables import PatternScope, Tried, try_causes
from arrears.findings import Finding, Refused
from arrears.obligations.explained_ledger import explain_lines
from arrears.obligations.refs import parse_ref, ref_text

# A cause whose fits would be matched in this part by payments set against other lines says little.
LITTLE_SAID = Fraction(1, 2)


@dataclass(frozen=True)
class PatternLine:
    """The line asked about within its sum due: what is owed and paid for company, title, period and payee.

    sort: short, none, late, paid or not judged. position: the name of the position it is judged on.
    """

    ref: str
    company_id: str
    market: str
    lineage: str
    version: str
    position: str
    currency: str
    owed_cents: int
    paid_cents: int
    sort: str
    sum_no: int


@dataclass(frozen=True)
class CauseTried:
    """One cause tried on the line, and how it does on the class: company, market, clause and rate year.

    supposed_cents: what would have been paid. fits: whether that is what was paid. lines: sums of the class
    on which the cause says anything; fitting: on how many it fits; alone: on how many no other cause does.
    by_chance: how many would fit if payments were set against the lines at random; null where the cause is no
    amount.
    """

    code: str
    detail: str
    evidence: str
    supposed_cents: int
    fits: bool
    lines: int
    fitting: int
    alone: int
    by_chance: Fraction | None

    @property
    def says_little(self) -> bool:
        """Whether other lines' payments would fit nearly as well as the lines' own."""
        return self.by_chance is not None and self.by_chance >= LITTLE_SAID * self.fitting > 0


@dataclass(frozen=True)
class ClassMember:
    """One obligation of the class schedule, once, however many causes fit it.

    fits: those of the line's own causes that fit it, code and detail. also: other causes that fit it as well.
    """

    ref: str
    title_id: str
    title: str
    occasion: str
    payee_id: str
    payee: str
    due_on: Any
    amount_cents: int
    paid_cents: int
    open_cents: int
    days_past_due: int
    status: str
    evidence: str
    fits: tuple[tuple[str, str], ...]
    also: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pattern:
    """All that was tried from one line: its causes, and every line of the class that one of them fits."""

    line: PatternLine
    causes: tuple[CauseTried, ...]
    members: tuple[ClassMember, ...]
    class_sums: int
    short_sums: int
    not_tried: tuple[str, ...]

    def fitting(self) -> tuple[CauseTried, ...]:
        """The causes that fit the line asked about."""
        return tuple(cause for cause in self.causes if cause.fits)


def causes_of(explainer: Explainer, agreements: Sequence[Agreement], ref: str) -> tuple[CauseTried, ...]:
    """Every cause tried on one line, those that fit first.

    Findings: those of `pattern_of`.
    """
    return pattern_of(explainer, agreements, ref).causes


def pattern_of(explainer: Explainer, agreements: Sequence[Agreement], ref: str) -> Pattern:
    """The causes that fit one line, and every line of its class that one of them fits.

    agreements: all versions whose rates may have been used. Findings: `ref-unknown`, `ref-ambiguous`,
    `ref-not-well-formed`, and `pattern-not-judged` for a line that is paid or cannot be judged.
    """
    asked = parse_ref(ref)
    row = find_obligation(explainer, asked).row
    position = _position_of(explainer, row)
    lineage = f"{row['family']}/{row['article']}/{row['clause']}"
    scope = PatternScope(position, str(row["company_id"]), lineage=lineage, has_pairs=True)
    tried = try_causes(explainer, agreements, scope)
    add_evidence(tried, explainer)
    line = _line(tried, row, ref_text(asked))
    if line.sort in ("paid", "not judged"):
        raise Refused([_not_judged(line)])
    _make_class(tried, line)
    _hold_against_bulk(explainer, tried, row)
    return Pattern(
        line=line,
        causes=_causes(tried, line),
        members=_members(tried, line),
        class_sums=_count(tried, "class_sum"),
        short_sums=_count(tried, "class_sum WHERE sort IN ('short', 'none')"),
        not_tried=tried.not_tried,
    )


def _position_of(explainer: Explainer, row: Row) -> int:
    """The first position in a side's own words on which the obligation stands; else the first at all."""
    bits = [bit for bit in range(len(explainer.positions)) if row["positions"] >> bit & 1]
    own = [bit for bit in bits if explainer.positions[bit].is_own_words]
    return (own or bits)[0]


def _line(tried: Tried, row: Row, ref: str) -> PatternLine:
    found = tried.run.rows(
        "SELECT i.sum_no, i.owed_cents, i.paid_cents, i.sort FROM pattern_sum i"
        " JOIN pattern_obligation o ON o.sum_no = i.sum_no WHERE o.obligation_no = ?",
        [row["obligation_no"]],
    )
    due = dict(zip(("sum_no", "owed_cents", "paid_cents", "sort"), found[0])) if found else {}
    position = next(one for one in tried.run.heading.positions if one.bit == tried.scope.position)
    return PatternLine(
        ref=ref,
        company_id=str(row["company_id"]),
        market=str(row["market"]),
        lineage=tried.scope.lineage,
        version=str(row["version"]),
        position=position.name,
        currency=str(row["currency"] or ""),
        owed_cents=due.get("owed_cents") or 0,
        paid_cents=due.get("paid_cents") or 0,
        sort=due.get("sort", "not judged"),
        sum_no=due.get("sum_no", 0),
    )


def _not_judged(line: PatternLine) -> Finding:
    if line.sort == "paid":
        problem, found = "this line is paid and not late, so it shows no cause", "paid by the due date"
    else:
        problem = "whether this line is short cannot be judged"
        found = "an amount that is not known, not yet due, or not comparable"
    remedy = "name a line that is short or late, as `arrears audit BOOK` lists it"
    return Finding("pattern-not-judged", line.ref, problem, "a line that is short or late", found, remedy)


def _make_class(tried: Tried, line: PatternLine) -> None:
    """Create `class_sum` (sums of company, market, clause and rate year), `class_try` and `class_fit`."""
    tried.run.connection.execute(CLASS_SUM, [line.company_id, line.market, line.lineage, line.version])
    for statement in (CLASS_TRY, ONE_BEFORE_TWO, CLASS_FIT):
        tried.run.connection.execute(statement)


CLASS_SUM = """
    CREATE OR REPLACE TEMP TABLE class_sum AS
    SELECT DISTINCT i.*, p.lineage FROM pattern_sum i JOIN pattern_part p USING (sum_no)
    WHERE i.company_id = ? AND i.market = ? AND p.lineage = ? AND p.version = ?
"""
# A cause that gives what is owed says nothing of a short payment.
CLASS_TRY = """
    CREATE OR REPLACE TEMP TABLE class_try AS
    SELECT DISTINCT t.code, t.detail, t.evidence, t.cause_no, t.clause_no, t.sum_no, t.supposed_cents,
           t.is_measured, i.owed_cents, i.paid_cents,
           NOT t.is_measured OR t.supposed_cents = i.paid_cents AS fits
    FROM pattern_try t JOIN class_sum i USING (sum_no, lineage)
    WHERE (t.is_measured AND i.sort IN ('short', 'none') AND t.supposed_cents <> i.owed_cents
           AND (t.supposed_cents > 0 OR i.paid_cents = 0))
       OR NOT t.is_measured
"""
# Where one cause alone gives what was paid, two together are not said to.
ONE_BEFORE_TWO = """
    UPDATE class_try SET fits = FALSE WHERE code = 'two_causes' AND sum_no IN (
        SELECT sum_no FROM class_try WHERE fits AND is_measured AND code <> 'two_causes')
"""
CLASS_FIT = """
    CREATE OR REPLACE TEMP TABLE class_fit AS
    SELECT code, detail, sum_no, min(evidence) AS evidence, min(supposed_cents) AS supposed_cents,
           count(*) OVER (PARTITION BY sum_no) AS causes
    FROM class_try WHERE fits GROUP BY code, detail, sum_no
"""


def _hold_against_bulk(explainer: Explainer, tried: Tried, row: Row) -> None:
    """Stop when the explaining interpreter gives another amount for a change than the bulk does."""
    for cause in tried.causes.values():
        if cause.variant.no != row["clause_no"]:
            continue
        changed = replace(cause.variant, no=cause.no, formula=cause.cause.formula)
        _, ledger = find_ledger(explainer, changed, row)
        outcomes = explain_lines(changed, explainer.variants, ledger)
        place = (row["line_id"], row["part_no"])
        own = next(one for one in outcomes if (one.line_id, one.part_no) == place)
        bulk = tried.run.rows(
            "SELECT amount_cents FROM amount WHERE clause_no = ? AND line_id = ? AND part_no = ? AND applies",
            [cause.no, *place],
        )
        if [(own.outcome.cents,)] != bulk:
            raise AssertionError(f"bulk and explain disagree on {cause.cause.detail}: {bulk}, {own.outcome}")


def _causes(tried: Tried, line: PatternLine) -> tuple[CauseTried, ...]:
    rows = tried.run.rows(CAUSES_OF_LINE, [line.sum_no])
    found = [
        CauseTried(
            code=code,
            detail=detail,
            evidence=evidence,
            supposed_cents=supposed,
            fits=fits,
            lines=lines,
            fitting=fitting,
            alone=alone,
            by_chance=Fraction(chance, lines) if is_measured else None,
        )
        for code, detail, evidence, supposed, fits, is_measured, lines, fitting, alone, chance in rows
    ]
    return tuple(found)


# By chance: of all pairs of a supposed and a paid amount, those that are equal, over the number of lines.
CAUSES_OF_LINE = """
    WITH one AS (
        SELECT code, detail, sum_no, min(supposed_cents) AS supposed_cents, min(paid_cents) AS paid_cents,
               bool_or(fits) AS fits
        FROM class_try GROUP BY code, detail, sum_no
    ), told AS (
        SELECT code, detail, count(*) AS lines, count(*) FILTER (fits) AS fitting
        FROM one GROUP BY code, detail
    ), alone AS (
        SELECT code, detail, count(*) FILTER (causes = 1) AS alone FROM class_fit GROUP BY code, detail
    ), supposed AS (
        SELECT code, detail, supposed_cents AS cents, count(*) AS supposing FROM one GROUP BY ALL
    ), paid AS (
        SELECT code, detail, paid_cents AS cents, count(*) AS paying FROM one GROUP BY ALL
    ), chance AS (
        SELECT code, detail, sum(supposing * paying)::BIGINT AS pairs
        FROM supposed JOIN paid USING (code, detail, cents) GROUP BY code, detail
    )
    SELECT t.code, t.detail, min(t.evidence), min(t.supposed_cents), bool_or(t.fits), bool_or(t.is_measured),
           min(n.lines), min(n.fitting), coalesce(min(a.alone), 0), coalesce(min(c.pairs), 0)
    FROM class_try t JOIN told n USING (code, detail)
    LEFT JOIN alone a USING (code, detail) LEFT JOIN chance c USING (code, detail)
    WHERE t.sum_no = ? GROUP BY t.code, t.detail
    ORDER BY 5 DESC, 8 DESC, 1, 2
"""


def _members(tried: Tried, line: PatternLine) -> tuple[ClassMember, ...]:
    own = {
        (code, detail)
        for code, detail in tried.run.rows(
            "SELECT DISTINCT code, detail FROM class_fit WHERE sum_no = ?", [line.sum_no]
        )
    }
    members = []
    for *shown, codes, details in tried.run.rows(MEMBERS.format(ref=REF_SQL), [line.sum_no]):
        causes = sorted(set(zip(codes, details)))
        fits = tuple(cause for cause in causes if cause in own)
        also = tuple(cause for cause in causes if cause not in own)
        members.append(ClassMember(*[*shown, fits, also]))
    return tuple(members)


# The class holds what one of the line's own causes fits, in order of title, period and payee.
MEMBERS = """
    WITH own AS (SELECT DISTINCT code, detail FROM class_fit WHERE sum_no = ?), fitting AS (
        SELECT sum_no, max(evidence) AS evidence, list(code ORDER BY code, detail) AS codes,
               list(detail ORDER BY code, detail) AS details
        FROM class_fit GROUP BY sum_no
        HAVING bool_or((code, detail) IN (SELECT (code, detail) FROM own))
    )
    SELECT {ref}, o.title_id, coalesce(t.name, o.title_id), o.occasion, o.payee_id,
           coalesce(p.name, o.payee_id), o.due_on, o.amount_cents, s.paid_cents, s.open_cents,
           s.days_past_due, o.status, f.evidence, f.codes, f.details
    FROM fitting f JOIN pattern_obligation o USING (sum_no)
    JOIN class_sum i ON i.sum_no = o.sum_no AND i.lineage = o.lineage
    JOIN standing s USING (obligation_no)
    LEFT JOIN name t ON t.kind = 'title' AND t.id = o.title_id
    LEFT JOIN name p ON p.kind = 'person' AND p.id = o.payee_id
    ORDER BY o.title_id, o.occasion, o.payee_id, o.obligation_no
"""


def _count(tried: Tried, relation: str) -> int:
    return int(tried.run.rows(f"SELECT count(*) FROM {relation}")[0][0])


def chosen_class(pattern: Pattern, cause: str, *, alone: bool) -> tuple[CauseTried, tuple[str, ...]]:
    """The cause that a person chose, and the names of the lines that it fits; nobody is put in by guess.

    cause: its number among the causes of the pattern, or its code where one cause of that code fits; empty
    where only one fits at all. alone: without lines that another cause fits as well.
    Findings: `class-cause`.
    """
    fitting = pattern.fitting()
    numbered = {str(no): one for no, one in enumerate(pattern.causes, start=1)}
    named = [one for one in fitting if one.code == cause.replace("-", "_")]
    candidates = [numbered[cause]] if cause in numbered else named if cause else list(fitting)
    if len(candidates) != 1 or not candidates[0].fits:
        raise Refused([_cause_not_chosen(pattern, cause, len(candidates))])
    (chosen,) = candidates
    key = (chosen.code, chosen.detail)
    members = [one for one in pattern.members if key in one.fits]
    if alone:
        members = [one for one in members if len(one.fits) == 1 and not one.also]
    return chosen, tuple(one.ref for one in members)


def _cause_not_chosen(pattern: Pattern, cause: str, count: int) -> Finding:
    listed = "; ".join(
        f"{no} = {one.code.replace('_', ' ')} ({one.detail})"
        for no, one in enumerate(pattern.causes, start=1)
        if one.fits
    )
    problem = "it is not said which cause the class has"
    if cause and not count:
        problem = "no cause of that name fits this line"
    remedy = (
        "choose one with --cause NUMBER" if listed else "open a claim over lines with `arrears claim open`"
    )
    found = cause or f"{count} causes that fit"
    return Finding("class-cause", pattern.line.ref, problem, listed or "a cause that fits", found, remedy)
