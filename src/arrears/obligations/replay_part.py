"""The part of an explanation from which its amount can be recomputed: the formula and the records so far.

Records to which the clause does not apply add nothing to any counter and are left away; the explained one
always stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.formula.asks import asks, made_facts
from arrears.formula.clause import ClauseFormula
from arrears.formula.kinds import DATE, DAYS, NUMBER, Kind, counts
from arrears.formula.ledger import LedgerRecord
from arrears.obligations.explained_ledger import LineOutcome
from arrears.obligations.explanation_model import Replayable, ReplayRecord
from arrears.obligations.formula_json import encode_formula
from arrears.obligations.replay import shown_value


def replay_part(formula: ClauseFormula, outcomes: Sequence[LineOutcome], own: LineOutcome) -> Replayable:
    """What `replay_explanation` needs; formula: as the ledger ran it."""
    kept = [one for one in outcomes if one is own or one.outcome.state != "does not apply"]
    kinds = {name: fact.kind for name, fact in asks(formula).facts.items()}
    if formula.each is not None:
        number, first, last, days = made_facts(formula.each)
        kinds |= {number: NUMBER, first: DATE, last: DATE, days: DAYS}
    records = tuple(_replay_record(one.record, kinds) for one in kept)
    return Replayable(encode_formula(formula), records, kept.index(own))


def _replay_record(record: LedgerRecord, kinds: dict[str, Kind]) -> ReplayRecord:
    facts = {name: shown_value(value, kinds.get(name, NUMBER)) for name, value in record.facts.items()}
    owed = {name: shown_value(cents, counts("money")) for name, cents in record.owed.items()}
    return ReplayRecord(facts, dict(record.per), record.ordered_on.isoformat(), record.line_id, owed)
