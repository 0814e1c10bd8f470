"""The ledger counts each term once, by status, and shows conflicts, notes and what is left out."""

from pathlib import Path

from tests.agreements.writing import load_clauses

from arrears.agreements.ledger import Ledger, build_ledger, verdict_counts
from arrears.agreements.model import Agreement, Citation, LeftOut
from arrears.agreements.text_check import CheckedFigure

HEADER = """\
agreement: guild/pact-2008
title: An invented pact
covers: {from: 2008-02-13, until: 2011-05-01}
cite: S14
status: primary
governed_by: received_on
due: {quarterly: {count: 60 days, after: period_to, cite: a letter, status: secondary}}
late_rules:
  late:
    charges: [{charge: 1%, per: month, of: unpaid, from: due}]
    ends: paid_on
    counts: [simple]
    part_month: [whole months]
    pauses: no
    cite: S14 p. 54
    status: primary
noted:
- name: cap
  says: a cap of $1
  status: unverified
  conflicts: [{says: a cap of $1, cite: one paper}, {says: a cap of $2, cite: another}]
"""
ARTICLE = """\
article: article
title: An article
cite: S14 p. 49
status: primary
shared:
  terms: {shared_rate: 1%}
left_out:
- {part: s. 18(g), because: the text leaves it to bargaining}
"""
CLAUSES = """\
- id: one
  for: statement_line
  when: market = 'rental'
  terms: {rate: {is: 2%, status: derived, conflicts: [{says: 2%}, {says: 3%, cite: p. 50}]}}
  pays: gross * (rate + shared_rate)
  due: quarterly
  late: late
- id: two
  for: statement_line
  when: market = 'download'
  tables: {share: {by: work, rows: {theatrical: {is: 4%, status: unverified}, television: 5%}}}
  pays: gross * (share + shared_rate)
  due: quarterly
"""


def small(folder: Path, version: str = "pact-2008") -> Agreement:
    return load_clauses(folder / version, CLAUSES, header=HEADER, article=ARTICLE)


def ledger(folder: Path) -> Ledger:
    return build_ledger([small(folder)])


def test_each_term_counts_once_by_its_status(tmp_path: Path) -> None:
    header, article = ledger(tmp_path).rows
    assert (header.article, header.clauses, article.article, article.clauses) == ("", 0, "article", 2)
    assert header.terms == {"primary": 1, "secondary": 1, "derived": 0, "unverified": 0}
    assert article.terms == {"primary": 2, "secondary": 0, "derived": 1, "unverified": 1}
    assert (header.noted, header.conflicts, header.left_out) == (1, 1, 0)
    assert (article.noted, article.conflicts, article.left_out) == (0, 1, 1)


def test_every_side_of_a_conflict_is_shown(tmp_path: Path) -> None:
    conflicts = {one.address: [says for says, _ in one.says] for one in ledger(tmp_path).conflicts}
    assert conflicts == {"noted/cap": ["a cap of $1", "a cap of $2"], "article/one/rate": ["2%", "3%"]}


def test_what_two_versions_share_is_told_once(tmp_path: Path) -> None:
    both = build_ledger([small(tmp_path), small(tmp_path)])
    assert [one.agreements for one in both.left_out] == [("guild/pact-2008", "guild/pact-2008")]
    assert both.left_out[0].left_out == LeftOut("s. 18(g)", "the text leaves it to bargaining")
    assert [(one.name, one.says) for one in both.noted] == [("cap", "a cap of $1")]
    assert len(both.conflicts) == 2


def test_verdicts_are_counted_by_agreement() -> None:
    cited = Citation("S14 p. 1", "primary")
    checked = [
        CheckedFigure("a/b/c", "1%", cited, "in words"),
        CheckedFigure("a/b/d", "1%", cited, "in words"),
        CheckedFigure("a/c/d", "1%", cited, "near its label"),
    ]
    assert verdict_counts(checked) == {"a/b": {"in words": 2}, "a/c": {"near its label": 1}}
