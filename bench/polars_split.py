"""The first half of the audit in Polars: lines, counters, amounts of both readings, and the split.

Streaming, with Int128 where a product may pass 64 bits. Left out: the credit shares themselves (least common
multiples over teams; read from the audit's run), payments, standings, late charges and arrears.

    python bench/polars_split.py bench/made/rows-1000000
    python bench/polars_split.py bench/made/rows-1000000 --check
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
from hand_written_owed import clause_rows

AS_OF = date(2009, 6, 30)
WIDE = pl.Int128
KEY = "clause, reading, title_id, company_id, market, territory, occasion, currency, payee_id, due_on"


def half_up(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Rounding half away from zero in 128 bits; Polars wraps silently in 64."""
    wide, by = numerator.cast(WIDE), denominator.cast(WIDE)
    sign = pl.when(wide < 0).then(-1).otherwise(1)
    return (sign * ((2 * wide.abs() + by) // (2 * by))).cast(pl.Int64)


def lines(receipt: pl.LazyFrame) -> pl.LazyFrame:
    """Receipts summed by title, market, base and quarter."""
    start = pl.col("period_from")
    key = ("title_id", "company_id", "market", "territory", "base_kind", "currency", "year", "quarter")
    return (
        receipt.filter(start <= AS_OF)
        .with_columns(year=start.dt.year(), quarter=start.dt.quarter())
        .group_by(key)
        .agg(
            period_to=pl.col("period_to").max(),
            gross=pl.col("gross_cents").sum().cast(pl.Int64),
            copies=pl.col("units").sum().cast(pl.Int64),
        )
        .with_columns(occasion=pl.format("{}Q{}", "year", "quarter"))
    )


def read_lines(line: pl.LazyFrame, title: pl.LazyFrame, clause: pl.LazyFrame) -> pl.LazyFrame:
    """Each line with its clause, once for everybody or once for each side that reads it as owed."""
    work = pl.col("kind").replace("episode", "television")
    titled = title.select(
        "title_id", "minutes", "photography_on", "first_new_media_on", work=work
    )  # fmt: skip
    governed = line.join(titled, on="title_id").join(clause, on=["market", "work", "base_kind"])
    download = pl.col("market") == "download"
    by_side = {
        "": ~download,
        "guild": download & (pl.col("photography_on") > date(2000, 1, 1)),
        "companies": download & (pl.col("first_new_media_on") >= date(2008, 2, 13)),
    }
    return pl.concat(
        [governed.filter(where).with_columns(reading=pl.lit(side)) for side, where in by_side.items()]
    )


def amounts(line: pl.LazyFrame) -> pl.LazyFrame:
    """What each line pays: bands on copies or on a fifth of the gross, one rate, or a rate by length."""
    shape, gross = pl.col("shape"), pl.col("gross")
    million = pl.lit(1_000_000, dtype=pl.Int64)
    order = ["period_to", "market", "territory", "base_kind", "company_id"]
    counted = pl.when(shape == 0).then(pl.col("copies")).otherwise(gross * 20)
    edge = pl.when(shape == 0).then(20_000).otherwise(10_000_000_000)
    before = pl.col("counted").cum_sum().over("title_id", "clause", "reading", order_by=order) - pl.col(
        "counted"
    )
    upto = pl.col("before") + pl.col("counted")
    low_part = pl.min_horizontal(upto, "edge") - pl.min_horizontal("before", "edge")
    weighted = pl.col("low") * low_part + pl.col("high") * (pl.col("counted") - low_part)
    minutes = pl.col("minutes")
    rate = (
        pl.when((shape == 1) | (minutes <= 60))
        .then(pl.col("low"))
        .when(minutes <= 90)
        .then(13_000)
        .otherwise(14_000)
    )
    pool = (
        pl.when(shape == 0)
        .then(half_up(gross.cast(WIDE) * pl.col("weighted"), million * pl.col("counted")))
        .when(shape == 2)
        .then(half_up(pl.col("weighted"), million * 100))
        .otherwise(half_up(gross * rate, million))
    )
    return (
        line.with_columns(counted=counted, edge=edge)
        .with_columns(before=before)
        .with_columns(weighted=weighted)
        .with_columns(pool_cents=pool, due_on=due_on(pl.col("period_to")))
        .with_row_index("amount_no")
    )


def due_on(period_to: pl.Expr) -> pl.Expr:
    """The printed due date of a quarter."""
    year, month = period_to.dt.year(), period_to.dt.month()
    return (
        pl.when(month == 3)
        .then(pl.date(year, 5, 31))
        .when(month == 6)
        .then(pl.date(year, 8, 30))
        .when(month == 9)
        .then(pl.date(year, 11, 30))
        .otherwise(pl.date(year + 1, 3, 1))
    )


def split(amount: pl.LazyFrame, share: pl.LazyFrame) -> pl.LazyFrame:
    """Largest remainder: parts rounded down, then one cent each to the largest remainders."""
    product = pl.col("pool_cents").cast(WIDE) * pl.col("num").cast(WIDE)
    wide_den = pl.col("den").cast(WIDE)
    floors = amount.join(share, on="title_id").with_columns(
        floor_cents=(product // wide_den).cast(pl.Int64), remainder=(product % wide_den).cast(pl.Int64)
    )
    odd = pl.col("pool_cents") - pl.col("floor_cents").sum().over("amount_no")
    # Ordered by remainder, then by place: seq is below 1,000.
    place = (pl.col("remainder") * 1000 - pl.col("seq")).rank("ordinal", descending=True).over("amount_no")
    return (
        floors.with_columns(amount_cents=pl.col("floor_cents") + (place.cast(pl.Int64) <= odd).cast(pl.Int64))
        .filter(pl.col("amount_cents") != 0)
        .rename({"person_id": "payee_id", "num": "share_num", "den": "share_den", "gross": "base_cents"})
        .select(*KEY.split(", "), "base_cents", "pool_cents", "share_num", "share_den", "amount_cents")
    )


def shares_of_run(folder: Path) -> Path:
    """The credit shares that the audit's run wrote."""
    (run,) = [path.parent for path in (folder / "book" / "runs").glob("*/run.json")]
    return run / "writer_share.parquet"


def audit(folder: Path) -> None:
    """Write `folder`/polars.parquet: the obligations as far as the split goes."""
    tables = folder / "book" / "tables"
    receipt, title = (pl.scan_parquet(tables / name / "*.parquet") for name in ("receipt", "title"))
    clause = pl.from_arrow(duckdb.connect().sql(clause_rows()).to_arrow_table()).lazy()
    clause = clause.with_columns(pl.col("low", "high").cast(pl.Int64))
    share = pl.scan_parquet(shares_of_run(folder)).select("title_id", "person_id", "num", "den", "seq")
    line = read_lines(lines(receipt), title, clause)
    split(amounts(line), share).sink_parquet(folder / "polars.parquet", engine="streaming")


def check(folder: Path) -> int:
    """How many obligations have no twin by key and amount in the audit by hand."""
    columns = f"{KEY}, base_cents, pool_cents, amount_cents"
    hand, mine = (
        f"SELECT {columns} FROM '{folder}/{name}.parquet'" for name in ("hand/obligation", "polars")
    )
    query = f"SELECT count(*) FROM (({hand} EXCEPT ALL {mine}) UNION ALL ({mine} EXCEPT ALL {hand}))"
    return int(duckdb.connect().execute(query).fetchall()[0][0])


def main() -> None:
    """Run or check; a difference ends with 1."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    if not given.check:
        audit(given.folder)
        return
    differing = check(given.folder)
    print(f"{differing} obligations differ")
    raise SystemExit(1 if differing else 0)


if __name__ == "__main__":
    main()
