"""What counsel keeps for the talks: who reads it, and that it changes nothing that others are shown."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.cli.secret_books import Answer, ask_all, begun_book, written_files

from arrears.bargaining import counsel_papers
from arrears.bargaining.counsel_papers import (
    PACKAGES,
    VALUATION,
    NewPaper,
    keep_paper,
    one_paper,
    read_papers,
    refuse_others,
    text_of_file,
    unpack_paper,
)
from arrears.book.access import COMMITTEE, COUNSEL, GUILD, KEEPER, MEDIATOR, Audience, for_export
from arrears.book.ledger import Book, create_book, open_book
from arrears.claims.acting import Acting
from arrears.findings import Refused

from .package_worlds import CHANCES, write_world

DAY = date(2009, 1, 30)
ACT = Acting(DAY, "counsel", DAY, "for the last session")
OURS = (
    "package keep",
    "package list",
    "package show",
    "package efficient",
    "package swaps",
    "trade keep",
    "trade list",
    "trade worth",
    "trade given-up",
)
# What is made of a claim for others; every other command is asked of every class in `test_non_interference`.
OF_CLAIMS = ("claim open", "claim show", "claim amounts", "claim file", "claim bundle", "settlement show")
QUICK = ("verify", "claim show", "settlement show", *OURS)
ASKED = {"guild": (*OF_CLAIMS, *OURS, "verify"), "counsel": ("claim open", "trade worth")}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return create_book(tmp_path / "book").seen_by(COUNSEL)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_a_paper_is_kept_as_it_was_given_and_read_back(book: Book, tmp_path: Path) -> None:
    files = (("chances.yaml", CHANCES), ("notes.yaml", "second: file\n"))
    subject, entry = keep_paper(book, NewPaper(VALUATION, "5 assumptions", files), ACT)
    paper = one_paper(book, VALUATION, subject)
    assert subject == "valuation/2000001"
    assert (paper.files, paper.title, paper.on, paper.by, paper.seq) == (
        files, "5 assumptions", DAY, "counsel", entry.seq,
    )  # fmt: skip
    path = unpack_paper(paper, tmp_path)
    assert path.read_text(encoding="utf-8") == CHANCES
    assert (tmp_path / "notes.yaml").exists()


def test_a_later_paper_says_which_one_it_replaces(book: Book) -> None:
    first, _ = keep_paper(book, NewPaper(VALUATION, "one", (("a.yaml", "a: 1\n"),)), ACT)
    keep_paper(book, NewPaper(PACKAGES, "another sort", (("p.yaml", "p: 1\n"),)), ACT)
    second, _ = keep_paper(book, NewPaper(VALUATION, "two", (("a.yaml", "a: 2\n"),), "2000001"), ACT)
    held = read_papers(book, VALUATION)
    assert list(held) == [first, second]
    assert (held[first].replaced_by, held[second].replaces) == (second, first)
    assert held[first].sha256 != held[second].sha256


def test_a_paper_that_is_not_there_is_asked_for_by_name(book: Book) -> None:
    with pytest.raises(Refused) as refused:
        one_paper(book, VALUATION, "valuation/2000001")
    assert codes(refused) == ["paper-unknown"]
    keep_paper(book, NewPaper(VALUATION, "one", (("a.yaml", "a: 1\n"),)), ACT)
    with pytest.raises(Refused) as refused:
        one_paper(book, VALUATION, "2000002")
    assert "valuation/2000001" in refused.value.findings[0].remedy


def test_only_who_reads_counsels_work_reads_or_keeps_a_paper(book: Book) -> None:
    keep_paper(book, NewPaper(VALUATION, "one", (("a.yaml", "a: 1\n"),)), ACT)
    for audience in (GUILD, COMMITTEE, MEDIATOR, for_export(COUNSEL), for_export(KEEPER)):
        other = book.seen_by(audience)
        assert read_papers(other, VALUATION) == {}
        for act in (
            lambda seen=other: one_paper(seen, VALUATION, "2000001"),
            lambda seen=other: keep_paper(seen, NewPaper(VALUATION, "x", (("b.yaml", "b"),)), ACT),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert codes(refused) == ["counsel-only"]


def test_the_refusal_is_the_same_whatever_the_book_holds() -> None:
    with pytest.raises(Refused) as refused:
        refuse_others(GUILD)
    (finding,) = refused.value.findings
    assert (finding.place, finding.found) == ("--audience", "guild")
    refuse_others(Audience("anybody", frozenset(("counsel_only",))))


def test_a_paper_too_large_is_refused(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counsel_papers, "BYTES_LIMIT", 3)
    with pytest.raises(Refused) as refused:
        keep_paper(book, NewPaper(VALUATION, "x", (("a.yaml", "four"),)), ACT)
    assert codes(refused) == ["paper-too-large"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"x" * 20])
def test_a_file_that_is_no_text_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.setattr(counsel_papers, "BYTES_LIMIT", 10)
    path = tmp_path / "a.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        text_of_file(path)
    assert codes(refused) == ["paper-not-read"]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun_book(tmp_path_factory.mktemp("begun"))


def answers(begun: Path, place: Path, audience: str, chance: str) -> tuple[list[Answer], dict[str, bytes]]:
    """Everything that an audience is shown of a book in which counsel keeps chances and packages."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    shutil.copytree(begun, place / "book")
    write_world(place)
    (place / "chances.yaml").write_text(CHANCES)
    (place / "more.csv").write_text("title_id,name\nT2,The Second Lantern\n")
    counsel = open_book(place / "book", audience=COUNSEL)
    other = f"{100 - int(chance.rstrip('%'))}%"
    text = CHANCES.replace("60%", chance).replace("40%", other)
    keep_paper(counsel, NewPaper(VALUATION, "5 assumptions", (("chances.yaml", text),)), ACT)
    files = (("packages.yaml", f"# {chance}"), ("survey.yaml", f"# {other}"))
    keep_paper(counsel, NewPaper(PACKAGES, "packages", files), ACT)
    return ask_all(place, audience, ASKED.get(audience, QUICK)), written_files(place)


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["guild", "member:P1", "company:C1", "public"])
def test_two_books_that_differ_in_counsels_chances_show_others_the_same(
    begun: Path, tmp_path: Path, audience: str
) -> None:
    first, *others = [answers(begun, tmp_path / "place", audience, chance) for chance in ("60%", "11%")]
    assert len(first[0]) >= len(OURS)
    for other in others:
        for one, two in zip(first[0], other[0], strict=True):
            assert one == two, " ".join(one.words)
        assert first[1] == other[1]
    refusals = [one for one in first[0] if one.words[1] in ("package", "trade")]
    assert refusals
    for one in refusals:
        assert one.code == 1, " ".join(one.words)
        assert "counsel" in one.err or "own lines" in one.err


@pytest.mark.slow
def test_counsel_is_shown_what_the_chances_are(begun: Path, tmp_path: Path) -> None:
    """The comparison above could see a difference: counsel does."""
    shown = [
        next(
            one.out
            for one in answers(begun, tmp_path / "place", "counsel", chance)[0]
            if "worth" in one.words
        )
        for chance in ("60%", "11%")
    ]
    assert "60%" in shown[0]
    assert "11%" in shown[1]
    assert shown[0] != shown[1]
