"""The keys of an offer's file. What is not here cannot be written; `read_offer` reads what is.

An edit has the keys that it has in an agreement file; its item and its source come from the offer where the
edit leaves them out. Nothing here reads a file.
"""

from __future__ import annotations

from typing import get_args

from arrears.agreements.patch_layout import EDIT
from arrears.agreements.shapes import Key, KeyedShape, ListShape, Shape, TextShape
from arrears.bargaining.offer import Reach, Side, Status
from arrears.vocabulary import STATUSES

STATUS_WORDS: tuple[str, ...] = get_args(Status)
REACH_WORDS: tuple[str, ...] = get_args(Reach)
SIDE_WORDS: tuple[str, ...] = get_args(Side)
CONDITION_KINDS = ("claim_settled", "agreement_ratified", "other")
RAISED = ("wages", "pension", "health")
YES_NO = ("no", "yes")
DAY = "a day such as 2008-10-01"

SOURCE = KeyedShape(
    "where the offer's words were read",
    (
        Key("cite", TextShape("the document and the place in it"), True),
        Key("status", TextShape("how far the source can be trusted", tuple(STATUSES)), True),
    ),
)
STEP = KeyedShape(
    "a raise",
    (
        Key("of", TextShape("what is raised", RAISED), True),
        Key("on", TextShape(DAY), True),
        Key(
            "raised_by",
            TextShape("a share, such as 3%, or money by the unit, such as $0.50 per hour", (), 60),
            True,
        ),
    ),
)
ITEM = KeyedShape(
    "an item",
    (
        Key("id", TextShape("its number, as the parties number it", (), 20), True),
        Key("title", TextShape("its title", (), 120), True),
        Key("says", TextShape("what it says, in our words")),
        Key("effective_on", TextShape(f"its first day where it is not the offer's: {DAY}")),
        Key("retroactive", TextShape("whether it reaches back before it was made or signed", YES_NO)),
        Key("reach", TextShape("what its edits move", REACH_WORDS)),
        Key("until", TextShape(f"its last day where it ends before the term: {DAY}")),
        Key("agreed_on", TextShape(f"the day it was tentatively agreed: {DAY}")),
        Key("edits", ListShape(EDIT, "its edits of the agreement's text")),
        Key("steps", ListShape(STEP, "its raises, in the order of their days")),
        Key(
            "releases", ListShape(TextShape("a claim or settlement"), "refused here: see the settlement desk")
        ),
    ),
)
CONDITION = KeyedShape(
    "a condition",
    (
        Key("kind", TextShape("what sort of condition", CONDITION_KINDS), True),
        Key("subject", TextShape("the claim, or the agreement, that it is about", (), 120)),
        Key("says", TextShape("the condition in our words"), True),
    ),
)
OFFER_FILE: Shape = KeyedShape(
    "an offer",
    (
        Key("offer", TextShape("its name in lower case with hyphens", (), 60), True),
        Key("title", TextShape("its title", (), 120), True),
        Key("made_by", TextShape("the party that made it", (), 120), True),
        Key("made_to", TextShape("the party that it was made to", (), 120), True),
        Key("side", TextShape("for whom its maker speaks", SIDE_WORDS), True),
        Key("made_on", TextShape(DAY), True),
        Key("valid_until", TextShape(f"the last day on which it can be taken: {DAY}")),
        Key("status", TextShape("what it is", STATUS_WORDS), True),
        Key("amends", TextShape("family/version of the agreement that it changes"), True),
        Key("follows", TextShape("the party's own last offer, by its name", (), 60)),
        Key("effective_on", TextShape(f"the first day of its terms: {DAY}"), True),
        Key("retroactive", TextShape("whether it reaches back before it was made or signed", YES_NO)),
        Key("signed_on", TextShape(f"the day that it was signed: {DAY}")),
        Key(
            "term",
            KeyedShape(
                "the term", (Key("from", TextShape(DAY), True), Key("until", TextShape(DAY), True))
            ),
            True,
        ),
        Key("final_declared_by", TextShape("who declared it final; nobody without", (), 120)),
        Key("impasse_declared_by", TextShape("who declared an impasse; nobody without", (), 120)),
        Key("source", SOURCE, True),
        Key("items", ListShape(ITEM, "the items in the offer's order"), True),
        Key("conditions", ListShape(CONDITION, "what must happen for it to bind")),
        Key("releases", ListShape(TextShape("a settlement such as settlement/1"), "those referred to")),
    ),
)  # fmt: skip
