"""Every record table as it is: columns, types, natural key, and what a missing value means.

This is the one place where a table is declared. The checks at import, the Parquet schema, the views and
`docs/records.md` are made from it. Columns are only ever added; a changed meaning is a new column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from arrears.book.access import DEFAULT_ACCESS

ColumnType = Literal["id", "text", "cents", "date", "n", "bool", "text[]"]
DUCKDB_TYPES: Mapping[ColumnType, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "cents": "BIGINT",
    "date": "DATE",
    "n": "BIGINT",
    "bool": "BOOLEAN",
    "text[]": "VARCHAR[]",
}


@dataclass(frozen=True)
class Column:
    """One column of a record table.

    words: the list of `vocabulary` that a text must be a word of; empty where any text will do.
    refers: `table.column` that a value must be found in, several joined by `|`; empty where it names nothing.
    null_means: what a missing value says; empty for a required column.
    access: the class that a reader needs for the column besides that of the row; empty where the row's will
    do. To others the column is null.
    """

    name: str
    type: ColumnType
    meaning: str
    null_means: str = ""
    words: str = ""
    refers: str = ""
    access: str = ""

    @property
    def required(self) -> bool:
        """Whether a row without it is refused."""
        return not self.null_means


@dataclass(frozen=True)
class Table:
    """One record table. key: the natural key; one party asserts at most one current row for each.

    access: the class of its rows where the import names none.
    row_of: the table that must hold a row with the same values in its key's columns; empty where none must.
    """

    name: str
    one_row_per: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    access: str = DEFAULT_ACCESS
    row_of: str = ""

    def column(self, name: str) -> Column:
        """The column of that name, envelope included."""
        for column in (*ENVELOPE, *self.columns):
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """The envelope and the columns, in the order that files store them."""
        return (*ENVELOPE, *self.columns)


def duckdb_types(table: Table) -> Mapping[str, str]:
    """Column name → DuckDB type, in the order that files store them."""
    return {column.name: DUCKDB_TYPES[column.type] for column in table.stored_columns}


COMPANY = "company.company_id"
PERSON = "person.person_id"
TITLE = "title.title_id"
PARTY = f"{COMPANY}|{PERSON}"
PAYMENT = "payment_line.payment_id"

UNKNOWN = "not known"
NOT_GIVEN = "the sender did not give it"

ENVELOPE = (
    Column("row_id", "n", "file number × 2³² + position in the file; given by the book, permanent"),
    Column("said_by", "id", "the party that asserts the row"),
    Column("source_row", "n", "row in the file it came from, the header being row 1", "entered by hand"),
)

_COMPANY = Table(
    "company",
    "company",
    ("company_id",),
    (
        Column("company_id", "id", "the company"),
        Column("name", "text", "its name"),
        Column("parent_id", "id", "the company that owns it", "no parent known", refers=COMPANY),
        Column("signatory_to", "text[]", "families of agreements it signed, such as `wga`", UNKNOWN),
    ),
)
_PERSON = Table(
    "person",
    "person",
    ("person_id",),
    (
        Column("person_id", "id", "a surrogate; never a social security number"),
        Column("name", "text", "the name", UNKNOWN, access="member_identified"),
        Column("pays_to", "id", "the estate or loan-out that receives the money", "the person", refers=PARTY),
    ),
)
_TITLE = Table(
    "title",
    "motion picture, episode or series",
    ("title_id",),
    (
        Column("title_id", "id", "the title"),
        Column("name", "text", "its name"),
        Column("kind", "text", "what it is", UNKNOWN, words="TITLE_KINDS"),
        Column("series_id", "id", "the series it belongs to", "stands alone", refers=TITLE),
        Column("episode_no", "text", "the episode number as written", UNKNOWN),
        Column("company_id", "id", "the company bound for it at production", UNKNOWN, refers=COMPANY),
        Column("photography_on", "date", "start of principal photography", UNKNOWN),
        Column("first_release_on", "date", "first release anywhere", UNKNOWN),
        Column("first_new_media_on", "date", "first release in new media", UNKNOWN),
        Column("first_market", "text", "the market it was made for", UNKNOWN, words="MARKETS"),
        Column("minutes", "n", "length in minutes", UNKNOWN),
        Column("budget_cents", "cents", "the budget", UNKNOWN),
        Column("currency", "text", "currency of the budget", UNKNOWN, words="CURRENCIES"),
        Column("eidr", "text", "EIDR, its check character verified", "not given"),
        Column("isan", "text", "ISAN, its check character verified", "not given"),
        Column("written_on", "date", "when its literary material was written", UNKNOWN),
        Column("program_kind", "text", "kind of programme", UNKNOWN, words="PROGRAM_KINDS"),
        Column("season_no", "n", "season of the series", UNKNOWN),
        Column("episode_ordinal", "n", "position in the whole series, 1 = the very first episode", UNKNOWN),
    ),
)
_CREDIT = Table(
    "credit",
    "person credited in one role on a title",
    ("title_id", "person_id", "role"),
    (
        Column("title_id", "id", "the title", refers=TITLE),
        Column("person_id", "id", "who is credited", refers=PERSON),
        Column("role", "text", "the credit", words="CREDIT_ROLES"),
        Column("team_id", "id", "the team that shares as one", "alone"),
        Column("share_num", "n", "share, numerator", "by the agreement's rule"),
        Column("share_den", "n", "share, denominator", "by the agreement's rule"),
        Column("credited_as", "text", "the words on the screen", UNKNOWN),
    ),
)
_ENGAGEMENT = Table(
    "engagement",
    "engagement of a person",
    ("engagement_id",),
    (
        Column("engagement_id", "id", "the engagement"),
        Column("person_id", "id", "who was engaged", refers=PERSON),
        Column("company_id", "id", "the employer", UNKNOWN, refers=COMPANY),
        Column("title_id", "id", "for what", UNKNOWN, refers=TITLE),
        Column("kind", "text", "kind of engagement", UNKNOWN, words="ENGAGEMENT_KINDS"),
        Column("starts_on", "date", "first day", UNKNOWN),
        Column("ends_on", "date", "last day", "open or not known"),
        Column("initial_cents", "cents", "initial compensation", UNKNOWN),
        Column("scale_cents", "cents", "the minimum that applied", UNKNOWN),
        Column("currency", "text", "currency of every amount of the row", UNKNOWN, words="CURRENCIES"),
        Column("guarantee_n", "n", "how many were guaranteed; 0 = none", "no guarantee known"),
        Column("guarantee_unit", "text", "of what", "no guarantee known", words="GUARANTEE_UNITS"),
        Column("hired_as", "text", "the form of hiring", UNKNOWN, words="HIRES"),
        Column("episode_cents", "cents", "pay for one episode", UNKNOWN),
        Column("weekly_cents", "cents", "pay for one week", UNKNOWN),
        Column("daily_cents", "cents", "pay for one day", UNKNOWN),
        Column("guaranteed_cents", "cents", "pay guaranteed whether used or not", UNKNOWN),
        Column("minimum_weekly_cents", "cents", "the weekly minimum that applied", UNKNOWN),
    ),
)
_PRODUCTION = Table(
    "production",
    "title as it was produced under an agreement of performers",
    ("title_id",),
    (
        Column("title_id", "id", "the title", refers=TITLE),
        Column(
            "made_under", "text", "the performers' agreement it was made under", UNKNOWN, words="MADE_UNDER"
        ),
        Column(
            "performers_n",
            "n",
            "how many performers are used in it: rows that `cast_member` must have",
            UNKNOWN,
        ),
        Column("derivative", "bool", "whether it is derived from another production", UNKNOWN),
        Column("prorates", "bool", "whether its receipts count by the covered part of the labour", UNKNOWN),
        Column("covered_labour_cents", "cents", "labour cost under the agreement", UNKNOWN),
        Column("all_labour_cents", "cents", "labour cost in all", UNKNOWN),
        Column("currency", "text", "currency of every amount of the row", UNKNOWN, words="CURRENCIES"),
        Column("episodes_ordered_n", "n", "episodes ordered of its production season", UNKNOWN),
        Column("promotional_n", "n", "its place among promotional second runs, from 1", UNKNOWN),
        Column(
            "new_series", "bool", "whether it is of a new series that the plans' rate is lower for", UNKNOWN
        ),
    ),
)
_CAST_MEMBER = Table(
    "cast_member",
    "performer whose performance is used in a title",
    ("title_id", "person_id"),
    (
        Column("title_id", "id", "the title", refers=TITLE),
        Column("person_id", "id", "who performs", refers=PERSON),
        Column("hired_as", "text", "the form of hiring", UNKNOWN, words="HIRES"),
        Column("engaged_by", "text", "engaged by the day or by the week", UNKNOWN, words="ENGAGED_BY"),
        Column("days_worked_n", "n", "days worked, besides whole weeks", UNKNOWN),
        Column("weeks_worked_n", "n", "weeks worked", UNKNOWN),
        Column("compensation_cents", "cents", "first pay for the title, which reruns start from", UNKNOWN),
        Column("scale_cents", "cents", "the minimum for a day or a week, as engaged", UNKNOWN),
        Column("minimum_cents", "cents", "the minimum for the title, which reruns start from", UNKNOWN),
        Column("currency", "text", "currency of every amount of the row", UNKNOWN, words="CURRENCIES"),
    ),
)
_TELECAST = Table(
    "telecast",
    "telecast of a title, with what performers' pay for it rests on; the use of the same key",
    ("title_id", "company_id", "market", "service", "territory", "from_on", "ordinal"),
    (
        Column("title_id", "id", "what was shown", refers=TITLE),
        Column("company_id", "id", "the company that owes for it", refers=COMPANY),
        Column("market", "text", "the market", words="MARKETS"),
        Column("service", "text", "network, station or service", UNKNOWN),
        Column("territory", "text", "where", words="TERRITORIES"),
        Column("from_on", "date", "the day"),
        Column("ordinal", "n", "tells two telecasts of one day apart, from 1"),
        Column("late_night", "bool", "whether it ran late at night by the agreement's hours", UNKNOWN),
        Column("supersized", "bool", "whether a longer version than the series' own was shown", UNKNOWN),
        Column("elected", "bool", "whether the company chose another way to pay that is open to it", UNKNOWN),
        Column("licensed_on", "date", "the day of the licence", UNKNOWN),
        Column("households_reached_n", "n", "television households that the run reached", UNKNOWN),
        Column("households_in_all_n", "n", "television households in all", UNKNOWN),
        Column("revenue_contracted_cents", "cents", "revenue contracted for the title so far", UNKNOWN),
        Column("currency", "text", "currency of every amount of the row", UNKNOWN, words="CURRENCIES"),
    ),
    row_of="use",
)
_USE = Table(
    "use",
    "use of a title: a broadcast, or a time on a service",
    ("title_id", "company_id", "market", "service", "territory", "from_on", "ordinal"),
    (
        Column("title_id", "id", "what was used", refers=TITLE),
        Column("company_id", "id", "the company that owes for it", refers=COMPANY),
        Column("market", "text", "the market", words="MARKETS"),
        Column("service", "text", "network, station or service", UNKNOWN),
        Column("territory", "text", "where", words="TERRITORIES"),
        Column("from_on", "date", "the day, or the first day"),
        Column("ordinal", "n", "tells two uses of one day apart, from 1"),
        Column("until_on", "date", "last day", "still running or not known: see is_open"),
        Column("is_open", "bool", "whether it was still running when the row was made", UNKNOWN),
        Column("run_no", "n", "the run number as the sender counts", "to be counted"),
    ),
)
_RECEIPT = Table(
    "receipt",
    "amount reported for a title, market, territory and period",
    (
        "company_id",
        "title_id",
        "market",
        "territory",
        "base_kind",
        "period_from",
        "period_to",
        "statement_id",
    ),
    (
        Column("company_id", "id", "the company that reports", refers=COMPANY),
        Column("title_id", "id", "the title", refers=TITLE),
        Column("market", "text", "the market", words="MARKETS"),
        Column("territory", "text", "where", words="TERRITORIES"),
        Column("base_kind", "text", "what the amount is", words="BASE_KINDS"),
        Column("period_from", "date", "first day of the period"),
        Column("period_to", "date", "last day of the period"),
        Column("statement_id", "id", "the statement it stands on", NOT_GIVEN),
        Column("received_on", "date", "when the company received the money", UNKNOWN),
        Column("gross_cents", "cents", "the amount; negative = a reversal", UNKNOWN),
        Column("currency", "text", "its currency", UNKNOWN, words="CURRENCIES"),
        Column("units", "n", "copies; negative only with a negative amount", "not stated, which is not zero"),
        Column("package_id", "id", "the package it was sold in", "sold alone"),
    ),
)
_PAYMENT_LINE = Table(
    "payment_line",
    "line of a payment",
    ("payment_id", "line_no"),
    (
        Column("payment_id", "id", "the cheque or transfer"),
        Column("line_no", "n", "the line on its remittance, from 1"),
        Column("payer_id", "id", "who paid", UNKNOWN, refers=COMPANY),
        Column("payee_id", "id", "who was paid", "not named", refers=PARTY),
        Column(
            "payee_as_written",
            "text",
            "the payee as the payment writes it",
            NOT_GIVEN,
            access="member_identified",
        ),
        Column("paid_on", "date", "date of the payment", UNKNOWN),
        Column(
            "received_by_guild_on",
            "date",
            "when the guild received it",
            "not known to have come to the guild",
        ),
        Column("sent_on_to_member_on", "date", "when the guild sent it on", "not known to have been sent on"),
        Column("gross_cents", "cents", "before deductions", "only a net amount is known: not comparable"),
        Column("net_cents", "cents", "after deductions", UNKNOWN),
        Column("currency", "text", "currency of all amounts of the line", UNKNOWN, words="CURRENCIES"),
        Column("title_id", "id", "the title the sender names", NOT_GIVEN, refers=TITLE),
        Column(
            "market",
            "text",
            "the market the sender names; none = for services",
            NOT_GIVEN,
            words="PAYMENT_MARKETS",
        ),
        Column("period", "text", "the period the sender names, such as `2008Q3` or `run:4`", NOT_GIVEN),
        Column("clause", "text", "the clause the sender names", NOT_GIVEN),
        Column("kind", "text", "what the money is", NOT_GIVEN, words="PAYMENT_KINDS"),
        Column("year_to_date_cents", "cents", "year to date as the stub prints it", NOT_GIVEN),
        Column("returned_on", "date", "the check came back undeliverable", "not known to have come back"),
    ),
)
_DEDUCTION = Table(
    "deduction",
    "amount taken off a payment line",
    ("payment_id", "line_no", "kind"),
    (
        Column("payment_id", "id", "the payment", refers=PAYMENT),
        Column("line_no", "n", "its line"),
        Column("kind", "text", "why it was taken off", words="DEDUCTION_KINDS"),
        Column("amount_cents", "cents", "in the currency of the payment line", UNKNOWN),
    ),
    row_of="payment_line",
)
_PAYEE_OF_RECORD = Table(
    "payee_of_record",
    "time during which a person's money goes to somebody",
    ("person_id", "from_on"),
    (
        Column("person_id", "id", "who earns it", refers=PERSON),
        Column("from_on", "date", "first day"),
        Column("payee_id", "id", "who receives it", refers=PARTY),
        Column("kind", "text", "what the payee is", UNKNOWN, words="PAYEE_KINDS"),
        Column("until_on", "date", "last day", "open"),
    ),
)
_NOTICE = Table(
    "notice",
    "notice sent",
    ("sender_id", "recipient_id", "subject", "sent_on"),
    (
        Column("sender_id", "id", "who sent it"),
        Column("recipient_id", "id", "to whom"),
        Column("subject", "text", "what it is about, in the sender's words"),
        Column("sent_on", "date", "when it was sent"),
        Column("received_on", "date", "when it was received", UNKNOWN),
        Column("obligation_ref", "text", "the obligation it is about", "no single obligation"),
        Column("title_id", "id", "the title it is about", "no single title", refers=TITLE),
        Column("kind", "text", "kind of notice", UNKNOWN, words="NOTICE_KINDS"),
    ),
)
_PAYOR_STATUS = Table(
    "payor_status",
    "time during which a company has a class of payor",
    ("company_id", "family", "from_on"),
    (
        Column("company_id", "id", "the company", refers=COMPANY),
        Column("family", "text", "the family of agreements, such as `wga`"),
        Column("from_on", "date", "first day"),
        Column("kind", "text", "the class", words="PAYOR_STATUSES"),
        Column("until_on", "date", "last day", "open"),
    ),
)
_ASSUMPTION = Table(
    "assumption",
    "agreement by which a company takes over a title's duties",
    ("title_id", "territory", "market", "from_on"),
    (
        Column("title_id", "id", "the title", refers=TITLE),
        Column("territory", "text", "where", words="TERRITORIES"),
        Column("market", "text", "in which market", "every market", words="MARKETS"),
        Column("from_on", "date", "first day"),
        Column("from_company_id", "id", "who is relieved", UNKNOWN, refers=COMPANY),
        Column("to_company_id", "id", "who takes over", refers=COMPANY),
        Column("until_on", "date", "last day", "open"),
        Column("security_interest", "bool", "whether a security interest was given", UNKNOWN),
        Column("kind", "text", "how it was taken over", UNKNOWN, words="ASSUMPTION_KINDS"),
        Column("notified_on", "date", "when the guild had written notice", "not known to have had notice"),
        Column("approved_on", "date", "when the guild approved who takes over", "not known to be approved"),
        Column("disapproved_on", "date", "when the guild refused it", "not known to be refused"),
    ),
)
_DISPUTE = Table(
    "dispute",
    "bona fide dispute declared",
    ("company_id", "subject", "since"),
    (
        Column("company_id", "id", "who disputes", refers=COMPANY),
        Column("subject", "text", "what is disputed"),
        Column("since", "date", "first day"),
        Column("reason", "text", "the reason given", NOT_GIVEN),
        Column("undisputed_paid_on", "date", "when the undisputed part was paid", "not known to be paid"),
        Column("settled_on", "date", "when it was settled", "not known to be settled"),
    ),
)
_AUTHORISATION = Table(
    "authorisation",
    "right of an agency to act for a person",
    ("person_id", "agency_id", "from_on"),
    (
        Column("person_id", "id", "who gave it", refers=PERSON),
        Column("agency_id", "id", "to whom"),
        Column("from_on", "date", "first day"),
        Column("scope", "text[]", "what for", UNKNOWN),
        Column("until_on", "date", "last day", "open"),
    ),
)
_SUSPENSION = Table(
    "suspension",
    "suspension of services",
    ("company_id", "title_id", "notice_on", "person_id"),
    (
        Column("company_id", "id", "whose production stopped", refers=COMPANY),
        Column("title_id", "id", "on what", refers=TITLE),
        Column("notice_on", "date", "day of the notice; without one, the day the stop was made known"),
        Column("person_id", "id", "whose services", "everybody's", refers=PERSON),
        Column("starts_on", "date", "first day of the suspension", "the day production stopped"),
        Column("ends_on", "date", "last day on which production stood still", "see is_open"),
        Column("cause", "text", "why", UNKNOWN, words="SUSPENSION_CAUSES"),
        Column("stopped_on", "date", "the day production stopped", "the first day of the suspension"),
        Column("is_open", "bool", "whether it still stood when the row was made", UNKNOWN),
        Column("election", "text", "what the company chose", UNKNOWN, words="ELECTIONS"),
        Column("kept_from", "date", "first day of full pay in the stoppage", "not known to be kept"),
        Column("kept_until", "date", "last day of full pay in the stoppage", "see is_open"),
        Column("released_on", "date", "the company let the performer go", "not known to be let go"),
        Column("recalled_on", "date", "called back after being let go", "not known to be called back"),
        Column("performer_noticed_on", "date", "the performer gave notice to leave", "no notice known"),
        Column("left_on", "date", "the performer's own notice took effect", "not known to have left"),
        Column("illness_days", "n", "how many days the illness lasted", UNKNOWN),
        Column("performed", "bool", "whether a day performer had begun work", UNKNOWN),
        Column("role_replaced", "bool", "whether another was hired for the part", UNKNOWN),
        Column("guarantee_used_n", "n", "how much of the guarantee was made before the stop", UNKNOWN),
        Column("guarantee_made_later_n", "n", "how much of it was made after the stop", UNKNOWN),
    ),
)
_SIGHTING = Table(
    "sighting",
    "look at whether a title is on a service",
    ("title_id", "service", "territory", "seen_on", "monitor"),
    (
        Column("title_id", "id", "the title", refers=TITLE),
        Column("service", "text", "the service"),
        Column("territory", "text", "where", words="TERRITORIES"),
        Column("seen_on", "date", "the day somebody looked"),
        Column("monitor", "id", "who looked"),
        Column("is_there", "bool", "whether it was there"),
    ),
)
_MONITOR_GAP = Table(
    "monitor_gap",
    "time during which a monitor did not look",
    ("monitor", "from_on", "to_on"),
    (
        Column("monitor", "id", "who did not look"),
        Column("from_on", "date", "first day"),
        Column("to_on", "date", "last day"),
    ),
)
_AUDIENCE = Table(
    "audience",
    "count of subscribers, hours or views",
    ("service", "territory", "measured_from", "measured_to", "title_id", "measure"),
    (
        Column("service", "text", "the service"),
        Column("territory", "text", "where", words="TERRITORIES"),
        Column("measured_from", "date", "first day of the count"),
        Column("measured_to", "date", "last day of the count"),
        Column("title_id", "id", "the title", "the whole service", refers=TITLE),
        Column("measure", "text", "what is counted", words="AUDIENCE_MEASURES"),
        Column("amount", "n", "the count", UNKNOWN),
        Column("unit", "text", "what one of them is", "as the measure says"),
    ),
    # The union may have the yes or no of a bonus, never what it was measured by.
    access="outside_auditor",
)
_BONUS_ANSWER = Table(
    "bonus_answer",
    "outside auditor's answer whether a title reached a bonus in a year on a service",
    ("title_id", "service", "year_from"),
    (
        Column("title_id", "id", "the title, or the series whose season was measured", refers=TITLE),
        Column("service", "text", "the service"),
        Column("year_from", "date", "first day of the exhibition year"),
        Column("is_reached", "bool", "yes or no, and nothing of what it was measured by"),
        Column("answered_on", "date", "day of the answer", UNKNOWN),
    ),
)
_STATEMENT_TOTAL = Table(
    "statement_total",
    "total that a statement prints for one column",
    ("statement_id", "column"),
    (
        Column("statement_id", "id", "the statement", refers="receipt.statement_id"),
        Column("column", "text", "the column of `receipt` that it totals: `gross_cents` or `units`"),
        Column("amount_cents", "cents", "the total as printed (for `units`: the count)"),
    ),
)
_CORRECTION = Table(
    "correction",
    "row that is taken out, with the row that takes its place",
    ("old_row_id",),
    (
        Column("old_row_id", "n", "the row that no longer counts"),
        Column("new_row_id", "n", "the row in its place", "withdrawn, nothing takes its place"),
        Column("why", "text", "the reason", NOT_GIVEN),
    ),
)
_MATCH_DECISION = Table(
    "match_decision",
    "decision that a payment line settles an obligation",
    ("payment_id", "line_no", "obligation_ref"),
    (
        Column("payment_id", "id", "the payment", refers=PAYMENT),
        Column("line_no", "n", "its line"),
        Column("obligation_ref", "text", "the obligation, by its readable name"),
        Column("amount_cents", "cents", "how much of the line", "as much as fits"),
        Column("decided_by", "id", "who decided", UNKNOWN),
        Column("why", "text", "the reason", NOT_GIVEN),
    ),
    row_of="payment_line",
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        *(_COMPANY, _PERSON, _TITLE, _CREDIT, _ENGAGEMENT, _USE, _RECEIPT, _PAYMENT_LINE, _DEDUCTION),
        *(_PAYEE_OF_RECORD, _NOTICE, _PAYOR_STATUS, _ASSUMPTION, _DISPUTE, _AUTHORISATION, _SUSPENSION),
        *(_SIGHTING, _MONITOR_GAP, _AUDIENCE, _BONUS_ANSWER, _STATEMENT_TOTAL, _CORRECTION, _MATCH_DECISION),
        *(_PRODUCTION, _CAST_MEMBER, _TELECAST),
    )
}
