"""An agreement as a member reads it: articles, clauses in words, figures with sources, readings, cases.

It says what is missing as plainly as what is there: terms that are only noted, parts that are left out,
figures that nobody has seen in a text. It figures nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from arrears.agreements.addresses import find_address
from arrears.agreements.cases import WorkedCase, case_files, read_cases
from arrears.agreements.cited_figures import terms_of
from arrears.agreements.due_rules import say_due
from arrears.agreements.model import Agreement, Article, Clause, TermRecord
from arrears.agreements.procedure import Procedure
from arrears.agreements.procedure_load import find_procedure
from arrears.agreements.readings import left_open
from arrears.formula.asks import clause_nodes
from arrears.formula.words import FACT_WORDS, say_steps, say_terms, show_date, show_name
from arrears.reports.agreement_tables import (
    cases_table,
    cited_text,
    conflict_table,
    figure_tables,
    left_out_table,
    noted_table,
    readings_table,
    rules_table,
    unverified_table,
)
from arrears.reports.procedure_report import procedure_sections
from arrears.reports.tables import STATUS_MARKS, Column, Report, Section, Table, TreeLine
from arrears.vocabulary import STATUSES

DAY_WORDS = {
    "period_from": "the beginning of the period",
    "period_to": "the end of the period",
    "paid_on": "the day of payment",
    "received_by_guild_on": "the day on which the guild receives it",
}
MARKS = tuple(f"{mark} {STATUSES[status]}" for status, mark in STATUS_MARKS.items())


def build_agreement_report(
    agreement: Agreement,
    cases: Sequence[WorkedCase],
    *,
    article: str = "",
    clause: str = "",
    procedure: Procedure | None = None,
) -> Report:
    """The agreement as a report; only one article or one clause, `reruns/foreign`, where it is named.

    procedure: how disputes go, where it is known; told with the whole agreement.
    """
    articles = [one for one in agreement.articles if not article or one.name == article]
    sections: list[Section] = []
    if not article and not clause:
        sections.append(_counts(agreement))
    for one in agreement.articles if clause else articles:
        shown = [each for each in one.clauses if not clause or each.name == clause]
        if not clause:
            sections += _article(agreement, one)
        sections += [clause_section(agreement, each, cases, with_shared=bool(clause)) for each in shown]
    if not article and not clause:
        sections += procedure_sections(procedure) if procedure else ()
        sections += _ends(agreement)
    return Report(agreement.title, _facts(agreement), tuple(sections), MARKS)


def report_at(agreements: Sequence[Agreement], address: str, folder: Path) -> Report:
    """The report of an agreement, or of the article or clause that an address lies in.

    folder: the library that holds the worked cases, beside the articles. Findings: what `find_address` finds.
    """
    agreement, part = find_address(agreements, address)
    _, _, article, clause, *_ = [*part.address.split("/"), "", ""]
    name = f"{article}/{clause}" if any(c.name == f"{article}/{clause}" for c in agreement.clauses()) else ""
    named = next((one.name for one in agreement.articles if one.name == article), "")
    files = case_files(folder / agreement.address)
    cases = [case for path in files for case in read_cases(path, agreement)]
    is_whole = not named and not name
    procedure = find_procedure(agreement.address, folder) if is_whole else None
    return build_agreement_report(agreement, cases, article=named, clause=name, procedure=procedure)


def _facts(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    return (
        ("agreement", agreement.address),
        ("covers", f"{show_date(agreement.covers_from)} to {show_date(agreement.covers_until)}"),
        ("source", cited_text(agreement.citation)),
        ("in words of", "Arrears; the agreement itself decides, and its sentences are not quoted"),
    )


def _counts(agreement: Agreement) -> Section:
    counted = Counter[str](term.citation.status for term in terms_of(agreement))
    names = ("clauses", "figures", *STATUSES)
    row = (len(agreement.clauses()), counted.total(), *(counted[status] for status in STATUSES))
    columns = tuple(Column(name, name, "count") for name in names)
    told = tuple(f"{status}: {meaning}" for status, meaning in STATUSES.items())
    return Section("", (f"How far its figures can be trusted: {'; '.join(told)}.",), (
        Table("headline", "", columns, (row,)),
    ))  # fmt: skip


def _article(agreement: Agreement, article: Article) -> Iterator[Section]:
    count = len(article.clauses)
    told = f"{agreement.address}/{article.name}: {count} {'clause' if count == 1 else 'clauses'}."
    sentences = (told,) if count else (told, "Nothing in this article is figured.")
    tables = (
        conflict_table(article.conflicts, f"{agreement.address}/{article.name}"),
        noted_table(article.noted),
        left_out_table(article.left_out),
    )
    yield Section(article.title, sentences, _filled(tables))
    shared = [term for term in terms_of(agreement, article.name) if _is_shared(term, agreement, article.name)]
    if shared:
        said = ("They count in each clause below that names them.",)
        figures = tuple(figure_tables(shared, f"{agreement.address}/{article.name}/shared"))
        yield Section("Figures that several clauses use", said, figures, depth=1)


def _is_shared(term: TermRecord, agreement: Agreement, article: str) -> bool:
    return term.address.startswith(f"{agreement.address}/{article}/shared/")


def _filled(tables: Sequence[Table]) -> tuple[Table, ...]:
    return tuple(table for table in tables if table.rows)


def clause_section(
    agreement: Agreement, clause: Clause, cases: Sequence[WorkedCase], *, with_shared: bool
) -> Section:
    """One clause: its words, steps, figures with their sources, readings, worked cases.

    with_shared: its table has also the figures that it shares with other clauses.
    """
    address = f"{agreement.address}/{clause.name}"
    said = left_open(clause)
    article = clause.name.partition("/")[0]
    shared = [term for term in clause.terms if _is_shared(term, agreement, article)]
    own = [case for case in cases if case.clause == clause.name]
    tables = (
        *figure_tables([term for term in clause.terms if with_shared or term not in shared], address),
        readings_table(clause),
        conflict_table(clause.conflicts, address),
        cases_table(own, clause.record_kind),
    )
    words = f"{clause.words[0].upper()}{clause.words[1:]}." if clause.words else ""
    sentences = (words, *say_terms(said), " ".join(_times(clause)), f"Source: {cited_text(clause.citation)}.")
    steps = say_steps(clause_nodes(said), with_tables=False)
    tree = tuple(TreeLine(0, step.rstrip(";"), "") for step in steps)
    name = show_name(clause.name.rpartition("/")[2]).capitalize()
    return Section(
        f"{name} [{clause.status}]", tuple(one for one in sentences if one), _filled(tables), tree, depth=1
    )


def day_words(name: str) -> str:
    """A day that a clause names, as people say it: the end of the period, the day of receipt."""
    return DAY_WORDS.get(name) or FACT_WORDS.get(name) or show_name(name)


def _times(clause: Clause) -> Iterator[str]:
    """Which date selects the version, when it falls due, what lateness costs, what it stands in for."""
    if clause.governed_by:
        yield f"Which version governs is decided by {' or '.join(day_words(d) for d in clause.governed_by)}."
    if clause.due is not None:
        said = say_due(clause.due, lambda one: f"{one.count} {one.unit} after {day_words(one.after)}")
        yield f"Due {said}."
    if clause.late:
        yield f"Paid late, the rule {show_name(clause.late.rpartition('/')[2])} applies."
    if clause.replaces:
        yield f"It stands in for {', '.join(show_name(one) for one in clause.replaces)}."


def _ends(agreement: Agreement) -> Iterator[Section]:
    rules = rules_table(agreement)
    if rules.rows:
        yield Section("When it is due, what lateness costs, who shares", (), (rules,))
    tables = _filled((
        noted_table(agreement.noted),
        left_out_table(agreement.left_out),
        unverified_table(agreement.articles),
    ))  # fmt: skip
    said = () if tables else ("Nothing that the header names; see each article.",)
    yield Section("What is missing", said, tables)
