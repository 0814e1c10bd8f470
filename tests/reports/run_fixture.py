"""Writes a small run folder from hand-made rows, in the layout of the audit; names are invented."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from arrears.audit.run_tables import TABLE_COLUMNS

AS_OF = date(2009, 8, 31)
GUILD, COMPANIES, REPORTED = 1, 2, 4
EVERY = GUILD | COMPANIES | REPORTED
ARROW = {
    "BIGINT": pyarrow.int64(),
    "INTEGER": pyarrow.int32(),
    "VARCHAR": pyarrow.string(),
    "VARCHAR[]": pyarrow.list_(pyarrow.string()),
    "DATE": pyarrow.date32(),
    "BOOLEAN": pyarrow.bool_(),
}
HOSTILE_NAME = '=HYPERLINK("x")<script>alert(1)</script>\x1b[31m'
NAMES = [
    ("company", "CO1", "Brindlemoor Pictures"),
    ("company", "CO2", "Ostrowick Television"),
    ("person", "P1", "Ada Quillfeather"),
    ("person", "P2", "Bram Thistlewhit"),
    ("person", "P3", HOSTILE_NAME),
    ("title", "T1", "The Lantern Tally"),
    ("title", "T2", "Marsh Hour: Low Water"),
]
OBLIGATION = {
    "line_id": 1, "clause_no": 0, "family": "wga", "article": "new-media", "clause": "download-television",
    "entitlement": "download", "reading": "", "positions": EVERY, "version": "mba-2008", "company_id": "CO1",
    "title_id": "T1", "market": "download", "territory": "us", "occasion": "2008Q3", "payee_id": "P1",
    "credit_column": "", "currency": "usd", "pool_cents": None, "share_num": 1, "share_den": 1,
    "amount_cents": 0, "low_cents": None, "high_cents": None, "missing": [], "due_on": date(2008, 11, 30),
    "late_rule": "wga/mba-2008/residuals", "status": "secondary",
}  # fmt: skip
STANDING = {
    "paid_cents": 0, "with_guild_cents": 0, "open_cents": 0, "state": "no_payment_found", "settled_on": None,
    "days_past_due": 274, "why": "no payment for this title and quarter",
}  # fmt: skip
HEADING = {
    "run_id": "9f3e01", "seq": 12, "head": "ab" * 32, "as_of": "2009-08-31", "known_by": "2009-08-30",
    "agreements": [{"address": "wga/mba-2008", "digest": "cd" * 32}],
    "positions": [
        {"name": "guild", "answers": {"covered": "guild"}, "is_own_words": True},
        {"name": "companies", "answers": {"covered": "companies"}, "is_own_words": True},
        {"name": "companies-per-guild", "answers": {"covered": "companies-per-guild"}, "is_own_words": False},
    ],
    "clauses": [{"no": 0, "name": "new-media/download-television", "reading": "", "positions": EVERY}],
    "trust": {"receipt": ["brindlemoor", "wga"]}, "counts": {"line": 12},
    "left_out": ["contributions to the plans: no clause of them is encoded"],
}  # fmt: skip


def owes(number: int, amount: int | None, *, standing: Mapping[str, Any], **columns: Any) -> dict[str, Any]:
    """One obligation with its standing, as a row of both tables."""
    return {"obligation_no": number, "amount_cents": amount, **columns, "_standing": dict(standing)}


def hand_made_obligations() -> list[dict[str, Any]]:
    """One item of every state, one on which the sides differ both ways, one in another currency."""
    library = {"title_id": "T2", "payee_id": "P2"}
    own_share = {"payee_id": "P3", "occasion": "2008Q4", "share_num": 1, "share_den": 4, "pool_cents": 400_00}
    return [
        owes(1, 100_00, standing={"open_cents": 100_00}),
        owes(2, 50_00, standing={"open_cents": 40_00, "paid_cents": 10_00, "state": "short"},
             reading="guild", positions=GUILD, **library),
        owes(3, 30_00, standing={"open_cents": 20_00, "paid_cents": 10_00, "state": "short"},
             clause="download-library", positions=COMPANIES, status="derived", **library),
        owes(4, 35_00, standing={"open_cents": 25_00, "paid_cents": 10_00, "state": "short"},
             reading="companies-per-guild", positions=REPORTED, **library),
        owes(5, 100_00, standing={"open_cents": 20_00, "paid_cents": 80_00, "state": "short",
                                  "days_past_due": 30}, status="unverified", **own_share),
        owes(6, 70_00, standing={"paid_cents": 70_00, "state": "settled", "settled_on": date(2009, 3, 1)},
             company_id="CO2", occasion="2008Q2", due_on=date(2008, 8, 30)),
        owes(7, 60_00, standing={"state": "not_yet_due", "open_cents": 60_00, "days_past_due": 0},
             occasion="2009Q3", due_on=date(2009, 11, 30)),
        owes(8, 44_00, standing={"state": "with_the_guild", "with_guild_cents": 44_00, "paid_cents": 44_00},
             occasion="2009Q1"),
        owes(9, 33_00, standing={"state": "not_comparable", "open_cents": None}, occasion="2009Q2"),
        owes(10, None, standing={"state": "not_computable", "open_cents": None},
             occasion="half:1", missing=["photographed_on"], low_cents=0, high_cents=5_00),
        owes(11, 12_00, standing={"open_cents": 12_00, "state": "paid_to_another_payee"},
             company_id="CO2", payee_id="P3", title_id="T2", due_on=date(2009, 5, 31)),
        owes(12, 8_00, standing={"open_cents": 8_00}, currency="cad", territory="ca"),
        # The companies' words give more here than the guild's: shown, never netted.
        owes(13, 3_00, standing={"open_cents": 3_00}, occasion="2009Q1", reading="guild", positions=GUILD,
             **library),
        owes(14, 9_00, standing={"open_cents": 9_00}, occasion="2009Q1", clause="download-library",
             positions=COMPANIES | REPORTED, **library),
    ]  # fmt: skip


def hand_made_late_charges() -> list[dict[str, Any]]:
    """A charge on money still open and one on money paid late."""
    rule = {"late_rule": "wga/mba-2008/residuals", "status": "unverified", "disputed": False}
    return [
        {"obligation_no": 1, "months": 9, "days": 274, "simple_cents": 13_50, "compound_cents": 14_34,
         "daily_cents": 13_51, **rule},
        {"obligation_no": 6, "months": 6, "days": 183, "simple_cents": 6_30, "compound_cents": 6_54,
         "daily_cents": 6_32, **rule},
        {"obligation_no": 2, "months": 9, "days": 274, "simple_cents": 5_40, "compound_cents": 5_74,
         "daily_cents": 5_41, **rule, "disputed": True},
        {"obligation_no": 3, "months": 9, "days": 274, "simple_cents": 2_70, "compound_cents": 2_87,
         "daily_cents": 2_70, **rule, "disputed": True},
    ]  # fmt: skip


HAND_MADE_MATCHES = [
    {"obligation_no": 6, "payment_row_id": 71, "payment_id": "PAY7", "line_no": 1, "amount_cents": 70_00,
     "paid_on": date(2009, 3, 1), "received_by_guild_on": date(2009, 3, 1),
     "sent_on_to_member_on": date(2009, 3, 20), "payee_id": "P1", "how": "all_keys", "why": "all keys agree"},
    {"obligation_no": 8, "payment_row_id": 72, "payment_id": "PAY8", "line_no": 1, "amount_cents": 44_00,
     "paid_on": date(2009, 5, 20), "received_by_guild_on": date(2009, 5, 22), "sent_on_to_member_on": None,
     "payee_id": "P1", "how": "all_keys", "why": "all keys agree"},
]  # fmt: skip
HAND_MADE_EXCEPTIONS = [
    {"payment_row_id": 81, "payment_id": "PAY9", "line_no": 2, "payer_id": "CO2", "payee_id": "P1",
     "payee_as_written": "A. Quillfeather", "title_id": "T1", "market": "download", "period": "2008Q2",
     "kind": "duplicate", "amount_cents": 70_00, "currency": "usd", "why": "line 1 of PAY7 settled it"},
]  # fmt: skip
HAND_MADE_FINDINGS = [
    {"code": "fact-missing", "place": "title:T1", "problem": "no photography date", "expected": "a date",
     "found": "nothing", "remedy": "ask CO1 for the first day of photography", "row_id": 5},
]  # fmt: skip


def write_table(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write one derived table with the types of the contract."""
    columns = [column.split(" ") for column in TABLE_COLUMNS[name].split(", ")]
    schema = pyarrow.schema([(column, ARROW[kind]) for column, kind in columns])
    records = [{column: row.get(column) for column, _ in columns} for row in rows]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records, schema), folder / f"{name}.parquet")


def numbered(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the number that a run gives to each company, title, market, place and so on."""
    columns = ("company_id", "title_id", "market", "territory", "occasion", "currency")
    keys = [tuple(row.get(column) for column in columns) for row in rows]
    return [{**row, "item_group_no": keys.index(key) + 1} for row, key in zip(rows, keys, strict=True)]


def write_run(folder: Path, obligations: Sequence[Mapping[str, Any]] | None = None, **tables: Any) -> Path:
    """A run folder; tables not given hold the hand-made rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = hand_made_obligations() if obligations is None else obligations
    write_table(folder, "obligation", numbered([{**OBLIGATION, **row} for row in rows]))
    standings = [{**STANDING, **row["_standing"], "obligation_no": row["obligation_no"]} for row in rows]
    write_table(folder, "standing", standings)
    write_table(folder, "late_charge", tables.get("late_charges", hand_made_late_charges()))
    write_table(folder, "match", tables.get("matches", HAND_MADE_MATCHES))
    write_table(folder, "exception", tables.get("exceptions", HAND_MADE_EXCEPTIONS))
    write_table(folder, "finding", tables.get("findings", HAND_MADE_FINDINGS))
    write_table(folder, "name", [dict(zip(("kind", "id", "name"), row)) for row in NAMES])
    heading = {**HEADING, **tables.get("heading", {})}
    (folder / "run.json").write_text(json.dumps(heading), encoding="utf-8")
    return folder
