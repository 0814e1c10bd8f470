"""The clauses of an agreement under any set of an offer's items, and which items can meet in one amount.

Two clauses belong together when one names the other's amount or both pay one entitlement; items that change
clauses of one such unit interact, all others are priced apart. That a clause depends on an item is found by
trying the sets, not by guessing. Nothing is priced here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from arrears.agreements.load import SHIPPED
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import Position, question_key
from arrears.agreements.written_agreement import Library
from arrears.agreements.yaml_source import WrittenList, WrittenMap, WrittenText
from arrears.bargaining.base_lines import as_if_governed
from arrears.bargaining.offer import Item, Offer
from arrears.bargaining.offer_agreement import offer_agreement, offer_wording
from arrears.findings import Finding, Refused
from arrears.formula.proof import prove_magnitudes
from arrears.obligations.left_out import why_not_run
from arrears.obligations.variants import Variant, choose_variants
from arrears.vocabulary import TITLE_FACTS

MOST_TRIED = 6
SHARED = "shared"
VERBS = ("at", "add", "remove", "rename")
Items = frozenset[str]


@dataclass(frozen=True)
class AmendedClause:
    """One clause under some items, as if its version governed every line; `own`: with its own days.

    text: all that its amounts follow from; equal texts give equal amounts.
    key_dates: the facts that choose its version. is_of_works: whether they are facts of the work, so that the
    share of use from works that the new terms govern must be assumed.
    """

    variant: Variant
    own: Variant
    text: str
    key_dates: tuple[str, ...]

    @property
    def is_of_works(self) -> bool:
        return any(fact in TITLE_FACTS for fact in self.key_dates)


@dataclass(frozen=True)
class Unit:
    """Clauses whose amounts hang together, and the items that change any of them, in the offer's order."""

    clauses: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True)
class AmendedAgreements:
    """The clauses of the amended version by the items that are set on it; each set is read once.

    covers_from: the first day that the amended version covers. articles: those that it has.
    """

    offer: Offer
    library: Library
    answers: Mapping[str, str]
    covers_from: date
    articles: frozenset[str]
    known: dict[Items, Mapping[str, AmendedClause]] = field(default_factory=dict, repr=False)
    numbers: dict[str, int] = field(default_factory=dict, repr=False)
    proved: set[str] = field(default_factory=set, repr=False)  # texts of clauses within exact numbers

    def of_new_works(self) -> frozenset[int]:
        """The numbers of the clauses that are taken as on works that are yet to be made."""
        return frozenset(
            clause.variant.no
            for known in self.known.values()
            for clause in known.values()
            if clause.is_of_works
        )

    def clauses(self, items: Iterable[str]) -> Mapping[str, AmendedClause]:
        """Every clause that an audit can run, by lineage, as if each line were governed by this version.

        Findings: those of setting the items on the version; reading-not-answered.
        """
        chosen = frozenset(items)
        if chosen not in self.known:
            self.known[chosen] = self._clauses_of(self._agreement(chosen))
        return self.known[chosen]

    def hold(self, items: Iterable[str], agreement: Agreement) -> None:
        """Take an agreement as the one under these items, in the place of setting their edits on the version.

        Findings: reading-not-answered.
        """
        self._refuse_new_questions(agreement)
        self.known[frozenset(items)] = self._clauses_of(agreement)

    def priced(self, names: Sequence[str], items: Iterable[str]) -> Mapping[str, AmendedClause]:
        """Of these clauses those that there are under the items, each proved to stay within exact numbers.

        names: with every clause that one of them names. Findings: as of `clauses`; magnitude-too-large.
        """
        chosen = frozenset(items)
        if chosen in self.known:
            found = {name: self.known[chosen][name] for name in names if name in self.known[chosen]}
        else:
            found = dict(self._clauses_of(_only(self._agreement(chosen), names)))
        faults: list[Finding] = []
        for clause in found.values():
            if clause.text not in self.proved:
                self.proved.add(clause.text)
                faults += prove_magnitudes(clause.own.formula, clause.own.clause.place)
        if faults:
            raise Refused(faults)
        return found

    def _agreement(self, items: Items) -> Agreement:
        agreement = offer_wording(self.offer, items, self.library)
        self._refuse_new_questions(agreement)
        return agreement

    def _clauses_of(self, agreement: Agreement) -> Mapping[str, AmendedClause]:
        position = Position("", dict(self.answers), is_own_words=True)
        chosen = choose_variants([agreement], [position])
        for variant in chosen:
            self.numbers.setdefault(variant.clause.name, len(self.numbers))
        found = {}
        for variant in chosen:
            key_dates = variant.clause.governed_by
            formula = as_if_governed(variant.formula, key_dates, self.offer.effective_on)
            owed = {name: self.numbers[name] for name in variant.owed}
            own = replace(variant, no=self.numbers[variant.clause.name], owed=owed)
            said = repr((formula, variant.clause.entitlement))
            for address in (agreement.address, self.offer.amends):
                said = said.replace(f"'{address}/", "'~/")
            kept = replace(own, formula=formula)
            found[variant.clause.name] = AmendedClause(kept, own, said, key_dates)
        return found

    def _refuse_new_questions(self, agreement: Agreement) -> None:
        asked = {question_key(q): q for clause in agreement.clauses() for q in clause.questions}
        faults = []
        for key in sorted(asked.keys() - self.answers.keys()):
            sides = ", ".join(answer.side for answer in asked[key].answers)
            problem = f"the offer opens the question '{key}', and the position answers no such question"
            remedy = "price the item on one reading: write the term without a question"
            faults.append(Finding("reading-not-answered", asked[key].address, problem, sides, "none", remedy))
        if faults:
            raise Refused(faults)


def amend(offer: Offer, answers: Mapping[str, str], library: Path = SHIPPED) -> AmendedAgreements:
    """The agreements of an offer on one position's answers."""
    opened = Library(library)
    base = offer_agreement(offer, (), opened)
    articles = frozenset(article.name for article in base.articles)
    return AmendedAgreements(offer, opened, answers, base.covers_from, articles)


def patched(offer: Offer) -> tuple[Item, ...]:
    """The items that edit clauses."""
    return tuple(item for item in offer.items if item.patch is not None)


def depends_on(amended: AmendedAgreements) -> Mapping[str, Items]:
    """For each clause that any item changes, the items on which it depends beside any others.

    A clause depends on the items that edit it, and on an item that edits what its article or the agreement
    shares if its text changes with that item beside some set of the others that could matter to it. Where
    those are more than `MOST_TRIED`, all that change it in any way are held to matter: then more is priced
    together than must be, and nothing apart that meets.
    """
    found: dict[str, set[str]] = {}
    everyone = tuple(item.item_id for item in patched(amended.offer))
    changing = _changed(amended, frozenset(), frozenset(everyone))
    for item in everyone:
        changing |= _changed(amended, frozenset(), frozenset((item,)))
        changing |= _changed(amended, frozenset(everyone) - {item}, frozenset(everyone))
    edited = {item.item_id: _edited(item) for item in patched(amended.offer)}
    for clause in changing:
        near = tuple(item for item in everyone if _may_matter(edited[item], clause, amended.articles))
        found[clause] = {item for item in near if _matters(amended, clause, item, near)}
    return {clause: frozenset(items) for clause, items in _with_distant(amended, found).items()}


def _matters(amended: AmendedAgreements, clause: str, item: str, near: Sequence[str]) -> bool:
    """Whether an item changes a clause beside any set of the others that could matter to it."""
    others = [one for one in near if one != item]
    if len(near) > MOST_TRIED:
        return True
    for size in range(len(others) + 1):
        for before in itertools.combinations(others, size):
            one = amended.clauses(before), amended.clauses((*before, item))
            if _text(one[0], clause) != _text(one[1], clause):
                return True
    return False


def _may_matter(edited: Iterable[tuple[str, str]], clause: str, articles: frozenset[str]) -> bool:
    """Whether edits at these places could reach a clause: its own, its article's, or the agreement's."""
    article, _, name = clause.partition("/")
    return any(at not in articles or (at == article and part in ("", SHARED, name)) for at, part in edited)


def _with_distant(amended: AmendedAgreements, found: dict[str, set[str]]) -> dict[str, set[str]]:
    """A clause that reads otherwise under all items than under those found for it depends on all of them."""
    everyone = frozenset(item.item_id for item in patched(amended.offer))
    whole = amended.clauses(everyone)
    for clause in whole.keys() | amended.clauses(()).keys():
        own = frozenset(found.get(clause, ()))
        if _text(whole, clause) != _text(amended.clauses(own), clause):
            found[clause] = set(everyone)
    return found


def _changed(amended: AmendedAgreements, before: Items, after: Items) -> set[str]:
    one, other = amended.clauses(before), amended.clauses(after)
    return {name for name in one.keys() | other.keys() if _text(one, name) != _text(other, name)}


def _text(clauses: Mapping[str, AmendedClause], name: str) -> str:
    return clauses[name].text if name in clauses else ""


def _edited(item: Item) -> set[tuple[str, str]]:
    """The first two parts of the addresses that an item edits: article and clause, `shared`, or none."""
    edits = item.patch.header.get("edits") if item.patch is not None else None
    found: set[tuple[str, str]] = set()
    for edit in edits.items if isinstance(edits, WrittenList) else ():
        for verb in VERBS:
            address = edit.get(verb) if isinstance(edit, WrittenMap) else None
            if isinstance(address, WrittenText):
                first, _, rest = address.text.strip("/").partition("/")
                found.add((first, rest.partition("/")[0]))
    return found


def units(amended: AmendedAgreements, depending: Mapping[str, Items]) -> tuple[Unit, ...]:
    """The units that the offer's items change, each with its clauses in a fixed order."""
    pairs: set[tuple[str, str]] = set()
    names: dict[str, None] = {}
    for clauses in amended.known.values():
        names.update(dict.fromkeys(clauses))
        by_entitlement: dict[tuple[str, str], list[str]] = {}
        for name, clause in clauses.items():
            pairs.update((name, other) for other in clause.variant.owed)
            key = (clause.variant.clause.entitlement, clause.variant.formula.record_kind)
            by_entitlement.setdefault(key, []).append(name)
        pairs.update(pair for group in by_entitlement.values() for pair in itertools.pairwise(group))
    order = [item.item_id for item in amended.offer.items]
    found = []
    for group in _joined(list(names), sorted(pairs)):
        touching = {item for name in group for item in depending.get(name, ())}
        if touching:
            found.append(Unit(tuple(sorted(group)), tuple(item for item in order if item in touching)))
    return tuple(found)


def _joined(names: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The names in groups that the pairs join, each in the order given."""
    leader = {name: name for name in names}

    def of(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for one, other in pairs:
        leader[of(one)] = of(other)
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(of(name), []).append(name)
    return [tuple(group) for group in groups.values()]


def why_unchanged(amended: AmendedAgreements, item: Item) -> str:
    """Why an item that edits clauses changes no amount that can be figured, in words.

    Clauses that no audit can run are named with what keeps it from them.
    """
    base, alone = (
        offer_agreement(amended.offer, chosen, amended.library) for chosen in ((), (item.item_id,))
    )
    before = {clause.name: _said(clause, base) for clause in base.clauses()}
    whys = [
        f"{clause.name}: {why}"
        for clause in alone.clauses()
        if (why := why_not_run(clause, alone)) and before.get(clause.name) != _said(clause, alone)
    ]
    shown = "; ".join(whys[:3])
    return shown or "its edits change no amount: a due date, a charge for lateness, a share or words"


def _said(clause: Clause, agreement: Agreement) -> str:
    said = repr((clause.result, clause.when, clause.each, clause.rounding, clause.questions))
    return said.replace(f"'{agreement.address}/", "'~/")


def _only(agreement: Agreement, names: Sequence[str]) -> Agreement:
    """The agreement with these of its clauses, to figure those and no others."""
    articles = (
        replace(article, clauses=tuple(clause for clause in article.clauses if clause.name in names))
        for article in agreement.articles
    )
    return replace(agreement, articles=tuple(articles))
