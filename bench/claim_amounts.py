"""Measures what a large claim amounts to on three readings, from its own file: read, figured, summed.

python bench/claim_amounts.py FOLDER [LINES]

Invented lines: so many items, each priced apart on three readings (so three times as many obligations), under
a rule of 1.5% a month; a fifth partly paid, a tenth disputed, due over five years. Prints seconds by part.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pyarrow as pa

from arrears.book.ledger import Book, create_book
from arrears.claims.amounts import a_month_later, amounts_by, figure_as_filed
from arrears.claims.casework import NewEvent, Plan, append_numbered
from arrears.claims.claim import Claim, read_claim
from arrears.claims.frozen import FrozenLines, checked_tables, lines_body, sha256_of_refs, stage_frozen
from arrears.claims.frozen_tables import FROZEN_TABLES
from arrears.claims.lines_held import open_lines
from arrears.reconciliation.late_terms import LATE_RULE_TYPES, ChargeTerms, LateTerms, late_rule_rows
from arrears.records.schema import ARROW_TYPES

READINGS = ("guild", "companies", "companies-per-guild")
FILED, AS_OF = date(2009, 8, 31), date(2009, 12, 31)
RULE = "wga/bench/residuals"
OPENED = {
    "on": FILED.isoformat(), "by": "bench", "why": "", "title": "A large claim", "subject": "residuals",
    "family": "wga", "agreement": "wga/bench", "claimants": [{"kind": "guild", "id": "wga"}],
    "respondents": ["CO1"], "represented_by": "", "clauses": ["new-media/download"],
    "positions": {"claimants": "guild", "respondents": "companies"}, "cause": "",
}  # fmt: skip


def typed(name: str, rows: dict[str, list[object]]) -> pa.Table:
    """A frozen table of these columns; those not given are null."""
    columns = FROZEN_TABLES[name].columns
    count = len(next(iter(rows.values())))
    return pa.table(
        {c.name: pa.array(rows.get(c.name, [None] * count), ARROW_TYPES[c.type]) for c in columns}
    )


def invented_lines(items: int) -> tuple[pa.Table, list[str]]:
    """The obligations: item k on reading r owes 100 to 9,999 dollars, more on the guild's reading."""
    numbers = [(item, reading) for item in range(items) for reading in range(3)]
    due = [date(2004, 8, 31) + timedelta(days=item * 7 % 1800) for item, _ in numbers]
    amount = [(10_000 + item * 7919 % 990_000) * (3 - reading) // 3 for item, reading in numbers]
    paid = [cents // 4 if item % 5 == 0 else 0 for (item, _), cents in zip(numbers, amount)]
    refs = [
        f"wga/new-media/download@{READINGS[reading]}:CO1:T{item % 5000}:download:us:{item}:P{item % 3000}:usd"
        for item, reading in numbers
    ]
    same: dict[str, object] = {
        "clause_no": 0, "family": "wga", "article": "new-media", "clause": "download",
        "entitlement": "download", "version": "bench", "company_id": "CO1", "market": "download",
        "territory": "us", "credit_column": "", "currency": "usd", "share_num": 1, "share_den": 1,
        "missing": [], "late_rule": RULE, "status": "secondary", "with_guild_cents": 0, "why": "invented",
        "is_net_only": False, "is_not_set": False, "is_elsewhere": False,
    }  # fmt: skip
    own: dict[str, list[object]] = {
        "obligation_no": list(range(len(numbers))),
        "ref": list(refs),
        "line_id": [item for item, _ in numbers],
        "item_no": [item for item, _ in numbers],
        "reading": [READINGS[reading] for _, reading in numbers],
        "positions": [1 << reading for _, reading in numbers],
        "title_id": [f"T{item % 5000}" for item, _ in numbers],
        "occasion": [str(item) for item, _ in numbers],
        "payee_id": [f"P{item % 3000}" for item, _ in numbers],
        "amount_cents": list(amount), "pool_cents": list(amount), "low_cents": list(amount),
        "high_cents": list(amount), "due_on": list(due), "paid_cents": list(paid),
        "open_cents": [a - p for a, p in zip(amount, paid)],
        "state": ["short" if p else "no_payment_found" for p in paid],
        "days_past_due": [(FILED - day).days for day in due],
    }  # fmt: skip
    return typed("frozen_line", {**{k: [v] * len(numbers) for k, v in same.items()}, **own}), refs


def invented_claim(items: int) -> FrozenLines:
    """All frozen tables of the invented claim, checked as those of a run are."""
    lines, refs = invented_lines(items)
    rows = lines.to_pylist()
    paid = [row for row in rows if row["paid_cents"]]
    disputed = [row for row in rows if row["item_no"] % 10 == 3]
    empty = json.dumps({})
    given = {
        "frozen_heading": typed("frozen_heading", {
            "run_id": ["bench"], "seq": [0], "head": ["0" * 64], "as_of": [FILED], "trust": [""],
            "left_out": [[]], "chosen": ["invented"], "lines": [len(refs)],
            "refs_sha256": [sha256_of_refs(refs)]}),
        "frozen_position": typed("frozen_position", {
            "bit": [0, 1, 2], "name": list(READINGS), "answers": [empty] * 3,
            "is_own_words": [True, True, False]}),
        "frozen_clause": typed("frozen_clause", {
            "clause_no": [0], "name": ["wga/bench/new-media/download"], "reading": [""], "positions": [7],
            "formula": [empty], "owed": [empty], "source": ["invented"], "status": ["secondary"]}),
        "frozen_agreement": typed("frozen_agreement", {
            "address": ["wga/bench"], "digest": ["0"], "file": ["wga/bench/agreement.yaml"], "sha256": ["0"],
            "content": ["invented"]}),
        "frozen_line": lines,
        "frozen_match": typed("frozen_match", {
            "obligation_no": [row["obligation_no"] for row in paid],
            "payment_row_id": [row["item_no"] for row in paid], "payment_id": ["PAY"] * len(paid),
            "line_no": [row["item_no"] for row in paid], "amount_cents": [row["paid_cents"] for row in paid],
            "counted_on": [row["due_on"] + timedelta(days=95) for row in paid]}),
        "frozen_event": typed("frozen_event", {
            "obligation_no": [row["obligation_no"] for row in disputed], "kind": ["dispute"] * len(disputed),
            "since": [row["due_on"] for row in disputed], "reason": ["invented"] * len(disputed)}),
        "frozen_late_rule": typed("frozen_late_rule", late_rules()),
        "frozen_fact": typed("frozen_fact", {
            "line_id": list(range(items)), "record_kind": ["statement_line"] * items,
            "facts": [empty] * items}),
        **{name: FROZEN_TABLES_EMPTY[name] for name in FROZEN_TABLES_EMPTY},
    }  # fmt: skip
    return FrozenLines(checked_tables(given), len(refs), tuple(sorted(refs)))


def late_rules() -> dict[str, list[object]]:
    """The one late rule of the claim, column by column."""
    rows = late_rule_rows([LateTerms(RULE, CHARGES)])
    return {name: [row[place] for row in rows] for place, name in enumerate(LATE_RULE_TYPES)}


CHARGES = (ChargeTerms("month", rate=Fraction(3, 200)),)
FROZEN_TABLES_EMPTY = {
    name: typed(name, {FROZEN_TABLES[name].columns[0].name: []})
    for name in ("frozen_balance", "frozen_late_charge", "frozen_share")
}


def file_claim(book: Book, frozen: FrozenLines) -> Claim:
    """The claim in the book."""

    def make(claim_id: str) -> Plan:
        staged = stage_frozen(book, frozen)
        added = {"on": FILED.isoformat(), "by": "bench", "why": "", **lines_body(frozen, staged)}
        return Plan((NewEvent(claim_id, "opened", OPENED), NewEvent(claim_id, "lines_added", added)), staged)

    claim_id, _ = append_numbered(book, "claim", make, learned_on=FILED)
    return read_claim(book, claim_id)


def seconds(what: str, work: Callable[[], object]) -> object:
    """Run a part and print how long it took."""
    began, worked = time.perf_counter(), time.process_time()
    result = work()
    print(f"{what}: {time.perf_counter() - began:.2f} s, CPU {time.process_time() - worked:.2f} s")
    return result


def main(folder: Path, items: int) -> int:
    """Make the claim, measure, and print the sums."""
    frozen = invented_claim(items)
    book = create_book(folder)
    claim = file_claim(book, frozen)
    print(f"{items:,} lines, {frozen.count:,} obligations on {len(READINGS)} readings, as of {AS_OF}")
    began, worked = time.perf_counter(), time.process_time()
    held = open_lines(book, claim)
    seconds("figure every line", lambda: figure_as_filed(held, AS_OF))
    whole = amounts_by(held)
    seconds(
        "sum by company, person and title",
        lambda: [amounts_by(held, p) for p in ("company", "payee", "title")],
    )
    in_all, cpu = time.perf_counter() - began, time.process_time() - worked
    print(f"amounts on three readings, opened, figured and summed: {in_all:.2f} s, CPU {cpu:.2f} s")
    seconds("the same a month later", lambda: figure_as_filed(held, a_month_later(AS_OF)))
    for one in whole:
        print(f"{one.position}: principal {one.principal_cents}, disputed {one.disputed_cents}, late"
              f" {one.late_simple_cents} / {one.late_compound_cents} / {one.late_daily_cents}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000))
