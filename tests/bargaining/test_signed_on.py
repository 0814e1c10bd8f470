"""What members would have collected had they signed: by hand, on an invented pact and a small book.

Downloads of T1 pay 1% and cable 2%; the offer pays 3% for downloads, by use, and 5% for cable
of works photographed from its first day on.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import credit, make_book, payment, receipt, small_world, title, write_pact

from arrears.agreements.load import load_library
from arrears.agreements.written_agreement import Library
from arrears.audit.audit_run import AuditRequest
from arrears.bargaining.offer import Offer
from arrears.bargaining.read_offer import read_offer
from arrears.bargaining.signed_on import Collected, SignedOn, Signing, collect_signed_on
from arrears.book.ledger import Book
from arrears.findings import Finding, Refused
from arrears.reports.signed_on_report import build_signed_on
from arrears.reports.tables import Money

AS_OF = date(2009, 12, 31)
OFFER = """\
offer: better
title: A better pact
made_by: the guild
made_to: the companies
side: payees
made_on: 2008-09-15
status: proposal
amends: pact/v1
effective_on: 2008-10-01
term: {from: 2008-10-01, until: 2011-05-01}
source: {cite: invented, status: derived}
items:
- id: "1"
  title: Downloads
  reach: uses
  edits:
  - {at: "reuse/downloads/rate/first 1,000 copies", was: 1%, is: 3%}
- id: "2"
  title: Cable
  reach: works
  edits:
  - {at: reuse/cable/rate, was: 2%, is: 5%}
- id: "3"
  title: Minimums
  steps:
  - {of: wages, on: 2008-10-01, raised_by: 3%}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    write_pact(folder)
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    cable = {"market": "basic_cable", "units": None}
    return make_book(
        tmp_path_factory.mktemp("book") / "book",
        small_world(
            title=[
                title("T1"),
                title("T2", photography_on=date(2009, 1, 15), first_release_on=date(2009, 2, 1)),
            ],
            credit=[credit("T1", "P1"), credit("T2", "P2")],
            receipt=[
                receipt("2008Q3", 100_000, 10),
                receipt("2008Q4", 200_000, 10),
                receipt("2009Q1", 400_000, 10),
                receipt("2009Q2", 100_000, **cable),
                receipt("2009Q2", 1_000_000, statement_id="S2", title_id="T2", **cable),
            ],
            payment_line=[
                payment("PAY1", 1_500, period="2008Q4", paid_on=date(2009, 2, 1)),
                payment("PAY2", 500, period="2008Q4", received_by_guild_on=date(2009, 2, 3)),
            ],
        ),
    )


def read(folder: Path, library: Path, *changes: tuple[str, str]) -> Offer:
    text = OFFER
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "offer.yaml"
    path.write_text(text, encoding="utf-8")
    return read_offer(path, library)


def collected(book: Book, library: Path, offer: Offer, on: date, as_of: date = AS_OF) -> SignedOn:
    signing = Signing(offer, on, Library(library))
    return collect_signed_on(book, load_library(library), AuditRequest(as_of=as_of), signing)


@pytest.fixture(scope="module")
def signed_at_once(tmp_path_factory: pytest.TempPathFactory, book: Book, library: Path) -> SignedOn:
    """The offer signed on its first day."""
    offer = read(tmp_path_factory.mktemp("offer"), library)
    return collected(book, library, offer, date(2008, 10, 1))


def of(found: SignedOn, market: str, position: str = "") -> Collected:
    names = {one.position for one in found.rows}
    (row,) = [
        one for one in found.rows if one.market == market and one.position == (position or sorted(names)[0])
    ]
    return row


def test_uses_from_the_day_of_signing_are_paid_by_the_offers_terms(
    tmp_path: Path, book: Book, library: Path
) -> None:
    found = collected(book, library, read(tmp_path, library), date(2009, 1, 1))
    downloads = of(found, "download")
    # Only the quarter that ends on or after the signing: 4,000.00 at 1% and at 3%.
    assert (downloads.in_force, downloads.signed, downloads.back_pay) == (4_000, 12_000, 0)
    assert (downloads.paid, downloads.amounts, downloads.unpaid) == (0, 1, 1)
    assert found.counted_from == date(2009, 1, 1)


def test_signing_earlier_collects_more_and_finds_the_payments_of_more_uses(signed_at_once: SignedOn) -> None:
    downloads = of(signed_at_once, "download")
    assert (downloads.in_force, downloads.signed) == (6_000, 18_000)
    # The fourth quarter was paid at the old rate: 20.00 of 60.00. Nothing is found for the next one.
    assert (downloads.paid, downloads.amounts, downloads.unpaid) == (2_000, 2, 1)
    assert downloads.with_guild == 500
    assert downloads.due == 18_000


def test_works_count_by_the_day_that_chooses_their_agreement(
    tmp_path: Path, book: Book, library: Path, signed_at_once: SignedOn
) -> None:
    cable = of(signed_at_once, "basic_cable")
    # T1 of 2000 stays at 2% of 1,000.00; T2 of January 2009 is paid 5% of 10,000.00 and not 2%.
    assert (cable.in_force, cable.signed) == (2_000 + 20_000, 2_000 + 50_000)
    later = of(collected(book, library, read(tmp_path, library), date(2009, 2, 1)), "basic_cable")
    assert (later.in_force, later.signed) == (22_000, 22_000)


def test_what_reaches_back_is_told_apart(tmp_path: Path, book: Book, library: Path) -> None:
    offer = read(tmp_path, library, ("status: proposal\n", "status: proposal\nretroactive: yes\n"))
    found = collected(book, library, offer, date(2009, 3, 1))
    downloads = of(found, "download")
    assert found.counted_from == date(2008, 10, 1)
    assert (downloads.in_force, downloads.signed, downloads.back_pay) == (6_000, 18_000, 6_000)


def test_a_sunset_ends_what_an_item_brings(tmp_path: Path, book: Book, library: Path) -> None:
    offer = read(tmp_path, library, ("  reach: uses\n", "  reach: uses\n  until: 2008-12-31\n"))
    downloads = of(collected(book, library, offer, date(2008, 10, 1)), "download")
    assert downloads.signed == 6_000 + 4_000  # the fourth quarter at 3%, the next at 1% again


def test_an_item_that_begins_later_moves_nothing_before_its_day(
    tmp_path: Path, book: Book, library: Path
) -> None:
    offer = read(tmp_path, library, ("  reach: uses\n", "  reach: uses\n  effective_on: 2009-01-01\n"))
    downloads = of(collected(book, library, offer, date(2008, 10, 1)), "download")
    assert (downloads.in_force, downloads.signed) == (6_000, 2_000 + 12_000)


def test_nothing_is_counted_after_the_day_of_the_audit(tmp_path: Path, book: Book, library: Path) -> None:
    found = collected(book, library, read(tmp_path, library), date(2008, 10, 1), date(2009, 2, 15))
    downloads = of(found, "download")
    assert downloads.amounts == 1
    assert downloads.signed == 6_000


def test_every_side_has_its_own_rows_and_the_items_without_edits_are_named(signed_at_once: SignedOn) -> None:
    found = signed_at_once
    assert {one.position for one in found.rows} == {one.name for one in found.heading.own_words()}
    assert [item.item_id for item in found.skipped] == ["3"]


def refused(book: Book, library: Path, offer: Offer, on: date = date(2008, 10, 1)) -> Finding:
    with pytest.raises(Refused) as found:
        collected(book, library, offer, on)
    (finding,) = found.value.findings
    return finding


def test_an_offer_without_edits_is_refused(tmp_path: Path, book: Book, library: Path) -> None:
    raises = OFFER[: OFFER.index('- id: "1"')] + OFFER[OFFER.index('- id: "3"') :]
    path = tmp_path / "offer.yaml"
    path.write_text(raises, encoding="utf-8")
    assert refused(book, library, read_offer(path, library)).code == "offer-no-clause"


def test_an_offer_that_holds_only_later_is_refused(tmp_path: Path, book: Book, library: Path) -> None:
    finding = refused(book, library, read(tmp_path, library), date(2010, 1, 1))
    assert (finding.code, finding.found) == ("offer-too-late", "2010-01-01")


def test_an_offer_on_an_agreement_that_the_book_does_not_need_is_refused(
    tmp_path: Path, book: Book, library: Path
) -> None:
    offer = read(tmp_path, library)
    with pytest.raises(Refused) as found:
        collect_signed_on(
            book, (), AuditRequest(as_of=AS_OF), Signing(offer, date(2008, 10, 1), Library(library))
        )
    assert [one.code for one in found.value.findings] == ["offer-not-audited"]


def test_an_offer_that_opens_a_question_leaves_a_position_without_an_answer(
    tmp_path: Path, book: Book, library: Path
) -> None:
    asked = (
        "{add: reuse/cable/reported, is: {ours: {by: the union, is: gross > 0, because: said},"
        " theirs: {by: the networks, is: gross < 0, because: unsaid}}}"
    )
    when = "market = 'basic_cable' and work = 'television'"
    used = f'{{at: reuse/cable/when, was: "{when}", is: "{when} and reported"}}'
    changed = ("{at: reuse/cable/rate, was: 2%, is: 5%}", f"{asked}\n  - {used}")
    offer = read(tmp_path, library, changed)
    assert refused(book, library, offer).code == "offer-opens-question"


def test_a_period_that_the_day_cuts_has_both_bounds_and_a_split_by_days(
    tmp_path: Path, book: Book, library: Path
) -> None:
    """Signed on 1 November: of 2008Q4 31 of 92 days are before. $2,000.00 owes $20.00 or $60.00; the next
    quarter $120.00 whole. By days the third of it before stays as it is: $60.00 less 31/92 of $40.00.
    """
    found = collected(book, library, read(tmp_path, library), date(2008, 11, 1))
    downloads = of(found, "download")
    assert (downloads.in_force, downloads.signed) == (6_000, 18_000)
    assert (downloads.cut, downloads.cut_in_force, downloads.cut_signed) == (1, 2_000, 6_000)
    assert downloads.signed_if_later == 2_000 + 12_000
    assert downloads.signed_by_days == 18_000 - 1_348
    (section,) = build_signed_on(found, "book").sections
    (table,) = [one for one in section.tables if one.name == "cut_periods"]
    assert table.rows == (
        ("as agreed", "download", 1, Money(18_000, "usd"), Money(16_652, "usd"), Money(14_000, "usd")),
    )


@pytest.mark.parametrize(
    ("days", "told"),
    [
        # the item begins on 15 February: the quarter is $120.00 whole, $40.00 on the terms of its first day
        ("effective_on: 2009-02-15", (1, 4_000, 12_000, 2_000 + 12_000, 2_000 + 4_000, 2_000 + 8_000)),
        # the item ends on 14 February: the quarter is $40.00 on the terms of its last day
        ("until: 2009-02-14", (1, 12_000, 4_000, 6_000 + 4_000, 6_000 + 12_000, 6_000 + 8_000)),
    ],
)
def test_a_period_inside_which_an_item_begins_or_ends_later_has_both_bounds_too(
    tmp_path: Path, book: Book, library: Path, days: str, told: tuple[int, ...]
) -> None:
    """Signed on 1 October. Of the 90 days of 2009Q1 45 are up to 14 February, so by days it is the middle."""
    offer = read(tmp_path, library, ("  reach: uses\n", f"  reach: uses\n  {days}\n"))
    one = of(collected(book, library, offer, date(2008, 10, 1)), "download")
    bounds = (one.signed, one.signed_if_later, one.signed_by_days)
    assert (one.cut, one.cut_in_force, one.cut_signed, *bounds) == told


@pytest.mark.parametrize(("day", "cut"), [("2008-10-01", 0), ("2008-10-02", 1), ("2008-12-31", 1)])
def test_a_day_cuts_a_period_from_its_second_day_to_its_last(
    tmp_path: Path, book: Book, library: Path, day: str, cut: int
) -> None:
    found = of(collected(book, library, read(tmp_path, library), date.fromisoformat(day)), "download")
    assert (found.cut, found.signed) == (cut, 18_000)


def test_a_use_on_the_day_of_signing_is_no_back_pay_and_one_of_the_day_before_is(
    tmp_path: Path, book: Book, library: Path
) -> None:
    offer = read(tmp_path, library, ("status: proposal\n", "status: proposal\nretroactive: yes\n"))
    for on, back in ((date(2008, 12, 31), 0), (date(2009, 1, 1), 6_000)):
        assert of(collected(book, library, offer, on), "download").back_pay == back


def test_what_falls_due_on_the_day_of_the_audit_has_fallen_due(
    tmp_path: Path, book: Book, library: Path
) -> None:
    """2008Q4 is due 60 days after it ends, on 1 March 2009."""
    offer = read(tmp_path, library)
    for as_of, due in ((date(2009, 2, 28), 0), (date(2009, 3, 1), 6_000)):
        assert of(collected(book, library, offer, date(2008, 10, 1), as_of), "download").due == due


def test_an_offer_may_be_signed_on_the_day_of_the_audit_and_uses_of_that_day_count(
    tmp_path: Path, book: Book, library: Path
) -> None:
    found = collected(book, library, read(tmp_path, library), date(2009, 3, 31), date(2009, 3, 31))
    assert (of(found, "download").in_force, of(found, "download").signed) == (4_000, 12_000)


def test_amounts_count_on_the_positions_that_owe_them_and_on_no_other(tmp_path: Path) -> None:
    """A credit waits for no payment; an amount that is not known is counted as such."""
    rows = small_world(
        title=[title("T1", photography_on=date(1970, 1, 1), first_new_media_on=date(2008, 9, 1))],
        credit=[credit("T1", "P1")],
        receipt=[
            receipt("2008Q4", 100_000, market="pay_television"),
            receipt("2009Q1", None, market="pay_television"),
            receipt("2009Q2", -50_000, market="pay_television"),
        ],
    )
    write_pact(tmp_path / "library")
    book = make_book(tmp_path / "book", rows)
    edits = ("reuse/cable/rate, was: 2%, is: 5%", "reuse/pay-television/rate, was: 3%, is: 6%")
    offer = read(tmp_path, tmp_path / "library", edits, ("reach: works", "reach: uses"))
    found = collected(book, tmp_path / "library", offer, date(2008, 10, 1))
    assert [(r.position, r.amounts, r.in_force, r.signed, r.unpaid, r.unknown) for r in found.rows] == [
        ("companies", 3, 1_500, 3_000, 1, 1),  # 3% of $1,000.00 less $500.00, or 6%
        ("guild", 3, 500, 500, 1, 1),  # a work of 1970 is beyond the item: 1% either way
    ]


def test_an_item_may_hold_for_one_day_alone(tmp_path: Path, book: Book, library: Path) -> None:
    one_day = "  reach: uses\n  effective_on: 2008-12-31\n  until: 2008-12-31\n"
    offer = read(tmp_path, library, ("  reach: uses\n", one_day))
    downloads = of(collected(book, library, offer, date(2008, 10, 1)), "download")
    assert downloads.signed == 6_000 + 4_000
