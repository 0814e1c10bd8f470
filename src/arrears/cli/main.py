"""The command line: names the commands and turns findings into text and an exit code.

Exit codes: 0 done; 1 findings stopped the command, or a check found faults; 2 the command was written
wrongly. Arrears are an answer, not a failure. Commands load the engine only when they run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from copy import copy

import typer
import typer.main

from arrears.cli import (
    agency_commands,
    agreement_commands,
    blackout_commands,
    book_commands,
    claim_commands,
    deadline_commands,
    delay_commands,
    desk_commands,
    docket_commands,
    evidence_commands,
    joint_commands,
    letter_commands,
    library_commands,
    money_commands,
    offer_commands,
    offer_pattern_command,
    offer_price_command,
    package_commands,
    packet_command,
    path_commands,
    published_commands,
    request_commands,
    resolution_commands,
    standing_commands,
    total_commands,
    trade_commands,
    use_commands,
)
from arrears.cli.audiences import add_audiences
from arrears.findings import Refused

EXIT_CODES = (
    "Exit codes: 0 done; 1 findings stopped the command, or a check found faults; 2 the command was written"
    " wrongly."
)

app = typer.Typer(
    name="arrears",
    help="What was promised, what was paid, what is still owed: to the cent, with the reason for every cent.",
    epilog=EXIT_CODES,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)
agreements = typer.Typer(
    help="Look at the agreements: list, show, diff, lint.", rich_markup_mode=None, no_args_is_help=True
)
app.command("init")(book_commands.init)
app.command("import")(book_commands.import_records)
app.command("audit")(money_commands.audit)
app.command("owed")(money_commands.owed)
app.command("statement")(money_commands.statement)
app.command("explain")(money_commands.explain)
app.command("dispute")(money_commands.dispute)
app.command("changes")(money_commands.changes)
app.add_typer(agreements, name="agreements")
agreements.command("list")(agreement_commands.list_agreements)
agreements.command("show")(agreement_commands.show)
agreements.command("diff")(agreement_commands.diff)
agreements.command("lint")(agreement_commands.lint)
agreements.command("new")(agreement_commands.new)
agreements.command("fidelity")(library_commands.fidelity)
agreements.command("compare")(library_commands.compare)
agreements.command("contradict")(library_commands.contradict)
app.command("check")(agreement_commands.check)
app.command("rate")(library_commands.rate)
app.command("verify")(book_commands.verify)
app.command("tidy")(book_commands.tidy)
app.command("bench")(agreement_commands.bench)
claim = claim_commands.add_to(app)
app.command("deadlines")(deadline_commands.deadlines)
agency_commands.add_to(app)
evidence_commands.add_to(app)
letter_commands.add_to(app)
desk_commands.add_to(app)
total_commands.add_to(app)
use_commands.add_to(app)
request_commands.add_to(app)
app.command("joint")(joint_commands.joint)
app.command("joint-finding")(joint_commands.finding)
app.command("standing")(standing_commands.standing)
package_commands.add_to(app)
trade_commands.add_to(app)
docket_commands.add_to(app)
packet_command.add_to(app)
blackout_commands.add_to(app)
path_commands.add_to(app)
resolution_commands.add_to(app)
delay_commands.add_to(app)
published_commands.add_to(app)
offer = offer_commands.add_to(app)
offer.command("price")(offer_price_command.price)
offer.command("pattern")(offer_pattern_command.pattern)
add_audiences(app)  # last: of every command that takes a book


def asked_for(words: Sequence[str]) -> typer.Typer:
    """The command line with only the command, or the group of commands, that these words begin with; the
    whole where they begin with none.

    Nobody waits for a hundred others to be made ready; help, and the answer to a slip, know them all.
    """
    commands = [command for command in app.registered_commands if [command.name] == [*words[:1]]]
    groups = [group for group in app.registered_groups if [group.name] == [*words[:1]]]
    if not commands and not groups:
        return app
    narrowed = copy(app)
    narrowed.registered_commands, narrowed.registered_groups = commands, groups
    return narrowed


def main() -> None:
    """Run the command line; findings become text on stderr and exit code 1."""
    try:
        typer.main.get_group(asked_for(sys.argv[1:]))(prog_name="arrears")
    except Refused as refused:
        from arrears.cli.output import findings_text

        count = len(refused.findings)
        sys.stdout.flush()
        sys.stderr.write(findings_text(refused.findings) + "\n")
        sys.stderr.write(f"{count} {'finding' if count == 1 else 'findings'}; nothing was changed.\n")
        sys.exit(1)
    except BrokenPipeError:
        # The reader, `head` perhaps, has seen enough; the interpreter must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
