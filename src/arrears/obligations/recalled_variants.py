"""The clauses of a finished run, each on its reading, put together again from the run's agreements.

A run names its clauses by number; nothing is chosen anew here. Agreements that are not those of the run are
refused, since their figures would explain another amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.model import Agreement
from arrears.agreements.readings import Position, read_as
from arrears.findings import Finding, Refused
from arrears.formula.periods import ask_for_days, prorate
from arrears.obligations.variants import Variant


@dataclass(frozen=True)
class ClauseOfRun:
    """A clause as `run.json` lists it. name: `wga/mba-2008/new-media/rental`. positions: a bitmask."""

    no: int
    name: str
    reading: str
    positions: int


def recall_agreements(
    agreements: Sequence[Agreement], used: Sequence[tuple[str, str]], place: str
) -> tuple[Agreement, ...]:
    """The agreements that a run used (address, digest), out of those loaded.

    Findings: `run-agreement-differs`, for each that is not loaded or was changed since the run.
    """
    loaded = {agreement.address: agreement for agreement in agreements}
    faults = []
    for address, digest in used:
        found = loaded[address].digest if address in loaded else "none of that name"
        if found != digest:
            problem = f"the run was made with another {address} than is loaded"
            remedy = "run `arrears audit BOOK` again with the agreements of today"
            faults.append(
                Finding("run-agreement-differs", place, problem, digest[:12], found[:17].strip(), remedy)
            )
    if faults:
        raise Refused(faults)
    return tuple(loaded[address] for address, _ in used)


def recall_variants(
    agreements: Sequence[Agreement], clauses: Sequence[ClauseOfRun], positions: Sequence[Position]
) -> Mapping[int, Variant]:
    """The run's variants by number.

    A variant that stands for others of equal amounts is read as its first position reads it.
    """
    by_address = {agreement.address: agreement for agreement in agreements}
    numbers = {(listed.name, bit): listed.no for listed in clauses for bit in _bits(listed.positions)}
    variants: dict[int, Variant] = {}
    for listed in clauses:
        address, lineage = _split_name(listed.name)
        agreement = by_address[address]
        clause = next(one for one in agreement.clauses() if one.name == lineage)
        bit = next(_bits(listed.positions))
        named = [(name, (f"{address}/{name}", bit)) for name in owed_clauses(clause)]
        owed = {name: numbers[key] for name, key in named if key in numbers}
        variants[listed.no] = Variant(
            no=listed.no,
            agreement=agreement,
            clause=clause,
            formula=ask_for_days(prorate(read_as(clause, positions[bit].answers))),
            reading=listed.reading,
            positions=listed.positions,
            owed=owed,
            stratum=max((variants[no].stratum + 1 for no in owed.values()), default=0),
        )
    return variants


def _bits(mask: int) -> Iterator[int]:
    return (bit for bit in range(mask.bit_length()) if mask >> bit & 1)


def _split_name(name: str) -> tuple[str, str]:
    """`wga/mba-2008/new-media/rental` is the agreement's address and the clause's lineage."""
    family, version, lineage = name.split("/", 2)
    return f"{family}/{version}", lineage
