"""The monitor's log follows from the uses, keeps out of its own gap, and plants one stream a verdict."""

from datetime import timedelta

from tests.demonstration.worlds import small_world
from tools.demonstration import FIRST_REPORT, generate
from tools.demonstration.sightings import MONITOR, monitor_gaps, sightings, watched_streams


def test_the_whole_world_has_one_stream_for_each_verdict() -> None:
    world = generate(2008)
    assert [stream.verdict for stream in watched_streams(world)] == ["certainly", "possibly", "certainly not"]
    assert {stream.window_days for stream in watched_streams(world)} == {17, 24}


def test_every_look_tells_what_the_use_says_and_lies_before_the_first_report() -> None:
    for world in (generate(2008), small_world(1), small_world(2)):
        uses = {stream.use.title_id: stream.use for stream in watched_streams(world)}
        for look in sightings(world):
            use = uses[look.title_id]
            is_online = use.from_on <= look.seen_on and (use.until_on is None or look.seen_on <= use.until_on)
            assert (look.is_there, look.service, look.monitor) == (is_online, use.service, MONITOR)
            assert look.seen_on <= FIRST_REPORT


def test_nobody_looks_in_a_gap_and_every_other_day_is_looked_at() -> None:
    world = generate(2008)
    (gap,) = monitor_gaps(world)
    for stream in watched_streams(world):
        looked = {look.seen_on for look in sightings(world) if look.title_id == stream.use.title_id}
        first = stream.use.from_on - timedelta(days=2)
        days = {first + timedelta(days=k) for k in range((stream.until - first).days + 1)}
        assert looked == {day for day in days if not gap.from_on <= day <= gap.to_on}


def test_the_gap_covers_the_end_of_the_window_in_question() -> None:
    world = generate(2008)
    (gap,) = monitor_gaps(world)
    (stream,) = (each for each in watched_streams(world) if each.verdict == "possibly")
    paid_from = stream.use.from_on + timedelta(days=stream.window_days)
    assert gap.from_on < paid_from <= gap.to_on
