"""The cast behind a share by units: each performer's facts, the units they come to, and who said so.

Figures every part again from the records by the explaining interpreter and holds it against the shares of the
run; if they differ, that is a fault of the program and nothing is shown.
"""

from __future__ import annotations

from fractions import Fraction

from arrears.agreements.rewrite import walk
from arrears.audit.explained_facts import source_of
from arrears.audit.explainer import Explainer, Row
from arrears.audit.record_rows import RecordRows, find_rows
from arrears.formula.clause import Split
from arrears.formula.division import unit_shares
from arrears.formula.explain import RecordFacts, Value, as_number, evaluate
from arrears.formula.nodes import Fact
from arrears.obligations.cast_shares import CAST_COLUMNS
from arrears.obligations.explained_ledger import fact_value
from arrears.obligations.explanation_model import FactShown, RivalValue
from arrears.obligations.replay import shown_value


def cast_rows(explainer: Explainer, title_id: str) -> RecordRows:
    """The performers used in a title, in the order in which odd cents go, and rivals of their rows."""
    found = find_rows(explainer, "cast_member", "title_id = ?", [title_id])
    used = tuple(sorted(found.used, key=lambda row: str(row["person_id"])))
    return RecordRows(found.table, used, found.rivals)


def participant_facts(row: Row) -> dict[str, Value]:
    """What a row of `cast_member` says, as a split by units reads it."""
    return {name: fact_value(row[column]) for name, column in CAST_COLUMNS.items()}


def units_of(split: Split, row: Row) -> Fraction | None:
    """The units of one performer; None where a fact of it is missing."""
    if split.units is None:
        raise ValueError("units_of is given a split that counts no units")
    return as_number(evaluate(split.units, RecordFacts(participant_facts(row))))


def hold_against_units(explainer: Explainer, split: Split, row: Row, stored: dict[str, Fraction]) -> None:
    """Stop when the shares of the run are not those of the cast's units: one of the two is wrong."""
    rows = cast_rows(explainer, row["title_id"]).used
    shares = unit_shares([units_of(split, one) for one in rows]) or []
    figured = {str(one["person_id"]): share for one, share in zip(rows, shares)}
    if figured != stored:
        raise AssertionError(f"shares by units of {row['title_id']}: {stored} in bulk, {figured} here")


def units_why(explainer: Explainer, split: Split, row: Row) -> str:
    """The payee's units of the units of all, how sure the units are, and where odd cents go."""
    rows = cast_rows(explainer, row["title_id"]).used
    units = {str(one["person_id"]): units_of(split, one) for one in rows}
    own = units.get(str(row["payee_id"]))
    if own is None:
        return f"The units of the cast are not known; missing: {', '.join(row['missing'])}."
    total = sum((one for one in units.values() if one is not None), Fraction(0))
    by_units = f" The units are {split.status}." if split.status else ""
    return (
        f"{own} of the {total} units of {len(rows)} performers used in the title.{by_units}"
        " Of equal remainders the first by the performers' ids takes the cent."
    )


def cast_facts(explainer: Explainer, split: Split | None, row: Row) -> tuple[FactShown, ...]:
    """The facts of the payee that the units are counted from, with the rows they stand in."""
    if split is None or split.units is None or row["payee_id"] is None:
        return ()
    found = cast_rows(explainer, row["title_id"])
    own = [one for one in found.used if one["person_id"] == row["payee_id"]]
    rivals = [one for one in found.rivals if one["person_id"] == row["payee_id"]]
    read = {node.name: node for node in walk(split.units) if isinstance(node, Fact)}
    return tuple(
        FactShown(
            name=name,
            value=shown_value(fact_value(one[CAST_COLUMNS[name]]), fact.kind),
            how="of the payee, for the units of the split",
            sources=(source_of(explainer, found.table, one),),
            rivals=tuple(
                RivalValue(other["said_by"], shown_value(fact_value(other[CAST_COLUMNS[name]]), fact.kind))
                for other in rivals
            ),
        )
        for one in own
        for name, fact in sorted(read.items())
    )
