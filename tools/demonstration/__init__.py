"""The demonstration book: an invented autumn of 2008 with planted faults, and the truth to hold an audit to.

It imports nothing of the audited package and computes every amount its own way.

>>> world = generate(2008, sizes=Sizes(companies=3, titles=80, writers=150))
>>> sorted({fault.kind for fault in world.planted})[:2]
['deducted', 'duplicate']
"""

from tools.demonstration.files import write
from tools.demonstration.generate import generate
from tools.demonstration.truth import truth, whole_truth
from tools.demonstration.world import (
    FAULT_KINDS,
    FIRST_REPORT,
    LOOK_ALIKES,
    POSITIONS,
    REPORT_DATES,
    SECOND_REPORT,
    Recipe,
    Sizes,
    World,
)

__all__ = [
    "FAULT_KINDS",
    "FIRST_REPORT",
    "LOOK_ALIKES",
    "POSITIONS",
    "REPORT_DATES",
    "SECOND_REPORT",
    "Recipe",
    "Sizes",
    "World",
    "generate",
    "truth",
    "whole_truth",
    "write",
]
