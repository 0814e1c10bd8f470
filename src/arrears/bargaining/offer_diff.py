"""Two offers on one agreement side by side: item by item, what each says where the agreement said something.

What an offer leaves alone stands as the agreement has it, so an item that only one of them holds is compared
with what is in force. Which of two is more for the payees is told where the formulas show it, else where
figuring both on the same lines does; the difference says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Literal

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.cases import WorkedCase
from arrears.agreements.diff import NOT_THERE, diff_agreements
from arrears.agreements.model import Agreement
from arrears.agreements.patch_values import is_same_text
from arrears.agreements.written_agreement import Library
from arrears.bargaining.figure_effects import Effect, figure_effects
from arrears.bargaining.governed import last_day
from arrears.bargaining.judged import Judged, MoreFor
from arrears.bargaining.offer import Item, Offer, Step
from arrears.bargaining.offer_agreement import offer_wording
from arrears.bargaining.offer_days import differing_days, judge_days
from arrears.bargaining.offer_probes import probe_item, probe_term
from arrears.bargaining.probed_moves import cases_of
from arrears.bargaining.raised_pay import Level, compare_levels, level_on, rise_text
from arrears.bargaining.same_items import same_items
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_figure
from arrears.formula.nodes import Figure

Part = Literal["terms", "raises", "days", "conditions"]
HEADER_PARTS = ("title", "covers/")
NO_RAISE = "no raise"
NO_CONDITION = "whether the offer binds, and no amount, follows from it"
BY_FORMULA = "every formula shows it"


@dataclass(frozen=True)
class Offered:
    """An offer with what each of its items makes of the agreement.

    base: what stands at each address of the agreement, without family and version. said: address -> the item
    that changes it, and what stands there then. effects: of the figures before and after. library, cases:
    what it was read with, and the worked cases of the version.
    """

    offer: Offer
    agreement: Agreement
    base: Mapping[str, str]
    said: Mapping[str, tuple[str, str]]
    effects: tuple[Mapping[str, Effect], Mapping[str, Effect]]
    library: Library = field(repr=False, compare=False)
    cases: tuple[WorkedCase, ...] = field(repr=False, compare=False)

    def at(self, address: str) -> str:
        """What stands at an address under the offer."""
        item, now = self.said.get(address, ("", ""))
        return now if item else self.base.get(address, NOT_THERE)

    def item_of(self, address: str) -> str:
        """The item that changes an address; empty where none does."""
        return self.said.get(address, ("", ""))[0]


@dataclass(frozen=True)
class Difference:
    """What two offers say of one thing. what: it in words; address: its address, or what is raised.

    item_id: as the second numbers it, where it has it; several in one text where they differ alike; empty for
    a condition. base: as in force.
    more_for: whom the second offer gives more than the first; '' where both say the same. why: how that was
    found, with the line that decided it.
    """

    item_id: str
    title: str
    part: Part
    address: str
    what: str
    base: str
    first: str
    second: str
    more_for: MoreFor
    why: str = ""


def offered(offer: Offer, library: Library) -> Offered:
    """What the items of an offer make of the version that it amends.

    Findings: raises `Refused` where the offer does not hold on the library, see `offer_wording`.
    """
    base = offer_wording(offer, [], library)
    said = {
        change.address: (item.item_id, change.now)
        for item in offer.items
        if item.patch is not None
        for change in diff_agreements(base, offer_wording(offer, [item.item_id], library))
        if not change.address.startswith(HEADER_PARTS)
    }
    whole = offer_wording(offer, None, library)
    start = f"{base.address}/"
    stood = {at.removeprefix(start): part.written for at, part in addressed_parts(base).items()}
    effects = (figure_effects(base), figure_effects(whole))
    return Offered(offer, whole, stood, said, effects, library, cases_of(library, base))


def compare_offers(first: Offered, second: Offered) -> tuple[Difference, ...]:
    """Everything that either of two offers says, item by item, in the order of the items of the first.

    Rows: one for each address that either changes, each sort of raise, each day or reach of an item that both
    have and that differs. Conditions are told by `compare_conditions`.
    Findings: raises `Refused`, `offers-apart`, for offers that amend different versions.
    """
    one, other = first.offer, second.offer
    if one.amends != other.amends:
        problem = "the two offers amend different agreements."
        remedy = "compare offers on one version"
        raise Refused([Finding("offers-apart", other.place, problem, one.amends, other.amends, remedy)])
    rows = [*_terms(first, second), *_raises(one, other), *_days(first, second)]
    order = [item.item_id for item in (*one.items, *other.items)]
    return tuple(sorted(rows, key=lambda row: order.index(row.item_id.partition(",")[0])))


def _terms(first: Offered, second: Offered) -> Iterator[Difference]:
    for address in dict.fromkeys((*first.said, *second.said)):
        item_id = second.item_of(address) or first.item_of(address)
        before, after = first.at(address), second.at(address)
        judged = Judged(more_for(before, after, _effect(address, first, second)), BY_FORMULA)
        if judged.more_for == "not judged":
            offers = ((first.offer, first.item_of(address)), (second.offer, second.item_of(address)))
            judged = probe_term(offers, address, second.library, second.cases)
        yield Difference(
            item_id=item_id,
            title=_title(item_id, second.offer, first.offer),
            part="terms",
            address=address,
            what=figure_words(address),
            base=first.base.get(address, NOT_THERE),
            first=before,
            second=after,
            more_for=judged.more_for,
            why=judged.why if judged.more_for else "",
        )


def figure_words(address: str) -> str:
    """An address for readers: clause and figure without their article; dates and ranges stay as they are."""
    article, *below = address.split("/")
    parts = [part for part in below if part != "shared"] or [article]
    return ", ".join(
        part if any(letter.isdigit() for letter in part) else part.replace("-", " ").replace("_", " ")
        for part in parts
    )


def _title(item_id: str, *offers: Offer) -> str:
    return next(item.title for offer in offers if (item := offer.item(item_id)))


def _effect(address: str, first: Offered, second: Offered) -> Effect:
    """What more of a figure does, where every version of the text agrees on it."""
    known = {effects[address] for effects in (*first.effects, *second.effects) if address in effects}
    return known.pop() if len(known) == 1 else "not judged"


def more_for(before: str, after: str, effect: Effect) -> MoreFor:
    """Whom a figure gives more than another in its place; '' where both say the same."""
    if is_same_text(before, after):
        return ""
    figures = (_figure(before), _figure(after))
    if effect == "not judged" or figures[0] is None or figures[1] is None:
        return "not judged"
    if figures[0].kind != figures[1].kind:
        return "not judged"
    is_more = figures[1].value > figures[0].value
    return "payees" if is_more == (effect == "more") else "payers"


def _figure(written: str) -> Figure | None:
    try:
        figure = read_figure(written)
    except Refused:
        return None
    return figure if isinstance(figure, Figure) else None


def _raises(one: Offer, other: Offer) -> Iterator[Difference]:
    """Raises of wages compound; those of a plan's rate are added up."""
    for of in dict.fromkeys(step.of for offer in (one, other) for item in offer.items for step in item.steps):
        items = [_raising(offer, of) for offer in (one, other)]
        steps = [_steps(some, of) for some in items]
        named = items[1] or items[0]
        judged = _more_raised(of, (one, items[0]), (other, items[1]))
        yield Difference(
            item_id=", ".join(item.item_id for item in named),
            title="; ".join(item.title for item in named),
            part="raises",
            address=of,
            what=f"raises of {of}" if of == "wages" else f"raises of the {of} plan's rate",
            base=NO_RAISE,
            first=_steps_text(steps[0]),
            second=_steps_text(steps[1]),
            more_for=judged.more_for,
            why=judged.why,
        )


def _raising(offer: Offer, of: str) -> tuple[Item, ...]:
    return tuple(item for item in offer.items if any(step.of == of for step in item.steps))


def _steps(items: Iterable[Item], of: str) -> tuple[Step, ...]:
    found = (step for item in items for step in item.steps if step.of == of)
    return tuple(sorted(found, key=lambda step: step.on))


def _steps_text(steps: Sequence[Step]) -> str:
    return ", ".join(f"{rise_text(step.raised_by)} on {step.on}" for step in steps) or NO_RAISE


def _more_raised(
    of: str, first: tuple[Offer, Sequence[Item]], second: tuple[Offer, Sequence[Item]]
) -> Judged:
    """Judged by the level of pay, or of a plan's rate, on every day on which it changes."""
    days = {
        day
        for offer, items in (first, second)
        for item in items
        for day in (last_day(offer, item) + timedelta(1), *(step.on for step in item.steps))
        if day <= min(first[0].term_until, second[0].term_until)
    }
    gains = {day: compare_levels(_level(of, first, day), _level(of, second, day)) for day in sorted(days)}
    ahead, behind = ([day for day, gain in gains.items() if gain[way]] for way in (0, 1))
    if not ahead and not behind:
        return Judged("", "")
    if both := sorted(set(ahead) & set(behind)):
        why = f"on {both[0]} the second has more of one and less of the other: shares of pay, money by a unit"
        return Judged("depends", f"{why}; what it comes to depends on the pay by the unit")
    if ahead and behind:
        return Judged("depends", f"the second is ahead on {ahead[0]} and behind on {behind[0]}")
    word = "ahead" if ahead else "behind"
    why = f"the second is {word} on {(ahead or behind)[0]}, and on no day the other way"
    return Judged("payees" if ahead else "payers", why)


def _level(of: str, said: tuple[Offer, Sequence[Item]], day: date) -> Level:
    """What the raises in force on a day have come to; a sunset ends an item's raises."""
    offer, items = said
    return level_on(of, _steps([one for one in items if day <= last_day(offer, one)], of), day)


def _days(first: Offered, second: Offered) -> Iterator[Difference]:
    """Days and reach of the items that both offers have, where they differ.

    Items that differ in the same way are told together.
    """
    twins = same_items(first.offer, second.offer)
    alike: dict[tuple[str, str, str, MoreFor], list[tuple[Item, str]]] = {}
    for item in first.offer.items:
        twin = twins.get(item.item_id)
        if twin is None:
            continue
        sides = (
            (first.offer, item, partial(item_way, first)),
            (second.offer, twin, partial(item_way, second)),
        )
        for said in differing_days(item, twin):
            judged = judge_days(said[0], *sides)
            alike.setdefault((*said, judged.more_for), []).append((twin, judged.why))
    for (what, before, after, way), items in alike.items():
        numbers, titles = (
            ", ".join(one.item_id for one, _ in items),
            "; ".join(one.title for one, _ in items),
        )
        why = items[0][1] if len(items) == 1 else f"item {items[0][0].item_id}: {items[0][1]}"
        yield Difference(numbers, titles, "days", what, what, "", before, after, way, why)


def item_way(stated: Offered, item: Item) -> Judged:
    """Whom an item of an offer gives more than what is in force."""
    ways = {
        more_for(stated.base.get(address, NOT_THERE), now, _effect(address, stated, stated))
        for address, (item_id, now) in stated.said.items()
        if item_id == item.item_id
    }
    ways |= {"payees" if step.raised_by.value > 0 else "payers" for step in item.steps}
    if not ways - {""}:
        return Judged("not judged", "the item changes no figure and raises no pay")
    if len(ways - {""}) == 1 and "not judged" not in ways:
        only = (ways - {""}).pop()
        word = "those who are paid" if only == "payees" else "those who pay"
        return Judged(only, f"it gives {word} more than what is in force")
    if item.steps:
        return Judged("not judged", "the item raises pay and changes figures as well")
    return probe_item(stated.offer, item.item_id, stated.library, stated.cases)


def compare_conditions(one: Offer, other: Offer) -> Iterator[Difference]:
    """Each condition that only one of two offers makes, or they make in other words; nobody judges it."""
    said = [
        {(each.kind, each.subject or each.says): each.says for each in offer.conditions}
        for offer in (one, other)
    ]
    for key in dict.fromkeys((*said[0], *said[1])):
        before, after = (some.get(key, "") for some in said)
        if before != after:
            now = "made in other words" if before and after else "made" if after else "not made"
            then, what = "made" if before else "not made", f"condition: {key[1]}"
            at = f"condition/{key[0]}"
            yield Difference("", "", "conditions", at, what, "", then, now, "not judged", NO_CONDITION)
