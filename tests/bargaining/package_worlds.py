"""Files of packages and surveys for the tests: a small one by hand, and random ones."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st

from arrears.bargaining.packages import Issue, Option, PackageFile, Said, Unknown
from arrears.bargaining.survey import Survey

DAY = date(2008, 11, 20)
SAID = Said("research", DAY, "invented", "unverified", "packages.yaml:1:1")
SURVEY = """\
survey: Priorities of members (invented)
by: research
on: 2008-10-31
question: Divide 100 points among the issues
source: invented for the tests
status: unverified
answered: 1200
weighted: each career stage by its members
weights: {expiry: 45%, claims: 15%, streaming: 40%}
"""
PACKAGES = """\
packages: The last days of talks (invented)
by: research
on: 2008-11-20
source: invented for the tests
status: unverified
horizon: three years from 2008-07-01
survey: survey.yaml
on_the_table: {expiry: late, claims: full, streaming: window17}
issues:
  - issue: expiry
    title: When the agreement ends
    options:
      - {option: late, title: three years from signing, gains_us: $0.00, met: 0%,
         costs_them: {least: $0.00, most: $0.00}}
      - {option: aligned, title: with the other unions, gains_us: $0.00, met: 100%,
         costs_them: {least: $0.00, most: $2000000.00, by: counsel, source: a guess}}
  - issue: claims
    title: Pending claims
    options:
      - {option: full, title: paid in full, gains_us: $63000000.00, met: 100%,
         costs_them: {least: $40000000.00, most: $63000000.00}}
      - {option: third, title: a third is paid, gains_us: $21000000.00, met: 33%,
         costs_them: {least: $20000000.00, most: $21000000.00}}
  - issue: streaming
    title: The free window
    unknowns:
      viewing: {least: $4000000.00, most: $9000000.00}
    options:
      - {option: window17, title: 17 days, gains_us: $0.00, met: 0%, costs_them: {times: 0, of: viewing}}
      - {option: window7, title: 7 days, gains_us: $5000000.00, met: 100%,
         costs_them: {times: 1, of: viewing}}
      - {option: none, title: no free window, gains_us: $8000000.00, met: 100%,
         costs_them: {times: 7/4, of: viewing}}
"""
# About the one claim of the small book of `tests/cli/book_fixture.py`.
CHANCES = """\
assumptions:
  - {name: discount/yearly, value: 4%, by: treasurer, on: 2009-01-30, source: invented, status: unverified}
  - {name: claim/1/days-to-hearing, value: 540, by: counsel, on: 2009-01-30, source: invented,
     status: unverified}
  - {name: claim/1/costs, value: $25.00, by: counsel, on: 2009-01-30, source: invented, status: unverified}
  - {name: claim/1/probability/as-agreed, value: 60%, by: counsel, on: 2009-01-30, source: invented,
     status: unverified}
  - {name: claim/1/probability/nothing, value: 40%, by: counsel, on: 2009-01-30, source: invented,
     status: unverified}
"""


def write_world(folder: Path) -> Path:
    """The small file and its survey in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    path = folder / "packages.yaml"
    path.write_text(PACKAGES, encoding="utf-8")
    return path


def survey_of(weights: dict[str, Fraction]) -> Survey:
    return Survey("s", "b", DAY, "q", "invented", "unverified", None, 10, 0, "by hand", weights)


def file_of(issues: tuple[Issue, ...], weights: dict[str, Fraction]) -> PackageFile:
    return PackageFile("p", "b", DAY, "a year", "usd", issues, survey_of(weights), {}, None)


@st.composite
def package_files(draw: st.DrawFn, most_issues: int = 3, most_options: int = 3) -> PackageFile:
    """Random issues with few distinct figures, so that ties and shared unknowns are common."""
    figures = st.integers(-2, 4)
    issues = []
    for number in range(draw(st.integers(1, most_issues))):
        unknowns: dict[str, Unknown] = {}
        for name in ("shared", "other"):
            least = draw(figures)
            most = least + draw(st.integers(0, 3))
            unknowns[name] = Unknown(name, Fraction(least), Fraction(most), SAID)
        options = tuple(
            Option(
                option_id=f"o{each}",
                title="",
                gain_cents=draw(figures),
                gain_said=SAID,
                met=Fraction(draw(st.integers(0, 2)), 2),
                met_said=SAID,
                unknown=draw(st.sampled_from(("shared", "other"))),
                times=Fraction(draw(st.integers(0, 4)), 2),
            )
            for each in range(draw(st.integers(1, most_options)))
        )
        issues.append(Issue(f"i{number}", "", options, unknowns, "p:1:1"))
    raw = [draw(st.integers(1, 3)) for _ in issues]
    weights = {issue.issue_id: Fraction(one, sum(raw)) for issue, one in zip(issues, raw, strict=True)}
    return file_of(tuple(issues), weights)
