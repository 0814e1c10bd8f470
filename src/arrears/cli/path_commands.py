"""Commands about the way to a strike, a ratified deal or an award, and about how long stoppages lasted."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import Library, OneTable, Rows, RowsFormat, read_day, read_pairs
from arrears.cli.output import show_report

if TYPE_CHECKING:
    from arrears.bargaining.critical_path import Record
    from arrears.bargaining.paths import PathRules
    from arrears.bargaining.thresholds import VoteOutcome

MOST_DAYS = 3_650
UNKNOWN = "unknown"
RulesName = Annotated[
    str, typer.Option("--rules", metavar="NAME|FILE", help="Path rules that ship, or a file (.yaml).")
]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=DAY", help="The day of a fact, or NAME=unknown; may be repeated."),
]
Done = Annotated[
    list[str] | None,
    typer.Option("--done", metavar="STEP=DAY", help="A step that was taken, and when; may be repeated."),
]
Late = Annotated[
    list[str] | None,
    typer.Option("--late", metavar="STEP=DAYS", help="Try a step that takes longer; may be repeated."),
]
Slip = Annotated[
    int,
    typer.Option("--slip", min=1, max=MOST_DAYS, help="Show what so many days more of each step would do."),
]
OverHolidays = Annotated[bool, typer.Option("--over-holidays", help="Nothing stands still over closings.")]
Votes = Annotated[
    list[str] | None,
    typer.Option(
        "--vote",
        metavar="VOTE=YES:NO",
        help="Suppose a vote falls so; YES:NO ballots, or 78%@35.26%of110000 (share, turnout, members).",
    ),
]
Units = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        metavar="VOTE=NAME:WEIGHT:YES:NO",
        help="A local or delegation with its weight and ballots; ? where not known; may be repeated.",
    ),
]


def _goal(
    goal: str,
    rules: str,
    told: tuple[list[str] | None, list[str] | None, list[str] | None],
    tried: tuple[int, bool],
    votes: tuple[list[str] | None, list[str] | None],
    shown: tuple[RowsFormat, str],
) -> None:
    """Find a path and show it; what `path strike` and `path ratify` share."""
    from arrears.bargaining.critical_path import find_path
    from arrears.bargaining.read_path import read_path
    from arrears.reports.path_report import build_path

    read = read_path(rules)
    slip, is_open = tried
    record = told_record(*told, is_open=is_open)
    outcomes = supposed_votes(read, *votes)
    found = find_path(read, goal, record, slip)
    given = [f"{step} takes {days} days more" for step, days in record.late.items()]
    given += ["closings stop nothing"] if is_open else []
    form, table = shown
    show_report(build_path(found, outcomes, given), form, table, "steps")


def strike(
    rules: RulesName,
    fact: Facts = None,
    done: Done = None,
    late: Late = None,
    slip: Slip = 7,
    goal: Annotated[str, typer.Option("--goal", help="A goal of the rules.")] = "strike",
    over_holidays: OverHolidays = False,
    vote: Votes = None,
    unit: Units = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show the earliest day of a strike on the encoded rules, and what decides it.

    Steps with their lengths, notices and votes; how far each may slip; what holds on after expiry. A length
    that nobody gave is named, and the day is then a bound.

    \b
    Examples:
      arrears path strike --rules sag-2008 --fact talks-failed=2008-11-22 --fact expiry=2008-06-30
        --fact notice-given=unknown --fact fmcs-notified=unknown --vote strike-authorization=2524:1373
      arrears path strike --rules sag-2008 --goal authorization --fact talks-failed=2008-11-22
    """
    _goal(goal, rules, (fact, done, late), (slip, over_holidays), (vote, unit), (form, table))


def ratify(
    rules: RulesName,
    fact: Facts = None,
    done: Done = None,
    late: Late = None,
    slip: Slip = 7,
    goal: Annotated[str, typer.Option("--goal", help="A goal of the rules.")] = "ratify",
    over_holidays: OverHolidays = False,
    vote: Votes = None,
    unit: Units = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show the earliest day of a ratified agreement on the encoded rules.

    \b
    Examples:
      arrears path ratify --rules sag-2008 --fact tentative-agreement=2009-04-17
      arrears path ratify --rules iatse-2021 --fact tentative-agreement=2021-10-16
        --fact vote-opened=2021-11-12 --unit ratification=600:76:1229:904 --unit ratification=700:73:?:?
    """
    _goal(goal, rules, (fact, done, late), (slip, over_holidays), (vote, unit), (form, table))


def award(
    agreement: Annotated[str, typer.Argument(metavar="AGREEMENT", help="family/version, sag/tv-2014.")],
    filed: Annotated[
        date, typer.Option("--filed", parser=read_day, metavar="DAY", help="The day the claim was filed.")
    ],
    done: Done = None,
    late: Late = None,
    slip: Slip = 7,
    forum: Annotated[str, typer.Option("--forum", help="A forum of the procedure.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="What the claim is about.")] = "residuals",
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show the earliest day of an award, from an agreement's own steps and clocks.

    \b
    Examples:
      arrears path award sag/tv-2014 --filed 2014-11-19
      arrears path award sag/tv-2014 --filed 2014-11-19 --done demanded=2015-02-02 --format csv
    """
    from arrears.agreements.load import SHIPPED
    from arrears.agreements.procedure_load import load_procedure
    from arrears.bargaining.award_path import GOAL, award_rules
    from arrears.bargaining.critical_path import find_path
    from arrears.reports.path_report import build_path

    rules = award_rules(load_procedure(agreement, library or SHIPPED), forum, subject)
    record = told_record([f"{rules.facts[0].name}={filed}"], done, late, is_open=False)
    given = [f"{step} takes {days} days more" for step, days in record.late.items()]
    show_report(build_path(find_path(rules, GOAL, record, slip), (), given), form, table, "steps")


def rules(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="Path rules.")] = "",
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """List the path rules that ship, or show one with every source.

    \b
    Examples:
      arrears path rules
      arrears path rules sag-2008 --format csv
    """
    from arrears.bargaining.read_path import read_path, shipped_paths
    from arrears.cli.output import show_table
    from arrears.reports.path_report import build_rules
    from arrears.reports.tables import Column, Table

    if name:
        show_report(build_rules(read_path(name)), form, table, "rules")
        return
    known = [read_path(one) for one in shipped_paths()]
    columns = (Column("rules", "rules"), Column("title", "title"), Column("goals", "goals"))
    rows = tuple((one.name, one.title, ", ".join(goal for goal, _ in one.goals)) for one in known)
    show_table(Table("rules", "", columns, rows), form)


def worked(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A worked path; all without.")] = "",
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Work paths of the published record again: what the rules give beside what was printed.

    \b
    Examples:
      arrears path worked
      arrears path worked sag-ratification-2009
    """
    from arrears.bargaining.worked_path import one_worked, worked_paths
    from arrears.reports.path_report import build_worked

    paths = (one_worked(name),) if name else worked_paths()
    show_report(build_worked(paths), form, table, "worked")


def base_rates(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV list of work stoppages.")],
    longer_than: Annotated[
        int | None,
        typer.Option("--longer-than", min=0, metavar="DAYS", help="List those that lasted longer."),
    ] = None,
    idled: Annotated[
        int | None, typer.Option("--idled", min=0, metavar="N", help="Only those that idled so many.")
    ] = None,
    entertainment: Annotated[
        bool, typer.Option("--entertainment", help="Only unions of entertainment, by the list's names.")
    ] = False,
    union: Annotated[
        list[str] | None,
        typer.Option("--union", metavar="WORD", help="Only unions that begin so; may be repeated."),
    ] = None,
    within: Annotated[int, typer.Option("--within", min=1, max=MOST_DAYS, help="Ended within so many.")] = 30,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show how long recorded stoppages lasted: n, shares that ended, bands of 95%, and what the list omits.

    Without a choice: all, those that idled 1,000 or more, and those of entertainment unions.

    \b
    Examples:
      arrears base-rates fmcs_work_stoppages_1984_2020.csv
      arrears base-rates fmcs_work_stoppages_1984_2020.csv --entertainment --longer-than 100
    """
    from arrears.bargaining.base_rates import (
        AGES,
        ENTERTAINMENT,
        USUAL,
        Chosen,
        base_rates,
        read_stoppages,
    )
    from arrears.bargaining.base_rates import (
        longer_than as those_longer,
    )
    from arrears.reports.base_rates_report import build_base_rates

    stoppages = read_stoppages(file)
    unions = tuple(union or ()) + (ENTERTAINMENT if entertainment else ())
    asked = Chosen(idled, unions)
    groups = (asked,) if asked != Chosen() else USUAL
    rates = [base_rates(stoppages, chosen, AGES, within) for chosen in groups]
    longer = (longer_than, those_longer(stoppages, asked, longer_than)) if longer_than is not None else None
    show_report(build_base_rates(file, stoppages, rates, longer), form, table, "rates")


def told_record(
    facts: list[str] | None, done: list[str] | None, late: list[str] | None, *, is_open: bool
) -> Record:
    """What happened and what is tried out, as the options say."""
    from arrears.bargaining.critical_path import Record

    days = read_pairs(facts, "--fact", "--fact expiry=2008-06-30")
    taken = read_pairs(done, "--done", "--done ballot=2009-01-23")
    return Record(
        facts={name: None if day == UNKNOWN else read_day(day) for name, day in days.items()},
        done={name: read_day(day) for name, day in taken.items()},
        late={name: _days(days) for name, days in read_pairs(late, "--late", "--late ballot=7").items()},
        is_open=is_open,
    )


def _days(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text) or int(text) > MOST_DAYS:
        raise typer.BadParameter(f"'{text}' is no count of days; write --late ballot=7", param_hint="--late")
    return int(text)


def supposed_votes(
    rules: PathRules, votes: list[str] | None, units: list[str] | None
) -> list[tuple[VoteOutcome, str]]:
    """The votes as supposed. Findings: raises `Refused` for a vote that the rules do not have."""
    from arrears.bargaining.thresholds import UnitBallot, of_ballots, of_shares, of_units

    found: list[tuple[VoteOutcome, str]] = []
    for name, text in read_pairs(votes, "--vote", "--vote strike-authorization=2524:1373").items():
        vote = rules.vote_named(name)
        if match := re.fullmatch(r"(\d{1,9}):(\d{1,9})", text):
            found.append((of_ballots(vote, int(match[1]), int(match[2])), f"{text} ballots"))
        elif match := re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)%@(\d{1,3}(?:\.\d{1,4})?)%of(\d{1,9})", text):
            yes, turnout = Fraction(match[1]) / 100, Fraction(match[2]) / 100
            found.append((of_shares(vote, int(match[3]), turnout, yes), text))
        else:
            raise typer.BadParameter(f"'{text}' is no vote; write 2524:1373 or 78%@35.26%of110000")
    grouped: dict[str, list[UnitBallot]] = {}
    for word in units or ():
        name, _, rest = word.partition("=")
        match = re.fullmatch(r"([^:=]{1,60}):(\d{1,9}):(?:(\d{1,9}):(\d{1,9})|\?:\?)", rest)
        if match is None:
            raise typer.BadParameter(f"'{word}' is no unit; write ratification=600:76:1229:904")
        ballots = (int(match[3]), int(match[4])) if match[3] else (None, None)
        grouped.setdefault(name, []).append(UnitBallot(match[1], int(match[2]), *ballots))
    for name, ballot in grouped.items():
        found.append((of_units(rules.vote_named(name), ballot), f"{len(ballot)} units"))
    return found


def add_to(app: typer.Typer) -> None:
    """Add `arrears path …` and `arrears base-rates`."""
    path = typer.Typer(
        help="Find the earliest day of a strike, a ratified agreement or an award, and what decides it.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    app.add_typer(path, name="path")
    path.command("strike")(strike)
    path.command("ratify")(ratify)
    path.command("award")(award)
    path.command("rules")(rules)
    path.command("worked")(worked)
    app.command("base-rates")(base_rates)
