"""A figure is judged only as the formulas pay: more of it never pays less, whatever the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

from tests.agreements.writing import load_clauses

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.rewrite import rewrite, walk
from arrears.bargaining.figure_effects import figure_effects
from arrears.formula.clause import Pays
from arrears.formula.explain import RecordFacts, Value, evaluate
from arrears.formula.nodes import Bands, Fact, Figure, Lookup, Node, Owed, Span, Total
from arrears.vocabulary import WORD_LISTS

STATEMENT = "- id: one\n  for: statement_line\n  governed_by: received_on\n"


def effects(folder: Path, body: str, more: str = "") -> dict[str, str]:
    agreement = load_clauses(folder, STATEMENT + body + more)
    return {at.removeprefix("article/"): effect for at, effect in figure_effects(agreement).items()}


def test_a_rate_of_receipts_and_an_amount_are_more_for_the_payees(tmp_path: Path) -> None:
    found = effects(tmp_path, "  terms: {rate: 1%, fee: $5}\n  pays: gross * rate + fee\n")
    assert (found["one/rate"], found["one/fee"]) == ("more", "more")


def test_what_is_taken_off_is_less_for_the_payees(tmp_path: Path) -> None:
    found = effects(tmp_path, "  terms: {rate: 1%, off: $5}\n  pays: at_least(gross - off, 0) * rate\n")
    assert (found["one/rate"], found["one/off"]) == ("more", "less")


def test_a_rate_of_what_may_fall_below_zero_is_not_judged(tmp_path: Path) -> None:
    found = effects(tmp_path, "  terms: {rate: 1%, off: $5}\n  pays: (gross - off) * rate\n")
    assert (found["one/rate"], found["one/off"]) == ("not judged", "less")


def test_a_divisor_turns_the_way_round(tmp_path: Path) -> None:
    found = effects(tmp_path, "  terms: {rate: 1%, over: 2}\n  pays: gross * rate / over\n")
    assert (found["one/rate"], found["one/over"]) == ("more", "less")


def test_a_ceiling_and_a_floor_are_more_for_the_payees(tmp_path: Path) -> None:
    body = "  terms: {most: $9, least: $1}\n  pays: at_least(at_most(gross, most), least)\n"
    found = effects(tmp_path, body)
    assert (found["one/most"], found["one/least"]) == ("more", "more")


def test_a_figure_of_a_condition_is_not_judged_even_where_it_is_also_paid(tmp_path: Path) -> None:
    plain = "  when: gross > fee\n  terms: {fee: $5}\n  pays: fee\n"
    assert effects(tmp_path, plain)["one/fee"] == "not judged"


def test_the_rates_of_bands_are_more_and_what_they_count_is_not_judged(tmp_path: Path) -> None:
    body = (
        "  terms: {counted_share: 20%}\n  steps:\n    counted: gross * counted_share\n"
        '    rate: {counts: counted, per: title, bands: {"first $1000": 1%, thereafter: 2%}}\n'
        "  pays: gross * rate\n"
    )
    found = effects(tmp_path, body)
    assert (found["one/rate/first $1000"], found["one/rate/thereafter"]) == ("more", "more")
    assert found["one/counted_share"] == "not judged"


def test_what_another_clause_takes_off_is_not_judged(tmp_path: Path) -> None:
    other = (
        "- id: two\n  for: statement_line\n  governed_by: received_on\n  terms: {whole: 3%}\n"
        "  pays: gross * whole - owed('article/one')\n"
    )
    found = effects(tmp_path, "  terms: {rate: 1%}\n  pays: gross * rate\n", other)
    assert (found["one/rate"], found["two/whole"]) == ("not judged", "more")
    added = other.replace(" - owed", " + owed")
    assert effects(tmp_path, "  terms: {rate: 1%}\n  pays: gross * rate\n", added)["one/rate"] == "more"


def test_the_free_window_of_the_library_is_not_judged_and_its_rates_are() -> None:
    found = figure_effects(load_library(addresses=["wga/mba-2008"])[0])
    assert found["new-media/shared/usual_window"] == "not judged"
    assert found["new-media/rental/rate"] == "more"
    assert found["new-media/download-television/rate/thereafter"] == "more"


LIBRARY = load_library(addresses=["wga/mba-2008", "wga/mba-2023", "iatse/basic-2021", "dga/ba-2020"])


def _judged() -> list[tuple[Clause, str, str]]:
    return [case for agreement in LIBRARY for case in _judged_of(agreement)]


def _judged_of(agreement: Agreement) -> Iterator[tuple[Clause, str, str]]:
    found = figure_effects(agreement)
    for clause in agreement.clauses():
        nodes = walk(clause.result.amount) if isinstance(clause.result, Pays) else ()
        addresses = sorted({address for node in nodes for address in addresses_of(node)})
        for address in addresses:
            effect = found.get(address.removeprefix(f"{agreement.address}/"), "")
            if effect in ("more", "less"):
                yield clause, address, effect


def addresses_of(node: Node) -> set[str]:
    match node:
        case Figure(address=address):
            return {address}
        case Lookup(table=table):
            return {row.address for row in table.rows}
        case Bands(bands=bands):
            return {band.address for band in bands}
    return set()


def raised(node: Node, address: str, by: Fraction) -> Node:
    """The formula with one figure raised."""

    def change(here: Node) -> Node | None:
        match here:
            case Figure() if here.address == address:
                return replace(here, value=here.value + by)
            case Lookup() if address in addresses_of(here):
                rows = tuple(
                    replace(row, value=row.value + by) if row.address == address else row
                    for row in here.table.rows
                )
                return Lookup(replace(here.table, rows=rows), here.keys)
            case Bands() if address in addresses_of(here):
                bands = tuple(
                    replace(band, rate=band.rate + by) if band.address == address else band
                    for band in here.bands
                )
                return replace(here, bands=bands)
        return None

    return rewrite(node, change)


JUDGED = _judged()


def facts_for(node: Node, address: str, random: Random) -> dict[str, Value]:
    """A record on which the tables have rows: the judged figure's own where it stands in one."""
    facts: dict[str, Value] = {}
    for here in walk(node):
        if isinstance(here, Lookup):
            own = [row for row in here.table.rows if row.address == address]
            row = random.choice(own or here.table.rows)
            held = {key.name: wanted for key, wanted in zip(here.keys, row.keys) if isinstance(key, Fact)}
            facts = {name: w if isinstance(w, str) else inside(w) for name, w in held.items()} | facts
    for here in walk(node):
        if isinstance(here, Fact) and here.name not in facts:
            facts[here.name] = any_value(here, random)
    return facts


def inside(span: Span) -> Value:
    low, high = span.low, span.high
    if isinstance(low, date) or isinstance(high, date):
        day = high if isinstance(high, date) else low
        assert isinstance(day, date)
        return day + timedelta(days=-1 if day is high else 1)
    if high is None:
        return (low or Fraction(0)) + 1
    return high if span.high_included else ((low or Fraction(0)) + high) / 2


def any_value(fact: Fact, random: Random) -> Value:
    match fact.kind.base:
        case "number":
            return Fraction(random.randint(0, 400))
        case "date":
            return date(2000, 1, 1) + timedelta(days=random.randint(0, 9000))
        case "yes/no":
            return random.random() < 0.5
    return random.choice(sorted(WORD_LISTS.get(fact.kind.words, ("other",))))


def test_more_of_a_judged_figure_never_pays_the_other_way() -> None:
    """Every judged figure of four agreements, on records where its row of a table holds."""
    moved = known = 0
    for seed, (clause, address, effect) in enumerate([*JUDGED, *JUDGED]):
        assert isinstance(clause.result, Pays)
        random = Random(seed)
        before = clause.result.amount
        after = raised(before, address, Fraction(random.randint(1, 50), 100))
        facts, reached = facts_for(before, address, random), Fraction(random.randint(0, 400))
        first, second = (value_of(node, facts, reached) for node in (before, after))
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            known += 1
            moved += first != second
            assert (second >= first) if effect == "more" else (second <= first), address
    assert known > len(JUDGED)
    assert moved > known / 3


def value_of(node: Node, facts: Mapping[str, Value], reached: Fraction) -> Value:
    running = {one: reached for one in walk(node) if isinstance(one, Bands | Total)}
    owed = {one.clause: Fraction(7) for one in walk(node) if isinstance(one, Owed)}
    return evaluate(node, RecordFacts(facts, running, owed)).value
