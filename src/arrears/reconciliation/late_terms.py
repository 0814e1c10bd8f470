"""What lateness costs, as plain columns and as values: the `late_rule` table that obligations write.

This room never sees an agreement, so a late rule reaches it as figures without words. Refuses rules whose
charge nobody could figure, before any amount is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

import duckdb

from arrears.findings import Finding, Refused, suggest
from arrears.money import Cents

Per = Literal["day", "business day", "month"]
PERIODS = ("day", "business day", "month")
STARTS = ("due", "notice", "notice_end")
NOTICE_UNITS = ("day", "business day")
RATE_LIMIT = 10**9

# The columns of `late_rule` and their types in the engine.
LATE_RULE_TYPES: Mapping[str, str] = {
    "rule_id": "VARCHAR",
    "charge_no": "BIGINT",
    "per": "VARCHAR",
    "rate_num": "BIGINT",
    "rate_den": "BIGINT",
    "fixed_cents": "BIGINT",
    "start": "VARCHAR",
    "most_units": "BIGINT",
    "most_share_num": "BIGINT",
    "most_share_den": "BIGINT",
    "only_after_notice_days": "BIGINT",
    "notice_unit": "VARCHAR",
    "ends": "VARCHAR",
    "reads_simple": "BOOLEAN",
    "reads_compound": "BOOLEAN",
    "reads_daily": "BOOLEAN",
    "pauses_while_disputed": "BOOLEAN",
    "resumes_after_business_days": "BIGINT",
    "status": "VARCHAR",
}
LATE_RULE_COLUMNS = tuple(f"{name} {kind}" for name, kind in LATE_RULE_TYPES.items())


@dataclass(frozen=True)
class ChargeTerms:
    """One charge of a late rule, a rate of the open amount or a fixed sum, for each period of lateness.

    most_units: at most so many periods. most_share: at most this share of the amount owed.
    only_after_notice_days: it runs only if money is still open so long after a notice, in notice_unit; with
    start notice_end it begins then.
    """

    per: Per
    rate: Fraction | None = None
    fixed_cents: Cents | None = None
    start: Literal["due", "notice", "notice_end"] = "due"
    most_units: int | None = None
    most_share: Fraction | None = None
    only_after_notice_days: int | None = None
    notice_unit: Literal["day", "business day"] = "day"


@dataclass(frozen=True)
class LateTerms:
    """One late rule: its charges and which readings of them its words leave open.

    reads_simple, reads_compound: by whole months (or days), the charge itself bearing none, or bearing some.
    reads_daily: a monthly rate by days, twelve times the rate over 365.
    """

    rule_id: str
    charges: tuple[ChargeTerms, ...]
    ends: Literal["received_by_guild_on", "paid_on"] = "received_by_guild_on"
    reads_simple: bool = True
    reads_compound: bool = True
    reads_daily: bool = True
    pauses_while_disputed: bool = False
    resumes_after_business_days: int = 0
    status: str = "unverified"


@dataclass(frozen=True)
class BalanceStep:
    """What stood open from one day up to, not including, another; `to_on` null: to the day asked for."""

    from_on: date
    to_on: date | None
    open_cents: Cents


@dataclass(frozen=True)
class DeclaredDispute:
    """A bona fide dispute about one obligation. disputed_cents null: the whole amount is disputed."""

    since: date
    settled_on: date | None = None
    disputed_cents: Cents | None = None
    undisputed_paid_on: date | None = None


def late_rule_rows(rules: Iterable[LateTerms]) -> list[tuple[object, ...]]:
    """What the `late_rule` table holds of these rules.

    Rows: one per charge of a rule, charge_no from 1. Columns: as `LATE_RULE_COLUMNS`; rate_num / rate_den per
    period, fixed_cents in cents, most_units in periods.
    Missing: rate null where the charge is a fixed sum and the other way about; most_* null without a limit.
    """
    charged = [
        _charge_row(rule, charge_no, charge)
        for rule in rules
        for charge_no, charge in enumerate(rule.charges, start=1)
    ]
    return [tuple(row[name] for name in LATE_RULE_TYPES) for row in charged]


def _charge_row(rule: LateTerms, charge_no: int, charge: ChargeTerms) -> dict[str, object]:
    rate, share = charge.rate, charge.most_share
    return {
        "rule_id": rule.rule_id,
        "charge_no": charge_no,
        "per": charge.per,
        "rate_num": None if rate is None else rate.numerator,
        "rate_den": None if rate is None else rate.denominator,
        "fixed_cents": charge.fixed_cents,
        "start": charge.start,
        "most_units": charge.most_units,
        "most_share_num": None if share is None else share.numerator,
        "most_share_den": None if share is None else share.denominator,
        "only_after_notice_days": charge.only_after_notice_days,
        "notice_unit": charge.notice_unit,
        "ends": rule.ends,
        "reads_simple": rule.reads_simple,
        "reads_compound": rule.reads_compound,
        "reads_daily": rule.reads_daily,
        "pauses_while_disputed": rule.pauses_while_disputed,
        "resumes_after_business_days": rule.resumes_after_business_days,
        "status": rule.status,
    }


def read_late_rules(connection: duckdb.DuckDBPyConnection, late_rule: str) -> tuple[LateTerms, ...]:
    """The late rules of a `late_rule` relation, in the order of their ids.

    Findings: raises `Refused` with every rule that nobody could figure a charge from.
    """
    names = list(LATE_RULE_TYPES)
    found = connection.execute(
        f"SELECT {', '.join(names)} FROM {late_rule} ORDER BY rule_id, charge_no"
    ).fetchall()
    rows = [dict(zip(names, row, strict=True)) for row in found]
    findings = [finding for row in rows for finding in check_late_rule_row(row)]
    if findings:
        raise Refused(findings)
    by_rule: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        by_rule.setdefault(str(row["rule_id"]), []).append(row)
    return tuple(_terms_from(charges) for charges in by_rule.values())


def _terms_from(rows: list[dict[str, object]]) -> LateTerms:
    shared = ("ends", "reads_simple", "reads_compound", "reads_daily", "pauses_while_disputed")
    own = ("per", "fixed_cents", "start", "most_units", "only_after_notice_days", "notice_unit")
    charges = tuple(
        ChargeTerms(
            **{name: row[name] for name in own},  # type: ignore[arg-type]
            rate=_fraction(row["rate_num"], row["rate_den"]),
            most_share=_fraction(row["most_share_num"], row["most_share_den"]),
        )
        for row in rows
    )
    return LateTerms(
        rule_id=str(rows[0]["rule_id"]),
        charges=charges,
        **{name: rows[0][name] for name in shared},  # type: ignore[arg-type]
        resumes_after_business_days=int(str(rows[0]["resumes_after_business_days"])),
        status=str(rows[0]["status"]),
    )


def _fraction(numerator: object, denominator: object) -> Fraction | None:
    return None if numerator is None else Fraction(int(str(numerator)), int(str(denominator)))


def check_late_rule_row(row: dict[str, object]) -> list[Finding]:
    """What stands in the way of figuring one charge of a late rule; empty when nothing does."""
    place = f"late_rule:{row['rule_id']}:{row['charge_no']}"
    findings = [
        Finding(
            "late-rule-word",
            place,
            f"{column} is not a word that a late rule knows.",
            f"one of {', '.join(words)}",
            str(row[column]),
            suggest(str(row[column]), words),
        )
        for column, words in (("per", PERIODS), ("start", STARTS), ("notice_unit", NOTICE_UNITS))
        if row[column] not in words
    ]
    return [*findings, *_check_kind_of_charge(place, row), *_check_figures(place, row)]


def _check_kind_of_charge(place: str, row: dict[str, object]) -> list[Finding]:
    findings = []
    if (row["rate_num"] is None) == (row["fixed_cents"] is None):
        found = "neither" if row["rate_num"] is None else "both"
        problem = "a charge is a rate of the open amount or a fixed sum."
        findings.append(
            Finding("late-rule-charge", place, problem, "one of the two", found, "give exactly one of them")
        )
    by_days = row["per"] == "month" and row["rate_num"] is not None and row["reads_daily"]
    if by_days and row["most_units"] is not None:
        problem = "a limit in months does not say how many days it allows."
        remedy = "leave the reading by days out of the rule, or state the limit as a share of the amount"
        expected, found = "no limit in months, or whole months only", f"at most {row['most_units']} months"
        findings.append(Finding("late-rule-limit", place, problem, expected, found, remedy))
    return findings


def _check_figures(place: str, row: dict[str, object]) -> list[Finding]:
    bounds = {
        "rate_num": (0, RATE_LIMIT),
        "rate_den": (1, RATE_LIMIT),
        "fixed_cents": (0, RATE_LIMIT),
        "most_units": (0, RATE_LIMIT),
        "most_share_num": (0, RATE_LIMIT),
        "most_share_den": (1, RATE_LIMIT),
        "only_after_notice_days": (0, 3660),
        "resumes_after_business_days": (0, 3660),
    }
    return [
        Finding(
            "late-rule-figure",
            place,
            f"{column} lies outside what a late rule can hold.",
            f"{least} to {most}",
            str(row[column]),
            "correct the late rule of the agreement",
        )
        for column, (least, most) in bounds.items()
        if _is_outside(row, column, least=least, most=most)
    ]


def _is_outside(row: dict[str, object], column: str, *, least: int, most: int) -> bool:
    """A denominator is needed where its numerator is given; any other figure may be null."""
    figure = row[column]
    if figure is None:
        return column.endswith("_den") and row[column.replace("_den", "_num")] is not None
    return not least <= int(str(figure)) <= most
