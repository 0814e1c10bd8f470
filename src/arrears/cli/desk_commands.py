"""Names the commands of the settlement desk, of awards and of money collected."""

from __future__ import annotations

import typer

from arrears.cli import (
    award_commands,
    collection_commands,
    settlement_commands,
    settlement_propose_command,
)


def add_to(app: typer.Typer) -> None:
    """Add the groups `settlement`, `award` and `collection`."""
    settlement = _group("Settle claims: propose, agree, stay out, take effect, published cases.")
    settlement.command("propose")(settlement_propose_command.propose)
    settlement.command("show")(settlement_commands.show)
    settlement.command("tell")(settlement_commands.tell)
    settlement.command("consent")(settlement_commands.consent)
    settlement.command("opt-out")(settlement_commands.opt_out)
    settlement.command("effective")(settlement_commands.effective)
    settlement.command("withdraw")(settlement_commands.withdraw)
    settlement.command("worked")(settlement_commands.worked)
    app.add_typer(settlement, name="settlement")
    award = _group("Awards: record one, pay on it, calculate its sum, show what stands open.")
    award.command("record")(award_commands.record)
    award.command("pay")(award_commands.pay)
    award.command("calculate")(award_commands.calculate)
    award.command("excuse")(award_commands.excuse)
    award.command("show")(award_commands.show)
    app.add_typer(award, name="award")
    collection = _group("Money collected: record it, distribute it to members, hold what comes back.")
    collection.command("record")(collection_commands.record)
    collection.command("distribute")(collection_commands.distribute)
    collection.command("return")(collection_commands.return_)
    collection.command("send-again")(collection_commands.send_again)
    collection.command("show")(collection_commands.show)
    collection.command("liable")(collection_commands.liable)
    app.add_typer(collection, name="collection")


def _group(words: str) -> typer.Typer:
    return typer.Typer(help=words, rich_markup_mode=None, no_args_is_help=True)
