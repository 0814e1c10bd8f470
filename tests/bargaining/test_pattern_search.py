"""What a changed figure reaches: by another agreement's text, by stated practice, by the same clause."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from tests.bargaining.pattern_offers import bound, pattern_of, reached, shipped, write_offer

from arrears.bargaining.offer import Rise
from arrears.bargaining.pattern import line_of, matches, versions_in_force
from arrears.bargaining.practice import Bonds, Practice, Said
from arrears.bargaining.read_offer import read_offer

PAY_TELEVISION = "{at: supplemental/pay-television/rate, was: 1.2%, is: 1.5%}"
DISCS = '{at: "supplemental/home-video/rate/first $1,000,000", was: 1.5%, is: 2%}'
DOWNLOADS = "{at: new-media/download-television/rate/thereafter, was: 0.70%, is: 0.90%}"
WINDOW = "{at: new-media/shared/usual_window, was: 17 days, is: 7 days}"
NOTHING_SAID = Bonds((), (), "none")


def test_a_rate_that_another_text_links_to_is_raised_on_both_readings(tmp_path: Path) -> None:
    # 5.4% x 1.5 / 1.2 = 6.75%; 5.4% + 0.3 points = 5.7%
    pattern = reached(tmp_path, "dga/ba-2014", PAY_TELEVISION)
    found = [(one.address, one.reading, one.was, one.now) for one in bound(pattern, "text")]
    at = "iatse/basic-2015/supplemental/pay-television/rate"
    assert found == [
        (at, "in-proportion", Fraction(54, 1000), Fraction(675, 10000)),
        (at, "by-points", Fraction(54, 1000), Fraction(57, 1000)),
    ]
    assert {one.from_on for one in bound(pattern, "text")} == {date(2017, 1, 1)}
    assert all(one.source == "I15 p. 73" and one.status == "primary" for one in bound(pattern, "text"))


def test_a_linked_rate_never_falls(tmp_path: Path) -> None:
    pattern = reached(tmp_path, "dga/ba-2014", PAY_TELEVISION.replace("is: 1.5%", "is: 1%"))
    assert bound(pattern, "text") == []


def test_the_version_in_force_on_the_day_is_the_one_that_is_bound(tmp_path: Path) -> None:
    pattern = reached(tmp_path, "dga/ba-2020", PAY_TELEVISION)
    assert {one.agreement for one in bound(pattern, "text")} == {"iatse/basic-2021"}
    assert {one.now for one in bound(pattern, "text")} == {Fraction(675, 10000), Fraction(57, 1000)}


def test_a_schedule_that_a_text_binds_is_raised_band_by_band(tmp_path: Path) -> None:
    # 6.75% x 2 / 1.5 = 9%; 6.75% + 0.5 points = 7.25%; the other band stays
    pattern = reached(tmp_path, "dga/ba-2014", DISCS)
    found = [(one.address, one.reading, one.now) for one in bound(pattern, "text")]
    at = "iatse/basic-2015/supplemental/cassettes/rate/first $1,000,000"
    assert found == [(at, "in proportion", Fraction(9, 100)), (at, "by points", Fraction(725, 10000))]
    fallen = reached(tmp_path, "dga/ba-2014", DISCS.replace("is: 2%", "is: 1%"))
    assert bound(fallen, "text") == []


def test_an_equal_clause_elsewhere_is_found_and_binds_nobody(tmp_path: Path) -> None:
    pattern = reached(tmp_path, "wga/mba-2008", DOWNLOADS, WINDOW, bonds=NOTHING_SAID)
    found = [(one.item_id, one.address, one.was, one.now) for one in pattern.followers]
    at = "dga/ba-2008/new-media"
    assert found == [
        (
            "1",
            "dga/ba-2008/new-media/download-television/rate/thereafter",
            Fraction(7, 1000),
            Fraction(9, 1000),
        ),
        ("2", f"{at}/shared/window", 17, 7),
    ]
    assert {one.bond for one in pattern.followers} == {"same clause"}
    assert "one formula and the same figures" in pattern.followers[0].why
    assert "first-season" in pattern.followers[1].why  # the writers' other reading counts episodes


def test_another_figure_in_the_formula_makes_it_another_clause(tmp_path: Path) -> None:
    # the writers' share is of the applicable minimum, the directors' of a base of its own: two formulas
    edit = "{at: new-media/streaming-other/share/from 2008-02-13, was: 3%, is: 4%}"
    pattern = reached(tmp_path, "wga/mba-2008", edit)
    assert pattern.followers == ()
    films = "{at: new-media/download-theatrical/rate/thereafter, was: 0.65%, is: 0.70%}"
    assert [one.address for one in reached(tmp_path, "wga/mba-2008", films).followers] == [
        "dga/ba-2008/new-media/download-theatrical/rate/thereafter"
    ]


def test_a_practice_follows_at_the_next_agreement_in_the_ratio_it_states(tmp_path: Path) -> None:
    # 10.5% is fifteen times 0.70%, 13.5% fifteen times 0.90%; the actors' agreement ends on 30 June 2017
    pattern = reached(tmp_path, "dga/ba-2014", DOWNLOADS)
    found = {one.address: one for one in bound(pattern, "practice")}
    actors = found["sag/tv-2014/new-media/download-television/rate/thereafter"]
    assert (actors.was, actors.now, actors.from_on) == (
        Fraction(105, 1000),
        Fraction(135, 1000),
        date(2017, 7, 1),
    )
    writers = found["wga/mba-2014/new-media/download-television/rate/thereafter"]
    assert (writers.now, writers.from_on) == (Fraction(9, 1000), date(2017, 5, 2))
    assert "GigaOM" in writers.why


def test_a_practice_goes_before_sameness_and_is_told_once(tmp_path: Path) -> None:
    practised = reached(tmp_path, "dga/ba-2014", DOWNLOADS)
    addresses = [one.address for one in practised.followers]
    assert len(addresses) == len(set(addresses))
    unsaid = reached(tmp_path, "dga/ba-2014", DOWNLOADS, bonds=NOTHING_SAID)
    at = "wga/mba-2014/new-media/download-television/rate/thereafter"
    assert {one.address: one.bond for one in unsaid.followers}[at] == "same clause"


def test_a_practice_said_of_one_article_reaches_no_other(tmp_path: Path) -> None:
    pattern = reached(tmp_path, "dga/ba-2014", DISCS)
    assert bound(pattern, "practice") == []
    assert {one.agreement for one in bound(pattern, "same clause")} == {"wga/mba-2014"}


def test_a_practice_whose_figure_is_not_in_the_library_is_told(tmp_path: Path) -> None:
    pattern = reached(tmp_path, "dga/ba-2008", DOWNLOADS)
    assert any(one.startswith("directors-then-actors: no figure of sag/tv-2005") for one in pattern.not_found)


def test_lines_without_a_version_by_that_day_are_told(tmp_path: Path) -> None:
    pattern = reached(tmp_path, "wga/mba-2008", DOWNLOADS)
    assert "iatse/basic" in pattern.no_version
    assert pattern.looked_at == ("dga/ba-2008", "sag/tv-2005")


def test_an_edit_that_is_no_figure_is_told_and_looked_for_nowhere(tmp_path: Path) -> None:
    edit = "{at: new-media/shared/effective_on, was: 2008-02-13, is: 2008-03-01}"
    pattern = reached(tmp_path, "wga/mba-2008", edit)
    assert pattern.edited == ()
    (left,) = pattern.not_carried
    assert (left.item_id, left.what) == ("1", "new-media/shared/effective_on")
    assert left.why.startswith("no change of one figure")


def test_the_own_agreement_is_never_its_own_follower(tmp_path: Path) -> None:
    for amends in ("dga/ba-2014", "wga/mba-2008"):
        pattern = reached(tmp_path, amends, DOWNLOADS)
        assert {line_of(one.agreement) for one in pattern.followers} & {line_of(amends)} == set()


def test_a_version_that_had_ended_before_the_change_is_said_to_have_ended(tmp_path: Path) -> None:
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", DOWNLOADS))
    later = tuple(replace(item, effective_on=date(2017, 6, 1)) for item in offer.items)
    pattern = pattern_of(replace(offer, items=later))
    ended = {one.agreement: one.has_ended for one in pattern.followers}
    assert ended["wga/mba-2017"] is False
    assert ended["sag/tv-2014"] is False
    library = [one for one in shipped() if one.address != "wga/mba-2017"]
    newest = versions_in_force(library, date(2017, 6, 1))["wga/mba"]
    assert newest is not None
    assert newest.covers_until < date(2017, 6, 1)


def test_a_star_stands_for_one_part_of_an_address() -> None:
    assert matches("dga/*/new-media/rental/rate", "dga/ba-2008/new-media/rental/rate")
    assert not matches("dga/*/rate", "dga/ba-2008/new-media/rental/rate")
    assert not matches("dga/*/new-media/rental/rate", "wga/mba-2008/new-media/rental/rate")


def test_contributions_reach_plan_clauses_that_count_as_the_raise_does(tmp_path: Path) -> None:
    """A share of pay reaches plans paid on amounts, money by the hour those paid on hours of work."""
    steps = (
        "[{of: health, on: 2017-01-01, raised_by: 0.5 points},"
        " {of: pension, on: 2017-01-01, raised_by: 35 cents per hour}]"
    )
    pattern = pattern_of(read_offer(write_offer(tmp_path, "dga/ba-2014", steps=steps)))
    reached_by = {(one.of, one.agreement): one for one in pattern.raises}
    assert [key for key, one in reached_by.items() if one.bond == "own"] == [
        ("health", "dga/ba-2014"),
        ("pension", "dga/ba-2014"),
    ]
    same = [key for key, one in reached_by.items() if one.bond == "same clause"]
    assert same == [
        ("health", "sag/network-code-2014"),
        ("health", "sag/tv-2014"),
        ("pension", "iatse/basic-2015"),
    ]
    crews = reached_by["pension", "iatse/basic-2015"]
    assert crews.raises == ((date(2017, 1, 1), Rise(Fraction(35), "hour")),)
    assert "a clause of the same kind" in crews.why
    assert pattern.not_carried == ()


def test_contributions_follow_by_a_practice_that_says_so(tmp_path: Path) -> None:
    said = Said("plans", "the actors' plans get it too", "a negotiator", date(2016, 1, 1), "invented",
                "unverified", "", "")  # fmt: skip
    practice = Practice(said, "contributions", "dga", "sag", "next agreement", Fraction(2), (), ())
    steps = "[{of: health, on: 2017-01-01, raised_by: 0.5 points}]"
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", steps=steps))
    pattern = pattern_of(offer, Bonds((), (practice,), "test"))
    actors = next(one for one in pattern.raises if one.agreement == "sag/tv-2014")
    assert (actors.bond, actors.raises) == ("practice", ((date(2017, 7, 1), Rise(Fraction(1, 100))),))


def test_raises_that_nothing_lets_follow_are_named(tmp_path: Path) -> None:
    steps = "[{of: wages, on: 2017-01-01, raised_by: $25 per week}]"
    offer = read_offer(write_offer(tmp_path, "dga/ba-2014", steps=steps))
    (left,) = pattern_of(offer, NOTHING_SAID).not_carried
    assert left.what == "raises of wages"
    assert left.why == "no practice of `raises` says that another agreement follows them"
