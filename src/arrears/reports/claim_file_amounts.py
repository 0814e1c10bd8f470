"""The amounts of a claim file, laid out for paper: a row for each sum, a column for each reading.

Everything comes from `claims.amounts`; nothing is figured, added across readings, or netted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from arrears.claims.amounts import Amounts
from arrears.claims.claim_figures import ClaimFigures
from arrears.claims.filed_versions import FiledTotal, FiledVersion
from arrears.reports.claim_amounts_report import COUNT_NOTE
from arrears.reports.tables import Cell, Column, Money, Section, Table

MOST_PARTIES = 40
Sum = tuple[str, Callable[[Amounts], Cell]]


def brief_table(figures: ClaimFigures) -> Table:
    """What is asked on each reading: principal, its parts, lateness by each count, totals."""
    return _sums_table("headline_sums", figures.filed.whole, BRIEF)


def _money(name: str, *, late: bool = False) -> Callable[[Amounts], Cell]:
    def cell(one: Amounts) -> Cell:
        return Money(getattr(one, f"{name}_cents"), one.currency, one.late_status if late else one.status)

    return cell


def _total(count: str) -> Callable[[Amounts], Cell]:
    def cell(one: Amounts) -> Cell:
        statuses = (one.status, one.late_status)
        weakest = "unverified" if "unverified" in statuses else one.status
        return Money(one.total(count), one.currency, weakest)

    return cell


BRIEF: tuple[Sum, ...] = (
    ("obligations", lambda one: one.lines),
    ("principal, due and no payment found", _money("principal")),
    ("  of it with no dispute declared", _money("undisputed")),
    ("  of it with a dispute declared", _money("disputed")),
    ("  of it contributions to plans", _money("contributions")),
    ("late charge, simple", _money("late_simple", late=True)),
    ("late charge, compound", _money("late_compound", late=True)),
    ("late charge, by days", _money("late_daily", late=True)),
    ("fixed sums for lateness", _money("damages", late=True)),
    ("total with simple charge", _total("simple")),
    ("total with compound charge", _total("compound")),
    ("total with charge by days", _total("daily")),
    ("accrued, not yet due, not asked for here", _money("not_yet_due")),
    ("of the principal, on unverified terms", lambda one: Money(one.unverified_cents, one.currency)),
    ("obligations whose amount cannot be figured", lambda one: one.not_computable),
)
SMALL: tuple[Sum, ...] = (BRIEF[1], BRIEF[5], BRIEF[6], BRIEF[9])


def _sums_table(name: str, whole: Sequence[Amounts], sums: Sequence[Sum]) -> Table:
    by_currency = tuple(dict.fromkeys(one.currency for one in whole))
    columns = (
        Column("sum", "sum"),
        *(
            Column(
                f"p{place}", one.position + (f" ({one.currency})" if len(by_currency) > 1 else ""), "money"
            )
            for place, one in enumerate(whole)
        ),
    )
    rows = tuple((label, *(cell(one) for one in whole)) for label, cell in sums)
    return Table(
        name, "", columns, rows if whole else (), note=COUNT_NOTE if whole else "No line is asked for."
    )


def change_table(earlier: FiledVersion, totals: Sequence[FiledTotal]) -> Table:
    """Each sum of each reading, then and now; sums that are as they were are left off."""
    columns = (
        Column("position", "reading"),
        Column("sum", "sum"),
        Column("then", f"version {earlier.version}", "money"),
        Column("now", "this version", "money"),
        Column("difference", "difference", "money"),
    )
    before = {(one.position, one.currency): one for one in earlier.totals}
    after = {(one.position, one.currency): one for one in totals}
    rows: list[tuple[Cell, ...]] = []
    for key in dict.fromkeys((*before, *after)):
        names = dict.fromkeys(name for one in (before.get(key), after.get(key)) if one for name in one.cents)
        for name in names:
            then, now = (side[key].cents.get(name, 0) if key in side else 0 for side in (before, after))
            if then != now:
                currency = key[1]
                amounts = (Money(cents, currency) for cents in (then, now, now - then))
                rows.append((key[0], name.replace("_", " "), *amounts))
    note = "" if rows else "No sum of any reading is another than before; the lines or the day are."
    return Table("changes", "", columns, tuple(rows), note=note)


def amount_sections(figures: ClaimFigures) -> list[Section]:
    """By company, person and title, the largest first; what is disputed; what a further month costs."""
    parties = (
        ("company", "Amounts by company"),
        ("payee", "Amounts by person"),
        ("title", "Amounts by title"),
    )
    sections = [Section(heading, (), (_party_table(figures, party),)) for party, heading in parties]
    return [*sections, _disputed(figures), _month(figures)]


def _party_table(figures: ClaimFigures, party: str) -> Table:
    positions = [one.name for one in figures.held.positions]
    by_party: dict[tuple[str, str, str], dict[str, Amounts]] = {}
    for one in figures.filed.by_party[party]:
        name = one.name or "payee not known"
        by_party.setdefault((one.party_id, name, one.currency), {})[one.position] = one
    columns = (
        Column("name", {"company": "company", "payee": "person", "title": "title"}[party]),
        *(Column(f"principal_{k}", f"principal, {name}", "money") for k, name in enumerate(positions)),
        *(Column(f"late_{k}", f"late (simple), {name}", "money") for k, name in enumerate(positions)),
    )
    rows = tuple(
        (f"{name} ({party_id})", *_party_cells(found, positions, currency))
        for (party_id, name, currency), found in by_party.items()
    )
    left_off = max(0, len(rows) - MOST_PARTIES)
    note = "The schedule below has every line." if left_off else ""
    return Table(f"by_{party}", "", columns, rows[:MOST_PARTIES], note=note, left_off=left_off)


def _party_cells(found: dict[str, Amounts], positions: Sequence[str], currency: str) -> tuple[Cell, ...]:
    """Principal on each reading, then lateness on each; nought where no line stands on the reading."""
    principal = (_amount(found.get(name), "principal", currency) for name in positions)
    return (*principal, *(_amount(found.get(name), "late_simple", currency) for name in positions))


def _amount(one: Amounts | None, name: str, currency: str) -> Money:
    if one is None:
        return Money(0, currency)
    status = one.late_status if name.startswith("late") else one.status
    return Money(getattr(one, f"{name}_cents"), currency, status)


def _disputed(figures: ClaimFigures) -> Section:
    columns = (
        Column("position", "reading"),
        Column("reason", "reason given"),
        Column("since", "since", "date"),
        Column("lines", "lines", "count"),
        Column("disputed", "disputed", "money"),
    )
    rows = tuple(
        (
            one.position,
            one.reason or "none given",
            one.since,
            one.lines,
            Money(one.cents, one.currency, one.status),
        )
        for one in figures.filed.disputed
    )
    note = "" if rows else "No dispute of these lines is recorded as open on that day."
    said = (
        "What a respondent has declared disputed, and since when. Where a rule says so, it bears no charge."
    )
    return Section("What is declared disputed", (said,), (Table("disputed", "", columns, rows, note=note),))


def _month(figures: ClaimFigures) -> Section:
    columns = (
        Column("position", "reading"),
        Column("late_simple", "late, simple", "money"),
        Column("late_compound", "late, compound", "money"),
        Column("late_daily", "late, by days", "money"),
        Column("damages", "fixed sums", "money"),
        Column("falls_due", "falls due besides", "money"),
    )
    status = {(one.position, one.currency): one.late_status for one in figures.filed.whole}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.position,
            *(
                Money(cents, one.currency, status.get((one.position, one.currency), ""))
                for cents in (
                    one.late_simple_cents, one.late_compound_cents, one.late_daily_cents, one.damages_cents,
                )
            ),
            Money(one.falls_due_cents, one.currency),
        )
        for one in figures.month
    )  # fmt: skip
    until = figures.month[0].until if figures.month else figures.as_of
    said = (
        f"What is added by {until} on each reading if nothing is paid and no dispute is settled until then."
    )
    return Section("The cost of a further month", (said,), (Table("further_month", "", columns, rows),))


def not_computed_section(figures: ClaimFigures) -> Section:
    """The lines whose amount cannot be figured, and the facts that are missing."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (ref, name or "payee not known", ", ".join(missing), _bound(low, currency), _bound(high, currency))
        for ref, name, missing, low, high, currency in figures.held.connection.execute(
            "SELECT ref, payee_name, missing, low_cents, high_cents, currency FROM line_amount"
            " WHERE amount_cents IS NULL ORDER BY ref"
        ).fetchall()
    )
    columns = (
        Column("ref", "obligation"),
        Column("payee", "person"),
        Column("missing", "missing"),
        Column("low", "at least", "money"),
        Column("high", "at most", "money"),
    )
    left_off = max(0, len(rows) - MOST_PARTIES)
    note = "" if rows else "Every line of the claim could be figured."
    table = Table("not_computed", "", columns, rows[:MOST_PARTIES], note=note, left_off=left_off)
    said = "A missing fact is not nought: these lines are in no sum. The claimants ask for the facts."
    return Section("What cannot be figured yet", (said,) if rows else (), (table,))


def _bound(cents: int | None, currency: str | None) -> Cell:
    return None if cents is None else Money(cents, currency or "")
