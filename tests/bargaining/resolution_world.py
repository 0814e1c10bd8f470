"""Two invented offers on the shipped agreement, what is assumed, and what was established, for tests."""

from __future__ import annotations

from pathlib import Path

GUILD, COMPANIES = "Lantern Writers' Guild", "Lantern Producers"
FIRST = f"""\
offer: guild-second
title: The guild's second proposal
made_by: {GUILD}
made_to: {COMPANIES}
side: payees
made_on: 2009-02-02
valid_until: 2009-04-30
status: counter
amends: wga/mba-2008
effective_on: 2009-04-01
term: {{from: 2009-04-01, until: 2011-05-01}}
source: {{cite: "invented for a test", status: derived}}
items:
- id: "1"
  title: Downloads
  reach: uses
  edits:
  - {{at: "new-media/download-television/rate/first 100,000 copies", was: 0.36%, is: 0.72%}}
- id: "2"
  title: Minimums
  steps:
  - {{of: wages, on: 2009-04-01, raised_by: 3%}}
- id: "3"
  title: Screenings
  says: words only
  agreed_on: 2009-01-15
  steps:
  - {{of: wages, on: 2009-04-01, raised_by: 0.1%}}
- id: "4"
  title: Rental
  reach: uses
  edits:
  - {{at: new-media/rental/rate, was: 1.2%, is: 2%}}
"""
SECOND = f"""\
offer: companies-second
title: The companies' second offer
made_by: {COMPANIES}
made_to: {GUILD}
side: payers
made_on: 2009-02-20
valid_until: 2009-03-25
status: last_best_final
final_declared_by: {COMPANIES}
amends: wga/mba-2008
effective_on: 2009-04-01
term: {{from: 2009-04-01, until: 2011-05-01}}
source: {{cite: "invented for a test", status: derived}}
items:
- id: "1"
  title: Downloads
  reach: uses
  edits:
  - {{at: "new-media/download-television/rate/first 100,000 copies", was: 0.36%, is: 0.40%}}
- id: "2"
  title: Minimums
  steps:
  - {{of: wages, on: 2009-04-01, raised_by: 2.5%}}
- id: "3"
  title: Screenings
  says: words only
  agreed_on: 2009-01-15
  steps:
  - {{of: wages, on: 2009-04-01, raised_by: 0.1%}}
"""
FACTS = f"""\
resolution: invented spring of 2009
cite: invented for a test
status: derived
movers:
- {{issue: "1", who: the companies' labor committee, party: {COMPANIES}, in_room: no}}
costly_days:
- {{party: {COMPANIES}, on: 2009-05-15, what: pilots are ordered, costs: "$1,200,000.50"}}
- {{party: {COMPANIES}, on: 2009-04-20, what: the spring season begins, costs: unknown}}
- {{party: "{GUILD}", on: 2009-04-01, what: the health plan's quarter begins, costs: unknown}}
"""
RULES = """\
path_rules: lantern
title: An invented guild's rules
party: lantern
cite: invented for a test
status: derived
facts:
  called: {title: the vote is called}
steps:
  ballot: {title: members vote, who: members, lasts: 3-4 weeks, after: [called], vote: strike}
  call: {title: the council calls it, who: council, lasts: 0-2 days, after: [ballot]}
votes:
  strike: {title: a strike, who: members, counted: ballots, passes_at: at least 75%}
goals:
  strike: [call]
"""


def assumptions(*left_out: str) -> str:
    """What two scenarios assume; they differ in the growth of downloads. left_out: not made."""
    lines = [
        ("pay-base/wages", '"$1,000,000.00"', ""),
        ("plans/wages", "0%", ""),
        ("plans/residuals", "0%", ""),
        ("growth/wages", "0%", ""),
        ("growth/rental", "0%", ""),
        ("growth/download", "10%", "guild"),
        ("growth/download", "0%", "companies"),
        *((f"mix/{market}", "1", "") for market in ("download", "rental")),
    ]
    said = "by: research desk, on: 2009-02-20, source: invented for a test, status: unverified"
    return "assumptions:\n" + "".join(
        f"- {{name: {name}, value: {value}, {said}{f', scenario: {scenario}' if scenario else ''}}}\n"
        for name, value, scenario in lines
        if name not in left_out
    )


def write_resolution(folder: Path) -> Path:
    """The files of a blocking list: both offers, the assumptions, what was established, the guild's rules."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("first.yaml", FIRST), ("second.yaml", SECOND), ("established.yaml", FACTS), ("lantern.yaml", RULES),
        ("assumed.yaml", assumptions()),
    ):  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    return folder
