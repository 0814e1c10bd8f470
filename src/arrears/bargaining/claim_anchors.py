"""What claims came to elsewhere, as published, to be held beside an assumption.

An anchor is no assumption: no valuation takes a figure from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.shapes import Key, KeyedShape, ListShape, TextShape
from arrears.agreements.yaml_source import WrittenMap, as_list, as_map, as_text, read_yaml_file
from arrears.findings import Refused
from arrears.formula.figures import read_number
from arrears.formula.kinds import MONEY
from arrears.vocabulary import STATUSES

FILE = Path(__file__).parent / "claim_anchors.yaml"
_WORDS = TextShape("words", longest=2_000)
_STATUS = TextShape("a status", tuple(STATUSES))
_TEXTS = ("anchor", "title", "part", "part_is", "whole", "whole_is", "by", "source", "note")
SHAPE = KeyedShape(
    "published outcomes of claims",
    (
        Key(
            "anchors",
            ListShape(
                KeyedShape(
                    "an outcome",
                    (*(Key(name, _WORDS, True) for name in _TEXTS), Key("status", _STATUS, True)),
                ),
                "outcomes",
            ),
            True,
        ),
        Key(
            "hearing",
            KeyedShape(
                "the time to a hearing",
                (
                    *(Key(name, _WORDS, True) for name in ("months", "says", "by", "source")),
                    Key("status", _STATUS, True),
                ),
            ),
            True,
        ),
    ),
)


@dataclass(frozen=True)
class Anchor:
    """One published outcome. part: cents; whole: cents, or a number of works where not `whole_is_money`."""

    name: str
    title: str
    part: Fraction
    part_is: str
    whole: Fraction
    whole_is: str
    whole_is_money: bool
    by: str
    source: str
    status: str
    note: str

    @property
    def result(self) -> Fraction:
        """The part as a share of the whole, or cents for each work."""
        return self.part / self.whole


@dataclass(frozen=True)
class HearingTime:
    """How long a hearing is said to take."""

    months: int
    says: str
    by: str
    source: str
    status: str


def read_anchors(path: Path = FILE) -> tuple[tuple[Anchor, ...], HearingTime]:
    """The published outcomes, in the file's order. Findings: those of the file's YAML, keys and figures."""
    written = read_yaml_file(path)
    faults = list(shape_faults(written, SHAPE))
    if faults:
        raise Refused(faults)
    said = as_map(written)
    anchors = tuple(_anchor(as_map(each)) for each in as_list(said.get("anchors")).items)
    hearing = {key.text: as_text(value).text for key, value in as_map(said.get("hearing")).entries}
    months = int(read_number(hearing["months"]).value)
    return anchors, HearingTime(months, hearing["says"], hearing["by"], hearing["source"], hearing["status"])


def _anchor(written: WrittenMap) -> Anchor:
    words = {key.text: as_text(value) for key, value in written.entries}
    part = read_number(words["part"].text, words["part"].place)
    whole = read_number(words["whole"].text, words["whole"].place)
    return Anchor(
        name=words["anchor"].text,
        title=words["title"].text,
        part=part.value,
        part_is=words["part_is"].text,
        whole=whole.value,
        whole_is=words["whole_is"].text,
        whole_is_money=whole.kind == MONEY,
        by=words["by"].text,
        source=words["source"].text,
        status=words["status"].text,
        note=words["note"].text,
    )
