"""What the book holds of one sale or use: its lines, the writers' amounts, payors' classes, claims.

The records name who is paid under the writers' agreements only, so only theirs are amounts of people; what
other guilds' clauses give is priced from the same reported line by whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from arrears.audit.explainer import Explainer, Row
from arrears.book.ledger import Book
from arrears.claims.claim import Claim
from arrears.claims.joint_case import Sale
from arrears.claims.joint_conditions import PayorStanding, SeparateClaim
from arrears.claims.record_stages import FILED, claims_on, read_line_stages
from arrears.engine.connection import quote_text
from arrears.findings import Finding, Refused
from arrears.formula.kinds import MONEY, read_kinds
from arrears.obligations.refs import parse_ref
from arrears.vocabulary import RECORD_FACTS

NEAREST_SALES = 3
# Records that clauses of several guilds pay on: a sale of receipts, a run, a stretch online, a year shown.
SOLD = ("statement_line", "run", "availability", "exhibition_year")


@dataclass(frozen=True)
class SaleLine:
    """One line of the sale. stated: its facts as an agreement's file writes them; kind: of which record.

    A use has a line for each credit column, since the columns are paid apart.
    """

    line_id: int
    kind: str
    territory: str
    currency: str
    stated: Mapping[str, str]


@dataclass(frozen=True)
class OwedOnPosition:
    """What a clause pays the writers of the sale on one position, all earlier sales counted.

    base_cents, rate: null where the amount is no share of one base; clause_cents: before it is shared. Cents
    are null where they are not known.
    """

    position: str
    is_own_words: bool
    clause: str
    currency: str
    base_cents: int | None
    rate: tuple[int, int] | None
    clause_cents: int | None
    owed_cents: int | None
    paid_cents: int
    open_cents: int | None
    states: tuple[str, ...]
    status: str


def sale_lines(explainer: Explainer, sale: Sale) -> tuple[SaleLine, ...]:
    """The lines of the sale: receipts that the company reported, or one use of the title.

    Findings: `sale-unknown` with sales and uses of that title.
    """
    rows = explainer.run_rows(
        f"SELECT * FROM whole_fact WHERE title_id = ? AND company_id = ? AND market = ? AND occasion = ?"
        f" AND record_kind IN ({', '.join(map(quote_text, SOLD))}) ORDER BY line_id",
        [sale.title_id, sale.company_id, sale.market, sale.period],
    )
    if not rows:
        raise Refused([_unknown(explainer, sale)])
    held = _title_facts(explainer, sale.title_id)
    return tuple(
        _line({**row, **{name: held[name] for name in held if row.get(name) is None}}) for row in rows
    )


# Facts of a title under the names that its record gives them; other guilds' clauses ask for more of them than
# the run did.
TITLE_COLUMNS: Mapping[str, str] = {
    "program_kind": "program_kind", "minutes": "minutes", "budget": "budget_cents",
    "photographed_on": "photography_on", "written_on": "written_on", "first_market": "first_market",
    "first_release_on": "first_release_on", "first_new_media_on": "first_new_media_on",
    "season_no": "season_no", "episode_ordinal": "episode_ordinal",
}  # fmt: skip


def _title_facts(explainer: Explainer, title_id: str) -> dict[str, object]:
    """What the records say of a title where all who say it agree; the rest stays missing."""
    columns = ", ".join(f"list_distinct(list({column})) AS {name}" for name, column in TITLE_COLUMNS.items())
    (row,) = explainer.record_rows(f"SELECT {columns} FROM record_title WHERE title_id = ?", [title_id])
    return {name: found[0] for name, found in row.items() if found is not None and len(found) == 1}


def _line(row: Row) -> SaleLine:
    kind = str(row["record_kind"])
    kinds = read_kinds(RECORD_FACTS[kind])
    stated = {
        name: _written(row[name], kinds[name].kind == MONEY) for name in kinds if row.get(name) is not None
    }
    territory, currency = str(row["territory"] or ""), str(row["currency"] or "")
    return SaleLine(int(row["line_id"]), kind, territory, currency, stated)


def _written(value: object, is_money: bool) -> str:
    """A stored fact as an agreement's file would write it: money in dollars and cents."""
    if isinstance(value, int) and is_money:
        sign = "-" if value < 0 else ""
        return f"{sign}${abs(value) // 100}.{abs(value) % 100:02d}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _unknown(explainer: Explainer, sale: Sale) -> Finding:
    rows = explainer.run_rows(
        "SELECT DISTINCT concat(company_id, ':', title_id, ':', market, ':', occasion) AS sale"
        f" FROM whole_fact WHERE title_id = ? AND record_kind IN ({', '.join(map(quote_text, SOLD))})"
        " ORDER BY sale",
        [sale.title_id],
    )
    names = [str(row["sale"]) for row in rows]
    problem = "the company reported no sale or use of that title, market and period"
    remedy = f"write one of these: {', '.join(names[:NEAREST_SALES])}" if names else "import its statements"
    return Finding("sale-unknown", sale.text(), problem, "a reported sale or use", "none", remedy)


def owed_to_writers(explainer: Explainer, lines: Sequence[SaleLine]) -> tuple[OwedOnPosition, ...]:
    """What the writers are owed, were paid, and is open of the sale: by clause, on each position."""
    found = []
    numbers = [line.line_id for line in lines]
    for position in explainer.run.heading.positions:
        rows = explainer.run.rows(OWED, [numbers, position.bit])
        found += [OwedOnPosition(position.name, position.is_own_words, *_money(row)) for row in rows]
    return tuple(found)


OWED = """
    SELECT concat(o.family, '/', o.version, '/', o.article, '/', o.clause), coalesce(o.currency, ''),
           o.base_cents, o.rate_num, o.rate_den, o.pool_cents, sum(o.amount_cents)::BIGINT,
           sum(s.paid_cents)::BIGINT, sum(s.open_cents)::BIGINT, list_sort(list(DISTINCT s.state)),
           min(o.status)
    FROM whole_obligation o JOIN standing s USING (obligation_no)
    WHERE list_contains(?::BIGINT[], o.line_id) AND (o.positions >> ?) & 1 = 1
    GROUP BY o.line_id, o.part_no, 1, 2, 3, 4, 5, 6 ORDER BY 1, o.line_id, o.part_no, 2
"""


def _money(row: tuple[Any, ...]) -> tuple[Any, ...]:
    clause, currency, base, numerator, denominator, pool, owed, paid, still_open, states, status = row
    rate = None if numerator is None or denominator is None else (numerator, denominator)
    return clause, currency, base, rate, pool, owed, paid or 0, still_open, tuple(states), str(status)


def payor_standings(explainer: Explainer, sale: Sale, as_of: date) -> tuple[PayorStanding, ...]:
    """The class of payor of the company, and of whoever took its duties over, on the day asked for."""
    day = f"DATE {quote_text(as_of.isoformat())}"
    takers = explainer.record_rows(
        f"""SELECT DISTINCT to_company_id FROM record_assumption WHERE title_id = ? AND from_on <= {day}
              AND (until_on IS NULL OR until_on >= {day}) AND (market IS NULL OR market = ?)
            ORDER BY to_company_id""",
        [sale.title_id, sale.market],
    )
    roles = {sale.company_id: "pays"}
    roles |= {str(row["to_company_id"]): "took the duties over" for row in takers}
    found: list[PayorStanding] = []
    for company, role in roles.items():
        rows = explainer.record_rows(
            f"""SELECT DISTINCT kind, said_by, family FROM record_payor_status WHERE company_id = ?
                  AND from_on <= {day} AND (until_on IS NULL OR until_on >= {day})
                ORDER BY family, said_by""",
            [company],
        )
        listed = [
            PayorStanding(company, role, str(r["kind"]), f"{r['said_by']} for {r['family']}") for r in rows
        ]
        found += listed or [PayorStanding(company, role, "", "")]
    return tuple(found)


def occasions_of(explainer: Explainer, sale: Sale, lines: Sequence[SaleLine]) -> frozenset[str]:
    """What obligations on the lines call the occasion: the period, or the periods that a use is cut into."""
    rows = explainer.run.rows(
        "SELECT DISTINCT occasion FROM whole_obligation WHERE list_contains(?::BIGINT[], line_id)",
        [[line.line_id for line in lines]],
    )
    return frozenset((sale.period, *(str(occasion) for (occasion,) in rows)))


def separate_claims(
    book: Book, sale: Sale, occasions: frozenset[str] = frozenset(), *, as_of: date, seq: int
) -> tuple[SeparateClaim, ...]:
    """The claims that hold lines of the sale on a day, with the days that matter to a joint case.

    occasions: what obligations on the sale's lines call it besides its period (`occasions_of`).
    """
    holding = {
        one.claim_id
        for one in read_line_stages(book, as_of=as_of, seq=seq)
        for ref in (parse_ref(one.ref),)
        if (ref.company_id, ref.title_id, ref.market) == (sale.company_id, sale.title_id, sale.market)
        and ref.occasion.split(".")[0] in {sale.period, *occasions}
    }
    claims = claims_on(book, as_of, seq=seq)
    return tuple(_separate(claims[claim_id]) for claim_id in claims if claim_id in holding)


def _separate(claim: Claim) -> SeparateClaim:
    filed = [step.on for step in claim.steps if step.step in FILED and step.forum != "joint"]
    chosen = [step.on for step in claim.steps if step.step == "arbitrator_selected" and step.forum != "joint"]
    return SeparateClaim(claim.claim_id, claim.family, min(filed, default=None), min(chosen, default=None))
