"""Which agreements of a library a book needs, from their headers alone: the others are not read.

An agreement whose term no recorded day falls in governs nothing there. A family whose headers do not say who
shares in an amount pays nobody whom the records name, and is left out unless it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.agreements.lower_front import days_covered
from arrears.agreements.names import text_at
from arrears.agreements.yaml_source import BYTES_LIMIT, WrittenMap, as_map, read_yaml_file
from arrears.findings import Finding, Refused

SHARES = "credit_shares"


@dataclass(frozen=True)
class Needed:
    """The addresses that a book needs, and a sentence for the families that are left out."""

    addresses: tuple[str, ...]
    left_out: tuple[str, ...]


def needed_agreements(
    folder: Path,
    days: tuple[date, date] | None,
    families: Sequence[str] = (),
    *,
    has_stoppages: bool = False,
    has_casts: bool = False,
) -> Needed:
    """The agreements of a library folder whose term has one of the days between the first and the last.

    days: None for no day at all, and then every version is needed. families: those asked for; without any,
    those that say who shares in an amount. has_stoppages: the records hold stoppages, which name who is paid
    under agreements that do not; has_casts: they hold the performers used in titles. What is left out then
    says how to ask for it. Only the headers on which the answer rests are read.
    Findings: `guild-unknown` for a family that the folder has not got, or none of whose versions is in force
    on any of the days.
    """
    paths = {
        path.parent.relative_to(folder).as_posix(): path for path in sorted(folder.glob("*/*/agreement.yaml"))
    }
    known = {address.split("/")[0] for address in paths}
    headers = {address: _header(folder, path) for address, path in paths.items() if _may_say(path, SHARES)}
    paying = {address.split("/")[0] for address, header in headers.items() if header.get(SHARES)}
    wanted = set(families) or paying
    _refuse_unknown(wanted - known, known)
    own = {address: path for address, path in paths.items() if address.split("/")[0] in wanted}
    addresses = tuple(
        address
        for address, path in own.items()
        if _is_within(headers.get(address) or _header(folder, path), days)
    )
    _refuse_idle([one for one in families if not any(a.split("/")[0] == one for a in addresses)], days)
    others = sorted(known - paying - wanted)
    if not others:
        return Needed(addresses, ())
    named = ", ".join(others)
    sentence = f"Nothing is computed under agreements of {named}: no record names who is paid under them yet."
    told = [word for word, is_held in (("stoppages", has_stoppages), ("casts", has_casts)) if is_held]
    if told and not families:
        sentence = (
            f"Nothing is computed under agreements of {named}, and the book records {' and '.join(told)} that"
            " some of them pay for: ask for one with --guild."
        )
    return Needed(addresses, (sentence,))


def _header(folder: Path, path: Path) -> WrittenMap:
    return as_map(read_yaml_file(path, path.relative_to(folder).as_posix()))


def _may_say(path: Path, key: str) -> bool:
    """Whether a header may have a key: most have not, as their text shows, and are not read for it."""
    try:
        with path.open("rb") as stream:
            return key.encode() in stream.read(BYTES_LIMIT + 1)
    except OSError:
        return True  # read, and then refused with the place


def _refuse_unknown(unknown: Collection[str], known: Collection[str]) -> None:
    if unknown:
        problem = "there is no agreement of this guild."
        expected, found = ", ".join(sorted(known)), ", ".join(sorted(unknown))
        raise Refused([Finding("guild-unknown", "--guild", problem, expected, found, "name one of them")])


def _refuse_idle(idle: Sequence[str], days: tuple[date, date] | None) -> None:
    if idle and days:
        problem = f"no agreement of {', '.join(idle)} is in force on a day of these records."
        remedy = "see the terms with `arrears agreements list`"
        found = f"records from {days[0]} to {days[1]}"
        raise Refused([Finding("guild-unknown", "--guild", problem, "a term with such a day", found, remedy)])


def _is_within(header: WrittenMap, days: tuple[date, date] | None) -> bool:
    if days is None or not text_at(header, "agreement"):
        return True
    first, last = days_covered(header)
    return first <= days[1] and days[0] <= last
