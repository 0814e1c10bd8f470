"""Checks a sealed claim bundle: `python verify.py`, in its folder or with the name of its zip.

It needs Python 3.9 or later and nothing else, and it imports nothing of Arrears. First it holds every cell,
row, table and file against the seal; then it figures every amount again from the facts and the clause trees
in the bundle, never from stored steps. What a copy withholds is counted as not recomputed, never as right.
Exit code 0: intact, and every figure recomputed. 1: altered, or a figure differs. 2: no bundle that can be
read. 3: intact, but not every figure could be recomputed, because something is withheld.
"""

from __future__ import annotations

import sys

# A file that came with a bundle must not stand in for a module of the library.
if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]

import argparse
import calendar
import hashlib
import hmac
import json
import os
import re
import stat
import struct
import zipfile
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Callable, Optional, Union

FORMAT = "arrears-bundle/1"
MOST_FILES = 4096
MOST_BYTES = 2 << 30
LONGEST_DOCUMENT = 64 << 20
LONGEST_LINE = 8 << 20
LARGEST_RATIO = 200  # how far a file of more than a mebibyte may be packed; hex digits pack by about two
DEEPEST = 400
LONGEST_FIGURE = 120
MOST_PERIODS = 20_000
MOST_YEARS = 300
LARGEST_ROUNDED = 2**62
PIECE = 1 << 20
SALT_BYTES = 16
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,3}")
EXACT_FIGURE = re.compile(r"-?[0-9]+(/[0-9]*[1-9][0-9]*)?")
MANIFEST, SEAL, COMMITMENTS, VERIFIER = "manifest.json", "seal.json", "commitments.json", "verify.py"
README = "README.txt"


@dataclass(frozen=True)
class Fault:
    """One thing that is not as the bundle says: where, what, and what was expected and found."""

    place: str
    problem: str
    expected: str = ""
    found: str = ""

    def text(self) -> str:
        """The fault as it is printed."""
        told = f"{self.place}: {self.problem}"
        if self.expected or self.found:
            told += f"\n    expected {self.expected or 'nothing'}, found {self.found or 'nothing'}"
        return told


class Stopped(Exception):
    """The bundle cannot be read any further."""

    def __init__(self, place: str, problem: str, expected: str = "", found: str = "") -> None:
        super().__init__(f"{place}: {problem}")
        self.fault = Fault(place, problem, expected, found)


# ---------------------------------------------------------------------------------------------------------
# Reading: a zip or a folder from a stranger.


@dataclass(frozen=True)
class Files:
    """The files of a bundle by name, with their sizes, and a way to read one piece by piece."""

    place: str
    sizes: Mapping[str, int]
    pieces: Callable[[str], Iterator[bytes]]

    def whole(self, name: str, limit: int = LONGEST_DOCUMENT) -> bytes:
        """All of a small file."""
        if name not in self.sizes:
            raise Stopped(name, "this file is not in the bundle", "a file", "none")
        if self.sizes[name] > limit:
            raise Stopped(
                name, "the file is too long to be read", f"at most {limit} bytes", str(self.sizes[name])
            )
        return b"".join(self.pieces(name))


def open_files(path: Path) -> Files:
    """The files of a zip or of an unzipped folder; nothing is written anywhere."""
    return _open_folder(path) if path.is_dir() else _open_zip(path)


def _open_folder(folder: Path) -> Files:
    sizes: dict[str, int] = {}
    for base, folders, names in os.walk(folder, followlinks=False):
        for name in sorted((*folders, *names)):
            full = Path(base, name)
            relative = full.relative_to(folder).as_posix()
            mode = full.lstat().st_mode
            if stat.S_ISLNK(mode) or not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                raise Stopped(
                    relative[:200], "this is no ordinary file", "a file or folder", "a link or device"
                )
            if stat.S_ISREG(mode):
                sizes[relative] = full.lstat().st_size
    _check_names(sizes)

    def pieces(name: str) -> Iterator[bytes]:
        with (folder / name).open("rb") as stream:
            yield from iter(lambda: stream.read(PIECE), b"")

    return Files(str(folder), sizes, pieces)


def _open_zip(path: Path) -> Files:
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as fault:
        raise Stopped(str(path), "this is no zip that can be read", "a bundle", str(fault)[:120]) from fault
    by_name = {entry.filename: entry for entry in entries}
    for name, count in Counter(entry.filename for entry in entries).items():
        if count > 1:
            raise Stopped(name[:200], "two files have one name", "one", str(count))
    sizes = {name: entry.file_size for name, entry in by_name.items()}
    _check_names(sizes)
    _check_entries(entries)
    _check_layout(path, archive, entries)

    def pieces(name: str) -> Iterator[bytes]:
        try:
            with archive.open(by_name[name]) as stream:
                yield from iter(lambda: stream.read(PIECE), b"")
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as fault:
            raise Stopped(name, "the file in the zip is damaged", "a whole file", str(fault)[:120]) from fault

    return Files(str(path), sizes, pieces)


def _check_names(sizes: Mapping[str, int]) -> None:
    """Names that stay inside the bundle, mean one file each on every system, and sizes within bounds."""
    if len(sizes) > MOST_FILES:
        raise Stopped("the bundle", "there are too many files", f"at most {MOST_FILES}", str(len(sizes)))
    for name in sizes:
        if not NAME.fullmatch(name) or ".." in name or len(name) > 200:
            raise Stopped(
                name[:200], "a name that a bundle does not hold", "a plain relative name", name[:200]
            )
    folded = Counter(name.lower() for name in sizes)
    twice = sorted(name for name, count in folded.items() if count > 1)
    if twice:
        raise Stopped(twice[0], "two files have one name", "one", str(folded[twice[0]]))
    if sum(sizes.values()) > MOST_BYTES:
        found = str(sum(sizes.values()))
        raise Stopped(
            "the bundle", "it would unpack beyond all measure", f"at most {MOST_BYTES} bytes", found
        )


def _check_entries(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Files packed as a bundle packs them, and none beyond measure."""
    for entry in entries:
        name = entry.filename
        if entry.file_size > PIECE and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
            ratio = f"{entry.compress_size} bytes for {entry.file_size}"
            raise Stopped(
                name, "the file is packed beyond all measure", f"at most 1 to {LARGEST_RATIO}", ratio
            )
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Stopped(
                name, "the file is packed in a way that a bundle does not use", "deflate", "another"
            )


LOCAL_NOTE = struct.Struct("<4s5H3I2H")
INDEX_NOTE = struct.Struct("<4s4B4H3I5H2I")
END_NOTE = struct.Struct("<4s4H2IH")
DIGEST_LENGTH = 64
FIRST_DAY = 33  # 1 January 1980, as a zip writes it
MODE = 0o644 << 16


def _check_layout(path: Path, archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> None:
    """File follows file without a gap, every note about one is as it must be, and nothing comes after but the
    digest of all before it: packed bytes have bits that no file shows.
    """
    reached, index = 0, b""
    with path.open("rb") as stream:
        for entry in entries:
            name = entry.filename.encode()
            sizes = (entry.CRC, entry.compress_size, entry.file_size, len(name))
            method = entry.compress_type
            expected = LOCAL_NOTE.pack(b"PK\x03\x04", 20, 0, method, 0, FIRST_DAY, *sizes, 0) + name
            stream.seek(reached)
            if entry.header_offset != reached or stream.read(len(expected)) != expected:
                raise Stopped(
                    entry.filename[:200], "the zip's notes on this file were altered", "its own", "others"
                )
            head = (b"PK\x01\x02", 20, 3, 20, 0, 0, method, 0, FIRST_DAY)
            index += INDEX_NOTE.pack(*head, *sizes, 0, 0, 0, 0, MODE, reached) + name
            reached += len(expected) + entry.compress_size
        count = len(entries)
        stream.seek(reached)
        end = END_NOTE.pack(b"PK\x05\x06", 0, 0, count, count, len(index), reached, DIGEST_LENGTH)
        rest = stream.read()
        if archive.start_dir != reached or rest[:-DIGEST_LENGTH] != index + end:
            raise Stopped(
                "the zip", "its index was altered, or something stands after it", "its own", "others"
            )
        expected_digest = packed_digest(stream, reached + len(index) + len(end))
        if rest[-DIGEST_LENGTH:] != expected_digest:
            raise Stopped("the zip", "its bytes are not those that were packed", "its own", "others")


def packed_digest(stream: BinaryIO, length: int) -> bytes:
    """SHA-256 over the first bytes of a zip, as its comment holds it."""
    digest = hashlib.sha256()
    stream.seek(0)
    while length > 0 and (piece := stream.read(min(PIECE, length))):
        digest.update(piece)
        length -= len(piece)
    return digest.hexdigest().encode("ascii")


def read_document(text: bytes, place: str) -> Any:
    """A JSON document of objects, lists, texts and whole numbers; all else is refused with its place."""
    check_depth(text, place)
    try:
        return DECODER.decode(text.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise Stopped(place, "this cannot be read", "a JSON document", str(fault)[:120]) from fault


def check_depth(text: bytes, place: str) -> None:
    """Refuse a document nested so deep that reading it would end the program."""
    depth = 0
    for mark in BRACKETS.findall(STRINGS.sub(b"", text)):
        depth += 1 if mark in b"[{" else -1
        if depth > DEEPEST:
            raise Stopped(place, "this is nested too deep", f"at most {DEEPEST}", f"more than {DEEPEST}")


STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"')
BRACKETS = re.compile(rb"[\[\]{}]")


def _refuse_figure(text: str) -> Any:
    raise ValueError(f"{text[:40]} is no exact figure")


def _whole_number(text: str) -> int:
    if len(text) > 20:
        raise ValueError("a number of more than 20 digits")
    return int(text)


def _one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("one name stands twice")
    return found


DECODER = json.JSONDecoder(
    object_pairs_hook=_one_of_each,
    parse_float=_refuse_figure,
    parse_constant=_refuse_figure,
    parse_int=_whole_number,
)


def canonical(content: Any) -> bytes:
    """The one way in which a document of a bundle is written."""
    return (
        json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii") + b"\n"
    )


# ---------------------------------------------------------------------------------------------------------
# Commitments: a cell under its salt, cells to rows, rows to parts, parts to tables, tables to one root.

Cell = Optional[str]


def _sized(text: bytes) -> bytes:
    return len(text).to_bytes(8, "big") + text


def cell_prefix(table: str, part: int, column: str) -> bytes:
    """What a commitment says before the row and the value: where the cell stands."""
    return b"cell" + _sized(table.encode()) + part.to_bytes(8, "big") + _sized(column.encode())


def commit_cell(prefix: bytes, row: int, salt: bytes, value: Cell) -> bytes:
    """The commitment to one cell: 32 bytes, whatever the value, that tell nothing to who lacks the salt."""
    said = b"\x00" if value is None else b"\x01" + value.encode("utf-8", "surrogatepass")
    return hmac.digest(salt, prefix + row.to_bytes(8, "big") + said, "sha256")


def hash_row(cells: Sequence[bytes]) -> bytes:
    """A row of commitments."""
    return hashlib.sha256(b"row" + b"".join(cells)).digest()


def merkle(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree over hashes; the last of an odd number goes up alone."""
    if not leaves:
        return hashlib.sha256(b"none").digest()
    level = [hashlib.sha256(b"leaf" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"node" + a + b).digest() for a, b in zip(level[::2], level[1::2])]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def commit_part(table: str, part: int, salt: bytes, rows: Sequence[bytes]) -> bytes:
    """The rows of one table that need the same classes; an empty part looks like any other."""
    said = b"part" + _sized(table.encode()) + part.to_bytes(8, "big") + len(rows).to_bytes(8, "big")
    return hmac.digest(salt, said + merkle(rows), "sha256")


def commit_table(layout: Mapping[str, Any], parts: Sequence[bytes]) -> bytes:
    """A table: its layout (name, columns and what they need, parts) and its parts."""
    return hashlib.sha256(b"table" + _sized(canonical(layout)) + merkle(parts)).digest()


def commit_bundle(classes: Sequence[str], tables: Mapping[str, bytes]) -> bytes:
    """The one root: what a signature covers and what a redacted copy shares with the whole one."""
    named = [_sized(name.encode()) + tables[name] for name in sorted(tables)]
    return hashlib.sha256(b"bundle" + _sized(canonical([FORMAT, *classes])) + merkle(named)).digest()


# ---------------------------------------------------------------------------------------------------------
# Ed25519 (RFC 8032): checking a signature, and nothing else.

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
Point = tuple[int, int, int, int]


def _add_points(one: Point, other: Point) -> Point:
    a, b = (
        (one[1] - one[0]) * (other[1] - other[0]) % PRIME,
        (one[1] + one[0]) * (other[1] + other[0]) % PRIME,
    )
    c, d = 2 * one[3] * other[3] * CURVE % PRIME, 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _times_point(factor: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while factor > 0:
        if factor & 1:
            found = _add_points(found, point)
        point, factor = _add_points(point, point), factor >> 1
    return found


def _are_equal(one: Point, other: Point) -> bool:
    return (
        (one[0] * other[2] - other[0] * one[2]) % PRIME
        == 0
        == (one[1] * other[2] - other[1] * one[2]) % PRIME
    )


def _read_point(text: bytes) -> Point | None:
    number = int.from_bytes(text, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME != 0:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME != 0 or (x == 0 and sign):
        return None
    x = PRIME - x if x & 1 != sign else x
    return x, y, 1, x * y % PRIME


def _base_point() -> Point:
    point = _read_point((4 * pow(5, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little"))
    assert point is not None
    return point


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of the message was made with the private half of this key."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, commitment = _read_point(public_key), _read_point(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or answer >= ORDER:
        return False
    if _are_equal(_times_point(8, key), (0, 1, 1, 0)):  # anybody can sign by a key of small order
        return False
    challenge = (
        int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    )
    left = _times_point(answer, _base_point())
    return _are_equal(left, _add_points(commitment, _times_point(challenge, key)))


def fingerprint(public_key: bytes) -> str:
    """A public key in the short form that people read to each other."""
    text = hashlib.sha256(public_key).hexdigest()[:40]
    return " ".join(text[place : place + 4] for place in range(0, 40, 4))


# ---------------------------------------------------------------------------------------------------------
# Formulas: the closed list of nodes, each with its exact value for one record.

Value = Union[int, Fraction, date, str, bool, None]
Found = tuple[Value, tuple[str, ...]]  # the value, and the names of what is missing where it is not known
KNOWN: tuple[str, ...] = ()
Node = Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """One line of a ledger. per: what counters are kept by. owed: what other clauses owe for this line."""

    line: int
    ordered_on: date
    facts: Mapping[str, Value]
    per: Mapping[str, str]
    owed: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """What a formula sees of one record. before: sums over earlier records, by the text of their node."""

    facts: Mapping[str, Value]
    owed: Mapping[str, int | None]
    before: Mapping[str, int | Fraction | None]


Formula = Callable[[Scope], Found]


def read_figure(text: object) -> int | Fraction:
    """An exact figure, `-3` or `9/2500`."""
    if not isinstance(text, str) or len(text) > LONGEST_FIGURE or not EXACT_FIGURE.fullmatch(text):
        raise ValueError(f"{str(text)[:40]} is no exact figure")
    return Fraction(text) if "/" in text else int(text)


def _constant(part: Any) -> Any:
    """A figure or a date of the tree; None stays None."""
    if isinstance(part, dict) and set(part) == {"fraction"}:
        return read_figure(part["fraction"])
    if isinstance(part, dict) and set(part) == {"date"}:
        return date.fromisoformat(str(part["date"]))
    if part is None or isinstance(part, (str, bool, int)):
        return part
    raise ValueError(f"{str(part)[:40]} is no figure of a formula")


def node_key(node: Node) -> str:
    """A node as text: equal nodes have one running sum."""
    return json.dumps(node, sort_keys=True)


def nodes_below(part: Any) -> Iterator[Node]:
    """Every node in a tree, children before parents."""
    below = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in below:
        yield from nodes_below(one)
    if isinstance(part, dict) and "node" in part:
        yield part


def names_read(node: Node) -> tuple[str, ...]:
    """The facts and amounts that a value rests on, by name."""
    names = {one["name"] for one in nodes_below(node) if one["node"] == "Fact"}
    names.update(f"owed('{one['clause']}')" for one in nodes_below(node) if one["node"] == "Owed")
    return tuple(sorted(names)) or ("a figure of the agreement",)


def union(founds: Sequence[Found]) -> tuple[str, ...]:
    """All missing names once, in order."""
    return tuple(sorted({name for _, names in founds for name in names}))


def compile_node(node: Node) -> Formula:
    """A node as a function of one record; a node that is not on the list is refused."""
    kind = node.get("node")
    maker = MAKERS.get(str(kind))
    if maker is None:
        raise ValueError(f"{str(kind)[:40]} is no node of a formula")
    return maker(node)


def _make_constant(node: Node) -> Formula:
    value = _constant(node["value"])
    found = (value, KNOWN)
    return lambda _: found


def _make_fact(node: Node) -> Formula:
    name = str(node["name"])
    missing = (None, (name,))

    def fact(scope: Scope) -> Found:
        value = scope.facts.get(name)
        return missing if value is None else (value, KNOWN)

    return fact


def _make_owed(node: Node) -> Formula:
    name = str(node["clause"])
    missing = (None, (f"owed('{name}')",))

    def owed(scope: Scope) -> Found:
        value = scope.owed.get(name)
        return missing if value is None else (value, KNOWN)

    return owed


def _make_named(node: Node) -> Formula:
    return compile_node(node["body"])


def _number(value: Value) -> int | Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise ValueError(f"{value!r} is no number")
    return value


def _make_arithmetic(node: Node) -> Formula:
    sign, left, right = node["sign"], compile_node(node["left"]), compile_node(node["right"])
    if sign not in ("+", "-", "*", "/"):
        raise ValueError(f"{str(sign)[:10]} is no sign of arithmetic")
    read_right = names_read(node["right"])

    def arithmetic(scope: Scope) -> Found:
        one, other = left(scope), right(scope)
        if sign == "/" and other[0] is not None and _number(other[0]) <= 0:
            return None, tuple(sorted({*union((one, other)), *read_right}))
        if one[0] is None or other[0] is None:
            return None, union((one, other))
        if isinstance(one[0], date):
            return _dated(sign, one[0], other[0]), KNOWN
        return _figured(sign, _number(one[0]), _number(other[0])), KNOWN

    return arithmetic


def _figured(sign: str, one: int | Fraction, other: int | Fraction) -> int | Fraction:
    if sign == "+":
        return one + other
    if sign == "-":
        return one - other
    if sign == "*":
        return one * other
    return Fraction(one) / other


def _dated(sign: str, day: date, other: Value) -> Value:
    """Days between two dates, or a date moved by whole days."""
    if isinstance(other, date):
        return (day - other).days
    days = Fraction(_number(other))
    if days.denominator != 1:
        raise ValueError(f"a date cannot be moved by {days} days")
    return day + timedelta(days=int(days) if sign == "+" else -int(days))


def _make_limit(node: Node) -> Formula:
    sign, value, bound = node["sign"], compile_node(node["value"]), compile_node(node["bound"])
    if sign not in ("at_most", "at_least"):
        raise ValueError(f"{str(sign)[:10]} is no limit")
    choose = min if sign == "at_most" else max

    def limit(scope: Scope) -> Found:
        one, other = value(scope), bound(scope)
        if one[0] is None or other[0] is None:
            return None, union((one, other))
        return choose(_number(one[0]), _number(other[0])), KNOWN

    return limit


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def _make_compare(node: Node) -> Formula:
    left, right, test = compile_node(node["left"]), compile_node(node["right"]), COMPARISONS[node["sign"]]

    def compare(scope: Scope) -> Found:
        one, other = left(scope), right(scope)
        if one[0] is None or other[0] is None:
            return None, union((one, other))
        return bool(test(one[0], other[0])), KNOWN

    return compare


def _make_is_in(node: Node) -> Formula:
    value, words = compile_node(node["value"]), frozenset(str(word) for word in node["words"])

    def is_in(scope: Scope) -> Found:
        found = value(scope)
        return found if found[0] is None else (found[0] in words, KNOWN)

    return is_in


def _make_joined(node: Node) -> Formula:
    """Three-valued and, or: one deciding part settles it, whatever is missing beside it."""
    parts, decides = [compile_node(part) for part in node["parts"]], node["node"] == "AnyOf"

    def joined(scope: Scope) -> Found:
        founds = [part(scope) for part in parts]
        if any(found[0] is decides for found in founds):
            return decides, KNOWN
        if any(found[0] is None for found in founds):
            return None, union(founds)
        return not decides, KNOWN

    return joined


def _make_not(node: Node) -> Formula:
    part = compile_node(node["part"])

    def negated(scope: Scope) -> Found:
        found = part(scope)
        return found if found[0] is None else (not found[0], KNOWN)

    return negated


def _make_known(node: Node) -> Formula:
    value = compile_node(node["value"])
    return lambda scope: (value(scope)[0] is not None, KNOWN)


def _make_first_of(node: Node) -> Formula:
    """The first arm whose test is yes; a missing test stops the search."""
    arms = [
        (compile_node(arm["value"]), None if arm.get("when") is None else compile_node(arm["when"]))
        for arm in node["arms"]
    ]
    if not arms or arms[-1][1] is not None:
        raise ValueError("a first_of has no last arm")

    def first_of(scope: Scope) -> Found:
        for value, when in arms:
            test: Found = (True, KNOWN) if when is None else when(scope)
            if test[0] is None:
                return test
            if test[0] is not False:
                return value(scope)
        raise ValueError("a first_of has no last arm")

    return first_of


def _make_lookup(node: Node) -> Formula:
    """The row of a table that covers all the keys; a hole of the table is missing without a name."""
    keys = [compile_node(key) for key in node["keys"]]
    rows = [
        (tuple(_make_key(key) for key in row["keys"]), _constant(row["value"]))
        for row in node["table"]["rows"]
    ]

    def lookup(scope: Scope) -> Found:
        founds = [key(scope) for key in keys]
        if any(found[0] is None for found in founds):
            return None, union(founds)
        for covers, value in rows:
            if all(cover(found[0]) for cover, found in zip(covers, founds)):
                return value, KNOWN
        return None, KNOWN

    return lookup


def _make_key(key: Any) -> Callable[[Any], bool]:
    """Whether a key of a table row covers a value."""
    if isinstance(key, str):
        return lambda value: value is (key == "yes") if isinstance(value, bool) else key == value
    low, high = _constant(key["low"]), _constant(key["high"])
    has_low, has_high = bool(key["low_included"]), bool(key["high_included"])

    def covers(value: Any) -> bool:
        if low is not None and not (value >= low if has_low else value > low):
            return False
        return high is None or bool(value <= high if has_high else value < high)

    return covers


def _make_running(node: Node) -> Formula:
    """A counter or a total: what earlier records added, and what this one adds."""
    is_bands = node["node"] == "Bands"
    counted_node = node["counter" if is_bands else "value"]
    counted, key, names = compile_node(counted_node), node_key(node), names_read(counted_node)
    bands = _read_bands(node["bands"]) if is_bands else ()
    earlier = tuple(f"earlier {name}" for name in names)

    def running(scope: Scope) -> Found:
        own, before = counted(scope), scope.before.get(key)
        if before is None:
            return None, tuple(sorted({*earlier, *own[1]}))
        if own[0] is None:
            return own
        number = _number(own[0])
        if not is_bands:
            return before + number, KNOWN
        if number == 0:
            return None, names
        blended = _cumulative(bands, before + number) - _cumulative(bands, before)
        return Fraction(blended) / number, KNOWN

    return running


Bands = tuple[tuple[Union[int, Fraction], Optional[Union[int, Fraction]]], ...]


def _read_bands(parts: Sequence[Any]) -> Bands:
    return tuple((_constant(band["rate"]), _constant(band["up_to"])) for band in parts)


def _cumulative(bands: Bands, reached: int | Fraction) -> int | Fraction:
    """What the schedule gives for all from zero up to `reached`; below zero the first rate unwinds."""
    if reached < 0:
        return bands[0][0] * reached
    total: int | Fraction = 0
    low: int | Fraction = 0
    for rate, up_to in bands:
        high = reached if up_to is None else min(reached, up_to)
        if high > low:
            total += rate * (high - low)
            low = high
    return total


def _make_rounded(node: Node) -> Formula:
    value, unit, mode = compile_node(node["value"]), _constant(node["unit"]), str(node["mode"])

    def rounded(scope: Scope) -> Found:
        found = value(scope)
        if found[0] is None:
            return found
        near = round_to(_number(found[0]), unit, mode)
        return (None if abs(near / unit) > LARGEST_ROUNDED else near), KNOWN

    return rounded


MAKERS: Mapping[str, Callable[[Node], Formula]] = {
    "Figure": _make_constant, "Day": _make_constant, "Word": _make_constant, "Truth": _make_constant,
    "Fact": _make_fact, "Owed": _make_owed, "Named": _make_named, "Arithmetic": _make_arithmetic,
    "Limit": _make_limit, "Compare": _make_compare, "IsIn": _make_is_in, "AllOf": _make_joined,
    "AnyOf": _make_joined, "Not": _make_not, "Known": _make_known, "FirstOf": _make_first_of,
    "Lookup": _make_lookup, "Bands": _make_running, "Total": _make_running, "Rounded": _make_rounded,
}  # fmt: skip


def round_to(value: int | Fraction, unit: int | Fraction, mode: str) -> Fraction:
    """The multiple of `unit` that a value rounds to; halves away from zero, towards it, or up and down."""
    multiple = Fraction(value) / unit
    above, below = abs(multiple.numerator), multiple.denominator
    if mode == "half_up":
        whole = (2 * above + below) // (2 * below)
    elif mode == "half_down":
        whole = -((-2 * above + below) // (2 * below))
    elif mode == "up":
        whole = -(-above // below)
    elif mode == "down":
        whole = above // below
    else:
        raise ValueError(f"{mode[:20]} is no way of rounding")
    return Fraction(unit) * (whole if multiple >= 0 else -whole)


def divide_pot(pot: int, shares: Sequence[Fraction], odd_cents: str) -> list[int]:
    """A pot divided among shares that add up to one, losing and inventing no cent."""
    if sum(shares) != 1:
        raise ValueError(f"shares add up to {sum(shares)}")
    if odd_cents == "cumulative":
        marks, running = [0], Fraction(0)
        for share in shares:
            running += share
            marks.append(pot * running.numerator // running.denominator)
        return [after - before for before, after in zip(marks, marks[1:])]
    if odd_cents != "largest_remainder":
        raise ValueError(f"{odd_cents[:30]} is no rule for odd cents")
    floors = [pot * share.numerator // share.denominator for share in shares]
    left = [pot * share - floor for share, floor in zip(shares, floors)]
    for place in sorted(range(len(shares)), key=lambda one: (-left[one], one))[: pot - sum(floors)]:
        floors[place] += 1
    return floors


# ---------------------------------------------------------------------------------------------------------
# Clauses: lines of one record kind in order, each with what the clause gives for it.


@dataclass(frozen=True)
class Outcome:
    """What a clause gives for one record: an amount, nothing, a right, or the names of what is missing."""

    state: str
    cents: int | None = None
    missing: tuple[str, ...] = ()
    fills: tuple[int | None, ...] = ()
    until: Found | None = None  # what an amount that is held waits for


@dataclass(frozen=True)
class Clause:
    """A clause tree made ready. states: per counter or total its key, what it is kept by, what it counts."""

    tree: Node
    kind: str  # of its result: Pays, PaysToDate, Credits, Holds, Waterfall, Gives
    when: Formula
    amount: Formula
    line: Formula  # of Credits; of Holds what the amount waits for
    unit: int | Fraction
    mode: str
    states: tuple[tuple[str, tuple[str, ...], Formula], ...]

    def cents(self, exact: Value) -> int | None:
        """An exact amount as whole cents; None when it is too large to be money."""
        if exact is None:
            return None
        near = round_to(_number(exact), self.unit, self.mode)
        if abs(near) > LARGEST_ROUNDED or abs(near / self.unit) > LARGEST_ROUNDED:
            return None
        if near.denominator != 1:
            raise ValueError("rounding leaves parts of a cent")
        return int(near)


AMOUNT_OF = {
    "Pays": "amount", "PaysToDate": "amount", "Credits": "fund", "Holds": "amount", "Waterfall": "pot",
    "Gives": "when",
}  # fmt: skip
SECOND_OF = {"Credits": "line", "Holds": "until"}


def read_clause(tree: Node) -> Clause:
    """A clause tree as `obligations.formula_json` of Arrears writes it."""
    if tree.get("node") != "ClauseFormula":
        raise ValueError(f"{str(tree.get('node'))[:40]} is no clause")
    result = tree["result"]
    kind = str(result.get("node"))
    if kind not in AMOUNT_OF:
        raise ValueError(f"{kind[:40]} is no result of a clause")
    states = {}
    for node in nodes_below({name: part for name, part in tree.items() if name != "node"}):
        if node["node"] in ("Bands", "Total"):
            counted = compile_node(node["counter" if node["node"] == "Bands" else "value"])
            states[node_key(node)] = (tuple(str(word) for word in node["per"]), counted)
    return Clause(
        tree=tree,
        kind=kind,
        when=compile_node(tree["when"]),
        amount=compile_node(result[AMOUNT_OF[kind]]),
        line=compile_node(result[SECOND_OF.get(kind, AMOUNT_OF[kind])]),
        unit=_constant(tree["rounding"]["unit_cents"]),
        mode=str(tree["rounding"]["mode"]),
        states=tuple((key, per, counted) for key, (per, counted) in states.items()),
    )


def explain_ledger(clause: Clause, records: Sequence[Record]) -> list[Outcome]:
    """What a clause gives for each of many records, in the order given; they run by day and line."""
    if clause.kind == "Credits":
        return _credited(clause, records)
    ordered = sorted(range(len(records)), key=lambda place: (records[place].ordered_on, records[place].line))
    sums: dict[tuple[str, tuple[str, ...]], int | Fraction | None] = {}
    outcomes: list[Outcome] = [Outcome("does not apply")] * len(records)
    for place in ordered:
        outcomes[place] = _one_in_order(clause, records[place], sums)
    if clause.kind == "PaysToDate":
        _to_changes(clause, records, outcomes, ordered)
    if clause.kind == "Holds":
        _hold_until(clause, records, outcomes, ordered)
    division = clause.tree.get("division")
    return outcomes if division is None else [_divided(division, one) for one in outcomes]


def _group(per: Sequence[str], record: Record) -> tuple[str, ...]:
    return tuple(record.per[word] for word in per)


def _one_in_order(
    clause: Clause, record: Record, sums: dict[tuple[str, tuple[str, ...]], int | Fraction | None]
) -> Outcome:
    """One record's outcome; its parts are added to the running sums."""
    applies = clause.when(Scope(record.facts, record.owed, {}))
    groups = [(key, _group(per, record), counted) for key, per, counted in clause.states]
    before = {key: sums.get((key, group), 0) for key, group, _ in groups}
    scope = Scope(record.facts, record.owed, before)
    found = _outcome(clause, scope)
    if applies[0] is False:
        return found
    for key, group, counted in groups:
        own, reached = counted(scope)[0], before[key]
        known = applies[0] is True and own is not None and reached is not None
        sums[key, group] = reached + _number(own) if known and reached is not None else None
    return found


def _outcome(clause: Clause, scope: Scope) -> Outcome:
    """What a clause gives for one record on its own: the amount, or for amounts to date the whole so far."""
    applies = clause.when(scope)
    if applies[0] is None:
        return Outcome("cannot tell", None, applies[1])
    if applies[0] is False:
        return Outcome("does not apply")
    amount = clause.amount(scope)
    if clause.kind == "Holds":
        cents = clause.cents(amount[0])
        return Outcome("missing" if cents is None else "amount", cents, amount[1], (), clause.line(scope))
    if clause.kind == "Gives":
        state = "cannot tell" if amount[0] is None else "right" if amount[0] else "does not apply"
        return Outcome(state, None, amount[1])
    if amount[0] is None:
        return Outcome("missing", None, amount[1])
    cents = clause.cents(amount[0])
    if cents is None:
        return Outcome("missing")
    if clause.kind == "Waterfall":
        return Outcome("amount", cents, (), _filled(clause, cents, scope))
    return Outcome("amount", cents)


def _filled(clause: Clause, pot: int, scope: Scope) -> tuple[int | None, ...]:
    """What each place of a waterfall takes; a need that is not known leaves it and all later ones unknown."""
    left: int | None = pot
    fills: list[int | None] = []
    for step in clause.tree["result"]["steps"]:
        taken = left
        if left is not None and step.get("up_to") is not None:
            need = clause.cents(compile_node(step["up_to"])(scope)[0])
            taken = None if need is None else min(max(need, 0), max(left, 0))
        fills.append(taken)
        left = None if left is None or taken is None else left - taken
    return tuple(fills)


def _divided(division: Node, found: Outcome) -> Outcome:
    """The outcome with what each named payee takes: whole cents of each share, the rest to one of them."""
    if found.cents is None:
        return found
    sign = -1 if found.cents < 0 else 1
    named = [(str(payee), Fraction(_constant(share))) for payee, share in division["shares"]]
    parts = [sign * (abs(found.cents) * share.numerator // share.denominator) for _, share in named]
    parts[[payee for payee, _ in named].index(division["odd_cents"])] += found.cents - sum(parts)
    return Outcome(found.state, found.cents, found.missing, tuple(parts))


def _to_changes(
    clause: Clause, records: Sequence[Record], outcomes: list[Outcome], ordered: Sequence[int]
) -> None:
    """Turn amounts due so far into what each record adds; a missing one spoils its change and the next."""
    previous: dict[tuple[str, ...], Outcome] = {}
    per = [str(word) for word in clause.tree["result"]["per"]]
    for place in ordered:
        found = outcomes[place]
        if found.state == "does not apply":
            continue
        group = _group(per, records[place])
        earlier = previous.get(group)
        previous[group] = found
        if found.state != "amount" or earlier is None:
            continue
        if earlier.cents is None or found.cents is None:
            outcomes[place] = Outcome("missing", None, tuple(f"earlier {name}" for name in earlier.missing))
        else:
            outcomes[place] = Outcome("amount", found.cents - earlier.cents)


def _hold_until(
    clause: Clause, records: Sequence[Record], outcomes: list[Outcome], ordered: Sequence[int]
) -> None:
    """Turn each record's own amount into what is owed: nothing while it is held, or all that was held."""
    held: dict[tuple[str, ...], int | None] = {}
    result = clause.tree["result"]
    per = [str(word) for word in result["per"]]
    earlier = tuple(f"earlier {name}" for name in names_read(result["amount"]))
    for place in ordered:
        if outcomes[place].state != "does not apply":
            group = _group(per, records[place])
            held[group], outcomes[place] = _held_or_paid(outcomes[place], held.get(group, 0), earlier)


def _held_or_paid(own: Outcome, before: int | None, earlier: tuple[str, ...]) -> tuple[int | None, Outcome]:
    """What is held after one record, and what is owed; an unknown part leaves all later ones unknown."""
    if own.state == "cannot tell" or own.until is None:
        return None, own
    until = None if own.until[0] is None else round_to(_number(own.until[0]), 1, "up")
    if own.cents is None or until is None or abs(until) > LARGEST_ROUNDED:
        return None, Outcome("missing", None, union(((None, own.missing), own.until)))
    if before is None:
        return None, Outcome("missing", None, earlier)
    payable = before + own.cents
    if abs(payable) > LARGEST_ROUNDED:
        return None, Outcome("missing")
    return (0, Outcome("amount", payable)) if payable >= until else (payable, Outcome("amount", 0))


@dataclass(frozen=True)
class Drawn:
    """Where a fund stands after some records: lines so far, unpaid so far."""

    lines: int = 0
    unpaid: int = 0
    missing: tuple[str, ...] = ()
    is_known: bool = True


def _credited(clause: Clause, records: Sequence[Record]) -> list[Outcome]:
    """Draw a fund down against lines: unpaid is the running maximum of lines so far less the fund, and 0."""
    result = clause.tree["result"]
    order, per = str(result["order"]), [str(word) for word in result["per"]]

    def place_of(place: int) -> tuple[bool, Any, int]:
        on = records[place].facts.get(order)
        return on is not None, on if on is not None else 0, records[place].line

    drawn: dict[tuple[str, ...], Drawn] = {}
    outcomes: list[Outcome] = [Outcome("does not apply")] * len(records)
    for place in sorted(range(len(records)), key=place_of):
        record = records[place]
        scope = Scope(record.facts, record.owed, {})
        applies = clause.when(scope)
        if applies[0] is False:
            continue
        group = _group(per, record)
        unplaced = (order,) if record.facts.get(order) is None else ()
        drawn[group], outcomes[place] = _draw(clause, scope, (applies, unplaced), drawn.get(group, Drawn()))
    return outcomes


def _draw(
    clause: Clause, scope: Scope, applies_and_place: tuple[Found, tuple[str, ...]], before: Drawn
) -> tuple[Drawn, Outcome]:
    """One record's credit: minus the growth of lines so far less unpaid so far."""
    applies, unplaced = applies_and_place
    fund, line = clause.amount(scope), clause.line(scope)
    names = union((applies, fund, line, (None, unplaced)))
    fund_cents, line_cents = clause.cents(fund[0]), clause.cents(line[0])
    is_sure = applies[0] is True and not unplaced and before.is_known
    if not is_sure or fund_cents is None or line_cents is None:
        earlier = tuple(f"earlier {name}" for name in before.missing)
        spoiled = Drawn(before.lines, before.unpaid, tuple(sorted({*before.missing, *names})), False)
        state = "cannot tell" if applies[0] is None else "missing"
        return spoiled, Outcome(state, None, tuple(sorted({*names, *earlier})))
    lines = before.lines + line_cents
    unpaid = max(before.unpaid, lines - fund_cents, 0)
    credit = (lines - unpaid) - (before.lines - before.unpaid)
    return Drawn(lines, unpaid), Outcome("amount", -credit)


def cut_records(clause: Clause, records: Sequence[Record]) -> list[Record]:
    """Each record once for each of its numbered periods, where the clause cuts any."""
    each = clause.tree.get("each")
    if each is None:
        return list(records)
    name, start, end = str(each["name"]), compile_node(each["start"]), compile_node(each["end"])
    cut = []
    for record in records:
        scope = Scope(record.facts, record.owed, {})
        for number, first, last in _periods(each, start(scope)[0], end(scope)[0]):
            days = None if first is None or last is None else (last - first).days + 1
            made = {name: number, f"{name}_from": first, f"{name}_to": last, f"{name}_days": days}
            facts = {**record.facts, **made}
            cut.append(Record(record.line, record.ordered_on, facts, record.per, record.owed))
    return cut


Period = tuple[Optional[int], Optional[date], Optional[date]]


def _periods(each: Node, start: Any, end: Any) -> list[Period]:
    if start is None or end is None:
        return [(None, None, None)]
    length = int(each["days"])
    days = (end - start).days + 1
    number = days // length if each["part"] == "does not count" else -(-days // length)
    number = number if each.get("at_most") is None else min(number, int(each["at_most"]))
    if number > MOST_PERIODS:
        raise ValueError(f"{number} periods of one record")
    return [
        (k + 1, start + timedelta(k * length), min(start + timedelta((k + 1) * length - 1), end))
        for k in range(max(number, 0))
    ]


# ---------------------------------------------------------------------------------------------------------
# Lateness: due dates, what stood open, and each late rule on it.


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_day(rule: Node, anchor: date) -> date:
    """When an amount falls due: the printed day where the rule lists the anchor, else the count."""
    printed = rule.get("printed", {}).get(anchor.strftime("%m-%d"))
    if printed is None:
        count = int(rule["count"])
        return anchor + timedelta(count) if rule["unit"] == "days" else add_months(anchor, count)
    month, day = (int(part) for part in printed.split("-"))
    this, after = (
        date(year, month, min(day, calendar.monthrange(year, month)[1]))
        for year in (anchor.year, anchor.year + 1)
    )
    return this if this > anchor else after


@dataclass(frozen=True)
class Step:
    """What stood open from one day up to, not including, another; `to_on` None: to the day asked for."""

    from_on: date
    to_on: date | None
    cents: int


def balance_steps(amount: int, due_on: date, payments: Sequence[tuple[date | None, int]]) -> tuple[Step, ...]:
    """What was open from the due day on; a payment before it, or without a day, counts on it."""
    by_day: dict[date, int] = {due_on: 0}
    for on, cents in payments:
        day = due_on if on is None else max(due_on, on)
        by_day[day] = by_day.get(day, 0) + cents
    days: list[date] = sorted(by_day)
    steps, left = [], amount
    for place, day in enumerate(days):
        left -= by_day[day]
        if left > 0:
            steps.append(Step(day, days[place + 1] if place + 1 < len(days) else None, left))
    return tuple(steps)


@dataclass(frozen=True)
class Charge:
    """One charge of a late rule, as the table `late_rule` of the bundle states it."""

    per: str
    rate: Fraction | None
    fixed: int | None
    start: str
    most_units: int | None
    most_share: Fraction | None
    after_notice: int | None
    notice_unit: str


@dataclass(frozen=True)
class Rule:
    """A late rule: its charges, the readings that it leaves open, and what a dispute does to its clock."""

    charges: tuple[Charge, ...]
    reads: tuple[bool, bool, bool]  # simple, compound, daily
    pauses: bool
    resumes_after: int


@dataclass(frozen=True)
class Owing:
    """One obligation as its late charge is figured: balance, notice and dispute.

    dispute: since, settled_on, disputed cents (None: all), the day the undisputed part was paid.
    """

    due_on: date
    amount: int
    steps: tuple[Step, ...]
    notice_on: date | None = None
    dispute: tuple[date, date | None, int | None, date | None] | None = None


@dataclass(frozen=True)
class Lateness:
    """The late charge on the disputed or the undisputed part; a reading that the rule excludes is None."""

    disputed: bool
    months: int
    days: int
    simple: int | None
    compound: int | None
    daily: int | None


@dataclass(frozen=True)
class Part:
    """One charge on one part of the money: the steps it sees, and the days on which its clock runs."""

    contested: bool
    number: int
    charge: Charge
    steps: tuple[Step, ...]
    basis: int
    stretches: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class OpenDays:
    """The business days of some years, out of the bundle's own list of holidays."""

    days: tuple[date, ...]

    def after(self, start: date, count: int) -> date:
        """The day `count` business days after `start`; `start` itself for none."""
        return start if count == 0 else self.days[bisect_right(self.days, start) + count - 1]


def open_days(first: date, last: date, holidays: Sequence[date]) -> OpenDays:
    """The days from first to last that are no Saturday, no Sunday and no holiday."""
    if (last - first).days > 366 * MOST_YEARS:
        raise ValueError(f"business days from {first} to {last}")
    closed = frozenset(holidays)
    every = (first + timedelta(passed) for passed in range((last - first).days + 1))
    return OpenDays(tuple(day for day in every if day.weekday() < 5 and day not in closed))


def charge_lateness(owing: Owing, rule: Rule, as_of: date, business: OpenDays) -> tuple[Lateness, ...]:
    """What lateness costs up to the day asked for: undisputed money first, then disputed."""
    contested = _contested(owing, as_of)
    released = [
        (number, charge)
        for number, charge in enumerate(rule.charges, start=1)
        if _is_released(charge, owing, as_of, business)
    ]
    parts = [part for number, charge in released for part in _parts(owing, number, charge, contested)]
    clocked = [_with_stretches(part, owing, rule, (as_of, business)) for part in parts]
    running = [part for part in clocked if _open_days_of(part, as_of, weighted=False) > 0]
    settled = owing.dispute is not None and (owing.dispute[1] or date.max) <= as_of
    found = []
    for disputed in (False, True):
        mine = [part for part in running if (part.contested and not settled) == disputed]
        if mine:
            found.append(_lateness(mine, rule, disputed, (as_of, business)))
    return tuple(found)


def _contested(owing: Owing, as_of: date) -> int:
    if owing.dispute is None or owing.dispute[0] > as_of:
        return 0
    whole = max(owing.amount, 0)
    return whole if owing.dispute[2] is None else min(whole, owing.dispute[2])


def _parts(owing: Owing, number: int, charge: Charge, contested: int) -> tuple[Part, ...]:
    whole = tuple(Step(one.from_on, one.to_on, max(one.cents, 0)) for one in owing.steps)
    if charge.fixed is not None:  # a fixed sum runs once for the whole obligation
        return (Part(contested > 0, number, charge, whole, max(owing.amount, 0), ()),)
    held = tuple(Step(one.from_on, one.to_on, min(one.cents, contested)) for one in whole)
    plain = tuple(Step(one.from_on, one.to_on, max(one.cents - contested, 0)) for one in whole)
    return (
        Part(False, number, charge, plain, max(owing.amount, 0) - contested, ()),
        Part(True, number, charge, held, contested, ()),
    )


def _is_released(charge: Charge, owing: Owing, as_of: date, business: OpenDays) -> bool:
    """True when the charge needs no notice, or money was still open after the notice had run out."""
    if charge.start == "due" and charge.after_notice is None:
        return True
    if owing.notice_on is None or not owing.due_on < owing.notice_on <= as_of:
        return False
    if charge.after_notice is None:
        return True
    deadline = _count_after(owing.notice_on, charge.after_notice, charge.notice_unit, business)
    return deadline < as_of and _open_through(owing.steps, deadline + timedelta(1)) > 0


def _count_after(start: date, count: int, unit: str, business: OpenDays) -> date:
    return business.after(start, count) if unit == "business day" else start + timedelta(count)


def _open_through(steps: Sequence[Step], day: date) -> int:
    """What stood open up to the start of a day: a payment made on that day is not yet taken off."""
    for step in steps:
        if step.from_on < day <= (step.to_on or date.max):
            return step.cents
    return 0


def _with_stretches(part: Part, owing: Owing, rule: Rule, clock: tuple[date, OpenDays]) -> Part:
    as_of, business = clock
    start = owing.due_on
    if part.charge.start != "due":
        assert owing.notice_on is not None
        start = owing.notice_on
        if part.charge.start == "notice_end":
            start = _count_after(start, part.charge.after_notice or 0, part.charge.notice_unit, business)
    stretches = [(start, as_of)]
    if owing.dispute is not None and part.contested and rule.pauses and _stops_clock(owing, owing.dispute):
        since, settled_on = owing.dispute[:2]
        stretches = [(start, min(since, as_of))]
        if settled_on is not None:
            stretches.append((max(start, business.after(settled_on, rule.resumes_after)), as_of))
    running = tuple((begin, end) for begin, end in stretches if begin < end)
    return Part(part.contested, part.number, part.charge, part.steps, part.basis, running)


def _stops_clock(owing: Owing, dispute: tuple[date, date | None, int | None, date | None]) -> bool:
    """A dispute about the amount stops the clock only if the undisputed part was paid on time."""
    if dispute[2] is None or dispute[2] >= owing.amount:
        return True
    return dispute[3] is not None and dispute[3] <= owing.due_on


def _open_days_of(part: Part, as_of: date, weighted: bool) -> int:
    """Days on which money stood open while the clock ran, or those days times the open cents."""
    total = 0
    for begin, end in part.stretches:
        for step in part.steps:
            days = (min(end, step.to_on or as_of) - max(begin, step.from_on)).days
            if days > 0 and step.cents > 0:
                total += days * step.cents if weighted else days
    return total


@lru_cache(maxsize=65_536)
def _period_ends(begin: date, end: date, per: str) -> tuple[date, ...]:
    """The days on which a month or a day of lateness is complete."""
    if (end - begin).days > 366 * MOST_YEARS:
        raise ValueError(f"a late charge from {begin} to {end}")
    found: list[date] = []
    while True:
        count = len(found) + 1
        day = add_months(begin, count) if per == "month" else begin + timedelta(count)
        if day > end:
            return tuple(found)
        found.append(day)


def _ends_of(part: Part, per: str, business: OpenDays) -> Iterator[date]:
    for begin, end in part.stretches:
        if per == "business day":
            yield from (day for day in business.days if begin < day <= end)
        else:
            yield from _period_ends(begin, end, per)


def _half_up(amount: int, share: Fraction) -> int:
    product = amount * share.numerator
    size = (2 * abs(product) + share.denominator) // (2 * share.denominator)
    return -size if product < 0 else size


def _lateness(parts: Sequence[Part], rule: Rule, disputed: bool, clock: tuple[date, OpenDays]) -> Lateness:
    as_of, business = clock
    simple = compound = daily = 0
    for part in parts:
        plain, grown = _by_periods(part, business)
        charge = part.charge
        by_days = plain
        if charge.rate is not None and charge.per == "month":
            by_days = _half_up(_open_days_of(part, as_of, weighted=True), charge.rate * 12 / 365)
        simple, compound, daily = (
            so_far + _held(part, cents)
            for so_far, cents in ((simple, plain), (compound, grown), (daily, by_days))
        )
    first = [part for part in parts if part.number == 1]
    months = sum(
        _open_through(part.steps, day) > 0 for part in first for day in _ends_of(part, "month", business)
    )
    days = sum(_open_days_of(part, as_of, weighted=False) for part in first)
    figures = [cents if reads else None for cents, reads in zip((simple, compound, daily), rule.reads)]
    return Lateness(disputed, months, days, figures[0], figures[1], figures[2])


def _by_periods(part: Part, business: OpenDays) -> tuple[int, int]:
    """The simple charge, rounded once, and the compound one, rounded at each completed period."""
    charge, weighted, compound, charged = part.charge, 0, 0, 0
    for count, day in enumerate(_ends_of(part, part.charge.per, business)):
        if charge.most_units is not None and count >= charge.most_units:
            break
        cents = _open_through(part.steps, day)
        if cents <= 0:
            continue
        weighted, charged = weighted + cents, charged + 1
        compound += (charge.fixed or 0) if charge.rate is None else _half_up(cents + compound, charge.rate)
    if charge.rate is None:
        return (charge.fixed or 0) * charged, compound
    return _half_up(weighted, charge.rate), compound


def _held(part: Part, cents: int) -> int:
    """A charge within its limit, a share of the amount owed."""
    share = part.charge.most_share
    return cents if share is None else min(cents, part.basis * share.numerator // share.denominator)


# ---------------------------------------------------------------------------------------------------------
# Integrity: what the seal says, held against every file, row and table.


class Withheld:
    """What stands for a value that this copy does not show."""


WITHHELD = Withheld()
KINDS: Mapping[str, Callable[[str], Any]] = {
    "text": lambda text: text,
    "number": read_figure,
    "date": date.fromisoformat,
    "yes/no": lambda text: {"yes": True, "no": False}[text],
    "list": lambda text: tuple(str(one) for one in read_document(text.encode(), "a list")),
    "json": lambda text: read_document(text.encode(), "a document"),
}


@dataclass(frozen=True)
class Table:
    """A table of the bundle as far as this copy shows it.

    hidden: columns withheld, with what they need. closed: the classes of which this copy may not show rows.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    hidden: Mapping[str, tuple[str, ...]]
    closed: tuple[str, ...]

    def named(self, *columns: str) -> Iterator[tuple[Any, ...]]:
        """The rows with these columns only; a column that the table has not got is empty."""
        places = [self.columns.index(one) if one in self.columns else -1 for one in columns]
        return (tuple(None if place < 0 else row[place] for place in places) for row in self.rows)

    def lacks(self, *columns: str) -> str:
        """Why these columns of all rows cannot be read in this copy; empty when they can."""
        if self.closed:
            return f"rows of {self.name} may be withheld ({', '.join(self.closed)})"
        return self.lacks_columns(*columns)

    def lacks_columns(self, *columns: str) -> str:
        """Why these columns of the rows at hand cannot be read in this copy; empty when they can."""
        gone = [one for one in columns if one in self.hidden]
        return f"{self.name}.{gone[0]} is withheld ({', '.join(self.hidden[gone[0]])})" if gone else ""


EMPTY = Table("", (), [], {}, ())


@dataclass(frozen=True)
class Bundle:
    """A bundle whose integrity was checked: what its manifest says, its tables, and what was counted."""

    manifest: Mapping[str, Any]
    seal: Mapping[str, Any]
    tables: Mapping[str, Table]
    cells: int
    faults: tuple[Fault, ...]

    def table(self, name: str) -> Table:
        """A table; an empty one where the bundle has none of that name."""
        return self.tables.get(name, EMPTY)


def read_bundle(files: Files) -> Bundle:
    """Read the whole bundle and hold it against its seal. Faults are gathered; `Stopped` ends it."""
    said = files.whole(MANIFEST)
    manifest, seal = read_document(said, MANIFEST), read_document(files.whole(SEAL), SEAL)
    _check_headings(manifest, seal)
    faults: list[Fault] = []
    found = hashlib.sha256(said).hexdigest()
    if found != seal["manifest_sha256"]:
        faults.append(Fault(MANIFEST, "the manifest was altered", str(seal["manifest_sha256"]), found))
    faults += check_files(files, manifest)
    commitments = read_document(files.whole(COMMITMENTS), COMMITMENTS)
    tables: dict[str, Table] = {}
    hashes: dict[str, bytes] = {}
    cells = 0
    for layout in manifest["tables"]:
        table, digest, count, told = _read_table(files, manifest, layout, commitments)
        tables[table.name], hashes[table.name] = table, digest
        cells += count
        faults += told
    root = commit_bundle(manifest["classes"], hashes).hex()
    if root != manifest["root"]:
        faults.append(Fault("the root", "the tables do not add up to the root", str(manifest["root"]), root))
    bundle = Bundle(manifest, seal, tables, cells, tuple(faults))
    faults += (*check_settings(bundle), *check_exhibits(bundle), *check_numbers(bundle))
    return Bundle(manifest, seal, tables, cells, tuple(faults))


def _check_headings(manifest: Any, seal: Any) -> None:
    """The parts that everything else is read by are there and of their sort."""
    wanted = {
        "format": str,
        "classes": list,
        "root": str,
        "tables": list,
        "rows": dict,
        "files": list,
        "reads": list,
    }
    for name, sort in wanted.items():
        if not isinstance(manifest, dict) or not isinstance(manifest.get(name), sort):
            raise Stopped(MANIFEST, f"the manifest has no '{name}' of its sort", sort.__name__, "another")
    if manifest["format"] != FORMAT:
        raise Stopped(
            MANIFEST, "this verifier does not read such a bundle", FORMAT, str(manifest["format"])[:40]
        )
    parts = {"format", "manifest_sha256", "signature"}
    if not isinstance(seal, dict) or set(seal) != parts or seal["format"] != FORMAT:
        raise Stopped(SEAL, "this is no seal of such a bundle", ", ".join(sorted(parts)), "other parts")
    names = [layout.get("name") if isinstance(layout, dict) else None for layout in manifest["tables"]]
    if len(set(names)) < len(names) or not all(isinstance(name, str) for name in names):
        raise Stopped(MANIFEST, "two tables have one name, or one has none", "one name each", str(names)[:80])
    if len(manifest["classes"]) > 16 or not all(isinstance(one, str) for one in manifest["classes"]):
        raise Stopped(MANIFEST, "the access classes cannot be read", "at most 16 words", "others")


def check_files(files: Files, manifest: Mapping[str, Any]) -> list[Fault]:
    """Every file is as the manifest lists it, and there is no other."""
    listed = {str(one["name"]): one for one in manifest["files"]}
    own = {MANIFEST, SEAL}
    faults = [
        Fault(name, "this file was removed", "a file", "none") for name in listed if name not in files.sizes
    ]
    for name in files.sizes:
        if name not in listed and name not in own:
            faults.append(Fault(name, "this file was added; the manifest does not list it", "none", "a file"))
    places = {
        part_file(str(table["name"]), int(part)) for table in manifest["tables"] for part in table["parts"]
    }
    for name in listed:
        if name not in {README, VERIFIER, COMMITMENTS, *places} and not name.startswith("exhibits/"):
            faults.append(Fault(name, "a bundle has no place for this file", "none", "a file"))
    by_hash = {str(one["sha256"]): name for name, one in listed.items()}
    for name, one in listed.items():
        if name not in files.sizes:
            continue
        digest = hashlib.sha256()
        try:
            for piece in files.pieces(name):
                digest.update(piece)
        except Stopped as stopped:
            faults.append(stopped.fault)
            continue
        found = digest.hexdigest()
        if found != one["sha256"]:
            other = by_hash.get(found)
            problem = (
                f"this holds what belongs to {other}: they were swapped" if other else "this file was altered"
            )
            faults.append(Fault(name, problem, str(one["sha256"]), found))
    return faults


def _read_table(
    files: Files, manifest: Mapping[str, Any], layout: Mapping[str, Any], commitments: Mapping[str, Any]
) -> tuple[Table, bytes, int, list[Fault]]:
    """One table: its visible parts row by row, the commitments of the others as they are given."""
    name, reads = str(layout["name"]), frozenset(manifest["reads"])
    columns = [(str(one["name"]), str(one["kind"]), tuple(one["needs"])) for one in layout["columns"]]
    if len({one for one, _, _ in columns}) < len(columns) or any(kind not in KINDS for _, kind, _ in columns):
        raise Stopped(f"table {name}", "its columns cannot be read", "a name and a kind each", "others")
    hidden = {column: needs for column, _, needs in columns if not reads.issuperset(needs)}
    given = commitments["tables"].get(name, {"parts": [], "salts": {}})
    if len(given["parts"]) != len(layout["parts"]):
        raise Stopped(
            f"table {name}", "its parts are not those of its layout", str(len(layout["parts"])), "others"
        )
    shown = manifest["rows"].get(name, {})
    rows: list[tuple[Any, ...]] = []
    faults: list[Fault] = []
    parts: list[bytes] = []
    closed: dict[str, None] = {}
    for part, stated in zip(layout["parts"], given["parts"]):
        if str(part) not in shown:
            parts.append(bytes.fromhex(stated))
            needed = part_classes(manifest["classes"], int(part))
            closed.update(dict.fromkeys(one for one in needed if one not in reads))
            continue
        reader = PartReader(name, int(part), tuple(columns), frozenset(hidden))
        found, hashes, told = reader.read(files, int(shown[str(part)]))
        digest = commit_part(name, int(part), bytes.fromhex(given["salts"][str(part)]), hashes)
        if digest.hex() != stated and not told:
            told = [Fault(f"table {name}", "its rows are not those that were sealed", stated, digest.hex())]
        rows += found
        faults += told
        parts.append(digest)
    table = Table(name, tuple(one for one, _, _ in columns), rows, hidden, tuple(closed))
    return table, commit_table(layout, parts), len(rows) * len(columns), faults


def part_classes(classes: Sequence[str], part: int) -> tuple[str, ...]:
    """The access classes that the rows of a part need, all of them."""
    return tuple(one for bit, one in enumerate(classes) if part >> bit & 1)


def part_file(table: str, part: int) -> str:
    """The file that holds the rows of one part of a table."""
    return f"tables/{table}.{part}.jsonl"


@dataclass(frozen=True)
class PartReader:
    """Reads the rows of one part: number, hash, and salt and value, or nothing and commitment, per column."""

    table: str
    part: int
    columns: tuple[tuple[str, str, tuple[str, ...]], ...]
    hidden: frozenset[str]

    def read(self, files: Files, count: int) -> tuple[list[tuple[Any, ...]], list[bytes], list[Fault]]:
        """The values, the hash of each row as computed, and the rows that were altered, removed or added."""
        name = part_file(self.table, self.part)
        if name not in files.sizes:
            return [], [], []  # no row, or a file that is told as removed
        prefixes = [cell_prefix(self.table, self.part, column) for column, _, _ in self.columns]
        rows: list[tuple[Any, ...]] = []
        hashes: dict[int, bytes] = {}
        faults: list[Fault] = []
        last = -1
        for place, line in enumerate(_lines(files, name)):
            number, stated, cells = self._line(line, f"{name}, line {place + 1}")
            found, digests = self._cells(cells, number, prefixes)
            digest = hash_row(digests)
            label = self._label(number, found)
            if number in hashes or not 0 <= number < count:
                faults.append(Fault(label, "this row was added", f"{count} rows", f"row {number}"))
                continue
            if number < last:
                faults.append(Fault(label, "this row was moved", f"before row {last}", "after it"))
            last = max(last, number)
            if digest.hex() != stated:
                faults.append(Fault(label, "this row was altered", stated, digest.hex()))
            else:
                rows.append(self._values(found, label))
            hashes[number] = digest
        for number in range(count):
            if number not in hashes:
                faults.append(
                    Fault(f"table {self.table}, row {number}", "this row was removed", "a row", "none")
                )
        return rows, [hashes[number] for number in sorted(hashes)], faults

    def _line(self, line: bytes, place: str) -> tuple[int, str, list[Any]]:
        row = read_document(line, place) if b"{" in line else _read_row(line, place)
        wanted = 2 + 2 * len(self.columns)
        if not isinstance(row, list) or len(row) != wanted or type(row[0]) is not int:
            raise Stopped(place, "this is no row of the table", f"{wanted} parts", "others")
        return row[0], str(row[1]), row[2:]

    def _cells(self, cells: list[Any], number: int, prefixes: list[bytes]) -> tuple[list[Any], list[bytes]]:
        """The values and their commitments; a cell without a salt brings its commitment itself."""
        values: list[Any] = []
        digests: list[bytes] = []
        row = max(number, 0)
        try:
            for prefix, salt, value in zip(prefixes, cells[::2], cells[1::2]):
                if salt is None:
                    values.append(WITHHELD)
                    digests.append(bytes.fromhex(value))
                else:
                    values.append(value)
                    digests.append(commit_cell(prefix, row, bytes.fromhex(salt), value))
        except (TypeError, ValueError, AttributeError) as fault:
            place = f"table {self.table}, row {number}"
            raise Stopped(place, "a cell is not of its sort", "a salt and a text", str(fault)[:80]) from fault
        return values, digests

    def _values(self, found: Sequence[Any], label: str) -> tuple[Any, ...]:
        values = []
        for (column, kind, _), text in zip(self.columns, found):
            if (text is WITHHELD) != (column in self.hidden):
                raise Stopped(
                    label, f"'{column}' is shown or withheld against the manifest", "as listed", "not so"
                )
            try:
                values.append(text if text is None or text is WITHHELD else KINDS[kind](text))
            except (ValueError, KeyError, Stopped) as fault:
                raise Stopped(label, f"'{column}' cannot be read", kind, str(text)[:60]) from fault
        return tuple(values)

    def _label(self, number: int, found: Sequence[Any]) -> str:
        known = [str(value)[:60] for value in found[:3] if isinstance(value, str)]
        return f"table {self.table}, row {number}" + (f" ({', '.join(known)})" if known else "")


def _bytes_of(text: Any) -> bytes:
    try:
        return bytes.fromhex(text)
    except (ValueError, TypeError):
        return b"no hex digits"


ROW_DECODER = json.JSONDecoder(
    parse_float=_refuse_figure, parse_constant=_refuse_figure, parse_int=_whole_number
)


def _read_row(line: bytes, place: str) -> Any:
    try:
        return ROW_DECODER.decode(line.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise Stopped(place, "this line cannot be read", "a row", str(fault)[:120]) from fault


def _lines(files: Files, name: str) -> Iterator[bytes]:
    """The lines of a file; a line of endless length is refused."""
    rest = b""
    for piece in files.pieces(name):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > LONGEST_LINE:
            raise Stopped(name, "a line is too long", f"at most {LONGEST_LINE} bytes", "more")
    if rest:
        yield rest


def check_settings(bundle: Bundle) -> list[Fault]:
    """What the manifest says in words is what the sealed table of settings says."""
    table, faults = bundle.table("setting"), []
    if table.hidden or table.closed or not table.rows:
        return [Fault("table setting", "the settings of a bundle are never withheld", "all of them", "fewer")]
    held = {str(name): value for name, value in table.named("name", "value")}
    for name, value in bundle.manifest.get("settings", {}).items():
        if held.get(name) != value:
            faults.append(
                Fault(MANIFEST, f"'{name}' is not what was sealed", str(held.get(name)), str(value))
            )
    return faults


# What tells the rows of a table apart, and which rows of another table they belong to.
NUMBERED = {
    "amount": ("clause_no", "line_no", "part_no"), "clause": ("clause_no",), "late_event": ("obligation_no",),
    "late_rule": ("rule_id", "charge_no"), "obligation": ("obligation_no",), "position": ("position",),
    "setting": ("name",), "total": ("position", "currency", "what"), "decision": ("decision",),
    "decision_line": ("decision", "place"), "award_payment": ("decision", "seq"),
    "award_part": ("decision", "number"), "award_account": ("decision",), "exhibit": ("mark",),
}  # fmt: skip
OF_OBLIGATIONS = ("payment", "late_event", "late_charge")


def check_numbers(bundle: Bundle) -> list[Fault]:
    """Nothing is stated twice under one number, and nothing hangs on a number that is not stated."""
    faults = []
    lines = {name: ("line_no",) for name in bundle.tables if name.startswith("fact_")}
    for name, columns in {**NUMBERED, **lines}.items():
        table = bundle.table(name)
        if table.lacks_columns(*columns):
            continue
        for key, count in Counter(table.named(*columns)).items():
            if count > 1:
                place = f"table {name}, {', '.join(_said(one) for one in key)}"
                faults.append(Fault(place, "two rows have one number", "one", str(count)))
    owed, readings = bundle.table("obligation"), bundle.table("position")
    if not owed.lacks("obligation_no"):
        known = {no for (no,) in owed.named("obligation_no")}
        for name in OF_OBLIGATIONS:
            gone = sorted({no for (no,) in bundle.table(name).named("obligation_no")} - known)
            faults += [
                Fault(f"table {name}", "it speaks of no stated obligation", "one", _said(no)) for no in gone
            ]
    told = sum(1 << bit for bit in {bit for (bit,) in readings.named("position")})
    for name in ("obligation", "clause"):
        for positions in {one for (one,) in bundle.table(name).named("positions")}:
            if not isinstance(positions, Withheld) and positions & ~told:
                place = f"table {name}, positions {positions}"
                faults.append(Fault(place, "a reading that it stands on is not stated", "a position", "none"))
    return faults


def check_exhibits(bundle: Bundle) -> list[Fault]:
    """Every exhibit shown has its own content, as the sealed row names it."""
    listed = {str(one["name"]): str(one["sha256"]) for one in bundle.manifest["files"]}
    faults, named = [], set()
    for mark, file, sha256 in bundle.table("exhibit").named("mark", "file", "sha256"):
        if isinstance(file, Withheld) or isinstance(sha256, Withheld) or file is None:
            continue
        named.add(file)
        if file not in listed:
            faults.append(Fault(f"exhibit {mark}", "its file is not in the bundle", str(file), "none"))
        elif listed[file] != sha256:
            owner = [
                str(one[0])
                for one in bundle.table("exhibit").named("mark", "sha256")
                if one[1] == listed[file]
            ]
            told = (
                f"its file holds exhibit {owner[0]}: they were swapped" if owner else "its file was replaced"
            )
            faults.append(Fault(f"exhibit {mark}", told, str(sha256), listed[file]))
    for name in listed:
        if name.startswith("exhibits/") and name not in named:
            faults.append(Fault(name, "no sealed exhibit names this file", "none", "a file"))
    return faults


def check_signature(bundle: Bundle, manifest: bytes, key: bytes | None) -> tuple[str, list[Fault]]:
    """What can be said of the signature, and what is wrong with it. key: the one the reader trusts."""
    signature = bundle.seal.get("signature")
    if signature is None:
        said = "unsigned; compare the seal with the one you were told, for anybody can make such a bundle"
        wrong = [Fault(SEAL, "the bundle is not signed", fingerprint(key), "no signature")] if key else []
        return said, wrong
    public, mark = _bytes_of(signature.get("public_key")), _bytes_of(signature.get("signature"))
    if not is_signed(public, signed_text(manifest), mark):
        return "not valid", [Fault(SEAL, "the signature is not of this bundle", "a valid one", "another")]
    told = f"valid, by the key {fingerprint(public)}"
    if key is None:
        return f"{told}; compare this fingerprint with the one the guild gave you", []
    if key != public:
        return told, [Fault(SEAL, "another key signed it", fingerprint(key), fingerprint(public))]
    return f"{told}, which is the key given", []


def signed_text(manifest: bytes) -> bytes:
    """What a signature covers: the manifest, which names every file and the root."""
    return b"arrears bundle\x00" + hashlib.sha256(manifest).digest()


# ---------------------------------------------------------------------------------------------------------
# Figuring again: from facts and clause trees to totals, held against what the bundle states.


@dataclass(frozen=True)
class Tally:
    """What was figured again and agreed, what differs, and what could not be figured, with the reason.

    limits: what no copy of this bundle could show, in sentences.
    """

    agreed: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    def hold(self, what: str, place: str, stated: Any, figured: Any) -> None:
        """Hold one stated figure against the one figured again."""
        if stated == figured:
            self.agreed[what] += 1
        else:
            self.faults.append(
                Fault(
                    place,
                    f"{what}: another figure than facts and clauses give",
                    _said(figured),
                    _said(stated),
                )
            )

    def skip(self, what: str, why: str, count: int = 1) -> None:
        """Count figures that could not be figured again."""
        if count:
            self.skipped[what, why] += count


def _said(value: Any) -> str:
    return "not known" if value is None else str(value)


@dataclass(frozen=True)
class ClauseRow:
    """A clause on one reading, ready to be run. due: its due rule, empty for none; None: not held."""

    no: int
    name: str
    clause: Clause
    owed: Mapping[str, int]
    due: Node | None
    rule_no: int | None


KEY_COLUMNS = {
    "title": "title_id",
    "company": "company_id",
    "market": "market",
    "territory": "territory",
    "currency": "currency",
    "performer": "payee_id",
}
LINE_OUTCOMES = dict[tuple[int, int], Outcome]


def figure_again(bundle: Bundle) -> Tally:
    """Every figure of the bundle that this copy allows, figured from facts and clause trees."""
    tally = Tally()
    clauses = _read_clauses(bundle, tally)
    outcomes = check_amounts(bundle, clauses, tally)
    check_shares(bundle, clauses, outcomes, tally)
    check_casts(bundle, clauses, tally)
    check_due_days(bundle, clauses, tally)
    paid = check_standing(bundle, tally)
    check_lateness(bundle, paid, tally)
    check_totals(bundle, tally)
    check_decisions(bundle, paid, tally)
    check_award_accounts(bundle, tally)
    return tally


def _read_clauses(bundle: Bundle, tally: Tally) -> dict[int, ClauseRow]:
    table, clauses = bundle.table("clause"), {}
    why = table.lacks_columns("clause_no", "tree", "owed", "due", "rule_no")
    if why:
        tally.skip("clauses", why, len(table.rows))
        return {}
    for no, name, tree, owed, due, rule_no in table.named(
        "clause_no", "name", "tree", "owed", "due", "rule_no"
    ):
        try:
            read = read_clause(tree)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise Stopped(
                f"clause {name}", "its tree cannot be read", "a clause", f"{fault}"[:120]
            ) from fault
        clauses[int(no)] = ClauseRow(int(no), str(name), read, owed or {}, due, rule_no)
    return clauses


@dataclass(frozen=True)
class Ledgers:
    """The lines of the bundle as records, and what each clause gives for them, figured once."""

    bundle: Bundle
    clauses: Mapping[int, ClauseRow]
    found: dict[int, LINE_OUTCOMES] = field(default_factory=dict)
    read: dict[str, list[Record]] = field(default_factory=dict)

    def facts(self, row: ClauseRow) -> Table:
        """The table of the lines that a clause is for."""
        return self.bundle.table(f"fact_{row.clause.tree['record_kind']}")

    def why_not(self, row: ClauseRow) -> str:
        """What keeps a clause from being figured again on the lines at hand; empty when nothing does."""
        table = self.facts(row)
        counts = bool(row.clause.states) or row.clause.kind in ("PaysToDate", "Credits", "Holds")
        used = [one["name"] for one in nodes_below(row.clause.tree) if one["node"] == "Fact"]
        is_personal = row.clause.tree["record_kind"] in PERSONAL_KINDS
        columns = [one for one in KEY_COLUMNS.values() if one != "payee_id" or is_personal]
        keys = columns if counts else []
        why = table.lacks_columns("line_no", "ordered_on", *used, *keys)
        if counts and not why:
            why = table.lacks("line_no")
        for no in row.owed.values():
            why = why or (
                self.why_not(self.clauses[no]) if no in self.clauses else "a clause it names is withheld"
            )
        return why

    def outcomes(self, row: ClauseRow) -> LINE_OUTCOMES:
        """What a clause gives, by line and numbered period (0 for a whole line)."""
        if row.no in self.found:
            return self.found[row.no]
        records = self.records(row)
        if row.owed:
            owed = {name: self.owed_by_line(self.clauses[no]) for name, no in row.owed.items()}
            records = [
                Record(
                    one.line,
                    one.ordered_on,
                    one.facts,
                    one.per,
                    {name: by[one.line] for name, by in owed.items()},
                )
                for one in records
            ]
        cut = cut_records(row.clause, records)
        each = row.clause.tree.get("each")
        number = str(each["name"]) if each else ""
        found: LINE_OUTCOMES = {}
        for record, outcome in zip(cut, explain_ledger(row.clause, cut)):
            part = record.facts.get(number) if number else None
            found[record.line, part if isinstance(part, int) else 0] = outcome
        self.found[row.no] = found
        return found

    def owed_by_line(self, row: ClauseRow) -> dict[int, int | None]:
        """What a clause owes per line, for clauses that name it: 0 where it does not apply."""
        return {
            line: 0 if outcome.state == "does not apply" else outcome.cents
            for (line, _), outcome in self.outcomes(row).items()
        }

    def records(self, row: ClauseRow) -> list[Record]:
        """The lines of one kind as records, read once."""
        table = self.facts(row)
        if table.name in self.read:
            return self.read[table.name]
        places = {column: place for place, column in enumerate(table.columns)}
        line, on = places["line_no"], places["ordered_on"]
        keys = [(word, places.get(column)) for word, column in KEY_COLUMNS.items()]
        made = [
            Record(
                row_[line],
                row_[on],
                dict(zip(table.columns, row_)),
                {word: "" if place is None else str(row_[place] or "") for word, place in keys},
            )
            for row_ in table.rows
        ]
        self.read[table.name] = made
        return made


WHICH_GOVERNS = ("which clause governs",)


def check_amounts(bundle: Bundle, clauses: Mapping[int, ClauseRow], tally: Tally) -> dict[int, LINE_OUTCOMES]:
    """The amount of every stated line, by clause. Gives what was figured, by clause, line and period."""
    table, ledgers = bundle.table("amount"), Ledgers(bundle, clauses)
    why = table.lacks_columns("clause_no", "line_no", "part_no", "cents", "missing")
    if why:
        tally.skip("amounts of lines", why, len(table.rows))
        return {}
    figured: dict[int, LINE_OUTCOMES] = {}
    reasons = {no: ledgers.why_not(row) for no, row in clauses.items()}
    for no, line, part, state, cents, missing in table.named(
        "clause_no", "line_no", "part_no", "state", "cents", "missing"
    ):
        row = clauses.get(no)
        reason = "its clause is withheld" if row is None else reasons[no]
        if row is None or reason:
            tally.skip("amounts of lines", reason)
            continue
        figured[no] = _figured_or_stopped(ledgers, row)
        outcome = figured[no].get((line, part))
        if outcome is None:
            tally.skip("amounts of lines", "the line is withheld")
        elif missing == WHICH_GOVERNS:
            tally.skip("amounts of lines", "two clauses govern it, and no amount is stated")
        else:
            known = "amount" if outcome.state == "amount" else "not known"
            figures = (known, outcome.cents, outcome.missing)
            place = f"amount of line {line}, {row.name}"
            tally.hold("amounts of lines", place, (state, cents, missing or ()), figures)
    return figured


def _figured_or_stopped(ledgers: Ledgers, row: ClauseRow) -> LINE_OUTCOMES:
    try:
        return ledgers.outcomes(row)
    except (ValueError, KeyError, TypeError, OverflowError, ArithmeticError, RecursionError) as fault:
        said = f"{type(fault).__name__}: {fault}"[:120]
        raise Stopped(
            f"clause {row.name}", "it cannot be figured on these lines", "a figure", said
        ) from fault


SHARE_COLUMNS = (
    "clause_no", "line_no", "part_no", "title_id", "payee_id", "credit", "pool_cents", "cents",
    "missing",
)  # fmt: skip


# Record kinds whose every line is one person's, who is owed the whole of what a clause gives on it, or on
# whose pay a plan is owed it.
PERSONAL_KINDS = ("suspension", "performer_run", "engagement", "amount_owed")


def people_of_lines(bundle: Bundle) -> dict[tuple[str, Any], Any]:
    """Whose each line of one person is, by record kind and line; nothing of lines that name nobody."""
    found: dict[tuple[str, Any], Any] = {}
    for kind in PERSONAL_KINDS:
        table = bundle.table(f"fact_{kind}")
        if table.rows and not table.lacks_columns("line_no", "payee_id"):
            found.update(((kind, line), payee) for line, payee in table.named("line_no", "payee_id"))
    return found


def plans_paid(bundle: Bundle) -> dict[int, Any]:
    """The plan that a clause pays on a person's pay, by the clause's number; nothing of other clauses."""
    named = bundle.table("clause").named("clause_no", "plan_id")
    return {int(no): plan for no, plan in named if plan is not None}


def labels(table: Table) -> Iterator[str]:
    """What each obligation is called: its name, or its number where the name is withheld."""
    for ref, no in table.named("ref", "obligation_no"):
        yield str(ref) if isinstance(ref, str) else f"obligation {no}"


def check_shares(
    bundle: Bundle, clauses: Mapping[int, ClauseRow], outcomes: Mapping[int, LINE_OUTCOMES], tally: Tally
) -> None:
    """Each person's part of the amount of a line, by the shares of the credits."""
    table, shares = bundle.table("obligation"), bundle.table("share")
    why = table.lacks_columns(*SHARE_COLUMNS) or shares.lacks(
        "rule_no", "title_id", "credit", "person_id", "share"
    )
    if why:
        tally.skip("shares of people", why, len(table.rows))
        return
    credited: dict[tuple[Any, ...], list[tuple[int, str, Fraction]]] = {}
    for rule_no, title, credit, seq, person, share in shares.named(
        "rule_no", "title_id", "credit", "seq", "person_id", "share"
    ):
        credited.setdefault((rule_no, title, credit or ""), []).append((seq, person, Fraction(share)))
    divided: dict[tuple[Any, ...], dict[str, int]] = {}
    people, plans = people_of_lines(bundle), plans_paid(bundle)
    for name, row in zip(labels(table), table.named(*SHARE_COLUMNS)):
        no, line, part, title, payee, credit, pool, cents, missing = row
        outcome = outcomes.get(no, {}).get((line, part))
        if outcome is None or missing == WHICH_GOVERNS:
            tally.skip("shares of people", "the amount of its line was not figured again")
            continue
        kind = str(clauses[no].clause.tree["record_kind"])
        if kind in PERSONAL_KINDS:
            whose = plans.get(no) or people.get((kind, line), payee)
            own = outcome.cents if payee in (None, whose) else None
        else:
            split = clauses[no].clause.tree.get("split") or {"odd_cents": "largest_remainder"}
            key = (clauses[no].rule_no, title, credit or "", outcome.cents, str(split["odd_cents"]))
            own = _own_part(divided, credited, key, payee)
        tally.hold("shares of people", name, (pool, cents), (outcome.cents, own))


def _own_part(
    divided: dict[tuple[Any, ...], dict[str, int]],
    credited: Mapping[tuple[Any, ...], list[tuple[int, str, Fraction]]],
    key: tuple[Any, ...],
    payee: Any,
) -> int | None:
    """What one person takes of an amount, which is divided once for all of them."""
    if key not in divided:
        divided[key] = _divide(sorted(credited.get(key[:3], [])), key[3], key[4])
    if payee is None and divided[key]:
        whole: int | None = key[3]  # somebody is owed it, and the bundle names nobody
        return whole
    return divided[key].get(payee) if payee is not None else None


def _divide(
    credited: Sequence[tuple[int, str, Fraction]], pool: int | None, odd_cents: str
) -> dict[str, int]:
    if pool is None or sum(share for _, _, share in credited) != 1:
        return {}
    cents = divide_pot(pool, [share for _, _, share in credited], odd_cents)
    return {person: part for (_, person, _), part in zip(credited, cents)}


# The facts of a performer by their names in formulas, where the records of a cast hold them.
CAST_FACTS = {
    "hired_as": "hired_as", "engaged_by": "engaged_by", "days_worked": "days_worked_n",
    "weeks_worked": "weeks_worked_n", "compensation": "compensation_cents", "scale": "scale_cents",
}  # fmt: skip


def check_casts(bundle: Bundle, clauses: Mapping[int, ClauseRow], tally: Tally) -> None:
    """The part of each performer in a title by units, out of the records of its cast."""
    units = {row.rule_no: row.clause.tree["split"]["units"] for row in clauses.values()
             if (row.clause.tree.get("split") or {}).get("by") == "units"}  # fmt: skip
    records, shares = bundle.table("record"), bundle.table("share")
    stated: dict[tuple[Any, str], list[tuple[Any, ...]]] = {}
    for rule_no, title, *share in shares.named("rule_no", "title_id", "seq", "person_id", "share"):
        if rule_no in units:
            stated.setdefault((rule_no, str(title)), []).append(tuple(share))
    if not stated:
        return
    why = records.lacks("record", "title_id", "said_by", "content")
    why = why or shares.lacks("seq", "person_id", "share")
    if why:
        tally.skip("units of casts", why, len(stated))
        return
    casts = read_casts(records)
    for (rule_no, title), given in sorted(stated.items(), key=lambda one: (_said(one[0][0]), one[0][1])):
        cast = casts.get(title, Cast())
        if cast.is_contested():
            tally.skip(
                "units of casts", "its records differ, and which of them was trusted is a person's choice"
            )
            continue
        figured = _unit_shares(units[rule_no], cast)
        tally.hold("units of casts", f"cast of {title}", _shares_text(given), _shares_text(figured))


@dataclass(frozen=True)
class Cast:
    """What the records say of the performers of a title: their facts, by person, and how many are used."""

    people: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    used: list[int | None] = field(default_factory=list)

    def is_contested(self) -> bool:
        """Whether two records say something else of one performer, or of how many are used."""
        said: tuple[Sequence[Any], ...] = (self.used, *self.people.values())
        return any(one != each[0] for each in said for one in each)


def read_casts(records: Table) -> dict[str, Cast]:
    """The casts of all titles, out of `cast_member` and `production`."""
    casts: dict[str, Cast] = {}
    for kind, title, content in records.named("record", "title_id", "content"):
        cast = casts.setdefault(str(title), Cast()) if kind in ("cast_member", "production") else Cast()
        if kind == "cast_member":
            facts = {name: _cast_fact(content.get(column)) for name, column in CAST_FACTS.items()}
            cast.people.setdefault(str(content["person_id"]), []).append(facts)
        elif kind == "production":
            used = content.get("performers_n")
            cast.used.append(None if used is None else int(used))
    return casts


def _cast_fact(text: str | None) -> Value:
    """A fact of a performer: a number where it is written as one."""
    return int(text) if text is not None and re.fullmatch("-?[0-9]+", text) else text


def _unit_shares(units: Node, cast: Cast) -> list[tuple[Any, ...]]:
    """Each performer's part of all units, in the order of their ids; none where the cast is not whole."""
    if not cast.used or cast.used[0] != len(cast.people):
        return []
    formula = compile_node(units)
    found = [formula(Scope(cast.people[person][0], {}, {}))[0] for person in sorted(cast.people)]
    if any(one is None or _number(one) < 0 for one in found) or not any(found):
        return []
    whole = sum(Fraction(_number(one)) for one in found)
    people = enumerate(zip(sorted(cast.people), found), start=1)
    return [(seq, person, Fraction(_number(one)) / whole) for seq, (person, one) in people]


def _shares_text(shares: Sequence[tuple[Any, ...]]) -> str:
    return "; ".join(f"{seq}. {person} {share}" for seq, person, share in sorted(shares)) or "none"


def check_due_days(bundle: Bundle, clauses: Mapping[int, ClauseRow], tally: Tally) -> None:
    """When each amount fell due, from the fact that its clause counts from."""
    table = bundle.table("obligation")
    why = table.lacks_columns("clause_no", "line_no", "part_no", "due_on")
    if why:
        tally.skip("due dates", why, len(table.rows))
        return
    lines = {
        name: {row[facts.columns.index("line_no")]: dict(zip(facts.columns, row)) for row in facts.rows}
        for name, facts in bundle.tables.items()
        if name.startswith("fact_")
    }
    named = table.named("clause_no", "line_no", "part_no", "due_on")
    for name, (no, line, part, due_on) in zip(labels(table), named):
        row = clauses.get(no)
        facts = lines.get(f"fact_{row.clause.tree['record_kind']}", {}).get(line) if row else None
        if row is None or facts is None:
            tally.skip("due dates", "its clause or its line is withheld")
            continue
        if row.due is None:
            tally.skip("due dates", "the bundle does not hold its due rule")
            continue
        figured = _due_on(row, row.due, facts, part)
        if isinstance(figured, Withheld):
            tally.skip("due dates", "a fact that it rests on is withheld")
            continue
        tally.hold("due dates", name, due_on, figured)


def due_rules_of(due: Node) -> list[Node]:
    """A due rule, those that can take its place, and the one whose day it never passes."""
    if not due:
        return []
    latest = [due["at_latest"]] if "at_latest" in due else []
    return [due, *(arm["is"] for arm in due.get("unless", ())), *latest]


def _due_on(row: ClauseRow, due: Node, facts: Mapping[str, Any], part: int) -> Any:
    """When an amount falls due, by its rule or the one that takes its place; None where nobody can tell."""
    if not due:
        return None
    chosen = due
    for arm in due.get("unless", ()):
        read = [facts.get(one["name"]) for one in nodes_below(arm["when"]) if one["node"] == "Fact"]
        if any(isinstance(value, Withheld) for value in read):
            return WITHHELD
        holds = compile_node(arm["when"])(Scope(facts, {}, {}))[0]
        if holds is None:
            return None
        if holds:
            chosen = arm["is"]
            break
    rules = [chosen, *([due["at_latest"]] if "at_latest" in due else [])]
    days = [_anchor(row, one, facts, part) for one in rules]
    if any(isinstance(day, Withheld) for day in days):
        return WITHHELD
    if any(day is None for day in days):
        return None
    return min(due_day(one, day) for one, day in zip(rules, days))


def _anchor(row: ClauseRow, due: Node, facts: Mapping[str, Any], part: int) -> Any:
    """The day that a due date counts from: a fact of the line, or an end of one of its periods."""
    name, each = str(due["after"]), row.clause.tree.get("each")
    ends = ("period_from", "period_to", f"{each['name']}_from", f"{each['name']}_to") if each else ()
    if name not in ends or each is None:
        return facts.get(name)
    if any(isinstance(value, Withheld) for value in facts.values()):
        return WITHHELD
    scope = Scope(facts, {}, {})
    start, end = compile_node(each["start"])(scope)[0], compile_node(each["end"])(scope)[0]
    found = [one for one in _periods(each, start, end) if (one[0] or 0) == part]
    return (found[0][1] if name.endswith("_from") else found[0][2]) if found else None


Paid = Mapping[int, list[tuple[Optional[date], int]]]


def check_standing(bundle: Bundle, tally: Tally) -> Paid:
    """What was paid on each obligation, and what is open, out of the payments in the bundle."""
    table, payments = bundle.table("obligation"), bundle.table("payment")
    columns = ("obligation_no", "cents", "paid_cents", "open_cents", "is_doubtful")
    why = table.lacks_columns(*columns) or payments.lacks("obligation_no", "counted_on", "cents")
    if why:
        tally.skip("paid and open", why, len(table.rows))
        return {}
    paid: dict[int, list[tuple[date | None, int]]] = {no: [] for (no,) in table.named("obligation_no")}
    for no, on, cents in payments.named("obligation_no", "counted_on", "cents"):
        paid.setdefault(no, []).append((on, cents))
    for name, (no, cents, paid_cents, open_cents, doubtful) in zip(labels(table), table.named(*columns)):
        total = sum(amount for _, amount in paid[no])
        left = cents - total if is_comparable(cents, total, doubtful) and cents >= 0 else None
        tally.hold("paid and open", name, (paid_cents, open_cents), (total, left))
    return paid


def is_comparable(cents: int | None, paid: int, doubtful: bool) -> bool:
    """Whether an amount is known and can be set against what was paid: where a payment may speak of it
    without being set against it, only what is paid in full can.
    """
    return cents is not None and not (doubtful and cents >= 0 and paid < cents)


LATE_COLUMNS = ("obligation_no", "cents", "due_on", "late_rule", "is_doubtful")
EVENT_COLUMNS = ("obligation_no", "notice_on", "since", "settled_on", "undisputed_paid_on", "payor")


@dataclass(frozen=True)
class LateFiles:
    """What late charges rest on: rules, notices and disputes, business days. notes: by obligation; the last
    part names the class of payor that the rule is not for.
    """

    as_of: date
    rules: Mapping[str, Rule]
    notes: Mapping[int, tuple[Any, ...]]
    business: OpenDays

    def charges(self, row: tuple[Any, ...], paid: Sequence[tuple[date | None, int]], on: date) -> LateFound:
        """The charges on one obligation up to a day, on what was paid by then."""
        no, cents, due_on, late_rule, doubtful = row
        if cents is None or cents <= 0 or due_on is None or due_on >= on or late_rule not in self.rules:
            return ()
        notes = self.notes.get(no)
        if not is_comparable(cents, sum(part for _, part in paid), doubtful) or is_exempt(notes):
            return ()
        return charge_lateness(_owing(due_on, cents, paid, notes), self.rules[late_rule], on, self.business)


LateFound = tuple[Lateness, ...]


def is_exempt(notes: tuple[Any, ...] | None) -> bool:
    """Whether the late rule of an obligation is not for its class of payor."""
    return notes is not None and notes[-1] is not None


def late_files_lack(bundle: Bundle) -> str:
    """Why late charges cannot be figured in this copy; empty when they can."""
    return (
        bundle.table("obligation").lacks_columns(*LATE_COLUMNS) or bundle.table("payment").lacks()
        or bundle.table("late_event").lacks(*EVENT_COLUMNS) or bundle.table("late_rule").lacks("rule_id")
    )  # fmt: skip


def read_late_files(bundle: Bundle) -> LateFiles:
    """The rules, events and business days of a bundle."""
    settings = settings_of(bundle)
    return LateFiles(
        as_of=date.fromisoformat(settings["as_of"]),
        rules=_read_rules(bundle.table("late_rule")),
        notes={row[0]: row[1:] for row in bundle.table("late_event").named(*EVENT_COLUMNS)},
        business=_business(bundle, settings),
    )


def settings_of(bundle: Bundle) -> dict[str, str]:
    """The settings that are sealed."""
    return {str(name): str(value) for name, value in bundle.table("setting").named("name", "value")}


def check_lateness(bundle: Bundle, paid: Paid, tally: Tally) -> None:
    """The late charges of every obligation, by its rule, on what then stood open."""
    table, stated_table = bundle.table("obligation"), bundle.table("late_charge")
    names = ("obligation_no", "disputed", "months", "days", "simple_cents", "compound_cents", "daily_cents")
    why = late_files_lack(bundle) or stated_table.lacks(*names)
    if why:
        tally.skip("late charges", why, len(table.rows))
        return
    if not table.rows and not stated_table.rows:
        return
    files = read_late_files(bundle)
    stated: dict[int, list[Lateness]] = {}
    for no, disputed, *figures in stated_table.named(*names):
        stated.setdefault(no, []).append(Lateness(disputed, *figures))
    for name, row in zip(labels(table), table.named(*LATE_COLUMNS)):
        found = files.charges(row, paid.get(row[0], []), files.as_of)
        given = tuple(sorted(stated.pop(row[0], []), key=lambda one: one.disputed))
        tally.hold("late charges", name, _late_text(given), _late_text(found))
        if is_exempt(files.notes.get(row[0])):
            tally.skip("late charges", "the rule is not for this class of payor, and what holds is not known")
    for no in stated:
        tally.faults.append(
            Fault(f"late charge of obligation {no}", "there is no such obligation", "none", "a charge")
        )


def _late_text(charges: Sequence[Lateness]) -> str:
    return "; ".join(str(one) for one in charges) or "none"


def _owing(due_on: date, cents: int, paid: Sequence[tuple[date | None, int]], notes: Any) -> Owing:
    steps = balance_steps(cents, due_on, paid)
    if notes is None:
        return Owing(due_on, cents, steps)
    notice_on, since, settled_on, paid_on, _ = notes
    if since is None:
        return Owing(due_on, cents, steps, notice_on)
    disputed = None if paid_on is None else _open_on(steps, max(paid_on, due_on))
    return Owing(due_on, cents, steps, notice_on, (since, settled_on, disputed, paid_on))


def _open_on(steps: Sequence[Step], day: date) -> int:
    """What stood open at the end of a day: with the payments of that day taken off."""
    return sum(one.cents for one in steps if one.from_on <= day < (one.to_on or date.max))


def _business(bundle: Bundle, settings: Mapping[str, str]) -> OpenDays:
    first, last = date.fromisoformat(settings["holidays_from"]), date.fromisoformat(settings["holidays_to"])
    return open_days(first, last, [day for (day,) in bundle.table("holiday").named("day")])


def _read_rules(table: Table) -> dict[str, Rule]:
    names = (
        "rule_id", "charge_no", "per", "rate", "fixed_cents", "start", "most_units", "most_share",
        "only_after_notice_days", "notice_unit", "reads_simple", "reads_compound", "reads_daily",
        "pauses_while_disputed", "resumes_after_business_days",
    )  # fmt: skip
    rules: dict[str, list[tuple[Any, ...]]] = {}
    for row in sorted(table.named(*names), key=lambda one: (one[0], one[1])):
        rules.setdefault(row[0], []).append(row)
    return {
        rule_id: Rule(
            tuple(Charge(r[2], _share(r[3]), r[4], r[5], r[6], _share(r[7]), r[8], r[9]) for r in rows),
            (rows[0][10], rows[0][11], rows[0][12]),
            rows[0][13],
            rows[0][14],
        )
        for rule_id, rows in rules.items()
    }


def _share(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def check_totals(bundle: Bundle, tally: Tally) -> None:
    """The totals of every reading, by currency, out of the obligations, what is open and the late charges."""
    table, totals, late = bundle.table("obligation"), bundle.table("total"), bundle.table("late_charge")
    columns = ("obligation_no", "positions", "currency", "cents", "paid_cents", "open_cents")
    charges = ("obligation_no", "simple_cents", "compound_cents", "daily_cents")
    why = table.lacks(*columns) or totals.lacks_columns("position", "cents") or late.lacks(*charges)
    if why:
        tally.skip("totals", why, len(totals.rows))
        return
    figured = total_figures(
        [tuple(row) for row in table.named(*columns)], [tuple(row) for row in late.named(*charges)]
    )
    for position, currency, what, cents in totals.named("position", "currency", "what", "cents"):
        tally.hold(
            "totals",
            f"total {what} of reading {position}, {currency}",
            cents,
            figured.pop((position, currency, what), None),
        )
    for position, currency, what in sorted(figured):
        tally.faults.append(
            Fault(f"total {what} of reading {position}, {currency}", "it is not stated", "a total", "none")
        )


def total_figures(
    obligations: Sequence[tuple[Any, ...]], late: Sequence[tuple[Any, ...]]
) -> dict[tuple[int, str, str], int]:
    """Totals by position, currency and what is added up; amounts not known are counted beside them."""
    charged: dict[int, list[tuple[Any, ...]]] = {}
    for no, *figures in late:
        charged.setdefault(no, []).append(tuple(figures))
    totals: dict[tuple[int, str, str], int] = {}
    for no, positions, currency, cents, paid, left in obligations:
        added = {
            "owed": cents or 0, "paid": paid or 0, "open": max(left or 0, 0), "obligations": 1,
            "not known": 1 if cents is None else 0,
            **{
                f"late {word}": sum(figures[place] or 0 for figures in charged.get(no, []))
                for place, word in enumerate(("simple", "compound", "daily"))
            },
        }  # fmt: skip
        on = [bit for bit in range(int(positions).bit_length()) if positions >> bit & 1]
        for bit, what in ((bit, what) for bit in on for what in added):
            key = (bit, "not known" if currency is None else str(currency), what)
            totals[key] = totals.get(key, 0) + added[what]
    return totals


# ---------------------------------------------------------------------------------------------------------
# Awards and settlements: what each gives on each line, and that nothing of it was lost or added.

PRINCIPAL = ("compensation", "contributions")


@dataclass(frozen=True)
class Settling:
    """One line of a settlement. head: whose money it is. value: what it is worth on the reading that weighs,
    beyond what is kept out.
    """

    name: str
    company: str
    currency: str
    character: str
    head: str
    paid: int
    value: int
    stated: int
    is_out: bool


def check_decisions(bundle: Bundle, paid: Paid, tally: Tally) -> None:
    """What awards and settlements give: the sums out of the lines, the lines out of the terms, and what each
    line was worth out of the lines of the claim.
    """
    heads, lines = bundle.table("decision"), bundle.table("decision_line")
    why = heads.lacks("decision", "kind", "cents", "terms", "reading")
    why = why or lines.lacks("decision", "paid_cents")
    if why:
        tally.skip("sums of awards and settlements", why, len(heads.rows) or len(lines.rows))
        return
    given: dict[str, list[int]] = {}
    for name, cents in lines.named("decision", "paid_cents"):
        given.setdefault(str(name), []).append(cents)
    worth: dict[tuple[date, str], ClaimLines] = {}
    for name, kind, cents, reading, terms in heads.named("decision", "kind", "cents", "reading", "terms"):
        own = given.pop(str(name), [])
        told = None if cents is None and not own else sum(own)
        tally.hold("sums of awards and settlements", str(name), cents, told)
        try:
            found, why = priced_lines(bundle, paid, terms["priced"], worth)
            if kind == "award":
                parts = [part["cents"] for part in terms["parts"]]
                whole = None if None in parts else sum(parts)
                tally.hold("instalments of awards", str(name), cents, whole)
                _check_award_lines((str(name), str(reading), terms), (found, why), lines, tally)
            else:
                _check_settlement(str(name), terms, lines, tally)
                _check_values(str(name), terms, (found, why), lines, tally)
        except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
            tally.faults.append(Fault(str(name), "its terms cannot be read", "terms", _said(error)[:80]))
    for name in sorted(given):
        tally.faults.append(Fault(name, "its lines belong to nothing stated", "a row of decision", "none"))


# The most that numbers of one freezing reach; several of one claim are numbered apart.
FREEZING_BITS = 40
NO_NUMBER = re.compile(r"@[^:]*|#[0-9]+$")
ORDER_OF_ITEMS = ("company_id", "payee_id", "title_id", "market", "territory", "occasion", "currency")
LINE_COLUMNS = (*ORDER_OF_ITEMS, "credit", "clause_no", "positions", "ref")
COUNTS = {"simple": (0, 1, 2), "compound": (1, 0, 2), "daily": (2, 0, 1)}


@dataclass(frozen=True)
class ClaimLine:
    """One line of the claim as an award or a settlement sees it: an item, a character, every reading."""

    ref: str
    character: str
    payee: str
    company: str
    values: Mapping[str, int | None]


@dataclass(frozen=True)
class ClaimItem:
    """What is owed to one person on one item, before it has a name: amounts by character and reading."""

    refs: list[str] = field(default_factory=list)
    sums: dict[tuple[str, int], list[int | None]] = field(default_factory=dict)


ClaimLines = Mapping[str, ClaimLine]
Priced = tuple[Optional[ClaimLines], str]


def priced_lines(
    bundle: Bundle, paid: Paid, priced: Node | None, worth: dict[tuple[date, str], ClaimLines]
) -> Priced:
    """The lines of the claim as they were priced for a decision, by name; or why that cannot be said."""
    if priced is None:
        return None, "the act does not say what its lines were priced for"
    if priced["is_changed"]:
        return None, "lines of the claim were added, restated or withdrawn after it was priced"
    day, count = date.fromisoformat(priced["as_of"]), str(priced["late"])
    if count not in COUNTS:
        raise ValueError(f"{count[:20]} is no count of late charges")
    if day > date.fromisoformat(settings_of(bundle)["as_of"]):
        return None, f"its lines were priced as of {day}, after the day of this bundle"
    table = bundle.table("obligation")
    why = table.lacks(*LINE_COLUMNS) or late_files_lack(bundle) or bundle.table("late_rule").lacks("rule_id")
    why = why or bundle.table("clause").lacks("clause_no", "entitlement", "is_contribution")
    why = why or bundle.table("position").lacks("position", "name", "absent_from")
    if why:
        return None, why
    if (day, count) not in worth:
        worth[day, count] = claim_lines(bundle, paid, day, count)
    return worth[day, count], ""


def claim_lines(bundle: Bundle, paid: Paid, day: date, count: str) -> ClaimLines:
    """Every line of the claim that is worth something on a reading, as of a day, by name and character."""
    table, files = bundle.table("obligation"), read_late_files(bundle)
    notes = {no: (entitled, bool(is_plan)) for no, entitled, is_plan in
             bundle.table("clause").named("clause_no", "entitlement", "is_contribution")}  # fmt: skip
    items: dict[tuple[Any, ...], ClaimItem] = {}
    for late_row, (*keys, credit, clause_no, positions, ref) in zip(
        table.named(*LATE_COLUMNS), table.named(*LINE_COLUMNS)
    ):
        entitled, is_plan = notes[clause_no]
        freezing = late_row[0] >> FREEZING_BITS
        item = items.setdefault((freezing, *keys, entitled, credit), ClaimItem())
        bits = [bit for bit in range(int(positions).bit_length()) if positions >> bit & 1]
        item.refs.extend([NO_NUMBER.sub("", ref)] if bits else [])
        by_then = [one for one in paid.get(late_row[0], []) if one[0] is None or one[0] <= day]
        for character, cents in _worth(late_row, by_then, (files, day, count), is_plan):
            for bit in bits:
                item.sums.setdefault((character, bit), []).append(cents)
    return _named_lines({key: item for key, item in items.items() if item.refs}, bundle.table("position"))


def _worth(
    row: tuple[Any, ...],
    paid: Sequence[tuple[date | None, int]],
    asked: tuple[LateFiles, date, str],
    is_plan: bool,
) -> Iterator[tuple[str, int | None]]:
    """What one obligation is worth on a day: what is due and open, and what lateness costs."""
    (_, cents, due_on, late_rule, doubtful), (files, day, count) = row, asked
    together = sum(part for _, part in paid)
    principal: int | None = None
    if is_comparable(cents, together, doubtful):
        is_due = cents >= 0 and due_on is not None and due_on <= day
        principal = max(cents - together, 0) if is_due else 0
    yield PRINCIPAL[1 if is_plan else 0], principal
    charges = files.charges(row, paid, day)
    sums = [_sum_known(getattr(one, word) for one in charges) for word in ("simple", "compound", "daily")]
    late = next((sums[place] for place in COUNTS[count] if sums[place] is not None), None)
    if late is not None and late > 0:
        is_fixed = all(charge.fixed is not None for charge in files.rules[late_rule].charges)
        yield "liquidated_damages" if is_fixed else "late_charge", late


def _sum_known(cents: Iterator[int | None]) -> int | None:
    """A sum over what is known; None where nothing is."""
    known = [one for one in cents if one is not None]
    return sum(known) if known else None


def _named_lines(items: Mapping[tuple[Any, ...], ClaimItem], positions: Table) -> ClaimLines:
    """Items with their names: the least name of their obligations, numbered where several have one."""
    names = {bit: (str(name), frozenset(gone or ())) for bit, name, gone in
             positions.named("position", "name", "absent_from")}  # fmt: skip
    found: dict[str, ClaimLine] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    for key in sorted(items, key=lambda one: [(part is None, part or 0) for part in one]):
        item, freezing, company, payee = items[key], key[0], str(key[1]), str(key[2] or "")
        ref = min(item.refs)
        for character in sorted({character for character, _ in item.sums}):
            seen[ref, payee, character] += 1
            number = seen[ref, payee, character]
            name = ref if number == 1 else f"{ref}~{number}"
            values: dict[str, int | None] = {}
            for bit, (position, gone) in names.items():
                sums = item.sums.get((character, bit))
                known = None if sums is None or None in sums else sum(one or 0 for one in sums)
                values[position] = known if sums is not None else None if str(freezing) in gone else 0
            if any(cents != 0 for cents in values.values()):
                found[f"{name}#{character}"] = ClaimLine(name, character, payee, company, values)
    return found


def _check_values(name: str, terms: Node, priced: Priced, table: Table, tally: Tally) -> None:
    """What each line of a settlement was worth on each reading, out of the lines of the claim."""
    columns = ("ref", "character", "payee_id", "company_id", "values")
    own = [row[1:] for row in table.named("decision", *columns) if row[0] == name]
    found, why = priced
    why = why or table.lacks_columns(*columns)
    if not why and any(row[-1] is None for row in own):
        why = "what the lines were worth is not in this bundle"
    if found is None or why:
        tally.skip("values of settled lines", why, len(own))
        return
    others = int(terms["priced"]["other_claims"])
    left = dict(found)
    for ref, character, payee, company, values in own:
        line = left.pop(f"{ref}#{character}", None)
        if line is None and others:
            tally.skip("values of settled lines", "the line is of another claim than this bundle")
            continue
        if terms["release"]["companies"] and company not in terms["release"]["companies"]:
            problem = "its company is none that the release names"
            tally.faults.append(Fault(f"{name}: {ref}#{character}", problem, "one of them", _said(company)))
        given = (payee or "", company, dict(values))
        again = None if line is None else (line.payee, line.company, dict(line.values))
        tally.hold("values of settled lines", f"{name}: {ref}#{character}", _plain(given), _plain(again))
    released = terms["release"]
    for key, line in left.items():
        if not released["lines"] and (not released["companies"] or line.company in released["companies"]):
            problem = "the settlement leaves out a line of the claim that its release takes in"
            tally.faults.append(Fault(f"{name}: {key}", problem, _plain(line.values), "none"))


def _plain(value: Any) -> str:
    """A value as text in one order, for comparing and for showing."""
    return "no line of the claim" if value is None else json.dumps(value, sort_keys=True)


def _check_award_lines(award: tuple[str, str, Node], priced: Priced, table: Table, tally: Tally) -> None:
    """What an award gives on each line: its amount on the reading, or its part of a sum by the rule."""
    (name, reading, terms), (found, why) = award, priced
    columns = ("ref", "character", "payee_id", "company_id", "paid_cents")
    own = [row[1:] for row in table.named("decision", *columns) if row[0] == name]
    if any(part["cents"] is None for part in terms["parts"]):
        return  # the sum is not calculated, so nothing is given on any line yet
    why = why or table.lacks_columns(*columns)
    if found is not None and not why and int(terms["priced"]["other_claims"]):
        why = "the award is over lines of other claims as well, which this bundle does not hold"
    if found is None or why:
        tally.skip("amounts of awarded lines", why, len(own))
        return
    rule = str(terms["priced"]["rule"])
    pot = sum(int(part["cents"]) for part in terms["parts"])
    given = _awarded(found, reading, rule, pot)
    for ref, character, payee, company, cents in own:
        key = f"{ref}#{character}"
        line, due = found.get(key), given.pop(key, None)
        whose = None if line is None else (line.payee, line.company, due)
        tally.hold("amounts of awarded lines", f"{name}: {key}", (payee or "", company, cents), whose)
    for key, cents in given.items():
        tally.faults.append(Fault(f"{name}: {key}", "the award leaves out this line", str(cents), "none"))


EACH_LINE = "each line at its amount"


def _awarded(found: ClaimLines, reading: str, rule: str, pot: int) -> dict[str, int]:
    """What each line is given: its own amount on the reading, or its part of a sum by the rule."""
    worth = {key: line.values[reading] for key, line in sorted(found.items())}
    if rule == EACH_LINE:
        return {key: cents for key, cents in worth.items() if cents is not None and cents > 0}
    lines = []
    for key, line in sorted(found.items()):
        value = 0 if rule == "pro_rata_by_principal" and line.character not in PRINCIPAL else worth[key] or 0
        lines.append(Settling(key, line.company, "", line.character, line.payee, 0, max(value, 0), 0, False))
    order = [sorted({line.character for line in lines})]
    given = _allot(pot, lines, {"rule": rule, "order": order})
    return {line.name: given.get(line.name, 0) for line in lines}


def _check_settlement(name: str, terms: Node, table: Table, tally: Tally) -> None:
    """Every line of a settlement, divided again by the rule that its terms state."""
    columns = ("place", "ref", "character", "payee_id", "company_id", "currency", "paid_cents",
               "kept_out_cents", "is_out", "is_waived", "stated_cents", "values")  # fmt: skip
    own = sorted(row[1:] for row in table.named("decision", *columns) if row[0] == name)
    why = table.lacks_columns(*columns)
    if not why and any(row[-1] is None for row in own):
        why = "what the lines were worth is not in this bundle"
    if why:
        tally.skip("amounts of settled lines", why, len(own))
        return
    reading, allocation = str(terms["allocation"]["position"]), terms["allocation"]
    waives, is_kept = terms["waives"], terms["release"]["undisputed"] == "kept out"
    settling = []
    for _, ref, character, head, company, currency, paid, kept, is_out, is_waived, stated, values in own:
        line = f"{name}: {ref}#{character}"
        tally.hold("waived lines of settlements", line, is_waived, character in waives)
        tally.hold("companies that stay out of settlements", line, is_out, company in terms["opted_out"])
        tally.hold("undisputed money kept out", line, kept, _undisputed(values) if is_kept else 0)
        value = max((values.get(reading) or 0) - kept, 0)
        if allocation["rule"] == "pro_rata_by_principal" and character not in PRINCIPAL:
            value = 0
        settling.append(
            Settling(line, company, currency, character, head or "", paid, value, stated or 0, is_out)
        )
    weighed = [one for one in settling if one.character not in waives]
    figured: dict[str, int] = {}
    for pot, members in _pots(terms["pays"], weighed, allocation["rule"]):
        figured.update(_allot(pot, members, allocation))
    for one in settling:
        due = 0 if one.is_out else figured.get(one.name, 0)
        tally.hold("amounts of settled lines", one.name, one.paid, due)


def _undisputed(values: Mapping[str, Any]) -> int:
    """What is owed on every reading; nought where a reading is not known or there is one only."""
    known = [cents for cents in values.values() if cents is not None]
    return min(known) if len(known) == len(values) > 1 else 0


def _pots(pays: Node, lines: Sequence[Settling], rule: str) -> Iterator[tuple[int, list[Settling]]]:
    """Each sum that a settlement pays, with the lines it is divided among."""
    how = pays["how"]
    if how == "lump_sum":
        yield int(pays["cents"]), list(lines)
    elif how in ("by_company", "share"):
        groups: dict[tuple[str, str], list[Settling]] = {}
        for one in lines:
            groups.setdefault((one.company, "" if how == "by_company" else one.currency), []).append(one)
        for (company, _), members in groups.items():
            if how == "by_company":
                yield int(pays["cents"][company]), members
            elif rule == "stated":
                yield sum(one.stated for one in members), members
            else:
                share = Fraction(read_figure(pays["share"]))
                yield _half_up(sum(one.value for one in members), share), members
    elif how != "forgiven":
        raise ValueError(f"{str(how)[:30]} is no way to pay")


def _allot(pot: int, lines: Sequence[Settling], allocation: Node) -> dict[str, int]:
    """One sum divided: characters in their order, those of one group together, the last taking the rest."""
    if allocation["rule"] == "stated":
        return {one.name: one.stated for one in lines}
    is_equal = allocation["rule"] == "equal"
    groups = [[one for one in lines if one.character in group] for group in allocation["order"]]
    filled = [group for group in groups if group and (is_equal or sum(one.value for one in group))]
    paid: dict[str, int] = {}
    for group in filled:
        full = sum(one.value for one in group)
        if group is not filled[-1] and pot >= full:
            paid.update({one.name: one.value for one in group})
            pot -= full
            continue
        paid.update(_allot_group(pot, group, allocation["rule"]))
        pot = 0
    return paid


def _allot_group(pot: int, lines: Sequence[Settling], rule: str) -> dict[str, int]:
    if rule == "by_head":
        people: dict[str, list[Settling]] = {}
        for one in lines:
            people.setdefault(one.head, []).append(one)
        heads = divide_pot(pot, [Fraction(1, len(people))] * len(people), "largest_remainder")
        paid: dict[str, int] = {}
        for head, members in zip(heads, people.values()):
            paid.update(_in_proportion(head, members, [one.value for one in members]))
        return paid
    if rule not in ("equal", "pro_rata_by_principal", "pro_rata_by_full_value"):
        raise ValueError(f"{rule[:30]} is no rule of division")
    return _in_proportion(pot, lines, [1 if rule == "equal" else one.value for one in lines])


def _in_proportion(pot: int, lines: Sequence[Settling], weights: Sequence[int]) -> dict[str, int]:
    whole = sum(weights)
    shares = [Fraction(weight, whole) if whole else Fraction(1, len(lines)) for weight in weights]
    return dict(zip((one.name for one in lines), divide_pot(pot, shares, "largest_remainder")))


# ---------------------------------------------------------------------------------------------------------
# Accounts of awards: payments oldest instalment first, interest by the award's own clock.

ACCOUNT_COLUMNS = ("payable_by", "paid_cents", "open_cents", "simple_cents", "compound_cents", "daily_cents",
                   "months", "days")  # fmt: skip


@dataclass(frozen=True)
class Instalment:
    """One part of an award. due_on None: the award gives no day of its own; cents None: not calculated."""

    number: int
    due_on: date | None
    cents: int | None


@dataclass(frozen=True)
class AwardClock:
    """The clock of an award, as its head states it, and what became of a sum that the payor had to figure."""

    award_on: date
    paid_within: int | None
    calculated_within: int | None
    monthly: Fraction | None
    from_due: bool
    needs_sum: bool
    notified_on: date | None
    disputed_on: date | None
    is_prevented: bool


def check_award_accounts(bundle: Bundle, tally: Tally) -> None:
    """What stands open on each award, and the interest on each instalment, out of its payments."""
    heads, payments = bundle.table("decision"), bundle.table("award_payment")
    parts, accounts = bundle.table("award_part"), bundle.table("award_account")
    why = heads.lacks("decision", "kind", "terms") or payments.lacks("decision", "paid_on", "cents", "kind")
    why = why or parts.lacks("decision", *ACCOUNT_COLUMNS) or accounts.lacks("decision", "open_cents")
    if why:
        tally.skip("accounts of awards", why, len(accounts.rows))
        return
    as_of = date.fromisoformat(settings_of(bundle)["as_of"])
    made: dict[str, list[tuple[Any, ...]]] = {}
    for name, *row in sorted(payments.named("decision", "seq", "paid_on", "cents", "kind")):
        made.setdefault(str(name), []).append(tuple(row))
    stated = {(str(row[0]), row[1]): row[2:] for row in parts.named("decision", "number", *ACCOUNT_COLUMNS)}
    endings = ("decision", "as_of", "open_cents", "interest_paid_cents", "beyond_cents")
    ends = {str(row[0]): row[1:] for row in accounts.named(*endings)}
    if len(stated) < len(parts.rows) or len(ends) < len(accounts.rows):
        tally.faults.append(Fault("table award_part", "one account is stated twice", "once", "twice"))
    for name, kind, terms in heads.named("decision", "kind", "terms"):
        if kind != "award":
            continue
        try:
            _check_account(str(name), terms, (made.pop(str(name), []), as_of), (stated, ends), tally)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            tally.faults.append(Fault(str(name), "its clock cannot be read", "a clock", _said(error)[:80]))
    for name in sorted({*made, *ends, *(one for one, _ in stated)}):
        tally.faults.append(Fault(name, "its account is of no stated award", "a row of decision", "none"))


def _check_account(
    name: str,
    terms: Node,
    paid: tuple[list[tuple[Any, ...]], date],
    stated: tuple[dict[tuple[str, Any], tuple[Any, ...]], dict[str, tuple[Any, ...]]],
    tally: Tally,
) -> None:
    """One award's account, instalment by instalment and altogether."""
    clock, (payments, as_of) = read_clock(terms), paid
    instalments = [
        Instalment(int(part["number"]), _day_of(part["due_on"]), part["cents"]) for part in terms["parts"]
    ]
    figured, ending = award_account(clock, instalments, payments, as_of)
    for number, figures in figured.items():
        given = stated[0].pop((name, number), None)
        tally.hold("accounts of awards", f"{name}, instalment {number}", _shown(given), _shown(figures))
    tally.hold("accounts of awards", name, _shown(stated[1].pop(name, None)), _shown((as_of, *ending)))
    if clock.monthly is None:
        tally.limits.append(f"{name}: no rate of interest is stated with it, so none is figured")


def _shown(figures: Sequence[Any] | None) -> str:
    return "not stated" if figures is None else ", ".join(_said(one) for one in figures)


def read_clock(terms: Node) -> AwardClock:
    """The clock of an award out of its head."""
    rule, told = terms["rule"], terms["calculation"]
    if rule["interest_from"] not in ("award", "due"):
        raise ValueError(f"interest from {str(rule['interest_from'])[:20]}")
    return AwardClock(
        award_on=date.fromisoformat(terms["award_on"]),
        paid_within=None if rule["paid_within_days"] is None else int(rule["paid_within_days"]),
        calculated_within=(
            None if rule["calculated_within_days"] is None else int(rule["calculated_within_days"])
        ),
        monthly=None if rule["monthly"] is None else Fraction(read_figure(rule["monthly"])),
        from_due=rule["interest_from"] == "due",
        needs_sum=bool(terms["needs_calculation"]),
        notified_on=_day_of(told["notified_on"]),
        disputed_on=_day_of(told["disputed_on"]),
        is_prevented=bool(told["is_prevented"]),
    )


def _day_of(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def award_account(
    clock: AwardClock, parts: Sequence[Instalment], payments: Sequence[tuple[Any, ...]], as_of: date
) -> tuple[dict[int, tuple[Any, ...]], tuple[int | None, int, int]]:
    """Each instalment's account by its number, and open principal, interest paid, and what is beyond.

    payments: order, day, cents and kind; principal pays the oldest instalment first, and those made after
    the day do not count.
    """
    made = sorted((one for one in payments if one[1] <= as_of), key=lambda one: (one[1], one[0]))
    left = {part.number: part.cents or 0 for part in parts}
    got: dict[int, list[tuple[date, int]]] = {part.number: [] for part in parts}
    oldest = sorted(parts, key=lambda part: (part.due_on or clock.award_on, part.number))
    beyond = 0
    for _, on, cents, kind in made:
        if kind != "principal":
            continue
        for part in oldest:
            taken = min(cents, left[part.number])
            if taken > 0:
                got[part.number].append((on, taken))
                left[part.number] -= taken
                cents -= taken
        beyond += cents
    figured = {part.number: _instalment_account(clock, part, got[part.number], as_of) for part in parts}
    unknown = any(part.cents is None for part in parts)
    interest = sum(one[2] for one in made if one[3] == "interest")
    return figured, (None if unknown else sum(left.values()), interest, beyond)


def _instalment_account(
    clock: AwardClock, part: Instalment, paid: Sequence[tuple[date, int]], as_of: date
) -> tuple[Any, ...]:
    """The last day without interest, what is paid and open, and interest by each count with months and days.

    None for interest: none is charged.
    """
    starts, payable_by = _award_days(clock, part, as_of)
    together = sum(cents for _, cents in paid)
    none = (None,) * 5
    if part.cents is None:
        return (payable_by, 0, None, *none)
    account = (payable_by, together, part.cents - together)
    if starts is None or payable_by is None or as_of <= payable_by or clock.monthly is None:
        return (*account, *none)
    late = part.cents - sum(cents for on, cents in paid if on <= payable_by)
    if late <= 0:
        return (*account, *none)
    later = [(on, cents) for on, cents in paid if on > payable_by]
    owing = Owing(starts, late, balance_steps(late, starts, later))
    charge = Charge("month", clock.monthly, None, "due", None, None, None, "")
    rule = Rule((charge,), (True, True, True), False, 0)
    found = charge_lateness(owing, rule, as_of, OpenDays(()))
    if not found:
        return (*account, 0, 0, 0, 0, 0)
    (one,) = found
    return (*account, one.simple, one.compound, one.daily, one.months, one.days)


def _award_days(clock: AwardClock, part: Instalment, as_of: date) -> tuple[date | None, date | None]:
    """From when interest runs, None for never, and the last day on which paying costs nothing."""
    own = part.due_on
    if own is None and clock.paid_within is not None:
        own = clock.award_on + timedelta(clock.paid_within)
    if clock.monthly is None:
        return None, own
    if clock.needs_sum and clock.calculated_within is not None:
        last = clock.award_on + timedelta(clock.calculated_within)
        is_disputed = clock.disputed_on is not None and clock.disputed_on <= as_of
        is_told = clock.notified_on is not None and clock.notified_on <= last
        return None if is_disputed or clock.is_prevented or is_told else clock.award_on, last
    if own is None:
        return None, None
    return own if part.due_on is not None or clock.from_due else clock.award_on, own


# ---------------------------------------------------------------------------------------------------------
# What is told.


@dataclass(frozen=True)
class Answer:
    """What checking a bundle found. code: the exit code."""

    code: int
    lines: tuple[str, ...]
    faults: tuple[Fault, ...]


def check_bundle(path: Path, key: bytes | None = None, seal: str = "") -> Answer:
    """Check a bundle whole: integrity first; figures only when nothing was altered."""
    try:
        files = open_files(path)
        bundle = read_bundle(files)
        said, wrong = check_signature(bundle, files.whole(MANIFEST), key)
        wrong = [*wrong, *_check_seal(bundle, seal)]
        head = [*_heading(bundle), f"signature: {said}"]
        faults = (*bundle.faults, *wrong)
        if faults:
            told = f"ALTERED: {len(faults)} thing(s) are not as sealed; no figure was looked at."
            return Answer(1, (*head, *(fault.text() for fault in faults), told), faults)
        return _answer(head, bundle, figure_again(bundle))
    except Stopped as stopped:
        return Answer(
            2, (stopped.fault.text(), "NOT READ: this is no bundle that can be checked."), (stopped.fault,)
        )
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        AssertionError,
        IndexError,
        OSError,
        EOFError,
        struct.error,
    ) as fault:
        found = f"{type(fault).__name__}: {fault}"[:160]
        other = Fault(str(path), "a part of the bundle is not of its sort", "a bundle", found)
        return Answer(2, (other.text(), "NOT READ: this is no bundle that can be checked."), (other,))


def _check_seal(bundle: Bundle, seal: str) -> list[Fault]:
    found = str(bundle.seal["manifest_sha256"])
    if seal and seal.replace(" ", "").lower() != found:
        return [Fault(SEAL, "this is another seal than the one you were told", seal[:80], found)]
    return []


def _heading(bundle: Bundle) -> list[str]:
    manifest = bundle.manifest
    settings = manifest.get("settings", {})
    told = [
        f"bundle of {settings.get('claim')}, as of {settings.get('as_of')}, book at seq {settings.get('seq')}"
    ]
    told.append(f"root {manifest['root']}")
    told.append(f"seal {bundle.seal['manifest_sha256']}")
    rows = sum(len(table.rows) for table in bundle.tables.values())
    told.append(
        f"held against the seal: {len(bundle.tables)} tables, {rows:,} rows, {bundle.cells:,} cells,"
        f" {len(manifest['files'])} files"
    )
    program = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    if program not in [one["sha256"] for one in manifest["files"] if one["name"] == VERIFIER]:
        told.append("the verify.py in it is another program than this one; nothing here rests on it")
    closed = [one for one in manifest["classes"] if one not in manifest["reads"]]
    if closed:
        told.append(f"this copy withholds what needs: {', '.join(closed)}")
        columns = [
            f"{table.name}.{column} ({', '.join(needs)})"
            for table in bundle.tables.values()
            for column, needs in sorted(table.hidden.items())
        ]
        told.append(
            f"columns withheld: {', '.join(columns) or 'none'}; how many rows are withheld is not told"
        )
    return told


def _answer(head: Sequence[str], bundle: Bundle, tally: Tally) -> Answer:
    told = [f"figured again and equal: {count:,} {what}" for what, count in sorted(tally.agreed.items())]
    told += [
        f"not recomputed: {count:,} {what}: {why}" for (what, why), count in sorted(tally.skipped.items())
    ]
    told += [f"limit: {sentence}" for sentence in tally.limits]
    if tally.faults:
        told += [fault.text() for fault in tally.faults]
        told.append(f"DIFFERENT: {len(tally.faults)} figure(s) are not what facts and clauses give.")
        return Answer(1, (*head, *told), tuple(tally.faults))
    if tally.skipped or any(one not in bundle.manifest["reads"] for one in bundle.manifest["classes"]):
        told.append("INTACT, NOT WHOLLY VERIFIED: what is listed as not recomputed was not looked at.")
        return Answer(3, (*head, *told), ())
    if not tally.agreed:
        told.append("INTACT: the bundle states no figure.")
        return Answer(3, (*head, *told), ())
    told.append("VERIFIED: intact, and every stated figure follows from the facts and clauses in the bundle.")
    return Answer(0, (*head, *told), ())


def read_key(path: Path) -> bytes:
    """A public key: 64 hex digits, or the PEM form of an Ed25519 public key."""
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if text.startswith("-----BEGIN PUBLIC KEY-----"):
        import base64

        body = base64.b64decode("".join(text.splitlines()[1:-1]))
        text = body[12:].hex() if body[:12].hex() == "302a300506032b6570032100" else ""
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise Stopped(
            str(path), "this is no Ed25519 public key", "64 hex digits or its PEM form", "another text"
        )
    return bytes.fromhex(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: checks the bundle beside it, or the one named."""
    parser = argparse.ArgumentParser(
        description="Checks a sealed claim bundle and figures every amount again."
    )
    parser.add_argument(
        "bundle", nargs="?", help="the zip, or its unzipped folder; left out: where verify.py lies"
    )
    parser.add_argument("--key", help="file with the public key that you trust")
    parser.add_argument("--seal", default="", help="the seal that you were told another way")
    chosen = parser.parse_args(arguments)
    try:
        key = read_key(Path(chosen.key)) if chosen.key else None
    except (Stopped, OSError) as fault:
        print(fault)
        return 2
    answer = check_bundle(Path(chosen.bundle or Path(__file__).resolve().parent), key, chosen.seal)
    for line in answer.lines:
        print(line.encode("ascii", "backslashreplace").decode("ascii"))
    return answer.code


if __name__ == "__main__":
    sys.exit(main())
