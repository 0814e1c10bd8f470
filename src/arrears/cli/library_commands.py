"""Commands that look into the library: where figures come from, what a clause pays, guilds side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.options import OneTable, Rows, RowsFormat
from arrears.cli.output import show_report

Chosen = Annotated[
    list[str] | None,
    typer.Option(
        "--agreement", metavar="ADDRESS", help="Only this agreement; may be repeated. Default: all."
    ),
]
Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts", metavar="DIR", help="A folder with the agreements' texts, to read figures again."
    ),
]


def fidelity(
    chosen: Chosen = None, texts: Texts = None, table: OneTable = "", form: Rows = RowsFormat.TABLE
) -> None:
    """Say where every figure of the library comes from.

    Clauses and terms by status for each article, sources that disagree, what is known and not figured, what
    is not encoded and why. With the texts at hand every primary figure is read again on its page; figures
    that a page does not bear out end the command with exit code 1.

    \b
    Example:
      arrears agreements fidelity --agreement wga/mba-2023
    """
    from arrears.agreements.ledger import build_ledger
    from arrears.agreements.load import load_library
    from arrears.agreements.text_check import check_agreements, faulty
    from arrears.agreements.text_pages import open_texts
    from arrears.reports.fidelity_report import build_fidelity_report

    agreements = load_library(addresses=chosen or None)
    checked = None if texts is None else check_agreements(agreements, open_texts(texts))
    report = build_fidelity_report(build_ledger(agreements), checked)
    show_report(report, form, table, "articles")
    if checked is not None and any(True for _ in faulty(checked)):
        raise typer.Exit(1)
