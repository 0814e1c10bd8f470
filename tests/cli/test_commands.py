"""The commands as users run them: real files, real output, exit codes, some in processes of their own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.command_line import run_here

from .book_fixture import make_book, run_alone

DOCUMENT = Path(__file__).parents[1] / "obligations" / "download.explanation.json"
REF = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P1:usd"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.mktemp("cli"))


def test_help_names_every_command_and_the_exit_codes() -> None:
    done = run_alone("--help")
    assert done.returncode == 0
    for command in (
        "init", "import", "audit", "owed", "statement", "explain", "dispute", "changes", "agreements",
        "check", "verify", "tidy", "bench",
    ):  # fmt: skip
        assert f"\n  {command} " in done.stdout
    assert "Exit codes: 0 done; 1 findings" in done.stdout


def test_an_audit_shows_arrears_with_the_reason_and_exits_with_nought(book: Path) -> None:
    done = run_here("audit", book, "--as-of", "2009-03-31")
    assert done.returncode == 0, done.stderr
    assert "$159.00" in done.stdout
    assert "no payment found in the records held" in done.stdout
    assert REF in done.stdout
    assert "… " in done.stderr
    assert "…" not in done.stdout.split("\n")[0]


def test_on_the_day_before_it_is_due_an_amount_is_no_arrears(book: Path) -> None:
    done = run_here("audit", book, "--as-of", "2008-11-21", "--format", "json")
    content = json.loads(done.stdout)
    assert content["headline"] == []
    states = {row["state"]: row["amount_cents"] for row in content["not_arrears"]}
    assert states == {"accrued, not yet due": 159_00, "settled": 162_00}


def test_an_audit_prints_one_table_as_csv_with_no_formula(book: Path) -> None:
    done = run_here("audit", book, "--as-of", "2009-03-31", "--format", "csv", "--table", "by_person")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["name"]: row["arrears"] for row in rows} == {
        "Ada Quillfeather": "79.50",
        "'=Bram Thistlewhit": "79.50",
    }


def test_an_audit_writes_its_reports_to_a_folder(book: Path, tmp_path: Path) -> None:
    done = run_alone("audit", book, "--as-of", "2009-03-31", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"arrears.txt", "arrears.html", "arrears.xlsx", "tables"}
    assert (tmp_path / "out" / "arrears.txt").read_text(encoding="utf-8") == done.stdout


def test_what_falls_due_next_is_listed_by_day(book: Path) -> None:
    done = run_here("owed", book, "--as-of", "2008-11-21", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["due_on"], row["every_position"], row["people"]) == ("2008-11-30", "159.00", "2")


def test_a_statement_shows_own_lines_and_the_fraction_only(book: Path) -> None:
    done = run_here("statement", book, "P1", "--as-of", "2009-03-31")
    assert done.returncode == 0, done.stderr
    assert "1/2" in done.stdout
    assert "$79.50" in done.stdout
    assert "Thistlewhit" not in done.stdout
    assert "$159.00" not in done.stdout


def test_a_clause_is_priced_on_every_reading(book: Path) -> None:
    done = run_here("dispute", book, "download-television", "--as-of", "2009-03-31", "--format", "json")
    content = json.loads(done.stdout)
    assert {row["side"] for row in content["answers"]} == {"guild", "companies", "companies-per-guild"}
    assert {row["owed_cents"] for row in content["readings"]} == {321_00}


def test_changes_are_shown_with_their_cause(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    correction = tmp_path / "receipt.csv"
    text = (tmp_path / "given" / "receipt.csv").read_text(encoding="utf-8")
    correction.write_text(text.replace("4500000,usd,90000", "4500000,usd,100000"), encoding="utf-8")
    done = run_here("import", book, correction, "--said-by", "wga", "--learned-on", "2009-01-15")
    assert done.returncode == 0, done.stderr
    done = run_here("changes", book, "--from", "1", "--to", "2", "--as-of", "2009-03-31", "--format", "json")
    content = json.loads(done.stdout)
    # The restated second quarter uses up the first band, so the third pays 0.70%: $210.00, $105.00 each.
    changed = {row["ref"]: (row["was_cents"], row["is_cents"], row["why"]) for row in content["changes"]}
    was, became, why = changed[REF]
    assert (was, became) == (79_50, 105_00)
    assert "receipt row of entry 2 (wga, learned 2009-01-15)" in why
    assert len(changed) == 2


def test_changes_between_two_days_of_learning_are_the_same_changes(book: Path) -> None:
    done = run_here("changes", book, "--from", "2008-11-20", "--to", "2008-11-21", "--as-of", "2009-03-31")
    assert done.returncode == 0, done.stderr
    assert "not there → no payment found" in done.stdout


def test_importing_the_same_file_again_changes_nothing_and_says_so(book: Path) -> None:
    given = book.parent / "given"
    done = run_here("import", book, given, "--said-by", "wga", "--learned-on", "2008-11-21")
    assert done.returncode == 0, done.stderr
    assert "held since seq 1" in done.stdout


def test_a_faulty_file_appends_nothing_and_lists_its_faults(book: Path, tmp_path: Path) -> None:
    faulty = tmp_path / "receipt.csv"
    text = (book.parent / "given" / "receipt.csv").read_text(encoding="utf-8")
    faulty.write_text(text.replace("download", "downlaod").replace("usd", "usx"), encoding="utf-8")
    done = run_here("import", book, faulty, "--said-by", "wga", "--learned-on", "2009-01-01")
    assert done.returncode == 1
    assert "downlaod" in done.stderr
    assert "usx" in done.stderr
    assert "findings; nothing was changed." in done.stderr
    assert "Traceback" not in done.stderr
    assert "seq 1," in run_here("verify", book).stdout


def test_a_book_is_verified_and_names_its_head(book: Path) -> None:
    done = run_here("verify", book)
    assert done.returncode == 0, done.stderr
    assert "the book is as its entries say: seq 1, head " in done.stdout
    head = done.stdout.split()[-1]
    assert run_here("verify", book, "--head", head).returncode == 0
    assert run_here("verify", book, "--head", "0" * 63 + "1").returncode == 1


def test_a_folder_that_is_no_book_is_a_finding_without_a_traceback(tmp_path: Path) -> None:
    done = run_alone("audit", tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Try:" in done.stderr
    assert done.stdout == ""


def test_an_empty_book_has_nothing_to_audit(tmp_path: Path) -> None:
    assert run_here("init", tmp_path / "book").returncode == 0
    done = run_here("audit", tmp_path / "book")
    assert done.returncode == 1
    assert "the book holds no records" in done.stderr
    done = run_here("changes", tmp_path / "book", "--from", "0", "--to", "0")
    assert done.returncode == 1
    assert "the book holds no records" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("audit",), "Missing argument"),
        (("audit", "b", "--as-of", "yesterday"), "'yesterday' is no day; write it as 2009-08-31"),
        (("audit", "b", "--reading", "guild"), "'guild' is no pair"),
        (("audit", "b", "--reading", "a=b", "--reading", "a=c"), "'a' is given twice, as b and c"),
        (("audit", "b", "--format", "pdf"), "pdf"),
        (("explain",), "name a book and an obligation, or --replay FILE"),
        (("import", "b", "x.csv", "y.csv", "--as", "use", "--said-by", "c", "--learned-on", "2009-01-01"),
         "1 tables for 2 files"),
        (("ordit",), "No such command"),
    ],
)  # fmt: skip
def test_a_command_written_wrongly_exits_with_two(words: tuple[str, ...], said: str) -> None:
    done = run_alone(*words)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())


def test_a_folder_without_files_to_import_is_an_error_of_use(book: Path, tmp_path: Path) -> None:
    done = run_here("import", book, tmp_path, "--said-by", "c", "--learned-on", "2009-01-01")
    assert done.returncode == 2
    assert "holds no CSV, Parquet or XLSX file" in " ".join(done.stderr.split())


def test_a_table_that_the_report_does_not_have_is_named_with_the_nearest(book: Path) -> None:
    done = run_here("audit", book, "--as-of", "2009-03-31", "--table", "by_persn")
    assert done.returncode == 2
    assert "write 'by_person'" in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("statement", "BOOK", "P9"), "no person with this id"),
        (("dispute", "BOOK", "download-televison"), "write 'new-media/download-television'"),
        (("dispute", "BOOK", "rental"), "nobody reads this clause in two ways"),
        (("audit", "BOOK", "--guild", "ufo"), "no agreement of this guild"),
        (("audit", "BOOK", "--reading", "download-television=mediator"), "nobody answers"),
        (("audit", "BOOK", "--trust", "wgaa"), "no row of these records is said by this party"),
        (("changes", "BOOK", "--from", "spring", "--to", "1"), "this is no state of a book"),
        (("changes", "BOOK", "--from", "1", "--to", "99"), "99"),
    ],
)
def test_what_the_book_does_not_know_is_a_finding(book: Path, words: tuple[str, ...], code: str) -> None:
    done = run_here(*(book if word == "BOOK" else word for word in words))
    assert done.returncode == 1, done.stdout
    assert code in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("owed", "BOOK", "--as-of", "2009-08-31", "--due-by", "2009-01-01"),
        ("statement", "BOOK", "P1", "--from", "2010-01-01", "--as-of", "2009-08-31"),
    ],
)
def test_days_the_wrong_way_round_are_an_error_of_use(book: Path, words: tuple[str, ...]) -> None:
    done = run_here(*(book if word == "BOOK" else word for word in words))
    assert done.returncode == 2, done.stdout
    assert "with 2009-08-31 as the day asked for" in " ".join(done.stderr.split())


def test_a_file_to_check_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run_here("check", tmp_path / "nosuch.yaml")
    assert done.returncode == 1
    assert "nosuch.yaml: the file cannot be read." in done.stdout + done.stderr


def test_what_to_do_about_a_name_that_is_none_names_commands_that_exist(book: Path) -> None:
    done = run_here("explain", book, "nosuch")
    assert "arrears audit BOOK --table obligations_in_arrears" in " ".join(done.stderr.split())


def test_an_explanation_replays_the_same_and_an_altered_one_different(tmp_path: Path) -> None:
    done = run_here("explain", "--replay", DOCUMENT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("same: wga/new-media/download-television@guild")
    altered = tmp_path / "altered.json"
    altered.write_text(DOCUMENT.read_text(encoding="utf-8").replace("5962", "6000"), encoding="utf-8")
    done = run_here("explain", "--replay", altered)
    assert done.returncode == 1
    assert "amount owed to the payee, in cents: stated 6000, recomputed 5962" in done.stdout


def test_a_file_that_cannot_be_replayed_is_a_finding(tmp_path: Path) -> None:
    done = run_here("explain", "--replay", tmp_path / "none.json")
    assert done.returncode == 1
    assert "the file cannot be read" in done.stderr
    assert "found no such file or directory" in done.stderr


def test_the_shipped_agreements_are_listed() -> None:
    done = run_here("agreements", "list", "--format", "json")
    addresses = {row["address"] for row in json.loads(done.stdout)["agreements"]}
    assert {"wga/mba-2008", "wga/mba-2023"} <= addresses


def test_worked_cases_that_agree_are_counted(tmp_path: Path) -> None:
    done = run_here("check", "src/arrears/agreements/library/wga/mba-2008")
    assert done.returncode == 0, done.stdout
    counts = [line.split() for line in done.stdout.splitlines() if "/" in line]
    assert "wga/mba-2008/new-media/download-television" in {name for _, name in counts}
    assert f"{sum(int(count) for count, _ in counts)} worked cases agree" in done.stdout
    done = run_here("check", tmp_path / "nothing")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout


def test_tidy_says_how_much_it_removed(book: Path) -> None:
    done = run_here("tidy", book)
    assert done.returncode == 0, done.stderr
    assert "0 files removed" in done.stdout


def test_an_amount_is_explained_and_its_json_replays(book: Path, tmp_path: Path) -> None:
    words = ("explain", book, REF, "--as-of", "2009-03-31")
    text = run_here(*words)
    assert text.returncode == 0, text.stderr
    for part in ("$79.50", "0.53%", "90,000 copies", "receipt.csv:3", "1/2 (50%)", "wga/mba-2008"):
        assert part in text.stdout
    page = run_here(*words, "--format", "html")
    assert page.stdout.startswith("<!DOCTYPE html>")
    document = run_here(*words, "--format", "json")
    (tmp_path / "amount.json").write_text(document.stdout, encoding="utf-8")
    assert json.loads(document.stdout)["amount_cents"] == 79_50
    assert run_here("explain", "--replay", tmp_path / "amount.json").stdout.startswith("same: ")


def test_an_amount_that_is_not_there_is_a_finding(book: Path) -> None:
    for name in ("nonsense", REF.replace("P1", "P9")):
        done = run_here("explain", book, name, "--as-of", "2009-03-31")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr


def test_agreements_are_shown_compared_and_linted() -> None:
    shown = run_here("agreements", "show", "wga/mba-2008/new-media/download-television")
    assert shown.returncode == 0, shown.stderr
    assert "0.36%" in shown.stdout
    compared = run_here("agreements", "diff", "wga/mba-2008", "wga/mba-2023", "--format", "json")
    assert json.loads(compared.stdout)["differences"]
    linted = run_here("agreements", "lint", "--format", "json")
    assert {"code", "place", "problem"} <= set(json.loads(linted.stdout)["findings"][0])
    unknown = run_here("agreements", "show", "wga/mba-2009")
    assert unknown.returncode == 1
    assert "Traceback" not in unknown.stderr
