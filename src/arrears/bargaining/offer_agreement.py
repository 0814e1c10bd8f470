"""The agreement as it would stand with some items of an offer in it: the base version and their patches.

An item's edits see the base version only, never what another item changes; so any subset can be set. Nothing
is priced here, and no file of a library is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from arrears.agreements.load import SHIPPED, load_stacked
from arrears.agreements.lower_front import days_covered
from arrears.agreements.model import Agreement
from arrears.agreements.written_agreement import Library, PatchFile, read_written
from arrears.agreements.yaml_source import Written, WrittenList, WrittenMap, WrittenText
from arrears.bargaining.offer import Item, Offer
from arrears.findings import Finding, Refused, suggest

TERM = "(term)"  # the patch that carries an offer's longer term; no item can be numbered so


@dataclass(frozen=True)
class PatchHead:
    """What every item's patch takes from its offer: the version amended, the offer's name and title, and the
    source of edits that name none.
    """

    amends: str
    offer_id: str
    title: str
    cite: str
    status: str


def offer_agreement(
    offer: Offer, item_ids: Collection[str] | None = None, library: Path | Library = SHIPPED
) -> Agreement:
    """The amended version with the patches of these items only; every item's without a choice.

    Where the offer's term runs on beyond the amended version the agreement covers it to the end of the term,
    with items and without: both sides of a comparison know the same days. A `Library` keeps what was read of
    it for the next call.
    Findings: raises `Refused`, `offer-item`, for an item that the offer has not got; and for what the edits
    find in another library than the one that the offer was read with.
    """
    return _stacked(offer, _chosen(offer, item_ids), _opened(library), is_proved=False)


def offer_wording(
    offer: Offer, item_ids: Collection[str] | None = None, library: Path | Library = SHIPPED
) -> Agreement:
    """The same agreement to be read and compared, not to be figured with: its proof is left out."""
    return _stacked(offer, _chosen(offer, item_ids), _opened(library), is_proved=True)


def edit_wording(offer: Offer, item: Item, place: int, library: Library) -> Agreement:
    """The same agreement with one edit of one item only, by its place among them.

    Findings: raises `Refused` where the edit does not stand alone.
    """
    edits = item.patch.header.get("edits") if item.patch is not None else None
    if item.patch is None or not isinstance(edits, WrittenList):
        raise ValueError(f"item {item.item_id} has no edits")
    only = WrittenList((edits.items[place],), edits.place)
    entries = tuple((key, only if key.text == "edits" else value) for key, value in item.patch.header.entries)
    patch = replace(item.patch, header=WrittenMap(entries, item.patch.header.place))
    return _stacked(offer, (patch,), library, is_proved=True)


def _opened(library: Path | Library) -> Library:
    return library if isinstance(library, Library) else Library(library)


def _chosen(offer: Offer, item_ids: Collection[str] | None) -> tuple[PatchFile, ...]:
    known = [item.item_id for item in offer.items]
    unknown = [one for one in item_ids or () if one not in known]
    if unknown:
        problem = "the offer has no such item."
        raise Refused(
            Finding("offer-item", offer.offer_id, problem, "an item of it", one, suggest(one, known))
            for one in unknown
        )
    chosen = [item for item in offer.items if item_ids is None or item.item_id in item_ids]
    return tuple(item.patch for item in chosen if item.patch is not None)


def _stacked(offer: Offer, patches: tuple[PatchFile, ...], library: Library, *, is_proved: bool) -> Agreement:
    base = read_written(library, offer.amends)
    first, last = days_covered(base.header)
    if offer.term_until > last:
        head = PatchHead(offer.amends, offer.offer_id, offer.title, offer.source, offer.source_status)
        until = {"from": first.isoformat(), "until": offer.term_until.isoformat()}
        covers = WrittenMap(tuple(_entry(key, day, offer.place) for key, day in until.items()), offer.place)
        entries = (*_head_entries(head, TERM, offer.place), (WrittenText("covers", offer.place), covers))
        patches = (PatchFile(_address(head, TERM), WrittenMap(entries, offer.place), {}), *patches)
    return load_stacked(library, offer.amends, patches, is_proved=is_proved)


def item_patch(head: PatchHead, item_id: str, block: WrittenMap) -> PatchFile | None:
    """The edits of one item as a patch made in memory; None for an item without edits."""
    edits = block.get("edits")
    if not isinstance(edits, WrittenList):
        return None
    completed = WrittenList(tuple(_completed(edit, head, item_id) for edit in edits.items), edits.place)
    entries = (*_head_entries(head, item_id, block.place), (WrittenText("edits", edits.place), completed))
    return PatchFile(_address(head, item_id), WrittenMap(entries, block.place), {})


def _address(head: PatchHead, item_id: str) -> str:
    """No version of a library can be called so: the names of versions have no dot."""
    return f"{head.amends.partition('/')[0]}/{head.offer_id}.{item_id}"


def _head_entries(head: PatchHead, item_id: str, place: str) -> tuple[tuple[WrittenText, Written], ...]:
    patch = WrittenMap((_entry("of", head.amends, place),), place)
    said = {
        "agreement": _address(head, item_id),
        "title": head.title if item_id == TERM else f"{head.title}, item {item_id}",
        "cite": head.cite,
        "status": head.status,
    }
    return (*(_entry(key, text, place) for key, text in said.items()), (WrittenText("patch", place), patch))


def _entry(key: str, text: str, place: str) -> tuple[WrittenText, Written]:
    return WrittenText(key, place), WrittenText(text, place)


def _completed(edit: Written, head: PatchHead, item_id: str) -> Written:
    """An edit with the item and the source that its offer gives it where it names none."""
    if not isinstance(edit, WrittenMap):
        raise TypeError("an offer is checked against its shape before its edits are read")
    said = {"item": item_id, "cite": head.cite}
    added = tuple(
        _entry(key, text, edit.place) for key, text in said.items() if text and edit.get(key) is None
    )
    return WrittenMap((*edit.entries, *added), edit.place)


def edit_faults(library: Library, base: str, patches: Sequence[PatchFile]) -> Iterator[Finding]:
    """What keeps the items of an offer from being set on a version: all together, and each alone.

    That its figures stay within exact numbers is proved of all items together here, of any others when they
    are set for figuring.
    Findings: those of the edits; `offer-alone` for an item that holds only with another one.
    """
    together = _refused(library, base, patches, is_proved=False)
    yield from together
    if together:
        return
    for patch in patches if len(patches) > 1 else ():
        for finding in _refused(library, base, [patch], is_proved=True)[:1]:
            problem = "the item holds only together with another: alone its edits leave a fault."
            found = f"{finding.problem.removesuffix('.')} ({finding.place})"
            remedy = "write what belongs together as one item"
            expected = "an item that stands on its own"
            yield Finding("offer-alone", patch.header.place, problem, expected, found, remedy)


def _refused(
    library: Library, base: str, patches: Sequence[PatchFile], *, is_proved: bool
) -> tuple[Finding, ...]:
    try:
        load_stacked(library, base, patches, is_proved=is_proved)
    except Refused as refused:
        return refused.findings
    return ()
