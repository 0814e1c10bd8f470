"""Who is liable now for a title in a market and territory: the producer, and everybody who took over from
it.

The rules are those of section 21 of the television agreement of 2014, read for this; other agreements' were
not. Nobody is relieved whose relief is not recorded, and where it is not known how rights passed, both stay
liable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from arrears.book.ledger import Book
from arrears.book.snapshot import snapshot
from arrears.dates import add_days
from arrears.findings import Finding, Refused
from arrears.records.scratch import scratch
from arrears.records.views import create_views

DEEMED_DAYS = 21
CITE = "television agreement 2014, section 21"
QUALIFIED = "qualified_residual_payor"
NORTH_AMERICA = frozenset({"us", "ca", "us_ca"})


@dataclass(frozen=True)
class Assumed:
    """One assumption agreement. kind empty: how rights passed is not known. market empty: every market."""

    title_id: str
    territory: str
    market: str
    from_on: date
    from_company: str
    to_company: str
    until_on: date | None
    kind: str
    notified_on: date | None
    approved_on: date | None
    disapproved_on: date | None
    security_interest: bool | None


@dataclass(frozen=True)
class Qualified:
    """The time during which a company is a qualified residual payor."""

    company_id: str
    from_on: date
    until_on: date | None

    def holds(self, company: str, on: date) -> bool:
        return self.company_id == company and self.from_on <= on and (self.until_on or date.max) >= on


@dataclass(frozen=True)
class Liable:
    """One company in the chain. relieved_on null: it is liable; why says by what, or why not any more."""

    company_id: str
    since: date | None
    relieved_on: date | None
    why: str
    security_interest: bool | None = None

    @property
    def is_liable(self) -> bool:
        return self.relieved_on is None


@dataclass(frozen=True)
class Rights:
    """What is asked about: a title in a market and territory, on a day."""

    title_id: str
    market: str
    territory: str
    on: date


def covers(territory: str, wanted: str) -> bool:
    """Whether rights in a territory take in another: `world` all, `us_ca` both, `foreign` all but these."""
    if territory in (wanted, "world"):
        return True
    if territory == "us_ca":
        return wanted in NORTH_AMERICA
    return territory == "foreign" and wanted not in NORTH_AMERICA | {"world", "none"}


def chain_of(
    producer: str, rights: Rights, assumed: Iterable[Assumed], qualified: Sequence[Qualified]
) -> tuple[Liable, ...]:
    """Everybody in the chain of a title, in the order in which they came in.

    An assumption that had ended or not begun on the day is left out. Nobody is ever relieved by one that is
    not recorded as approved, or deemed so by the rule that is named.
    """
    chain = [Liable(producer, None, None, "the company bound for it at production")]
    held = (each for each in assumed if _counts(each, rights))
    for each in sorted(held, key=lambda one: (one.from_on, one.to_company)):
        giver = each.from_company or chain[-1].company_id
        relieved_on, why = _relief(each, giver == producer, qualified)
        if relieved_on is not None and relieved_on <= rights.on:
            chain = [
                replace(one, relieved_on=relieved_on, why=f"relieved: {why}")
                if one.company_id == giver and one.is_liable
                else one
                for one in chain
            ]
        else:
            chain = [
                replace(one, why=f"{one.why}; {why}") if one.company_id == giver and one.is_liable else one
                for one in chain
            ]
        took = {"distributor": "as distributor", "buyer": "as buyer"}.get(each.kind, "in a way not recorded")
        said = f"took over from {giver} {took}{_term(each)}"
        chain.append(Liable(each.to_company, each.from_on, None, said, each.security_interest))
    return tuple(chain)


def _term(each: Assumed) -> str:
    return f", until {each.until_on}" if each.until_on else ", without an end"


def _counts(each: Assumed, rights: Rights) -> bool:
    return (
        each.title_id == rights.title_id
        and each.market in ("", rights.market)
        and covers(each.territory, rights.territory)
        and each.from_on <= rights.on <= (each.until_on or date.max)
    )


def _relief(each: Assumed, is_producer: bool, qualified: Sequence[Qualified]) -> tuple[date | None, str]:
    """From what day the giver is relieved, with the rule; or null with why it stays liable."""
    if each.kind == "distributor" and is_producer:
        return None, f"stays liable: a distributor's assumption does not release the producer ({CITE}(a))"
    if each.kind not in ("distributor", "buyer"):
        return None, "stays liable: it is not recorded how rights passed"
    if each.approved_on is not None:
        return max(each.approved_on, each.from_on), f"the guild approved {each.to_company} ({CITE})"
    if each.disapproved_on is not None:
        return None, f"stays liable: the guild refused {each.to_company} on {each.disapproved_on} ({CITE})"
    if each.notified_on is None:
        return None, f"stays liable: no approval of {each.to_company} and no notice is recorded ({CITE})"
    told_on = max(each.notified_on, each.from_on)
    is_deemed = each.kind == "distributor" or is_producer
    if is_deemed and any(one.holds(each.to_company, told_on) for one in qualified):
        return told_on, f"{each.to_company} is a qualified residual payor and counts as approved ({CITE})"
    if each.kind == "buyer" and is_producer:
        deemed_on = add_days(each.notified_on, DEEMED_DAYS)
        why = f"the guild did not refuse {each.to_company} within {DEEMED_DAYS} days of notice ({CITE}(b))"
        return max(deemed_on, each.from_on), why
    return None, f"stays liable: the guild has not approved {each.to_company} ({CITE})"


def who_is_liable(book: Book, rights: Rights) -> tuple[Liable, ...]:
    """Everybody in the chain of a title, from the book's records.

    Findings: raises `Refused` with title-unknown, producer-unknown.
    """
    with scratch(book) as connection:
        create_views(connection, snapshot(book), ["title", "assumption", "payor_status"])
        titles = connection.execute(
            "SELECT company_id FROM record_title WHERE title_id = $title ORDER BY row_id",
            {"title": rights.title_id},
        ).fetchall()
        rows = connection.execute(ASSUMED, {"title": rights.title_id}).fetchall()
        payors = connection.execute(QUALIFIED_SQL, {"kind": QUALIFIED}).fetchall()
    if not titles:
        problem, remedy = "the book shows no such title", "name a title of the book"
        raise Refused(
            [Finding("title-unknown", rights.title_id, problem, "a title", rights.title_id, remedy)]
        )
    producer = next((company for (company,) in titles if company), None)
    if producer is None:
        problem, remedy = "the company bound for the title is not known", "import the title with its company"
        raise Refused([Finding("producer-unknown", rights.title_id, problem, "a company", "none", remedy)])
    assumed = (Assumed(*row) for row in rows)
    return chain_of(producer, rights, assumed, [Qualified(*row) for row in payors])


ASSUMED = """
    SELECT title_id, territory, coalesce(market, ''), from_on, coalesce(from_company_id, ''), to_company_id,
           until_on, coalesce(kind, ''), notified_on, approved_on, disapproved_on, security_interest
    FROM record_assumption WHERE title_id = $title ORDER BY from_on, row_id
"""
QUALIFIED_SQL = """
    SELECT DISTINCT company_id, from_on, until_on FROM record_payor_status WHERE kind = $kind ORDER BY 1, 2, 3
"""
