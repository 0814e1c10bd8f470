"""Notices and declared disputes set beside the obligations they are about, for the clock of late charges.

A notice or a dispute reaches an obligation only by words that name it: the obligation, the title, or the
clause. Refuses to guess from a sentence: what names nothing known is a finding, and starts or stops no clock.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from arrears.engine.connection import drop_tables
from arrears.engine.small_tables import create_table
from arrears.findings import Finding, Refused
from arrears.obligations.refs import ObligationRef, parse_ref

REF_COLUMNS = (
    "family",
    "article",
    "clause",
    "reading",
    "company_id",
    "title_id",
    "market",
    "territory",
    "occasion",
    "credit_column",
    "payee_id",
    "currency",
)


def place_late_events(
    connection: duckdb.DuckDBPyConnection, *, notice: str, dispute: str, obligation: str, balance: str
) -> list[Finding]:
    """Make the tables `late_notice` and `late_dispute` from the records of notices and disputes.

    Rows of late_notice: one per obligation with a late-payment notice that its company received after the due
    date; received_on is that of the first. Rows of late_dispute: one per obligation that is disputed.
    Columns: `late_charges.EVENT_TABLES`; disputed_cents is what stood open once the undisputed part was paid,
    null where nothing says that a part was paid: then all of it is disputed.
    Findings: notice-receipt-unknown, notice-names-nothing, dispute-names-nothing, dispute-twice, and those of
    an obligation's name that cannot be read.
    """
    refs, findings = _named_refs(connection, notice, dispute)
    register_refs(connection, refs)
    connection.execute(_notice_sql(notice, obligation))
    connection.execute(_subject_sql(dispute, obligation))
    take_disputes_together(connection, balance=balance, obligation=obligation)
    findings += _notice_findings(connection, notice)
    findings += _dispute_findings(connection, dispute)
    drop_tables(connection, "dispute_subject", "named_ref")
    return findings


def _named_refs(
    connection: duckdb.DuckDBPyConnection, notice: str, dispute: str
) -> tuple[dict[str, ObligationRef], list[Finding]]:
    """Every obligation's name that a notice or a dispute gives, read into its parts."""
    texts = connection.execute(
        f"""SELECT DISTINCT obligation_ref FROM {notice} WHERE obligation_ref IS NOT NULL
            UNION SELECT DISTINCT subject FROM {dispute} WHERE contains(subject, ':') ORDER BY 1"""
    ).fetchall()
    refs: dict[str, ObligationRef] = {}
    findings: list[Finding] = []
    for (text,) in texts:
        try:
            refs[text] = parse_ref(text)
        except Refused as refused:
            findings.extend(refused.findings)
    return refs, findings


def register_refs(connection: duckdb.DuckDBPyConnection, refs: dict[str, ObligationRef]) -> None:
    """Create `named_ref`: names of obligations in their parts, as `same_ref` compares them."""
    rows = [(text, *(getattr(ref, column) for column in REF_COLUMNS)) for text, ref in refs.items()]
    columns = [f"{column} VARCHAR" for column in ("ref", *REF_COLUMNS)]
    create_table(connection, "named_ref", rows, columns, is_temporary=True)


def same_ref() -> str:
    """The test that an obligation `o` bears the name `r`; an empty part stands for what is not known.

    Its reading may be any that the obligation is told as: see `variant_reading`.
    """
    parts = (f"coalesce(o.{column}, '') = r.{column}" for column in REF_COLUMNS if column != "reading")
    told = "FROM variant_reading v WHERE v.clause_no = o.clause_no AND v.reading = r.reading"
    return " AND ".join((*parts, f"EXISTS ({told})"))


def _notice_sql(notice: str, obligation: str) -> str:
    return f"""
        CREATE OR REPLACE TEMP TABLE late_notice AS
        WITH late AS (
            SELECT * FROM {notice} WHERE kind = 'late_payment' AND received_on IS NOT NULL
        ), about AS (
            SELECT o.obligation_no, n.received_on
            FROM late n JOIN {obligation} o ON o.company_id = n.recipient_id AND o.title_id = n.title_id
            WHERE n.obligation_ref IS NULL AND n.received_on > o.due_on
            UNION ALL
            SELECT o.obligation_no, n.received_on
            FROM late n JOIN named_ref r ON r.ref = n.obligation_ref
            JOIN {obligation} o ON o.company_id = n.recipient_id AND {same_ref()}
            WHERE n.received_on > o.due_on)
        SELECT obligation_no, min(received_on) AS received_on FROM about
        GROUP BY obligation_no ORDER BY obligation_no
    """


def _subject_sql(dispute: str, obligation: str) -> str:
    """One row per dispute and obligation that its subject names: by its name, its title or its clause."""
    return f"""
        CREATE OR REPLACE TEMP TABLE dispute_subject AS
        SELECT d.company_id, d.subject, d.since, d.settled_on, d.undisputed_paid_on, d.reason,
            o.obligation_no, o.due_on, o.amount_cents
        FROM {dispute} d JOIN named_ref r ON r.ref = d.subject
        JOIN {obligation} o ON o.company_id = d.company_id AND {same_ref()}
        UNION ALL
        SELECT d.company_id, d.subject, d.since, d.settled_on, d.undisputed_paid_on, d.reason,
            o.obligation_no, o.due_on, o.amount_cents
        FROM {dispute} d JOIN {obligation} o ON o.company_id = d.company_id AND o.title_id = d.subject
        UNION ALL
        SELECT d.company_id, d.subject, d.since, d.settled_on, d.undisputed_paid_on, d.reason,
            o.obligation_no, o.due_on, o.amount_cents
        FROM {dispute} d JOIN {obligation} o ON o.company_id = d.company_id
            AND d.subject = concat(o.family, '/', o.article, '/', o.clause)
    """


def take_disputes_together(connection: duckdb.DuckDBPyConnection, *, balance: str, obligation: str) -> None:
    """Make `late_dispute` from `dispute_subject`: disputes that name one obligation twice become one.

    It lasts from the first day to the last. Columns: `late_charges.EVENT_TABLES`, and reason (null: none).
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE late_dispute AS
        WITH joined AS (
            SELECT obligation_no, min(since) AS since, max(undisputed_paid_on) AS undisputed_paid_on,
                CASE WHEN count(*) = count(settled_on) THEN max(settled_on) END AS settled_on,
                string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason
            FROM dispute_subject GROUP BY obligation_no)
        SELECT j.obligation_no, j.since, j.settled_on,
            CASE WHEN j.undisputed_paid_on IS NOT NULL THEN coalesce(greatest(b.open_cents, 0), 0) END
                AS disputed_cents,
            j.undisputed_paid_on, j.reason
        FROM joined j JOIN {obligation} o ON o.obligation_no = j.obligation_no
        LEFT JOIN {balance} b ON b.obligation_no = j.obligation_no
            AND b.from_on <= greatest(j.undisputed_paid_on, o.due_on)
            AND (b.to_on IS NULL OR b.to_on > greatest(j.undisputed_paid_on, o.due_on))
        ORDER BY j.obligation_no
    """)


def _notice_findings(connection: duckdb.DuckDBPyConnection, notice: str) -> list[Finding]:
    rows = connection.execute(
        f"""SELECT row_id, sender_id, recipient_id, subject, received_on IS NULL,
                obligation_ref IS NULL AND title_id IS NULL
            FROM {notice} WHERE kind = 'late_payment'
                AND (received_on IS NULL OR (obligation_ref IS NULL AND title_id IS NULL)) ORDER BY row_id"""
    ).fetchall()
    findings: list[Finding] = []
    for row_id, sender, recipient, subject, is_unreceived, is_about_nothing in rows:
        place = f"notice:{sender} to {recipient}"
        if is_unreceived:
            problem = "a late-payment notice has no day of receipt, so it starts no charge."
            remedy = "ask the sender for the proof of delivery"
            findings.append(
                Finding("notice-receipt-unknown", place, problem, "a day of receipt", subject, remedy, row_id)
            )
        if is_about_nothing:
            problem = "a late-payment notice names neither an obligation nor a title, so it starts no charge."
            remedy = "record the title, or the name of the obligation, that it is about"
            findings.append(
                Finding("notice-names-nothing", place, problem, "a title", subject, remedy, row_id)
            )
    return findings


def _dispute_findings(connection: duckdb.DuckDBPyConnection, dispute: str) -> list[Finding]:
    nothing = connection.execute(
        f"""SELECT d.row_id, d.company_id, d.subject FROM {dispute} d
            ANTI JOIN dispute_subject s ON s.company_id = d.company_id AND s.subject = d.subject
            ORDER BY d.row_id"""
    ).fetchall()
    twice = connection.execute(
        """SELECT company_id, string_agg(DISTINCT subject, '; ' ORDER BY subject)
           FROM (SELECT company_id, subject, obligation_no,
                     count(*) OVER (PARTITION BY obligation_no) AS disputes FROM dispute_subject)
           WHERE disputes > 1 GROUP BY company_id ORDER BY company_id"""
    ).fetchall()
    return [*_naming_nothing(nothing), *_named_twice(twice)]


def _naming_nothing(rows: Iterable[tuple[int, str, str]]) -> list[Finding]:
    problem = "the subject of a dispute names no obligation of this company, so it stops no charge."
    remedy = "give as subject a title, a clause such as wga/new-media/rental, or the name of an obligation"
    return [
        Finding(
            "dispute-names-nothing", f"dispute:{company}", problem, "a known name", subject, remedy, row_id
        )
        for row_id, company, subject in rows
    ]


def _named_twice(rows: Iterable[tuple[str, str]]) -> list[Finding]:
    problem = "disputes name one obligation more than once; they are taken together."
    remedy = "correct the disputes so that each obligation is named once"
    return [
        Finding("dispute-twice", f"dispute:{company}", problem, "one dispute each", subjects, remedy)
        for company, subjects in rows
    ]
