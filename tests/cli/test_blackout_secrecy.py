"""A blackout hides the talks from outsiders byte by byte: while it runs, and of what stays hidden after it.

Over every command the same is asked by `test_secrets_change_no_answer_of_any_command`: what is embargoed is
among its secrets. Here the commands about the talks are asked by every outsider, and what lifting shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from arrears.bargaining.docket_acts import record_entries
from arrears.bargaining.embargo import lift_blackout
from arrears.book.access import EMBARGOED, GUILD, KEEPER, read_audience
from arrears.book.ledger import open_book
from arrears.claims.acting import Acting

from .secret_books import Answer, ask, ask_all, begun_book, variant, written_files
from .secret_talks import OPENED, TALKS, TALKS_INVOCATIONS, add_secret_talks

COMMANDS = ("verify", *TALKS_INVOCATIONS, "verify")
SECRETS = ("", "1234567", "7654321")
LIFTED = date(2012, 2, 1)
OUTSIDERS = ("guild", "public")
FURTHER_OUTSIDERS = ("company:C1", "mediator", "outside_auditor", "arbitrator", "agency:A1", "member:P1")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun_book(tmp_path_factory.mktemp("begun"))


def asked(
    place: Path, audience: str, only: Sequence[str] = COMMANDS
) -> tuple[list[Answer], dict[str, bytes]]:
    return ask_all(place, audience, only), written_files(place)


def told(answers: Sequence[Answer]) -> list[tuple[int, str, str]]:
    return [(one.code, one.out, one.err) for one in answers]


@pytest.mark.parametrize(
    "audience",
    [*OUTSIDERS, *(pytest.param(each, marks=pytest.mark.slow) for each in FURTHER_OUTSIDERS)],
)
def test_what_is_embargoed_changes_no_answer_about_the_talks(
    begun: Path, tmp_path: Path, audience: str
) -> None:
    found = []
    for secret in SECRETS if audience == "guild" else SECRETS[:2]:
        place = variant(begun, tmp_path / "place", read_audience(audience), "", secret)
        if secret:
            add_secret_talks(open_book(place / "book", audience=KEEPER), EMBARGOED, secret)
        found.append(asked(place, audience))
    for answers, files in found[1:]:
        assert told(answers) == told(found[0][0])
        assert files == found[0][1]
    for answers, files in found:
        for secret in SECRETS[1:]:
            assert secret not in "".join(one.out + one.err for one in answers)
            assert not any(secret.encode() in content for content in files.values())


def test_the_commands_that_were_asked_do_answer_the_staff(begun: Path, tmp_path: Path) -> None:
    """Equal answers prove something only where they say something."""
    place = variant(begun, tmp_path / "place", GUILD, "")
    answers, files = asked(place, "guild")
    codes = [one.code for one in answers]
    assert codes.count(0) > len(codes) // 2
    assert set(codes) == {0, 1}
    assert sorted(files) == [
        "docket.csv", "docket.ics", "docket.yaml", "talks.html", "talks.svg", "talks.txt"
    ]  # fmt: skip
    shown = "".join(one.out for one in answers)
    assert "A news blackout runs over lantern-2008 since 2008-11-10" in shown
    assert "value over three years" in shown


@pytest.mark.parametrize("audience", ["committee", "counsel", "keeper"])
def test_named_roles_see_what_is_embargoed_on_the_screen_and_in_no_file(
    begun: Path, tmp_path: Path, audience: str
) -> None:
    place = variant(begun, tmp_path / "place", KEEPER, "")
    add_secret_talks(open_book(place / "book", audience=KEEPER), EMBARGOED, "1234567")
    (place / "out").mkdir()
    for name in ("docket list", "docket timeline", "docket export"):
        for words in TALKS_INVOCATIONS[name]:
            answer = ask(name, words, place, audience)
            on_screen = "--out" not in words and "differing" not in words
            assert ("1234567" in answer.out) == on_screen, answer.words
    assert not any(b"1234567" in content for content in written_files(place).values())


def test_after_lifting_the_staff_see_what_was_embargoed_and_nothing_of_what_stays_hidden(
    begun: Path, tmp_path: Path
) -> None:
    found = []
    for secret in SECRETS[:2]:
        place = variant(begun, tmp_path / "place", GUILD, "")
        book = open_book(place / "book", audience=KEEPER)
        add_secret_talks(book, EMBARGOED, "5550000")
        for access in ("counsel_only", "settlement") if secret else ():
            add_secret_talks(book, access, secret)
        lift_blackout(book, "1", Acting(LIFTED, "committee", LIFTED))
        found.append(asked(place, "guild"))
    for answers, files in found[1:]:
        assert told(answers) == told(found[0][0])
        assert files == found[0][1]
    shown = "".join(one.out for one in found[0][0])
    assert "$55,500.00" in shown
    assert b"$55,500.00" in found[0][1]["docket.csv"]


def test_after_lifting_the_public_see_what_is_public_and_nothing_of_the_rest(
    begun: Path, tmp_path: Path
) -> None:
    """What was embargoed comes back in its own class: of the staff's entries the public learn nothing."""
    found = []
    for secret in SECRETS[:2]:
        place = variant(begun, tmp_path / "place", read_audience("public"), "")
        book = open_book(place / "book", audience=KEEPER)
        if secret:
            add_secret_talks(book, EMBARGOED, secret)
        record_entries(book, [replace(OPENED, key="joint", on=None)], Acting(LIFTED, "x", LIFTED), "public")
        lift_blackout(book, "1", Acting(LIFTED, "committee", LIFTED))
        found.append(asked(place, "public", ("verify", "docket list", "docket export")))
    assert told(found[1][0]) == told(found[0][0])
    assert found[1][1] == found[0][1]
    assert "joint" in "".join(one.out for one in found[0][0])


def test_a_head_that_the_staff_kept_stays_good_after_lifting(begun: Path, tmp_path: Path) -> None:
    place = variant(begun, tmp_path / "place", GUILD, "")
    book = open_book(place / "book", audience=KEEPER)
    add_secret_talks(book, EMBARGOED, "5550000")
    _, head = book.seen_by(GUILD).position()
    before = ask("docket list", ("BOOK", "--talks", TALKS), place, "guild")
    lift_blackout(book, "1", Acting(LIFTED, "committee", LIFTED))
    after = ask("docket list", ("BOOK", "--talks", TALKS), place, "guild")
    assert "5550000" not in before.out
    assert "$55,500.00" in after.out
    assert ask("verify", ("BOOK", "--head", head), place, "guild").code == 0
    assert ask("verify", ("BOOK", "--head", head[::-1]), place, "guild").code == 1
