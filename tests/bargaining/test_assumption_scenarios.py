"""An assumption that is made for scenarios only is asked for by naming one of them."""

from pathlib import Path

import pytest

from arrears.bargaining.assumptions import read_assumptions
from arrears.findings import Refused

FILE = """\
says: invented
assumptions:
  - {name: growth/rental, value: 40%, by: a, on: 2008-09-20, source: invented, status: derived,
     scenario: guild}
  - {name: growth/rental, value: 10%, by: b, on: 2008-09-20, source: invented, status: derived,
     scenario: companies}
"""


def test_an_assumption_of_two_scenarios_is_asked_for_by_scenario(tmp_path: Path) -> None:
    path = tmp_path / "assumptions.yaml"
    path.write_text(FILE, encoding="utf-8")
    made = read_assumptions(path)
    with pytest.raises(Refused) as refused:
        made.wanted("growth/rental/2009", "growth/rental")
    (finding,) = refused.value.findings
    assert finding.text() == (
        "assumptions.yaml: the assumption 'growth/rental/2009' is not made; nothing stands in its place\n"
        "  expected growth/rental/2009 or growth/rental,"
        " found it for scenario guild and for scenario companies\n"
        "  Try: say which scenario you ask about: guild, companies"
    )
    assert made.of("guild").wanted("growth/rental/2009", "growth/rental").by == "a"
    with pytest.raises(Refused, match="growth/download"):
        made.of("guild").wanted("growth/download")
