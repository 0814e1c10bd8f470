"""The keys of a file of published figures: inputs with whose they are, the working, what was printed.

A result is never written here: it is worked out from the inputs and held against what was printed.
"""

from __future__ import annotations

from arrears.agreements.shapes import Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.bargaining.stakes_layout import SOURCED, WORDS

NAME = TextShape("a name of an input or of an earlier step", longest=60)
FIGURE = TextShape("a figure such as $250,000,000, 3.5%, 39 days, 2008-07-01", longest=80)
MEETS = ("equal", "above", "apart")
INPUT = KeyedShape(
    "an input",
    (
        Key("is", FIGURE, True),
        Key("says", WORDS),
        *SOURCED,
    ),
)
STEP = KeyedShape(
    "a step of the working",
    (
        Key("name", TextShape("its name in lower case with _", longest=60), True),
        Key("title", WORDS, True),
        Key("is", TextShape("an expression over inputs and earlier steps", longest=600)),
        Key(
            "forgone",
            KeyedShape(
                "what was forgone by a day, with raises that weigh from their dates",
                (
                    Key("value", NAME, True),
                    Key("begins", NAME, True),
                    Key("ends", NAME, True),
                    Key("signed", NAME, True),
                    Key(
                        "raises",
                        ListShape(
                            KeyedShape("a raise", (Key("on", NAME, True), Key("by", NAME, True))), "raises"
                        ),
                        True,
                    ),
                    Key("starts", TextShape("when its raises start", ("as written", "on signing"))),
                ),
            ),
        ),
        Key(
            "weekdays",
            KeyedShape(
                "Mondays to Fridays from a day to a day, both included",
                (
                    Key("begins", NAME, True),
                    Key("ends", NAME, True),
                    Key("closed", ListShape(NAME, "days that are not counted")),
                ),
            ),
        ),
    ),
)
PRINTED = KeyedShape(
    "a printed figure",
    (
        Key("figure", TextShape("the step or input that is held against it", longest=60), True),
        Key("is", FIGURE),
        Key("against", NAME),
        Key("meets", TextShape("how the two must stand", MEETS), True),
        Key("tolerance", TextShape("how far apart the two may lie", longest=80), True),
        Key("says", WORDS),
        *SOURCED,
    ),
)
CASE = KeyedShape(
    "a worked case",
    (
        Key("title", WORDS, True),
        Key("says", WORDS),
        Key("inputs", NamedShape(INPUT, "inputs by name"), True),
        Key("works", ListShape(STEP, "the working, in order"), True),
        Key("printed", ListShape(PRINTED, "what was printed"), True),
    ),
)
PUBLISHED_FILE = KeyedShape(
    "published figures",
    (
        Key("published", TextShape("its name, that of the file", longest=60), True),
        Key("title", WORDS, True),
        Key("cases", NamedShape(CASE, "worked cases by name"), True),
    ),
)
