"""Looks over loaded agreements for what is legal to write and still worth a reader's eye.

Overlapping clauses and versions, days that no version covers, holes in tables, figures that nobody verified,
sources that differ. Unused names and missing citations are refused when a file is loaded. It returns
findings, never raises.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from arrears.agreements.due_rules import rules_of
from arrears.agreements.magnitudes import magnitude_faults
from arrears.agreements.model import Agreement, Citation, Clause
from arrears.agreements.readings import question_key, read_as
from arrears.agreements.rewrite import clause_nodes, walk
from arrears.agreements.satisfied import find_record, record_words
from arrears.findings import Finding
from arrears.formula.holes import table_gaps
from arrears.formula.keys import show_key
from arrears.formula.nodes import AllOf, Lookup, Table, TableKey, kind_of

READINGS_LIMIT = 200
_YEAR = re.compile(r"-\d{4}$")


def lint_agreements(agreements: Sequence[Agreement]) -> list[Finding]:
    """Everything worth a look, in this order: overlaps, days not covered, holes, conflicts, unverified
    figures.

    Findings: `lint-overlap`, `lint-versions`, `lint-coverage`, `lint-hole`, `lint-conflict`, `lint-linked`,
    `lint-unverified`, and `magnitude-too-large` of a clause that no audit would run.
    """
    found: dict[Finding, None] = {}
    for check in (_version_overlaps, _clause_overlaps, _days_not_covered):
        found.update(dict.fromkeys(check(agreements)))
    for each in (magnitude_faults, _holes, _conflicts, _unfollowed, _unverified):
        for agreement in agreements:
            found.update(dict.fromkeys(each(agreement)))
    return list(found)


def _version_overlaps(agreements: Sequence[Agreement]) -> Iterator[Finding]:
    """Two versions of one line that cover the same days; a family may have several lines of agreements."""
    for one, other in itertools.combinations(agreements, 2):
        first, last = max(one.covers_from, other.covers_from), min(one.covers_until, other.covers_until)
        if version_line(one) == version_line(other) and first <= last:
            yield Finding(
                "lint-versions",
                other.address,
                f"two versions of {one.family} cover the same days.",
                f"days that {one.address} does not cover",
                f"{first} to {last}",
                "end the older version the day before the newer begins",
            )


def version_line(agreement: Agreement) -> str:
    """The address without its year: `sag/tv` is one line of versions, `sag/network-code` another."""
    return _YEAR.sub("", agreement.address)


def _clause_overlaps(agreements: Sequence[Agreement]) -> Iterator[Finding]:
    """Two clauses of one family and entitlement that can both govern one record."""
    groups: dict[tuple[str, str, str], list[tuple[Agreement, Clause]]] = {}
    for agreement in agreements:
        for clause in agreement.clauses():
            key = (agreement.family, clause.entitlement, clause.record_kind)
            groups.setdefault(key, []).append((agreement, clause))
    for (_, entitlement, _), members in groups.items():
        for one, other in itertools.combinations(members, 2):
            yield from _overlap(one, other, entitlement)


def _overlap(
    one: tuple[Agreement, Clause], other: tuple[Agreement, Clause], entitlement: str
) -> Iterator[Finding]:
    """Whether some record is governed by both clauses on one reading; the first such record is told."""
    if _never_together(one, other):
        return
    places = [f"{agreement.address}/{clause.name}" for agreement, clause in (one, other)]
    is_open = False
    for answers in itertools.islice(_readings(one[1], other[1]), READINGS_LIMIT):
        both = AllOf((read_as(one[1], answers).when, read_as(other[1], answers).when))
        witness = find_record(both)
        is_open = is_open or not witness.is_certain
        if witness.facts is not None:
            reading = f", read as {' and '.join(answers.values())}" if answers else ""
            yield Finding(
                "lint-overlap",
                places[1],
                f"this clause and {places[0]} both govern one record of '{entitlement}'{reading}.",
                "one governing clause",
                record_words(witness.facts),
                "narrow one of them, or let one replace the other",
            )
            return
    if is_open:
        yield Finding(
            "lint-overlap",
            places[1],
            f"whether this clause and {places[0]} both govern some record could not be ruled out.",
            "conditions on facts, words and dates",
            "a condition on a figured value",
            "compare the two conditions by hand",
        )


def _never_together(one: tuple[Agreement, Clause], other: tuple[Agreement, Clause]) -> bool:
    """Whether one and the same date chooses the version of both, and no day is in both versions."""
    dates = set(one[1].governed_by) | set(other[1].governed_by)
    first = max(one[0].covers_from, other[0].covers_from)
    return len(dates) == 1 and min(one[0].covers_until, other[0].covers_until) < first


def _readings(one: Clause, other: Clause) -> Iterator[Mapping[str, str]]:
    """Every way to answer the questions of two clauses, the same question once."""
    questions = {question_key(question): question for question in (*one.questions, *other.questions)}
    sides = [[(key, answer.side) for answer in question.answers] for key, question in questions.items()]
    for chosen in itertools.product(*sides):
        yield dict(chosen)


def _days_not_covered(agreements: Sequence[Agreement]) -> Iterator[Finding]:
    """Days between two versions of a clause that no version covers."""
    versions: dict[tuple[str, str], list[Agreement]] = {}
    for agreement in agreements:
        for clause in agreement.clauses():
            versions.setdefault((version_line(agreement), clause.name), []).append(agreement)
    for (_, name), members in versions.items():
        ordered = sorted(members, key=lambda agreement: agreement.covers_from)
        for before, after in itertools.pairwise(ordered):
            first, last = before.covers_until + timedelta(days=1), after.covers_from - timedelta(days=1)
            if first <= last:
                yield Finding(
                    "lint-coverage",
                    f"{members[0].family}/{name}",
                    "no version of this clause covers some days.",
                    f"a version between {before.address} and {after.address}",
                    f"{first} to {last}",
                    "records of those days are governed by no clause of this library",
                )


def _tables(agreement: Agreement) -> dict[str, Lookup]:
    """Every table of an agreement by address with the keys it is read by, on every answer to questions."""
    found: dict[str, Lookup] = {}
    for clause in agreement.clauses():
        answers = [answer.node for question in clause.questions for answer in question.answers]
        for root in (*clause_nodes(clause), *answers):
            found.update({node.table.address: node for node in walk(root) if isinstance(node, Lookup)})
    return found


def _holes(agreement: Agreement) -> Iterator[Finding]:
    """Rows that a table leaves out between its rows, and cells that sister rows have and others lack."""
    for address, lookup in _tables(agreement).items():
        table, kinds = lookup.table, [kind_of(key) for key in lookup.keys]
        for hole in (*table_gaps(table, kinds), *_missing_words(table)):
            yield Finding(
                "lint-hole",
                address,
                f"the table '{table.name}' has no figure for some values.",
                "a figure, or a source that says there is none",
                hole,
                "a record with these values has a missing amount and a finding",
            )


def _missing_words(table: Table) -> Iterator[str]:
    """Words of a key that some rows of a table have and others do not; the first key has no sisters."""
    for place in range(1, len(table.rows[0].keys) if table.rows else 0):
        rows: dict[tuple[TableKey, ...], list[TableKey]] = {}
        for row in table.rows:
            rows.setdefault(row.keys[:place], []).append(row.keys[place])
        words = dict.fromkeys(key for keys in rows.values() for key in keys if isinstance(key, str))
        for above, keys in rows.items():
            lacking = [word for word in words if word not in keys]
            yield from (" / ".join([*(show_key(key) for key in above), word]) for word in lacking)


def _conflicts(agreement: Agreement) -> Iterator[Finding]:
    """What the sources print differently."""
    conflicts = [conflict for article in agreement.articles for conflict in article.conflicts]
    conflicts += [conflict for clause in agreement.clauses() for conflict in clause.conflicts]
    for conflict in conflicts:
        says = "; ".join(f"{said} ({citation.source})" for said, citation in conflict.says)
        yield Finding(
            "lint-conflict",
            conflict.address,
            "the sources differ.",
            "one figure",
            says,
            "every version is kept and shown; none is preferred",
        )


def _unfollowed(agreement: Agreement) -> Iterator[Finding]:
    """Linked rates whose followed agreement is not here, so that the starting figure stands."""
    for link in (link for clause in agreement.clauses() for link in clause.links):
        for pattern in link.unfollowed:
            yield Finding(
                "lint-linked",
                link.address,
                "what this rate follows is not in the library when it starts.",
                f"{pattern} on {link.starts_on}",
                "none",
                "the starting figure stands; add the agreement that is followed",
            )


def _unverified(agreement: Agreement) -> Iterator[Finding]:
    """Figures, clauses and rules that only memory or a low source supports."""
    cited = [(rule.rule_id, rule.citation) for rule in agreement.late_rules.values()]
    for clause in agreement.clauses():
        cited.append((f"{agreement.address}/{clause.name}", clause.citation))
        cited += [(term.address, term.citation) for term in clause.terms]
        due_rules = rules_of(clause.due) if clause.due is not None else ()
        cited += [(one.rule_id, one.citation) for one in due_rules if one.citation is not None]
        if clause.split is not None and clause.split.status == "unverified":
            source = (
                f"the split by {clause.split.by}, odd cents to the {clause.split.odd_cents.replace('_', ' ')}"
            )
            cited.append((f"{agreement.address}/{clause.name}/split", Citation(source, "unverified")))
    for address, citation in cited:
        if citation.status == "unverified":
            yield Finding(
                "lint-unverified",
                address,
                "nobody has verified this.",
                "a source of the agreement's own text",
                citation.source,
                "every amount that rests on it says so",
            )
