"""In the invented autumn every planted fault shows its own cause, and nothing else shows one.

The generator imports nothing of the package and says itself what was planted where.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.demonstration.worlds import small_truth, small_world  # noqa: E402
from tests.test_demonstration import AGREEMENTS, import_world  # noqa: E402
from tools.demonstration import SECOND_REPORT  # noqa: E402

from arrears.audit.audit_run import AuditRequest, run_audit  # noqa: E402
from arrears.audit.explainer import open_for_explaining  # noqa: E402
from arrears.claims.pattern_evidence import add_evidence  # noqa: E402
from arrears.claims.pattern_tables import PatternScope, try_causes  # noqa: E402

SEED = 2009
# What was planted, and the causes that may show: a line left out of all payments shows none by its amount.
SHOWS = {
    "reading": {"one_reading_taken"},
    "tier_crossed_paid_low": {"missing_counter"},
    "wrong_writer": {"paid_to_another_payee"},
    "short_split": set(),
    "library_downloads_unpaid": set(),
    "streams_past_window_unpaid": set(),
}


@pytest.mark.slow
@pytest.mark.parametrize("position", ["guild", "companies"])
def test_each_planted_fault_shows_its_cause_and_no_line_shows_another(tmp_path: Path, position: str) -> None:
    book = import_world(small_world(SEED), tmp_path)
    run = run_audit(book, AGREEMENTS, AuditRequest(as_of=SECOND_REPORT))
    explainer = open_for_explaining(book, run.folder, AGREEMENTS)
    (bit,) = (one.bit for one in explainer.run.heading.positions if one.name == position)
    tried = try_causes(explainer, AGREEMENTS, PatternScope(bit))
    add_evidence(tried, explainer)
    fits: dict[tuple[str, ...], set[str]] = {}
    for *key, code in tried.run.rows(
        "SELECT title_id, market, occasion, payee_id, code FROM pattern_fit JOIN pattern_sum USING (sum_no)"
    ):
        fits.setdefault(tuple(key), set()).add(code)
    wanted = small_truth(SEED)["positions"][position]
    planted = {(r["title"], r["market"], r["occasion"], r["payee"]): r["fault"] for r in wanted["arrears"]}
    late = {(r["title"], r["market"], r["occasion"], r["payee"]) for r in wanted["late"]}
    assert {key for key, codes in fits.items() if "late" in codes} == late
    assert {key for key in fits if key not in planted} == late
    wrong = Counter(
        (fault, tuple(sorted(fits.get(key, ()))))
        for key, fault in planted.items()
        if not SHOWS[fault] <= fits.get(key, set()) or (not SHOWS[fault] and key in fits)
    )
    assert wrong == Counter()
    assert {"reading", "tier_crossed_paid_low"} <= set(planted.values()) or position == "companies"
