"""What an agreement says beside its clauses: terms that are known and not figured, and parts left out.

They are read for people and for the ledger; no amount ever rests on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from arrears.agreements.lower_names import conflicts_of
from arrears.agreements.model import Citation, LeftOut, Noted
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.scope import attempt
from arrears.agreements.yaml_source import WrittenList, WrittenMap
from arrears.findings import Finding


def noted_of(
    block: WrittenMap, address: str, above: Citation | None, faults: list[Finding]
) -> tuple[Noted, ...]:
    """The `noted:` of an article or a header, each at `<address>/noted/<name>`.

    Findings: a noted term without a citation, and a name that stands twice.
    """
    noted: dict[str, Noted] = {}
    for item in _entries(block, "noted"):
        name, citation = text_at(item, "name"), citation_of(item, above)
        at = f"{address}/noted/{name}"
        if at in noted:
            problem = f"'{name[:60]}' is noted twice."
            faults.append(
                Finding("agreement-name", item.place, problem, "a name of its own", f"'{name[:60]}'")
            )
        if citation is None:
            problem, remedy = f"the noted term '{name[:60]}' has no citation.", "say where it was read"
            faults.append(
                Finding("agreement-citation", item.place, problem, "cite and status", "none", remedy)
            )
            continue
        conflicts = attempt(faults, partial(conflicts_of, item, at, citation)) or ()
        noted.setdefault(at, Noted(at, text_at(item, "says"), citation, conflicts))
    return tuple(noted.values())


def left_out_of(block: WrittenMap) -> tuple[LeftOut, ...]:
    """The `left_out:` of an article or a header."""
    return tuple(
        LeftOut(text_at(item, "part"), text_at(item, "because")) for item in _entries(block, "left_out")
    )


def _entries(block: WrittenMap, key: str) -> Iterator[WrittenMap]:
    written = block.get(key)
    for item in written.items if isinstance(written, WrittenList) else ():
        if isinstance(item, WrittenMap):
            yield item
