"""Each supposed cause is the clause with one thing changed, figured alike in bulk and line by line."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from arrears.agreements.load import load_library
from arrears.agreements.readings import positions
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.explainer import open_for_explaining
from arrears.claims.causes import MOST_ROWS, share_text, suppose_causes
from arrears.claims.pattern_tables import PatternScope, try_causes
from arrears.claims.patterns import pattern_of
from arrears.formula.asks import asks
from arrears.obligations.variants import choose_variants
from arrears.vocabulary import CAUSES
from audit_worlds import credit, make_book, payment, receipt, small_world, title, use, write_pact

HEAD = "article: reuse\ntitle: Reuse\ncite: invented\nstatus: derived\nclauses:\n"
CABLE = """- id: cable
  for: statement_line
  when: market = 'basic_cable' and work = 'television'
  terms: {rate: RATE}
  pays: gross * rate
  due: quarterly
"""
STREAMING = """- id: streaming
  for: availability
  governed_by: first_day_online
  each: {name: half_year, lasts: 26 weeks, from: first_day_online, until: last_day_online, at_most: 2,
         part: counts whole}
  when: market = 'ad_supported_streaming' and credit = 'both'
  tables: {fee: {by: minutes, rows: {up to 30: $300.00, over 30 up to 60: $500.00}}}
  pays: fee
  split: {by: column, odd_cents: largest remainder}
  due: after-part
"""
TO_DATE = """- id: to-date
  for: statement_line
  governed_by: period_to
  when: market = 'rental' and work = 'television'
  tables: {rate: {by: base_kind, rows: {distributors_gross: 5%, producers_gross: 2%}}}
  steps: {so_far: {total: gross, per: title}}
  pays_to_date: at_least(so_far * rate - threshold, nothing)
  terms: {threshold: $100.00, nothing: $0.00}
  per: title
  due: quarterly
"""


def test_a_share_reads_as_the_agreement_writes_it() -> None:
    given = (Fraction(36, 10_000), Fraction(1, 5), Fraction(1, 3), Fraction(0), Fraction(1, 1_000_000))
    assert [share_text(share) for share in given] == ["0.36%", "20%", "1/3", "0%", "0.0001%"]


def test_every_cause_of_the_shipped_clauses_has_a_code_and_changes_the_formula() -> None:
    agreements = [one for one in load_library() if one.family == "wga"]
    for agreement in agreements:
        taken = positions([agreement], {})
        for variant in choose_variants([agreement], taken):
            position = taken[(variant.positions & -variant.positions).bit_length() - 1]
            supposed = suppose_causes(variant, position, agreements)
            for cause in supposed.causes:
                assert cause.code in CAUSES
                assert cause.formula.result != variant.formula.result
                assert cause.formula.when == variant.formula.when
                assert set(asks(cause.formula).owed) <= set(variant.owed)


def test_the_rate_of_another_version_is_tried_on_the_lines_of_this_one(tmp_path: Path) -> None:
    rates = (("v1", "2%", "1960-01-01", "2004-12-31"), ("v2", "3%", "2005-01-01", "2100-01-01"))
    agreements = [
        write_pact(tmp_path, HEAD + CABLE.replace("RATE", rate), version=name, covers=(first, last))
        for name, rate, first, last in rates
    ]
    titles = [title("T1", photography_on=date(2007, 5, 1)), title("T2", photography_on=date(2001, 5, 1))]
    receipts = [receipt("2008Q3", gross, title_id=name, market="basic_cable")
                for name, gross in (("T1", 1_234_500), ("T2", 7_654_300))]  # fmt: skip
    paid = [payment("A", 24_690, title_id="T1", market="basic_cable"),
            payment("B", 153_086, title_id="T2", market="basic_cable")]  # fmt: skip
    credits = [credit("T1", "P1"), credit("T2", "P1")]
    rows = small_world(title=titles, credit=credits, receipt=receipts, payment_line=paid)
    book = make_book(tmp_path / "book", rows)
    run = run_audit(book, agreements, AuditRequest(as_of=date(2009, 8, 31)))
    explainer = open_for_explaining(book, run.folder, agreements)
    pattern = pattern_of(explainer, agreements, "pact/reuse/cable:CO1:T1:basic_cable:us:2008Q3:P1:usd")
    assert [(one.code, one.detail) for one in pattern.fitting()] == [("wrong_rate_year", "as pact/v1 pays")]
    assert [member.title_id for member in pattern.members] == ["T1"]


def test_a_fee_for_each_period_is_tried_period_by_period(tmp_path: Path) -> None:
    online = use("ad_supported_streaming", date(2008, 1, 1), date(2008, 11, 30), is_open=False)
    paid = [payment(f"H{n}", 30_000, market="ad_supported_streaming", period=f"half_year:{n}",
                    paid_on=date(2008, 1, 20 * n)) for n in (1,)]  # fmt: skip
    agreement = write_pact(tmp_path, HEAD + STREAMING)
    book = make_book(tmp_path / "book", small_world(use=[online], payment_line=paid))
    run = run_audit(book, [agreement], AuditRequest(as_of=date(2009, 8, 31)))
    explainer = open_for_explaining(book, run.folder, [agreement])
    ((occasion,),) = explainer.run.rows(
        "SELECT occasion FROM obligation JOIN standing USING (obligation_no) WHERE state = 'short'"
    )
    name = f"pact/reuse/streaming:CO1:T1:ad_supported_streaming:us:{occasion}.both:P1:usd"
    pattern = pattern_of(explainer, [agreement], name)
    assert [(one.code, one.supposed_cents) for one in pattern.fitting()] == [("wrong_tier", 30_000)]


def test_a_long_table_is_named_as_not_tried(tmp_path: Path) -> None:
    rows = ", ".join(f"{number}: ${number}.00" for number in range(1, MOST_ROWS + 2))
    article = HEAD + (
        "- id: rerun\n  for: run\n  governed_by: shown_on\n  when: market = 'free_television'\n"
        f"  tables: {{fee: {{by: run, rows: {{{rows}}}}}}}\n  pays: fee\n  due: after-run\n"
    )
    agreement = write_pact(tmp_path, article)
    taken = positions([agreement], {})
    (variant,) = choose_variants([agreement], taken)
    supposed = suppose_causes(variant, taken[0], [agreement])
    assert supposed.causes == ()
    assert supposed.not_tried == (f"reuse/rerun: the {MOST_ROWS + 1} rows of fee are not tried one by one",)


@pytest.mark.parametrize("seed", range(4))
def test_the_bulk_and_the_explaining_interpreter_give_every_change_the_same_cents(
    tmp_path: Path, seed: int
) -> None:
    """pattern_of stops when they differ; here they are asked on lines whose counters cross bands anyhow."""
    chance = random.Random(seed)
    names = [f"T{number}" for number in range(1, 7)]
    receipts, paid = [], []
    for name in names:
        for quarter in ("2008Q1", "2008Q2", "2008Q3"):
            gross, units = chance.randint(10_000, 9_000_000), chance.randint(1, 1_500)
            receipts.append(receipt(quarter, gross, units, title_id=name))
            paid.append(payment(f"{name}-{quarter}", chance.randint(1, 90), title_id=name, period=quarter))
    agreement = write_pact(tmp_path)
    rows = small_world(title=[title(name) for name in names],
                       credit=[credit(name, person) for name in names for person in ("P1", "P2", "P3")],
                       receipt=receipts, payment_line=paid)  # fmt: skip
    book = make_book(tmp_path / "book", rows)
    run = run_audit(book, [agreement], AuditRequest(as_of=date(2009, 8, 31)))
    explainer = open_for_explaining(book, run.folder, [agreement])
    for name in names:
        ref = f"pact/reuse/downloads:CO1:{name}:download:us:2008Q3:P1:usd"
        assert pattern_of(explainer, [agreement], ref).causes


def test_an_amount_due_so_far_is_tried_as_an_amount_due_so_far(tmp_path: Path) -> None:
    # 5% of $4,000.00 so far less $100.00 is $100.00; then 5% of $10,000.00 less $100.00 is $300.00 more.
    # At 2% the first quarter gives nothing, and the second 2% of $10,000.00 less $100.00, $100.00.
    agreement = write_pact(tmp_path, HEAD + TO_DATE)
    receipts = [receipt("2008Q2", 400_000, market="rental"), receipt("2008Q3", 600_000, market="rental")]
    paid = [payment("A", 10_000, market="rental", period="2008Q2"), payment("B", 10_000, market="rental")]
    book = make_book(tmp_path / "book", small_world(receipt=receipts, payment_line=paid))
    run = run_audit(book, [agreement], AuditRequest(as_of=date(2009, 8, 31)))
    explainer = open_for_explaining(book, run.folder, [agreement])
    pattern = pattern_of(explainer, [agreement], "pact/reuse/to-date:CO1:T1:rental:us:2008Q3:P1:usd")
    assert (pattern.line.owed_cents, pattern.line.paid_cents) == (30_000, 10_000)
    assert [(one.code, one.detail) for one in pattern.fitting()] == [
        ("misread_base", "rate: the row producers_gross")
    ]


def test_trying_causes_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    agreement = write_pact(tmp_path)
    rows = small_world(receipt=[receipt("2008Q3", 5_000_000, 500)], payment_line=[payment("A", 100)])
    book = make_book(tmp_path / "book", rows)
    run = run_audit(book, [agreement], AuditRequest(as_of=date(2009, 8, 31)))
    before = {path.name: path.read_bytes() for path in run.folder.iterdir()}
    explainer = open_for_explaining(book, run.folder, [agreement])
    tried = try_causes(explainer, [agreement], PatternScope(0))
    assert tried.causes
    assert {path.name: path.read_bytes() for path in run.folder.iterdir()} == before
