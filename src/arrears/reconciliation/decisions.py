"""What people decided that a payment settles comes first, before any key is compared.

A decision names a payment line and an obligation; it gives no more than was paid and no more than is owed. On
another reading the same line's obligation to the same person takes the money, since readings are
alternatives. A decision that cannot be followed is a finding, and the payment is matched by its keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from arrears.engine.connection import drop_tables
from arrears.engine.small_tables import create_table
from arrears.findings import Finding, Refused
from arrears.obligations.refs import parse_ref
from arrears.reconciliation.late_events import register_refs, same_ref

Given = tuple[int, int, int, str]  # obligation, payment row, cents, why


@dataclass(frozen=True)
class Decision:
    """One decision about a payment that counts. cents null: as much as fits; gross null: only a net amount
    is known.
    """

    place: str
    payment_row_id: int
    gross_cents: int | None
    obligation_ref: str
    cents: int | None
    why: str


@dataclass(frozen=True)
class Target:
    """An obligation that a decision reaches; amount null = cannot be figured."""

    obligation_no: int
    positions: int
    amount_cents: int | None


def follow_decisions(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Create `decided_money` and `decided_payment`: what decisions set against which obligation, and how much
    of each payment line they take on the reading that takes most.

    Findings: `decision-not-followed`.
    """
    decisions = read_decisions(connection)
    findings: list[Finding] = []
    targets = find_targets(connection, [one.obligation_ref for one in decisions]) if decisions else {}
    left: dict[int, dict[int, int]] = {}
    open_cents: dict[int, int] = {}
    given: list[Given] = []
    for one in decisions:
        reached = targets.get(one.obligation_ref, [])
        shares = share_out(one, reached, left.setdefault(one.payment_row_id, {}), open_cents)
        given += [(number, one.payment_row_id, cents, one.why) for number, cents in shares]
        findings += unfollowed(one, reached, sum(cents for _, cents in shares))
    taken = {
        one.payment_row_id: max((one.gross_cents or 0) - cents for cents in by_position.values())
        for one in decisions
        if (by_position := left[one.payment_row_id])
    }
    register_decided(connection, given, taken)
    return findings


def read_decisions(connection: duckdb.DuckDBPyConnection) -> list[Decision]:
    """The decisions about payments that count by now, in order of payment and name."""
    rows = connection.execute(
        """SELECT concat('match_decision:', d.payment_id, ':', d.line_no), p.payment_row_id, p.gross_cents,
                  d.obligation_ref, d.amount_cents,
                  concat('decided', ' by ' || d.decided_by, ': ' || d.why)
           FROM trusted_match_decision d
           JOIN payment p ON p.payment_id = d.payment_id AND p.line_no = d.line_no
           ORDER BY d.payment_id, d.line_no, d.obligation_ref"""
    ).fetchall()
    return [Decision(*row) for row in rows]


def find_targets(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> dict[str, list[Target]]:
    """The obligations that names reach: those so named, and the same person's for the same line and
    entitlement on other readings.
    """
    refs = {}
    for name in sorted(set(names)):
        try:
            refs[name] = parse_ref(name)
        except Refused:
            continue  # told as a decision that names no obligation
    register_refs(connection, refs)
    rows = connection.execute(
        f"""WITH named AS (
                SELECT DISTINCT r.ref, o.line_id, o.part_no, o.payee_id, o.entitlement, o.credit_column
                FROM named_ref r JOIN obligation o ON {same_ref()})
            SELECT n.ref, a.obligation_no, a.positions, a.amount_cents
            FROM named n JOIN obligation a ON a.line_id = n.line_id AND a.part_no = n.part_no
             AND a.entitlement = n.entitlement AND a.credit_column = n.credit_column
             AND a.payee_id IS NOT DISTINCT FROM n.payee_id
            ORDER BY n.ref, a.obligation_no"""
    ).fetchall()
    drop_tables(connection, "named_ref")
    found: dict[str, list[Target]] = {}
    for name, *columns in rows:
        found.setdefault(name, []).append(Target(*columns))
    return found


def share_out(
    decision: Decision, targets: Sequence[Target], left: dict[int, int], open_cents: dict[int, int]
) -> list[tuple[int, int]]:
    """How much of the payment goes to each target. left: of the payment, by position; both are drawn down."""
    gross = decision.gross_cents or 0
    still: dict[int, int] = {}  # of the decided sum, by position
    shares = []
    for target in targets:
        bits = [bit for bit in range(target.positions.bit_length()) if target.positions >> bit & 1]
        wanted = [still.setdefault(bit, gross if decision.cents is None else decision.cents) for bit in bits]
        held = [left.setdefault(bit, gross) for bit in bits]
        owed = open_cents.setdefault(target.obligation_no, max(target.amount_cents or 0, 0))
        cents = min([owed, *wanted, *held])
        if cents <= 0:
            continue
        open_cents[target.obligation_no] -= cents
        for bit in bits:
            still[bit] -= cents
            left[bit] -= cents
        shares.append((target.obligation_no, cents))
    return shares


def unfollowed(decision: Decision, targets: Sequence[Target], given: int) -> list[Finding]:
    """Why a decision was not followed, or not in full; nothing where it was."""
    if not targets:
        problem, found = "the decision names no obligation of this run", decision.obligation_ref
    elif decision.gross_cents is None:
        problem, found = "only a net amount of the payment is known", "no gross amount"
    elif all(target.amount_cents is None for target in targets):
        problem, found = "what is owed under this name cannot be figured", decision.obligation_ref
    elif given < (1 if decision.cents is None else decision.cents):
        problem = "less was set against the obligation than was decided"
        found = f"{given} cents, of {decision.gross_cents} paid"
    else:
        return []
    expected = "an obligation and as much paid and owed as decided"
    remedy = "correct the decision with a row of match_decision; copy the name from the arrears table"
    return [Finding("decision-not-followed", decision.place, problem, expected, found, remedy)]


def register_decided(
    connection: duckdb.DuckDBPyConnection, given: Sequence[Given], taken: dict[int, int]
) -> None:
    """Create the two small tables from what was shared out; decisions on one pair are one row."""
    joined: dict[tuple[int, int], tuple[int, str]] = {}
    for obligation_no, payment_row_id, cents, why in given:
        before, said = joined.get((obligation_no, payment_row_id), (0, why))
        joined[obligation_no, payment_row_id] = (before + cents, said)
    money = [(*pair, cents, why) for pair, (cents, why) in joined.items()]
    create_table(
        connection, "decided_money", money,
        ("obligation_no BIGINT", "payment_row_id BIGINT", "amount_cents BIGINT", "why VARCHAR"),
    )  # fmt: skip
    payments = list(taken.items())
    create_table(connection, "decided_payment", payments, ("payment_row_id BIGINT", "cents BIGINT"))
