"""A bundle from a stranger: hostile zips, documents and trees are refused with their place."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from arrears.claims.verifier import verify

from .sealed_world import Contents, SealedWorld, pack, sealed_world, unpack


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    world: SealedWorld = sealed_world(tmp_path_factory.mktemp("sealed"))
    out = tmp_path_factory.mktemp("bundle") / "claim.zip"
    world.seal(out)
    return out


@pytest.fixture
def contents(bundle: Path) -> Contents:
    return unpack(bundle)


def refusal(path: Path) -> str:
    """The one fault with which a bundle is refused."""
    answer = verify.check_bundle(path)
    assert answer.code == 2
    assert answer.lines[-1] == "NOT READ: this is no bundle that can be checked."
    (fault,) = answer.faults
    return fault.text()


def odd_zip(path: Path, entries: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


ODD_NAMES = (
    "../outside.txt", "/etc/passwd", "a/../../b", "tables\\x.jsonl", "C:x", "a//b", "naïve.txt", "a/b/c/d/e",
    ".hidden", "x" * 201,
)  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_that_leads_out_of_the_bundle_is_refused(tmp_path, name):
    path = odd_zip(tmp_path / "odd.zip", [(name, b"x")])
    assert "a name that a bundle does not hold" in refusal(path)


def test_two_files_of_one_name_are_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = odd_zip(tmp_path / "odd.zip", [("seal.json", b"{}"), ("seal.json", b"[]")])
    assert refusal(path).startswith("seal.json: two files have one name")
    cased = odd_zip(tmp_path / "cased.zip", [("a.txt", b"1"), ("A.txt", b"2")])
    assert refusal(cased).startswith("a.txt: two files have one name")


def test_a_zip_that_unpacks_beyond_all_measure_is_refused_unread(tmp_path):
    bomb = odd_zip(tmp_path / "bomb.zip", [("tables/big.jsonl", b"0" * (64 << 20))])
    assert bomb.stat().st_size < 1 << 17
    assert "the file is packed beyond all measure" in refusal(bomb)


def test_too_many_files_are_refused(tmp_path):
    path = odd_zip(tmp_path / "many.zip", [(f"f{number}", b"") for number in range(verify.MOST_FILES + 1)])
    assert "there are too many files" in refusal(path)


def test_sizes_that_add_up_beyond_all_measure_are_refused():
    sizes = {f"f{number}": verify.MOST_BYTES // 3 for number in range(4)}
    with pytest.raises(verify.Stopped, match="it would unpack beyond all measure"):
        verify._check_names(sizes)


def test_a_zip_packed_or_locked_in_another_way_is_refused(tmp_path):
    path = odd_zip(tmp_path / "odd.zip", [("manifest.json", b"{}")], zipfile.ZIP_BZIP2)
    assert "the file is packed in a way that a bundle does not use" in refusal(path)


def test_bytes_before_between_or_after_the_files_are_refused(bundle, tmp_path):
    given = bundle.read_bytes()
    for number, altered in enumerate((b"#!/bin/sh\n" + given, given + b"\n", given[:-1], b"")):
        path = tmp_path / f"odd{number}.zip"
        path.write_bytes(altered)
        assert verify.check_bundle(path).code == 2


def test_a_link_in_an_unzipped_bundle_is_refused(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "manifest.json").symlink_to("/etc/passwd")
    assert refusal(folder).startswith("manifest.json: this is no ordinary file")


def test_a_truncated_file_is_named(bundle, tmp_path):
    folder = tmp_path / "folder"
    for name, content in unpack(bundle).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "verify.py").write_bytes(b"print('VERIFIED')\n")
    answer = verify.check_bundle(folder)
    assert answer.code == 1
    assert [fault.place for fault in answer.faults] == ["verify.py"]


DOCUMENTS = (
    (b"{", "this cannot be read"),
    (b'{"a": 1.5}', "this cannot be read"),
    (b'{"a": NaN}', "this cannot be read"),
    (b'{"a": 1, "a": 2}', "this cannot be read"),
    (b'{"a": ' + b"9" * 30 + b"}", "this cannot be read"),
    (b"[" * 100_000, "this is nested too deep"),
    (b'{"a":' * 500 + b"1" + b"}" * 500, "this is nested too deep"),
    (b"\xff\xfe", "this cannot be read"),
    (b"[]", "the manifest has no 'format' of its sort"),
    (b"{}", "the manifest has no 'format' of its sort"),
)


@pytest.mark.parametrize(("document", "problem"), DOCUMENTS)
def test_a_document_that_is_none_is_refused_with_its_place(contents, tmp_path, document, problem):
    path = pack({**contents, "manifest.json": document}, tmp_path / "odd.zip")
    assert refusal(path).startswith(f"manifest.json: {problem}")


def test_brackets_inside_texts_are_no_nesting():
    assert verify.read_document(json.dumps(["[" * 1000, '\\"[' * 500]).encode(), "x")[0] == "[" * 1000


def test_a_line_of_endless_length_and_a_line_of_floats_are_refused(contents, tmp_path):
    name = next(name for name in contents if name.startswith("tables/total."))
    endless = pack({**contents, name: b"[" + b'"x",' * (3 << 20)}, tmp_path / "endless.zip")
    assert refusal(endless).startswith(f"{name}: ")
    floats = pack({**contents, name: b"[0.5]\n"}, tmp_path / "floats.zip")
    assert refusal(floats).startswith(f"{name}, line 1: this line cannot be read")
    other = pack({**contents, name: b'[0,"x"]\n'}, tmp_path / "other.zip")
    assert refusal(other).startswith(f"{name}, line 1: this is no row of the table")


def test_a_bundle_of_a_later_format_is_refused_by_name(contents, tmp_path):
    manifest = {**json.loads(contents["manifest.json"]), "format": "arrears-bundle/2"}
    path = pack({**contents, "manifest.json": verify.canonical(manifest)}, tmp_path / "later.zip")
    assert "this verifier does not read such a bundle" in refusal(path)
    assert "found arrears-bundle/2" in refusal(path)


A_FACT = {"node": "Fact", "name": "a"}
HOSTILE_TREES: tuple[dict[str, Any], ...] = (
    {"node": "__import__", "name": "os"},
    {"node": "Figure", "value": {"fraction": "1/0"}},
    {"node": "Figure", "value": {"fraction": "9" * 500}},
    {
        "node": "Arithmetic",
        "sign": "**",
        "left": {"node": "Fact", "name": "a"},
        "right": {"node": "Fact", "name": "a"},
    },
    {"node": "FirstOf", "arms": []},
    {"node": "Compare", "sign": "<", "left": {"node": "Truth", "value": True}},
)


@pytest.mark.parametrize("tree", HOSTILE_TREES, ids=lambda tree: str(tree["node"]))
def test_a_tree_that_is_no_clause_is_refused(tree):
    with pytest.raises((ValueError, KeyError)):
        verify.compile_node(tree)({})  # type: ignore[arg-type]


def test_a_record_of_millions_of_periods_is_refused():
    day = {"node": "Day", "value": {"date": "0001-01-01"}}
    last = {"node": "Day", "value": {"date": "9999-12-31"}}
    each = {
        "node": "Each",
        "name": "day",
        "days": 1,
        "start": day,
        "end": last,
        "at_most": None,
        "part": "prorates",
    }
    with pytest.raises(ValueError, match="3652059 periods of one record"):
        verify._periods(each, verify._constant(day["value"]), verify._constant(last["value"]))


def mutate(document: Any, rng: random.Random) -> Any:
    """The document with one part somewhere in it replaced by something of another sort."""
    if isinstance(document, dict) and document and rng.random() < 0.85:
        name = rng.choice(sorted(document))
        return {**document, name: mutate(document[name], rng)}
    if isinstance(document, list) and document and rng.random() < 0.85:
        place = rng.randrange(len(document))
        return [*document[:place], mutate(document[place], rng), *document[place + 1 :]]
    return rng.choice([None, "", "x", -1, 2**40, [], {}, [[]], {"node": "Pays"}, "1/0", True])


def as_document(name: str) -> Callable[[Contents, random.Random], Contents]:
    def edit(contents: Contents, rng: random.Random) -> Contents:
        return {**contents, name: verify.canonical(mutate(json.loads(contents[name]), rng))}

    return edit


@pytest.mark.parametrize("name", ["manifest.json", "seal.json", "commitments.json"])
def test_no_altered_document_brings_the_verifier_down_or_is_verified(contents, tmp_path, name):
    rng, seen = random.Random(name), set()
    for _ in range(60):
        altered = as_document(name)(contents, rng)
        if altered[name] == contents[name]:
            continue
        answer = verify.check_bundle(pack(altered, tmp_path / "odd.zip"))
        assert answer.code in (1, 2), answer.lines
        seen.add(answer.code)
    assert seen


def test_a_cell_that_is_not_of_its_kind_is_refused_with_its_row():
    reader = verify.PartReader("t", 0, (("day", "date", ()),), frozenset())
    with pytest.raises(verify.Stopped, match="table t, row 0: 'day' cannot be read"):
        reader._values(["yesterday"], "table t, row 0")
    with pytest.raises(verify.Stopped, match="'day' is shown or withheld against the manifest"):
        reader._values([verify.WITHHELD], "table t, row 0")


def test_the_command_tells_a_wrong_key_and_a_missing_bundle(tmp_path, capsys):
    key = tmp_path / "key.txt"
    key.write_text("no key\n", encoding="utf-8")
    assert verify.main([str(tmp_path / "none.zip"), "--key", str(key)]) == 2
    assert "this is no Ed25519 public key" in capsys.readouterr().out
    assert verify.main([str(tmp_path / "none.zip")]) == 2
    assert "this is no zip that can be read" in capsys.readouterr().out
