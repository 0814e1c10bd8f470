"""Moments at which to kill a process: left to chance, within the time that its work takes as last seen.

What a piece of work takes is seen once before it is killed; where the machine was busier then than now, work
that outlives its moment says so, and the next moments come earlier.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Moments:
    """Draws moments for pieces of work by name; usual: the least seconds that each was seen to take."""

    chance: random.Random
    usual: dict[str, float] = field(default_factory=dict)

    def saw(self, name: str, seconds: float) -> None:
        """A piece of work was done in so many seconds."""
        self.usual[name] = min(seconds, self.usual.get(name, seconds))

    def wait(self, name: str, ended: Callable[[float], bool]) -> None:
        """Wait until the moment to kill has come, or the work is done.

        ended: waits for the work, at most so many seconds, and tells whether it is done.
        """
        began = time.monotonic()
        if ended(self.chance.uniform(0.2, 1.0) * self.usual[name]):
            self.saw(name, time.monotonic() - began)


def end_of(worker: Any) -> Callable[[float], bool]:
    """Waits for a process of `multiprocessing`, as `Moments.wait` asks."""

    def ended(seconds: float) -> bool:
        worker.join(seconds)
        return worker.exitcode is not None

    return ended
