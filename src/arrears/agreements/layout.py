"""The keys of an agreement's files: header, article, clause, term, table, step, question, rule.

This is the reference that the checker holds files against and that the editors' schema is printed from.
A key that is not here cannot be written. Nothing here reads a file.
"""

from __future__ import annotations

from arrears.agreements.rule_layout import (
    CITED,
    CLAUSE_DUE,
    CREDIT_COLUMN,
    CREDIT_SHARES,
    DUE_RULE,
    LATE_RULE,
    NOTE,
)
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
from arrears.vocabulary import (
    CLAIM_SUBJECTS,
    FACTS,
    KEYS,
    OWED_LINES,
    PARTICIPANT_FACTS,
    WORKS,
)

NO_YES = ("no", "yes")
PARTS_OF_KEYS = tuple(dict.fromkeys(part for parts in KEYS.values() for part in parts))
RESULT_KEYS = ("pays", "pays_to_date", "credits", "holds", "waterfall", "gives")

FIGURE = TextShape("a figure: $1,302, 0.36%, 100,000 copies, 5/6, 24 days, 2024-07-01 or a word")
EXPRESSION = TextShape("an expression over facts, terms, tables and steps, such as gross * rate")
WORDS = TextShape("words for people to read")
DATE = TextShape("a date, 2008-02-13")
CONFLICTS = Key(
    "conflicts",
    ListShape(
        KeyedShape(
            "one thing that a source says",
            (Key("says", TextShape("the figure or rule in our words"), True), *CITED),
        ),
        "every version of a figure or rule that the sources print differently",
    ),
)
SOURCE = (*CITED, CONFLICTS)

NOTED = Key(
    "noted",
    ListShape(
        KeyedShape(
            "a term that is known and not figured",
            (
                Key("name", TextShape("its name in lower case with hyphens"), True),
                Key("says", TextShape("the figure or rule in our words"), True),
                *SOURCE,
            ),
        ),
        "terms that are known and not figured",
    ),
)
LEFT_OUT = Key(
    "left_out",
    ListShape(
        KeyedShape(
            "a part of the text that is not encoded",
            (
                Key("part", TextShape("the section or subject of the text"), True),
                Key("because", TextShape("why it is not encoded"), True),
            ),
        ),
        "parts of the text that are not encoded",
    ),
)

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
        *CITED,
    ),
)
FOLLOWED = KeyedShape(
    "a rate that is followed",
    (
        Key(
            "at", TextShape("its address, `*` for any one part, such as sag/*/supplemental/pay-tv/rate"), True
        ),
        *CITED,
    ),
)
RAISED = Either(
    (
        EXPRESSION,
        KeyedShape(
            "how one side raises it",
            (
                Key("is", EXPRESSION, True),
                Key("by", TextShape("who takes this position; leave it out where no side is known")),
                Key("own_words", TextShape("no, when somebody else reports the position", NO_YES)),
                Key("because", TextShape("the reason that is given for it")),
                *CITED,
            ),
        ),
    )
)
LINKED = KeyedShape(
    "a linked rate",
    (
        Key("starts", DATED_FIGURES, True),
        Key("dated_by", TextShape("the date fact that selects the figure"), True),
        Key("follows", ListShape(FOLLOWED, "the rates of other agreements that it follows"), True),
        Key(
            "raised",
            Either(
                (
                    TextShape("how it is raised: an expression over starts, was and now"),
                    NamedShape(RAISED, "how it is raised, by side where the text does not say"),
                )
            ),
            True,
        ),
        *SOURCE,
    ),
)
PLAIN_NAMES = (
    Key("terms", NamedShape(TERM, "figures with a unit")),
    Key("tables", NamedShape(TABLE, "figures by facts")),
    Key("steps", NamedShape(STEP, "named intermediate values")),
)
NAMES = (
    *PLAIN_NAMES,
    Key("linked", NamedShape(LINKED, "rates that follow another agreement's")),
    Key("questions", NamedShape(NamedShape(ANSWER, "answers by side"), "steps whose words are disputed")),
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
        NOTED,
        LEFT_OUT,
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
        Key("among", TextShape("whose units are counted", tuple(PARTICIPANT_FACTS))),
        *PLAIN_NAMES,
        Key("odd_cents", TextShape("where the odd cents go", ("largest remainder", "cumulative"))),
        Key("units", EXPRESSION),
        *CITED,
    ),
)
TO = Either(
    (
        TextShape("who receives"),
        NamedShape(TextShape("a share, such as 75%"), "the share of each payee, and who takes the odd cents"),
    )
)
CREDITED = KeyedShape(
    "a credit for what this clause pays",
    (
        Key(
            "against",
            ListShape(TextShape("a line that other clauses owe", tuple(OWED_LINES)), "lines credited"),
            True,
        ),
        Key("as", TextShape("what the money counts as", ("advance",)), True),
        Key("per", PER, True),
    ),
)
ENDINGS = ("expires", "lives on")
AFTER_END = Either(
    (
        TextShape("what becomes of it when the agreement ends", ENDINGS),
        KeyedShape(
            "what becomes of a clause when the agreement ends",
            (
                Key("is", TextShape("it expires, or lives on for what was made under it", ENDINGS), True),
                *CITED,
            ),
        ),
    )
)
CREDITS = KeyedShape(
    "credits",
    (
        Key("fund", EXPRESSION, True),
        Key("line", EXPRESSION, True),
        Key("order", TextShape("the date fact that orders the lines"), True),
    ),
)
HOLDS = KeyedShape(
    "an amount that is held until enough of it is there",
    (
        Key("amount", EXPRESSION, True),
        Key("until", TextShape("what it and what was held before have to come to: an expression"), True),
        NOTE,
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
        Key("holds", HOLDS),
        Key("waterfall", EXPRESSION),
        Key("fill", FILL),
        Key("gives", GIVES),
        Key("rounds", TextShape("unit and mode of the final amount, $0.01 half up without")),
        Key("to", TO),
        Key("split", SPLIT),
        Key("due", Either((TextShape("the name of a due rule"), CLAUSE_DUE))),
        Key("late", TextShape("the name of a late rule")),
        Key("credited", CREDITED),
        Key("after_end", AFTER_END),
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
        Key("subject", TextShape("what a claim over its clauses is about", tuple(CLAIM_SUBJECTS))),
        Key("shared", KeyedShape("what several clauses use", (*NAMES, *CITED))),
        Key("clauses", ListShape(CLAUSE, "the clauses in the document's order")),
        NOTED,
        LEFT_OUT,
        *SOURCE,
    ),
)
AGREEMENT_FILE: Shape = HEADER
ARTICLE_FILE: Shape = ARTICLE
