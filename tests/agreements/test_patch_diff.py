"""Two versions of which one descends from the other: edit by edit, chained across several patches."""

from pathlib import Path

import pytest
from tests.agreements.test_patched_versions import HEAD, LIBRARY, write_patch

from arrears.agreements.addresses import full_address
from arrears.agreements.load import load_library
from arrears.agreements.patch_diff import PatchedDifference, address_words, diff_by_edits, endings_of

FIRST = """\
edits:
- {at: reruns/rerun/share/2, was: 50%, is: 60%, item: "3", cite: memo p. 3}
- {at: reruns/rerun/share/3..5, was: 25%, is: 30%, item: "3", cite: memo p. 3}
- {remove: downloads/download-fallback, item: "5", cite: memo p. 5}
- {rename: reruns/rerun-bonus, to: rerun-premium}
items_left:
- {item: "6", says: parking, because: not money}
late_rules:
  other:
    charges: [{charge: 1%, per: month, of: unpaid}]
    ends: paid_on
    counts: [simple]
    part_month: [days]
    pauses: no
    cite: memo
    status: derived
"""
SECOND = """\
edits:
- {at: reruns/rerun/share/2, was: 60%, is: 70%, item: 4.a, cite: later p. 1}
- {at: reruns/rerun/share/3..5, was: 30%, is: 25%, item: 4.a, cite: later p. 1}
- {at: reruns/rerun-premium/bonus, was: 10%, is: 12%, item: 4.b, cite: later p. 2}
"""


@pytest.fixture
def difference(tmp_path: Path) -> PatchedDifference:
    write_patch(tmp_path, FIRST)
    head = HEAD.replace("2014", "2017").replace("2011", "2014").replace("pact-2008", "pact-2011")
    write_patch(tmp_path, SECOND, head=head, version="pact-2014")
    versions = {agreement.address: agreement for agreement in load_library(tmp_path)}
    found = diff_by_edits(versions["guild/pact-2008"], versions["guild/pact-2014"])
    assert found is not None
    return found


def test_an_address_edited_twice_is_told_once_from_the_first_value_to_the_last(
    difference: PatchedDifference,
) -> None:
    told = {
        edit.address: (edit.was, edit.now, [version for version, _ in edit.steps])
        for edit in difference.edits
    }
    assert told["reruns/rerun/share/2"] == ("50%", "70%", ["guild/pact-2011", "guild/pact-2014"])


def test_what_came_back_to_its_first_value_is_no_difference(difference: PatchedDifference) -> None:
    assert "reruns/rerun/share/3..5" not in [edit.address for edit in difference.edits]


def test_an_edit_below_a_new_name_is_told_at_the_old_one(difference: PatchedDifference) -> None:
    told = {edit.address: (edit.was, edit.now) for edit in difference.edits}
    assert told["reruns/rerun-bonus/bonus"] == ("10%", "12%")
    assert told["reruns/rerun-bonus"] == ("reruns/rerun-bonus", "rerun-premium")


def test_items_without_an_edit_are_listed_with_their_version(difference: PatchedDifference) -> None:
    assert [(version, left.item, left.because) for version, left in difference.items_left] == [
        ("guild/pact-2011", "6", "not money")
    ]


def test_what_no_edit_says_is_told_apart(difference: PatchedDifference) -> None:
    assert [change.address for change in difference.beside] == [
        "title", "covers/from", "covers/until", "late_rules/other"
    ]  # fmt: skip


def test_clauses_that_expire_come_before_those_that_live_on(difference: PatchedDifference) -> None:
    assert [(ending.clause, ending.lives_on) for ending in difference.endings] == [
        ("downloads/download-television", False),
        ("downloads/download-fallback", False),
        ("reruns/rerun", True),
        ("reruns/rerun-bonus", True),
    ]
    assert difference.endings[-1].why.startswith("derived: ")


def test_what_the_text_says_of_the_end_counts_alone(tmp_path: Path) -> None:
    write_patch(
        tmp_path,
        "edits: [{add: reruns/rerun/after_end, is: {is: expires, cite: memo p. 8}, item: eight}]\n",
    )
    _, newer = load_library(tmp_path)
    told = [ending for ending in endings_of(newer) if ending.clause == "reruns/rerun"]
    assert [(one.lives_on, one.why, one.citation and one.citation.source) for one in told] == [
        (False, "the text says so", "memo p. 8")
    ]


def test_versions_that_do_not_descend_are_compared_as_they_stand(tmp_path: Path) -> None:
    write_patch(tmp_path, "")
    older, newer = load_library(tmp_path)
    assert diff_by_edits(newer, older) is None


def test_an_address_reads_as_words() -> None:
    (pact,) = load_library(LIBRARY)
    assert address_words(pact, "reruns/rerun/share/3..5") == "Reruns: rerun, share, 3..5"
    assert address_words(pact, "reruns/rerun-bonus/bonus") == "Reruns: rerun bonus, bonus"
    assert address_words(pact, "reruns") == "Reruns"


def test_an_address_may_join_family_and_version_by_a_hyphen() -> None:
    known = ["my-guild/pact-1", "sag/tv-2014"]
    assert full_address("sag-tv-2014", known) == "sag/tv-2014"
    assert full_address("sag-tv-2014/reruns/rerun", known) == "sag/tv-2014/reruns/rerun"
    assert full_address("my-guild/pact-1", known) == "my-guild/pact-1"
    assert full_address("sag/tv-2014/", known) == "sag/tv-2014"
    assert [one.address for one in load_library(LIBRARY, ["guild-pact-2008"])] == ["guild/pact-2008"]


ANEW = """\
article: downloads
title: Downloads, another way
cite: memo p. 8
status: derived
clauses:
- id: download-television
  entitlement: download
  words: programmes sold for keeping, at one rate
  for: statement_line
  governed_by: received_on
  when: market = 'download' and work = 'television'
  terms: {flat: 1%}
  pays: gross * flat
"""


def test_an_article_that_is_given_anew_is_replaced_and_what_differs_in_it_is_told(tmp_path: Path) -> None:
    folder = write_patch(tmp_path, 'edits: [{remove: downloads, item: "5", cite: memo p. 5}]\n')
    (folder / "downloads.yaml").write_text(ANEW, encoding="utf-8")
    old, new = load_library(tmp_path)
    found = diff_by_edits(old, new)
    assert found is not None
    (edit,) = found.edits
    assert (edit.address, edit.is_given_anew) == ("downloads", True)
    assert edit.now == "replaced by Downloads, another way"
    beside = {change.address: (change.was, change.now) for change in found.beside}
    assert "downloads" not in beside
    assert beside["downloads/download-television/flat"] == ("not there", "1%")
    assert beside["downloads/download-fallback"][1] == "not there"


def test_an_article_that_goes_and_is_not_given_anew_is_gone(tmp_path: Path) -> None:
    write_patch(tmp_path, 'edits: [{remove: downloads, item: "5", cite: memo p. 5}]\n')
    old, new = load_library(tmp_path)
    found = diff_by_edits(old, new)
    assert found is not None
    (edit,) = found.edits
    assert (edit.now, edit.is_given_anew) == ("not there", False)
    assert not any(change.address.startswith("downloads/") for change in found.beside)


def test_an_edit_below_an_article_of_another_name_is_told_at_the_old_one(tmp_path: Path) -> None:
    edits = (
        "edits:\n- {rename: reruns, to: repeats}\n"
        '- {at: reruns/rerun/share/2, was: 50%, is: 60%, item: "1", cite: memo}\n'
    )
    write_patch(tmp_path, edits)
    old, new = load_library(tmp_path)
    found = diff_by_edits(old, new)
    assert found is not None
    assert [(edit.address, edit.now) for edit in found.edits] == [
        ("reruns", "repeats"),
        ("reruns/rerun/share/2", "60%"),
    ]
    assert not any(change.address.startswith(("reruns", "repeats")) for change in found.beside)
