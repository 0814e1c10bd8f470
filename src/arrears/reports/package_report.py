"""Builds the pages on packages: what they rest on, which are efficient, which swaps gain for us.

Draws what `bargaining` figured. It says each time that the other side's costs are our assumptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from arrears.bargaining.counsel_papers import Paper
from arrears.bargaining.package_ranges import Ranged
from arrears.bargaining.package_somewhere import MOST_ASKED, NOT_ASKED, Place, Somewhere
from arrears.bargaining.packages import (
    JUDGED_BY,
    Choice,
    JudgedBy,
    PackageFile,
    Said,
    Swap,
    Totals,
    package_count,
    totals,
)
from arrears.bargaining.survey import Survey
from arrears.bargaining.tradable_claims import whole_cents
from arrears.reports.settlement_report import HeadingFacts, percent, shortened
from arrears.reports.tables import Cell, Column, Money, Report, Section, Table

NO_KNOWLEDGE = (
    "What an option costs the other side is a range that we assume, named and dated below. Nothing here"
    " claims to know what the other side prefers, would sign, or could bear; and it predicts nobody."
)
FEWEST_SHOWN = 5
COUNSEL = "Counsel only: it enters no claim file, bundle, packet, export or log."


@dataclass(frozen=True)
class PackagePage:
    """What pages on packages are asked for. most_rows: of each table. judged_by: what is better for us."""

    file: PackageFile
    facts: HeadingFacts
    judged_by: JudgedBy = "both"
    most_rows: int = 10_000_000

    def heading(self) -> HeadingFacts:
        """Whose packages these are, and over what time their amounts count."""
        file = self.file
        return (
            *self.facts,
            ("packages", f"{file.title}, by {file.by}, {file.on}"),
            ("horizon", file.horizon),
            ("weights", f"{file.survey.title}, by {file.survey.by}, closed {file.survey.on}"),
            ("judged by", JUDGED_BY[self.judged_by]),
        )


def build_basis(page: PackagePage) -> Report:
    """The issues with their options and everything that they rest on."""
    file = page.file
    sections = (
        Section(
            "What is on the table and what could be",
            (
                f"{package_count(file):,} packages: one option of each of {len(file.issues)} issues.",
                NO_KNOWLEDGE,
            ),
            (_options_table(file),),
        ),
        Section("What members said", _survey_sentences(file.survey), tuple(_survey_tables(file.survey))),
        Section("Whose figures these are", (), (_said_table(file),)),
    )
    return shortened(Report(f"Packages: {file.title}", page.heading(), sections, (COUNSEL,)), page.most_rows)


def build_efficient(
    page: PackagePage,
    known: Sequence[Ranged],
    reference: Totals | None,
    elsewhere: Somewhere = NOT_ASKED,
) -> Report:
    """The efficient packages, those that stay so over the whole range first.

    known: that are so at the least, the middle or the most; elsewhere: that are so only at other points.
    """
    file = page.file
    places = {each.choice: place for each, place in elsewhere.found}
    ranged = (*known, *(each for each, _ in elsewhere.found))
    ordered = sorted(ranged, key=lambda each: (each.rival is not None, *_order(totals(file, each.choice))))
    names = {each.choice: f"{number}" for number, each in enumerate(ordered, start=1)}
    whole = sum(each.rival is None for each in ordered)
    said = [
        _counted(page, (len(ordered), whole, len(places)), elsewhere.is_decided),
        "A package is efficient when no other is at least as good for us at no more cost to them and better"
        " in something. What two packages share is the same cost in both, whatever it is.",
        NO_KNOWLEDGE,
        *_reference_sentences(file, reference),
    ]
    sections = (
        Section("Efficient packages", tuple(said), (_efficient_table(file, ordered, names, places),)),
        Section("What else they rest on", _survey_sentences(file.survey), (_said_table(file),)),
    )
    return shortened(Report(f"Packages: {file.title}", page.heading(), sections, (COUNSEL,)), page.most_rows)


def _counted(page: PackagePage, counts: tuple[int, int, int], is_decided: bool) -> str:
    """How many are efficient everywhere, somewhere, nowhere. counts: listed, everywhere, only elsewhere."""
    listed, whole, elsewhere = counts
    every = package_count(page.file)
    stay = f"{whole:,} of them stay efficient over the whole range, wherever in it each cost lies"
    if is_decided:
        none = "None is efficient nowhere: ranges so wide rule no package out."
        beaten = "wherever the costs lie, some package beats them."
        rest = f"The other {every - listed:,} are efficient nowhere: {beaten}"
        return (
            f"Of {every:,} packages {listed:,} are efficient somewhere in our ranges; {stay}, and"
            f" {elsewhere:,} are so only away from the least, the middle and the most."
            f" {rest if listed < every else none}"
        )
    return (
        f"Of {every:,} packages {listed:,} are efficient with their costs at the least, in the middle or at"
        f" the most of our ranges; {stay}. More than {MOST_ASKED:,} packages could be efficient at other"
        " points: which are, was not asked, and they are not listed."
    )


def _order(each: Totals) -> tuple[int, Fraction]:
    return -each.gain_cents, -each.score


def _reference_sentences(file: PackageFile, reference: Totals | None) -> Iterable[str]:
    if file.limit is None:
        return
    limit = Money(whole_cents(file.limit.cents)).text()
    said = f"{limit}, assumed by {file.limit.said.by}, {file.limit.said.on}"
    if reference is None:
        yield f"No package leaves both sides a gain below a limit of {said}; there is no reference point."
        return
    yield (
        "A textbook's reference point, and no forecast: where our money times what is left of their limit"
        f" ({said}; their costs in the middle of the ranges) is largest, which is"
        f" {_words(file, reference.choice)}."
    )


def _words(file: PackageFile, choice: Choice) -> str:
    pairs = zip(file.issues, choice, strict=True)
    return ", ".join(f"{issue.issue_id} {issue.options[at].option_id}" for issue, at in pairs)


def _efficient_table(
    file: PackageFile, ranged: Sequence[Ranged], names: dict[Choice, str], places: Mapping[Choice, Place]
) -> Table:
    columns = (
        Column("package", "package"),
        Column("stays", "efficient"),
        Column("options", "options"),
        Column("gain", "our money", "money"),
        Column("score", "of what members asked"),
        Column("least", "their cost, least", "money"),
        Column("most", "most", "money"),
        Column("at", "efficient at", for_readers=False),
        Column("beaten_by", "beaten somewhere by"),
        Column("where", "efficient, for one, where"),
        *(Column(f"issue_{issue.issue_id}", issue.issue_id, for_readers=False) for issue in file.issues),
        Column("score_exact", "score", for_readers=False),
    )
    rows = []
    for each in ranged:
        sums = totals(file, each.choice)
        rival = "" if each.rival is None else names.get(each.rival) or _words(file, each.rival)
        options = (issue.options[at].option_id for issue, at in zip(file.issues, each.choice, strict=True))
        cells: tuple[Cell, ...] = (
            names[each.choice],
            each.stays,
            _words(file, each.choice),
            *_sum_cells(file, sums),
            ", ".join(each.at) or "elsewhere",
            rival,
            _where(file, each.choice, places.get(each.choice)),
            *options,
            str(sums.score),
        )
        rows.append(cells)
    note = "Amounts of ours rest on what `by` and `source` say below; ranges are ours as well."
    return Table("efficient", "", columns, tuple(rows), note)


def _where(file: PackageFile, choice: Choice, place: Place | None) -> str:
    """One point at which a package is efficient, as far as its own options go; '' where none is told."""
    if place is None:
        return ""
    unknowns = [issue.options[at].unknown for issue, at in zip(file.issues, choice, strict=True)]
    return ", ".join(
        f"{issue.issue_id} {name} {Money(whole_cents(amounts[name]), file.currency).text()}"
        for issue, name, amounts in zip(file.issues, unknowns, place, strict=True)
    )


def _sum_cells(file: PackageFile, sums: Totals) -> tuple[Cell, ...]:
    return (
        Money(sums.gain_cents, file.currency),
        percent(sums.score),
        Money(whole_cents(sums.least), file.currency),
        Money(whole_cents(sums.most), file.currency),
    )


def build_swaps(
    page: PackagePage, choice: Choice, swaps: Sequence[Swap], rivals: tuple[Choice | None, ...]
) -> Report:
    """What could be dropped for what, from one package. rivals: that beat it somewhere, and everywhere."""
    file = page.file
    everywhere = sum(swap.holds_everywhere for swap in swaps)
    said = (
        f"From: {_words(file, choice)}. {everywhere:,} swap(s) gain for us at no more cost to them wherever"
        f" in our ranges their costs lie; {len(swaps) - everywhere:,} only somewhere in them.",
        _rival_sentence(file, rivals),
        NO_KNOWLEDGE,
    )
    columns = (
        Column("drop", "drop"),
        Column("gain", "gain"),
        Column("holds", "no more cost to them"),
        Column("money", "our money", "money"),
        Column("score", "of what members asked"),
        Column("least", "their cost changes by, least", "money"),
        Column("most", "most", "money"),
    )
    table = Table("swaps", "", columns, tuple(_swap_cells(file, swap) for swap in swaps))
    sections = (
        Section("Swaps", said, (table,)),
        Section("The package itself", (), (_totals_table(file, choice),)),
        Section("What they rest on", _survey_sentences(file.survey), (_said_table(file),)),
    )
    return shortened(Report(f"Swaps: {file.title}", page.heading(), sections, (COUNSEL,)), page.most_rows)


def _rival_sentence(file: PackageFile, rivals: tuple[Choice | None, ...]) -> str:
    somewhere, everywhere = rivals
    if everywhere is not None:
        return f"The package is beaten wherever their costs lie, for one by {_words(file, everywhere)}."
    if somewhere is not None:
        return f"The package is beaten somewhere in the ranges, for one by {_words(file, somewhere)}."
    return "The package is efficient over the whole range: no other beats it wherever their costs lie."


def _swap_cells(file: PackageFile, swap: Swap) -> tuple[Cell, ...]:
    def side(at: int) -> str:
        found = ((file.issues[change[0]], change[at]) for change in swap.changes)
        return "; ".join(f"{issue.issue_id} {issue.options[number].option_id}" for issue, number in found)

    sign = "-" if swap.score < 0 else ""
    return (
        side(1),
        side(2),
        "over the whole range" if swap.holds_everywhere else "only somewhere",
        Money(swap.gain_cents, file.currency),
        sign + percent(abs(swap.score)),
        Money(whole_cents(swap.least_change), file.currency),
        Money(whole_cents(swap.most_change), file.currency),
    )


def _totals_table(file: PackageFile, choice: Choice) -> Table:
    columns = (
        Column("gain", "our money", "money"),
        Column("score", "of what members asked"),
        Column("least", "their cost, least", "money"),
        Column("most", "most", "money"),
    )
    return Table("package", "", columns, (_sum_cells(file, totals(file, choice)),))


def _options_table(file: PackageFile) -> Table:
    columns = (
        Column("issue", "issue"),
        Column("option", "option"),
        Column("title", "in words"),
        Column("on_the_table", "on the table"),
        Column("weight", "members' weight"),
        Column("gain", "our money", "money"),
        Column("met", "meets what members asked"),
        Column("least", "their cost, least", "money"),
        Column("most", "most", "money"),
        Column("rests_on", "of"),
    )
    rows = []
    for issue in file.issues:
        for number, option in enumerate(issue.options):
            is_shared = option.unknown != option.option_id
            cells: tuple[Cell, ...] = (
                issue.issue_id,
                option.option_id,
                option.title,
                "yes" if file.on_the_table.get(issue.issue_id) == option.option_id else "",
                percent(file.weight(issue.issue_id)),
                Money(option.gain_cents, file.currency, option.gain_said.status),
                percent(option.met),
                Money(whole_cents(issue.cost(number, "least")), file.currency),
                Money(whole_cents(issue.cost(number, "most")), file.currency),
                f"{option.times} x {option.unknown}" if is_shared else "",
            )
            rows.append(cells)
    return Table("options", "", columns, tuple(rows))


def _survey_sentences(survey: Survey) -> tuple[str, ...]:
    asked = f" of {survey.asked:,} asked" if survey.asked is not None else "; how many were asked is not said"
    left_out = f"; {survey.left_out:,} answers lack a figure and are left out" if survey.left_out else ""
    return (
        f"{survey.title}: n = {survey.answered:,}{asked}{left_out}. Question: {survey.question}. Weighted:"
        f" {survey.weighted}. By {survey.by}, closed {survey.on}; source: {survey.source} ({survey.status}).",
    )


def _survey_tables(survey: Survey) -> Iterable[Table]:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (issue, percent(weight)) for issue, weight in sorted(survey.weights.items(), key=lambda one: -one[1])
    )
    yield Table("weights", "Weights", (Column("issue", "issue"), Column("weight", "weight")), rows)
    if not survey.groups:
        return
    issues = tuple(survey.weights)
    columns = (
        Column("group", "group"),
        Column("members", "members", "count"),
        Column("answered", "n", "count"),
        *(Column(issue, issue) for issue in issues),
    )
    groups: list[tuple[Cell, ...]] = []
    for group in survey.groups:
        is_shown = group.answered >= FEWEST_SHOWN
        weights = (percent(group.weights[issue]) if is_shown else "" for issue in issues)
        groups.append((group.group, group.members, group.answered, *weights))
    note = f"Weights of a group of which fewer than {FEWEST_SHOWN} answered are not shown."
    yield Table("groups", "By group", columns, tuple(groups), note)


def _said_table(file: PackageFile) -> Table:
    columns = (
        Column("figure", "figure"),
        Column("by", "by"),
        Column("on", "on", "date"),
        Column("source", "source"),
        Column("status", "status"),
    )
    rows: list[tuple[Cell, ...]] = []

    def add(figure: str, said: Said) -> None:
        rows.append((figure, said.by, said.on, said.source, said.status))

    for issue in file.issues:
        for option in issue.options:
            name = f"{issue.issue_id} {option.option_id}"
            add(f"{name}: our money", option.gain_said)
            if option.met_said != option.gain_said:
                add(f"{name}: meets what members asked", option.met_said)
        for unknown in issue.unknowns.values():
            add(f"{issue.issue_id} {unknown.name}: their cost", unknown.said)
    if file.limit is not None:
        add("their limit", file.limit.said)
    return Table("basis", "Assumptions", columns, tuple(rows))


def build_papers(papers: Sequence[Paper], facts: HeadingFacts, title: str) -> Report:
    """The papers of one sort that a book keeps."""
    columns = (
        Column("paper", "paper"),
        Column("title", "title"),
        Column("on", "kept on", "date"),
        Column("by", "by"),
        Column("why", "why"),
        Column("replaces", "replaces"),
        Column("replaced_by", "replaced by"),
        Column("sha256", "SHA-256", for_readers=False),
    )
    rows = tuple(
        (each.subject, each.title, each.on, each.by, each.why, each.replaces, each.replaced_by, each.sha256)
        for each in papers
    )
    return Report(title, facts, (Section("", (), (Table("papers", "", columns, rows),)),), (COUNSEL,))
