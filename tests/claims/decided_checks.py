"""What the verifier must say of lines, divisions, accounts and odd files; wrong ones are held to the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from arrears.claims.amounts import figure_as_filed
from arrears.claims.award_account import AwardPart, AwardPayment, AwardTerms, Calculation, award_account
from arrears.claims.award_rules import AwardRule, rule_for, stated_rule
from arrears.claims.bundle_content import BundleContent
from arrears.claims.bundle_decisions import part_row
from arrears.claims.bundle_seal import make_seal
from arrears.claims.claim_money_lines import LATE, claim_money_lines
from arrears.claims.lines_held import open_lines
from arrears.claims.settlement_division import divide_settlement
from arrears.claims.settlement_terms import (
    Allocation,
    LumpSum,
    Release,
    SettlementLine,
    SettlementTerms,
    ShareOfValue,
    SumsByCompany,
    terms_body,
)
from arrears.claims.verifier import verify

from .decided_bundles import FORGERIES, LATER, contents, seal_content
from .sealed_world import SealedWorld, pack, relisted, rows_of, unpack, with_rows

DAYS = (date(2009, 2, 1), date(2009, 5, 5), LATER)
Lines = Mapping[tuple[date, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Decided:
    """The bundles as sealed, where forgeries of them are kept, and what Arrears says of the claim's lines."""

    folder: Path
    held: Mapping[str, BundleContent]
    lines: Lines
    sealed: dict[str, Path] = field(default_factory=dict)
    said: dict[str, bool] = field(default_factory=dict)

    def holds(self, name: str) -> bool:
        """Whether the verifier as it is says what it must; looked at once."""
        if name not in self.said:
            self.said[name] = is_as_said(self, name)
        return self.said[name]

    def bundle(self, name: str) -> Path:
        """A bundle as it stands, or a forgery of one; made once."""
        if name not in self.sealed:
            forged = {one.name: one for one in FORGERIES}
            content = (
                self.held[name] if name in self.held else forged[name].of(self.held[forged[name].bundle])
            )
            self.sealed[name] = seal_content(content, self.folder / f"{len(self.sealed)}.zip")
        return self.sealed[name]


def decided(folder: Path) -> Decided:
    """All of it, built once for a module."""
    held, world = contents(folder)
    return Decided(folder, held, figured_lines(world))


def figured_lines(world: SealedWorld) -> Lines:
    """The claim's lines on some days by each count of late charges, as Arrears prices them."""
    found: dict[tuple[date, str], Mapping[str, Any]] = {}
    for day in DAYS:
        lines = open_lines(world.world.book, world.claim)
        figure_as_filed(lines, day)
        for late in LATE:
            priced = claim_money_lines(lines, late)  # type: ignore[arg-type]
            found[day, late] = {
                one.key: (one.payee_id, one.company_id, dict(one.by_position)) for one in priced
            }
    return found


def is_as_said(given: Decided, name: str) -> bool:
    """Whether the verifier says of a bundle, a forgery or a check what it must."""
    if name in CHECKS:
        return CHECKS[name](given)
    answer = verify.check_bundle(given.bundle(name))
    if name in given.held:
        return answer.code == 0
    (said,) = [one.said for one in FORGERIES if one.name == name]
    return answer.code == 1 and said in "\n".join(fault.text() for fault in answer.faults)


def lines_agree(given: Decided) -> bool:
    """Lines are priced as Arrears prices them, on every day and count."""
    read = verify.read_bundle(verify.open_files(given.bundle("settled")))
    paid = verify.check_standing(read, verify.Tally())
    return all(
        {
            key: (one.payee, one.company, dict(one.values))
            for key, one in verify.claim_lines(read, paid, day, late).items()
        }
        == wanted
        for (day, late), wanted in given.lines.items()
    )


def lines_are_named(_: Decided) -> bool:
    """Two items of one name are told apart; what a freezing lacks, or has an unknown part, is unknown."""
    names = ("position", "name", "absent_from")
    positions = verify.Table("position", names, [(0, "guild", ()), (1, "studio", ("1",))], {}, ())
    first = (0, "C1", "P1", "T1", "m", "us", "2008Q3", "usd", "downloads", "")
    items = {
        first: verify.ClaimItem(["a"], {("compensation", 0): [1, None], ("compensation", 1): [5]}),
        (1, *first[1:]): verify.ClaimItem(["a"], {("compensation", 0): [2, 3]}),
        (2, *first[1:]): verify.ClaimItem(["b"], {("compensation", 0): [4]}),
    }
    found = {key: dict(one.values) for key, one in verify._named_lines(items, positions).items()}
    return found == {
        "a#compensation": {"guild": None, "studio": 5},
        "a~2#compensation": {"guild": 5, "studio": None},
        "b#compensation": {"guild": 4, "studio": 0},
    }


def reasons_are_told(given: Decided) -> bool:
    """Lines that cannot be priced again are told so, each with its reason."""
    read = verify.read_bundle(verify.open_files(given.bundle("settled")))
    paid = verify.check_standing(read, verify.Tally())
    usual = {"as_of": "2010-01-01", "late": "simple", "is_changed": False, "other_claims": 0, "rule": ""}
    asked = (usual, None, {**usual, "is_changed": True}, {**usual, "as_of": "2010-07-01"})
    return [verify.priced_lines(read, paid, one, {})[1] for one in asked] == [
        "",
        "the act does not say what its lines were priced for",
        "lines of the claim were added, restated or withdrawn after it was priced",
        "its lines were priced as of 2010-07-01, after the day of this bundle",
    ]


CHARACTERS = ("compensation", "late_charge", "contributions", "costs")
LINES = tuple(
    SettlementLine(
        f"r{n}",
        f"P{n % 3}",
        f"C{n // 4 % 2}",
        "T1",
        "usd",
        CHARACTERS[n % 4],
        {"guild": n % 4 < 3 and 137 * n + 51},
        0,
    )
    for n in range(9)
)
IN_ORDER = (("compensation",), ("contributions", "late_charge"), ("costs",))
AT_ONCE = (CHARACTERS,)
TERMS = tuple(
    SettlementTerms("x", pays, Allocation(rule, "guild", order), release=Release(undisputed=True))  # type: ignore[arg-type]
    for rule in ("pro_rata_by_full_value", "pro_rata_by_principal", "equal", "by_head")
    for order in (IN_ORDER, AT_ONCE)
    for pays in (
        LumpSum(1_003, "usd"), LumpSum(99_999, "usd"), ShareOfValue(Fraction(2, 7)),
        SumsByCompany({"C0": 501, "C1": 777}, "usd"),
    )
    if not (rule == "pro_rata_by_principal" and order is IN_ORDER and not isinstance(pays, ShareOfValue))
)  # fmt: skip


def divisions_agree(_: Decided) -> bool:
    """Money is divided as Arrears divides it, by each rule, in each order, from each sum."""
    return all(
        _divided(terms) == {one.line.key: one.paid_cents for one in _settled(terms)} for terms in TERMS
    )


def _settled(terms: SettlementTerms) -> Any:
    return divide_settlement(LINES, terms).lines


def _divided(terms: SettlementTerms) -> dict[str, int]:
    body = terms_body(terms)
    rule = terms.allocation.rule
    weighs = {"compensation", "contributions"} if rule == "pro_rata_by_principal" else set(CHARACTERS)
    lines = [
        verify.Settling(
            line.key, line.company_id, "usd", line.character, line.payee_id, 0,
            (line.by_position["guild"] or 0) if line.character in weighs else 0, 0, False,
        )
        for line in sorted(LINES, key=lambda one: one.key)
    ]  # fmt: skip
    paid = {line.name: 0 for line in lines}
    for pot, members in verify._pots(body["pays"], lines, rule):
        paid.update(verify._allot(pot, members, body["allocation"]))
    return paid


ON = date(2020, 1, 1)
IATSE = rule_for("iatse/basic-2018")


def _award(rule: AwardRule, parts: Any, calculated: Calculation | None = None) -> AwardTerms:
    made = tuple(AwardPart(number, day, cents) for number, (day, cents) in enumerate(parts, start=1))
    return AwardTerms(ON, rule, made, calculated is not None, calculated or Calculation())


def _paid(*payments: tuple[int, int, str]) -> tuple[AwardPayment, ...]:
    return tuple(
        AwardPayment(seq, ON + timedelta(days), cents, kind, "C1")  # type: ignore[arg-type]
        for seq, (days, cents, kind) in enumerate(payments)
    )


SOME = _paid((20, 300_00, "principal"), (30, 100_00, "principal"), (31, 150_00, "principal"),
             (60, 40_00, "interest"), (95, 9_000_00, "principal"), (400, 1_00, "principal"))  # fmt: skip
ONE_SUM = [(None, 1_000_00)]
PARTS = [(date(2020, 6, 1), 500_00), (date(2020, 3, 1), 700_00), (None, 100_00)]
ACCOUNTS = (
    (_award(IATSE, ONE_SUM), SOME), (_award(IATSE, PARTS), SOME), (_award(IATSE, PARTS), SOME[:2]),
    (_award(stated_rule(30, Fraction(1, 100), "due", "p"), ONE_SUM), SOME[:1]),
    (_award(stated_rule(None, Fraction(1, 100), "due", "p"), PARTS), SOME[:3]),
    (_award(stated_rule(30, None, "award", "p"), ONE_SUM), SOME),
    (_award(IATSE, ONE_SUM, Calculation()), SOME[:2]),
    (_award(IATSE, [(None, None)], Calculation()), SOME[:1]),
    (_award(IATSE, ONE_SUM, Calculation(notified_on=ON + timedelta(60))), ()),
    (_award(IATSE, ONE_SUM, Calculation(notified_on=ON + timedelta(61))), ()),
    (_award(IATSE, ONE_SUM, Calculation(disputed_on=ON + timedelta(90))), ()),
    (_award(IATSE, ONE_SUM, Calculation(beyond_control="flood")), ()),
)  # fmt: skip
ASKED = tuple(ON + timedelta(days) for days in (10, 30, 31, 61, 89, 95, 200, 399))


def accounts_agree(_: Decided) -> bool:
    """Awards of every kind are kept as Arrears keeps them, on days before, at and after each turn."""
    return all(_accounted(terms, paid, day) for terms, paid in ACCOUNTS for day in ASKED)


def _accounted(terms: AwardTerms, payments: tuple[AwardPayment, ...], day: date) -> bool:
    account, told = award_account(terms, payments, day), terms.calculation
    head = {
        "award_on": terms.award_on.isoformat(),
        "rule": terms.rule.body(),
        "needs_calculation": terms.needs_calculation,
        "calculation": {
            "notified_on": told.notified_on and told.notified_on.isoformat(),
            "disputed_on": told.disputed_on and told.disputed_on.isoformat(),
            "is_prevented": bool(told.beyond_control),
        },
    }
    parts = [verify.Instalment(one.number, one.due_on, one.cents) for one in terms.parts]
    paid = [(seq, one.paid_on, one.cents, one.kind) for seq, one in enumerate(payments)]
    figured, ending = verify.award_account(verify.read_clock(head), parts, paid, day)
    wanted = {one.part.number: tuple(part_row(one)[2:-1]) for one in account.parts}
    beside = (account.open_cents(), account.interest_paid_cents, account.beyond_cents)
    return figured == wanted and ending == beside


def rivals_are_seen(_: Decided) -> bool:
    """A cast of which two records say another thing is contested; one that two say alike is not."""
    one, other = {"hired_as": "day"}, {"hired_as": "weekly"}
    casts = [
        verify.Cast({"P1": said}, used)
        for said, used in (([one, other], [1]), ([one], [1, 2]), ([one, one], [1, 1]))
    ]
    return [cast.is_contested() for cast in casts] == [True, True, False]


def _told(given: Decided, contents_: Mapping[str, bytes], name: str) -> str:
    answer = verify.check_bundle(pack(contents_, given.folder / f"{name}.zip"))
    return f"{answer.code} " + "\n".join(fault.text() for fault in answer.faults)


def moved_rows_are_named(given: Decided) -> bool:
    """Rows in another order than they were sealed in, with a manifest that lists the file as it is now."""
    whole = unpack(given.bundle("settled"))
    rows = rows_of(whole, "obligation")
    altered = relisted(with_rows(whole, "obligation", [rows[1], rows[0], *rows[2:]]))
    said = _told(given, altered, "moved")
    return said.startswith("1 table obligation, row 0 (") and "this row was moved" in said


def placeless_files_are_named(given: Decided) -> bool:
    """A module beside the program, with a manifest that lists it."""
    whole = unpack(given.bundle("settled"))
    said = _told(given, relisted({**whole, "json.py": b"print('VERIFIED')\n"}), "placeless")
    return said.startswith("1 json.py: a bundle has no place for this file")


def keys_of_anybody_are_refused(given: Decided) -> bool:
    """The neutral point as a key signs every message with the neutral point and nought."""
    whole, point = unpack(given.bundle("settled")), (1).to_bytes(32, "little")
    made = make_seal(whole["manifest.json"], None)
    made["signature"] = {
        "algorithm": "Ed25519", "public_key": point.hex(), "signature": (point + bytes(32)).hex(),
    }  # fmt: skip
    said = _told(given, {**whole, "seal.json": json.dumps(made).encode()}, "anybody")
    return said.startswith("1 seal.json: the signature is not of this bundle")


CHECKS: Mapping[str, Callable[[Decided], bool]] = {
    "lines": lines_agree,
    "named": lines_are_named,
    "reasons": reasons_are_told,
    "division": divisions_agree,
    "accounts": accounts_agree,
    "contested": rivals_are_seen,
    "moved rows": moved_rows_are_named,
    "a file without a place": placeless_files_are_named,
    "a key of anybody": keys_of_anybody_are_refused,
}
