"""Rules of an agreement in sentences of our own: when money is due, what lateness costs, how cents round.

Writes what the agreement's values say and nothing more; reads no records.
"""

from __future__ import annotations

from fractions import Fraction

from arrears.agreements.due_rules import say_due
from arrears.agreements.model import Citation, DueRule, LateCharge, LateRule
from arrears.formula.clause import Rounding
from arrears.money import show_cents
from arrears.obligations.explanation_model import Cited
from arrears.vocabulary import PAYOR_STATUSES

MODES = {"half_up": "half up", "half_down": "half down", "up": "up", "down": "down"}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
STARTS = {
    "due": "from the due date",
    "notice": "from the notice",
    "notice_end": "from the end of a notice",
}
ENDS = {"received_by_guild_on": "the day the guild receives it", "paid_on": "the day it is paid"}


def cited(address: str, citation: Citation, written: str = "") -> Cited:
    """A citation as an explanation holds it."""
    return Cited(address, written, citation.source, citation.status, citation.note)


def rounding_words(rounding: Rounding) -> str:
    """`to $0.01, half up`."""
    return f"to ${_decimal(rounding.unit_cents / 100)}, {MODES[rounding.mode]}"


def due_words(rule: DueRule) -> str:
    """`60 days after period_to; 30 September falls due on 30 November as printed`."""
    return say_due(rule, _count_words)


def _count_words(rule: DueRule) -> str:
    counted = f"{rule.count} {rule.unit} after {rule.after}"
    printed = [f"{_day(start)} falls due on {_day(end)}" for start, end in sorted(rule.printed.items())]
    return f"{counted}; as printed, {', '.join(printed)}" if printed else counted


def late_words(rule: LateRule) -> str:
    """What a late rule charges, from when to when, and what its words leave open."""
    charges = "; ".join(_charge_words(charge) for charge in rule.charges)
    sentences = [f"{charges}, until {ENDS[rule.ends]}"]
    if len(rule.counts) > 1:
        sentences.append(f"{' or '.join(rule.counts)} is open, so both are shown")
    if len(rule.part_month) > 1:
        sentences.append("how part months count is open")
    if rule.pauses_while_disputed:
        sentences.append("it stands still during a bona fide dispute")
    if rule.not_for:
        sentences.append("it is not for " + ", ".join(PAYOR_STATUSES[word] for word in rule.not_for))
    return "; ".join(sentences)


def _charge_words(charge: LateCharge) -> str:
    if charge.rate is not None:
        what = f"{_decimal(charge.rate * 100)}% of what is open"
    else:
        what = show_cents(charge.fixed_cents)
    words = [f"{what} for each {charge.per} {STARTS[charge.start]}"]
    if charge.most_units is not None:
        words.append(f"at most {charge.most_units} times")
    if charge.most_share is not None:
        words.append(f"at most {_decimal(charge.most_share * 100)}% of the amount owed")
    if charge.only_after_notice_days is not None:
        words.append(f"only {charge.only_after_notice_days} {charge.notice_unit}s after a notice")
    return ", ".join(words)


def _day(month_day: tuple[int, int]) -> str:
    month, day = month_day
    return f"{day} {MONTHS[month - 1]}"


def _decimal(exact: Fraction) -> str:
    """A figure with as many decimals as it needs, or as a fraction where no decimals do."""
    for places in range(7):
        scaled = exact * 10**places
        if scaled.denominator == 1:
            whole, part = divmod(abs(scaled.numerator), 10**places)
            sign = "-" if exact < 0 else ""
            return f"{sign}{whole:,}.{part:0{places}d}" if places else f"{sign}{whole:,}"
    return str(exact)
