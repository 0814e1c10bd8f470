"""What an award says, in sentences that its page and the claim file share: what it gives, how its lines got
their amounts, its clock, and what stands open.
"""

from __future__ import annotations

from collections.abc import Iterator

from arrears.claims.award import Award
from arrears.claims.award_account import AwardAccount
from arrears.claims.award_rules import STATED, AwardRule
from arrears.claims.priced_for import EACH_LINE
from arrears.claims.settlement_terms import RULES, share_text
from arrears.findings import counted
from arrears.money import show_cents

LATE_WORDS = {
    "simple": "by whole months, bearing no charge itself",
    "compound": "by whole months, bearing a charge itself",
    "daily": "by days",
}
STATUS_SIGNS = {"unverified": "†", "derived": "‡"}


def award_sentences(award: Award) -> tuple[str, ...]:
    """Who gave what, on which reading, how it came to the lines, and when it has to be paid."""
    given = show_cents(award.sum_cents(), award.currency)
    parts = len(award.terms.parts)
    paid = f" in {counted(parts, 'instalment')}" if parts > 1 else ""
    needs = ", to be calculated by the payor" if award.terms.needs_calculation else ""
    return (
        f"Made by {award.made_by} on {award.terms.award_on} in {', '.join(award.claims)}, on the reading of"
        f" {award.position}: {given}{paid}{needs}.",
        *division_sentences(award),
        clock_sentence(award.terms.rule),
    )


def division_sentences(award: Award) -> Iterator[str]:
    """How the lines got their amounts, and whose division it is; nothing while no sum is calculated."""
    if award.sum_cents() is None:
        return
    priced = award.priced
    if priced is None:
        yield (
            "How the amounts of its lines came about was not recorded with it: whether the award states each,"
            " or gives one sum that was divided, its own text says."
        )
        return
    late = f"charges for lateness {LATE_WORDS[priced.late]}" if priced.late in LATE_WORDS else priced.late
    if priced.rule == EACH_LINE:
        yield (
            f"Each line stands at its amount on the reading of {award.position}, due and open on"
            f" {priced.as_of}, {late}; where the award counts otherwise, its own text decides."
        )
        return
    said = RULES.get(priced.rule, priced.rule).replace(
        "the named reading", f"the reading of {award.position}"
    )
    yield (
        f"It gives one sum for all lines. That sum is divided here {said} (lines as of {priced.as_of},"
        f" {late}). The rule was recorded with the award by the guild; unless the award states it, the"
        " division is the guild's and only the sum is the award's."
    )


def clock_sentence(rule: AwardRule) -> str:
    """When it has to be paid and what lateness costs, and whose words that is."""
    if rule.rule_id == STATED:
        return f"Its clock, as the award itself states it ({rule.cite}): {_own_clock(rule)}."
    mark = STATUS_SIGNS.get(rule.status, "")
    return f"Its clock{mark} ({rule.rule_id}): {rule.says} ({rule.cite.rstrip('.')})."


def _own_clock(rule: AwardRule) -> str:
    """The days and the rate that the award states; an article's are in its own words."""
    days = rule.paid_within_days
    paid = f"to be paid within {counted(days, 'day')}" if days is not None else "no days for payment"
    if rule.monthly is None:
        return f"{paid}; no interest"
    since = "the award" if rule.interest_from == "award" else "the day the money fell due"
    return f"{paid}; what is not paid then bears {share_text(rule.monthly)} a month from {since}"


def open_sentences(award: Award, account: AwardAccount) -> tuple[str, ...]:
    """What stands open on the day of the account, and interest on each way that is left open."""
    interest, currency = account.interest(), award.currency
    said = [f"Principal open on {account.as_of}: {show_cents(account.open_cents(), currency)}."]
    if any(part.interest for part in account.parts):
        said.append(
            f"Interest by whole months: {show_cents(interest.simple_cents, currency)} where interest bears"
            f" none, {show_cents(interest.compound_cents, currency)} where it does; by days"
            f" {show_cents(interest.daily_cents, currency)}. They are alternatives. Paid as interest so far:"
            f" {show_cents(account.interest_paid_cents, currency)}."
        )
    return tuple(said)
