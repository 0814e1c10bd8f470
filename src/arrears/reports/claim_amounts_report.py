"""Draws what a claim amounts to: by reading, person, title and company, what is disputed, what waiting costs.

Every figure comes from `claims.claim_figures`. Readings stand side by side, each in a row of its own; no two
are ever added or netted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from arrears.claims.amounts import Amounts, FurtherMonth
from arrears.claims.claim_figures import ClaimFigures, ClaimSums, charge_words
from arrears.findings import Finding, counted
from arrears.money import show_cents
from arrears.reconciliation.late_terms import ChargeTerms, LateTerms
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, first_rows

PARTIES = (("company", "By company"), ("payee", "By person"), ("title", "By title"))
CURRENCY = Column("currency", "currency", for_readers=False)
COUNTS = ("simple", "compound", "daily")
COUNT_NOTE = (
    "Simple: whole months, the charge bearing none. Compound: whole months, the charge bearing some. By days:"
    " a monthly rate as twelve times the rate over 365 a day. Where a rule leaves one count only, it stands"
    " under each. They are alternatives and are not added."
)


def build_claim_amounts(figures: ClaimFigures, most_rows: int) -> Report:
    """The report; tables by party hold so many rows."""
    said = (*_filed_sentences(figures), *dispute_sentences(figures.filed))
    sections = [Section("By reading, as filed", said, _reading_tables(figures.filed))]
    if figures.now is not None:
        tables = _reading_tables(figures.now, "_now")
        is_same = figures.now.whole == figures.filed.whole
        sections.append(
            Section("By reading, as now", _now_sentences(figures, is_same), tables[:1] if is_same else tables)
        )
    if figures.findings:
        sections.append(Section("To be looked at", (), (_findings_table(figures.findings),)))
    sums = figures.latest
    sections.append(
        Section("What a further month costs", _month_sentences(figures), (_month_table(figures),))
    )
    sections.append(Section("What is disputed", (), (_disputed_table(sums),)))
    for party, heading in PARTIES:
        table = _party_table(sums.by_party[party], party)
        sections.append(Section(heading, (), (first_rows(table, most_rows),)))
    sections.append(Section("The rules of lateness", (), (late_rules_table(figures),)))
    return Report(
        f"{figures.claim.claim_id}: what it amounts to", _facts(figures), tuple(sections), _left_out(figures)
    )


def _facts(figures: ClaimFigures) -> tuple[tuple[str, str], ...]:
    freezings = "; ".join(
        f"entry {one.seq}: run {one.run_id} as of {one.as_of}, records held to {one.held_to}, book seq"
        f" {one.run_seq}, head {one.head}"
        for one in figures.held.freezings
    )
    agreements = dict(pair for one in figures.held.freezings for pair in one.agreements)
    positions = "; ".join(
        f"{one.name}{'' if one.is_own_words else ' (not in its own words)'}" for one in figures.held.positions
    )
    facts = [
        ("claim", f"{figures.claim.claim_id}, {figures.claim.title}"),
        ("as of", figures.as_of.isoformat()),
        ("lines filed", freezings),
        ("agreements", "; ".join(f"{address} ({digest[:12]})" for address, digest in agreements.items())),
        ("positions", positions),
        ("trust", figures.held.freezings[-1].trust or "one party speaks for every table"),
    ]
    if figures.run is not None:
        now = (
            f"run {figures.run.run_id}, records held to {figures.run.records_text()}, head {figures.run.head}"
        )
        facts.append(("now", now))
    return tuple(facts)


def _filed_sentences(figures: ClaimFigures) -> tuple[str, ...]:
    held_to = figures.held.held_to
    sentences = [
        f"{counted(figures.held.count, 'obligation')}, each on the readings on which it stands. Principal is"
        f" what is due less the payments found in the records held to {held_to}; amounts and payments are"
        f" those that were filed, and only the day is {figures.as_of}."
    ]
    if figures.as_of > held_to:
        sentences.append(f"Between {held_to} and {figures.as_of} these records say nothing of payments.")
    lacking = [one for one in figures.filed.whole if one.not_computable]
    sentences += [
        f"On the reading of {one.position}, the amount of {one.not_computable:,} of"
        f" {counted(one.lines, 'line')} cannot be computed; of {one.unbounded:,} of these not even bounds are"
        " known. They are in no sum."
        for one in lacking
    ]
    sentences += [
        f"On the reading of {one.position}, no charge for lateness is in the sums on"
        f" {counted(one.late_not_known, 'line')}: the late rule is not for this class of payor, and what"
        " holds instead is not known here."
        for one in figures.filed.whole
        if one.late_not_known
    ]
    for place, name in figures.held.not_priced:
        sentences.append(
            f"The lines of entry {figures.held.freezings[place].seq} were not priced apart on the position of"
            f" {name}, so the sums on it leave them out."
        )
    return tuple(sentences)


def dispute_sentences(sums: ClaimSums) -> tuple[str, ...]:
    """What the readings leave undisputed, which is another thing than what no dispute was declared about."""
    declared = (
        "A dispute is declared where the payor said so about a line; it stops some charges for lateness, and"
        " is not what the readings differ about."
    )
    if not sums.on_every_reading:
        missing = "What no reading disputes cannot be told: an amount or a second reading is missing."
        return (f"{declared} {missing}",)
    known = "; ".join(show_cents(cents, name) for name, cents in sums.on_every_reading.items())
    return (f"Due and open on every side's own reading, so undisputed between them: {known}.", declared)


def _now_sentences(figures: ClaimFigures, is_same: bool) -> tuple[str, ...]:
    assert figures.since is not None
    assert figures.run is not None
    sentences = [
        "The same lines and amounts, with the payments, notices and disputes that the book now sets against"
        f" them, held to {figures.run.records_text()}."
    ]
    if is_same:
        sentences.append("Nothing has come to these lines since they were filed: the sums are the same.")
    if figures.since.absent:
        sentences.append(
            f"A fresh audit has {figures.since.absent:,} of the lines no more; they stand as they were filed."
            " See `arrears claim restate`."
        )
    return tuple(sentences)


def _month_sentences(figures: ClaimFigures) -> tuple[str, ...]:
    until = figures.month[0].until if figures.month else figures.as_of
    return (
        f"The same computed for {until} less what it is on {figures.as_of}, on each reading, with nothing"
        " further paid in between and no dispute settled.",
    )


# What a row of a party shows to readers; the other columns are for data files and for the table in full.
SHOWN = frozenset({"position", "principal", "disputed", *(f"late_{count}" for count in COUNTS)})
HEADS: Mapping[str, str] = {
    "principal": "principal",
    "undisputed": "no dispute declared",
    "disputed": "dispute declared",
    "contributions": "of it to plans",
    "late_simple": "late, simple",
    "late_compound": "late, compound",
    "late_daily": "late, by days",
    "damages": "fixed sums for lateness",
    "total_simple": "total, simple",
    "total_compound": "total, compound",
    "total_daily": "total, by days",
    "not_yet_due": "not yet due",
    "unverified": "of the principal, on unverified terms",
    "at_least": "not computable: at least",
    "at_most": "not computable: at most",
}
READING_COLUMNS = (
    Column("position", "reading"),
    *(Column(name, words, "money", for_readers=name in SHOWN) for name, words in HEADS.items()),
    Column("lines", "lines", "count", for_readers=False),
    Column("not_computable", "not computable", "count", for_readers=False),
    Column("without_bounds", "of these without bounds", "count", for_readers=False),
    CURRENCY,
    Column("status", "status", for_readers=False),
    Column("late_status", "status of the late rule", for_readers=False),
)


def _reading_tables(sums: ClaimSums, suffix: str = "") -> tuple[Table, Table]:
    """The readings row by row, and head by head beside each other."""
    rows = tuple((one.position, *_amount_cells(one)) for one in sums.whole)
    # Where sums are fixed for lateness they are often the only charge: a reader must not miss them.
    has_damages = any(one.damages_cents for one in sums.whole)
    by_reading = tuple(
        replace(column, heading="fixed sums", for_readers=True)
        if has_damages and column.name == "damages"
        else column
        for column in READING_COLUMNS
    )
    cells = [_head_cells(one) for one in sums.whole]
    columns = (
        Column("head", ""),
        *(Column(f"{one.position}_{one.currency}", one.position, "money") for one in sums.whole),
    )
    heads = tuple(
        (words, *(mine[name] for mine in cells))
        for name, words in HEADS.items()
        if any(mine[name] is not None for mine in cells)
    )
    note = COUNT_NOTE if rows else ""
    return (
        Table(f"by_reading{suffix}", "", by_reading, rows),
        Table(f"in_full{suffix}", "In full, the readings beside each other", columns, heads, note=note),
    )


def _head_cells(one: Amounts) -> dict[str, Money | None]:
    """Every amount of `HEADS`; bounds only of what cannot be computed, at most only where all have it."""
    weakest = "unverified" if "unverified" in (one.status, one.late_status) else one.status
    bounded = one.not_computable > one.unbounded
    late = {f"late_{count}": getattr(one, f"late_{count}_cents") for count in COUNTS}
    late["damages"] = one.damages_cents
    own = ("principal", "undisputed", "disputed", "contributions", "not_yet_due")
    cents = {
        **{name: (getattr(one, f"{name}_cents"), one.status) for name in own},
        **{name: (charge, one.late_status) for name, charge in late.items()},
        **{f"total_{count}": (one.total(count), weakest) for count in COUNTS},
        "unverified": (one.unverified_cents, ""),
    }
    # Nothing rests on no term: an amount of nought carries no mark.
    cells: dict[str, Money | None] = {
        name: Money(amount, one.currency, status if amount else "")
        for name, (amount, status) in cents.items()
    }
    cells["at_least"] = Money(one.low_cents, one.currency) if bounded else None
    cells["at_most"] = Money(one.high_cents, one.currency) if bounded and not one.unbounded else None
    return cells


def _amount_cells(one: Amounts) -> tuple[Cell, ...]:
    """The cells of `READING_COLUMNS` after the reading."""
    cells = _head_cells(one)
    counts = (one.lines, one.not_computable, one.unbounded)
    return (*(cells[name] for name in HEADS), *counts, one.currency, one.status, one.late_status)


def _party_table(amounts: Iterable[Amounts], party: str) -> Table:
    heading = {"company": "company", "payee": "person", "title": "title"}[party]
    columns = (
        Column(f"{party}_id", "id", for_readers=False),
        Column(party, heading),
        *READING_COLUMNS,
    )
    rows = tuple(
        (one.party_id, one.name or "payee not known", one.position, *_amount_cells(one)) for one in amounts
    )
    name = {"company": "by_company", "payee": "by_person", "title": "by_title"}[party]
    return Table(name, "", columns, rows)


def _month_table(figures: ClaimFigures) -> Table:
    columns = (
        Column("position", "reading"),
        Column("until", "until", "date"),
        Column("late_simple", "late, simple", "money"),
        Column("late_compound", "late, compound", "money"),
        Column("late_daily", "late, by days", "money"),
        Column("damages", "fixed sums", "money"),
        Column("falls_due", "falls due", "money"),
        CURRENCY,
    )
    rows = tuple(_month_row(one, figures) for one in figures.month)
    return Table("further_month", "", columns, rows)


def _month_row(one: FurtherMonth, figures: ClaimFigures) -> tuple[Cell, ...]:
    sums = figures.latest
    status = {(each.position, each.currency): each.late_status for each in sums.whole}
    mark = status.get((one.position, one.currency), "")
    late = tuple(Money(getattr(one, f"late_{c}_cents"), one.currency, mark) for c in COUNTS)
    damages = Money(one.damages_cents, one.currency, mark)
    return (
        one.position, one.until, *late, damages, Money(one.falls_due_cents, one.currency), one.currency
    )  # fmt: skip


def _disputed_table(sums: ClaimSums) -> Table:
    columns = (
        Column("position", "reading"),
        Column("reason", "reason given"),
        Column("since", "since", "date"),
        Column("until", "until", "date"),
        Column("lines", "lines", "count"),
        Column("disputed", "disputed", "money"),
        CURRENCY,
    )
    rows = tuple(
        (
            one.position, one.reason or "none given", one.since, one.until, one.lines,
            Money(one.cents, one.currency, one.status), one.currency,
        )
        for one in sums.disputed
    )  # fmt: skip
    note = "" if rows else "No dispute of these lines is recorded as open on the day asked for."
    return Table("disputed", "", columns, rows, note=note)


def _findings_table(findings: Sequence[Finding]) -> Table:
    names = ("code", "place", "problem", "expected", "found", "remedy")
    rows = tuple(tuple(getattr(finding, name) for name in names) for finding in findings)
    return Table("findings", "", tuple(Column(name, name) for name in names), rows)


def late_rules_table(figures: ClaimFigures) -> Table:
    """The charges of each rule of lateness: from when they run, what stops them, which counts are open."""
    columns = (
        Column("rule", "rule"),
        Column("charge", "charge"),
        Column("starts", "runs from"),
        Column("notice", "needs a notice"),
        Column("cap", "at most"),
        Column("stops", "stops"),
        Column("open_counts", "counts left open"),
        Column("status", "status"),
    )
    note = "" if figures.late_rules else "No line of this claim has a rule of lateness."
    rows = tuple(_rule_row(rule, charge) for rule in figures.late_rules for charge in rule.charges)
    return Table("late_rules", "", columns, rows, note=note)


def _rule_row(rule: LateTerms, charge: ChargeTerms) -> tuple[Cell, ...]:
    starts = {"due": "the due date", "notice": "the notice", "notice_end": "the end of the notice"}
    caps = [f"{charge.most_units} times" if charge.most_units is not None else ""]
    if charge.most_share is not None:
        caps.append(f"{100 * charge.most_share} % of the amount")
    days = charge.only_after_notice_days
    stops = "no stop is stated"
    if rule.pauses_while_disputed:
        wait = rule.resumes_after_business_days
        stops = "while disputed in good faith, if the undisputed part was paid on time"
        stops += f"; runs again {wait} business days after settlement" if wait else ""
    left_open = {"simple": rule.reads_simple, "compound": rule.reads_compound, "by days": rule.reads_daily}
    return (
        rule.rule_id.partition("|")[2],
        charge_words(charge),
        starts[charge.start],
        "no" if days is None else f"open {days} {charge.notice_unit}s after it",
        "; ".join(cap for cap in caps if cap) or "no limit",
        stops,
        ", ".join(count for count, is_open in left_open.items() if is_open),
        rule.status,
    )


def _left_out(figures: ClaimFigures) -> tuple[str, ...]:
    said = dict.fromkeys(sentence for one in figures.held.freezings for sentence in one.left_out)
    if not any(one.contributions_cents for one in figures.filed.whole):
        contributions = (
            "no contributions to plans are among these lines: where the agreement puts them on top, they are"
            " not in the sums"
        )
        said[contributions] = None
    return tuple(f"Not in these sums: {sentence.rstrip('.')}." for sentence in said)
