"""Builds the audit report: what is in arrears, by company and by person, with reasons, age and late charges.

The headline is what is owed on every position that a side takes in its own words; the spread follows. What is
not arrears stands apart, and an overpayment lowers nobody's arrears.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from arrears.audit.arrears_tables import (
    STATE_WORDS,
    PartyTotal,
    states_of,
    status_word,
    totals_by_party,
)
from arrears.audit.run_tables import RunHeading, RunTables
from arrears.findings import counted
from arrears.reports.heads_table import heads_section, is_more_than_residuals
from arrears.reports.listed_tables import arrears_table, exception_tables, finding_tables
from arrears.reports.not_arrears import not_arrears_table
from arrears.reports.party_tables import party_tables
from arrears.reports.rights_table import rights_section
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table
from arrears.vocabulary import PLANS

CURRENCY = Column("currency", "currency", for_readers=False)
SPREAD_SENTENCE = (
    "A position is one side's answer to every open question. Each line gives the arrears if that side is"
    " right throughout. Nothing is netted: where one side's words give more on one item and less on another,"
    " both count. Only words that are nobody's own can lie below what is owed on every position."
)
ONE_POSITION = (
    "No two of the readings asked for differ on these records, so there is one position and no spread."
)
OF_PLANS = "Contributions on what people were paid. They are owed to the plans and are nobody's own money."
LATE_SENTENCE = (
    "On the amount open in time, by each clause's own rule, also where the principal has since been paid."
    " Where the agreement does not say, simple and compound, whole months and days are all shown."
)


def build_audit_report(run: RunTables, most_rows: int) -> Report:
    """The audit report of a run, with at most so many rows in its long tables.

    Call `arrears_tables.make_arrears_tables` first.
    """
    heading = run.heading
    companies = totals_by_party(run, "company_id", "company")
    payees = totals_by_party(run, "payee_id", "person")
    plans = [one for one in payees if one.party_id in PLANS.values()]
    people = [one for one in payees if one.party_id not in PLANS.values()]
    no_arrears = f"Amounts that are owed, paid or unknown, and none of which is arrears on {heading.as_of}."
    apart = "They stand apart and lower nobody's arrears."
    spread = SPREAD_SENTENCE if len(heading.positions) > 1 else ONE_POSITION
    owing = len({company.party_id for company in companies if company.every})
    sections = (
        Section("Owed on every position", (_headline_sentence(heading, owing),), (_headline(run),)),
        Section("The spread between positions", (spread,), (_spread_table(run),)),
        *heads_section(run),
        Section("Arrears by company", (), party_tables(heading, companies, "company", most_rows)),
        Section("Arrears by person", (), party_tables(heading, people, "person", most_rows)),
        *_plans_section(heading, plans, most_rows),
        Section("Obligations in arrears", (), (_reasons_table(run), arrears_table(run, most_rows))),
        Section("Late charges", (LATE_SENTENCE,), (_late_table(run),)),
        Section("Not arrears", (no_arrears,), (not_arrears_table(run),)),
        *rights_section(run, most_rows),
        Section("Payments that settle nothing", (apart,), exception_tables(run, most_rows)),
        Section("Findings", (), finding_tables(run, most_rows)),
        Section("What was left out", heading.left_out or ("Nothing that this run knows of.",)),
    )
    return Report(f"Arrears on {heading.as_of}", heading_facts(heading), sections)


def _plans_section(heading: RunHeading, plans: Sequence[PartyTotal], most_rows: int) -> tuple[Section, ...]:
    """Contributions by plan, apart from what people are owed; none where no plan is owed any."""
    if not plans:
        return ()
    return (Section("Arrears by plan", (OF_PLANS,), party_tables(heading, plans, "plan", most_rows)),)


def heading_facts(heading: RunHeading) -> tuple[tuple[str, str], ...]:
    """Where the figures come from: the day, the records, the book's position, agreements and trust order."""
    agreements = "; ".join(f"{address} ({digest[:12]})" for address, digest in heading.agreements)
    positions = "; ".join(
        f"{position.name}{'' if position.is_own_words else ' (not in its own words)'}"
        for position in heading.positions
    )
    if len(heading.positions) == 1:
        answers = heading.positions[0].answers.items()
        read_as = ", ".join(f"{key.rpartition('/')[2]} as {side}" for key, side in sorted(answers))
        positions = f"one, read with {read_as or 'no open question'}; no other asked for differs here"
    return (
        ("as of", heading.as_of),
        ("records held to", heading.records_text()),
        ("book", f"seq {heading.seq}, head {heading.head}"),
        ("run", heading.run_id),
        ("agreements", agreements),
        ("positions", positions),
        ("trust", heading.trust or "one party speaks for every table"),
    )


def reason_words(states: int, held_to: str) -> str:
    """Why items are in arrears, in words: what was not found is said of the records held to a day."""
    words = [STATE_WORDS.get(state, state) for state in states_of(states)]
    held = f"no payment found in the records held to {held_to}"
    return ", ".join(held if word == "no payment found" else word for word in words)


def _headline_sentence(heading: RunHeading, companies: int) -> str:
    names = " and ".join(position.name for position in heading.own_words())
    who = "nobody" if not companies else counted(companies, "company", "companies")
    on = (
        f" on every position that a side takes in its own words ({names})"
        if len(heading.positions) > 1
        else ""
    )
    return (
        f"Owed by {who}{on}, where less than the amount due, or no payment, is found in the"
        f" records held to {heading.held_to()}. Principal first; late charges stand beside it and are not"
        " part of it."
    )


def _headline(run: RunTables) -> Table:
    rows = run.rows("""
        WITH a AS (
            SELECT currency, sum(every)::BIGINT AS every, max(status) AS status,
                   coalesce(sum(every) FILTER (status = 3), 0)::BIGINT AS unverified
            FROM arrears_item GROUP BY currency
        ), l AS (
            SELECT currency, sum(late_every)::BIGINT AS late, sum(compound_every)::BIGINT AS compound,
                   max(status) AS status
            FROM late_item GROUP BY currency
        )
        SELECT currency, coalesce(a.every, 0), a.status, coalesce(a.unverified, 0), coalesce(l.late, 0),
               coalesce(l.compound, 0), l.status
        FROM a FULL JOIN l USING (currency) ORDER BY currency <> 'usd', currency""")
    principal = "amounts in arrears" if is_more_than_residuals(run.heading) else "residuals in arrears"
    columns = (
        Column("principal", principal, "money"),
        Column("unverified", "of which on unverified terms", "money"),
        Column("late_simple", "late charges, simple", "money"),
        Column("late_compound", "or compound", "money"),
        CURRENCY,
    )
    return Table("headline", "", columns, tuple(_headline_row(row) for row in rows))


def _headline_row(row: tuple[Any, ...]) -> tuple[Cell, ...]:
    currency, every, status, unverified, late, compound, late_status = row
    return (
        Money(every, currency, status_word(status)),
        Money(unverified, currency),
        Money(late, currency, status_word(late_status)),
        Money(compound, currency, status_word(late_status)),
        currency,
    )


def _spread_table(run: RunTables) -> Table:
    cells: list[tuple[Cell, ...]] = []
    for position in run.heading.positions:
        column = f"p{position.bit}"
        whose = "its own words" if position.is_own_words else "as another side reports it"
        rows = run.rows(f"""
            SELECT currency, sum({column})::BIGINT, sum(greatest({column} - every, 0))::BIGINT,
                   count(*) FILTER ({column} > every), sum(greatest(every - {column}, 0))::BIGINT,
                   max(status) FILTER ({column} > 0)
            FROM arrears_item GROUP BY currency ORDER BY currency <> 'usd', currency""")
        for currency, total, beyond, items, below, status in rows:
            amounts = Money(total, currency, status_word(status)), Money(beyond, currency)
            cells.append((position.name, whose, *amounts, items, Money(below, currency), currency))
    columns = (
        Column("position", "position"),
        Column("whose_words", "words"),
        Column("arrears", "arrears", "money"),
        Column("beyond", "beyond every position", "money"),
        Column("items", "on so many items", "count"),
        Column("below", "below it", "money"),
        CURRENCY,
    )
    return Table("positions", "", columns, tuple(cells))


def _reasons_table(run: RunTables) -> Table:
    rows = run.rows("""
        SELECT states, count(*), sum(every)::BIGINT, currency, max(status)
        FROM arrears_item GROUP BY states, currency ORDER BY 3 DESC, states, currency""")
    columns = (
        Column("reason", "reason"),
        Column("items", "items", "count"),
        Column("arrears", "on every position", "money"),
        CURRENCY,
    )
    cells = tuple(
        (
            reason_words(states, run.heading.held_to()),
            items,
            Money(cents, currency, status_word(status)),
            currency,
        )
        for states, items, cents, currency, status in rows
    )
    return Table("reasons", "By reason", columns, cells)


def _late_table(run: RunTables) -> Table:
    rows = run.rows("""
        SELECT CASE WHEN disputed THEN 'disputed' ELSE 'undisputed' END AS money,
               CASE WHEN is_open THEN 'still open' ELSE 'paid late' END AS principal, count(*),
               sum(late_every)::BIGINT, sum(compound_every)::BIGINT, sum(daily_every)::BIGINT, currency,
               max(status)
        FROM late_item GROUP BY ALL ORDER BY 1 DESC, 2, 7""")
    columns = (
        Column("disputed", "money"),
        Column("principal", "principal"),
        Column("items", "items", "count"),
        Column("simple", "simple, whole months", "money"),
        Column("compound", "compound, whole months", "money"),
        Column("daily", "simple, by the day", "money"),
        CURRENCY,
    )
    cells = tuple(
        (
            disputed,
            principal,
            items,
            *(Money(cents, currency, status_word(status)) for cents in amounts),
            currency,
        )
        for disputed, principal, items, *amounts, currency, status in rows
    )
    return Table("late_charges", "On every position", columns, cells)
