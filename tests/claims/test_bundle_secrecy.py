"""What a copy of a bundle withholds cannot be found by trying, and neither can how much of it there is."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.audit_worlds import credit, payment

from arrears.claims.bundle_content import BundleColumn, BundleContent, Exhibit, make_table
from arrears.claims.bundle_seal import Copy, draw_salt, part_number, seal_bundle
from arrears.claims.verifier import verify

from .sealed_world import Contents, sealed_world, unpack

CLASSES = ("guild_only", "outside_auditor", "parties")
SECRET = frozenset({"outside_auditor"})
GUILD = frozenset({"guild_only"})
SEED = hashlib.sha256(b"a seed for this test alone").digest()
FOR_THE_PARTIES = Copy("arbitrator", frozenset({"guild_only", "parties"}))
WHOLE = Copy("keeper", frozenset(CLASSES))
COLUMNS = (
    BundleColumn("line_no", "number"),
    BundleColumn("bonus", "yes/no", SECRET),
    BundleColumn("measured_on", "date", SECRET),
    BundleColumn("hours", "number", SECRET),
    BundleColumn("note", "text", SECRET),
)
Facts = Sequence[tuple[object, ...]]
USUAL: Facts = ((1, True, date(2024, 3, 31), 1_234, "short"), (2, None, None, None, None))


def content(rows: Facts = USUAL, hidden: int = 0, exhibits: Sequence[Exhibit] = ()) -> BundleContent:
    """A bundle of one open row a line, with columns and `hidden` further rows for an outside auditor."""
    shown = [(GUILD, row) for row in rows]
    secret = [
        (GUILD | SECRET, (100 + number, True, date(2024, 1, 1), number, "x")) for number in range(hidden)
    ]
    named = [
        (exhibit.needs, (exhibit.file, hashlib.sha256(exhibit.content).hexdigest())) for exhibit in exhibits
    ]
    tables = (
        make_table("measure", COLUMNS, [*shown, *secret]),
        make_table("exhibit", (BundleColumn("file"), BundleColumn("sha256")), named),
    )
    return BundleContent({"claim": "claim/1", "as_of": "2024-12-31"}, tables, CLASSES, tuple(exhibits))


def copy_of(made: BundleContent, folder: Path, copy: Copy = FOR_THE_PARTIES, seed: bytes = SEED) -> Contents:
    folder.mkdir(parents=True, exist_ok=True)
    seal_bundle(made, seed, copy, folder / "copy.zip")
    return unpack(folder / "copy.zip")


def withheld_cells(contents: Contents) -> list[tuple[str, int, int, str, bytes]]:
    """Every commitment that a copy shows without its salt: table, part, row, column, commitment."""
    layouts = {one["name"]: one for one in json.loads(contents["manifest.json"])["tables"]}
    found = []
    for name in contents:
        if not name.startswith("tables/"):
            continue
        table, part = name.split("/")[1].split(".")[:2]
        columns = [column["name"] for column in layouts[table]["columns"]]
        for row in (json.loads(line) for line in contents[name].splitlines()):
            cells = [
                (column, bytes.fromhex(value))
                for column, salt, value in zip(columns, row[2::2], row[3::2])
                if salt is None
            ]
            found += [(table, int(part), row[0], column, cell) for column, cell in cells]
    return found


def candidates() -> Iterator[str | None]:
    """Every yes and no, every day of thirty years, every amount up to 20,000, every short note of a list."""
    yield from (None, "yes", "no", "short", "x", "")
    yield from ((date(2000, 1, 1) + timedelta(passed)).isoformat() for passed in range(365 * 30))
    yield from (str(number) for number in range(20_000))


def salts_shown(contents: Contents) -> list[bytes]:
    """Every salt that a copy holds, and the guesses of somebody who has none."""
    rows = [
        json.loads(line)
        for name in contents
        if name.startswith("tables/")
        for line in contents[name].splitlines()
    ]
    shown = {salt for row in rows for salt in row[2::2] if salt is not None}
    parts = json.loads(contents["commitments.json"])["tables"].values()
    shown |= {salt for one in parts for salt in one["salts"].values()}
    return [bytes.fromhex(salt) for salt in sorted(shown)]


def matches(
    contents: Contents, salts: Sequence[bytes], tried: Sequence[str | None]
) -> list[tuple[str, str | None]]:
    """The withheld cells whose value one of the salts and candidates gives."""
    found = []
    for table, part, row, column, commitment in withheld_cells(contents):
        prefix = verify.cell_prefix(table, part, column)
        for salt in salts:
            found += [(column, v) for v in tried if verify.commit_cell(prefix, row, salt, v) == commitment]
    return found


def test_no_withheld_value_is_found_by_trying_every_candidate(tmp_path):
    contents = copy_of(content(), tmp_path)
    hidden = withheld_cells(contents)
    assert {column for _, _, _, column, _ in hidden} == {"bonus", "measured_on", "hours", "note"}
    assert len(hidden) == 8
    every = list(candidates())
    assert {"yes", "2024-03-31", "1234", None} <= set(every)
    assert matches(contents, [b"", b"\x00" * verify.SALT_BYTES], every) == []
    common = ["yes", "no", None, "1234", "2024-03-31", "short"]
    assert matches(contents, salts_shown(contents), common) == []
    for _, _, _, _, commitment in hidden:
        plain = {hashlib.sha256((value or "").encode()).digest() for value in every}
        assert commitment not in plain


def test_with_the_true_salt_trying_finds_the_value_so_the_test_above_can_fail(tmp_path):
    contents = copy_of(content(), tmp_path)
    part = part_number(GUILD, CLASSES)
    for column, value in (("bonus", "yes"), ("measured_on", "2024-03-31"), ("hours", "1234")):
        salt = draw_salt(SEED, verify.cell_prefix("measure", part, column) + (0).to_bytes(8, "big"))
        assert (column, value) in matches(contents, [salt], list(candidates()))


def test_equal_withheld_values_have_different_commitments(tmp_path):
    rows = [(number, True, date(2024, 3, 31), 7, "same") for number in range(20)]
    commitments = [cell for *_, cell in withheld_cells(copy_of(content(rows), tmp_path))]
    assert len(commitments) == len(set(commitments)) == 80


def test_a_withheld_exhibit_leaves_neither_file_nor_hash(tmp_path):
    exhibit = Exhibit("exhibits/O-1.txt", b"yes\n", SECRET)
    contents = copy_of(content(exhibits=[exhibit]), tmp_path)
    digest = hashlib.sha256(b"yes\n").hexdigest().encode()
    assert not any(name.startswith("exhibits/") for name in contents)
    assert all(digest not in one and b"O-1" not in one for one in contents.values())
    whole = copy_of(content(exhibits=[exhibit]), tmp_path / "whole", WHOLE)
    assert whole["exhibits/O-1.txt"] == b"yes\n"


def shape(contents: Contents) -> dict[str, int]:
    """What may be seen of a copy without reading it: names and sizes of its files."""
    return {name: len(content) for name, content in contents.items()}


LONG: Facts = (
    (1, False, date(1999, 12, 31), 10**15, "a long note " * 5_000),
    (2, True, date(2024, 1, 1), 5, "n"),
)
EXHIBIT = Exhibit("exhibits/O-1.bin", bytes(70_000), SECRET)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (content(LONG), "other values, of other length, known where they were missing"),
        (content(hidden=1), "one row more of a class that is withheld"),
        (content(hidden=5_000), "thousands of rows more"),
        (content(exhibits=[EXHIBIT]), "an exhibit that is withheld"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_copies_of_bundles_that_differ_in_what_is_withheld_look_alike(tmp_path, other, why):
    one = copy_of(content(), tmp_path / "one")
    two = copy_of(other, tmp_path / "two", seed=hashlib.sha256(why.encode()).digest())
    assert shape(one) == shape(two)
    said = {name for name in one if one[name] != two[name]}
    salted = {"commitments.json", "tables/measure.1.jsonl", "tables/setting.0.jsonl"}
    assert said <= {"manifest.json", "seal.json", *salted}
    assert stripped(one) == stripped(two)


def stripped(contents: Contents) -> object:
    """A copy without salts, hashes and commitments, which are random or follow from what is random."""
    rows = {
        name: [[row[0], *(v if s is not None else "withheld" for s, v in zip(row[2::2], row[3::2]))]
               for row in (json.loads(line) for line in contents[name].splitlines())]
        for name in contents if name.startswith("tables/")
    }  # fmt: skip
    manifest = json.loads(contents["manifest.json"])
    files = [(one["name"], one["bytes"]) for one in manifest["files"]]
    kept = {name: value for name, value in manifest.items() if name not in ("root", "files")}
    counted = json.loads(contents["commitments.json"])["tables"]
    parts = {name: (len(one["parts"]), sorted(one["salts"])) for name, one in counted.items()}
    return rows, kept, files, parts


def test_an_empty_part_looks_like_any_other(tmp_path):
    contents = copy_of(content(), tmp_path)
    stated = json.loads(contents["commitments.json"])["tables"]["measure"]["parts"]
    assert len(stated) == len(set(stated)) == 8
    for number, commitment in enumerate(stated):
        said = b"part" + (7).to_bytes(8, "big") + b"measure" + number.to_bytes(8, "big") + bytes(8)
        assert hashlib.sha256(said + verify.merkle([])).hexdigest() != commitment
        for salt in (b"", bytes(16), *salts_shown(contents)):
            if hmac.digest(salt, said + verify.merkle([]), "sha256").hex() == commitment:
                assert str(number) in json.loads(contents["commitments.json"])["tables"]["measure"]["salts"]


def test_a_copy_and_the_whole_have_one_root_and_the_whole_shows_what_the_copy_withholds(tmp_path):
    made = content(hidden=3, exhibits=[EXHIBIT])
    whole, copy = copy_of(made, tmp_path / "whole", WHOLE), copy_of(made, tmp_path / "copy")
    roots = {json.loads(one["manifest.json"])["root"] for one in (whole, copy)}
    assert len(roots) == 1
    bundle = verify.read_bundle(verify.open_files(tmp_path / "whole" / "copy.zip"))
    assert bundle.faults == ()
    assert [row[3] for row in bundle.table("measure").rows] == [1_234, None, 0, 1, 2]
    answer = verify.check_bundle(tmp_path / "copy" / "copy.zip")
    assert answer.code == 3
    told = "\n".join(answer.lines)
    assert "measure.hours (outside_auditor)" in told
    assert "how many rows are withheld is not told" in told
    by_copy = {cell for *_, cell in withheld_cells(copy)}
    shown = {
        verify.commit_cell(verify.cell_prefix("measure", 1, column), row[0], bytes.fromhex(salt), value)
        for row in (json.loads(line) for line in whole["tables/measure.1.jsonl"].splitlines())
        for column, salt, value in zip((c.name for c in COLUMNS), row[2::2], row[3::2])
    }
    assert by_copy <= shown


def test_another_seed_gives_another_commitment_to_everything(tmp_path):
    one, two = copy_of(content(), tmp_path / "a"), copy_of(content(), tmp_path / "b", seed=bytes(32))
    assert not {cell for *_, cell in withheld_cells(one)} & {cell for *_, cell in withheld_cells(two)}
    assert json.loads(one["manifest.json"])["root"] != json.loads(two["manifest.json"])["root"]


def rows_shown(path: Path) -> dict[str, list[list[str | None]]]:
    """What a copy shows in each table of lines, without salts and commitments, in the order of its rows."""
    contents = unpack(path)
    return {
        name: [[v if s is not None else "withheld" for s, v in zip(row[2::2], row[3::2])]
               for row in (json.loads(line) for line in contents[name].splitlines())]
        for name in contents if name.split("/")[-1].split(".")[0] in LINE_TABLES
    }  # fmt: skip


LINE_TABLES = ("obligation", "payment", "share", "late_event", "late_charge", "amount")


def test_the_order_of_rows_does_not_tell_whom_they_are_for(tmp_path: Path) -> None:
    """Two writers of one title, one of them paid in part: exchanging their ids moves no row and no number."""
    shown = []
    for one, other in (("P1", "P2"), ("P2", "P1")):
        folder = tmp_path / one
        folder.mkdir()
        writers = [credit("T1", one), credit("T1", other)]
        given = {"credit": writers, "payment_line": [payment("PAY1", 300_00, payee_id=one)]}
        world = sealed_world(folder, **given)
        world.seal(folder / "copy.zip", "arbitrator", released=("guild_only",))
        shown.append(rows_shown(folder / "copy.zip"))
    assert shown[0] == shown[1]
    paid = {row[22] for name, rows in shown[0].items() if "obligation" in name for row in rows}
    assert {"0", "30000"} <= paid, "they are not alike, so an order by ids would tell which of them was paid"
