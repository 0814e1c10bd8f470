"""Who gains from an offer: by market, company, kind of credit, career stage and size, medians beside totals.

Over the term, weighed like the costs: an item's gains come to what it costs alone, the offer's to its total.
What goes to the plans is no person's; raises rest on an assumed pay base, so they are by nobody's name. What
is shared by units is each performer's where the run knows the whole cast, and else is not told apart.
Stages and sizes are those that the book's own records show; who is in no record is in none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from arrears.bargaining.amended import AmendedAgreements, Unit, depends_on
from arrears.bargaining.base_lines import AMOUNT_DAY, BaseLines
from arrears.bargaining.base_year import CURRENCY, BaseYear
from arrears.bargaining.coalitions import Repricing
from arrears.bargaining.costing import Gain
from arrears.bargaining.dated_terms import TakenAs
from arrears.bargaining.price import Pricing
from arrears.bargaining.projection import PLANS, pay_of
from arrears.bargaining.rounding import apportion_to, whole_cents
from arrears.engine.connection import quote_text
from arrears.engine.small_tables import create_table
from arrears.money import show_cents
from arrears.obligations.owed import credit_rules, split_by, unit_splits
from arrears.obligations.shares import share_rules
from arrears.obligations.variants import Variant
from arrears.vocabulary import PERSONAL_KINDS

WHOLE_OFFER = ""
NOBODY = "divided among nobody known"
NOT_TOLD = "not told apart"  # of a cast that is not known whole, or where nobody says how it is shared
NOT_KNOWN = "not known"
TO_PLANS, RAISES = "pension and health plans", "raises of pay, by nobody's name"
# Whole years between the earliest dated work of a person in the book and the end of the base year.
STAGES = ((5, "up to 4 years"), (10, "5 to 9 years"), (20, "10 to 19 years"))
LAST_STAGE = "20 years or more"
WORK_DAYS = ("written_on", "employed_on", "photographed_on", "first_release_on")
# Who is no person in the shares: they are in every group of a market or company, and in no median.
NOBODYS = (NOBODY, NOT_TOLD, TO_PLANS)
BY_UNITS, NOT_SAID, TO_A_PLAN = "units", "not said", "plan"
DIMENSIONS = ("market", "company", "credit", "career stage", "size band")


@dataclass(frozen=True)
class Gains:
    """Gains by group, and by item and person: cents of the term."""

    groups: tuple[Gain, ...]
    by_person: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class BaseShare:
    """What one person has of what a set of items moves in the base year: `num` of `den` cents.

    person: or one of `NOBODYS`. market: under one clause, from one company, under one kind of credit.
    """

    clause: str
    person: str
    market: str
    company: str
    credit: str
    num: int
    den: int


@dataclass(frozen=True)
class BasePeople:
    """Whom the lines of a base year belong to; what was read is kept.

    read: shares of what each set of items moves. stages, sizes: of each person.
    """

    repricing: Repricing
    stages: Mapping[str, str]
    sizes: Mapping[str, str]
    read: dict[tuple[Unit, frozenset[str], TakenAs], tuple[BaseShare, ...]] = field(
        default_factory=dict, repr=False
    )

    def shares(self, unit: Unit, moving: frozenset[str], taken: TakenAs) -> tuple[BaseShare, ...]:
        """Each person's part of what these items move on the lines of the base year."""
        asked = (unit, moving & frozenset(unit.items), taken)
        if asked not in self.read:
            self.repricing.figure_lines(*asked)
            names = {number: name for name, number in self.repricing.amended.numbers.items()}
            self.read[asked] = tuple(
                BaseShare(names[number], person, market, company, credit, int(num), int(den))
                for number, person, market, company, credit, num, den in self.repricing.base.lines.run.rows(
                    SHARES
                )
            )
        return self.read[asked]

    def group_of(self, by: str, share: BaseShare) -> str:
        """The group of a share in one dimension."""
        match by:
            case "market":
                return share.market
            case "company":
                return share.company
            case "credit":
                return share.credit
            case _ if share.person in NOBODYS and by in ("career stage", "size band"):
                return share.person
            case "career stage":
                return self.stages.get(share.person, NOT_KNOWN)
            case "size band":
                return self.sizes.get(share.person, "nothing owed in the base year")
        raise TypeError(f"group_of does not know {by}")


def read_people(repricing: Repricing) -> BasePeople:
    """The people of a repricing's base year."""
    depends_on(repricing.amended)  # reads every clause that any set of items has
    register_splits(repricing.base.lines, repricing.amended)
    return BasePeople(repricing, career_stages(repricing.base.lines), size_bands(repricing.base))


@dataclass(frozen=True)
class _Weighed:
    """Shares in whole parts of a cent, `scale` parts each, and what is no person's by the group it is in."""

    shares: Sequence[tuple[BaseShare, int]]
    scale: int
    nobodys: Mapping[str, Fraction]


def find_gains(
    pricing: Pricing, touched: Sequence[Unit], people: BasePeople, costs: Mapping[str, int]
) -> Gains:
    """Who gains over the term: from each item alone, and from the whole offer.

    costs: what each item costs alone, and the whole offer under '', in cents; their gains come to the same.
    """
    groups: list[Gain] = []
    by_person: dict[str, dict[str, int]] = {}
    for item_id, cents in costs.items():
        chosen = frozenset((item_id,) if item_id else (item.item_id for item in pricing.offer.items))
        weighed = _weigh(pricing, touched, people, chosen)
        for by in DIMENSIONS:
            groups += _by_group((by, item_id, cents), people, weighed)
        persons: dict[str, int] = {}
        for share, parts in weighed.shares:
            if share.person not in (NOT_TOLD, TO_PLANS):
                persons[share.person] = persons.get(share.person, 0) + parts
        by_person[item_id] = {
            person: whole_cents(Fraction(parts, weighed.scale)) for person, parts in sorted(persons.items())
        }
    return Gains(tuple(groups), by_person)


def _weigh(pricing: Pricing, touched: Sequence[Unit], people: BasePeople, chosen: frozenset[str]) -> _Weighed:
    found: list[tuple[BaseShare, Fraction]] = []
    plans = Fraction(0)
    for unit in touched:
        weights: dict[tuple[frozenset[str], TakenAs], dict[tuple[str, str], Fraction]] = {}
        for move in pricing.moves(unit, chosen):
            of_set = weights.setdefault((move.moving, move.taken), {})
            cell = (move.clause, move.market)
            of_set[cell] = of_set.get(cell, Fraction(0)) + move.weight
        for (moving, taken), of_set in weights.items():
            shares = people.shares(unit, moving, taken)
            weighed = ((share, of_set.get((share.clause, share.market))) for share in shares)
            found += [(share, weight) for share, weight in weighed if weight]
        residuals = pricing.residuals(unit, chosen)
        plans += sum((cents for part, cents in residuals.items() if part.part == PLANS), Fraction(0))
    raised = pay_of(pricing.offer, pricing.outlook, chosen)
    plans += sum((cents for part, cents in raised.items() if part.part == PLANS), Fraction(0))
    pay = sum((cents for part, cents in raised.items() if part.part != PLANS), Fraction(0))
    # Whole numbers: sums over many people take a fraction of the time that sums of fractions do.
    scale = math.lcm(*{share.den * weight.denominator for share, weight in found})
    parts = [
        (share, share.num * weight.numerator * (scale // (share.den * weight.denominator)))
        for share, weight in found
    ]
    return _Weighed(parts, scale, {TO_PLANS: plans, RAISES: pay})


def register_splits(lines: BaseLines, amended: AmendedAgreements) -> None:
    """Create `clause_split` (clause_no, split_by, rule_no) and the view `writer_part` over the run's shares.

    A clause that shares by rules or units that the run has not got has no rule number, and its gains are
    nobody's.
    """
    ran = [variant for _, variant in sorted(lines.variants.items())]
    rules, splits = credit_rules(ran), unit_splits(ran)
    numbers = {rule: number for number, rule in enumerate(rules)}
    of_units = {
        _units_of(one): len(rules) + splits.index(one.formula.split)
        for one in ran
        if one.formula.split is not None and one.formula.split in splits
    }
    rows = {}
    for clauses in amended.known.values():
        for variant in (clause.variant for clause in clauses.values()):
            by = split_by(variant)
            rule_no = numbers.get(share_rules(variant.agreement))
            rows[variant.no] = (
                variant.no,
                by,
                of_units.get(_units_of(variant)) if by == BY_UNITS else rule_no,
            )
    columns = ["clause_no INTEGER", "split_by VARCHAR", "rule_no INTEGER"]
    create_table(lines.run.connection, "clause_split", list(rows.values()), columns)
    shares = quote_text(str((lines.run.folder / "writer_share.parquet").resolve()))
    lines.run.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW writer_part AS SELECT * FROM read_parquet({shares})"
    )


def _units_of(variant: Variant) -> str:
    """How a clause shares by units, in whatever version or patch of its agreement it stands."""
    return repr(variant.formula.split).replace(f"'{variant.agreement.address}/", "'~/")


SHARES = f"""
    SELECT m.clause_no,
           coalesce(CASE WHEN s.split_by = '{TO_A_PLAN}' THEN '{TO_PLANS}'
                         WHEN s.split_by = 'person' THEN f.payee_id ELSE w.person_id END,
                    CASE WHEN s.split_by IN ('{BY_UNITS}', '{NOT_SAID}') THEN '{NOT_TOLD}'
                         ELSE '{NOBODY}' END)
             AS person,
           f.market, f.company_id,
           CASE WHEN s.split_by = 'column' THEN coalesce(f.credit, '{NOT_KNOWN}')
                WHEN s.split_by = 'person' THEN 'own pay' WHEN s.split_by = '{BY_UNITS}' THEN 'by units'
                WHEN s.split_by = '{TO_A_PLAN}' THEN '{TO_PLANS}'
                WHEN s.split_by = '{NOT_SAID}' THEN '{NOT_TOLD}' ELSE 'shared' END AS credit,
           sum(m.cents::HUGEINT * coalesce(w.num, 1)) AS num, coalesce(w.den, 1) AS den
    FROM changed_line m JOIN base_line f USING (line_id) JOIN clause_split s USING (clause_no)
    LEFT JOIN writer_part w ON s.split_by IN ('percentage', 'column', '{BY_UNITS}')
     AND w.rule_no = s.rule_no AND w.title_no = f.title_no
     AND w.credit = CASE WHEN s.split_by = 'column' THEN f.credit ELSE '' END
    WHERE NOT m.is_unknown AND m.cents <> 0
    GROUP BY ALL ORDER BY ALL
"""


def career_stages(lines: BaseLines) -> dict[str, str]:
    """The stage of each person with a share or a line of their own: whole years from the earliest dated work
    in the book to the base year's end.
    """
    days = [name for name in WORK_DAYS if name in lines.columns]
    if not days:
        return {}
    titles = " UNION ".join(
        f"SELECT title_no, least({', '.join(days)}) AS made_on FROM past_{kind}" for kind in lines.kinds
    )
    people = " UNION ".join(
        ["SELECT person_id, title_no FROM writer_part"]
        + [f"SELECT payee_id, title_no FROM past_{kind}" for kind in lines.kinds if kind in PERSONAL_KINDS]
    )
    if not titles:
        return {}
    rows = lines.run.rows(
        f"""SELECT w.person_id, datesub('year', min(t.made_on), DATE '{lines.year}-12-31')
            FROM ({people}) w JOIN ({titles}) t USING (title_no)
            WHERE t.made_on IS NOT NULL AND w.person_id IS NOT NULL GROUP BY ALL"""
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
                  AND o.clause_no NOT IN ({_of_plans(lines)})
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


def _of_plans(lines: BaseLines) -> str:
    """The numbers of the clauses that pay plans, for SQL: a plan is in no quarter of payees."""
    numbers = [str(number) for number, one in lines.variants.items() if split_by(one) == TO_A_PLAN]
    return ", ".join(numbers) or "-1"


def _by_group(told: tuple[str, str, int], people: BasePeople, weighed: _Weighed) -> Iterator[Gain]:
    """The groups of one dimension. told: the dimension, the item, and the cents that the groups come to."""
    by, item_id, cents = told
    sums: dict[str, dict[str, int]] = {}
    for share, parts in weighed.shares:
        persons = sums.setdefault(people.group_of(by, share), {})
        persons[share.person] = persons.get(share.person, 0) + parts
    exact = {group: Fraction(sum(sums[group].values()), weighed.scale) for group in sorted(sums)}
    for group, value in weighed.nobodys.items():
        if value:
            exact[group] = exact.get(group, Fraction(0)) + value
    roundings = 1 if item_id else len(people.repricing.amended.offer.items)
    for group, total in apportion_to(cents, exact, roundings).items():
        changed = [parts for person, parts in sums.get(group, {}).items() if parts and person not in NOBODYS]
        middle = whole_cents(median(changed) / weighed.scale) if changed else None
        yield Gain(item_id, by, group, len(changed), total, middle)


def median(values: Sequence[int]) -> Fraction:
    """The middle of one value or more, or half way between the two in the middle."""
    ordered = sorted(values)
    return Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)
