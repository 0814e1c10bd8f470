"""Invented names. Built from syllables that no film people carry, so that no real person, company or title
can appear in the demonstration by accident.
"""

from __future__ import annotations

import random

OPENINGS = (
    "Quorv", "Zeth", "Ulbr", "Vrim", "Oztr", "Thalg", "Pryx", "Kvend", "Drosk", "Ymbr", "Jorv", "Skelv",
    "Gwizd", "Plov", "Xand", "Brukt", "Fjelm", "Nuxt", "Hvask", "Wrenz",
)  # fmt: skip
MIDDLES = ("a", "e", "i", "o", "u", "ae", "io", "ou")
ENDINGS = (
    "dakh", "mirq", "zolt", "pesk", "vunt", "thorb", "lixt", "ganz", "nuvv", "qued", "rast", "fump", "bexo",
    "kelz", "jund", "wisp", "zyll", "hobb", "tramz", "dolk",
)  # fmt: skip
COMPANY_FORMS = ("Pictures", "Television", "Studios", "Filmworks", "Broadcasting", "Entertainment")
TITLE_FORMS = (
    "The {} of {}", "{} and {}", "Beyond {}, {}", "{} Against {}", "A {} for {}", "Last Train from {} to {}",
    "The {} Who Sold {}", "Midnight in {} and {}",
)  # fmt: skip


def invent_word(chance: random.Random) -> str:
    """One invented name."""
    return chance.choice(OPENINGS) + chance.choice(MIDDLES) + chance.choice(ENDINGS)


def invent_names(chance: random.Random, *, count: int, form: str) -> list[str]:
    """`count` different names. form: `person`, `company`, `loan_out` or `title`."""
    names: dict[str, None] = {}
    while len(names) < count:
        first, second = invent_word(chance), invent_word(chance)
        if form == "person":
            name = f"{first} {second}"
        elif form == "company":
            name = f"{first} {chance.choice(COMPANY_FORMS)} (invented)"
        elif form == "loan_out":
            name = f"{first} {second} Loan-Out (invented)"
        else:
            name = chance.choice(TITLE_FORMS).format(first, second)
        names[name] = None
    return list(names)
