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
from dataclasses import dataclass, field
from pathlib import Path

from arrears.bargaining.amended import AmendedAgreements, Items, Unit
from arrears.bargaining.base_lines import AMOUNT_DAY, price_variants
from arrears.bargaining.base_year import CURRENCY, BaseYear
from arrears.obligations.variants import Variant

KEPT_FORMAT = "1"  # rises when what is kept changes, so that older figures are not read as newer ones
Cell = tuple[str, str]  # clause lineage, market
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
    known: dict[tuple[Unit, Items], Change] = field(default_factory=dict, repr=False)
    prepared: dict[Unit, str] = field(default_factory=dict, repr=False)  # unit -> its table of sums before

    def change(self, unit: Unit, items: Items) -> Change:
        """What these of a unit's items change together; nothing for none."""
        chosen = items & frozenset(unit.items)
        if not chosen:
            return Change({}, 0)
        if (unit, chosen) not in self.known:
            self.known[unit, chosen] = self._found(unit, chosen) or self._figured(unit, chosen)
        return self.known[unit, chosen]

    def figure_lines(self, unit: Unit, items: Items) -> None:
        """Create `changed_line`: line_id, clause_no, cents, is_unknown; lines that change or are unknown."""
        before = self.prepared.get(unit)
        if before is None:
            before = self.prepared[unit] = f"sum_before_{len(self.prepared)}"
            self._sum_lines(unit, frozenset(), before)
        self._sum_lines(unit, items & frozenset(unit.items), "sum_after")
        self.base.lines.run.connection.execute(CHANGED_LINE.format(before=before))

    def _sum_lines(self, unit: Unit, items: Items, table: str) -> None:
        price_variants(self.base.lines, self._variants(unit, items), self.amended.of_new_works())
        self.base.lines.run.connection.execute(
            SUM_LINES.format(table=table, day=AMOUNT_DAY, year=self.base.year, currency=CURRENCY)
        )

    def _variants(self, unit: Unit, items: Items) -> list[Variant]:
        return [clause.variant for clause in self.amended.priced(unit.clauses, items).values()]

    def _figured(self, unit: Unit, items: Items) -> Change:
        self.tally["figured"] += 1
        self.progress(f"pricing {' + '.join(sorted(items))} ({self._count()})")
        self.figure_lines(unit, items)
        run = self.base.lines.run
        names = {number: name for name, number in self.amended.numbers.items()}
        rows = run.rows(BY_CELL)
        cents = {(names[number], market): int(total) for number, market, total in rows}
        change = Change(cents, int(run.rows(UNKNOWN_LINES)[0][0]))
        self._keep(unit, items, change)
        return change

    def _count(self) -> str:
        done = self.tally["figured"] + self.tally["found"]
        return f"set {done} of {self.tally['of']}" if self.tally["of"] else f"set {done}"

    def _path(self, unit: Unit, items: Items) -> Path | None:
        if self.folder is None:
            return None
        texts = [
            sorted((name, clause.text) for name, clause in self.amended.priced(unit.clauses, chosen).items())
            for chosen in (frozenset[str](), items)
        ]
        asked = [KEPT_FORMAT, self.base.lines.run.heading.run_id, self.base.year, texts]
        name = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:32]
        return self.folder / f"{name}.json"

    def _found(self, unit: Unit, items: Items) -> Change | None:
        path = self._path(unit, items)
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

    def _keep(self, unit: Unit, items: Items, change: Change) -> None:
        path = self._path(unit, items)
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
