"""Prices what a change reaches in another agreement on the records of a book, as an offer on it is priced.

The other agreement's clause is figured on the base year as it stands and as it would stand; the difference is
projected with the same assumptions. Where the book holds nothing that the clause pays on, it is said, and
nothing is priced here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.agreements.link_clauses import rewrite_clause
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import question_key
from arrears.agreements.written_agreement import Library, PatchFile
from arrears.agreements.yaml_source import WrittenList, WrittenMap, WrittenText
from arrears.bargaining.amended import AmendedAgreements, Unit, depends_on, units
from arrears.bargaining.assumptions import Assumption, Assumptions
from arrears.bargaining.base_lines import AMOUNT_DAY, price_variants
from arrears.bargaining.base_year import CURRENCY, BaseYear
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.pattern import ClauseReached, Follower
from arrears.bargaining.pattern_base import clauses_at, stands_at
from arrears.bargaining.price import price_offer
from arrears.findings import Finding, Refused
from arrears.formula.nodes import Bands, Figure, Lookup, Node
from arrears.obligations.left_out import why_not_run

ITEM = "carried"
SOFT = ("assumption-missing", "fact-not-in-run")  # what is told beside the change; all else stops the pricing
Reached = Follower | ClauseReached


@dataclass(frozen=True)
class OnBook:
    """What the book says of one change. by_year: cents, plans on top; null = not priced from the book.

    why_not: in words where it is not. asked: what is asked for, where only that is missing.
    """

    by_year: Mapping[int, int] | None
    why_not: str = ""
    asked: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class FamilyBook:
    """The base year of a book under one family's agreements. not_signed: companies whose records say that
    they signed other families' agreements only; unsaid: how many of the year's companies do not say.
    """

    base: BaseYear
    folder: Path
    not_signed: frozenset[str]
    unsaid: int


def price_on_book(
    reached: Reached,
    agreement: Agreement,
    opened: Callable[[], FamilyBook | str],
    assumptions: Assumptions,
    days: tuple[date, date],
) -> OnBook:
    """What one reached figure or clause costs on a book, by calendar year of the days given.

    opened: the book under the family of the agreement, or why there is none. Findings: those of pricing, but
    for missing assumptions and facts, which are told in the answer.
    """
    names = _clauses_of(reached, agreement)
    why = _why_not_run(reached, agreement, names)
    if why:
        return OnBook(None, why)
    book = opened()
    if isinstance(book, str):
        return OnBook(None, book)
    agreement = that_runs(agreement)
    answers = _answers(reached, agreement, book.base)
    if isinstance(answers, str):
        return OnBook(None, answers)
    try:
        return _priced(reached, agreement, (book, answers, names), assumptions, days)
    except Refused as refused:
        if any(fault.code not in SOFT for fault in refused.findings):
            raise
        asked = tuple(fault for fault in refused.findings if fault.code == "assumption-missing")
        return OnBook(None, "; ".join(fault.problem for fault in refused.findings), asked)


def _priced(
    reached: Reached,
    agreement: Agreement,
    on: tuple[FamilyBook, Mapping[str, str], Sequence[str]],
    assumptions: Assumptions,
    days: tuple[date, date],
) -> OnBook:
    """The change priced as an offer of one item. on: the book, the answers, the names of the clauses."""
    book, answers, names = on
    offer = _offer(reached, agreement, names, days)
    articles = frozenset(article.name for article in agreement.articles)
    amended = AmendedAgreements(offer, Library(book.folder), answers, agreement.covers_from, articles)
    amended.hold((), agreement)
    amended.hold((ITEM,), would_be(reached, agreement))
    touched = units(amended, depends_on(amended))
    if not touched:
        return OnBook(None, "the change moves no amount that an audit figures")
    if not _amounts(amended, touched, names, book.base):
        return OnBook(None, _holds_nothing(book, agreement, names))
    costing = price_offer(offer, Repricing(book.base, amended, book.folder), assumptions)
    (item,) = costing.items
    return OnBook(item.by_year, "", (), costing.assumptions, _note(book, item.unknown_lines))


def _holds_nothing(book: FamilyBook, agreement: Agreement, names: Sequence[str]) -> str:
    """That the year has nothing that the clauses pay on, and whose records were left out, in words."""
    said = f"the book's base year {book.base.year} holds nothing that its {', '.join(names)} pays on"
    if book.not_signed:
        apart = ", ".join(sorted(book.not_signed)[:3]) + (", …" if len(book.not_signed) > 3 else "")
        said = (
            f"{said}; left out, since they say that they signed no agreement of {agreement.family}: {apart}"
        )
    return said


def _note(book: FamilyBook, unknown_lines: int) -> str:
    said = [f"base year {book.base.year}, read {book.base.position}, plans on top"]
    if book.unsaid:
        said.append(f"{book.unsaid} of its companies do not say whose agreements they signed")
    if unknown_lines:
        said.append(f"{unknown_lines} lines not figured")
    return "; ".join(said)


def _clauses_of(reached: Reached, agreement: Agreement) -> tuple[str, ...]:
    if isinstance(reached, ClauseReached):
        return (reached.text.name,)
    return tuple(clause.name for clause in clauses_at(agreement, reached.address))


def _why_not_run(reached: Reached, agreement: Agreement, names: Sequence[str]) -> str:
    """What keeps every audit from running the clauses; empty where one of them runs."""
    clauses = [clause for clause in agreement.clauses() if clause.name in names]
    if isinstance(reached, ClauseReached):
        clauses = [reached.text]
    whys = [f"{clause.name}: {why}" for clause in clauses if (why := why_not_run(clause, agreement))]
    if not clauses:
        return "no clause of it stands on this figure"
    return "; ".join(whys) if len(whys) == len(clauses) else ""


def that_runs(agreement: Agreement) -> Agreement:
    """The agreement with the clauses that an audit runs; a position answers no questions of others."""
    articles = (
        replace(article, clauses=tuple(one for one in article.clauses if not why_not_run(one, agreement)))
        for article in agreement.articles
    )
    return replace(agreement, articles=tuple(articles))


def _amounts(
    amended: AmendedAgreements, touched: Sequence[Unit], names: Sequence[str], base: BaseYear
) -> int:
    """How many amounts of the base year these clauses give, as it stands or would stand, as if their version
    governed every line; of companies that signed.
    """
    lines, found = base.lines, 0
    for unit, items in itertools.product(touched, ((), (ITEM,))):
        clauses = amended.priced(unit.clauses, items)
        price_variants(lines, [clause.variant for clause in clauses.values()], amended.of_new_works())
        numbers = [str(clauses[name].variant.no) for name in names if name in clauses]
        ((count,),) = lines.run.rows(
            f"""SELECT count(*) FROM amount a JOIN base_line f ON f.line_id = a.line_id
                WHERE a.applies AND year({AMOUNT_DAY}) = {lines.year} AND f.currency = '{CURRENCY}'
                  AND a.clause_no IN ({", ".join(numbers) or "NULL"})"""
        )
        found += int(count)
    return found


def _answers(reached: Reached, agreement: Agreement, base: BaseYear) -> Mapping[str, str] | str:
    """The position's answers, with the reading that the change is told on; or which are missing."""
    asked = {question_key(one): one for clause in agreement.clauses() for one in clause.questions}
    answers = {**base.answers, **_on_its_reading(reached, agreement)}
    missing = sorted(asked.keys() - answers.keys())
    return f"the position answers no question {', '.join(missing)}" if missing else answers


def _on_its_reading(reached: Reached, agreement: Agreement) -> Mapping[str, str]:
    """The answer on which a text raises a figure so far, by the question; none where nobody differs."""
    if isinstance(reached, ClauseReached) or not reached.reading:
        return {}
    questions = (one for clause in clauses_at(agreement, reached.address) for one in clause.questions)
    return {
        question_key(one): reached.reading
        for one in questions
        if any(answer.side == reached.reading for answer in one.answers)
    }


def would_be(reached: Reached, agreement: Agreement) -> Agreement:
    """The other agreement with the change in it; nothing else is other, and no file is written."""
    if isinstance(reached, Follower):
        return with_figure(agreement, reached.address, (reached.was, reached.now))
    name = reached.text.name
    if reached.change == "removed":
        articles = (
            replace(article, clauses=tuple(one for one in article.clauses if one.name != name))
            for article in agreement.articles
        )
        return replace(agreement, articles=tuple(articles))
    first, *rest = agreement.articles
    return replace(agreement, articles=(replace(first, clauses=(*first.clauses, reached.text)), *rest))


def with_figure(agreement: Agreement, address: str, moved: tuple[Fraction, Fraction]) -> Agreement:
    """The agreement with another figure at an address, wherever it stands as it was. moved: was, now."""
    was, now = moved

    def put(node: Node) -> Node | None:
        match node:
            case Figure(address=place, value=value) if stands_at(place, address) and value == was:
                return replace(node, value=now)
            case Lookup(table=table, keys=keys):
                rows = tuple(
                    replace(row, value=now) if stands_at(row.address, address) and row.value == was else row
                    for row in table.rows
                )
                return Lookup(replace(table, rows=rows), keys) if rows != table.rows else None
            case Bands(bands=bands):
                moved_bands = tuple(
                    replace(band, rate=now) if stands_at(band.address, address) and band.rate == was else band
                    for band in bands
                )
                return replace(node, bands=moved_bands) if moved_bands != bands else None
        return None

    def changed(clause: Clause) -> Clause:
        return rewrite_clause(clause, put)

    articles = (
        replace(article, clauses=tuple(map(changed, article.clauses))) for article in agreement.articles
    )
    return replace(agreement, articles=tuple(articles))


def _offer(reached: Reached, agreement: Agreement, names: Sequence[str], days: tuple[date, date]) -> Offer:
    """The change as an offer of one item on the other agreement, in force from its own first day on."""
    begins = max(reached.from_on, days[0])
    place = reached.address
    edits = [WrittenMap(((WrittenText("at", place), WrittenText(name, place)),), place) for name in names]
    header = WrittenMap(((WrittenText("edits", place), WrittenList(tuple(edits), place)),), place)
    item = Item(
        ITEM, reached.address, begins, reached.reach, PatchFile(f"{agreement.family}/{ITEM}", header, {}), (),
        reached.until, None, place,
    )  # fmt: skip
    return Offer(
        offer_id=ITEM, made_by="", made_to="", made_on=begins, valid_until=None, status="proposal",
        amends=agreement.address, effective_on=begins, signed_on=None, term_from=begins, term_until=days[1],
        follows="", final_declared_by="", impasse_declared_by="", items=(item,), conditions=(), releases=(),
        source=reached.source, place=place,
    )  # fmt: skip
