"""A small invented book as the files that a user would import, with figures that can be checked by hand.

One television title, downloads: 90,000 copies for $45,000.00 in the second quarter of 2008 and 20,000 copies
for $30,000.00 in the third. 45,000.00 x 0.36% = $162.00; half of the second line's copies are past the first
100,000, so 30,000.00 x 0.53% = $159.00. Two writers share equally. The second quarter was paid in full.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.command_line import run_here

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "company": "company_id,name\nC1,Brindlemoor Pictures (invented)\n",
    "person": "person_id,name\nP1,Ada Quillfeather\nP2,=Bram Thistlewhit\n",
    "title": (
        "title_id,name,kind,program_kind,company_id,photography_on,written_on,first_new_media_on,minutes\n"
        "T1,The Lantern Tally,episode,dramatic,C1,2008-03-03,2008-02-20,2008-04-10,60\n"
    ),
    "engagement": (
        "engagement_id,person_id,company_id,title_id,kind,starts_on\n"
        "E1,P1,C1,T1,writing,2008-02-20\nE2,P2,C1,T1,writing,2008-02-20\n"
    ),
    "credit": "title_id,person_id,role\nT1,P1,written_by\nT1,P2,written_by\n",
    "receipt": (
        "company_id,title_id,market,territory,base_kind,period_from,period_to,statement_id,received_on,"
        "gross_cents,currency,units\n"
        "C1,T1,download,us_ca,distributors_gross,2008-04-01,2008-06-30,S1,2008-08-01,4500000,usd,90000\n"
        "C1,T1,download,us_ca,distributors_gross,2008-07-01,2008-09-30,S2,2008-11-01,3000000,usd,20000\n"
    ),
    "payment_line": (
        "payment_id,line_no,payer_id,payee_id,payee_as_written,paid_on,received_by_guild_on,"
        "sent_on_to_member_on,gross_cents,currency,title_id,market,period,kind\n"
        "PAY1,1,C1,P1,A. Quill,2008-08-28,2008-08-29,2008-09-10,8100,usd,T1,download,2008Q2,principal\n"
        "PAY1,2,C1,P2,B. Thistle,2008-08-28,2008-08-29,2008-09-10,8100,usd,T1,download,2008Q2,principal\n"
    ),
}


def write_files(folder: Path) -> Path:
    """The files of the book, one a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def run_alone(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as a user does."""
    command = [sys.executable, "-m", "arrears.cli.main", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def make_book(folder: Path) -> Path:
    """A book in `folder/book` with the files imported."""
    book = folder / "book"
    assert run_here("init", book).returncode == 0
    given = write_files(folder / "given")
    done = run_here("import", book, given, "--said-by", "wga", "--learned-on", "2008-11-21")
    assert done.returncode == 0, done.stderr
    return book
