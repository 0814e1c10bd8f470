"""Makes a world from a recipe: catalogue, activity, what is owed, what was paid, and what went wrong.

Everything comes from one seeded source of chance, drawn in a fixed order; the same recipe gives the same
bytes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from tools.demonstration.activity import make_activity
from tools.demonstration.amounts import owed_by_everybody
from tools.demonstration.catalogue import make_catalogue
from tools.demonstration.faults import deductions_of, plant_faults, plant_look_alikes, survey
from tools.demonstration.payments import number_cheques, pay_everybody
from tools.demonstration.world import FAULT_KINDS, LOOK_ALIKES, Recipe, Sizes, World


def generate(
    seed: int,
    *,
    faults: Sequence[str] = FAULT_KINDS,
    look_alikes: Sequence[str] = LOOK_ALIKES,
    on_one_title: bool = False,
    sizes: Sizes = Sizes(),  # noqa: B008  (frozen)
) -> World:
    """An invented autumn of 2008 with these faults and look-alikes and nothing else wrong.

    on_one_title plants one fault of each kind, all on the hub title.
    """
    for word, known in [*((f, FAULT_KINDS) for f in faults), *((k, LOOK_ALIKES) for k in look_alikes)]:
        if word not in known:
            raise ValueError(f"unknown kind {word!r}; known are {', '.join(known)}")
    recipe = Recipe(seed, tuple(faults), tuple(look_alikes), on_one_title, sizes)
    chance = random.Random(seed)
    catalogue = make_catalogue(chance, recipe)
    activity = make_activity(chance, catalogue, with_zero_lines="zero_lines" in look_alikes)
    owed = owed_by_everybody(catalogue, activity)
    paid = pay_everybody(chance, catalogue, owed)
    ground = survey(catalogue, owed)
    planted = plant_faults(chance, recipe=recipe, catalogue=catalogue, ground=ground, paid=paid)
    planted += plant_look_alikes(chance, recipe=recipe, ground=ground, paid=paid, faults=planted)
    cheques = number_cheques(paid)
    lines = sorted(
        (line for written in cheques.values() for line in written),
        key=lambda line: (line.payment_id, line.line_no),
    )
    return World(
        recipe=recipe,
        catalogue=catalogue,
        activity=activity,
        owed=owed,
        payment_lines=tuple(lines),
        deductions=tuple(deductions_of(lines)),
        planted=tuple(planted),
    )
