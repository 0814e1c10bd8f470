"""The chapters of a claim file on what has decided the claim: awards, settlements in effect, what stays open.

Only what is for the parties is told: no proposal, nothing that was said on the way, not what the guild
thought that a line was worth. Figures come from `claims.decided`; the claim's own sums are never reduced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from arrears.claims.decided import AwardTold, Decided, OpenPart, SettlementTold
from arrears.claims.settlement_division import SettledLine
from arrears.claims.settlement_terms import CHARACTERS
from arrears.findings import counted
from arrears.money import Cents, show_cents
from arrears.reports.award_report import parts_table, payments_table
from arrears.reports.award_words import award_sentences, open_sentences
from arrears.reports.settlement_report import terms_of_effect
from arrears.reports.tables import Cell, Column, Money, Section, Table

MOST_PEOPLE = 40
REST = "What awards and settlements leave open"
Told = AwardTold | SettlementTold


@dataclass(frozen=True)
class DecidedFile:
    """What has decided the claim, and what stays open. names, titles: what parties and titles are called."""

    decided: Decided = field(default_factory=Decided)
    rest: tuple[OpenPart, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def all(self) -> tuple[Told, ...]:
        """Awards, then settlements."""
        return (*self.decided.awards, *self.decided.settlements)


@dataclass(frozen=True)
class FilePages:
    """Where the parts of a file stand: its own pages, chapters by heading, schedules by name, exhibits."""

    own: int = 0
    chapters: Mapping[str, int] = field(default_factory=dict)
    schedules: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    exhibits_from: int = 1

    def of(self, heading: str) -> str:
        """`page 7`, or nothing while it is not known."""
        return f"page {self.chapters[heading]}" if heading in self.chapters else ""

    def span(self, name: str) -> str:
        """`10` or `10–20`; nothing while it is not known."""
        first, last = self.schedules.get(name, (0, 0))
        return "" if not first else f"{first}" if first == last else f"{first}–{last}"


def told_id(told: Told) -> str:
    """The name of an award or settlement in the book."""
    return told.award.award_id if isinstance(told, AwardTold) else told.settlement.settlement_id


def heading_of(told: Told) -> str:
    """The heading of its chapter."""
    if isinstance(told, AwardTold):
        return f"Award of {told.award.terms.award_on} ({told.award.award_id})"
    held = told.settlement
    return f"Settlement in effect since {held.effective_on} ({held.settlement_id})"


def schedule_name(told: Told) -> str:
    """The name of its schedule of lines."""
    return told_id(told).replace("/", "_")


def brief_sentences(file: DecidedFile, pages: FilePages) -> Iterator[str]:
    """What the first page says of what has been decided; nothing where nothing has."""
    for told in file.all():
        where = pages.of(heading_of(told))
        at = f"; see {where}" if where else ""
        if isinstance(told, AwardTold):
            award, on = told.award, told.award.terms.award_on
            given = show_cents(award.sum_cents(), award.currency)
            yield f"An award of {on} gives {given} on the reading of {award.position} ({award.award_id}{at})."
        else:
            held, paid = told.settlement, _sums_text(_by_currency(told.staying, "paid_cents"))
            name = f"{held.settlement_id}{at}"
            yield f"A settlement in effect since {held.effective_on} pays {paid} on this claim ({name})."
    if file.all():
        yield (
            "The sums below are the claim as it is brought and are not reduced by what was awarded or"
            " settled: the chapters on that say what was given, what came in on it and what stays open."
        )


def decided_sections(file: DecidedFile, pages: FilePages) -> list[Section]:
    """A chapter for each award and each settlement in effect, and one on what stays open."""
    sections = [
        _award(told, file, pages) if isinstance(told, AwardTold) else _settlement(told, file, pages)
        for told in file.all()
    ]
    return [*sections, _rest(file)] if sections else []


def _award(told: AwardTold, file: DecidedFile, pages: FilePages) -> Section:
    sentences = (
        *award_sentences(told.award),
        *_others(told.others),
        *open_sentences(told.award, told.account),
        *_lines_at(told, pages),
    )
    tables = (
        _heads(told.lines, "awarded"),
        parts_table(told.award, told.account),
        payments_table(told.award, told.account, file.names),
        _people(told.lines, file.names, "awarded"),
    )
    return Section(heading_of(told), sentences, tables)


def _settlement(told: SettlementTold, file: DecidedFile, pages: FilePages) -> Section:
    held = told.settlement
    sentences = (*terms_of_effect(held), *_others(told.others), *_came_in(told), *_lines_at(told, pages))
    tables = (
        _heads(told.staying, "paid"),
        _companies(told.lines, file.names),
        _instalments(told),
        _words(told, file.names),
        _people(told.staying, file.names, "paid"),
    )
    return Section(heading_of(told), sentences, tables)


def _others(lines: int) -> Iterator[str]:
    if lines:
        held = counted(lines, "line")
        yield f"It decides other claims too: {held} of it stand in those and are not in the tables below."


def _lines_at(told: Told, pages: FilePages) -> Iterator[str]:
    span = pages.span(schedule_name(told))
    if span:
        yield f"Line by line, with person and title: page{'s' if '–' in span else ''} {span}."


def _came_in(told: SettlementTold) -> Iterator[str]:
    """What came in, of what the whole settlement pays."""
    paid: dict[str, Cents] = {}
    for part in told.instalments:
        paid[part.currency] = paid.get(part.currency, 0) + part.cents
    for currency, cents in sorted(paid.items()):
        came = told.collected.get(currency, 0)
        yield (
            f"Of the {show_cents(cents, currency)} that it pays in all, {show_cents(came, currency)} is"
            f" recorded as come in by {told.as_of}; {show_cents(cents - came, currency)} is not."
        )


def _sums_text(sums: Mapping[str, Cents]) -> str:
    return " and ".join(show_cents(cents, currency) for currency, cents in sums.items()) or "nothing"


def _by_currency(lines: Iterable[SettledLine], name: str) -> dict[str, Cents]:
    found: dict[str, Cents] = {}
    for each in lines:
        found[each.line.currency] = found.get(each.line.currency, 0) + int(getattr(each, name))
    return dict(sorted(found.items()))


def _keyed(lines: Iterable[SettledLine], key: str) -> dict[tuple[str, str], list[SettledLine]]:
    found: dict[tuple[str, str], list[SettledLine]] = {}
    for each in lines:
        found.setdefault((str(getattr(each.line, key)), each.line.currency), []).append(each)
    return dict(sorted(found.items()))


def _amounts(lines: Sequence[SettledLine], currency: str) -> tuple[Cell, Cell]:
    """What is paid and what is kept out; of a company that stays out all is owed and nothing kept out."""
    paid = sum(each.paid_cents for each in lines)
    kept = sum(each.kept_out_cents for each in lines)
    return Money(paid, currency), None if lines[0].is_out else Money(kept, currency)


def _heads(lines: Sequence[SettledLine], paid: str) -> Table:
    """What is given on each head: compensation, contributions, charges for lateness, damages, costs."""
    columns = (
        Column("head", "head"),
        Column("what", "what it is"),
        Column("lines", "lines", "count"),
        Column("paid", paid, "money"),
        Column("kept_out", "kept out, stays owed", "money"),
    )
    rows: list[tuple[Cell, ...]] = [
        (head.replace("_", " "), CHARACTERS.get(head, ""), len(members), *_amounts(members, currency))
        for (head, currency), members in _keyed(lines, "character").items()
    ]
    for currency in _by_currency(lines, "paid_cents"):
        of_currency = [each for each in lines if each.line.currency == currency]
        rows.append(("all of them", "", len(of_currency), *_amounts(of_currency, currency)))
    return Table("heads", f"What is {paid}, by head", _without_kept_out(columns, lines), _cut(rows, lines))


def _without_kept_out(columns: tuple[Column, ...], lines: Sequence[SettledLine]) -> tuple[Column, ...]:
    return columns if any(each.kept_out_cents for each in lines) else columns[:-1]


def _cut(rows: Sequence[tuple[Cell, ...]], lines: Sequence[SettledLine]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(rows) if any(each.kept_out_cents for each in lines) else tuple(row[:-1] for row in rows)


def _people(lines: Sequence[SettledLine], names: Mapping[str, str], paid: str) -> Table:
    """What each person is given, the largest first."""
    columns = (
        Column("person", "person"),
        Column("lines", "lines", "count"),
        Column("paid", paid, "money"),
        Column("kept_out", "kept out, stays owed", "money"),
    )
    groups = sorted(
        _keyed(lines, "payee_id").items(), key=lambda one: -sum(each.paid_cents for each in one[1])
    )
    rows: list[tuple[Cell, ...]] = [
        (_called(names, payee, "payee not known"), len(members), *_amounts(members, currency))
        for (payee, currency), members in groups
    ]
    left_off = max(0, len(rows) - MOST_PEOPLE)
    cut = _cut(rows[:MOST_PEOPLE], lines)
    return Table("people", "By person", _without_kept_out(columns, lines), cut, left_off=left_off)


def _called(names: Mapping[str, str], party: str, unknown: str = "") -> str:
    """A party by name and id."""
    return f"{names[party]} ({party})" if party in names else party or unknown


def _companies(lines: Sequence[SettledLine], names: Mapping[str, str]) -> Table:
    columns = (
        Column("company", "company"),
        Column("state", "takes part"),
        Column("lines", "lines", "count"),
        Column("paid", "paid", "money"),
        Column("kept_out", "kept out, stays owed", "money"),
    )
    rows: list[tuple[Cell, ...]] = [
        (_called(names, company), "stays out" if members[0].is_out else "yes", len(members),
         *_amounts(members, currency))
        for (company, currency), members in _keyed(lines, "company_id").items()
    ]  # fmt: skip
    return Table("companies", "By company", _without_kept_out(columns, lines), _cut(rows, lines))


def _instalments(told: SettlementTold) -> Table:
    columns = (
        Column("number", "instalment", "count"),
        Column("due_on", "due", "date"),
        Column("amount", "amount", "money"),
    )
    rows = tuple((part.number, part.due_on, Money(part.cents, part.currency)) for part in told.instalments)
    return Table("instalments", "When it is paid, for all that it covers", columns, rows)


def _words(told: SettlementTold, names: Mapping[str, str]) -> Table:
    held = told.settlement
    columns = (Column("who", "who"), Column("what", "what"), Column("on", "on", "date"), Column("how", "how"))
    rows = [(_called(names, one.who), "agreed", one.on, one.how) for one in held.consents]
    rows += [(_called(names, one.who), "stays out", one.on, one.how) for one in held.opt_outs]
    return Table("consents", "Who agreed and who stays out", columns, tuple(rows))


def _rest(file: DecidedFile) -> Section:
    """What stays open of the claim: principal on each reading, as of the day of the file."""
    positions = tuple(dict.fromkeys(name for part in file.rest for name in part.by_position))
    columns = (
        Column("what", "what"),
        Column("items", "items", "count"),
        *(Column(f"p{place}", f"principal, {name}", "money") for place, name in enumerate(positions)),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (part.what, part.items, *(Money(part.by_position.get(name), part.currency) for name in positions))
        for part in file.rest
    )
    said = (
        f"Principal of the claim as of {file.decided.as_of}, on each reading, that nothing above gives or"
        " ends; charges for lateness stand beside it in the schedule. Whether an award denies what it gives"
        " nothing on, its own text says. What is open on an award stands in its chapter."
    )
    note = "" if rows else "Every item is given something by an award or ended by a settlement in effect."
    return Section(REST, (said,), (Table("still_open", "", columns, rows, note=note),))


SETTLED_COLUMNS = (Column("kept_out", "kept out, stays owed", "money"), Column("state", "state"))


def decided_schedules(file: DecidedFile) -> tuple[Table, ...]:
    """A schedule for each award and settlement with lines: each line with person, title and amount."""
    return tuple(_schedule(told, file) for told in file.all() if told.lines)


def _schedule(told: Told, file: DecidedFile) -> Table:
    is_award = isinstance(told, AwardTold)
    columns = (
        Column("person", "person"),
        Column("no", "no.", "count"),
        Column("title", "title"),
        Column("head", "head"),
        Column("company", "company", is_beneath=True),
        Column("line", "line", is_beneath=True),
        Column("paid", "awarded" if is_award else "paid", "money"),
        *(
            ()
            if is_award
            else (Column("kept_out", "kept out, stays owed", "money"), Column("state", "state"))
        ),
    )
    lines = sorted(told.lines, key=lambda each: (file.names.get(each.line.payee_id, "~"), each.line.key))
    rows = tuple(_line_row(number, each, file, is_award) for number, each in enumerate(lines, start=1))
    return Table(schedule_name(told), f"Schedule of {told_id(told)}: every line of this claim", columns, rows)


def _line_row(number: int, each: SettledLine, file: DecidedFile, is_award: bool) -> tuple[Cell, ...]:
    line = each.line
    kept_whole = each.kept_out_cents > 0 and not each.paid_cents
    state = "waived" if each.is_waived else "kept out" if kept_whole else "settled"
    state = "stays out" if each.is_out else state
    kept = None if each.is_out else Money(each.kept_out_cents, line.currency)
    more: tuple[Cell, ...] = () if is_award else (kept, state)
    return (
        file.names.get(line.payee_id, line.payee_id or "payee not known"),
        number,
        file.titles.get(line.title_id, line.title_id),
        line.character.replace("_", " "),
        file.names.get(line.company_id, line.company_id),
        line.ref,
        Money(each.paid_cents, line.currency),
        *more,
    )


def decided_index(file: DecidedFile, pages: FilePages) -> tuple[Table, ...]:
    """The awards and settlements as the index of evidence lists them; no table where there are none."""
    columns = (
        Column("name", "award or settlement"),
        Column("by", "of"),
        Column("on", "of the day", "date"),
        Column("chapter", "chapter"),
        Column("lines", "lines on pages"),
        Column("entry", "entry", "count"),
    )
    rows = tuple(_index_row(told, file, pages) for told in file.all())
    return (Table("decisions", "Awards and settlements in effect", columns, rows),) if rows else ()


def _index_row(told: Told, file: DecidedFile, pages: FilePages) -> tuple[Cell, ...]:
    span = pages.span(schedule_name(told))
    chapter = pages.of(heading_of(told))
    if isinstance(told, AwardTold):
        award = told.award
        return (award.award_id, award.made_by, award.terms.award_on, chapter, span, award.recorded_seq)
    held = told.settlement
    who = ", ".join(file.names.get(one.who, one.who) for one in held.consents)
    return (f"{held.settlement_id}: {held.title}", who, held.effective_on, chapter, span, held.recorded_seq)
