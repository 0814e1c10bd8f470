"""Audiences form a lattice of sets of classes, and a class is written only by who may read it."""

from __future__ import annotations

import itertools

import pytest

from arrears.book.access import (
    ARBITRATOR,
    COUNSEL,
    DEFAULT_ACCESS,
    EMBARGOED,
    GUILD,
    KEEPER,
    MEDIATOR,
    NAMED,
    NEVER_FILED,
    NUMBER_RANGES,
    OUTSIDE_AUDITOR,
    PUBLIC,
    access_of_number,
    allowed,
    compared_with,
    file_range,
    for_export,
    read_audience,
    refuse_unreadable,
)
from arrears.findings import Refused
from arrears.vocabulary import ACCESS_CLASSES

SUBSETS = [
    frozenset(chosen)
    for size in range(len(ACCESS_CLASSES) + 1)
    for chosen in itertools.combinations(sorted(ACCESS_CLASSES), size)
]


def test_a_result_is_shown_only_to_who_may_read_every_input() -> None:
    for audience in NAMED.values():
        for classes in SUBSETS:
            assert allowed(audience, classes) == all(allowed(audience, [each]) for each in classes)
    assert allowed(PUBLIC, [])


def test_the_classes_are_no_line() -> None:
    """Counsel's notes and settlement talks: each is read by somebody who may not read the other."""
    assert allowed(MEDIATOR, ["settlement"])
    assert not allowed(MEDIATOR, ["counsel_only"])
    assert allowed(OUTSIDE_AUDITOR, ["outside_auditor"])
    assert not allowed(OUTSIDE_AUDITOR, ["guild_only"])
    assert allowed(GUILD, ["guild_only"])
    assert not allowed(GUILD, ["outside_auditor"])


def test_the_union_reads_no_counts_and_the_counsel_neither() -> None:
    for audience in (GUILD, COUNSEL, read_audience("member:P1"), read_audience("company:C1")):
        assert not allowed(audience, ["outside_auditor"])


def test_nothing_of_counsel_or_of_a_settlement_is_left_in_what_is_exported() -> None:
    for audience in NAMED.values():
        assert for_export(audience).classes == audience.classes - NEVER_FILED
    assert {"counsel_only", "settlement", "embargoed"} == NEVER_FILED


def test_every_class_has_a_range_of_file_numbers_and_the_usual_one_begins_at_nought() -> None:
    assert set(NUMBER_RANGES) == set(ACCESS_CLASSES)
    assert sorted(NUMBER_RANGES.values()) == list(range(len(ACCESS_CLASSES)))
    assert file_range(DEFAULT_ACCESS) == 0
    for access in ACCESS_CLASSES:
        assert access_of_number(file_range(access) + 1) == access
    assert access_of_number(1 << 40) == ""


def test_new_rows_are_compared_with_what_all_their_readers_may_see() -> None:
    for access in ACCESS_CLASSES:
        for audience in (*NAMED.values(), read_audience("member:P1"), read_audience("company:C1")):
            if access in audience.classes:
                assert compared_with(access) <= audience.classes
        assert access in compared_with(access)


@pytest.mark.parametrize(
    ("text", "person", "company", "agency"),
    [("member:P0001", "P0001", "", ""), ("company:C1", "", "C1", ""), ("agency:A1", "", "", "A1")],
)
def test_one_member_company_or_agency_is_named(text: str, person: str, company: str, agency: str) -> None:
    audience = read_audience(text)
    assert (audience.person_id, audience.company_id, audience.agency_id) == (person, company, agency)
    assert audience.sees_own_lines_only == bool(person or agency)


@pytest.mark.parametrize("text", ["", "gild", "member:", "member:a b", "judge:J1", "member:../P1"])
def test_an_audience_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_audience(text)
    [finding] = caught.value.findings
    assert finding.code == "audience-unknown"
    assert finding.text().startswith("--audience: there is no such audience\n  expected an audience")


def test_a_class_is_written_by_who_may_read_it() -> None:
    for access in set(ACCESS_CLASSES) - {EMBARGOED}:
        refuse_unreadable(KEEPER, access)
    with pytest.raises(Refused) as caught:
        refuse_unreadable(ARBITRATOR, "settlement")
    [finding] = caught.value.findings
    assert finding.code == "access-not-readable"
    assert finding.remedy == "add it with --audience counsel or --audience keeper or --audience mediator"
    with pytest.raises(Refused) as caught:
        refuse_unreadable(KEEPER, "gild_only")
    assert caught.value.findings[0].remedy == "write 'guild_only'"


@pytest.mark.parametrize("subject", ["", "claim/1", "evidence/1", "settlement/1", "blackout/1"])
def test_nothing_but_the_talks_is_embargoed(subject: str) -> None:
    refuse_unreadable(KEEPER, EMBARGOED, "talks/1")
    with pytest.raises(Refused) as caught:
        refuse_unreadable(KEEPER, EMBARGOED, subject)
    [finding] = caught.value.findings
    assert (finding.code, finding.place) == ("access-embargo", subject or "--access")


def test_the_embargo_is_read_by_named_roles_alone() -> None:
    readers = {name for name, audience in NAMED.items() if EMBARGOED in audience.classes}
    assert readers == {"committee", "counsel", "keeper"}
    for text in ("member:P1", "agency:A1", "company:C1"):
        assert EMBARGOED not in read_audience(text).classes
