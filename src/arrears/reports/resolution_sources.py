"""Which command shows what a line of the blocking list rests on, with what this list knows of its words.

BOOK stands for the book's folder; commands take the audience of whoever asks, as the list did.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from arrears.bargaining.blocking_list import BlockingList
from arrears.bargaining.offer import Offer
from arrears.bargaining.resolution_facts import CostlyDay, Link, Mover

SHOWN_BY = (
    "Each line names its source beneath it. The commands show the same with everything behind it; add the"
    " options on assumptions, scenarios and positions that the list was asked with."
)


def shown_by(found: BlockingList) -> tuple[str, ...]:
    """A sentence for each command, for the parts that this list has."""
    return (SHOWN_BY, *(f"{what}: {command}" for what, command in dict.fromkeys(_commands(found))))


def _commands(found: BlockingList) -> Iterator[tuple[str, str]]:
    ours, theirs = (_file(one) for one in found.offers)
    gaps = f"arrears offer price {ours} --against {theirs} --book BOOK"
    yield "the gap of an issue, and what each offer costs", gaps
    yield "what the offers say of an issue", f"arrears offer diff {ours} {theirs}"
    for one in found.threats:
        path = one.threat.path
        rules = f"arrears path rules {shlex.quote(path.rules.name)}, or the file that was named"
        yield f"the way to {path.goal} of {one.threat.by}", rules
    for claim in found.claims:
        number = claim.claim_id.partition("/")[2]
        yield f"the sums of {claim.claim_id}", f"arrears claim amounts BOOK {number} --as-of {found.as_of}"
    for talks in dict.fromkeys(one.talks for one in found.precedents):
        yield f"what was set in {talks}", f"arrears docket list BOOK --talks {shlex.quote(talks)}"
    if any(one.ref.startswith("request/") for one in found.wanted):
        yield "what information was asked for", "arrears request list BOOK"
    facts = found.facts
    written: list[Mover | CostlyDay | Link] = [*facts.movers, *facts.costly_days, *facts.links]
    for name in dict.fromkeys(map(_file, written)):
        yield "who can move an issue, days that cost, links", f"the file {name}, at the lines named"


def _file(written: Offer | Mover | CostlyDay | Link) -> str:
    """The file in which something was read, as the list was given it."""
    return shlex.quote(written.place.partition(":")[0])
