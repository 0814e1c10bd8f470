"""The rules of an agreement's header: due dates, late charges, credit shares and credit columns.

They stay outside the formula algebra: ageing an unpaid balance needs payments and notices, which no clause
sees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.agreements.lower_names import refuse
from arrears.agreements.model import Citation, CreditColumns, CreditShares, DueRule, LateCharge, LateRule
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.scope import attempt
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_number
from arrears.formula.kinds import NUMBER
from arrears.vocabulary import PAYOR_STATUSES

_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_UNPAID_AFTER = re.compile(r"unpaid (\d{1,3}) (business )?days after notice")
_AT_MOST = re.compile(r"(?:(\d{1,4}) (business days?|days?|months?)|(\S+%) of the amount owed)")
_RESUMES = re.compile(r"(\d{1,3}) business days after settlement")
DayUnit = Literal["day", "business day"]


def _citation(block: WrittenMap, above: Citation | None, what: str) -> Citation:
    citation = citation_of(block, above)
    if citation is None:
        raise refuse(
            "agreement-citation",
            block.place,
            f"no citation stands beside {what}.",
            expected="cite and status",
            found="none",
            remedy="say where it was read, and how far that can be trusted",
        )
    return citation


def lower_due(block: WrittenMap, rule_id: str, above: Citation | None) -> DueRule:
    """A due rule: a count from a date, and the printed days that win over the count."""
    count = block.get("count")
    figure = read_number(text_at(block, "count"), count.place if count else block.place)
    unit = str(figure.kind)
    if figure.value.denominator != 1 or not 0 <= figure.value <= 10_000:
        raise _bad_count(block)
    printed = block.get("printed")
    pairs = printed.entries if isinstance(printed, WrittenMap) else ()
    faults: list[Finding] = []
    days = [
        (attempt(faults, lambda n=name: _month_day(n)), attempt(faults, lambda v=value: _month_day(v)))  # type: ignore[misc]
        for name, value in pairs
        if isinstance(value, WrittenText)
    ]
    if faults:
        raise Refused(faults)
    printed_days = {name: value for name, value in days if name is not None and value is not None}
    citation = _citation(block, above, "the due rule")
    after = text_at(block, "after")
    match unit:
        case "days" | "months":
            return DueRule(rule_id, after, int(figure.value), unit, printed_days, citation)
    raise _bad_count(block)


def _bad_count(block: WrittenMap) -> Refused:
    count = block.get("count") or block
    return refuse(
        "agreement-due",
        count.place,
        "a due rule counts days or months.",
        expected="60 days or 4 months",
        found=text_at(block, "count"),
    )


def _month_day(written: WrittenText) -> tuple[int, int]:
    match = _MONTH_DAY.fullmatch(written.text)
    try:
        if match is not None:
            return _real_day(int(match[1]), int(match[2]))
    except ValueError:
        pass
    raise refuse(
        "agreement-due",
        written.place,
        "this is not a day of the year.",
        expected="09-30",
        found=written.text[:20],
    )


def _real_day(month: int, day: int) -> tuple[int, int]:
    date(2000, month, day)  # a leap year: 29 February may be printed
    return month, day


def lower_late(block: WrittenMap, rule_id: str, above: Citation | None) -> LateRule:
    """A late rule: its charges, what ends lateness, and the ways of counting that are all shown."""
    charges = block.get("charges")
    items = charges.items if isinstance(charges, WrittenList) else ()
    is_paused, resumes = _pause(block.get("pauses"))
    return LateRule(
        rule_id=rule_id,
        charges=tuple(_charge(item) for item in items if isinstance(item, WrittenMap)),
        ends="paid_on" if text_at(block, "ends") == "paid_on" else "received_by_guild_on",
        counts=tuple(word for word in ("simple", "compound") if word in _words(block.get("counts"))),
        part_month=tuple(
            word for word in ("whole months", "days") if word in _words(block.get("part_month"))
        ),
        pauses_while_disputed=is_paused,
        citation=_citation(block, above, "the late rule"),
        resumes_after_business_days=resumes,
        not_for=tuple(word for word in PAYOR_STATUSES if word in _words(block.get("not_for"))),
    )


def _words(written: Written | None) -> tuple[str, ...]:
    items = written.items if isinstance(written, WrittenList) else ()
    return tuple(item.text for item in items if isinstance(item, WrittenText))


def _pause(written: Written | None) -> tuple[bool, int]:
    """Whether charges rest during a dispute, and for how long after it is settled."""
    if isinstance(written, WrittenText):
        return written.text != "no", 0
    if not isinstance(written, WrittenMap) or written.get("resumes") is None:
        return True, 0
    match = _RESUMES.fullmatch(text_at(written, "resumes"))
    if match is None:
        raise refuse(
            "agreement-late",
            written.place,
            "this does not say when charges resume.",
            expected="10 business days after settlement",
            found=text_at(written, "resumes"),
        )
    return True, int(match[1])


def _charge(block: WrittenMap) -> LateCharge:
    written = block.get("charge") or block
    figure = read_number(text_at(block, "charge"), written.place)
    is_money = str(figure.kind) == "money"
    is_rate = figure.kind == NUMBER
    if not (is_money or is_rate) or figure.value <= 0 or (is_money and figure.value.denominator != 1):
        raise refuse(
            "agreement-late", written.place, "a charge is a rate or a sum.", expected="1.5% or $10.00",
            found=text_at(block, "charge"),
        )  # fmt: skip
    if is_rate != (text_at(block, "of") == "unpaid"):
        raise refuse(
            "agreement-late", block.place, "a rate is taken `of: unpaid`, a fixed sum of nothing.",
            expected="of: unpaid with a rate only", found=text_at(block, "of") or "no `of`",
        )  # fmt: skip
    most_units, most_share = _at_most(block)
    notice, unit = _only_if(block)
    per = text_at(block, "per")
    return LateCharge(
        per=per,  # type: ignore[arg-type]  # the shape holds it to the three words
        rate=figure.value if is_rate else None,
        fixed_cents=int(figure.value) if is_money else None,
        start=_starts(block, notice),
        most_units=most_units,
        most_share=most_share,
        only_after_notice_days=notice,
        notice_unit=unit,
    )


def _starts(block: WrittenMap, notice_days: int | None) -> Literal["due", "notice", "notice_end"]:
    match text_at(block, "from"):
        case "notice":
            return "notice"
        case "end of notice":
            if notice_days is None:
                raise refuse(
                    "agreement-late", block.place, "the end of a notice needs its days.",
                    expected="only_if: unpaid 10 days after notice", found="no `only_if`",
                )  # fmt: skip
            return "notice_end"
    return "due"


def _at_most(block: WrittenMap) -> tuple[int | None, Fraction | None]:
    text = text_at(block, "at_most")
    if text in ("", "no limit"):
        return None, None
    match = _AT_MOST.fullmatch(text)
    per = text_at(block, "per")
    if match is None or (match[2] and match[2].removesuffix("s") != per):
        written = block.get("at_most") or block
        raise refuse(
            "agreement-late", written.place, "this is not a limit of the charge.",
            expected=f"20 {per}s, 100% of the amount owed, or no limit", found=text,
        )  # fmt: skip
    if match[1]:
        return int(match[1]), None
    return None, read_number(match[3]).value


def _only_if(block: WrittenMap) -> tuple[int | None, DayUnit]:
    text = text_at(block, "only_if")
    if not text:
        return None, "day"
    match = _UNPAID_AFTER.fullmatch(text)
    if match is None:
        written = block.get("only_if") or block
        raise refuse(
            "agreement-late", written.place, "this condition of a charge is not read.",
            expected="unpaid 10 days after notice", found=text,
        )  # fmt: skip
    return int(match[1]), "business day" if match[2] else "day"


def lower_credit_shares(block: WrittenMap, above: Citation | None) -> CreditShares:
    """How a percentage residual is divided among the credits of one kind of work."""
    cases: list[Mapping[str, Fraction]] = []
    written = block.get("cases")
    for item in written.items if isinstance(written, WrittenList) else ():
        entries = item.entries if isinstance(item, WrittenMap) else ()
        shares = {
            name.text: read_number(value.text, value.place).value
            for name, value in entries
            if isinstance(value, WrittenText)
        }
        if sum(shares.values(), Fraction(0)) != 1 or any(share <= 0 for share in shares.values()):
            raise refuse(
                "agreement-shares", item.place, "the shares do not add up to 100%.",
                expected="100%", found=f"{sum(shares.values(), Fraction(0)) * 100}%",
            )  # fmt: skip
        if set(shares) in [set(case) for case in cases]:
            raise refuse(
                "agreement-shares", item.place, "the same credits stand in two cases.",
                expected="each set of credits once", found=", ".join(shares),
            )  # fmt: skip
        cases.append(shares)
    citation = _citation(block, above, "the credit shares")
    return CreditShares(text_at(block, "work"), tuple(cases), _words(block.get("unpaid")), citation)


def lower_credit_columns(block: WrittenMap, above: Citation | None) -> CreditColumns:
    """Which column of a table each credit takes, for one kind of work."""
    columns = block.get("columns")
    entries = columns.entries if isinstance(columns, WrittenMap) else ()
    taken = {name.text: value.text for name, value in entries if isinstance(value, WrittenText)}
    return CreditColumns(text_at(block, "work"), taken, _citation(block, above, "the credit columns"))
