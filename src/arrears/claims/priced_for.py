"""What lines were priced for before a settlement or an award was divided over them: so that others can do it
again.

A bundle tells it, and its verifier prices the same lines anew. Acts recorded before this was kept do not say
it; then nobody guesses, and the verifier says that it did not look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from arrears.claims.claim import Claim


@dataclass(frozen=True)
class PricedFor:
    """The day and the count of late charges that lines were priced by, and which lines each claim then held.

    rule: by which rule a sum was divided, or `EACH_LINE`; empty for a settlement, whose terms say it.
    """

    as_of: date
    late: str
    held: Mapping[str, str]
    rule: str = ""

    def body(self) -> dict[str, Any]:
        """As an act's body writes it."""
        return {
            "as_of": self.as_of.isoformat(),
            "late": self.late,
            "held": dict(self.held),
            "rule": self.rule,
        }


# An award on a reading gives each line its own amount; nothing is divided.
EACH_LINE = "each line at its amount"


def priced_for(claims: Iterable[Claim], as_of: date, late: str, rule: str = "") -> PricedFor:
    """What lines of these claims are priced for, as the claims stand now."""
    return PricedFor(as_of, late, {claim.claim_id: lines_held(claim) for claim in claims}, rule)


def lines_held(claim: Claim) -> str:
    """Which lines a claim holds, in short: another text once any was added, restated or withdrawn."""
    return f"{max((one.seq for one in claim.lines), default=0)}-{len(claim.withdrawn_refs)}"


def priced_of(body: Mapping[str, Any] | None) -> PricedFor | None:
    """What an act's body holds of it; None where it holds nothing."""
    if body is None:
        return None
    return PricedFor(date.fromisoformat(body["as_of"]), body["late"], dict(body["held"]), body["rule"])
