"""Small invented feeds of the three layouts, for the tests of the reader and of the command."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

HEADER = (
    "observed_on", "layout", "source_file", "netflix_id", "title", "title_type", "title_date_added",
    "expire_date", "countries", "imdb_id", "year", "runtime",
)  # fmt: skip
RUNTIMES = {"ITEMS": "1h30m", "unogs-ng": "5400", "2026": "90 min"}


def feed_row(observed_on: str, layout: str, key: str, stated: str, **given: str) -> dict[str, str]:
    """One row as its layout writes it: `stated` goes where that layout has its date."""
    row = dict.fromkeys(HEADER, "")
    column = "expire_date" if layout == "2026" else "title_date_added"
    row |= {"observed_on": observed_on, "layout": layout, "netflix_id": key, column: stated}
    return {**row, "title": f"Invented {key}", "runtime": RUNTIMES.get(layout, ""), **given}


def small_feed() -> list[dict[str, str]]:
    """Two titles in the first layout, two in the second with a gap of eight days, one in the third."""
    return [
        feed_row("2022-03-01", "ITEMS", "1", "2022-03-04"),
        feed_row("2022-03-02", "ITEMS", "1", "2022-03-04"),
        feed_row("2022-03-02", "ITEMS", "2", "2022-03-02"),
        feed_row("2022-03-05", "ITEMS", "3", "2022-03-09"),
        feed_row("2022-03-06", "unogs-ng", "3", "2022-03-01"),
        feed_row("2022-03-15", "unogs-ng", "3", "2022-03-01"),
        feed_row("2022-03-15", "unogs-ng", "4", "2022-03-10"),
        feed_row("2022-03-16", "2026", "4", "2022-03-18"),
        feed_row("2022-03-20", "2026", "5", "2022-03-21"),
    ]


def write_feed(path: Path, rows: Iterable[dict[str, str]], header: Sequence[str] = HEADER) -> Path:
    """A feed file, packed when its name says so."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:  # type: ignore[operator]
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path
