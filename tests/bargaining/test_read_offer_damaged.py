"""A damaged offer is refused with places, and a retroactive one that takes accrued money away."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bargaining.offer_writer import OFFER, faults_of, read_text, written

from arrears.findings import Refused

LINES = OFFER.splitlines()
PIECES = st.sampled_from(
    [
        "",
        " ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        "&a",
        "*a",
        "!!x",
        "2008-02-30",
        "-1%",
        "0",
        "''",
        "~",
        "\t",
        "reuse/rental",
        "reuse/rental/rate",
        "claim/1",
        "items:",
        "\u202e",
        "ü",
        "9" * 50,
    ]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(OFFER)), gone=st.integers(0, 12), piece=PIECES)
def test_a_damaged_file_is_read_or_refused_and_never_fails(
    at: int, gone: int, piece: str, tmp_path: Path
) -> None:
    text = OFFER[:at] + piece + OFFER[at + gone :]
    for finding in faults_of(tmp_path, text):
        assert finding.place.startswith("offer.yaml")
        assert finding.problem


WORDS = st.recursive(
    st.sampled_from(
        ["first", "2008-11-01", "3%", "wages", "guild/pact-2008", "claim/1", "yes", "reuse/rental/rate"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "title", "edits", "at", "was", "is", "on", "of", "from"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [line.partition(":")[0] for line in LINES if line and line[0] not in " -"] + ["conditions"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=KEYS, value=WORDS)
def test_any_value_under_any_key_is_read_or_refused(key: str, value: object, tmp_path: Path) -> None:
    offer = {**yaml.load(OFFER, yaml.BaseLoader), key: value}
    for finding in faults_of(tmp_path, yaml.safe_dump(offer, default_style='"')):
        assert finding.place.startswith("offer.yaml")


ADDRESSES = st.sampled_from(
    [
        "reuse",
        "reuse/rental",
        "reuse/rental/rate",
        "reuse/rental/terms/rate",
        "reuse/rental/pays",
        "reuse/rental/new",
        "reuse/download/rate",
        "reuse/download/rate/thereafter",
        "reuse/download/steps",
        "reuse/streaming/when",
        "due",
        "governed_by",
        "governed_by/theatrical",
        "title",
        "new",
        "new/clause",
        "covers/until",
        "/",
        "a//b",
        "claim/1",
    ]
)
VALUES = st.recursive(
    st.sampled_from(
        ["1.2%", "2%", "17 days", "$1000", "gross * rate", "owed('reuse/download')", "whole", "none", "x/y"]
    ),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=2)
        | st.dictionaries(
            st.sampled_from(["is", "cite", "by", "rows", "bands", "for", "pays", "title"]), inner, min_size=1
        )
    ),
    max_leaves=4,
)
STATED = {"at": ("was", "is"), "add": ("is", "clause", "article"), "remove": (), "rename": ("to",)}


@st.composite
def edit(draw: st.DrawFn) -> dict[str, object]:
    """Mostly one verb and what belongs to it; now and then what does not."""
    verb = draw(st.sampled_from(sorted(STATED)))
    made: dict[str, object] = {verb: draw(ADDRESSES)}
    for key in (
        *STATED[verb],
        *draw(st.lists(st.sampled_from(["was", "is", "to", "add", "after"]), max_size=1)),
    ):
        made.setdefault(key, draw(st.sampled_from(["premium", "a b"]) if key == "to" else VALUES))
    return {**made, **({"replaces": "whole"} if draw(st.booleans()) and verb == "at" else {})}


EDITS = edit()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDITS, min_size=1, max_size=3), other=st.lists(EDITS, max_size=1), late=st.booleans())
def test_any_edits_are_set_or_refused(
    edits: list[dict[str, object]], other: list[dict[str, object]], late: bool, tmp_path: Path
) -> None:
    """A retroactive offer is looked over for what it takes away, whatever it does to the text."""
    offer = yaml.load(written(LATE) if late else OFFER, yaml.BaseLoader)
    offer["items"][0]["edits"] = edits
    offer["items"][1]["edits"] = other or offer["items"][1]["edits"]
    for finding in faults_of(tmp_path, yaml.safe_dump(offer, default_style='"', width=10_000)):
        assert finding.place
        assert finding.problem


LATE = ("made_on: 2008-09-15", "made_on: 2009-02-01\nretroactive: yes")


def test_a_retroactive_item_may_raise_what_accrued(tmp_path: Path) -> None:
    assert faults_of(tmp_path, written(LATE)) == []


@pytest.mark.parametrize(
    ("edit", "place", "found"),
    [
        ("{at: reuse/rental/rate, was: 1.2%, is: 1.1%}", "offer.yaml:18:10", "1.1%"),
        ("{at: reuse/rental/threshold, was: $1000, is: $1001}", "offer.yaml:18:10", "$1001"),
        ("{remove: reuse/rental}", "offer.yaml:18:14", "not there"),
        ("{at: reuse/rental/terms/rate, was: 1.2%, is: 1.1%}", "offer.yaml:14:3", "1.1%"),
    ],
)
def test_a_retroactive_item_that_takes_accrued_money_away_goes_to_the_settlement_desk(
    edit: str, place: str, found: str, tmp_path: Path
) -> None:
    lowered = ("{at: reuse/rental/rate, was: 1.2%, is: 2.5%}", edit)
    told = [(one.code, one.place, one.found) for one in faults_of(tmp_path, written(LATE, lowered))]
    assert told == [("offer-accrued", place, found)]
    assert faults_of(tmp_path, written(lowered)) == []  # the same edit of days to come


def test_a_window_is_not_judged_to_take_anything_away(tmp_path: Path) -> None:
    assert faults_of(tmp_path, written(LATE, ("is: 7 days", "is: 27 days"))) == []


def test_a_file_whose_name_holds_colons_is_told_by_its_name(tmp_path: Path) -> None:
    text = written(("was: 1.2%", "was: 1.1%"), ("until: 2011-05-01", "until: 2008-10-01"))
    with pytest.raises(Refused) as refused:
        read_text(tmp_path, text, "12:30:last:offer.yaml")
    places = [finding.place for finding in refused.value.findings]
    assert places[-1].startswith("12:30:last:offer.yaml:")
    assert places == sorted(places, key=lambda place: [int(part) for part in place.rsplit(":", 2)[1:]])
