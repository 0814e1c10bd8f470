"""Measures what pricing an offer takes over a large book: one item, and eight that all change one clause.

    python bench/offer_price.py
    python bench/offer_price.py --rows 10000000

The book is the reference workload. The agreement gets one clause more, on every line, with eight terms;
each item of the offer edits one of them, so that nothing can be priced apart and all 256 sets are figured.
The audit that both rest on is made first and not counted. Prints wall and CPU seconds, peak memory and the
load of the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from measure import Measured, run_measured, table, tell
from parts import ARREARS, workload

ITEMS = 8
LIMITS = {1: 15.0, ITEMS: 300.0}
MEMORY_GIB = 6.0
CLAUSE = """
- id: everywhere
  entitlement: everywhere
  cite: invented for the benchmark
  status: derived
  for: statement_line
  when: market in ('download', 'rental', 'home_video', 'basic_cable', 'pay_television')
  due: receipts-quarterly
  late: residuals
  to: credited_writers
  split: {by: percentage, odd_cents: largest remainder, status: derived}
"""
OFFER = """offer: eight
title: Eight terms of one clause
made_by: the guild
made_to: the companies
side: payees
made_on: 2009-05-01
status: proposal
amends: bench/workload-1
effective_on: 2009-07-01
term: {from: 2009-07-01, until: 2010-12-31}
source: {cite: invented for the benchmark, status: derived}
items:
"""
ASSUMED = ("growth: 0%", "plans/residuals: 0%", "mix/2009: 1", "mix/2010: 1")


def main() -> None:
    """Make what is missing, audit once, price twice, say what it took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=1_000_000, help="usage rows of the book")
    rows = asked.parse_args().rows
    folder = workload(rows)
    library = write_library(folder)
    tell("auditing once; what is kept of earlier pricings is thrown away")
    run_measured([ARREARS, "audit", folder / "book", "--library", library])
    for kept in (folder / "book" / "runs").glob("*/costing"):
        shutil.rmtree(kept)
    measured = {items: price(folder, library, items) for items in (1, ITEMS)}
    lines = table(
        ("items", "sets", "wall s", "limit s", "CPU s", "peak GiB"),
        [
            [str(items), str(2**items - 1), f"{took.wall:.1f}", f"{LIMITS[items]:.0f}", f"{took.cpu:.1f}",
             f"{took.peak:.2f}"]
            for items, took in measured.items()
        ],
    )  # fmt: skip
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print("\n".join([f"{rows:,} usage rows; load of the machine {load} (1, 5, 15 minutes)", "", *lines]))
    beyond = [n for n, took in measured.items() if took.wall > LIMITS[n] or took.peak > MEMORY_GIB]
    raise SystemExit(f"beyond the limit: {', '.join(map(str, beyond))} item(s)" if beyond else 0)


def write_library(folder: Path) -> Path:
    """The workload's agreement with one clause more, in a folder of its own."""
    library = folder / "offer" / "library"
    shutil.rmtree(folder / "offer", ignore_errors=True)
    shutil.copytree(folder / "library", library)
    article = library / "bench" / "workload-1" / "receipts.yaml"
    terms = ", ".join(f"t{n}: 9{n}%" for n in range(ITEMS))
    product = " * ".join(f"t{n}" for n in range(ITEMS))
    clause = f"{CLAUSE}  terms: {{{terms}}}\n  pays: gross * {product}\n"
    article.write_text(article.read_text(encoding="utf-8") + clause, encoding="utf-8")
    return library


def price(folder: Path, library: Path, items: int) -> Measured:
    """Price an offer of so many of the items, in a process of its own."""
    offer, assumed = folder / "offer" / f"{items}.yaml", folder / "offer" / "assumed.yaml"
    blocks = (
        f"- id: t{n}\n  title: Term {n}\n  reach: works\n  edits:\n"
        f"  - {{at: receipts/everywhere/t{n}, was: 9{n}%, is: 9{n}.5%}}\n"
        for n in range(items)
    )
    offer.write_text(OFFER + "".join(blocks), encoding="utf-8")
    said = "by: the benchmark, on: 2009-05-01, source: invented, status: unverified"
    named = (line.split(": ") for line in ASSUMED)
    lines = (f"- {{name: {name}, value: {value}, {said}}}\n" for name, value in named)
    assumed.write_text("assumptions:\n" + "".join(lines), encoding="utf-8")
    tell(f"pricing {items} item(s)")
    return run_measured(
        [
            ARREARS, "offer", "price", offer, "--book", folder / "book", "--library", library,
            "--assumptions", assumed, "--base-year", "2008", "--position", "guild", "--format", "csv",
        ]
    )  # fmt: skip


if __name__ == "__main__":
    main()
