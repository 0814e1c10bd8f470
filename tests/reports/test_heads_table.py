"""What arrears are for stands head by head where a run holds more than residuals, and nowhere else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.demonstration.test_stoppage import audit_stoppage  # noqa: E402
from tools.demonstration.stoppage_truth import open_by_head, stoppage_truth  # noqa: E402

from arrears.audit.arrears_tables import make_arrears_tables  # noqa: E402
from arrears.audit.run_tables import RunHeading  # noqa: E402
from arrears.reports.audit_report import build_audit_report  # noqa: E402
from arrears.reports.heads_table import heads_section, heads_table, is_more_than_residuals  # noqa: E402
from arrears.reports.plain import as_text  # noqa: E402


def heading(subjects: dict[int, str]) -> RunHeading:
    return RunHeading("", 1, "", "2008-06-30", "", (), (), "", {}, (), subjects)


@pytest.mark.parametrize(
    ("subjects", "is_more"),
    [({}, False), ({0: "residuals"}, False), ({0: "residuals", 1: "force_majeure"}, True)],
)
def test_a_run_of_residuals_alone_has_no_heads(subjects: dict[int, str], is_more: bool) -> None:
    assert is_more_than_residuals(heading(subjects)) is is_more


def test_heads_are_those_of_the_truth_on_each_position(tmp_path: Path) -> None:
    audited = audit_stoppage(2008, tmp_path)
    rows: tuple[tuple[Any, ...], ...] = heads_table(audited.run).rows
    truth = stoppage_truth(audited.world)
    for place, position in enumerate(("guild", "hiatus"), start=3):
        found = {row[1].rpartition("/")[2]: row[place].cents for row in rows}
        assert found == open_by_head(truth[position])
    assert {row[0] for row in rows} == {"force majeure"}
    # Only what the guild claims for unmade episodes rests on a figure that nobody has read.
    marked = {row[1].rpartition("/")[2] for row in rows if row[3].text().endswith("†")}
    assert marked == {"series-unmet-guarantee"}
    assert len(heads_section(audited.run)) == 1
    make_arrears_tables(audited.run)
    text = as_text(build_audit_report(audited.run, 20))
    assert "What the arrears are for" in text
    assert "amounts in arrears" in text
    assert "residuals in arrears" not in text
