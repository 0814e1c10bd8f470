"""The keys of an agreement's rules: due dates, late charges, credit shares; and those of every citation.

Part of the reference in `layout`. Nothing here reads a file.
"""

from __future__ import annotations

from arrears.agreements.shapes import Either, Key, KeyedShape, ListShape, NamedShape, TextShape
from arrears.vocabulary import CREDIT_COLUMNS, CREDIT_ROLES, PAYOR_STATUSES, STATUSES, WORKS

CITE = Key("cite", TextShape("the document and the place in it where this was read"))
STATUS = Key("status", TextShape("how far the source can be trusted", tuple(STATUSES)))
NOTE = Key(
    "note", TextShape("what a reader must know about this figure or clause; the working of a derived one")
)
NEAR = Key(
    "near",
    Either(
        (
            TextShape("row or heading words near which the figure is printed, at most 60 characters", (), 60),
            ListShape(
                TextShape("words as printed, at most 60 characters", (), 60), "labels, any of which is near"
            ),
        )
    ),
)
AS_PRINTED = Key(
    "as_printed", TextShape("how the page prints the figure where it does not print these digits", (), 60)
)
CITED = (CITE, STATUS, NOTE, NEAR, AS_PRINTED)
COUNT = TextShape("a count of days or months, such as 60 days")
DUE_KEYS = (
    Key("count", COUNT, True),
    Key("after", TextShape("the date fact that the count starts from"), True),
    Key(
        "printed", NamedShape(TextShape("month-day"), "month-day of the anchor to month-day of the due date")
    ),
    *CITED,
)
DUE_RULE = KeyedShape("a due rule", DUE_KEYS)
CLAUSE_DUE = KeyedShape(
    "when what a clause gives is due",
    (
        Key("rule", TextShape("the name of a due rule")),
        Key("count", COUNT),
        Key("after", TextShape("the date fact that the count starts from")),
        DUE_KEYS[2],
        Key(
            "unless",
            ListShape(
                KeyedShape(
                    "a due rule that holds instead",
                    (
                        Key("when", TextShape("an expression over facts that must be yes"), True),
                        Key("is", TextShape("the name of a due rule"), True),
                    ),
                ),
                "due rules that hold instead, the first whose condition is yes",
            ),
        ),
        Key("at_latest", TextShape("the name of a due rule whose day the due date never passes")),
        *CITED,
    ),
)
CHARGE = KeyedShape(
    "a charge",
    (
        Key("charge", TextShape("a rate of the unpaid amount, or a sum"), True),
        Key("per", TextShape("the period charged", ("day", "business day", "month")), True),
        Key("of", TextShape("what a rate is taken of", ("unpaid",))),
        Key("from", TextShape("when it starts", ("due", "notice", "end of notice"))),
        Key("only_if", TextShape("unpaid 10 days after notice")),
        Key("at_most", TextShape("20 business days, 100% of the amount owed, or no limit")),
    ),
)
LATE_RULE = KeyedShape(
    "a late rule",
    (
        Key("charges", ListShape(CHARGE, "what lateness costs"), True),
        Key(
            "ends",
            TextShape("the payment date that ends lateness", ("received_by_guild_on", "paid_on")),
            True,
        ),
        Key(
            "counts",
            ListShape(TextShape("a way to count", ("simple", "compound")), "ways to count, all shown"),
            True,
        ),
        Key(
            "part_month",
            ListShape(
                TextShape("a way to count", ("whole months", "days")), "ways to count a part month, all shown"
            ),
            True,
        ),
        Key(
            "pauses",
            Either(
                (
                    TextShape("whether it rests during a dispute", ("no", "while disputed in good faith")),
                    KeyedShape(
                        "a pause",
                        (
                            Key("while", TextShape("when it rests", ("disputed in good faith",)), True),
                            Key("if", TextShape("on what condition", ("undisputed part paid on time",))),
                            Key("resumes", TextShape("10 business days after settlement")),
                        ),
                    ),
                )
            ),
            True,
        ),
        Key(
            "not_for",
            ListShape(
                TextShape("a class of payor", tuple(PAYOR_STATUSES)), "the classes of payor it is not for"
            ),
        ),
        *CITED,
    ),
)
CREDIT_SHARES = KeyedShape(
    "credit shares",
    (
        Key("work", TextShape("the kind of work", tuple(WORKS)), True),
        Key(
            "cases",
            ListShape(
                NamedShape(
                    TextShape("a share, such as 25%"), "the share of each credit", tuple(CREDIT_ROLES)
                ),
                "the credits that stand together",
            ),
            True,
        ),
        Key("unpaid", ListShape(TextShape("a credit", tuple(CREDIT_ROLES)), "credits that take no share")),
        *CITED,
    ),
)
CREDIT_COLUMN = KeyedShape(
    "credit columns",
    (
        Key("work", TextShape("the kind of work", tuple(WORKS)), True),
        Key(
            "columns",
            NamedShape(
                TextShape("a column", tuple(CREDIT_COLUMNS)), "the column of each credit", tuple(CREDIT_ROLES)
            ),
            True,
        ),
        *CITED,
    ),
)
