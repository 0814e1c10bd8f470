"""The keys of a file of valuations: what each side says one item is worth, and what separates them."""

from __future__ import annotations

from arrears.agreements.shapes import Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.bargaining.stakes_layout import DOLLARS, SOURCED, WORDS

PROPOSAL = TextShape("which proposal it values, such as ask or offer", longest=60)
VALUATION = KeyedShape(
    "one side's valuation",
    (
        Key("whose", TextShape("the side that states it", longest=120), True),
        Key("of", PROPOSAL, True),
        Key("value", DOLLARS, True),
        Key("sign", TextShape("whether it was stated as a bound", ("more than", "at most", "about"))),
        Key("assumes", WORDS, True),
        *SOURCED,
    ),
)
SEPARATION = KeyedShape(
    "what separates the sides",
    (
        Key("says", WORDS, True),
        Key("rate", TextShape("the rate that both use, such as $0.57 per subscriber", longest=80)),
        Key("base", TextShape("what is then counted, in words", longest=200)),
        *SOURCED,
    ),
)
VALUATIONS_FILE = KeyedShape(
    "valuations",
    (
        Key("valuations", TextShape("its name in lower case with hyphens", longest=60), True),
        Key("title", WORDS, True),
        Key(
            "items",
            NamedShape(
                KeyedShape(
                    "an item",
                    (
                        Key("title", WORDS, True),
                        Key("per", TextShape("what the values are taken over", ("year", "term")), True),
                        Key("ask", PROPOSAL),
                        Key("offer", PROPOSAL),
                        Key("values", ListShape(VALUATION, "valuations"), True),
                        Key("separates", SEPARATION),
                    ),
                ),
                "items by name",
            ),
            True,
        ),
    ),
)
