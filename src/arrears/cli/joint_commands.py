"""Commands about one sale under several guilds: the difference table, and what people find of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, one_word
from arrears.cli.options import (
    AsOf,
    BookFolder,
    KnownBy,
    Library,
    OneTable,
    Rows,
    RowsFormat,
    read_day,
    read_pairs,
)
from arrears.cli.output import say_appended, show_report, tell_progress

SaleName = Annotated[
    str, typer.Argument(metavar="SALE", help="COMPANY:TITLE:MARKET:PERIOD; of a use, its occasion.")
]


def joint(
    book: BookFolder,
    sale: SaleName,
    facts: Annotated[
        list[str] | None,
        typer.Option(
            "--facts",
            metavar="[FAMILY:]FACT=VALUE",
            help="A fact that no record holds, of all guilds or one; may be repeated.",
        ),
    ] = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    library: Library = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show one sale or use under several guilds, and the joint route.

    A sale is receipts of a period; a use is a run, a stretch online or a year shown, by its occasion. Base,
    rate, amount, window, shares and due date under each guild's agreement, each cited; each guild's own
    clock; the conditions of a joint case, each met, not met or not known. Whether provisions are the same is
    a person's finding: record it with `arrears joint-finding`.

    \b
    Examples:
      arrears joint autumn-2008 C1:T1:download:2008Q3 --as-of 2009-08-31
      arrears joint autumn-2008 C1:T1:download:2008Q3 --facts dga:base_kind=licence_fee
      arrears joint autumn-2008 C3:T0038:network_prime_time:run:2 --facts dga:applicable_minimum=$15,000.00
      arrears joint autumn-2008 C1:T1:download:2008Q3 --format csv --table conditions
    """
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.audit.explainer import open_for_explaining
    from arrears.claims.joint_case import read_sale
    from arrears.cli.audiences import open_book
    from arrears.cli.libraries import asked_of_book, load_agreements
    from arrears.obligations.answers import check_facts
    from arrears.reports.joint_report import build_joint, gather_joint

    named, stated = read_sale(sale), _by_family(read_pairs(facts, "--facts", "--facts minutes=60"))
    for some in stated.values():
        check_facts(some)
    opened = open_book(book)
    agreements, asked = asked_of_book(opened, AuditRequest(as_of=as_of, known_by=known_by), library)
    run = run_audit(opened, agreements, asked, tell_progress)
    explainer = open_for_explaining(opened, run.folder, agreements)
    page = gather_joint(opened, explainer, named, stated)
    report = build_joint(page, load_agreements(library), explainer.run.heading)
    show_report(report, form, table, "difference_1")


def _by_family(pairs: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Facts by the family they are stated for; '' for all."""
    stated: dict[str, dict[str, str]] = {}
    for name, value in pairs.items():
        family, _, fact = name.rpartition(":")
        stated.setdefault(family, {})[fact] = value
    return stated


def finding(
    book: BookFolder,
    sale: SaleName,
    question: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION",
            help="provisions, audit, audit-report, agreed, qualified, consent, filed-apart, arbitrator,"
            " notice.",
        ),
    ],
    answer: Annotated[
        str,
        typer.Option("--answer", metavar="WORD", help="yes or no; same, substantially-similar, different."),
    ],
    on: On,
    by: By,
    why: Why = "",
    guild: Annotated[
        str, typer.Option("--guild", metavar="FAMILY", help="Of which guild: wga, dga, sag.")
    ] = "",
    day: Annotated[
        date | None,
        typer.Option("--day", parser=read_day, metavar="DAY", help="The day, where there is one."),
    ] = None,
    learned_on: LearnedOn = None,
) -> None:
    """Record what a person found of a sale under several guilds.

    \b
    Examples:
      arrears joint-finding autumn-2008 C1:T1:download:2008Q3 provisions --answer substantially-similar
        --on 2009-02-01 --by counsel --why "both take a share of the distributor's gross"
      arrears joint-finding autumn-2008 C1:T1:download:2008Q3 agreed --guild dga --answer yes
        --on 2009-02-10 --by counsel
    """
    from arrears.claims.acting import Acting
    from arrears.claims.joint_case import QUESTIONS, JointFinding, read_sale, record_finding
    from arrears.cli.audiences import open_book

    asked = one_word("QUESTION", question, tuple(QUESTIONS))
    answered = one_word("--answer", answer, QUESTIONS[asked].answers)
    found = JointFinding(asked, answered, guild, day, Acting(on, by, learned_on or on, why))
    entry = record_finding(open_book(book), read_sale(sale), found)
    say_appended(f"recorded the finding about {sale}", entry)
