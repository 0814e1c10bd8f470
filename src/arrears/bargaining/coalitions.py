"""What sets of items change on the lines of the base year, unit by unit; each set is figured once and kept.

Figures are cents of the base year under full coverage, before any projection. A set that was figured is found
again in the run's folder, so a pricing that was stopped goes on where it stood.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from arrears.bargaining.amended import AmendedAgreements, Items, Unit
from arrears.bargaining.base_lines import AMOUNT_DAY, price_variants
from arrears.bargaining.base_year import CURRENCY, BaseYear
from arrears.bargaining.dated_terms import AS_THEY_ARE, ChangeDays, TakenAs, change_days, taken_as
from arrears.obligations.variants import Variant

KEPT_FORMAT = "2"  # rises when what is kept changes, so that older figures are not read as newer ones
Cell = tuple[str, str]  # clause lineage, market
Asked = tuple[Unit, Items, TakenAs]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Change:
    """What a set of items changes in the base year: cents by clause and market.

    unknown_lines: lines whose amount cannot be figured before or after; they are in no cell.
    """

    cents: Mapping[Cell, int]
    unknown_lines: int

    def of_clause(self, name: str) -> dict[str, int]:
        """What changes under one clause, in cents by market; markets without change are left away."""
        return {market: cents for (clause, market), cents in self.cents.items() if clause == name and cents}


@dataclass(frozen=True)
class Repricing:
    """Prices sets of items over one base year. folder: where figured sets are kept; null = nowhere.

    tally: how many sets were `figured` and how many `found`; `of` where it is known how many there are.
    """

    base: BaseYear
    amended: AmendedAgreements
    folder: Path | None = None
    progress: Progress = lambda _: None
    tally: Counter[str] = field(default_factory=Counter)
    known: dict[Asked, Change] = field(default_factory=dict, repr=False)
    prepared: dict[tuple[Unit, TakenAs], str] = field(
        default_factory=dict, repr=False
    )  # tables of sums before
    days: dict[Unit, ChangeDays] = field(default_factory=dict, repr=False)
    last: list[Asked] = field(default_factory=list, repr=False)  # whose lines `changed_line` holds

    def change(self, unit: Unit, items: Items, taken: TakenAs = AS_THEY_ARE) -> Change:
        """What these of a unit's items change together, on lines taken as of these days; nothing for none."""
        asked = (unit, items & frozenset(unit.items), taken)
        if not asked[1]:
            return Change({}, 0)
        if asked not in self.known:
            self.known[asked] = self._found(asked) or self._figured(asked)
        return self.known[asked]

    def change_days(self, unit: Unit) -> ChangeDays:
        """The days on which a unit's clauses change by their own words, under any set of items that was read;
        by a day of the work only of clauses whose version one chooses.
        """
        if unit not in self.days:
            read = [
                known[name] for known in self.amended.known.values() for name in unit.clauses if name in known
            ]
            every = change_days(clause.own.formula for clause in read)
            of_works = change_days(clause.own.formula for clause in read if clause.is_of_works)
            self.days[unit] = ChangeDays(every.of_use, of_works.of_work)
        return self.days[unit]

    def figure_lines(self, unit: Unit, items: Items, taken: TakenAs = AS_THEY_ARE) -> None:
        """Create `changed_line`: line_id, clause_no, cents, is_unknown; lines that change or are unknown."""
        asked = (unit, items & frozenset(unit.items), taken)
        if self.last == [asked]:
            return
        before = self.prepared.get((unit, taken))
        if before is None:
            before = self.prepared[unit, taken] = f"sum_before_{len(self.prepared)}"
            self._sum_lines((unit, frozenset(), taken), before)
        self._sum_lines(asked, "sum_after")
        self.base.lines.run.connection.execute(CHANGED_LINE.format(before=before))
        self.last[:] = [asked]

    def _sum_lines(self, asked: Asked, table: str) -> None:
        price_variants(self.base.lines, self._variants(asked), self.amended.of_new_works())
        self.base.lines.run.connection.execute(
            SUM_LINES.format(table=table, day=AMOUNT_DAY, year=self.base.year, currency=CURRENCY)
        )

    def _variants(self, asked: Asked) -> list[Variant]:
        unit, items, taken = asked
        clauses = self.amended.priced(unit.clauses, items).values()
        if taken == AS_THEY_ARE:
            return [clause.variant for clause in clauses]
        first = self.amended.offer.effective_on
        return [
            replace(clause.own, formula=taken_as(clause.own.formula, clause.key_dates, first, taken))
            for clause in clauses
        ]

    def _figured(self, asked: Asked) -> Change:
        unit, items, taken = asked
        self.tally["figured"] += 1
        days = [f"used on {taken.used_on}"] * bool(taken.used_on) + [f"made on {taken.made_on}"] * bool(
            taken.made_on
        )
        of_days = f", as if {' and '.join(days)}" if days else ""
        self.progress(f"pricing {' + '.join(sorted(items))}{of_days} ({self._count()})")
        self.figure_lines(unit, items, taken)
        run = self.base.lines.run
        names = {number: name for name, number in self.amended.numbers.items()}
        rows = run.rows(BY_CELL)
        cents = {(names[number], market): int(total) for number, market, total in rows}
        change = Change(cents, int(run.rows(UNKNOWN_LINES)[0][0]))
        self._keep(asked, change)
        return change

    def _count(self) -> str:
        done = self.tally["figured"] + self.tally["found"]
        return f"set {done} of {self.tally['of']}" if self.tally["of"] >= done else f"set {done}"

    def _path(self, asked: Asked) -> Path | None:
        if self.folder is None:
            return None
        unit, items, taken = asked
        texts = [
            sorted((name, clause.text) for name, clause in self.amended.priced(unit.clauses, chosen).items())
            for chosen in (frozenset[str](), items)
        ]
        rests_on = [KEPT_FORMAT, self.base.lines.run.heading.run_id, self.base.year, repr(taken), texts]
        name = hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()[:32]
        return self.folder / f"{name}.json"

    def _found(self, asked: Asked) -> Change | None:
        path = self._path(asked)
        if path is None or not path.is_file():
            return None
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            cents = {(str(clause), str(market)): int(value) for clause, market, value in kept["cents"]}
            change = Change(cents, int(kept["unknown_lines"]))
        except (ValueError, KeyError, TypeError):
            return None  # half a file, or another's: it is figured again
        self.tally["found"] += 1
        return change

    def _keep(self, asked: Asked, change: Change) -> None:
        path = self._path(asked)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [[*cell, cents] for cell, cents in sorted(change.cents.items())]
        said = json.dumps({"cents": rows, "unknown_lines": change.unknown_lines})
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(said, encoding="utf-8")
        draft.replace(path)


SUM_LINES = """
    CREATE OR REPLACE TEMP TABLE {table} AS
    SELECT a.line_id, a.clause_no, coalesce(sum(a.amount_cents) FILTER (a.applies), 0)::BIGINT AS cents,
           bool_or(a.applies IS NULL OR a.amount_cents IS NULL) AS is_unknown
    FROM amount a JOIN base_line f ON f.line_id = a.line_id
    WHERE year({day}) = {year} AND f.currency = '{currency}' GROUP BY ALL
"""
# A line that cannot be figured before or after is in no figure, whatever its other clauses give.
CHANGED_LINE = """
    CREATE OR REPLACE TEMP TABLE changed_line AS
    WITH met AS (
        SELECT coalesce(a.line_id, b.line_id) AS line_id, coalesce(a.clause_no, b.clause_no) AS clause_no,
               coalesce(a.cents, 0) - coalesce(b.cents, 0) AS cents,
               coalesce(a.is_unknown, FALSE) OR coalesce(b.is_unknown, FALSE) AS is_unknown
        FROM sum_after a FULL JOIN {before} b ON b.line_id = a.line_id AND b.clause_no = a.clause_no
    )
    SELECT * FROM (SELECT line_id, clause_no, cents,
                          bool_or(is_unknown) OVER (PARTITION BY line_id) AS is_unknown FROM met)
    WHERE is_unknown OR cents <> 0
"""
BY_CELL = """
    SELECT c.clause_no, f.market, sum(c.cents)::BIGINT FROM changed_line c
    JOIN base_line f ON f.line_id = c.line_id WHERE NOT c.is_unknown GROUP BY ALL ORDER BY ALL
"""
UNKNOWN_LINES = "SELECT count(DISTINCT line_id) FROM changed_line WHERE is_unknown"
