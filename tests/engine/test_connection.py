"""The engine's connections: a connection for look-ups plans little and gives the same rows."""

from pathlib import Path

from arrears.engine.connection import PLANS_OF_LOOK_UPS, EngineLimits, open_engine, quote_text

QUESTION = (
    "SELECT o.no, o.cents, s.state FROM read_parquet({owed}) o JOIN read_parquet({owed}) s USING (no)"
    " WHERE o.title = ? AND o.no IN (SELECT no FROM read_parquet({owed}) WHERE cents > 5) ORDER BY o.no"
)


def test_a_connection_for_look_ups_gives_the_rows_of_any_other(tmp_path: Path) -> None:
    owed = tmp_path / "owed.parquet"
    usual = open_engine([tmp_path], tmp_path / "spill")
    usual.execute(
        "COPY (SELECT i AS no, 'T' || i // 100 AS title, i * 7 % 11 AS cents, 'short' AS state"
        f" FROM range(9000) r(i)) TO {quote_text(str(owed))} (FORMAT parquet, ROW_GROUP_SIZE 2048)"
    )
    looking = open_engine([tmp_path], tmp_path / "spill", EngineLimits(threads=1, looks_up=True))
    asked = QUESTION.format(owed=quote_text(str(owed)))
    expected = usual.execute(asked, ["T12"]).fetchall()
    assert len(expected) > 10
    assert looking.execute(asked, ["T12"]).fetchall() == expected


def test_the_plans_that_look_ups_keep_are_plans_of_the_engine(tmp_path: Path) -> None:
    looking = open_engine([tmp_path], tmp_path / "spill", EngineLimits(looks_up=True))
    known = {name for (name,) in looking.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
    ((left_out,),) = looking.execute("SELECT current_setting('disabled_optimizers')").fetchall()
    assert set(PLANS_OF_LOOK_UPS) <= known
    assert {name.lower() for name in left_out.split(",")} == known - set(PLANS_OF_LOOK_UPS)
