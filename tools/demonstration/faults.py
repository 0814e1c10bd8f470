"""Plants what is wrong, and what only looks wrong, into payments that were right.

Every fault but the two on downloads sits on a line that all positions price alike, so that a fault is never
mixed up with a reading. Faults take separate titles, or all the hub title when the recipe says so; then each
takes lines of its own. The first of each kind shows on the first report's day, where there is one that can.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tools.demonstration.payments import Paid, report_after
from tools.demonstration.world import (
    FIRST_REPORT,
    OPENS,
    SECOND_REPORT,
    Catalogue,
    Deduction,
    Key,
    Owed,
    PaymentLine,
    Planted,
    Recipe,
)

Group = tuple[Owed, ...]  # the lines of one title that one fault takes together
LATE_DAYS = timedelta(days=90)
AGAIN_DAYS = timedelta(days=10)
RETURN_DAYS = timedelta(days=20)
LINE_LOOK_ALIKES = ("net_only", "with_the_guild", "undeliverable", "deducted")
LEAST_CENTS = 100  # a fault sits on a line worth at least a dollar
# Scarce opportunities choose first.
PLANTING_ORDER = (
    "tier_crossed_paid_low",
    "streams_past_window_unpaid",
    "short_split",
    "paid_90_days_late",
    "library_downloads_unpaid",
    "duplicate",
    "wrong_writer",
)


@dataclass(frozen=True)
class Ground:
    """Where faults can be planted: what is owed by title, and who is who."""

    by_title: Mapping[str, Sequence[Owed]]
    library: frozenset[str]
    credited: Mapping[str, frozenset[str]]
    writers: tuple[str, ...]
    names: Mapping[str, str]
    loan_outs: frozenset[str]


def survey(catalogue: Catalogue, owed: Sequence[Owed]) -> Ground:
    """Look over the world for places where something can go wrong."""
    by_title: dict[str, list[Owed]] = {}
    for line in owed:
        if line.due_on <= SECOND_REPORT:
            by_title.setdefault(line.key.title_id, []).append(line)
    credited: dict[str, set[str]] = {}
    for credit in catalogue.credits:
        credited.setdefault(credit.title_id, set()).add(credit.person_id)
    library = (t.title_id for t in catalogue.titles if t.photography_on and t.photography_on < OPENS)
    payees = {person.person_id for person in catalogue.persons if person.pays_to}
    return Ground(
        by_title=by_title,
        library=frozenset(library),
        credited={title_id: frozenset(persons) for title_id, persons in credited.items()},
        writers=tuple(sorted({c.person_id for c in catalogue.credits} - payees)),
        names={person.person_id: person.name for person in catalogue.persons},
        loan_outs=frozenset(payees),
    )


def groups_of(kind: str, title_id: str, ground: Ground) -> list[Group]:
    """The sets of lines of a title on which a kind of fault can be planted, each as a whole."""
    lines = ground.by_title.get(title_id, ())
    alike = [line for line in lines if line.is_undisputed and line.cents["guild"] >= LEAST_CENTS]
    if kind == "library_downloads_unpaid":
        taken = (
            [line for line in lines if line.key.market == "download"] if title_id in ground.library else []
        )
        return [tuple(taken)] if taken else []
    if kind == "streams_past_window_unpaid":
        taken = [line for line in lines if line.key.market == "ad_supported_streaming"]
        return [tuple(taken)] if taken else []
    if kind == "tier_crossed_paid_low":
        taken = [line for line in lines if _is_underpaid_at_low_rate(line)]
        return [tuple(taken)] if taken else []
    if kind == "short_split":
        return [(line,) for line in alike if _co_payees(line, lines) > 1]
    if kind == "paid_90_days_late":
        on_time = [line for line in alike if line.due_on + LATE_DAYS <= SECOND_REPORT]
        return _by_occasion(on_time)
    if kind == "duplicate":
        return [(line,) for line in alike if line.due_on + AGAIN_DAYS <= SECOND_REPORT]
    if kind == "wrong_writer":
        return [(line,) for line in alike]
    raise ValueError(f"unknown kind of fault {kind!r}")


def _is_underpaid_at_low_rate(line: Owed) -> bool:
    """Past the break, and on a title that the guild and the companies both put under the formula."""
    same = line.cents["guild"] == line.cents["companies"]
    return same and line.low_cents is not None and line.low_cents + LEAST_CENTS <= line.cents["guild"]


def _co_payees(line: Owed, lines: Sequence[Owed]) -> int:
    place = (line.key.market, line.key.occasion)
    return sum(1 for other in lines if (other.key.market, other.key.occasion) == place)


def _by_occasion(lines: Sequence[Owed]) -> list[Group]:
    places = dict.fromkeys((line.key.market, line.key.occasion) for line in lines)
    return [tuple(ln for ln in lines if (ln.key.market, ln.key.occasion) == place) for place in places]


def plant_faults(
    chance: random.Random, *, recipe: Recipe, catalogue: Catalogue, ground: Ground, paid: Paid
) -> list[Planted]:
    """Spoil `paid` with every kind of the recipe and say what was planted."""
    planted: list[Planted] = []
    used_titles: set[str] = set()
    count = 1 if recipe.on_one_title else max(1, recipe.sizes.titles // 100)
    for kind in (kind for kind in PLANTING_ORDER if kind in recipe.faults):
        for number in range(count):
            if recipe.on_one_title:
                group = _group_on_hub(chance, kind, catalogue.hub, ground, {fault.key for fault in planted})
            else:
                group = _group_elsewhere(chance, kind, ground, used_titles, prefers_early=number == 0)
                used_titles.add(group[0].key.title_id)
            for line in group:
                planted.append(FAULTS[kind](chance, line, ground, paid))
    return planted


def _group_on_hub(chance: random.Random, kind: str, hub: str, ground: Ground, taken: set[Key]) -> Group:
    """Lines of the hub that no other fault took; the unpaid library quarter is its first one."""
    groups = groups_of(kind, hub, ground)
    if kind == "library_downloads_unpaid":
        groups = _by_occasion(groups[0])[:1]
    free = [group for group in groups if not any(line.key in taken for line in group)]
    if not free:
        raise ValueError(f"the hub title has no line left for {kind}")
    return chance.choice(free)


def _group_elsewhere(
    chance: random.Random, kind: str, ground: Ground, used: set[str], *, prefers_early: bool
) -> Group:
    titles = [title_id for title_id in ground.by_title if title_id not in used]
    groups = [group for title_id in titles for group in groups_of(kind, title_id, ground)]
    early = [group for group in groups if group[0].due_on < FIRST_REPORT] if prefers_early else []
    if not groups:
        raise ValueError(f"this world is too small for one more title with {kind}")
    return chance.choice(early or groups)


def _leave_unpaid(kind: str) -> Callable[[random.Random, Owed, Ground, Paid], Planted]:
    def spoil(_chance: random.Random, line: Owed, _ground: Ground, paid: Paid) -> Planted:
        del paid[line.key]
        return Planted(kind, line.key)

    return spoil


def _pay_low(_chance: random.Random, line: Owed, _ground: Ground, paid: Paid) -> Planted:
    paid[line.key] = [_with_gross(paid[line.key][0], line.low_cents)]
    return Planted("tier_crossed_paid_low", line.key)


def _pay_short(_chance: random.Random, line: Owed, _ground: Ground, paid: Paid) -> Planted:
    """One writer of several gets three fifths of the share; the others get all of theirs."""
    paid[line.key] = [_with_gross(paid[line.key][0], line.cents["guild"] * 3 // 5)]
    return Planted("short_split", line.key)


def _pay_late(_chance: random.Random, line: Owed, _ground: Ground, paid: Paid) -> Planted:
    received_on = line.due_on + LATE_DAYS
    sent_on = min(received_on + timedelta(days=6), report_after(received_on))
    paid[line.key] = [
        replace(
            paid[line.key][0],
            paid_on=received_on,
            received_by_guild_on=received_on,
            sent_on_to_member_on=sent_on,
        )
    ]
    return Planted("paid_90_days_late", line.key)


def _pay_twice(_chance: random.Random, line: Owed, _ground: Ground, paid: Paid) -> Planted:
    first = paid[line.key][0]
    received_on = first.received_by_guild_on + AGAIN_DAYS
    sent_on = min(received_on + timedelta(days=6), report_after(received_on))
    second = replace(
        first,
        paid_on=first.paid_on + AGAIN_DAYS,
        received_by_guild_on=received_on,
        sent_on_to_member_on=sent_on,
    )
    paid[line.key] = [first, second]
    return Planted("duplicate", line.key)


def _pay_a_stranger(chance: random.Random, line: Owed, ground: Ground, paid: Paid) -> Planted:
    """The cheque goes to a writer who has no credit on the title."""
    strangers = [writer for writer in ground.writers if writer not in ground.credited[line.key.title_id]]
    stranger = chance.choice(strangers)
    paid[line.key] = [replace(paid[line.key][0], payee_id=stranger, payee_as_written=ground.names[stranger])]
    return Planted("wrong_writer", line.key, payee_paid=stranger)


FAULTS: Mapping[str, Callable[[random.Random, Owed, Ground, Paid], Planted]] = {
    "library_downloads_unpaid": _leave_unpaid("library_downloads_unpaid"),
    "streams_past_window_unpaid": _leave_unpaid("streams_past_window_unpaid"),
    "tier_crossed_paid_low": _pay_low,
    "short_split": _pay_short,
    "paid_90_days_late": _pay_late,
    "duplicate": _pay_twice,
    "wrong_writer": _pay_a_stranger,
}


def _with_gross(line: PaymentLine, cents: int | None) -> PaymentLine:
    if cents is None:
        raise ValueError(f"{line.title_id} {line.market} {line.period} has no lower amount to pay")
    return replace(line, gross_cents=cents, net_cents=cents)


def plant_look_alikes(
    chance: random.Random, *, recipe: Recipe, ground: Ground, paid: Paid, faults: Sequence[Planted]
) -> list[Planted]:
    """Turn some right payments into ones that only look wrong, away from the titles that have faults."""
    spoiled = {fault.key.title_id for fault in faults}
    free = [
        line
        for title_id, lines in ground.by_title.items()
        if title_id not in spoiled
        for line in lines
        if line.is_undisputed and line.cents["guild"] >= LEAST_CENTS and line.key in paid
    ]
    plain = [line for line in free if line.key.payee_id not in ground.loan_outs]
    early_count = max(1, recipe.sizes.titles // 150)
    later_count = max(1, recipe.sizes.titles // 75)
    planted: list[Planted] = []
    for kind in (kind for kind in LINE_LOOK_ALIKES if kind in recipe.look_alikes):
        early = [line for line in plain if line.due_on < FIRST_REPORT]
        later = [line for line in plain if line.due_on > FIRST_REPORT]
        if len(early) < early_count or len(later) < later_count:
            raise ValueError(f"this world is too small for lines that only look wrong: {kind}")
        chosen = chance.sample(early, early_count) + chance.sample(later, later_count)
        taken = {line.key for line in chosen}
        plain = [line for line in plain if line.key not in taken]
        for line in chosen:
            paid[line.key] = [_look_alike(kind, paid[line.key][0])]
            planted.append(Planted(kind, line.key))
    if "loan_out" in recipe.look_alikes:
        planted += [Planted("loan_out", key) for key in paid if key.payee_id in ground.loan_outs]
    if "zero_lines" in recipe.look_alikes:
        lines = [line for lines in ground.by_title.values() for line in lines]
        planted += [Planted("zero_lines", line.key) for line in lines if not any(line.cents.values())]
    return planted


def _look_alike(kind: str, line: PaymentLine) -> PaymentLine:
    gross = line.gross_cents or 0
    if kind == "net_only":
        return replace(line, gross_cents=None, net_cents=gross - gross // 8)
    if kind == "with_the_guild":
        return replace(line, sent_on_to_member_on=None)
    if kind == "undeliverable":
        sent_on = line.sent_on_to_member_on or line.received_by_guild_on
        return replace(line, returned_on=min(sent_on + RETURN_DAYS, report_after(line.received_by_guild_on)))
    return replace(line, net_cents=gross - dues_on(gross))


def dues_on(gross_cents: int) -> int:
    """The guild dues that a line with deductions carries: 1.5%, whole cents."""
    return gross_cents * 15 // 1000


def deductions_of(lines: Sequence[PaymentLine]) -> list[Deduction]:
    """A deduction for every line whose net is below its known gross."""
    return [
        Deduction(line.payment_id, line.line_no, "dues", line.gross_cents - line.net_cents)
        for line in lines
        if line.gross_cents is not None and line.net_cents < line.gross_cents
    ]
