"""Writes small agreements for tests: a sound header, and one article whose clauses the test gives."""

from pathlib import Path
from textwrap import indent

from arrears.agreements.load import load_agreement
from arrears.agreements.model import Agreement, Clause

HEADER = """\
agreement: guild/pact-2008
title: An invented pact
covers: {from: 2008-02-13, until: 2011-05-01}
cite: invented
status: derived
governed_by: {theatrical: photographed_on, television: employed_on}
"""
ARTICLE = "article: article\ntitle: An article\ncite: invented\nstatus: derived\n"


def write_agreement(folder: Path, clauses: str, *, header: str = HEADER, article: str = ARTICLE) -> Path:
    """An agreement folder with one article; `clauses` is the YAML below `clauses:`."""
    pact = folder / "guild" / "pact-2008"
    pact.mkdir(parents=True, exist_ok=True)
    (pact / "agreement.yaml").write_text(header, encoding="utf-8")
    (pact / "article.yaml").write_text(f"{article}clauses:\n{clauses}", encoding="utf-8")
    return pact


def load_clauses(folder: Path, clauses: str, *, header: str = HEADER, article: str = ARTICLE) -> Agreement:
    """The agreement written and loaded."""
    return load_agreement(write_agreement(folder, clauses, header=header, article=article))


def load_clause(folder: Path, body: str, *, article: str = ARTICLE) -> Clause:
    """One clause of statement lines, governed by receipt; `body` is the rest of its keys."""
    head = "- id: one\n  for: statement_line\n  governed_by: received_on\n"
    return load_clauses(folder, head + indent(body, "  "), article=article).clauses()[0]
