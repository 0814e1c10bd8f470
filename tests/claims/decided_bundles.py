"""Bundles with a settlement, with an award and its payments, and with a cast; and forgeries of them.

A forgery is the work of somebody who makes the whole bundle anew: every hash fits, and a figure does not
follow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.audit.test_cast_shares import TELEVISION, explainer
from tests.audit.test_performer_runs import FOURTEEN, audited

from arrears.agreements.model import Agreement
from arrears.audit.explainer import Explainer
from arrears.book.access import COUNSEL
from arrears.book.ledger import open_book
from arrears.claims.bundle import bundle_content
from arrears.claims.bundle_content import BundleContent, Row
from arrears.claims.bundle_seal import Copy, seal_bundle
from arrears.claims.claim import read_claim
from arrears.claims.frozen import freeze

from .frozen_worlds import open_claim_over
from .sealed_world import SealedWorld, sealed_world
from .test_bundle_decisions import TERMS, award, content_of, pay, settle

LATER = date(2010, 6, 30)
Cells = dict[str, Any]
Edit = Callable[[list[Cells]], object]


@dataclass(frozen=True)
class Forgery:
    """Which bundle, which table, what is done to its rows, and what the verifier says of it. also: edits of
    other tables.
    """

    name: str
    bundle: str
    table: str
    edit: Edit
    said: str
    also: tuple[tuple[str, Edit], ...] = ()

    def of(self, content: BundleContent) -> BundleContent:
        """The content with what is forged."""
        for table, edit in ((self.table, self.edit), *self.also):
            content = forged(content, table, edit)
        return content


def contents(folder: Path) -> tuple[Mapping[str, BundleContent], SealedWorld]:
    """What the bundles hold, by name; and the world that the first three are of, as it was before."""
    (folder / "world").mkdir()
    world = sealed_world(folder / "world").seen_by(COUNSEL)
    made = {}
    for name in ("settled", "awarded", "summed"):
        (folder / name).mkdir()
        own = world.copied_to(folder / name).seen_by(COUNSEL)
        book, claim = own.world.book, own.claim.claim_id
        if name == "settled":
            settle(book, claim, TERMS)
        elif name == "summed":
            award(book, claim, rule="pro_rata_by_principal")
        else:
            award(book, claim, Fraction(1, 100))
            pay(book, date(2010, 1, 20), 100_00)
            pay(book, date(2010, 4, 5), 200_00)
            pay(book, date(2010, 4, 6), 10_00, "interest")
        made[name] = content_of(own, LATER)
    cast, runs = explainer(folder / "cast"), audited(folder / "runs")
    made["cast"] = claim_content(folder / "cast", cast, TELEVISION)
    made["runs"] = claim_content(folder / "runs", runs, [FOURTEEN])
    return made, world


def claim_content(folder: Path, opened: Explainer, agreements: Sequence[Agreement]) -> BundleContent:
    """A claim over all that a run figured for performers."""
    book = open_book(folder / "book", audience=COUNSEL)
    day = date.fromisoformat(opened.run.heading.as_of)
    claim = open_claim_over(book, freeze(opened.run, "true", agreements), day)
    return bundle_content(book, read_claim(book, claim.claim_id), day)


def forged(content: BundleContent, table: str, edit: Edit) -> BundleContent:
    """The content with the rows of one table edited, as cells by column; or with its settings edited."""
    if table == "setting":
        told = [{"name": name, "value": value} for name, value in content.settings.items()]
        edit(told)
        return replace(content, settings={row["name"]: row["value"] for row in told})
    tables = []
    for one in content.tables:
        if one.name == table:
            names = [column.name for column in one.columns]
            parts = {}
            for needs, rows in one.parts.items():
                cells: list[Cells] = [dict(zip(names, row)) for row in rows]
                edit(cells)
                parts[needs] = tuple(Row([row[name] for name in names]) for row in cells)
            one = replace(one, parts=parts)
        tables.append(one)
    return replace(content, tables=tuple(tables))


def seal_content(content: BundleContent, out: Path) -> Path:
    """A bundle of the content that shows all of it."""
    out.unlink(missing_ok=True)
    seal_bundle(content, bytes(32), Copy("counsel", COUNSEL.classes), out, None)
    return out


def cell(column: str, value: Any, row: int = 0) -> Edit:
    """One cell set to a value."""
    return lambda rows: rows[row].update({column: value})


def each_of(column: str, value: Any) -> Edit:
    """A column set to a value in every row."""
    return lambda rows: [row.update({column: value}) for row in rows]


def added(column: str, cents: int, row: int = 0) -> Edit:
    """So many cents more in one cell."""
    return lambda rows: rows[row].update({column: str(int(rows[row][column]) + cents)})


def without(row: int = 0) -> Edit:
    """A row less."""
    return lambda rows: rows.pop(row)


def twice(rows: list[Cells]) -> None:
    """The first row a second time."""
    rows.append(dict(rows[0]))


def said_in(column: str, *keys: Any, to: Any, row: int = 0) -> Edit:
    """A value inside a document."""

    def edit(rows: list[Cells]) -> None:
        document = json.loads(rows[row][column])
        inner = document
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = to(inner[keys[-1]]) if callable(to) else to
        rows[row][column] = json.dumps(document, sort_keys=True, separators=(",", ":"))

    return edit


def drop(is_meant: Callable[[Cells], bool]) -> Edit:
    """The first row of a kind less."""
    return lambda rows: [rows.remove(row) for row in [row for row in rows if is_meant(row)][:1]]


def together(*edits: Edit) -> Edit:
    """Several edits, one after the other."""
    return lambda rows: [edit(rows) for edit in edits]


ALTERED = ": another figure than facts and clauses give"
VALUES, GIVEN = f"values of settled lines{ALTERED}", f"amounts of awarded lines{ALTERED}"
ACCOUNTS, SETTLED = f"accounts of awards{ALTERED}", f"amounts of settled lines{ALTERED}"
CAST = f"units of casts{ALTERED}"


def moved(rows: list[Cells]) -> None:
    """One cent from the last line to the line before it: the sum stays."""
    added("paid_cents", 1, -2)(rows)
    added("paid_cents", -1, -1)(rows)


def fewer(rows: list[Cells]) -> None:
    """The account of an instalment and the row of its award are about another award."""
    rows.append({**rows[0], "decision": "award/9"})


FORGERIES = (
    Forgery("a value raised", "settled", "decision_line", said_in("values", "guild", to=10_001), VALUES),
    Forgery("another reading's value", "settled", "decision_line",
            said_in("values", "hearsay", to=9_999, row=2), VALUES),
    Forgery("a reading more", "settled", "decision_line", said_in("values", "guild", to=None), VALUES),
    Forgery("another payee", "settled", "decision_line", cell("payee_id", "P2"), VALUES),
    Forgery("a line left out", "settled", "decision_line", without(),
            "the settlement leaves out a line of the claim that its release takes in"),
    Forgery("a line twice", "settled", "decision_line", twice, "two rows have one number"),
    Forgery("a line of nothing", "settled", "decision_line", cell("ref", "pact/reuse/x:CO1"), VALUES),
    Forgery("a company out", "settled", "decision_line", cell("is_out", "yes"),
            "companies that stay out of settlements"),
    Forgery("a release of others", "settled", "decision",
            said_in("terms", "release", "companies", to=["CO9"]),
            "its company is none that the release names"),
    Forgery("priced on another day", "settled", "decision",
            said_in("terms", "priced", "as_of", to="2009-12-01"), VALUES),
    Forgery("by another count", "settled", "decision",
            said_in("terms", "priced", "late", to="daily"), VALUES),
    Forgery("a cent moved in a settlement", "settled", "decision_line", moved, SETTLED),
    Forgery("undisputed money", "settled", "decision_line", cell("kept_out_cents", "9999"),
            "undisputed money kept out"),
    Forgery("a line waived", "settled", "decision_line", cell("is_waived", "yes"),
            "waived lines of settlements"),
    Forgery("paid to a company that stays out", "settled", "decision_line", each_of("is_out", "yes"), SETTLED,
            (("decision", said_in("terms", "opted_out", to=["CO1"])),)),
    Forgery("another sum", "settled", "decision", added("cents", 1), "sums of awards and settlements"),
    Forgery("lines of nothing stated", "settled", "decision_line",
            lambda rows: rows.append({**rows[0], "decision": "settlement/9"}),
            "its lines belong to nothing stated"),
    Forgery("a plan's clause", "settled", "clause", each_of("is_contribution", "yes"), VALUES),
    Forgery("a reading dropped", "settled", "position", without(1),
            "a reading that it stands on is not stated"),
    Forgery("an obligation twice", "settled", "obligation", twice, "two rows have one number"),
    Forgery("a payment of nothing", "settled", "payment", cell("obligation_no", "999"),
            "it speaks of no stated obligation"),
    Forgery("a doubtful payment", "settled", "obligation", cell("is_doubtful", "yes"),
            f"paid and open{ALTERED}"),
    Forgery("a payor that the rule is not for", "settled", "late_event", cell("payor", "qualified", 0),
            f"late charges{ALTERED}"),
    Forgery("another day of amounts", "settled", "setting",
            lambda rows: [row.update(value="2010-07-31") for row in rows if row["name"] == "as_of"],
            f"late charges{ALTERED}"),
    Forgery("an instalment of another sum", "awarded", "decision",
            said_in("terms", "parts", 0, "cents", to=lambda cents: cents + 1), "instalments of awards"),
    Forgery("a cent moved in an award", "awarded", "decision_line", moved, GIVEN),
    Forgery("an awarded payee", "awarded", "decision_line", cell("payee_id", "P2"), GIVEN),
    Forgery("an award by another rule", "awarded", "decision",
            said_in("terms", "priced", "rule", to="equal"), GIVEN),
    Forgery("an award on another reading", "awarded", "decision", cell("reading", "hearsay"), GIVEN),
    Forgery("interest of a cent", "awarded", "award_part", added("simple_cents", 1), ACCOUNTS),
    Forgery("interest by days", "awarded", "award_part", added("daily_cents", 1), ACCOUNTS),
    Forgery("months of lateness", "awarded", "award_part", added("months", 1), ACCOUNTS),
    Forgery("another day to pay", "awarded", "award_part", cell("payable_by", "2010-02-01"), ACCOUNTS),
    Forgery("more was paid", "awarded", "award_payment", added("cents", 1), ACCOUNTS),
    Forgery("paid as interest", "awarded", "award_payment", cell("kind", "interest"), ACCOUNTS),
    Forgery("paid on another day", "awarded", "award_payment", cell("paid_on", "2010-02-05"), ACCOUNTS),
    Forgery("a payment less", "awarded", "award_payment", without(), ACCOUNTS),
    Forgery("a payment twice", "awarded", "award_payment", twice, "two rows have one number"),
    Forgery("another rate", "awarded", "decision", said_in("terms", "rule", "monthly", to="1/50"), ACCOUNTS),
    Forgery("another start", "awarded", "decision",
            said_in("terms", "rule", "interest_from", to="due"), ACCOUNTS),
    Forgery("principal beyond", "awarded", "award_account", cell("beyond_cents", "1"), ACCOUNTS),
    Forgery("less is open", "awarded", "award_account", added("open_cents", -1), ACCOUNTS),
    Forgery("an account of another day", "awarded", "award_account", cell("as_of", "2010-05-31"), ACCOUNTS),
    Forgery("no account", "awarded", "award_account", without(), ACCOUNTS),
    Forgery("an account of another award", "awarded", "award_account", fewer,
            "its account is of no stated award"),
    Forgery("a payment on another award", "awarded", "award_payment", fewer,
            "its account is of no stated award"),
    Forgery("an instalment of another award", "awarded", "award_part", fewer,
            "its account is of no stated award"),
    Forgery("a cent moved in a sum", "summed", "decision_line", moved, GIVEN),
    Forgery("a sum by another rule", "summed", "decision",
            said_in("terms", "priced", "rule", to="pro_rata_by_full_value"), GIVEN),
    Forgery("an unweighed line left out", "summed", "decision_line",
            drop(lambda row: row["paid_cents"] == "0"),
            "the award leaves out this line"),
    Forgery("hired otherwise", "cast", "record",
            lambda rows: [said_in("content", "hired_as", to="day")([row]) for row in rows
                          if row["record"] == "cast_member" and '"P1"' in row["content"]], CAST),
    Forgery("one more performer", "cast", "record",
            lambda rows: [said_in("content", "performers_n", to="4")([row]) for row in rows
                          if row["record"] == "production"], CAST),
    Forgery("a performer not listed", "cast", "record",
            drop(lambda row: row["record"] == "cast_member"), CAST),
    Forgery("shares exchanged", "cast", "share",
            together(cell("share", "1/3", 0), cell("share", "1/2", 1)), CAST),
    Forgery("odd cents in another order", "cast", "share",
            together(cell("seq", "2", 0), cell("seq", "1", 1)), CAST),
    Forgery("a performer's run of another", "runs", "obligation", cell("payee_id", "P3"),
            f"shares of people{ALTERED}"),
)  # fmt: skip
