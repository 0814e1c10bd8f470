"""The lines of a claim as tables of a bundle: facts, clauses, shares, payments, what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.agreements.load import SHIPPED
from arrears.book.access import access_of_number
from arrears.claims.amounts import figure_as_filed
from arrears.claims.bundle_clauses import (
    agreement_table,
    clause_table,
    clauses_of,
    fact_tables,
    position_table,
    share_table,
)
from arrears.claims.bundle_content import BundleTable
from arrears.claims.bundle_money import (
    amount_table,
    calendar_span,
    event_table,
    holiday_table,
    late_charge_table,
    late_rule_table,
    name_table,
    obligation_table,
    payment_table,
    stated_obligations,
    total_table,
)
from arrears.claims.bundle_order import order_by_what_is_shown
from arrears.claims.claim import Claim
from arrears.claims.lines_held import HeldLines


@dataclass(frozen=True)
class LineTables:
    """The tables of a claim's lines, and the settings that they bring."""

    tables: tuple[BundleTable, ...]
    settings: Mapping[str, str]


def line_tables(held: HeldLines, claim: Claim, as_of: date, library: Path = SHIPPED) -> LineTables:
    """Every table of a bundle that the figures of a claim rest on, or that states them.

    Findings: those of `figure_as_filed`, and `bundle-privileged`.
    """
    figure_as_filed(held, as_of)
    needs = line_classes(claim)
    trees = [clauses_of(held, one, library) for one in held.freezings]
    obligations = stated_obligations(held)
    tables = [
        agreement_table(held),
        position_table(held),
        clause_table([row for rows in trees for row in rows]),
        *fact_tables(held, [row for rows in trees for row in rows], needs),
        share_table(held, needs),
        amount_table(obligations, needs),
        obligation_table(obligations, needs),
        payment_table(held, needs),
        event_table(held, needs),
        late_rule_table(held),
        late_charge_table(held, needs),
        total_table(held, needs),
        name_table(held, needs),
    ]
    first, last = calendar_span(obligations, as_of)
    tables.append(holiday_table(first, last))
    settings = {"holidays_from": first.isoformat(), "holidays_to": last.isoformat(), **_run_settings(held)}
    return LineTables(tuple(order_by_what_is_shown(tables)), settings)


def line_classes(claim: Claim) -> frozenset[str]:
    """The classes that the frozen files of a claim bear: its lines are shown all or not at all.

    Whatever a freezing rests on, the guild's staff may read: counts for an outside auditor never enter one.
    """
    numbers = {number for added in claim.lines for number in added.files.values()}
    return frozenset(access_of_number(number) for number in numbers) - {"public", ""}


def _run_settings(held: HeldLines) -> dict[str, str]:
    """What the audits were asked that the lines were frozen from; several freezings one after the other."""
    return {
        "run_id": ", ".join(dict.fromkeys(one.run_id for one in held.freezings)),
        "seq": ", ".join(dict.fromkeys(str(one.run_seq) for one in held.freezings)),
        "head": ", ".join(dict.fromkeys(one.head for one in held.freezings)),
        "audited_as_of": ", ".join(dict.fromkeys(one.as_of.isoformat() for one in held.freezings)),
        "known_by": ", ".join(
            dict.fromkeys(
                one.known_by.isoformat() if one.known_by else "whenever learned" for one in held.freezings
            )
        ),
        "trust": "; ".join(dict.fromkeys(one.trust for one in held.freezings)),
    }
