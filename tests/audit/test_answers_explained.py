"""A bonus on an outside auditor's yes is explained by the answer and by no count."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.audit_worlds import audit, credit, make_book, shipped, small_world, title, use

from arrears.audit.explanation import explain_obligation
from arrears.audit.run_tables import REF_SQL, open_run

from .test_uses import DOMESTIC, FOREIGN, HIGH_BUDGET, SHOWN


@pytest.mark.parametrize("of", ["T1", "SERIES"])
def test_the_answer_stands_as_the_source_of_the_fact(tmp_path: Path, of: str) -> None:
    answer = {"title_id": of, "service": "SERVICE", "year_from": SHOWN, "is_reached": True}
    rows = small_world(
        title=[title("T1", **{**HIGH_BUDGET, "series_id": "SERIES"}), title("SERIES", kind="series")],
        credit=[credit("T1", "P1")],
        use=[use("subscription_streaming", SHOWN, is_open=True)],
        audience=[DOMESTIC, FOREIGN],
        bonus_answer=[answer],
    )
    book = make_book(tmp_path / "book", rows, learned_on=date(2025, 6, 1), said_by="auditor")
    mba = shipped("wga/mba-2023")
    folder = audit(book, [mba], as_of=date(2024, 12, 31)).folder
    run = open_run(folder)
    [(ref,)] = run.rows(f"SELECT {REF_SQL} FROM obligation o WHERE clause = 'hbsvod-bonus'")
    explained = explain_obligation(book, folder, ref, [mba])
    facts = {fact.name: fact for fact in explained.facts}
    assert explained.amount_cents == 1_005_414
    [source] = facts["bonus_reached"].sources
    assert (source.table, source.said_by) == ("bonus_answer", "auditor")
    assert facts["bonus_reached"].how == "what an outside auditor answered for the year"
    assert facts["hours_streamed"].value.exact is None
