"""Every act of the desk, of awards and of collections as one call on a book's folder, for processes to be
killed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from arrears.book.access import COUNSEL
from arrears.book.ledger import Book, open_book
from arrears.claims.award_account import AwardPart, AwardPayment
from arrears.claims.award_acts import NewCalculation, pay_award, record_award, record_calculation
from arrears.claims.collection_acts import (
    Received,
    Wishes,
    distribute_collection,
    record_collection,
    return_remittance,
    send_again,
)
from arrears.claims.settlement_acts import Proposal, consent, make_effective, opt_out, propose, tell, withdraw
from arrears.claims.settlement_terms import Allocation, OptOut, SettlementTerms, ShareOfValue

from .desk_world import DAY, LINES, acting, line
from .test_award import AWARD, OPEN_SUM

TERMS = SettlementTerms(
    "Suspended regulars",
    ShareOfValue(Fraction(33, 100)),
    Allocation("pro_rata_by_full_value", "guild"),
    opt_out=OptOut(),
)
PROPOSAL = Proposal(TERMS, LINES, ("claim/1",), ("sag",), DAY)
LATER = date(2010, 3, 1)
OTHER_LINES = (line("x", "P1", "C1", 400_00), line("y", "P2", "C1", 600_00))
OTHER = tuple(replace(each, line=new) for each, new in zip(AWARD.lines, OTHER_LINES))
GIVEN = tuple(
    replace(each, paid_cents=new.by_position["guild"] or 0) for each, new in zip(OTHER, OTHER_LINES)
)
SECOND = replace(
    AWARD,
    made_by="second",
    lines=GIVEN,
    terms=replace(AWARD.terms, parts=(AwardPart(1, None, 1_000_00),)),
)
MONEY = Received(LATER, "C1", "C1", 300_00, "usd", "settlement/1", "W1")
PAID = AwardPayment(0, LATER, 100_00, "principal", "C1", "W9")
FIGURED = NewCalculation(
    LATER, tuple(replace(each, line=replace(each.line, ref=f"z{each.line.ref}")) for each in GIVEN)
)
# In the order in which they can happen.
ACTS: Mapping[str, Callable[[Book], object]] = {
    "propose": lambda book: propose(book, PROPOSAL, acting()),
    "propose another": lambda book: propose(
        book, replace(PROPOSAL, terms=replace(TERMS, title="B")), acting()
    ),
    "tell": lambda book: tell(book, "proposal/1", ("P1", "letter"), acting()),
    "consent": lambda book: consent(book, "proposal/1", ("sag", "board"), acting()),
    "opt out": lambda book: opt_out(book, "proposal/1", ("C2", "letter"), acting()),
    "withdraw": lambda book: withdraw(book, "proposal/2", acting()),
    "effective": lambda book: make_effective(book, "proposal/1", acting()),
    "collect": lambda book: record_collection(book, MONEY, acting(LATER)),
    "distribute": lambda book: distribute_collection(
        book, "collection/1", Wishes(held={"P2": "no address"}), acting(LATER)
    ),
    "return": lambda book: return_remittance(book, "collection/1", 1, acting(LATER, why="moved")),
    "send again": lambda book: send_again(book, "collection/1", (2, ""), acting(LATER, why="found")),
    "award": lambda book: record_award(book, SECOND, acting(LATER)),
    "pay": lambda book: pay_award(book, "award/1", PAID, acting(LATER)),
    "award without a sum": lambda book: record_award(book, replace(OPEN_SUM, made_by="third"), acting(LATER)),
    "calculate": lambda book: record_calculation(book, "award/2", FIGURED, acting(LATER)),
}


def act_once(path: str, name: str) -> None:
    """One act on a book, as counsel."""
    ACTS[name](open_book(path, audience=COUNSEL))
