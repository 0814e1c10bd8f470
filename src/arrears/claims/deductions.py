"""What may be taken off collected money before it goes to a person: only what an agreement does not forbid
and the person has authorised.

The agreements' rules are in `deductions.yaml`, cited. Nothing is taken off by default.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, as_list, as_map, as_text, read_yaml_file
from arrears.findings import Finding, Refused
from arrears.vocabulary import CLAIM_SUBJECTS, DEDUCTION_KINDS, STATUSES

RULES_FILE = Path(__file__).with_name("deductions.yaml")
WITH_AUTHORISATION = "with authorisation"
_TEXT = TextShape("words", longest=2_000)
SHAPE = KeyedShape(
    "rules on deductions",
    (
        Key(
            "rules",
            ListShape(
                KeyedShape(
                    "one rule",
                    (
                        Key("family", _TEXT, True),
                        Key("subject", TextShape("a subject", tuple(CLAIM_SUBJECTS)), True),
                        Key("kind", TextShape("a deduction", tuple(DEDUCTION_KINDS)), True),
                        Key("allowed", TextShape("whether", ("no", WITH_AUTHORISATION)), True),
                        Key("says", _TEXT, True),
                        Key("cite", _TEXT, True),
                        Key("status", TextShape("a status", tuple(STATUSES)), True),
                    ),
                ),
                "rules",
            ),
            True,
        ),
    ),
)


@dataclass(frozen=True)
class DeductionRule:
    """What an agreement says of one kind of deduction from one kind of money."""

    family: str
    subject: str
    kind: str
    is_allowed: bool
    says: str
    cite: str
    status: str


@dataclass(frozen=True)
class Deduction:
    """A share that is asked to be taken off a person's money and sent to somebody else."""

    person_id: str
    kind: str
    share: Fraction
    to: str


@dataclass(frozen=True)
class Authorisation:
    """A person's authorisation for somebody, from a day to a day; until null: open."""

    person_id: str
    agency_id: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class Basis:
    """What money is distributed: of which family of agreements, and what the claim is about."""

    family: str
    subject: str


def read_deduction_rules(path: Path = RULES_FILE) -> tuple[DeductionRule, ...]:
    """Every rule on deductions that ships with Arrears.

    Findings: raises `Refused` with the faults of the file.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, SHAPE))
    if faults:
        raise Refused(faults)
    return tuple(_rule(as_map(each)) for each in as_list(as_map(written).get("rules")).items)


def _rule(written: WrittenMap) -> DeductionRule:
    said = {key.text: as_text(value).text for key, value in written.entries}
    allowed = said.pop("allowed") == WITH_AUTHORISATION
    return DeductionRule(is_allowed=allowed, **said)


def deduction_text(deduction: Deduction, basis: Basis) -> str:
    """What allows a deduction, as a remittance prints it."""
    rule = _said(basis, deduction.kind)
    by = f"authorised by {deduction.person_id} to {deduction.to}"
    return f"{by}; {rule.says} ({rule.cite}; {rule.status})" if rule else by


def _said(basis: Basis, kind: str) -> DeductionRule | None:
    for rule in read_deduction_rules():
        if (rule.family, rule.subject, rule.kind) == (basis.family, basis.subject, kind):
            return rule
    return None


def deduction_faults(
    deductions: Iterable[Deduction], basis: Basis, authorisations: Iterable[Authorisation], on: date
) -> list[Finding]:
    """Why deductions cannot be taken on a day; empty when they can.

    Findings: deduction-not-allowed, deduction-not-authorised, deductions-too-large.
    """
    held = tuple(authorisations)
    faults, shares = [], dict[str, Fraction]()
    for each in deductions:
        rule = _said(basis, each.kind)
        shares[each.person_id] = shares.get(each.person_id, Fraction(0)) + each.share
        place = f"{each.person_id}: {each.kind}"
        if rule is not None and not rule.is_allowed:
            problem = f"the agreement lets nobody take this off: {rule.says}"
            expected = f"no {each.kind} on {CLAIM_SUBJECTS[basis.subject]} ({rule.cite}; {rule.status})"
            found, remedy = f"{each.share} to {each.to}", "leave it out"
            faults.append(Finding("deduction-not-allowed", place, problem, expected, found, remedy))
        elif not any(_covers(one, each, on) for one in held):
            problem = "the person has authorised nobody of that name to take this"
            expected = f"an authorisation of {each.person_id} to {each.to} in force on {on}"
            remedy = "import the authorisation, or leave the deduction out"
            faults.append(Finding("deduction-not-authorised", place, problem, expected, "none", remedy))
    for person, whole in sorted(shares.items()):
        if whole > 1:
            problem = "more is taken off than the person has"
            remedy = "correct the shares"
            faults.append(
                Finding("deductions-too-large", person, problem, "at most 100%", str(whole), remedy)
            )
    return faults


def _covers(held: Authorisation, wanted: Deduction, on: date) -> bool:
    is_theirs = (held.person_id, held.agency_id) == (wanted.person_id, wanted.to)
    return is_theirs and held.from_on <= on and (held.until_on is None or on <= held.until_on)
