"""What each side says one item is worth, kept apart, with the assumption that separates them.

Two valuations are never averaged, and neither is called the right one. Where both sides use one rate, what
each must have counted is worked back; where the difference was not published, that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.names import text_at
from arrears.agreements.yaml_source import WrittenMap, WrittenText, as_list, as_map, as_text, read_yaml_file
from arrears.bargaining.costing import Costing
from arrears.bargaining.read_stakes import read_dollars
from arrears.bargaining.valuations_layout import VALUATIONS_FILE
from arrears.findings import Finding, Refused
from arrears.formula.figures import read_number

SHIPPED_VALUATIONS = Path(__file__).with_name("valuations.yaml")


@dataclass(frozen=True)
class Valuation:
    """One side's figure for one proposal on an item. cents: over the item's `per`; below 0 = a loss.

    sign: `more than`, `at most`, `about`, or empty for a plain figure. assumes: what the side rests it on.
    """

    whose: str
    of: str
    cents: Fraction
    sign: str
    assumes: str
    by: str
    as_of: str
    source: str
    status: str
    place: str = ""


@dataclass(frozen=True)
class Separation:
    """What separates the sides, in words. rate: cents for one of the base, where both use one; else null."""

    says: str
    rate: Fraction | None
    base: str
    by: str
    as_of: str
    source: str
    status: str


@dataclass(frozen=True)
class ItemValuations:
    """One item with every valuation of it. ask, offer: the two proposals that a gap is taken between."""

    item_id: str
    title: str
    per: str
    ask: str
    offer: str
    values: tuple[Valuation, ...]
    separates: Separation | None
    place: str = ""

    def sides(self) -> tuple[str, ...]:
        """Who values it, in the file's order."""
        return tuple(dict.fromkeys(one.whose for one in self.values))


@dataclass(frozen=True)
class SideGap:
    """Ask less offer, by one side's own valuations; cents. Missing: null where it values only one of them.

    lowest, highest: the same, where it states several figures for one proposal on different assumptions.
    """

    whose: str
    lowest: Fraction | None
    highest: Fraction | None
    missing: str


def read_valuations(path: Path = SHIPPED_VALUATIONS) -> tuple[ItemValuations, ...]:
    """Items with what each side says they are worth.

    Findings: raises `Refused` with every fault of shape, then with `figure-not-read`, `stakes-figure`,
    `valuation-rate` and `valuation-proposal`, each at its place.
    """
    written = read_yaml_file(path)
    faults = list(shape_faults(written, VALUATIONS_FILE))
    if faults:
        raise Refused(faults)
    items: list[ItemValuations] = []
    for name, block in as_map(as_map(written).get("items")).entries:
        try:
            items.append(_item(name, as_map(block)))
        except Refused as refused:
            faults.extend(refused.findings)
    if faults:
        raise Refused(faults)
    return tuple(items)


def _item(name: WrittenText, block: WrittenMap) -> ItemValuations:
    faults: list[Finding] = []
    values: list[Valuation] = []
    for one in as_list(block.get("values")).items:
        try:
            values.append(_valuation(as_map(one)))
        except Refused as refused:
            faults.extend(refused.findings)
    if not faults:
        faults += _proposal_faults(block, {one.of for one in values})
    if faults:
        raise Refused(faults)
    separates = block.get("separates")
    return ItemValuations(
        name.text,
        text_at(block, "title"),
        text_at(block, "per"),
        text_at(block, "ask"),
        text_at(block, "offer"),
        tuple(values),
        _separation(as_map(separates)) if separates is not None else None,
        name.place,
    )


def _proposal_faults(block: WrittenMap, known: set[str]) -> Iterator[Finding]:
    for key in ("ask", "offer"):
        written = block.get(key)
        if written is not None and as_text(written).text not in known:
            problem, text = "no valuation is of this proposal.", as_text(written)
            expected = ", ".join(sorted(known))
            yield Finding("valuation-proposal", text.place, problem, expected, f"'{text.text}'")


def _valuation(block: WrittenMap) -> Valuation:
    by, as_of, source, status = (text_at(block, key) for key in ("by", "as_of", "source", "status"))
    return Valuation(
        text_at(block, "whose"),
        text_at(block, "of"),
        read_dollars(block.get("value")),
        text_at(block, "sign"),
        text_at(block, "assumes"),
        by,
        as_of,
        source,
        status,
        block.place,
    )


def _separation(block: WrittenMap) -> Separation:
    written, rate = block.get("rate"), None
    if written is not None:
        text = as_text(written)
        figure = read_number(text.text, text.place)
        rate = figure.value
        if "money" not in dict(figure.kind.units) or rate <= 0:
            problem = "a rate that both sides use is dollars for one of what is counted."
            expected = "such as $0.57 per subscriber"
            raise Refused([Finding("valuation-rate", text.place, problem, expected, f"'{text.text}'")])
    return Separation(
        text_at(block, "says"),
        rate,
        text_at(block, "base"),
        *(text_at(block, key) for key in ("by", "as_of", "source", "status")),
    )


def implied_base(value: Valuation, separation: Separation | None) -> Fraction | None:
    """What a side must have counted at the rate that both use; null where no such rate was stated."""
    if separation is None or separation.rate is None:
        return None
    return value.cents / separation.rate


def gap_by_side(item: ItemValuations) -> tuple[SideGap, ...]:
    """What separates ask and offer by each side's own valuations of both.

    Missing: a side that values only one of the two has no gap, and it is said which is missing.
    """
    if not item.ask or not item.offer:
        return ()
    return tuple(_side_gap(item, whose) for whose in item.sides())


def _side_gap(item: ItemValuations, whose: str) -> SideGap:
    asks, offers = (
        [one.cents for one in item.values if one.whose == whose and one.of == proposal]
        for proposal in (item.ask, item.offer)
    )
    missing = [name for name, found in ((item.ask, asks), (item.offer, offers)) if not found]
    if missing:
        return SideGap(whose, None, None, f"no figure for {', '.join(missing)}")
    return SideGap(whose, min(asks) - max(offers), max(asks) - min(offers), "")


def valuations_of(costings: Iterable[Costing]) -> tuple[ItemValuations, ...]:
    """The same offer priced on several scenarios, one for each side: item by item, kept apart.

    What separates them is the assumptions that differ, each with its value on either side.
    """
    priced = list(costings)
    items = dict.fromkeys((item.item_id, item.title) for costing in priced for item in costing.items)
    return tuple(
        ItemValuations(
            item_id,
            title,
            "term",
            "",
            "",
            tuple(
                _of_costing(costing, item_id) for costing in priced if _cents(costing, item_id) is not None
            ),
            _separation_of(priced),
        )
        for item_id, title in items
    )


def _cents(costing: Costing, item_id: str) -> int | None:
    item = costing.item(item_id)
    return None if item is None else item.averaged


def _of_costing(costing: Costing, item_id: str) -> Valuation:
    return Valuation(
        whose=costing.scenario,
        of=costing.offer_id,
        cents=Fraction(_cents(costing, item_id) or 0),
        sign="",
        assumes="; ".join(f"{one.name} {one.value} ({one.by})" for one in costing.assumptions),
        by=f"figured on the scenario '{costing.scenario}'",
        as_of=costing.held_to,
        source=f"run {costing.run_id}" if costing.run_id else "no book",
        status="derived",
    )


def _separation_of(costings: list[Costing]) -> Separation | None:
    held: dict[str, dict[str, str]] = {}
    for costing in costings:
        for one in costing.assumptions:
            held.setdefault(one.name, {})[costing.scenario] = f"{one.value} ({one.by}; {one.status})"
    scenarios = [costing.scenario for costing in costings]
    said = [
        f"{name}: " + ", ".join(f"{who} {by.get(who, 'makes none')}" for who in scenarios)
        for name, by in held.items()
        if len(set(by.values())) > 1 or set(by) != set(scenarios)
    ]
    if not said:
        return None
    return Separation(
        "; ".join(said), None, "", "the assumption files", "", "the assumption files", "derived"
    )
