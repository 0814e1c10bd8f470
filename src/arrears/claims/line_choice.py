"""Which lines of an audit join a claim: items in arrears on the claimant's reading, or lines by name.

An item joins whole: what it owes on every reading comes with it, since the other side's reading is part of
the dispute. What is settled, not yet due or with the guild joins only when a person names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from arrears.audit.run_tables import REF_SQL, RunPosition, RunTables
from arrears.engine.connection import quote_text
from arrears.findings import Finding, Refused, suggest
from arrears.obligations.refs import parse_ref
from arrears.reconciliation.standing import ARREARS_STATES

MOST_NAMED = 100_000


@dataclass(frozen=True)
class LineChoice:
    """What is asked for. refs: obligations by name; the rest narrow the arrears (empty = all)."""

    refs: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether anything but names is asked for."""
        return any((self.families, self.companies, self.people, self.titles, self.markets, self.clauses))


@dataclass(frozen=True)
class ChosenLines:
    """The obligations that join, by number in the run, and what the claim learns from them."""

    obligation_nos: tuple[int, ...]
    companies: tuple[str, ...]
    people: tuple[str, ...]
    clauses: tuple[str, ...]
    families: tuple[str, ...]
    versions: tuple[str, ...]


def position_named(run: RunTables, name: str) -> RunPosition:
    """A position of the run by its name; the only one, where every side's reading gives the same amounts.

    Findings: `position-unknown`.
    """
    known = {position.name: position for position in run.heading.positions}
    if name in known or len(known) == 1:
        return known.get(name, run.heading.positions[0])
    problem = "no position of this audit has that name"
    raise Refused([Finding("position-unknown", name, problem, ", ".join(known), name, suggest(name, known))])


def other_side(run: RunTables, claimant: RunPosition) -> RunPosition:
    """The position of the other side, where one other is taken in a side's own words; else it is asked for.

    Findings: `other-side-unknown`.
    """
    others = [one for one in run.heading.own_words() if one.bit != claimant.bit]
    if len(others) == 1 or len(run.heading.positions) == 1:
        return others[0] if others else claimant
    problem = "several positions can be the other side's"
    expected = ", ".join(one.name for one in run.heading.positions if one.bit != claimant.bit)
    remedy = "say whose reading the respondents take with --their-position"
    raise Refused([Finding("other-side-unknown", "--their-position", problem, expected, "none", remedy)])


def choose_lines(run: RunTables, choice: LineChoice, claimant: RunPosition) -> ChosenLines:
    """The obligations that join a claim; never none.

    Findings: `ref-unknown`, `no-arrears-chosen`, and those of names that cannot be read.
    """
    seeds = list(_named(run, choice.refs)) if choice.refs else []
    if choice.narrows or not choice.refs:
        seeds += _in_arrears(run, choice, claimant)
    if not seeds:
        states = ", ".join(state.replace("_", " ") for state in ARREARS_STATES)
        problem = f"nothing that was asked for is in arrears on the position '{claimant.name}'"
        remedy = "ask for less, or name obligations with --line"
        raise Refused([Finding("no-arrears-chosen", run.heading.run_id, problem, states, "none", remedy)])
    return _whole_items(run, seeds)


def _in_arrears(run: RunTables, choice: LineChoice, claimant: RunPosition) -> list[int]:
    narrowed = {
        "o.family": choice.families,
        "o.company_id": choice.companies,
        "o.payee_id": choice.people,
        "o.title_id": choice.titles,
        "o.market": choice.markets,
        "concat(o.article, '/', o.clause)": choice.clauses,
    }
    tests = [f"{column} IN ({_texts(words)})" for column, words in narrowed.items() if words]
    where = " AND ".join((f"(o.positions >> {claimant.bit}) & 1 = 1", *tests))
    rows = run.rows(f"""
        SELECT o.obligation_no FROM obligation o JOIN standing s USING (obligation_no)
        WHERE s.state IN ({_texts(ARREARS_STATES)}) AND s.open_cents > 0 AND {where}
        ORDER BY o.obligation_no""")
    return [int(number) for (number,) in rows]


def _named(run: RunTables, refs: Sequence[str]) -> list[int]:
    """The obligations of that name; a name that several bear brings all of them."""
    if len(refs) > MOST_NAMED:
        raise ValueError(f"at most {MOST_NAMED} names at once")
    for ref in refs:
        parse_ref(ref)
    titles = _texts(sorted({parse_ref(ref).title_id for ref in refs}))
    rows = run.rows(
        f"SELECT obligation_no, {REF_SQL} FROM obligation o WHERE o.title_id IN ({titles}) ORDER BY 1"
    )
    held: dict[str, list[int]] = {}
    for number, ref in rows:
        held.setdefault(ref, []).append(int(number))
    unknown = [ref for ref in refs if ref not in held]
    if unknown:
        problem = "the audit holds no obligation of that name"
        raise Refused(
            Finding("ref-unknown", ref, problem, "a name of this audit", ref, suggest(ref, held))
            for ref in unknown
        )
    return [number for ref in dict.fromkeys(refs) for number in held[ref]]


def _whole_items(run: RunTables, seeds: Sequence[int]) -> ChosenLines:
    """The seeds with every other reading's obligation for the same item and entitlement."""
    run.connection.register("claim_seed", pa.table({"obligation_no": pa.array(seeds, pa.int64())}))
    item = ("item_group_no", "payee_id", "entitlement", "credit_column")
    same = " AND ".join(f"o.{column} IS NOT DISTINCT FROM i.{column}" for column in item)
    run.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE claim_line AS
        WITH seed AS (SELECT DISTINCT obligation_no FROM claim_seed),
             item AS (SELECT DISTINCT {", ".join(item)} FROM obligation JOIN seed USING (obligation_no))
        SELECT o.obligation_no, o.company_id, o.payee_id, o.family, o.article, o.clause, o.version
        FROM obligation o JOIN item i ON {same} ORDER BY o.obligation_no""")
    run.connection.unregister("claim_seed")
    numbers = tuple(int(n) for (n,) in run.rows("SELECT obligation_no FROM claim_line ORDER BY 1"))
    return ChosenLines(
        obligation_nos=numbers,
        companies=_distinct(run, "company_id"),
        people=_distinct(run, "payee_id"),
        clauses=_distinct(run, "concat(article, '/', clause)"),
        families=_distinct(run, "family"),
        versions=_distinct(run, "concat(family, '/', version)"),
    )


def _distinct(run: RunTables, column: str) -> tuple[str, ...]:
    rows = run.rows(f"SELECT DISTINCT {column} FROM claim_line WHERE {column} IS NOT NULL ORDER BY 1")
    return tuple(str(word) for (word,) in rows)


def _texts(words: Sequence[str]) -> str:
    return ", ".join(quote_text(word) for word in words)
