"""The keys of a file of path rules. What is not here cannot be written. Nothing here reads a file."""

from __future__ import annotations

from arrears.agreements.rule_layout import CITED
from arrears.agreements.shapes import Key, KeyedShape, ListShape, NamedShape, TextShape

LENGTH = "21 days, 30-45 days, at least 3 weeks, 10 working days, or unknown"
MAJORITY = "at least 75%, or more than 50%"
SAYS = TextShape("the rule in our words")
NAMES = ListShape(TextShape("a name of this file, or of one that it stands on"), "names")

STEP = KeyedShape(
    "a step",
    (
        Key("title", TextShape("what is done, in a few words"), True),
        Key("who", TextShape("who does it"), True),
        Key("lasts", TextShape(f"how long it takes: {LENGTH}"), True),
        Key("find_at", TextShape("where an unknown length can be found")),
        Key("after", NAMES, True),
        Key("still", ListShape(TextShape("a closing of this file"), "closings over which it stands still")),
        Key("vote", TextShape("the vote that decides it")),
        Key("if_missed", TextShape("what follows when it is missed, in our words")),
        *CITED,
    ),
)
VOTE = KeyedShape(
    "a vote",
    (
        Key("title", TextShape("what is decided"), True),
        Key("who", TextShape("who votes"), True),
        Key("counted", TextShape("what is counted", ("ballots", "units", "board weight")), True),
        Key("passes_at", TextShape(f"what carries it: {MAJORITY}"), True),
        Key("says", SAYS),
        *CITED,
    ),
)
CLOSING = KeyedShape(
    "a closing",
    (
        Key("first", TextShape("its first day of every year, such as 12-24"), True),
        Key("last", TextShape("its last day, such as 01-01"), True),
        Key("says", SAYS),
        *CITED,
    ),
)
FACT = KeyedShape("a fact", (Key("title", TextShape("the day of what"), True), *CITED))
CONTINUES = KeyedShape(
    "what holds on after expiry",
    (
        Key("what", TextShape("what holds on"), True),
        Key("until", TextShape("until when"), True),
        Key("says", SAYS, True),
        *CITED,
    ),
)
PATH_RULES = KeyedShape(
    "path rules",
    (
        Key("path_rules", TextShape("their name, as the file is called"), True),
        Key("title", TextShape("whose rules they are, and of which time"), True),
        Key("party", TextShape("the union whose rules they are"), True),
        Key("with", ListShape(TextShape("rules that these stand on, by name"), "rules")),
        Key("facts", NamedShape(FACT, "facts that days are counted from")),
        Key("closings", NamedShape(CLOSING, "closings")),
        Key("steps", NamedShape(STEP, "steps"), True),
        Key("votes", NamedShape(VOTE, "votes")),
        Key("continues", ListShape(CONTINUES, "what holds on after expiry")),
        Key("goals", NamedShape(NAMES, "what can be reached, and the steps that it needs")),
        *CITED,
    ),
)
