"""Builds the reports on the docket: its tables for a program, and the line of time for a reader.

Every figure stands beside who claims it, its source and how sure it is; figures that differ stand side by
side, and none is preferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from arrears.bargaining.docket import ClaimedFigure, DocketEntry, FigureClaim, differing_figures, standing
from arrears.bargaining.embargo import Blackout
from arrears.bargaining.timeline import Talks, days_text, lay_out
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table, TreeLine
from arrears.vocabulary import ACCESS_CLASSES, DOCKET_CONFIDENCES

TITLE = "The docket of talks"
DIFFERING_SENTENCE = (
    "Figures of one name with more than one value, in the order in which they were claimed. None is"
    " preferred: each is its claimant's. Amounts are compared over all entries of the same talks, counts and"
    " days within one entry."
)
RUNS = (
    "A news blackout runs over {talks} since {day}: what it embargoes is shown to named roles on the screen."
)
ORDER = "Entries in the order of events; each figure stands beneath the entry in which it was claimed."
AS_CLAIMED = "Figures are shown as claimed, by whoever claims them; nothing here was checked or computed."


def build_docket(
    entries: Sequence[DocketEntry], blackouts: Sequence[Blackout], facts: tuple[tuple[str, str], ...]
) -> Report:
    """The docket as tables: entries, figures, figures that differ."""
    sections = (
        Section("Entries", _notices(blackouts), (_entries_table(entries),)),
        Section("Figures", (), (_figures_table(entries),)),
        Section("Figures that differ", (DIFFERING_SENTENCE,), (_differing_table(entries),)),
    )
    return Report(TITLE, facts, sections, (AS_CLAIMED,))


def build_timeline(
    entries: Sequence[DocketEntry],
    blackouts: Sequence[Blackout],
    facts: tuple[tuple[str, str], ...],
    as_of: date,
) -> Report:
    """The docket as a reader follows it, one round of talks after the other, up to a day."""
    rounds = lay_out(entries, blackouts)
    # A page sets its pictures after the first section, before the lists that they number.
    sections = [Section("", (ORDER, *_notices(blackouts)))]
    for talks in rounds:
        sections.append(Section(f"Talks {talks.name}", _counts(talks), (), _tree(talks)))
        if talks.spans:
            sections.append(Section("What ran how long", (), (_spans_table(talks),), depth=1))
        if talks.corrected:
            heading = "What was corrected"
            sections.append(Section(heading, (), (), _lines(talks.corrected, ()), depth=1))
    differing = _differing_table(entries)
    if differing.rows:
        sections.append(Section("Figures that differ", (DIFFERING_SENTENCE,), (differing,)))
    if not rounds:
        sections.append(Section("", ("The docket holds no entry that may be seen here.",)))
    return Report(TITLE, (("as of", str(as_of)), *facts), tuple(sections), (AS_CLAIMED, *_meanings(entries)))


def blackouts_table(blackouts: Sequence[Blackout], as_of: date) -> Table:
    """Every blackout with its talks, parties and days."""
    columns = (
        Column("blackout", "blackout"),
        Column("talks", "talks"),
        Column("parties", "between"),
        Column("from_on", "from", "date"),
        Column("declared_on", "declared", "date"),
        Column("declared_by", "by"),
        Column("lifted_on", "lifted", "date"),
        Column("lifted_by", "by whom"),
        Column("state", "state"),
        Column("embargoes", "embargoes", is_beneath=True),
        Column("why", "why", is_beneath=True),
        Column("lifted_because", "why lifted", is_beneath=True),
        Column("access", "who may know", is_beneath=True),
    )
    rows = tuple(
        (
            one.blackout_id, one.talks, ", ".join(one.parties), one.from_on, one.declared_on, one.declared_by,
            one.lifted_on, one.lifted_by, _state(one, as_of), _covered_words(one), one.why,
            one.lifted_because, ACCESS_CLASSES[one.access],
        )
        for one in blackouts
    )  # fmt: skip
    return Table("blackouts", "News blackouts", columns, rows)


def _covered_words(blackout: Blackout) -> str:
    """Which entries of its talks a blackout embargoes, in words."""
    covered = blackout.covered
    words = f"entries of {covered.since} and later, or without a day" if covered.since else "every entry"
    stay = "; published entries that name a source stay open" if covered.published_stay else ""
    return f"{words} of the talks{stay}"


def _state(blackout: Blackout, as_of: date) -> str:
    if blackout.lifted_on is not None and blackout.lifted_on <= as_of:
        return "lifted"
    return "runs" if blackout.from_on <= as_of else "declared"


def _notices(blackouts: Sequence[Blackout]) -> tuple[str, ...]:
    return tuple(RUNS.format(talks=one.talks, day=one.from_on) for one in blackouts if one.is_running)


def _counts(talks: Talks) -> tuple[str, ...]:
    figures = sum(len(one.figures) for one in talks.entries)
    first, last = (talks.dated[0].on, talks.dated[-1].on) if talks.dated else (None, None)
    told = f"{_many(len(talks.entries), 'entry', 'entries')} and {_many(figures, 'figure', 'figures')}"
    told += f", from {first} to {last}" if first else ""
    told += f"; {len(talks.undated)} without a day" if talks.undated else ""
    return (told + ".",)


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _tree(talks: Talks) -> tuple[TreeLine, ...]:
    return _lines(talks.entries, tuple(range(1, len(talks.entries) + 1)))


def _lines(entries: Iterable[DocketEntry], numbers: Sequence[int]) -> tuple[TreeLine, ...]:
    """One line for each entry, numbered as in the picture; each figure of it stands below."""
    lines: list[TreeLine] = []
    for place, one in enumerate(entries):
        number = f"{numbers[place]}. " if numbers else ""
        head = f"{number}{days_text(one)} · {one.kind.replace('_', ' ')} · {', '.join(one.parties)}"
        lines.append(TreeLine(0, head, "", _notes(one)))
        lines.extend(_figure_line(figure, one) for figure in one.figures)
    return tuple(lines)


def _notes(one: DocketEntry) -> tuple[str, ...]:
    notes = [one.words]
    if one.conflict:
        notes.append(f"Sources differ: {one.conflict}.")
    if one.note:
        notes.append(f"Note: {one.note}.")
    if one.corrects:
        notes.append(f"Corrects {one.corrects}.")
    if one.released_on:
        notes.append(f"Embargoed until {one.released_on}.")
    if one.access != "guild_only":
        notes.append(f"Who may see it: {ACCESS_CLASSES.get(one.access, one.access)}.")
    sources = "; ".join(one.sources) or "none named"
    return (*notes, f"{one.key}, {one.confidence.replace('_', ' ')}. Source: {sources}")


def _figure_line(figure: ClaimedFigure, entry: DocketEntry) -> TreeLine:
    label = f"{figure.says.replace('_', ' ')}, claimed by {figure.claimed_by}"
    notes = [f"source: {figure.source}"] if figure.source else []
    if figure.confidence not in ("", entry.confidence):
        notes.append(figure.confidence.replace("_", " "))
    return TreeLine(1, label, figure.text(), tuple(notes))


def _spans_table(talks: Talks) -> Table:
    columns = (
        Column("what", "what"),
        Column("who", "who"),
        Column("since", "from", "date"),
        Column("until", "to", "date"),
        Column("days", "days, the last not counted", "count"),
        Column("words", "as told"),
    )
    rows = tuple(
        (one.what, one.who, one.since, one.until, one.days_between(), one.words) for one in talks.spans
    )
    note = (
        "Some sources count the last day as well: one day more."
        if any(one.until for one in talks.spans)
        else ""
    )
    return Table("spans", "", columns, rows, note)


def _meanings(entries: Sequence[DocketEntry]) -> tuple[str, ...]:
    """What each word of confidence means that is used and is not plain."""
    used = {one.confidence for one in entries} | {f.confidence for one in entries for f in one.figures}
    return tuple(
        f"{word.replace('_', ' ')}: {meaning}" for word, meaning in DOCKET_CONFIDENCES.items() if word in used
    )


def _entries_table(entries: Sequence[DocketEntry]) -> Table:
    columns = (
        Column("talks", "talks"),
        Column("key", "key"),
        Column("on", "day", "date"),
        Column("until", "to", "date"),
        Column("precision", "day is"),
        Column("kind", "what"),
        Column("parties", "who"),
        Column("words", "in words"),
        Column("figures", "figures", "count"),
        Column("confidence", "how sure"),
        Column("sources", "source"),
        Column("conflict", "sources differ"),
        Column("note", "note"),
        Column("corrects", "corrects"),
        Column("stands", "stands"),
        Column("recorded_on", "recorded", "date"),
        Column("by", "by"),
        Column("released_on", "embargoed until", "date"),
        Column("access", "class"),
    )
    stands = frozenset((one.talks, one.key) for one in standing(entries))
    rows = tuple(_entry_row(one, (one.talks, one.key) in stands) for one in entries)
    return Table("entries", "", columns, rows)


def _entry_row(one: DocketEntry, stands: bool) -> tuple[Cell, ...]:
    return (
        one.talks, one.key, one.on, one.until, "about" if one.is_about else "",
        one.kind, ", ".join(one.parties), one.words, len(one.figures), one.confidence, "; ".join(one.sources),
        one.conflict, one.note, one.corrects, "yes" if stands else "corrected", one.recorded_on, one.by,
        one.released_on, one.access,
    )  # fmt: skip


FIGURE_COLUMNS = (
    Column("says", "figure"),
    Column("value", "value"),
    Column("amount", "amount", "money", for_readers=False),
    Column("sign", "sign", for_readers=False),
    Column("claimed_by", "claimed by"),
    Column("on", "in an entry of", "date"),
    Column("key", "entry"),
    Column("talks", "talks"),
    Column("confidence", "how sure"),
    Column("source", "source", is_beneath=True),
)


def _figures_table(entries: Sequence[DocketEntry]) -> Table:
    claims = [FigureClaim(figure, one) for one in entries for figure in one.figures]
    return Table("figures", "", FIGURE_COLUMNS, tuple(_figure_row(claim) for claim in claims))


def _differing_table(entries: Sequence[DocketEntry]) -> Table:
    rows = tuple(_figure_row(claim) for group in differing_figures(entries) for claim in group)
    return Table("differing", "", FIGURE_COLUMNS, rows)


def _figure_row(claim: FigureClaim) -> tuple[Cell, ...]:
    figure, entry = claim.figure, claim.entry
    amount = Money(figure.cents) if figure.kind == "amount" else None
    return (
        figure.says, figure.text(), amount, figure.sign, figure.claimed_by, entry.on, entry.key, entry.talks,
        figure.confidence or entry.confidence, figure.source or "; ".join(entry.sources),
    )  # fmt: skip
