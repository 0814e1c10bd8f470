"""Companies, writers and credits. Every writer holds at most one credit on a title, so that nobody's shares
meet; credits that pay nothing (created by, based on) are sprinkled in and must stay without money.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.demonstration.names import invent_names
from tools.demonstration.titles import HUB, make_titles
from tools.demonstration.world import (
    Catalogue,
    Company,
    Credit,
    Engagement,
    PayeeOfRecord,
    Person,
    Recipe,
    Title,
)

# A form is a list of roles, each with its writers: 2 is a team of two, 1 a writer alone.
Form = tuple[tuple[str, tuple[int, ...]], ...]
WRITTEN: tuple[Form, ...] = (
    (("written_by", (1,)),),
    (("written_by", (2,)),),
    (("written_by", (1, 1)),),
    (("written_by", (2, 1)),),
    (("written_by", (1, 1, 1)),),
)
SHARED: tuple[Form, ...] = (
    (("story_by", (1,)), ("script", (1,))),
    (("story_by", (2,)), ("script", (1, 1))),
    (("story_by", (1, 1)), ("script", (2, 1))),
    (("story_by", (1,)), ("script", (3,))),
    (("story_by", (1,)), ("script", (2,)), ("adaptation_by", (1,))),
)
SCREENPLAY_ONLY: tuple[Form, ...] = ((("script", (1,)),), (("script", (2, 1)),))
ROLE_WORDS = {
    "written_by": "Written by",
    "story_by": "Story by",
    "teleplay_by": "Teleplay by",
    "screenplay_by": "Screenplay by",
    "adaptation_by": "Adaptation by",
    "created_by": "Created by",
    "based_on": "Based on material by",
}
UNPAID_ROLES = ("created_by", "based_on")
HUB_FORM: Form = (("written_by", (2, 1)),)


def make_catalogue(chance: random.Random, recipe: Recipe) -> Catalogue:
    """Everybody and everything that exists before any money moves."""
    sizes = recipe.sizes
    company_names = invent_names(chance, count=sizes.companies, form="company")
    companies = tuple(
        Company(f"C{place + 1}", name, None, ("wga",)) for place, name in enumerate(company_names)
    )
    pays_on = {
        company.company_id: "guild" if place % 4 == 1 else "companies"
        for place, company in enumerate(companies)
    }
    names = invent_names(chance, count=sizes.writers, form="person")
    writers = [Person(f"P{place + 1:04d}", name, None) for place, name in enumerate(names)]
    titles = tuple(make_titles(chance, companies=companies, count=sizes.titles))
    credits = tuple(_credit_titles(chance, titles, writers))
    persons, payees = _loan_outs(chance, recipe, writers, credits)
    return Catalogue(
        companies=companies,
        pays_on=pays_on,
        persons=tuple(persons),
        payees_of_record=tuple(payees),
        titles=titles,
        credits=credits,
        engagements=tuple(_engagements(chance, titles, credits)),
        hub=HUB,
    )


@dataclass(frozen=True)
class _Pen:
    """Where the next writer and the next team number come from."""

    writers: Iterator[Person]
    teams: Iterator[int]


def _credit_titles(
    chance: random.Random, titles: Sequence[Title], writers: Sequence[Person]
) -> Iterator[Credit]:
    order = list(writers)
    chance.shuffle(order)
    pen = _Pen(itertools.cycle(order), itertools.count(1))
    for title in titles:
        if title.kind != "series":
            yield from _credit_one(title, _choose_form(chance, title), pen)
            if chance.random() < 0.15:
                role = "based_on" if title.kind == "theatrical" else "created_by"
                yield _credit(title, role, next(pen.writers), None)


def _choose_form(chance: random.Random, title: Title) -> Form:
    if title.title_id == HUB:
        return HUB_FORM
    if title.kind == "theatrical":
        return chance.choice(WRITTEN + SHARED + SCREENPLAY_ONLY)
    return chance.choice(WRITTEN if chance.random() < 0.65 else SHARED)


def _credit_one(title: Title, form: Form, pen: _Pen) -> Iterator[Credit]:
    script = "screenplay_by" if title.kind == "theatrical" else "teleplay_by"
    for role, groups in form:
        for size in groups:
            team_id = f"TM{next(pen.teams):04d}" if size > 1 else None
            for _ in range(size):
                yield _credit(title, script if role == "script" else role, next(pen.writers), team_id)


def _credit(title: Title, role: str, writer: Person, team_id: str | None) -> Credit:
    return Credit(title.title_id, writer.person_id, role, team_id, None, None, ROLE_WORDS[role])


def _engagements(
    chance: random.Random, titles: Sequence[Title], credits: Sequence[Credit]
) -> Iterator[Engagement]:
    """One engagement per paying credit; all writers of a title start on the day it counts as written."""
    title_of = {title.title_id: title for title in titles}
    paying = [credit for credit in credits if credit.role not in UNPAID_ROLES]
    for place, credit in enumerate(paying):
        title = title_of[credit.title_id]
        starts_on = title.written_on
        if starts_on is None:
            raise ValueError(f"{title.title_id} has writers and no date on which it was written")
        initial = chance.randint(9_000, 60_000) * 100
        yield Engagement(
            engagement_id=f"E{place + 1:05d}",
            person_id=credit.person_id,
            company_id=title.company_id,
            title_id=title.title_id,
            kind="writing",
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=chance.randint(20, 90)),
            initial_cents=initial,
            scale_cents=initial - chance.randint(0, 2_000) * 100,
            currency="usd",
            guarantee_n=None,
            guarantee_unit=None,
        )


def _loan_outs(
    chance: random.Random, recipe: Recipe, writers: Sequence[Person], credits: Sequence[Credit]
) -> tuple[list[Person], list[PayeeOfRecord]]:
    """Some credited writers are paid through a company of their own; nobody on the hub title is."""
    on_hub = {credit.person_id for credit in credits if credit.title_id == HUB}
    eligible = sorted({c.person_id for c in credits if c.role not in UNPAID_ROLES} - on_hub)
    count = min(len(eligible), max(2, len(eligible) // 60)) if "loan_out" in recipe.look_alikes else 0
    chosen = sorted(chance.sample(eligible, count))
    names = invent_names(chance, count=count, form="loan_out")
    loan_out_of = {person_id: f"L{place + 1:04d}" for place, person_id in enumerate(chosen)}
    persons = [
        replace(writer, pays_to=loan_out_of[writer.person_id]) if writer.person_id in loan_out_of else writer
        for writer in writers
    ]
    persons += [Person(loan_out, name, None) for loan_out, name in zip(loan_out_of.values(), names)]
    payees = [
        PayeeOfRecord(person_id, date(2005, 1, 1), loan_out, "loan_out", None)
        for person_id, loan_out in loan_out_of.items()
    ]
    return persons, payees
