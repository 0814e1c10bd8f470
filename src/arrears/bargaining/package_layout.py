"""The keys of a file of packages; nothing here reads a file."""

from __future__ import annotations

from arrears.agreements.shapes import Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.vocabulary import STATUSES

_NAME = TextShape("a name", longest=60)
_WORDS = TextShape("words", longest=2_000)
_SAID = (
    Key("by", _WORDS),
    Key("on", TextShape("a day, 2008-11-20")),
    Key("source", _WORDS),
    Key("status", TextShape("a status", tuple(STATUSES))),
)
_RANGE = (Key("least", TextShape("a sum")), Key("most", TextShape("a sum")))
COST_SHAPE = KeyedShape(
    "what an option is assumed to cost them",
    (*_RANGE, Key("times", TextShape("a factor")), Key("of", _NAME), *_SAID),
)
OPTION_SHAPE = KeyedShape(
    "an option",
    (
        Key("option", _NAME, True),
        Key("title", _WORDS, True),
        Key("gains_us", TextShape("a sum")),
        Key("item", TextShape("the number of an item of the offer that is priced", longest=60)),
        Key("met", TextShape("a share from 0% to 100%"), True),
        Key("met_because", _WORDS),
        Key("costs_them", COST_SHAPE, True),
        *_SAID,
    ),
)
ISSUE_SHAPE = KeyedShape(
    "an issue",
    (
        Key("issue", _NAME, True),
        Key("title", _WORDS, True),
        Key("unknowns", NamedShape(KeyedShape("an unknown of theirs", (*_RANGE, *_SAID)), "unknowns")),
        Key("options", ListShape(OPTION_SHAPE, "the ways to settle it"), True),
    ),
)
PACKAGE_SHAPE = KeyedShape(
    "a file of packages",
    (
        Key("packages", _WORDS, True),
        Key("by", _WORDS, True),
        Key("on", TextShape("a day"), True),
        Key("source", _WORDS, True),
        Key("status", TextShape("a status", tuple(STATUSES)), True),
        Key("horizon", _WORDS, True),
        Key("survey", TextShape("the name of a survey's file beside this one", longest=120), True),
        Key("on_the_table", NamedShape(_NAME, "the option of each issue that is on the table")),
        Key(
            "their_limit", KeyedShape("the most we assume that they bear", (Key("sum", _NAME, True), *_SAID))
        ),
        Key("issues", ListShape(ISSUE_SHAPE, "issues"), True),
    ),
)
