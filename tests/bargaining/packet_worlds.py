"""A tentative deal and two earlier proposals on a shipped agreement, all invented, and costings by hand."""

from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.bargaining.assumptions import Assumption
from arrears.bargaining.costing import Costing, Gain, ItemCost
from arrears.bargaining.offer import Offer
from arrears.bargaining.read_offer import read_offer

HEAD = """\
offer: {name}
title: {title}
made_by: {by}
made_to: {to}
side: {side}
made_on: {made}
status: {status}
amends: wga/mba-2008
effective_on: 2009-01-01
term: {{from: 2009-01-01, until: 2010-12-31}}
source: {{cite: invented, status: derived}}
{more}items:
"""
RENTAL = """\
- id: "1"
  title: Rental
  says: rentals are paid at {rate} of the gross
  reach: uses
  edits:
  - {{at: new-media/rental/rate, was: 1.2%, is: {rate}}}
"""
RAISES = """\
- id: "2"
  title: Minimums
  steps: [{of: wages, on: 2009-01-01, raised_by: 3%}]
"""
GUILD, COMPANIES = "Lantern Guild", "Lantern Producers"


def write(folder: Path, name: str, rate: str, *, raises: bool = False, more: str = "", **said: str) -> Path:
    """One offer's file."""
    known = {
        "name": name, "title": name.replace("-", " "), "by": COMPANIES, "to": GUILD, "side": "payers",
        "made": "2008-12-01", "status": "proposal", "more": more, **said,
    }  # fmt: skip
    path = folder / f"{name}.yaml"
    path.write_text(
        HEAD.format(**known) + RENTAL.format(rate=rate) + (RAISES if raises else ""), encoding="utf-8"
    )
    return path


def the_deal(folder: Path, more: str = "releases: [settlement/1]\n") -> Offer:
    return read_offer(write(folder, "the-deal", "1.5%", raises=True, status="tentative", more=more))


def guild_proposal(folder: Path) -> Offer:
    own = {"by": GUILD, "to": COMPANIES, "side": "payees", "made": "2008-11-01"}
    return read_offer(write(folder, "guild-proposal", "2.5%", **own))


def companies_offer(folder: Path) -> Offer:
    condition = "conditions: [{kind: claim_settled, subject: claim/1, says: the claim is settled}]\n"
    return read_offer(write(folder, "companies-offer", "1.3%", more=condition))


def costing(offer: Offer, cents: dict[str, tuple[int, int]], scenario: str = "guild") -> Costing:
    """A costing of two years by hand: item -> cents of 2009 and 2010."""
    items = tuple(
        ItemCost(
            item_id=item.item_id,
            title=item.title,
            by_year=dict(zip((2009, 2010), cents[item.item_id])),
            alone=sum(cents[item.item_id]),
            in_sequence=sum(cents[item.item_id]),
            averaged=sum(cents[item.item_id]),
            interval=None,
            group=(item.item_id,),
        )
        for item in offer.items
    )
    growth = Assumption(
        "growth/rental",
        Fraction(1, 4),
        "an economist",
        date(2008, 9, 1),
        "a paper",
        "unverified",
        scenario,
        "",
    )
    return Costing(
        offer_id=offer.offer_id,
        made_by=offer.made_by,
        scenario=scenario,
        position="guild",
        years=(2009, 2010),
        items=items,
        total=sum(sum(pair) for pair in cents.values()),
        assumptions=(growth,),
        base_year=2008,
        run_id="run-1",
        held_to="2008-12-31",
        gains=tuple(Gain(item_id, "market", "rental", 12, 30_000, 1_500) for item_id in ("", "1")),
    )
