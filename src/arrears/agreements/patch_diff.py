"""What a version changed of the one that it descends from, edit by edit, as its memorandums say it.

Edits of several patches are chained: each address is told once, with what stood there at the start and what
stands there at the end. What no edit says and still differs is told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from arrears.agreements.addresses import Addressed, addressed_parts
from arrears.agreements.after_end import date_words
from arrears.agreements.diff import NOT_THERE, Change, diff_agreements
from arrears.agreements.model import Agreement, Citation, Clause, Edit, ItemLeft, Patch
from arrears.agreements.patch_values import is_same_text
from arrears.vocabulary import TITLE_FACTS


@dataclass(frozen=True)
class ChainedEdit:
    """What one or several edits made of one address. steps: each version that edited it, with its edit.

    is_given_anew: it was taken out, and stands in the newer version written anew, in a file beside the patch;
    what differs below it is told apart.
    """

    address: str
    was: str
    now: str
    steps: tuple[tuple[str, Edit], ...]
    is_given_anew: bool = False


@dataclass(frozen=True)
class Ending:
    """What becomes of a clause of the older version after its last day, and why: the text, or a date."""

    clause: str
    lives_on: bool
    why: str
    citation: Citation | None


@dataclass(frozen=True)
class PatchedDifference:
    """How a version differs from one that it descends from."""

    patches: tuple[Patch, ...]
    edits: tuple[ChainedEdit, ...]
    items_left: tuple[tuple[str, ItemLeft], ...]
    beside: tuple[Change, ...]
    endings: tuple[Ending, ...]


def patches_between(old: Agreement, new: Agreement) -> tuple[Patch, ...]:
    """The patches that make the newer version of the older one; none where it does not descend from it."""
    for place, patch in enumerate(new.patches):
        if patch.of == old.address:
            return new.patches[place:]
    return ()


def diff_by_edits(old: Agreement, new: Agreement) -> PatchedDifference | None:
    """What the patches between two versions say, or None where the newer does not descend from the older."""
    patches = patches_between(old, new)
    if not patches:
        return None
    edits = tuple(_given_anew(edit, new) for edit in _chained(old, patches))
    told = [edit.address for edit in edits if not edit.is_given_anew]
    told += [_new_name(step) for edit in edits for _, step in edit.steps if step.verb == "rename"]
    anew = [edit.address for edit in edits if edit.is_given_anew]
    changes = (change for change in diff_agreements(old, new) if change.address not in anew)
    beside = tuple(change for change in changes if not _is_told(change.address, told))
    return PatchedDifference(
        patches=patches,
        edits=edits,
        items_left=tuple((patch.address, item) for patch in patches for item in patch.items_left),
        beside=beside,
        endings=endings_of(old),
    )


def _given_anew(edit: ChainedEdit, new: Agreement) -> ChainedEdit:
    """An edit that takes something out; where the newer version gives the same address anew, that is said."""
    stands = addressed_parts(new).get(f"{new.address}/{edit.address}") if edit.now == NOT_THERE else None
    if stands is None:
        return edit
    return replace(edit, now=f"replaced by {stands.written}", is_given_anew=True)


def endings_of(agreement: Agreement) -> tuple[Ending, ...]:
    """What becomes of each clause after the agreement's end, those that expire first.

    Where the text does not say: a clause whose version a date of the work chooses lives on for those works;
    one whose version another date chooses expires.
    """
    said = [ending for clause in agreement.clauses() for ending in _endings(clause)]
    return tuple(sorted(said, key=lambda ending: ending.lives_on))


def _endings(clause: Clause) -> Iterator[Ending]:
    if clause.after_end is not None:
        yield Ending(clause.name, clause.after_end.lives_on, "the text says so", clause.after_end.citation)
        return
    for lives_on in (False, True):
        names = [name for name in clause.governed_by if (name in TITLE_FACTS) == lives_on]
        if names:
            why = f"derived: {date_words(clause, names)} chooses the version"
            yield Ending(clause.name, lives_on, why, None)


def _chained(old: Agreement, patches: Sequence[Patch]) -> tuple[ChainedEdit, ...]:
    parts = {address.removeprefix(f"{old.address}/"): part for address, part in addressed_parts(old).items()}
    renames: dict[str, str] = {}  # what is called so now -> what it was called at the start
    steps: dict[str, list[tuple[str, Edit]]] = {}
    for patch in patches:
        for edit in patch.edits:
            steps.setdefault(_first_name(edit.address, renames), []).append((patch.address, edit))
        for edit in patch.edits:
            if edit.verb == "rename":
                renames[_new_name(edit)] = _first_name(edit.address, renames)
    chained = (_one(address, tuple(made), parts) for address, made in steps.items())
    return tuple(edit for edit in chained if edit.steps and not is_same_text(edit.was, edit.now))


def _new_name(edit: Edit) -> str:
    """The address that an edit gives to what gets another name."""
    above = edit.address.rpartition("/")[0]
    return f"{above}/{edit.now}" if above else edit.now


def _first_name(address: str, renames: Mapping[str, str]) -> str:
    parts = address.split("/")
    for count in range(len(parts), 0, -1):
        above = "/".join(parts[:count])
        if above in renames:
            return "/".join([renames[above], *parts[count:]])
    return address


def _one(address: str, steps: tuple[tuple[str, Edit], ...], parts: Mapping[str, Addressed]) -> ChainedEdit:
    first, last = steps[0][1], steps[-1][1]
    stood = parts.get(address)
    was = stood.written if stood is not None and len(steps) > 1 and first.verb == "at" else first.was
    return ChainedEdit(address, was, last.now, steps)


def _is_told(address: str, told: Sequence[str]) -> bool:
    """Whether an edit says something of an address, of what lies above it or of what lies below it."""
    return any(
        address == one or address.startswith(f"{one}/") or one.startswith(f"{address}/") for one in told
    )


def address_words(agreement: Agreement, address: str) -> str:
    """An address for readers: the article by its title, then what lies below it."""
    article, _, below = address.partition("/")
    title = next((one.title for one in agreement.articles if one.name == article), article)
    if not below:
        return title
    clause, _, rest = below.partition("/")
    named = f"{title}: {_spaced(clause)}"
    return f"{named}, {', '.join(_spaced(part) for part in rest.split('/'))}" if rest else named


def _spaced(part: str) -> str:
    """A name as words; dates and ranges stay as they are."""
    return part if any(letter.isdigit() for letter in part) else part.replace("-", " ").replace("_", " ")
