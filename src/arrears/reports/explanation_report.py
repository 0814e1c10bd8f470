"""Builds the page that explains one amount: the clause in words, the facts and who asserted them, every step,
the split, what was paid, what lateness costs, and what was left out.

Only arranges what the explanation holds; figures nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from arrears.audit.arrears_tables import STATE_WORDS
from arrears.money import show_cents
from arrears.obligations.explanation_model import Cited, Explanation, FactShown, LateShown, Step
from arrears.reports.exact_values import fraction_text, value_text
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, TreeLine
from arrears.vocabulary import STATUSES

OUTCOMES = {
    "amount": "The clause gives an amount.",
    "does not apply": "The clause does not apply.",
    "cannot tell": "It cannot be told whether the clause applies.",
    "missing": "The clause applies; its amount is not known.",
}


def build_explanation_report(explanation: Explanation) -> Report:
    """One amount as a report, in reading order: result, clause, facts, steps, split, payments, lateness."""
    sections = (
        _result(explanation),
        _clause(explanation),
        Section("The facts, and who asserted them", (), (_facts_table(explanation),)),
        Section("Step by step", _outcome(explanation), (), tuple(_tree(explanation.steps, 0))),
        _split(explanation),
        Section("When it is due", _due(explanation)),
        Section("What was paid", _standing(explanation), (_payments_table(explanation),)),
        Section("What lateness costs", _late_sentences(explanation), (_late_table(explanation),)),
        Section("What was left out", explanation.left_out or ("Nothing that is known of.",)),
    )
    title = f"{_money(explanation, explanation.amount_cents)} for {explanation.payee.name}"
    return Report(title, _heading_facts(explanation), sections)


def _heading_facts(explanation: Explanation) -> tuple[tuple[str, str], ...]:
    asked = explanation.asked_of
    agreements = "; ".join(f"{used.address} ({used.digest[:12]})" for used in asked.agreements)
    return (
        ("obligation", explanation.ref),
        ("company", f"{explanation.company.name} ({explanation.company.id})"),
        ("payee", f"{explanation.payee.name} ({explanation.payee.id})"),
        ("title", f"{explanation.title.name} ({explanation.title.id})"),
        ("use", f"{explanation.market}, {explanation.territory}, {explanation.occasion}"),
        ("as of", asked.as_of),
        ("records held to", asked.known_by or asked.as_of),
        ("book", f"seq {asked.seq}, head {asked.head}"),
        ("run", asked.run_id),
        ("agreements", agreements),
        ("trust", asked.trust or "one party speaks for every table"),
    )


def _money(explanation: Explanation, cents: int | None) -> str:
    return Money(cents, explanation.currency, explanation.clause.status).text()


def _result(explanation: Explanation) -> Section:
    sentences = [f"Owed: {_money(explanation, explanation.amount_cents)}."]
    if explanation.amount_cents is None and explanation.low_cents is not None:
        low, high = explanation.low_cents, explanation.high_cents
        span = f"{show_cents(low, explanation.currency)} and {show_cents(high, explanation.currency)}"
        sentences.append(f"It lies between {span}.")
    if explanation.missing:
        sentences.append(f"To know it, ask for: {', '.join(explanation.missing)}.")
    if explanation.standing is not None:
        state = STATE_WORDS.get(explanation.standing.state, explanation.standing.state)
        asked = explanation.asked_of
        held = f" in the records held to {asked.known_by or asked.as_of}"
        sentences.append(f"Standing: {state}{held if state == 'no payment found' else ''}.")
    status = explanation.clause.status
    sentences.append(f"The weakest term it rests on is {status}: {STATUSES.get(status, 'not known')}.")
    return Section("", tuple(sentences))


def _clause(explanation: Explanation) -> Section:
    clause = explanation.clause
    first, *steps = clause.words.split("\n")
    sentences = [f"{clause.address}: {first}", *steps, _cited(clause.citation)]
    if clause.reading:
        by = f" ({clause.reading_by})" if clause.reading_by else ""
        because = f": {clause.reading_because}" if clause.reading_because else ""
        sentences.append(f"Read as {clause.reading}{by} reads it{because}.")
    readings = Table(
        "other_readings",
        "The same line on the other readings",
        (Column("side", "side"), Column("by", "by"), Column("words", "words"), Column("because", "because"),
         Column("amount", "amount", "money")),
        tuple(
            (
                other.side, other.by, "its own" if other.is_own_words else "as another side reports it",
                other.because, Money(other.amount_cents, explanation.currency),
            )
            for other in clause.other_readings
        ),
    )  # fmt: skip
    terms = Table(
        "terms",
        "The terms and where they were read",
        (Column("address", "term"), Column("written", "figure"), Column("status", "status"),
         Column("source", "source"), Column("note", "note")),
        tuple((t.address, t.written, t.status, t.source, t.note) for t in explanation.terms),
    )  # fmt: skip
    tables = (readings, terms) if clause.other_readings else (terms,)
    return Section("The clause", tuple(sentences), tables)


def _cited(citation: Cited) -> str:
    note = f" ({citation.note})" if citation.note else ""
    return f"Source: {citation.source}{note}; status {citation.status}."


def _facts_table(explanation: Explanation) -> Table:
    rows = tuple(row for fact in explanation.facts for row in _fact_rows(fact, explanation.currency))
    columns = (
        Column("fact", "fact"),
        Column("value", "value"),
        Column("how", "how"),
        Column("said_by", "said by"),
        Column("learned_on", "learned"),
        Column("row", "record"),
        Column("source", "in the file"),
    )
    return Table("facts", "", columns, rows)


def _fact_rows(fact: FactShown, currency: str) -> Iterator[tuple[Cell, ...]]:
    value = value_text(fact.value, currency)
    if not fact.sources:
        yield (fact.name, value, fact.how, "", "", "", "")
    for place, source in enumerate(fact.sources):
        row = "" if source.source_row is None else f":{source.source_row}"
        where = (
            source.said_by,
            source.learned_on,
            f"{source.table} {source.row_id}",
            source.source_file + row,
        )
        yield (fact.name, value, fact.how, *where) if place == 0 else (f"{fact.name}, also", "", "", *where)
    for rival in fact.rivals:
        figure = value_text(rival.value, currency)
        yield (f"{fact.name}, rival", figure, "not used", rival.said_by, "", "", "")


def _outcome(explanation: Explanation) -> tuple[str, ...]:
    sentences = [OUTCOMES[explanation.outcome]]
    if explanation.clause_cents is not None:
        amount = show_cents(explanation.clause_cents, explanation.currency)
        sentences.append(f"Rounded {explanation.rounding}: {amount}.")
    return tuple(sentences)


def _tree(steps: tuple[Step, ...], depth: int) -> Iterator[TreeLine]:
    for step in steps:
        label = f"{step.name}: {step.label}" if step.name and step.name != step.label else step.label
        notes = [step.note] if step.note else []
        notes += [f"rounded {step.rounded}"] if step.rounded else []
        notes += [f"term {step.address}, {step.status}"] if step.address and step.status else []
        notes += [f"missing: {', '.join(step.missing)}"] if step.missing else []
        yield TreeLine(depth, label, value_text(step.value, "usd"), tuple(notes))
        yield from _tree(step.children, depth + 1)


def _split(explanation: Explanation) -> Section:
    split = explanation.split
    if split is None:
        return Section("The split", ("Not shared: the whole amount is the payee's.",))
    pot = show_cents(split.pot_cents, explanation.currency)
    if not split.shares:
        return Section("The split", (f"{pot} is owed and cannot be shared yet. {split.why}",))
    share = split.shares[split.own_place]
    odd = split.odd_cents.replace("_", " ")
    sentence = (
        f"{pot} is shared by {split.by}; the payee's share is {fraction_text(share)}, which is"
        f" {_money(explanation, explanation.amount_cents)}. Odd cents go by {odd}, so that the shares add up"
        f" to the pot. {split.why}"
    )
    return Section("The split", (sentence,))


def _due(explanation: Explanation) -> tuple[str, ...]:
    due = explanation.due
    when = f"On {due.due_on}." if due.due_on else "The date cannot be told."
    rule = f"Rule {due.rule}: {due.words}" if due.rule else ""
    cited = _cited(due.citation) if due.citation else ""
    return tuple(sentence for sentence in (when, rule, cited) if sentence)


def _standing(explanation: Explanation) -> tuple[str, ...]:
    standing = explanation.standing
    if standing is None:
        return ("Not matched with payments in this run.",)
    currency = explanation.currency
    days = standing.days_past_due
    late = f" {days} days past the due date." if days is not None and days > 0 else ""
    paid = show_cents(standing.paid_cents, currency)
    with_guild = show_cents(standing.with_guild_cents, currency)
    still_open = show_cents(standing.open_cents, currency)
    return (f"Paid {paid}, of which with the guild {with_guild}; open {still_open}.{late} {standing.why}",)


def _payments_table(explanation: Explanation) -> Table:
    columns = (
        Column("payment_id", "payment"), Column("line_no", "line", "count"),
        Column("amount", "set against it", "money"), Column("paid_on", "paid on"),
        Column("received_by_guild_on", "received by the guild"), Column("sent_on_to_member_on", "sent on"),
        Column("payee", "to"), Column("how", "matched by"), Column("why", "because"),
    )  # fmt: skip
    rows = tuple(
        (
            paid.payment_id,
            paid.line_no,
            Money(paid.amount_cents, explanation.currency),
            paid.paid_on,
            paid.received_by_guild_on,
            paid.sent_on_to_member_on,
            paid.payee.name if paid.payee else "",
            paid.how.replace("_", " "),
            paid.why,
        )
        for paid in explanation.payments
    )
    return Table("payments", "Payments set against it", columns, rows)


def _late_sentences(explanation: Explanation) -> tuple[str, ...]:
    return tuple(f"{late.rule}: {late.words}" for late in explanation.late_charges)


def _late_table(explanation: Explanation) -> Table:
    columns = (
        Column("rule", "rule"), Column("months", "months", "count"), Column("days", "days", "count"),
        Column("simple", "simple", "money"), Column("compound", "compound", "money"),
        Column("daily", "by the day", "money"), Column("money", "money"), Column("source", "source"),
    )  # fmt: skip
    rows = tuple(_late_row(late, explanation.currency) for late in explanation.late_charges)
    return Table("late_charges", "", columns, rows)


def _late_row(late: LateShown, currency: str) -> tuple[Cell, ...]:
    status = late.citation.status if late.citation else ""
    charges = (late.simple_cents, late.compound_cents, late.daily_cents)
    amounts = tuple(Money(cents, currency, status) for cents in charges)
    disputed = "disputed" if late.is_disputed else "undisputed"
    source = f"{late.citation.source} ({status})" if late.citation else ""
    return (late.rule, late.months, late.days, *amounts, disputed, source)
