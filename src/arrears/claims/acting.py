"""Who acts, on what day, why, and when the book's owner learned of it: what every act of casework needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Acting:
    """One act's day, person and reason. learned_on: the day the book's owner learned of it."""

    on: date
    by: str
    learned_on: date
    why: str = ""

    def body(self, more: Mapping[str, Any]) -> dict[str, Any]:
        """The body of an act: what every act needs, and what its kind needs."""
        return {"on": self.on.isoformat(), "by": self.by, "why": self.why, **more}
