"""Proves that the audit and the audit by hand say the same, row by row, and fails loudly where they do not.

Rows are told apart by what they mean (side, clause, title, period, payee), never by either one's numbering.
Equal totals are not enough: every row of one must meet its twin in the other.

    python bench/equal.py bench/made/rows-1000000
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from arrears.audit.arrears_tables import PartyTotal, make_arrears_tables, totals_by_party
from arrears.audit.run_tables import RunTables, open_run

SIDES = ("guild", "companies")
TABLES = ("obligation", "match", "standing", "balance", "late_charge", "exception")
OBLIGATION_KEY = (
    "side", "family", "article", "clause", "entitlement", "company_id", "title_id", "market", "territory",
    "occasion", "credit_column", "payee_id", "currency",
)  # fmt: skip
PARTY = ("every_cents", "guild_cents", "companies_cents", "from_0_days", "from_31_days", "from_61_days",
         "from_91_days", "from_181_days", "late_cents")  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One table both have. key: what makes a row; values: what must then be the same; query: over TABLES."""

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    query: str


@dataclass(frozen=True)
class Difference:
    """How two tables compare. rows: of the audit and of the audit by hand; differing: rows without a twin."""

    name: str
    rows: tuple[int, int]
    differing: int
    examples: tuple[str, ...]

    def is_equal(self) -> bool:
        """True when every row has its twin and there are rows at all."""
        return self.differing == 0 and self.rows[0] == self.rows[1] > 0


COMPARED = (
    Compared(
        "obligation", OBLIGATION_KEY,
        ("version", "status", "late_rule", "base_cents", "pool_cents", "share_n", "share_d", "amount_cents",
         "low_cents", "high_cents", "missing", "due_on"),
        """SELECT *, share_num // gcd(share_num, share_den) AS share_n,
                  share_den // gcd(share_num, share_den) AS share_d FROM {0}_told""",
    ),
    # Where a rate may grow beyond 64 bits the audit shows the amount's steps and no rate: nothing to compare.
    Compared(
        "rate", OBLIGATION_KEY, ("rate_n", "rate_d"),
        """SELECT *, rate_num // gcd(rate_num, rate_den) AS rate_n,
                  rate_den // gcd(rate_num, rate_den) AS rate_d
           FROM {0}_told WHERE clause IN (SELECT clause FROM audit_obligation WHERE rate_den IS NOT NULL)""",
    ),
    Compared(
        "match", (*OBLIGATION_KEY, "payment_id", "line_no"),
        ("matched_cents", "paid_on", "received_by_guild_on", "counted_on", "paid_to", "how", "why"),
        """SELECT o.*, m.payment_id, m.line_no, m.amount_cents AS matched_cents, m.paid_on,
                  m.received_by_guild_on, m.counted_on, m.payee_id AS paid_to, m.how, m.why
           FROM {0}_told o JOIN {0}_match m USING (obligation_no)""",
    ),
    Compared(
        "standing", OBLIGATION_KEY,
        ("paid_cents", "with_guild_cents", "open_cents", "state", "settled_on", "days_past_due", "why"),
        "SELECT * FROM {0}_told JOIN {0}_standing USING (obligation_no)",
    ),
    Compared(
        "balance", (*OBLIGATION_KEY, "from_on"), ("to_on", "open_cents"),
        """SELECT o.*, b.from_on, b.to_on, b.open_cents
           FROM {0}_told o JOIN {0}_balance b USING (obligation_no)""",
    ),
    Compared(
        "late_charge", OBLIGATION_KEY,
        ("months", "days", "simple_cents", "compound_cents", "daily_cents", "disputed", "charge_status"),
        """SELECT o.*, l.months, l.days, l.simple_cents, l.compound_cents, l.daily_cents, l.disputed,
                  l.status AS charge_status FROM {0}_told o JOIN {0}_late_charge l USING (obligation_no)""",
    ),
    Compared(
        "exception", ("payment_id", "line_no"),
        ("payer_id", "payee_id", "title_id", "market", "period", "kind", "amount_cents", "currency", "why"),
        "SELECT * FROM {0}_exception",
    ),
    Compared("by_company", ("party", "currency"), PARTY, "SELECT * FROM {0}_by_company"),
    Compared("by_person", ("party", "currency"), PARTY, "SELECT * FROM {0}_by_person"),
)  # fmt: skip


def compare(folder: Path, run_folder: Path) -> list[Difference]:
    """Hold the tables of `run_folder` against those of `folder`/hand."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET memory_limit = '3GiB'")
    connection.execute(f"SET temp_directory = '{folder}/spill-equal'")
    for name in TABLES:
        for side, place in (("audit", run_folder), ("hand", folder / "hand")):
            connection.execute(
                f"CREATE VIEW {side}_{name} AS SELECT * FROM read_parquet('{place}/{name}.parquet')"
            )
    tell_by_side(connection, "audit", side_bits(run_folder))
    tell_by_side(connection, "hand", {side: bit for bit, side in enumerate(SIDES)})
    run = open_run(run_folder)
    make_arrears_tables(run)
    for name, column, kind in (("by_company", "company_id", "company"), ("by_person", "payee_id", "person")):
        connection.register(f"audit_{name}", party_table(run, totals_by_party(run, column, kind)))
        connection.execute(
            f"CREATE VIEW hand_{name} AS SELECT * FROM read_parquet('{folder}/hand/{name}.parquet')"
        )
    return [difference(connection, one) for one in COMPARED]


def side_bits(run_folder: Path) -> dict[str, int]:
    """The bit of each side's position; sides that say the same on these records share one."""
    positions = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))["positions"]
    return {
        side: next((bit for bit, one in enumerate(positions) if side in one["answers"].values()), 0)
        for side in SIDES
    }


def tell_by_side(connection: duckdb.DuckDBPyConnection, whose: str, bits: dict[str, int]) -> None:
    """Create `<whose>_told`: each obligation once for each side on whose position it is owed."""
    selects = (
        f"SELECT '{side}' AS side, * FROM {whose}_obligation WHERE (positions >> {bit}) & 1 = 1"
        for side, bit in bits.items()
    )
    connection.execute(f"CREATE VIEW {whose}_told AS {' UNION ALL '.join(selects)}")


def party_table(run: RunTables, totals: list[PartyTotal]) -> pa.Table:
    """The audit's arrears by party in the columns of the audit by hand."""
    bits = side_bits(run.folder)
    rows = [
        (total.party_id, total.currency, total.every, *(total.each[bits[s]] for s in SIDES), *total.ages,
         total.late)
        for total in totals
    ]  # fmt: skip
    names = ("party", "currency", *PARTY)
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})


def difference(connection: duckdb.DuckDBPyConnection, compared: Compared) -> Difference:
    """Count the rows of either table that have no twin in the other, duplicates counted."""
    columns = ", ".join((*compared.key, *compared.values))
    for whose in ("audit", "hand"):
        query = f"SELECT {columns} FROM ({compared.query.format(whose)})"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {whose}_rows AS {query}")
    rows = tuple(
        int(connection.execute(f"SELECT count(*) FROM {whose}_rows").fetchall()[0][0])
        for whose in ("audit", "hand")
    )
    both = "SELECT *, 1 AS n FROM audit_rows UNION ALL SELECT *, -1 FROM hand_rows"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE odd_row AS SELECT {columns}, sum(n) AS n FROM ({both})"
        " GROUP BY ALL HAVING sum(n) <> 0"
    )
    differing = int(connection.execute("SELECT count(*) FROM odd_row").fetchall()[0][0])
    order = ", ".join(compared.key)
    shown = connection.execute(
        "SELECT CASE WHEN n > 0 THEN 'audit' ELSE 'hand ' END, * EXCLUDE (n)"
        f" FROM odd_row ORDER BY {order} LIMIT 6"
    ).fetchall()
    return Difference(compared.name, (rows[0], rows[1]), differing, tuple(map(str, shown)))


def only_run(book: Path) -> Path:
    """The one finished run of a book."""
    runs = [path.parent for path in sorted((book / "runs").glob("*/run.json"))]
    if len(runs) != 1:
        raise SystemExit(f"{book}: expected one run, found {len(runs)}; run the audit on a book without runs")
    return runs[0]


def main(folder: Path) -> int:
    """Print one line per table; 1 when anything differs."""
    found = compare(folder, only_run(folder / "book"))
    for one in found:
        word = "equal" if one.is_equal() else f"DIFFERENT in {one.differing} rows"
        print(f"{one.name:12} audit {one.rows[0]:>12,} rows, by hand {one.rows[1]:>12,} rows: {word}")
        for example in one.examples:
            print(f"    {example}")
    return 0 if all(one.is_equal() for one in found) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
