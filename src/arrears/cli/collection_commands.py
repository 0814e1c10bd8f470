"""Commands about money collected: record it, distribute it, take back what was returned, send it again, show
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why, book_facts
from arrears.cli.audiences import open_book
from arrears.cli.award_commands import PaymentKind, read_share, read_sum
from arrears.cli.options import AsOf, BookFolder, KnownBy, OneTable, Rows, RowsFormat, read_day, read_pairs
from arrears.cli.output import most_rows, say, say_appended, show_report
from arrears.findings import counted

if TYPE_CHECKING:
    from arrears.claims.acting import Acting
    from arrears.claims.deductions import Deduction

CollectionName = Annotated[
    str, typer.Argument(metavar="COLLECTION", help="The collection, such as collection/1.")
]
RemittanceNo = Annotated[int, typer.Argument(metavar="REMITTANCE", help="The number of the remittance.")]


def record(
    book: BookFolder,
    amount: Annotated[str, typer.Argument(metavar="SUM", help="How much came in, such as $1,000.00.")],
    under: Annotated[str, typer.Option("--under", help="What it was paid on: award/1 or settlement/1.")],
    collected_on: Annotated[
        date, typer.Option("--collected-on", parser=read_day, metavar="DAY", help="The day it came in.")
    ],
    payer: Annotated[str, typer.Option("--payer", help="Who paid.")],
    on: On,
    by: By,
    company: Annotated[
        str, typer.Option("--company", help="Whose debt it pays. Default: the payer's own.")
    ] = "",
    currency: Annotated[str, typer.Option("--currency", help="Its currency.")] = "usd",
    kind: Annotated[PaymentKind, typer.Option("--kind", help="Principal, or interest on an award.")] = (
        PaymentKind.PRINCIPAL
    ),
    reference: Annotated[str, typer.Option("--reference", help="Its number: counts once for a payer.")] = "",
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record money that came in on an award or on a settlement in effect.

    \b
    Example:
      arrears collection record autumn-2008 $1,000.00 --under settlement/1 --collected-on 2009-07-15
        --payer CO1 --reference W17 --on 2009-07-15 --by collections
    """
    from arrears.claims.collection_acts import Received, record_collection
    from arrears.cli.act_options import one_word
    from arrears.vocabulary import CURRENCIES

    received = Received(
        collected_on=collected_on,
        payer=payer,
        company_id=company or payer,
        cents=read_sum(amount, "SUM"),
        currency=one_word("--currency", currency, tuple(CURRENCIES)),
        under=under,
        reference=reference,
        kind=kind.value,
    )
    subject, entry = record_collection(open_book(book), received, _acting(on, by, why, learned_on))
    say_appended(f"recorded {subject}", entry)


def _acting(on: date, by: str, why: str, learned_on: date | None) -> Acting:
    from arrears.claims.acting import Acting

    return Acting(on, by, learned_on or on, why)


def distribute(
    book: BookFolder,
    collection: CollectionName,
    on: On,
    by: By,
    hold: Annotated[
        list[str] | None,
        typer.Option("--hold", metavar="PERSON=WHY", help="Keep a person's money back; may be repeated."),
    ] = None,
    deduct: Annotated[
        list[str] | None,
        typer.Option(
            "--deduct",
            metavar="PERSON,KIND,SHARE,TO",
            help="Take a share off and send it on, where agreement and person allow; may be repeated.",
        ),
    ] = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Distribute collected money to members, by what is still due on each line, with remittance lines.

    Money of somebody who is out of reach, or whom nobody is known to receive for, is held in the book.

    \b
    Examples:
      arrears collection distribute autumn-2008 collection/1 --on 2009-07-20 --by collections
      arrears collection distribute autumn-2008 1 --hold P0002="no address" --on 2009-07-20 --by collections
    """
    from arrears.claims.collection_acts import Wishes, distribute_collection
    from arrears.money import show_cents

    wishes = Wishes(_deductions(deduct), read_pairs(hold, "--hold", '--hold P0002="no address"'))
    entry, made = distribute_collection(open_book(book), collection, wishes, _acting(on, by, why, learned_on))
    people = len({line.remittance_no for line in made.lines})
    sent, held, left = made.sent_cents(), made.held_cents(), made.undistributed_cents
    parts = f"{show_cents(sent)} sent, {show_cents(held)} held, {show_cents(left)} not distributed"
    say(f"remittances for {counted(people, 'person', 'people')}: {parts}")
    say(f"seq {entry.seq}, head {entry.head}")


def _deductions(words: Sequence[str] | None) -> tuple[Deduction, ...]:
    from arrears.claims.deductions import Deduction
    from arrears.cli.act_options import one_word
    from arrears.vocabulary import DEDUCTION_KINDS

    asked = []
    for word in words or ():
        parts = [part.strip() for part in word.split(",")]
        if len(parts) != 4 or not all(parts):
            example = "--deduct P0001,commission,10%,A1"
            raise typer.BadParameter(f"'{word}' is no deduction; write {example}", param_hint="--deduct")
        kind = one_word("--deduct", parts[1], tuple(DEDUCTION_KINDS))
        asked.append(Deduction(parts[0], kind, read_share(parts[2], "--deduct"), parts[3]))
    return tuple(asked)


def return_(
    book: BookFolder,
    collection: CollectionName,
    remittance: RemittanceNo,
    on: On,
    by: By,
    why: Annotated[str, typer.Option("--why", help="Why it came back.")],
    learned_on: LearnedOn = None,
) -> None:
    """Record that a remittance came back: its money is held in the book for the person.

    \b
    Example:
      arrears collection return autumn-2008 collection/1 2 --why "moved away" --on 2009-08-01 --by collections
    """
    from arrears.claims.collection_acts import return_remittance
    from arrears.money import show_cents

    entry, cents = return_remittance(
        open_book(book), collection, remittance, _acting(on, by, why, learned_on)
    )
    say_appended(f"{show_cents(cents)} is held for the person", entry)


def send_again(
    book: BookFolder,
    collection: CollectionName,
    remittance: RemittanceNo,
    on: On,
    by: By,
    why: Annotated[str, typer.Option("--why", help="How the person was found.")],
    to: Annotated[str, typer.Option("--to", help="Who receives it. Default: the person.")] = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record that held money was sent, once the person was found.

    \b
    Example:
      arrears collection send-again autumn-2008 collection/1 2 --why "found by the estate" --on 2009-09-01
        --by collections
    """
    from arrears.claims.collection_acts import send_again
    from arrears.money import show_cents

    entry, cents = send_again(open_book(book), collection, (remittance, to), _acting(on, by, why, learned_on))
    say_appended(f"{show_cents(cents)} was sent", entry)


def show(
    book: BookFolder,
    collection: Annotated[
        str, typer.Argument(metavar="COLLECTION", help="collection/1. Default: list them all.")
    ] = "",
    known_by: KnownBy = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show collected money: every remittance with its lines, what is held and for whom, what is left.

    \b
    Example:
      arrears collection show autumn-2008 collection/1
    """
    from arrears.claims.collection import read_collection, read_collections, remittance_lines
    from arrears.claims.settlement_payments import party_names
    from arrears.reports.collection_report import build_collection, build_collection_list
    from arrears.reports.settlement_report import shortened

    opened = open_book(book)
    if not collection:
        held = read_collections(opened, known_by=known_by).values()
        show_report(build_collection_list(held, book_facts(opened)), form, table, "collections")
        return
    one = read_collection(opened, collection, known_by=known_by)
    lines = remittance_lines(opened, one)
    report = build_collection(one, lines, book_facts(opened), party_names(opened))
    report = shortened(report, most_rows(form, table))
    show_report(report, form, table, "remittances")


def liable(
    book: BookFolder,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The title's id.")],
    market: Annotated[str, typer.Option("--market", help="The market.")],
    territory: Annotated[str, typer.Option("--territory", help="Where.")] = "us",
    as_of: AsOf = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show who is liable for a title now: the producer, and everybody who took over from it, with the rule.

    \b
    Example:
      arrears collection liable autumn-2008 T0001 --market download --territory us --as-of 2009-08-31
    """
    from arrears.book.snapshot import last_learned_on
    from arrears.claims.liability import Rights, who_is_liable
    from arrears.claims.settlement_payments import party_names
    from arrears.cli.act_options import one_word
    from arrears.reports.liability_report import build_liability
    from arrears.vocabulary import MARKETS, TERRITORIES

    opened = open_book(book)
    day = as_of or last_learned_on(opened) or date.min
    rights = Rights(
        title,
        one_word("--market", market, tuple(MARKETS)),
        one_word("--territory", territory, tuple(TERRITORIES)),
        day,
    )
    report = build_liability(rights, who_is_liable(opened, rights), book_facts(opened), party_names(opened))
    show_report(report, form, table, "liable")
