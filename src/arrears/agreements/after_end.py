"""What becomes of a clause when its agreement ends: it expires, or what was made under it stays under it.

Where the agreement's text says so, the clause says so with its source; else the date that chooses the version
says it. Nothing is figured from this: amounts follow `when` alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.agreements.model import AfterEnd, Agreement, Citation, Clause
from arrears.agreements.names import citation_of, text_at
from arrears.agreements.yaml_source import Written, WrittenMap, WrittenText
from arrears.formula.kinds import read_kinds
from arrears.formula.nodes import Fact
from arrears.formula.words import say
from arrears.vocabulary import FACTS, TITLE_FACTS


def after_end_of(written: Written | None, above: Citation) -> AfterEnd | None:
    """The `after_end:` of a clause, whose shape was checked."""
    match written:
        case WrittenText(text=text):
            return AfterEnd(text == "lives on", above)
        case WrittenMap():
            return AfterEnd(text_at(written, "is") == "lives on", citation_of(written, above) or above)
    return None


def after_end_words(agreement: Agreement, clause: Clause) -> tuple[tuple[str, Citation | None], ...]:
    """What becomes of a clause after the agreement's last day: what the text says with its source, then what
    follows from the date that chooses the version.
    """
    last = agreement.covers_until
    said: list[tuple[str, Citation | None]] = []
    if clause.after_end is not None:
        lives = "lives on for what was made under it" if clause.after_end.lives_on else "expires"
        said.append((f"after {last} it {lives}", clause.after_end.citation))
    works = [name for name in clause.governed_by if name in TITLE_FACTS]
    uses = [name for name in clause.governed_by if name not in TITLE_FACTS]
    if works:
        when = date_words(clause, works)
        said.append((f"derived: once {when} lies in these days, a work stays under it after {last}", None))
    if uses:
        said.append(
            (f"derived: where {date_words(clause, uses)} lies after {last}, it no longer governs", None)
        )
    return tuple(said)


def date_words(clause: Clause, names: Sequence[str]) -> str:
    """Date facts of a clause's records in words."""
    facts = read_kinds(FACTS[clause.record_kind])
    return " or ".join(say(Fact(name, facts[name].kind)) if name in facts else name for name in names)
