"""The fidelity ledger as a report: articles, totals, conflicts, what is noted, what is left out, the checker.

It shows what `agreements.ledger` counted and what `agreements.text_check` found; it counts nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from arrears.agreements.ledger import Ledger, LedgerRow, verdict_counts
from arrears.agreements.model import Citation
from arrears.agreements.text_check import APART, FAULTS, READ_AGAIN, VERDICTS, CheckedFigure
from arrears.reports.tables import Cell, Column, Report, Section, Table
from arrears.vocabulary import STATUSES

HEADER_WORD = "(header)"
STATUS_SENTENCE = (
    "A term is one figure: a rate, an amount, a cell of a table, a band, the figure of a rule. What several"
    " clauses of an article share counts once. A version that is a patch counts what it inherits."
)
CHECK_SENTENCE = (
    "Every primary figure is looked up again on the page that it cites. It is read again where its number"
    " stands near a label recorded with it, or once on the page; a number that stands more than once without"
    " a label, and a factor of one or none that no page prints, are counted apart."
)


def build_fidelity_report(ledger: Ledger, checked: Sequence[CheckedFigure] | None = None) -> Report:
    """The ledger as a report; `checked` is what the checker found where the texts are at hand."""
    sections = [
        Section("Articles", (STATUS_SENTENCE,), (articles_table(ledger), totals_table(ledger))),
        Section("Sources that disagree", (), (conflicts_table(ledger),)),
        Section("Known and not figured", (), (noted_table(ledger),)),
        Section("Not encoded", (), (left_out_table(ledger),)),
    ]
    if checked is not None:
        tables = (check_table(verdict_counts(checked)), faults_table(checked))
        sections.append(Section("Read again on the cited pages", (CHECK_SENTENCE,), tables))
    versions = len({row.agreement for row in ledger.rows})
    return Report("Where every figure comes from", (("agreements", str(versions)),), tuple(sections))


def articles_table(ledger: Ledger) -> Table:
    """One row per article, and one for each header."""
    columns = (Column("agreement", "agreement"), Column("article", "article"), *_count_columns())
    rows = tuple((row.agreement, row.article or HEADER_WORD, *_counts([row])) for row in ledger.rows)
    return Table("articles", "", columns, rows)


def totals_table(ledger: Ledger) -> Table:
    """One row per agreement, and one for all of them."""
    columns = (Column("agreement", "agreement"), *_count_columns())
    named = dict.fromkeys(row.agreement for row in ledger.rows)
    rows = [(name, *_counts([row for row in ledger.rows if row.agreement == name])) for name in named]
    return Table("totals", "By agreement", columns, (*rows, ("all", *_counts(ledger.rows))))


def _count_columns() -> tuple[Column, ...]:
    names = ("clauses", "terms", *STATUSES, "noted", "conflicts", "left_out")
    return tuple(Column(name, name.replace("_", " "), "count") for name in names)


def _counts(rows: Sequence[LedgerRow]) -> tuple[Cell, ...]:
    statuses = (sum(row.terms.get(status, 0) for row in rows) for status in STATUSES)
    return (
        sum(row.clauses for row in rows),
        sum(row.all_terms for row in rows),
        *statuses,
        sum(row.noted for row in rows),
        sum(row.conflicts for row in rows),
        sum(row.left_out for row in rows),
    )


def conflicts_table(ledger: Ledger) -> Table:
    """Every conflict with all its versions: one row per version."""
    columns = (
        Column("agreements", "agreements"), Column("address", "address"), Column("says", "one source says"),
        Column("status", "status"), Column("source", "source"), Column("note", "note"),
    )  # fmt: skip
    rows = tuple(
        (versions_text(conflict.agreements), conflict.address, says, cited.status, cited.source, cited.note)
        for conflict in ledger.conflicts
        for says, cited in conflict.says
    )
    return Table("conflicts", "", columns, rows)


def left_out_table(ledger: Ledger) -> Table:
    """Every part that is not encoded, with the reason."""
    columns = (
        Column("agreements", "agreements"), Column("article", "article"), Column("part", "part"),
        Column("because", "because"),
    )  # fmt: skip
    rows = tuple(
        (versions_text(one.agreements), one.article or HEADER_WORD, one.left_out.part, one.left_out.because)
        for one in ledger.left_out
    )
    return Table("left_out", "", columns, rows)


def noted_table(ledger: Ledger) -> Table:
    """Every term that is known and not figured."""
    columns = (
        Column("agreements", "agreements"), Column("name", "name"), Column("says", "says"),
        Column("status", "status"), Column("source", "source"),
    )  # fmt: skip
    rows = tuple(
        (versions_text(one.agreements), one.name, one.says, one.citation.status, one.citation.source)
        for one in ledger.noted
    )
    return Table("noted", "", columns, rows)


def check_table(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """Verdicts by agreement: read again, counted apart, faults."""
    sorts = {"read again": READ_AGAIN, "apart": APART, "faults": FAULTS}
    used = [one for one in VERDICTS if any(verdicts.get(one) for verdicts in counts.values())]
    columns = (
        Column("agreement", "agreement"),
        Column("primary", "primary figures", "count"),
        *(Column(name.replace(" ", "_"), name, "count") for name in sorts),
        *(Column(one.replace(" ", "_").replace(",", ""), one, "count") for one in used),
    )
    everything: dict[str, int] = {
        one: sum(verdicts.get(one, 0) for verdicts in counts.values()) for one in VERDICTS
    }
    rows: list[tuple[Cell, ...]] = []
    counted: list[tuple[str, Mapping[str, int]]] = [*counts.items(), ("all", everything)]
    for name, verdicts in counted:
        grouped = (sum(verdicts.get(one, 0) for one in group) for group in sorts.values())
        rows.append((name, sum(verdicts.values()), *grouped, *(verdicts.get(one, 0) for one in used)))
    return Table("checked", "", columns, tuple(rows))


def faults_table(checked: Iterable[CheckedFigure]) -> Table:
    """The figures that their pages do not bear out."""
    columns = (
        Column("address", "address"), Column("written", "figure"), Column("verdict", "what was found"),
        Column("source", "source"), Column("near", "near"),
    )  # fmt: skip
    rows = tuple(
        (one.address, one.written, one.verdict, one.citation.source, " | ".join(one.citation.near))
        for one in checked
        if one.verdict in FAULTS
    )
    return Table("faults", "Not borne out by the page", columns, rows)


def versions_text(agreements: Sequence[str]) -> str:
    """Versions of one family in short: `sag/tv-2014, tv-2017`."""
    family = agreements[0].partition("/")[0]
    return ", ".join([agreements[0], *(one.removeprefix(f"{family}/") for one in agreements[1:])])


def cited_words(citation: Citation) -> str:
    """A citation in one line."""
    return f"{citation.source} ({citation.status})" + (f"; {citation.note}" if citation.note else "")
