"""Every mark of a disagreement in the shared reference folder is in the ledger, or is none for a reason.

A mark is a key of a reference file with such a word (`conflict`, `ambiguity`, `scope_dispute`), or a sentence
that has one. Marks are found here again each time, so that a new one fails until it is placed. `peers.md` is
about other programs and no source of terms.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = REPOSITORY.parent / "shared" / "reference"
PLACED = REPOSITORY / "tests" / "agreements" / "library" / "reference_conflicts.yaml"
KEY = re.compile(r"conflict|ambigu|dispute")
WORD = re.compile(
    r"\b(conflict\w*|contradict\w*|disagree\w*|discrepan\w*|inconsisten\w*|unreconciled|mismatch\w*"
    r"|misprint\w*|supersede\w*|differ|differs|differing|versus|vs|v|whereas|keep both|does not match"
    r"|two printed)\b",
    re.IGNORECASE,
)
NOT_SOURCES = ("peers.md",)
WAYS = ("conflicts", "questions", "both_ways", "stands")


def marks_of(written: object, path: tuple[str, ...]) -> Iterator[str]:
    """The places below a value of a reference file that have a mark, by the id of their fact or by path."""
    if isinstance(written, dict):
        here = (path[0], written["id"]) if "id" in written else path
        for key, value in written.items():
            if KEY.search(key) or (isinstance(value, str) and key != "url" and WORD.search(value)):
                yield "/".join(here).removeprefix("facts/")
            elif isinstance(value, dict | list):
                yield from marks_of(value, here if "id" in written else (*here, key))
    elif isinstance(written, list):
        for place, item in enumerate(written):
            if isinstance(item, str) and not item.startswith("http") and WORD.search(item):
                yield "/".join(path).removeprefix("facts/")
            elif not isinstance(item, str):
                named = isinstance(item, dict) and "id" in item
                yield from marks_of(item, path if named else (*path, str(place)))


def marks_in(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return {str(number) for number, line in enumerate(text.splitlines(), start=1) if WORD.search(line)}
    return set(marks_of(yaml.load(text, Loader=yaml.BaseLoader), ()))


@cache
def placed() -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    return yaml.load(PLACED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # type: ignore[no-any-return]


def all_placed() -> list[tuple[str, Mapping[str, object]]]:
    return [(f"{name}: {mark}", said) for name, marks in placed().items() for mark, said in marks.items()]


@cache
def agreements() -> tuple[Agreement, ...]:
    return load_library()


@cache
def known(way: str) -> frozenset[str]:
    """The addresses that a way of placing a mark may name."""
    parts = [part for one in agreements() for part in addressed_parts(one).values()]
    match way:
        case "conflicts":
            return frozenset(p.address.removesuffix("/conflicts") for p in parts if p.sort == "conflict")
        case "questions":
            clauses = [clause for one in agreements() for clause in one.clauses()]
            return frozenset(question.address for clause in clauses for question in clause.questions)
        case "both_ways":
            rules = [(one, rule) for one in agreements() for rule in one.late_rules.values()]
            return frozenset(
                f"{one.address}/late_rules/{rule.rule_id.rpartition('/')[2]}"
                for one, rule in rules
                if len(rule.counts) > 1
            )
    return frozenset(part.address for part in parts)


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the shared reference folder is not beside the repository")
def test_every_mark_of_a_disagreement_is_placed_and_nothing_else_is() -> None:
    files = [path for path in sorted(REFERENCE.iterdir()) if path.name not in NOT_SOURCES]
    found = {path.name: marks for path in files if (marks := marks_in(path))}
    assert {name: sorted(marks) for name, marks in found.items()} == {
        name: sorted(marks) for name, marks in placed().items()
    }


@pytest.mark.parametrize(("mark", "said"), all_placed(), ids=[mark for mark, _ in all_placed()])
def test_what_holds_a_disagreement_is_in_the_library(mark: str, said: Mapping[str, object]) -> None:
    assert set(said) <= {*WAYS, "because"}, mark
    for way in WAYS:
        addresses = said.get(way, [])
        assert isinstance(addresses, list)
        assert [one for one in addresses if one not in known(way)] == [], f"{mark}, {way}"
    holds = any(said.get(way) for way in ("conflicts", "questions", "both_ways"))
    assert holds or said.get("because"), f"{mark} is neither held nor passed over for a reason"


def test_a_mark_is_found_in_a_key_a_sentence_and_a_list() -> None:
    written = {
        "facts": [
            {"id": "one", "ambiguity": "open"},
            {"id": "two", "note": "sources differ"},
            {"id": "three", "note": "one source"},
            {"id": "four", "says": ["2% vs 3%"], "url": "https://example.org/a-v-b"},
        ],
        "totals": {"year": [{"conflict": "another total"}]},
    }
    assert sorted(marks_of(written, ())) == ["four", "one", "totals/year/0", "two"]
