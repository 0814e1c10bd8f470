"""Stage S4: from the amount of a line to what each person is owed. No cent is lost or invented.

With pot = whole × den + residue, a person's share is whole × num plus what the residue gives that place of
the pattern, and the residue's part is figured once per pattern and residue. So no wide product and no window
over people is needed, and the cents are those of `money.divide_pot`.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from arrears.agreements.model import Agreement
from arrears.engine.connection import drop_tables
from arrears.engine.labels import label_type, labelled
from arrears.engine.small_tables import create_table
from arrears.findings import Finding
from arrears.formula.clause import Split
from arrears.money import show_cents
from arrears.obligations.conflicts import WHICH_GOVERNS
from arrears.obligations.plans import plan_of
from arrears.obligations.shares import ShareRules, share_rules
from arrears.obligations.variants import Variant
from arrears.vocabulary import PERSONAL_KINDS

# One row per variant: what an obligation says of its clause besides the amount.
VARIANT_COLUMNS = (
    "clause_no INTEGER", "family VARCHAR", "article VARCHAR", "clause VARCHAR", "entitlement VARCHAR",
    "reading VARCHAR", "positions BIGINT", "version VARCHAR", "late_rule VARCHAR", "status VARCHAR",
    "rule_no INTEGER", "split_by VARCHAR", "odd_cents VARCHAR", "plan_id VARCHAR",
)  # fmt: skip

RESIDUE_SHARE = """
    CREATE OR REPLACE TEMP TABLE residue_share AS
    WITH needed AS (
        SELECT DISTINCT s.pattern_no, v.odd_cents, ((p.amount_cents % s.den) + s.den) % s.den AS residue
        FROM priced p JOIN variant v USING (clause_no)
        JOIN share_pattern s ON s.rule_no = v.rule_no AND s.title_no = p.title_no
         AND s.credit = CASE WHEN v.split_by = 'column' THEN p.credit ELSE '' END
        WHERE p.applies AND p.amount_cents IS NOT NULL
    ), pattern AS (
        SELECT pattern_no, min(den) AS den, min(nums) AS nums FROM share_pattern GROUP BY pattern_no
    ), placed AS (
        SELECT n.pattern_no, n.odd_cents, n.residue, p.den, unnest(p.nums) AS num,
               generate_subscripts(p.nums, 1)::INTEGER AS seq
        FROM needed n JOIN pattern p USING (pattern_no)
    ), floored AS (
        SELECT *, residue * num // den AS floor_cents, residue * num % den AS remainder,
               sum(num) OVER (PARTITION BY pattern_no, odd_cents, residue ORDER BY seq)::BIGINT AS so_far
        FROM placed
    )
    SELECT pattern_no, odd_cents, residue, seq,
           CASE WHEN odd_cents = 'cumulative' THEN residue * so_far // den - residue * (so_far - num) // den
                ELSE floor_cents + CASE WHEN row_number() OVER largest
                                             <= residue - sum(floor_cents) OVER every THEN 1 ELSE 0 END
           END::BIGINT AS cents
    FROM floored
    WINDOW every AS (PARTITION BY pattern_no, odd_cents, residue),
           largest AS (PARTITION BY pattern_no, odd_cents, residue ORDER BY remainder DESC, seq)
"""

# What matching and late charges need of an obligation, and nothing wider; the rest is joined when it is read.
SHARED = """
    SELECT p.priced_no, p.group_no, p.clause_no, v.positions, w.person_id AS payee_id,
           w.num AS share_num, w.den AS share_den,
           CASE WHEN p.amount_cents >= 0 THEN p.amount_cents // w.den
                ELSE -((-p.amount_cents + w.den - 1) // w.den) END * w.num + r.cents AS amount_cents,
           NULL::BIGINT AS low_cents, NULL::BIGINT AS high_cents, NULL::VARCHAR[] AS missing, p.due_on,
           v.late_rule, v.status, p.is_alone, w.seq
    FROM priced p
    JOIN variant v ON v.clause_no = p.clause_no
    JOIN share_pattern s ON s.rule_no = v.rule_no AND s.title_no = p.title_no
     AND s.credit = CASE WHEN v.split_by = 'column' THEN p.credit ELSE '' END
    JOIN writer_share w ON w.rule_no = s.rule_no AND w.title_no = s.title_no AND w.credit = s.credit
    JOIN residue_share r ON r.pattern_no = s.pattern_no AND r.odd_cents = v.odd_cents AND r.seq = w.seq
     AND r.residue = ((p.amount_cents % s.den) + s.den) % s.den
    WHERE p.applies AND p.amount_cents IS NOT NULL AND v.split_by NOT IN ('person', 'plan')
"""

# What a clause gives on the line of one person is that person's whole, or a plan's on that person's pay.
PERSONAL = """
    SELECT p.priced_no, p.group_no, p.clause_no, v.positions, coalesce(v.plan_id, p.payee_id) AS payee_id,
           1::BIGINT AS share_num,
           1::BIGINT AS share_den, p.amount_cents, NULL::BIGINT AS low_cents, NULL::BIGINT AS high_cents,
           NULL::VARCHAR[] AS missing, p.due_on, v.late_rule, v.status, p.is_alone,
           0 AS seq
    FROM priced p JOIN variant v ON v.clause_no = p.clause_no
    WHERE v.split_by IN ('person', 'plan') AND p.applies AND p.amount_cents IS NOT NULL
"""

# What is missing of a pot whose shares are not known.
NOT_SAID, SHARING = "not said", "how it is shared"
CREDITS = f"CASE WHEN v.split_by = '{NOT_SAID}' THEN ['{SHARING}'] ELSE ['credits'] END"
# Amounts that cannot be figured or cannot be shared: one row per line and clause, and nobody named as payee
# but the person whose line it is. The range holds every amount that the clause may give, and nought where it
# may not apply.
UNSHARED = """
    SELECT p.priced_no, p.group_no, p.clause_no, v.positions, coalesce(v.plan_id, p.payee_id) AS payee_id,
           NULL::BIGINT AS share_num, NULL::BIGINT AS share_den, NULL::BIGINT AS amount_cents,
           CASE WHEN c.line_id IS NOT NULL THEN c.low_cents WHEN p.applies THEN p.amount_cents
                WHEN p.amount_cents IS NOT NULL THEN least(0, p.amount_cents) END AS low_cents,
           CASE WHEN c.line_id IS NOT NULL THEN c.high_cents WHEN p.applies THEN p.amount_cents
                WHEN p.amount_cents IS NOT NULL THEN greatest(0, p.amount_cents) END AS high_cents,
           CASE WHEN c.line_id IS NOT NULL THEN ['{which_governs}']
                WHEN p.applies AND p.amount_cents IS NOT NULL THEN {of_pot}
                ELSE coalesce(m.missing, []) END AS missing, p.due_on, v.late_rule, v.status,
           p.is_alone, 0 AS seq
    FROM priced p
    JOIN variant v ON v.clause_no = p.clause_no
    LEFT JOIN missing_amount m
      ON m.line_id = p.line_id AND m.part_no = p.part_no AND m.clause_no = p.clause_no
    LEFT JOIN contested_amount c
      ON c.line_id = p.line_id AND c.part_no = p.part_no AND c.clause_no = p.clause_no
    WHERE p.applies IS NULL OR p.amount_cents IS NULL
       OR v.split_by NOT IN ('person', 'plan') AND NOT EXISTS (
           SELECT 1 FROM share_pattern s WHERE s.rule_no = v.rule_no AND s.title_no = p.title_no
           AND s.credit = CASE WHEN v.split_by = 'column' THEN p.credit ELSE '' END)
"""
# Where clauses share by units, a pot that cannot be shared says what is missing of the cast.
OF_CAST = f"""CASE WHEN v.split_by = 'units' THEN
                     (SELECT l.missing FROM cast_lack l WHERE l.rule_no = v.rule_no
                      AND l.title_no = p.title_no)
                     ELSE {CREDITS} END"""

OBLIGATION = """
    CREATE OR REPLACE VIEW obligation AS
    SELECT m.obligation_no, p.line_id, p.part_no, m.clause_no, v.family, v.article, v.clause, v.entitlement,
           v.reading, m.positions, v.version, p.company_id, p.title_id, p.market, p.territory, p.occasion,
           m.payee_id, CASE WHEN v.split_by IN ('column', 'plan') THEN coalesce(p.credit, '') ELSE '' END AS
           credit_column, p.currency, p.base_cents, p.rate_num, p.rate_den,
           CASE WHEN p.applies THEN p.amount_cents END AS pool_cents, m.share_num, m.share_den,
           m.amount_cents, coalesce(m.low_cents, m.amount_cents) AS low_cents,
           coalesce(m.high_cents, m.amount_cents) AS high_cents, coalesce(m.missing, []) AS missing, m.due_on,
           v.late_rule, v.status, p.title_no, p.item_group_no, p.is_alone
    FROM obligation_money m
    JOIN priced_label p ON p.priced_no = m.priced_no
    JOIN variant_label v ON v.clause_no = m.clause_no
"""
LABELLED = {
    "priced": ("company_id", "market", "territory", "occasion", "currency"),
    "variant": (
        "family", "article", "clause", "entitlement", "reading", "version", "late_rule", "status", "split_by",
    ),
}  # fmt: skip


def credit_rules(variants: Sequence[Variant]) -> list[ShareRules]:
    """The distinct credit rules of the agreements; versions that say the same share one number."""
    return list(dict.fromkeys(share_rules(agreement) for agreement in unique_agreements(variants)))


def unit_splits(variants: Sequence[Variant]) -> list[Split]:
    """The distinct splits by units of the clauses; their rules are numbered after the credit rules."""
    splits = (variant.formula.split for variant in variants)
    return list(dict.fromkeys(split for split in splits if split is not None and split.by == "units"))


def share_numbers(variants: Sequence[Variant]) -> dict[int, int]:
    """By which rule of `writer_share` each variant's amount is shared, by the variant's number."""
    rules, splits = credit_rules(variants), unit_splits(variants)
    return {
        variant.no: len(rules) + splits.index(variant.formula.split)
        if variant.formula.split in splits
        else rules.index(share_rules(variant.agreement))
        for variant in variants
    }


def register_variants(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> None:
    """Create `variant`: what an obligation says of its clause besides the amount."""
    numbers = share_numbers(variants)
    rows = [
        (
            variant.no,
            variant.agreement.family,
            *variant.clause.name.split("/"),
            variant.clause.entitlement,
            variant.reading,
            variant.positions,
            variant.agreement.version,
            variant.clause.late,
            variant.clause.status,
            numbers[variant.no],
            split_by(variant),
            variant.formula.split.odd_cents if variant.formula.split else "largest_remainder",
            plan_of(variant),
        )
        for variant in variants
    ]
    create_table(connection, "variant", rows, VARIANT_COLUMNS)
    register_readings(connection, variants)
    label_late_rules(connection, variants)


def register_readings(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> None:
    """Create `variant_reading` (clause_no, reading): every reading that names an obligation of a variant.

    Whether readings are told apart depends on the whole book, and a name is written down once. So a name of
    any reading that a variant stands for means its obligations, and one without a reading means them all.
    """
    rows = [(v.no, word) for v in variants for word in sorted({"", v.reading, *v.stands_for})]
    create_table(connection, "variant_reading", rows, ("clause_no INTEGER", "reading VARCHAR"))


def split_by(variant: Variant) -> str:
    """How the amount of a line is shared: its person's alone, a plan's on that person's pay, by `percentage`
    of credits, by `column` or by `units`; `not said` where neither the clause nor its agreement tells.
    """
    if plan_of(variant):
        return "plan"
    if variant.formula.record_kind in PERSONAL_KINDS:
        return "person"
    if variant.formula.split:
        return variant.formula.split.by
    return "percentage" if variant.agreement.credit_shares else NOT_SAID


def label_late_rules(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> None:
    """Create the type `late_rule_id`, one label per late rule, so that a million rows carry no long names."""
    names = {rule_id for agreement in unique_agreements(variants) for rule_id in agreement.late_rules}
    connection.execute(f"CREATE TYPE late_rule_id AS {label_type(sorted(names) or ['none'])}")
    connection.execute("ALTER TABLE variant ALTER late_rule TYPE late_rule_id")


def unique_agreements(variants: Sequence[Variant]) -> list[Agreement]:
    """The agreements of the variants, each once, in order."""
    return list({variant.agreement.address: variant.agreement for variant in variants}.values())


def share_amounts(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Create `obligation_money` and over it the view `obligation`, in order of title and line.

    Rows: one per payee, clause, reading and line. Columns: see the derived tables in ARCHITECTURE.md. A
    person's share of nought cents is no obligation. A missing amount stays a row with a null amount, the
    names of what is missing, and a range where a finite list of candidates gives one.
    """
    connection.execute(RESIDUE_SHARE)
    splits = connection.execute("SELECT DISTINCT split_by FROM variant").fetchall()
    of_pot = OF_CAST if ("units",) in splits else CREDITS
    unshared = UNSHARED.format(which_governs=WHICH_GOVERNS, of_pot=of_pot)
    # Numbers in order of line and person without a sort: so many for each amount as any title has shares.
    most = "SELECT coalesce(max(seq), 0) + 1 FROM writer_share"
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE obligation_money AS
        SELECT priced_no * ({most}) + seq AS obligation_no, * EXCLUDE (seq)
        FROM ({SHARED} UNION ALL {PERSONAL} UNION ALL {unshared})
        WHERE amount_cents IS DISTINCT FROM 0
        """
    )
    for table, columns in LABELLED.items():
        label_columns(connection, table, columns)
    drop_tables(connection, "priced")
    connection.execute(OBLIGATION)
    return missing_findings(connection)


def label_columns(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> None:
    """Create `<table>_label`: the table with its few repeated words as labels, which are written in no
    time. Every obligation carries them along.
    """
    replaced = labelled(connection, table, columns, carried_by="obligation_money")
    connection.execute(f"CREATE OR REPLACE TABLE {table}_label AS SELECT *{replaced} FROM {table}")


def missing_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """One finding per clause, set of missing facts and currency: what to ask for, of whom, how many lines.

    The range is told where the lines have one; a line that readings price differently is in it once.
    """
    rows = connection.execute(
        """WITH line AS (
               SELECT family || '/' || version || '/' || article || '/' || clause AS clause, currency,
                      list_sort(missing) AS names, line_id, occasion, credit_column, payee_id, title_id,
                      company_id, min(low_cents) AS low, max(high_cents) AS high,
                      bool_and(high_cents IS NOT NULL) AS has_range
               FROM obligation WHERE amount_cents IS NULL AND len(missing) > 0
                 AND NOT list_contains(missing, $asked_of_nobody)
               GROUP BY ALL
           )
           SELECT clause, names, currency, count(DISTINCT line_id), min(title_id), min(company_id),
                  count(DISTINCT line_id) FILTER (has_range), sum(low) FILTER (has_range)::BIGINT,
                  sum(high) FILTER (has_range)::BIGINT
           FROM line GROUP BY ALL ORDER BY ALL""",
        {"asked_of_nobody": WHICH_GOVERNS},
    ).fetchall()
    findings = []
    for clause, names, currency, lines, title_id, company_id, ranged, low, high in rows:
        some = "together" if ranged == lines else f"{ranged} of them together"
        between = f"{show_cents(low, currency)} and {show_cents(high, currency)}" if ranged else ""
        known = f"; {some} between {between}" if ranged else ""
        findings.append(
            Finding(
                code="amount-not-computable",
                place=clause,
                problem=f"the amount cannot be figured for {lines} line(s)",
                expected=", ".join(names),
                found=f"not recorded, first for title {title_id}{known}",
                remedy=f"ask for {', '.join(names)}, first of company {company_id}",
            )
        )
    return findings
