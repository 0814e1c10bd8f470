"""Who receives what a clause pays: shares among people, shares of named payees, a credit against later lines.

The units of a cast are figured from facts of each participant, never of the record, so a split by units has
names of its own and reads nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from arrears.agreements.lower_names import only_beside, per_of, refuse
from arrears.agreements.model import Citation, Clause, TermRecord
from arrears.agreements.names import citation_of, clashes, declared_names, text_at, unused, words_of
from arrears.agreements.scope import Scope, reach_of, read_names, read_part
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.findings import Finding
from arrears.formula.clause import Credits, Division, Rounding, Split
from arrears.formula.figures import read_number
from arrears.formula.kinds import NUMBER, read_kinds
from arrears.formula.nodes import AllOf, Compare, Fact, IsIn, Node, Word, kind_of
from arrears.formula.words import show_number
from arrears.vocabulary import FACTS, PARTICIPANT_FACTS

ODD_CENTS = "odd_cents"
PAYING_KEYS = ("pays", "pays_to_date", "holds")
SHARE_LIMIT = 10**6  # so that 10^15 cents times a share stays within exact numbers


@dataclass(frozen=True)
class LoweredSplit:
    """A split as read, and the figures that it brings."""

    split: Split | None
    terms: tuple[TermRecord, ...] = ()


def lower_split(
    written: Written | None, address: str, citation: Citation, faults: list[Finding]
) -> LoweredSplit:
    """How the amount is shared among people, if the clause says.

    Findings: units without `by: units` and `among`, or the other way round; names as in a clause.
    """
    if not isinstance(written, WrittenMap):
        return LoweredSplit(None)
    by, odd = text_at(written, "by"), text_at(written, ODD_CENTS)
    own = citation_of(written, citation) or citation
    keys = ("units", "among", "terms", "tables", "steps")
    present = [key for key in keys if written.get(key) is not None]
    if (by == "units") != ("units" in present and "among" in present) or (by != "units" and present):
        problem = "a split by units states `units` and `among`, and no other split does."
        expected = "units and among with `by: units`"
        found = " and ".join([by, *present])
        faults.append(Finding("agreement-choice", written.place, problem, expected, found))
        return LoweredSplit(None)
    scope, among = None, text_at(written, "among")
    if by == "units" and among not in PARTICIPANT_FACTS:
        return LoweredSplit(None)  # the shape told the unknown word; the rest is echo
    if by == "units":
        scope = _participant_scope(written, address, own, faults)
    units = None if scope is None else read_part(written.get("units"), scope)
    if units is not None and kind_of(units).base != "number":
        problem, place = "units are not a number.", written.place
        faults.append(Finding("wrong-kind", place, problem, "a number", str(kind_of(units))))
    terms = (
        () if scope is None else tuple(term for _, read in sorted(scope.reads.items()) for term in read.terms)
    )
    match by:
        case "percentage" | "column" | "units":
            odd_cents = "cumulative" if odd == "cumulative" else "largest_remainder"
            split = Split(by, odd_cents, units, text_at(written, "status"), among)  # type: ignore[arg-type]
            return LoweredSplit(split, terms)
    return LoweredSplit(None)  # another word was refused by the shape


def _participant_scope(block: WrittenMap, address: str, citation: Citation, faults: list[Finding]) -> Scope:
    """The names of a split by units over the facts of one participant."""
    kinds = read_kinds(PARTICIPANT_FACTS.get(text_at(block, "among"), {}))
    facts = {name: Fact(name, fact.kind, fact.bound) for name, fact in kinds.items()}
    names = declared_names(block, f"{address}/split", citation, faults)
    faults.extend(clashes(names, facts, "a fact of a participant"))
    reach = reach_of(words_of(text_at(block, "units")) & set(names), names)
    faults.extend(unused(names, reach, "in this split"))
    return read_names({*reach, *names}, names, facts, faults)


def lower_division(block: WrittenMap) -> Division | None:
    """The shares of named payees, if the clause's `to:` divides the amount.

    Findings: raises `Refused` for shares that are no shares of one whole, odd cents for nobody, a clause that
    pays no amount or divides it twice.
    """
    written = block.get("to")
    if not isinstance(written, WrittenMap):
        return None
    only_beside(block, "to", PAYING_KEYS)
    if block.get("split") is not None:
        problem, found = "the amount is divided twice.", "shares in `to`, and `split`"
        raise refuse("agreement-choice", written.place, problem, expected="one of them", found=found)
    shares: list[tuple[str, Fraction]] = []
    for name, value in written.entries:
        if name.text != ODD_CENTS and isinstance(value, WrittenText):
            shares.append((name.text, _share(value)))
    whole = sum((share for _, share in shares), Fraction(0))
    if whole != 1:
        raise refuse(
            "agreement-shares", written.place, "the payees' shares do not add up to 100%.", expected="100%",
            found=show_number(whole, NUMBER),
        )  # fmt: skip
    odd = text_at(written, ODD_CENTS)
    if odd not in dict(shares):
        raise refuse(
            "agreement-shares", written.place, "the odd cents go to nobody who is named here.",
            expected=f"odd_cents: {' or '.join(payee for payee, _ in shares)}", found=odd or "no `odd_cents`",
        )  # fmt: skip
    return Division(tuple(shares), odd)


def _share(written: WrittenText) -> Fraction:
    figure = read_number(written.text, written.place)
    is_share = figure.kind == NUMBER and 0 < figure.value <= 1 and figure.value.denominator <= SHARE_LIMIT
    if not is_share:
        raise refuse(
            "agreement-shares", written.place, "this is not a share of the amount.", expected="75%",
            found=written.text,
        )  # fmt: skip
    return figure.value


def payee_words(written: Written | None, division: Division | None) -> str:
    """Who receives, as one line: `performer 75%, success bonus fund 25%`."""
    if division is not None:
        return ", ".join(f"{payee} {show_number(share, NUMBER)}" for payee, share in division.shares)
    return written.text if isinstance(written, WrittenText) else ""


def credit_clause(block: WrittenMap, clause: Clause) -> Clause | None:
    """The clause that `credited` is short for: what this clause has paid is drawn down against later lines.

    It stands on records of `amount_owed` that say how much was advanced so far and under which clause.
    """
    written = block.get("credited")
    if not isinstance(written, WrittenMap):
        return None
    facts: Mapping[str, Node] = {
        name: Fact(name, fact.kind, fact.bound) for name, fact in read_kinds(FACTS["amount_owed"]).items()
    }
    against = written.get("against")
    items = against.items if isinstance(against, WrittenList) else ()
    lines = tuple(item.text for item in items if isinstance(item, WrittenText))
    own_advance = Compare("=", facts["advanced_under"], Word(clause.name))
    return Clause(
        name=f"{clause.name}-credit",
        place=written.place,
        record_kind="amount_owed",
        entitlement=f"{clause.entitlement}-credit",
        citation=clause.citation,
        when=AllOf((IsIn(facts["line"], lines), own_advance)),
        result=Credits(facts["advanced"], facts["amount"], per_of(written), "due_on"),
        rounding=Rounding(),
        due=None,
        late=None,
        governed_by=(),
        words=f"what {clause.name.rpartition('/')[2]} pays is an advance against later lines",
    )
