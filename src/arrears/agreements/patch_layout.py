"""The keys of a patched version's header, of an offer, and of one edit.

A patched version says what it changes of another one; every header key that it leaves out is the other's.
Part of the reference in `layout`; nothing here reads a file.
"""

from __future__ import annotations

from typing import Literal

from arrears.agreements.layout import HEADER
from arrears.agreements.rule_layout import CITED
from arrears.agreements.shapes import AnyShape, Key, KeyedShape, ListShape, Shape, TextShape

Verb = Literal["at", "add", "remove", "rename"]
VERBS: tuple[Verb, ...] = ("at", "add", "remove", "rename")
VALUES = ("is", "clause", "article")
ADDRESS = "an address inside the agreement, as `arrears agreements show` prints it"


EDIT = KeyedShape(
    "an edit",
    (
        Key("at", TextShape(f"what is changed: {ADDRESS}")),
        Key("add", TextShape(f"what is new: {ADDRESS}")),
        Key("remove", TextShape(f"what is taken out: {ADDRESS}")),
        Key("rename", TextShape(f"what gets another name: {ADDRESS}")),
        Key("to", TextShape("the new name, the last part of the address alone")),
        Key("was", AnyShape("what stands there in the version that is patched")),
        Key("replaces", TextShape("whole, where `was` is left out for a table or a block", ("whole",))),
        Key("is", AnyShape("what stands there from now on")),
        Key("clause", AnyShape("a new clause, without its name")),
        Key("article", AnyShape("a new article, without its name")),
        Key("after", TextShape("the clause or article that a new one follows; else it is the last")),
        Key("item", TextShape("the memorandum's item, as it numbers or calls it")),
        *CITED,
    ),
)
ITEM_LEFT = KeyedShape(
    "an item without an edit",
    (
        Key("item", TextShape("the memorandum's item"), True),
        Key("says", TextShape("what it is about, in our words"), True),
        Key("because", TextShape("why nothing is edited"), True),
        *CITED,
    ),
)
PATCH_KEYS = (
    Key(
        "patch",
        KeyedShape(
            "what is patched",
            (Key("of", TextShape("family/version of the agreement that this one changes"), True),),
        ),
        True,
    ),
    Key("edits", ListShape(EDIT, "the edits, in the memorandum's order")),
    Key("items_left", ListShape(ITEM_LEFT, "the memorandum's items without an edit")),
)
REQUIRED_OF_A_PATCH = ("agreement", "title")
PATCH_HEADER: Shape = KeyedShape(
    "the header of a patched version",
    (
        *(Key(key.name, key.shape, key.name in REQUIRED_OF_A_PATCH) for key in HEADER.keys),
        *PATCH_KEYS,
    ),
)
