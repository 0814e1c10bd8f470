"""Commands about claims: list them, show one, record a step or a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli import (
    bundle_commands,
    claim_amount_commands,
    claim_file_commands,
    claim_open_commands,
    pattern_commands,
    pattern_open_command,
)
from arrears.cli.act_options import (
    By,
    ClaimId,
    DiffersBecause,
    LearnedOn,
    NoNotice,
    Notices,
    On,
    Why,
    book_facts,
    one_word,
    read_notices,
)
from arrears.cli.options import AsOf, BookFolder, KnownBy, OneTable, Rows, RowsFormat, read_pairs
from arrears.cli.output import say_appended, show_report

if TYPE_CHECKING:
    from arrears.agreements.procedure import Procedure
    from arrears.claims.claim import Claim


def list_claims(
    book: BookFolder, known_by: KnownBy = None, form: Rows = RowsFormat.TABLE, table: OneTable = ""
) -> None:
    """List the claims of a book.

    \b
    Example:
      arrears claim list autumn-2008
    """
    from arrears.claims.claim import read_claims
    from arrears.cli.audiences import open_book
    from arrears.reports.claim_report import build_claim_list

    opened = open_book(book)
    claims = read_claims(opened, known_by=known_by).values()
    show_report(build_claim_list(claims, book_facts(opened)), form, table, "claims")


def show(
    book: BookFolder,
    claim: ClaimId,
    known_by: KnownBy = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show one claim: parties, lines, steps, decisions with their reasons, and what belongs to it.

    \b
    Example:
      arrears claim show autumn-2008 claim/1
    """
    from arrears.claims.claim import read_claim
    from arrears.cli.audiences import open_book
    from arrears.reports.claim_report import build_claim

    opened = open_book(book)
    found = read_claim(opened, claim, known_by=known_by)
    show_report(build_claim(found, book_facts(opened)), form, table, "steps")


def step(
    book: BookFolder,
    claim: ClaimId,
    word: Annotated[str, typer.Argument(metavar="STEP", help="What happened, such as filed or demanded.")],
    on: On,
    by: By,
    why: Why = "",
    forum: Annotated[str, typer.Option("--forum", help="The forum, where this step chooses one.")] = "",
    party: Annotated[
        str, typer.Option("--party", help="Which sort of party took it: guild, member, company …")
    ] = "",
    fact: Annotated[
        list[str] | None,
        typer.Option("--fact", metavar="NAME=VALUE", help="A fact of the step; may be repeated."),
    ] = None,
    learned_on: LearnedOn = None,
) -> None:
    """Record a step of a claim; a step that its rules forbid is refused with the rule.

    \b
    Examples:
      arrears claim step autumn-2008 1 filed --on 2008-11-19 --by wga --party guild
      arrears claim step autumn-2008 1 forum-chosen --forum arbitration --on 2008-11-18 --by attorney
    """
    from arrears.claims.recording import record_step
    from arrears.claims.steps import Taken
    from arrears.cli.audiences import open_book
    from arrears.vocabulary import CLAIM_PARTIES, CLAIM_STEPS

    facts = read_pairs(fact, "--fact", "--fact served_on=2008-11-20")
    name = one_word("STEP", word, tuple(CLAIM_STEPS))
    side = one_word("--party", party, tuple(CLAIM_PARTIES)) if party else ""
    taken = Taken(name, on, by, forum, side, why, facts)
    entry = record_step(open_book(book), claim, taken, learned_on=learned_on or on, procedure=procedure_of)
    say_appended(f"recorded {name.replace('_', ' ')} of {_claim_id(claim)}", entry)


def decide(
    book: BookFolder,
    claim: ClaimId,
    word: Annotated[str, typer.Argument(metavar="WHAT", help="open, rank, hold, settle, close, not-pursue.")],
    on: On,
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="A word of the list of reasons.")],
    why: Why = "",
    notice: Notices = None,
    no_notice: NoNotice = "",
    differs_because: DiffersBecause = "",
    learned_on: LearnedOn = None,
) -> None:
    """Record a decision about a claim: who, when, why, whom they told, and how it differs from like cases.

    \b
    Example:
      arrears claim decide autumn-2008 1 hold --on 2008-12-01 --by attorney --reason evidence
        --notice P0001,2008-12-02,letter
    """
    from arrears.claims.decisions import Proposed
    from arrears.claims.recording import record_decision
    from arrears.cli.audiences import open_book
    from arrears.vocabulary import DECISION_REASONS, DECISIONS

    proposed = Proposed(
        what=one_word("WHAT", word, tuple(DECISIONS)),
        on=on,
        by=by,
        reason_code=one_word("--reason", reason, tuple(DECISION_REASONS)),
        why=why,
        notices=read_notices(notice),
        told_nobody=no_notice,
        differs_because=differs_because,
    )
    entry = record_decision(open_book(book), claim, proposed, learned_on=learned_on or on)
    say_appended(f"recorded the decision about {_claim_id(claim)}", entry)


def person(
    book: BookFolder,
    claim: ClaimId,
    who: Annotated[str, typer.Argument(metavar="PERSON", help="The person's id.")],
    role: Annotated[str, typer.Option("--role", help="Such as counsel, witness, business representative.")],
    on: On,
    by: By,
    why: Why = "",
    learned_on: LearnedOn = None,
) -> None:
    """Add a person to a claim, with their role.

    \b
    Example:
      arrears claim person autumn-2008 1 P0001 --role witness --on 2008-12-01 --by attorney
    """
    from arrears.claims.recording import record_link
    from arrears.cli.audiences import open_book

    body = {"id": who, "role": role, "on": on.isoformat(), "by": by, "why": why}
    entry = record_link(open_book(book), claim, "person_added", body, learned_on=learned_on or on)
    say_appended(f"added {who} to {_claim_id(claim)}", entry)


def withdraw_lines(
    book: BookFolder,
    claim: ClaimId,
    line: Annotated[list[str], typer.Option("--line", metavar="OBLIGATION", help="May be repeated.")],
    on: On,
    by: By,
    why: Why,
    learned_on: LearnedOn = None,
) -> None:
    """Take lines out of a claim; they stay in the record of it.

    \b
    Example:
      arrears claim withdraw-lines autumn-2008 1 --line wga/… --on 2008-12-01 --by attorney --why paid
    """
    from arrears.claims.recording import record_withdrawn_lines
    from arrears.cli.audiences import open_book

    body = {"refs": sorted(set(line)), "on": on.isoformat(), "by": by, "why": why}
    entry = record_withdrawn_lines(open_book(book), claim, body, learned_on=learned_on or on)
    say_appended(f"withdrew {len(body['refs'])} from {_claim_id(claim)}", entry)


def forums(
    book: BookFolder,
    claim: ClaimId,
    as_of: AsOf = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """List where a claim can be brought: open, conditional or closed, each with its rule. A person chooses.

    \b
    Example:
      arrears claim forums autumn-2008 1
    """
    from arrears.claims.claim import read_claim
    from arrears.claims.claim_figures import figure_claim
    from arrears.claims.forums import forum_standings, principal_by_person
    from arrears.cli.audiences import open_book
    from arrears.reports.forum_report import build_forums

    opened = open_book(book)
    held = read_claim(opened, claim)
    procedure = procedure_of(held)
    day = as_of or claim_amount_commands.latest_day(opened)
    by_person = figure_claim(opened, held, day).filed.by_party["payee"] if held.lines else ()
    principal = principal_by_person(by_person, held.positions["claimants"])
    standings = forum_standings(procedure, held, principal) if procedure else ()
    show_report(build_forums(held, standings, book_facts(opened)), form, table, "forums")


def procedure_of(claim: Claim) -> Procedure | None:
    """The procedure of a claim's agreement; null where none is encoded."""
    from arrears.agreements.procedure_load import find_procedure

    return find_procedure(claim.agreement)


def _claim_id(claim: str) -> str:
    return claim if claim.startswith("claim/") else f"claim/{claim}"


def add_to(app: typer.Typer) -> typer.Typer:
    """Name the commands; the group is returned so that others can add theirs."""
    group = typer.Typer(
        help="Claims: open, list, show, record steps and decisions.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    app.add_typer(group, name="claim")
    group.command("open")(claim_open_commands.open_claim)
    group.command("open-by-hand")(claim_open_commands.open_by_hand)
    group.command("add-lines")(claim_open_commands.add_lines)
    group.command("list")(list_claims)
    group.command("show")(show)
    group.command("forums")(forums)
    group.command("step")(step)
    group.command("decide")(decide)
    group.command("person")(person)
    group.command("withdraw-lines")(withdraw_lines)
    group.command("pattern")(pattern_commands.pattern)
    group.command("open-class")(pattern_open_command.open_class)
    group.command("file")(claim_file_commands.write_file)
    group.command("amounts")(claim_amount_commands.amounts)
    group.command("changes")(claim_amount_commands.changes)
    group.command("restate")(claim_amount_commands.restate)
    group.command("bundle")(bundle_commands.bundle)
    group.command("check-bundle")(bundle_commands.check_bundle)
    return group
