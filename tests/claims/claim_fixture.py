"""Claims made of events by hand; names and companies are invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from arrears.claims.casework import CaseEvent
from arrears.claims.claim import Claim, fold_claims

OPENED = {
    "on": "2008-11-19",
    "by": "attorney",
    "title": "Downloads of the third quarter",
    "subject": "residuals",
    "family": "wga",
    "agreement": "wga/mba-2008",
    "claimants": [{"kind": "guild", "id": "wga"}],
    "respondents": ["CO1"],
    "represented_by": "",
    "clauses": ["new-media/download-television"],
    "positions": {"claimants": "guild", "respondents": "companies"},
    "cause": "",
}


def opened(claim_id: str = "claim/1", **differs: Any) -> CaseEvent:
    """The event that opens a claim."""
    return CaseEvent(1, date(2008, 11, 19), claim_id, "opened", {**OPENED, **differs})


def step(name: str, on: str, claim_id: str = "claim/1", **body: Any) -> CaseEvent:
    """A step of a claim."""
    told = {"on": on, "by": "attorney", "step": name, "forum": "", "facts": {}, "why": "", **body}
    return CaseEvent(2, date.fromisoformat(on), claim_id, "step", told)


def decided(what: str, claim_id: str = "claim/1", **body: Any) -> CaseEvent:
    """A decision about a claim."""
    told: Mapping[str, Any] = {
        "on": "2008-12-01",
        "by": "attorney",
        "what": what,
        "reason_code": "amount",
        "why": "",
        "notices": [{"to": "P1", "on": "2008-12-02", "how": "letter"}],
        "told_nobody": "",
        "decided_otherwise": [],
        "differs_because": "",
        **body,
    }
    return CaseEvent(3, date(2008, 12, 2), claim_id, "decided", told)


def claim_of(*events: CaseEvent) -> Claim:
    """The claim that the events tell of."""
    (claim,) = fold_claims(events).values()
    return claim
