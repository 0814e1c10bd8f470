"""What changed in a claim is printed line by line, with both amounts and the cause."""

from __future__ import annotations

from datetime import date

from tests.claims.claim_fixture import claim_of, opened

from arrears.claims.changes import ClaimChanges, LineChange
from arrears.claims.claim import LineSet
from arrears.reports.claim_changes_report import build_claim_changes, side_facts, version_text
from arrears.reports.plain import as_text
from arrears.reports.rows import as_csv

DUE = date(2008, 11, 30)
CHANGES = ClaimChanges(
    "claim/1",
    (
        LineChange(
            "another amount", "wga/a/b:C1:T1:download:us:2008Q3:P1:usd", "T1", "usd",
            (79_50, DUE, "mba-2008", "no_payment_found", 0), (159_00, DUE, "mba-2011", "short", 10_00),
            "1 receipt row of entry 3 (wga, learned 2009-09-15)",
        ),
        LineChange(
            "no longer there", "wga/a/b:C1:T1:download:us:2008Q4:P1:usd", "T1", "usd",
            (10_00, DUE, "mba-2008", "no_payment_found", 0), None, "",
        ),
        LineChange(
            "new", "wga/a/b:C1:T1:download:us:2008Q4:P2:usd", "T1", "usd",
            None, (None, None, "mba-2008", "not_computable", 0), "",
        ),
    ),
    7,
    ("wga/mba-2008",),
)  # fmt: skip


def test_both_amounts_their_difference_and_the_cause_are_told():
    report = build_claim_changes(claim_of(opened()), CHANGES, side_facts("entry 2", "run 1"), 10)
    (table,) = (one for one in report.tables() if one.name == "changes")
    rows = [line.split(",", 5) for line in as_csv(table).splitlines()[1:]]
    assert [row[1:5] for row in rows] == [
        ["another amount", "79.50", "159.00", "79.50"],
        ["no longer there", "10.00", "", "-10.00"],
        ["new", "", "", ""],
    ]
    text = " ".join(as_text(report).split())
    assert "3 of the claim's lines differ, 7 are as they were." in text
    assert "The agreement files differ: wga/mba-2008." in text
    assert "mba-2008 → mba-2011" in text
    assert "1 receipt row of entry 3 (wga, learned 2009-09-15)" in text
    assert "nothing of this title came between" in text


def test_a_long_list_is_cut_and_says_so():
    report = build_claim_changes(claim_of(opened()), CHANGES, (), 1)
    assert [one.left_off for one in report.tables() if one.name == "changes"] == [2]


def test_a_version_is_named_by_its_entries():
    sets = (LineSet(2, DUE, {}, 1_200, "0"), LineSet(5, DUE, {}, 3, "0"))
    assert version_text(sets) == "entry 2 of 2008-11-30: 1,200 lines; entry 5 of 2008-11-30: 3 lines"
