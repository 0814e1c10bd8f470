"""Letter templates: a subject line, paragraphs with merge fields, and blocks where tables go.

A template is text and nothing else: `$name` is a field of a closed list, `[amounts]` on a line of its own is
a block. A stranger's template can name nothing that is not on the lists, and a field without a value is
refused rather than left blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from arrears.findings import Finding, Refused, suggest

FIELDS: Mapping[str, str] = {
    "payor": "who is written to, where it is a company",
    "guild": "the guild",
    "claim_title": "what the letter is about",
    "agreement": "the agreement by name",
    "as_of": "the day of the amounts",
    "held_to": "the day to which the records speak",
    "position": "whose reading the claimants take",
    "reply_by": "the day by which an answer is asked for",
    "sender_name": "who signs",
    "ground": "under which clause or duty something is asked",
    "accommodation": "what is offered for confidential material",
    "client": "the agency's client",
    "authorised_on": "the day of the client's authorisation",
}
BLOCKS: Mapping[str, str] = {
    "clauses": "the clauses, in our words, with their places",
    "amounts": "the amounts on each reading",
    "asked": "what is asked for",
}
FIELD = re.compile(r"\$([A-Za-z_]+)")
BLOCK = re.compile(r"\[([A-Za-z_]+)\]")
LONGEST = 40_000


@dataclass(frozen=True)
class LetterTemplate:
    """A template in its parts. parts: paragraphs as they are written, or block names in brackets."""

    place: str
    subject: str
    parts: tuple[str, ...]

    def fields(self) -> tuple[str, ...]:
        """The fields that it names, each once."""
        found = (name for text in (self.subject, *self.parts) for name in FIELD.findall(text))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class LetterPart:
    """A part of a merged letter: a paragraph, or a block to be filled with a table."""

    text: str
    block: str = ""


@dataclass(frozen=True)
class MergedLetter:
    """A letter in words: its subject and its parts in order."""

    subject: str
    parts: tuple[LetterPart, ...]


def shipped_template(kind: str) -> LetterTemplate:
    """The template of a kind that ships with the project."""
    text = files("arrears.claims").joinpath("letter_templates", f"{kind}.txt").read_text(encoding="utf-8")
    return read_template(text, f"{kind}.txt")


def read_template_file(path: Path) -> LetterTemplate:
    """A template of the user's own. Findings: `template-unreadable`, and those of `read_template`."""
    try:
        if path.stat().st_size > LONGEST:
            raise ValueError(f"{path.stat().st_size:,} bytes")
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as fault:
        problem, remedy = "the template cannot be read", "give a text file in UTF-8"
        expected = f"text of at most {LONGEST:,} bytes"
        raise Refused(
            [Finding("template-unreadable", str(path), problem, expected, str(fault)[:200], remedy)]
        ) from fault
    return read_template(text, path.name)


def read_template(text: str, place: str) -> LetterTemplate:
    """A template from its text: the first line is the subject, blank lines part the paragraphs.

    Findings: `template-empty`, `template-field-unknown`, `template-block-unknown`, all at once.
    """
    first, _, rest = text.strip().partition("\n")
    parts = tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", rest) if part.strip())
    if not first or not parts:
        problem, remedy = "the template has no subject line and paragraphs", "write one, then a blank line"
        raise Refused(
            [Finding("template-empty", place, problem, "a subject and a paragraph", "none", remedy)]
        )
    template = LetterTemplate(place, first.strip(), parts)
    if faults := list(_unknown_words(template)):
        raise Refused(faults)
    return template


def _unknown_words(template: LetterTemplate) -> Iterator[Finding]:
    for name in template.fields():
        if name not in FIELDS:
            problem = "the template names a field that letters do not have"
            remedy = suggest(name, FIELDS)
            yield Finding(
                "template-field-unknown", template.place, problem, "a merge field", f"${name}", remedy
            )
    for part in template.parts:
        block = BLOCK.fullmatch(part)
        if block and block[1] not in BLOCKS:
            problem = "the template names a block that letters do not have"
            remedy = suggest(block[1], BLOCKS)
            yield Finding(
                "template-block-unknown", template.place, problem, "a block of tables", part, remedy
            )


def merge(template: LetterTemplate, values: Mapping[str, str]) -> MergedLetter:
    """The letter with every field filled. Values are text: a `$` or a bracket in one means nothing.

    Findings: `letter-field-missing`, one for each field without a value.
    """
    missing = [name for name in template.fields() if not values.get(name, "").strip()]
    if missing:
        problem = "the letter needs what nobody has said"
        raise Refused(
            Finding(
                "letter-field-missing", template.place, problem, FIELDS[name], "nothing",
                f"give it with --field {name}=…",
            )
            for name in missing
        )  # fmt: skip

    def filled(text: str) -> str:
        return FIELD.sub(lambda found: values[found[1]], text)

    return MergedLetter(filled(template.subject), tuple(_part(part, filled(part)) for part in template.parts))


def _part(written: str, filled: str) -> LetterPart:
    block = BLOCK.fullmatch(written)
    return LetterPart("", block[1]) if block else LetterPart(filled)
