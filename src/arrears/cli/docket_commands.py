"""Commands about the docket of talks: add an entry, import and export, list, and draw the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts
from arrears.cli.options import AsOf, BookFolder, KnownBy, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import say, show_report

if TYPE_CHECKING:
    from arrears.bargaining.docket import DocketEntry
    from arrears.bargaining.timeline import Talks
    from arrears.reports.tables import Report


class DocketFile(StrEnum):
    """How a docket is written to a file."""

    YAML = "yaml"
    CSV = "csv"
    ICAL = "ical"
    CHRONOLOGY = "chronology"


class PictureFile(StrEnum):
    """How a timeline is written to a file."""

    HTML = "html"
    SVG = "svg"
    TEXT = "text"


ENDINGS = {".yaml": DocketFile.YAML, ".yml": DocketFile.YAML, ".csv": DocketFile.CSV, ".ics": DocketFile.ICAL}
PICTURE_ENDINGS = {".html": PictureFile.HTML, ".svg": PictureFile.SVG, ".txt": PictureFile.TEXT}
TalksName = Annotated[str, typer.Option("--talks", metavar="NAME", help="Which talks, such as lantern-2008.")]
OwnClass = Annotated[
    str,
    typer.Option(
        "--access",
        metavar="CLASS",
        help="The entry's own class, kept after a blackout: guild_only, public, parties, settlement,"
        " counsel_only.",
    ),
]
FileKind = Annotated[
    DocketFile | None, typer.Option("--as", help="How the file is written. Default: by its ending.")
]


EntryKind = Annotated[str, typer.Option("--kind", metavar="KIND", help="What sort of event, of those below.")]
Words = Annotated[str, typer.Option("--words", help="What happened, in your own words.")]
Party = Annotated[
    list[str], typer.Option("--party", metavar="NAME", help="Who met, spoke or acted; repeat it.")
]
Happened = Annotated[
    date | None,
    typer.Option("--happened", parser=read_day, metavar="DAY", help="The event's day, where it is known."),
]
Until = Annotated[
    date | None, typer.Option("--until", parser=read_day, metavar="DAY", help="The last day, of several.")
]
About = Annotated[bool, typer.Option("--about", help="The day is near the one given.")]
Figure = Annotated[
    list[str] | None,
    typer.Option("--figure", metavar="FIGURE", help="'SAYS = VALUE by WHO', also >, < or ~; repeat it."),
]
EntrySource = Annotated[
    list[str] | None, typer.Option("--source", metavar="WORDS", help="Where it is from; repeat it.")
]
Confidence = Annotated[
    str,
    typer.Option(
        "--confidence", metavar="WORD", help="sourced, from_memory, unverified, not_found or invented."
    ),
]
EntryKey = Annotated[str, typer.Option("--key", metavar="KEY", help="Its name within the talks.")]
Corrects = Annotated[str, typer.Option("--corrects", metavar="KEY", help="The entry that this one replaces.")]
Conflict = Annotated[str, typer.Option("--conflict", help="How sources disagree about the event.")]


def add(
    book: BookFolder,
    talks: TalksName,
    kind: EntryKind,
    words: Words,
    party: Party,
    by: By,
    on: On,
    happened: Happened = None,
    until: Until = None,
    about: About = False,
    figure: Figure = None,
    source: EntrySource = None,
    confidence: Confidence = "",
    key: EntryKey = "",
    corrects: Corrects = "",
    conflict: Conflict = "",
    access: OwnClass = "guild_only",
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Add one event of the talks: what happened, between whom, with figures as claimed, and from where.

    Nothing is edited: a correction is a new entry with --corrects. While a news blackout runs over the
    talks, the entry is embargoed, and only who may see that may add it (--audience committee).

    \b
    Kinds: session, mediation, offer, counteroffer, rejection, tentative_agreement, board_vote,
      strike_authorization, ballot, ratification, filing, award, settlement, stoppage, strike_start,
      strike_end, expiry, blackout, statement, study, internal, collateral, other

    \b
    Example:
      arrears docket add autumn-2008 --talks lantern-2008 --kind offer --happened 2008-11-24
        --party "Lantern Alliance" --words "A last offer." --source "the offer's cover letter"
        --figure "value over three years > $21,000,000 by Lantern Alliance" --confidence sourced
        --on 2008-11-25 --by researcher
    """
    texts = {
        "key": key, "talks": talks, "kind": kind.replace("-", "_"), "words": words, "confidence": confidence,
        "corrects": corrects, "conflict": conflict, "on": str(happened or ""), "until": str(until or ""),
        "precision": "about" if about else "",
    }  # fmt: skip
    entry = _given_entry(texts, (party, source or (), figure or ()))
    _record(book, [entry], access, _Act(on, by, learned_on or on, why))


def _given_entry(
    texts: Mapping[str, str], lists: tuple[Sequence[str], Sequence[str], Sequence[str]]
) -> DocketEntry:
    """The entry that options say: single texts, then parties, sources and figures."""
    from arrears.agreements.yaml_source import WrittenText
    from arrears.bargaining.docket_written import WrittenEntry, read_entry, read_figure_words, texts_at
    from arrears.findings import Finding, Refused

    parties, sources, figures = lists
    written = WrittenEntry(
        "docket add",
        texts_at(lambda name: "--happened" if name == "on" else f"--{name}", texts),
        [WrittenText(name, "--party") for name in parties],
        [WrittenText(name, "--source") for name in sources],
        [read_figure_words(one, "--figure") for one in figures],
    )
    faults: list[Finding] = []
    entry = read_entry(written, faults)
    if entry is None:
        raise Refused(faults)
    return entry


def import_docket(
    book: BookFolder,
    file: Annotated[Path, typer.Argument(help="The docket: .yaml, .csv, .ics, or a chronology.")],
    on: On,
    by: By,
    talks: Annotated[
        str, typer.Option("--talks", metavar="NAME", help="The talks of entries that name none.")
    ] = "",
    kind: FileKind = None,
    access: OwnClass = "guild_only",
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Add every entry of a docket file, or none where one has a fault.

    Entries that the book holds already are passed over. A chronology (--as chronology) is a YAML file with
    `sources` and `events`; a year without an event ends a round of talks.

    \b
    Examples:
      arrears docket import autumn-2008 docket.yaml --on 2008-11-25 --by researcher
      arrears docket import autumn-2008 chronology.yaml --as chronology --talks hollywood
        --on 2026-11-01 --by researcher
    """
    from arrears.bargaining.docket_yaml import nothing_written
    from arrears.findings import Refused

    entries = _readers()[_kind_of(file, kind)](file, talks)
    if not entries:
        raise Refused([nothing_written(file.name)])
    _record(book, entries, access, _Act(on, by, learned_on or on, why))


def export(
    book: BookFolder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The new file: .yaml, .csv or .ics.")],
    talks: Annotated[str, typer.Option("--talks", metavar="NAME", help="Only these talks.")] = "",
    kind: FileKind = None,
    known_by: KnownBy = None,
) -> None:
    """Write the docket to a file that `docket import` reads as the same entries.

    What is embargoed, of counsel or of a settlement is in no file, whoever asks. A calendar keeps one UID for
    each entry for ever.

    \b
    Example:
      arrears docket export autumn-2008 --talks lantern-2008 --out docket.ics
    """
    from arrears.bargaining.docket import read_docket
    from arrears.bargaining.docket_calendar import write_docket_calendar
    from arrears.bargaining.docket_csv import write_docket_csv
    from arrears.bargaining.docket_yaml import nothing_written, write_docket_yaml
    from arrears.cli.audiences import open_book
    from arrears.cli.new_files import refuse_existing, write_whole
    from arrears.findings import Refused

    chosen = _kind_of(out, kind)
    if chosen is DocketFile.CHRONOLOGY:
        raise typer.BadParameter("a docket is written as yaml, csv or ical", param_hint="--as")
    refuse_existing(out)
    entries = read_docket(open_book(book, read_only=True), talks, known_by=known_by)
    if not entries:
        raise Refused([nothing_written(out.name)])
    match chosen:
        case DocketFile.YAML:
            content = write_docket_yaml(entries).encode()
        case DocketFile.CSV:
            content = write_docket_csv(entries).encode()
        case _:
            content = write_docket_calendar(entries)
    write_whole(out, content)
    what = "entry" if len(entries) == 1 else "entries"
    say(f"wrote {len(entries):,} {what} to {out.name}")


def list_entries(
    book: BookFolder,
    talks: Annotated[str, typer.Option("--talks", metavar="NAME", help="Only these talks.")] = "",
    known_by: KnownBy = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """List the docket as tables: entries, figures with who claims them, and figures that differ.

    \b
    Examples:
      arrears docket list autumn-2008 --talks lantern-2008 --table differing
      arrears docket list autumn-2008 --format json
    """
    from arrears.bargaining.docket import read_docket
    from arrears.bargaining.embargo import marked, read_blackouts
    from arrears.cli.audiences import open_book
    from arrears.reports.timeline_report import build_docket

    opened = open_book(book, read_only=True)
    entries = marked(read_docket(opened, talks, known_by=known_by), read_blackouts(opened))
    blackouts = [one for one in read_blackouts(opened, known_by=known_by) if talks in ("", one.talks)]
    show_report(build_docket(entries, blackouts, book_facts(opened)), form, table, "entries")


def timeline(
    book: BookFolder,
    talks: Annotated[str, typer.Option("--talks", metavar="NAME", help="Only these talks.")] = "",
    as_of: AsOf = None,
    known_by: KnownBy = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write a page (.html), a picture (.svg) or .txt instead."),
    ] = None,
) -> None:
    """Show the talks as a line of time: every event in order with its figures, and what ran how long.

    With --as-of nothing later is shown, and what has no day is. A picture holds the talks of one round.

    \b
    Examples:
      arrears docket timeline autumn-2008 --talks lantern-2008
      arrears docket timeline autumn-2008 --talks lantern-2008 --out timeline.svg
    """
    from arrears.bargaining.docket import read_docket
    from arrears.bargaining.embargo import marked, read_blackouts
    from arrears.bargaining.timeline import lay_out
    from arrears.book.snapshot import last_learned_on
    from arrears.cli.audiences import open_book
    from arrears.reports.plain import as_text
    from arrears.reports.timeline_report import build_timeline

    opened = open_book(book, read_only=True)
    day = as_of or last_learned_on(opened) or date.min
    entries = [
        one
        for one in marked(read_docket(opened, talks, known_by=known_by), read_blackouts(opened))
        if as_of is None or one.on is None or one.on <= as_of
    ]
    blackouts = [one for one in read_blackouts(opened, known_by=known_by) if talks in ("", one.talks)]
    report = build_timeline(entries, blackouts, book_facts(opened), day)
    if out is None:
        say(as_text(report))
        return
    _write_timeline(out, report, lay_out(entries, blackouts))


class _Act(NamedTuple):
    """The act of recording, as its options say it."""

    on: date
    by: str
    learned_on: date
    why: str


def _record(book: Path, entries: Sequence[DocketEntry], access: str, act: _Act) -> None:
    from arrears.bargaining.docket_acts import record_entries
    from arrears.claims.acting import Acting
    from arrears.cli.audiences import open_book

    done = record_entries(open_book(book), entries, Acting(*act), access)
    if done.entry is None:
        say(f"nothing new: the docket holds {'it' if done.held == 1 else f'all {done.held:,}'} already")
        return
    count = len(done.keys)
    names = f"'{done.keys[0]}'" if count == 1 else f"{count:,} entries, '{done.keys[0]}' and on"
    embargoed = f"; {done.embargoed:,} embargoed" if done.embargoed else ""
    held = f"; {done.held:,} held already" if done.held else ""
    say(f"recorded {names}{embargoed}{held}: seq {done.entry.seq}, head {done.entry.head}")


def _kind_of(path: Path, kind: DocketFile | None) -> DocketFile:
    chosen = kind or ENDINGS.get(path.suffix.lower())
    if chosen is None:
        known = ", ".join(ENDINGS)
        raise typer.BadParameter(f"'{path.name}' ends in none of {known}; say how it is written with --as")
    return chosen


def _readers() -> Mapping[DocketFile, Callable[[Path, str], Sequence[DocketEntry]]]:
    """What reads each kind of file."""
    from arrears.bargaining.chronology import read_chronology
    from arrears.bargaining.docket_calendar import read_docket_calendar
    from arrears.bargaining.docket_csv import read_docket_csv
    from arrears.bargaining.docket_yaml import read_docket_yaml

    return {
        DocketFile.YAML: read_docket_yaml,
        DocketFile.CSV: read_docket_csv,
        DocketFile.ICAL: read_docket_calendar,
        DocketFile.CHRONOLOGY: lambda path, talks: read_chronology(path, talks).entries,
    }


def _write_timeline(path: Path, report: Report, rounds: Sequence[Talks]) -> None:
    """Write the page, the picture or the text as a new file, whole or not at all."""
    from arrears.cli.new_files import refuse_existing, write_whole
    from arrears.findings import Finding, Refused
    from arrears.reports.page import as_html
    from arrears.reports.plain import as_text
    from arrears.reports.timeline_chart import draw_timelines

    form = PICTURE_ENDINGS.get(path.suffix.lower())
    if form is None:
        raise typer.BadParameter(f"'{path.name}' ends in none of {', '.join(PICTURE_ENDINGS)}")
    refuse_existing(path)
    match form:
        case PictureFile.TEXT:
            content = as_text(report)
        case PictureFile.HTML:
            content = as_html(report, draw_timelines(rounds))
        case PictureFile.SVG:
            charts = draw_timelines(rounds, with_index=True)
            if len(charts) != 1:
                problem, remedy = "a picture shows the talks of one round.", "name the talks with --talks"
                found = ", ".join(talks.name for talks in rounds) or "no entry with a day"
                raise Refused([Finding("timeline-rounds", path.name, problem, "one", found, remedy)])
            content = charts[0].svg
        case _:
            raise TypeError(f"a timeline is not written as {form}")
    write_whole(path, content.encode())
    say(f"wrote {path.name}")


def add_to(app: typer.Typer) -> None:
    """Name the commands."""
    group = typer.Typer(
        help="The docket of talks: add, import, export, list, timeline.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    app.add_typer(group, name="docket")
    group.command("add")(add)
    group.command("import")(import_docket)
    group.command("export")(export)
    group.command("list")(list_entries)
    group.command("timeline")(timeline)
