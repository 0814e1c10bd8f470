"""The base year of a projection: the last full year of a book's records, and what it owed and paid.

Nothing is projected from a year that the model does not reproduce: every amount figured again equals the
audit's to the cent, and what was owed is what was paid, open, and not comparable, by market and company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from arrears.agreements.model import Agreement
from arrears.audit.run_tables import RunTables, open_run
from arrears.bargaining.base_lines import AMOUNT_DAY, BaseLines, open_base_lines, price_variants
from arrears.engine.connection import EngineLimits, quote_text
from arrears.findings import Finding, Refused
from arrears.money import show_cents

CURRENCY = "usd"
ROWS_SHOWN = 20
LINE_COLUMNS = ("line_id", "ordered_on", "market", "company_id", "title_id", "title_no", "credit", "currency")


@dataclass(frozen=True)
class Actual:
    """What the base year owed and paid in one market, for one company and one kind of credit. Cents.

    credit: the column of fixed amounts, or `shared` where a pot is divided by credit. owed = paid + open +
    not_comparable. not_divided: amounts of lines whose credits divide among nobody known; they are in no
    other column. unknown: amounts that cannot be figured, a number of them.
    """

    market: str
    company_id: str
    credit: str
    owed: int
    paid: int
    with_guild: int
    open: int
    not_comparable: int
    not_divided: int
    unknown: int


@dataclass(frozen=True)
class BaseYear:
    """A base year that was reproduced: its lines, the position taken, its actuals.

    notes: what a reader of any projection from it must know.
    """

    lines: BaseLines = field(repr=False)
    year: int
    position: str
    actuals: tuple[Actual, ...]
    notes: tuple[str, ...] = ()

    def owed(self) -> Mapping[str, int]:
        """What the year owed by market, in cents."""
        found: dict[str, int] = {}
        for one in self.actuals:
            found[one.market] = found.get(one.market, 0) + one.owed
        return found

    @property
    def answers(self) -> Mapping[str, str]:
        """The answers of the position to every question of the run's agreements."""
        return self.lines.position(self.position).answers


def own_positions(run: RunTables, named: Sequence[str] = ()) -> tuple[str, ...]:
    """The positions to price: those named, else every one that a side takes in its own words."""
    return tuple(named) or tuple(position.name for position in run.heading.own_words())


def last_full_year(run: RunTables) -> int:
    """The last calendar year whose every quarter has lines and which was over on the run's day.

    Findings: base-year-none.
    """
    held_to = date.fromisoformat(run.heading.held_to())
    for year in sorted((year for year, _ in _quarters(run)), reverse=True):
        if date(year, 12, 31) <= held_to and not quarters_without_lines(run, year):
            return int(year)
    problem, found = "no year of the records is full", ", ".join(str(y) for y, _ in _quarters(run)) or "none"
    remedy = "name a year with --base-year; what it lacks is then said"
    expected = f"a year that was over on {held_to} with lines in each quarter"
    raise Refused([Finding("base-year-none", str(run.folder), problem, expected, found, remedy)])


def quarters_without_lines(run: RunTables, year: int) -> tuple[int, ...]:
    """The quarters of a year of which the run has no line."""
    seen = dict(_quarters(run)).get(year, ())
    return tuple(quarter for quarter in (1, 2, 3, 4) if quarter not in seen)


def _quarters(run: RunTables) -> list[tuple[int, Sequence[int]]]:
    facts = quote_text(str((run.folder / "fact.parquet").resolve()))
    return [
        (int(year), list(quarters))
        for year, quarters in run.rows(
            f"""SELECT year(ordered_on), list(DISTINCT quarter(ordered_on)) FROM read_parquet({facts})
                WHERE ordered_on IS NOT NULL GROUP BY ALL ORDER BY ALL"""
        )
    ]


def open_base_year(
    folder: Path,
    agreements: Sequence[Agreement],
    year: int | None = None,
    *,
    position: str = "",
    limits: EngineLimits | None = None,
) -> BaseYear:
    """Open a run, choose its last full year unless one is named, and reproduce it.

    position: by name; needed where the run takes more than one in somebody's own words.
    Findings: base-year-none, base-year-open, base-year-differs, position-unknown; those of opening the run.
    """
    run = open_run(folder, limits=limits)
    chosen = last_full_year(run) if year is None else year
    held_to = date.fromisoformat(run.heading.held_to())
    if date(chosen, 12, 31) > held_to:
        problem = "the year was not over on the run's day"
        remedy = "name an earlier year, or audit as of a later day"
        expected = f"a year over by {held_to}"
        raise Refused([Finding("base-year-open", "--base-year", problem, expected, str(chosen), remedy)])
    lacking = quarters_without_lines(run, chosen)
    run.connection.close()
    lines = open_base_lines(folder, agreements, chosen, limits)
    if not lines.kinds:
        problem, remedy = "the run has no line that could be priced", "read it for who may see records"
        raise Refused([Finding("base-year-none", str(folder), problem, "a line of any kind", "none", remedy)])
    create_base_line(lines)
    name = position or _only_position(lines)
    reproduce(lines)
    notes = [f"Base year {chosen}, read {name}; records held to {lines.run.heading.held_to()}."]
    if lacking:
        quarters = ", ".join(str(quarter) for quarter in lacking)
        notes.append(f"The base year has no line in quarter {quarters}: it is not a full year.")
    notes += other_currencies(lines)
    actuals = read_actuals(lines, lines.position(name).bit)
    refuse_differing(lines, actuals, lines.position(name).bit)
    return BaseYear(lines, chosen, name, actuals, tuple(notes))


def _only_position(lines: BaseLines) -> str:
    own = own_positions(lines.run)
    if len(own) == 1:
        return own[0]
    problem = "the sides read the agreement differently, and an offer is priced on one reading at a time"
    remedy = "name one with --position, or each in turn"
    raise Refused(
        [Finding("position-needed", "--position", problem, "one of: " + ", ".join(own), "", remedy)]
    )


def create_base_line(lines: BaseLines) -> None:
    """Create `base_line`: what a costing asks of every line besides the facts of its kind."""
    payee = "payee_id" if "payee_id" in lines.columns else "NULL::VARCHAR AS payee_id"
    period = "period_from" if "period_from" in lines.columns else "NULL::DATE AS period_from"
    columns = ", ".join((*LINE_COLUMNS, payee, period))
    union = " UNION ALL ".join(f"SELECT {columns} FROM past_{kind}" for kind in lines.kinds)
    lines.run.connection.execute(f"CREATE TEMP TABLE base_line AS {union}")


def reproduce(lines: BaseLines) -> None:
    """Figure every amount of the year again and hold it against the audit's.

    Findings: base-year-differs, one for each of the first rows that differ.
    """
    price_variants(lines, tuple(lines.variants.values()))
    audited = quote_text(str((lines.run.folder / "amount.parquet").resolve()))
    keys = "a.line_id, a.part_no, a.clause_no, a.applies, a.amount_cents"
    year = f"WHERE year({AMOUNT_DAY}) = {lines.year}"
    model, audit = (
        f"SELECT {keys} FROM {source} a JOIN base_line f ON f.line_id = a.line_id {year}"
        for source in ("amount", f"read_parquet({audited})")
    )
    rows = lines.run.rows(
        f"""SELECT coalesce(m.line_id, r.line_id), coalesce(m.clause_no, r.clause_no), r.amount_cents,
                   m.amount_cents FROM ({model}) m FULL JOIN ({audit}) r
              ON r.line_id = m.line_id AND r.part_no IS NOT DISTINCT FROM m.part_no
             AND r.clause_no = m.clause_no
            WHERE m.line_id IS NULL OR r.line_id IS NULL OR m.applies IS DISTINCT FROM r.applies
               OR m.amount_cents IS DISTINCT FROM r.amount_cents ORDER BY ALL LIMIT {ROWS_SHOWN}"""
    )
    if rows:
        raise Refused(_differs(lines, row) for row in rows)


def _differs(lines: BaseLines, row: tuple[int, int, int | None, int | None]) -> Finding:
    line_id, clause_no, audited, modelled = row
    variant = lines.variants.get(clause_no)
    place = variant.clause.name if variant else f"clause {clause_no}"
    problem = f"the model does not give the audited amount of line {line_id}; nothing is projected from it"
    remedy = "delete the run's folder and run `arrears audit BOOK` again"
    return Finding("base-year-differs", place, problem, show_cents(audited), show_cents(modelled), remedy)


def read_actuals(lines: BaseLines, bit: int) -> tuple[Actual, ...]:
    """The year's obligations on one position with their standing, by market, company and credit."""
    obligations = f"read_parquet({quote_text(str((lines.run.folder / 'obligation.parquet').resolve()))})"
    amounts = f"read_parquet({quote_text(str((lines.run.folder / 'amount.parquet').resolve()))})"
    rows = lines.run.rows(
        f"""
        SELECT o.market, o.company_id,
               CASE WHEN o.credit_column = '' THEN 'shared' ELSE o.credit_column END,
               coalesce(sum(o.amount_cents), 0)::BIGINT,
               coalesce(sum(s.paid_cents) FILTER (s.open_cents IS NOT NULL), 0)::BIGINT,
               coalesce(sum(s.with_guild_cents) FILTER (s.open_cents IS NOT NULL), 0)::BIGINT,
               coalesce(sum(s.open_cents), 0)::BIGINT,
               coalesce(sum(o.amount_cents) FILTER (s.open_cents IS NULL), 0)::BIGINT,
               coalesce(sum(o.pool_cents) FILTER (o.amount_cents IS NULL), 0)::BIGINT,
               count(*) FILTER (o.amount_cents IS NULL AND o.pool_cents IS NULL)
        FROM {obligations} o JOIN standing s USING (obligation_no)
        JOIN {amounts} a ON a.line_id = o.line_id AND a.part_no IS NOT DISTINCT FROM o.part_no
         AND a.clause_no = o.clause_no
        JOIN base_line f ON f.line_id = o.line_id
        WHERE (o.positions >> {bit}) & 1 = 1 AND year({AMOUNT_DAY}) = {lines.year}
          AND o.currency = '{CURRENCY}'
        GROUP BY ALL ORDER BY ALL"""
    )
    return tuple(Actual(*row) for row in rows)


def refuse_differing(lines: BaseLines, actuals: Sequence[Actual], bit: int) -> None:
    """Hold the year's actuals against the model, by market and company, to the cent.

    Findings: base-year-differs, for each market and company whose sums do not meet.
    """
    served = [str(no) for no, variant in lines.variants.items() if variant.positions >> bit & 1]
    modelled = lines.run.rows(
        f"""SELECT f.market, f.company_id, sum(a.amount_cents)::BIGINT
            FROM amount a JOIN base_line f ON f.line_id = a.line_id
            WHERE a.applies AND a.amount_cents IS NOT NULL AND year({AMOUNT_DAY}) = {lines.year}
              AND a.clause_no IN ({", ".join(served) or "NULL"}) AND f.currency = '{CURRENCY}'
            GROUP BY ALL HAVING sum(a.amount_cents) <> 0 ORDER BY ALL"""
    )
    model = {(market, company): cents for market, company, cents in modelled}
    owed: dict[tuple[str, str], int] = {}
    faults = []
    for one in actuals:
        key = (one.market, one.company_id)
        owed[key] = owed.get(key, 0) + one.owed + one.not_divided
        parts = one.paid + one.open + one.not_comparable
        if one.owed != parts:
            problem = "what is owed is not what is paid, open and not comparable together"
            faults.append(_sums_differ(lines, key, problem, (one.owed, parts)))
    for key in sorted({*owed, *model}):
        if owed.get(key, 0) != model.get(key, 0):
            problem = "the obligations of the year do not add up to its amounts"
            faults.append(_sums_differ(lines, key, problem, (model.get(key, 0), owed.get(key, 0))))
    if faults:
        raise Refused(faults)


def _sums_differ(lines: BaseLines, key: tuple[str, str], problem: str, cents: tuple[int, int]) -> Finding:
    place = f"{lines.year}:{key[0]}:{key[1]}"
    expected, found = (show_cents(each) for each in cents)
    remedy = "delete the run's folder and run `arrears audit BOOK` again"
    return Finding("base-year-differs", place, problem, expected, found, remedy)


def other_currencies(lines: BaseLines) -> list[str]:
    """A sentence for each other currency of the year's lines: they are in no figure."""
    rows = lines.run.rows(
        f"""SELECT coalesce(currency, 'not known'), count(*) FROM base_line
            WHERE year(ordered_on) = {lines.year} AND currency IS DISTINCT FROM '{CURRENCY}'
            GROUP BY ALL ORDER BY ALL"""
    )
    return [f"{count} line(s) of currency {name} are in no figure." for name, count in rows]
