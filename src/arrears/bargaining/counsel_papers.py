"""Papers of counsel that a book keeps for bargaining: packages with their survey, and valuations of claims.

Only counsel reads them. They enter no claim file, bundle, packet, export or log, whoever asks; and nothing
that others are shown is made from them. What is kept is the text as given, never edited: a later paper says
which earlier one it replaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arrears.book.access import Audience
from arrears.book.commit import CommittedEntry
from arrears.book.ledger import Book
from arrears.claims.acting import Acting
from arrears.claims.casework import NewEvent, Plan, append_numbered, read_events
from arrears.findings import Finding, Refused, suggest

COUNSEL_ONLY = "counsel_only"
PACKAGES = "packages"
VALUATION = "valuation"
BYTES_LIMIT = 512 * 1024
# Under a subject's name a paper is asked for by its number alone as well: `valuation/2000001` or `2000001`.


@dataclass(frozen=True)
class Paper:
    """A paper that the book keeps. files: name and text of each. replaced_by: the later paper; '' = none."""

    subject: str
    title: str
    on: date
    by: str
    why: str
    seq: int
    files: tuple[tuple[str, str], ...]
    replaces: str = ""
    replaced_by: str = ""

    @property
    def sha256(self) -> str:
        """Over names and texts: the same for the same content only."""
        digest = hashlib.sha256()
        for name, text in self.files:
            digest.update(f"{name}\0{len(text)}\0{text}".encode())
        return digest.hexdigest()


def refuse_others(audience: Audience) -> None:
    """Refuse whoever may not read counsel's work; the answer is the same whatever the book holds.

    Findings: raises `Refused` with counsel-only.
    """
    if COUNSEL_ONLY in audience.classes:
        return
    problem = (
        "this is counsel's work: it is read and written for counsel only, and enters no file that leaves"
    )
    remedy = "ask with --audience counsel, and without writing to a file"
    expected = "an audience that reads counsel_only"
    raise Refused([Finding("counsel-only", "--audience", problem, expected, audience.name, remedy)])


@dataclass(frozen=True)
class NewPaper:
    """A paper to keep. word: `packages` or `valuation`; replaces: the earlier paper, '' = none."""

    word: str
    title: str
    files: Sequence[tuple[str, str]]
    replaces: str = ""


def keep_paper(book: Book, paper: NewPaper, acting: Acting) -> tuple[str, CommittedEntry]:
    """Append a paper as `packages/2000001` or `valuation/2000001`, for counsel only.

    Findings: raises `Refused` with counsel-only, paper-unknown, paper-too-large, and those of casework.
    """
    refuse_others(book.audience)
    replaces = one_paper(book, paper.word, paper.replaces).subject if paper.replaces else ""
    size = sum(len(text.encode()) for _, text in paper.files)
    if size > BYTES_LIMIT:
        problem, remedy = "the paper is too large to be kept", "keep a survey as weights, not as answers"
        expected, found = f"at most {BYTES_LIMIT:,} bytes", f"{size:,}"
        raise Refused([Finding("paper-too-large", paper.files[0][0], problem, expected, found, remedy)])
    body = acting.body(
        {
            "title": paper.title,
            "files": [{"name": name, "text": text} for name, text in paper.files],
            "replaces": replaces,
        }
    )

    def plan(subject: str) -> Plan:
        return Plan((NewEvent(subject, "kept", body, COUNSEL_ONLY),))

    return append_numbered(book, paper.word, plan, learned_on=acting.learned_on, access=COUNSEL_ONLY)


def read_papers(book: Book, word: str, known_by: date | None = None) -> dict[str, Paper]:
    """Every paper of a word by its name, in the order they were kept; none for whoever is not counsel."""
    papers: dict[str, Paper] = {}
    later: dict[str, str] = {}
    for event in read_events(book, f"{word}/", known_by=known_by):
        body = event.body
        if event.kind != "kept":
            continue
        files = tuple((str(each["name"]), str(each["text"])) for each in body["files"])
        replaces = str(body["replaces"])
        papers[event.subject] = Paper(
            event.subject,
            str(body["title"]),
            event.on,
            event.by,
            str(body["why"]),
            event.seq,
            files,
            replaces,
        )
        if replaces:
            later[replaces] = event.subject
    return {
        name: Paper(**{**vars(paper), "replaced_by": later.get(name, "")}) for name, paper in papers.items()
    }


def one_paper(book: Book, word: str, wanted: str, known_by: date | None = None) -> Paper:
    """One paper by its name, such as `valuation/2000001` or 2000001.

    Findings: raises `Refused` with counsel-only and paper-unknown.
    """
    refuse_others(book.audience)
    held = read_papers(book, word, known_by)
    name = wanted if "/" in wanted else f"{word}/{wanted}"
    if name in held:
        return held[name]
    problem = "the book keeps no such paper of counsel"
    remedy = suggest(name, held) if held else "keep one first"
    raise Refused([Finding("paper-unknown", wanted, problem, f"a name such as {word}/2000001", name, remedy)])


def unpack_paper(paper: Paper, folder: Path) -> Path:
    """Write the paper's files to a folder, to be read as files are; the first of them is the paper itself."""
    for name, text in paper.files:
        (folder / Path(name).name).write_text(text, encoding="utf-8")
    return folder / Path(paper.files[0][0]).name


def text_of_file(path: Path) -> tuple[str, str]:
    """The name and text of a file that is to be kept. Findings: raises `Refused` with paper-not-read."""
    expected = f"a text in UTF-8 of at most {BYTES_LIMIT:,} bytes"
    try:
        if not path.is_file() or path.stat().st_size > BYTES_LIMIT:
            raise ValueError("no such file, or a larger one")
        return path.name, path.read_bytes().decode("utf-8")
    except (OSError, ValueError) as fault:
        problem, remedy = "the paper cannot be read; nothing was appended", "check the name and what is in it"
        found = str(fault)[:80]
        raise Refused([Finding("paper-not-read", path.name, problem, expected, found, remedy)]) from fault
