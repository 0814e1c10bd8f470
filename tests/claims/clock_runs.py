"""Runs one clock of a shipped procedure on invented days, for the tests of clocks."""

from datetime import date

from arrears.agreements.procedure import Procedure
from arrears.claims.clock_days import Stop
from arrears.claims.clocks import ClaimDays, Deadline, Happened, run_clock

AS_OF = date(2015, 1, 1)


def run(
    procedure: Procedure,
    clock: str,
    subject: str = "residuals",
    *,
    steps: tuple[tuple[str, date] | tuple[str, date, str], ...] = (),
    as_of: date = AS_OF,
    stops: tuple[Stop, ...] = (),
    **days: date,
) -> Deadline:
    happened = tuple(Happened(*step) for step in steps)
    return run_clock(procedure, clock, ClaimDays(subject, days, happened, stops), as_of=as_of)
