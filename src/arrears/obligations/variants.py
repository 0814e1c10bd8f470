"""Clauses as an audit runs them: one numbered variant per clause and distinct reading, and whom it serves.

A clause that no question touches has one variant for all positions. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arrears.agreements.link_clauses import owed_clauses
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import Position, question_key, questions_of, read_as
from arrears.formula.clause import ClauseFormula
from arrears.formula.periods import ask_for_days, prorate
from arrears.obligations.left_out import why_not_run


@dataclass(frozen=True)
class Variant:
    """One clause of one version on one reading.

    reading: '' when no question matters, otherwise the sides whose answers it takes, `guild` or
    `guild+first-season`. positions: bit k is set when it serves position k. owed: which variant answers
    `owed('clause')`. stratum: 0 when it names no clause. stands_for: the readings that this run tells as
    this one, since they give the same amounts; empty: its own alone.
    """

    no: int
    agreement: Agreement
    clause: Clause
    formula: ClauseFormula
    reading: str
    positions: int
    owed: Mapping[str, int]
    stratum: int
    stands_for: tuple[str, ...] = ()


def choose_variants(agreements: Sequence[Agreement], positions: Sequence[Position]) -> tuple[Variant, ...]:
    """Every clause of the agreements that an audit can run, on every distinct reading; a clause comes after
    those it names.
    """
    chosen: list[Variant] = []
    for agreement in agreements:
        found: dict[str, list[Variant]] = {}
        for clause in in_owed_order(agreement):
            if why_not_run(clause, agreement):
                continue
            for variant in clause_variants(agreement, clause, positions, found):
                numbered = Variant(len(chosen), *variant)
                found.setdefault(clause.name, []).append(numbered)
                chosen.append(numbered)
    return tuple(chosen)


def in_owed_order(agreement: Agreement) -> list[Clause]:
    """The clauses so that each comes after those it names with `owed`; loops were refused at load."""
    by_name = {clause.name: clause for clause in agreement.clauses()}
    ordered: dict[str, Clause] = {}

    def place(clause: Clause) -> None:
        for name in owed_clauses(clause):
            if name not in ordered:
                place(by_name[name])
        ordered[clause.name] = clause

    for clause in by_name.values():
        if clause.name not in ordered:
            place(clause)
    return list(ordered.values())


def clause_variants(
    agreement: Agreement,
    clause: Clause,
    positions: Sequence[Position],
    found: Mapping[str, Sequence[Variant]],
) -> list[tuple[Agreement, Clause, ClauseFormula, str, int, Mapping[str, int], int]]:
    """One variant per distinct formula, and distinct variants of the clauses it names, among the
    positions.
    """
    named = owed_clauses(clause)
    groups: dict[tuple[ClauseFormula, tuple[tuple[str, int], ...]], int] = {}
    for place, position in enumerate(positions):
        owed = tuple(
            (name, variant.no)
            for name in named
            for variant in found.get(name, ())
            if variant.positions >> place & 1
        )
        key = (ask_for_days(prorate(read_as(clause, position.answers))), owed)
        groups[key] = groups.get(key, 0) | 1 << place
    is_open = bool(questions_of(clause, agreement)) and len(groups) > 1
    stratum = max((v.stratum + 1 for name in named for v in found.get(name, ())), default=0)
    return [
        (
            agreement,
            clause,
            formula,
            reading_word(clause, agreement, positions[(mask & -mask).bit_length() - 1]) if is_open else "",
            mask,
            dict(owed),
            stratum,
        )
        for (formula, owed), mask in groups.items()
    ]


def reading_word(clause: Clause, agreement: Agreement, position: Position) -> str:
    """The sides whose answers a variant takes to the questions it rests on, as obligations name a reading."""
    sides = [position.answers[question_key(question)] for question in questions_of(clause, agreement)]
    return "+".join(dict.fromkeys(sides))
