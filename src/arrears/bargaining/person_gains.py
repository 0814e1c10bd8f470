"""Reads what each person gains from the rest of a package, as somebody figured it elsewhere.

A person who is not in the file has a gain that is not known; an empty cell says so too. Neither is nought.
"""

from __future__ import annotations

import csv
from pathlib import Path

from arrears.findings import Finding, Refused
from arrears.formula.figures import read_number
from arrears.formula.kinds import MONEY
from arrears.money import Cents

BYTES_LIMIT = 16 * 1024 * 1024
FAULTS_SHOWN = 50
HEAD = ["person_id", "gain"]


def read_gains(path: Path) -> dict[str, Cents | None]:
    """Cents by person over the term of the package; null where the cell is empty.

    Findings: raises `Refused` with gains-not-read, and with every faulty line: gains-row, figure-not-read.
    """
    lines = _lines(path)
    if not lines or lines[0] != HEAD:
        problem, found = (
            "the first line does not name its columns",
            ",".join(lines[0])[:80] if lines else "none",
        )
        raise Refused([_not_read(f"{path.name}:1", problem, ",".join(HEAD), found)])
    gains: dict[str, Cents | None] = {}
    faults: list[Finding] = []
    for number, line in enumerate(lines[1:], start=2):
        place = f"{path.name}:{number}"
        if len(line) != len(HEAD) or not line[0] or line[0] in gains:
            problem, found = "each person has one line with a gain", ",".join(line)[:80]
            remedy = "join the lines of one person; leave the gain empty where it is not known"
            faults.append(Finding("gains-row", place, problem, "a person and a sum", found, remedy))
            continue
        gains[line[0]] = _cents(line[1], place, faults)
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    return gains


def _cents(cell: str, place: str, faults: list[Finding]) -> Cents | None:
    if not cell:
        return None
    try:
        figure = read_number(cell, place)
    except Refused as refused:
        faults.extend(refused.findings)
        return None
    if figure.kind != MONEY or figure.value.denominator != 1:
        problem, remedy = "this is no sum in whole cents", "write dollars with their sign, such as $1,302.50"
        faults.append(Finding("gains-row", place, problem, "a sum", cell[:80], remedy))
        return None
    return int(figure.value)


def _lines(path: Path) -> list[list[str]]:
    try:
        if not path.is_file() or path.stat().st_size > BYTES_LIMIT:
            raise ValueError("no such file, or a larger one")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [[cell.strip() for cell in line] for line in csv.reader(stream, strict=True) if line]
    except (OSError, ValueError, csv.Error) as fault:
        expected = f"a CSV file in UTF-8 of at most {BYTES_LIMIT:,} bytes"
        raise Refused(
            [_not_read(path.name, "the gains cannot be read", expected, str(fault)[:80])]
        ) from fault


def _not_read(place: str, problem: str, expected: str, found: str) -> Finding:
    return Finding(
        "gains-not-read", place, problem, expected, found, "check the file's name and what is in it"
    )
