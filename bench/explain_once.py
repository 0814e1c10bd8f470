"""How long one amount takes to explain in a finished run, once the book is open.

Twenty amounts spread evenly over the run; the first one explained warms up and is not counted.

    python bench/explain_once.py bench/made/rows-8000000-uses-2
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

from arrears.agreements.load import load_library
from arrears.audit.explainer import Explainer, open_for_explaining
from arrears.audit.explanation import explain_ref
from arrears.audit.run_tables import REF_SQL
from arrears.book.ledger import open_book

AMOUNTS = 20


def main(folder: Path) -> None:
    """Print obligations, refs asked, seconds to open, and milliseconds a ref: median and slowest."""
    (run_folder,) = [path.parent for path in (folder / "book" / "runs").glob("*/run.json")]
    agreements = load_library(folder / "library")
    book = open_book(folder / "book")
    started = time.perf_counter()
    explainer = open_for_explaining(book, run_folder, agreements)
    opened = time.perf_counter() - started
    obligations, refs = spread_refs(explainer)
    taken = []
    for ref in refs:
        started = time.perf_counter()
        explain_ref(explainer, ref)
        taken.append(1000 * (time.perf_counter() - started))
    counted = taken[1:]
    print(f"{obligations} {len(counted)} {opened:.3f} {median(counted):.1f} {max(counted):.1f}")


def spread_refs(explainer: Explainer) -> tuple[int, list[str]]:
    """How many obligations the run has, and refs of one to warm up with and of those to count."""
    connection = explainer.run.connection
    count = int(connection.execute("SELECT count(*) FROM obligation").fetchall()[0][0])
    last = int(connection.execute("SELECT max(obligation_no) FROM obligation").fetchall()[0][0])
    numbers = " UNION ".join(
        f"SELECT min(obligation_no) FROM obligation WHERE obligation_no >= {place * last // (AMOUNTS + 1)}"
        for place in range(AMOUNTS + 1)
    )
    rows = connection.execute(
        f"SELECT {REF_SQL} FROM obligation o WHERE obligation_no IN ({numbers}) ORDER BY obligation_no"
    ).fetchall()
    return count, [ref for (ref,) in rows]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
