"""An amount divided by units or among named payees, to the cent: no cent is lost and none invented.

Units come from a formula of the agreement. When one participant's units are missing nobody's share is known,
and none is made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from arrears.formula.clause import Division, Split
from arrears.formula.dialect import Columns, Dialect
from arrears.formula.explain import RecordFacts, Value, as_number, evaluate
from arrears.formula.sql import print_ratio
from arrears.money import Cents, OddCents, divide_pot, muldiv_floor


def unit_shares(units: Sequence[Fraction | None]) -> list[Fraction] | None:
    """Each participant's units as a part of all; None when any are missing or they add up to nothing.

    Units below zero are a programmer's mistake: no agreement counts time backwards.
    """
    known = [one for one in units if one is not None]
    if any(one < 0 for one in known):
        raise ValueError(f"units below zero: {', '.join(str(one) for one in known)}")
    total = sum(known, Fraction(0))
    if len(known) < len(units) or total == 0:
        return None
    return [one / total for one in known]


def divide_by_units(pot: Cents, units: Sequence[Fraction | None], odd_cents: OddCents) -> list[Cents] | None:
    """The pot in cents per participant, losing and inventing no cent; None when the shares are not known."""
    shares = unit_shares(units)
    return None if shares is None else divide_pot(pot, shares, odd_cents)


def divide_among(cents: Cents, division: Division) -> list[Cents]:
    """The amount per named payee, in the division's order: whole cents of each share, cut towards zero.

    What is left is the odd-cents payee's. An amount taken back divides as it was given, cent for cent.
    """
    sign = -1 if cents < 0 else 1
    parts = [
        sign * muldiv_floor(abs(cents), share.numerator, share.denominator) for _, share in division.shares
    ]
    place = [payee for payee, _ in division.shares].index(division.odd_cents)
    parts[place] += cents - sum(parts)
    return parts


def print_division(cents: str, division: Division, dialect: Dialect) -> list[tuple[str, str]]:
    """The same as SQL: per payee its name and its cents, given the SQL of the amount in cents."""
    divide, wide = ("//", "HUGEINT") if dialect is Dialect.DUCKDB else ("div", "DECIMAL(38, 0)")
    whole: dict[str, str] = {}
    for payee, share in division.shares:
        cut = f"((abs(CAST({cents} AS {wide})) * {share.numerator}) {divide} {share.denominator})"
        whole[payee] = f"CAST((CASE WHEN {cents} < 0 THEN -{cut} ELSE {cut} END) AS BIGINT)"
    others = [text for payee, text in whole.items() if payee != division.odd_cents]
    whole[division.odd_cents] = f"({' - '.join([f'({cents})', *others])})"
    return list(whole.items())


def share_by_units(
    split: Split, cents: Cents, participants: Sequence[Mapping[str, Value]]
) -> list[Cents] | None:
    """What each participant takes of an amount, by the units that the agreement counts from their facts.

    Missing: one participant's missing units leave every share unknown.
    """
    if split.units is None:
        raise ValueError("share_by_units is given a split that counts no units")
    units = [as_number(evaluate(split.units, RecordFacts(facts))) for facts in participants]
    return divide_by_units(cents, units, split.odd_cents)


def print_unit_division(split: Split, source: str, dialect: Dialect) -> str:
    """The same as SQL: what each participant takes of the amount of a line.

    source: a relation with line_id, seq (the order of participants), cents and a column for each fact of the
    units. Rows: one per participant. Columns: line_id, seq, share_cents. Missing: as in `share_by_units`.
    """
    if split.units is None:
        raise ValueError("print_unit_division is given a split that counts no units")
    units = print_ratio(split.units, dialect, Columns({}))
    if not isinstance(units.denominator, int):
        raise ValueError("units that divide by a fact have no common denominator: round them with `to:`")
    wide = "HUGEINT" if dialect is Dialect.DUCKDB else "DECIMAL(38, 0)"
    weighed = f"SELECT line_id, seq, cents, CAST({units.numerator} AS {wide}) AS weight FROM {source}"
    line, order = "(PARTITION BY line_id)", "(PARTITION BY line_id ORDER BY seq ROWS UNBOUNDED PRECEDING)"
    is_known = f"count(*) OVER {line} = count(weight) OVER {line} AND sum(weight) OVER {line} > 0"
    summed = (
        f"SELECT *, CAST(nullif(sum(weight) OVER {line}, 0) AS {wide}) AS whole,"
        f" CAST(sum(weight) OVER {order} AS {wide}) AS running, {is_known} AS is_known"
        f" FROM ({weighed}) weighed"
    )
    if split.odd_cents == "cumulative":
        reached = f"SELECT *, {_floor('running', dialect)} AS mark FROM ({summed}) summed WHERE is_known"
        taken = "mark - coalesce(lag(mark) OVER (PARTITION BY line_id ORDER BY seq), 0)"
    else:
        floors = (
            f"SELECT *, {_floor('weight', dialect)} AS mark, {_left_over('weight')} AS left_over"
            f" FROM ({summed}) summed WHERE is_known"
        )
        reached = (
            f"SELECT *, cents - sum(mark) OVER {line} AS odd, row_number() OVER"
            f" (PARTITION BY line_id ORDER BY left_over DESC, seq) AS place FROM ({floors}) floored"
        )
        taken = "mark + CASE WHEN place <= odd THEN 1 ELSE 0 END"
    known = f"SELECT line_id, seq, CAST({taken} AS BIGINT) AS share_cents FROM ({reached}) reached"
    unknown = f"SELECT line_id, seq, CAST(NULL AS BIGINT) AS share_cents FROM ({summed}) summed"
    return f"{known} UNION ALL {unknown} WHERE NOT coalesce(is_known, FALSE)"


def _left_over(weight: str) -> str:
    """What a floor leaves over: at least 0 and below the whole, for amounts below zero too."""
    return f"(((cents * {weight}) % whole + whole) % whole)"


def _floor(weight: str, dialect: Dialect) -> str:
    divide = "//" if dialect is Dialect.DUCKDB else "div"
    return f"CAST(((cents * {weight} - {_left_over(weight)}) {divide} whole) AS BIGINT)"
