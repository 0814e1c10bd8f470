"""Builds the page of a published settlement: what was reported, what follows from it, what nobody knows."""

from __future__ import annotations

from arrears.claims.settlement_terms import share_text
from arrears.claims.settlement_worked import Published
from arrears.money import show_cents
from arrears.reports.tables import Column, Money, Report, Section, Table


def build_worked(published: Published) -> Report:
    """One published settlement beside what forgiving all would have cost."""
    sections = (
        Section("What it was about", (published.about, *_settled_sentences(published))),
        Section("What was claimed, as reported", (published.conflict,), (_claims(published),)),
        Section(
            "Settled, and if all were forgiven",
            _outcome_sentences(published),
            (_outcomes(published),),
        ),
        Section(
            "What happened when", tuple(f"{on}: {what} ({source})." for on, what, source in published.steps)
        ),
        Section("Not known", tuple(f"Not known: {each}." for each in published.not_known)),
    )
    facts = (
        ("figures", "as published; nothing here is computed from a book"),
        ("source", f"{published.by}: {published.source} ({published.status})"),
    )
    return Report(published.title, facts, sections)


def _settled_sentences(published: Published) -> tuple[str, ...]:
    return (
        f"The terms as reported: {published.says}; in effect on {published.condition},"
        f" {published.effective_on} ({published.effective_source}).",
        f"In exchange for: {published.in_exchange_for}.",
    )


def _outcome_sentences(published: Published) -> tuple[str, ...]:
    claimed, settled = published.per_person()
    figured, reported = published.figured_cents(), published.reported_cents
    currency = published.currency
    return (
        f"{share_text(published.share)} of {show_cents(published.of_cents, currency)} is"
        f" {show_cents(figured, currency)}; the report says about {show_cents(reported, currency)}, which is"
        f" {show_cents(reported - figured, currency)} more.",
        f"Evenly over about {published.people} people: {show_cents(claimed, currency)} claimed and"
        f" {show_cents(settled, currency)} settled for each. How it was really divided is not known.",
        "If all had been forgiven, nothing would have been paid and the whole claim given up.",
    )


def _claims(published: Published) -> Table:
    columns = (
        Column("as_of", "reported on", "date"),
        Column("claimed", "claimed", "money"),
        Column("bound", "bound"),
        Column("by", "by"),
        Column("note", "note"),
        Column("status", "status", for_readers=False),
        Column("source", "source", for_readers=False),
    )
    rows = tuple(
        (
            each.as_of,
            Money(each.cents, published.currency, each.status),
            "more than this" if each.is_more_than else "about this",
            each.by,
            each.note,
            each.status,
            each.source,
        )
        for each in published.claims
    )
    return Table("reported_claims", "", columns, rows)


def _outcomes(published: Published) -> Table:
    columns = (
        Column("as_of", "reported on", "date"),
        Column("claimed", "claimed", "money"),
        Column("settled", f"settled at {share_text(published.share)}", "money"),
        Column("given_up", "given up", "money"),
        Column("forgiven", "if all is forgiven", "money"),
        Column("kept_by_settling", "kept by settling", "money", for_readers=False),
        Column("bound", "bound"),
    )
    rows = tuple(
        (
            each.claim.as_of,
            *(
                Money(cents, published.currency, each.claim.status)
                for cents in (
                    each.claim.cents,
                    each.settled_cents,
                    each.given_up_cents,
                    each.forgiven_cents,
                    each.forgiven_cents - each.given_up_cents,
                )
            ),
            "more than this" if each.claim.is_more_than else "about this",
        )
        for each in published.outcomes()
    )
    return Table("outcomes", "", columns, rows)
