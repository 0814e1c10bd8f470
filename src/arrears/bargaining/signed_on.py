"""What members would have collected had they signed an offer on a day, by market, and what was in fact paid.

The book is audited under the terms in force and again under the terms that the offer would have set from that
day on: by the day of the work where an item reaches works, by the day of the use where it reaches uses. The
payments are those the book holds; what is not found in it is not said to be unpaid anywhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.agreements.load import SHIPPED, load_stacked
from arrears.agreements.model import Agreement
from arrears.agreements.written_agreement import Library, PatchFile
from arrears.agreements.yaml_source import as_map, read_yaml
from arrears.audit.audit_run import AuditRequest, run_audit
from arrears.audit.run_tables import RunHeading, open_run, read_heading
from arrears.bargaining.governed import last_day, moves_from
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.offer_agreement import offer_agreement
from arrears.bargaining.rounding import whole_cents
from arrears.book.ledger import Book
from arrears.dates import add_days
from arrears.engine.connection import quote_text
from arrears.findings import Finding, Refused

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Collected:
    """What one market brings on one position, in cents of one currency, from uses of the days asked about.

    in_force, signed: owed under the terms in force, and had the offer been signed. back_pay: of `signed`,
    owed for uses before the day of signing. due: of `signed`, what had fallen due by the run's day.
    paid: payments found for these uses; with_guild: of them, not yet sent on. amounts: how many there are;
    unpaid: of them, without any payment found. unknown: amounts that cannot be figured; they are in no sum.
    cut: amounts of periods inside which other terms begin, on signing or later; every sum has them whole, on
    the terms of their last day. cut_signed: what they owe so; cut_in_force: on the terms of their first day.
    days_before: what `signed` becomes more by where each day of these periods has its own terms, exactly.
    """

    position: str
    market: str
    currency: str
    amounts: int
    in_force: int
    signed: int
    back_pay: int
    due: int
    paid: int
    with_guild: int
    unpaid: int
    unknown: int
    cut: int = 0
    cut_in_force: int = 0
    cut_signed: int = 0
    days_before: Fraction = Fraction(0)

    @property
    def signed_if_later(self) -> int:
        """`signed` where each of the periods that are cut stays on the terms of its first day."""
        return self.signed - self.cut_signed + self.cut_in_force

    @property
    def signed_by_days(self) -> int:
        """`signed` where use is even within a period, so that each day has the terms in force on it."""
        return self.signed + whole_cents(self.days_before)


@dataclass(frozen=True)
class SignedOn:
    """The answer for one offer and one day of signing. counted_from: the first day of use that is counted.

    skipped: items that edit no clause, and so are in no figure.
    """

    offer: Offer
    signed_on: date
    counted_from: date
    rows: tuple[Collected, ...]
    heading: RunHeading
    skipped: tuple[Item, ...]


@dataclass(frozen=True)
class _Span:
    """Days on which the same items hold."""

    begins: date
    ends: date
    items: tuple[str, ...]


@dataclass(frozen=True)
class Signing:
    """What is supposed: this offer, signed on this day, on these agreements of a library."""

    offer: Offer
    signed_on: date
    library: Library = field(default_factory=lambda: Library(SHIPPED))


def collect_signed_on(
    book: Book,
    agreements: Sequence[Agreement],
    request: AuditRequest,
    signing: Signing,
    progress: Progress = lambda _: None,
) -> SignedOn:
    """What members would have collected from a day of signing on, market by market, on each position.

    Findings: `offer-no-clause` when no item edits a clause; `offer-not-audited` when the book's records fall
    under other agreements; `offer-too-late`; `offer-opens-question`; those of the audit.
    """
    offer = signing.offer
    items = [item for item in offer.items if item.patch is not None]
    _refuse_idle(offer, agreements, items)
    first = min(moves_from(item, signing.signed_on) for item in items)
    before = run_audit(book, _with(agreements, signing, None), request, progress).folder
    heading = read_heading(before)
    last = date.fromisoformat(heading.as_of)
    if first > last:
        raise Refused([_too_late(signing, heading)])
    rows = _Sums(heading)
    rows.add(before, _Span(first, last, ()), signing.signed_on, is_signed=False)
    uses = [item for item in items if item.reach == "uses"]
    states = [(_Span(date.min, add_days(first, -1), ()), before)]
    for span in _spans(uses, signing, first, last):
        progress(f"auditing as if signed, uses from {span.begins} on")
        folder = run_audit(book, _with(agreements, signing, span.items), request, progress).folder
        rows.add(folder, span, signing.signed_on, is_signed=True)
        states.append((span, folder))
    rows.add_cut(states)
    skipped = tuple(item for item in offer.items if item.patch is None)
    return SignedOn(offer, signing.signed_on, first, tuple(rows.rows()), heading, skipped)


def _refuse_idle(offer: Offer, agreements: Sequence[Agreement], items: Sequence[Item]) -> None:
    if not items:
        problem = "no item of the offer edits a clause, so no audit can tell what it would have brought"
        remedy = "price its raises with `arrears delay per-day`"
        found = "raises and words only"
        raise Refused([Finding("offer-no-clause", offer.place, problem, "an item with edits", found, remedy)])
    known = [one.address for one in agreements]
    if offer.amends not in known:
        problem = "the offer amends an agreement that the book's records do not need"
        expected = ", ".join(known) or "none"
        remedy = "ask for an offer on an agreement that governs the book's uses"
        raise Refused([Finding("offer-not-audited", offer.place, problem, expected, offer.amends, remedy)])


def _too_late(signing: Signing, heading: RunHeading) -> Finding:
    problem = "nothing of the offer holds yet on the day of the audit"
    expected = f"a day of signing up to {heading.as_of}"
    remedy = "ask with a later --as-of, or an earlier --on"
    return Finding("offer-too-late", "--on", problem, expected, f"{signing.signed_on}", remedy)


def _spans(items: Sequence[Item], signing: Signing, first: date, last: date) -> Iterator[_Span]:
    """The days from the first to the last, cut wherever an item begins or ends to hold."""
    days = {
        item.item_id: (moves_from(item, signing.signed_on), last_day(signing.offer, item)) for item in items
    }
    cuts = {first} | {day for begins, ends in days.values() for day in (begins, add_days(ends, 1))}
    starts = sorted(cut for cut in cuts if first <= cut <= last)
    for begins, ends in zip(starts, [*(add_days(day, -1) for day in starts[1:]), last]):
        holding = tuple(item for item, (one, other) in days.items() if one <= begins <= other)
        yield _Span(begins, ends, holding)


def _with(
    agreements: Sequence[Agreement], signing: Signing, use_items: tuple[str, ...] | None
) -> list[Agreement]:
    """The agreements with the amended version as it stands while these items on uses hold; None: unsigned.

    Items on works cut its term: each part of it covers the works of its own days.
    """
    offer, library = signing.offer, signing.library
    others = [one for one in agreements if one.address != offer.amends]
    works = [item for item in offer.items if item.patch is not None and item.reach == "works"]
    if use_items is None:
        return [*others, offer_agreement(offer, (), library)]
    if not works:
        return [*others, offer_agreement(offer, use_items, library)]
    base = offer_agreement(offer, (), library)
    parts = _spans(works, signing, base.covers_from, base.covers_until)
    return [*others, *(_covering(signing, part, use_items) for part in parts)]


def _covering(signing: Signing, part: _Span, use_items: tuple[str, ...]) -> Agreement:
    """The amended version for the works of some days, with the items that hold for them."""
    offer, holding = signing.offer, {*part.items, *use_items}
    family = offer.amends.partition("/")[0]
    address = f"{family}/{offer.offer_id}-works-from-{part.begins}"
    header = {
        "agreement": address,
        "title": offer.title or offer.offer_id,
        "cite": offer.source,
        "status": offer.source_status,
        "covers": {"from": f"{part.begins}", "until": f"{part.ends}"},
        "patch": {"of": offer.amends},
    }
    written = as_map(read_yaml(json.dumps(header).encode(), offer.place))
    patches = [item.patch for item in offer.items if item.patch is not None and item.item_id in holding]
    return load_stacked(signing.library, offer.amends, [PatchFile(address, written, {}), *patches])


@dataclass(frozen=True)
class _Sums:
    """Adds up what runs say, market by market, in the terms of the first run's positions."""

    heading: RunHeading
    found: dict[tuple[str, str, str], Collected] = field(default_factory=dict)

    def add(self, folder: Path, span: _Span, signed_on: date, *, is_signed: bool) -> None:
        """Add the uses of a run on the days of a span."""
        run = open_run(folder)
        bits = {position.name: position.bit for position in run.heading.positions}
        for position in self.heading.own_words():
            if position.name not in bits:
                raise Refused([_no_position(position.name, run.heading)])
            where = {
                "obligation": _table(folder, "obligation"),
                "fact": _table(folder, "fact"),
                "bit": bits[position.name],
            }
            days = {"first": span.begins, "last": span.ends}
            named = {**days, "signed": signed_on, "as_of": run.heading.as_of}
            for market, currency, *sums in run.rows(SUMS.format(**where), named):
                self._add((position.name, market, currency), [int(one) for one in sums], is_signed)
        run.connection.close()

    def add_cut(self, states: Sequence[tuple[_Span, Path]]) -> None:
        """Add what periods owe that end on the days of one span and begin on those of an earlier one.

        states: the days before the first one, as they are in force, and every span, each with its run.
        """
        for place, (span, folder) in enumerate(states):
            for earlier, other in states[:place]:
                self._add_cut(folder, span, earlier, is_signed=True)
                self._add_cut(other, span, earlier, is_signed=False)

    def _add_cut(self, folder: Path, span: _Span, earlier: _Span, *, is_signed: bool) -> None:
        run = open_run(folder)
        fact = _table(folder, "fact")
        columns = {row[0] for row in run.rows(f"DESCRIBE SELECT * FROM {fact}")}
        bits = {position.name: position.bit for position in run.heading.positions}
        days = {"first": span.begins, "last": span.ends, "from": earlier.begins, "until": earlier.ends}
        for position in self.heading.own_words() if {"period_from", "period_to"} <= columns else ():
            where = {"obligation": _table(folder, "obligation"), "fact": fact, "bit": bits[position.name]}
            for market, currency, *cut in run.rows(CUT.format(**where), days):
                self._cut((position.name, market, currency), [int(one) for one in cut], is_signed)
        run.connection.close()

    def _cut(self, key: tuple[str, str, str], cut: Sequence[int], is_signed: bool) -> None:
        """Amounts of periods that are cut: their number and cents, and cents times the days of the earlier
        span, of so many days of a period.
        """
        amounts, cents, cent_days, days = cut
        held = self.found.get(key, Collected(*key, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        before = Fraction(cent_days, days)
        if is_signed:
            changed = replace(held, cut=held.cut + amounts, cut_signed=held.cut_signed + cents)
            self.found[key] = replace(changed, days_before=held.days_before - before)
        else:
            changed = replace(held, cut_in_force=held.cut_in_force + cents)
            self.found[key] = replace(changed, days_before=held.days_before + before)

    def _add(self, key: tuple[str, str, str], sums: Sequence[int], is_signed: bool) -> None:
        amounts, owed, back_pay, due, paid, with_guild, unpaid, unknown = sums
        held = self.found.get(key, Collected(*key, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        if not is_signed:
            self.found[key] = replace(held, in_force=held.in_force + owed)
            return
        self.found[key] = replace(
            held,
            amounts=held.amounts + amounts,
            signed=held.signed + owed,
            back_pay=held.back_pay + back_pay,
            due=held.due + due,
            paid=held.paid + paid,
            with_guild=held.with_guild + with_guild,
            unpaid=held.unpaid + unpaid,
            unknown=held.unknown + unknown,
        )

    def rows(self) -> list[Collected]:
        """The sums by position and market."""
        return [self.found[key] for key in sorted(self.found)]


def _no_position(name: str, heading: RunHeading) -> Finding:
    problem = "the offer opens a question, so a position of the book no longer answers every one"
    found = ", ".join(position.name for position in heading.positions)
    remedy = "write the offer's term without a question, on one reading"
    return Finding("offer-opens-question", "offer", problem, name, found, remedy)


def _table(folder: Path, name: str) -> str:
    return f"read_parquet({quote_text(str((folder / f'{name}.parquet').resolve()))})"


# A use lies on the day by which the book orders it. States without any payment are told by the standing.
SUMS = """
    SELECT o.market, o.currency, count(*),
           coalesce(sum(o.amount_cents), 0)::BIGINT,
           coalesce(sum(o.amount_cents) FILTER (f.ordered_on < $signed), 0)::BIGINT,
           coalesce(sum(o.amount_cents) FILTER (o.due_on <= $as_of::DATE), 0)::BIGINT,
           coalesce(sum(s.paid_cents), 0)::BIGINT,
           coalesce(sum(s.with_guild_cents), 0)::BIGINT,
           count(*) FILTER (o.amount_cents > 0 AND s.paid_cents = 0),
           count(*) FILTER (o.amount_cents IS NULL)
    FROM {obligation} o JOIN standing s USING (obligation_no)
    JOIN (SELECT DISTINCT line_id, ordered_on FROM {fact}) f USING (line_id)
    WHERE (o.positions >> {bit}) & 1 = 1 AND f.ordered_on BETWEEN $first AND $last
    GROUP BY ALL ORDER BY ALL
"""
# Periods that end on days of a span and have days of an earlier one: those that begin there, and their days.
CUT = """
    SELECT o.market, o.currency, count(*) FILTER (f.period_from >= $from::DATE),
           coalesce(sum(o.amount_cents) FILTER (f.period_from >= $from::DATE), 0)::BIGINT,
           coalesce(sum(o.amount_cents::HUGEINT * (
               least(f.period_to, $until::DATE) - greatest(f.period_from, $from::DATE) + 1)), 0),
           f.period_to - f.period_from + 1 AS days
    FROM {obligation} o
    JOIN (SELECT DISTINCT line_id, ordered_on, period_from, period_to FROM {fact}) f USING (line_id)
    WHERE (o.positions >> {bit}) & 1 = 1 AND f.ordered_on BETWEEN $first AND $last
      AND f.period_from <= $until::DATE AND f.period_to >= $first::DATE
    GROUP BY ALL ORDER BY ALL
"""
