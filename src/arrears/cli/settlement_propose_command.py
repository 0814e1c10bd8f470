"""The command that puts a settlement on the desk: its terms from a file or from options."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.act_options import By, LearnedOn, On, Why
from arrears.cli.audiences import open_book
from arrears.cli.options import AsOf, BookFolder
from arrears.cli.output import findings_text, say, say_appended
from arrears.cli.settlement_commands import Late, LateCounts, acting
from arrears.findings import counted

if TYPE_CHECKING:
    from arrears.book.ledger import Book
    from arrears.claims.acting import Acting
    from arrears.claims.claim_money_lines import Priced
    from arrears.claims.settlement_terms import SettlementTerms


class Undisputed(StrEnum):
    """What is done with money that no reading disputes."""

    KEPT_OUT = "kept out"
    INCLUDED = "included"


Claims = Annotated[list[str], typer.Argument(metavar="CLAIM...", help="The claims whose lines are settled.")]
Terms = Annotated[
    Path | None, typer.Option("--terms", metavar="FILE", help="The terms in a YAML file, instead of options.")
]
Title = Annotated[str, typer.Option("--title", help="What the settlement is called.")]
Pays = Annotated[
    str, typer.Option("--pays", help="A share such as 33%, a sum such as $1,000.00, or nothing.")
]
Rule = Annotated[
    str, typer.Option("--rule", help="How it is divided: pro_rata_by_principal, equal, by_head …")
]
PositionName = Annotated[
    str, typer.Option("--position", help="The reading that weighs the lines. Default: the claimants'.")
]
Instalments = Annotated[
    list[str] | None,
    typer.Option(
        "--instalment", metavar="SHARE,WHEN", help="50%,2009-07-15 or 50%,60 days; may be repeated."
    ),
]
Condition = Annotated[str, typer.Option("--condition", help="The event it waits for, such as ratification.")]
ConditionOf = Annotated[str, typer.Option("--condition-of", help="Of what, such as the agreement of 2009.")]
ConditionBy = Annotated[str, typer.Option("--condition-by", metavar="DAY", help="The last day for it.")]
MayStayOut = Annotated[bool, typer.Option("--opt-out", help="A company may stay out with all its lines.")]
StayOutUntil = Annotated[str, typer.Option("--opt-out-until", metavar="DAY", help="The last day for that.")]
Waives = Annotated[
    list[str] | None,
    typer.Option(
        "--waive", metavar="CHARACTER", help="Given up for nothing, such as late_charge; may be repeated."
    ),
]
Exchange = Annotated[str, typer.Option("--in-exchange-for", help="What the forgiveness is traded for.")]
Released = Annotated[
    str, typer.Option("--released-until", metavar="DAY", help="Uses and pay up to this day.")
]
UndisputedMoney = Annotated[
    Undisputed, typer.Option("--undisputed", help="Money that no reading disputes: kept out, or included.")
]
Consents = Annotated[
    list[str] | None,
    typer.Option("--needs", metavar="WHO", help="Who must agree. Default: claimants, companies."),
]


def propose(
    book: BookFolder,
    claims: Claims,
    on: On,
    by: By,
    terms: Terms = None,
    title: Title = "",
    pays: Pays = "",
    rule: Rule = "pro_rata_by_full_value",
    position: PositionName = "",
    instalment: Instalments = None,
    condition: Condition = "",
    condition_of: ConditionOf = "",
    condition_by: ConditionBy = "",
    opt_out: MayStayOut = False,
    opt_out_until: StayOutUntil = "",
    waive: Waives = None,
    in_exchange_for: Exchange = "",
    released_until: Released = "",
    undisputed: UndisputedMoney = Undisputed.KEPT_OUT,
    needs: Consents = None,
    late: Late = LateCounts.SIMPLE,
    as_of: AsOf = None,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Propose a settlement of claims: its lines are divided to the cent and kept with the terms.

    Undisputed money is kept out of the release unless the terms take it in, and every such line is then
    flagged.

    \b
    Examples:
      arrears settlement propose autumn-2008 1 --title "Downloads" --pays 33% --opt-out
        --condition ratification --on 2009-04-29 --by attorney
      arrears settlement propose autumn-2008 1 --terms terms.yaml --on 2009-04-29 --by attorney
    """
    from arrears.claims.claim_money_lines import price_claims

    opened = open_book(book)
    priced = price_claims(opened, claims, as_of or on, late.value)
    said = _terms(
        terms,
        (title, pays, rule, position or priced.usual_position),
        (condition, condition_of, condition_by),
        ("company" if opt_out or opt_out_until else "", opt_out_until),
        (released_until, undisputed.value, in_exchange_for, instalment or [], waive or [], needs or []),
    )
    _propose(opened, priced, said, acting(on, by, why, learned_on))


def _propose(book: Book, priced: Priced, said: SettlementTerms, act: Acting) -> None:
    from arrears.claims.settlement_acts import Proposal, propose

    ids = tuple(claim.claim_id for claim in priced.claims)
    proposal = Proposal(said, priced.lines, ids, priced.claimants, priced.as_of, priced.told())
    subject, entry, settled = propose(book, proposal, act)
    say_appended(f"proposed {subject} over {counted(len(settled.lines), 'line')}", entry)
    if settled.findings:
        say(findings_text(settled.findings))


def _terms(
    file: Path | None,
    main: tuple[str, str, str, str],
    condition: tuple[str, str, str],
    opt_out: tuple[str, str],
    rest: tuple[str, str, str, Sequence[str], Sequence[str], Sequence[str]],
) -> SettlementTerms:
    """The terms in a file, or those that options state, read as a file of terms is."""
    from arrears.agreements.yaml_source import WrittenList, WrittenMap, WrittenText
    from arrears.claims.settlement_read import option_map, read_terms, read_terms_file

    if file is not None:
        return read_terms_file(file)
    title, pays, rule, position = main
    if not title or not pays:
        raise typer.BadParameter("give --terms FILE, or --title and --pays")
    until, undisputed, exchange, instalments, waives, needs = rest
    parts = []
    for word in instalments:
        share, _, when = (part.strip() for part in word.partition(","))
        key = "on" if when[:4].isdigit() and "-" in when else "after"
        parts.append(option_map({"share": share, key: when}))
    written = option_map(
        {
            "settlement": title,
            "pays": pays,
            "divide": option_map({"rule": rule, "position": position}),
            "condition": option_map(dict(zip(("event", "of", "by"), condition))),
            "opt_out": option_map(dict(zip(("by", "until"), opt_out))),
            "release": option_map({"until": until, "undisputed": undisputed}),
            "in_exchange_for": exchange,
            "waives": list(waives),
            "consents": list(needs),
        }
    )
    if parts:
        entry = (WrittenText("instalments", "--instalment"), WrittenList(tuple(parts), "--instalment"))
        written = WrittenMap((*written.entries, entry), written.place)
    return read_terms(written)
