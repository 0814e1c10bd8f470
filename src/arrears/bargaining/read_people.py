"""Reads a list of persons with what each loses by a day of a stoppage and gains in a year.

Names are not read: nobody's own money is shown, only how many persons end where. A figure without whose it is
is refused. A gain that is left to a book's price needs the person's id, and is marked so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from arrears.agreements.yaml_source import cannot_open
from arrears.bargaining.stoppage import PersonStake
from arrears.findings import Finding, Refused, suggest
from arrears.formula.figures import read_number
from arrears.formula.kinds import MONEY
from arrears.vocabulary import STATUSES

COLUMNS = ("kind", "loses_a_day", "gains_a_year", "by", "source", "status")
# person_id: as the book has it. raises_a_year: what raises of pay bring the person, beside a priced gain.
MORE_COLUMNS = ("person_id", "raises_a_year")
BYTES_LIMIT = 50_000_000
FAULTS_SHOWN = 20


def read_people(path: Path, is_priced: bool = False) -> tuple[PersonStake, ...]:
    """One person a row, by the columns of `COLUMNS` and `MORE_COLUMNS`; other columns are passed over.

    is_priced: a book prices gains, so an empty gain is one to be priced.

    Findings: raises `Refused` with `yaml-file` for a file that does not open, `people-columns`, and
    `people-row` for each row that cannot be read, the first of them.
    """
    rows = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        heading = next(rows, [])
        missing = [name for name in COLUMNS if heading.count(name) != 1]
        if missing:
            problem, expected = "the list of persons lacks columns, or has them twice.", ", ".join(COLUMNS)
            found = ", ".join(heading)[:200] or "nothing"
            raise Refused([Finding("people-columns", f"{path.name}:1", problem, expected, found)])
        places = {name: heading.index(name) for name in (*COLUMNS, *MORE_COLUMNS) if name in heading}
        faults: list[Finding] = []
        people = tuple(_people(rows, places, (path.name, is_priced), faults))
        faults += _twice(people) if is_priced else []
    except csv.Error as fault:
        problem = "the list of persons is not a table."
        raise Refused(
            [Finding("people-columns", path.name, problem, "comma-separated rows", str(fault))]
        ) from fault
    if not people and not faults:
        problem, remedy = "the list of persons holds nobody.", "add a row for each person"
        faults.append(Finding("people-row", path.name, problem, "at least one row", "none", remedy))
    if faults:
        raise Refused(faults[:FAULTS_SHOWN])
    return people


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            source = stream.read(BYTES_LIMIT + 1)
        if len(source) <= BYTES_LIMIT:
            return source.decode("utf-8-sig")
    except OSError as fault:
        raise Refused([cannot_open(path.name, fault)]) from fault
    except UnicodeDecodeError:
        pass
    problem, expected = "the list of persons cannot be read.", f"UTF-8 text of at most {BYTES_LIMIT:,} bytes"
    raise Refused([Finding("people-columns", path.name, problem, expected, "another file")])


def _twice(people: tuple[PersonStake, ...]) -> list[Finding]:
    """A person whose gain is priced stands in the list once, or the gain would count twice."""
    seen: set[str] = set()
    faults = []
    for one in people:
        if one.gain_is == "priced" and one.person_id in seen:
            problem, found = "this person is listed already.", f"'{one.person_id[:60]}'"
            faults.append(Finding("people-row", one.place, problem, "one row for each person", found))
        seen.add(one.person_id)
    return faults


def _people(
    rows: Iterator[list[str]], places: Mapping[str, int], how: tuple[str, bool], faults: list[Finding]
) -> Iterator[PersonStake]:
    name, is_priced = how
    for number, row in enumerate(rows, start=2):
        if not any(row):
            continue
        place = f"{name}:{number}"
        cells = {column: row[at].strip() if at < len(row) else "" for column, at in places.items()}
        try:
            yield _person(cells, place, is_priced)
        except Refused as refused:
            faults.extend(refused.findings)


def _person(cells: Mapping[str, str], place: str, is_priced: bool) -> PersonStake:
    kind, loses, gains, by, source, status = (cells[column] for column in COLUMNS)
    person_id, raises = cells.get("person_id", ""), cells.get("raises_a_year", "")
    is_left_to_price = is_priced and not gains
    wanted = [column for column in COLUMNS if column != "gains_a_year" or not is_left_to_price]
    empty = [column for column in wanted if not cells[column]]
    if is_left_to_price and not person_id:
        empty.append("person_id")
    if empty:
        problem = "a row leaves cells empty."
        raise Refused([Finding("people-row", place, problem, "every column", f"no {', '.join(empty)}")])
    if status not in STATUSES:
        problem, remedy = "this is no status.", suggest(status, STATUSES)
        raise Refused([Finding("people-row", place, problem, "a status", f"'{status[:60]}'", remedy)])
    loss = _dollars(loses, place)
    if loss < 0:
        problem = "a loss is written below nought."
        raise Refused([Finding("people-row", place, problem, "$0 or more", loses[:60])])
    if is_left_to_price:
        raised = _dollars(raises, place) if raises else Fraction(0)
        return PersonStake(
            kind, 1, loss, raised, by, source, status, place,
            person_id=person_id, gain_is="priced", raises_known=bool(raises),
        )  # fmt: skip
    gain = _dollars(gains, place)
    return PersonStake(kind, 1, loss, gain, by, source, status, place, person_id=person_id)


def _dollars(text: str, place: str) -> Fraction:
    figure = read_number(text, place)
    if figure.kind != MONEY:
        problem = "a figure of another sort stands here."
        raise Refused([Finding("people-row", place, problem, "dollars such as $350.00", f"'{text[:60]}'")])
    return figure.value
