"""Explains one obligation of a finished run: every number of it with its clause, its facts and its payments.

The amount is figured again by the explaining interpreter and must be the bulk amount to the cent; if it is
not, that is a fault of the program and nothing is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from arrears.agreements.model import Agreement
from arrears.audit.cast_rows import cast_facts, hold_against_units, units_why
from arrears.audit.explained_facts import explain_facts
from arrears.audit.explained_readings import show_clause, show_terms
from arrears.audit.explained_rows import Obligation, find_ledger, find_obligation
from arrears.audit.explained_words import cited, due_words, late_words, rounding_words
from arrears.audit.explainer import Explainer, Row, open_for_explaining
from arrears.book.ledger import Book
from arrears.formula.clause import Holds, PaysToDate
from arrears.formula.explain import as_number, round_cents
from arrears.money import divide_pot
from arrears.obligations.explained_ledger import LineOutcome, explain_lines, ledger_formula
from arrears.obligations.explained_steps import step_of
from arrears.obligations.explanation_model import (
    AgreementUsed,
    AskedOf,
    DueShown,
    Explanation,
    FactShown,
    LateShown,
    Party,
    PaymentShown,
    SplitShown,
    StandingShown,
    Step,
)
from arrears.obligations.refs import parse_ref, ref_text
from arrears.obligations.replay import money_value
from arrears.obligations.replay_part import replay_part
from arrears.obligations.variants import Variant
from arrears.vocabulary import PERSONAL_KINDS

ALWAYS_LEFT_OUT = (
    "contributions to plans and funds are amounts of their own and no part of it",
    "late charges are listed beside the amount and are no part of it",
)
SHARED_BY = {"percentage": "credit", "units": "units"}

PAYMENTS = 'SELECT * FROM "match" WHERE obligation_no = ? ORDER BY paid_on, payment_row_id'
Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Found:
    """One obligation with all that was looked up and figured for it."""

    explainer: Explainer
    ref: str
    obligation: Obligation
    variant: Variant
    line: Row
    outcomes: Sequence[LineOutcome]
    own: LineOutcome
    split: SplitShown | None

    @property
    def row(self) -> Row:
        return self.obligation.row


@dataclass(frozen=True)
class Settled:
    """What the run's tables say of an obligation's payments and lateness, and the names in them."""

    payments: tuple[Row, ...]
    names: Names
    standing: StandingShown | None
    late_charges: tuple[LateShown, ...]


def explain_obligation(
    book: Book, run_folder: Path, ref: str, agreements: Sequence[Agreement]
) -> Explanation:
    """Explain one amount of a run by its name.

    Findings: those of `open_for_explaining` and `explain_ref`.
    """
    return explain_ref(open_for_explaining(book, run_folder, agreements), ref)


def explain_ref(explainer: Explainer, ref: str) -> Explanation:
    """Explain one amount of an open run by its name.

    Findings: `ref-not-well-formed`, `ref-unknown`, `ref-ambiguous`.
    """
    asked = parse_ref(ref)
    obligation = find_obligation(explainer, asked)
    row = obligation.row
    variant = explainer.variants[row["clause_no"]]
    line, ledger = find_ledger(explainer, variant, row)
    outcomes = explain_lines(variant, explainer.variants, ledger)
    place = (row["line_id"], row["part_no"])
    own = next(one for one in outcomes if (one.line_id, one.part_no) == place)
    split = _show_split(explainer, variant, row)
    name = ref_text(replace(asked, reading=row["reading"]))
    found = Found(explainer, name, obligation, variant, line, outcomes, own, split)
    _hold_against_bulk(found)
    return _explanation(found)


def _hold_against_bulk(found: Found) -> None:
    """Stop when explain gives another amount than the run holds: one of the two is wrong."""
    cents, split, row = found.own.outcome.cents, found.split, found.row
    share = cents if split is None else None
    if cents is not None and split is not None and split.shares:
        shares = [Fraction(part) for part in split.shares]
        share = divide_pot(cents, shares, split.odd_cents)[split.own_place]
    bulk = (row["pool_cents"], row["amount_cents"])
    if bulk != (cents, share):
        raise AssertionError(
            f"bulk and explain disagree on {found.ref}: pot and share {bulk} in bulk, {(cents, share)} here"
        )


def _explanation(found: Found) -> Explanation:
    explainer, row, outcome = found.explainer, found.row, found.own.outcome
    with ThreadPoolExecutor(max_workers=1) as thread:
        # The records and the run have a connection each: one is read while the other is.
        reading = thread.submit(_facts, found)
        settled = _settled(explainer, row)
        facts = reading.result()
    names = settled.names
    assert outcome.state != "right"
    return Explanation(
        ref=found.ref,
        asked_of=_asked_of(explainer),
        company=_party(names, "company", row["company_id"]),
        payee=_party(names, "person", row["payee_id"]),
        title=_party(names, "title", row["title_id"]),
        market=row["market"],
        territory=row["territory"],
        occasion=row["occasion"],
        currency=row["currency"] or "",
        clause=show_clause(explainer, found.variant, found.obligation),
        terms=show_terms(explainer, found.variant, found.own),
        facts=facts,
        outcome=outcome.state,
        steps=_steps(found),
        rounding=rounding_words(found.variant.formula.rounding),
        clause_cents=outcome.cents,
        split=found.split,
        amount_cents=row["amount_cents"],
        low_cents=row["low_cents"],
        high_cents=row["high_cents"],
        missing=tuple(row["missing"]),
        due=_due(found.variant, row),
        payments=tuple(_payment(names, one) for one in settled.payments),
        standing=settled.standing,
        late_charges=settled.late_charges,
        left_out=_left_out(found, sum(len(fact.rivals) for fact in facts)),
        replay=replay_part(ledger_formula(found.variant), found.outcomes, found.own),
    )


def _facts(found: Found) -> tuple[FactShown, ...]:
    """What the amount rests on; it reads the records and no table of the run."""
    own = explain_facts(found.explainer, found.variant, found.own, found.line)
    return (*own, *cast_facts(found.explainer, found.variant.formula.split, found.row))


def _settled(explainer: Explainer, row: Row) -> Settled:
    payments = explainer.run_rows(PAYMENTS, [row["obligation_no"]])
    names = _names(explainer, row, payments)
    return Settled(tuple(payments), names, _standing(explainer, row), _late_charges(explainer, row))


def _asked_of(explainer: Explainer) -> AskedOf:
    heading = explainer.run.heading
    return AskedOf(
        as_of=heading.as_of,
        known_by=heading.known_by,
        seq=heading.seq,
        head=heading.head,
        run_id=heading.run_id,
        agreements=tuple(AgreementUsed(address, digest) for address, digest in heading.agreements),
        trust=heading.trust,
    )


def _names(explainer: Explainer, row: Row, paid: Sequence[Row]) -> Names:
    """What the parties of the obligation and of its payments are called; a payee may be a company."""
    payees = {row["payee_id"], *(one["payee_id"] for one in paid)} - {None}
    wanted = {("title", row["title_id"]), *(("person", payee) for payee in payees)}
    ids = sorted(party_id for _, party_id in wanted)
    found = [
        one
        for one in explainer.run_rows(
            f"SELECT kind, id, name FROM name WHERE id IN ({', '.join('?' for _ in ids)})", ids
        )
        if (one["kind"], one["id"]) in wanted
    ]
    companies = {("company", one): name for one, name in explainer.company_names.items()}
    return companies | {(one["kind"], one["id"]): one["name"] for one in found if one["name"]}


def _party(names: Names, kind: str, party_id: str | None) -> Party:
    if party_id is None:
        return Party("", "nobody who is known")
    return Party(party_id, names.get((kind, party_id)) or names.get(("company", party_id)) or party_id)


def _steps(found: Found) -> tuple[Step, ...]:
    outcome = found.own.outcome
    statuses = {term.address: term.citation.status for term in found.variant.clause.terms}
    trees = (("whether the clause applies", outcome.applies), ("what it gives", outcome.amount))
    steps = [
        Step(label, step.value, missing=step.missing, children=(step,))
        for label, tree in trees
        if tree is not None
        for step in [step_of(tree, statuses)]
    ]
    return (*steps, *_change(found), *_held(found, statuses))


def _held(found: Found, statuses: Mapping[str, str]) -> Iterator[Step]:
    """Of an amount that is held: what was held before this record, and what it and that have to come to."""
    outcome = found.own.outcome
    if isinstance(found.variant.formula.result, Holds) and outcome.until is not None:
        yield Step("held before this record", money_value(outcome.held_cents))
        until = step_of(outcome.until, statuses)
        yield Step(
            "what both together have to come to", until.value, missing=until.missing, children=(until,)
        )


def _change(found: Found) -> Iterator[Step]:
    """Of an amount due so far: what was due so far before this record, and the change that is owed on it."""
    outcome, formula = found.own.outcome, found.variant.formula
    if not isinstance(formula.result, PaysToDate) or outcome.cents is None or outcome.amount is None:
        return
    exact = as_number(outcome.amount)
    so_far = None if exact is None else round_cents(exact, formula.rounding)
    if so_far is not None:
        included = Step("due so far, this record included", money_value(so_far), rounded="as declared")
        before = Step("due so far before this record", money_value(so_far - outcome.cents))
        yield Step("change, owed on this record", money_value(outcome.cents), children=(included, before))


def _show_split(explainer: Explainer, variant: Variant, row: Row) -> SplitShown | None:
    """Everybody's exact share in order, without names; no shares at all where the credits give none.

    None where nothing is shared: the amount is not known, or the line is one person's own.
    """
    if row["pool_cents"] is None or variant.formula.record_kind in PERSONAL_KINDS:
        return None
    split = variant.formula.split
    by = split.by if split else "percentage"
    shares = explainer.run_rows(
        "SELECT person_id, num, den FROM whole_writer_share"
        " WHERE title_id = ? AND rule_no = ? AND credit = ? ORDER BY seq",
        [row["title_id"], explainer.rule_numbers[variant.no], row["credit_column"]],
    )
    people = [share["person_id"] for share in shares]
    is_shared = row["payee_id"] in people
    parts = [Fraction(share["num"], share["den"]) for share in shares]
    if split is not None and by == "units":
        hold_against_units(explainer, split, row, dict(zip(people, parts)))
    return SplitShown(
        by=SHARED_BY.get(by) or f"the {row['credit_column'] or 'credit'} column",
        odd_cents=split.odd_cents if split else "largest_remainder",
        pot_cents=row["pool_cents"],
        shares=tuple(str(part) for part in parts) if is_shared else (),
        own_place=people.index(row["payee_id"]) if is_shared else 0,
        why=units_why(explainer, split, row)
        if split and by == "units"
        else _split_why(variant, row, is_shared),
    )


def _split_why(variant: Variant, row: Row, is_shared: bool) -> str:
    if not is_shared:
        return "The writing credits are not recorded, or no rule of the agreement covers them."
    rules = variant.agreement.credit_columns if row["credit_column"] else variant.agreement.credit_shares
    sources = dict.fromkeys(f"{rule.citation.source} ({rule.citation.status})" for rule in rules)
    status = variant.formula.split.status if variant.formula.split else ""
    odd = f" How odd cents go is {status}." if status else ""
    return f"Shares by writing credit: {'; '.join(sources) or 'as the credits state them'}.{odd}"


def _due(variant: Variant, row: Row) -> DueShown:
    rule = variant.clause.due
    due_on = row["due_on"].isoformat() if row["due_on"] else None
    if rule is None:
        return DueShown(due_on, "", "the clause states no due date")
    source = cited(rule.rule_id, rule.citation) if rule.citation else None
    return DueShown(due_on, rule.rule_id, due_words(rule), source)


def _payment(names: Names, paid: Row) -> PaymentShown:
    return PaymentShown(
        payment_id=paid["payment_id"],
        line_no=paid["line_no"],
        amount_cents=paid["amount_cents"],
        paid_on=_day(paid["paid_on"]),
        received_by_guild_on=_day(paid["received_by_guild_on"]),
        sent_on_to_member_on=_day(paid["sent_on_to_member_on"]),
        payee=_party(names, "person", paid["payee_id"]) if paid["payee_id"] else None,
        how=paid["how"],
        why=paid["why"],
    )


def _standing(explainer: Explainer, row: Row) -> StandingShown | None:
    rows = explainer.run_rows("SELECT * FROM standing WHERE obligation_no = ?", [row["obligation_no"]])
    if not rows:
        return None
    names = ("state", "paid_cents", "with_guild_cents", "open_cents", "days_past_due", "why")
    return StandingShown(*(rows[0][name] for name in names))


def _late_charges(explainer: Explainer, row: Row) -> tuple[LateShown, ...]:
    charges = explainer.run_rows(
        "SELECT * FROM late_charge WHERE obligation_no = ? ORDER BY late_rule, disputed",
        [row["obligation_no"]],
    )
    return tuple(_late_charge(explainer, charge) for charge in charges)


def _late_charge(explainer: Explainer, charge: Row) -> LateShown:
    rules = {
        rule.rule_id: rule
        for variant in explainer.variants.values()
        for rule in variant.agreement.late_rules.values()
    }
    rule = rules[charge["late_rule"]]
    return LateShown(
        rule=rule.rule_id,
        words=late_words(rule),
        months=charge["months"],
        days=charge["days"],
        simple_cents=charge["simple_cents"],
        compound_cents=charge["compound_cents"],
        daily_cents=charge["daily_cents"],
        is_disputed=charge["disputed"],
        citation=cited(rule.rule_id, rule.citation),
    )


def _left_out(found: Found, rivals: int) -> tuple[str, ...]:
    clause = found.variant.clause
    sentences = [*found.explainer.run.heading.left_out, *ALWAYS_LEFT_OUT]
    if clause.citation.note:
        sentences.append(f"of the clause: {clause.citation.note}")
    sentences += [
        f"sources differ on {conflict.address}: "
        + "; ".join(f"{said} ({by.source})" for said, by in conflict.says)
        for conflict in clause.conflicts
    ]
    if rivals:
        sentences.append(f"{rivals} rival value(s) of other parties are listed and not computed")
    gaps = [f"the table {gap.table} has no row for {', '.join(gap.keys)}" for gap in found.own.outcome.gaps]
    return tuple(dict.fromkeys([*sentences, *gaps]))


def _day(day: object) -> str | None:
    return None if day is None else str(day)
