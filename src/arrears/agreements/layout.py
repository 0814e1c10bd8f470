"""The keys of an agreement's files: header, article, clause, term, table, step, question, rule.

This is the reference that the checker holds files against and that the editors' schema is printed from.
A key that is not here cannot be written. Nothing here reads a file.
"""

from __future__ import annotations

from arrears.agreements.shapes import (
    Either,
    Key,
    KeyedShape,
    ListShape,
    NamedShape,
    RowsShape,
    Shape,
    TextShape,
)
from arrears.vocabulary import CREDIT_COLUMNS, CREDIT_ROLES, FACTS, STATUSES, WORKS

NO_YES = ("no", "yes")
PARTS_OF_KEYS = ("company", "title", "market", "territory", "currency")
RESULT_KEYS = ("pays", "pays_to_date", "credits", "waterfall", "gives")

FIGURE = TextShape("a figure: $1,302, 0.36%, 100,000 copies, 5/6, 24 days, 2024-07-01 or a word")
EXPRESSION = TextShape("an expression over facts, terms, tables and steps, such as gross * rate")
WORDS = TextShape("words for people to read")
DATE = TextShape("a date, 2008-02-13")
CITE = Key("cite", TextShape("the document and the place in it where this was read"))
STATUS = Key("status", TextShape("how far the source can be trusted", tuple(STATUSES)))
NOTE = Key(
    "note", TextShape("what a reader must know about this figure or clause; the working of a derived one")
)
CONFLICTS = Key(
    "conflicts",
    ListShape(
        KeyedShape(
            "one thing that a source says",
            (Key("says", TextShape("the figure or rule in our words"), True), CITE, STATUS, NOTE),
        ),
        "every version of a figure or rule that the sources print differently",
    ),
)
SOURCE = (CITE, STATUS, NOTE, CONFLICTS)

DATED_FIGURES = NamedShape(FIGURE, "a figure for each date")
TERM = Either(
    (
        FIGURE,
        KeyedShape(
            "a term",
            (
                Key("is", FIGURE),
                Key("starts", DATED_FIGURES),
                Key("raises", DATED_FIGURES),
                Key("printed", DATED_FIGURES),
                Key("to", TextShape("the unit that each raise is rounded to, such as $1")),
                Key("rounds", TextShape("how a raise is rounded: half up, half down, up or down")),
                Key("dated_by", TextShape("the date fact that selects the figure")),
                *SOURCE,
            ),
        ),
    )
)
TABLE = KeyedShape(
    "a table",
    (
        Key(
            "by",
            Either(
                (
                    TextShape("the fact or step that selects the row"),
                    ListShape(
                        TextShape("a fact or step"),
                        "the facts or steps that select the cell, outermost first",
                    ),
                )
            ),
            True,
        ),
        Key(
            "columns",
            ListShape(TextShape("a table key"), "the keys of the last fact of `by`, as the columns"),
        ),
        Key("rows", RowsShape("cells under table keys; nested for several facts"), True),
        *SOURCE,
    ),
)
BANDS = NamedShape(
    Either((FIGURE, KeyedShape("a band", (Key("is", FIGURE, True), *SOURCE)))), "rates by band"
)
PER = Either(
    (
        TextShape("what a counter runs over", PARTS_OF_KEYS),
        ListShape(TextShape("a part of the key", PARTS_OF_KEYS), "what a counter runs over, together"),
    )
)
FIRST_OF = ListShape(
    KeyedShape("an arm of first_of", (Key("when", EXPRESSION), Key("is", EXPRESSION, True))),
    "arms in order; the last has no `when`",
)
ROUNDING_KEYS = (
    Key("to", TextShape("the unit that this value is rounded to, such as 0.1 hours")),
    Key("rounds", TextShape("how: half up (the default), half down, up, down")),
)
STEP_KEYS = (
    Key("is", EXPRESSION),
    Key("first_of", FIRST_OF),
    Key("counts", EXPRESSION),
    Key("total", EXPRESSION),
    Key("per", PER),
    Key("bands", BANDS),
    *ROUNDING_KEYS,
    *SOURCE,
)
STEP = Either((EXPRESSION, KeyedShape("a step", STEP_KEYS)))
ANSWER = KeyedShape(
    "an answer",
    (
        Key("by", TextShape("who takes this position; leave it out where no side is known")),
        Key("own_words", TextShape("no, when somebody else reports the position", NO_YES)),
        Key("is", EXPRESSION),
        Key("first_of", FIRST_OF),
        *ROUNDING_KEYS,
        Key("because", TextShape("the reason that is given for it")),
        CITE,
        STATUS,
        NOTE,
    ),
)
NAMES = (
    Key("terms", NamedShape(TERM, "figures with a unit")),
    Key("tables", NamedShape(TABLE, "figures by facts")),
    Key("steps", NamedShape(STEP, "named intermediate values")),
    Key("questions", NamedShape(NamedShape(ANSWER, "answers by side"), "steps whose words are disputed")),
)
COUNT = TextShape("a count of days or months, such as 60 days")
DUE_KEYS = (
    Key("count", COUNT, True),
    Key("after", TextShape("the date fact that the count starts from"), True),
    Key(
        "printed", NamedShape(TextShape("month-day"), "month-day of the anchor to month-day of the due date")
    ),
    CITE,
    STATUS,
    NOTE,
)
DUE_RULE = KeyedShape("a due rule", DUE_KEYS)
CHARGE = KeyedShape(
    "a charge",
    (
        Key("charge", TextShape("a rate of the unpaid amount, or a sum"), True),
        Key("per", TextShape("the period charged", ("day", "business day", "month")), True),
        Key("of", TextShape("what a rate is taken of", ("unpaid",))),
        Key("from", TextShape("when it starts", ("due", "notice"))),
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
        CITE,
        STATUS,
        NOTE,
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
        CITE,
        STATUS,
        NOTE,
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
        CITE,
        STATUS,
        NOTE,
    ),
)
GOVERNED_BY = Either(
    (
        TextShape("the date fact that selects the version"),
        NamedShape(TextShape("a date fact"), "the date fact by kind of work", tuple(WORKS)),
    )
)
HEADER = KeyedShape(
    "the header of an agreement",
    (
        Key("agreement", TextShape("family/version, as the folders are named"), True),
        Key("title", WORDS, True),
        Key(
            "covers",
            KeyedShape("the dates covered", (Key("from", DATE, True), Key("until", DATE, True))),
            True,
        ),
        Key("governed_by", GOVERNED_BY, True),
        Key("articles", ListShape(TextShape("an article file without .yaml"), "the document's order")),
        Key("due", NamedShape(DUE_RULE, "due rules by name")),
        Key("late_rules", NamedShape(LATE_RULE, "late rules by name")),
        Key("credit_shares", ListShape(CREDIT_SHARES, "how a percentage residual is divided")),
        Key("credit_columns", ListShape(CREDIT_COLUMN, "which column of a table each credit takes")),
        *SOURCE,
    ),
)
EACH = KeyedShape(
    "each",
    (
        Key("name", TextShape("the fact that numbers the periods"), True),
        Key("lasts", TextShape("the length of one, in days or weeks"), True),
        Key("from", EXPRESSION, True),
        Key("until", EXPRESSION, True),
        Key("at_most", TextShape("how many at most")),
        Key("part", TextShape("a short last one", ("counts whole", "prorates", "does not count")), True),
        NOTE,
    ),
)
SPLIT = KeyedShape(
    "a split",
    (
        Key("by", TextShape("what divides the amount", ("percentage", "column", "units")), True),
        Key("odd_cents", TextShape("where the odd cents go", ("largest remainder", "cumulative"))),
        Key("units", EXPRESSION),
        CITE,
        STATUS,
        NOTE,
    ),
)
CREDITS = KeyedShape(
    "credits",
    (
        Key("fund", EXPRESSION, True),
        Key("line", EXPRESSION, True),
        Key("order", TextShape("the date fact that orders the lines"), True),
    ),
)
GIVES = KeyedShape(
    "a right", (Key("right", TextShape("the right in our words"), True), Key("when", EXPRESSION, True))
)
FILL = ListShape(
    KeyedShape("a place that fills", (Key("to", TextShape("who takes"), True), Key("up_to", EXPRESSION))),
    "places in order; the last takes the rest",
)
CLAUSE = KeyedShape(
    "a clause",
    (
        Key("id", TextShape("the clause's name in lower case with hyphens"), True),
        Key(
            "entitlement", TextShape("what the clause is about; clauses of one entitlement never both govern")
        ),
        Key("words", TextShape("one sentence of ours on what the clause is for")),
        Key("for", TextShape("the record kind", tuple(FACTS)), True),
        Key("each", EACH),
        Key("when", EXPRESSION),
        Key("governed_by", GOVERNED_BY),
        *NAMES,
        Key("pays", EXPRESSION),
        Key("pays_to_date", EXPRESSION),
        Key("per", PER),
        Key("credits", CREDITS),
        Key("waterfall", EXPRESSION),
        Key("fill", FILL),
        Key("gives", GIVES),
        Key("rounds", TextShape("unit and mode of the final amount, $0.01 half up without")),
        Key("to", TextShape("who receives")),
        Key("split", SPLIT),
        Key("due", Either((TextShape("the name of a due rule"), DUE_RULE))),
        Key("late", TextShape("the name of a late rule")),
        Key(
            "replaces",
            Either(
                (
                    TextShape("a clause"),
                    ListShape(TextShape("a clause"), "clauses that this one stands in for"),
                )
            ),
        ),
        *SOURCE,
    ),
)
ARTICLE = KeyedShape(
    "an article",
    (
        Key("article", TextShape("the article's name, as its file is named"), True),
        Key("title", WORDS, True),
        Key("shared", KeyedShape("what several clauses use", (*NAMES, CITE, STATUS, NOTE))),
        Key("clauses", ListShape(CLAUSE, "the clauses in the document's order")),
        *SOURCE,
    ),
)
AGREEMENT_FILE: Shape = HEADER
ARTICLE_FILE: Shape = ARTICLE
