"""Features and episodes: a library from 1965 on, and what was shot after the writers went back to work.

A few titles are placed by hand on the edges of the disputed words (photographed on the last day that counts,
first sold online on the first) and one, the hub, can carry every kind of fault: shot just before the strike,
its writers employed anew after it. Every writer of a title is employed on one day, `written_on`. A streamed
episode of a first season is always among the first seven, so that the open words on "new series" change
nothing here.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tools.demonstration.names import invent_names
from tools.demonstration.world import Company, Title

MAKES = {  # how many of a hundred titles
    "library_feature": 20,
    "library_episode": 30,
    "new_feature": 12,
    "new_hour": 26,
    "new_half_hour": 9,
    "straddling": 3,
}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Edge:
    """A title placed by hand: `name` is its id, copies its downloads by quarter from the first on sale."""

    name: str
    make: str
    photographed_on: date
    first_new_media_on: date
    copies: tuple[int, ...] = ()


HUB = "T-HUB"
EDGES = (
    Edge(HUB, "straddling", date(2007, 11, 19), date(2008, 5, 2), (60_000, 60_000, 45_000, 30_000, 9_000)),
    Edge("T-FILM-LAST-OLD", "library_feature", date(1971, 7, 1), date(2008, 6, 1)),
    Edge("T-FILM-FIRST-IN", "library_feature", date(1971, 7, 2), date(2008, 2, 12)),
    Edge("T-FILM-ONLINE-FIRST", "library_feature", date(1995, 5, 1), date(2008, 2, 13)),
    Edge("T-FILM-ONLINE-OLD", "library_feature", date(1995, 5, 1), date(2006, 6, 1), (30_000, 20_000, 1)),
    Edge("T-FILM-SAME-DAY", "new_feature", date(2008, 2, 13), date(2008, 11, 2), (49_999, 1, 1)),
    Edge("T-FILM-LATER", "new_feature", date(2008, 5, 1), date(2009, 1, 15), (50_001, 7_000)),
    Edge("T-FILM-CATALOGUE", "library_feature", date(1999, 3, 8), date(2006, 9, 12), (200_000,) * 6),
    Edge("T-SHOW-LAST-OLD", "library_episode", date(1977, 12, 31), date(2008, 6, 1)),
    Edge("T-SHOW-FIRST-IN", "library_episode", date(1978, 1, 1), date(2007, 3, 5), (70_000, 30_000, 10_000)),
    Edge("T-SHOW-EXACT", "new_hour", date(2008, 3, 17), date(2008, 5, 6), (60_000, 40_000, 10_000)),
    Edge("T-SHOW-CROSSES", "new_hour", date(2008, 3, 18), date(2008, 5, 13), (99_999, 2, 50_000)),
    Edge("T-SHOW-STEEP", "new_half_hour", date(2008, 3, 19), date(2008, 5, 14), (150_000, 20_000)),
    Edge("T-FILM-STEEP", "new_feature", date(2008, 2, 20), date(2008, 11, 9), (80_000, 40_000, 10_000)),
)
SCRIPTED_COPIES = {edge.name: edge.copies for edge in EDGES if edge.copies}


@dataclass(frozen=True)
class Slate:
    """What one title is before it has a name: who made it, when, and where it stands in its series."""

    title_id: str
    make: str
    company_id: str
    series_id: str | None
    season_no: int | None
    episode_ordinal: int | None
    written_on: date
    photographed_on: date
    first_release_on: date
    first_new_media_on: date


def is_new(title: Title) -> bool:
    """Whether the title was written under the agreement of 2008 (its fixed amounts are then known)."""
    return title.written_on is not None and title.written_on >= date(2008, 2, 13)


def make_titles(chance: random.Random, *, companies: Sequence[Company], count: int) -> list[Title]:
    """`count` titles and the series they belong to (series come on top of the count)."""
    company_ids = [company.company_id for company in companies]
    slates = [_edge_slate(edge, company_ids[place % len(company_ids)]) for place, edge in enumerate(EDGES)]
    while len(slates) < count:
        make = chance.choices(list(MAKES), weights=list(MAKES.values()))[0]
        company_id = chance.choice(company_ids)
        size = 1 if make in ("library_feature", "new_feature") else chance.randint(4, 7)
        slates += _block(chance, make=make, company_id=company_id, first=len(slates), size=size)
    slates = slates[:count]
    series_ids = list(dict.fromkeys(slate.series_id for slate in slates if slate.series_id))
    names = invent_names(chance, count=len(slates) + len(series_ids), form="title")
    series_company = {slate.series_id: slate.company_id for slate in slates if slate.series_id}
    series = [
        _series_title(series_id, name, series_company[series_id])
        for series_id, name in zip(series_ids, names[len(slates) :])
    ]
    return series + [_title(chance, slate, name) for slate, name in zip(slates, names)]


def _day_between(chance: random.Random, first: date, last: date) -> date:
    return first + DAY * chance.randint(0, (last - first).days)


def _edge_slate(edge: Edge, company_id: str) -> Slate:
    is_feature = edge.make.endswith("feature")
    is_library = edge.make.startswith("library")
    written_on = edge.photographed_on - 60 * DAY
    if not is_library:
        written_on = min(date(2008, 2, 20), edge.photographed_on)
    if edge.make == "straddling":
        written_on = date(2008, 2, 20)
    released_on = edge.photographed_on + 120 * DAY if is_library else edge.first_new_media_on - DAY
    if edge.make == "new_feature":
        released_on = edge.first_new_media_on - 70 * DAY
    return Slate(
        title_id=edge.name,
        make=edge.make,
        company_id=company_id,
        series_id=None if is_feature else f"S-{edge.name[2:]}",
        season_no=None if is_feature else 3,
        episode_ordinal=None if is_feature else 45,
        written_on=written_on,
        photographed_on=edge.photographed_on,
        first_release_on=released_on,
        first_new_media_on=edge.first_new_media_on,
    )


def _block(chance: random.Random, *, make: str, company_id: str, first: int, size: int) -> list[Slate]:
    """One feature, or some consecutive episodes of one season."""
    is_first_season = chance.random() < 0.3
    season = 1 if is_first_season else chance.randint(2, 9)
    begins = 1 if is_first_season else 22 * (season - 1) + chance.randint(1, 15)
    written, photographed, released, online = _dates_of(chance, make)
    slates = []
    for place in range(size):
        weeks = 7 * place * DAY
        slates.append(
            Slate(
                title_id=f"T{first + place + 1:04d}",
                make=make,
                company_id=company_id,
                series_id=None if size == 1 else f"S{first + 1:04d}",
                season_no=None if size == 1 else season,
                episode_ordinal=None if size == 1 else begins + place,
                written_on=written,
                photographed_on=photographed + 8 * place * DAY if make != "straddling" else photographed,
                first_release_on=released + weeks,
                first_new_media_on=online + weeks,
            )
        )
    return slates


def _dates_of(chance: random.Random, make: str) -> tuple[date, date, date, date]:
    """Written, photographed, first released, first in new media: of the first episode, or of the feature."""
    if make.startswith("library"):
        photographed = _day_between(chance, date(1965, 3, 1), date(2006, 12, 31))
        early = chance.random() < 0.5
        online = (
            _day_between(chance, date(2007, 3, 1), date(2007, 12, 31))
            if early
            else _day_between(chance, date(2008, 2, 13), date(2009, 3, 31))
        )
        return photographed - 60 * DAY, photographed, photographed + 90 * DAY, online
    if make == "new_feature":
        written = _day_between(chance, date(2008, 2, 14), date(2008, 3, 10))
        photographed = written + DAY * chance.randint(15, 60)
        released = _day_between(chance, date(2008, 8, 1), date(2008, 11, 14))
        return written, photographed, released, released + DAY * chance.randint(45, 150)
    if make == "straddling":
        written = _day_between(chance, date(2008, 2, 14), date(2008, 2, 29))
        photographed = _day_between(chance, date(2007, 10, 1), date(2007, 12, 1))
        released = _day_between(chance, date(2008, 4, 21), date(2008, 5, 4))
        return written, photographed, released, released + DAY
    if chance.random() < 0.4:
        written = _day_between(chance, date(2008, 2, 14), date(2008, 2, 28))
        released = _day_between(chance, date(2008, 4, 21), date(2008, 4, 27))
        return written, written + DAY * chance.randint(1, 14), released, released + DAY
    written = _day_between(chance, date(2008, 5, 5), date(2008, 5, 25))
    released = _day_between(chance, date(2008, 9, 15), date(2008, 9, 28))
    return written, written + DAY * chance.randint(40, 70), released, released + DAY


def _series_title(series_id: str, name: str, company_id: str) -> Title:
    return Title(
        title_id=series_id,
        name=name,
        kind="series",
        series_id=None,
        episode_no=None,
        company_id=company_id,
        photography_on=None,
        first_release_on=None,
        first_new_media_on=None,
        first_market=None,
        minutes=None,
        budget_cents=None,
        currency=None,
        eidr=None,
        isan=None,
        written_on=None,
        program_kind="dramatic",
        season_no=None,
        episode_ordinal=None,
    )


def _title(chance: random.Random, slate: Slate, name: str) -> Title:
    is_feature = slate.make.endswith("feature")
    minutes = chance.randint(85, 130) if is_feature else 60
    if slate.make == "new_half_hour" or (slate.make == "library_episode" and chance.random() < 0.4):
        minutes = 30
    dollars = chance.randint(4_000_000, 90_000_000) if is_feature else chance.randint(700_000, 2_900_000)
    ordinal = slate.episode_ordinal
    return Title(
        title_id=slate.title_id,
        name=name,
        kind="theatrical" if is_feature else "episode",
        series_id=slate.series_id,
        episode_no=None if ordinal is None else f"{slate.season_no}x{ordinal}",
        company_id=slate.company_id,
        photography_on=slate.photographed_on,
        first_release_on=slate.first_release_on,
        first_new_media_on=slate.first_new_media_on,
        first_market="theatrical" if is_feature else "network_prime_time",
        minutes=minutes,
        budget_cents=dollars * 100,
        currency="usd",
        eidr=None,
        isan=None,
        written_on=slate.written_on,
        program_kind="dramatic",
        season_no=slate.season_no,
        episode_ordinal=ordinal,
    )
