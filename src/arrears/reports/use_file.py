"""A described use in a YAML file: the facts of one record, and what single guilds' records state otherwise.

Read with the limits of agreement files; a key that is not known is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.names import text_at
from arrears.agreements.shapes import Key, KeyedShape, NamedShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, as_map, read_yaml_file
from arrears.findings import Refused

FACTS = NamedShape(TextShape("a fact: $140,000.00, 60,000, 2008-09-30 or a word"), "facts by name")
USE_FILE = KeyedShape(
    "a described use",
    (
        Key("use", FACTS, True),
        Key("only", NamedShape(FACTS, "facts that one guild's records state otherwise, by family")),
    ),
)


@dataclass(frozen=True)
class DescribedUse:
    """Facts by name, and by family those that differ."""

    stated: Mapping[str, str]
    only: Mapping[str, Mapping[str, str]]


def read_use(path: Path) -> DescribedUse:
    """A described use from its file. Findings: raises `Refused` with every fault of the file."""
    written = read_yaml_file(path, path.name)
    faults = list(shape_faults(written, USE_FILE))
    if faults:
        raise Refused(faults)
    block = as_map(written)
    only = block.get("only")
    entries = only.entries if isinstance(only, WrittenMap) else ()
    return DescribedUse(
        _facts(as_map(block.get("use"))), {name.text: _facts(as_map(facts)) for name, facts in entries}
    )


def _facts(block: WrittenMap) -> Mapping[str, str]:
    return {name.text: text_at(block, name.text) for name, _ in block.entries}
