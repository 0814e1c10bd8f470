"""The keys of a file of stakes: offers with what sides say they are worth, and what a stoppage costs whom.

What is not here cannot be written. Nothing here reads a file.
"""

from __future__ import annotations

from arrears.agreements.shapes import Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.vocabulary import STATUSES

WORDS = TextShape("words", longest=2_000)
DAY = TextShape("a day such as 2008-07-01", longest=40)
DOLLARS = TextShape("dollars, such as $250,000,000", longest=80)
STATUS = TextShape("a status", tuple(STATUSES))
# Whose figure it is, as of when, where it was read, how far it can be trusted: beside every figure.
SOURCED = (
    Key("by", WORDS, True),
    Key("as_of", TextShape("the day or month of the figure", longest=40), True),
    Key("source", WORDS, True),
    Key("status", STATUS, True),
)
RAISES = ListShape(
    KeyedShape(
        "a raise",
        (
            Key("on", DAY, True),
            Key("by", TextShape("how much above the pay before it, such as 3.5%", longest=80), True),
        ),
    ),
    "raises of the term, in order",
)
OFFER_VALUE = KeyedShape(
    "an offer and its worth",
    (
        Key("title", WORDS, True),
        Key("made_by", WORDS, True),
        Key("value", DOLLARS),
        Key("years", ListShape(DOLLARS, "dollars of each year of the term, in order")),
        Key("begins", DAY, True),
        Key("ends", DAY, True),
        Key("raises", RAISES),
        Key("phases_by", WORDS),
        Key(
            "starts",
            TextShape("what happens to its dates when it is signed late", ("as written", "on signing")),
        ),
        Key("retroactive", TextShape("whether what was forgone is made up", ("no", "yes"))),
        *SOURCED,
    ),
)
SIDE = KeyedShape(
    "who loses by a day of a stoppage",
    (
        Key("title", WORDS, True),
        Key("role", TextShape("what better terms do for it", ("gains", "pays", "neither")), True),
        Key("loses_a_day", DOLLARS, True),
        Key("says", WORDS),
        *SOURCED,
    ),
)
PERSONS = KeyedShape(
    "a kind of person",
    (
        Key("persons", TextShape("how many there are, such as 4,000", longest=80), True),
        Key("loses_a_day", TextShape("dollars one of them loses by a day", longest=80), True),
        Key("gains_a_year", TextShape("dollars one of them gains in a year", longest=80), True),
        *SOURCED,
    ),
)
STAKES_FILE = KeyedShape(
    "stakes",
    (
        Key("stakes", TextShape("its name in lower case with hyphens", longest=60), True),
        Key("title", WORDS, True),
        Key("says", WORDS),
        Key("offers", NamedShape(OFFER_VALUE, "offers by name"), True),
        Key("turned_down", TextShape("the name of the offer that a holdout or strike turns down")),
        Key("hoped_for", TextShape("the name of the offer that it hopes for")),
        Key("horizon", TextShape("the last day on which a gain is counted", longest=40)),
        Key("stoppage_begins", DAY),
        Key("sides", NamedShape(SIDE, "who loses by a stoppage")),
        Key("persons", NamedShape(PERSONS, "kinds of persons")),
    ),
)
