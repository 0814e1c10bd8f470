"""The conditions of the joint route of the three guilds, each answered yes, no or not known, and by whom.

Read from the procedure of SAG-AFTRA television 2014, sideletter E. Answers come from records and from what
people found; what neither says is not known, and never taken for yes. The route itself is a person's choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from arrears.agreements.procedure import Procedure
from arrears.claims.clocks import ClaimDays, Happened, bounds_text, run_clock
from arrears.claims.joint_case import JOINT_GUILDS, JointFinding, latest

ReadAs = Literal["yes", "no", "not known", "does not apply"]
ROUTE = "sag/tv-2014"  # the version whose sideletter was read
QUALIFIED = ("qualified_residual_payor", "qualified_distributor", "qualified_buyer")


@dataclass(frozen=True)
class PayorStanding:
    """What the records say of a company's class of payor on the day asked for. kind empty: nothing."""

    company_id: str
    role: str
    kind: str
    said_by: str


@dataclass(frozen=True)
class SeparateClaim:
    """A claim of the book that holds lines of the sale, with the day its arbitrator was selected."""

    claim_id: str
    guild: str
    filed_on: date | None
    arbitrator_on: date | None


@dataclass(frozen=True)
class JointFacts:
    """All that the conditions are answered from."""

    findings: tuple[JointFinding, ...]
    payors: tuple[PayorStanding, ...]
    claims: tuple[SeparateClaim, ...]
    as_of: date


@dataclass(frozen=True)
class Condition:
    """One condition of the route: what it says, how it stands, by whom or which record, and its citation."""

    name: str
    says: str
    answer: ReadAs
    because: str
    source: str


def joint_conditions(procedure: Procedure, facts: JointFacts) -> tuple[Condition, ...]:
    """Every condition of the joint route in the order of the text, those of time last.

    procedure: one with the forum `joint`. A condition of the text that is not known here is a mistake of the
    program, so that a later text cannot be passed over in silence.
    """
    answers = {
        "all_guilds_agree": _agreed(facts),
        "from_a_joint_audit": _said(facts.findings, "audit"),
        "provisions_the_same": _provisions(facts),
        "no_qualified_payor": _qualified(facts),
    }
    forum = procedure.forum("joint")
    conditions = [
        Condition(one.name, one.says, *answers[one.name], source=one.citation.source)
        for one in forum.conditions
    ]
    return (*conditions, _in_time(procedure, facts), _no_arbitrator(procedure, facts))


def route_standing(conditions: Sequence[Condition]) -> str:
    """The route as a whole: closed where one condition is not met, open where all are, else not known."""
    missing = [one.name for one in conditions if one.answer == "not known"]
    closed = [one.name for one in conditions if one.answer == "no"]
    if closed:
        return f"closed as the book stands: {', '.join(closed)}".replace("_", " ")
    if missing:
        return f"cannot be told; not known: {', '.join(missing)}".replace("_", " ")
    return "open as the book stands; bringing it is the guilds' choice"


def _who(found: JointFinding) -> str:
    day = f", {found.day}" if found.day else ""
    why = f": {found.acting.why}" if found.acting.why else ""
    return f"{found.acting.by} on {found.acting.on}{day}{why}"


def _said(findings: tuple[JointFinding, ...], question: str, guild: str = "") -> tuple[ReadAs, str]:
    found = latest(findings, question, guild)
    if found is None:
        return "not known", "nobody has said so in this book"
    return ("yes" if found.answer == "yes" else "no"), _who(found)


def _agreed(facts: JointFacts) -> tuple[ReadAs, str]:
    told = {guild: _said(facts.findings, "agreed", guild) for guild in JOINT_GUILDS}
    said = "; ".join(f"{guild} {answer} ({because})" for guild, (answer, because) in told.items())
    return _all_yes([answer for answer, _ in told.values()]), said


def _all_yes(answers: Sequence[ReadAs]) -> ReadAs:
    if "no" in answers:
        return "no"
    return "not known" if "not known" in answers else "yes"


def _provisions(facts: JointFacts) -> tuple[ReadAs, str]:
    found = latest(facts.findings, "provisions")
    if found is None:
        return "not known", "no person has found it; figures that agree do not say it"
    answer: ReadAs = "no" if found.answer == "different" else "yes"
    return answer, f"{found.answer.replace('_', ' ')}, found by {_who(found)}"


def _qualified(facts: JointFacts) -> tuple[ReadAs, str]:
    """Met where no qualified payor is involved, or all consent; a record that is silent says neither."""
    consent = latest(facts.findings, "consent")
    if consent is not None and consent.answer == "yes":
        return "yes", f"all consent, {_who(consent)}"
    found = latest(facts.findings, "qualified")
    recorded = "; ".join(_payor_words(one) for one in facts.payors)
    if any(one.kind in QUALIFIED for one in facts.payors) or (found is not None and found.answer == "yes"):
        said = "; ".join(part for part in (recorded, _who(found) if found else "") if part)
        return "no" if consent is not None else "not known", f"{said}; consent " + (
            f"refused, {_who(consent)}" if consent is not None else "is not known"
        )
    if found is not None:
        return "yes", "; ".join(part for part in (f"none, {_who(found)}", recorded) if part)
    return "not known", f"{recorded}; whether anybody guarantees the residuals is not known"


def _payor_words(payor: PayorStanding) -> str:
    kind = payor.kind.replace("_", " ") or "class of payor not recorded"
    said = f", says {payor.said_by}" if payor.said_by else ""
    return f"{payor.company_id} ({payor.role}): {kind}{said}"


def _apart(facts: JointFacts) -> dict[str, tuple[ReadAs, str]]:
    """Of each guild, whether it filed a claim of its own before."""
    told = {}
    for guild in JOINT_GUILDS:
        filed = [one for one in facts.claims if one.guild == guild and one.filed_on is not None]
        answer, because = _said(facts.findings, "filed_apart", guild)
        if filed:
            answer, because = "yes", "; ".join(f"{one.claim_id} filed on {one.filed_on}" for one in filed)
        told[guild] = (answer, because)
    return told


def _in_time(procedure: Procedure, facts: JointFacts) -> Condition:
    """The time after the final audit report, which runs only where a guild filed a claim of its own."""
    clock = procedure.clock("joint-notice")
    says = (
        "Where a guild filed a claim of its own before: the notice is sent, or can still be sent, within"
        f" {clock.limbs[0].words()}."
    )
    source = clock.citation.source
    apart = _apart(facts)
    told = "; ".join(f"{guild} {answer} ({because})" for guild, (answer, because) in apart.items())
    if all(answer == "no" for answer, _ in apart.values()):
        return Condition("notice_in_time", says, "does not apply", f"no guild filed before: {told}", source)
    report, notice = latest(facts.findings, "audit_report"), latest(facts.findings, "notice")
    days = {"audit_report": report.day} if report is not None and report.day else {}
    steps = (Happened("filed", notice.day, "joint"),) if notice is not None and notice.day else ()
    claim = ClaimDays("residuals", days, steps)
    deadline = run_clock(procedure, "joint-notice", claim, as_of=facts.as_of)
    last = bounds_text(deadline.bounds)
    sent = f"sent on {notice.day}" if notice is not None and notice.day else "no notice is recorded"
    because = f"filed before: {told}; last day {last}; {sent}"
    return Condition("notice_in_time", says, TIME_ANSWERS.get(deadline.state, "not known"), because, source)


# A clock that still runs is met so far; what may have run out is not known, never yes.
TIME_ANSWERS: Mapping[str, ReadAs] = {
    "kept": "yes",
    "running": "yes",
    "missed": "no",
    "kept late": "no",
}


def _no_arbitrator(procedure: Procedure, facts: JointFacts) -> Condition:
    rule = procedure.rule_for("filed", "joint")
    says = "No arbitrator is selected to hear a claim that one of the guilds filed for itself."
    selected = [one for one in facts.claims if one.arbitrator_on is not None]
    if selected:
        because = "; ".join(f"{one.claim_id}: selected on {one.arbitrator_on}" for one in selected)
        return Condition("no_arbitrator_selected", says, "no", because, rule.citation.source)
    answers: list[ReadAs] = []
    told = []
    for guild, (filed, _) in _apart(facts).items():
        answer, because = _said(facts.findings, "arbitrator", guild)
        if answer == "not known" and filed == "no":
            answer, because = "no", "it filed no claim of its own"
        answers.append({"yes": "no", "no": "yes"}.get(answer, "not known"))  # type: ignore[arg-type]
        told.append(f"{guild}: {answer} ({because})")
    said = f"selected? {'; '.join(told)}"
    return Condition("no_arbitrator_selected", says, _all_yes(answers), said, rule.citation.source)
