"""What a claim states in a bundle: obligations, payments, clocks, late charges and totals as of a day.

The figures are those that `claims.amounts` and the reconciliation made on the frozen lines; the verifier
figures them again from the facts and clause trees beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from arrears.claims.bundle_content import MEMBER, BundleTable, make_table
from arrears.claims.bundle_rows import CLAUSES, columns_of, credit_shown, held_rows, uniform_table
from arrears.claims.lines_held import NUMBERS, HeldLines
from arrears.engine.calendar import business_days

LONGEST_NOTICE = 3660  # days; the most that a late rule may count, see reconciliation.late_terms
SATURDAY = 5


def stated_obligations(held: HeldLines) -> list[dict[str, Any]]:
    """The lines of the claim with what is stated of each as of the day."""
    return held_rows(
        held,
        f"""SELECT l.*, l.line_id + l.freezing * {NUMBERS} AS line_no,
                   l.clause_no + l.freezing * {CLAUSES} AS numbered_clause, coalesce(l.part_no, 0) AS part,
                   s.paid_cents AS paid, s.open_cents AS left_open, s.state AS standing_now,
                   l.is_net_only OR l.is_not_set AS is_doubtful
            FROM line l JOIN standing s USING (obligation_no) ORDER BY l.obligation_no""",
    )


def amount_table(obligations: Sequence[Mapping[str, Any]], needs: frozenset[str]) -> BundleTable:
    """The amount of each line by clause: stated once, however many people share it."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in obligations:
        key = (one["numbered_clause"], one["line_no"], one["part"])
        is_known = one["pool_cents"] is not None
        rows[key] = {
            "clause_no": key[0], "line_no": key[1], "part_no": key[2],
            "state": "amount" if is_known else "not known", "cents": one["pool_cents"],
            "missing": None if is_known else (one["missing"] or None),
        }  # fmt: skip
    ordered = [rows[key] for key in sorted(rows)]
    return uniform_table(
        "amount", "clause_no:n line_no:n part_no:n state cents:n missing:list", ordered, needs
    )


def obligation_table(obligations: Sequence[Mapping[str, Any]], needs: frozenset[str]) -> BundleTable:
    """Every obligation of the claim with what is stated of it."""
    rows = (
        {
            **one, "clause_no": one["numbered_clause"], "part_no": one["part"], "cents": one["amount_cents"],
            "credit": credit_shown(one["credit_column"]), "paid_cents": one["paid"],
            "open_cents": one["left_open"], "state": one["standing_now"], "missing": one["missing"] or None,
        }
        for one in obligations
    )  # fmt: skip
    columns = (
        "obligation_no:n ref! clause_no:n line_no:n part_no:n positions:n status company_id title_id market"
        " territory occasion payee_id! credit currency pool_cents:n cents:n low_cents:n high_cents:n"
        " missing:list due_on:d late_rule paid_cents:n open_cents:n state is_doubtful:b"
    )
    return uniform_table("obligation", columns, rows, needs)


def payment_table(held: HeldLines, needs: frozenset[str]) -> BundleTable:
    """The payments set against the obligations up to the day."""
    rows = held_rows(
        held,
        """SELECT m.obligation_no, m.counted_on, m.amount_cents AS cents, f.payment_id,
                  f.line_no AS payment_line,
                  f.paid_on, f.received_by_guild_on, f.payee_id, f.how, f.why
           FROM match_money m LEFT JOIN filed_match f USING (obligation_no, payment_row_id)
           ORDER BY m.obligation_no, m.counted_on, f.payment_id, f.line_no""",
    )
    columns = (
        "obligation_no:n counted_on:d cents:n payment_id payment_line:n paid_on:d received_by_guild_on:d"
        " payee_id! how why"
    )
    return uniform_table("payment", columns, rows, needs)


def event_table(held: HeldLines, needs: frozenset[str]) -> BundleTable:
    """The notice and the dispute that reach an obligation, and the class of payor that its late rule is not
    for; the verifier figures what of it is disputed.
    """
    rows = held_rows(
        held,
        """SELECT obligation_no, n.notice_on, d.since, d.settled_on, d.undisputed_paid_on, d.reason, e.payor
           FROM (SELECT obligation_no, min(received_on) AS notice_on FROM late_notice GROUP BY ALL) n
           FULL JOIN late_dispute d USING (obligation_no)
           FULL JOIN (SELECT obligation_no, min(reason) AS payor FROM exempt GROUP BY ALL) e
             USING (obligation_no)
           ORDER BY obligation_no""",
    )
    return uniform_table(
        "late_event",
        "obligation_no:n notice_on:d since:d settled_on:d undisputed_paid_on:d reason payor",
        rows,
        needs,
    )


def late_rule_table(held: HeldLines) -> BundleTable:
    """The late rules that the obligations name, as figures."""
    rows = held_rows(
        held,
        "SELECT * FROM late_rule WHERE rule_id IN (SELECT late_rule FROM line) ORDER BY rule_id, charge_no",
    )
    made = (
        {**row, "rate": _ratio(row["rate_num"], row["rate_den"]),
         "most_share": _ratio(row["most_share_num"], row["most_share_den"])}
        for row in rows
    )  # fmt: skip
    columns = (
        "rule_id charge_no:n per rate:n fixed_cents:n start most_units:n most_share:n"
        " only_after_notice_days:n notice_unit ends reads_simple:b reads_compound:b reads_daily:b"
        " pauses_while_disputed:b resumes_after_business_days:n status"
    )
    return uniform_table("late_rule", columns, made)


def _ratio(numerator: int | None, denominator: int | None) -> Fraction | None:
    return None if numerator is None or denominator is None else Fraction(numerator, denominator)


def late_charge_table(held: HeldLines, needs: frozenset[str]) -> BundleTable:
    """What lateness costs on each obligation, on each count that its rule leaves open."""
    rows = held_rows(held, "SELECT * FROM late_charge ORDER BY obligation_no, disputed")
    columns = (
        "obligation_no:n disputed:b months:n days:n simple_cents:n compound_cents:n daily_cents:n status"
    )
    return uniform_table("late_charge", columns, rows, needs)


def total_table(held: HeldLines, needs: frozenset[str]) -> BundleTable:
    """Totals by reading and currency, added up here in SQL and by the verifier in its own way."""
    parts = []
    for position in held.positions:
        on = f"(l.positions >> {position.bit}) & 1 = 1"
        parts.append(
            f"""SELECT {position.bit} AS position, coalesce(l.currency, 'not known') AS currency,
                   sum(coalesce(l.amount_cents, 0)) AS owed, sum(coalesce(s.paid_cents, 0)) AS paid,
                   sum(greatest(coalesce(s.open_cents, 0), 0)) AS "open", count(*) AS obligations,
                   count(*) FILTER (WHERE l.amount_cents IS NULL) AS "not known",
                   sum(coalesce(c.simple, 0)) AS "late simple",
                   sum(coalesce(c.compound, 0)) AS "late compound",
                   sum(coalesce(c.daily, 0)) AS "late daily"
                FROM line l JOIN standing s USING (obligation_no) LEFT JOIN (
                    SELECT obligation_no, sum(simple_cents) AS simple, sum(compound_cents) AS compound,
                           sum(daily_cents) AS daily FROM late_charge GROUP BY ALL) c USING (obligation_no)
                WHERE {on} GROUP BY 1, 2"""
        )
    found = held_rows(held, f"{' UNION ALL '.join(parts)} ORDER BY 1, 2")
    rows = [
        {"position": row["position"], "currency": row["currency"], "what": what, "cents": int(row[what])}
        for row in found
        for what in list(row)[2:]
    ]
    return uniform_table("total", "position:n currency what cents:n", rows, needs)


def name_table(held: HeldLines, needs: frozenset[str]) -> BundleTable:
    """What companies, titles and people are called; a person's row names a member."""
    rows = held_rows(
        held,
        """SELECT DISTINCT 'company' AS kind, company_id AS id, company_name AS name FROM line
           UNION SELECT DISTINCT 'title', title_id, title_name FROM line
           UNION SELECT DISTINCT 'person', payee_id, payee_name FROM line WHERE payee_id IS NOT NULL
           ORDER BY ALL""",
    )
    values = (
        (needs | MEMBER if row["kind"] == "person" else needs, [row["kind"], row["id"], row["name"]])
        for row in rows
    )
    return make_table("name", columns_of("kind id name"), values, [needs, needs | MEMBER])


def calendar_span(obligations: Sequence[Mapping[str, Any]], as_of: date) -> tuple[date, date]:
    """The years whose holidays a late rule could ask for."""
    days = [one["due_on"] for one in obligations if one["due_on"] is not None] or [as_of]
    last = max(as_of, *days) + timedelta(days=2 * LONGEST_NOTICE + 366)
    return date(min(min(days), as_of).year - 1, 1, 1), date(last.year, 12, 31)


def holiday_table(first: date, last: date) -> BundleTable:
    """The weekdays that are no business days, as the calendar of the engine counts them."""
    open_days = frozenset(business_days(first, last).days)
    every = (first + timedelta(days=passed) for passed in range((last - first).days + 1))
    closed = [{"day": day} for day in every if day.weekday() < SATURDAY and day not in open_days]
    return uniform_table("holiday", "day:d", closed)
