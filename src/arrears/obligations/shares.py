"""Who shares what: the credit shares of each title, once per title, for both ways agreements share.

`percentage`: a residual figured on receipts is one pot, shared by credit (written by 100; story 25, teleplay
75). `column`: a fixed amount is figured in the column of the credit, and shared only among the writers of
that column. A team counts as one writer; writers of one role share equally, and a team equally inside.
Shares stated in the credit itself win. Credits that no rule covers are a finding, and nobody's amount is
guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import duckdb

from arrears.agreements.model import Agreement
from arrears.engine.small_tables import create_table
from arrears.findings import Finding

ROLE_ORDER = ("written_by", "story_by", "teleplay_by", "screenplay_by", "adaptation_by")
SAME_ROLE = {"television_story_by": "story_by", "screen_story_by": "story_by"}


@dataclass(frozen=True)
class ShareRules:
    """The credit rules of one or more agreement versions that say the same.

    cases: (work, roles that must be exactly present) -> share of each role. columns: (work, role) -> column.
    """

    cases: tuple[tuple[str, tuple[tuple[str, Fraction], ...]], ...]
    columns: tuple[tuple[str, str, str], ...]


def share_rules(agreement: Agreement) -> ShareRules:
    """The credit rules of one version, comparable with another's."""
    cases = {
        (shares.work, tuple(sorted((SAME_ROLE.get(role, role), share) for role, share in case.items())))
        for shares in agreement.credit_shares
        for case in shares.cases
    }
    columns = {
        (columns.work, SAME_ROLE.get(role, role), column)
        for columns in agreement.credit_columns
        for role, column in columns.columns.items()
    }
    return ShareRules(tuple(sorted(cases)), tuple(sorted(columns)))


def build_writer_shares(connection: duckdb.DuckDBPyConnection, rules: Sequence[ShareRules]) -> list[Finding]:
    """Create `writer_share`, `share_pattern` and `title_column`; report titles whose credits no rule covers.

    Rows of writer_share: one per rule, title, column ('' for the percentage split) and person. Columns:
    rule_no, title_no, credit, person_id, num, den (common to one title and column), seq (place of the person
    when odd cents are handed out: order of roles, then of teams and persons), pattern_no (same pattern: same
    num and den by place). Rows of title_column: one per title and column of fixed amounts that its credits
    reach.
    """
    register_rules(connection, rules)
    gather_credit_units(connection)
    connection.execute(WRITER_SHARE)
    broken = take_out_broken_shares(connection)
    connection.execute(SHARE_PATTERN)
    connection.execute(
        """CREATE OR REPLACE TABLE title_column AS
           SELECT DISTINCT title_no, credit FROM writer_share WHERE credit <> ''"""
    )
    return uncovered_credits(connection) + partly_stated_shares(connection) + broken


def register_rules(connection: duckdb.DuckDBPyConnection, rules: Sequence[ShareRules]) -> None:
    """Create `role_share` (rule, work, role set, role, num, den) and `role_column` (rule, work, role,
    column).
    """
    share_rows = [
        (number, work, role_set(role for role, _ in case), role, share.numerator, share.denominator)
        for number, rule in enumerate(rules)
        for work, case in rule.cases
        for role, share in case
    ]
    column_rows = [(number, *row) for number, rule in enumerate(rules) for row in rule.columns]
    order_rows = [(role, place) for place, role in enumerate(ROLE_ORDER)]
    create_table(
        connection, "role_share", share_rows,
        ["rule_no INTEGER", "work VARCHAR", "roles VARCHAR", "role VARCHAR", "num BIGINT", "den BIGINT"],
    )  # fmt: skip
    create_table(
        connection, "role_column", column_rows,
        ["rule_no INTEGER", "work VARCHAR", "role VARCHAR", "credit VARCHAR"],
    )  # fmt: skip
    create_table(connection, "role_order", order_rows, ["role VARCHAR", "place INTEGER"])
    create_table(connection, "same_role", list(SAME_ROLE.items()), ["written VARCHAR", "role VARCHAR"])


def role_set(roles: object) -> str:
    """The roles of a title or a case as one comparable text."""
    return "+".join(sorted(roles))  # type: ignore[call-overload]


def gather_credit_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `credit_unit`: every writing credit with its part of the role, and `title_roles`."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE writing_credit AS
        SELECT t.title_no, t.work, c.person_id, coalesce(s.role, c.role) AS role,
               coalesce(c.team_id, concat('alone ', c.person_id)) AS unit, c.share_num, c.share_den
        FROM trusted_credit c
        JOIN title_fact t ON t.title_id = c.title_id
        LEFT JOIN same_role s ON s.written = c.role
        WHERE coalesce(s.role, c.role) IN (SELECT role FROM role_order)
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE credit_unit AS
        SELECT w.*, r.place, u.units * m.members AS parts
        FROM writing_credit w
        JOIN role_order r ON r.role = w.role
        JOIN (SELECT title_no, role, count(DISTINCT unit) AS units FROM writing_credit GROUP BY ALL) u
          ON u.title_no = w.title_no AND u.role = w.role
        JOIN (SELECT title_no, role, unit, count(*) AS members FROM writing_credit GROUP BY ALL) m
          ON m.title_no = w.title_no AND m.role = w.role AND m.unit = w.unit
        """
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE title_roles AS
        SELECT title_no, any_work.work, string_agg(DISTINCT role, '+' ORDER BY role) AS roles,
               count(*) = count(share_num) AND count(*) = count(share_den) AS stated,
               count(share_num) > 0 AND count(*) > count(share_num) AS partly
        FROM writing_credit JOIN (SELECT title_no, work FROM title_fact) any_work USING (title_no)
        GROUP BY title_no, any_work.work
        """
    )


# Shares of a title without a common denominator up to this are taken out, with a finding, before any product
# of parts of them could pass a whole number's 64 bits.
LARGEST_DENOMINATOR = 10**9

# Everybody's parts are brought to the least common denominator of the title, so they add up to one exactly.
# Beyond the largest it is sought no further.
WRITER_SHARE = f"""
    CREATE OR REPLACE TABLE writer_share AS
    WITH part AS (
        SELECT s.rule_no, c.title_no, '' AS credit, c.person_id, c.place, c.unit, s.num, s.den * c.parts AS
        den FROM credit_unit c
        JOIN title_roles r ON r.title_no = c.title_no AND NOT r.stated AND NOT r.partly
        JOIN role_share s ON s.work = c.work AND s.roles = r.roles AND s.role = c.role
        UNION ALL
        SELECT n.rule_no, c.title_no, '', c.person_id, c.place, c.unit, c.share_num, c.share_den
        FROM credit_unit c
        JOIN title_roles r ON r.title_no = c.title_no AND r.stated
        CROSS JOIN (SELECT DISTINCT rule_no FROM role_share) n
        UNION ALL
        SELECT k.rule_no, c.title_no, k.credit, c.person_id, c.place, c.unit, 1,
               c.parts
        FROM credit_unit c JOIN role_column k ON k.work = c.work AND k.role = c.role
    ), whole AS (
        SELECT rule_no, title_no, credit,
               list_reduce(list(DISTINCT den ORDER BY den), lambda a, b:
               CASE WHEN a > {LARGEST_DENOMINATOR} THEN a ELSE lcm(a, b) END) AS den
        FROM part GROUP BY ALL
    ), person AS (
        SELECT p.rule_no, p.title_no, p.credit, p.person_id,
               sum(p.num * (w.den // p.den))::BIGINT AS num, w.den::BIGINT AS den,
               min(p.place) AS place, min(p.unit) AS unit
        FROM part p JOIN whole w USING (rule_no, title_no, credit)
        GROUP BY p.rule_no, p.title_no, p.credit, p.person_id, w.den
    )
    SELECT rule_no, title_no, credit, person_id, num, den,
           (row_number() OVER (PARTITION BY rule_no, title_no, credit ORDER BY place, unit,
           person_id))::INTEGER
             AS seq
    FROM person ORDER BY title_no
"""

# Most titles share alike. The odd cents of a pot depend only on the pattern of shares and on pot modulo den,
# so they are figured once per pattern and residue instead of once per line.
SHARE_PATTERN = """
    CREATE OR REPLACE TABLE share_pattern AS
    WITH listed AS (
        SELECT rule_no, title_no, credit, den, list(num ORDER BY seq) AS nums
        FROM writer_share GROUP BY rule_no, title_no, credit, den
    )
    SELECT rule_no, title_no, credit, den, nums, (dense_rank() OVER (ORDER BY den, nums))::INTEGER AS
    pattern_no FROM listed
"""


def uncovered_credits(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """A finding for each combination of paying credits that no rule covers."""
    rows = connection.execute(
        """SELECT r.work, r.roles, count(*), min(t.title_id)
           FROM title_roles r JOIN title_fact t ON t.title_no = r.title_no
           WHERE NOT r.stated AND NOT r.partly AND NOT EXISTS (
               SELECT 1 FROM role_share s WHERE s.work = r.work AND s.roles = r.roles)
           GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    return [
        Finding(
            code="credits-not-covered",
            place=f"credit:{example}",
            problem="no credit share rule covers these credits, so no percentage residual is shared",
            expected=f"a combination the agreement lists for {work} works"
            if work
            else "the kind of the title",
            found=f"{roles} on {titles} title(s), the first {example}"
            + ("" if work else ", of no known kind"),
            remedy="check the credits, or state each share in the credit (share_num, share_den)"
            if work
            else "ask for the kind of the title: it says whether the rules of television or of films hold",
        )
        for work, roles, titles, example in rows
    ]


def take_out_broken_shares(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Titles whose stated shares do not add up to the whole share nothing; each is a finding.

    So do those of shares that have no common denominator up to the largest.
    """
    broken = connection.execute(
        f"""SELECT t.title_id, sum(s.num), s.den, t.title_no
           FROM writer_share s JOIN title_fact t ON t.title_no = s.title_no
           WHERE s.credit = '' GROUP BY s.rule_no, t.title_id, t.title_no, s.den
           HAVING sum(s.num) <> s.den OR s.den > {LARGEST_DENOMINATOR} ORDER BY ALL"""
    ).fetchall()
    if broken:
        numbers = ", ".join(str(row[3]) for row in broken)
        connection.execute(f"DELETE FROM writer_share WHERE credit = '' AND title_no IN ({numbers})")
    return [
        Finding(
            code="stated-shares-do-not-add-up",
            place=f"credit:{title_id}",
            problem="the shares stated in the credits do not add up to the whole",
            expected=_whole(whole),
            found=f"{total}/{whole}" if whole <= LARGEST_DENOMINATOR else "no such denominator",
            remedy="correct share_num and share_den of this title's credits",
        )
        for title_id, total, whole, _ in broken
    ]


def partly_stated_shares(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """A finding for each title whose credits state some shares and leave others to the rule: it is not known
    what the rule is to share, so nobody is named.
    """
    rows = connection.execute(
        """SELECT t.title_id, count(w.share_num), count(*)
           FROM title_roles r JOIN title_fact t ON t.title_no = r.title_no
           JOIN writing_credit w ON w.title_no = r.title_no
           WHERE r.partly GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    return [
        Finding(
            code="stated-shares-do-not-add-up",
            place=f"credit:{title_id}",
            problem="some of the credits state a share and others do not",
            expected="a share in every writing credit of the title, or in none",
            found=f"{stated} of {credits} credits with a share",
            remedy="state share_num and share_den of every credit, or of none",
        )
        for title_id, stated, credits in rows
    ]


def _whole(denominator: int) -> str:
    if denominator > LARGEST_DENOMINATOR:
        return f"shares with a common denominator of at most {LARGEST_DENOMINATOR:,}"
    return f"{denominator}/{denominator}"
