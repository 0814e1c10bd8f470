"""A blackout embargoes the talks and nothing else; lifting it lets entries be read and alters none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.book.test_visible import old_book

from arrears.bargaining.docket import DocketEntry, read_docket
from arrears.bargaining.docket_acts import record_entries
from arrears.bargaining.embargo import (
    NewBlackout,
    declare_blackout,
    is_embargoed,
    lift_blackout,
    read_blackouts,
    refuse_under_blackout,
    running_over,
)
from arrears.book.access import (
    COMMITTEE,
    COUNSEL,
    EMBARGOED,
    GUILD,
    KEEPER,
    MEDIATOR,
    PUBLIC,
    Audience,
    for_export,
    read_audience,
)
from arrears.book.ledger import Book
from arrears.book.verify import verify_book
from arrears.claims.casework import NewEvent, append
from arrears.findings import Refused

from .docket_writer import PARTIES, TALKS, acting, an_amount, an_entry, new_book

BEGINS = date(2008, 11, 10)
LIFTS = date(2008, 12, 5)
OUTSIDERS = (GUILD, PUBLIC, MEDIATOR, read_audience("member:P1"), read_audience("company:C1"))


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book under a blackout over the talks."""
    made = new_book(tmp_path)
    record_entries(made, [an_entry("before", on=date(2008, 9, 8))], acting(date(2008, 9, 9)))
    declare_blackout(made, NewBlackout(TALKS, PARTIES, BEGINS), acting(BEGINS, "committee"))
    return made


@pytest.fixture
def open_before(tmp_path: Path) -> Book:
    """A book whose blackout leaves entries of days before it open."""
    made = new_book(tmp_path)
    record_entries(made, [an_entry("before", on=date(2008, 9, 8))], acting(date(2008, 9, 9)))
    new = NewBlackout(TALKS, PARTIES, BEGINS, entries_since=BEGINS)
    declare_blackout(made, new, acting(BEGINS, "committee"))
    return made


def keys(book: Book, audience: Audience) -> list[str]:
    return [one.key for one in read_docket(book.seen_by(audience))]


def test_a_blackout_is_declared_by_somebody_over_talks_from_a_day(book: Book) -> None:
    [blackout] = read_blackouts(book)
    assert (blackout.blackout_id, blackout.talks, blackout.from_on) == ("blackout/1", TALKS, BEGINS)
    assert (blackout.declared_by, blackout.is_running) == ("committee", True)
    assert running_over([blackout], TALKS) == blackout
    assert running_over([blackout], "other-talks") is None


def test_entries_are_embargoed_while_it_runs_and_only_named_roles_see_them(book: Book) -> None:
    done = record_entries(book, [an_entry("secret")], acting())
    assert (done.keys, done.embargoed) == (("secret",), 1)
    for audience in (COMMITTEE, COUNSEL, KEEPER):
        assert keys(book, audience) == ["before", "secret"]
    for audience in OUTSIDERS:
        assert "secret" not in keys(book, audience)
        assert not any(one.access == EMBARGOED for one in read_docket(book.seen_by(audience)))


def test_an_export_leaves_out_what_is_embargoed_whoever_asks(book: Book) -> None:
    record_entries(book, [an_entry("secret")], acting())
    for audience in (COMMITTEE, COUNSEL, KEEPER):
        assert keys(book, for_export(audience)) == []


@pytest.mark.parametrize(
    ("given", "is_hidden"),
    [
        ({"on": date(2008, 11, 9)}, False),
        ({"on": BEGINS}, True),
        ({"on": date(2008, 11, 1), "until": date(2008, 11, 11)}, True),
        ({"on": None}, True),
        ({"on": date(2008, 11, 20), "talks": "rival-2008"}, False),
        ({"on": date(2008, 11, 19), "kind": "filing"}, False),
        ({"on": date(2008, 11, 19), "kind": "award"}, False),
    ],
)
def test_what_carries_the_embargo(open_before: Book, given: dict[str, object], is_hidden: bool) -> None:
    entry: DocketEntry = an_entry("x", **given)
    assert is_embargoed(entry, "guild_only", read_blackouts(open_before)) == is_hidden
    assert record_entries(open_before, [entry], acting()).embargoed == int(is_hidden)


def test_the_staff_cannot_add_what_they_may_not_read_and_learn_nothing_by_trying(book: Book) -> None:
    def refusal() -> str:
        with pytest.raises(Refused) as caught:
            record_entries(book.seen_by(GUILD), [an_entry("secret")], acting())
        return str(caught.value)

    before = refusal()
    record_entries(book, [an_entry("secret")], acting())
    assert refusal() == before
    assert "committee" in before


def test_mediation_and_counsels_work_keep_their_classes_under_it_and_after_it(book: Book) -> None:
    for access, key in (("settlement", "mediators-paper"), ("counsel_only", "counsels-note")):
        assert record_entries(book, [an_entry(key)], acting(), access).embargoed == 0
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    assert keys(book, COUNSEL) == ["before", "mediators-paper", "counsels-note"]
    assert keys(book, MEDIATOR) == ["mediators-paper"]
    assert keys(book, GUILD) == keys(book, COMMITTEE) == ["before"]


def test_lifting_is_an_act_after_which_entries_are_read_as_their_own_class(book: Book) -> None:
    figures = (an_amount(21_000_000, "Lantern Alliance"),)
    record_entries(book, [an_entry("secret", figures=figures)], acting())
    record_entries(book, [an_entry("joint-statement")], acting(), "public")
    entry, count = lift_blackout(book.seen_by(COMMITTEE), "blackout/1", acting(LIFTS, "committee", "a deal"))
    assert count == 2
    [blackout] = read_blackouts(book)
    assert (blackout.lifted_on, blackout.lifted_by, blackout.lifted_because) == (LIFTS, "committee", "a deal")
    assert keys(book, GUILD) == ["before", "secret", "joint-statement"]
    assert keys(book, PUBLIC) == ["joint-statement"]
    read = {one.key: one for one in read_docket(book.seen_by(GUILD))}
    assert read["secret"].said() == an_entry("secret", figures=figures)
    assert (read["secret"].by, read["secret"].released_on, read["secret"].access) == (
        "researcher",
        LIFTS,
        "guild_only",
    )
    assert [one.key for one in read_docket(book)] == keys(book, GUILD)  # each once, for who saw both
    assert entry.seq == 5  # in the committee's view, which is the whole book
    assert verify_book(book) == []


def test_lifting_alters_nothing_that_the_staff_saw_before(open_before: Book) -> None:
    book = open_before
    record_entries(book, [an_entry("secret")], acting())
    before = book.seen_by(GUILD).position()
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    assert [one.key for one in read_docket(book.seen_by(GUILD), seq=before[0])] == ["before"]
    assert read_docket(book.seen_by(GUILD), known_by=LIFTS.replace(day=4))[-1].key == "before"
    assert book.seen_by(GUILD).position()[0] == before[0] + 1
    assert verify_book(book.seen_by(GUILD), before[1]) == []


def test_an_entry_recorded_after_lifting_is_not_embargoed(book: Book) -> None:
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    assert record_entries(book, [an_entry("later")], acting(LIFTS)).embargoed == 0
    name, _ = declare_blackout(book, NewBlackout(TALKS, PARTIES, LIFTS), acting(LIFTS, "committee"))
    assert name == "blackout/2"


def test_a_correction_made_under_it_follows_its_entry_when_it_is_lifted(open_before: Book) -> None:
    book = open_before
    record_entries(book, [an_entry("secret")], acting())
    record_entries(book, [an_entry("secret-2", corrects="secret", words="Corrected.")], acting())
    record_entries(book.seen_by(GUILD), [an_entry("secret", on=date(2008, 9, 9))], acting())
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    told = {one.key: one.corrects for one in read_docket(book.seen_by(GUILD))}
    assert told == {"before": "", "secret": "", "secret-2": "secret-3", "secret-3": ""}


def test_one_blackout_lifted_leaves_another_in_force(book: Book) -> None:
    declare_blackout(book, NewBlackout("rival-2008", ("Rival", "Lantern Alliance"), BEGINS), acting(BEGINS))
    record_entries(book, [an_entry("mine"), an_entry("theirs", talks="rival-2008")], acting())
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    assert keys(book, GUILD) == ["before", "mine"]
    assert sorted(keys(book, COMMITTEE)) == ["before", "mine", "theirs"]


@pytest.mark.parametrize("subject", ["claim/1", "settlement/1", "evidence/1", "award/1", "letter/1"])
def test_no_claim_or_amount_is_ever_embargoed(book: Book, subject: str) -> None:
    event = NewEvent(subject, "noted", {"on": "2008-11-20", "by": "attorney", "why": ""}, EMBARGOED)
    with pytest.raises(Refused) as caught:
        append(book, [event], learned_on=date(2008, 11, 20))
    assert [finding.code for finding in caught.value.findings] == ["access-embargo"]


def test_what_is_priced_between_its_parties_is_told_to_named_roles_on_the_screen(book: Book) -> None:
    for audience in (COMMITTEE, COUNSEL, KEEPER):
        refuse_under_blackout(book.seen_by(audience), PARTIES, "offer.yaml")
    for audience in (GUILD, for_export(COMMITTEE), for_export(KEEPER)):
        with pytest.raises(Refused) as caught:
            refuse_under_blackout(book.seen_by(audience), PARTIES, "offer.yaml")
        [finding] = caught.value.findings
        assert (finding.code, finding.place) == ("talks-embargoed", "offer.yaml")
    with pytest.raises(Refused):
        refuse_under_blackout(book.seen_by(GUILD), ("lantern  guild", "LANTERN ALLIANCE"), "offer.yaml")
    refuse_under_blackout(book.seen_by(GUILD), ("Rival", "Lantern Alliance"), "theirs.yaml")
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    refuse_under_blackout(book.seen_by(GUILD), PARTIES, "offer.yaml")


def test_what_cannot_be_declared_or_lifted_is_refused(book: Book) -> None:
    def code_of(act: object, *given: object) -> str:
        with pytest.raises(Refused) as caught:
            act(book, *given)  # type: ignore[operator]
        return caught.value.findings[0].code

    again = NewBlackout(TALKS, PARTIES, BEGINS)
    assert code_of(declare_blackout, again, acting(LIFTS)) == "blackout-running"
    assert code_of(declare_blackout, NewBlackout("t", ("A",), BEGINS), acting()) == "blackout-parties"
    assert code_of(lift_blackout, "9", acting(LIFTS)) == "blackout-unknown"
    assert code_of(lift_blackout, "1", acting(date(2008, 11, 1))) == "blackout-lift-early"
    lift_blackout(book, "1", acting(LIFTS))
    assert code_of(lift_blackout, "1", acting(LIFTS, "again")) == "blackout-lifted"


def test_only_who_sees_what_is_embargoed_may_lift(book: Book) -> None:
    with pytest.raises(Refused) as caught:
        lift_blackout(book.seen_by(GUILD), "1", acting(LIFTS))
    assert caught.value.findings[0].code == "access-not-readable"
    assert read_blackouts(book)[0].is_running


def test_what_was_recorded_before_is_embargoed_while_it_runs_and_open_again_after_it(book: Book) -> None:
    for audience in OUTSIDERS:
        assert keys(book, audience) == []
        assert book.seen_by(audience).position()[0] == 1  # the declaration alone
    for audience in (COMMITTEE, COUNSEL, KEEPER):
        assert keys(book, audience) == ["before"]
        assert keys(book, for_export(audience)) == []
    assert verify_book(book) == verify_book(book.seen_by(GUILD)) == verify_book(book.seen_by(PUBLIC)) == []
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    assert keys(book, GUILD) == keys(book, COMMITTEE) == ["before"]
    assert keys(book, PUBLIC) == []


def test_an_entry_of_before_leaves_no_trace_in_what_the_staff_see(tmp_path: Path) -> None:
    """With and without it: the same position, the same numbers of later entries, the same docket."""
    found = []
    for held in (["before", "again"], []):
        book = new_book(tmp_path / str(len(held)))
        for key in held:
            record_entries(book, [an_entry(key, on=date(2008, 9, 8))], acting(date(2008, 9, 9)))
        declare_blackout(book, NewBlackout(TALKS, PARTIES, BEGINS), acting(BEGINS, "committee"))
        staff = book.seen_by(GUILD)
        record_entries(staff, [an_entry("rivals", talks="rival-2008")], acting())
        record_entries(staff, [an_entry("before", kind="filing")], acting())  # a key that is taken, unseen
        entries = read_docket(staff)
        found.append((staff.position()[0], [(one.entry_id, one.key, one.kind) for one in entries]))
        lift_blackout(book, "1", acting(LIFTS, "committee"))
        told = {one.key: one.kind for one in read_docket(staff, TALKS)}
        both = {"before": "session", "again": "session", "before-2": "filing"}
        assert told == (both if held else {"before": "filing"})
        assert verify_book(book) == verify_book(staff) == []
    assert found[0] == found[1]
    assert len(found[0][1]) == 2


def test_heads_kept_before_and_while_it_runs_stay_good_after_it(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    record_entries(book, [an_entry("before", on=date(2008, 9, 8))], acting(date(2008, 9, 9)))
    staff, heads = book.seen_by(GUILD), []
    heads.append(staff.position()[1])
    declare_blackout(book, NewBlackout(TALKS, PARTIES, BEGINS), acting(BEGINS, "committee"))
    heads.append(staff.position()[1])
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    heads.append(staff.position()[1])
    assert len(set(heads)) == 3
    assert [verify_book(staff, head) for head in heads] == [[], [], []]
    [fault] = verify_book(staff, heads[0][::-1])
    assert fault.code == "head_not_found"


def test_an_entry_with_other_acts_in_one_entry_is_kept_back_alone(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    both = [an_entry("ours"), an_entry("theirs", talks="rival-2008")]
    record_entries(book, both, acting())
    declare_blackout(book, NewBlackout(TALKS, PARTIES, BEGINS), acting(date(2008, 11, 26), "committee"))
    staff = book.seen_by(GUILD)
    assert keys(book, GUILD) == ["theirs"]
    assert staff.position()[0] == 2
    assert verify_book(staff) == []


def test_a_declaration_may_leave_earlier_days_and_published_entries_open(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    record_entries(book, [an_entry("old", on=date(2008, 9, 1)), an_entry("known")], acting())
    printed = [an_entry("printed", sources=("a page",)), an_entry("unprinted", sources=())]
    record_entries(book, printed, acting(why="printed"), "public")
    new = NewBlackout(TALKS, PARTIES, BEGINS, entries_since=BEGINS, published_stay=True)
    declare_blackout(book, new, acting(date(2008, 11, 26), "committee"))
    assert keys(book, GUILD) == ["old", "printed"]
    assert keys(book, PUBLIC) == ["printed"]
    assert record_entries(book, [an_entry("later", sources=("b",))], acting(why="b"), "public").embargoed == 0


def test_who_may_not_know_of_a_blackout_sees_no_entry_go(tmp_path: Path) -> None:
    """Of a blackout that only the staff know of, the public learn nothing by what is gone."""
    book = new_book(tmp_path)
    record_entries(book, [an_entry("ours")], acting())
    record_entries(book, [an_entry("printed")], acting(why="printed"), "public")
    before = book.seen_by(PUBLIC).position()
    new = NewBlackout(TALKS, PARTIES, BEGINS, access="guild_only")
    declare_blackout(book, new, acting(date(2008, 11, 26), "committee"))
    assert keys(book, GUILD) == keys(book, PUBLIC) == ["printed"]
    assert book.seen_by(PUBLIC).position() == before


def test_a_book_of_an_older_format_has_no_docket_and_takes_one(tmp_path: Path) -> None:
    book = old_book(tmp_path / "old")
    assert (read_docket(book), read_blackouts(book)) == ((), ())
    declare_blackout(book, NewBlackout(TALKS, PARTIES, BEGINS), acting(LIFTS, "committee"))
    assert record_entries(book, [an_entry("secret")], acting(LIFTS)).embargoed == 1
    assert keys(book, GUILD) == []
    lift_blackout(book, "1", acting(LIFTS, "committee"))
    assert keys(book, GUILD) == ["secret"]
    assert verify_book(book) == verify_book(book.seen_by(GUILD)) == []


def test_a_book_without_a_blackout_is_the_same_to_everybody_who_reads_the_docket(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    record_entries(book, [an_entry("a")], acting())
    assert book.seen_by(GUILD).position() == book.seen_by(COMMITTEE).position() == book.position()
