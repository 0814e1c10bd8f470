"""The commands about offers, run as users run them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.bargaining.offer_writer import OFFER, write_library, written
from tests.command_line import run_here

SHOWN = Path(__file__).resolve().parents[2] / "tools" / "demonstration" / "bargaining" / "offers"
NAMES = ("guild-proposal", "companies-counter", "guild-counter", "companies-last")
SERIES = [str(SHOWN / f"{name}.yaml") for name in NAMES]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def own_offer(folder: Path, *changes: tuple[str, str]) -> list[str]:
    (folder / "offer.yaml").write_text(written(*changes), encoding="utf-8")
    return [str(folder / "offer.yaml"), "--library", str(write_library(folder))]


@pytest.mark.slow
def test_a_series_is_looked_over_in_the_order_in_which_it_was_made() -> None:
    done = run_here("offer", "lint", *reversed(SERIES))
    assert (done.returncode, done.stderr) == (0, "")
    places = [done.stdout.index(f"  {name}  ") for name in NAMES]
    assert places == sorted(places)
    assert "claim/1 is to be settled before the offer binds" in done.stdout
    assert "for counsel" in done.stdout


def test_flags_and_moves_are_printed_as_rows() -> None:
    whole = json.loads(run_here("offer", "lint", *SERIES[1:], "--format", "json").stdout)
    assert set(whole) == {"offers", "flags", "moves"}
    assert [(row["flag"], row["offer"], row["item"]) for row in whole["flags"]] == [
        ("claim condition", "companies-counter", ""),
        ("last offer", "guild-counter", ""),
        ("claim condition", "companies-last", ""),
        ("agreed item withdrawn", "companies-last", "4"),
        ("move backwards", "companies-last", "1"),
        ("move backwards", "companies-last", "1, 2, 5, 6"),
        ("move backwards", "companies-last", "4"),
    ]
    told = {(row["address"], row["was"], row["is"], row["moved"]) for row in whole["moves"]}
    assert ("new-media/rental/rate", "1.2%", "1.4%", "towards the other side") in told
    assert ("new-media/download-television/rate/thereafter", "0.80%", "0.75%", "back") in told
    assert ("new-media/shared/usual_window", "14 days", "12 days", "towards the other side") in told


def test_a_last_offer_that_nobody_declared_final_says_so(tmp_path: Path) -> None:
    done = run_here("offer", "show", *own_offer(tmp_path, ("status: proposal", "status: last_best_final")))
    assert done.returncode == 0, done.stderr
    lines = [line.split("  ") for line in done.stdout.splitlines()]
    told = {line[1]: line[-1].strip() for line in lines if len(line) > 2}
    assert told["declared final by"] == "nobody has declared it"
    assert told["impasse declared by"] == "nobody has declared it"
    declared = "status: last_best_final\nfinal_declared_by: the companies\nimpasse_declared_by: an agency"
    named = run_here("offer", "show", *own_offer(tmp_path, ("status: proposal", declared)))
    assert "declared final by       the companies" in named.stdout
    assert "impasse declared by     an agency" in named.stdout


def test_a_lint_concludes_neither_an_end_nor_an_impasse(tmp_path: Path) -> None:
    last = ("status: proposal", "status: last_best_final")
    done = run_here("offer", "lint", *own_offer(tmp_path, last), "--table", "offers", "--format", "csv")
    (row,) = rows_of(done.stdout)
    assert (row["final_declared_by"], row["impasse_declared_by"]) == ("nobody", "nobody")


def test_an_offer_is_shown_in_words() -> None:
    done = run_here("offer", "show", str(SHOWN / "companies-last.yaml"))
    assert done.returncode == 0, done.stderr
    for part in (
        "2. Free window: twelve free days, on trial for two years.",
        "by a sunset",
        "10.336175%",  # 1.03 x 1.035 x 1.035
        "companies-last: another agreement ratified, dga/ba-2008",
        "declared final by       Lantern Producers",
        "Nothing here is priced",
    ):
        assert part in done.stdout, part


def test_back_pay_and_settlements_are_told_apart_from_the_edits() -> None:
    done = run_here("offer", "show", str(SHOWN / "tentative-deal.yaml"))
    assert "to the day before the signing on 2009-02-20, under: 1, 2, 3, 4, 5, 6." in done.stdout
    assert "settlement/1" in done.stdout
    assert "value are at the settlement desk" in done.stdout
    plain = run_here("offer", "show", str(SHOWN / "guild-proposal.yaml"))
    assert "No item reaches back" in plain.stdout


def test_the_edits_of_an_offer_are_rows_with_their_source() -> None:
    rows = rows_of(run_here("offer", "show", SERIES[0], "--format", "csv", "--table", "edits").stdout)
    assert len(rows) == 8
    assert {row["item"] for row in rows} == {"1", "2", "3", "4"}
    assert rows[-1]["address"] == "new-media/streaming-network-fixed/share"
    assert (rows[-1]["was"], rows[-1]["is"], rows[-1]["status"]) == ("3%", "6%", "derived")
    assert all("invented" in row["source"] for row in rows)


def test_who_declared_what_is_told_in_rows_too() -> None:
    done = run_here("offer", "show", SERIES[3], "--format", "json")
    told = {row["what"]: row["is"] for row in json.loads(done.stdout)["offer"]}
    assert told["declared final by"] == "Lantern Producers"
    assert told["impasse declared by"] == "nobody has declared it"
    assert told["amends"] == "wga/mba-2008"


def test_two_offers_are_compared_with_what_is_in_force() -> None:
    done = run_here("offer", "diff", SERIES[2], SERIES[3], "--format", "csv")
    rows = {row["address"]: row for row in rows_of(done.stdout)}
    window = rows["new-media/shared/usual_window"]
    assert (window["in_force"], window["first"], window["second"], window["more_for"]) == (
        "17 days", "7 days", "12 days", "to those who pay",
    )  # fmt: skip
    assert rows["wages"]["more_for"] == "to those who pay"


def test_an_offer_beside_itself_differs_in_nothing(tmp_path: Path) -> None:
    offer, *library = own_offer(tmp_path)
    done = run_here("offer", "diff", offer, offer, *library)
    assert "0 of 3 things differ" in done.stdout
    rows = json.loads(run_here("offer", "diff", offer, offer, *library, "--format", "json").stdout)
    assert [len(rows[name]) for name in ("differences", "headings", "conditions")] == [3, 0, 0]


def test_the_faults_of_several_files_are_told_at_once(tmp_path: Path) -> None:
    library = write_library(tmp_path)
    for name, change in (("one", ("was: 1.2%", "was: 1.1%")), ("two", ("status: proposal", "status: final"))):
        (tmp_path / f"{name}.yaml").write_text(written(change), encoding="utf-8")
    paths = [str(tmp_path / "one.yaml"), str(tmp_path / "two.yaml"), "--library", str(library)]
    done = run_here("offer", "lint", *paths)
    assert (done.returncode, done.stdout) == (1, "")
    assert "one.yaml:17:34: something else stands at 'reuse/rental/rate'." in done.stderr
    assert "two.yaml:7:9: 'final' is not a word that belongs here." in done.stderr
    assert "2 findings; nothing was changed." in done.stderr


@pytest.mark.parametrize("text", ["\x1b[31mred", "\u202eturned"])
def test_no_text_of_a_stranger_steers_the_terminal(text: str, tmp_path: Path) -> None:
    quoted = json.dumps(text)
    done = run_here("offer", "show", *own_offer(tmp_path, ("title: A first proposal", f"title: {quoted}")))
    assert done.returncode == 0, done.stderr
    assert not {"\x1b", "\u202e"} & set(done.stdout)


def test_a_library_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "offer.yaml").write_text(OFFER, encoding="utf-8")
    done = run_here("offer", "show", str(tmp_path / "offer.yaml"), "--library", str(tmp_path))
    assert done.returncode == 1
    assert "there is no agreement in this folder" in done.stderr
