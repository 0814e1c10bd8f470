"""What a change reaches in another union's agreement, priced on the records of one small book.

The sister union's pact has the downloads and the streaming of the invented pact word for word. In the base
year doubling the rate below the step adds $23.33, and the two rates come to $176.67 of downloads.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.audit_worlds import ARTICLE, HEADER, small_world

from arrears.agreements.load import load_agreement
from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.bargaining.offer import Offer
from arrears.bargaining.pattern import ClauseReached, Follower, Pattern
from arrears.bargaining.pattern_books import open_family_book, signed_families
from arrears.bargaining.pattern_on_book import FamilyBook, price_on_book, with_figure, would_be
from arrears.bargaining.pattern_price import Bases, Horizon, price_pattern
from arrears.bargaining.pattern_search import find_pattern, item_changes
from arrears.bargaining.practice import Bonds, Practice, Said
from arrears.bargaining.price import price_offer
from arrears.bargaining.price_on_book import PricedRun
from arrears.book.ledger import open_book

from .priced_world import FLAT, World, assume, make_world, usual_rows

DAYS = (date(2009, 1, 1), date(2010, 12, 31))
SAID = Said("said", "they get it too", "a negotiator", date(2008, 11, 1), "invented", "unverified", "", "")
PODCAST = """\
- id: podcast
  title: Podcasts
  reach: uses
  edits:
  - add: reuse/podcast
    clause:
      id: podcast
      for: statement_line
      governed_by: period_to
      when: market = 'download' and work = 'television'
      terms: {rate: 0.5%}
      pays: gross * rate
      due: quarterly
"""
END = """\
- id: end
  title: No more streaming
  reach: uses
  edits:
  - {remove: reuse/streaming}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("sisters"))


@pytest.fixture(scope="module")
def sister(world: World) -> Agreement:
    """The other union's pact, of downloads and streaming only."""
    place = world.run.library / "sister" / "v1"
    place.mkdir(parents=True)
    (place / "agreement.yaml").write_text(HEADER.replace("pact/", "sister/").format(
        version="v1", first="1960-01-01", last="2100-01-01"))  # fmt: skip
    head, *clauses = ARTICLE.split("\n- id: ")
    kept = [one for one in clauses if one.startswith(("downloads\n", "streaming\n"))]
    (place / "reuse.yaml").write_text("\n- id: ".join([head, *kept]) + "\n")
    return load_agreement(place)


@pytest.fixture(scope="module")
def family(world: World, sister: Agreement) -> FamilyBook:
    found = opened(world, sister)
    assert isinstance(found, FamilyBook)
    return found


def opened(world: World, agreement: Agreement, year: int = 2008) -> FamilyBook | str:
    book = open_book(world.book)
    folder = run_audit(book, [agreement], AuditRequest(as_of=date(2009, 6, 30))).folder
    return open_family_book(book, PricedRun(folder, (agreement,), world.run.library), year, "")


def pattern(world: World, sister: Agreement, offer: Offer, *practices: Practice) -> Pattern:
    library = (world.run.agreements[0], sister)
    return find_pattern(
        item_changes(offer, library, world.run.library), library, Bonds((), practices, "test")
    )


def clauses_follow(takes_up: str = "at once", *articles: str) -> Practice:
    return Practice(SAID, "clauses", "pact", "sister", takes_up, Fraction(1), articles, ())


def test_an_equal_clause_elsewhere_costs_on_the_book_what_it_costs_at_home(
    world: World, sister: Agreement, family: FamilyBook
) -> None:
    """The sister's records are the same, so is her clause: her $23.33 a year is the amended agreement's."""
    offer = world.offer("low")
    assumed = assume(world.folder, **FLAT)
    (reached,) = pattern(world, sister, offer).followers
    found = price_on_book(reached, sister, lambda: family, assumed, DAYS)
    assert found.by_year == {2009: 2_333, 2010: 2_333} == price_offer(
        offer, world.repricing(offer), assumed
    ).items[0].by_year  # fmt: skip
    assert found.note.startswith("base year 2008")
    assert "1 of its companies do not say" in found.note
    later = replace(reached, from_on=date(2010, 7, 2), until=date(2010, 9, 30))
    found = price_on_book(later, sister, lambda: family, assumed, DAYS)
    assert found.by_year == {2010: round(Fraction(2_333 * 91, 365))}


def test_each_change_says_whether_the_book_or_a_stated_base_prices_it(
    world: World, sister: Agreement, family: FamilyBook
) -> None:
    """The sister's book prices one rate of two; of the other nothing is on record, and $5,000 stated."""
    found = pattern(world, sister, world.offer("low", "high"))
    assumed = assume(world.folder, **FLAT, **{"base__sister/v1/reuse/downloads/rate/thereafter": "$5,000"})

    def on_book(reached: Follower | ClauseReached) -> object:
        if "thereafter" in reached.address:
            return price_on_book(reached, sister, lambda: "nobody kept books", assumed, DAYS)
        return price_on_book(reached, sister, lambda: family, assumed, DAYS)

    own = {"low": {2009: 2_333, 2010: 2_333}, "high": {2009: 15_333, 2010: 15_333}}
    cost = price_pattern(found, (sister,), Bases(assumed, Horizon(*DAYS), own, on_book=on_book))  # type: ignore[arg-type]
    theirs = {one.address.rpartition("/")[2]: one for one in cost.priced if one.bond == "same clause"}
    assert [(one.how, one.total) for one in theirs.values()] == [
        ("from the book", 4_666),
        ("stated base", 2 * 10_000),  # 2% more of $5,000 a year
    ]
    assert theirs["thereafter"].said == "not from the book: nobody kept books"
    assert cost.by_how["same clause", "from the book"] == (4_666, 4_666)
    assert cost.by_how["same clause", "stated base"] == (20_000, 20_000)
    assert cost.sums["same clause"] == (24_666, 24_666)
    assert cost.by_how["own", "from the book"] == cost.sums["own"] == (35_332, 35_332)


def test_a_growth_that_nobody_assumed_is_asked_for_beside_the_base(
    world: World, sister: Agreement, family: FamilyBook
) -> None:
    found = pattern(world, sister, world.offer("low"))
    bare = assume(world.folder, unused="1%")
    bases = Bases(
        bare, Horizon(*DAYS), {"low": {2009: 1}},
        on_book=lambda one: price_on_book(one, sister, lambda: family, bare, DAYS),
    )  # fmt: skip
    cost = price_pattern(found, (sister,), bases)
    assert [(one.bond, one.how) for one in cost.priced] == [
        ("own", "from the book"),
        ("same clause", "not priced"),
    ]
    wanted = " ".join(finding.expected for finding in cost.asked())
    assert "base/sister/v1/reuse/downloads" in wanted
    assert "growth/download" in wanted
    assert cost.not_priced["same clause"] == 1


def test_what_a_book_cannot_price_is_told_with_why(
    world: World, sister: Agreement, family: FamilyBook
) -> None:
    (reached,) = pattern(world, sister, world.offer("low")).followers
    assumed = assume(world.folder, **FLAT)
    gone = replace(reached, address="sister/v1/reuse/nothing/rate")
    assert price_on_book(gone, sister, lambda: family, assumed, DAYS).why_not.startswith("no clause of it")
    empty = make_world(world.folder / "empty", usual_rows(receipt=[]))
    bare = opened(empty, sister)
    assert isinstance(bare, FamilyBook)
    why = price_on_book(reached, sister, lambda: bare, assumed, DAYS).why_not
    assert "base year 2008 holds nothing that its reuse/downloads pays on" in why
    unheld = opened(world, sister, 2011)
    assert unheld == "the year was not over on the run's day"


def test_companies_that_signed_with_others_only_are_in_no_figure(tmp_path: Path, sister: Agreement) -> None:
    """Both companies say whose agreements they signed: CO1, of whom all records are, not the sister's."""
    signed = [
        {"company_id": "CO1", "name": "Company CO1", "signatory_to": ["pact"]},
        {"company_id": "CO2", "name": "Company CO2", "signatory_to": ["pact", "sister"]},
    ]
    world = make_world(tmp_path, usual_rows(company=signed))
    assert signed_families(open_book(world.book)) == {
        "CO1": frozenset({"pact"}), "CO2": frozenset({"pact", "sister"})
    }  # fmt: skip
    book = opened(world, sister)
    assert isinstance(book, FamilyBook)
    assert (book.not_signed, book.unsaid) == (frozenset({"CO1"}), 0)
    (reached,) = pattern(world, sister, world.offer("low")).followers
    found = price_on_book(reached, sister, lambda: book, assume(tmp_path, **FLAT), DAYS)
    assert found.why_not.endswith("left out, since they say that they signed no agreement of sister: CO1")


def test_a_new_clause_is_carried_where_a_practice_says_that_it_is_taken(
    world: World, sister: Agreement, family: FamilyBook
) -> None:
    """Half a per cent of $10,000.00 of downloads is $50.00 a year; without a practice nobody takes it."""
    offer = world.offer(extra=PODCAST)
    alone = pattern(world, sister, offer)
    assert [one.bond for one in alone.clauses] == ["own"]
    assert [(one.item_id, one.what) for one in alone.not_carried] == [
        ("podcast", "the new clause reuse/podcast")
    ]
    assert "no practice of `clauses`" in alone.not_carried[0].why
    _, reached = pattern(world, sister, offer, clauses_follow()).clauses
    assert (reached.address, reached.change, reached.bond) == ("sister/v1/reuse/podcast", "new", "practice")
    found = price_on_book(reached, sister, lambda: family, assume(world.folder, **FLAT), DAYS)
    assert found.by_year == {2009: 5_000, 2010: 5_000}
    (other,) = pattern(world, sister, offer, clauses_follow("at once", "theatrical")).not_carried
    assert "no practice" in other.why
    _, later = pattern(world, sister, offer, clauses_follow("next agreement")).clauses
    assert later.from_on == date(2100, 1, 2)


def test_a_clause_taken_out_reaches_whoever_has_the_same_and_costs_less(
    world: World, sister: Agreement, family: FamilyBook
) -> None:
    """Streaming pays $800.00 in the base year. With downloads alone nobody has the same clause."""
    offer = world.offer(extra=END)
    own, reached = pattern(world, sister, offer).clauses
    assert (own.bond, own.address) == ("own", "pact/v1/reuse/streaming")
    assert (reached.change, reached.bond, reached.address) == (
        "removed", "same clause", "sister/v1/reuse/streaming"
    )  # fmt: skip
    found = price_on_book(reached, sister, lambda: family, assume(world.folder, **FLAT), DAYS)
    assert found.by_year == {2009: -80_000, 2010: -80_000}
    assert "streaming" not in {c.name.rpartition("/")[2] for c in would_be(reached, sister).clauses()}
    bases = Bases(assume(world.folder, **{"yearly-cost/sister/v1/reuse/streaming": "-$100"}), Horizon(*DAYS))
    cost = price_pattern(pattern(world, sister, offer), (sister,), bases)
    assert [(one.bond, one.how, one.total) for one in cost.priced] == [
        ("own", "not priced", None),
        ("same clause", "stated base", -20_000),
    ]
    assert cost.asked()[0].expected.endswith("yearly-cost/pact/v1/reuse/streaming")
    left = pattern(world, world.run.agreements[0], offer).not_carried
    assert [one.what for one in left] == ["the end of reuse/streaming"]


def test_a_figure_is_moved_wherever_it_stands_and_nowhere_else(sister: Agreement) -> None:
    at = "sister/v1/reuse/downloads/rate/thereafter"
    moved = with_figure(sister, at, (Fraction(1, 50), Fraction(1, 25)))
    assert with_figure(moved, at, (Fraction(1, 25), Fraction(1, 50))) == sister
    assert moved != sister
    assert with_figure(sister, at, (Fraction(1, 10), Fraction(1))) == sister
    assert small_world()["title"]
