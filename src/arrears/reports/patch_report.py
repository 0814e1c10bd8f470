"""Two versions side by side as a report: by the edits where one descends from the other, else by address.

The report says what the agreements say; nothing is figured here.
"""

from __future__ import annotations

from arrears.agreements.diff import Change, diff_agreements
from arrears.agreements.model import Agreement, Citation, Edit
from arrears.agreements.patch_diff import (
    ChainedEdit,
    PatchedDifference,
    address_words,
    diff_by_edits,
)
from arrears.reports.tables import Column, Report, Section, Table

EDIT_COLUMNS = (
    Column("item", "item"),
    Column("address", "address", for_readers=False),
    Column("what", "what"),
    Column("was", "was"),
    Column("is", "is"),
    Column("cite", "where"),
    Column("status", "status"),
)
CHANGE_COLUMNS = (Column("address", "address"), Column("was", "was"), Column("is", "is"))


def difference_report(old: Agreement, new: Agreement) -> Report:
    """What differs between two versions."""
    heading = tuple(
        (name, f"{one.address}, {one.title}, {one.covers_from} to {one.covers_until}")
        for name, one in (("older", old), ("newer", new))
    )
    difference = diff_by_edits(old, new)
    if difference is None:
        table = _changes("differences", diff_agreements(old, new))
        sentence = (
            f"{new.address} is not written as a patch of {old.address}; both are compared as they stand."
        )
        sections: tuple[Section, ...] = (Section("Differences", (sentence,), (table,)),)
    else:
        sections = _sections(old, new, difference)
    return Report(f"{old.address} to {new.address}", heading, sections)


def main_table(report: Report) -> str:
    """The name of the table that a data file of the report holds."""
    return next(table.name for table in report.tables())


def _changes(name: str, changes: list[Change]) -> Table:
    return Table(name, "", CHANGE_COLUMNS, tuple((one.address, one.was, one.now) for one in changes))


def _sections(old: Agreement, new: Agreement, difference: PatchedDifference) -> tuple[Section, ...]:
    several = len(difference.patches) > 1
    edits = Table(
        "edits", "", EDIT_COLUMNS, tuple(_edit_row(old, new, edit, several) for edit in difference.edits)
    )
    left = Table(
        "items_left",
        "",
        (
            Column("item", "item"),
            Column("says", "says"),
            Column("because", "no edit because"),
            Column("cite", "where"),
        ),
        tuple(
            (_numbered(item.item, version, several), item.says, item.because, _cited(item.citation))
            for version, item in difference.items_left
        ),
    )
    endings = Table(
        "endings",
        "",
        (Column("ending", "it"), Column("clause", "clause"), Column("why", "why"), Column("cite", "where")),
        tuple(
            ("lives on" if one.lives_on else "expires", one.clause, one.why, _cited(one.citation))
            for one in difference.endings
        ),
    )
    through = " through " + ", ".join(patch.address for patch in difference.patches[:-1]) if several else ""
    return (
        Section("Edits", (f"{new.address} is {old.address} with these edits{through}.",), (edits,)),
        Section("Items without an edit", (), (left,)),
        Section("What else differs", (), (_changes("beside", list(difference.beside)),)),
        Section(f"What becomes of the clauses after {old.covers_until}", (), (endings,)),
    )


def _edit_row(old: Agreement, new: Agreement, edit: ChainedEdit, several: bool) -> tuple[str, ...]:
    named = [one for one in (new, old) if edit.address.partition("/")[0] in {a.name for a in one.articles}]
    steps = [(version, step) for version, step in edit.steps if step.verb != "rename" or len(edit.steps) == 1]
    items = "; ".join(_numbered(step.item or "a new name", version, several) for version, step in steps)
    cites = "; ".join(dict.fromkeys(_source(step) for _, step in steps if _source(step)))
    last = steps[-1][1].citation
    what = address_words(named[0] if named else new, edit.address)
    return (items, edit.address, what, edit.was, edit.now, cites, last.status if last is not None else "")


def _numbered(item: str, version: str, several: bool) -> str:
    return f"{version.rpartition('/')[2]} {item}" if several else item


def _source(edit: Edit) -> str:
    return edit.citation.source if edit.citation is not None else ""


def _cited(citation: Citation | None) -> str:
    return f"{citation.source} [{citation.status}]" if citation is not None else ""
