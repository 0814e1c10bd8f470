"""What a settlement says, as values: what is paid, how it is divided, when, on what condition, and what is
given up for it.

Nothing here is figured. Terms are read from a file or from options by `settlement_read`, kept in the book as
canonical text, and read back from there to the same values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from arrears.money import Cents

CHARACTERS: Mapping[str, str] = {
    "compensation": "pay for the work or its reuse",
    "contributions": "money to the pension and health plans",
    "late_charge": "a charge for paying late",
    "liquidated_damages": "damages that the agreement fixes beforehand",
    "costs": "costs of bringing the claim",
}
RULES: Mapping[str, str] = {
    "pro_rata_by_principal": "in proportion to principal on the named reading; charges, damages and costs"
    " weigh nothing",
    "pro_rata_by_full_value": "in proportion to full value on the named reading, charges included",
    "equal": "the same for every line",
    "by_head": "the same for every person, then within a person in proportion to full value",
    "stated": "as the settlement states it, line by line",
}
PRINCIPAL = frozenset({"compensation", "contributions"})
Rule = Literal["pro_rata_by_principal", "pro_rata_by_full_value", "equal", "by_head", "stated"]


@dataclass(frozen=True)
class SettlementLine:
    """One line of a claim as a settlement, an award or a distribution sees it.

    by_position: its amount in cents on each position; null where it cannot be figured, which is not nought.
    undisputed_cents: what no reading disputes; null where that is not known. status: the weakest status
    among the terms it rests on.
    """

    ref: str
    payee_id: str
    company_id: str
    title_id: str
    currency: str
    character: str
    by_position: Mapping[str, Cents | None]
    undisputed_cents: Cents | None = 0
    status: str = ""

    @property
    def key(self) -> str:
        """Tells the compensation of an obligation from the charge on it."""
        return f"{self.ref}#{self.character}"


@dataclass(frozen=True)
class LumpSum:
    """One sum for all lines together, divided among them."""

    cents: Cents
    currency: str


@dataclass(frozen=True)
class SumsByCompany:
    """A sum from each company, divided among the lines against that company."""

    cents: Mapping[str, Cents]
    currency: str


@dataclass(frozen=True)
class ShareOfValue:
    """So much on the dollar: this share of what the rule weighs, once for each company and currency."""

    share: Fraction


@dataclass(frozen=True)
class Forgiven:
    """Nothing is paid."""


Pays = LumpSum | SumsByCompany | ShareOfValue | Forgiven


@dataclass(frozen=True)
class Instalment:
    """A part of what is paid: this share of it, on a day, or so many days after the terms take effect."""

    share: Fraction
    due_on: date | None = None
    after_days: int | None = None


@dataclass(frozen=True)
class Condition:
    """What must happen before the settlement takes effect. by: the last day for it; null: no last day is
    stated.
    """

    event: str
    of: str = ""
    by: date | None = None


@dataclass(frozen=True)
class OptOut:
    """A company may stay out, for all its lines. until: the last day; null: until it takes effect."""

    until: date | None = None


@dataclass(frozen=True)
class Release:
    """What is given up for the money. until: uses and pay up to this day; null: what the claims are about.
    companies, lines: only these; empty = all of the claims.

    undisputed: True where the terms take undisputed money in, which is flagged; it is kept out otherwise.
    """

    until: date | None = None
    companies: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    undisputed: bool = False


@dataclass(frozen=True)
class Allocation:
    """How the money is divided. position: the reading that weighs the lines; order: characters served first
    to last, those of one group together; stated: cents by line key, for the rule `stated`.
    """

    rule: Rule
    position: str
    order: tuple[tuple[str, ...], ...] = (tuple(CHARACTERS),)
    stated: Mapping[str, Cents] = field(default_factory=dict)


@dataclass(frozen=True)
class SettlementTerms:
    """A whole settlement. waives: characters that are given up for nothing and take no part in the division.

    consents: who must agree before it takes effect; empty = the claimant and every company that stays in.
    """

    title: str
    pays: Pays
    allocation: Allocation
    instalments: tuple[Instalment, ...] = (Instalment(Fraction(1), after_days=0),)
    condition: Condition | None = None
    opt_out: OptOut | None = None
    release: Release = Release()
    waives: tuple[str, ...] = ()
    in_exchange_for: str = ""
    consents: tuple[str, ...] = ()


def pays_text(pays: Pays) -> str:
    """What is paid, in words."""
    from arrears.money import show_cents

    match pays:
        case LumpSum():
            return f"a lump sum of {show_cents(pays.cents, pays.currency)}"
        case SumsByCompany():
            parts = (f"{show_cents(cents, pays.currency)} from {who}" for who, cents in pays.cents.items())
            return "; ".join(parts)
        case ShareOfValue():
            return f"{share_text(pays.share)} of the value of each company's lines"
        case Forgiven():
            return "nothing: all is forgiven"
    raise TypeError(f"pays_text does not know {type(pays).__name__}")


def share_text(share: Fraction) -> str:
    """A share as people write it: `33%` where it is a whole number of hundredths of a percent, else `1/3`."""
    hundredths = share * 10_000
    if hundredths.denominator != 1:
        return f"{share.numerator}/{share.denominator}"
    whole, part = divmod(hundredths.numerator, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + "%"


def terms_body(terms: SettlementTerms) -> dict[str, Any]:
    """The terms as an event's body writes them: text, lists and mappings only."""
    return {
        "title": terms.title,
        "pays": _pays_body(terms.pays),
        "allocation": {
            "rule": terms.allocation.rule,
            "position": terms.allocation.position,
            "order": [list(group) for group in terms.allocation.order],
            "stated": {key: str(cents) for key, cents in terms.allocation.stated.items()},
        },
        "instalments": [_instalment_body(each) for each in terms.instalments],
        "condition": _condition_body(terms.condition),
        "opt_out": None if terms.opt_out is None else {"until": day_text(terms.opt_out.until)},
        "release": {
            "until": day_text(terms.release.until),
            "companies": list(terms.release.companies),
            "lines": list(terms.release.lines),
            "undisputed": "included" if terms.release.undisputed else "kept out",
        },
        "waives": list(terms.waives),
        "in_exchange_for": terms.in_exchange_for,
        "consents": list(terms.consents),
    }


def terms_of(body: Mapping[str, Any]) -> SettlementTerms:
    """The terms that an event's body holds; the inverse of `terms_body`."""
    allocation, release = body["allocation"], body["release"]
    condition, opt_out = body["condition"], body["opt_out"]
    return SettlementTerms(
        title=body["title"],
        pays=_pays_of(body["pays"]),
        allocation=Allocation(
            rule=allocation["rule"],
            position=allocation["position"],
            order=tuple(tuple(group) for group in allocation["order"]),
            stated={key: int(cents) for key, cents in allocation["stated"].items()},
        ),
        instalments=tuple(_instalment_of(each) for each in body["instalments"]),
        condition=condition and Condition(condition["event"], condition["of"], day_of(condition["by"])),
        opt_out=None if opt_out is None else OptOut(day_of(opt_out["until"])),
        release=Release(
            day_of(release["until"]),
            tuple(release["companies"]),
            tuple(release["lines"]),
            release["undisputed"] == "included",
        ),
        waives=tuple(body["waives"]),
        in_exchange_for=body["in_exchange_for"],
        consents=tuple(body["consents"]),
    )


def day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def day_of(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _pays_body(pays: Pays) -> dict[str, Any]:
    match pays:
        case LumpSum():
            return {"how": "lump_sum", "cents": str(pays.cents), "currency": pays.currency}
        case SumsByCompany():
            cents = {company: str(sum_cents) for company, sum_cents in pays.cents.items()}
            return {"how": "by_company", "cents": cents, "currency": pays.currency}
        case ShareOfValue():
            return {"how": "share", "share": f"{pays.share.numerator}/{pays.share.denominator}"}
        case Forgiven():
            return {"how": "forgiven"}
    raise TypeError(f"_pays_body does not know {type(pays).__name__}")


def _pays_of(body: Mapping[str, Any]) -> Pays:
    match body["how"]:
        case "lump_sum":
            return LumpSum(int(body["cents"]), body["currency"])
        case "by_company":
            cents = {company: int(sum_cents) for company, sum_cents in body["cents"].items()}
            return SumsByCompany(cents, body["currency"])
        case "share":
            return ShareOfValue(Fraction(body["share"]))
        case "forgiven":
            return Forgiven()
    raise TypeError(f"_pays_of does not know {body['how']}")


def _instalment_body(instalment: Instalment) -> dict[str, Any]:
    return {
        "share": f"{instalment.share.numerator}/{instalment.share.denominator}",
        "due_on": day_text(instalment.due_on),
        "after_days": None if instalment.after_days is None else str(instalment.after_days),
    }


def _instalment_of(body: Mapping[str, Any]) -> Instalment:
    after = body["after_days"]
    return Instalment(Fraction(body["share"]), day_of(body["due_on"]), None if after is None else int(after))


def _condition_body(condition: Condition | None) -> dict[str, Any] | None:
    if condition is None:
        return None
    return {"event": condition.event, "of": condition.of, "by": day_text(condition.by)}


def companies_of(lines: Sequence[SettlementLine]) -> tuple[str, ...]:
    """The companies that lines are against, in the order of their ids."""
    return tuple(sorted({line.company_id for line in lines}))
