"""What an agency's letter tells: one client's own items, on every reading, and the fields of its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arrears.audit.run_tables import RunTables
from arrears.claims.agency import Authorisation, ClientLine
from arrears.claims.letter_amounts import LetterLine
from arrears.reconciliation.standing import ARREARS_STATES
from arrears.vocabulary import GUILD_NAMES


def letter_lines(own: Sequence[ClientLine], positions: Sequence[str]) -> tuple[LetterLine, ...]:
    """The client's items that are open on any reading, one each; on a reading without the item, nothing is.

    An amount that is not known on a reading is not known in the letter.
    """
    items: dict[tuple[str, str, str, str], list[ClientLine]] = {}
    for one in own:
        items.setdefault((one.title, one.company_id, one.use, one.currency), []).append(one)
    told = []
    for (title, _company, use, currency), found in items.items():
        sums = tuple(_open(found, position) for position in positions)
        if any(cents is None or cents > 0 for cents in sums):
            due = min((one.due_on for one in found if one.due_on), default=None)
            refs = tuple(sorted({one.ref for one in found}))
            told.append(
                LetterLine(title, found[0].person_id, use, str(due or ""), sums, currency or "",
                           max(one.status for one in found), refs)
            )  # fmt: skip
    return tuple(told)


def _open(found: Sequence[ClientLine], position: str) -> int | None:
    own = [one for one in found if one.position == position]
    if any(one.amount_cents is None for one in own):
        return None
    return sum(one.open_cents or 0 for one in own if one.state in ARREARS_STATES)


def agency_values(run: RunTables, client: Authorisation, to: str, guild: str) -> Mapping[str, str]:
    """The merge fields that the records fill."""
    rows = run.rows("SELECT name FROM name WHERE kind = 'company' AND id = ?", [to])
    guild_name = GUILD_NAMES.get(guild, guild)
    return {
        "payor": str(rows[0][0]) if rows else to,
        "guild": guild_name,
        "claim_title": client.name,
        "client": client.name,
        "authorised_on": client.from_on.isoformat(),
        "held_to": run.heading.held_to(),
        "as_of": run.heading.as_of,
    }
