"""The ratification packet at the command line: what it refuses, and that no secret finds its way in."""

import csv
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.cli.secret_books import Answer, ask, begun_book, same_chance, variant

from arrears.bargaining.embargo import NewBlackout, declare_blackout
from arrears.book.access import read_audience
from arrears.book.ledger import open_book
from arrears.claims.acting import Acting

DAY = date(2009, 1, 20)
OFFER = ("--offer", "PLACE/the-deal.yaml", "--on", "2009-02-01", "--base-year", "2008")
ASSUMED = ("--assumptions", "PLACE/packet-assumptions.yaml")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun_book(tmp_path_factory.mktemp("begun"))


@pytest.fixture(scope="module")
def place(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book without a secret, with a deal and what its packet rests on."""
    made = variant(begun, tmp_path_factory.mktemp("made") / "place", read_audience("guild"), "")
    (made / "out").mkdir()
    return made


def packet(place: Path, *words: str, audience: str = "guild") -> Answer:
    given: Sequence[str] = ("BOOK", *words)
    with same_chance():
        return ask("packet", given, place, audience)


def test_a_packet_is_written_once(place: Path) -> None:
    words = (*OFFER, *ASSUMED, "--statements", "PLACE/statements", "--out", "OUT/packet.pdf")
    assert packet(place, *words).code == 0
    assert (place / "out" / "packet.pdf").read_bytes().startswith(b"%PDF-")
    again = packet(place, *words)
    assert again.code == 1
    assert "something has this name already" in again.err


def test_on_the_screen_a_table_is_given_by_name(place: Path) -> None:
    answer = packet(place, *OFFER, *ASSUMED, "--format", "csv", "--table", "changes")
    assert answer.code == 0
    assert "0.36%,1.5%" in answer.out


def test_an_ending_that_is_neither_paper_nor_page_is_refused(place: Path) -> None:
    answer = packet(place, *OFFER, *ASSUMED, "--out", "OUT/packet.docx")
    assert answer.code == 2
    assert not (place / "out" / "packet.docx").exists()


def test_ballots_that_close_before_the_day_of_the_paper_are_refused(place: Path) -> None:
    answer = packet(place, *OFFER, *ASSUMED, "--ballots-close", "2009-01-31")
    assert answer.code == 2
    assert "ballots close before the day of --on" in answer.err


def test_a_proposal_is_no_deal_to_vote_on(place: Path) -> None:
    answer = packet(place, "--offer", "PLACE/ask.yaml", "--on", "2009-02-01", *ASSUMED)
    assert answer.code == 1
    assert "the offer is no tentative agreement" in answer.err


def test_a_missing_assumption_is_asked_for_by_name(place: Path) -> None:
    answer = packet(place, *OFFER)
    assert answer.code == 1
    assert "growth/download" in answer.err
    assert "pay-base/wages" in answer.err


def test_while_a_blackout_runs_nobody_gets_a_packet(begun: Path, tmp_path: Path) -> None:
    place = variant(begun, tmp_path / "place", read_audience("guild"), "")
    new = NewBlackout("lantern-2009", ("Lantern Guild", "Lantern Producers"), DAY)
    declare_blackout(open_book(place / "book"), new, Acting(DAY, "committee", DAY, "agreed"))
    for audience in ("guild", "committee", "counsel", "keeper"):
        answer = packet(place, *OFFER, *ASSUMED, audience=audience)
        assert answer.code == 1
        assert "a news blackout runs over these talks" in answer.err
        assert "1.5%" not in answer.out + answer.err


def test_a_pattern_takes_its_own_cost_from_the_book_and_others_from_stated_bases(place: Path) -> None:
    # the directors' same clause: (1.5% - 0.36%) x $10,000 x 2 years = $228.00
    words = ("PLACE/the-deal.yaml", "--book", "BOOK", "--base-year", "2008", *ASSUMED, "--format", "csv")
    price = ask("offer price", (*words, "--table", "items"), place, "guild")
    own = sum(Fraction(row["averaged"]) for row in csv.DictReader(price.out.splitlines()))
    pattern = ask("offer pattern", (*words, "--table", "sums"), place, "guild")
    assert pattern.code == 0, pattern.err
    sums = list(csv.DictReader(pattern.out.splitlines()))
    assert own > 0
    assert Fraction(sums[0]["lowest"]) == Fraction(sums[0]["highest"]) == own
    assert sums[3]["lowest"] == "228.00"
    late = ask("offer pattern", (*words, "--until", "2012-12-31"), place, "guild")
    assert late.code == 2


def test_an_item_that_the_book_does_not_price_is_told_and_not_counted_as_nought(place: Path) -> None:
    text = (place / "the-deal.yaml").read_text(encoding="utf-8")
    due = (
        '- id: "3"\n  title: An earlier due date\n  reach: uses\n'
        "  edits: [{at: due/receipts-quarterly/count, was: 60 days, is: 45 days}]\n"
    )
    (place / "due.yaml").write_text(text + due, encoding="utf-8")
    words = ("PLACE/due.yaml", "--book", "BOOK", "--base-year", "2008", *ASSUMED)
    answer = ask("offer pattern", words, place, "guild")
    assert answer.code == 0, answer.err
    assert "are in no sum: due/receipts-quarterly." in answer.out


@pytest.mark.slow
def test_no_secret_of_counsel_of_a_settlement_or_embargoed_is_in_a_packet(
    begun: Path, tmp_path: Path
) -> None:
    """Though counsel asks, a book with secrets that no packet may hold gives the bytes of one without."""
    made = []
    for secret in ("", "77665544"):
        place = variant(begun, tmp_path / "place", read_audience("guild"), secret)
        (place / "out").mkdir()
        answer = packet(place, *OFFER, *ASSUMED, "--out", "OUT/packet.html", audience="counsel")
        assert answer.code == 0, answer.err
        made.append((answer.out, answer.err, (place / "out" / "packet.html").read_bytes()))
    assert made[0] == made[1]
    assert b"77665544" not in made[1][2]
