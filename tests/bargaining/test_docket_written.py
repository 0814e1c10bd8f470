"""What an entry may say: every fault of its texts is found, with its place, and nothing is filled in."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.bargaining.docket import number_text
from arrears.bargaining.docket_written import made_key, read_figure_words, read_value
from arrears.bargaining.docket_yaml import read_docket_yaml
from arrears.findings import Refused

from .docket_writer import an_entry

GOOD = """\
talks: lantern-2008
entries:
- key: a
  on: 2008-11-12
  kind: offer
  parties: [Alliance]
  words: An offer.
  confidence: sourced
  sources: [the cover letter]
  figures:
  - says: value
    amount: $21,000,000
    claimed_by: Alliance
"""


def faults_of(text: str, tmp_path: Path) -> list[tuple[str, str]]:
    path = tmp_path / "d.yaml"
    path.write_text(text)
    with pytest.raises(Refused) as caught:
        read_docket_yaml(path)
    return [(finding.code, finding.place) for finding in caught.value.findings]


def test_an_entry_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(GOOD)
    [entry] = read_docket_yaml(path)
    [figure] = entry.figures
    assert (figure.cents, figure.text(), figure.claimed_by) == (2_100_000_000, "$21,000,000.00", "Alliance")
    assert (entry.talks, entry.key, entry.parties, entry.sources) == (
        "lantern-2008",
        "a",
        ("Alliance",),
        ("the cover letter",),
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("2008-11-12", "12 November", "docket-day", "d.yaml:4:7"),
        ("2008-11-12", "2008-02-30", "docket-day", "d.yaml:4:7"),
        ("on: 2008-11-12", "until: 2008-11-12", "docket-day", "d.yaml:3:3"),
        ("on: 2008-11-12", "on: 2008-11-12\n  until: 2008-11-12", "docket-day", "d.yaml:5:10"),
        ("kind: offer", "kind: ofer", "agreement-word", "d.yaml:5:9"),
        ("key: a", "key: a b", "docket-name", "d.yaml:3:8"),
        ("lantern-2008", "lantern 2008", "docket-name", "d.yaml:1:8"),
        ("talks: lantern-2008\n", "", "docket-missing", "d.yaml:2:3"),
        ("sources: [the cover letter]", "note: x", "docket-sourceless", "d.yaml:3:3"),
        ("[the cover letter]", "[a | b]", "docket-text", "d.yaml:9:13"),
        ("words: An offer.", f"words: {'x' * 1501}", "docket-text", "d.yaml:7:10"),
        ("words: An offer.", 'words: "An \\u202e offer."', "docket-text", "d.yaml:7:10"),
        ("$21,000,000", "21,000,000", "docket-figure", "d.yaml:12:13"),
        ("$21,000,000", "$21,00,000", "docket-figure", "d.yaml:12:13"),
        ("$21,000,000", "$10000000000000", "docket-figure", "d.yaml:12:13"),
        ("amount: $21,000,000", "number: 1e9", "docket-figure", "d.yaml:12:13"),
        ("amount: $21,000,000", "number: 1\n    day: 2008-11-12", "docket-figure", "d.yaml:11:11"),
        ("    amount: $21,000,000\n", "", "docket-figure", "d.yaml:11:11"),
        ("key: a", "key: a\n  corrects: a", "docket-name", "d.yaml:3:3"),
        ("    claimed_by: Alliance\n", "", "agreement-missing", "d.yaml:11:5"),
    ],
)
def test_a_fault_of_an_entry_has_its_place(old: str, new: str, code: str, place: str, tmp_path: Path) -> None:
    assert old in GOOD
    assert (code, place) in faults_of(GOOD.replace(old, new), tmp_path)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    bad = GOOD.replace("2008-11-12", "soon").replace("key: a", "key: a b").replace("$21,000,000", "lots")
    assert {code for code, _ in faults_of(bad, tmp_path)} == {"docket-name", "docket-figure", "docket-day"}


@pytest.mark.parametrize(
    ("text", "says", "sign", "kind", "value", "who", "source"),
    [
        ("value > $21,000,000 by A", "value", "more_than", "amount", "$21,000,000", "A", ""),
        ("yes votes = 53.38 by the guild", "yes votes", "is", "number", "53.38", "the guild", ""),
        ("ballot ~ 30-45 by B from its page", "ballot", "about", "words", "30-45", "B", "its page"),
        ("pilots < 2008-02-15 by press", "pilots", "less_than", "day", "2008-02-15", "press", ""),
    ],
)
def test_a_figure_of_one_line(
    text: str, says: str, sign: str, kind: str, value: str, who: str, source: str
) -> None:
    texts = {name: one.text for name, one in read_figure_words(text, "--figure").items()}
    wanted = {"says": says, "sign": sign, kind: value, "claimed_by": who}
    assert texts == ({**wanted, "source": source} if source else wanted)


@pytest.mark.parametrize("text", ["", "21 by A", "value = by A", "value > 12", "= 12 by A"])
def test_a_figure_that_nobody_claims_is_none(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_figure_words(text, "--figure")
    assert caught.value.findings[0].code == "docket-figure"


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="ab 12$,.-=<>~byfrom\n\x00\u202e", max_size=60))
def test_any_text_is_a_figure_with_a_claimant_or_refused(text: str) -> None:
    try:
        read = {name: one.text for name, one in read_figure_words(text, "--figure").items()}
    except Refused:
        return
    assert read["says"]
    assert read["claimed_by"]
    assert len({"amount", "number", "day", "words"} & set(read)) == 1


def test_the_kind_of_a_value_shows_in_how_it_is_written() -> None:
    kinds = [read_value(text)[0] for text in ("$12", "-$1,000.50", "12", "-25.1", "2008-02-15", "30-45", "x")]
    assert kinds == ["amount", "amount", "number", "number", "day", "words", "words"]


@pytest.mark.parametrize(
    ("value", "text"), [("90.30", "90.3"), ("-25.1", "-25.1"), ("0.05", "0.05"), ("-0.5", "-0.5"), ("7", "7")]
)
def test_a_number_is_written_as_a_decimal(value: str, text: str) -> None:
    assert number_text(Fraction(value)) == text


def test_a_key_follows_from_what_an_entry_says_and_from_nothing_else() -> None:
    one = an_entry("")
    assert made_key(one) == made_key(an_entry("other", by="somebody", access="public"))
    assert made_key(one) != made_key(an_entry("", words="They did not meet."))


def test_a_text_keeps_its_words_and_loses_its_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(GOOD.replace("words: An offer.", "words: >\n    An\n    offer   of  old."))
    assert read_docket_yaml(path)[0].words == "An offer of old."
