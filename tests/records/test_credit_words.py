"""Writing credits as printed: what can be read, and that nothing else is guessed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.findings import Refused
from arrears.records.credit_words import (
    WritingCredit,
    credit_marks,
    credit_positions,
    parse_writing_credit,
    read_credit_list,
)
from arrears.vocabulary import CREDIT_ROLES

NAMES = ("Ann Lee", "Bo McRoy", "Cy de la Fox", "Dee O'Hara", "Éva Grill-Marx", "F. G. Poe", "Graham Roland")


def read(printed: str) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Roles with their teams, without the words they were read from."""
    return [
        (credit.role, [team.writers for team in credit.teams]) for credit in parse_writing_credit(printed)
    ]


def faults_of(printed: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        parse_writing_credit(printed, "sheet:7")
    for finding in refused.value.findings:
        assert finding.place.startswith("sheet:7")
        assert finding.expected
        assert finding.found
        assert finding.remedy
    return [finding.code for finding in refused.value.findings]


def test_roles_run_together_come_apart_and_ampersand_and_and_differ():
    assert read("Story by: Ann Lee and Bo McRoy & Cy de la FoxTeleplay by: Bo McRoy & Cy de la Fox") == [
        ("story_by", [("Ann Lee",), ("Bo McRoy", "Cy de la Fox")]),
        ("teleplay_by", [("Bo McRoy", "Cy de la Fox")]),
    ]


@pytest.mark.parametrize(
    ("printed", "teams"),
    [
        ("Ann Lee", [("Ann Lee",)]),
        ("Ann Lee & Bo McRoy", [("Ann Lee", "Bo McRoy")]),
        ("Ann Lee&Bo McRoy", [("Ann Lee", "Bo McRoy")]),
        ("Ann Lee and Bo McRoy", [("Ann Lee",), ("Bo McRoy",)]),
        ("Ann Lee, Bo McRoy and Dee O'Hara", [("Ann Lee",), ("Bo McRoy",), ("Dee O'Hara",)]),
        ("Ann Lee, Bo McRoy, and Dee O'Hara", [("Ann Lee",), ("Bo McRoy",), ("Dee O'Hara",)]),
        ("Ann Lee & Bo McRoy and F. G. Poe", [("Ann Lee", "Bo McRoy"), ("F. G. Poe",)]),
        ("Ann Lee, Jr. & Bo McRoy", [("Ann Lee, Jr.", "Bo McRoy")]),
        ("Sandy Anderson and Graham Roland", [("Sandy Anderson",), ("Graham Roland",)]),
        ("  Ann\u00a0Lee  ", [("Ann Lee",)]),
    ],
)
def test_names_without_a_role_are_written_by(printed: str, teams: list[tuple[str, ...]]):
    assert read(printed) == [("written_by", teams)]


def test_television_story_is_not_read_as_a_name_before_story():
    assert read("Television Story by: Ann Lee Teleplay by: Bo McRoy") == [
        ("television_story_by", [("Ann Lee",)]),
        ("teleplay_by", [("Bo McRoy",)]),
    ]


def test_a_role_without_a_colon_is_a_role_all_the_same():
    assert read("Story by Ann Lee Teleplay by Bo McRoy") == [
        ("story_by", [("Ann Lee",)]),
        ("teleplay_by", [("Bo McRoy",)]),
    ]


def test_the_words_read_are_kept_beside_the_roles():
    credits = parse_writing_credit("Story by: Ann Lee & Bo McRoyTeleplay by: Bo McRoy")
    assert [credit.credited_as for credit in credits] == ["Ann Lee & Bo McRoy", "Bo McRoy"]


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("", ["credit-empty"]),
        (" \u00a0 ", ["credit-empty"]),
        ("Ann Lee;Bo McRoy", ["credit-separator"]),
        ("Ann Lee / Bo McRoy", ["credit-separator"]),
        ("Ann Lee (uncredited)", ["credit-separator"]),
        ("Ann Lee with Bo McRoy", ["credit-separator"]),
        ("Ann Lee, Bo McRoy & Dee O'Hara", ["credit-ampersand"]),
        ("Ann Lee & ", ["credit-name-empty"]),
        ("Story by: Ann LeeTeleplay by:", ["credit-name-empty"]),
        ("Ann LeeStory by: Bo McRoy", ["credit-before-role"]),
        ("Story by: Ann LeeStory by: Bo McRoy", ["credit-role-twice"]),
        ("Storry by: Ann Lee", ["credit-role-unknown"]),
        ("Ann Lee & Ann Lee", ["credit-name-twice"]),
        ("Ann Lee and 2 others", ["credit-name"]),
        ("Story by: Ann LeeTeleplay:Bo McRoy", ["credit-name"]),
        ("Ann Lee andBo McRoy", ["credit-run-together"]),
        ("Ann LeeandBo McRoy", ["credit-run-together"]),
        ("Ann Leeand Bo McRoy", ["credit-run-together"]),
        (
            "Storry by: Ann Lee Teleplay by: Bo McRoyTeleplay by: 7",
            ["credit-role-unknown", "credit-before-role", "credit-role-twice", "credit-name"],
        ),
    ],
)
def test_what_cannot_be_read_is_listed_and_not_guessed(printed: str, codes: list[str]):
    assert faults_of(printed) == codes


def test_an_unknown_role_names_the_nearest_known_one():
    with pytest.raises(Refused) as refused:
        parse_writing_credit("Teleplai by: Ann Lee")
    assert "teleplay by" in refused.value.findings[0].remedy


def test_positions_carry_shares_and_no_names():
    credits = parse_writing_credit("Story by: Ann Lee and Bo McRoy & Dee O'HaraTeleplay by: Ann Lee")
    positions = credit_positions(credits)
    assert [(position.role, position.text(), position.share) for position in positions] == [
        ("story_by", "separate writer, 1 of 2", Fraction(1, 2)),
        ("story_by", "team of 2, 2 of 2, member 1", Fraction(1, 4)),
        ("story_by", "team of 2, 2 of 2, member 2", Fraction(1, 4)),
        ("teleplay_by", "writer alone", Fraction(1)),
    ]
    assert not any(name in repr(positions) for name in ("Lee", "McRoy", "Hara"))


def test_a_list_that_tells_everything_is_read_and_its_faults_are_listed():
    credits, findings = read_credit_list(
        [
            ("list:2", "Story by: Ann LeeTeleplay by: Bo McRoy"),
            ("list:3", "Ann Lee & Bo McRoy"),
            ("list:4", "Ann Lee and Bo McRoy"),
            ("list:5", "Ann LeeandBo McRoy"),
        ]
    )
    assert sorted(credits) == ["list:2", "list:3", "list:4"]
    assert [(finding.place, finding.code) for finding in findings] == [
        ("list:5:written_by", "credit-run-together")
    ]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Ann Lee", "Bo McRoy"], "roles"),
        (["Story by: Ann Lee", "Ann Lee & Bo McRoy"], "'and'"),
        (["Story by: Ann Lee", "Ann Lee and Bo McRoy"], "'&'"),
        (["Story by: Ann Lee", "Bo McRoy and F. G. Poe", "Ann Lee, Bo McRoy & F. G. Poe"], "last comma"),
        ([], "none of its 0 rows"),
    ],
)
def test_a_list_without_all_marks_gives_no_credits_at_all(lines: list[str], found: str):
    credits, findings = read_credit_list((f"list:{number}", line) for number, line in enumerate(lines, 2))
    assert credits == {}
    assert [finding.code for finding in findings] == ["credit-marks"]
    assert found in findings[0].found


def test_a_suffix_after_a_comma_does_not_end_a_list():
    assert not credit_marks(["Ann Lee, Jr. & Bo McRoy"]).team_ends_lists


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["story_by", "teleplay_by", "written_by", "adaptation_by"]),
            st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3), min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda credit: credit[0],
    ),
    st.sampled_from([": ", ":", " "]),
    st.sampled_from(["", " "]),
)
def test_what_is_printed_from_credits_reads_back_as_the_same_credits(
    credits: list[tuple[str, list[list[str]]]], after_role: str, between_roles: str
):
    flat = [[name for team in teams for name in team] for _, teams in credits]
    if any(len(set(names)) < len(names) for names in flat):
        return
    printed = between_roles.join(
        f"{CREDIT_ROLES[role]}{after_role}{' and '.join(' & '.join(team) for team in teams)}"
        for role, teams in credits
    )
    found: tuple[WritingCredit, ...] = parse_writing_credit(printed)
    assert [(c.role, [list(team.writers) for team in c.teams]) for c in found] == credits
    for role, _ in credits:
        assert sum(p.share for p in credit_positions(found) if p.role == role) == 1


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("Aa &,:;\u00a0and StorybyTeplay"), max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(printed: str):
    credits, findings = (), ()
    try:
        credits = parse_writing_credit(printed)
    except Refused as refused:
        findings = refused.findings
    assert bool(credits) != bool(findings)
    assert all(name for credit in credits for team in credit.teams for name in team.writers)
