"""What a deal changes, what was given up, and what waiting or signing costs: figured by hand."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.bargaining.packet_worlds import (
    COMPANIES,
    GUILD,
    companies_offer,
    costing,
    guild_proposal,
    the_deal,
)

from arrears.agreements.load import SHIPPED
from arrears.agreements.written_agreement import Library
from arrears.bargaining.offer_diff import offered
from arrears.bargaining.packet import given_up, refuse_no_deal, tell_items, unmet, wait
from arrears.findings import Refused


def test_each_item_is_told_line_by_line_as_it_is_and_as_it_would_be(tmp_path: Path) -> None:
    items = tell_items(offered(the_deal(tmp_path), Library(SHIPPED)))
    (rental,) = items[0].changes
    assert (rental.address, rental.today, rental.under_the_deal) == ("new-media/rental/rate", "1.2%", "1.5%")
    assert rental.what.endswith("rental, rate")
    assert items[1].changes == ()


def test_what_is_given_up_is_whose_proposal_the_deal_falls_short_of(tmp_path: Path) -> None:
    deal = offered(the_deal(tmp_path), Library(SHIPPED))
    lost, dropped = given_up(deal, [guild_proposal(tmp_path), companies_offer(tmp_path)])
    told = [(one.by, one.difference.first, one.difference.second, one.is_judged) for one in lost]
    assert told == [
        (GUILD, "2.5%", "1.5%", True),
        (COMPANIES, "1.3%", "1.5%", True),
        (COMPANIES, "no raise", "3% on 2009-01-01", True),
    ]
    assert [(one.by, one.says) for one in dropped] == [(COMPANIES, "the claim is settled")]


def test_a_condition_that_the_deal_keeps_is_not_dropped(tmp_path: Path) -> None:
    condition = "conditions: [{kind: claim_settled, subject: claim/1, says: the claim is settled}]\n"
    deal = offered(the_deal(tmp_path, condition), Library(SHIPPED))
    assert given_up(deal, [companies_offer(tmp_path)])[1] == ()


def test_only_what_was_agreed_is_explained_for_a_vote(tmp_path: Path) -> None:
    refuse_no_deal(the_deal(tmp_path))
    with pytest.raises(Refused) as refused:
        refuse_no_deal(guild_proposal(tmp_path))
    (finding,) = refused.value.findings
    assert (finding.code, finding.found) == ("packet-not-agreed", "proposal")


def test_waiting_costs_by_each_method_to_the_cent(tmp_path: Path) -> None:
    # $365.00 in 2009 and $730.00 in 2010, 730 days. Signed on 1 July 2009, after 181 days:
    # straight line 181 x $1.50 = $271.50; phased 181 x $1.00 = $181.00; started 181 days later, the last
    # 181 days of 2010 never come, 181 x $2.00 = $362.00. Interest at 10%: day k of 181 waits 182 - k days,
    # 181 x 182 / 2 = 16,471 dollar days x 10% / 365 = $4.5126.
    deal = the_deal(tmp_path)
    priced = costing(deal, {"1": (36_500, 73_000), "2": (0, 0)})
    (now, later) = wait(deal, [priced], [date(2009, 1, 1), date(2009, 7, 1)], [Fraction(1, 10)])
    assert (now.days, now.straight, now.phased, now.shifted, now.interest) == (0, 0, 0, 0, 0)
    assert (later.days, later.straight, later.phased, later.shifted) == (181, 27_150, 18_100, 36_200)
    assert later.interest == Fraction(16_471 * 100, 10 * 365)
    assert later.is_made_up is False


def test_without_a_rate_interest_is_not_known_and_no_zero(tmp_path: Path) -> None:
    deal = the_deal(tmp_path)
    (one,) = wait(deal, [costing(deal, {"1": (1, 1), "2": (0, 0)})], [date(2009, 7, 1)], [None])
    assert one.interest is None


def test_a_proposal_is_worth_what_it_brings_beyond_the_deal_until_the_days_eat_it(tmp_path: Path) -> None:
    # deal $1.00 a day, proposal $2.00 a day, 730 days: after d days d x 1 is forgone and (730 - d) x 1 is
    # still to be won; they meet at 365 days, by both methods
    deal, proposal = the_deal(tmp_path), guild_proposal(tmp_path)
    ours = costing(deal, {"1": (36_500, 36_500), "2": (0, 0)})
    theirs = costing(proposal, {"1": (73_000, 73_000)})
    (one,) = unmet(deal, [ours], [(proposal, [theirs])])
    assert (one.beyond, one.straight_days, one.phased_days) == (73_000, 365, 365)


def test_a_proposal_worth_less_is_worth_no_day_of_holding_out(tmp_path: Path) -> None:
    deal, proposal = the_deal(tmp_path), companies_offer(tmp_path)
    ours = costing(deal, {"1": (36_500, 36_500), "2": (0, 0)})
    theirs = costing(proposal, {"1": (100, 100)})
    (one,) = unmet(deal, [ours], [(proposal, [theirs])])
    assert (one.beyond, one.straight_days, one.phased_days) == (-72_800, None, None)
