"""What one performer's missing contract leaves unknown takes nothing from the gap of the others in the cast.

The company calls the stop a hiatus: five weeks of half pay of $10,000.00, $25,000.00, on the guild's words
and nothing on the companies'. What P2 earns a week is not recorded.
"""

from __future__ import annotations

from pathlib import Path

from tests.audit.test_stoppage_explained import PERFORMERS, contract, explainer, stop

from arrears.reports.dispute_report import build_dispute, find_dispute
from arrears.reports.tables import Money


def test_an_amount_that_is_one_performers_own_darkens_nobody_elses(tmp_path: Path) -> None:
    cast = [contract("P1", weekly_cents=1_000_000), contract("P2", weekly_cents=None)]
    opened = explainer(tmp_path, engagement=cast, suspension=[stop(None, election="no_election")])
    report = build_dispute(opened.run, find_dispute(list(PERFORMERS), "series-half-pay"), 20)
    tables = {one.name: one for section in report.sections for one in section.tables}
    by_side = {}
    for row in tables["readings"].rows:
        cells = dict(zip((column.name for column in tables["readings"].columns), row))
        gap = cells["gap"]
        assert isinstance(gap, Money)
        by_side[cells["side"]] = (gap.cents, cells["lines"], cells["not_known"], cells["not_compared"])
    assert by_side["guild"] == (2_500_000, 5, 5, 5)
    assert by_side["hiatus"][:2] == (0, 0)
