"""The commands about the docket and blackouts do what they say, and refuse the rest whole."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from tests.command_line import Ran, run_here

from arrears.bargaining.docket import DocketEntry
from arrears.bargaining.docket_calendar import read_docket_calendar
from arrears.bargaining.docket_csv import MOST_BYTES, read_docket_csv
from arrears.bargaining.docket_yaml import read_docket_yaml
from arrears.bargaining.read_offer import read_offer

ROOT = Path(__file__).resolve().parents[2]
DEMONSTRATION = ROOT / "tools" / "demonstration" / "bargaining"
CHRONOLOGY = ROOT.parent / "shared" / "reference" / "chronology.yaml"
BY = ("--by", "researcher")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    run_here("init", tmp_path / "book")
    return tmp_path / "book"


def import_file(book: Path, name: str, on: str, audience: str = "guild") -> Ran:
    path = DEMONSTRATION / name
    return run_here("docket", "import", book, path, "--on", on, *BY, "--audience", audience)


def declare(book: Path) -> Ran:
    parties = ("--party", "Lantern Writers' Guild", "--party", "Lantern Producers")
    words = ("--talks", "lantern-2008", *parties, "--from", "2008-11-10", "--on", "2008-11-24")
    return run_here("blackout", "declare", book, *words, "--by", "committee")


def test_the_invented_autumn_is_told_from_the_first_session_to_the_deal(book: Path) -> None:
    assert import_file(book, "docket.yaml", "2008-11-20").returncode == 0
    declared = declare(book)
    assert declared.returncode == 0
    hidden = import_file(book, "docket-under-blackout.yaml", "2008-11-25")
    assert (hidden.returncode, "--audience committee" in hidden.stderr) == (1, True)
    shown = import_file(book, "docket-under-blackout.yaml", "2008-11-25", "committee")
    assert "recorded 3 entries, 'mediator' and on; 3 embargoed" in shown.stdout
    before = run_here("docket", "list", book, "--format", "csv")
    assert "companies-last" not in before.stdout
    assert "downloads-filed" in before.stdout
    lifted = run_here("blackout", "lift", book, "1", "--on", "2008-12-01", "--by", "committee")
    assert "lifted; 3 entries recorded while it ran may be read now" in lifted.stdout
    assert import_file(book, "docket-after-blackout.yaml", "2009-02-21").returncode == 0
    rows = list(csv.DictReader(io.StringIO(run_here("docket", "list", book, "--format", "csv").stdout)))
    assert [row["key"] for row in rows if row["released_on"]] == ["mediator", "sessions", "companies-last"]
    assert len(rows) == 13


def test_the_invented_docket_agrees_with_the_invented_offers() -> None:
    """Each offer has an entry of its day by its maker; no party of it is a real one."""
    entries: list[DocketEntry] = []
    for name in ("docket.yaml", "docket-under-blackout.yaml", "docket-after-blackout.yaml"):
        entries += read_docket_yaml(DEMONSTRATION / name)
    told = {(one.on, party) for one in entries for party in one.parties}
    for path in sorted((DEMONSTRATION / "offers").glob("*.yaml")):
        offer = read_offer(path)
        assert (offer.made_on, offer.made_by) in told, path.name
    assert {one.confidence for one in entries} == {"invented"}
    parties = {party for one in entries for party in one.parties}
    assert {party for party in parties if not party.startswith("Lantern ")} == {"a federal mediator"}


@pytest.mark.skipif(
    not CHRONOLOGY.exists(), reason="the shared reference folder beside the repo is not there"
)
def test_a_published_chronology_goes_through_the_book_into_every_file_and_back(
    book: Path, tmp_path: Path
) -> None:
    words = ("--as", "chronology", "--talks", "hollywood", "--on", "2026-11-01", *BY)
    first = run_here("docket", "import", book, CHRONOLOGY, *words)
    assert "recorded 128 entries" in first.stdout
    files = {"d.yaml": read_docket_yaml, "d.csv": read_docket_csv, "d.ics": read_docket_calendar}
    read = []
    for name, reader in files.items():
        assert run_here("docket", "export", book, "--out", tmp_path / name).returncode == 0
        read.append({one.key: one for one in reader(tmp_path / name)})
    assert read[0] == read[1] == read[2]
    assert len(read[0]) == 128
    again = run_here("docket", "import", book, tmp_path / "d.ics", "--on", "2026-11-02", *BY)
    assert "nothing new: the docket holds all 128 already" in again.stdout
    table = run_here("docket", "list", book, "--table", "figures", "--format", "csv").stdout
    assert len(list(csv.DictReader(io.StringIO(table)))) == 103


def test_an_entry_is_added_with_its_figures(book: Path) -> None:
    done = run_here(
        "docket", "add", book, "--talks", "t", "--kind", "strike-authorization", "--party", "A",
        "--words", "A vote is set.", "--happened", "2008-12-15", "--until", "2008-12-17", "--about",
        "--figure", "yes votes = 53.38 by A", "--figure", "cost ~ $1,000.50 by B from a page",
        "--confidence", "unverified", "--conflict", "or the 16th", "--on", "2008-12-18", *BY,
        "--why", "asked",
    )  # fmt: skip
    assert re.fullmatch(r"recorded '[0-9a-f]{16}': seq 1, head [0-9a-f]{64}\n", done.stdout)
    tables = json.loads(run_here("docket", "list", book, "--format", "json").stdout)
    [entry] = tables["entries"]
    assert (entry["kind"], entry["precision"], entry["until"]) == (
        "strike_authorization",
        "about",
        "2008-12-17",
    )
    assert [(one["value"], one["claimed_by"]) for one in tables["figures"]] == [
        ("53.38", "A"),
        ("about $1,000.50", "B"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "seance", "--confidence", "invented"), "--kind: 'kind' is not a word of its list."),
        (("--kind", "session"), "docket add: the entry lacks 'confidence'."),
        (("--kind", "session", "--confidence", "sourced"), "called sourced and names no source"),
        (("--kind", "session", "--confidence", "invented", "--figure", "12"), "--figure: this is no figure."),
        (("--kind", "session", "--confidence", "invented", "--key", "a b"), "--key: 'key' is no name."),
        (
            ("--kind", "session", "--confidence", "invented", "--corrects", "x"),
            "there is no entry to correct",
        ),
        (("--kind", "session", "--confidence", "invented", "--access", "embargoed"), "is not of this class"),
    ],
)
def test_an_entry_with_a_fault_is_refused(book: Path, words: tuple[str, ...], said: str) -> None:
    usual = ("--talks", "t", "--party", "A", "--words", "w", "--on", "2008-12-18")
    done = run_here("docket", "add", book, *usual, *words, *BY)
    assert done.returncode == 1
    assert said in done.stderr
    assert run_here("docket", "list", book, "--format", "csv").stdout.count("\n") == 1


def test_what_cannot_be_written_is_refused_and_nothing_is_there(book: Path, tmp_path: Path) -> None:
    empty = run_here("docket", "export", book, "--out", tmp_path / "d.yaml")
    assert (empty.returncode, "the file holds no entry" in empty.stderr) == (1, True)
    import_file(book, "docket.yaml", "2008-11-20")
    two = run_here("docket", "timeline", book, "--out", tmp_path / "t.svg")
    assert "d.yaml" not in two.stderr
    assert "t.svg: a picture shows the talks of one round." in two.stderr
    for name in ("t.pdf", "d.doc"):
        command = ("timeline", "export")[name == "d.doc"]
        assert run_here("docket", command, book, "--out", tmp_path / name).returncode == 2
    assert (
        run_here("docket", "export", book, "--out", tmp_path / "c.yaml", "--as", "chronology").returncode == 2
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book"]
    for name in ("t.svg", "t.html", "t.txt"):
        words = ("--talks", "lantern-2008", "--out", tmp_path / name)
        assert run_here("docket", "timeline", book, *words).returncode == 0
        assert run_here("docket", "timeline", book, *words).returncode == 1  # never written over


def test_a_timeline_of_a_day_ends_there(book: Path) -> None:
    import_file(book, "docket.yaml", "2008-11-20")
    text = run_here("docket", "timeline", book, "--talks", "lantern-2008", "--as-of", "2008-10-06").stdout
    assert "companies-counter" in text
    assert "guild-counter" not in text
    unknown = run_here("docket", "timeline", book, "--talks", "nobody")
    assert "The docket holds no entry that may be seen here." in unknown.stdout


def test_a_file_that_is_too_large_or_is_none_is_refused(book: Path, tmp_path: Path) -> None:
    for name in ("large.csv", "large.ics"):
        with (tmp_path / name).open("wb") as stream:
            stream.truncate(MOST_BYTES + 1)
        done = run_here("docket", "import", book, tmp_path / name, "--on", "2008-11-20", *BY)
        assert "the file is too large." in done.stderr
        absent = run_here("docket", "import", book, tmp_path / f"no-{name}", "--on", "2008-11-20", *BY)
        assert "the file cannot be read." in absent.stderr
    (tmp_path / "empty.csv").write_text("key,kind,parties,words,confidence\n")
    empty = run_here("docket", "import", book, tmp_path / "empty.csv", "--on", "2008-11-20", *BY)
    assert "empty.csv: the file holds no entry." in empty.stderr


OFFERS = DEMONSTRATION / "offers"
LAST, OURS, DEAL = (OFFERS / f"{name}.yaml" for name in ("companies-last", "guild-counter", "tentative-deal"))
# Every command that sets a book beside offers; those of counsel price as `delay priced` does.
PRICED = (
    ("offer", "price", LAST, "--book", "BOOK"),
    ("offer", "price", OURS, "--book", "BOOK", "--against", LAST),
    ("delay", "signed-on", "BOOK", LAST, "--on", "2008-12-01"),
    ("delay", "priced", "BOOK", "--offer", LAST, "--on", "2008-12-01"),
    ("resolution", "BOOK", "--offer", OURS, "--against", LAST),
    ("packet", "BOOK", "--offer", DEAL, "--on", "2009-03-01"),
)


@pytest.mark.parametrize("words", PRICED, ids=lambda words: f"{words[0]} {words[1]}"[:14])
def test_numbers_of_an_offer_between_its_parties_are_refused_while_a_blackout_runs(
    book: Path, words: tuple[object, ...]
) -> None:
    declare(book)
    placed = [book if word == "BOOK" else str(word) for word in words]
    staff = run_here(*placed)
    assert (staff.returncode, staff.stdout) == (1, "")
    assert "a news blackout runs over these talks, and their numbers are embargoed" in staff.stderr


def test_named_roles_and_other_parties_are_not_refused_for_a_blackout(book: Path) -> None:
    declare(book)
    for offer, audience in ((LAST, "committee"), (OFFERS / "directors-tentative.yaml", "guild")):
        asked = run_here("offer", "price", offer, "--book", book, "--audience", audience)
        assert "the book holds no records, so there is nothing to audit" in asked.stderr
        assert "embargoed" not in asked.stderr


def test_blackouts_are_listed_for_whom_may_know_of_them(book: Path) -> None:
    declare(book)
    rows = json.loads(run_here("blackout", "list", book, "--format", "json", "--audience", "guild").stdout)
    assert [(row["blackout"], row["state"]) for row in rows["blackouts"]] == [("blackout/1", "runs")]
    public = run_here("blackout", "list", book, "--audience", "public")
    assert "blackout/1" in public.stdout
    staff_only = ("--party", "A", "--party", "B", "--on", "2008-11-24", "--access", "guild_only")
    run_here("blackout", "declare", book, "--talks", "t", *staff_only, "--by", "committee")
    public = run_here("blackout", "list", book, "--format", "json", "--audience", "public")
    assert [row["blackout"] for row in json.loads(public.stdout)["blackouts"]] == ["blackout/1"]
