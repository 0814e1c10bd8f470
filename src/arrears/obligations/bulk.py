"""Prints the amounts of many clauses over all lines of one record kind as a few SQL statements.

The words that clauses test for equality become a small table that is joined; one CASE by clause number
figures the amount. Counters are window sums over the lines of one clause. Nothing is evaluated line by line,
and no number is ever a float. `explain` walks the same nodes for one line; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from arrears.engine.connection import quote_text
from arrears.formula.asks import asks, dispatch_words
from arrears.formula.clause import ClauseFormula, Credits, Holds, Pays, PaysToDate
from arrears.formula.nodes import Bands, Node, StateNode, Total, children
from arrears.formula.sql import Columns, Dialect, print_condition, print_date
from arrears.obligations.variants import Variant
from arrears.vocabulary import PERSONAL_KINDS

DIALECT = Dialect.DUCKDB
PER_COLUMNS: Mapping[str, str] = {
    "title": "title_no",
    "company": "company_id",
    "market": "market",
    "territory": "territory",
    "performer": "payee_id",
}
CARRIED = ("line_id", "title_no", "company_id", "currency", "ordered_on")


@dataclass(frozen=True)
class NumberedClause:
    """A clause on one reading with its number in the run, and the numbers of the clauses it names by
    `owed`.
    """

    no: int
    formula: ClauseFormula
    owed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Stratum:
    """Clauses of one record kind that name no clause of the same stratum, and the facts they read."""

    kind: str
    clauses: tuple[NumberedClause, ...]


def numbered(variant: Variant) -> NumberedClause:
    """What printing needs of a variant."""
    return NumberedClause(variant.no, variant.formula, variant.owed)


def case_by_clause(branches: Iterable[tuple[int, str]], otherwise: str = "NULL") -> str:
    """One CASE that picks the branch of the row's clause; neighbours that say the same share a branch."""
    runs: list[tuple[int, int, str]] = []
    for no, sql in sorted(branch for branch in branches if branch[1] != otherwise):
        first, last, said = runs[-1] if runs else (no, -1, "")
        if (no, sql) == (last + 1, said):
            runs[-1] = (first, no, said)
        else:
            runs.append((no, no, sql))
    if not runs:
        return otherwise
    listed = (f"WHEN clause_no BETWEEN {first} AND {last} THEN {sql}" for first, last, sql in runs)
    return f"CASE {' '.join(listed)} ELSE {otherwise} END"


def money_nodes(formula: ClauseFormula) -> tuple[Node, ...]:
    """The nodes whose values a clause pays, credits, or holds and waits for."""
    match formula.result:
        case Pays(amount=amount) | PaysToDate(amount=amount):
            return (amount,)
        case Credits(fund=fund, line=line):
            return (fund, line)
        case Holds(amount=amount, until=until):
            return (amount, until)
    raise TypeError(f"money_nodes does not know {type(formula.result).__name__}")


def state_layers(formula: ClauseFormula) -> tuple[tuple[StateNode, ...], ...]:
    """The running sums a clause needs, inner ones first: a later layer may read the sums of an earlier
    one.
    """
    layers: dict[int, dict[StateNode, None]] = {}

    def depth_of(node: Node) -> int:
        depth = max((depth_of(child) for child in children(node)), default=0)
        if not isinstance(node, Bands | Total):
            return depth
        layers.setdefault(depth, {})[node] = None
        return depth + 1

    for node in money_nodes(formula):
        depth_of(node)
    return tuple(tuple(layers[depth]) for depth in sorted(layers))


def is_stateful(formula: ClauseFormula) -> bool:
    """Whether the amount of a line depends on other lines."""
    return not isinstance(formula.result, Pays) or bool(state_layers(formula))


def clause_columns(clause: NumberedClause, before: Mapping[StateNode, str] | None = None) -> Columns:
    """Where the printed expressions of a clause find facts, running sums and other clauses' amounts."""
    owed = {name: f"owed_{no}" for name, no in clause.owed.items()}
    return Columns(facts={}, before=dict(before or {}), owed=owed)


def facts_read(clauses: Sequence[NumberedClause]) -> list[str]:
    """Every fact that the clauses read, in a fixed order."""
    names = {name for clause in clauses for name in asks(clause.formula).facts}
    cut = {clause.formula.each.name for clause in clauses if clause.formula.each}
    cut |= {f"{name}_{end}" for name in cut for end in ("from", "to", "days")}
    return sorted(names - cut - set(CARRIED))


def print_dispatch(stratum: Stratum) -> tuple[str, tuple[str, ...]]:
    """The small table of which clauses may apply to which words, and the names of those words.

    A clause is left out for a combination only when its words say no; an unknown word keeps it, as uncertain.
    """
    read = [(clause.no, dispatch_words(clause.formula.when)[0]) for clause in stratum.clauses]
    words = tuple(sorted({name for _, equalities in read for name in equalities}))
    numbers = ", ".join(f"({clause.no})" for clause in stratum.clauses)
    tests = []
    for no, equalities in read:
        parts = [
            f"{name} IN ({', '.join(quote_text(word) for word in sorted(chosen))})"
            for name, chosen in sorted(equalities.items())
        ]
        tests.append((no, " AND ".join(parts) or "TRUE"))
    combinations = f"SELECT DISTINCT {', '.join(words)} FROM fact_{stratum.kind}" if words else "SELECT 1"
    return (
        f"SELECT * FROM (SELECT *, {case_by_clause(tests)} AS certain FROM ({combinations}) AS combination"
        f" CROSS JOIN (VALUES {numbers}) AS numbered(clause_no)) WHERE certain IS NOT FALSE"
    ), words


def print_candidates(stratum: Stratum) -> str:
    """Lines with the clauses that apply to them or may: the facts read, `clause_no`, `applies` (NULL:
    unknown).
    """
    dispatch, words = print_dispatch(stratum)
    match_words = " AND ".join(f"f.{word} IS NOT DISTINCT FROM d.{word}" for word in words) or "TRUE"
    people = ("payee_id",) if stratum.kind in PERSONAL_KINDS else ()
    facts = [f"f.{name}" for name in (*CARRIED, *people, *facts_read(stratum.clauses))]
    owed, joins = print_owed(no for clause in stratum.clauses for no in clause.owed.values())
    matched = (
        f"SELECT {', '.join((*facts, *owed))}, d.clause_no, d.certain"
        f" FROM fact_{stratum.kind} f JOIN ({dispatch}) d ON {match_words} {joins}"
    )
    tests = case_by_clause(
        (clause.no, print_condition(rest, DIALECT, clause_columns(clause)))
        for clause in stratum.clauses
        for _, rest in [dispatch_words(clause.formula.when)]
    )
    return (
        f"SELECT * FROM (SELECT * EXCLUDE (certain), certain AND {tests} AS applies"
        f" FROM ({cut_periods(stratum, matched)})) WHERE applies IS NOT FALSE"
    )


def print_owed(numbers: Iterable[int]) -> tuple[list[str], str]:
    """What other clauses owe on the line `f`: the columns `owed_<no>` and the joins that they need.

    Nought where the other clause does not apply, NULL where it cannot be told.
    """
    named = sorted(set(numbers))
    columns = [
        f"CASE WHEN o{no}.line_id IS NULL THEN 0 WHEN o{no}.applies THEN o{no}.amount_cents END AS owed_{no}"
        for no in named
    ]
    joins = " ".join(
        f"LEFT JOIN (SELECT line_id, applies, amount_cents FROM amount WHERE clause_no = {no}) o{no}"
        f" ON o{no}.line_id = f.line_id"
        for no in named
    )
    return columns, joins


def cut_periods(stratum: Stratum, matched: str) -> str:
    """The matched lines cut into the numbered periods of their clause's `each`; without one they pass as
    part 0.

    An unknown first or last day gives one part whose number is unknown, so its amount is missing, not absent.
    """
    cut = [clause for clause in stratum.clauses if clause.formula.each]
    if not cut:
        return f"SELECT *, 0 AS part_no, NULL::DATE AS part_from, NULL::DATE AS part_to FROM ({matched})"
    starts, ends, lengths, counts = [], [], [], []
    for clause in cut:
        each, columns = clause.formula.each, clause_columns(clause)
        assert each is not None
        start, end = print_date(each.start, DIALECT, columns), print_date(each.end, DIALECT, columns)
        days = f"(({end}) - ({start}) + 1)"
        whole = f"({days} + {each.days - 1}) // {each.days}"
        number = f"{days} // {each.days}" if each.part == "does not count" else whole
        limit = f"least({number}, {each.at_most})" if each.at_most else number
        starts.append((clause.no, f"({start})"))
        ends.append((clause.no, f"({end})"))
        lengths.append((clause.no, str(each.days)))
        counts.append((clause.no, f"CASE WHEN {days} > 0 THEN {limit} WHEN {days} <= 0 THEN 0 END"))
    names = {clause.formula.each.name for clause in cut if clause.formula.each}
    spans = f"*, {case_by_clause(starts)} AS span_from, {case_by_clause(ends)} AS span_to"
    spans += f", {case_by_clause(lengths)} AS part_days, {case_by_clause(counts, '1')} AS parts"
    numbered = (
        "SELECT *, unnest(CASE WHEN parts IS NULL THEN [NULL::BIGINT] ELSE range(1, parts + 1) END) AS part"
        f" FROM (SELECT {spans} FROM ({matched}))"
    )
    named = ", ".join(
        f"part AS {name}, (span_from + ((part - 1) * part_days)::INTEGER)::DATE AS {name}_from,"
        " CASE WHEN part IS NOT NULL"
        f" THEN least((span_from + (part * part_days - 1)::INTEGER)::DATE, span_to) END AS {name}_to,"
        f" {name}_to - {name}_from + 1 AS {name}_days"
        for name in sorted(names)
    )
    first = sorted(names)[0]
    # A clause that cuts nothing has its one part unnumbered, also beside clauses that cut.
    part = case_by_clause((clause.no, f"coalesce({first}, 0)") for clause in cut)
    return (
        f"SELECT * EXCLUDE (span_from, span_to, part_days, parts, part), coalesce({part}, 0) AS part_no,"
        f" {first}_from AS part_from, {first}_to AS part_to FROM (SELECT *, {named} FROM ({numbered}))"
    )
