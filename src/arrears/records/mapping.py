"""Which column of a file is which column of a table: by its heading, or as the importer says.

A heading without `_cents` (`gross`) gives amounts in currency, `gross_cents` gives cents. Columns of social
security and bank numbers are never stored, whatever they are mapped to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from arrears.findings import Finding, suggest
from arrears.records.faults import shortened
from arrears.records.tables import Column, Table

IGNORE = "ignore"
MASKED_TARGETS = ("social_security_number", "bank_number")
PRIVATE_NAME = re.compile(
    r"(^|_)(s_?s_?n|ss_?(no|num|number)|social_security|social_insurance|itin|tin|f?ein|tax_?(id|payer)\w*"
    r"|iban|bic|swift|routing|sort_code|aba|bank|account|acct)(_|$)"
)


@dataclass(frozen=True)
class MappedColumn:
    """A column of the file and the column of the table it fills. in_currency: 12.34 instead of 1234 cents."""

    header: str
    column: Column
    in_currency: bool = False


@dataclass(frozen=True)
class ColumnPlan:
    """What happens to each column of a file: it fills a column, is masked, or is left out."""

    mapped: tuple[MappedColumn, ...]
    masked: tuple[str, ...]
    ignored: tuple[str, ...]

    @property
    def headers(self) -> Mapping[str, str]:
        """Column of the table → heading in the file, for the places of findings."""
        return {part.column.name: part.header for part in self.mapped}


def heading_word(heading: str) -> str:
    """A heading as a word: small letters, underscores for blanks and dashes."""
    return re.sub(r"[^a-z0-9]+", "_", heading.strip().lower()).strip("_")


def is_private(heading: str) -> bool:
    """Whether a heading names a social security, tax, bank or account number."""
    return PRIVATE_NAME.search(heading_word(heading)) is not None


def map_columns(
    table: Table, name: str, header: tuple[str, ...], given: Mapping[str, str]
) -> tuple[ColumnPlan, list[Finding]]:
    """The plan for a file's columns; with findings it must not be followed.

    given: heading → column, `ignore`, `social_security_number` or `bank_number`.
    Findings: unknown_heading, unknown_column, private_column, mapped_twice, column_missing.
    """
    findings = [_unknown_heading(name, heading, header) for heading in given if heading not in header]
    mapped: list[MappedColumn] = []
    masked, ignored = [], []
    for heading in header:
        target = given.get(heading, heading_word(heading))
        found = _target(table, heading, target)
        if target in MASKED_TARGETS or (found is None and (is_private(heading) or is_private(target))):
            masked.append(heading)
        elif target == IGNORE:
            ignored.append(heading)
        elif found is None:
            findings.append(_unknown_column(table, name, heading, target))
        elif is_private(heading):
            findings.append(_private_column(name, heading, target))
        else:
            mapped.append(found)
    findings.extend(_mapped_twice(name, mapped))
    findings.extend(_missing(table, name, mapped))
    return ColumnPlan(tuple(mapped), tuple(masked), tuple(ignored)), findings


def _target(table: Table, heading: str, target: str) -> MappedColumn | None:
    """The table's column of that name; `row_id` and `source_row` are given by the book and the file."""
    for column in table.stored_columns:
        if column.name == target and target not in ("row_id", "source_row"):
            return MappedColumn(heading, column)
    for column in table.columns:
        if column.type == "cents" and column.name == f"{target}_cents":
            return MappedColumn(heading, column, in_currency=True)
    return None


def _unknown_heading(name: str, heading: str, header: tuple[str, ...]) -> Finding:
    problem = "the mapping names a column that the file does not have"
    return Finding(
        "unknown_heading", f"{name}:1", problem, "a heading", shortened(heading), suggest(heading, header)
    )


def _unknown_column(table: Table, name: str, heading: str, target: str) -> Finding:
    columns = [column.name for column in table.columns]
    remedy = (
        f"{suggest(target, columns)} as its heading, or map '{shortened(heading)}' to it or to `{IGNORE}`"
    )
    return Finding(
        "unknown_column",
        f"{name}:1",
        f"{table.name} has no such column",
        "a column",
        shortened(heading),
        remedy,
    )


def _private_column(name: str, heading: str, target: str) -> Finding:
    return Finding(
        "private_column",
        f"{name}:1:{heading}",
        "a column named as a social security, tax or bank number is never stored",
        expected=f"another column for {target}",
        found=heading,
        remedy=f"map it to `{MASKED_TARGETS[0]}` or `{MASKED_TARGETS[1]}` so that it is masked,"
        " or rename it if it holds neither",
    )


def _mapped_twice(name: str, mapped: list[MappedColumn]) -> list[Finding]:
    findings = []
    for column in sorted({part.column.name for part in mapped}):
        headings = [part.header for part in mapped if part.column.name == column]
        if len(headings) > 1:
            problem = f"several columns fill {column}"
            remedy = f"map all but one to `{IGNORE}`"
            findings.append(Finding("mapped_twice", f"{name}:1", problem, "one", ", ".join(headings), remedy))
    return findings


def _missing(table: Table, name: str, mapped: list[MappedColumn]) -> list[Finding]:
    filled = {part.column.name for part in mapped}
    return [
        Finding(
            "column_missing",
            f"{name}:1",
            "a required column is missing",
            expected=f"{column.name} ({column.meaning})",
            remedy="add the column, or map the column that holds it",
        )
        for column in table.columns
        if column.required and column.name not in filled
    ]
