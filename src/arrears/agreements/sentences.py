"""The expressions of a clause as its file writes them, by address: what `show` prints and `diff` compares.

Formulas are built from the same text; these records are for people and never figured with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from arrears.agreements.model import Citation, TermRecord
from arrears.agreements.names import Declared, citation_of
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText

CLAUSE_KEYS = (
    "for", "entitlement", "when", "governed_by", "each", "pays", "pays_to_date", "per", "credits",
    "holds", "waterfall", "fill", "gives", "rounds", "to", "split", "due", "late", "credited", "replaces",
    "after_end",
)  # fmt: skip
CITING = ("cite", "status", "note", "near", "as_printed", "conflicts")
OF_THE_ANSWER = ("because", "by", "own_words")


def clause_sentences(
    block: WrittenMap, address: str, citation: Citation, used: Iterable[Declared]
) -> tuple[TermRecord, ...]:
    """What a clause says besides its figures, one record per key, step and answer."""
    own = [
        TermRecord(f"{address}/{key}", one_line(written), citation_of(written, citation) or citation)
        for key in CLAUSE_KEYS
        if (written := block.get(key)) is not None
    ]
    named = [record for declared in used for record in _named_sentences(declared)]
    return (*own, *named)


def _named_sentences(declared: Declared) -> Iterator[TermRecord]:
    written = declared.written
    if declared.sort == "step":
        yield TermRecord(declared.address, one_line(_without(written, ("bands",))), declared.citation)
    elif declared.sort == "linked" and isinstance(written, WrittenMap):
        yield from _linked_sentences(declared, written)
    elif declared.sort == "question" and isinstance(written, WrittenMap):
        for side, answer in written.entries:
            citation = citation_of(answer, declared.citation) or declared.citation
            yield TermRecord(
                f"{declared.address}/{side.text}", one_line(_without(answer, OF_THE_ANSWER)), citation
            )
    elif declared.sort == "table" and isinstance(written, WrittenMap):
        by = written.get("by")
        if by is not None:
            yield TermRecord(f"{declared.address}/by", one_line(by), declared.citation)


def _linked_sentences(declared: Declared, written: WrittenMap) -> Iterator[TermRecord]:
    """What a linked rate follows, and how each side raises it."""
    follows, raised = written.get("follows"), written.get("raised")
    if follows is not None:
        yield TermRecord(f"{declared.address}/follows", one_line(follows), declared.citation)
    if isinstance(raised, WrittenMap):
        for side, answer in raised.entries:
            said = one_line(_without(answer, OF_THE_ANSWER))
            yield TermRecord(f"{declared.address}/{side.text}", said, declared.citation)
    elif raised is not None:
        yield TermRecord(f"{declared.address}/raised", one_line(raised), declared.citation)


def _without(written: Written, keys: tuple[str, ...]) -> Written:
    """The entries that say something of their own; the figures below `keys` have records already."""
    if not isinstance(written, WrittenMap):
        return written
    return WrittenMap(tuple(pair for pair in written.entries if pair[0].text not in keys), written.place)


def one_line(written: Written) -> str:
    """What is written, on one line, without where it was read; a lone `is` stands for itself."""
    match written:
        case WrittenText(text=text):
            return " ".join(text.split())
        case WrittenList(items=items):
            return ", ".join(one_line(item) for item in items)
        case WrittenMap(entries=entries):
            told = [(name.text, one_line(value)) for name, value in entries if name.text not in CITING]
            if [name for name, _ in told] == ["is"]:
                return told[0][1]
            return "; ".join(f"{name} {value}" for name, value in told)
    raise TypeError(f"one_line does not know {type(written).__name__}")
