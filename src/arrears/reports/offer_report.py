"""An offer in words, two offers side by side, and a series of them looked over; nothing is priced here.

What was declared final, or an impasse, stands as declared by whom; where nobody did, that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from arrears.agreements.model import Edit, Patch
from arrears.bargaining.governed import last_day
from arrears.bargaining.offer import Item, Offer, Step
from arrears.bargaining.offer_diff import Difference, Offered, figure_words
from arrears.bargaining.offer_lint import Flag, Linted, Move
from arrears.bargaining.raised_pay import RECORDS, level_on, level_text, rise_text
from arrears.reports.tables import Column, Report, Section, Table

STATUS_SAYS = {
    "proposal": "proposal",
    "counter": "counter-proposal",
    "last_best_final": "last, best and final offer",
    "tentative": "tentative agreement",
    "ratified": "ratified agreement",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}
REACH_SAYS = {"works": "works of these days", "uses": "uses of these days"}
CONDITION_SAYS = {
    "claim_settled": "a claim settled",
    "agreement_ratified": "another agreement ratified",
    "other": "another condition",
}
JUDGED_SAYS = (
    "Whom a figure gives more is told where every formula shows it, of receipts not below zero. A window, a"
    " condition, an expression, a day is judged by probes: both wordings are figured on the worked cases of"
    " the clause and on lines at its edges, and the column says which line decided. A line that nobody probed"
    " may differ."
)
PRICED_APART = (
    "Nothing here is priced: `arrears offer price` prices the items, the settlement desk the releases."
)


def build_offer_report(shown: Offered, *, is_for_rows: bool = False) -> Report:
    """One offer: its heading, its items, edits and raises, conditions and what it refers to.

    is_for_rows: with the heading as a table too, for those who read rows and no heading.
    """
    offer = shown.offer
    changes = tuple(table for table in (edits_table(shown), raises_table(offer)) if table.rows)
    says = tuple(f"{item.item_id}. {item.title}: {item.says}." for item in offer.items if item.says)
    sections = [
        Section("Items", (*says, back_pay_says(offer)), (items_table(offer),)),
        Section("What they change", (), changes),
        Section("Conditions", _condition_sentences((offer,)), (conditions_table((offer,)),)),
    ]
    if offer.releases:
        said = (
            "They release accrued claims, so they are no edits; terms and value are at the settlement desk."
        )
        sections.append(Section("Settlements referred to", (said,), (_releases_table(offer),)))
    if is_for_rows:
        columns = (Column("what", "what"), Column("is", "is"))
        sections.insert(0, Section("The offer", (), (Table("offer", "", columns, offer_facts(offer)),)))
    return Report(offer.title, offer_facts(offer), tuple(sections), (PRICED_APART,))


def offer_facts(offer: Offer) -> tuple[tuple[str, str], ...]:
    """Who made an offer to whom and when, what it amends, and what was declared of it by whom."""
    return (
        ("offer", offer.offer_id),
        ("made on", offer.made_on.isoformat()),
        ("made by", offer.made_by),
        ("made to", offer.made_to),
        ("its maker speaks for", "those who are paid" if offer.side == "payees" else "those who pay"),
        ("status", STATUS_SAYS[offer.status]),
        ("declared final by", declared(offer.final_declared_by)),
        ("impasse declared by", declared(offer.impasse_declared_by)),
        ("follows", offer.follows or "none named"),
        ("valid until", offer.valid_until.isoformat() if offer.valid_until else "not stated"),
        ("signed on", offer.signed_on.isoformat() if offer.signed_on else "not signed"),
        ("amends", offer.amends),
        ("first day of its terms", offer.effective_on.isoformat()),
        ("term", f"{offer.term_from} to {offer.term_until}"),
        ("source", f"{offer.source} [{offer.source_status}]"),
    )


def declared(by: str) -> str:
    """Who declared it; that nobody did is said, and nothing else is concluded."""
    return by or "nobody has declared it"


def back_pay_says(offer: Offer) -> str:
    """Which items reach back, and until when."""
    back = [item.item_id for item in offer.items if item.is_retroactive]
    if not back:
        return "No item reaches back before the offer was made or signed."
    end = f"the signing on {offer.signed_on}" if offer.signed_on else "the signing"
    return f"Back pay, from an item's first day to the day before {end}, under: {', '.join(back)}."


def _condition_sentences(offers: Sequence[Offer]) -> tuple[str, ...]:
    return tuple(
        f"{offer.offer_id}: {', '.join(filter(None, (CONDITION_SAYS[one.kind], one.subject)))}: {one.says}."
        for offer in offers
        for one in offer.conditions
    )


def items_table(offer: Offer) -> Table:
    """One row per item: its days, what it moves, and whether it was agreed."""
    columns = (
        Column("item", "item"),
        Column("title", "title"),
        Column("from", "first day", "date"),
        Column("until", "last day", "date"),
        Column("ends", "ends"),
        Column("reaches_back", "reaches back"),
        Column("moves", "moves"),
        Column("agreed_on", "agreed", "date"),
        Column("says", "says", for_readers=False),
    )
    return Table("items", "", columns, tuple(_item_row(offer, item) for item in offer.items))


def _item_row(offer: Offer, item: Item) -> tuple[str | date | None, ...]:
    return (
        item.item_id,
        item.title,
        item.effective_on,
        last_day(offer, item),
        "by a sunset" if item.until else "with the term",
        "yes" if item.is_retroactive else "no",
        REACH_SAYS[item.reach] if item.patch is not None else "no clause",
        item.agreed_on,
        item.says,
    )


def edits_table(shown: Offered) -> Table:
    """One row per edit, as its item writes it."""
    columns = (
        Column("item", "item"),
        Column("address", "address", for_readers=False),
        Column("what", "what"),
        Column("was", "was"),
        Column("is", "is"),
        Column("source", "source", for_readers=False),
        Column("status", "status"),
    )
    rows = tuple(
        (
            _number(patch, shown.offer),
            edit.address,
            figure_words(edit.address),
            edit.was,
            edit.now,
            *_cited(edit),
        )
        for patch in shown.agreement.patches
        if patch.address.startswith(_family(shown.offer))
        for edit in patch.edits
    )
    return Table("edits", "", columns, rows)


def _number(patch: Patch, offer: Offer) -> str:
    return patch.address.removeprefix(_family(offer))


def _cited(edit: Edit) -> tuple[str, str]:
    return (edit.citation.source, edit.citation.status) if edit.citation is not None else ("", "")


def _family(offer: Offer) -> str:
    """What the addresses of the patches of an offer's items begin with."""
    return f"{offer.amends.partition('/')[0]}/{offer.offer_id}."


def raises_table(offer: Offer) -> Table:
    """One row per raise, with what the raises of its sort come to by then."""
    columns = (
        Column("item", "item"),
        Column("of", "of"),
        Column("on", "on", "date"),
        Column("raised_by", "raised by"),
        Column("counted_on", "counted on"),
        Column("item_so_far", "the item's raises so far"),
    )
    rows = tuple(
        (item.item_id, step.of, step.on, rise_text(step.raised_by), _counted_on(step), _so_far(item, step))
        for item in offer.items
        for step in item.steps
    )
    note = (
        "Wages compound, money with them; of one day shares come before money. What goes to a plan is added"
        " to its rate."
    )
    return Table("raises", "", columns, rows, note if rows else "")


def _so_far(item: Item, step: Step) -> str:
    return level_text(step.of, level_on(step.of, item.steps, step.on))


def _counted_on(step: Step) -> str:
    """What a raise is multiplied with: all pay, or the units that one kind of record counts."""
    per = step.raised_by.per
    return f"every {per} ({RECORDS[per]})" if per else "all pay"


def conditions_table(offers: Sequence[Offer]) -> Table:
    """One row per condition of each offer."""
    columns = (
        Column("offer", "offer"),
        Column("kind", "kind"),
        Column("subject", "about"),
        Column("says", "says", for_readers=False),
        Column("place", "place"),
    )
    rows = tuple(
        (offer.offer_id, CONDITION_SAYS[one.kind], one.subject, one.says, one.place)
        for offer in offers
        for one in offer.conditions
    )
    return Table("conditions", "", columns, rows)


def _releases_table(offer: Offer) -> Table:
    return Table(
        "releases", "", (Column("settlement", "settlement"),), tuple((one,) for one in offer.releases)
    )


def build_difference_report(first: Offer, second: Offer, rows: Sequence[Difference]) -> Report:
    """Two offers item by item."""
    facts = tuple(
        (name, f"{one.offer_id}, made {one.made_on} by {one.made_by}; {one.source} [{one.source_status}]")
        for name, one in (("first", first), ("second", second))
    )
    differing = sum(1 for row in rows if row.more_for)
    sentences = (
        f"{differing} of {len(rows)} things differ. What an offer leaves alone stands as it is in force.",
        JUDGED_SAYS,
    )
    sections = (
        Section("Items", sentences, (difference_table(first, second, rows),)),
        Section("The offers themselves", (), (_headings_table(first, second),)),
        Section("Conditions", _condition_sentences((first, second)), (conditions_table((first, second)),)),
    )
    return Report(f"{first.title} and {second.title}", facts, sections, (PRICED_APART,))


def difference_table(first: Offer, second: Offer, rows: Sequence[Difference]) -> Table:
    """One row for each thing that either of two offers says, under the names of those who made them."""
    columns = (
        Column("item", "item"),
        Column("address", "address", for_readers=False),
        Column("what", "what"),
        Column("in_force", "in force"),
        Column("first", first.offer_id),
        Column("second", second.offer_id),
        Column("more_for", "the second gives more"),
        Column("why", "decided by"),
    )
    told = tuple(
        (row.item_id, row.address, row.what, row.base, row.first, row.second, _whom(row), row.why)
        for row in rows
    )
    return Table("differences", "", columns, told)


def _whom(row: Difference) -> str:
    words = {"payees": "to the payees", "payers": "to those who pay", "": "the same"}
    return words.get(row.more_for, row.more_for)


def _headings_table(first: Offer, second: Offer) -> Table:
    columns = (Column("what", "what"), Column("first", first.offer_id), Column("second", second.offer_id))
    pairs = zip(offer_facts(first), offer_facts(second))
    rows = tuple((name, before, after) for (name, before), (_, after) in pairs if before != after)
    return Table("headings", "", columns, tuple(row for row in rows if row[0] != "source"))


def build_lint_report(linted: Linted) -> Report:
    """A series of offers looked over: who made what, what is flagged, how each moved from its last one."""
    facts = (("offers", f"{len(linted.offers)}"), ("flags", f"{len(linted.flags)}"))
    for_all = (
        "Offers of both sides are looked over alike. The last column is a question for counsel; nothing here "
        "says that anybody broke a rule."
    )
    sections = (
        Section(
            "The offers",
            ("What is final, and whether there is an impasse, stands as declared by whom.",),
            (_offers_table(linted),),
        ),
        Section("What both sides and counsel should see", (for_all,), (flags_table(linted.flags),)),
        Section("How each moved from its own last offer", (JUDGED_SAYS,), (moves_table(linted.moves),)),
    )
    return Report("Offers looked over", facts, sections, (PRICED_APART,))


def _offers_table(linted: Linted) -> Table:
    columns = (
        Column("offer", "offer"),
        Column("made_on", "made", "date"),
        Column("made_by", "by"),
        Column("made_to", "to", for_readers=False),
        Column("status", "status"),
        Column("final_declared_by", "declared final by"),
        Column("impasse_declared_by", "impasse declared by"),
    )
    rows = tuple(
        (one.offer_id, one.made_on, one.made_by, one.made_to, STATUS_SAYS[one.status],
         one.final_declared_by or "nobody", one.impasse_declared_by or "nobody")
        for one in linted.offers
    )  # fmt: skip
    return Table("offers", "", columns, rows)


def flags_table(flags: Sequence[Flag]) -> Table:
    """One row per flag, with the place in the offer's file."""
    columns = (
        Column("flag", "flag"),
        Column("offer", "offer"),
        Column("made_by", "by"),
        Column("item", "item"),
        Column("says", "what"),
        Column("held_against", "beside"),
        Column("for_counsel", "for counsel"),
        Column("place", "place"),
    )
    rows = tuple(
        (
            one.kind,
            one.offer_id,
            one.made_by,
            one.item_id,
            one.says,
            one.held_against,
            one.for_counsel,
            one.place,
        )
        for one in flags
    )
    return Table("flags", "", columns, rows)


def moves_table(moves: Sequence[Move]) -> Table:
    """One row for each thing in which an offer moved from the party's own last one."""
    columns = (
        Column("offer", "offer"),
        Column("made_by", "by", for_readers=False),
        Column("last", "from", for_readers=False),
        Column("item", "item"),
        Column("address", "address", for_readers=False),
        Column("what", "what"),
        Column("was", "was"),
        Column("is", "is"),
        Column("moved", "moved"),
        Column("why", "decided by"),
    )
    rows = tuple(
        (move.offer.offer_id, move.offer.made_by, move.last.offer_id, row.item_id, row.address, row.what,
         row.first, row.second, _moved(move), row.why)
        for move in moves
        for row in (move.difference,)
    )  # fmt: skip
    return Table("moves", "", columns, rows)


def _moved(move: Move) -> str:
    if move.difference.more_for not in ("payees", "payers"):
        return move.difference.more_for
    return "back" if move.is_back else "towards the other side"
