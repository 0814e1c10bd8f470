"""The fidelity ledger as a page of the documentation, in Markdown.

The checker's counts are given to it, not made by it: the page is the same where the texts are not at hand.
"""

from __future__ import annotations

from collections.abc import Mapping

from arrears.agreements.ledger import Ledger
from arrears.reports.fidelity_report import (
    CHECK_SENTENCE,
    STATUS_SENTENCE,
    articles_table,
    check_table,
    conflicts_table,
    left_out_table,
    noted_table,
    totals_table,
)
from arrears.reports.markdown import table_markdown
from arrears.vocabulary import STATUSES

HEADING = """# Where every figure of the library comes from

Made by `tools/write_references.py` from the agreements themselves; a test holds it current.
`arrears agreements fidelity` prints the same, with `--format csv` or `json` as rows.
"""
COUNTS_SENTENCE = (
    "The texts are no part of the project; the counts were taken where they are at hand, and a test takes"
    " them again."
)


def fidelity_markdown(ledger: Ledger, counts: Mapping[str, Mapping[str, int]]) -> str:
    """The ledger as Markdown; `counts` are the checker's verdicts by agreement."""
    meanings = "\n".join(f"- `{status}`: {meaning}" for status, meaning in STATUSES.items())
    parts = [
        HEADING,
        f"{STATUS_SENTENCE}\n\n{meanings}\n",
        f"## By agreement\n\n{table_markdown(totals_table(ledger))}",
        f"## Read again on the cited pages\n\n{CHECK_SENTENCE} {COUNTS_SENTENCE}\n\n"
        + table_markdown(check_table(counts)),
        f"## By article\n\n{table_markdown(articles_table(ledger))}",
        f"## Sources that disagree\n\n{table_markdown(conflicts_table(ledger))}",
        f"## Known and not figured\n\n{table_markdown(noted_table(ledger))}",
        f"## Not encoded\n\n{table_markdown(left_out_table(ledger))}",
    ]
    return "\n".join(parts)
