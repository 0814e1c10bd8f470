"""What titles would be owed if other sources were right: many worlds of one title, priced in one pass.

Each world is a copy of its title under a name of its own, with the same credits and other uses or receipts;
the audit's own stages price them all. Amounts are of lines, before they are shared among people. Clauses
whose counters run beyond a title, and years on subscription services, are left out and named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from arrears.audit.arrears_tables import STATUS_ORDER
from arrears.audit.audit_run import facts_asked, strata_of
from arrears.claims.rival_facts import OPEN, Cells, Group, times_of
from arrears.obligations.amounts import create_amount_table, figure_amounts
from arrears.obligations.bulk import state_layers
from arrears.obligations.conflicts import settle_conflicts
from arrears.obligations.lines import build_lines
from arrears.obligations.owed import credit_rules
from arrears.obligations.shares import build_writer_shares
from arrears.obligations.titles import build_title_facts
from arrears.obligations.variants import Variant

KINDS = ("statement_line", "run", "availability")
CLONED = ("title", "credit", "engagement", "production", "cast_member")
USE_SCHEMA = pa.schema(
    [
        ("title_id", pa.string()), ("company_id", pa.string()), ("market", pa.string()),
        ("service", pa.string()), ("territory", pa.string()), ("from_on", pa.date32()),
        ("ordinal", pa.int64()), ("until_on", pa.date32()), ("is_open", pa.bool_()), ("run_no", pa.int64()),
    ]
)  # fmt: skip
RECEIPT_SCHEMA = pa.schema(
    [
        ("title_id", pa.string()), ("company_id", pa.string()), ("market", pa.string()),
        ("territory", pa.string()), ("base_kind", pa.string()), ("currency", pa.string()),
        ("period_from", pa.date32()), ("period_to", pa.date32()), ("received_on", pa.date32()),
        ("gross_cents", pa.int64()), ("units", pa.int64()),
    ]
)  # fmt: skip
ORDER = ("", *STATUS_ORDER)
Row = dict[str, object]


@dataclass(frozen=True)
class World:
    """One title if these cells were right for these groups; all else is as the audit has it."""

    title_id: str
    cells: Mapping[Group, Cells]


@dataclass(frozen=True)
class Owed:
    """What a title is owed on one position in one currency.

    unknown: lines whose amount is not computable. status: the weakest among the clauses that apply.
    """

    cents: int
    unknown: int
    status: str = ""


# By position (its bit) and currency; what is owed nothing and has nothing unknown is not listed.
Priced = Mapping[tuple[int, str], Owed]


def priceable(variants: Sequence[Variant]) -> tuple[tuple[Variant, ...], tuple[str, ...]]:
    """The variants that worlds of single titles can price, and the names of the clauses left out."""
    kept, left = [], []
    for variant in variants:
        nodes = [node for layer in state_layers(variant.formula) for node in layer]
        per = [*getattr(variant.formula.result, "per", ("title",))]
        stays = all("title" in node.per for node in nodes) and "title" in per
        if variant.formula.record_kind in KINDS and stays:
            kept.append(variant)
        else:
            left.append(f"{variant.agreement.address}/{variant.clause.name}")
    numbers = {variant.no for variant in kept}
    whole = [variant for variant in kept if all(no in numbers for no in variant.owed.values())]
    left += [f"{v.agreement.address}/{v.clause.name}" for v in kept if v not in whole]
    return tuple(whole), tuple(dict.fromkeys(left))


def keep_base(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the audit's own rows as `base_<table>`, before worlds take the place of the trusted views."""
    for table in (*CLONED, "use", "receipt"):
        connection.execute(f"CREATE OR REPLACE TABLE base_{table} AS SELECT * FROM trusted_{table}")


def price_worlds(
    connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant], worlds: Sequence[World], as_of: date
) -> list[Priced]:
    """The amounts of each world, in the order given. Call `keep_base` first."""
    if not worlds or not variants:
        return [{} for _ in worlds]
    names = [f"{world.title_id}~{place}" for place, world in enumerate(worlds)]
    _put_worlds(connection, worlds, names)
    build_title_facts(connection)
    build_writer_shares(connection, credit_rules(variants))
    build_lines(connection, facts_asked(variants), as_of)
    create_amount_table(connection)
    figure_amounts(connection, strata_of(variants))
    settle_conflicts(connection, variants)
    kinds = sorted({variant.formula.record_kind for variant in variants})
    lines = " UNION ALL ".join(f"SELECT line_id, title_id, currency FROM fact_{kind}" for kind in kinds)
    rows = connection.execute(
        f"""SELECT f.title_id, coalesce(f.currency, ''), a.clause_no,
                   coalesce(sum(a.amount_cents) FILTER (a.applies), 0)::BIGINT,
                   count(*) FILTER (a.applies IS NULL OR a.amount_cents IS NULL)
            FROM amount a JOIN ({lines}) f USING (line_id) GROUP BY ALL"""
    ).fetchall()
    return _by_world(rows, names, {variant.no: variant for variant in variants})


def _by_world(
    rows: Sequence[tuple[str, str, int, int, int]], names: Sequence[str], variants: Mapping[int, Variant]
) -> list[Priced]:
    found: dict[str, dict[tuple[int, str], Owed]] = {name: {} for name in names}
    for name, currency, clause_no, cents, unknown in sorted(rows):
        variant = variants[clause_no]
        for bit in range(variant.positions.bit_length()):
            if variant.positions >> bit & 1 and (cents or unknown):
                before = found[name].get((bit, currency), Owed(0, 0))
                status = max(before.status, str(variant.clause.status), key=ORDER.index)
                found[name][bit, currency] = Owed(before.cents + cents, before.unknown + unknown, status)
    return [found[name] for name in names]


def _put_worlds(connection: duckdb.DuckDBPyConnection, worlds: Sequence[World], names: Sequence[str]) -> None:
    """Make the trusted views hold every world under its name, and nothing else of titles, uses, receipts."""
    register(connection, "world", {"title_id": [w.title_id for w in worlds], "name": list(names)})
    for table in CLONED:
        connection.execute(
            f"CREATE OR REPLACE VIEW trusted_{table} AS SELECT b.* REPLACE (w.name AS title_id)"
            f" FROM base_{table} b JOIN world w ON w.title_id = b.title_id"
        )
    uses: list[Row] = []
    receipts: list[Row] = []
    taken: list[Row] = []
    for name, world in zip(names, worlds):
        for group, cells in world.cells.items():
            taken.append({"name": name, **group_key(group)})
            if group.kind == "statement":
                receipts.append(_receipt(name, group, cells))
            else:
                uses += _uses(name, group, cells)
    _register_rows(connection, "given_use", uses, USE_SCHEMA)
    _register_rows(connection, "given_receipt", receipts, RECEIPT_SCHEMA)
    _register_rows(connection, "taken", taken, TAKEN_SCHEMA)
    connection.execute(USES)
    connection.execute(RECEIPTS)


TAKEN_SCHEMA = pa.schema(
    [
        ("name", pa.string()), ("kind", pa.string()), ("company_id", pa.string()), ("market", pa.string()),
        ("service", pa.string()), ("territory", pa.string()), ("base_kind", pa.string()),
        ("currency", pa.string()), ("period_from", pa.date32()), ("period_to", pa.date32()),
    ]
)  # fmt: skip
USES = """
    CREATE OR REPLACE VIEW trusted_use AS
    SELECT w.name AS title_id, b.company_id, b.market, b.service, b.territory, b.from_on, b.ordinal,
           b.until_on, b.is_open, b.run_no
    FROM base_use b JOIN world w ON w.title_id = b.title_id
    ANTI JOIN taken t ON t.name = w.name AND t.kind <> 'statement' AND t.company_id = b.company_id
     AND t.market = b.market AND t.territory = b.territory AND t.service = coalesce(b.service, '')
    UNION ALL SELECT * FROM given_use
"""
RECEIPTS = """
    CREATE OR REPLACE VIEW trusted_receipt AS
    SELECT w.name AS title_id, b.company_id, b.market, b.territory, b.base_kind, b.currency, b.period_from,
           b.period_to, b.received_on, b.gross_cents, b.units
    FROM base_receipt b JOIN world w ON w.title_id = b.title_id
    ANTI JOIN taken t ON t.name = w.name AND t.kind = 'statement' AND t.company_id = b.company_id
     AND t.market = b.market AND t.territory = b.territory AND t.base_kind = b.base_kind
     AND t.currency = coalesce(b.currency, '') AND t.period_from = b.period_from AND t.period_to = b.period_to
    UNION ALL SELECT * FROM given_receipt
"""


def group_key(group: Group) -> Row:
    """The columns by which a group's own rows are found and left out."""
    return {
        "kind": group.kind,
        "company_id": group.company_id,
        "market": group.market,
        "service": group.service,
        "territory": group.territory,
        "base_kind": group.base_kind,
        "currency": group.currency,
        "period_from": group.period_from,
        "period_to": group.period_to,
    }


def _receipt(name: str, group: Group, cells: Cells) -> Row:
    return {
        **{key: value for key, value in group_key(group).items() if key in RECEIPT_SCHEMA.names},
        "title_id": name,
        "currency": group.currency or None,
        **cells,
    }


def _uses(name: str, group: Group, cells: Cells) -> list[Row]:
    shared: Row = {
        "title_id": name, "company_id": group.company_id, "market": group.market,
        "service": group.service or None, "territory": group.territory,
    }  # fmt: skip
    if group.kind == "runs":
        return [
            {
                **shared, "from_on": date.fromisoformat(day), "until_on": date.fromisoformat(day),
                "ordinal": int(ordinal), "is_open": False, "run_no": run if isinstance(run, int) else None,
            }
            for key, run in cells.items()
            for day, _, ordinal in [key.partition("#")]
        ]  # fmt: skip
    return [
        {
            **shared, "from_on": begin, "ordinal": 1, "run_no": None, "is_open": end == OPEN,
            "until_on": end if isinstance(end, date) else None,
        }
        for begin, end in times_of(cells)
        if not isinstance(end, date) or begin <= end
    ]  # fmt: skip


def register(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, list[str]]) -> None:
    """Register columns of text as a table of the engine, in the place of one of that name."""
    table = pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})
    connection.register(name, table)


def _register_rows(
    connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row], schema: pa.Schema
) -> None:
    columns = {field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in schema}
    connection.register(name, pa.table(columns, schema=schema))
