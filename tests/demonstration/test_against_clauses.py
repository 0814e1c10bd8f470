"""The generator's own figures and the encoded clauses, read one record at a time, come to the same pots.

The only place where the two meet before an audit: a difference here is a wrong clause or a wrong truth, and
not a wrong query.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

import pytest
from tools.demonstration import POSITIONS, SECOND_REPORT, Sizes, World, generate
from tools.demonstration.world import Engagement, Title, Use

from arrears.agreements.load import load_library
from arrears.agreements.readings import read_as
from arrears.formula.clause import ClauseFormula
from arrears.formula.explain import Value
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.periods import cut_ledger

SEEDS = (2008, 1)
Place = tuple[str, str, str]  # title, market, occasion
WORKS = {"theatrical": "theatrical", "episode": "television"}


@dataclass(frozen=True)
class Entry:
    """A record for the clauses of one kind, and the place in the demonstration that it stands for."""

    record_kind: str
    place: Place
    record: LedgerRecord


@cache
def tiny_world(seed: int) -> World:
    return generate(seed, faults=(), look_alikes=(), sizes=Sizes(companies=3, titles=45, writers=120))


@cache
def formulas(position: str, new_series: str) -> tuple[ClauseFormula, ...]:
    answers = {"covered": position, "new_series": new_series, "runtime": "exact"}
    return tuple(
        read_as(clause, answers)
        for agreement in load_library(addresses=["wga/mba-2008", "wga/mba-2023"])
        for clause in agreement.clauses()
    )


def title_facts(title: Title, engagements: list[Engagement]) -> dict[str, Value]:
    return {
        "work": WORKS[title.kind],
        "title_kind": title.kind,
        "program_kind": title.program_kind,
        "first_market": title.first_market,
        "minutes": None if title.minutes is None else Fraction(title.minutes),
        "budget": None if title.budget_cents is None else Fraction(title.budget_cents),
        "photographed_on": title.photography_on,
        "written_on": title.written_on,
        "employed_on": min(engagement.starts_on for engagement in engagements),
        "first_release_on": title.first_release_on,
        "first_new_media_on": title.first_new_media_on,
        "season_no": None if title.season_no is None else Fraction(title.season_no),
        "episode_ordinal": None if title.episode_ordinal is None else Fraction(title.episode_ordinal),
    }


def entries(world: World) -> Iterator[Entry]:
    """Every record of the world, facts as a clause reads them; a line without money and copies is none."""
    engaged: dict[str, list[Engagement]] = {}
    for engagement in world.catalogue.engagements:
        engaged.setdefault(engagement.title_id, []).append(engagement)
    facts = {
        t.title_id: title_facts(t, engaged[t.title_id]) for t in world.catalogue.titles if t.kind != "series"
    }
    for number, receipt in enumerate(world.activity.receipts):
        line: dict[str, Value] = {
            "market": receipt.market,
            "territory": receipt.territory,
            "base_kind": receipt.base_kind,
            "gross": Fraction(receipt.gross_cents),
            "copies": None if receipt.units is None else Fraction(receipt.units),
            "period_from": receipt.period_from,
            "period_to": receipt.period_to,
            "received_on": receipt.received_on,
        }
        quarter = f"{receipt.period_to.year}Q{receipt.period_to.month // 3}"
        place = (receipt.title_id, receipt.market, quarter)
        yield entry("statement_line", place, number, receipt.period_to, {**facts[receipt.title_id], **line})
    runs: dict[str, int] = {}
    for number, use in enumerate(sorted(world.activity.uses, key=lambda use: (use.title_id, use.from_on))):
        shown = {**facts[use.title_id], "market": use.market, "territory": use.territory, "credit": "both"}
        if use.market == "network_prime_time":
            runs[use.title_id] = runs.get(use.title_id, 0) + 1
            run = runs[use.title_id]
            shown |= {"run": Fraction(run), "shown_on": use.from_on}
            yield entry("run", (use.title_id, use.market, f"run:{run}"), number, use.from_on, shown)
        else:
            shown |= {"first_day_online": use.from_on, "last_day_online": last_day(use)}
            yield entry("availability", (use.title_id, use.market, ""), number, use.from_on, shown)


def last_day(use: Use) -> date:
    return use.until_on or SECOND_REPORT


def entry(record_kind: str, place: Place, number: int, day: date, facts: dict[str, Value]) -> Entry:
    record = LedgerRecord(number, day, facts, {"title": place[0]})
    return Entry(record_kind, place, record)


def pots_by_clauses(world: World, position: str, new_series: str) -> dict[Place, list[int]]:
    """What the clauses give for each line of the world; more than one amount would be two clauses at once."""
    all_entries = list(entries(world))
    found: dict[Place, list[int]] = {}
    for formula in formulas(position, new_series):
        of_kind = [item for item in all_entries if item.record_kind == formula.record_kind]
        records = [item.record for item in of_kind]
        if formula.each is not None:
            records = list(cut_ledger(formula.each, records))
        place_of = {item.record.line_id: item.place for item in of_kind}
        for record, outcome in zip(records, explain_ledger(formula, records)):
            assert outcome.state in ("amount", "does not apply"), (
                formula.name,
                outcome.state,
                outcome.missing,
            )
            if outcome.state == "amount":
                title_id, market, occasion = place_of[record.line_id]
                half = record.facts.get("half_year")
                occasion = occasion or f"half_year:{half}"
                assert outcome.cents is not None
                found.setdefault((title_id, market, occasion), []).append(outcome.cents)
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("position", POSITIONS)
def test_clauses_and_generator_come_to_the_same_pots(seed: int, position: str) -> None:
    world = tiny_world(seed)
    expected: dict[Place, int] = {}
    for line in world.owed:
        place = (line.key.title_id, line.key.market, line.key.occasion)
        expected[place] = expected.get(place, 0) + line.cents[position]
    assert len({market for _, market, _ in expected}) >= 6
    assert pots_by_clauses(world, position, "first-season") == {
        place: [cents] for place, cents in expected.items()
    }


def test_what_counts_as_a_new_series_changes_nothing_here() -> None:
    world = tiny_world(2008)
    assert pots_by_clauses(world, "guild", "first-season") == pots_by_clauses(world, "guild", "first-seven")
