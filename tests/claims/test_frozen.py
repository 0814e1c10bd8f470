"""Lines of an audit are frozen whole: what was figured, from what, and only if it all agrees."""

from __future__ import annotations

import hashlib
import json
import runpy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.audit_worlds import audit, receipt, small_world, write_pact
from tests.audit_worlds import make_book as make_record_book

from arrears.audit.run_tables import open_run
from arrears.book.commit import Act, CommittedEntry, commit
from arrears.book.snapshot import snapshot
from arrears.claims.frozen import checked_tables, freeze, lines_body, sha256_of_refs, stage_frozen
from arrears.claims.frozen_tables import FROZEN_TABLES
from arrears.findings import Refused
from arrears.obligations.formula_json import decode_formula
from arrears.records.verify import verify_records

from .frozen_worlds import IN_ARREARS, World, world_of

RUN_TABLES = {
    "frozen_match": (
        "match",
        ("obligation_no", "payment_row_id", "amount_cents", "counted_on", "how", "why"),
    ),
    "frozen_balance": ("balance", ("obligation_no", "from_on", "to_on", "open_cents")),
    "frozen_late_charge": (
        "late_charge",
        ("obligation_no", "months", "days", "simple_cents", "compound_cents", "daily_cents", "disputed"),
    ),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_of(tmp_path_factory.mktemp("frozen"))


def codes(tables: dict[str, pa.Table]) -> list[str]:
    with pytest.raises(Refused) as refused:
        checked_tables(tables)
    return [finding.code for finding in refused.value.findings]


def test_a_frozen_line_says_what_the_run_says_of_the_obligation(world: World):
    frozen = world.freeze()
    lines = {row["obligation_no"]: row for row in frozen.tables["frozen_line"].to_pylist()}
    stored = "amount_cents, positions, due_on, late_rule, status, clause_no, missing, reading"
    for number, *said in world.run.rows(
        f"SELECT obligation_no, {stored}, paid_cents, open_cents, state"
        " FROM obligation JOIN standing USING (obligation_no)"
    ):
        if number in lines:
            names = (*stored.split(", "), "paid_cents", "open_cents", "state")
            assert [lines[number][name] for name in names] == said
    assert frozen.count == len(lines) > 3


@pytest.mark.parametrize("name", RUN_TABLES)
def test_payments_balances_and_charges_are_kept_as_the_run_has_them(world: World, name: str):
    table, columns = RUN_TABLES[name]
    frozen = world.freeze()
    numbers = ", ".join(str(n) for n in frozen.tables["frozen_line"].column("obligation_no").to_pylist())
    asked = f'SELECT {", ".join(columns)} FROM "{table}" WHERE obligation_no IN ({numbers}) ORDER BY ALL'
    kept = [tuple(row[c] for c in columns) for row in frozen.tables[name].to_pylist()]
    found = world.run.rows(asked)
    assert len(kept) == len(found) > 0
    assert set(kept) == set(found)


def test_an_item_joins_on_every_reading(world: World):
    """The reading of the other side is part of the dispute, though only the guild's is asked for."""
    frozen = world.freeze("o.reading = 'guild' AND s.open_cents > 0")
    readings = set(frozen.tables["frozen_line"].column("reading").to_pylist())
    assert readings == {"guild", "hearsay"}
    assert set(frozen.tables["frozen_line"].column("market").to_pylist()) == {"pay_television"}


def test_lines_named_by_number_join_alone(world: World):
    ((number,),) = world.run.rows("SELECT min(obligation_no) FROM obligation WHERE reading = 'guild'")
    assert world.freeze([number]).tables["frozen_line"].column("obligation_no").to_pylist() == [number]


def test_nothing_chosen_is_refused(world: World):
    for chosen in ("s.open_cents > 10000000000", [987654321]):
        with pytest.raises(Refused) as refused:
            world.freeze(chosen)
        assert [finding.code for finding in refused.value.findings] == ["frozen-nothing-chosen"]
    assert "nothing to freeze" in refused.value.findings[0].text()


def test_every_line_that_a_counter_ran_over_is_kept(world: World):
    """The copies of earlier quarters decide the rate of a later one, though they are paid or not claimed."""
    last = world.freeze("o.occasion = '2009Q3'")
    occasions = last.tables["frozen_fact"].column("occasion").to_pylist()
    assert {"2008Q3", "2008Q4", "2009Q3"} <= set(occasions)
    facts = [json.loads(text) for text in last.tables["frozen_fact"].column("facts").to_pylist()]
    assert sorted(one["gross"] for one in facts if one["copies"]) == [50_000_00, 100_000_00, 300_000_00]


def test_a_clause_without_a_counter_keeps_its_own_line_alone(world: World):
    frozen = world.freeze("o.clause = 'pay-television' AND s.open_cents > 0")
    assert frozen.tables["frozen_fact"].column("market").to_pylist() == ["pay_television"]


def test_formulas_agreement_files_positions_and_shares_are_kept(world: World):
    tables = world.freeze().tables
    formulas = [decode_formula(json.loads(t)) for t in tables["frozen_clause"].column("formula").to_pylist()]
    assert {formula.record_kind for formula in formulas} == {"statement_line", "run", "availability"}
    files = {row["file"]: row for row in tables["frozen_agreement"].to_pylist()}
    assert set(files) == {"pact/v1/agreement.yaml", "pact/v1/reuse.yaml"}
    for name, row in files.items():
        content = (world.library / name).read_bytes()
        assert row["content"].encode() == content
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert row["digest"] == world.agreement.digest
    assert [row["name"] for row in tables["frozen_position"].to_pylist()] == ["guild", "hearsay"]
    shares = {row["person_id"]: (row["num"], row["den"]) for row in tables["frozen_share"].to_pylist()}
    assert shares == {"P1": (1, 2), "P2": (1, 2)}


def test_the_heading_names_the_run_and_the_lines(world: World):
    frozen = world.freeze()
    (heading,) = frozen.tables["frozen_heading"].to_pylist()
    assert heading["run_id"] == world.run.heading.run_id
    assert (heading["seq"], heading["head"]) == (world.run.heading.seq, world.run.heading.head)
    assert (heading["as_of"], heading["known_by"]) == (date(2010, 1, 1), None)
    joined = "".join(f"{ref}\n" for ref in sorted(frozen.tables["frozen_line"].column("ref").to_pylist()))
    assert heading["refs_sha256"] == frozen.refs_sha256 == hashlib.sha256(joined.encode()).hexdigest()


def test_obligations_of_one_name_are_told_apart_by_number(tmp_path: Path):
    """Two statements of one quarter on two bases give two lines, and so two obligations of one name."""
    rows = small_world(
        receipt=[receipt("2008Q3", 1_000_00, 10), receipt("2008Q3", 2_000_00, 5, base_kind="licence_fee")]
    )  # fmt: skip
    agreement = write_pact(tmp_path / "library")
    book = make_record_book(tmp_path / "book", rows)
    run = open_run(audit(book, [agreement], as_of=date(2010, 1, 1)).folder)
    names = [name for (name,) in run.rows("SELECT count(*) FROM obligation")]
    frozen = freeze(run, IN_ARREARS, [agreement], tmp_path / "library")
    refs = sorted(ref.rpartition(":usd")[2] for ref in frozen.refs)
    assert (names, refs) == ([2], ["#1", "#2"])


def test_frozen_files_are_in_the_book_and_no_audit_reads_them(tmp_path: Path):
    world = world_of(tmp_path)
    frozen = world.freeze()
    staged = stage_frozen(world.book, frozen)
    assert verify_records(world.book), "staged files that no entry lists are told"
    entry = commit(world.book, staged, Act("freeze", date(2010, 1, 2)))
    assert isinstance(entry, CommittedEntry)
    assert verify_records(world.book) == []
    held = snapshot(world.book)
    assert {name for name in held.files if name.startswith("frozen_")} == {part.table for part in staged}
    body = lines_body(frozen, staged)
    assert body["files"]["frozen_line"] == str(held.files["frozen_line"][0].file_no)
    assert (body["count"], body["refs_sha256"]) == (str(frozen.count), sha256_of_refs(frozen.refs))
    again = world.run_at(as_of=date(2010, 1, 1))
    assert again.heading.trust == world.run.heading.trust
    amounts = "SELECT amount_cents, positions, state FROM obligation JOIN standing USING (obligation_no)"
    amounts += " ORDER BY ALL"
    assert again.rows(amounts) == world.run.rows(amounts)


def test_what_is_frozen_does_not_move_when_the_runs_are_deleted(tmp_path: Path):
    world = world_of(tmp_path)
    frozen = world.freeze()
    expected = pc.sum(frozen.tables["frozen_line"].column("open_cents")).as_py()
    staged = stage_frozen(world.book, frozen)
    commit(world.book, staged, Act("freeze", date(2010, 1, 2)))
    for path in world.run.folder.iterdir():
        path.unlink()
    (file,) = (part.path for part in staged if part.table == "frozen_line")
    source = f"read_parquet('{world.book.path / file}')"
    ((total,),) = duckdb.sql(f"SELECT sum(open_cents) FROM {source}").fetchall()
    assert total == expected > 0


def changed(
    name: str, **columns: Callable[[pa.ChunkedArray], object]
) -> Callable[[dict[str, pa.Table]], None]:
    def change(tables: dict[str, pa.Table]) -> None:
        rows = tables[name].to_pylist()
        for column, how in columns.items():
            rows[0][column] = how(rows[0][column])
        tables[name] = pa.Table.from_pylist(rows, schema=tables[name].schema)

    return change


def emptied(name: str) -> Callable[[dict[str, pa.Table]], None]:
    def change(tables: dict[str, pa.Table]) -> None:
        tables[name] = tables[name].slice(0, 0)

    return change


def doubled(name: str) -> Callable[[dict[str, pa.Table]], None]:
    def change(tables: dict[str, pa.Table]) -> None:
        tables[name] = pa.concat_tables([tables[name], tables[name].slice(0, 1)])

    return change


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("bad_id", changed("frozen_line", company_id=lambda _: "no id")),
        ("frozen-key-twice", doubled("frozen_balance")),
        ("frozen-refers-to-nothing", emptied("frozen_late_rule")),
        ("frozen-refers-to-nothing", emptied("frozen_fact")),
        ("frozen-paid-differs", changed("frozen_match", amount_cents=lambda cents: cents + 1)),
        ("frozen-names-differ", changed("frozen_heading", refs_sha256=lambda _: "0" * 64)),
        ("frozen-names-differ", changed("frozen_heading", lines=lambda lines: lines + 1)),
        ("frozen-position-unknown", changed("frozen_line", positions=lambda _: 1 << 40)),
        ("frozen-agreement-absent", emptied("frozen_agreement")),
    ],
)
def test_tables_that_do_not_agree_are_not_frozen(
    world: World, code: str, change: Callable[[dict[str, pa.Table]], None]
):
    tables = dict(world.freeze().tables)
    change(tables)
    assert set(codes(tables)) == {code}


def test_a_column_of_another_type_is_not_frozen(world: World):
    tables = dict(world.freeze().tables)
    line = tables["frozen_line"]
    place = line.column_names.index("open_cents")
    tables["frozen_line"] = line.set_column(place, "open_cents", line.column("open_cents").cast(pa.float64()))
    assert codes(tables) == ["wrong_type"]


def test_an_agreement_that_is_not_the_runs_is_not_frozen(world: World):
    other = replace(world.agreement, digest="0" * 64)
    with pytest.raises(Refused) as refused:
        freeze(world.run, IN_ARREARS, [other], world.library)
    assert [finding.code for finding in refused.value.findings] == ["run-agreement-differs"]


def test_a_library_without_the_agreements_files_is_not_frozen(world: World, tmp_path: Path):
    with pytest.raises(Refused) as refused:
        freeze(world.run, IN_ARREARS, [world.agreement], tmp_path)
    assert [finding.code for finding in refused.value.findings] == ["frozen-agreement-absent"]


def test_every_frozen_table_is_declared_and_filled(world: World):
    tables = world.freeze().tables
    assert set(tables) == set(FROZEN_TABLES)
    assert all(tables[name].num_rows for name in tables)


def test_the_page_on_frozen_tables_is_current():
    repository = Path(__file__).resolve().parents[2]
    made = runpy.run_path(str(repository / "tools" / "record_tables.py"))["frozen_page"]()
    held = (repository / "docs" / "frozen-tables.md").read_text(encoding="utf-8")
    assert held == made, "run `python tools/record_tables.py`"
