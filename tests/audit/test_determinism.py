"""The same audit gives the same bytes: whatever the threads, the order of rows, or the number of imports."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.audit_worlds import (
    Audited,
    add,
    audit,
    credit,
    make_book,
    payment,
    receipt,
    small_world,
    title,
    use,
    write_pact,
)  # fmt: skip

from arrears.engine.connection import EngineLimits

QUARTERS = ("2008Q1", "2008Q2", "2008Q3", "2008Q4")
AS_OF = date(2009, 6, 30)
# What names the state of the book, and not what it says: another order of imports is another chain.
STATE = ("seq", "head", "run_id")


def crowded_world(titles: int = 60) -> dict[str, list[dict[str, Any]]]:
    """Enough of everything for ties: equal days, equal amounts, teams, runs of one day, part payments."""
    chance = random.Random(7)
    names = [f"T{n}" for n in range(titles)]
    world: dict[str, list[Any]] = {name: list(rows) for name, rows in small_world().items()}
    world["title"], world["credit"] = [title(name) for name in names], []
    world["receipt"], world["payment_line"], world["use"] = [], [], []
    for name in names:
        writers = chance.sample(["P1", "P2", "P3", "P4"], chance.randrange(1, 4))
        world["credit"] += [credit(name, writer, team_id="team") for writer in writers]
        for place, quarter in enumerate(QUARTERS):
            for territory in ("us", "ca"):
                gross = chance.choice([100_000, 77_777, -5_000, None])
                units = None if gross is None else -10 if gross < 0 else 500
                world["receipt"].append(
                    receipt(quarter, gross, units, title_id=name, territory=territory,
                            statement_id=f"S-{quarter}-{territory}")
                )  # fmt: skip
            world["payment_line"] += [
                payment(f"{name}-{quarter}-{n}", 300, title_id=name, payee_id=writers[0], period=quarter,
                        paid_on=date(2009, 1, 1) + timedelta(30 * place))
                for n in range(2)
            ]  # fmt: skip
        world["use"] += [
            use("free_television", date(2008, 3, 1), title_id=name, ordinal=n, company_id=f"CO{n % 2 + 1}")
            for n in range(1, 5)
        ]
    return world


def run_bytes(audited: Audited) -> dict[str, bytes]:
    """Every Parquet file of a run."""
    return {path.name: path.read_bytes() for path in audited.folder.glob("*.parquet")}


def heading(audited: Audited) -> dict[str, Any]:
    """What the run says of itself, without the name of the book's state."""
    return {key: value for key, value in audited.record.items() if key not in STATE}


def in_any_order(world: Mapping[str, Sequence[Any]], seed: int) -> dict[str, list[Any]]:
    """The same rows, each table shuffled."""
    chance = random.Random(seed)
    return {name: chance.sample(list(rows), len(rows)) for name, rows in world.items()}


def without_row_numbers(audited: Audited) -> dict[str, list[tuple[Any, ...]]]:
    """The tables in their stored order, without the numbers that records get when they are imported."""
    tables = {}
    for path in sorted(audited.folder.glob("*.parquet")):
        columns = [name for name, *_ in audited.rows(f'DESCRIBE SELECT * FROM "{path.stem}"')]
        kept = ", ".join(f'"{name}"' for name in columns if name not in ("payment_row_id", "row_id"))
        tables[path.stem] = audited.rows(f'SELECT {kept} FROM "{path.stem}"')
    return tables


@pytest.fixture(scope="module")
def world() -> dict[str, list[dict[str, Any]]]:
    return crowded_world()


def test_one_two_and_eight_threads_give_the_same_bytes(
    tmp_path: Path, world: dict[str, list[dict[str, Any]]]
) -> None:
    agreement = write_pact(tmp_path)
    book = make_book(tmp_path / "book", world)
    runs = []
    for threads in (1, 2, 8):
        audited = audit(book, [agreement], as_of=AS_OF, limits=EngineLimits(threads=threads))
        assert len(audited.rows("FROM obligation")) > 600
        runs.append(run_bytes(audited))
        audited.folder.rename(tmp_path / f"run-{threads}")
    assert set(runs[0]) == set(runs[1]) == set(runs[2])
    assert [name for name in runs[0] if len({run[name] for run in runs}) > 1] == []


def test_the_order_of_rows_and_of_imports_changes_no_figure(
    tmp_path: Path, world: dict[str, list[dict[str, Any]]]
) -> None:
    agreement = write_pact(tmp_path)
    straight = audit(make_book(tmp_path / "straight", world), [agreement], as_of=AS_OF)
    shuffled = audit(make_book(tmp_path / "shuffled", in_any_order(world, 1)), [agreement], as_of=AS_OF)
    parts = make_book(tmp_path / "parts", {name: world[name] for name in ("company", "person", "title")})
    rest = in_any_order(
        {name: rows for name, rows in world.items() if name not in ("company", "person", "title")}, 2
    )
    for start in range(3):
        add(parts, {name: rows[start::3] for name, rows in rest.items()})
    in_parts = audit(parts, [agreement], as_of=AS_OF)
    assert json.dumps(heading(straight)) == json.dumps(heading(shuffled)) == json.dumps(heading(in_parts))
    wanted = without_row_numbers(straight)
    for other in (shuffled, in_parts):
        found = without_row_numbers(other)
        assert [name for name in wanted if found[name] != wanted[name]] == []


def test_equal_payments_take_the_same_place_whatever_their_order(tmp_path: Path) -> None:
    """Two payments of one day: which of them settles is said by their names, not by the order of imports."""
    agreement = write_pact(tmp_path)
    lines = [payment("B", 700), payment("A", 700)]
    found = []
    for place, order in enumerate((lines, lines[::-1])):
        rows = small_world(receipt=[receipt("2008Q3", 100_000, 500)], payment_line=order)
        audited = audit(make_book(tmp_path / f"book-{place}", rows), [agreement], as_of=AS_OF)
        matched = audited.rows("SELECT payment_id, amount_cents FROM match ORDER BY ALL")
        found.append((matched, audited.exceptions()))
    assert found[0] == found[1] == ([("A", 700), ("B", 300)], [("B", "duplicate", 400)])


@pytest.mark.slow
def test_threads_do_not_show_where_tables_have_several_parts(tmp_path: Path) -> None:
    """More lines than one part of a Parquet file holds, so that several threads write and read at once."""
    titles = [f"T{n}" for n in range(3_000)]
    rows = small_world(
        title=[title(name) for name in titles],
        credit=[credit(name, f"P{n}") for name in titles for n in (1, 2, 3)],
        receipt=[
            receipt(
                quarter, 1_000 + place, 100, title_id=name, territory=territory, statement_id=f"S-{quarter}"
            )
            for place, name in enumerate(titles)
            for quarter in (f"{year}Q{n}" for year in (2005, 2006, 2007, 2008) for n in (1, 2, 3, 4))
            for territory in ("us", "ca", "foreign")
        ],
        payment_line=[
            payment(f"{name}-{quarter}", 4, title_id=name, period=quarter)
            for name in titles
            for quarter in QUARTERS
        ],
    )
    agreement, book = write_pact(tmp_path), make_book(tmp_path / "book", rows)
    runs = []
    for threads in (1, 8):
        audited = audit(book, [agreement], as_of=AS_OF, limits=EngineLimits(threads=threads))
        assert audited.rows("SELECT count(*) FROM obligation")[0][0] > 3 * 122_880
        runs.append(run_bytes(audited))
        audited.folder.rename(tmp_path / f"run-{threads}")
    assert [name for name in runs[0] if runs[0][name] != runs[1][name]] == []
