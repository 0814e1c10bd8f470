"""Reads one entry of a docket from the texts that a file, a calendar or a command gives, with all its faults.

The grammar of every text is here, so that an entry means the same wherever it was written. A figure that
nobody claims is refused; nothing that is missing is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from arrears.agreements.yaml_source import WrittenText
from arrears.bargaining.docket import ClaimedFigure, DocketEntry, body_of
from arrears.book.access import IDENTIFIER
from arrears.book.chain import canonical, text_hash
from arrears.findings import Finding, Refused, suggest, terminal_text
from arrears.money import CENTS_LIMIT
from arrears.vocabulary import DOCKET_CONFIDENCES, FIGURE_SIGNS, TALKS_KINDS

SEPARATOR = " | "
VALUES = ("amount", "number", "day", "words")
TEXT_LENGTHS: Mapping[str, int] = {"words": 1500, "note": 1500, "conflict": 1500, "source": 500}
USUAL_LENGTH = 120
PRECISIONS = ("day", "about")
AMOUNT = re.compile(r"(-?)\$(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?")
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SIGNS: Mapping[str, str] = {"=": "is", ">": "more_than", "<": "less_than", "~": "about"}
FIGURE_WORDS = re.compile(
    r"(?P<says>[^=<>~]+?) ?(?P<sign>[=<>~]) ?(?P<value>.+?) by (?P<who>.+?)(?: from (?P<source>.+))?"
)


@dataclass(frozen=True)
class WrittenEntry:
    """An entry as written: single texts by name, lists of texts, figures as texts by name.

    Names are those of the YAML file: key, talks, on, until, precision, kind, words, confidence, conflict,
    note, corrects; of figures says, claimed_by, sign, source, confidence, and one of `VALUES`.
    """

    place: str
    texts: Mapping[str, WrittenText]
    parties: Sequence[WrittenText] = ()
    sources: Sequence[WrittenText] = ()
    figures: Sequence[Mapping[str, WrittenText]] = ()


def read_entry(written: WrittenEntry, faults: list[Finding]) -> DocketEntry | None:
    """The entry, or null with its faults added to the list.

    Findings: docket-text, docket-missing, docket-word, docket-day, docket-name, docket-figure,
    docket-sourceless.
    """
    before = len(faults)
    texts = {name: _plain(name, text, faults) for name, text in written.texts.items()}
    on, until = _day(texts.get("on"), faults), _day(texts.get("until"), faults)
    faults.extend(_order_faults(written.place, texts, on, until))
    entry = DocketEntry(
        key=_name("key", texts, faults),
        talks=_needed("talks", texts, written.place, faults) and _name("talks", texts, faults),
        on=on,
        kind=_word("kind", texts, TALKS_KINDS, written.place, faults),
        parties=_list("party", written.parties, faults),
        words=_needed("words", texts, written.place, faults),
        confidence=_word("confidence", texts, DOCKET_CONFIDENCES, written.place, faults),
        until=until,
        is_about=_precision(texts, faults) == "about",
        figures=tuple(_figure(figure, written.place, faults) for figure in written.figures),
        sources=_list("source", written.sources, faults),
        conflict=_text(texts, "conflict"),
        note=_text(texts, "note"),
        corrects=_name("corrects", texts, faults),
    )
    faults.extend(_whole_faults(entry, written))
    if len(faults) > before:
        return None
    return entry if entry.key else replace(entry, key=made_key(entry))


def made_key(entry: DocketEntry) -> str:
    """The key of an entry that was given none: it follows from what the entry says, in every book."""
    return "e" + text_hash(canonical(body_of(replace(entry.said(), key=""))))[:15]


def read_value(text: str) -> tuple[str, str]:
    """What kind of value a text is, where nobody says: `$1,000` is an amount, `90.3` a number, and so on."""
    if AMOUNT.fullmatch(text):
        return "amount", text
    if NUMBER.fullmatch(text):
        return "number", text
    return ("day", text) if DAY.fullmatch(text) else ("words", text)


def read_figure_words(text: str, place: str) -> Mapping[str, WrittenText]:
    """A figure in one line, `SAYS = VALUE by WHO from SOURCE`, also with `>`, `<` or `~` for about.

    Findings: raises `Refused` with docket-figure.
    """
    match = FIGURE_WORDS.fullmatch(" ".join(text.split()))
    if match is None:
        problem, remedy = (
            "this is no figure.",
            "write 'value over three years > $250,000,000 by the alliance'",
        )
        expected = "SAYS = VALUE by WHO"
        raise Refused([Finding("docket-figure", place, problem, expected, text[:60], remedy)])
    kind, value = read_value(match["value"])
    texts = {
        "says": match["says"],
        "sign": SIGNS[match["sign"]],
        kind: value,
        "claimed_by": match["who"],
        "source": match["source"] or "",
    }
    return texts_at(lambda _: place, texts)


def _plain(name: str, text: WrittenText, faults: list[Finding]) -> WrittenText:
    """The text with single spaces; a fault where it cannot be printed, or is too long."""
    joined = " ".join(text.text.split())
    longest = TEXT_LENGTHS.get(name, USUAL_LENGTH)
    if terminal_text(joined) != joined or "\N{REPLACEMENT CHARACTER}" in joined:
        problem, remedy = "the text holds characters that cannot be printed.", "write it in plain letters"
        found = terminal_text(joined)[:60]
        faults.append(Finding("docket-text", text.place, problem, "printable text", found, remedy))
    elif len(joined) > longest:
        problem, found = f"the text of '{name}' is too long.", f"{len(joined)} characters"
        expected, remedy = f"at most {longest} characters", "say it shorter, and name the source"
        faults.append(Finding("docket-text", text.place, problem, expected, found, remedy))
    return WrittenText(joined, text.place)


def _text(texts: Mapping[str, WrittenText], name: str) -> str:
    return texts[name].text if name in texts else ""


def _needed(name: str, texts: Mapping[str, WrittenText], place: str, faults: list[Finding]) -> str:
    text = _text(texts, name)
    if not text:
        problem = f"the entry lacks '{name}'."
        faults.append(Finding("docket-missing", place, problem, f"'{name}'", "nothing", "write it"))
    return text


def _name(name: str, texts: Mapping[str, WrittenText], faults: list[Finding]) -> str:
    """A name that is safe in every file: letters, digits, dot, dash and low line."""
    text = _text(texts, name)
    if text and not IDENTIFIER.fullmatch(text):
        problem, expected = f"'{name}' is no name.", "1 to 40 letters, digits, dots, dashes and low lines"
        remedy = "write it without spaces and other signs"
        faults.append(Finding("docket-name", texts[name].place, problem, expected, f"'{text[:60]}'", remedy))
    return text


def _word(
    name: str, texts: Mapping[str, WrittenText], known: Mapping[str, str], place: str, faults: list[Finding]
) -> str:
    text = _needed(name, texts, place, faults).replace(" ", "_")
    if text and text not in known:
        faults.append(_unknown(name, texts[name], known))
    return text


def _unknown(name: str, text: WrittenText, known: Mapping[str, str] | Sequence[str]) -> Finding:
    problem, found = f"'{name}' is not a word of its list.", f"'{text.text[:60]}'"
    return Finding("docket-word", text.place, problem, "a known word", found, suggest(text.text, known))


def _precision(texts: Mapping[str, WrittenText], faults: list[Finding]) -> str:
    text = texts.get("precision")
    if text is not None and text.text and text.text not in PRECISIONS:
        faults.append(_unknown("precision", text, PRECISIONS))
    return text.text if text else ""


def _day(text: WrittenText | None, faults: list[Finding]) -> date | None:
    if text is None or not text.text:
        return None
    try:
        if DAY.fullmatch(text.text):
            return date.fromisoformat(text.text)
    except ValueError:
        pass  # such as 2008-02-30: the same finding as of any other text
    problem, remedy = "this is no day.", "write it as 2008-11-19, or leave it out where it is not known"
    faults.append(Finding("docket-day", text.place, problem, "a day", f"'{text.text[:60]}'", remedy))
    return None


def _order_faults(
    place: str, texts: Mapping[str, WrittenText], on: date | None, until: date | None
) -> Iterator[Finding]:
    if until is None:
        return
    if on is None and not _text(texts, "on"):
        problem, remedy = "the entry has a last day and no first.", "give the first day with 'on'"
        yield Finding("docket-day", place, problem, "'on'", "nothing", remedy)
    elif on is not None and until <= on:
        problem, expected = "the last day is not after the first.", f"a day after {on}"
        remedy = "leave 'until' out for an event of one day"
        yield Finding("docket-day", texts["until"].place, problem, expected, str(until), remedy)


def _list(name: str, texts: Sequence[WrittenText], faults: list[Finding]) -> tuple[str, ...]:
    plain = [_plain(name, text, faults) for text in texts]
    for text in plain:
        if SEPARATOR in f" {text.text} ":
            problem, remedy = f"a {name} holds the sign that stands between two.", "list each by itself"
            faults.append(Finding("docket-text", text.place, problem, "no '|'", text.text[:60], remedy))
    return tuple(text.text for text in plain if text.text)


def _figure(written: Mapping[str, WrittenText], place: str, faults: list[Finding]) -> ClaimedFigure:
    texts = {name: _plain(name, text, faults) for name, text in written.items()}
    where = next((text.place for text in texts.values()), place)
    sign, confidence = texts.get("sign"), texts.get("confidence")
    if sign is not None and sign.text and sign.text.replace(" ", "_") not in FIGURE_SIGNS:
        faults.append(_unknown("sign", sign, FIGURE_SIGNS))
    if confidence is not None and confidence.text and confidence.text not in DOCKET_CONFIDENCES:
        faults.append(_unknown("confidence", confidence, DOCKET_CONFIDENCES))
    for name, meaning in (("says", "what it is a figure of"), ("claimed_by", "who claims it")):
        if not _text(texts, name):
            problem, remedy = f"a figure lacks '{name}': {meaning}.", "a figure without it is not kept"
            faults.append(Finding("docket-figure", where, problem, f"'{name}'", "nothing", remedy))
    bare = ClaimedFigure(
        says=_text(texts, "says"),
        claimed_by=_text(texts, "claimed_by"),
        kind="words",
        sign=_text(texts, "sign").replace(" ", "_") or "is",
        source=_text(texts, "source"),
        confidence=_text(texts, "confidence"),
    )
    given = [name for name in VALUES if _text(texts, name)]
    if len(given) != 1:
        problem, found = "a figure has exactly one value.", ", ".join(given) or "none"
        remedy = "write one of amount ($1,000.00), number, day, words"
        faults.append(Finding("docket-figure", where, problem, "one value", found, remedy))
        return bare
    return _valued(bare, given[0], texts[given[0]], faults)


def _valued(bare: ClaimedFigure, kind: str, text: WrittenText, faults: list[Finding]) -> ClaimedFigure:
    match kind:
        case "amount":
            return replace(bare, kind="amount", cents=_cents(text, faults))
        case "number":
            return replace(bare, kind="number", number=_number(text, faults))
        case "day":
            return replace(bare, kind="day", day=_day(text, faults))
        case "words":
            return replace(bare, words=text.text)
    raise TypeError(f"a figure has no value of kind {kind}")


def _cents(text: WrittenText, faults: list[Finding]) -> int | None:
    match = AMOUNT.fullmatch(text.text)
    cents = int(match[2].replace(",", "")) * 100 + int(match[3] or 0) if match else CENTS_LIMIT
    if match is None or cents >= CENTS_LIMIT:
        faults.append(_no_figure(text, "an amount", "write it as $250,000,000 or -$1,234.50"))
        return None
    return -cents if match[1] else cents


def _number(text: WrittenText, faults: list[Finding]) -> Fraction | None:
    if not NUMBER.fullmatch(text.text):
        faults.append(_no_figure(text, "a number", "write it as 90.3, or as 'words' where it is a range"))
        return None
    return Fraction(text.text)


def _no_figure(text: WrittenText, expected: str, remedy: str) -> Finding:
    return Finding(
        "docket-figure", text.place, f"this is not {expected}.", expected, f"'{text.text[:60]}'", remedy
    )


def _whole_faults(entry: DocketEntry, written: WrittenEntry) -> Iterator[Finding]:
    if not entry.parties:
        problem, remedy = "the entry names no party.", "say who met, spoke or acted"
        yield Finding("docket-missing", written.place, problem, "a party", "none", remedy)
    if entry.corrects and entry.corrects == entry.key:
        problem, remedy = "the entry corrects itself.", "give the correction a key of its own"
        yield Finding("docket-name", written.place, problem, "another key", entry.key, remedy)
    if entry.confidence == "sourced" and not entry.sources:
        problem, found = "the entry is called sourced and names no source.", "none"
        remedy = "name the source, or say from_memory or unverified"
        yield Finding("docket-sourceless", written.place, problem, "a source", found, remedy)


def texts_at(place: Callable[[str], str], given: Mapping[str, str]) -> dict[str, WrittenText]:
    """Texts with the place of each; what is empty is left out."""
    return {name: WrittenText(text, place(name)) for name, text in given.items() if text.strip()}
