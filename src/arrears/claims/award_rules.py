"""When an award has to be paid and what lateness costs: by the agreement's own article, or by the award
itself.

The articles are in `award_rules.yaml`, cited. Where no source gives a clock there is none: then nothing is
charged, and the place to look is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, as_list, as_map, as_text, read_yaml_file
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_number
from arrears.vocabulary import STATUSES

STATED = "as the award states"
RULES_FILE = Path(__file__).with_name("award_rules.yaml")
_TEXT = TextShape("words", longest=2_000)
SHAPE = KeyedShape(
    "clocks of awards",
    (
        Key(
            "rules",
            ListShape(
                KeyedShape(
                    "one clock",
                    (
                        Key("rule", _TEXT, True),
                        Key("agreements", ListShape(_TEXT, "agreements"), True),
                        Key("says", _TEXT, True),
                        Key("paid_within", _TEXT),
                        Key("calculated_within", _TEXT),
                        Key("interest", _TEXT),
                        Key("from", TextShape("from when", ("award", "due"))),
                        Key("find_at", _TEXT),
                        Key("cite", _TEXT, True),
                        Key("status", TextShape("a status", tuple(STATUSES)), True),
                    ),
                ),
                "clocks",
            ),
            True,
        ),
    ),
)


@dataclass(frozen=True)
class AwardRule:
    """How long an award may stay unpaid, and what a month of lateness costs.

    paid_within_days: for a fixed sum; calculated_within_days: for a sum that the payor must figure. monthly:
    the rate, on what is open. interest_from: the day of the award, or the day the money fell due.
    Missing: a null says that no source gives it, and find_at says where to look; nothing is charged then.
    """

    rule_id: str
    agreements: tuple[str, ...]
    says: str
    paid_within_days: int | None
    calculated_within_days: int | None
    monthly: Fraction | None
    interest_from: Literal["award", "due"]
    cite: str
    status: str
    find_at: str = ""

    def body(self) -> dict[str, Any]:
        """The rule as an act's body writes it, so that an award keeps the words it was recorded under."""
        return {
            "rule_id": self.rule_id,
            "agreements": list(self.agreements),
            "says": self.says,
            "paid_within_days": _text(self.paid_within_days),
            "calculated_within_days": _text(self.calculated_within_days),
            "monthly": _text(self.monthly),
            "interest_from": self.interest_from,
            "cite": self.cite,
            "status": self.status,
            "find_at": self.find_at,
        }


def _text(figure: int | Fraction | None) -> str | None:
    return None if figure is None else str(figure)


def award_rule_of(body: Mapping[str, Any]) -> AwardRule:
    """The rule that an act's body holds; the inverse of `AwardRule.body`."""
    paid, figured, monthly = body["paid_within_days"], body["calculated_within_days"], body["monthly"]
    return AwardRule(
        rule_id=body["rule_id"],
        agreements=tuple(body["agreements"]),
        says=body["says"],
        paid_within_days=None if paid is None else int(paid),
        calculated_within_days=None if figured is None else int(figured),
        monthly=None if monthly is None else Fraction(monthly),
        interest_from=body["interest_from"],
        cite=body["cite"],
        status=body["status"],
        find_at=body["find_at"],
    )


def read_award_rules(path: Path = RULES_FILE) -> tuple[AwardRule, ...]:
    """Every clock of awards that ships with Arrears.

    Findings: raises `Refused` with the faults of the file.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, SHAPE))
    if faults:
        raise Refused(faults)
    return tuple(_rule(as_map(each)) for each in as_list(as_map(written).get("rules")).items)


def rule_for(agreement: str) -> AwardRule:
    """The clock of awards under an agreement.

    Findings: raises `Refused` with award-rule-unknown.
    """
    rules = read_award_rules()
    for rule in rules:
        if agreement in rule.agreements:
            return rule
    problem = "no clock of awards is known for this agreement"
    expected = ", ".join(sorted(address for rule in rules for address in rule.agreements))
    remedy = "give the award's own clock with --paid-within and --interest"
    raise Refused([Finding("award-rule-unknown", agreement, problem, expected, agreement, remedy)])


def stated_rule(
    paid_within_days: int | None, monthly: Fraction | None, interest_from: Literal["award", "due"], cite: str
) -> AwardRule:
    """The clock that an award states itself; cite: where in the award it stands."""
    return AwardRule(
        rule_id=STATED,
        agreements=(),
        says="as the award itself says",
        paid_within_days=paid_within_days,
        calculated_within_days=None,
        monthly=monthly,
        interest_from=interest_from,
        cite=cite,
        status="primary",
    )


def _rule(written: WrittenMap) -> AwardRule:
    start = _words(written, "from")
    return AwardRule(
        rule_id=_words(written, "rule"),
        agreements=tuple(as_text(each).text for each in as_list(written.get("agreements")).items),
        says=_words(written, "says"),
        paid_within_days=_days(written, "paid_within"),
        calculated_within_days=_days(written, "calculated_within"),
        monthly=_share(written, "interest"),
        interest_from="due" if start == "due" else "award",
        cite=_words(written, "cite"),
        status=_words(written, "status"),
        find_at=_words(written, "find_at"),
    )


def _words(written: WrittenMap, key: str) -> str:
    found = written.get(key)
    return "" if found is None else as_text(found).text


def _days(written: WrittenMap, key: str) -> int | None:
    share = _share(written, key)
    return None if share is None else int(share)


def _share(written: WrittenMap, key: str) -> Fraction | None:
    found = written.get(key)
    return None if found is None else read_number(as_text(found).text, as_text(found).place).value
