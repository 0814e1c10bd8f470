"""The keys of a file of worked cases, for the checker and the editors' schema. Nothing here reads a file."""

from __future__ import annotations

from collections.abc import Mapping

from arrears.agreements.shapes import Either, Key, KeyedShape, ListShape, NamedShape, Shape, TextShape
from arrears.vocabulary import STATUSES

# Records run by this date where the case gives no `ordered_on`.
ORDERED_BY: Mapping[str, str] = {
    "statement_line": "period_to",
    "run": "shown_on",
    "availability": "first_day_online",
    "exhibition_year": "year_from",
    "engagement": "starts_on",
    "amount_owed": "due_on",
    "performer_run": "shown_on",
    "performer_year": "year_from",
    "suspension": "suspended_on",
    "plan_year": "year_from",
    "work_hours": "worked_on",
    "credited_year": "year_from",
}
RECORD_KEYS = ("ordered_on", "owed", "participants")

FACT = TextShape("a fact: $140,000.00, 60,000, 2008-09-30, a word, or missing")
AMOUNT = TextShape("$504.00, does not apply, missing, cannot tell, or right")
VALUE = TextShape("a figure, a date, yes, no, or missing")
RECORD = NamedShape(
    Either(
        (
            FACT,
            NamedShape(TextShape("an amount"), "what other clauses owe"),
            ListShape(NamedShape(FACT, "facts by name"), "the participants of a split by units"),
        )
    ),
    "facts by name",
)
AMOUNTS = ListShape(AMOUNT, "one for each record")
CASE = KeyedShape(
    "a worked case",
    (
        Key(
            "case",
            KeyedShape(
                "the head of a case",
                (
                    Key("name", TextShape("what the case shows, in one sentence")),
                    Key("clause", TextShape("the clause, of this article if it is not named"), True),
                    Key("source", TextShape("where the expected figure comes from"), True),
                    Key("status", TextShape("how far the source can be trusted", tuple(STATUSES))),
                    Key("note", TextShape("the working, or what a reader must know")),
                    Key("reading", NamedShape(TextShape("a side"), "answers to questions, by question")),
                    Key("given", RECORD),
                ),
            ),
            True,
        ),
        Key("records", ListShape(RECORD, "the records, in any order"), True),
        Key(
            "expect",
            KeyedShape(
                "what the source expects",
                (
                    Key(
                        "amounts",
                        Either((AMOUNT, AMOUNTS, NamedShape(Either((AMOUNT, AMOUNTS)), "by side"))),
                        True,
                    ),
                    Key(
                        "shares",
                        ListShape(
                            Either(
                                (
                                    TextShape("none, where nothing is shared"),
                                    ListShape(TextShape("an amount, or missing"), "in the clause's order"),
                                )
                            ),
                            "for each record what each participant, payee or place takes",
                        ),
                    ),
                    Key(
                        "due",
                        Either((TextShape("a date"), ListShape(TextShape("a date"), "one for each record"))),
                    ),
                    Key(
                        "steps",
                        NamedShape(
                            Either((VALUE, ListShape(VALUE, "one for each record"))), "values by step"
                        ),
                    ),
                    Key(
                        "missing",
                        ListShape(
                            Either(
                                (TextShape("a fact"), ListShape(TextShape("a fact"), "the missing facts"))
                            ),
                            "for each record the names of what is missing",
                        ),
                    ),
                ),
            ),
            True,
        ),
    ),
)
CASES_FILE: Shape = ListShape(CASE, "worked cases")
