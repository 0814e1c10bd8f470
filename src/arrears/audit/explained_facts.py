"""The facts that a clause read on one line, each with the rows it rests on and who asserted them.

Says how a fact was made where it is no field of a row: a sum of rows, the earliest of several days, a count.
Rival values are listed beside the fact and never mixed into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from arrears.audit.explainer import Explainer, Row
from arrears.audit.pay_rows import PAY_COLUMNS, pay_made, pay_rows
from arrears.audit.record_rows import (
    RecordRows,
    answer_rows,
    audience_rows,
    credit_rows,
    engagement_rows,
    find_rows,
    first_run_rows,
    member_rows,
    receipt_rows,
    telecast_rows,
    title_rows,
    use_rows,
)
from arrears.audit.stoppage_rows import (
    CONTRACT_COLUMNS,
    STOPPAGE_COLUMNS,
    STOPPAGE_MADE,
    contract_rows,
    stoppage_rows,
)
from arrears.formula.asks import asks, made_facts
from arrears.formula.kinds import DAYS, Kind
from arrears.formula.nodes import Fact
from arrears.obligations.explained_ledger import LineOutcome, fact_value
from arrears.obligations.explanation_model import FactShown, FactSource, RivalValue
from arrears.obligations.replay import shown_value
from arrears.obligations.variants import Variant
from arrears.vocabulary import PLAN_KINDS, PRODUCTION_FACTS, TITLE_FACTS

MOST_SOURCES = 100
TITLE_COLUMNS = {
    "work": "kind", "title_kind": "kind", "budget": "budget_cents", "photographed_on": "photography_on",
    "runtime_minutes": "minutes",
}  # fmt: skip
LINE_COLUMNS = {
    "gross": "gross_cents", "copies": "units", "run": "run_no", "shown_on": "from_on",
    "first_day_online": "from_on", "last_day_online": "until_on", "first_shown_on": "from_on",
    "domestic_subscribers": "amount", "foreign_subscribers": "amount", "hours_streamed": "amount",
}  # fmt: skip
PRODUCTION_COLUMNS = {
    "performers": "performers_n", "covered_labour": "covered_labour_cents",
    "all_labour": "all_labour_cents", "episodes_ordered": "episodes_ordered_n",
    "promotional_no": "promotional_n", "announcers": "", "announcers_only": "", "cast_minimum": "",
}  # fmt: skip
MEMBER_COLUMNS = {
    "hired_as": "hired_as", "compensation": "compensation_cents", "applicable_minimum": "minimum_cents",
}  # fmt: skip
TELECAST_COLUMNS = {
    "late_night": "late_night", "supersized": "supersized", "elected": "elected",
    "licensed_on": "licensed_on", "households_reached": "households_reached_n",
    "households_in_all": "households_in_all_n", "revenue_contracted": "revenue_contracted_cents",
}  # fmt: skip
ANSWERED = "bonus_reached"
AUDIENCE_FACTS = ("domestic_subscribers", "foreign_subscribers", "hours_streamed")
SUMS = ("gross", "copies")
SILENT = "no statement of the period was received; the title was in use"
SKIPPED = "no statement of the period was received, and the company stated quarters before and after it"
MADE = {
    "work": "from the kind of the title",
    "period_from": "first day reported of the period",
    "period_to": "last day reported of the period",
    "received_on": "latest day of the rows, unknown when one is",
    "employed_on": "earliest of the writers' engagements, unknown when one is",
    "credit": "one line for each column that the writing credits reach",
    "last_day_online": "last day seen, not after the day asked for",
    "year": "years since the first day on the service",
    "year_from": "the day of the year on which it was first shown",
    "year_to": "the last day of that year",
    "domestic_subscribers": "latest count before the year",
    "foreign_subscribers": "latest count before the year",
    "hours_streamed": "the count that begins with the year",
    "runtime_minutes": "length of what the hours were counted for",
    "bonus_reached": "what an outside auditor answered for the year",
    "announcers": "announcers among the cast, known where the whole cast is listed",
    "announcers_only": "whether every performer listed is an announcer",
    "cast_minimum": "the minimums of the whole cast together, known where it is listed whole",
    **STOPPAGE_MADE,
}


@dataclass(frozen=True)
class LineRecords:
    """The record rows behind one line, by what they tell."""

    title: RecordRows
    line: RecordRows
    engagement: RecordRows
    credit: RecordRows
    audience: RecordRows
    answer: RecordRows
    production: RecordRows
    cast: RecordRows
    telecast: RecordRows
    first_run: RecordRows


def explain_facts(
    explainer: Explainer, variant: Variant, own: LineOutcome, line: Row
) -> tuple[FactShown, ...]:
    """Every fact that the clause read on the line, in the clause's order, and the periods it was cut into."""
    facts = asks(variant.formula).facts
    records = line_records(explainer, line, facts)
    shown = [explain_fact(explainer, fact, line, records) for fact in facts.values()]
    return (*shown, *_period_facts(variant, own))


def line_records(explainer: Explainer, line: Row, names: Iterable[str]) -> LineRecords:
    """The rows that the facts of these names rest on; what no fact needs is not looked up."""
    wanted = set(names)
    if line["record_kind"] == "suspension":
        return stopped_records(explainer, line, wanted)
    if line["record_kind"] in PLAN_KINDS:
        return paid_records(explainer, line, wanted)
    columns = {
        one for name in wanted for one in (name, TITLE_COLUMNS.get(name), LINE_COLUMNS.get(name)) if one
    }
    is_statement = line["record_kind"] == "statement_line"
    own = receipt_rows(explainer, line, columns) if is_statement else use_rows(explainer, line)
    if is_statement and not own.used:
        own = use_rows(explainer, line)
    services = sorted({row["service"] for row in own.used if row.get("service")})
    has_audience = bool(wanted & set(AUDIENCE_FACTS))
    return LineRecords(
        title=title_rows(explainer, line, columns),
        line=own,
        engagement=engagement_rows(explainer, line) if "employed_on" in wanted else RecordRows("engagement"),
        credit=credit_rows(explainer, line) if "credit" in wanted else RecordRows("credit"),
        audience=audience_rows(explainer, line, services) if has_audience else RecordRows("audience"),
        answer=answer_rows(explainer, line, services) if ANSWERED in wanted else RecordRows("bonus_answer"),
        production=_production_rows(explainer, line, wanted),
        cast=member_rows(explainer, line),
        telecast=telecast_rows(explainer, line, services),
        first_run=first_run_rows(explainer, line),
    )


def _production_rows(explainer: Explainer, line: Row, wanted: set[str]) -> RecordRows:
    """What the company says of the title's production, where a fact of it is wanted."""
    if not wanted & set(PRODUCTION_FACTS):
        return RecordRows("production")
    return find_rows(explainer, "production", "title_id = ?", [line["title_id"]])


def stopped_records(explainer: Explainer, line: Row, wanted: set[str]) -> LineRecords:
    """The rows behind a line of a stoppage: the title, the notice that counts, the performer's contract."""
    return LineRecords(
        title=title_rows(explainer, line, wanted & set(TITLE_FACTS)),
        line=stoppage_rows(explainer, line),
        engagement=contract_rows(explainer, line),
        credit=RecordRows("credit"),
        audience=RecordRows("audience"),
        answer=RecordRows("bonus_answer"),
        production=RecordRows("production"),
        cast=RecordRows("cast_member"),
        telecast=RecordRows("telecast"),
        first_run=RecordRows("use"),
    )


def paid_records(explainer: Explainer, line: Row, wanted: set[str]) -> LineRecords:
    """The rows behind a line of pay that a plan gets a contribution on."""
    columns = {one for name in wanted for one in (name, TITLE_COLUMNS.get(name, name))}
    return LineRecords(
        title=title_rows(explainer, line, columns),
        line=pay_rows(explainer, line),
        engagement=RecordRows("engagement"),
        credit=RecordRows("credit"),
        audience=RecordRows("audience"),
        answer=RecordRows("bonus_answer"),
        production=_production_rows(explainer, line, wanted),
        cast=RecordRows("cast_member"),
        telecast=RecordRows("telecast"),
        first_run=RecordRows("use"),
    )


def explain_fact(explainer: Explainer, fact: Fact, line: Row, records: LineRecords) -> FactShown:
    """One fact: its value on the line, how it was made, its rows, and what rivals say."""
    rows, column = _rows_of(fact.name, records)
    listed = rows.used[:MOST_SOURCES]
    return FactShown(
        name=fact.name,
        value=shown_value(fact_value(line[fact.name]), fact.kind),
        how=_how(fact.name, line, rows),
        sources=tuple(source_of(explainer, rows.table, row) for row in listed),
        rivals=tuple(_rivals(rows, column, fact.kind)),
    )


def source_of(explainer: Explainer, table: str, row: Row) -> FactSource:
    """Where a record row stands: who said it, when it was learned, in which entry and file."""
    entry = explainer.files[row["row_id"] >> 32]
    return FactSource(
        said_by=row["said_by"],
        learned_on=entry.learned_on.isoformat(),
        seq=entry.seq,
        table=table,
        row_id=row["row_id"],
        source_file=explainer.file_names.get((entry.seq, table), ""),
        source_row=row["source_row"],
    )


def _rows_of(name: str, records: LineRecords) -> tuple[RecordRows, str]:
    """Which rows a fact rests on, and in which column it stands; no column for what rows only imply."""
    if name in PAY_COLUMNS.get(records.line.table, {}):
        return records.line, PAY_COLUMNS[records.line.table][name]
    if name == "employed_on":
        return records.engagement, "starts_on"
    if records.line.table == "suspension" and name in CONTRACT_COLUMNS:
        return records.engagement, CONTRACT_COLUMNS[name]
    if records.line.table == "suspension" and name in STOPPAGE_COLUMNS:
        return records.line, STOPPAGE_COLUMNS[name]
    if name == "credit":
        return records.credit, "role"
    if records.cast.used and name in MEMBER_COLUMNS:
        return records.cast, MEMBER_COLUMNS[name]
    if name == "first_shown_on" and records.cast.used:
        return records.first_run, "from_on"
    if name in TELECAST_COLUMNS:
        return records.telecast, TELECAST_COLUMNS[name]
    if name in PRODUCTION_FACTS:
        return records.production, PRODUCTION_COLUMNS.get(name, name)
    if name in TITLE_FACTS or name == "runtime_minutes":
        return records.title, TITLE_COLUMNS.get(name, name)
    if name == ANSWERED:
        return records.answer, "is_reached"
    if name in AUDIENCE_FACTS:
        return records.audience, "amount"
    if name in SUMS and records.line.table == "use":
        return records.line, ""
    return records.line, LINE_COLUMNS.get(name, name)


def _how(name: str, line: Row, rows: RecordRows) -> str:
    if line["record_kind"] in PLAN_KINDS and name not in TITLE_FACTS:
        return pay_made(rows).get(name, "")
    count = len(rows.used)
    more = f", the first {MOST_SOURCES} listed" if count > MOST_SOURCES else ""
    if name in SUMS and rows.table == "use":
        return SILENT if rows.used else SKIPPED
    if name in SUMS and count > 1:
        return f"sum of {count:,} rows{more}" + ("" if line[name] is not None else ", one does not state it")
    if name == "first_shown_on" and line["record_kind"] == "performer_run":
        return "the day of run 1 on the same ladder" if rows.used else "no run 1 is recorded"
    if name == "run":
        is_given = any(row["run_no"] is not None for row in rows.used)
        return "as the sender numbered it" if is_given else "counted over the title's runs in order of date"
    if name == "employed_on" and not rows.used:
        return "no engagement of a writer is recorded"
    if name in ("period_from", "period_to", "received_on") and count < 2:
        return ""
    return MADE.get(name, "") + more


def _rivals(rows: RecordRows, column: str, kind: Kind) -> Iterator[RivalValue]:
    for row in rows.rivals[:MOST_SOURCES]:
        if column in row:
            value = row[column]
            is_of_kind = value is None or not isinstance(value, str) or kind.base == "word"
            if is_of_kind:
                yield RivalValue(row["said_by"], shown_value(fact_value(value), kind))


def _period_facts(variant: Variant, own: LineOutcome) -> Iterator[FactShown]:
    """The number and days of the period that a clause cut the line into."""
    each = variant.formula.each
    if each is None:
        return
    kinds: Mapping[str, Kind] = {each.name: Kind("number"), f"{each.name}_days": DAYS}
    for name in made_facts(each):
        value = shown_value(own.record.facts.get(name), kinds.get(name, Kind("date")))
        yield FactShown(name, value, f"the line is cut every {each.days} days")
