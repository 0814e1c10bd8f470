"""The tables in which a claim's lines are frozen: columns, types, and what a missing value means.

Declared as record tables are, so that the same casts and checks hold for them. They lie in the book beside
the records and are none: no audit reads them, nothing corrects them, and a new version is a new file.
"""

from __future__ import annotations

from collections.abc import Mapping

from arrears.reconciliation.late_terms import LATE_RULE_TYPES
from arrears.records.tables import Column, ColumnType, Table

UNKNOWN = "not known"
NOT_COMPUTABLE = "the amount cannot be computed"
_NUMBER = Column("obligation_no", "n", "the obligation's number in the run")

_HEADING = Table(
    "frozen_heading",
    "freezing",
    ("run_id",),
    (
        Column("run_id", "text", "the run that was frozen"),
        Column("seq", "n", "the book's entries that the run read"),
        Column("head", "text", "the head of the chain at that entry"),
        Column("as_of", "date", "the day the run was asked about"),
        Column("known_by", "date", "the day by which everything read had been learned", "whenever learned"),
        Column("trust", "text", "whose figure was computed where parties differ"),
        Column("left_out", "text[]", "what the run says it leaves out"),
        Column("chosen", "text", "how the lines were chosen"),
        Column("lines", "n", "how many lines were frozen"),
        Column("refs_sha256", "text", "SHA-256 over their names, sorted, one a line"),
    ),
)
_POSITION = Table(
    "frozen_position",
    "position of the run",
    ("bit",),
    (
        Column("bit", "n", "its place in the bitmask `positions` of a line"),
        Column("name", "text", "its name"),
        Column("answers", "text", "question → side, as JSON"),
        Column("is_own_words", "bool", "whether the side takes it in its own words"),
    ),
)
_CLAUSE = Table(
    "frozen_clause",
    "clause of the run on one reading",
    ("clause_no",),
    (
        Column("clause_no", "n", "its number in the run"),
        Column("name", "text", "agreement, version, article and clause"),
        Column("reading", "text", "the side whose reading it is; empty where no question matters"),
        Column("positions", "n", "the positions that read it so, as a bitmask"),
        Column("formula", "text", "the formula, as JSON"),
        Column("owed", "text", "the clauses that the formula names → their numbers, as JSON"),
        Column("pays_to", "text", "whom the clause pays", "the agreement's own payees"),
        Column("share_rule_no", "n", "its credit rule in `frozen_share`", "it shares by none"),
        Column("source", "text", "where the clause stands"),
        Column("status", "text", "the weakest status among the clause and its terms", words="STATUSES"),
    ),
)
_AGREEMENT = Table(
    "frozen_agreement",
    "file of an agreement that the run used",
    ("address", "file"),
    (
        Column("address", "text", "the agreement, such as `wga/mba-2008`"),
        Column("digest", "text", "what the run knew it by"),
        Column("file", "text", "the file, from the library's folder on"),
        Column("sha256", "text", "SHA-256 of its bytes"),
        Column("content", "text", "its bytes, which are UTF-8"),
    ),
)
_LINE = Table(
    "frozen_line",
    "obligation that joined the claim",
    ("obligation_no",),
    (
        _NUMBER,
        Column("ref", "text", "its name; `#n` where several bear one"),
        Column("line_id", "n", "the line it was figured on"),
        Column("part_no", "n", "the numbered part of the line", "the line is not cut"),
        Column("clause_no", "n", "the clause, by number"),
        Column("family", "text", "the guild's agreements"),
        Column("article", "text", "the article"),
        Column("clause", "text", "the clause"),
        Column("entitlement", "text", "what it entitles to"),
        Column("reading", "text", "the side whose reading it is; empty where no question matters"),
        Column("positions", "n", "the positions on which it stands, as a bitmask"),
        Column("version", "text", "the governing version"),
        Column("company_id", "id", "who owes it"),
        Column("company_name", "text", "its name", "no name recorded"),
        Column("title_id", "id", "the title"),
        Column("title_name", "text", "its name", "no name recorded"),
        Column("market", "text", "the market"),
        Column("territory", "text", "the territory"),
        Column("occasion", "text", "the period, run or part"),
        Column("payee_id", "id", "who is owed it", "the payee is not known"),
        Column("payee_name", "text", "the name", "no name recorded"),
        Column("credit_column", "text", "the credit column; empty for none"),
        Column("currency", "text", "the currency", "no amount is known"),
        Column("pool_cents", "cents", "before the split", NOT_COMPUTABLE),
        Column("share_num", "n", "numerator of the share", "the share is not known"),
        Column("share_den", "n", "denominator of the share", "the share is not known"),
        Column("amount_cents", "cents", "what is owed", NOT_COMPUTABLE),
        Column("low_cents", "cents", "at least", "no bound is known"),
        Column("high_cents", "cents", "at most", "no bound is known"),
        Column("missing", "text[]", "the facts that are missing", "nothing is missing"),
        Column("due_on", "date", "when it falls due", "the day from which it counts is not recorded"),
        Column("late_rule", "text", "its late rule", "no charge for lateness is agreed"),
        Column("status", "text", "the weakest status among its terms", words="STATUSES"),
        Column("item_no", "n", "the item: payee, company, title, market, territory, occasion, currency"),
        Column("paid_cents", "cents", "paid, as the run saw it"),
        Column("with_guild_cents", "cents", "of it with the guild"),
        Column("open_cents", "cents", "open, as the run saw it", "not comparable, or not computable"),
        Column("state", "text", "its standing, as the run saw it"),
        Column("settled_on", "date", "when it was settled", "not settled"),
        Column("days_past_due", "n", "days past due", "the due date is not known"),
        Column("why", "text", "the reason of the standing"),
        Column("is_net_only", "bool", "a payment fits of which only a net amount is known"),
        Column("is_not_set", "bool", "a payment fits this and others, and was set against none"),
        Column("is_elsewhere", "bool", "a payment for it went to another payee"),
    ),
)
_MATCH = Table(
    "frozen_match",
    "payment line set against a frozen line",
    ("obligation_no", "payment_row_id"),
    (
        _NUMBER,
        Column("payment_row_id", "n", "the payment line's row"),
        Column("payment_id", "text", "the payment"),
        Column("line_no", "n", "its line"),
        Column("amount_cents", "cents", "how much of it"),
        Column("paid_on", "date", "when it was paid", UNKNOWN),
        Column("received_by_guild_on", "date", "when the guild received it", "not known to be received"),
        Column("sent_on_to_member_on", "date", "when it was sent on", "not known to be sent on"),
        Column("returned_on", "date", "when the check came back", "not known to have come back"),
        Column("counted_on", "date", "the day on which it counts", "it counts when the line falls due"),
        Column("payee_id", "id", "to whom it was paid", "not named"),
        Column("how", "text", "how it was matched", UNKNOWN),
        Column("why", "text", "why", UNKNOWN),
    ),
)
_BALANCE = Table(
    "frozen_balance",
    "step in time of a frozen line",
    ("obligation_no", "from_on"),
    (
        _NUMBER,
        Column("from_on", "date", "first day"),
        Column("to_on", "date", "the day after the last", "still so"),
        Column("open_cents", "cents", "open from day to day"),
    ),
)
_LATE_CHARGE = Table(
    "frozen_late_charge",
    "part of a frozen line on which a charge ran",
    ("obligation_no", "disputed"),
    (
        _NUMBER,
        Column("late_rule", "text", "the late rule"),
        Column("months", "n", "whole months late"),
        Column("days", "n", "days late"),
        Column("simple_cents", "cents", "by whole months, bearing none", "the rule does not leave it open"),
        Column("compound_cents", "cents", "by whole months, bearing some", "the rule does not leave it open"),
        Column("daily_cents", "cents", "by days", "the rule does not leave it open"),
        Column("disputed", "bool", "whether it is the disputed part"),
        Column("status", "text", "the status of the rule", words="STATUSES"),
    ),
)
_EVENT = Table(
    "frozen_event",
    "notice, dispute or class of payor that bears on a frozen line's lateness",
    ("obligation_no", "kind"),
    (
        _NUMBER,
        Column("kind", "text", "`notice`, `dispute`, or `payor`: the late rule is not for its class"),
        Column("received_on", "date", "when the notice was received", "not a notice"),
        Column("since", "date", "since when it is disputed", "not a dispute"),
        Column("settled_on", "date", "when the dispute was settled", "not known to be settled"),
        Column("undisputed_paid_on", "date", "when the undisputed part was paid", "not known to be paid"),
        Column("reason", "text", "the reason given, or the class of payor", "none given"),
    ),
)
_FACT = Table(
    "frozen_fact",
    "line that a frozen amount, or a counter of it, was figured on",
    ("line_id",),
    (
        Column("line_id", "n", "the line"),
        Column("record_kind", "text", "what the line is"),
        Column("company_id", "id", "the company", UNKNOWN),
        Column("title_id", "id", "the title", UNKNOWN),
        Column("market", "text", "the market", UNKNOWN),
        Column("territory", "text", "the territory", UNKNOWN),
        Column("occasion", "text", "the period, run or part", UNKNOWN),
        Column("ordered_on", "date", "its place in the order of counters", UNKNOWN),
        Column("currency", "text", "the currency", UNKNOWN),
        Column("facts", "text", "every other column of `fact`, as JSON; null = not known"),
    ),
)
_SHARE = Table(
    "frozen_share",
    "share of a person in a title by one credit rule",
    ("title_id", "share_rule_no", "credit", "place"),
    (
        Column("title_id", "id", "the title"),
        Column("share_rule_no", "n", "the credit rule"),
        Column("credit", "text", "the credit column; empty for none"),
        Column("place", "n", "the order in which odd cents are given"),
        Column("person_id", "id", "the person", UNKNOWN),
        Column("num", "n", "numerator of the share"),
        Column("den", "n", "denominator of the share"),
    ),
)
_ENGINE: Mapping[str, ColumnType] = {"VARCHAR": "text", "BIGINT": "n", "BOOLEAN": "bool"}
_OPEN_FIGURES = {
    "rate_num", "rate_den", "fixed_cents", "most_units", "most_share_num", "most_share_den",
    "only_after_notice_days",
}  # fmt: skip
_LATE_RULE = Table(
    "frozen_late_rule",
    "charge of a late rule",
    ("rule_id", "charge_no"),
    tuple(
        Column(
            name,
            _ENGINE[kind],
            f"`{name}` of the late rule",
            "the rule has none" if name in _OPEN_FIGURES else "",
        )
        for name, kind in LATE_RULE_TYPES.items()
    ),
)

FROZEN_TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        _HEADING, _POSITION, _CLAUSE, _AGREEMENT, _LINE, _MATCH, _BALANCE, _LATE_CHARGE, _LATE_RULE, _EVENT,
        _FACT, _SHARE,
    )
}  # fmt: skip
# Texts that are documents: longer than any cell of a record may be.
DOCUMENTS = frozenset({"frozen_clause", "frozen_agreement", "frozen_fact", "frozen_heading"})
