"""Prices one disputed clause under every side's reading: totals, by company and person, deciding facts.

A line that a reading leaves out is priced under the clause that then governs it, never at nothing. Readings
need not nest: where one side gives more on one line and less on another, both are shown, nothing is netted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arrears.agreements.model import Agreement, Answer, Question
from arrears.agreements.readings import question_key, questions_of
from arrears.audit.arrears_tables import ITEM, on_position, status_place, status_sql, status_word
from arrears.audit.run_tables import RunPosition, RunTables, name_join
from arrears.engine.connection import quote_name, quote_text
from arrears.findings import Finding, Refused, suggest
from arrears.formula.asks import asks
from arrears.reconciliation.standing import ARREARS_STATES
from arrears.reports.audit_report import heading_facts
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, column_word, first_rows

LINE = "title_id, company_id, market, territory, occasion, currency"
CURRENCY = Column("currency", "currency", for_readers=False)
NOT_KNOWN = Column("not_known", "lines with an amount not known", "count")


@dataclass(frozen=True)
class DisputedClause:
    """A clause with open questions: its lineage in one family, and the questions of all its versions."""

    family: str
    name: str
    questions: tuple[Question, ...]

    def keys(self) -> tuple[str, ...]:
        """The questions without their versions, as positions answer them."""
        return tuple(dict.fromkeys(question_key(question) for question in self.questions))

    def answers(self) -> tuple[tuple[str, Answer], ...]:
        """Every answer of every question, once, with its question."""
        found = {
            (question_key(question), answer.side): answer
            for question in self.questions
            for answer in question.answers
        }
        return tuple((key, answer) for (key, _), answer in found.items())

    def facts(self) -> tuple[str, ...]:
        """The facts that the answers read: what makes the readings differ."""
        names = (name for _, answer in self.answers() for name in asks(answer.node).facts)
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Side:
    """One way to read the clause, and the position of the run that stands for it."""

    name: str
    position: RunPosition
    is_own_words: bool


def find_dispute(agreements: Sequence[Agreement], name: str) -> DisputedClause:
    """The clause of that name with its open questions.

    Findings: `clause-unknown`, `clause-not-disputed`.
    """
    family, _, bare = name.partition("/") if name.count("/") > 1 else ("", "", name)
    named = [
        (agreement, clause)
        for agreement in agreements
        for clause in agreement.clauses()
        if bare in (clause.name, clause.name.rpartition("/")[2]) and family in ("", agreement.family)
    ]
    if not named:
        known = {clause.name for agreement in agreements for clause in agreement.clauses()}
        problem = f"there is no clause '{name}'"
        raise Refused([Finding("clause-unknown", name, problem, "a clause", name, suggest(bare, known))])
    questions = tuple(question for agreement, clause in named for question in questions_of(clause, agreement))
    if not questions:
        disputed = {c.name for a in agreements for c in a.clauses() if questions_of(c, a)}
        problem = "nobody reads this clause in two ways, as far as the agreement files say"
        remedy = f"disputed are: {', '.join(sorted(disputed)) or 'none'}"
        raise Refused([Finding("clause-not-disputed", name, problem, "a question", "none", remedy)])
    agreement, clause = named[0]
    return DisputedClause(agreement.family, clause.name, questions)


def build_dispute(run: RunTables, disputed: DisputedClause, most_rows: int) -> Report:
    """The clause priced under every reading over the same records; long tables hold so many rows."""
    sides = sides_of(run, disputed)
    _make_items(run, disputed, sides)
    lines = first_rows(_differing_lines(run, disputed, sides), most_rows)
    companies = _party_table(run, sides, "company_id", "company")
    people = _party_table(run, sides, "payee_id", "person")
    sections = (
        Section("What each side reads", (), (_answers_table(disputed),)),
        Section("What each reading is worth", _sentences(disputed, sides), (_totals_table(run, sides),)),
        Section("By company", (), (first_rows(companies, most_rows),)),
        Section("By person", (), (first_rows(people, most_rows),)),
        Section("The lines on which they differ, and the facts that decide", (), (lines,)),
    )
    facts = (("clause", f"{disputed.family}/{disputed.name}"), *heading_facts(run.heading))
    return Report(f"{disputed.name} on each reading, on {run.heading.as_of}", facts, sections)


def sides_of(run: RunTables, disputed: DisputedClause) -> tuple[Side, ...]:
    """One side for each different set of answers to the clause's questions.

    Each stands on the first position that gives it; positions that differ only on other clauses are one side.
    """
    keys = disputed.keys()
    own = {(key, answer.side): answer.is_own_words for key, answer in disputed.answers()}
    found: dict[tuple[str, ...], Side] = {}
    for position in run.heading.positions:
        answers = tuple(position.answers.get(key, "") for key in keys)
        if len(keys) == 1:
            name = answers[0]
        else:
            name = ", ".join(f"{key.rpartition('/')[2]}: {side}" for key, side in zip(keys, answers))
        is_own = all(own.get((key, side), True) for key, side in zip(keys, answers))
        found.setdefault(answers, Side(name or "as agreed", position, is_own))
    return tuple(found.values())


def _make_items(run: RunTables, disputed: DisputedClause, sides: Sequence[Side]) -> None:
    """Create `disputed_item`: one row per item that the clause gives an amount on any position.

    Columns: owed, open, late and compound cents on each side; status and late_status, the weakest status of
    their terms as a place of STATUS_ORDER (null: nothing there); unknown, how many amounts a side has not,
    and dark, whether it lacks the item's own or that of the whole line before sharing: then nothing can be
    compared with it there; own_payee_id, whose own amount is in question; null: the line's.
    The obligations of an item are all of its clauses, because the clause that governs what a reading leaves
    out is priced with it.
    """
    article, _, clause = disputed.name.partition("/")
    key = ", ".join(ITEM)
    same = " AND ".join(f"o.{column} IS NOT DISTINCT FROM i.{column}" for column in ITEM)
    states = ", ".join(quote_text(state) for state in ARREARS_STATES)
    sums = "".join(f", {column}" for side in sides for column in _side_columns(side.position))
    run.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE disputed_item AS
        WITH named AS (
            SELECT DISTINCT {key} FROM obligation WHERE family = {quote_text(disputed.family)}
            AND article = {quote_text(article)} AND clause = {quote_text(clause)}
        ), late AS (
            SELECT obligation_no, sum(simple_cents)::BIGINT AS simple_cents,
                   sum(compound_cents)::BIGINT AS compound_cents, {status_sql("status")} AS late_status
            FROM late_charge GROUP BY obligation_no
        ), priced AS (
            SELECT o.line_id, o.positions, o.amount_cents, l.simple_cents, l.compound_cents, i.*,
                   {status_place("o.status")} AS status, l.late_status,
                   CASE WHEN s.state IN ({states}) THEN s.open_cents END AS open_cents
            FROM obligation o JOIN named i ON {same} JOIN standing s USING (obligation_no)
            LEFT JOIN late l USING (obligation_no)
        ), item AS (
            SELECT {key}, min(line_id) AS line_id{sums} FROM priced GROUP BY {key}
        )
        {_dark_sql(sides)}""")


def _dark_sql(sides: Sequence[Side]) -> str:
    """The items with what cannot be compared: an item's own amount, or the whole line's before sharing."""
    bits = [side.position.bit for side in sides]
    of_line = f"FILTER (payee_id IS NULL) OVER (PARTITION BY {LINE})"
    whole = "".join(f", coalesce(sum(unknown{bit}) {of_line}, 0) > 0 AS whole{bit}" for bit in bits)
    dark = "".join(f", unknown{bit} > 0 OR whole{bit} AS dark{bit}" for bit in bits)
    is_whole = " OR ".join(f"whole{bit}" for bit in bits)
    return f"""
        SELECT *{dark}, CASE WHEN NOT ({is_whole}) THEN payee_id END AS own_payee_id
        FROM (SELECT *{whole} FROM item)"""


def _side_columns(position: RunPosition) -> list[str]:
    """The columns of `disputed_item` on one side: cents, weakest statuses, how many amounts it lacks."""
    cents = {
        "owed": "amount_cents",
        "open": "open_cents",
        "late": "simple_cents",
        "compound": "compound_cents",
    }
    is_on = f"(positions >> {position.bit}) & 1 = 1"
    return [
        *(f"{on_position(position, column)} AS {name}{position.bit}" for name, column in cents.items()),
        *(f"max({name}) FILTER ({is_on}) AS {name}{position.bit}" for name in ("status", "late_status")),
        f"{on_position(position, '(amount_cents IS NULL)::BIGINT')} AS unknown{position.bit}",
    ]


def _answers_table(disputed: DisputedClause) -> Table:
    columns = (
        Column("question", "question"),
        Column("side", "side"),
        Column("by", "by"),
        Column("words", "words"),
        Column("because", "because"),
        Column("source", "source"),
        Column("status", "status"),
    )
    rows = tuple(
        (
            key.rpartition("/")[2],
            answer.side,
            answer.by,
            "its own" if answer.is_own_words else "as another side reports it",
            answer.because,
            answer.citation.source if answer.citation else "",
            answer.citation.status if answer.citation else "",
        )
        for key, answer in disputed.answers()
    )
    return Table("answers", "", columns, rows)


def _sentences(disputed: DisputedClause, sides: Sequence[Side]) -> tuple[str, ...]:
    """What the columns mean, and which answers a run has merged because they give the same amounts."""
    keys = disputed.keys()
    priced = {(key, side.position.answers.get(key)) for side in sides for key in keys}
    merged = [answer.side for key, answer in disputed.answers() if (key, answer.side) not in priced]
    same = f"On these records {', '.join(merged)} give the same amounts as a reading that is shown."
    meaning = (
        "Owed: what the records give on that reading, paid or not. In arrears: what is open and past due. The"
        " gap is the part beyond the least that any own-words reading gives on the same line, with the late"
        " charges on it; a reading that is nobody's own words may lie below that least. A line for which the"
        " reading, or a side's own words, give no amount that is known has no gap: it is not compared."
    )
    return (meaning, same) if merged else (meaning,)


def _totals_table(run: RunTables, sides: Sequence[Side]) -> Table:
    own = [side for side in sides if side.is_own_words] or list(sides)
    rows: list[tuple[Cell, ...]] = []
    for side in sides:
        words = "its own" if side.is_own_words else "as another side reports it"
        for currency, *amounts, lines, unknown, dark in run.rows(_totals_sql(side, own)):
            rows.append((side.name, words, *_moneys(amounts, currency), lines, unknown, dark, currency))
    columns = (
        Column("side", "side"),
        Column("words", "words"),
        Column("owed", "owed", "money"),
        Column("arrears", "in arrears", "money"),
        Column("late", "late, simple", "money"),
        Column("compound", "or compound", "money"),
        Column("gap", "gap", "money"),
        Column("gap_late", "late on the gap, simple", "money"),
        Column("gap_compound", "or compound on the gap", "money"),
        Column("below", "below the least", "money"),
        Column("lines", "lines with a gap", "count"),
        Column("not_known", "amounts not known", "count"),
        Column("not_compared", "lines not compared", "count"),
        CURRENCY,
    )
    return Table("readings", "", columns, tuple(rows))


def _totals_sql(side: Side, own: Sequence[Side]) -> str:
    """What a side's reading is worth; where an amount of a line is not known there is no least and no gap."""
    bit = side.position.bit
    dark = " OR ".join(f"dark{one.position.bit}" for one in (side, *own))
    least = ", ".join(
        f"CASE WHEN NOT ({dark}) THEN {_least(part, own)} END AS least_{part}"
        for part in ("owed", "late", "compound")
    )
    both = {part: _weakest(part, (side, *own)) for part in ("status", "late_status")}
    return f"""
        WITH one AS (SELECT *, {least}, {dark} AS is_dark FROM disputed_item)
        SELECT currency, sum(owed{bit})::BIGINT, sum(open{bit})::BIGINT, sum(late{bit})::BIGINT,
               sum(compound{bit})::BIGINT, sum(greatest(owed{bit} - least_owed, 0))::BIGINT,
               sum(greatest(late{bit} - least_late, 0))::BIGINT,
               sum(greatest(compound{bit} - least_compound, 0))::BIGINT,
               sum(greatest(least_owed - owed{bit}, 0))::BIGINT,
               max(status{bit}), max(status{bit}) FILTER (open{bit} > 0), max(late_status{bit}),
               max(late_status{bit}), max({both["status"]}) FILTER (owed{bit} > least_owed),
               max({both["late_status"]}) FILTER (late{bit} > least_late),
               max({both["late_status"]}) FILTER (compound{bit} > least_compound),
               max({both["status"]}) FILTER (owed{bit} < least_owed),
               count(*) FILTER (owed{bit} > least_owed), sum(unknown{bit})::BIGINT,
               count(DISTINCT ({LINE}, own_payee_id)) FILTER (is_dark)
        FROM one GROUP BY currency ORDER BY currency"""


def _least(part: str, sides: Sequence[Side]) -> str:
    columns = ", ".join(f"{part}{side.position.bit}" for side in sides)
    return f"least({columns})" if len(sides) > 1 else columns


def _weakest(part: str, sides: Sequence[Side]) -> str:
    """The weakest status of a line on the given sides: a difference rests on the terms of both."""
    return f"greatest({', '.join(f'{part}{side.position.bit}' for side in sides)})"


def _moneys(amounts: Sequence[int | None], currency: str) -> tuple[Money, ...]:
    """Amounts, of which the first half are cents and the second half their statuses in the same order."""
    half = len(amounts) // 2
    return tuple(
        Money(cents, currency, status_word(place)) for cents, place in zip(amounts[:half], amounts[half:])
    )


def _party_table(run: RunTables, sides: Sequence[Side], id_column: str, kind: str) -> Table:
    bits = [side.position.bit for side in sides]
    sums = ", ".join(f"{_known('owed', bit)}, {_known('open', bit)}" for bit in bits)
    weakest = ", ".join(f"max(status{bit}), max(status{bit}) FILTER (open{bit} > 0)" for bit in bits)
    spread = f"greatest({', '.join(f'sum(owed{bit})' for bit in bits)})"
    dark = " OR ".join(f"dark{bit}" for bit in bits)
    rows = run.rows(f"""
        SELECT i.{id_column}, coalesce(max(n.name), i.{id_column}, 'not shared yet'), i.currency,
               count(DISTINCT ({LINE}, own_payee_id)) FILTER ({dark}), {sums}, {weakest}
        FROM disputed_item i {name_join(kind, f"i.{id_column}", "n")}
        GROUP BY i.{id_column}, i.currency ORDER BY {spread} DESC, i.{id_column}, i.currency""")
    amounts = tuple(
        column
        for side in sides
        for column in (
            Column(f"owed_{column_word(side.name)}", side.name, "money"),
            Column(f"arrears_{column_word(side.name)}", "of it open", "money"),
        )
    )
    named = (Column(f"{kind}_id", kind, for_readers=False), Column("name", kind))
    columns = (*named, *amounts, NOT_KNOWN, CURRENCY)
    cells = tuple(
        (party, name, *_moneys(amounts, currency), unknown, currency)
        for party, name, currency, unknown, *amounts in rows
    )
    return Table(f"by_{kind}", "", columns, cells)


def _known(part: str, bit: int) -> str:
    """A sum of what is known on a side; null where that is nothing and something is not known."""
    amount = f"sum({part}{bit})::BIGINT"
    return f"CASE WHEN bool_or(dark{bit}) AND sum(owed{bit}) = 0 THEN NULL ELSE {amount} END"


def _differing_lines(run: RunTables, disputed: DisputedClause, sides: Sequence[Side]) -> Table:
    facts, join = _fact_columns(run, disputed.facts())
    picked = "".join(f", f.{quote_name(fact)}" for fact in facts)
    owed = [
        f"CASE WHEN NOT bool_or(i.dark{side.position.bit}) THEN sum(i.owed{side.position.bit})::BIGINT END"
        for side in sides
    ]
    sums = "".join(f", {one}" for one in owed)
    sums += "".join(f", max(i.status{side.position.bit})" for side in sides)
    differ = " OR ".join(f"{one} IS DISTINCT FROM {owed[0]}" for one in owed[1:])
    spread = ", ".join(owed)
    key = "i.title_id, i.company_id, i.market, i.territory, i.occasion, i.currency"
    rows = run.rows(f"""
        SELECT coalesce(max(t.name), i.title_id), coalesce(max(c.name), i.company_id), i.market, i.territory,
               i.occasion, i.currency{picked}{sums}
        FROM disputed_item i {join} {name_join("title", "i.title_id", "t")}
        {name_join("company", "i.company_id", "c")}
        GROUP BY {key}{picked} HAVING {differ or "false"}
        ORDER BY greatest({spread}) - least({spread}) DESC NULLS LAST, {key}""")
    columns = (
        Column("title", "title"),
        Column("company", "company"),
        Column("market", "market", is_beneath=True),
        Column("territory", "territory", is_beneath=True),
        Column("occasion", "for"),
        *(Column(fact, fact.replace("_", " ")) for fact in facts),
        *(Column(f"owed_{column_word(side.name)}", side.name, "money") for side in sides),
        CURRENCY,
    )
    cells = tuple(_line(row, len(facts)) for row in rows)
    return Table("lines", "", columns, cells)


def _line(row: tuple[Any, ...], fact_count: int) -> tuple[Cell, ...]:
    *place, currency = row[:6]
    facts = tuple("not known" if fact is None else str(fact) for fact in row[6 : 6 + fact_count])
    return (*place, *facts, *_moneys(row[6 + fact_count :], currency), currency)


def _fact_columns(run: RunTables, facts: Sequence[str]) -> tuple[list[str], str]:
    """The facts that the run kept, and a join to them; a run without facts has none."""
    file = run.folder / "fact.parquet"
    if not file.is_file():
        return [], ""
    source = f"read_parquet({quote_text(str(file.resolve()))})"
    held = {row[0] for row in run.rows(f"DESCRIBE SELECT * FROM {source}")}
    kept = [fact for fact in facts if fact in held]
    return kept, f"LEFT JOIN {source} f ON f.line_id = i.line_id" if kept else ""
