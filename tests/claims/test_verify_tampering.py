"""Every kind of tampering with a sealed bundle is detected, and what was tampered with is named."""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from arrears.claims.bundle_seal import make_seal
from arrears.claims.verifier import verify

from .sealed_world import (
    KEY,
    Contents,
    SealedWorld,
    column_place,
    edit_manifest,
    pack,
    relisted,
    rows_of,
    sealed_world,
    table_file,
    unpack,
    with_rows,
)


@pytest.fixture(scope="module")
def first_world(tmp_path_factory) -> SealedWorld:
    return sealed_world(tmp_path_factory.mktemp("sealed"))


@pytest.fixture(scope="module")
def bundle(first_world, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("bundle") / "claim.zip"
    first_world.seal(out)
    return out


@pytest.fixture
def contents(bundle: Path) -> Contents:
    return unpack(bundle)


def told(contents: Contents, folder: Path, **asked: Any) -> tuple[int, str]:
    """What the verifier says of altered files, packed as a bundle is."""
    answer = verify.check_bundle(pack(contents, folder / "altered.zip"), **asked)
    return answer.code, "\n".join(fault.text() for fault in answer.faults)


def test_files_packed_again_without_a_change_are_verified(contents, tmp_path):
    assert told(contents, tmp_path) == (0, "")
    assert told(relisted(contents), tmp_path) == (0, "")


def test_any_byte_of_the_zip_that_is_altered_is_noticed(bundle, tmp_path):
    given, chance = bundle.read_bytes(), random.Random(4)
    places = [*range(60), *range(len(given) - 200, len(given)), *chance.sample(range(len(given)), 250)]
    for place in places:
        altered = bytearray(given)
        altered[place] ^= 0xFF
        out = tmp_path / "altered.zip"
        out.write_bytes(altered)
        assert verify.check_bundle(out).code != 0, place


def test_bits_that_no_file_shows_are_sealed_too(bundle, tmp_path):
    """The last byte of a packed stream has bits that unpacking does not look at."""
    given = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as archive:
        ends = [e.header_offset + 30 + len(e.filename) + e.compress_size - 1 for e in archive.infolist()]
    for place, bit in ((place, bit) for place in ends for bit in range(8)):
        altered = bytearray(given)
        altered[place] ^= 1 << bit
        out = tmp_path / "altered.zip"
        out.write_bytes(altered)
        assert verify.check_bundle(out).code != 0, (place, bit)


def test_an_index_that_was_altered_and_sealed_again_is_noticed(bundle, tmp_path):
    """Whoever packs a digest of their own still may not hide anything in the notes of the index."""
    given = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as archive:
        first = archive.start_dir
    for place in range(first, len(given) - verify.DIGEST_LENGTH):
        altered = bytearray(given)
        altered[place] ^= 0xFF
        digest = hashlib.sha256(altered[: -verify.DIGEST_LENGTH]).hexdigest()
        altered[-verify.DIGEST_LENGTH :] = digest.encode("ascii")
        out = tmp_path / "altered.zip"
        out.write_bytes(altered)
        assert verify.check_bundle(out).code != 0, place


def test_an_altered_cell_names_its_table_and_row(contents, tmp_path):
    rows, place = rows_of(contents, "payment"), column_place(contents, "payment", "cents")
    rows[1][place + 1] = "1"
    altered = with_rows(contents, "payment", rows)
    code, text = told(altered, tmp_path)
    assert code == 1
    assert "tables/payment.2.jsonl: this file was altered" in text
    assert "table payment, row 1 (" in text
    assert "this row was altered" in text
    code, text = told(relisted(altered), tmp_path)
    assert code == 1
    assert "this file was altered" not in text
    assert "table payment, row 1 (" in text


def test_an_altered_salt_and_a_missing_value_made_empty_are_altered_rows(contents, tmp_path):
    rows, place = rows_of(contents, "obligation"), column_place(contents, "obligation", "missing")
    assert rows[0][place + 1] is None
    rows[0][place + 1] = ""
    text = told(relisted(with_rows(contents, "obligation", rows)), tmp_path)[1]
    assert "row 0" in text
    assert "this row was altered" in text
    rows = rows_of(contents, "obligation")
    rows[2][2] = "00" * 16
    assert "row 2" in told(relisted(with_rows(contents, "obligation", rows)), tmp_path)[1]


def test_a_row_altered_together_with_its_hash_names_its_table(contents, tmp_path):
    rows, place = rows_of(contents, "payment"), column_place(contents, "payment", "cents")
    rows[1][place + 1] = "1"
    layout = next(one for one in json.loads(contents["manifest.json"])["tables"] if one["name"] == "payment")
    part = int(table_file(contents, "payment").split(".")[1])
    cells = [
        verify.commit_cell(
            verify.cell_prefix("payment", part, column["name"]), 1, bytes.fromhex(rows[1][2 + 2 * k]),
            rows[1][3 + 2 * k],
        )
        for k, column in enumerate(layout["columns"])
    ]  # fmt: skip
    rows[1][1] = verify.hash_row(cells).hex()
    code, text = told(relisted(with_rows(contents, "payment", rows)), tmp_path)
    assert code == 1
    assert "table payment: its rows are not those that were sealed" in text


@pytest.mark.parametrize("number", [0, 3, 7])
def test_a_removed_row_is_named(contents, tmp_path, number):
    rows = [row for row in rows_of(contents, "obligation") if row[0] != number]
    code, text = told(relisted(with_rows(contents, "obligation", rows)), tmp_path)
    assert code == 1
    assert f"table obligation, row {number}: this row was removed" in text


def test_rows_that_were_renumbered_after_one_was_removed_are_altered_rows(contents, tmp_path):
    rows = rows_of(contents, "obligation")[1:]
    moved = [[number, *row[1:]] for number, row in enumerate(rows)]
    altered = relisted(with_rows(contents, "obligation", moved))
    assert "table obligation, row 7: this row was removed" in told(altered, tmp_path)[1]
    hidden = relisted(edit_manifest(altered, lambda m: m["rows"]["obligation"].update({"2": 7})))
    code, text = told(hidden, tmp_path)
    assert code == 1
    assert "table obligation, row 0 (" in text


def test_an_added_row_is_named(contents, tmp_path):
    rows = rows_of(contents, "payment")
    added = relisted(with_rows(contents, "payment", [*rows, [len(rows), *rows[0][1:]]]))
    code, text = told(added, tmp_path)
    assert code == 1
    assert f"found row {len(rows)}" in text
    assert "this row was added" in text
    twice = relisted(with_rows(contents, "payment", [*rows, rows[0]]))
    assert "this row was added" in told(twice, tmp_path)[1]


def test_swapped_exhibits_are_named(contents, tmp_path):
    one, other = "exhibits/G-1.txt", "exhibits/P-1.txt"
    swapped = {**contents, one: contents[other], other: contents[one]}
    code, text = told(swapped, tmp_path)
    assert code == 1
    assert f"{one}: this holds what belongs to {other}: they were swapped" in text
    code, text = told(relisted(swapped), tmp_path)
    assert code == 1
    assert "exhibit G-1: its file holds exhibit P-1: they were swapped" in text
    assert "exhibit P-1: its file holds exhibit G-1: they were swapped" in text


def test_a_replaced_a_removed_and_an_added_exhibit_are_named(contents, tmp_path):
    replaced = relisted({**contents, "exhibits/G-2.txt": b"another note\n"})
    assert "exhibit G-2: its file was replaced" in told(replaced, tmp_path)[1]
    removed = {name: content for name, content in contents.items() if name != "exhibits/G-2.txt"}
    assert "exhibits/G-2.txt: this file was removed" in told(removed, tmp_path / "a")[1]
    assert "exhibit G-2: its file is not in the bundle" in told(relisted(removed), tmp_path / "b")[1]
    added = relisted({**contents, "exhibits/G-9.txt": b"found later\n"})
    assert "exhibits/G-9.txt: no sealed exhibit names this file" in told(added, tmp_path / "c")[1]
    unlisted = {**contents, "exhibits/G-9.txt": b"found later\n"}
    problem = "exhibits/G-9.txt: this file was added; the manifest does not list it"
    assert problem in told(unlisted, tmp_path / "d")[1]


def test_a_changed_clause_tree_is_named(contents, tmp_path):
    rows, place = rows_of(contents, "clause"), column_place(contents, "clause", "tree")
    rows[0][place + 1] = rows[0][place + 1].replace('"half_up"', '"down"')
    code, text = told(relisted(with_rows(contents, "clause", rows)), tmp_path)
    assert code == 1
    assert "table clause, row 0 (0, " in text
    assert "this row was altered" in text


@pytest.mark.parametrize("name", ["as_of", "claim", "agreement", "head"])
def test_a_changed_setting_of_the_manifest_is_named(contents, tmp_path, name):
    altered = edit_manifest(contents, lambda m: m["settings"].update({name: "2031-01-01"}))
    code, text = told(altered, tmp_path)
    assert code == 1
    assert "manifest.json: the manifest was altered" in text
    code, text = told(relisted(altered), tmp_path)
    assert code == 1
    assert f"manifest.json: '{name}' is not what was sealed" in text


def test_a_changed_root_layout_or_class_is_noticed(contents, tmp_path):
    def rename(manifest: dict[str, Any]) -> None:
        layout = next(one for one in manifest["tables"] if one["name"] == "payment")
        layout["columns"][2]["needs"] = ["parties"]

    edits: list[Callable[[dict[str, Any]], object]] = [
        lambda m: m.update(root="00" * 32),
        rename,
        lambda m: m["classes"].reverse(),
    ]
    for number, edit in enumerate(edits):
        code, text = told(relisted(edit_manifest(contents, edit)), tmp_path / str(number))
        assert code == 1
        assert "the root: the tables do not add up to the root" in text


def test_a_changed_program_is_named(contents, tmp_path):
    altered = {**contents, "verify.py": contents["verify.py"].replace(b"half_up", b"half_dn")}
    code, text = told(altered, tmp_path)
    assert code == 1
    assert "verify.py: this file was altered" in text


def test_another_key_a_missing_signature_and_another_seal_are_named(first_world, bundle, tmp_path):
    first_world.seal(tmp_path / "signed.zip", private_key=KEY)
    signed = unpack(tmp_path / "signed.zip")
    public = bytes.fromhex(json.loads(signed["seal.json"])["signature"]["public_key"])
    assert verify.check_bundle(tmp_path / "signed.zip", public).code == 0
    assert told(signed, tmp_path / "a", key=bytes(32))[1].startswith("seal.json: another key signed it")
    other = make_seal(signed["manifest.json"], bytes(32))
    resigned = {**signed, "seal.json": verify.canonical(other)}
    assert "another key signed it" in told(resigned, tmp_path / "b", key=public)[1]
    assert "the bundle is not signed" in told(unpack(bundle), tmp_path / "c", key=public)[1]
    edited = edit_manifest(signed, lambda m: m.update(audience="public"))
    fitting = json.loads(relisted(edited)["seal.json"])["manifest_sha256"]
    seal = {**json.loads(signed["seal.json"]), "manifest_sha256": fitting}
    forged = {**relisted(edited), "seal.json": verify.canonical(seal)}
    assert "the signature is not of this bundle" in told(forged, tmp_path / "d")[1]
    told_seal = json.loads(signed["seal.json"])["manifest_sha256"]
    assert told(signed, tmp_path / "e", seal=told_seal)[0] == 0
    text = told(relisted(edited), tmp_path / "f", seal=told_seal)[1]
    assert "this is another seal than the one you were told" in text


def reseal(contents: Contents, table: str, edit: Callable[[list[list[Any]]], None]) -> Contents:
    """The work of a forger who makes the whole bundle anew: every hash fits, the figures do not."""
    manifest, commitments = json.loads(contents["manifest.json"]), json.loads(contents["commitments.json"])
    rows = rows_of(contents, table)
    edit(rows)
    layouts = {one["name"]: one for one in manifest["tables"]}
    part = int(table_file(contents, table).split(".")[1])
    prefixes = [verify.cell_prefix(table, part, column["name"]) for column in layouts[table]["columns"]]
    for row in rows:
        cells = [
            verify.commit_cell(prefix, row[0], bytes.fromhex(row[2 + 2 * k]), row[3 + 2 * k])
            for k, prefix in enumerate(prefixes)
        ]
        row[1] = verify.hash_row(cells).hex()
    given = commitments["tables"][table]
    place = layouts[table]["parts"].index(part)
    hashes = [bytes.fromhex(row[1]) for row in rows]
    salt = bytes.fromhex(given["salts"][str(part)])
    given["parts"][place] = verify.commit_part(table, part, salt, hashes).hex()
    stated = {name: [bytes.fromhex(one) for one in commitments["tables"][name]["parts"]] for name in layouts}
    tables = {name: verify.commit_table(layout, stated[name]) for name, layout in layouts.items()}
    made = {**with_rows(contents, table, rows), "commitments.json": verify.canonical(commitments)}
    root = verify.commit_bundle(manifest["classes"], tables).hex()
    return relisted(edit_manifest(made, lambda m: m.update(root=root)))


FORGED = (
    ("amount", "cents", "7777", "amounts of lines: another figure than facts and clauses give"),
    ("obligation", "cents", "7777", "shares of people: another figure than facts and clauses give"),
    ("obligation", "due_on", "2001-01-01", "due dates: another figure than facts and clauses give"),
    ("obligation", "paid_cents", "7777", "paid and open: another figure than facts and clauses give"),
    ("payment", "cents", "1", "paid and open: another figure than facts and clauses give"),
    ("late_charge", "simple_cents", "7777", "late charges: another figure than facts and clauses give"),
    ("total", "cents", "7777", "totals: another figure than facts and clauses give"),
    ("fact_statement_line", "gross", "1", "amounts of lines: another figure than facts and clauses give"),
    ("share", "share", "1/3", "shares of people: another figure than facts and clauses give"),
)


@pytest.mark.parametrize(("table", "column", "value", "problem"), FORGED)
def test_a_figure_that_does_not_follow_is_noticed_even_when_every_hash_fits(
    contents, tmp_path, table, column, value, problem
):
    place = column_place(contents, table, column) + 1

    def edit(rows: list[list[Any]]) -> None:
        row = next(row for row in rows if row[place] not in (None, value, "1/1"))
        row[place] = value

    code, text = told(reseal(contents, table, edit), tmp_path)
    assert code == 1
    assert problem in text
    assert "altered" not in text


def test_a_bundle_made_anew_has_another_seal(contents, tmp_path):
    def no_change(rows: list[list[Any]]) -> None:
        rows.sort()

    assert told(reseal(contents, "payment", no_change), tmp_path)[0] == 0
    seal = json.loads(contents["seal.json"])["manifest_sha256"]
    place = column_place(contents, "payment", "how") + 1

    def edit(rows: list[list[Any]]) -> None:
        rows[0][place] = "decision"

    code, text = told(reseal(contents, "payment", edit), tmp_path / "a", seal=seal)
    assert code == 1
    assert "this is another seal than the one you were told" in text
