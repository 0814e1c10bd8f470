"""The keys of `procedure.yaml`: forums, steps, clocks. What is not here cannot be written.

Like `layout` for articles; the same checker holds files against it. Nothing here reads a file.
"""

from __future__ import annotations

from arrears.agreements.layout import LEFT_OUT
from arrears.agreements.rule_layout import CITED
from arrears.agreements.shapes import Either, Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.vocabulary import CLAIM_PARTIES, CLAIM_SUBJECTS, FORUM_SORTS, TOLLING_CAUSES

SAYS = TextShape("the rule in our words")
SUBJECTS = Key("claims", ListShape(TextShape("a subject of claims", tuple(CLAIM_SUBJECTS)), "subjects"))
EXTENSION = TextShape("how the time may be extended, in our words")
WAIVER = TextShape("how the clock may be given up, in our words")
PARTIES = ListShape(TextShape("a sort of party", tuple(CLAIM_PARTIES)), "who may act")
WHOSE = Key("whose", ListShape(TextShape("a sort of party", tuple(CLAIM_PARTIES)), "whose dispute it is"))
STEPS = ListShape(TextShape("a step of a claim"), "steps of a claim")
FORUMS = ListShape(TextShape("a forum of this file"), "forums of this file")

LIMB = KeyedShape(
    "a count of a clock",
    (
        Key("after", TextShape("the fact or step that it counts from")),
        Key("before", TextShape("the fact or step that it counts back from")),
        Key(
            "lasts",
            Either(
                (
                    TextShape("a length such as 1 year, 6 months, 10 working days; or unknown"),
                    ListShape(TextShape("a length"), "lengths, one after the other"),
                )
            ),
            True,
        ),
        Key("find_at", TextShape("where an unknown length can be found")),
        Key("starts", TextShape("the day of the next year that it counts from, such as 03-15")),
        *CITED,
    ),
)
CLOCK = KeyedShape(
    "a clock",
    (
        Key("title", TextShape("what must be done, in a few words"), True),
        Key("forum", TextShape("the forum of this file whose clock it is"), True),
        Key("step", TextShape("the step that must be taken in time"), True),
        Key("who", PARTIES, True),
        SUBJECTS,
        Key("only", LIMB),
        Key("later_of", NamedShape(LIMB, "counts, of which the later day holds")),
        Key("earlier_of", NamedShape(LIMB, "counts, of which the earlier day holds")),
        Key("cap", LIMB),
        Key("unless", STEPS),
        Key("bound", TextShape("whether it is a last or a first day", ("no later than", "no earlier than"))),
        Key(
            "tolled",
            ListShape(
                KeyedShape(
                    "what stops a clock",
                    (
                        Key("while", TextShape("a cause", tuple(TOLLING_CAUSES)), True),
                        Key("certain", TextShape("whether the text surely stops this clock", ("no", "yes"))),
                        Key("says", SAYS, True),
                        *CITED,
                    ),
                ),
                "what stops the clock while it lasts",
            ),
        ),
        Key("knowledge", TextShape("what knowing means for this clock, in our words")),
        Key("extension", EXTENSION),
        Key("waiver", WAIVER),
        Key("if_missed", TextShape("what follows when it is missed, in our words"), True),
        *CITED,
    ),
)
EXCEPTION = KeyedShape(
    "claims that a ceiling does not hold for",
    (SUBJECTS, WHOSE, Key("says", SAYS, True), *CITED),
)
CEILING = KeyedShape(
    "a ceiling",
    (
        Key("name", TextShape("its name in lower case with hyphens"), True),
        Key("is", TextShape("the amount, such as $250,000"), True),
        Key("per", TextShape("what the amount is taken by, in our words"), True),
        SUBJECTS,
        WHOSE,
        Key("where", TextShape("what must be so besides, by name in lower case with _")),
        Key("says", SAYS, True),
        Key("exceptions", ListShape(EXCEPTION, "claims that it does not hold for")),
        Key("waives_excess", PARTIES),
        Key("may_split", TextShape("whether a claim may be divided to come below it", ("no", "yes"))),
        *CITED,
    ),
)
CONDITION = KeyedShape(
    "a condition that a person finds",
    (
        Key("name", TextShape("its name in lower case with _"), True),
        SUBJECTS,
        WHOSE,
        Key("says", SAYS, True),
        *CITED,
    ),
)
FORUM = KeyedShape(
    "a forum",
    (
        Key("name", TextShape("what it is called"), True),
        Key("sort", TextShape("what sort of forum it is", tuple(FORUM_SORTS)), True),
        Key("brought_by", PARTIES, True),
        Key("hears", ListShape(TextShape("a subject of claims", tuple(CLAIM_SUBJECTS)), "subjects")),
        Key("not_heard", ListShape(SAYS, "what it does not hear")),
        Key("conditions", ListShape(CONDITION, "what must be so before it is open")),
        Key("ceilings", ListShape(CEILING, "the most money that it hears about")),
        Key("may_not", ListShape(SAYS, "what it may not do")),
        Key("closed_after", STEPS),
        Key("extension", EXTENSION),
        Key("waiver", WAIVER),
        Key("says", SAYS, True),
        *CITED,
    ),
)
STEP = KeyedShape(
    "a rule about a step",
    (
        Key("step", TextShape("the step"), True),
        Key("forums", FORUMS),
        Key("after", STEPS),
        Key("never_after", STEPS),
        Key("by", PARTIES, True),
        SUBJECTS,
        Key("says", SAYS, True),
        *CITED,
    ),
)
PROCEDURE_FILE = KeyedShape(
    "a procedure",
    (
        Key("procedure", TextShape("the address of the agreement version, family/version"), True),
        Key("of", TextShape("the version whose procedure this one changes")),
        Key("removes", ListShape(TextShape("a forum or clock by name"), "what no longer holds")),
        Key("title", TextShape("what the procedure is called"), True),
        Key("calendar", TextShape("the calendar of working days, such as us-federal")),
        Key("closed_days", ListShape(TextShape("a closed day, as in a calendar file"), "the own list")),
        Key("says", ListShape(SAYS, "rules that hold for the whole procedure, in our words")),
        Key("forums", NamedShape(FORUM, "forums by name")),
        Key("steps", ListShape(STEP, "rules about steps, in order")),
        Key("clocks", NamedShape(CLOCK, "clocks by name")),
        LEFT_OUT,
        *CITED,
    ),
)
