"""Holds the totals of the plain Python loop against the audit by hand on the same titles.

python bench/decimal_check.py bench/made/rows-1000000 "$(python bench/decimal_loop.py ...)"
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

SIDES = {"guild": 1, "companies": 2}
NAMES = ("obligations", "owed", "paid", "open", "simple", "compound", "daily")


def totals_by_hand(hand: Path, last: str) -> dict[str, dict[str, int]]:
    """The totals per side of the audit by hand, up to one title."""
    connection = duckdb.connect()
    found = {}
    for side, bit in SIDES.items():
        row = connection.execute(
            f"""SELECT count(*), sum(o.amount_cents), sum(s.paid_cents),
                       sum(s.open_cents) FILTER (WHERE s.state <> 'not_yet_due'),
                       sum(l.simple_cents), sum(l.compound_cents), sum(l.daily_cents)
                FROM '{hand}/obligation.parquet' o
                JOIN '{hand}/standing.parquet' s ON s.obligation_no = o.obligation_no
                LEFT JOIN '{hand}/late_charge.parquet' l ON l.obligation_no = o.obligation_no
                WHERE o.positions & {bit} > 0 AND o.title_id <= '{last}'"""
        ).fetchall()[0]
        found[side] = {name: int(figure or 0) for name, figure in zip(NAMES, row)}
    return found


def main(folder: Path, said: str) -> int:
    """Print what differs."""
    loop = json.loads(said)
    hand = totals_by_hand(folder / "hand", loop["last"])
    if loop["totals"] == hand:
        print(f"equal on both sides up to {loop['last']}")
        return 0
    print(f"the loop and the audit by hand differ:\n{loop['totals']}\n{hand}")
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
