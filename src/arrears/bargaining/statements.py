"""Statements for and against a tentative deal, as their authors handed them in: word for word, line by line.

A file says on its first lines for which side and by whom it is; after an empty line comes the text. Nothing
in it is markup. What cannot be printed as it stands is refused and never altered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arrears.findings import Finding, Refused, suggest, terminal_text

SIDES = ("pro", "con")
HEADS = ("side", "by", "rebuts")
REQUIRED = ("side", "by")
ENDING = ".txt"
MOST_FILES = 40
MOST_CHARACTERS = 12_000
MOST_BYTES = 4 * MOST_CHARACTERS + 4_000
LONGEST_HEAD = 120


@dataclass(frozen=True)
class Statement:
    """One statement. side: `pro` or `con`. rebuts: whose statement it answers; '' = none.

    lines: of the text as submitted, empty ones too. digest: SHA-256 of the file, for its author to check.
    """

    side: str
    by: str
    rebuts: str
    lines: tuple[str, ...]
    file: str
    digest: str


def read_statements(folder: Path) -> tuple[Statement, ...]:
    """Every statement of a folder: those for, then those against, each by the names of their files.

    Findings: raises `Refused` with all of `statement-folder`, `statement-file`, `statement-size`,
    `statement-text`, `statement-head`, `statement-characters`.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError as fault:
        problem, found = "the folder of statements cannot be read.", (fault.strerror or "no answer").lower()
        remedy = "name the folder that the statements lie in"
        told = Finding("statement-folder", str(folder), problem, "a folder", found, remedy)
        raise Refused([told]) from fault
    if len(entries) > MOST_FILES:
        problem, found = "the folder holds too many files.", f"{len(entries):,}"
        remedy = "keep the statements alone in it"
        expected = f"at most {MOST_FILES}"
        raise Refused([Finding("statement-folder", str(folder), problem, expected, found, remedy)])
    faults: list[Finding] = []
    read: list[Statement] = []
    for path in entries:
        try:
            read.append(_read(path))
        except Refused as refused:
            faults.extend(refused.findings)
    if faults:
        raise Refused(faults)
    return tuple(sorted(read, key=lambda one: (SIDES.index(one.side), one.file)))


def _read(path: Path) -> Statement:
    if path.is_symlink() or not path.is_file() or path.suffix != ENDING:
        problem, remedy = "this is no file of a statement.", "keep the statements alone in their folder"
        expected = f"a file NAME{ENDING}"
        raise Refused([Finding("statement-file", path.name, problem, expected, path.name, remedy)])
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    text = _text(path.name, content)
    head, _, body = text.partition("\n\n")
    said = _head(path.name, head)
    lines = tuple(body.strip("\n").split("\n"))
    if not body.strip():
        problem, remedy = "the statement says nothing.", "write the text after an empty line"
        raise Refused([Finding("statement-text", path.name, problem, "a text", "none", remedy)])
    if len(body) > MOST_CHARACTERS:
        problem, found = "the statement is too long.", f"{len(body):,} characters"
        expected, remedy = f"at most {MOST_CHARACTERS:,}", "ask its author for a shorter one"
        raise Refused([Finding("statement-size", path.name, problem, expected, found, remedy)])
    faults = list(_characters(path.name, text))
    if faults:
        raise Refused(faults)
    digest = hashlib.sha256(content).hexdigest()
    return Statement(said["side"], said["by"], said.get("rebuts", ""), lines, path.name, digest)


def _text(name: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        problem, expected = "the statement is too long.", f"at most {MOST_CHARACTERS:,} characters"
        remedy = "ask its author for a shorter one"
        found = f"more than {MOST_BYTES:,} bytes"
        raise Refused([Finding("statement-size", name, problem, expected, found, remedy)])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        problem, found = "the statement is not text in UTF-8.", f"byte {fault.start}"
        remedy = "save it as plain text, UTF-8"
        raise Refused([Finding("statement-text", name, problem, "text", found, remedy)]) from fault


def _head(name: str, head: str) -> dict[str, str]:
    """What the first lines say: the side, the author, and whom it answers."""
    said: dict[str, str] = {}
    faults: list[Finding] = []
    for number, line in enumerate(head.split("\n"), 1):
        key, sign, value = (part.strip() for part in line.partition(":"))
        place = f"{name}:{number}"
        if not sign or key not in HEADS or not value or len(value) > LONGEST_HEAD or key in said:
            problem, expected = "this line of the head is not read.", "side: pro, by: NAME, or rebuts: NAME"
            remedy = "write each once, then an empty line"
            if sign and key not in HEADS:
                remedy = suggest(key, HEADS)
            shown = f"'{terminal_text(line[:60])}'"
            faults.append(Finding("statement-head", place, problem, expected, shown, remedy))
        else:
            said[key] = value
    if not faults and said.get("side", SIDES[0]) not in SIDES:
        problem, shown = "there is no such side.", f"'{said['side'][:40]}'"
        remedy = suggest(said["side"], SIDES)
        faults.append(Finding("statement-head", name, problem, " or ".join(SIDES), shown, remedy))
    for key in REQUIRED if not faults else ():
        if key not in said:
            problem, remedy = f"the head does not say `{key}:`.", f"add a line `{key}: …` at the top"
            faults.append(Finding("statement-head", name, problem, f"`{key}:`", "no such line", remedy))
    if faults:
        raise Refused(faults)
    return said


def _characters(name: str, text: str) -> Iterator[Finding]:
    """Characters that steer a terminal or turn the direction of writing: a text with them cannot be printed
    as it stands.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if terminal_text(line.replace("\t", " ")) != line.replace("\t", " "):
            problem = "the line holds characters that cannot be printed."
            remedy, expected = "ask its author to take them out", "letters, digits and signs"
            found = terminal_text(line)[:60]
            yield Finding("statement-characters", f"{name}:{number}", problem, expected, f"'{found}'", remedy)
