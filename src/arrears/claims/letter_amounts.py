"""The lines of a claim that a letter to one company tells: its own, and where asked one person's alone."""

from __future__ import annotations

from dataclasses import dataclass

from arrears.claims.amounts import Amounts
from arrears.claims.claim_figures import ClaimFigures

ITEM = "payee_id, title_id, market, territory, occasion, entitlement, credit_column, currency"


@dataclass(frozen=True)
class LetterLine:
    """One item of a letter: what it is for, when due, what is open on each reading (null: not known).

    refs: the obligations that it is, by name, on every reading.
    """

    title: str
    person: str
    use: str
    due_on: str
    open_cents: tuple[int | None, ...]
    currency: str
    status: str
    refs: tuple[str, ...]


def lines_of_company(figures: ClaimFigures, company_id: str) -> tuple[LetterLine, ...]:
    """The items of a company with anything open on any reading, or whose amount cannot be figured.

    figures: of the day of the letter. A sum is not known where a part of it is not.
    """
    sums = ", ".join(
        f"CASE WHEN bool_or(amount_cents IS NULL AND {on}) THEN NULL"
        f" ELSE coalesce(sum(CASE WHEN {on} THEN principal_cents END), 0) END::BIGINT"
        for on in (f"(positions >> {position.bit}) & 1 = 1" for position in figures.held.positions)
    )
    rows = figures.held.connection.execute(
        f"""SELECT min(coalesce(title_name, title_id)), min(coalesce(payee_name, payee_id)), market, occasion,
                   min(due_on), currency, min(status), list_sort(list(ref)), {sums}
            FROM line_amount WHERE company_id = $company
            GROUP BY {ITEM} HAVING sum(principal_cents) > 0 OR bool_or(amount_cents IS NULL)
            ORDER BY 1, 2, 4, 3, 8""",
        {"company": company_id},
    ).fetchall()
    return tuple(_line(row) for row in rows)


def _line(row: tuple[object, ...]) -> LetterLine:
    title, person, market, occasion, due_on, currency, status, refs, *sums = row
    assert isinstance(refs, list)
    return LetterLine(
        title=str(title),
        person=str(person or "payee not known"),
        use=f"{str(market).replace('_', ' ')}, {occasion}",
        due_on=str(due_on or ""),
        open_cents=tuple(None if cents is None else int(str(cents)) for cents in sums),
        currency=str(currency or ""),
        status=str(status or ""),
        refs=tuple(str(ref) for ref in refs),
    )


def sums_of_company(figures: ClaimFigures, company_id: str) -> tuple[Amounts, ...]:
    """What the company owes on each reading, whole."""
    return tuple(one for one in figures.filed.by_party["company"] if one.party_id == company_id)
