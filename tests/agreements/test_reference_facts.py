"""Every fact of the shared reference folder stands in the library at an address, or says why not.

Each owner of a part of the library keeps a map `tests/agreements/library/<name>_facts.yaml`:

    reference: terms-wga.yaml
    facts:
      term-2001: [wga/mba-2001/covers/from, wga/mba-2001/covers/until]
      nm08-data: {left_out: a right to look into deals, no amount}
      tv-pbs: {at: [wga/mba-2001/noted/pbs], left_out: the part that is not encoded, and why}

A reference file is checked for completeness once all its maps exist; what exists is always checked.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.load import load_library

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = REPOSITORY.parent / "shared" / "reference"
MAPS = sorted((REPOSITORY / "tests" / "agreements" / "library").glob("*_facts.yaml"))
# How many maps a reference file is divided among.
OWNERS = {"terms-wga.yaml": 1, "terms-sag.yaml": 3, "terms-dga-iatse-afm.yaml": 2}
KEYS = {"at", "left_out"}


class Entry(NamedTuple):
    """Where one fact went, as a map says it."""

    map_name: str
    reference: str
    fact: str
    addresses: list[str]
    reason: str


def entries_of(path: Path) -> Iterator[Entry]:
    written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for fact, said in written["facts"].items():
        block = said if isinstance(said, dict) else {"at": said}
        assert set(block) <= KEYS, f"{path.name}: {fact}"
        at = block.get("at", [])
        addresses = [at] if isinstance(at, str) else list(at)
        yield Entry(path.name, written["reference"], fact, addresses, block.get("left_out", ""))


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(entry for path in MAPS for entry in entries_of(path))


@cache
def fact_ids(reference: str) -> tuple[str, ...]:
    if not REFERENCE.is_dir():
        pytest.skip("the shared reference folder is not beside the repository")
    written = yaml.load((REFERENCE / reference).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return tuple(fact["id"] for key in ("facts", "scale_facts") for fact in written.get(key, ()))


@cache
def known_addresses(agreement: str) -> frozenset[str]:
    (loaded,) = load_library(addresses=[agreement])
    return frozenset(addressed_parts(loaded))


def mapped(reference: str) -> list[str]:
    return [entry.fact for entry in entries() if entry.reference == reference]


@pytest.mark.parametrize("reference", OWNERS)
def test_no_fact_is_mapped_twice_and_each_is_known(reference: str) -> None:
    facts = mapped(reference)
    assert sorted({fact for fact in facts if facts.count(fact) > 1}) == []
    assert set(facts) - set(fact_ids(reference)) == set()


@pytest.mark.parametrize("reference", OWNERS)
def test_every_fact_is_mapped(reference: str) -> None:
    maps = {entry.map_name for entry in entries() if entry.reference == reference}
    if len(maps) < OWNERS[reference]:
        pytest.skip(f"{len(maps)} of {OWNERS[reference]} maps of {reference} exist")
    assert set(fact_ids(reference)) - set(mapped(reference)) == set()


def test_every_map_is_of_a_reference_file() -> None:
    assert {entry.reference for entry in entries()} <= set(OWNERS)


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.name)
def test_every_address_stands_in_the_library(path: Path) -> None:
    missing = [
        f"{entry.fact}: {address}"
        for entry in entries_of(path)
        for address in entry.addresses
        if address not in known_addresses("/".join(address.split("/")[:2]))
    ]
    assert missing == []


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.name)
def test_every_fact_has_an_address_or_a_reason(path: Path) -> None:
    bare = [e.fact for e in entries_of(path) if not e.addresses and len(e.reason.split()) < 3]
    assert bare == []
