"""Which agreements of a library a book needs, from their headers alone: the others are not read.

An agreement whose term no recorded day falls in governs nothing there. A family whose headers do not say who
shares in an amount pays nobody whom the records name, and is left out unless it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.agreements.lower_front import days_covered
from arrears.agreements.names import text_at
from arrears.agreements.yaml_source import WrittenMap, as_map, read_yaml_file


@dataclass(frozen=True)
class Needed:
    """The addresses that a book needs, and a sentence for the families that are left out."""

    addresses: tuple[str, ...]
    left_out: tuple[str, ...]


def needed_agreements(folder: Path, days: tuple[date, date] | None, families: Sequence[str] = ()) -> Needed:
    """The agreements of a library folder whose term has one of the days between the first and the last.

    days: None for no day at all, and then every version is needed. families: those asked for; without any,
    those that say who shares in an amount.
    """
    headers = {
        path.parent.relative_to(folder).as_posix(): as_map(read_yaml_file(path, str(path)))
        for path in sorted(folder.glob("*/*/agreement.yaml"))
    }
    paying = {address.split("/")[0] for address, header in headers.items() if header.get("credit_shares")}
    wanted = set(families) or paying
    addresses = tuple(
        address
        for address, header in headers.items()
        if address.split("/")[0] in wanted and _is_within(header, days)
    )
    others = sorted({address.split("/")[0] for address in headers} - paying - wanted)
    if not others:
        return Needed(addresses, ())
    named = ", ".join(others)
    sentence = f"Nothing is computed under agreements of {named}: no record names who is paid under them yet."
    return Needed(addresses, (sentence,))


def _is_within(header: WrittenMap, days: tuple[date, date] | None) -> bool:
    if days is None or not text_at(header, "agreement"):
        return True
    first, last = days_covered(header)
    return first <= days[1] and days[0] <= last
