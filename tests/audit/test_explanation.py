"""One amount of a finished run, opened: its clause, facts with who asserted them, steps and money."""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from tests.obligations.book_fixture import append, demonstration_book, random_tables
from tools.demonstration import Sizes

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.explainer import Explainer, open_for_explaining
from arrears.audit.explanation import explain_obligation, explain_ref
from arrears.audit.run_tables import REF_SQL
from arrears.book.ledger import Book, create_book
from arrears.findings import Refused
from arrears.obligations.explanation_json import explanation_as_json, read_explanation
from arrears.obligations.replay import replay_explanation
from arrears.reports.explanation_report import build_explanation_report
from arrears.reports.plain import as_text

LEARNED, AS_OF = date(2008, 11, 21), date(2009, 8, 31)
TITLE = {
    "title_id": "T1", "name": "The Lantern Tally", "kind": "episode", "company_id": "C1", "minutes": 60,
    "photography_on": date(2005, 3, 1), "first_new_media_on": date(2008, 3, 1), "program_kind": "dramatic",
    "first_market": "network_prime_time",
}  # fmt: skip
RECEIPT = {
    "company_id": "C1", "title_id": "T1", "market": "download", "territory": "us",
    "base_kind": "distributors_gross", "period_from": date(2008, 7, 1), "period_to": date(2008, 9, 30),
    "statement_id": "S1", "received_on": date(2008, 10, 2), "gross_cents": 3_000_000, "currency": "usd",
    "units": 20_000,
}  # fmt: skip
REF = "wga/new-media/download-television:C1:T1:download:us:2008Q3:P1:usd"


def small_tables(**changes: object) -> dict[str, list[dict[str, object]]]:
    """A title sold in two quarters, by two writers, one amount paid."""
    earlier = {
        "period_from": date(2008, 4, 1), "period_to": date(2008, 6, 30), "statement_id": "S0",
        "received_on": date(2008, 7, 2), "gross_cents": 9_000_000, "units": 90_000,
    }  # fmt: skip
    second = {"territory": "us", "statement_id": "S2", "gross_cents": 100_000, "units": 0}
    payment = {
        "payment_id": "K1", "line_no": 1, "payer_id": "C1", "payee_id": "P1", "paid_on": date(2008, 11, 20),
        "gross_cents": 5_000, "currency": "usd", "title_id": "T1", "market": "download", "period": "2008Q3",
        "kind": "principal",
    }  # fmt: skip
    return {
        "company": [{"company_id": "C1", "name": "Brindlemoor Pictures"}],
        "person": [
            {"person_id": "P1", "name": "Ada Quillfeather"},
            {"person_id": "P2", "name": "Bram Thistlewhit"},
        ],
        "title": [{**TITLE, **changes}],
        "credit": [
            {"title_id": "T1", "person_id": "P1", "role": "story_by"},
            {"title_id": "T1", "person_id": "P2", "role": "teleplay_by"},
        ],
        "receipt": [{**RECEIPT, **earlier}, RECEIPT, {**RECEIPT, **second}],
        "payment_line": [payment],
    }  # fmt: skip


def audited(path: Path, tables: dict[str, list[dict[str, object]]]) -> tuple[Book, Path]:
    """A book with these tables, audited under the agreement of 2008."""
    book = create_book(path)
    append(book, tables, LEARNED, said_by="brindlemoor")
    return book, run_audit(book, library_of_2008(), AuditRequest(as_of=AS_OF)).folder


def library_of_2008() -> list[Agreement]:
    return list(load_library(addresses=["wga/mba-2008"]))


def every_ref(explainer: Explainer) -> list[str]:
    """The first obligation of every clause, reading and set of missing facts, by name."""
    rows = explainer.run_rows(
        f"SELECT min(ref) AS ref FROM (SELECT clause_no, missing, {REF_SQL} AS ref,"
        f" count(*) OVER (PARTITION BY {REF_SQL}) AS alike FROM whole_obligation o)"
        " WHERE alike = 1 GROUP BY clause_no, missing ORDER BY ref"
    )
    return [row["ref"] for row in rows]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Path, Explainer]:
    book, folder = audited(tmp_path_factory.mktemp("small") / "book", small_tables())
    return book, folder, open_for_explaining(book, folder, library_of_2008())


def ref_of(explainer: Explainer, payee: str = "P1", reading: str = "guild") -> str:
    """The name of the obligation of the third quarter, read as a side reads it."""
    (row,) = explainer.run_rows(
        f"SELECT {REF_SQL} AS ref FROM whole_obligation o WHERE occasion = '2008Q3' AND payee_id = ?"
        " AND clause = 'download-television' AND (reading = '' OR starts_with(reading, ?))",
        [payee, reading],
    )
    return str(row["ref"])


def test_an_amount_is_explained_to_the_cent_with_its_clause_and_split(
    small: tuple[Book, Path, Explainer],
) -> None:
    # 90,000 copies before and 20,000 on this line: half at 0.36%, half at 0.70%, so 0.53% of $31,000.00 is
    # $164.30; the story's quarter is $41.075 and the rest $123.225: the odd cent goes to the earlier place.
    explained = explain_ref(small[2], ref_of(small[2]))
    assert explained.outcome == "amount"
    assert explained.clause_cents == 16_430
    assert explained.split is not None
    assert (explained.split.shares, explained.split.own_place) == (("1/4", "3/4"), 0)
    assert explained.amount_cents == 4_108
    assert explained.rounding == "to $0.01, half up"
    assert explained.clause.address == "wga/mba-2008/new-media/download-television"
    assert {"0.36%", "0.70%"} <= {term.written for term in explained.terms}


def test_a_sum_names_its_rows_and_who_asserted_them(small: tuple[Book, Path, Explainer]) -> None:
    gross = next(fact for fact in explain_ref(small[2], ref_of(small[2])).facts if fact.name == "gross")
    assert gross.value.exact == "3100000"
    assert gross.how == "sum of 2 rows"
    assert [(one.said_by, one.learned_on, one.seq, one.table) for one in gross.sources] == [
        ("brindlemoor", "2008-11-21", 1, "receipt")
    ] * 2
    assert len({one.row_id for one in gross.sources}) == 2


def test_payment_standing_due_date_and_late_charges_are_shown(small: tuple[Book, Path, Explainer]) -> None:
    explained = explain_ref(small[2], ref_of(small[2]))
    assert [(paid.payment_id, paid.amount_cents) for paid in explained.payments] == [("K1", 4_108)]
    assert explained.standing is not None
    assert (explained.standing.state, explained.standing.open_cents) == ("settled", 0)
    assert explained.due.due_on == "2008-11-30"
    assert "30 September falls due on 30 November" in explained.due.words
    unpaid = explain_ref(small[2], ref_of(small[2], payee="P2"))
    assert unpaid.payments == ()
    assert [late.words[:4] for late in unpaid.late_charges] == ["1.5%"]


def test_the_other_sides_amount_stands_beside_with_its_reason(small: tuple[Book, Path, Explainer]) -> None:
    explained = explain_ref(small[2], ref_of(small[2]))
    others = {other.by: other for other in explained.clause.other_readings}
    assert "WGA about AMPTP" in others
    assert not others["WGA about AMPTP"].is_own_words
    assert others["WGA about AMPTP"].because.startswith("the guild's account")
    assert others["WGA about AMPTP"].amount_cents != explained.amount_cents


def test_no_name_and_no_amount_of_a_co_payee_is_shown(small: tuple[Book, Path, Explainer]) -> None:
    text = explanation_as_json(explain_ref(small[2], ref_of(small[2])))
    assert "Bram" not in text
    assert "P2" not in text
    assert "12322" not in text


def test_an_explanation_opened_by_folder_is_the_same(small: tuple[Book, Path, Explainer]) -> None:
    book, folder, explainer = small
    ref = ref_of(explainer)
    assert explain_obligation(book, folder, ref, library_of_2008()) == explain_ref(explainer, ref)


def test_an_amount_due_so_far_shows_what_was_due_before_and_the_change(tmp_path: Path) -> None:
    # One hour owes 1.2% of foreign gross above $730,000: $800,000 gives $840, $900,000 gives $2,040.
    tables = small_tables()
    engaged = {"engagement_id": "E1", "person_id": "P1", "title_id": "T1", "kind": "writing"}
    tables["engagement"] = [{**engaged, "starts_on": date(2008, 3, 1)}]
    foreign = {**RECEIPT, "market": "foreign_free_television", "territory": "foreign", "units": None}
    earlier = {"period_from": date(2008, 4, 1), "period_to": date(2008, 6, 30), "statement_id": "S8"}
    tables["receipt"] = [
        {**foreign, **earlier, "gross_cents": 80_000_000},
        {**foreign, "statement_id": "S9", "gross_cents": 10_000_000},
    ]
    book, folder = audited(tmp_path / "book", tables)
    explained = explain_obligation(
        book,
        folder,
        "wga/reruns/foreign-receipts-above-threshold:C1:T1:foreign_free_television:foreign:2008Q3:P1:usd",
        library_of_2008(),
    )
    assert explained.clause_cents == 120_000
    change = explained.steps[-1]
    assert (change.label, change.value.exact) == ("change, owed on this record", "120000")
    assert [step.value.exact for step in change.children] == ["204000", "84000"]
    assert replay_explanation(explained, "page").is_same


def test_the_clause_is_said_in_words_with_the_side_that_reads_it_so(
    small: tuple[Book, Path, Explainer],
) -> None:
    explained = explain_ref(small[2], ref_of(small[2]))
    assert "0.36% for the first 100,000 copies" in explained.clause.words
    assert "as the guild side reads it" in explained.clause.words
    assert "pays receipts × rate" in as_text(build_explanation_report(explained))


def test_a_rival_is_listed_and_not_computed(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    append(book, small_tables(), LEARNED, said_by="brindlemoor")
    append(book, {"receipt": [{**RECEIPT, "units": 21_000}]}, LEARNED, said_by="wga")
    folder = run_audit(book, library_of_2008(), AuditRequest(as_of=AS_OF, trust=("brindlemoor",))).folder
    explainer = open_for_explaining(book, folder, library_of_2008())
    explained = explain_ref(explainer, ref_of(explainer))
    copies = next(fact for fact in explained.facts if fact.name == "copies")
    assert [(rival.said_by, rival.value.exact) for rival in copies.rivals] == [("wga", "21000")]
    assert copies.value.exact == "20000"
    assert any("rival value(s)" in sentence for sentence in explained.left_out)


def test_what_is_missing_is_named_and_the_page_says_what_to_ask_for(tmp_path: Path) -> None:
    book, folder = audited(tmp_path / "book", small_tables(photography_on=None))
    explainer = open_for_explaining(book, folder, library_of_2008())
    rows = explainer.run_rows(
        f"SELECT {REF_SQL} AS ref FROM whole_obligation o WHERE list_contains(missing, 'photographed_on')"
    )
    explained = explain_ref(explainer, rows[0]["ref"])
    assert explained.outcome == "cannot tell"
    assert explained.missing == ("photographed_on",)
    assert explained.amount_cents is None
    assert "ask for: photographed_on" in as_text(build_explanation_report(explained))
    assert replay_explanation(explained, "page").is_same


def test_a_statement_that_names_no_amount_and_no_currency_is_still_owed_for(tmp_path: Path) -> None:
    tables = small_tables()
    tables["receipt"] = [{**RECEIPT, "gross_cents": None, "currency": None}]
    book, folder = audited(tmp_path / "book", tables)
    explainer = open_for_explaining(book, folder, library_of_2008())
    rows = explainer.run_rows(f"SELECT {REF_SQL} AS ref FROM whole_obligation o WHERE currency IS NULL")
    assert rows
    explained = explain_ref(explainer, rows[0]["ref"])
    assert (explained.outcome, explained.missing, explained.currency) == ("missing", ("gross",), "")


def test_credits_that_are_not_recorded_leave_the_pot_owed_and_unshared(tmp_path: Path) -> None:
    book, folder = audited(tmp_path / "book", {**small_tables(), "credit": []})
    explainer = open_for_explaining(book, folder, library_of_2008())
    rows = explainer.run_rows(
        f"SELECT {REF_SQL} AS ref FROM whole_obligation o WHERE occasion = '2008Q3' AND pool_cents = 16430"
    )
    explained = explain_ref(explainer, rows[0]["ref"])
    assert (explained.clause_cents, explained.amount_cents, explained.missing) == (16_430, None, ("credits",))
    assert "cannot be shared yet" in as_text(build_explanation_report(explained))
    assert replay_explanation(explained, "page").is_same


def test_a_ref_that_is_not_in_the_run_names_the_nearest_of_the_title(
    small: tuple[Book, Path, Explainer],
) -> None:
    with pytest.raises(Refused) as caught:
        explain_ref(small[2], ref_of(small[2]).replace("2008Q3", "2008Q4"))
    (finding,) = caught.value.findings
    assert finding.code == "ref-unknown"
    assert ref_of(small[2]) in finding.remedy


def test_a_title_without_obligations_is_said(small: tuple[Book, Path, Explainer]) -> None:
    with pytest.raises(Refused, match="no obligation for this title"):
        explain_ref(small[2], REF.replace("T1", "T77"))
    with pytest.raises(Refused, match="fewer obligations of this name"):
        explain_ref(small[2], ref_of(small[2]) + "#2")


def test_two_obligations_of_one_name_are_told_apart_by_number(tmp_path: Path) -> None:
    tables = small_tables()
    tables["receipt"].append({**RECEIPT, "base_kind": "producers_gross"})
    book, folder = audited(tmp_path / "book", tables)
    explainer = open_for_explaining(book, folder, library_of_2008())
    (row,) = explainer.run_rows(
        f"SELECT {REF_SQL} AS ref, count(*) AS alike FROM whole_obligation o GROUP BY ref HAVING count(*) > 1"
        " ORDER BY ref"
    )[:1]
    with pytest.raises(Refused, match=r"add which one: #1 .*#2") as caught:
        explain_ref(explainer, row["ref"])
    assert caught.value.findings[0].code == "ref-ambiguous"
    bases = {
        fact.value.exact
        for number in (1, 2)
        for fact in explain_ref(explainer, f"{row['ref']}#{number}").facts
        if fact.name == "base_kind"
    }
    assert bases == {"distributors_gross", "producers_gross"}


def test_a_run_without_its_tables_is_refused(tmp_path: Path, small: tuple[Book, Path, Explainer]) -> None:
    book, folder, _ = small
    copy = shutil.copytree(folder, book.path / "runs" / "cleared")
    (copy / "writer_share.parquet").unlink()
    with pytest.raises(Refused, match="explanations rest on is not there"):
        open_for_explaining(book, copy, library_of_2008())
    with pytest.raises(Refused, match="no run is here"):
        open_for_explaining(book, tmp_path, library_of_2008())


def test_agreements_changed_since_the_run_are_refused(small: tuple[Book, Path, Explainer]) -> None:
    changed = [replace(agreement, digest="0" * 64) for agreement in library_of_2008()]
    with pytest.raises(Refused, match="made with another wga/mba-2008 than is loaded"):
        open_for_explaining(small[0], small[1], changed)
    with pytest.raises(Refused, match="found none of that name"):
        open_for_explaining(small[0], small[1], [])


def test_an_amount_that_bulk_and_explain_do_not_share_is_never_shown(
    small: tuple[Book, Path, Explainer],
) -> None:
    book, folder, explainer = small
    ref, copy = ref_of(explainer), shutil.copytree(folder, book.path / "runs" / "tampered")
    file, other = copy / "obligation.parquet", copy / "other.parquet"
    duckdb.execute(
        f"COPY (SELECT * REPLACE (amount_cents + 1 AS amount_cents) FROM '{file}' ORDER BY obligation_no)"
        f" TO '{other}'"
    )
    other.rename(file)
    with pytest.raises(AssertionError, match="bulk and explain disagree"):
        explain_obligation(book, copy, ref, library_of_2008())


@pytest.mark.slow
def test_every_kind_of_amount_of_a_demonstration_is_explained_and_replayed(tmp_path: Path) -> None:
    book = demonstration_book(tmp_path / "book", 3, Sizes(companies=3, titles=60, writers=90))
    run = run_audit(book, library_of_2008(), AuditRequest(as_of=AS_OF))
    assert_all_explained(open_for_explaining(book, run.folder, library_of_2008()), at_least=12)


@pytest.mark.slow
def test_every_kind_of_amount_of_random_records_is_explained_and_replayed(tmp_path: Path) -> None:
    book, agreements = (
        create_book(tmp_path / "book"),
        load_library(addresses=["wga/mba-2008", "wga/mba-2023"]),
    )
    append(book, random_tables(5, titles=20), date(2025, 12, 31))
    run = run_audit(book, agreements, AuditRequest(as_of=date(2025, 12, 31)))
    assert_all_explained(open_for_explaining(book, run.folder, agreements), at_least=30)


def assert_all_explained(explainer: Explainer, at_least: int) -> None:
    """Each is the bulk amount, says the same when replayed, and survives the document and the page."""
    refs = every_ref(explainer)
    assert len(refs) >= at_least
    for ref in refs:
        explained = explain_ref(explainer, ref)
        assert replay_explanation(explained, ref).differences == ()
        assert read_explanation(explanation_as_json(explained), ref) == explained
        assert ref in as_text(build_explanation_report(explained))
        for fact in asdict(explained)["facts"]:
            has_rows = fact["sources"] or fact["how"] or fact["value"]["exact"] is None
            assert has_rows, (ref, fact["name"])
