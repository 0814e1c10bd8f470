"""The ledger as one audience sees it: entries, files, sources and events of other classes are not there.

Every reading connection of a restricted handle gets temporary tables over the ledger's own, so whatever asks
the ledger sees this view and nothing else. Entries are numbered by their rank among the visible ones and
chained anew over the visible bodies: neither seq nor head says that anything else exists. Where an audience
may see all that a book holds, the view is the book itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from arrears.book.access import DEFAULT_ACCESS, EMBARGOED, OLD_TABLE_ACCESS, Audience
from arrears.book.chain import GENESIS, canonical, entry_hash
from arrears.book.embargoed import acts_of_blackouts, kept_back

FIRST_FORMAT_WITH_ACCESS = 2
NONE: frozenset[str] = frozenset()
PARTS = (("files", "file"), ("sources", "source"), ("events", "event"))


def show_only(ledger: sqlite3.Connection, audience: Audience) -> None:
    """Put the audience's view over the ledger of this connection, unless it may see everything in it."""
    written_with_access = _format(ledger) >= FIRST_FORMAT_WITH_ACCESS
    if not written_with_access:
        _add_old_access(ledger)
    may_hide = written_with_access and EMBARGOED not in audience.classes
    back = kept_back(ledger, audience, acts_of_blackouts(ledger, audience)) if may_hide else NONE
    if not back and not _hides(ledger, audience):
        return
    entries = _visible_entries(ledger, audience, back)
    ledger.execute(
        "CREATE TEMP TABLE entry (seq INTEGER PRIMARY KEY, kind TEXT, learned_on TEXT, body TEXT, prev TEXT,"
        " hash TEXT)"
    )
    ledger.execute("CREATE TEMP TABLE seq_shown (held INTEGER PRIMARY KEY, seq INTEGER)")
    ledger.executemany("INSERT INTO temp.entry VALUES (?, ?, ?, ?, ?, ?)", (row for _, row in entries))
    ledger.executemany("INSERT INTO seq_shown VALUES (?, ?)", ((held, row[0]) for held, row in entries))
    ledger.execute("CREATE TEMP TABLE kept_back (subject TEXT PRIMARY KEY)")
    ledger.executemany("INSERT INTO kept_back VALUES (?)", ((subject,) for subject in back))
    for _, table in PARTS:
        _show_part(ledger, table, audience)


def heads_before(ledger: sqlite3.Connection, audience: Audience) -> Iterator[str]:
    """Every head that an audience could see before a blackout was declared or lifted, in the whole book's
    connection: entries that one kept from it were counted before it and are again after it.
    """
    acts = acts_of_blackouts(ledger, audience)
    for place, act in enumerate(acts):
        back = kept_back(ledger, audience, acts[:place])
        yield from (row[5] for held, row in _visible_entries(ledger, audience, back) if held < act.seq)


def shown_seq(ledger: sqlite3.Connection, seq: int) -> tuple[int, str]:
    """Where an entry of the book stands in this connection's view, with the head there; of a hidden one, the
    visible entry before it.
    """
    has_view = ledger.execute("SELECT 1 FROM sqlite_temp_master WHERE name = 'seq_shown'").fetchone()
    if has_view:
        row = ledger.execute("SELECT max(seq) FROM seq_shown WHERE held <= ?", (seq,)).fetchone()
        seq = int(row[0] or 0)
    found = ledger.execute("SELECT hash FROM entry WHERE seq = ?", (seq,)).fetchone()
    return seq, str(found[0]) if found else GENESIS


def part_access(part: str, item: dict[str, Any]) -> str:
    """The class of a file, source or event as an entry's body lists it; bodies of format 1 name none."""
    if "access" in item:
        return str(item["access"])
    table = {"files": "table", "sources": "as_table"}.get(part, "")
    return OLD_TABLE_ACCESS.get(str(item.get(table, "")), DEFAULT_ACCESS)


def is_part_shown(part: str, item: dict[str, Any], audience: Audience, back: frozenset[str]) -> bool:
    """Whether an audience may see a part of an entry. back: the subjects that blackouts keep from it."""
    hidden = part == "events" and item["subject"] in back
    return not hidden and part_access(part, item) in audience.classes


def visible_body(body: dict[str, Any], audience: Audience, back: frozenset[str]) -> dict[str, Any] | None:
    """An entry's body with the parts that an audience may see; null when every part is hidden."""
    shown = {
        part: [item for item in body[part] if is_part_shown(part, item, audience, back)] for part, _ in PARTS
    }
    held = sum(len(body[part]) for part, _ in PARTS)
    return {**body, **shown} if not held or any(shown.values()) else None


def _format(ledger: sqlite3.Connection) -> int:
    return int(ledger.execute("SELECT format FROM meta").fetchone()[0])


def _add_old_access(ledger: sqlite3.Connection) -> None:
    """Views that give the tables of a book of format 1 their classes; the book itself stays as it is."""
    whens = "".join(f" WHEN '{table}' THEN '{access}'" for table, access in OLD_TABLE_ACCESS.items())
    for table, named in (("file", "table_name"), ("source", "as_table"), ("event", "''")):
        access = f"CASE {named}{whens} ELSE '{DEFAULT_ACCESS}' END"
        ledger.execute(f"CREATE TEMP VIEW {table} AS SELECT *, {access} AS access FROM main.{table}")


def _hides(ledger: sqlite3.Connection, audience: Audience) -> bool:
    held: set[str] = set()
    for _, table in PARTS:
        held.update(str(row[0]) for row in ledger.execute(f"SELECT DISTINCT access FROM {table}"))
    return not held <= audience.classes


def _visible_entries(
    ledger: sqlite3.Connection, audience: Audience, back: frozenset[str]
) -> list[tuple[int, tuple[int, str, str, str, str, str]]]:
    """The held seq of every visible entry, and its row in the view."""
    parted = _parts_hidden(ledger, audience, back)
    entries: list[tuple[int, tuple[int, str, str, str, str, str]]] = []
    before = GENESIS
    for seq, kind, learned_on, text in ledger.execute(
        "SELECT seq, kind, learned_on, body FROM main.entry ORDER BY seq"
    ):
        hidden, held = parted.get(seq, (0, 0))
        if hidden == held > 0:
            continue
        rank = len(entries) + 1
        shown = _renumbered(text, seq, rank)
        if hidden:
            shown = canonical(visible_body(json.loads(shown), audience, back) or {})
        after = entry_hash(before, shown)
        entries.append((int(seq), (rank, str(kind), str(learned_on), shown, before, after)))
        before = after
    return entries


def _parts_hidden(
    ledger: sqlite3.Connection, audience: Audience, back: frozenset[str]
) -> dict[int, tuple[int, int]]:
    """By held seq of entries with hidden parts: how many parts are hidden, and how many there are."""
    classes = ", ".join(f"'{access}'" for access in sorted(audience.classes))
    subjects = ", ".join(f"'{subject}'" for subject in sorted(back))
    access = {"event": f"CASE WHEN subject IN ({subjects}) THEN '{EMBARGOED}' ELSE access END AS access"}
    parts = " UNION ALL ".join(
        f"SELECT seq, {access.get(table, 'access') if back else 'access'} FROM {table}" for _, table in PARTS
    )
    query = (
        f"SELECT seq, sum(access NOT IN ({classes})) AS hidden, count(*) FROM ({parts})"
        " GROUP BY seq HAVING hidden > 0"
    )
    return {int(seq): (int(hidden), int(held)) for seq, hidden, held in ledger.execute(query)}


def _renumbered(text: str, seq: int, rank: int) -> str:
    """A canonical body under another seq. No value can hold the words replaced: quotes in it are escaped."""
    return str(text).replace(f',"seq":"{seq}",', f',"seq":"{rank}",', 1)


def _show_part(ledger: sqlite3.Connection, table: str, audience: Audience) -> None:
    """One of the ledger's lists with the audience's rows and seqs."""
    is_old = ledger.execute(
        "SELECT 1 FROM sqlite_temp_master WHERE type = 'view' AND name = ?", (table,)
    ).fetchone()
    source = f"main.{table}"
    if is_old:
        ledger.execute(f"CREATE TEMP TABLE held_{table} AS SELECT * FROM temp.{table}")
        ledger.execute(f"DROP VIEW temp.{table}")
        source = f"temp.held_{table}"
    schema, _, name = source.partition(".")
    columns = [str(row[1]) for row in ledger.execute(f"PRAGMA {schema}.table_info({name})")]
    picked = ", ".join("s.seq AS seq" if column == "seq" else f"t.{column}" for column in columns)
    classes = ", ".join(f"'{access}'" for access in sorted(audience.classes))
    kept = " AND t.subject NOT IN (SELECT subject FROM temp.kept_back)" if table == "event" else ""
    ledger.execute(
        f"CREATE TEMP VIEW {table} AS SELECT {picked} FROM {source} t"
        f" JOIN temp.seq_shown s ON s.held = t.seq WHERE t.access IN ({classes}){kept}"
    )
