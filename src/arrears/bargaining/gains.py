"""Who gains from an offer: by market, company, kind of credit, career stage and size, medians beside totals.

On the lines of one base year, as if the new terms governed every one of them: no growth and no vintage is in
these figures. Stages and sizes are those that the book's own records show; who is in no record is in none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from arrears.bargaining.amended import AmendedAgreements, Unit
from arrears.bargaining.base_lines import AMOUNT_DAY, BaseLines
from arrears.bargaining.base_year import CURRENCY, BaseYear
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.costing import Gain
from arrears.bargaining.rounding import apportion, whole_cents
from arrears.engine.connection import quote_text
from arrears.engine.small_tables import create_table
from arrears.money import show_cents
from arrears.obligations.owed import credit_rules, split_by
from arrears.obligations.shares import share_rules
from arrears.vocabulary import PERSONAL_KINDS

WHOLE_OFFER = ""
NOBODY = "divided among nobody known"
NOT_KNOWN = "not known"
# Whole years between the earliest dated work of a person in the book and the end of the base year.
STAGES = ((5, "up to 4 years"), (10, "5 to 9 years"), (20, "10 to 19 years"))
LAST_STAGE = "20 years or more"
WORK_DAYS = ("written_on", "employed_on", "photographed_on", "first_release_on")
DIMENSIONS = ("market", "company", "credit", "career stage", "size band")


@dataclass(frozen=True)
class Gains:
    """Gains by group, and by item and person: cents of one base year under full coverage."""

    groups: tuple[Gain, ...]
    by_person: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class _Share:
    """What one person gains of one item in one market, from one company, under one kind of credit."""

    item_id: str
    person: str
    market: str
    company: str
    credit: str
    cents: Fraction


def find_gains(repricing: Repricing, touched: Sequence[Unit]) -> Gains:
    """Who gains from each item alone, and from the whole offer."""
    connection = repricing.base.lines.run.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE moved"
        " (item_id VARCHAR, line_id BIGINT, clause_no INTEGER, cents BIGINT)"
    )
    for unit in touched:
        for item_id, items in [(WHOLE_OFFER, unit.items), *((item, (item,)) for item in unit.items)]:
            repricing.figure_lines(unit, frozenset(items))
            connection.execute(
                f"""INSERT INTO moved SELECT {quote_text(item_id)}, line_id, clause_no, cents
                    FROM changed_line WHERE NOT is_unknown AND cents <> 0"""
            )
    register_splits(repricing.base.lines, repricing.amended)
    shares = [
        _Share(item, person, market, company, credit, Fraction(int(num), int(den)))
        for item, person, market, company, credit, num, den in repricing.base.lines.run.rows(SHARES)
    ]
    stages, sizes = career_stages(repricing.base.lines), size_bands(repricing.base)
    groups = tuple(_groups(shares, stages, sizes))
    by_person: dict[str, dict[str, Fraction]] = {}
    for share in shares:
        persons = by_person.setdefault(share.item_id, {})
        persons[share.person] = persons.get(share.person, Fraction(0)) + share.cents
    rounded = {
        item: {person: whole_cents(cents) for person, cents in sorted(persons.items())}
        for item, persons in by_person.items()
    }
    return Gains(groups, rounded)


def register_splits(lines: BaseLines, amended: AmendedAgreements) -> None:
    """Create `clause_split` (clause_no, split_by, rule_no) and the view `writer_part` over the run's shares.

    A clause whose agreement divides credits by rules that the run has not got has no rule number, and its
    gains are nobody's.
    """
    rules = credit_rules([variant for _, variant in sorted(lines.variants.items())])
    rows = {}
    for clauses in amended.known.values():
        for clause in clauses.values():
            variant = clause.variant
            rule = share_rules(variant.agreement)
            rows[variant.no] = (variant.no, split_by(variant), rules.index(rule) if rule in rules else None)
    columns = ["clause_no INTEGER", "split_by VARCHAR", "rule_no INTEGER"]
    create_table(lines.run.connection, "clause_split", list(rows.values()), columns)
    shares = quote_text(str((lines.run.folder / "writer_share.parquet").resolve()))
    lines.run.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW writer_part AS SELECT * FROM read_parquet({shares})"
    )


SHARES = f"""
    SELECT m.item_id,
           coalesce(CASE WHEN s.split_by = 'person' THEN f.payee_id ELSE w.person_id END, '{NOBODY}')
             AS person,
           f.market, f.company_id,
           CASE WHEN s.split_by = 'column' THEN coalesce(f.credit, '{NOT_KNOWN}')
                WHEN s.split_by = 'person' THEN 'own pay' ELSE 'shared' END AS credit,
           sum(m.cents::HUGEINT * coalesce(w.num, 1)) AS num, coalesce(w.den, 1) AS den
    FROM moved m JOIN base_line f USING (line_id) JOIN clause_split s USING (clause_no)
    LEFT JOIN writer_part w ON s.split_by <> 'person' AND w.rule_no = s.rule_no AND w.title_no = f.title_no
     AND w.credit = CASE WHEN s.split_by = 'column' THEN f.credit ELSE '' END
    GROUP BY ALL ORDER BY ALL
"""


def career_stages(lines: BaseLines) -> dict[str, str]:
    """Each credited person's stage: whole years from the earliest dated work in the book to the base year's
    end.
    """
    days = [name for name in WORK_DAYS if name in lines.columns]
    if not days:
        return {}
    titles = " UNION ".join(
        f"SELECT title_no, least({', '.join(days)}) AS made_on FROM past_{kind}"
        for kind in lines.kinds
        if kind not in PERSONAL_KINDS
    )
    if not titles:
        return {}
    rows = lines.run.rows(
        f"""SELECT w.person_id, datesub('year', min(t.made_on), DATE '{lines.year}-12-31')
            FROM writer_part w JOIN ({titles}) t USING (title_no) WHERE t.made_on IS NOT NULL GROUP BY ALL"""
    )
    return {person: stage_of(int(years)) for person, years in rows}


def stage_of(years: int) -> str:
    """The stage of so many whole years."""
    return next((word for below, word in STAGES if years < below), LAST_STAGE)


def size_bands(base: BaseYear) -> dict[str, str]:
    """Each payee's quarter of all payees by what the base year owed them, with the range of each quarter.

    Quarters are the book's own, so no threshold is invented.
    """
    lines = base.lines
    folder = lines.run.folder.resolve()
    obligations, amounts = (
        f"read_parquet({quote_text(str(folder / name))})" for name in ("obligation.parquet", "amount.parquet")
    )
    rows = lines.run.rows(
        f"""WITH owed AS (
                SELECT o.payee_id, sum(o.amount_cents)::BIGINT AS cents FROM {obligations} o
                JOIN {amounts} a ON a.line_id = o.line_id AND a.clause_no = o.clause_no
                 AND a.part_no IS NOT DISTINCT FROM o.part_no
                JOIN base_line f ON f.line_id = o.line_id
                WHERE (o.positions >> {lines.position(base.position).bit}) & 1 = 1
                  AND year({AMOUNT_DAY}) = {base.year} AND o.currency = '{CURRENCY}'
                  AND o.payee_id IS NOT NULL AND o.amount_cents IS NOT NULL
                GROUP BY ALL)
            SELECT payee_id, cents, ntile(4) OVER (ORDER BY cents, payee_id) FROM owed"""
    )
    ranges: dict[int, list[int]] = {}
    for _, cents, quarter in rows:
        ranges.setdefault(quarter, []).append(cents)
    words = {
        quarter: f"quarter {quarter}: {show_cents(min(found))} to {show_cents(max(found))}"
        for quarter, found in ranges.items()
    }
    return {person: words[quarter] for person, _, quarter in rows}


def _groups(shares: Sequence[_Share], stages: Mapping[str, str], sizes: Mapping[str, str]) -> Iterator[Gain]:
    for item_id in dict.fromkeys(share.item_id for share in shares):
        own = [share for share in shares if share.item_id == item_id]
        whole = whole_cents(sum((share.cents for share in own), Fraction(0)))
        for by in DIMENSIONS:
            yield from _by_group(by, item_id, whole, _sums(own, by, stages, sizes))


def _sums(
    shares: Sequence[_Share], by: str, stages: Mapping[str, str], sizes: Mapping[str, str]
) -> dict[str, dict[str, Fraction]]:
    """What each person of each group gains."""
    found: dict[str, dict[str, Fraction]] = {}
    for share in shares:
        group = {
            "market": share.market,
            "company": share.company,
            "credit": share.credit,
            "career stage": stages.get(share.person, NOT_KNOWN),
            "size band": sizes.get(share.person, "nothing owed in the base year"),
        }[by]
        persons = found.setdefault(group, {})
        persons[share.person] = persons.get(share.person, Fraction(0)) + share.cents
    return found


def _by_group(
    by: str, item_id: str, whole: int, sums: Mapping[str, Mapping[str, Fraction]]
) -> Iterator[Gain]:
    totals = apportion(whole, {group: sum(sums[group].values(), Fraction(0)) for group in sorted(sums)})
    for group, cents in totals.items():
        changed = [value for person, value in sums[group].items() if value and person != NOBODY]
        yield Gain(item_id, by, group, len(changed), cents, whole_cents(median(changed)))


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or half way between the two in the middle; nought of none."""
    if not values:
        return Fraction(0)
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
