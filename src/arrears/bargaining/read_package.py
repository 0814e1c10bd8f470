"""Reads a file of packages: issues, options, what we gain, and ranges of what we assume they cost the other
side; every fault at once, with its place.

Every figure names who states it, on what day, on what source and how sure that is: once for the whole file,
or where it differs. A figure that is missing is asked for; none is taken as nought.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TypeVar

from arrears.agreements.check_shape import shape_faults
from arrears.agreements.yaml_source import (
    Written,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
    read_yaml_file,
)
from arrears.bargaining.package_items import ItemWorth, interaction_faults
from arrears.bargaining.package_layout import PACKAGE_SHAPE
from arrears.bargaining.packages import (
    MOST_ISSUES,
    MOST_OPTIONS,
    Issue,
    Limit,
    Option,
    PackageFile,
    Said,
    Unknown,
)
from arrears.bargaining.survey import Survey
from arrears.findings import Finding, Refused, suggest
from arrears.formula.figures import read_day, read_number
from arrears.formula.kinds import MONEY, NUMBER
from arrears.money import Cents

Part = TypeVar("Part")
FAULTS_SHOWN = 100


@dataclass(frozen=True)
class WrittenPackages:
    """A file whose shape is sound: what it says, and the survey that it names."""

    said: WrittenMap
    survey_name: str
    items: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the file calls its packages."""
        return as_text(self.said.get("packages")).text


def open_packages(path: Path) -> WrittenPackages:
    """A file of packages, held against its shape only; `build_packages` reads its figures.

    Findings: raises `Refused` with every fault of its YAML and keys, packages-survey.
    """
    return shaped(read_yaml_file(path))


def shaped(written: Written) -> WrittenPackages:
    """The same for a file that was read already; see `open_packages`."""
    faults = list(shape_faults(written, PACKAGE_SHAPE))
    if faults:
        raise Refused(faults)
    said = as_map(written)
    named = as_text(said.get("survey"))
    if Path(named.text).name != named.text or named.text in ("", ".", ".."):
        problem, remedy = "the survey lies beside the file", "name the file alone, without a folder"
        raise Refused([Finding("packages-survey", named.place, problem, "a file's name", named.text, remedy)])
    items = tuple(
        as_text(item).text
        for issue in as_list(said.get("issues")).items
        for option in as_list(as_map(issue).get("options")).items
        if (item := as_map(option).get("item")) is not None
    )
    return WrittenPackages(said, named.text, items)


def build_packages(
    written: WrittenPackages, survey: Survey, priced: Mapping[str, ItemWorth] | None = None
) -> PackageFile:
    """The packages of a file. priced: what items of offers are worth, where options name items.

    Findings: raises `Refused` with every fault: those of figures, and packages-issues, packages-options,
    packages-figure, packages-missing, packages-range, packages-unknown, packages-weight, packages-item,
    packages-interact, packages-table, packages-twice.
    """
    reader = _Reader(written.said, survey, priced or {}, [])
    issues = tuple(reader.issue(as_map(each)) for each in as_list(written.said.get("issues")).items)
    read = tuple(issue for issue in issues if issue is not None)
    faults = reader.faults
    faults += _count_faults(read, written.said)
    faults += _weight_faults(read, survey)
    faults += interaction_faults(written.said, priced or {})
    # An option that could not be read is no fault of what is on the table.
    table = {} if faults else _table(written.said, read, faults)
    limit = reader.limit()
    on = _tried(
        lambda: read_day(as_text(written.said.get("on")).text, as_text(written.said.get("on")).place), faults
    )
    if faults or on is None:
        raise Refused(faults[:FAULTS_SHOWN])
    return PackageFile(
        title=as_text(written.said.get("packages")).text,
        by=as_text(written.said.get("by")).text,
        on=on,
        horizon=as_text(written.said.get("horizon")).text,
        currency="usd",
        issues=read,
        survey=survey,
        on_the_table=table,
        limit=limit,
    )


@dataclass(frozen=True)
class _Reader:
    """What every part of a file is read with. faults: of all parts, filled as they are read."""

    file: WrittenMap
    survey: Survey
    priced: Mapping[str, ItemWorth]
    faults: list[Finding]

    def issue(self, written: WrittenMap) -> Issue | None:
        name = as_text(written.get("issue")).text
        unknowns: dict[str, Unknown] = {}
        shared = written.get("unknowns")
        for word, each in as_map(shared).entries if shared is not None else ():
            unknown = _tried(partial(self.unknown, word.text, as_map(each)), self.faults)
            if unknown is not None:
                unknowns[word.text] = unknown
        options = []
        for each in as_list(written.get("options")).items:
            option = _tried(partial(self.option, as_map(each), unknowns), self.faults)
            if option is not None:
                options.append(option)
        return Issue(name, as_text(written.get("title")).text, tuple(options), unknowns, written.place)

    def option(self, written: WrittenMap, unknowns: dict[str, Unknown]) -> Option:
        name = as_text(written.get("option")).text
        cents, said = self.gain(written)
        met = as_text(written.get("met"))
        share = read_number(met.text, met.place)
        if share.kind != NUMBER or not 0 <= share.value <= 1:
            problem, remedy = "this is no share of what members asked for", "write 0% to 100%"
            raise Refused([Finding("packages-figure", met.place, problem, "a share", met.text, remedy)])
        because = written.get("met_because")
        met_said = (
            said if because is None else Said(said.by, said.on, as_text(because).text, said.status, met.place)
        )
        unknown, times = self.cost(as_map(written.get("costs_them")), name, unknowns)
        return Option(
            option_id=name,
            title=as_text(written.get("title")).text,
            gain_cents=cents,
            gain_said=said,
            met=share.value,
            met_said=met_said,
            unknown=unknown,
            times=times,
        )

    def gain(self, written: WrittenMap) -> tuple[Cents, Said]:
        """What an option is worth to us: stated, or that of an item of an offer; and who says so."""
        stated, item = written.get("gains_us"), written.get("item")
        said = self.said(written)
        if (stated is None) == (item is None):
            problem = "an option states what we gain by it, or names the item that is priced"
            remedy = "give `gains_us`, $0.00 where nothing is gained, or `item`"
            found, expected = "neither" if stated is None else "both", "one of the two"
            raise Refused([Finding("packages-missing", written.place, problem, expected, found, remedy)])
        if stated is not None:
            cents = _cents(as_text(stated))
            if cents.denominator == 1:
                return int(cents), said
            raise Refused([_no_sum(as_text(stated), "a sum in whole cents")])
        word = as_text(item)
        worth = self.priced.get(word.text)
        if worth is not None and worth.cents is not None:
            return worth.cents, replace(said, source=worth.source)
        problem = "the option takes its worth from an item that no price is held for"
        remedy = "give the offer with --offer and its assumptions, or state `gains_us`"
        known = ", ".join(sorted(self.priced)) or "no offer was priced"
        raise Refused([Finding("packages-item", word.place, problem, known, word.text, remedy)])

    def cost(self, written: WrittenMap, option: str, unknowns: dict[str, Unknown]) -> tuple[str, Fraction]:
        """The unknown that an option's cost rests on, and how many times; its own where it names none."""
        of, times = written.get("of"), written.get("times")
        if of is None:
            if times is not None:
                problem, remedy = "`times` counts an unknown of the issue", "name it with `of`"
                raise Refused([Finding("packages-unknown", written.place, problem, "`of`", "none", remedy)])
            own = self.unknown(option, written)
            if option in unknowns:
                problem, remedy = "an option and an unknown of its issue share a name", "rename one"
                raise Refused(
                    [Finding("packages-twice", written.place, problem, "two names", option, remedy)]
                )
            unknowns[option] = own
            return option, Fraction(1)
        word = as_text(of)
        if word.text not in unknowns:
            problem = "the issue has no such unknown"
            remedy = suggest(word.text, unknowns) if unknowns else "add it to `unknowns` of the issue"
            raise Refused([Finding("packages-unknown", word.place, problem, "an unknown", word.text, remedy)])
        if times is None or written.get("least") is not None or written.get("most") is not None:
            problem, remedy = "a part of an unknown is so many times of it", "give `times` and no range"
            raise Refused([Finding("packages-unknown", word.place, problem, "`times`", "not alone", remedy)])
        factor = read_number(as_text(times).text, as_text(times).place)
        if factor.kind != NUMBER or factor.value < 0:
            problem, remedy = "this is no factor", "write a number from nought, such as 1/2"
            raise Refused(
                [
                    Finding(
                        "packages-figure",
                        as_text(times).place,
                        problem,
                        "a factor",
                        as_text(times).text,
                        remedy,
                    )
                ]
            )
        return word.text, factor.value

    def unknown(self, name: str, written: WrittenMap) -> Unknown:
        ends = written.get("least"), written.get("most")
        if None in ends:
            problem = f"what we assume that `{name}` costs them has no range"
            remedy = "give `least` and `most`, and whose assumption it is; equal ends where you claim to know"
            found = "one end" if any(ends) else "neither"
            raise Refused(
                [Finding("packages-missing", written.place, problem, "least and most", found, remedy)]
            )
        least, most = (_cents(as_text(end)) for end in ends)
        if least > most:
            problem, remedy = "the least is more than the most", "exchange them"
            shown = f"{as_text(ends[0]).text} to {as_text(ends[1]).text}"
            raise Refused([Finding("packages-range", written.place, problem, "least to most", shown, remedy)])
        return Unknown(name, least, most, self.said(written))

    def said(self, written: WrittenMap) -> Said:
        """Who states the figures of a part: what it says itself, else what the file says for all."""
        words = {}
        for key in ("by", "on", "source", "status"):
            own = written.get(key)
            words[key] = as_text(own if own is not None else self.file.get(key))
        day = read_day(words["on"].text, words["on"].place)
        return Said(words["by"].text, day, words["source"].text, words["status"].text, written.place)

    def limit(self) -> Limit | None:
        given = self.file.get("their_limit")
        if given is None:
            return None
        return _tried(
            lambda: Limit(_cents(as_text(as_map(given).get("sum"))), self.said(as_map(given))), self.faults
        )


def _tried(read: Callable[[], Part], faults: list[Finding]) -> Part | None:
    """What a part says; its faults are added to the others, so that a file shows all of them at once."""
    try:
        return read()
    except Refused as refused:
        faults.extend(refused.findings)
        return None


def _cents(written: WrittenText) -> Fraction:
    figure = read_number(written.text, written.place)
    if figure.kind != MONEY:
        raise Refused([_no_sum(written, "a sum such as $1,302.50")])
    return figure.value


def _no_sum(written: WrittenText, expected: str) -> Finding:
    remedy = "write dollars with their sign and two decimals at most"
    return Finding(
        "packages-figure", written.place, "this is no sum of money", expected, written.text, remedy
    )


def _count_faults(issues: tuple[Issue, ...], said: WrittenMap) -> list[Finding]:
    faults = []
    if len(issues) > MOST_ISSUES:
        problem = "the file has more issues than packages are figured for exactly"
        remedy = "join issues that are traded together into one, or take out those that nobody would trade"
        place, found = as_list(said.get("issues")).place, str(len(issues))
        faults.append(Finding("packages-issues", place, problem, f"at most {MOST_ISSUES}", found, remedy))
    names = [issue.issue_id for issue in issues]
    for number, issue in enumerate(issues):
        options = [option.option_id for option in issue.options]
        if len(options) > MOST_OPTIONS:
            problem, remedy = "the issue has too many options", "keep those that somebody would sign"
            expected = f"at most {MOST_OPTIONS}"
            faults.append(
                Finding("packages-options", issue.place, problem, expected, str(len(options)), remedy)
            )
        if issue.issue_id in names[:number] or len(set(options)) < len(options):
            problem, remedy = "a name stands twice", "give each issue and each option a name of its own"
            faults.append(Finding("packages-twice", issue.place, problem, "once", issue.issue_id, remedy))
    return faults


def _weight_faults(issues: tuple[Issue, ...], survey: Survey) -> list[Finding]:
    problem = "the survey has no weight for this issue"
    remedy = f"name the issue as the survey does: {', '.join(sorted(survey.weights))}"
    return [
        Finding("packages-weight", issue.place, problem, "an issue of the survey", issue.issue_id, remedy)
        for issue in issues
        if issue.issue_id not in survey.weights
    ]


def _table(said: WrittenMap, issues: tuple[Issue, ...], faults: list[Finding]) -> dict[str, str]:
    """The option of each issue that is on the table; empty where the file does not say."""
    given = said.get("on_the_table")
    if given is None:
        return {}
    written = as_map(given)
    stated = {name.text: as_text(value).text for name, value in written.entries}
    faults += table_faults(issues, stated, written.place)
    return stated


def table_faults(issues: tuple[Issue, ...], stated: Mapping[str, str], place: str) -> list[Finding]:
    """Why these are not one option of each issue; empty when they are."""
    known = {issue.issue_id: [option.option_id for option in issue.options] for issue in issues}
    faults = []
    for name in (*known, *(name for name in stated if name not in known)):
        options = known.get(name)
        if options is not None and stated.get(name) in options:
            continue
        problem = "a package has one option of each issue"
        expected = "no such issue" if options is None else f"{name}: {' or '.join(options)}"
        found = f"{name}: {stated[name]}" if name in stated else f"nothing for {name}"
        remedy = suggest(stated.get(name, name), options or known)
        faults.append(Finding("packages-table", place, problem, expected, found, remedy))
    return faults


def read_packages(path: Path, priced: Mapping[str, ItemWorth] | None = None) -> PackageFile:
    """A file of packages and the survey beside it. Findings: those of both, and of `build_packages`."""
    from arrears.bargaining.survey import read_survey

    written = open_packages(path)
    return build_packages(written, read_survey(path.parent / written.survey_name), priced)
